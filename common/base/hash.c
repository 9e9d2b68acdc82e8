/*
 * hash.c - OpenSSL's SHA-256 behind three calls.
 *
 * Fetching the algorithm costs more than hashing a record, so each thread fetches once and keeps
 * one context for ever (a few hundred bytes a thread).
 */
#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t fetch_once = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;
static EVP_MD *algorithm;

static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

static void fetch(void)
{
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    BR_ASSERT(algorithm != NULL);
    BR_ASSERT(pthread_key_create(&context_key, context_free) == 0);
}

static EVP_MD_CTX *thread_context(void)
{
    BR_ASSERT(pthread_once(&fetch_once, fetch) == 0);
    EVP_MD_CTX *context = pthread_getspecific(context_key);
    if (context == NULL) {
        context = EVP_MD_CTX_new();
        BR_ASSERT(context != NULL && pthread_setspecific(context_key, context) == 0);
    }
    return context;
}

struct br_hash br_sha256(const struct br_bytes *parts, size_t count)
{
    struct br_hash hash;
    EVP_MD_CTX *context = thread_context();
    BR_ASSERT(EVP_DigestInit_ex2(context, algorithm, NULL) == 1);
    for (size_t i = 0; i < count; i++) {
        BR_ASSERT(EVP_DigestUpdate(context, parts[i].data, parts[i].size) == 1);
    }
    BR_ASSERT(EVP_DigestFinal_ex(context, hash.bytes, NULL) == 1);
    return hash;
}

struct br_hash br_sha256_one(const void *data, size_t size)
{
    struct br_bytes part = {.data = data, .size = size};
    return br_sha256(&part, 1);
}

struct br_sha256_stream {
    EVP_MD_CTX *context;
};

struct br_sha256_stream *br_sha256_stream_new(void)
{
    BR_ASSERT(pthread_once(&fetch_once, fetch) == 0);
    struct br_sha256_stream *stream = malloc(sizeof *stream);
    BR_ASSERT(stream != NULL);
    stream->context = EVP_MD_CTX_new();
    BR_ASSERT(stream->context != NULL);
    BR_ASSERT(EVP_DigestInit_ex2(stream->context, algorithm, NULL) == 1);
    return stream;
}

void br_sha256_stream_add(struct br_sha256_stream *stream, const void *data, size_t size)
{
    BR_ASSERT(EVP_DigestUpdate(stream->context, data, size) == 1);
}

struct br_hash br_sha256_stream_finish(struct br_sha256_stream *take_stream)
{
    struct br_hash hash;
    BR_ASSERT(EVP_DigestFinal_ex(take_stream->context, hash.bytes, NULL) == 1);
    EVP_MD_CTX_free(take_stream->context);
    free(take_stream);
    return hash;
}
