/* plan.c - a run as a value, and as a small file. */
#include "plan.h"

#include "figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 1u << 20 };

/* --- marks --- */

void marks_add(struct marks *marks, uint32_t machine, uint64_t number)
{
    if (marks->count == marks->capacity) {
        marks->capacity = marks->capacity == 0 ? 64 : 2 * marks->capacity;
        marks->items = realloc(marks->items, marks->capacity * sizeof *marks->items);
        BR_ASSERT(marks->items != NULL);
    }
    marks->items[marks->count++] = (struct mark){machine, number};
}

bool marks_have(const struct marks *marks, uint32_t machine, uint64_t number)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->items[i].machine == machine && marks->items[i].number == number) {
            return true;
        }
    }
    return false;
}

void marks_copy(struct marks *to, const struct marks *from)
{
    *to = (struct marks){0};
    for (size_t i = 0; i < from->count; i++) {
        marks_add(to, from->items[i].machine, from->items[i].number);
    }
}

void marks_free(struct marks *marks)
{
    free(marks->items);
    *marks = (struct marks){0};
}

/* --- plans --- */

void plan_copy(struct plan *to, const struct plan *from)
{
    *to = *from;
    marks_copy(&to->strikes, &from->strikes);
    marks_copy(&to->acts, &from->acts);
}

void plan_free(struct plan *plan)
{
    marks_free(&plan->strikes);
    marks_free(&plan->acts);
}

/* --- files --- */

static bool read_marks(char *words, struct marks *marks)
{
    char *kept = NULL;
    for (char *word = strtok_r(words, " \n", &kept); word != NULL;
         word = strtok_r(NULL, " \n", &kept)) {
        char *end = NULL;
        unsigned long machine = strtoul(word, &end, 10);
        if (*end != '.' || machine >= 64) {
            return false;
        }
        marks_add(marks, (uint32_t)machine, strtoull(end + 1, &end, 10));
        if (*end != '\0') {
            return false;
        }
    }
    return true;
}

static bool read_machines(char *words, uint64_t *machines_off)
{
    char *kept = NULL;
    *machines_off = UINT64_MAX;
    for (char *word = strtok_r(words, " \n", &kept); word != NULL;
         word = strtok_r(NULL, " \n", &kept)) {
        unsigned long machine = strtoul(word, NULL, 10);
        if (machine >= 64) {
            return false;
        }
        *machines_off &= ~(1ull << machine);
    }
    return true;
}

static bool read_needs(char *words, uint64_t *needs)
{
    char *kept = NULL;
    for (char *word = strtok_r(words, " \n", &kept); word != NULL;
         word = strtok_r(NULL, " \n", &kept)) {
        enum coverage state = figures_state(word);
        if (state == SEEN_COUNT) {
            return false;
        }
        *needs |= 1ull << state;
    }
    return true;
}

static bool read_line(char *line, struct plan *plan)
{
    char *rest = strchr(line, ' ');
    if (line[0] == '#' || line[0] == '\n') {
        return true;
    }
    if (rest == NULL) {
        rest = strchr(line, '\n'); /* a list with nothing in it */
        if (rest == NULL) {
            return false;
        }
    }
    size_t size = (size_t)(rest - line);
    if (size == 4 && memcmp(line, "seed", size) == 0) {
        plan->seed = strtoull(rest, NULL, 10);
        return true;
    }
    if (size == 5 && memcmp(line, "until", size) == 0) {
        plan->until_ms = strtoull(rest, NULL, 10);
        return true;
    }
    if (size == 8 && memcmp(line, "machines", size) == 0) {
        return read_machines(rest, &plan->machines_off);
    }
    if (size == 7 && memcmp(line, "strikes", size) == 0) {
        plan->strikes_limited = true;
        return read_marks(rest, &plan->strikes);
    }
    if (size == 4 && memcmp(line, "acts", size) == 0) {
        plan->acts_limited = true;
        return read_marks(rest, &plan->acts);
    }
    if (size == 5 && memcmp(line, "needs", size) == 0) {
        return read_needs(rest, &plan->needs);
    }
    return false;
}

bool plan_read(const char *path, struct plan *plan)
{
    *plan = (struct plan){0};
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    char *line = malloc(LINE_SIZE);
    BR_ASSERT(line != NULL);
    bool good = true;
    for (size_t number = 1; good && fgets(line, LINE_SIZE, in) != NULL; number++) {
        good = read_line(line, plan);
        if (!good) {
            (void)fprintf(stderr, "%s:%zu: not a line of a plan\n", path, number);
        }
    }
    free(line);
    (void)fclose(in);
    return good;
}

static void write_marks(FILE *out, const char *word, const struct marks *marks)
{
    (void)fprintf(out, "%s", word);
    for (size_t i = 0; i < marks->count; i++) {
        (void)fprintf(out, " %u.%llu", marks->items[i].machine,
                      (unsigned long long)marks->items[i].number);
    }
    (void)fprintf(out, "\n");
}

void plan_write(FILE *out, const struct plan *plan, const char *why)
{
    (void)fprintf(out, "# %s\nseed %llu\n", why, (unsigned long long)plan->seed);
    if (plan->until_ms != 0) {
        (void)fprintf(out, "until %llu\n", (unsigned long long)plan->until_ms);
    }
    if (plan->machines_off != 0) {
        (void)fprintf(out, "machines");
        for (unsigned i = 0; i < 24; i++) {
            if ((plan->machines_off >> i & 1) == 0) {
                (void)fprintf(out, " %u", i);
            }
        }
        (void)fprintf(out, "\n");
    }
    if (plan->strikes_limited) {
        write_marks(out, "strikes", &plan->strikes);
    }
    if (plan->acts_limited) {
        write_marks(out, "acts", &plan->acts);
    }
    for (unsigned i = 0; i < SEEN_COUNT; i++) {
        if ((plan->needs >> i & 1) != 0) {
            (void)fprintf(out, "needs %s\n", state_name((enum coverage)i));
        }
    }
}
