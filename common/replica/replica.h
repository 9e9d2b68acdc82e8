/**
 * replica.h - one replica at work: the node's actions carried out on a libuv loop.
 *
 *      sockets --frames--> node --actions--> sockets        the loop's thread
 *                           |  ^
 *                  RECEIVE  |  | DURABLE
 *                  WRITE    v  | WRITTEN                    lanes on the thread pool, one per file
 *                        log/shared.db   log/local.db
 *                             |               |
 *                             +----- fold ----+             the views' lane, behind the logs
 *                                     v
 *                               views/all.db
 *
 * Whatever waits for a log becomes one transaction (group commit without a timer: the commit's own
 * time groups). Nothing is sent before the transaction that it tells of is durable; this is
 * asserted. Server and client are the same replica; the differences are in the options and the
 * events.
 *
 * All functions belong to the loop's thread.
 */
#ifndef BR_REPLICA_REPLICA_H
#define BR_REPLICA_REPLICA_H

#include "net/lane.h"
#include "net/net.h"
#include "session/node.h"
#include "store/desk.h"
#include "store/views.h"

struct br_replica;

struct br_replica_options {
    uv_loop_t *loop;
    enum br_node_role role;
    const char *folder; /* has or gets log/, views/ and desk.db */
    const struct br_domain *domain;
    struct br_hash academy;
    struct br_tls *tls; /* for dialling; NULL: never connects */
    bool create;        /* make the logs if they are not there */
    bool recovering;    /* server after a restore */
    /* a server's pen; both zero for a client */
    struct br_secret_key signing;
    uint32_t epoch;
    const char *software;
};

struct br_endpoint {
    char address[262]; /* "HOST:PORT" */
    struct br_hash pin;
};

struct br_replica_events {
    /* Where is this academy (a client: home)? False: nowhere. */
    bool (*find)(void *context, const struct br_hash *academy, struct br_endpoint *endpoint);
    /* Keys and acceptances as they become durable, and all of them at the start. */
    void (*on_trust)(void *context, const struct br_trust_fact *fact);
    /* Roles or rooms of members have changed, at a server; at the start they were none. */
    void (*on_members)(void *context);
    void (*on_party)(void *context, const struct br_party *party, bool up);
    /* A server that was restored begins to number again, in this epoch. */
    void (*on_numbering)(void *context, uint32_t epoch);
    /* A client's outbox; see node.h. Answer PULL with br_replica_submit. */
    void (*on_pull)(void *context, br_connection home, size_t count);
    void (*on_outcomes)(void *context, const struct br_result *results, size_t count);
    /* A stream was removed here because we no longer belong to it. */
    void (*on_purged)(void *context, const struct br_stream *stream, const char *reason);
    /* The views have caught up with the logs; comes after every change. */
    void (*on_folded)(void *context);
};

/** Open the files and load the node. Errors as br_log_open; BR_ERR_BUSY: see br_folder_lock. */
BR_MUST_USE enum br_status br_replica_open(const struct br_replica_options *options,
                                           const struct br_replica_events *events, void *context,
                                           struct br_replica **replica, struct br_error *error);

/** Say goodbye, finish what is under way, close; [stopped] comes once, then the replica is gone. */
void br_replica_stop(struct br_replica *take_replica, void (*stopped)(void *context),
                     void *context);

/* --- conversations --- */

/** A pipe that the listener accepted for BR_ALPN_SYNC; the replica owns it from now on. */
void br_replica_attach(struct br_replica *replica, struct br_pipe *take_pipe,
                       const struct br_party *party);
/** The device with this key may not connect any more: cut it off, if it is connected. */
void br_replica_end_device(struct br_replica *replica, const struct br_hash *device);
/** Stay connected with this academy (or home), or no longer. */
void br_replica_peer(struct br_replica *replica, const struct br_hash *academy, bool dial);
const struct br_node *br_replica_node(const struct br_replica *replica);
void br_replica_number_anyway(struct br_replica *replica);

/* --- a client's outbox --- */

void br_replica_outbox(struct br_replica *replica);
void br_replica_submit(struct br_replica *replica, br_connection home,
                       const struct br_submission *writes, size_t count, bool more);

/* --- writing as the academy itself (server) --- */

typedef void (*br_replica_said)(void *context, enum br_status status,
                                const struct br_outcome *outcome);
/** Check and number one write; the answer comes when it is durable. The payload is copied. */
void br_replica_say(struct br_replica *replica, const struct br_write *write, br_replica_said said,
                    void *context);
/** Roles of a member as a bit set, 0 for nobody. */
uint32_t br_replica_roles(const struct br_replica *replica, const struct br_id *member);

/* --- work on the files, in turn with everything else --- */

enum br_replica_file {
    BR_FILE_LOG_SHARED,
    BR_FILE_LOG_LOCAL,
    BR_FILE_VIEWS,
    BR_FILE_DESK,
    BR_FILE_SEARCH,  /* its path; nobody else writes it */
    BR_FILE_READERS, /* the reading connections of both logs */
    BR_FILE_COUNT
};

/** What a job may touch: the member that belongs to its file. Never keep it. */
struct br_replica_hands {
    struct br_log *log;
    struct br_views *views;
    struct br_desk *desk;
    struct br_log_reader *readers[2]; /* by enum br_side */
};

/** [work] on a pool thread, then [done] on the loop. */
void br_replica_run(struct br_replica *replica, enum br_replica_file file,
                    void (*work)(void *context, const struct br_replica_hands *hands),
                    void (*done)(void *context), void *context);
/* --- looking at the views --- */

/**
 * [work] on a pool thread with one of BR_VIEWS_READERS readers of the views, taken for it alone
 * and released behind it; then [done] on the loop. Waits for no fold, and sees no outbox. What the
 * reader cannot read its queries say (BR_ERR_CLOSED). When BR_LOOKS_WAITING_MAX wait already, or it
 * is being stopped, [work] is left out: let [context] start with that answer.
 */
void br_replica_read(struct br_replica *replica,
                     void (*work)(void *context, struct br_views *reader),
                     void (*done)(void *context), void *context);

/**
 * [seen] once the views have the record [seq] of [stream] (what an outcome names), so that the next
 * page shows it: true. Or false: after BR_SEEN_WAIT_MS, when BR_SEEN_WAITING_MAX wait already, or
 * when it is being stopped. Later, never from inside.
 */
void br_replica_seen(struct br_replica *replica, const struct br_stream *stream, uint64_t seq,
                     void (*seen)(void *context, bool in_views), void *context);

/** [work] on a pool thread with desk.db, in turn with other such work; then [done] on the loop. */
void br_replica_desk(struct br_replica *replica, void (*work)(void *context, struct br_desk *desk),
                     void (*done)(void *context), void *context);

/* --- tending --- */

/**
 * Read all of both logs through, a piece at a time: what cannot be read is asked from others. It
 * happens by itself after the start and behind each mending.
 */
void br_replica_scrub(struct br_replica *replica);
/** Records that are durable and not folded yet: false when there are none. */
bool br_replica_folding(const struct br_replica *replica);

/** "FOLDER/log/shared.db" and so on. */
void br_replica_path(const struct br_replica *replica, enum br_replica_file file, char *out,
                     size_t size);

/* --- figures --- */

struct br_replica_figures {
    uint64_t wire_bytes; /* TLS bytes both ways, of connections that are open */
    uint64_t commits;
    uint64_t records_stored;
    uint64_t records_folded;
};
struct br_replica_figures br_replica_figures(const struct br_replica *replica);

#endif
