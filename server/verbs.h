/**
 * verbs.h - what an operator can ask of an academy, running or not.
 *
 * The same function answers in both cases: `bigroomd VERB DIR …` sends the words to the running
 * server through DIR/control, or opens the folder itself when nothing is running.
 */
#ifndef BR_SERVER_VERBS_H
#define BR_SERVER_VERBS_H

#include "server/academy.h"
#include "server/words.h"

/* Exit codes of bigroomd. */
enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,   /* it was tried and did not work; standard error says why */
    EXIT_USAGE = 2,    /* the words of the call are wrong */
    EXIT_DIFFERENT = 3 /* verify or rebuild found something */
};

struct verb_call {
    struct academy *academy;
    struct br_control_request *request; /* NULL: asked in this process */
    const struct words_form *form;
    struct words words; /* behind the verb; plain[0] is not set: the folder is the academy's */
    struct br_buffer out;
    struct br_buffer err;
    int *exit_code; /* asked in this process: where the answer goes */
    void *state;    /* the verb's own, freed by it */
};

typedef void (*verb_function)(struct verb_call *call);

struct verb {
    struct words_form form;
    const char *help; /* with examples */
    verb_function run;
};

extern const struct verb verbs[];
extern const size_t verbs_count;

/** "peer add" from the first one or two words; NULL when there is no such verb. */
const struct verb *verb_find(const char *first, const char *second, int *words);

/** The value of an option ("" for one that takes none), or NULL. */
const char *verb_option(const struct verb_call *call, const char *name);

/** Answer and end the call; it is gone when this returns. */
void verb_finish(struct verb_call *take_call, int exit_code);
/** A sentence on standard error, and the end. */
BR_PRINTF(3, 4) void verb_fail(struct verb_call *take_call, int exit_code, const char *format, ...);

/**
 * Go on with [then] when [ready] says so, after [wait_ms], or when the academy stops; later, never
 * from inside. The replica may not be asked to do anything once the academy stops.
 */
void verb_wait(struct verb_call *call, bool (*ready)(const struct verb_call *call),
               unsigned wait_ms, verb_function then);

/** A name, a path or a reason on one line, whatever is in it. */
void verb_put_line(struct br_buffer *out, const char *text);

/** Run in this process on an opened academy; the loop ends when it is answered. */
void verbs_run_here(struct academy *academy, int argc, char **argv, int *exit_code);
/** The control socket's handler. */
void verbs_on_request(void *context, struct br_control_request *request,
                      const struct br_control_call *call);

/* verb_status.c */
/** "network", "room" and so on, as status has it. */
const char *audience_word(const struct br_audience *audience);
void verb_status(struct verb_call *call);
void verb_peer_list(struct verb_call *call);
void verb_figures(struct verb_call *call);
/* verb_people.c */
void verb_invite(struct verb_call *call);
void verb_peer_code(struct verb_call *call);
void verb_peer_add(struct verb_call *call);
/* verb_web.c */
void verb_web_certificate(struct verb_call *call);
/* verb_files.c */
void verb_verify(struct verb_call *call);
void verb_rebuild(struct verb_call *call);
void verb_backup(struct verb_call *call);

/* init.c: these two make a folder and need no academy. */
extern const struct words_form init_form;
extern const struct words_form restore_form;
int init_academy(const struct words *words);
int restore_academy(const struct words *words);

#endif
