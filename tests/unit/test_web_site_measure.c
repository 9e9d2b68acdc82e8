/* A measure's forms: points one by one and many at once, looked at before anything is saved. */
#include "test_web_site_world.h"

#include <ctype.h>

enum { MEASURE = 0x41, IN_ROOM = 0x42, COPY = 0x43, ROOM = 0x61 };

#define HEX "41414141414141414141414141414141"
#define AT "/measure/" HEX

static void start(const char *name)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    site_start(name);
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    tell("room_opened", PRIYA, to_academy, ROOM,
         "{\"name\":\"Frailty\",\"pathway\":\"Older people\"}");
    tell("room_member_set", PRIYA, to_academy, 0,
         "{\"room\":\"61616161616161616161616161616161\","
         "\"member\":\"11111111111111111111111111111111\",\"joined\":true}");
    tell("role_given", 0, to_academy, 0,
         "{\"member\":\"11111111111111111111111111111111\",\"role\":\"coach\",\"given\":true}");
    tell("measure_defined", PRIYA, to_academy, MEASURE,
         "{\"title\":\"Falls\",\"unit\":\"%\",\"denominator\":\"people\",\"frequency\":\"week\"}");
    tell("measure_defined", NGOZI, room, IN_ROOM,
         "{\"title\":\"Ours\",\"room\":\"61616161616161616161616161616161\"}");
    tell("measure_shared", PRIYA, to_network, COPY,
         "{\"title\":\"Falls\",\"copy_of\":\"" HEX "\"}");
    fold_all();
}

static const char *row(const char *sql)
{
    br_views_see_all(here.views);
    return rows_of(here.views, sql);
}

static const char *points(void)
{
    return row("SELECT substr(date, 6), value, numerator, note FROM v_point ORDER BY date");
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

static void test_one_point_is_added(void)
{
    start("added");
    expect(post("sam", AT "/add", "date=2/11/2026&value=+25+&note=a+note"), 303, "after_ms=");
    expect(post("sam", AT "/add", "date=9+Nov+2026&numerator=1&denominator=4"), 303, "");
    expect(post("sam", AT "/add", "date=16/11/2026&missing=true"), 303, "");
    CHECK_TEXT(points(), "11-02|25|-|a note\n11-09|25|1|-\n11-16|-|-|-\n");
    expect(post("sam", AT "/add", "date=31/11/2026&value=1,5&note=kept"), 422,
           "does not exist|The value has a comma|field-date|field-value|kept|");
    expect(post("sam", AT "/add", "date=23/11/2026"), 422, "Give the value, or say|");
    expect(post("sam", AT "/add", "date=23/11/2026&value=1&missing=true"), 422, "not both|");
    expect(post("sam", AT "/add", "date=23/11/2026&numerator=x&denominator=4"), 422,
           "What was counted is not a number|");
    expect(post("sam", AT "/add", "date=23/11/2026&numerator=1&denominator=4x"), 422,
           "Of how many is not a number|");
    expect(post("sam", AT "/add", "value=1"), 422, "date is missing|");
    expect(post("sam", AT "/add", "date=2/11/2026&value=1"), 422, "has a point already|");
    expect(post("sam", AT "/add", "date=23/11/2026&value=1&note=999+483+7567"), 422,
           "looks like an NHS number|");
    here.refusal = "A note is too long: at most 200 bytes.";
    expect(post("sam", AT "/add", "date=23/11/2026&value=1"), 422, "A note is too long|");
    here.refusal = NULL;
    /* a room's, by its member; not another's, not the network's copy, not nothing */
    expect(post("ngozi", "/measure/42424242424242424242424242424242/add", "date=2/11/2026&value=7"),
           303, "");
    CHECK_UINT(here.said[(here.said_count - 1) % 64].audience.type, BR_AUDIENCE_ROOM);
    expect(post("sam", "/measure/42424242424242424242424242424242/add", "date=3/11/2026&value=7"),
           404, "");
    expect(post("sam", "/measure/43434343434343434343434343434343/add", "date=3/11/2026&value=7"),
           404, "");
    here.deaf = true;
    expect(post("sam", AT "/add", "date=23/11/2026&value=1"), 503, "");
    here.deaf = false;
    site_end();
}

static void test_a_steward_lets_a_note_pass(void)
{
    start("passes");
    expect(post("ngozi", AT "/add",
                "date=2/11/2026&value=1&note=999+483+7567&override_reason=a+bed+number"),
           303, "");
    CHECK_TEXT(points(), "11-02|1|-|999 483 7567\n");
    expect(post("ngozi", AT "/paste",
                "rows=3/11/2026%092%09999+483+7567&override_reason=a+bed+number&_step=save"),
           303, "");
    CHECK_TEXT(row("SELECT count(*) FROM v_point"), "2\n");
    site_end();
}

static void test_a_point_is_corrected_and_taken_back(void)
{
    start("corrected");
    expect(post("sam", AT "/add", "date=2/11/2026&value=25"), 303, "");
    expect(post("sam", AT "/correct", "date=2026-11-02&value=26"), 422, "Say why|");
    expect(post("sam", AT "/correct", "date=2026-11-03&value=26&reason=r"), 422,
           "There is no point on this date|");
    expect(post("sam", AT "/correct", "date=2026-11-02&value=26&reason=late+forms"), 303, "");
    CHECK_TEXT(points(), "11-02|26|-|-\n");
    expect(post("sam", AT "/correct", "date=2026-11-02&taken_back=true&reason=other+ward"), 303,
           "");
    CHECK_TEXT(points(), "");
    CHECK_TEXT(row("SELECT value, taken_back, reason FROM v_point_history ORDER BY position"),
               "25|0|-\n26|0|late forms\n-|1|other ward\n");
    expect(post("sam", AT "/add", "date=2/11/2026&value=27"), 303, "");
    CHECK_TEXT(points(), "11-02|27|-|-\n");
    expect(post("sam", AT "/correct", "date=2026-11-02&taken_back=true&reason=r"), 303, "");
    expect(post("sam", AT "/paste", "rows=2/11/2026%0928&_step=save"), 303, "");
    CHECK_TEXT(points(), "11-02|28|-|-\n");
    site_end();
}

#define ROWS                                                                 \
    "rows=2/11/2026%0925%0A9/11/2026%091,5%0A16/11/2026%0930%09wet+floor%0A" \
    "23/11/2026%09"

static void test_rows_are_looked_at_first(void)
{
    start("pasted");
    expect(get("sam", AT "/paste"), 200, "Look at the rows|");
    expect(post("sam", AT "/paste", ""), 422, "Paste the rows first|");
    expect(post("sam", AT "/paste", "rows=+%0A+"), 422, "Paste the rows first|");
    expect(post("sam", AT "/paste", "rows=what%09ever"), 422, "cannot be read|ever|");
    expect(post("sam", AT "/paste", ROWS "&_step=look"), 200,
           "Save 3 points|has a comma|wet floor|missing|1.5|");
    expect(post("sam", AT "/paste", ROWS "&_step=save"), 422, "Some rows cannot be saved|");
    CHECK_TEXT(points(), "");
    expect(post("sam", AT "/paste", ROWS "&_step=save&skip_bad=true"), 303, "after_ms=");
    CHECK_TEXT(points(), "11-02|25|-|-\n11-16|30|-|wet floor\n11-23|-|-|-\n");
    expect(post("sam", AT "/paste", "rows=2/11/2026%0926%0A16/11/2026%0930%0A23/11/2026%0931"), 200,
           "has another value already, 25|has another value already, missing|1 is there already|");
    expect(post("sam", AT "/paste", "rows=16/11/2026%0930&_step=save"), 422, "nothing new|");
    expect(post("sam", AT "/paste", "rows=30/11/2026%09999+483+7567"), 200,
           "looks like an NHS number|");
    expect(post("sam", AT "/paste",
                "rows=date%09numerator%09denominator%0A30/11/2026%091%094&_step=save"),
           303, "");
    CHECK_TEXT(row("SELECT value FROM v_point WHERE date = '2026-11-30'"), "25\n");
    here.refusal = "There is no such measure of this academy here.";
    expect(post("sam", AT "/paste", "rows=7/12/2026%091&_step=save"), 422, "no such measure|");
    here.refusal = NULL;
    site_end();
}

static void test_what_was_just_saved_is_taken_back(void)
{
    char path[200];
    start("undone");
    expect(post("priya", AT "/add", "date=1/11/2026&value=1"), 303, "");
    expect(post("sam", AT "/add", "date=2/11/2026&value=2"), 303, "");
    uint64_t since_ms = br_clock_read().wall_ms + 2;
    while (br_clock_read().wall_ms < since_ms) {
        (void)usleep(1000);
    }
    (void)snprintf(path, sizeof path, AT "/undo?after_ms=%llu", (unsigned long long)since_ms);
    expect(post("sam", path, ""), 422, "nothing of yours|");
    expect(post("sam", AT "/correct", "date=2/11/2026&value=3&reason=r"), 303, "");
    expect(post("sam", AT "/add", "date=3/11/2026&value=4"), 303, "");
    expect(get("sam", path), 200, "2 Nov 2026|3 Nov 2026|Take them back|");
    expect(post("sam", path, ""), 303, "");
    CHECK_TEXT(points(), "11-01|1|-|-\n11-02|2|-|-\n");
    CHECK_TEXT(row("SELECT reason FROM v_point_history WHERE date = '2026-11-03' AND current"),
               "saved by mistake\n");
    site_end();
}

static void put_rows(struct br_buffer *body, unsigned count)
{
    br_buffer_clear(body);
    br_buffer_put_text(body, "_step=save&rows=");
    for (unsigned i = 0; i < count; i++) { /* 28 days a month, from 2000 on */
        br_buffer_put_format(body, "%04u-%02u-%02u%%09%u%%0A", 1900 + i / 336, i / 28 % 12 + 1,
                             i % 28 + 1, i);
    }
}

static void test_one_form_says_so_much(void)
{
    const unsigned most = BR_SITE_WRITES_MAX * BR_POINTS_RECORD_MAX;
    static const unsigned counts[] = {(BR_SITE_WRITES_MAX - 1) * BR_POINTS_RECORD_MAX,
                                      BR_SITE_WRITES_MAX * BR_POINTS_RECORD_MAX,
                                      BR_SITE_WRITES_MAX * BR_POINTS_RECORD_MAX + 1};
    struct br_buffer body;
    br_buffer_init(&body, BR_HTTP_BODY_SIZE_MAX);
    for (size_t i = 0; i < 3; i++) {
        start(i == 0 ? "below" : i == 1 ? "at" : "above");
        put_rows(&body, counts[i]);
        expect(post("sam", AT "/paste", br_buffer_text(&body)), counts[i] > most ? 422 : 303,
               counts[i] > most ? "too much at once|" : "");
        CHECK_UINT(strtoul(row("SELECT count(*) FROM v_point"), NULL, 10),
                   counts[i] > most ? 0 : counts[i]);
        site_end();
    }
    br_buffer_free(&body);
}

static void test_a_measure_is_defined_and_changed(void)
{
    start("defined");
    expect(post("priya", "/measures/new", "title=&target=many&definition=kept"), 422,
           "field-target|kept|");
    expect(post("priya", "/measures/new", "title=New&target=3.5&role=process&counts=true&room="),
           303, "Location: /measure/");
    CHECK_TEXT(row("SELECT audience_type, target, role, counts FROM v_measure WHERE title = 'New'"),
               "3|3.5|process|1\n");
    expect(post("sam", "/measures/new", "title=No"), 403, "");
    expect(
        post("ngozi", "/measures/new", "title=In+the+room&room=61616161616161616161616161616161"),
        303, "");
    CHECK_TEXT(row("SELECT audience_type, substr(hex(room), 1, 2) FROM v_measure"
                   " WHERE title = 'In the room'"),
               "4|61\n");
    expect(post("priya", AT "/change", "title=Falls+on+wards&fix_after=11"), 422, "12 to 100,000|");
    expect(post("priya", AT "/change", "title=Falls+on+wards&fix_after=12&screened=true"), 303, "");
    CHECK_TEXT(row("SELECT title, unit, fix_after, screened, definitions FROM v_measure"
                   " WHERE own AND copy_of IS NULL AND id = x'" HEX "'"),
               "Falls on wards|-|12|1|1\n");
    expect(get("priya", AT "/change"), 200, "Falls on wards|value=\"12\"|");
    expect(post("priya", AT "/rebase", "date=2026-11-02"), 422, "Say the reason|");
    expect(post("priya", AT "/rebase", "date=2026-11-02&reason=new+bays"), 303, "");
    expect(post("sam", AT "/event", "date=2026-11-02&title=Strike"), 303, "");
    expect(post("priya", AT "/share", "shared=true&follows=true&upto=3&pathway=Frailty"), 303, "");
    CHECK_TEXT(row("SELECT shared, follows, upto & 15, pathway FROM v_sharing"), "1|1|3|Frailty\n");
    expect(post("priya", "/measures/small-numbers", "below=2000"), 422, "0 to 1,000|");
    expect(post("priya", "/measures/small-numbers", "below=7"), 303, "");
    CHECK_TEXT(row("SELECT below FROM v_small_numbers"), "7\n");
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_one_point_is_added),
        BR_TEST(test_a_steward_lets_a_note_pass),
        BR_TEST(test_a_point_is_corrected_and_taken_back),
        BR_TEST(test_rows_are_looked_at_first),
        BR_TEST(test_what_was_just_saved_is_taken_back),
        BR_TEST(test_one_form_says_so_much),
        BR_TEST(test_a_measure_is_defined_and_changed),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
