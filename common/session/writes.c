/*
 * writes.c - members' writes on their way into the log.
 *
 *      client   OUTBOX -> PULL -> SUBMIT -> frame          frame(outcomes) -> OUTCOMES
 *      server            frame(submit) -> WRITE -> WRITTEN -> frame(outcomes)
 *
 * At most BR_SUBMIT_WINDOW_MAX writes of one conversation are without an outcome. What a
 * conversation had not settled when it ended is submitted again in the next; the record id makes
 * that harmless.
 */
#include "session/node_state.h"

/* --- a server takes them --- */

void writes_submitted(struct br_node *node, struct conversation *conversation,
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
        const struct ticket *ticket = node_ask(node, conversation, BR_ACTION_WRITE);
        if (ticket == NULL) {
            return;
        }
        uint64_t number = ticket->number;
        struct br_node_action *action = node_act(node, BR_ACTION_WRITE, conversation->id);
        action->as.write.ticket = number;
        action->as.write.member = conversation->party.member;
        action->as.write.submission = frame->as.submit.items[i];
    }
}

static void tell_outcomes(struct br_node *node, br_connection connection,
                          const struct br_result *results, size_t count)
{
    struct conversation *conversation = node_conversation(node, connection);
    if (conversation == NULL || !node_conversation_open(conversation)) {
        return;
    }
    BR_ASSERT(conversation->session.submitted >= count);
    conversation->session.submitted -= (uint32_t)count;
    br_frame_put_outcomes(node_send_begin(node), results, count);
    node_send_end(node, conversation, node->transaction);
}

/* In as few frames as the conversations need. */
void writes_done(struct br_node *node, const struct br_write_done *done, size_t done_count)
{
    struct br_result results[BR_SUBMIT_FRAME_MAX];
    size_t count = 0;
    br_connection connection = 0;
    for (size_t i = 0; i < done_count; i++) {
        struct ticket ticket = node_answered(node, done[i].ticket);
        if (count > 0 && (ticket.connection != connection || count == BR_SUBMIT_FRAME_MAX)) {
            tell_outcomes(node, connection, results, count);
            count = 0;
        }
        connection = ticket.connection;
        results[count++] = done[i].result;
    }
    if (count > 0) {
        tell_outcomes(node, connection, results, count);
    }
}

/* --- a client hands them in --- */

void writes_outcomes(struct br_node *node, struct conversation *conversation,
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

/* The answer to a PULL under way may have been read before this write came. */
void writes_grew(struct br_node *node)
{
    node->outbox_waits = true;
    node->outbox_grew = node->pulling != 0;
}

void writes_pull(struct br_node *node)
{
    if (!node->outbox_waits || node->pulling != 0) {
        return;
    }
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *home = node->conversations[i];
        BR_ASSERT(home->party.type == BR_PARTY_HOME); /* a client speaks with nobody else */
        if (!node_conversation_open(home)) {
            continue;
        }
        size_t space = home->session.submit_window - home->session.submitted;
        if (space > 0) {
            node->pulling = home->id;
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

void writes_submit(struct br_node *node, const struct br_node_input *input)
{
    struct conversation *home = node_conversation(node, input->connection);
    if (node->pulling != input->connection) {
        return; /* its conversation has ended; the next one pulls again from the start */
    }
    BR_ASSERT(home != NULL);
    size_t count = input->as.submit.count;
    node->pulling = 0;
    if (!node_conversation_open(home)) {
        node->outbox_waits = true;
        return;
    }
    node->outbox_waits = node->outbox_grew || (input->as.submit.more && count > 0);
    node->outbox_grew = false;
    const struct br_submission *writes = input->as.submit.writes;
    size_t from = 0;
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > from && size + submission_size(&writes[i]) > BR_FRAME_SIZE_MAX) {
            br_frame_put_submit(node_send_begin(node), writes + from, i - from);
            node_send_end(node, home, 0);
            from = i;
            size = 0;
        }
        size += submission_size(&writes[i]);
    }
    if (count > from) {
        br_frame_put_submit(node_send_begin(node), writes + from, count - from);
        node_send_end(node, home, 0);
    }
    home->session.submitted += (uint32_t)count;
    BR_ASSERT(home->session.submitted <= home->session.submit_window);
}
