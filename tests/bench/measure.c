/* measure.c - samples, processor time, memory, the disk's own rate. */
#include "measure.h"

#include "base/clock.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void give_up(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

/* --- samples --- */

void samples_add(struct samples *samples, double ms)
{
    enum { FIRST = 4096 };
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity == 0 ? FIRST : samples->capacity * 2;
        samples->items = realloc(samples->items, samples->capacity * sizeof *samples->items);
        BR_ASSERT(samples->items != NULL);
    }
    samples->items[samples->count++] = ms;
    samples->sorted = false;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

double samples_at(struct samples *samples, double part)
{
    if (samples->count == 0) {
        return 0;
    }
    if (!samples->sorted) {
        qsort(samples->items, samples->count, sizeof *samples->items, by_size);
        samples->sorted = true;
    }
    return samples->items[(size_t)((double)(samples->count - 1) * part)];
}

void samples_free(struct samples *samples)
{
    free(samples->items);
    *samples = (struct samples){0};
}

json_t *samples_json(struct samples *samples)
{
    return json_pack("{s:f, s:f, s:f}", "p50", samples_at(samples, 0.5), "p99",
                     samples_at(samples, 0.99), "max", samples_at(samples, 1));
}

/* --- processes --- */

/* The first [count] of: user, kernel, and the same of children that were waited for. */
static double cpu_s(pid_t pid, int count)
{
    char path[64];
    char line[1024];
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    size_t size = file == NULL ? 0 : fread(line, 1, sizeof line - 1, file);
    if (file != NULL) {
        (void)fclose(file);
    }
    line[size] = '\0';
    char *at = strrchr(line, ')'); /* the name before it may hold anything */
    enum { USER_FIELD = 12 };      /* counted behind the name */
    for (int i = 0; at != NULL && i < USER_FIELD; i++) {
        at = strchr(at + 1, ' ');
    }
    if (at == NULL) {
        give_up("%s cannot be read", path);
    }
    unsigned long ticks = 0;
    for (int i = 0; i < count; i++) {
        ticks += strtoul(at, &at, 10);
    }
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

double process_cpu_s(pid_t pid)
{
    return cpu_s(pid, 2);
}

double process_tree_cpu_s(pid_t pid)
{
    return cpu_s(pid, 4);
}

uint64_t process_memory_kib(pid_t pid, const char *what)
{
    char path[64];
    char line[256];
    uint64_t kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, what, strlen(what)) == 0) {
            kib = strtoull(line + strlen(what) + 1, NULL, 10);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return kib;
}

/* --- the disk --- */

double disk_syncs_per_s(const char *folder)
{
    enum { SIZE = 300, DURATION_MS = 500 };
    char path[4200];
    static const char bytes[SIZE];
    (void)snprintf(path, sizeof path, "%s/syncs", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) {
        give_up("%s cannot be written", path);
    }
    uint64_t begun = br_clock_ns();
    uint64_t now = begun;
    uint64_t count = 0;
    while (now - begun < DURATION_MS * 1000000ull) {
        if (write(file, bytes, sizeof bytes) != SIZE || fdatasync(file) != 0) {
            give_up("%s cannot be written", path);
        }
        count++;
        now = br_clock_ns();
    }
    (void)close(file);
    (void)unlink(path);
    return (double)count * 1e9 / (double)(now - begun);
}

/* --- results --- */

void result_print(json_t *take_result)
{
    char *line =
        take_result == NULL ? NULL : json_dumps(take_result, JSON_COMPACT | JSON_REAL_PRECISION(6));
    if (line == NULL) {
        give_up("the result cannot be written");
    }
    (void)puts(line);
    free(line);
    json_decref(take_result);
}
