/*
 * log_fork.c - keeping the proofs that an origin told two stories.
 *
 *      records   1 ... s-1 | s ...        one story
 *                          | s ...        another one: the proof shows both ways on from s-1
 *
 * Whoever held one story and whoever held the other keep the proof and agree on what counts: the
 * records before s. Both stories stay in the files that hold them. A proof that begins earlier
 * takes the place of a later one, so that all who have seen the same proofs agree.
 */
#include "record/fork.h"
#include "store/log_internal.h"

#include <stdlib.h>

struct keeping {
    struct br_log *log;
    struct br_now now;
    struct br_bytes proof;
    struct br_fork *fork;
    struct br_log_batch *batch;
    struct br_log_stream *stream; /* NULL: not held yet */
    uint64_t seq;                 /* the first in dispute */
};

/* --- judging --- */

/* In a network stream a key that was replaced before the disputed record signs nothing there. */
static enum br_status key_in_force(const struct keeping *in, const struct br_batch *side,
                                   struct br_public_key *key)
{
    struct br_log *log = in->log;
    const struct br_stream *stream = &side->head.stream;
    size_t at = 0;
    bool row = false;
    enum br_status status = br_batch_key(side, key, &at);
    if (status != BR_ERR_NOT_FOUND) {
        return status;
    }
    status = br_log_find_key(log, &stream->origin, side->head.key, key);
    if (status != BR_OK || stream->audience.type != BR_AUDIENCE_NETWORK) {
        return status;
    }
    sqlite3_stmt *replaced = log->sql.key_replaced;
    br_db_bind_bytes(replaced, 1, stream->origin.bytes, sizeof stream->origin.bytes);
    br_db_bind_bytes(replaced, 2, side->head.key, BR_KEY_NAME_SIZE);
    (void)sqlite3_bind_int64(replaced, 3, br_position(in->stream->number, in->seq));
    status = br_db_step(replaced, &row);
    (void)sqlite3_reset(replaced);
    return status == BR_OK && row ? BR_ERR_NOT_FOUND : status;
}

/* The hash of our own record before the disputed one; we hold it. */
static enum br_status our_previous(const struct keeping *in, struct br_hash *hash)
{
    uint64_t seq = in->seq - 1;
    if (seq == 0) {
        *hash = (struct br_hash){{0}};
        return BR_OK;
    }
    if (seq == in->stream->head.seq) {
        *hash = in->stream->head.hash;
        return BR_OK;
    }
    enum br_status status = br_log_read_inside(in->log, in->stream->number, seq, in->batch);
    *hash = in->batch->previous;
    return status == BR_ERR_NOT_FOUND ? BR_ERR_CORRUPT : status;
}

static enum br_status judge_signatures(const struct keeping *in, enum br_status *verdict)
{
    struct br_public_key keys[2];
    for (size_t i = 0; i < 2; i++) {
        enum br_status status = key_in_force(in, &in->fork->sides[i], &keys[i]);
        if (status == BR_ERR_NOT_FOUND) {
            *verdict = status;
            return BR_OK;
        }
        if (status != BR_OK) {
            return status;
        }
    }
    *verdict = br_fork_verify(in->fork, keys, in->log->verified);
    if (*verdict == BR_ERR_EXISTS) {
        *verdict = BR_ERR_MALFORMED; /* two times the same story */
    }
    return BR_OK;
}

/* [*verdict] is the proof's own story; the result is ours. */
static enum br_status judge(struct keeping *in, enum br_status *verdict)
{
    struct br_hash previous;
    *verdict = br_fork_decode(in->proof, in->fork);
    if (*verdict != BR_OK) {
        return BR_OK;
    }
    const struct br_stream *name = &in->fork->sides[0].head.stream;
    in->seq = br_fork_seq(in->fork);
    in->stream = br_log_streams_find(&in->log->streams, name);
    if (!br_log_side_has(in->log, name)) {
        *verdict = BR_ERR_REFUSED;
        return BR_OK;
    }
    if (in->stream == NULL || in->stream->head.seq + 1 < in->seq) {
        *verdict = BR_ERR_GAP;
        return BR_OK;
    }
    if (in->stream->aside.seq != 0 && in->stream->aside.seq <= in->seq) {
        *verdict = BR_ERR_EXISTS;
        return BR_OK;
    }
    enum br_status status = judge_signatures(in, verdict);
    if (status != BR_OK || *verdict != BR_OK) {
        return status;
    }
    status = our_previous(in, &previous);
    if (status == BR_OK && !br_hash_equal(&previous, &in->fork->previous)) {
        *verdict = BR_ERR_GAP; /* the stories part even earlier, and we hold another one */
    }
    return status;
}

/* --- keeping --- */

/* Whom the origin accepts may have been said behind the last good record. */
static enum br_status note_acceptances(struct br_log *log, const struct br_hash *origin)
{
    sqlite3_stmt *list = log->sql.list_accepted;
    bool row = log->side == BR_SIDE_SHARED;
    enum br_status status = BR_OK;
    while (row && status == BR_OK) {
        struct br_hash said_by;
        struct br_hash academy;
        status = br_db_step(list, &row);
        if (status != BR_OK || !row ||
            !br_db_column_bytes(list, 0, said_by.bytes, sizeof said_by.bytes) ||
            !br_db_column_bytes(list, 1, academy.bytes, sizeof academy.bytes) ||
            !br_hash_equal(&said_by, origin)) {
            continue;
        }
        struct br_log_noted *noted = br_log_list_add(&log->noted, sizeof *noted);
        if (noted == NULL) {
            status = BR_ERR_NO_MEMORY;
        } else {
            *noted = (struct br_log_noted){.origin = said_by, .academy = academy};
        }
    }
    (void)sqlite3_reset(list);
    return status;
}

static enum br_status put_fork(const struct keeping *in)
{
    struct br_log *log = in->log;
    sqlite3_stmt *put = log->sql.put_fork;
    (void)sqlite3_bind_int64(put, 1, in->stream->number);
    (void)sqlite3_bind_int64(put, 2, (int64_t)in->seq);
    br_db_bind_bytes(put, 3, in->fork->previous.bytes, sizeof in->fork->previous.bytes);
    (void)sqlite3_bind_int64(put, 4, (int64_t)in->now.wall_ms);
    br_db_bind_bytes(put, 5, in->proof.data, in->proof.size);
    return br_db_run(put);
}

static enum br_status keep(const struct keeping *in)
{
    struct br_log *log = in->log;
    enum br_status status = note_acceptances(log, &in->stream->head.stream.origin);
    if (status == BR_OK) {
        status = br_log_note_group_again(log, &in->stream->head.stream);
    }
    if (status == BR_OK) {
        status = put_fork(in);
    }
    if (status == BR_OK) {
        status = br_log_index_anew(log);
    }
    if (status == BR_OK) {
        status = br_log_trust_changes(log);
    }
    if (status == BR_OK) {
        log->members_changed = log->side == BR_SIDE_LOCAL;
        log->fork = (struct br_log_fork){
            .number = in->stream->number,
            .stream = in->stream->head.stream,
            .aside = {.seq = in->seq, .previous = in->fork->previous, .since_ms = in->now.wall_ms},
            .proof = in->proof};
    }
    return status;
}

static enum br_status judge_and_keep(struct keeping *in, enum br_status *verdict)
{
    struct br_log *log = in->log;
    enum br_status status = br_log_begin(log);
    if (status == BR_OK) {
        status = judge(in, verdict);
    }
    if (status == BR_OK && *verdict == BR_OK) {
        status = keep(in);
    }
    if (status == BR_OK && *verdict == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK || *verdict != BR_OK) {
        br_log_undo(log);
        br_log_changes_clear(log);
        return status;
    }
    in->stream->aside = log->fork.aside;
    return BR_OK;
}

enum br_status br_log_keep_fork(struct br_log *log, struct br_now now, struct br_bytes proof,
                                enum br_status *verdict, struct br_log_changes *changes)
{
    struct keeping in = {.log = log, .now = now, .proof = proof};
    *changes = (struct br_log_changes){0};
    br_log_changes_clear(log);
    in.fork = malloc(sizeof *in.fork);
    in.batch = calloc(1, sizeof *in.batch);
    enum br_status status =
        in.fork == NULL || in.batch == NULL ? BR_ERR_NO_MEMORY : judge_and_keep(&in, verdict);
    if (status == BR_OK) {
        br_log_changes_give(log, changes);
    }
    if (in.batch != NULL) {
        br_log_batch_free(in.batch);
    }
    free(in.batch);
    free(in.fork);
    return status;
}

enum br_status br_log_forks(struct br_log *log, br_fork_visit visit, void *context)
{
    sqlite3_stmt *list = log->sql.list_forks;
    size_t at = 0;
    for (;;) {
        bool row = false;
        enum br_status status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            return status;
        }
        uint32_t number = (uint32_t)sqlite3_column_int64(list, 0);
        while (at < log->streams.count && log->streams.items[at]->number < number) {
            at++; /* both are in the order of numbers */
        }
        if (at == log->streams.count || log->streams.items[at]->number != number) {
            (void)sqlite3_reset(list);
            return BR_ERR_CORRUPT;
        }
        const struct br_log_stream *stream = log->streams.items[at];
        struct br_log_fork fork = {.number = number,
                                   .stream = stream->head.stream,
                                   .aside = stream->aside,
                                   .proof = br_log_column_body(list, 1)};
        visit(context, &fork);
    }
}
