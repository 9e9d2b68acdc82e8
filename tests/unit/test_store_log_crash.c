/* What was acknowledged survives kill -9 and a full disk. Real processes, a real small disk. */
#include "test_store_log_world.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GROUP = 5, KILLS = 20 };

/* --- kill -9 --- */

struct acked {
    uint64_t id;
    uint64_t seq;
};

/* Write for ever, and say through the pipe what has been acknowledged. */
_Noreturn static void write_for_ever(struct academy *a, uint64_t id, int pipe_end)
{
    academy_start(a);
    char text[700];
    memset(text, 'k', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    for (;;) {
        struct br_write writes[GROUP];
        struct br_outcome outcomes[GROUP];
        struct br_log_changes changes;
        struct acked acked[GROUP];
        for (size_t i = 0; i < GROUP; i++) {
            acked[i].id = id++;
            writes[i] = write_of("thread_started", to_network, id_of(acked[i].id),
                                 br_buffer_bytes(&payload));
        }
        if (br_log_write(a->log, &a->pen, writes, GROUP, outcomes, &changes) != BR_OK ||
            br_log_checkpoint(a->log, false) != BR_OK) {
            _exit(2);
        }
        for (size_t i = 0; i < GROUP; i++) {
            acked[i].seq = outcomes[i].seq;
        }
        if (write(pipe_end, acked, sizeof acked) != (ssize_t)sizeof acked) {
            _exit(3);
        }
    }
}

/* Read [groups] acknowledgements, kill, then read what was acknowledged meanwhile. */
static size_t run_and_kill(struct academy *a, uint64_t id, size_t groups, struct acked *acked,
                           size_t acked_max)
{
    int ends[2];
    BR_ASSERT(pipe(ends) == 0);
    (void)fflush(stdout);
    pid_t child = fork();
    BR_ASSERT(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        write_for_ever(a, id, ends[1]);
    }
    (void)close(ends[1]);
    size_t count = 0;
    bool killed = false;
    ssize_t got = 1;
    while (got > 0 && count < acked_max) {
        if (!killed && count >= groups * GROUP) {
            BR_ASSERT(kill(child, SIGKILL) == 0);
            killed = true;
        }
        got = read(ends[0], &acked[count], sizeof acked[count]);
        count += got == (ssize_t)sizeof acked[count] ? 1 : 0;
    }
    int how = 0;
    BR_ASSERT(waitpid(child, &how, 0) == child);
    CHECK(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    (void)close(ends[0]);
    return count;
}

static void test_what_was_acknowledged_survives_kill_9(void)
{
    enum { ACKED_MAX = 100000 };
    struct academy a = academy_new(1, BR_SIDE_SHARED, "kill");
    struct acked *acked = calloc(ACKED_MAX, sizeof *acked);
    BR_ASSERT(acked != NULL);
    struct br_rng rng = br_rng_seeded(20);
    size_t count = 0;
    academy_start(&a);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    academy_stop(&a);
    for (uint64_t i = 0; i < KILLS; i++) {
        size_t groups = 1 + br_rng_below(&rng, 60);
        count += run_and_kill(&a, 1000000 * (i + 1), groups, acked + count, ACKED_MAX - count);
        CHECK_UINT(faults_of(a.path, false), 0);
        academy_start(&a);
        size_t lost = 0;
        for (size_t j = 0; j < count; j++) {
            struct br_id id = id_of(acked[j].id);
            struct br_outcome outcome;
            bool there =
                br_log_find_own(a.log, &id, &outcome) == BR_OK && outcome.seq == acked[j].seq;
            lost += there ? 0 : 1;
        }
        CHECK_UINT(lost, 0);
        CHECK(tail_of(&a, a.id, to_network) >= 1 + count);
        /* What was numbered but not acknowledged came whole groups at a time. */
        CHECK_UINT(tail_of(&a, a.id, to_network) % GROUP, 1);
        academy_stop(&a);
    }
    (void)printf("  %zu acknowledged over %d kills\n", count, KILLS);
    CHECK(count >= (size_t)KILLS * GROUP);
    free(acked);
}

/* --- a full disk --- */

static bool write_text(const char *path, const char *text)
{
    int file = open(path, O_WRONLY);
    bool written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
    (void)close(file);
    return written;
}

/* A disk of two megabytes that only this process sees; without root in a namespace of its own. */
static bool small_disk(const char *path)
{
    char users[64];
    char groups[64];
    (void)snprintf(users, sizeof users, "0 %u 1", (unsigned)geteuid());
    (void)snprintf(groups, sizeof groups, "0 %u 1", (unsigned)getegid());
    bool root = geteuid() == 0;
    if (unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) {
        return false;
    }
    if (!root &&
        (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", users) ||
         !write_text("/proc/self/gid_map", groups))) {
        return false;
    }
    return mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", path, "tmpfs", 0, "size=2m") == 0;
}

static void fill(const char *path, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    BR_ASSERT(file >= 0);
    char block[4096] = {0};
    for (size_t at = 0; at < size && write(file, block, sizeof block) > 0; at += sizeof block) {
    }
    (void)close(file);
}

static bool state_is(struct academy *a, uint64_t seq)
{
    return tail_of(a, a->id, to_network) == seq;
}

/* Write until nothing fits; memory and file must agree, and go on when there is room. */
static bool fill_up(struct academy *a, enum br_status expected, void (*make_room)(const char *),
                    const char *room)
{
    char text[3000];
    memset(text, 'f', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    bool good = true;
    struct br_outcome outcome;
    struct br_log_changes changes;
    enum br_status status = BR_OK;
    uint64_t seq = 1;
    struct br_write write = {0};
    while (status == BR_OK && seq < 10000) {
        write = write_of("thread_started", to_network, id_of(100 + seq), br_buffer_bytes(&payload));
        status = br_log_write(a->log, &a->pen, &write, 1, &outcome, &changes);
        seq += status == BR_OK ? 1 : 0;
    }
    good = CHECK(status == expected) && good;
    good = CHECK(seq > 10) && good;
    for (size_t i = 0; i < 3; i++) { /* refused again and again, and nothing moves */
        good =
            CHECK(br_log_write(a->log, &a->pen, &write, 1, &outcome, &changes) == expected) && good;
        good = CHECK_UINT(changes.count, 0) && good;
        good = CHECK(state_is(a, seq)) && good;
    }
    struct br_log_reader *reader = NULL; /* reading goes on */
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    good = CHECK(br_log_reader_open(a->path, NULL, &reader, &error) == BR_OK) && good;
    good = CHECK(br_log_read(reader, 1, seq - 1, &batch, &seq_bad) == BR_OK) && good;
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    make_room(room);
    good = CHECK(br_log_write(a->log, &a->pen, &write, 1, &outcome, &changes) == BR_OK) && good;
    good = CHECK_UINT(outcome.seq, seq + 1) && good;
    good = CHECK(state_is(a, seq + 1)) && good;
    academy_stop(a);
    good = CHECK_UINT(faults_of(a->path, false), 0) && good;
    academy_start(a);
    good = CHECK(state_is(a, seq + 1)) && good;
    academy_stop(a);
    br_buffer_free(&payload);
    return good;
}

static void remove_filler(const char *path)
{
    CHECK(unlink(path) == 0);
}

static void lift_limit(const char *unused)
{
    (void)unused;
    struct rlimit limit;
    BR_ASSERT(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    BR_ASSERT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

/* In a child, because neither the disk nor the limit should be the other tests'. */
static int in_child(bool (*run)(void))
{
    int how = 0;
    (void)fflush(stdout);
    pid_t child = fork();
    BR_ASSERT(child >= 0);
    if (child == 0) {
        bool good = run();
        (void)fflush(stdout);
        _exit(good ? 0 : 1);
    }
    BR_ASSERT(waitpid(child, &how, 0) == child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static bool run_on_small_disk(void)
{
    char path[300];
    char filler[320];
    (void)snprintf(path, sizeof path, "%s/disk", br_test_folder());
    (void)snprintf(filler, sizeof filler, "%s/filler", path);
    BR_ASSERT(mkdir(path, 0700) == 0 || errno == EEXIST);
    if (!small_disk(path)) {
        (void)printf("  no small disk to be had here (%s): a file size limit alone\n",
                     strerror(errno));
        return true;
    }
    fill(filler, 1u << 20);
    struct academy a = academy_new(1, BR_SIDE_SHARED, "disk/full");
    academy_start(&a);
    bool good = CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    return fill_up(&a, BR_ERR_DISK_FULL, remove_filler, filler) && good;
}

static void test_a_full_disk_refuses_and_recovers(void)
{
    CHECK_UINT(in_child(run_on_small_disk), 0);
}

static bool run_under_limit(void)
{
    struct rlimit limit;
    BR_ASSERT(getrlimit(RLIMIT_FSIZE, &limit) == 0);
    limit.rlim_cur = 1u << 20;
    (void)signal(SIGXFSZ, SIG_IGN);
    struct academy a = academy_new(1, BR_SIDE_SHARED, "limited");
    academy_start(&a);
    bool good = CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED);
    BR_ASSERT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    /* EFBIG is no lack of room that freeing would mend, so SQLite calls it an error of the disk. */
    return fill_up(&a, BR_ERR_IO, lift_limit, NULL) && good;
}

static void test_a_file_size_limit_refuses_and_recovers(void)
{
    CHECK_UINT(in_child(run_under_limit), 0);
}

/* The same for what comes from others. */
static bool run_receiving(void)
{
    char path[300];
    char filler[320];
    (void)snprintf(path, sizeof path, "%s/disk2", br_test_folder());
    (void)snprintf(filler, sizeof filler, "%s/filler", path);
    BR_ASSERT(mkdir(path, 0700) == 0 || errno == EEXIST);
    if (!small_disk(path)) {
        return true;
    }
    fill(filler, 1u << 20);
    struct academy a = academy_new(1, BR_SIDE_SHARED, "origin");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "disk2/full");
    academy_start(&a);
    academy_start(&b);
    bool good = CHECK(say_keys(&a).seq == 1 && say_keys(&b).seq == 1);
    char text[30000];
    memset(text, 'r', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    for (uint64_t i = 0; i < 40; i++) {
        good = CHECK(say(&a, write_of("thread_started", to_network, id_of(100 + i),
                                      br_buffer_bytes(&payload)))
                         .type == BR_OUTCOME_NUMBERED) &&
               good;
    }
    br_buffer_free(&payload);
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    uint64_t after = 0;
    bool full = false;
    good = CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK) && good;
    while (br_log_read(reader, 1, after, &batch, &seq_bad) == BR_OK) {
        struct br_batch given = {.head = batch.head, .count = batch.count, .bodies = batch.bodies};
        struct br_log_changes changes;
        enum br_status refused = BR_OK;
        enum br_status status =
            br_log_receive(b.log, &b.pen, &b.id, b.pen.now, &given, 1, &refused, &changes);
        if (status == BR_ERR_DISK_FULL) {
            full = true;
            good = CHECK_UINT(tail_of(&b, a.id, to_network), after) && good;
            good = CHECK(unlink(filler) == 0) && good;
            continue; /* the same batch again */
        }
        good = CHECK(status == BR_OK && refused == BR_OK) && good;
        after = batch.head.seq;
    }
    good = CHECK(full) && good;
    good = CHECK_UINT(tail_of(&b, a.id, to_network), 41) && good;
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    academy_stop(&a);
    academy_stop(&b);
    return CHECK_UINT(faults_of(b.path, false), 0) && good;
}

static void test_receiving_on_a_full_disk(void)
{
    CHECK_UINT(in_child(run_receiving), 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_was_acknowledged_survives_kill_9),
        BR_TEST(test_a_full_disk_refuses_and_recovers),
        BR_TEST(test_a_file_size_limit_refuses_and_recovers),
        BR_TEST(test_receiving_on_a_full_disk),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
