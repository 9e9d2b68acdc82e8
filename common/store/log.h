/**
 * log.h - the log: all streams of one side of a replica in one SQLite file, the only truth.
 *
 *      log/shared.db   network and group streams; numbers below BR_STREAM_LOCAL_FIRST
 *      log/local.db    academy and room streams; numbers from BR_STREAM_LOCAL_FIRST on
 *
 * A record's position is stream number << 40 | seq: unique over both files, so that views may hold
 * both. Nothing is stored beyond a signed head, and heads lie at most BR_BATCH_RECORDS_MAX records
 * and BR_BATCH_SIZE_MAX bytes apart, so that any copy can be passed on in whole batches.
 *
 * struct br_log is the file's single writing and checkpointing connection: one thread at a time.
 * struct br_log_reader is a query_only connection: one thread at a time each, any number of them.
 * A failed sync aborts the process (recovery is reading the log again); a full disk does not: the
 * transaction is undone and BR_ERR_DISK_FULL returned.
 */
#ifndef BR_STORE_LOG_H
#define BR_STORE_LOG_H

#include "base/clock.h"
#include "base/rng.h"
#include "record/verify.h"
#include "store/domain.h"

enum br_side {
    BR_SIDE_SHARED,
    BR_SIDE_LOCAL,
};

struct br_log;
struct br_log_reader;

struct br_log_options {
    const char *path; /* the file; its folder must exist */
    enum br_side side;
    const struct br_domain *domain; /* must outlive the log */
    struct br_hash academy;         /* whose replica this is: its own streams are this origin's */
    bool create;                    /* make the file if it is not there */
    const char *vfs;                /* SQLite VFS name, or NULL */
};

/**
 * BR_ERR_NOT_FOUND, BR_ERR_READ_ONLY, BR_ERR_CORRUPT (not an intact database), BR_ERR_VERSION (a
 * newer schema), BR_ERR_REFUSED (the other side's or another academy's file), BR_ERR_DISK_FULL,
 * BR_ERR_IO; each with a sentence. Damage to records and heads is no reason not to open: reading
 * finds it and br_log_mend puts it right. But where a stream ends must be known: when its last head
 * cannot be read, the records before it must lead to what the stream's row says.
 */
BR_MUST_USE enum br_status br_log_open(const struct br_log_options *options, struct br_log **log,
                                       struct br_error *error);
/** Checkpoints and closes. */
void br_log_close(struct br_log *take_log);

/**
 * A stream whose origin told two stories is put aside: from record [seq] on nothing of it is taken,
 * served or shown, whichever story is held. What stands before it is common and good.
 */
struct br_put_aside {
    uint64_t seq;            /* first record in dispute; 0: not put aside */
    struct br_hash previous; /* of the last good record */
    uint64_t since_ms;       /* our wall clock when the proof was kept */
};

/** One stream as the log holds it. */
struct br_stream_state {
    uint32_t number; /* replica-local */
    struct br_stream stream;
    struct br_tail tail;
    struct br_head
        head;       /* signed, at the tail; seq 0: the stream is empty (own, before record 1) */
    bool head_lost; /* it cannot be read: head says where the stream ends, and is not signed */
    struct br_put_aside aside;
};
/** The number up to which the stream counts: its tail's, unless it was put aside before that. */
uint64_t br_stream_good(const struct br_stream_state *state);

typedef void (*br_stream_visit)(void *context, const struct br_stream_state *state);
BR_MUST_USE enum br_status br_log_streams(struct br_log *log, br_stream_visit visit, void *context);

/**
 * Which academies accept which, whom groups name, and whose keys are known, as the log's index
 * tables say.
 */
struct br_trust_fact {
    enum { BR_TRUST_KEYS, BR_TRUST_ACCEPTED, BR_TRUST_GROUP } type;
    struct br_hash origin;
    struct br_public_key signing; /* KEYS */
    struct br_hash tls_pin;       /* KEYS */
    struct br_hash academy;       /* ACCEPTED: whom the origin accepts; GROUP: whom it names */
    struct br_id group;           /* GROUP */
    bool accepted; /* ACCEPTED: or no longer; GROUP: or its first record counts no more */
};

typedef void (*br_trust_visit)(void *context, const struct br_trust_fact *fact);
BR_MUST_USE enum br_status br_log_trust(struct br_log *log, br_trust_visit visit, void *context);

/**
 * Tell a log a key that its own streams do not: the local log has no key records, so on a client it
 * learns its academy's signing key from the shared log's facts. Kept in the file; may be repeated.
 */
BR_MUST_USE enum br_status br_log_know_key(struct br_log *log, const struct br_hash *academy,
                                           const struct br_public_key *signing);

/** What members may do, from the local log: roles as a bit set of 1 << role number. */
struct br_membership {
    struct br_id member;
    uint32_t roles;
    size_t room_count;
    const struct br_id *rooms; /* valid during the visit */
};
typedef void (*br_member_visit)(void *context, const struct br_membership *membership);
BR_MUST_USE enum br_status br_log_members(struct br_log *log, br_member_visit visit, void *context);

/* --- writing as the origin --- */

/** Something a member of this academy (or the academy itself, author zero) wants to say. */
struct br_write {
    struct br_id id; /* record id: a second write with it gets the first one's outcome */
    struct br_id author;
    uint32_t roles; /* of the author; the academy itself: BR_ROLES_ACADEMY */
    struct br_audience audience;
    uint16_t kind;
    uint64_t written_ms;
    struct br_bytes payload; /* the packed message of the kind */
};

#define BR_ROLES_ACADEMY 1u /* bit 0 is no member's role */

enum br_outcome_type {
    BR_OUTCOME_NUMBERED,
    BR_OUTCOME_REFUSED,
};

struct br_outcome {
    enum br_outcome_type type;
    struct br_id id;
    struct br_stream stream; /* NUMBERED */
    uint32_t epoch;
    uint64_t seq;
    bool repeated;                       /* NUMBERED before this call */
    char reason[BR_REASON_SIZE_MAX + 1]; /* REFUSED: sentences for the author, one a line */
};

/** Who numbers: everything that chance and time bring is passed in. */
struct br_pen {
    const struct br_secret_key *signing;
    uint32_t epoch;
    struct br_now now;
    struct br_rng *rng; /* seeded from the system in a server, from the seed in a simulation */
};

/** A batch that has become durable: what node needs to tell others. Lives until the next call. */
struct br_log_change {
    uint32_t number;
    struct br_head head;
    uint64_t seq_first;
    size_t count;
    const struct br_bytes *bodies;
    bool has_receipt; /* another origin's network stream, and a pen was given */
    struct br_receipt receipt;
};

/** A fork proof that is kept. */
struct br_log_fork {
    uint32_t number;
    struct br_stream stream;
    struct br_put_aside aside;
    struct br_bytes proof; /* see record/fork.h */
};

struct br_log_changes {
    size_t count;
    const struct br_log_change *items;
    const struct br_log_fork *fork; /* a stream that was put aside, or NULL */
    size_t trust_count;             /* what these records changed in the trust tables */
    const struct br_trust_fact *trust;
    bool members_changed; /* roles or rooms: ask br_log_members again */
};

/**
 * Check, number, hash, sign and append [writes] in one transaction, in their order; durable when it
 * returns BR_OK. Every write gets its outcome, also a refused one. At most BR_WRITE_GROUP_MAX
 * writes and BR_WRITE_GROUP_SIZE_MAX bytes of payload (BR_ERR_LIMIT). Audiences of the other side
 * are refused. BR_ERR_CHAIN: the pen's epoch is over. BR_ERR_DISK_FULL, BR_ERR_IO,
 * BR_ERR_NO_MEMORY, BR_ERR_CORRUPT. After any error nothing was changed.
 */
BR_MUST_USE enum br_status br_log_write(struct br_log *log, const struct br_pen *pen,
                                        const struct br_write *writes, size_t count,
                                        struct br_outcome *outcomes,
                                        struct br_log_changes *changes);

/**
 * What would become of [writes] if this were the origin's own log: the same rights and checks, and
 * everything undone. A client asks it before it keeps a write, with the outbox writes that it
 * refers to in front of it. NUMBERED means that nothing known here speaks against it; place and
 * epoch then mean nothing, unless it is a repeat.
 */
BR_MUST_USE enum br_status br_log_try(struct br_log *log, struct br_now now,
                                      const struct br_write *writes, size_t count,
                                      struct br_outcome *outcomes);

/** The position of a record that this origin numbered, by its id. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_log_find_own(struct br_log *log, const struct br_id *id,
                                           struct br_outcome *outcome);

/**
 * What to answer when br_log_write of these [writes] ended with [status]: a repeat of what is
 * numbered already was numbered all the same, else its author would say it twice; everything else
 * is refused, with a sentence.
 */
void br_log_not_written(struct br_log *log, const struct br_write *writes, size_t count,
                        enum br_status status, struct br_outcome *outcomes);

/* --- storing what others said --- */

/**
 * Verify [batches] and append them in one transaction. statuses[i] says what became of each: BR_OK;
 * BR_ERR_EXISTS (all of it that counts was here already: harmless); BR_ERR_GAP;
 * BR_ERR_NOT_FOUND (the origin's keys are not known: its network stream must come first; or a
 * payload is missing: others have it); BR_ERR_REFUSED (a stream of the other side, or another
 * academy's local one); BR_ERR_LIMIT also at BR_STREAMS_MAX; else what
 * br_verify_batch found. A refused batch changes nothing and does not hinder the others. At most
 * BR_STORE_BATCHES_MAX batches (BR_ERR_LIMIT). With [pen] (a server), receipts for network streams
 * are signed and kept in the same transaction. The result borrows the batches' bodies.
 * Errors as br_log_write.
 */
BR_MUST_USE enum br_status br_log_receive(struct br_log *log, const struct br_pen *pen,
                                          const struct br_hash *holder, struct br_now now,
                                          const struct br_batch *batches, size_t count,
                                          enum br_status *statuses, struct br_log_changes *changes);

/**
 * Verify others' receipts and keep those that are newer than what we have. kept[i] says which.
 */
BR_MUST_USE enum br_status br_log_keep_receipts(struct br_log *log,
                                                const struct br_receipt *receipts, size_t count,
                                                bool *kept);
typedef void (*br_receipt_visit)(void *context, const struct br_receipt *receipt);
BR_MUST_USE enum br_status br_log_receipts(struct br_log *log, br_receipt_visit visit,
                                           void *context);

/**
 * Judge a fork proof and, if it holds, put its stream aside: the proof is kept, and the tables
 * beside the log are made anew without what stands behind the last good record. One proof is kept a
 * stream, the one that begins first. [*verdict]: BR_OK; BR_ERR_EXISTS (one is kept that begins
 * there
 * or earlier); BR_ERR_GAP (we do not hold the record before it, or another one: it cannot be judged
 * here yet); BR_ERR_NOT_FOUND (it names a key that the origin has not bound); BR_ERR_REFUSED (the
 * other side's stream); else the proof is none, as br_fork_decode and br_fork_verify say. Nothing
 * but BR_OK changes anything. Errors as br_log_receive, and BR_ERR_CORRUPT: our own records are
 * damaged where the proof begins.
 */
BR_MUST_USE enum br_status br_log_keep_fork(struct br_log *log, struct br_now now,
                                            struct br_bytes proof, enum br_status *verdict,
                                            struct br_log_changes *changes);
typedef void (*br_fork_visit)(void *context, const struct br_log_fork *fork);
/** All proofs that are kept. */
BR_MUST_USE enum br_status br_log_forks(struct br_log *log, br_fork_visit visit, void *context);

/**
 * Put records back that cannot be read any more, as somebody else holds them: [batch] begins behind
 * the last good head before the damage. [*verdict]: BR_OK: it is what was lost; BR_ERR_GAP (not of
 * what we hold), BR_ERR_NOT_FOUND (no head of ours before it, no such key, or a payload is missing
 * there too), BR_ERR_CHAIN (it does not pass through our heads), else as br_verify_batch says.
 * Nothing but BR_OK changes anything. Errors as br_log_receive.
 */
BR_MUST_USE enum br_status br_log_mend(struct br_log *log, struct br_now now,
                                       const struct br_batch *batch, enum br_status *verdict);

/**
 * Remove a stream that we may no longer hold, with its index entries, receipts and bytes: the pages
 * are overwritten and the WAL is cut. BR_ERR_BUSY: the stream is gone, but a reader still holds
 * pages of it; call again (a stream that is not there is BR_OK). Its number is never used again.
 */
BR_MUST_USE enum br_status br_log_purge(struct br_log *log, const struct br_stream *stream);

/**
 * Move the WAL into the file; call between transactions, as often as you like: unless [whole], it
 * does nothing before a few hundred pages have come together, and waits for nobody. [whole] also
 * cuts the WAL to nothing; BR_ERR_BUSY when a reader is in the way.
 */
BR_MUST_USE enum br_status br_log_checkpoint(struct br_log *log, bool whole);
/** Pages that have come into the WAL since the last one. */
size_t br_log_checkpoint_pages(const struct br_log *log);
/** Are they enough for one ([more]: some thousand, while batches keep coming)? */
bool br_log_checkpoint_due(const struct br_log *log, bool more);

/* --- reading --- */

BR_MUST_USE enum br_status br_log_reader_open(const char *path, const char *vfs,
                                              struct br_log_reader **reader,
                                              struct br_error *error);
void br_log_reader_close(struct br_log_reader *take_reader);
/** Of which side the log is, also when it holds nothing. */
enum br_side br_log_reader_side(const struct br_log_reader *reader);
/** As br_log_streams, through a reader: the folds ask it where every stream ends. */
BR_MUST_USE enum br_status br_log_reader_streams(struct br_log_reader *reader,
                                                 br_stream_visit visit, void *context);

/** A batch read back. Zero-initialise, reuse, free. Bodies and head last until the next read. */
struct br_log_batch {
    struct br_head head;
    struct br_hash previous; /* of the record before the first */
    uint64_t seq_first;
    size_t count;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    uint64_t arrivals[BR_BATCH_RECORDS_MAX]; /* wall_ms at which each came */
    struct br_buffer memory;
};
void br_log_batch_free(struct br_log_batch *batch);

/**
 * The next batch of stream [number] behind [after_seq]: the longest that ends in a stored head and
 * keeps to the batch limits. Its chain is recomputed and compared with the head, so that damaged
 * bytes are never served. BR_ERR_NOT_FOUND: nothing behind after_seq that counts; of a stream that
 * was put aside the last batch is the one that holds its last good record. BR_ERR_CORRUPT: damage,
 * with the number of the first record from which on the chain does not hold in [*seq_bad].
 */
BR_MUST_USE enum br_status br_log_read(struct br_log_reader *reader, uint32_t number,
                                       uint64_t after_seq, struct br_log_batch *batch,
                                       uint64_t *seq_bad);

/**
 * Of what br_log_read found damaged at [seq_bad]: the number of the next head behind it that can
 * be read, or the stream's last number. BR_ERR_NOT_FOUND: there is no such stream any more.
 */
BR_MUST_USE enum br_status br_log_damage(struct br_log_reader *reader, uint32_t number,
                                         uint64_t seq_bad, uint64_t *seq_last);

struct br_log_report {
    uint64_t streams;
    uint64_t records;
    uint64_t heads;
    uint64_t faults; /* each is also handed to the callback */
};
typedef void (*br_fault_visit)(void *context, const char *sentence);
/**
 * Walk everything: every chain, every signature, every index row (against what [domain] makes of
 * the records), the file's own integrity. BR_OK also when there are faults: see the report. Errors
 * are those that end the walk: BR_ERR_NO_MEMORY, BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_log_verify(struct br_log_reader *reader,
                                         const struct br_domain *domain,
                                         struct br_log_report *report, br_fault_visit visit,
                                         void *context);

#endif
