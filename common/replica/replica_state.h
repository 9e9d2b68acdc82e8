/**
 * replica_state.h - what a replica's parts share; private to this folder.
 *
 *      replica.c   open, stop, driving the node, connections
 *      commit.c    what waits for a log becomes transactions; memberships
 *      behind.c    what follows the logs: folding, reading batches back, other people's jobs
 *      look.c      pages on readers of the views, and who waits to see a write there
 *      search.c    what is found by its words follows the views
 *      chores.c    what has to be done to a log, however often it fails: purges, keys
 */
#ifndef BR_REPLICA_REPLICA_STATE_H
#define BR_REPLICA_REPLICA_STATE_H

#include "replica/peers/peers.h"
#include "replica/replica.h"
#include "store/search.h"

/* One end of a pipe with what has come of the next frame. */
struct connection {
    br_connection id;
    struct br_replica *replica;
    struct br_pipe *pipe;
    struct br_party party;
    bool known;             /* the node was told CONNECTED */
    bool paused;            /* reading stopped because too much waits for the log */
    size_t waiting_size;    /* bytes of it that wait for the logs */
    bool closing;           /* the node is done with it; only on_closed is awaited */
    struct br_buffer frame; /* bytes that are not a whole frame yet */
    struct connection *next_dialling;
};

struct pending {
    struct pending *next;
    uint64_t ticket; /* 0: said by the academy itself */
    size_t size;
    br_connection connection;
};

struct pending_batch {
    struct pending pending;
    struct br_batch batch;
    struct br_bytes bodies[]; /* then their bytes */
};

struct pending_receipts {
    struct pending pending;
    size_t count;
    struct br_receipt items[];
};

struct pending_fork {
    struct pending pending;
    size_t size;
    uint8_t proof[];
};

struct pending_write {
    struct pending pending;
    struct br_write write;
    br_replica_said said;
    void *context;
    uint8_t payload[];
};

struct queue {
    struct pending *first;
    struct pending *last;
    size_t count;
    size_t size;
};

struct membership {
    struct br_id member;
    uint32_t roles;
    size_t room_first; /* in rooms */
    size_t room_count;
};

struct memberships {
    struct membership *items; /* sorted by member */
    size_t count;
    size_t capacity;
    struct br_id *rooms;
    size_t room_count;
    size_t room_capacity;
    bool failed;
};

enum commit_type {
    COMMIT_RECEIVE,
    COMMIT_WRITE,
    COMMIT_RECEIPTS,
    COMMIT_FORK,
    COMMIT_MEND,
    COMMIT_TYPE_COUNT,
};

/* One log file: its lane, what waits for it, the transaction under way. */
struct side {
    struct br_replica *replica;
    enum br_side side;
    struct br_log *log;
    struct br_lane lane;
    struct queue waiting[COMMIT_TYPE_COUNT];
    bool busy;
    struct br_job job;
    struct br_job checkpoint;
    bool checkpoint_due;    /* by what the last transaction left in the WAL */
    bool checkpoint_urgent; /* also while batches keep coming */
    enum commit_type type;
    enum br_status status;
    struct br_now now; /* of the transaction */
    size_t count;
    struct pending **taken; /* BR_WRITE_GROUP_MAX */
    struct br_batch *batches;
    struct br_write *writes;
    struct br_outcome *outcomes;
    enum br_status *statuses;
    struct br_receipt *receipts;
    bool *kept;
    struct br_log_changes changes;
    bool members_stale;         /* they have changed, and could not be read since */
    bool members_read;          /* by this transaction */
    struct memberships members; /* loaded when the changes ask for it */
    struct br_rng rng;
};

/* Records of a stream that cannot be read. */
struct damage {
    struct br_stream stream;
    uint32_t number;
    uint64_t seq_bad;
    uint64_t seq_last;
};

/* Somebody waits until a record is in the views. */
struct watch {
    uint64_t ticket;
    uint64_t until_ms;
    struct br_stream stream;
    uint64_t seq;
    bool in_views; /* as a fold found */
    void (*seen)(void *context, bool in_views);
    void *context;
};

/* One reader of the views and the look that has it. */
struct page_reader {
    struct br_replica *replica;
    struct br_views *views; /* opened by its first look */
    struct br_lane lane;
    struct br_job job;
    struct look *look;
    bool stale; /* what it has open is to be let go */
};

/* Takes in the words of what was folded. */
struct searcher {
    struct br_replica *replica;
    struct br_search *search;
    struct br_views *reader; /* opened by its first piece */
    struct br_lane lane;
    struct br_job job;
    bool busy;
    bool wanted; /* the views have changed since the last piece began */
    bool more;
    bool failing;
    uint64_t retry_ms; /* when */
    enum br_status status;
};

/* The views and the logs that they follow. */
struct follower {
    struct br_replica *replica;
    struct br_views *views;
    struct br_lane lane;
    struct br_log_reader *readers[2];
    bool wanted;                 /* a log has changed since the last fold began */
    uint64_t wanted_ms;          /* since when */
    struct br_receipt *receipts; /* to be noted with the next fold: who holds what */
    size_t receipt_count;
    size_t receipt_capacity;
    struct br_receipt *noting; /* by the fold under way */
    size_t noting_count;
    bool busy;
    bool more;
    bool anew;         /* a fold has emptied the views: who holds what is to be noted again */
    bool failing;      /* the last fold failed; it is tried again */
    uint64_t retry_ms; /* when */
    enum br_status status;
    uint64_t records;
    struct damage damages[2 * BR_DAMAGES_MAX]; /* met by the fold under way */
    size_t damage_count;
    struct watch *watches; /* copies of those that the fold under way answers */
    size_t watch_count;
    struct br_job job;
    struct br_job checkpoint;
    bool checkpoint_due;
};

struct read_job {
    struct br_job job;
    struct br_replica *replica;
    br_connection connection;
    bool for_academy; /* whom it is for decides the handle, not which stream it is */
    struct br_stream stream;
    uint32_t number;
    uint64_t after_seq;
    enum br_read_purpose purpose;
    enum br_status status;
    uint64_t seq_bad;
    uint64_t seq_last; /* of the damage */
    struct br_log_batch batch;
    struct read_job *next_free;
};

struct br_replica {
    struct br_replica_options options;
    struct br_replica_events events;
    void *context;
    char folder[4096];
    struct br_node *node;
    uv_timer_t timer;
    uv_prepare_t settle; /* runs what stop waits for */

    struct connection **connections; /* sorted by id */
    size_t connection_count;
    size_t connection_capacity;
    br_connection connection_last;
    struct connection *dialling; /* not known to the node yet */
    size_t waiting_size;         /* bytes that wait for the logs */

    struct side sides[2];
    struct follower follower;
    struct page_reader page_readers[BR_VIEWS_READERS];
    struct br_lane look_lane; /* of looks that are left out */
    struct look *look_first;  /* wait for a reader */
    struct look *look_last;
    size_t look_count;
    struct watch *watches; /* in the order of their time */
    size_t watch_count;
    uint64_t watch_last; /* ticket */
    struct searcher searcher;
    struct br_lane desk_lane;
    struct br_desk *desk;
    struct br_lane read_lane;
    struct br_log_reader *readers[2];
    struct br_shared_reader *peers_reader; /* readers[BR_SIDE_SHARED], for other academies */
    struct read_job *free_reads;
    struct memberships members;
    struct chore *chores; /* that failed and are tried again */
    uint64_t transaction; /* number of the latest durable one */
    size_t jobs;          /* of br_replica_run under way */
    bool writes_allowed;  /* false while recovering */
    bool scrubbing;
    bool scrub_anew; /* from the beginning, when the piece under way is done */

    bool in_step;
    bool stopping;
    void (*stopped)(void *context);
    void *stopped_context;
    struct br_replica_figures figures;
};

/* replica.c */
/** A trust fact that became durable: the node, the local log and the events hear of it. */
void replica_learn(struct br_replica *replica, const struct br_trust_fact *fact);
void replica_step(struct br_replica *replica, struct br_node_input *input);
/** Wake at the earliest of what the node and the views wait for. */
void replica_set_timer(struct br_replica *replica);
struct connection *replica_connection(struct br_replica *replica, br_connection id);

struct br_node_fork replica_fork(const struct br_log_fork *fork);

/* commit.c */
enum br_status commit_open(struct br_replica *replica, struct side *side, struct br_error *error);
void commit_close(struct side *side);
void commit_batch(struct br_replica *replica, br_connection connection, uint64_t ticket,
                  const struct br_batch *batch);
void commit_receipts(struct br_replica *replica, br_connection connection, uint64_t ticket,
                     const struct br_receipt *items, size_t count);
void commit_write(struct br_replica *replica, br_connection connection, uint64_t ticket,
                  const struct br_write *write, br_replica_said said, void *context);
void commit_fork(struct br_replica *replica, const struct br_node_action *action);
void commit_mend(struct br_replica *replica, const struct br_node_action *action);
void commit_begin(struct side *side);
/** Stopping: nothing begins any more, and what has not begun is given up. */
void commit_abandon(struct side *side);
bool commit_idle(const struct side *side);
/** What a log is at: more will come of it in a moment, or not. */
enum commit_pace { COMMIT_PACE_IDLE, COMMIT_PACE_WRITING, COMMIT_PACE_CATCHING_UP };
enum commit_pace commit_pace(const struct side *side);
/** Ask [log] who its members are; answers in [members]. */
void memberships_load(struct memberships *members, struct br_log *log);
/** Take over newly loaded ones and tell the node of every member. */
void memberships_adopt(struct br_replica *replica, struct memberships *take_members);

/* behind.c */
enum br_status behind_open(struct br_replica *replica, struct br_error *error);
void behind_close(struct br_replica *replica);
/** A log has more to fold. While it writes on, records collect a moment: see behind.c. */
void behind_fold(struct br_replica *replica);
/** A log has done something else, or behind_due_ms has come: begin the folds that may. */
void behind_go_on(struct br_replica *replica);
/** When a fold that waits may begin; UINT64_MAX: none waits. */
uint64_t behind_due_ms(const struct br_replica *replica);
/** Let the views say who holds what; takes effect with the next fold. */
void behind_note(struct br_replica *replica, const struct br_receipt *receipt);
/** All receipts of the log once more, for views that were begun again. */
void behind_note_all(struct br_replica *replica);
void behind_read(struct br_replica *replica, const struct br_node_action *action);
bool behind_idle(const struct br_replica *replica);

/* look.c */
void look_open(struct br_replica *replica);
void look_close(struct br_replica *replica);
bool look_idle(const struct br_replica *replica);
/** The views were removed, and readers hold what was in them. */
void look_let_go(struct br_replica *replica);
/** A fold begins: which records it is to look for. */
void look_ask(struct follower *follower);
/** On the pool: are they there? */
void look_find(struct follower *follower);
/** The fold is done. */
void look_answer(struct follower *follower);
/** Those whose time has come are told so; when stopping, all. */
void look_go_on(struct br_replica *replica);
uint64_t look_due_ms(const struct br_replica *replica);

/* search.c */
enum br_status search_open(struct br_replica *replica, struct br_error *error);
void search_close(struct br_replica *replica);
bool search_idle(const struct br_replica *replica);
/** The views have more. */
void search_want(struct br_replica *replica);
void search_go_on(struct br_replica *replica);
uint64_t search_due_ms(const struct br_replica *replica);

/* chores.c */
/** Remove a stream; [on_purged] when it is gone. */
void chores_purge(struct br_replica *replica, const struct br_node_action *action);
/** A client's local log holds no key records of its own: the shared log's tell it. */
void chores_know_key(struct br_replica *replica, const struct br_trust_fact *fact);
/** Those whose time has come are tried again. */
void chores_go_on(struct br_replica *replica);
/** When that is; UINT64_MAX: none waits. */
uint64_t chores_due_ms(const struct br_replica *replica);
void chores_close(struct br_replica *replica);

#endif
