/* Points from CSV files: by the names of columns, bad rows told one by one, nothing guessed. */
#include "harness/check.h"

#include "entry/date.h"
#include "entry/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct br_arena arena;
    struct br_table import;
    struct br_error error;
};

static struct fixture *fixture(void)
{
    static struct fixture f;
    br_arena_free(&f.arena);
    memset(&f, 0, sizeof f);
    br_arena_init(&f.arena, 64u * 1024 * 1024);
    return &f;
}

static struct br_table_rules plain_rules(void)
{
    return (struct br_table_rules){
        .columns = {"date", "value", "numerator", "denominator", "note"},
        .required = {true, true, false, false, false},
    };
}

static enum br_status read_text(struct fixture *f, const struct br_table_rules *rules,
                                const char *text)
{
    return br_table_read(rules, br_bytes_of_text(text), &f->arena, &f->import, &f->error);
}

static bool is(struct br_bytes bytes, const char *text)
{
    return br_bytes_equal(bytes, br_bytes_of_text(text));
}

/* The fault in the row at [line], or "". */
static const char *why(const struct fixture *f, size_t line)
{
    for (size_t i = 0; i < f->import.fault_count && i < BR_IMPORT_FAULTS_MAX; i++) {
        if (f->import.faults[i].line == line) {
            return f->import.faults[i].why;
        }
    }
    return "";
}

static void test_columns_by_name_in_any_order(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    CHECK(read_text(f, &rules,
                    "org,note,value,date\r\n"
                    "R1,\"a, b\",3.5,2026-01-08\r\n"
                    "R1,,,2026-01-01\r\n") == BR_OK);
    CHECK_UINT(f->import.fault_count, 0);
    CHECK_UINT(f->import.points.count, 2);
    CHECK(is(f->import.points.items[0].date, "2026-01-01")); /* in the order of the dates */
    CHECK_UINT(f->import.points.items[0].value.size, 0);     /* a missing point */
    CHECK(is(f->import.points.items[1].value, "3.5"));
    CHECK(is(f->import.points.items[1].note, "a, b"));
    CHECK_UINT(f->import.points.items[1].line, 2);
}

static void test_named_columns_and_where(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    rules.columns[BR_TABLE_DATE] = "month";
    rules.columns[BR_TABLE_VALUE] = "waits";
    rules.where_count = 2;
    rules.where[0] = (struct br_table_where){"org", "RD1"};
    rules.where[1] = (struct br_table_where){"what", "Ear, Nose"};
    CHECK(read_text(f, &rules,
                    "month,org,what,waits\n"
                    "2019-01-01,RD1,\"Ear, Nose\",604\n"
                    "2019-01-01,RD2,\"Ear, Nose\",605\n"
                    "not a day,RD1,Eye,606\n") == BR_OK);
    CHECK_UINT(f->import.points.count, 1);
    CHECK_UINT(f->import.passed_over, 2); /* what is passed over is not judged */
    CHECK_UINT(f->import.fault_count, 0);
}

static void test_columns_that_are_not_there(void)
{
    struct br_table_rules rules = plain_rules();
    struct fixture *f = fixture();
    CHECK(read_text(f, &rules, "date,wert\n2026-01-01,1\n") == BR_ERR_MALFORMED);
    CHECK(strstr(f->error.text, "value") != NULL && strstr(f->error.text, "wert") != NULL);
    f = fixture();
    CHECK(read_text(f, &rules, "date,value,value\n2026-01-01,1,2\n") == BR_ERR_MALFORMED);
    f = fixture();
    rules.where_count = 1;
    rules.where[0] = (struct br_table_where){"org", "RD1"};
    CHECK(read_text(f, &rules, "date,value\n2026-01-01,1\n") == BR_ERR_MALFORMED);
    f = fixture();
    CHECK(read_text(f, &rules, "") == BR_ERR_MALFORMED);
    f = fixture();
    CHECK(read_text(f, &rules, "\n\n") == BR_ERR_MALFORMED);
}

static void test_every_bad_row_is_told(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    CHECK(read_text(f, &rules,
                    "date,value,note\n"
                    "2026-02-30,1,\n"   /* 2 */
                    "2026-02-01,1;5,\n" /* 3 */
                    "2026-02-02,\"1,5\",\n"
                    "2026-02-03,5%,\n"
                    "2026-02-04,nan,\n" /* 6 */
                    "2026-02-05,=1+1,\n"
                    "2026-02-06,1e999,\n"
                    "2026-02-07,1\n" /* 9 */
                    "2026-02-08,1,=cmd()\n"
                    ",1,\n"               /* 11 */
                    "2026-02-09,1,\xff\n" /* 12 */
                    "2026-02-10,\"1\"x,\n"
                    "2026-02-11,0x10,\n" /* 14 */
                    "2026-02-12,1,fine\n"
                    "2026-02-12,2,twice\n") == BR_OK);
    CHECK_UINT(f->import.points.count, 1);
    CHECK_UINT(f->import.fault_count, 14);
    CHECK(strstr(why(f, 2), "does not exist") != NULL);
    CHECK(strstr(why(f, 3), "not a number") != NULL);
    CHECK(strstr(why(f, 4), "comma") != NULL);
    CHECK(strstr(why(f, 5), "percent") != NULL);
    CHECK(strstr(why(f, 6), "not a number") != NULL);
    CHECK(strstr(why(f, 7), "formula") != NULL);
    CHECK(strstr(why(f, 8), "too large") != NULL);
    CHECK(strstr(why(f, 9), "2 cells") != NULL);
    CHECK(strstr(why(f, 10), "spreadsheet") != NULL);
    CHECK(strstr(why(f, 11), "date is missing") != NULL);
    CHECK(strstr(why(f, 12), "UTF-8") != NULL);
    CHECK(strstr(why(f, 13), "quote") != NULL);
    CHECK(strstr(why(f, 14), "not a number") != NULL);
    CHECK(strstr(why(f, 16), "line 15") != NULL);
    for (size_t i = 1; i < f->import.fault_count; i++) {
        CHECK(f->import.faults[i - 1].line <= f->import.faults[i].line);
    }
}

/* Whatever a cell holds, what is said of it is text, cut between characters. */
static void test_reasons_are_text(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    CHECK(read_text(f, &rules,
                    "date,value\n"
                    "2026-01-01,\xff\x1b[31m\n"                                    /* 2 */
                    "2026-01-02,1234567890123456789012345678901234567890\n"        /* 3 */
                    "2026-01-03,123456789012345678901234567890123456789\xc3\xa9\n" /* 4 */
                    "2026-01-04,x\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
                    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
                    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\n") == BR_OK); /* 5 */
    CHECK(strncmp(why(f, 2), "\\xff\\x1b[31m is not", 17) == 0);
    CHECK_TEXT(why(f, 3), ""); /* 40 bytes, all of them good */
    CHECK(strncmp(why(f, 4), "123456789012345678901234567890123456789… ", 43) == 0);
    CHECK(strncmp(why(f, 5), "x\\x80\\x80", 9) == 0 && strstr(why(f, 5), "\\x80… is not") != NULL);
    for (size_t i = 0; i < f->import.fault_count; i++) {
        CHECK(br_utf8_valid(br_bytes_of_text(f->import.faults[i].why)));
    }
    /* the longest that an excerpt can become, and a sentence behind it */
    char text[64] = "date,value\n2026-01-01,";
    memset(text + strlen(text), 0x01, 40);
    f = fixture();
    CHECK(read_text(f, &rules, text) == BR_OK);
    CHECK(strstr(why(f, 2), "\\x01 is not a number") != NULL);
}

static void test_the_word_missing(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    CHECK(read_text(f, &rules, "date,value\n2026-01-01, missing \n2026-01-02,Missing\n") == BR_OK);
    CHECK_UINT(f->import.points.count, 1);
    CHECK_UINT(f->import.points.items[0].value.size, 0);
    CHECK(strstr(why(f, 3), "not a number") != NULL); /* as measure add has it */
}

static void test_where_without_a_row(void)
{
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    rules.where_count = 1;
    rules.where[0] = (struct br_table_where){"org", "RHX"};
    CHECK(read_text(f, &rules,
                    "date,value,org\n2026-01-01,1,RHQ\n2026-01-02,1,RTF\n"
                    "2026-01-03,1,RHQ\n") == BR_ERR_NOT_FOUND);
    CHECK_TEXT(f->error.text, "no row has RHX in the column org; there are: RHQ, RTF");
    f = fixture();
    CHECK(read_text(f, &rules, "date,value,org\n") == BR_OK); /* nothing was left out */
    /* as many values as are told, and one more */
    for (int count = 12; count <= 13; count++) {
        char text[600] = "date,value,org\n";
        for (int i = 0; i < count; i++) {
            size_t used = strlen(text);
            (void)snprintf(text + used, sizeof text - used, "2026-01-01,1,R%02d\n", i);
        }
        f = fixture();
        CHECK(read_text(f, &rules, text) == BR_ERR_NOT_FOUND);
        CHECK(strstr(f->error.text, "R11") != NULL && strstr(f->error.text, "R12") == NULL);
        CHECK((strstr(f->error.text, ", …") != NULL) == (count == 13));
    }
    f = fixture();
    rules.where_count = 2;
    rules.where[0] = (struct br_table_where){"org", "A"};
    rules.where[1] = (struct br_table_where){"what", "B"};
    CHECK(read_text(f, &rules, "date,value,org,what\n2026-01-01,1,A,C\n2026-01-01,1,D,B\n") ==
          BR_ERR_NOT_FOUND);
    CHECK(strstr(f->error.text, "no row meets all") != NULL);
    CHECK(strstr(f->error.text, "there are") == NULL);
}

static void test_other_separators(void)
{
    struct br_table_rules rules = plain_rules();
    struct fixture *f = fixture();
    CHECK(read_text(f, &rules, "date;value\n2026-01-01;1.5\n") == BR_OK);
    CHECK_UINT(f->import.points.count, 1);
    f = fixture();
    CHECK(read_text(f, &rules,
                    "\xef\xbb\xbf"
                    "date\tvalue\n2026-01-01\t1.5\n") == BR_OK);
    CHECK_UINT(f->import.points.count, 1);
}

static void test_notes_at_their_limit(void)
{
    struct br_table_rules rules = plain_rules();
    for (size_t size = BR_TEXT_NAME_MAX - 1; size <= BR_TEXT_NAME_MAX + 1; size++) {
        struct fixture *f = fixture();
        char note[BR_TEXT_NAME_MAX + 2] = "";
        char text[400];
        memset(note, 'n', size);
        (void)snprintf(text, sizeof text, "date,value,note\n2026-01-01,1,%s\n", note);
        CHECK(read_text(f, &rules, text) == BR_OK);
        CHECK_UINT(f->import.points.count, size <= BR_TEXT_NAME_MAX ? 1 : 0);
    }
}

static void put_days(struct br_buffer *text, size_t count, const char *value)
{
    size_t put = 0;
    for (int year = 1900; put < count; year++) {
        for (int day = 0; day < 12 * 28 && put < count; day++, put++) {
            br_buffer_put_format(text, "%04d-%02d-%02d,%s\n", year, day / 28 + 1, day % 28 + 1,
                                 value);
        }
    }
}

static void test_as_many_points_as_there_may_be(void)
{
    struct br_table_rules rules = plain_rules();
    for (size_t count = BR_IMPORT_POINTS_MAX - 1; count <= BR_IMPORT_POINTS_MAX + 1; count++) {
        struct fixture *f = fixture();
        struct br_buffer text;
        br_buffer_init(&text, 1u << 20);
        br_buffer_put_text(&text, "date,value\n");
        put_days(&text, count, "1");
        enum br_status status =
            br_table_read(&rules, br_buffer_bytes(&text), &f->arena, &f->import, &f->error);
        CHECK(status == (count <= BR_IMPORT_POINTS_MAX ? BR_OK : BR_ERR_LIMIT));
        CHECK(status != BR_OK || f->import.points.count == count);
        br_buffer_free(&text);
    }
}

static void test_more_faults_than_are_told(void)
{
    struct br_table_rules rules = plain_rules();
    for (size_t count = BR_IMPORT_FAULTS_MAX - 1; count <= BR_IMPORT_FAULTS_MAX + 1; count++) {
        struct fixture *f = fixture();
        struct br_buffer text;
        br_buffer_init(&text, 1u << 20);
        br_buffer_put_text(&text, "date,value\n");
        put_days(&text, count, "x");
        CHECK(br_table_read(&rules, br_buffer_bytes(&text), &f->arena, &f->import, &f->error) ==
              BR_OK);
        CHECK_UINT(f->import.fault_count, count);
        CHECK_UINT(f->import.points.count, 0);
        br_buffer_free(&text);
    }
}

/* --- days and numbers --- */

static void test_days(void)
{
    static const char *const good[] = {"2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01",
                                       "1999-12-31"};
    static const char *const bad[] = {"2026-02-29",  "1900-02-29", "2026-13-01", "2026-00-10",
                                      "2026-04-31",  "2026-04-00", "2026-4-1",   "26-04-01",
                                      "2026/04/01",  "",           "2026-04-1x", "2026-04-011",
                                      " 2026-04-01", "+026-04-01"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK(br_date_exists(br_bytes_of_text(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!br_date_exists(br_bytes_of_text(bad[i])));
    }
}

static void test_numbers(void)
{
    static const struct {
        const char *text;
        double number;
    } good[] = {{"0", 0},  {"-3.5", -3.5}, {"+1", 1},     {".5", 0.5},
                {"5.", 5}, {"1e3", 1000},  {"1E-2", 0.01}};
    static const char *const bad[] = {"",    "-",     ".",   "e5",    "1e",    "1e+",
                                      "1 2", "0x10",  "inf", "-nan",  "1,000", "12%",
                                      "=1",  "1.2.3", "١٢",  "1e400", "--1",   "1_000"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double number = -1;
        CHECK(br_number_fault(br_bytes_of_text(good[i].text), &number) == NULL);
        CHECK(number >= good[i].number && number <= good[i].number);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double number = -1;
        CHECK(br_number_fault(br_bytes_of_text(bad[i]), &number) != NULL);
    }
    char text[BR_NUMBER_TEXT_MAX + 2];
    for (size_t size = BR_NUMBER_TEXT_MAX - 1; size <= BR_NUMBER_TEXT_MAX + 1; size++) {
        double number = -1;
        memset(text, '1', size);
        text[size] = '\0';
        CHECK((br_number_fault(br_bytes_of_text(text), &number) == NULL) ==
              (size <= BR_NUMBER_TEXT_MAX));
    }
    static const uint8_t bytes[] = {'1', 0, '2'};
    struct br_bytes holds_a_nul = {.data = bytes, .size = sizeof bytes};
    double number = -1;
    CHECK(br_number_fault(holds_a_nul, &number) != NULL); /* a NUL */
}

/* In any column that is read, figures too; said without the number, before anything repeats it. */
static void test_patients_numbers(void)
{
    static const char text[] = "date,value,note,other\n2026-11-02,1,NHS 999 483 7567,\n"
                               "2026-11-09,9994837567,,\n9994837567,1,,\n2026-11-16,1,,9994837567\n"
                               "2026-11-23,1,999 483 7568,\n";
    struct fixture *f = fixture();
    struct br_table_rules rules = plain_rules();
    CHECK(read_text(f, &rules, text) == BR_OK);
    CHECK_UINT(f->import.points.count, 2); /* a column that is not read is not recorded */
    CHECK_UINT(f->import.fault_count, 3);
    for (size_t line = 2; line <= 4; line++) {
        CHECK(strstr(why(f, line), " holds what looks like an NHS number (it ends in 67).") !=
              NULL);
        CHECK(strstr(why(f, line), "99948") == NULL);
    }
    CHECK(strncmp(why(f, 2), "The note ", 9) == 0 && strncmp(why(f, 3), "The value ", 10) == 0);
    rules.identifiers_pass = true;
    CHECK(read_text(f, &rules, text) == BR_OK);
    CHECK_UINT(f->import.points.count, 4);
    CHECK_UINT(f->import.fault_count, 1);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_columns_by_name_in_any_order),
        BR_TEST(test_named_columns_and_where),
        BR_TEST(test_columns_that_are_not_there),
        BR_TEST(test_every_bad_row_is_told),
        BR_TEST(test_reasons_are_text),
        BR_TEST(test_the_word_missing),
        BR_TEST(test_where_without_a_row),
        BR_TEST(test_other_separators),
        BR_TEST(test_notes_at_their_limit),
        BR_TEST(test_as_many_points_as_there_may_be),
        BR_TEST(test_more_faults_than_are_told),
        BR_TEST(test_days),
        BR_TEST(test_numbers),
        BR_TEST(test_patients_numbers),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
