/* verb_status.c - status and peer list: how far, since when, why not. */
#include "pages/terminal.h"
#include "server/verbs.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const whys[] = {
    [BR_WHY_CAUGHT_UP] = "caught up",
    [BR_WHY_CATCHING_UP] = "catching up",
    [BR_WHY_NO_SOURCE] = "nobody connected holds more",
    [BR_WHY_NOT_CONNECTED] = "not connected",
};

const char *audience_word(const struct br_audience *audience)
{
    static const char *const words[] = {
        [BR_AUDIENCE_NETWORK] = "network",
        [BR_AUDIENCE_GROUP] = "group",
        [BR_AUDIENCE_ACADEMY] = "academy",
        [BR_AUDIENCE_ROOM] = "room",
    };
    return words[audience->type];
}

static json_t *hash_json(const struct br_hash *hash)
{
    char text[BR_HASH_TEXT_SIZE];
    br_hash_text(hash, text);
    return json_string(text);
}

/* Why a stream is not further, in a sentence. */
static void put_why(const struct academy *academy, const struct br_stream_status *stream,
                    struct br_buffer *out)
{
    char name[201];
    bool stuck = stream->why == BR_WHY_NO_SOURCE || stream->why == BR_WHY_NOT_CONNECTED;
    br_buffer_init(out, sizeof name + 512);
    if (!stuck || stream->ended_why == NULL) {
        br_buffer_put_text(out, whys[stream->why]);
        return;
    }
    academy_name_of(academy, &stream->ended_with, name);
    br_buffer_put_format(
        out, stream->ended_by_us ? "we hung up on %s, saying: %s" : "%s hung up on us, saying: %s",
        name, stream->ended_why);
}

static json_t *stream_json(const struct academy *academy, const struct br_stream_status *stream)
{
    char name[201];
    char id[BR_ID_TEXT_SIZE];
    academy_name_of(academy, &stream->stream.origin, name);
    br_id_text(&stream->stream.audience.id, id);
    uint64_t behind =
        stream->known_seq > stream->tail.seq ? stream->known_seq - stream->tail.seq : 0;
    struct br_buffer why;
    put_why(academy, stream, &why);
    json_t *why_json = json_string(br_buffer_text(&why));
    br_buffer_free(&why);
    return json_pack("{s:o, s:s, s:s, s:s, s:I, s:I, s:o, s:I, s:I, s:o*, s:I, s:b}", "origin",
                     hash_json(&stream->stream.origin), "academy", name, "audience",
                     audience_word(&stream->stream.audience), "audience_id", id, "epoch",
                     (json_int_t)stream->tail.epoch, "seq", (json_int_t)stream->tail.seq, "hash",
                     hash_json(&stream->tail.hash), "behind", (json_int_t)behind, "caught_up_ms",
                     (json_int_t)caught_up_ms(academy, stream), "why", why_json, "held_by",
                     (json_int_t)stream->holders, "ours",
                     (int)br_hash_equal(&stream->stream.origin, &academy->id));
}

/* What is wrong with it: put aside, or damaged and asked for. */
static void add_trouble(const struct academy *academy, const struct br_stream_status *stream,
                        json_t *json)
{
    char name[201] = "";
    uint64_t damaged =
        stream->damage_last > stream->damage_after ? stream->damage_last - stream->damage_after : 0;
    bool device = stream->mending && stream->mending_from.type == BR_PARTY_DEVICE;
    if (stream->mending && !device) {
        academy_name_of(academy, &stream->mending_from.academy, name);
    }
    (void)json_object_set_new(json, "aside_from", json_integer((json_int_t)stream->aside_seq));
    (void)json_object_set_new(json, "aside_since_ms",
                              json_integer((json_int_t)stream->aside_since_wall_ms));
    (void)json_object_set_new(json, "damaged", json_integer((json_int_t)damaged));
    (void)json_object_set_new(
        json, "damaged_from",
        json_integer(damaged == 0 ? 0 : (json_int_t)stream->damage_after + 1));
    (void)json_object_set_new(json, "asked_from",
                              device ? json_string("a device of a member") : json_string(name));
}

static json_t *peer_json(const struct academy *academy, const struct br_peer_status *peer)
{
    char name[201];
    academy_name_of(academy, &peer->academy, name);
    return json_pack("{s:s, s:o, s:b, s:b, s:I, s:I, s:s, s:I}", "academy", name, "id",
                     hash_json(&peer->academy), "connected", (int)peer->connected, "dialled",
                     (int)peer->dials, "failures", (json_int_t)peer->failures, "since_ms",
                     (json_int_t)peer->since_wall_ms, "why", peer->why, "holds_of_ours",
                     (json_int_t)peer->they_hold_of_ours);
}

static json_t *peers_json(const struct academy *academy)
{
    const struct br_node *node = br_replica_node(academy->replica);
    json_t *list = json_array();
    for (size_t i = 0; i < academy->peers.count; i++) {
        struct br_peer_status status = {.academy = academy->peers.items[i].academy};
        for (size_t j = 0; j < br_node_peer_count(node); j++) {
            struct br_peer_status known = br_node_peer_status(node, j);
            if (br_hash_equal(&known.academy, &status.academy)) {
                status = known;
            }
        }
        if (!academy->peers.items[i].dial && !status.connected && status.why[0] == '\0') {
            (void)snprintf(status.why, sizeof status.why, "reached through others");
        }
        uint64_t behind = 0;
        uint64_t when_ms = 0;
        for (size_t j = 0; j < br_node_stream_count(node); j++) {
            struct br_stream_status stream = br_node_stream_status(node, j);
            if (br_hash_equal(&stream.stream.origin, &status.academy)) {
                behind +=
                    stream.known_seq > stream.tail.seq ? stream.known_seq - stream.tail.seq : 0;
                when_ms = caught_up_ms(academy, &stream);
            }
        }
        json_t *peer = peer_json(academy, &status);
        (void)json_object_set_new(peer, "address", json_string(academy->peers.items[i].address));
        (void)json_object_set_new(peer, "behind", json_integer((json_int_t)behind));
        (void)json_object_set_new(peer, "caught_up_ms", json_integer((json_int_t)when_ms));
        (void)json_array_append_new(list, peer);
    }
    return list;
}

static void put_json_as(struct br_buffer *out, json_t *take_value, size_t form)
{
    char *text = json_dumps(take_value, form);
    if (text != NULL) {
        br_buffer_put_text(out, text);
        br_buffer_put_text(out, "\n");
        free(text);
    } else {
        out->failed = true;
    }
    json_decref(take_value);
}

static void put_json(struct br_buffer *out, json_t *take_value)
{
    put_json_as(out, take_value, JSON_INDENT(2) | JSON_ENSURE_ASCII);
}

static void put_json_line(struct br_buffer *out, json_t *take_value)
{
    put_json_as(out, take_value, JSON_COMPACT | JSON_ENSURE_ASCII);
}

struct status_state {
    struct verb_call *call;
    struct br_digest digest;
    enum br_status status;
};

static void status_digest(void *context, const struct br_replica_hands *hands)
{
    struct status_state *state = context;
    state->status = br_views_digest(hands->views, &state->digest);
}

static json_t *status_json(const struct academy *academy, const struct status_state *state)
{
    const struct br_node *node = br_replica_node(academy->replica);
    struct br_replica_figures figures = br_replica_figures(academy->replica);
    json_t *streams = json_array();
    for (size_t i = 0; i < br_node_stream_count(node); i++) {
        struct br_stream_status stream = br_node_stream_status(node, i);
        json_t *json = stream_json(academy, &stream);
        add_trouble(academy, &stream, json);
        (void)json_array_append_new(streams, json);
    }
    json_t *digest =
        state->status == BR_OK
            ? json_pack("{s:o, s:o, s:o}", "rules", hash_json(&state->digest.rules), "heads",
                        hash_json(&state->digest.heads), "views", hash_json(&state->digest.views))
            : json_null();
    return json_pack(
        "{s:s, s:o, s:s, s:b, s:b, s:I, s:I, s:b, s:o, s:o, s:o, s:{s:I, s:I, s:I, s:I}}",
        "academy", academy->name, "id", hash_json(&academy->id), "listen", academy->listen,
        "running", (int)academy->running, "numbering", (int)br_node_numbering(node), "epoch",
        (json_int_t)academy->epoch, "sessions", (json_int_t)br_node_session_count(node), "folding",
        (int)br_replica_folding(academy->replica), "digest", digest, "streams", streams, "peers",
        peers_json(academy), "figures", "commits", (json_int_t)figures.commits, "records_stored",
        (json_int_t)figures.records_stored, "records_folded", (json_int_t)figures.records_folded,
        "wire_bytes", (json_int_t)figures.wire_bytes);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* Other academies choose their names, and say why they hung up: on one line, and safe to print. */
static void put_cell(struct br_buffer *out, const json_t *object, const char *key, int width)
{
    enum { CELL_SIZE_MAX = 4096 };
    struct br_buffer cell;
    br_buffer_init(&cell, CELL_SIZE_MAX);
    br_text_terminal_line(br_bytes_of_text(text_of(object, key)), &cell);
    br_buffer_put_format(out, "%-*s", width, br_buffer_text(&cell));
    br_buffer_free(&cell);
}

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void time_of(const json_t *object, const char *key, char out[BR_TIME_TEXT_SIZE])
{
    long long ms = number_of(object, key);
    if (ms == 0) {
        (void)snprintf(out, BR_TIME_TEXT_SIZE, "never");
    } else {
        br_time_text((uint64_t)ms, out);
    }
}

static void put_peers(struct br_buffer *out, const json_t *peers)
{
    size_t index = 0;
    const json_t *peer = NULL;
    br_buffer_put_format(out, "%-24s %-12s %8s %10s  %-24s %s\n", "academy", "", "behind by",
                         "has ours", "last caught up", "why");
    json_array_foreach(peers, index, peer)
    {
        char time[BR_TIME_TEXT_SIZE];
        bool connected = json_is_true(json_object_get(peer, "connected"));
        bool dialled = json_is_true(json_object_get(peer, "dialled"));
        time_of(peer, "caught_up_ms", time);
        put_cell(out, peer, "academy", 24);
        br_buffer_put_format(out, " %-12s %9lld %10lld  %-24s ",
                             connected ? "connected"
                             : dialled ? "trying"
                                       : "not called",
                             number_of(peer, "behind"), number_of(peer, "holds_of_ours"), time);
        put_cell(out, peer, "why", 0);
        br_buffer_put_text(out, "\n");
    }
}

static void put_aside(struct br_buffer *out, const json_t *stream, bool ours)
{
    char time[BR_TIME_TEXT_SIZE];
    time_of(stream, "aside_since_ms", time);
    br_buffer_put_text(out, "put aside: ");
    put_cell(out, stream, "academy", 0);
    br_buffer_put_format(out,
                         " (%s) signed two different records %lld; known since %s.\n"
                         "  Nothing behind record %lld of it is taken, passed on or shown.%s\n",
                         text_of(stream, "audience"), number_of(stream, "aside_from"), time,
                         number_of(stream, "aside_from") - 1,
                         ours ? " We write nothing more there: it is our own." : "");
}

static void put_damage(struct br_buffer *out, const json_t *stream)
{
    long long count = number_of(stream, "damaged");
    br_buffer_put_format(out, "damaged: %lld record%s of ", count, count == 1 ? "" : "s");
    put_cell(out, stream, "academy", 0);
    br_buffer_put_format(out, " (%s) from %lld on cannot be read, ", text_of(stream, "audience"),
                         number_of(stream, "damaged_from"));
    if (text_of(stream, "asked_from")[0] == '\0') {
        br_buffer_put_text(out, "and nobody connected could give them back yet\n");
    } else {
        br_buffer_put_text(out, "asked from ");
        put_cell(out, stream, "asked_from", 0);
        br_buffer_put_text(out, "\n");
    }
}

static void put_troubles(struct br_buffer *out, const json_t *status)
{
    size_t index = 0;
    const json_t *stream = NULL;
    json_array_foreach(json_object_get(status, "streams"), index, stream)
    {
        if (number_of(stream, "aside_from") > 0) {
            bool ours = strcmp(text_of(stream, "origin"), text_of(status, "id")) == 0;
            put_aside(out, stream, ours);
        }
        if (number_of(stream, "damaged") > 0) {
            put_damage(out, stream);
        }
    }
}

static void put_status(struct br_buffer *out, const json_t *status)
{
    size_t index = 0;
    const json_t *stream = NULL;
    const json_t *digest = json_object_get(status, "digest");
    put_cell(out, status, "academy", 0);
    br_buffer_put_format(out, ", %s\n",
                         json_is_true(json_object_get(status, "running"))
                             ? text_of(status, "listen")
                             : "not running");
    br_buffer_put_format(out, "epoch %lld%s, %lld connected\n", number_of(status, "epoch"),
                         json_is_true(json_object_get(status, "numbering")) ? ""
                         : json_array_size(json_object_get(status, "peers")) > 0
                             ? ", not numbering: waits for its own records from a peer"
                             : ", not numbering: has no peer to ask for its own records (peer add)",
                         number_of(status, "sessions"));
    br_buffer_put_format(
        out, "views %.16s at heads %.16s%s\n\n", text_of(digest, "views"), text_of(digest, "heads"),
        json_is_true(json_object_get(status, "folding")) ? ", newer ones are being computed" : "");
    br_buffer_put_format(out, "%-24s %-9s %10s %9s %7s  %-24s %s\n", "records of", "for", "held",
                         "behind by", "held by", "last caught up", "why");
    json_array_foreach(json_object_get(status, "streams"), index, stream)
    {
        char time[BR_TIME_TEXT_SIZE];
        if (json_is_true(json_object_get(stream, "ours")) && number_of(stream, "behind") == 0) {
            (void)snprintf(time, sizeof time, "ours");
        } else {
            time_of(stream, "caught_up_ms", time);
        }
        put_cell(out, stream, "academy", 24);
        br_buffer_put_format(out, " %-9s %10lld %9lld %7lld  %-24s %s\n",
                             text_of(stream, "audience"), number_of(stream, "seq"),
                             number_of(stream, "behind"), number_of(stream, "held_by"), time,
                             text_of(stream, "why"));
    }
    put_troubles(out, status);
    if (json_array_size(json_object_get(status, "peers")) > 0) {
        br_buffer_put_text(out, "\n");
        put_peers(out, json_object_get(status, "peers"));
    }
}

static void status_done(void *context)
{
    struct status_state *state = context;
    struct verb_call *call = state->call;
    json_t *status = status_json(call->academy, state);
    bool failed = state->status != BR_OK;
    free(state);
    if (verb_option(call, "json") != NULL) {
        put_json(&call->out, status);
    } else {
        put_status(&call->out, status);
        json_decref(status);
    }
    if (failed) {
        verb_fail(call, EXIT_FAILED, "the views could not be read");
    } else {
        verb_finish(call, EXIT_OK);
    }
}

static bool folded(const struct verb_call *call)
{
    return !br_replica_folding(call->academy->replica);
}

static void status_go_on(struct verb_call *call)
{
    if (call->academy->stopping) {
        verb_fail(call, EXIT_FAILED, "this academy is being stopped");
        return;
    }
    struct status_state *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    state->call = call;
    br_replica_run(call->academy->replica, BR_FILE_VIEWS, status_digest, status_done, state);
}

/* What is said of the views is about the records that are listed beside it, where that takes no
   longer than a person waits. Under load it says that more is being computed. */
void verb_status(struct verb_call *call)
{
    enum { FOLD_WAIT_MS = 500 };
    verb_wait(call, folded, FOLD_WAIT_MS, status_go_on);
}

/* Nothing here waits for a file, so that it may be asked many times a second. */
void verb_figures(struct verb_call *call)
{
    const struct br_replica *replica = call->academy->replica;
    struct br_replica_figures figures = br_replica_figures(replica);
    put_json_line(&call->out, json_pack("{s:I, s:I, s:I, s:I, s:I, s:b}", "commits",
                                        (json_int_t)figures.commits, "records_stored",
                                        (json_int_t)figures.records_stored, "records_folded",
                                        (json_int_t)figures.records_folded, "wire_bytes",
                                        (json_int_t)figures.wire_bytes, "sessions",
                                        (json_int_t)br_node_session_count(br_replica_node(replica)),
                                        "folding", (int)br_replica_folding(replica)));
    verb_finish(call, EXIT_OK);
}

void verb_peer_list(struct verb_call *call)
{
    json_t *peers = peers_json(call->academy);
    if (verb_option(call, "json") != NULL) {
        put_json(&call->out, peers);
    } else {
        put_peers(&call->out, peers);
        json_decref(peers);
    }
    verb_finish(call, EXIT_OK);
}
