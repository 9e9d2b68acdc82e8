/* replica.c - opening, driving the node, connections, stopping. */
#include "replica/replica_state.h"

#include "base/failpoint.h"
#include "base/logline.h"
#include "base/rng.h"
#include "replica/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_pipe_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                         const char *protocol);
static void on_pipe_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes);
static void on_pipe_drain(struct br_pipe *pipe, void *context);
static void on_pipe_closed(struct br_pipe *pipe, void *context, enum br_status status,
                           const char *why);

static const struct br_pipe_events pipe_events = {
    .on_open = on_pipe_open,
    .on_bytes = on_pipe_bytes,
    .on_drain = on_pipe_drain,
    .on_closed = on_pipe_closed,
};

/* --- connections --- */

static size_t connection_place(const struct br_replica *replica, br_connection id)
{
    size_t low = 0;
    size_t high = replica->connection_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (replica->connections[middle]->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct connection *replica_connection(struct br_replica *replica, br_connection id)
{
    size_t at = connection_place(replica, id);
    bool there = at < replica->connection_count && replica->connections[at]->id == id;
    return there ? replica->connections[at] : NULL;
}

static struct connection *connection_new(struct br_replica *replica, const struct br_party *party)
{
    struct connection *connection = calloc(1, sizeof *connection);
    BR_ASSERT(connection != NULL);
    connection->replica = replica;
    connection->party = *party;
    br_buffer_init(&connection->frame, BR_FRAME_LENGTH_SIZE + BR_FRAME_SIZE_MAX);
    return connection;
}

/* From here on the node knows it. */
static void connection_begins(struct connection *connection)
{
    struct br_replica *replica = connection->replica;
    if (replica->connection_count == replica->connection_capacity) {
        size_t capacity = replica->connection_capacity == 0 ? 16 : replica->connection_capacity * 2;
        struct connection **grown =
            realloc(replica->connections, capacity * sizeof *replica->connections);
        BR_ASSERT(grown != NULL);
        replica->connections = grown;
        replica->connection_capacity = capacity;
    }
    connection->id = ++replica->connection_last;
    connection->known = true;
    replica->connections[replica->connection_count++] = connection;
    struct br_node_input input = {.type = BR_INPUT_CONNECTED, .connection = connection->id};
    input.as.connected = connection->party;
    replica_step(replica, &input);
}

static void connection_free(struct connection *connection)
{
    br_buffer_free(&connection->frame);
    free(connection);
}

static void on_pipe_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                         const char *protocol)
{
    (void)pipe;
    (void)pin;
    (void)protocol;
    struct connection *connection = context;
    struct connection **at = &connection->replica->dialling;
    while (*at != connection) {
        at = &(*at)->next_dialling;
    }
    *at = connection->next_dialling;
    connection_begins(connection);
}

static void feed_frame(struct connection *connection, struct br_bytes frame)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = connection->id};
    input.as.frame = frame;
    replica_step(connection->replica, &input);
}

/* The node judges it by its size alone, and says goodbye with the reason. */
static void frame_too_long(struct connection *connection)
{
    feed_frame(connection, (struct br_bytes){.data = NULL, .size = BR_FRAME_SIZE_MAX + 1u});
    BR_ASSERT(connection->closing);
}

/* Feed all whole frames in [bytes]; returns how many bytes they took. */
static size_t feed_frames(struct connection *connection, struct br_bytes bytes)
{
    size_t taken = 0;
    while (!connection->closing) {
        struct br_bytes rest = {.data = bytes.data + taken, .size = bytes.size - taken};
        struct br_bytes frame;
        size_t used = 0;
        enum br_status status = br_frame_cut(rest, &frame, &used);
        if (status == BR_ERR_NOT_FOUND) {
            break;
        }
        if (status != BR_OK) {
            frame_too_long(connection);
            break;
        }
        taken += used;
        feed_frame(connection, frame);
    }
    return taken;
}

/* How much of [bytes] the frame that has begun still needs. */
static size_t frame_lacks(const struct connection *connection, size_t available)
{
    size_t needed = BR_FRAME_LENGTH_SIZE;
    if (connection->frame.size >= BR_FRAME_LENGTH_SIZE) {
        needed += br_load_u32(connection->frame.data);
    }
    size_t lacks = needed - connection->frame.size;
    return lacks < available ? lacks : available;
}

/* What has come of a frame. Without memory for it this conversation ends, and no other. */
static void frame_keep(struct connection *connection, struct br_bytes bytes)
{
    br_buffer_put(&connection->frame, bytes.data, bytes.size);
    if (!br_buffer_ok(&connection->frame)) {
        connection->closing = true;
        br_pipe_abort(connection->pipe, BR_ERR_NO_MEMORY, "no memory for what it sends");
    }
}

static void on_pipe_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    (void)pipe;
    struct connection *connection = context;
    while (connection->frame.size > 0 && bytes.size > 0 && !connection->closing) {
        size_t part = frame_lacks(connection, bytes.size);
        frame_keep(connection, (struct br_bytes){.data = bytes.data, .size = part});
        bytes = (struct br_bytes){.data = bytes.data + part, .size = bytes.size - part};
        if (feed_frames(connection, br_buffer_bytes(&connection->frame)) > 0) {
            br_buffer_clear(&connection->frame);
        }
    }
    if (connection->closing || bytes.size == 0) {
        return;
    }
    size_t taken = feed_frames(connection, bytes);
    if (connection->closing) {
        return;
    }
    if (taken < bytes.size) {
        frame_keep(connection,
                   (struct br_bytes){.data = bytes.data + taken, .size = bytes.size - taken});
    } else {
        br_buffer_free(&connection->frame); /* idle connections hold no memory */
    }
}

static void on_pipe_drain(struct br_pipe *pipe, void *context)
{
    (void)pipe;
    (void)context; /* credit already keeps senders in step */
}

static void on_pipe_closed(struct br_pipe *pipe, void *context, enum br_status status,
                           const char *why)
{
    (void)pipe;
    struct connection *connection = context;
    struct br_replica *replica = connection->replica;
    if (connection->known) {
        size_t at = connection_place(replica, connection->id);
        memmove(&replica->connections[at], &replica->connections[at + 1],
                (replica->connection_count - at - 1) * sizeof *replica->connections);
        replica->connection_count--;
        struct br_node_input input = {.type = BR_INPUT_DISCONNECTED, .connection = connection->id};
        input.as.ended.status = status;
        input.as.ended.why = why;
        replica_step(replica, &input);
    } else {
        struct connection **at = &replica->dialling;
        while (*at != connection) {
            at = &(*at)->next_dialling;
        }
        *at = connection->next_dialling;
        struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
        input.as.dial_failed.academy = connection->party.academy;
        input.as.dial_failed.why = why;
        replica_step(replica, &input);
    }
    connection_free(connection);
}

void br_replica_attach(struct br_replica *replica, struct br_pipe *take_pipe,
                       const struct br_party *party)
{
    struct connection *connection = connection_new(replica, party);
    connection->pipe = take_pipe;
    br_pipe_set_events(take_pipe, &pipe_events, connection);
    connection_begins(connection);
    if (replica->stopping) {
        br_pipe_abort(take_pipe, BR_ERR_CLOSED, "this copy is being stopped");
    }
}

static void dial(struct br_replica *replica, const struct br_hash *academy)
{
    struct br_endpoint endpoint = {.address = ""};
    BR_ASSERT(replica->options.tls != NULL);
    if (!replica->events.find(replica->context, academy, &endpoint)) {
        endpoint.address[0] = '\0'; /* no address: the dialling fails, later, like any other */
    }
    struct br_party party = {
        .type = replica->options.role == BR_NODE_SERVER ? BR_PARTY_ACADEMY : BR_PARTY_HOME,
        .academy = *academy,
        .dialled = true,
    };
    struct connection *connection = connection_new(replica, &party);
    connection->next_dialling = replica->dialling;
    replica->dialling = connection;
    connection->pipe = br_dial_start(replica->options.loop, replica->options.tls, endpoint.address,
                                     &endpoint.pin, BR_ALPN_SYNC, &pipe_events, connection);
}

/* --- actions --- */

static void send_bytes(struct br_replica *replica, const struct br_node_action *action)
{
    BR_ASSERT(action->as.send.after <= replica->transaction); /* durable before it is told */
    struct connection *connection = replica_connection(replica, action->connection);
    if (connection == NULL || connection->closing) {
        return;
    }
    BR_FAILPOINT("send.before");
    enum br_status status = br_pipe_send(connection->pipe, action->as.send.bytes);
    BR_FAILPOINT("send.after");
    if (status == BR_ERR_LIMIT) {
        connection->closing = true;
        br_pipe_abort(connection->pipe, BR_ERR_LIMIT, "it does not read what we send");
    }
}

static void hang_up(struct br_replica *replica, const struct br_node_action *action)
{
    struct connection *connection = replica_connection(replica, action->connection);
    if (connection != NULL && !connection->closing) {
        connection->closing = true;
        br_pipe_close(connection->pipe);
    }
}

static void write_submission(struct br_replica *replica, const struct br_node_action *action)
{
    const struct br_submission *submission = &action->as.write.submission;
    struct br_write write = {
        .id = submission->id,
        .author = action->as.write.member,
        .roles = br_replica_roles(replica, &action->as.write.member),
        .audience = submission->audience,
        .kind = submission->kind,
        .written_ms = submission->written_ms,
        .payload = submission->payload,
    };
    commit_write(replica, action->connection, action->as.write.ticket, &write, NULL, NULL);
}

/* As a log line names it. */
static const char *party_text(const struct br_party *party, char name[BR_HASH_TEXT_SIZE])
{
    static const char *const types[] = {
        [BR_PARTY_ACADEMY] = "academy", [BR_PARTY_DEVICE] = "device", [BR_PARTY_HOME] = "home"};
    if (party->type == BR_PARTY_DEVICE) {
        br_id_text(&party->member, name);
    } else {
        br_hash_text(&party->academy, name);
    }
    name[16] = '\0';
    return types[party->type];
}

static void party_up(struct br_replica *replica, const struct br_node_action *action)
{
    char name[BR_HASH_TEXT_SIZE];
    const char *type = party_text(&action->as.peer, name);
    BR_LOGLINE(BR_INFO, "session_up", BR_TEXT("with", type), BR_TEXT("id", name),
               BR_NUMBER("connection", action->connection));
    if (replica->events.on_party != NULL) {
        replica->events.on_party(replica->context, &action->as.peer, true);
    }
}

static void party_down(struct br_replica *replica, const struct br_node_action *action)
{
    char name[BR_HASH_TEXT_SIZE];
    const char *type = party_text(&action->as.down.peer, name);
    BR_LOGLINE(BR_INFO, "session_down", BR_TEXT("with", type), BR_TEXT("id", name),
               BR_NUMBER("connection", action->connection),
               BR_TEXT("ended_by", action->as.down.by_us ? "us" : "them"),
               BR_TEXT("why", action->as.down.why));
    if (replica->events.on_party != NULL) {
        replica->events.on_party(replica->context, &action->as.down.peer, false);
    }
}

/* The latest that our own streams show. */
static uint32_t own_epoch(const struct br_replica *replica)
{
    uint32_t epoch = 0;
    for (size_t i = 0; i < br_node_stream_count(replica->node); i++) {
        struct br_stream_status status = br_node_stream_status(replica->node, i);
        bool ours = br_hash_equal(&status.stream.origin, &replica->options.academy);
        epoch = ours && status.tail.epoch > epoch ? status.tail.epoch : epoch;
    }
    return epoch;
}

/*
 * The log is in a later epoch than the settings say: they could not be written when it began, or
 * are older than the log. Numbering in the earlier one would be refused for ever.
 */
static void pass_known_epochs(struct br_replica *replica)
{
    uint32_t last = own_epoch(replica);
    if (replica->options.role != BR_NODE_SERVER || replica->options.recovering ||
        last <= replica->options.epoch) {
        return;
    }
    replica->options.epoch = last + 1;
    BR_LOGLINE(BR_WARNING, "epoch_passed_over", BR_NUMBER("epoch", replica->options.epoch));
    if (replica->events.on_numbering != NULL) {
        replica->events.on_numbering(replica->context, replica->options.epoch);
    }
}

/* The new epoch must be later than any that our own recovered tail shows. */
static void begin_numbering(struct br_replica *replica)
{
    replica->writes_allowed = true;
    if (!replica->options.recovering) {
        return;
    }
    uint32_t last = own_epoch(replica);
    replica->options.epoch = last >= replica->options.epoch ? last + 1 : replica->options.epoch;
    BR_LOGLINE(BR_INFO, "numbering_begins", BR_NUMBER("epoch", replica->options.epoch));
    BR_FAILPOINT("numbering.before");
    if (replica->events.on_numbering != NULL) {
        replica->events.on_numbering(replica->context, replica->options.epoch);
    }
    BR_FAILPOINT("numbering.after");
    commit_begin(&replica->sides[BR_SIDE_SHARED]);
    commit_begin(&replica->sides[BR_SIDE_LOCAL]);
}

static void carry_out(struct br_replica *replica, const struct br_node_action *action)
{
    switch (action->type) {
    case BR_ACTION_SEND:
        send_bytes(replica, action);
        break;
    case BR_ACTION_CLOSE:
        hang_up(replica, action);
        break;
    case BR_ACTION_DIAL:
        dial(replica, &action->as.dial);
        break;
    case BR_ACTION_RECEIVE:
        commit_batch(replica, action->connection, action->as.receive.ticket,
                     &action->as.receive.batch);
        break;
    case BR_ACTION_KEEP_RECEIPTS:
        commit_receipts(replica, action->connection, action->as.receipts.ticket,
                        action->as.receipts.items, action->as.receipts.count);
        break;
    case BR_ACTION_KEEP_FORK:
        commit_fork(replica, action);
        break;
    case BR_ACTION_MEND:
        commit_mend(replica, action);
        break;
    case BR_ACTION_WRITE:
        write_submission(replica, action);
        break;
    case BR_ACTION_READ:
        behind_read(replica, action);
        break;
    case BR_ACTION_PURGE:
        chores_purge(replica, action);
        break;
    case BR_ACTION_PULL: /* after the last action, see replica_step */
        break;
    case BR_ACTION_OUTCOMES:
        replica->events.on_outcomes(replica->context, action->as.outcomes.items,
                                    action->as.outcomes.count);
        break;
    case BR_ACTION_NUMBERING:
        begin_numbering(replica);
        break;
    case BR_ACTION_PEER_UP:
        party_up(replica, action);
        break;
    case BR_ACTION_PEER_DOWN:
        party_down(replica, action);
        break;
    }
}

static void on_timer(uv_timer_t *timer)
{
    struct br_node_input input = {.type = BR_INPUT_TICK};
    chores_go_on(timer->data);
    behind_go_on(timer->data);
    look_go_on(timer->data);
    search_go_on(timer->data);
    replica_step(timer->data, &input);
}

void replica_set_timer(struct br_replica *replica)
{
    uint64_t now_ms = br_clock_read().mono_ms;
    uint64_t due = br_node_deadline_ms(replica->node);
    uint64_t fold = behind_due_ms(replica);
    uint64_t chore = chores_due_ms(replica);
    uint64_t look = look_due_ms(replica);
    uint64_t search = search_due_ms(replica);
    due = fold < due ? fold : due;
    due = chore < due ? chore : due;
    due = look < due ? look : due;
    due = search < due ? search : due;
    if (replica->stopping) {
        return; /* it serves br_replica_stop now */
    }
    if (due == UINT64_MAX) {
        (void)uv_timer_stop(&replica->timer);
    } else {
        (void)uv_timer_start(&replica->timer, on_timer, due > now_ms ? due - now_ms : 0, 0);
    }
}

void replica_step(struct br_replica *replica, struct br_node_input *input)
{
    BR_ASSERT(!replica->in_step); /* callbacks come later, never from inside */
    replica->in_step = true;
    struct br_node_actions actions;
    br_connection pull_from = 0;
    size_t pull = 0;
    input->now = br_clock_read();
    br_node_step(replica->node, input, &actions);
    for (size_t i = 0; i < actions.count; i++) {
        carry_out(replica, &actions.items[i]);
        if (actions.items[i].type == BR_ACTION_PULL) {
            pull_from = actions.items[i].connection;
            pull = actions.items[i].as.pull;
        }
    }
    replica_set_timer(replica);
    replica->in_step = false;
    if (pull > 0) {
        replica->events.on_pull(replica->context, pull_from, pull);
    }
}

/* --- what others ask of it --- */

void br_replica_peer(struct br_replica *replica, const struct br_hash *academy, bool dials)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    input.as.peer.academy = *academy;
    input.as.peer.dial = dials;
    replica_step(replica, &input);
}

void br_replica_end_device(struct br_replica *replica, const struct br_hash *device)
{
    struct br_node_input input = {.type = BR_INPUT_DEVICE};
    input.as.device = *device;
    replica_step(replica, &input);
}

void br_replica_number_anyway(struct br_replica *replica)
{
    struct br_node_input input = {.type = BR_INPUT_NUMBER_ANYWAY};
    replica_step(replica, &input);
}

void br_replica_outbox(struct br_replica *replica)
{
    struct br_node_input input = {.type = BR_INPUT_OUTBOX};
    replica_step(replica, &input);
}

void br_replica_submit(struct br_replica *replica, br_connection home,
                       const struct br_submission *writes, size_t count, bool more)
{
    struct br_node_input input = {.type = BR_INPUT_SUBMIT, .connection = home};
    input.as.submit.writes = writes;
    input.as.submit.count = count;
    input.as.submit.more = more;
    replica_step(replica, &input);
}

void br_replica_say(struct br_replica *replica, const struct br_write *write, br_replica_said said,
                    void *context)
{
    commit_write(replica, 0, 0, write, said, context);
}

const struct br_node *br_replica_node(const struct br_replica *replica)
{
    return replica->node;
}

struct br_replica_figures br_replica_figures(const struct br_replica *replica)
{
    struct br_replica_figures figures = replica->figures;
    for (size_t i = 0; i < replica->connection_count; i++) {
        figures.wire_bytes += br_pipe_wire_bytes(replica->connections[i]->pipe);
    }
    return figures;
}

void br_replica_path(const struct br_replica *replica, enum br_replica_file file, char *out,
                     size_t size)
{
    static const char *const names[BR_FILE_COUNT] = {
        [BR_FILE_LOG_SHARED] = "log/shared.db", [BR_FILE_LOG_LOCAL] = "log/local.db",
        [BR_FILE_VIEWS] = "views/all.db",       [BR_FILE_DESK] = "desk.db",
        [BR_FILE_SEARCH] = "views/search.db",   [BR_FILE_READERS] = "log",
    };
    (void)snprintf(out, size, "%s/%s", replica->folder, names[file]);
}

/* --- opening --- */

static void load_stream(void *context, const struct br_stream_state *state)
{
    struct br_replica *replica = context;
    if (state->tail.seq == 0) {
        return;
    }
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = state->number;
    input.as.stream.head = state->head;
    replica_step(replica, &input);
}

/* The views have them already, unless they were begun again. */
static void load_receipt(void *context, const struct br_receipt *receipt)
{
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    input.as.receipt = *receipt;
    replica_step(context, &input);
    behind_note(context, receipt);
}

struct br_node_fork replica_fork(const struct br_log_fork *fork)
{
    return (struct br_node_fork){
        .number = fork->number,
        .stream = fork->stream,
        .seq = fork->aside.seq,
        .since_wall_ms = fork->aside.since_ms,
        .proof = fork->proof,
    };
}

static void load_fork(void *context, const struct br_log_fork *fork)
{
    struct br_node_input input = {.type = BR_INPUT_FORK};
    input.as.fork = replica_fork(fork);
    replica_step(context, &input);
}

void replica_learn(struct br_replica *replica, const struct br_trust_fact *fact)
{
    if (fact->type == BR_TRUST_ACCEPTED) {
        struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
        input.as.accepted.origin = fact->origin;
        input.as.accepted.academy = fact->academy;
        input.as.accepted.accepted = fact->accepted;
        replica_step(replica, &input);
    } else if (fact->type == BR_TRUST_GROUP) {
        struct br_node_input input = {.type = BR_INPUT_GROUP};
        input.as.group.origin = fact->origin;
        input.as.group.id = fact->group;
        input.as.group.academy = fact->academy;
        input.as.group.named = fact->accepted;
        replica_step(replica, &input);
    } else if (replica->options.role == BR_NODE_CLIENT &&
               br_hash_equal(&fact->origin, &replica->options.academy)) {
        chores_know_key(replica, fact);
    }
    if (replica->events.on_trust != NULL) {
        replica->events.on_trust(replica->context, fact);
    }
}

static void load_trust(void *context, const struct br_trust_fact *fact)
{
    replica_learn(context, fact);
}

/*
 * What somebody learns from a fact may begin a job on the lane of a log: facts come last, for from
 * then on the logs belong to their lanes. Two threads in one connection would spoil its memory.
 */
static enum br_status load(struct br_replica *replica, struct br_error *error)
{
    struct br_log *shared = replica->sides[BR_SIDE_SHARED].log;
    enum br_status status = BR_OK;
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        struct br_log *log = replica->sides[i].log;
        BR_ASSERT(br_lane_idle(&replica->sides[i].lane));
        status = br_log_streams(log, load_stream, replica);
        if (status == BR_OK) {
            status = br_log_forks(log, load_fork, replica);
        }
    }
    if (status == BR_OK) {
        status = br_log_receipts(shared, load_receipt, replica);
    }
    if (status == BR_OK && replica->options.role == BR_NODE_SERVER) {
        struct memberships members = {0};
        memberships_load(&members, replica->sides[BR_SIDE_LOCAL].log);
        memberships_adopt(replica, &members);
    }
    if (status == BR_OK) {
        status = br_log_trust(shared, load_trust, replica);
    }
    if (status != BR_OK) {
        (void)br_error_set(error, status, "%s cannot be read: %s", replica->folder,
                           br_status_text(status));
    }
    return status;
}

static struct br_node *make_node(const struct br_replica_options *options)
{
    struct br_node_options node = {
        .role = options->role,
        .academy = options->academy,
        .software = options->software,
        .signing = br_secret_public(&options->signing),
        .recovering = options->recovering,
    };
    br_random_bytes(&node.instance, sizeof node.instance);
    br_random_bytes(&node.seed, sizeof node.seed);
    return br_node_new(&node);
}

static void close_files(struct br_replica *replica)
{
    behind_close(replica);
    chores_close(replica);
    for (size_t i = 0; i < 2; i++) {
        commit_close(&replica->sides[i]);
    }
    free(replica->members.items);
    free(replica->members.rooms);
    br_node_free(replica->node);
    free(replica->connections);
    br_wipe(&replica->options.signing, sizeof replica->options.signing);
}

enum br_status br_replica_open(const struct br_replica_options *options,
                               const struct br_replica_events *events, void *context,
                               struct br_replica **out, struct br_error *error)
{
    struct br_replica *replica = calloc(1, sizeof *replica);
    if (replica == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    replica->options = *options;
    replica->events = *events;
    replica->context = context;
    replica->writes_allowed = !options->recovering;
    (void)snprintf(replica->folder, sizeof replica->folder, "%s", options->folder);
    replica->node = make_node(options);
    enum br_status status = replica->node == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    for (size_t i = 0; i < 2 && status == BR_OK; i++) {
        replica->sides[i].side = (enum br_side)i;
        status = commit_open(replica, &replica->sides[i], error);
    }
    if (status == BR_OK) {
        status = behind_open(replica, error);
    }
    if (status != BR_OK) {
        close_files(replica);
        free(replica);
        return status;
    }
    BR_ASSERT(uv_timer_init(options->loop, &replica->timer) == 0);
    BR_ASSERT(uv_prepare_init(options->loop, &replica->settle) == 0);
    replica->timer.data = replica;
    replica->settle.data = replica;
    status = load(replica, error);
    if (status != BR_OK) {
        br_replica_stop(replica, NULL, NULL);
        return status;
    }
    pass_known_epochs(replica);
    behind_fold(replica);
    br_replica_scrub(replica);
    *out = replica;
    return BR_OK;
}

/* --- stopping --- */

static void on_timer_closed(uv_handle_t *handle)
{
    struct br_replica *replica = handle->data;
    void (*stopped)(void *) = replica->stopped;
    void *context = replica->stopped_context;
    close_files(replica);
    free(replica);
    if (stopped != NULL) {
        stopped(context);
    }
}

static void on_settle_closed(uv_handle_t *handle)
{
    struct br_replica *replica = handle->data;
    uv_close((uv_handle_t *)&replica->timer, on_timer_closed);
}

static bool idle(const struct br_replica *replica)
{
    return replica->connection_count == 0 && replica->dialling == NULL && replica->jobs == 0 &&
           commit_idle(&replica->sides[0]) && commit_idle(&replica->sides[1]) &&
           behind_idle(replica) && look_idle(replica);
}

static void on_settle(uv_prepare_t *settle)
{
    struct br_replica *replica = settle->data;
    look_go_on(replica); /* stopping: nobody waits any more */
    if (idle(replica)) {
        commit_abandon(&replica->sides[0]);
        commit_abandon(&replica->sides[1]);
    }
    if (idle(replica)) { /* those who were told have not begun anything */
        (void)uv_prepare_stop(settle);
        (void)uv_timer_stop(&replica->timer);
        uv_close((uv_handle_t *)settle, on_settle_closed);
    }
}

static void on_wake(uv_timer_t *timer)
{
    (void)timer; /* so that the loop turns at once */
}

/* Who does not answer the goodbye is cut off by the pipe itself: see br_pipe_close. */
void br_replica_stop(struct br_replica *take_replica, void (*stopped)(void *context), void *context)
{
    struct br_replica *replica = take_replica;
    BR_ASSERT(!replica->stopping);
    replica->stopped = stopped;
    replica->stopped_context = context;
    struct br_node_input input = {.type = BR_INPUT_STOP};
    replica_step(replica, &input);
    replica->stopping = true;
    for (struct connection *at = replica->dialling; at != NULL; at = at->next_dialling) {
        br_pipe_abort(at->pipe, BR_ERR_CLOSED, "stopping");
    }
    (void)uv_timer_start(&replica->timer, on_wake, 0, 0);
    (void)uv_prepare_start(&replica->settle, on_settle);
}
