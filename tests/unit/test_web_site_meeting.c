/* The weekly hour over HTTP: planned by rows, moved on, written down in place, scored on paper. */
#include "test_web_site_world.h"

enum { MEETING = 0x71, OTHER = 0x72, ROOM = 0x61, ACTION = 0x73, DECISION = 0x74, NOTE = 0x75 };

#define ROOM_HEX "61616161616161616161616161616161"
#define MEETING_HEX "71717171717171717171717171717171"
#define AT "/meeting/" MEETING_HEX
#define HOUR "\"meeting\":\"" MEETING_HEX "\""
#define NGOZI_HEX "11111111111111111111111111111111"

static void start(const char *name)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    site_start(name);
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    tell("room_opened", PRIYA, to_academy, ROOM,
         "{\"name\":\"Frailty\",\"pathway\":\"Older people\",\"weekday\":4,\"starts\":\"08:30\","
         "\"minutes\":60}");
    tell("room_member_set", PRIYA, to_academy, 0,
         "{\"room\":\"" ROOM_HEX "\",\"member\":\"" NGOZI_HEX "\",\"joined\":true}");
    tell("role_given", 0, to_academy, 0,
         "{\"member\":\"" NGOZI_HEX "\",\"role\":\"coach\",\"given\":true}");
    tell("meeting_planned", NGOZI, room, MEETING,
         "{\"date\":\"2026-11-26\",\"starts\":\"08:30\",\"minutes\":60,\"agenda\":"
         "[{\"step\":\"story\",\"title\":\"Story\",\"minutes\":10},"
         "{\"step\":\"score\",\"title\":\"Score\",\"minutes\":50}]}");
    tell("action_set", NGOZI, room, ACTION, "{" HOUR ",\"text\":\"Ring them\"}");
    tell("decision_made", NGOZI, room, DECISION,
         "{" HOUR ",\"text\":\"It moves\",\"needs_there\":true,\"committee\":\"board\"}");
    tell("note_taken", NGOZI, room, NOTE, "{" HOUR ",\"text\":\"Seen\"}");
    fold_all();
}

static const char *row(const char *sql)
{
    br_views_see_all(here.views);
    return rows_of(here.views, sql);
}

/* The answer has this status and says all of these, each ended by a bar. */
static void expect(const char *answer, int status, const char *words)
{
    if (!CHECK_UINT(status_of(answer), status)) {
        (void)printf("%.300s\n", answer);
    }
    while (*words != '\0') {
        char word[200];
        size_t size = strcspn(words, "|");
        (void)snprintf(word, sizeof word, "%.*s", (int)size, words);
        if (!CHECK(strstr(answer, word) != NULL)) {
            (void)printf("  no %s\n", word);
        }
        words += size + (words[size] == '|' ? 1 : 0);
    }
}

static void test_an_hour_is_planned_by_rows(void)
{
    start("planned");
    expect(get("ngozi", "/room/" ROOM_HEX "/prepare"), 200,
           "value=\"08:30\"|agenda.2.minutes|Ring them|");
    expect(post("ngozi", "/room/" ROOM_HEX "/prepare",
                "date=2026-12-03&starts=08:30&minutes=60&agenda.1.step=story&agenda.1.title=Story"
                "&agenda.1.minutes=10&agenda.2.title=&agenda.2.minutes=5&agenda.3.title=Data"
                "&agenda.3.minutes=50"),
           303, "/meeting/");
    CHECK_TEXT(row("SELECT date, items, agenda_minutes, versions FROM v_meeting ORDER BY date"),
               "2026-11-26|2|60|1\n2026-12-03|2|60|1\n");
    expect(post("ngozi", "/room/" ROOM_HEX "/prepare", "date=soon&starts=08:30&minutes=60"), 422,
           "Write the date as YYYY-MM-DD.|An agenda has 1 to 20 items.|");
    expect(get("ngozi", AT "/change"), 200, "value=\"2026-11-26\"|value=\"Score\"|");
    expect(post("ngozi", AT "/change",
                "date=2026-11-27&starts=09:00&minutes=60&agenda.1.title=One&agenda.1.minutes=60"),
           303, AT);
    CHECK_TEXT(row("SELECT date, items FROM v_meeting WHERE id = x'" MEETING_HEX "'"),
               "2026-11-27|1\n");
    expect(post("ngozi", AT "/change",
                "versions=" MEETING_HEX "&date=2026-11-28&starts=09:00&minutes=60"
                "&agenda.1.title=Two&agenda.1.minutes=60"),
           303, AT);
    expect(get("ngozi", AT), 200, "Two agendas stand side by side|");
    expect(get("ngozi", AT "/change"), 200, "Put the two together|One, 60 min|Two, 60 min|");
    /* nobody else's */
    expect(get("sam", AT), 404, "");
    expect(post("sam", AT "/step", "item=1"), 404, "");
    site_end();
}

static void test_the_wall_moves_and_keeps(void)
{
    start("wall");
    expect(get("ngozi", AT "/wall"), 200, "Start the hour|");
    expect(post("ngozi", AT "/step", "item=1"), 303, AT "/wall");
    expect(get("ngozi", AT "/wall"), 200, "Step 1 of 2|Next step|Listen first|");
    expect(post("ngozi", AT "/step", "item=21"), 422, "Say which item of the agenda");
    expect(post("ngozi", AT "/story", "theme=The+van&words=Late"), 422, "only with consent");
    expect(post("ngozi", AT "/story", "theme=The+van&words=Late&consent=true"), 303, AT "/wall");
    expect(post("ngozi", AT "/wall", "what=decision&text=It+stays"), 303, AT "/wall");
    expect(post("ngozi", AT "/wall", "what=decision&text=It+moves&committee=board"), 303, "");
    expect(post("ngozi", AT "/wall", "what=action&text=Ask&who=m" NGOZI_HEX "&due=2026-12-03"), 303,
           "");
    expect(post("ngozi", AT "/wall", "what=action&text=Ask&due=soon"), 422, "value=\"Ask\"");
    expect(post("ngozi", AT "/wall", "what=note&text=Six+of+seven"), 303, "");
    expect(post("ngozi", AT "/roles", "role=chair&who=m" NGOZI_HEX), 303, AT "/roles");
    expect(post("ngozi", AT "/attend", "roles.1.role=GP&roles.1.count=0&roles.2.role=Nurse"), 303,
           AT "/wall");
    expect(post("ngozi", AT "/tick", "action=73737373737373737373737373737373&state=done"), 303,
           AT "/wall");
    CHECK_TEXT(row("SELECT needs_there, committee FROM v_decision ORDER BY position"),
               "1|board\n0|-\n1|board\n");
    CHECK_TEXT(row("SELECT text, member, due, state FROM v_action ORDER BY opened_ms, id"),
               "Ring them|-|-|done\nAsk|11|2026-12-03|open\n");
    CHECK_TEXT(row("SELECT item, text FROM v_note ORDER BY position"), "-|Seen\n1|Six of seven\n");
    CHECK_TEXT(row("SELECT role, count FROM v_attendance"), "GP|0\n");
    expect(get("ngozi", AT "/wall"), 200, "“Late”|Decided here: It stays|Needs there: It moves|");
    expect(post("ngozi", AT "/end", "held=true"), 303, AT);
    expect(get("ngozi", AT), 200, "It stays|The van|");
    expect(get("ngozi", "/room/" ROOM_HEX "/meetings"), 200, "26 Nov 2026|");
    expect(get("ngozi", "/room/" ROOM_HEX "/actions"), 200, "Done, or let go|");
    site_end();
}

static void test_what_was_said_is_changed(void)
{
    start("changed");
    expect(get("ngozi", "/decision/74747474747474747474747474747474"), 200, "It moves|board|");
    expect(post("ngozi", "/decision/74747474747474747474747474747474", "text=It+moves"), 303, AT);
    expect(post("ngozi", "/note/75757575757575757575757575757575", "text=Seen&taken_back=true"),
           303, AT);
    expect(get("ngozi", "/action/73737373737373737373737373737373"), 200, "Ring them|");
    expect(post("ngozi", "/action/73737373737373737373737373737373",
                "text=Ring+them+all&state=dropped&note=too+many"),
           303, "/room/" ROOM_HEX "/actions");
    expect(post("ngozi", "/room/" ROOM_HEX "/actions", "text=Print&who=m" NGOZI_HEX), 303, "");
    CHECK_TEXT(row("SELECT needs_there, committee, versions FROM v_decision"), "0|-|1\n");
    CHECK_TEXT(row("SELECT count(*) FROM v_note"), "0\n");
    CHECK_TEXT(row("SELECT text, state, note, member FROM v_action ORDER BY opened_ms, id"),
               "Ring them all|dropped|too many|-\nPrint|open|-|11\n");
    site_end();
}

static void test_scores_come_from_paper(void)
{
    start("paper");
    expect(get("ngozi", AT "/paper"), 200, "scores.12.score|");
    expect(post("ngozi", AT "/paper", "scores.1.score="), 422, "Type in at least one score.");
    expect(post("ngozi", AT "/paper", "scores.1.score=7&scores.2.good=only+words"), 422,
           "Each slip of paper has a score from 1 to 10.|only words|");
    expect(post("ngozi", AT "/paper", "scores.1.score=11"), 422, "from 1 to 10");
    expect(post("ngozi", AT "/paper", "scores.1.score=0"), 422, "from 1 to 10");
    expect(post("ngozi", AT "/paper", "scores.1.score=7&scores.1.good=999+483+7567"), 422,
           "looks like an NHS number");
    CHECK_TEXT(row("SELECT scores FROM v_meeting"), "0\n");
    expect(post("ngozi", AT "/paper",
                "scores.1.score=7&scores.1.good=on+time&scores.3.score=10&scores.4.score=1"
                "&scores.4.improvement=the+story+first"),
           303, AT);
    CHECK_TEXT(row("SELECT scores, mean FROM v_meeting"), "3|-\n");
    expect(post("ngozi", AT "/paper", "scores.1.score=5&scores.2.score=5"), 303, AT);
    CHECK_TEXT(row("SELECT scores, mean FROM v_meeting"), "5|5.6\n");
    CHECK_TEXT(row("SELECT good, improvement, from_paper FROM v_score WHERE good <> ''"),
               "on time|-|1\n");
    expect(get("ngozi", AT), 200, "of 10, the mean of five scores|the story first|");
    here.refusal = "Not now.";
    expect(post("ngozi", AT "/paper", "scores.1.score=5"), 422, "Not now.");
    here.refusal = NULL;
    expect(post("sam", AT "/paper", "scores.1.score=5"), 404, "");
    here.deaf = true;
    expect(post("ngozi", AT "/paper", "scores.1.score=5"), 503, "");
    here.deaf = false;
    site_end();
}

/* BR_SITE_WRITES_MAX slips at once, and one more. */
static void test_a_form_has_so_many_scores(void)
{
    struct br_buffer fields;
    br_buffer_init(&fields, 4096);
    start("many");
    for (unsigned i = 1; i <= BR_SITE_WRITES_MAX; i++) {
        br_buffer_put_format(&fields, "%sscores.%u.score=8", i == 1 ? "" : "&", i);
    }
    expect(post("ngozi", AT "/paper", br_buffer_text(&fields)), 303, AT);
    CHECK_TEXT(row("SELECT scores FROM v_meeting"), "16\n");
    br_buffer_put_format(&fields, "&scores.%u.score=8", BR_SITE_WRITES_MAX + 1);
    expect(post("ngozi", AT "/paper", br_buffer_text(&fields)), 422, "This is too much at once");
    CHECK_TEXT(row("SELECT scores FROM v_meeting"), "16\n");
    br_buffer_free(&fields);
    site_end();
}

static void test_the_wall_shows_where_phones_score(void)
{
    start("phones");
    expect(get("ngozi", AT "/score.svg"), 404, "");
    here.score_url = "https://bath.example/s/";
    expect(get("ngozi", AT "/score.svg"), 404, ""); /* not open */
    expect(post("ngozi", AT "/step", "item=2"), 303, "");
    expect(get("ngozi", AT "/wall"), 200, "Open scoring on phones|");
    expect(post("ngozi", AT "/scoring", ""), 303, AT "/wall");
    expect(get("ngozi", AT "/wall"), 200, "https://bath.example/s/|");
    expect(get("ngozi", AT "/score.svg"), 200, "image/svg+xml|<svg xmlns|");
    expect(get("sam", AT "/score.svg"), 404, "");
    static char endless[2000];
    memset(endless, 'x', sizeof endless - 1);
    here.score_url = endless;
    expect(get("ngozi", AT "/score.svg"), 200, "<svg"); /* cut, and still a picture */
    here.score_url = NULL;
    expect(get("ngozi", AT "/wall"), 200, "Type in scores from paper|");
    expect(post("ngozi", AT "/scoring", "closed=true"), 303, AT "/wall");
    CHECK_TEXT(row("SELECT scoring_open FROM v_meeting"), "0\n");
    site_end();
}

#define REPORT "/board/88888888888888888888888888888888"

/* A code leads to the report at the academy, when browsers can reach it. */
static void test_a_report_has_a_code(void)
{
    start("code");
    expect(get("priya", REPORT "/code.svg"), 404, "");
    here.score_url = "https://bath.example/s/";
    expect(get("priya", REPORT "/code.svg"), 200, "image/svg+xml|<svg xmlns|");
    expect(get("priya", "/board/8888/code.svg"), 404, "");
    here.score_url = "/";
    expect(get("priya", REPORT "/code.svg"), 404, "");
    static char endless[2000];
    memset(endless, 'x', sizeof endless - 1);
    here.score_url = endless;
    expect(get("priya", REPORT "/code.svg"), 404, "");
    here.score_url = NULL;
    site_end();
}

/* Its measures and its parts are rows of two kinds. */
static void test_a_report_is_written_in_rows(void)
{
    start("report");
    expect(post("priya", "/board/new",
                "month=2026-11&headline=More+go+home&parts.1.block=story_block&parts.1.heading=One"
                "&parts.2.heading=no+block&parts.3.block=ask_block&measures.1.sentence=none"
                "&other.1.block=ask_block"),
           303, "/board/");
    CHECK_TEXT(row("SELECT r.headline, p.block FROM v_board_report r JOIN v_board_part p"
                   " ON p.position = r.position ORDER BY p.idx"),
               "More go home|story_block\nMore go home|ask_block\n");
    site_end();
}

#define EIGHT "abababab"
#define ACADEMY EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT

/* Whoever looks at what another academy shows is told to the host, once it is an academy. */
static void test_a_look_is_noted(void)
{
    start("look");
    (void)get("priya", "/academy/" ACADEMY "/progress");
    CHECK_UINT(here.looks, 1);
    (void)get("priya", "/academy/" EIGHT "/progress");
    (void)get("priya", "/academy/beds/progress");
    (void)get(NULL, "/academy/" ACADEMY "/progress");
    CHECK_UINT(here.looks, 1);
    here.looks = 0;
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_report_has_a_code),
        BR_TEST(test_a_report_is_written_in_rows),
        BR_TEST(test_a_look_is_noted),
        BR_TEST(test_an_hour_is_planned_by_rows),
        BR_TEST(test_the_wall_moves_and_keeps),
        BR_TEST(test_what_was_said_is_changed),
        BR_TEST(test_scores_come_from_paper),
        BR_TEST(test_a_form_has_so_many_scores),
        BR_TEST(test_the_wall_shows_where_phones_score),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
