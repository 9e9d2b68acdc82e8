/*
 * dial.c - from "HOST:PORT" to a TCP connection: look up, try one address after the other.
 *
 * The look-up runs on the thread pool and cannot be stopped once it runs, so its request lives on
 * its own: a pipe that ends first leaves it behind, and it frees itself.
 */
#include "net/address.h"
#include "net/pipe.h"

#include <stdlib.h>
#include <string.h>

struct lookup {
    uv_getaddrinfo_t request;
    struct br_pipe *pipe; /* NULL: it has ended */
};

struct br_dial {
    uv_connect_t connect;
    struct lookup *lookup; /* while it runs */
    struct br_host_port target;
    struct sockaddr_storage numeric;
    struct addrinfo *addresses;  /* owned; NULL for a numeric target */
    const struct addrinfo *next; /* the address to try when this one fails */
    struct br_hash expected;
    char protocol[BR_PROTOCOL_SIZE];
    uint64_t deadline_ms; /* the loop's time */
};

static void connect_to(struct br_pipe *pipe, const struct sockaddr *address);

static void on_address_closed(uv_handle_t *handle)
{
    struct br_pipe *pipe = handle->data;
    if (pipe->state == BR_PIPE_ENDING) {
        br_pipe_handle_closed(pipe);
        return;
    }
    const struct addrinfo *address = pipe->dial->next;
    BR_ASSERT(uv_tcp_init(pipe->timer.loop, &pipe->tcp) == 0);
    pipe->tcp.data = pipe;
    pipe->dial->next = address->ai_next;
    connect_to(pipe, address->ai_addr);
}

static void address_failed(struct br_pipe *pipe, int code)
{
    if (pipe->dial->next == NULL) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: %s", br_pipe_remote(pipe), uv_strerror(code));
    } else {
        uv_close((uv_handle_t *)&pipe->tcp, on_address_closed);
    }
}

static uint64_t left_ms(const struct br_pipe *pipe)
{
    uint64_t now_ms = uv_now(pipe->timer.loop);
    return pipe->dial->deadline_ms > now_ms ? pipe->dial->deadline_ms - now_ms : 0;
}

static void on_connect(uv_connect_t *request, int code)
{
    struct br_pipe *pipe = request->data;
    if (pipe->state == BR_PIPE_ENDING || code == UV_ECANCELED) {
        return;
    }
    if (code != 0) {
        address_failed(pipe, code);
        return;
    }
    (void)uv_tcp_nodelay(&pipe->tcp, 1);
    br_pipe_deadline(pipe, left_ms(pipe));
    br_pipe_handshake_start(pipe);
}

/* How long this address may take; the rest of the time when it is the last. */
static uint64_t address_wait_ms(const struct br_pipe *pipe)
{
    uint64_t wait_ms = left_ms(pipe);
    bool last = pipe->dial->next == NULL;
    return last || wait_ms < BR_DIAL_ADDRESS_MS ? wait_ms : BR_DIAL_ADDRESS_MS;
}

static void connect_to(struct br_pipe *pipe, const struct sockaddr *address)
{
    pipe->dial->connect.data = pipe;
    br_pipe_deadline(pipe, address_wait_ms(pipe));
    int code = uv_tcp_connect(&pipe->dial->connect, &pipe->tcp, address, on_connect);
    if (code != 0) {
        address_failed(pipe, code);
    }
}

static void on_lookup(uv_getaddrinfo_t *request, int code, struct addrinfo *found)
{
    struct lookup *lookup = request->data;
    struct br_pipe *pipe = lookup->pipe;
    free(lookup);
    if (pipe != NULL) {
        pipe->dial->lookup = NULL;
    }
    if (pipe == NULL || pipe->state == BR_PIPE_ENDING) {
        uv_freeaddrinfo(found);
        return;
    }
    if (code != 0) {
        br_pipe_end(pipe, BR_ERR_NETWORK, "cannot find the host of %s: %s", br_pipe_remote(pipe),
                    uv_strerror(code));
        return;
    }
    pipe->dial->addresses = found;
    pipe->dial->next = found->ai_next;
    br_pipe_move(pipe, BR_PIPE_CONNECT);
    connect_to(pipe, found->ai_addr);
}

static void lookup_start(struct br_pipe *pipe)
{
    struct br_dial *dial = pipe->dial;
    struct lookup *lookup = calloc(1, sizeof *lookup);
    BR_ASSERT(lookup != NULL);
    lookup->pipe = pipe;
    lookup->request.data = lookup;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int code = uv_getaddrinfo(pipe->timer.loop, &lookup->request, on_lookup, dial->target.host,
                              dial->target.port_text, &hints);
    if (code != 0) {
        free(lookup);
        br_pipe_end(pipe, BR_ERR_NETWORK, "cannot find the host of %s: %s", br_pipe_remote(pipe),
                    uv_strerror(code));
        return;
    }
    dial->lookup = lookup;
}

struct br_pipe *br_dial_start(uv_loop_t *loop, struct br_tls *tls, const char *address,
                              const struct br_hash *pin, const char *protocol,
                              const struct br_pipe_events *events, void *context)
{
    BR_ASSERT(strlen(protocol) > 0 && strlen(protocol) < BR_PROTOCOL_SIZE);
    struct br_pipe *pipe = br_pipe_new(loop, tls, BR_PIPE_RESOLVE);
    struct br_dial *dial = calloc(1, sizeof *dial);
    BR_ASSERT(dial != NULL);
    pipe->dial = dial;
    pipe->remote = strdup(address);
    br_pipe_set_events(pipe, events, context);
    memcpy(dial->protocol, protocol, strlen(protocol));
    dial->expected = *pin;
    br_dial_set_deadline(pipe, BR_DIAL_DEADLINE_MS);
    struct br_error error;
    enum br_status status = br_address_split(address, &dial->target, &error);
    if (status != BR_OK) {
        br_pipe_end(pipe, status, "%s", error.text);
    } else if (br_address_numeric(&dial->target, &dial->numeric)) {
        br_pipe_move(pipe, BR_PIPE_CONNECT);
        connect_to(pipe, (const struct sockaddr *)&dial->numeric);
    } else {
        lookup_start(pipe);
    }
    return pipe;
}

void br_dial_set_deadline(struct br_pipe *pipe, uint32_t ms)
{
    if (pipe->dial != NULL && pipe->state < BR_PIPE_OPEN) {
        br_pipe_deadline(pipe, ms);
        pipe->dial->deadline_ms = uv_now(pipe->timer.loop) + ms;
    }
}

void br_dial_expired(struct br_pipe *pipe)
{
    if (pipe->dial->next != NULL && uv_now(pipe->timer.loop) < pipe->dial->deadline_ms) {
        address_failed(pipe, UV_ETIMEDOUT);
    } else {
        br_pipe_end(pipe, BR_ERR_TIMEOUT, "%s does not answer", br_pipe_remote(pipe));
    }
}

void br_dial_free(struct br_pipe *pipe)
{
    struct br_dial *dial = pipe->dial;
    if (dial == NULL) {
        return;
    }
    if (dial->lookup != NULL) {
        dial->lookup->pipe = NULL;
        (void)uv_cancel((uv_req_t *)&dial->lookup->request); /* if it has not begun */
    }
    uv_freeaddrinfo(dial->addresses);
    free(dial);
    pipe->dial = NULL;
}

const struct br_hash *br_dial_expected(const struct br_pipe *pipe)
{
    return &pipe->dial->expected;
}

const char *br_dial_protocol(const struct br_pipe *pipe)
{
    return pipe->dial->protocol;
}
