/* What pages see of a Big Room: its versions, coach pairs, roadmap, ideas, roadblocks. */
#include "store_areas_fixture.h"

enum { ROOM = 0x30 };

static struct fixture f;
static struct story_stream *in_room;

/* [json] with ' for ", so that stories read well, and @xx for an id of 16 bytes xx. */
static void say(struct story_stream *stream, const char *kind, unsigned author, unsigned id,
                const char *form)
{
    struct br_buffer json;
    br_buffer_init(&json, 4096);
    for (const char *at = form; *at != '\0'; at++) {
        if (*at == '@') {
            char hex[3] = {at[1], at[2], '\0'};
            br_buffer_put_format(&json, "\"%s\"", hex_of((unsigned)strtoul(hex, NULL, 16)));
            at += 2;
        } else {
            br_buffer_put_u8(&json, *at == '\'' ? '"' : (uint8_t)*at);
        }
    }
    story_say(&f.story, stream, kind, author, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void start(void)
{
    fixture_start(&f);
    in_room = story_stream(&f.story, OURS, BR_AUDIENCE_ROOM, ROOM);
    say(f.academy, "role_given", 0, 0, "{'member': @51, 'role': 'coach', 'given': true}");
    say(f.academy, "role_given", 0, 0, "{'member': @53, 'role': 'sponsor', 'given': true}");
    say(f.academy, "member_profile", ANNA, 0, "{'member': @51, 'name': 'Anna'}");
    say(f.academy, "member_profile", BEN, 0, "{'member': @52, 'name': 'Ben'}");
    say(f.academy, "member_profile", CARA, 0, "{'member': @53, 'name': 'Cara'}");
    say(f.academy, "room_opened", ANNA, ROOM,
        "{'name': 'Frailty', 'pathway': 'Older people', 'weekday': 4, 'starts': '08:30'}");
}

static const char *rows(const char *sql)
{
    return rows_of(f.views, sql);
}

static void look_as(unsigned member)
{
    struct br_id id = id_of(member);
    br_views_set_viewer(f.views, &id);
}

static void test_a_room_is_as_it_was_said_last(void)
{
    start();
    say(f.academy, "room_changed", ANNA, 0x41,
        "{'room': @30, 'based_on': [@30], 'name': 'Frailty Big Room', 'pathway': 'Frailty',"
        " 'purpose': 'home', 'slot': 'fortnightly', 'place': 'Room 4', 'minutes': 45}");
    say(f.theirs, "room_changed", CARA, 0x42,
        "{'room': @30, 'based_on': [@41], 'name': 'Theirs', 'pathway': 'P'}");
    fixture_fold(&f);
    CHECK_TEXT(
        rows("SELECT name, pathway, purpose, slot, place, weekday, starts, minutes, versions,"
             " changed FROM v_room"),
        "Frailty Big Room|Frailty|home|fortnightly|Room 4|-|-|45|1|1\n");
    CHECK_TEXT(rows("SELECT name, weekday, starts, minutes, author_name, current"
                    " FROM v_room_version ORDER BY position"),
               "Frailty|4|08:30|60|Anna|0\nFrailty Big Room|-|-|45|Anna|1\n");
    fixture_end(&f);
}

static void test_two_changes_stand_side_by_side(void)
{
    start();
    say(f.academy, "room_changed", ANNA, 0x41,
        "{'room': @30, 'based_on': [@30], 'name': 'One', 'pathway': 'P'}");
    say(f.academy, "room_changed", BEN, 0x42,
        "{'room': @30, 'based_on': [@30], 'name': 'Two', 'pathway': 'P'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT name, versions FROM v_room"), "One|2\n");
    fixture_end(&f);
    start();
    say(f.academy, "room_changed", ANNA, 0x41,
        "{'room': @30, 'based_on': [@30], 'name': 'One', 'pathway': 'P'}");
    say(f.academy, "room_changed", BEN, 0x42,
        "{'room': @30, 'based_on': [@30], 'name': 'Two', 'pathway': 'P'}");
    say(f.academy, "room_changed", ANNA, 0x43,
        "{'room': @30, 'based_on': [@41, @42], 'name': 'Both', 'pathway': 'P'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT name, versions FROM v_room"), "Both|1\n");
    fixture_end(&f);
}

static void test_coach_pairs_are_kept(void)
{
    start();
    say(f.academy, "coach_pair_appointed", ANNA, 0,
        "{'room': @30, 'clinical_coach': @51, 'flow_coach': @52, 'from_date': '2024-02-01'}");
    say(f.theirs, "coach_pair_appointed", CARA, 0,
        "{'room': @30, 'clinical_coach': @53, 'flow_coach': @52, 'from_date': '2024-03-01'}");
    say(f.academy, "coach_pair_appointed", ANNA, 0,
        "{'room': @30, 'clinical_coach': @51, 'flow_coach': @53, 'from_date': '2025-09-01'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT clinical_coach_name, flow_coach_name, coaches_from FROM v_room"),
               "Anna|Cara|2025-09-01\n");
    CHECK_TEXT(rows("SELECT clinical_coach_name, flow_coach_name, from_date, until_date, current"
                    " FROM v_coach_pair_history ORDER BY set_order"),
               "Anna|Ben|2024-02-01|2025-09-01|0\nAnna|Cara|2025-09-01|-|1\n");
    fixture_end(&f);
}

/* Whoever is not in the room sees how many there are, and no names. */
static void test_names_stay_in_the_room(void)
{
    start();
    say(f.academy, "room_member_set", ANNA, 0, "{'room': @30, 'member': @52, 'joined': true}");
    say(in_room, "stakeholder_set", ANNA, 0x60,
        "{'role': 'patient', 'member': @52, 'patient_partner': true, 'expects': 'to be asked'}");
    fixture_fold(&f);
    look_as(ANNA);
    CHECK_TEXT(rows("SELECT name FROM v_room_member ORDER BY name"), "Anna\nBen\n");
    CHECK_TEXT(rows("SELECT role, name, patient_partner, expects, has_left FROM v_stakeholder"),
               "patient|Ben|1|to be asked|0\n");
    look_as(CARA);
    CHECK_TEXT(rows("SELECT name FROM v_room_member"), "");
    CHECK_TEXT(rows("SELECT name FROM v_stakeholder"), "");
    CHECK_TEXT(rows("SELECT members, stage FROM v_room"), "2|-\n");
    br_views_see_all(f.views);
    fixture_end(&f);
}

static const char *stages(void)
{
    return rows("SELECT group_concat(evidence, '') FROM (SELECT evidence FROM v_stage"
                " ORDER BY number) UNION ALL SELECT stage FROM v_room");
}

static void test_the_stage_follows_from_what_exists(void)
{
    start();
    fixture_fold(&f);
    CHECK_TEXT(stages(), "00000000\npre_phase\n");
    fixture_end(&f);
    start();
    say(in_room, "stakeholder_set", ANNA, 0x60, "{'role': 'GP'}");
    say(in_room, "five_vs_written", ANNA, 0x61, "{'date': '2024-03-07', 'value': 'v'}");
    say(in_room, "theme_set", ANNA, 0x62, "{'title': 'Waits'}");
    say(in_room, "theme_set", ANNA, 0x63,
        "{'theme': @62, 'based_on': [@62], 'title': 'Waits', 'dropped': true}");
    say(in_room, "aim_set", ANNA, 0x64, "{'scope': 'specific', 'text': 'half of them'}");
    fixture_fold(&f);
    CHECK_TEXT(stages(), "11000000\nfive_vs\n");
    fixture_end(&f);
    start();
    say(in_room, "aim_set", ANNA, 0x64, "{'scope': 'global', 'text': 'home on the day'}");
    say(in_room, "idea_set", ANNA, 0x65, "{'title': 'A therapist at eight'}");
    say(in_room, "stage_set", ANNA, 0, "{'stage': 'themes', 'reason': 'new people'}");
    fixture_fold(&f);
    CHECK_TEXT(stages(), "00011000\nthemes\n");
    CHECK_TEXT(rows("SELECT stage, reason, author_name, current FROM v_stage_set"),
               "themes|new people|Anna|1\n");
    fixture_end(&f);
    start();
    say(in_room, "stakeholder_set", ANNA, 0x60, "{'role': 'GP'}");
    say(in_room, "stakeholder_set", ANNA, 0x66,
        "{'stakeholder': @60, 'based_on': [@60], 'role': 'GP', 'left': true}");
    say(in_room, "idea_set", ANNA, 0x65, "{'title': 'A therapist at eight'}");
    say(in_room, "stage_set", ANNA, 0, "{'stage': 'themes', 'reason': 'new people'}");
    say(in_room, "stage_set", ANNA, 0, "{}");
    fixture_fold(&f);
    CHECK_TEXT(stages(), "00001000\nchange_ideas\n");
    fixture_end(&f);
}

static void test_five_vs_have_dates_and_versions(void)
{
    start();
    say(in_room, "five_vs_written", ANNA, 0x61,
        "{'date': '2024-03-07', 'present': 9, 'value': 'v', 'involve': 'i', 'evidence': 'e',"
        " 'visualisation': 'z', 'vision': 'o'}");
    say(in_room, "five_vs_written", BEN, 0x62,
        "{'based_on': [@61], 'date': '2024-06-06', 'value': 'w'}");
    say(f.academy, "five_vs_written", BEN, 0x63, "{'date': '2024-07-06', 'value': 'not here'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT date, present, value, involve, evidence, visualisation, vision,"
                    " author_name, current FROM v_five_vs ORDER BY position"),
               "2024-03-07|9|v|i|e|z|o|Anna|0\n2024-06-06|-|w|-|-|-|-|Ben|1\n");
    fixture_end(&f);
}

static void test_ideas_have_votes(void)
{
    start();
    say(in_room, "theme_set", ANNA, 0x62, "{'title': 'Waits', 'text': 'long'}");
    say(in_room, "idea_set", ANNA, 0x65,
        "{'title': 'Huddle', 'theme': @62, 'borrowed': @77, 'borrowed_from':"
        " 'a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2'}");
    say(in_room, "idea_voted", ANNA, 0, "{'idea': @65, 'votes': 3}");
    say(in_room, "idea_voted", ANNA, 0, "{'idea': @65, 'votes': 2}");
    say(in_room, "idea_voted", BEN, 0, "{'idea': @65, 'votes': 3}");
    say(in_room, "idea_voted", BEN, 0, "{'idea': @65, 'votes': 9}");
    say(f.academy, "idea_voted", CARA, 0, "{'idea': @65, 'votes': 3}");
    fixture_fold(&f);
    look_as(ANNA);
    CHECK_TEXT(rows("SELECT title, votes, my_votes, substr(hex(theme), 1, 2),"
                    " substr(hex(borrowed_from), 1, 2) FROM v_idea"),
               "Huddle|5|2|62|A2\n");
    br_views_see_all(f.views);
    CHECK_TEXT(rows("SELECT title, text, dropped FROM v_theme"), "Waits|long|0\n");
    fixture_end(&f);
}

static void test_a_roadblock_is_asked_and_answered(void)
{
    start();
    say(f.academy, "roadblock_asked", ANNA, 0x66,
        "{'room': @30, 'title': 'Bed meeting', 'sponsor': @53, 'committee': 'Flow committee'}");
    say(f.academy, "roadblock_asked", ANNA, 0x67,
        "{'room': @30, 'title': 'A van', 'sponsor': @53}");
    say(f.academy, "roadblock_answered", CARA, 0,
        "{'roadblock': @66, 'outcome': 'needs_time', 'text': 'in May'}");
    say(f.academy, "roadblock_answered", CARA, 0,
        "{'roadblock': @66, 'outcome': 'moved', 'text': 'it is at eight now'}");
    say(in_room, "roadblock_answered", CARA, 0,
        "{'roadblock': @67, 'outcome': 'moved', 'text': 'not here'}");
    fixture_fold(&f);
    look_as(CARA);
    CHECK_TEXT(rows("SELECT room_name, title, sponsor_name, committee, outcome, answer, open,"
                    " asked_of_me FROM v_roadblock ORDER BY position"),
               "Frailty|Bed meeting|Cara|Flow committee|moved|it is at eight now|0|1\n"
               "Frailty|A van|Cara|-|-|-|1|1\n");
    CHECK_TEXT(rows("SELECT outcome, author_name, current FROM v_roadblock_answer"
                    " ORDER BY position"),
               "needs_time|Cara|0\nmoved|Cara|1\n");
    br_views_see_all(f.views);
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_room_is_as_it_was_said_last),
        BR_TEST(test_two_changes_stand_side_by_side),
        BR_TEST(test_coach_pairs_are_kept),
        BR_TEST(test_names_stay_in_the_room),
        BR_TEST(test_the_stage_follows_from_what_exists),
        BR_TEST(test_five_vs_have_dates_and_versions),
        BR_TEST(test_ideas_have_votes),
        BR_TEST(test_a_roadblock_is_asked_and_answered),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
