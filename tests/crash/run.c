/* run.c - the machine, the options, and what is printed. */
#include "crash.h"

#include "base/logline.h"

#include <getopt.h>

enum { STEPS = 60, SEEDS = 20, CRASH_WITHIN = 60 };

/* --- chance --- */

uint64_t draw(struct run *run, uint64_t bound)
{
    return vfs_mix(run->seed, ++run->drawn) % bound;
}

struct academy *side_of(struct run *run, enum br_side side)
{
    return &run->logs[side];
}

/* --- the machine --- */

static void open_log(struct run *run, enum br_side side)
{
    struct academy *academy = &run->logs[side];
    struct br_error error = {.text = ""};
    struct br_log_options options = {.path = academy->path,
                                     .side = side,
                                     .domain = the_domain(),
                                     .academy = academy->id,
                                     .create = !run->expected[side].answered};
    if (br_log_open(&options, &academy->log, &error) != BR_OK ||
        br_log_reader_open(academy->path, NULL, &run->readers[side], &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        BR_ASSERT(false);
    }
    academy->pen = (struct br_pen){.signing = &academy->signing,
                                   .epoch = 1,
                                   .now = {.wall_ms = 1700000000000u + 1000 * run->step},
                                   .rng = &academy->rng};
}

void machine_open(struct run *run)
{
    struct br_error error = {.text = ""};
    struct br_views_options views = {
        .path = "/disk/views/all.db", .domain = the_domain(), .academy = run->logs[0].id};
    open_log(run, BR_SIDE_SHARED);
    open_log(run, BR_SIDE_LOCAL);
    bool opened = br_views_open(&views, &run->views, &error) == BR_OK &&
                  br_device_open("/disk/device.db", !run->expected[FILE_DEVICE].answered,
                                 &run->device, &error) == BR_OK &&
                  br_private_open("/disk/private.db", !run->expected[FILE_PRIVATE].answered,
                                  &run->private, &error) == BR_OK;
    if (!opened) {
        (void)printf("seed %llu: %s\n", (unsigned long long)run->seed, error.text);
        BR_ASSERT(false);
    }
    for (int side = 0; side < 2 && run->options->control; side++) {
        work_sync_less(run->logs[side].log);
    }
}

void machine_close(struct run *run)
{
    for (int side = 0; side < 2; side++) {
        br_log_reader_close(run->readers[side]);
        br_log_close(run->logs[side].log);
        run->logs[side].log = NULL;
        run->readers[side] = NULL;
    }
    br_views_close(run->views);
    br_device_close(run->device);
    br_private_close(run->private);
    run->views = NULL;
    run->device = NULL;
    run->private = NULL;
}

static void go_on_from_the_crash(struct run *run)
{
    machine_close(run); /* what these write is written to a machine that is no more */
    vfs_disk_watch(run->disk, NULL, NULL);
    vfs_disk_load(run->disk, run->crashed);
    vfs_image_free(run->crashed);
    run->crashed = NULL;
    judge_resume(run);
    vfs_disk_watch(run->disk, judge_event, run);
    machine_open(run);
}

/* --- a seed --- */

static void step(struct run *run)
{
    bool crash = !run->options->control && draw(run, 6) == 0;
    run->step++;
    run->crash_in = crash ? 1 + draw(run, CRASH_WITHIN) : 0;
    for (int side = 0; side < 2; side++) {
        run->logs[side].pen.now.wall_ms += 1000;
    }
    if (run->step == 1) {
        machine_open(run);
    }
    struct br_stream own = {.origin = run->logs[0].id, .audience = to_network};
    if (run->crashed == NULL &&
        content_find(&run->expected[FILE_SHARED].now, record_key(&own, 1)) == NULL) {
        work_first(run); /* also when a crash came in between */
    } else if (run->crashed == NULL) {
        work_step(run);
    }
    if (run->crashed != NULL && !run->failed) {
        go_on_from_the_crash(run);
    }
}

static bool done(const struct run *run)
{
    const struct options *options = run->options;
    return run->failed || run->step >= options->steps ||
           (options->states > 0 && run->totals->states >= options->states) ||
           (options->at > 0 && run->state >= options->at);
}

static bool run_seed(const struct options *options, struct totals *totals, uint64_t seed)
{
    struct run *run = calloc(1, sizeof *run);
    BR_ASSERT(run != NULL);
    *run = (struct run){.options = options, .totals = totals, .seed = seed};
    run->disk = vfs_disk_new("/disk");
    run->copy = vfs_disk_new("/copy");
    run->peer_disk = vfs_disk_new("/peer");
    vfs_set_chance(seed);
    for (int side = 0; side < 2; side++) {
        run->logs[side] = academy_new(1, (enum br_side)side, "");
        (void)snprintf(run->logs[side].path, sizeof run->logs[side].path, "/disk/%s",
                       file_names[side]);
        run->logs[side].rng = br_rng_seeded(vfs_mix(seed, (uint64_t)side));
    }
    run->peer = academy_new(2, BR_SIDE_SHARED, "");
    (void)snprintf(run->peer.path, sizeof run->peer.path, "/peer/shared.db");
    academy_start(&run->peer);
    (void)say_keys(&run->peer);
    judge_begin(run);
    vfs_disk_watch(run->disk, judge_event, run);
    while (!done(run)) {
        step(run);
    }
    vfs_disk_watch(run->disk, NULL, NULL);
    vfs_image_free(run->crashed);
    machine_close(run);
    academy_stop(&run->peer);
    judge_end(run);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        content_free(&run->expected[i].now);
        content_free(&run->expected[i].next);
    }
    vfs_disk_free(run->disk);
    vfs_disk_free(run->copy);
    vfs_disk_free(run->peer_disk);
    bool good = !run->failed;
    free(run);
    return good;
}

/* --- the program --- */

static const char usage[] =
    "Usage: crash [--seed S [--at N]] [--first S] [--seeds N] [--states N] [--steps N] "
    "[--control]\n"
    "\n"
    "Runs an academy's files over a disk that may lose power at every write, sync and truncation.\n"
    "  --seed S     this seed alone     --at N   judge its N-th state alone, as a failure names "
    "it\n"
    "  --first S    the first seed      --seeds N   how many\n"
    "  --states N   stop when that many states have been judged\n"
    "  --control    with logs that sync less than the product's: what was answered must be lost\n";

static bool read_options(int argc, char **argv, struct options *options)
{
    static const struct option names[] = {
        {"seed", required_argument, NULL, 's'},   {"at", required_argument, NULL, 'a'},
        {"first", required_argument, NULL, 'f'},  {"seeds", required_argument, NULL, 'n'},
        {"states", required_argument, NULL, 'N'}, {"steps", required_argument, NULL, 't'},
        {"control", no_argument, NULL, 'c'},      {NULL, 0, NULL, 0},
    };
    *options = (struct options){.seed = 1, .seeds = SEEDS, .steps = STEPS};
    int option = 0;
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        uint64_t value = optarg == NULL ? 0 : strtoull(optarg, NULL, 10);
        switch (option) {
        case 's':
            options->seed = value;
            options->seeds = 1;
            break;
        case 'a':
            options->at = value;
            break;
        case 'f':
            options->seed = value;
            break;
        case 'n':
            options->seeds = value;
            break;
        case 'N':
            options->states = value;
            options->seeds = UINT64_MAX;
            break;
        case 't':
            options->steps = value;
            break;
        case 'c':
            options->control = true;
            break;
        default:
            return false;
        }
    }
    const char *states = getenv("CRASH_STATES");
    if (states != NULL && options->states > 0 && !options->control) {
        options->states = strtoull(states, NULL, 10);
    }
    return optind == argc;
}

static void print_totals(const struct options *options, const struct totals *totals, uint64_t seeds)
{
    (void)printf("%llu seeds: %llu events, %llu states (%llu read through the product, %llu views"
                 " against their logs, %llu more were the same bytes), %llu crashes gone on from,"
                 " %llu answers\n",
                 (unsigned long long)seeds, (unsigned long long)totals->events,
                 (unsigned long long)totals->states, (unsigned long long)totals->judged,
                 (unsigned long long)totals->pairs, (unsigned long long)totals->same,
                 (unsigned long long)totals->crashes, (unsigned long long)totals->acked);
    const char *prefix = options->control ? "control_" : "crash_";
    (void)printf("report %sstates=%llu %slost=%llu %scorrupt=%llu %sresumed=%llu\n", prefix,
                 (unsigned long long)totals->states, prefix, (unsigned long long)totals->lost,
                 prefix, (unsigned long long)totals->corrupt, prefix,
                 (unsigned long long)totals->crashes);
}

int main(int argc, char **argv)
{
    struct options options;
    struct totals totals = {.states = 0};
    uint64_t passed = 0;
    uint64_t failed = 0;
    if (!read_options(argc, argv, &options)) {
        (void)fputs(usage, stderr);
        return 2;
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    br_crypto_init();
    br_logline_level(BR_WARNING); /* views begin again all the time here */
    vfs_register(true);
    for (uint64_t i = 0; i < options.seeds && failed < 5; i++) {
        if (options.states > 0 && totals.states >= options.states) {
            break;
        }
        bool good = run_seed(&options, &totals, options.seed + i);
        passed += good ? 1 : 0;
        failed += good ? 0 : 1;
    }
    print_totals(&options, &totals, passed + failed);
    if (options.control) { /* a harness that sees no loss here would see none anywhere */
        bool lies = totals.lost == 0;
        (void)printf("%d passed, %d failed\n", lies ? 0 : 1, lies ? 1 : 0);
        return lies ? 1 : 0;
    }
    if (totals.states == 0) {
        failed++;
    }
    (void)printf("%llu passed, %llu failed\n", (unsigned long long)passed,
                 (unsigned long long)failed);
    return failed == 0 ? 0 : 1;
}
