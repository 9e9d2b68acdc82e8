/* totp.c - RFC 4226's truncated HMAC over RFC 6238's steps. */
#include "base/totp.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_SIZE = 64, DIGEST_SIZE = 20, STEPS_AROUND = 1 };

/* RFC 2104, for a key that fits one block. */
static void hmac_sha1(const uint8_t key[BR_TOTP_SECRET_SIZE], const uint8_t message[8],
                      uint8_t out[DIGEST_SIZE])
{
    uint8_t inner[BLOCK_SIZE + 8];
    uint8_t outer[BLOCK_SIZE + DIGEST_SIZE];
    memset(inner, 0x36, BLOCK_SIZE);
    memset(outer, 0x5c, BLOCK_SIZE);
    for (size_t i = 0; i < BR_TOTP_SECRET_SIZE; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + BLOCK_SIZE, message, 8);
    (void)SHA1(inner, sizeof inner, outer + BLOCK_SIZE);
    (void)SHA1(outer, sizeof outer, out);
    OPENSSL_cleanse(inner, sizeof inner);
    OPENSSL_cleanse(outer, sizeof outer);
}

void br_totp_code(const uint8_t secret[BR_TOTP_SECRET_SIZE], uint64_t step,
                  char out[BR_TOTP_CODE_SIZE])
{
    uint8_t counter[8];
    uint8_t digest[DIGEST_SIZE];
    br_store_u64(counter, step);
    hmac_sha1(secret, counter, digest);
    const uint8_t *at = digest + (digest[DIGEST_SIZE - 1] & 0x0fu);
    uint32_t number = (br_load_u32(at) & 0x7fffffffu) % 1000000u;
    (void)snprintf(out, BR_TOTP_CODE_SIZE, "%06u", (unsigned)number);
}

/* Six digits with spaces anywhere, as apps show them in two groups. */
static bool digits_of(const char *typed, char out[BR_TOTP_CODE_SIZE])
{
    size_t count = 0;
    for (const char *at = typed; *at != '\0'; at++) {
        if (*at == ' ') {
            continue;
        }
        if (*at < '0' || *at > '9' || count == BR_TOTP_CODE_SIZE - 1) {
            return false;
        }
        out[count++] = *at;
    }
    out[count] = '\0';
    return count == BR_TOTP_CODE_SIZE - 1;
}

bool br_totp_fits(const uint8_t secret[BR_TOTP_SECRET_SIZE], const char *typed, uint64_t wall_ms,
                  uint64_t *step_last)
{
    char code[BR_TOTP_CODE_SIZE];
    char expected[BR_TOTP_CODE_SIZE];
    uint64_t now = wall_ms / BR_TOTP_STEP_MS;
    uint64_t first = now < STEPS_AROUND ? 0 : now - STEPS_AROUND;
    if (!digits_of(typed, code)) {
        return false;
    }
    for (uint64_t step = first; step <= now + STEPS_AROUND; step++) {
        br_totp_code(secret, step, expected);
        if (step > *step_last && CRYPTO_memcmp(code, expected, sizeof code) == 0) {
            *step_last = step;
            return true;
        }
    }
    return false;
}

void br_base32_encode(struct br_bytes bytes, struct br_buffer *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    unsigned count = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bits = (bits << 8 | bytes.data[i]) & 0xfffu;
        for (count += 8; count >= 5; count -= 5) {
            br_buffer_put_u8(out, (uint8_t)digits[bits >> (count - 5) & 31u]);
        }
    }
    if (count > 0) {
        br_buffer_put_u8(out, (uint8_t)digits[bits << (5 - count) & 31u]);
    }
}

/* RFC 3986: all but what is never special. */
static void put_percent(const char *text, struct br_buffer *out)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(plain, *at) != NULL) {
            br_buffer_put_u8(out, (uint8_t)*at);
        } else {
            br_buffer_put_format(out, "%%%02X", (unsigned)(uint8_t)*at);
        }
    }
}

void br_totp_uri(const uint8_t secret[BR_TOTP_SECRET_SIZE], const char *issuer, const char *name,
                 struct br_buffer *out)
{
    br_buffer_put_text(out, "otpauth://totp/");
    put_percent(issuer, out);
    br_buffer_put_text(out, ":");
    put_percent(name, out);
    br_buffer_put_text(out, "?secret=");
    br_base32_encode((struct br_bytes){secret, BR_TOTP_SECRET_SIZE}, out);
    br_buffer_put_text(out, "&issuer=");
    put_percent(issuer, out);
}
