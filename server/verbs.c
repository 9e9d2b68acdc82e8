/* verbs.c - the table of verbs, and how a call is answered. */
#include "server/verbs.h"
#include "pages/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERB_OUTPUT_MAX = 64 * 1024 * 1024 };

const struct verb verbs[] = {
    {{.verb = "status", .usage = "DIR [--json]", .plain_count = 1, .options = {{"json", false}}},
     "Shows what this academy holds of each stream, who is connected, and the digests of its "
     "views.\n"
     "  bigroomd status /srv/bath\n"
     "  bigroomd status /srv/bath --json | jq .digest.views\n",
     verb_status},
    {{.verb = "invite",
      .usage = "DIR --member NAME (--role ROLE[,ROLE…] | --again) [--days N]",
      .plain_count = 1,
      .options = {{"member", true}, {"role", true}, {"days", true}, {"again", false}}},
     "Makes a code with which a member enrols a device, and the same as a link for a browser: one "
     "of the\n"
     "two can be used, once. Roles: participant, coach, faculty, lead, sponsor, data_steward, "
     "admin. It is good\n"
     "for seven days, or for --days N. More devices a member adds in the browser, under Your "
     "account.\n"
     "--again is for a member who lost it, or needs a new password.\n"
     "  bigroomd invite /srv/bath --member \"Ash Invented\" --role coach\n"
     "  bigroomd invite /srv/bath --member \"Ash Invented\" --again\n",
     verb_invite},
    {{.verb = "peer code", .usage = "DIR", .plain_count = 1},
     "Prints the code that another academy adds to become our peer.\n"
     "  bigroomd peer code /srv/bath\n",
     verb_peer_code},
    {{.verb = "peer add",
      .usage = "DIR CODE [--no-dial]",
      .plain_count = 2,
      .options = {{"no-dial", false}}},
     "Accepts another academy by its code; it must add ours as well. With --no-dial it is not "
     "called:\n"
     "its records come through others.\n"
     "  bigroomd peer add /srv/bath peer-AbC…\n",
     verb_peer_add},
    {{.verb = "peer list", .usage = "DIR [--json]", .plain_count = 1, .options = {{"json", false}}},
     "Shows each accepted academy: connected or why not, how far behind we are, how far it is.\n"
     "  bigroomd peer list /srv/bath\n",
     verb_peer_list},
    {{.verb = "web certificate", .usage = "DIR FILE", .plain_count = 2},
     "Shows browsers the certificate in FILE from now on: PEM, the key without a passphrase, its\n"
     "certificate, and those that lead to its authority. Peers and devices go on seeing the\n"
     "academy's own key.\n"
     "  bigroomd web certificate /srv/bath /etc/letsencrypt/live/bath/all.pem\n",
     verb_web_certificate},
    {{.verb = "figures", .usage = "DIR [--json]", .plain_count = 1, .options = {{"json", false}}},
     "Prints what has been counted since the start as one line of JSON: transactions, records "
     "stored\n"
     "and folded, bytes on the open connections.\n"
     "  bigroomd figures /srv/bath\n",
     verb_figures},
    {{.verb = "verify", .usage = "DIR [--json]", .plain_count = 1, .options = {{"json", false}}},
     "Reads every record and checks every chain, signature and index. Exit 3 when something is "
     "wrong.\n"
     "  bigroomd verify /srv/bath\n",
     verb_verify},
    {{.verb = "rebuild", .usage = "DIR [--json]", .plain_count = 1, .options = {{"json", false}}},
     "Computes the views anew from the log and compares. Exit 3 when they differed (they are then\n"
     "replaced).\n"
     "  bigroomd rebuild /srv/bath\n",
     verb_rebuild},
    {{.verb = "backup", .usage = "DIR FILE", .plain_count = 2},
     "Writes logs, private data and keys into one file. Keep it as safe as the keys.\n"
     "  bigroomd backup /srv/bath /backup/bath-2026-11-23.bigroom\n",
     verb_backup},
};
const size_t verbs_count = sizeof verbs / sizeof verbs[0];

const struct verb *verb_find(const char *first, const char *second, int *words)
{
    for (size_t i = 0; i < verbs_count; i++) {
        const char *space = strchr(verbs[i].form.verb, ' ');
        size_t length =
            space == NULL ? strlen(verbs[i].form.verb) : (size_t)(space - verbs[i].form.verb);
        bool first_fits =
            strlen(first) == length && strncmp(first, verbs[i].form.verb, length) == 0;
        bool second_fits = space == NULL || (second != NULL && strcmp(second, space + 1) == 0);
        if (first_fits && second_fits) {
            *words = space == NULL ? 1 : 2;
            return &verbs[i];
        }
    }
    return NULL;
}

/* Names and reasons of others stand in what we answer: none of them moves anybody's cursor. */
static struct br_bytes safe(struct br_buffer *text, struct br_buffer *out)
{
    br_buffer_init(out, (size_t)4 * VERB_OUTPUT_MAX); /* \x1b is four for one */
    br_text_terminal_safe(br_buffer_bytes(text), out);
    return br_buffer_bytes(out);
}

static void print(struct br_bytes text, FILE *to)
{
    if (text.size > 0) {
        (void)fwrite(text.data, 1, text.size, to);
    }
}

void verb_finish(struct verb_call *take_call, int exit_code)
{
    struct verb_call *call = take_call;
    struct br_buffer safe_out;
    struct br_buffer safe_err;
    struct br_bytes out = safe(&call->out, &safe_out);
    struct br_bytes err = safe(&call->err, &safe_err);
    if (call->request != NULL) {
        br_control_output(call->request, out);
        br_control_error(call->request, err);
        br_control_finish(call->request, exit_code);
    } else {
        print(out, stdout);
        print(err, stderr);
        *call->exit_code = exit_code;
        academy_stop(call->academy);
    }
    br_buffer_free(&safe_out);
    br_buffer_free(&safe_err);
    br_buffer_free(&call->out);
    br_buffer_free(&call->err);
    free(call);
}

/* --- waiting for what the loop brings --- */

enum { WAIT_LOOK_MS = 5 };

struct wait {
    uv_timer_t timer;
    struct verb_call *call;
    bool (*ready)(const struct verb_call *call);
    verb_function then;
    uint64_t end_ms;
};

static void on_wait_closed(uv_handle_t *handle)
{
    struct wait *wait = handle->data;
    struct verb_call *call = wait->call;
    verb_function then = wait->then;
    free(wait);
    then(call);
}

static void on_wait(uv_timer_t *timer)
{
    struct wait *wait = timer->data;
    if (wait->call->academy->stopping || wait->ready(wait->call) ||
        br_clock_read().mono_ms >= wait->end_ms) {
        uv_close((uv_handle_t *)timer, on_wait_closed);
    }
}

void verb_wait(struct verb_call *call, bool (*ready)(const struct verb_call *call),
               unsigned wait_ms, verb_function then)
{
    struct wait *wait = calloc(1, sizeof *wait);
    BR_ASSERT(wait != NULL);
    wait->call = call;
    wait->ready = ready;
    wait->then = then;
    wait->end_ms = br_clock_read().mono_ms + wait_ms;
    BR_ASSERT(uv_timer_init(&call->academy->loop, &wait->timer) == 0);
    wait->timer.data = wait;
    (void)uv_timer_start(&wait->timer, on_wait, 0, WAIT_LOOK_MS);
}

void verb_put_line(struct br_buffer *out, const char *text)
{
    br_text_terminal_line(br_bytes_of_text(text), out);
}

void verb_fail(struct verb_call *take_call, int exit_code, const char *format, ...)
{
    char sentence[ACADEMY_FOLDER_SIZE + 1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    br_buffer_put_text(&take_call->err, "bigroomd: ");
    verb_put_line(&take_call->err, sentence);
    br_buffer_put_text(&take_call->err, "\n");
    verb_finish(take_call, exit_code);
}

const char *verb_option(const struct verb_call *call, const char *name)
{
    return words_value(call->form, &call->words, name);
}

/* argv[0] is the verb. The words were read before they were sent, perhaps by another version. */
static void begin(struct academy *academy, struct br_control_request *request, int argc,
                  char **argv, int *exit_code)
{
    struct verb_call *call = calloc(1, sizeof *call);
    BR_ASSERT(call != NULL);
    call->academy = academy;
    call->request = request;
    call->exit_code = exit_code;
    br_buffer_init(&call->out, VERB_OUTPUT_MAX);
    br_buffer_init(&call->err, VERB_OUTPUT_MAX);
    for (size_t i = 0; i < verbs_count; i++) {
        if (argc == 0 || strcmp(argv[0], verbs[i].form.verb) != 0) {
            continue;
        }
        struct br_error error = {""};
        call->form = &verbs[i].form;
        if (words_read(call->form, 1, argc - 1, argv + 1, &call->words, &error) != BR_OK) {
            verb_fail(call, EXIT_USAGE, "%s", error.text);
        } else {
            verbs[i].run(call);
        }
        return;
    }
    verb_fail(call, EXIT_USAGE, "the running server does not know this verb");
}

void verbs_run_here(struct academy *academy, int argc, char **argv, int *exit_code)
{
    begin(academy, NULL, argc, argv, exit_code);
}

void verbs_on_request(void *context, struct br_control_request *request,
                      const struct br_control_call *call)
{
    begin(context, request, call->argc, call->argv, NULL);
}
