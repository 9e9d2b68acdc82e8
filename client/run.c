/* run.c - the verb run: connected until SIGTERM or SIGINT, serving the other verbs. */
#include "base/logline.h"
#include "client/agent.h"
#include "client/site.h"
#include "client/verb_client.h"

#include <poll.h>
#include <signal.h>
#include <string.h>

struct running {
    struct agent *agent;
    uv_signal_t signals[2];
    bool stopping;
};

static void on_stopped(void *context)
{
    (void)context;
    BR_LOGLINE(BR_INFO, "client_stopped", BR_NUMBER("code", 0));
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct running *running = handle->data;
    (void)number;
    if (running->stopping) {
        return;
    }
    running->stopping = true;
    for (size_t i = 0; i < 2; i++) {
        uv_close((uv_handle_t *)&running->signals[i], NULL); /* on the stack of alone_run */
    }
    agent_stop(running->agent, on_stopped, running);
}

/* A short verb, or an agent that is just stopping, may have the folder for a moment. */
static enum br_status open_soon(uv_loop_t *loop, const struct agent_options *options,
                                struct agent **agent, struct br_error *error)
{
    uint64_t end_ms = br_clock_read().mono_ms + BR_STOP_DEADLINE_MS;
    enum br_status status = agent_open(loop, options, agent, error);
    while (status == BR_ERR_BUSY && br_clock_read().mono_ms < end_ms) {
        (void)poll(NULL, 0, 20); /* a lock cannot be waited for with a deadline */
        status = agent_open(loop, options, agent, error);
    }
    return status;
}

int alone_run(const char *folder, struct call *call)
{
    static const int numbers[] = {SIGTERM, SIGINT};
    uv_loop_t loop;
    struct running running = {.stopping = false};
    struct br_error error = {{0}};
    struct agent_options options = {.folder = folder, .connect = true, .serve = true};
    const char *http = call_value(call, "http");
    int code = EXIT_FINE;
    BR_ASSERT(uv_loop_init(&loop) == 0);
    br_logline_level(BR_INFO);
    enum br_status status = open_soon(&loop, &options, &running.agent, &error);
    if (status == BR_OK) {
        status = site_open(running.agent, http, &error);
        if (status != BR_OK) {
            agent_stop(running.agent, on_stopped, &running);
        }
    }
    if (status == BR_OK) {
        for (size_t i = 0; i < 2; i++) {
            BR_ASSERT(uv_signal_init(&loop, &running.signals[i]) == 0);
            running.signals[i].data = &running;
            (void)uv_signal_start(&running.signals[i], on_signal, numbers[i]);
        }
        BR_LOGLINE(BR_INFO, "client_running", BR_TEXT("folder", folder));
    } else {
        code = call_fail(call, EXIT_FAILED, "%s",
                         error.text[0] == '\0' ? br_status_text(status) : error.text);
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    BR_ASSERT(uv_loop_close(&loop) == 0);
    return code;
}
