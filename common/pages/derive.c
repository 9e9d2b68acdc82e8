/* derive.c - dates, times, counts and ids as people read them. */
#include "pages/derive.h"

#include "spc/day.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LAST_SHOWN_MS INT64_C(253402300799999) /* the end of the year 9999 */

struct br_derived_name br_derived_name(struct br_bytes name)
{
    static const struct {
        const char *ending;
        const char *suffix;
        enum br_derived derived;
    } endings[] = {
        {"_date", "_ms", BR_DERIVED_DATE},  {"_time", "_ms", BR_DERIVED_TIME},
        {"_lines", "", BR_DERIVED_LINES},   {"_short", "", BR_DERIVED_SHORT},
        {"_count", "", BR_DERIVED_COUNT},   {"_any", "", BR_DERIVED_ANY},
        {"_many", "", BR_DERIVED_MANY},     {"_number", "", BR_DERIVED_NUMBER},
        {"_indent", "", BR_DERIVED_INDENT}, {"_deep", "", BR_DERIVED_DEEP},
        {"_words", "", BR_DERIVED_WORDS},   {"_initials", "", BR_DERIVED_INITIALS},
        {"_first", "", BR_DERIVED_FIRST},   {"_marked", "", BR_DERIVED_MARKED},
        {"_day", "", BR_DERIVED_DAY},       {"_backwards", "", BR_DERIVED_BACKWARDS},
    };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        struct br_bytes ending = br_bytes_of_text(endings[i].ending);
        if (name.size > ending.size &&
            memcmp(name.data + name.size - ending.size, ending.data, ending.size) == 0) {
            return (struct br_derived_name){.derived = endings[i].derived,
                                            .base = {name.data, name.size - ending.size},
                                            .suffix = endings[i].suffix};
        }
    }
    return (struct br_derived_name){.derived = BR_DERIVED_NONE, .suffix = ""};
}

/* Days since 1 March 0000 of the proleptic Gregorian calendar: only differences matter. */
static int64_t day_number(const struct tm *day)
{
    int64_t month = day->tm_mon >= 2 ? day->tm_mon - 2 : day->tm_mon + 10;
    int64_t year = (int64_t)day->tm_year + 1900 - (day->tm_mon >= 2 ? 0 : 1);
    int64_t days_before_month = (153 * month + 2) / 5;
    return 365 * year + year / 4 - year / 100 + year / 400 + days_before_month + day->tm_mday;
}

/* False for what no calendar shows: a device's clock may say anything. */
static bool local_day(int64_t wall_ms, struct tm *day)
{
    if (wall_ms < 0 || wall_ms > LAST_SHOWN_MS) {
        return false;
    }
    time_t seconds = (time_t)(wall_ms / 1000);
    return localtime_r(&seconds, day) != NULL;
}

static void date_text(int64_t wall_ms, uint64_t now_ms, char *out)
{
    static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                           "Thursday", "Friday", "Saturday"};
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    struct tm day;
    struct tm today;
    if (!local_day(wall_ms, &day) || !local_day((int64_t)now_ms, &today)) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "on an unknown day");
        return;
    }
    int64_t days_ago = day_number(&today) - day_number(&day);
    if (days_ago == 0) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "today");
    } else if (days_ago == 1) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "yesterday");
    } else if (days_ago > 1 && days_ago < 7) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "%d days ago", (int)days_ago);
    } else if (day.tm_year == today.tm_year) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "%s %d %s", weekdays[day.tm_wday], day.tm_mday,
                       months[day.tm_mon]);
    } else {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "%s %d %s %d", weekdays[day.tm_wday], day.tm_mday,
                       months[day.tm_mon], day.tm_year + 1900);
    }
}

static void time_text(int64_t wall_ms, char *out)
{
    struct tm day;
    if (local_day(wall_ms, &day)) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "%02d:%02d", day.tm_hour, day.tm_min);
    } else {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "at an unknown time");
    }
}

static void short_text(struct br_bytes id, char *out)
{
    enum { SHORT_BYTES = 4 };
    size_t size = id.size < SHORT_BYTES ? id.size : SHORT_BYTES;
    const uint8_t *end = id.size == 0 ? NULL : id.data + (id.size - size); /* empty: any pointer */
    br_hex_encode(end, size, out);
}

/* A comma before every three digits of the integer part. */
static void number_text(const struct br_node *from, char *out)
{
    char digits[32];
    if (from->type == BR_NODE_INTEGER) {
        (void)snprintf(digits, sizeof digits, "%lld", (long long)from->as.integer);
    } else {
        br_number_text(from->as.number, digits);
    }
    size_t sign = digits[0] == '-' ? 1 : 0;
    size_t integer_size = strspn(digits + sign, "0123456789");
    size_t at = 0;
    for (size_t i = 0; digits[i] != '\0'; i++) {
        size_t place = sign + integer_size - i;
        if (i > sign && i < sign + integer_size && place % 3 == 0) {
            out[at++] = ',';
        }
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

static void indent_text(int64_t levels, char *out)
{
    int64_t shown = levels < 0 ? 0 : levels;
    shown = shown > BR_DERIVED_INDENT_MAX ? BR_DERIVED_INDENT_MAX : shown;
    memset(out, ' ', 2 * (size_t)shown);
    out[2 * (size_t)shown] = '\0';
}

/* Under ten in words, as prose has it. */
static void words_text(int64_t count, char *out)
{
    static const char *const words[] = {"no",   "one", "two",   "three", "four",
                                        "five", "six", "seven", "eight", "nine"};
    if (count >= 0 && count < (int64_t)(sizeof words / sizeof words[0])) {
        (void)snprintf(out, BR_DERIVED_TEXT_SIZE, "%s", words[count]);
    } else {
        struct br_node number = {.type = BR_NODE_INTEGER, .as.integer = count};
        number_text(&number, out);
    }
}

/* How many bytes the character at [text] has; texts are UTF-8 already. */
static size_t character_size(struct br_bytes text)
{
    size_t size = 1;
    while (size < text.size && (text.data[size] & 0xc0u) == 0x80) {
        size++;
    }
    return size;
}

/* The first letters of the first word and of the last. */
static void initials_text(struct br_bytes name, char *out)
{
    size_t first_size = 0;
    size_t size = 0;
    bool between_words = true;
    for (size_t i = 0; i < name.size; i++) {
        bool space = name.data[i] == ' ';
        size_t letter = character_size((struct br_bytes){name.data + i, name.size - i});
        if (between_words && !space && first_size + letter < BR_DERIVED_TEXT_SIZE) {
            memcpy(out + first_size, name.data + i, letter);
            size = first_size + letter;
            first_size = first_size == 0 ? letter : first_size;
        }
        between_words = space;
    }
    out[size] = '\0';
}

static void set_text(struct br_derived_value *value)
{
    value->node =
        (struct br_node){.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text(value->scratch)};
}

static bool derive_text(enum br_derived derived, const struct br_node *from, uint64_t now_ms,
                        struct br_derived_value *value)
{
    bool is_integer = from->type == BR_NODE_INTEGER;
    if (derived == BR_DERIVED_DATE && is_integer) {
        date_text(from->as.integer, now_ms, value->scratch);
    } else if (derived == BR_DERIVED_TIME && is_integer) {
        time_text(from->as.integer, value->scratch);
    } else if (derived == BR_DERIVED_SHORT && from->type == BR_NODE_BYTES) {
        short_text(from->as.bytes, value->scratch);
    } else if (derived == BR_DERIVED_NUMBER && (is_integer || from->type == BR_NODE_NUMBER)) {
        number_text(from, value->scratch);
    } else if (derived == BR_DERIVED_INDENT && is_integer) {
        indent_text(from->as.integer, value->scratch);
    } else if (derived == BR_DERIVED_WORDS && is_integer) {
        words_text(from->as.integer, value->scratch);
    } else if (derived == BR_DERIVED_WORDS && from->type == BR_NODE_LIST) {
        words_text((int64_t)from->count, value->scratch);
    } else if (derived == BR_DERIVED_INITIALS && from->type == BR_NODE_TEXT) {
        initials_text(from->as.bytes, value->scratch);
    } else {
        return false;
    }
    set_text(value);
    return true;
}

/* The first word, borrowed from the text. */
static struct br_bytes first_word(struct br_bytes text)
{
    while (text.size > 0 && text.data[0] == ' ') {
        text.data++;
        text.size--;
    }
    const uint8_t *end = text.size == 0 ? NULL : memchr(text.data, ' ', text.size);
    return (struct br_bytes){text.data, end == NULL ? text.size : (size_t)(end - text.data)};
}

/* A date that people gave: as charts write it; anything else is shown as it is. */
static void day_text(const struct br_node *from, struct br_derived_value *value)
{
    struct br_error why;
    int32_t day = 0;
    value->node = *from;
    if (from->as.bytes.size == strlen("2026-11-16") &&
        br_day_read(from->as.bytes, &day, &why) == BR_OK) {
        br_day_long(day, value->scratch);
        set_text(value);
    }
}

bool br_derive(enum br_derived derived, const struct br_node *from, uint64_t now_ms,
               struct br_derived_value *value)
{
    bool counts = from->type == BR_NODE_LIST || from->type == BR_NODE_INTEGER;
    int64_t count = from->type == BR_NODE_LIST ? (int64_t)from->count : from->as.integer;
    value->lines = false;
    value->backwards = derived == BR_DERIVED_BACKWARDS;
    value->markup = derived == BR_DERIVED_MARKED;
    if (derived == BR_DERIVED_MARKED && from->type == BR_NODE_TEXT) {
        value->node = *from;
        return true;
    }
    if (derived == BR_DERIVED_DAY && from->type == BR_NODE_TEXT) {
        day_text(from, value);
        return true;
    }
    if (derived == BR_DERIVED_LINES && from->type == BR_NODE_TEXT) {
        value->node = *from;
        value->lines = true;
        return true;
    }
    if (derived == BR_DERIVED_FIRST && from->type == BR_NODE_TEXT) {
        value->node =
            (struct br_node){.type = BR_NODE_TEXT, .as.bytes = first_word(from->as.bytes)};
        return true;
    }
    if (derived == BR_DERIVED_BACKWARDS && from->type == BR_NODE_LIST) {
        value->node = *from;
        return true;
    }
    if (derived == BR_DERIVED_COUNT && from->type == BR_NODE_LIST) {
        value->node = (struct br_node){.type = BR_NODE_INTEGER, .as.integer = count};
        return true;
    }
    if ((derived == BR_DERIVED_ANY || derived == BR_DERIVED_MANY) && counts) {
        bool holds = derived == BR_DERIVED_ANY ? count != 0 : count > 1;
        value->node = (struct br_node){.type = BR_NODE_BOOLEAN, .as.integer = holds};
        return true;
    }
    if (derived == BR_DERIVED_DEEP && from->type == BR_NODE_INTEGER) {
        bool holds = from->as.integer > BR_DERIVED_INDENT_MAX;
        value->node = (struct br_node){.type = BR_NODE_BOOLEAN, .as.integer = holds};
        return true;
    }
    return derive_text(derived, from, now_ms, value);
}

struct br_bytes br_line_next(struct br_bytes *rest)
{
    const uint8_t *end = memchr(rest->data, '\n', rest->size);
    struct br_bytes line = {rest->data, end == NULL ? rest->size : (size_t)(end - rest->data)};
    size_t taken = line.size + (end == NULL ? 0 : 1);
    rest->data += taken;
    rest->size -= taken;
    if (line.size > 0 && line.data[line.size - 1] == '\r') {
        line.size--;
    }
    return line;
}
