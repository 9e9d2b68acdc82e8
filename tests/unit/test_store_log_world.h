/**
 * test_store_log_world.h - academies with real keys and real log files, for the tests of the log.
 *
 * Chance is seeded and the clock is a number, so that a failure comes again.
 */
#ifndef BR_UNIT_TEST_STORE_LOG_WORLD_H
#define BR_UNIT_TEST_STORE_LOG_WORLD_H

#include "domain/domain.h"
#include "harness/check.h"
#include "record/keys.h"
#include "record/kind.h"
#include "record/message.h"
#include "store/log.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))

struct academy {
    struct br_secret_key recovery;
    struct br_secret_key signing;
    struct br_academy_keys keys;
    struct br_hash id;
    struct br_rng rng;
    struct br_pen pen;
    enum br_side side;
    char path[400];
    struct br_log *log;
};

UNUSED static const struct br_audience to_network = {.type = BR_AUDIENCE_NETWORK};
UNUSED static const struct br_audience to_academy = {.type = BR_AUDIENCE_ACADEMY};
UNUSED static const struct br_id nobody;

UNUSED static struct br_domain *the_domain(void)
{
    static struct br_domain *domain;
    if (domain == NULL) {
        size_t count = 0;
        struct br_error error;
        const struct br_file *files = br_domain_files(&count);
        enum br_status status = br_domain_new(files, count, &domain, &error);
        if (status != BR_OK) {
            (void)printf("domain: %s\n", error.text);
        }
        BR_ASSERT(status == BR_OK);
    }
    return domain;
}

UNUSED static struct br_id id_of(uint64_t number)
{
    uint8_t random[10] = {0};
    br_store_u64(random + 2, number);
    return br_id_at(1700000000000u + number, random);
}

UNUSED static struct academy academy_new(uint8_t seed, enum br_side side, const char *name)
{
    struct academy academy = {.rng = br_rng_seeded(seed), .side = side};
    uint8_t bytes[32] = {seed};
    struct br_public_key public;
    struct br_hash pin = {{seed, 9}};
    br_key_pair(bytes, &academy.recovery, &public);
    academy.id = br_keys_academy(&public);
    bytes[1] = 1;
    br_key_pair(bytes, &academy.signing, &public);
    br_keys_make(&academy.recovery, &public, &pin, &academy.keys);
    (void)snprintf(academy.path, sizeof academy.path, "%s/%s.db", br_test_folder(), name);
    return academy;
}

UNUSED static enum br_status academy_open(struct academy *academy, struct br_error *error)
{
    struct br_log_options options = {.path = academy->path,
                                     .side = academy->side,
                                     .domain = the_domain(),
                                     .academy = academy->id,
                                     .create = true};
    enum br_status status = br_log_open(&options, &academy->log, error);
    academy->pen = (struct br_pen){.signing = &academy->signing,
                                   .epoch = 1,
                                   .now = {.wall_ms = 1700000000000u},
                                   .rng = &academy->rng};
    return status;
}

/** Open, or say why not and stop the test. */
UNUSED static void academy_start(struct academy *academy)
{
    struct br_error error;
    enum br_status status = academy_open(academy, &error);
    if (status != BR_OK) {
        (void)printf("open: %s\n", error.text);
    }
    BR_ASSERT(status == BR_OK);
}

UNUSED static void academy_stop(struct academy *academy)
{
    br_log_close(academy->log);
    academy->log = NULL;
}

/* --- payloads: "name", "value", ..., NULL --- */

UNUSED static struct br_bytes packed(struct br_buffer *out, const char *kind, ...)
{
    struct br_arena arena;
    struct br_error error;
    br_arena_init(&arena, 1u << 20);
    br_buffer_init(out, 1u << 20);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    BR_ASSERT(message != NULL);
    va_list arguments;
    va_start(arguments, kind);
    for (const char *name = va_arg(arguments, const char *); name != NULL;
         name = va_arg(arguments, const char *)) {
        const char *value = va_arg(arguments, const char *);
        enum br_status status =
            br_message_set(message, &arena, name, br_bytes_of_text(value), &error);
        if (status != BR_OK) {
            (void)printf("%s.%s: %s\n", kind, name, error.text);
        }
        BR_ASSERT(status == BR_OK);
    }
    va_end(arguments);
    br_message_pack(message, out);
    BR_ASSERT(br_buffer_ok(out));
    br_arena_free(&arena);
    return br_buffer_bytes(out);
}

UNUSED static struct br_write write_of(const char *kind, struct br_audience audience,
                                       struct br_id id, struct br_bytes payload)
{
    return (struct br_write){.id = id,
                             .author = id_of(7),
                             .roles = 1u << 1 | 1u << 2,
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000000000u,
                             .payload = payload};
}

/** One write; its outcome. */
UNUSED static struct br_outcome say(struct academy *academy, struct br_write write)
{
    struct br_outcome outcome;
    struct br_log_changes changes;
    enum br_status status =
        br_log_write(academy->log, &academy->pen, &write, 1, &outcome, &changes);
    CHECK(status == BR_OK);
    return outcome;
}

/** As the academy itself. */
UNUSED static struct br_outcome say_as_academy(struct academy *academy, const char *kind,
                                               struct br_audience audience, struct br_id id,
                                               struct br_buffer *take_payload)
{
    struct br_write write = write_of(kind, audience, id, br_buffer_bytes(take_payload));
    write.author = nobody;
    write.roles = BR_ROLES_ACADEMY;
    struct br_outcome outcome = say(academy, write);
    br_buffer_free(take_payload);
    return outcome;
}

UNUSED static struct br_outcome say_keys(struct academy *academy)
{
    struct br_buffer payload;
    br_buffer_init(&payload, 1000);
    br_keys_pack(&academy->keys, &payload);
    return say_as_academy(academy, "academy_keys", to_network, id_of(1), &payload);
}

UNUSED static struct br_outcome start_thread(struct academy *academy, struct br_audience audience,
                                             struct br_id id, const char *title)
{
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", title, "text", "About ward rounds.", NULL);
    struct br_outcome outcome =
        say(academy, write_of("thread_started", audience, id, br_buffer_bytes(&payload)));
    br_buffer_free(&payload);
    return outcome;
}

/** A post of [text] in [thread]; free the payload. */
UNUSED static struct br_write post_of(struct br_audience audience, struct br_id id,
                                      struct br_id thread, const char *text,
                                      struct br_buffer *payload)
{
    char hex[BR_ID_TEXT_SIZE];
    br_id_text(&thread, hex);
    return write_of("post_written", audience, id,
                    packed(payload, "post_written", "thread", hex, "text", text, NULL));
}

UNUSED static struct br_outcome post(struct academy *academy, struct br_audience audience,
                                     struct br_id id, struct br_id thread, const char *text)
{
    struct br_buffer payload;
    struct br_write write = post_of(audience, id, thread, text, &payload);
    struct br_outcome outcome = say(academy, write);
    br_buffer_free(&payload);
    return outcome;
}

/* --- looking --- */

UNUSED static void print_fault(void *context, const char *sentence)
{
    size_t *count = context;
    if (count == NULL) {
        (void)printf("fault: %s\n", sentence);
    } else {
        (*count)++;
    }
}

/** The number of faults; printed when none are expected. */
UNUSED static uint64_t faults_of(const char *path, bool expected)
{
    struct br_log_reader *reader = NULL;
    struct br_log_report report = {0};
    struct br_error error;
    size_t visited = 0;
    if (!CHECK(br_log_reader_open(path, NULL, &reader, &error) == BR_OK)) {
        return UINT64_MAX;
    }
    CHECK(br_log_verify(reader, the_domain(), &report, print_fault, expected ? &visited : NULL) ==
          BR_OK);
    CHECK(!expected || visited == report.faults);
    br_log_reader_close(reader);
    return report.faults;
}

struct found_stream {
    struct br_stream wanted;
    struct br_stream_state state;
    bool found;
    size_t count;
};

UNUSED static void find_stream(void *context, const struct br_stream_state *state)
{
    struct found_stream *found = context;
    found->count++;
    if (br_stream_equal(&found->wanted, &state->stream)) {
        found->state = *state;
        found->found = true;
    }
}

UNUSED static struct found_stream stream_of(struct academy *academy, struct br_hash origin,
                                            struct br_audience audience)
{
    struct found_stream found = {.wanted = {.origin = origin, .audience = audience}};
    CHECK(br_log_streams(academy->log, find_stream, &found) == BR_OK);
    return found;
}

UNUSED static uint64_t tail_of(struct academy *academy, struct br_hash origin,
                               struct br_audience audience)
{
    return stream_of(academy, origin, audience).state.tail.seq;
}

/** Hand everything that [from] has of its own stream for [audience] to [to], batch by batch. */
UNUSED static enum br_status hand_over(struct academy *from, struct academy *to,
                                       struct br_audience audience)
{
    struct br_error error;
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_log_changes changes;
    enum br_status stored = BR_OK;
    uint64_t seq_bad = 0;
    struct found_stream source = stream_of(from, from->id, audience);
    uint64_t after = tail_of(to, from->id, audience);
    BR_ASSERT(br_log_reader_open(from->path, NULL, &reader, &error) == BR_OK);
    while (stored == BR_OK &&
           br_log_read(reader, source.state.number, after, &batch, &seq_bad) == BR_OK) {
        struct br_batch given = {.head = batch.head, .count = batch.count, .bodies = batch.bodies};
        CHECK(br_log_receive(to->log, &to->pen, &to->id, to->pen.now, &given, 1, &stored,
                             &changes) == BR_OK);
        after = batch.head.seq;
    }
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    return stored;
}

UNUSED static void remove_log(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[500];
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

/** Of a closed log, in place of what is at [to]. */
UNUSED static void copy_log(const char *from, const char *to)
{
    static uint8_t bytes[1u << 22];
    remove_log(to);
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    BR_ASSERT(in != NULL && out != NULL);
    size_t size = fread(bytes, 1, sizeof bytes, in);
    BR_ASSERT(size < sizeof bytes && fwrite(bytes, 1, size, out) == size);
    BR_ASSERT(fclose(in) == 0 && fclose(out) == 0);
}

/** Change a closed file behind our back. */
UNUSED static void tamper(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *words = NULL;
    BR_ASSERT(sqlite3_open(path, &db) == SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK) {
        (void)printf("tamper: %s\n", words);
        BR_ASSERT(false);
    }
    BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
}

#endif
