/**
 * number.h - numbers as people write them, and as charts show them.
 *
 * Pure; any thread. Reading and full-precision writing expect the C locale, which our programs
 * never leave.
 */
#ifndef BR_SPC_NUMBER_H
#define BR_SPC_NUMBER_H

#include "base/bytes.h"

#define BR_NUMBER_SIZE 48u /* room for any of the forms below, with its NUL */

/**
 * A plain decimal number: sign, digits, point, exponent. Refused, each with its own sentence
 * (BR_ERR_MALFORMED): thousand separators, comma decimals, percent signs, formulas, words, what is
 * not finite or beyond BR_SPC_VALUE_MAX. [text] must not be empty.
 */
BR_MUST_USE enum br_status br_number_read(struct br_bytes text, double *number,
                                          struct br_error *error);

/** The fewest digits that read back as the same double; "null" when it is not finite. */
void br_number_exact(double number, char out[BR_NUMBER_SIZE]);
/** With [decimals] (0 to 9) behind the point; no minus before a zero. */
void br_number_fixed(double number, int decimals, char out[BR_NUMBER_SIZE]);
/**
 * For people: [decimals] at most, zeros behind the point left away, and thousands apart by a comma:
 * 1,234.5
 */
void br_number_people(double number, int decimals, char out[BR_NUMBER_SIZE]);
/** How many decimals tell apart what lies on a scale of [range]: three digits of it. */
int br_number_decimals(double range);

#endif
