/* agent.c - opening, stopping, events of the replica, carrying out verbs. */
#include "client/agent.h"

#include "base/logline.h"
#include "client/joined.h"
#include "client/serve.h"
#include "client/site.h"
#include "diagram/functions.h"
#include "domain/domain.h"
#include "replica/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMER_MS 250u           /* looks at syncs' deadlines */
#define SAVE_INTERVAL_MS 30000u /* of "last caught up", when nothing else makes us write it */
#define PATH_SIZE 4096u

/* --- device.db and jobs --- */

struct br_device *agent_device_take(struct agent *agent)
{
    uv_mutex_lock(&agent->device_mutex);
    return agent->device;
}

void agent_device_give(struct agent *agent)
{
    uv_mutex_unlock(&agent->device_mutex);
}

struct agent_job {
    struct br_job job;
    struct agent *agent;
    void (*work)(void *context);
    void (*done)(void *context);
    void *context;
};

static void settle_down(struct agent *agent);

static void job_work(struct br_job *job)
{
    struct agent_job *mine = (struct agent_job *)(void *)job;
    mine->work(mine->context);
}

static void job_done(struct br_job *job)
{
    struct agent_job *mine = (struct agent_job *)(void *)job;
    struct agent *agent = mine->agent;
    agent->jobs--;
    mine->done(mine->context);
    free(mine);
    settle_down(agent);
}

void agent_run(struct agent *agent, struct br_lane *lane, void (*work)(void *context),
               void (*done)(void *context), void *context)
{
    struct agent_job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    *job = (struct agent_job){.job = {.work = job_work, .done = job_done},
                              .agent = agent,
                              .work = work,
                              .done = done,
                              .context = context};
    agent->jobs++;
    br_lane_add(lane, &job->job);
}

/* --- what the replica tells; nothing of the replica may be called from inside these --- */

static bool on_find(void *context, const struct br_hash *academy, struct br_endpoint *endpoint)
{
    struct agent *agent = context;
    if (!br_hash_equal(academy, &agent->settings.academy)) {
        return false;
    }
    (void)snprintf(endpoint->address, sizeof endpoint->address, "%s", agent->settings.address);
    endpoint->pin = agent->settings.pin;
    return true;
}

struct new_pin {
    struct agent *agent;
    struct br_hash pin;
};

static void pin_work(void *context)
{
    struct new_pin *new_pin = context;
    struct br_bytes pin = {.data = new_pin->pin.bytes, .size = sizeof new_pin->pin};
    enum br_status status = br_device_put(agent_device_take(new_pin->agent), "pin", pin);
    agent_device_give(new_pin->agent);
    if (status != BR_OK) {
        BR_LOGLINE(BR_ERROR, "pin_not_kept", BR_TEXT("why", br_status_text(status)));
    }
}

static void pin_done(void *context)
{
    free(context);
}

/* Home replaces its TLS key by a record: from then on the new one is expected. */
static void on_trust(void *context, const struct br_trust_fact *fact)
{
    struct agent *agent = context;
    bool ours =
        fact->type == BR_TRUST_KEYS && br_hash_equal(&fact->origin, &agent->settings.academy);
    if (ours && !br_hash_equal(&fact->tls_pin, &agent->settings.pin)) {
        struct new_pin *new_pin = malloc(sizeof *new_pin);
        BR_ASSERT(new_pin != NULL);
        *new_pin = (struct new_pin){.agent = agent, .pin = fact->tls_pin};
        agent->settings.pin = fact->tls_pin;
        agent_run(agent, &agent->device_lane, pin_work, pin_done, new_pin);
    }
}

static void on_party(void *context, const struct br_party *party, bool up)
{
    struct agent *agent = context;
    (void)party;
    agent->home_up = up;
    agent->home_since_mono_ms = br_clock_read().mono_ms;
}

static void on_pull(void *context, br_connection home, size_t count)
{
    outbox_pull(context, home, count);
}

static void on_outcomes(void *context, const struct br_result *results, size_t count)
{
    outbox_outcomes(context, results, count);
}

static void on_purged(void *context, const struct br_stream *stream, const char *reason)
{
    left_stream(context, stream, reason);
}

static void call_begin(struct agent *agent, struct call *call);

static void on_folded(void *context)
{
    struct agent *agent = context;
    agent->folded_once = true;
    while (agent->waiting != NULL) {
        struct call *call = agent->waiting;
        agent->waiting = call->next;
        call_begin(agent, call);
    }
    outbox_tidy(agent);
    site_changed(agent);
}

static const struct br_replica_events replica_events = {
    .find = on_find,
    .on_trust = on_trust,
    .on_party = on_party,
    .on_pull = on_pull,
    .on_outcomes = on_outcomes,
    .on_purged = on_purged,
    .on_folded = on_folded,
};

void agent_changed(struct agent *agent)
{
    if (agent->syncs != NULL) {
        sync_look(agent);
    }
}

static void on_timer(uv_timer_t *timer)
{
    struct agent *agent = timer->data;
    uint64_t now = br_clock_read().mono_ms;
    agent_changed(agent);
    if (agent->home_up && now >= agent->saved_mono_ms + SAVE_INTERVAL_MS) {
        agent->saved_mono_ms = now;
        caught_up_save(agent);
    }
}

/* --- verbs --- */

static void finish(struct call *call)
{
    struct agent *agent = call->agent;
    if (call->wrote) {
        outbox_written(agent, call->renumbered);
        site_changed(agent);
    }
    call->finished(call); /* last touch */
}

static void go_on(struct call *call);

static void settle_work(void *context)
{
    struct call *call = context;
    int (*settle)(struct call *) = call->settle;
    call->settle = NULL;
    call->exit_code = settle(call);
}

static void settle_done(void *context)
{
    go_on(context);
}

static void on_tried(struct call *call)
{
    agent_run(call->agent, &call->agent->verb_lane, settle_work, settle_done, call);
}

/* What it wants to write is tried first; see trial.h. */
static void go_on(struct call *call)
{
    if (call->settle != NULL && call->exit_code == EXIT_FINE) {
        trial_begin(call, on_tried);
    } else {
        finish(call);
    }
}

static void views_work(void *context, const struct br_replica_hands *hands)
{
    struct call *call = context;
    struct br_error error = {{0}};
    enum br_status status = show_outbox(call, hands, &error);
    if (status != BR_OK) {
        call->exit_code = call_fail_status(call, status, &error);
        return;
    }
    call->exit_code = call->verb->run(call);
    hide_outbox(call);
}

static void run_done(void *context)
{
    go_on(context);
}

static void device_work(void *context)
{
    struct call *call = context;
    call->exit_code = call->verb->run(call);
}

static void take_streams(struct agent *agent, struct call *call)
{
    const struct br_node *node = br_replica_node(agent->replica);
    size_t count = br_node_stream_count(node);
    call->streams = calloc(count + 1, sizeof *call->streams);
    BR_ASSERT(call->streams != NULL);
    for (size_t i = 0; i < count; i++) {
        struct br_stream_status status = br_node_stream_status(node, i);
        uint64_t kept = caught_up_when(agent, &status.stream);
        if (kept > status.caught_up_wall_ms) {
            status.caught_up_wall_ms = kept;
        }
        if (status.tail.seq > 0 || status.known_seq > 0) {
            call->streams[call->stream_count++] = status;
        }
    }
    if (br_node_peer_count(node) > 0) {
        call->home = br_node_peer_status(node, 0);
    }
}

static void call_begin(struct agent *agent, struct call *call)
{
    if (call->verb->wants_streams) {
        take_streams(agent, call);
    }
    if (call->verb->place == VERB_DEVICE) {
        agent_run(agent, &agent->verb_lane, device_work, run_done, call);
    } else {
        br_replica_run(agent->replica, BR_FILE_VIEWS, views_work, run_done, call);
    }
}

void agent_call(struct agent *agent, struct call *call)
{
    call->agent = agent;
    if (agent->replica == NULL) {
        call->exit_code = call_fail(call, EXIT_FAILED, "the client is being stopped");
        call->finished(call);
    } else if (call->verb->place == VERB_LOOP) {
        call->verb->begin(agent, call);
    } else if (!agent->folded_once) {
        struct call **at = &agent->waiting;
        while (*at != NULL) {
            at = &(*at)->next;
        }
        call->next = NULL;
        *at = call;
    } else {
        call_begin(agent, call);
    }
}

/* --- opening --- */

static enum br_status path_of(const struct agent *agent, const char *name, char out[PATH_SIZE])
{
    int size = snprintf(out, PATH_SIZE, "%s/%s", agent->folder, name);
    return size > 0 && (size_t)size < PATH_SIZE ? BR_OK : BR_ERR_LIMIT;
}

static enum br_status open_device(struct agent *agent, struct br_error *error)
{
    char path[PATH_SIZE];
    enum br_status status = path_of(agent, "device.db", path);
    if (status == BR_OK) {
        status = br_device_open(path, false, &agent->device, error);
    }
    bool missing = status == BR_ERR_NOT_FOUND;
    if (status == BR_OK) {
        status = settings_load(agent->device, &agent->settings, error);
    }
    if (status != BR_OK && joined_in_part(agent->folder)) {
        return br_error_set(error, status,
                            "joining was interrupted in %s: go on with bigroom join CODE --dir %s",
                            agent->folder, agent->folder);
    }
    if (missing) {
        return br_error_set(error, status,
                            "%s is no client's folder: join an academy first (bigroom join CODE)",
                            agent->folder);
    }
    return status == BR_OK ? caught_up_load(agent) : status;
}

static enum br_status open_pages(struct agent *agent, struct br_error *error)
{
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    enum br_status status = br_domain_new(files, count, &agent->domain, error);
    if (status == BR_OK) {
        br_domain_add_functions(agent->domain, br_drawing_functions);
        files = br_page_files(&count);
        status = br_pages_new(files, count, &agent->pages, error);
    }
    return status;
}

static enum br_status open_replica(struct agent *agent, struct br_error *error)
{
    struct br_replica_options options = {
        .loop = agent->loop,
        .role = BR_NODE_CLIENT,
        .folder = agent->folder,
        .domain = agent->domain,
        .academy = agent->settings.academy,
        .tls = agent->tls,
        .create = true,
        .software = "bigroom " BIGROOM_VERSION,
    };
    return br_replica_open(&options, &replica_events, agent, &agent->replica, error);
}

static enum br_status open_all(struct agent *agent, const struct agent_options *options,
                               struct br_error *error)
{
    char path[PATH_SIZE];
    enum br_status status = br_folder_lock(agent->folder, &agent->lock, error);
    if (status == BR_ERR_NOT_FOUND) {
        (void)br_error_set(error, status,
                           "there is no folder %s: join an academy first (bigroom join CODE)",
                           agent->folder);
    }
    if (status == BR_OK) {
        status = open_device(agent, error);
    }
    if (status == BR_OK) {
        status = open_pages(agent, error);
    }
    if (status == BR_OK && options->connect) {
        status = path_of(agent, "tls.pem", path);
        if (status == BR_OK) {
            status = br_tls_open(path, &agent->tls, error);
        }
    }
    if (status == BR_OK && options->serve) {
        status = path_of(agent, "control", path);
        if (status == BR_OK) {
            status =
                br_control_start(agent->loop, path, serve_request, agent, &agent->control, error);
        }
    }
    if (status == BR_OK) {
        status = open_replica(agent, error);
    }
    return status;
}

static void close_all(struct agent *agent)
{
    if (agent->tls != NULL) {
        br_tls_free(agent->tls);
    }
    br_pages_free(agent->pages);
    br_domain_free(agent->domain);
    br_device_close(agent->device);
    if (agent->lock >= 0) {
        br_folder_unlock(agent->lock);
    }
    uv_mutex_destroy(&agent->device_mutex);
    free(agent->caught_up);
    left_free(agent);
    free(agent);
}

enum br_status agent_open(uv_loop_t *loop, const struct agent_options *options, struct agent **out,
                          struct br_error *error)
{
    struct agent *agent = calloc(1, sizeof *agent);
    BR_ASSERT(agent != NULL && uv_mutex_init(&agent->device_mutex) == 0);
    agent->loop = loop;
    agent->lock = -1;
    (void)snprintf(agent->folder, sizeof agent->folder, "%s", options->folder);
    br_lane_init(&agent->device_lane, loop);
    br_lane_init(&agent->verb_lane, loop);
    enum br_status status = open_all(agent, options, error);
    if (status != BR_OK) {
        if (agent->control != NULL) {
            br_control_stop(agent->control);
        }
        while (agent->jobs > 0) { /* a key that the log told of while it was opened */
            (void)uv_run(loop, UV_RUN_ONCE);
        }
        close_all(agent);
        return status;
    }
    agent->home_since_mono_ms = br_clock_read().mono_ms;
    agent->saved_mono_ms = agent->home_since_mono_ms;
    BR_ASSERT(uv_timer_init(loop, &agent->timer) == 0);
    agent->timer.data = agent;
    (void)uv_timer_start(&agent->timer, on_timer, TIMER_MS, TIMER_MS);
    agent->handles = 1;
    if (options->connect) {
        br_replica_peer(agent->replica, &agent->settings.academy, true);
    }
    *out = agent;
    return BR_OK;
}

/* --- stopping --- */

static void settle_down(struct agent *agent)
{
    if (!agent->replica_gone || agent->handles > 0 || agent->jobs > 0) {
        return;
    }
    void (*stopped)(void *) = agent->stopped;
    void *context = agent->stopped_context;
    close_all(agent);
    if (stopped != NULL) {
        stopped(context);
    }
}

static void on_replica_stopped(void *context)
{
    struct agent *agent = context;
    agent->replica_gone = true;
    settle_down(agent);
}

void agent_part_closed(struct agent *agent)
{
    agent->handles--;
    settle_down(agent);
}

static void on_timer_closed(uv_handle_t *handle)
{
    agent_part_closed(handle->data);
}

void agent_stop(struct agent *take_agent, void (*stopped)(void *context), void *context)
{
    struct agent *agent = take_agent;
    BR_ASSERT(agent->replica != NULL);
    agent->stopped = stopped;
    agent->stopped_context = context;
    atomic_store(&agent->stopping, true);
    caught_up_save(agent);
    struct br_replica *replica = agent->replica;
    agent->replica = NULL;
    sync_end_all(agent);
    while (agent->waiting != NULL) {
        struct call *call = agent->waiting;
        agent->waiting = call->next;
        agent_call(agent, call); /* says that the client is being stopped */
    }
    if (agent->control != NULL) {
        br_control_stop(agent->control);
    }
    uv_close((uv_handle_t *)&agent->timer, on_timer_closed);
    site_stop(agent);
    br_replica_stop(replica, on_replica_stopped, agent);
}
