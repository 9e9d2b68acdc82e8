/* main.c - every n, once and for ever; a child a stretch, because a child may stop on the way. */
#include "torture.h"

#include "base/logline.h"
#include "base/sign.h"
#include "vfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum fault { FAULT_MEMORY, FAULT_IO, FAULT_FULL, FAULT_COUNT };
static const char *const fault_names[FAULT_COUNT] = {"memory", "I/O", "disk full"};

enum { POINTS_MAX = 1000000, SECONDS_MAX = 60, EXIT_STOPPED = 42, EXIT_WRONG = 43 };

/* What a child tells; shared with its parent. */
struct told {
    uint64_t at;
    bool done; /* the scenario passed and nothing failed: there is no further n */
    uint64_t tried;
    uint64_t errors;
    uint64_t passed; /* though something failed */
    char wrong[400];
};

struct counts {
    uint64_t points;
    uint64_t errors;
    uint64_t passed;
    uint64_t stopped;
    uint64_t wrong;
};

struct turn {
    struct world *world;
    const struct scenario *scenario;
    enum fault fault;
    bool for_ever;
    struct told *told;
};

/* --- in the child --- */

static struct turn *current;

static void say_wrong(struct turn *turn, const char *what)
{
    if (turn->told->wrong[0] == '\0') {
        (void)snprintf(turn->told->wrong, sizeof turn->told->wrong, "%s", what);
    }
}

static void mend(struct turn *turn, uint64_t *failed)
{
    uint64_t seen = 0;
    *failed = memory_mend(&seen);
    *failed += world_mend_disk(turn->world, &seen);
}

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
_Noreturn void __real_abort(void);
_Noreturn void __wrap_abort(void);

/* An assertion, or a failed sync: what is durable is looked at before the child ends. */
_Noreturn void __wrap_abort(void)
{
    struct turn *turn = current;
    uint64_t failed = 0;
    if (turn == NULL) {
        __real_abort();
    }
    current = NULL; /* no second time */
    mend(turn, &failed);
    if (failed == 0 || turn->scenario->must_return) {
        say_wrong(turn, failed == 0 ? "an assertion, and nothing had failed"
                                    : "an assertion, where bytes from outside are read");
        _exit(EXIT_WRONG);
    }
    const char *wrong = turn->scenario->no_disk ? NULL : world_judge(turn->world, false, true);
    if (wrong != NULL) {
        say_wrong(turn, wrong);
    }
    _exit(wrong == NULL ? EXIT_STOPPED : EXIT_WRONG);
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

/* One n. False: nothing failed, so there is no further one. */
static bool try_one(struct turn *turn, uint64_t at)
{
    const struct scenario *scenario = turn->scenario;
    uint64_t failed = 0;
    world_reset(turn->world);
    int64_t live = memory_live();
    scenario->open(turn->world);
    if (turn->fault == FAULT_MEMORY) {
        memory_fail(at, turn->for_ever);
    } else {
        world_fail_disk(turn->world, at, turn->for_ever, turn->fault == FAULT_IO ? EIO : ENOSPC);
    }
    enum br_status status = scenario->act(turn->world);
    mend(turn, &failed);
    scenario->close(turn->world);
    if (memory_live() != live) {
        char text[80];
        (void)snprintf(text, sizeof text, "%lld allocations are left",
                       (long long)(memory_live() - live));
        say_wrong(turn, text);
    }
    if (failed == 0 && status != BR_OK) {
        say_wrong(turn, br_status_text(status));
    }
    const char *wrong =
        scenario->no_disk ? NULL : world_judge(turn->world, status == BR_OK, status == BR_OK);
    if (wrong != NULL) {
        say_wrong(turn, wrong);
    }
    turn->told->errors += status != BR_OK ? 1 : 0;
    turn->told->passed += status == BR_OK && failed > 0 ? 1 : 0;
    return failed > 0;
}

/* Every n at first, then fewer and fewer; with BR_FULL later, with TORTURE_ALL never. */
static uint64_t next_of(uint64_t at)
{
    bool full = getenv("BR_FULL") != NULL;
    uint64_t every_up_to = full ? 60 : 16;
    uint64_t part = full ? 12 : 4;
    return at < every_up_to || getenv("TORTURE_ALL") != NULL ? at + 1 : at + at / part;
}

_Noreturn static void child(struct turn *turn, uint64_t from)
{
    current = turn;
    for (uint64_t at = from; at < POINTS_MAX; at = next_of(at)) {
        turn->told->at = at;
        turn->told->tried++;
        (void)alarm(SECONDS_MAX);
        if (!try_one(turn, at)) {
            turn->told->done = true;
            break;
        }
        if (turn->told->wrong[0] != '\0') {
            _exit(EXIT_WRONG);
        }
    }
    _exit(turn->told->wrong[0] == '\0' ? 0 : EXIT_WRONG);
}

/* --- in the parent --- */

static void take(struct turn *turn, int how, struct counts *counts)
{
    struct told *told = turn->told;
    bool stopped = WIFEXITED(how) && WEXITSTATUS(how) == EXIT_STOPPED;
    bool well = WIFEXITED(how) && WEXITSTATUS(how) == 0;
    counts->errors += told->errors;
    counts->passed += told->passed;
    told->errors = 0;
    told->passed = 0;
    if (stopped) {
        counts->stopped++;
    } else if (!well) {
        counts->wrong++;
        (void)printf(
            "%s, %s, the %lluth%s: %s (%s %d)\n", turn->scenario->name, fault_names[turn->fault],
            (unsigned long long)told->at, turn->for_ever ? " and all behind it" : "",
            told->wrong[0] == '\0' ? "it ended" : told->wrong, WIFSIGNALED(how) ? "signal" : "exit",
            WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
        told->wrong[0] = '\0';
    }
}

static struct counts run_turn(struct turn *turn, uint64_t only)
{
    enum { WRONG_MAX = 5 };
    struct counts counts = {.points = 0};
    uint64_t from = only == 0 ? 1 : only;
    memset(turn->told, 0, sizeof *turn->told);
    while (!turn->told->done && counts.wrong < WRONG_MAX) {
        int how = 0;
        (void)fflush(stdout);
        pid_t pid = fork();
        BR_ASSERT(pid >= 0);
        if (pid == 0) {
            if (only == 0) {
                BR_ASSERT(freopen("/dev/null", "w", stderr) != NULL);
            }
            child(turn, from);
        }
        BR_ASSERT(waitpid(pid, &how, 0) == pid);
        uint64_t at = turn->told->at;
        counts.points += turn->told->tried - (turn->told->done ? 1 : 0);
        turn->told->tried = 0;
        take(turn, how, &counts);
        from = next_of(at);
        if (only != 0) {
            break;
        }
        BR_ASSERT(turn->told->done || from < POINTS_MAX); /* or it would try nothing for ever */
    }
    return counts;
}

static void run_scenario(struct turn *turn, struct counts *all)
{
    struct counts sum = {.points = 0};
    int faults = turn->scenario->no_disk ? 1 : FAULT_COUNT;
    for (int fault = 0; fault < faults; fault++) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            turn->fault = (enum fault)fault;
            turn->for_ever = for_ever == 1;
            struct counts counts = run_turn(turn, 0);
            sum.errors += counts.errors;
            sum.passed += counts.passed;
            sum.stopped += counts.stopped;
            sum.wrong += counts.wrong;
            sum.points += counts.points;
            all->points += fault == FAULT_MEMORY ? counts.points : 0;
        }
    }
    (void)printf("%s %-12s %6llu points: %llu errors, %llu did not matter, %llu stopped in order,"
                 " %llu wrong\n",
                 sum.wrong == 0 && sum.points > 0 ? "ok  " : "FAIL", turn->scenario->name,
                 (unsigned long long)sum.points, (unsigned long long)sum.errors,
                 (unsigned long long)sum.passed, (unsigned long long)sum.stopped,
                 (unsigned long long)sum.wrong);
    all->errors += sum.points; /* all points, of memory and of the disk */
    all->stopped += sum.stopped;
    all->wrong += sum.wrong;
}

/* Everything that is made once is made now, and what comes of each scenario is learnt. */
static void rehearse(struct world *world, const struct scenario *scenario)
{
    for (size_t i = 0; i < 2; i++) {
        world_reset(world);
        scenario->open(world);
        enum br_status status = scenario->act(world);
        scenario->close(world);
        if (status != BR_OK) {
            (void)printf("%s: %s\n", scenario->name, br_status_text(status));
            BR_ASSERT(false);
        }
    }
    world_learn(world);
}

static bool chosen(int argc, char **argv, size_t index)
{
    const char *name = scenarios[index].name;
    if (argc == 2 && strcmp(argv[1], "--even") == 0) {
        return index % 2 == 0;
    }
    if (argc == 2 && strcmp(argv[1], "--odd") == 0) {
        return index % 2 == 1;
    }
    return argc == 1 || strcmp(argv[1], name) == 0;
}

int main(int argc, char **argv)
{
    struct counts all = {.points = 0};
    size_t passed = 0;
    size_t failed = 0;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    memory_begin();
    br_crypto_init();
    br_logline_level(BR_ERROR);
    vfs_register(true);
    static struct world *world; /* for ever: the children inherit it */
    world = world_new();
    struct told *told =
        mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BR_ASSERT(told != MAP_FAILED);
    for (size_t i = 0; i < scenario_count; i++) {
        if (!chosen(argc, argv, i)) {
            continue;
        }
        struct turn turn = {.world = world, .scenario = &scenarios[i], .told = told};
        uint64_t wrong = all.wrong;
        rehearse(world, &scenarios[i]);
        if (argc == 5) { /* NAME FAULT ONCE N: one again, with all that it says */
            turn.fault = (enum fault)strtoul(argv[2], NULL, 10);
            turn.for_ever = argv[3][0] == 'e';
            struct counts one = run_turn(&turn, strtoull(argv[4], NULL, 10));
            all.wrong += one.wrong;
        } else {
            run_scenario(&turn, &all);
        }
        passed += all.wrong == wrong ? 1 : 0;
        failed += all.wrong == wrong ? 0 : 1;
    }
    (void)printf("report torture_scenarios=%zu torture_points=%llu torture_memory_points=%llu"
                 " torture_stopped=%llu torture_wrong=%llu\n",
                 passed + failed, (unsigned long long)all.errors, (unsigned long long)all.points,
                 (unsigned long long)all.stopped, (unsigned long long)all.wrong);
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
