/* test_store_pdsa_checks.c - what is refused of PDSAs, standardised changes and driver diagrams. */
#include "store_room_fixture.h"

enum { MEASURE = 0x40, FIRST = 0x60, SECOND = 0x61, ELSEWHERE = 0x62, CHANGE = 0x63 };

#define PLAN "\"title\": \"T\", \"question\": \"Q\", \"prediction\": \"P\""
#define STUDY "\"pdsa\": $60, \"date\": \"2024-02-29\", \"happened\": \"H\""
#define DREW "\"date\": \"2024-02-29\", \"aim\": \"A\""
#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""

static void start(struct room_log *room)
{
    struct br_audience other = {.type = BR_AUDIENCE_ROOM, .id = id_of(OTHER_ROOM)};
    room_start(room);
    CHECK_TEXT(said_in(room, "measure_defined", ANNA, MEASURE,
                       form_of("{\"title\": \"M\", \"room\": $30}", 0)),
               "");
    CHECK_TEXT(said_in(room, "pdsa_planned", ANNA, FIRST, "{" PLAN "}"), "");
    CHECK_TEXT(said_in(room, "pdsa_planned", ANNA, SECOND, "{" PLAN "}"), "");
    CHECK_TEXT(said_to(room, other, "pdsa_planned", ANNA, ELSEWHERE, "{" PLAN "}"), "");
    CHECK_TEXT(said_in(room, "change_standardised", ANNA, CHANGE, "{\"title\": \"T\"}"), "");
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct text_limit texts[] = {
        {"pdsa_planned", 200, "{\"title\": \"$T\", \"question\": \"Q\", \"prediction\": \"P\"}",
         "The title is too long: at most 200 bytes."},
        {"pdsa_planned", 2000, "{\"title\": \"T\", \"question\": \"$T\", \"prediction\": \"P\"}",
         "The question is too long: at most 2,000 bytes."},
        {"pdsa_planned", 2000, "{\"title\": \"T\", \"question\": \"Q\", \"prediction\": \"$T\"}",
         "The prediction is too long: at most 2,000 bytes."},
        {"pdsa_planned", 4000, "{" PLAN ", \"plan\": \"$T\"}",
         "The plan is too long: at most 4,000 bytes."},
        {"pdsa_studied", 2000, "{" STUDY ", \"done\": \"$T\"}",
         "What was done is too long: at most 2,000 bytes."},
        {"pdsa_studied", 2000, "{\"pdsa\": $60, \"date\": \"2024-02-29\", \"happened\": \"$T\"}",
         "What happened is too long: at most 2,000 bytes."},
        {"pdsa_studied", 2000, "{" STUDY ", \"learned\": \"$T\"}",
         "What we learned is too long: at most 2,000 bytes."},
        {"pdsa_studied", 2000, "{" STUDY ", \"decision\": \"abandon\", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"change_standardised", 200, "{\"title\": \"$T\"}",
         "What has become the way of working is too long: at most 200 bytes."},
        {"change_standardised", 2000, "{\"title\": \"T\", \"embedded\": \"$T\"}",
         "Where it is embedded is too long: at most 2,000 bytes."},
        {"driver_diagram_drawn", 300, "{\"date\": \"2024-02-29\", \"aim\": \"$T\"}",
         "The aim is too long: at most 300 bytes."},
        {"driver_diagram_drawn", 200,
         "{" DREW ", \"nodes\": [{\"level\": \"primary\", \"text\": \"a\"},"
         " {\"level\": \"primary\", \"text\": \"$T\"}]}",
         "The words of box 2 are too long: at most 200 bytes."},
    };
    struct room_log room;
    start(&room);
    check_texts(&room, texts, sizeof texts / sizeof texts[0]);
    room_stop(&room);
}

static void test_a_plan_is_whole(void)
{
    static const struct said_case cases[] = {
        {"pdsa_planned", BEN, "{" PLAN "}", "Only members of this Big Room can write in it."},
        {"pdsa_planned", ANNA, "{\"title\": \" \"}",
         "Give the PDSA a title.\nSay what you want to find out.\n"
         "Say what you predict: without a prediction it is not a test."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"starts\": \"2024-02-30\"}",
         "Write the day that it starts as YYYY-MM-DD."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"study_on\": \"soon\"}",
         "Write the day to study on as YYYY-MM-DD."},
        {"pdsa_planned", ANNA,
         "{" PLAN ", \"starts\": \"2024-03-02\", \"study_on\": \"2024-03-01\"}",
         "Choose a later hour to study on: first it has to begin."},
        {"pdsa_planned", ANNA,
         "{" PLAN ", \"starts\": \"2024-02-29\", \"study_on\": \"2024-02-29\"}", ""},
        {"pdsa_planned", ANNA, "{" PLAN ", \"measure\": $41}",
         "There is no such measure in this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"measure\": $40}", ""},
        {"pdsa_planned", ANNA, "{" PLAN ", \"idea\": $60}",
         "There is no such change idea in this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"after\": $62}",
         "A test of a ramp comes after an earlier PDSA of this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"after\": $61}", ""},
        {"pdsa_planned", ANNA, "{" PLAN ", \"borrowed_from\": $60}",
         "The academy that it is borrowed from is not named properly."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"borrowed\": $60}",
         "The PDSA that it is borrowed from is not named properly."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"borrowed_from\": " THEM ", \"borrowed\": \"02\"}",
         "The PDSA that it is borrowed from is not named properly."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"borrowed_from\": " THEM ", \"borrowed\": $90}", ""},
        {"pdsa_planned", ANNA, "{" PLAN ", \"borrowed_from\": " THEM "}", ""},
        {"pdsa_planned", ANNA, "{" PLAN ", \"based_on\": [$60]}", "A new PDSA replaces no plan."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $60}",
         "Say which plans this one replaces: 1 to 8."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $62, \"based_on\": [$62]}",
         "There is no such PDSA in this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $60, \"based_on\": [\"60\"]}",
         "A plan that this one replaces is not named properly."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $60, \"based_on\": [$60], \"after\": $61}",
         "A test of a ramp comes after an earlier PDSA of this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $60, \"based_on\": [$60], \"after\": $60}",
         "A test of a ramp comes after an earlier PDSA of this Big Room."},
        {"pdsa_planned", ANNA, "{" PLAN ", \"pdsa\": $61, \"based_on\": [$61], \"after\": $60}",
         ""},
    };
    struct room_log room;
    start(&room);
    check_cases(&room, cases, sizeof cases / sizeof cases[0]);
    room_stop(&room);
}

static void test_a_study_is_whole(void)
{
    static const struct said_case cases[] = {
        {"pdsa_studied", BEN, "{" STUDY "}", "Only members of this Big Room can write in it."},
        {"pdsa_studied", ANNA, "{\"date\": \"2024-02-29\", \"happened\": \"H\"}",
         "There is no such PDSA in this Big Room."},
        {"pdsa_studied", ANNA, "{\"pdsa\": $60}",
         "Write the day of the study as YYYY-MM-DD.\nSay what happened."},
        {"pdsa_studied", ANNA, "{" STUDY ", \"decision\": \"abandon\", \"reason\": \" \"}",
         "Say why it is abandoned: that is what others learn from."},
        {"pdsa_studied", ANNA, "{" STUDY ", \"decision\": \"adapt\"}",
         "Say what is adapted, and why."},
        {"pdsa_studied", ANNA, "{" STUDY ", \"decision\": \"adopt\"}", ""},
        {"pdsa_studied", ANNA, "{" STUDY ", \"present\": 501}",
         "Say how many people were present: 0 to 500."},
        {"pdsa_studied", ANNA, "{" STUDY ", \"present\": 500}", ""},
        {"pdsa_studied", ANNA, "{" STUDY ", \"based_on\": [\"60\"]}",
         "A study that this one replaces is not named properly."},
    };
    struct room_log room;
    start(&room);
    check_cases(&room, cases, sizeof cases / sizeof cases[0]);
    room_stop(&room);
}

static void test_a_standardised_change_is_whole(void)
{
    static const struct said_case cases[] = {
        {"change_standardised", BEN, "{\"title\": \"T\"}",
         "Only members of this Big Room can write in it."},
        {"change_standardised", ANNA, "{}", "Say what has become the way of working."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"pdsa\": $62}",
         "There is no such PDSA in this Big Room."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"measure\": $60}",
         "There is no such measure in this Big Room."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"date\": \"2024-02-30\"}",
         "Write the date as YYYY-MM-DD."},
        {"change_standardised", ANNA,
         "{\"title\": \"T\", \"pdsa\": $60, \"measure\": $40, \"date\": \"2024-02-29\"}", ""},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"based_on\": [$60]}",
         "A new standardised change replaces none."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"change\": $60, \"based_on\": [$60]}",
         "There is no such standardised change in this Big Room."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"change\": $63}",
         "Say which descriptions this one replaces: 1 to 8."},
        {"change_standardised", ANNA, "{\"title\": \"T\", \"change\": $63, \"based_on\": [\"60\"]}",
         "A description that this one replaces is not named properly."},
        {"change_standardised", ANNA,
         "{\"title\": \"T\", \"change\": $63, \"based_on\": [$63], \"dropped\": true}", ""},
    };
    struct room_log room;
    start(&room);
    check_cases(&room, cases, sizeof cases / sizeof cases[0]);
    room_stop(&room);
}

#define NODES "{" DREW ", \"nodes\": ["
#define BOX(level, text) "{\"level\": \"" level "\", \"text\": \"" text "\"}"

static void test_a_diagram_is_an_outline(void)
{
    static const struct said_case cases[] = {
        {"driver_diagram_drawn", BEN, "{" DREW "}",
         "Only members of this Big Room can write in it."},
        {"driver_diagram_drawn", ANNA, "{\"aim\": \" \"}",
         "Write the date as YYYY-MM-DD.\nSay the aim."},
        {"driver_diagram_drawn", ANNA, "{" DREW ", \"present\": 501}",
         "Say how many people were present: 0 to 500."},
        {"driver_diagram_drawn", ANNA, "{" DREW ", \"present\": 500, \"measure\": $40}", ""},
        {"driver_diagram_drawn", ANNA, "{" DREW ", \"measure\": $41}",
         "There is no such measure in this Big Room."},
        {"driver_diagram_drawn", ANNA, "{" DREW ", \"based_on\": [\"60\"]}",
         "A driver diagram that this one replaces is not named properly."},
        {"driver_diagram_drawn", ANNA,
         NODES BOX("primary", "p") ", " BOX("secondary", "s") ", " BOX("idea", "i") ", " BOX(
             "idea", "j") ", " BOX("secondary", "t") ", " BOX("primary", "q") "]}",
         ""},
        {"driver_diagram_drawn", ANNA, NODES BOX("secondary", "s") "]}",
         "The secondary driver “s” hangs from nothing: put a primary driver before it."},
        {"driver_diagram_drawn", ANNA, NODES BOX("idea", "i") "]}",
         "The change idea “i” hangs from nothing: put a secondary driver before it."},
        {"driver_diagram_drawn", ANNA,
         NODES BOX("primary", "p") ", " BOX("secondary", "s") ", " BOX("primary", "q") ", " BOX(
             "idea", "i") "]}",
         "The change idea “i” hangs from nothing: put a secondary driver before it."},
        {"driver_diagram_drawn", ANNA, /* the numbers put them in order */
         NODES "{\"id\": 20, \"level\": \"secondary\", \"text\": \"s\"},"
               " {\"level\": \"idea\", \"text\": \"i\"},"
               " {\"id\": 10, \"level\": \"primary\", \"text\": \"p\"}]}",
         ""},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"id\": 10, \"level\": \"secondary\", \"text\": \"s\"},"
               " {\"id\": 20, \"level\": \"primary\", \"text\": \"p\"}]}",
         "The secondary driver “s” hangs from nothing: put a primary driver before it."},
        {"driver_diagram_drawn", ANNA, NODES "{\"level\": \"primary\"}]}",
         "Box 1 of the driver diagram has no words."},
        {"driver_diagram_drawn", ANNA, NODES "{\"text\": \"x\"}]}",
         "Say what “x” is: a primary driver, a secondary driver or a change idea."},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"id\": 10001, \"level\": \"primary\", \"text\": \"p\"}]}",
         "Number the boxes from 1 to 10,000."},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"id\": 0, \"level\": \"primary\", \"text\": \"p\"}]}",
         "Number the boxes from 1 to 10,000."},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"id\": 10000, \"level\": \"primary\", \"text\": \"p\"},"
               " {\"id\": 1, \"level\": \"primary\", \"text\": \"q\"}]}",
         ""},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"id\": 7, \"level\": \"primary\", \"text\": \"p\"},"
               " {\"id\": 7, \"level\": \"primary\", \"text\": \"q\"}]}",
         "Two boxes have the number 7."},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"level\": \"primary\", \"text\": \"p\", \"measure\": $60, \"idea\": $60,"
               " \"pdsa\": $62}]}",
         "There is no such measure in this Big Room for “p”.\n"
         "There is no such change idea in this Big Room for “p”.\n"
         "There is no such PDSA in this Big Room for “p”."},
        {"driver_diagram_drawn", ANNA,
         NODES "{\"level\": \"primary\", \"text\": \"p\", \"measure\": $40, \"pdsa\": $60}]}", ""},
    };
    struct room_log room;
    start(&room);
    check_cases(&room, cases, sizeof cases / sizeof cases[0]);
    room_stop(&room);
}

static void test_a_diagram_has_200_boxes(void)
{
    struct room_log room;
    start(&room);
    for (size_t count = 199; count <= 201; count++) {
        struct br_buffer json;
        br_buffer_init(&json, 1u << 20);
        br_buffer_put_text(&json, NODES);
        for (size_t i = 0; i < count; i++) {
            br_buffer_put_format(&json, "%s" BOX("primary", "p"), i == 0 ? "" : ", ");
        }
        br_buffer_put_text(&json, "]}");
        CHECK_TEXT(said_in(&room, "driver_diagram_drawn", ANNA, 0, br_buffer_text(&json)),
                   count > 200 ? "A driver diagram has at most 200 boxes beside its aim." : "");
        br_buffer_free(&json);
    }
    room_stop(&room);
}

static void test_eight_are_replaced_at_once(void)
{
    static const struct {
        const char *kind;
        const char *form;
        const char *reason;
    } cases[] = {
        {"pdsa_planned", "{" PLAN ", \"pdsa\": $60, \"based_on\": [$N]}",
         "Say which plans this one replaces: 1 to 8."},
        {"pdsa_studied", "{" STUDY ", \"based_on\": [$N]}", "A study replaces at most 8 others."},
        {"change_standardised", "{\"title\": \"T\", \"change\": $63, \"based_on\": [$N]}",
         "Say which descriptions this one replaces: 1 to 8."},
        {"driver_diagram_drawn", "{" DREW ", \"based_on\": [$N]}",
         "A driver diagram replaces at most 8 others."},
    };
    struct room_log room;
    start(&room);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t count = 7; count <= 9; count++) {
            CHECK_TEXT(said_in(&room, cases[i].kind, ANNA, 0, form_of(cases[i].form, count)),
                       count > 8 ? cases[i].reason : "");
        }
    }
    room_stop(&room);
}

/* What belongs to a Big Room is said nowhere else. */
static void test_it_stays_in_the_room(void)
{
    struct br_audience everyone = {.type = BR_AUDIENCE_ACADEMY};
    struct room_log room;
    start(&room);
    CHECK(said_to(&room, everyone, "pdsa_planned", ANNA, 0, "{" PLAN "}")[0] != '\0');
    CHECK(said_to(&room, everyone, "driver_diagram_drawn", ANNA, 0, "{" DREW "}")[0] != '\0');
    room_stop(&room);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),  BR_TEST(test_a_plan_is_whole),
        BR_TEST(test_a_study_is_whole),           BR_TEST(test_a_standardised_change_is_whole),
        BR_TEST(test_a_diagram_is_an_outline),    BR_TEST(test_a_diagram_has_200_boxes),
        BR_TEST(test_eight_are_replaced_at_once), BR_TEST(test_it_stays_in_the_room),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
