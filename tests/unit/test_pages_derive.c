/* Dates, times, counts and ids as people read them. */
#include "harness/check.h"
#include "pages/derive.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
/* Thursday 26 November 2026, 08:30 in London and Greenwich alike. */
#define NOW_MS INT64_C(1795681800000)

static const char *derive(enum br_derived derived, struct br_node from)
{
    static struct br_derived_value value;
    static char text[200];
    CHECK(br_derive(derived, &from, NOW_MS, &value));
    CHECK(value.node.type == BR_NODE_TEXT && value.node.as.bytes.size < sizeof text);
    memcpy(text, value.node.as.bytes.data, value.node.as.bytes.size);
    text[value.node.as.bytes.size] = '\0';
    return text;
}

static struct br_node integer(int64_t value)
{
    return (struct br_node){.type = BR_NODE_INTEGER, .as.integer = value};
}

static const char *date_of(int64_t wall_ms)
{
    return derive(BR_DERIVED_DATE, integer(wall_ms));
}

static void test_dates_are_told_by_days(void)
{
    CHECK_TEXT(date_of(NOW_MS), "today");
    CHECK_TEXT(date_of(NOW_MS - 8 * HOUR_MS), "today");
    CHECK_TEXT(date_of(NOW_MS - 9 * HOUR_MS), "yesterday"); /* 23:30 */
    CHECK_TEXT(date_of(NOW_MS - DAY_MS), "yesterday");
    CHECK_TEXT(date_of(NOW_MS - 2 * DAY_MS), "2 days ago");
    CHECK_TEXT(date_of(NOW_MS - 6 * DAY_MS), "6 days ago");
    CHECK_TEXT(date_of(NOW_MS - 7 * DAY_MS), "Thursday 19 November");
    CHECK_TEXT(date_of(NOW_MS - 365 * DAY_MS), "Wednesday 26 November 2025");
    CHECK_TEXT(date_of(NOW_MS + 15 * HOUR_MS), "today"); /* a clock that is ahead */
    CHECK_TEXT(date_of(NOW_MS + DAY_MS), "Friday 27 November");
    CHECK_TEXT(date_of(0), "Thursday 1 January 1970");
}

static void test_days_cross_years_and_leaps(void)
{
    struct br_derived_value value;
    struct br_node new_years_eve = integer(INT64_C(1767182400000)); /* 31 December 2025, noon */
    CHECK(br_derive(BR_DERIVED_DATE, &new_years_eve, UINT64_C(1767268800000), &value));
    CHECK(memcmp(value.scratch, "yesterday", 10) == 0);
    struct br_node leap_day = integer(INT64_C(1709208000000)); /* 29 February 2024 */
    CHECK(br_derive(BR_DERIVED_DATE, &leap_day, UINT64_C(1709380800000), &value)); /* 2 March */
    CHECK(memcmp(value.scratch, "2 days ago", 11) == 0);
}

static void test_times_are_local(void)
{
    CHECK_TEXT(derive(BR_DERIVED_TIME, integer(NOW_MS)), "08:30");
    /* 1 July 2026 23:30 UTC is half past midnight in London, and already the 2nd. */
    CHECK_TEXT(derive(BR_DERIVED_TIME, integer(INT64_C(1782948600000))), "00:30");
    CHECK_TEXT(date_of(INT64_C(1782948600000)), "Thursday 2 July");
}

static void test_absurd_clocks_are_said(void)
{
    CHECK_TEXT(date_of(INT64_MIN), "on an unknown day");
    CHECK_TEXT(date_of(-1), "on an unknown day");
    CHECK_TEXT(date_of(INT64_C(253402300799999)), "Friday 31 December 9999");
    CHECK_TEXT(date_of(INT64_C(253402300800000)), "on an unknown day");
    CHECK_TEXT(derive(BR_DERIVED_TIME, integer(INT64_MAX)), "at an unknown time");
}

static void test_numbers_have_commas(void)
{
    CHECK_TEXT(derive(BR_DERIVED_NUMBER, integer(0)), "0");
    CHECK_TEXT(derive(BR_DERIVED_NUMBER, integer(999)), "999");
    CHECK_TEXT(derive(BR_DERIVED_NUMBER, integer(4118)), "4,118");
    CHECK_TEXT(derive(BR_DERIVED_NUMBER, integer(-100000)), "-100,000");
    CHECK_TEXT(derive(BR_DERIVED_NUMBER, integer(INT64_MIN)), "-9,223,372,036,854,775,808");
    static const struct {
        double number;
        const char *text;
    } cases[] = {{0.1, "0.1"},          {6.0, "6"},        {1234567.25, "1,234,567.25"},
                 {-1234.5, "-1,234.5"}, {1e300, "1e+300"}, {0.1 + 0.2, "0.30000000000000004"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_node node = {.type = BR_NODE_NUMBER, .as.number = cases[i].number};
        CHECK_TEXT(derive(BR_DERIVED_NUMBER, node), cases[i].text);
    }
}

static void test_ids_are_short_by_their_end(void)
{
    static const uint8_t id[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xde, 0xad, 0xbe, 0xef};
    struct br_node node = {.type = BR_NODE_BYTES, .as.bytes = {id, 16}};
    CHECK_TEXT(derive(BR_DERIVED_SHORT, node), "deadbeef");
    node.as.bytes.size = 3;
    CHECK_TEXT(derive(BR_DERIVED_SHORT, node), "010203");
    node.as.bytes.size = 0;
    CHECK_TEXT(derive(BR_DERIVED_SHORT, node), "");
    node.as.bytes.data = NULL; /* as SQLite gives an empty value */
    CHECK_TEXT(derive(BR_DERIVED_SHORT, node), "");
}

static void test_indents_end_at_their_limit(void)
{
    for (int64_t depth = BR_DERIVED_INDENT_MAX - 1; depth <= BR_DERIVED_INDENT_MAX + 1; depth++) {
        size_t spaces = strlen(derive(BR_DERIVED_INDENT, integer(depth)));
        CHECK_UINT(spaces, depth > BR_DERIVED_INDENT_MAX ? 2 * BR_DERIVED_INDENT_MAX : 2 * depth);
    }
    CHECK_TEXT(derive(BR_DERIVED_INDENT, integer(-1)), "");
}

static void test_counts_under_ten_are_words(void)
{
    CHECK_TEXT(derive(BR_DERIVED_WORDS, integer(0)), "no");
    CHECK_TEXT(derive(BR_DERIVED_WORDS, integer(9)), "nine");
    CHECK_TEXT(derive(BR_DERIVED_WORDS, integer(10)), "10");
    CHECK_TEXT(derive(BR_DERIVED_WORDS, integer(4118)), "4,118");
    CHECK_TEXT(derive(BR_DERIVED_WORDS, integer(-1)), "-1");
    struct br_node list = {.type = BR_NODE_LIST, .count = 2};
    CHECK_TEXT(derive(BR_DERIVED_WORDS, list), "two");
}

static const char *initials(const char *name)
{
    struct br_node node = {.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text(name)};
    return derive(BR_DERIVED_INITIALS, node);
}

static void test_initials_are_of_the_first_and_last_word(void)
{
    CHECK_TEXT(initials("Tom Redfern"), "TR");
    CHECK_TEXT(initials("  Amina  Noor Khalil "), "AK");
    CHECK_TEXT(initials("Ŵil Éluard"), "ŴÉ");
    CHECK_TEXT(initials("Ola"), "O");
    CHECK_TEXT(initials(" "), "");
    CHECK_TEXT(initials(""), "");
    /* A first letter of nothing but what should follow one is longer than any letter. */
    char long_letter[2 * BR_DERIVED_TEXT_SIZE];
    memset(long_letter, 0x80, sizeof long_letter - 1);
    long_letter[0] = 'x';
    long_letter[sizeof long_letter - 1] = '\0';
    CHECK_TEXT(initials(long_letter), "");
}

static void test_the_first_word_of_a_name(void)
{
    static const struct {
        const char *name;
        const char *first;
    } cases[] = {{"Tom Redfern", "Tom"}, {"  Ŵil ", "Ŵil"}, {"Ola", "Ola"}, {" ", ""}, {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_derived_value value;
        struct br_node name = {.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text(cases[i].name)};
        CHECK(br_derive(BR_DERIVED_FIRST, &name, NOW_MS, &value));
        CHECK_UINT(value.node.as.bytes.size, strlen(cases[i].first));
        CHECK(memcmp(value.node.as.bytes.data, cases[i].first, strlen(cases[i].first)) == 0);
    }
}

static void test_days_that_people_gave(void)
{
    static const struct {
        const char *date;
        const char *day;
    } cases[] = {{"2026-11-16", "16 Nov 2026"}, {"2026-02-29", "2026-02-29"},
                 {"16/11/2026", "16 Nov 2026"}, {"3/5/2026", "3/5/2026"},
                 {"some day", "some day"},      {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_derived_value value;
        struct br_node date = {.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text(cases[i].date)};
        CHECK(br_derive(BR_DERIVED_DAY, &date, NOW_MS, &value));
        CHECK_UINT(value.node.as.bytes.size, strlen(cases[i].day));
        CHECK(memcmp(value.node.as.bytes.data, cases[i].day, strlen(cases[i].day)) == 0);
    }
}

static void test_types_that_do_not_fit_give_nothing(void)
{
    struct br_derived_value value;
    struct br_node text = {.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text("x")};
    struct br_node null = {.type = BR_NODE_NULL};
    for (enum br_derived derived = BR_DERIVED_DATE; derived <= BR_DERIVED_FIRST; derived++) {
        CHECK(br_derive(derived, &text, NOW_MS, &value) ==
              (derived == BR_DERIVED_LINES || derived == BR_DERIVED_INITIALS ||
               derived == BR_DERIVED_FIRST || derived == BR_DERIVED_DAY));
        CHECK(!br_derive(derived, &null, NOW_MS, &value));
    }
}

int main(void)
{
    /* London by rule, so that no time zone files are needed. */
    BR_ASSERT(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1) == 0);
    tzset();
    static const struct br_test tests[] = {
        BR_TEST(test_dates_are_told_by_days),
        BR_TEST(test_days_cross_years_and_leaps),
        BR_TEST(test_times_are_local),
        BR_TEST(test_absurd_clocks_are_said),
        BR_TEST(test_numbers_have_commas),
        BR_TEST(test_ids_are_short_by_their_end),
        BR_TEST(test_indents_end_at_their_limit),
        BR_TEST(test_counts_under_ten_are_words),
        BR_TEST(test_initials_are_of_the_first_and_last_word),
        BR_TEST(test_the_first_word_of_a_name),
        BR_TEST(test_days_that_people_gave),
        BR_TEST(test_types_that_do_not_fit_give_nothing),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
