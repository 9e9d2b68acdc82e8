/**
 * rules.h - the four rules inside one phase; for xmr.c alone.
 *
 * A phase's points and marks are given from its first on: nothing here can look over its border.
 */
#ifndef BR_SPC_RULES_H
#define BR_SPC_RULES_H

#include "spc/xmr.h"

/** Fill [marks]: side, flags and label of each point; phase and class are the caller's. */
void br_spc_rules(const struct br_spc_phase *phase, const struct br_spc_point *points,
                  enum br_spc_two_of_three definition, struct br_spc_mark *marks);

#endif
