/* The pre-scan: what it refuses, its limits at n-1, n and n+1, and that protobuf-c agrees with it.
 */
#include "harness/check.h"

#include "base/limits.h"
#include "base/rng.h"
#include "record/kind.h"
#include "record/message.h"
#include "tests/unit/proto/every.pb-c.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const ProtobufCMessageDescriptor *const nest = &every__nest__descriptor;
static const ProtobufCMessageDescriptor *const every = &every__every__descriptor;

static void put_varint(struct br_buffer *out, uint64_t number)
{
    while (number >= 0x80) {
        br_buffer_put_u8(out, (uint8_t)(number | 0x80));
        number >>= 7;
    }
    br_buffer_put_u8(out, (uint8_t)number);
}

static void put_tag(struct br_buffer *out, uint32_t number, unsigned wire)
{
    put_varint(out, (uint64_t)number << 3 | wire);
}

/* A Nest [depth] levels deep, built from the inside out. */
static void put_nested(struct br_buffer *out, size_t depth)
{
    static uint8_t bytes[128 * 1024];
    size_t at = sizeof bytes;
    for (size_t i = 1; i < depth; i++) {
        struct br_buffer head;
        br_buffer_init(&head, 16);
        put_tag(&head, 1, 2);
        put_varint(&head, sizeof bytes - at);
        at -= head.size;
        memcpy(bytes + at, head.data, head.size);
        br_buffer_free(&head);
    }
    br_buffer_put(out, bytes + at, sizeof bytes - at);
}

static void test_depth_at_its_limit(void)
{
    for (size_t depth = BR_MESSAGE_DEPTH_MAX - 1; depth <= BR_MESSAGE_DEPTH_MAX + 1; depth++) {
        struct br_buffer bytes;
        br_buffer_init(&bytes, 1000);
        put_nested(&bytes, depth);
        bool fits = depth <= BR_MESSAGE_DEPTH_MAX;
        CHECK_UINT(br_message_scan(nest, br_buffer_bytes(&bytes)), fits ? BR_OK : BR_ERR_LIMIT);
        br_buffer_free(&bytes);
    }
}

static void test_sixteen_thousand_levels(void)
{
    struct br_buffer bytes;
    struct br_arena arena;
    ProtobufCMessage *message = NULL;
    br_buffer_init(&bytes, 128 * 1024);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    put_nested(&bytes, 16000);
    CHECK(bytes.size > 50000);
    CHECK_UINT(br_message_unpack(nest, br_buffer_bytes(&bytes), &arena, &message), BR_ERR_LIMIT);
    CHECK(message == NULL && arena.taken == 0);
    br_arena_free(&arena);
    br_buffer_free(&bytes);
}

/* [count] fields in all, as numbers, unknown fields, empty messages or a packed run. */
static void put_fields(struct br_buffer *out, size_t count, unsigned shape)
{
    if (shape == 3) {
        put_tag(out, 30, 2);
        put_varint(out, count);
    }
    for (size_t i = 0; i < count; i++) {
        if (shape == 0) {
            put_tag(out, 21, 0); /* int32_list */
        } else if (shape == 1) {
            put_tag(out, 99, 0);
        } else if (shape == 2) {
            put_tag(out, 29, 2); /* nest_list */
        }
        br_buffer_put_u8(out, 0);
    }
}

static void test_fields_at_their_limit(void)
{
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (unsigned shape = 0; shape < 4; shape++) {
        for (size_t count = BR_MESSAGE_FIELDS_MAX - 1; count <= BR_MESSAGE_FIELDS_MAX + 1;
             count++) {
            struct br_buffer bytes;
            ProtobufCMessage *message;
            br_buffer_init(&bytes, 10000);
            put_fields(&bytes, count, shape);
            bool fits = count <= BR_MESSAGE_FIELDS_MAX;
            CHECK_UINT(br_message_unpack(every, br_buffer_bytes(&bytes), &arena, &message),
                       fits ? BR_OK : BR_ERR_LIMIT);
            br_arena_reset(&arena);
            br_buffer_free(&bytes);
        }
    }
    br_arena_free(&arena);
}

/* The fields of all levels count together. */
static void test_fields_inside_count_too(void)
{
    enum { EACH = 3 }; /* the nest_list entry, and two numbers in it */
    for (size_t extra = 0; extra <= 2; extra++) {
        struct br_buffer bytes;
        br_buffer_init(&bytes, 10000);
        for (size_t i = 0; i < BR_MESSAGE_FIELDS_MAX / EACH; i++) {
            br_buffer_put(&bytes, "\xea\x01\x05\x1a\x00\x22\x01\x00", 8);
        }
        for (size_t i = 0; i < extra; i++) {
            br_buffer_put(&bytes, "\x98\x06\x00", 3);
        }
        size_t count = BR_MESSAGE_FIELDS_MAX / EACH * EACH + extra;
        CHECK_UINT(br_message_scan(every, br_buffer_bytes(&bytes)),
                   count <= BR_MESSAGE_FIELDS_MAX ? BR_OK : BR_ERR_LIMIT);
        br_buffer_free(&bytes);
    }
}

/* Two bytes a field, a megabyte of them: refused before anything is allocated. */
static void test_a_megabyte_of_empty_fields(void)
{
    static const uint8_t fields[][2] = {{0x1a, 0x00}, {0x22, 0x00}, {0x0a, 0x00}, {0x7a, 0x00}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct br_buffer bytes;
        struct br_arena arena;
        ProtobufCMessage *message;
        br_buffer_init(&bytes, 1024 * 1024);
        br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
        while (bytes.size < bytes.size_max) {
            br_buffer_put(&bytes, fields[i], 2);
        }
        enum br_status status = br_message_unpack(nest, br_buffer_bytes(&bytes), &arena, &message);
        CHECK(status == BR_ERR_LIMIT || status == BR_ERR_MALFORMED);
        CHECK_UINT(arena.taken, 0);
        br_arena_free(&arena);
        br_buffer_free(&bytes);
    }
}

/* The most that passes the scan stays within the budget, or unpacking says no. */
static void test_the_budget_holds(void)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 10000);
    put_fields(&bytes, BR_MESSAGE_FIELDS_MAX, 2);
    size_t needed = 0;
    for (size_t budget = 0; budget <= BR_ARENA_PAYLOAD_SIZE_MAX; budget += 1024) {
        struct br_arena arena;
        ProtobufCMessage *message;
        br_arena_init(&arena, budget);
        enum br_status status = br_message_unpack(every, br_buffer_bytes(&bytes), &arena, &message);
        CHECK(arena.taken <= budget);
        CHECK(status == BR_ERR_NO_MEMORY || status == BR_OK);
        needed = status == BR_OK && needed == 0 ? budget : needed;
        br_arena_free(&arena);
    }
    CHECK(needed > 64 * 1024 && needed < BR_ARENA_PAYLOAD_SIZE_MAX);
    br_buffer_free(&bytes);
}

#define BYTES(text)                               \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

static void test_cases(void)
{
    static const struct {
        const char *what;
        struct br_bytes bytes;
        enum br_status status;
    } cases[] = {
        {"nothing", BYTES(""), BR_OK},
        {"a number", BYTES("\x08\x01"), BR_OK},
        {"a number of ten bytes", BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), BR_OK},
        {"a number over 64 bits", BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
         BR_ERR_MALFORMED},
        {"a number of eleven bytes", BYTES("\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"),
         BR_ERR_MALFORMED},
        {"a number that ends early", BYTES("\x08\x80"), BR_ERR_MALFORMED},
        {"a tag without a value", BYTES("\x08"), BR_ERR_MALFORMED},
        {"field number 0", BYTES("\x00\x00"), BR_ERR_MALFORMED},
        {"field number 0 in three bytes", BYTES("\x80\x80\x00\x00"), BR_ERR_MALFORMED},
        {"the largest field number", BYTES("\xf8\xff\xff\xff\x0f\x01"), BR_OK},
        {"a field number over 29 bits", BYTES("\xf8\xff\xff\xff\x1f\x01"), BR_ERR_MALFORMED},
        {"a tag of six bytes", BYTES("\x88\x80\x80\x80\x80\x00\x01"), BR_ERR_MALFORMED},
        {"a group begins", BYTES("\x0b\x0c"), BR_ERR_MALFORMED},
        {"a group ends", BYTES("\x0c"), BR_ERR_MALFORMED},
        {"an unknown group", BYTES("\x9b\x06\x9c\x06"), BR_ERR_MALFORMED},
        {"wire type 6", BYTES("\x0e\x00"), BR_ERR_MALFORMED},
        {"wire type 7", BYTES("\x0f\x00"), BR_ERR_MALFORMED},
        {"a known field of another wire type", BYTES("\x0d\x00\x00\x00\x00"), BR_ERR_MALFORMED},
        {"text as a number", BYTES("\x78\x00"), BR_ERR_MALFORMED},
        {"a number as text", BYTES("\x0a\x01\x00"), BR_ERR_MALFORMED},
        {"fixed32", BYTES("\x1d\x01\x02\x03\x04"), BR_OK},
        {"fixed32 cut", BYTES("\x1d\x01\x02\x03"), BR_ERR_MALFORMED},
        {"fixed64", BYTES("\x31\x01\x02\x03\x04\x05\x06\x07\x08"), BR_OK},
        {"fixed64 cut", BYTES("\x31\x01\x02\x03\x04\x05\x06\x07"), BR_ERR_MALFORMED},
        {"true", BYTES("\x68\x01"), BR_OK},
        {"true in two bytes", BYTES("\x68\x81\x00"), BR_OK},
        {"a bool of 2", BYTES("\x68\x02"), BR_ERR_MALFORMED},
        {"a bool of 128", BYTES("\x68\x80\x01"), BR_ERR_MALFORMED},
        {"an enum without a name here", BYTES("\x70\x63"), BR_OK},
        {"a singular field twice", BYTES("\x08\x01\x08\x01"), BR_ERR_MALFORMED},
        {"a singular message twice", BYTES("\x8a\x01\x00\x8a\x01\x00"), BR_ERR_MALFORMED},
        {"a high field twice", BYTES("\xf8\xff\xff\xff\x0f\x01\xf8\xff\xff\xff\x0f\x01"),
         BR_ERR_MALFORMED},
        {"an unknown field twice", BYTES("\x98\x06\x01\x98\x06\x01"), BR_OK},
        {"a repeated field twice", BYTES("\xa8\x01\x01\xa8\x01\x01"), BR_OK},
        {"the same field in two siblings", BYTES("\xea\x01\x02\x10\x01\xea\x01\x02\x10\x01"),
         BR_OK},
        {"twice inside", BYTES("\xea\x01\x04\x10\x01\x10\x01"), BR_ERR_MALFORMED},
        {"twice, a message between", BYTES("\x08\x01\xea\x01\x00\x08\x01"), BR_ERR_MALFORMED},
        {"one of a oneof", BYTES("\xc2\x02\x01\x61"), BR_OK},
        {"two of a oneof", BYTES("\xc2\x02\x01\x61\xc8\x02\x01"), BR_ERR_MALFORMED},
        {"one of each oneof", BYTES("\xc2\x02\x01\x61\xd8\x02\x01"), BR_OK},
        {"text", BYTES("\x7a\x02\xc3\xa9"), BR_OK},
        {"text that is not UTF-8", BYTES("\x7a\x01\xc3"), BR_ERR_MALFORMED},
        {"text with NUL",
         BYTES("\x7a\x03"
               "a\0b"),
         BR_ERR_MALFORMED},
        {"bytes with NUL",
         BYTES("\x82\x01\x03"
               "a\0b"),
         BR_OK},
        {"text longer than the message",
         BYTES("\x7a\x03"
               "ab"),
         BR_ERR_MALFORMED},
        {"a length of five bytes", BYTES("\x7a\x81\x80\x80\x80\x00\x61"), BR_OK},
        {"a length of six bytes", BYTES("\x7a\x81\x80\x80\x80\x80\x00\x61"), BR_ERR_MALFORMED},
        {"a length of 2^64 - 1", BYTES("\x7a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
         BR_ERR_MALFORMED},
        {"a length of 2^32 - 1", BYTES("\x7a\xff\xff\xff\xff\x0f"), BR_ERR_MALFORMED},
        {"a field that leaves its message", BYTES("\x8a\x01\x02\x10\x80\x01"), BR_ERR_MALFORMED},
        {"a length that leaves its message", BYTES("\x8a\x01\x02\x0a\x01\x00"), BR_ERR_MALFORMED},
        {"packed numbers", BYTES("\xaa\x01\x03\x01\x80\x01"), BR_OK},
        {"packed numbers, the last cut", BYTES("\xaa\x01\x02\x01\x80"), BR_ERR_MALFORMED},
        {"packed, empty", BYTES("\xaa\x01\x00"), BR_OK},
        {"packed fixed32", BYTES("\xba\x01\x08\x01\x02\x03\x04\x05\x06\x07\x08"), BR_OK},
        {"packed fixed32, not even", BYTES("\xba\x01\x07\x01\x02\x03\x04\x05\x06\x07"),
         BR_ERR_MALFORMED},
        {"packed double, not even", BYTES("\xc2\x01\x04\x01\x02\x03\x04"), BR_ERR_MALFORMED},
        {"packed bools", BYTES("\xca\x01\x02\x00\x01"), BR_OK},
        {"a packed bool of 2", BYTES("\xca\x01\x01\x02"), BR_ERR_MALFORMED},
        {"a packed bool in two bytes", BYTES("\xca\x01\x02\x81\x00"), BR_ERR_MALFORMED},
        {"a list of texts", BYTES("\xda\x01\x01\x61\xda\x01\x00"), BR_OK},
        {"a list of texts as numbers", BYTES("\xd8\x01\x01"), BR_ERR_MALFORMED},
    };
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ProtobufCMessage *message;
        enum br_status status = br_message_unpack(every, cases[i].bytes, &arena, &message);
        br_check(status == cases[i].status, cases[i].what, __FILE__, __LINE__);
        br_arena_reset(&arena);
    }
    br_arena_free(&arena);
}

/* Each of the most fields that a type may have is told apart from the others. */
static void test_a_type_with_many_fields(void)
{
    const ProtobufCMessageDescriptor *wide = &every__wide__descriptor;
    struct br_buffer bytes;
    br_buffer_init(&bytes, 1000);
    CHECK_UINT(wide->n_fields, BR_MESSAGE_TYPE_FIELDS_MAX);
    for (uint32_t number = 1; number <= wide->n_fields; number++) {
        put_tag(&bytes, number, 0);
        br_buffer_put_u8(&bytes, 1);
        CHECK_UINT(br_message_scan(wide, br_buffer_bytes(&bytes)), BR_OK);
    }
    size_t once = bytes.size;
    for (uint32_t number = 1; number <= wide->n_fields; number++) {
        bytes.size = once;
        put_tag(&bytes, number, 0);
        br_buffer_put_u8(&bytes, 1);
        CHECK_UINT(br_message_scan(wide, br_buffer_bytes(&bytes)), BR_ERR_MALFORMED);
    }
    br_buffer_free(&bytes);
}

/* A type of ours with more fields than the scan can note is our mistake, and ends the process. */
static void test_a_type_with_too_many_fields(void)
{
    for (unsigned count = BR_MESSAGE_TYPE_FIELDS_MAX - 1; count <= BR_MESSAGE_TYPE_FIELDS_MAX + 1;
         count++) {
        pid_t child = fork();
        BR_ASSERT(child >= 0);
        if (child == 0) {
            ProtobufCMessageDescriptor type = every__wide__descriptor;
            type.n_fields = count;
            (void)fclose(stderr); /* the assertion's own words belong to no test */
            _exit(br_message_scan(&type, (struct br_bytes){NULL, 0}) == BR_OK ? 0 : 1);
        }
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        CHECK(ended_well == (count <= BR_MESSAGE_TYPE_FIELDS_MAX));
    }
}

/* An empty span may have any pointer, also none. */
static void test_nothing_is_an_empty_message(void)
{
    CHECK(br_message_scan(every, (struct br_bytes){NULL, 0}) == BR_OK);
}

/* Half plausible fields of Every and Nest, half noise. */
static void put_random_fields(struct br_buffer *out, struct br_rng *rng, unsigned depth)
{
    static const uint32_t numbers[] = {1,  2,  3,  5,  6,  7,  9,  11, 12, 13, 14, 15, 16, 17, 21,
                                       22, 23, 24, 25, 26, 27, 28, 29, 30, 40, 41, 42, 43, 45, 99};
    for (uint64_t count = br_rng_below(rng, 6); count > 0; count--) {
        uint32_t number = numbers[br_rng_below(rng, sizeof numbers / sizeof numbers[0])];
        unsigned wire = (unsigned[]){0, 0, 1, 2, 2, 2, 5, 3}[br_rng_below(rng, 8)];
        put_tag(out, number, wire);
        struct br_buffer inside;
        br_buffer_init(&inside, 1000);
        if (wire == 2 && depth < 9 && br_rng_below(rng, 2) == 0) {
            put_random_fields(&inside, rng, depth + 1);
        } else {
            size_t size = wire == 1 ? 8 : wire == 5 ? 4 : (size_t)br_rng_below(rng, 5);
            for (size_t i = 0; i < size; i++) {
                br_buffer_put_u8(&inside, (uint8_t)br_rng_below(rng, wire == 2 ? 128 : 256));
            }
        }
        if (wire == 2) {
            put_varint(out, inside.size + (br_rng_below(rng, 20) == 0 ? 1 : 0));
            br_buffer_put(out, inside.data, inside.size);
        } else if (wire == 0) {
            put_varint(out, br_rng_below(rng, 3) == 0 ? br_rng_next(rng) : br_rng_below(rng, 2));
        } else {
            br_buffer_put(out, inside.data, inside.size);
        }
        br_buffer_free(&inside);
    }
}

/* What passes the scan unpacks, and packs to a form that comes back the same. */
static bool agrees(const ProtobufCMessageDescriptor *type, struct br_bytes bytes,
                   struct br_arena *arena)
{
    ProtobufCMessage *message;
    ProtobufCMessage *again;
    if (br_message_unpack(type, bytes, arena, &message) != BR_OK) {
        return br_message_scan(type, bytes) != BR_OK; /* never for want of memory */
    }
    struct br_buffer first;
    struct br_buffer second;
    br_buffer_init(&first, 1 << 20);
    br_buffer_init(&second, 1 << 20);
    br_message_pack(message, &first);
    bool same = br_message_unpack(type, br_buffer_bytes(&first), arena, &again) == BR_OK;
    if (same) {
        br_message_pack(again, &second);
        same = br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&second));
    }
    br_buffer_free(&first);
    br_buffer_free(&second);
    return same;
}

static void test_protobuf_c_agrees(void)
{
    struct br_rng rng = br_rng_seeded(7);
    struct br_arena arena;
    size_t accepted = 0;
    enum { ROUNDS = 40000 };
    br_arena_init(&arena, 1 << 20);
    for (int i = 0; i < ROUNDS; i++) {
        struct br_buffer bytes;
        br_buffer_init(&bytes, 4096);
        put_random_fields(&bytes, &rng, 1);
        CHECK(agrees(every, br_buffer_bytes(&bytes), &arena));
        br_arena_reset(&arena);
        accepted += br_message_scan(every, br_buffer_bytes(&bytes)) == BR_OK;
        br_buffer_free(&bytes);
    }
    CHECK(accepted > ROUNDS / 20 && accepted < ROUNDS); /* both ways were tried */
    br_arena_free(&arena);
}

/* Flipped and cut bytes of a message that uses everything. */
static void test_changed_bytes(void)
{
    struct br_rng rng = br_rng_seeded(11);
    struct br_arena arena;
    struct br_buffer bytes;
    br_arena_init(&arena, 1 << 20);
    br_buffer_init(&bytes, 1 << 16);
    while (br_message_scan(every, br_buffer_bytes(&bytes)) != BR_OK || bytes.size < 200) {
        size_t before = bytes.size;
        put_random_fields(&bytes, &rng, 1);
        if (br_message_scan(every, br_buffer_bytes(&bytes)) != BR_OK) {
            bytes.size = before;
        }
    }
    for (size_t i = 0; i < bytes.size; i++) {
        CHECK(agrees(every, (struct br_bytes){bytes.data, i}, &arena));
        br_arena_reset(&arena);
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[i] ^= (uint8_t)(1u << bit);
            CHECK(agrees(every, br_buffer_bytes(&bytes), &arena));
            bytes.data[i] ^= (uint8_t)(1u << bit);
            br_arena_reset(&arena);
        }
    }
    br_buffer_free(&bytes);
    br_arena_free(&arena);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_depth_at_its_limit),
        BR_TEST(test_sixteen_thousand_levels),
        BR_TEST(test_fields_at_their_limit),
        BR_TEST(test_fields_inside_count_too),
        BR_TEST(test_a_megabyte_of_empty_fields),
        BR_TEST(test_the_budget_holds),
        BR_TEST(test_cases),
        BR_TEST(test_a_type_with_many_fields),
        BR_TEST(test_a_type_with_too_many_fields),
        BR_TEST(test_nothing_is_an_empty_message),
        BR_TEST(test_protobuf_c_agrees),
        BR_TEST(test_changed_bytes),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
