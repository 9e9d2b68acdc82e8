/*
 * peers.c - whom to stay connected with, and when to try again.
 *
 * The delay doubles with every failed attempt. A conversation that ended because somebody broke the
 * rules counts as failed too, else two academies that cannot agree would greet each other without
 * end.
 */
#include "session/node_state.h"

#include <string.h>

static struct peer *peer_of(struct br_node *node, const struct br_hash *academy)
{
    for (size_t i = 0; i < node->peer_count; i++) {
        if (br_hash_equal(&node->peers[i].academy, academy)) {
            return &node->peers[i];
        }
    }
    return NULL;
}

void peers_keep_why(char *out, size_t size, const char *why)
{
    size_t kept = strnlen(why, size);
    if (kept == size) { /* cut, but not in the middle of a character */
        kept--;
        while (kept > 0 && ((uint8_t)why[kept] & 0xc0) == 0x80) {
            kept--;
        }
    }
    memcpy(out, why, kept);
    out[kept] = '\0';
}

static void note(struct peer *peer, const char *why)
{
    peers_keep_why(peer->why, sizeof peer->why, why);
}

/* Scattered, so that academies do not march in step. */
static void retry_later(struct br_node *node, struct peer *peer)
{
    uint64_t delay = BR_DIAL_DELAY_FIRST_MS;
    for (uint32_t i = 0; i < peer->failures && delay < BR_DIAL_DELAY_MAX_MS; i++) {
        delay *= 2;
    }
    delay = delay > BR_DIAL_DELAY_MAX_MS ? BR_DIAL_DELAY_MAX_MS : delay;
    peer->retry_ms = node->now.mono_ms + delay / 2 + br_rng_below(&node->rng, delay / 2 + 1);
    peer->failures++;
    node_due(node, peer->retry_ms);
}

void peers_set(struct br_node *node, const struct br_hash *academy, bool dial)
{
    struct peer *peer = peer_of(node, academy);
    if (peer == NULL) {
        if (node->peer_count >= BR_PEERS_MAX) {
            return;
        }
        node->peers =
            node_grow(node->peers, &node->peer_capacity, node->peer_count, sizeof *node->peers);
        peer = &node->peers[node->peer_count++];
        *peer = (struct peer){.academy = *academy, .retry_ms = node->now.mono_ms};
    }
    peer->dials = dial;
    if (dial) { /* somebody wants it now, whatever became of the last attempt */
        peer->dialling = false;
        peer->retry_ms = node->now.mono_ms;
    }
    node_due(node, node->now.mono_ms);
}

void peers_dial_failed(struct br_node *node, const struct br_hash *academy, const char *why)
{
    struct peer *peer = peer_of(node, academy);
    if (peer != NULL) {
        peer->dialling = false;
        note(peer, why);
        retry_later(node, peer);
    }
}

void peers_connected(struct br_node *node, const struct br_party *party)
{
    struct peer *peer = party->dialled ? peer_of(node, &party->academy) : NULL;
    if (peer != NULL) {
        peer->dialling = false;
    }
}

void peers_retry(struct br_node *node, const struct br_hash *academy, const char *why)
{
    struct peer *peer = peer_of(node, academy);
    if (peer != NULL) {
        note(peer, why);
        retry_later(node, peer);
    }
}

void peers_greeted(struct br_node *node, const struct br_party *party)
{
    struct peer *peer = party->type == BR_PARTY_DEVICE ? NULL : peer_of(node, &party->academy);
    if (peer != NULL) {
        peer->failures = 0;
        peer->since_wall_ms = node->now.wall_ms;
        note(peer, "");
    }
}

static bool other_open(const struct br_node *node, const struct conversation *than)
{
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *other = node->conversations[i];
        if (other != than && node_conversation_open(other) &&
            other->party.type != BR_PARTY_DEVICE &&
            br_hash_equal(&other->party.academy, &than->party.academy)) {
            return true;
        }
    }
    return false;
}

bool peers_broke_rules(enum br_status status)
{
    return status != BR_OK && status != BR_ERR_CLOSED && status != BR_ERR_NETWORK &&
           status != BR_ERR_TIMEOUT;
}

void peers_down(struct br_node *node, const struct conversation *conversation,
                enum br_status status, const char *why)
{
    const struct br_party *party = &conversation->party;
    struct peer *peer = party->type == BR_PARTY_DEVICE ? NULL : peer_of(node, &party->academy);
    if (peer == NULL || other_open(node, conversation)) {
        return;
    }
    if (node_conversation_open(conversation)) {
        peer->since_wall_ms = node->now.wall_ms;
        bool lasted =
            node->now.mono_ms >= conversation->session.began_ms + 2ull * BR_DIAL_DELAY_MAX_MS;
        peer->faults = lasted ? 0 : peer->faults;
        if (peers_broke_rules(status)) {
            peer->failures = ++peer->faults;
        }
    }
    note(peer, why);
    retry_later(node, peer);
}

static bool is_connected(const struct br_node *node, const struct br_hash *academy)
{
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_DEVICE &&
            conversation->session.state != BR_SESSION_CLOSING &&
            br_hash_equal(&conversation->party.academy, academy)) {
            return true;
        }
    }
    return false;
}

void peers_dial(struct br_node *node)
{
    for (size_t i = 0; i < node->peer_count && !node->stopping; i++) {
        struct peer *peer = &node->peers[i];
        if (!peer->dials || peer->dialling || is_connected(node, &peer->academy)) {
            continue;
        }
        if (node->now.mono_ms < peer->retry_ms) {
            node_due(node, peer->retry_ms);
            continue;
        }
        peer->dialling = true;
        node_act(node, BR_ACTION_DIAL, 0)->as.dial = peer->academy;
    }
}

bool peers_asked(const struct br_node *node)
{
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        if (conversation->party.type == BR_PARTY_ACADEMY &&
            conversation->session.state != BR_SESSION_CLOSING && !conversation->complete) {
            return false;
        }
    }
    for (size_t i = 0; i < node->peer_count; i++) {
        const struct peer *peer = &node->peers[i];
        bool tried = peer->failures > 0 && !peer->dialling;
        if (peer->dials && !tried && !is_connected(node, &peer->academy)) {
            return false;
        }
    }
    return true;
}
