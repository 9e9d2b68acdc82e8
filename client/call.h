/**
 * call.h - one verb being carried out: what was asked, what it may use, what it answers.
 *
 * A verb is a function that may block: it runs on a pool thread, in turn with the folds when it
 * needs the views (VERB_VIEWS, with the outbox shown in them), beside them when it does not
 * (VERB_DEVICE). It answers into buffers and with an exit code. Whatever is said passes through the
 * terminal-safe printing, so no text of anybody can steer a terminal.
 *
 *      run ---> exit code
 *       |                         a verb that writes leaves trial.writes and settle behind:
 *       +--> tried on the logs' lanes --> settle --> exit code
 *                      ^                    |
 *                      +--------------------+  a batch's next lines
 */
#ifndef BR_CLIENT_CALL_H
#define BR_CLIENT_CALL_H

#include "base/arena.h"
#include "client/options.h"
#include "client/trial.h"
#include "session/node.h"
#include "store/device.h"
#include "store/views.h"

#include <jansson.h>

struct agent;
struct call;
struct verb_form;

/* Exit codes of the program. */
enum exit_code {
    EXIT_FINE = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_OFFLINE = 3, /* no connection to the academy */
    EXIT_REFUSED = 4, /* the academy refused a write */
    EXIT_UNKNOWN = 5, /* no such thing here, or more than one */
};

enum verb_place {
    VERB_ALONE,  /* join and run: a process of its own */
    VERB_LOOP,   /* sync, pages: on the agent's loop */
    VERB_VIEWS,  /* reads views, with the outbox shown */
    VERB_DEVICE, /* needs no more than the outbox */
    VERB_PLAIN,  /* needs no folder at all: carried out where it is asked */
};

enum verb_input {
    INPUT_NONE,
    INPUT_TEXT, /* standard input when --text is "-" */
    INPUT_FILE, /* the contents of the last argument; "-" is standard input */
};

struct verb {
    const char *area; /* NULL for verbs of one word */
    const char *name;
    const char *arguments; /* as the help shows them; NULL: none */
    size_t arguments_min;
    size_t arguments_max;
    const char *summary;
    const char *examples; /* lines of the help */
    const struct option_rule *rules;
    const struct verb_form *form; /* of verb_form_run */
    enum verb_place place;
    enum verb_input input;
    bool wants_streams;            /* call.streams and call.home are filled */
    int (*run)(struct call *call); /* VIEWS, DEVICE, PLAIN */
    void (*begin)(struct agent *agent, struct call *call); /* LOOP: finishes the call later */
};

struct call {
    const struct verb *verb;
    const char *group; /* words like "thread" without a verb behind them; else NULL */
    struct options options;
    struct br_bytes input;
    bool json;
    bool forwarded; /* asked through the control socket */
    struct agent *agent;
    struct br_views *views; /* VERB_VIEWS: while it runs */
    size_t hidden;          /* writes of the outbox that were too many to show */
    struct br_buffer out;
    struct br_buffer err;
    struct br_arena arena; /* for what the verb makes */
    int exit_code;
    struct trial trial; /* what it wants to write */
    /* Save it, or say why not: on a pool thread when it has been tried. NULL: nothing to write. */
    int (*settle)(struct call *call);
    size_t said;     /* bytes of [out] that hold also when nothing is saved */
    void *state;     /* the verb's own, between run and settle */
    bool wrote;      /* the outbox has changed */
    bool renumbered; /* and has to be handed over from its start again */
    /* as the node saw it when the verb began */
    struct br_stream_status *streams;
    size_t stream_count;
    struct br_peer_status home;
    void (*finished)(struct call *call);
    void *context;
    struct call *next; /* the agent's, while it waits */
};

void call_init(struct call *call);
void call_free(struct call *call);

/** Say something on standard output; texts of people are made safe. */
BR_PRINTF(2, 3) void call_say(struct call *call, const char *format, ...);
/** The same on standard error, with "bigroom: " before it. */
BR_PRINTF(2, 3) void call_note(struct call *call, const char *format, ...);
/** End a line of columns: without the blanks that would follow the last word. */
void call_line_end(struct call *call);
/** Forget what was said on standard output behind its first [size] bytes. */
void call_unsay(struct call *call, size_t size);
/** The whole answer of a verb with --json, on one line; nothing in it steers a terminal. */
void call_json(struct call *call, json_t *take_answer);
/** Said: when more was said than fits, nothing of it counts, and the verb has failed. */
void call_said(struct call *call);
/** A note, and [exit_code] back: return call_fail(...). */
BR_PRINTF(3, 4)
int call_fail(struct call *call, enum exit_code exit_code, const char *format, ...);
/** The sentence in [error], or the status's own words. */
int call_fail_status(struct call *call, enum br_status status, const struct br_error *error);

/** The first [size_max] bytes of [text] at most, cut between characters. */
struct br_bytes text_cut(struct br_bytes text, size_t size_max);

/** A refusal's sentences, one a line, behind each other on one line. */
const char *reasons_line(const char *reasons, char out[BR_REASON_SIZE_MAX + 1]);

/** "" behind the word for one thing, "s" for any other count. */
const char *plural(uint64_t count);

const char *call_value(const struct call *call, const char *option);
bool call_has(const struct call *call, const char *option);
const char *call_argument(const struct call *call, size_t index);
/** The value of --[option]; "-" stands for what came with the call. Absent: data NULL. */
struct br_bytes call_text(const struct call *call, const char *option);

#endif
