/**
 * clock.h - the only place that reads a clock. Pure code gets the time as an argument.
 */
#ifndef BR_BASE_CLOCK_H
#define BR_BASE_CLOCK_H

#include "base/status.h"

#include <stdint.h>

/** One look at both clocks. */
struct br_now {
    uint64_t mono_ms; /* CLOCK_BOOTTIME: never goes back, counts while asleep; for deadlines */
    uint64_t wall_ms; /* since 1970-01-01 UTC; for display, may jump */
};

struct br_now br_clock_read(void);
/** CLOCK_MONOTONIC in nanoseconds, for measuring durations. */
uint64_t br_clock_ns(void);

/** "2026-11-23T19:10:00.123Z" */
#define BR_TIME_TEXT_SIZE 25u
void br_time_text(uint64_t wall_ms, char out[BR_TIME_TEXT_SIZE]);

/** "Mon, 23 Nov 2026 19:10:00 GMT", as HTTP has it (RFC 9110, 5.6.7). */
#define BR_HTTP_DATE_SIZE 30u
void br_clock_http_date(uint64_t wall_ms, char out[BR_HTTP_DATE_SIZE]);

/** The day and the minute where people are: "2026-11-26", "08:30". */
struct br_local_time {
    char day[11];
    char time[6];
};
/** Empty texts outside the years 1 to 9999. */
struct br_local_time br_clock_local(uint64_t wall_ms);

/**
 * A hybrid logical clock value: 48 bits of milliseconds, 16 bits of counter.
 *
 * br_hlc_next gives a value above [last] and not below the wall clock. br_hlc_merge lifts [last]
 * to what a record from elsewhere says, but never further than BR_CLOCK_LEAD_MAX_MS past the wall
 * clock: a remote clock cannot drag ours into the future.
 */
uint64_t br_hlc_next(uint64_t last, uint64_t wall_ms);
uint64_t br_hlc_merge(uint64_t last, uint64_t remote, uint64_t wall_ms);
uint64_t br_hlc_ms(uint64_t hlc);

#endif
