/* serve.c - verbs of other processes, carried out in this one. */
#include "client/serve.h"

#include "client/agent.h"
#include "client/verbs.h"

#include <stdlib.h>

struct served {
    struct call call;
    struct br_control_request *request;
};

static void on_finished(struct call *call)
{
    struct served *served = call->context;
    call_said(call);
    br_control_output(served->request, br_buffer_bytes(&call->out));
    br_control_error(served->request, br_buffer_bytes(&call->err));
    br_control_finish(served->request, call->exit_code);
    call_free(call);
    free(served);
}

void serve_request(void *context, struct br_control_request *request,
                   const struct br_control_call *asked)
{
    struct served *served = calloc(1, sizeof *served);
    BR_ASSERT(served != NULL);
    served->request = request;
    struct call *call = &served->call;
    call_init(call);
    call->forwarded = true;
    call->input = asked->input;
    call->finished = on_finished;
    call->context = served;
    struct br_error error = {{0}};
    if (verbs_read(asked->argc, asked->argv, call, &error) != BR_OK) {
        call->exit_code = call_fail(call, EXIT_USAGE, "%s", error.text);
        on_finished(call);
    } else if (call_has(call, "help") || call_has(call, "version")) {
        /* Before they ask a running client, programs answer this themselves. */
        verbs_help(call, &call->out);
        on_finished(call);
    } else if (call->verb->place == VERB_ALONE) {
        call->exit_code =
            call_fail(call, EXIT_FAILED, "a client is running in this folder already");
        on_finished(call);
    } else if (call->verb->place == VERB_PLAIN) {
        call->exit_code = call_fail(call, EXIT_USAGE, "this verb is not for a running client");
        on_finished(call);
    } else {
        agent_call(context, call);
    }
}
