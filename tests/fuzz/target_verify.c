/*
 * target_verify.c - batches: an origin seals them, then they are changed on the way.
 *
 * The input is payloads first, then changes: bytes of the head or of a body set, bodies cut,
 * doubled, dropped or swapped. Whatever it does, only the origin's own bytes are verified.
 */
#include "tests/fuzz/fuzz.h"

#include "base/arena.h"
#include "record/verify.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 6, CHANGES_MAX = 8, ARENA_SIZE = 64 * 1024 };

struct sealed {
    struct br_secret_key secret;
    struct br_public_key public;
    struct br_tail tail;
    size_t count;
    struct br_buffer bodies[RECORDS_MAX];
    struct br_bytes spans[RECORDS_MAX];
    struct br_verified verified;
};

static void seal(struct sealed *sealed, struct br_reader *reader)
{
    struct br_stream stream = {.origin = {{1}}, .audience = {.type = BR_AUDIENCE_NETWORK}};
    br_key_pair((const uint8_t[32]){7}, &sealed->secret, &sealed->public);
    sealed->tail = (struct br_tail){.epoch = 1, .seq = br_reader_u8(reader)};
    sealed->count = 1 + br_reader_u8(reader) % RECORDS_MAX;
    for (size_t i = 0; i < sealed->count; i++) {
        struct br_record record = {.kind = (uint16_t)(1 + br_reader_u8(reader)),
                                   .hlc = i,
                                   .payload = fuzz_part(reader, 600)};
        record.payload_size = (uint32_t)record.payload.size;
        br_buffer_init(&sealed->bodies[i], BR_RECORD_SIZE_MAX);
        br_record_encode(&record, &sealed->bodies[i]);
        sealed->spans[i] = br_buffer_bytes(&sealed->bodies[i]);
    }
    br_seal_batch(&stream, 1, &sealed->tail, sealed->spans, sealed->count, &sealed->secret,
                  &sealed->verified);
}

/* A batch on its way, in memory of its own. */
struct travelling {
    struct br_arena arena;
    uint8_t head[BR_HEAD_SIZE];
    size_t count;
    uint8_t *bodies[RECORDS_MAX + CHANGES_MAX];
    size_t sizes[RECORDS_MAX + CHANGES_MAX];
};

static void copy_body(struct travelling *on_way, struct br_bytes body)
{
    uint8_t *copy = br_arena_take(&on_way->arena, body.size + 1);
    BR_ASSERT(copy != NULL);
    if (body.size > 0) {
        memcpy(copy, body.data, body.size);
    }
    on_way->sizes[on_way->count] = body.size;
    on_way->bodies[on_way->count++] = copy;
}

static void change(struct travelling *on_way, struct br_reader *reader)
{
    uint8_t what = br_reader_u8(reader);
    size_t at = br_reader_u8(reader) % on_way->count;
    size_t place = br_reader_u16(reader);
    uint8_t value = br_reader_u8(reader);
    size_t other = place % on_way->count;
    switch (what % 6) {
    case 0:
        on_way->head[place % BR_HEAD_SIZE] ^= value;
        return;
    case 1:
        if (on_way->sizes[at] > 0) {
            on_way->bodies[at][place % on_way->sizes[at]] ^= value;
        }
        return;
    case 2:
        on_way->sizes[at] = on_way->sizes[at] > value ? on_way->sizes[at] - value : 0;
        return;
    case 3:
        copy_body(on_way, (struct br_bytes){on_way->bodies[at], on_way->sizes[at]});
        return;
    case 4:
        if (on_way->count > 1) {
            on_way->count--;
            on_way->bodies[at] = on_way->bodies[on_way->count];
            on_way->sizes[at] = on_way->sizes[on_way->count];
        }
        return;
    default: {
        uint8_t *body = on_way->bodies[at];
        size_t size = on_way->sizes[at];
        on_way->bodies[at] = on_way->bodies[other];
        on_way->sizes[at] = on_way->sizes[other];
        on_way->bodies[other] = body;
        on_way->sizes[other] = size;
        return;
    }
    }
}

static bool unchanged(const struct sealed *sealed, const struct travelling *on_way)
{
    uint8_t head[BR_HEAD_SIZE];
    br_head_encode(&sealed->verified.head, head);
    bool same = memcmp(head, on_way->head, sizeof head) == 0 && on_way->count == sealed->count;
    for (size_t i = 0; same && i < on_way->count; i++) {
        struct br_bytes body = {on_way->bodies[i], on_way->sizes[i]};
        same = br_bytes_equal(body, sealed->spans[i]);
    }
    return same;
}

/* Each body in memory of exactly its size, so that reading behind it is seen. */
static void judge(const struct sealed *sealed, const struct travelling *on_way)
{
    struct br_bytes bodies[RECORDS_MAX + CHANGES_MAX];
    uint8_t *copies[RECORDS_MAX + CHANGES_MAX] = {NULL};
    struct br_batch batch = {.count = on_way->count, .bodies = bodies};
    struct br_bytes head = {on_way->head, sizeof on_way->head};
    struct br_verified *verified = malloc(sizeof *verified);
    BR_ASSERT(verified != NULL);
    for (size_t i = 0; i < on_way->count; i++) {
        copies[i] = malloc(on_way->sizes[i] + 1);
        BR_ASSERT(copies[i] != NULL);
        memcpy(copies[i] + 1, on_way->bodies[i], on_way->sizes[i]);
        bodies[i] = (struct br_bytes){copies[i] + 1, on_way->sizes[i]};
    }
    bool accepted = br_head_decode(head, &batch.head) == BR_OK &&
                    br_verify_batch(&batch, &sealed->tail, &sealed->public, verified) == BR_OK;
    BR_ASSERT(accepted == unchanged(sealed, on_way));
    for (size_t i = 0; i < on_way->count; i++) {
        free(copies[i]);
    }
    free(verified);
}

static void run(struct br_bytes input)
{
    struct br_reader reader = {.rest = input};
    struct sealed *sealed = calloc(1, sizeof *sealed);
    struct travelling on_way = {.count = 0};
    BR_ASSERT(sealed != NULL);
    br_arena_init(&on_way.arena, ARENA_SIZE);
    seal(sealed, &reader);
    br_head_encode(&sealed->verified.head, on_way.head);
    for (size_t i = 0; i < sealed->count; i++) {
        copy_body(&on_way, sealed->spans[i]);
    }
    for (size_t i = 0; i < CHANGES_MAX && reader.rest.size > 0; i++) {
        change(&on_way, &reader);
    }
    judge(sealed, &on_way);
    br_arena_free(&on_way.arena);
    for (size_t i = 0; i < sealed->count; i++) {
        br_buffer_free(&sealed->bodies[i]);
    }
    free(sealed);
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 4096);
    for (uint8_t what = 0; what < 7; what++) {
        br_buffer_clear(&bytes);
        br_buffer_put_u8(&bytes, what); /* the tail */
        br_buffer_put_u8(&bytes, 2);    /* three records */
        for (uint8_t i = 0; i < 3; i++) {
            br_buffer_put_u8(&bytes, i);
            fuzz_put_part(&bytes, br_bytes_of_text("something said"));
        }
        if (what < 6) {
            const uint8_t change_bytes[] = {what, 1, 0, 2, 1};
            br_buffer_put(&bytes, change_bytes, sizeof change_bytes);
        }
        fuzz_seed(out, "batch", br_buffer_bytes(&bytes));
    }
    br_buffer_free(&bytes);
}

const struct fuzz_target fuzz_verify = {.name = "verify", .run = run, .seeds = seeds};
