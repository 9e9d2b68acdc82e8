/*
 * target_terminal.c - other people's text on its way to a terminal, alone and inside JSON.
 *
 * Nothing that a terminal obeys or a reader misses is left of it; what is safe already stays as it
 * is; the JSON reads back as the same text.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "client/call.h"
#include "pages/terminal.h"
#include "pages/tree.h"

#include <string.h>

enum { OUT_MAX = 1u << 20 };

static void safe(struct br_bytes text, void (*print)(struct br_bytes, struct br_buffer *),
                 bool one_line)
{
    struct br_buffer once;
    struct br_buffer twice;
    br_buffer_init(&once, OUT_MAX);
    br_buffer_init(&twice, OUT_MAX);
    print(text, &once);
    BR_ASSERT(br_buffer_ok(&once));
    struct br_bytes made = br_buffer_bytes(&once);
    BR_ASSERT(fuzz_is_tame(made) && br_utf8_valid(made));
    BR_ASSERT(!one_line || made.size == 0 || memchr(made.data, '\n', made.size) == NULL);
    print(made, &twice);
    BR_ASSERT(br_bytes_equal(made, br_buffer_bytes(&twice)));
    if (fuzz_is_tame(text) && !(one_line && memchr(text.data, '\n', text.size) != NULL)) {
        BR_ASSERT(br_bytes_equal(made, text));
    }
    br_buffer_free(&once);
    br_buffer_free(&twice);
}

/* A page's JSON may be printed as it is, and still says the text to the letter. */
static void in_json(struct br_bytes text)
{
    struct br_bytes name = br_bytes_of_text("text");
    struct br_shape shape = {.count = 1, .names = &name};
    struct br_node member = {.type = BR_NODE_TEXT, .as = {.bytes = text}};
    struct br_node root = {.type = BR_NODE_OBJECT, .count = 1};
    struct br_buffer out;
    root.as.object.shape = &shape;
    root.as.object.members = &member;
    br_buffer_init(&out, OUT_MAX);
    BR_ASSERT(br_node_json(&root, &out) == BR_OK);
    BR_ASSERT(fuzz_is_tame(br_buffer_bytes(&out)));
    json_t *read = json_loadb((const char *)out.data, out.size, JSON_ALLOW_NUL, NULL);
    BR_ASSERT(read != NULL);
    if (br_utf8_valid(text)) {
        json_t *value = json_object_get(read, "text");
        struct br_bytes back = {(const uint8_t *)json_string_value(value),
                                json_string_length(value)};
        BR_ASSERT(br_bytes_equal(back, text));
    }
    json_decref(read);
    br_buffer_free(&out);
}

/* What a verb says of it. */
static void said(struct br_bytes text)
{
    struct call call = {.exit_code = 0};
    call_init(&call);
    call_say(&call, "%.*s\n", (int)text.size, text.size == 0 ? "" : (const char *)text.data);
    call_note(&call, "%.*s", (int)text.size, text.size == 0 ? "" : (const char *)text.data);
    BR_ASSERT(fuzz_is_tame(br_buffer_bytes(&call.out)));
    BR_ASSERT(fuzz_is_tame(br_buffer_bytes(&call.err)));
    call_free(&call);
}

static void run(struct br_bytes input)
{
    safe(input, br_text_terminal_safe, false);
    safe(input, br_text_terminal_line, true);
    in_json(input);
    said(input);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const texts[] = {
        "plain\n\ttext",
        "\x1b[31mred\x1b[0m \233[31m \302\233[31m",
        "Größe 東京 \360\237\221\251\342\200\215\342\232\225\357\270\217",
        "\342\200\256evil\342\200\254 \342\201\246x\342\201\251 \357\273\277",
        "\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80",
        "\x7f\x08\x07\r",
        "\363\240\201\201\363\240\204\200",
        "\"quoted\\\" <b>&amp;</b>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fuzz_seed_text(out, "text", texts[i]);
    }
}

const struct fuzz_target fuzz_terminal = {.name = "terminal", .run = run, .seeds = seeds};
