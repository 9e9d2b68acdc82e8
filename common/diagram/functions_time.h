/* functions_time.h - inside diagram: the time lines of functions.h; SQLite's code. */
#ifndef BR_DIAGRAM_FUNCTIONS_TIME_H
#define BR_DIAGRAM_FUNCTIONS_TIME_H

struct sqlite3;
int br_drawing_time_functions(struct sqlite3 *db);

#endif
