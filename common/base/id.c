/* id.c - making, comparing and printing identities. */
#include "base/id.h"

#include "base/clock.h"
#include "base/rng.h"

#include <string.h>

bool br_hash_equal(const struct br_hash *a, const struct br_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool br_id_equal(const struct br_id *a, const struct br_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool br_id_is_zero(const struct br_id *id)
{
    static const struct br_id zero;
    return br_id_equal(id, &zero);
}

bool br_hash_is_zero(const struct br_hash *hash)
{
    static const struct br_hash zero;
    return br_hash_equal(hash, &zero);
}

struct br_id br_id_at(uint64_t wall_ms, const uint8_t random[10])
{
    struct br_id id;
    uint8_t time[8];
    br_store_u64(time, wall_ms << 16);
    memcpy(id.bytes, time, 6);
    memcpy(id.bytes + 6, random, 10);
    id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0f)); /* version 7 */
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3f)); /* variant 10 */
    return id;
}

struct br_id br_id_new(void)
{
    uint8_t random[10];
    br_random_bytes(random, sizeof random);
    return br_id_at(br_clock_read().wall_ms, random);
}

void br_id_text(const struct br_id *id, char out[BR_ID_TEXT_SIZE])
{
    br_hex_encode(id->bytes, sizeof id->bytes, out);
}

void br_hash_text(const struct br_hash *hash, char out[BR_HASH_TEXT_SIZE])
{
    br_hex_encode(hash->bytes, sizeof hash->bytes, out);
}

enum br_status br_id_parse(const char *text, struct br_id *id)
{
    char digits[BR_ID_TEXT_SIZE];
    size_t count = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '-') {
            continue;
        }
        if (count == sizeof digits - 1) {
            return BR_ERR_MALFORMED;
        }
        digits[count++] = *at;
    }
    digits[count] = '\0';
    return br_hex_decode(digits, id->bytes, sizeof id->bytes);
}
