/* input.c - how targets take their input apart, and what they look at in common. */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "base/logline.h"
#include "base/sign.h"
#include "harness/check.h"
#include "proto/sync.pb-c.h"
#include "record/kind.h"
#include "record/message.h"
#include "tests/unit/proto/every.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct br_bytes fuzz_part(struct br_reader *reader, size_t size_max)
{
    size_t size = br_reader_u16(reader);
    size = size > size_max ? size_max : size;
    size = size > reader->rest.size ? reader->rest.size : size;
    return reader->failed ? (struct br_bytes){NULL, 0} : br_reader_take(reader, size);
}

void fuzz_put_part(struct br_buffer *out, struct br_bytes part)
{
    br_buffer_put_u16(out, (uint16_t)part.size);
    br_buffer_put(out, part.data, part.size);
}

char *fuzz_text(struct br_reader *reader, size_t size_max)
{
    struct br_bytes part = fuzz_part(reader, size_max);
    char *text = malloc(part.size + 1);
    BR_ASSERT(text != NULL);
    size_t size = 0;
    for (size_t i = 0; i < part.size; i++) {
        if (part.data[i] != 0) {
            text[size++] = (char)part.data[i];
        }
    }
    text[size] = '\0';
    return text;
}

/* --- messages --- */

static const ProtobufCMessageDescriptor *const others[] = {
    &bigroom__frame__descriptor,
    &every__every__descriptor,
    &every__nest__descriptor,
};
enum { OTHERS = sizeof others / sizeof others[0] };

size_t fuzz_type_count(void)
{
    size_t count = 0;
    (void)br_kinds(&count);
    return count + OTHERS;
}

const ProtobufCMessageDescriptor *fuzz_type(size_t choice)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    choice %= count + OTHERS;
    return choice < count ? kinds[choice].message : others[choice - count];
}

/* What one field is set to, as a person would write it. */
static void example_text(const ProtobufCFieldDescriptor *field, unsigned variant, char out[200])
{
    static const char *const texts[] = {"Ward round at 8", "Größe – 東京 \xf0\x9f\x98\x80", "",
                                        "2026-11-23", "=1+1\n\"quoted\", \\x"};
    const ProtobufCEnumDescriptor *names = field->descriptor;
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        (void)snprintf(out, 200, "%s", variant % 2 == 0 ? "true" : "no");
        return;
    case PROTOBUF_C_TYPE_ENUM:
        (void)snprintf(out, 200, "%s", names->values[variant % names->n_values].name);
        return;
    case PROTOBUF_C_TYPE_STRING:
        (void)snprintf(out, 200, "%s", texts[variant % 5]);
        return;
    case PROTOBUF_C_TYPE_BYTES:
        memset(out, 'a' + (int)(variant % 6), variant % 3 == 2 ? 64 : 32);
        out[variant % 3 == 2 ? 64 : 32] = '\0';
        return;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        (void)snprintf(out, 200, "%s", variant % 2 == 0 ? "-12.5e-3" : "98.25");
        return;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        (void)snprintf(out, 200, "-%u", variant * 1000u);
        return;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        (void)snprintf(out, 200, "%u", variant * 1000u);
        return;
    }
}

/* Set every field of [type] below [prefix], one message deep. */
static void example_fields(ProtobufCMessage *message, struct br_arena *arena, const char *prefix,
                           const ProtobufCMessageDescriptor *type, unsigned variant)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        char name[200];
        char text[200];
        struct br_error error;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
            continue;
        }
        example_text(field, variant + i, text);
        (void)snprintf(name, sizeof name, "%s%s", prefix, field->name);
        /* EXISTS: another member of its oneof was first */
        enum br_status status =
            br_message_set(message, arena, name, br_bytes_of_text(text), &error);
        BR_ASSERT(status == BR_OK || status == BR_ERR_EXISTS);
    }
}

void fuzz_example(const ProtobufCMessageDescriptor *type, unsigned variant, struct br_buffer *out)
{
    struct br_arena arena;
    struct br_error error;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(type, &arena);
    example_fields(message, &arena, "", type, variant);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        char prefix[200];
        bool is_frame = type == &bigroom__frame__descriptor; /* one body, by the variant */
        if (field->type != PROTOBUF_C_TYPE_MESSAGE || (is_frame && i != variant % type->n_fields)) {
            continue;
        }
        bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
        unsigned elements = repeated ? 1 + variant % 3 : 1;
        for (unsigned element = 0; element < elements; element++) {
            if (repeated) {
                BR_ASSERT(br_message_add(message, &arena, field->name, &error) == BR_OK);
            }
            (void)snprintf(prefix, sizeof prefix, "%s.", field->name);
            example_fields(message, &arena, prefix, field->descriptor, variant + element);
        }
    }
    br_message_pack(message, out);
    BR_ASSERT(br_buffer_ok(out));
    br_arena_free(&arena);
}

/* --- text --- */

/* What pages/README.md promises, once more: a table that shares no line with the program's. */
static bool obeyed_or_unseen(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x00, 0x08},       {0x0b, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},
        {0x61c, 0x61c},     {0x180e, 0x180e},   {0x200b, 0x200b},   {0x200e, 0x200f},
        {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},
        {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i][0] && code <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

bool fuzz_is_tame(struct br_bytes text)
{
    if (!br_utf8_valid(text)) { /* so what follows need not doubt it; NUL is refused too */
        return false;
    }
    for (size_t at = 0; at < text.size;) {
        uint8_t first = text.data[at++];
        size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        uint32_t code = more == 0 ? first : first & (0x3fu >> more);
        while (more-- > 0) {
            code = code << 6 | (text.data[at++] & 0x3fu);
        }
        if (obeyed_or_unseen(code)) {
            return false;
        }
    }
    return true;
}

/* --- the process --- */

const char *fuzz_folder(void)
{
    return br_test_folder();
}

void fuzz_begin(void)
{
    enum { NOTHING = BR_ERROR + 1 };
    br_crypto_init();
    br_logline_level((enum br_level)NOTHING);
}
