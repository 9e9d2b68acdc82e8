/*
 * interrupt.c - kill -9 in the middle of a commit, at a chosen write.
 *
 * A library to preload (LD_PRELOAD): SQLite writes to a WAL only while it commits, a header and a
 * page at a time, and then syncs. BR_INTERRUPT says at which of these calls the process dies:
 *
 *      log/shared.db-wal:write:7    at the 7th write to this file, after half of its bytes
 *      log/shared.db-wal:sync:2     at the 2nd sync of it, before the sync
 *
 * So the program under test is the real one, also a release build, and what the disk holds is what
 * a kill at that moment leaves. The last words go to standard error, so that a test can tell this
 * kill from any other.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Exported under the names of the calls that they stand before. */
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset);
int fdatasync(int fd);
int fsync(int fd);

enum { PATH_SIZE = 4096, ORDER_SIZE = 512 };

static bool ends_with(const char *text, size_t size, const char *end, size_t end_size)
{
    return size >= end_size && memcmp(text + size - end_size, end, end_size) == 0;
}

/* Is [fd] the file, [what] the call, and this the time that BR_INTERRUPT names? */
static bool is_the_moment(int fd, const char *what)
{
    static atomic_long passed;
    const char *order = getenv("BR_INTERRUPT");
    const char *call = order == NULL ? NULL : strchr(order, ':');
    const char *number = call == NULL ? NULL : strchr(call + 1, ':');
    if (number == NULL || strncmp(call + 1, what, strlen(what)) != 0) {
        return false;
    }
    char link[64];
    char path[PATH_SIZE];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path);
    if (size <= 0 || !ends_with(path, (size_t)size, order, (size_t)(call - order))) {
        return false;
    }
    return atomic_fetch_add(&passed, 1) + 1 == strtol(number + 1, NULL, 10);
}

static void die(const char *what)
{
    char words[ORDER_SIZE];
    int size = snprintf(words, sizeof words, "interrupted: %s, %s\n", what, getenv("BR_INTERRUPT"));
    if (size > 0) {
        (void)syscall(SYS_write, STDERR_FILENO, words, (size_t)size);
    }
    (void)kill(getpid(), SIGKILL);
    (void)pause();
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    bool now = is_the_moment(fd, "write");
    ssize_t written = syscall(SYS_pwrite64, fd, data, now ? size / 2 : size, offset);
    if (now) {
        die("write");
    }
    return written;
}

int fdatasync(int fd)
{
    if (is_the_moment(fd, "sync")) {
        die("sync");
    }
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    if (is_the_moment(fd, "sync")) {
        die("sync");
    }
    return (int)syscall(SYS_fsync, fd);
}
