/* test_store_room_checks.c - what a Big Room's record may say: every check at its limits. */
#include "store_checks_fixture.h"

#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""
#define SOME "\"52525252525252525252525252525252\""
#define ONE "\"30303030303030303030303030303030\""
#define STAKEHOLDER "\"60606060606060606060606060606060\""
#define THEME "\"61616161616161616161616161616161\""
#define AIM "\"62626262626262626262626262626262\""
#define IDEA "\"63636363636363636363636363636363\""
#define ROADBLOCK "\"64646464646464646464646464646464\""
#define CHANGED "\"room\": " ONE ", \"based_on\": [" ONE "]"
#define ASKED "\"room\": " ONE ", \"sponsor\": " SOME

/* One of each thing, so that others can name them; 0x52 is a sponsor. */
static void start_room(void)
{
    start();
    CHECK_TEXT(said("role_given", 0, academy, 0,
                    "{\"member\": " SOME ", \"role\": \"sponsor\", \"given\": true}"),
               "");
    CHECK_TEXT(said("stakeholder_set", ANNA, room(ROOM), 0x60, "{\"role\": \"GP\"}"), "");
    CHECK_TEXT(said("theme_set", ANNA, room(ROOM), 0x61, "{\"title\": \"T\"}"), "");
    CHECK_TEXT(said("aim_set", ANNA, room(ROOM), 0x62, "{\"scope\": \"global\", \"text\": \"T\"}"),
               "");
    CHECK_TEXT(said("idea_set", ANNA, room(ROOM), 0x63, "{\"title\": \"T\"}"), "");
    CHECK_TEXT(said("roadblock_asked", ANNA, academy, 0x64, "{" ASKED ", \"title\": \"T\"}"), "");
}

struct wrong {
    const char *kind;
    const char *json;
    const char *reason;
};

static struct br_audience audience_of(const char *kind)
{
    return strncmp(kind, "ro", 2) == 0 ? academy : room(ROOM);
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"room_changed", 200, "{" CHANGED ", \"name\": \"$T\", \"pathway\": \"P\"}",
         "The name is too long: at most 200 bytes."},
        {"room_changed", 200, "{" CHANGED ", \"name\": \"N\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"room_changed", 2000,
         "{" CHANGED ", \"name\": \"N\", \"pathway\": \"P\", \"purpose\": \"$T\"}",
         "The purpose is too long: at most 2,000 bytes."},
        {"room_changed", 200,
         "{" CHANGED ", \"name\": \"N\", \"pathway\": \"P\", \"slot\": \"$T\"}",
         "The weekly slot is too long: at most 200 bytes."},
        {"room_changed", 200,
         "{" CHANGED ", \"name\": \"N\", \"pathway\": \"P\", \"place\": \"$T\"}",
         "The place is too long: at most 200 bytes."},
        {"stakeholder_set", 60, "{\"role\": \"$T\"}", "The role is too long: at most 60 bytes."},
        {"stakeholder_set", 2000, "{\"role\": \"GP\", \"expects\": \"$T\"}",
         "What they expect is too long: at most 2,000 bytes."},
        {"stage_set", 200, "{\"stage\": \"themes\", \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
        {"five_vs_written", 2000, "{\"date\": \"2024-02-29\", \"value\": \"$T\"}",
         "One of the five is too long: at most 2,000 bytes each."},
        {"five_vs_written", 2000, "{\"date\": \"2024-02-29\", \"involve\": \"$T\"}",
         "One of the five is too long: at most 2,000 bytes each."},
        {"five_vs_written", 2000, "{\"date\": \"2024-02-29\", \"evidence\": \"$T\"}",
         "One of the five is too long: at most 2,000 bytes each."},
        {"five_vs_written", 2000, "{\"date\": \"2024-02-29\", \"visualisation\": \"$T\"}",
         "One of the five is too long: at most 2,000 bytes each."},
        {"five_vs_written", 2000, "{\"date\": \"2024-02-29\", \"vision\": \"$T\"}",
         "One of the five is too long: at most 2,000 bytes each."},
        {"theme_set", 200, "{\"title\": \"$T\"}", "The title is too long: at most 200 bytes."},
        {"theme_set", 2000, "{\"title\": \"T\", \"text\": \"$T\"}",
         "The text is too long: at most 2,000 bytes."},
        {"aim_set", 2000, "{\"scope\": \"global\", \"text\": \"$T\"}",
         "The aim is too long: at most 2,000 bytes."},
        {"idea_set", 200, "{\"title\": \"$T\"}", "The title is too long: at most 200 bytes."},
        {"idea_set", 2000, "{\"title\": \"T\", \"text\": \"$T\"}",
         "The text is too long: at most 2,000 bytes."},
        {"idea_set", 200, "{\"title\": \"T\", \"dropped\": true, \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
        {"roadblock_asked", 200, "{" ASKED ", \"title\": \"$T\"}",
         "The title is too long: at most 200 bytes."},
        {"roadblock_asked", 2000, "{" ASKED ", \"title\": \"T\", \"text\": \"$T\"}",
         "The text is too long: at most 2,000 bytes."},
        {"roadblock_asked", 200, "{" ASKED ", \"title\": \"T\", \"committee\": \"$T\"}",
         "The committee's name is too long: at most 200 bytes."},
        {"roadblock_answered", 2000,
         "{\"roadblock\": " ROADBLOCK ", \"outcome\": \"moved\", \"text\": \"$T\"}",
         "The text is too long: at most 2,000 bytes."},
    };
    start_room();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said(texts[i].kind, ANNA, audience_of(texts[i].kind), 0,
                            with_text(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    stop();
}

static void check_all(const struct wrong *cases, size_t count)
{
    start_room();
    for (size_t i = 0; i < count; i++) {
        CHECK_TEXT(said(cases[i].kind, ANNA, audience_of(cases[i].kind), 0, cases[i].json),
                   cases[i].reason);
    }
    stop();
}

#define IS_ROOM "\"name\": \"N\", \"pathway\": \"P\""

static void test_a_rooms_hour_is_a_day_and_a_time(void)
{
    static const char day[] = "Choose the day of the weekly hour: 1 Monday to 7 Sunday.";
    static const char at[] = "Write when the hour starts as HH:MM, such as 08:30.";
    static const char both[] = "Give the weekly hour both its day and its start, or neither.";
    static const char minutes[] = "The weekly hour has 15 to 180 minutes.";
    static const struct {
        const char *json;
        const char *reason;
    } hours[] = {
        {"\"weekday\": 0, \"starts\": \"08:30\"", day},
        {"\"weekday\": 1, \"starts\": \"08:30\"", ""},
        {"\"weekday\": 7, \"starts\": \"08:30\"", ""},
        {"\"weekday\": 8, \"starts\": \"08:30\"", day},
        {"\"weekday\": 4, \"starts\": \"00:00\"", ""},
        {"\"weekday\": 4, \"starts\": \"23:59\"", ""},
        {"\"weekday\": 4, \"starts\": \"24:00\"", at},
        {"\"weekday\": 4, \"starts\": \"12:60\"", at},
        {"\"weekday\": 4, \"starts\": \"8:30\"", at},
        {"\"weekday\": 4", both},
        {"\"starts\": \"08:30\"", both},
        {"\"minutes\": 14", minutes},
        {"\"minutes\": 15", ""},
        {"\"minutes\": 180", ""},
        {"\"minutes\": 181", minutes},
    };
    char json[400];
    start_room();
    for (size_t i = 0; i < sizeof hours / sizeof hours[0]; i++) {
        (void)snprintf(json, sizeof json, "{" IS_ROOM ", %s}", hours[i].json);
        CHECK_TEXT(said("room_opened", ANNA, academy, 0, json), hours[i].reason);
        (void)snprintf(json, sizeof json, "{" CHANGED ", " IS_ROOM ", %s}", hours[i].json);
        CHECK_TEXT(said("room_changed", ANNA, academy, 0, json), hours[i].reason);
    }
    stop();
}

static void test_what_a_room_is_not_told_is_refused(void)
{
    static const char based[] = "Say which versions this one replaces: 1 to 8.";
    static const char unnamed[] = "A version that this one replaces is not named properly.";
    static const char fresh[] = "Something new replaces no version.";
    static const struct wrong cases[] = {
        {"room_changed", "{\"room\": " SOME ", \"based_on\": [" ONE "], " IS_ROOM "}",
         "There is no such Big Room in this academy."},
        {"room_changed", "{\"room\": " ONE ", " IS_ROOM "}", based},
        {"room_changed", "{\"room\": " ONE ", \"based_on\": [\"12\"], " IS_ROOM "}", unnamed},
        {"room_changed", "{" CHANGED ", \"pathway\": \"P\"}", "Give the Big Room a name."},
        {"room_changed", "{" CHANGED ", \"name\": \"N\"}",
         "Say which pathway the Big Room is for."},
        {"stakeholder_set", "{}", "Say the role: \"GP\", \"ward nurse\"."},
        {"stakeholder_set", "{\"role\": \" \"}", "Say the role: \"GP\", \"ward nurse\"."},
        {"stakeholder_set", "{\"role\": \"GP\", \"member\": \"12\"}",
         "The person is not named properly."},
        {"stakeholder_set", "{\"role\": \"GP\", \"stakeholder\": " STAKEHOLDER "}", based},
        {"stakeholder_set", "{\"role\": \"GP\", \"based_on\": [" STAKEHOLDER "]}", fresh},
        {"stakeholder_set",
         "{\"role\": \"GP\", \"stakeholder\": " THEME ", \"based_on\": [" THEME "]}",
         "There is no such stakeholder here."},
        {"stakeholder_set",
         "{\"role\": \"GP\", \"stakeholder\": " STAKEHOLDER ", \"based_on\": [\"12\"]}", unnamed},
        {"stakeholder_set",
         "{\"role\": \"GP\", \"stakeholder\": " STAKEHOLDER ", \"based_on\": [" STAKEHOLDER
         "], \"patient_partner\": true, \"member\": " SOME ", \"left\": true}",
         ""},
        {"stage_set", "{\"stage\": \"themes\"}", "Say why the room is at this stage."},
        {"stage_set", "{\"stage\": \"themes\", \"reason\": \"\\n\"}",
         "Say why the room is at this stage."},
        {"stage_set", "{}", ""},
        {"five_vs_written", "{\"value\": \"V\"}", "Write the date as YYYY-MM-DD."},
        {"five_vs_written", "{\"date\": \"2024-02-30\", \"value\": \"V\"}",
         "Write the date as YYYY-MM-DD."},
        {"five_vs_written", "{\"date\": \"2024-02-29\"}", "Write at least one of the five."},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"vision\": \" \"}",
         "Write at least one of the five."},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"vision\": \"V\", \"present\": 500}", ""},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"vision\": \"V\", \"present\": 501}",
         "How many were in the room: 0 to 500."},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"vision\": \"V\", \"based_on\": [\"12\"]}",
         unnamed},
        {"theme_set", "{\"text\": \"T\"}", "Give the theme a title."},
        {"theme_set", "{\"title\": \"T\", \"theme\": " THEME "}", based},
        {"theme_set", "{\"title\": \"T\", \"based_on\": [" THEME "]}", fresh},
        {"theme_set", "{\"title\": \"T\", \"theme\": " SOME ", \"based_on\": [" THEME "]}",
         "There is no such theme here."},
        {"aim_set", "{\"text\": \"T\"}", "Say whether it is the global aim or a specific one."},
        {"aim_set", "{\"scope\": \"specific\"}", "Say what the room aims at."},
        {"aim_set", "{\"scope\": \"specific\", \"text\": \"T\", \"measure\": " SOME "}",
         "There is no such measure of this room or of the academy."},
        {"aim_set",
         "{\"scope\": \"specific\", \"text\": \"T\", \"by_date\": \"2024-02-29\","
         " \"measure\": \"40404040404040404040404040404040\"}",
         ""},
        {"aim_set", "{\"scope\": \"specific\", \"text\": \"T\", \"by_date\": \"2023-02-29\"}",
         "Write the date as YYYY-MM-DD."},
        {"aim_set", "{\"scope\": \"global\", \"text\": \"T\", \"aim\": " AIM "}", based},
        {"idea_set", "{}", "Give the change idea a title."},
        {"idea_set", "{\"title\": \"T\", \"theme\": " SOME "}", "There is no such theme here."},
        {"idea_set", "{\"title\": \"T\", \"theme\": " THEME "}", ""},
        {"idea_set", "{\"title\": \"T\", \"borrowed_from\": " SOME "}",
         "The academy that the idea is borrowed from is not named properly."},
        {"idea_set", "{\"title\": \"T\", \"borrowed\": " SOME "}",
         "Say which of their things the idea is borrowed from, and whose it is."},
        {"idea_set", "{\"title\": \"T\", \"borrowed_from\": " THEM ", \"borrowed\": " SOME "}", ""},
        {"idea_set", "{\"title\": \"T\", \"idea\": " IDEA "}", based},
        {"idea_voted", "{\"idea\": " THEME ", \"votes\": 1}", "There is no such change idea here."},
        {"idea_voted", "{\"idea\": " IDEA "}", "Give 0 to 3 votes."},
        {"idea_voted", "{\"idea\": " IDEA ", \"votes\": 0}", ""},
        {"idea_voted", "{\"idea\": " IDEA ", \"votes\": 3}", ""},
        {"idea_voted", "{\"idea\": " IDEA ", \"votes\": 4}", "Give 0 to 3 votes."},
        {"roadblock_asked", "{\"sponsor\": " SOME ", \"title\": \"T\"}",
         "There is no such Big Room in this academy.\n"
         "Only members of this Big Room can ask for it."},
        {"roadblock_asked", "{" ASKED "}", "Give the roadblock a title."},
        {"roadblock_asked", "{\"room\": " ONE ", \"title\": \"T\"}",
         "Say who is asked: a sponsor, a lead or an admin."},
        {"roadblock_asked",
         "{\"room\": " ONE ", \"title\": \"T\", \"sponsor\": "
         "\"51515151515151515151515151515151\"}",
         "Say who is asked: a sponsor, a lead or an admin."},
        {"roadblock_asked", "{" ASKED ", \"title\": \"T\", \"roadblock\": " ROADBLOCK "}", based},
        {"roadblock_answered", "{\"roadblock\": " IDEA ", \"outcome\": \"moved\", \"text\": \"T\"}",
         "There is no such roadblock here."},
        {"roadblock_answered", "{\"roadblock\": " ROADBLOCK ", \"text\": \"T\"}",
         "Say how it stands: moved, partly moved, needs time, or cannot be moved."},
        {"roadblock_answered", "{\"roadblock\": " ROADBLOCK ", \"outcome\": \"moved\"}",
         "Write something first."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

/* Who is not in the room writes nothing in it, and who has no right to answer does not. */
static void test_a_room_is_its_members(void)
{
    static const struct wrong cases[] = {
        {"stakeholder_set", "{\"role\": \"GP\"}", NULL},
        {"stage_set", "{}", NULL},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"value\": \"V\"}", NULL},
        {"theme_set", "{\"title\": \"T\"}", NULL},
        {"aim_set", "{\"scope\": \"global\", \"text\": \"T\"}", NULL},
        {"idea_set", "{\"title\": \"T\"}", NULL},
        {"idea_voted", "{\"idea\": " IDEA ", \"votes\": 1}", NULL},
    };
    start_room();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_TEXT(said(cases[i].kind, BEN, room(ROOM), 0, cases[i].json),
                   "Only members of this Big Room can write in it.");
    }
    CHECK_TEXT(said("roadblock_asked", BEN, academy, 0, "{" ASKED ", \"title\": \"T\"}"),
               "Only members of this Big Room can ask for it.");
    roles = 1u << 2; /* a coach */
    CHECK(said("roadblock_answered", ANNA, academy, 0,
               "{\"roadblock\": " ROADBLOCK
               ", \"outcome\": \"moved\", \"text\": \"T\"}")[0] != '\0');
    roles = 1u << 5; /* a sponsor, who is in no room */
    CHECK_TEXT(said("roadblock_answered", BEN, academy, 0,
                    "{\"roadblock\": " ROADBLOCK ", \"outcome\": \"moved\", \"text\": \"T\"}"),
               "");
    CHECK(said("room_changed", ANNA, academy, 0, "{" CHANGED ", " IS_ROOM "}")[0] != '\0');
    roles = 1u << 7 | 1u << 6;
    stop();
}

/* Eight versions may be replaced at once, nine not. */
static void test_versions_are_counted(void)
{
    static const struct {
        const char *kind;
        const char *begin;
    } forms[] = {
        {"room_changed", "{\"room\": " ONE ", " IS_ROOM ", \"based_on\": ["},
        {"stakeholder_set", "{\"stakeholder\": " STAKEHOLDER ", \"role\": \"R\", \"based_on\": ["},
        {"five_vs_written", "{\"date\": \"2024-02-29\", \"value\": \"V\", \"based_on\": ["},
        {"theme_set", "{\"theme\": " THEME ", \"title\": \"T\", \"based_on\": ["},
        {"aim_set", "{\"aim\": " AIM ", \"scope\": \"global\", \"text\": \"T\", \"based_on\": ["},
        {"idea_set", "{\"idea\": " IDEA ", \"title\": \"T\", \"based_on\": ["},
        {"roadblock_asked",
         "{" ASKED ", \"roadblock\": " ROADBLOCK ", \"title\": \"T\", \"based_on\": ["},
    };
    start_room();
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        for (size_t count = 7; count <= 9; count++) {
            struct br_buffer json;
            br_buffer_init(&json, 4096);
            br_buffer_put_text(&json, forms[i].begin);
            for (size_t k = 0; k < count; k++) {
                br_buffer_put_format(&json, "%s\"%032zx\"", k == 0 ? "" : ", ", k);
            }
            br_buffer_put_text(&json, "]}");
            const char *reason =
                said(forms[i].kind, ANNA, audience_of(forms[i].kind), 0, br_buffer_text(&json));
            CHECK((strncmp(reason, "Say which versions this one replaces", 36) == 0) ==
                  (count > 8));
            CHECK((reason[0] != '\0') == (count > 8));
            br_buffer_free(&json);
        }
    }
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_a_rooms_hour_is_a_day_and_a_time),
        BR_TEST(test_what_a_room_is_not_told_is_refused),
        BR_TEST(test_a_room_is_its_members),
        BR_TEST(test_versions_are_counted),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
