/**
 * agent.h - the client at work: a replica of what its member may have, with the outbox.
 *
 *      log/ views/ tls.pem lock       as in every replica
 *      device.db                      who we are, where home is, the outbox
 *      control                        while it runs: verbs of other processes come in here
 *
 *      loop's thread     replica (node, connection), timers, starting and finishing verbs
 *      pool, views lane  folds; verbs that read views
 *      pool, device lane the outbox's own work: pulling, settling, tidying
 *      pool, verb lane   verbs that need the outbox only; saving what verbs write
 *      pool, log lanes   trying it first (trial.h)
 *
 * device.db has one connection and is used by all these lanes: under agent_device_take. All other
 * functions belong to the loop's thread.
 */
#ifndef BR_CLIENT_AGENT_H
#define BR_CLIENT_AGENT_H

#include "client/call.h"
#include "net/control.h"
#include "pages/page.h"
#include "replica/replica.h"
#include "store/device.h"

#include <stdatomic.h>

/** Who this device is, as device.db says. Texts are NUL-terminated and within BR_TEXT_NAME_MAX. */
struct settings {
    struct br_hash academy;
    char academy_name[256];
    char address[262]; /* of home */
    struct br_hash pin;
    struct br_id member;
    char member_name[256];
};

/* When a stream was last caught up; kept in device.db, for status without a network. */
struct caught_up {
    struct br_stream stream;
    uint64_t wall_ms;
};

/* A Big Room that left this device, until a sync has told of it. */
struct left_room {
    struct left_room *next;
    struct br_id id;
    char name[256];
    char reason[256];
};

struct agent_options {
    const char *folder;
    bool connect; /* else it stays offline */
    bool serve;   /* take verbs from the control socket */
};

struct sync;
struct site;

struct agent {
    uv_loop_t *loop;
    char folder[4000];
    int lock;
    struct settings settings;
    struct br_domain *domain;
    struct br_pages *pages;
    struct br_device *device;
    uv_mutex_t device_mutex;
    struct br_tls *tls;
    struct br_replica *replica; /* NULL once it is being stopped */
    struct br_control *control;
    struct site *site; /* NULL: serves no pages */
    struct br_lane device_lane;
    struct br_lane verb_lane;
    size_t jobs; /* on these two lanes */

    bool folded_once;     /* the views have caught up since the start */
    struct call *waiting; /* calls that wait for it */

    /* home */
    bool home_up;
    uint64_t home_since_mono_ms; /* up or down since then */

    /* the outbox; see outbox.c */
    struct br_outbox_counts counts;
    bool ready; /* something can be submitted, or is and has no outcome yet */
    br_connection pull_home;
    atomic_llong pull_after; /* the last number that was handed to pull_home */
    uint64_t pull_round; /* changes when the outbox has to be handed over from its start again */
    size_t settling;     /* jobs that change it */
    bool tidying;
    bool tidy_again;
    uint64_t refused; /* by outcomes since the start, without what waits with another */

    /* streams that are gone */
    size_t leaving; /* jobs that find out what they were called */
    struct left_room *left;

    struct caught_up *caught_up;
    size_t caught_up_count;
    uv_timer_t timer; /* keeps caught_up, and looks after syncs */
    struct sync *syncs;
    uint64_t saved_mono_ms;

    atomic_bool stopping;
    size_t handles;
    bool replica_gone;
    void (*stopped)(void *context);
    void *stopped_context;
};

/** BR_ERR_BUSY: another process has the folder. Else as br_replica_open. */
BR_MUST_USE enum br_status agent_open(uv_loop_t *loop, const struct agent_options *options,
                                      struct agent **agent, struct br_error *error);
/** Orderly; within BR_STOP_DEADLINE_MS unless a verb takes longer. */
void agent_stop(struct agent *take_agent, void (*stopped)(void *context), void *context);

/** Carry out a verb; its finished callback comes later. */
void agent_call(struct agent *agent, struct call *call);

/** device.db, for this thread alone, until agent_device_give. */
struct br_device *agent_device_take(struct agent *agent);
void agent_device_give(struct agent *agent);

/** [work] on a lane of ours, then [done] on the loop. */
void agent_run(struct agent *agent, struct br_lane *lane, void (*work)(void *context),
               void (*done)(void *context), void *context);

/** Something that was counted in agent->handles is closed. */
void agent_part_closed(struct agent *agent);

/** Something has changed that a sync may wait for. */
void agent_changed(struct agent *agent);

/* outbox.c */
void outbox_pull(struct agent *agent, br_connection home, size_t count);
void outbox_outcomes(struct agent *agent, const struct br_result *results, size_t count);
/** Drop what is folded here, count anew, offer what is new. */
void outbox_tidy(struct agent *agent);
/** In a job on the views lane: drop what is folded. */
void outbox_drop_seen(struct agent *agent, const struct br_replica_hands *hands);
/** The outbox was changed by a verb: hand it over from its start again if [renumbered]. */
void outbox_written(struct agent *agent, bool renumbered);

/* left.c */
/** A stream is gone, and the numbered items that wait for it; the next sync tells of its room. */
void left_stream(struct agent *agent, const struct br_stream *stream, const char *reason);
/** Say in [call] which Big Rooms left; with --json, add them to [answer]. */
void left_say(struct agent *agent, struct call *call, json_t *answer);
void left_free(struct agent *agent);
bool outbox_idle(const struct agent *agent);

/* show.c: the outbox in the views */
BR_MUST_USE enum br_status show_outbox(struct call *call, const struct br_replica_hands *hands,
                                       struct br_error *error);
void hide_outbox(struct call *call);

/* settings.c */
enum br_status settings_load(struct br_device *device, struct settings *settings,
                             struct br_error *error);
enum br_status settings_save(struct br_device *device, const struct settings *settings);
enum br_status caught_up_load(struct agent *agent);
/** Note where we are caught up, and keep it in device.db. */
void caught_up_save(struct agent *agent);
/** 0: never, as far as we know. */
uint64_t caught_up_when(const struct agent *agent, const struct br_stream *stream);

/* sync.c */
/** What --wait says, or the usual. Exit code. */
int sync_wait_ms(struct call *call, uint64_t *wait_ms);
void sync_begin(struct agent *agent, struct call *call);
void sync_look(struct agent *agent);
/** The agent is stopping: all of them end. */
void sync_end_all(struct agent *agent);

#endif
