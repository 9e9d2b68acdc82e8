/* joined.c - how far joining came in a folder. */
#include "client/joined.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define PATH_SIZE 4200u

static const char *const folders[] = {"log", "views", NULL};
const char *const joined_files[] = {
    "tls.pem.new",   "tls.pem",           "device.db", "device.db-wal",
    "device.db-shm", "device.db-journal", "lock",      NULL};

static bool is_among(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0) {
        names++;
    }
    return *names != NULL;
}

/* True when all that [path] holds is among [names] or [more]. */
static bool holds_only(const char *path, const char *const *names, const char *const *more)
{
    DIR *folder = opendir(path);
    bool only = folder != NULL;
    const struct dirent *entry = NULL;
    while (only && (entry = readdir(folder)) != NULL) {
        const char *name = entry->d_name;
        only = strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || is_among(names, name) ||
               is_among(more, name);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return only;
}

bool joined_in_part(const char *folder)
{
    static const char *const nothing[] = {NULL};
    bool in_part = holds_only(folder, joined_files, folders);
    for (size_t i = 0; folders[i] != NULL && in_part; i++) {
        char path[PATH_SIZE];
        (void)snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
        DIR *there = opendir(path);
        if (there != NULL) {
            (void)closedir(there);
            in_part = holds_only(path, nothing, nothing);
        }
    }
    return in_part;
}
