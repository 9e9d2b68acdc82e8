/* Messages from JSON and back. */
#include "harness/check.h"

#include "base/limits.h"
#include "record/message.h"
#include "tests/unit/proto/every.pb-c.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct br_arena arena;

static ProtobufCMessage *every_new(void)
{
    br_arena_free(&arena);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(&every__every__descriptor, &arena);
    BR_ASSERT(message != NULL);
    return message;
}

static enum br_status fill(ProtobufCMessage *message, const char *text, struct br_error *error)
{
    json_t *json = json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
    if (!br_check(json != NULL, text, __FILE__, __LINE__)) {
        return BR_OK;
    }
    enum br_status status = br_message_from_json(message, &arena, json, error);
    json_decref(json);
    return status;
}

/* [text] fills a message that prints as [expected]; NULL: as [text]. */
static void expect_printed(const char *text, const char *expected)
{
    struct br_error error = {0};
    ProtobufCMessage *message = every_new();
    if (!CHECK(fill(message, text, &error) == BR_OK)) {
        (void)printf("  %s\n  %s\n", text, error.text);
        return;
    }
    json_t *json = br_message_to_json(message);
    char *printed = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    CHECK_TEXT(printed, expected == NULL ? text : expected);
    free(printed);
    json_decref(json);
}

static void expect_error(const char *text, enum br_status status, const char *sentence)
{
    struct br_error error = {0};
    CHECK_UINT(fill(every_new(), text, &error), status);
    CHECK_TEXT(error.text, sentence);
}

static void test_every_type_prints_as_it_was_read(void)
{
    expect_printed("{}", NULL);
    expect_printed("{\"int32_field\":-2147483648,\"sint32_field\":2147483647,\"sfixed32_field\":0,"
                   "\"int64_field\":-9223372036854775808,\"sint64_field\":9223372036854775807,"
                   "\"sfixed64_field\":-1,\"uint32_field\":4294967295,\"fixed32_field\":1,"
                   "\"uint64_field\":9223372036854775807,\"fixed64_field\":2,\"float_field\":0.5,"
                   "\"double_field\":12.25,\"bool_field\":true,\"colour_field\":\"blue\","
                   "\"text_field\":\"caf\xc3\xa9\",\"bytes_field\":\"00ff\"}",
                   NULL);
    expect_printed("{\"int32_list\":[1,-2,3],\"double_list\":[0.5],\"bool_list\":[true,false],"
                   "\"colour_list\":[\"red\",\"green\"],\"text_list\":[\"\",\"a\"],"
                   "\"bytes_list\":[\"\",\"aa\"]}",
                   NULL);
    expect_printed("{\"nest_field\":{\"inner\":{},\"number\":3,\"many\":[{},{\"number\":4}]},"
                   "\"nest_list\":[{\"number\":1},{},{\"inner\":{\"number\":2}}],"
                   "\"choice_nest\":{},\"other_bool\":false}",
                   NULL);
}

static void test_forms_that_print_otherwise(void)
{
    expect_printed("{\"text_field\":null,\"int32_list\":null,\"nest_field\":null}", "{}");
    expect_printed("{\"int32_list\":[]}", "{}");
    expect_printed("{\"int32_field\":3.0,\"double_field\":3}",
                   "{\"int32_field\":3,\"double_field\":3.0}");
    expect_printed("{\"uint64_field\":\"18446744073709551615\",\"fixed64_field\":\"7\"}",
                   "{\"uint64_field\":\"18446744073709551615\",\"fixed64_field\":7}");
    expect_printed("{\"int64_field\":-9.223372036854775808e18}",
                   "{\"int64_field\":-9223372036854775808}");
    expect_printed("{\"bytes_field\":\"00112233-4455-6677-8899-AABBCCDDEEFF\"}",
                   "{\"bytes_field\":\"00112233445566778899aabbccddeeff\"}");
}

static void test_what_does_not_fit_is_named(void)
{
    enum br_status malformed = BR_ERR_MALFORMED;
    expect_error("[]", malformed, "must be a JSON object");
    expect_error("\"x\"", malformed, "must be a JSON object");
    expect_error("{\"nothing\":1}", BR_ERR_NOT_FOUND, "there is no field called nothing");
    expect_error("{\"no\\u001bthing\":1}", BR_ERR_NOT_FOUND,
                 "there is no field called (this name)");
    expect_error("{\"text_field\":1}", malformed, "text_field: must be text in UTF-8 without NUL");
    expect_error("{\"text_field\":\"a\\u0000b\"}", malformed,
                 "text_field: must be text in UTF-8 without NUL");
    expect_error("{\"bytes_field\":\"0\"}", malformed,
                 "bytes_field: must be hex digits, two for each byte");
    expect_error("{\"bytes_field\":12}", malformed,
                 "bytes_field: must be hex digits, two for each byte");
    expect_error("{\"bool_field\":1}", malformed, "bool_field: must be true or false");
    expect_error("{\"colour_field\":7}", malformed,
                 "colour_field: is not one of the names that it may have");
    expect_error("{\"colour_field\":\"purple\"}", malformed,
                 "colour_field: is not one of the names that it may have");
    expect_error("{\"colour_field\":\"red\\u0000\"}", malformed,
                 "colour_field: is not one of the names that it may have");
    expect_error("{\"double_field\":\"1\"}", malformed,
                 "double_field: must be a number such as 12.5");
    expect_error("{\"float_field\":1e39}", malformed, "float_field: must be a number such as 12.5");
    expect_error("{\"text_list\":\"a\"}", malformed, "text_list: must be a list in [ ]");
    expect_error("{\"text_list\":[\"a\",2]}", malformed,
                 "text_list[1]: must be text in UTF-8 without NUL");
    expect_error("{\"int32_list\":[null]}", malformed,
                 "int32_list[0]: must be a whole number in range");
    expect_error("{\"nest_field\":[]}", malformed,
                 "nest_field: must be an object with fields of its own");
    expect_error("{\"nest_field\":{\"inner\":{\"number\":-1}}}", malformed,
                 "nest_field.inner.number: must be a whole number in range");
    expect_error("{\"nest_list\":[{},{\"many\":[{},{},{\"number\":\"x\"}]}]}", malformed,
                 "nest_list[1].many[2].number: must be a whole number in range");
    expect_error("{\"nest_list\":[{},{\"x\":1}]}", BR_ERR_NOT_FOUND,
                 "nest_list[1]: there is no field called x");
    expect_error("{\"choice_text\":\"a\",\"choice_number\":1}", BR_ERR_EXISTS,
                 "choice_number: only one of its group may be given");
    expect_error("{\"choice_text\":\"a\",\"choice_nest\":{}}", BR_ERR_EXISTS,
                 "choice_nest: only one of its group may be given");
}

/* What json_loads could not read comes as no object at all. */
static void test_no_json_is_no_object(void)
{
    struct br_error error;
    CHECK(br_message_from_json(every_new(), &arena, NULL, &error) == BR_ERR_MALFORMED);
    CHECK_TEXT(error.text, "must be a JSON object");
}

static void test_integers_at_their_limits(void)
{
    static const char *const refused[] = {
        "{\"int32_field\":2147483648}",
        "{\"int32_field\":-2147483649}",
        "{\"int32_field\":1.5}",
        "{\"int32_field\":\"1\"}",
        "{\"uint32_field\":-1}",
        "{\"uint32_field\":4294967296}",
        "{\"uint64_field\":-1}",
        "{\"uint64_field\":\"18446744073709551616\"}",
        "{\"uint64_field\":\"-1\"}",
        "{\"uint64_field\":\"\"}",
        "{\"uint64_field\":1.8446744073709552e19}",
        "{\"int64_field\":9.223372036854775808e18}",
        "{\"int64_field\":\"1\"}",
        "{\"int64_field\":1e300}",
        "{\"int32_field\":true}",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct br_error error;
        br_check(fill(every_new(), refused[i], &error) == BR_ERR_MALFORMED, refused[i], __FILE__,
                 __LINE__);
    }
}

static void test_depth_at_its_limit(void)
{
    for (size_t depth = BR_MESSAGE_DEPTH_MAX - 1; depth <= BR_MESSAGE_DEPTH_MAX + 1; depth++) {
        struct br_buffer json;
        struct br_error error;
        br_buffer_init(&json, 512);
        br_buffer_put_text(&json, "{\"nest_field\":");
        for (size_t i = 2; i < depth; i++) {
            br_buffer_put_text(&json, i % 2 == 0 ? "{\"inner\":" : "{\"many\":[");
        }
        br_buffer_put_text(&json, "{}");
        for (size_t i = depth - 1; i >= 2; i--) {
            br_buffer_put_text(&json, i % 2 == 0 ? "}" : "]}");
        }
        br_buffer_put_text(&json, "}");
        const char *text = br_buffer_text(&json);
        bool fits = depth <= BR_MESSAGE_DEPTH_MAX;
        CHECK_UINT(fill(every_new(), text, &error), fits ? BR_OK : BR_ERR_LIMIT);
        if (fits) {
            expect_printed(text, NULL);
        }
        br_buffer_free(&json);
    }
}

static void test_the_budget_holds(void)
{
    struct br_error error;
    struct br_arena small;
    json_t *json = json_pack("{s:[s,s,s,s,s,s,s]}", "text_list", "a", "b", "c", "d", "e", "f", "g");
    size_t enough = 0;
    for (size_t budget = 0; budget < 4096; budget += 16) {
        br_arena_init(&small, budget);
        ProtobufCMessage *message = br_message_new(&every__every__descriptor, &small);
        enum br_status status = message == NULL
                                    ? BR_ERR_NO_MEMORY
                                    : br_message_from_json(message, &small, json, &error);
        CHECK(status == BR_OK || status == BR_ERR_NO_MEMORY);
        CHECK(enough == 0 || status == BR_OK);
        enough = enough == 0 && status == BR_OK ? budget : enough;
        br_arena_free(&small);
    }
    CHECK(enough > 0);
    json_decref(json);
}

/* What a later build or a broken one may have sent: shown, never a failure. */
static void test_values_that_json_has_no_form_for(void)
{
    Every__Every message = EVERY__EVERY__INIT;
    double numbers[] = {1.5, NAN, -INFINITY};
    message.has_colour_field = 1;
    message.colour_field = (Every__Colour)99;
    message.has_double_field = 1;
    message.double_field = INFINITY;
    message.n_double_list = 3;
    message.double_list = numbers;
    json_t *json = br_message_to_json(&message.base);
    char *printed = json_dumps(json, JSON_COMPACT);
    CHECK_TEXT(printed,
               "{\"double_field\":null,\"colour_field\":99,\"double_list\":[1.5,null,null]}");
    free(printed);
    json_decref(json);
}

/* JSON -> message -> bytes -> message -> JSON. */
static void test_by_way_of_the_wire(void)
{
    static const char text[] =
        "{\"text_field\":\"x\",\"nest_list\":[{\"number\":1},{\"many\":[{}]}],"
        "\"uint64_list\":[1,2,300],\"choice_bytes\":\"0102\"}";
    struct br_error error;
    struct br_buffer bytes;
    ProtobufCMessage *message = every_new();
    ProtobufCMessage *back = NULL;
    br_buffer_init(&bytes, 1000);
    CHECK(fill(message, text, &error) == BR_OK);
    br_message_pack(message, &bytes);
    CHECK(br_message_unpack(message->descriptor, br_buffer_bytes(&bytes), &arena, &back) == BR_OK);
    if (CHECK(back != NULL)) {
        json_t *json = br_message_to_json(back);
        char *printed = json_dumps(json, JSON_COMPACT);
        CHECK_TEXT(printed, text);
        free(printed);
        json_decref(json);
    }
    br_buffer_free(&bytes);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_every_type_prints_as_it_was_read),
        BR_TEST(test_forms_that_print_otherwise),
        BR_TEST(test_what_does_not_fit_is_named),
        BR_TEST(test_no_json_is_no_object),
        BR_TEST(test_integers_at_their_limits),
        BR_TEST(test_depth_at_its_limit),
        BR_TEST(test_the_budget_holds),
        BR_TEST(test_values_that_json_has_no_form_for),
        BR_TEST(test_by_way_of_the_wire),
    };
    int failed = br_test_run(tests, sizeof tests / sizeof tests[0]);
    br_arena_free(&arena);
    return failed;
}
