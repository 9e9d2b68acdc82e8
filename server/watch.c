/*
 * watch.c - what our academy asks to see of others, what they may see of us, and that we looked.
 *
 *      folded, looked, an hour -> a pause -> for each academy concerned (pool):
 *          is there a group of the two?   does it say what was said at home?
 *          is what was told what is so?   were looks noted?
 *                                  |
 *                    one record, the first that is lacking -> numbered -> seen in the views -+
 *          ^                                                                                 |
 *          +---------------------------------------------------------------------------------+
 *
 * Nothing is kept on disk: what is still to be said is the difference between the academy's own
 * stream and the group's, as the views have them (common/domain/watch.sql). What is told is
 * computed from all that the academy has, so the one place that decides what leaves is the SQL
 * below: every column that is not of an agreed part is NULL.
 */
#include "server/watch.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/logline.h"
#include "pages/tree.h"
#include "record/kind.h"
#include "record/message.h"
#include "server/watch_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAUSE_MS = 500,
    PAUSE_MAX_MS = 4000,      /* what ends must end soon */
    PAUSE_TIMES = 10,         /* a look that took long is not repeated sooner than so often */
    HOUR_MS = 60 * 60 * 1000, /* what a date changes is noticed by then */
    CONCERNED_MAX = BR_PEERS_MAX,
    REFUSED_MAX = 64,
};

struct pending { /* somebody looked; until it is noted, or found to be */
    struct br_id member;
    struct br_hash academy;
    char day[11];
};

struct refused { /* what was refused is not tried again before the next start */
    struct br_hash academy;
    struct br_hash what;
};

struct watch {
    struct academy *academy;
    uv_timer_t pause;
    uv_timer_t hourly;
    bool busy;
    bool moved; /* while it was busy */
    uint64_t began_ms;
    uint64_t took_ms;
    struct pending *coming; /* since the look began; the loop's alone */
    size_t coming_count;
    struct pending *pending;
    size_t pending_count;
    struct refused refused[REFUSED_MAX];
    size_t refused_count;

    /* one look, on the pool */
    struct br_arena arena;
    struct br_hash concerned[CONCERNED_MAX];
    size_t concerned_count;
    char today[11];
    bool failed;
    const char *prefix; /* of the message's fields that the rows at hand fill */
    ProtobufCMessage *message;
    size_t rows;
    size_t noted; /* of [pending], from the first on */
    /* what came of it */
    const struct br_kind *kind; /* NULL: nothing is lacking */
    struct br_hash with;
    struct br_audience audience;
    struct br_id id;
    struct br_id author;
    struct br_buffer payload;
    struct br_buffer before; /* what was told, packed */
};

/* --- rows become a message --- */

static void set_cell(struct watch *watch, const char *name, const struct br_cell *cell)
{
    struct br_error error = {""};
    struct br_buffer text;
    br_buffer_init(&text, BR_PAYLOAD_SIZE_MAX);
    if (cell->type == BR_CELL_BYTES) {
        br_bytes_hex(cell->bytes, &text);
    } else if (cell->type == BR_CELL_TEXT) {
        br_buffer_put(&text, cell->bytes.data, cell->bytes.size);
    } else {
        br_buffer_put_format(&text, "%lld", (long long)cell->integer);
    }
    if (!br_buffer_ok(&text) || br_message_set(watch->message, &watch->arena, name,
                                               br_buffer_bytes(&text), &error) != BR_OK) {
        BR_LOGLINE(BR_ERROR, "watch_not_filled", BR_TEXT("field", name),
                   BR_TEXT("why", error.text));
        watch->failed = true;
    }
    br_buffer_free(&text);
}

static bool take_row(void *context, size_t count, const char *const *names,
                     const struct br_cell *cells)
{
    struct watch *watch = context;
    struct br_error error = {""};
    watch->rows++;
    if (watch->prefix != NULL) {
        watch->failed |=
            br_message_add(watch->message, &watch->arena, watch->prefix, &error) != BR_OK;
    }
    for (size_t i = 0; i < count && !watch->failed; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s%s%s", watch->prefix == NULL ? "" : watch->prefix,
                       watch->prefix == NULL ? "" : ".", names[i]);
        if (cells[i].type != BR_CELL_NULL) {
            set_cell(watch, name, &cells[i]);
        }
    }
    return !watch->failed;
}

static void ask(struct watch *watch, struct br_views *views, const char *sql,
                const struct br_hash *academy,
                bool (*row)(void *, size_t, const char *const *, const struct br_cell *))
{
    struct br_error error = {""};
    struct br_parameter parameters[] = {
        {.name = "id",
         .value = {.type = BR_CELL_BYTES, .bytes = {academy->bytes, sizeof academy->bytes}}},
        {.name = "today", .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(watch->today)}},
    };
    if (!watch->failed && br_views_query(views, sql, parameters, 2, row, watch, &error) != BR_OK) {
        BR_LOGLINE(BR_ERROR, "watch_not_read", BR_TEXT("why", error.text));
        watch->failed = true;
    }
}

/* Fill a new message of [kind] by [parts]; its bytes go to [out]. The number of rows. */
static size_t make(struct watch *watch, struct br_views *views, const char *kind,
                   const struct watch_part *parts, size_t count, const struct br_hash *academy,
                   struct br_buffer *out)
{
    br_arena_reset(&watch->arena);
    watch->kind = br_kind_by_name(kind);
    watch->message = br_message_new(watch->kind->message, &watch->arena);
    watch->rows = 0;
    watch->failed |= watch->message == NULL;
    for (size_t i = 0; i < count && !watch->failed; i++) {
        watch->prefix = parts[i].field;
        ask(watch, views, parts[i].sql, academy, take_row);
    }
    br_buffer_clear(out);
    if (!watch->failed) {
        br_message_pack(watch->message, out);
        watch->failed = !br_buffer_ok(out);
    }
    return watch->rows;
}

/* --- what is lacking --- */

static bool take_bytes(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct watch *watch = context;
    (void)count;
    (void)names;
    watch->rows++;
    if (cells[0].type == BR_CELL_BYTES && cells[0].bytes.size == sizeof watch->audience.id.bytes) {
        memcpy(watch->audience.id.bytes, cells[0].bytes.data, cells[0].bytes.size);
    }
    return true;
}

static bool take_concerned(void *context, size_t count, const char *const *names,
                           const struct br_cell *cells)
{
    struct watch *watch = context;
    (void)count;
    (void)names;
    if (cells[0].bytes.size == sizeof(struct br_hash) && watch->concerned_count < CONCERNED_MAX) {
        memcpy(watch->concerned[watch->concerned_count++].bytes, cells[0].bytes.data,
               cells[0].bytes.size);
    }
    return true;
}

/* Is there one row? */
static bool finds(struct watch *watch, struct br_views *views, const char *sql,
                  const struct br_hash *academy)
{
    watch->rows = 0;
    ask(watch, views, sql, academy, take_bytes);
    return !watch->failed && watch->rows > 0;
}

static void open_group(struct watch *watch, struct br_views *views, const struct br_hash *academy)
{
    static const struct watch_part both = {NULL, WATCH_SQL_BOTH};
    watch->id = br_id_new();
    watch->audience.id = watch->id;
    (void)make(watch, views, "group_opened", &both, 1, academy, &watch->payload);
}

/* A word that was said at home and does not stand in the group: true when there is one. */
static bool copy_word(struct watch *watch, struct br_views *views, const struct br_hash *academy)
{
    static const struct watch_part asked[] = {{NULL, WATCH_SQL_ASKED},
                                              {NULL, WATCH_SQL_ASKED_PARTS}};
    static const struct watch_part agreed[] = {{NULL, WATCH_SQL_AGREED},
                                               {NULL, WATCH_SQL_AGREED_PARTS}};
    return make(watch, views, "watch_asked", asked, 2, academy, &watch->payload) > 0 ||
           make(watch, views, "watch_agreed", agreed, 2, academy, &watch->payload) > 0;
}

/* Is something else so than was told, or was it told before what was agreed last? */
static bool tell(struct watch *watch, struct br_views *views, const struct br_hash *academy)
{
    if (!finds(watch, views, WATCH_SQL_EVER_AGREED, academy)) {
        return false;
    }
    bool stale = finds(watch, views, WATCH_SQL_STALE, academy);
    (void)make(watch, views, "progress_told", watch_told, watch_told_count, academy,
               &watch->before);
    (void)make(watch, views, "progress_told", watch_is, watch_is_count, academy, &watch->payload);
    return !watch->failed && (stale || !br_bytes_equal(br_buffer_bytes(&watch->before),
                                                       br_buffer_bytes(&watch->payload)));
}

static bool was_refused(const struct watch *watch, const struct br_hash *academy)
{
    struct br_bytes payload = br_buffer_bytes(&watch->payload);
    struct br_hash what = br_sha256_one(payload.data, payload.size);
    for (size_t i = 0; i < watch->refused_count; i++) {
        if (br_hash_equal(&watch->refused[i].academy, academy) &&
            br_hash_equal(&watch->refused[i].what, &what)) {
            return true;
        }
    }
    return false;
}

/* What is lacking first in what we say to [academy]: true when there is something. */
static bool look_at(struct watch *watch, struct br_views *views, const struct br_hash *academy)
{
    static const struct br_id nobody;
    watch->author = nobody;
    watch->id = br_id_new();
    watch->with = *academy;
    watch->audience = (struct br_audience){.type = BR_AUDIENCE_GROUP};
    if (!finds(watch, views, WATCH_SQL_GROUP, academy)) {
        open_group(watch, views, academy);
        return !watch->failed && !was_refused(watch, academy);
    }
    struct br_audience group = watch->audience;
    bool is = copy_word(watch, views, academy);
    is = (is && !was_refused(watch, academy)) || tell(watch, views, academy);
    watch->audience = group; /* other questions have moved it */
    return is && !watch->failed && !was_refused(watch, academy);
}

/* The look at the head of the list, unless it is noted or there was nothing to see. */
static bool note_look(struct watch *watch, struct br_views *views, const struct pending *pending)
{
    struct br_error error = {""};
    struct br_parameter parameters[] = {
        {.name = "id",
         .value = {.type = BR_CELL_BYTES,
                   .bytes = {pending->academy.bytes, sizeof pending->academy.bytes}}},
        {.name = "member",
         .value = {.type = BR_CELL_BYTES,
                   .bytes = {pending->member.bytes, sizeof pending->member.bytes}}},
        {.name = "today", .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(pending->day)}},
    };
    watch->kind = br_kind_by_name("progress_looked");
    br_arena_reset(&watch->arena);
    watch->message = br_message_new(watch->kind->message, &watch->arena);
    watch->rows = 0;
    watch->prefix = NULL;
    watch->failed |= watch->message == NULL || br_views_query(views, WATCH_SQL_LOOK, parameters, 3,
                                                              take_row, watch, &error) != BR_OK;
    if (watch->failed || watch->rows == 0) {
        return false;
    }
    br_buffer_clear(&watch->payload);
    br_message_pack(watch->message, &watch->payload);
    watch->audience = (struct br_audience){.type = BR_AUDIENCE_GROUP};
    watch->author = pending->member;
    watch->id = br_id_new();
    watch->with = pending->academy;
    if (!finds(watch, views, WATCH_SQL_GROUP, &pending->academy)) {
        static const struct br_id nobody;
        watch->author = nobody;
        open_group(watch, views, &pending->academy);
    }
    return !watch->failed && !was_refused(watch, &pending->academy);
}

static void look(void *context, struct br_views *views)
{
    struct watch *watch = context;
    static const struct br_hash nobody;
    watch->failed = false;
    watch->concerned_count = 0;
    watch->noted = 0;
    br_views_see_all(views);
    while (watch->noted < watch->pending_count) {
        if (note_look(watch, views, &watch->pending[watch->noted])) {
            return;
        }
        if (watch->failed) {
            watch->kind = NULL;
            return;
        }
        watch->noted++;
    }
    ask(watch, views, WATCH_SQL_CONCERNED, &nobody, take_concerned);
    for (size_t i = 0; i < watch->concerned_count && !watch->failed; i++) {
        if (look_at(watch, views, &watch->concerned[i])) {
            return;
        }
    }
    watch->kind = NULL;
}

/* --- on the loop --- */

static void begin_look(struct watch *watch);

static void on_pause(uv_timer_t *timer)
{
    begin_look(timer->data);
}

static void wait_a_while(struct watch *watch)
{
    if (!watch->academy->stopping && uv_is_active((uv_handle_t *)&watch->pause) == 0) {
        uint64_t wait_ms = watch->took_ms * PAUSE_TIMES;
        wait_ms = wait_ms < PAUSE_MS ? PAUSE_MS : wait_ms;
        wait_ms = wait_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : wait_ms;
        (void)uv_timer_start(&watch->pause, on_pause, wait_ms, 0);
    }
}

static void end_look(struct watch *watch, bool again)
{
    watch->busy = false;
    if (again || watch->moved) {
        wait_a_while(watch);
    }
}

static void on_seen(void *context, bool in_views)
{
    struct watch *watch = context;
    watch->busy = false;
    if (in_views) {
        begin_look(watch);
    } else {
        wait_a_while(watch);
    }
}

static void remember_refused(struct watch *watch)
{
    struct br_bytes payload = br_buffer_bytes(&watch->payload);
    if (watch->refused_count < REFUSED_MAX) {
        watch->refused[watch->refused_count++] = (struct refused){
            .academy = watch->with, .what = br_sha256_one(payload.data, payload.size)};
    }
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct watch *watch = context;
    if (status != BR_OK) {
        end_look(watch, true);
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        BR_LOGLINE(BR_WARNING, "watch_refused", BR_TEXT("kind", watch->kind->name),
                   BR_TEXT("why", outcome->reason));
        remember_refused(watch);
        end_look(watch, watch->refused_count < REFUSED_MAX);
    } else {
        br_replica_seen(watch->academy->replica, &outcome->stream, outcome->seq, on_seen, watch);
    }
}

static void looked_through(void *context)
{
    static const struct br_id nobody;
    struct watch *watch = context;
    struct academy *academy = watch->academy;
    watch->took_ms = br_clock_read().mono_ms - watch->began_ms;
    watch->pending_count -= watch->noted;
    memmove(watch->pending, &watch->pending[watch->noted],
            watch->pending_count * sizeof watch->pending[0]);
    if (watch->kind == NULL || watch->failed || academy->stopping) {
        end_look(watch, watch->failed);
        return;
    }
    bool by_academy = br_id_equal(&watch->author, &nobody);
    struct br_write write = {
        .id = watch->id,
        .author = watch->author,
        .roles = by_academy ? BR_ROLES_ACADEMY : br_replica_roles(academy->replica, &watch->author),
        .audience = watch->audience,
        .kind = watch->kind->number,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&watch->payload),
    };
    br_replica_say(academy->replica, &write, on_said, watch);
}

/* While nobody on the pool reads them. */
static void take_coming(struct watch *watch)
{
    size_t count = watch->pending_count + watch->coming_count;
    if (watch->coming_count == 0) {
        return;
    }
    struct pending *grown = realloc(watch->pending, count * sizeof *grown);
    BR_ASSERT(grown != NULL);
    memcpy(&grown[watch->pending_count], watch->coming, watch->coming_count * sizeof *grown);
    watch->pending = grown;
    watch->pending_count = count;
    watch->coming_count = 0;
}

static void begin_look(struct watch *watch)
{
    if (watch->busy || watch->academy->stopping) {
        return;
    }
    struct br_now now = br_clock_read();
    struct br_local_time local = br_clock_local(now.wall_ms);
    (void)snprintf(watch->today, sizeof watch->today, "%s", local.day);
    watch->busy = true;
    watch->moved = false;
    watch->began_ms = now.mono_ms;
    watch->failed = true; /* unless it is read */
    watch->kind = NULL;
    take_coming(watch);
    watch->noted = 0;
    br_replica_read(watch->academy->replica, look, looked_through, watch);
}

void watch_folded(struct academy *academy)
{
    struct watch *watch = academy->watch;
    if (watch == NULL || academy->stopping) {
        return;
    }
    watch->moved = true;
    if (!watch->busy) {
        wait_a_while(watch);
    }
}

static void on_hour(uv_timer_t *timer)
{
    const struct watch *watch = timer->data;
    watch_folded(watch->academy);
}

static bool is_coming(const struct watch *watch, const struct br_id *member,
                      const struct br_hash *looked_at)
{
    for (size_t i = 0; i < watch->coming_count; i++) {
        if (br_id_equal(&watch->coming[i].member, member) &&
            br_hash_equal(&watch->coming[i].academy, looked_at)) {
            return true;
        }
    }
    return false;
}

void watch_looked(struct academy *academy, const struct br_id *member,
                  const struct br_hash *looked_at)
{
    struct watch *watch = academy->watch;
    struct br_local_time local = br_clock_local(br_clock_read().wall_ms);
    if (watch == NULL || is_coming(watch, member, looked_at)) {
        return;
    }
    struct pending *grown = realloc(watch->coming, (watch->coming_count + 1) * sizeof *grown);
    BR_ASSERT(grown != NULL);
    watch->coming = grown;
    struct pending *pending = &grown[watch->coming_count++];
    *pending = (struct pending){.member = *member, .academy = *looked_at};
    (void)snprintf(pending->day, sizeof pending->day, "%s", local.day);
    watch_folded(academy);
}

void watch_start(struct academy *academy)
{
    struct watch *watch = calloc(1, sizeof *watch);
    BR_ASSERT(watch != NULL);
    watch->academy = academy;
    br_arena_init(&watch->arena, BR_PAGE_TREE_SIZE_MAX);
    br_buffer_init(&watch->payload, BR_PAYLOAD_SIZE_MAX);
    br_buffer_init(&watch->before, BR_PAYLOAD_SIZE_MAX);
    BR_ASSERT(uv_timer_init(&academy->loop, &watch->pause) == 0);
    BR_ASSERT(uv_timer_init(&academy->loop, &watch->hourly) == 0);
    watch->pause.data = watch;
    watch->hourly.data = watch;
    (void)uv_timer_start(&watch->hourly, on_hour, HOUR_MS, HOUR_MS);
    academy->watch = watch;
    wait_a_while(watch);
}

void watch_stop(struct academy *academy)
{
    if (academy->watch != NULL) {
        uv_close((uv_handle_t *)&academy->watch->pause, NULL); /* freed when the loop has ended */
        uv_close((uv_handle_t *)&academy->watch->hourly, NULL);
    }
}

void watch_free(struct academy *academy)
{
    if (academy->watch != NULL) {
        br_arena_free(&academy->watch->arena);
        br_buffer_free(&academy->watch->payload);
        br_buffer_free(&academy->watch->before);
        free(academy->watch->coming);
        free(academy->watch->pending);
        free(academy->watch);
        academy->watch = NULL;
    }
}
