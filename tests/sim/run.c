/* run.c - one seed, or one plan: a world is made, goes wrong, is healed and judged. */
#include "run.h"

#include "world.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    /*
     * The core has this long to agree. What it is made of: a half-open connection is noticed after
     * 45 s of silence, an attempt to connect comes at most 30 s later, a source that stalls is left
     * after 10 s and a liar's is forgotten for 20 s, doubling; then the records themselves.
     */
    SETTLE_MS = 180000,
    LOOK_MS = 1000,
};

static void settle(struct world *world)
{
    char why[300] = "";
    uint64_t healed = world->now_ms;
    while (!world->failed && !judge_settled(world, why, sizeof why)) {
        if (world->now_ms >= healed + SETTLE_MS) {
            world_fail(world, "not settled %d s after its core works again: %s", SETTLE_MS / 1000,
                       why);
            return;
        }
        world_run(world, world->now_ms + LOOK_MS);
    }
    world->figures.heal_ms = world->now_ms - healed;
}

static struct {
    const struct world *world;
    int fd;
} running;

void run_plan(const struct plan *plan, bool verbose, struct verdict *verdict)
{
    struct world_options options = {.plan = *plan};
    struct world *world = world_new(&options);
    running.world = world;
    if (verbose) {
        world->trace = stdout;
        memset(world->traced, 1, sizeof world->traced);
    }
    shape_world(world);
    people_begin(world);
    faults_begin(world);
    world_run(world, shape_end_ms(world));
    if (!world->failed) {
        faults_heal(world);
        settle(world);
    }
    if (!world->failed) {
        judge_end(world);
    }
    world->figures.virtual_ms = world->now_ms;
    *verdict = (struct verdict){.failed = world->failed,
                                .at_ms = world->now_ms,
                                .state = world->state,
                                .figures = world->figures};
    memcpy(verdict->why, world->why, sizeof verdict->why);
    plan_copy(&verdict->did, plan);
    marks_free(&verdict->did.strikes);
    marks_free(&verdict->did.acts);
    marks_copy(&verdict->did.strikes, &world->struck);
    marks_copy(&verdict->did.acts, &world->acted);
    verdict->did.strikes_limited = true;
    verdict->did.acts_limited = true;
    running.world = NULL;
    world_free(world);
}

/* --- in a process of its own --- */

struct run {
    pid_t process;
    int fd;
};

/* NOLINTBEGIN(bugprone-signal-handler): nothing goes on after it, and all it needs lies ready */
static void send_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            _exit(3);
        }
        at += written;
        size -= (size_t)written;
    }
}

static void send_marks(int fd, const struct marks *marks)
{
    send_all(fd, &marks->count, sizeof marks->count);
    send_all(fd, marks->items, marks->count * sizeof *marks->items);
}

/* It ends here: say what had happened so far, so that it can be made smaller. */
static void last_words(void)
{
    struct verdict verdict = {.failed = true};
    const struct world *world = running.world;
    running.world = NULL; /* said once, whoever else calls */
    if (world != NULL) {
        verdict.at_ms = world->now_ms;
        verdict.figures = world->figures;
        verdict.did.seed = world->options.plan.seed;
        verdict.did.until_ms = world->options.plan.until_ms;
        verdict.did.machines_off = world->options.plan.machines_off;
        verdict.did.strikes_limited = true;
        verdict.did.acts_limited = true;
        send_all(running.fd, &verdict, sizeof verdict);
        send_marks(running.fd, &world->struck);
        send_marks(running.fd, &world->acted);
    }
}

static void on_signal(int signal_number)
{
    last_words();
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

/* NOLINTEND(bugprone-signal-handler) */

/*
 * Sanitizers end a process by exiting: the address sanitizer calls back before that, and gcc's other
 * one, which has a runtime of its own, only here. Without them nobody does.
 */
/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the sanitizers' */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));
void __ubsan_on_report(void);

void __ubsan_on_report(void)
{
    last_words();
}

/* A signal that a sanitizer has taken is left to it: it says more, and then calls back. */
static void watch_the_end(void)
{
    static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction taken;
        if (sigaction(signals[i], NULL, &taken) == 0 && taken.sa_handler == SIG_DFL) {
            (void)signal(signals[i], on_signal);
        }
    }
    if (__sanitizer_set_death_callback != NULL) {
        __sanitizer_set_death_callback(last_words);
    }
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */

static bool read_all(int fd, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t got = read(fd, at, size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static bool read_marks(int fd, struct marks *marks)
{
    size_t count = 0;
    *marks = (struct marks){0};
    if (!read_all(fd, &count, sizeof count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct mark mark;
        if (!read_all(fd, &mark, sizeof mark)) {
            return false;
        }
        marks_add(marks, mark.machine, mark.number);
    }
    return true;
}

struct run *run_begin(const struct plan *plan)
{
    int ends[2];
    struct run *run = malloc(sizeof *run);
    BR_ASSERT(run != NULL && pipe(ends) == 0);
    (void)fflush(NULL);
    run->process = fork();
    BR_ASSERT(run->process >= 0);
    if (run->process == 0) {
        struct verdict verdict;
        (void)close(ends[0]);
        running.fd = ends[1];
        watch_the_end();
        run_plan(plan, false, &verdict);
        send_all(ends[1], &verdict, sizeof verdict);
        send_marks(ends[1], &verdict.did.strikes);
        send_marks(ends[1], &verdict.did.acts);
        plan_free(&verdict.did);
        free(run);
        exit(0); /* and leaks are looked for, where that is built in */
    }
    (void)close(ends[1]);
    run->fd = ends[0];
    return run;
}

int run_fd(const struct run *run)
{
    return run->fd;
}

void run_end(struct run *take_run, struct verdict *verdict)
{
    int status = 0;
    bool whole = read_all(take_run->fd, verdict, sizeof *verdict) &&
                 read_marks(take_run->fd, &verdict->did.strikes) &&
                 read_marks(take_run->fd, &verdict->did.acts);
    while (waitpid(take_run->process, &status, 0) < 0 && errno == EINTR) {
    }
    if (!whole) {
        *verdict = (struct verdict){.failed = true};
    }
    if (!whole || status != 0) {
        verdict->failed = true;
        int count = WIFSIGNALED(status) ? snprintf(verdict->why, sizeof verdict->why,
                                                   "ended by SIG%s", sigabbrev_np(WTERMSIG(status)))
                                        : snprintf(verdict->why, sizeof verdict->why,
                                                   "ended with code %d", WEXITSTATUS(status));
        BR_ASSERT(count > 0);
    }
    (void)close(take_run->fd);
    free(take_run);
}
