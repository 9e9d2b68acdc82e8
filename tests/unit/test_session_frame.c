/* Frames: what is written is read back, and nothing else is. */
#include "base/rng.h"
#include "harness/check.h"
#include "proto/sync.pb-c.h"
#include "session/frame.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_SIZE = 200, BODIES = 3 };

/* Room for what a random frame points to. */
struct made {
    struct br_frame frame;
    char text_a[BR_TEXT_NAME_MAX + 1];
    char text_b[BR_TEXT_NAME_MAX + 1];
    char reasons[BR_SUBMIT_FRAME_MAX][BR_REASON_SIZE_MAX + 1];
    struct br_head heads[BR_HEADS_FRAME_MAX];
    struct br_receipt receipts[BR_RECEIPTS_FRAME_MAX];
    struct br_submission writes[BR_SUBMIT_FRAME_MAX];
    struct br_result results[BR_SUBMIT_FRAME_MAX];
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    uint8_t payload[BODY_SIZE];
    uint8_t proof[4000];
};

static void random_text(struct br_rng *rng, char *out, size_t size_max)
{
    size_t size = (size_t)br_rng_below(rng, size_max + 1);
    for (size_t i = 0; i < size; i++) {
        out[i] = (char)('a' + br_rng_below(rng, 26));
    }
    out[size] = '\0';
}

static struct br_stream random_stream(struct br_rng *rng)
{
    struct br_stream stream = {0};
    br_rng_bytes(rng, stream.origin.bytes, sizeof stream.origin.bytes);
    stream.audience.type = (uint8_t)(1 + br_rng_below(rng, 4));
    if (stream.audience.type == BR_AUDIENCE_GROUP || stream.audience.type == BR_AUDIENCE_ROOM) {
        br_rng_bytes(rng, stream.audience.id.bytes, sizeof stream.audience.id.bytes);
    }
    return stream;
}

static uint64_t random_seq(struct br_rng *rng)
{
    return 1 + br_rng_next(rng) % BR_SEQ_MAX;
}

static struct br_head random_head(struct br_rng *rng)
{
    struct br_head head = {.stream = random_stream(rng),
                           .epoch = 1 + (uint32_t)br_rng_below(rng, 1000),
                           .seq = random_seq(rng)};
    br_rng_bytes(rng, head.hash.bytes, sizeof head.hash.bytes);
    br_rng_bytes(rng, head.key, sizeof head.key);
    br_rng_bytes(rng, head.signature.bytes, sizeof head.signature.bytes);
    return head;
}

static struct br_receipt random_receipt(struct br_rng *rng)
{
    struct br_head head = random_head(rng);
    struct br_receipt receipt = {.stream = head.stream,
                                 .epoch = head.epoch,
                                 .seq = head.seq,
                                 .hash = head.hash,
                                 .signature = head.signature};
    br_rng_bytes(rng, receipt.holder.bytes, sizeof receipt.holder.bytes);
    br_rng_bytes(rng, receipt.key, sizeof receipt.key);
    return receipt;
}

static struct br_bytes random_payload(struct br_rng *rng, const struct made *made)
{
    return (struct br_bytes){made->payload, (size_t)br_rng_below(rng, BODY_SIZE)};
}

static void make_submit(struct br_rng *rng, struct made *made, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct br_stream stream = random_stream(rng);
        made->writes[i] = (struct br_submission){.audience = stream.audience,
                                                 .kind = (uint16_t)(1 + br_rng_below(rng, 65535)),
                                                 .written_ms = br_rng_next(rng),
                                                 .payload = random_payload(rng, made)};
        br_rng_bytes(rng, made->writes[i].id.bytes, sizeof made->writes[i].id.bytes);
    }
    made->frame.as.submit.count = count;
    made->frame.as.submit.items = made->writes;
}

static void make_outcomes(struct br_rng *rng, struct made *made, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool refused = br_rng_below(rng, 2) == 0;
        random_text(rng, made->reasons[i], BR_REASON_SIZE_MAX);
        made->results[i] = refused
                               ? (struct br_result){.reason = made->reasons[i]}
                               : (struct br_result){.epoch = (uint32_t)br_rng_below(rng, 1u << 31),
                                                    .seq = random_seq(rng)};
        br_rng_bytes(rng, made->results[i].id.bytes, sizeof made->results[i].id.bytes);
    }
    made->frame.as.outcomes.count = count;
    made->frame.as.outcomes.items = made->results;
}

static void make_hello(struct br_rng *rng, struct made *made)
{
    struct br_hello *hello = &made->frame.as.hello;
    random_text(rng, made->text_a, BR_TEXT_NAME_MAX);
    *hello = (struct br_hello){.version_min = (uint32_t)br_rng_below(rng, 100),
                               .credit = br_rng_next(rng),
                               .submit_window = (uint32_t)br_rng_next(rng),
                               .software = made->text_a};
    hello->version_max = hello->version_min + (uint32_t)br_rng_below(rng, 3);
    br_rng_bytes(rng, hello->academy.bytes, sizeof hello->academy.bytes);
    br_rng_bytes(rng, hello->instance.bytes, sizeof hello->instance.bytes);
}

static void make_enrolled(struct br_rng *rng, struct made *made)
{
    struct br_enrolled *enrolled = &made->frame.as.enrolled;
    *enrolled = (struct br_enrolled){0};
    random_text(rng, made->text_a, BR_TEXT_NAME_MAX);
    random_text(rng, made->text_b, BR_TEXT_NAME_MAX);
    if (br_rng_below(rng, 2) == 0) {
        enrolled->refused = made->text_a;
        return;
    }
    enrolled->academy_name = made->text_a;
    enrolled->member_name = made->text_b;
    br_rng_bytes(rng, enrolled->academy.bytes, sizeof enrolled->academy.bytes);
    br_rng_bytes(rng, enrolled->member.bytes, sizeof enrolled->member.bytes);
}

static void make_batch(struct br_rng *rng, struct made *made, size_t count)
{
    made->frame.as.batch.head = random_head(rng);
    made->frame.as.batch.count = count;
    made->frame.as.batch.bodies = made->bodies;
    for (size_t i = 0; i < count; i++) {
        made->bodies[i] = random_payload(rng, made);
    }
}

static void make_shown(struct br_rng *rng, struct made *made)
{
    struct br_batch *batch = &made->frame.as.shown.batch;
    if (br_rng_below(rng, 4) == 0) {
        return; /* they cannot */
    }
    make_batch(rng, made, 1 + (size_t)br_rng_below(rng, BODIES));
    struct br_batch filled = made->frame.as.batch;
    *batch = filled;
    br_rng_bytes(rng, made->frame.as.shown.previous.bytes, sizeof(struct br_hash));
}

/* A proof in form: two heads over one record each, at one place. */
static void make_fork(struct br_rng *rng, struct made *made)
{
    struct br_batch sides[2];
    struct br_buffer bodies[2];
    struct br_bytes spans[2];
    struct br_hash previous;
    struct br_buffer proof;
    struct br_head head = random_head(rng);
    br_rng_bytes(rng, previous.bytes, sizeof previous.bytes);
    br_buffer_init(&proof, sizeof made->proof);
    for (size_t i = 0; i < 2; i++) {
        struct br_record record = {.hlc = br_rng_next(rng), .kind = 11};
        br_buffer_init(&bodies[i], 1000);
        br_record_encode(&record, &bodies[i]);
        spans[i] = br_buffer_bytes(&bodies[i]);
        br_rng_bytes(rng, head.hash.bytes, sizeof head.hash.bytes);
        sides[i] = (struct br_batch){.head = head, .count = 1, .bodies = &spans[i]};
    }
    br_fork_encode(&previous, sides, &proof);
    memcpy(made->proof, proof.data, proof.size);
    made->frame.as.fork.proof = (struct br_bytes){made->proof, proof.size};
    br_buffer_free(&bodies[0]);
    br_buffer_free(&bodies[1]);
    br_buffer_free(&proof);
}

static void make(struct br_rng *rng, enum br_frame_type type, struct made *made)
{
    struct br_frame *frame = &made->frame;
    br_rng_bytes(rng, made->payload, sizeof made->payload);
    *frame = (struct br_frame){.type = type};
    switch (type) {
    case BR_FRAME_HELLO:
        make_hello(rng, made);
        break;
    case BR_FRAME_HEADS:
        frame->as.heads.count = (size_t)br_rng_below(rng, BODIES + 1);
        frame->as.heads.items = made->heads;
        frame->as.heads.complete = br_rng_below(rng, 2) == 0;
        for (size_t i = 0; i < frame->as.heads.count; i++) {
            made->heads[i] = random_head(rng);
        }
        break;
    case BR_FRAME_WANT:
        frame->as.want.stream = random_stream(rng);
        frame->as.want.stop = br_rng_below(rng, 2) == 0;
        frame->as.want.after_seq = frame->as.want.stop ? 0 : br_rng_next(rng) % (BR_SEQ_MAX + 1);
        break;
    case BR_FRAME_BATCH:
        make_batch(rng, made, 1 + (size_t)br_rng_below(rng, BODIES));
        break;
    case BR_FRAME_CREDIT:
        frame->as.credit = br_rng_next(rng);
        break;
    case BR_FRAME_RECEIPTS:
        frame->as.receipts.count = 1 + (size_t)br_rng_below(rng, BODIES);
        frame->as.receipts.items = made->receipts;
        for (size_t i = 0; i < frame->as.receipts.count; i++) {
            made->receipts[i] = random_receipt(rng);
        }
        break;
    case BR_FRAME_SUBMIT:
        make_submit(rng, made, 1 + (size_t)br_rng_below(rng, BODIES));
        break;
    case BR_FRAME_OUTCOMES:
        make_outcomes(rng, made, 1 + (size_t)br_rng_below(rng, BODIES));
        break;
    case BR_FRAME_STREAM_GONE:
        random_text(rng, made->text_a, BR_REASON_SIZE_MAX - 40);
        frame->as.gone.stream = random_stream(rng);
        frame->as.gone.reason = made->text_a;
        break;
    case BR_FRAME_PING:
    case BR_FRAME_PONG:
        frame->as.ping = br_rng_next(rng);
        break;
    case BR_FRAME_BYE:
        random_text(rng, made->text_a, BR_TEXT_NAME_MAX);
        frame->as.bye.status = (enum br_status)br_rng_below(rng, BR_STATUS_COUNT);
        frame->as.bye.reason = made->text_a;
        break;
    case BR_FRAME_ENROL:
        random_text(rng, made->text_a, BR_TEXT_NAME_MAX);
        br_rng_bytes(rng, frame->as.enrol.secret, sizeof frame->as.enrol.secret);
        frame->as.enrol.device_name = made->text_a;
        break;
    case BR_FRAME_ENROLLED:
        make_enrolled(rng, made);
        break;
    case BR_FRAME_SHOW:
        frame->as.show.stream = random_stream(rng);
        frame->as.show.seq = random_seq(rng);
        frame->as.show.whole = br_rng_below(rng, 2) == 0;
        break;
    case BR_FRAME_SHOWN:
        make_shown(rng, made);
        break;
    case BR_FRAME_FORK:
        make_fork(rng, made);
        break;
    case BR_FRAME_TYPE_COUNT:
        break;
    }
}

static void put(const struct br_frame *frame, struct br_buffer *out)
{
    const struct br_head *heads[BR_HEADS_FRAME_MAX];
    const struct br_receipt *receipts[BR_RECEIPTS_FRAME_MAX];
    switch (frame->type) {
    case BR_FRAME_HELLO:
        br_frame_put_hello(out, &frame->as.hello);
        break;
    case BR_FRAME_HEADS:
        for (size_t i = 0; i < frame->as.heads.count; i++) {
            heads[i] = &frame->as.heads.items[i];
        }
        br_frame_put_heads(out, heads, frame->as.heads.count, frame->as.heads.complete);
        break;
    case BR_FRAME_WANT:
        if (frame->as.want.stop) {
            br_frame_put_stop(out, &frame->as.want.stream);
        } else {
            br_frame_put_want(out, &frame->as.want.stream, frame->as.want.after_seq);
        }
        break;
    case BR_FRAME_BATCH:
        br_frame_put_batch(out, &frame->as.batch.head, frame->as.batch.bodies,
                           frame->as.batch.count);
        break;
    case BR_FRAME_CREDIT:
        br_frame_put_credit(out, frame->as.credit);
        break;
    case BR_FRAME_RECEIPTS:
        for (size_t i = 0; i < frame->as.receipts.count; i++) {
            receipts[i] = &frame->as.receipts.items[i];
        }
        br_frame_put_receipts(out, receipts, frame->as.receipts.count);
        break;
    case BR_FRAME_SUBMIT:
        br_frame_put_submit(out, frame->as.submit.items, frame->as.submit.count);
        break;
    case BR_FRAME_OUTCOMES:
        br_frame_put_outcomes(out, frame->as.outcomes.items, frame->as.outcomes.count);
        break;
    case BR_FRAME_STREAM_GONE:
        br_frame_put_gone(out, &frame->as.gone.stream, frame->as.gone.reason);
        break;
    case BR_FRAME_PING:
        br_frame_put_ping(out, frame->as.ping);
        break;
    case BR_FRAME_PONG:
        br_frame_put_pong(out, frame->as.ping);
        break;
    case BR_FRAME_BYE:
        br_frame_put_bye(out, frame->as.bye.status, frame->as.bye.reason);
        break;
    case BR_FRAME_ENROL:
        br_frame_put_enrol(out, frame->as.enrol.secret, frame->as.enrol.device_name);
        break;
    case BR_FRAME_ENROLLED:
        br_frame_put_enrolled(out, &frame->as.enrolled);
        break;
    case BR_FRAME_SHOW:
        br_frame_put_show(out, &frame->as.show.stream, frame->as.show.seq, frame->as.show.whole);
        break;
    case BR_FRAME_SHOWN:
        br_frame_put_shown(out, &frame->as.shown.previous,
                           frame->as.shown.batch.count == 0 ? NULL : &frame->as.shown.batch);
        break;
    case BR_FRAME_FORK:
        br_frame_put_fork(out, frame->as.fork.proof);
        break;
    case BR_FRAME_TYPE_COUNT:
        break;
    }
}

static struct br_bytes behind_length(const struct br_buffer *buffer)
{
    return (struct br_bytes){buffer->data + BR_FRAME_LENGTH_SIZE,
                             buffer->size - BR_FRAME_LENGTH_SIZE};
}

/* --- tests --- */

/* decode(encode(x)) = x, shown by encoding what was read once more. */
static void test_every_frame_comes_back(void)
{
    struct br_rng rng = br_rng_seeded(1);
    struct made *made = calloc(1, sizeof *made);
    struct br_arena arena;
    struct br_buffer first;
    struct br_buffer again;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&first, BR_FRAME_SIZE_MAX * 2);
    br_buffer_init(&again, BR_FRAME_SIZE_MAX * 2);
    for (int type = BR_FRAME_HELLO; type < BR_FRAME_TYPE_COUNT; type++) {
        for (int round = 0; round < 200; round++) {
            make(&rng, (enum br_frame_type)type, made);
            br_buffer_clear(&first);
            br_buffer_clear(&again);
            br_arena_reset(&arena);
            put(&made->frame, &first);
            struct br_bytes cut;
            size_t used = 0;
            struct br_frame read;
            CHECK(br_frame_cut(br_buffer_bytes(&first), &cut, &used) == BR_OK);
            CHECK_UINT(used, first.size);
            if (!CHECK(br_frame_read(cut, &arena, &read) == BR_OK)) {
                continue;
            }
            CHECK_UINT(read.type, type);
            put(&read, &again);
            CHECK(br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&again)));
        }
    }
    br_buffer_free(&first);
    br_buffer_free(&again);
    br_arena_free(&arena);
    free(made);
}

/* A few values looked at one by one, so that writer and reader cannot be wrong together. */
static void test_values_are_the_ones_written(void)
{
    struct br_rng rng = br_rng_seeded(2);
    struct br_arena arena;
    struct br_buffer out;
    struct br_frame read;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&out, BR_FRAME_SIZE_MAX * 2);

    struct br_head head = random_head(&rng);
    struct br_bytes bodies[2] = {br_bytes_of_text("one"), br_bytes_of_text("two!")};
    br_frame_put_batch(&out, &head, bodies, 2);
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(read.as.batch.count, 2);
    CHECK(br_bytes_equal(read.as.batch.bodies[1], bodies[1]));
    CHECK(read.as.batch.bodies[1].data > out.data &&
          read.as.batch.bodies[1].data < out.data + out.size); /* not copied */
    CHECK(br_stream_equal(&read.as.batch.head.stream, &head.stream));
    CHECK_UINT(read.as.batch.head.seq, head.seq);

    br_buffer_clear(&out);
    struct br_result results[2] = {{.reason = "no"}, {.epoch = 2, .seq = 77}};
    results[0].id.bytes[0] = results[1].id.bytes[0] = 5;
    br_frame_put_outcomes(&out, results, 2);
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_TEXT(read.as.outcomes.items[0].reason, "no");
    CHECK(read.as.outcomes.items[1].reason == NULL);
    CHECK_UINT(read.as.outcomes.items[1].epoch, 2);
    CHECK_UINT(read.as.outcomes.items[1].seq, 77);

    br_buffer_clear(&out);
    br_frame_put_bye(&out, BR_ERR_VERSION, "older");
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(read.as.bye.status, BR_ERR_VERSION);
    CHECK_TEXT(read.as.bye.reason, "older");
    br_buffer_free(&out);
    br_arena_free(&arena);
}

/* Cut anywhere, a frame is refused or reads as something that encodes to exactly these bytes. */
static void test_truncated_frames_are_never_other_frames(void)
{
    struct br_rng rng = br_rng_seeded(3);
    struct made *made = calloc(1, sizeof *made);
    struct br_arena arena;
    struct br_buffer whole;
    struct br_buffer again;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&whole, BR_FRAME_SIZE_MAX * 2);
    br_buffer_init(&again, BR_FRAME_SIZE_MAX * 2);
    for (int type = BR_FRAME_HELLO; type < BR_FRAME_TYPE_COUNT; type++) {
        for (int round = 0; round < 5; round++) {
            make(&rng, (enum br_frame_type)type, made);
            br_buffer_clear(&whole);
            put(&made->frame, &whole);
            struct br_bytes bytes = behind_length(&whole);
            for (size_t size = 0; size < bytes.size; size++) {
                /* a copy of its own size, so that the sanitizer sees one byte too far */
                uint8_t *copy = malloc(size + (size == 0));
                memcpy(copy, bytes.data, size);
                struct br_frame read;
                br_arena_reset(&arena);
                enum br_status status = br_frame_read((struct br_bytes){copy, size}, &arena, &read);
                CHECK(status != BR_OK);
                struct br_bytes cut;
                size_t used = 0;
                CHECK(br_frame_cut((struct br_bytes){whole.data, size + BR_FRAME_LENGTH_SIZE}, &cut,
                                   &used) == BR_ERR_NOT_FOUND);
                free(copy);
            }
        }
    }
    br_buffer_free(&whole);
    br_buffer_free(&again);
    br_arena_free(&arena);
    free(made);
}

/* Bit flips and random bytes: refused, or read as a frame that can be written again. */
static void test_random_bytes_do_no_harm(void)
{
    struct br_rng rng = br_rng_seeded(4);
    struct made *made = calloc(1, sizeof *made);
    struct br_arena arena;
    struct br_buffer whole;
    struct br_buffer again;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&whole, BR_FRAME_SIZE_MAX * 2);
    br_buffer_init(&again, BR_FRAME_SIZE_MAX * 2);
    size_t read_count = 0;
    for (int round = 0; round < 20000; round++) {
        enum br_frame_type type =
            (enum br_frame_type)(1 + br_rng_below(&rng, BR_FRAME_TYPE_COUNT - 1));
        make(&rng, type, made);
        br_buffer_clear(&whole);
        br_buffer_clear(&again);
        br_arena_reset(&arena);
        put(&made->frame, &whole);
        if (round % 4 == 0) {
            br_rng_bytes(&rng, whole.data + BR_FRAME_LENGTH_SIZE,
                         whole.size - BR_FRAME_LENGTH_SIZE);
        } else {
            size_t flips = 1 + (size_t)br_rng_below(&rng, 3);
            for (size_t i = 0; i < flips; i++) {
                size_t at = BR_FRAME_LENGTH_SIZE +
                            (size_t)br_rng_below(&rng, whole.size - BR_FRAME_LENGTH_SIZE);
                whole.data[at] ^= (uint8_t)(1u << br_rng_below(&rng, 8));
            }
        }
        struct br_frame read;
        if (br_frame_read(behind_length(&whole), &arena, &read) == BR_OK) {
            bool empty = (read.type == BR_FRAME_SUBMIT && read.as.submit.count == 0) ||
                         (read.type == BR_FRAME_OUTCOMES && read.as.outcomes.count == 0) ||
                         (read.type == BR_FRAME_RECEIPTS && read.as.receipts.count == 0);
            read_count++;
            if (!empty) {
                put(&read, &again);
                CHECK(br_buffer_ok(&again));
            }
        }
    }
    CHECK(read_count > 1000); /* flips inside payloads and hashes go unseen here: others see them */
    br_buffer_free(&whole);
    br_buffer_free(&again);
    br_arena_free(&arena);
    free(made);
}

/* --- limits --- */

static enum br_status read_packed(const Bigroom__Frame *frame, struct br_frame *read,
                                  struct br_arena *arena, struct br_buffer *out)
{
    size_t size = bigroom__frame__get_packed_size(frame);
    br_buffer_clear(out);
    br_arena_reset(arena);
    (void)bigroom__frame__pack(frame, br_buffer_extend(out, size));
    return br_frame_read(br_buffer_bytes(out), arena, read);
}

struct packing {
    struct br_arena arena;
    struct br_buffer out;
    struct br_frame read;
    Bigroom__Frame frame;
};

static void packing_begin(struct packing *packing)
{
    br_arena_init(&packing->arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&packing->out, 4 * BR_FRAME_SIZE_MAX);
    bigroom__frame__init(&packing->frame);
}

static void packing_end(struct packing *packing)
{
    br_arena_free(&packing->arena);
    br_buffer_free(&packing->out);
}

static enum br_status read_of(struct packing *packing)
{
    return read_packed(&packing->frame, &packing->read, &packing->arena, &packing->out);
}

static void test_counts_at_their_limits(void)
{
    enum { MOST = BR_BATCH_RECORDS_MAX + 1 };
    struct br_rng rng = br_rng_seeded(5);
    struct packing packing;
    packing_begin(&packing);
    uint8_t head[BR_HEAD_SIZE];
    uint8_t receipt[BR_RECEIPT_SIZE];
    uint8_t id[16] = {1};
    uint8_t audience[BR_AUDIENCE_SIZE] = {BR_AUDIENCE_NETWORK};
    struct br_head random = random_head(&rng);
    struct br_receipt random_r = random_receipt(&rng);
    br_head_encode(&random, head);
    br_receipt_encode(&random_r, receipt);
    ProtobufCBinaryData items[MOST];
    Bigroom__Write writes[MOST];
    Bigroom__Write *write_pointers[MOST];
    Bigroom__Outcome outcomes[MOST];
    Bigroom__Outcome *outcome_pointers[MOST];

    Bigroom__Heads heads = BIGROOM__HEADS__INIT;
    packing.frame.body_case = BIGROOM__FRAME__BODY_HEADS;
    packing.frame.heads = &heads;
    heads.heads = items;
    for (size_t count = BR_HEADS_FRAME_MAX - 1; count <= BR_HEADS_FRAME_MAX + 1; count++) {
        for (size_t i = 0; i < count; i++) {
            items[i] = (ProtobufCBinaryData){.len = BR_HEAD_SIZE, .data = head};
        }
        heads.n_heads = count;
        CHECK_UINT(read_of(&packing), count <= BR_HEADS_FRAME_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    Bigroom__Receipts receipts = BIGROOM__RECEIPTS__INIT;
    packing.frame.body_case = BIGROOM__FRAME__BODY_RECEIPTS;
    packing.frame.receipts = &receipts;
    receipts.receipts = items;
    for (size_t count = BR_RECEIPTS_FRAME_MAX - 1; count <= BR_RECEIPTS_FRAME_MAX + 1; count++) {
        for (size_t i = 0; i < count; i++) {
            items[i] = (ProtobufCBinaryData){.len = BR_RECEIPT_SIZE, .data = receipt};
        }
        receipts.n_receipts = count;
        CHECK_UINT(read_of(&packing), count <= BR_RECEIPTS_FRAME_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    Bigroom__Batch batch = BIGROOM__BATCH__INIT;
    packing.frame.body_case = BIGROOM__FRAME__BODY_BATCH;
    packing.frame.batch = &batch;
    batch.has_head = 1;
    batch.head = (ProtobufCBinaryData){.len = BR_HEAD_SIZE, .data = head};
    batch.records = items;
    for (size_t count = BR_BATCH_RECORDS_MAX - 1; count <= BR_BATCH_RECORDS_MAX + 1; count++) {
        for (size_t i = 0; i < count; i++) {
            items[i] = (ProtobufCBinaryData){.len = 1, .data = head};
        }
        batch.n_records = count;
        CHECK_UINT(read_of(&packing), count <= BR_BATCH_RECORDS_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    batch.n_records = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);

    Bigroom__Submit submit = BIGROOM__SUBMIT__INIT;
    Bigroom__Outcomes out = BIGROOM__OUTCOMES__INIT;
    for (size_t i = 0; i < MOST; i++) {
        bigroom__write__init(&writes[i]);
        writes[i].has_id = writes[i].has_audience = writes[i].has_kind = 1;
        writes[i].has_payload = 1;
        writes[i].id = (ProtobufCBinaryData){.len = sizeof id, .data = id};
        writes[i].audience = (ProtobufCBinaryData){.len = sizeof audience, .data = audience};
        writes[i].kind = 10;
        write_pointers[i] = &writes[i];
        bigroom__outcome__init(&outcomes[i]);
        outcomes[i].has_id = outcomes[i].has_epoch = outcomes[i].has_seq = 1;
        outcomes[i].id = writes[i].id;
        outcomes[i].epoch = 1;
        outcomes[i].seq = 1;
        outcome_pointers[i] = &outcomes[i];
    }
    submit.writes = write_pointers;
    out.outcomes = outcome_pointers;
    for (size_t count = BR_SUBMIT_FRAME_MAX - 1; count <= BR_SUBMIT_FRAME_MAX + 1; count++) {
        packing.frame.body_case = BIGROOM__FRAME__BODY_SUBMIT;
        packing.frame.submit = &submit;
        submit.n_writes = count;
        CHECK_UINT(read_of(&packing), count <= BR_SUBMIT_FRAME_MAX ? BR_OK : BR_ERR_LIMIT);
        packing.frame.body_case = BIGROOM__FRAME__BODY_OUTCOMES;
        packing.frame.outcomes = &out;
        out.n_outcomes = count;
        CHECK_UINT(read_of(&packing), count <= BR_SUBMIT_FRAME_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    packing_end(&packing);
}

/* Each fixed layout with one byte less and one more. */
static void test_layouts_have_their_size(void)
{
    struct br_rng rng = br_rng_seeded(6);
    struct packing packing;
    packing_begin(&packing);
    uint8_t bytes[BR_RECEIPT_SIZE + 1] = {0};
    for (int off = -1; off <= 1; off++) {
        enum br_status expected = off == 0 ? BR_OK : BR_ERR_MALFORMED;
        struct br_head head = random_head(&rng);
        br_head_encode(&head, bytes);
        ProtobufCBinaryData item = {.len = (size_t)((int)BR_HEAD_SIZE + off), .data = bytes};
        Bigroom__Heads heads = BIGROOM__HEADS__INIT;
        heads.n_heads = 1;
        heads.heads = &item;
        packing.frame.body_case = BIGROOM__FRAME__BODY_HEADS;
        packing.frame.heads = &heads;
        CHECK_UINT(read_of(&packing), expected);

        Bigroom__Batch batch = BIGROOM__BATCH__INIT;
        ProtobufCBinaryData record = {.len = 1, .data = bytes};
        batch.has_head = 1;
        batch.head = item;
        batch.n_records = 1;
        batch.records = &record;
        packing.frame.body_case = BIGROOM__FRAME__BODY_BATCH;
        packing.frame.batch = &batch;
        CHECK_UINT(read_of(&packing), expected);
        batch.has_head = 0;
        CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);

        struct br_receipt receipt = random_receipt(&rng);
        br_receipt_encode(&receipt, bytes);
        item.len = (size_t)((int)BR_RECEIPT_SIZE + off);
        Bigroom__Receipts receipts = BIGROOM__RECEIPTS__INIT;
        receipts.n_receipts = 1;
        receipts.receipts = &item;
        packing.frame.body_case = BIGROOM__FRAME__BODY_RECEIPTS;
        packing.frame.receipts = &receipts;
        CHECK_UINT(read_of(&packing), expected);

        struct br_stream stream = random_stream(&rng);
        br_stream_encode(&stream, bytes);
        Bigroom__Want want = BIGROOM__WANT__INIT;
        want.has_stream = want.has_after_seq = 1;
        want.stream =
            (ProtobufCBinaryData){.len = (size_t)((int)BR_STREAM_SIZE + off), .data = bytes};
        packing.frame.body_case = BIGROOM__FRAME__BODY_WANT;
        packing.frame.want = &want;
        CHECK_UINT(read_of(&packing), expected);
        Bigroom__StreamGone gone = BIGROOM__STREAM_GONE__INIT;
        gone.has_stream = 1;
        gone.stream = want.stream;
        packing.frame.body_case = BIGROOM__FRAME__BODY_STREAM_GONE;
        packing.frame.stream_gone = &gone;
        CHECK_UINT(read_of(&packing), expected);

        Bigroom__Hello hello = BIGROOM__HELLO__INIT;
        hello.has_version_min = hello.has_version_max = hello.has_academy = 1;
        hello.has_instance = 1;
        hello.version_min = hello.version_max = 1;
        hello.academy = (ProtobufCBinaryData){.len = (size_t)(32 + off), .data = bytes};
        hello.instance = (ProtobufCBinaryData){.len = 16, .data = bytes};
        packing.frame.body_case = BIGROOM__FRAME__BODY_HELLO;
        packing.frame.hello = &hello;
        CHECK_UINT(read_of(&packing), expected);
        hello.academy.len = 32;
        hello.instance.len = (size_t)(16 + off);
        CHECK_UINT(read_of(&packing), expected);

        Bigroom__Enrol enrol = BIGROOM__ENROL__INIT;
        enrol.has_secret = 1;
        enrol.secret = (ProtobufCBinaryData){.len = (size_t)(16 + off), .data = bytes};
        packing.frame.body_case = BIGROOM__FRAME__BODY_ENROL;
        packing.frame.enrol = &enrol;
        CHECK_UINT(read_of(&packing), expected);
    }
    packing_end(&packing);
}

static void test_texts_and_numbers_at_their_limits(void)
{
    struct packing packing;
    packing_begin(&packing);
    char text[BR_REASON_SIZE_MAX + 2];
    uint8_t bytes[BR_STREAM_SIZE] = {0};
    struct br_stream stream = {.audience = {.type = BR_AUDIENCE_NETWORK}};
    br_stream_encode(&stream, bytes);
    for (size_t size = BR_REASON_SIZE_MAX - 1; size <= BR_REASON_SIZE_MAX + 1; size++) {
        memset(text, 'x', size);
        text[size] = '\0';
        Bigroom__Bye bye = BIGROOM__BYE__INIT;
        bye.reason = text;
        packing.frame.body_case = BIGROOM__FRAME__BODY_BYE;
        packing.frame.bye = &bye;
        enum br_status expected = size <= BR_REASON_SIZE_MAX ? BR_OK : BR_ERR_MALFORMED;
        CHECK_UINT(read_of(&packing), expected);
        Bigroom__StreamGone gone = BIGROOM__STREAM_GONE__INIT;
        gone.has_stream = 1;
        gone.stream = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
        gone.reason = text;
        packing.frame.body_case = BIGROOM__FRAME__BODY_STREAM_GONE;
        packing.frame.stream_gone = &gone;
        CHECK_UINT(read_of(&packing), expected);
        Bigroom__Outcome outcome = BIGROOM__OUTCOME__INIT;
        Bigroom__Outcome *pointer = &outcome;
        Bigroom__Outcomes outcomes = BIGROOM__OUTCOMES__INIT;
        outcome.has_id = 1;
        outcome.id = (ProtobufCBinaryData){.len = 16, .data = bytes};
        outcome.reason = text;
        outcomes.n_outcomes = 1;
        outcomes.outcomes = &pointer;
        packing.frame.body_case = BIGROOM__FRAME__BODY_OUTCOMES;
        packing.frame.outcomes = &outcomes;
        CHECK_UINT(read_of(&packing), expected);
    }
    for (size_t size = BR_TEXT_NAME_MAX - 1; size <= BR_TEXT_NAME_MAX + 1; size++) {
        memset(text, 'x', size);
        text[size] = '\0';
        Bigroom__Enrol enrol = BIGROOM__ENROL__INIT;
        enrol.has_secret = 1;
        enrol.secret = (ProtobufCBinaryData){.len = 16, .data = bytes};
        enrol.device_name = text;
        packing.frame.body_case = BIGROOM__FRAME__BODY_ENROL;
        packing.frame.enrol = &enrol;
        CHECK_UINT(read_of(&packing), size <= BR_TEXT_NAME_MAX ? BR_OK : BR_ERR_MALFORMED);
        Bigroom__Hello hello = BIGROOM__HELLO__INIT;
        hello.has_version_min = hello.has_version_max = hello.has_academy = 1;
        hello.has_instance = 1;
        hello.software = text;
        uint8_t id[32] = {0};
        hello.academy = (ProtobufCBinaryData){.len = 32, .data = id};
        hello.instance = (ProtobufCBinaryData){.len = 16, .data = id};
        packing.frame.body_case = BIGROOM__FRAME__BODY_HELLO;
        packing.frame.hello = &hello;
        CHECK_UINT(read_of(&packing), size <= BR_TEXT_NAME_MAX ? BR_OK : BR_ERR_MALFORMED);
    }
    for (uint64_t seq = BR_SEQ_MAX - 1; seq <= BR_SEQ_MAX + 1; seq++) {
        Bigroom__Want want = BIGROOM__WANT__INIT;
        want.has_stream = want.has_after_seq = 1;
        want.stream = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
        want.after_seq = seq;
        packing.frame.body_case = BIGROOM__FRAME__BODY_WANT;
        packing.frame.want = &want;
        CHECK_UINT(read_of(&packing), seq <= BR_SEQ_MAX ? BR_OK : BR_ERR_MALFORMED);
    }
    packing_end(&packing);
}

static void test_missing_parts_are_malformed(void)
{
    struct packing packing;
    packing_begin(&packing);
    uint8_t id[16] = {1};
    uint8_t audience[BR_AUDIENCE_SIZE] = {BR_AUDIENCE_NETWORK};
    Bigroom__Write write = BIGROOM__WRITE__INIT;
    write.has_id = write.has_audience = write.has_kind = write.has_payload = 1;
    write.id = (ProtobufCBinaryData){.len = sizeof id, .data = id};
    write.audience = (ProtobufCBinaryData){.len = sizeof audience, .data = audience};
    write.kind = UINT16_MAX;
    Bigroom__Write *pointer = &write;
    Bigroom__Submit submit = BIGROOM__SUBMIT__INIT;
    submit.n_writes = 1;
    submit.writes = &pointer;
    packing.frame.body_case = BIGROOM__FRAME__BODY_SUBMIT;
    packing.frame.submit = &submit;
    CHECK_UINT(read_of(&packing), BR_OK);
    write.kind = UINT16_MAX + 1;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    write.kind = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    write.kind = 1;
    write.has_kind = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    write.has_kind = 1;
    write.has_payload = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    write.has_payload = 1;
    write.has_audience = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    write.has_audience = 1;
    id[0] = 0; /* nobody's id is zero */
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);

    Bigroom__Outcome outcome = BIGROOM__OUTCOME__INIT;
    Bigroom__Outcome *outcome_pointer = &outcome;
    Bigroom__Outcomes outcomes = BIGROOM__OUTCOMES__INIT;
    outcomes.n_outcomes = 1;
    outcomes.outcomes = &outcome_pointer;
    packing.frame.body_case = BIGROOM__FRAME__BODY_OUTCOMES;
    packing.frame.outcomes = &outcomes;
    outcome.has_id = 1;
    outcome.id = write.id;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* neither position nor reason */
    char reason[] = "no";
    outcome.reason = reason;
    CHECK_UINT(read_of(&packing), BR_OK);
    outcome.has_epoch = outcome.has_seq = 1;
    outcome.seq = 1;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* both */
    outcome.reason = NULL;
    CHECK_UINT(read_of(&packing), BR_OK);
    outcome.has_seq = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* half a position */
    outcome.has_seq = 1;
    outcome.has_epoch = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    outcome.has_epoch = 1;
    for (uint64_t seq = BR_SEQ_MAX - 1; seq <= BR_SEQ_MAX + 1; seq++) {
        outcome.seq = seq;
        CHECK_UINT(read_of(&packing), seq <= BR_SEQ_MAX ? BR_OK : BR_ERR_MALFORMED);
    }
    outcome.seq = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);

    packing.frame.body_case = BIGROOM__FRAME__BODY__NOT_SET;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* no bytes at all */
    struct br_frame read;
    static const uint8_t unknown[] = {0xfa, 0x01, 0x00}; /* field 31, empty */
    CHECK_UINT(br_frame_read((struct br_bytes){unknown, sizeof unknown}, &packing.arena, &read),
               BR_ERR_PROTOCOL);
    packing_end(&packing);
}

static void enrolled_is(struct packing *packing, const Bigroom__Enrolled *message,
                        enum br_status expected)
{
    Bigroom__Enrolled copy = *message;
    packing->frame.body_case = BIGROOM__FRAME__BODY_ENROLLED;
    packing->frame.enrolled = &copy;
    CHECK_UINT(read_of(packing), expected);
}

/* A new device gets all that it needs, or the reason why not. */
static void test_shown_is_whole_or_nothing(void)
{
    struct br_rng rng = br_rng_seeded(11);
    struct packing packing;
    packing_begin(&packing);
    uint8_t encoded[BR_HEAD_SIZE];
    uint8_t previous[32] = {1};
    ProtobufCBinaryData records[BR_BATCH_RECORDS_MAX + 1];
    struct br_head head = random_head(&rng);
    head.seq = BR_BATCH_RECORDS_MAX;
    br_head_encode(&head, encoded);
    for (size_t i = 0; i < BR_BATCH_RECORDS_MAX + 1; i++) {
        records[i] = (ProtobufCBinaryData){.len = 1, .data = encoded};
    }
    Bigroom__Shown shown = BIGROOM__SHOWN__INIT;
    shown.head = (ProtobufCBinaryData){.len = sizeof encoded, .data = encoded};
    shown.previous = (ProtobufCBinaryData){.len = sizeof previous, .data = previous};
    shown.has_previous = 1;
    shown.records = records;
    packing.frame.body_case = BIGROOM__FRAME__BODY_SHOWN;
    packing.frame.shown = &shown;
    CHECK_UINT(read_of(&packing), BR_OK);
    shown.n_records = 1;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* under no head */
    shown.has_head = 1;
    CHECK_UINT(read_of(&packing), BR_OK);
    shown.n_records = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    for (size_t count = BR_BATCH_RECORDS_MAX - 1; count <= BR_BATCH_RECORDS_MAX + 1; count++) {
        shown.n_records = count;
        CHECK_UINT(read_of(&packing), count <= BR_BATCH_RECORDS_MAX ? BR_OK : BR_ERR_LIMIT);
    }
    shown.n_records = BR_BATCH_RECORDS_MAX; /* more than there are in the stream so far */
    head.seq = BR_BATCH_RECORDS_MAX - 1;
    br_head_encode(&head, encoded);
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    shown.n_records = 1;
    CHECK_UINT(read_of(&packing), BR_OK);
    shown.previous.len--;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    packing_end(&packing);
}

static void test_show_names_a_record(void)
{
    struct br_rng rng = br_rng_seeded(12);
    struct packing packing;
    packing_begin(&packing);
    uint8_t encoded[BR_STREAM_SIZE];
    struct br_stream stream = random_stream(&rng);
    br_stream_encode(&stream, encoded);
    Bigroom__Show show = BIGROOM__SHOW__INIT;
    show.has_stream = 1;
    show.stream = (ProtobufCBinaryData){.len = sizeof encoded, .data = encoded};
    show.seq = 1;
    packing.frame.body_case = BIGROOM__FRAME__BODY_SHOW;
    packing.frame.show = &show;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED); /* no number */
    show.has_seq = 1;
    CHECK_UINT(read_of(&packing), BR_OK);
    show.seq = 0;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    show.seq = BR_SEQ_MAX;
    CHECK_UINT(read_of(&packing), BR_OK);
    show.seq = BR_SEQ_MAX + 1;
    CHECK_UINT(read_of(&packing), BR_ERR_MALFORMED);
    packing_end(&packing);
}

static void test_enrolled_is_whole_or_refused(void)
{
    struct packing packing;
    packing_begin(&packing);
    uint8_t bytes[32] = {1};
    char name[BR_TEXT_NAME_MAX + 2] = "Bath";
    char reason[BR_REASON_SIZE_MAX + 2];
    Bigroom__Enrolled whole = BIGROOM__ENROLLED__INIT;
    whole.has_academy = whole.has_member = 1;
    whole.academy = (ProtobufCBinaryData){.len = 32, .data = bytes};
    whole.member = (ProtobufCBinaryData){.len = 16, .data = bytes};
    whole.academy_name = whole.member_name = name;
    enrolled_is(&packing, &whole, BR_OK);
    Bigroom__Enrolled half = whole;
    half.academy_name = NULL;
    enrolled_is(&packing, &half, BR_ERR_MALFORMED);
    half = whole;
    half.member_name = NULL;
    enrolled_is(&packing, &half, BR_ERR_MALFORMED);
    half = whole;
    half.academy.len = 31;
    enrolled_is(&packing, &half, BR_ERR_MALFORMED);
    half = whole;
    half.has_member = 0;
    enrolled_is(&packing, &half, BR_ERR_MALFORMED);
    static char short_name[] = "Ann";
    for (size_t size = BR_TEXT_NAME_MAX - 1; size <= BR_TEXT_NAME_MAX + 1; size++) {
        memset(name, 'n', size);
        name[size] = '\0';
        enum br_status expected = size <= BR_TEXT_NAME_MAX ? BR_OK : BR_ERR_MALFORMED;
        half = whole;
        half.member_name = short_name;
        enrolled_is(&packing, &half, expected);
        half.academy_name = short_name;
        half.member_name = name;
        enrolled_is(&packing, &half, expected);
    }
    for (size_t size = BR_REASON_SIZE_MAX - 1; size <= BR_REASON_SIZE_MAX + 1; size++) {
        memset(reason, 'r', size);
        reason[size] = '\0';
        Bigroom__Enrolled refused = BIGROOM__ENROLLED__INIT;
        refused.refused = reason;
        enrolled_is(&packing, &refused, size <= BR_REASON_SIZE_MAX ? BR_OK : BR_ERR_MALFORMED);
    }
    packing_end(&packing);
}

/* Whatever may still be allocated, a frame is read as a whole or not at all. */
static void test_no_budget_gives_half_a_frame(void)
{
    enum { BUDGET_MOST = 64 * 1024, STEP = 16 };
    struct br_rng rng = br_rng_seeded(9);
    struct made *made = calloc(1, sizeof *made);
    struct br_buffer out;
    br_buffer_init(&out, BR_FRAME_SIZE_MAX * 2);
    for (int type = BR_FRAME_HELLO; type < BR_FRAME_TYPE_COUNT; type++) {
        make(&rng, (enum br_frame_type)type, made);
        put(&made->frame, &out);
        bool enough = false;
        for (size_t budget = 0; budget <= BUDGET_MOST; budget += STEP) {
            struct br_arena arena;
            struct br_frame read;
            br_arena_init(&arena, budget);
            enum br_status status = br_frame_read(behind_length(&out), &arena, &read);
            CHECK(status == BR_OK || (status == BR_ERR_NO_MEMORY && !enough));
            enough = status == BR_OK;
            br_arena_free(&arena);
        }
        CHECK(enough);
        br_buffer_clear(&out);
    }
    br_buffer_free(&out);
    free(made);
}

/* What a later version adds beside a batch is passed over. */
static void test_unknown_fields_beside_a_batch(void)
{
    struct br_rng rng = br_rng_seeded(7);
    struct br_arena arena;
    struct br_buffer batch;
    struct br_buffer out;
    struct br_frame read;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&batch, BR_FRAME_SIZE_MAX);
    br_buffer_init(&out, BR_FRAME_SIZE_MAX);
    struct br_head head = random_head(&rng);
    struct br_bytes body = br_bytes_of_text("body");
    br_frame_put_batch(&batch, &head, &body, 1);
    static const uint8_t unknown[] = {0xf8, 0x01, 0x07, 0xfd, 0x01, 1, 2, 3, 4, 0xf9,
                                      0x01, 1,    2,    3,    4,    5, 6, 7, 8};
    br_buffer_put(&out, unknown, sizeof unknown);
    br_buffer_put(&out, batch.data + BR_FRAME_LENGTH_SIZE, batch.size - BR_FRAME_LENGTH_SIZE);
    br_buffer_put(&out, unknown, sizeof unknown);
    CHECK(br_frame_read(br_buffer_bytes(&out), &arena, &read) == BR_OK);
    CHECK_UINT(read.type, BR_FRAME_BATCH);
    CHECK_UINT(read.as.batch.count, 1);
    br_buffer_free(&batch);
    br_buffer_free(&out);
    br_arena_free(&arena);
}

static void test_cut_keeps_to_the_limits(void)
{
    uint8_t *bytes = calloc(1, BR_FRAME_LENGTH_SIZE + BR_FRAME_SIZE_MAX + 1);
    struct br_bytes frame;
    size_t used = 0;
    static const struct {
        uint32_t size;
        enum br_status status;
    } cases[] = {
        {0, BR_ERR_LIMIT},
        {1, BR_OK},
        {BR_FRAME_SIZE_MAX - 1, BR_OK},
        {BR_FRAME_SIZE_MAX, BR_OK},
        {BR_FRAME_SIZE_MAX + 1, BR_ERR_LIMIT},
        {UINT32_MAX, BR_ERR_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        br_store_u32(bytes, cases[i].size);
        struct br_bytes all = {bytes, BR_FRAME_LENGTH_SIZE + BR_FRAME_SIZE_MAX + 1};
        CHECK_UINT(br_frame_cut(all, &frame, &used), cases[i].status);
        if (cases[i].status == BR_OK) {
            CHECK_UINT(used, cases[i].size + BR_FRAME_LENGTH_SIZE);
            CHECK_UINT(frame.size, cases[i].size);
            all.size = used - 1;
            CHECK_UINT(br_frame_cut(all, &frame, &used), BR_ERR_NOT_FOUND);
        }
        for (size_t size = 0; size < BR_FRAME_LENGTH_SIZE; size++) {
            all.size = size;
            CHECK_UINT(br_frame_cut(all, &frame, &used), BR_ERR_NOT_FOUND);
        }
    }
    struct br_arena arena;
    struct br_frame read;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    CHECK_UINT(br_frame_read((struct br_bytes){bytes, BR_FRAME_SIZE_MAX + 1}, &arena, &read),
               BR_ERR_LIMIT);
    CHECK_UINT(br_frame_read((struct br_bytes){bytes, 0}, &arena, &read), BR_ERR_MALFORMED);
    br_arena_free(&arena);
    free(bytes);
}

/* A reason that is too long is cut between two characters, not refused by the other side. */
static void test_reasons_are_cut(void)
{
    struct br_arena arena;
    struct br_buffer out;
    struct br_frame read;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&out, BR_FRAME_SIZE_MAX);
    char text[BR_REASON_SIZE_MAX + 10];
    memset(text, 'x', BR_REASON_SIZE_MAX - 1);
    memcpy(text + BR_REASON_SIZE_MAX - 1, "\xc3\xa9zz", 5);
    br_frame_put_bye(&out, BR_ERR_REFUSED, text);
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(strlen(read.as.bye.reason), BR_REASON_SIZE_MAX - 1);
    br_buffer_clear(&out);
    struct br_result result = {.id = {{1}}, .reason = text};
    br_frame_put_outcomes(&out, &result, 1);
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(strlen(read.as.outcomes.items[0].reason), BR_REASON_SIZE_MAX - 1);
    br_buffer_clear(&out);
    memset(text, '\x80', sizeof text - 1); /* no character begins anywhere: nothing is left */
    text[sizeof text - 1] = '\0';
    br_frame_put_bye(&out, BR_ERR_REFUSED, text);
    CHECK(br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_TEXT(read.as.bye.reason, "");
    br_buffer_free(&out);
    br_arena_free(&arena);
}

/* The largest things that limits.h allows still fit one frame. */
static void test_the_largest_fit(void)
{
    struct br_rng rng = br_rng_seeded(8);
    struct made *made = calloc(1, sizeof *made);
    struct br_arena arena;
    struct br_buffer out;
    struct br_frame read;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&out, BR_FRAME_SIZE_MAX + BR_FRAME_LENGTH_SIZE);
    uint8_t *bytes = calloc(1, BR_BATCH_SIZE_MAX);
    struct br_head head = random_head(&rng);
    for (size_t i = 0; i < BR_BATCH_RECORDS_MAX; i++) {
        size_t share = BR_BATCH_SIZE_MAX / BR_BATCH_RECORDS_MAX;
        made->bodies[i] = (struct br_bytes){bytes + i * share, share};
    }
    br_frame_put_batch(&out, &head, made->bodies, BR_BATCH_RECORDS_MAX);
    CHECK(br_buffer_ok(&out) && br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(read.as.batch.count, BR_BATCH_RECORDS_MAX);

    br_buffer_clear(&out);
    br_arena_reset(&arena);
    make(&rng, BR_FRAME_SUBMIT, made);
    make_submit(&rng, made, BR_SUBMIT_FRAME_MAX);
    br_frame_put_submit(&out, made->writes, BR_SUBMIT_FRAME_MAX);
    CHECK(br_buffer_ok(&out) && br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    made->writes[0].payload = (struct br_bytes){bytes, BR_PAYLOAD_SIZE_MAX};
    br_buffer_clear(&out);
    br_arena_reset(&arena);
    br_frame_put_submit(&out, made->writes, 1);
    CHECK(br_buffer_ok(&out) && br_frame_read(behind_length(&out), &arena, &read) == BR_OK);
    CHECK_UINT(read.as.submit.items[0].payload.size, BR_PAYLOAD_SIZE_MAX);
    free(bytes);
    br_buffer_free(&out);
    br_arena_free(&arena);
    free(made);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_every_frame_comes_back),
        BR_TEST(test_values_are_the_ones_written),
        BR_TEST(test_truncated_frames_are_never_other_frames),
        BR_TEST(test_random_bytes_do_no_harm),
        BR_TEST(test_counts_at_their_limits),
        BR_TEST(test_layouts_have_their_size),
        BR_TEST(test_texts_and_numbers_at_their_limits),
        BR_TEST(test_missing_parts_are_malformed),
        BR_TEST(test_shown_is_whole_or_nothing),
        BR_TEST(test_show_names_a_record),
        BR_TEST(test_enrolled_is_whole_or_refused),
        BR_TEST(test_no_budget_gives_half_a_frame),
        BR_TEST(test_unknown_fields_beside_a_batch),
        BR_TEST(test_cut_keeps_to_the_limits),
        BR_TEST(test_reasons_are_cut),
        BR_TEST(test_the_largest_fit),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
