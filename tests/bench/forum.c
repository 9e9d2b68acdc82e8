/* forum.c - threads and replies by chance, written group by group into several logs at once. */
#include "forum.h"

#include "base/clock.h"
#include "fill.h"
#include "measure.h"
#include "record/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261130,
    POSTS_A_THREAD = 20,
    OPEN_THREADS = 1000, /* written in at a time */
    LONG_REPLIES = 30,
    SHORT_REPLIES = 17, /* 18 in all but two of nine: 19 a thread on average */
    QUESTION_EVERY = 4,
    TOPICS = 200,
    PATHWAYS = 20,
    TITLE_SIZE = 44,
    TEXT_MIN = 180,
    TEXT_SPAN = 121,
    LONG_TEXT_EVERY = 50,
    LONG_TEXT_MIN = 1024,
    LONG_TEXT_SPAN = 3073,
    TEXT_MAX = 4097,
};

/* What one academy says, until it fills a group. */
struct writer {
    const struct academy *academy;
    struct br_domain *domain;
    struct br_log *log;
    struct br_write writes[BR_WRITE_GROUP_MAX];
    struct br_buffer payloads[BR_WRITE_GROUP_MAX];
    size_t count;
    size_t size;
};

struct writing {
    struct forum *forum;
    struct br_rng rng;
    struct br_arena arena;
    struct writer writers[FORUM_ACADEMIES_MAX];
};

static void flush(struct writing *writing, struct writer *writer)
{
    uint64_t seq = 0;
    if (writer->count > 0) {
        fill_write(writer->academy, writer->log, &writing->rng, writer->writes, writer->count,
                   &seq);
    }
    writer->count = 0;
    writer->size = 0;
}

static struct br_id say(struct writing *writing, size_t academy, size_t member, const char *kind,
                        const ProtobufCMessage *message)
{
    struct writer *writer = &writing->writers[academy];
    struct br_buffer *payload = &writer->payloads[writer->count];
    uint64_t wall_ms = br_clock_read().wall_ms;
    uint8_t random[10];
    br_rng_bytes(&writing->rng, random, sizeof random);
    br_buffer_clear(payload);
    br_message_pack(message, payload);
    struct br_id id = br_id_at(wall_ms, random);
    writer->writes[writer->count++] = (struct br_write){
        .id = id,
        .author = academy_member(member),
        .roles = FILL_PARTICIPANT,
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = br_kind_by_name(kind)->number,
        .written_ms = wall_ms,
        .payload = br_buffer_bytes(payload),
    };
    writer->size += payload->size;
    writing->forum->said[academy]++;
    if (writer->count == BR_WRITE_GROUP_MAX ||
        writer->size + BR_PAYLOAD_SIZE_MAX > BR_WRITE_GROUP_SIZE_MAX) {
        flush(writing, writer);
    }
    return id;
}

static struct writing *begin_writing(struct forum *forum, uint64_t seed)
{
    struct writing *writing = calloc(1, sizeof *writing);
    BR_ASSERT(writing != NULL);
    memset(forum->said, 0, sizeof forum->said);
    writing->forum = forum;
    writing->rng = br_rng_seeded(seed);
    br_arena_init(&writing->arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t i = 0; i < forum->academy_count; i++) {
        struct writer *writer = &writing->writers[i];
        writer->academy = &forum->academies[i];
        writer->log = fill_open_log(writer->academy, BR_SIDE_SHARED, &writer->domain);
        for (size_t k = 0; k < BR_WRITE_GROUP_MAX; k++) {
            br_buffer_init(&writer->payloads[k], BR_PAYLOAD_SIZE_MAX);
        }
    }
    return writing;
}

static void end_writing(struct writing *writing)
{
    for (size_t i = 0; i < writing->forum->academy_count; i++) {
        struct writer *writer = &writing->writers[i];
        flush(writing, writer);
        for (size_t k = 0; k < BR_WRITE_GROUP_MAX; k++) {
            br_buffer_free(&writer->payloads[k]);
        }
        br_log_close(writer->log);
        br_domain_free(writer->domain);
    }
    br_arena_free(&writing->arena);
    free(writing);
}

/* --- what is said --- */

static ProtobufCMessage *message_of(struct writing *writing, const char *kind)
{
    br_arena_reset(&writing->arena);
    return fill_message(kind, &writing->arena);
}

static void put_text(struct writing *writing, ProtobufCMessage *message)
{
    char text[TEXT_MAX];
    struct br_rng *rng = &writing->rng;
    bool is_long = br_rng_below(rng, LONG_TEXT_EVERY) == 0;
    size_t size = is_long ? LONG_TEXT_MIN + br_rng_below(rng, LONG_TEXT_SPAN)
                          : TEXT_MIN + br_rng_below(rng, TEXT_SPAN);
    fill_words(rng, text, size);
    fill_set(message, &writing->arena, "text", text);
}

static void say_names(struct writing *writing)
{
    for (size_t i = 0; i < writing->forum->academy_count * MEMBERS; i++) {
        char name[40];
        struct br_id member = academy_member(i % MEMBERS);
        ProtobufCMessage *message = message_of(writing, "member_profile");
        (void)snprintf(name, sizeof name, "Invented Person %zu", i);
        fill_set_id(message, &writing->arena, "member", &member);
        fill_set(message, &writing->arena, "name", name);
        (void)say(writing, i / MEMBERS, i % MEMBERS, "member_profile", message);
    }
}

static bool is_question(size_t thread)
{
    return thread % QUESTION_EVERY == 1;
}

static void say_thread(struct writing *writing, size_t thread)
{
    char text[TITLE_SIZE];
    struct forum *forum = writing->forum;
    struct br_rng *rng = &writing->rng;
    size_t academy = br_rng_below(rng, forum->academy_count);
    ProtobufCMessage *message = message_of(writing, "thread_started");
    fill_words(rng, text, sizeof text);
    fill_set(message, &writing->arena, "title", text);
    put_text(writing, message);
    (void)snprintf(text, sizeof text, "Pathway %u", (unsigned)br_rng_below(rng, PATHWAYS));
    fill_set(message, &writing->arena, "pathway", text);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, "topic %u", (unsigned)br_rng_below(rng, TOPICS));
        fill_set(message, &writing->arena, "topics", text);
    }
    if (is_question(thread)) {
        fill_set(message, &writing->arena, "question", "true");
    }
    forum->origins[thread] = (uint8_t)academy;
    forum->ids[thread] =
        say(writing, academy, br_rng_below(rng, MEMBERS), "thread_started", message);
}

static void say_reply(struct writing *writing, size_t thread)
{
    struct br_rng *rng = &writing->rng;
    ProtobufCMessage *message = message_of(writing, "post_written");
    fill_set_id(message, &writing->arena, "thread", &writing->forum->ids[thread]);
    put_text(writing, message);
    size_t academy = br_rng_below(rng, writing->forum->academy_count);
    (void)say(writing, academy, br_rng_below(rng, MEMBERS), "post_written", message);
}

static void say_answered(struct writing *writing, size_t thread)
{
    ProtobufCMessage *message = message_of(writing, "question_resolved");
    fill_set_id(message, &writing->arena, "thread", &writing->forum->ids[thread]);
    fill_set(message, &writing->arena, "resolved", "true");
    (void)say(writing, writing->forum->origins[thread], 0, "question_resolved", message);
}

static size_t replies_of(size_t thread)
{
    size_t place = thread % FORUM_LONG_EVERY;
    return place == 0 ? LONG_REPLIES : place <= 2 ? SHORT_REPLIES : SHORT_REPLIES + 1;
}

/* The replies of some threads, shuffled; then half of their questions are answered. */
static void say_replies(struct writing *writing, size_t first, size_t count)
{
    static size_t due[OPEN_THREADS * LONG_REPLIES];
    size_t size = 0;
    for (size_t i = first; i < first + count; i++) {
        for (size_t k = 0; k < replies_of(i); k++) {
            due[size++] = i;
        }
    }
    for (size_t i = size; i > 0; i--) {
        size_t other = br_rng_below(&writing->rng, i);
        size_t thread = due[other];
        due[other] = due[i - 1];
        say_reply(writing, thread);
    }
    for (size_t i = first; i < first + count; i++) {
        if (is_question(i) && i % (2 * QUESTION_EVERY) == 1) {
            say_answered(writing, i);
        }
    }
}

/* --- the whole --- */

void forum_begin(struct forum *forum, const struct academy *academies, size_t count, size_t posts)
{
    BR_ASSERT(count <= FORUM_ACADEMIES_MAX);
    *forum = (struct forum){
        .academies = academies, .academy_count = count, .threads = posts / POSTS_A_THREAD};
    forum->ids = calloc(forum->threads + 1, sizeof *forum->ids);
    forum->origins = calloc(forum->threads + 1, sizeof *forum->origins);
    BR_ASSERT(forum->ids != NULL && forum->origins != NULL);
    struct writing *writing = begin_writing(forum, SEED);
    say_names(writing);
    for (size_t i = 0; i < forum->threads; i++) {
        say_thread(writing, i);
        forum->posts += 1 + replies_of(i);
    }
    end_writing(writing);
}

void forum_reply(struct forum *forum)
{
    struct writing *writing = begin_writing(forum, SEED + 1);
    for (size_t first = 0; first < forum->threads; first += OPEN_THREADS) {
        size_t left = forum->threads - first;
        say_replies(writing, first, left < OPEN_THREADS ? left : OPEN_THREADS);
    }
    end_writing(writing);
}

void forum_free(struct forum *forum)
{
    free(forum->ids);
    free(forum->origins);
}
