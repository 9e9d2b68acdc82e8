/* Points: found by their dates, compared, worked out; pasted without names. */
#include "base/limits.h"
#include "entry/table.h"
#include "harness/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct br_bytes text(const char *at)
{
    return br_bytes_of_text(at);
}

static void test_a_date_is_found(void)
{
    static const char *const dates[] = {"2024-01-01", "2024-01-03", "2024-01-05"};
    struct br_entry items[3] = {{.line = 1}, {.line = 2}, {.line = 3}};
    for (size_t count = 0; count <= 3; count++) {
        struct br_entries entries = {.count = count, .items = items};
        for (size_t i = 0; i < 3; i++) {
            items[i].date = text(dates[i]);
        }
        for (size_t i = 0; i < 3; i++) {
            const struct br_entry *found = br_entries_of_date(&entries, text(dates[i]));
            CHECK(found == (i < count ? &items[i] : NULL));
        }
        CHECK(br_entries_of_date(&entries, text("2024-01-02")) == NULL);
        CHECK(br_entries_of_date(&entries, text("2024-01")) == NULL);
        CHECK(br_entries_of_date(&entries, text("")) == NULL);
        CHECK(br_entries_of_date(&entries, text("2024-01-05Z")) == NULL);
    }
}

static void test_numbers_are_compared_not_texts(void)
{
    struct br_entry a = {.value = text("1.50"), .numerator = text("3"), .denominator = text("2")};
    struct br_entry b = {.value = text("1.5"), .numerator = text("3.0"), .denominator = text("2")};
    CHECK(br_entry_equal(&a, &b));
    b.denominator = text("2.5");
    CHECK(!br_entry_equal(&a, &b));
    b.numerator = text("");
    CHECK(!br_entry_equal(&a, &b));
    b.value = text("x");
    CHECK(!br_entry_equal(&a, &b));
    a = (struct br_entry){.value = text("")};
    b = (struct br_entry){.value = text("")};
    CHECK(br_entry_equal(&a, &b));
    a.value = text("x");
    b.value = text("x");
    CHECK(!br_entry_equal(&a, &b)); /* no numbers, so nobody knows */
    CHECK_UINT(br_entry_trimmed(text(" \t a b\t\r")).size, 3);
    CHECK_UINT(br_entry_trimmed(text(" \t ")).size, 0);
}

static void expect_value(const char *numerator, const char *denominator, const char *unit,
                         const char *value)
{
    struct br_arena arena;
    struct br_entry entry = {.numerator = text(numerator), .denominator = text(denominator)};
    br_arena_init(&arena, 1024);
    CHECK(br_entry_compute(&entry, unit, &arena));
    CHECK(br_bytes_equal(entry.value, text(value)));
    br_arena_free(&arena);
}

static void test_a_value_is_worked_out(void)
{
    expect_value("1", "4", NULL, "0.25");
    expect_value("1", "4", "days", "0.25");
    expect_value("1", "4", "%", "25");
    expect_value("1", "4", "% of people", "25");
    expect_value("1", "0", "%", "");
    expect_value("0", "0", "%", "");
    expect_value("", "4", "%", "");
    expect_value("1", "", "%", "");
    expect_value("x", "4", "%", "");
    expect_value("1", "x", "%", "");
    struct br_arena arena;
    struct br_entry entry = {.value = text("7"), .numerator = text("1"), .denominator = text("4")};
    br_arena_init(&arena, 1);
    CHECK(br_entry_compute(&entry, "%", &arena)); /* it is given */
    CHECK(br_bytes_equal(entry.value, text("7")));
    entry.value = text("");
    CHECK(!br_entry_compute(&entry, "%", &arena)); /* no memory */
    struct br_entries none;
    CHECK(!br_entries_make(&none, &arena));
    br_arena_free(&arena);
}

/* --- without names --- */

static struct br_table table;
static struct br_arena rows_arena;

static const char *pasted(const char *rows)
{
    static char said[2000];
    struct br_table_rules rules = {.columns = {"date", "value", "numerator", "denominator", "note"},
                                   .by_place = true};
    struct br_error error = {{0}};
    size_t used = 0;
    rules.required[BR_TABLE_DATE] = true;
    br_arena_free(&rows_arena);
    br_arena_init(&rows_arena, 8 * 1024 * 1024);
    if (br_table_read(&rules, text(rows), &rows_arena, &table, &error) != BR_OK) {
        (void)snprintf(said, sizeof said, "%s", error.text);
        return said;
    }
    said[0] = '\0';
    for (size_t i = 0; i < table.points.count; i++) {
        const struct br_entry *entry = &table.points.items[i];
        used += (size_t)snprintf(
            said + used, sizeof said - used, "%.*s|%.*s|%.*s|%.*s|%.*s\n", (int)entry->date.size,
            (const char *)entry->date.data, (int)entry->value.size, (const char *)entry->value.data,
            (int)entry->numerator.size, (const char *)entry->numerator.data,
            (int)entry->denominator.size, (const char *)entry->denominator.data,
            (int)entry->note.size, (const char *)entry->note.data);
    }
    for (size_t i = 0; i < table.fault_count; i++) {
        used += (size_t)snprintf(said + used, sizeof said - used, "%zu: %s\n", table.faults[i].line,
                                 table.faults[i].why);
    }
    return said;
}

static void test_cells_are_read_by_place(void)
{
    CHECK_TEXT(pasted("2/11/2026\t25\n9 Nov 2026\t\n"), "2026-11-02|25|||\n2026-11-09||||\n");
    CHECK_TEXT(pasted("2/11/2026\n"), "2026-11-02||||\n");
    CHECK_TEXT(pasted("2/11/2026\t25\n9/11/2026\t26\train, snow\n"),
               "2026-11-02|25|||\n2026-11-09|26|||rain, snow\n");
    CHECK_TEXT(pasted("2/11/2026\t\t\n9/11/2026\t10\t40\tsnow\n"),
               "2026-11-02||||\n2026-11-09||10|40|snow\n");
    CHECK_TEXT(pasted("2/11/2026\t1\t2\t3\t4\n"),
               "1: the row has 5 cells, and there are at most 4\n");
    CHECK_TEXT(pasted("2/11/2026,\"1\"x\n2026-11-03,1,2\n"), "line 1: text behind a closing quote");
    CHECK_TEXT(pasted("Value\tDATE \n25\t2/11/2026\n"), "2026-11-02|25|||\n");
    CHECK_TEXT(pasted("Value;date\n25;2/11/2026\n"), "2026-11-02|25|||\n");
    CHECK(strstr(pasted("45983\t25\n"), "not one column called date") != NULL);
    CHECK(strstr(pasted("date\tvalue\n45983\t25\n"), "Excel's number") != NULL);
    br_arena_free(&rows_arena);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_date_is_found),
        BR_TEST(test_numbers_are_compared_not_texts),
        BR_TEST(test_a_value_is_worked_out),
        BR_TEST(test_cells_are_read_by_place),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
