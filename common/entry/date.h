/**
 * date.h - days and numbers as people write them, strictly: what is doubtful is refused.
 */
#ifndef BR_ENTRY_DATE_H
#define BR_ENTRY_DATE_H

#include "base/bytes.h"

/** YYYY-MM-DD, and there is such a day that can be charted. */
bool br_date_exists(struct br_bytes text);

/**
 * NULL when [text] is a plain decimal number (sign, digits, point, exponent), which is then in
 * [*number]; else why it is not taken, in words: a comma, a percent sign, not finite.
 */
const char *br_number_fault(struct br_bytes text, double *number);

#endif
