/* br_log_try: what would become of a write, without writing it. */
#include "domain/domain.h"
#include "harness/check.h"
#include "record/message.h"
#include "store/log.h"

#include <stdio.h>
#include <string.h>

static struct br_domain *domain;
static const struct br_hash academy = {{7}};
static const struct br_id author = {{9}};
static const struct br_now now = {.mono_ms = 1, .wall_ms = 1700000000000u};

static struct br_log *open_log(const char *name)
{
    char path[512];
    struct br_log *log = NULL;
    struct br_error error = {""};
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    if (domain == NULL) {
        CHECK(br_domain_new(files, count, &domain, &error) == BR_OK);
    }
    (void)snprintf(path, sizeof path, "%s/%s.db", br_test_folder(), name);
    struct br_log_options options = {
        .path = path, .side = BR_SIDE_SHARED, .domain = domain, .academy = academy, .create = true};
    CHECK(br_log_open(&options, &log, &error) == BR_OK);
    return log;
}

static struct br_write write_of(const char *kind, uint8_t id, const char *field, const char *value,
                                const char *field_2, const char *value_2, struct br_buffer *payload)
{
    struct br_arena arena;
    struct br_error error = {""};
    const struct br_kind *known = br_kind_by_name(kind);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(known->message, &arena);
    CHECK(br_message_set(message, &arena, field, br_bytes_of_text(value), &error) == BR_OK);
    CHECK(br_message_set(message, &arena, field_2, br_bytes_of_text(value_2), &error) == BR_OK);
    br_buffer_init(payload, BR_PAYLOAD_SIZE_MAX);
    br_message_pack(message, payload);
    br_arena_free(&arena);
    return (struct br_write){.id = {{id}},
                             .author = author,
                             .roles = 1u << 1, /* participant */
                             .audience = {.type = BR_AUDIENCE_NETWORK},
                             .kind = known->number,
                             .payload = br_buffer_bytes(payload)};
}

static size_t stream_count;

static void count_stream(void *context, const struct br_stream_state *state)
{
    (void)context;
    (void)state;
    stream_count++;
}

static void test_a_reply_needs_its_thread_in_front(void)
{
    struct br_log *log = open_log("reply");
    struct br_buffer payloads[2];
    struct br_outcome outcomes[2];
    struct br_write writes[2];
    writes[0] = write_of("thread_started", 1, "title", "A title", "text", "A text", &payloads[0]);
    writes[1] = write_of("post_written", 2, "thread", "01000000000000000000000000000000", "text",
                         "A reply", &payloads[1]);
    CHECK(br_log_try(log, now, &writes[1], 1, outcomes) == BR_OK);
    CHECK(outcomes[0].type == BR_OUTCOME_REFUSED);
    CHECK_TEXT(outcomes[0].reason, "There is no such thread here.");
    CHECK(br_log_try(log, now, writes, 2, outcomes) == BR_OK);
    CHECK(outcomes[0].type == BR_OUTCOME_NUMBERED && outcomes[1].type == BR_OUTCOME_NUMBERED);
    CHECK(br_log_try(log, now, &writes[1], 1, outcomes) == BR_OK); /* nothing was left behind */
    CHECK(outcomes[0].type == BR_OUTCOME_REFUSED);
    CHECK(br_log_streams(log, count_stream, NULL) == BR_OK);
    CHECK_UINT(stream_count, 0);
    br_buffer_free(&payloads[0]);
    br_buffer_free(&payloads[1]);
    br_log_close(log);
}

static void test_rights_and_checks_are_the_origins(void)
{
    struct br_log *log = open_log("rights");
    struct br_buffer payload;
    struct br_outcome outcome;
    struct br_write write = write_of("thread_started", 1, "title", " ", "text", "A text", &payload);
    CHECK(br_log_try(log, now, &write, 1, &outcome) == BR_OK);
    CHECK_TEXT(outcome.reason, "Give the thread a title.");
    write.roles = 0;
    CHECK(br_log_try(log, now, &write, 1, &outcome) == BR_OK);
    CHECK_TEXT(outcome.reason, "your role does not allow you to write this here");
    br_buffer_free(&payload);
    br_log_close(log);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_reply_needs_its_thread_in_front),
        BR_TEST(test_rights_and_checks_are_the_origins),
    };
    int result = br_test_run(tests, sizeof tests / sizeof tests[0]);
    br_domain_free(domain);
    return result;
}
