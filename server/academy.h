/**
 * academy.h - one academy at work: its replica, its private files, who may connect.
 *
 *      DIR/lock  log/  views/  private.db  keys/signing  keys/tls.pem  control
 *
 * Opened by `run` with a listener and connections, or without both by a verb when nothing runs.
 * Everything belongs to the loop's thread.
 */
#ifndef BR_SERVER_ACADEMY_H
#define BR_SERVER_ACADEMY_H

#include "net/control.h"
#include "replica/replica.h"
#include "store/private.h"

#define ACADEMY_FOLDER_SIZE 4096u

struct peer_table {
    struct br_peer_row *items;
    size_t count;
    size_t capacity;
};

struct device_table {
    struct br_device_row *items; /* sorted by pin */
    size_t count;
    size_t capacity;
};

struct hash_table {
    struct br_hash *items;
    size_t count;
    size_t capacity;
};

struct caught_up {
    struct br_stream stream;
    uint64_t wall_ms;
};

struct enrolment; /* enrol.c */
struct accounts;  /* account.c */
struct site;      /* site.c */
struct sharing;   /* sharing.c */
struct watch;     /* watch.c */

struct academy {
    uv_loop_t loop;
    char folder[ACADEMY_FOLDER_SIZE];
    int lock;
    struct br_domain *domain;
    struct br_private *private;
    struct br_tls *tls;
    struct br_replica *replica;
    struct br_listener *listener; /* NULL unless running */
    struct br_control *control;
    struct site *site;          /* NULL unless it serves pages */
    struct br_lane maintenance; /* long work on connections of its own */
    uv_signal_t signals[2];
    uv_timer_t deadline; /* of stopping */
    uv_timer_t keeping;  /* of caught_up */

    struct br_hash id;
    bool keys_named; /* by the log, which is what everybody else goes by */
    struct br_public_key named_signing;
    struct br_hash named_pin;
    char name[201];
    char listen[262];  /* where we listen */
    char address[262]; /* where others reach us */
    uint32_t epoch;
    bool recovering; /* since a restore, until numbering has begun */
    bool alone;      /* it was recovering, and numbers without having asked */
    bool running;    /* with a listener */
    bool stopping;
    bool overdue; /* stopping takes longer than it may: something long is under way */
    bool open;    /* academy_open has ended well */
    struct peer_table peers;
    struct hash_table judged; /* academies that our log says we accept, or no longer */
    struct device_table devices;
    struct caught_up *caught_up; /* of others' streams, as it was kept */
    size_t caught_up_count;
    struct enrolment *enrolments;
    size_t enrolment_count;
    struct accounts *accounts; /* NULL unless running */
    struct sharing *sharing;   /* NULL unless running */
    struct watch *watch;       /* NULL unless running */
};

/** How to open. */
struct academy_options {
    const char *folder;
    bool create;  /* init: the logs are made */
    bool connect; /* dial the peers */
    bool alone;   /* after a restore: number without asking the peers */
};

/**
 * Lock the folder, read keys and settings, open the replica. Errors as br_replica_open, with a
 * sentence; nothing is held then.
 */
BR_MUST_USE enum br_status academy_open(struct academy *academy,
                                        const struct academy_options *options,
                                        struct br_error *error);
/** Listen for peers and devices, serve verbs, stop in order on SIGTERM and SIGINT. */
BR_MUST_USE enum br_status academy_listen(struct academy *academy, struct br_error *error);
/** Begin to stop; academy_run returns when all is closed. */
void academy_stop(struct academy *academy);
/**
 * Run the loop until everything is closed, then free what is left. False when stopping took too
 * long, because of a verify, say: then the process has to end as it stands. What was acknowledged
 * is durable; nothing else needs it.
 */
bool academy_run(struct academy *academy);

/** Say something as the academy itself (author zero) to [audience]. [message] is packed here. */
void academy_say(struct academy *academy, uint16_t kind, enum br_audience_type audience,
                 const ProtobufCMessage *message, br_replica_said said, void *context);

/* --- parties.c --- */

/** What others call this academy, or its first digits. [out] holds 201 bytes. */
void academy_name_of(const struct academy *academy, const struct br_hash *id, char *out);
const struct br_peer_row *academy_peer(const struct academy *academy, const struct br_hash *id);
/** Keep a peer's row and, unless it is only reached through others, stay connected with it. */
BR_MUST_USE enum br_status academy_put_peer(struct academy *academy, const struct br_peer_row *row);
void academy_add_device(struct academy *academy, const struct br_device_row *device);
/** Is this a device of theirs that may connect? */
bool academy_device_is(const struct academy *academy, const struct br_hash *pin,
                       const struct br_id *member);
/** It may not connect any more, and is cut off if it is. As br_private_end_device. */
BR_MUST_USE enum br_status academy_end_device(struct academy *academy, const struct br_hash *pin);
BR_MUST_USE enum br_status parties_load(struct academy *academy);
/** Of the listener's events. */
bool parties_allow(void *context, const struct br_hash *pin, const char *protocol);
void parties_accept(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                    const char *protocol);
/** Kept with the other times of use: a device that comes and goes costs no sync. */
void parties_seen(struct academy *academy, const struct br_hash *pin);

/* --- code.c --- */

struct br_code;
/** Without a secret. */
void code_of_ours(const struct academy *academy, bool is_join, struct br_code *code);
/**
 * Whom another academy's code is about. BR_ERR_MALFORMED, BR_ERR_VERSION; BR_ERR_EXISTS: our own;
 * BR_ERR_LIMIT: no room for more; BR_ERR_NOT_FOUND: nothing to dial. All with a sentence.
 */
BR_MUST_USE enum br_status code_peer(const struct academy *academy, const char *text, bool dial,
                                     struct br_peer_row *row, struct br_error *error);

/* --- accept.c --- */

/**
 * Say that we accept [peer]. BR_ERR_NO_MEMORY, BR_ERR_MALFORMED: nothing was said, and [said] is
 * not called.
 */
BR_MUST_USE enum br_status accept_say(struct academy *academy, const struct br_peer_row *peer,
                                      br_replica_said said, void *context, struct br_error *error);
/** Our log says whether we accept this one. */
void accept_heard(struct academy *academy, const struct br_hash *peer);
/** Say it of every peer that is kept and that our log says nothing of. */
void accept_kept(struct academy *academy);

/* --- caught_up.c --- */

BR_MUST_USE enum br_status caught_up_load(struct academy *academy);
/** When the stream was last caught up, also before the last start; 0: never. */
uint64_t caught_up_ms(const struct academy *academy, const struct br_stream_status *stream);
void caught_up_keep(struct academy *academy);
/** Keep it now and then from here on; the timer keeps no loop alive. */
void caught_up_start(struct academy *academy);
void caught_up_stop(struct academy *academy);

/* --- enrol.c --- */

/** A pipe that came for BR_ALPN_JOIN: one Enrol, one Enrolled, goodbye. */
void enrol_begin(struct academy *academy, struct br_pipe *take_pipe, const struct br_hash *pin);
void enrol_stop_all(struct academy *academy);
/** What of an invitation's secret is kept. */
struct br_hash enrol_secret_hash(const uint8_t secret[16]);

#endif
