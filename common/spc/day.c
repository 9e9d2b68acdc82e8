/*
 * day.c - days as numbers, and how people write them.
 *
 * Days are counted in years that begin in March, so that a leap day is a year's last and the
 * lengths of months follow one formula.
 */
#include "spc/day.h"

#include "base/limits.h"
#include "spc/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    DAYS_BEFORE_1970 = 719468, /* from 0000-03-01 */
    DAYS_400_YEARS = 146097,
    DIGITS_MAX = 9,            /* of a number in a date */
    PARTS_MAX = 3,             /* of a date */
    CENTURY_TURNS_AT = 70,     /* 69 is 2069, 70 is 1970: as spreadsheets nearly do */
    EXCEL_DAYS_BEFORE = 25569, /* Excel's number of 1970-01-01 */
    EXCEL_SERIAL_MIN = 20000,  /* 1954; below, people mean a number */
    EXCEL_SERIAL_MAX = 80000   /* 2119 */
};

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const months_long[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};

const char *br_day_month(int month)
{
    BR_ASSERT(month >= 1 && month <= 12);
    return months[month - 1];
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool br_day_of(struct br_day_parts parts, int32_t *day)
{
    if (parts.year < (int)BR_SPC_YEAR_FIRST || parts.year > (int)BR_SPC_YEAR_LAST ||
        parts.month < 1 || parts.month > 12 || parts.day < 1 ||
        parts.day > days_in_month(parts.year, parts.month)) {
        return false;
    }
    int year = parts.month > 2 ? parts.year : parts.year - 1;
    int month = (parts.month + 9) % 12; /* March is 0 */
    int of_year = (153 * month + 2) / 5 + parts.day - 1;
    int century_year = year % 400;
    int of_era = century_year * 365 + century_year / 4 - century_year / 100 + of_year;
    *day = (int32_t)(year / 400 * DAYS_400_YEARS + of_era - DAYS_BEFORE_1970);
    return true;
}

struct br_day_parts br_day_parts(int32_t day)
{
    int64_t since = (int64_t)day + DAYS_BEFORE_1970;
    int64_t era = (since >= 0 ? since : since - (DAYS_400_YEARS - 1)) / DAYS_400_YEARS;
    int of_era = (int)(since - era * DAYS_400_YEARS);
    int era_year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * era_year + era_year / 4 - era_year / 100);
    int month = (5 * of_year + 2) / 153;
    return (struct br_day_parts){
        .year = (int)(era * 400) + era_year + (month >= 10 ? 1 : 0),
        .month = month < 10 ? month + 3 : month - 9,
        .day = of_year - (153 * month + 2) / 5 + 1,
    };
}

/* --- writing --- */

void br_day_iso(int32_t day, char out[BR_DAY_TEXT_SIZE])
{
    struct br_day_parts parts = br_day_parts(day);
    (void)snprintf(out, BR_DAY_TEXT_SIZE, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

void br_day_long(int32_t day, char out[BR_DAY_TEXT_SIZE])
{
    struct br_day_parts parts = br_day_parts(day);
    (void)snprintf(out, BR_DAY_TEXT_SIZE, "%d %s %d", parts.day, br_day_month(parts.month),
                   parts.year);
}

void br_day_short(int32_t day, char out[BR_DAY_TEXT_SIZE])
{
    struct br_day_parts parts = br_day_parts(day);
    (void)snprintf(out, BR_DAY_TEXT_SIZE, "%d %s", parts.day, br_day_month(parts.month));
}

void br_day_beside(int32_t day, int32_t near, char out[BR_DAY_TEXT_SIZE])
{
    if (br_day_parts(day).year == br_day_parts(near).year) {
        br_day_short(day, out);
    } else {
        br_day_long(day, out);
    }
}

/* --- reading --- */

/* The numbers and the month's name of a date, in their order. */
struct pieces {
    int count;
    int value[PARTS_MAX];
    int digits[PARTS_MAX]; /* 0: a month in letters */
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_between(uint8_t byte)
{
    return byte == '/' || byte == '-' || byte == '.' || byte == ' ';
}

/* 1 to 12, or 0: May, may and MAY, Sept and September. */
static int month_of(const uint8_t *at, size_t size)
{
    for (int month = 0; month < 12; month++) {
        const char *name = months_long[month];
        size_t same = 0;
        while (same < size && name[same] != '\0' &&
               tolower((unsigned char)at[same]) == name[same]) {
            same++;
        }
        bool usual = same == 3 || name[same] == '\0' || (month == 8 && same == 4);
        if (same == size && usual) {
            return month + 1;
        }
    }
    return 0;
}

/* One number or name off the front; false when there is none, or it is no month. */
static bool take_piece(struct br_bytes *rest, struct pieces *pieces)
{
    size_t size = 0;
    int value = 0;
    while (size < rest->size && size < DIGITS_MAX && is_digit(rest->data[size])) {
        value = value * 10 + (rest->data[size] - '0');
        size++;
    }
    int digits = (int)size;
    if (digits == 0) {
        while (size < rest->size && is_letter(rest->data[size])) {
            size++;
        }
        value = month_of(rest->data, size);
        if (value == 0) {
            return false;
        }
    }
    pieces->value[pieces->count] = value;
    pieces->digits[pieces->count] = digits;
    pieces->count++;
    rest->data += size;
    rest->size -= size;
    return true;
}

/* Midnight, as spreadsheets write it behind a date. */
static bool is_midnight(struct br_bytes text)
{
    static const char *const forms[] = {"",         "T00:00",        "T00:00:00", "T00:00:00Z",
                                        " 00:00",   " 00:00:00",     " 0:00",     "T00:00Z",
                                        " 0:00:00", "T00:00:00.000Z"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (br_bytes_equal(text, br_bytes_of_text(forms[i]))) {
            return true;
        }
    }
    return false;
}

/* The three pieces with what stands between them; [rest] is what follows. */
static bool take_pieces(struct br_bytes *rest, struct pieces *pieces)
{
    pieces->count = 0;
    while (take_piece(rest, pieces)) {
        if (pieces->count == PARTS_MAX) {
            return true;
        }
        size_t between = 0;
        while (between < rest->size && between < 2 && is_between(rest->data[between])) {
            between++;
        }
        if (between == 0) {
            return false;
        }
        rest->data += between;
        rest->size -= between;
    }
    return false;
}

static bool year_of(int value, int digits, int *year)
{
    *year = value;
    if (digits == 2) {
        *year = value + (value < CENTURY_TURNS_AT ? 2000 : 1900);
    }
    return digits == 2 || digits == 4;
}

/* Which piece is what: 2026-05-03, 3/5/2026, 3 May 2026. */
static bool order(const struct pieces *pieces, struct br_day_parts *parts)
{
    const int *value = pieces->value;
    const int *digits = pieces->digits;
    if (digits[0] == 4 && digits[2] > 0 && digits[2] <= 2) {
        *parts = (struct br_day_parts){.year = value[0], .month = value[1], .day = value[2]};
        return digits[1] <= 2;
    }
    parts->day = value[0];
    parts->month = value[1];
    return digits[0] > 0 && digits[0] <= 2 && digits[1] <= 2 &&
           year_of(value[2], digits[2], &parts->year);
}

static enum br_status no_such_day(struct br_day_parts parts, const char *said,
                                  struct br_error *error)
{
    if (parts.year < (int)BR_SPC_YEAR_FIRST || parts.year > (int)BR_SPC_YEAR_LAST) {
        return br_error_set(error, BR_ERR_MALFORMED, "%s is not between the years %u and %u", said,
                            BR_SPC_YEAR_FIRST, BR_SPC_YEAR_LAST);
    }
    if (parts.month < 1 || parts.month > 12) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "%s has no month %d: write day/month/year or 2026-05-03", said,
                            parts.month);
    }
    return br_error_set(error, BR_ERR_MALFORMED, "%s does not exist: %s %d has %d days", said,
                        br_day_month(parts.month), parts.year,
                        days_in_month(parts.year, parts.month));
}

/* Five digits alone are what Excel shows of a date in a cell that is formatted as a number. */
static bool is_serial(struct br_bytes text, int *serial)
{
    *serial = 0;
    for (size_t i = 0; i < text.size && i < DIGITS_MAX; i++) {
        if (!is_digit(text.data[i])) {
            return false;
        }
        *serial = *serial * 10 + (text.data[i] - '0');
    }
    return text.size == 5 && *serial >= EXCEL_SERIAL_MIN && *serial <= EXCEL_SERIAL_MAX;
}

enum br_status br_day_read(struct br_bytes text, int32_t *day, struct br_error *error)
{
    struct br_spc_excerpt said = br_spc_excerpt(text);
    struct br_bytes rest = br_spc_trimmed(text);
    struct pieces pieces = {.count = 0};
    struct br_day_parts parts = {0};
    int serial = 0;
    if (rest.size == 0) {
        return br_error_set(error, BR_ERR_MALFORMED, "the date is missing");
    }
    if (is_serial(rest, &serial)) {
        char date[BR_DAY_TEXT_SIZE];
        br_day_long(serial - EXCEL_DAYS_BEFORE, date);
        return br_error_set(error, BR_ERR_MALFORMED,
                            "%s is Excel's number for %s: give the column a date format", said.text,
                            date);
    }
    if (!take_pieces(&rest, &pieces) || !order(&pieces, &parts)) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "%s is not a date: write it as 2026-05-03, 3/5/2026 or 3 May 2026",
                            said.text);
    }
    if (!is_midnight(rest)) {
        return br_error_set(error, BR_ERR_MALFORMED, "%s has more than a date: write the day alone",
                            said.text);
    }
    return br_day_of(parts, day) ? BR_OK : no_such_day(parts, said.text, error);
}
