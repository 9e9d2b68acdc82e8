/*
 * lazy.c - the control: a library to preload that leaves out every sync of a WAL, which is what
 * synchronous=NORMAL does between checkpoints; so the writer makes none. With it, acknowledged
 * records must be lost, or the machine's power cuts cut nothing.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int fdatasync(int fd);
int fsync(int fd);

static bool is_wal(int fd)
{
    char link[64];
    char path[4096];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path);
    return size > 4 && memcmp(path + size - 4, "-wal", 4) == 0;
}

int fdatasync(int fd)
{
    return is_wal(fd) ? 0 : (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return is_wal(fd) ? 0 : (int)syscall(SYS_fsync, fd);
}
