/* work.c - what the machine is busy with: writes, batches, receipts, purges, folds. */
#include "crash.h"

#include "base/hash.h"
#include "store/db.h"
#include "store/log_internal.h"

/* --- what is expected --- */

void work_begin(struct run *run, enum file_at file)
{
    struct expected *expected = &run->expected[file];
    content_copy(&expected->next, &expected->now);
    expected->changing = true;
    expected->writes = NULL;
    expected->writes_seen = 0;
    run->version++;
}

void work_answered(struct run *run, enum file_at file, uint64_t acked)
{
    struct expected *expected = &run->expected[file];
    if (run->crashed != NULL) {
        return;
    }
    content_copy(&expected->now, &expected->next);
    expected->changing = false;
    expected->answered = true;
    expected->writes = NULL;
    run->version++;
    run->totals->acked += acked;
    judge_answered(run, file);
}

void work_refused(struct run *run, const char *what, enum br_status status)
{
    if (run->crashed == NULL) {
        fail(run, false, what, br_status_text(status));
    }
}

/* --- writes --- */

struct br_id work_id(struct run *run)
{
    return id_of(1000 + ++run->next_id);
}

void work_text(struct run *run, char text[TEXT_SIZE_MAX])
{
    static const size_t sizes[] = {20, 60, 300, 300, 600, 1500, 4100, 9000};
    size_t size = 1 + draw(run, sizes[draw(run, sizeof sizes / sizeof sizes[0])]);
    uint64_t letters = draw(run, UINT32_MAX);
    for (size_t i = 0; i < size; i++) {
        text[i] = (char)('a' + vfs_mix(letters, i / 8) % 26);
    }
    text[size] = '\0';
}

static struct br_write new_write(struct run *run, enum br_side side, struct br_buffer *payload)
{
    static char text[TEXT_SIZE_MAX];
    struct br_audience audience = side == BR_SIDE_SHARED ? to_network : to_academy;
    struct br_id thread = run->threads[side];
    work_text(run, text);
    if (br_id_equal(&thread, &nobody) || draw(run, 5) == 0) {
        return write_of("thread_started", audience, work_id(run),
                        packed(payload, "thread_started", "title", "Ward", "text", text, NULL));
    }
    if (draw(run, 8) == 0) {
        thread = work_id(run); /* there is none: refused */
    }
    struct br_id id = work_id(run);
    if (draw(run, 10) == 0) {
        id = run->threads[side]; /* said before: it gets the first outcome */
    }
    return post_of(audience, id, thread, text, payload);
}

static bool is_new(const struct br_outcome *outcome)
{
    return outcome->type == BR_OUTCOME_NUMBERED && !outcome->repeated;
}

/* What the log says it has stored goes to others: it must be what was asked for. */
static bool take_changes(struct run *run, enum file_at file, const struct br_write *writes,
                         const struct br_outcome *outcomes, size_t count,
                         const struct br_log_changes *changes)
{
    struct expected *expected = &run->expected[file];
    size_t told = 0;
    size_t numbered = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const struct br_log_change *change = &changes->items[i];
        for (size_t k = 0; k < change->count; k++) {
            content_put(&expected->next, record_fact(&change->head.stream, change->seq_first + k,
                                                     change->bodies[k]));
            told++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_new(&outcomes[i])) {
            continue;
        }
        const struct fact *fact =
            content_find(&expected->next, record_key(&outcomes[i].stream, outcomes[i].seq));
        if (fact == NULL || fact->said != write_said(&writes[i])) {
            return false;
        }
        content_put(&expected->next, own_fact(&writes[i].id, &outcomes[i].stream, outcomes[i].seq));
        numbered++;
    }
    return told == numbered && (expected->writes_seen == 0 || expected->writes_seen == numbered);
}

static void say_these(struct run *run, enum br_side side, struct br_write *writes, size_t count)
{
    struct academy *academy = side_of(run, side);
    enum file_at file = side == BR_SIDE_SHARED ? FILE_SHARED : FILE_LOCAL;
    struct br_outcome outcomes[WRITES_MAX];
    struct br_log_changes changes;
    work_begin(run, file);
    run->expected[file].writes = writes;
    run->expected[file].write_count = count;
    enum br_status status =
        br_log_write(academy->log, &academy->pen, writes, count, outcomes, &changes);
    if (status != BR_OK) {
        work_refused(run, "write", status);
    } else if (!take_changes(run, file, writes, outcomes, count, &changes)) {
        fail(run, false, "write", "the outcomes are not what is stored");
    } else {
        work_answered(run, file, count);
        for (size_t i = 0; i < count && run->crashed == NULL; i++) {
            if (is_new(&outcomes[i]) &&
                writes[i].kind == br_kind_by_name("thread_started")->number) {
                run->threads[side] = writes[i].id;
            }
        }
    }
    run->expected[file].writes = NULL;
}

static void write_some(struct run *run, enum br_side side)
{
    struct br_write writes[WRITES_MAX];
    struct br_buffer payloads[WRITES_MAX];
    size_t count = 1 + draw(run, draw(run, 4) == 0 ? WRITES_MAX : 3);
    for (size_t i = 0; i < count; i++) {
        writes[i] = new_write(run, side, &payloads[i]);
    }
    say_these(run, side, writes, count);
    for (size_t i = 0; i < count; i++) {
        br_buffer_free(&payloads[i]);
    }
}

/* --- the other academy --- */

static struct br_receipt receipt_of(const struct run *run, const struct br_head *head)
{
    return (struct br_receipt){.holder = run->logs[BR_SIDE_SHARED].id,
                               .stream = head->stream,
                               .epoch = head->epoch,
                               .seq = head->seq};
}

static void peer_writes(struct run *run)
{
    for (uint64_t groups = 1 + draw(run, 3); groups > 0; groups--) {
        struct br_write writes[3];
        struct br_buffer payloads[3];
        struct br_outcome outcomes[3];
        struct br_log_changes changes;
        size_t count = 1 + draw(run, 3);
        for (size_t i = 0; i < count; i++) {
            static char text[TEXT_SIZE_MAX];
            work_text(run, text);
            writes[i] = write_of(
                "thread_started", to_network, work_id(run),
                packed(&payloads[i], "thread_started", "title", "Bay", "text", text, NULL));
        }
        BR_ASSERT(br_log_write(run->peer.log, &run->peer.pen, writes, count, outcomes, &changes) ==
                  BR_OK);
        for (size_t i = 0; i < count; i++) {
            br_buffer_free(&payloads[i]);
        }
    }
}

/* From one's log, up to [count_max] batches of its own network stream behind [after]. */
static size_t read_batches(struct academy *from, uint64_t after, struct br_log_batch *memory,
                           struct br_batch *batches, size_t count_max)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t bad = 0;
    size_t count = 0;
    uint32_t number = stream_of(from, from->id, to_network).state.number;
    BR_ASSERT(br_log_reader_open(from->path, NULL, &reader, &error) == BR_OK);
    while (count < count_max && br_log_read(reader, number, after, &memory[count], &bad) == BR_OK) {
        batches[count] = (struct br_batch){.head = memory[count].head,
                                           .count = memory[count].count,
                                           .bodies = memory[count].bodies};
        after = memory[count].head.seq;
        count++;
    }
    br_log_reader_close(reader);
    return count;
}

static void free_batches(struct br_log_batch *memory)
{
    for (size_t i = 0; i < BATCHES_MAX; i++) {
        br_log_batch_free(&memory[i]);
    }
    free(memory);
}

static void receive_some(struct run *run)
{
    struct academy *academy = side_of(run, BR_SIDE_SHARED);
    struct expected *expected = &run->expected[FILE_SHARED];
    struct br_batch batches[BATCHES_MAX];
    enum br_status stored[BATCHES_MAX];
    struct br_log_changes changes;
    struct br_log_batch *memory = calloc(BATCHES_MAX, sizeof *memory);
    BR_ASSERT(memory != NULL);
    peer_writes(run);
    uint64_t after = tail_of(academy, run->peer.id, to_network);
    size_t count = read_batches(&run->peer, after, memory, batches, 1 + draw(run, BATCHES_MAX));
    work_begin(run, FILE_SHARED);
    for (size_t i = 0; i < count; i++) {
        const struct br_head *head = &batches[i].head;
        for (size_t k = 0; k < batches[i].count; k++) {
            content_put(&expected->next,
                        record_fact(&head->stream, memory[i].seq_first + k, batches[i].bodies[k]));
        }
        struct br_receipt receipt = receipt_of(run, head);
        content_put(&expected->next, receipt_fact(&receipt));
    }
    enum br_status status = br_log_receive(academy->log, &academy->pen, &academy->id,
                                           academy->pen.now, batches, count, stored, &changes);
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = stored[i];
    }
    if (status != BR_OK) {
        work_refused(run, "receive", status);
    } else {
        work_answered(run, FILE_SHARED, count);
    }
    free_batches(memory);
}

/* The other academy takes what ours has said, and says up to where it holds it. */
static void be_received(struct run *run)
{
    struct academy *academy = side_of(run, BR_SIDE_SHARED);
    struct expected *expected = &run->expected[FILE_SHARED];
    struct br_batch batches[BATCHES_MAX];
    enum br_status stored[BATCHES_MAX];
    struct br_log_changes changes;
    struct br_receipt receipt;
    bool kept = false;
    struct br_log_batch *memory = calloc(BATCHES_MAX, sizeof *memory);
    BR_ASSERT(memory != NULL);
    uint64_t after = tail_of(&run->peer, academy->id, to_network);
    size_t count = read_batches(academy, after, memory, batches, BATCHES_MAX);
    enum br_status status =
        count == 0 ? BR_ERR_NOT_FOUND
                   : br_log_receive(run->peer.log, &run->peer.pen, &run->peer.id, run->peer.pen.now,
                                    batches, count, stored, &changes);
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        status = stored[i];
    }
    if (count > 0 && status != BR_OK) {
        fail(run, false, "told before, and now different", br_status_text(status));
    } else if (count > 0 && changes.count > 0 && changes.items[changes.count - 1].has_receipt &&
               tail_of(academy, run->peer.id, to_network) > 0) { /* else its key is not known */
        receipt = changes.items[changes.count - 1].receipt;
        work_begin(run, FILE_SHARED);
        content_put(&expected->next, receipt_fact(&receipt));
        status = br_log_keep_receipts(academy->log, &receipt, 1, &kept);
        if (status != BR_OK || !kept) {
            work_refused(run, "receipt", status);
        } else {
            work_answered(run, FILE_SHARED, 1);
        }
    }
    free_batches(memory);
}

static void purge(struct run *run)
{
    struct academy *academy = side_of(run, BR_SIDE_SHARED);
    struct expected *expected = &run->expected[FILE_SHARED];
    struct br_stream stream = {.origin = run->peer.id, .audience = to_network};
    struct br_head head = {.stream = stream};
    struct br_receipt receipt = receipt_of(run, &head);
    struct br_receipt theirs = {.holder = run->peer.id,
                                .stream = {.origin = academy->id, .audience = to_network}};
    uint64_t tail = tail_of(academy, run->peer.id, to_network);
    if (tail == 0) {
        return;
    }
    work_begin(run, FILE_SHARED);
    for (uint64_t seq = 1; seq <= tail; seq++) {
        content_remove(&expected->next, record_key(&stream, seq));
    }
    content_remove(&expected->next, receipt_fact(&receipt).key);
    content_remove(&expected->next, receipt_fact(&theirs).key); /* its key is gone */
    enum br_status status = br_log_purge(academy->log, &stream);
    if (status != BR_OK) {
        work_refused(run, "purge", status);
    } else {
        work_answered(run, FILE_SHARED, 1);
    }
}

/* --- the files themselves --- */

static void checkpoint(struct run *run)
{
    enum br_side side = draw(run, 2) == 0 ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
    struct br_log *log = side_of(run, side)->log;
    enum br_status status =
        draw(run, 2) == 0 ? br_log_checkpoint(log, true) : br_db_checkpoint(log->db, false);
    if (status != BR_OK) {
        work_refused(run, "checkpoint", status);
    }
}

static void fold(struct run *run)
{
    for (size_t i = 0; i < READERS; i++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more && run->crashed == NULL) {
            enum br_status status = br_views_fold(run->views, run->readers[i], &progress);
            if (status != BR_OK) {
                work_refused(run, "fold", status);
                return;
            }
        }
    }
    if (draw(run, 3) == 0 && run->crashed == NULL) {
        enum br_status status = br_views_checkpoint(run->views);
        if (status != BR_OK) {
            work_refused(run, "views' checkpoint", status);
        }
    }
}

/* As if an older server had run until now. Not drawn, so that a seed's other steps stay the same. */
static void make_older(struct run *run)
{
    for (int side = 0; side < 2 && run->crashed == NULL; side++) {
        content_make_older(run->logs[side].path);
    }
}

static void stop_and_start(struct run *run)
{
    machine_close(run);
    if (run->crashed == NULL && vfs_mix(run->seed, run->step) % 2 == 0) {
        make_older(run);
    }
    if (run->crashed == NULL) {
        machine_open(run);
    }
}

/* --- one thing after the other --- */

void work_sync_less(struct br_log *log)
{
    BR_ASSERT(br_db_exec(log->db, "PRAGMA synchronous=NORMAL") == BR_OK);
}

void work_first(struct run *run)
{
    struct academy *academy = side_of(run, BR_SIDE_SHARED);
    struct br_buffer payload;
    br_buffer_init(&payload, 1000);
    br_keys_pack(&academy->keys, &payload);
    struct br_write write =
        write_of("academy_keys", to_network, id_of(1), br_buffer_bytes(&payload));
    write.author = nobody;
    write.roles = BR_ROLES_ACADEMY;
    say_these(run, BR_SIDE_SHARED, &write, 1);
    br_buffer_free(&payload);
    struct br_public_key public = br_secret_public(&academy->signing);
    if (!run->failed) {
        BR_ASSERT(br_log_know_key(side_of(run, BR_SIDE_LOCAL)->log, &academy->id, &public) ==
                  BR_OK);
    }
}

void work_step(struct run *run)
{
    switch (draw(run, 18)) {
    case 0:
    case 1:
    case 2:
    case 3:
        write_some(run, BR_SIDE_SHARED);
        break;
    case 4:
    case 5:
        write_some(run, BR_SIDE_LOCAL);
        break;
    case 6:
    case 7:
        receive_some(run);
        break;
    case 8:
        be_received(run);
        break;
    case 9:
        if (draw(run, 3) == 0) {
            purge(run);
        }
        break;
    case 10:
        checkpoint(run);
        break;
    case 11:
    case 12:
        fold(run);
        break;
    case 13:
    case 14:
        work_outbox(run);
        break;
    case 15:
        work_setting(run, draw(run, 2) == 0 ? FILE_DEVICE : FILE_PRIVATE);
        break;
    case 16:
        work_account(run);
        break;
    default:
        if (draw(run, 3) == 0) {
            stop_and_start(run);
        }
        break;
    }
}
