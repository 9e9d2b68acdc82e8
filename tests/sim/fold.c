/*
 * fold.c - a machine's views: behind the logs by some seconds, as in common/replica, with crashes
 * in the middle as everywhere.
 */
#include "world.h"

#include <stdlib.h>

enum { BEHIND_MS = 40000 };

static bool is_expected(const struct machine *machine, enum br_status status)
{
    return (machine->full && (status == BR_ERR_DISK_FULL || status == BR_ERR_IO)) ||
           (machine->damaged && status == BR_ERR_CORRUPT);
}

/* [path] lives as long as the views. */
static enum br_status views_open(const struct world *world, const struct machine *machine,
                                 const char *path, struct br_views **views, struct br_error *error)
{
    struct br_views_options options = {
        .path = path, .domain = machine_domain(world, machine), .academy = machine->academy};
    return br_views_open(&options, views, error);
}

/* One side may find that the views are to begin again: then the other's records are gone too. */
static enum br_status fold_into(struct machine *machine, struct br_views *views)
{
    enum br_status status = BR_OK;
    for (uint64_t folded = 1; folded > 0 && status == BR_OK;) {
        folded = 0;
        for (size_t i = 0; i < 2; i++) {
            struct br_fold_progress progress = {.more = true};
            while (progress.more && status == BR_OK) {
                status = br_views_fold(views, machine->sides[i].reader, &progress);
                folded += progress.records;
                if (progress.damage_count > 0) {
                    machine->found = progress.damages[0];
                }
            }
        }
    }
    return status;
}

static void fold(struct world *world, struct machine *machine)
{
    struct br_error error = {""};
    version_runs(machine);
    enum br_status status = BR_OK;
    if (machine->views == NULL) {
        machine_path(machine, "views.db", machine->views_path, sizeof machine->views_path);
        status = views_open(world, machine, machine->views_path, &machine->views, &error);
    }
    if (status == BR_OK) {
        status = fold_into(machine, machine->views);
    }
    machine->folded = status;
    if (status != BR_OK && !is_expected(machine, status) && !disk_crashed(machine)) {
        world_fail(world, "%s: views cannot be folded: %s %s", machine->name,
                   br_status_text(status), error.text);
    }
}

/* What cannot be read any more is asked of others, as the node knows how. */
static void report(struct world *world, struct machine *machine)
{
    struct br_damage found = machine->found;
    machine->found.seq_bad = 0;
    if (found.seq_bad != 0 && !machine->damaged) {
        world_fail(world, "I3: %s cannot read record %llu of a stream", machine->name,
                   (unsigned long long)found.seq_bad);
    } else if (found.seq_bad != 0) {
        shell_damaged(world, machine, &found.stream, found.number, found.seq_bad);
    }
}

static void fold_now(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    machine->folds = false;
    if (commit_survives(world, machine, fold)) {
        report(world, machine);
    }
}

bool fold_find_damage(struct machine *machine, struct br_damage *found)
{
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    enum br_status status = BR_ERR_NOT_FOUND;
    BR_ASSERT(batch != NULL);
    for (size_t i = 0; i < machine->held_count && status != BR_ERR_CORRUPT; i++) {
        const struct held *held = &machine->held[i];
        struct br_log_reader *reader = machine->sides[side_of(&held->stream.audience)].reader;
        uint64_t after = 0;
        *found = (struct br_damage){.number = held->number, .stream = held->stream};
        while ((status = br_log_read(reader, held->number, after, batch, &found->seq_bad)) ==
               BR_OK) {
            after = batch->head.seq;
        }
    }
    br_log_batch_free(batch);
    free(batch);
    return status == BR_ERR_CORRUPT;
}

static void scrub_now(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct machine *machine = world->machines[index];
    if (fold_find_damage(machine, &machine->found)) {
        report(world, machine);
    }
}

void fold_scrub(struct world *world, struct machine *machine)
{
    if (machine->damaged && !world->options.steady) { /* else there is nothing to find */
        world_at(world, world->now_ms + 1, scrub_now, machine->index, machine->generation, 0, 0);
    }
}

void fold_soon(struct world *world, struct machine *machine)
{
    if (!machine->folds && !world->options.steady) {
        uint64_t later = world_roll(world, SITE_FOLD, machine->index, BEHIND_MS);
        machine->folds = true;
        world_at(world, world->now_ms + later, fold_now, machine->index, machine->generation, 0, 0);
    }
}

void fold_close(struct machine *machine)
{
    br_views_close(machine->views);
    machine->views = NULL;
    machine->folds = false;
    machine->found.seq_bad = 0;
}

bool fold_all(struct world *world, struct machine *machine)
{
    fold(world, machine);
    return machine->folded == BR_OK;
}

static void print_difference(void *context, const char *sentence)
{
    (void)context;
    (void)printf("  %s\n", sentence);
}

void fold_compare(struct world *world, struct machine *machine)
{
    char path[100];
    struct br_views *fresh = NULL;
    struct br_error error = {""};
    uint64_t differences = 0;
    version_runs(machine);
    machine_path(machine, "fresh.db", path, sizeof path);
    enum br_status status = views_open(world, machine, path, &fresh, &error);
    if (status == BR_OK) {
        status = fold_into(machine, fresh);
    }
    br_views_close(fresh);
    if (status == BR_OK) {
        status = br_views_compare(machine->views, path, &differences, print_difference, NULL);
    }
    if (status != BR_OK || differences > 0) {
        world_fail(world, "I6: %s: %llu rows of its views are not what its log says (%s)",
                   machine->name, (unsigned long long)differences, br_status_text(status));
    }
}
