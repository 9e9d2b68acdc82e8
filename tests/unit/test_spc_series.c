/* Series from text: every form of dates and numbers, every refusal with its words, the limits. */
#include "harness/check.h"

#include "base/limits.h"
#include "base/rng.h"
#include "spc/day.h"
#include "spc/number.h"
#include "spc/series.h"
#include "spc/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTED_MAX = 8192 };

/* --- days --- */

static void expect_day(const char *text, const char *iso)
{
    struct br_error error = {{0}};
    char printed[BR_DAY_TEXT_SIZE] = "";
    int32_t day = 0;
    if (br_check(br_day_read(br_bytes_of_text(text), &day, &error) == BR_OK, text, __FILE__,
                 __LINE__)) {
        br_day_iso(day, printed);
        CHECK_TEXT(printed, iso);
    }
}

static void expect_no_day(const char *text, const char *part)
{
    struct br_error error = {{0}};
    int32_t day = 0;
    CHECK(br_day_read(br_bytes_of_text(text), &day, &error) == BR_ERR_MALFORMED);
    br_check(strstr(error.text, part) != NULL, error.text, __FILE__, __LINE__);
}

#define NO_BREAK "\xc2\xa0" /* a blank at which no line breaks: pages and spreadsheets have them */

static void test_days_as_people_write_them(void)
{
    static const char *const same[] = {
        "2026-05-03",        "2026/05/03",     "2026/5/3",
        "3/5/2026",          "03/05/2026",     "3/5/26",
        "03.05.2026",        "3-5-2026",       "3 May 2026",
        "03-May-26",         "3-MAY-2026",     " 3 may 2026 ",
        "3 May 26",          "3  May 26",      "03/May/26",
        "2026-May-03",       "3/5/2026 00:00", "2026-05-03T00:00:00Z",
        "2026-05-03 0:00:00"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        expect_day(same[i], "2026-05-03");
    }
    expect_day(NO_BREAK "3/5/2026" NO_BREAK, "2026-05-03");
    expect_day("4 Sept 2025", "2025-09-04");
    expect_day("4 September 2025", "2025-09-04");
    expect_day("29/2/2024", "2024-02-29");
    expect_day("1/2/03", "2003-02-01"); /* the UK's order */
    expect_day("31/12/69", "2069-12-31");
    expect_day("1/1/70", "1970-01-01");
}

static void test_days_that_are_refused(void)
{
    expect_no_day("", "the date is missing");
    expect_no_day("29/2/2025", "29/2/2025 does not exist: Feb 2025 has 28 days");
    expect_no_day("31/4/2026", "does not exist: Apr 2026 has 30 days");
    expect_no_day("2026-02-30", "does not exist");
    expect_no_day("29/2/1900", "does not exist");
    expect_no_day("0/5/2026", "does not exist");
    expect_no_day("5/13/2026", "has no month 13: write day/month/year");
    expect_no_day("46145", "46145 is Excel's number for 3 May 2026: give the column a date format");
    expect_no_day("20260503", "is not a date");
    expect_no_day("yesterday", "is not a date: write it as 2026-05-03, 3/5/2026 or 3 May 2026");
    expect_no_day("3 Mai 2026", "is not a date");
    expect_no_day("Ma 3 2026", "is not a date");
    expect_no_day("May 2026", "is not a date");
    expect_no_day("3 May", "is not a date");
    expect_no_day("3 May 206", "is not a date");
    expect_no_day("3/5", "is not a date");
    expect_no_day("3/5/", "is not a date");
    expect_no_day("3//5///2026", "is not a date");
    expect_no_day("003/5/2026", "is not a date");
    expect_no_day("3/005/2026", "is not a date");
    expect_no_day("2026-005-03", "is not a date");
    expect_no_day("2026-05-003", "is not a date");
    expect_no_day("2026-05-03 10:30", "has more than a date: write the day alone");
    expect_no_day("3/5/20261", "is not a date");
    expect_no_day("3/5/2026x", "has more than a date");
    expect_no_day("=TODAY()", "is not a date");
    expect_no_day("\x1b[31m3/5/2026", "?[31m3/5/2026 is not a date");
    expect_no_day("1/1/1899", "is not between the years 1900 and 2199");
    expect_no_day("12345678901/1/2026", "is not a date");
}

static void test_years_have_limits(void)
{
    struct br_day_parts parts = {.month = 1, .day = 1};
    int32_t day = 0;
    for (int beside = -1; beside <= 1; beside++) {
        parts.year = (int)BR_SPC_YEAR_FIRST + beside;
        CHECK(br_day_of(parts, &day) == (beside >= 0));
        parts.year = (int)BR_SPC_YEAR_LAST + beside;
        CHECK(br_day_of(parts, &day) == (beside <= 0));
    }
}

static void test_every_day_of_three_centuries(void)
{
    int32_t expected = 0;
    struct br_day_parts first = {.year = (int)BR_SPC_YEAR_FIRST, .month = 1, .day = 1};
    CHECK(br_day_of(first, &expected));
    size_t wrong = 0;
    for (int year = (int)BR_SPC_YEAR_FIRST; year <= (int)BR_SPC_YEAR_LAST; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int of_month = 1; of_month <= 31; of_month++) {
                int32_t day = 0;
                struct br_day_parts parts = {.year = year, .month = month, .day = of_month};
                if (br_day_of(parts, &day)) {
                    struct br_day_parts again = br_day_parts(day);
                    wrong += day == expected && again.year == year && again.month == month &&
                                     again.day == of_month
                                 ? 0
                                 : 1;
                    expected++;
                }
            }
        }
    }
    CHECK_UINT(wrong, 0);
    int32_t epoch = 1;
    CHECK(br_day_of((struct br_day_parts){1970, 1, 1}, &epoch) && epoch == 0);
    CHECK(br_day_parts(-800000).year < 0); /* far away is no fault either */
}

static void test_days_in_words(void)
{
    int32_t day = 0;
    int32_t other = 0;
    char text[BR_DAY_TEXT_SIZE];
    CHECK(br_day_of((struct br_day_parts){2026, 5, 3}, &day));
    CHECK(br_day_of((struct br_day_parts){2025, 5, 3}, &other));
    br_day_long(day, text);
    CHECK_TEXT(text, "3 May 2026");
    br_day_short(day, text);
    CHECK_TEXT(text, "3 May");
    br_day_beside(day, day + 10, text);
    CHECK_TEXT(text, "3 May");
    br_day_beside(day, other, text);
    CHECK_TEXT(text, "3 May 2026");
}

/* --- numbers --- */

static void test_numbers_that_are_taken(void)
{
    static const struct {
        const char *text;
        double number;
    } taken[] = {{"35", 35},   {"-3.5", -3.5}, {"+.5", .5},   {"1.", 1}, {" 7 ", 7},
                 {"1e3", 1e3}, {"2E-2", 0.02}, {"0", 0},      {"-0", 0}, {"1e+2", 100},
                 {"0.1", 0.1}, {"1e15", 1e15}, {"1e-400", 0}, {"000", 0}};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        struct br_error error = {{0}};
        double number = -1;
        br_check(br_number_read(br_bytes_of_text(taken[i].text), &number, &error) == BR_OK &&
                     number == taken[i].number,
                 taken[i].text, __FILE__, __LINE__);
    }
}

static void expect_no_number(const char *text, const char *part)
{
    struct br_error error = {{0}};
    double number = 0;
    CHECK(br_number_read(br_bytes_of_text(text), &number, &error) == BR_ERR_MALFORMED);
    br_check(strstr(error.text, part) != NULL, error.text, __FILE__, __LINE__);
}

static void test_numbers_that_are_refused(void)
{
    expect_no_number("abc", "abc is not a number; leave the cell empty for a missing point");
    expect_no_number("12a", "is not a number");
    expect_no_number("n/a", "is not a number");
    expect_no_number("-", "is not a number");
    expect_no_number(".", "is not a number");
    expect_no_number("e5", "is not a number");
    expect_no_number("1e", "is not a number");
    expect_no_number("1e+", "is not a number");
    expect_no_number("0x10", "is not a number");
    expect_no_number("1,234", "has a thousand separator: write 1234, not 1,234");
    expect_no_number("-12,345,678.5", "has a thousand separator");
    expect_no_number("1,234,5", "has a comma: write a point, as in 3.5");
    expect_no_number("1234,567", "has a comma");
    expect_no_number(",5", "has a comma");
    expect_no_number("3,5", "has a comma: write a point");
    expect_no_number("1,234x", "has a comma");
    expect_no_number("35%", "has a percent sign: write the number alone");
    expect_no_number("=1+1", "is a formula: paste the value alone");
    expect_no_number("@SUM(A1)", "is a formula");
    expect_no_number("1 234", "has a blank inside");
    expect_no_number("x 1", "is not a number");
    expect_no_number("inf", "is not a number");
    expect_no_number("-Infinity", "is not a number");
    expect_no_number("nan", "is not a number");
    expect_no_number("1e308", "is beyond what can be charted");
    expect_no_number("1e999", "is beyond what can be charted");
    expect_no_number("-1000000000000001", "is beyond what can be charted");
    expect_no_number("\x1b]0;x\a", "?]0;x? is not a number");
    expect_no_number("", "is not a number");
    struct br_error error = {{0}};
    double number = 0;
    static const uint8_t nul[] = {'1', 0, '2'};
    CHECK(br_number_read((struct br_bytes){nul, 3}, &number, &error) == BR_ERR_MALFORMED);
}

static void test_length_of_numbers(void)
{
    char text[BR_NUMBER_TEXT_MAX + 2];
    for (size_t size = BR_NUMBER_TEXT_MAX - 1; size <= BR_NUMBER_TEXT_MAX + 1; size++) {
        struct br_error error = {{0}};
        double number = 0;
        memset(text, '0', size);
        text[size] = '\0';
        CHECK((br_number_read(br_bytes_of_text(text), &number, &error) == BR_OK) ==
              (size <= BR_NUMBER_TEXT_MAX));
    }
}

static void expect_people(double number, int decimals, const char *text)
{
    char printed[BR_NUMBER_SIZE];
    br_number_people(number, decimals, printed);
    CHECK_TEXT(printed, text);
}

static void test_numbers_as_they_are_shown(void)
{
    expect_people(1234567.5, 1, "1,234,567.5");
    expect_people(1234567.04, 1, "1,234,567");
    expect_people(-1234, 0, "-1,234");
    expect_people(123, 2, "123");
    expect_people(-0.04, 1, "0");
    expect_people(0.25, 2, "0.25");
    expect_people(-1e15, 9, "-1,000,000,000,000,000");
    CHECK(br_number_decimals(50) == 1 && br_number_decimals(5) == 2);
    CHECK(br_number_decimals(5000) == 0 && br_number_decimals(0) == 2);
    CHECK(br_number_decimals(1e-12) == 9 && br_number_decimals(NAN) == 2);
    char exact[BR_NUMBER_SIZE];
    br_number_exact(0.1, exact);
    CHECK_TEXT(exact, "0.1");
    br_number_exact(1.0 / 3, exact);
    CHECK(strtod(exact, NULL) == 1.0 / 3);
    br_number_exact(0.1 + 0.2, exact);
    CHECK_TEXT(exact, "0.30000000000000004");
    br_number_exact(NAN, exact);
    CHECK_TEXT(exact, "null");
}

/* --- text --- */

static void test_small_things_about_text(void)
{
    CHECK(br_spc_same_word(br_bytes_of_text("DATE"), "date"));
    CHECK(!br_spc_same_word(br_bytes_of_text("dates"), "date"));
    CHECK(!br_spc_same_word(br_bytes_of_text("dat"), "date"));
    CHECK(!br_spc_same_word(br_bytes_of_text("dote"), "date"));
    CHECK_TEXT(br_spc_count_words(7).text, "seven");
    CHECK_TEXT(br_spc_count_words(12).text, "twelve");
    CHECK_TEXT(br_spc_count_words(13).text, "13");
    CHECK_TEXT(br_spc_excerpt(br_bytes_of_text("a\tb\xff\xe2\x80\x8b")).text, "a?b??");
    struct br_spc_excerpt cut =
        br_spc_excerpt(br_bytes_of_text("0123456789012345678901234567890123456789and more"));
    CHECK_TEXT(cut.text, "0123456789012345678901234567890123456789…");
    CHECK_UINT(br_spc_trimmed(br_bytes_of_text(" \t\xc2\xa0 ")).size, 0);
    CHECK_UINT(br_spc_trimmed(br_bytes_of_text("\xc2x\xa0")).size, 3);
}

/* --- files --- */

/* "2026-05-03=35 2026-05-10=missing !2.1 why" */
static void print_series(const char *text, const struct br_series_columns *columns, char *out)
{
    static struct br_series series;
    struct br_arena arena;
    struct br_error error = {{0}};
    size_t used = 0;
    struct br_bytes bytes = br_bytes_of_text(text);
    out[0] = '\0';
    br_arena_init(&arena, br_series_arena_size(bytes.size));
    enum br_status status = br_series_read(bytes, columns, &arena, &series, &error);
    if (status != BR_OK) {
        used += (size_t)snprintf(out, PRINTED_MAX, "%s: %s", br_status_text(status), error.text);
    }
    for (size_t i = 0; status == BR_OK && i < series.count; i++) {
        char day[BR_DAY_TEXT_SIZE];
        char number[BR_NUMBER_SIZE];
        br_day_iso(series.points[i].day, day);
        br_number_exact(series.points[i].value, number);
        used += (size_t)snprintf(out + used, PRINTED_MAX - used, "%s%s=%s", used == 0 ? "" : " ",
                                 day, number);
    }
    for (size_t i = 0; status == BR_OK && i < series.fault_count; i++) {
        br_series_fault_text(&series.faults[i], &error);
        used += (size_t)snprintf(out + used, PRINTED_MAX - used, "%s!%s", used == 0 ? "" : " ",
                                 error.text);
    }
    br_arena_free(&arena);
}

static void expect(const char *text, const char *printed)
{
    char out[PRINTED_MAX];
    print_series(text, NULL, out);
    CHECK_TEXT(out, printed);
}

static void test_files_that_are_good(void)
{
    expect("date,value\n2026-05-03,35\n2026-05-10,\n", "2026-05-03=35 2026-05-10=null");
    expect("2026-05-03,35", "2026-05-03=35");
    expect("\xef\xbb\xbf"
           "Date,Value\r\n3/5/2026,35\r\n10/5/2026,36.5\r\n",
           "2026-05-03=35 2026-05-10=36.5");
    expect("2026-05-10,2\n2026-05-03,1\n", "2026-05-03=1 2026-05-10=2"); /* sorted */
    expect("3 May 2026\t35\n10 May 2026\t\n", "2026-05-03=35 2026-05-10=null");
    expect("date;value\n3/5/2026;3.5\n", "2026-05-03=3.5");
    expect("\"date\",\"value\"\n\"2026-05-03\",\"35\"\n", "2026-05-03=35");
    expect("week of,seen\n2026-05-03,35\n", "2026-05-03=35"); /* any names, of two columns */
    expect("value,date\n35,2026-05-03\n", "2026-05-03=35");
    expect("value,week\n35,2026-05-03\n", "2026-05-03=35");
    expect("ward,date,value,note\nA,2026-05-03,35,\"late, twice\"\n", "2026-05-03=35");
    expect("date,value\n2026-05-03,35\n,\n\n ,\t\n", "2026-05-03=35"); /* blank rows at the end */
    expect("2026-05-03,35,,\n", "2026-05-03=35");                      /* blank cells at the end */
    expect("week,\n2026-05-03,35\n", "2026-05-03=35");
}

static void test_rows_that_are_bad(void)
{
    expect("date,value\n30/2/2026,1\n2026-05-03,x\n2026-05-10,4\n",
           "2026-05-10=4 !line 2, column 1: 30/2/2026 does not exist: Feb 2026 has 28 days "
           "!line 3, column 2: x is not a number; leave the cell empty for a missing point");
    expect("2026-05-03,1\n3/5/2026,2\n3 May 2026,3\n",
           "2026-05-03=1 !line 2, column 1: 3 May 2026 has a point already, from line 1: keep one "
           "of them !line 3, column 1: 3 May 2026 has a point already, from line 1: keep one of "
           "them");
    expect(
        "2026-05-03,1,234\n2026-05-04,1\n",
        "2026-05-04=1 !line 1, column 3: there are 3 cells where 2 belong: a number with a comma "
        "inside needs quotes, and no comma");
    expect("date,value\n2026-05-03\n2026-05-04,1\n",
           "2026-05-04=1 !line 2: there is no value: write date,value, and end the line with the "
           "comma for a missing point");
    expect("2026-05-03,\"1\"x\n2026-05-04,1\n",
           "2026-05-04=1 !line 1: text behind a closing quote");
    expect(",5\n2026-05-04,1\n", "2026-05-04=1 !line 1, column 1: the date is missing");
    expect("x,5\n2026-05-04,1\n",
           "2026-05-04=1 !line 1, column 1: x is not a date: write it as 2026-05-03, 3/5/2026 or 3 "
           "May 2026");
    expect("date,value\n30/2/2026,=A1\n",
           "!line 2, column 1: 30/2/2026 does not exist: Feb 2026 has 28 days !line 2, column 2: "
           "=A1 is a formula: paste the value alone");
}

static void test_files_that_are_nothing(void)
{
    static const char none[] =
        "malformed: there is no point: write a line for each, as in 2026-05-03,35";
    expect("", none);
    expect("\n\r\n", none);
    expect("date,value\n", none);
    expect("\xff\xfe"
           "d",
           "malformed: the text is UTF-16: save it as \"CSV UTF-8\", or copy the "
           "cells");
    expect("\xfe\xff"
           "d",
           "malformed: the text is UTF-16: save it as \"CSV UTF-8\", or copy the "
           "cells");
    expect("month,org,a,b,c,d\n2026-05-03,x,1,2,3,4\n",
           "malformed: no column is called value; there are: month, org, a, b, c, …");
    expect("value\n3\n", "malformed: no column is called value; there are: value");
    expect("date\n2026-05-03\n", "malformed: no column is called value; there are: date");
}

static void test_columns_by_name(void)
{
    char out[PRINTED_MAX];
    struct br_series_columns columns = {.date = "Month", .value = "beds"};
    print_series("month,org,beds\n2026-05-01,x,4\n", &columns, out);
    CHECK_TEXT(out, "2026-05-01=4");
    columns.value = "bed";
    print_series("month,org,beds\n2026-05-01,x,4\n", &columns, out);
    CHECK_TEXT(out, "malformed: no column is called bed; there are: month, org, beds");
    columns.date = "day";
    print_series("month,org,beds\n2026-05-01,x,4\n", &columns, out);
    CHECK_TEXT(out, "malformed: no column is called day; there are: month, org, beds");
    print_series("2026-05-01,4\n", &columns, out);
    CHECK_TEXT(out, "malformed: no column is called day; there are: 2026-05-01, 4");
    columns = (struct br_series_columns){.value = "beds"};
    print_series("2026-05-01,4\n", &columns, out);
    CHECK_TEXT(out, "malformed: no column is called beds; there are: 2026-05-01, 4");
    columns.value = NULL;
    print_series("2026-05-01,4\n", &columns, out);
    CHECK_TEXT(out, "2026-05-01=4");
}

/* --- limits --- */

static char *many_rows(size_t count, const char *value, size_t *size)
{
    enum { ROW = 24 };
    char *text = malloc(count * ROW + 1);
    BR_ASSERT(text != NULL);
    *size = 0;
    for (size_t i = 0; i < count; i++) {
        char day[BR_DAY_TEXT_SIZE];
        br_day_iso((int32_t)i, day);
        *size += (size_t)snprintf(text + *size, ROW, "%s,%s\n", day, value);
    }
    return text;
}

static void test_limits_of_points_and_faults(void)
{
    static struct br_series series;
    struct br_error error = {{0}};
    for (size_t count = BR_SPC_POINTS_MAX - 1; count <= BR_SPC_POINTS_MAX + 1; count++) {
        size_t size = 0;
        struct br_arena arena;
        char *text = many_rows(count, "4", &size);
        bool fits = count <= BR_SPC_POINTS_MAX;
        struct br_bytes bytes = {(uint8_t *)text, size};
        br_arena_init(&arena, br_series_arena_size(size));
        CHECK(br_series_read(bytes, NULL, &arena, &series, &error) ==
              (fits ? BR_OK : BR_ERR_LIMIT));
        CHECK(!fits || series.count == count);
        CHECK(fits || strcmp(error.text, "line 20001: a series has at most 20000 points") == 0);
        br_arena_free(&arena);
        br_arena_init(&arena, size / 4);
        CHECK(br_series_read(bytes, NULL, &arena, &series, &error) == BR_ERR_NO_MEMORY);
        br_arena_free(&arena);
        free(text);
    }
    for (size_t count = BR_SPC_FAULTS_MAX - 1; count <= BR_SPC_FAULTS_MAX + 1; count++) {
        size_t size = 0;
        struct br_arena arena;
        char *text = many_rows(count, "x", &size);
        br_arena_init(&arena, br_series_arena_size(size));
        CHECK(br_series_read((struct br_bytes){(uint8_t *)text, size}, NULL, &arena, &series,
                             &error) == BR_OK);
        CHECK(series.fault_count == count && series.count == 0);
        br_arena_free(&arena);
        free(text);
    }
}

/* At n and n - 1 rows of CSV have their own test: reading so much takes its time. */
static void test_a_text_has_a_size(void)
{
    static struct br_series series;
    struct br_error error = {{0}};
    struct br_arena arena;
    uint8_t *text = calloc(1, BR_CSV_SIZE_MAX + 1);
    BR_ASSERT(text != NULL);
    br_arena_init(&arena, br_series_arena_size(BR_CSV_SIZE_MAX + 1));
    CHECK(br_series_read((struct br_bytes){text, BR_CSV_SIZE_MAX + 1}, NULL, &arena, &series,
                         &error) == BR_ERR_LIMIT);
    CHECK_TEXT(error.text, "the text is too large: at most 33554432 bytes");
    br_arena_free(&arena);
    free(text);
}

/* Whatever was read is read again from what it prints as. */
static void test_random_series_read_again(void)
{
    static struct br_series series;
    struct br_rng rng = br_rng_seeded(35);
    struct br_buffer text;
    br_buffer_init(&text, 1 << 20);
    for (int round = 0; round < 200; round++) {
        struct br_arena arena;
        struct br_error error = {{0}};
        double numbers[50];
        br_buffer_clear(&text);
        for (size_t i = 0; i < 50; i++) {
            char day[BR_DAY_TEXT_SIZE];
            char number[BR_NUMBER_SIZE] = "";
            numbers[i] = (double)(int64_t)br_rng_next(&rng) / 1e9 / (double)(1 + i * i * i);
            br_number_exact(numbers[i], number);
            br_day_iso((int32_t)i, day);
            br_buffer_put_format(&text, "%s,%s\r\n", day, number);
        }
        br_arena_init(&arena, br_series_arena_size(text.size));
        CHECK(br_series_read(br_buffer_bytes(&text), NULL, &arena, &series, &error) == BR_OK);
        for (size_t i = 0; CHECK(series.count == 50) && i < 50; i++) {
            CHECK(series.points[i].value == numbers[i] && series.points[i].day == (int32_t)i);
        }
        br_arena_free(&arena);
    }
    br_buffer_free(&text);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_days_as_people_write_them),
        BR_TEST(test_days_that_are_refused),
        BR_TEST(test_years_have_limits),
        BR_TEST(test_every_day_of_three_centuries),
        BR_TEST(test_days_in_words),
        BR_TEST(test_numbers_that_are_taken),
        BR_TEST(test_numbers_that_are_refused),
        BR_TEST(test_length_of_numbers),
        BR_TEST(test_numbers_as_they_are_shown),
        BR_TEST(test_small_things_about_text),
        BR_TEST(test_files_that_are_good),
        BR_TEST(test_rows_that_are_bad),
        BR_TEST(test_files_that_are_nothing),
        BR_TEST(test_columns_by_name),
        BR_TEST(test_limits_of_points_and_faults),
        BR_TEST(test_a_text_has_a_size),
        BR_TEST(test_random_series_read_again),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
