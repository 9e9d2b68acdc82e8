/*
 * target_message.c - messages through the gate, packed again, printed, and filled from the print.
 *
 * The first byte chooses the type, the second the arena's budget (0: what payloads get), the rest
 * is a message. Packing is a fixed point, fields that nobody knows survive it, the JSON form reads
 * back as the same message wherever it can say all of it.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "record/message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What JSON cannot say: fields and enum values without a name here, numbers that are not finite. */
static bool sayable_value(const struct br_value *value)
{
    return !(value->type == BR_VALUE_TEXT && value->bytes.data == NULL) &&
           !(value->type == BR_VALUE_NUMBER && !isfinite(value->number));
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than BR_MESSAGE_DEPTH_MAX, the scan saw to it */
static bool sayable(const ProtobufCMessage *message, size_t *unknown)
{
    bool good = message->n_unknown_fields == 0;
    *unknown += message->n_unknown_fields;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        for (size_t at = 0; at < br_message_count(message, field); at++) {
            if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
                good = sayable(br_message_child(message, field, at), unknown) && good;
            } else {
                struct br_value value = br_message_value(message, field, at);
                good = sayable_value(&value) && good;
            }
        }
    }
    return good;
}

/* Printed, filled from what was printed, packed: the same bytes. */
static void printed(const ProtobufCMessage *message, struct br_bytes bytes, bool exact)
{
    struct br_arena arena;
    struct br_buffer filled;
    struct br_error error = {.text = ""};
    json_t *object = br_message_to_json(message);
    BR_ASSERT(object != NULL);
    char *text = json_dumps(object, JSON_COMPACT);
    BR_ASSERT(text != NULL);
    json_t *read = json_loads(text, 0, NULL);
    BR_ASSERT(read != NULL);
    br_arena_init(&arena, 64u * BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&filled, 64u * BR_FRAME_SIZE_MAX);
    ProtobufCMessage *copy = br_message_new(message->descriptor, &arena);
    enum br_status status = br_message_from_json(copy, &arena, read, &error);
    if (exact) {
        BR_ASSERT(status == BR_OK);
        br_message_pack(copy, &filled);
        BR_ASSERT(br_buffer_ok(&filled) && br_bytes_equal(br_buffer_bytes(&filled), bytes));
    }
    free(text);
    json_decref(object);
    json_decref(read);
    br_buffer_free(&filled);
    br_arena_free(&arena);
}

static void unpacked(const ProtobufCMessage *message, size_t size)
{
    struct br_arena arena;
    struct br_buffer first;
    struct br_buffer second;
    ProtobufCMessage *again = NULL;
    size_t unknown = 0;
    size_t unknown_again = 0;
    br_arena_init(&arena, 64u * BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&first, 64u * BR_FRAME_SIZE_MAX);
    br_buffer_init(&second, 64u * BR_FRAME_SIZE_MAX);
    br_message_pack(message, &first);
    BR_ASSERT(br_buffer_ok(&first));
    bool exact = sayable(message, &unknown);
    enum br_status status =
        br_message_unpack(message->descriptor, br_buffer_bytes(&first), &arena, &again);
    /* Longer only by signs (ten bytes that came as five) and by runs that came packed. */
    BR_ASSERT(status == BR_OK && first.size <= 3 * size);
    (void)sayable(again, &unknown_again);
    BR_ASSERT(unknown == unknown_again);
    br_message_pack(again, &second);
    BR_ASSERT(br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&second)));
    printed(message, br_buffer_bytes(&first), exact);
    br_buffer_free(&first);
    br_buffer_free(&second);
    br_arena_free(&arena);
}

static void run(struct br_bytes input)
{
    if (input.size < 2) {
        return;
    }
    const ProtobufCMessageDescriptor *type = fuzz_type(input.data[0]);
    size_t budget = input.data[1] == 0 ? BR_ARENA_PAYLOAD_SIZE_MAX : (size_t)input.data[1] * 64;
    struct br_bytes bytes = {input.data + 2, input.size - 2};
    struct br_arena arena;
    ProtobufCMessage *message = NULL;
    br_arena_init(&arena, budget);
    enum br_status scanned = br_message_scan(type, bytes);
    enum br_status status = br_message_unpack(type, bytes, &arena, &message);
    BR_ASSERT(arena.taken <= budget);
    BR_ASSERT(scanned == BR_OK ? status == BR_OK || status == BR_ERR_NO_MEMORY : status == scanned);
    if (status == BR_OK) {
        unpacked(message, bytes.size);
    }
    br_arena_free(&arena);
}

static void seeds(struct fuzz_seeds *out)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_RECORD_SIZE_MAX);
    for (size_t i = 0; i < fuzz_type_count(); i++) {
        for (unsigned variant = 0; variant < 6; variant++) {
            br_buffer_clear(&bytes);
            br_buffer_put_u8(&bytes, (uint8_t)i);
            br_buffer_put_u8(&bytes, variant == 5 ? 3 : 0);
            fuzz_example(fuzz_type(i), variant, &bytes);
            fuzz_seed(out, fuzz_type(i)->short_name, br_buffer_bytes(&bytes));
        }
    }
    br_buffer_free(&bytes);
}

const struct fuzz_target fuzz_message = {.name = "message", .run = run, .seeds = seeds};
