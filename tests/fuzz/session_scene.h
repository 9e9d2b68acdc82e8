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
    bool closed;     /* the node has hung up */
    bool gone;       /* DISCONNECTED was fed */
    bool up;         /* PEER_UP was said */
    bool greeted;    /* our hello to it went out */
    uint64_t credit; /* that it may have of us */
    uint64_t spent;  /* of batches sent to it */
    size_t reads;    /* under way for it */
};

struct scene_ticket {
    uint64_t number;
    enum br_action_type type;
    uint8_t stream; /* RECEIVE, WRITE */
    uint64_t seq_first;
    struct br_head head;
    struct br_id id;
    size_t count;
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
    bool accepts[ACADEMIES][ACADEMIES];
    bool rooms[MEMBERS][2];
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

/* session_frames.c */
/** A frame made from the input, with its length; most are what an honest other side could say. */
void scene_make_frame(struct scene *scene, const struct scene_connection *to,
                      struct br_buffer *out);

#endif
