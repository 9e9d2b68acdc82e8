/* main.c - run seeds; say which failed and how to see it again. */
#include "base/logline.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    ACADEMIES_MAX = 4,
    CLIENTS_MAX = 2, /* of each academy */
    SETTLE_MS = 180000,
    LOOK_MS = 1000,
};

struct options {
    uint64_t first;
    uint64_t seeds;
    bool verbose;
    bool twice;
};

/* --- the shape of a network --- */

static bool joined(uint64_t shape, size_t a, size_t b, size_t count)
{
    size_t low = a < b ? a : b;
    size_t high = a < b ? b : a;
    switch (shape) {
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
    uint64_t shape = world_roll(world, SITE_SHAPE, 0, 4);
    uint64_t trusting = world_roll(world, SITE_SHAPE, 0, 3); /* 0: all accept all */
    for (size_t i = 0; i < academies; i++) {
        for (size_t j = 0; j < academies; j++) {
            struct machine *one = world->machines[i];
            struct machine *other = world->machines[j];
            if (i == j) {
                continue;
            }
            bool neighbours = joined(shape, i, j, academies);
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

static void make_world(struct world *world)
{
    size_t academies = 2 + (size_t)world_roll(world, SITE_SHAPE, 0, ACADEMIES_MAX - 1);
    for (size_t i = 0; i < academies; i++) {
        char name[] = {(char)('A' + i), '\0'};
        (void)machine_academy(world, name);
    }
    make_peers(world, academies);
    for (size_t i = 0; i < academies; i++) {
        size_t clients = 1 + (size_t)world_roll(world, SITE_SHAPE, 0, CLIENTS_MAX);
        for (size_t j = 0; j < clients; j++) {
            char name[] = {(char)('a' + i), (char)('1' + j), '\0'};
            (void)machine_client(world, name, world->machines[i]);
        }
    }
    for (size_t i = 0; i < world->machine_count; i++) {
        machine_start(world, world->machines[i]);
    }
}

/* --- one seed --- */

static void settle(struct world *world)
{
    char why[300] = "";
    uint64_t healed = world->now_ms;
    while (!world->failed && !judge_settled(world, why, sizeof why)) {
        if (world->now_ms >= healed + SETTLE_MS) {
            world_fail(world, "not settled %d s after everything works again: %s", SETTLE_MS / 1000,
                       why);
            return;
        }
        world_run(world, world->now_ms + LOOK_MS);
    }
    uint64_t took = world->now_ms - healed;
    world->figures.heal_ms = took;
}

static void run(const struct options *options, uint64_t seed, struct world_figures *sum,
                uint64_t *virtual_ms, uint64_t *state, bool *failed)
{
    struct world_options world_options = {.seed = seed};
    struct world *world = world_new(&world_options);
    if (options->verbose) {
        world->trace = stdout;
        memset(world->traced, 1, sizeof world->traced);
    }
    make_world(world);
    uint64_t until = world->now_ms + 20000 + world_roll(world, SITE_SHAPE, 0, 100000);
    people_begin(world, until);
    faults_begin(world, until);
    world_run(world, until);
    faults_heal(world);
    settle(world);
    if (!world->failed) {
        judge_end(world);
    }
    *failed = world->failed;
    if (world->failed) {
        (void)printf("seed %llu failed at %llu ms: %s\n  again: sim --seed %llu --verbose\n",
                     (unsigned long long)seed, (unsigned long long)world->now_ms, world->why,
                     (unsigned long long)seed);
    }
    sum->events += world->figures.events;
    sum->frames += world->figures.frames;
    sum->commits += world->figures.commits;
    sum->records += world->figures.records;
    sum->writes += world->figures.writes;
    sum->refused += world->figures.refused;
    sum->minds += world->figures.minds;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        sum->faults[i] += world->figures.faults[i];
    }
    sum->heal_ms = world->figures.heal_ms > sum->heal_ms ? world->figures.heal_ms : sum->heal_ms;
    sum->ticks_most =
        world->figures.ticks_most > sum->ticks_most ? world->figures.ticks_most : sum->ticks_most;
    *virtual_ms += world->now_ms;
    *state = world->state;
    world_free(world);
}

static void usage(void)
{
    (void)fprintf(stderr, "usage: sim [--seeds N] [--first M] [--seed N] [--twice] [--verbose]\n");
    exit(2);
}

static struct options read_options(int argc, char **argv)
{
    struct options options = {.first = 1, .seeds = 60};
    for (int i = 1; i < argc; i++) {
        bool number = i + 1 < argc;
        if (strcmp(argv[i], "--verbose") == 0) {
            options.verbose = true;
        } else if (strcmp(argv[i], "--twice") == 0) {
            options.twice = true;
        } else if (strcmp(argv[i], "--seeds") == 0 && number) {
            options.seeds = strtoull(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "--first") == 0 && number) {
            options.first = strtoull(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "--seed") == 0 && number) {
            options.first = strtoull(argv[++i], NULL, 10);
            options.seeds = 1;
        } else {
            usage();
        }
    }
    return options;
}

static void print_figures(const struct options *options, const struct world_figures *sum,
                          uint64_t virtual_ms)
{
    (void)printf("seeds %llu to %llu, %.2f simulated hours, %llu events, %llu frames, %llu "
                 "commits, %llu records stored, %llu writes (%llu refused)\n",
                 (unsigned long long)options->first,
                 (unsigned long long)(options->first + options->seeds - 1),
                 (double)virtual_ms / 3600000.0, (unsigned long long)sum->events,
                 (unsigned long long)sum->frames, (unsigned long long)sum->commits,
                 (unsigned long long)sum->records, (unsigned long long)sum->writes,
                 (unsigned long long)sum->refused);
    (void)printf("faults:");
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        (void)printf("%s %llu %s", i == 0 ? "" : ",", (unsigned long long)sum->faults[i],
                     fault_name((enum fault)i));
    }
    (void)printf("; %llu acceptances changed", (unsigned long long)sum->minds);
    (void)printf("\nlongest until all agreed %.1f s, most ticks of one machine in a second %llu\n",
                 (double)sum->heal_ms / 1000.0, (unsigned long long)sum->ticks_most);
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct world_figures sum = {0};
    uint64_t virtual_ms = 0;
    uint64_t passed = 0;
    br_crypto_init();
    for (uint64_t seed = options.first; seed < options.first + options.seeds; seed++) {
        bool failed = false;
        uint64_t state = 0;
        run(&options, seed, &sum, &virtual_ms, &state, &failed);
        if (options.twice && !failed) {
            uint64_t again = 0;
            run(&options, seed, &sum, &virtual_ms, &again, &failed);
            if (again != state) {
                (void)printf("seed %llu does not repeat itself\n", (unsigned long long)seed);
                failed = true;
            }
        }
        passed += !failed;
        (void)fflush(stdout);
    }
    print_figures(&options, &sum, virtual_ms);
    (void)printf("%llu passed, %llu failed\n", (unsigned long long)passed,
                 (unsigned long long)(options.seeds - passed));
    return passed == options.seeds ? 0 : 1;
}
