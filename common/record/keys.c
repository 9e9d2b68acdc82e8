/* keys.c - binding an academy's signing and TLS keys to its recovery key. */
#include "record/keys.h"

#include "base/hash.h"
#include "base/limits.h"
#include "proto/records.pb-c.h"
#include "record/message.h"
#include "record/record.h"

#include <string.h>

_Static_assert(BR_KIND_ACADEMY_KEYS == BIGROOM__SAID__KIND_ACADEMY_KEYS, "kind number");

enum { TAG_SIZE = 4, BOUND_SIZE = TAG_SIZE + 32 + 32 };

static struct br_bytes bound_message(const struct br_academy_keys *keys, uint8_t out[BOUND_SIZE])
{
    memcpy(out, "brk1", TAG_SIZE);
    memcpy(out + TAG_SIZE, keys->signing.bytes, sizeof keys->signing.bytes);
    memcpy(out + TAG_SIZE + 32, keys->tls_pin.bytes, sizeof keys->tls_pin.bytes);
    return (struct br_bytes){.data = out, .size = BOUND_SIZE};
}

struct br_hash br_keys_academy(const struct br_public_key *recovery)
{
    return br_sha256_one(recovery->bytes, sizeof recovery->bytes);
}

void br_keys_make(const struct br_secret_key *recovery, const struct br_public_key *signing,
                  const struct br_hash *tls_pin, struct br_academy_keys *keys)
{
    uint8_t message[BOUND_SIZE];
    *keys = (struct br_academy_keys){
        .recovery = br_secret_public(recovery), .signing = *signing, .tls_pin = *tls_pin};
    keys->binding = br_sign(recovery, bound_message(keys, message));
}

static ProtobufCBinaryData field_of(const uint8_t *bytes, size_t size)
{
    /* protobuf-c has no const; packing only reads. */
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)(uintptr_t)bytes};
}

void br_keys_pack(const struct br_academy_keys *keys, struct br_buffer *out)
{
    Bigroom__AcademyKeys message = BIGROOM__ACADEMY_KEYS__INIT;
    message.has_recovery_key = 1;
    message.recovery_key = field_of(keys->recovery.bytes, sizeof keys->recovery.bytes);
    message.has_signing_key = 1;
    message.signing_key = field_of(keys->signing.bytes, sizeof keys->signing.bytes);
    message.has_tls_key = 1;
    message.tls_key = field_of(keys->tls_pin.bytes, sizeof keys->tls_pin.bytes);
    message.has_binding = 1;
    message.binding = field_of(keys->binding.bytes, sizeof keys->binding.bytes);
    br_message_pack(&message.base, out);
}

static bool field_copy(protobuf_c_boolean present, ProtobufCBinaryData field, void *out,
                       size_t size)
{
    if (!present || field.len != size) {
        return false;
    }
    memcpy(out, field.data, size);
    return true;
}

static bool keys_copy(const Bigroom__AcademyKeys *message, struct br_academy_keys *keys)
{
    return field_copy(message->has_recovery_key, message->recovery_key, keys->recovery.bytes,
                      sizeof keys->recovery.bytes) &&
           field_copy(message->has_signing_key, message->signing_key, keys->signing.bytes,
                      sizeof keys->signing.bytes) &&
           field_copy(message->has_tls_key, message->tls_key, keys->tls_pin.bytes,
                      sizeof keys->tls_pin.bytes) &&
           field_copy(message->has_binding, message->binding, keys->binding.bytes,
                      sizeof keys->binding.bytes);
}

enum br_status br_keys_check(const struct br_hash *origin, struct br_bytes payload,
                             struct br_academy_keys *keys)
{
    struct br_arena arena;
    struct br_academy_keys found;
    ProtobufCMessage *message = NULL;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    enum br_status status =
        br_message_unpack(&bigroom__academy_keys__descriptor, payload, &arena, &message);
    if (status == BR_OK && !keys_copy((const Bigroom__AcademyKeys *)message, &found)) {
        status = BR_ERR_MALFORMED;
    }
    bool no_memory = arena.no_memory; /* more than the budget is malformed */
    br_arena_free(&arena);
    if (status != BR_OK) {
        return no_memory ? BR_ERR_NO_MEMORY : BR_ERR_MALFORMED;
    }
    uint8_t bound[BOUND_SIZE];
    struct br_hash academy = br_keys_academy(&found.recovery);
    if (!br_hash_equal(&academy, origin) ||
        !br_sign_verify(&found.recovery, bound_message(&found, bound), &found.binding)) {
        return BR_ERR_SIGNATURE;
    }
    *keys = found;
    return BR_OK;
}
