/* Filling by name and reading through the descriptor: each type, its range, and what is refused. */
#include "harness/check.h"

#include "base/limits.h"
#include "record/kind.h"
#include "record/message.h"
#include "tests/unit/proto/every.pb-c.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
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

static enum br_status set(ProtobufCMessage *message, const char *name, const char *text)
{
    struct br_error error = {0};
    enum br_status status = br_message_set(message, &arena, name, br_bytes_of_text(text), &error);
    CHECK((status == BR_OK) == (error.text[0] == '\0'));
    return status;
}

/* The text is refused, told why with the field's name, and the field stays unset. */
static void expect_refused(const char *name, const char *text)
{
    ProtobufCMessage *message = every_new();
    struct br_error error = {0};
    enum br_status status = br_message_set(message, &arena, name, br_bytes_of_text(text), &error);
    if (!br_check(status == BR_ERR_MALFORMED, text, __FILE__, __LINE__)) {
        (void)printf("  field %s\n", name);
    }
    CHECK(strncmp(error.text, name, strlen(name)) == 0);
    CHECK_UINT(protobuf_c_message_get_packed_size(message), 0);
}

static const ProtobufCFieldDescriptor *field_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    BR_ASSERT(field != NULL);
    return field;
}

static struct br_value value_of(const ProtobufCMessage *message, const char *name, size_t index)
{
    return br_message_value(message, field_of(message, name), index);
}

static void expect_integer(const char *name, const char *text, int64_t integer)
{
    ProtobufCMessage *message = every_new();
    if (!br_check(set(message, name, text) == BR_OK, text, __FILE__, __LINE__)) {
        (void)printf("  field %s\n", name);
    }
    struct br_value value = value_of(message, name, 0);
    CHECK_UINT(value.type, BR_VALUE_INTEGER);
    CHECK_UINT(value.integer, integer);
}

static void expect_number(const char *text, double number)
{
    ProtobufCMessage *message = every_new();
    br_check(set(message, "double_field", text) == BR_OK, text, __FILE__, __LINE__);
    struct br_value value = value_of(message, "double_field", 0);
    CHECK(value.type == BR_VALUE_NUMBER);
    br_check(value.number == number && signbit(value.number) == signbit(number), text, __FILE__,
             __LINE__);
}

static void test_integers_within_their_range(void)
{
    static const struct {
        const char *name;
        const char *lowest;
        const char *below;
        const char *highest;
        const char *above;
        int64_t low;
        int64_t high;
    } cases[] = {
        {"int32_field", "-2147483648", "-2147483649", "2147483647", "2147483648", INT32_MIN,
         INT32_MAX},
        {"sint32_field", "-2147483648", "-2147483649", "2147483647", "2147483648", INT32_MIN,
         INT32_MAX},
        {"sfixed32_field", "-2147483648", "-2147483649", "2147483647", "2147483648", INT32_MIN,
         INT32_MAX},
        {"int64_field", "-9223372036854775808", "-9223372036854775809", "9223372036854775807",
         "9223372036854775808", INT64_MIN, INT64_MAX},
        {"sint64_field", "-9223372036854775808", "-9223372036854775809", "9223372036854775807",
         "9223372036854775808", INT64_MIN, INT64_MAX},
        {"sfixed64_field", "-9223372036854775808", "-9223372036854775809", "9223372036854775807",
         "9223372036854775808", INT64_MIN, INT64_MAX},
        {"uint32_field", "0", "-1", "4294967295", "4294967296", 0, UINT32_MAX},
        {"fixed32_field", "0", "-1", "4294967295", "4294967296", 0, UINT32_MAX},
        {"uint64_field", "0", "-1", "18446744073709551615", "18446744073709551616", 0, -1},
        {"fixed64_field", "0", "-1", "18446744073709551615", "18446744073709551616", 0, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_integer(cases[i].name, cases[i].lowest, cases[i].low);
        expect_integer(cases[i].name, cases[i].highest, cases[i].high);
        expect_integer(cases[i].name, "0012", 12);
        expect_integer(cases[i].name, "-0", 0);
        expect_refused(cases[i].name, cases[i].below);
        expect_refused(cases[i].name, cases[i].above);
        static const char *const never[] = {"",    "-",     "+1",  " 1",
                                            "1 ",  "1.0",   "1e3", "0x10",
                                            "one", "1,000", "--1", "99999999999999999999999"};
        for (size_t n = 0; n < sizeof never / sizeof never[0]; n++) {
            expect_refused(cases[i].name, never[n]);
        }
    }
}

static void test_numbers(void)
{
    static const char *const refused[] = {
        "",     "-",     ".",        "-.",    "e5",     "1e",    "1e+", "+1",  " 1",
        "1 ",   "1.2.3", "0x1p3",    "0x10",  "inf",    "-inf",  "nan", "NAN", "1,5",
        "1.5x", "1e5 ",  "infinity", "1e400", "-1e400", "1 000", "١",
    };
    expect_number("0", 0.0);
    expect_number("-0", -0.0);
    expect_number("12.5", 12.5);
    expect_number(".5", 0.5);
    expect_number("5.", 5.0);
    expect_number("-1e-3", -0.001);
    expect_number("1E+2", 100.0);
    expect_number("1.7976931348623157e308", 1.7976931348623157e308);
    expect_number("1e-400", 0.0);
    expect_number("0.1", 0.1);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        expect_refused("double_field", refused[i]);
        expect_refused("float_field", refused[i]);
    }
    expect_refused("float_field", "3.5e38");
    ProtobufCMessage *message = every_new();
    CHECK(set(message, "float_field", "3.25") == BR_OK);
    CHECK(value_of(message, "float_field", 0).number == 3.25);
}

static void test_numbers_as_long_as_allowed(void)
{
    char digits[BR_NUMBER_TEXT_MAX + 2];
    for (size_t size = BR_NUMBER_TEXT_MAX - 1; size <= BR_NUMBER_TEXT_MAX + 1; size++) {
        memset(digits, '0', size);
        digits[size - 1] = '7';
        digits[size] = '\0';
        if (size <= BR_NUMBER_TEXT_MAX) {
            expect_number(digits, 7.0);
            expect_integer("int32_field", digits, 7);
        } else {
            expect_refused("double_field", digits);
            expect_refused("int32_field", digits);
        }
    }
}

/* A decimal comma in the environment must not change what a file means. */
static void test_the_locale_does_not_matter(void)
{
    static const char *const commas[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    const char *set_to = NULL;
    for (size_t i = 0; i < sizeof commas / sizeof commas[0] && set_to == NULL; i++) {
        set_to = setlocale(LC_ALL, commas[i]);
    }
    if (set_to == NULL) {
        (void)printf("     (no locale with a decimal comma is installed here)\n");
    }
    expect_number("12.5", 12.5);
    expect_refused("double_field", "12,5");
    CHECK(setlocale(LC_ALL, "C") != NULL);
}

static void test_words(void)
{
    static const char *const refused[] = {"", "True", "TRUE", "2", "on", " true", "y", "truer"};
    expect_integer("bool_field", "true", 1);
    expect_integer("bool_field", "yes", 1);
    expect_integer("bool_field", "1", 1);
    expect_integer("bool_field", "false", 0);
    expect_integer("bool_field", "no", 0);
    expect_integer("bool_field", "0", 0);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        expect_refused("bool_field", refused[i]);
    }
}

static void test_enums_by_name(void)
{
    ProtobufCMessage *message = every_new();
    CHECK(set(message, "colour_field", "blue") == BR_OK);
    struct br_value value = value_of(message, "colour_field", 0);
    CHECK(value.type == BR_VALUE_TEXT && value.integer == 7);
    CHECK(br_bytes_equal(value.bytes, br_bytes_of_text("blue")));
    ((Every__Every *)message)->colour_field = (Every__Colour)99; /* as a later build may send */
    value = value_of(message, "colour_field", 0);
    CHECK(value.type == BR_VALUE_TEXT && value.bytes.data == NULL && value.integer == 99);
    expect_refused("colour_field", "");
    expect_refused("colour_field", "Blue");
    expect_refused("colour_field", "7");
    expect_refused("colour_field", "blueish");
    expect_refused("colour_field", "blu\xe9");
    char name[BR_FIELD_NAME_MAX + 2];
    memset(name, 'b', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    expect_refused("colour_field", name);
}

static void test_text(void)
{
    ProtobufCMessage *message = every_new();
    CHECK(set(message, "text_field", "") == BR_OK); /* empty is not absent */
    CHECK_UINT(br_message_count(message, field_of(message, "text_field")), 1);
    CHECK_UINT(value_of(message, "text_field", 0).bytes.size, 0);
    message = every_new();
    CHECK(set(message, "text_field", "caf\xc3\xa9\n\t\x1b") == BR_OK);
    CHECK_UINT(value_of(message, "text_field", 0).bytes.size, 8);
    expect_refused("text_field", "caf\xc3");
    message = every_new();
    struct br_error error;
    CHECK(br_message_set(message, &arena, "text_list",
                         (struct br_bytes){(const uint8_t *)"a\0b", 3},
                         &error) == BR_ERR_MALFORMED);
    CHECK_TEXT(error.text, "text_list: must be text in UTF-8 without NUL");
}

static void test_bytes_as_hex(void)
{
    ProtobufCMessage *message = every_new();
    CHECK(set(message, "bytes_list", "00ff") == BR_OK);
    CHECK(set(message, "bytes_list", "00112233-4455-6677-8899-aabbccddeeff") == BR_OK);
    CHECK(set(message, "bytes_list", "") == BR_OK);
    CHECK_UINT(value_of(message, "bytes_list", 0).bytes.size, 2);
    CHECK_UINT(value_of(message, "bytes_list", 1).bytes.size, 16);
    CHECK_UINT(value_of(message, "bytes_list", 1).bytes.data[15], 0xff);
    CHECK(value_of(message, "bytes_list", 2).type == BR_VALUE_BYTES);
    CHECK_UINT(value_of(message, "bytes_list", 2).bytes.size, 0);
    CHECK(value_of(message, "bytes_list", 3).type == BR_VALUE_ABSENT);
    expect_refused("bytes_field", "0");
    expect_refused("bytes_field", "0g");
    expect_refused("bytes_field", "00 11");
    expect_refused("bytes_field", "0x00");
    message = every_new();
    struct br_error error;
    CHECK(br_message_set(message, &arena, "bytes_field",
                         (struct br_bytes){(const uint8_t *)"00\0"
                                                            "11",
                                           5},
                         &error) == BR_ERR_MALFORMED);
}

/* What people wrote stays out of messages: it may be private, or end up in a terminal. */
static void test_complaints_do_not_repeat_the_text(void)
{
    struct br_error error;
    ProtobufCMessage *message = every_new();
    CHECK(br_message_set(message, &arena, "nest_list.number", br_bytes_of_text("\x1b]0;secret"),
                         &error) == BR_ERR_MALFORMED);
    CHECK_TEXT(error.text, "nest_list.number: must be a whole number in range");
}

static void test_absent_is_not_zero(void)
{
    const ProtobufCMessage *message = every_new();
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        CHECK_UINT(br_message_count(message, field), 0);
        if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
            CHECK(br_message_value(message, field, 0).type == BR_VALUE_ABSENT);
        }
    }
    expect_integer("int32_field", "0", 0);
    expect_integer("bool_field", "false", 0);
}

static void test_a_singular_field_is_set_once(void)
{
    static const char *const names[] = {"int32_field", "text_field",    "bytes_field",
                                        "bool_field",  "choice_number", "last_number"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ProtobufCMessage *message = every_new();
        CHECK(set(message, names[i], "00") == BR_OK || set(message, names[i], "no") == BR_OK);
        enum br_status again = set(message, names[i], "11");
        CHECK(again == BR_ERR_EXISTS || set(message, names[i], "yes") == BR_ERR_EXISTS);
    }
}

static void test_one_of_a_oneof(void)
{
    ProtobufCMessage *message = every_new();
    struct br_error error;
    CHECK(set(message, "choice_bytes", "abcd") == BR_OK);
    CHECK(br_message_set(message, &arena, "choice_text", br_bytes_of_text("x"), &error) ==
          BR_ERR_EXISTS);
    CHECK_TEXT(error.text, "choice_text: only one of its group may be given");
    CHECK(set(message, "choice_nest.number", "3") == BR_ERR_EXISTS);
    CHECK(set(message, "other_bool", "yes") == BR_OK);
    CHECK_UINT(value_of(message, "choice_bytes", 0).bytes.size, 2);
    CHECK(value_of(message, "choice_text", 0).type == BR_VALUE_ABSENT);
    CHECK(value_of(message, "choice_number", 0).type == BR_VALUE_ABSENT);
    CHECK_UINT(br_message_count(message, field_of(message, "choice_nest")), 0);
    CHECK_UINT(value_of(message, "other_bool", 0).integer, 1);
}

/* Lists of every element size grow past each doubling and keep what they had. */
static void test_lists_grow(void)
{
    enum { COUNT = 1000 };
    static const char *const names[] = {"int32_list", "sint64_list", "uint64_list",
                                        "text_list",  "bytes_list",  "double_list"};
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        ProtobufCMessage *message = every_new();
        const ProtobufCFieldDescriptor *field = field_of(message, names[n]);
        char text[16];
        for (int i = 0; i < COUNT; i++) {
            (void)snprintf(text, sizeof text, "%04d", i);
            CHECK(set(message, names[n], text) == BR_OK);
        }
        CHECK_UINT(br_message_count(message, field), COUNT);
        for (int i = 0; i < COUNT; i++) {
            struct br_value value = br_message_value(message, field, (size_t)i);
            (void)snprintf(text, sizeof text, "%04d", i);
            bool same =
                value.type == BR_VALUE_INTEGER  ? value.integer == i
                : value.type == BR_VALUE_NUMBER ? value.number == i
                : value.type == BR_VALUE_TEXT
                    ? br_bytes_equal(value.bytes, br_bytes_of_text(text))
                    : value.bytes.size == 2 && value.bytes.data[1] == i % 10 + i / 10 % 10 * 16;
            CHECK(same);
        }
    }
}

static void test_dots_reach_into_messages(void)
{
    struct br_error error;
    ProtobufCMessage *message = every_new();
    CHECK(set(message, "nest_field.number", "5") == BR_OK);
    CHECK(set(message, "nest_field.inner.number", "6") == BR_OK);
    const ProtobufCMessage *nest = br_message_child(message, field_of(message, "nest_field"), 0);
    CHECK_UINT(value_of(nest, "number", 0).integer, 5);
    nest = br_message_child(nest, field_of(nest, "inner"), 0);
    CHECK_UINT(value_of(nest, "number", 0).integer, 6);

    CHECK(set(message, "nest_list.number", "1") == BR_OK); /* a first element */
    CHECK(set(message, "nest_list.number", "1") == BR_ERR_EXISTS);
    CHECK(br_message_add(message, &arena, "nest_list", &error) == BR_OK);
    CHECK(set(message, "nest_list.number", "2") == BR_OK);
    CHECK(br_message_add(message, &arena, "nest_list.many", &error) == BR_OK);
    CHECK(br_message_add(message, &arena, "nest_list.many", &error) == BR_OK);
    const ProtobufCFieldDescriptor *list = field_of(message, "nest_list");
    CHECK_UINT(br_message_count(message, list), 2);
    const ProtobufCMessage *second = br_message_child(message, list, 1);
    CHECK_UINT(value_of(second, "number", 0).integer, 2);
    CHECK_UINT(br_message_count(second, field_of(second, "many")), 2);
}

static void test_names_that_lead_nowhere(void)
{
    static const char *const names[] = {"",
                                        ".",
                                        "nothing",
                                        "int32_field.x",
                                        "nest_field.",
                                        ".number",
                                        "nest_field..number",
                                        "nest_field.nothing",
                                        "INT32_FIELD",
                                        "int32_field "};
    ProtobufCMessage *message = every_new();
    struct br_error error;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        br_check(set(message, names[i], "1") == BR_ERR_NOT_FOUND, names[i], __FILE__, __LINE__);
    }
    CHECK(set(message, "nest_field", "1") == BR_ERR_MALFORMED);
    CHECK(br_message_add(message, &arena, "nest_field", &error) == BR_ERR_NOT_FOUND);
    CHECK(br_message_add(message, &arena, "int32_list", &error) == BR_ERR_NOT_FOUND);
    CHECK(br_message_add(message, &arena, "nothing", &error) == BR_ERR_NOT_FOUND);
    CHECK(br_message_set(message, &arena, "x\x1b[2J", br_bytes_of_text("1"), &error) ==
          BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "(this name): there is no such field");
    char name[BR_FIELD_NAME_MAX + 2];
    for (size_t size = BR_FIELD_NAME_MAX - 1; size <= BR_FIELD_NAME_MAX + 1; size++) {
        memset(name, 'n', size);
        name[size] = '\0';
        CHECK(set(message, name, "1") == BR_ERR_NOT_FOUND);
    }
}

/* A complaint has room for so much; a longer name is not cut, it is not repeated at all. */
static void test_a_name_too_long_to_repeat_is_not_repeated(void)
{
    char name[2 * BR_FIELD_NAME_MAX + 2];
    for (size_t size = 2 * BR_FIELD_NAME_MAX - 1; size <= 2 * BR_FIELD_NAME_MAX + 1; size++) {
        struct br_error error;
        memset(name, 'n', size);
        name[size] = '\0';
        CHECK(br_message_set(every_new(), &arena, name, br_bytes_of_text("1"), &error) ==
              BR_ERR_NOT_FOUND);
        bool repeated = strncmp(error.text, name, size) == 0;
        CHECK(repeated == (size <= (size_t)2 * BR_FIELD_NAME_MAX));
        CHECK(repeated || strncmp(error.text, "(this name): ", 13) == 0);
    }
}

static void test_names_as_deep_as_allowed(void)
{
    for (size_t depth = BR_MESSAGE_DEPTH_MAX - 1; depth <= BR_MESSAGE_DEPTH_MAX + 1; depth++) {
        char name[128] = "";
        size_t size = 0;
        ProtobufCMessage *message = every_new();
        for (size_t i = 1; i < depth; i++) {
            size += (size_t)snprintf(name + size, sizeof name - size, "%s.",
                                     i == 1 ? "nest_field" : "inner");
        }
        (void)snprintf(name + size, sizeof name - size, "number");
        bool fits = depth <= BR_MESSAGE_DEPTH_MAX;
        CHECK_UINT(set(message, name, "1"), fits ? BR_OK : BR_ERR_LIMIT);
        if (fits) { /* and what was filled passes the scan */
            struct br_buffer bytes;
            br_buffer_init(&bytes, 1000);
            br_message_pack(message, &bytes);
            CHECK(br_message_scan(message->descriptor, br_buffer_bytes(&bytes)) == BR_OK);
            br_buffer_free(&bytes);
        }
    }
}

static void test_the_budget_holds(void)
{
    struct br_error error;
    struct br_arena small;
    br_arena_init(&small, 4096);
    ProtobufCMessage *message = br_message_new(&every__every__descriptor, &small);
    BR_ASSERT(message != NULL);
    enum br_status status = BR_OK;
    size_t count = 0;
    while (status == BR_OK && count < 10000) {
        status = br_message_set(message, &small, "text_list", br_bytes_of_text("text"), &error);
        count += status == BR_OK;
    }
    CHECK_UINT(status, BR_ERR_NO_MEMORY);
    CHECK_UINT(br_message_count(message, field_of(message, "text_list")), count);
    CHECK(small.taken <= 4096);
    CHECK(br_message_add(message, &small, "nest_list", &error) == BR_OK ||
          br_message_count(message, field_of(message, "nest_list")) == 0);
    br_arena_free(&small);
    br_arena_init(&small, 10);
    CHECK(br_message_new(&every__every__descriptor, &small) == NULL);
    br_arena_free(&small);
}

/* Hex, an entry of a list: whatever a budget allows of it, it is there whole or not at all. */
static void test_no_budget_leaves_half_a_value(void)
{
    static const char hex[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    struct br_arena small;
    bool seen[3][2] = {{false}};
    for (size_t budget = sizeof(Every__Every); budget < sizeof(Every__Every) + 512; budget += 16) {
        br_arena_init(&small, budget);
        struct br_error error;
        ProtobufCMessage *message = br_message_new(&every__every__descriptor, &small);
        if (message == NULL) {
            continue;
        }
        enum br_status status =
            br_message_set(message, &small, "bytes_field", br_bytes_of_text(hex), &error);
        struct br_value value = br_message_value(message, field_of(message, "bytes_field"), 0);
        CHECK(status == (value.bytes.size == 32 ? BR_OK : BR_ERR_NO_MEMORY));
        seen[0][status == BR_OK] = true;
        status = br_message_add(message, &small, "nest_list", &error);
        CHECK_UINT(br_message_count(message, field_of(message, "nest_list")), status == BR_OK);
        seen[1][status == BR_OK] = true;
        status =
            br_message_set(message, &small, "nest_field.number", br_bytes_of_text("1"), &error);
        CHECK_UINT(br_message_count(message, field_of(message, "nest_field")), status == BR_OK);
        seen[2][status == BR_OK] = true;
        br_arena_free(&small);
    }
    for (size_t i = 0; i < 3; i++) {
        CHECK(seen[i][false] && seen[i][true]);
    }
}

/* Set, packed, unpacked, packed again: the same bytes, the same values. */
static void test_what_was_set_comes_back(void)
{
    static const char *const pairs[][2] = {
        {"int32_field", "-5"},     {"sint32_field", "-6"},     {"sfixed32_field", "-7"},
        {"int64_field", "-8"},     {"sint64_field", "-9"},     {"sfixed64_field", "-10"},
        {"uint32_field", "11"},    {"fixed32_field", "12"},    {"uint64_field", "13"},
        {"fixed64_field", "14"},   {"float_field", "1.5"},     {"double_field", "2.5"},
        {"bool_field", "yes"},     {"colour_field", "green"},  {"text_field", "text"},
        {"bytes_field", "abcd"},   {"nest_field.number", "1"}, {"int32_list", "-1"},
        {"int32_list", "2"},       {"sint64_list", "-3"},      {"fixed32_list", "4"},
        {"double_list", "0.25"},   {"bool_list", "no"},        {"bool_list", "yes"},
        {"colour_list", "red"},    {"text_list", "a"},         {"bytes_list", "00"},
        {"nest_list.number", "9"}, {"uint64_list", "1"},       {"choice_text", "c"},
        {"other_double", "7"},     {"last_number", "8"},
    };
    ProtobufCMessage *message = every_new();
    ProtobufCMessage *back = NULL;
    struct br_buffer first;
    struct br_buffer second;
    br_buffer_init(&first, 10000);
    br_buffer_init(&second, 10000);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CHECK(set(message, pairs[i][0], pairs[i][1]) == BR_OK);
    }
    br_message_pack(message, &first);
    CHECK(br_message_unpack(message->descriptor, br_buffer_bytes(&first), &arena, &back) == BR_OK);
    if (CHECK(back != NULL)) {
        br_message_pack(back, &second);
        CHECK(br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&second)));
        CHECK(value_of(back, "sint64_list", 0).integer == -3);
        CHECK(value_of(back, "bool_list", 1).integer == 1);
        CHECK(value_of(back, "bool_list", 2).type == BR_VALUE_ABSENT);
        CHECK(value_of(back, "float_field", 0).number == 1.5);
        CHECK(value_of(back, "last_number", 0).integer == 8);
    }
    struct br_buffer tight;
    br_buffer_init(&tight, first.size - 1);
    br_message_pack(message, &tight);
    CHECK(!br_buffer_ok(&tight));
    br_buffer_free(&tight);
    br_buffer_free(&first);
    br_buffer_free(&second);
}

/* The most points that a record may have, each saying all that it can, are not too many fields. */
static void test_a_full_record_of_points_passes(void)
{
    struct br_error error;
    const struct br_kind *kind = br_kind_by_name("points_corrected");
    br_arena_free(&arena);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    CHECK(set(message, "measure", "00112233445566778899aabbccddeeff") == BR_OK);
    CHECK(set(message, "reason", "counted twice") == BR_OK);
    for (unsigned i = 0; i < BR_POINTS_RECORD_MAX; i++) {
        CHECK(br_message_add(message, &arena, "points", &error) == BR_OK);
        CHECK(set(message, "points.date", "2026-11-23") == BR_OK);
        CHECK(set(message, "points.value", "71.25") == BR_OK);
        CHECK(set(message, "points.numerator", "57") == BR_OK);
        CHECK(set(message, "points.denominator", "80") == BR_OK);
        CHECK(set(message, "points.note", "half-term week") == BR_OK);
    }
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_PAYLOAD_SIZE_MAX);
    br_message_pack(message, &bytes);
    CHECK(br_buffer_ok(&bytes));
    br_arena_reset(&arena);
    CHECK_UINT(br_message_unpack(kind->message, br_buffer_bytes(&bytes), &arena, &message), BR_OK);
    br_buffer_free(&bytes);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_integers_within_their_range),
        BR_TEST(test_numbers),
        BR_TEST(test_numbers_as_long_as_allowed),
        BR_TEST(test_the_locale_does_not_matter),
        BR_TEST(test_words),
        BR_TEST(test_enums_by_name),
        BR_TEST(test_text),
        BR_TEST(test_bytes_as_hex),
        BR_TEST(test_complaints_do_not_repeat_the_text),
        BR_TEST(test_absent_is_not_zero),
        BR_TEST(test_a_singular_field_is_set_once),
        BR_TEST(test_one_of_a_oneof),
        BR_TEST(test_lists_grow),
        BR_TEST(test_dots_reach_into_messages),
        BR_TEST(test_names_that_lead_nowhere),
        BR_TEST(test_a_name_too_long_to_repeat_is_not_repeated),
        BR_TEST(test_names_as_deep_as_allowed),
        BR_TEST(test_the_budget_holds),
        BR_TEST(test_no_budget_leaves_half_a_value),
        BR_TEST(test_what_was_set_comes_back),
        BR_TEST(test_a_full_record_of_points_passes),
    };
    int failed = br_test_run(tests, sizeof tests / sizeof tests[0]);
    br_arena_free(&arena);
    return failed;
}
