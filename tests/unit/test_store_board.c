/* What pages see of reports to the board and of patterns. */
#include "store_areas_fixture.h"

enum { ROOM = 0x30, OUTSIDER = 0x59 };

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

static const char *rows(const char *sql)
{
    return rows_of(f.views, sql);
}

static void start(void)
{
    fixture_start(&f);
    in_room = story_stream(&f.story, OURS, BR_AUDIENCE_ROOM, ROOM);
    say(f.network, "academy_profile", 0, 0, "{'name': 'Larkfield'}");
    say(f.theirs, "academy_profile", 0, 0, "{'name': 'Tidewater'}");
    say(f.academy, "role_given", 0, 0, "{'member': @51, 'role': 'lead', 'given': true}");
    say(f.academy, "role_given", 0, 0, "{'member': @53, 'role': 'sponsor', 'given': true}");
    say(f.academy, "member_profile", CARA, 0, "{'member': @53, 'name': 'Cara'}");
    say(f.academy, "room_opened", ANNA, ROOM, "{'name': 'Frailty', 'pathway': 'P'}");
    say(in_room, "measure_defined", ANNA, 0x40,
        "{'room': @30, 'title': 'Falls', 'unit': 'a day', 'direction': 'decrease'}");
    say(in_room, "points_recorded", ANNA, 0,
        "{'measure': @40, 'points': [{'date': '2026-01-05', 'value': 6},"
        " {'date': '2026-01-12', 'value': 5}]}");
    say(in_room, "measure_rebased", ANNA, 0,
        "{'measure': @40, 'date': '2026-01-12', 'reason': 'a night round'}");
}

static void look_as(unsigned member)
{
    struct br_id id = id_of(member);
    br_views_set_viewer(f.views, &id);
}

static void test_a_report_is_as_it_was_said_last(void)
{
    start();
    say(f.academy, "board_report_written", ANNA, 0x60,
        "{'month': '2026-10', 'headline': 'Old', 'sponsor': @53, 'story': 'told', 'story_from':"
        " 'a host', 'measures': [{'measure': @40, 'sentence': 's'}],"
        " 'parts': [{'block': 'ask_block', 'heading': 'One ask'}]}");
    say(f.academy, "board_report_written", BEN, 0x61,
        "{'report': @60, 'based_on': [@60], 'month': '2026-11', 'headline': 'New',"
        " 'story': 'told', 'story_from': 'a host', 'story_consent': true}");
    say(f.academy, "board_report_written", CARA, 0x62,
        "{'report': @60, 'based_on': [@60], 'month': '2026-11', 'headline': 'Beside'}");
    say(f.theirs, "board_report_written", CARA, 0x63,
        "{'report': @60, 'based_on': [@61], 'month': '2026-11', 'headline': 'Theirs'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT headline, month, story, story_from, sponsor_name, current, holds,"
                    " versions, changed FROM v_board_report ORDER BY position"),
               "Old|2026-10|-|-|Cara|0|0|2|0\n" /* a story without consent is not kept */
               "New|2026-11|told|a host|-|1|1|2|1\n"
               "Beside|2026-11|-|-|-|1|0|2|1\n");
    CHECK_TEXT(rows("SELECT block, heading, words FROM v_board_part"), "ask_block|One ask|-\n");
    CHECK_TEXT(rows("SELECT count(*) FROM v_board_measure"), "0\n"); /* of a replaced version */
    fixture_end(&f);
}

/* Who put a Big Room's measure in belongs there; then it is shown to whoever reads the report. */
static void test_a_rooms_measure_is_shown_in_a_report_alone(void)
{
    start();
    say(f.academy, "board_report_written", ANNA, 0x60,
        "{'month': '2026-11', 'headline': 'H', 'measures': [{'measure': @41},"
        " {'measure': @40, 'sentence': 'A night round.'}]}");
    fixture_fold(&f);
    look_as(OUTSIDER);
    CHECK_TEXT(rows("SELECT count(*) FROM v_measure"), "0\n");
    CHECK_TEXT(rows("SELECT report, idx, title, unit, room_name, sentence, room_open,"
                    " options ->> '$.direction', options ->> '$.rebases[0][1]'"
                    " FROM v_board_measure"),
               "60|1|Falls|a day|Frailty|A night round.|0|decrease|a night round\n");
    CHECK_TEXT(rows("SELECT idx, date, value FROM v_board_series ORDER BY date"),
               "1|2026-01-05|6\n1|2026-01-12|5\n");
    look_as(ANNA);
    CHECK_TEXT(rows("SELECT room_open FROM v_board_measure"), "1\n");
    fixture_end(&f);
}

static void test_a_pattern_is_copied_and_its_origin_sees_it(void)
{
    start();
    say(f.network, "board_pattern_set", ANNA, 0x60,
        "{'title': 'Four and an ask', 'about': 'a', 'parts': [{'block': 'measures_block',"
        " 'heading': 'h', 'words': 'w'}, {'block': 'ask_block'}]}");
    say(f.network, "board_pattern_set", ANNA, 0x61,
        "{'pattern': @60, 'based_on': [@60], 'title': 'Six', 'parts': [{'block': 'ask_block'}]}");
    say(f.theirs, "board_pattern_set", CARA, 0x62,
        "{'title': 'Ours now', 'parts': [{'block': 'ask_block'}], 'from_pattern': @60,"
        " 'from_academy': 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'}");
    say(f.theirs, "board_pattern_set", CARA, 0x63,
        "{'pattern': @60, 'based_on': [@61], 'title': 'No', 'parts': [{'block': 'ask_block'}]}");
    say(f.academy, "board_pattern_set", ANNA, 0x64,
        "{'title': 'At home', 'dropped': true, 'parts': [{'block': 'ask_block'}]}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT title, academy_name, own, audience_type, current, holds, changed,"
                    " dropped, from_own, from_academy_name FROM v_board_pattern ORDER BY id"),
               "Four and an ask|Larkfield|1|1|0|0|0|0|0|-\nSix|Larkfield|1|1|1|1|1|0|0|-\n"
               "Ours now|Tidewater|0|1|1|1|0|0|1|Larkfield\nAt home|Larkfield|1|3|1|1|0|1|0|-\n");
    CHECK_TEXT(rows("SELECT p.title, q.idx, q.block, q.heading, q.words FROM v_board_pattern p"
                    " JOIN v_board_part q ON q.position = p.position WHERE p.id = x'"
                    "60606060606060606060606060606060' ORDER BY q.idx"),
               "Four and an ask|0|measures_block|h|w\nFour and an ask|1|ask_block|-|-\n");
    fixture_end(&f);
}

static void test_an_answer_by_the_link_is_nobodys(void)
{
    start();
    say(f.academy, "roadblock_asked", ANNA, 0x70,
        "{'room': @30, 'title': 'A van', 'sponsor': @53}");
    say(f.academy, "roadblock_answered", CARA, 0,
        "{'roadblock': @70, 'outcome': 'needs_time', 'text': 'wait'}");
    say(f.academy, "roadblock_answered", 0, 0,
        "{'roadblock': @70, 'outcome': 'moved', 'text': 'Yes.'}");
    fixture_fold(&f);
    CHECK_TEXT(rows("SELECT text, author_name, by_link FROM v_roadblock_answer ORDER BY position"),
               "wait|Cara|0\nYes.|-|1\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_report_is_as_it_was_said_last),
        BR_TEST(test_a_rooms_measure_is_shown_in_a_report_alone),
        BR_TEST(test_a_pattern_is_copied_and_its_origin_sees_it),
        BR_TEST(test_an_answer_by_the_link_is_nobodys),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
