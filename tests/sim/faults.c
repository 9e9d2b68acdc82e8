/*
 * faults.c - what goes wrong: the seed's bits say which kinds there are, chance how often and when.
 *
 * Beside faults, academies change their minds here about others that they are not connected with.
 */
#include "world.h"

enum { LONGEST_MS = 60000 };

const char *fault_name(enum fault fault)
{
    static const char *const names[FAULT_COUNT] = {
        [FAULT_CUT] = "cut",        [FAULT_BLOCK] = "partition",
        [FAULT_CRASH] = "crash",    [FAULT_BLOCK_ONE] = "one-way partition",
        [FAULT_STOP] = "stop",      [FAULT_VANISH] = "half-open",
        [FAULT_SLOW] = "slow disk",
    };
    return names[fault];
}

/* How long something lasts: mostly short, sometimes longer than anybody's patience. */
static uint64_t lasts(struct world *world, uint32_t machine)
{
    uint64_t most = world_chance(world, SITE_FAULT, machine, 20) ? LONGEST_MS : LONGEST_MS / 20;
    return 1 + world_roll(world, SITE_FAULT, machine, most);
}

static void restart(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    if (!world->machines[index]->up) {
        machine_start(world, world->machines[index]);
    }
}

static void cut_some(struct world *world, uint32_t machine)
{
    uint64_t count = 0;
    struct wire *chosen = NULL;
    for (struct wire *wire = world->wires; wire != NULL; wire = wire->next) {
        if (world_roll(world, SITE_FAULT, machine, ++count) == 0) {
            chosen = wire;
        }
    }
    if (chosen != NULL) {
        wire_cut(world, chosen);
    }
}

static void block(struct world *world, uint32_t machine, bool both)
{
    uint32_t other = (uint32_t)world_roll(world, SITE_FAULT, machine, world->machine_count);
    uint64_t until = world->now_ms + lasts(world, machine);
    world->blocked_until_ms[machine][other] = until;
    if (both) {
        world->blocked_until_ms[other][machine] = until;
    }
}

static void fault(struct world *world, uint32_t index, enum fault what)
{
    struct machine *machine = world->machines[index];
    world->figures.faults[what]++;
    switch (what) {
    case FAULT_CUT:
        cut_some(world, index);
        break;
    case FAULT_BLOCK:
    case FAULT_BLOCK_ONE:
        block(world, index, what == FAULT_BLOCK);
        break;
    case FAULT_CRASH:
    case FAULT_VANISH:
        machine_crash(world, machine, what == FAULT_CRASH);
        world_at(world, world->now_ms + lasts(world, index), restart, index, 0, 0, 0);
        break;
    case FAULT_STOP:
        machine_stop(world, machine);
        world_at(world, world->now_ms + 600 + lasts(world, index), restart, index, 0, 0, 0);
        break;
    case FAULT_SLOW:
        machine->slow_until_ms = world->now_ms + lasts(world, index);
        break;
    case FAULT_COUNT:
        break;
    }
}

static bool neighbours(const struct machine *a, const struct machine *b)
{
    return a->dials[b->index] || b->dials[a->index];
}

/* An academy that is not our neighbour is accepted, or no longer: what relays may bring changes. */
static void change_mind(struct world *world, uint32_t index)
{
    struct machine *machine = world->machines[index];
    struct machine *other = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < world->machine_count && machine->role == BR_NODE_SERVER; i++) {
        struct machine *candidate = world->machines[i];
        if (candidate->role == BR_NODE_SERVER && candidate != machine &&
            !neighbours(machine, candidate) && world_roll(world, SITE_FAULT, index, ++seen) == 0) {
            other = candidate;
        }
    }
    if (other != NULL && machine->up) {
        machine_accept(world, machine, other, !machine->accepts[index][other->index]);
        world->figures.minds++;
    }
}

static void strike(struct world *world, uint32_t index, uint64_t until_ms, uint64_t pause_ms)
{
    uint64_t what = world_roll(world, SITE_FAULT, index, FAULT_COUNT + 3);
    if (what >= FAULT_COUNT) {
        change_mind(world, index);
    } else if ((world->options.seed >> what & 1) == 0 || what == FAULT_CUT) {
        fault(world, index, (enum fault)what);
    }
    uint64_t next = world->now_ms + 1 + world_roll(world, SITE_FAULT, index, pause_ms);
    if (next < until_ms) {
        world_at(world, next, strike, index, 0, until_ms, pause_ms);
    }
}

void faults_begin(struct world *world, uint64_t until_ms)
{
    static const uint64_t pauses_ms[] = {5000, 15000, 40000, 100000};
    uint64_t pause = pauses_ms[world_roll(world, SITE_SHAPE, 0, 4)];
    for (uint32_t i = 0; i < world->machine_count; i++) {
        world_at(world, world->now_ms + world_roll(world, SITE_FAULT, i, pause), strike, i, 0,
                 until_ms, pause);
    }
}

void faults_heal(struct world *world)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        world->machines[i]->slow_until_ms = 0;
        for (uint32_t j = 0; j < world->machine_count; j++) {
            world->blocked_until_ms[i][j] = 0;
        }
    }
    for (uint32_t i = 0; i < world->machine_count; i++) {
        restart(world, i, 0, 0);
    }
}
