/* trial.c - trying writes on the logs' lanes, with what they refer to in front. */
#include "client/trial.h"

#include "base/logline.h"
#include "client/agent.h"
#include "record/message.h"
#include "record/patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* of one group, so that as much again has room in front of it */
    TRIED_MAX = BR_WRITE_GROUP_MAX / 2,
    TRIED_SIZE_MAX = BR_WRITE_GROUP_SIZE_MAX / 2,
};

struct in_front {
    int64_t order; /* the outbox's numbers, then the call's own earlier writes */
    struct br_write write;
};

/* One group that is tried together. */
struct group {
    struct call *call;
    struct br_device *device; /* while it is gathered */
    enum br_side side;
    size_t first; /* of the call's writes */
    size_t end;
    size_t size;  /* bytes of payload */
    bool untried; /* it needs more than goes into a group */
    size_t front_count;
    struct in_front front[BR_WRITE_GROUP_MAX];
    size_t room_count;
    struct br_id rooms[BR_WRITE_GROUP_MAX]; /* whose records were brought in */
    struct br_arena payloads;               /* of those in front */
    struct br_arena scratch;                /* one message at a time */
    /* as they are tried: those in front, then ours */
    size_t count;
    struct br_write writes[BR_WRITE_GROUP_MAX];
    size_t indexes[BR_WRITE_GROUP_MAX]; /* of the call's writes; SIZE_MAX: in front */
    bool doubtful[BR_WRITE_GROUP_MAX];
    size_t doubts;
    struct br_outcome outcomes[BR_WRITE_GROUP_MAX];
};

static enum br_side side_of(const struct br_write *write)
{
    return br_audience_is_shared(&write->audience) ? BR_SIDE_SHARED : BR_SIDE_LOCAL;
}

/* --- the ids that a write names --- */

typedef void (*id_visit)(struct group *group, const struct br_id *id);

static void visit_fields(struct group *group, const ProtobufCMessage *message, id_visit visit)
{
    struct br_id id;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        size_t count = field->type == PROTOBUF_C_TYPE_BYTES ? br_message_count(message, field) : 0;
        for (size_t j = 0; j < count; j++) {
            struct br_bytes bytes = br_message_value(message, field, j).bytes;
            if (bytes.size == sizeof id.bytes) {
                memcpy(id.bytes, bytes.data, sizeof id.bytes);
                visit(group, &id);
            }
        }
    }
}

/* What it says, until the next one; NULL: nobody here can read it. */
static const ProtobufCMessage *message_of(struct group *group, const struct br_write *write)
{
    const struct br_kind *kind = br_kind_by_number(write->kind);
    ProtobufCMessage *message = NULL;
    br_arena_reset(&group->scratch);
    bool read = kind != NULL && br_message_unpack(kind->message, write->payload, &group->scratch,
                                                  &message) == BR_OK;
    return read ? message : NULL;
}

/* Messages inside the message name things, too; none is deeper. */
static void visit_ids(struct group *group, const struct br_write *write, id_visit visit)
{
    const ProtobufCMessage *message = message_of(group, write);
    if (message != NULL) {
        visit_fields(group, message, visit);
    }
    for (unsigned i = 0; message != NULL && i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        size_t count =
            field->type == PROTOBUF_C_TYPE_MESSAGE ? br_message_count(message, field) : 0;
        for (size_t j = 0; j < count; j++) {
            visit_fields(group, br_message_child(message, field, j), visit);
        }
    }
    if (write->audience.type == BR_AUDIENCE_ROOM) {
        visit(group, &write->audience.id);
    }
}

/* --- what stands in front --- */

static bool is_in_front(const struct group *group, const struct br_id *id)
{
    for (size_t i = 0; i < group->front_count; i++) {
        if (br_id_equal(&group->front[i].write.id, id)) {
            return true;
        }
    }
    return false;
}

static void put_in_front(struct group *group, int64_t order, const struct br_write *write)
{
    const struct br_domain *domain = group->call->agent->domain;
    if (side_of(write) != group->side || !br_domain_indexes(domain, write->kind) ||
        is_in_front(group, &write->id)) {
        return;
    }
    size_t size = write->payload.size;
    uint8_t *copy = br_arena_take(&group->payloads, size + 1);
    if (copy == NULL || group->front_count == BR_WRITE_GROUP_MAX - TRIED_MAX ||
        group->size + size > BR_WRITE_GROUP_SIZE_MAX) {
        group->untried = true;
        return;
    }
    if (size > 0) {
        memcpy(copy, write->payload.data, size);
    }
    group->size += size;
    struct in_front *front = &group->front[group->front_count++];
    *front = (struct in_front){.order = order, .write = *write};
    front->write.payload.data = copy;
}

static bool put_item(void *context, const struct br_outbox_item *item)
{
    struct group *group = context;
    put_in_front(group, item->number, &item->write);
    return !group->untried;
}

static bool names(const struct br_write *write, const struct br_id *id)
{
    return memmem(write->payload.data, write->payload.size, id->bytes, sizeof id->bytes) != NULL;
}

/* A call's own earlier writes, when it has more than one group. */
static void put_earlier(struct group *group, const struct br_id *id, bool naming)
{
    for (size_t i = 0; i < group->first; i++) {
        const struct br_write *write = &group->call->trial.writes[i];
        if (naming ? names(write, id) : br_id_equal(&write->id, id)) {
            put_in_front(group, INT64_MAX / 2 + (int64_t)i, write);
        }
    }
}

static void bring_in(struct group *group, const struct br_id *id)
{
    if (!is_in_front(group, id)) {
        enum br_status status = br_outbox_find(group->device, id, put_item, group);
        group->untried |= status != BR_OK && status != BR_ERR_NOT_FOUND;
        put_earlier(group, id, false);
    }
}

/* Who may write in a Big Room follows from what was said about it. */
static void bring_in_room(struct group *group, const struct br_id *room)
{
    for (size_t i = 0; i < group->room_count; i++) {
        if (br_id_equal(&group->rooms[i], room)) {
            return;
        }
    }
    if (group->room_count == BR_WRITE_GROUP_MAX) {
        group->untried = true;
        return;
    }
    group->rooms[group->room_count++] = *room;
    enum br_status status = br_outbox_naming(group->device, room, put_item, group);
    group->untried |= status != BR_OK;
    put_earlier(group, room, true);
}

/* A data steward may have let it pass; that names it. */
static void bring_in_allowance(struct group *group, const struct br_write *write)
{
    struct br_patient_find found;
    const ProtobufCMessage *message = message_of(group, write);
    if (message != NULL && br_patient_find_in_message(message, &found)) {
        enum br_status status = br_outbox_naming(group->device, &write->id, put_item, group);
        group->untried |= status != BR_OK;
        put_earlier(group, &write->id, true);
    }
}

static void bring_in_for(struct group *group, const struct br_write *write)
{
    visit_ids(group, write, bring_in);
    bring_in_allowance(group, write);
    if (write->audience.type == BR_AUDIENCE_ROOM) {
        bring_in_room(group, &write->audience.id);
    }
}

static int by_order(const void *a, const void *b)
{
    int64_t left = ((const struct in_front *)a)->order;
    int64_t right = ((const struct in_front *)b)->order;
    return left < right ? -1 : left > right;
}

static void add_write(struct group *group, const struct br_write *write, size_t index)
{
    group->indexes[group->count] = index;
    group->writes[group->count] = *write;
    group->writes[group->count++].roles = group->call->trial.roles;
}

static void gather(struct group *group)
{
    const struct br_write *writes = group->call->trial.writes;
    group->device = agent_device_take(group->call->agent);
    for (size_t i = group->first; i < group->end && !group->untried; i++) {
        if (side_of(&writes[i]) == group->side) {
            bring_in_for(group, &writes[i]);
        }
    }
    for (size_t i = 0; i < group->front_count && !group->untried; i++) { /* it grows */
        struct br_write write = group->front[i].write;
        bring_in_for(group, &write);
    }
    agent_device_give(group->call->agent);
    if (group->front_count > 0) {
        qsort(group->front, group->front_count, sizeof group->front[0], by_order);
    }
    for (size_t i = 0; i < group->front_count; i++) {
        add_write(group, &group->front[i].write, SIZE_MAX);
    }
    for (size_t i = group->first; i < group->end; i++) {
        if (side_of(&writes[i]) == group->side) {
            add_write(group, &writes[i], i);
        }
    }
}

/* --- trying --- */

/* The next group of this side, from its first write on. */
static void cut(struct group *group, size_t first)
{
    const struct trial *trial = &group->call->trial;
    size_t count = 0;
    group->first = first;
    group->size = 0;
    for (group->end = first; group->end < trial->count; group->end++) {
        const struct br_write *write = &trial->writes[group->end];
        if (side_of(write) != group->side) {
            continue;
        }
        if (count == TRIED_MAX ||
            (count > 0 && group->size + write->payload.size > TRIED_SIZE_MAX)) {
            break;
        }
        count++;
        group->size += write->payload.size;
    }
    group->untried = count == 0;
    group->front_count = 0;
    group->room_count = 0;
    group->count = 0;
    group->doubts = 0;
    br_arena_reset(&group->payloads);
}

static void note_doubt(struct group *group, const struct br_id *id)
{
    for (size_t i = 0; i < group->count; i++) {
        if (group->doubtful[i] && br_id_equal(&group->writes[i].id, id)) {
            group->doubts++;
            return;
        }
    }
}

/* Does it refer to what is refused itself? */
static bool leans_on_doubt(struct group *group, const struct br_write *write)
{
    size_t before = group->doubts;
    if (before > 0) {
        visit_ids(group, write, note_doubt);
    }
    return group->doubts > before;
}

static void judge(struct group *group)
{
    struct trial *trial = &group->call->trial;
    memset(group->doubtful, 0, sizeof group->doubtful);
    for (size_t i = 0; i < group->count; i++) {
        const struct br_outcome *outcome = &group->outcomes[i];
        if (outcome->type == BR_OUTCOME_NUMBERED) {
            continue;
        }
        if (group->indexes[i] == SIZE_MAX || leans_on_doubt(group, &group->writes[i])) {
            group->doubtful[i] = true;
            group->doubts++;
        } else {
            if (group->indexes[i] < trial->passed) {
                trial->passed = group->indexes[i];
                (void)snprintf(trial->reason, sizeof trial->reason, "%s", outcome->reason);
            }
            return;
        }
    }
}

static void try_group(struct group *group, struct br_log *log)
{
    if (!group->untried) {
        gather(group);
    }
    if (group->untried) {
        return;
    }
    enum br_status status =
        br_log_try(log, br_clock_read(), group->writes, group->count, group->outcomes);
    if (status == BR_OK) {
        judge(group);
    } else { /* what was written must not be lost with the log */
        BR_LOGLINE(BR_ERROR, "not_tried", BR_TEXT("why", br_status_text(status)));
    }
}

static void try_side(struct call *call, enum br_side side, struct br_log *log)
{
    struct trial *trial = &call->trial;
    struct group *group = calloc(1, sizeof *group);
    BR_ASSERT(group != NULL);
    group->call = call;
    group->side = side;
    br_arena_init(&group->payloads, 2 * (size_t)BR_WRITE_GROUP_SIZE_MAX);
    br_arena_init(&group->scratch, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t first = 0; first < trial->passed; first = group->end) {
        cut(group, first);
        try_group(group, log);
    }
    br_arena_free(&group->payloads);
    br_arena_free(&group->scratch);
    free(group);
}

/* --- our roles --- */

static void take_roles(void *context, const struct br_membership *membership)
{
    struct call *call = context;
    if (br_id_equal(&membership->member, &call->agent->settings.member)) {
        call->trial.roles = membership->roles;
    }
}

static void note_academy(void *context, const struct br_stream_state *state)
{
    struct call *call = context;
    call->trial.known |= state->stream.audience.type == BR_AUDIENCE_ACADEMY &&
                         br_hash_equal(&state->stream.origin, &call->agent->settings.academy) &&
                         state->tail.seq > 0;
}

static void load_roles(struct call *call, struct br_log *local)
{
    struct trial *trial = &call->trial;
    trial->known = false;
    trial->roles = 0;
    enum br_status status = br_log_streams(local, note_academy, call);
    if (status == BR_OK) {
        status = br_log_members(local, take_roles, call);
    }
    if (status != BR_OK) {
        trial->known = false;
        BR_LOGLINE(BR_ERROR, "not_tried", BR_TEXT("why", br_status_text(status)));
    }
}

/* --- on the lanes --- */

static void shared_work(void *context, const struct br_replica_hands *hands)
{
    try_side(context, BR_SIDE_SHARED, hands->log);
}

static void shared_done(void *context)
{
    struct call *call = context;
    call->trial.tried(call);
}

static void local_work(void *context, const struct br_replica_hands *hands)
{
    struct call *call = context;
    load_roles(call, hands->log);
    if (call->trial.known) {
        try_side(call, BR_SIDE_LOCAL, hands->log);
    }
}

static void local_done(void *context)
{
    struct call *call = context;
    struct trial *trial = &call->trial;
    bool shared = false;
    for (size_t i = 0; i < trial->passed && trial->known; i++) {
        shared = shared || side_of(&trial->writes[i]) == BR_SIDE_SHARED;
    }
    if (shared && call->agent->replica != NULL) {
        br_replica_run(call->agent->replica, BR_FILE_LOG_SHARED, shared_work, shared_done, call);
        return;
    }
    trial->stopped = shared;
    trial->tried(call);
}

void trial_begin(struct call *call, void (*tried)(struct call *call))
{
    struct trial *trial = &call->trial;
    trial->passed = trial->count;
    trial->tried = tried;
    trial->stopped = call->agent->replica == NULL;
    if (trial->stopped) {
        tried(call);
    } else {
        br_replica_run(call->agent->replica, BR_FILE_LOG_LOCAL, local_work, local_done, call);
    }
}
