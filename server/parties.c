/* parties.c - who may connect: the peers and devices that are kept, and what comes from them. */
#include "server/academy.h"

#include "server/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_pin(const void *a, const void *b)
{
    const struct br_device_row *left = a;
    const struct br_device_row *right = b;
    return memcmp(left->pin.bytes, right->pin.bytes, sizeof left->pin.bytes);
}

static const struct br_device_row *device_with(const struct academy *academy,
                                               const struct br_hash *pin)
{
    struct br_device_row wanted = {.pin = *pin};
    return academy->devices.count == 0
               ? NULL
               : bsearch(&wanted, academy->devices.items, academy->devices.count,
                         sizeof *academy->devices.items, by_pin);
}

static const struct br_peer_row *peer_with(const struct academy *academy, const struct br_hash *pin)
{
    for (size_t i = 0; i < academy->peers.count; i++) {
        if (br_hash_equal(&academy->peers.items[i].pin, pin)) {
            return &academy->peers.items[i];
        }
    }
    return NULL;
}

const struct br_peer_row *academy_peer(const struct academy *academy, const struct br_hash *id)
{
    for (size_t i = 0; i < academy->peers.count; i++) {
        if (br_hash_equal(&academy->peers.items[i].academy, id)) {
            return &academy->peers.items[i];
        }
    }
    return NULL;
}

void academy_name_of(const struct academy *academy, const struct br_hash *id, char *out)
{
    const struct br_peer_row *peer = academy_peer(academy, id);
    if (br_hash_equal(id, &academy->id)) {
        (void)snprintf(out, sizeof academy->name, "%s", academy->name);
    } else if (peer != NULL) {
        (void)snprintf(out, sizeof academy->name, "%s", peer->name);
    } else {
        char digits[BR_HASH_TEXT_SIZE];
        br_hash_text(id, digits);
        (void)snprintf(out, sizeof academy->name, "%.8s", digits);
    }
}

/* Whoever has no role here any more has no device that may connect, either. */
static const struct br_device_row *device_of_member(const struct academy *academy,
                                                    const struct br_hash *pin)
{
    const struct br_device_row *device = device_with(academy, pin);
    return device != NULL && !academy->stopping &&
                   br_replica_roles(academy->replica, &device->member) != 0
               ? device
               : NULL;
}

bool parties_allow(void *context, const struct br_hash *pin, const char *protocol)
{
    const struct academy *academy = context;
    if (strcmp(protocol, BR_ALPN_JOIN) == 0) {
        return true; /* the invitation's secret decides */
    }
    return peer_with(academy, pin) != NULL || device_of_member(academy, pin) != NULL;
}

void parties_accept(void *context, struct br_pipe *pipe, const struct br_hash *pin,
                    const char *protocol)
{
    struct academy *academy = context;
    if (strcmp(protocol, BR_ALPN_JOIN) == 0) {
        enrol_begin(academy, pipe, pin);
        return;
    }
    if (strcmp(protocol, BR_ALPN_HTTP) == 0) {
        site_take(academy, pipe, true);
        return;
    }
    const struct br_peer_row *peer = peer_with(academy, pin);
    const struct br_device_row *device = device_of_member(academy, pin);
    struct br_party party = {.type = BR_PARTY_DEVICE, .academy = academy->id};
    if (peer != NULL) {
        party.type = BR_PARTY_ACADEMY;
        party.academy = peer->academy;
    } else if (device != NULL) {
        party.member = device->member;
        party.device = device->pin;
    } else {
        br_pipe_abort(pipe, BR_ERR_SIGNATURE, "its key is no longer known");
        return;
    }
    br_replica_attach(academy->replica, pipe, &party);
}

/* --- peers and devices --- */

static void *grow(void *items, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = realloc(items, *capacity * size);
    BR_ASSERT(grown != NULL);
    return grown;
}

static void peer_keep(struct academy *academy, const struct br_peer_row *row)
{
    for (size_t i = 0; i < academy->peers.count; i++) {
        if (br_hash_equal(&academy->peers.items[i].academy, &row->academy)) {
            academy->peers.items[i] = *row;
            return;
        }
    }
    academy->peers.items = grow(academy->peers.items, &academy->peers.capacity,
                                academy->peers.count, sizeof *academy->peers.items);
    academy->peers.items[academy->peers.count++] = *row;
}

static void load_peer(void *context, const struct br_peer_row *peer)
{
    peer_keep(context, peer);
}

static void device_keep(struct academy *academy, const struct br_device_row *device)
{
    academy->devices.items = grow(academy->devices.items, &academy->devices.capacity,
                                  academy->devices.count, sizeof *academy->devices.items);
    academy->devices.items[academy->devices.count++] = *device;
}

static void load_device(void *context, const struct br_device_row *device)
{
    device_keep(context, device);
}

static void sort_devices(struct academy *academy)
{
    if (academy->devices.count > 1) {
        qsort(academy->devices.items, academy->devices.count, sizeof *academy->devices.items,
              by_pin);
    }
}

void academy_add_device(struct academy *academy, const struct br_device_row *device)
{
    for (size_t i = 0; i < academy->devices.count; i++) {
        if (br_hash_equal(&academy->devices.items[i].pin, &device->pin)) {
            academy->devices.items[i] = *device;
            br_replica_end_device(academy->replica, &device->pin); /* as whom it was here before */
            return;
        }
    }
    device_keep(academy, device);
    sort_devices(academy);
}

bool academy_device_is(const struct academy *academy, const struct br_hash *pin,
                       const struct br_id *member)
{
    const struct br_device_row *device = device_with(academy, pin);
    return device != NULL && br_id_equal(&device->member, member);
}

enum br_status academy_end_device(struct academy *academy, const struct br_hash *pin)
{
    enum br_status status = br_private_end_device(academy->private, pin, br_clock_read().wall_ms);
    if (status != BR_OK) {
        return status;
    }
    size_t kept = 0;
    for (size_t i = 0; i < academy->devices.count; i++) { /* stays sorted */
        if (!br_hash_equal(&academy->devices.items[i].pin, pin)) {
            academy->devices.items[kept++] = academy->devices.items[i];
        }
    }
    academy->devices.count = kept;
    if (!academy->stopping) {
        br_replica_end_device(academy->replica, pin);
    }
    return BR_OK;
}

enum br_status academy_put_peer(struct academy *academy, const struct br_peer_row *row)
{
    enum br_status status = br_private_put_peer(academy->private, row);
    if (status == BR_OK) {
        peer_keep(academy, row);
        br_replica_peer(academy->replica, &row->academy, row->dial && academy->running);
    }
    return status;
}

enum br_status parties_load(struct academy *academy)
{
    enum br_status status = br_private_peers(academy->private, load_peer, academy);
    if (status == BR_OK) {
        status = br_private_devices(academy->private, load_device, academy);
        sort_devices(academy);
    }
    return status;
}

/* Kept with the other times of use: a device that comes and goes costs no sync. */
void parties_seen(struct academy *academy, const struct br_hash *pin)
{
    for (size_t i = 0; i < academy->devices.count; i++) {
        if (br_hash_equal(&academy->devices.items[i].pin, pin)) {
            academy->devices.items[i].seen_ms = br_clock_read().wall_ms;
        }
    }
}
