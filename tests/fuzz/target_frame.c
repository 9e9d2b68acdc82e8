/*
 * target_frame.c - cutting frames out of a stream of bytes, and reading them in a budget.
 *
 * The first byte: a whole frame body follows (odd), or a stream of frames with lengths; the rest of
 * it is the arena's budget. What was read is written again, and reads and writes the same.
 */
#include "tests/fuzz/fuzz.h"

#include "session/frame.h"

#include <stdlib.h>
#include <string.h>

static void put_heads(struct br_buffer *out, const struct br_frame *frame)
{
    const struct br_head *heads[BR_HEADS_FRAME_MAX];
    for (size_t i = 0; i < frame->as.heads.count; i++) {
        heads[i] = &frame->as.heads.items[i];
    }
    br_frame_put_heads(out, heads, frame->as.heads.count, frame->as.heads.complete);
}

static void put_receipts(struct br_buffer *out, const struct br_frame *frame)
{
    const struct br_receipt *receipts[BR_RECEIPTS_FRAME_MAX];
    for (size_t i = 0; i < frame->as.receipts.count; i++) {
        receipts[i] = &frame->as.receipts.items[i];
    }
    if (frame->as.receipts.count > 0) {
        br_frame_put_receipts(out, receipts, frame->as.receipts.count);
    }
}

static void put_want(struct br_buffer *out, const struct br_frame *frame)
{
    if (frame->as.want.stop) {
        br_frame_put_stop(out, &frame->as.want.stream);
    } else {
        br_frame_put_want(out, &frame->as.want.stream, frame->as.want.after_seq);
    }
}

/* Write what was read; what a writer of ours would not say (an empty list) is left out. */
static void put(struct br_buffer *out, const struct br_frame *frame)
{
    switch (frame->type) {
    case BR_FRAME_HELLO:
        br_frame_put_hello(out, &frame->as.hello);
        return;
    case BR_FRAME_HEADS:
        put_heads(out, frame);
        return;
    case BR_FRAME_WANT:
        put_want(out, frame);
        return;
    case BR_FRAME_BATCH:
        br_frame_put_batch(out, &frame->as.batch.head, frame->as.batch.bodies,
                           frame->as.batch.count);
        return;
    case BR_FRAME_CREDIT:
        br_frame_put_credit(out, frame->as.credit);
        return;
    case BR_FRAME_RECEIPTS:
        put_receipts(out, frame);
        return;
    case BR_FRAME_SUBMIT:
        if (frame->as.submit.count > 0) {
            br_frame_put_submit(out, frame->as.submit.items, frame->as.submit.count);
        }
        return;
    case BR_FRAME_OUTCOMES:
        if (frame->as.outcomes.count > 0) {
            br_frame_put_outcomes(out, frame->as.outcomes.items, frame->as.outcomes.count);
        }
        return;
    case BR_FRAME_STREAM_GONE:
        br_frame_put_gone(out, &frame->as.gone.stream, frame->as.gone.reason);
        return;
    case BR_FRAME_PING:
        br_frame_put_ping(out, frame->as.ping);
        return;
    case BR_FRAME_PONG:
        br_frame_put_pong(out, frame->as.ping);
        return;
    case BR_FRAME_BYE:
        br_frame_put_bye(out, frame->as.bye.status, frame->as.bye.reason);
        return;
    case BR_FRAME_ENROL:
        br_frame_put_enrol(out, frame->as.enrol.secret, frame->as.enrol.device_name);
        return;
    case BR_FRAME_ENROLLED:
        br_frame_put_enrolled(out, &frame->as.enrolled);
        return;
    case BR_FRAME_SHOW:
        br_frame_put_show(out, &frame->as.show.stream, frame->as.show.seq, frame->as.show.whole);
        return;
    case BR_FRAME_SHOWN:
        br_frame_put_shown(out, &frame->as.shown.previous,
                           frame->as.shown.batch.count > 0 ? &frame->as.shown.batch : NULL);
        return;
    case BR_FRAME_FORK:
        br_frame_put_fork(out, frame->as.fork.proof);
        return;
    case BR_FRAME_TYPE_COUNT:
    default:
        BR_UNREACHABLE("a frame that was read has a type");
    }
}

/* Its texts and counts keep to the limits, and its pointers to the frame. */
static void check_frame(const struct br_frame *frame, struct br_bytes bytes)
{
    switch ((int)frame->type) {
    case BR_FRAME_HELLO:
        BR_ASSERT(strlen(frame->as.hello.software) <= BR_TEXT_NAME_MAX);
        return;
    case BR_FRAME_HEADS:
        BR_ASSERT(frame->as.heads.count <= BR_HEADS_FRAME_MAX);
        return;
    case BR_FRAME_BATCH:
        BR_ASSERT(frame->as.batch.count >= 1 && frame->as.batch.count <= BR_BATCH_RECORDS_MAX);
        for (size_t i = 0; i < frame->as.batch.count; i++) {
            struct br_bytes body = frame->as.batch.bodies[i];
            BR_ASSERT(body.size == 0 || (body.data >= bytes.data &&
                                         body.data + body.size <= bytes.data + bytes.size));
        }
        return;
    case BR_FRAME_BYE:
        BR_ASSERT(strlen(frame->as.bye.reason) <= BR_REASON_SIZE_MAX);
        return;
    default:
        return;
    }
}

static void written_again(const struct br_frame *frame)
{
    struct br_buffer first;
    struct br_buffer second;
    struct br_arena arena;
    struct br_bytes body;
    struct br_frame again;
    size_t used = 0;
    br_buffer_init(&first, 2 * BR_FRAME_SIZE_MAX);
    br_buffer_init(&second, 2 * BR_FRAME_SIZE_MAX);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    put(&first, frame);
    if (first.size > 0) {
        BR_ASSERT(br_frame_cut(br_buffer_bytes(&first), &body, &used) == BR_OK);
        BR_ASSERT(used == first.size);
        BR_ASSERT(br_frame_read(body, &arena, &again) == BR_OK && again.type == frame->type);
        put(&second, &again);
        BR_ASSERT(br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&second)));
    }
    br_buffer_free(&first);
    br_buffer_free(&second);
    br_arena_free(&arena);
}

static void read_one(struct br_bytes bytes, size_t budget)
{
    struct br_arena arena;
    struct br_frame frame;
    br_arena_init(&arena, budget);
    enum br_status status = br_frame_read(bytes, &arena, &frame);
    BR_ASSERT(status == BR_OK || status == BR_ERR_LIMIT || status == BR_ERR_MALFORMED ||
              status == BR_ERR_PROTOCOL || status == BR_ERR_NO_MEMORY);
    BR_ASSERT(arena.taken <= budget);
    if (status == BR_OK) {
        check_frame(&frame, bytes);
        written_again(&frame);
    }
    br_arena_free(&arena);
}

static void run(struct br_bytes input)
{
    if (input.size == 0) {
        return;
    }
    uint8_t how = input.data[0];
    size_t budget = how < 2 ? BR_ARENA_FRAME_SIZE_MAX : (size_t)(how / 2) * 128;
    struct br_bytes rest = {input.data + 1, input.size - 1};
    if (how % 2 == 1) {
        read_one(rest, budget);
        return;
    }
    struct br_bytes frame;
    size_t used = 0;
    while (br_frame_cut(rest, &frame, &used) == BR_OK) {
        BR_ASSERT(used > BR_FRAME_LENGTH_SIZE && used <= rest.size);
        BR_ASSERT(frame.size <= BR_FRAME_SIZE_MAX);
        read_one(frame, budget);
        rest = (struct br_bytes){rest.data + used, rest.size - used};
    }
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_buffer stream;
    br_buffer_init(&stream, BR_FRAME_SIZE_MAX);
    br_buffer_put_u8(&stream, 0);
    const struct br_head head = {
        .stream = {.audience = {.type = BR_AUDIENCE_NETWORK}}, .epoch = 1, .seq = 3};
    const struct br_head *const heads[] = {&head, &head};
    const struct br_receipt receipt = {.stream = head.stream, .epoch = 1, .seq = 3};
    const struct br_receipt *const receipts[] = {&receipt};
    const struct br_bytes bodies[] = {br_bytes_of_text("one"), br_bytes_of_text("another")};
    const struct br_submission write = {
        .id = {{1}}, .audience = head.stream.audience, .kind = 10, .payload = bodies[0]};
    const struct br_result results[] = {{.id = {{1}}, .epoch = 1, .seq = 9},
                                        {.id = {{2}}, .reason = "no"}};
    const struct br_hello hello = {.version_min = 1, .version_max = 1, .software = "seed"};
    const struct br_enrolled enrolled = {.academy_name = "Bath", .member_name = "Ann"};
    const struct br_enrolled refused = {.refused = "expired"};
    br_frame_put_hello(&stream, &hello);
    br_frame_put_heads(&stream, heads, 2, true);
    br_frame_put_want(&stream, &head.stream, 7);
    br_frame_put_stop(&stream, &head.stream);
    br_frame_put_batch(&stream, &head, bodies, 2);
    br_frame_put_credit(&stream, 1u << 20);
    br_frame_put_receipts(&stream, receipts, 1);
    br_frame_put_submit(&stream, &write, 1);
    br_frame_put_outcomes(&stream, results, 2);
    br_frame_put_gone(&stream, &head.stream, "left");
    br_frame_put_ping(&stream, 1);
    br_frame_put_pong(&stream, UINT64_MAX);
    br_frame_put_bye(&stream, BR_ERR_LIMIT, "too much");
    br_frame_put_enrol(&stream, (const uint8_t[16]){7}, "laptop");
    br_frame_put_enrolled(&stream, &enrolled);
    br_frame_put_enrolled(&stream, &refused);
    fuzz_seed(out, "every-frame", br_buffer_bytes(&stream));
    /* and each alone, without its length */
    struct br_bytes rest = {stream.data + 1, stream.size - 1};
    struct br_bytes frame;
    size_t used = 0;
    struct br_buffer alone;
    br_buffer_init(&alone, BR_FRAME_SIZE_MAX);
    while (br_frame_cut(rest, &frame, &used) == BR_OK) {
        br_buffer_clear(&alone);
        br_buffer_put_u8(&alone, 1);
        br_buffer_put(&alone, frame.data, frame.size);
        fuzz_seed(out, "one-frame", br_buffer_bytes(&alone));
        rest = (struct br_bytes){rest.data + used, rest.size - used};
    }
    br_buffer_free(&alone);
    br_buffer_free(&stream);
}

const struct fuzz_target fuzz_frame = {.name = "frame", .run = run, .seeds = seeds};
