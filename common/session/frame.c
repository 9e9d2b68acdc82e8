/* frame.c - writing and reading frames; for each kind the reader stands beside its writer. */
#include "session/frame.h"

#include "proto/sync.pb-c.h"
#include "record/message.h"

#include <string.h>

static const char *const names[BR_FRAME_TYPE_COUNT] = {
    [BR_FRAME_HELLO] = "hello",      [BR_FRAME_HEADS] = "heads",
    [BR_FRAME_WANT] = "want",        [BR_FRAME_BATCH] = "batch",
    [BR_FRAME_CREDIT] = "credit",    [BR_FRAME_RECEIPTS] = "receipts",
    [BR_FRAME_SUBMIT] = "submit",    [BR_FRAME_OUTCOMES] = "outcomes",
    [BR_FRAME_STREAM_GONE] = "gone", [BR_FRAME_PING] = "ping",
    [BR_FRAME_PONG] = "pong",        [BR_FRAME_BYE] = "bye",
    [BR_FRAME_ENROL] = "enrol",      [BR_FRAME_ENROLLED] = "enrolled",
    [BR_FRAME_SHOW] = "show",        [BR_FRAME_SHOWN] = "shown",
    [BR_FRAME_FORK] = "fork",
};

const char *br_frame_type_name(enum br_frame_type type)
{
    BR_ASSERT(type > 0 && type < BR_FRAME_TYPE_COUNT); /* br_frame_read gives no other */
    return names[type];
}

enum br_status br_frame_cut(struct br_bytes bytes, struct br_bytes *frame, size_t *used)
{
    if (bytes.size < BR_FRAME_LENGTH_SIZE) {
        return BR_ERR_NOT_FOUND;
    }
    size_t size = br_load_u32(bytes.data);
    if (size == 0 || size > BR_FRAME_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    if (bytes.size - BR_FRAME_LENGTH_SIZE < size) {
        return BR_ERR_NOT_FOUND;
    }
    *frame = (struct br_bytes){.data = bytes.data + BR_FRAME_LENGTH_SIZE, .size = size};
    *used = BR_FRAME_LENGTH_SIZE + size;
    return BR_OK;
}

/* --- writing --- */

static ProtobufCBinaryData binary(const void *data, size_t size)
{
    /* protobuf-c packs from mutable pointers and does not write to them */
    union {
        const void *borrowed;
        uint8_t *data;
    } pointer = {.borrowed = data};
    return (ProtobufCBinaryData){.len = size, .data = pointer.data};
}

static char *text(const char *borrowed)
{
    union {
        const char *borrowed;
        char *text;
    } pointer = {.borrowed = borrowed};
    return pointer.text;
}

static void put_frame(struct br_buffer *out, const Bigroom__Frame *frame)
{
    size_t size = bigroom__frame__get_packed_size(frame);
    BR_ASSERT(size <= BR_FRAME_SIZE_MAX);
    uint8_t *at = br_buffer_extend(out, BR_FRAME_LENGTH_SIZE + size);
    if (at != NULL) {
        br_store_u32(at, (uint32_t)size);
        (void)bigroom__frame__pack(frame, at + BR_FRAME_LENGTH_SIZE);
    }
}

/*
 * A sentence for people is cut to what the other side takes, between two characters; [room] is for
 * the cut copy. NULL stays NULL.
 */
static char *sentence(const char *borrowed, char room[BR_REASON_SIZE_MAX + 1])
{
    if (borrowed == NULL || strlen(borrowed) <= BR_REASON_SIZE_MAX) {
        return text(borrowed);
    }
    size_t size = BR_REASON_SIZE_MAX;
    while (size > 0 && ((uint8_t)borrowed[size] & 0xc0) == 0x80) {
        size--;
    }
    memcpy(room, borrowed, size);
    room[size] = '\0';
    return room;
}

#define FRAME_OF(CASE, member, pointer)                                             \
    ((Bigroom__Frame){.base = PROTOBUF_C_MESSAGE_INIT(&bigroom__frame__descriptor), \
                      .body_case = BIGROOM__FRAME__BODY_##CASE,                     \
                      .member = (pointer)})

void br_frame_put_hello(struct br_buffer *out, const struct br_hello *hello)
{
    Bigroom__Hello message = BIGROOM__HELLO__INIT;
    message.has_version_min = message.has_version_max = message.has_credit = 1;
    message.has_academy = message.has_instance = message.has_submit_window = 1;
    message.version_min = hello->version_min;
    message.version_max = hello->version_max;
    message.software = text(hello->software);
    message.academy = binary(hello->academy.bytes, sizeof hello->academy.bytes);
    message.instance = binary(hello->instance.bytes, sizeof hello->instance.bytes);
    message.credit = hello->credit;
    message.submit_window = hello->submit_window;
    Bigroom__Frame frame = FRAME_OF(HELLO, hello, &message);
    put_frame(out, &frame);
}

static bool copy_exactly(ProtobufCBinaryData from, void *to, size_t size)
{
    if (from.len != size) {
        return false;
    }
    memcpy(to, from.data, size);
    return true;
}

static enum br_status read_hello(const Bigroom__Hello *message, struct br_frame *frame)
{
    struct br_hello *hello = &frame->as.hello;
    *hello = (struct br_hello){
        .version_min = message->version_min,
        .version_max = message->version_max,
        .credit = message->credit,
        .submit_window = message->submit_window,
        .software = message->software == NULL ? "" : message->software,
    };
    bool whole =
        message->has_version_min && message->has_version_max &&
        message->version_min <= message->version_max &&
        copy_exactly(message->academy, hello->academy.bytes, sizeof hello->academy.bytes) &&
        copy_exactly(message->instance, hello->instance.bytes, sizeof hello->instance.bytes) &&
        strlen(hello->software) <= BR_TEXT_NAME_MAX;
    return whole ? BR_OK : BR_ERR_MALFORMED;
}

void br_frame_put_heads(struct br_buffer *out, const struct br_head *const *heads, size_t count,
                        bool complete)
{
    BR_ASSERT(count <= BR_HEADS_FRAME_MAX);
    uint8_t encoded[BR_HEADS_FRAME_MAX][BR_HEAD_SIZE];
    ProtobufCBinaryData items[BR_HEADS_FRAME_MAX];
    for (size_t i = 0; i < count; i++) {
        br_head_encode(heads[i], encoded[i]);
        items[i] = binary(encoded[i], BR_HEAD_SIZE);
    }
    Bigroom__Heads message = BIGROOM__HEADS__INIT;
    message.n_heads = count;
    message.heads = items;
    message.has_complete = complete;
    message.complete = complete;
    Bigroom__Frame frame = FRAME_OF(HEADS, heads, &message);
    put_frame(out, &frame);
}

static struct br_bytes bytes_of(ProtobufCBinaryData data)
{
    return (struct br_bytes){.data = data.data, .size = data.len};
}

static enum br_status read_heads(const Bigroom__Heads *message, struct br_arena *arena,
                                 struct br_frame *frame)
{
    if (message->n_heads > BR_HEADS_FRAME_MAX) {
        return BR_ERR_LIMIT;
    }
    frame->as.heads.count = message->n_heads;
    frame->as.heads.complete = message->has_complete && message->complete;
    frame->as.heads.items = br_arena_take(arena, message->n_heads * sizeof(struct br_head) + 1);
    if (frame->as.heads.items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    enum br_status status = BR_OK;
    for (size_t i = 0; i < message->n_heads && status == BR_OK; i++) {
        status = br_head_decode(bytes_of(message->heads[i]), &frame->as.heads.items[i]);
    }
    return status;
}

static void put_want(struct br_buffer *out, const struct br_stream *stream, bool stop,
                     uint64_t after_seq)
{
    uint8_t encoded[BR_STREAM_SIZE];
    br_stream_encode(stream, encoded);
    Bigroom__Want message = BIGROOM__WANT__INIT;
    message.has_stream = 1;
    message.stream = binary(encoded, sizeof encoded);
    message.has_after_seq = !stop;
    message.after_seq = after_seq;
    Bigroom__Frame frame = FRAME_OF(WANT, want, &message);
    put_frame(out, &frame);
}

void br_frame_put_want(struct br_buffer *out, const struct br_stream *stream, uint64_t after_seq)
{
    put_want(out, stream, false, after_seq);
}

void br_frame_put_stop(struct br_buffer *out, const struct br_stream *stream)
{
    put_want(out, stream, true, 0);
}

static enum br_status read_want(const Bigroom__Want *message, struct br_frame *frame)
{
    frame->as.want.stop = !message->has_after_seq;
    frame->as.want.after_seq = message->after_seq;
    if (message->after_seq > BR_SEQ_MAX) {
        return BR_ERR_MALFORMED;
    }
    return br_stream_decode(bytes_of(message->stream), &frame->as.want.stream);
}

void br_frame_put_batch(struct br_buffer *out, const struct br_head *head,
                        const struct br_bytes *bodies, size_t count)
{
    BR_ASSERT(count > 0 && count <= BR_BATCH_RECORDS_MAX);
    uint8_t encoded[BR_HEAD_SIZE];
    ProtobufCBinaryData items[BR_BATCH_RECORDS_MAX];
    br_head_encode(head, encoded);
    for (size_t i = 0; i < count; i++) {
        items[i] = binary(bodies[i].data, bodies[i].size);
    }
    Bigroom__Batch message = BIGROOM__BATCH__INIT;
    message.has_head = 1;
    message.head = binary(encoded, sizeof encoded);
    message.n_records = count;
    message.records = items;
    Bigroom__Frame frame = FRAME_OF(BATCH, batch, &message);
    put_frame(out, &frame);
}

/* A varint of bytes that have passed the scan. */
static uint64_t scanned_varint(const uint8_t **at)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte = 0;
    do {
        byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    return value;
}

enum { WIRE_VARINT = 0, WIRE_64_BIT = 1, WIRE_BYTES = 2, WIRE_32_BIT = 5 };

/* The next field of scanned bytes; its content when it is length-delimited. */
static uint32_t scanned_field(const uint8_t **at, struct br_bytes *content)
{
    uint64_t tag = scanned_varint(at);
    *content = (struct br_bytes){0};
    switch (tag & 7) {
    case WIRE_VARINT:
        (void)scanned_varint(at);
        break;
    case WIRE_64_BIT:
        *at += 8;
        break;
    case WIRE_32_BIT:
        *at += 4;
        break;
    case WIRE_BYTES: {
        size_t size = (size_t)scanned_varint(at);
        *content = (struct br_bytes){.data = *at, .size = size};
        *at += size;
        break;
    }
    default:
        BR_UNREACHABLE("the scan lets only four wire types through");
    }
    return (uint32_t)(tag >> 3);
}

/*
 * Batches are most of what travels, and unpacking would copy every record. The bytes have passed
 * the scan, so walking them needs no checks of its own.
 */
static enum br_status read_batch(struct br_bytes scanned_batch, struct br_arena *arena,
                                 struct br_frame *frame)
{
    struct br_bytes *bodies = br_arena_take(arena, BR_BATCH_RECORDS_MAX * sizeof *bodies);
    if (bodies == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    struct br_bytes head = {0};
    size_t count = 0;
    const uint8_t *at = scanned_batch.data;
    const uint8_t *end = scanned_batch.data + scanned_batch.size;
    while (at < end) {
        struct br_bytes content;
        uint32_t field = scanned_field(&at, &content);
        if (field == 1) {
            head = content;
        } else if (field == 2 && count == BR_BATCH_RECORDS_MAX) {
            return BR_ERR_LIMIT;
        } else if (field == 2) {
            bodies[count++] = content;
        }
    }
    frame->as.batch.bodies = bodies;
    frame->as.batch.count = count;
    if (count == 0) {
        return BR_ERR_MALFORMED;
    }
    return br_head_decode(head, &frame->as.batch.head);
}

void br_frame_put_credit(struct br_buffer *out, uint64_t bytes)
{
    Bigroom__Credit message = BIGROOM__CREDIT__INIT;
    message.has_bytes = 1;
    message.bytes = bytes;
    Bigroom__Frame frame = FRAME_OF(CREDIT, credit, &message);
    put_frame(out, &frame);
}

void br_frame_put_receipts(struct br_buffer *out, const struct br_receipt *const *receipts,
                           size_t count)
{
    BR_ASSERT(count > 0 && count <= BR_RECEIPTS_FRAME_MAX);
    uint8_t encoded[BR_RECEIPTS_FRAME_MAX][BR_RECEIPT_SIZE];
    ProtobufCBinaryData items[BR_RECEIPTS_FRAME_MAX];
    for (size_t i = 0; i < count; i++) {
        br_receipt_encode(receipts[i], encoded[i]);
        items[i] = binary(encoded[i], BR_RECEIPT_SIZE);
    }
    Bigroom__Receipts message = BIGROOM__RECEIPTS__INIT;
    message.n_receipts = count;
    message.receipts = items;
    Bigroom__Frame frame = FRAME_OF(RECEIPTS, receipts, &message);
    put_frame(out, &frame);
}

static enum br_status read_receipts(const Bigroom__Receipts *message, struct br_arena *arena,
                                    struct br_frame *frame)
{
    if (message->n_receipts > BR_RECEIPTS_FRAME_MAX) {
        return BR_ERR_LIMIT;
    }
    frame->as.receipts.count = message->n_receipts;
    frame->as.receipts.items =
        br_arena_take(arena, message->n_receipts * sizeof(struct br_receipt) + 1);
    if (frame->as.receipts.items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    enum br_status status = BR_OK;
    for (size_t i = 0; i < message->n_receipts && status == BR_OK; i++) {
        status = br_receipt_decode(bytes_of(message->receipts[i]), &frame->as.receipts.items[i]);
    }
    return status;
}

void br_frame_put_submit(struct br_buffer *out, const struct br_submission *writes, size_t count)
{
    BR_ASSERT(count > 0 && count <= BR_SUBMIT_FRAME_MAX);
    uint8_t audiences[BR_SUBMIT_FRAME_MAX][BR_AUDIENCE_SIZE];
    Bigroom__Write items[BR_SUBMIT_FRAME_MAX];
    Bigroom__Write *pointers[BR_SUBMIT_FRAME_MAX];
    for (size_t i = 0; i < count; i++) {
        br_audience_encode(&writes[i].audience, audiences[i]);
        bigroom__write__init(&items[i]);
        items[i].has_id = items[i].has_audience = items[i].has_kind = 1;
        items[i].has_written_ms = items[i].has_payload = 1;
        items[i].id = binary(writes[i].id.bytes, sizeof writes[i].id.bytes);
        items[i].audience = binary(audiences[i], BR_AUDIENCE_SIZE);
        items[i].kind = writes[i].kind;
        items[i].written_ms = writes[i].written_ms;
        items[i].payload = binary(writes[i].payload.data, writes[i].payload.size);
        pointers[i] = &items[i];
    }
    Bigroom__Submit message = BIGROOM__SUBMIT__INIT;
    message.n_writes = count;
    message.writes = pointers;
    Bigroom__Frame frame = FRAME_OF(SUBMIT, submit, &message);
    put_frame(out, &frame);
}

static enum br_status read_submission(const Bigroom__Write *write, struct br_submission *out)
{
    *out = (struct br_submission){
        .kind = (uint16_t)write->kind,
        .written_ms = write->written_ms,
        .payload = bytes_of(write->payload),
    };
    bool whole = copy_exactly(write->id, out->id.bytes, sizeof out->id.bytes) &&
                 !br_id_is_zero(&out->id) && write->has_kind && write->kind > 0 &&
                 write->kind <= UINT16_MAX && write->has_payload;
    return whole ? br_audience_decode(bytes_of(write->audience), &out->audience) : BR_ERR_MALFORMED;
}

static enum br_status read_submit(const Bigroom__Submit *message, struct br_arena *arena,
                                  struct br_frame *frame)
{
    if (message->n_writes > BR_SUBMIT_FRAME_MAX) {
        return BR_ERR_LIMIT;
    }
    frame->as.submit.count = message->n_writes;
    frame->as.submit.items =
        br_arena_take(arena, message->n_writes * sizeof(struct br_submission) + 1);
    if (frame->as.submit.items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    enum br_status status = BR_OK;
    for (size_t i = 0; i < message->n_writes && status == BR_OK; i++) {
        status = read_submission(message->writes[i], &frame->as.submit.items[i]);
    }
    return status;
}

void br_frame_put_outcomes(struct br_buffer *out, const struct br_result *results, size_t count)
{
    BR_ASSERT(count > 0 && count <= BR_SUBMIT_FRAME_MAX);
    Bigroom__Outcome items[BR_SUBMIT_FRAME_MAX];
    Bigroom__Outcome *pointers[BR_SUBMIT_FRAME_MAX];
    char rooms[BR_SUBMIT_FRAME_MAX][BR_REASON_SIZE_MAX + 1];
    for (size_t i = 0; i < count; i++) {
        bigroom__outcome__init(&items[i]);
        items[i].has_id = 1;
        items[i].id = binary(results[i].id.bytes, sizeof results[i].id.bytes);
        items[i].reason = sentence(results[i].reason, rooms[i]);
        items[i].has_epoch = items[i].has_seq = results[i].reason == NULL;
        items[i].epoch = results[i].epoch;
        items[i].seq = results[i].seq;
        pointers[i] = &items[i];
    }
    Bigroom__Outcomes message = BIGROOM__OUTCOMES__INIT;
    message.n_outcomes = count;
    message.outcomes = pointers;
    Bigroom__Frame frame = FRAME_OF(OUTCOMES, outcomes, &message);
    put_frame(out, &frame);
}

static enum br_status read_outcomes(const Bigroom__Outcomes *message, struct br_arena *arena,
                                    struct br_frame *frame)
{
    if (message->n_outcomes > BR_SUBMIT_FRAME_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_result *items = br_arena_take(arena, message->n_outcomes * sizeof *items + 1);
    if (items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < message->n_outcomes; i++) {
        const Bigroom__Outcome *outcome = message->outcomes[i];
        items[i] = (struct br_result){
            .reason = outcome->reason, .epoch = outcome->epoch, .seq = outcome->seq};
        bool numbered = outcome->has_epoch && outcome->has_seq && outcome->seq > 0 &&
                        outcome->seq <= BR_SEQ_MAX;
        bool whole =
            copy_exactly(outcome->id, items[i].id.bytes, sizeof items[i].id.bytes) &&
            (numbered ? outcome->reason == NULL
                      : outcome->reason != NULL && strlen(outcome->reason) <= BR_REASON_SIZE_MAX);
        if (!whole) {
            return BR_ERR_MALFORMED;
        }
    }
    frame->as.outcomes.count = message->n_outcomes;
    frame->as.outcomes.items = items;
    return BR_OK;
}

void br_frame_put_gone(struct br_buffer *out, const struct br_stream *stream, const char *reason)
{
    uint8_t encoded[BR_STREAM_SIZE];
    br_stream_encode(stream, encoded);
    Bigroom__StreamGone message = BIGROOM__STREAM_GONE__INIT;
    message.has_stream = 1;
    message.stream = binary(encoded, sizeof encoded);
    char room[BR_REASON_SIZE_MAX + 1];
    message.reason = sentence(reason, room);
    Bigroom__Frame frame = FRAME_OF(STREAM_GONE, stream_gone, &message);
    put_frame(out, &frame);
}

/* A reason for people: absent reads as empty; too long is malformed. */
static bool reason_fits(const char *reason)
{
    return reason == NULL || strlen(reason) <= BR_REASON_SIZE_MAX;
}

static enum br_status read_gone(const Bigroom__StreamGone *message, struct br_frame *frame)
{
    frame->as.gone.reason = message->reason == NULL ? "" : message->reason;
    if (!reason_fits(message->reason)) {
        return BR_ERR_MALFORMED;
    }
    return br_stream_decode(bytes_of(message->stream), &frame->as.gone.stream);
}

void br_frame_put_ping(struct br_buffer *out, uint64_t number)
{
    Bigroom__Ping message = BIGROOM__PING__INIT;
    message.has_number = 1;
    message.number = number;
    Bigroom__Frame frame = FRAME_OF(PING, ping, &message);
    put_frame(out, &frame);
}

void br_frame_put_pong(struct br_buffer *out, uint64_t number)
{
    Bigroom__Pong message = BIGROOM__PONG__INIT;
    message.has_number = 1;
    message.number = number;
    Bigroom__Frame frame = FRAME_OF(PONG, pong, &message);
    put_frame(out, &frame);
}

void br_frame_put_bye(struct br_buffer *out, enum br_status status, const char *reason)
{
    Bigroom__Bye message = BIGROOM__BYE__INIT;
    message.has_code = 1;
    message.code = (uint32_t)status;
    char room[BR_REASON_SIZE_MAX + 1];
    message.reason = sentence(reason, room);
    Bigroom__Frame frame = FRAME_OF(BYE, bye, &message);
    put_frame(out, &frame);
}

static enum br_status read_bye(const Bigroom__Bye *message, struct br_frame *frame)
{
    bool known = message->code < BR_STATUS_COUNT;
    frame->as.bye.status = known ? (enum br_status)message->code : BR_ERR_PROTOCOL;
    frame->as.bye.reason = message->reason == NULL ? "" : message->reason;
    return reason_fits(message->reason) ? BR_OK : BR_ERR_MALFORMED;
}

void br_frame_put_enrol(struct br_buffer *out, const uint8_t secret[16], const char *device_name)
{
    Bigroom__Enrol message = BIGROOM__ENROL__INIT;
    message.has_secret = 1;
    message.secret = binary(secret, 16);
    message.device_name = text(device_name);
    Bigroom__Frame frame = FRAME_OF(ENROL, enrol, &message);
    put_frame(out, &frame);
}

static enum br_status read_enrol(const Bigroom__Enrol *message, struct br_frame *frame)
{
    frame->as.enrol.device_name = message->device_name == NULL ? "" : message->device_name;
    bool whole =
        copy_exactly(message->secret, frame->as.enrol.secret, sizeof frame->as.enrol.secret) &&
        strlen(frame->as.enrol.device_name) <= BR_TEXT_NAME_MAX;
    return whole ? BR_OK : BR_ERR_MALFORMED;
}

void br_frame_put_enrolled(struct br_buffer *out, const struct br_enrolled *enrolled)
{
    Bigroom__Enrolled message = BIGROOM__ENROLLED__INIT;
    char room[BR_REASON_SIZE_MAX + 1];
    message.refused = sentence(enrolled->refused, room);
    if (enrolled->refused == NULL) {
        message.has_academy = message.has_member = 1;
        message.academy = binary(enrolled->academy.bytes, sizeof enrolled->academy.bytes);
        message.academy_name = text(enrolled->academy_name);
        message.member = binary(enrolled->member.bytes, sizeof enrolled->member.bytes);
        message.member_name = text(enrolled->member_name);
    }
    Bigroom__Frame frame = FRAME_OF(ENROLLED, enrolled, &message);
    put_frame(out, &frame);
}

static enum br_status read_enrolled(const Bigroom__Enrolled *message, struct br_frame *frame)
{
    struct br_enrolled *enrolled = &frame->as.enrolled;
    *enrolled = (struct br_enrolled){
        .refused = message->refused,
        .academy_name = message->academy_name,
        .member_name = message->member_name,
    };
    if (message->refused != NULL) {
        return reason_fits(message->refused) ? BR_OK : BR_ERR_MALFORMED;
    }
    bool whole =
        copy_exactly(message->academy, enrolled->academy.bytes, sizeof enrolled->academy.bytes) &&
        copy_exactly(message->member, enrolled->member.bytes, sizeof enrolled->member.bytes) &&
        enrolled->academy_name != NULL && strlen(enrolled->academy_name) <= BR_TEXT_NAME_MAX &&
        enrolled->member_name != NULL && strlen(enrolled->member_name) <= BR_TEXT_NAME_MAX;
    return whole ? BR_OK : BR_ERR_MALFORMED;
}

void br_frame_put_show(struct br_buffer *out, const struct br_stream *stream, uint64_t seq,
                       bool whole)
{
    uint8_t encoded[BR_STREAM_SIZE];
    br_stream_encode(stream, encoded);
    Bigroom__Show message = BIGROOM__SHOW__INIT;
    message.has_stream = message.has_seq = 1;
    message.stream = binary(encoded, sizeof encoded);
    message.seq = seq;
    message.has_whole = whole;
    message.whole = whole;
    Bigroom__Frame frame = FRAME_OF(SHOW, show, &message);
    put_frame(out, &frame);
}

static enum br_status read_show(const Bigroom__Show *message, struct br_frame *frame)
{
    frame->as.show.seq = message->seq;
    frame->as.show.whole = message->has_whole && message->whole;
    if (!message->has_seq || message->seq == 0 || message->seq > BR_SEQ_MAX) {
        return BR_ERR_MALFORMED;
    }
    return br_stream_decode(bytes_of(message->stream), &frame->as.show.stream);
}

void br_frame_put_shown(struct br_buffer *out, const struct br_hash *previous,
                        const struct br_batch *batch)
{
    uint8_t encoded[BR_HEAD_SIZE];
    ProtobufCBinaryData items[BR_BATCH_RECORDS_MAX];
    Bigroom__Shown message = BIGROOM__SHOWN__INIT;
    if (batch != NULL) {
        BR_ASSERT(batch->count > 0 && batch->count <= BR_BATCH_RECORDS_MAX);
        br_head_encode(&batch->head, encoded);
        for (size_t i = 0; i < batch->count; i++) {
            items[i] = binary(batch->bodies[i].data, batch->bodies[i].size);
        }
        message.has_previous = message.has_head = 1;
        message.previous = binary(previous->bytes, sizeof previous->bytes);
        message.head = binary(encoded, sizeof encoded);
        message.n_records = batch->count;
        message.records = items;
    }
    Bigroom__Frame frame = FRAME_OF(SHOWN, shown, &message);
    put_frame(out, &frame);
}

static enum br_status read_shown(const Bigroom__Shown *message, struct br_arena *arena,
                                 struct br_frame *frame)
{
    struct br_batch *batch = &frame->as.shown.batch;
    *batch = (struct br_batch){.count = 0};
    if (!message->has_head) {
        return message->n_records == 0 ? BR_OK : BR_ERR_MALFORMED;
    }
    if (message->n_records > BR_BATCH_RECORDS_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_bytes *bodies = br_arena_take(arena, BR_BATCH_RECORDS_MAX * sizeof *bodies);
    if (bodies == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < message->n_records; i++) {
        bodies[i] = bytes_of(message->records[i]);
    }
    batch->bodies = bodies;
    batch->count = message->n_records;
    struct br_hash *previous = &frame->as.shown.previous;
    if (!copy_exactly(message->previous, previous->bytes, sizeof previous->bytes) ||
        batch->count == 0) {
        return BR_ERR_MALFORMED;
    }
    enum br_status status = br_head_decode(bytes_of(message->head), &batch->head);
    return status == BR_OK && batch->head.seq < batch->count ? BR_ERR_MALFORMED : status;
}

void br_frame_put_fork(struct br_buffer *out, struct br_bytes proof)
{
    Bigroom__Fork message = BIGROOM__FORK__INIT;
    message.has_proof = 1;
    message.proof = binary(proof.data, proof.size);
    Bigroom__Frame frame = FRAME_OF(FORK, fork, &message);
    put_frame(out, &frame);
}

static enum br_status read_fork(const Bigroom__Fork *message, struct br_arena *arena,
                                struct br_frame *frame)
{
    struct br_fork *fork = br_arena_take(arena, sizeof *fork);
    if (fork == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    frame->as.fork.proof = bytes_of(message->proof);
    frame->as.fork.read = fork;
    return br_fork_decode(frame->as.fork.proof, fork);
}

/* --- reading --- */

static enum br_status read_unpacked(const Bigroom__Frame *message, struct br_arena *arena,
                                    struct br_frame *frame)
{
    switch (message->body_case) {
    case BIGROOM__FRAME__BODY_HELLO:
        return read_hello(message->hello, frame);
    case BIGROOM__FRAME__BODY_HEADS:
        return read_heads(message->heads, arena, frame);
    case BIGROOM__FRAME__BODY_WANT:
        return read_want(message->want, frame);
    case BIGROOM__FRAME__BODY_CREDIT:
        frame->as.credit = message->credit->bytes;
        return BR_OK;
    case BIGROOM__FRAME__BODY_RECEIPTS:
        return read_receipts(message->receipts, arena, frame);
    case BIGROOM__FRAME__BODY_SUBMIT:
        return read_submit(message->submit, arena, frame);
    case BIGROOM__FRAME__BODY_OUTCOMES:
        return read_outcomes(message->outcomes, arena, frame);
    case BIGROOM__FRAME__BODY_STREAM_GONE:
        return read_gone(message->stream_gone, frame);
    case BIGROOM__FRAME__BODY_PING:
        frame->as.ping = message->ping->number;
        return BR_OK;
    case BIGROOM__FRAME__BODY_PONG:
        frame->as.ping = message->pong->number;
        return BR_OK;
    case BIGROOM__FRAME__BODY_BYE:
        return read_bye(message->bye, frame);
    case BIGROOM__FRAME__BODY_ENROL:
        return read_enrol(message->enrol, frame);
    case BIGROOM__FRAME__BODY_ENROLLED:
        return read_enrolled(message->enrolled, frame);
    case BIGROOM__FRAME__BODY_SHOW:
        return read_show(message->show, frame);
    case BIGROOM__FRAME__BODY_SHOWN:
        return read_shown(message->shown, arena, frame);
    case BIGROOM__FRAME__BODY_FORK:
        return read_fork(message->fork, arena, frame);
    case BIGROOM__FRAME__BODY_BATCH: /* never unpacked, see br_frame_read */
    case BIGROOM__FRAME__BODY__NOT_SET:
    case _BIGROOM__FRAME__BODY__CASE_IS_INT_SIZE:
    default:
        return BR_ERR_PROTOCOL;
    }
}

enum br_status br_frame_read(struct br_bytes bytes, struct br_arena *arena, struct br_frame *frame)
{
    if (bytes.size > BR_FRAME_SIZE_MAX) {
        return BR_ERR_LIMIT;
    }
    if (bytes.size == 0) {
        return BR_ERR_MALFORMED;
    }
    enum br_status status = br_message_scan(&bigroom__frame__descriptor, bytes);
    if (status != BR_OK) {
        return status;
    }
    const uint8_t *at = bytes.data;
    while (at < bytes.data + bytes.size) {
        struct br_bytes body;
        if (scanned_field(&at, &body) == BR_FRAME_BATCH) {
            frame->type = BR_FRAME_BATCH;
            return read_batch(body, arena, frame);
        }
    }
    ProtobufCMessage *message = NULL;
    status = br_message_unpack(&bigroom__frame__descriptor, bytes, arena, &message);
    if (status != BR_OK) {
        return status;
    }
    const Bigroom__Frame *unpacked = (const Bigroom__Frame *)(const void *)message;
    frame->type = (enum br_frame_type)unpacked->body_case;
    return read_unpacked(unpacked, arena, frame);
}
