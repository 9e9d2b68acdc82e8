/*
 * target_fill.c - a message filled field by field, as flags, forms and CSV do.
 *
 * The first byte chooses the type; then come pairs of a field's name and a text, or a name alone to
 * begin a new element. Names come from the type itself most of the time, so that values are tried.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "record/message.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS_MAX = 40, NAME_MAX_SIZE = 80 };

/* A field's name, perhaps one level down. */
static void choose_name(const ProtobufCMessageDescriptor *type, uint8_t one, uint8_t two,
                        struct br_buffer *name)
{
    const ProtobufCFieldDescriptor *field = &type->fields[one % type->n_fields];
    br_buffer_put_text(name, field->name);
    if (field->type == PROTOBUF_C_TYPE_MESSAGE && two < 0xf0) {
        const ProtobufCMessageDescriptor *inner = field->descriptor;
        br_buffer_put_text(name, ".");
        br_buffer_put_text(name, inner->fields[two % inner->n_fields].name);
    }
}

static void fill_one(ProtobufCMessage *message, struct br_arena *arena, struct br_reader *reader)
{
    struct br_error error = {.text = ""};
    struct br_buffer name;
    enum br_status status;
    uint8_t how = br_reader_u8(reader);
    br_buffer_init(&name, 1000);
    if (how % 4 == 0) {
        char *text = fuzz_text(reader, NAME_MAX_SIZE);
        br_buffer_put_text(&name, text);
        free(text);
    } else {
        uint8_t one = br_reader_u8(reader);
        uint8_t two = br_reader_u8(reader);
        choose_name(message->descriptor, one, two, &name);
    }
    if (how % 16 == 15) {
        status = br_message_add(message, arena, br_buffer_text(&name), &error);
    } else {
        struct br_bytes text = fuzz_part(reader, 400);
        status = br_message_set(message, arena, br_buffer_text(&name), text, &error);
    }
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    BR_ASSERT(fuzz_is_tame(br_bytes_of_text(error.text)));
    br_buffer_free(&name);
}

static void run(struct br_bytes input)
{
    struct br_reader reader = {.rest = input};
    const ProtobufCMessageDescriptor *type = fuzz_type(br_reader_u8(&reader));
    struct br_arena arena;
    struct br_arena spare;
    struct br_buffer packed;
    struct br_buffer again;
    ProtobufCMessage *read = NULL;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_arena_init(&spare, 64u * BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&packed, 64u * BR_FRAME_SIZE_MAX);
    br_buffer_init(&again, 64u * BR_FRAME_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(type, &arena);
    for (size_t i = 0; i < PAIRS_MAX && reader.rest.size > 0; i++) {
        fill_one(message, &arena, &reader);
    }
    br_message_pack(message, &packed);
    enum br_status status = br_message_unpack(type, br_buffer_bytes(&packed), &spare, &read);
    BR_ASSERT(status == BR_OK); /* nothing that can be filled is refused, or is too deep */
    br_message_pack(read, &again);
    BR_ASSERT(br_bytes_equal(br_buffer_bytes(&packed), br_buffer_bytes(&again)));
    json_t *printed = br_message_to_json(message);
    ProtobufCMessage *copy = br_message_new(type, &spare);
    struct br_error error = {.text = ""};
    BR_ASSERT(br_message_from_json(copy, &spare, printed, &error) == BR_OK);
    br_buffer_clear(&again);
    br_message_pack(copy, &again);
    BR_ASSERT(br_bytes_equal(br_buffer_bytes(&packed), br_buffer_bytes(&again)));
    json_decref(printed);
    br_buffer_free(&packed);
    br_buffer_free(&again);
    br_arena_free(&spare);
    br_arena_free(&arena);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const texts[] = {
        "true", "12", "-1.5", "2026-11-23", "0123456789abcdef", "coach", "text \xf0\x9f\x98\x80"};
    struct br_buffer bytes;
    br_buffer_init(&bytes, 8192);
    for (size_t i = 0; i < fuzz_type_count(); i++) {
        br_buffer_clear(&bytes);
        br_buffer_put_u8(&bytes, (uint8_t)i);
        for (uint8_t field = 0; field < fuzz_type(i)->n_fields; field++) {
            for (size_t at = 0; at < 2; at++) {
                br_buffer_put_u8(&bytes, 1);
                br_buffer_put_u8(&bytes, field);
                br_buffer_put_u8(&bytes, (uint8_t)at);
                fuzz_put_part(&bytes, br_bytes_of_text(texts[(i + field + at) % 7]));
            }
        }
        fuzz_seed(out, fuzz_type(i)->short_name, br_buffer_bytes(&bytes));
    }
    br_buffer_clear(&bytes);
    br_buffer_put_u8(&bytes, 13); /* points, by their names */
    br_buffer_put_u8(&bytes, 0);
    fuzz_put_part(&bytes, br_bytes_of_text("points.date"));
    fuzz_put_part(&bytes, br_bytes_of_text("2026-11-23"));
    br_buffer_put_u8(&bytes, 15);
    br_buffer_put_u16(&bytes, 0x0100);
    fuzz_seed(out, "by-name", br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
}

const struct fuzz_target fuzz_fill = {.name = "fill", .run = run, .seeds = seeds};
