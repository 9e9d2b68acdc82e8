/**
 * functions.h - drawings as SQL functions: those of spc/functions.h, and
 *
 *   driver_svg(options, form)     driver.h's drawing: 'wide', 'print'
 *   timeline_svg(options, form)   timeline.h's: 'wide', 'print', 'narrow'
 *   spread_svg(options, form)     spread.h's: 'wide', 'print'
 *
 * [options] is a JSON object; each box is its depth, its words, its note or null, and whether
 * nobody has tested it:
 *
 *   {"aim": "Home on the day", "note": "...", "id": "d1",
 *    "nodes": [[1, "Decide early", null, 0], [2, "Senior review before 10", null, 0], ...]}
 *
 * Time lines say their day and their rows: a name and its steps (number, label, note, from, until
 * or null), or a name, since when, its host's row or null, and its counts. A bar without a day is
 * left out. They are NULL without a row.
 *
 *   {"today": "2026-11-23", "rows": [["Oakhaven", [[1, "Exploring", "6 months", "2024-05-01",
 *    "2024-11-01"], [2, "Pairs in training", "12 months so far", "2024-11-01", null]]]]}
 *   {"today": "2026-11-23", "rows": [["Oakhaven", "2024-05-01", null,
 *    [["2025-01-01", "4 coaches"]]]]}
 *
 * Without an aim a driver diagram is NULL. More boxes than BR_DRIVER_BOXES_MAX are an error of the
 * statement.
 */
#ifndef BR_DIAGRAM_FUNCTIONS_H
#define BR_DIAGRAM_FUNCTIONS_H

#include "base/status.h"

struct sqlite3;

/** Make all of them known on this connection. BR_ERR_NO_MEMORY, BR_ERR_IO. */
BR_MUST_USE enum br_status br_drawing_functions(struct sqlite3 *db);

#endif
