/**
 * day.h - days as numbers, and how people write them.
 *
 * A day is the count of days since 1970-01-01 in the Gregorian calendar; no time of day, no zone.
 * Charts and rules only ever compare and subtract days. Pure; any thread.
 */
#ifndef BR_SPC_DAY_H
#define BR_SPC_DAY_H

#include "base/bytes.h"

#define BR_DAY_TEXT_SIZE 24u /* room for any of the forms below, with its NUL */

struct br_day_parts {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/** The day of a date that exists; false when it does not, or its year is out of the limits. */
BR_MUST_USE bool br_day_of(struct br_day_parts parts, int32_t *day);
struct br_day_parts br_day_parts(int32_t day);

/**
 * A date as it is written in the UK or by a spreadsheet: 2026-05-03, 2026/05/03, 3/5/2026,
 * 03.05.26, 3-5-2026, 3 May 2026, 03-May-26; a midnight behind it (00:00, T00:00:00, with Z) says
 * nothing and is passed over. Of 3/5/2026 the 3 is the day, always. Two digits of a year are 1970
 * to 2069.
 * BR_ERR_MALFORMED with a sentence that says what is wrong with it and what to write.
 */
BR_MUST_USE enum br_status br_day_read(struct br_bytes text, int32_t *day, struct br_error *error);

/** 2026-05-03 */
void br_day_iso(int32_t day, char out[BR_DAY_TEXT_SIZE]);
/** 3 May 2026 */
void br_day_long(int32_t day, char out[BR_DAY_TEXT_SIZE]);
/** 3 May */
void br_day_short(int32_t day, char out[BR_DAY_TEXT_SIZE]);
/** 3 May when [near] is of the same year, else 3 May 2026. */
void br_day_beside(int32_t day, int32_t near, char out[BR_DAY_TEXT_SIZE]);
/** "Jan" to "Dec"; [month] from 1. */
const char *br_day_month(int month);

#endif
