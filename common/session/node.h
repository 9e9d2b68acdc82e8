/**
 * node.h - a replica's side of all its conversations, as a pure state machine.
 *
 * Feed it one input with the time in it; it answers with the actions to carry out, in order. It
 * opens no socket, reads no clock, touches no disk, draws no randomness beyond its seeded generator
 * and calls nobody back. libuv (common/replica), the simulator and the fuzzers drive the same code.
 *
 *   a connection    CONNECTED -> hello both ways -> heads both ways -> wants -> batches, for ever
 *
 *   a record        other side's FRAME(batch) -> action RECEIVE -> input DURABLE -> action SEND to
 *                   everyone who wants the stream, and Credit back to the sender
 *
 *   a member's      FRAME(submit) -> action WRITE -> input WRITTEN -> action SEND(outcomes) and the
 *   write           new records to everyone who wants the stream
 *
 * Nothing is told before it is durable: SEND names the transaction that must have been committed,
 * and what is sent about records comes only from DURABLE, WRITTEN and READ inputs.
 *
 * What the other side claims to hold is a hint about what to send and ask for; it changes nothing
 * that is stored. Streams have one source at a time: the origin itself when it is connected, else
 * whoever is ahead of us; a source that stalls is replaced.
 */
#ifndef BR_SESSION_NODE_H
#define BR_SESSION_NODE_H

#include "base/clock.h"
#include "base/rng.h"
#include "session/frame.h"

struct br_node;

enum br_node_role {
    BR_NODE_SERVER,
    BR_NODE_CLIENT,
};

struct br_node_options {
    enum br_node_role role;
    struct br_hash academy; /* ours, or whose device we are */
    struct br_id instance;  /* random, new at each start */
    const char *software;   /* for the hello; must outlive the node */
    uint64_t seed;          /* of the generator for jitter */
    struct br_public_key
        signing;     /* server: our own, to judge heads of our streams that others show */
    bool recovering; /* server after a restore: fetch our own tail from peers before numbering */
};

/** NULL when memory is out. */
struct br_node *br_node_new(const struct br_node_options *options);
void br_node_free(struct br_node *take_node);

/** Who is at the other end of a connection, as its pinned key says. */
enum br_party_type {
    BR_PARTY_ACADEMY, /* another academy's server */
    BR_PARTY_DEVICE,  /* one of our own members' devices, at a server */
    BR_PARTY_HOME,    /* our academy's server, at a client */
};

struct br_party {
    enum br_party_type type;
    struct br_hash academy; /* ACADEMY: theirs; else ours */
    struct br_id member;    /* DEVICE */
    struct br_hash device;  /* DEVICE: the key that it came with; zeros: as no other */
    bool dialled;           /* we opened the connection */
};

/** A stream that is put aside from record [seq] on, as its origin told two stories. */
struct br_node_fork {
    uint32_t number;
    struct br_stream stream;
    uint64_t seq;
    uint64_t since_wall_ms;
    struct br_bytes proof; /* copied */
};

/** What a batch is read back for. */
enum br_read_purpose {
    BR_READ_BATCH,   /* to be sent to who wants the stream */
    BR_READ_SHOW,    /* to be shown to who asked for these records */
    BR_READ_COMPARE, /* with what the other side showed */
    BR_READ_HASH,    /* only [previous] is needed: the hash of record after_seq */
};

/** Connections have numbers that the shell never reuses. */
typedef uint64_t br_connection;

/** A batch that became durable, however it came; see store/log.h. Borrowed during the step. */
struct br_node_change {
    uint32_t number; /* the stream's replica-local number */
    struct br_head head;
    uint64_t seq_first;
    size_t count;
    const struct br_bytes *bodies;
    const struct br_receipt *receipt; /* ours for it, or NULL */
};

enum br_input_type {
    BR_INPUT_TICK, /* time passed: br_node_deadline_ms has come */
    /* what the replica holds, at start and when it changes */
    BR_INPUT_STREAM,   /* a stream and its signed head (at start) */
    BR_INPUT_RECEIPT,  /* a receipt that is kept (at start) */
    BR_INPUT_FORK,     /* a proof that is kept (at start) */
    BR_INPUT_DAMAGED,  /* records of a stream cannot be read any more; again after each mending */
    BR_INPUT_ACCEPTED, /* an academy accepts another, or no longer */
    BR_INPUT_GROUP,    /* an academy is named by a group, or (its record is disputed) no longer */
    BR_INPUT_MEMBER,   /* whether a member has a role, and their rooms, at a server */
    BR_INPUT_DEVICE,   /* a device may not connect any more, at a server */
    BR_INPUT_PEER,     /* an academy (or home) to stay connected with, or no longer */
    /* connections */
    BR_INPUT_CONNECTED,
    BR_INPUT_DISCONNECTED,
    BR_INPUT_DIAL_FAILED,
    BR_INPUT_FRAME, /* one frame, behind its length */
    /* the store's answers */
    BR_INPUT_DURABLE, /* RECEIVE, KEEP_RECEIPTS, KEEP_FORK or MEND tickets are done */
    BR_INPUT_WRITTEN, /* WRITE tickets are done; also the academy's own writes (no tickets) */
    BR_INPUT_READ,    /* a batch for a READ action */
    /* a client's outbox */
    BR_INPUT_OUTBOX, /* there may be writes to submit */
    BR_INPUT_SUBMIT, /* the writes that a PULL asked for */
    /* server after a restore */
    BR_INPUT_NUMBER_ANYWAY, /* an operator decides to go on without peers */
    BR_INPUT_STOP,          /* say goodbye to everyone */
};

struct br_ticket_done {
    uint64_t ticket;
    enum br_status status; /* as br_log_receive, br_log_keep_fork and br_log_mend say */
};

struct br_write_done {
    uint64_t ticket;
    struct br_result result;
};

struct br_node_input {
    struct br_now now;
    enum br_input_type type;
    br_connection connection; /* CONNECTED, DISCONNECTED, FRAME, READ, SUBMIT */
    union {
        struct {
            uint32_t number;
            struct br_head head;
        } stream;
        struct br_receipt receipt;
        struct br_node_fork fork;
        struct {
            struct br_stream stream;
            uint64_t after_seq; /* up to here all is well */
            uint64_t seq_last;  /* from behind here on as well, as far as is known */
        } damaged;
        struct {
            struct br_hash origin;
            struct br_hash academy;
            bool accepted;
        } accepted;
        struct {
            struct br_hash origin;
            struct br_id id;
            struct br_hash academy;
            bool named;
        } group;
        struct {
            struct br_id member;
            bool has_role; /* any; without one nothing is for them, and they are cut off */
            size_t room_count;
            const struct br_id *rooms;
        } member;
        struct br_hash device;
        struct {
            struct br_hash academy;
            bool dial; /* false: forget it, or wait for it to call */
        } peer;
        struct br_party connected;
        struct {
            enum br_status status;
            const char *why;
        } ended; /* DISCONNECTED */
        struct {
            struct br_hash academy;
            const char *why;
        } dial_failed;
        struct br_bytes frame;
        struct {
            uint64_t transaction;
            size_t done_count;
            const struct br_ticket_done *done;
            size_t change_count;
            const struct br_node_change *changes;
            size_t receipt_count; /* others' receipts that were kept */
            const struct br_receipt *receipts;
            const struct br_node_fork *fork; /* put aside by this transaction, or NULL */
        } durable;
        struct {
            uint64_t transaction;
            size_t done_count;
            const struct br_write_done *done;
            size_t change_count;
            const struct br_node_change *changes;
        } written;
        struct {
            struct br_stream stream;
            enum br_read_purpose purpose;
            enum br_status status; /* BR_OK, BR_ERR_NOT_FOUND (nothing more), else damage */
            struct br_hash previous;
            const struct br_head *head;
            uint64_t seq_first;
            size_t count;
            const struct br_bytes *bodies;
        } read;
        struct {
            size_t count;
            const struct br_submission *writes;
            bool more; /* the outbox holds more than was pulled */
        } submit;
    } as;
};

enum br_action_type {
    BR_ACTION_SEND,          /* bytes to the connection, once [after] is durable */
    BR_ACTION_CLOSE,         /* flush and close the connection */
    BR_ACTION_DIAL,          /* connect to this academy; answer CONNECTED or DIAL_FAILED */
    BR_ACTION_RECEIVE,       /* verify and store a batch; answer DURABLE with the ticket */
    BR_ACTION_KEEP_RECEIPTS, /* verify and keep receipts; answer DURABLE with the ticket */
    BR_ACTION_WRITE,         /* check and number a member's write; answer WRITTEN with the ticket */
    BR_ACTION_KEEP_FORK,     /* judge and keep a fork proof; answer DURABLE with the ticket */
    BR_ACTION_MEND,          /* put damaged records back; answer DURABLE with the ticket */
    BR_ACTION_READ,          /* read the next batch behind a number; answer READ */
    BR_ACTION_PURGE,         /* client: this stream may no longer be held */
    BR_ACTION_PULL,      /* client: answer SUBMIT with at most [count] writes not yet submitted */
    BR_ACTION_OUTCOMES,  /* client: what became of submitted writes */
    BR_ACTION_NUMBERING, /* server: numbering may begin (at start, or after recovering) */
    BR_ACTION_PEER_UP,   /* for the log and status: hello was accepted */
    BR_ACTION_PEER_DOWN, /* it had been up */
};

/** Pointers are valid until the next step. */
struct br_node_action {
    enum br_action_type type;
    br_connection connection;
    union {
        struct {
            struct br_bytes bytes; /* whole frames */
            uint64_t after;        /* transaction, 0 = nothing to wait for */
        } send;
        struct {
            enum br_status status;
            const char *reason;
        } close;
        struct br_hash dial;
        struct {
            uint64_t ticket;
            struct br_batch batch; /* bodies point into the input frame */
        } receive;
        struct {
            uint64_t ticket;
            size_t count;
            const struct br_receipt *items;
        } receipts;
        struct {
            uint64_t ticket;
            struct br_stream stream;
            struct br_bytes proof;
        } fork;
        struct {
            uint64_t ticket;
            struct br_batch batch; /* bodies point into the input frame */
        } mend;
        struct {
            uint64_t ticket;
            struct br_id member;
            struct br_submission submission; /* payload in the node's arena: copy it */
        } write;
        struct {
            uint32_t number;
            struct br_stream stream;
            uint64_t after_seq;
            enum br_read_purpose purpose; /* to be given back */
        } read;
        struct {
            struct br_stream stream;
            const char *reason;
        } purge;
        size_t pull;
        struct {
            size_t count;
            const struct br_result *items;
        } outcomes;
        struct br_party peer; /* PEER_UP */
        struct {
            struct br_party peer;
            bool by_us;
            const char *why;
        } down; /* PEER_DOWN */
    } as;
};

struct br_node_actions {
    size_t count;
    const struct br_node_action *items; /* the node's, valid until the next step */
};

/**
 * Advance by one input. Never fails: what the other side does wrong becomes a Bye and a CLOSE; a
 * node without memory drops the connection that asked for it.
 */
void br_node_step(struct br_node *node, const struct br_node_input *input,
                  struct br_node_actions *actions);

/** Monotonic time at which a TICK is due; UINT64_MAX for none. */
uint64_t br_node_deadline_ms(const struct br_node *node);

/* --- what people ask --- */

enum br_why {
    BR_WHY_CAUGHT_UP,
    BR_WHY_CATCHING_UP,  /* batches are coming */
    BR_WHY_NO_SOURCE,    /* nobody connected holds more; somebody who did has gone */
    BR_WHY_NOT_CONNECTED /* nobody is connected whom we could ask */
};

struct br_stream_status {
    struct br_stream stream;
    uint32_t number;
    struct br_tail tail;
    uint64_t known_seq; /* the highest number that anybody told us of */
    /* when tail last equalled known_seq with its source connected; 0 = never */
    uint64_t caught_up_wall_ms;
    enum br_why why;
    size_t holders;     /* academies whose receipts reach the tail, the origin included */
    uint64_t aside_seq; /* put aside from this record on; 0: not */
    uint64_t aside_since_wall_ms;
    uint64_t damage_after; /* records (damage_after, damage_last] cannot be read; */
    uint64_t damage_last;  /* 0: none */
    bool mending;          /* they were asked from [mending_from] */
    struct br_party mending_from;
    /* Somebody who holds more was hung up on for a reason, or hung up on us; NULL: nobody was. The
       text is valid until the next step. */
    const char *ended_why;
    struct br_hash ended_with;
    bool ended_by_us;
};

size_t br_node_stream_count(const struct br_node *node);
struct br_stream_status br_node_stream_status(const struct br_node *node, size_t index);

struct br_peer_status {
    struct br_hash academy;
    bool connected;
    bool dials;                 /* we keep trying */
    uint64_t retry_mono_ms;     /* next attempt */
    uint32_t failures;          /* attempts in a row that failed */
    uint64_t since_wall_ms;     /* connected or not since then; 0 = never connected */
    uint64_t they_hold_of_ours; /* last number of our network stream that they have receipted */
    char why[160];              /* why the last attempt or connection ended */
};

size_t br_node_peer_count(const struct br_node *node);
struct br_peer_status br_node_peer_status(const struct br_node *node, size_t index);
size_t br_node_session_count(const struct br_node *node);
/** Somebody whose streams we follow is connected and has named all that they hold for us. */
bool br_node_complete(const struct br_node *node);
/** False while numbering waits for our own tail after a restore. */
bool br_node_numbering(const struct br_node *node);

#endif
