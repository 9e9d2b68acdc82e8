/* crowd.c - addresses in chains under places that nobody can choose; each with its connections. */
#include "net/crowd.h"

#include "base/hash.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

enum { CHAINS = 4096 };

struct br_crowd_place {
    struct br_crowd_place *next; /* of its chain */
    uint8_t address[BR_ADDRESS_PLACE_SIZE];
    uint32_t count;
    struct br_crowd_member *oldest; /* of those that may make room */
    struct br_crowd_member *newest;
};

struct br_crowd {
    uint8_t secret[16];
    struct br_crowd_place *chains[CHAINS];
};

struct br_crowd *br_crowd_new(void)
{
    struct br_crowd *crowd = calloc(1, sizeof *crowd);
    BR_ASSERT(crowd != NULL);
    br_random_bytes(crowd->secret, sizeof crowd->secret);
    return crowd;
}

void br_crowd_free(struct br_crowd *take_crowd)
{
    free(take_crowd);
}

static struct br_crowd_place **chain_of(struct br_crowd *crowd, const uint8_t *address)
{
    struct br_bytes parts[] = {{crowd->secret, sizeof crowd->secret},
                               {address, BR_ADDRESS_PLACE_SIZE}};
    struct br_hash hash = br_sha256(parts, 2);
    return &crowd->chains[br_load_u32(hash.bytes) % CHAINS];
}

void br_crowd_join(struct br_crowd *crowd, struct br_crowd_member *member,
                   const uint8_t address[BR_ADDRESS_PLACE_SIZE])
{
    struct br_crowd_place **chain = chain_of(crowd, address);
    struct br_crowd_place *place = *chain;
    BR_ASSERT(member->place == NULL);
    while (place != NULL && memcmp(place->address, address, BR_ADDRESS_PLACE_SIZE) != 0) {
        place = place->next;
    }
    if (place == NULL) {
        place = calloc(1, sizeof *place);
        BR_ASSERT(place != NULL);
        memcpy(place->address, address, BR_ADDRESS_PLACE_SIZE);
        place->next = *chain;
        *chain = place;
    }
    *member = (struct br_crowd_member){.place = place, .older = place->newest};
    if (place->newest != NULL) {
        place->newest->newer = member;
    } else {
        place->oldest = member;
    }
    place->newest = member;
    place->count++;
}

void br_crowd_stays(struct br_crowd_member *member)
{
    struct br_crowd_place *place = member->place;
    if (place == NULL || member->stays) {
        return;
    }
    if (member->older != NULL) {
        member->older->newer = member->newer;
    } else {
        place->oldest = member->newer;
    }
    if (member->newer != NULL) {
        member->newer->older = member->older;
    } else {
        place->newest = member->older;
    }
    *member = (struct br_crowd_member){.place = place, .stays = true};
}

void br_crowd_leave(struct br_crowd *crowd, struct br_crowd_member *member)
{
    struct br_crowd_place *place = member->place;
    if (place == NULL) {
        return;
    }
    br_crowd_stays(member); /* out of the list */
    *member = (struct br_crowd_member){0};
    if (--place->count > 0) {
        return;
    }
    struct br_crowd_place **at = chain_of(crowd, place->address);
    while (*at != place) {
        at = &(*at)->next;
    }
    *at = place->next;
    free(place);
}

uint32_t br_crowd_count(const struct br_crowd_member *member)
{
    return member->place == NULL ? 0 : member->place->count;
}

struct br_crowd_member *br_crowd_oldest(const struct br_crowd_member *member)
{
    struct br_crowd_member *oldest = member->place == NULL ? NULL : member->place->oldest;
    return oldest == member ? oldest->newer : oldest;
}
