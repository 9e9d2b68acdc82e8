/*
 * tls_web.c - what the port shows to browsers: a certificate of its own, replaceable while it runs.
 *
 * A browser goes by names and issuers, peers by the key alone. So the two are different keys: the
 * web's may come from an authority, expire and be replaced, and nobody's pin changes by that.
 */
#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

void br_tls_web_free(struct br_tls_web *web)
{
    X509_free(web->certificate);
    EVP_PKEY_free(web->key);
    sk_X509_pop_free(web->chain, X509_free);
    *web = (struct br_tls_web){NULL, NULL, NULL};
}

static int no_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/* The first certificate is the site's, the others lead to its authority. */
static bool read_chain(BIO *file, struct br_tls_web *web)
{
    web->certificate = PEM_read_bio_X509(file, NULL, no_passphrase, NULL);
    web->chain = sk_X509_new_null();
    X509 *next = web->certificate;
    while (next != NULL && web->chain != NULL) {
        next = PEM_read_bio_X509(file, NULL, no_passphrase, NULL);
        if (next != NULL && sk_X509_push(web->chain, next) <= 0) {
            X509_free(next);
            return false;
        }
    }
    return web->certificate != NULL && web->chain != NULL;
}

enum br_status br_tls_web(struct br_tls *tls, const char *path, struct br_error *error)
{
    enum br_status status = BR_ERR_MALFORMED;
    struct br_tls_web web = {NULL, NULL, NULL};
    errno = 0;
    BIO *file = BIO_new_file(path, "r");
    if (file == NULL) {
        status = errno == ENOENT ? BR_ERR_NOT_FOUND : BR_ERR_IO;
        return br_error_set(error, status, "cannot read the web certificate %s: %s", path,
                            strerror(errno));
    }
    web.key = PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
    (void)BIO_seek(file, 0);
    if (!read_chain(file, &web) || web.key == NULL) {
        (void)br_error_set(error, status,
                           "%s does not hold a key without a passphrase and its certificate as PEM",
                           path);
    } else if (X509_check_private_key(web.certificate, web.key) != 1) {
        (void)br_error_set(error, status, "the first certificate in %s is not of the key beside it",
                           path);
    } else if (X509_cmp_current_time(X509_get0_notAfter(web.certificate)) < 0) {
        (void)br_error_set(error, status, "the certificate in %s is no longer valid", path);
    } else {
        status = BR_OK;
        struct br_tls_web before = tls->web;
        tls->web = web;
        web = before;
    }
    br_tls_web_free(&web);
    (void)BIO_free(file);
    ERR_clear_error();
    return status;
}

bool br_tls_web_show(const struct br_tls *tls, SSL *ssl)
{
    if (tls->web.key == NULL) {
        return false;
    }
    SSL_certs_clear(ssl); /* the peers' key must not be chosen for being of another type */
    /* Authorities' keys are mostly RSA; what clients sign with is not asked here. */
    return SSL_set1_sigalgs_list(ssl, "ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:"
                                      "RSA-PSS+SHA384:RSA-PSS+SHA512:ed25519") == 1 &&
           SSL_use_cert_and_key(ssl, tls->web.certificate, tls->web.key, tls->web.chain, 1) == 1;
}
