/*
 * tap.c - what a program says to whom, before it is encrypted.
 *
 * A library to preload (LD_PRELOAD): TLS has one way for plain bytes to go out, SSL_write_ex, and
 * this stands before it. Bytes go to a file of BR_TAP's folder that is named after the key of the
 * other side (SHA-256 of its SubjectPublicKeyInfo, as everywhere), so that a test can tell other
 * academies from the academy's own devices. The program under test is the real one, also a release
 * build.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, PIN_SIZE = 32 };

/* A symbol is an object pointer; what it points at here is a function. */
static int (*real_write(void))(SSL *, const void *, size_t, size_t *)
{
    int (*function)(SSL *, const void *, size_t, size_t *) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "SSL_write_ex");
    if (symbol == NULL) {
        (void)fprintf(stderr, "tap: no SSL_write_ex behind us\n");
        abort();
    }
    memcpy(&function, &symbol, sizeof function);
    return function;
}

/* "nobody" for a connection whose other side has shown no key. */
static void name_of_peer(const SSL *ssl, char name[2 * PIN_SIZE + 1])
{
    X509 *certificate = SSL_get1_peer_certificate(ssl);
    unsigned char *public = NULL;
    unsigned char pin[PIN_SIZE];
    int size = 0;
    if (certificate != NULL) {
        size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &public);
    }
    (void)snprintf(name, 2 * PIN_SIZE + 1, "nobody");
    if (size > 0 && EVP_Digest(public, (size_t)size, pin, NULL, EVP_sha256(), NULL) == 1) {
        for (size_t i = 0; i < PIN_SIZE; i++) {
            (void)snprintf(name + 2 * i, 3, "%02x", pin[i]);
        }
    }
    OPENSSL_free(public);
    X509_free(certificate);
}

static void keep(const SSL *ssl, const void *data, size_t size)
{
    char path[PATH_SIZE];
    char name[2 * PIN_SIZE + 1];
    name_of_peer(ssl, name);
    const char *folder = getenv("BR_TAP");
    (void)snprintf(path, sizeof path, "%s/%s", folder == NULL ? "." : folder, name);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        (void)fprintf(stderr, "tap: cannot write %s\n", path);
        abort(); /* a test that does not see all must not pass */
    }
    (void)close(file);
}

int SSL_write_ex(SSL *ssl, const void *data, size_t size, size_t *written)
{
    int result = real_write()(ssl, data, size, written);
    if (result == 1) {
        keep(ssl, data, *written);
    }
    return result;
}

int SSL_write(SSL *ssl, const void *data, int size)
{
    (void)ssl;
    (void)data;
    (void)size;
    (void)fprintf(stderr, "tap: SSL_write is another way out\n");
    abort();
}
