/**
 * run.h - one plan carried out from the beginning to the verdict, and made smaller when it fails.
 */
#ifndef BR_SIM_RUN_H
#define BR_SIM_RUN_H

#include "figures.h"
#include "plan.h"

struct verdict {
    bool failed;
    char why[400];
    uint64_t at_ms;
    uint64_t state; /* a running hash of all that happened */
    struct figures figures;
    struct plan did; /* the plan with every strike and act that happened named in it */
};

/** Here and now. Free [verdict].did with plan_free. */
void run_plan(const struct plan *plan, bool verbose, struct verdict *verdict);
/**
 * In a process of its own, so that an assertion, a crash or a sanitizer's finding is a verdict too,
 * with what had happened until then in [did]. Begin and end are apart for running several at once.
 */
struct run;
struct run *run_begin(const struct plan *plan);
void run_end(struct run *take_run, struct verdict *verdict);
/** The file to wait on: readable when run_end will not wait. */
int run_fd(const struct run *run);

/** Take away from [plan], which fails as [verdict] says, what it fails without; then write it. */
bool shrink(const struct plan *plan, const struct verdict *verdict, const char *path);

#endif
