/*
 * exchange.c - how streams leave: announce what we hold, send what is wanted.
 *
 * Per conversation and stream there is a link. What it says about the other side is hearsay that
 * only decides what to offer and to ask; numbers that count come from the store.
 */
#include "session/node_state.h"

#include <string.h>

struct link *exchange_link(struct conversation *conversation, uint32_t stream, bool add)
{
    size_t low = 0;
    size_t high = conversation->link_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (conversation->links[middle].stream == stream) {
            return &conversation->links[middle];
        }
        if (conversation->links[middle].stream < stream) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (!add) {
        return NULL;
    }
    conversation->links = node_grow(conversation->links, &conversation->link_capacity,
                                    conversation->link_count, sizeof *conversation->links);
    memmove(&conversation->links[low + 1], &conversation->links[low],
            (conversation->link_count - low) * sizeof *conversation->links);
    conversation->link_count++;
    conversation->links[low] = (struct link){.stream = stream};
    return &conversation->links[low];
}

/* --- announcing --- */

static bool has_news(struct br_node *node, struct conversation *conversation, uint32_t stream)
{
    const struct stream_entry *entry = &node->streams[stream];
    if (entry->tail.seq == 0 || !catalog_may_send(node, &conversation->party, &entry->stream)) {
        return false;
    }
    const struct link *link = exchange_link(conversation, stream, false);
    return link == NULL ||
           (!link->wanted && entry->tail.seq > link->told && entry->tail.seq > link->theirs);
}

void exchange_announce(struct br_node *node, struct conversation *conversation, bool first)
{
    const struct br_head *heads[BR_HEADS_FRAME_MAX];
    size_t count = 0;
    conversation->heads_dirty = false;
    for (size_t i = 0; i < node->stream_count; i++) {
        if (!has_news(node, conversation, (uint32_t)i)) {
            continue;
        }
        exchange_link(conversation, (uint32_t)i, true)->told = node->streams[i].tail.seq;
        heads[count++] = &node->streams[i].head;
        if (count == BR_HEADS_FRAME_MAX) {
            br_frame_put_heads(node_send_begin(node), heads, count, false);
            node_send_end(node, conversation, node->transaction);
            count = 0;
        }
    }
    if (count > 0 || first) {
        br_frame_put_heads(node_send_begin(node), heads, count, first);
        node_send_end(node, conversation, node->transaction);
    }
    conversation->heads_due_ms = node->now.mono_ms + BR_HEADS_INTERVAL_MS;
}

void exchange_held(struct br_node *node, struct conversation *conversation, struct link *link)
{
    if (link->since != 0 || (link->sent == 0 && link->theirs == 0)) {
        return;
    }
    link->since = ++node->receipt_version;
    conversation->receipts_since = link->since;
    if (conversation->receipts_kept_back) {
        conversation->receipts_dirty = true;
        node_due(node, conversation->receipts_due_ms);
    }
}

static uint64_t held_since(struct conversation *conversation, uint32_t stream)
{
    const struct link *link = exchange_link(conversation, stream, false);
    return link == NULL ? 0 : link->since;
}

/*
 * Since when the other side can check this receipt: they have some of its stream, and some of the
 * holder's own, where its key is. 0: not yet, and they would drop it.
 */
static uint64_t checked_since(const struct br_node *node, struct conversation *conversation,
                              uint32_t stream, const struct receipt_entry *receipt)
{
    struct br_stream network = {.origin = receipt->receipt.holder,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint32_t keys = catalog_find(node, &network);
    uint64_t held = held_since(conversation, stream);
    uint64_t known = keys == NO_STREAM ? receipt->version : held_since(conversation, keys);
    if (held == 0 || known == 0) {
        return 0;
    }
    held = known > held ? known : held;
    return receipt->version > held ? receipt->version : held;
}

/* Is the other side to be told of this receipt now? */
static bool tells(const struct br_node *node, struct conversation *conversation, uint32_t stream,
                  const struct receipt_entry *receipt)
{
    const struct br_party *party = &conversation->party;
    bool their_own =
        party->type == BR_PARTY_ACADEMY && br_hash_equal(&receipt->receipt.holder, &party->academy);
    if (their_own || !catalog_may_send(node, party, &node->streams[stream].stream)) {
        return false;
    }
    uint64_t since = checked_since(node, conversation, stream, receipt);
    conversation->receipts_kept_back |= since == 0;
    return since > conversation->receipts_told;
}

static void send_receipts(struct br_node *node, struct conversation *conversation,
                          const struct br_receipt *const *receipts, size_t count)
{
    if (count > 0) {
        br_frame_put_receipts(node_send_begin(node), receipts, count);
        node_send_end(node, conversation, node->transaction);
        conversation->receipts_due_ms = node->now.mono_ms + BR_RECEIPTS_INTERVAL_MS;
    }
}

void exchange_tell_receipts(struct br_node *node, struct conversation *conversation)
{
    const struct br_receipt *receipts[BR_RECEIPTS_FRAME_MAX];
    size_t count = 0;
    BR_ASSERT(conversation->party.type != BR_PARTY_HOME);
    conversation->receipts_dirty = false;
    for (size_t i = 0; i < node->stream_count; i++) {
        const struct stream_entry *entry = &node->streams[i];
        if (entry->receipt_version <= conversation->receipts_told &&
            conversation->receipts_since <= conversation->receipts_told) {
            continue;
        }
        for (size_t j = 0; j < entry->receipt_count; j++) {
            if (tells(node, conversation, (uint32_t)i, &entry->receipts[j])) {
                receipts[count++] = &entry->receipts[j].receipt;
            }
            if (count == BR_RECEIPTS_FRAME_MAX) {
                send_receipts(node, conversation, receipts, count);
                count = 0;
            }
        }
    }
    send_receipts(node, conversation, receipts, count);
    conversation->receipts_told = node->receipt_version;
}

/* --- sending --- */

void exchange_on_want(struct br_node *node, struct conversation *conversation,
                      const struct br_frame *frame)
{
    uint32_t stream = catalog_find(node, &frame->as.want.stream);
    if (stream == NO_STREAM) {
        return;
    }
    if (!catalog_may_send(node, &conversation->party, &frame->as.want.stream)) {
        if (conversation->party.type == BR_PARTY_DEVICE) {
            br_frame_put_gone(node_send_begin(node), &frame->as.want.stream,
                              "You no longer belong to it.");
            node_send_end(node, conversation, 0);
        }
        return; /* an academy is told nothing about what is not for it */
    }
    struct link *link = exchange_link(conversation, stream, true);
    link->wanted = !frame->as.want.stop;
    if (link->wanted) {
        link->sent = frame->as.want.after_seq;
        link->theirs = link->sent > link->theirs ? link->sent : link->theirs;
        exchange_held(node, conversation, link);
        link->fork_told = false; /* or they would not ask */
        mend_news(node);
        exchange_pump(node, conversation);
        doubt_tell(node, conversation, stream);
    }
}

/* Rooms before the academy, the academy before the network: what people work on comes first. */
static int urgency(const struct stream_entry *entry)
{
    switch (entry->stream.audience.type) {
    case BR_AUDIENCE_ROOM:
        return 0;
    case BR_AUDIENCE_ACADEMY:
        return 1;
    default:
        return 2;
    }
}

static bool link_waits(const struct br_node *node, const struct link *link)
{
    const struct stream_entry *entry = &node->streams[link->stream];
    return link->wanted && !link->reading && entry->number != 0 && entry->tail.seq > link->sent &&
           !doubt_aside(entry, link->sent + 1) && !mend_in_the_way(entry, link->sent);
}

void exchange_pump(struct br_node *node, struct conversation *conversation)
{
    for (int turn = 0; turn <= 2; turn++) {
        for (size_t i = 0; i < conversation->link_count; i++) {
            struct link *link = &conversation->links[i];
            const struct stream_entry *entry = &node->streams[link->stream];
            if (urgency(entry) != turn || !link_waits(node, link)) {
                continue;
            }
            if (conversation->reads >= BR_READS_IN_FLIGHT_MAX ||
                !br_session_may_send(&conversation->session, conversation->reads)) {
                return;
            }
            link->reading = true;
            conversation->reads++;
            struct br_node_action *action = node_act(node, BR_ACTION_READ, conversation->id);
            action->as.read.number = entry->number;
            action->as.read.stream = entry->stream;
            action->as.read.after_seq = link->sent;
        }
    }
}

static size_t batch_size(const struct br_node *node, size_t action)
{
    return node->actions[action].as.send.bytes.size - BR_FRAME_LENGTH_SIZE;
}

void exchange_on_read(struct br_node *node, const struct br_node_input *input)
{
    struct conversation *conversation = node_conversation(node, input->connection);
    uint32_t stream = catalog_find(node, &input->as.read.stream);
    BR_ASSERT(stream != NO_STREAM); /* it was read because we hold it */
    if (conversation == NULL) {
        return;
    }
    if (input->as.read.purpose == BR_READ_SHOW) {
        exchange_on_show(node, conversation, input);
        return;
    }
    if (input->as.read.purpose != BR_READ_BATCH) {
        doubt_on_read(node, conversation, input);
        return;
    }
    struct link *link = exchange_link(conversation, stream, false);
    BR_ASSERT(conversation->reads > 0);
    conversation->reads--;
    if (link != NULL) {
        link->reading = false;
    }
    if (!node_conversation_open(conversation)) {
        return;
    }
    if (link == NULL || !link->wanted) { /* withdrawn or let go; others may have waited for it */
        exchange_pump(node, conversation);
        return;
    }
    if (input->as.read.status != BR_OK) {
        /* Damage is not served; the other side finds another source, unless we mend it first. */
        link->wanted = mend_in_the_way(&node->streams[stream], link->sent);
        exchange_pump(node, conversation);
        return;
    }
    if (input->as.read.seq_first == link->sent + 1) {
        br_frame_put_batch(node_send_begin(node), input->as.read.head, input->as.read.bodies,
                           input->as.read.count);
        node_send_end(node, conversation, node->transaction);
        br_session_sent(&conversation->session, batch_size(node, node->action_count - 1));
        link->sent = input->as.read.head->seq;
        exchange_held(node, conversation, link);
        doubt_tell(node, conversation, stream);
    }
    exchange_pump(node, conversation);
}

/* --- showing --- */

void exchange_ask(struct br_node *node, struct conversation *conversation, enum ask ask,
                  uint32_t stream, uint64_t seq)
{
    conversation->ask = ask;
    conversation->ask_stream = stream;
    conversation->ask_due_ms = node->now.mono_ms + BR_SHOW_DEADLINE_MS;
    node_due(node, conversation->ask_due_ms);
    br_frame_put_show(node_send_begin(node), &node->streams[stream].stream, seq, ask == ASK_MEND);
    node_send_end(node, conversation, 0);
}

/* A server may be shown all that its devices hold: it has come from there. */
static bool may_show(const struct br_node *node, const struct conversation *conversation,
                     const struct stream_entry *entry)
{
    return entry->number != 0 && (conversation->party.type == BR_PARTY_HOME ||
                                  catalog_may_send(node, &conversation->party, &entry->stream));
}

static void show_nothing(struct br_node *node, struct conversation *conversation)
{
    br_frame_put_shown(node_send_begin(node), NULL, NULL);
    node_send_end(node, conversation, 0);
}

void exchange_show(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame)
{
    if (conversation->showing) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL, "one question at a time, please");
        return;
    }
    uint32_t stream = catalog_find(node, &frame->as.show.stream);
    if (stream == NO_STREAM || !may_show(node, conversation, &node->streams[stream])) {
        show_nothing(node, conversation);
        return;
    }
    conversation->showing = true;
    conversation->show_whole = frame->as.show.whole;
    struct br_node_action *action = node_act(node, BR_ACTION_READ, conversation->id);
    action->as.read.number = node->streams[stream].number;
    action->as.read.stream = frame->as.show.stream;
    action->as.read.after_seq = frame->as.show.seq - 1;
    action->as.read.purpose = BR_READ_SHOW;
}

/* Headers alone: what was said is taken out, except for the record that binds the head's key. */
static enum br_status strip(struct br_node *node, struct br_batch *batch)
{
    struct br_public_key key;
    size_t binding = SIZE_MAX;
    struct br_buffer bytes;
    struct br_bytes *bodies = br_arena_take(&node->arena, BR_BATCH_RECORDS_MAX * sizeof *bodies);
    enum br_status status = br_batch_key(batch, &key, &binding);
    binding = status == BR_OK ? binding : SIZE_MAX;
    br_buffer_init(&bytes, BR_BODY_ERASED_SIZE);
    status = bodies == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    for (size_t i = 0; i < batch->count && status == BR_OK; i++) {
        struct br_record record;
        uint8_t *kept = br_arena_take(&node->arena, BR_BODY_ERASED_SIZE);
        bodies[i] = batch->bodies[i];
        if (i == binding) {
            continue;
        }
        status = kept == NULL ? BR_ERR_NO_MEMORY : br_record_parse(batch->bodies[i], &record);
        if (status == BR_OK) {
            br_buffer_clear(&bytes);
            br_record_encode_erased(&record, &bytes);
            memcpy(kept, bytes.data, BR_BODY_ERASED_SIZE);
            bodies[i] = (struct br_bytes){.data = kept, .size = BR_BODY_ERASED_SIZE};
        }
    }
    batch->bodies = bodies;
    br_buffer_free(&bytes);
    return status;
}

void exchange_on_show(struct br_node *node, struct conversation *conversation,
                      const struct br_node_input *input)
{
    conversation->showing = false;
    if (!node_conversation_open(conversation)) {
        return;
    }
    struct br_batch batch = {.count = 0};
    enum br_status status = input->as.read.status;
    if (status == BR_OK) {
        batch = (struct br_batch){.head = *input->as.read.head,
                                  .count = input->as.read.count,
                                  .bodies = input->as.read.bodies};
        status = conversation->show_whole ? BR_OK : strip(node, &batch);
    }
    if (status != BR_OK) {
        show_nothing(node, conversation);
        return;
    }
    br_frame_put_shown(node_send_begin(node), &input->as.read.previous, &batch);
    node_send_end(node, conversation, node->transaction);
}

/* Not asked for: they are told of it, in good time and once. */
static void mark_news(struct br_node *node, struct conversation *conversation, uint32_t stream)
{
    if (!conversation->heads_dirty && has_news(node, conversation, stream)) {
        conversation->heads_dirty = true;
        node_due(node, conversation->heads_due_ms);
    }
}

/* Everyone who is up to date gets the batch at once, as the same bytes; others read it later. */
void exchange_push(struct br_node *node, uint32_t stream, const struct br_node_change *change)
{
    size_t encoded = SIZE_MAX;
    if (doubt_aside(&node->streams[stream], change->seq_first)) {
        return;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (!node_conversation_open(conversation)) {
            continue;
        }
        struct link *link = exchange_link(conversation, stream, false);
        if (link == NULL || !link->wanted) {
            mark_news(node, conversation, stream);
            continue;
        }
        bool next = !link->reading && link->sent + 1 == change->seq_first;
        if (next && link->theirs >= change->head.seq) {
            link->sent = change->head.seq; /* they hold it: perhaps it came from them */
            continue;
        }
        if (!next || !br_session_may_send(&conversation->session, conversation->reads)) {
            exchange_pump(node, conversation);
            continue;
        }
        if (encoded == SIZE_MAX) {
            br_frame_put_batch(node_send_begin(node), &change->head, change->bodies, change->count);
            node_send_end(node, conversation, node->transaction);
            encoded = node->action_count - 1;
        } else {
            node_send_again(node, conversation, encoded);
        }
        br_session_sent(&conversation->session, batch_size(node, encoded));
        link->sent = change->head.seq;
        exchange_held(node, conversation, link);
        doubt_tell(node, conversation, stream);
    }
}

void exchange_review(struct br_node *node, struct conversation *conversation)
{
    for (size_t i = 0; i < conversation->link_count; i++) {
        struct link *link = &conversation->links[i];
        link->wanted = link->wanted && catalog_may_send(node, &conversation->party,
                                                        &node->streams[link->stream].stream);
    }
    conversation->heads_dirty = true;
    conversation->receipts_dirty = true;
    conversation->receipts_told = 0; /* some may be for them now that were not */
    node_due(node, conversation->heads_due_ms);
    node_due(node, conversation->receipts_due_ms);
}

void exchange_withdraw(struct br_node *node, struct conversation *conversation, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < conversation->link_count; i++) {
        struct link link = conversation->links[i];
        const struct br_stream *stream = &node->streams[link.stream].stream;
        if (!all && catalog_may_send(node, &conversation->party, stream)) {
            conversation->links[kept++] = link;
        } else {
            br_frame_put_gone(node_send_begin(node), stream, "You no longer belong to it.");
            node_send_end(node, conversation, node->transaction);
        }
    }
    conversation->link_count = kept;
    conversation->heads_dirty = true;
    node_due(node, conversation->heads_due_ms);
}
