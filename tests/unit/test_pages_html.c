/*
 * Pages as browsers get them. Each story in tests/golden/pages/html is a tree (NAME.story: which
 * page, its root, and what lies around it where that differs from most) and the HTML it becomes
 * (NAME.html): its main part, for the frame is the same everywhere. BR_GOLDEN_WRITE=1 writes the
 * latter anew; BR_GOLDEN_PAGES=FOLDER writes whole pages there, for a look at them.
 */
#include "base/limits.h"
#include "harness/check.h"
#include "pages/make.h"
#include "pages/page.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FOLDER BR_TESTS_FOLDER "/golden/pages/html/"

/* NOW of every story: Thursday 26 November 2026, 08:30 in London. */
#define NOW_MS UINT64_C(1795681800000)

enum { DEPTH_MAX = 8, STORIES_MAX = 256, PAGE_SIZE_MAX = 1 << 20 };

static struct br_node node_of(struct br_make *make, const json_t *json, int depth);

static struct br_node text_of(struct br_make *make, const json_t *json)
{
    struct br_bytes text = {(const uint8_t *)json_string_value(json), json_string_length(json)};
    if (text.size < 4 || memcmp(text.data, "hex:", 4) != 0) {
        return br_make_text(make, text);
    }
    uint8_t bytes[64];
    struct br_bytes decoded = {bytes, (text.size - 4) / 2};
    BR_ASSERT(decoded.size <= sizeof bytes);
    CHECK(br_hex_decode((const char *)text.data + 4, bytes, decoded.size) == BR_OK);
    return br_make_bytes(make, decoded);
}

static struct br_node object_of(struct br_make *make, const json_t *json, int depth)
{
    struct br_node object = br_make_object();
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)json, name, value)
    {
        br_make_put(make, &object, name, node_of(make, value, depth + 1));
    }
    return object;
}

/* NOLINTNEXTLINE(misc-no-recursion): stories are ours, and DEPTH_MAX ends it */
static struct br_node node_of(struct br_make *make, const json_t *json, int depth)
{
    BR_ASSERT(depth < DEPTH_MAX);
    if (json_is_object(json)) {
        return object_of(make, json, depth);
    }
    if (json_is_string(json)) {
        return text_of(make, json);
    }
    if (json_is_integer(json)) {
        return br_make_integer(json_integer_value(json));
    }
    if (json_is_boolean(json)) {
        return br_make_boolean(json_is_true(json));
    }
    if (json_is_real(json)) {
        return (struct br_node){.type = BR_NODE_NUMBER, .as.number = json_real_value(json)};
    }
    struct br_node list = br_make_list();
    size_t index = 0;
    json_t *item = NULL;
    json_array_foreach(json, index, item)
    {
        br_make_add(make, &list, node_of(make, item, depth + 1));
    }
    return json_is_array(json) ? list : (struct br_node){.type = BR_NODE_NULL};
}

static json_t *read_story(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, FOLDER "%s", name);
    json_error_t error;
    json_t *json = json_load_file(path, 0, &error);
    if (!CHECK(json != NULL)) {
        (void)printf("  %s:%d: %s\n", path, error.line, error.text);
    }
    return json;
}

static void write_file(const char *path, struct br_bytes bytes)
{
    FILE *file = fopen(path, "wb");
    BR_ASSERT(file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size &&
              fclose(file) == 0);
}

/* What stands in <main>, or the whole of it when there is none. */
static struct br_bytes main_part(struct br_buffer *page)
{
    const char *text = br_buffer_text(page);
    const char *begin = strstr(text, "<main");
    const char *end = strstr(text, "</main>");
    if (begin == NULL || end == NULL) {
        return (struct br_bytes){(const uint8_t *)text, page->size};
    }
    return (struct br_bytes){(const uint8_t *)begin, (size_t)(end - begin)};
}

static void compare(const char *stem, struct br_buffer *page)
{
    static char expected[PAGE_SIZE_MAX];
    char path[512];
    struct br_bytes actual = main_part(page);
    (void)snprintf(path, sizeof path, FOLDER "%s.html", stem);
    if (getenv("BR_GOLDEN_WRITE") != NULL) {
        write_file(path, actual);
        return;
    }
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL)) {
        (void)printf("  %s is not there\n", path);
        return;
    }
    size_t size = fread(expected, 1, sizeof expected, file);
    (void)fclose(file);
    if (!CHECK(size == actual.size && memcmp(expected, actual.data, size) == 0)) {
        (void)printf("  see %s\n", path);
    }
}

static void run_story(const struct br_pages *pages, const char *name, json_t *usual)
{
    json_t *story = read_story(name);
    if (story == NULL) {
        return;
    }
    struct br_arena arena;
    br_arena_init(&arena, PAGE_SIZE_MAX);
    struct br_make make = {.arena = &arena};
    json_t *around = json_copy(usual);
    json_object_update(around, json_object_get(story, "around"));
    struct br_node around_node = node_of(&make, around, 0);
    struct br_node root = node_of(&make, json_object_get(story, "root"), 0);
    BR_ASSERT(!make.failed);

    struct br_buffer out;
    br_buffer_init(&out, PAGE_SIZE_MAX);
    const char *page = json_string_value(json_object_get(story, "page"));
    if (CHECK(br_pages_html(pages, page, &around_node, &root, NOW_MS, &out) == BR_OK)) {
        char stem[128];
        (void)snprintf(stem, sizeof stem, "%.*s", (int)strcspn(name, "."), name);
        compare(stem, &out);
        if (getenv("BR_GOLDEN_PAGES") != NULL) {
            char path[512];
            (void)snprintf(path, sizeof path, "%s/%s.html", getenv("BR_GOLDEN_PAGES"), stem);
            write_file(path, (struct br_bytes){out.data, out.size});
        }
    } else {
        (void)printf("  %s: page %s\n", name, page);
    }
    br_buffer_free(&out);
    br_arena_free(&arena);
    json_decref(around);
    json_decref(story);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

static void test_pages_as_browsers_get_them(void)
{
    static char names[STORIES_MAX][256];
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    BR_ASSERT(folder != NULL);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strstr(entry->d_name, ".story") != NULL) {
            BR_ASSERT(count < STORIES_MAX);
            (void)snprintf(names[count++], sizeof names[0], "%s", entry->d_name);
        }
    }
    (void)closedir(folder);
    CHECK(count > 0);
    qsort(names, count, sizeof names[0], by_name);

    size_t file_count = 0;
    const struct br_file *files = br_page_files(&file_count);
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    json_t *usual = read_story("around.json");
    if (CHECK(br_pages_new(files, file_count, &pages, &error) == BR_OK) && usual != NULL) {
        for (size_t i = 0; i < count; i++) {
            run_story(pages, names[i], usual);
        }
    } else {
        (void)printf("  %s\n", error.text);
    }
    json_decref(usual);
    br_pages_free(pages);
}

int main(void)
{
    /* London by rule, so that no time zone files are needed. */
    BR_ASSERT(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1) == 0);
    tzset();
    static const struct br_test tests[] = {
        BR_TEST(test_pages_as_browsers_get_them),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
