/* find_academy.c - academies by names or hex digits of their ids; what a thread is about. */
#include "client/find.h"

#include "client/agent.h"
#include "pages/terminal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS_MAX = 2 * sizeof(struct br_hash) };

struct academies {
    size_t count;
    struct br_hash academy;
    char names[BR_CANDIDATES_MAX][120];
};

static bool take_academy(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct academies *academies = context;
    (void)count;
    (void)names;
    if (!cell_hash(&cells[0], &academies->academy)) {
        return true;
    }
    if (academies->count < BR_CANDIDATES_MAX) {
        cell_text(&cells[1], academies->names[academies->count], sizeof academies->names[0]);
    }
    academies->count++;
    return true;
}

bool cell_hash(const struct br_cell *cell, struct br_hash *hash)
{
    if (cell->type != BR_CELL_BYTES || cell->bytes.size != sizeof hash->bytes) {
        return false;
    }
    memcpy(hash->bytes, cell->bytes.data, sizeof hash->bytes);
    return true;
}

struct br_parameter parameter_hash(const char *name, const struct br_hash *hash)
{
    return (struct br_parameter){
        .name = name,
        .value = {.type = BR_CELL_BYTES,
                  .bytes = {.data = hash->bytes, .size = sizeof hash->bytes}}};
}

/* Lower case, when it is enough hex digits; else empty. */
static void digits_of(const char *text, char out[DIGITS_MAX + 1])
{
    size_t size = strlen(text);
    bool hex = size >= BR_ID_SUFFIX_MIN && size <= DIGITS_MAX;
    for (size_t i = 0; hex && i < size; i++) {
        hex = isxdigit((unsigned char)text[i]) != 0;
        out[i] = (char)tolower((unsigned char)text[i]);
    }
    out[hex ? size : 0] = '\0';
}

int find_academy(struct call *call, const char *text, struct br_hash *academy)
{
    static const char matching[] =
        "SELECT academy, name FROM v_academy"
        " WHERE name = :name COLLATE NOCASE"
        " OR (length(:digits) > 0 AND (substr(lower(hex(academy)), 1, length(:digits)) = :digits"
        " OR substr(lower(hex(academy)), -length(:digits)) = :digits))"
        " ORDER BY name, academy";
    char digits[DIGITS_MAX + 1];
    struct academies found = {.count = 0};
    digits_of(text, digits);
    struct br_parameter parameters[] = {parameter_text("name", text),
                                        parameter_text("digits", digits)};
    int code = call_query(call, matching, parameters, 2, take_academy, &found);
    if (code != EXIT_FINE) {
        return code;
    }
    if (found.count == 0) {
        return call_fail(call, EXIT_UNKNOWN,
                         "there is no academy %s in our copy; see: bigroom academy list", text);
    }
    if (found.count > 1) {
        code = call_fail(call, EXIT_UNKNOWN, "%s names more than one academy:", text);
        for (size_t i = 0; i < found.count && i < BR_CANDIDATES_MAX; i++) {
            br_buffer_put_text(&call->err, "  ");
            br_text_terminal_line(br_bytes_of_text(found.names[i]), &call->err);
            br_buffer_put_text(&call->err, "\n");
        }
        return code;
    }
    *academy = found.academy;
    return EXIT_FINE;
}

/* --- what a thread is about --- */

static const struct {
    const char *kind;
    unsigned thing;
    const char *academy; /* whose it is */
} things[] = {
    {"room", THING_ROOM, "SELECT academy FROM v_room WHERE id = :id LIMIT 1"},
    {"measure", THING_MEASURE, "SELECT academy FROM v_measure WHERE id = :id LIMIT 1"},
    {"thread", THING_THREAD,
     "SELECT academy FROM v_thread WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {"pdsa", THING_PDSA, "SELECT academy FROM v_pdsa WHERE id = :id LIMIT 1"},
    {"element", THING_ELEMENT, "SELECT academy FROM v_element WHERE id = :id LIMIT 1"},
    {"element_change", THING_PROPOSAL,
     "SELECT academy FROM v_element_change WHERE id = :id LIMIT 1"},
    {"adaptation", THING_ADAPTATION, "SELECT academy FROM v_adaptation WHERE id = :id LIMIT 1"},
    {"self_review", THING_REVIEW, "SELECT academy FROM v_review WHERE id = :id LIMIT 1"},
    {"person", THING_MEMBER, "SELECT academy FROM v_academy WHERE is_own"},
};

static bool take_hash(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    (void)count;
    (void)names;
    (void)cell_hash(&cells[0], context);
    return false;
}

int find_academy_of(struct call *call, const char *sql, const struct br_id *id,
                    struct br_hash *academy)
{
    struct br_parameter parameter = parameter_id("id", id);
    return call_query(call, sql, &parameter, 1, take_hash, academy);
}

int find_about(struct call *call, const char *text, struct about *about)
{
    const char *colon = strchr(text, ':');
    size_t size = colon == NULL ? 0 : (size_t)(colon - text);
    *about = (struct about){.kind = NULL};
    if (size == strlen("academy") && strncmp(text, "academy", size) == 0) {
        about->kind = "academy";
        return find_academy(call, colon + 1, &about->academy);
    }
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
        if (size == strlen(things[i].kind) && strncmp(text, things[i].kind, size) == 0) {
            int code = find_thing(call, things[i].thing, colon + 1, &about->found);
            about->kind = things[i].kind;
            return code != EXIT_FINE ? code
                                     : find_academy_of(call, things[i].academy, &about->found.id,
                                                       &about->academy);
        }
    }
    return call_fail(
        call, EXIT_USAGE,
        "say --about room:ID, measure:ID, pdsa:ID, thread:ID, element:ID, adaptation:ID,"
        " element_change:ID, self_review:ID, person:NAME or academy:NAME");
}
