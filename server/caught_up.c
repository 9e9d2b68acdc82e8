/*
 * caught_up.c - when each stream of others was last caught up, over a restart.
 *
 * The node knows it since the start; what was known before is kept in private.db, a row of stream
 * and time for each: when a peer goes, now and then while it stays, and at the end. After a kill it
 * may be CAUGHT_UP_KEEP_MS too old; nothing but what people read depends on it.
 */
#include "server/academy.h"

#include "base/logline.h"

#include <stdlib.h>

enum {
    ROW_SIZE = BR_STREAM_SIZE + 8,
    ROWS_SIZE_MAX = 1024 * 1024,
    CAUGHT_UP_KEEP_MS = 5 * 60 * 1000,
};
static const char setting[] = "caught_up";

enum br_status caught_up_load(struct academy *academy)
{
    struct br_buffer rows;
    br_buffer_init(&rows, ROWS_SIZE_MAX);
    enum br_status status = br_private_get(academy->private, setting, &rows);
    size_t count = status == BR_OK ? rows.size / ROW_SIZE : 0;
    academy->caught_up = calloc(count + 1, sizeof *academy->caught_up);
    BR_ASSERT(academy->caught_up != NULL);
    for (size_t i = 0; i < count; i++) {
        struct br_bytes row = {.data = rows.data + i * ROW_SIZE, .size = BR_STREAM_SIZE};
        struct caught_up *at = &academy->caught_up[academy->caught_up_count];
        if (br_stream_decode(row, &at->stream) == BR_OK) {
            at->wall_ms = br_load_u64(row.data + BR_STREAM_SIZE);
            academy->caught_up_count++;
        }
    }
    br_buffer_free(&rows);
    return status == BR_ERR_NOT_FOUND ? BR_OK : status;
}

uint64_t caught_up_ms(const struct academy *academy, const struct br_stream_status *stream)
{
    uint64_t kept_ms = 0;
    for (size_t i = 0; i < academy->caught_up_count; i++) {
        if (br_stream_equal(&academy->caught_up[i].stream, &stream->stream)) {
            kept_ms = academy->caught_up[i].wall_ms;
        }
    }
    return stream->caught_up_wall_ms > kept_ms ? stream->caught_up_wall_ms : kept_ms;
}

/* Others' streams alone: of our own there is nothing to catch up. True when any has changed. */
static bool collect(struct academy *academy, struct br_buffer *rows)
{
    const struct br_node *node = br_replica_node(academy->replica);
    size_t count = br_node_stream_count(node);
    struct caught_up *now = calloc(count + 1, sizeof *now);
    size_t filled = 0;
    bool changed = false;
    BR_ASSERT(now != NULL);
    for (size_t i = 0; i < count; i++) {
        struct br_stream_status stream = br_node_stream_status(node, i);
        uint64_t wall_ms = caught_up_ms(academy, &stream);
        if (wall_ms == 0 || br_hash_equal(&stream.stream.origin, &academy->id)) {
            continue;
        }
        changed = changed || stream.caught_up_wall_ms == wall_ms;
        now[filled++] = (struct caught_up){.stream = stream.stream, .wall_ms = wall_ms};
        uint8_t *row = br_buffer_extend(rows, ROW_SIZE);
        if (row != NULL) {
            br_stream_encode(&stream.stream, row);
            br_store_u64(row + BR_STREAM_SIZE, wall_ms);
        }
    }
    free(academy->caught_up);
    academy->caught_up = now;
    academy->caught_up_count = filled;
    return changed && br_buffer_ok(rows);
}

void caught_up_keep(struct academy *academy)
{
    struct br_buffer rows;
    br_buffer_init(&rows, ROWS_SIZE_MAX);
    if (academy->replica != NULL && collect(academy, &rows)) {
        enum br_status status = br_private_put(academy->private, setting, br_buffer_bytes(&rows));
        if (status != BR_OK) {
            BR_LOGLINE(BR_WARNING, "setting_not_kept", BR_TEXT("why", br_status_text(status)));
        }
    }
    br_buffer_free(&rows);
}

static void on_timer(uv_timer_t *timer)
{
    caught_up_keep(timer->data);
}

void caught_up_start(struct academy *academy)
{
    BR_ASSERT(uv_timer_init(&academy->loop, &academy->keeping) == 0);
    academy->keeping.data = academy;
    (void)uv_timer_start(&academy->keeping, on_timer, CAUGHT_UP_KEEP_MS, CAUGHT_UP_KEEP_MS);
    uv_unref((uv_handle_t *)&academy->keeping);
}

void caught_up_stop(struct academy *academy)
{
    if (academy->keeping.data == NULL) {
        return; /* it never listened */
    }
    caught_up_keep(academy);
    uv_close((uv_handle_t *)&academy->keeping, NULL); /* lies in the academy itself */
}
