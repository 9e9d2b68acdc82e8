/**
 * bytes.h - borrowed bytes, a growing buffer with a maximum, fixed-width integers, hex, UTF-8.
 *
 * All integers in our own layouts are big-endian, so that keys sort as numbers do.
 * A buffer remembers its first failure: put what you like, then look at br_buffer_ok once.
 */
#ifndef BR_BASE_BYTES_H
#define BR_BASE_BYTES_H

#include "base/status.h"

#include <stdint.h>

/** Bytes that somebody else owns. A span of size 0 may have any pointer, also NULL. */
struct br_bytes {
    const uint8_t *data;
    size_t size;
};

struct br_bytes br_bytes_of_text(const char *text);
bool br_bytes_equal(struct br_bytes a, struct br_bytes b);
/** Is [word] one of [words], which blanks stand between? */
bool br_words_have(const char *words, struct br_bytes word);

/** A heap buffer; zero-initialise with a size_max, or use br_buffer_init. */
struct br_buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t size_max;
    bool failed; /* a put went over size_max or an allocation failed; contents are then cut */
};

void br_buffer_init(struct br_buffer *buffer, size_t size_max);
void br_buffer_free(struct br_buffer *buffer);
/** Forget the contents and the failure, keep the memory. */
void br_buffer_clear(struct br_buffer *buffer);
bool br_buffer_ok(const struct br_buffer *buffer);
struct br_bytes br_buffer_bytes(const struct br_buffer *buffer);
/** [size] more bytes to fill, or NULL (and failed is set). */
uint8_t *br_buffer_extend(struct br_buffer *buffer, size_t size);
void br_buffer_put(struct br_buffer *buffer, const void *data, size_t size);
void br_buffer_put_text(struct br_buffer *buffer, const char *text);
BR_PRINTF(2, 3) void br_buffer_put_format(struct br_buffer *buffer, const char *format, ...);
void br_buffer_put_u8(struct br_buffer *buffer, uint8_t value);
void br_buffer_put_u16(struct br_buffer *buffer, uint16_t value);
void br_buffer_put_u32(struct br_buffer *buffer, uint32_t value);
void br_buffer_put_u64(struct br_buffer *buffer, uint64_t value);
/** Remove [size] bytes from the front. */
void br_buffer_drop(struct br_buffer *buffer, size_t size);
/** The contents as a C string (a NUL is kept behind the end); NULL when failed. */
const char *br_buffer_text(struct br_buffer *buffer);

void br_store_u16(uint8_t *at, uint16_t value);
void br_store_u32(uint8_t *at, uint32_t value);
void br_store_u64(uint8_t *at, uint64_t value);
uint16_t br_load_u16(const uint8_t *at);
uint32_t br_load_u32(const uint8_t *at);
uint64_t br_load_u64(const uint8_t *at);

/** Reads a span from the front; after one short read every later read fails too. */
struct br_reader {
    struct br_bytes rest;
    bool failed;
};

struct br_bytes br_reader_take(struct br_reader *reader, size_t size);
void br_reader_copy(struct br_reader *reader, void *out, size_t size);
uint8_t br_reader_u8(struct br_reader *reader);
uint16_t br_reader_u16(struct br_reader *reader);
uint32_t br_reader_u32(struct br_reader *reader);
uint64_t br_reader_u64(struct br_reader *reader);

/** Lower-case hex; [out] holds 2 * size + 1 bytes. */
void br_hex_encode(const void *data, size_t size, char *out);
/** Exactly [size] bytes from 2 * size hex digits, nothing behind them. BR_ERR_MALFORMED else. */
BR_MUST_USE enum br_status br_hex_decode(const char *text, void *out, size_t size);

/** URL-safe base64 without padding, appended to [out]. */
void br_base64_encode(struct br_bytes bytes, struct br_buffer *out);
BR_MUST_USE enum br_status br_base64_decode(const char *text, struct br_buffer *out);

/** Well-formed UTF-8 (RFC 3629: shortest form, no surrogates) without NUL. */
bool br_utf8_valid(struct br_bytes text);

#endif
