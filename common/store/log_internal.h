/**
 * log_internal.h - what the files behind log.h share.
 *
 *      log_file      open, schema, close, checkpoint, purge
 *      log_streams   the streams in memory: what is durable, and what the open transaction adds
 *      log_index     the domain's tables beside the log: check, index, rebuild
 *      log_append    storing a verified batch; academies' keys; collecting the changes
 *      log_own       records of this origin by their ids
 *      log_write     numbering as the origin
 *      log_receive   storing what others said, and receipts
 *      log_mend      putting damaged records back
 *      log_fork      keeping proofs that an origin told two stories
 *      log_trust     what the tables say about academies and members
 *      log_read      readers
 *      log_verify    walking everything
 *
 * Memory follows the disk: a transaction works on `next` and `hlc_next`, which become `head` and
 * `hlc` after its COMMIT and are forgotten by its ROLLBACK.
 */
#ifndef BR_STORE_LOG_INTERNAL_H
#define BR_STORE_LOG_INTERNAL_H

#include "base/arena.h"
#include "record/keys.h"
#include "record/message.h"
#include "store/db.h"
#include "store/domain_blocks.h"
#include "store/guard.h"
#include "store/log.h"
#include "store/rows.h"

enum {
    BR_LOG_FILE_ID = 0x62726c67, /* "brlg", application_id */
    BR_LOG_FILE_VERSION = 2,     /* 2: the table fork */
    BR_LOG_HEAD_SUM_SIZE = 8, /* of a stored head: a flipped bit shows without the origin's key */
    BR_LOG_KINDS_MAX = 256,   /* kinds that the index can serve */
};

#define BR_POSITION_SEQ_BITS 40u

static inline int64_t br_position(uint32_t number, uint64_t seq)
{
    return (int64_t)((uint64_t)number << BR_POSITION_SEQ_BITS | seq);
}

static inline uint32_t br_position_number(int64_t position)
{
    return (uint32_t)((uint64_t)position >> BR_POSITION_SEQ_BITS);
}

static inline uint64_t br_position_seq(int64_t position)
{
    return (uint64_t)position & BR_SEQ_MAX;
}

/* --- streams --- */

#define BR_LOG_NOTHING UINT32_MAX /* no write is waiting */

struct br_log_stream {
    uint32_t number;
    struct br_head head;       /* durable; seq 0: empty */
    struct br_head next;       /* as the open transaction has it */
    bool head_lost;            /* head is not signed, because it could not be read */
    bool touched;              /* in log->touched */
    struct br_put_aside aside; /* durable */
    /* What br_log_write has numbered and not sealed yet: a list through the group. */
    uint64_t waiting_count;
    uint32_t waiting_first;
    uint32_t waiting_last;
};

struct br_log_streams {
    struct br_log_stream **items; /* in the order in which they came to be here: by number */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* open addressing over (origin, audience): index + 1, or 0 */
    size_t slot_count;
};

/* --- index --- */

struct br_log_kind {
    const struct br_kind *kind;         /* NULL: this build does not know it */
    bool accepted;                      /* academy_accepted: changes trust */
    bool group;                         /* group_opened: changes trust, too */
    bool members;                       /* its index writes role or room_member */
    const struct br_block *index_block; /* or NULL */
    const struct br_block *check_block; /* or NULL */
    struct br_db_statements index; /* prepared when the first record comes, as most kinds' never */
    struct br_db_statements check;
};

/** The domain's tables in one database: the log's own, or a fresh one to compare with. */
struct br_log_index {
    sqlite3 *db;
    struct br_rows *rows;
    struct br_guard guard;
    struct br_arena arena; /* messages, until the next run */
    struct br_log_kind kinds[BR_LOG_KINDS_MAX];
};

/** Make the tables known to [db]. The index stays where it is: the guard is tied to it. */
BR_MUST_USE enum br_status br_log_index_open(struct br_log_index *index, sqlite3 *db,
                                             const struct br_domain *domain,
                                             const struct br_hash *academy);
/** Create the domain's tables. */
BR_MUST_USE enum br_status br_log_index_schema(struct br_log_index *index,
                                               const struct br_domain *domain,
                                               struct br_error *error);
/** What this build knows of each kind. */
void br_log_index_kinds(struct br_log_index *index, const struct br_domain *domain);
/** The check of a kind, to be run in the mode BR_GUARD_CHECK; none: no statements. */
BR_MUST_USE enum br_status br_log_index_check(struct br_log_index *index, uint16_t number,
                                              const struct br_db_statements **check);
/** Finalize the statements and free memory, except for the rows: those go after the connection. */
void br_log_index_close(struct br_log_index *index);
/** The kind if this build knows it, else NULL. */
const struct br_log_kind *br_log_index_kind(const struct br_log_index *index, uint16_t kind);
/** Unpack into the index's arena, within one payload's budget. */
BR_MUST_USE enum br_status br_log_index_unpack(struct br_log_index *index,
                                               const struct br_kind *kind, struct br_bytes payload,
                                               ProtobufCMessage **message);
/** Run the index statements of every kind that has rows, then forget rows and messages. */
BR_MUST_USE enum br_status br_log_index_run(struct br_log_index *index);
void br_log_index_clear(struct br_log_index *index);
/**
 * Fill the (empty) tables of [index] from the records in [source], which may be the same
 * connection. Structure is taken as it is: br_log_verify is what judges it.
 */
BR_MUST_USE enum br_status br_log_index_fill(struct br_log_index *index, sqlite3 *source);
/** Over the blocks that make these tables: when it changes, they are made anew. */
struct br_hash br_log_index_rules(const struct br_domain *domain);

/* --- the log --- */

struct br_log_waiting { /* one numbered write */
    struct br_bytes body;
    uint32_t next; /* of the same stream, or BR_LOG_NOTHING */
};

struct br_log_noted { /* an acceptance, or a name in a group, that this transaction may change */
    struct br_hash origin;
    struct br_hash academy;
    bool is_group;
    struct br_id group;
};

/** An array that grows; for what a transaction collects. */
struct br_log_list {
    void *items;
    size_t count;
    size_t capacity;
};
/** Room for one more item of [size] bytes, zeroed, or NULL. */
void *br_log_list_add(struct br_log_list *list, size_t size);
void br_log_list_free(struct br_log_list *list);

struct br_log_statements {
    sqlite3_stmt *insert_record;
    sqlite3_stmt *put_head;
    sqlite3_stmt *insert_own;
    sqlite3_stmt *insert_stream;
    sqlite3_stmt *update_stream;
    sqlite3_stmt *update_next_number;
    sqlite3_stmt *find_own;
    sqlite3_stmt *find_epoch;
    sqlite3_stmt *put_key;
    sqlite3_stmt *find_key;
    sqlite3_stmt *newest_key;
    sqlite3_stmt *count_keys;
    sqlite3_stmt *put_receipt;
    sqlite3_stmt *find_receipt;
    sqlite3_stmt *list_receipts;
    sqlite3_stmt *list_keys;
    sqlite3_stmt *list_accepted;
    sqlite3_stmt *find_accepted;
    sqlite3_stmt *list_groups;
    sqlite3_stmt *find_group;
    sqlite3_stmt *list_members;
    sqlite3_stmt *find_allowed;
    sqlite3_stmt *key_replaced;
    sqlite3_stmt *put_fork;
    sqlite3_stmt *list_forks;
};
enum { BR_LOG_STATEMENTS = sizeof(struct br_log_statements) / sizeof(sqlite3_stmt *) };

struct br_log {
    sqlite3 *db;
    const struct br_domain *domain;
    enum br_side side;
    struct br_hash academy;
    struct br_log_index index;
    union {
        struct br_log_statements sql;
        sqlite3_stmt *sql_all[BR_LOG_STATEMENTS];
    };

    struct br_log_streams streams;
    uint32_t number_next; /* durable; numbers are never used twice */
    uint64_t hlc;         /* durable */
    int wal_pages;        /* in the WAL */
    int wal_pages_done;   /* of them, at the last checkpoint */

    /* the open transaction */
    bool open;
    uint32_t number_next_open;
    uint64_t hlc_next;
    size_t streams_before;
    struct br_log_list touched; /* struct br_log_stream * */
    struct br_log_list noted;   /* struct br_log_noted */

    /* what it changed; handed out, valid until the next call */
    struct br_log_list items; /* struct br_log_change */
    struct br_log_list trust; /* struct br_trust_fact */
    bool members_changed;
    struct br_log_fork fork; /* number 0: none */

    struct br_verified *verified;
    /* br_log_write: room for a whole group */
    struct br_buffer bodies;
    struct br_bytes *spans;
    struct br_log_waiting *waiting;
    uint16_t *seen; /* ids of the group: open addressing, index + 1 */
    struct br_log_run *run;
};

/* log_streams.c */
void br_log_streams_free(struct br_log_streams *streams);
struct br_log_stream *br_log_streams_find(const struct br_log_streams *streams,
                                          const struct br_stream *stream);
/** BR_ERR_LIMIT at BR_STREAMS_MAX, BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_log_streams_add(struct br_log_streams *streams, uint32_t number,
                                              const struct br_stream *stream,
                                              struct br_log_stream **added);
/** Forget those from [count] on. */
void br_log_streams_cut(struct br_log_streams *streams, size_t count);
void br_log_streams_remove(struct br_log_streams *streams, const struct br_stream *stream);
struct br_tail br_log_tail(const struct br_head *head);
/** Does this stream belong into this log? */
bool br_log_side_has(const struct br_log *log, const struct br_stream *stream);

BR_MUST_USE enum br_status br_log_begin(struct br_log *log);
/** The stream as part of the open transaction, made if it is new. Errors as br_log_streams_add. */
BR_MUST_USE enum br_status br_log_touch(struct br_log *log, const struct br_stream *stream,
                                        struct br_log_stream **touched);
/** Write the tails and COMMIT; only then does memory follow. */
BR_MUST_USE enum br_status br_log_commit(struct br_log *log);
void br_log_undo(struct br_log *log);

/* log_append.c */
/** Forget what the last call handed out. */
void br_log_changes_clear(struct br_log *log);
void br_log_changes_give(const struct br_log *log, struct br_log_changes *changes);
/** Insert the records and the head, move stream->next, add a change with [bodies]. */
BR_MUST_USE enum br_status br_log_store(struct br_log *log, struct br_log_stream *stream,
                                        const struct br_verified *verified, uint64_t arrival_ms,
                                        const struct br_bytes *bodies);
BR_MUST_USE enum br_status br_log_put_head(struct br_log *log, int64_t position,
                                           const struct br_head *head);
/**
 * Take a record into the tables: its rows wait for br_log_index_run; keys, acceptances and
 * memberships are noted. Payloads that make no sense are stored and otherwise passed over.
 * [message] NULL: unpacked here if somebody wants it.
 */
BR_MUST_USE enum br_status br_log_take(struct br_log *log, const struct br_place *place,
                                       const struct br_record *record,
                                       const ProtobufCMessage *message);
BR_MUST_USE enum br_status br_log_put_key(struct br_log *log, const struct br_hash *academy,
                                          const struct br_public_key *signing,
                                          const struct br_hash *tls_pin, int64_t position);
/** BR_ERR_NOT_FOUND. [name] NULL: the one that was bound last. */
BR_MUST_USE enum br_status br_log_find_key(struct br_log *log, const struct br_hash *academy,
                                           const uint8_t *name, struct br_public_key *key);
/** Look up what the noted acceptances are now; before the commit. */
BR_MUST_USE enum br_status br_log_trust_changes(struct br_log *log);
void br_log_head_sum(const uint8_t head[BR_HEAD_SIZE], uint8_t sum[BR_LOG_HEAD_SUM_SIZE]);

/* log_group.c */
/** Note whom a group_opened names, for br_log_trust_changes. */
BR_MUST_USE enum br_status br_log_note_group(struct br_log *log, const struct br_stream *stream,
                                             const ProtobufCMessage *message);
/** Note all that the group [stream] names, as the tables have it. */
BR_MUST_USE enum br_status br_log_note_group_again(struct br_log *log,
                                                   const struct br_stream *stream);
/** BR_ERR_REFUSED unless [first] is the group's own first record and names us. */
BR_MUST_USE enum br_status br_log_group_begins(struct br_log *log, const struct br_stream *stream,
                                               const struct br_record *first);
/**
 * Why no [kind] can be said as the next record of this group, which has [said] records; NULL when
 * it can.
 */
const char *br_log_group_reason(uint16_t kind, uint64_t said);

/* log_file.c */
/** Make the domain's tables anew from the records that count; inside a transaction. */
BR_MUST_USE enum br_status br_log_index_anew(struct br_log *log);

/* log_own.c */
/** As br_log_find_own; what is numbered, but not sealed yet, stands in [epoch_open]. */
BR_MUST_USE enum br_status br_log_look_up(struct br_log *log, const struct br_id *id,
                                          uint32_t epoch_open, struct br_outcome *outcome);

/* log_write.c */
size_t br_log_run_size(void);

/* log_read.c */
/** The SELECT behind br_log_column_stream, in the order of numbers. */
extern const char br_log_streams_sql[];
/** The names of the domain's tables. */
extern const char br_log_tables_sql[];
/**
 * A stream and where it ends. BR_ERR_CORRUPT: the row is damaged, or there is no head at its tail
 * that agrees with it. A head that cannot be read is no error: see head_lost.
 */
BR_MUST_USE enum br_status br_log_column_stream(sqlite3_stmt *statement,
                                                struct br_stream_state *state);
/** Columns [column] and [column + 1]: a head and its sum. BR_ERR_CORRUPT. */
BR_MUST_USE enum br_status br_log_column_head(sqlite3_stmt *statement, int column,
                                              struct br_head *head);
/**
 * As br_log_read, on the log's own connection and inside its transaction; also behind the
 * place where
 * a stream was put aside.
 */
BR_MUST_USE enum br_status br_log_read_inside(struct br_log *log, uint32_t number,
                                              uint64_t after_seq, struct br_log_batch *batch);
/**
 * Do the records of stream [number] lead from the last good head before it to [head]? Inside the
 * log's transaction. BR_ERR_CORRUPT: they do not.
 */
BR_MUST_USE enum br_status br_log_leads_to(struct br_log *log, uint32_t number,
                                           const struct br_head *head);
/** The columns of a body, borrowed until the next step. */
struct br_bytes br_log_column_body(sqlite3_stmt *statement, int column);
sqlite3 *br_log_reader_db(struct br_log_reader *reader);

#endif
