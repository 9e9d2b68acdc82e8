/*
 * mend.c - records that the disk has lost, from whoever holds them.
 *
 *      DAMAGED -> Show (whole) to somebody who holds the stream -> Shown -> action MEND -> DURABLE
 *
 * Damaged records are neither served nor folded; everything else goes on meanwhile. Who cannot show
 * them, or shows something else, is passed over; when nobody is left, all are asked again after
 * BR_MEND_RETRY_MS, and whoever connects is asked at once. The store checks what was shown against
 * the chain that it holds on both sides of the damage.
 */
#include "session/node_state.h"

bool mend_in_the_way(const struct stream_entry *entry, uint64_t seq)
{
    return entry->damage_last != 0 && seq >= entry->damage_after && seq < entry->damage_last;
}

void mend_damaged(struct br_node *node, const struct br_node_input *input)
{
    uint32_t stream = catalog_find(node, &input->as.damaged.stream);
    if (stream == NO_STREAM || node->streams[stream].leaving) {
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    if (entry->damage_last != 0) {
        return; /* one place after the other */
    }
    entry->damage_after = input->as.damaged.after_seq;
    entry->damage_last = input->as.damaged.seq_last;
    entry->mender = 0;
    entry->mend_due_ms = 0;
    node->damages++;
    node->mends_stale = true;
}

/* Do they hold the damaged records, by what they said or what we have sent them? */
static bool may_mend(const struct br_node *node, struct conversation *conversation, uint32_t stream)
{
    const struct stream_entry *entry = &node->streams[stream];
    const struct link *link = exchange_link(conversation, stream, false);
    bool allowed = conversation->party.type == BR_PARTY_HOME ||
                   catalog_may_send(node, &conversation->party, &entry->stream);
    return node_conversation_open(conversation) && allowed && link != NULL && !link->cannot_mend &&
           (link->theirs > entry->damage_after || link->sent > entry->damage_after);
}

/* True: somebody is asked, or will be when they have shown what they were asked before. */
static bool ask_somebody(struct br_node *node, uint32_t stream)
{
    struct stream_entry *entry = &node->streams[stream];
    bool busy = false;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (!may_mend(node, conversation, stream)) {
            continue;
        }
        if (conversation->ask == ASK_NOTHING && !conversation->ask_late &&
            conversation->doubt == NULL) {
            entry->mender = conversation->id;
            exchange_ask(node, conversation, ASK_MEND, stream, entry->damage_after + 1);
            return true;
        }
        busy = true;
    }
    return busy;
}

void mend_news(struct br_node *node)
{
    for (size_t i = 0; i < node->stream_count && node->damages > 0; i++) {
        node->streams[i].mend_due_ms = 0;
    }
    node->mends_stale = node->damages > 0;
}

static void ask_again_later(struct br_node *node, uint32_t stream)
{
    node->streams[stream].mend_due_ms = node->now.mono_ms + BR_MEND_RETRY_MS;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct link *link = exchange_link(node->conversations[i], stream, false);
        if (link != NULL) {
            link->cannot_mend = false;
        }
    }
}

void mend_ask(struct br_node *node)
{
    node->mends_stale = false;
    node->mends_due_ms = UINT64_MAX;
    for (size_t i = 0; i < node->stream_count && node->damages > 0; i++) {
        struct stream_entry *entry = &node->streams[i];
        if (entry->damage_last == 0 || entry->mender != 0) {
            continue;
        }
        if (node->now.mono_ms >= entry->mend_due_ms && !ask_somebody(node, (uint32_t)i)) {
            ask_again_later(node, (uint32_t)i);
        }
        if (entry->mender == 0 && entry->mend_due_ms > node->now.mono_ms) {
            node->mends_due_ms =
                entry->mend_due_ms < node->mends_due_ms ? entry->mend_due_ms : node->mends_due_ms;
        }
    }
    if (node->mends_due_ms != UINT64_MAX) {
        node_due(node, node->mends_due_ms);
    }
}

/* Their answer may come when the place that it is about has been mended otherwise. */
static bool still_asked(const struct br_node *node, const struct conversation *conversation)
{
    return node->streams[conversation->ask_stream].mender == conversation->id;
}

static void failed(struct br_node *node, struct conversation *conversation, uint32_t stream)
{
    node->streams[stream].mender = 0;
    node->mends_stale = true;
    exchange_link(conversation, stream, true)->cannot_mend = true;
}

void mend_give_up(struct br_node *node, struct conversation *conversation)
{
    node->mends_stale = true; /* they are free again, whatever they were asked for */
    if (still_asked(node, conversation)) {
        failed(node, conversation, conversation->ask_stream);
    }
}

void mend_on_shown(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame)
{
    uint32_t stream = conversation->ask_stream;
    const struct stream_entry *entry = &node->streams[stream];
    const struct br_batch *batch = &frame->as.shown.batch;
    if (batch->count == 0 || !still_asked(node, conversation)) {
        mend_give_up(node, conversation);
        return;
    }
    if (!br_stream_equal(&batch->head.stream, &entry->stream) ||
        batch->head.seq - batch->count != entry->damage_after) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL, "you showed what we did not ask for");
        return;
    }
    struct ticket *ticket = node_ask(node, conversation, BR_ACTION_MEND);
    if (ticket == NULL) {
        return;
    }
    ticket->stream = stream;
    ticket->seq_first = entry->damage_after + 1;
    uint64_t number = ticket->number;
    struct br_node_action *action = node_act(node, BR_ACTION_MEND, conversation->id);
    action->as.mend.ticket = number;
    action->as.mend.batch = *batch;
}

void mend_done(struct br_node *node, const struct ticket *ticket, enum br_status status)
{
    struct stream_entry *entry = &node->streams[ticket->stream];
    if (entry->damage_last == 0 || ticket->seq_first != entry->damage_after + 1) {
        return; /* that place was mended otherwise, or the stream has left */
    }
    if (status != BR_OK) {
        if (entry->mender == ticket->connection) { /* else others are asked already */
            failed(node, node_conversation(node, ticket->connection), ticket->stream);
        }
        return;
    }
    entry->damage_last = 0;
    entry->mender = 0;
    node->damages--;
    for (size_t i = 0; i < node->conversation_count; i++) {
        exchange_pump(node, node->conversations[i]);
    }
}

void mend_forget(struct br_node *node, const struct conversation *conversation)
{
    for (size_t i = 0; i < node->stream_count && node->damages > 0; i++) {
        node->mends_stale = true; /* it may also have been waited for */
        if (node->streams[i].mender == conversation->id) {
            node->streams[i].mender = 0;
        }
    }
}
