/* node.c - inputs in, actions out; jobs asked of the store; time. */
#include "session/node_state.h"

#include <stdlib.h>

#define OUT_SIZE_MAX (64ull * 1024u * 1024u) /* bytes sent in one step */

void *node_grow(void *array, size_t *capacity, size_t count, size_t item_size)
{
    if (count < *capacity) {
        return array;
    }
    size_t wider = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = realloc(array, wider * item_size);
    /* small tables under named limits; frames have budgets of their own */
    BR_ASSERT(grown != NULL);
    *capacity = wider;
    return grown;
}

struct br_node *br_node_new(const struct br_node_options *options)
{
    struct br_node *node = calloc(1, sizeof *node);
    if (node == NULL) {
        return NULL;
    }
    node->options = *options;
    node->rng = br_rng_seeded(options->seed);
    node->numbering = !options->recovering;
    node->deadline_ms = UINT64_MAX;
    node->sources_due_ms = UINT64_MAX;
    br_buffer_init(&node->out, OUT_SIZE_MAX);
    br_buffer_init(&node->proof, BR_FORK_SIZE_MAX);
    br_arena_init(&node->arena, BR_ARENA_FRAME_SIZE_MAX);
    node->mends_due_ms = UINT64_MAX;
    return node;
}

void br_node_free(struct br_node *take_node)
{
    struct br_node *node = take_node;
    if (node == NULL) {
        return;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        doubt_free(node->conversations[i]);
        free(node->conversations[i]->links);
        free(node->conversations[i]);
    }
    catalog_free(node);
    free(node->conversations);
    free(node->candidates);
    free(node->peers);
    free(node->tickets);
    free(node->actions);
    free(node->send_offsets);
    br_buffer_free(&node->out);
    br_buffer_free(&node->proof);
    br_arena_free(&node->arena);
    free(node);
}

/* --- actions --- */

struct br_node_action *node_act(struct br_node *node, enum br_action_type type,
                                br_connection connection)
{
    size_t capacity = node->action_capacity;
    node->actions = node_grow(node->actions, &capacity, node->action_count, sizeof *node->actions);
    node->send_offsets = node_grow(node->send_offsets, &node->action_capacity, node->action_count,
                                   sizeof *node->send_offsets);
    struct br_node_action *action = &node->actions[node->action_count++];
    *action = (struct br_node_action){.type = type, .connection = connection};
    return action;
}

struct br_buffer *node_send_begin(struct br_node *node)
{
    (void)node_act(node, BR_ACTION_SEND, 0);
    node->send_offsets[node->action_count - 1] = node->out.size;
    return &node->out;
}

void node_send_end(struct br_node *node, struct conversation *conversation, uint64_t after)
{
    size_t at = node->action_count - 1;
    struct br_node_action *action = &node->actions[at];
    BR_ASSERT(action->type == BR_ACTION_SEND && br_buffer_ok(&node->out));
    action->connection = conversation->id;
    action->as.send.bytes.size = node->out.size - node->send_offsets[at];
    action->as.send.after = after;
}

void node_send_again(struct br_node *node, struct conversation *conversation, size_t action_index)
{
    struct br_node_action *action = node_act(node, BR_ACTION_SEND, conversation->id);
    action->as.send = node->actions[action_index].as.send;
    node->send_offsets[node->action_count - 1] = node->send_offsets[action_index];
}

bool node_send_much(const struct br_node *node)
{
    return node->out.size > OUT_SIZE_MAX / 2;
}

void node_due(struct br_node *node, uint64_t at_ms)
{
    if (at_ms < node->deadline_ms) {
        node->deadline_ms = at_ms;
    }
}

uint64_t br_node_deadline_ms(const struct br_node *node)
{
    return node->deadline_ms;
}

/* --- jobs asked of the store --- */

static struct ticket *ticket_at(struct br_node *node, size_t index)
{
    return &node->tickets[(node->ticket_first + index) % node->ticket_capacity];
}

/* Twice as many, the first one in front again. */
static void tickets_grow(struct br_node *node)
{
    size_t wider = node->ticket_capacity == 0 ? 64 : node->ticket_capacity * 2;
    wider = wider > BR_TICKETS_MAX ? BR_TICKETS_MAX : wider;
    struct ticket *grown = malloc(wider * sizeof *grown);
    BR_ASSERT(grown != NULL);
    for (size_t i = 0; i < node->ticket_count; i++) {
        grown[i] = *ticket_at(node, i);
    }
    free(node->tickets);
    node->tickets = grown;
    node->ticket_capacity = wider;
    node->ticket_first = 0;
}

struct ticket *node_ask(struct br_node *node, struct conversation *conversation,
                        enum br_action_type type)
{
    if (node->ticket_count == BR_TICKETS_MAX) {
        node_hang_up(node, conversation, BR_ERR_LIMIT, "we have more to store than we can queue");
        return NULL;
    }
    if (node->ticket_count == node->ticket_capacity) {
        tickets_grow(node);
    }
    struct ticket *ticket = ticket_at(node, node->ticket_count++);
    *ticket = (struct ticket){
        .number = ++node->ticket_last, .connection = conversation->id, .type = type};
    return ticket;
}

struct ticket node_answered(struct br_node *node, uint64_t number)
{
    BR_ASSERT(node->ticket_count > 0);
    uint64_t first = ticket_at(node, 0)->number;
    BR_ASSERT(number >= first && number - first < node->ticket_count);
    struct ticket *at = ticket_at(node, (size_t)(number - first));
    BR_ASSERT(at->number == number && at->type != BR_ACTION_CLOSE); /* CLOSE marks what is done */
    struct ticket taken = *at;
    at->type = BR_ACTION_CLOSE;
    while (node->ticket_count > 0 && ticket_at(node, 0)->type == BR_ACTION_CLOSE) {
        node->ticket_first = (node->ticket_first + 1) % node->ticket_capacity;
        node->ticket_count--;
    }
    return taken;
}

static void on_durable(struct br_node *node, const struct br_node_input *input)
{
    node->transaction = input->as.durable.transaction;
    if (input->as.durable.fork != NULL) {
        doubt_put_aside(node, input->as.durable.fork);
    }
    source_changes(node, input->as.durable.changes, input->as.durable.change_count);
    for (size_t i = 0; i < input->as.durable.receipt_count; i++) {
        (void)catalog_keep_receipt(node, &input->as.durable.receipts[i]);
    }
    for (size_t i = 0; i < input->as.durable.done_count; i++) {
        struct ticket ticket = node_answered(node, input->as.durable.done[i].ticket);
        enum br_status status = input->as.durable.done[i].status;
        if (ticket.type == BR_ACTION_RECEIVE) {
            source_stored(node, &ticket, status);
        } else if (ticket.type == BR_ACTION_KEEP_FORK) {
            doubt_kept(node, &ticket, status);
        } else if (ticket.type == BR_ACTION_MEND) {
            mend_done(node, &ticket, status);
        }
    }
}

static void on_written(struct br_node *node, const struct br_node_input *input)
{
    node->transaction = input->as.written.transaction;
    source_changes(node, input->as.written.changes, input->as.written.change_count);
    writes_done(node, input->as.written.done, input->as.written.done_count);
}

/* --- what the replica holds, and who may have it --- */

static void on_stream(struct br_node *node, const struct br_node_input *input)
{
    uint32_t stream = catalog_add(node, &input->as.stream.head.stream);
    if (stream == NO_STREAM) {
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    entry->number = input->as.stream.number;
    entry->head = input->as.stream.head;
    entry->tail = (struct br_tail){
        .epoch = entry->head.epoch, .seq = entry->head.seq, .hash = entry->head.hash};
    entry->known_seq = entry->tail.seq;
}

static void on_accepted(struct br_node *node, const struct br_node_input *input)
{
    const struct br_hash *origin = &input->as.accepted.origin;
    const struct br_hash *academy = &input->as.accepted.academy;
    bool accepted = input->as.accepted.accepted;
    catalog_accept(node, origin, academy, accepted);
    node->sources_stale = true;
    bool ours = br_hash_equal(origin, &node->options.academy);
    if (ours && accepted) {
        source_accepted(node, academy);
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_ACADEMY ||
            !br_hash_equal(academy, &conversation->party.academy)) {
            continue;
        }
        if (ours && !accepted) {
            node_hang_up(node, conversation, BR_ERR_REFUSED, "our academy no longer accepts yours");
        } else {
            exchange_review(node, conversation);
        }
    }
}

static void on_group(struct br_node *node, const struct br_node_input *input)
{
    const struct br_hash *academy = &input->as.group.academy;
    catalog_name(node, &input->as.group.origin, &input->as.group.id, academy,
                 input->as.group.named);
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type == BR_PARTY_ACADEMY &&
            br_hash_equal(academy, &conversation->party.academy)) {
            exchange_review(node, conversation);
        }
    }
}

static void on_member(struct br_node *node, const struct br_node_input *input)
{
    catalog_set_member(node, &input->as.member.member, input->as.member.has_role,
                       input->as.member.rooms, input->as.member.room_count);
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_DEVICE ||
            !br_id_equal(&conversation->party.member, &input->as.member.member)) {
            continue;
        }
        if (node_conversation_open(conversation)) {
            exchange_withdraw(node, conversation, false);
        }
        if (!input->as.member.has_role) {
            node_hang_up(node, conversation, BR_ERR_REFUSED,
                         "you have no role in this academy any more");
        }
    }
}

static void on_device(struct br_node *node, const struct br_node_input *input)
{
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_DEVICE ||
            !br_hash_equal(&conversation->party.device, &input->as.device)) {
            continue;
        }
        if (node_conversation_open(conversation)) {
            exchange_withdraw(node, conversation, true);
        }
        node_hang_up(node, conversation, BR_ERR_REFUSED, "this device was removed");
    }
}

/* --- steps --- */

/*
 * Hearing something only ever moves deadlines away, so the earliest one is not kept exact: when it
 * comes, everything that waits for time is looked at and names its next deadline.
 */
static void on_time(struct br_node *node)
{
    uint64_t now = node->now.mono_ms;
    if (now < node->deadline_ms) {
        return;
    }
    node->deadline_ms = UINT64_MAX;
    for (size_t i = 0; i < node->conversation_count; i++) {
        talk_attend(node, node->conversations[i]);
    }
    if (now >= node->sources_due_ms) {
        node->sources_stale = true;
    } else {
        node_due(node, node->sources_due_ms);
    }
    if (now >= node->mends_due_ms) {
        node->mends_stale = true;
    } else {
        node_due(node, node->mends_due_ms);
    }
    peers_dial(node);
}

static void number_from_now(struct br_node *node)
{
    node->numbering = true;
    node->sources_stale = true; /* our own streams have no source any more */
    (void)node_act(node, BR_ACTION_NUMBERING, 0);
}

static void dispatch(struct br_node *node, const struct br_node_input *input)
{
    switch (input->type) {
    case BR_INPUT_TICK:
        break;
    case BR_INPUT_STREAM:
        on_stream(node, input);
        break;
    case BR_INPUT_RECEIPT:
        (void)catalog_keep_receipt(node, &input->as.receipt);
        break;
    case BR_INPUT_FORK:
        doubt_put_aside(node, &input->as.fork);
        break;
    case BR_INPUT_DAMAGED:
        mend_damaged(node, input);
        break;
    case BR_INPUT_ACCEPTED:
        on_accepted(node, input);
        break;
    case BR_INPUT_GROUP:
        on_group(node, input);
        break;
    case BR_INPUT_MEMBER:
        on_member(node, input);
        break;
    case BR_INPUT_DEVICE:
        on_device(node, input);
        break;
    case BR_INPUT_PEER:
        peers_set(node, &input->as.peer.academy, input->as.peer.dial);
        break;
    case BR_INPUT_CONNECTED:
        talk_connected(node, input);
        break;
    case BR_INPUT_DISCONNECTED:
        talk_disconnected(node, input);
        break;
    case BR_INPUT_DIAL_FAILED:
        peers_dial_failed(node, &input->as.dial_failed.academy, input->as.dial_failed.why);
        break;
    case BR_INPUT_FRAME:
        talk_frame(node, input);
        break;
    case BR_INPUT_DURABLE:
        on_durable(node, input);
        break;
    case BR_INPUT_WRITTEN:
        on_written(node, input);
        break;
    case BR_INPUT_READ:
        exchange_on_read(node, input);
        break;
    case BR_INPUT_OUTBOX:
        writes_grew(node);
        break;
    case BR_INPUT_SUBMIT:
        writes_submit(node, input);
        break;
    case BR_INPUT_NUMBER_ANYWAY:
        if (!node->numbering) {
            number_from_now(node);
        }
        break;
    case BR_INPUT_STOP:
        talk_stop(node);
        break;
    }
}

void br_node_step(struct br_node *node, const struct br_node_input *input,
                  struct br_node_actions *actions)
{
    BR_ASSERT(input->now.mono_ms >= node->now.mono_ms);
    node->now = input->now;
    node->action_count = 0;
    br_buffer_clear(&node->out);
    br_arena_reset(&node->arena);

    if (!node->begun) {
        node->begun = true;
        if (node->numbering && node->options.role == BR_NODE_SERVER) {
            (void)node_act(node, BR_ACTION_NUMBERING, 0);
        }
    }
    dispatch(node, input);
    on_time(node);
    if (!node->numbering && source_may_number(node)) {
        number_from_now(node);
    }
    if (node->sources_stale) {
        source_choose(node);
    }
    if (node->mends_stale) {
        mend_ask(node);
    }
    writes_pull(node);

    for (size_t i = 0; i < node->action_count; i++) {
        if (node->actions[i].type == BR_ACTION_SEND) {
            node->actions[i].as.send.bytes.data = node->out.data + node->send_offsets[i];
        }
    }
    *actions = (struct br_node_actions){.count = node->action_count, .items = node->actions};
}
