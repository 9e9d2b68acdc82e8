/* search.c - what is found by its words follows the views, a piece at a time. */
#include "replica/replica_state.h"

#include "base/logline.h"

#include <stddef.h>

static enum br_status take(struct searcher *searcher, struct br_error *error)
{
    const struct br_replica *replica = searcher->replica;
    enum br_status status = BR_OK;
    if (searcher->reader == NULL) {
        char path[4200];
        br_replica_path(replica, BR_FILE_VIEWS, path, sizeof path);
        struct br_views_options options = {.path = path,
                                           .domain = replica->options.domain,
                                           .academy = replica->options.academy,
                                           .no_v_views = true};
        status = br_views_open_reader(&options, &searcher->reader, error);
    }
    return status == BR_OK ? br_views_take(searcher->reader, error) : status;
}

static void search_work(struct br_job *job)
{
    struct searcher *searcher = (struct searcher *)((char *)job - offsetof(struct searcher, job));
    struct br_error error = {.text = ""};
    searcher->more = false;
    searcher->status = take(searcher, &error);
    if (searcher->status == BR_OK) {
        searcher->status = br_search_fill(searcher->search, searcher->reader, &searcher->more);
        br_views_release(searcher->reader);
    }
    if (searcher->reader != NULL && !searcher->more) {
        br_views_forget(searcher->reader); /* else it keeps what is removed on the disk */
    }
}

/* Said once; tried again until there is room, or whatever it was. */
static void failed(struct searcher *searcher)
{
    if (!searcher->failing) {
        BR_LOGLINE(BR_ERROR, "search_failed", BR_TEXT("why", br_status_text(searcher->status)));
    }
    searcher->failing = true;
    searcher->wanted = true;
    searcher->retry_ms = br_clock_read().mono_ms + BR_SEARCH_RETRY_MS;
}

static void search_done(struct br_job *job)
{
    struct searcher *searcher = (struct searcher *)((char *)job - offsetof(struct searcher, job));
    searcher->busy = false;
    if (searcher->status != BR_OK) {
        failed(searcher);
    } else {
        searcher->failing = false;
        searcher->wanted |= searcher->more;
    }
    search_go_on(searcher->replica);
    replica_set_timer(searcher->replica);
}

uint64_t search_due_ms(const struct br_replica *replica)
{
    const struct searcher *searcher = &replica->searcher;
    if (searcher->busy || !searcher->wanted) {
        return UINT64_MAX;
    }
    return searcher->failing ? searcher->retry_ms : 0;
}

void search_go_on(struct br_replica *replica)
{
    struct searcher *searcher = &replica->searcher;
    if (replica->stopping || search_due_ms(replica) > br_clock_read().mono_ms) {
        return;
    }
    searcher->wanted = false;
    searcher->busy = true;
    searcher->job = (struct br_job){.work = search_work, .done = search_done};
    br_lane_add(&searcher->lane, &searcher->job);
}

void search_want(struct br_replica *replica)
{
    replica->searcher.wanted = true;
    search_go_on(replica);
}

enum br_status search_open(struct br_replica *replica, struct br_error *error)
{
    char path[4200];
    replica->searcher.replica = replica;
    br_lane_init(&replica->searcher.lane, replica->options.loop);
    br_replica_path(replica, BR_FILE_SEARCH, path, sizeof path);
    return br_search_open(path, &replica->searcher.search, error);
}

void search_close(struct br_replica *replica)
{
    br_views_close(replica->searcher.reader);
    br_search_close(replica->searcher.search);
}

bool search_idle(const struct br_replica *replica)
{
    return !replica->searcher.busy;
}
