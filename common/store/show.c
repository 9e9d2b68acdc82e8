/* show.c - the outbox as if it had happened: folded inside a savepoint that is rolled back. */
#include "store/views_internal.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Streams that have no number yet get one from the top of their side, where the log never comes. */
struct made_up {
    size_t count;
    struct br_folded *items;
};

static uint32_t made_up_number(const struct made_up *made_up, const struct br_stream *stream)
{
    uint32_t top =
        br_audience_is_shared(&stream->audience) ? BR_STREAM_LOCAL_FIRST - 1 : BR_STREAM_NUMBER_MAX;
    return top - (uint32_t)made_up->count;
}

static const struct br_folded *made_up_stream(struct made_up *made_up,
                                              const struct br_stream *stream)
{
    for (size_t i = 0; i < made_up->count; i++) {
        if (br_stream_equal(&made_up->items[i].stream, stream)) {
            return &made_up->items[i];
        }
    }
    struct br_folded *made = &made_up->items[made_up->count];
    *made = (struct br_folded){
        .number = made_up_number(made_up, stream), .stream = *stream, .tail = {.epoch = 1}};
    made_up->count++;
    return made;
}

static enum br_status store_stream(struct br_views *views, const struct br_folded *stream)
{
    uint8_t audience[BR_AUDIENCE_SIZE];
    br_audience_encode(&stream->stream.audience, audience);
    sqlite3_stmt *statement = views->save_folded;
    (void)sqlite3_bind_int64(statement, 1, stream->number);
    br_db_bind_bytes(statement, 2, &stream->stream.origin, sizeof stream->stream.origin);
    br_db_bind_bytes(statement, 3, audience, sizeof audience);
    (void)sqlite3_bind_int64(statement, 4, stream->tail.epoch);
    (void)sqlite3_bind_int64(statement, 5, (sqlite3_int64)stream->tail.seq);
    br_db_bind_bytes(statement, 6, &stream->tail.hash, sizeof stream->tail.hash);
    return br_db_run(statement);
}

static enum br_status add_write(struct br_views *views, struct made_up *made_up,
                                const struct br_write *write, size_t index)
{
    struct br_stream stream = {.origin = views->options.academy, .audience = write->audience};
    const struct br_folded *known = br_fold_find_stream(views, &stream);
    if (known == NULL) {
        known = made_up_stream(made_up, &stream);
    }
    struct br_place place = {.stream = &known->stream,
                             .number = known->number,
                             .epoch = known->tail.epoch == 0 ? 1 : known->tail.epoch,
                             .seq = BR_SEQ_UNNUMBERED + index,
                             .arrival_ms = write->written_ms};
    struct br_record record = {.format = BR_BODY_WHOLE,
                               .hlc = write->written_ms << 16,
                               .written_ms = write->written_ms,
                               .kind = write->kind,
                               .author = write->author,
                               .id = write->id,
                               .payload = write->payload};
    enum br_status status = br_fold_add(views, &place, &record);
    return status == BR_ERR_MALFORMED ? BR_OK : status; /* its own check will say so */
}

static enum br_status fold_writes(struct br_views *views, struct made_up *made_up,
                                  const struct br_write *writes, size_t count)
{
    enum br_status status = br_db_exec(views->db, "SAVEPOINT shown");
    views->shown = status == BR_OK;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = add_write(views, made_up, &writes[i], i);
    }
    for (size_t i = 0; i < made_up->count && status == BR_OK; i++) {
        status = store_stream(views, &made_up->items[i]);
    }
    if (status == BR_OK) {
        status = br_fold_run(views);
    }
    return status;
}

enum br_status br_views_show(struct br_views *views, const struct br_write *writes, size_t count)
{
    BR_ASSERT(!views->shown && views->gathered == 0);
    if (views->db == NULL) {
        return BR_ERR_CLOSED;
    }
    if (count > BR_CLIENT_UNFOLDED_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_error error = {.text = ""};
    enum br_status status = br_views_make_v_views(views, &error); /* not to be rolled back */
    if (status != BR_OK) {
        return status;
    }
    struct made_up made_up = {.items = calloc(count + 1, sizeof *made_up.items)};
    if (made_up.items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    status = fold_writes(views, &made_up, writes, count);
    br_fold_forget(views); /* the tables hold it now */
    free(made_up.items);
    if (status != BR_OK && views->shown) {
        br_views_hide(views);
    }
    return status;
}

void br_views_hide(struct br_views *views)
{
    if (!views->shown) {
        return;
    }
    views->shown = false;
    /* Releasing what was rolled back ends the transaction that the savepoint began. */
    if (sqlite3_get_autocommit(views->db) == 0) {
        enum br_status status = br_db_exec(views->db, "ROLLBACK TO shown; RELEASE shown");
        BR_ASSERT(status == BR_OK);
    }
}
