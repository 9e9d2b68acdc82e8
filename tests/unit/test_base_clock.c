/* Clocks: the hybrid clock against hostile and broken times, the text of a time, what is read. */
#include "harness/check.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rng.h"

#include <stdlib.h>
#include <time.h>

static const uint64_t wall = 1790000000000u; /* 2026-09-21 */

/* iroh-docs once had the unit of this wrong; ours is ten minutes of milliseconds. */
static void test_the_lead_is_ten_minutes(void)
{
    CHECK_UINT(BR_CLOCK_LEAD_MAX_MS, 600000);
    uint64_t latest = (wall + 600000) << 16;
    CHECK_UINT(br_hlc_merge(0, latest - 1, wall), latest - 1);
    CHECK_UINT(br_hlc_merge(0, latest, wall), latest);
    CHECK_UINT(br_hlc_merge(0, latest + 1, wall), latest);
}

static void test_hostile_clocks_do_not_drag_ours(void)
{
    static const uint64_t hostile[] = {INT64_MAX, UINT64_MAX, 1ull << 63, UINT64_MAX - 0xffff};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        uint64_t merged = br_hlc_merge(wall << 16, hostile[i], wall);
        CHECK_UINT(br_hlc_ms(merged), wall + BR_CLOCK_LEAD_MAX_MS);
        uint64_t next = br_hlc_next(merged, wall);
        CHECK(next == merged + 1); /* ours goes on from there, and waits for the wall */
        CHECK_UINT(br_hlc_next(merged, wall + 700000), (wall + 700000) << 16);
    }
}

static void test_merging_the_past_changes_nothing(void)
{
    uint64_t last = (wall << 16) + 3;
    CHECK_UINT(br_hlc_merge(last, 0, wall), last);
    CHECK_UINT(br_hlc_merge(last, last, wall), last);
    CHECK_UINT(br_hlc_merge(last, last - 1, wall), last);
    CHECK_UINT(br_hlc_merge(last, last + 1, wall), last + 1);
}

static void test_a_wall_clock_that_jumps_back(void)
{
    uint64_t last = wall << 16;
    uint64_t year_ago = wall - 365ull * 24 * 3600 * 1000;
    CHECK_UINT(br_hlc_next(last, year_ago), last + 1);
    CHECK_UINT(br_hlc_merge(last, last + 5, year_ago), last); /* beyond the lead of that wall */
    CHECK_UINT(br_hlc_next(last, 0), last + 1);
    CHECK_UINT(br_hlc_next(last, wall), last + 1); /* or stands still */
}

static void test_a_full_counter_runs_over(void)
{
    uint64_t last = (wall << 16) | 0xffff;
    CHECK_UINT(br_hlc_next(last, wall), (wall + 1) << 16);
    CHECK_UINT(br_hlc_next(UINT64_MAX, wall), UINT64_MAX);
}

static void test_always_upwards(void)
{
    struct br_rng rng = br_rng_seeded(5);
    uint64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t now = wall + br_rng_below(&rng, 1000);
        uint64_t before = last;
        if (br_rng_below(&rng, 2) == 0) {
            last = br_hlc_merge(last, br_rng_next(&rng), now);
            CHECK(last >= before);
        } else {
            last = br_hlc_next(last, now);
            CHECK(last > before && last >= now << 16);
        }
        CHECK(br_hlc_ms(last) <= wall + 1000 + BR_CLOCK_LEAD_MAX_MS + 2);
    }
}

static void test_times_print(void)
{
    static const struct {
        uint64_t ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {951782400007u, "2000-02-29T00:00:00.007Z"},
        {1795461000123u, "2026-11-23T19:10:00.123Z"},
        {253402300799999u, "9999-12-31T23:59:59.999Z"},
        {253402300800000u, "9999-12-31T23:59:59.999Z"},
        {UINT64_MAX, "9999-12-31T23:59:59.999Z"},
    };
    char text[BR_TIME_TEXT_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        br_time_text(cases[i].ms, text);
        CHECK_TEXT(text, cases[i].text);
    }
}

static void test_clocks_are_read(void)
{
    struct br_now now = br_clock_read();
    time_t seconds = time(NULL);
    uint64_t ns = br_clock_ns();
    struct br_now again = br_clock_read();
    CHECK(now.wall_ms / 1000 + 60 > (uint64_t)seconds &&
          now.wall_ms / 1000 < (uint64_t)seconds + 60);
    CHECK(again.mono_ms >= now.mono_ms);
    CHECK(br_clock_ns() >= ns);
}

static void test_dates_of_http(void)
{
    char text[BR_HTTP_DATE_SIZE];
    br_clock_http_date(784111777000u, text); /* the example of RFC 9110 */
    CHECK_TEXT(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    br_clock_http_date(0, text);
    CHECK_TEXT(text, "Thu, 01 Jan 1970 00:00:00 GMT");
    br_clock_http_date(1709251199999u, text);
    CHECK_TEXT(text, "Thu, 29 Feb 2024 23:59:59 GMT");
    br_clock_http_date(UINT64_MAX, text);
    CHECK_TEXT(text, "Fri, 31 Dec 9999 23:59:59 GMT");
}

static void test_the_day_where_people_are(void)
{
    BR_ASSERT(setenv("TZ", "Europe/London", 1) == 0);
    tzset();
    struct br_local_time local = br_clock_local(1782860400000u); /* 30 June, 23:00 UTC */
    CHECK_TEXT(local.day, "2026-07-01");
    CHECK_TEXT(local.time, "00:00");
    local = br_clock_local(1795681799999u);
    CHECK_TEXT(local.day, "2026-11-26");
    CHECK_TEXT(local.time, "08:29");
    local = br_clock_local(253402300800000u); /* the year 10000 */
    CHECK_TEXT(local.day, "");
    CHECK_TEXT(br_clock_local(UINT64_MAX).time, "");
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_lead_is_ten_minutes),
        BR_TEST(test_hostile_clocks_do_not_drag_ours),
        BR_TEST(test_merging_the_past_changes_nothing),
        BR_TEST(test_a_wall_clock_that_jumps_back),
        BR_TEST(test_a_full_counter_runs_over),
        BR_TEST(test_always_upwards),
        BR_TEST(test_times_print),
        BR_TEST(test_clocks_are_read),
        BR_TEST(test_dates_of_http),
        BR_TEST(test_the_day_where_people_are),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
