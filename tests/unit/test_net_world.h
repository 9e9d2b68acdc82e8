/*
 * test_net_world.h - for test_net_*.c: one loop, a listening side, dialling sides, raw clients.
 *
 * Everything is real: sockets on 127.0.0.1, keys in files, TLS. Raw clients use OpenSSL directly,
 * to say what our own dialling side never would.
 */
#ifndef BR_UNIT_TEST_NET_WORLD_H
#define BR_UNIT_TEST_NET_WORLD_H

#include "base/limits.h"
#include "harness/check.h"
#include "net/net.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))
enum { PATIENCE_TURNS = 20000 }; /* about 20 s of a quiet loop */

/* Turn the loop until [condition]; a turn without events takes a millisecond. */
#define UNTIL(world, condition)                                    \
    do {                                                           \
        int turns_ = 0;                                            \
        bool met_ = false;                                         \
        while (!(met_ = (condition)) && turns_ < PATIENCE_TURNS) { \
            turns_ += turn_loop(&(world)->loop) ? 0 : 1;           \
        }                                                          \
        (void)br_check(met_, #condition, __FILE__, __LINE__);      \
    } while (0)

struct side {
    struct br_pipe *pipe; /* NULL before and after */
    int opened;
    int closed;
    int drained;
    int calls; /* of on_bytes */
    enum br_status status;
    char why[320];
    char protocol[32];
    struct br_hash pin;
    struct br_buffer received;
    bool echo;
    bool pause_at_bytes; /* br_pipe_read(false) in on_bytes */
    bool close_at_bytes;
};

struct world {
    uv_loop_t loop;
    struct br_tls *server;
    struct br_tls *client;
    struct br_tls *stranger;
    struct br_listener *listener;
    bool listener_closed;
    struct side accepted[8];
    int accepted_count;
    int asked; /* calls of allow */
    bool all_allowed;
    bool echo;
    struct side dialled;
};

static const char *file_in_folder(const char *name) UNUSED;
static const char *file_in_folder(const char *name)
{
    static char path[2][512];
    static int turn;
    turn = !turn;
    (void)snprintf(path[turn], sizeof path[turn], "%s/%s", br_test_folder(), name);
    return path[turn];
}

/* True when something happened. */
static bool turn_loop(uv_loop_t *loop) UNUSED;
static bool turn_loop(uv_loop_t *loop)
{
    struct pollfd waiting = {.fd = uv_backend_fd(loop), .events = POLLIN};
    /* A loop without handles also says 0; then it is another process that we wait for. */
    int wait_ms = uv_loop_alive(loop) != 0 && uv_backend_timeout(loop) == 0 ? 0 : 1;
    int ready = poll(&waiting, 1, wait_ms);
    (void)uv_run(loop, UV_RUN_NOWAIT);
    return ready > 0;
}

/* --- events --- */

static void on_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    struct side *side = context;
    side->calls++;
    br_buffer_put(&side->received, bytes.data, bytes.size);
    if (side->echo) {
        CHECK(br_pipe_send(pipe, bytes) == BR_OK);
    }
    if (side->pause_at_bytes) {
        br_pipe_read(pipe, false);
    }
    if (side->close_at_bytes) {
        br_pipe_close(pipe);
    }
}

static void on_drain(struct br_pipe *pipe, void *context)
{
    struct side *side = context;
    (void)pipe;
    side->drained++;
}

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    struct side *side = context;
    CHECK(pipe == side->pipe);
    side->pipe = NULL;
    side->closed++;
    side->status = status;
    (void)snprintf(side->why, sizeof side->why, "%s", why);
}

static void on_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                    const char *protocol)
{
    struct side *side = context;
    CHECK(pipe == side->pipe);
    side->opened++;
    side->pin = *pin;
    (void)snprintf(side->protocol, sizeof side->protocol, "%s", protocol);
}

static const struct br_pipe_events side_events = {
    .on_open = on_open, .on_bytes = on_bytes, .on_drain = on_drain, .on_closed = on_closed};

static bool allow(void *context, const struct br_hash *pin, const char *protocol)
{
    struct world *world = context;
    struct br_hash known = br_tls_pin(world->client);
    world->asked++;
    return world->all_allowed || br_hash_equal(pin, &known) || strcmp(protocol, BR_ALPN_JOIN) == 0;
}

static void side_start(struct side *side, struct br_pipe *pipe)
{
    br_buffer_free(&side->received);
    *side = (struct side){.pipe = pipe};
    br_buffer_init(&side->received, 64u * 1024u * 1024u);
}

static void on_accept(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                      const char *protocol)
{
    struct world *world = context;
    struct side *side = &world->accepted[world->accepted_count++ % 8];
    side_start(side, pipe);
    br_pipe_set_events(pipe, &side_events, side);
    on_open(pipe, side, pin, protocol);
    side->echo = world->echo;
}

static const struct br_listener_events listener_events = {.allow = allow, .on_accept = on_accept};

/* --- set-up --- */

static struct br_tls *key_in_folder(const char *name)
{
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    const char *path = file_in_folder(name);
    if (access(path, F_OK) != 0) {
        CHECK(br_tls_key_new(path, &error) == BR_OK);
    }
    if (!CHECK(br_tls_open(path, &tls, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
        exit(1);
    }
    return tls;
}

static void world_start(struct world *world, const char *address) UNUSED;
static void world_start(struct world *world, const char *address)
{
    struct br_error error = {""};
    memset(world, 0, sizeof *world);
    CHECK(uv_loop_init(&world->loop) == 0);
    world->server = key_in_folder("server.pem");
    world->client = key_in_folder("client.pem");
    world->stranger = key_in_folder("stranger.pem");
    if (!CHECK(br_listener_start(&world->loop, world->server, address, &listener_events, world,
                                 &world->listener, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
        exit(1);
    }
}

static void on_listener_closed(void *context)
{
    struct world *world = context;
    world->listener_closed = true;
}

/* Ends what is left; every handle and byte must be gone. */
static void world_stop(struct world *world) UNUSED;
static void world_stop(struct world *world)
{
    if (world->dialled.pipe != NULL) {
        br_pipe_abort(world->dialled.pipe, BR_OK, "test ends");
    }
    for (int i = 0; i < 8; i++) {
        if (world->accepted[i].pipe != NULL) {
            br_pipe_abort(world->accepted[i].pipe, BR_OK, "test ends");
        }
    }
    if (world->listener != NULL) {
        br_listener_stop(world->listener, on_listener_closed, world);
        world->listener = NULL;
    }
    CHECK(uv_run(&world->loop, UV_RUN_DEFAULT) == 0);
    CHECK(world->listener_closed);
    CHECK(uv_loop_close(&world->loop) == 0);
    br_tls_free(world->server);
    br_tls_free(world->client);
    br_tls_free(world->stranger);
    br_buffer_free(&world->dialled.received);
    for (int i = 0; i < 8; i++) {
        br_buffer_free(&world->accepted[i].received);
    }
}

static void dial_as(struct world *world, struct br_tls *tls, const char *protocol) UNUSED;
static void dial_as(struct world *world, struct br_tls *tls, const char *protocol)
{
    struct br_hash pin = br_tls_pin(world->server);
    side_start(&world->dialled, NULL);
    world->dialled.pipe = br_dial_start(&world->loop, tls, br_listener_address(world->listener),
                                        &pin, protocol, &side_events, &world->dialled);
}

/* Dial and wait until both sides are open. */
static void connect_sides(struct world *world) UNUSED;
static void connect_sides(struct world *world)
{
    int count = world->accepted_count;
    dial_as(world, world->client, BR_ALPN_SYNC);
    UNTIL(world, world->dialled.opened == 1 && world->accepted_count == count + 1);
}

/* --- raw sockets and raw TLS --- */

static int raw_connect(const struct world *world) UNUSED;
static int raw_connect(const struct world *world)
{
    const char *address = br_listener_address(world->listener);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port =
                                 htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL, 10)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(connect(handle, (const struct sockaddr *)&to, sizeof to) == 0);
    CHECK(fcntl(handle, F_SETFL, O_NONBLOCK) == 0);
    return handle;
}

/* The other side has hung up; what it said before is dropped. */
static bool raw_ended(int handle) UNUSED;
static bool raw_ended(int handle)
{
    uint8_t block[4096];
    ssize_t count = 0;
    do {
        count = recv(handle, block, sizeof block, 0);
    } while (count > 0);
    return count == 0 || (errno != EAGAIN && errno != EINTR);
}

static bool raw_silent(int handle) UNUSED;
static bool raw_silent(int handle)
{
    uint8_t byte = 0;
    return recv(handle, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

static bool raw_answered(int handle) UNUSED;
static bool raw_answered(int handle)
{
    uint8_t byte = 0;
    return recv(handle, &byte, 1, MSG_PEEK) == 1;
}

/* One TLS client that we configure freely. */
struct raw_tls {
    SSL_CTX *context;
    SSL *ssl;
    int handle;
    int alert; /* the alert that ended it; -1 none */
    bool failed;
    bool read_ended;
};

static void raw_tls_start(struct raw_tls *raw, const struct world *world) UNUSED;
static void raw_tls_start(struct raw_tls *raw, const struct world *world)
{
    *raw = (struct raw_tls){.alert = -1};
    raw->context = SSL_CTX_new(TLS_client_method());
    raw->handle = raw_connect(world);
}

static void raw_tls_key(struct raw_tls *raw, const char *path) UNUSED;
static void raw_tls_key(struct raw_tls *raw, const char *path)
{
    CHECK(SSL_CTX_use_certificate_file(raw->context, path, SSL_FILETYPE_PEM) == 1);
    CHECK(SSL_CTX_use_PrivateKey_file(raw->context, path, SSL_FILETYPE_PEM) == 1);
}

/* [names]: ALPN as on the wire, such as "\x09" "bigroom/1"; NULL for none. */
static void raw_tls_begin(struct raw_tls *raw, const char *names) UNUSED;
static void raw_tls_begin(struct raw_tls *raw, const char *names)
{
    raw->ssl = SSL_new(raw->context);
    SSL_set_fd(raw->ssl, raw->handle);
    SSL_set_connect_state(raw->ssl);
    if (names != NULL) {
        CHECK(SSL_set_alpn_protos(raw->ssl, (const uint8_t *)names, (unsigned)strlen(names)) == 0);
    }
}

/* Go on with handshake and reading as far as possible; true when it has ended. */
static bool raw_tls_step(struct raw_tls *raw) UNUSED;
static bool raw_tls_step(struct raw_tls *raw)
{
    uint8_t block[4096];
    ERR_clear_error();
    int rc = 0;
    do {
        rc = SSL_read(raw->ssl, block, sizeof block);
    } while (rc > 0);
    int reason = SSL_get_error(raw->ssl, rc);
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
        return false;
    }
    int alert = ERR_GET_REASON(ERR_peek_error()) - SSL_AD_REASON_OFFSET;
    if (alert >= 0 && alert < 256) {
        raw->alert = alert;
    }
    raw->failed = reason != SSL_ERROR_ZERO_RETURN;
    raw->read_ended = true;
    ERR_clear_error();
    return true;
}

static void raw_tls_stop(struct raw_tls *raw) UNUSED;
static void raw_tls_stop(struct raw_tls *raw)
{
    SSL_free(raw->ssl);
    SSL_CTX_free(raw->context);
    (void)close(raw->handle);
}

/* A ClientHello as OpenSSL makes it, [size] bytes with its record header (0: as it comes), filled
   up with protocol names that nobody speaks. Returns its size. */
static size_t client_hello(uint8_t *out, size_t out_size, size_t size) UNUSED;
static size_t client_hello(uint8_t *out, size_t out_size, size_t size)
{
    uint8_t names[8192] = "\x09" BR_ALPN_SYNC;
    size_t names_size = strlen((const char *)names);
    size_t count = 0;
    for (int round = 0; round < 2; round++) {
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        SSL *ssl = SSL_new(context);
        BIO *in = BIO_new(BIO_s_mem());
        BIO *bio = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl, in, bio);
        SSL_set_connect_state(ssl);
        CHECK(SSL_set_alpn_protos(ssl, names, (unsigned)names_size) == 0);
        CHECK(SSL_do_handshake(ssl) == -1);
        count = (size_t)BIO_read(bio, out, (int)out_size);
        SSL_free(ssl);
        SSL_CTX_free(context);
        for (size_t more = size > count ? size - count : 0; more > 0;) {
            size_t name = more > 200 ? 100 : more - 1; /* and its length byte; never an empty one */
            if (more == 101 || more == 102) {
                name = 50;
            }
            names[names_size] = (uint8_t)name;
            memset(names + names_size + 1, 'x', name);
            names_size += name + 1;
            more -= name + 1;
        }
        if (size == 0) {
            break;
        }
    }
    CHECK(size == 0 || count == size);
    return count;
}

#endif
