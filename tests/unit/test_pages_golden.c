/*
 * Pages as people and programs see them, character by character. Each story in tests/golden/pages
 * is a file of rows (NAME.rows) and what they become: NAME.txt and NAME.json. BR_GOLDEN_WRITE=1
 * writes the latter two anew, for a look at the difference.
 */
#include "base/limits.h"
#include "harness/check.h"
#include "pages/blocks.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COLUMNS_MAX = 64, BYTES_MAX = 64 };

/* NOW of every story: Thursday 26 November 2026, 08:30 in London. */
#define NOW_MS UINT64_C(1795681800000)

/* A story's blocks, one per query in the page's order; each a list of rows. */
struct story {
    json_t *blocks;
    size_t next;
};

/* "hex:00ff" are bytes; everything else is what JSON says. */
static struct br_cell cell_of(const json_t *json, uint8_t bytes[BYTES_MAX])
{
    struct br_cell cell = {.type = BR_CELL_NULL};
    if (json_is_string(json)) {
        const char *text = json_string_value(json);
        cell.type = BR_CELL_TEXT;
        cell.bytes = (struct br_bytes){(const uint8_t *)text, json_string_length(json)};
        if (strncmp(text, "hex:", 4) == 0) {
            cell.type = BR_CELL_BYTES;
            cell.bytes = (struct br_bytes){bytes, (cell.bytes.size - 4) / 2};
            BR_ASSERT(cell.bytes.size <= BYTES_MAX);
            CHECK(br_hex_decode(text + 4, bytes, cell.bytes.size) == BR_OK);
        }
    } else if (json_is_integer(json)) {
        cell.type = BR_CELL_INTEGER;
        cell.integer = json_integer_value(json);
    } else if (json_is_real(json)) {
        cell.type = BR_CELL_NUMBER;
        cell.number = json_real_value(json);
    }
    return cell;
}

static enum br_status tell(void *source, const char *sql, const struct br_parameter *parameters,
                           size_t parameter_count, br_cells_visit visit, void *context,
                           struct br_error *error)
{
    struct story *story = source;
    size_t index = 0;
    json_t *row = NULL;
    json_t *rows = json_array_get(story->blocks, story->next++);
    (void)sql;
    (void)parameters;
    (void)parameter_count;
    if (!json_is_array(rows)) {
        return br_error_set(error, BR_ERR_MALFORMED, "the story has no rows for query %zu",
                            story->next);
    }
    json_array_foreach(rows, index, row)
    {
        const char *names[COLUMNS_MAX];
        struct br_cell cells[COLUMNS_MAX];
        static uint8_t bytes[COLUMNS_MAX][BYTES_MAX];
        size_t count = 0;
        const char *name = NULL;
        json_t *value = NULL;
        json_object_foreach(row, name, value)
        {
            BR_ASSERT(count < COLUMNS_MAX);
            names[count] = name;
            cells[count] = cell_of(value, bytes[count]);
            count++;
        }
        if (!visit(context, count, names, cells)) {
            break;
        }
    }
    return BR_OK;
}

static void compare(const char *path, struct br_buffer *actual)
{
    if (getenv("BR_GOLDEN_WRITE") != NULL) {
        FILE *file = fopen(path, "wb");
        BR_ASSERT(file != NULL && fwrite(actual->data, 1, actual->size, file) == actual->size &&
                  fclose(file) == 0);
        return;
    }
    static char expected[1u << 16];
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL)) {
        (void)printf("  %s is not there\n", path);
        return;
    }
    expected[fread(expected, 1, sizeof expected - 1, file)] = '\0';
    (void)fclose(file);
    if (!CHECK_TEXT(br_buffer_text(actual), expected)) {
        (void)printf("  see %s\n", path);
    }
}

static void run_story(const struct br_pages *pages, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, BR_TESTS_FOLDER "/golden/pages/%s.rows", name);
    json_t *json = json_load_file(path, 0, NULL);
    if (!CHECK(json != NULL)) {
        (void)printf("  %s cannot be read\n", path);
        return;
    }
    struct story story = {.blocks = json_object_get(json, "blocks")};
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    struct br_buffer out;
    json_t *limit = json_object_get(json, "limit");
    struct br_parameter parameter = {
        .name = "limit", .value = {.type = BR_CELL_INTEGER, .integer = json_integer_value(limit)}};
    br_buffer_init(&out, 1u << 20);
    enum br_status status =
        br_page_fill_from(pages, json_string_value(json_object_get(json, "page")), tell, &story,
                          &parameter, limit == NULL ? 0 : 1, NOW_MS, &tree, &error);
    if (CHECK(status == BR_OK)) {
        CHECK(br_page_text(tree, &out) == BR_OK);
        (void)snprintf(path, sizeof path, BR_TESTS_FOLDER "/golden/pages/%s.txt", name);
        compare(path, &out);
        br_buffer_clear(&out);
        CHECK(br_page_json(tree, &out) == BR_OK);
        (void)snprintf(path, sizeof path, BR_TESTS_FOLDER "/golden/pages/%s.json", name);
        compare(path, &out);
    } else {
        (void)printf("  %s: %s\n", name, error.text);
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
    json_decref(json);
}

static void run_stories(const char *const *names, size_t count)
{
    size_t file_count = 0;
    const struct br_file *files = br_page_files(&file_count);
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    if (CHECK(br_pages_new(files, file_count, &pages, &error) == BR_OK)) {
        for (size_t i = 0; i < count; i++) {
            run_story(pages, names[i]);
        }
    }
    br_pages_free(pages);
}

#define RUN_STORIES(...)                            \
    run_stories((const char *const[]){__VA_ARGS__}, \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void test_threads_as_they_are_seen(void)
{
    RUN_STORIES("thread-list", "thread-list-empty", "thread-show", "thread-show-conflict");
}

static void test_rooms_as_they_are_seen(void)
{
    RUN_STORIES("room-list", "room-list-empty", "room-show", "room-show-new");
}

static void test_measures_as_they_are_seen(void)
{
    RUN_STORIES("measure-list", "measure-list-empty", "measure-show", "measure-show-new");
}

static void test_members_as_they_are_seen(void)
{
    RUN_STORIES("member-list", "member-list-empty");
}

int main(void)
{
    /* London by rule, so that no time zone files are needed. */
    BR_ASSERT(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1) == 0);
    tzset();
    static const struct br_test tests[] = {
        BR_TEST(test_threads_as_they_are_seen),
        BR_TEST(test_rooms_as_they_are_seen),
        BR_TEST(test_measures_as_they_are_seen),
        BR_TEST(test_members_as_they_are_seen),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
