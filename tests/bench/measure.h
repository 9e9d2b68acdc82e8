/**
 * measure.h - what a bench counts: samples, processor time, memory, the disk's own rate.
 */
#ifndef BR_BENCH_MEASURE_H
#define BR_BENCH_MEASURE_H

#include "base/status.h"

#include <jansson.h>
#include <stdint.h>
#include <sys/types.h>

/** Durations in milliseconds; zero-initialise, free. */
struct samples {
    double *items;
    size_t count;
    size_t capacity;
    bool sorted;
};

void samples_add(struct samples *samples, double ms);
/** [part] from 0 to 1; 0 when there are none. */
double samples_at(struct samples *samples, double part);
void samples_free(struct samples *samples);
/** {"p50": …, "p99": …, "max": …} in milliseconds. */
json_t *samples_json(struct samples *samples);

/** Processor seconds of all threads so far. */
double process_cpu_s(pid_t pid);
/** Also of those children that have ended: a server may have one for each request. */
double process_tree_cpu_s(pid_t pid);
/** "VmHWM" (most ever) or "VmRSS" (now) in KiB. */
uint64_t process_memory_kib(pid_t pid, const char *what);

/** Appends of 300 bytes, each followed by fdatasync, a second; in a new file in [folder]. */
double disk_syncs_per_s(const char *folder);

/** Print [take_result] as one line on standard output. */
void result_print(json_t *take_result);

/** Ends the program with a sentence: a bench that cannot go on has nothing to tell. */
BR_PRINTF(1, 2) _Noreturn void give_up(const char *format, ...);

#endif
