/* What replicas compare: one changed cell shows, what is ours alone does not. */
#include "store_fixture.h"

#define TEN "10101010101010101010101010101010"

/* What a room shares. */
static void tell_shared(struct story *story, struct story_stream *in)
{
    story_say(story, in, "room_shared", 0x50, 0x31,
              "{\"copy_of\": \"" TEN "\", \"name\": \"n\", \"pathway\": \"p\", \"purpose\": \"p\","
              " \"since\": \"2024-01-01\", \"stage\": \"themes\", \"global_aim\": \"a\","
              " \"specific_aim\": \"a\", \"value\": \"v\", \"involve\": \"v\","
              " \"evidence\": \"v\", \"visualisation\": \"v\", \"vision\": \"v\","
              " \"themes\": [\"t\"], \"roles\": [\"r\"], \"abandoned\": [\"a\"],"
              " \"measures\": [\"" TEN "\"], \"pdsas\": [\"" TEN "\"], \"standardised\": \"s\","
              " \"driver_aim\": \"a\", \"drivers\": [{\"id\": 1, \"level\": \"primary\","
              " \"text\": \"d\", \"measure\": \"" TEN "\", \"pdsa\": \"" TEN "\"}]}");
    story_say(story, in, "pdsa_shared", 0x50, 0x62,
              "{\"copy_of\": \"" TEN "\", \"title\": \"t\", \"pathway\": \"p\","
              " \"question\": \"q\", \"prediction\": \"p\", \"plan\": \"p\","
              " \"starts\": \"2024-01-01\", \"done\": \"d\", \"happened\": \"h\","
              " \"comparison\": \"close\", \"learned\": \"l\", \"decision\": \"abandon\","
              " \"reason\": \"r\", \"studied\": \"2024-02-01\", \"measure\": \"" TEN "\","
              " \"borrowed_from\": \"" TEN TEN "\", \"borrowed\": \"" TEN "\"}");
    story_say(story, in, "pdsa_borrowed", 0x50, 0,
              "{\"academy\": \"" TEN TEN "\", \"pdsa\": \"" TEN "\", \"pathway\": \"p\","
              " \"starts\": \"2024-01-01\"}");
    story_say(story, in, "shared_withdrawn", 0x50, 0,
              "{\"copy_of\": \"" TEN "\", \"reason\": \"r\"}");
    story_say(story, in, "board_pattern_set", 0x50, 0x64,
              "{\"title\": \"t\", \"about\": \"a\", \"from_academy\": \"" TEN TEN "\","
              " \"from_pattern\": \"" TEN "\", \"dropped\": true, \"parts\":"
              " [{\"block\": \"ask_block\", \"heading\": \"h\", \"words\": \"w\"}]}");
}

/* Of the programme. */
static void tell_programme(struct story *story, struct story_stream *in)
{
    story_say(story, in, "element_published", 0x50, 0xb0,
              "{\"title\": \"t\", \"nature\": \"fixed\", \"part\": \"training_day\", \"day\": 2,"
              " \"stage\": \"themes\", \"purpose\": \"p\", \"looks_like\": \"l\","
              " \"stays\": [\"s\"], \"may_change\": [\"m\"], \"why\": \"w\","
              " \"evidence\": \"e\", \"news\": \"n\", \"from_academy\": \"" TEN TEN "\","
              " \"from_element\": \"" TEN "\", \"change_academy\": \"" TEN TEN "\","
              " \"change\": \"" TEN "\"}");
    story_say(story, in, "element_decided", 0x50, 0,
              "{\"academy\": \"" TEN TEN "\", \"element\": \"" TEN "\", \"version\": \"" TEN
              "\", \"decision\": \"on_trial\", \"until\": \"2024-01-01\", \"reason\": \"r\","
              " \"our_name\": \"o\"}");
    story_say(story, in, "element_change_proposed", 0x50, 0xb1,
              "{\"academy\": \"" TEN TEN "\", \"element\": \"" TEN "\", \"version\": \"" TEN
              "\", \"title\": \"t\", \"becomes\": \"b\", \"why\": \"w\","
              " \"adaptation_academy\": \"" TEN TEN "\", \"adaptation\": \"" TEN "\","
              " \"decide_from\": \"2024-01-01\"}");
    story_say(story, in, "element_change_answered", 0x50, 0,
              "{\"academy\": \"" TEN TEN "\", \"change\": \"" TEN "\","
              " \"decision\": \"adopted\", \"reason\": \"r\"}");
    story_say(story, in, "adaptation_made", 0x50, 0xb2,
              "{\"academy\": \"" TEN TEN "\", \"element\": \"" TEN "\", \"version\": \"" TEN
              "\", \"title\": \"t\", \"text\": \"x\", \"since\": \"2024-01-01\","
              " \"timing\": \"planned\", \"decider\": \"the_team\", \"level\": \"one_room\","
              " \"purpose\": \"keeps\", \"why\": \"w\", \"measure\": \"" TEN "\","
              " \"pdsa\": \"" TEN "\"}");
    story_say(story, in, "adaptation_studied", 0x50, 0xb3,
              "{\"adaptation\": \"" TEN "\", \"outcome\": \"not\", \"date\": \"2024-01-01\","
              " \"text\": \"t\", \"measure\": \"" TEN "\", \"pdsa\": \"" TEN "\"}");
    story_say(story, in, "adaptation_decided", 0x50, 0,
              "{\"academy\": \"" TEN TEN "\", \"adaptation\": \"" TEN "\","
              " \"decision\": \"declined\", \"reason\": \"r\"}");
    story_say(story, in, "self_review_written", 0x50, 0xb4,
              "{\"date\": \"2024-01-01\", \"elements\": [{\"academy\": \"" TEN TEN "\","
              " \"element\": \"" TEN "\", \"how\": \"not_yet\", \"text\": \"t\"}],"
              " \"learned\": \"l\", \"asks\": \"a\"}");
}

/* Of academies on their way. */
static void tell_adopters(struct story *story, struct story_stream *in)
{
    story_say(story, in, "journey_step_set", 0x50, 0,
              "{\"step\": \"own_rooms\", \"since\": \"2024-01-01\", \"text\": \"t\","
              " \"host\": \"" TEN TEN "\", \"cohorts\": [\"" TEN "\"], \"rooms\": [\"" TEN
              "\"], \"visits\": [\"" TEN "\"]}");
    story_say(story, in, "expectation_written", 0x50, 0xd4,
              "{\"based_on\": [\"" TEN "\"], \"date\": \"2024-01-01\", \"expects\": \"e\","
              " \"gives\": \"g\", \"patience\": \"p\", \"since_then\": \"s\"}");
    story_say(story, in, "cohort_set", 0x50, 0xd1,
              "{\"name\": \"n\", \"starts\": \"2024-01-01\", \"ends\": \"2024-12-01\","
              " \"place\": \"p\", \"about\": \"a\", \"visiting\": [\"" TEN TEN "\"]}");
    story_say(story, in, "cohort_pair_set", 0x50, 0xd2,
              "{\"cohort\": \"" TEN "\", \"academy\": \"" TEN TEN "\", \"clinical_coach\":"
              " \"" TEN "\", \"flow_coach\": \"" TEN "\", \"pathway\": \"p\","
              " \"organisation\": \"o\", \"room\": \"" TEN "\", \"finished\":"
              " \"2024-01-01\", \"left\": \"2024-01-01\"}");
    story_say(story, in, "cohort_day_set", 0x50, 0,
              "{\"cohort\": \"" TEN "\", \"day\": 1, \"date\": \"2024-01-01\","
              " \"place\": \"p\", \"skill\": \"s\", \"element_academy\": \"" TEN TEN
              "\", \"element\": \"" TEN "\", \"held\": true}");
    story_say(story, in, "visit_set", 0x50, 0xd3,
              "{\"to_academy\": \"" TEN TEN "\", \"date\": \"2024-01-01\", \"occasion\":"
              " \"o\", \"gave\": \"g\", \"learned\": \"l\", \"thread\": \"" TEN "\"}");
    story_say(story, in, "capability_counted", 0x50, 0,
              "{\"date\": \"2024-01-01\", \"coaches\": 1, \"rooms\": 2, \"rooms_after_year\":"
              " 1, \"pathways\": 1, \"organisations\": 1, \"source\": \"s\"}");
}

/* One of everything that is shared, and one of everything that is not. */
static void tell(struct story *story)
{
    struct story_stream *network = story_stream(story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(story, 0xa1, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *both[] = {network, academy};
    for (size_t i = 0; i < 2; i++) {
        struct story_stream *in = both[i];
        story_say(story, in, "academy_profile", 0, 0,
                  "{\"name\": \"S\", \"place\": \"Y\", \"about\": \"a\", \"colour\": \"c\","
                  " \"logo\": \"01\", \"logo_type\": \"t\"}");
        story_say(story, in, "academy_context", 0x50, 0,
                  "{\"based_on\": [\"" TEN "\"], \"size\": \"s\", \"structure\": \"s\","
                  " \"expects\": \"e\", \"newcomers\": \"n\"}");
        story_say(
            story, in, "academy_accepted", 0, 0,
            "{\"academy\": \"a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2\","
            " \"name\": \"n\", \"accepted\": true}");
        story_say(story, in, "member_profile", 0x50, 0,
                  "{\"member\": \"50505050505050505050505050505050\", \"name\": \"n\","
                  " \"pathway\": \"p\", \"ask_me_about\": \"a\", \"skills\": \"s\"}");
        story_say(story, in, "thread_started", 0x50, 0x10 + (unsigned)i,
                  "{\"title\": \"t\", \"text\": \"x\", \"question\": true, \"topics\": [\"o\"],"
                  " \"pathway\": \"p\", \"asked\": \"" TEN TEN "\", \"tried\": \"y\","
                  " \"about_kind\": \"room\", \"about\": \"" TEN "\","
                  " \"about_academy\": \"" TEN TEN "\"}");
        story_say(story, in, "post_written", 0x50, 0,
                  "{\"thread\": \"" TEN "\", \"parent\": \"" TEN "\", \"quotes\": \"" TEN "\","
                  " \"text\": \"x\"}");
        story_say(story, in, "tried_here", 0x50, 0,
                  "{\"thread\": \"" TEN "\", \"outcome\": \"not\", \"different\": \"d\"}");
        story_say(story, in, "withdrawal_asked", 0x50, 0,
                  "{\"academy\": \"" TEN TEN "\", \"thread\": \"" TEN "\", \"reason\": \"r\"}");
        story_say(story, in, "post_withdrawn", 0x50, 0,
                  "{\"thread\": \"" TEN "\", \"reason\": \"r\"}");
        story_say(story, in, "identifier_allowed", 0x50, 0,
                  "{\"record\": \"" TEN "\", \"reason\": \"r\"}");
        story_say(story, in, "post_edited", 0x50, 0,
                  "{\"thread\": \"" TEN "\", \"post\": \"" TEN "\", \"based_on\": [\"" TEN "\"],"
                  " \"title\": \"t\", \"text\": \"x\"}");
        story_say(story, in, "question_resolved", 0x50, 0,
                  "{\"thread\": \"" TEN "\", \"answer\": \"" TEN "\", \"resolved\": true}");
        story_say(story, in, i == 0 ? "measure_shared" : "measure_defined", 0x50, 0x40,
                  i == 0 ? "{\"title\": \"t\", \"copy_of\": \"" TEN "\", \"definition\": \"d\","
                           " \"numerator\": \"n\", \"denominator\": \"d\", \"unit\": \"u\","
                           " \"role\": \"outcome\", \"direction\": \"increase\", \"target\": 2.5,"
                           " \"frequency\": \"f\", \"pathway\": \"p\", \"counts\": true,"
                           " \"screened\": true, \"two_of_three\": \"r\", \"fix_after\": 12,"
                           " \"confirmed_by\": \"" TEN "\"}"
                         : "{\"title\": \"t\"}");
        story_say(story, in, "measure_changed", 0x50, 0x41 + (unsigned)i,
                  "{\"measure\": \"40404040404040404040404040404040\", \"based_on\": [\"" TEN
                  "\"], \"title\": \"t\", \"reason\": \"r\"}");
        story_say(story, in, "pdsa_planned", 0x50, 0,
                  "{\"pdsa\": \"" TEN "\", \"based_on\": [\"" TEN "\"], \"title\": \"t\"}");
        story_say(story, in, "measure_rebased", 0x50, 0,
                  "{\"measure\": \"40404040404040404040404040404040\", \"date\": \"2024-01-01\","
                  " \"reason\": \"r\", \"confirmed_by\": \"" TEN "\"}");
        story_say(story, in, "measure_event", 0x50, 0,
                  "{\"measure\": \"40404040404040404040404040404040\", \"date\": \"2024-01-01\","
                  " \"title\": \"t\", \"reason\": \"r\"}");
        story_say(story, in, "measure_sharing", 0x50, 0x43,
                  "{\"measure\": \"40404040404040404040404040404040\", \"shared\": true,"
                  " \"pathway\": \"p\", \"upto\": 3, \"reason\": \"r\"}");
        story_say(story, in, "small_numbers_set", 0x50, 0, "{\"below\": 7}");
        story_say(story, in, "theme_set", 0x50, 0,
                  "{\"theme\": \"" TEN "\", \"based_on\": [\"" TEN "\"], \"title\": \"t\"}");
        story_say(story, in, "points_recorded", 0x50, 0,
                  "{\"measure\": \"40404040404040404040404040404040\", \"points\": [{\"date\":"
                  " \"2024-01-01\", \"value\": 1.5, \"numerator\": 3, \"denominator\": 2,"
                  " \"note\": \"n\"}]}");
        story_say(story, in, "points_corrected", 0x50, 0,
                  "{\"measure\": \"40404040404040404040404040404040\", \"points\": [{\"date\":"
                  " \"2024-01-02\", \"value\": 1.5}], \"reason\": \"r\"}");
        tell_shared(story, in);
        tell_programme(story, in);
        tell_adopters(story, in);
    }
}

static struct br_digest digest_of(struct br_views *views)
{
    struct br_digest digest;
    BR_ASSERT(br_views_digest(views, &digest) == BR_OK);
    return digest;
}

/* Columns that are ours alone: when it came, what we call others, numbers of our own. */
static bool is_local(const char *table, const char *column)
{
    static const char *const names[] = {
        "thread.arrival_ms",    "post.arrival_ms",     "edit.arrival_ms",      "tried.arrival_ms",
        "thread_tally.last_ms", "listing.last_ms",     "thread_topic.last_ms", "academy.called",
        "academy.shown",        "academy.called_order"};
    char name[128];
    (void)snprintf(name, sizeof name, "%s.%s", table, column);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Change one column in all rows; what a column held stays different from row to row. */
static void change_column(struct br_views *views, const char *table, const char *column,
                          const char *type)
{
    const char *form =
        strcmp(type, "BLOB") == 0
            ? "UPDATE \"%w\" SET \"%w\" = CAST(COALESCE(\"%w\", x'') || x'01' AS BLOB)"
        : strcmp(type, "TEXT") == 0 ? "UPDATE \"%w\" SET \"%w\" = COALESCE(\"%w\", '') || '!'"
                                    : "UPDATE \"%w\" SET \"%w\" = COALESCE(\"%w\", 0) + 1073741824";
    char *sql = sqlite3_mprintf(form, table, column, column);
    if (!CHECK(br_db_exec(views->db, sql) == BR_OK)) {
        (void)printf("  %s: %s\n", sql, sqlite3_errmsg(views->db));
    }
    sqlite3_free(sql);
}

static size_t change_columns_of(struct br_views *views, const char *table)
{
    struct br_digest before = digest_of(views);
    sqlite3_stmt *columns = NULL;
    bool row = true;
    size_t count = 0;
    CHECK(br_db_prepare(views->db, "SELECT name, type, hidden FROM pragma_table_xinfo(?)",
                        &columns) == BR_OK);
    BR_ASSERT(sqlite3_bind_text(columns, 1, table, -1, SQLITE_STATIC) == SQLITE_OK);
    for (;;) {
        CHECK(br_db_step(columns, &row) == BR_OK);
        if (!row) {
            break;
        }
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        if (sqlite3_column_int(columns, 2) != 0) {
            continue; /* generated */
        }
        CHECK(br_db_exec(views->db, "SAVEPOINT change") == BR_OK);
        change_column(views, table, name, (const char *)sqlite3_column_text(columns, 1));
        struct br_digest after = digest_of(views);
        if (!CHECK(br_hash_equal(&before.views, &after.views) == is_local(table, name))) {
            (void)printf("  %s.%s\n", table, name);
        }
        CHECK(br_db_exec(views->db, "ROLLBACK TO change; RELEASE change") == BR_OK);
        count++;
    }
    (void)sqlite3_finalize(columns);
    struct br_digest again = digest_of(views);
    CHECK(br_hash_equal(&before.views, &again.views));
    return count;
}

static void test_every_shared_column_counts(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    tell(&story);
    struct br_views *views = open_views(path_of("digest.db"), domain, 0xa1);
    CHECK(story_fold(&story, views, 1, 5, 2) == BR_OK);
    size_t count = 0;
    size_t tables = 0;
    size_t columns = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_DIGEST) {
            columns += change_columns_of(views, blocks[i].name);
            tables++;
        }
    }
    CHECK(tables >= 12 && columns > 80);
    br_views_close(views);
    story_free(&story);
    br_domain_free(domain);
}

/* A table that holds shared rows and has no digest block would be a hole. */
static void test_every_table_has_a_digest_or_a_reason(void)
{
    /* a room's, and what is said of one to its academy */
    static const char *const of_rooms[] = {
        "room_version", "stakeholder", "stage_said", "five_vs",   "theme",
        "aim",          "idea",        "idea_vote",  "roadblock", "roadblock_answer"};
    static const char *const without[] = {
        "replica", "birth", "folded", "unreadable", "receipt", "room", "room_member", "member_role",
        "coach_pair", "hidden", "small_numbers",
        /* a Big Room's own: see meeting.sql */
        "meeting_version", "agenda_item", "meeting_role", "meeting_step", "meeting_story",
        "meeting_end", "decision_version", "action_version", "note_version", "attendance",
        "attendance_role", "scoring", "meeting_score",
        /* see pdsa.sql and driver.sql */
        "pdsa", "pdsa_plan", "pdsa_study", "change", "change_version", "driver", "driver_node",
        /* an academy's own: see board.sql */
        "board_report", "board_measure",
        /* an academy's own: see cohort.sql */
        "skill_used",
        /* of groups, which only those hold whom they name; said at home: see watch.sql */
        "group_named", "watch_word", "watch_part", "watch_room", "progress", "progress_part",
        "progress_room", "progress_cohort", "progress_visit", "progress_looked", "quiet"};
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("tables.db"), domain, 0xa1);
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    sqlite3_stmt *tables = NULL;
    bool row = true;
    CHECK(br_db_prepare(views->db, "SELECT name FROM sqlite_schema WHERE type = 'table'",
                        &tables) == BR_OK);
    for (;;) {
        CHECK(br_db_step(tables, &row) == BR_OK);
        if (!row) {
            break;
        }
        const char *name = (const char *)sqlite3_column_text(tables, 0);
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            found =
                found || (blocks[i].type == BR_BLOCK_DIGEST && strcmp(blocks[i].name, name) == 0);
        }
        for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
            found = found || strcmp(without[i], name) == 0;
        }
        for (size_t i = 0; i < sizeof of_rooms / sizeof of_rooms[0]; i++) {
            found = found || strcmp(of_rooms[i], name) == 0;
        }
        if (!CHECK(found)) {
            (void)printf("  %s\n", name);
        }
    }
    (void)sqlite3_finalize(tables);
    br_views_close(views);
    br_domain_free(domain);
}

static void test_one_more_record_shows_in_the_heads(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    struct br_views *views = open_views(path_of("heads.db"), domain, 0xa1);
    struct br_digest empty = digest_of(views);
    struct story_stream *academy = story_stream(&story, 0xa1, BR_AUDIENCE_ACADEMY, 0);
    story_say(&story, academy, "thread_started", 0x50, 0, "{\"title\": \"local\"}");
    CHECK(story_fold(&story, views, 1, 5, 1) == BR_OK);
    struct br_digest local = digest_of(views);
    CHECK(br_hash_equal(&empty.heads, &local.heads) && br_hash_equal(&empty.views, &local.views));
    story_free(&story);
    struct story_stream *network = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    story_say(&story, network, "role_given", 0x50, 0, "{}"); /* shows nowhere, but is held */
    CHECK(story_fold(&story, views, 1, 5, 1) == BR_OK);
    struct br_digest shared = digest_of(views);
    CHECK(!br_hash_equal(&local.heads, &shared.heads));
    CHECK(br_hash_equal(&local.views, &shared.views));
    br_views_close(views);
    story_free(&story);
    br_domain_free(domain);
}

static size_t faults;

static void count_fault(void *context, const char *sentence)
{
    CHECK(context == &faults && sentence[0] != '\0');
    faults++;
}

static void test_compare_finds_and_describes_differences(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    struct story_stream *network = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    for (int i = 0; i < 30; i++) {
        story_say(&story, network, "thread_started", 0x50, 0, "{\"title\": \"t\"}");
    }
    struct br_views *one = open_views(path_of("one.db"), domain, 0xa1);
    struct br_views *two = open_views(path_of("a 100%? #file.db"), domain, 0xa1);
    CHECK(story_fold(&story, one, 1, 5, 1) == BR_OK);
    CHECK(story_fold(&story, two, 2, 9, 3) == BR_OK);
    const char *other = path_of("a 100%? #file.db");
    uint64_t differences = 9;
    CHECK(br_views_compare(one, other, &differences, count_fault, &faults) == BR_OK);
    CHECK_UINT(differences, 0);
    CHECK_UINT(faults, 0);
    CHECK(br_db_exec(two->db, "UPDATE thread SET arrival_ms = 1 WHERE rowid ="
                              " (SELECT min(rowid) FROM thread)") == BR_OK);
    CHECK(br_views_compare(one, other, &differences, count_fault, &faults) == BR_OK);
    CHECK_UINT(differences, 2); /* a row here, a row there */
    CHECK_UINT(faults, 2);
    faults = 0;
    CHECK(br_db_exec(two->db, "UPDATE thread SET title = 'other'") == BR_OK);
    CHECK(br_views_compare(one, other, &differences, count_fault, &faults) == BR_OK);
    CHECK_UINT(differences, 60);
    CHECK_UINT(faults, 20); /* the first ones are described */
    CHECK(br_views_compare(one, path_of("not_there.db"), &differences, NULL, NULL) != BR_OK);
    br_views_close(one);
    br_views_close(two);
    story_free(&story);
    br_domain_free(domain);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_every_shared_column_counts),
        BR_TEST(test_every_table_has_a_digest_or_a_reason),
        BR_TEST(test_one_more_record_shows_in_the_heads),
        BR_TEST(test_compare_finds_and_describes_differences),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
