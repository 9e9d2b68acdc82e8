/* What pages see of the weekly hour: versions, where it is, what it decided, who came, its scores.
 */
#include "store_areas_fixture.h"

enum { ROOM = 0x30, OTHER = 0x31, FIRST = 0x60 };

/* Say it with [form]'s $ as the meeting's id. */
static void say_at(struct fixture *f, struct story_stream *stream, const char *kind, unsigned id,
                   unsigned meeting, const char *form)
{
    struct br_buffer json;
    br_buffer_init(&json, 8192);
    for (const char *at = form; *at != '\0'; at++) {
        if (*at == '$') {
            br_buffer_put_format(&json, "\"%s\"", hex_of(meeting));
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    story_say(&f->story, stream, kind, ANNA, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

#define AGENDA                                                                   \
    "\"agenda\": [{\"step\": \"story\", \"title\": \"Story\", \"minutes\": 10}," \
    " {\"title\": \"Data\", \"minutes\": 50, \"about\": \"40404040404040404040404040404040\"}]"

static void plan(struct fixture *f, struct story_stream *room, unsigned id, const char *date)
{
    struct br_buffer json;
    br_buffer_init(&json, 8192);
    br_buffer_put_format(
        &json, "{\"date\": \"%s\", \"starts\": \"08:30\", \"minutes\": 60, " AGENDA "}", date);
    story_say(&f->story, room, "meeting_planned", ANNA, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

static struct story_stream *begin(struct fixture *f)
{
    fixture_start(f);
    return story_stream(&f->story, OURS, BR_AUDIENCE_ROOM, ROOM);
}

static void test_two_agendas_stand_side_by_side(void)
{
    struct fixture f;
    struct story_stream *room = begin(&f);
    struct story_stream *other = story_stream(&f.story, OURS, BR_AUDIENCE_ROOM, OTHER);
    static const char *const change =
        "{\"meeting\": $, \"based_on\": [$], \"date\": \"2026-11-27\", \"minutes\": 90,"
        " \"agenda\": [{\"title\": \"New\", \"minutes\": 90}]}";
    say_at(&f, room, "meeting_planned", 0x69, FIRST, change); /* before there is one */
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "meeting_planned", 0x61, FIRST, change);
    say_at(&f, room, "meeting_planned", 0x62, FIRST, change);
    say_at(&f, other, "meeting_planned", 0x63, FIRST, change); /* not its room */
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT room, id, version, date, minutes, versions, items,"
                                " agenda_minutes, state FROM v_meeting"),
               "30|60|61|2026-11-27|90|2|1|90|planned\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, current FROM v_meeting_version ORDER BY position"),
               "60|0\n61|1\n62|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT item, step, title, minutes, about, minutes_taken"
                                " FROM v_agenda WHERE version = x'60606060606060606060606060606060'"
                                " ORDER BY item"),
               "1|story|Story|10|-|-\n2|other|Data|50|40|-\n");
    fixture_end(&f);
}

/* Where the hour is follows the clock in the room: what a second laptop said earlier and brought
 * home later moves nothing. */
static void test_the_hour_moves_by_the_clock_in_the_room(void)
{
    struct fixture f;
    struct story_stream *room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "meeting_stepped", 0, FIRST,
           "{\"meeting\": $, \"item\": 2, \"at_ms\": 1795767300000}");
    say_at(&f, room, "meeting_stepped", 0, FIRST,
           "{\"meeting\": $, \"item\": 1, \"at_ms\": 1795766400000}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT state, item, item_ms, started_ms, ended_ms FROM v_meeting"),
               "running|2|1795767300000|1795766400000|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT item, minutes_taken FROM v_agenda ORDER BY item"),
               "1|15\n2|-\n");
    fixture_end(&f);

    room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "meeting_stepped", 0, FIRST,
           "{\"meeting\": $, \"item\": 1, \"at_ms\": 1795766400000}");
    say_at(&f, room, "meeting_stepped", 0, FIRST,
           "{\"meeting\": $, \"item\": 2, \"at_ms\": 1795767300000}");
    say_at(&f, room, "meeting_stepped", 0, FIRST,
           "{\"meeting\": $, \"item\": 1, \"at_ms\": 1795767600000}");
    say_at(&f, room, "meeting_ended", 0, FIRST,
           "{\"meeting\": $, \"held\": true, \"at_ms\": 1795767900000}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT state, item, ended_ms - started_ms FROM v_meeting"),
               "held|1|1500000\n");
    CHECK_TEXT(rows_of(f.views, "SELECT item, minutes_taken FROM v_agenda ORDER BY item"),
               "1|20\n2|5\n");
    fixture_end(&f);
}

static void test_an_hour_ends_goes_on_or_is_not_held(void)
{
    struct fixture f;
    struct story_stream *room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    plan(&f, room, 0x61, "2026-12-03");
    plan(&f, room, 0x62, "2026-12-10");
    say_at(&f, room, "meeting_stepped", 0, FIRST, "{\"meeting\": $, \"item\": 1, \"at_ms\": 1000}");
    say_at(&f, room, "meeting_ended", 0, FIRST,
           "{\"meeting\": $, \"held\": true, \"at_ms\": 2000}");
    say_at(&f, room, "meeting_stepped", 0, FIRST, "{\"meeting\": $, \"item\": 2, \"at_ms\": 3000}");
    say_at(&f, room, "meeting_ended", 0, 0x61, "{\"meeting\": $, \"held\": true}");
    say_at(&f, room, "meeting_ended", 0, 0x61,
           "{\"meeting\": $, \"held\": false, \"reason\": \"strike\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, state, reason FROM v_meeting ORDER BY date"),
               "60|running|-\n61|not_held|strike\n62|planned|-\n");
    fixture_end(&f);
}

static void test_roles_and_the_story_hold_as_said_last(void)
{
    struct fixture f;
    struct story_stream *room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    story_say(&f.story, f.academy, "member_profile", BEN, 0,
              "{\"member\": \"52525252525252525252525252525252\", \"name\": \"Ben\"}");
    say_at(
        &f, room, "meeting_role_taken", 0, FIRST,
        "{\"meeting\": $, \"role\": \"chair\", \"member\": \"51515151515151515151515151515151\"}");
    say_at(
        &f, room, "meeting_role_taken", 0, FIRST,
        "{\"meeting\": $, \"role\": \"chair\", \"member\": \"52525252525252525252525252525252\"}");
    say_at(&f, room, "meeting_role_taken", 0, FIRST, "{\"meeting\": $, \"role\": \"timekeeper\"}");
    say_at(&f, room, "story_noted", 0, FIRST,
           "{\"meeting\": $, \"theme\": \"Waiting\", \"words\": \"not kept\"}");
    say_at(&f, room, "story_noted", 0, FIRST,
           "{\"meeting\": $, \"theme\": \"The van\", \"consent\": true,"
           " \"words\": \"Nobody told the van.\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT role, member, member_name FROM v_meeting_role"
                                " WHERE current ORDER BY role"),
               "chair|52|Ben\ntimekeeper|-|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_meeting_role"), "3\n");
    CHECK_TEXT(rows_of(f.views, "SELECT theme, consent, words, current, date FROM v_story"
                                " ORDER BY position"),
               "Waiting|0|-|0|2026-11-26\nThe van|1|Nobody told the van.|1|2026-11-26\n");
    CHECK_TEXT(rows_of(f.views, "SELECT story, chair_name FROM v_meeting"), "The van|Ben\n");
    fixture_end(&f);
}

static void test_what_was_decided_has_versions(void)
{
    struct fixture f;
    struct story_stream *room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "decision_made", 0x70, FIRST, "{\"meeting\": $, \"text\": \"Three names\"}");
    say_at(&f, room, "decision_made", 0x71, FIRST,
           "{\"meeting\": $, \"text\": \"Bed meeting\", \"needs_there\": true,"
           " \"committee\": \"flow committee\"}");
    say_at(&f, room, "decision_made", 0x72, FIRST,
           "{\"meeting\": $, \"text\": \"Three names\", \"taken_back\": true,"
           " \"decision\": \"70707070707070707070707070707070\","
           " \"based_on\": [\"70707070707070707070707070707070\"]}");
    say_at(&f, room, "action_set", 0x73, FIRST,
           "{\"meeting\": $, \"text\": \"Ring\", \"due\": \"2026-12-03\","
           " \"member\": \"51515151515151515151515151515151\"}");
    say_at(&f, room, "action_set", 0x74, FIRST, "{\"text\": \"Ask\"}");
    say_at(&f, room, "action_set", 0x75, FIRST,
           "{\"meeting\": $, \"text\": \"Ring\", \"state\": \"done\", \"note\": \"they come\","
           " \"action\": \"73737373737373737373737373737373\","
           " \"based_on\": [\"73737373737373737373737373737373\"]}");
    say_at(&f, room, "action_set", 0x76, FIRST,
           "{\"meeting\": $, \"text\": \"Ring\", \"state\": \"dropped\","
           " \"action\": \"73737373737373737373737373737373\","
           " \"based_on\": [\"73737373737373737373737373737373\"]}");
    say_at(&f, room, "note_taken", 0x77, FIRST, "{\"meeting\": $, \"text\": \"n\", \"item\": 2}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, text, needs_there, committee FROM v_decision"),
               "71|Bed meeting|1|flow committee\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, version, state, note, versions FROM v_action"
                                " ORDER BY id"),
               "73|75|done|they come|2\n74|74|open|-|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, current FROM v_action_version WHERE"
                                " action = x'73737373737373737373737373737373' ORDER BY position"),
               "73|0\n75|1\n76|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_decision_version"), "3\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, item, text FROM v_note"), "77|2|n\n");
    CHECK_TEXT(rows_of(f.views, "SELECT decisions, actions FROM v_meeting"), "1|1\n");
    fixture_end(&f);
}

/* Seven weeks: a nurse always, therapy but for one, a GP in the first week alone. */
static void test_a_role_is_missed(void)
{
    static const char *const dates[] = {"2026-10-15", "2026-10-22", "2026-10-29", "2026-11-05",
                                        "2026-11-12", "2026-11-19", "2026-11-26", "2026-12-03"};
    struct fixture f;
    struct story_stream *room = begin(&f);
    for (unsigned i = 0; i < 8; i++) {
        char roles[400];
        plan(&f, room, FIRST + i, dates[i]);
        (void)snprintf(roles, sizeof roles,
                       "{\"meeting\": $, \"roles\": [{\"role\": \"Nursing\", \"count\": %u},"
                       " {\"role\": \"Therapy\", \"count\": %u}%s]}",
                       i + 1, i != 3, i == 0 ? ", {\"role\": \"GP\", \"count\": 1}" : "");
        say_at(&f, room, "attendance_noted", 0, FIRST + i, roles);
        if (i != 7) { /* the last one is only planned */
            say_at(&f, room, "meeting_ended", 0, FIRST + i, "{\"meeting\": $, \"held\": true}");
        }
    }
    say_at(&f, room, "attendance_noted", 0, FIRST,
           "{\"meeting\": $, \"roles\": [{\"role\": \"Porter\", \"count\": 0}]}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT role, marks, present, hours, weeks_missing FROM v_presence"
                                " WHERE room = x'30303030303030303030303030303030' ORDER BY role"),
               "GP|00000|0|5|6\nNursing|11111|5|5|0\nPorter|00000|0|5|7\nTherapy|10111|4|5|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, role, count FROM v_attendance"
                                " WHERE meeting = x'60606060606060606060606060606060' ORDER BY 2"),
               "2026-10-15|GP|1\n2026-10-15|Nursing|1\n2026-10-15|Porter|0\n"
               "2026-10-15|Therapy|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT present FROM v_meeting ORDER BY date LIMIT 1"), "3\n");
    fixture_end(&f);
}

static void score(struct fixture *f, struct story_stream *room, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        say_at(f, room, "meeting_scored", 0, FIRST,
               i == 0 ? "{\"meeting\": $, \"score\": 10, \"good\": \"decided\"}"
                      : "{\"meeting\": $, \"score\": 5, \"from_paper\": true}");
    }
}

static void test_scores_show_from_five_on_when_scoring_is_over(void)
{
    static const char *const shown = "SELECT (SELECT count(*) FROM v_score),"
                                     " (SELECT count(*) FROM v_score_day), mean, scores,"
                                     " scoring_open FROM v_meeting";
    struct fixture f;
    struct story_stream *room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    score(&f, room, 4);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, shown), "0|0|-|4|0\n");
    fixture_end(&f);

    room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    score(&f, room, 5);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, shown), "5|1|6|5|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, mean, scores FROM v_score_day"), "2026-11-26|6|5\n");
    fixture_end(&f);

    room = begin(&f); /* open, closed */
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "scoring_opened", 0x80, FIRST, "{\"meeting\": $}");
    score(&f, room, 5);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, shown), "0|0|-|5|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT code, open, scores FROM v_scoring"), "80808080|1|5\n");
    fixture_end(&f);

    room = begin(&f);
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "scoring_opened", 0x80, FIRST, "{\"meeting\": $}");
    score(&f, room, 5);
    say_at(&f, room, "scoring_opened", 0x81, FIRST, "{\"meeting\": $, \"closed\": true}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, shown), "5|1|6|5|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT code, open FROM v_scoring"), "80808080|0\n");
    fixture_end(&f);

    room = begin(&f); /* the end of the hour closes it as well */
    plan(&f, room, FIRST, "2026-11-26");
    say_at(&f, room, "scoring_opened", 0x80, FIRST, "{\"meeting\": $}");
    score(&f, room, 6);
    say_at(&f, room, "meeting_ended", 0, FIRST, "{\"meeting\": $, \"held\": true}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT (SELECT count(*) FROM v_score), scores, scoring_open, code"
                                " FROM v_meeting"),
               "6|6|0|80808080\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_two_agendas_stand_side_by_side),
        BR_TEST(test_the_hour_moves_by_the_clock_in_the_room),
        BR_TEST(test_an_hour_ends_goes_on_or_is_not_held),
        BR_TEST(test_roles_and_the_story_hold_as_said_last),
        BR_TEST(test_what_was_decided_has_versions),
        BR_TEST(test_a_role_is_missed),
        BR_TEST(test_scores_show_from_five_on_when_scoring_is_over),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
