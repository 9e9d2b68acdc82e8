/* verb_status.c - each stream: how far our copy is, since when, why not further; the outbox. */
#include "client/agent.h"
#include "client/find.h"
#include "client/verb_client.h"
#include "pages/terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- names --- */

struct name {
    char text[256];
};

static bool take_name(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct name *name = context;
    (void)count;
    (void)names;
    cell_text(&cells[0], name->text, sizeof name->text);
    return false;
}

static int stream_words(struct call *call, const struct br_stream *stream, char *out, size_t size)
{
    static const char academy_name[] = "SELECT name FROM v_academy WHERE academy = :id LIMIT 1";
    static const char room_name[] = "SELECT name FROM v_room WHERE id = :id LIMIT 1";
    struct name name = {.text = ""};
    struct br_parameter parameter = parameter_id("id", &stream->audience.id);
    bool room = stream->audience.type == BR_AUDIENCE_ROOM;
    if (!room) {
        parameter.value.bytes =
            (struct br_bytes){.data = stream->origin.bytes, .size = sizeof stream->origin.bytes};
    }
    int code = call_query(call, room ? room_name : academy_name, &parameter, 1, take_name, &name);
    switch (stream->audience.type) {
    case BR_AUDIENCE_NETWORK:
        (void)snprintf(out, size, "%s, to the network",
                       name.text[0] == '\0' ? "an academy" : name.text);
        break;
    case BR_AUDIENCE_ACADEMY:
        (void)snprintf(out, size, "our academy");
        break;
    case BR_AUDIENCE_ROOM:
        (void)snprintf(out, size, "Big Room %s", name.text);
        break;
    default:
        (void)snprintf(out, size, "%s, to some academies", name.text);
        break;
    }
    return code;
}

/* --- one stream --- */

static const char *why_words(const struct br_stream_status *status)
{
    switch (status->why) {
    case BR_WHY_CAUGHT_UP:
        return "caught up";
    case BR_WHY_CATCHING_UP:
        return "catching up";
    case BR_WHY_NO_SOURCE:
        return "nobody connected holds more";
    case BR_WHY_NOT_CONNECTED:
        break;
    }
    return "not connected";
}

static uint64_t behind(const struct br_stream_status *status)
{
    return status->known_seq > status->tail.seq ? status->known_seq - status->tail.seq : 0;
}

static void when_words(uint64_t wall_ms, char *out, size_t size)
{
    char text[BR_TIME_TEXT_SIZE];
    br_time_text(wall_ms, text);
    (void)snprintf(out, size, "%.10s %.5s UTC", text, text + 11);
}

/* What is wrong with it: put aside, or damaged and asked for. */
static void put_trouble(struct call *call, const struct br_stream_status *status)
{
    char when[40];
    if (status->aside_seq != 0) {
        when_words(status->aside_since_wall_ms, when, sizeof when);
        call_say(call,
                 "      put aside since %s: two different records were signed as number %" PRIu64
                 ".\n      Nothing behind record %" PRIu64 " of it is taken or shown.\n",
                 when, status->aside_seq, status->aside_seq - 1);
    }
    if (status->damage_last > status->damage_after) {
        call_say(call, "      %" PRIu64 " records from %" PRIu64 " on are damaged here, %s\n",
                 status->damage_last - status->damage_after, status->damage_after + 1,
                 status->mending ? "asked from our academy's server"
                                 : "and our academy's server could not give them back yet");
    }
}

static void add_trouble(const struct br_stream_status *status, json_t *json)
{
    uint64_t damaged =
        status->damage_last > status->damage_after ? status->damage_last - status->damage_after : 0;
    (void)json_object_set_new(json, "aside_from", json_integer((json_int_t)status->aside_seq));
    (void)json_object_set_new(json, "aside_since_ms",
                              json_integer((json_int_t)status->aside_since_wall_ms));
    (void)json_object_set_new(json, "damaged", json_integer((json_int_t)damaged));
    (void)json_object_set_new(
        json, "damaged_from",
        json_integer(damaged == 0 ? 0 : (json_int_t)status->damage_after + 1));
}

static void put_stream(struct call *call, const struct br_stream_status *status, const char *words)
{
    char when[40];
    br_buffer_put_text(&call->out, "  ");
    br_text_terminal_line(br_bytes_of_text(words), &call->out);
    call_say(call, "\n      %" PRIu64 " record%s here", status->tail.seq, plural(status->tail.seq));
    if (behind(status) > 0) {
        call_say(call, ", behind by %" PRIu64, behind(status));
    }
    call_say(call, " · %s", why_words(status));
    if (status->why != BR_WHY_CAUGHT_UP && status->caught_up_wall_ms > 0) {
        when_words(status->caught_up_wall_ms, when, sizeof when);
        call_say(call, " · last caught up %s", when);
    }
    if (status->holders > 1) {
        call_say(call, " · held by %zu academies", status->holders);
    }
    call_say(call, "\n");
    put_trouble(call, status);
}

static json_t *stream_json(const struct br_stream_status *status, const char *words)
{
    char origin[BR_HASH_TEXT_SIZE];
    char room[BR_ID_TEXT_SIZE];
    static const char *const audiences[] = {"", "network", "group", "academy", "room"};
    br_hash_text(&status->stream.origin, origin);
    br_id_text(&status->stream.audience.id, room);
    char hash[BR_HASH_TEXT_SIZE];
    br_hash_text(&status->tail.hash, hash);
    json_t *json = json_pack(
        "{s:s,s:s,s:s,s:s?,s:I,s:I,s:s,s:I,s:s,s:I,s:I}", "name", words, "origin", origin,
        "audience", audiences[status->stream.audience.type % 5u], "audience_id",
        br_id_is_zero(&status->stream.audience.id) ? NULL : room, "epoch",
        (json_int_t)status->tail.epoch, "held", (json_int_t)status->tail.seq, "head", hash,
        "behind", (json_int_t)behind(status), "why", why_words(status), "last_caught_up_ms",
        (json_int_t)status->caught_up_wall_ms, "holders", (json_int_t)status->holders);
    if (json == NULL) {
        return json_null();
    }
    add_trouble(status, json);
    return json;
}

/* --- the whole --- */

static void put_home(struct call *call, const char *name, const struct br_outbox_counts *counts)
{
    const struct settings *settings = &call->agent->settings;
    bool running = call->agent->tls != NULL;
    br_text_terminal_line(br_bytes_of_text(name), &call->out);
    br_buffer_put_text(&call->out, " · ");
    br_text_terminal_line(br_bytes_of_text(settings->academy_name), &call->out);
    if (call->home.connected) {
        call_say(call, " · connected\n");
    } else if (!running) {
        call_say(call, " · not running (bigroom run, or bigroom sync)\n");
    } else {
        call_say(call, " · not connected%s%s\n", call->home.why[0] == '\0' ? "" : ": ",
                 call->home.why);
    }
    call_say(call,
             "Outbox: %" PRIu64 " waiting, %" PRIu64 " numbered and not back yet, %" PRIu64
             " refused\n",
             counts->waiting, counts->numbered, counts->refused);
    if (call->stream_count == 0) {
        call_say(call, "Our copy is empty yet.\n");
    } else {
        call_say(call, "Our copy:\n");
    }
}

static json_t *home_json(const struct call *call, const char *name,
                         const struct br_outbox_counts *counts)
{
    const struct settings *settings = &call->agent->settings;
    char academy[BR_HASH_TEXT_SIZE];
    char member[BR_ID_TEXT_SIZE];
    br_hash_text(&settings->academy, academy);
    br_id_text(&settings->member, member);
    json_t *json =
        json_pack("{s:i,s:s,s:s,s:s,s:s,s:b,s:b,s:s,s:{s:I,s:I,s:I}}", "version", 1, "academy",
                  academy, "academy_name", settings->academy_name, "member", member, "member_name",
                  name, "running", call->agent->tls != NULL, "connected", call->home.connected,
                  "why", call->home.why, "outbox", "waiting", (json_int_t)counts->waiting,
                  "numbered", (json_int_t)counts->numbered, "refused", (json_int_t)counts->refused);
    return json == NULL ? json_object() : json;
}

int run_status(struct call *call)
{
    struct br_outbox_counts counts = {0};
    enum br_status status = br_outbox_count(agent_device_take(call->agent), &counts);
    agent_device_give(call->agent);
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "the outbox cannot be read: %s",
                         br_status_text(status));
    }
    char name[256];
    int code = find_own_name(call, name);
    json_t *streams = json_array();
    if (!call->json && code == EXIT_FINE) {
        put_home(call, name, &counts);
    }
    for (size_t i = 0; i < call->stream_count && code == EXIT_FINE; i++) {
        char words[320];
        code = stream_words(call, &call->streams[i].stream, words, sizeof words);
        if (call->json) {
            (void)json_array_append_new(streams, stream_json(&call->streams[i], words));
        } else {
            put_stream(call, &call->streams[i], words);
        }
    }
    if (call->json && code == EXIT_FINE) {
        json_t *answer = home_json(call, name, &counts);
        (void)json_object_set(answer, "streams", streams);
        call_json(call, answer);
    }
    json_decref(streams);
    return code;
}
