/**
 * device.h - the other end of an academy's conversation with a device, as small as can be.
 *
 * It speaks the real protocol over real TLS, stores nothing, and gives credit back at once.
 */
#ifndef BR_BENCH_DEVICE_H
#define BR_BENCH_DEVICE_H

#include "academy.h"
#include "base/clock.h"

#include "session/frame.h"

struct device;

struct device_events {
    /* The academy's hello and all its heads have come. */
    void (*on_ready)(struct device *device);
    void (*on_batch)(struct device *device, const struct br_batch *batch);
    void (*on_outcomes)(struct device *device, const struct br_result *results, size_t count);
};

struct device {
    struct br_pipe *pipe;
    struct br_buffer bytes; /* not a whole frame yet */
    struct br_buffer out;
    struct br_hash academy;
    const struct device_events *events;
    void *context;
    uint64_t owed;    /* bytes of batches not yet credited */
    uint32_t waiting; /* writes without outcome */
    bool subscribes;  /* to all that is announced, from its head on */
    bool ready;
    bool closed;
};

/** One thread's worth: frames are read in one arena. */
void device_open(struct device *device, uv_loop_t *loop, struct br_tls *tls,
                 const struct academy *academy, const struct device_events *events, void *context);
void device_submit(struct device *device, const struct br_submission *writes, size_t count);
void device_close(struct device *device);

/** A new key, enrolled as a device of one of the stopped academy's members. */
struct br_tls *device_identity(const struct academy *academy, size_t index);

/** Call [on_tick] every [us] microseconds, as exactly as the kernel does; stops with the loop. */
void every(uv_loop_t *loop, uint64_t us, void (*on_tick)(void *context), void *context);

/** Bench writes carry their number in their id, so that whoever sees one knows which it is. */
struct br_id numbered_id(uint64_t number);
uint64_t number_of_id(const struct br_id *id);
uint64_t number_of_body(struct br_bytes body);

#endif
