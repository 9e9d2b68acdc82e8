/* status.c - what people ask a node: how far, since when, why not. */
#include "session/node_state.h"

#include <string.h>

size_t br_node_stream_count(const struct br_node *node)
{
    return node->stream_count;
}

/* Academies known to hold the stream up to our own tail; its origin always does. */
static size_t holders(const struct stream_entry *entry)
{
    size_t count = entry->tail.seq > 0 ? 1 : 0;
    for (size_t i = 0; i < entry->receipt_count; i++) {
        const struct br_receipt *receipt = &entry->receipts[i].receipt;
        if (receipt->seq >= entry->tail.seq &&
            !br_hash_equal(&receipt->holder, &entry->stream.origin)) {
            count++;
        }
    }
    return count;
}

static enum br_why why(const struct br_node *node, const struct stream_entry *entry)
{
    bool own = catalog_own(node, &entry->stream);
    bool behind = entry->known_seq > entry->tail.seq;
    if ((own || entry->source != 0) && !behind) {
        return BR_WHY_CAUGHT_UP;
    }
    if (entry->source != 0) {
        return BR_WHY_CATCHING_UP;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        if (node_conversation_open(conversation) && conversation->party.type != BR_PARTY_DEVICE) {
            return behind ? BR_WHY_NO_SOURCE : BR_WHY_CAUGHT_UP;
        }
    }
    return BR_WHY_NOT_CONNECTED;
}

struct br_stream_status br_node_stream_status(const struct br_node *node, size_t index)
{
    BR_ASSERT(index < node->stream_count);
    const struct stream_entry *entry = &node->streams[index];
    bool level = entry->source != 0 && entry->known_seq <= entry->tail.seq;
    const struct conversation *mender = NULL;
    for (size_t i = 0; i < node->conversation_count && entry->mender != 0; i++) {
        mender = node->conversations[i]->id == entry->mender ? node->conversations[i] : mender;
    }
    return (struct br_stream_status){
        .stream = entry->stream,
        .number = entry->number,
        .tail = entry->tail,
        .known_seq = entry->known_seq,
        .caught_up_wall_ms = level ? node->now.wall_ms : entry->caught_up_wall_ms,
        .why = why(node, entry),
        .holders = holders(entry),
        .ended_why = entry->ended_why[0] == '\0' ? NULL : entry->ended_why,
        .ended_with = entry->ended_with,
        .ended_by_us = entry->ended_by_us,
        .aside_seq = entry->aside_seq,
        .aside_since_wall_ms = entry->aside_since_wall_ms,
        .damage_after = entry->damage_after,
        .damage_last = entry->damage_last,
        .mending = mender != NULL,
        .mending_from = mender == NULL ? (struct br_party){.type = BR_PARTY_HOME} : mender->party,
    };
}

size_t br_node_peer_count(const struct br_node *node)
{
    return node->peer_count;
}

struct br_peer_status br_node_peer_status(const struct br_node *node, size_t index)
{
    BR_ASSERT(index < node->peer_count);
    const struct peer *peer = &node->peers[index];
    struct br_peer_status status = {
        .academy = peer->academy,
        .dials = peer->dials,
        .retry_mono_ms = peer->retry_ms,
        .failures = peer->failures,
        .since_wall_ms = peer->since_wall_ms,
    };
    memcpy(status.why, peer->why, sizeof status.why);
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        status.connected |= node_conversation_open(conversation) &&
                            conversation->party.type != BR_PARTY_DEVICE &&
                            br_hash_equal(&conversation->party.academy, &peer->academy);
    }
    struct br_stream ours = {.origin = node->options.academy,
                             .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint32_t stream = catalog_find(node, &ours);
    const struct stream_entry *entry = stream == NO_STREAM ? NULL : &node->streams[stream];
    for (size_t i = 0; entry != NULL && i < entry->receipt_count; i++) {
        if (br_hash_equal(&entry->receipts[i].receipt.holder, &peer->academy)) {
            status.they_hold_of_ours = entry->receipts[i].receipt.seq;
        }
    }
    return status;
}

size_t br_node_session_count(const struct br_node *node)
{
    size_t count = 0;
    for (size_t i = 0; i < node->conversation_count; i++) {
        count += node_conversation_open(node->conversations[i]);
    }
    return count;
}

bool br_node_complete(const struct br_node *node)
{
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        if (node_conversation_open(conversation) && conversation->complete) {
            return true; /* no device: they say no heads */
        }
    }
    return false;
}

bool br_node_numbering(const struct br_node *node)
{
    return node->numbering;
}
