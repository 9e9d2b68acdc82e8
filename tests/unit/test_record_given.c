/*
 * Other people's bad input: fuzzers' corpora, csv-spectrum, the JSON test suite.
 *
 * Read from the folder that the environment names in BIGROOM_TEST_DATA; without it the same tests
 * run on generated input, and say so.
 */
#include "harness/check.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/rng.h"
#include "proto/sync.pb-c.h"
#include "record/kind.h"
#include "record/message.h"
#include "tests/unit/proto/every.pb-c.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GIVEN_SIZE_MAX = 64 * 1024 * 1024, GENERATED = 300 };

static FILE *given_open(const char *name)
{
    const char *folder = getenv("BIGROOM_TEST_DATA");
    char path[1024];
    if (folder == NULL) {
        (void)printf("     (BIGROOM_TEST_DATA is not set: generated input instead of %s)\n", name);
        return NULL;
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL)) {
        (void)printf("  %s cannot be opened\n", path);
    }
    return file;
}

/* The alphabet with + and / and padding, which our own decoder does not take. */
static void base64_standard(const char *text, struct br_buffer *out)
{
    char *url = strdup(text);
    BR_ASSERT(url != NULL);
    for (char *at = url; *at != '\0'; at++) {
        if (*at == '+') {
            *at = '-';
        } else if (*at == '/') {
            *at = '_';
        }
    }
    url[strcspn(url, "=")] = '\0';
    CHECK(br_base64_decode(url, out) == BR_OK);
    free(url);
}

typedef void given_run(struct br_bytes bytes, const json_t *entry);

/* Run on each line's `base64` of a .jsonl file; false when there is no such file. */
static bool for_each_given(const char *name, given_run *run)
{
    FILE *file = given_open(name);
    if (file == NULL) {
        return false;
    }
    char *line = NULL;
    size_t capacity = 0;
    size_t count = 0;
    while (getline(&line, &capacity, file) > 0) {
        json_t *entry = json_loads(line, 0, NULL);
        const char *text = json_string_value(json_object_get(entry, "base64"));
        CHECK(text != NULL);
        if (text != NULL) {
            struct br_buffer bytes;
            br_buffer_init(&bytes, GIVEN_SIZE_MAX);
            base64_standard(text, &bytes);
            CHECK_UINT(bytes.size, json_integer_value(json_object_get(entry, "bytes")));
            run(br_buffer_bytes(&bytes), entry);
            br_buffer_free(&bytes);
            count++;
        }
        json_decref(entry);
    }
    CHECK(count > 100);
    free(line);
    (void)fclose(file);
    return true;
}

/* ---- protobuf ---- */

static size_t accepted;

/* What passes the scan unpacks; what it packs to unpacks and packs the same. */
static void check_type(const ProtobufCMessageDescriptor *type, struct br_bytes bytes)
{
    struct br_arena arena;
    struct br_buffer first;
    struct br_buffer second;
    ProtobufCMessage *message;
    br_arena_init(&arena, 64 * 1024 * 1024);
    br_buffer_init(&first, GIVEN_SIZE_MAX);
    br_buffer_init(&second, GIVEN_SIZE_MAX);
    enum br_status scanned = br_message_scan(type, bytes);
    CHECK_UINT(br_message_unpack(type, bytes, &arena, &message), scanned);
    if (scanned == BR_OK) {
        accepted++;
        br_message_pack(message, &first);
        CHECK(br_message_unpack(type, br_buffer_bytes(&first), &arena, &message) == BR_OK);
        br_message_pack(message, &second);
        CHECK(br_bytes_equal(br_buffer_bytes(&first), br_buffer_bytes(&second)));
        json_t *json = br_message_to_json(message);
        CHECK(json != NULL);
        json_decref(json);
    }
    br_buffer_free(&first);
    br_buffer_free(&second);
    br_arena_free(&arena);
}

static void run_protobuf(struct br_bytes bytes, const json_t *entry)
{
    (void)entry;
    size_t count;
    const struct br_kind *kinds = br_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        check_type(kinds[i].message, bytes);
    }
    check_type(&bigroom__frame__descriptor, bytes);
    check_type(&every__every__descriptor, bytes);
    check_type(&every__nest__descriptor, bytes);
}

static void generate(given_run *run, const char *letters, size_t letters_size)
{
    struct br_rng rng = br_rng_seeded(letters_size);
    for (int i = 0; i < GENERATED; i++) {
        uint8_t bytes[64];
        size_t size = (size_t)br_rng_below(&rng, sizeof bytes + 1);
        for (size_t b = 0; b < size; b++) {
            bytes[b] = (uint8_t)letters[br_rng_below(&rng, letters_size)];
        }
        run((struct br_bytes){bytes, size}, NULL);
    }
}

static void test_protobuf_that_broke_others(void)
{
    static const char tags[] = "\x08\x0a\x0a\x12\x1a\x10\x00\x01\x02\x03\x04\x7f\x80\xff";
    accepted = 0;
    if (!for_each_given("bad/fuzz/protobuf.jsonl", run_protobuf)) {
        generate(run_protobuf, tags, sizeof tags - 1);
    }
    CHECK(accepted > 0);
}

/* ---- CSV ---- */

/* Every byte is read once, whatever it is: rows move forward and end. */
static void run_csv(struct br_bytes bytes, const json_t *entry)
{
    (void)entry;
    static const char separators[] = {',', ';', '\t'};
    for (size_t s = 0; s < sizeof separators; s++) {
        struct br_csv csv;
        struct br_csv_row row;
        struct br_error error;
        struct br_arena arena;
        br_arena_init(&arena, GIVEN_SIZE_MAX);
        CHECK(br_csv_open(&csv, bytes, separators[s]) == BR_OK);
        size_t rest = csv.rest.size;
        enum br_status status;
        while ((status = br_csv_next(&csv, &arena, &row, &error)) != BR_ERR_NOT_FOUND) {
            CHECK(status == BR_OK || status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT);
            if (!CHECK(csv.rest.size < rest)) {
                break;
            }
            rest = csv.rest.size;
            for (size_t i = 0; status == BR_OK && i < row.count; i++) {
                accepted += br_utf8_valid(row.cells[i]); /* touches every byte */
            }
        }
        br_arena_free(&arena);
    }
}

static void test_csv_that_broke_others(void)
{
    static const char letters[] = "\"\"\",;\t\r\n\nab \xc3\xa9\0";
    accepted = 0;
    if (!for_each_given("bad/fuzz/csv.jsonl", run_csv)) {
        generate(run_csv, letters, sizeof letters);
    }
    CHECK(accepted > 0);
}

/* The rows as csv-spectrum's .json files have them: objects with the first row's names. */
static json_t *json_of_csv(struct br_bytes text)
{
    struct br_csv csv;
    struct br_csv_row head;
    struct br_csv_row row;
    struct br_error error;
    struct br_arena arena;
    json_t *rows = json_array();
    br_arena_init(&arena, 1 << 20);
    CHECK(br_csv_open(&csv, text, ',') == BR_OK);
    CHECK(br_csv_next(&csv, &arena, &head, &error) == BR_OK);
    while (br_csv_next(&csv, &arena, &row, &error) == BR_OK) {
        json_t *object = json_object();
        CHECK_UINT(row.count, head.count);
        for (size_t i = 0; i < row.count && i < head.count; i++) {
            const char *name = br_arena_text(&arena, head.cells[i]);
            CHECK(json_object_set_new(
                      object, name,
                      json_stringn((const char *)row.cells[i].data, row.cells[i].size)) == 0);
        }
        CHECK(json_array_append_new(rows, object) == 0);
    }
    br_arena_free(&arena);
    return rows;
}

static void check_spectrum(const char *name, struct br_bytes text, const json_t *expected)
{
    json_t *rows = json_of_csv(text);
    if (!CHECK(json_equal(rows, expected) != 0)) {
        char *printed = json_dumps(rows, JSON_COMPACT);
        (void)printf("  %s: %s\n", name, printed);
        free(printed);
    }
    json_decref(rows);
}

static bool spectrum_file(const char *folder, const char *stem)
{
    char path[1024];
    struct br_buffer text;
    br_buffer_init(&text, 1 << 20);
    (void)snprintf(path, sizeof path, "%s/%s.csv", folder, stem);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    bool crlf = strstr(stem, "_crlf") != NULL;
    for (int c = getc(file); c != EOF; c = getc(file)) {
        if (c == '\n' && crlf && (text.size == 0 || text.data[text.size - 1] != '\r')) {
            br_buffer_put_u8(&text, '\r'); /* a checkout may have made them plain line feeds */
        }
        br_buffer_put_u8(&text, (uint8_t)c);
    }
    (void)fclose(file);
    (void)snprintf(path, sizeof path, "%s/%s.json", folder, stem);
    json_t *expected = json_load_file(path, 0, NULL);
    CHECK(expected != NULL);
    check_spectrum(stem, br_buffer_bytes(&text), expected);
    json_decref(expected);
    br_buffer_free(&text);
    return true;
}

static void test_csv_spectrum(void)
{
    const char *data = getenv("BIGROOM_TEST_DATA");
    if (data == NULL) {
        (void)printf("     (BIGROOM_TEST_DATA is not set: one file of our own instead)\n");
        json_t *expected = json_pack("[{s:s,s:s}]", "a", "1\r\n2", "b", "ha \"ha\"");
        check_spectrum("ours", br_bytes_of_text("a,b\r\n\"1\r\n2\",\"ha \"\"ha\"\"\""), expected);
        json_decref(expected);
        return;
    }
    char folder[512];
    size_t count = 0;
    (void)snprintf(folder, sizeof folder, "%s/bad/csv-spectrum", data);
    DIR *listing = opendir(folder);
    CHECK(listing != NULL);
    if (listing == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        char *dot = strrchr(entry->d_name, '.');
        if (dot != NULL && strcmp(dot, ".csv") == 0) {
            *dot = '\0';
            CHECK(spectrum_file(folder, entry->d_name));
            count++;
        }
    }
    (void)closedir(listing);
    CHECK(count >= 10);
}

/* ---- JSON ---- */

/* Whatever the text is: an answer, and nothing half done that a second fill would see. */
static void run_json(struct br_bytes bytes, const json_t *entry)
{
    (void)entry;
    json_t *json =
        json_loadb((const char *)bytes.data, bytes.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (json == NULL) {
        return;
    }
    size_t count;
    const struct br_kind *kinds = br_kinds(&count);
    json_t *wrapped = json_pack("{s:O}", "text_list", json);
    for (size_t i = 0; i < count + 1; i++) {
        struct br_arena arena;
        struct br_error error = {0};
        br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
        ProtobufCMessage *message =
            br_message_new(i < count ? kinds[i].message : &every__every__descriptor, &arena);
        BR_ASSERT(message != NULL);
        enum br_status status =
            br_message_from_json(message, &arena, i < count ? json : wrapped, &error);
        CHECK((status == BR_OK) == (error.text[0] == '\0'));
        CHECK(br_utf8_valid(br_bytes_of_text(error.text)));
        accepted += status == BR_OK;
        br_arena_free(&arena);
    }
    json_decref(wrapped);
    json_decref(json);
}

static void test_the_json_test_suite(void)
{
    static const char *const texts[] = {"{}",
                                        "[]",
                                        "[\"a\"]",
                                        "[1]",
                                        "null",
                                        "{\"title\":\"x\"}",
                                        "{\"title\":{}}",
                                        "[\"\\u0000\"]",
                                        "-0",
                                        "1e999",
                                        "[[[]]]"};
    accepted = 0;
    if (!for_each_given("bad/json-test-suite.jsonl", run_json)) {
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            run_json(br_bytes_of_text(texts[i]), NULL);
        }
    }
    CHECK(accepted > 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_protobuf_that_broke_others),
        BR_TEST(test_csv_that_broke_others),
        BR_TEST(test_csv_spectrum),
        BR_TEST(test_the_json_test_suite),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
