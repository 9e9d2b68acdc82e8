/*
 * outbox.c - the outbox at work: handed over to home, settled with what home says, tidied.
 *
 *      PULL --> pull (device lane) --> submit              the node asks, we read what is ready
 *      OUTCOMES --> settle (device lane) --> tidy          numbered or refused, with the reason
 *      folded --> tidy (views lane)                        what is folded here leaves the outbox
 *
 * What was handed over in one conversation and not settled is handed over again in the next; the
 * record id makes that harmless.
 */
#include "client/agent.h"

#include "base/failpoint.h"
#include "base/logline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void log_failure(const char *what, enum br_status status)
{
    if (status != BR_OK) {
        BR_LOGLINE(BR_ERROR, "outbox_failed", BR_TEXT("at", what),
                   BR_TEXT("why", br_status_text(status)));
    }
}

/* --- handing over --- */

struct pull {
    struct agent *agent;
    br_connection home;
    uint64_t round;
    int64_t after;
    size_t wanted;
    size_t count;
    bool more;
    enum br_status status;
    struct br_buffer payloads;
    size_t offsets[BR_SUBMIT_FRAME_MAX];
    struct br_submission items[BR_SUBMIT_FRAME_MAX];
};

static bool pull_one(void *context, const struct br_outbox_item *item)
{
    struct pull *pull = context;
    if (pull->count == pull->wanted) {
        pull->more = true;
        return false;
    }
    pull->after = item->number;
    pull->offsets[pull->count] = pull->payloads.size;
    br_buffer_put(&pull->payloads, item->write.payload.data, item->write.payload.size);
    pull->items[pull->count++] = (struct br_submission){
        .id = item->write.id,
        .audience = item->write.audience,
        .kind = item->write.kind,
        .written_ms = item->write.written_ms,
        .payload = {.size = item->write.payload.size},
    };
    return true;
}

static void pull_work(void *context)
{
    struct pull *pull = context;
    struct br_device *device = agent_device_take(pull->agent);
    pull->status = br_outbox_ready(device, pull->after, pull_one, pull);
    agent_device_give(pull->agent);
}

static void pull_done(void *context)
{
    struct pull *pull = context;
    struct agent *agent = pull->agent;
    if (pull->status == BR_OK && !br_buffer_ok(&pull->payloads)) {
        pull->status = BR_ERR_NO_MEMORY;
    }
    log_failure("pull", pull->status);
    if (pull->status != BR_OK) {
        pull->count = 0;
        pull->more = false;
    }
    for (size_t i = 0; i < pull->count; i++) {
        pull->items[i].payload.data = pull->payloads.data + pull->offsets[i];
    }
    if (agent->pull_round == pull->round && pull->count > 0) {
        atomic_store(&agent->pull_after, pull->after);
    }
    BR_FAILPOINT("outbox.submit.before");
    if (agent->replica != NULL) {
        br_replica_submit(agent->replica, pull->home, pull->items, pull->count, pull->more);
    }
    BR_FAILPOINT("outbox.submit.after");
    br_buffer_free(&pull->payloads);
    free(pull);
}

void outbox_pull(struct agent *agent, br_connection home, size_t count)
{
    if (home != agent->pull_home) {
        agent->pull_home = home;
        agent->pull_round++;
        atomic_store(&agent->pull_after, 0);
    }
    struct pull *pull = calloc(1, sizeof *pull);
    BR_ASSERT(pull != NULL);
    pull->agent = agent;
    pull->home = home;
    pull->round = agent->pull_round;
    pull->after = atomic_load(&agent->pull_after);
    pull->wanted = count < BR_SUBMIT_FRAME_MAX ? count : BR_SUBMIT_FRAME_MAX;
    br_buffer_init(&pull->payloads, (size_t)BR_SUBMIT_FRAME_MAX * BR_PAYLOAD_SIZE_MAX);
    agent_run(agent, &agent->device_lane, pull_work, pull_done, pull);
}

void outbox_written(struct agent *agent, bool renumbered)
{
    if (renumbered) {
        agent->pull_round++;
        atomic_store(&agent->pull_after, 0);
    }
    agent->ready = true; /* until tidying knows better */
    outbox_tidy(agent);
    if (agent->replica != NULL) {
        br_replica_outbox(agent->replica);
    }
}

/* --- outcomes --- */

struct settle {
    struct agent *agent;
    size_t count;
    uint64_t refused; /* more than before: one that waits with another is not counted */
    enum br_status status;
    struct br_outcome outcomes[];
};

static void settle_work(void *context)
{
    struct settle *settle = context;
    struct br_outbox_counts before = {0};
    struct br_outbox_counts after = {0};
    struct br_device *device = agent_device_take(settle->agent);
    settle->status = br_outbox_count(device, &before);
    if (settle->status == BR_OK) {
        BR_FAILPOINT("outbox.settle.before");
        settle->status = br_outbox_settle(device, settle->outcomes, settle->count);
        BR_FAILPOINT("outbox.settle.after");
    }
    if (settle->status == BR_OK) {
        settle->status = br_outbox_count(device, &after);
    }
    agent_device_give(settle->agent);
    settle->refused = after.refused > before.refused ? after.refused - before.refused : 0;
}

static void settle_done(void *context)
{
    struct settle *settle = context;
    struct agent *agent = settle->agent;
    log_failure("settle", settle->status);
    agent->settling--;
    agent->refused += settle->refused;
    free(settle);
    outbox_tidy(agent);
}

void outbox_outcomes(struct agent *agent, const struct br_result *results, size_t count)
{
    struct settle *settle = calloc(1, sizeof *settle + count * sizeof settle->outcomes[0]);
    BR_ASSERT(settle != NULL);
    settle->agent = agent;
    settle->count = count;
    for (size_t i = 0; i < count; i++) {
        struct br_outcome *outcome = &settle->outcomes[i];
        outcome->type = results[i].reason == NULL ? BR_OUTCOME_NUMBERED : BR_OUTCOME_REFUSED;
        outcome->id = results[i].id;
        outcome->epoch = results[i].epoch;
        outcome->seq = results[i].seq;
        if (results[i].reason != NULL) {
            (void)snprintf(outcome->reason, sizeof outcome->reason, "%s", results[i].reason);
        }
    }
    agent->settling++;
    agent_run(agent, &agent->device_lane, settle_work, settle_done, settle);
}

/* --- tidying --- */

struct own_streams {
    struct br_hash academy;
    struct br_views *views;
    struct br_device *device;
    enum br_status status;
};

static void drop_seen_of(void *context, const struct br_stream_state *state)
{
    struct own_streams *own = context;
    if (own->status == BR_OK && br_hash_equal(&state->stream.origin, &own->academy)) {
        uint64_t folded = br_views_folded(own->views, state->number);
        own->status = br_outbox_seen(own->device, &state->stream.audience, folded);
    }
}

void outbox_drop_seen(struct agent *agent, const struct br_replica_hands *hands)
{
    struct own_streams own = {.academy = agent->settings.academy, .views = hands->views};
    own.device = agent_device_take(agent);
    for (size_t i = 0; i < 2 && own.status == BR_OK; i++) {
        enum br_status status = br_log_reader_streams(hands->readers[i], drop_seen_of, &own);
        own.status = own.status == BR_OK ? status : own.status;
    }
    agent_device_give(agent);
    log_failure("tidy", own.status);
}

struct tidy {
    struct agent *agent;
    struct br_outbox_counts counts;
    bool ready;
};

static bool note_ready(void *context, const struct br_outbox_item *item)
{
    (void)item;
    *(bool *)context = true;
    return false;
}

static void tidy_count(struct tidy *tidy)
{
    struct br_device *device = agent_device_take(tidy->agent);
    enum br_status status = br_outbox_count(device, &tidy->counts);
    tidy->ready = false;
    if (status == BR_OK && tidy->counts.waiting > 0) {
        status = br_outbox_ready(device, 0, note_ready, &tidy->ready);
    }
    agent_device_give(tidy->agent);
    log_failure("count", status);
}

static void tidy_work(void *context, const struct br_replica_hands *hands)
{
    struct tidy *tidy = context;
    tidy_count(tidy);
    if (tidy->counts.numbered > 0) {
        BR_FAILPOINT("outbox.tidy.before");
        outbox_drop_seen(tidy->agent, hands);
        BR_FAILPOINT("outbox.tidy.after");
        tidy_count(tidy);
    }
}

static void tidy_done(void *context)
{
    struct tidy *tidy = context;
    struct agent *agent = tidy->agent;
    agent->counts = tidy->counts;
    agent->ready = tidy->ready;
    agent->tidying = false;
    free(tidy);
    if (agent->tidy_again) {
        outbox_tidy(agent);
    }
    agent_changed(agent);
}

void outbox_tidy(struct agent *agent)
{
    agent->tidy_again = agent->tidying;
    if (agent->tidying || agent->replica == NULL) {
        return;
    }
    agent->tidying = true;
    struct tidy *tidy = calloc(1, sizeof *tidy);
    BR_ASSERT(tidy != NULL);
    tidy->agent = agent;
    br_replica_run(agent->replica, BR_FILE_VIEWS, tidy_work, tidy_done, tidy);
}

bool outbox_idle(const struct agent *agent)
{
    return agent->settling == 0 && agent->leaving == 0 && !agent->tidying && !agent->tidy_again &&
           !agent->ready && agent->counts.numbered == 0;
}
