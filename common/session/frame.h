/**
 * frame.h - frames as bytes: writing each kind, and reading any through the one gate.
 *
 *      length 4 (big-endian, without itself) | bigroom.Frame (proto/sync.proto)
 *
 * Writers append a whole frame with its length. br_frame_read gets the bytes behind the length,
 * pre-scans them and fills a struct whose pointers borrow from the frame or the arena. Batches are
 * not copied: their bodies point into the frame.
 */
#ifndef BR_SESSION_FRAME_H
#define BR_SESSION_FRAME_H

#include "base/arena.h"
#include "base/limits.h"
#include "record/fork.h"

#define BR_FRAME_LENGTH_SIZE 4u
#define BR_PROTOCOL_VERSION 1u

enum br_frame_type { /* the field numbers of bigroom.Frame */
                     BR_FRAME_HELLO = 1,
                     BR_FRAME_HEADS,
                     BR_FRAME_WANT,
                     BR_FRAME_BATCH,
                     BR_FRAME_CREDIT,
                     BR_FRAME_RECEIPTS,
                     BR_FRAME_SUBMIT,
                     BR_FRAME_OUTCOMES,
                     BR_FRAME_STREAM_GONE,
                     BR_FRAME_PING,
                     BR_FRAME_PONG,
                     BR_FRAME_BYE,
                     BR_FRAME_ENROL,
                     BR_FRAME_ENROLLED,
                     BR_FRAME_SHOW,
                     BR_FRAME_SHOWN,
                     BR_FRAME_FORK,
                     BR_FRAME_TYPE_COUNT
};

struct br_hello {
    uint32_t version_min;
    uint32_t version_max;
    struct br_hash academy;
    struct br_id instance;
    uint64_t credit;
    uint32_t submit_window;
    const char *software;
};

/** A write as a device submits it; the server adds who it is and what they may do. */
struct br_submission {
    struct br_id id;
    struct br_audience audience;
    uint16_t kind;
    uint64_t written_ms;
    struct br_bytes payload;
};

/** What became of it: a reason, or a position. */
struct br_result {
    struct br_id id;
    const char *reason; /* NULL: numbered */
    uint32_t epoch;
    uint64_t seq;
};

struct br_enrolled {
    const char *refused; /* NULL: welcome */
    struct br_hash academy;
    const char *academy_name;
    struct br_id member;
    const char *member_name;
};

struct br_frame {
    enum br_frame_type type;
    union {
        struct br_hello hello;
        struct {
            size_t count;
            struct br_head *items;
            bool complete;
        } heads;
        struct {
            struct br_stream stream;
            bool stop; /* send no more of it */
            uint64_t after_seq;
        } want;
        struct br_batch batch;
        uint64_t credit;
        struct {
            size_t count;
            struct br_receipt *items;
        } receipts;
        struct {
            size_t count;
            struct br_submission *items;
        } submit;
        struct {
            size_t count;
            struct br_result *items;
        } outcomes;
        struct {
            struct br_stream stream;
            const char *reason;
        } gone;
        uint64_t ping; /* also pong */
        struct {
            enum br_status status;
            const char *reason;
        } bye;
        struct {
            uint8_t secret[16];
            const char *device_name;
        } enrol;
        struct br_enrolled enrolled;
        struct {
            struct br_stream stream;
            uint64_t seq; /* 1 .. BR_SEQ_MAX */
            bool whole;
        } show;
        struct {
            struct br_hash previous;
            struct br_batch batch; /* count 0: they cannot */
        } shown;
        struct {
            struct br_bytes proof;
            const struct br_fork *read; /* in the arena */
        } fork;
    } as;
};

/**
 * Read the frame in [bytes]. BR_ERR_LIMIT (size, counts, depth), BR_ERR_MALFORMED (wire format, ids
 * or layouts of the wrong size, missing parts), BR_ERR_PROTOCOL (a frame type this build does not
 * know), BR_ERR_NO_MEMORY (arena budget spent).
 */
BR_MUST_USE enum br_status br_frame_read(struct br_bytes bytes, struct br_arena *arena,
                                         struct br_frame *frame);

/*
 * Writers: whole frames, appended. Counts are within the limits (asserted: they are ours). Reasons
 * are cut to BR_REASON_SIZE_MAX.
 */
void br_frame_put_hello(struct br_buffer *out, const struct br_hello *hello);
void br_frame_put_heads(struct br_buffer *out, const struct br_head *const *heads, size_t count,
                        bool complete);
void br_frame_put_want(struct br_buffer *out, const struct br_stream *stream, uint64_t after_seq);
void br_frame_put_stop(struct br_buffer *out, const struct br_stream *stream);
void br_frame_put_batch(struct br_buffer *out, const struct br_head *head,
                        const struct br_bytes *bodies, size_t count);
void br_frame_put_credit(struct br_buffer *out, uint64_t bytes);
void br_frame_put_receipts(struct br_buffer *out, const struct br_receipt *const *receipts,
                           size_t count);
void br_frame_put_submit(struct br_buffer *out, const struct br_submission *writes, size_t count);
void br_frame_put_outcomes(struct br_buffer *out, const struct br_result *results, size_t count);
void br_frame_put_gone(struct br_buffer *out, const struct br_stream *stream, const char *reason);
void br_frame_put_ping(struct br_buffer *out, uint64_t number);
void br_frame_put_pong(struct br_buffer *out, uint64_t number);
void br_frame_put_bye(struct br_buffer *out, enum br_status status, const char *reason);
void br_frame_put_enrol(struct br_buffer *out, const uint8_t secret[16], const char *device_name);
void br_frame_put_enrolled(struct br_buffer *out, const struct br_enrolled *enrolled);

void br_frame_put_show(struct br_buffer *out, const struct br_stream *stream, uint64_t seq,
                       bool whole);
/** [batch] NULL: we cannot. */
void br_frame_put_shown(struct br_buffer *out, const struct br_hash *previous,
                        const struct br_batch *batch);
void br_frame_put_fork(struct br_buffer *out, struct br_bytes proof);

/**
 * Cut frames out of a stream of bytes: give what lies at hand; on BR_OK [frame] is the first whole
 * one (behind its length) and [*used] how many bytes it took; BR_ERR_NOT_FOUND: not whole yet;
 * BR_ERR_LIMIT: its length is over BR_FRAME_SIZE_MAX or zero.
 */
BR_MUST_USE enum br_status br_frame_cut(struct br_bytes bytes, struct br_bytes *frame,
                                        size_t *used);

const char *br_frame_type_name(enum br_frame_type type);

#endif
