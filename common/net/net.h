/**
 * net.h - the only edge to the network: TLS byte pipes on a libuv loop.
 *
 *      br_listener --accept--> peek ClientHello -> TLS handshake -> on_open
 *      br_dial_start ---------> connect -> TLS handshake -> on_open or on_closed
 *
 *      br_pipe   PEEK -> HANDSHAKE -> OPEN -> CLOSING -> (closed callback, memory freed)
 *
 * TLS 1.3 only, certificates on both sides, no tickets, no resumption. A certificate's identity is
 * SHA-256 of its SubjectPublicKeyInfo (a pin); names, issuers and dates are ignored. Who may come
 * in is decided by a callback that gets the pin and the ALPN protocol.
 *
 * All functions belong to the loop's thread. Callbacks come from the loop, never from inside the
 * call that caused them. A pipe's on_closed comes exactly once and last; then the pipe is gone.
 * In TLS 1.3 a dialling side's handshake ends before the other has judged its certificate: an open
 * pipe is not an accepted one until the other side's first message has arrived.
 */
#ifndef BR_NET_NET_H
#define BR_NET_NET_H

#include "base/id.h"

#include <uv.h>

struct br_tls;
struct br_pipe;
struct br_listener;

#define BR_ALPN_SYNC "bigroom/1"
#define BR_ALPN_JOIN "bigroom-join/1"
#define BR_ALPN_HTTP "http/1.1" /* without a key of the other side: it has a pin of zeros */

/**
 * A TLS identity: an Ed25519 or P-256 key with its self-signed certificate.
 *
 * br_tls_key_new makes a key  (P-256, so that the same port can
 * serve browsers) and writes PEM with its certificate to [path], mode 0600
 * (BR_ERR_EXISTS when there is one). br_tls_open reads it; BR_ERR_NOT_FOUND, BR_ERR_IO or
 * BR_ERR_MALFORMED, with a sentence. One br_tls serves any number of pipes of one loop: it holds
 * the buffers that they share. It may be freed while they live; it goes when the last one does.
 */
BR_MUST_USE enum br_status br_tls_key_new(const char *path, struct br_error *error);
BR_MUST_USE enum br_status br_tls_open(const char *path, struct br_tls **tls,
                                       struct br_error *error);
void br_tls_free(struct br_tls *tls);
/**
 * Serve browsers too: read what they are shown, a key and its certificate with those that lead to
 * an authority, as PEM, from [path]. Again while pipes are open: new ones get the new certificate.
 * BR_ERR_NOT_FOUND, BR_ERR_IO or BR_ERR_MALFORMED with a sentence; what was there before stays.
 * Before the first time a client that asks for BR_ALPN_HTTP is turned away.
 */
BR_MUST_USE enum br_status br_tls_web(struct br_tls *tls, const char *path, struct br_error *error);
struct br_hash br_tls_pin(const struct br_tls *tls);

struct br_pipe_events {
    /* The handshake is done; [pin] is the other side's key, [protocol] the ALPN name. */
    void (*on_open)(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                    const char *protocol);
    /* Plain bytes, to be used or copied before returning. */
    void (*on_bytes)(struct br_pipe *pipe, void *context, struct br_bytes bytes);
    /* The write queue fell below BR_WRITE_QUEUE_LOW after br_pipe_send said full. */
    void (*on_drain)(struct br_pipe *pipe, void *context);
    /* Last event. BR_OK: closed in good order by either side; else why, with a sentence. */
    void (*on_closed)(struct br_pipe *pipe, void *context, enum br_status status, const char *why);
};

struct br_listener_events {
    /* Shall this certificate be let in under this protocol? Asked inside the handshake: answer at
       once, call nothing of net. */
    bool (*allow)(void *context, const struct br_hash *pin, const char *protocol);
    /* An accepted pipe is open. Set its events with br_pipe_set_events; on_open is not called. */
    void (*on_accept)(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                      const char *protocol);
};

/**
 * Listen on "HOST:PORT": a numeric IPv4 address, an IPv6 one in brackets, or localhost (port 0:
 * any; see br_listener_address). BR_ERR_BUSY: port in use. BR_ERR_MALFORMED: not an address.
 * BR_ERR_IO: not an address or port of ours. No TLS state is allocated before a plausible
 * ClientHello of at most BR_CLIENT_HELLO_SIZE_MAX bytes. Sockets beyond BR_CONNECTIONS_MAX wait in
 * the kernel's queue; one of an address beyond BR_CONNECTIONS_ADDRESS_MAX ends the oldest of that
 * address that has shown no key of a peer or device. Beyond BR_HANDSHAKES_MAX handshakes a
 * ClientHello waits its turn. From accepting to open a socket has BR_HANDSHAKE_DEADLINE_MS. What
 * fails before it is open is closed without an event.
 */
BR_MUST_USE enum br_status br_listener_start(uv_loop_t *loop, struct br_tls *tls,
                                             const char *address,
                                             const struct br_listener_events *events, void *context,
                                             struct br_listener **listener, struct br_error *error);
/**
 * The same without TLS, for browsers on this machine: an address that is not loopback is refused
 * (BR_ERR_REFUSED). A pipe is open as soon as it is accepted, as BR_ALPN_HTTP with a pin of zeros;
 * allow is not asked. Of [tls] only the buffers are used.
 */
BR_MUST_USE enum br_status br_listener_start_plain(uv_loop_t *loop, struct br_tls *tls,
                                                   const char *address,
                                                   const struct br_listener_events *events,
                                                   void *context, struct br_listener **listener,
                                                   struct br_error *error);
/** Tighter (or, for measuring, wider) than limits.h; 0 leaves a value as it is. */
struct br_listener_limits {
    uint32_t handshakes_max;
    uint32_t connections_max;
    uint32_t address_max; /* connections of one address; none for a listener without TLS */
    uint32_t handshake_deadline_ms;
};
/** For sockets that are accepted from now on. */
void br_listener_set_limits(struct br_listener *listener, const struct br_listener_limits *limits);
/** "127.0.0.1:40123", as bound; valid while the listener lives. */
const char *br_listener_address(const struct br_listener *listener);
/**
 * Stop accepting; pipes in handshake are dropped, open pipes go on. [closed] comes when the
 * listener and what was in handshake are gone; it may be NULL.
 */
void br_listener_stop(struct br_listener *take_listener, void (*closed)(void *context),
                      void *context);

/**
 * Connect to "HOST:PORT" and expect the key [pin]. Ends in on_open or on_closed (BR_ERR_NETWORK,
 * BR_ERR_TIMEOUT after BR_DIAL_DEADLINE_MS, BR_ERR_SIGNATURE for another key, BR_ERR_REFUSED when
 * the other side turned ours down, BR_ERR_VERSION when it does not speak [protocol],
 * BR_ERR_MALFORMED: not an address). Never fails at once. A refusal may come after on_open, see
 * above.
 */
struct br_pipe *br_dial_start(uv_loop_t *loop, struct br_tls *tls, const char *address,
                              const struct br_hash *pin, const char *protocol,
                              const struct br_pipe_events *events, void *context);
/** Give up [ms] from now instead; does nothing once the pipe is open. */
void br_dial_set_deadline(struct br_pipe *pipe, uint32_t ms);

/** The events are copied. A NULL one is not told. */
void br_pipe_set_events(struct br_pipe *pipe, const struct br_pipe_events *events, void *context);
/**
 * Queue [bytes] (copied), also while still dialling. Everything queued in one turn of the loop
 * leaves in as few TLS records and system calls as possible. Returns BR_ERR_LIMIT, with nothing
 * queued, when the queue would pass BR_WRITE_QUEUE_MAX; wait for on_drain. BR_ERR_CLOSED on a
 * closing pipe, BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_pipe_send(struct br_pipe *pipe, struct br_bytes bytes);
/** Bytes not yet handed to the system: plain ones that wait and encrypted ones on their way. */
size_t br_pipe_queued(const struct br_pipe *pipe);
/** Stop or go on reading: how a receiver pushes back. */
void br_pipe_read(struct br_pipe *pipe, bool on);
/**
 * Send what is queued, say close_notify, close; gives up after BR_STOP_DEADLINE_MS / 2 with
 * BR_ERR_TIMEOUT. What still arrives is dropped.
 */
void br_pipe_close(struct br_pipe *pipe);
/** Close now; queued bytes are lost. on_closed still comes, later, with [status]. */
void br_pipe_abort(struct br_pipe *pipe, enum br_status status, const char *why);
const char *br_pipe_remote(const struct br_pipe *pipe);
/** Bytes of TLS on the wire so far, both directions, for figures. */
uint64_t br_pipe_wire_bytes(const struct br_pipe *pipe);

#endif
