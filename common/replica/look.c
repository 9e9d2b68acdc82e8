/*
 * look.c - pages on readers of the views, and who waits to see a write there.
 *
 *      look --> free reader? --yes--> its lane: take, work, release --> done
 *                   |                                                    |
 *                   +--no--> waits, at most BR_LOOKS_WAITING_MAX <-------+ the next one
 */
#include "replica/replica_state.h"

#include "base/logline.h"

#include <stdlib.h>
#include <string.h>

/* --- looks --- */

struct look {
    struct look *next;
    struct br_job job; /* of one that no reader is taken for */
    struct br_replica *replica;
    void (*work)(void *context, struct br_views *reader);
    void (*done)(void *context);
    void *context;
};

/* Its first look opens it: a program that shows no pages has none. */
static enum br_status take(struct page_reader *reader, struct br_error *error)
{
    const struct br_replica *replica = reader->replica;
    enum br_status status = BR_OK;
    if (reader->views == NULL) {
        char path[4200];
        char desk[4200];
        char search[4200];
        br_replica_path(replica, BR_FILE_VIEWS, path, sizeof path);
        br_replica_path(replica, BR_FILE_DESK, desk, sizeof desk);
        br_replica_path(replica, BR_FILE_SEARCH, search, sizeof search);
        struct br_views_options options = {.path = path,
                                           .domain = replica->options.domain,
                                           .academy = replica->options.academy,
                                           .desk = desk,
                                           .search = search};
        status = br_views_open_reader(&options, &reader->views, error);
    }
    return status == BR_OK ? br_views_take(reader->views, error) : status;
}

static void look_work(struct br_job *job)
{
    struct page_reader *reader =
        (struct page_reader *)((char *)job - offsetof(struct page_reader, job));
    struct br_error error = {.text = ""};
    enum br_status status = take(reader, &error);
    if (status != BR_OK) {
        BR_LOGLINE(BR_WARNING, "views_not_read", BR_TEXT("why", error.text));
    }
    if (reader->views != NULL) {
        reader->look->work(reader->look->context, reader->views);
        br_views_release(reader->views);
    }
}

/* A file that was removed is on the disk until the last one closes it. */
static void let_go(struct page_reader *reader)
{
    if (reader->stale && reader->look == NULL && reader->views != NULL) {
        br_views_forget(reader->views);
    }
    reader->stale = reader->stale && reader->look != NULL;
}

static void look_done(struct br_job *job);

/* Give the first that waits to [reader]. */
static void look_begin(struct page_reader *reader)
{
    struct br_replica *replica = reader->replica;
    struct look *look = replica->look_first;
    if (look == NULL || reader->look != NULL) {
        return;
    }
    replica->look_first = look->next;
    replica->look_last = look->next == NULL ? NULL : replica->look_last;
    replica->look_count--;
    reader->look = look;
    reader->job = (struct br_job){.work = look_work, .done = look_done};
    br_lane_add(&reader->lane, &reader->job);
}

static void look_end(struct look *look)
{
    look->replica->jobs--;
    look->done(look->context);
    free(look);
}

static void look_done(struct br_job *job)
{
    struct page_reader *reader =
        (struct page_reader *)((char *)job - offsetof(struct page_reader, job));
    struct look *look = reader->look;
    reader->look = NULL;
    let_go(reader);
    look_begin(reader);
    look_end(look);
}

void look_let_go(struct br_replica *replica)
{
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        replica->page_readers[i].stale = true;
        let_go(&replica->page_readers[i]);
    }
}

static void nothing_work(struct br_job *job)
{
    (void)job;
}

static void nothing_done(struct br_job *job)
{
    look_end((struct look *)((char *)job - offsetof(struct look, job)));
}

void br_replica_read(struct br_replica *replica,
                     void (*work)(void *context, struct br_views *reader),
                     void (*done)(void *context), void *context)
{
    struct look *look = calloc(1, sizeof *look);
    BR_ASSERT(look != NULL);
    *look = (struct look){.replica = replica, .work = work, .done = done, .context = context};
    replica->jobs++;
    if (replica->look_count >= BR_LOOKS_WAITING_MAX || replica->stopping) {
        look->job = (struct br_job){.work = nothing_work, .done = nothing_done};
        br_lane_add(&replica->look_lane, &look->job);
        return;
    }
    *(replica->look_last == NULL ? &replica->look_first : &replica->look_last->next) = look;
    replica->look_last = look;
    replica->look_count++;
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        look_begin(&replica->page_readers[i]);
    }
}

/* --- watches --- */

void br_replica_seen(struct br_replica *replica, const struct br_stream *stream, uint64_t seq,
                     void (*seen)(void *context, bool in_views), void *context)
{
    bool full = replica->watch_count >= BR_SEEN_WAITING_MAX;
    uint64_t now_ms = br_clock_read().mono_ms;
    struct watch *watches =
        realloc(replica->watches, (replica->watch_count + 1) * sizeof *replica->watches);
    BR_ASSERT(watches != NULL);
    replica->watches = watches;
    struct watch watch = {.ticket = ++replica->watch_last,
                          .until_ms = full ? 0 : now_ms + BR_SEEN_WAIT_MS,
                          .stream = *stream,
                          .seq = seq,
                          .seen = seen,
                          .context = context};
    size_t at = full ? 0 : replica->watch_count; /* its time has come already */
    memmove(&watches[at + 1], &watches[at], (replica->watch_count - at) * sizeof *watches);
    watches[at] = watch;
    replica->watch_count++;
    behind_fold(replica);
}

static struct watch *find(struct br_replica *replica, uint64_t ticket)
{
    for (size_t i = 0; i < replica->watch_count; i++) {
        if (replica->watches[i].ticket == ticket) {
            return &replica->watches[i];
        }
    }
    return NULL;
}

static void answer(struct br_replica *replica, const struct watch *watch, bool in_views)
{
    struct watch answered = *watch;
    size_t at = (size_t)(watch - replica->watches);
    replica->watch_count--;
    memmove(&replica->watches[at], &replica->watches[at + 1],
            (replica->watch_count - at) * sizeof *replica->watches);
    answered.seen(answered.context, in_views);
}

void look_ask(struct follower *follower)
{
    const struct br_replica *replica = follower->replica;
    follower->watch_count = replica->watch_count;
    if (replica->watch_count > 0) {
        follower->watches = malloc(replica->watch_count * sizeof *follower->watches);
        BR_ASSERT(follower->watches != NULL);
        memcpy(follower->watches, replica->watches,
               replica->watch_count * sizeof *follower->watches);
    }
}

void look_find(struct follower *follower)
{
    for (size_t i = 0; i < follower->watch_count; i++) {
        struct watch *watch = &follower->watches[i];
        watch->in_views = br_views_folded_stream(follower->views, &watch->stream) >= watch->seq;
    }
}

void look_answer(struct follower *follower)
{
    struct watch *watches = follower->watches;
    size_t count = follower->watch_count;
    follower->watches = NULL; /* whoever is told may begin the next fold */
    follower->watch_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct watch *watch = find(follower->replica, watches[i].ticket);
        if (watch != NULL && watches[i].in_views) {
            answer(follower->replica, watch, true);
        }
    }
    free(watches);
}

uint64_t look_due_ms(const struct br_replica *replica)
{
    return replica->watch_count == 0 ? UINT64_MAX : replica->watches[0].until_ms;
}

void look_go_on(struct br_replica *replica)
{
    uint64_t now_ms = br_clock_read().mono_ms;
    for (size_t i = replica->watch_count; i > 0; i--) { /* who is told may ask again */
        if (!replica->stopping && replica->watches[0].until_ms > now_ms) {
            return;
        }
        answer(replica, &replica->watches[0], false);
    }
}

/* --- opening and closing --- */

void look_open(struct br_replica *replica)
{
    br_lane_init(&replica->look_lane, replica->options.loop);
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        replica->page_readers[i].replica = replica;
        br_lane_init(&replica->page_readers[i].lane, replica->options.loop);
    }
}

void look_close(struct br_replica *replica)
{
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        br_views_close(replica->page_readers[i].views);
    }
    free(replica->watches);
}

bool look_idle(const struct br_replica *replica)
{
    return replica->look_count == 0 && replica->watch_count == 0;
}

/* --- the desk --- */

struct at_desk {
    void (*work)(void *context, struct br_desk *desk);
    void (*done)(void *context);
    void *context;
};

static void desk_work(void *context, const struct br_replica_hands *hands)
{
    struct at_desk *at_desk = context;
    at_desk->work(at_desk->context, hands->desk);
}

static void desk_done(void *context)
{
    struct at_desk *at_desk = context;
    void (*done)(void *context) = at_desk->done;
    void *whose = at_desk->context;
    free(at_desk);
    done(whose);
}

void br_replica_desk(struct br_replica *replica, void (*work)(void *context, struct br_desk *desk),
                     void (*done)(void *context), void *context)
{
    struct at_desk *at_desk = malloc(sizeof *at_desk);
    BR_ASSERT(at_desk != NULL);
    *at_desk = (struct at_desk){work, done, context};
    br_replica_run(replica, BR_FILE_DESK, desk_work, desk_done, at_desk);
}
