/*
 * version.c - a build from before a kind of record was invented.
 *
 * Its rules have no block of that kind, and it does not find the kind by its number: all machines
 * share one registry of kinds here, so the linker puts our br_kind_by_number before the real one
 * (--wrap, in the programs of tests/sim and tests/golden only), and the machine whose work is under
 * way says which build that is.
 */
#include "domain/domain.h"
#include "record/kind.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

static const char lacking[] = "post_edited";

static bool lacks(const char *line)
{
    const char *kind = strstr(line, lacking);
    const char *end = strchr(line, '\n');
    return kind != NULL && end != NULL && kind < end;
}

static struct br_file without_kind(const struct br_file *file)
{
    char *text = calloc(1, file->size + 1);
    size_t size = 0;
    bool left_out = false;
    BR_ASSERT(text != NULL);
    for (const char *line = file->data; *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line) + 1;
        bool begins = strncmp(line, "--: ", 4) == 0;
        left_out = begins ? lacks(line) : left_out;
        bool right = !begins && strncmp(line, lacking, sizeof lacking - 1) == 0;
        if (!left_out && !right) {
            memcpy(text + size, line, length);
            size += length;
        }
        line += length;
    }
    return (struct br_file){.name = file->name, .data = text, .size = size};
}

void version_new(struct world *world)
{
    size_t count = 0;
    struct br_error error = {""};
    const struct br_file *files = br_domain_files(&count);
    BR_ASSERT(count <= AREAS_MAX);
    for (size_t i = 0; i < count; i++) {
        world->old_files[i] = without_kind(&files[i]);
    }
    enum br_status status = br_domain_new(world->old_files, count, &world->domain_old, &error);
    if (status != BR_OK) {
        (void)fprintf(stderr, "the old rules: %s\n", error.text);
    }
    BR_ASSERT(status == BR_OK);
}

void version_free(struct world *world)
{
    br_domain_free(world->domain_old);
    for (size_t i = 0; i < AREAS_MAX; i++) {
        free((void *)(uintptr_t)world->old_files[i].data);
    }
}

static bool old_runs;

void version_runs(const struct machine *machine)
{
    old_runs = machine->old_software;
}

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
const struct br_kind *__real_br_kind_by_number(uint16_t number);
const struct br_kind *__wrap_br_kind_by_number(uint16_t number);

const struct br_kind *__wrap_br_kind_by_number(uint16_t number)
{
    const struct br_kind *kind = __real_br_kind_by_number(number);
    return old_runs && kind != NULL && strcmp(kind->name, lacking) == 0 ? NULL : kind;
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */
