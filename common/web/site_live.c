/*
 * site_live.c - open pages that are kept up to date, by server-sent events (WHATWG HTML, 9.2).
 *
 *      GET /events        event: post    data: {"thread":"ID","posts":7}
 *
 * What is told is that a thread has something new, never what: the page asks for it as its reader.
 * A change is looked at once for all streams, BR_SITE_LIVE_MS after it, however many they are; of a
 * Big Room's threads its members alone are told.
 *
 * What another academy wrote may come late, dated before what was told already. So each look goes
 * back by LIVE_BACK_MS, and what was told is remembered, also when nobody listened: who comes later
 * has seen it. A stream ends after STREAM_MS at the next
 * telling: the browser comes again, and is asked once more who it is.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "web/site_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    LIVE_BACK_MS = 600000, /* how late a record may come and still be news */
    STREAM_MS = 300000,
    TOLD_MAX = 512,     /* tellings that are remembered */
    NEWS_MAX = 256,     /* threads that one change tells of; more come with the next */
    MEMBERS_MAX = 4096, /* of all Big Rooms among them */
};

struct br_site_told {
    struct br_id thread;
    int64_t posts;
};

struct br_site_stream {
    struct br_web_stream *stream;
    uint64_t begun_ms; /* monotonic */
    struct br_id member;
    struct br_hash session; /* its sign-in */
    struct br_site_stream *next;
    struct br_site_stream *previous;
};

struct news {
    struct br_site *site;
    size_t count;
    struct {
        struct br_id thread;
        struct br_id room; /* zero: everybody's here */
        int64_t posts;
    } items[NEWS_MAX];
    size_t member_count;
    struct {
        struct br_id room;
        struct br_id member;
    } members[MEMBERS_MAX];
    struct br_id room; /* whose members are being read */
    int64_t after_ms;
    enum br_status status;
};

/* --- telling --- */

static bool may_hear(const struct news *news, size_t item, const struct br_id *member)
{
    const struct br_id *room = &news->items[item].room;
    if (br_id_is_zero(room)) {
        return true;
    }
    for (size_t i = 0; i < news->member_count; i++) {
        if (br_id_equal(&news->members[i].room, room) &&
            br_id_equal(&news->members[i].member, member)) {
            return true;
        }
    }
    return false;
}

static void tell_one(const struct br_site_stream *stream, const struct news *news,
                     struct br_buffer *out)
{
    br_buffer_clear(out);
    for (size_t i = 0; i < news->count; i++) {
        if (may_hear(news, i, &stream->member)) {
            char id[BR_ID_TEXT_SIZE];
            br_id_text(&news->items[i].thread, id);
            br_buffer_put_format(out, "event: post\ndata: {\"thread\":\"%s\",\"posts\":%lld}\n\n",
                                 id, (long long)news->items[i].posts);
        }
    }
    if (out->size > 0 && br_buffer_ok(out)) {
        br_web_stream_send(stream->stream, br_buffer_bytes(out));
    }
}

/* Was it told already? If not, it is from now on. */
static bool is_told(struct br_site *site, const struct br_id *thread, int64_t posts)
{
    for (size_t i = 0; i < TOLD_MAX; i++) {
        if (site->told[i].posts == posts && br_id_equal(&site->told[i].thread, thread)) {
            return true;
        }
    }
    site->told[site->told_next] = (struct br_site_told){*thread, posts};
    site->told_next = (site->told_next + 1) % TOLD_MAX;
    return false;
}

static void drop_told(struct br_site *site, struct news *news)
{
    size_t kept = 0;
    for (size_t i = 0; i < news->count; i++) {
        if (!is_told(site, &news->items[i].thread, news->items[i].posts)) {
            news->items[kept++] = news->items[i];
        }
    }
    news->count = kept;
}

static void unlink_stream(struct br_site *site, struct br_site_stream *gone);

static void tell(struct br_site *site, const struct news *news)
{
    struct br_buffer out;
    uint64_t now_ms = br_clock_read().mono_ms;
    struct br_site_stream *next = NULL;
    br_buffer_init(&out, BR_WRITE_CHUNK_SIZE);
    for (struct br_site_stream *at = site->streams; at != NULL; at = next) {
        next = at->next;
        tell_one(at, news, &out);
        if (now_ms - at->begun_ms > STREAM_MS) {
            br_web_stream_end(at->stream);
            unlink_stream(site, at);
        }
    }
    br_buffer_free(&out);
}

static bool cell_id(const struct br_cell *cell, struct br_id *id)
{
    bool good = cell->type == BR_CELL_BYTES && cell->bytes.size == sizeof *id;
    if (good) {
        memcpy(id->bytes, cell->bytes.data, sizeof *id);
    }
    return good;
}

static bool take_news(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct news *news = context;
    (void)count;
    (void)names;
    if (cell_id(&cells[0], &news->items[news->count].thread)) {
        news->items[news->count].posts = cells[1].integer;
        (void)cell_id(&cells[2], &news->items[news->count].room);
        news->after_ms = cells[3].integer > news->after_ms ? cells[3].integer : news->after_ms;
        news->count++;
    }
    return news->count < NEWS_MAX;
}

static bool take_member(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct news *news = context;
    (void)count;
    (void)names;
    if (cell_id(&cells[0], &news->members[news->member_count].member)) {
        news->members[news->member_count++].room = news->room;
    }
    return news->member_count < MEMBERS_MAX;
}

static void read_members(struct news *news, struct br_views *views)
{
    for (size_t i = 0; i < news->count && news->member_count < MEMBERS_MAX; i++) {
        news->room = news->items[i].room;
        bool is_read = false;
        for (size_t j = 0; j < i && !is_read; j++) {
            is_read = br_id_equal(&news->items[j].room, &news->room);
        }
        if (is_read) {
            continue;
        }
        struct br_parameter room = {
            .name = "room",
            .value = {.type = BR_CELL_BYTES, .bytes = {news->room.bytes, sizeof news->room}}};
        if (news->status == BR_OK && !br_id_is_zero(&news->room)) {
            news->status =
                br_views_query(views, "SELECT member FROM v_room_member WHERE room = :room", &room,
                               1, take_member, news, NULL);
        }
    }
}

static void news_work(void *job, struct br_views *views)
{
    static const char newest[] =
        "SELECT t.id, t.posts, CASE WHEN t.audience_type = 4 THEN t.audience_id END, l.last_ms"
        " FROM v_listing l CROSS JOIN v_thread t ON t.position = l.position"
        " WHERE l.last_ms > :after_ms ORDER BY l.last_ms DESC LIMIT 256";
    struct news *news = job;
    struct br_parameter after = {
        .name = "after_ms",
        .value = {.type = BR_CELL_INTEGER, .integer = news->after_ms - LIVE_BACK_MS}};
    news->status = br_views_query(views, newest, &after, 1, take_news, news, NULL);
    read_members(news, views);
}

static void look(struct br_site *site);

static void news_done(void *job)
{
    struct news *news = job;
    struct br_site *site = news->site;
    site->live_reading = false;
    if (news->status == BR_OK) {
        site->live_after_ms = news->after_ms;
        drop_told(site, news);
        if (!site->stopping && news->count > 0) {
            tell(site, news);
        }
    }
    free(news);
    if (site->changed && !site->stopping) {
        look(site);
    }
    br_site_part_closed(site);
}

static void on_live(uv_timer_t *timer)
{
    struct br_site *site = timer->data;
    const struct br_site_host *host = &site->options.host;
    struct news *news = calloc(1, sizeof *news);
    site->live_set = false;
    site->changed = false;
    if (news == NULL) {
        return; /* the next change looks again */
    }
    news->site = site;
    news->status = BR_ERR_CLOSED;
    news->after_ms = site->live_after_ms;
    site->live_reading = true;
    site->parts_open++;
    struct br_viewer site_itself = {.sees_all = true};
    host->read(host->context, &site_itself, news_work, news_done, news);
}

static void look(struct br_site *site)
{
    if (!site->live_set && !site->live_reading) {
        site->live_set = true;
        (void)uv_timer_start(&site->live, on_live, BR_SITE_LIVE_MS, 0);
    }
}

void br_site_changed(struct br_site *site)
{
    site->changed = true;
    if (!site->stopping) {
        look(site);
    }
}

/* --- following --- */

void br_site_events(struct br_site_call *call)
{
    struct br_site *site = call->site;
    struct br_site_stream *made = calloc(1, sizeof *made);
    if (made == NULL) {
        br_site_error(call, 503, "There is no memory for more.");
        return;
    }
    made->member = call->viewer.member;
    made->session = call->viewer.session;
    made->begun_ms = br_clock_read().mono_ms;
    struct br_exchange *exchange = br_site_take_exchange(call);
    made->stream =
        br_exchange_stream(exchange, "text/event-stream", "Cache-Control: no-store\r\n", made);
    if (made->stream == NULL) {
        free(made);
        return;
    }
    made->next = site->streams;
    if (site->streams != NULL) {
        site->streams->previous = made;
    }
    site->streams = made;
    br_web_stream_send(made->stream, br_bytes_of_text("retry: 5000\n\n"));
}

void br_site_end_streams(struct br_site *site,
                         bool (*over)(void *context, const struct br_id *member,
                                      const struct br_hash *session),
                         void *context)
{
    struct br_site_stream *next = NULL;
    for (struct br_site_stream *at = site->streams; at != NULL; at = next) {
        next = at->next;
        if (over(context, &at->member, &at->session)) {
            br_web_stream_end(at->stream);
            unlink_stream(site, at);
        }
    }
}

static void unlink_stream(struct br_site *site, struct br_site_stream *gone)
{
    if (gone->previous != NULL) {
        gone->previous->next = gone->next;
    } else {
        site->streams = gone->next;
    }
    if (gone->next != NULL) {
        gone->next->previous = gone->previous;
    }
    free(gone);
}

void br_site_stream_gone(void *context, struct br_web_stream *stream, void *stream_context)
{
    struct br_site_door *door = context;
    (void)stream;
    unlink_stream(door->site, stream_context);
}

/* --- life --- */

static void on_timer_closed(uv_handle_t *handle)
{
    br_site_part_closed(handle->data);
}

void br_site_live_open(struct br_site *site)
{
    site->told = calloc(TOLD_MAX, sizeof *site->told);
    BR_ASSERT(site->told != NULL);
    BR_ASSERT(uv_timer_init(site->options.loop, &site->live) == 0);
    site->live.data = site;
    site->live_after_ms = (int64_t)br_clock_read().wall_ms;
    site->parts_open++;
}

void br_site_live_stop(struct br_site *site)
{
    uv_close((uv_handle_t *)&site->live, on_timer_closed);
}
