/**
 * process.h - one verb carried out by a process of its own, with an agent that lives as long.
 */
#ifndef BR_CLIENT_PROCESS_H
#define BR_CLIENT_PROCESS_H

#include "client/call.h"

/**
 * Carry out [call] with an agent of our own: exit code in the call, answers in its buffers.
 * BR_ERR_BUSY: another process has the folder. Else as agent_open.
 */
BR_MUST_USE enum br_status process_call(const char *folder, struct call *call,
                                        struct br_error *error);
/**
 * The same for a verb given as words, such as "sync"; prints what it answers, on standard output
 * unless [out] takes that. Exit code.
 */
int process_words(const char *folder, int argc, char *const *argv, struct br_buffer *out);
/**
 * Print what the call answered, on standard output and error, and forget it. Output that cannot be
 * written is said on standard error and makes the exit code of the call EXIT_FAILED.
 */
void process_print(struct call *call);

/** Ask a question on the terminal; false without one, or for anything that is not yes. */
bool process_ask(const char *question);

#endif
