/* trace.c - what a node is told and what it answers, in words. */
#include "session/trace.h"

#include <string.h>

/* --- names --- */

static void put_name(const struct br_trace_names *names, const uint8_t *bytes, size_t size,
                     struct br_buffer *out)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].size == size && memcmp(names->items[i].bytes, bytes, size) == 0) {
            br_buffer_put_text(out, names->items[i].name);
            return;
        }
    }
    enum { SHOWN = 4 }; /* the end: record ids begin with the time */
    char hex[2 * SHOWN + 1];
    br_hex_encode(bytes + size - SHOWN, SHOWN, hex);
    br_buffer_put_text(out, hex);
}

static void put_academy(const struct br_trace_names *names, const struct br_hash *academy,
                        struct br_buffer *out)
{
    put_name(names, academy->bytes, sizeof academy->bytes, out);
}

static void put_id(const struct br_trace_names *names, const struct br_id *id,
                   struct br_buffer *out)
{
    put_name(names, id->bytes, sizeof id->bytes, out);
}

static void put_audience(const struct br_trace_names *names, const struct br_audience *audience,
                         struct br_buffer *out)
{
    static const char *const texts[] = {"?", "network", "group", "academy", "room"};
    br_buffer_put_text(out, audience->type < sizeof texts / sizeof *texts ? texts[audience->type]
                                                                          : texts[0]);
    if (!br_id_is_zero(&audience->id)) {
        br_buffer_put_text(out, ":");
        put_id(names, &audience->id, out);
    }
}

static void put_stream(const struct br_trace_names *names, const struct br_stream *stream,
                       struct br_buffer *out)
{
    put_academy(names, &stream->origin, out);
    br_buffer_put_text(out, "/");
    put_audience(names, &stream->audience, out);
}

static void put_party(const struct br_trace_names *names, const struct br_party *party,
                      struct br_buffer *out)
{
    switch (party->type) {
    case BR_PARTY_ACADEMY:
        br_buffer_put_text(out, "academy ");
        put_academy(names, &party->academy, out);
        break;
    case BR_PARTY_DEVICE:
        br_buffer_put_text(out, "device of ");
        put_id(names, &party->member, out);
        break;
    case BR_PARTY_HOME:
        br_buffer_put_text(out, "home");
        break;
    }
    br_buffer_put_text(out, party->dialled ? ", dialled" : "");
}

static void put_range(uint64_t first, uint64_t last, struct br_buffer *out)
{
    br_buffer_put_format(out, " %llu..%llu", (unsigned long long)first, (unsigned long long)last);
}

static void put_result(const struct br_trace_names *names, const struct br_result *result,
                       struct br_buffer *out)
{
    br_buffer_put_text(out, " ");
    put_id(names, &result->id, out);
    if (result->reason != NULL) {
        br_buffer_put_format(out, " refused (%s)", result->reason);
    } else {
        br_buffer_put_format(out, " is %u.%llu", result->epoch, (unsigned long long)result->seq);
    }
}

static void put_submission(const struct br_trace_names *names, const struct br_submission *write,
                           struct br_buffer *out)
{
    br_buffer_put_text(out, " ");
    put_id(names, &write->id, out);
    br_buffer_put_format(out, " (kind %u to ", write->kind);
    put_audience(names, &write->audience, out);
    br_buffer_put_text(out, ")");
}

/* --- frames --- */

static void put_heads(const struct br_trace_names *names, const struct br_frame *frame,
                      struct br_buffer *out)
{
    for (size_t i = 0; i < frame->as.heads.count; i++) {
        br_buffer_put_text(out, " ");
        put_stream(names, &frame->as.heads.items[i].stream, out);
        br_buffer_put_format(out, "=%llu", (unsigned long long)frame->as.heads.items[i].seq);
    }
    br_buffer_put_text(out, frame->as.heads.complete ? " complete" : "");
}

static void put_receipts(const struct br_trace_names *names, const struct br_receipt *items,
                         size_t count, struct br_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        br_buffer_put_text(out, " ");
        put_academy(names, &items[i].holder, out);
        br_buffer_put_text(out, " holds ");
        put_stream(names, &items[i].stream, out);
        br_buffer_put_format(out, "=%llu", (unsigned long long)items[i].seq);
    }
}

static void put_batch(const struct br_trace_names *names, const struct br_head *head, size_t count,
                      struct br_buffer *out)
{
    br_buffer_put_text(out, " ");
    put_stream(names, &head->stream, out);
    put_range(head->seq - count + 1, head->seq, out);
}

static void put_shown(const struct br_trace_names *names, const struct br_batch *batch,
                      struct br_buffer *out)
{
    if (batch->count == 0) {
        br_buffer_put_text(out, " nothing");
    } else {
        put_batch(names, &batch->head, batch->count, out);
    }
}

static void put_proof(const struct br_trace_names *names, const struct br_fork *fork,
                      struct br_buffer *out)
{
    br_buffer_put_text(out, " ");
    put_stream(names, &fork->sides[0].head.stream, out);
    br_buffer_put_format(out, " at %llu", (unsigned long long)br_fork_seq(fork));
}

static void put_frame_body(const struct br_trace_names *names, const struct br_frame *frame,
                           struct br_buffer *out)
{
    switch (frame->type) {
    case BR_FRAME_HELLO:
        br_buffer_put_format(out, " of ");
        put_academy(names, &frame->as.hello.academy, out);
        br_buffer_put_format(out, ", versions %u to %u", frame->as.hello.version_min,
                             frame->as.hello.version_max);
        break;
    case BR_FRAME_HEADS:
        put_heads(names, frame, out);
        break;
    case BR_FRAME_WANT:
        br_buffer_put_text(out, " ");
        put_stream(names, &frame->as.want.stream, out);
        if (frame->as.want.stop) {
            br_buffer_put_text(out, " no more");
        } else {
            br_buffer_put_format(out, " after %llu", (unsigned long long)frame->as.want.after_seq);
        }
        break;
    case BR_FRAME_BATCH:
        put_batch(names, &frame->as.batch.head, frame->as.batch.count, out);
        break;
    case BR_FRAME_CREDIT:
        br_buffer_put_format(out, " %llu", (unsigned long long)frame->as.credit);
        break;
    case BR_FRAME_RECEIPTS:
        put_receipts(names, frame->as.receipts.items, frame->as.receipts.count, out);
        break;
    case BR_FRAME_SUBMIT:
        for (size_t i = 0; i < frame->as.submit.count; i++) {
            put_submission(names, &frame->as.submit.items[i], out);
        }
        break;
    case BR_FRAME_OUTCOMES:
        for (size_t i = 0; i < frame->as.outcomes.count; i++) {
            put_result(names, &frame->as.outcomes.items[i], out);
        }
        break;
    case BR_FRAME_STREAM_GONE:
        br_buffer_put_text(out, " ");
        put_stream(names, &frame->as.gone.stream, out);
        br_buffer_put_format(out, " (%s)", frame->as.gone.reason);
        break;
    case BR_FRAME_BYE:
        br_buffer_put_format(out, " %s (%s)", br_status_text(frame->as.bye.status),
                             frame->as.bye.reason);
        break;
    case BR_FRAME_SHOW:
        br_buffer_put_text(out, frame->as.show.whole ? " whole " : " headers of ");
        put_stream(names, &frame->as.show.stream, out);
        br_buffer_put_format(out, " from %llu", (unsigned long long)frame->as.show.seq);
        break;
    case BR_FRAME_SHOWN:
        put_shown(names, &frame->as.shown.batch, out);
        break;
    case BR_FRAME_FORK:
        put_proof(names, frame->as.fork.read, out);
        break;
    case BR_FRAME_PING:
    case BR_FRAME_PONG:
    case BR_FRAME_ENROL:
    case BR_FRAME_ENROLLED:
    case BR_FRAME_TYPE_COUNT:
        break;
    }
}

static void put_frame(const struct br_trace_names *names, struct br_bytes bytes,
                      struct br_buffer *out)
{
    struct br_arena arena;
    struct br_frame frame;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    enum br_status status = br_frame_read(bytes, &arena, &frame);
    if (status != BR_OK) {
        br_buffer_put_format(out, " unreadable (%s)", br_status_text(status));
    } else {
        br_buffer_put_format(out, " %s", br_frame_type_name(frame.type));
        put_frame_body(names, &frame, out);
    }
    br_arena_free(&arena);
}

static void put_frames(const struct br_trace_names *names, struct br_bytes bytes,
                       struct br_buffer *out)
{
    struct br_bytes frame;
    size_t used = 0;
    while (br_frame_cut(bytes, &frame, &used) == BR_OK) {
        put_frame(names, frame, out);
        bytes.data += used;
        bytes.size -= used;
    }
}

/* --- inputs --- */

static void put_changes(const struct br_trace_names *names, const struct br_node_change *changes,
                        size_t count, struct br_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        put_batch(names, &changes[i].head, changes[i].count, out);
    }
}

static void put_aside(const struct br_trace_names *names, const struct br_node_fork *fork,
                      struct br_buffer *out)
{
    br_buffer_put_text(out, " ");
    put_stream(names, &fork->stream, out);
    br_buffer_put_format(out, " put aside from %llu", (unsigned long long)fork->seq);
}

static void put_durable(const struct br_trace_names *names, const struct br_node_input *input,
                        struct br_buffer *out)
{
    br_buffer_put_format(out, "durable t%llu", (unsigned long long)input->as.durable.transaction);
    put_changes(names, input->as.durable.changes, input->as.durable.change_count, out);
    for (size_t i = 0; i < input->as.durable.done_count; i++) {
        const struct br_ticket_done *done = &input->as.durable.done[i];
        br_buffer_put_format(out, " #%llu", (unsigned long long)done->ticket);
        if (done->status != BR_OK) {
            br_buffer_put_format(out, " (%s)", br_status_text(done->status));
        }
    }
    put_receipts(names, input->as.durable.receipts, input->as.durable.receipt_count, out);
    if (input->as.durable.fork != NULL) {
        put_aside(names, input->as.durable.fork, out);
    }
}

static void put_written(const struct br_trace_names *names, const struct br_node_input *input,
                        struct br_buffer *out)
{
    br_buffer_put_format(out, "written t%llu", (unsigned long long)input->as.written.transaction);
    put_changes(names, input->as.written.changes, input->as.written.change_count, out);
    for (size_t i = 0; i < input->as.written.done_count; i++) {
        const struct br_write_done *done = &input->as.written.done[i];
        br_buffer_put_format(out, " #%llu", (unsigned long long)done->ticket);
        put_result(names, &done->result, out);
    }
}

static void put_read(const struct br_trace_names *names, const struct br_node_input *input,
                     struct br_buffer *out)
{
    static const char *const purposes[] = {[BR_READ_BATCH] = "",
                                           [BR_READ_SHOW] = " to show",
                                           [BR_READ_COMPARE] = " to compare",
                                           [BR_READ_HASH] = " the hash"};
    br_buffer_put_format(out, "read %llu%s", (unsigned long long)input->connection,
                         purposes[input->as.read.purpose]);
    if (input->as.read.status == BR_OK) {
        put_batch(names, input->as.read.head, input->as.read.count, out);
        return;
    }
    br_buffer_put_text(out, " ");
    put_stream(names, &input->as.read.stream, out);
    br_buffer_put_format(out, " %s", br_status_text(input->as.read.status));
}

static void put_accepted(const struct br_trace_names *names, const struct br_node_input *input,
                         struct br_buffer *out)
{
    put_academy(names, &input->as.accepted.origin, out);
    br_buffer_put_text(out, input->as.accepted.accepted ? " accepts " : " no longer accepts ");
    put_academy(names, &input->as.accepted.academy, out);
}

void br_trace_input(const struct br_trace_names *names, const struct br_node_input *input,
                    struct br_buffer *out)
{
    unsigned long long connection = input->connection;
    switch (input->type) {
    case BR_INPUT_TICK:
        br_buffer_put_text(out, "tick");
        break;
    case BR_INPUT_STREAM:
        br_buffer_put_text(out, "stream ");
        put_stream(names, &input->as.stream.head.stream, out);
        br_buffer_put_format(out, "=%llu", (unsigned long long)input->as.stream.head.seq);
        break;
    case BR_INPUT_RECEIPT:
        br_buffer_put_text(out, "receipt");
        put_receipts(names, &input->as.receipt, 1, out);
        break;
    case BR_INPUT_ACCEPTED:
        put_accepted(names, input, out);
        break;
    case BR_INPUT_GROUP:
        br_buffer_put_text(out, "group ");
        put_academy(names, &input->as.group.origin, out);
        br_buffer_put_text(out, input->as.group.named ? " names " : " no longer names ");
        put_academy(names, &input->as.group.academy, out);
        break;
    case BR_INPUT_MEMBER:
        br_buffer_put_text(out, "member ");
        put_id(names, &input->as.member.member, out);
        br_buffer_put_format(out, " in %zu rooms%s", input->as.member.room_count,
                             input->as.member.has_role ? "" : ", without a role");
        break;
    case BR_INPUT_DEVICE:
        br_buffer_put_text(out, "a device was removed");
        break;
    case BR_INPUT_PEER:
        br_buffer_put_text(out, "peer ");
        put_academy(names, &input->as.peer.academy, out);
        br_buffer_put_text(out, input->as.peer.dial ? " to be dialled" : " not to be dialled");
        break;
    case BR_INPUT_CONNECTED:
        br_buffer_put_format(out, "connected %llu ", connection);
        put_party(names, &input->as.connected, out);
        break;
    case BR_INPUT_DISCONNECTED:
        br_buffer_put_format(out, "disconnected %llu (%s)", connection, input->as.ended.why);
        break;
    case BR_INPUT_DIAL_FAILED:
        br_buffer_put_text(out, "dial failed ");
        put_academy(names, &input->as.dial_failed.academy, out);
        br_buffer_put_format(out, " (%s)", input->as.dial_failed.why);
        break;
    case BR_INPUT_FRAME:
        br_buffer_put_format(out, "frame %llu", connection);
        put_frame(names, input->as.frame, out);
        break;
    case BR_INPUT_DURABLE:
        put_durable(names, input, out);
        break;
    case BR_INPUT_WRITTEN:
        put_written(names, input, out);
        break;
    case BR_INPUT_READ:
        put_read(names, input, out);
        break;
    case BR_INPUT_FORK:
        br_buffer_put_text(out, "fork");
        put_aside(names, &input->as.fork, out);
        break;
    case BR_INPUT_DAMAGED:
        br_buffer_put_text(out, "damaged ");
        put_stream(names, &input->as.damaged.stream, out);
        put_range(input->as.damaged.after_seq + 1, input->as.damaged.seq_last, out);
        break;
    case BR_INPUT_OUTBOX:
        br_buffer_put_text(out, "outbox");
        break;
    case BR_INPUT_SUBMIT:
        br_buffer_put_format(out, "submit %llu", connection);
        for (size_t i = 0; i < input->as.submit.count; i++) {
            put_submission(names, &input->as.submit.writes[i], out);
        }
        br_buffer_put_text(out, input->as.submit.more ? " and more" : "");
        break;
    case BR_INPUT_NUMBER_ANYWAY:
        br_buffer_put_text(out, "number anyway");
        break;
    case BR_INPUT_STOP:
        br_buffer_put_text(out, "stop");
        break;
    }
}

/* --- actions --- */

static void put_write(const struct br_trace_names *names, const struct br_node_action *action,
                      struct br_buffer *out)
{
    br_buffer_put_format(out, "write #%llu by ", (unsigned long long)action->as.write.ticket);
    put_id(names, &action->as.write.member, out);
    br_buffer_put_text(out, ":");
    put_submission(names, &action->as.write.submission, out);
}

void br_trace_action(const struct br_trace_names *names, const struct br_node_action *action,
                     struct br_buffer *out)
{
    static const char *const read_words[] = {[BR_READ_BATCH] = "",
                                             [BR_READ_SHOW] = "to show ",
                                             [BR_READ_COMPARE] = "to compare ",
                                             [BR_READ_HASH] = "the hash "};
    unsigned long long connection = action->connection;
    switch (action->type) {
    case BR_ACTION_SEND:
        br_buffer_put_format(out, "send %llu", connection);
        if (action->as.send.after != 0) {
            br_buffer_put_format(out, " after t%llu", (unsigned long long)action->as.send.after);
        }
        br_buffer_put_text(out, ":");
        put_frames(names, action->as.send.bytes, out);
        break;
    case BR_ACTION_CLOSE:
        br_buffer_put_format(out, "close %llu %s (%s)", connection,
                             br_status_text(action->as.close.status), action->as.close.reason);
        break;
    case BR_ACTION_DIAL:
        br_buffer_put_text(out, "dial ");
        put_academy(names, &action->as.dial, out);
        break;
    case BR_ACTION_RECEIVE:
        br_buffer_put_format(out, "receive #%llu", (unsigned long long)action->as.receive.ticket);
        put_batch(names, &action->as.receive.batch.head, action->as.receive.batch.count, out);
        break;
    case BR_ACTION_KEEP_RECEIPTS:
        br_buffer_put_format(
            out, "keep receipts #%llu:", (unsigned long long)action->as.receipts.ticket);
        put_receipts(names, action->as.receipts.items, action->as.receipts.count, out);
        break;
    case BR_ACTION_KEEP_FORK:
        br_buffer_put_format(out, "keep fork #%llu of %zu bytes",
                             (unsigned long long)action->as.fork.ticket,
                             action->as.fork.proof.size);
        break;
    case BR_ACTION_MEND:
        br_buffer_put_format(out, "mend #%llu", (unsigned long long)action->as.mend.ticket);
        put_batch(names, &action->as.mend.batch.head, action->as.mend.batch.count, out);
        break;
    case BR_ACTION_WRITE:
        put_write(names, action, out);
        break;
    case BR_ACTION_READ:
        br_buffer_put_format(out, "read %sfor %llu: ", read_words[action->as.read.purpose],
                             connection);
        put_stream(names, &action->as.read.stream, out);
        br_buffer_put_format(out, " after %llu", (unsigned long long)action->as.read.after_seq);
        break;
    case BR_ACTION_PURGE:
        br_buffer_put_text(out, "purge ");
        put_stream(names, &action->as.purge.stream, out);
        br_buffer_put_format(out, " (%s)", action->as.purge.reason);
        break;
    case BR_ACTION_PULL:
        br_buffer_put_format(out, "pull %llu at most %zu", connection, action->as.pull);
        break;
    case BR_ACTION_OUTCOMES:
        br_buffer_put_text(out, "outcomes");
        for (size_t i = 0; i < action->as.outcomes.count; i++) {
            put_result(names, &action->as.outcomes.items[i], out);
        }
        break;
    case BR_ACTION_NUMBERING:
        br_buffer_put_text(out, "numbering may begin");
        break;
    case BR_ACTION_PEER_UP:
        br_buffer_put_format(out, "up %llu ", connection);
        put_party(names, &action->as.peer, out);
        break;
    case BR_ACTION_PEER_DOWN:
        br_buffer_put_format(out, "down %llu ", connection);
        put_party(names, &action->as.down.peer, out);
        break;
    }
}
