/* The engine: reading pages, filling one tree within limits, JSON; rows come from the test. */
#include "base/limits.h"
#include "harness/check.h"
#include "pages/blocks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a source of rows: the n-th query is answered by the n-th script --- */

struct script {
    size_t columns;
    const char *names[6];
    size_t rows;
    struct br_cell cells[8][6];
    size_t repeat; /* the first row this many times more */
    enum br_status status;
};

struct source {
    const struct script *scripts;
    size_t next;
    char asked[1000]; /* the SQL of all queries */
    const struct br_parameter *parameters;
};

#define NUL                  \
    {                        \
        .type = BR_CELL_NULL \
    }
#define INT(value)                                  \
    {                                               \
        .type = BR_CELL_INTEGER, .integer = (value) \
    }
#define REAL(value)                               \
    {                                             \
        .type = BR_CELL_NUMBER, .number = (value) \
    }
#define TEXT(value)                                                                   \
    {                                                                                 \
        .type = BR_CELL_TEXT, .bytes = {(const uint8_t *)(value), sizeof(value) - 1 } \
    }
#define BLOB(value)                                                                    \
    {                                                                                  \
        .type = BR_CELL_BYTES, .bytes = {(const uint8_t *)(value), sizeof(value) - 1 } \
    }

static enum br_status answer(void *context, const char *sql, const struct br_parameter *parameters,
                             size_t parameter_count, br_cells_visit visit, void *visit_context,
                             struct br_error *error)
{
    struct source *source = context;
    const struct script *script = &source->scripts[source->next++];
    source->parameters = parameter_count > 0 ? parameters : NULL;
    size_t used = strlen(source->asked);
    (void)snprintf(source->asked + used, sizeof source->asked - used, "%s", sql);
    if (script->status != BR_OK) {
        return br_error_set(error, script->status, "the source says no");
    }
    for (size_t i = 0; i < script->repeat; i++) {
        if (!visit(visit_context, script->columns, script->names, script->cells[0])) {
            return BR_OK;
        }
    }
    for (size_t i = 0; i < script->rows; i++) {
        if (!visit(visit_context, script->columns, script->names, script->cells[i])) {
            return BR_OK;
        }
    }
    return BR_OK;
}

static enum br_status fill(const char *sql, const char *text, const struct script *scripts,
                           struct br_buffer *json, struct br_error *error)
{
    struct br_file files[] = {{"a/page.sql", sql, strlen(sql)}, {"a/page.txt", text, strlen(text)}};
    struct br_pages *pages = NULL;
    enum br_status status = br_pages_new(files, 2, &pages, error);
    if (!CHECK(status == BR_OK)) {
        (void)printf("  %s\n", error->text);
        return status;
    }
    struct source source = {.scripts = scripts};
    struct br_page_tree *tree = NULL;
    status = br_page_fill_from(pages, "a/page", answer, &source, NULL, 0, 0, &tree, error);
    CHECK((tree != NULL) == (status == BR_OK));
    if (status == BR_OK && json != NULL) {
        CHECK(br_page_json(tree, json) == BR_OK);
    }
    br_page_tree_free(tree);
    br_pages_free(pages);
    return status;
}

static void expect_json(const char *sql, const struct script *scripts, const char *expected)
{
    struct br_buffer json;
    struct br_error error = {""};
    br_buffer_init(&json, 100000);
    if (CHECK(fill(sql, "", scripts, &json, &error) == BR_OK)) {
        CHECK_TEXT(br_buffer_text(&json), expected);
    } else {
        (void)printf("  %s\n", error.text);
    }
    br_buffer_free(&json);
}

/* One tree, shown as text and as HTML; parts of the same name are of the same kind. */
static void test_text_and_html(void)
{
    static const struct br_file files[] = {
        {"a/page.sql", "--: one thing\nSELECT 1\n", 23},
        {"a/page.txt", "{{> parts/it}}.\n", 16},
        {"a/page.html", "<p>{{> parts/it}} {{academy}}</p>\n", 34},
        {"parts/it.txt", "it is {{thing.name}}\n", 21},
        {"parts/it.html", "<b>{{thing.name}}</b>\n", 22},
        {"b/page.sql", "--: one thing\nSELECT 1\n", 23},
        {"b/page.txt", "x\n", 2},
        {"alone.html", "{{what}}", 8},
    };
    static const struct script scripts[] = {
        {.columns = 1, .names = {"name"}, .rows = 1, .cells = {{TEXT("<i>")}}}};
    struct br_bytes names[] = {br_bytes_of_text("academy"), br_bytes_of_text("what")};
    struct br_shape shape = {2, names};
    struct br_node members[] = {{.type = BR_NODE_TEXT, .as.bytes = br_bytes_of_text("R&D")},
                                {.type = BR_NODE_INTEGER, .as.integer = 7}};
    struct br_node around = {.type = BR_NODE_OBJECT, .count = 2, .as.object = {&shape, members}};
    struct br_node nothing = {.type = BR_NODE_NULL};
    struct br_error error = {""};
    struct br_pages *pages = NULL;
    struct br_page_tree *tree = NULL;
    struct br_buffer out;
    br_buffer_init(&out, 1000);
    CHECK(br_pages_new(files, sizeof files / sizeof files[0], &pages, &error) == BR_OK);
    CHECK_UINT(br_pages_count(pages), 2);
    struct source source = {.scripts = scripts};
    CHECK(br_page_fill_from(pages, "a/page", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK);
    CHECK(br_page_text(tree, &out) == BR_OK);
    CHECK(br_page_html(tree, &around, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "it is <i>.\n<p><b>&lt;i&gt;</b> R&amp;D</p>\n");
    br_page_tree_free(tree);
    br_buffer_clear(&out);
    CHECK(br_pages_html(pages, "alone", &around, &nothing, 0, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "7");
    source = (struct source){.scripts = scripts};
    CHECK(br_page_fill_from(pages, "b/page", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK);
    CHECK(br_page_html(tree, &around, &out) == BR_ERR_NOT_FOUND);
    CHECK_UINT(out.size, 1);
    br_page_tree_free(tree);
    br_pages_free(pages);
    br_buffer_free(&out);
}

/* --- filling --- */

static void test_every_type_has_its_json(void)
{
    static const struct script scripts[] = {
        {.columns = 6,
         .names = {"id", "is?", "n", "at_ms", "text", "maybe?"},
         .rows = 2,
         .cells = {{BLOB("\x00\xff"), INT(2), REAL(0.5), INT(1795681800000), TEXT("\"\n"), NUL},
                   {BLOB(""), INT(0), REAL(INFINITY), INT(-1), TEXT(""), INT(1)}}}};
    expect_json(
        "--: list rows\nSELECT 1", scripts,
        "{\"version\":1,\"page\":\"a/page\",\"rows\":["
        "{\"id\":\"00ff\",\"is\":true,\"n\":0.5,\"at_ms\":1795681800000,\"text\":\"\\\"\\n\","
        "\"maybe\":null},"
        "{\"id\":\"\",\"is\":false,\"n\":null,\"at_ms\":-1,\"text\":\"\",\"maybe\":true}"
        "]}\n");
}

static void test_blocks_come_in_their_order(void)
{
    static const struct script scripts[] = {
        {.columns = 1, .names = {"x"}, .rows = 1, .cells = {{INT(1)}}},
        {.columns = 1, .names = {"y"}},
        {.columns = 1, .names = {"z"}, .rows = 2, .cells = {{INT(3)}, {INT(4)}}},
    };
    expect_json(
        "-- what it is\n--: one b\nSELECT 1;\n--: list a\n-- why\nSELECT 2;\n--: list c\nSELECT 3",
        scripts,
        "{\"version\":1,\"page\":\"a/"
        "page\",\"b\":{\"x\":1},\"a\":[],\"c\":[{\"z\":3},{\"z\":4}]}\n");
}

static void test_nested_rows_are_joined_by_key(void)
{
    static const struct script scripts[] = {
        {.columns = 2,
         .names = {"id", "n"},
         .rows = 4,
         .cells = {{BLOB("b"), INT(1)}, {BLOB("a"), INT(2)}, {NUL, INT(3)}, {BLOB("b"), INT(4)}}},
        {.columns = 2,
         .names = {"of", "k"},
         .rows = 5,
         .cells = {{BLOB("a"), INT(10)},
                   {BLOB("b"), INT(11)},
                   {BLOB("a"), INT(12)},
                   {BLOB("x"), INT(13)},
                   {NUL, INT(14)}}},
        {.columns = 2,
         .names = {"k", "t"},
         .rows = 2,
         .cells = {{INT(12), TEXT("deep")}, {INT(12), TEXT("er")}}},
    };
    expect_json(
        "--: list p\nSELECT 1;\n--: list c in p on of = id\nSELECT 2;\n"
        "--: list g in c on k = k\nSELECT 3",
        scripts,
        "{\"version\":1,\"page\":\"a/page\",\"p\":["
        "{\"id\":\"62\",\"n\":1,\"c\":[{\"of\":\"62\",\"k\":11,\"g\":[]}]},"
        "{\"id\":\"61\",\"n\":2,\"c\":[{\"of\":\"61\",\"k\":10,\"g\":[]},"
        "{\"of\":\"61\",\"k\":12,\"g\":[{\"k\":12,\"t\":\"deep\"},{\"k\":12,\"t\":\"er\"}]}]},"
        "{\"id\":null,\"n\":3,\"c\":[]},"
        "{\"id\":\"62\",\"n\":4,\"c\":[{\"of\":\"62\",\"k\":11,\"g\":[]}]}]}\n");
}

static void test_trees_have_depth_and_orphans(void)
{
    static const struct script scripts[] = {
        {.columns = 2,
         .names = {"id", "up"},
         .rows = 4,
         .cells = {{INT(3), INT(9)}, {INT(2), INT(1)}, {INT(1), NUL}, {INT(4), INT(2)}}},
        {.columns = 1, .names = {"of"}, .rows = 1, .cells = {{INT(2)}}},
    };
    expect_json("--: list t tree id up\nSELECT 1;\n--: list n in t on of = id\nSELECT 2", scripts,
                "{\"version\":1,\"page\":\"a/page\",\"t\":["
                "{\"id\":1,\"up\":null,\"depth\":0,\"orphan\":false,\"n\":[]},"
                "{\"id\":2,\"up\":1,\"depth\":1,\"orphan\":false,\"n\":[{\"of\":2}]},"
                "{\"id\":4,\"up\":2,\"depth\":2,\"orphan\":false,\"n\":[]},"
                "{\"id\":3,\"up\":9,\"depth\":0,\"orphan\":true,\"n\":[]}]}\n");
}

static void test_a_list_is_walked_from_its_end(void)
{
    static const char sql[] = "--: list a\nSELECT 1";
    static const char text[] = "{{#a_backwards}}{{x}}{{#a}}.{{/a}} {{/a_backwards}}|"
                               "{{^b_backwards}}none{{/b_backwards}}";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1}, {"p.txt", text, sizeof text - 1}};
    static const struct script scripts[] = {
        {.columns = 1, .names = {"x"}, .rows = 3, .cells = {{INT(1)}, {INT(2)}, {INT(3)}}}};
    struct source source = {.scripts = scripts};
    struct br_pages *pages = NULL;
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    struct br_buffer out;
    br_buffer_init(&out, 100);
    CHECK(br_pages_new(files, 2, &pages, &error) == BR_OK);
    CHECK(br_page_fill_from(pages, "p", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK);
    CHECK(br_page_text(tree, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "3... 2... 1... |none");
    br_page_tree_free(tree);
    br_pages_free(pages);
    br_buffer_free(&out);
}

static void test_parameters_reach_the_queries(void)
{
    static const char sql[] = "--: list a\nSELECT :x\n\n -- and\n";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1}, {"p.txt", "{{page}}\n", 9}};
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    CHECK(br_pages_new(files, 2, &pages, &error) == BR_OK);
    CHECK_UINT(br_pages_count(pages), 1);
    CHECK_TEXT(br_pages_name(pages, 0), "p");
    static const struct script scripts[] = {{.columns = 1, .names = {"x"}}};
    struct source source = {.scripts = scripts};
    struct br_parameter parameter = {.name = "x", .value = INT(5)};
    struct br_page_tree *tree = NULL;
    CHECK(br_page_fill_from(pages, "p", answer, &source, &parameter, 1, 0, &tree, &error) == BR_OK);
    CHECK(source.parameters == &parameter);
    CHECK_TEXT(source.asked, "SELECT :x\n"); /* without what speaks of the next block */
    CHECK(br_node_get(br_page_root(tree), "a")->type == BR_NODE_LIST);
    struct br_buffer out;
    br_buffer_init(&out, 100);
    CHECK(br_page_text(tree, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "p\n");
    br_buffer_free(&out);
    br_page_tree_free(tree);
    CHECK(br_page_fill_from(pages, "q", answer, &source, NULL, 0, 0, &tree, &error) ==
          BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "There is no page q.");
    br_pages_free(pages);
}

static void expect_failure(const char *sql, const struct script *scripts, enum br_status status,
                           const char *sentence)
{
    struct br_error error = {""};
    CHECK(fill(sql, "", scripts, NULL, &error) == status);
    CHECK_TEXT(error.text, sentence);
}

static void test_what_is_not_there_is_said(void)
{
    static const struct script none[] = {{.columns = 1, .names = {"x"}}};
    expect_failure("--: one thread\nSELECT 1", none, BR_ERR_NOT_FOUND,
                   "There is no such thread here, or our copy has not caught up with it yet.");
    static const struct script two[] = {
        {.columns = 1, .names = {"x"}, .rows = 2, .cells = {{INT(1)}, {INT(2)}}}};
    expect_failure("--: one thread\nSELECT 1", two, BR_ERR_MALFORMED,
                   "page a/page, block thread: more than one row");
    static const struct script twice[] = {
        {.columns = 2, .names = {"x", "x?"}, .rows = 1, .cells = {{INT(1), INT(2)}}}};
    expect_failure("--: list a\nSELECT 1", twice, BR_ERR_MALFORMED,
                   "page a/page, block a: two members are called x");
    static const struct script plain[] = {
        {.columns = 1, .names = {"x"}, .rows = 1, .cells = {{INT(1)}}},
        {.columns = 1, .names = {"x"}, .rows = 1, .cells = {{INT(1)}}}};
    expect_failure("--: list a tree x y\nSELECT 1", plain, BR_ERR_MALFORMED,
                   "page a/page, block a: there is no column y");
    expect_failure("--: list a\nSELECT 1;\n--: list b in a on x = y\nSELECT 1", plain,
                   BR_ERR_MALFORMED, "page a/page, block a: there is no column y");
    expect_failure("--: list a\nSELECT 1;\n--: list x in a on x = x\nSELECT 1", plain,
                   BR_ERR_MALFORMED, "page a/page, block a: two members are called x");
    static const struct script refused[] = {{.status = BR_ERR_REFUSED}};
    expect_failure("--: list a\nSELECT 1", refused, BR_ERR_REFUSED, "the source says no");
}

/* --- limits --- */

static void test_rows_end_at_their_limit(void)
{
    for (size_t rows = BR_PAGE_ROWS_MAX - 1; rows <= BR_PAGE_ROWS_MAX + 1; rows++) {
        struct script scripts[] = {
            {.columns = 1, .names = {"x"}, .repeat = rows - 10, .cells = {{INT(1)}}},
            {.columns = 1, .names = {"x"}, .repeat = 10, .cells = {{INT(1)}}}};
        struct br_error error = {""};
        bool fits = rows <= BR_PAGE_ROWS_MAX;
        CHECK(fill("--: list a\nSELECT 1;\n--: list b\nSELECT 2", "", scripts, NULL, &error) ==
              (fits ? BR_OK : BR_ERR_LIMIT));
        CHECK_TEXT(error.text, fits ? ""
                                    : "The page a/page would have more than 20000 rows; ask for a "
                                      "smaller part of it.");
    }
}

/* One row with one text; what fits beside what the tree itself takes is found first. */
static enum br_status fill_text(const uint8_t *bytes, size_t size)
{
    struct script scripts[] = {{.columns = 1,
                                .names = {"x"},
                                .rows = 1,
                                .cells = {{{.type = BR_CELL_TEXT, .bytes = {bytes, size}}}}}};
    struct br_error error = {""};
    enum br_status status = fill("--: list a\nSELECT 1", "", scripts, NULL, &error);
    CHECK_TEXT(error.text, status == BR_OK ? ""
                                           : "The page a/page would be larger than 16 MiB; ask for "
                                             "a smaller part of it.");
    return status;
}

static void test_the_tree_ends_at_its_limit(void)
{
    uint8_t *bytes = calloc(1, BR_PAGE_TREE_SIZE_MAX + 1);
    size_t fits = BR_PAGE_TREE_SIZE_MAX - 4096;
    size_t over = BR_PAGE_TREE_SIZE_MAX;
    CHECK(fill_text(bytes, fits) == BR_OK);
    CHECK(fill_text(bytes, over) == BR_ERR_LIMIT);
    while (over - fits > 1) {
        size_t middle = fits + (over - fits) / 2;
        if (fill_text(bytes, middle) == BR_OK) {
            fits = middle;
        } else {
            over = middle;
        }
    }
    CHECK(fill_text(bytes, fits - 1) == BR_OK);
    CHECK(fill_text(bytes, fits + 1) == BR_ERR_LIMIT);
    free(bytes);
}

static enum br_status read_page(const char *sql, const char *text, struct br_error *error)
{
    struct br_file files[] = {{"a/page.sql", sql, strlen(sql)}, {"a/page.txt", text, strlen(text)}};
    struct br_pages *pages = NULL;
    enum br_status status = br_pages_new(files, text == NULL ? 1 : 2, &pages, error);
    CHECK((pages != NULL) == (status == BR_OK));
    br_pages_free(pages);
    return status;
}

static void test_blocks_end_at_their_limits(void)
{
    for (unsigned count = BR_PAGE_BLOCKS_MAX - 1; count <= BR_PAGE_BLOCKS_MAX + 1; count++) {
        struct br_buffer sql;
        br_buffer_init(&sql, 10000);
        for (unsigned i = 0; i < count; i++) {
            br_buffer_put_format(&sql, "--: list b%u\nSELECT 1;\n", i);
        }
        struct br_error error = {""};
        CHECK(read_page(br_buffer_text(&sql), "", &error) ==
              (count <= BR_PAGE_BLOCKS_MAX ? BR_OK : BR_ERR_MALFORMED));
        br_buffer_free(&sql);
    }
    for (unsigned depth = BR_PAGE_NESTING_MAX - 1; depth <= BR_PAGE_NESTING_MAX + 1; depth++) {
        struct br_buffer sql;
        struct script scripts[BR_PAGE_NESTING_MAX + 1];
        br_buffer_init(&sql, 10000);
        for (unsigned i = 0; i < depth; i++) {
            br_buffer_put_format(&sql, i == 0 ? "--: list b%u" : "--: list b%u in b%u on x = x", i,
                                 i - 1);
            br_buffer_put_text(&sql, "\nSELECT 1;\n");
            scripts[i] =
                (struct script){.columns = 1, .names = {"x"}, .rows = 1, .cells = {{INT(1)}}};
        }
        struct br_error error = {""};
        if (depth <= BR_PAGE_NESTING_MAX) {
            struct br_buffer json;
            br_buffer_init(&json, 10000);
            CHECK(fill(br_buffer_text(&sql), "", scripts, &json, &error) == BR_OK);
            br_buffer_free(&json);
        } else {
            CHECK(read_page(br_buffer_text(&sql), "", &error) == BR_ERR_MALFORMED);
        }
        br_buffer_free(&sql);
    }
}

/* A file one byte larger than all pages may be together takes more than its copy's budget. */
static void test_sources_end_at_their_limit(void)
{
    char *sql = malloc(BR_PAGES_SIZE_MAX + 1);
    BR_ASSERT(sql != NULL);
    memset(sql, ' ', BR_PAGES_SIZE_MAX);
    sql[BR_PAGES_SIZE_MAX] = '\0';
    memcpy(sql, "--: list a\nSELECT 1;", 20);
    struct br_error error = {""};
    CHECK(read_page(sql, "", &error) == BR_ERR_LIMIT);
    sql[BR_PAGES_SIZE_MAX - 16384] = '\0';
    CHECK(read_page(sql, "", &error) == BR_OK);
    free(sql);
}

static void test_output_ends_at_the_buffer(void)
{
    static const char sql[] = "--: list a\nSELECT 1";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1}, {"p.txt", "12345\n", 6}};
    static const struct script scripts[] = {{.columns = 1, .names = {"x"}}};
    static const char json[] = "{\"version\":1,\"page\":\"p\",\"a\":[]}\n";
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    struct source source = {.scripts = scripts};
    struct br_page_tree *tree = NULL;
    CHECK(br_pages_new(files, 2, &pages, &error) == BR_OK);
    CHECK(br_page_fill_from(pages, "p", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK);
    for (size_t size = 5; size <= sizeof json; size++) {
        struct br_buffer out;
        br_buffer_init(&out, size);
        bool fits = size >= sizeof json - 1;
        CHECK(br_page_json(tree, &out) == (fits ? BR_OK : BR_ERR_LIMIT));
        CHECK_UINT(out.size, fits ? sizeof json - 1 : 0);
        br_buffer_clear(&out);
        CHECK(br_page_text(tree, &out) == (size >= 6 ? BR_OK : BR_ERR_LIMIT));
        CHECK_UINT(out.size, size >= 6 ? 6 : 0);
        br_buffer_free(&out);
    }
    br_page_tree_free(tree);
    br_pages_free(pages);
}

/* Page "p" with one block of two rows usually, asked for [limit] of [rows]. */
static void expect_page_of(const struct br_cell *limit, size_t rows, int64_t told,
                           const char *expected)
{
    static const char sql[] = "--: list a 2 then b\nSELECT :limit";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1}, {"p.txt", "", 0}};
    struct script script = {.columns = 3, .names = {"x", "_before_x", "_y"}, .rows = rows};
    for (size_t i = 0; i < rows; i++) {
        script.cells[i][0] = (struct br_cell)INT((int64_t)i);
        script.cells[i][1] = (struct br_cell)INT(10 * (int64_t)i);
        script.cells[i][2] = (struct br_cell)NUL;
    }
    struct br_parameter given[] = {{.name = "w", .value = INT(1)}, {.name = "limit"}};
    given[1].value = limit != NULL ? *limit : (struct br_cell)NUL;
    struct source source = {.scripts = &script};
    struct br_pages *pages = NULL;
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    struct br_buffer json;
    br_buffer_init(&json, 1000);
    CHECK(br_pages_new(files, 2, &pages, &error) == BR_OK);
    CHECK(br_page_fill_from(pages, "p", answer, &source, given, limit != NULL ? 2 : 1, 0, &tree,
                            &error) == BR_OK);
    CHECK_TEXT(source.parameters[0].name, "limit");
    CHECK(source.parameters[0].value.integer == told);
    CHECK_TEXT(source.parameters[1].name, "w");
    CHECK(br_page_json(tree, &json) == BR_OK);
    CHECK_TEXT(br_buffer_text(&json), expected);
    br_page_tree_free(tree);
    br_pages_free(pages);
    br_buffer_free(&json);
}

static void test_a_page_of_rows_says_where_the_next_begins(void)
{
    static const struct br_cell one = INT(1);
    static const struct br_cell three = INT(3);
    static const struct br_cell none = INT(0);
    static const struct br_cell all = INT(-1);
    static const struct br_cell most = INT(BR_PAGE_ROWS_MAX);
    static const struct br_cell beyond = INT(BR_PAGE_ROWS_MAX + 1);
    static const struct br_cell words = TEXT("many");
    static const char two[] =
        "{\"version\":1,\"page\":\"p\",\"a\":[{\"x\":0},{\"x\":1}],\"b\":[]}\n";
    expect_page_of(NULL, 2, 3, two);
    expect_page_of(&words, 2, 3, two);
    expect_page_of(&three, 2, 4, two);
    expect_page_of(&all, 2, -1, two);
    expect_page_of(&most, 2, BR_PAGE_ROWS_MAX + 1, two);
    expect_page_of(&beyond, 2, -1, two);
    expect_page_of(NULL, 3, 3,
                   "{\"version\":1,\"page\":\"p\",\"a\":[{\"x\":0},{\"x\":1}],"
                   "\"b\":[{\"before_x\":10}]}\n");
    expect_page_of(&one, 2, 2,
                   "{\"version\":1,\"page\":\"p\",\"a\":[{\"x\":0}],\"b\":[{\"before_x\":0}]}\n");
    expect_page_of(&none, 1, 1, "{\"version\":1,\"page\":\"p\",\"a\":[],\"b\":[]}\n");
    expect_page_of(NULL, 0, 3, "{\"version\":1,\"page\":\"p\",\"a\":[],\"b\":[]}\n");
}

static void expect_parents(const struct script *scripts, const char *expected)
{
    static const char sql[] = "--: list a\nSELECT 1;\n"
                              "--: list b in a on _up = id\nSELECT :parents";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1}, {"p.txt", "", 0}};
    struct source source = {.scripts = scripts};
    struct br_pages *pages = NULL;
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    CHECK(br_pages_new(files, 2, &pages, &error) == BR_OK);
    if (CHECK(br_page_fill_from(pages, "p", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK)) {
        CHECK_TEXT(source.parameters[0].name, "parents");
        CHECK_TEXT((const char *)source.parameters[0].value.bytes.data, expected);
        CHECK_UINT(source.parameters[0].value.bytes.size, strlen(expected));
    }
    br_page_tree_free(tree);
    br_pages_free(pages);
}

static void test_rows_in_rows_may_ask_for_their_parents(void)
{
    static const struct script some[] = {
        {.columns = 2,
         .names = {"id", "n"},
         .rows = 4,
         .cells = {{INT(7), NUL}, {TEXT("a\"b"), NUL}, {NUL, NUL}, {BLOB("\x01\xff"), NUL}}},
        {.columns = 1, .names = {"_up"}, .rows = 1, .cells = {{INT(7)}}},
    };
    static const struct script none[] = {{.columns = 1, .names = {"id"}},
                                         {.columns = 1, .names = {"_up"}}};
    expect_parents(some, "[7,\"a\\\"b\",null,\"01ff\"]");
    expect_parents(none, "[]");
}

/* --- reading --- */

static void test_faults_of_pages_name_their_place(void)
{
    static const char usage[] =
        "a block is 'one NAME', 'list NAME', 'list NAME ROWS then NAME', 'list NAME in PARENT on "
        "COLUMN = COLUMN' or 'list NAME tree ID PARENT'";
    static const char number[] = "how many rows there usually are is a number";
    static const struct {
        const char *sql;
        unsigned line;
        const char *what;
    } cases[] = {
        {"", 1, "a page's queries begin with a line '--: one NAME' or '--: list NAME'"},
        {"SELECT 1;\n--: list a\nSELECT 1", 2,
         "a page's queries begin with a line '--: one NAME' or '--: list NAME'"},
        {"--: some a\nSELECT 1", 1, "a block begins with 'one NAME' or 'list NAME'"},
        {"--: list", 1, "a block begins with 'one NAME' or 'list NAME'"},
        {"--: list a\nSELECT 1;\n\n--: list a\nSELECT 1", 4, "this name is taken"},
        {"--: list page\nSELECT 1", 1, "this name is taken"},
        {"--: list a\n-- nothing\n\n", 1, "a block without a query"},
        {"--: list a in b on x = y\nSELECT 1", 1,
         "the block that this one lies in must come before it"},
        {"--: one a\nSELECT 1;\n--: one b in a on x = y\nSELECT 1", 3, usage},
        {"--: list a tree id\nSELECT 1", 1, usage},
        {"--: list a 5 and b\nSELECT 1", 1, usage},
        {"--: one a 5 then b\nSELECT 1", 1, usage},
        {"--: list a 0 then b\nSELECT 1", 1, number},
        {"--: list a 5x then b\nSELECT 1", 1, number},
        {"--: list a 20000 then b\nSELECT 1", 1, number}, /* BR_PAGE_ROWS_MAX */
        {"--: list a 5 then a\nSELECT 1", 1, "this name is taken"},
        {"--: list a 5 then page\nSELECT 1", 1, "this name is taken"},
        {"--: list a 5 then b\nSELECT 1;\n--: list b\nSELECT 1", 3, "this name is taken"},
        {"--: list a in b on x y\nSELECT 1", 1, usage},
        {"--: list a b c d e f g h i j\nSELECT 1", 1, usage},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[320];
        struct br_error error = {""};
        (void)snprintf(expected, sizeof expected, "a/page.sql, line %u: %s", cases[i].line,
                       cases[i].what);
        CHECK(read_page(cases[i].sql, "", &error) == BR_ERR_MALFORMED);
        CHECK_TEXT(error.text, expected);
    }
}

static void test_faults_of_templates_stop_the_start(void)
{
    struct br_error error = {""};
    CHECK(read_page("--: list a\nSELECT 1", "{{#a}}", &error) == BR_ERR_MALFORMED);
    CHECK_TEXT(error.text, "template a/page, line 1: a section is not closed");
    CHECK(read_page("--: list a\nSELECT 1", "{{> parts/none}}", &error) == BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "template a/page includes parts/none, which is not there");
    struct br_file alone[] = {{"a/page.sql", "--: list a\nSELECT 1", 19}};
    struct br_pages *pages = NULL;
    CHECK(br_pages_new(alone, 1, &pages, &error) == BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "the page a/page has no .txt or .html");
}

static void test_a_part_of_one_line_is_a_phrase(void)
{
    static const char sql[] = "--: list a\nSELECT 1";
    static const char page[] = "[{{> parts/one}}][{{> parts/two}}]";
    struct br_file files[] = {{"p.sql", sql, sizeof sql - 1},
                              {"p.txt", page, sizeof page - 1},
                              {"parts/one.txt", "x\n", 2},
                              {"parts/two.txt", "x\ny\n", 4}};
    static const struct script scripts[] = {{.columns = 1, .names = {"x"}}};
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    struct source source = {.scripts = scripts};
    struct br_page_tree *tree = NULL;
    CHECK(br_pages_new(files, 4, &pages, &error) == BR_OK);
    CHECK(br_page_fill_from(pages, "p", answer, &source, NULL, 0, 0, &tree, &error) == BR_OK);
    struct br_buffer out;
    br_buffer_init(&out, 100);
    CHECK(br_page_text(tree, &out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&out), "[x][x\ny\n]");
    br_buffer_free(&out);
    br_page_tree_free(tree);
    br_pages_free(pages);
}

/* The pages of this program: a fault in one of them stops here, not at somebody's start. */
static void test_all_built_in_pages_are_well_formed(void)
{
    size_t count = 0;
    const struct br_file *files = br_page_files(&count);
    struct br_pages *pages = NULL;
    struct br_error error = {""};
    if (!CHECK(br_pages_new(files, count, &pages, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
        return;
    }
    CHECK(br_pages_count(pages) >= 7);
    br_pages_free(pages);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_text_and_html),
        BR_TEST(test_every_type_has_its_json),
        BR_TEST(test_blocks_come_in_their_order),
        BR_TEST(test_nested_rows_are_joined_by_key),
        BR_TEST(test_trees_have_depth_and_orphans),
        BR_TEST(test_a_list_is_walked_from_its_end),
        BR_TEST(test_parameters_reach_the_queries),
        BR_TEST(test_a_page_of_rows_says_where_the_next_begins),
        BR_TEST(test_rows_in_rows_may_ask_for_their_parents),
        BR_TEST(test_what_is_not_there_is_said),
        BR_TEST(test_rows_end_at_their_limit),
        BR_TEST(test_the_tree_ends_at_its_limit),
        BR_TEST(test_blocks_end_at_their_limits),
        BR_TEST(test_sources_end_at_their_limit),
        BR_TEST(test_output_ends_at_the_buffer),
        BR_TEST(test_faults_of_pages_name_their_place),
        BR_TEST(test_faults_of_templates_stop_the_start),
        BR_TEST(test_a_part_of_one_line_is_a_phrase),
        BR_TEST(test_all_built_in_pages_are_well_formed),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
