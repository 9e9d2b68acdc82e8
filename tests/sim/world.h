/**
 * world.h - academies and their clients in one process, in virtual time.
 *
 *      world.c     time, chance, events
 *      wire.c      connections: delay, chunks, cuts, partitions, half-open ends
 *      machine.c   a replica: node, logs, start and crash
 *      shell.c     what common/replica does: actions carried out
 *      commit.c    groups committed, and told to the node
 *      outbox.c    a client's outbox
 *      people.c    what members do
 *      faults.c    what goes wrong
 *      judge.c     what must be true
 *
 * Node, session and store are the real code; files lie in a temporary folder. Nothing here reads a
 * clock or draws randomness: every choice hashes (seed, site, machine, counter), so that one choice
 * more or less moves no other.
 */
#ifndef BR_SIM_WORLD_H
#define BR_SIM_WORLD_H

#include "record/keys.h"
#include "session/node.h"
#include "session/trace.h"
#include "store/views.h"

#include <stdio.h>

enum {
    MACHINES_MAX = 24,
    ROOMS_MAX = 64,
    NAME_MAX_SIZE = 16,
};

/* Where chance decides; the first argument of world_roll. */
enum site {
    SITE_DELAY,
    SITE_CHUNK,
    SITE_COMMIT,
    SITE_TELL,
    SITE_READ,
    SITE_PULL,
    SITE_DIAL,
    SITE_KEYS,
    SITE_PEN,
    SITE_NODE,
    SITE_PEOPLE,
    SITE_FAULT,
    SITE_SHAPE,
    SITE_COUNT,
};

enum fault {
    FAULT_CUT,       /* a connection is reset; what was under way is lost from some byte on */
    FAULT_BLOCK,     /* both directions between two machines */
    FAULT_BLOCK_ONE, /* one direction */
    FAULT_CRASH,     /* the other ends hear of it */
    FAULT_VANISH,    /* they do not: half-open */
    FAULT_SLOW,      /* commits take long for a while */
    FAULT_STOP,      /* in good order */
    FAULT_COUNT,
};

struct world_options {
    uint64_t seed;
    bool steady;  /* for stories: fixed delays, whole frames, no chance */
    bool verbose; /* print the trace of everything */
};

/* --- wires --- */

struct chunk {
    struct chunk *next;
    uint64_t due_ms;
    bool last; /* nothing but the end of the direction */
    size_t size;
    uint8_t bytes[];
};

struct end {
    uint32_t machine;
    uint32_t generation; /* of the machine when it connected */
    br_connection connection;
    bool gone;           /* this side has been told DISCONNECTED, or has crashed */
    bool closing;        /* its node said CLOSE */
    struct br_buffer in; /* not a whole frame yet */
    struct chunk *first; /* on their way to this end */
    struct chunk *last;
};

struct wire {
    struct wire *next;
    uint64_t number;
    uint64_t delay_ms;
    bool cut;
    struct end ends[2]; /* 0 dialled */
};

/* --- machines --- */

enum job_type {
    JOB_RECEIVE,
    JOB_WRITE,
    JOB_RECEIPTS,
    JOB_FORK,
    JOB_MEND,
    JOB_PURGE,
    JOB_TYPE_COUNT
};

struct job {
    struct job *next;
    enum job_type type;
    uint64_t ticket;
    struct br_batch batch;
    struct br_receipt *receipts;
    size_t receipt_count;
    struct br_write write;
    struct br_stream stream;
    struct br_bytes proof;
    struct br_bytes *bodies;
    uint8_t *memory;
};

/* One log file: what waits for it, the transaction under way. */
struct side {
    struct br_log *log;
    struct br_log_reader *reader;
    struct job *first[JOB_TYPE_COUNT];
    struct job *last[JOB_TYPE_COUNT];
    enum job_type turn;
    bool busy;
    /* the transaction: committed, and then told to the node */
    struct job *taken[BR_WRITE_GROUP_MAX];
    size_t taken_count;
    enum br_status status;
    enum br_status statuses[BR_STORE_BATCHES_MAX];
    bool kept[BR_RECEIPTS_FRAME_MAX];
    struct br_outcome *outcomes;
    struct br_log_changes changes;
};

struct membership {
    struct br_id member;
    uint32_t roles;
    size_t room_count;
    struct br_id *rooms;
};

enum written_state { WRITTEN_WAITING, WRITTEN_NUMBERED, WRITTEN_REFUSED };

/* A write in an outbox; kept for the judge when it is done. */
struct written {
    struct br_submission submission; /* payload is its own */
    struct br_id subject;            /* the thread or measure that it is about */
    enum written_state state;
    br_connection submitted; /* in this conversation */
    uint32_t epoch;
    uint64_t seq;
};

struct machine {
    char name[NAME_MAX_SIZE];
    uint32_t index;
    enum br_node_role role;
    uint32_t home; /* client: index of its server */
    struct br_secret_key recovery;
    struct br_secret_key signing;
    struct br_academy_keys keys;
    struct br_hash academy;
    struct br_id member; /* client */
    uint32_t epoch;
    int64_t skew_ms; /* of its wall clock */
    bool dials[MACHINES_MAX];
    char folder[300];

    bool up;
    uint32_t generation; /* grows with every start and every crash */
    bool recovering;     /* at the next start */
    bool damaged;        /* somebody has changed its files: not all of them can be read */
    struct br_node *node;
    struct br_rng pen_rng;
    struct side sides[2];
    struct membership *members;
    size_t member_count;
    uint64_t transaction;
    bool writes_allowed;
    br_connection connection_last;
    uint64_t tick_at_ms; /* of the TICK event under way; UINT64_MAX: none */
    uint64_t tick_second;
    uint32_t ticks; /* in that second */
    uint64_t slow_until_ms;
    bool in_step;

    /* what its node was told: for judging what it sends */
    bool accepts[MACHINES_MAX][MACHINES_MAX];

    struct written *outbox; /* client */
    size_t outbox_count;
    size_t outbox_capacity;
    uint64_t pull_at; /* sequence of the PULL under way */
};

struct room {
    struct br_id id;
    uint32_t academy; /* machine */
    uint32_t opener;
    bool open;                /* numbered */
    char name[NAME_MAX_SIZE]; /* in stories */
};

/* --- the world --- */

struct event;

struct world_figures {
    uint64_t events;
    uint64_t frames;
    uint64_t commits;
    uint64_t records;
    uint64_t writes;
    uint64_t refused;
    uint64_t faults[FAULT_COUNT];
    uint64_t minds;   /* changed about who is accepted */
    uint64_t heal_ms; /* the longest until all agreed */
    uint64_t ticks_most;
};

struct world {
    struct world_options options;
    uint64_t now_ms;
    struct event *heap;
    size_t heap_count;
    size_t heap_capacity;
    uint64_t event_last;
    uint64_t counters[SITE_COUNT][MACHINES_MAX];
    struct br_domain *domain;
    char folder[200];

    struct machine *machines[MACHINES_MAX];
    size_t machine_count;
    struct wire *wires;
    uint64_t wire_last;
    uint64_t blocked_until_ms[MACHINES_MAX][MACHINES_MAX];
    bool ever_accepted[MACHINES_MAX][MACHINES_MAX]; /* at any time: first by second */
    struct room rooms[ROOMS_MAX];
    size_t room_count;

    bool failed;
    char why[400];
    uint64_t state; /* a running hash of all that happened: equal runs are equal in it */
    struct world_figures figures;

    /* the trace */
    FILE *trace; /* or NULL */
    bool traced[MACHINES_MAX];
    struct br_trace_name names[MACHINES_MAX * 2 + ROOMS_MAX];
    size_t name_count;
};

/* world.c */
struct world *world_new(const struct world_options *options);
void world_free(struct world *take_world);
/** Even from 0 to bound - 1. */
uint64_t world_roll(struct world *world, enum site site, uint32_t machine, uint64_t bound);
bool world_chance(struct world *world, enum site site, uint32_t machine, uint64_t percent);
/** Remember the first thing that went wrong. */
__attribute__((format(printf, 2, 3))) void world_fail(struct world *world, const char *format, ...);
void world_note(struct world *world, uint64_t value);
typedef void (*world_happens)(struct world *world, uint32_t machine, uint64_t a, uint64_t b);
/**
 * [happens] at [at_ms]. With [generation] not 0 only if the machine is still in it: what a crashed
 * machine had in mind does not happen.
 */
void world_at(struct world *world, uint64_t at_ms, world_happens happens, uint32_t machine,
              uint32_t generation, uint64_t a, uint64_t b);
/** Let everything happen until [until_ms], or until something fails. */
void world_run(struct world *world, uint64_t until_ms);
struct machine *world_find(struct world *world, const char *name);
uint32_t world_academy(const struct world *world, const struct br_hash *academy);
void world_name(struct world *world, const void *bytes, size_t size, const char *name);

/* machine.c */
struct machine *machine_academy(struct world *world, const char *name);
struct machine *machine_client(struct world *world, const char *name, struct machine *home);
void machine_start(struct world *world, struct machine *machine);
/** Everything volatile is gone. [heard]: the operating system closes the connections. */
void machine_crash(struct world *world, struct machine *machine, bool heard);
/** Goodbye to everyone, then as a crash. */
void machine_stop(struct world *world, struct machine *machine);
void machine_path(const struct machine *machine, const char *file, char *out, size_t size);
/** Copy the logs away, or put the copy back (the machine is down); then it recovers. */
void machine_backup(struct machine *machine);
void machine_restore(struct machine *machine);
/** Put the copy back behind its back: it goes on as if nothing had happened, in the same epoch. */
void machine_rollback(struct machine *machine);
/** What the academy itself says: at once when it is down, else through its lane. */
void machine_say(struct world *world, struct machine *academy, const char *kind,
                 const struct br_audience *audience, struct br_id id,
                 struct br_buffer *take_payload);
void machine_accept(struct world *world, struct machine *academy, const struct machine *other,
                    bool accepted);
void machine_give_role(struct world *world, struct machine *academy, const struct br_id *member,
                       const char *role);
struct br_id world_id(struct world *world, const struct machine *machine, enum site site);
struct br_now machine_now(const struct world *world, const struct machine *machine);
enum br_side side_of(const struct br_audience *audience);

/* shell.c */
struct br_node_fork shell_fork(const struct br_log_fork *fork);
void shell_step(struct world *world, struct machine *machine, struct br_node_input *input);

/* commit.c */
void commit_batch(struct world *world, struct machine *machine,
                  const struct br_node_action *action);
void commit_write(struct world *world, struct machine *machine,
                  const struct br_node_action *action);
void commit_receipts(struct world *world, struct machine *machine,
                     const struct br_node_action *action);
void commit_fork(struct world *world, struct machine *machine, const struct br_node_action *action);
void commit_mend(struct world *world, struct machine *machine, const struct br_node_action *action);
void commit_purge(struct world *world, struct machine *machine,
                  const struct br_node_action *action);
/** Begin a transaction with what waits, unless one is under way. */
void commit_begin(struct world *world, struct machine *machine, enum br_side at);
void shell_queue(struct world *world, struct machine *machine, enum br_side side, struct job *take);
void shell_drop_jobs(struct side *side);
void shell_load_members(struct machine *machine);

/* outbox.c */
void outbox_write(struct world *world, struct machine *client, const char *kind,
                  const struct br_audience *audience, struct br_id id,
                  struct br_buffer *take_payload);
void outbox_pull(struct world *world, struct machine *client, br_connection home, size_t count);
void outbox_outcomes(struct world *world, struct machine *client, const struct br_result *results,
                     size_t count);

/* wire.c */
void wire_dial(struct world *world, struct machine *machine, const struct br_hash *academy);
void wire_send(struct world *world, struct machine *machine, br_connection connection,
               struct br_bytes bytes);
void wire_close(struct world *world, struct machine *machine, br_connection connection);
void wire_cut(struct world *world, struct wire *wire);
/** The machine is gone. */
void wire_machine_down(struct world *world, const struct machine *machine, bool heard);
const struct br_party *wire_party(struct world *world, const struct machine *machine,
                                  br_connection connection, struct br_party *party);

/* people.c */
/** A payload of [kind] from name, value, ..., NULL. */
void people_pack(struct br_buffer *out, const char *kind, ...);
void people_begin(struct world *world, uint64_t until_ms);
void people_thread(struct world *world, struct machine *client, const struct br_audience *audience,
                   const char *title, const char *text);
struct room *people_room(struct world *world, struct machine *client, const char *name);
void people_join(struct world *world, struct machine *client, const struct room *room,
                 const struct br_id *member, bool joined);

/* faults.c */
void faults_begin(struct world *world, uint64_t until_ms);
/** Everything works again, and whoever is down is started. */
void faults_heal(struct world *world);
const char *fault_name(enum fault fault);

/* judge.c */
/** Who should hold whose network stream, as trust and the network are now. */
void judge_expect(const struct world *world, bool holds[MACHINES_MAX][MACHINES_MAX]);
/** All that should be equal is equal; otherwise [why] says what not yet. */
bool judge_settled(struct world *world, char *why, size_t size);
/** What must hold at the end; failures are remembered in the world. */
void judge_end(struct world *world);
uint64_t judge_tail(struct world *world, struct machine *machine, const struct br_stream *stream);
/** The number up to which the stream counts there. */
uint64_t judge_good(struct machine *machine, const struct br_stream *stream);

#endif
