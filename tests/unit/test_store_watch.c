/* What one academy shows another: what may be said of it, who sees what of it, and until when. */
#include "store_checks_fixture.h"

#define GROUP_ID "77777777777777777777777777777777"
#define ROOM_ID "30303030303030303030303030303030"

enum { GROUP = 0x77, OURS = 0xa1, THEIRS = 0xa2, THIRD = 0xa3 };

static const char *hash_of(struct br_hash of)
{
    static char texts[4][BR_HASH_TEXT_SIZE];
    static unsigned next;
    char *text = texts[next++ % 4];
    br_hash_text(&of, text);
    return text;
}

/* $A is an academy that ours accepts, $O ours, $X one that is not accepted; then as with_text. */
static const char *form(const char *text, size_t size)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 20);
    for (const char *at = text; *at != '\0'; at++) {
        if (at[0] == '$' && (at[1] == 'A' || at[1] == 'O' || at[1] == 'X')) {
            at++;
            br_buffer_put_format(
                &json, "\"%s\"",
                hash_of(*at == 'O' ? own_academy : academy_of(*at == 'A' ? THEIRS : THIRD)));
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    return with_text(br_buffer_text(&json), size);
}

static const struct br_audience group = {
    .type = BR_AUDIENCE_GROUP,
    .id = {{GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP, GROUP,
            GROUP, GROUP, GROUP, GROUP}}};

static void start_watch(void)
{
    start();
    roles = 1u << 4 | 1u << 7; /* lead, admin */
    CHECK_TEXT(
        said("academy_accepted", 0, network, 0, form("{\"academy\": $A, \"accepted\": true}", 0)),
        "");
    /* what academies say is checked in the log in which it stands */
    CHECK_TEXT(said("group_opened", 0, group, GROUP, form("{\"academies\": [$A, $O]}", 0)), "");
}

struct one {
    const char *kind;
    bool in_group;
    const char *json;
    size_t size;
    const char *reason;
};

static void try_all(const struct one *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *reason =
            said(all[i].kind, all[i].in_group ? 0 : ANNA, all[i].in_group ? group : academy, 0,
                 form(all[i].json, all[i].size));
        if (!CHECK_TEXT(reason, all[i].reason)) {
            (void)printf("  case %zu: %s\n", i, all[i].json);
        }
    }
}

static void test_what_is_told_keeps_to_its_limits(void)
{
    static const char *const date = "Write the date as YYYY-MM-DD.";
    static const char *const named = "A Big Room is not named properly.";
    static const struct one all[] = {
        {"watch_asked", true,
         "{\"academy\": $A, \"parts\": [\"rooms_meeting\"], \"reason\": \"$T\"}", 1000, ""},
        {"watch_asked", true,
         "{\"academy\": $A, \"parts\": [\"rooms_meeting\"], \"reason\": \"$T\"}", 1001,
         "The reason is too long: at most 1,000 bytes."},
        {"watch_asked", true, "{\"academy\": $A, \"parts\": [\"rooms_meeting\"]}", 0,
         "Say why you ask: they will read it."},
        {"watch_asked", true, "{\"academy\": $A, \"reason\": \"R\"}", 0,
         "Say what you ask to see: one thing at least, each once."},
        {"watch_asked", true, "{\"academy\": $A, \"taken_back\": true}", 0, ""},
        {"watch_asked", true,
         "{\"academy\": $X, \"parts\": [\"rooms_meeting\"], \"reason\": \"R\"}", 0,
         "Our academy does not accept an academy of this name.\n"
         "This group is not with that academy."},
        {"watch_agreed", true, "{\"academy\": $A}", 0, ""},
        {"watch_agreed", true, "{\"academy\": $A, \"reason\": \"$T\"}", 1000, ""},
        {"watch_agreed", true, "{\"academy\": $A, \"reason\": \"$T\"}", 1001,
         "What you write to them is too long: at most 1,000 bytes."},
        {"watch_agreed", true,
         "{\"academy\": $A, \"parts\": [\"rooms_meeting\", \"rooms_meeting\"]}", 0,
         "Name each thing that they may see once, 16 at most."},
        {"watch_agreed", true, "{\"academy\": $A, \"rooms\": [\"" ROOM_ID "\"]}", 0,
         "Which Big Rooms were chosen stays here."},
        {"progress_told", true, "{\"rooms\": [{\"room\": \"" ROOM_ID "\", \"name\": \"$T\"}]}", 200,
         ""},
        {"progress_told", true, "{\"rooms\": [{\"room\": \"" ROOM_ID "\", \"name\": \"$T\"}]}", 201,
         named},
        {"progress_told", true, "{\"rooms\": [{\"room\": \"" ROOM_ID "\", \"explained\": \"$T\"}]}",
         500, ""},
        {"progress_told", true, "{\"rooms\": [{\"room\": \"" ROOM_ID "\", \"explained\": \"$T\"}]}",
         501, named},
        {"progress_told", true, "{\"rooms\": [{\"room\": \"30\"}]}", 0, named},
        {"progress_told", true,
         "{\"rooms\": [{\"room\": \"" ROOM_ID "\", \"last_met\": \"yesterday\"}]}", 0, date},
        {"progress_told", true, "{\"cohorts\": [{\"cohort\": \"30\"}]}", 0,
         "A cohort is not named properly."},
        {"progress_told", true, "{\"cohorts\": [{\"cohort\": \"" ROOM_ID "\", \"days_held\": 18}]}",
         0, ""},
        {"progress_told", true, "{\"cohorts\": [{\"cohort\": \"" ROOM_ID "\", \"days_held\": 19}]}",
         0, "A cohort is not named properly."},
        {"progress_told", true, "{\"visits\": [\"$T\"]}", 200, ""},
        {"progress_told", true, "{\"visits\": [\"$T\"]}", 201, "A visit has 1 to 200 bytes."},
        {"progress_told", true, "{\"visits\": [\"\"]}", 0, "A visit has 1 to 200 bytes."},
        {"room_quiet_explained", false, "{\"room\": \"" ROOM_ID "\", \"reason\": \"$T\"}", 500, ""},
        {"room_quiet_explained", false, "{\"room\": \"" ROOM_ID "\", \"reason\": \"$T\"}", 501,
         "The reason is too long: at most 500 bytes."},
        {"room_quiet_explained", false, "{\"room\": \"" GROUP_ID "\"}", 0,
         "There is no such Big Room in this academy."},
        {"room_quiet_explained", false, "{\"room\": \"" ROOM_ID "\", \"until\": \"2026-02-30\"}", 0,
         date},
    };
    start_watch();
    try_all(all, sizeof all / sizeof all[0]);
    stop();
}

/* How many things a record may hold: at its maximum, and one more. */
static void test_what_is_told_is_counted(void)
{
    static const struct {
        const char *field;
        const char *item;
        size_t most;
    } lists[] = {{"rooms", "{\"room\": \"" ROOM_ID "\"}", 60},
                 {"cohorts", "{\"cohort\": \"" ROOM_ID "\"}", 20},
                 {"visits", "\"v\"", 20}};
    start_watch();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t count = lists[i].most - 1; count <= lists[i].most + 1; count++) {
            struct br_buffer json;
            br_buffer_init(&json, 1u << 16);
            br_buffer_put_format(&json, "{\"%s\": [", lists[i].field);
            for (size_t k = 0; k < count; k++) {
                br_buffer_put_format(&json, "%s%s", k == 0 ? "" : ", ", lists[i].item);
            }
            br_buffer_put_text(&json, "]}");
            CHECK_TEXT(said("progress_told", 0, group, 0, br_buffer_text(&json)),
                       count <= lists[i].most
                           ? ""
                           : "At most 60 Big Rooms, 20 cohorts and 20 visits can be told of.");
            br_buffer_free(&json);
        }
    }
    stop();
}

static void test_each_says_it_where_it_belongs(void)
{
    static const char *const not_here = "your role does not allow you to write this here";
    start_watch();
    const char *looked = "{\"academy\": $A, \"date\": \"2026-05-03\"}";
    CHECK_TEXT(said("progress_looked", ANNA, group, 0, form(looked, 0)), "");
    CHECK_TEXT(said("progress_looked", ANNA, group, 0,
                    form("{\"academy\": $X, \"date\": \"2026-05-03\"}", 0)),
               "This group is not with that academy.");
    CHECK_TEXT(said("progress_looked", ANNA, group, 0, form("{\"academy\": $A}", 0)),
               "Write the date as YYYY-MM-DD.");
    CHECK_TEXT(said("progress_looked", 0, group, 0, form(looked, 0)), not_here);
    CHECK_TEXT(said("watch_agreed", ANNA, group, 0, form("{\"academy\": $A}", 0)), not_here);
    CHECK_TEXT(said("progress_told", ANNA, group, 0, "{}"), not_here);
    roles = 1u << 2; /* a coach */
    CHECK_TEXT(said("progress_looked", ANNA, group, 0, form(looked, 0)), not_here);
    CHECK_TEXT(said("watch_agreed", ANNA, academy, 0, form("{\"academy\": $A}", 0)), not_here);
    CHECK_TEXT(said("room_quiet_explained", ANNA, academy, 0,
                    "{\"room\": \"" ROOM_ID "\", \"reason\": \"moving wards\"}"),
               "");
    roles = 1u << 1; /* a participant */
    CHECK_TEXT(said("room_quiet_explained", ANNA, academy, 0, "{\"room\": \"" ROOM_ID "\"}"),
               not_here);
    stop();
}

/* --- who sees it --- */

enum { COACH = 0x61, FACULTY, LEAD, STEWARD, ADMIN, PLAIN, NOBODY };

struct seen {
    struct br_domain *domain;
    struct br_views *views;
    struct story story;
    struct story_stream *ours;   /* our group with them */
    struct story_stream *theirs; /* their group with us */
};

#define PAIR(one, two)                                                                             \
    "{\"academies\": [\"" one one one one one one one one "\", \"" two two two two two two two two \
    "\"]}"
#define A1 "a1a1a1a1"
#define A2 "a2a2a2a2"
#define ACADEMY(one) "\"" one one one one one one one one "\""

static void role(struct seen *s, unsigned member, const char *name)
{
    char json[200];
    (void)snprintf(json, sizeof json, "{\"member\": \"%s\", \"role\": \"%s\", \"given\": true}",
                   hex_of(member), name);
    story_say(&s->story, story_stream(&s->story, OURS, BR_AUDIENCE_ACADEMY, 0), "role_given", 0, 0,
              json);
}

static void see(struct seen *s)
{
    *s = (struct seen){.domain = real_domain(), .story = {.ms = 1700000000000}};
    struct story_stream *net = story_stream(&s->story, OURS, BR_AUDIENCE_NETWORK, 0);
    s->ours = story_stream(&s->story, OURS, BR_AUDIENCE_GROUP, 0x71);
    s->theirs = story_stream(&s->story, THEIRS, BR_AUDIENCE_GROUP, 0x72);
    role(s, COACH, "coach");
    role(s, FACULTY, "faculty");
    role(s, LEAD, "lead");
    role(s, STEWARD, "data_steward");
    role(s, ADMIN, "admin");
    role(s, PLAIN, "participant");
    story_say(&s->story, net, "academy_accepted", 0, 0,
              "{\"academy\": " ACADEMY(A2) ", \"accepted\": true, \"name\": \"Leeds\"}");
    story_say(&s->story, s->ours, "group_opened", 0, 0x71, PAIR(A1, A2));
    story_say(&s->story, s->theirs, "group_opened", 0, 0x72, PAIR(A1, A2));
}

static void fold(struct seen *s)
{
    s->views = open_views(path_of("watch.db"), s->domain, OURS);
    CHECK(story_fold(&s->story, s->views, 1, 9, 2) == BR_OK);
}

static void unsee(struct seen *s)
{
    CHECK(br_views_reset(s->views) == BR_OK);
    br_views_close(s->views);
    story_free(&s->story);
    br_domain_free(s->domain);
}

static const char *as(struct seen *s, unsigned member, const char *sql)
{
    struct br_id id = id_of(member);
    br_views_set_viewer(s->views, &id);
    return rows_of(s->views, sql);
}

static void tell_progress(struct seen *s, struct story_stream *in, const char *met)
{
    char json[400];
    (void)snprintf(json, sizeof json,
                   "{\"parts\": [\"rooms_meeting\"], \"questions\": 2, \"rooms\": [{\"room\":"
                   " \"" ROOM_ID "\", \"name\": \"Frailty\", \"last_met\": \"%s\"}]}",
                   met);
    story_say(&s->story, in, "progress_told", 0, 0, json);
}

static void test_roles_see_what_they_may(void)
{
    static const struct {
        unsigned member;
        const char *ours;
        const char *theirs;
    } all[] = {{COACH, "1\n", "0\n"},   {FACULTY, "1\n", "1\n"}, {LEAD, "1\n", "1\n"},
               {STEWARD, "1\n", "0\n"}, {ADMIN, "1\n", "1\n"},   {PLAIN, "0\n", "0\n"},
               {NOBODY, "0\n", "0\n"}};
    struct seen s;
    see(&s);
    struct story_stream *both[] = {s.ours, s.theirs};
    for (size_t i = 0; i < 2; i++) {
        story_say(&s.story, both[i], "watch_agreed", 0, 0,
                  i == 0 ? "{\"academy\": " ACADEMY(A2) ", \"parts\": [\"rooms_meeting\"]}"
                         : "{\"academy\": " ACADEMY(A1) ", \"parts\": [\"rooms_meeting\"]}");
        tell_progress(&s, both[i], "2023-11-01");
    }
    /* a thread in a group is none: what only two hold is not shown as if it were shared */
    story_say(&s.story, s.theirs, "thread_started", 0x60, 0x10, "{\"title\": \"t\"}");
    fold(&s);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        CHECK_TEXT(as(&s, all[i].member,
                      "SELECT count(*) FROM v_progress_room WHERE other = "
                      "x'" A2 A2 A2 A2 A2 A2 A2 A2 "'"),
                   all[i].ours);
        CHECK_TEXT(as(&s, all[i].member,
                      "SELECT count(*) FROM v_progress_room WHERE academy = "
                      "x'" A2 A2 A2 A2 A2 A2 A2 A2 "'"),
                   all[i].theirs);
    }
    CHECK_TEXT(as(&s, FACULTY, "SELECT count(*) FROM v_thread"), "0\n");
    CHECK_TEXT(as(&s, FACULTY,
                  "SELECT name, last_met, shown FROM v_progress_room JOIN v_progress"
                  " USING (position) ORDER BY shown"),
               "Frailty|2023-11-01|0\nFrailty|2023-11-01|1\n");
    unsee(&s);
}

/* What was told before the last agreement is shown no more, nor anything when it has ended. */
static void test_what_is_no_longer_agreed_is_not_shown(void)
{
    static const char agreed[] = "{\"academy\": " ACADEMY(A1) ", \"parts\": [\"rooms_meeting\"]}";
    static const char count[] = "SELECT count(*) FROM v_progress";
    for (size_t step = 1; step <= 5; step++) {
        struct seen s;
        see(&s);
        tell_progress(&s, s.theirs, "2023-11-01"); /* never agreed */
        if (step >= 2) {
            story_say(&s.story, s.theirs, "watch_agreed", 0, 0, agreed);
        }
        if (step >= 3) {
            tell_progress(&s, s.theirs, "2023-11-02");
        }
        if (step >= 4) {
            story_say(&s.story, s.theirs, "watch_agreed", 0, 0, "{\"academy\": " ACADEMY(A1) "}");
        }
        if (step >= 5) {
            story_say(&s.story, s.theirs, "progress_told", 0, 0, "{}");
        }
        fold(&s);
        CHECK_TEXT(as(&s, FACULTY, count), step == 3 ? "1\n" : "0\n");
        unsee(&s);
    }
}

/* What has moved is told from the state on the last earlier day on which this person looked. */
static void test_what_is_new_is_new_to_the_viewer(void)
{
    static const char agreed[] = "{\"academy\": " ACADEMY(A1) ", \"parts\": [\"rooms_meeting\"]}";
    static const char sql[] = "SELECT last_met, moved FROM v_progress_room";
    struct seen s;
    see(&s);
    story_say(&s.story, s.theirs, "watch_agreed", 0, 0, agreed);
    tell_progress(&s, s.theirs, "2023-11-01");
    story_say(&s.story, s.ours, "progress_looked", FACULTY, 0,
              "{\"academy\": " ACADEMY(A2) ", \"date\": \"2023-11-14\"}");
    s.story.ms += 2ull * 24 * 60 * 60 * 1000;
    tell_progress(&s, s.theirs, "2023-11-08");
    story_say(&s.story, s.ours, "progress_looked", FACULTY, 0,
              "{\"academy\": " ACADEMY(A2) ", \"date\": \"2023-11-17\"}");
    fold(&s);
    CHECK_TEXT(as(&s, FACULTY, sql), "2023-11-08|1\n");
    CHECK_TEXT(as(&s, LEAD, sql), "2023-11-08|0\n"); /* who has never looked finds nothing new */
    CHECK_TEXT(as(&s, FACULTY, "SELECT date, own FROM v_looked ORDER BY date"),
               "2023-11-14|1\n2023-11-17|1\n");
    unsee(&s);
}

static void test_both_ways_are_listed(void)
{
    static const char sql[] = "SELECT shown, asked_parts, parts, only_chosen, sent FROM v_watch"
                              " ORDER BY shown";
    struct seen s;
    see(&s);
    struct story_stream *home = story_stream(&s.story, OURS, BR_AUDIENCE_ACADEMY, 0);
    story_say(&s.story, s.theirs, "watch_asked", 0, 0,
              "{\"academy\": " ACADEMY(A1) ", \"parts\": [\"special_causes\"], \"reason\": \"R\"}");
    story_say(&s.story, home, "watch_agreed", LEAD, 0,
              "{\"academy\": " ACADEMY(A2) ", \"parts\": [\"rooms_meeting\", \"open_questions\"],"
                                           " \"only_chosen\": true, \"rooms\": [\"" ROOM_ID "\"]}");
    story_say(&s.story, home, "watch_asked", FACULTY, 0,
              "{\"academy\": " ACADEMY(A2) ", \"parts\": [\"roadmap_stages\"], \"reason\": \"R\"}");
    fold(&s);
    CHECK_TEXT(as(&s, LEAD, sql),
               "0|[\"roadmap_stages\"]|[]|0|0\n"
               "1|[\"special_causes\"]|[\"open_questions\",\"rooms_meeting\"]|1|0\n");
    CHECK_TEXT(as(&s, LEAD, "SELECT lower(hex(room)) FROM v_watch_room"), ROOM_ID "\n");
    unsee(&s);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_told_keeps_to_its_limits),
        BR_TEST(test_what_is_told_is_counted),
        BR_TEST(test_each_says_it_where_it_belongs),
        BR_TEST(test_roles_see_what_they_may),
        BR_TEST(test_what_is_no_longer_agreed_is_not_shown),
        BR_TEST(test_what_is_new_is_new_to_the_viewer),
        BR_TEST(test_both_ways_are_listed),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
