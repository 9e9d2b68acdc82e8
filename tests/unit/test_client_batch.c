/* Lines of batch files, and the checks that every draft passes before it is saved. */
#include "harness/check.h"

#include "client/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct call call;
    struct batch_line line;
    struct br_error error;
};

static struct fixture *fixture(void)
{
    static struct fixture f;
    call_free(&f.call);
    memset(&f, 0, sizeof f);
    call_init(&f.call);
    return &f;
}

/* "q1" is the one name that is known. */
static bool look_up(void *context, const char *name, struct br_id *id)
{
    (void)context;
    memset(id->bytes, 0xab, sizeof id->bytes);
    return strcmp(name, "q1") == 0;
}

static enum br_status read_bytes(struct fixture *f, struct br_bytes text)
{
    f->error.text[0] = '\0';
    return batch_read_line(&f->call, text, 7, look_up, NULL, &f->line, &f->error);
}

static enum br_status read_line(struct fixture *f, const char *text)
{
    return read_bytes(f, br_bytes_of_text(text));
}

static struct br_value value_of(const struct fixture *f, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(f->line.draft.message->descriptor, name);
    BR_ASSERT(field != NULL);
    return br_message_value(f->line.draft.message, field, 0);
}

static void test_a_whole_line(void)
{
    struct fixture *f = fixture();
    CHECK(read_line(f,
                    "{\"key\":\"k\",\"ref\":\"r\",\"kind\":\"thread_started\",\"to\":\"network\","
                    "\"written_ms\":1700000000000,\"message\":{\"title\":\"$q1\"}}") == BR_OK);
    CHECK_TEXT(f->line.key, "k");
    CHECK_TEXT(f->line.ref, "r");
    CHECK_TEXT(f->line.draft.kind->name, "thread_started");
    CHECK_UINT(f->line.draft.audience.type, BR_AUDIENCE_NETWORK);
    CHECK_UINT(f->line.draft.written_ms, 1700000000000u);
    /* a text may begin with a dollar sign; it names nothing */
    CHECK(br_bytes_equal(value_of(f, "title").bytes, br_bytes_of_text("$q1")));
    CHECK(br_id_is_zero(&f->line.draft.needs));
}

static void test_names_stand_for_ids(void)
{
    struct fixture *f = fixture();
    CHECK(read_line(f, "{\"kind\":\"post_written\",\"to\":\"room:$q1\","
                       "\"message\":{\"thread\":\"$q1\",\"text\":\"x\"}}") == BR_OK);
    CHECK_UINT(f->line.draft.audience.type, BR_AUDIENCE_ROOM);
    CHECK_UINT(f->line.draft.audience.id.bytes[15], 0xab);
    CHECK_UINT(f->line.draft.needs.bytes[0], 0xab);
    CHECK_UINT(value_of(f, "thread").bytes.size, 16);
    CHECK_UINT(value_of(f, "thread").bytes.data[3], 0xab);
    CHECK(read_line(f, "{\"kind\":\"post_edited\",\"to\":\"academy\",\"message\":{"
                       "\"thread\":\"01a20a2414d17961a3cce0c99bbfeaa4\",\"post\":\"$q1\","
                       "\"based_on\":[\"$q1\",\"01a20a24-14d1-7961-a3cc-e0c99bbfeaa4\"],"
                       "\"text\":\"x\"}}") == BR_OK);
    CHECK(read_line(f, "{\"kind\":\"post_written\",\"to\":\"academy\","
                       "\"message\":{\"thread\":\"$q2\",\"text\":\"x\"}}") == BR_ERR_NOT_FOUND);
    CHECK(strstr(f->error.text, "$q2") != NULL);
    /* in what repeats within it, too */
    CHECK(read_line(f,
                    "{\"kind\":\"driver_diagram_drawn\",\"to\":\"room:$q1\",\"message\":{"
                    "\"aim\":\"a\",\"nodes\":[{\"text\":\"$q1\"},{\"pdsa\":\"$q1\"}]}}") == BR_OK);
    CHECK(read_line(f, "{\"kind\":\"driver_diagram_drawn\",\"to\":\"room:$q1\",\"message\":{"
                       "\"aim\":\"a\",\"nodes\":[{\"pdsa\":\"$q2\"}]}}") == BR_ERR_NOT_FOUND);
}

/* The same words in another line, or other words in the same line, are another write. */
static void test_lines_without_a_key(void)
{
    static const char text[] =
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{\"title\":\"t\"}}";
    struct fixture *f = fixture();
    char first[sizeof f->line.key];
    CHECK(read_line(f, text) == BR_OK);
    (void)snprintf(first, sizeof first, "%s", f->line.key);
    CHECK(read_line(f, text) == BR_OK);
    CHECK_TEXT(f->line.key, first);
    CHECK(batch_read_line(&f->call, br_bytes_of_text(text), 8, look_up, NULL, &f->line,
                          &f->error) == BR_OK);
    CHECK(strcmp(f->line.key, first) != 0);
}

static void test_bad_lines(void)
{
    static const char *const bad[] = {
        "",
        "x",
        "[]",
        "{",
        "{}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\"}",
        "{\"kind\":\"thread_started\",\"message\":{\"title\":\"t\"}}",
        "{\"kind\":\"thread_begun\",\"to\":\"academy\",\"message\":{\"title\":\"t\"}}",
        "{\"kind\":\"thread_started\",\"to\":\"everyone\",\"message\":{\"title\":\"t\"}}",
        "{\"kind\":\"thread_started\",\"to\":\"room:12\",\"message\":{\"title\":\"t\"}}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{\"titel\":\"t\"}}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{\"title\":5}}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":\"t\"}",
        "{\"kind\":5,\"to\":\"academy\",\"message\":{\"title\":\"t\"}}",
        "{\"kinds\":1,\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{}}",
        "{\"key\":\"\",\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{}}",
        "{\"written_ms\":-1,\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{}}",
        "{\"written_ms\":1.5,\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{}}",
        "{\"to\":\"academy\",\"to\":\"academy\",\"kind\":\"thread_started\",\"message\":{}}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{\"title\":\"\\ud800\"}}",
        "{\"kind\":\"thread_started\",\"to\":\"academy\",\"message\":{\"title\":\"\xff\"}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fixture *f = fixture();
        if (!CHECK(read_line(f, bad[i]) != BR_OK && f->error.text[0] != '\0')) {
            (void)printf("passed: %s\n", bad[i]);
        }
    }
}

static void test_keys_at_their_limit(void)
{
    for (size_t size = BR_BATCH_KEY_MAX - 1; size <= BR_BATCH_KEY_MAX + 1; size++) {
        struct fixture *f = fixture();
        char key[BR_BATCH_KEY_MAX + 2] = "";
        char text[2 * BR_BATCH_KEY_MAX + 200];
        memset(key, 'k', size);
        (void)snprintf(text, sizeof text,
                       "{\"key\":\"%s\",\"ref\":\"%s\",\"kind\":\"thread_started\","
                       "\"to\":\"academy\",\"message\":{\"title\":\"t\"}}",
                       key, key);
        CHECK(read_line(f, text) == (size <= BR_BATCH_KEY_MAX ? BR_OK : BR_ERR_LIMIT));
    }
}

static void test_lines_at_their_limit(void)
{
    struct br_buffer text;
    br_buffer_init(&text, 2u * BR_JSON_LINE_MAX);
    br_buffer_put_text(&text, "{\"kind\":\"thread_started\",\"to\":\"academy\","
                              "\"message\":{\"title\":\"t\"}}");
    while (text.size < BR_JSON_LINE_MAX - 1) {
        br_buffer_put_text(&text, " ");
    }
    for (int i = 0; i < 3; i++) {
        struct fixture *f = fixture();
        bool fits = text.size <= BR_JSON_LINE_MAX;
        CHECK(read_bytes(f, br_buffer_bytes(&text)) == (fits ? BR_OK : BR_ERR_LIMIT));
        br_buffer_put_text(&text, " ");
    }
    br_buffer_free(&text);
}

static void test_what_is_no_json_and_why(void)
{
    static const struct {
        const char *line;
        const char *why;
    } bad[] = {
        {"{\"kind\":", "this is not JSON (at column "},
        {"{\"message\":{\"title\":\"a\\u0000b\"}}",
         "a text holds the character \\u0000, which no record can keep (at column "},
        {"{\"a\\u0000\":1}", "a text holds the character \\u0000, which no record can keep"},
        {"{\"kind\":\"a\",\"kind\":\"b\"}", "a name stands twice in one object (at column "},
        {"{\"message\":{\"title\":\"a\",\"title\":\"b\"}}", "a name stands twice in one object"},
        {"{\"kind\":\"\xff\"}", "this is not UTF-8 text (at column "},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fixture *f = fixture();
        CHECK(read_line(f, bad[i].line) == BR_ERR_MALFORMED);
        CHECK(strncmp(f->error.text, bad[i].why, strlen(bad[i].why)) == 0);
    }
}

static void test_patients_numbers(void)
{
    static const char number[] = "{\"kind\":\"post_written\",\"to\":\"network\",%s"
                                 "\"message\":{\"thread\":\"$q1\",\"text\":\"999 483 7567\"}}";
    struct fixture *f = fixture();
    struct draft allowance;
    char text[400];
    (void)snprintf(text, sizeof text, number, "");
    CHECK(read_line(f, text) == BR_ERR_REFUSED);
    CHECK(strstr(f->error.text, "The text holds what looks like an NHS number") != NULL);
    CHECK(strstr(f->error.text, "999") == NULL);
    (void)snprintf(text, sizeof text, number, "\"allow_identifier\":\"an order number\",");
    CHECK(read_line(f, text) == BR_OK);
    CHECK_TEXT(f->line.draft.allowed, "an order number");

    /* what is said first stands behind what the line refers to, and the line behind it */
    struct br_id thread = f->line.draft.needs;
    CHECK(draft_allowance(&f->line.draft, &allowance));
    CHECK_TEXT(allowance.kind->name, "identifier_allowed");
    CHECK(br_id_equal(&allowance.needs, &thread));
    CHECK(br_id_equal(&f->line.draft.needs, &allowance.id));
    CHECK_UINT(allowance.audience.type, BR_AUDIENCE_NETWORK);
    CHECK(client_check(&allowance, &f->error) == BR_OK);
    const ProtobufCMessageDescriptor *type = allowance.message->descriptor;
    struct br_bytes record =
        br_message_value(allowance.message,
                         protobuf_c_message_descriptor_get_field_by_name(type, "record"), 0)
            .bytes;
    CHECK(record.size == 16 && memcmp(record.data, f->line.draft.id.bytes, 16) == 0);

    /* nothing to let pass; a reason that holds a number itself; one that is no text */
    CHECK(read_line(f, "{\"kind\":\"thread_started\",\"to\":\"network\","
                       "\"allow_identifier\":\"x\",\"message\":{\"title\":\"x\"}}") == BR_OK);
    CHECK(!draft_allowance(&f->line.draft, &allowance));
    (void)snprintf(text, sizeof text, number, "\"allow_identifier\":\"it is 9994837567\",");
    CHECK(read_line(f, text) == BR_OK && draft_allowance(&f->line.draft, &allowance));
    CHECK(client_check(&allowance, &f->error) == BR_ERR_REFUSED);
    (void)snprintf(text, sizeof text, number, "\"allow_identifier\":7,");
    CHECK(read_line(f, text) == BR_ERR_MALFORMED);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_whole_line),
        BR_TEST(test_names_stand_for_ids),
        BR_TEST(test_lines_without_a_key),
        BR_TEST(test_bad_lines),
        BR_TEST(test_keys_at_their_limit),
        BR_TEST(test_lines_at_their_limit),
        BR_TEST(test_what_is_no_json_and_why),
        BR_TEST(test_patients_numbers),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
