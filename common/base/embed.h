/**
 * embed.h - a file that was built into the program.
 */
#ifndef BR_BASE_EMBED_H
#define BR_BASE_EMBED_H

#include <stddef.h>

struct br_file {
    const char *name; /* relative to the folder that was embedded, such as "forum.sql" */
    const char *data; /* followed by a NUL that size does not count */
    size_t size;
};

#endif
