/* behind.c - what follows the logs: folding, reading batches back, jobs of others on the files. */
#include "replica/replica_state.h"

#include "base/logline.h"
#include "replica/folder.h"

#include <stdio.h>
#include <stdlib.h>

/* --- folding --- */

static void fold_begin(struct follower *follower);
static void note(struct follower *follower, const struct br_receipt *receipt);

static void want(struct follower *follower)
{
    if (!follower->wanted) {
        follower->wanted = true;
        follower->wanted_ms = br_clock_read().mono_ms;
    }
}

static void note_damages(struct follower *follower, struct br_log_reader *reader,
                         const struct br_fold_progress *progress)
{
    for (size_t i = 0; i < progress->damage_count; i++) {
        struct damage *damage = &follower->damages[follower->damage_count];
        *damage = (struct damage){.stream = progress->damages[i].stream,
                                  .number = progress->damages[i].number,
                                  .seq_bad = progress->damages[i].seq_bad};
        enum br_status status =
            br_log_damage(reader, damage->number, damage->seq_bad, &damage->seq_last);
        follower->damage_count += status == BR_OK;
    }
}

/* The node asks others for what is lost. It is said once: until then the node does not know. */
static void report(struct br_replica *replica, const struct damage *damage)
{
    for (size_t i = 0; i < br_node_stream_count(replica->node); i++) {
        struct br_stream_status status = br_node_stream_status(replica->node, i);
        if (br_stream_equal(&status.stream, &damage->stream) && status.damage_last != 0) {
            return;
        }
    }
    BR_LOGLINE(BR_ERROR, "log_damaged", BR_NUMBER("stream", damage->number),
               BR_NUMBER("seq", damage->seq_bad), BR_NUMBER("to", damage->seq_last));
    struct br_node_input input = {.type = BR_INPUT_DAMAGED};
    input.as.damaged.stream = damage->stream;
    input.as.damaged.after_seq = damage->seq_bad - 1;
    input.as.damaged.seq_last = damage->seq_last;
    replica_step(replica, &input);
}

static void fold_work(struct br_job *job)
{
    struct follower *follower = (struct follower *)((char *)job - offsetof(struct follower, job));
    follower->status = BR_OK;
    follower->more = false;
    follower->records = 0;
    follower->damage_count = 0;
    for (size_t i = 0; i < 2 && follower->status == BR_OK; i++) {
        struct br_fold_progress progress = {0};
        follower->status = br_views_fold(follower->views, follower->readers[i], &progress);
        follower->more |= progress.more;
        follower->anew |= progress.anew;
        follower->records += progress.records;
        note_damages(follower, follower->readers[i], &progress);
    }
    if (follower->status == BR_OK && follower->noting_count > 0) { /* folding may begin again */
        follower->status =
            br_views_note_receipts(follower->views, follower->noting, follower->noting_count);
    }
    look_find(follower);
    follower->checkpoint_due =
        follower->status == BR_OK && br_views_checkpoint_due(follower->views, follower->more);
}

static void checkpoint_work(struct br_job *job)
{
    struct follower *follower =
        (struct follower *)((char *)job - offsetof(struct follower, checkpoint));
    enum br_status status = br_views_checkpoint(follower->views);
    (void)status; /* only tidies; what it could not move stays in the WAL */
}

static void checkpoint_done(struct br_job *job)
{
    (void)job;
}

/* After the fold has been told: nobody's page waits for it. The next fold comes behind it. */
static void checkpoint_begin(struct follower *follower)
{
    if (follower->checkpoint_due) {
        follower->checkpoint_due = false;
        follower->checkpoint = (struct br_job){.work = checkpoint_work, .done = checkpoint_done};
        br_lane_add(&follower->lane, &follower->checkpoint);
    }
}

/* Said once; tried again until there is room, or whatever it was. The log goes on meanwhile. */
static void fold_failed(struct follower *follower)
{
    if (!follower->failing) {
        BR_LOGLINE(BR_ERROR, "fold_failed", BR_TEXT("why", br_status_text(follower->status)));
    }
    follower->failing = true;
    follower->retry_ms = br_clock_read().mono_ms + BR_FOLD_RETRY_MS;
    for (size_t i = 0; i < follower->noting_count; i++) {
        note(follower, &follower->noting[i]);
    }
    want(follower);
}

static void fold_worked(struct follower *follower)
{
    if (follower->failing) {
        BR_LOGLINE(BR_INFO, "fold_works_again", BR_NUMBER("records", follower->records));
    }
    follower->failing = false;
    if (follower->more) {
        want(follower);
        follower->wanted_ms = 0; /* there is plenty */
    }
    if (follower->anew) {
        look_let_go(follower->replica);
        behind_note_all(follower->replica);
    }
    follower->anew = false;
}

static void fold_done(struct br_job *job)
{
    struct follower *follower = (struct follower *)((char *)job - offsetof(struct follower, job));
    struct br_replica *replica = follower->replica;
    follower->busy = false;
    replica->figures.records_folded += follower->records;
    if (follower->status != BR_OK) {
        fold_failed(follower);
    } else {
        fold_worked(follower);
    }
    for (size_t i = 0; i < follower->damage_count; i++) {
        report(replica, &follower->damages[i]);
    }
    free(follower->noting);
    follower->noting = NULL;
    follower->noting_count = 0;
    checkpoint_begin(follower);
    look_answer(follower);
    if (follower->status == BR_OK && !follower->more) {
        search_want(replica); /* a catch-up is not held up by it */
    }
    behind_go_on(replica);
    /* While it fails, those who wait see what the views have. */
    if ((follower->failing || !br_replica_folding(replica)) && replica->events.on_folded != NULL) {
        replica->events.on_folded(replica->context);
    }
}

/*
 * When the next fold may begin. A fold costs the less a record, the more it holds, and takes a
 * processor from the log: while a log is busy, what it has written collects a moment. Even behind
 * an idle one, answers and other academies come first.
 */
static uint64_t due_ms(const struct follower *follower)
{
    static const uint64_t waits_ms[] = {
        [COMMIT_PACE_IDLE] = BR_FOLD_WAIT_IDLE_MS,
        [COMMIT_PACE_WRITING] = BR_FOLD_WAIT_MS,
        [COMMIT_PACE_CATCHING_UP] = BR_FOLD_WAIT_CATCHING_UP_MS,
    };
    if (follower->busy || !follower->wanted) {
        return UINT64_MAX;
    }
    if (follower->failing) {
        return follower->retry_ms;
    }
    uint64_t wait_ms = 0;
    for (size_t i = 0; i < 2; i++) {
        uint64_t its_ms = waits_ms[commit_pace(&follower->replica->sides[i])];
        wait_ms = its_ms > wait_ms ? its_ms : wait_ms;
    }
    return follower->wanted_ms + wait_ms;
}

uint64_t behind_due_ms(const struct br_replica *replica)
{
    return due_ms(&replica->follower);
}

void behind_go_on(struct br_replica *replica)
{
    fold_begin(&replica->follower);
    replica_set_timer(replica);
}

static void fold_begin(struct follower *follower)
{
    uint64_t due = due_ms(follower);
    if (follower->replica->stopping || due > br_clock_read().mono_ms) {
        return;
    }
    follower->wanted = false;
    follower->busy = true;
    follower->noting = follower->receipts;
    follower->noting_count = follower->receipt_count;
    follower->receipts = NULL;
    follower->receipt_count = 0;
    follower->receipt_capacity = 0;
    look_ask(follower);
    follower->job = (struct br_job){.work = fold_work, .done = fold_done};
    br_lane_add(&follower->lane, &follower->job);
}

void behind_fold(struct br_replica *replica)
{
    want(&replica->follower);
    behind_go_on(replica);
}

/* While the views cannot be written, only the last word of each holder is kept for them. */
static void note(struct follower *follower, const struct br_receipt *receipt)
{
    for (size_t i = 0; follower->failing && i < follower->receipt_count; i++) {
        struct br_receipt *at = &follower->receipts[i];
        if (br_hash_equal(&at->holder, &receipt->holder) &&
            br_stream_equal(&at->stream, &receipt->stream)) {
            bool newer =
                receipt->epoch != at->epoch ? receipt->epoch > at->epoch : receipt->seq > at->seq;
            *at = newer ? *receipt : *at;
            return;
        }
    }
    if (follower->receipt_count == follower->receipt_capacity) {
        follower->receipt_capacity =
            follower->receipt_capacity == 0 ? 16 : follower->receipt_capacity * 2;
        struct br_receipt *grown =
            realloc(follower->receipts, follower->receipt_capacity * sizeof *grown);
        BR_ASSERT(grown != NULL);
        follower->receipts = grown;
    }
    follower->receipts[follower->receipt_count++] = *receipt;
}

void behind_note(struct br_replica *replica, const struct br_receipt *receipt)
{
    note(&replica->follower, receipt);
}

/* --- receipts, once more --- */

struct note_errand {
    struct br_replica *replica;
    struct br_receipt *items;
    size_t count;
    size_t capacity;
};

static void note_visit(void *context, const struct br_receipt *receipt)
{
    struct note_errand *errand = context;
    if (errand->count == errand->capacity) {
        errand->capacity = errand->capacity == 0 ? 16 : errand->capacity * 2;
        struct br_receipt *grown = realloc(errand->items, errand->capacity * sizeof *grown);
        BR_ASSERT(grown != NULL);
        errand->items = grown;
    }
    errand->items[errand->count++] = *receipt;
}

static void note_work(void *context, const struct br_replica_hands *hands)
{
    enum br_status status = br_log_receipts(hands->log, note_visit, context);
    if (status != BR_OK) { /* they come again with the next start */
        BR_LOGLINE(BR_WARNING, "receipts_not_read", BR_TEXT("why", br_status_text(status)));
    }
}

static void note_done(void *context)
{
    struct note_errand *errand = context;
    for (size_t i = 0; i < errand->count; i++) {
        behind_note(errand->replica, &errand->items[i]);
    }
    behind_fold(errand->replica);
    free(errand->items);
    free(errand);
}

void behind_note_all(struct br_replica *replica)
{
    struct note_errand *errand = calloc(1, sizeof *errand);
    BR_ASSERT(errand != NULL);
    errand->replica = replica;
    br_replica_run(replica, BR_FILE_LOG_SHARED, note_work, note_done, errand);
}

bool br_replica_folding(const struct br_replica *replica)
{
    return replica->follower.busy || replica->follower.wanted;
}

/* --- reading batches back --- */

static void read_work(struct br_job *job)
{
    struct read_job *read = (struct read_job *)(void *)job;
    if (read->for_academy) {
        read->status = br_peers_read(read->replica->peers_reader, read->number, read->after_seq,
                                     &read->batch, &read->seq_bad);
        return;
    }
    enum br_side side = read->number < BR_STREAM_LOCAL_FIRST ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
    struct br_log_reader *reader = read->replica->readers[side];
    read->status = br_log_read(reader, read->number, read->after_seq, &read->batch, &read->seq_bad);
    if (read->status == BR_ERR_CORRUPT &&
        br_log_damage(reader, read->number, read->seq_bad, &read->seq_last) != BR_OK) {
        read->seq_last = read->seq_bad;
    }
}

static void read_done(struct br_job *job)
{
    struct read_job *read = (struct read_job *)(void *)job;
    struct br_replica *replica = read->replica;
    if (read->status == BR_ERR_CORRUPT) {
        struct damage damage = {.stream = read->stream,
                                .number = read->number,
                                .seq_bad = read->seq_bad,
                                .seq_last = read->seq_last};
        report(replica, &damage);
    }
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = read->connection};
    input.as.read.purpose = read->purpose;
    input.as.read.stream = read->stream;
    input.as.read.status = read->status;
    if (read->status == BR_OK) {
        input.as.read.previous = read->batch.previous;
        input.as.read.head = &read->batch.head;
        input.as.read.seq_first = read->batch.seq_first;
        input.as.read.count = read->batch.count;
        input.as.read.bodies = read->batch.bodies;
    }
    replica_step(replica, &input);
    read->next_free = replica->free_reads;
    replica->free_reads = read;
}

void behind_read(struct br_replica *replica, const struct br_node_action *action)
{
    const struct connection *connection = replica_connection(replica, action->connection);
    BR_ASSERT(connection == NULL || connection->party.type != BR_PARTY_ACADEMY ||
              action->as.read.number < BR_STREAM_LOCAL_FIRST); /* the border */
    struct read_job *read = replica->free_reads;
    if (read == NULL) {
        read = calloc(1, sizeof *read);
        BR_ASSERT(read != NULL);
    } else {
        replica->free_reads = read->next_free;
    }
    read->job = (struct br_job){.work = read_work, .done = read_done};
    read->replica = replica;
    read->connection = action->connection;
    read->for_academy = connection == NULL || connection->party.type == BR_PARTY_ACADEMY;
    read->stream = action->as.read.stream;
    read->number = action->as.read.number;
    read->after_seq = action->as.read.after_seq;
    read->purpose = action->as.read.purpose;
    br_lane_add(&replica->read_lane, &read->job);
}

/* --- other people's jobs --- */

struct errand {
    struct br_job job;
    struct br_replica *replica;
    struct br_replica_hands hands;
    void (*work)(void *context, const struct br_replica_hands *hands);
    void (*done)(void *context);
    void *context;
};

static void errand_work(struct br_job *job)
{
    struct errand *errand = (struct errand *)(void *)job;
    errand->work(errand->context, &errand->hands);
}

static void errand_done(struct br_job *job)
{
    struct errand *errand = (struct errand *)(void *)job;
    errand->replica->jobs--;
    errand->done(errand->context);
    free(errand);
}

void br_replica_run(struct br_replica *replica, enum br_replica_file file,
                    void (*work)(void *context, const struct br_replica_hands *hands),
                    void (*done)(void *context), void *context)
{
    struct errand *errand = calloc(1, sizeof *errand);
    BR_ASSERT(errand != NULL);
    *errand = (struct errand){
        .job = {.work = errand_work, .done = errand_done},
        .replica = replica,
        .work = work,
        .done = done,
        .context = context,
    };
    struct br_lane *lane = &replica->read_lane;
    if (file == BR_FILE_LOG_SHARED || file == BR_FILE_LOG_LOCAL) {
        struct side *side = &replica->sides[file == BR_FILE_LOG_LOCAL];
        errand->hands.log = side->log;
        lane = &side->lane;
    } else if (file == BR_FILE_VIEWS) {
        struct follower *follower = &replica->follower;
        errand->hands.views = follower->views;
        errand->hands.readers[0] = follower->readers[0];
        errand->hands.readers[1] = follower->readers[1];
        lane = &follower->lane;
    } else if (file == BR_FILE_DESK) {
        errand->hands.desk = replica->desk;
        lane = &replica->desk_lane;
    } else {
        errand->hands.readers[0] = replica->readers[0];
        errand->hands.readers[1] = replica->readers[1];
    }
    replica->jobs++;
    br_lane_add(lane, &errand->job);
}

/* --- scrubbing --- */

/*
 * What was folded long ago is not read again by itself, so damage would stay unknown until somebody
 * wants the records. After the start, and behind each mending, all streams are read through once, a
 * piece at a time on the lane of the readers, where others come in between.
 */
struct scrub {
    struct br_replica *replica;
    bool listed;
    struct br_stream_state *streams; /* of both logs */
    size_t count;
    size_t capacity;
    size_t at;
    uint64_t after_seq;
    bool found;
    struct damage damage;
    struct br_log_batch batch;
};

static void scrub_visit(void *context, const struct br_stream_state *state)
{
    struct scrub *scrub = context;
    if (scrub->count == scrub->capacity) {
        size_t capacity = scrub->capacity == 0 ? 16 : scrub->capacity * 2;
        struct br_stream_state *grown = realloc(scrub->streams, capacity * sizeof *grown);
        BR_ASSERT(grown != NULL);
        scrub->streams = grown;
        scrub->capacity = capacity;
    }
    scrub->streams[scrub->count++] = *state;
}

/* The next batch of the stream at hand; a stream with damage is left there: mending begins anew. */
static void scrub_batch(struct scrub *scrub, struct br_log_reader *reader)
{
    const struct br_stream_state *state = &scrub->streams[scrub->at];
    uint64_t seq_bad = 0;
    enum br_status status =
        br_log_read(reader, state->number, scrub->after_seq, &scrub->batch, &seq_bad);
    if (status == BR_OK) {
        scrub->after_seq = scrub->batch.head.seq;
        return;
    }
    if (status == BR_ERR_CORRUPT) {
        scrub->damage =
            (struct damage){.stream = state->stream, .number = state->number, .seq_bad = seq_bad};
        scrub->found =
            br_log_damage(reader, state->number, seq_bad, &scrub->damage.seq_last) == BR_OK;
    }
    scrub->at++;
    scrub->after_seq = 0;
}

static void scrub_work(void *context, const struct br_replica_hands *hands)
{
    struct scrub *scrub = context;
    scrub->found = false;
    for (size_t i = 0; i < 2 && !scrub->listed; i++) {
        enum br_status status = br_log_reader_streams(hands->readers[i], scrub_visit, scrub);
        if (status != BR_OK) { /* the folds say so as well */
            BR_LOGLINE(BR_WARNING, "scrub_ends", BR_TEXT("why", br_status_text(status)));
        }
    }
    scrub->listed = true;
    for (size_t i = 0; i < BR_SCRUB_BATCHES && scrub->at < scrub->count && !scrub->found; i++) {
        bool local = scrub->streams[scrub->at].number >= BR_STREAM_LOCAL_FIRST;
        scrub_batch(scrub, hands->readers[local]);
    }
}

static void scrub_free(struct scrub *scrub)
{
    br_log_batch_free(&scrub->batch);
    free(scrub->streams);
    free(scrub);
}

static void scrub_done(void *context)
{
    struct scrub *scrub = context;
    struct br_replica *replica = scrub->replica;
    if (scrub->found) {
        report(replica, &scrub->damage);
    }
    if (scrub->at < scrub->count && !replica->stopping && !replica->scrub_anew) {
        br_replica_run(replica, BR_FILE_READERS, scrub_work, scrub_done, scrub);
        return;
    }
    replica->scrubbing = false;
    scrub_free(scrub);
    if (replica->scrub_anew) {
        br_replica_scrub(replica);
    }
}

void br_replica_scrub(struct br_replica *replica)
{
    replica->scrub_anew = replica->scrubbing && !replica->stopping;
    if (replica->scrubbing || replica->stopping) {
        return;
    }
    struct scrub *scrub = calloc(1, sizeof *scrub);
    BR_ASSERT(scrub != NULL);
    scrub->replica = replica;
    replica->scrubbing = true;
    br_replica_run(replica, BR_FILE_READERS, scrub_work, scrub_done, scrub);
}

/* --- opening and closing --- */

static enum br_status open_reader(struct br_replica *replica, enum br_side side,
                                  struct br_log_reader **reader, struct br_error *error)
{
    char path[4200];
    br_replica_path(replica, side == BR_SIDE_SHARED ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL, path,
                    sizeof path);
    return br_log_reader_open(path, NULL, reader, error);
}

static enum br_status open_follower(struct br_replica *replica, struct br_error *error)
{
    struct follower *follower = &replica->follower;
    char path[4200];
    char desk[4200];
    char search[4200];
    follower->replica = replica;
    br_lane_init(&follower->lane, replica->options.loop);
    br_replica_path(replica, BR_FILE_VIEWS, path, sizeof path);
    br_replica_path(replica, BR_FILE_DESK, desk, sizeof desk);
    br_replica_path(replica, BR_FILE_SEARCH, search, sizeof search);
    struct br_views_options options = {.path = path,
                                       .domain = replica->options.domain,
                                       .academy = replica->options.academy,
                                       .desk = desk,
                                       .search = search};
    enum br_status status = br_views_open(&options, &follower->views, error);
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        status = open_reader(replica, (enum br_side)i, &follower->readers[i], error);
    }
    return status;
}

enum br_status behind_open(struct br_replica *replica, struct br_error *error)
{
    enum br_status status = BR_OK;
    br_lane_init(&replica->read_lane, replica->options.loop);
    br_lane_init(&replica->desk_lane, replica->options.loop);
    look_open(replica);
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        status = open_reader(replica, (enum br_side)i, &replica->readers[i], error);
    }
    if (status == BR_OK) {
        status = br_shared_reader_of(replica->readers[BR_SIDE_SHARED], &replica->peers_reader);
    }
    if (status == BR_OK) {
        status = br_folder_make_views(replica->folder, error);
    }
    if (status == BR_OK) {
        char path[4200];
        br_replica_path(replica, BR_FILE_DESK, path, sizeof path);
        status = br_desk_open(path, &replica->desk, error);
    }
    if (status == BR_OK) {
        status = search_open(replica, error);
    }
    return status == BR_OK ? open_follower(replica, error) : status;
}

void behind_close(struct br_replica *replica)
{
    while (replica->free_reads != NULL) {
        struct read_job *read = replica->free_reads;
        replica->free_reads = read->next_free;
        br_log_batch_free(&read->batch);
        free(read);
    }
    for (size_t i = 0; i < 2; i++) {
        br_log_reader_close(replica->follower.readers[i]);
        br_log_reader_close(replica->readers[i]);
    }
    look_close(replica); /* before the writing connection, which tidies when it is the last */
    br_views_close(replica->follower.views);
    search_close(replica);
    br_desk_close(replica->desk);
    free(replica->follower.receipts);
    free(replica->follower.noting);
}

bool behind_idle(const struct br_replica *replica)
{
    return br_lane_idle(&replica->read_lane) && br_lane_idle(&replica->desk_lane) &&
           br_lane_idle(&replica->follower.lane) && search_idle(replica);
}
