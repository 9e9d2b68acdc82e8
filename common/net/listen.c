/*
 * listen.c - accepting: how many sockets, how many handshakes, who is let in.
 *
 * A socket that cannot be accepted stays with libuv, which then stops watching for more until it is
 * taken: the others wait in the kernel, and nothing spins. A ClientHello beyond the handshakes that
 * may be under way waits in a queue, at a cost of at most BR_CLIENT_HELLO_SIZE_MAX bytes. One turn
 * of the loop takes only a few of either: a crowd at the door does not hold up who is inside.
 */
#include "net/address.h"
#include "net/pipe.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct br_listener {
    uv_tcp_t tcp;
    uv_idle_t next_turn; /* active after a turn that has taken somebody */
    struct br_tls *tls;
    struct br_listener_events events;
    void *context;
    struct br_listener_limits limits;
    struct br_pipe *pipes;
    struct br_crowd *crowd; /* the pipes by address; NULL: without TLS, behind a proxy perhaps */
    struct br_pipe *waiting_first; /* have a ClientHello, want a handshake */
    struct br_pipe *waiting_last;
    uint32_t connections;
    uint32_t handshakes;
    uint32_t begun;    /* handshakes, in this turn */
    uint32_t accepted; /* sockets, in this turn */
    bool plain;        /* without TLS */
    bool accept_waits; /* libuv holds a socket for which there was no room */
    bool stopping;
    uint32_t handles_open; /* of libuv, of its own */
    void (*closed)(void *context);
    void *closed_context;
    char address[BR_ADDRESS_TEXT_SIZE];
};

/* --- the list of pipes --- */

static void pipe_link(struct br_listener *listener, struct br_pipe *pipe)
{
    pipe->listener = listener;
    pipe->next = listener->pipes;
    if (listener->pipes != NULL) {
        listener->pipes->previous = pipe;
    }
    listener->pipes = pipe;
    listener->connections++;
}

static void pipe_unlink(struct br_pipe *pipe)
{
    struct br_listener *listener = pipe->listener;
    if (pipe->previous != NULL) {
        pipe->previous->next = pipe->next;
    } else {
        listener->pipes = pipe->next;
    }
    if (pipe->next != NULL) {
        pipe->next->previous = pipe->previous;
    }
    if (listener->crowd != NULL) {
        br_crowd_leave(listener->crowd, &pipe->crowd);
    }
    pipe->next = NULL;
    pipe->previous = NULL;
    pipe->listener = NULL;
    listener->connections--;
}

static void waiting_remove(struct br_listener *listener, struct br_pipe *pipe)
{
    struct br_pipe *before = NULL;
    struct br_pipe *at = listener->waiting_first;
    while (at != NULL && at != pipe) {
        before = at;
        at = at->waiting_next;
    }
    if (at == NULL) {
        return;
    }
    if (before != NULL) {
        before->waiting_next = pipe->waiting_next;
    } else {
        listener->waiting_first = pipe->waiting_next;
    }
    if (listener->waiting_last == pipe) {
        listener->waiting_last = before;
    }
    pipe->waiting_next = NULL;
}

/* --- a turn of the loop --- */

static void on_next_turn(uv_idle_t *idle);

static bool room_for_socket(const struct br_listener *listener)
{
    return listener->connections < listener->limits.connections_max &&
           listener->accepted < BR_ACCEPTS_A_TURN;
}

static bool room_for_handshake(const struct br_listener *listener)
{
    return listener->handshakes < listener->limits.handshakes_max &&
           listener->begun < BR_HANDSHAKES_A_TURN;
}

static void taken(struct br_listener *listener, uint32_t *count)
{
    (*count)++;
    (void)uv_idle_start(&listener->next_turn, on_next_turn);
}

/* --- accepting --- */

static struct br_pipe *pipe_of(struct br_crowd_member *member)
{
    return (struct br_pipe *)(void *)((char *)member - offsetof(struct br_pipe, crowd));
}

/* False: it has been turned away, since its address has nobody left who could make room. */
static bool make_room(struct br_listener *listener, struct br_pipe *pipe,
                      const struct sockaddr_storage *address)
{
    uint8_t place[BR_ADDRESS_PLACE_SIZE];
    if (listener->crowd == NULL) {
        return true;
    }
    br_address_place(address, place);
    br_crowd_join(listener->crowd, &pipe->crowd, place);
    if (br_crowd_count(&pipe->crowd) <= listener->limits.address_max) {
        return true;
    }
    struct br_crowd_member *oldest = br_crowd_oldest(&pipe->crowd);
    struct br_pipe *goes = oldest == NULL ? pipe : pipe_of(oldest);
    br_crowd_leave(listener->crowd, &goes->crowd);
    br_pipe_end(goes, BR_ERR_LIMIT, "too many connections from its address");
    return goes != pipe;
}

static void accept_one(struct br_listener *listener)
{
    taken(listener, &listener->accepted);
    struct br_pipe *pipe = br_pipe_new(listener->tcp.loop, listener->tls, BR_PIPE_PEEK);
    pipe_link(listener, pipe);
    int code = uv_accept((uv_stream_t *)&listener->tcp, (uv_stream_t *)&pipe->tcp);
    if (code != 0) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "cannot accept: %s", uv_strerror(code));
        return;
    }
    struct sockaddr_storage address = {0};
    int size = sizeof address;
    char text[BR_ADDRESS_TEXT_SIZE];
    if (uv_tcp_getpeername(&pipe->tcp, (struct sockaddr *)&address, &size) == 0) {
        br_address_print(&address, text);
        pipe->remote = strdup(text);
        if (!make_room(listener, pipe, &address)) {
            return;
        }
    }
    (void)uv_tcp_nodelay(&pipe->tcp, 1);
    if (listener->plain) {
        br_pipe_opened(pipe);
    } else {
        br_pipe_deadline(pipe, listener->limits.handshake_deadline_ms);
    }
    br_pipe_poll(pipe);
}

static void on_connection(uv_stream_t *stream, int code)
{
    struct br_listener *listener = stream->data;
    if (code != 0) {
        return; /* out of descriptors: libuv has dropped the socket */
    }
    if (room_for_socket(listener)) {
        accept_one(listener);
    } else {
        listener->accept_waits = true;
    }
}

static void accept_waiting(struct br_listener *listener)
{
    if (listener->accept_waits && room_for_socket(listener)) {
        listener->accept_waits = false;
        accept_one(listener);
    }
}

/* --- turns to handshake --- */

static void turn_begins(struct br_listener *listener, struct br_pipe *pipe)
{
    listener->handshakes++;
    pipe->turn = true;
    taken(listener, &listener->begun);
}

static void turns_to_waiting(struct br_listener *listener)
{
    while (listener->waiting_first != NULL && room_for_handshake(listener)) {
        struct br_pipe *next = listener->waiting_first;
        waiting_remove(listener, next);
        turn_begins(listener, next);
        br_pipe_wake(next);
    }
}

bool br_listener_turn(struct br_pipe *pipe)
{
    struct br_listener *listener = pipe->listener;
    if (listener->waiting_first == NULL && room_for_handshake(listener)) {
        turn_begins(listener, pipe);
        return true;
    }
    if (listener->waiting_last != NULL) {
        listener->waiting_last->waiting_next = pipe;
    } else {
        listener->waiting_first = pipe;
    }
    listener->waiting_last = pipe;
    return false;
}

void br_listener_turn_end(struct br_pipe *pipe)
{
    struct br_listener *listener = pipe->listener;
    if (listener == NULL) {
        return;
    }
    if (!pipe->turn) {
        waiting_remove(listener, pipe);
        return;
    }
    pipe->turn = false;
    listener->handshakes--;
    if (!listener->stopping) {
        turns_to_waiting(listener);
    }
}

/* Who came too late for the last turn; when nobody did, the loop may sleep. */
static void on_next_turn(uv_idle_t *idle)
{
    struct br_listener *listener = idle->data;
    (void)uv_idle_stop(idle);
    listener->begun = 0;
    listener->accepted = 0;
    turns_to_waiting(listener);
    accept_waiting(listener);
}

/* --- what the owner is asked and told --- */

bool br_listener_allow(struct br_pipe *pipe, const struct br_hash *pin, const char *protocol)
{
    struct br_listener *listener = pipe->listener;
    return listener != NULL && listener->events.allow(listener->context, pin, protocol);
}

void br_listener_opened(struct br_pipe *pipe, const char *protocol)
{
    struct br_listener *listener = pipe->listener;
    if (strcmp(protocol, BR_ALPN_SYNC) == 0) { /* allow knows its key */
        br_crowd_stays(&pipe->crowd);
    }
    listener->events.on_accept(listener->context, pipe, &pipe->pin, protocol);
    if (pipe->events.on_closed == NULL) { /* nobody has taken it */
        br_pipe_end(pipe, BR_ERR_REFUSED, "not wanted");
    }
}

/* --- the end --- */

static void free_if_done(struct br_listener *listener)
{
    if (listener->handles_open > 0 || listener->pipes != NULL) {
        return;
    }
    void (*closed)(void *context) = listener->closed;
    void *context = listener->closed_context;
    br_tls_free(listener->tls);
    br_crowd_free(listener->crowd);
    free(listener);
    if (closed != NULL) {
        closed(context);
    }
}

void br_listener_forget(struct br_pipe *pipe)
{
    struct br_listener *listener = pipe->listener;
    if (listener == NULL) {
        return;
    }
    pipe_unlink(pipe);
    if (listener->stopping) {
        free_if_done(listener);
    } else {
        accept_waiting(listener);
    }
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct br_listener *listener = handle->data;
    listener->handles_open--;
    free_if_done(listener);
}

static void close_handles(struct br_listener *listener)
{
    uv_close((uv_handle_t *)&listener->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&listener->next_turn, on_handle_closed);
}

void br_listener_stop(struct br_listener *take_listener, void (*closed)(void *context),
                      void *context)
{
    struct br_listener *listener = take_listener;
    listener->stopping = true;
    listener->closed = closed;
    listener->closed_context = context;
    struct br_pipe *next = NULL;
    for (struct br_pipe *pipe = listener->pipes; pipe != NULL; pipe = next) {
        next = pipe->next;
        if (pipe->events.on_closed != NULL) {
            pipe_unlink(pipe); /* it was opened and is its owner's */
        } else {
            br_pipe_end(pipe, BR_OK, "stopping");
        }
    }
    close_handles(listener);
}

/* --- the start --- */

static int bind_and_listen(struct br_listener *listener, const struct sockaddr_storage *address)
{
    struct sockaddr_storage bound = {0};
    int size = sizeof bound;
    int code = uv_tcp_bind(&listener->tcp, (const struct sockaddr *)address, 0);
    if (code == 0) {
        code = uv_listen((uv_stream_t *)&listener->tcp, BR_LISTEN_BACKLOG, on_connection);
    }
    if (code == 0) {
        code = uv_tcp_getsockname(&listener->tcp, (struct sockaddr *)&bound, &size);
    }
    br_address_print(&bound, listener->address);
    return code;
}

static enum br_status address_to_listen_on(const char *address, struct sockaddr_storage *numeric,
                                           struct br_error *error)
{
    struct br_host_port target;
    enum br_status status = br_address_split(address, &target, error);
    if (status != BR_OK) {
        return status;
    }
    if (strcmp(target.host, "localhost") == 0) {
        memcpy(target.host, "127.0.0.1", sizeof "127.0.0.1");
    }
    if (!br_address_numeric(&target, numeric)) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "cannot listen on '%s': an address as digits is wanted, such as "
                            "0.0.0.0:7400 or [::]:7400",
                            address);
    }
    return BR_OK;
}

static enum br_status start(uv_loop_t *loop, struct br_tls *tls, const char *address, bool plain,
                            const struct br_listener_events *events, void *context,
                            struct br_listener **listener, struct br_error *error)
{
    struct sockaddr_storage numeric;
    enum br_status status = address_to_listen_on(address, &numeric, error);
    if (status != BR_OK) {
        return status;
    }
    if (plain && !br_address_loopback(&numeric)) {
        return br_error_set(error, BR_ERR_REFUSED,
                            "%s can be reached from elsewhere: without TLS only 127.0.0.1, [::1] "
                            "or localhost",
                            address);
    }
    struct br_listener *made = calloc(1, sizeof *made);
    BR_ASSERT(made != NULL && uv_tcp_init(loop, &made->tcp) == 0);
    BR_ASSERT(uv_idle_init(loop, &made->next_turn) == 0);
    made->tcp.data = made;
    made->next_turn.data = made;
    made->handles_open = 2;
    made->tls = tls;
    br_tls_hold(tls);
    made->events = *events;
    made->context = context;
    made->plain = plain;
    made->crowd = plain ? NULL : br_crowd_new();
    made->limits = (struct br_listener_limits){.handshakes_max = BR_HANDSHAKES_MAX,
                                               .connections_max = BR_CONNECTIONS_MAX,
                                               .address_max = BR_CONNECTIONS_ADDRESS_MAX,
                                               .handshake_deadline_ms = BR_HANDSHAKE_DEADLINE_MS};
    int code = bind_and_listen(made, &numeric);
    if (code != 0) {
        close_handles(made); /* nobody is told: it never started */
        return br_error_set(error, code == UV_EADDRINUSE ? BR_ERR_BUSY : BR_ERR_IO,
                            "cannot listen on %s: %s", address, uv_strerror(code));
    }
    *listener = made;
    return BR_OK;
}

enum br_status br_listener_start(uv_loop_t *loop, struct br_tls *tls, const char *address,
                                 const struct br_listener_events *events, void *context,
                                 struct br_listener **listener, struct br_error *error)
{
    return start(loop, tls, address, false, events, context, listener, error);
}

enum br_status br_listener_start_plain(uv_loop_t *loop, struct br_tls *tls, const char *address,
                                       const struct br_listener_events *events, void *context,
                                       struct br_listener **listener, struct br_error *error)
{
    return start(loop, tls, address, true, events, context, listener, error);
}

const char *br_listener_address(const struct br_listener *listener)
{
    return listener->address;
}

void br_listener_set_limits(struct br_listener *listener, const struct br_listener_limits *limits)
{
    struct br_listener_limits *mine = &listener->limits;
    if (limits->handshakes_max > 0) {
        mine->handshakes_max = limits->handshakes_max;
    }
    if (limits->connections_max > 0) {
        mine->connections_max = limits->connections_max;
    }
    if (limits->address_max > 0) {
        mine->address_max = limits->address_max;
    }
    if (limits->handshake_deadline_ms > 0) {
        mine->handshake_deadline_ms = limits->handshake_deadline_ms;
    }
}
