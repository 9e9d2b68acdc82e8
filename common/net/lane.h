/**
 * lane.h - jobs on libuv's thread pool, one at a time and in order.
 *
 * A lane owns something that one thread at a time may use: a database file's writing connection.
 * Jobs of one lane never overlap and run in the order they were added; jobs of different lanes run
 * side by side. `work` runs on a pool thread, `done` on the loop's thread, later, exactly once.
 * Several jobs that wait are NOT merged here: whoever groups commits collects before adding.
 */
#ifndef BR_NET_LANE_H
#define BR_NET_LANE_H

#include "base/status.h"

#include <uv.h>

struct br_job {
    void (*work)(struct br_job *job); /* pool thread */
    void (*done)(struct br_job *job); /* loop thread; last touch, may free the job */
    struct br_job *next;              /* the lane's */
};

struct br_lane {
    uv_loop_t *loop;
    uv_work_t request;
    struct br_job *first;
    struct br_job *last;
    size_t count; /* jobs added and not done */
    bool running;
};

void br_lane_init(struct br_lane *lane, uv_loop_t *loop);
void br_lane_add(struct br_lane *lane, struct br_job *job);
bool br_lane_idle(const struct br_lane *lane);

#endif
