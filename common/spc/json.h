/**
 * json.h - what the rules say of a series, for other programs.
 *
 *   {"rule_set", "trial_limits", "variation", "assurance",
 *    "phases": [{"from", "mean", "lpl", "upl", "n"}],
 *    "points": [{"date", "value", "mean", "lpl", "upl",
 *                "astronomical", "trend", "two_of_three", "shift", "label"}]}
 *
 * Numbers have the fewest digits that read back as the same double; null stands for a missing
 * value, for limits that cannot be computed and for no assurance. "n" counts missing points. The
 * words are br_spc_label_name's and its like. Always the XmR rules, however few the points. Pure.
 */
#ifndef BR_SPC_JSON_H
#define BR_SPC_JSON_H

#include "spc/xmr.h"

/** Append the object, without a line end. The buffer remembers when it was too small. */
void br_spc_json(const struct br_spc_xmr *xmr, struct br_buffer *out);

#endif
