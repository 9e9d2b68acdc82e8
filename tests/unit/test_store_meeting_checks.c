/* What the weekly hour refuses, and in which words: good, bad and just-at-the-limit input. */
#include "store_said_fixture.h"

enum { MEETING = 0x60, MEASURE = 0x40, DECISION = 0x61, ACTION = 0x62, NOTE = 0x63 };

#define AT "\"meeting\": \"60606060606060606060606060606060\""
#define SOME "\"52525252525252525252525252525252\""
#define ME "\"51515151515151515151515151515151\""
#define NOTHING "\"99999999999999999999999999999999\""
#define WHEN "\"date\": \"2026-11-26\", \"starts\": \"08:30\", \"minutes\": 60"
#define ITEM "{\"title\": \"A\", \"minutes\": 5}"
#define ITEM_4 ITEM ", " ITEM ", " ITEM ", " ITEM
#define ITEM_20 ITEM_4 ", " ITEM_4 ", " ITEM_4 ", " ITEM_4 ", " ITEM_4
#define PLAN "\"agenda\": [" ITEM "]"
#define DECISION_8                                                                        \
    "\"61616161616161616161616161616161\", " SOME ", " SOME ", " SOME ", " SOME ", " SOME \
    ", " SOME ", " SOME

struct refusal {
    const char *kind;
    const char *json;
    const char *reason;
};

static struct said s;

static void start(void)
{
    said_start(&s);
    CHECK_TEXT(said_in_room(&s, "measure_defined", ANNA, MEASURE,
                            "{\"title\": \"M\", \"room\": \"30303030303030303030303030303030\"}"),
               "");
    CHECK_TEXT(said_in_room(&s, "meeting_planned", ANNA, MEETING, "{" WHEN ", " PLAN "}"), "");
    CHECK_TEXT(said_in_room(&s, "decision_made", ANNA, DECISION, "{" AT ", \"text\": \"D\"}"), "");
    CHECK_TEXT(said_in_room(&s, "action_set", ANNA, ACTION, "{\"text\": \"A\"}"), "");
    CHECK_TEXT(said_in_room(&s, "note_taken", ANNA, NOTE, "{" AT ", \"text\": \"N\"}"), "");
}

static void check_all(const struct refusal *cases, size_t count)
{
    start();
    for (size_t i = 0; i < count; i++) {
        if (!CHECK_TEXT(said_in_room(&s, cases[i].kind, ANNA, 0, cases[i].json), cases[i].reason)) {
            (void)printf("  %s %s\n", cases[i].kind, cases[i].json);
        }
    }
    said_stop(&s);
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"meeting_planned", 200, "{" WHEN ", \"place\": \"$T\", " PLAN "}",
         "The place is too long: at most 200 bytes."},
        {"meeting_planned", 200, "{" WHEN ", \"agenda\": [{\"title\": \"$T\", \"minutes\": 5}]}",
         "The title of an item is too long: at most 200 bytes."},
        {"story_noted", 200, "{" AT ", \"theme\": \"$T\"}",
         "The theme is too long: at most 200 bytes."},
        {"story_noted", 300, "{" AT ", \"theme\": \"T\", \"consent\": true, \"words\": \"$T\"}",
         "A patient's words are one sentence: at most 300 bytes."},
        {"decision_made", 2000, "{" AT ", \"text\": \"$T\"}",
         "The decision is too long: at most 2,000 bytes."},
        {"decision_made", 200,
         "{" AT ", \"text\": \"D\", \"needs_there\": true, \"committee\": \"$T\"}",
         "The committee is too long: at most 200 bytes."},
        {"action_set", 2000, "{\"text\": \"$T\"}", "The action is too long: at most 2,000 bytes."},
        {"action_set", 2000, "{\"text\": \"A\", \"note\": \"$T\"}",
         "What came of it is too long: at most 2,000 bytes."},
        {"note_taken", 2000, "{" AT ", \"text\": \"$T\"}",
         "The note is too long: at most 2,000 bytes."},
        {"attendance_noted", 60, "{" AT ", \"roles\": [{\"role\": \"$T\", \"count\": 1}]}",
         "A role is too long: at most 60 bytes."},
        {"meeting_scored", 500, "{" AT ", \"score\": 8, \"good\": \"$T\"}",
         "The good thing is too long: at most 500 bytes."},
        {"meeting_scored", 500, "{" AT ", \"score\": 8, \"improvement\": \"$T\"}",
         "The improvement is too long: at most 500 bytes."},
        {"meeting_ended", 200, "{" AT ", \"held\": false, \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
    };
    start();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said_in_room(&s, texts[i].kind, ANNA, 0, with_text(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    said_stop(&s);
}

static void test_a_plan_is_whole(void)
{
    static const struct refusal cases[] = {
        {"meeting_planned", "{\"starts\": \"08:30\", \"minutes\": 60, " PLAN "}",
         "Write the date as YYYY-MM-DD."},
        {"meeting_planned",
         "{\"date\": \"2026-02-30\", \"starts\": \"08:30\", \"minutes\": 60, " PLAN "}",
         "Write the date as YYYY-MM-DD."},
        {"meeting_planned", "{\"date\": \"2026-11-26\", \"minutes\": 60, " PLAN "}",
         "Write when it starts as HH:MM."},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"24:00\", \"minutes\": 60, " PLAN "}",
         "Write when it starts as HH:MM."},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"8:30\", \"minutes\": 60, " PLAN "}",
         "Write when it starts as HH:MM."},
        {"meeting_planned", "{\"date\": \"2026-11-26\", \"starts\": \"23:59\", " PLAN "}",
         "An hour has 15 to 180 minutes."},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"08:30\", \"minutes\": 14, " PLAN "}",
         "An hour has 15 to 180 minutes."},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"08:30\", \"minutes\": 15, " PLAN "}", ""},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"08:30\", \"minutes\": 180, " PLAN "}", ""},
        {"meeting_planned",
         "{\"date\": \"2026-11-26\", \"starts\": \"08:30\", \"minutes\": 181, " PLAN "}",
         "An hour has 15 to 180 minutes."},
        {"meeting_planned", "{" WHEN "}", "An agenda has 1 to 20 items."},
        {"meeting_planned", "{" WHEN ", \"agenda\": [" ITEM_20 "]}", ""},
        {"meeting_planned", "{" WHEN ", \"agenda\": [" ITEM_20 ", " ITEM "]}",
         "An agenda has 1 to 20 items."},
        {"meeting_planned", "{" WHEN ", \"agenda\": [{\"title\": \" \", \"minutes\": 5}]}",
         "Give each item of the agenda a title."},
        {"meeting_planned", "{" WHEN ", \"agenda\": [{\"title\": \"A\"}]}",
         "Agree 1 to 180 minutes for each item."},
        {"meeting_planned", "{" WHEN ", \"agenda\": [{\"title\": \"A\", \"minutes\": 0}]}",
         "Agree 1 to 180 minutes for each item."},
        {"meeting_planned",
         "{" WHEN ", \"agenda\": [{\"title\": \"A\", \"minutes\": 1},"
         " {\"title\": \"B\", \"minutes\": 180}]}",
         ""},
        {"meeting_planned", "{" WHEN ", \"agenda\": [{\"title\": \"A\", \"minutes\": 181}]}",
         "Agree 1 to 180 minutes for each item."},
        {"meeting_planned",
         "{" WHEN ", \"agenda\": [{\"title\": \"A\", \"minutes\": 5, \"step\": \"data\","
         " \"about\": \"40404040404040404040404040404040\"}]}",
         ""},
        {"meeting_planned",
         "{" WHEN ", \"agenda\": [{\"title\": \"A\", \"minutes\": 5, \"about\": " NOTHING "}]}",
         "There is no such measure or PDSA of this Big Room here."},
        {"meeting_planned",
         "{\"meeting\": " NOTHING ", \"based_on\": [" SOME "], " WHEN ", " PLAN "}",
         "There is no such meeting of this Big Room here."},
        {"meeting_planned", "{" AT ", " WHEN ", " PLAN "}",
         "Say which versions of the meeting this one replaces: 1 to 8."},
        {"meeting_planned",
         "{" AT ", \"based_on\": [\"60606060606060606060606060606060\"], " WHEN ", " PLAN "}", ""},
        {"meeting_planned", "{\"based_on\": [" SOME "], " WHEN ", " PLAN "}",
         "A new one replaces nothing."},
        {"meeting_planned", "{" AT ", \"based_on\": [\"60\"], " WHEN ", " PLAN "}",
         "A version that this one replaces is not named properly."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

static void test_what_happens_in_the_hour_makes_sense(void)
{
    static const struct refusal cases[] = {
        {"meeting_role_taken",
         "{\"meeting\": " NOTHING ", \"role\": \"chair\", \"member\": " ME "}",
         "There is no such meeting of this Big Room here."},
        {"meeting_role_taken", "{" AT ", \"member\": " ME "}",
         "Say which role: chair, timekeeper, note-keeper or facilitator."},
        {"meeting_role_taken", "{" AT ", \"role\": \"chair\", \"member\": " ME "}", ""},
        {"meeting_role_taken", "{" AT ", \"role\": \"chair\"}", ""},
        {"meeting_role_taken", "{" AT ", \"role\": \"chair\", \"member\": " SOME "}",
         "Whoever takes a role belongs to this Big Room."},
        {"meeting_role_taken",
         "{" AT ", \"role\": \"chair\", \"member\": " ME ", \"stakeholder\": " NOTHING "}",
         "A role is taken by one person.\nThere is no such stakeholder of this Big Room here."},
        {"meeting_stepped", "{\"item\": 1}", "There is no such meeting of this Big Room here."},
        {"meeting_stepped", "{" AT "}", "Say which item of the agenda: 1 to 20."},
        {"meeting_stepped", "{" AT ", \"item\": 0}", "Say which item of the agenda: 1 to 20."},
        {"meeting_stepped", "{" AT ", \"item\": 1}", ""},
        {"meeting_stepped", "{" AT ", \"item\": 20, \"at_ms\": 5}", ""},
        {"meeting_stepped", "{" AT ", \"item\": 21}", "Say which item of the agenda: 1 to 20."},
        {"story_noted", "{" AT ", \"consent\": true}", "Write the theme of the story."},
        {"story_noted", "{" AT ", \"theme\": \"T\", \"words\": \"W\"}",
         "A patient's words are kept only with consent."},
        {"story_noted", "{" AT ", \"theme\": \"T\", \"words\": \" \"}", ""},
        {"story_noted", "{" AT ", \"theme\": \"T\", \"gathered_by\": \"51\"}",
         "Whoever gathered the story is not named properly."},
        {"story_noted", "{" AT ", \"theme\": \"T\", \"gathered_by\": " ME "}", ""},
        {"scoring_opened", "{" AT "}", ""},
        {"scoring_opened", "{}", "There is no such meeting of this Big Room here."},
        {"meeting_scored", "{" AT "}", "Score the hour from 1 to 10."},
        {"meeting_scored", "{" AT ", \"score\": 0}", "Score the hour from 1 to 10."},
        {"meeting_scored", "{" AT ", \"score\": 1}", ""},
        {"meeting_scored", "{" AT ", \"score\": 10}", ""},
        {"meeting_scored", "{" AT ", \"score\": 11}", "Score the hour from 1 to 10."},
        {"meeting_scored", "{\"score\": 8}", "There is no such meeting of this Big Room here."},
        {"meeting_ended", "{" AT "}", "Say whether the hour was held."},
        {"meeting_ended", "{" AT ", \"held\": false, \"reason\": \" \"}",
         "Say why the hour was not held."},
        {"meeting_ended", "{" AT ", \"held\": true}", ""},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

static void test_what_an_hour_decides_makes_sense(void)
{
    static const struct refusal cases[] = {
        {"decision_made", "{\"text\": \"D\"}", "There is no such meeting of this Big Room here."},
        {"decision_made", "{" AT "}", "Write what was decided."},
        {"decision_made", "{" AT ", \"text\": \"D\", \"needs_there\": true}",
         "Name the committee where it needs to be decided."},
        {"decision_made", "{" AT ", \"text\": \"D\", \"committee\": \"C\"}",
         "A committee is named where the decision needs it: say that it needs there."},
        {"decision_made", "{" AT ", \"text\": \"D\", \"pdsa\": \"12\"}",
         "The PDSA that it is about is not named properly."},
        {"decision_made",
         "{" AT ", \"text\": \"D\", \"decision\": " NOTHING ", \"based_on\": [" SOME "]}",
         "There is no such decision of this Big Room here."},
        {"decision_made",
         "{" AT ", \"text\": \"D\", \"decision\": \"61616161616161616161616161616161\","
         " \"based_on\": [" DECISION_8 "], \"taken_back\": true}",
         ""},
        {"decision_made",
         "{" AT ", \"text\": \"D\", \"decision\": \"61616161616161616161616161616161\","
         " \"based_on\": [" DECISION_8 ", " SOME "]}",
         "Say which versions of the decision this one replaces: 1 to 8."},
        {"action_set", "{}", "Write what is to be done."},
        {"action_set", "{\"text\": \"A\", \"meeting\": " NOTHING "}",
         "There is no such meeting of this Big Room here."},
        {"action_set", "{\"text\": \"A\", \"member\": \"51\"}",
         "Whoever does it is not named properly."},
        {"action_set", "{\"text\": \"A\", \"member\": " ME ", \"stakeholder\": " NOTHING "}",
         "An action has one owner.\nThere is no such stakeholder of this Big Room here."},
        {"action_set", "{\"text\": \"A\", \"due\": \"Friday\"}", "Write the date as YYYY-MM-DD."},
        {"action_set", "{\"text\": \"A\", " AT ", \"member\": " ME ", \"due\": \"2026-12-03\"}",
         ""},
        {"action_set", "{\"text\": \"A\", \"action\": \"62626262626262626262626262626262\"}",
         "Say which versions of the action this one replaces: 1 to 8."},
        {"action_set",
         "{\"text\": \"A\", \"action\": \"61616161616161616161616161616161\","
         " \"based_on\": [" SOME "]}",
         "There is no such action of this Big Room here."},
        {"note_taken", "{\"text\": \"N\"}", "There is no such meeting of this Big Room here."},
        {"note_taken", "{" AT "}", "Write the note."},
        {"note_taken", "{" AT ", \"text\": \"N\", \"item\": 0}",
         "Say which item of the agenda: 1 to 20."},
        {"note_taken", "{" AT ", \"text\": \"N\", \"item\": 20}", ""},
        {"note_taken", "{" AT ", \"text\": \"N\", \"item\": 21}",
         "Say which item of the agenda: 1 to 20."},
        {"note_taken", "{" AT ", \"text\": \"N\", \"note\": " NOTHING ", \"based_on\": [\"12\"]}",
         "There is no such note of this Big Room here.\n"
         "A version that this one replaces is not named properly."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

/* [count] roles, the last one [people]. */
static const char *roles_of(unsigned count, unsigned people)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 16);
    br_buffer_put_text(&json, "{" AT ", \"roles\": [");
    for (unsigned i = 1; i <= count; i++) {
        br_buffer_put_format(&json, "{\"role\": \"role %u\", \"count\": %u}%s", i,
                             i == count ? people : 1, i == count ? "" : ", ");
    }
    br_buffer_put_text(&json, "]}");
    return br_buffer_text(&json);
}

static void test_attendance_counts_roles(void)
{
    start();
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0, roles_of(0, 0)),
               "Attendance has 1 to 60 roles.");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0, roles_of(1, 0)), "");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0, roles_of(60, 500)), "");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0, roles_of(61, 1)),
               "Attendance has 1 to 60 roles.");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0, roles_of(1, 501)),
               "Count each role: 0 to 500 people.");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0,
                            "{" AT ", \"roles\": [{\"role\": \" \", \"count\": 1}]}"),
               "Name each role that was there.");
    CHECK_TEXT(
        said_in_room(&s, "attendance_noted", ANNA, 0, "{" AT ", \"roles\": [{\"role\": \"GP\"}]}"),
        "Count each role: 0 to 500 people.");
    CHECK_TEXT(said_in_room(&s, "attendance_noted", ANNA, 0,
                            "{" AT ", \"roles\": [{\"role\": \"GP\", \"count\": 1},"
                            " {\"role\": \"GP\", \"count\": 2}]}"),
               "The role GP stands there twice.");
    said_stop(&s);
}

/* BEN has a role at the academy and does not belong to the room. The academy scores, for phones. */
static void test_only_members_write_in_the_room(void)
{
    static const struct {
        const char *kind;
        const char *json;
    } whole[] = {
        {"meeting_planned", "{" WHEN ", " PLAN "}"},
        {"meeting_role_taken", "{" AT ", \"role\": \"chair\", \"member\": " ME "}"},
        {"meeting_stepped", "{" AT ", \"item\": 1}"},
        {"story_noted", "{" AT ", \"theme\": \"T\"}"},
        {"decision_made", "{" AT ", \"text\": \"D\"}"},
        {"action_set", "{\"text\": \"A\"}"},
        {"note_taken", "{" AT ", \"text\": \"N\"}"},
        {"attendance_noted", "{" AT ", \"roles\": [{\"role\": \"GP\", \"count\": 1}]}"},
        {"scoring_opened", "{" AT "}"},
        {"meeting_scored", "{" AT ", \"score\": 8}"},
        {"meeting_ended", "{" AT ", \"held\": true}"},
    };
    struct br_audience academy = {.type = BR_AUDIENCE_ACADEMY};
    start();
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        bool scored = strcmp(whole[i].kind, "meeting_scored") == 0;
        CHECK_TEXT(said_in_room(&s, whole[i].kind, ANNA, 0, whole[i].json), "");
        CHECK_TEXT(said_in_room(&s, whole[i].kind, BEN, 0, whole[i].json),
                   "Only members of this Big Room can write in it.");
        CHECK((said_in_room(&s, whole[i].kind, 0, 0, whole[i].json)[0] == '\0') == scored);
        CHECK(said_to(&s, whole[i].kind, ANNA, academy, 0, whole[i].json)[0] != '\0');
    }
    said_stop(&s);
}

/* Two laptops' worth of an hour comes in one group: what names another of its own kind is checked
 * behind it. */
static void test_a_group_may_change_what_it_opens(void)
{
    static const char *const said[] = {
        "{\"text\": \"A\"}", "{\"text\": \"B\"}",
        "{\"text\": \"A\", \"state\": \"done\", \"action\": \"70707070707070707070707070707070\","
        " \"based_on\": [\"70707070707070707070707070707070\"]}",
        "{\"text\": \"C\", \"action\": " NOTHING ", \"based_on\": [" SOME "]}"};
    enum { COUNT = 4 };
    struct br_buffer packed[COUNT];
    struct br_write writes[COUNT];
    struct br_outcome outcomes[COUNT];
    struct br_log_changes changes;
    start();
    struct br_pen pen = {
        .signing = &s.signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &s.rng};
    for (unsigned i = 0; i < COUNT; i++) {
        writes[i] = (struct br_write){.id = id_of(0x70 + i),
                                      .author = id_of(ANNA),
                                      .roles = 1u << 7,
                                      .audience = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)},
                                      .kind = br_kind_by_name("action_set")->number,
                                      .written_ms = 1700000000000,
                                      .payload = payload_of("action_set", said[i], &packed[i])};
    }
    CHECK(br_log_write(s.logs[1], &pen, writes, COUNT, outcomes, &changes) == BR_OK);
    for (unsigned i = 0; i < COUNT; i++) {
        CHECK_TEXT(outcomes[i].type == BR_OUTCOME_NUMBERED ? "" : outcomes[i].reason,
                   i < 3 ? "" : "There is no such action of this Big Room here.");
        br_buffer_free(&packed[i]);
    }
    said_stop(&s);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_a_plan_is_whole),
        BR_TEST(test_what_happens_in_the_hour_makes_sense),
        BR_TEST(test_what_an_hour_decides_makes_sense),
        BR_TEST(test_attendance_counts_roles),
        BR_TEST(test_only_members_write_in_the_room),
        BR_TEST(test_a_group_may_change_what_it_opens),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
