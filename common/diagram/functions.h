/**
 * functions.h - drawings as SQL functions: those of spc/functions.h, and
 *
 *   driver_svg(options, form)     driver.h's drawing: 'wide', 'print'
 *
 * [options] is a JSON object; each box is its depth, its words, its note or null, and whether
 * nobody has tested it:
 *
 *   {"aim": "Home on the day", "note": "...", "id": "d1",
 *    "nodes": [[1, "Decide early", null, 0], [2, "Senior review before 10", null, 0], ...]}
 *
 * Without an aim it is NULL. More boxes than BR_DRIVER_BOXES_MAX are an error of the statement.
 */
#ifndef BR_DIAGRAM_FUNCTIONS_H
#define BR_DIAGRAM_FUNCTIONS_H

#include "base/status.h"

struct sqlite3;

/** Make all of them known on this connection. BR_ERR_NO_MEMORY, BR_ERR_IO. */
BR_MUST_USE enum br_status br_drawing_functions(struct sqlite3 *db);

#endif
