/* device.c - the other end of an academy's conversation with a device. */
#include "device.h"

#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { ID_OFFSET = 1 + 8 + 8 + 2 + 16, HEAD_ROOM = 64 };

struct br_id numbered_id(uint64_t number)
{
    uint8_t random[10] = {0};
    br_store_u64(random + 2, number);
    return br_id_at(br_clock_read().wall_ms, random);
}

uint64_t number_of_id(const struct br_id *id)
{
    return br_load_u64(id->bytes + 8) & 0xffffffffffffffu; /* the first bits are the variant's */
}

uint64_t number_of_body(struct br_bytes body)
{
    struct br_id id;
    memcpy(id.bytes, body.data + ID_OFFSET, sizeof id.bytes);
    return number_of_id(&id);
}

struct br_tls *device_identity(const struct academy *academy, size_t index)
{
    char path[4200];
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    (void)snprintf(path, sizeof path, "%s-device-%zu.pem", academy->folder, index);
    if (br_tls_key_new(path, &error) != BR_OK || br_tls_open(path, &tls, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    academy_enrol(academy, tls, index);
    return tls;
}

/* --- ticks finer than libuv's milliseconds --- */

struct ticker {
    uv_poll_t poll;
    int file;
    void (*on_tick)(void *context);
    void *context;
};

static void on_due(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct ticker *ticker = poll->data;
    uint64_t expired = 0;
    if (read(ticker->file, &expired, sizeof expired) == (ssize_t)sizeof expired) {
        ticker->on_tick(ticker->context);
    }
}

void every(uv_loop_t *loop, uint64_t us, void (*on_tick)(void *context), void *context)
{
    struct ticker *ticker = calloc(1, sizeof *ticker); /* lives as long as the program */
    struct timespec step = {.tv_sec = (time_t)(us / 1000000),
                            .tv_nsec = (long)(us % 1000000) * 1000};
    struct itimerspec times = {.it_interval = step, .it_value = step};
    BR_ASSERT(ticker != NULL);
    ticker->on_tick = on_tick;
    ticker->context = context;
    ticker->file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (ticker->file < 0 || timerfd_settime(ticker->file, 0, &times, NULL) != 0 ||
        uv_poll_init(loop, &ticker->poll, ticker->file) != 0) {
        give_up("no timer can be had");
    }
    ticker->poll.data = ticker;
    (void)uv_poll_start(&ticker->poll, UV_READABLE, on_due);
}

/* --- frames --- */

/* Several frames may be written into out before they leave together. */
static void send_out(struct device *device)
{
    if (!br_buffer_ok(&device->out) ||
        br_pipe_send(device->pipe, br_buffer_bytes(&device->out)) != BR_OK) {
        give_up("a device cannot send");
    }
    br_buffer_clear(&device->out);
}

static void give_credit(struct device *device, size_t size)
{
    device->owed += size;
    if (device->owed >= BR_CREDIT_WINDOW / 8) {
        br_frame_put_credit(&device->out, device->owed);
        device->owed = 0;
        send_out(device);
    }
}

static void on_heads(struct device *device, const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->as.heads.count && device->subscribes; i++) {
        const struct br_head *head = &frame->as.heads.items[i];
        if (head->stream.audience.type == BR_AUDIENCE_NETWORK) {
            br_frame_put_want(&device->out, &head->stream, head->seq);
        }
    }
    if (device->out.size > 0) {
        send_out(device);
    }
    if (frame->as.heads.complete && !device->ready) {
        device->ready = true;
        device->events->on_ready(device);
    }
}

static void on_frame(struct device *device, const struct br_frame *frame, size_t size)
{
    switch ((int)frame->type) {
    case BR_FRAME_HEADS:
        on_heads(device, frame);
        break;
    case BR_FRAME_BATCH:
        device->events->on_batch(device, &frame->as.batch);
        give_credit(device, size);
        break;
    case BR_FRAME_OUTCOMES:
        device->waiting -= (uint32_t)frame->as.outcomes.count;
        device->events->on_outcomes(device, frame->as.outcomes.items, frame->as.outcomes.count);
        break;
    case BR_FRAME_PING:
        br_frame_put_pong(&device->out, frame->as.ping);
        send_out(device);
        break;
    case BR_FRAME_BYE:
        give_up("an academy hung up on a device: %s", frame->as.bye.reason);
    default:
        break; /* hello, credit, receipts */
    }
}

static size_t take_frames(struct device *device, struct br_bytes bytes)
{
    static struct br_arena arena;
    size_t taken = 0;
    if (arena.budget == 0) {
        br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    }
    for (;;) {
        struct br_bytes rest = {.data = bytes.data + taken, .size = bytes.size - taken};
        struct br_bytes frame_bytes;
        struct br_frame frame;
        size_t used = 0;
        if (br_frame_cut(rest, &frame_bytes, &used) != BR_OK) {
            return taken;
        }
        br_arena_reset(&arena);
        if (br_frame_read(frame_bytes, &arena, &frame) != BR_OK) {
            give_up("an academy sent a frame that cannot be read");
        }
        on_frame(device, &frame, frame_bytes.size);
        taken += used;
    }
}

static void on_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    (void)pipe;
    struct device *device = context;
    size_t taken = 0;
    if (device->bytes.size > 0) {
        br_buffer_put(&device->bytes, bytes.data, bytes.size);
        taken = take_frames(device, br_buffer_bytes(&device->bytes));
        br_buffer_drop(&device->bytes, taken);
        return;
    }
    taken = take_frames(device, bytes);
    br_buffer_put(&device->bytes, bytes.data + taken, bytes.size - taken);
}

static void on_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                    const char *protocol)
{
    (void)pipe;
    (void)pin;
    (void)protocol;
    struct device *device = context;
    struct br_hello hello = {
        .version_min = BR_PROTOCOL_VERSION,
        .version_max = BR_PROTOCOL_VERSION,
        .academy = device->academy,
        .instance = br_id_new(),
        .credit = BR_CREDIT_WINDOW,
        .submit_window = BR_SUBMIT_WINDOW_MAX,
        .software = "bench",
    };
    br_frame_put_hello(&device->out, &hello);
    send_out(device);
}

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    (void)pipe;
    struct device *device = context;
    if (status != BR_OK) {
        give_up("a device's connection broke: %s", why);
    }
    br_buffer_free(&device->bytes);
    br_buffer_free(&device->out);
    device->closed = true;
}

void device_open(struct device *device, uv_loop_t *loop, struct br_tls *tls,
                 const struct academy *academy, const struct device_events *events, void *context)
{
    static const struct br_pipe_events pipe_events = {
        .on_open = on_open, .on_bytes = on_bytes, .on_closed = on_closed};
    bool subscribes = device->subscribes;
    *device = (struct device){
        .academy = academy->id, .events = events, .context = context, .subscribes = subscribes};
    br_buffer_init(&device->bytes, 2u * BR_FRAME_SIZE_MAX);
    br_buffer_init(&device->out, 2u * BR_FRAME_SIZE_MAX);
    device->pipe = br_dial_start(loop, tls, academy->address, &academy->pin, BR_ALPN_SYNC,
                                 &pipe_events, device);
}

void device_submit(struct device *device, const struct br_submission *writes, size_t count)
{
    br_frame_put_submit(&device->out, writes, count);
    device->waiting += (uint32_t)count;
    send_out(device);
}

void device_close(struct device *device)
{
    br_pipe_close(device->pipe);
}
