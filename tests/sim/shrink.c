/*
 * shrink.c - a failing plan made smaller (ddmin: Zeller, Hildebrandt 2002): strikes first, then
 * acts, then machines, then time. What is left must fail in the same way.
 */
#include "run.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES_MAX = 2000 };

struct shrinking {
    struct plan best;
    struct verdict verdict;
    size_t tries;
};

/* "I4: ..." and "I4: ..." are the same; what begins otherwise must begin with the same words. */
static bool same_way(const char *a, const char *b)
{
    size_t size = strcspn(a, ":0123456789");
    if (a[0] == 'I' && strchr(a, ':') != NULL) {
        size = strcspn(a, ":");
    }
    return strncmp(a, b, size) == 0;
}

/* The verdict's plan lives in [best] and nowhere else. */
static bool still_fails(struct shrinking *shrinking, const struct plan *plan)
{
    struct verdict verdict;
    if (shrinking->tries++ >= TRIES_MAX) {
        return false;
    }
    run_end(run_begin(plan), &verdict);
    bool fails = verdict.failed && same_way(shrinking->verdict.why, verdict.why);
    if (fails) {
        struct plan smaller;
        plan_copy(&smaller, plan);
        plan_free(&shrinking->best);
        shrinking->best = smaller;
        memcpy(shrinking->verdict.why, verdict.why, sizeof verdict.why);
        shrinking->verdict.at_ms = verdict.at_ms;
    }
    plan_free(&verdict.did);
    return fails;
}

static struct marks *marks_of(struct plan *plan, bool strikes)
{
    return strikes ? &plan->strikes : &plan->acts;
}

/* Without the marks [from, from + count). */
static bool try_without(struct shrinking *shrinking, bool strikes, size_t from, size_t count)
{
    struct plan plan;
    plan_copy(&plan, &shrinking->best);
    struct marks *marks = marks_of(&plan, strikes);
    size_t rest = marks->count - from - count;
    memmove(marks->items + from, marks->items + from + count, rest * sizeof *marks->items);
    marks->count -= count;
    bool fails = still_fails(shrinking, &plan);
    plan_free(&plan);
    return fails;
}

static void shrink_marks(struct shrinking *shrinking, bool strikes)
{
    size_t size = marks_of(&shrinking->best, strikes)->count;
    while (size > 0) {
        for (size_t from = 0; from < marks_of(&shrinking->best, strikes)->count;) {
            size_t left = marks_of(&shrinking->best, strikes)->count - from;
            size_t count = size < left ? size : left;
            if (!try_without(shrinking, strikes, from, count)) {
                from += count;
            }
        }
        size /= 2;
    }
}

static void shrink_machines(struct shrinking *shrinking)
{
    for (unsigned i = 0; i < 24; i++) {
        struct plan plan;
        plan_copy(&plan, &shrinking->best);
        plan.machines_off |= 1ull << i;
        if (plan.machines_off != shrinking->best.machines_off) {
            (void)still_fails(shrinking, &plan);
        }
        plan_free(&plan);
    }
}

static void shrink_time(struct shrinking *shrinking)
{
    uint64_t low = 0;
    uint64_t high = shrinking->best.until_ms;
    while (high - low > 1000) {
        struct plan plan;
        plan_copy(&plan, &shrinking->best);
        plan.until_ms = low + (high - low) / 2;
        if (still_fails(shrinking, &plan)) {
            high = plan.until_ms;
        } else {
            low = plan.until_ms;
        }
        plan_free(&plan);
    }
}

bool shrink(const struct plan *plan, const struct verdict *verdict, const char *path)
{
    struct shrinking shrinking = {.verdict = *verdict};
    plan_copy(&shrinking.best, plan);
    if (verdict->did.strikes.count + verdict->did.acts.count > 0) {
        struct plan did;
        plan_copy(&did, &verdict->did);
        did.until_ms = verdict->at_ms;
        if (!still_fails(&shrinking, &did)) { /* it failed after the healing: its time stands */
            did.until_ms = plan->until_ms;
            (void)still_fails(&shrinking, &did);
        }
        plan_free(&did);
    }
    for (size_t before = 0; before != shrinking.tries && shrinking.tries < TRIES_MAX;) {
        size_t marks = shrinking.best.strikes.count + shrinking.best.acts.count;
        before = shrinking.tries;
        shrink_marks(&shrinking, true);
        shrink_marks(&shrinking, false);
        shrink_machines(&shrinking);
        if (marks == shrinking.best.strikes.count + shrinking.best.acts.count) {
            break;
        }
    }
    shrink_time(&shrinking);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        (void)fprintf(stderr, "%s cannot be written\n", path);
        plan_free(&shrinking.best);
        return false;
    }
    plan_write(out, &shrinking.best, shrinking.verdict.why);
    (void)printf("%zu runs left %zu strikes and %zu acts: sim --replay %s\n", shrinking.tries,
                 shrinking.best.strikes.count, shrinking.best.acts.count, path);
    plan_free(&shrinking.best);
    return fclose(out) == 0;
}
