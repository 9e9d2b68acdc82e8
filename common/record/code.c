/* code.c - invitations and peer codes as text. */
#include "record/code.h"

#include "base/hash.h"
#include "base/limits.h"

#include <ctype.h>
#include <string.h>

enum { CODE_VERSION = 1, SUM_SIZE = 4, CODE_BYTES_MAX = 700 };

static const char *prefix_of(bool is_join)
{
    return is_join ? "join-" : "peer-";
}

static void put_short_text(struct br_buffer *out, const char *text)
{
    size_t size = strlen(text);
    BR_ASSERT(size <= UINT8_MAX);
    br_buffer_put_u8(out, (uint8_t)size);
    br_buffer_put(out, text, size);
}

void br_code_print(const struct br_code *code, struct br_buffer *out)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, CODE_BYTES_MAX);
    br_buffer_put_u8(&bytes, CODE_VERSION);
    br_buffer_put(&bytes, code->academy.bytes, sizeof code->academy.bytes);
    br_buffer_put(&bytes, code->pin.bytes, sizeof code->pin.bytes);
    if (code->is_join) {
        br_buffer_put(&bytes, code->secret, sizeof code->secret);
    }
    put_short_text(&bytes, code->address);
    put_short_text(&bytes, code->name);
    struct br_hash sum = br_sha256_one(bytes.data, bytes.size);
    br_buffer_put(&bytes, sum.bytes, SUM_SIZE);
    br_buffer_put_text(out, prefix_of(code->is_join));
    br_base64_encode(br_buffer_bytes(&bytes), out);
    out->failed |= bytes.failed;
    br_buffer_free(&bytes);
}

static bool take_short_text(struct br_reader *reader, char out[256])
{
    size_t size = br_reader_u8(reader);
    struct br_bytes text = br_reader_take(reader, size);
    if (reader->failed || !br_utf8_valid(text)) {
        return false;
    }
    if (size > 0) {
        memcpy(out, text.data, size);
    }
    out[size] = '\0';
    return true;
}

static enum br_status parse_bytes(struct br_bytes bytes, bool is_join, struct br_code *code,
                                  struct br_error *error)
{
    struct br_hash sum = {{0}};
    if (bytes.size > SUM_SIZE) {
        bytes.size -= SUM_SIZE;
        sum = br_sha256_one(bytes.data, bytes.size);
    }
    if (bytes.size <= SUM_SIZE || memcmp(sum.bytes, bytes.data + bytes.size, SUM_SIZE) != 0) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "this code is not complete: copy all of it and try again");
    }
    struct br_reader reader = {.rest = bytes};
    if (br_reader_u8(&reader) != CODE_VERSION) {
        return br_error_set(error, BR_ERR_VERSION,
                            "this code was made by a newer version: upgrade this program");
    }
    *code = (struct br_code){.is_join = is_join};
    br_reader_copy(&reader, code->academy.bytes, sizeof code->academy.bytes);
    br_reader_copy(&reader, code->pin.bytes, sizeof code->pin.bytes);
    if (is_join) {
        br_reader_copy(&reader, code->secret, sizeof code->secret);
    }
    bool whole = take_short_text(&reader, code->address) && take_short_text(&reader, code->name) &&
                 reader.rest.size == 0;
    return whole ? BR_OK : br_error_set(error, BR_ERR_MALFORMED, "this code makes no sense");
}

enum br_status br_code_parse(const char *text, bool is_join, struct br_code *code,
                             struct br_error *error)
{
    char clean[BR_CODE_TEXT_MAX + 1];
    size_t size = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (isspace((unsigned char)*at)) {
            continue;
        }
        if (size == BR_CODE_TEXT_MAX) {
            return br_error_set(error, BR_ERR_MALFORMED, "this is too long to be a code");
        }
        clean[size++] = *at;
    }
    clean[size] = '\0';
    const char *prefix = prefix_of(is_join);
    if (strncmp(clean, prefix, strlen(prefix)) != 0) {
        const char *other = prefix_of(!is_join);
        return br_error_set(error, BR_ERR_MALFORMED,
                            strncmp(clean, other, strlen(other)) == 0
                                ? "this is the other kind of code: %s begins with \"%s\""
                                : "this is not a code: %s begins with \"%s\"",
                            is_join ? "an invitation" : "a peer code", prefix);
    }
    struct br_buffer bytes;
    br_buffer_init(&bytes, CODE_BYTES_MAX);
    enum br_status status = br_base64_decode(clean + strlen(prefix), &bytes);
    if (status != BR_OK) {
        (void)br_error_set(error, status,
                           "this code is not complete: copy all of it and try again");
    } else {
        status = parse_bytes(br_buffer_bytes(&bytes), is_join, code, error);
    }
    br_buffer_free(&bytes);
    return status;
}
