/* failpoint.c - the one way out of a failpoint: SIGKILL, with a last word on standard error. */
#include "base/failpoint.h"

#ifdef BIGROOM_FAILPOINTS

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void br_failpoint_pass(const char *name, atomic_uint *passes)
{
    const char *order = getenv("BR_FAILPOINT");
    if (order == NULL) {
        return;
    }
    const char *bare = strchr(name, ':') + 1;
    size_t size = strlen(bare);
    if (strncmp(order, bare, size) != 0 || order[size] != ':' ||
        atomic_fetch_add(passes, 1) + 1 != strtoul(order + size + 1, NULL, 10)) {
        return;
    }
    char words[128];
    int length = snprintf(words, sizeof words, "died at %s\n", name);
    if (length > 0) {
        ssize_t ignored = write(STDERR_FILENO, words, (size_t)length);
        (void)ignored; /* nobody is left to hear of it */
    }
    (void)kill(getpid(), SIGKILL);
    (void)pause(); /* the signal reaches this thread a moment later */
}

#else

typedef int br_failpoint_none; /* a file of C must declare something */

#endif
