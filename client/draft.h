/**
 * draft.h - something that the member says: filled by field name, checked, saved in the outbox.
 *
 * A draft remembers its first failure: fill what you like, then save. Nothing is saved unless every
 * draft of the call is in order, and the academy would take all of them as far as our copy knows
 * (trial.h); then all are saved, in one transaction.
 */
#ifndef BR_CLIENT_DRAFT_H
#define BR_CLIENT_DRAFT_H

#include "client/call.h"
#include "record/kind.h"
#include "record/message.h"

struct draft {
    struct call *call;
    const struct br_kind *kind;
    ProtobufCMessage *message; /* in the call's arena */
    struct br_id id;
    struct br_audience audience;
    struct br_id needs;  /* zero, or the outbox's item that it refers to */
    uint64_t written_ms; /* 0: now, when it is saved */
    int failed;          /* exit code of the first failure, which has been said */
};

void draft_begin(struct draft *draft, struct call *call, const char *kind,
                 const struct br_audience *audience);
/** Absent texts (data NULL) leave the field absent. */
void draft_set(struct draft *draft, const char *field, struct br_bytes text);
void draft_set_id(struct draft *draft, const char *field, const struct br_id *id);
void draft_set_hash(struct draft *draft, const char *field, const struct br_hash *hash);
/** Every value of an option that may be given again. */
void draft_set_options(struct draft *draft, const char *field, const char *option);
/** The value of option --[option], if it is given. */
void draft_set_option(struct draft *draft, const char *field, const char *option);
/** It refers to this, which may still be in the outbox. */
void draft_needs(struct draft *draft, const struct br_id *id, bool saved_here);

/**
 * Save them all, once they have been tried: when the verb has returned. What it says from here on
 * is unsaid when they are not saved. EXIT_FINE, or an exit code after saying why.
 */
int drafts_save(struct draft *drafts, size_t count);
/** The same, and say so: "Saved here: thread 1a2b3c4d" and who will see it. */
int draft_save_and_say(struct draft *draft, const char *word);

/**
 * What has to be in order before anything else can look at it: lengths of texts, size of the whole.
 * All else is the domain's to say (trial.h). BR_ERR_LIMIT with a sentence.
 */
BR_MUST_USE enum br_status client_check(const struct br_kind *kind, const ProtobufCMessage *message,
                                        struct br_error *error);

#endif
