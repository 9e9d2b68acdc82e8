/*
 * bench_pages.c - pages over 1,000,000 posts in 50,000 threads of eight academies: how long each
 * takes to fill and to become JSON, as somebody at one of the academies who is in no Big Room.
 *
 * Records go straight into a views file, unsigned: what is measured is reading.
 */
#include "measure.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/rng.h"
#include "domain/domain.h"
#include "pages/blocks.h"
#include "record/kind.h"
#include "record/message.h"
#include "store/desk.h"
#include "store/views_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261128,
    ACADEMIES = 8,
    PATHWAYS = 20,
    TOPICS = 200,
    QUESTION_EVERY = 4,
    ASKED_EVERY = 3,    /* of questions */
    RESOLVED_EVERY = 2, /* of questions */
    TRIED_EVERY = 20,   /* posts */
    MEMBERS = 60,
    ROUNDS = 400,
    JSON_MAX = 8 * 1024 * 1024,
};

#define START_MS UINT64_C(1700000000000)

struct academy_stream {
    uint32_t number;
    struct br_log_batch *batch;
    struct br_buffer bodies[BR_BATCH_RECORDS_MAX];
    uint64_t seq;
};

struct bench {
    struct br_rng rng;
    struct br_domain *domain;
    struct br_views *views;
    struct br_views *reader;
    struct br_desk *desk;
    struct br_pages *pages;
    struct academy_stream streams[ACADEMIES];
    struct br_arena arena;
    uint64_t ms;
    size_t threads;
    size_t posts;
    size_t rounds; /* of each page */
    size_t block;  /* of the page that is being filled */
    double block_ms[BR_PAGE_BLOCKS_MAX];
};

static struct br_hash academy_of(size_t index)
{
    struct br_hash academy;
    memset(academy.bytes, (int)(0xa1 + index), sizeof academy.bytes);
    return academy;
}

/* Time-ordered, as devices make them. */
static struct br_id id_of(uint64_t ms, uint64_t count)
{
    struct br_id id;
    memset(id.bytes, 0x70, sizeof id.bytes);
    br_store_u64(id.bytes, ms << 16);
    br_store_u64(id.bytes + 8, count);
    return id;
}

static struct br_id thread_id(size_t thread)
{
    return id_of(START_MS, thread);
}

/* --- records --- */

static ProtobufCMessage *message_of(struct bench *bench, const char *kind)
{
    br_arena_reset(&bench->arena);
    return br_message_new(br_kind_by_name(kind)->message, &bench->arena);
}

static void set(struct bench *bench, ProtobufCMessage *message, const char *field, const char *text)
{
    struct br_error error = {""};
    if (br_message_set(message, &bench->arena, field, br_bytes_of_text(text), &error) != BR_OK) {
        give_up("%s: %s", field, error.text);
    }
}

static void set_hex(struct bench *bench, ProtobufCMessage *message, const char *field,
                    const void *bytes, size_t size)
{
    char text[2 * sizeof(struct br_hash) + 1];
    br_hex_encode(bytes, size, text);
    set(bench, message, field, text);
}

static void flush(struct bench *bench, struct academy_stream *stream, size_t academy)
{
    struct br_log_batch *batch = stream->batch;
    if (batch->count == 0) {
        return;
    }
    batch->head = (struct br_head){
        .stream = {.origin = academy_of(academy), .audience = {.type = BR_AUDIENCE_NETWORK}},
        .epoch = 1,
        .seq = stream->seq};
    batch->seq_first = stream->seq + 1 - batch->count;
    enum br_status status = br_fold_gather(bench->views, stream->number, batch);
    if (status == BR_ERR_LIMIT) {
        status = br_fold_commit(bench->views);
        if (status == BR_OK) {
            status = br_fold_gather(bench->views, stream->number, batch);
        }
    }
    if (status != BR_OK) {
        give_up("folding: %s", br_status_text(status));
    }
    batch->count = 0;
}

static void say(struct bench *bench, size_t academy, const char *kind, struct br_id id,
                const ProtobufCMessage *message)
{
    struct academy_stream *stream = &bench->streams[academy];
    struct br_log_batch *batch = stream->batch;
    struct br_buffer packed;
    br_buffer_init(&packed, BR_RECORD_SIZE_MAX);
    br_message_pack(message, &packed);
    bench->ms += 20;
    struct br_record record = {.hlc = bench->ms << 16,
                               .written_ms = bench->ms,
                               .kind = br_kind_by_name(kind)->number,
                               .author = id_of(1, br_rng_below(&bench->rng, MEMBERS)),
                               .id = id,
                               .payload = br_buffer_bytes(&packed),
                               .payload_size = (uint32_t)packed.size};
    struct br_buffer *body = &stream->bodies[batch->count];
    br_buffer_clear(body);
    br_record_encode(&record, body);
    batch->bodies[batch->count] = br_buffer_bytes(body);
    batch->arrivals[batch->count++] = bench->ms;
    stream->seq++;
    br_buffer_free(&packed);
    if (batch->count == BR_BATCH_RECORDS_MAX / 4) { /* 64: they must not outgrow a transaction */
        flush(bench, stream, academy);
    }
}

static void say_thread(struct bench *bench, size_t thread)
{
    char text[200];
    size_t academy = br_rng_below(&bench->rng, ACADEMIES);
    bool question = br_rng_below(&bench->rng, QUESTION_EVERY) == 0;
    ProtobufCMessage *message = message_of(bench, "thread_started");
    (void)snprintf(text, sizeof text, "What we saw on the board in round %zu", thread);
    set(bench, message, "title", text);
    set(bench, message, "text",
        "We start at 8 but the first decision is made at 11. What did you change first, and what "
        "did it cost you? The night nurse marks three people who could go home before 07:30.");
    (void)snprintf(text, sizeof text, "Pathway %u", (unsigned)br_rng_below(&bench->rng, PATHWAYS));
    set(bench, message, "pathway", text);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, "topic %u", (unsigned)br_rng_below(&bench->rng, TOPICS));
        set(bench, message, "topics", text);
    }
    if (question) {
        set(bench, message, "question", "true");
        if (br_rng_below(&bench->rng, ASKED_EVERY) == 0) {
            struct br_hash asked = academy_of(br_rng_below(&bench->rng, ACADEMIES));
            set_hex(bench, message, "asked", asked.bytes, sizeof asked.bytes);
        }
    }
    struct br_id id = thread_id(thread);
    say(bench, academy, "thread_started", id, message);
    if (question && br_rng_below(&bench->rng, RESOLVED_EVERY) == 0) {
        message = message_of(bench, "question_resolved");
        set_hex(bench, message, "thread", id.bytes, sizeof id.bytes);
        set(bench, message, "resolved", "true");
        say(bench, academy, "question_resolved", id_of(bench->ms, thread), message);
    }
}

static void say_post(struct bench *bench, size_t thread, size_t post)
{
    size_t academy = br_rng_below(&bench->rng, ACADEMIES);
    struct br_id about = thread_id(thread);
    ProtobufCMessage *message = message_of(bench, "post_written");
    set_hex(bench, message, "thread", about.bytes, sizeof about.bytes);
    set(bench, message, "text",
        "Do not move the round. Move the list: the consultant sees those three first, standing, "
        "ten minutes. Then the round is as it always was, and any registered nurse may mark.");
    say(bench, academy, "post_written", id_of(bench->ms, post), message);
    if (br_rng_below(&bench->rng, TRIED_EVERY) == 0) {
        message = message_of(bench, "tried_here");
        set_hex(bench, message, "thread", about.bytes, sizeof about.bytes);
        set(bench, message, "outcome", "partly");
        say(bench, academy, "tried_here", id_of(bench->ms, post + 1), message);
    }
}

/* Threads begin one after the other; most posts are to one of the newest. */
static void fill_views(struct bench *bench)
{
    static const char *const names[ACADEMIES] = {"Larkfield", "Fennmoor", "Tidewater",
                                                 "Stonebeck", "Oakhaven", "Brightwell",
                                                 "Ashgrove",  "Hollin"};
    size_t each = bench->posts / bench->threads;
    for (size_t i = 0; i < ACADEMIES; i++) {
        ProtobufCMessage *message = message_of(bench, "academy_profile");
        set(bench, message, "name", names[i]);
        say(bench, i, "academy_profile", id_of(bench->ms, i), message);
    }
    for (size_t thread = 0; thread < bench->threads; thread++) {
        say_thread(bench, thread);
        for (size_t i = 0; i < each; i++) {
            size_t newest = thread < 1000 ? thread + 1 : 1000;
            size_t to = br_rng_below(&bench->rng, 50) == 0
                            ? br_rng_below(&bench->rng, thread + 1)
                            : thread - br_rng_below(&bench->rng, newest);
            say_post(bench, to, thread * each + i);
        }
    }
    for (size_t i = 0; i < ACADEMIES; i++) {
        flush(bench, &bench->streams[i], i);
    }
    if (br_fold_commit(bench->views) != BR_OK || br_views_checkpoint(bench->views) != BR_OK) {
        give_up("the last records could not be folded");
    }
}

/*
 * The member was here before the newest twentieth, has read all but one in a hundred of those, and
 * follows five threads, a topic and a pathway.
 */
static void fill_desk(struct bench *bench)
{
    struct br_id member = id_of(1, 1);
    uint64_t read_ms = bench->ms - (bench->ms - START_MS) / 20;
    bool fine = br_desk_visit(bench->desk, &member, read_ms) == BR_OK;
    for (size_t i = 0; fine && i < bench->threads / 50; i++) {
        struct br_id thread = thread_id(bench->threads - 1 - i);
        for (size_t k = 0; fine && i % 100 != 0 && k < ACADEMIES; k++) {
            struct br_hash academy = academy_of(k); /* whose it is is not known here */
            fine = br_desk_mark(bench->desk, &member, &academy, &thread, bench->ms, 20) == BR_OK;
        }
    }
    for (size_t i = 0; fine && i < 5; i++) {
        struct br_id thread = thread_id(br_rng_below(&bench->rng, bench->threads));
        fine = br_desk_follow(bench->desk, &member, BR_FOLLOW_THREAD,
                              (struct br_bytes){thread.bytes, sizeof thread.bytes}, 1) == BR_OK;
    }
    fine = fine && br_desk_follow(bench->desk, &member, BR_FOLLOW_TOPIC,
                                  br_bytes_of_text("topic 7"), 1) == BR_OK;
    fine = fine && br_desk_follow(bench->desk, &member, BR_FOLLOW_PATHWAY,
                                  br_bytes_of_text("Pathway 7"), 1) == BR_OK;
    fine = fine && br_desk_visit(bench->desk, &member, bench->ms) == BR_OK;
    if (!fine) {
        give_up("the desk could not be filled");
    }
}

/* --- pages --- */

static struct br_parameter text_parameter(const char *name, const char *text)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(text)}};
}

static struct br_parameter bytes_parameter(const char *name, const void *bytes, size_t size)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_BYTES, .bytes = {bytes, size}}};
}

/* The views, and how long each block's query took. */
static enum br_status query_timed(void *source, const char *sql,
                                  const struct br_parameter *parameters, size_t count,
                                  br_cells_visit visit, void *context, struct br_error *error)
{
    struct bench *bench = source;
    uint64_t start_ns = br_clock_ns();
    enum br_status status =
        br_views_query(bench->reader, sql, parameters, count, visit, context, error);
    bench->block_ms[bench->block++] += (double)(br_clock_ns() - start_ns) / 1e6;
    return status;
}

static double one_page(struct bench *bench, const char *page, const struct br_parameter *parameters,
                       size_t count, struct br_buffer *out)
{
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    struct br_id member = id_of(1, 1);
    uint64_t start_ns = br_clock_ns();
    if (br_views_take(bench->reader, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    br_views_set_viewer(bench->reader, &member);
    bench->block = 0;
    if (br_page_fill_from(bench->pages, page, query_timed, bench, parameters, count, bench->ms,
                          &tree, &error) != BR_OK) {
        give_up("%s: %s", page, error.text);
    }
    br_views_release(bench->reader);
    br_buffer_clear(out);
    if (br_page_json(tree, out) != BR_OK) {
        give_up("%s: no JSON", page);
    }
    double ms = (double)(br_clock_ns() - start_ns) / 1e6;
    br_page_tree_free(tree);
    return ms;
}

/* One page of some kind, with parameters by chance where it takes some. */
static double some_page(struct bench *bench, const char *what, struct br_buffer *out)
{
    char text[40];
    struct br_hash academy = academy_of(br_rng_below(&bench->rng, ACADEMIES));
    struct br_id thread = thread_id(br_rng_below(&bench->rng, bench->threads));
    struct br_parameter parameters[3];
    if (strcmp(what, "thread") == 0) {
        parameters[0] = bytes_parameter("id", thread.bytes, sizeof thread.bytes);
        return one_page(bench, "thread/show", parameters, 1, out);
    }
    if (strcmp(what, "home") == 0) {
        return one_page(bench, "home/show", NULL, 0, out);
    }
    if (strcmp(what, "since") == 0) {
        return one_page(bench, "since/list", NULL, 0, out);
    }
    if (strcmp(what, "academy") == 0) {
        parameters[0] = bytes_parameter("id", academy.bytes, sizeof academy.bytes);
        return one_page(bench, "academy/show", parameters, 1, out);
    }
    size_t count = 0;
    if (strcmp(what, "list_pathway") == 0) {
        (void)snprintf(text, sizeof text, "Pathway %u",
                       (unsigned)br_rng_below(&bench->rng, PATHWAYS));
        parameters[count++] = text_parameter("pathway", text);
    } else if (strcmp(what, "list_topic") == 0) {
        (void)snprintf(text, sizeof text, "topic %u", (unsigned)br_rng_below(&bench->rng, TOPICS));
        parameters[count++] = text_parameter("topic", text);
    } else if (strcmp(what, "list_academy") == 0) {
        parameters[count++] = bytes_parameter("academy", academy.bytes, sizeof academy.bytes);
    } else if (strcmp(what, "list_older") == 0) {
        uint64_t span = bench->ms - START_MS;
        parameters[count++] = (struct br_parameter){
            .name = "before_ms",
            .value = {.type = BR_CELL_INTEGER,
                      .integer = (int64_t)(START_MS + br_rng_below(&bench->rng, span))}};
        parameters[count++] = bytes_parameter("before_id", thread.bytes, sizeof thread.bytes);
    } else if (strcmp(what, "list") != 0) {
        parameters[count++] = text_parameter("filter", what + strlen("list_"));
    }
    return one_page(bench, "thread/list", parameters, count, out);
}

static json_t *time_page(struct bench *bench, const char *what, struct br_buffer *out)
{
    struct samples samples = {.items = NULL};
    memset(bench->block_ms, 0, sizeof bench->block_ms);
    for (size_t i = 0; i < bench->rounds; i++) {
        double ms = some_page(bench, what, out);
        if (i >= bench->rounds / 10) { /* the first ones prepare statements */
            samples_add(&samples, ms);
        }
    }
    json_t *result = samples_json(&samples);
    json_t *blocks = json_array();
    for (size_t i = 0; i < bench->block; i++) {
        BR_ASSERT(json_array_append_new(
                      blocks, json_real(bench->block_ms[i] / (double)bench->rounds)) == 0);
    }
    BR_ASSERT(json_object_set_new(result, "mean_ms_of_blocks", blocks) == 0);
    BR_ASSERT(json_object_set_new(result, "json_bytes", json_integer((json_int_t)out->size)) == 0);
    samples_free(&samples);
    return result;
}

static void open_all(struct bench *bench, const char *folder)
{
    static char path[512];
    static char desk[512];
    size_t count = 0;
    struct br_error error = {""};
    (void)snprintf(path, sizeof path, "%s/bench_pages.db", folder);
    (void)snprintf(desk, sizeof desk, "%s/bench_desk.db", folder);
    (void)remove(desk);
    if (br_desk_open(desk, &bench->desk, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    const struct br_file *files = br_domain_files(&count);
    if (br_domain_new(files, count, &bench->domain, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    struct br_views_options options = {
        .path = path, .domain = bench->domain, .academy = academy_of(0), .desk = desk};
    if (br_views_open(&options, &bench->views, &error) != BR_OK ||
        br_views_reset(bench->views) != BR_OK ||
        br_views_open_reader(&options, &bench->reader, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    files = br_page_files(&count);
    if (br_pages_new(files, count, &bench->pages, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    for (size_t i = 0; i < ACADEMIES; i++) {
        bench->streams[i].number = (uint32_t)i + 1;
        bench->streams[i].batch = calloc(1, sizeof *bench->streams[i].batch);
        BR_ASSERT(bench->streams[i].batch != NULL);
        for (size_t k = 0; k < BR_BATCH_RECORDS_MAX; k++) {
            br_buffer_init(&bench->streams[i].bodies[k], BR_RECORD_SIZE_MAX);
        }
    }
}

static void close_all(struct bench *bench)
{
    for (size_t i = 0; i < ACADEMIES; i++) {
        for (size_t k = 0; k < BR_BATCH_RECORDS_MAX; k++) {
            br_buffer_free(&bench->streams[i].bodies[k]);
        }
        free(bench->streams[i].batch);
    }
    br_views_close(bench->reader);
    if (br_views_reset(bench->views) != BR_OK) { /* a gigabyte that nobody needs */
        give_up("the views could not be emptied");
    }
    br_views_close(bench->views);
    br_desk_close(bench->desk);
    br_pages_free(bench->pages);
    br_domain_free(bench->domain);
    br_arena_free(&bench->arena);
}

int main(int argc, char **argv)
{
    static const char *const pages[] = {
        "list",           "list_older",   "list_unanswered", "list_asked",   "list_unread",
        "list_following", "list_pathway", "list_topic",      "list_academy", "thread",
        "home",           "since",        "academy"};
    static struct bench bench;
    bench = (struct bench){.rng = br_rng_seeded(SEED),
                           .ms = START_MS,
                           .threads = 50000,
                           .posts = 1000000,
                           .rounds = ROUNDS};
    if (argc < 2) {
        give_up("bench_pages FOLDER [POSTS [ROUNDS]]");
    }
    if (argc > 2) {
        bench.posts = strtoul(argv[2], NULL, 10);
        bench.threads = bench.posts / 20;
    }
    if (argc > 3) {
        bench.rounds = strtoul(argv[3], NULL, 10);
    }
    br_arena_init(&bench.arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    open_all(&bench, argv[1]);
    uint64_t start_ns = br_clock_ns();
    fill_views(&bench);
    double fold_s = (double)(br_clock_ns() - start_ns) / 1e9;
    fill_desk(&bench);
    json_t *result = json_pack("{s:s, s:I, s:I, s:f}", "bench", "pages", "posts",
                               (json_int_t)bench.posts, "threads", (json_int_t)bench.threads,
                               "folded_per_s", (double)(bench.posts + bench.threads) / fold_s);
    BR_ASSERT(result != NULL);
    struct br_buffer out;
    br_buffer_init(&out, JSON_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        json_t *times = time_page(&bench, pages[i], &out);
        BR_ASSERT(json_object_set_new(result, pages[i], times) == 0);
    }
    br_buffer_free(&out);
    result_print(result);
    close_all(&bench);
    return 0;
}
