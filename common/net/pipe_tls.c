/*
 * pipe_tls.c - the bytes of a pipe: through TLS and out of it.
 *
 *      socket -> tls->in (or pipe->held) -> bio_read -> SSL -> tls->plain -> on_bytes
 *      br_pipe_send -> pipe->queue -> SSL -> bio_write -> tls->out -> uv_try_write, rest uv_write
 *
 * OpenSSL never sees the socket. What it wants written is collected in tls->out and leaves before
 * anything else happens, so the buffer never holds bytes of two pipes.
 */
#include "net/pipe.h"

#include "base/failpoint.h"
#include "net/hello.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

/* --- the BIO --- */

static int bio_read(BIO *bio, char *out, int size)
{
    struct br_pipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (size <= 0 || pipe->in.size == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t count = pipe->in.size < (size_t)size ? pipe->in.size : (size_t)size;
    memcpy(out, pipe->in.data, count);
    pipe->in.data += count;
    pipe->in.size -= count;
    return (int)count;
}

static int bio_write(BIO *bio, const char *data, int size)
{
    struct br_pipe *pipe = BIO_get_data(bio);
    struct br_tls *tls = pipe->tls;
    BIO_clear_retry_flags(bio);
    if (size <= 0 || (size_t)size > sizeof tls->out - tls->out_size) {
        return -1; /* more answers to one read than our protocol knows: the pipe ends */
    }
    memcpy(tls->out + tls->out_size, data, (size_t)size);
    tls->out_size += (size_t)size;
    return size;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD *br_pipe_bio_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "bigroom pipe");
    if (method == NULL || BIO_meth_set_read(method, bio_read) != 1 ||
        BIO_meth_set_write(method, bio_write) != 1 || BIO_meth_set_ctrl(method, bio_ctrl) != 1) {
        BIO_meth_free(method);
        return NULL;
    }
    return method;
}

/* --- to the socket --- */

struct write_rest {
    uv_write_t request;
    uint8_t bytes[];
};

static void on_written(uv_write_t *request, int code)
{
    struct br_pipe *pipe = request->handle->data;
    free(request->data);
    if (pipe->state == BR_PIPE_ENDING) {
        return;
    }
    if (code < 0) {
        br_pipe_write_failed(pipe, code);
    } else {
        br_pipe_flush(pipe);
    }
}

static void write_later(struct br_pipe *pipe, const uint8_t *data, size_t size)
{
    struct write_rest *rest = malloc(sizeof *rest + size);
    if (rest == NULL) {
        br_pipe_end(pipe, BR_ERR_NO_MEMORY, "no memory for what is to be sent");
        return;
    }
    memcpy(rest->bytes, data, size);
    rest->request.data = rest;
    uv_buf_t buffer = uv_buf_init((char *)rest->bytes, (unsigned)size);
    int code = uv_write(&rest->request, (uv_stream_t *)&pipe->tcp, &buffer, 1, on_written);
    if (code < 0) {
        free(rest);
        br_pipe_write_failed(pipe, code);
    }
}

/* What TLS has collected goes to the system. Only a peer that makes TLS answer (key updates) and
   does not read the answers could let this grow: the maximum ends that. */
static void write_out(struct br_pipe *pipe)
{
    struct br_tls *tls = pipe->tls;
    size_t size = tls->out_size;
    tls->out_size = 0;
    if (size == 0 || pipe->write_failed || pipe->state == BR_PIPE_ENDING) {
        return;
    }
    uv_stream_t *stream = (uv_stream_t *)&pipe->tcp;
    if (uv_stream_get_write_queue_size(stream) > BR_WRITE_QUEUE_MAX) {
        br_pipe_end(pipe, BR_ERR_LIMIT, "%s does not read", br_pipe_remote(pipe));
        return;
    }
    pipe->wire_bytes += size;
    uv_buf_t buffer = uv_buf_init((char *)tls->out, (unsigned)size);
    int count = uv_try_write(stream, &buffer, 1);
    if (count == UV_EAGAIN) {
        count = 0;
    }
    if (count < 0) {
        br_pipe_write_failed(pipe, count);
    } else if ((size_t)count < size) {
        write_later(pipe, tls->out + count, size - (size_t)count);
    }
}

/* --- when TLS fails --- */

static bool alert_is_refusal(int alert)
{
    switch (alert) {
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_CERTIFICATE_REQUIRED:
        return true;
    default:
        return false;
    }
}

/* [error] is OpenSSL's, from right after the call that failed; 0 when it gave none. */
static void tls_failed(struct br_pipe *pipe, unsigned long error)
{
    const char *remote = br_pipe_remote(pipe);
    int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
    if (pipe->verdict != NULL) {
        br_pipe_end(pipe, BR_ERR_SIGNATURE, "%s %s", remote, pipe->verdict);
    } else if (ERR_GET_LIB(error) == ERR_LIB_SSL && alert_is_refusal(alert)) {
        br_pipe_end(pipe, BR_ERR_REFUSED, "%s does not accept our key (%s)", remote,
                    SSL_alert_desc_string_long(alert));
    } else if (ERR_GET_LIB(error) == ERR_LIB_SSL &&
               (alert == SSL_AD_NO_APPLICATION_PROTOCOL || alert == SSL_AD_PROTOCOL_VERSION)) {
        br_pipe_end(pipe, BR_ERR_VERSION, "%s does not speak %s", remote,
                    pipe->dial == NULL ? "our TLS" : br_dial_protocol(pipe));
    } else {
        const char *reason = ERR_reason_error_string(error);
        br_pipe_end(pipe, BR_ERR_NETWORK, "%s: TLS failed: %s", remote,
                    reason == NULL ? "bytes that are not TLS" : reason);
    }
}

/* --- handshake --- */

bool br_pipe_judge(struct br_pipe *pipe, const struct br_hash *pin)
{
    char protocol[BR_PROTOCOL_SIZE];
    br_pipe_protocol(pipe, protocol);
    if (br_hash_equal(pin, &pipe->tls->pin)) {
        pipe->verdict = "shows our own key";
    } else if (pipe->dial != NULL && !br_hash_equal(pin, br_dial_expected(pipe))) {
        pipe->verdict = "has another key than the one we know";
    } else if (pipe->dial == NULL && !br_listener_allow(pipe, pin, protocol)) {
        pipe->verdict = "has a key that is not let in";
    }
    pipe->pin = *pin;
    pipe->verified = pipe->verdict == NULL;
    return pipe->verified;
}

void br_pipe_protocol(const struct br_pipe *pipe, char out[BR_PROTOCOL_SIZE])
{
    const uint8_t *name = (const uint8_t *)BR_ALPN_HTTP;
    unsigned int size = sizeof BR_ALPN_HTTP - 1;
    if (pipe->ssl != NULL) {
        SSL_get0_alpn_selected(pipe->ssl, &name, &size);
    }
    if (size >= BR_PROTOCOL_SIZE) {
        size = 0;
    }
    if (size > 0) {
        memcpy(out, name, size);
    }
    out[size] = '\0';
}

static void handshake_done(struct br_pipe *pipe)
{
    char protocol[BR_PROTOCOL_SIZE];
    br_pipe_protocol(pipe, protocol);
    if (!pipe->verified &&
        strcmp(protocol, BR_ALPN_HTTP) != 0) { /* cannot be, unless a rule of tls.c is wrong */
        br_pipe_end(pipe, BR_ERR_SIGNATURE, "%s has shown no key", br_pipe_remote(pipe));
    } else if (protocol[0] == '\0' ||
               (pipe->dial != NULL && strcmp(protocol, br_dial_protocol(pipe)) != 0)) {
        br_pipe_end(pipe, BR_ERR_VERSION, "%s has agreed on no protocol", br_pipe_remote(pipe));
    } else {
        br_pipe_opened(pipe);
    }
}

static void handshake(struct br_pipe *pipe)
{
    ERR_clear_error();
    int rc = SSL_do_handshake(pipe->ssl);
    int reason = SSL_get_error(pipe->ssl, rc);
    unsigned long error = ERR_peek_error();
    write_out(pipe); /* the next flight, or an alert */
    if (pipe->state != BR_PIPE_HANDSHAKE || reason == SSL_ERROR_WANT_READ) {
        return;
    }
    if (reason == SSL_ERROR_NONE) {
        handshake_done(pipe);
    } else if (pipe->dial == NULL && !pipe->write_failed) {
        br_pipe_linger(pipe); /* so that the other side gets to read the alert */
    } else {
        tls_failed(pipe, error);
    }
}

void br_pipe_handshake_start(struct br_pipe *pipe)
{
    pipe->ssl = br_tls_session(pipe->tls, pipe);
    if (pipe->ssl == NULL) {
        br_pipe_end(pipe, BR_ERR_NO_MEMORY, "no memory for TLS");
        return;
    }
    br_pipe_move(pipe, BR_PIPE_HANDSHAKE);
    if (pipe->dial == NULL) {
        SSL_set_accept_state(pipe->ssl); /* goes on with the ClientHello, in br_pipe_feed */
        return;
    }
    uint8_t protocols[BR_PROTOCOL_SIZE];
    const char *name = br_dial_protocol(pipe);
    size_t size = strlen(name);
    protocols[0] = (uint8_t)size;
    memcpy(protocols + 1, name, size);
    SSL_set_connect_state(pipe->ssl);
    if (SSL_set_alpn_protos(pipe->ssl, protocols, (unsigned)size + 1) != 0) {
        br_pipe_end(pipe, BR_ERR_NO_MEMORY, "no memory for TLS");
        return;
    }
    handshake(pipe);
    br_pipe_poll(pipe);
}

static void peek(struct br_pipe *pipe)
{
    switch (br_hello_judge(pipe->in)) {
    case BR_HELLO_MORE:
        break;
    case BR_HELLO_BAD:
        br_pipe_end(pipe, BR_ERR_MALFORMED, "no ClientHello");
        break;
    case BR_HELLO_GOOD:
        if (br_listener_turn(pipe)) {
            br_pipe_handshake_start(pipe);
        } else {
            br_pipe_move(pipe, BR_PIPE_WAIT);
        }
        break;
    }
}

/* --- reading --- */

static void goodbye_received(struct br_pipe *pipe)
{
    ERR_clear_error();
    (void)SSL_shutdown(pipe->ssl);
    write_out(pipe);
    br_pipe_end(pipe, BR_OK, "closed by %s", br_pipe_remote(pipe));
}

/* Fill the shared buffer with whole records. Returns why it stopped, an SSL_ERROR. */
static int decrypt(struct br_pipe *pipe, size_t *filled, unsigned long *error)
{
    struct br_tls *tls = pipe->tls;
    int reason = SSL_ERROR_NONE;
    *filled = 0;
    while (reason == SSL_ERROR_NONE && sizeof tls->plain - *filled >= BR_TLS_RECORD_SIZE) {
        size_t count = 0;
        ERR_clear_error();
        int rc = SSL_read_ex(pipe->ssl, tls->plain + *filled, sizeof tls->plain - *filled, &count);
        reason = SSL_get_error(pipe->ssl, rc);
        *error = ERR_peek_error();
        if (rc == 1) {
            *filled += count;
        }
        write_out(pipe); /* reading may answer: a key update, an alert */
    }
    return reason;
}

static void read_plain(struct br_pipe *pipe)
{
    int reason = SSL_ERROR_NONE;
    while (reason == SSL_ERROR_NONE && pipe->state == BR_PIPE_OPEN && pipe->reading) {
        size_t filled = 0;
        unsigned long error = 0;
        reason = decrypt(pipe, &filled, &error);
        if (filled > 0 && pipe->state == BR_PIPE_OPEN && pipe->events.on_bytes != NULL) {
            pipe->events.on_bytes(pipe, pipe->context, (struct br_bytes){pipe->tls->plain, filled});
        }
        if (pipe->state != BR_PIPE_OPEN || reason == SSL_ERROR_NONE ||
            reason == SSL_ERROR_WANT_READ) {
            continue;
        }
        if (reason == SSL_ERROR_ZERO_RETURN) {
            goodbye_received(pipe);
        } else {
            tls_failed(pipe, error);
        }
    }
}

/* Without TLS what came is what was said. */
static void pass_on(struct br_pipe *pipe)
{
    struct br_bytes bytes = pipe->in;
    if (pipe->reading) {
        pipe->in = (struct br_bytes){NULL, 0};
        if (pipe->events.on_bytes != NULL) {
            pipe->events.on_bytes(pipe, pipe->context, bytes);
        }
    }
}

/* New bytes behind those that are held (a ClientHello in pieces); false without memory. */
static bool take_in(struct br_pipe *pipe, const uint8_t *data, size_t size)
{
    if (pipe->held == NULL) {
        pipe->in = (struct br_bytes){data, size};
        return true;
    }
    uint8_t *joined = malloc(pipe->in.size + size);
    if (joined == NULL) {
        return false;
    }
    memcpy(joined, pipe->in.data, pipe->in.size);
    memcpy(joined + pipe->in.size, data, size);
    free(pipe->held);
    pipe->held = joined;
    pipe->in = (struct br_bytes){joined, pipe->in.size + size};
    return true;
}

/* What could not be used yet is kept; the shared buffer is the next pipe's. */
static void keep_rest(struct br_pipe *pipe)
{
    bool wanted = pipe->state < BR_PIPE_FLUSH;
    if (!wanted || pipe->in.size == 0) {
        free(pipe->held);
        pipe->held = NULL;
        pipe->in = (struct br_bytes){NULL, 0};
    } else if (pipe->held == NULL) {
        pipe->held = malloc(pipe->in.size);
        if (pipe->held != NULL) {
            memcpy(pipe->held, pipe->in.data, pipe->in.size);
        } else {
            pipe->in.size = 0;
            br_pipe_end(pipe, BR_ERR_NO_MEMORY, "no memory for what has arrived");
        }
        pipe->in.data = pipe->held;
    }
}

void br_pipe_feed(struct br_pipe *pipe, const uint8_t *data, size_t size)
{
    if (pipe->state >= BR_PIPE_FLUSH) {
        return; /* dropped */
    }
    if (size > 0 && !take_in(pipe, data, size)) {
        br_pipe_end(pipe, BR_ERR_NO_MEMORY, "no memory for what has arrived");
    }
    if (pipe->state == BR_PIPE_PEEK && pipe->in.size > 0) {
        peek(pipe);
    } else if (pipe->state == BR_PIPE_WAIT && pipe->turn) {
        br_pipe_handshake_start(pipe);
    }
    if (pipe->state == BR_PIPE_HANDSHAKE && pipe->in.size > 0) {
        handshake(pipe);
    }
    if (pipe->state == BR_PIPE_OPEN && pipe->in.size > 0 && pipe->ssl == NULL) {
        pass_on(pipe);
    } else if (pipe->state == BR_PIPE_OPEN && pipe->in.size > 0) {
        read_plain(pipe);
    }
    keep_rest(pipe);
    br_pipe_poll(pipe);
}

/* --- writing --- */

static bool may_write(const struct br_pipe *pipe)
{
    return (pipe->state == BR_PIPE_OPEN || pipe->state == BR_PIPE_FLUSH) && !pipe->write_failed &&
           pipe->queue.size > 0 &&
           uv_stream_get_write_queue_size((const uv_stream_t *)&pipe->tcp) == 0;
}

static bool put_in_out(struct br_pipe *pipe, struct br_bytes bytes, size_t *count)
{
    struct br_tls *tls = pipe->tls;
    if (pipe->ssl != NULL) {
        ERR_clear_error();
        return SSL_write_ex(pipe->ssl, bytes.data, bytes.size, count) == 1;
    }
    memcpy(tls->out + tls->out_size, bytes.data, bytes.size);
    tls->out_size += bytes.size;
    *count = bytes.size;
    return true;
}

/* Encrypt and write one chunk; returns its plain size, 0 when the pipe ended over it. */
static size_t write_chunk(struct br_pipe *pipe)
{
    size_t taken = 0;
    while (taken < BR_WRITE_CHUNK_SIZE && pipe->queue.size > 0) {
        struct br_bytes front = br_queue_front(&pipe->queue);
        size_t room = BR_WRITE_CHUNK_SIZE - taken;
        size_t count = 0;
        front.size = front.size < room ? front.size : room;
        if (!put_in_out(pipe, front, &count)) {
            tls_failed(pipe, ERR_peek_error());
            pipe->tls->out_size = 0;
            return 0;
        }
        br_queue_drop(&pipe->queue, count);
        taken += count;
    }
    BR_FAILPOINT("wire.write.before");
    write_out(pipe);
    BR_FAILPOINT("wire.write.after");
    return taken;
}

static void say_goodbye(struct br_pipe *pipe)
{
    if (pipe->ssl != NULL) {
        ERR_clear_error();
        (void)SSL_shutdown(pipe->ssl);
        write_out(pipe);
    }
    if (pipe->state == BR_PIPE_FLUSH) {
        br_pipe_linger(pipe);
    }
}

void br_pipe_flush(struct br_pipe *pipe)
{
    size_t taken = 0;
    while (taken < BR_WRITE_TURN_SIZE && may_write(pipe)) {
        taken += write_chunk(pipe);
    }
    if (may_write(pipe)) {
        br_pipe_wake(pipe); /* the others first */
    }
    if (pipe->state == BR_PIPE_FLUSH && pipe->queue.size == 0) {
        say_goodbye(pipe);
    }
    if (pipe->state == BR_PIPE_OPEN && pipe->drain_wanted &&
        br_pipe_queued(pipe) < BR_WRITE_QUEUE_LOW) {
        pipe->drain_wanted = false;
        if (pipe->events.on_drain != NULL) {
            pipe->events.on_drain(pipe, pipe->context);
        }
    }
}
