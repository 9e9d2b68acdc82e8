/*
 * left.c - streams that are gone: what waited for them, and which Big Room it was.
 *
 *      purged --> device lane: drop what is numbered there --> views lane: the room's name --> left
 *
 * A room's name stands in the academy's stream, which stays.
 */
#include "client/agent.h"

#include "base/logline.h"
#include "client/find.h"

#include <stdio.h>
#include <stdlib.h>

struct leaving {
    struct agent *agent;
    struct br_stream stream;
    struct left_room *room;
    enum br_status status;
};

static void forget_work(void *context)
{
    struct leaving *leaving = context;
    if (br_hash_equal(&leaving->stream.origin, &leaving->agent->settings.academy)) {
        struct br_device *device = agent_device_take(leaving->agent);
        leaving->status = br_outbox_seen(device, &leaving->stream.audience, BR_SEQ_MAX);
        agent_device_give(leaving->agent);
    }
}

static bool take_name(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct left_room *room = context;
    (void)count;
    (void)names;
    cell_text(&cells[0], room->name, sizeof room->name);
    return false;
}

static void name_work(void *context, const struct br_replica_hands *hands)
{
    static const char room_name[] = "SELECT name FROM v_room WHERE id = :id LIMIT 1";
    struct leaving *leaving = context;
    struct br_error error = {{0}};
    struct br_parameter parameter = parameter_id("id", &leaving->room->id);
    leaving->status =
        br_views_query(hands->views, room_name, &parameter, 1, take_name, leaving->room, &error);
}

static void leaving_end(struct leaving *leaving)
{
    struct agent *agent = leaving->agent;
    if (leaving->status != BR_OK) {
        BR_LOGLINE(BR_ERROR, "leaving_failed", BR_TEXT("why", br_status_text(leaving->status)));
    }
    if (leaving->stream.audience.type == BR_AUDIENCE_ROOM) {
        BR_LOGLINE(BR_INFO, "room_left", BR_TEXT("room", leaving->room->name),
                   BR_TEXT("why", leaving->room->reason));
        leaving->room->next = agent->left;
        agent->left = leaving->room;
    } else {
        BR_LOGLINE(BR_WARNING, "stream_removed", BR_TEXT("why", leaving->room->reason));
        free(leaving->room);
    }
    agent->leaving--;
    free(leaving);
    outbox_tidy(agent);
}

static void name_done(void *context)
{
    leaving_end(context);
}

static void forget_done(void *context)
{
    struct leaving *leaving = context;
    struct agent *agent = leaving->agent;
    bool named = leaving->status == BR_OK && leaving->stream.audience.type == BR_AUDIENCE_ROOM;
    if (named && agent->replica != NULL) {
        br_replica_run(agent->replica, BR_FILE_VIEWS, name_work, name_done, leaving);
    } else {
        leaving_end(leaving);
    }
}

void left_stream(struct agent *agent, const struct br_stream *stream, const char *reason)
{
    struct leaving *leaving = calloc(1, sizeof *leaving);
    struct left_room *room = calloc(1, sizeof *room);
    BR_ASSERT(leaving != NULL && room != NULL);
    room->id = stream->audience.id;
    (void)snprintf(room->reason, sizeof room->reason, "%s", reason);
    *leaving = (struct leaving){.agent = agent, .stream = *stream, .room = room};
    agent->leaving++;
    agent_run(agent, &agent->device_lane, forget_work, forget_done, leaving);
}

static void say_one(const struct left_room *room, struct call *call, json_t *rooms)
{
    char id[BR_ID_TEXT_SIZE];
    char word[9];
    const char *name = room->name[0] == '\0' ? short_id(&room->id, word) : room->name;
    if (rooms != NULL) {
        br_id_text(&room->id, id);
        json_t *json = json_pack("{s:s,s:s,s:s}", "room", id, "name", name, "why", room->reason);
        (void)json_array_append_new(rooms, json == NULL ? json_null() : json);
    } else {
        call_say(call, "The Big Room %s and what was said in it are no longer on this device. %s\n",
                 name, room->reason);
    }
}

void left_say(struct agent *agent, struct call *call, json_t *answer)
{
    json_t *rooms = answer == NULL ? NULL : json_array();
    for (const struct left_room *room = agent->left; room != NULL; room = room->next) {
        say_one(room, call, rooms);
    }
    if (answer != NULL) {
        (void)json_object_set_new(answer, "left", rooms);
    }
    left_free(agent);
}

void left_free(struct agent *agent)
{
    while (agent->left != NULL) {
        struct left_room *room = agent->left;
        agent->left = room->next;
        free(room);
    }
}
