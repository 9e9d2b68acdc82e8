/*
 * enrol.c - a device joins: it shows its key in the TLS handshake and an invitation's secret in one
 * frame, and is answered in one frame. The secret is 16 random bytes, so guessing is no way in.
 */
#include "server/academy.h"

#include "base/failpoint.h"
#include "base/hash.h"
#include "base/logline.h"

#include <stdio.h>
#include <stdlib.h>

struct enrolment {
    struct academy *academy;
    struct br_pipe *pipe;
    struct br_hash pin;
    struct br_buffer bytes;
    bool answered;
    uv_timer_t deadline;
    struct enrolment *next;
};

struct br_hash enrol_secret_hash(const uint8_t secret[16])
{
    struct br_bytes parts[] = {
        {.data = (const uint8_t *)"bri1", .size = 4},
        {.data = secret, .size = 16},
    };
    return br_sha256(parts, 2);
}

static const char *why_not(enum br_status status)
{
    if (status == BR_ERR_NOT_FOUND) {
        return "This invitation is not known here. Ask for a new one.";
    }
    if (status == BR_ERR_EXISTS) {
        return "This invitation was used before. Ask for a new one.";
    }
    if (status == BR_ERR_TIMEOUT) {
        return "This invitation has expired. Ask for a new one.";
    }
    if (status == BR_ERR_REFUSED) {
        return "You have no role in this academy. Ask an admin of it.";
    }
    return "The academy's server could not enrol this device. Tell its administrator.";
}

/* For the log: what became of the code. */
static const char *result_word(enum br_status status)
{
    switch ((int)status) {
    case BR_OK:
        return "joined";
    case BR_ERR_EXISTS:
        return "used";
    case BR_ERR_TIMEOUT:
        return "expired";
    default:
        return br_status_text(status);
    }
}

static void answer(struct enrolment *enrolment, const struct br_enrolled *enrolled)
{
    struct br_buffer out;
    br_buffer_init(&out, BR_FRAME_SIZE_MAX);
    br_frame_put_enrolled(&out, enrolled);
    enrolment->answered = true;
    if (!br_buffer_ok(&out) || br_pipe_send(enrolment->pipe, br_buffer_bytes(&out)) != BR_OK) {
        br_pipe_abort(enrolment->pipe, BR_ERR_NO_MEMORY, "cannot answer");
    } else {
        br_pipe_close(enrolment->pipe);
    }
    br_buffer_free(&out);
}

static void enrol(struct enrolment *enrolment, const struct br_frame *frame)
{
    struct academy *academy = enrolment->academy;
    struct br_hash secret_hash = enrol_secret_hash(frame->as.enrol.secret);
    struct br_invitation invitation;
    uint64_t now_ms = br_clock_read().wall_ms;
    enum br_status status =
        br_private_invitation(academy->private, &secret_hash, now_ms, &invitation);
    if (status == BR_OK && br_replica_roles(academy->replica, &invitation.member) == 0) {
        status = BR_ERR_REFUSED; /* they were removed */
    } else {
        status = br_private_enrol(academy->private, &secret_hash, &enrolment->pin,
                                  frame->as.enrol.device_name, now_ms, &invitation);
    }
    BR_FAILPOINT("enrol.kept");
    if (status == BR_OK) {
        struct br_device_row device = {.pin = enrolment->pin,
                                       .member = invitation.member,
                                       .enrolled_ms = br_clock_read().wall_ms};
        (void)snprintf(device.name, sizeof device.name, "%s", frame->as.enrol.device_name);
        academy_add_device(academy, &device);
    }
    if (status != BR_ERR_NOT_FOUND) { /* a secret that we never gave is not worth a line */
        BR_LOGLINE(status == BR_OK ? BR_INFO : BR_WARNING, "enrol",
                   BR_TEXT("result", result_word(status)));
    }
    struct br_enrolled enrolled = {
        .refused = status == BR_OK ? NULL : why_not(status),
        .academy = academy->id,
        .academy_name = academy->name,
        .member = invitation.member,
        .member_name = invitation.name,
    };
    answer(enrolment, &enrolled);
}

static void on_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    (void)pipe;
    struct enrolment *enrolment = context;
    if (enrolment->answered) {
        return;
    }
    br_buffer_put(&enrolment->bytes, bytes.data, bytes.size);
    struct br_bytes frame_bytes;
    size_t used = 0;
    enum br_status status =
        br_buffer_ok(&enrolment->bytes)
            ? br_frame_cut(br_buffer_bytes(&enrolment->bytes), &frame_bytes, &used)
            : BR_ERR_LIMIT;
    if (status == BR_ERR_NOT_FOUND) {
        return;
    }
    struct br_arena arena;
    struct br_frame frame;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    if (status == BR_OK) {
        status = br_frame_read(frame_bytes, &arena, &frame);
    }
    if (status == BR_OK && frame.type == BR_FRAME_ENROL) {
        enrol(enrolment, &frame);
    } else {
        struct br_enrolled refusal = {.refused = "This is not a request to enrol a device."};
        answer(enrolment, &refusal);
    }
    br_arena_free(&arena);
}

static void on_deadline_closed(uv_handle_t *handle)
{
    struct enrolment *enrolment = handle->data;
    br_buffer_free(&enrolment->bytes);
    free(enrolment);
}

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    (void)pipe;
    (void)status;
    (void)why;
    struct enrolment *enrolment = context;
    struct enrolment **at = &enrolment->academy->enrolments;
    while (*at != enrolment) {
        at = &(*at)->next;
    }
    *at = enrolment->next;
    enrolment->academy->enrolment_count--;
    uv_close((uv_handle_t *)&enrolment->deadline, on_deadline_closed);
}

static void on_deadline(uv_timer_t *timer)
{
    struct enrolment *enrolment = timer->data;
    br_pipe_abort(enrolment->pipe, BR_ERR_TIMEOUT, "it did not ask to be enrolled in time");
}

void enrol_begin(struct academy *academy, struct br_pipe *take_pipe, const struct br_hash *pin)
{
    static const struct br_pipe_events events = {.on_bytes = on_bytes, .on_closed = on_closed};
    enum { ENROL_FRAME_MAX = 1024 };
    if (academy->enrolment_count == BR_ENROLMENTS_MAX || academy->stopping) {
        br_pipe_abort(take_pipe, BR_ERR_LIMIT, "too many ask to be enrolled");
        return;
    }
    struct enrolment *enrolment = calloc(1, sizeof *enrolment);
    BR_ASSERT(enrolment != NULL);
    academy->enrolment_count++;
    enrolment->academy = academy;
    enrolment->pipe = take_pipe;
    enrolment->pin = *pin;
    br_buffer_init(&enrolment->bytes, ENROL_FRAME_MAX);
    BR_ASSERT(uv_timer_init(&academy->loop, &enrolment->deadline) == 0);
    enrolment->deadline.data = enrolment;
    (void)uv_timer_start(&enrolment->deadline, on_deadline, BR_HELLO_DEADLINE_MS, 0);
    enrolment->next = academy->enrolments;
    academy->enrolments = enrolment;
    br_pipe_set_events(take_pipe, &events, enrolment);
}

void enrol_stop_all(struct academy *academy)
{
    for (struct enrolment *at = academy->enrolments; at != NULL; at = at->next) {
        br_pipe_abort(at->pipe, BR_ERR_CLOSED, "stopping");
    }
}
