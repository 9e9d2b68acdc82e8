/* What pages see of a Big Room's PDSAs, its standardised changes and its driver diagram. */
#include "store_areas_fixture.h"

enum { ROOM = 0x30, OTHER = 0x31, MEASURE = 0x40, FIRST = 0x60, SECOND = 0x61, THIRD = 0x62 };

struct room_story {
    struct fixture f;
    struct story_stream *room;
    struct story_stream *other;
};

/* Say it with the id of one repeated byte for $xx. */
static void say(struct room_story *r, struct story_stream *stream, const char *kind,
                unsigned author, unsigned id, const char *form)
{
    struct br_buffer json;
    br_buffer_init(&json, 16384);
    for (const char *at = form; *at != '\0'; at++) {
        if (*at == '$') {
            char byte[3] = {at[1], at[2], '\0'};
            br_buffer_put_format(&json, "\"%s\"", hex_of((unsigned)strtoul(byte, NULL, 16)));
            at += 2;
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    story_say(&r->f.story, stream, kind, author, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void start(struct room_story *r)
{
    fixture_start(&r->f);
    r->room = story_stream(&r->f.story, OURS, BR_AUDIENCE_ROOM, ROOM);
    r->other = story_stream(&r->f.story, OURS, BR_AUDIENCE_ROOM, OTHER);
    say(r, r->f.academy, "room_opened", ANNA, ROOM, "{\"name\": \"R\", \"pathway\": \"P\"}");
    say(r, r->room, "measure_defined", ANNA, MEASURE, "{\"title\": \"Falls\", \"room\": $30}");
}

#define PLAN "\"question\": \"Q\", \"prediction\": \"P\""

static void test_they_are_numbered_as_they_were_opened(void)
{
    struct room_story r;
    start(&r);
    say(&r, r.room, "pdsa_planned", ANNA, FIRST, "{\"title\": \"one\", " PLAN "}");
    say(&r, r.other, "pdsa_planned", ANNA, 0x66, "{\"title\": \"other\", " PLAN "}");
    say(&r, r.room, "pdsa_planned", BEN, 0x68,
        "{\"title\": \"one, anew\", " PLAN ", \"pdsa\": $60, \"based_on\": [$60]}");
    say(&r, r.room, "pdsa_planned", BEN, SECOND, "{\"title\": \"two\", " PLAN ", \"after\": $60}");
    say(&r, r.room, "pdsa_planned", BEN, THIRD,
        "{\"title\": \"three\", " PLAN ", \"after\": $63}"); /* no such one */
    say(&r, r.f.theirs, "pdsa_planned", CARA, 0x6f, "{\"title\": \"theirs\", " PLAN "}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT substr(hex(room), 1, 2), number, title,"
                                  " substr(hex(after), 1, 2), plans, state"
                                  " FROM v_pdsa ORDER BY room, number"),
               "30|1|one, anew||1|planned\n30|2|two|60|1|planned\n30|3|three||1|planned\n"
               "31|1|other||1|planned\n");
    CHECK_TEXT(rows_of(r.f.views, "SELECT title, current FROM v_pdsa_plan"
                                  " WHERE pdsa = x'60606060606060606060606060606060'"
                                  " ORDER BY position"),
               "one|0\none, anew|1\n");
    fixture_end(&r.f);
}

/* Two people change one plan; both stand until a third puts them together. */
static void test_two_plans_stand_side_by_side(void)
{
    struct room_story r;
    for (int put_together = 0; put_together < 2; put_together++) {
        start(&r);
        say(&r, r.room, "pdsa_planned", ANNA, FIRST, "{\"title\": \"one\", " PLAN "}");
        say(&r, r.room, "pdsa_planned", ANNA, 0x68,
            "{\"title\": \"a\", " PLAN ", \"pdsa\": $60, \"based_on\": [$60]}");
        say(&r, r.room, "pdsa_planned", BEN, 0x69,
            "{\"title\": \"b\", " PLAN ", \"pdsa\": $60, \"based_on\": [$60]}");
        if (put_together) {
            say(&r, r.room, "pdsa_planned", BEN, 0x6a,
                "{\"title\": \"a and b\", " PLAN ", \"pdsa\": $60, \"based_on\": [$68, $69]}");
        }
        fixture_fold(&r.f);
        CHECK_TEXT(rows_of(r.f.views, "SELECT title, plans, number FROM v_pdsa"),
                   put_together ? "a and b|1|1\n" : "a|2|1\n");
        fixture_end(&r.f);
    }
}

static void test_the_state_is_derived(void)
{
    static const struct {
        const char *plan;
        const char *study; /* NULL: none */
        const char *state;
    } cases[] = {
        {"", NULL, "planned"},
        {", \"starts\": \"2124-01-01\", \"study_on\": \"2124-01-02\"", NULL, "planned"},
        {", \"starts\": \"2024-01-01\"", NULL, "testing"},
        {", \"starts\": \"2024-01-01\", \"study_on\": \"2124-01-02\"", NULL, "testing"},
        {", \"starts\": \"2024-01-01\", \"study_on\": \"2024-01-02\"", NULL, "to_study"},
        {"", "", "undecided"},
        {", \"starts\": \"2024-01-01\"", ", \"decision\": \"adopt\"", "adopted"},
        {"", ", \"decision\": \"adapt\", \"reason\": \"r\"", "adapted"},
        {"", ", \"decision\": \"abandon\", \"reason\": \"r\"", "abandoned"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct room_story r;
        char form[300];
        start(&r);
        (void)snprintf(form, sizeof form, "{\"title\": \"t\", " PLAN "%s}", cases[i].plan);
        say(&r, r.room, "pdsa_planned", ANNA, FIRST, form);
        if (cases[i].study != NULL) {
            (void)snprintf(form, sizeof form,
                           "{\"pdsa\": $60, \"date\": \"2024-01-09\", \"happened\": \"h\"%s}",
                           cases[i].study);
            say(&r, r.room, "pdsa_studied", ANNA, 0, form);
        }
        fixture_fold(&r.f);
        char expected[40];
        (void)snprintf(expected, sizeof expected, "%s\n", cases[i].state);
        CHECK_TEXT(rows_of(r.f.views, "SELECT state FROM v_pdsa"), expected);
        fixture_end(&r.f);
    }
}

#define STUDIED "\"pdsa\": $60, \"date\": \"2024-01-09\""

static void test_a_study_replaces_what_it_names(void)
{
    struct room_story r;
    start(&r);
    say(&r, r.room, "pdsa_studied", ANNA, 0x70, "{" STUDIED ", \"happened\": \"too early\"}");
    say(&r, r.room, "pdsa_planned", ANNA, FIRST, "{\"title\": \"one\", " PLAN "}");
    say(&r, r.room, "pdsa_studied", ANNA, 0x71,
        "{" STUDIED ", \"happened\": \"a\", \"comparison\": \"close\", \"present\": 9}");
    say(&r, r.room, "pdsa_studied", BEN, 0x72, "{" STUDIED ", \"happened\": \"b\"}");
    say(&r, r.other, "pdsa_studied", BEN, 0x73, "{" STUDIED ", \"happened\": \"elsewhere\"}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT happened, comparison, present, studies FROM v_pdsa"),
               "a|close|9|2\n");
    CHECK_TEXT(rows_of(r.f.views, "SELECT happened, current FROM v_pdsa_study ORDER BY position"),
               "a|1\nb|1\n");
    fixture_end(&r.f);

    start(&r);
    say(&r, r.room, "pdsa_planned", ANNA, FIRST, "{\"title\": \"one\", " PLAN "}");
    say(&r, r.room, "pdsa_studied", ANNA, 0x71, "{" STUDIED ", \"happened\": \"a\"}");
    say(&r, r.room, "pdsa_studied", BEN, 0x72, "{" STUDIED ", \"happened\": \"b\"}");
    say(&r, r.room, "pdsa_studied", BEN, 0x73,
        "{" STUDIED ", \"happened\": \"c\", \"based_on\": [$71, $72], \"decision\": \"adopt\"}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT happened, studies, state FROM v_pdsa"), "c|1|adopted\n");
    fixture_end(&r.f);
}

/* On the chart of its measure, by the day that it starts, as it is planned now. */
static void test_they_stand_on_the_chart(void)
{
    struct room_story r;
    start(&r);
    say(&r, r.room, "measure_event", ANNA, 0,
        "{\"measure\": $40, \"date\": \"2024-01-06\", \"title\": \"Ward moved\"}");
    say(&r, r.room, "pdsa_planned", ANNA, FIRST,
        "{\"title\": \"one\", " PLAN ", \"measure\": $40, \"starts\": \"2024-01-05\"}");
    say(&r, r.room, "pdsa_planned", ANNA, SECOND,
        "{\"title\": \"two\", " PLAN ", \"measure\": $40, \"starts\": \"2024-01-07\"}");
    say(&r, r.room, "pdsa_planned", ANNA, THIRD, "{\"title\": \"three\", " PLAN "}");
    say(&r, r.room, "pdsa_planned", ANNA, 0x68,
        "{\"title\": \"two\", " PLAN ", \"measure\": $40, \"starts\": \"2024-02-07\","
        " \"pdsa\": $61, \"based_on\": [$61]}");
    say(&r, r.room, "pdsa_planned", ANNA, 0x69,
        "{\"title\": \"one\", " PLAN ", \"pdsa\": $60, \"based_on\": [$60]}"); /* no measure now */
    say(&r, r.other, "pdsa_planned", ANNA, 0x6a,
        "{\"title\": \"x\", " PLAN ", \"measure\": $40, \"starts\": \"2024-01-05\"}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT date, kind, title, substr(hex(pdsa), 1, 2)"
                                  " FROM v_annotation ORDER BY date"),
               "2024-01-06|event|Ward moved|\n2024-02-07|pdsa|PDSA 2|61\n");
    CHECK_TEXT(
        rows_of(r.f.views, "SELECT options ->> 'tags' FROM v_chart"),
        "[[\"2024-01-06\",\"event\",\"Ward moved\"],[\"2024-02-07\",\"pdsa\",\"PDSA 2\"]]\n");
    fixture_end(&r.f);
}

static void test_changes_are_standardised_and_dropped(void)
{
    struct room_story r;
    start(&r);
    say(&r, r.room, "change_standardised", ANNA, 0x78,
        "{\"title\": \"Board at 08:00\", \"embedded\": \"ward handbook\", \"pdsa\": $60}");
    say(&r, r.room, "change_standardised", BEN, 0x79,
        "{\"title\": \"Board at 07:30\", \"change\": $78, \"based_on\": [$78]}");
    say(&r, r.room, "change_standardised", ANNA, 0x7a,
        "{\"title\": \"Board, no time\", \"change\": $78, \"based_on\": [$78], \"dropped\": true}");
    say(&r, r.f.theirs, "change_standardised", CARA, 0x7b, "{\"title\": \"theirs\"}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT title, embedded, dropped, versions FROM v_change"),
               "Board at 07:30|-|0|2\n");
    CHECK_TEXT(rows_of(r.f.views, "SELECT title, current, dropped FROM v_change_version"
                                  " ORDER BY position"),
               "Board at 08:00|0|0\nBoard at 07:30|1|0\nBoard, no time|1|1\n");
    fixture_end(&r.f);
}

static void test_a_diagram_is_drawn_anew(void)
{
    struct room_story r;
    start(&r);
    say(&r, r.room, "pdsa_planned", ANNA, FIRST, "{\"title\": \"one\", " PLAN ", \"idea\": $39}");
    say(&r, r.room, "driver_diagram_drawn", ANNA, 0x80,
        "{\"date\": \"2024-01-05\", \"aim\": \"Home\", \"nodes\": [{\"text\": \"old\","
        " \"level\": \"primary\"}]}");
    say(&r, r.room, "driver_diagram_drawn", BEN, 0x81,
        "{\"date\": \"2024-01-12\", \"aim\": \"Home on the day\", \"present\": 9, \"measure\": $40,"
        " \"based_on\": [$80], \"nodes\": ["
        "{\"id\": 30, \"level\": \"idea\", \"text\": \"names\", \"idea\": $39},"
        "{\"id\": 20, \"level\": \"secondary\", \"text\": \"review\", \"measure\": $40},"
        "{\"level\": \"primary\", \"text\": \"last\"},"
        "{\"id\": 10, \"level\": \"primary\", \"text\": \"decide\"},"
        "{\"id\": 25, \"level\": \"idea\", \"text\": \"starts\", \"pdsa\": $61},"
        "{\"level\": \"primary\"}, {\"text\": \"no level\"}]}");
    fixture_fold(&r.f);
    CHECK_TEXT(rows_of(r.f.views, "SELECT number, date, present, aim, current FROM v_driver"
                                  " ORDER BY position"),
               "1|2024-01-05|-|Home|0\n2|2024-01-12|9|Home on the day|1\n");
    CHECK_TEXT(rows_of(r.f.views, "SELECT n.place, n.level, n.parent, n.text,"
                                  " substr(hex(n.measure), 1, 2), substr(hex(n.pdsa), 1, 2)"
                                  " FROM v_driver d JOIN v_driver_node n ON n.driver = d.position"
                                  " WHERE d.current ORDER BY n.place"),
               "1|primary|0|decide||\n2|secondary|1|review|40|\n3|idea|2|starts||61\n"
               "4|idea|2|names||60\n5|primary|0|last||\n");
    fixture_end(&r.f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_they_are_numbered_as_they_were_opened),
        BR_TEST(test_two_plans_stand_side_by_side),
        BR_TEST(test_the_state_is_derived),
        BR_TEST(test_a_study_replaces_what_it_names),
        BR_TEST(test_they_stand_on_the_chart),
        BR_TEST(test_changes_are_standardised_and_dropped),
        BR_TEST(test_a_diagram_is_drawn_anew),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
