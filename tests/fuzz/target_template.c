/*
 * target_template.c - Mustache: templates and a tree, rendered for browsers and for terminals.
 *
 * The input is a main template, a partial, then the values of a tree whose shape is fixed. A
 * template that brings no control characters of its own renders none to a terminal, and one
 * that brings no "<" and escapes everything renders none to a browser.
 */
#include "tests/fuzz/fuzz.h"

#include "base/arena.h"
#include "base/limits.h"
#include "pages/template.h"
#include "pages/tree.h"

#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_MAX = 1200, TEXT_SIZE_MAX = 300, ROWS = 3, MEMBERS = 7, OUT_MAX = 1u << 20 };

/* Values in rows: {t, n, n_ms, x, b, l: [{t, n, ...}], e: null} */
struct tree {
    struct br_bytes names[MEMBERS];
    struct br_shape shape;
    struct br_node root[MEMBERS];
    struct br_node rows[ROWS];
    struct br_node members[ROWS][MEMBERS];
    struct br_node leaves[ROWS];
};

static struct br_node object(struct tree *tree, struct br_node *members)
{
    struct br_node node = {.type = BR_NODE_OBJECT, .count = MEMBERS};
    node.as.object.shape = &tree->shape;
    node.as.object.members = members;
    return node;
}

static struct br_node list(const struct br_node *items, uint32_t count)
{
    return (struct br_node){.type = BR_NODE_LIST, .count = count, .as = {.items = items}};
}

static void values(struct br_reader *reader, struct br_node members[MEMBERS])
{
    uint64_t bits = br_reader_u64(reader);
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    members[0] =
        (struct br_node){.type = BR_NODE_TEXT, .as = {.bytes = fuzz_part(reader, TEXT_SIZE_MAX)}};
    members[1] = (struct br_node){.type = BR_NODE_INTEGER,
                                  .as = {.integer = (int64_t)br_reader_u64(reader)}};
    members[2] = (struct br_node){.type = BR_NODE_INTEGER, .as = {.integer = (int64_t)bits}};
    members[3] = (struct br_node){.type = BR_NODE_NUMBER, .as = {.number = number}};
    members[4] = (struct br_node){.type = BR_NODE_BYTES, .as = {.bytes = fuzz_part(reader, 40)}};
    members[5] = (struct br_node){.type = BR_NODE_BOOLEAN, .as = {.integer = bits % 2 == 1}};
    members[6] = (struct br_node){.type = BR_NODE_NULL};
}

static void grow(struct tree *tree, struct br_reader *reader)
{
    static const char *const names[MEMBERS] = {"t", "n", "n_ms", "x", "b", "l", "e"};
    for (size_t i = 0; i < MEMBERS; i++) {
        tree->names[i] = br_bytes_of_text(names[i]);
    }
    tree->shape = (struct br_shape){.count = MEMBERS, .names = tree->names};
    values(reader, tree->root);
    for (size_t row = 0; row < ROWS; row++) {
        values(reader, tree->members[row]);
        tree->leaves[row] = tree->members[row][0];
        tree->members[row][5] = list(tree->leaves, (uint32_t)row);
        tree->rows[row] = object(tree, tree->members[row]);
    }
    tree->root[5] = list(tree->rows, br_reader_u8(reader) % (ROWS + 1));
}

static void render(const struct br_templates *templates, const struct br_node *root,
                   enum br_render_mode mode, struct br_buffer *out)
{
    br_buffer_put_text(out, "kept");
    enum br_status status =
        br_templates_render(templates, "main", NULL, root, mode, 1795500000000u, out);
    BR_ASSERT(status == BR_OK || status == BR_ERR_LIMIT);
    BR_ASSERT(out->size >= 4 && memcmp(out->data, "kept", 4) == 0);
    BR_ASSERT(status == BR_OK || out->size == 4); /* nothing half-rendered */
}

/* Can it print something as it is? Also by other delimiters, which are not followed here. */
static bool escapes_all(struct br_bytes source)
{
    return source.size == 0 || (memmem(source.data, source.size, "{{{", 3) == NULL &&
                                memchr(source.data, '&', source.size) == NULL &&
                                memchr(source.data, '=', source.size) == NULL &&
                                memchr(source.data, '<', source.size) == NULL);
}

static void run(struct br_bytes input)
{
    struct br_reader reader = {.rest = input};
    struct br_bytes main_source = fuzz_part(&reader, TEMPLATE_MAX);
    struct br_bytes partial_source = fuzz_part(&reader, TEMPLATE_MAX);
    struct br_error error = {.text = ""};
    struct br_buffer out;
    struct tree *tree = calloc(1, sizeof *tree);
    struct br_templates *templates = br_templates_new();
    BR_ASSERT(tree != NULL && templates != NULL);
    br_buffer_init(&out, OUT_MAX);
    grow(tree, &reader);
    struct br_node root = object(tree, tree->root);
    bool good = br_templates_add(templates, "main", main_source, &error) == BR_OK &&
                br_templates_add(templates, "partial", partial_source, &error) == BR_OK;
    BR_ASSERT(good || error.text[0] != '\0');
    if (good) {
        render(templates, &root, BR_RENDER_TERMINAL, &out);
        if (fuzz_is_tame(main_source) && fuzz_is_tame(partial_source)) {
            BR_ASSERT(fuzz_is_tame(br_buffer_bytes(&out)));
        }
        br_buffer_clear(&out);
        render(templates, &root, BR_RENDER_HTML, &out);
        if (escapes_all(main_source) && escapes_all(partial_source)) {
            BR_ASSERT(memchr(out.data, '<', out.size) == NULL);
        }
    }
    br_buffer_free(&out);
    br_templates_free(templates);
    free(tree);
}

static void seed(struct fuzz_seeds *out, const char *main_source, const char *partial_source)
{
    static const char *const texts[] = {"<b>\x1b[1m", "one\r\ntwo\n", "",
                                        "\342\200\252x\342\200\254"};
    struct br_buffer bytes;
    br_buffer_init(&bytes, 8192);
    fuzz_put_part(&bytes, br_bytes_of_text(main_source));
    fuzz_put_part(&bytes, br_bytes_of_text(partial_source));
    for (uint64_t row = 0; row <= ROWS; row++) {
        br_buffer_put_u64(&bytes, row % 2 == 0 ? 1795413600000u + row : 0x4059000000000000u);
        fuzz_put_part(&bytes, br_bytes_of_text(texts[row]));
        br_buffer_put_u64(&bytes, row * 4118);
        fuzz_put_part(&bytes, br_bytes_of_text("0123456789"));
    }
    br_buffer_put_u8(&bytes, ROWS);
    fuzz_seed(out, "templates", br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
}

static void seeds(struct fuzz_seeds *out)
{
    seed(out, "{{t}} {{{t}}} {{&t}} {{n}} {{x}} {{b}}", "");
    seed(out, "{{#l}}\n- {{t}} {{n_number}}{{#l}}{{.}},{{/l}}\n{{/l}}\n{{^e}}none{{/e}}", "");
    seed(out, "  {{> partial}}\n{{> partial}}.", "a\n{{#l}}{{t}}{{/l}}\n");
    seed(out, "{{! gone }}{{=<% %>=}}<%t%><%={{ }}=%>{{n_date}} {{n_time}}", "{{> partial}}");
    seed(out, "{{#t_lines}}> {{.}}\n{{/t_lines}}{{b_short}}{{l_count}}{{#l_many}}m{{/l_many}}", "");
    seed(out, "{{#n_deep}}deep{{/n_deep}}{{n_indent}}|{{l.t}}{{t.n}}{{#l_any}}a{{/l_any}}", "");
    seed(out, "{{#a}}", "{{/a}}");
}

const struct fuzz_target fuzz_template = {.name = "template", .run = run, .seeds = seeds};
