/* talk.c - conversations: they begin, greet, fall silent and end. */
#include "session/node_state.h"

#include <stdlib.h>
#include <string.h>

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

/* --- ending --- */

/* [why] outlives the caller's sentence. */
static const char *kept(struct br_node *node, enum br_status status, const char *why)
{
    const char *copy = br_arena_text(&node->arena, br_bytes_of_text(why));
    return copy != NULL ? copy : br_status_text(status);
}

/* From greeting or open to closing, the same way for every reason. */
static void conversation_ends(struct br_node *node, struct conversation *conversation,
                              enum br_status status, const char *why, bool by_us)
{
    if (conversation->session.state == BR_SESSION_CLOSING) {
        return;
    }
    peers_down(node, conversation, status, why);
    if (peers_broke_rules(status)) {
        source_ended(node, conversation, why, by_us);
    }
    if (conversation->up) {
        struct br_node_action *down = node_act(node, BR_ACTION_PEER_DOWN, conversation->id);
        down->as.down.peer = conversation->party;
        down->as.down.by_us = by_us;
        down->as.down.why = kept(node, status, why);
    }
    conversation->session.state = BR_SESSION_CLOSING;
    conversation->ask = ASK_NOTHING;
    doubt_free(conversation);
    doubt_forget(node, conversation);
    source_forget(node, conversation);
    mend_forget(node, conversation);
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
    close->as.close.reason = kept(node, status, reason);
    conversation_ends(node, conversation, status, reason, true);
}

void talk_disconnected(struct br_node *node, const struct br_node_input *input)
{
    size_t at = conversation_place(node, input->connection);
    if (at == node->conversation_count || node->conversations[at]->id != input->connection) {
        return;
    }
    struct conversation *conversation = node->conversations[at];
    conversation_ends(node, conversation, input->as.ended.status, input->as.ended.why, false);
    if (node->pulling == conversation->id) {
        node->pulling = 0;
        node->outbox_waits = true;
    }
    memmove(&node->conversations[at], &node->conversations[at + 1],
            (node->conversation_count - at - 1) * sizeof *node->conversations);
    node->conversation_count--;
    free(conversation->links);
    free(conversation);
}

void talk_stop(struct br_node *node)
{
    node->stopping = true;
    for (size_t i = 0; i < node->conversation_count; i++) {
        node_hang_up(node, node->conversations[i], BR_OK, "this copy is being stopped");
    }
}

/* --- beginning --- */

static void turn_away(struct br_node *node, const struct br_node_input *input,
                      enum br_status status, const char *reason)
{
    struct conversation stranger = {.id = input->connection};
    br_frame_put_bye(node_send_begin(node), status, reason);
    node_send_end(node, &stranger, 0);
    struct br_node_action *close = node_act(node, BR_ACTION_CLOSE, input->connection);
    close->as.close.status = status;
    close->as.close.reason = reason;
    if (input->as.connected.dialled) {
        peers_retry(node, &input->as.connected.academy, reason);
    }
}

void talk_connected(struct br_node *node, const struct br_node_input *input)
{
    BR_ASSERT(node->conversation_count == 0 ||
              node->conversations[node->conversation_count - 1]->id < input->connection);
    peers_connected(node, &input->as.connected);
    if (node->stopping) {
        turn_away(node, input, BR_OK, "this copy is being stopped");
        return;
    }
    struct conversation *conversation =
        node->conversation_count < BR_SESSIONS_MAX ? calloc(1, sizeof *conversation) : NULL;
    if (conversation == NULL) {
        turn_away(node, input, BR_ERR_LIMIT, "too many are connected");
        return;
    }
    conversation->id = input->connection;
    conversation->party = input->as.connected;
    br_session_begin(&conversation->session, conversation->party.type, node->now.mono_ms);
    node->conversations = node_grow(node->conversations, &node->conversation_capacity,
                                    node->conversation_count, sizeof *node->conversations);
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

/*
 * Both academies may have dialled at once. Of two conversations with the same running server, the
 * one that the academy with the smaller id dialled stays, so that both sides keep the same one; of
 * two with different starts of it, the older is with a process that is gone.
 */
static bool academy_stays(const struct br_node *node, const struct conversation *older,
                          const struct conversation *newer)
{
    bool we_are_smaller = memcmp(node->options.academy.bytes, newer->party.academy.bytes,
                                 sizeof newer->party.academy.bytes) < 0;
    bool same_start = br_id_equal(&older->session.instance, &newer->session.instance);
    return same_start && older->party.dialled != newer->party.dialled &&
           older->party.dialled == we_are_smaller;
}

/*
 * A device speaks in one conversation at a time, and has left all but the one that began last. What
 * is still on its way in the others it submits again there: were both copies of a write taken, the
 * author could hear that it was refused, and then the other would be numbered.
 */
static bool device_stays(const struct conversation *other, const struct conversation *greeted)
{
    return other->id > greeted->id;
}

static bool same_party(const struct conversation *a, const struct conversation *b)
{
    if (a->party.type != b->party.type) {
        return false;
    }
    return a->party.type == BR_PARTY_ACADEMY
               ? br_hash_equal(&a->party.academy, &b->party.academy)
               : a->party.type == BR_PARTY_DEVICE && !br_hash_is_zero(&a->party.device) &&
                     br_hash_equal(&a->party.device, &b->party.device);
}

static void settle_duplicates(struct br_node *node, struct conversation *greeted)
{
    for (size_t i = 0; i < node->conversation_count && node_conversation_open(greeted); i++) {
        struct conversation *other = node->conversations[i];
        if (other == greeted || !node_conversation_open(other) || !same_party(other, greeted)) {
            continue;
        }
        bool stays = other->party.type == BR_PARTY_ACADEMY ? academy_stays(node, other, greeted)
                                                           : device_stays(other, greeted);
        node_hang_up(node, stays ? greeted : other, BR_OK,
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
    peers_greeted(node, &conversation->party);
    settle_duplicates(node, conversation);
    if (!node_conversation_open(conversation)) {
        return;
    }
    conversation->up = true;
    node_act(node, BR_ACTION_PEER_UP, conversation->id)->as.peer = conversation->party;
    if (conversation->party.type == BR_PARTY_HOME) {
        node->outbox_waits = true;
        doubt_tell_all(node, conversation);
    } else {
        exchange_announce(node, conversation, true);
        doubt_tell_all(node, conversation);
        conversation->receipts_dirty = node->receipt_version > 0;
        conversation->receipts_due_ms = node->now.mono_ms;
        node_due(node, node->now.mono_ms);
    }
    node_due(node, br_session_deadline_ms(&conversation->session));
}

/* --- frames --- */

static void on_shown(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame)
{
    enum ask ask = conversation->ask;
    conversation->ask = ASK_NOTHING;
    switch (ask) {
    case ASK_NOTHING:
        if (!conversation->ask_late) {
            node_hang_up(node, conversation, BR_ERR_PROTOCOL, "you showed what we did not ask for");
        }
        conversation->ask_late = false;
        break;
    case ASK_DOUBT:
        doubt_on_shown(node, conversation, frame);
        break;
    case ASK_MEND:
        mend_on_shown(node, conversation, frame);
        break;
    }
    doubt_look(node, conversation); /* what was claimed while this was awaited */
    node->mends_stale |= node->damages > 0;
}

/* They were asked, and have not shown it in time. */
static void not_shown(struct br_node *node, struct conversation *conversation)
{
    enum ask ask = conversation->ask;
    conversation->ask = ASK_NOTHING;
    conversation->ask_late = true;
    if (ask == ASK_MEND) {
        mend_give_up(node, conversation);
    } else {
        doubt_give_up(node, conversation);
    }
}

static void on_open_frame(struct br_node *node, struct conversation *conversation,
                          const struct br_frame *frame, size_t size)
{
    struct br_error reason = {""};
    switch (frame->type) {
    case BR_FRAME_HEADS:
        source_on_heads(node, conversation, frame);
        break;
    case BR_FRAME_WANT:
        exchange_on_want(node, conversation, frame);
        break;
    case BR_FRAME_BATCH:
        source_on_batch(node, conversation, frame, size);
        break;
    case BR_FRAME_CREDIT:
        if (br_session_credited(&conversation->session, frame->as.credit, &reason) != BR_OK) {
            node_hang_up(node, conversation, BR_ERR_PROTOCOL, reason.text);
        } else {
            exchange_pump(node, conversation);
        }
        break;
    case BR_FRAME_RECEIPTS:
        source_on_receipts(node, conversation, frame);
        break;
    case BR_FRAME_SUBMIT:
        writes_submitted(node, conversation, frame);
        break;
    case BR_FRAME_OUTCOMES:
        writes_outcomes(node, conversation, frame);
        break;
    case BR_FRAME_STREAM_GONE:
        source_on_gone(node, conversation, frame);
        break;
    case BR_FRAME_SHOW:
        exchange_show(node, conversation, frame);
        break;
    case BR_FRAME_SHOWN:
        on_shown(node, conversation, frame);
        break;
    case BR_FRAME_FORK:
        doubt_on_fork(node, conversation, frame);
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
        BR_UNREACHABLE("br_session_heard lets none of these through");
    }
}

void talk_frame(struct br_node *node, const struct br_node_input *input)
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
        conversation_ends(node, conversation, frame.as.bye.status, frame.as.bye.reason, false);
    } else {
        on_open_frame(node, conversation, &frame, size);
    }
}

/* --- time --- */

/* What is announced waits a moment when this step has sent a lot already. */
static void announce_due(struct br_node *node, struct conversation *conversation)
{
    uint64_t now = node->now.mono_ms;
    bool later = node_send_much(node);
    if (conversation->heads_dirty && now >= conversation->heads_due_ms && !later) {
        exchange_announce(node, conversation, false);
    }
    if (conversation->receipts_dirty && now >= conversation->receipts_due_ms && !later) {
        exchange_tell_receipts(node, conversation);
    }
    if (conversation->heads_dirty) {
        node_due(node, later ? now + 1 : conversation->heads_due_ms);
    }
    if (conversation->receipts_dirty) {
        node_due(node, later ? now + 1 : conversation->receipts_due_ms);
    }
}

void talk_attend(struct br_node *node, struct conversation *conversation)
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
    if (conversation->ask != ASK_NOTHING && node->now.mono_ms >= conversation->ask_due_ms) {
        not_shown(node, conversation);
    }
    if (conversation->ask != ASK_NOTHING) {
        node_due(node, conversation->ask_due_ms);
    }
    node_due(node, br_session_deadline_ms(&conversation->session));
    if (node_conversation_open(conversation)) {
        announce_due(node, conversation);
    }
}
