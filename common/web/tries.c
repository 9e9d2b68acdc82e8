/*
 * tries.c - a bucket is one number: when it will be empty. A try moves it one refill on; it may not
 * lie further ahead than a full bucket is.
 */
#include "web/tries.h"

#include "base/hash.h"
#include "base/limits.h"
#include "net/address.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, SETS = BR_TRIES_KEPT_MAX / WAYS };
_Static_assert(SETS *WAYS == BR_TRIES_KEPT_MAX, "whole sets");

struct rule {
    uint64_t count;
    uint64_t refill_ms;
};

static const struct rule account_rule = {BR_TRIES_ACCOUNT, BR_TRIES_ACCOUNT_REFILL_MS};
static const struct rule known_rule = {BR_TRIES_KNOWN, BR_TRIES_KNOWN_REFILL_MS};
static const struct rule address_rule = {BR_TRIES_ADDRESS, BR_TRIES_ADDRESS_REFILL_MS};

struct bucket {
    uint64_t key; /* 0: no bucket */
    uint64_t empty_ms;
};

struct table {
    struct bucket buckets[SETS][WAYS];
};

struct br_tries {
    uint8_t secret[32];
    struct table accounts; /* of strangers and of who is known: the keys tell them apart */
    struct table addresses;
};

/* A bucket of the key, or the one that would become it. NULL: the try does not count there. */
struct place {
    struct bucket *bucket;
    uint64_t key;
    const struct rule *rule;
};

enum { PLACES = 2 };
struct places {
    struct place items[PLACES];
};

struct br_tries *br_tries_new(const uint8_t secret[32])
{
    struct br_tries *tries = calloc(1, sizeof *tries);
    if (tries != NULL) {
        memcpy(tries->secret, secret, sizeof tries->secret);
    }
    return tries;
}

void br_tries_free(struct br_tries *take_tries)
{
    free(take_tries);
}

/* The sizes stand before the parts, so that no two pairs are one text. */
static uint64_t key_of(const struct br_tries *tries, uint8_t what, struct br_bytes a,
                       struct br_bytes b)
{
    uint8_t head[9] = {what};
    br_store_u64(head + 1, a.size);
    struct br_bytes parts[] = {{tries->secret, sizeof tries->secret}, {head, sizeof head}, a, b};
    struct br_hash hash = br_sha256(parts, sizeof parts / sizeof parts[0]);
    return br_load_u64(hash.bytes) | 1u;
}

/* The key's own bucket; else, to become it, the one of its set that is emptiest. */
static struct place place_in(struct table *table, uint64_t key, const struct rule *rule)
{
    struct bucket *set = table->buckets[(key >> 1) % SETS];
    struct bucket *emptiest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key) {
            return (struct place){&set[i], key, rule};
        }
        if (set[i].empty_ms < emptiest->empty_ms) {
            emptiest = &set[i];
        }
    }
    return (struct place){emptiest, key, rule};
}

static struct places places_of(struct br_tries *tries, const struct br_try *attempt)
{
    static const struct br_bytes none = {NULL, 0};
    bool stranger = attempt->known == BR_STRANGER;
    bool browser = attempt->known == BR_KNOWN_BROWSER;
    struct br_bytes where = stranger ? none : browser ? attempt->browser : attempt->address;
    uint8_t what = stranger ? 's' : browser ? 'b' : 'k';
    struct places places = {0};
    places.items[0] = place_in(&tries->accounts, key_of(tries, what, attempt->account, where),
                               stranger ? &account_rule : &known_rule);
    if (stranger) {
        places.items[1] =
            place_in(&tries->addresses, key_of(tries, 'a', attempt->address, none), &address_rule);
    }
    return places;
}

/* When the bucket of the key is empty. */
static uint64_t empty_ms(const struct place *place, uint64_t now_ms)
{
    uint64_t at_ms = place->bucket->key == place->key ? place->bucket->empty_ms : 0;
    return at_ms < now_ms ? now_ms : at_ms;
}

static uint64_t wait_ms(const struct place *place, uint64_t now_ms)
{
    uint64_t after_ms = empty_ms(place, now_ms) + place->rule->refill_ms - now_ms;
    uint64_t full_ms = place->rule->count * place->rule->refill_ms;
    return after_ms > full_ms ? after_ms - full_ms : 0;
}

uint64_t br_tries_take(struct br_tries *tries, const struct br_try *attempt, uint64_t mono_ms)
{
    struct places places = places_of(tries, attempt);
    uint64_t wait = 0;
    for (size_t i = 0; i < PLACES; i++) {
        const struct place *place = &places.items[i];
        uint64_t here_ms = place->bucket == NULL ? 0 : wait_ms(place, mono_ms);
        wait = here_ms > wait ? here_ms : wait;
    }
    for (size_t i = 0; i < PLACES && wait == 0; i++) {
        const struct place *place = &places.items[i];
        if (place->bucket != NULL) {
            uint64_t next_ms = empty_ms(place, mono_ms) + place->rule->refill_ms;
            *place->bucket = (struct bucket){.key = place->key, .empty_ms = next_ms};
        }
    }
    return wait;
}

uint32_t br_tries_of_address(struct br_tries *tries, const struct br_try *attempt, uint64_t mono_ms)
{
    struct places places = places_of(tries, attempt);
    const struct place *place = &places.items[1];
    if (place->bucket == NULL) {
        return 0;
    }
    uint64_t refill_ms = place->rule->refill_ms;
    return (uint32_t)((empty_ms(place, mono_ms) - mono_ms + refill_ms - 1) / refill_ms);
}

void br_tries_give_back(struct br_tries *tries, const struct br_try *attempt)
{
    struct places places = places_of(tries, attempt);
    for (size_t i = 0; i < PLACES; i++) {
        struct place *place = &places.items[i];
        if (place->bucket == NULL || place->bucket->key != place->key) {
            continue;
        }
        uint64_t refill_ms = place->rule->refill_ms;
        place->bucket->empty_ms -=
            place->bucket->empty_ms < refill_ms ? place->bucket->empty_ms : refill_ms;
    }
}

static size_t count_in(const struct table *table, uint64_t now_ms)
{
    size_t count = 0;
    for (size_t set = 0; set < SETS; set++) {
        for (size_t way = 0; way < WAYS; way++) {
            count += table->buckets[set][way].empty_ms > now_ms;
        }
    }
    return count;
}

size_t br_tries_count(const struct br_tries *tries, uint64_t mono_ms)
{
    return count_in(&tries->accounts, mono_ms) + count_in(&tries->addresses, mono_ms);
}

void br_tries_address(const char *remote, uint8_t out[BR_TRIES_ADDRESS_SIZE])
{
    struct br_host_port parts;
    struct sockaddr_storage address;
    struct br_error error;
    memset(out, 0, BR_TRIES_ADDRESS_SIZE);
    if (br_address_split(remote, &parts, &error) != BR_OK ||
        !br_address_numeric(&parts, &address)) {
        return;
    }
    br_address_place(&address, out);
}
