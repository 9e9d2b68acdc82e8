/* process.c - one verb in a process of its own. */
#include "client/process.h"

#include "client/agent.h"
#include "client/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_finished(struct call *call)
{
    call_said(call);
    agent_stop(call->agent, NULL, NULL);
}

enum br_status process_call(const char *folder, struct call *call, struct br_error *error)
{
    uv_loop_t loop;
    struct agent *agent = NULL;
    bool connect = call->verb->place == VERB_LOOP;
    struct agent_options options = {.folder = folder, .connect = connect, .serve = connect};
    BR_ASSERT(uv_loop_init(&loop) == 0);
    call->finished = on_finished;
    enum br_status status = agent_open(&loop, &options, &agent, error);
    if (status == BR_OK) {
        agent_call(agent, call);
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    BR_ASSERT(uv_loop_close(&loop) == 0);
    return status;
}

static bool print(struct br_buffer *text, FILE *out)
{
    bool good = text->size == 0 ||
                (fwrite(text->data, 1, text->size, out) == text->size && fflush(out) == 0);
    br_buffer_clear(text);
    return good;
}

void process_print(struct call *call)
{
    if (!print(&call->out, stdout)) {
        call->exit_code =
            call_fail(call, EXIT_FAILED, "the answer could not be written: %s",
                      errno == EPIPE ? "nobody reads standard output any more" : strerror(errno));
    }
    (void)print(&call->err, stderr); /* there is nobody left to tell */
}

int process_words(const char *folder, int argc, char *const *argv, struct br_buffer *out)
{
    struct call call = {.verb = NULL};
    struct br_error error = {{0}};
    call_init(&call);
    enum br_status status = verbs_read(argc, argv, &call, &error);
    if (status == BR_OK) {
        status = process_call(folder, &call, &error);
    }
    if (status != BR_OK) {
        call.exit_code = call_fail_status(&call, status, &error);
    }
    if (out != NULL) {
        br_buffer_put(out, call.out.data, call.out.size);
        br_buffer_clear(&call.out);
    }
    process_print(&call);
    int code = call.exit_code;
    call_free(&call);
    return code;
}

bool process_ask(const char *question)
{
    char answer[16] = "";
    if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) {
        return false;
    }
    (void)fprintf(stderr, "%s [y/N] ", question);
    if (fgets(answer, (int)sizeof answer, stdin) == NULL) {
        return false;
    }
    return strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0;
}
