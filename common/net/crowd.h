/**
 * crowd.h - how many connections each address has, and which of them makes room for the next.
 *
 * A whole hospital may come from one address, so an address that is at its limit is not turned
 * away: its oldest connection goes that has shown no key which we know. So who floods from an
 * address takes the places of its own flood, and an academy or a device behind the same address
 * needs its place only for as long as a handshake takes. Internal to net.
 */
#ifndef BR_NET_CROWD_H
#define BR_NET_CROWD_H

#include "net/address.h"

struct br_crowd;
struct br_crowd_place;

/** What a pipe has of it; zero: it counts nowhere. */
struct br_crowd_member {
    struct br_crowd_place *place;
    struct br_crowd_member *newer; /* of those that may make room */
    struct br_crowd_member *older;
    bool stays; /* it makes no room */
};

struct br_crowd *br_crowd_new(void);
/** Nobody is left in it. */
void br_crowd_free(struct br_crowd *take_crowd);
/** [member] is not in it yet. */
void br_crowd_join(struct br_crowd *crowd, struct br_crowd_member *member,
                   const uint8_t address[BR_ADDRESS_PLACE_SIZE]);
/** Does nothing to one that is in none. */
void br_crowd_leave(struct br_crowd *crowd, struct br_crowd_member *member);
/** It has shown a key that we know. */
void br_crowd_stays(struct br_crowd_member *member);
/** How many its address has; 0: it is in none. */
uint32_t br_crowd_count(const struct br_crowd_member *member);
/** The oldest beside it, of its address, that may make room; NULL: none. */
struct br_crowd_member *br_crowd_oldest(const struct br_crowd_member *member);

#endif
