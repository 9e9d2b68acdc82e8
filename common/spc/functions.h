/**
 * functions.h - charts as SQL functions, so that a page's query can say them like any column.
 *
 *   spc_json(date, value, options)           json.h's object
 *   spc_reading(date, value, options)        {"verdict", "reading", "before", "target", "trial",
 *                                             "stands_out", "rule_set", "run_chart", "variation",
 *                                             "variation_words", "assurance", "assurance_words",
 *                                             "points", "date", "day", "value",
 *                                             "value_words"}
 *   spc_points(date, value, options)         [{"date", "day", "mean", "limits", "words",
 *                                             "class"}]: a point's line in a table, with
 *                                             numbers as people read them
 *   spc_svg(date, value, options, form)      chart.h's drawing: 'wide', 'column', 'phone',
 *                                             'small', 'wall'; '860': so many pixels wide;
 *                                             '860x170': and so many high between its axes
 *   spc_text(date, value, options, width)    terminal.h's, so many columns wide
 *   spc_icon(words, size)                    icon.h's, by a name of variation or assurance
 *   spc_marker(class)                        the marker of such a point, for a table
 *
 * The first five are aggregates over the points of one series, in any order: a date as YYYY-MM-DD,
 * and a number or NULL. Rows whose date is none are passed over, numbers that no chart can hold are
 * missing. [options] is a JSON object, the same in every row; what is not there is as in xmr.h:
 *
 *   {"direction": "increase", "target": 38, "screened": 1, "two_of_three": "r", "fix_after": 24,
 *    "unit": "%", "title": "...", "id": "m1", "rebases": [["2026-05-03", "why"]],
 *    "tags": [["2026-05-03", "pdsa", "PDSA 4"]], "scale": [low, high, "from", "to"]}
 *
 * Without a point they are NULL, but spc_json and spc_reading. A series that the rules refuse (more
 * points than BR_SPC_POINTS_MAX) is an error of the statement, with its sentence.
 */
#ifndef BR_SPC_FUNCTIONS_H
#define BR_SPC_FUNCTIONS_H

#include "base/status.h"

struct sqlite3;

/** Make them known on this connection. BR_ERR_NO_MEMORY, BR_ERR_IO. */
BR_MUST_USE enum br_status br_spc_functions(struct sqlite3 *db);

#endif
