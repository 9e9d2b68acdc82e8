/*
 * chores.c - what has to be done to a log, however often that fails.
 *
 *      begun --> a job on the log's lane --> done
 *                   ^           |
 *     BR_CHORE_RETRY_MS         v failed: the disk is full, say
 *                   +-------- waits
 *
 * A client has two: removing a stream that it may no longer hold, and keeping its academy's key
 * beside its local log. The node believes that a purge has happened; until it has, the log refuses
 * what comes of that stream as something that it has, which the node asks for again later. What
 * still waits when the process ends comes again with the next start: the key from the shared log,
 * the purge from home, which is told again of all that we hold.
 */
#include "replica/replica_state.h"

#include "base/failpoint.h"
#include "base/logline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct chore {
    struct chore *next; /* while it waits */
    struct br_replica *replica;
    const char *name;
    enum br_replica_file file;
    enum br_status (*work)(const struct chore *chore, struct br_log *log);
    void (*done)(struct chore *chore); /* may be NULL */
    enum br_status status;
    bool failed; /* and it was said */
    uint64_t retry_ms;
    struct br_stream stream; /* a purge's; else none */
    bool told;               /* the stream is gone; only the WAL still has bytes of it */
    char reason[BR_REASON_SIZE_MAX + 1];
    struct br_hash academy;
    struct br_public_key signing;
};

static void put_off(struct chore *chore)
{
    struct br_replica *replica = chore->replica;
    if (!chore->failed) {
        BR_LOGLINE(BR_ERROR, "chore_failed", BR_TEXT("what", chore->name),
                   BR_TEXT("why", br_status_text(chore->status)));
    }
    chore->failed = true;
    chore->retry_ms = br_clock_read().mono_ms + BR_CHORE_RETRY_MS;
    chore->next = replica->chores;
    replica->chores = chore;
    replica_set_timer(replica);
}

static void chore_work(void *context, const struct br_replica_hands *hands)
{
    struct chore *chore = context;
    chore->status = chore->work(chore, hands->log);
}

/* An earlier one for the same: its time would come when that may be wanted again. */
static void forget_earlier(struct br_replica *replica, const struct chore *chore)
{
    struct chore **at = &replica->chores;
    while (*at != NULL) {
        struct chore *earlier = *at;
        if (earlier->work == chore->work && br_stream_equal(&earlier->stream, &chore->stream) &&
            memcmp(&earlier->signing, &chore->signing, sizeof chore->signing) == 0) {
            *at = earlier->next;
            free(earlier);
        } else {
            at = &earlier->next;
        }
    }
}

static void chore_done(void *context)
{
    struct chore *chore = context;
    forget_earlier(chore->replica, chore);
    if (chore->done != NULL) {
        chore->done(chore);
    }
    if (chore->status != BR_OK) {
        put_off(chore);
        return;
    }
    if (chore->failed) {
        BR_LOGLINE(BR_INFO, "chore_done", BR_TEXT("what", chore->name));
    }
    free(chore);
}

static void begin(struct chore *chore)
{
    br_replica_run(chore->replica, chore->file, chore_work, chore_done, chore);
}

uint64_t chores_due_ms(const struct br_replica *replica)
{
    uint64_t earliest_ms = UINT64_MAX;
    for (const struct chore *at = replica->chores; at != NULL; at = at->next) {
        earliest_ms = at->retry_ms < earliest_ms ? at->retry_ms : earliest_ms;
    }
    return earliest_ms;
}

void chores_go_on(struct br_replica *replica)
{
    uint64_t now_ms = br_clock_read().mono_ms;
    struct chore **at = &replica->chores;
    while (*at != NULL) {
        struct chore *chore = *at;
        if (chore->retry_ms > now_ms) {
            at = &chore->next;
            continue;
        }
        *at = chore->next;
        begin(chore);
    }
}

void chores_close(struct br_replica *replica)
{
    while (replica->chores != NULL) {
        struct chore *chore = replica->chores;
        replica->chores = chore->next;
        free(chore);
    }
}

/* --- removing a stream --- */

/* Once it is gone it may have come again, as one that we may hold. */
static enum br_status purge_work(const struct chore *chore, struct br_log *log)
{
    return chore->told ? br_log_checkpoint(log, true) : br_log_purge(log, &chore->stream);
}

struct purged {
    struct br_replica *replica;
    struct br_stream stream;
    char reason[BR_REASON_SIZE_MAX + 1];
};

static void purge_views_work(void *context, const struct br_replica_hands *hands)
{
    (void)context;
    if (br_views_reset(hands->views) != BR_OK) { /* the next fold makes them */
        BR_LOGLINE(BR_WARNING, "views_reset_failed", BR_TEXT("why", "see above"));
    }
}

static void purge_views_done(void *context)
{
    struct purged *purged = context;
    BR_FAILPOINT("purge.views.done");
    look_let_go(purged->replica);
    behind_note_all(purged->replica);
    behind_fold(purged->replica);
    if (purged->replica->events.on_purged != NULL) {
        purged->replica->events.on_purged(purged->replica->context, &purged->stream,
                                          purged->reason);
    }
    free(purged);
}

static void purge_done(struct chore *chore)
{
    bool gone = chore->status == BR_OK || chore->status == BR_ERR_BUSY;
    if (!gone || chore->told) {
        return;
    }
    chore->told = true;
    BR_FAILPOINT("purge.log.done");
    struct purged *purged = malloc(sizeof *purged);
    BR_ASSERT(purged != NULL);
    *purged = (struct purged){.replica = chore->replica, .stream = chore->stream};
    memcpy(purged->reason, chore->reason, sizeof purged->reason);
    br_replica_run(chore->replica, BR_FILE_VIEWS, purge_views_work, purge_views_done, purged);
}

void chores_purge(struct br_replica *replica, const struct br_node_action *action)
{
    bool shared = br_audience_is_shared(&action->as.purge.stream.audience);
    BR_FAILPOINT("purge.begin");
    struct chore *chore = calloc(1, sizeof *chore);
    BR_ASSERT(chore != NULL);
    *chore = (struct chore){
        .replica = replica,
        .name = "purge",
        .file = shared ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL,
        .work = purge_work,
        .done = purge_done,
        .stream = action->as.purge.stream,
    };
    (void)snprintf(chore->reason, sizeof chore->reason, "%s", action->as.purge.reason);
    begin(chore);
}

/* --- keeping a key --- */

static enum br_status key_work(const struct chore *chore, struct br_log *log)
{
    return br_log_know_key(log, &chore->academy, &chore->signing);
}

void chores_know_key(struct br_replica *replica, const struct br_trust_fact *fact)
{
    struct chore *chore = calloc(1, sizeof *chore);
    BR_ASSERT(chore != NULL);
    *chore = (struct chore){
        .replica = replica,
        .name = "keep_key",
        .file = BR_FILE_LOG_LOCAL,
        .work = key_work,
        .academy = fact->origin,
        .signing = fact->signing,
    };
    begin(chore);
}
