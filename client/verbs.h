/**
 * verbs.h - all verbs of the program, by area; each area has a file of its own.
 */
#ifndef BR_CLIENT_VERBS_H
#define BR_CLIENT_VERBS_H

#include "client/call.h"

/* Each ends with a verb without a name. */
extern const struct verb verbs_client[]; /* join, sync, run, status */
extern const struct verb verbs_thread[];
extern const struct verb verbs_forum[];   /* more of threads */
extern const struct verb verbs_academy[]; /* and people */
extern const struct verb verbs_room[];
extern const struct verb verbs_meeting[];
extern const struct verb verbs_adopter[];
extern const struct verb verbs_pdsa[];
extern const struct verb verbs_driver[];
extern const struct verb verbs_roadmap[]; /* and ideas, roadblocks */
extern const struct verb verbs_measure[];
extern const struct verb verbs_outbox[];
extern const struct verb verbs_profile[];
extern const struct verb verbs_batch[];
extern const struct verb verbs_spc[];
extern const struct verb verbs_shared[]; /* what rooms share, and what others do */
extern const struct verb verbs_board[];  /* reports to the board, and their patterns */
extern const struct verb verbs_programme[];
extern const struct verb verbs_watch[]; /* what academies show each other */

/**
 * Find the verb that [argv] (behind the program's name) begins with and read what follows it into
 * [call]. Global options may stand before it. A call with --help or --version has its verb set if
 * there was one, and is otherwise not looked at. An area alone, such as "thread", is the call's
 * group and malformed without --help, but "outbox" and "watch" alone list. BR_ERR_MALFORMED with a
 * sentence.
 */
BR_MUST_USE enum br_status verbs_read(int argc, char *const *argv, struct call *call,
                                      struct br_error *error);

/** Append the help: about the call's verb, its group, or all. */
void verbs_help(const struct call *call, struct br_buffer *out);

/** A page of common/pages as the answer of a verb. */
int verb_page(struct call *call, const char *page, const struct br_parameter *parameters,
              size_t count);

#endif
