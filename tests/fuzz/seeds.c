/* seeds.c - what targets begin with, written as lines: a name, a space, URL-safe base64. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <sys/stat.h>

enum { LINE_MAX_SIZE = 2u << 20, PATH_SIZE = 600 };

struct fuzz_seeds {
    FILE *file;
    size_t count;
};

void fuzz_seed(struct fuzz_seeds *seeds, const char *name, struct br_bytes bytes)
{
    struct br_buffer text;
    br_buffer_init(&text, LINE_MAX_SIZE);
    br_base64_encode(bytes, &text);
    BR_ASSERT(br_buffer_ok(&text));
    (void)fprintf(seeds->file, "%s-%zu %s\n", name, ++seeds->count,
                  text.size == 0 ? "" : br_buffer_text(&text));
    br_buffer_free(&text);
}

void fuzz_seed_text(struct fuzz_seeds *seeds, const char *name, const char *text)
{
    fuzz_seed(seeds, name, br_bytes_of_text(text));
}

void fuzz_write_seeds(const struct fuzz_target *target, const char *folder)
{
    char path[PATH_SIZE];
    struct fuzz_seeds seeds = {.count = 0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, target->name);
    (void)mkdir(path, 0755);
    (void)snprintf(path, sizeof path, "%s/%s/seeds.txt", folder, target->name);
    seeds.file = fopen(path, "w");
    BR_ASSERT(seeds.file != NULL);
    target->seeds(&seeds);
    BR_ASSERT(seeds.count > 0 && fclose(seeds.file) == 0);
}
