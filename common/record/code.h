/**
 * code.h - the codes that people carry between computers: an invitation, a peer code.
 *
 *      "join-" or "peer-", then URL-safe base64 of
 *      version 1 | academy 32 | pin 32 | secret 16 (join only) | address length 1, bytes
 *      | name length 1, bytes | first 4 bytes of SHA-256 over all before it
 *
 * The sum catches slips of the hand; it protects nothing. Spaces and line breaks inside are
 * ignored.
 */
#ifndef BR_RECORD_CODE_H
#define BR_RECORD_CODE_H

#include "base/id.h"

#define BR_CODE_SECRET_SIZE 16u

struct br_code {
    bool is_join;
    struct br_hash academy;
    struct br_hash pin;                  /* of the academy's TLS key */
    uint8_t secret[BR_CODE_SECRET_SIZE]; /* join */
    char address[256]; /* "HOST:PORT"; a peer that is only reached through others: empty */
    char name[256];    /* the academy's */
};

/** Append the code as text. */
void br_code_print(const struct br_code *code, struct br_buffer *out);
/** BR_ERR_MALFORMED or BR_ERR_VERSION with a sentence that says what to do. */
BR_MUST_USE enum br_status br_code_parse(const char *text, bool is_join, struct br_code *code,
                                         struct br_error *error);

#endif
