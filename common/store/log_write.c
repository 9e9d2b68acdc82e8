/*
 * log_write.c - numbering as the origin: check, number, hash, sign, append.
 *
 * A group is taken in runs of one kind and audience, in order, so that the checks see as sets what
 * belongs together, and a reply what was numbered before it in the same group. What names another
 * of its own kind (a version, what it replaces) begins another run. Nothing is sealed
 * before all is numbered: one head a stream, unless the batch limits ask for more.
 */
#include "store/log_internal.h"

#include "record/patient.h"

#include <stdio.h>
#include <string.h>

enum {
    SEEN_SLOTS = 2 * BR_WRITE_GROUP_MAX,
    BODY_EXTRA = BR_BODY_FIXED_SIZE + BR_SALT_SIZE,
};
_Static_assert((SEEN_SLOTS & (SEEN_SLOTS - 1)) == 0, "slots are masked");

struct group {
    struct br_log *log;
    const struct br_pen *pen;
    const struct br_write *writes;
    size_t count;
    struct br_outcome *outcomes;
    uint32_t waiting_count;
    bool trial; /* checked and undone: the keys are not ours to judge */
};

/* Writes [first, first + count): the same kind and audience, no id twice, none names another. */
struct br_log_run {
    size_t first;
    size_t count;
    struct br_stream stream;
    /* Those still in the running. */
    size_t open_count;
    size_t open[BR_WRITE_GROUP_MAX]; /* indexes into the group */
    struct br_record records[BR_WRITE_GROUP_MAX];
    ProtobufCMessage *messages[BR_WRITE_GROUP_MAX];
};

size_t br_log_run_size(void)
{
    return sizeof(struct br_log_run);
}

static void refuse(struct br_outcome *outcome, const char *reason)
{
    outcome->type = BR_OUTCOME_REFUSED;
    (void)snprintf(outcome->reason, sizeof outcome->reason, "%s", reason);
}

/* --- cutting runs --- */

static size_t slot_of(const struct br_id *id)
{
    uint64_t hash = br_load_u64(id->bytes) ^ br_load_u64(id->bytes + 8);
    return (size_t)((hash * 0x9e3779b97f4a7c15u) >> 32) & (SEEN_SLOTS - 1);
}

/* Was this id in the run already? If not, it is now. */
static bool seen_before(struct group *group, size_t run_first, size_t index)
{
    uint16_t *seen = group->log->seen;
    const struct br_id *id = &group->writes[index].id;
    size_t slot = slot_of(id);
    while (seen[slot] != 0) {
        size_t other = seen[slot] - 1u;
        if (br_id_equal(&group->writes[other].id, id)) {
            bool in_run = other >= run_first;
            seen[slot] = in_run ? seen[slot] : (uint16_t)(index + 1);
            return in_run;
        }
        slot = (slot + 1) & (SEEN_SLOTS - 1);
    }
    seen[slot] = (uint16_t)(index + 1);
    return false;
}

/* Does the write name one of its run, which checks find only once that is numbered? */
static bool names_one_of(const struct group *group, size_t run_first, size_t index)
{
    const struct br_write *write = &group->writes[index];
    const uint16_t *seen = group->log->seen;
    struct br_id id;
    if (index == run_first || !br_domain_indexes(group->log->domain, write->kind)) {
        return false;
    }
    for (size_t at = 0; at + sizeof id.bytes <= write->payload.size; at++) {
        memcpy(id.bytes, write->payload.data + at, sizeof id.bytes);
        for (size_t slot = slot_of(&id); seen[slot] != 0; slot = (slot + 1) & (SEEN_SLOTS - 1)) {
            size_t other = seen[slot] - 1u;
            if (other >= run_first && br_id_equal(&group->writes[other].id, &id)) {
                return true;
            }
        }
    }
    return false;
}

static bool audience_equal(const struct br_audience *a, const struct br_audience *b)
{
    return a->type == b->type && br_id_equal(&a->id, &b->id);
}

static void run_cut(struct group *group, size_t first, struct br_log_run *run)
{
    const struct br_write *writes = group->writes;
    run->first = first;
    run->count = 0;
    run->open_count = 0;
    run->stream =
        (struct br_stream){.origin = group->log->academy, .audience = writes[first].audience};
    for (size_t i = first; i < group->count && writes[i].kind == writes[first].kind &&
                           audience_equal(&writes[i].audience, &writes[first].audience) &&
                           !names_one_of(group, first, i) && !seen_before(group, first, i);
         i++) {
        run->count++;
    }
}

/* --- what all of a run share --- */

static bool audience_exists(const struct br_audience *audience)
{
    uint8_t bytes[BR_AUDIENCE_SIZE];
    struct br_audience back;
    br_audience_encode(audience, bytes);
    return br_audience_decode((struct br_bytes){bytes, sizeof bytes}, &back) == BR_OK;
}

/* A shared head needs keys that the network has seen: record 1 brings them. */
static enum br_status keys_reason(struct br_log *log, const struct br_pen *pen, uint16_t kind,
                                  const char **reason)
{
    struct br_public_key newest;
    struct br_public_key ours = br_secret_public(pen->signing);
    if (log->side != BR_SIDE_SHARED || kind == BR_KIND_ACADEMY_KEYS) {
        return BR_OK;
    }
    enum br_status status = br_log_find_key(log, &log->academy, NULL, &newest);
    if (status == BR_ERR_NOT_FOUND) {
        *reason = "the academy's keys must be its first record";
        return BR_OK;
    }
    if (status == BR_OK && memcmp(newest.bytes, ours.bytes, sizeof ours.bytes) != 0) {
        *reason = "this server signs with a key that its academy has not published";
    }
    return status;
}

static bool is_put_aside(const struct br_log *log, const struct br_stream *stream)
{
    const struct br_log_stream *held = br_log_streams_find(&log->streams, stream);
    return held != NULL && held->aside.seq != 0;
}

/* Records of this stream, with those that this group has numbered. */
static uint64_t said_so_far(const struct br_log *log, const struct br_stream *stream)
{
    const struct br_log_stream *held = br_log_streams_find(&log->streams, stream);
    return held == NULL ? 0 : held->next.seq + held->waiting_count;
}

/* Why nothing of this kind can be said to this audience; NULL when it can. */
static enum br_status run_reason(struct group *group, const struct br_log_run *run,
                                 const char **reason)
{
    struct br_log *log = group->log;
    uint16_t kind = group->writes[run->first].kind;
    *reason = NULL;
    if (!audience_exists(&run->stream.audience)) {
        *reason = "there is no such audience";
    } else if (!br_log_side_has(log, &run->stream)) {
        *reason = log->side == BR_SIDE_SHARED
                      ? "this stays inside the academy and cannot be written to the shared log"
                      : "this is for other academies and cannot be written to the local log";
    } else if (br_log_index_kind(&log->index, kind) == NULL) {
        *reason = "this academy's server does not know this kind of record; it may need an upgrade";
    } else if (kind == BR_KIND_ACADEMY_KEYS && run->stream.audience.type != BR_AUDIENCE_NETWORK) {
        *reason = "keys belong into the network's stream";
    } else if (run->stream.audience.type == BR_AUDIENCE_GROUP &&
               br_log_group_reason(kind, said_so_far(log, &run->stream)) != NULL) {
        *reason = br_log_group_reason(kind, said_so_far(log, &run->stream));
    } else if (is_put_aside(log, &run->stream)) {
        *reason = "Two different records of this academy were signed under one number here. "
                  "Nothing more can be written until that is resolved: tell your administrator.";
    } else if (!group->trial) {
        return keys_reason(log, group->pen, kind, reason);
    }
    return BR_OK;
}

/* --- each write alone --- */

static const char *unpack_reason(enum br_status status)
{
    switch ((int)status) {
    case BR_OK:
        return NULL;
    case BR_ERR_LIMIT:
        return "it has too many parts";
    case BR_ERR_NO_MEMORY: /* of the budget; when the system has none, nobody is told this */
        return "it is too large";
    default:
        return "it is not well formed; the program that sent it may need an upgrade";
    }
}

static const char *keys_write_reason(const struct br_pen *pen, enum br_status checked,
                                     const struct br_academy_keys *keys)
{
    struct br_public_key ours = br_secret_public(pen->signing);
    if (checked == BR_ERR_SIGNATURE) {
        return "these keys are not signed by the academy's recovery key";
    }
    if (checked != BR_OK) {
        return "these keys are not complete";
    }
    return memcmp(keys->signing.bytes, ours.bytes, sizeof ours.bytes) == 0
               ? NULL
               : "this server signs with another key than these";
}

/* What C can judge; the rest is the check's. [*no_memory]: it could not, and must not refuse. */
static const char *write_reason(const struct group *group, const struct br_write *write,
                                ProtobufCMessage **message, bool *no_memory)
{
    struct br_log *log = group->log;
    const struct br_kind *kind = br_log_index_kind(&log->index, write->kind)->kind;
    if (br_id_is_zero(&write->id)) {
        return "it has no record id";
    }
    if (!br_domain_may(log->domain, write->kind, write->roles,
                       (enum br_audience_type)write->audience.type)) {
        return "your role does not allow you to write this here";
    }
    if (write->kind == BR_KIND_GROUP_OPENED && !br_id_equal(&write->id, &write->audience.id)) {
        return "a group is named by the record that opens it";
    }
    if (write->payload.size > BR_PAYLOAD_SIZE_MAX) {
        return "it is too long: one record holds at most 63 KiB";
    }
    const char *reason =
        unpack_reason(br_log_index_unpack(&log->index, kind, write->payload, message));
    *no_memory = log->index.arena.no_memory;
    if (reason == NULL && write->kind == BR_KIND_ACADEMY_KEYS && !group->trial) {
        struct br_academy_keys keys;
        enum br_status checked = br_keys_check(&log->academy, write->payload, &keys);
        *no_memory = checked == BR_ERR_NO_MEMORY;
        reason = keys_write_reason(group->pen, checked, &keys);
    }
    return reason;
}

/* Did a data steward say, earlier in this log, that this record may pass? */
static enum br_status find_allowed(struct br_log *log, const struct br_id *record, bool *allowed)
{
    br_db_bind_bytes(log->sql.find_allowed, 1, record->bytes, sizeof record->bytes);
    enum br_status status = br_db_step(log->sql.find_allowed, allowed);
    (void)sqlite3_reset(log->sql.find_allowed);
    return status;
}

/* What holds a patient's number is not kept, unless who may say so said that it is none. */
static enum br_status stop_patients(struct group *group, const struct br_write *write,
                                    const ProtobufCMessage *message, struct br_outcome *outcome)
{
    struct br_patient_find found;
    bool allowed = false;
    enum br_status status = BR_OK;
    if (br_patient_find_in_message(message, &found)) {
        status = find_allowed(group->log, &write->id, &allowed);
        if (status == BR_OK && !allowed) {
            outcome->type = BR_OUTCOME_REFUSED;
            br_patient_sentence(&found, outcome->reason, sizeof outcome->reason);
        }
    }
    return status;
}

static struct br_record record_of(struct group *group, const struct br_write *write)
{
    struct br_log *log = group->log;
    struct br_record record = {.format = BR_BODY_WHOLE,
                               .written_ms = write->written_ms,
                               .kind = write->kind,
                               .author = write->author,
                               .id = write->id,
                               .payload_size = (uint32_t)write->payload.size,
                               .payload = write->payload};
    log->hlc_next = br_hlc_next(log->hlc_next, group->pen->now.wall_ms);
    record.hlc = log->hlc_next;
    br_rng_bytes(group->pen->rng, record.salt, sizeof record.salt);
    return record;
}

/* [outcome] gets a reason, or the write is in order as it stands and [*message] what it says. */
static enum br_status judge(struct group *group, const struct br_write *write,
                            const char *shared_reason, ProtobufCMessage **message,
                            struct br_outcome *outcome)
{
    bool no_memory = false;
    *outcome = (struct br_outcome){.id = write->id};
    const char *reason =
        shared_reason != NULL ? shared_reason : write_reason(group, write, message, &no_memory);
    if (no_memory) {
        return BR_ERR_NO_MEMORY; /* a refusal would be for good */
    }
    if (reason != NULL) {
        refuse(outcome, reason);
        return BR_OK;
    }
    return stop_patients(group, write, *message, outcome);
}

/* Fill run->open with those that pass as they are, and give all others their outcome. */
static enum br_status run_sort(struct group *group, struct br_log_run *run)
{
    const char *shared_reason = NULL;
    enum br_status status = run_reason(group, run, &shared_reason);
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = run->first; i < run->first + run->count; i++) {
        const struct br_write *write = &group->writes[i];
        struct br_outcome *outcome = &group->outcomes[i];
        status = br_log_look_up(group->log, &write->id, group->pen->epoch, outcome);
        if (status == BR_OK) {
            continue;
        }
        if (status != BR_ERR_NOT_FOUND) {
            return status;
        }
        ProtobufCMessage *message = NULL;
        status = judge(group, write, shared_reason, &message, outcome);
        if (status != BR_OK) {
            return status;
        }
        if (outcome->reason[0] != '\0') {
            continue;
        }
        run->open[run->open_count] = i;
        run->messages[run->open_count] = message;
        run->records[run->open_count] = record_of(group, write);
        run->open_count++;
    }
    return BR_OK;
}

/* --- the check --- */

/* Every reason is told, each on a line of its own, as far as there is room; none twice. */
static void refuse_also(struct br_outcome *outcome, const char *reason)
{
    size_t size = strlen(outcome->reason);
    if (size == 0) {
        refuse(outcome, reason);
    } else if (size + 1 + strlen(reason) < sizeof outcome->reason &&
               strstr(outcome->reason, reason) == NULL) {
        (void)snprintf(outcome->reason + size, sizeof outcome->reason - size, "\n%s", reason);
    }
}

static enum br_status check_rows(struct group *group, struct br_log_run *run,
                                 sqlite3_stmt *statement)
{
    for (;;) {
        bool row = false;
        enum br_status status = br_db_step(statement, &row);
        if (status != BR_OK || !row) {
            return status;
        }
        int64_t index = sqlite3_column_int64(statement, 0);
        const char *reason = (const char *)sqlite3_column_text(statement, 1);
        if (index >= 0 && (size_t)index < run->open_count) {
            refuse_also(&group->outcomes[run->open[index]],
                        reason != NULL && reason[0] != '\0'
                            ? reason
                            : "the academy's rules do not allow it");
        }
    }
}

static enum br_status run_check(struct group *group, struct br_log_run *run)
{
    struct br_log *log = group->log;
    const struct br_log_kind *kind = br_log_index_kind(&log->index, run->records[0].kind);
    const struct br_db_statements *check = NULL;
    struct br_place nowhere = {.stream = &run->stream};
    enum br_status status = br_log_index_check(&log->index, run->records[0].kind, &check);
    for (size_t i = 0; i < run->open_count && status == BR_OK; i++) {
        status =
            br_rows_add(log->index.rows, kind->kind, &nowhere, &run->records[i], run->messages[i]);
    }
    log->index.guard.mode = BR_GUARD_CHECK;
    for (size_t i = 0; status == BR_OK && i < check->count; i++) {
        status = check_rows(group, run, check->items[i]);
    }
    log->index.guard.mode = BR_GUARD_OFF;
    br_rows_clear(log->index.rows);
    return status;
}

/* --- numbering --- */

static enum br_status insert_own(struct br_log *log, const struct br_id *id, int64_t position)
{
    br_db_bind_bytes(log->sql.insert_own, 1, id->bytes, sizeof id->bytes);
    (void)sqlite3_bind_int64(log->sql.insert_own, 2, position);
    return br_db_run(log->sql.insert_own);
}

static void wait_for_seal(struct group *group, struct br_log_stream *stream,
                          const struct br_record *record)
{
    struct br_log *log = group->log;
    size_t before = log->bodies.size;
    br_record_encode(record, &log->bodies);
    BR_ASSERT(br_buffer_ok(&log->bodies)); /* br_log_write made room for all */
    uint32_t index = group->waiting_count++;
    log->waiting[index] = (struct br_log_waiting){
        .body = {.data = log->bodies.data + before, .size = log->bodies.size - before},
        .next = BR_LOG_NOTHING};
    if (stream->waiting_first == BR_LOG_NOTHING) {
        stream->waiting_first = index;
    } else {
        log->waiting[stream->waiting_last].next = index;
    }
    stream->waiting_last = index;
    stream->waiting_count++;
}

static enum br_status number(struct group *group, struct br_log_run *run,
                             struct br_log_stream *stream, size_t index)
{
    struct br_log *log = group->log;
    const struct br_record *record = &run->records[index];
    struct br_outcome *outcome = &group->outcomes[run->open[index]];
    uint64_t seq = stream->next.seq + stream->waiting_count + 1;
    if (seq > BR_SEQ_MAX) {
        refuse(outcome, "this stream is full");
        return BR_OK;
    }
    struct br_place place = {.stream = &stream->head.stream,
                             .number = stream->number,
                             .epoch = group->trial ? stream->next.epoch : group->pen->epoch,
                             .seq = seq,
                             .arrival_ms = group->pen->now.wall_ms};
    enum br_status status = insert_own(log, &record->id, br_position(place.number, place.seq));
    if (status == BR_OK) {
        status = br_log_take(log, &place, record, run->messages[index]);
    }
    if (status != BR_OK) {
        return status;
    }
    wait_for_seal(group, stream, record);
    outcome->type = BR_OUTCOME_NUMBERED;
    outcome->stream = run->stream;
    outcome->epoch = place.epoch;
    outcome->seq = seq;
    return BR_OK;
}

static enum br_status run_number(struct group *group, struct br_log_run *run)
{
    struct br_log *log = group->log;
    struct br_log_stream *stream = NULL;
    for (size_t i = 0; i < run->open_count; i++) {
        struct br_outcome *outcome = &group->outcomes[run->open[i]];
        if (outcome->reason[0] != '\0') {
            continue;
        }
        enum br_status status = BR_OK;
        if (stream == NULL) {
            status = br_log_touch(log, &run->stream, &stream);
        }
        if (status == BR_ERR_LIMIT) {
            refuse(outcome, "this academy's log holds as many streams as it can");
            continue;
        }
        if (status == BR_OK && group->pen->epoch < stream->next.epoch) {
            status = BR_ERR_CHAIN;
        }
        if (status == BR_OK) {
            status = number(group, run, stream, i);
        }
        if (status != BR_OK) {
            return status;
        }
    }
    return br_log_index_run(&log->index);
}

static enum br_status run_write(struct group *group, struct br_log_run *run)
{
    enum br_status status = run_sort(group, run);
    if (status == BR_OK && run->open_count > 0) {
        status = run_check(group, run);
    }
    if (status == BR_OK && run->open_count > 0) {
        status = run_number(group, run);
    }
    br_log_index_clear(&group->log->index);
    return status;
}

/* --- sealing --- */

/*
 * Our last head could not be read: before more is put behind it, it is signed again, since the
 * records still lead to it. Not with a key that came into force only behind it; then it has to be
 * put back from somebody who holds it.
 */
static enum br_status sign_again(struct group *group, const struct br_log_stream *stream)
{
    struct br_log *log = group->log;
    struct br_head head = stream->head;
    int64_t position = br_position(stream->number, head.seq);
    struct br_public_key ours = br_secret_public(group->pen->signing);
    sqlite3_stmt *bound = NULL;
    bool row = false;
    enum br_status status = br_db_prepare(
        log->db, "SELECT 1 FROM academy_key WHERE academy = ?1 AND name = ?2 AND position <= ?3",
        &bound);
    if (status == BR_OK) {
        bool network = head.stream.audience.type == BR_AUDIENCE_NETWORK;
        br_db_bind_bytes(bound, 1, log->academy.bytes, sizeof log->academy.bytes);
        br_db_bind_bytes(bound, 2, ours.bytes, BR_KEY_NAME_SIZE);
        (void)sqlite3_bind_int64(bound, 3, network ? position : INT64_MAX);
        status = br_db_step(bound, &row);
    }
    (void)sqlite3_finalize(bound);
    if (status != BR_OK || !row) {
        return status;
    }
    br_head_sign(&head, group->pen->signing);
    return br_log_put_head(log, position, &head);
}

/* Seal what waits in [stream], in as many batches as the limits ask for. */
static enum br_status seal(struct group *group, struct br_log_stream *stream,
                           struct br_bytes **spans)
{
    struct br_log *log = group->log;
    if (stream->head_lost) {
        enum br_status status = sign_again(group, stream);
        if (status != BR_OK) {
            return status;
        }
    }
    uint32_t at = stream->waiting_first;
    while (at != BR_LOG_NOTHING) {
        size_t count = 0;
        size_t size = 0;
        struct br_bytes *bodies = *spans;
        while (at != BR_LOG_NOTHING && count < BR_BATCH_RECORDS_MAX &&
               size + log->waiting[at].body.size <= BR_BATCH_SIZE_MAX) {
            size += log->waiting[at].body.size;
            bodies[count++] = log->waiting[at].body;
            at = log->waiting[at].next;
        }
        struct br_tail tail = br_log_tail(&stream->next);
        br_seal_batch(&stream->head.stream, group->pen->epoch, &tail, bodies, count,
                      group->pen->signing, log->verified);
        enum br_status status =
            br_log_store(log, stream, log->verified, group->pen->now.wall_ms, bodies);
        if (status != BR_OK) {
            return status;
        }
        *spans += count;
    }
    stream->waiting_count = 0;
    stream->waiting_first = BR_LOG_NOTHING;
    stream->waiting_last = BR_LOG_NOTHING;
    return BR_OK;
}

/* The local log has no key records; it learns its own academy's key from the pen. */
static enum br_status know_own_key(struct br_log *log, const struct br_pen *pen)
{
    static const struct br_hash no_pin;
    struct br_public_key known;
    struct br_public_key ours = br_secret_public(pen->signing);
    if (log->side == BR_SIDE_SHARED) {
        return BR_OK;
    }
    enum br_status status = br_log_find_key(log, &log->academy, ours.bytes, &known);
    return status == BR_ERR_NOT_FOUND ? br_log_put_key(log, &log->academy, &ours, &no_pin, 0)
                                      : status;
}

static enum br_status group_write(struct group *group)
{
    struct br_log *log = group->log;
    struct br_log_run *run = log->run;
    memset(log->seen, 0, SEEN_SLOTS * sizeof *log->seen);
    enum br_status status = group->trial ? BR_OK : know_own_key(log, group->pen);
    for (size_t first = 0; first < group->count && status == BR_OK; first += run->count) {
        run_cut(group, first, run);
        status = run_write(group, run);
    }
    if (group->trial) { /* what waits is undone */
        return status;
    }
    struct br_bytes *spans = log->spans;
    struct br_log_stream **touched = log->touched.items;
    for (size_t i = 0; i < log->touched.count && status == BR_OK; i++) {
        status = seal(group, touched[i], &spans);
    }
    return status == BR_OK ? br_log_trust_changes(log) : status;
}

/* Room for all bodies, so that they stay where they are. */
static enum br_status group_room(struct br_log *log, const struct br_write *writes, size_t count)
{
    size_t payload = 0;
    if (count > BR_WRITE_GROUP_MAX) {
        return BR_ERR_LIMIT;
    }
    for (size_t i = 0; i < count; i++) {
        payload += writes[i].payload.size;
        if (payload > BR_WRITE_GROUP_SIZE_MAX) {
            return BR_ERR_LIMIT;
        }
    }
    br_buffer_clear(&log->bodies);
    bool room = br_buffer_extend(&log->bodies, payload + count * BODY_EXTRA) != NULL;
    br_buffer_clear(&log->bodies);
    return room || count == 0 ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_log_write(struct br_log *log, const struct br_pen *pen,
                            const struct br_write *writes, size_t count,
                            struct br_outcome *outcomes, struct br_log_changes *changes)
{
    struct group group = {
        .log = log, .pen = pen, .writes = writes, .count = count, .outcomes = outcomes};
    *changes = (struct br_log_changes){0};
    br_log_changes_clear(log);
    enum br_status status = group_room(log, writes, count);
    if (status == BR_OK) {
        status = br_log_begin(log);
    }
    if (status == BR_OK) {
        status = group_write(&group);
    }
    if (status == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK) {
        br_log_undo(log);
        br_log_changes_clear(log);
        return status;
    }
    br_log_changes_give(log, changes);
    return BR_OK;
}

enum br_status br_log_try(struct br_log *log, struct br_now now, const struct br_write *writes,
                          size_t count, struct br_outcome *outcomes)
{
    static const struct br_secret_key nobody;
    struct br_rng rng = br_rng_seeded(0);
    struct br_pen pen = {.signing = &nobody, .epoch = UINT32_MAX, .now = now, .rng = &rng};
    struct group group = {.log = log,
                          .pen = &pen,
                          .writes = writes,
                          .count = count,
                          .outcomes = outcomes,
                          .trial = true};
    br_log_changes_clear(log);
    enum br_status status = group_room(log, writes, count);
    if (status == BR_OK) {
        status = br_log_begin(log);
    }
    if (status == BR_OK) {
        status = group_write(&group);
    }
    br_log_undo(log);
    br_log_changes_clear(log);
    return status;
}
