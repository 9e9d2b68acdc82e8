/**
 * store_fixture.h - what tests of the store tell their stories with: streams of records made from
 * JSON, folded into views in any order and in transactions of any size.
 */
#ifndef BR_UNIT_STORE_FIXTURE_H
#define BR_UNIT_STORE_FIXTURE_H

#include "harness/check.h"

#include "base/hash.h"
#include "base/rng.h"
#include "base/sign.h"
#include "domain/domain.h"
#include "record/message.h"
#include "store/views_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIXTURE __attribute__((unused)) static

enum { STORY_STREAMS_MAX = 24, STORY_RECORDS_MAX = 4000 };

/* Ids that can be read in a failure: one byte, repeated. */
FIXTURE struct br_id id_of(unsigned byte)
{
    struct br_id id;
    memset(id.bytes, (int)byte, sizeof id.bytes);
    return id;
}

FIXTURE struct br_hash academy_of(unsigned byte)
{
    struct br_hash academy;
    memset(academy.bytes, (int)byte, sizeof academy.bytes);
    return academy;
}

FIXTURE const char *hex_of(unsigned byte)
{
    static char texts[8][BR_ID_TEXT_SIZE];
    static unsigned next;
    struct br_id id = id_of(byte);
    char *text = texts[next++ % 8];
    br_id_text(&id, text);
    return text;
}

/* A path in the test's folder; stays valid. */
FIXTURE const char *path_of(const char *name)
{
    enum { PATHS_MAX = 64, PATH_SIZE = 512 };
    static char paths[PATHS_MAX][PATH_SIZE];
    static size_t count;
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(paths[i], path) == 0) {
            return paths[i];
        }
    }
    BR_ASSERT(count < PATHS_MAX);
    memcpy(paths[count], path, sizeof path);
    return paths[count++];
}

FIXTURE struct br_domain *real_domain(void)
{
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    struct br_domain *domain = NULL;
    struct br_error error = {.text = ""};
    if (br_domain_new(files, count, &domain, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        abort();
    }
    return domain;
}

/* The packed message of [kind] from JSON text. */
FIXTURE struct br_bytes payload_of(const char *kind, const char *json, struct br_buffer *out)
{
    struct br_arena arena;
    struct br_error error = {.text = ""};
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    json_t *object = json_loads(json, JSON_ALLOW_NUL, NULL);
    if (object == NULL || br_message_from_json(message, &arena, object, &error) != BR_OK) {
        (void)printf("%s: %s: %s\n", kind, json, error.text);
        abort();
    }
    json_decref(object);
    br_buffer_init(out, BR_RECORD_SIZE_MAX * 4);
    br_message_pack(message, out);
    br_arena_free(&arena);
    return br_buffer_bytes(out);
}

/* --- stories --- */

struct story_record {
    struct br_buffer body;
    uint64_t arrival_ms;
    uint32_t epoch;
};

struct story_stream {
    uint32_t number;
    struct br_stream stream;
    size_t count;
    struct story_record records[STORY_RECORDS_MAX];
};

struct story {
    size_t stream_count;
    struct story_stream *streams[STORY_STREAMS_MAX];
    uint32_t shared_count;
    uint32_t local_count;
    uint64_t ms; /* the time of the next record */
    unsigned next_id;
};

FIXTURE void story_free(struct story *story)
{
    for (size_t i = 0; i < story->stream_count; i++) {
        for (size_t r = 0; r < story->streams[i]->count; r++) {
            br_buffer_free(&story->streams[i]->records[r].body);
        }
        free(story->streams[i]);
    }
    *story = (struct story){.stream_count = 0};
}

FIXTURE struct story_stream *story_stream(struct story *story, unsigned origin,
                                          enum br_audience_type type, unsigned room)
{
    struct br_stream stream = {.origin = academy_of(origin), .audience = {.type = (uint8_t)type}};
    if (type == BR_AUDIENCE_ROOM || type == BR_AUDIENCE_GROUP) {
        stream.audience.id = id_of(room);
    }
    for (size_t i = 0; i < story->stream_count; i++) {
        if (br_stream_equal(&story->streams[i]->stream, &stream)) {
            return story->streams[i];
        }
    }
    BR_ASSERT(story->stream_count < STORY_STREAMS_MAX);
    struct story_stream *made = calloc(1, sizeof *made);
    BR_ASSERT(made != NULL);
    made->stream = stream;
    made->number = br_audience_is_shared(&stream.audience)
                       ? ++story->shared_count
                       : BR_STREAM_LOCAL_FIRST + story->local_count++;
    story->streams[story->stream_count++] = made;
    return made;
}

/* Say it in a stream; the record's id is id_of(id), or a fresh one when [id] is 0. */
FIXTURE void story_say(struct story *story, struct story_stream *stream, const char *kind,
                       unsigned author, unsigned id, const char *json)
{
    struct br_buffer packed;
    BR_ASSERT(stream->count < STORY_RECORDS_MAX);
    struct story_record *made = &stream->records[stream->count++];
    story->ms += 1000;
    struct br_record record = {
        .hlc = story->ms << 16,
        .written_ms = story->ms - 7,
        .kind = br_kind_by_name(kind)->number,
        .author = id_of(author),
        .id = id_of(id),
        .payload = payload_of(kind, json, &packed),
    };
    record.payload_size = (uint32_t)record.payload.size;
    if (id == 0) {
        br_store_u32(record.id.bytes, 0xfefefefe);
        br_store_u32(record.id.bytes + 12, ++story->next_id);
    }
    br_buffer_init(&made->body, BR_RECORD_SIZE_MAX);
    br_record_encode(&record, &made->body);
    BR_ASSERT(br_buffer_ok(&made->body));
    br_buffer_free(&packed);
    made->arrival_ms = story->ms + 50;
    made->epoch = 1;
}

/* Put records [from] .. [from + count) of a stream into [batch], borrowing their bytes. */
FIXTURE void story_batch(const struct story_stream *stream, size_t from, size_t count,
                         struct br_log_batch *batch)
{
    batch->head = (struct br_head){
        .stream = stream->stream, .epoch = stream->records[from].epoch, .seq = from + count};
    batch->head.hash = br_sha256_one(stream->records[from + count - 1].body.data,
                                     stream->records[from + count - 1].body.size);
    batch->seq_first = from + 1;
    batch->count = count;
    for (size_t i = 0; i < count; i++) {
        batch->bodies[i] =
            br_buffer_bytes(&((struct story_stream *)(uintptr_t)stream)->records[from + i].body);
        batch->arrivals[i] = stream->records[from + i].arrival_ms;
    }
}

/* Fold a whole story: streams taken by chance, up to [run_max] records at a time, committed by
 * chance about every [commit_every] runs. */
FIXTURE enum br_status story_fold(const struct story *story, struct br_views *views, uint64_t seed,
                                  size_t run_max, uint64_t commit_every)
{
    struct br_rng rng = br_rng_seeded(seed);
    size_t done[STORY_STREAMS_MAX] = {0};
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    enum br_status status = BR_OK;
    for (size_t left = story->stream_count; left > 0 && status == BR_OK;) {
        size_t at = (size_t)br_rng_below(&rng, story->stream_count);
        const struct story_stream *stream = story->streams[at];
        if (done[at] == stream->count) {
            left = 0;
            for (size_t i = 0; i < story->stream_count; i++) {
                left += done[i] < story->streams[i]->count ? 1 : 0;
            }
            continue;
        }
        size_t count = 1 + (size_t)br_rng_below(&rng, run_max);
        count = count > stream->count - done[at] ? stream->count - done[at] : count;
        count = count > BR_BATCH_RECORDS_MAX ? BR_BATCH_RECORDS_MAX : count;
        story_batch(stream, done[at], count, batch);
        status = br_fold_gather(views, stream->number, batch);
        done[at] += count;
        if (status == BR_OK && br_rng_below(&rng, commit_every) == 0) {
            status = br_fold_commit(views);
        }
    }
    if (status == BR_OK) {
        status = br_fold_commit(views);
    }
    free(batch);
    return status;
}

FIXTURE struct br_views *open_views(const char *path, const struct br_domain *domain,
                                    unsigned academy)
{
    struct br_views_options options = {
        .path = path, .domain = domain, .academy = academy_of(academy)};
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    if (br_views_open(&options, &views, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        abort();
    }
    return views;
}

/* --- looking at results --- */

FIXTURE bool print_cells(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct br_buffer *out = context;
    (void)names;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            br_buffer_put_text(out, "|");
        }
        switch (cells[i].type) {
        case BR_CELL_NULL:
            br_buffer_put_text(out, "-");
            break;
        case BR_CELL_INTEGER:
            br_buffer_put_format(out, "%lld", (long long)cells[i].integer);
            break;
        case BR_CELL_NUMBER:
            br_buffer_put_format(out, "%g", cells[i].number);
            break;
        case BR_CELL_TEXT:
            br_buffer_put(out, cells[i].bytes.data, cells[i].bytes.size);
            break;
        case BR_CELL_BYTES: /* the first byte: ids repeat it */
            br_buffer_put_format(out, "%02x",
                                 cells[i].bytes.size == 0 ? 0 : cells[i].bytes.data[0]);
            break;
        }
    }
    br_buffer_put_text(out, "\n");
    return true;
}

/* The rows of a page's query as text: cells with | between, NULL as -, bytes as their first. */
FIXTURE const char *rows_of(struct br_views *views, const char *sql)
{
    static struct br_buffer texts[4];
    static unsigned next;
    struct br_buffer *out = &texts[next++ % 4];
    struct br_error error = {.text = ""};
    br_buffer_free(out);
    br_buffer_init(out, 1u << 22);
    enum br_status status = br_views_query(views, sql, NULL, 0, print_cells, out, &error);
    if (status != BR_OK) {
        br_buffer_put_format(out, "%s: %s", br_status_text(status), error.text);
    }
    return br_buffer_text(out);
}

FIXTURE void print_fault(void *context, const char *sentence)
{
    (void)context;
    (void)printf("  %s\n", sentence);
}

#endif
