/*
 * tls.c - the rules of every connection, in one SSL_CTX for both directions.
 *
 * TLS 1.3 alone; P-256 and Ed25519 keys alone; a certificate is its key (SHA-256 of its
 * SubjectPublicKeyInfo), whatever else it says. Nothing is remembered between connections: a
 * resumed session would bring back a judgement that may have changed.
 */
#include "net/tls.h"

#include "base/hash.h"
#include "net/pipe.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The protocols that the port speaks, and which of them need a certificate of the client. */
static const struct protocol {
    const char *name;
    int verify;
} protocols[] = {
    {BR_ALPN_SYNC, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT},
    {BR_ALPN_JOIN, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT},
    {BR_ALPN_HTTP, SSL_VERIFY_NONE},
};

static const struct protocol *protocol_find(const uint8_t *name, size_t size)
{
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        if (br_bytes_equal(br_bytes_of_text(protocols[i].name), (struct br_bytes){name, size})) {
            return &protocols[i];
        }
    }
    return NULL;
}

/* The first of the client's protocols that we speak, in [list] of RFC 7301; NULL: none. Browsers
   are spoken to when there is something to show them. */
static const struct protocol *protocol_choose(SSL *ssl, struct br_bytes list, struct br_bytes *name)
{
    const struct br_pipe *pipe = SSL_get_app_data(ssl);
    struct br_reader reader = {.rest = list};
    while (reader.rest.size > 0 && !reader.failed) {
        *name = br_reader_take(&reader, br_reader_u8(&reader));
        const struct protocol *protocol = protocol_find(name->data, name->size);
        bool served =
            protocol != NULL && (protocol->verify != SSL_VERIFY_NONE || pipe->tls->web.key != NULL);
        if (!reader.failed && served) {
            return protocol;
        }
    }
    return NULL;
}

/*
 * OpenSSL asks for a protocol only if the client names some; ours must. It chooses its certificate
 * before it asks, so which one to show is settled here.
 */
static int on_client_hello(SSL *ssl, int *alert, void *context)
{
    (void)context;
    const uint8_t *names = NULL;
    size_t size = 0;
    struct br_bytes name;
    *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &names,
                                  &size) != 1 ||
        size < 2) {
        return SSL_CLIENT_HELLO_ERROR;
    }
    const struct protocol *protocol =
        protocol_choose(ssl, (struct br_bytes){names + 2, size - 2}, &name); /* behind its length */
    const struct br_pipe *pipe = SSL_get_app_data(ssl);
    if (protocol == NULL ||
        (protocol->verify == SSL_VERIFY_NONE && !br_tls_web_show(pipe->tls, ssl))) {
        return SSL_CLIENT_HELLO_ERROR;
    }
    return SSL_CLIENT_HELLO_SUCCESS;
}

/* It decides about the other side's certificate, too. */
static int on_protocols(SSL *ssl, const uint8_t **chosen, uint8_t *chosen_size,
                        const uint8_t *names, unsigned int size, void *context)
{
    (void)context;
    struct br_bytes name;
    const struct protocol *protocol = protocol_choose(ssl, (struct br_bytes){names, size}, &name);
    if (protocol == NULL) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = name.data;
    *chosen_size = (uint8_t)name.size;
    SSL_set_verify(ssl, protocol->verify, NULL);
    return SSL_TLSEXT_ERR_OK;
}

static bool pin_of(X509 *certificate, struct br_hash *pin)
{
    uint8_t *der = NULL;
    int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (size <= 0) {
        return false;
    }
    *pin = br_sha256_one(der, (size_t)size);
    OPENSSL_free(der);
    return true;
}

/* Replaces OpenSSL's verification: 1 lets the certificate in. */
static int on_certificate(X509_STORE_CTX *store, void *context)
{
    (void)context;
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    X509 *certificate = X509_STORE_CTX_get0_cert(store);
    struct br_pipe *pipe = SSL_get_app_data(ssl);
    struct br_hash pin;
    if (certificate != NULL && pin_of(certificate, &pin) && br_pipe_judge(pipe, &pin)) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED); /* alert: bad certificate */
    return 0;
}

static bool context_rules(SSL_CTX *context)
{
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(context, BR_CERTIFICATE_SIZE_MAX);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(context, on_certificate, NULL);
    SSL_CTX_set_client_hello_cb(context, on_client_hello, NULL);
    SSL_CTX_set_alpn_select_cb(context, on_protocols, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:"
                                             "TLS_AES_256_GCM_SHA384") == 1 &&
           SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1 &&
           SSL_CTX_set1_sigalgs_list(context, "ECDSA+SHA256:ed25519") == 1;
}

/* Refuse to ask a terminal for a passphrase. */
static int on_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static bool key_allowed(const EVP_PKEY *key)
{
    char group[32] = "";
    return EVP_PKEY_is_a(key, "ED25519") == 1 ||
           (EVP_PKEY_is_a(key, "EC") == 1 &&
            EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
            strcmp(group, "prime256v1") == 0);
}

static enum br_status identity_read(struct br_tls *tls, const char *path, struct br_error *error)
{
    enum br_status status = BR_ERR_MALFORMED;
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    errno = 0;
    BIO *file = BIO_new_file(path, "r");
    if (file == NULL) {
        status = errno == ENOENT ? BR_ERR_NOT_FOUND : BR_ERR_IO;
        return br_error_set(error, status, "cannot read the key file %s: %s", path,
                            strerror(errno));
    }
    key = PEM_read_bio_PrivateKey(file, NULL, on_passphrase, NULL);
    (void)BIO_seek(file, 0);
    certificate = PEM_read_bio_X509(file, NULL, on_passphrase, NULL);
    if (key == NULL || certificate == NULL) {
        (void)br_error_set(error, status, "%s does not hold a key and its certificate as PEM",
                           path);
    } else if (!key_allowed(key)) {
        (void)br_error_set(error, status, "the key in %s is neither P-256 nor Ed25519", path);
    } else if (X509_check_private_key(certificate, key) != 1) {
        (void)br_error_set(error, status, "the certificate in %s is not of the key beside it",
                           path);
    } else if (SSL_CTX_use_certificate(tls->context, certificate) != 1 ||
               SSL_CTX_use_PrivateKey(tls->context, key) != 1 || !pin_of(certificate, &tls->pin)) {
        (void)br_error_set(error, status, "OpenSSL does not take the key in %s", path);
    } else {
        status = BR_OK;
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    (void)BIO_free(file);
    ERR_clear_error();
    return status;
}

void br_net_ignore_sigpipe(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
}

enum br_status br_tls_open(const char *path, struct br_tls **tls, struct br_error *error)
{
    enum br_status status = BR_ERR_NO_MEMORY;
    br_net_ignore_sigpipe();
    struct br_tls *made = malloc(sizeof *made);
    if (made == NULL) {
        return br_error_set(error, status, "no memory for TLS");
    }
    made->references = 1;
    made->spare = (struct br_queue_spare){NULL, 0};
    made->out_size = 0;
    made->web = (struct br_tls_web){NULL, NULL, NULL};
    made->context = SSL_CTX_new(TLS_method());
    made->bio_method = br_pipe_bio_method();
    if (made->context == NULL || made->bio_method == NULL || !context_rules(made->context)) {
        (void)br_error_set(error, status, "OpenSSL cannot be set up");
        goto fail;
    }
    status = identity_read(made, path, error);
    if (status != BR_OK) {
        goto fail;
    }
    *tls = made;
    return BR_OK;

fail:
    br_tls_free(made);
    return status;
}

void br_tls_hold(struct br_tls *tls)
{
    tls->references++;
}

void br_tls_free(struct br_tls *tls)
{
    if (tls == NULL || --tls->references > 0) {
        return;
    }
    br_tls_web_free(&tls->web);
    SSL_CTX_free(tls->context);
    BIO_meth_free(tls->bio_method);
    br_queue_spare_free(&tls->spare);
    free(tls);
}

struct br_hash br_tls_pin(const struct br_tls *tls)
{
    return tls->pin;
}

SSL *br_tls_session(struct br_tls *tls, struct br_pipe *pipe)
{
    SSL *ssl = SSL_new(tls->context);
    BIO *bio = BIO_new(tls->bio_method);
    if (ssl == NULL || bio == NULL || SSL_set_app_data(ssl, pipe) != 1) {
        SSL_free(ssl);
        (void)BIO_free(bio);
        return NULL;
    }
    BIO_set_data(bio, pipe);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio); /* owned by ssl */
    return ssl;
}
