/**
 * node_state.h - what a node knows; private to this folder.
 *
 *      node.c       inputs in, actions out; conversations begin, greet and end; dialling; silence
 *      catalog.c    streams, who accepts whom, members' rooms, receipts: what is held, who may have it
 *      exchange.c   announcing, wanting, sending, receiving: how streams move
 *      status.c     answers for people
 */
#ifndef BR_SESSION_NODE_STATE_H
#define BR_SESSION_NODE_STATE_H

#include "session/session.h"

#define NO_STREAM UINT32_MAX

/* One stream, held or only heard of. */
struct stream_entry {
    struct br_stream stream;
    uint32_t number; /* replica-local; 0 until the store has given one */
    struct br_head head;
    struct br_tail tail;
    br_connection source;     /* whom we asked for it; 0 = nobody */
    uint64_t source_since_ms; /* last progress from the source */
    uint64_t known_seq;
    uint64_t caught_up_wall_ms;
};

/* What one conversation has to do with one stream. */
struct link {
    uint32_t stream; /* index */
    uint64_t theirs; /* the highest number they said they hold */
    uint64_t told;   /* the highest number we told them of */
    bool wanted;     /* they asked for it */
    bool reading;    /* a READ for them is under way */
    uint64_t sent;   /* last number sent */
};

struct conversation {
    br_connection id;
    struct br_party party;
    struct br_session session;
    struct link *links; /* sorted by stream */
    size_t link_count;
    size_t link_capacity;
    size_t reads;     /* under way */
    bool complete;    /* they named all that they hold */
    bool heads_dirty; /* something to announce */
    bool receipts_dirty;
    uint64_t heads_due_ms;
    uint64_t receipts_due_ms;
    uint64_t receipts_told; /* version up to which receipts were sent */
};

struct peer {
    struct br_hash academy;
    bool dials;
    bool dialling;
    uint64_t retry_ms;
    uint32_t failures;
    uint64_t since_wall_ms;
    char why[160];
};

/* A job asked of the store. */
struct ticket {
    uint64_t number;
    br_connection connection;
    enum br_action_type type;
    size_t size; /* RECEIVE: credit to give back */
    uint32_t stream;
};

struct accepts {
    struct br_hash origin;
    struct br_hash academy;
};

struct member {
    struct br_id id;
    size_t room_count;
    struct br_id *rooms;
};

struct receipt_entry {
    struct br_receipt receipt;
    uint32_t stream;
    uint64_t version; /* of the node's counter when it came */
};

struct br_node {
    struct br_node_options options;
    struct br_now now;
    struct br_rng rng;

    struct stream_entry *streams;
    size_t stream_count;
    size_t stream_capacity;
    uint32_t *stream_index; /* open addressing over origin and audience; NO_STREAM = free */
    size_t stream_index_size;

    struct accepts *accepts; /* sorted */
    size_t accepts_count;
    size_t accepts_capacity;
    struct member *members; /* sorted by id */
    size_t member_count;
    size_t member_capacity;
    struct receipt_entry *receipts;
    size_t receipt_count;
    size_t receipt_capacity;
    uint64_t receipt_version;

    struct conversation **conversations; /* sorted by id */
    size_t conversation_count;
    size_t conversation_capacity;
    struct peer *peers;
    size_t peer_count;
    size_t peer_capacity;
    struct ticket *tickets; /* a ring in the order of asking */
    size_t ticket_first;
    size_t ticket_count;
    uint64_t ticket_last;
    uint64_t transaction; /* the latest that we know to be durable */

    bool numbering;
    bool sources_stale; /* who is whose source has to be thought over */
    bool outbox_waits;  /* client: there may be something to pull */
    bool pulling;       /* client: a PULL is not answered yet */
    bool stopping;
    uint64_t deadline_ms;

    struct br_node_action *actions;
    size_t *send_offsets; /* of SEND bytes in [out]; pointers are set when the step ends */
    size_t action_count;
    size_t action_capacity;
    struct br_buffer out;
    struct br_arena arena;
};

/* --- node.c --- */

/** A new action at the end of the list. */
struct br_node_action *node_act(struct br_node *node, enum br_action_type type,
                                br_connection connection);
/** What is put into the returned buffer until node_send_end goes to [conversation]. */
struct br_buffer *node_send_begin(struct br_node *node);
void node_send_end(struct br_node *node, struct conversation *conversation, uint64_t after);
/** Send bytes that an earlier node_send_end of this step already sent to somebody. */
void node_send_again(struct br_node *node, struct conversation *conversation, size_t action_index);
/** Say goodbye and hang up. */
void node_hang_up(struct br_node *node, struct conversation *conversation, enum br_status status,
                  const char *reason);
uint64_t node_ask(struct br_node *node, struct conversation *conversation, enum br_action_type type,
                  size_t size, uint32_t stream);
void node_due(struct br_node *node, uint64_t at_ms);
struct conversation *node_conversation(struct br_node *node, br_connection id);
bool node_conversation_open(const struct conversation *conversation);
void *node_grow(void *array, size_t *capacity, size_t count, size_t item_size);

/* --- catalog.c --- */

uint32_t catalog_find(const struct br_node *node, const struct br_stream *stream);
/** Find or add; NO_STREAM when BR_STREAMS_MAX are there. */
uint32_t catalog_add(struct br_node *node, const struct br_stream *stream);
void catalog_accept(struct br_node *node, const struct br_hash *origin,
                    const struct br_hash *academy, bool accepted);
bool catalog_accepts(const struct br_node *node, const struct br_hash *origin,
                     const struct br_hash *academy);
void catalog_set_member(struct br_node *node, const struct br_id *id, const struct br_id *rooms,
                        size_t room_count);
/** True when it is newer than what we had. */
bool catalog_keep_receipt(struct br_node *node, const struct br_receipt *receipt);
/** May this party be sent this stream? The one place that says so; no by default. */
bool catalog_may_send(const struct br_node *node, const struct br_party *party,
                      const struct br_stream *stream);
/** May this stream be stored here when this party offers it? */
bool catalog_may_store(const struct br_node *node, const struct br_party *party,
                       const struct br_stream *stream);
void catalog_free(struct br_node *node);

/* --- exchange.c --- */

struct link *exchange_link(struct br_node *node, struct conversation *conversation, uint32_t stream,
                           bool add);
void exchange_announce(struct br_node *node, struct conversation *conversation, bool first);
void exchange_tell_receipts(struct br_node *node, struct conversation *conversation);
void exchange_on_heads(struct br_node *node, struct conversation *conversation,
                       const struct br_frame *frame);
void exchange_on_want(struct br_node *node, struct conversation *conversation,
                      const struct br_frame *frame);
void exchange_on_batch(struct br_node *node, struct conversation *conversation,
                       const struct br_frame *frame, size_t frame_size);
void exchange_on_receipts(struct br_node *node, struct conversation *conversation,
                          const struct br_frame *frame);
void exchange_on_changes(struct br_node *node, const struct br_node_change *changes, size_t count);
void exchange_on_read(struct br_node *node, const struct br_node_input *input);
void exchange_received(struct br_node *node, const struct ticket *ticket, enum br_status status);
/** Ask the store for what this conversation waits for, within its credit. */
void exchange_pump(struct br_node *node, struct conversation *conversation);
void exchange_choose_sources(struct br_node *node);
/** The conversation has ended: nobody's source any more. */
void exchange_forget(struct br_node *node, const struct conversation *conversation);
/** Streams that this device may no longer have. */
void exchange_withdraw(struct br_node *node, struct conversation *conversation);
/** After a restore: is our own tail complete as far as anybody connected knows? */
void exchange_check_recovery(struct br_node *node);

#endif
