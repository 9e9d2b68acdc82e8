/*
 * target_json.c - lines of a batch file, and objects that fill a message.
 *
 * The first byte: a line of a batch file (even), or an object for the type that it chooses. What
 * was filled packs, passes the gate, and prints as an object that fills the same message.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "client/batch.h"

#include <stdlib.h>
#include <string.h>

static bool look_up(void *context, const char *name, struct br_id *id)
{
    (void)context;
    memset(id->bytes, 0xab, sizeof id->bytes);
    return strcmp(name, "q") == 0;
}

/* A filled message: through the gate and back. [packed] gets it. */
static void filled(const ProtobufCMessage *message, struct br_buffer *packed)
{
    struct br_arena arena;
    ProtobufCMessage *read = NULL;
    br_arena_init(&arena, 64u * BR_ARENA_FRAME_SIZE_MAX);
    br_message_pack(message, packed);
    BR_ASSERT(br_buffer_ok(packed));
    enum br_status status =
        br_message_unpack(message->descriptor, br_buffer_bytes(packed), &arena, &read);
    /* Nesting and fields have limits of their own there; what it holds is never malformed. */
    BR_ASSERT(status == BR_OK || status == BR_ERR_LIMIT);
    if (status == BR_OK) {
        json_t *first = br_message_to_json(message);
        json_t *second = br_message_to_json(read);
        BR_ASSERT(first != NULL && second != NULL && json_equal(first, second) == 1);
        json_decref(first);
        json_decref(second);
    }
    br_arena_free(&arena);
}

static void batch_line(struct br_bytes text)
{
    struct call call = {.exit_code = 0};
    struct br_error error = {.text = ""};
    struct batch_line *line = calloc(1, sizeof *line);
    struct br_buffer packed;
    BR_ASSERT(line != NULL);
    call_init(&call);
    br_buffer_init(&packed, 64u * BR_FRAME_SIZE_MAX);
    enum br_status status = batch_read_line(&call, text, 7, look_up, NULL, line, &error);
    if (status == BR_OK) {
        BR_ASSERT(line->key[0] != '\0' && line->draft.kind != NULL);
        filled(line->draft.message, &packed);
        BR_ASSERT(packed.size <= BR_PAYLOAD_SIZE_MAX);
    } else {
        BR_ASSERT(error.text[0] != '\0');
    }
    br_buffer_free(&packed);
    call_free(&call);
    free(line);
}

static void object(const ProtobufCMessageDescriptor *type, struct br_bytes text)
{
    json_t *read = json_loadb((const char *)text.data, text.size, JSON_ALLOW_NUL, NULL);
    struct br_arena arena;
    struct br_buffer packed;
    struct br_buffer again;
    struct br_error error = {.text = ""};
    if (!json_is_object(read)) {
        json_decref(read);
        return;
    }
    br_arena_init(&arena, 64u * BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&packed, 64u * BR_FRAME_SIZE_MAX);
    br_buffer_init(&again, 64u * BR_FRAME_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(type, &arena);
    if (br_message_from_json(message, &arena, read, &error) == BR_OK) {
        filled(message, &packed);
        json_t *printed = br_message_to_json(message);
        ProtobufCMessage *copy = br_message_new(type, &arena);
        BR_ASSERT(br_message_from_json(copy, &arena, printed, &error) == BR_OK);
        filled(copy, &again);
        BR_ASSERT(br_bytes_equal(br_buffer_bytes(&packed), br_buffer_bytes(&again)));
        json_decref(printed);
    } else {
        BR_ASSERT(error.text[0] != '\0');
        BR_ASSERT(fuzz_is_tame(br_bytes_of_text(error.text)));
    }
    json_decref(read);
    br_buffer_free(&packed);
    br_buffer_free(&again);
    br_arena_free(&arena);
}

static void run(struct br_bytes input)
{
    if (input.size == 0) {
        return;
    }
    struct br_bytes text = {input.data + 1, input.size - 1};
    if (input.data[0] % 2 == 0) {
        batch_line(text);
    } else {
        object(fuzz_type(input.data[0] / 2), text);
    }
}

static void seed_objects(struct fuzz_seeds *out)
{
    struct br_buffer bytes;
    struct br_buffer text;
    struct br_arena arena;
    br_buffer_init(&bytes, BR_RECORD_SIZE_MAX);
    br_buffer_init(&text, BR_RECORD_SIZE_MAX);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    for (size_t i = 0; i < fuzz_type_count(); i++) {
        ProtobufCMessage *message = NULL;
        br_buffer_clear(&bytes);
        br_buffer_clear(&text);
        br_arena_reset(&arena);
        fuzz_example(fuzz_type(i), (unsigned)i, &bytes);
        BR_ASSERT(br_message_unpack(fuzz_type(i), br_buffer_bytes(&bytes), &arena, &message) ==
                  BR_OK);
        json_t *made = br_message_to_json(message);
        char *printed = json_dumps(made, JSON_COMPACT);
        br_buffer_put_u8(&text, (uint8_t)(2 * i + 1));
        br_buffer_put_text(&text, printed);
        fuzz_seed(out, fuzz_type(i)->short_name, br_buffer_bytes(&text));
        free(printed);
        json_decref(made);
    }
    br_arena_free(&arena);
    br_buffer_free(&bytes);
    br_buffer_free(&text);
}

static void seeds(struct fuzz_seeds *out)
{
    fuzz_seed_text(out, "thread",
                   "0{\"key\":\"k\",\"ref\":\"q\",\"kind\":\"thread_started\",\"to\":\"network\","
                   "\"written_ms\":1700000000000,\"message\":{\"title\":\"T\",\"text\":\"x\"}}");
    fuzz_seed_text(out, "post",
                   "0{\"kind\":\"post_written\",\"to\":\"academy\","
                   "\"message\":{\"thread\":\"$q\",\"text\":\"\\u00e9\"}}");
    fuzz_seed_text(
        out, "points",
        "0{\"kind\":\"points_recorded\",\"to\":\"room:$q\",\"message\":{\"measure\":"
        "\"$q\",\"points\":[{\"date\":\"2026-11-23\",\"value\":1.5},{\"value\":null}]}}");
    fuzz_seed_text(out, "edit",
                   "0{\"kind\":\"post_edited\",\"to\":\"room:0123456789abcdef0123456789abcdef\","
                   "\"message\":{\"based_on\":[\"$q\",\"$r\"],\"text\":\"t\"}}");
    fuzz_seed_text(out, "numbers", "1{\"uint64_field\":\"18446744073709551615\"}");
    seed_objects(out);
}

const struct fuzz_target fuzz_json = {.name = "json", .run = run, .seeds = seeds};
