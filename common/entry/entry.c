/* entry.c - points: found by date, compared, their values computed. */
#include "entry/entry.h"

#include "base/limits.h"
#include "entry/date.h"
#include "pages/tree.h"

#include <math.h>
#include <string.h>

bool br_entries_make(struct br_entries *entries, struct br_arena *arena)
{
    entries->count = 0;
    entries->items = br_arena_take(arena, BR_IMPORT_POINTS_MAX * sizeof *entries->items);
    return entries->items != NULL;
}

static int compare_dates(struct br_bytes a, struct br_bytes b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.data, b.data, size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

const struct br_entry *br_entries_of_date(const struct br_entries *entries, struct br_bytes date)
{
    size_t low = 0;
    size_t high = entries->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare_dates(entries->items[middle].date, date);
        if (order == 0) {
            return &entries->items[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool same_number(struct br_bytes a, struct br_bytes b)
{
    double left = 0;
    double right = 0;
    if (a.size == 0 || b.size == 0) {
        return a.size == b.size;
    }
    bool numbers = br_number_fault(a, &left) == NULL && br_number_fault(b, &right) == NULL;
    return numbers && left >= right && left <= right;
}

bool br_entry_equal(const struct br_entry *a, const struct br_entry *b)
{
    return same_number(a->value, b->value) && same_number(a->numerator, b->numerator) &&
           same_number(a->denominator, b->denominator);
}

struct br_bytes br_entry_trimmed(struct br_bytes text)
{
    while (text.size > 0 && strchr(" \t\r", text.data[0]) != NULL && text.data[0] != '\0') {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && strchr(" \t\r", text.data[text.size - 1]) != NULL &&
           text.data[text.size - 1] != '\0') {
        text.size--;
    }
    return text;
}

bool br_entry_compute(struct br_entry *entry, const char *unit, struct br_arena *arena)
{
    double numerator = 0;
    double denominator = 0;
    char text[32];
    if (entry->value.size > 0 || entry->numerator.size == 0 || entry->denominator.size == 0 ||
        br_number_fault(entry->numerator, &numerator) != NULL ||
        br_number_fault(entry->denominator, &denominator) != NULL) {
        return true;
    }
    bool per_cent = unit != NULL && strchr(unit, '%') != NULL;
    double value = numerator * (per_cent ? 100 : 1) / denominator;
    if (!isfinite(value)) {
        return true;
    }
    br_number_text(value, text);
    char *kept = br_arena_text(arena, br_bytes_of_text(text));
    entry->value = br_bytes_of_text(kept == NULL ? "" : kept);
    return kept != NULL;
}
