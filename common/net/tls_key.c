/*
 * tls_key.c - making a TLS key with its self-signed certificate.
 *
 * Nobody reads more of the certificate than its key: the name is fixed, and it does not expire,
 * because a key is in force as long as it is pinned.
 */
#include "base/failpoint.h"
#include "base/rng.h"
#include "net/net.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool certificate_fill(X509 *certificate, EVP_PKEY *key)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    uint64_t serial = 0;
    br_random_bytes(&serial, sizeof serial);
    return X509_set_version(certificate, X509_VERSION_3) == 1 &&
           ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (serial >> 1) | 1) == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20260101000000Z") == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)"bigroom", -1, -1,
                                      0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* Key and certificate as PEM text; NULL when OpenSSL has no memory. */
static BIO *key_text(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    BIO *text = BIO_new(BIO_s_secmem()); /* overwritten when freed */
    bool good = key != NULL && certificate != NULL && text != NULL &&
                certificate_fill(certificate, key) &&
                PEM_write_bio_PKCS8PrivateKey(text, key, NULL, NULL, 0, NULL, NULL) == 1 &&
                PEM_write_bio_X509(text, certificate) == 1;
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (!good) {
        BIO_free(text);
        text = NULL;
    }
    return text;
}

static enum br_status status_of_errno(int number)
{
    switch (number) {
    case EEXIST:
        return BR_ERR_EXISTS;
    case ENOENT:
        return BR_ERR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
        return BR_ERR_DISK_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return BR_ERR_READ_ONLY;
    default:
        return BR_ERR_IO;
    }
}

static bool write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t count = write(file, data, size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        data += count;
        size -= (size_t)count;
    }
    return true;
}

/* The name of a new file is durable when its folder is. */
static bool folder_sync(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int length = slash == NULL ? 1 : slash == path ? 1 : (int)(slash - path);
    (void)snprintf(folder, sizeof folder, "%.*s", length, slash == NULL ? "." : path);
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        return false;
    }
    bool good = fsync(handle) == 0;
    (void)close(handle);
    return good;
}

enum br_status br_tls_key_new(const char *path, struct br_error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        int number = errno;
        return br_error_set(error, status_of_errno(number), "cannot make the key file %s: %s", path,
                            strerror(number));
    }
    enum br_status status = BR_ERR_NO_MEMORY;
    char *data = NULL;
    BIO *text = key_text();
    if (text == NULL) {
        (void)br_error_set(error, status, "cannot make a TLS key: OpenSSL failed");
        goto remove;
    }
    long size = BIO_get_mem_data(text, &data);
    BR_FAILPOINT("key.write.before");
    if (!write_all(file, data, (size_t)size) || fsync(file) != 0 || !folder_sync(path)) {
        int number = errno;
        status = br_error_set(error, status_of_errno(number), "cannot write the key file %s: %s",
                              path, strerror(number));
        goto remove;
    }
    (void)BIO_free(text);
    (void)close(file);
    BR_FAILPOINT("key.synced");
    return BR_OK;

remove:
    (void)BIO_free(text);
    (void)close(file);
    (void)unlink(path);
    return status;
}
