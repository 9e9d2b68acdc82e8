/**
 * verb_form.h - a verb that says one record, declared as a form of the pages is.
 *
 *      arguments, options -> names (ids of things) -> lookup -> message -> outbox
 *
 * An option's name is the field that it fills, with "-" for "_": --study-on fills study_on; one
 * that takes no value says true. What a lookup of common/domain finds holds against everything; an
 * empty value leaves a field out; what is neither found nor given is as [begins] has it, so that a
 * change says only what changes. Where a text may be said several times, each line of what [begins]
 * has is one.
 */
#ifndef BR_CLIENT_VERB_FORM_H
#define BR_CLIENT_VERB_FORM_H

#include "client/draft.h"
#include "client/find.h"

enum { VERB_FORM_ARGUMENTS_MAX = 4, VERB_FORM_ACADEMY = 1 << 30 };

/* What an argument or an option's value names. */
struct verb_form_name {
    const char *name; /* the lookup's parameter, and the message's field if it has one */
    unsigned things;  /* THING_... or'ed, or VERB_FORM_ACADEMY; 0: a text as it stands */
};

/* What leaves only when --with names it. */
struct verb_form_part {
    const char *name;
    const char *fields; /* of the message, between blanks; an option that fills one names it, too */
};

struct verb_form {
    const char *kind;
    /* As struct br_site_form's: parameters are the arguments and options by name, and :today. */
    const char *lookup;
    const char *begins; /* as a page's prefill; NULL: nothing stands but what is given */
    /* As struct br_site_form's: a record that is said with the first. */
    const char *also;
    const char *also_lookup;
    const char *audience; /* "academy" or "network" when no lookup says for whom */
    const char *word;     /* "Saved here: PDSA 1a2b3c4d" */
    struct verb_form_name arguments[VERB_FORM_ARGUMENTS_MAX];
    const struct verb_form_name *options; /* those whose values name things; ends without a name */
    /* What the message gets beyond that: an exit code, after saying why. NULL: nothing. */
    int (*more)(struct call *call, struct draft *draft);
    const struct verb_form_part *parts; /* ends without a name; NULL: all of it */
    /* The last look at what would be saved: an exit code, and [save] false when it is not. */
    int (*look)(struct call *call, const struct draft *draft, bool *save);
};

/** Run the verb that declares a form (verb.form). */
int verb_form_run(struct call *call);

#endif
