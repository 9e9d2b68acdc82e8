/**
 * session_scene.h - inside the session's fuzz target: a node, its shell, and who may hear what.
 *
 * The scene keeps the shell's side of the contract (session/README.md): tickets are answered once,
 * a store answers truly, connections are numbered upwards. Everything else is the input's to say.
 */
#ifndef BR_FUZZ_SESSION_SCENE_H
#define BR_FUZZ_SESSION_SCENE_H

#include "tests/fuzz/fuzz.h"

#include "session/node.h"

enum {
    ACADEMIES = 4, /* 0 is ours */
    MEMBERS = 2,
    AUDIENCES = 5, /* network, group, academy, two rooms */
    STREAMS = ACADEMIES * AUDIENCES,
    CONNECTIONS_MAX = 12,
    TICKETS_MAX = 4096,
    READS_MAX = 128,
};

struct scene_connection {
    br_connection id;
    struct br_party party;
    bool closed;          /* the node has hung up */
    bool gone;            /* DISCONNECTED was fed */
    bool up;              /* PEER_UP was said */
    bool greeted;         /* our hello to it went out */
    uint64_t credit;      /* that it may have of us */
    uint64_t spent;       /* of batches sent to it */
    size_t reads;         /* under way for it */
    uint8_t asked_stream; /* what it was asked to show last; asked_seq 0: nothing yet */
    uint64_t asked_seq;
};

struct scene_ticket {
    uint64_t number;
    enum br_action_type type;
    uint8_t stream; /* of RECEIVE, WRITE, KEEP_FORK, MEND */
    uint64_t seq_first;
    struct br_head head;
    struct br_id id;
    size_t count;
    uint8_t *proof; /* KEEP_FORK; freed with the answer */
    size_t proof_size;
};

/* Records that cannot be read: behind [after], up to [last]; 0: none. */
struct scene_damage {
    uint64_t after;
    uint64_t last;
};

struct scene_read {
    br_connection connection;
    enum br_read_purpose purpose;
    uint8_t stream;
    uint64_t after;
};

struct scene {
    struct br_node *node;
    enum br_node_role role;
    struct br_now now;
    struct br_reader input;
    struct br_secret_key signing;
    /* the store */
    uint64_t tails[STREAMS];
    uint64_t asides[STREAMS]; /* from here on nothing counts; 0: all does */
    struct scene_damage damages[STREAMS];
    bool accepts[ACADEMIES][ACADEMIES];
    bool rooms[MEMBERS][2];
    bool has_role[MEMBERS];
    uint64_t transaction;
    /* what is under way */
    size_t connection_count;
    struct scene_connection connections[CONNECTIONS_MAX];
    br_connection connection_last;
    size_t ticket_count;
    struct scene_ticket *tickets; /* TICKETS_MAX */
    uint64_t ticket_last;
    size_t read_count;
    struct scene_read reads[READS_MAX];
    size_t dialling[ACADEMIES]; /* more than one when somebody wanted it again */
    size_t pull;                /* how many writes were asked for; 0: no PULL is under way */
    br_connection pull_from;
    bool numbering;
    bool connected_once;
    struct br_bytes frame; /* that is being fed */
};

struct br_hash scene_academy(uint8_t choice);
struct br_id scene_member(uint8_t choice);
struct br_id scene_room(uint8_t choice);
/** Stream [index] of STREAMS: origin and audience. */
struct br_stream scene_stream(uint8_t index);
/** The index of a stream; STREAMS when it is none of ours. */
uint8_t scene_stream_index(const struct br_stream *stream);

/** Feed one input, and look at everything that comes back. */
void scene_step(struct scene *scene, struct br_node_input *input);
struct scene_connection *scene_connection(struct scene *scene, br_connection id);

/* session_doubt.c */
/** A record, of one of two that differ. */
struct br_bytes scene_record(uint8_t variant);
/** A frame that shows, asks to be shown, or brings a proof. */
void scene_make_doubt(struct scene *scene, const struct scene_connection *to,
                      struct br_buffer *out);
/** The input says what cannot be read any more. */
void scene_damaged(struct scene *scene);
/** Look at what the store is asked, and note it in the ticket. */
void scene_ask_fork(const struct br_node_action *action, struct scene_ticket *ticket);
void scene_ask_mend(const struct scene *scene, const struct br_node_action *action,
                    struct scene_ticket *ticket);
/** The store's verdict. On BR_OK [fork] is what it has put aside; it borrows the ticket's proof. */
enum br_status scene_keep_fork(struct scene *scene, const struct scene_ticket *ticket, uint8_t how,
                               struct br_node_fork *fork);
enum br_status scene_mend(struct scene *scene, const struct scene_ticket *ticket, uint8_t how);

/* session_frames.c */
/** A head as the other side would name it, of the story 0 or another; our own are signed. */
struct br_head scene_head(const struct scene *scene, uint8_t stream, uint64_t seq, uint8_t story);
/** The hash of record [seq], one of four; zero before record 1. */
struct br_hash scene_previous(uint64_t seq, uint8_t choice);
/** A frame made from the input, with its length; most are what an honest other side could say. */
void scene_make_frame(struct scene *scene, const struct scene_connection *to,
                      struct br_buffer *out);

#endif
