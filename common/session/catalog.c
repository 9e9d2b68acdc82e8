/* catalog.c - what a node knows of streams, trust, members and receipts. */
#include "session/node_state.h"

#include <stdlib.h>
#include <string.h>

/* --- streams --- */

static size_t stream_slot(const struct br_node *node, const struct br_stream *stream)
{
    uint64_t key = br_load_u64(stream->origin.bytes) ^ stream->audience.type;
    key ^= br_load_u64(stream->audience.id.bytes) * 3 + br_load_u64(stream->audience.id.bytes + 8);
    key *= 0x9e3779b97f4a7c15u; /* spreads what differs in few bits */
    size_t slot = (size_t)(key >> 32) & (node->stream_index_size - 1);
    while (node->stream_index[slot] != NO_STREAM &&
           !br_stream_equal(&node->streams[node->stream_index[slot]].stream, stream)) {
        slot = (slot + 1) & (node->stream_index_size - 1);
    }
    return slot;
}

uint32_t catalog_find(const struct br_node *node, const struct br_stream *stream)
{
    return node->stream_index_size == 0 ? NO_STREAM : node->stream_index[stream_slot(node, stream)];
}

static void stream_index_grow(struct br_node *node)
{
    size_t size = node->stream_index_size == 0 ? 64 : node->stream_index_size * 2;
    uint32_t *index = malloc(size * sizeof *index);
    BR_ASSERT(index != NULL);
    free(node->stream_index);
    node->stream_index = index;
    node->stream_index_size = size;
    for (size_t i = 0; i < size; i++) {
        index[i] = NO_STREAM;
    }
    for (size_t i = 0; i < node->stream_count; i++) {
        index[stream_slot(node, &node->streams[i].stream)] = (uint32_t)i;
    }
}

uint32_t catalog_add(struct br_node *node, const struct br_stream *stream)
{
    uint32_t found = catalog_find(node, stream);
    if (found != NO_STREAM || node->stream_count >= BR_STREAMS_MAX) {
        return found;
    }
    node->streams =
        node_grow(node->streams, &node->stream_capacity, node->stream_count, sizeof *node->streams);
    node->streams[node->stream_count] = (struct stream_entry){.stream = *stream};
    node->stream_count++;
    if (node->stream_count * 2 > node->stream_index_size) {
        stream_index_grow(node);
    } else {
        node->stream_index[stream_slot(node, stream)] = (uint32_t)(node->stream_count - 1);
    }
    return (uint32_t)(node->stream_count - 1);
}

/* --- who accepts whom --- */

/* Where the pair stands or belongs. */
static size_t accepts_place(const struct br_node *node, const struct br_hash *origin,
                            const struct br_hash *academy, bool *there)
{
    size_t low = 0;
    size_t high = node->accepts_count;
    *there = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct accepts *at = &node->accepts[middle];
        int order = memcmp(at->origin.bytes, origin->bytes, sizeof origin->bytes);
        if (order == 0) {
            order = memcmp(at->academy.bytes, academy->bytes, sizeof academy->bytes);
        }
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void catalog_accept(struct br_node *node, const struct br_hash *origin,
                    const struct br_hash *academy, bool accepted)
{
    bool there = false;
    size_t at = accepts_place(node, origin, academy, &there);
    if (there == accepted) {
        return;
    }
    if (accepted) {
        node->accepts = node_grow(node->accepts, &node->accepts_capacity, node->accepts_count,
                                  sizeof *node->accepts);
        memmove(&node->accepts[at + 1], &node->accepts[at],
                (node->accepts_count - at) * sizeof *node->accepts);
        node->accepts[at] = (struct accepts){.origin = *origin, .academy = *academy};
        node->accepts_count++;
    } else {
        node->accepts_count--;
        memmove(&node->accepts[at], &node->accepts[at + 1],
                (node->accepts_count - at) * sizeof *node->accepts);
    }
}

bool catalog_accepts(const struct br_node *node, const struct br_hash *origin,
                     const struct br_hash *academy)
{
    bool there = false;
    (void)accepts_place(node, origin, academy, &there);
    return there;
}

/* --- whom groups name --- */

static int named_order(const struct named *a, const struct named *b)
{
    int order = memcmp(a->origin.bytes, b->origin.bytes, sizeof a->origin.bytes);
    if (order == 0) {
        order = memcmp(a->group.bytes, b->group.bytes, sizeof a->group.bytes);
    }
    return order != 0 ? order : memcmp(a->academy.bytes, b->academy.bytes, sizeof a->academy.bytes);
}

/* Where it stands or belongs. */
static size_t named_place(const struct br_node *node, const struct named *wanted, bool *there)
{
    size_t low = 0;
    size_t high = node->named_count;
    *there = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = named_order(&node->named[middle], wanted);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void catalog_name(struct br_node *node, const struct br_hash *origin, const struct br_id *group,
                  const struct br_hash *academy, bool named)
{
    struct named one = {.origin = *origin, .group = *group, .academy = *academy};
    bool there = false;
    size_t at = named_place(node, &one, &there);
    if (there == named) {
        return;
    }
    if (named) {
        node->named =
            node_grow(node->named, &node->named_capacity, node->named_count, sizeof *node->named);
        memmove(&node->named[at + 1], &node->named[at],
                (node->named_count - at) * sizeof *node->named);
        node->named[at] = one;
        node->named_count++;
    } else {
        node->named_count--;
        memmove(&node->named[at], &node->named[at + 1],
                (node->named_count - at) * sizeof *node->named);
    }
}

static bool is_named(const struct br_node *node, const struct br_stream *group,
                     const struct br_hash *academy)
{
    struct named one = {.origin = group->origin, .group = group->audience.id, .academy = *academy};
    bool there = false;
    (void)named_place(node, &one, &there);
    return there;
}

bool catalog_groups_full(const struct br_node *node, const struct br_hash *origin, bool relay)
{
    size_t count = 0;
    for (size_t i = 0; i < node->stream_count; i++) {
        const struct br_stream *stream = &node->streams[i].stream;
        count +=
            stream->audience.type == BR_AUDIENCE_GROUP && br_hash_equal(&stream->origin, origin);
    }
    return count >= (relay ? BR_GROUPS_OF_ONE_MAX / 2 : BR_GROUPS_OF_ONE_MAX);
}

/* --- members --- */

static size_t member_place(const struct br_node *node, const struct br_id *id, bool *there)
{
    size_t low = 0;
    size_t high = node->member_count;
    *there = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(node->members[middle].id.bytes, id->bytes, sizeof id->bytes);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void catalog_set_member(struct br_node *node, const struct br_id *id, bool has_role,
                        const struct br_id *rooms, size_t room_count)
{
    bool there = false;
    size_t at = member_place(node, id, &there);
    if (!there) {
        node->members = node_grow(node->members, &node->member_capacity, node->member_count,
                                  sizeof *node->members);
        memmove(&node->members[at + 1], &node->members[at],
                (node->member_count - at) * sizeof *node->members);
        node->members[at] = (struct member){.id = *id};
        node->member_count++;
    }
    struct member *member = &node->members[at];
    free(member->rooms);
    member->has_role = has_role;
    member->rooms = NULL;
    member->room_count = room_count;
    if (room_count > 0) {
        member->rooms = malloc(room_count * sizeof *rooms);
        BR_ASSERT(member->rooms != NULL);
        memcpy(member->rooms, rooms, room_count * sizeof *rooms);
    }
}

static bool is_in_room(const struct member *member, const struct br_id *room)
{
    for (size_t i = 0; i < member->room_count; i++) {
        if (br_id_equal(&member->rooms[i], room)) {
            return true;
        }
    }
    return false;
}

/* NULL: nobody whom we know, or not any more. */
static const struct member *with_role(const struct br_node *node, const struct br_id *id)
{
    bool there = false;
    size_t at = member_place(node, id, &there);
    return there && node->members[at].has_role ? &node->members[at] : NULL;
}

/* --- who may have what --- */

bool catalog_own(const struct br_node *node, const struct br_stream *stream)
{
    return node->options.role == BR_NODE_SERVER &&
           br_hash_equal(&stream->origin, &node->options.academy);
}

/* Is a stream of this audience for that academy, if its origin accepts it? */
static bool goes_to(const struct br_node *node, const struct br_stream *stream,
                    const struct br_hash *academy)
{
    switch (stream->audience.type) {
    case BR_AUDIENCE_NETWORK:
        return true;
    case BR_AUDIENCE_GROUP:
        return is_named(node, stream, academy);
    default:
        return false;
    }
}

bool catalog_may_send(const struct br_node *node, const struct br_party *party,
                      const struct br_stream *stream)
{
    bool ours = br_hash_equal(&stream->origin, &node->options.academy);
    const struct member *member = NULL;
    switch (party->type) {
    case BR_PARTY_ACADEMY:
        if (!goes_to(node, stream, &party->academy)) {
            return false;
        }
        return br_hash_equal(&stream->origin, &party->academy) ||
               catalog_accepts(node, &stream->origin, &party->academy);
    case BR_PARTY_DEVICE:
        member = with_role(node, &party->member);
        if (member == NULL) {
            return false;
        }
        switch (stream->audience.type) {
        case BR_AUDIENCE_NETWORK:
            return true;
        case BR_AUDIENCE_ACADEMY:
            return ours;
        case BR_AUDIENCE_ROOM:
            return ours && is_in_room(member, &stream->audience.id);
        default:
            return false;
        }
    case BR_PARTY_HOME:
        return false;
    }
    return false;
}

bool catalog_may_store(const struct br_node *node, const struct br_party *party,
                       const struct br_stream *stream)
{
    bool ours = br_hash_equal(&stream->origin, &node->options.academy);
    switch (party->type) {
    case BR_PARTY_ACADEMY:
        /* Of a group the store looks whether its first record names us. */
        if (stream->audience.type != BR_AUDIENCE_NETWORK &&
            stream->audience.type != BR_AUDIENCE_GROUP) {
            return false;
        }
        return ours ? !node->numbering
                    : catalog_accepts(node, &node->options.academy, &stream->origin);
    case BR_PARTY_HOME:
        return stream->audience.type != BR_AUDIENCE_GROUP &&
               (ours || stream->audience.type == BR_AUDIENCE_NETWORK);
    case BR_PARTY_DEVICE:
        return false;
    }
    return false;
}

/* --- receipts --- */

/* Where the holder's receipt stands or belongs. */
static size_t receipt_place(const struct stream_entry *entry, const struct br_hash *holder,
                            bool *there)
{
    size_t low = 0;
    size_t high = entry->receipt_count;
    *there = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(entry->receipts[middle].receipt.holder.bytes, holder->bytes,
                           sizeof holder->bytes);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool receipt_newer(const struct br_receipt *receipt, struct br_receipt than)
{
    return receipt->epoch != than.epoch ? receipt->epoch > than.epoch : receipt->seq > than.seq;
}

bool catalog_keep_receipt(struct br_node *node, const struct br_receipt *receipt)
{
    uint32_t stream = catalog_add(node, &receipt->stream);
    if (stream == NO_STREAM) {
        return false;
    }
    struct stream_entry *entry = &node->streams[stream];
    bool there = false;
    size_t at = receipt_place(entry, &receipt->holder, &there);
    BR_ASSERT(!there || entry->receipts != NULL);
    if (there && !receipt_newer(receipt, entry->receipts[at].receipt)) {
        return false;
    }
    if (!there) {
        entry->receipts = node_grow(entry->receipts, &entry->receipt_capacity, entry->receipt_count,
                                    sizeof *entry->receipts);
        memmove(&entry->receipts[at + 1], &entry->receipts[at],
                (entry->receipt_count - at) * sizeof *entry->receipts);
        entry->receipt_count++;
    }
    entry->receipt_version = ++node->receipt_version;
    entry->receipts[at] =
        (struct receipt_entry){.receipt = *receipt, .version = node->receipt_version};
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (!conversation->receipts_dirty && conversation->party.type != BR_PARTY_HOME) {
            conversation->receipts_dirty = true;
            node_due(node, conversation->receipts_due_ms);
        }
    }
    return true;
}

void catalog_free(struct br_node *node)
{
    for (size_t i = 0; i < node->member_count; i++) {
        free(node->members[i].rooms);
    }
    for (size_t i = 0; i < node->stream_count; i++) {
        free(node->streams[i].receipts);
        br_buffer_free(&node->streams[i].proof);
        br_buffer_free(&node->streams[i].early);
    }
    free(node->members);
    free(node->hints);
    free(node->farewells);
    free(node->accepts);
    free(node->named);
    free(node->streams);
    free(node->stream_index);
}
