/**
 * world.h - academies and their clients in one process, in virtual time.
 *
 *      world.c     time, chance, events
 *      wire.c      connections: delay, chunks, cuts, partitions, half-open ends
 *      machine.c   a replica: node, logs, start and crash
 *      disk.c      its disk: crashes that tear, room that ends, bits that flip
 *      shell.c     what common/replica does: actions carried out
 *      commit.c    groups committed, and told to the node
 *      outbox.c    a client's outbox
 *      people.c    what members do
 *      faults.c    what goes wrong
 *      liar.c      what a machine that lies sends instead; fork.c: two records at one position
 *      shape.c     what the seed draws before it begins
 *      watch.c     what must be true at every moment
 *      fold.c      the views, behind the logs
 *      version.c   a build that lacks a kind of record
 *      verify.c    signatures that were found good before
 *      judge.c     what must be true when all is well again
 *      plan.h      a run as a value that can be written down and made smaller
 *      figures.h   what is counted
 *
 * Node, session and store are the real code. Nothing here reads a clock or draws randomness: every
 * choice hashes (seed, site, machine, counter), so that one choice more or less moves no other.
 */
#ifndef BR_SIM_WORLD_H
#define BR_SIM_WORLD_H

#include "figures.h"
#include "plan.h"
#include "record/keys.h"
#include "session/node.h"
#include "session/trace.h"
#include "store/views.h"

#include <stdio.h>

enum {
    MACHINES_MAX = 24,
    ROOMS_MAX = 64,
    NAME_MAX_SIZE = 16,
    ROUNDS_MAX = 8,
    REPLAYS_MAX = 16,
    AREAS_MAX = 64, /* files of the domain */
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
    SITE_CUT,
    SITE_LIE,
    SITE_FORK,
    SITE_DISK,
    SITE_FOLD,
    SITE_CORE,
    SITE_GROUP,
    SITE_COUNT,
};

struct world_options {
    struct plan plan;
    bool steady;  /* for stories: fixed delays, whole frames, no chance */
    bool verbose; /* print the trace of everything */
};

/* What the seed draws before it begins. */
struct shape {
    bool kinds[FAULT_COUNT]; /* which faults there are */
    uint64_t pause_ms;       /* between two strikes of one machine, at most */
    uint64_t talk_ms;        /* between two acts of one client, at most */
    size_t round_count;      /* busy times, with quiet ones between them */
    uint64_t round_from_ms[ROUNDS_MAX];
    uint64_t round_until_ms[ROUNDS_MAX];
};

/* --- wires --- */

struct chunk {
    struct chunk *next;
    uint64_t due_ms;
    uint64_t sequence; /* its turn among what happens then */
    bool last;         /* nothing but the end of the direction */
    size_t size;
    size_t taken; /* of them, by a slow reader */
    uint8_t bytes[];
};

struct end {
    uint32_t machine;
    uint32_t generation; /* of the machine when it connected */
    br_connection connection;
    bool gone;           /* this side has been told DISCONNECTED, or has crashed */
    bool closing;        /* its node said CLOSE */
    bool open;           /* hello was accepted here */
    struct br_buffer in; /* not a whole frame yet */
    struct chunk *first; /* on their way to this end */
    struct chunk *last;
    size_t waiting;   /* bytes on their way */
    bool armed;       /* a delivery is among the events */
    uint64_t next_ms; /* a slow reader takes nothing before */
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
    uint32_t from; /* the machine that sent it; MACHINES_MAX: gone */
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

/* A stream as a machine holds it, by what its transactions said; for judging what it tells. */
struct held {
    struct br_stream stream;
    uint32_t number;
    struct br_tail tail;  /* told others are at most this, so it must outlive every crash */
    uint64_t highest_seq; /* ever */
    uint64_t aside_seq;   /* put aside from this record on; 0: not */
    struct br_hash aside_previous;
    bool leaving; /* a purge has begun */
    bool seen;    /* while a start looks through them */
};

/* The other story that a machine tells about its own network stream. */
struct fork {
    uint64_t seq;     /* the first record that differs; 0: none */
    uint64_t victims; /* bits: who is told this one */
    struct br_buffer body;
    size_t count;
    struct br_hash *hashes; /* of record i + 1, in this story */
    uint32_t *epochs;
};

struct liar {
    bool lies;
    struct fork fork;
    uint64_t split_until_ms;
    uint64_t split_victims;
    uint64_t alter_until_ms; /* batches that it passes on are not as they came */
    struct br_bytes replays[REPLAYS_MAX];
    size_t replay_at;
};

struct vfs_disk;
struct vfs_image;

struct machine {
    struct world *world;
    struct vfs_disk *disk;
    struct vfs_image *image;  /* what a crash has left that is under way; or NULL */
    struct vfs_image *backup; /* or NULL */
    uint64_t backup_local;    /* records of the local log in it */
    uint64_t torn_after;      /* so many changes of the disk on, it crashes; 0: not */
    uint64_t failed_before;
    bool sync_fails;
    bool full;
    bool damaged;           /* a bit has flipped: not all can be read, until it is mended */
    bool tidies;            /* a whole checkpoint is under way */
    struct br_views *views; /* or NULL: not open */
    char views_path[100];
    enum br_status folded;
    struct br_damage found; /* by a fold; seq_bad 0: nothing */
    bool folds;             /* a fold is among the events */
    bool needs_start;       /* its disk was full for something that only a start does again */
    enum br_status opened;
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
    int64_t skew_ms;       /* of its wall clock */
    uint64_t wall_high_ms; /* the latest that its wall clock ever showed */
    bool absent;           /* taken out of the plan: never runs */
    bool broken;           /* not healed at the end, for ever */
    bool old_software;     /* a build that lacks a kind of record */
    bool software_next;    /* whether it will be one from the next start on */
    bool dials[MACHINES_MAX];
    char folder[64];

    bool up;
    uint32_t generation; /* grows with every start and every crash */
    bool recovering;     /* at the next start */
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
    uint64_t sip_until_ms; /* until then it reads that many bytes, and then waits */
    uint64_t sip_bytes;
    uint64_t sip_ms;
    bool in_step;
    enum br_input_type input; /* of the step under way */
    enum br_frame_type frame; /* FRAME: of which type */
    uint64_t strikes;         /* numbers of the next one */
    uint64_t acts;
    size_t held_count;
    size_t held_capacity;
    struct held *held;
    struct liar liar;

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

/* A stream of one academy for those that it names. */
struct group {
    uint32_t origin;
    struct br_id id;
    uint32_t named; /* a bit for each machine */
};

struct world {
    struct world_options options;
    uint64_t now_ms;
    struct event *heap;
    size_t heap_count;
    size_t heap_capacity;
    uint64_t event_last;
    struct group groups[MACHINES_MAX];
    size_t group_count;
    uint64_t counters[SITE_COUNT][MACHINES_MAX];
    struct br_domain *domain;
    struct br_domain *domain_old; /* of a build that lacks a kind */
    struct br_file old_files[AREAS_MAX];
    struct history *history; /* which record stood where, in the whole world */
    struct shape shape;
    bool healing; /* only what is broken for ever is struck any more */

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
    struct figures figures;
    struct marks struck; /* what did happen: what a smaller plan chooses from */
    struct marks acted;

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
/** Begin the choices of one strike or act: those of the n-th do not depend on the others. */
void world_turn(struct world *world, enum site site, uint32_t machine, uint64_t number);
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
/** The same, in a turn among those of the same time that was taken earlier. */
uint64_t world_sequence(struct world *world);
void world_in_turn(struct world *world, uint64_t sequence, uint64_t at_ms, world_happens happens,
                   uint32_t machine, uint32_t generation, uint64_t a, uint64_t b);
/** Let everything happen until [until_ms], or until something fails. */
void world_run(struct world *world, uint64_t until_ms);
struct machine *world_find(struct world *world, const char *name);
uint32_t world_academy(const struct world *world, const struct br_hash *academy);
void world_name(struct world *world, const void *bytes, size_t size, const char *name);

/* machine.c */
struct machine *machine_academy(struct world *world, const char *name);
struct machine *machine_client(struct world *world, const char *name, struct machine *home);
void machine_start(struct world *world, struct machine *machine);
/** An event: start it unless it runs. */
void machine_restart(struct world *world, uint32_t index, uint64_t a, uint64_t b);
void machine_learn_key(struct world *world, struct machine *machine,
                       const struct br_trust_fact *fact);
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
/** [academy] opens a group with those whose bits are set, its own among them. */
struct group *machine_group(struct world *world, struct machine *academy, uint32_t named);
/** It tells the group something. */
void machine_tell(struct world *world, struct machine *academy, const struct group *group);
/** Does the group that this stream is name the machine? Also true of what is for the network. */
bool world_named(const struct world *world, const struct br_stream *stream, uint32_t machine);
void machine_accept(struct world *world, struct machine *academy, const struct machine *other,
                    bool accepted);
void machine_give_role(struct world *world, struct machine *academy, const struct br_id *member,
                       const char *role);
struct br_id world_id(struct world *world, struct machine *machine, enum site site);
struct br_now machine_now(const struct world *world, struct machine *machine);
/** It does not lie, and neither does its home. */
bool machine_honest(const struct world *world, const struct machine *machine);
struct br_domain *machine_domain(const struct world *world, const struct machine *machine);
enum br_side side_of(const struct br_audience *audience);

/* disk.c */
typedef void (*disk_call)(struct world *world, struct machine *machine);
void disk_new(struct world *world, struct machine *machine);
void disk_free(struct machine *machine);
/** In the middle of something, soon. */
void disk_crashes_soon(struct world *world, struct machine *machine);
bool disk_crashed(const struct machine *machine);
/** What a crash leaves is decided now, if it is not yet; disk_load, once all is closed, does it. */
void disk_take_image(struct world *world, struct machine *machine);
void disk_load(struct machine *machine);
/** [call] what may write. False: a sync failed and the process is gone. */
bool disk_run(struct world *world, struct machine *machine, disk_call call);
bool disk_syncs_fail(struct world *world, struct machine *machine);
bool disk_gets_full(struct world *world, struct machine *machine, bool full);
/** A bit of a record that lies there reads otherwise from now on. False: nothing fits. */
bool disk_flips(struct world *world, struct machine *machine);
void disk_backup(struct machine *machine);
void disk_restore(struct machine *machine);
void disk_mend(struct machine *machine);

/* verify.c */
void verify_new(void);

/* version.c */
void version_new(struct world *world);
void version_free(struct world *world);
/** What is called from now on is this machine's build. */
void version_runs(const struct machine *machine);

/* fold.c */
void fold_soon(struct world *world, struct machine *machine);
void fold_close(struct machine *machine);
/** Fold all that there is now; false when it cannot be done. */
bool fold_all(struct world *world, struct machine *machine);
/** The live views against ones that are made anew (I6). */
void fold_compare(struct world *world, struct machine *machine);
/** The first record that cannot be read. */
bool fold_find_damage(struct machine *machine, struct br_damage *found);
/** Read everything through once, as after a start and behind each mending, and tell the node. */
void fold_scrub(struct world *world, struct machine *machine);

/* shell.c */
struct br_node_fork shell_fork(const struct br_log_fork *fork);
/** Tell the node that records from [seq_bad] on cannot be read. */
void shell_damaged(struct world *world, struct machine *machine, const struct br_stream *stream,
                   uint32_t number, uint64_t seq_bad);
/** Tell the node whom a group names. */
void shell_learn_group(struct world *world, struct machine *machine,
                       const struct br_trust_fact *fact);
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
/** Run what writes. False: the machine crashed in it, or a sync failed, and nobody hears of it. */
bool commit_survives(struct world *world, struct machine *machine, disk_call call);
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
/** Who is at the other end, MACHINES_MAX when it is gone. */
uint32_t wire_other(struct world *world, const struct machine *machine, br_connection connection);
struct wire *wire_of(struct world *world, const struct machine *machine, br_connection connection,
                     size_t *at);
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
void people_begin(struct world *world);
void people_thread(struct world *world, struct machine *client, const struct br_audience *audience,
                   const char *title, const char *text);
struct room *people_room(struct world *world, struct machine *client, const char *name);
void people_join(struct world *world, struct machine *client, const struct room *room,
                 const struct br_id *member, bool joined);

/* faults.c */
void faults_begin(struct world *world);
/** A random core works again, and whoever is down in it is started; the others stay broken. */
void faults_heal(struct world *world);
/** In the busy time from [from_ms] on, or the next one; UINT64_MAX: there is none. */
uint64_t faults_next_ms(const struct world *world, uint64_t at_ms);

/* shape.c */
void shape_world(struct world *world);
uint64_t shape_end_ms(const struct world *world);
/** Until now, without what was quiet. */
uint64_t shape_busy_ms(const struct world *world);

/* liar.c */
/** What a liar's node wants to send, on its way through its hands. */
void liar_send(struct world *world, struct machine *machine, br_connection connection,
               struct br_bytes bytes);
/** False: it had nobody to lie to. */
bool liar_lies(struct world *world, struct machine *machine, enum fault lie);
void liar_free(struct liar *liar);

/* fork.c */
bool fork_begin(struct world *world, struct machine *machine);
/** [head] as this story has it; false: before the fork, or not known yet. */
bool fork_head(struct machine *machine, struct br_head *head);
/** The batch as this story has it: [bodies] and [head] are changed in place. */
bool fork_batch(struct machine *machine, struct br_head *head, struct br_bytes *bodies,
                size_t count);

/* watch.c */
struct history *history_new(void);
void history_free(struct history *take_history);
void watch_started(struct world *world, struct machine *machine);
void watch_committed(struct world *world, struct machine *machine, struct side *side);
/** Which of the states that people are shown has it come to? */
void watch_look(struct world *world, const struct machine *machine);
/** Before the actions of a step are carried out. */
void watch_step(struct world *world, struct machine *machine, const struct br_node_input *input,
                const struct br_node_actions *actions);
void watch_send(struct world *world, struct machine *machine, const struct br_node_action *action);
struct held *watch_held(struct machine *machine, const struct br_stream *stream);

/* judge.c */
/** Its logs hold what was signed, all of it. */
bool judge_sound(struct world *world, struct machine *machine);
/** Somebody in the core holds what it cannot read any more, and may show it. */
bool judge_mendable(struct world *world, struct machine *machine);
/** All that should be equal is equal; otherwise [why] says what not yet. */
bool judge_settled(struct world *world, char *why, size_t size);
/** What must hold at the end; failures are remembered in the world. */
void judge_end(struct world *world);
uint64_t judge_tail(struct world *world, struct machine *machine, const struct br_stream *stream);
/** The number up to which the stream counts there: it may have been put aside before its tail. */
uint64_t judge_good(struct machine *machine, const struct br_stream *stream);

#endif
