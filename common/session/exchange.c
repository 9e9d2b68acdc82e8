/*
 * exchange.c - how streams move: announce what we hold, want what we lack, send what is wanted.
 *
 * Per conversation and stream there is a link. What it says about the other side is hearsay that only
 * decides what to offer and to ask; numbers that count come from the store.
 */
#include "session/node_state.h"

#include <string.h>

struct link *exchange_link(struct br_node *node, struct conversation *conversation, uint32_t stream,
                           bool add)
{
    (void)node;
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
    const struct link *link = exchange_link(node, conversation, stream, false);
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
        exchange_link(node, conversation, (uint32_t)i, true)->told = node->streams[i].tail.seq;
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

void exchange_tell_receipts(struct br_node *node, struct conversation *conversation)
{
    const struct br_receipt *receipts[BR_RECEIPTS_FRAME_MAX];
    size_t count = 0;
    conversation->receipts_dirty = false;
    conversation->receipts_due_ms = node->now.mono_ms + BR_RECEIPTS_INTERVAL_MS;
    if (conversation->party.type == BR_PARTY_HOME) {
        return;
    }
    for (size_t i = 0; i < node->receipt_count; i++) {
        const struct receipt_entry *entry = &node->receipts[i];
        bool tell =
            entry->version > conversation->receipts_told &&
            !(conversation->party.type == BR_PARTY_ACADEMY &&
              br_hash_equal(&entry->receipt.holder, &conversation->party.academy)) &&
            catalog_may_send(node, &conversation->party, &node->streams[entry->stream].stream);
        if (tell) {
            receipts[count++] = &entry->receipt;
        }
        if (count == BR_RECEIPTS_FRAME_MAX || (count > 0 && i + 1 == node->receipt_count)) {
            br_frame_put_receipts(node_send_begin(node), receipts, count);
            node_send_end(node, conversation, node->transaction);
            count = 0;
        }
    }
    conversation->receipts_told = node->receipt_version;
}

void exchange_on_heads(struct br_node *node, struct conversation *conversation,
                       const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->as.heads.count; i++) {
        const struct br_head *head = &frame->as.heads.items[i];
        if (!catalog_may_store(node, &conversation->party, &head->stream)) {
            continue; /* a hint about something that is not for us */
        }
        bool ours = br_hash_equal(&head->stream.origin, &node->options.academy);
        if (ours && node->options.role == BR_NODE_SERVER &&
            !br_head_verify(head, &node->options.signing)) {
            continue; /* recovering waits for what we did sign, not for what somebody claims */
        }
        uint32_t stream = catalog_add(node, &head->stream);
        if (stream == NO_STREAM) {
            node_hang_up(node, conversation, BR_ERR_LIMIT, "more streams than we can hold");
            return;
        }
        struct link *link = exchange_link(node, conversation, stream, true);
        if (head->seq > link->theirs) {
            link->theirs = head->seq;
        }
        if (head->seq > node->streams[stream].known_seq) {
            node->streams[stream].known_seq = head->seq;
        }
    }
    conversation->complete |= frame->as.heads.complete;
    node->sources_stale = true;
}

/* --- wanting --- */

/* A device hears everything from its academy's server, so that counts as the origin. */
static bool is_origin(const struct conversation *conversation, const struct stream_entry *entry)
{
    return conversation->party.type == BR_PARTY_HOME ||
           br_hash_equal(&conversation->party.academy, &entry->stream.origin);
}

/*
 * Which open conversation is best to get this stream from: the origin itself, else whoever holds
 * most, and at least as much as we do ([not_this] has stalled: then more than we do). NULL: nobody.
 */
static struct conversation *best_source(struct br_node *node, uint32_t stream,
                                        br_connection not_this)
{
    const struct stream_entry *entry = &node->streams[stream];
    struct conversation *best = NULL;
    uint64_t least = not_this == 0 ? entry->tail.seq : entry->tail.seq + 1;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *candidate = node->conversations[i];
        if (!node_conversation_open(candidate) || candidate->id == not_this ||
            !catalog_may_store(node, &candidate->party, &entry->stream)) {
            continue;
        }
        const struct link *link = exchange_link(node, candidate, stream, false);
        if (is_origin(candidate, entry) && (link != NULL || candidate->complete)) {
            return candidate; /* the origin is first to know what comes next */
        }
        if (link != NULL && link->theirs >= least) {
            best = candidate;
            least = link->theirs + 1;
        }
    }
    return best;
}

/* Other streams of an origin can only be verified with the keys in its network stream. */
static bool keys_known(const struct br_node *node, const struct br_stream *stream)
{
    if (stream->audience.type == BR_AUDIENCE_NETWORK) {
        return true;
    }
    struct br_stream network = {.origin = stream->origin,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint32_t at = catalog_find(node, &network);
    return at != NO_STREAM && node->streams[at].tail.seq > 0;
}

static void set_source(struct br_node *node, uint32_t stream, struct conversation *source)
{
    struct stream_entry *entry = &node->streams[stream];
    struct conversation *before = node_conversation(node, entry->source);
    if (before == source) {
        return;
    }
    if (before != NULL && node_conversation_open(before)) {
        br_frame_put_stop(node_send_begin(node), &entry->stream);
        node_send_end(node, before, 0);
    }
    entry->source = source == NULL ? 0 : source->id;
    entry->source_since_ms = node->now.mono_ms;
    if (source != NULL) {
        br_frame_put_want(node_send_begin(node), &entry->stream, entry->tail.seq);
        node_send_end(node, source, 0);
    }
}

void exchange_choose_sources(struct br_node *node)
{
    node->sources_stale = false;
    for (size_t i = 0; i < node->stream_count; i++) {
        uint32_t stream = (uint32_t)i;
        struct stream_entry *entry = &node->streams[i];
        struct conversation *source = node_conversation(node, entry->source);
        bool good = source != NULL && node_conversation_open(source) &&
                    catalog_may_store(node, &source->party, &entry->stream);
        bool behind = entry->known_seq > entry->tail.seq;
        bool stalled =
            good && behind && node->now.mono_ms >= entry->source_since_ms + BR_SOURCE_STALL_MS;
        struct conversation *best = keys_known(node, &entry->stream)
                                        ? best_source(node, stream, stalled ? entry->source : 0)
                                        : NULL;
        if (!good && entry->source != 0) {
            entry->source = 0;
        }
        if (best == NULL && stalled) {
            entry->source_since_ms = node->now.mono_ms; /* nobody else: give it more time */
        } else if (best != NULL && (!good || stalled || is_origin(best, entry))) {
            set_source(node, stream, best);
        }
        if (entry->source != 0 && behind) {
            node_due(node, entry->source_since_ms + BR_SOURCE_STALL_MS);
        }
    }
}

void exchange_on_batch(struct br_node *node, struct conversation *conversation,
                       const struct br_frame *frame, size_t frame_size)
{
    const struct br_head *head = &frame->as.batch.head;
    uint32_t stream = catalog_find(node, &head->stream);
    if (stream == NO_STREAM || !catalog_may_store(node, &conversation->party, &head->stream)) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL,
                     "you sent records of a stream that we did not ask for");
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    struct link *link = exchange_link(node, conversation, stream, true);
    link->theirs = head->seq > link->theirs ? head->seq : link->theirs;
    entry->known_seq = head->seq > entry->known_seq ? head->seq : entry->known_seq;
    uint64_t ticket = node_ask(node, conversation, BR_ACTION_RECEIVE, frame_size, stream);
    if (ticket == 0) {
        return;
    }
    struct br_node_action *action = node_act(node, BR_ACTION_RECEIVE, conversation->id);
    action->as.receive.ticket = ticket;
    action->as.receive.batch = frame->as.batch;
}

static void repay(struct br_node *node, struct conversation *conversation, size_t size)
{
    uint64_t credit = br_session_repay(&conversation->session, size);
    if (credit > 0) {
        br_frame_put_credit(node_send_begin(node), credit);
        node_send_end(node, conversation, 0);
    }
}

void exchange_received(struct br_node *node, const struct ticket *ticket, enum br_status status)
{
    struct conversation *conversation = node_conversation(node, ticket->connection);
    if (conversation == NULL || !node_conversation_open(conversation)) {
        return;
    }
    if (status == BR_OK || status == BR_ERR_EXISTS) {
        struct stream_entry *entry = &node->streams[ticket->stream];
        if (entry->source == conversation->id && status == BR_OK) {
            entry->source_since_ms = node->now.mono_ms;
        }
        repay(node, conversation, ticket->size);
        return;
    }
    struct br_error reason;
    (void)br_error_set(&reason, status, "your records could not be stored here: %s",
                       br_status_text(status));
    node_hang_up(node, conversation, status, reason.text);
}

void exchange_on_receipts(struct br_node *node, struct conversation *conversation,
                          const struct br_frame *frame)
{
    struct br_receipt *news = frame->as.receipts.items;
    size_t count = 0;
    for (size_t i = 0; i < frame->as.receipts.count; i++) {
        struct br_receipt receipt = frame->as.receipts.items[i];
        uint32_t stream = catalog_find(node, &receipt.stream);
        bool own_word = br_hash_equal(&receipt.holder, &node->options.academy) &&
                        node->options.role == BR_NODE_SERVER;
        if (stream != NO_STREAM && !own_word) {
            news[count++] = receipt;
        }
    }
    if (count == 0) {
        return;
    }
    uint64_t ticket = node_ask(node, conversation, BR_ACTION_KEEP_RECEIPTS, 0, NO_STREAM);
    if (ticket == 0) {
        return;
    }
    struct br_node_action *action = node_act(node, BR_ACTION_KEEP_RECEIPTS, conversation->id);
    action->as.receipts.ticket = ticket;
    action->as.receipts.count = count;
    action->as.receipts.items = news;
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
    struct link *link = exchange_link(node, conversation, stream, true);
    link->wanted = !frame->as.want.stop;
    if (link->wanted) {
        link->sent = frame->as.want.after_seq;
        exchange_pump(node, conversation);
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
    return link->wanted && !link->reading && node->streams[link->stream].number != 0 &&
           node->streams[link->stream].tail.seq > link->sent;
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
    if (conversation == NULL || stream == NO_STREAM) {
        return;
    }
    struct link *link = exchange_link(node, conversation, stream, false);
    BR_ASSERT(conversation->reads > 0);
    conversation->reads--;
    if (link == NULL) {
        return; /* withdrawn meanwhile */
    }
    link->reading = false;
    if (!node_conversation_open(conversation) || !link->wanted) {
        return;
    }
    if (input->as.read.status == BR_ERR_CORRUPT) {
        link->wanted =
            false; /* damaged bytes are not served; the other side finds another source */
        return;
    }
    if (input->as.read.status == BR_OK && input->as.read.seq_first == link->sent + 1) {
        br_frame_put_batch(node_send_begin(node), input->as.read.head, input->as.read.bodies,
                           input->as.read.count);
        node_send_end(node, conversation, node->transaction);
        br_session_sent(&conversation->session, batch_size(node, node->action_count - 1));
        link->sent = input->as.read.head->seq;
    }
    if (input->as.read.status != BR_ERR_NOT_FOUND) {
        exchange_pump(node, conversation);
    }
}

/* Everyone who is up to date gets the batch at once, as the same bytes; others read it later. */
static void push(struct br_node *node, uint32_t stream, const struct br_node_change *change)
{
    size_t encoded = SIZE_MAX;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (!node_conversation_open(conversation)) {
            continue;
        }
        struct link *link = exchange_link(node, conversation, stream, false);
        if (link == NULL || !link->wanted) {
            conversation->heads_dirty = true;
            node_due(node, conversation->heads_due_ms);
            continue;
        }
        bool next = !link->reading && link->sent + 1 == change->seq_first;
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
    }
}

void exchange_on_changes(struct br_node *node, const struct br_node_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t stream = catalog_add(node, &changes[i].head.stream);
        if (stream == NO_STREAM) {
            continue; /* stored; offered after a restart with fewer streams */
        }
        struct stream_entry *entry = &node->streams[stream];
        if (entry->tail.seq == 0) {
            node->sources_stale = true; /* keys may have become known */
        }
        entry->number = changes[i].number;
        entry->head = changes[i].head;
        entry->tail = (struct br_tail){
            .epoch = entry->head.epoch, .seq = entry->head.seq, .hash = entry->head.hash};
        entry->known_seq = entry->tail.seq > entry->known_seq ? entry->tail.seq : entry->known_seq;
        if (entry->tail.seq == entry->known_seq) {
            entry->caught_up_wall_ms = node->now.wall_ms;
        }
        if (changes[i].receipt != NULL) {
            (void)catalog_keep_receipt(node, changes[i].receipt);
        }
        push(node, stream, &changes[i]);
    }
}

void exchange_forget(struct br_node *node, const struct conversation *conversation)
{
    for (size_t i = 0; i < node->stream_count; i++) {
        if (node->streams[i].source == conversation->id) {
            node->streams[i].source = 0;
            node->sources_stale = true;
        }
    }
}

void exchange_withdraw(struct br_node *node, struct conversation *conversation)
{
    size_t kept = 0;
    for (size_t i = 0; i < conversation->link_count; i++) {
        struct link link = conversation->links[i];
        const struct br_stream *stream = &node->streams[link.stream].stream;
        if (catalog_may_send(node, &conversation->party, stream)) {
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

void exchange_check_recovery(struct br_node *node)
{
    if (node->numbering) {
        return;
    }
    size_t heard = 0;
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        if (node_conversation_open(conversation) && conversation->party.type == BR_PARTY_ACADEMY &&
            conversation->complete) {
            heard++;
        }
    }
    bool whole = heard > 0;
    for (size_t i = 0; i < node->stream_count && whole; i++) {
        const struct stream_entry *entry = &node->streams[i];
        whole = !br_hash_equal(&entry->stream.origin, &node->options.academy) ||
                entry->known_seq <= entry->tail.seq;
    }
    if (whole) {
        node->numbering = true;
        (void)node_act(node, BR_ACTION_NUMBERING, 0);
    }
}
