/*
 * The registry and what may be said in it. tests/golden/kinds.txt lists every kind and frame, every
 * field with its number and type, every enum value: a number that is used again or retyped, a field
 * that is renamed or taken away fails here. What is new is added to that file; what is retired
 * stays in it, behind a minus sign, and its number is never used again.
 */
#include "harness/check.h"

#include "base/limits.h"
#include "proto/records.pb-c.h"
#include "proto/sync.pb-c.h"
#include "record/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPES_MAX = 256, GOLDEN_SIZE_MAX = 256 * 1024 };

/* Every message and enum that can be reached from the two roots. */
struct types {
    const ProtobufCMessageDescriptor *messages[TYPES_MAX];
    size_t message_count;
    const ProtobufCEnumDescriptor *enums[TYPES_MAX];
    size_t enum_count;
};

static void add_message(struct types *types, const ProtobufCMessageDescriptor *message)
{
    for (size_t i = 0; i < types->message_count; i++) {
        if (types->messages[i] == message) {
            return;
        }
    }
    BR_ASSERT(types->message_count < TYPES_MAX);
    types->messages[types->message_count++] = message;
}

static void add_enum(struct types *types, const ProtobufCEnumDescriptor *enumeration)
{
    for (size_t i = 0; i < types->enum_count; i++) {
        if (types->enums[i] == enumeration) {
            return;
        }
    }
    BR_ASSERT(types->enum_count < TYPES_MAX);
    types->enums[types->enum_count++] = enumeration;
}

static const struct types *all_types(void)
{
    static struct types types;
    add_message(&types, &bigroom__said__descriptor);
    add_message(&types, &bigroom__frame__descriptor);
    for (size_t i = 0; i < types.message_count; i++) {
        for (unsigned f = 0; f < types.messages[i]->n_fields; f++) {
            const ProtobufCFieldDescriptor *field = &types.messages[i]->fields[f];
            if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
                add_message(&types, field->descriptor);
            } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
                add_enum(&types, field->descriptor);
            }
        }
    }
    return &types;
}

static const char *type_name(const ProtobufCFieldDescriptor *field)
{
    static const char *const names[] = {"int32",    "sint32", "sfixed32", "int64",  "sint64",
                                        "sfixed64", "uint32", "fixed32",  "uint64", "fixed64",
                                        "float",    "double", "bool",     "enum",   "string",
                                        "bytes",    "message"};
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        return ((const ProtobufCMessageDescriptor *)field->descriptor)->short_name;
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        return ((const ProtobufCEnumDescriptor *)field->descriptor)->short_name;
    }
    return names[field->type];
}

static void print_message(struct br_buffer *out, const ProtobufCMessageDescriptor *message)
{
    for (unsigned f = 0; f < message->n_fields; f++) {
        const ProtobufCFieldDescriptor *field = &message->fields[f];
        br_buffer_put_format(
            out, "field %s %u %s %s%s%s\n", message->short_name, field->id, field->name,
            field->label == PROTOBUF_C_LABEL_REPEATED ? "repeated " : "", type_name(field),
            (field->flags & PROTOBUF_C_FIELD_FLAG_PACKED) != 0 ? " packed" : "");
    }
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The lines of [text], sorted; [text] is cut up. */
static size_t sorted_lines(char *text, const char **lines, size_t lines_max)
{
    size_t count = 0;
    for (char *at = strtok_r(text, "\n", &text); at != NULL; at = strtok_r(NULL, "\n", &text)) {
        if (at[0] != '#') {
            BR_ASSERT(count < lines_max);
            lines[count++] = at;
        }
    }
    qsort(lines, count, sizeof lines[0], compare_lines);
    return count;
}

/* "field Point 1", "enum Role 3": a number's place, whatever stands there. */
static size_t place_size(const char *line)
{
    const char *at = line;
    for (int words = 0; words < 3 && at != NULL; words++) {
        at = strchr(at + (words > 0), ' ');
    }
    return at == NULL ? strlen(line) : (size_t)(at - line) + 1;
}

static void print_all(struct br_buffer *out)
{
    const struct types *types = all_types();
    for (size_t i = 0; i < types->message_count; i++) {
        print_message(out, types->messages[i]);
    }
    for (size_t i = 0; i < types->enum_count; i++) {
        for (unsigned v = 0; v < types->enums[i]->n_values; v++) {
            br_buffer_put_format(out, "enum %s %d %s\n", types->enums[i]->short_name,
                                 types->enums[i]->values[v].value, types->enums[i]->values[v].name);
        }
    }
}

static void read_golden(struct br_buffer *out)
{
    FILE *file = fopen(BR_TESTS_FOLDER "/golden/kinds.txt", "r");
    if (!CHECK(file != NULL)) {
        return;
    }
    char line[512];
    while (fgets(line, sizeof line, file) != NULL) {
        br_buffer_put_text(out, line);
    }
    (void)fclose(file);
}

enum { LINES_MAX = 4096 };

static bool has_place(const char *const *lines, size_t count, const char *line)
{
    size_t size = place_size(line);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(lines[i], line, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_line(const char *const *lines, size_t count, const char *line)
{
    return bsearch(&line, lines, count, sizeof lines[0], compare_lines) != NULL;
}

static void test_numbers_mean_for_ever_what_they_mean(void)
{
    static const char *now[LINES_MAX];
    static const char *golden[LINES_MAX];
    struct br_buffer now_text;
    struct br_buffer golden_text;
    br_buffer_init(&now_text, GOLDEN_SIZE_MAX);
    br_buffer_init(&golden_text, GOLDEN_SIZE_MAX);
    print_all(&now_text);
    read_golden(&golden_text);
    size_t now_count = sorted_lines((char *)(uintptr_t)br_buffer_text(&now_text), now, LINES_MAX);
    size_t golden_count =
        sorted_lines((char *)(uintptr_t)br_buffer_text(&golden_text), golden, LINES_MAX);
    CHECK(now_count > 100);
    for (size_t i = 0; i < now_count; i++) {
        if (!CHECK(has_line(golden, golden_count, now[i]))) {
            (void)printf("  not in tests/golden/kinds.txt: %s\n", now[i]);
        }
    }
    for (size_t i = 0; i < golden_count; i++) {
        bool retired = golden[i][0] == '-';
        bool holds = retired ? !has_place(now, now_count, golden[i] + 2)
                             : has_line(now, now_count, golden[i]);
        if (!CHECK(holds)) {
            (void)printf("  %s: %s\n", retired ? "used again" : "changed or gone", golden[i]);
        }
    }
    br_buffer_free(&now_text);
    br_buffer_free(&golden_text);
}

/* How deep a message can nest, or more than the limit when it can contain itself. */
static size_t depth_of(const ProtobufCMessageDescriptor *message, size_t above)
{
    size_t deepest = above + 1;
    for (unsigned f = 0; f < message->n_fields && deepest <= BR_MESSAGE_DEPTH_MAX; f++) {
        if (message->fields[f].type == PROTOBUF_C_TYPE_MESSAGE) {
            size_t depth = depth_of(message->fields[f].descriptor, above + 1);
            deepest = depth > deepest ? depth : deepest;
        }
    }
    return deepest;
}

static void test_messages_keep_the_rules(void)
{
    const struct types *types = all_types();
    for (size_t i = 0; i < types->message_count; i++) {
        const ProtobufCMessageDescriptor *message = types->messages[i];
        CHECK(depth_of(message, 0) <= BR_MESSAGE_DEPTH_MAX);
        CHECK(message->n_fields > 0 && message->n_fields <= BR_MESSAGE_TYPE_FIELDS_MAX);
        CHECK(strstr(message->short_name, "Entry") == NULL); /* what a map would become */
        CHECK(strstr(message->short_name, "Any") == NULL);
        for (unsigned f = 0; f < message->n_fields; f++) {
            const ProtobufCFieldDescriptor *field = &message->fields[f];
            CHECK(field->label == PROTOBUF_C_LABEL_OPTIONAL ||
                  field->label == PROTOBUF_C_LABEL_REPEATED);
            CHECK(field->default_value == NULL); /* absent and empty must differ */
            CHECK(f == 0 || field->id > message->fields[f - 1].id);
            CHECK(strlen(field->name) <= BR_FIELD_NAME_MAX);
            CHECK(strncmp(field->name, "h_", 2) != 0 && strcmp(field->name, "idx") != 0);
        }
    }
    for (size_t i = 0; i < types->enum_count; i++) {
        for (unsigned v = 0; v < types->enums[i]->n_values; v++) {
            CHECK(strlen(types->enums[i]->values[v].name) <= BR_FIELD_NAME_MAX);
        }
    }
}

static void test_kinds_are_found(void)
{
    size_t count;
    const struct br_kind *kinds = br_kinds(&count);
    CHECK(count >= 16 && count <= BR_KINDS_MAX);
    for (size_t i = 0; i < count; i++) {
        CHECK(i == 0 || kinds[i].number > kinds[i - 1].number);
        CHECK(br_kind_by_number(kinds[i].number) == &kinds[i]);
        CHECK(br_kind_by_name(kinds[i].name) == &kinds[i]);
    }
    const struct br_kind *post = br_kind_by_name("post_written");
    BR_ASSERT(post != NULL);
    CHECK_UINT(post->number, 11);
    CHECK(post->message == &bigroom__post_written__descriptor);
    CHECK(br_kind_by_number(0) == NULL);
    CHECK(br_kind_by_number(UINT16_MAX) == NULL);
    CHECK(br_kind_by_name("") == NULL);
    CHECK(br_kind_by_name("post_writtem") == NULL);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_numbers_mean_for_ever_what_they_mean),
        BR_TEST(test_messages_keep_the_rules),
        BR_TEST(test_kinds_are_found),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
