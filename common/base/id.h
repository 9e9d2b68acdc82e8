/**
 * id.h - identities: 32-byte hashes and academies, 16-byte records and people; how they print.
 */
#ifndef BR_BASE_ID_H
#define BR_BASE_ID_H

#include "base/bytes.h"

/** SHA-256. An academy's id is the hash of its recovery public key. */
struct br_hash {
    uint8_t bytes[32];
};

/** A record (UUIDv7, made by the author's device), a person (random) or a room (its record). */
struct br_id {
    uint8_t bytes[16];
};

#define BR_HASH_TEXT_SIZE 65u
#define BR_ID_TEXT_SIZE 33u

bool br_hash_equal(const struct br_hash *a, const struct br_hash *b);
bool br_id_equal(const struct br_id *a, const struct br_id *b);
bool br_id_is_zero(const struct br_id *id);
bool br_hash_is_zero(const struct br_hash *hash);

/** RFC 9562 version 7: 48 bits of milliseconds, then [random]; sorts by time. */
struct br_id br_id_at(uint64_t wall_ms, const uint8_t random[10]);
/** A new record id of this moment, from the system's clock and randomness. */
struct br_id br_id_new(void);

void br_id_text(const struct br_id *id, char out[BR_ID_TEXT_SIZE]);
void br_hash_text(const struct br_hash *hash, char out[BR_HASH_TEXT_SIZE]);
/** 32 hex digits, dashes allowed. BR_ERR_MALFORMED. */
BR_MUST_USE enum br_status br_id_parse(const char *text, struct br_id *id);

#endif
