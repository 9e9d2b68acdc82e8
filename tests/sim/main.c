/* main.c - run seeds or plans, some at once; say which failed and how to see it again. */
#include "base/logline.h"
#include "base/sign.h"
#include "run.h"

#include <dirent.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAX = 16 };

struct options {
    uint64_t first;
    uint64_t seeds;
    uint64_t jobs;
    bool verbose;
    bool twice;
    bool shrink;
    bool complete;
    bool here;
    const char *replay; /* a plan, or a folder of plans */
};

/* One seed or plan on its way. */
struct task {
    struct plan plan;
    const char *path; /* of the plan's file, or NULL */
    struct run *run;
    struct run *again; /* --twice */
};

struct totals {
    struct figures figures;
    uint64_t seeds;
    uint64_t failed;
};

/* --- verdicts --- */

/* Says it itself, in its own process. */
static void print_commit(void)
{
    (void)fflush(stdout);
    pid_t process = fork();
    if (process == 0) {
        (void)execlp("git", "git", "-C", SIM_SOURCE, "log", "-1", "--format=  at commit %h",
                     (char *)NULL);
        _exit(1);
    }
    int status = 0;
    if (process < 0 || waitpid(process, &status, 0) != process || status != 0) {
        (void)printf("  at a commit that git does not tell\n");
    }
}

static void print_failure(const struct options *options, const struct task *task,
                          const struct verdict *verdict)
{
    unsigned long long seed = (unsigned long long)task->plan.seed;
    (void)printf("seed %llu failed at %llu ms: %s\n", seed, (unsigned long long)verdict->at_ms,
                 verdict->why);
    print_commit();
    if (task->path != NULL) {
        (void)printf("  again: sim --replay %s --verbose\n", task->path);
    } else {
        (void)printf("  again: sim --seed %llu --verbose\n", seed);
        (void)printf("  smaller: sim --seed %llu --shrink\n", seed);
    }
    if (options->shrink) {
        char path[64];
        (void)snprintf(path, sizeof path, "seed-%llu.trace", seed);
        (void)shrink(&task->plan, verdict, path);
    }
}

static void finish(const struct options *options, struct task *task, struct totals *totals)
{
    struct verdict verdict;
    run_end(task->run, &verdict);
    if (task->again != NULL) {
        struct verdict again;
        run_end(task->again, &again);
        if (!verdict.failed && verdict.state != again.state) {
            verdict.failed = true;
            (void)snprintf(verdict.why, sizeof verdict.why, "the seed does not repeat itself");
        }
        plan_free(&again.did);
    }
    if (verdict.failed) {
        print_failure(options, task, &verdict);
        totals->failed++;
    }
    totals->seeds++;
    figures_add(&totals->figures, &verdict.figures);
    plan_free(&verdict.did);
    plan_free(&task->plan);
    (void)fflush(stdout);
}

/* --- several at once --- */

static void begin(const struct options *options, struct task *task)
{
    task->run = run_begin(&task->plan);
    task->again = options->twice ? run_begin(&task->plan) : NULL;
}

/* The first that is done; there is at least one. */
static size_t wait_for_one(const struct task *tasks, size_t count)
{
    struct pollfd fds[JOBS_MAX];
    for (size_t i = 0; i < count; i++) {
        fds[i] = (struct pollfd){.fd = run_fd(tasks[i].run), .events = POLLIN};
    }
    for (;;) {
        if (poll(fds, (nfds_t)count, -1) <= 0) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            if (fds[i].revents != 0) {
                return i;
            }
        }
    }
}

struct queue {
    struct task running[JOBS_MAX];
    size_t count;
};

static void end_one(const struct options *options, struct queue *queue, struct totals *totals)
{
    size_t done = wait_for_one(queue->running, queue->count);
    finish(options, &queue->running[done], totals);
    queue->running[done] = queue->running[--queue->count];
}

static void add(const struct options *options, struct queue *queue, struct totals *totals,
                const struct task *take_task)
{
    if (queue->count == options->jobs) {
        end_one(options, queue, totals);
    }
    queue->running[queue->count] = *take_task;
    begin(options, &queue->running[queue->count++]);
}

/* --- what to run --- */

static void run_here(const struct options *options, const struct plan *plan)
{
    struct verdict verdict;
    run_plan(plan, options->verbose, &verdict);
    (void)printf("%s %s after %llu ms, state %016llx\n", verdict.failed ? "failed:" : "passed",
                 verdict.why, (unsigned long long)verdict.at_ms, (unsigned long long)verdict.state);
    plan_free(&verdict.did);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The paths of the plans in a folder, in the order of their names; or the one file. */
static char **plans_at(const char *path, size_t *count)
{
    enum { PLANS_MAX = 1000 };
    char **paths = calloc(PLANS_MAX, sizeof *paths);
    DIR *folder = opendir(path);
    BR_ASSERT(paths != NULL);
    *count = 0;
    if (folder == NULL) {
        paths[(*count)++] = strdup(path);
        return paths;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        size_t size = strlen(entry->d_name);
        if (size < 6 || strcmp(entry->d_name + size - 6, ".trace") != 0 || *count == PLANS_MAX) {
            continue;
        }
        size_t room = strlen(path) + size + 2;
        char *whole = malloc(room);
        BR_ASSERT(whole != NULL);
        (void)snprintf(whole, room, "%s/%s", path, entry->d_name);
        paths[(*count)++] = whole;
    }
    (void)closedir(folder);
    qsort(paths, *count, sizeof *paths, by_name);
    return paths;
}

static bool run_files(const struct options *options, struct queue *queue, struct totals *totals)
{
    bool good = true;
    size_t count = 0;
    char **paths = plans_at(options->replay, &count);
    for (size_t i = 0; i < count; i++) {
        struct task task = {.path = paths[i]};
        if (!plan_read(paths[i], &task.plan)) {
            good = false;
        } else if (options->here) {
            run_here(options, &task.plan);
            plan_free(&task.plan);
        } else {
            add(options, queue, totals, &task);
        }
    }
    while (queue->count > 0) {
        end_one(options, queue, totals);
    }
    for (size_t i = 0; i < count; i++) {
        free(paths[i]);
    }
    free(paths);
    return good;
}

static void run_seeds(const struct options *options, struct queue *queue, struct totals *totals)
{
    for (uint64_t seed = options->first; seed < options->first + options->seeds; seed++) {
        struct task task = {.plan = {.seed = seed}};
        if (options->here) {
            run_here(options, &task.plan);
        } else {
            add(options, queue, totals, &task);
        }
    }
    while (queue->count > 0) {
        end_one(options, queue, totals);
    }
}

static void usage(void)
{
    (void)fprintf(stderr, "usage: sim [--seeds N] [--first M] [--seed N] [--jobs J] [--twice] "
                          "[--shrink]\n           [--complete] [--long] [--verbose] [--here] "
                          "[--replay FILE|FOLDER]\n");
    exit(2);
}

static bool take_number(const char *option, const char *value, struct options *options)
{
    uint64_t number = strtoull(value, NULL, 10);
    if (strcmp(option, "--seeds") == 0) {
        options->seeds = number;
    } else if (strcmp(option, "--first") == 0) {
        options->first = number;
    } else if (strcmp(option, "--seed") == 0) {
        options->first = number;
        options->seeds = 1;
    } else if (strcmp(option, "--jobs") == 0 && number > 0 && number <= JOBS_MAX) {
        options->jobs = number;
    } else if (strcmp(option, "--replay") == 0) {
        options->replay = value;
    } else {
        return false;
    }
    return true;
}

static struct options read_options(int argc, char **argv)
{
    enum { LONG_SEEDS = 2500 };
    struct options options = {.first = 1, .seeds = 60, .jobs = 2};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--verbose") == 0) {
            options.verbose = true;
            options.here = true;
        } else if (strcmp(argv[i], "--here") == 0) {
            options.here = true;
        } else if (strcmp(argv[i], "--twice") == 0) {
            options.twice = true;
        } else if (strcmp(argv[i], "--shrink") == 0) {
            options.shrink = true;
        } else if (strcmp(argv[i], "--complete") == 0) {
            options.complete = true;
        } else if (strcmp(argv[i], "--long") == 0) {
            options.seeds = LONG_SEEDS;
        } else if (i + 1 == argc || !take_number(argv[i], argv[i + 1], &options)) {
            usage();
        } else {
            i++;
        }
    }
    return options;
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct totals totals = {0};
    struct queue queue = {.count = 0};
    bool good = true;
    br_crypto_init();
    BR_ASSERT(sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
              sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK); /* a tenth of the time */
    br_logline_level((enum br_level)(BR_ERROR + 1)); /* failed syncs are what we ask for */
    if (options.replay != NULL) {
        good = run_files(&options, &queue, &totals);
    } else {
        run_seeds(&options, &queue, &totals);
    }
    if (options.here) {
        return good ? 0 : 1;
    }
    figures_print(&totals.figures, totals.seeds);
    size_t missing = options.complete ? figures_missing(&totals.figures) : 0;
    if (options.complete) {
        figures_report(&totals.figures, totals.seeds, totals.failed);
    }
    (void)printf(
        "%llu passed, %llu failed\n",
        (unsigned long long)(totals.seeds - totals.failed + (options.complete && missing == 0)),
        (unsigned long long)(totals.failed + (missing > 0) + !good));
    return totals.failed == 0 && missing == 0 && good ? 0 : 1;
}
