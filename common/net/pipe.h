/**
 * pipe.h - inside net: what a pipe is made of, and what its files want of each other.
 *
 *      dialled    RESOLVE -> CONNECT -+                     br_pipe_close
 *                                     +-> HANDSHAKE -> OPEN ------> FLUSH -> LINGER -> ENDING
 *      accepted   PEEK -> WAIT -------+       |                                ^
 *                                             +---- key turned down: alert ----+
 *      without TLS: PEEK -> OPEN at once
 *
 *      Any state may go to ENDING: the handles close, on_closed is told, the memory goes.
 *
 * pipe.c has the life of a pipe and the public calls, pipe_tls.c the bytes; dial.c and listen.c
 * bring a pipe to its handshake. LINGER waits for the other side's end, because closing a socket
 * with unread bytes resets it, and a reset takes back what the other side has not read yet.
 */
#ifndef BR_NET_PIPE_H
#define BR_NET_PIPE_H

#include "net/crowd.h"
#include "net/tls.h"

enum br_pipe_state {
    BR_PIPE_RESOLVE,   /* looking up the name */
    BR_PIPE_CONNECT,   /* TCP is connecting */
    BR_PIPE_PEEK,      /* no whole ClientHello yet */
    BR_PIPE_WAIT,      /* it is here, but enough others are in their handshake */
    BR_PIPE_HANDSHAKE, /* from here on there is TLS state */
    BR_PIPE_OPEN,
    BR_PIPE_FLUSH,  /* the queue leaves; what arrives is dropped */
    BR_PIPE_LINGER, /* all is said; the other side's end is awaited */
    BR_PIPE_ENDING, /* the handles close */
    BR_PIPE_STATES
};

struct br_dial;

struct br_pipe {
    uv_tcp_t tcp;
    uv_timer_t timer; /* the deadline of the present state */
    uv_idle_t idle;   /* idle and check: see br_pipe_wake */
    uv_check_t check;
    uv_shutdown_t shutdown;
    enum br_pipe_state state;
    uint8_t handles;    /* not yet closed */
    bool reading;       /* what br_pipe_read wants */
    bool polling;       /* libuv reads */
    bool remote_ended;  /* the other side's FIN has come */
    bool shutdown_done; /* and ours has left */
    bool write_failed;  /* the system takes no more; the reason may still arrive */
    bool drain_wanted;
    bool verified; /* the other side's key has been judged and let in */
    bool turn;     /* counts among the listener's handshakes */
    struct br_tls *tls;
    SSL *ssl;           /* NULL in OPEN: a pipe without TLS */
    struct br_bytes in; /* bytes of the wire not yet given to TLS, or to the owner */
    uint8_t *held;      /* the memory of [in] when they had to be kept; else NULL */
    struct br_queue queue;
    uint64_t wire_bytes;
    struct br_pipe_events events;
    void *context;
    struct br_hash pin;  /* the other side's key, once verified */
    const char *verdict; /* why we turned it down */
    char *remote;
    struct br_dial *dial;         /* NULL: accepted */
    struct br_listener *listener; /* NULL: dialled, or the listener has stopped */
    struct br_pipe *next;         /* the listener's list */
    struct br_pipe *previous;
    struct br_crowd_member crowd; /* among those of its address */
    struct br_pipe *waiting_next; /* the listener's queue of those in WAIT */
    enum br_status status;        /* for on_closed */
    char *why;
};

/* --- pipe.c --- */

/** A pipe without a connection, with all its handles; [state] is where it begins. */
struct br_pipe *br_pipe_new(uv_loop_t *loop, struct br_tls *tls, enum br_pipe_state state);
void br_pipe_move(struct br_pipe *pipe, enum br_pipe_state state);
/** Every path ends here. The first end wins; later ones are echoes of the closing. */
BR_PRINTF(3, 4)
void br_pipe_end(struct br_pipe *pipe, enum br_status status, const char *format, ...);
/** A handle of the pipe is closed; frees the pipe after the last. */
void br_pipe_handle_closed(struct br_pipe *pipe);
/** Have held bytes read and queued ones sent soon, from the loop, once for any number of calls. */
void br_pipe_wake(struct br_pipe *pipe);
void br_pipe_deadline(struct br_pipe *pipe, uint64_t wait_ms);
/** Start or stop libuv's reading as the state wants it. */
void br_pipe_poll(struct br_pipe *pipe);
/** Say FIN and wait for the other side's. The TLS state is freed. */
void br_pipe_linger(struct br_pipe *pipe);
/** The handshake is done, or there is none: tell the owner. */
void br_pipe_opened(struct br_pipe *pipe);
/** The system refused to write. */
void br_pipe_write_failed(struct br_pipe *pipe, int code);

/* --- pipe_tls.c --- */

BIO_METHOD *br_pipe_bio_method(void);
/** Begin the handshake; ends the pipe when there is no memory for it. */
void br_pipe_handshake_start(struct br_pipe *pipe);
/** Encrypted bytes have arrived (or, without any, held ones may go on). */
void br_pipe_feed(struct br_pipe *pipe, const uint8_t *data, size_t size);
/** Encrypt and send of the queue what the system takes. */
void br_pipe_flush(struct br_pipe *pipe);
/** Shall this key be let in? Called by TLS, inside the handshake. */
bool br_pipe_judge(struct br_pipe *pipe, const struct br_hash *pin);
/** The ALPN name; "" when none was agreed; BR_ALPN_HTTP without TLS. Not longer than [out]. */
#define BR_PROTOCOL_SIZE 32u
void br_pipe_protocol(const struct br_pipe *pipe, char out[BR_PROTOCOL_SIZE]);

/* --- dial.c --- */

/** The deadline of an address or of all has passed before there was a connection. */
void br_dial_expired(struct br_pipe *pipe);
void br_dial_free(struct br_pipe *pipe);
const struct br_hash *br_dial_expected(const struct br_pipe *pipe);
const char *br_dial_protocol(const struct br_pipe *pipe);

/* --- listen.c --- */

/** A ClientHello is here. True: handshake now. False: wait, a wake follows when it is its turn. */
bool br_listener_turn(struct br_pipe *pipe);
/** The handshake is over or its TLS state gone: the turn is another's. */
void br_listener_turn_end(struct br_pipe *pipe);
bool br_listener_allow(struct br_pipe *pipe, const struct br_hash *pin, const char *protocol);
void br_listener_opened(struct br_pipe *pipe, const char *protocol);
/** The pipe is gone. May free the listener. */
void br_listener_forget(struct br_pipe *pipe);

#endif
