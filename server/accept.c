/*
 * accept.c - the records that say which academies ours accepts.
 *
 * A peer is kept in private.db, which says how to reach it; that we accept it stands in our log,
 * where everybody reads it. The record comes first, but for an academy that was restored: it
 * numbers nothing before it has asked, and whom it asks may be a peer that the backup does not
 * know. Such a peer is kept at once, its key is pinned by its code, and the record follows with
 * numbering.
 */
#include "server/academy.h"

#include "base/logline.h"
#include "record/kind.h"
#include "record/message.h"

#include <stdlib.h>

enum br_status accept_say(struct academy *academy, const struct br_peer_row *peer,
                          br_replica_said said, void *context, struct br_error *error)
{
    const struct br_kind *kind = br_kind_by_name("academy_accepted");
    char id[BR_HASH_TEXT_SIZE];
    struct br_arena arena;
    br_hash_text(&peer->academy, id);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    BR_ASSERT(kind != NULL);
    ProtobufCMessage *accepted = br_message_new(kind->message, &arena);
    enum br_status status =
        accepted == NULL ? br_error_set(error, BR_ERR_NO_MEMORY, "out of memory") : BR_OK;
    if (status == BR_OK) {
        status = br_message_set(accepted, &arena, "academy", br_bytes_of_text(id), error);
    }
    if (status == BR_OK) {
        status = br_message_set(accepted, &arena, "name", br_bytes_of_text(peer->name), error);
    }
    if (status == BR_OK) {
        status = br_message_set(accepted, &arena, "accepted", br_bytes_of_text("true"), error);
    }
    if (status == BR_OK) {
        academy_say(academy, kind->number, BR_AUDIENCE_NETWORK, accepted, said, context);
    }
    br_arena_free(&arena);
    return status;
}

static bool is_known(const struct academy *academy, const struct br_hash *peer)
{
    for (size_t i = 0; i < academy->judged.count; i++) {
        if (br_hash_equal(&academy->judged.items[i], peer)) {
            return true;
        }
    }
    return false;
}

void accept_heard(struct academy *academy, const struct br_hash *peer)
{
    struct hash_table *judged = &academy->judged;
    if (is_known(academy, peer)) {
        return;
    }
    if (judged->count == judged->capacity) {
        judged->capacity = judged->capacity == 0 ? 16 : judged->capacity * 2;
        struct br_hash *grown = realloc(judged->items, judged->capacity * sizeof *grown);
        BR_ASSERT(grown != NULL);
        judged->items = grown;
    }
    judged->items[judged->count++] = *peer;
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    (void)context;
    if (status != BR_OK || outcome->type == BR_OUTCOME_REFUSED) { /* the next start says it again */
        BR_LOGLINE(BR_WARNING, "peer_not_accepted_yet",
                   BR_TEXT("why", status == BR_OK ? outcome->reason : br_status_text(status)));
    }
}

void accept_kept(struct academy *academy)
{
    for (size_t i = 0; i < academy->peers.count; i++) {
        const struct br_peer_row *peer = &academy->peers.items[i];
        struct br_error error;
        if (is_known(academy, &peer->academy)) {
            continue;
        }
        if (accept_say(academy, peer, on_said, NULL, &error) == BR_OK) {
            BR_LOGLINE(BR_INFO, "peer_accepted", BR_TEXT("academy", peer->name));
        } else {
            BR_LOGLINE(BR_WARNING, "peer_not_accepted_yet", BR_TEXT("why", error.text));
        }
    }
}
