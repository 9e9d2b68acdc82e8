/**
 * stopped_clock.h - the monotonic clock of a test program, which stands still when it is told to.
 *
 * It stands in for the system's own in the whole process, libuv and OpenSSL too, so that a deadline
 * is met to the millisecond with real sockets and files. Include it in one source only.
 */
#ifndef BR_UNIT_STOPPED_CLOCK_H
#define BR_UNIT_STOPPED_CLOCK_H

#include "base/clock.h"

#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_uint_fast64_t stopped_ms; /* 0: it goes on */

int clock_gettime(clockid_t id, struct timespec *now)
{
    uint64_t ms = atomic_load(&stopped_ms);
    bool ours = id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_BOOTTIME;
    if (ms == 0 || !ours) {
        return (int)syscall(SYS_clock_gettime, id, now);
    }
    *now = (struct timespec){.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};
    return 0;
}

/* A little ahead, for a loop's time never goes back. */
static void clock_stop(void)
{
    atomic_store(&stopped_ms, br_clock_read().mono_ms + 1000);
}

static void clock_move(uint64_t ms)
{
    atomic_store(&stopped_ms, atomic_load(&stopped_ms) + ms);
}

__attribute__((unused)) static void clock_go_on(void)
{
    atomic_store(&stopped_ms, 0);
}

#endif
