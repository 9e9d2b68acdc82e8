/*
 * shape.c - what the seed draws before anything happens: machines, peers, who lies, which faults
 * there are and how hard they strike, and when it is busy.
 */
#include "world.h"

enum {
    ACADEMIES_MAX = 4,
    CLIENTS_MAX = 2, /* of each academy */
    BUSY_MS = 100000,
    QUIET_MS = 7500000, /* between two busy times, at most */
};

/* --- peers --- */

static bool joined(uint64_t form, size_t a, size_t b, size_t count)
{
    size_t low = a < b ? a : b;
    size_t high = a < b ? b : a;
    switch (form) {
    case 0: /* everybody with everybody */
        return true;
    case 1: /* a line */
        return high == low + 1;
    case 2: /* a star */
        return low == 0;
    default: /* a ring */
        return high == low + 1 || (low == 0 && high == count - 1);
    }
}

static void make_peers(struct world *world, size_t academies)
{
    uint64_t form = world_roll(world, SITE_SHAPE, 0, 4);
    uint64_t trusting = world_roll(world, SITE_SHAPE, 0, 3); /* 0: all accept all */
    for (size_t i = 0; i < academies; i++) {
        for (size_t j = 0; j < academies; j++) {
            struct machine *one = world->machines[i];
            struct machine *other = world->machines[j];
            if (i == j) {
                continue;
            }
            bool neighbours = joined(form, i, j, academies);
            if (neighbours && i < j) {
                uint64_t who = world_roll(world, SITE_SHAPE, 0, 3);
                one->dials[j] = who != 1;
                other->dials[i] = who != 0;
            }
            if (neighbours || trusting == 0 || world_chance(world, SITE_SHAPE, 0, 50)) {
                machine_accept(world, one, other, true);
            }
        }
    }
}

/* Some academies open a group with one that they accept, or with more, and tell it something. */
static void open_groups(struct world *world, size_t academies)
{
    for (uint32_t i = 0; i < academies; i++) {
        uint32_t named = 0;
        bool wide = world_chance(world, SITE_GROUP, i, 30);
        for (uint32_t j = 0; j < academies; j++) {
            bool takes = world->ever_accepted[i][j] && (wide || named == 0) &&
                         world_chance(world, SITE_GROUP, i, 60);
            named |= (uint32_t)takes << j;
        }
        if (named != 0) {
            struct machine *academy = world->machines[i];
            machine_tell(world, academy, machine_group(world, academy, named | 1u << i));
        }
    }
}

/* --- faults --- */

static void draw_faults(struct world *world)
{
    static const uint64_t pauses_ms[] = {3000, 6000, 12000, 30000};
    static const uint64_t talks_ms[] = {4000, 10000, 30000};
    struct shape *shape = &world->shape;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        shape->kinds[i] = world_chance(world, SITE_SHAPE, 0, 60);
    }
    shape->kinds[FAULT_CUT] = true; /* never a perfect network */
    shape->pause_ms = pauses_ms[world_roll(world, SITE_SHAPE, 0, 4)];
    shape->talk_ms = talks_ms[world_roll(world, SITE_SHAPE, 0, 3)];
    shape->round_count = 3 + (size_t)world_roll(world, SITE_SHAPE, 0, ROUNDS_MAX - 2);
    uint64_t at = world->now_ms;
    for (size_t i = 0; i < shape->round_count; i++) {
        shape->round_from_ms[i] = at;
        at += BUSY_MS / 4 + world_roll(world, SITE_SHAPE, 0, BUSY_MS);
        shape->round_until_ms[i] = at;
        at += world_roll(world, SITE_SHAPE, 0, QUIET_MS);
    }
}

/* One machine at most lies, and not in every seed: an academy, or a member's device. */
static void draw_liar(struct world *world)
{
    uint64_t who = world_roll(world, SITE_SHAPE, 0, world->machine_count);
    if (world_chance(world, SITE_SHAPE, 0, 60)) {
        who = world->machines[who]->home;
    }
    world->machines[who]->liar.lies = world_chance(world, SITE_SHAPE, 0, 50);
}

uint64_t shape_end_ms(const struct world *world)
{
    uint64_t drawn = world->shape.round_until_ms[world->shape.round_count - 1];
    uint64_t until = world->options.plan.until_ms;
    return until != 0 && until < drawn ? until : drawn;
}

uint64_t shape_busy_ms(const struct world *world)
{
    const struct shape *shape = &world->shape;
    uint64_t end = shape_end_ms(world);
    end = world->now_ms < end ? world->now_ms : end;
    uint64_t sum = 0;
    for (size_t i = 0; i < shape->round_count && shape->round_from_ms[i] < end; i++) {
        uint64_t until = shape->round_until_ms[i];
        sum += (until < end ? until : end) - shape->round_from_ms[i];
    }
    return sum;
}

void shape_world(struct world *world)
{
    size_t academies = 2 + (size_t)world_roll(world, SITE_SHAPE, 0, ACADEMIES_MAX - 1);
    for (size_t i = 0; i < academies; i++) {
        char name[] = {(char)('A' + i), '\0'};
        (void)machine_academy(world, name);
    }
    make_peers(world, academies);
    open_groups(world, academies);
    for (size_t i = 0; i < academies; i++) {
        size_t clients = 1 + (size_t)world_roll(world, SITE_SHAPE, 0, CLIENTS_MAX);
        for (size_t j = 0; j < clients; j++) {
            char name[] = {(char)('a' + i), (char)('1' + j), '\0'};
            (void)machine_client(world, name, world->machines[i]);
        }
    }
    draw_faults(world);
    draw_liar(world);
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *machine = world->machines[i];
        uint64_t off = world->options.plan.machines_off;
        machine->absent = (off >> i & 1) != 0 || (off >> machine->home & 1) != 0;
        if (!machine->absent) {
            machine_start(world, machine);
        }
    }
}
