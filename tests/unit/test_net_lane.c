/* Jobs of a lane: in order, never two at once; lanes side by side. */
#include "harness/check.h"
#include "net/lane.h"

#include <stdlib.h>

enum { JOBS = 500, LANES = 3 };

struct shared {
    struct br_lane lane;
    int inside; /* not atomic: a second thread in here is a race that the thread sanitizer sees */
    int next_work; /* the number that the next job must have */
    int next_done;
    bool overlapped;
    bool disordered;
    bool idle_at_last;
};

struct numbered {
    struct br_job job; /* first: jobs are cast back */
    struct shared *shared;
    int number;
};

static void numbered_work(struct br_job *job)
{
    struct numbered *mine = (struct numbered *)job;
    struct shared *shared = mine->shared;
    shared->overlapped = shared->overlapped || shared->inside != 0;
    shared->inside++;
    shared->disordered = shared->disordered || shared->next_work != mine->number;
    shared->next_work++;
    shared->inside--;
}

static void numbered_done(struct br_job *job)
{
    struct numbered *mine = (struct numbered *)job;
    struct shared *shared = mine->shared;
    CHECK_UINT(shared->next_done, mine->number);
    shared->next_done++;
    if (shared->next_done == JOBS) {
        shared->idle_at_last = br_lane_idle(&shared->lane);
    }
    free(mine); /* the last touch is ours */
}

static void test_order_and_no_overlap(void)
{
    uv_loop_t loop;
    struct shared lanes[LANES] = {{.inside = 0}};
    CHECK(uv_loop_init(&loop) == 0);
    for (int i = 0; i < LANES; i++) {
        br_lane_init(&lanes[i].lane, &loop);
        CHECK(br_lane_idle(&lanes[i].lane));
    }
    for (int number = 0; number < JOBS; number++) {
        for (int i = 0; i < LANES; i++) {
            struct numbered *job = calloc(1, sizeof *job);
            *job = (struct numbered){.job = {.work = numbered_work, .done = numbered_done},
                                     .shared = &lanes[i],
                                     .number = number};
            br_lane_add(&lanes[i].lane, &job->job);
            CHECK(!br_lane_idle(&lanes[i].lane));
        }
    }
    CHECK_UINT(lanes[0].lane.count, JOBS);
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
    for (int i = 0; i < LANES; i++) {
        CHECK_UINT(lanes[i].next_work, JOBS);
        CHECK_UINT(lanes[i].next_done, JOBS);
        CHECK(!lanes[i].overlapped && !lanes[i].disordered);
        CHECK(lanes[i].idle_at_last && br_lane_idle(&lanes[i].lane));
    }
    CHECK(uv_loop_close(&loop) == 0);
}

/* Two jobs that can only end if both run at once. */
struct meeting {
    uv_barrier_t barrier;
    int met;
};

struct guest {
    struct br_job job;
    struct meeting *meeting;
};

static void guest_work(struct br_job *job)
{
    (void)uv_barrier_wait(&((struct guest *)job)->meeting->barrier);
}

static void guest_done(struct br_job *job)
{
    ((struct guest *)job)->meeting->met++;
}

static void test_lanes_run_side_by_side(void)
{
    uv_loop_t loop;
    struct br_lane lanes[2];
    struct meeting meeting = {.met = 0};
    struct guest guests[2];
    CHECK(uv_loop_init(&loop) == 0);
    CHECK(uv_barrier_init(&meeting.barrier, 2) == 0);
    for (int i = 0; i < 2; i++) {
        br_lane_init(&lanes[i], &loop);
        guests[i] =
            (struct guest){.job = {.work = guest_work, .done = guest_done}, .meeting = &meeting};
        br_lane_add(&lanes[i], &guests[i].job);
    }
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
    CHECK_UINT(meeting.met, 2);
    uv_barrier_destroy(&meeting.barrier);
    CHECK(uv_loop_close(&loop) == 0);
}

/* A job's done adds the next one: the usual way of a writer that collects while it commits. */
struct chain {
    struct br_job job;
    struct br_lane *lane;
    int left;
    int worked;
    uv_thread_t loop_thread;
    bool on_loop_thread;
    bool on_pool_thread;
};

static void chain_work(struct br_job *job)
{
    struct chain *chain = (struct chain *)job;
    uv_thread_t self = uv_thread_self();
    chain->worked++;
    chain->on_pool_thread = uv_thread_equal(&self, &chain->loop_thread) == 0;
}

static void chain_done(struct br_job *job)
{
    struct chain *chain = (struct chain *)job;
    uv_thread_t self = uv_thread_self();
    chain->on_loop_thread = uv_thread_equal(&self, &chain->loop_thread) != 0;
    if (--chain->left > 0) {
        br_lane_add(chain->lane, job);
    }
}

static void test_done_may_add(void)
{
    uv_loop_t loop;
    struct br_lane lane;
    CHECK(uv_loop_init(&loop) == 0);
    br_lane_init(&lane, &loop);
    struct chain chain = {.job = {.work = chain_work, .done = chain_done},
                          .lane = &lane,
                          .left = 100,
                          .loop_thread = uv_thread_self()};
    br_lane_add(&lane, &chain.job);
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
    CHECK_UINT(chain.worked, 100);
    CHECK(chain.on_loop_thread && chain.on_pool_thread);
    CHECK(br_lane_idle(&lane));
    CHECK(uv_loop_close(&loop) == 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_order_and_no_overlap),
        BR_TEST(test_lanes_run_side_by_side),
        BR_TEST(test_done_may_add),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
