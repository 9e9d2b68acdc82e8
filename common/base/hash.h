/**
 * hash.h - SHA-256 (FIPS 180-4, by OpenSSL). Safe from any thread.
 */
#ifndef BR_BASE_HASH_H
#define BR_BASE_HASH_H

#include "base/id.h"

/** The hash of the parts, one after the other without separators. */
struct br_hash br_sha256(const struct br_bytes *parts, size_t count);
struct br_hash br_sha256_one(const void *data, size_t size);

/** A running hash, for what does not lie in memory at once. */
struct br_sha256_stream;
struct br_sha256_stream *br_sha256_stream_new(void);
void br_sha256_stream_add(struct br_sha256_stream *stream, const void *data, size_t size);
/** The hash; frees the stream. */
struct br_hash br_sha256_stream_finish(struct br_sha256_stream *take_stream);

#endif
