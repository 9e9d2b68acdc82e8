/*
 * sync.c - waiting until everything is sent, fetched and shown.
 *
 *      waits for   the connection -> home named all it has -> every stream caught up and folded
 *                                 -> nothing left to hand over, nothing numbered that is not back
 *      gives up    without a connection for --wait seconds; connected, but nothing moves that long
 */
#include "client/agent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct sync {
    struct sync *next;
    struct call *call;
    uint64_t wait_ms;
    uint64_t began_ms;
    uint64_t refused_before;
    uint64_t mark; /* changes when anything moves */
    uint64_t mark_ms;
    uint64_t held_before;
    bool progress; /* on a terminal */
    bool printed;
};

struct look {
    bool connected;
    bool complete; /* home has named all that it has for us */
    uint64_t held;
    uint64_t behind;
};

static struct look look_at(const struct agent *agent)
{
    const struct br_node *node = br_replica_node(agent->replica);
    struct look look = {.connected = agent->home_up, .complete = br_node_complete(node)};
    for (size_t i = 0; i < br_node_stream_count(node); i++) {
        struct br_stream_status status = br_node_stream_status(node, i);
        look.held += status.tail.seq;
        if (status.known_seq > status.tail.seq) {
            look.behind += status.known_seq - status.tail.seq;
        }
    }
    return look;
}

static void print_progress(struct sync *sync, const struct look *look, uint64_t now_ms)
{
    uint64_t fetched = look->held - sync->held_before;
    uint64_t spent_ms = now_ms - sync->began_ms;
    if (!sync->progress || look->held < sync->held_before) {
        return;
    }
    if (look->behind > 0 && fetched > 0) {
        (void)fprintf(stderr,
                      "\r%" PRIu64 " records here, %" PRIu64 " to come, %" PRIu64 " s left ",
                      look->held, look->behind, look->behind * spent_ms / fetched / 1000u + 1);
    } else {
        (void)fprintf(stderr, "\r%s, %" PRIu64 " records here ",
                      look->connected ? "connected" : "connecting", look->held);
    }
    sync->printed = true;
}

static void end(struct agent *agent, struct sync *sync, int exit_code)
{
    struct sync **at = &agent->syncs;
    while (*at != sync) {
        at = &(*at)->next;
    }
    *at = sync->next;
    struct call *call = sync->call;
    if (sync->printed) {
        (void)fprintf(stderr, "\r%60s\r", "");
    }
    if (agent->replica != NULL) {
        caught_up_save(agent);
    }
    free(sync);
    call->exit_code = exit_code;
    call->finished(call);
}

/* What stays in the outbox although we are caught up: refused, or waiting with a refused one. */
static void say_left_over(const struct agent *agent, struct call *call)
{
    uint64_t refused = agent->counts.refused;
    uint64_t held = agent->counts.held;
    if (refused > 0 || held > 0) {
        call_say(call, "Still in the outbox: %" PRIu64 " refused", refused);
        if (held > 0) {
            call_say(call, ", and %" PRIu64 " that %s for what was refused", held,
                     held == 1 ? "waits" : "wait");
        }
        call_say(call, "; see: bigroom outbox list\n");
    }
}

static json_t *caught_up_json(const struct agent *agent, uint64_t fetched, uint64_t held)
{
    const struct br_outbox_counts *counts = &agent->counts;
    json_t *answer = json_pack("{s:i,s:s,s:I,s:I,s:I,s:I,s:I}", "version", 1, "state", "caught up",
                               "fetched", (json_int_t)fetched, "held", (json_int_t)held, "waiting",
                               (json_int_t)counts->waiting, "waiting_for_refused",
                               (json_int_t)counts->held, "refused", (json_int_t)counts->refused);
    BR_ASSERT(answer != NULL);
    return answer;
}

static void end_well(struct agent *agent, struct sync *sync, const struct look *look)
{
    struct call *call = sync->call;
    uint64_t refused = agent->refused - sync->refused_before;
    uint64_t fetched = look->held > sync->held_before ? look->held - sync->held_before : 0;
    int code = EXIT_FINE;
    if (call->json) {
        json_t *answer = caught_up_json(agent, fetched, look->held);
        left_say(agent, call, answer);
        call_json(call, answer);
    } else {
        call_say(call, "Caught up: %" PRIu64 " new, %" PRIu64 " record%s here\n", fetched,
                 look->held, plural(look->held));
        left_say(agent, call, NULL);
        say_left_over(agent, call);
    }
    if (refused > 0) {
        code = call_fail(call, EXIT_REFUSED,
                         "the academy refused %" PRIu64 " of your writes; see: bigroom outbox list",
                         refused);
    }
    end(agent, sync, code);
}

static void end_offline(struct agent *agent, struct sync *sync, bool connected)
{
    const struct br_node *node = br_replica_node(agent->replica);
    struct call *call = sync->call;
    struct br_peer_status home = {.connected = false};
    if (br_node_peer_count(node) > 0) {
        home = br_node_peer_status(node, 0);
    }
    int code = 0;
    if (connected) {
        code = call_fail(call, EXIT_OFFLINE, "%s is connected, but nothing moves any more",
                         agent->settings.academy_name);
    } else {
        code =
            call_fail(call, EXIT_OFFLINE, "no connection to %s: %s", agent->settings.academy_name,
                      home.why[0] == '\0' ? "it does not answer" : home.why);
    }
    end(agent, sync, code);
}

static void look_at_one(struct agent *agent, struct sync *sync)
{
    uint64_t now = br_clock_read().mono_ms;
    struct look look = look_at(agent);
    bool idle = outbox_idle(agent) && !br_replica_folding(agent->replica);
    print_progress(sync, &look, now);
    if (look.connected && look.complete && look.behind == 0 && idle) {
        end_well(agent, sync, &look);
        return;
    }
    uint64_t mark = look.held + agent->counts.numbered + (agent->counts.waiting << 20) +
                    br_replica_figures(agent->replica).records_folded + look.connected;
    if (mark != sync->mark) {
        sync->mark = mark;
        sync->mark_ms = now;
    }
    uint64_t since = look.connected ? sync->mark_ms : agent->home_since_mono_ms;
    uint64_t from = since > sync->began_ms ? since : sync->began_ms;
    if (now - from >= sync->wait_ms) {
        end_offline(agent, sync, look.connected);
    }
}

void sync_look(struct agent *agent)
{
    struct sync *next = NULL;
    for (struct sync *sync = agent->syncs; sync != NULL; sync = next) {
        next = sync->next;
        look_at_one(agent, sync);
        if (agent->replica == NULL) {
            return; /* its end was the end of the agent */
        }
    }
}

int sync_wait_ms(struct call *call, uint64_t *wait_ms)
{
    const char *text = call_value(call, "wait");
    *wait_ms = BR_SYNC_WAIT_MS;
    if (text == NULL) {
        return EXIT_FINE;
    }
    char *end_at = NULL;
    double seconds = strtod(text, &end_at);
    if (*text == '\0' || *end_at != '\0' || !(seconds > 0 && seconds <= 86400)) {
        return call_fail(call, EXIT_USAGE, "--wait takes seconds, as 20");
    }
    *wait_ms = (uint64_t)(seconds * 1000);
    return EXIT_FINE;
}

void sync_begin(struct agent *agent, struct call *call)
{
    struct sync *sync = calloc(1, sizeof *sync);
    BR_ASSERT(sync != NULL);
    sync->call = call;
    sync->next = agent->syncs;
    agent->syncs = sync;
    call->exit_code = sync_wait_ms(call, &sync->wait_ms);
    sync->began_ms = br_clock_read().mono_ms;
    sync->mark_ms = sync->began_ms;
    sync->refused_before = agent->refused;
    sync->held_before = look_at(agent).held;
    sync->progress = !call->forwarded && !call->json && isatty(STDERR_FILENO) == 1;
    if (call->exit_code != EXIT_FINE) {
        end(agent, sync, call->exit_code);
        return;
    }
    agent->ready = true; /* until it has been counted */
    outbox_tidy(agent);
    br_replica_outbox(agent->replica);
}

void sync_end_all(struct agent *agent)
{
    while (agent->syncs != NULL) {
        struct sync *sync = agent->syncs;
        end(agent, sync, call_fail(sync->call, EXIT_FAILED, "the client is being stopped"));
    }
}
