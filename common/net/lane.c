/* lane.c - one request of the pool at a time; the next job starts before the last is reported. */
#include "net/lane.h"

void br_lane_init(struct br_lane *lane, uv_loop_t *loop)
{
    *lane = (struct br_lane){.loop = loop};
    lane->request.data = lane;
}

static void on_work(uv_work_t *request)
{
    struct br_lane *lane = request->data;
    lane->first->work(lane->first); /* only this thread reads first until on_done */
}

static void on_done(uv_work_t *request, int status);

static void lane_start(struct br_lane *lane)
{
    BR_ASSERT(!lane->running && lane->first != NULL);
    lane->running = true;
    int rc = uv_queue_work(lane->loop, &lane->request, on_work, on_done);
    BR_ASSERT(rc == 0); /* fails only without a function to call */
}

static void on_done(uv_work_t *request, int status)
{
    struct br_lane *lane = request->data;
    struct br_job *job = lane->first;
    BR_ASSERT(status == 0); /* nobody cancels */
    lane->first = job->next;
    if (lane->first == NULL) {
        lane->last = NULL;
    }
    lane->count--;
    lane->running = false;
    if (lane->first != NULL) {
        lane_start(lane);
    }
    job->done(job); /* last: it may free the job, and an idle lane with it */
}

void br_lane_add(struct br_lane *lane, struct br_job *job)
{
    job->next = NULL;
    if (lane->last != NULL) {
        lane->last->next = job;
    } else {
        lane->first = job;
    }
    lane->last = job;
    lane->count++;
    if (!lane->running) {
        lane_start(lane);
    }
}

bool br_lane_idle(const struct br_lane *lane)
{
    return lane->count == 0;
}
