/* node.c - inputs in, actions out: conversations begin, greet, go silent and end. */
#include "session/node_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUT_SIZE_MAX (64u * 1024u * 1024u) /* bytes sent in one step */

void *node_grow(void *array, size_t *capacity, size_t count, size_t item_size)
{
    if (count < *capacity) {
        return array;
    }
    size_t wider = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = realloc(array, wider * item_size);
    BR_ASSERT(grown !=
              NULL); /* small tables under named limits; frames have budgets of their own */
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
    br_buffer_init(&node->out, OUT_SIZE_MAX);
    br_arena_init(&node->arena, BR_ARENA_FRAME_SIZE_MAX);
    node->tickets = malloc(BR_TICKETS_MAX * sizeof *node->tickets);
    if (node->tickets == NULL) {
        free(node);
        return NULL;
    }
    return node;
}

void br_node_free(struct br_node *take_node)
{
    struct br_node *node = take_node;
    if (node == NULL) {
        return;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        free(node->conversations[i]->links);
        free(node->conversations[i]);
    }
    catalog_free(node);
    free(node->conversations);
    free(node->peers);
    free(node->tickets);
    free(node->actions);
    free(node->send_offsets);
    br_buffer_free(&node->out);
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

uint64_t node_ask(struct br_node *node, struct conversation *conversation, enum br_action_type type,
                  size_t size, uint32_t stream)
{
    if (node->ticket_count == BR_TICKETS_MAX) {
        node_hang_up(node, conversation, BR_ERR_LIMIT, "we have more to store than we can queue");
        return 0;
    }
    size_t at = (node->ticket_first + node->ticket_count) % BR_TICKETS_MAX;
    node->ticket_count++;
    node->tickets[at] = (struct ticket){.number = ++node->ticket_last,
                                        .connection = conversation->id,
                                        .type = type,
                                        .size = size,
                                        .stream = stream};
    return node->ticket_last;
}

/* Take the ticket out; answers may come in another order than the questions. */
static struct ticket ticket_take(struct br_node *node, uint64_t number)
{
    BR_ASSERT(node->ticket_count > 0);
    uint64_t first = node->tickets[node->ticket_first].number;
    BR_ASSERT(number >= first && number - first < node->ticket_count);
    struct ticket *at = &node->tickets[(node->ticket_first + (number - first)) % BR_TICKETS_MAX];
    BR_ASSERT(at->type != BR_ACTION_CLOSE);
    struct ticket taken = *at;
    at->type = BR_ACTION_CLOSE; /* marks it as answered */
    while (node->ticket_count > 0 && node->tickets[node->ticket_first].type == BR_ACTION_CLOSE) {
        node->ticket_first = (node->ticket_first + 1) % BR_TICKETS_MAX;
        node->ticket_count--;
    }
    return taken;
}

/* --- conversations --- */

static size_t conversation_place(const struct br_node *node, br_connection id)
{
    size_t low = 0;
    size_t high = node->conversation_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (node->conversations[middle]->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct conversation *node_conversation(struct br_node *node, br_connection id)
{
    size_t at = conversation_place(node, id);
    bool there = id != 0 && at < node->conversation_count && node->conversations[at]->id == id;
    return there ? node->conversations[at] : NULL;
}

bool node_conversation_open(const struct conversation *conversation)
{
    return conversation->session.state == BR_SESSION_OPEN;
}

static struct peer *peer_of(struct br_node *node, const struct br_hash *academy)
{
    for (size_t i = 0; i < node->peer_count; i++) {
        if (br_hash_equal(&node->peers[i].academy, academy)) {
            return &node->peers[i];
        }
    }
    return NULL;
}

static void peer_note(struct peer *peer, const char *why)
{
    (void)snprintf(peer->why, sizeof peer->why, "%s", why);
}

/* The next attempt: twice as late after each failure, scattered so that academies do not march in step. */
static void peer_retry_later(struct br_node *node, struct peer *peer)
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

static void peer_down(struct br_node *node, const struct conversation *conversation,
                      const char *why)
{
    struct peer *peer = peer_of(node, &conversation->party.academy);
    if (peer == NULL || conversation->party.type == BR_PARTY_DEVICE) {
        return;
    }
    peer_note(peer, why);
    peer_retry_later(node, peer);
    if (conversation->session.state == BR_SESSION_OPEN) {
        peer->since_wall_ms = node->now.wall_ms;
    }
}

/* From open (or greeting) to closing, the same way for every reason. */
static void conversation_ends(struct br_node *node, struct conversation *conversation,
                              const char *why)
{
    if (conversation->session.state == BR_SESSION_CLOSING) {
        return;
    }
    peer_down(node, conversation, why);
    if (conversation->session.state == BR_SESSION_OPEN) {
        node_act(node, BR_ACTION_PEER_DOWN, conversation->id)->as.peer = conversation->party;
    }
    conversation->session.state = BR_SESSION_CLOSING;
    exchange_forget(node, conversation);
}

void node_hang_up(struct br_node *node, struct conversation *conversation, enum br_status status,
                  const char *reason)
{
    if (conversation->session.state == BR_SESSION_CLOSING) {
        return;
    }
    br_frame_put_bye(node_send_begin(node), status, reason);
    node_send_end(node, conversation, 0);
    struct br_node_action *close = node_act(node, BR_ACTION_CLOSE, conversation->id);
    close->as.close.status = status;
    close->as.close.reason = br_arena_text(&node->arena, br_bytes_of_text(reason));
    if (close->as.close.reason == NULL) {
        close->as.close.reason = br_status_text(status);
    }
    conversation_ends(node, conversation, close->as.close.reason);
}

static void on_connected(struct br_node *node, const struct br_node_input *input)
{
    BR_ASSERT(node->conversation_count == 0 ||
              node->conversations[node->conversation_count - 1]->id < input->connection);
    struct peer *peer = peer_of(node, &input->as.connected.academy);
    if (peer != NULL && input->as.connected.dialled) {
        peer->dialling = false;
    }
    struct conversation *conversation = calloc(1, sizeof *conversation);
    if (conversation == NULL || node->conversation_count >= BR_SESSIONS_MAX) {
        free(conversation);
        struct br_node_action *close = node_act(node, BR_ACTION_CLOSE, input->connection);
        close->as.close.status = BR_ERR_LIMIT;
        close->as.close.reason = "too many are connected";
        return;
    }
    conversation->id = input->connection;
    conversation->party = input->as.connected;
    br_session_begin(&conversation->session, conversation->party.type, node->now.mono_ms);
    size_t capacity = node->conversation_capacity;
    node->conversations = node_grow(node->conversations, &capacity, node->conversation_count,
                                    sizeof *node->conversations);
    node->conversation_capacity = capacity;
    node->conversations[node->conversation_count++] = conversation;
    struct br_hello hello = {
        .version_min = BR_PROTOCOL_VERSION,
        .version_max = BR_PROTOCOL_VERSION,
        .academy = node->options.academy,
        .instance = node->options.instance,
        .credit = BR_CREDIT_WINDOW,
        .submit_window = BR_SUBMIT_WINDOW_MAX,
        .software = node->options.software,
    };
    br_frame_put_hello(node_send_begin(node), &hello);
    node_send_end(node, conversation, 0);
    node_due(node, br_session_deadline_ms(&conversation->session));
}

static void on_disconnected(struct br_node *node, const struct br_node_input *input)
{
    size_t at = conversation_place(node, input->connection);
    if (at == node->conversation_count || node->conversations[at]->id != input->connection) {
        return;
    }
    struct conversation *conversation = node->conversations[at];
    conversation_ends(node, conversation, input->as.ended.why);
    node->pulling = false;
    memmove(&node->conversations[at], &node->conversations[at + 1],
            (node->conversation_count - at - 1) * sizeof *node->conversations);
    node->conversation_count--;
    free(conversation->links);
    free(conversation);
}

/*
 * Both academies may have dialled at once. Of two conversations with the same running server, the one
 * that the academy with the smaller id dialled stays; one with an earlier start of it is dead.
 */
static void settle_duplicates(struct br_node *node, struct conversation *newer)
{
    bool we_are_smaller = memcmp(node->options.academy.bytes, newer->party.academy.bytes,
                                 sizeof newer->party.academy.bytes) < 0;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *older = node->conversations[i];
        if (older == newer || !node_conversation_open(older) ||
            older->party.type != BR_PARTY_ACADEMY ||
            !br_hash_equal(&older->party.academy, &newer->party.academy)) {
            continue;
        }
        bool same_start = br_id_equal(&older->session.instance, &newer->session.instance);
        bool keep_older = same_start && older->party.dialled != newer->party.dialled &&
                          older->party.dialled == we_are_smaller;
        node_hang_up(node, keep_older ? newer : older, BR_OK,
                     "we are connected twice: the other connection goes on");
    }
}

static void on_hello(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame)
{
    struct br_error reason = {""};
    enum br_status status = br_session_greeted(&conversation->session, &frame->as.hello,
                                               &conversation->party.academy, &reason);
    if (status != BR_OK) {
        node_hang_up(node, conversation, status, reason.text);
        return;
    }
    struct peer *peer = peer_of(node, &conversation->party.academy);
    if (peer != NULL && conversation->party.type != BR_PARTY_DEVICE) {
        peer->failures = 0;
        peer->since_wall_ms = node->now.wall_ms;
        peer_note(peer, "");
    }
    node_act(node, BR_ACTION_PEER_UP, conversation->id)->as.peer = conversation->party;
    if (conversation->party.type == BR_PARTY_ACADEMY) {
        settle_duplicates(node, conversation);
    }
    if (!node_conversation_open(conversation)) {
        return;
    }
    if (conversation->party.type == BR_PARTY_HOME) {
        node->outbox_waits = true;
        conversation->session.submitted = 0;
    } else {
        exchange_announce(node, conversation, true);
        conversation->receipts_dirty = node->receipt_count > 0;
        conversation->receipts_due_ms = node->now.mono_ms;
        node_due(node, node->now.mono_ms);
    }
    node_due(node, br_session_deadline_ms(&conversation->session));
}

static void on_submit(struct br_node *node, struct conversation *conversation,
                      const struct br_frame *frame)
{
    size_t count = frame->as.submit.count;
    struct br_session *session = &conversation->session;
    if (count > session->submit_window - session->submitted) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL, "more writes than were asked for");
        return;
    }
    session->submitted += (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        uint64_t ticket = node_ask(node, conversation, BR_ACTION_WRITE, 0, NO_STREAM);
        if (ticket == 0) {
            return;
        }
        struct br_node_action *action = node_act(node, BR_ACTION_WRITE, conversation->id);
        action->as.write.ticket = ticket;
        action->as.write.member = conversation->party.member;
        action->as.write.submission = frame->as.submit.items[i];
    }
}

static void on_outcomes(struct br_node *node, struct conversation *conversation,
                        const struct br_frame *frame)
{
    struct br_session *session = &conversation->session;
    if (frame->as.outcomes.count > session->submitted) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL, "outcomes of writes we did not submit");
        return;
    }
    session->submitted -= (uint32_t)frame->as.outcomes.count;
    struct br_node_action *action = node_act(node, BR_ACTION_OUTCOMES, conversation->id);
    action->as.outcomes.count = frame->as.outcomes.count;
    action->as.outcomes.items = frame->as.outcomes.items;
}

static void on_gone(struct br_node *node, const struct br_frame *frame)
{
    uint32_t stream = catalog_find(node, &frame->as.gone.stream);
    if (stream == NO_STREAM) {
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    struct br_stream name = entry->stream;
    *entry = (struct stream_entry){.stream = name};
    struct br_node_action *action = node_act(node, BR_ACTION_PURGE, 0);
    action->as.purge.stream = name;
    action->as.purge.reason = frame->as.gone.reason;
}

static void on_open_frame(struct br_node *node, struct conversation *conversation,
                          const struct br_frame *frame, size_t size)
{
    struct br_error reason = {""};
    switch (frame->type) {
    case BR_FRAME_HEADS:
        exchange_on_heads(node, conversation, frame);
        break;
    case BR_FRAME_WANT:
        exchange_on_want(node, conversation, frame);
        break;
    case BR_FRAME_BATCH:
        exchange_on_batch(node, conversation, frame, size);
        break;
    case BR_FRAME_CREDIT:
        if (br_session_credited(&conversation->session, frame->as.credit, &reason) != BR_OK) {
            node_hang_up(node, conversation, BR_ERR_PROTOCOL, reason.text);
        } else {
            exchange_pump(node, conversation);
        }
        break;
    case BR_FRAME_RECEIPTS:
        exchange_on_receipts(node, conversation, frame);
        break;
    case BR_FRAME_SUBMIT:
        on_submit(node, conversation, frame);
        break;
    case BR_FRAME_OUTCOMES:
        on_outcomes(node, conversation, frame);
        break;
    case BR_FRAME_STREAM_GONE:
        on_gone(node, frame);
        break;
    case BR_FRAME_PING:
        br_frame_put_pong(node_send_begin(node), frame->as.ping);
        node_send_end(node, conversation, 0);
        break;
    case BR_FRAME_PONG:
        break;
    case BR_FRAME_HELLO:
    case BR_FRAME_BYE:
    case BR_FRAME_ENROL:
    case BR_FRAME_ENROLLED:
    case BR_FRAME_TYPE_COUNT:
    default:
        BR_ASSERT(!"br_session_heard lets none of these through");
    }
}

static void on_frame(struct br_node *node, const struct br_node_input *input)
{
    struct conversation *conversation = node_conversation(node, input->connection);
    if (conversation == NULL || conversation->session.state == BR_SESSION_CLOSING) {
        return;
    }
    struct br_frame frame;
    struct br_error reason = {""};
    size_t size = input->as.frame.size;
    enum br_status status = br_frame_read(input->as.frame, &node->arena, &frame);
    if (status != BR_OK) {
        (void)br_error_set(&reason, status, "your frame cannot be read: %s",
                           br_status_text(status));
    } else {
        status =
            br_session_heard(&conversation->session, node->now.mono_ms, frame.type, size, &reason);
    }
    if (status != BR_OK) {
        node_hang_up(node, conversation, status, reason.text);
    } else if (frame.type == BR_FRAME_HELLO) {
        on_hello(node, conversation, &frame);
    } else if (frame.type == BR_FRAME_BYE) {
        struct br_node_action *close = node_act(node, BR_ACTION_CLOSE, conversation->id);
        close->as.close.status = frame.as.bye.status;
        close->as.close.reason = frame.as.bye.reason;
        conversation_ends(node, conversation, frame.as.bye.reason);
    } else {
        on_open_frame(node, conversation, &frame, size);
    }
}

/* --- the store's answers --- */

static void on_durable(struct br_node *node, const struct br_node_input *input)
{
    node->transaction = input->as.durable.transaction;
    exchange_on_changes(node, input->as.durable.changes, input->as.durable.change_count);
    for (size_t i = 0; i < input->as.durable.receipt_count; i++) {
        (void)catalog_keep_receipt(node, &input->as.durable.receipts[i]);
    }
    for (size_t i = 0; i < input->as.durable.done_count; i++) {
        struct ticket ticket = ticket_take(node, input->as.durable.done[i].ticket);
        if (ticket.type == BR_ACTION_RECEIVE) {
            exchange_received(node, &ticket, input->as.durable.done[i].status);
        }
    }
}

/* Outcomes for one conversation in as few frames as they need. */
static void on_written(struct br_node *node, const struct br_node_input *input)
{
    node->transaction = input->as.written.transaction;
    exchange_on_changes(node, input->as.written.changes, input->as.written.change_count);
    struct br_result results[BR_SUBMIT_FRAME_MAX];
    size_t count = 0;
    br_connection connection = 0;
    for (size_t i = 0; i <= input->as.written.done_count; i++) {
        bool end = i == input->as.written.done_count;
        struct ticket ticket = {0};
        if (!end) {
            ticket = ticket_take(node, input->as.written.done[i].ticket);
        }
        if (count > 0 && (end || ticket.connection != connection || count == BR_SUBMIT_FRAME_MAX)) {
            struct conversation *conversation = node_conversation(node, connection);
            if (conversation != NULL && node_conversation_open(conversation)) {
                BR_ASSERT(conversation->session.submitted >= count);
                conversation->session.submitted -= (uint32_t)count;
                br_frame_put_outcomes(node_send_begin(node), results, count);
                node_send_end(node, conversation, node->transaction);
            }
            count = 0;
        }
        if (!end) {
            connection = ticket.connection;
            results[count++] = input->as.written.done[i].result;
        }
    }
}

/* --- a client's outbox --- */

static void pull(struct br_node *node)
{
    if (!node->outbox_waits || node->pulling) {
        return;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *home = node->conversations[i];
        if (home->party.type != BR_PARTY_HOME || !node_conversation_open(home)) {
            continue;
        }
        size_t space = home->session.submit_window - home->session.submitted;
        if (space > 0) {
            node->pulling = true;
            node_act(node, BR_ACTION_PULL, home->id)->as.pull =
                space < BR_SUBMIT_FRAME_MAX ? space : BR_SUBMIT_FRAME_MAX;
        }
        return;
    }
}

static size_t submission_size(const struct br_submission *write)
{
    enum { WRITE_OVERHEAD = 64 };
    return write->payload.size + WRITE_OVERHEAD;
}

static void on_submit_input(struct br_node *node, const struct br_node_input *input)
{
    node->pulling = false;
    node->outbox_waits = input->as.submit.more;
    struct conversation *home = node_conversation(node, input->connection);
    if (home == NULL || !node_conversation_open(home)) {
        return; /* the next conversation pulls again from the start */
    }
    const struct br_submission *writes = input->as.submit.writes;
    size_t from = 0;
    size_t size = 0;
    for (size_t i = 0; i < input->as.submit.count; i++) {
        if (i > from && size + submission_size(&writes[i]) > BR_FRAME_SIZE_MAX) {
            br_frame_put_submit(node_send_begin(node), writes + from, i - from);
            node_send_end(node, home, 0);
            from = i;
            size = 0;
        }
        size += submission_size(&writes[i]);
    }
    if (input->as.submit.count > from) {
        br_frame_put_submit(node_send_begin(node), writes + from, input->as.submit.count - from);
        node_send_end(node, home, 0);
    }
    home->session.submitted += (uint32_t)input->as.submit.count;
    BR_ASSERT(home->session.submitted <= home->session.submit_window);
}

/* --- peers, members, time --- */

static void on_peer(struct br_node *node, const struct br_node_input *input)
{
    struct peer *peer = peer_of(node, &input->as.peer.academy);
    if (peer == NULL) {
        if (node->peer_count >= BR_PEERS_MAX) {
            return;
        }
        node->peers =
            node_grow(node->peers, &node->peer_capacity, node->peer_count, sizeof *node->peers);
        peer = &node->peers[node->peer_count++];
        *peer = (struct peer){.academy = input->as.peer.academy, .retry_ms = node->now.mono_ms};
    }
    peer->dials = input->as.peer.dial;
    node_due(node, node->now.mono_ms);
}

static void on_dial_failed(struct br_node *node, const struct br_node_input *input)
{
    struct peer *peer = peer_of(node, &input->as.dial_failed.academy);
    if (peer == NULL) {
        return;
    }
    peer->dialling = false;
    peer_note(peer, input->as.dial_failed.why);
    peer_retry_later(node, peer);
}

static void on_accepted(struct br_node *node, const struct br_node_input *input)
{
    const struct br_hash *origin = &input->as.accepted.origin;
    const struct br_hash *academy = &input->as.accepted.academy;
    catalog_accept(node, origin, academy, input->as.accepted.accepted);
    node->sources_stale = true;
    bool ours = br_hash_equal(origin, &node->options.academy);
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_ACADEMY) {
            continue;
        }
        bool theirs = br_hash_equal(academy, &conversation->party.academy);
        if (ours && theirs && !input->as.accepted.accepted) {
            node_hang_up(node, conversation, BR_ERR_REFUSED, "our academy no longer accepts yours");
            continue;
        }
        for (size_t j = 0; theirs && j < conversation->link_count; j++) {
            struct link *link = &conversation->links[j];
            link->wanted = link->wanted && catalog_may_send(node, &conversation->party,
                                                            &node->streams[link->stream].stream);
        }
        conversation->heads_dirty = true;
        node_due(node, conversation->heads_due_ms);
    }
}

static void on_member(struct br_node *node, const struct br_node_input *input)
{
    catalog_set_member(node, &input->as.member.member, input->as.member.rooms,
                       input->as.member.room_count);
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type == BR_PARTY_DEVICE && node_conversation_open(conversation) &&
            br_id_equal(&conversation->party.member, &input->as.member.member)) {
            exchange_withdraw(node, conversation);
        }
    }
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

static void dial_peers(struct br_node *node)
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

static void attend(struct br_node *node, struct conversation *conversation)
{
    switch (br_session_silent(&conversation->session, node->now.mono_ms)) {
    case BR_SILENCE_GONE:
        node_hang_up(node, conversation, BR_ERR_TIMEOUT, "nothing was heard for too long");
        return;
    case BR_SILENCE_ASK:
        br_frame_put_ping(node_send_begin(node), node->now.mono_ms);
        node_send_end(node, conversation, 0);
        break;
    case BR_SILENCE_NONE:
        break;
    }
    if (!node_conversation_open(conversation)) {
        node_due(node, br_session_deadline_ms(&conversation->session));
        return;
    }
    if (conversation->heads_dirty && node->now.mono_ms >= conversation->heads_due_ms) {
        exchange_announce(node, conversation, false);
    }
    if (conversation->receipts_dirty && node->now.mono_ms >= conversation->receipts_due_ms) {
        exchange_tell_receipts(node, conversation);
    }
    node_due(node, br_session_deadline_ms(&conversation->session));
    if (conversation->heads_dirty) {
        node_due(node, conversation->heads_due_ms);
    }
    if (conversation->receipts_dirty) {
        node_due(node, conversation->receipts_due_ms);
    }
}

/* Deadlines are only ever moved forward by hearing something, so they are all looked at together. */
static void on_time(struct br_node *node)
{
    if (node->now.mono_ms < node->deadline_ms) {
        return;
    }
    node->deadline_ms = UINT64_MAX;
    for (size_t i = 0; i < node->conversation_count; i++) {
        attend(node, node->conversations[i]);
    }
    node->sources_stale = true;
    dial_peers(node);
}

static void on_stop(struct br_node *node)
{
    node->stopping = true;
    for (size_t i = 0; i < node->conversation_count; i++) {
        node_hang_up(node, node->conversations[i], BR_OK, "this copy is being stopped");
    }
}

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
    case BR_INPUT_ACCEPTED:
        on_accepted(node, input);
        break;
    case BR_INPUT_MEMBER:
        on_member(node, input);
        break;
    case BR_INPUT_PEER:
        on_peer(node, input);
        break;
    case BR_INPUT_CONNECTED:
        on_connected(node, input);
        break;
    case BR_INPUT_DISCONNECTED:
        on_disconnected(node, input);
        break;
    case BR_INPUT_DIAL_FAILED:
        on_dial_failed(node, input);
        break;
    case BR_INPUT_FRAME:
        on_frame(node, input);
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
        node->outbox_waits = true;
        break;
    case BR_INPUT_SUBMIT:
        on_submit_input(node, input);
        break;
    case BR_INPUT_NUMBER_ANYWAY:
        if (!node->numbering) {
            node->numbering = true;
            (void)node_act(node, BR_ACTION_NUMBERING, 0);
        }
        break;
    case BR_INPUT_STOP:
        on_stop(node);
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

    dispatch(node, input);
    on_time(node);
    if (node->sources_stale) {
        exchange_choose_sources(node);
    }
    exchange_check_recovery(node);
    pull(node);

    for (size_t i = 0; i < node->action_count; i++) {
        if (node->actions[i].type == BR_ACTION_SEND) {
            node->actions[i].as.send.bytes.data = node->out.data + node->send_offsets[i];
        }
    }
    *actions = (struct br_node_actions){.count = node->action_count, .items = node->actions};
}
