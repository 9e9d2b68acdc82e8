/* Who sees what: the v_ views show a Big Room's rows to its members alone. */
#include "store_fixture.h"

#include "store/domain_blocks.h"

enum {
    OURS = 0xa1,
    THEIRS = 0xa2,
    ANNA = 0x51,
    BEN = 0x52,
    CARA = 0x53,
    DEN = 0x54,
    EWA = 0x55,
    ROOM = 0x30
};

static struct br_domain *domain;
static struct br_views *views;

#define HOUR "\"meeting\": \"70707070707070707070707070707070\""

/* What every Big Room view has a row of, said in the room's stream alone. */
static void say_all_in(struct story *story, struct story_stream *room)
{
    static const struct {
        const char *kind;
        unsigned id;
        const char *json;
    } said[] = {
        {"thread_started", 0x10,
         "{\"title\": \"Beds\", \"text\": \"x\", \"question\": true, \"topics\": [\"beds\"],"
         " \"pathway\": \"Frailty\", \"about_kind\": \"room\","
         " \"about\": \"30303030303030303030303030303030\"}"},
        {"post_written", 0x20,
         "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"reply\"}"},
        {"post_edited", 0x61,
         "{\"thread\": \"10101010101010101010101010101010\","
         " \"post\": \"20202020202020202020202020202020\","
         " \"based_on\": [\"20202020202020202020202020202020\"], \"text\": \"edited\"}"},
        {"question_resolved", 0,
         "{\"thread\": \"10101010101010101010101010101010\", \"resolved\": true}"},
        {"tried_here", 0,
         "{\"thread\": \"10101010101010101010101010101010\", \"outcome\": \"partly\"}"},
        {"post_written", 0x21,
         "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"regretted\"}"},
        {"post_withdrawn", 0,
         "{\"thread\": \"10101010101010101010101010101010\","
         " \"post\": \"21212121212121212121212121212121\"}"},
        {"withdrawal_asked", 0,
         "{\"thread\": \"10101010101010101010101010101010\", \"academy\":"
         " \"a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2\"}"},
        {"identifier_allowed", 0,
         "{\"record\": \"20202020202020202020202020202020\", \"reason\": \"a bed number\"}"},
        {"measure_defined", 0x40,
         "{\"title\": \"Waits\", \"room\": \"30303030303030303030303030303030\"}"},
        {"points_recorded", 0,
         "{\"measure\": \"40404040404040404040404040404040\","
         " \"points\": [{\"date\": \"2024-01-01\", \"value\": 3}]}"},
        {"points_corrected", 0,
         "{\"measure\": \"40404040404040404040404040404040\", \"reason\": \"typing error\","
         " \"points\": [{\"date\": \"2024-01-01\", \"value\": 4}]}"},
        {"measure_rebased", 0,
         "{\"measure\": \"40404040404040404040404040404040\", \"reason\": \"a new ward\","
         " \"date\": \"2024-01-01\"}"},
        {"measure_event", 0,
         "{\"measure\": \"40404040404040404040404040404040\", \"title\": \"a strike\","
         " \"date\": \"2024-01-01\"}"},
        {"pdsa_planned", 0x62,
         "{\"title\": \"a test\", \"starts\": \"2024-01-01\","
         " \"measure\": \"40404040404040404040404040404040\"}"},
        {"pdsa_studied", 0,
         "{\"pdsa\": \"62626262626262626262626262626262\", \"happened\": \"less\"}"},
        {"change_standardised", 0, "{\"title\": \"the board\"}"},
        {"driver_diagram_drawn", 0,
         "{\"aim\": \"home\", \"nodes\": [{\"level\": \"primary\", \"text\": \"early\"}]}"},
        {"measure_sharing", 0,
         "{\"measure\": \"40404040404040404040404040404040\", \"shared\": true}"},
        {"stakeholder_set", 0x62, "{\"role\": \"GP\"}"},
        {"stage_set", 0, "{\"stage\": \"themes\", \"reason\": \"new people\"}"},
        {"five_vs_written", 0x63, "{\"date\": \"2024-01-04\", \"value\": \"v\"}"},
        {"theme_set", 0x64, "{\"title\": \"Waits\"}"},
        {"aim_set", 0x65, "{\"scope\": \"global\", \"text\": \"home\"}"},
        {"idea_set", 0x66, "{\"title\": \"Huddle\"}"},
        {"idea_voted", 0, "{\"idea\": \"66666666666666666666666666666666\", \"votes\": 3}"},
        {"meeting_planned", 0x70,
         "{\"date\": \"2024-01-04\", \"agenda\": [{\"title\": \"Story\", \"minutes\": 5}]}"},
        {"meeting_role_taken", 0, "{" HOUR ", \"role\": \"chair\"}"},
        {"meeting_stepped", 0, "{" HOUR ", \"item\": 1}"},
        {"story_noted", 0, "{" HOUR ", \"theme\": \"the van\"}"},
        {"decision_made", 0, "{" HOUR ", \"text\": \"three names\"}"},
        {"action_set", 0, "{" HOUR ", \"text\": \"ring\"}"},
        {"note_taken", 0, "{" HOUR ", \"text\": \"no beds\"}"},
        {"attendance_noted", 0, "{" HOUR ", \"roles\": [{\"role\": \"GP\", \"count\": 1}]}"},
        {"scoring_opened", 0, "{" HOUR "}"},
        {"meeting_scored", 0, "{" HOUR ", \"score\": 8}"},
        {"meeting_scored", 0, "{" HOUR ", \"score\": 8}"},
        {"meeting_scored", 0, "{" HOUR ", \"score\": 8}"},
        {"meeting_scored", 0, "{" HOUR ", \"score\": 8}"},
        {"meeting_scored", 0, "{" HOUR ", \"score\": 8}"}, /* five: fewer show nowhere */
        {"meeting_ended", 0, "{" HOUR ", \"held\": true}"},
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        story_say(story, room, said[i].kind, ANNA, said[i].id, said[i].json);
    }
}

#define OURS_ID "\"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\""
#define ELEMENT_ID "\"b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0\""
#define ELEMENT "\"academy\": " OURS_ID ", \"element\": " ELEMENT_ID ", \"version\": " ELEMENT_ID

/* What the room shared, and the programme, are for everybody. */
static void say_shared(struct story *story, struct story_stream *network)
{
    static const struct {
        const char *kind;
        unsigned id;
        const char *json;
    } said[] = {
        {"room_shared", 0x71,
         "{\"copy_of\": \"30303030303030303030303030303030\", \"name\": \"n\", \"pathway\": \"p\","
         " \"themes\": [\"t\"], \"driver_aim\": \"a\","
         " \"drivers\": [{\"id\": 1, \"level\": \"primary\", \"text\": \"d\"}]}"},
        {"pdsa_shared", 0x72,
         "{\"copy_of\": \"60606060606060606060606060606060\", \"title\": \"t\","
         " \"pathway\": \"p\"}"},
        {"pdsa_borrowed", 0,
         "{\"pdsa\": \"72727272727272727272727272727272\", \"pathway\": \"p\", \"academy\":"
         " \"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\"}"},
        {"pdsa_shared", 0x73,
         "{\"copy_of\": \"61616161616161616161616161616161\", \"title\": \"t\","
         " \"pathway\": \"p\"}"},
        {"shared_withdrawn", 0,
         "{\"copy_of\": \"61616161616161616161616161616161\", \"reason\": \"r\"}"},
        {"element_published", 0xb0, "{\"title\": \"t\", \"purpose\": \"p\", \"stays\": [\"s\"]}"},
        {"element_decided", 0, "{" ELEMENT ", \"decision\": \"declined\", \"reason\": \"r\"}"},
        {"element_change_proposed", 0xb1, "{" ELEMENT ", \"title\": \"t\", \"becomes\": \"b\"}"},
        {"adaptation_made", 0xb2, "{" ELEMENT ", \"title\": \"t\"}"},
        {"adaptation_studied", 0,
         "{\"adaptation\": \"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\", \"outcome\": \"not\","
         " \"text\": \"t\"}"},
        {"self_review_written", 0xb3,
         "{\"elements\": [{\"academy\": " OURS_ID ", \"element\": " ELEMENT_ID "}]}"},
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        story_say(story, network, said[i].kind, ANNA, said[i].id, said[i].json);
    }
}

/* Academies on their way are for everybody, too. */
static void say_adopters(struct story *story, struct story_stream *network,
                         struct story_stream *academy)
{
    static const struct {
        const char *kind;
        unsigned id;
        const char *json;
    } said[] = {
        {"journey_step_set", 0,
         "{\"step\": \"exploring\", \"since\": \"2024-01-01\", \"visits\":"
         " [\"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1\"]}"},
        {"journey_step_set", 0, "{\"step\": \"own_rooms\", \"since\": \"2024-06-01\"}"},
        {"expectation_written", 0, "{\"date\": \"2024-01-01\", \"expects\": \"e\"}"},
        {"cohort_set", 0xd1,
         "{\"name\": \"n\", \"starts\": \"2024-01-01\", \"visiting\": [" OURS_ID "]}"},
        {"cohort_pair_set", 0,
         "{\"cohort\": \"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1\", \"pathway\": \"p\"}"},
        {"cohort_day_set", 0, "{\"cohort\": \"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1\", \"day\": 1}"},
        {"visit_set", 0,
         "{\"to_academy\": " OURS_ID ", \"date\": \"2024-01-01\", \"occasion\": \"o\"}"},
        {"capability_counted", 0, "{\"date\": \"2024-01-01\", \"coaches\": 1}"},
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        story_say(story, network, said[i].kind, ANNA, said[i].id, said[i].json);
    }
    story_say(story, academy, "skill_used", ANNA, 0,
              "{\"cohort\": \"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1\", \"day\": 1,"
              " \"date\": \"2024-01-01\"}");
}

static void member_set(struct story *story, struct story_stream *stream, unsigned member,
                       const char *joined)
{
    struct br_buffer json;
    br_buffer_init(&json, 1000);
    br_buffer_put_format(&json, "{\"room\": \"%s\", \"member\": \"%s\", \"joined\": %s}",
                         hex_of(ROOM), hex_of(member), joined);
    story_say(story, stream, "room_member_set", ANNA, 0, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void role_set(struct story *story, struct story_stream *stream, unsigned member,
                     const char *given)
{
    struct br_buffer json;
    br_buffer_init(&json, 1000);
    br_buffer_put_format(&json, "{\"member\": \"%s\", \"role\": \"coach\", \"given\": %s}",
                         hex_of(member), given);
    story_say(story, stream, "role_given", 0, 0, br_buffer_text(&json));
    br_buffer_free(&json);
}

/* Anna opened the room, Ben joined, Cara left again, and Den's joining is said where it does not
 * count: by another academy, and to others than the academy. Ewa joined, and then lost her role at
 * ours, whatever another says of it. */
static void start(void)
{
    struct story story = {.ms = 1700000000000};
    struct story_stream *network = story_stream(&story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(&story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(&story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *theirs = story_stream(&story, THEIRS, BR_AUDIENCE_ACADEMY, 0);
    story_say(&story, network, "academy_profile", 0, 0, "{\"name\": \"Northtown\"}");
    story_say(&story, network, "member_profile", DEN, 0,
              "{\"member\": \"54545454545454545454545454545454\", \"name\": \"Den\"}");
    static const unsigned members[] = {ANNA, BEN, CARA, DEN, EWA};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        role_set(&story, academy, members[i], "true");
    }
    role_set(&story, academy, EWA, "false");
    role_set(&story, theirs, EWA, "true");
    story_say(&story, academy, "room_opened", ANNA, ROOM,
              "{\"name\": \"Frailty\", \"pathway\": \"Frailty\"}");
    member_set(&story, academy, BEN, "true");
    member_set(&story, academy, CARA, "true");
    member_set(&story, academy, CARA, "false");
    member_set(&story, academy, EWA, "true");
    member_set(&story, network, DEN, "true");
    member_set(&story, room, DEN, "true");
    member_set(&story, theirs, DEN, "true");
    say_all_in(&story, room);
    story_say(&story, academy, "post_hidden", BEN, 0,
              "{\"thread\": \"10101010101010101010101010101010\","
              " \"post\": \"20202020202020202020202020202020\", \"hidden\": true,"
              " \"thread_academy\":"
              " \"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\"}");
    story_say(&story, network, "academy_context", ANNA, 0, "{\"size\": \"two sites\"}");
    story_say(&story, academy, "coach_pair_appointed", ANNA, 0,
              "{\"room\": \"30303030303030303030303030303030\","
              " \"clinical_coach\": \"51515151515151515151515151515151\","
              " \"flow_coach\": \"52525252525252525252525252525252\"}");
    story_say(&story, academy, "roadblock_asked", ANNA, 0x7a,
              "{\"room\": \"30303030303030303030303030303030\", \"title\": \"A van\"}");
    story_say(&story, academy, "roadblock_answered", BEN, 0,
              "{\"roadblock\": \"7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a\", \"outcome\": \"moved\","
              " \"text\": \"done\"}");
    story_say(&story, academy, "board_report_written", ANNA, 0,
              "{\"month\": \"2024-01\", \"headline\": \"less waiting\","
              " \"measures\": [{\"measure\": \"40404040404040404040404040404040\"}],"
              " \"parts\": [{\"block\": \"ask_block\"}]}");
    story_say(&story, academy, "board_pattern_set", ANNA, 0,
              "{\"title\": \"one page\", \"parts\": [{\"block\": \"ask_block\"}]}");
    story_say(&story, academy, "room_quiet_explained", ANNA, 0,
              "{\"room\": \"30303030303030303030303030303030\", \"reason\": \"moving wards\"}");
    say_shared(&story, network);
    say_adopters(&story, network, academy);
    story_say(&story, story_stream(&story, THEIRS, BR_AUDIENCE_NETWORK, 0), "adaptation_decided",
              CARA, 0,
              "{\"academy\": " OURS_ID ", \"adaptation\": \"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\","
              " \"decision\": \"adopted\"}");
    domain = real_domain();
    views = open_views(path_of("viewer.db"), domain, OURS);
    CHECK(story_fold(&story, views, 1, 9, 1) == BR_OK);
    story_free(&story);
}

static void stop(void)
{
    CHECK(br_views_reset(views) == BR_OK);
    br_views_close(views);
    br_domain_free(domain);
}

static size_t rows_in(const char *view)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM v_%s", view);
    const char *text = rows_of(views, sql);
    char *end = NULL;
    size_t rows = (size_t)strtoul(text, &end, 10);
    CHECK(end != text && *end == '\n');
    return rows;
}

static void look_as(unsigned member)
{
    struct br_id id = id_of(member);
    br_views_set_viewer(views, &id);
}

/* Views of what all of an academy may see. A new view stands here or shows a room's rows. */
static bool is_for_the_whole_academy(const char *view)
{
    static const char names[] =
        /* people, rooms */
        "academy brand context pathway person member room room_version roadblock roadblock_version"
        " roadblock_answer coach_pair_history small_numbers quiet watch_part"
        /* what rooms share */
        " shared_room shared_item shared_pdsa shared_driver shared_id shared_gone borrowed used"
        /* the programme */
        " element element_version element_item element_said element_decided programme"
        " element_change element_change_version adaptation adaptation_version adaptation_study"
        " adaptation_place adaptation_decided review review_version reviewed"
        /* the board; of a room's measure, too, once a member put it in */
        " board_report board_measure board_series board_part board_pattern"
        /* words for parts of them: nobody's */
        " watch_part"
        /* academies on their way */
        " journey journey_item journey_took expectation capability cohort cohort_version "
        "cohort_visiting"
        " cohort_pair cohort_pair_version cohort_day skill_used faculty_visit"
        " faculty_visit_version";
    return br_words_have(names, br_bytes_of_text(view));
}

/* Views of the viewer's own rows, and what is searched for: see test_store_desk.c, _search.c. */
static bool is_personal(const char *view)
{
    /* a profile is its own person's, too; confirmations are of what the network has */
    static const char *const names[] = {
        "mark", "visit", "follow", "draft", "profile", "confirmed", "hit", "close",
        /* of groups: see test_store_watch.c */
        "pair", "watch_word", "watch", "watch_room", "progress", "progress_room", "progress_cohort",
        "progress_visit", "looked"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], view) == 0) {
            return true;
        }
    }
    return false;
}

static void test_a_room_is_shown_to_its_members(void)
{
    start();
    size_t count = 0;
    size_t seen = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type != BR_BLOCK_VIEW || is_personal(blocks[i].name)) {
            continue;
        }
        const char *view = blocks[i].name;
        bool whole = is_for_the_whole_academy(view);
        br_views_see_all(views);
        size_t all = rows_in(view);
        bool good = CHECK(all > 0);
        br_views_set_viewer(views, NULL);
        good = CHECK(rows_in(view) == (whole ? all : 0)) && good;
        static const unsigned outside[] = {CARA, DEN, EWA, 0x77, 0};
        for (size_t k = 0; k < sizeof outside / sizeof outside[0]; k++) {
            look_as(outside[k]);
            good = CHECK(rows_in(view) == (whole ? all : 0)) && good;
        }
        static const unsigned inside[] = {ANNA, BEN};
        for (size_t k = 0; k < sizeof inside / sizeof inside[0]; k++) {
            look_as(inside[k]);
            good = CHECK(rows_in(view) == all) && good;
        }
        if (!good) {
            (void)printf("  v_%s\n", view);
        }
        seen += whole ? 0 : 1;
    }
    CHECK(seen >= 6);
    stop();
}

/* `folded` in a view would show rooms to everybody. */
static void test_views_join_visible(void)
{
    domain = real_domain();
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_VIEW && !CHECK(strstr(blocks[i].sql, "folded") == NULL)) {
            (void)printf("  %s\n", blocks[i].where);
        }
    }
    br_domain_free(domain);
}

static void test_pages_ask_who_looks_and_cannot_say_so(void)
{
    static const char *const refused[] = {
        "SELECT * FROM visible",
        "SELECT number FROM visible",
        "SELECT count(*) FROM visible",
        "WITH visible AS (SELECT text FROM post) SELECT * FROM visible",
        "WITH visible(text) AS (SELECT text FROM post) SELECT * FROM visible",
        "WITH \"Visible\" AS MATERIALIZED (SELECT text FROM post) SELECT * FROM visible",
        "SELECT * FROM (SELECT text FROM post) AS visible",
        "SELECT set_viewer(zeroblob(16))",
    };
    start();
    CHECK_TEXT(rows_of(views, "SELECT viewer(), sees_all()"), "-|1\n");
    look_as(BEN);
    CHECK_TEXT(rows_of(views, "SELECT viewer(), length(viewer()), sees_all()"), "52|16|0\n");
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_thread WHERE author = viewer()"), "0\n");
    look_as(ANNA);
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_thread WHERE author = viewer()"), "1\n");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct br_buffer out;
        struct br_error error = {.text = ""};
        br_buffer_init(&out, 1u << 16);
        if (!CHECK(br_views_query(views, refused[i], NULL, 0, print_cells, &out, &error) ==
                   BR_ERR_REFUSED)) {
            (void)printf("  %s\n", refused[i]);
        }
        br_buffer_free(&out);
    }
    CHECK(br_views_reset(views) == BR_OK); /* another connection, the same person */
    CHECK_TEXT(rows_of(views, "SELECT viewer(), sees_all()"), "51|0\n");
    br_views_set_viewer(views, NULL);
    CHECK_TEXT(rows_of(views, "SELECT viewer(), sees_all()"), "-|0\n");
    br_views_see_all(views);
    CHECK_TEXT(rows_of(views, "SELECT viewer(), sees_all()"), "-|1\n");
    stop();
}

/* A domain that says nothing about it shows no room. */
static void test_a_domain_without_rooms_hides_them(void)
{
    static const char text[] =
        "--: schema\nCREATE TABLE heard(position INTEGER PRIMARY KEY) STRICT;\n"
        "--: fold thread_started\nINSERT INTO heard SELECT h_position FROM new_thread_started;\n"
        "--: view heard\nCREATE TEMP VIEW v_heard(position) AS SELECT h.position FROM heard h"
        " JOIN visible f ON f.number = h.position >> 40;\n";
    struct br_file file = {.name = "area.sql", .data = text, .size = sizeof text - 1};
    struct br_domain *small = NULL;
    BR_ASSERT(br_domain_new(&file, 1, &small, NULL) == BR_OK);
    struct story story = {.ms = 1700000000000};
    story_say(&story, story_stream(&story, OURS, BR_AUDIENCE_NETWORK, 0), "thread_started", ANNA,
              0x10, "{\"title\": \"T\"}");
    story_say(&story, story_stream(&story, OURS, BR_AUDIENCE_ROOM, ROOM), "thread_started", ANNA,
              0x11, "{\"title\": \"T\"}");
    views = open_views(path_of("small.db"), small, OURS);
    CHECK(story_fold(&story, views, 1, 9, 1) == BR_OK);
    CHECK_UINT(rows_in("heard"), 2);
    look_as(ANNA);
    CHECK_UINT(rows_in("heard"), 1);
    story_free(&story);
    br_views_close(views);
    br_domain_free(small);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_room_is_shown_to_its_members),
        BR_TEST(test_views_join_visible),
        BR_TEST(test_pages_ask_who_looks_and_cannot_say_so),
        BR_TEST(test_a_domain_without_rooms_hides_them),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
