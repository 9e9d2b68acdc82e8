/* bytes.c - spans, buffers, integers and text encodings. */
#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_FIRST_CAPACITY = 256 };

struct br_bytes br_bytes_of_text(const char *text)
{
    return (struct br_bytes){.data = (const uint8_t *)text, .size = strlen(text)};
}

bool br_bytes_equal(struct br_bytes a, struct br_bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool br_words_have(const char *words, struct br_bytes word)
{
    while (*words != '\0') {
        size_t size = strcspn(words, " ");
        if (br_bytes_equal((struct br_bytes){(const uint8_t *)words, size}, word)) {
            return true;
        }
        words += size + strspn(words + size, " ");
    }
    return false;
}

void br_buffer_init(struct br_buffer *buffer, size_t size_max)
{
    *buffer = (struct br_buffer){.size_max = size_max};
}

void br_buffer_free(struct br_buffer *buffer)
{
    free(buffer->data);
    br_buffer_init(buffer, buffer->size_max);
}

void br_buffer_clear(struct br_buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

bool br_buffer_ok(const struct br_buffer *buffer)
{
    return !buffer->failed;
}

struct br_bytes br_buffer_bytes(const struct br_buffer *buffer)
{
    return (struct br_bytes){.data = buffer->data, .size = buffer->size};
}

/* Room for [size] more bytes and the NUL of br_buffer_text. */
static bool buffer_reserve(struct br_buffer *buffer, size_t size)
{
    if (buffer->failed || size > buffer->size_max - buffer->size) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->size + size + 1;
    if (needed <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity == 0 ? BUFFER_FIRST_CAPACITY : buffer->capacity * 2;
    if (capacity < needed) {
        capacity = needed;
    }
    if (capacity > buffer->size_max + 1) {
        capacity = buffer->size_max + 1;
    }
    uint8_t *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

uint8_t *br_buffer_extend(struct br_buffer *buffer, size_t size)
{
    if (!buffer_reserve(buffer, size)) {
        return NULL;
    }
    uint8_t *at = buffer->data + buffer->size;
    buffer->size += size;
    return at;
}

void br_buffer_put(struct br_buffer *buffer, const void *data, size_t size)
{
    uint8_t *at = br_buffer_extend(buffer, size);
    if (at != NULL && size > 0) {
        memcpy(at, data, size);
    }
}

void br_buffer_put_text(struct br_buffer *buffer, const char *text)
{
    br_buffer_put(buffer, text, strlen(text));
}

void br_buffer_put_format(struct br_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    BR_ASSERT(length >= 0);
    if (buffer_reserve(buffer, (size_t)length)) {
        (void)vsnprintf((char *)buffer->data + buffer->size, (size_t)length + 1, format, again);
        buffer->size += (size_t)length;
    }
    va_end(again);
}

void br_buffer_put_u8(struct br_buffer *buffer, uint8_t value)
{
    br_buffer_put(buffer, &value, 1);
}

void br_buffer_put_u16(struct br_buffer *buffer, uint16_t value)
{
    uint8_t bytes[2];
    br_store_u16(bytes, value);
    br_buffer_put(buffer, bytes, sizeof bytes);
}

void br_buffer_put_u32(struct br_buffer *buffer, uint32_t value)
{
    uint8_t bytes[4];
    br_store_u32(bytes, value);
    br_buffer_put(buffer, bytes, sizeof bytes);
}

void br_buffer_put_u64(struct br_buffer *buffer, uint64_t value)
{
    uint8_t bytes[8];
    br_store_u64(bytes, value);
    br_buffer_put(buffer, bytes, sizeof bytes);
}

void br_buffer_drop(struct br_buffer *buffer, size_t size)
{
    BR_ASSERT(size <= buffer->size);
    buffer->size -= size;
    if (buffer->size > 0) {
        memmove(buffer->data, buffer->data + size, buffer->size);
    }
}

const char *br_buffer_text(struct br_buffer *buffer)
{
    if (!buffer_reserve(buffer, 0)) {
        return NULL;
    }
    buffer->data[buffer->size] = '\0';
    return (const char *)buffer->data;
}

void br_store_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

void br_store_u32(uint8_t *at, uint32_t value)
{
    br_store_u16(at, (uint16_t)(value >> 16));
    br_store_u16(at + 2, (uint16_t)value);
}

void br_store_u64(uint8_t *at, uint64_t value)
{
    br_store_u32(at, (uint32_t)(value >> 32));
    br_store_u32(at + 4, (uint32_t)value);
}

uint16_t br_load_u16(const uint8_t *at)
{
    return (uint16_t)((unsigned)at[0] << 8 | at[1]);
}

uint32_t br_load_u32(const uint8_t *at)
{
    return (uint32_t)br_load_u16(at) << 16 | br_load_u16(at + 2);
}

uint64_t br_load_u64(const uint8_t *at)
{
    return (uint64_t)br_load_u32(at) << 32 | br_load_u32(at + 4);
}

struct br_bytes br_reader_take(struct br_reader *reader, size_t size)
{
    if (reader->failed || size > reader->rest.size) {
        reader->failed = true;
        return (struct br_bytes){0};
    }
    struct br_bytes taken = {.data = reader->rest.data, .size = size};
    if (size > 0) {
        reader->rest.data += size;
        reader->rest.size -= size;
    }
    return taken;
}

void br_reader_copy(struct br_reader *reader, void *out, size_t size)
{
    struct br_bytes taken = br_reader_take(reader, size);
    if (reader->failed) {
        memset(out, 0, size);
    } else if (size > 0) {
        memcpy(out, taken.data, size);
    }
}

uint8_t br_reader_u8(struct br_reader *reader)
{
    uint8_t value = 0;
    br_reader_copy(reader, &value, 1);
    return value;
}

uint16_t br_reader_u16(struct br_reader *reader)
{
    uint8_t bytes[2];
    br_reader_copy(reader, bytes, sizeof bytes);
    return br_load_u16(bytes);
}

uint32_t br_reader_u32(struct br_reader *reader)
{
    uint8_t bytes[4];
    br_reader_copy(reader, bytes, sizeof bytes);
    return br_load_u32(bytes);
}

uint64_t br_reader_u64(struct br_reader *reader)
{
    uint8_t bytes[8];
    br_reader_copy(reader, bytes, sizeof bytes);
    return br_load_u64(bytes);
}

void br_hex_encode(const void *data, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum br_status br_hex_decode(const char *text, void *out, size_t size)
{
    uint8_t *bytes = out;
    if (strlen(text) != 2 * size) {
        return BR_ERR_MALFORMED;
    }
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text[2 * i]);
        int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return BR_ERR_MALFORMED;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return BR_OK;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void br_base64_encode(struct br_bytes bytes, struct br_buffer *out)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bits = bits << 8 | bytes.data[i];
        held += 8;
        while (held >= 6) {
            held -= 6;
            br_buffer_put_u8(out, (uint8_t)base64_digits[bits >> held & 63]);
        }
    }
    if (held > 0) {
        br_buffer_put_u8(out, (uint8_t)base64_digits[bits << (6 - held) & 63]);
    }
}

enum br_status br_base64_decode(const char *text, struct br_buffer *out)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (const char *at = text; *at != '\0'; at++) {
        const char *digit = strchr(base64_digits, *at);
        if (digit == NULL) {
            return BR_ERR_MALFORMED;
        }
        bits = bits << 6 | (uint32_t)(digit - base64_digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            br_buffer_put_u8(out, (uint8_t)(bits >> held));
        }
    }
    bool padding_is_zero = (bits & ((1U << held) - 1)) == 0 && held < 6;
    return padding_is_zero && br_buffer_ok(out) ? BR_OK : BR_ERR_MALFORMED;
}

/* Length of the well-formed sequence at [at], or 0. The ranges are table 3-7 of the Unicode
 * standard. */
static size_t utf8_sequence(const uint8_t *at, size_t size)
{
    uint8_t first = at[0];
    if (first < 0x80) {
        return first != 0 ? 1 : 0;
    }
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > size) {
        return 0;
    }
    uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return length;
}

/* Bytes from the front, eight at a time, that are all 0x01 to 0x7f: most text, and read fast. */
static size_t ascii_run(const uint8_t *at, size_t size)
{
    static const uint64_t ones = 0x0101010101010101u;
    static const uint64_t highs = 0x8080808080808080u;
    size_t run = 0;
    while (size - run >= sizeof ones) {
        uint64_t word;
        memcpy(&word, at + run, sizeof word);
        if (((word | (word - ones)) & highs) != 0) { /* a high bit, or a zero that borrowed one */
            break;
        }
        run += sizeof word;
    }
    return run;
}

bool br_utf8_valid(struct br_bytes text)
{
    size_t at = 0;
    while (at < text.size) {
        at += ascii_run(text.data + at, text.size - at);
        if (at == text.size) {
            break;
        }
        size_t length = utf8_sequence(text.data + at, text.size - at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}
