/*
 * Templates: the Mustache specification's own cases when BIGROOM_TEST_DATA names the folder with
 * them, ours always; faults with their place; limits of depth.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "harness/check.h"
#include "pages/template.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a tree from JSON, without recursion: containers wait in a queue --- */

enum { QUEUE_MAX = 256 };

struct builder {
    struct br_arena arena;
    struct {
        json_t *json;
        struct br_node *node;
    } queue[QUEUE_MAX];
    size_t queued;
};

static struct br_bytes arena_bytes(struct br_arena *arena, const char *text)
{
    struct br_bytes bytes = br_bytes_of_text(text);
    bytes.data = (const uint8_t *)br_arena_text(arena, bytes);
    BR_ASSERT(bytes.data != NULL);
    return bytes;
}

static void build_object(struct builder *builder, json_t *json, struct br_node *node)
{
    size_t count = json_object_size(json);
    struct br_node *members = br_arena_take(&builder->arena, (count + 1) * sizeof *members);
    struct br_bytes *names = br_arena_take(&builder->arena, (count + 1) * sizeof *names);
    struct br_shape *shape = br_arena_take(&builder->arena, sizeof *shape);
    BR_ASSERT(members != NULL && names != NULL && shape != NULL);
    size_t i = 0;
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(json, name, value)
    {
        names[i] = arena_bytes(&builder->arena, name);
        BR_ASSERT(builder->queued < QUEUE_MAX);
        builder->queue[builder->queued].json = value;
        builder->queue[builder->queued++].node = &members[i++];
    }
    *shape = (struct br_shape){.count = (uint32_t)count, .names = names};
    *node = (struct br_node){
        .type = BR_NODE_OBJECT, .count = (uint32_t)count, .as.object = {shape, members}};
}

static void build_list(struct builder *builder, json_t *json, struct br_node *node)
{
    size_t count = json_array_size(json);
    struct br_node *items = br_arena_take(&builder->arena, (count + 1) * sizeof *items);
    BR_ASSERT(items != NULL && builder->queued + count <= QUEUE_MAX);
    for (size_t i = 0; i < count; i++) {
        builder->queue[builder->queued].json = json_array_get(json, i);
        builder->queue[builder->queued++].node = &items[i];
    }
    *node = (struct br_node){.type = BR_NODE_LIST, .count = (uint32_t)count, .as.items = items};
}

static void build_one(struct builder *builder, json_t *json, struct br_node *node)
{
    *node = (struct br_node){.type = BR_NODE_NULL};
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        build_object(builder, json, node);
        return;
    case JSON_ARRAY:
        build_list(builder, json, node);
        return;
    case JSON_STRING:
        node->type = BR_NODE_TEXT;
        node->as.bytes = arena_bytes(&builder->arena, json_string_value(json));
        return;
    case JSON_INTEGER:
        node->type = BR_NODE_INTEGER;
        node->as.integer = json_integer_value(json);
        return;
    case JSON_REAL:
        node->type = BR_NODE_NUMBER;
        node->as.number = json_real_value(json);
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        node->type = BR_NODE_BOOLEAN;
        node->as.integer = json_is_true(json);
        return;
    case JSON_NULL:
        return;
    }
}

static struct br_node build(struct builder *builder, json_t *json)
{
    struct br_node root;
    builder->queued = 0;
    build_one(builder, json, &root);
    for (size_t i = 0; i < builder->queued; i++) {
        build_one(builder, builder->queue[i].json, builder->queue[i].node);
    }
    return root;
}

/* --- rendering a case --- */

struct scene {
    struct builder builder;
    struct br_templates *templates;
    struct br_buffer out;
    struct br_error error;
};

static void scene_begin(struct scene *scene)
{
    *scene = (struct scene){.templates = br_templates_new()};
    br_arena_init(&scene->builder.arena, 1u << 20);
    br_buffer_init(&scene->out, 1u << 20);
}

static void scene_end(struct scene *scene)
{
    br_templates_free(scene->templates);
    br_arena_free(&scene->builder.arena);
    br_buffer_free(&scene->out);
}

static enum br_status render(struct scene *scene, json_t *data, enum br_render_mode mode)
{
    struct br_node root = build(&scene->builder, data);
    return br_templates_render(scene->templates, "main", NULL, &root, mode, 0, &scene->out);
}

/* What "main" gives for [json_text]; [partial] is a template of that name, or NULL. */
static void expect(const char *source, const char *partial, const char *json_text,
                   enum br_render_mode mode, const char *expected)
{
    struct scene scene;
    scene_begin(&scene);
    json_t *data = json_loads(json_text, JSON_DECODE_ANY, NULL);
    CHECK(data != NULL);
    CHECK(br_templates_add(scene.templates, "main", br_bytes_of_text(source), &scene.error) ==
          BR_OK);
    if (partial != NULL) {
        CHECK(br_templates_add(scene.templates, "partial", br_bytes_of_text(partial),
                               &scene.error) == BR_OK);
    }
    CHECK(render(&scene, data, mode) == BR_OK);
    CHECK_TEXT(br_buffer_text(&scene.out), expected);
    json_decref(data);
    scene_end(&scene);
}

static bool run_case(json_t *test)
{
    struct scene scene;
    scene_begin(&scene);
    json_t *partials = json_object_get(test, "partials");
    const char *name = NULL;
    json_t *source = NULL;
    const char *template = json_string_value(json_object_get(test, "template"));
    bool good = br_templates_add(scene.templates, "main", br_bytes_of_text(template),
                                 &scene.error) == BR_OK;
    json_object_foreach(partials, name, source)
    {
        good = good &&
               br_templates_add(scene.templates, name, br_bytes_of_text(json_string_value(source)),
                                &scene.error) == BR_OK;
    }
    good = good && render(&scene, json_object_get(test, "data"), BR_RENDER_HTML) == BR_OK;
    good = good && CHECK_TEXT(br_buffer_text(&scene.out),
                              json_string_value(json_object_get(test, "expected")));
    if (!good) {
        (void)printf("  in the case \"%s\" %s\n", json_string_value(json_object_get(test, "name")),
                     scene.error.text);
    }
    scene_end(&scene);
    return good;
}

static void test_mustache_specification(void)
{
    static const char *const modules[] = {"interpolation", "sections", "inverted",
                                          "comments",      "partials", "delimiters"};
    const char *folder = getenv("BIGROOM_TEST_DATA");
    if (folder == NULL) {
        (void)printf("  BIGROOM_TEST_DATA is not set: only our own cases of Mustache run\n");
        return;
    }
    size_t cases = 0;
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/mustache/%s.json", folder, modules[i]);
        json_t *module = json_load_file(path, 0, NULL);
        if (!CHECK(module != NULL)) {
            (void)printf("  cannot read %s\n", path);
            continue;
        }
        size_t index = 0;
        json_t *test = NULL;
        json_array_foreach(json_object_get(module, "tests"), index, test)
        {
            CHECK(run_case(test));
            cases++;
        }
        json_decref(module);
    }
    CHECK(cases >= 130);
}

static void test_own_cases(void)
{
    const enum br_render_mode html = BR_RENDER_HTML;
    expect("{{a}} {{{a}}} {{& a }}", NULL, "{\"a\":\"<&>\\\"'\"}", html,
           "&lt;&amp;&gt;&quot;&#39; <&>\"' <&>\"'");
    expect("{{#l}}\n- {{.}}\n{{/l}}\n{{^l}}\nnone\n{{/l}}\n", NULL, "{\"l\":[1,2.5,\"x\"]}", html,
           "- 1\n- 2.5\n- x\n");
    expect("{{#l}}{{.}}{{/l}}{{^l}}none{{/l}}", NULL, "{\"l\":[]}", html, "none");
    expect("{{#a}}{{#b}}{{x}}{{/b}}{{x}}{{/a}}", NULL, "{\"a\":{\"x\":1,\"b\":{\"x\":2}}}", html,
           "21");
    expect("{{#a}}{{b.c}}{{/a}}|{{a.c.d}}", NULL, "{\"a\":{\"b\":{}},\"b\":{\"c\":1}}", html, "|");
    expect("{{! gone }}a{{=<% %>=}}<%x%>{{x}}<%={{ }}=%>{{x}}", NULL, "{\"x\":7}", html,
           "a7{{x}}7");
    expect("  {{> partial}}\n{{> partial}}.", "a\n\n{{x}}\n", "{\"x\":\"1\\n2\"}", html,
           "  a\n\n  1\n2\na\n\n1\n2\n.");
    /* Zero is a value; null, false and nothing are not. */
    expect("{{#z}}z{{z}}{{/z}}{{#n}}n{{/n}}{{#f}}f{{/f}}{{#e}}e{{/e}}", NULL,
           "{\"z\":0,\"n\":null,\"f\":false,\"e\":\"\"}", html, "z0");
    /* A null stays null: it does not uncover a name further down. */
    expect("{{#a}}{{x}}{{/a}}", NULL, "{\"x\":1,\"a\":{\"x\":null}}", html, "");
    /* A list inside a partial that stands in a line is not indented, one that stands alone is. */
    expect("- {{> partial}}\n  {{> partial}}\n", "{{#l}}\n{{.}}\n{{/l}}\n", "{\"l\":[1,2]}", html,
           "- 1\n2\n\n  1\n  2\n");
}

static void test_terminal_mode_is_always_safe(void)
{
    const enum br_render_mode terminal = BR_RENDER_TERMINAL;
    expect("{{a}}|{{{a}}}|{{&a}}", NULL, "{\"a\":\"<\\u001b[31m\\n&\\u202e\"}", terminal,
           "<\\x1b[31m\\x0a&<U+202E>|<\\x1b[31m\n&<U+202E>|<\\x1b[31m\n&<U+202E>");
    expect("{{#a_lines}}\n> {{.}}\n{{/a_lines}}\n", NULL, "{\"a\":\"one\\r\\n\\ntwo\\n\"}",
           terminal, "> one\n> \n> two\n");
    expect("{{l_count}} {{#l_many}}many{{/l_many}}{{#e_any}}any{{/e_any}}{{x.n_number}}", NULL,
           "{\"l\":[1,2],\"e\":[],\"x\":{\"n\":4118}}", terminal, "2 many4,118");
    /* A derived text that a section keeps. */
    expect("{{#n_number}}{{m_number}} {{.}}{{/n_number}}", NULL, "{\"n\":1000,\"m\":2000}",
           terminal, "2,000 1,000");
}

static void test_faults_name_their_place(void)
{
    static const struct {
        const char *source;
        const char *error;
    } cases[] = {
        {"a\n{{#b}}", "template t, line 2: a section is not closed"},
        {"a\n\n{{/b}}", "template t, line 3: this closes a section that is not open"},
        {"{{#a}}\n{{/b}}", "template t, line 2: this closes a section that is not open"},
        {"{{a", "template t, line 1: a tag is not closed"},
        {"{{ }}", "template t, line 1: a tag has no name"},
        {"{{#}}", "template t, line 1: a tag has no name"},
        {"{{{a}}", "template t, line 1: a tag does not end as it began"},
        {"{{=a=}}", "template t, line 1: delimiters are two words"},
        {"{{=a b c=}}", "template t, line 1: delimiters are two words"},
        {"{{={{=}}", "template t, line 1: delimiters are two words"},
        {"{{", "template t, line 1: a tag is not closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_templates *templates = br_templates_new();
        struct br_error error = {""};
        CHECK(br_templates_add(templates, "t", br_bytes_of_text(cases[i].source), &error) ==
              BR_ERR_MALFORMED);
        CHECK_TEXT(error.text, cases[i].error);
        br_templates_free(templates);
    }
    struct br_templates *templates = br_templates_new();
    struct br_error error = {""};
    CHECK(br_templates_add(templates, "t", br_bytes_of_text("{{> u}}"), &error) == BR_OK);
    CHECK(br_templates_check(templates, &error) == BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "template t includes u, which is not there");
    CHECK(br_templates_add(templates, "t", br_bytes_of_text(""), &error) == BR_ERR_EXISTS);
    br_templates_free(templates);
}

/* What the page itself has, hides what lies around it, also deep in its sections. */
static void test_what_lies_around(void)
{
    struct scene scene;
    scene_begin(&scene);
    json_t *outside =
        json_loads("{\"name\":\"A & B\",\"title\":\"out\",\"me\":{\"id\":1}}", 0, NULL);
    json_t *inside =
        json_loads("{\"title\":\"in\",\"rows\":[{\"x\":1},{\"name\":\"own\"}]}", 0, NULL);
    struct br_node around = build(&scene.builder, outside);
    struct br_node root = build(&scene.builder, inside);
    static const char source[] =
        "{{name}} {{title}} {{me.id}}{{#rows}} {{name}}{{/rows}}{{#none}}!{{/none}}";
    CHECK(br_templates_add(scene.templates, "main", br_bytes_of_text(source), &scene.error) ==
          BR_OK);
    CHECK(br_templates_render(scene.templates, "main", &around, &root, BR_RENDER_HTML, 0,
                              &scene.out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&scene.out), "A &amp; B in 1 A &amp; B own");
    br_buffer_clear(&scene.out);
    CHECK(br_templates_render(scene.templates, "main", NULL, &root, BR_RENDER_HTML, 0,
                              &scene.out) == BR_OK);
    CHECK_TEXT(br_buffer_text(&scene.out), " in   own");
    json_decref(outside);
    json_decref(inside);
    scene_end(&scene);
}

static enum br_status add_nested(size_t depth, struct scene *scene)
{
    struct br_buffer source;
    br_buffer_init(&source, 10000);
    for (size_t i = 0; i < depth; i++) {
        br_buffer_put_text(&source, "{{#a}}");
    }
    br_buffer_put_text(&source, "x");
    for (size_t i = 0; i < depth; i++) {
        br_buffer_put_text(&source, "{{/a}}");
    }
    const char *text = br_arena_text(&scene->builder.arena, br_buffer_bytes(&source));
    br_buffer_free(&source);
    return br_templates_add(scene->templates, "main", br_bytes_of_text(text), &scene->error);
}

static void test_sections_nest_to_their_limit(void)
{
    json_t *data = json_loads("{\"a\":true}", 0, NULL);
    for (size_t depth = BR_TEMPLATE_DEPTH_MAX - 1; depth <= BR_TEMPLATE_DEPTH_MAX + 1; depth++) {
        struct scene scene;
        scene_begin(&scene);
        bool fits = depth <= BR_TEMPLATE_DEPTH_MAX;
        CHECK(add_nested(depth, &scene) == (fits ? BR_OK : BR_ERR_LIMIT));
        if (fits) {
            CHECK(render(&scene, data, BR_RENDER_HTML) == BR_OK);
            CHECK_TEXT(br_buffer_text(&scene.out), "x");
        }
        scene_end(&scene);
    }
    json_decref(data);
}

/* A list of one list of one list ..., each level a section and a partial. */
static void test_partials_recurse_to_their_limit(void)
{
    for (size_t lists = BR_TEMPLATE_DEPTH_MAX / 2 - 1; lists <= BR_TEMPLATE_DEPTH_MAX / 2 + 1;
         lists++) {
        struct scene scene;
        scene_begin(&scene);
        json_t *data = json_array();
        for (size_t i = 1; i < lists; i++) {
            json_t *outer = json_array();
            (void)json_array_append_new(outer, data);
            data = outer;
        }
        CHECK(br_templates_add(scene.templates, "main",
                               br_bytes_of_text("[{{#.}}{{> main}}{{/.}}]"),
                               &scene.error) == BR_OK);
        br_buffer_put_text(&scene.out, "kept");
        bool fits = 2 * (lists - 1) <= BR_TEMPLATE_DEPTH_MAX;
        CHECK(render(&scene, data, BR_RENDER_HTML) == (fits ? BR_OK : BR_ERR_LIMIT));
        CHECK_UINT(scene.out.size, fits ? 4 + 2 * lists : 4); /* nothing half-rendered */
        json_decref(data);
        scene_end(&scene);
    }
}

static void test_endless_partials_end(void)
{
    struct scene scene;
    scene_begin(&scene);
    json_t *data = json_object();
    CHECK(br_templates_add(scene.templates, "main", br_bytes_of_text("x{{> main}}"),
                           &scene.error) == BR_OK);
    CHECK(render(&scene, data, BR_RENDER_HTML) == BR_ERR_LIMIT);
    CHECK_UINT(scene.out.size, 0);
    json_decref(data);
    scene_end(&scene);
}

static void test_a_full_buffer_is_said(void)
{
    for (size_t size_max = 9; size_max <= 11; size_max++) {
        struct scene scene;
        scene_begin(&scene);
        br_buffer_free(&scene.out);
        br_buffer_init(&scene.out, size_max);
        json_t *data = json_loads("{\"a\":\"12345\"}", 0, NULL);
        CHECK(br_templates_add(scene.templates, "main", br_bytes_of_text("{{a}}{{a}}"),
                               &scene.error) == BR_OK);
        CHECK(render(&scene, data, BR_RENDER_TERMINAL) == (size_max < 10 ? BR_ERR_LIMIT : BR_OK));
        CHECK_UINT(scene.out.size, size_max < 10 ? 0 : 10);
        json_decref(data);
        scene_end(&scene);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_mustache_specification),
        BR_TEST(test_own_cases),
        BR_TEST(test_terminal_mode_is_always_safe),
        BR_TEST(test_faults_name_their_place),
        BR_TEST(test_what_lies_around),
        BR_TEST(test_sections_nest_to_their_limit),
        BR_TEST(test_partials_recurse_to_their_limit),
        BR_TEST(test_endless_partials_end),
        BR_TEST(test_a_full_buffer_is_said),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
