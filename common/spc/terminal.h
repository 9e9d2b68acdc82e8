/**
 * terminal.h - the chart of a terminal: characters, with or without Unicode.
 *
 *    40 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌■╌╌╌╌╌╌  Upper limit 40
 *       │         ●     │  ■  ■ ■
 *    33 ┤───●───●───────│─────────── Mean 33
 *    25 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ Lower limit 25
 *       └──────────────────────────
 *       9 Feb 2026       16 Nov 2026
 *
 * Nothing in it is anybody's text, so nothing in it steers a terminal. Pure.
 */
#ifndef BR_SPC_TERMINAL_H
#define BR_SPC_TERMINAL_H

#include "spc/chart.h"

struct br_terminal_options {
    unsigned columns; /* clamped to BR_TERMINAL_CHART_COLUMNS_MIN and _MAX */
    bool ascii;       /* o # X @ instead of dots, squares, diamonds, rings */
};

/** Append lines, each ended; of [chart] only xmr, run and unit count. Nothing without points. */
void br_chart_terminal(const struct br_chart *chart, const struct br_terminal_options *options,
                       struct br_buffer *out);

#endif
