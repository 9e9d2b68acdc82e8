/**
 * control.h - verbs on a running program: a Unix socket in its folder, mode 0600.
 *
 * One request a connection: the arguments and what was on standard input. The answer is a stream of
 * output chunks for standard output and standard error and an exit code. Framing on the socket:
 * 1 byte type, 4 bytes length, bytes. Types: 'a' argument, 'i' input, '.' end of request; 'b' begun
 * (sent before the verb does anything), 'o' output, 'e' error output, 'x' exit code (1 byte). An
 * answer that ends before 'b' means that nothing was done, so that the verb may be tried again.
 * Only processes of the same user and root can connect (mode, and SO_PEERCRED is checked). At most
 * BR_CONTROL_CLIENTS_MAX at once, the others wait; an asker that leaves more than
 * BR_CONTROL_ANSWER_MAX unread is dropped.
 */
#ifndef BR_NET_CONTROL_H
#define BR_NET_CONTROL_H

#include "base/bytes.h"

#include <uv.h>

struct br_control;
struct br_control_request; /* alive from on_request until br_control_finish */

struct br_control_call {
    int argc;
    char **argv; /* NULL-terminated; owned by the request */
    struct br_bytes input;
};

typedef void (*br_control_handler)(void *context, struct br_control_request *request,
                                   const struct br_control_call *call);

/**
 * BR_ERR_BUSY when something answers there already; a dead socket file is replaced. [path] may be
 * of any depth. BR_ERR_NOT_FOUND: no such folder. BR_ERR_LIMIT: too long a name. BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_control_start(uv_loop_t *loop, const char *path,
                                            br_control_handler on_request, void *context,
                                            struct br_control **control, struct br_error *error);
/**
 * Remove the socket; requests that are being answered finish first, those that are finished and not
 * yet read are given up after BR_STOP_DEADLINE_MS / 2. The memory goes while the loop runs.
 */
void br_control_stop(struct br_control *take_control);
void br_control_output(struct br_control_request *request, struct br_bytes text);
void br_control_error(struct br_control_request *request, struct br_bytes text);
/** Send the exit code and end the request; it may be gone when this returns. */
void br_control_finish(struct br_control_request *take_request, int exit_code);
/** True when the asking process has gone: long work for it can stop. */
bool br_control_abandoned(const struct br_control_request *request);

/**
 * The asking side, blocking: run the verb in the program behind [path], copy its output to our
 * standard output and error, and return BR_OK with its exit code. BR_ERR_NOT_FOUND: nothing
 * listens. BR_ERR_REFUSED: another user's. BR_ERR_LIMIT: over BR_CONTROL_REQUEST_MAX or
 * BR_CONTROL_ARGUMENTS_MAX. BR_ERR_BUSY: it ended before it had begun with the verb, as a program
 * that is just stopping does. BR_ERR_CLOSED: it broke off later. BR_ERR_IO: the verb was carried
 * out, but our standard output did not take all of its answer. BR_ERR_PROTOCOL.
 */
BR_MUST_USE enum br_status br_control_call(const char *path, int argc, char *const *argv,
                                           struct br_bytes input, int *exit_code,
                                           struct br_error *error);

#endif
