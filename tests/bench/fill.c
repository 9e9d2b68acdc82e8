/* fill.c - invented threads and posts, and how they get into a stopped academy. */
#include "fill.h"

#include "domain/domain.h"
#include "measure.h"
#include "record/kind.h"
#include "record/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261123,
    THREAD_EVERY = 20,
    LONG_EVERY = 50,
    TEXT_MIN = 180, /* with thread, header and salt about 330 bytes a record */
    TEXT_SPAN = 121,
    LONG_TEXT_MIN = 1024,
    LONG_TEXT_SPAN = 3073,
    TEXT_MAX = 4097,
    PATH_SIZE = 4200,
};

/* --- inventing --- */

void fill_words(struct br_rng *rng, char *out, size_t size)
{
    static const char *const words[] = {
        "flow",   "ward",    "huddle", "discharge", "clinic", "board",   "change", "bed",
        "team",   "morning", "delay",  "measure",   "nurse",  "patient", "list",   "cycle",
        "before", "after",   "weekly", "standard",  "test",   "round",   "review", "theatre",
        "what",   "we",      "saw",    "was",       "that",   "the",     "most",   "of",
    };
    size_t at = 0;
    while (at + 1 < size) {
        const char *word = words[br_rng_next(rng) % (sizeof words / sizeof words[0])];
        for (; *word != '\0' && at + 1 < size; word++) {
            out[at++] = *word;
        }
        if (at + 1 < size) {
            out[at++] = ' ';
        }
    }
    out[at] = '\0';
}

void fill_set(ProtobufCMessage *message, struct br_arena *arena, const char *field,
              const char *text)
{
    struct br_error error = {""};
    if (br_message_set(message, arena, field, br_bytes_of_text(text), &error) != BR_OK) {
        give_up("%s", error.text);
    }
}

void fill_set_id(ProtobufCMessage *message, struct br_arena *arena, const char *field,
                 const struct br_id *id)
{
    char text[BR_ID_TEXT_SIZE];
    br_id_text(id, text);
    fill_set(message, arena, field, text);
}

ProtobufCMessage *fill_message(const char *kind, struct br_arena *arena)
{
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, arena);
    BR_ASSERT(message != NULL);
    return message;
}

void invent(struct invention *invention, struct said *said, bool only_posts)
{
    struct br_rng *rng = &invention->rng;
    struct br_arena *arena = invention->arena;
    char text[TEXT_MAX];
    uint8_t random[10];
    bool begins = !only_posts && invention->count % THREAD_EVERY == 0;
    bool is_long = br_rng_below(rng, LONG_EVERY) == 0;
    size_t size = is_long ? LONG_TEXT_MIN + br_rng_below(rng, LONG_TEXT_SPAN)
                          : TEXT_MIN + br_rng_below(rng, TEXT_SPAN);
    fill_words(rng, text, size);
    br_rng_bytes(rng, random, sizeof random);
    br_arena_reset(arena);
    const char *kind = begins ? "thread_started" : "post_written";
    ProtobufCMessage *message = fill_message(kind, arena);
    said->kind = br_kind_by_name(kind)->number;
    said->id = br_id_at(invention->wall_ms + invention->count / 4, random);
    said->member = br_rng_below(rng, MEMBERS);
    fill_set(message, arena, "text", text);
    if (begins) {
        char title[40];
        fill_words(rng, title, sizeof title);
        fill_set(message, arena, "title", title);
        invention->thread = said->id;
    } else {
        fill_set_id(message, arena, "thread", &invention->thread);
    }
    br_buffer_clear(&said->payload);
    br_message_pack(message, &said->payload);
    invention->count++;
}

/* --- writing --- */

struct br_log *fill_open_log(const struct academy *academy, enum br_side side,
                             struct br_domain **domain)
{
    char path[PATH_SIZE];
    size_t count = 0;
    struct br_error error = {""};
    struct br_log *log = NULL;
    const struct br_file *files = br_domain_files(&count);
    (void)snprintf(path, sizeof path, "%s/log/%s.db", academy->folder,
                   side == BR_SIDE_SHARED ? "shared" : "local");
    enum br_status status = br_domain_new(files, count, domain, &error);
    struct br_log_options options = {
        .path = path, .side = side, .domain = *domain, .academy = academy->id};
    if (status != BR_OK || br_log_open(&options, &log, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    return log;
}

void fill_write(const struct academy *academy, struct br_log *log, struct br_rng *rng,
                const struct br_write *writes, size_t count, uint64_t *seq)
{
    BR_ASSERT(count > 0); /* one write alone is never too large for a group */
    struct br_outcome *outcomes = calloc(count, sizeof *outcomes);
    struct br_log_changes changes;
    struct br_pen pen = {
        .signing = &academy->signing, .epoch = 1, .now = br_clock_read(), .rng = rng};
    BR_ASSERT(outcomes != NULL);
    enum br_status status = br_log_write(log, &pen, writes, count, outcomes, &changes);
    for (size_t i = 0; i < count; i++) {
        if (status != BR_OK || outcomes[i].type != BR_OUTCOME_NUMBERED) {
            give_up("a record was not numbered: %s",
                    status == BR_OK ? outcomes[i].reason : br_status_text(status));
        }
        *seq = outcomes[i].seq;
    }
    if (br_log_checkpoint(log, false) != BR_OK) {
        give_up("the log cannot be checkpointed");
    }
    free(outcomes);
}

static void fill_group(const struct academy *academy, struct br_log *log,
                       struct invention *invention, size_t count, uint64_t *seq)
{
    static struct br_write writes[BR_WRITE_GROUP_MAX];
    static struct said said[BR_WRITE_GROUP_MAX];
    size_t size = 0;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        said[i].payload.size_max = BR_PAYLOAD_SIZE_MAX;
        invent(invention, &said[i], false);
        writes[i] = (struct br_write){
            .id = said[i].id,
            .author = academy_member(said[i].member),
            .roles = FILL_PARTICIPANT,
            .audience = {.type = BR_AUDIENCE_NETWORK},
            .kind = said[i].kind,
            .written_ms = invention->wall_ms,
            .payload = br_buffer_bytes(&said[i].payload),
        };
        if (size + writes[i].payload.size > BR_WRITE_GROUP_SIZE_MAX) {
            fill_write(academy, log, &invention->rng, writes + filled, i - filled, seq);
            filled = i;
            size = 0;
        }
        size += writes[i].payload.size;
    }
    fill_write(academy, log, &invention->rng, writes + filled, count - filled, seq);
}

uint64_t fill(const struct academy *academy, size_t count, struct br_id *last_thread)
{
    struct br_domain *domain = NULL;
    struct br_arena arena;
    struct invention invention = {
        .rng = br_rng_seeded(SEED), .wall_ms = br_clock_read().wall_ms, .arena = &arena};
    uint64_t seq = 0;
    struct br_log *log = fill_open_log(academy, BR_SIDE_SHARED, &domain);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t done = 0; done < count;) {
        size_t group = count - done < BR_WRITE_GROUP_MAX ? count - done : BR_WRITE_GROUP_MAX;
        fill_group(academy, log, &invention, group, &seq);
        done += group;
    }
    if (last_thread != NULL) {
        *last_thread = invention.thread;
    }
    br_log_close(log);
    br_domain_free(domain);
    br_arena_free(&arena);
    return seq;
}

void fill_members(const struct academy *academy)
{
    struct br_domain *domain = NULL;
    struct br_arena arena;
    struct br_rng rng = br_rng_seeded(SEED);
    uint64_t seq = 0;
    struct br_log *log = fill_open_log(academy, BR_SIDE_LOCAL, &domain);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t i = 0; i < MEMBERS; i++) {
        struct br_buffer payload;
        struct br_id member = academy_member(i);
        br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
        br_arena_reset(&arena);
        ProtobufCMessage *given = fill_message("role_given", &arena);
        fill_set_id(given, &arena, "member", &member);
        fill_set(given, &arena, "role", "participant");
        fill_set(given, &arena, "given", "true");
        br_message_pack(given, &payload);
        struct br_write write = {
            .id = br_id_new(),
            .roles = BR_ROLES_ACADEMY,
            .audience = {.type = BR_AUDIENCE_ACADEMY},
            .kind = br_kind_by_name("role_given")->number,
            .written_ms = br_clock_read().wall_ms,
            .payload = br_buffer_bytes(&payload),
        };
        fill_write(academy, log, &rng, &write, 1, &seq);
        br_buffer_free(&payload);
    }
    br_log_close(log);
    br_domain_free(domain);
    br_arena_free(&arena);
}
