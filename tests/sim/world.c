/* world.c - virtual time, chance by hashing, events in the order of (time, sequence). */
#include "world.h"

#include "domain/domain.h"
#include "vfs.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct event {
    uint64_t at_ms;
    uint64_t sequence;
    world_happens happens;
    uint32_t machine;
    uint32_t generation;
    uint64_t a;
    uint64_t b;
};

/* --- chance --- */

static uint64_t mix(uint64_t a, uint64_t b)
{
    struct br_rng rng = br_rng_seeded(a ^ (b * 0x9e3779b97f4a7c15u));
    (void)br_rng_next(&rng);
    return br_rng_next(&rng);
}

uint64_t world_roll(struct world *world, enum site site, uint32_t machine, uint64_t bound)
{
    uint64_t counter = world->counters[site][machine]++;
    uint64_t roll = mix(mix(mix(world->options.plan.seed, (uint64_t)site), machine), counter);
    return bound == 0 ? roll : roll % bound;
}

bool world_chance(struct world *world, enum site site, uint32_t machine, uint64_t percent)
{
    return world_roll(world, site, machine, 100) < percent;
}

void world_turn(struct world *world, enum site site, uint32_t machine, uint64_t number)
{
    world->counters[site][machine] = number << 20; /* far more choices than one has */
}

void world_note(struct world *world, uint64_t value)
{
    world->state = mix(world->state, value);
}

void world_fail(struct world *world, const char *format, ...)
{
    if (world->failed) {
        return;
    }
    world->failed = true;
    va_list arguments;
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it was begun two lines above */
    (void)vsnprintf(world->why, sizeof world->why, format, arguments);
    va_end(arguments);
}

/* --- events --- */

static bool earlier(const struct event *a, const struct event *b)
{
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->sequence < b->sequence;
}

static void swap(struct event *a, struct event *b)
{
    struct event kept = *a;
    *a = *b;
    *b = kept;
}

uint64_t world_sequence(struct world *world)
{
    return ++world->event_last;
}

void world_at(struct world *world, uint64_t at_ms, world_happens happens, uint32_t machine,
              uint32_t generation, uint64_t a, uint64_t b)
{
    world_in_turn(world, world_sequence(world), at_ms, happens, machine, generation, a, b);
}

void world_in_turn(struct world *world, uint64_t sequence, uint64_t at_ms, world_happens happens,
                   uint32_t machine, uint32_t generation, uint64_t a, uint64_t b)
{
    if (world->heap_count == world->heap_capacity) {
        world->heap_capacity = world->heap_capacity == 0 ? 256 : world->heap_capacity * 2;
        world->heap = realloc(world->heap, world->heap_capacity * sizeof *world->heap);
        BR_ASSERT(world->heap != NULL);
    }
    size_t at = world->heap_count++;
    world->heap[at] = (struct event){.at_ms = at_ms < world->now_ms ? world->now_ms : at_ms,
                                     .sequence = sequence,
                                     .happens = happens,
                                     .machine = machine,
                                     .generation = generation,
                                     .a = a,
                                     .b = b};
    while (at > 0 && earlier(&world->heap[at], &world->heap[(at - 1) / 2])) {
        swap(&world->heap[at], &world->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

static struct event take_event(struct world *world)
{
    struct event first = world->heap[0];
    world->heap[0] = world->heap[--world->heap_count];
    size_t at = 0;
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++) {
            if (child < world->heap_count && earlier(&world->heap[child], &world->heap[least])) {
                least = child;
            }
        }
        if (least == at) {
            return first;
        }
        swap(&world->heap[at], &world->heap[least]);
        at = least;
    }
}

void world_run(struct world *world, uint64_t until_ms)
{
    while (!world->failed && world->heap_count > 0 && world->heap[0].at_ms <= until_ms) {
        struct event event = take_event(world);
        const struct machine *machine = world->machines[event.machine];
        world->now_ms = event.at_ms;
        if (event.generation != 0 && machine->generation != event.generation) {
            continue;
        }
        world->figures.events++;
        world_note(world, event.at_ms);
        world_note(world, event.machine);
        event.happens(world, event.machine, event.a, event.b);
    }
    if (!world->failed) {
        world->now_ms = until_ms;
    }
}

/* --- the world --- */

struct world *world_new(const struct world_options *options)
{
    static bool registered;
    if (!registered) {
        registered = true;
        vfs_register(true);
    }
    struct world *world = calloc(1, sizeof *world);
    size_t count = 0;
    struct br_error error;
    BR_ASSERT(world != NULL);
    world->options = *options;
    plan_copy(&world->options.plan, &options->plan);
    world->now_ms = 1000;
    vfs_set_chance(options->plan.seed);
    vfs_set_time(world->now_ms);
    const struct br_file *files = br_domain_files(&count);
    BR_ASSERT(br_domain_new(files, count, &world->domain, &error) == BR_OK);
    version_new(world);
    verify_new();
    world->history = history_new();
    return world;
}

struct machine *world_find(struct world *world, const char *name)
{
    for (size_t i = 0; i < world->machine_count; i++) {
        if (strcmp(world->machines[i]->name, name) == 0) {
            return world->machines[i];
        }
    }
    return NULL;
}

uint32_t world_academy(const struct world *world, const struct br_hash *academy)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        if (world->machines[i]->role == BR_NODE_SERVER &&
            br_hash_equal(&world->machines[i]->academy, academy)) {
            return i;
        }
    }
    return MACHINES_MAX;
}

void world_name(struct world *world, const void *bytes, size_t size, const char *name)
{
    BR_ASSERT(world->name_count < sizeof world->names / sizeof *world->names);
    world->names[world->name_count++] =
        (struct br_trace_name){.bytes = bytes, .size = size, .name = name};
}
