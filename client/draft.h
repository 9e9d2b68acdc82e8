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
    const char *allowed; /* why a data steward lets a patient's number in it pass; or NULL */
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
 * What a data steward says first so that [draft] may pass: the draft of it, which [draft] needs
 * from now on. False: [draft] holds nothing of the kind, or nobody lets it pass.
 */
bool draft_allowance(struct draft *draft, struct draft *allowance);

/**
 * Save them all, once they have been tried: when the verb has returned. What it says from here on
 * is unsaid when they are not saved. EXIT_FINE, or an exit code after saying why.
 */
int drafts_save(struct draft *drafts, size_t count);
/** The same of writes that are made already; they and their needs live as long as the call. */
int writes_save(struct call *call, const struct br_write *writes, const struct br_id *needs,
                size_t count);
/** The same, and say so: "Saved here: thread 1a2b3c4d" and who will see it. */
int draft_save_and_say(struct draft *draft, const char *word);
/** The same of several, the first of which is spoken of. */
int drafts_save_and_say(struct draft *drafts, size_t count, const char *word);

/**
 * What has to be in order before anything else can look at it: the size of the whole
 * (BR_ERR_LIMIT); no patient's number that nobody let pass (BR_ERR_REFUSED), for that must not even
 * be saved here. All else is the domain's to say (trial.h). A sentence comes with it.
 */
BR_MUST_USE enum br_status client_check(const struct draft *draft, struct br_error *error);

/** For the options of each verb that writes. */
#define OPTION_ALLOW_IDENTIFIER                                  \
    {                                                            \
        "allow-identifier", "REASON",                            \
            "what looks like a patient's number passes: a data " \
            "steward says why; it is kept",                      \
            false                                                \
    }

#endif
