/**
 * outline.h - a driver diagram as an indented text, the way that `driver show` prints it.
 *
 *      Aim: Home on the day, from 22% to 38% by March 2027 [measure: Home on the day]
 *        Decide early in the day
 *          Senior review before 10
 *            Three names on the board [PDSA 7, testing now]
 *
 * What stands before the line that begins with "Aim:" is passed over; without such a line the first
 * one is the aim. How far in a line stands says what it hangs from; how far is the writer's. A dash
 * or a star in front is passed over. Pure.
 */
#ifndef BR_CLIENT_OUTLINE_H
#define BR_CLIENT_OUTLINE_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"

struct outline_box {
    unsigned depth;      /* 0 the aim, 1 primary, 2 secondary, 3 change idea */
    const char *text;    /* in the arena */
    unsigned pdsa;       /* its number, from [PDSA 7]; 0: none */
    const char *measure; /* its title, from [measure: ...]; NULL: none */
    size_t line;         /* for sentences */
};

struct outline {
    size_t count; /* boxes behind the aim */
    struct outline_box aim;
    struct outline_box boxes[BR_DRIVER_BOXES_MAX];
};

/**
 * Read it. BR_ERR_MALFORMED: no aim, a line deeper than a change idea or between two others, text
 * that is no UTF-8; BR_ERR_LIMIT: more boxes than a diagram has; BR_ERR_NO_MEMORY. A sentence comes
 * with each.
 */
BR_MUST_USE enum br_status outline_read(struct br_bytes text, struct br_arena *arena,
                                        struct outline *outline, struct br_error *error);

#endif
