/**
 * tls.h - inside net: one identity, the rules that all its connections follow, shared buffers.
 *
 * The buffers are shared by all pipes of the loop: each is empty again before the next pipe is
 * looked at, so an idle connection holds none.
 */
#ifndef BR_NET_TLS_H
#define BR_NET_TLS_H

#include "base/limits.h"
#include "net/net.h"
#include "net/queue.h"

#include <openssl/ssl.h>

#define BR_TLS_RECORD_SIZE 16384u /* plain bytes of one record, at most (RFC 8446, 5.1) */
/* A chunk, what TLS adds to its records, and answers of the protocol itself. */
#define BR_TLS_OUT_SIZE (BR_WRITE_CHUNK_SIZE + 2u * BR_TLS_RECORD_SIZE)

/** What browsers are shown; all NULL: nothing, and they are not served. */
struct br_tls_web {
    X509 *certificate;
    EVP_PKEY *key;
    STACK_OF(X509) * chain;
};

struct br_tls {
    SSL_CTX *context;
    BIO_METHOD *bio_method;
    struct br_hash pin;
    struct br_tls_web web;
    size_t references; /* the owner and every pipe */
    struct br_queue_spare spare;
    size_t out_size;
    uint8_t in[BR_WRITE_CHUNK_SIZE];    /* what one read(2) brought */
    uint8_t plain[BR_WRITE_CHUNK_SIZE]; /* what it was */
    uint8_t out[BR_TLS_OUT_SIZE];       /* what TLS wants written */
};

void br_tls_hold(struct br_tls *tls);
/** A connection's state, bound to [pipe]; NULL without memory. */
SSL *br_tls_session(struct br_tls *tls, struct br_pipe *pipe);
/** Show [ssl]'s other side the web's certificate; false when there is none. */
bool br_tls_web_show(const struct br_tls *tls, SSL *ssl);
void br_tls_web_free(struct br_tls_web *web);
/** Writing to a broken connection is an error like others, not the end of the process. */
void br_net_ignore_sigpipe(void);

#endif
