/*
 * bench_pages.c - pages over 1,000,000 posts in 50,000 threads of eight academies: how long each
 * takes to fill and to become JSON, as somebody at one of the academies who is in no Big Room.
 *
 * Records go straight into a views file, unsigned: what is measured is reading.
 */
#include "views.h"

#include "base/clock.h"

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

struct bench {
    struct br_rng rng;
    struct paging paging;
    struct filling streams[ACADEMIES];
    const char *what; /* which page is asked for */
    size_t threads;
    size_t posts;
};

static struct br_id thread_id(size_t thread)
{
    return paging_id(START_MS, thread);
}

static void say(struct bench *bench, size_t academy, const char *kind, struct br_id id,
                const ProtobufCMessage *message)
{
    paging_say(&bench->paging, &bench->streams[academy], kind, id,
               paging_id(1, br_rng_below(&bench->rng, MEMBERS)), message);
}

static void say_thread(struct bench *bench, size_t thread)
{
    char text[200];
    size_t academy = br_rng_below(&bench->rng, ACADEMIES);
    bool question = br_rng_below(&bench->rng, QUESTION_EVERY) == 0;
    ProtobufCMessage *message = paging_message(&bench->paging, "thread_started");
    (void)snprintf(text, sizeof text, "What we saw on the board in round %zu", thread);
    paging_set(&bench->paging, message, "title", text);
    paging_set(
        &bench->paging, message, "text",
        "We start at 8 but the first decision is made at 11. What did you change first, and what "
        "did it cost you? The night nurse marks three people who could go home before 07:30.");
    (void)snprintf(text, sizeof text, "Pathway %u", (unsigned)br_rng_below(&bench->rng, PATHWAYS));
    paging_set(&bench->paging, message, "pathway", text);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, "topic %u", (unsigned)br_rng_below(&bench->rng, TOPICS));
        paging_set(&bench->paging, message, "topics", text);
    }
    if (question) {
        paging_set(&bench->paging, message, "question", "true");
        if (br_rng_below(&bench->rng, ASKED_EVERY) == 0) {
            struct br_hash asked = paging_academy(br_rng_below(&bench->rng, ACADEMIES));
            paging_set_hex(&bench->paging, message, "asked", asked.bytes, sizeof asked.bytes);
        }
    }
    struct br_id id = thread_id(thread);
    say(bench, academy, "thread_started", id, message);
    if (question && br_rng_below(&bench->rng, RESOLVED_EVERY) == 0) {
        message = paging_message(&bench->paging, "question_resolved");
        paging_set_hex(&bench->paging, message, "thread", id.bytes, sizeof id.bytes);
        paging_set(&bench->paging, message, "resolved", "true");
        say(bench, academy, "question_resolved", paging_id(bench->paging.ms, thread), message);
    }
}

static void say_post(struct bench *bench, size_t thread, size_t post)
{
    size_t academy = br_rng_below(&bench->rng, ACADEMIES);
    struct br_id about = thread_id(thread);
    ProtobufCMessage *message = paging_message(&bench->paging, "post_written");
    paging_set_hex(&bench->paging, message, "thread", about.bytes, sizeof about.bytes);
    paging_set(
        &bench->paging, message, "text",
        "Do not move the round. Move the list: the consultant sees those three first, standing, "
        "ten minutes. Then the round is as it always was, and any registered nurse may mark.");
    say(bench, academy, "post_written", paging_id(bench->paging.ms, post), message);
    if (br_rng_below(&bench->rng, TRIED_EVERY) == 0) {
        message = paging_message(&bench->paging, "tried_here");
        paging_set_hex(&bench->paging, message, "thread", about.bytes, sizeof about.bytes);
        paging_set(&bench->paging, message, "outcome", "partly");
        say(bench, academy, "tried_here", paging_id(bench->paging.ms, post + 1), message);
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
        ProtobufCMessage *message = paging_message(&bench->paging, "academy_profile");
        paging_set(&bench->paging, message, "name", names[i]);
        say(bench, i, "academy_profile", paging_id(bench->paging.ms, i), message);
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
    paging_fold(&bench->paging, bench->streams, ACADEMIES);
}

/*
 * The member was here before the newest twentieth, has read all but one in a hundred of those, and
 * follows five threads, a topic and a pathway.
 */
static void fill_desk(struct bench *bench)
{
    struct br_id member = paging_id(1, 1);
    uint64_t read_ms = bench->paging.ms - (bench->paging.ms - START_MS) / 20;
    bool fine = br_desk_visit(bench->paging.desk, &member, read_ms) == BR_OK;
    for (size_t i = 0; fine && i < bench->threads / 50; i++) {
        struct br_id thread = thread_id(bench->threads - 1 - i);
        for (size_t k = 0; fine && i % 100 != 0 && k < ACADEMIES; k++) {
            struct br_hash academy = paging_academy(k); /* whose it is is not known here */
            fine = br_desk_mark(bench->paging.desk, &member, &academy, &thread, bench->paging.ms,
                                20) == BR_OK;
        }
    }
    for (size_t i = 0; fine && i < 5; i++) {
        struct br_id thread = thread_id(br_rng_below(&bench->rng, bench->threads));
        fine = br_desk_follow(bench->paging.desk, &member, BR_FOLLOW_THREAD,
                              (struct br_bytes){thread.bytes, sizeof thread.bytes}, 1) == BR_OK;
    }
    fine = fine && br_desk_follow(bench->paging.desk, &member, BR_FOLLOW_TOPIC,
                                  br_bytes_of_text("topic 7"), 1) == BR_OK;
    fine = fine && br_desk_follow(bench->paging.desk, &member, BR_FOLLOW_PATHWAY,
                                  br_bytes_of_text("Pathway 7"), 1) == BR_OK;
    fine = fine && br_desk_visit(bench->paging.desk, &member, bench->paging.ms) == BR_OK;
    if (!fine) {
        give_up("the desk could not be filled");
    }
}

/* --- pages --- */

/* One page of some kind, with parameters by chance where it takes some. */
static double some_page(void *context, struct br_buffer *out)
{
    struct bench *bench = context;
    const char *what = bench->what;
    char text[40];
    struct br_hash academy = paging_academy(br_rng_below(&bench->rng, ACADEMIES));
    struct br_id thread = thread_id(br_rng_below(&bench->rng, bench->threads));
    struct br_parameter parameters[3];
    if (strcmp(what, "thread") == 0) {
        parameters[0] = paging_bytes("id", thread.bytes, sizeof thread.bytes);
        return paging_page(&bench->paging, "thread/show", parameters, 1, out);
    }
    if (strcmp(what, "home") == 0) {
        return paging_page(&bench->paging, "home/show", NULL, 0, out);
    }
    if (strcmp(what, "since") == 0) {
        return paging_page(&bench->paging, "since/list", NULL, 0, out);
    }
    if (strcmp(what, "academy") == 0) {
        parameters[0] = paging_bytes("id", academy.bytes, sizeof academy.bytes);
        return paging_page(&bench->paging, "academy/show", parameters, 1, out);
    }
    size_t count = 0;
    if (strcmp(what, "list_pathway") == 0) {
        (void)snprintf(text, sizeof text, "Pathway %u",
                       (unsigned)br_rng_below(&bench->rng, PATHWAYS));
        parameters[count++] = paging_text("pathway", text);
    } else if (strcmp(what, "list_topic") == 0) {
        (void)snprintf(text, sizeof text, "topic %u", (unsigned)br_rng_below(&bench->rng, TOPICS));
        parameters[count++] = paging_text("topic", text);
    } else if (strcmp(what, "list_academy") == 0) {
        parameters[count++] = paging_bytes("academy", academy.bytes, sizeof academy.bytes);
    } else if (strcmp(what, "list_older") == 0) {
        uint64_t span = bench->paging.ms - START_MS;
        parameters[count++] = (struct br_parameter){
            .name = "before_ms",
            .value = {.type = BR_CELL_INTEGER,
                      .integer = (int64_t)(START_MS + br_rng_below(&bench->rng, span))}};
        parameters[count++] = paging_bytes("before_id", thread.bytes, sizeof thread.bytes);
    } else if (strcmp(what, "list") != 0) {
        parameters[count++] = paging_text("filter", what + strlen("list_"));
    }
    return paging_page(&bench->paging, "thread/list", parameters, count, out);
}

int main(int argc, char **argv)
{
    static const char *const pages[] = {
        "list",           "list_older",   "list_unanswered", "list_asked",   "list_unread",
        "list_following", "list_pathway", "list_topic",      "list_academy", "thread",
        "home",           "since",        "academy"};
    static struct bench bench;
    bench = (struct bench){.rng = br_rng_seeded(SEED),
                           .paging = {.viewer = paging_id(1, 1), .ms = START_MS, .rounds = ROUNDS},
                           .threads = 50000,
                           .posts = 1000000};
    if (argc < 2) {
        give_up("bench_pages FOLDER [POSTS [ROUNDS]]");
    }
    if (argc > 2) {
        bench.posts = strtoul(argv[2], NULL, 10);
        bench.threads = bench.posts / 20;
    }
    if (argc > 3) {
        bench.paging.rounds = strtoul(argv[3], NULL, 10);
    }
    paging_open(&bench.paging, argv[1]);
    for (size_t i = 0; i < ACADEMIES; i++) {
        filling_open(&bench.streams[i], (uint32_t)i + 1,
                     (struct br_stream){.origin = paging_academy(i),
                                        .audience = {.type = BR_AUDIENCE_NETWORK}});
    }
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
        bench.what = pages[i];
        json_t *times = paging_time(&bench.paging, some_page, &bench, &out);
        BR_ASSERT(json_object_set_new(result, pages[i], times) == 0);
    }
    br_buffer_free(&out);
    result_print(result);
    for (size_t i = 0; i < ACADEMIES; i++) {
        filling_close(&bench.streams[i]);
    }
    paging_close(&bench.paging);
    return 0;
}
