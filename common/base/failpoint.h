/**
 * failpoint.h - places at which a test lets the process die, as kill -9 would.
 *
 *      BR_FAILPOINT("log.commit.before");
 *
 * is nothing in a release: only the presets that tests run on define BIGROOM_FAILPOINTS. There, the
 * environment says at which pass of which point the process ends: BR_FAILPOINT=log.commit.before:3.
 * Each name stands in one place. It lies in the program as "failpoint:NAME", so that tests can list
 * what a program has by reading its file, and see that a release has none.
 *
 * Safe from any thread; every point counts its own passes.
 */
#ifndef BR_BASE_FAILPOINT_H
#define BR_BASE_FAILPOINT_H

#ifdef BIGROOM_FAILPOINTS

#include <stdatomic.h>

#define BR_FAILPOINT(name)                                      \
    do {                                                        \
        static atomic_uint passes_of_point;                     \
        br_failpoint_pass("failpoint:" name, &passes_of_point); \
    } while (0)

/** Count a pass; does not return when it is the one that the environment names. */
void br_failpoint_pass(const char *name, atomic_uint *passes);

#else

#define BR_FAILPOINT(name) ((void)0)

#endif

#endif
