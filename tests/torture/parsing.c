/* parsing.c - bytes from outside: a CSV file, a line of JSON, frames. */
#include "parsing.h"

#include "world.h"

#include "base/csv.h"
#include "session/frame.h"

/* --- import --- */

static enum br_status parse_csv(struct br_arena *arena)
{
    static const char text[] = "date,value,note\n2026-01-05,17.5,\"busy, \"\"very\"\"\"\n"
                               "2026-01-06,18,\n2026-01-07,21.25,quiet\n";
    struct br_csv csv;
    struct br_csv_row row;
    struct br_error error;
    ProtobufCMessage *message = br_message_new(br_kind_by_name("points_recorded")->message, arena);
    enum br_status status = message == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    if (status == BR_OK) {
        status = br_csv_open(&csv, br_bytes_of_text(text), ',');
    }
    if (status == BR_OK) {
        status = br_csv_next(&csv, arena, &row, &error); /* the names */
    }
    while (status == BR_OK) {
        status = br_csv_next(&csv, arena, &row, &error);
        if (status == BR_ERR_NOT_FOUND) {
            return BR_OK;
        }
        if (status == BR_OK) {
            status = br_message_add(message, arena, "points", &error);
        }
        if (status == BR_OK) {
            status = br_message_set(message, arena, "points.value", row.cells[1], &error);
        }
    }
    return status;
}

static enum br_status parse_json(struct br_arena *arena)
{
    static const char text[] = "{\"title\": \"Hips\", \"text\": \"Who waits, and why?\"}";
    struct br_error error;
    struct br_buffer out;
    json_t *object = json_loads(text, 0, NULL);
    if (object == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    ProtobufCMessage *message = br_message_new(br_kind_by_name("thread_started")->message, arena);
    ProtobufCMessage *again = NULL;
    enum br_status status = message == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    br_buffer_init(&out, 1u << 16);
    if (status == BR_OK) {
        status = br_message_from_json(message, arena, object, &error);
    }
    json_decref(object);
    if (status == BR_OK) {
        br_message_pack(message, &out);
        status = br_buffer_ok(&out) ? BR_OK : BR_ERR_NO_MEMORY;
    }
    if (status == BR_OK) {
        status = br_message_unpack(br_kind_by_name("thread_started")->message,
                                   br_buffer_bytes(&out), arena, &again);
    }
    if (status == BR_OK) {
        json_t *shown = br_message_to_json(again);
        status = shown == NULL ? BR_ERR_NO_MEMORY : BR_OK;
        json_decref(shown);
    }
    br_buffer_free(&out);
    return status;
}

enum br_status parse_import(struct world *world)
{
    struct br_arena arena;
    (void)world;
    br_arena_init(&arena, 1u << 20);
    enum br_status status = parse_csv(&arena);
    if (status == BR_OK) {
        status = parse_json(&arena);
    }
    br_arena_free(&arena);
    return status;
}

/* --- frames --- */

static void put_frames(const struct world *world, struct br_buffer *out)
{
    struct br_hello hello = {.version_min = 1,
                             .version_max = 1,
                             .academy = world->peer.id,
                             .credit = BR_CREDIT_WINDOW,
                             .software = "torture"};
    const struct br_head *head = &world->batches[0].head;
    const struct br_receipt *receipt = &world->receipt;
    struct br_submission write = {.id = world->writes[0].id,
                                  .audience = world->writes[0].audience,
                                  .kind = world->writes[0].kind,
                                  .payload = world->writes[0].payload};
    struct br_result result = {.id = world->writes[0].id, .reason = "Not so."};
    br_frame_put_hello(out, &hello);
    br_frame_put_heads(out, &head, 1, true);
    br_frame_put_batch(out, head, world->batches[0].bodies, world->batches[0].count);
    br_frame_put_receipts(out, &receipt, 1);
    br_frame_put_submit(out, &write, 1);
    br_frame_put_outcomes(out, &result, 1);
    br_frame_put_bye(out, BR_ERR_PROTOCOL, "Enough.");
}

enum br_status parse_frames(struct world *world)
{
    struct br_arena arena;
    struct br_buffer bytes;
    struct br_frame *frame = calloc(1, sizeof *frame);
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&bytes, 4 * BR_FRAME_SIZE_MAX);
    put_frames(world, &bytes);
    enum br_status status = frame == NULL || !br_buffer_ok(&bytes) ? BR_ERR_NO_MEMORY : BR_OK;
    struct br_bytes rest = br_buffer_bytes(&bytes);
    while (status == BR_OK && rest.size > 0) {
        struct br_bytes one;
        size_t used = 0;
        status = br_frame_cut(rest, &one, &used);
        if (status == BR_OK) {
            br_arena_reset(&arena);
            status = br_frame_read(one, &arena, frame);
            rest = (struct br_bytes){rest.data + used, rest.size - used};
        }
    }
    free(frame);
    br_buffer_free(&bytes);
    br_arena_free(&arena);
    return status;
}
