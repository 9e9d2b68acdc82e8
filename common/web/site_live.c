/*
 * site_live.c - open pages that are kept up to date, by server-sent events (WHATWG HTML, 9.2).
 *
 *      GET /events?thread=ID        event: post      data: {"thread":"ID","posts":7}
 *      GET /events                  event: news      data: {}
 *
 * What is told is that there is something, never what: the page asks for it as its reader. A
 * change is looked at once for all streams, BR_SITE_LIVE_MS after it, however many they are. Who
 * follows a thread was asked at the beginning whether it is theirs to see.
 */
#include "base/limits.h"
#include "web/site_internal.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define NEWS_MAX 256u /* threads that one change tells of; more come with the next */

struct br_site_stream {
    struct br_web_stream *stream;
    struct br_id thread; /* zero: all that is not a Big Room's */
    struct br_site_stream *next;
    struct br_site_stream *previous;
};

struct news {
    struct br_site *site;
    size_t count;
    struct {
        struct br_id thread;
        int64_t posts;
        bool of_room;
    } items[NEWS_MAX];
    int64_t after_ms;
    enum br_status status;
};

/* --- telling --- */

static void tell(struct br_site *site, const struct news *news)
{
    bool any = false;
    struct br_buffer out;
    br_buffer_init(&out, BR_WRITE_CHUNK_SIZE);
    for (size_t i = 0; i < news->count; i++) {
        any = any || !news->items[i].of_room;
    }
    for (struct br_site_stream *at = site->streams; at != NULL; at = at->next) {
        br_buffer_clear(&out);
        for (size_t i = 0; i < news->count; i++) {
            if (br_id_equal(&news->items[i].thread, &at->thread)) {
                char id[BR_ID_TEXT_SIZE];
                br_id_text(&at->thread, id);
                br_buffer_put_format(&out,
                                     "event: post\ndata: {\"thread\":\"%s\",\"posts\":%lld}\n\n",
                                     id, (long long)news->items[i].posts);
            }
        }
        if (any && br_id_is_zero(&at->thread)) {
            br_buffer_put_text(&out, "event: news\ndata: {}\n\n");
        }
        if (out.size > 0 && br_buffer_ok(&out)) {
            br_web_stream_send(at->stream, br_buffer_bytes(&out));
        }
    }
    br_buffer_free(&out);
}

static bool take_news(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct news *news = context;
    (void)count;
    (void)names;
    if (cells[0].type == BR_CELL_BYTES && cells[0].bytes.size == sizeof(struct br_id)) {
        memcpy(news->items[news->count].thread.bytes, cells[0].bytes.data, sizeof(struct br_id));
        news->items[news->count].posts = cells[1].integer;
        news->items[news->count].of_room = cells[2].integer == BR_AUDIENCE_ROOM;
        news->after_ms = cells[3].integer > news->after_ms ? cells[3].integer : news->after_ms;
        news->count++;
    }
    return news->count < NEWS_MAX;
}

static void news_work(void *job, struct br_views *views)
{
    static const char newest[] = "SELECT id, posts, audience_type, last_ms FROM v_thread"
                                 " WHERE last_ms > :after_ms ORDER BY last_ms LIMIT 256";
    struct news *news = job;
    struct br_parameter after = {.name = "after_ms",
                                 .value = {.type = BR_CELL_INTEGER, .integer = news->after_ms}};
    news->status = br_views_query(views, newest, &after, 1, take_news, news, NULL);
}

static void look(struct br_site *site);

static void news_done(void *job)
{
    struct news *news = job;
    struct br_site *site = news->site;
    site->live_reading = false;
    if (news->status == BR_OK) {
        site->live_after_ms = news->after_ms;
        if (!site->stopping) {
            tell(site, news);
        }
        site->changed = site->changed || news->count == NEWS_MAX;
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
    if (news == NULL || site->streams == NULL) {
        /* Who comes later begins with what is there then. */
        site->live_after_ms = (int64_t)br_clock_read().wall_ms - BR_SITE_LIVE_BACK_MS;
        free(news);
        return;
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

static void follow(struct br_site_call *call, const struct br_id *thread)
{
    struct br_site *site = call->site;
    struct br_site_stream *made = calloc(1, sizeof *made);
    if (made == NULL) {
        br_site_error(call, 503, "There is no memory for more.");
        return;
    }
    made->thread = *thread;
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

void br_site_stream_gone(void *context, struct br_web_stream *stream, void *stream_context)
{
    struct br_site_door *door = context;
    struct br_site_stream *gone = stream_context;
    (void)stream;
    if (gone->previous != NULL) {
        gone->previous->next = gone->next;
    } else {
        door->site->streams = gone->next;
    }
    if (gone->next != NULL) {
        gone->next->previous = gone->previous;
    }
    free(gone);
}

static bool take_any(void *context, size_t count, const char *const *names,
                     const struct br_cell *cells)
{
    struct br_site_call *call = context;
    (void)count;
    (void)names;
    (void)cells;
    call->found_any = true;
    return false;
}

static void may_see_work(void *job, struct br_views *views)
{
    struct br_site_call *call = job;
    struct br_id *thread = call->context;
    struct br_parameter id = {
        .name = "id",
        .value = {.type = BR_CELL_BYTES, .bytes = {thread->bytes, sizeof thread->bytes}}};
    call->made = br_views_query(views, "SELECT 1 FROM v_thread WHERE id = :id", &id, 1, take_any,
                                call, NULL);
}

static void may_see_done(void *job)
{
    struct br_site_call *call = job;
    if (call->made == BR_OK && call->found_any) {
        struct br_id thread = *(struct br_id *)call->context;
        follow(call, &thread);
    } else {
        br_site_error(call, 404, "This thread is not here, or not for you.");
    }
}

void br_site_events(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    const char *thread = br_site_query(call, "thread");
    struct br_id none = {{0}};
    struct br_id *wanted = br_arena_take(&call->arena, sizeof *wanted);
    if (thread == NULL) {
        follow(call, &none);
    } else if (wanted == NULL || br_id_parse(thread, wanted) != BR_OK) {
        br_site_error(call, 404, "This thread is not here, or not for you.");
    } else {
        call->context = wanted;
        call->made = BR_ERR_CLOSED;
        host->read(host->context, &call->viewer, may_see_work, may_see_done, call);
    }
}

/* --- life --- */

static void on_timer_closed(uv_handle_t *handle)
{
    br_site_part_closed(handle->data);
}

void br_site_live_open(struct br_site *site)
{
    BR_ASSERT(uv_timer_init(site->options.loop, &site->live) == 0);
    site->live.data = site;
    site->live_after_ms = (int64_t)br_clock_read().wall_ms - BR_SITE_LIVE_BACK_MS;
    site->parts_open++;
}

void br_site_live_stop(struct br_site *site)
{
    uv_close((uv_handle_t *)&site->live, on_timer_closed);
}
