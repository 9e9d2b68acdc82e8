/*
 * render.c - a template filled from a tree, without recursion.
 *
 * The stack holds a frame for the template itself, for each section that is being walked and for
 * each partial that is being put. Names are looked up from the top frame down.
 */
#include "base/limits.h"
#include "pages/markup.h"
#include "pages/terminal.h"
#include "pages/tokens.h"

#include <string.h>

struct frame {
    const struct br_template *template;
    uint32_t at;    /* the next token */
    uint32_t first; /* of the body */
    uint32_t end;   /* behind the body */
    bool has_context;
    struct br_derived_value context;
    const struct br_node *items; /* a list that is being walked, from the item after context */
    uint32_t items_left;
    bool backwards;                  /* from the item before [items] to the first */
    struct br_bytes lines_left;      /* a text that is being walked line by line */
    const struct br_token *included; /* the partial that this frame puts */
};

struct renderer {
    const struct br_templates *templates;
    enum br_render_mode mode;
    uint64_t now_ms;
    struct br_buffer *out;
    /* What lies around, the template, then sections and partials up to the limit. */
    struct frame frames[BR_TEMPLATE_DEPTH_MAX + 2];
    size_t depth;
};

static void put_text(struct renderer *renderer, struct br_bytes text, bool verbatim)
{
    if (text.size == 0) {
        return;
    }
    if (renderer->mode == BR_RENDER_TERMINAL) {
        if (verbatim) {
            br_text_terminal_safe(text, renderer->out);
        } else {
            br_text_terminal_line(text, renderer->out);
        }
    } else if (verbatim) {
        br_buffer_put(renderer->out, text.data, text.size);
    } else {
        br_html_escape(text, renderer->out);
    }
}

static void put_node(struct renderer *renderer, const struct br_node *node, bool verbatim)
{
    char number[32];
    switch (node->type) {
    case BR_NODE_NULL:
    case BR_NODE_OBJECT:
    case BR_NODE_LIST:
        return;
    case BR_NODE_BOOLEAN:
        br_buffer_put_text(renderer->out, node->as.integer != 0 ? "true" : "false");
        return;
    case BR_NODE_INTEGER:
        br_buffer_put_format(renderer->out, "%lld", (long long)node->as.integer);
        return;
    case BR_NODE_NUMBER:
        br_number_text(node->as.number, number);
        br_buffer_put_text(renderer->out, number);
        return;
    case BR_NODE_TEXT:
        put_text(renderer, node->as.bytes, verbatim);
        return;
    case BR_NODE_BYTES:
        br_bytes_hex(node->as.bytes, renderer->out);
        return;
    }
}

static void put_value(struct renderer *renderer, const struct br_derived_value *value,
                      bool verbatim)
{
    if (value->markup && renderer->mode == BR_RENDER_HTML) {
        br_markup_html(value->node.as.bytes, renderer->out);
    } else {
        put_node(renderer, &value->node, verbatim || value->markup);
    }
}

/* --- looking up --- */

/* [part] of [node] itself, or derived from another of its members. */
static bool look_in(const struct renderer *renderer, const struct br_node *node,
                    struct br_bytes part, const struct br_derived_name *derived,
                    struct br_derived_value *found)
{
    const struct br_node *member = br_node_member(node, part, "");
    if (member != NULL) {
        found->node = *member;
        found->lines = false;
        found->backwards = false;
        found->markup = false;
        return true;
    }
    if (derived == NULL || derived->derived == BR_DERIVED_NONE) {
        return false;
    }
    const struct br_node *from = br_node_member(node, derived->base, derived->suffix);
    return from != NULL && br_derive(derived->derived, from, renderer->now_ms, found);
}

static struct br_bytes take_part(struct br_bytes *rest)
{
    const uint8_t *dot = memchr(rest->data, '.', rest->size);
    struct br_bytes part = {rest->data, dot == NULL ? rest->size : (size_t)(dot - rest->data)};
    size_t taken = part.size + (dot == NULL ? 0 : 1);
    rest->data += taken;
    rest->size -= taken;
    return part;
}

/* The implicit iterator: whatever lies on top. */
static const struct br_derived_value *top_context(const struct renderer *renderer)
{
    size_t i = renderer->depth - 1;
    while (!renderer->frames[i].has_context) {
        i--;
    }
    return &renderer->frames[i].context;
}

/* NULL when nothing is called so: an empty value. */
static bool look_up(const struct renderer *renderer, const struct br_token *token,
                    struct br_derived_value *found)
{
    struct br_bytes rest = token->text;
    if (rest.size == 1 && rest.data[0] == '.') {
        /* Not the scratch: this one's text lies in the frame and stays there. */
        found->node = top_context(renderer)->node;
        found->lines = top_context(renderer)->lines;
        found->backwards = false;
        found->markup = false;
        return true;
    }
    struct br_bytes part = take_part(&rest);
    bool is_found = false;
    for (size_t i = renderer->depth; i > 0 && !is_found; i--) {
        const struct frame *frame = &renderer->frames[i - 1];
        is_found = frame->has_context && look_in(renderer, &frame->context.node, part,
                                                 rest.size == 0 ? &token->derived : NULL, found);
    }
    while (is_found && rest.size > 0) {
        struct br_node inside = found->node;
        part = take_part(&rest);
        is_found = look_in(renderer, &inside, part, rest.size == 0 ? &token->derived : NULL, found);
    }
    return is_found;
}

/* --- the stack --- */

static enum br_status push(struct renderer *renderer, struct frame **frame)
{
    if (renderer->depth == sizeof renderer->frames / sizeof renderer->frames[0]) {
        return BR_ERR_LIMIT;
    }
    *frame = &renderer->frames[renderer->depth++];
    return BR_OK;
}

static void move_to_next_item(struct frame *frame)
{
    if (frame->items_left > 0) {
        frame->context.node = frame->backwards ? frame->items[-1] : *frame->items;
        frame->items += frame->backwards ? -1 : 1;
        frame->items_left--;
    } else {
        frame->context.node =
            (struct br_node){.type = BR_NODE_TEXT, .as.bytes = br_line_next(&frame->lines_left)};
    }
    frame->at = frame->first;
}

static bool is_walked(const struct frame *frame)
{
    return frame->items_left == 0 && frame->lines_left.size == 0;
}

/* Copy a value into the frame that it will live in, with the text that its scratch holds. */
static void keep(struct br_derived_value *kept, const struct br_derived_value *value)
{
    *kept = *value;
    const uint8_t *scratch = (const uint8_t *)value->scratch;
    if (value->node.type == BR_NODE_TEXT && value->node.as.bytes.data == scratch) {
        kept->node.as.bytes.data = (const uint8_t *)kept->scratch;
    }
}

static enum br_status enter_section(struct renderer *renderer, const struct frame *outer,
                                    const struct br_token *token,
                                    const struct br_derived_value *value)
{
    struct frame *frame = NULL;
    enum br_status status = push(renderer, &frame);
    if (status != BR_OK) {
        return status;
    }
    *frame = (struct frame){.template = outer->template,
                            .at = outer->at,
                            .first = outer->at,
                            .end = token->end,
                            .has_context = true};
    if (value->node.type == BR_NODE_LIST) {
        frame->backwards = value->backwards;
        frame->items_left = value->node.count;
        frame->items = value->node.as.items + (frame->backwards ? frame->items_left : 0);
        move_to_next_item(frame);
    } else if (value->lines) {
        frame->lines_left = value->node.as.bytes;
        move_to_next_item(frame);
    } else {
        keep(&frame->context, value);
    }
    return BR_OK;
}

static enum br_status section(struct renderer *renderer, struct frame *frame,
                              const struct br_token *token)
{
    /* An unset scratch costs nothing; clearing it for every tag would. */
    struct br_derived_value value;
    value.lines = false;
    value.backwards = false;
    bool holds = look_up(renderer, token, &value) && br_node_holds(&value.node);
    if (holds != (token->type == BR_TOKEN_SECTION)) {
        frame->at = token->end + 1;
        return BR_OK;
    }
    if (token->type == BR_TOKEN_INVERTED) {
        return BR_OK; /* its body belongs to this frame, its end is passed over */
    }
    uint32_t after = token->end + 1;
    enum br_status status = enter_section(renderer, frame, token, &value);
    frame->at = after;
    return status;
}

static enum br_status partial(struct renderer *renderer, const struct br_token *token)
{
    const struct br_template *template = br_templates_find(renderer->templates, token->text);
    if (template == NULL) {
        return BR_OK;
    }
    struct frame *frame = NULL;
    enum br_status status = push(renderer, &frame);
    if (status == BR_OK) {
        *frame = (struct frame){.template = template, .end = template->count, .included = token};
    }
    return status;
}

/* At the start of a line: the blanks before the partials that we are in. */
static void put_indent(struct renderer *renderer)
{
    size_t from = 0;
    for (size_t i = 0; i < renderer->depth; i++) {
        const struct br_token *included = renderer->frames[i].included;
        if (included != NULL && !included->alone) {
            from = i;
        }
    }
    for (size_t i = from; i < renderer->depth; i++) {
        const struct br_token *included = renderer->frames[i].included;
        if (included != NULL) {
            br_buffer_put(renderer->out, included->indent.data, included->indent.size);
        }
    }
}

static enum br_status put_token(struct renderer *renderer, struct frame *frame,
                                const struct br_token *token)
{
    struct br_derived_value value;
    switch (token->type) {
    case BR_TOKEN_LINE:
        put_indent(renderer);
        return BR_OK;
    case BR_TOKEN_TEXT:
        br_buffer_put(renderer->out, token->text.data, token->text.size);
        return BR_OK;
    case BR_TOKEN_ESCAPED:
    case BR_TOKEN_VERBATIM:
        value.markup = false;
        if (look_up(renderer, token, &value)) {
            put_value(renderer, &value, token->type == BR_TOKEN_VERBATIM);
        }
        return BR_OK;
    case BR_TOKEN_SECTION:
    case BR_TOKEN_INVERTED:
        return section(renderer, frame, token);
    case BR_TOKEN_END:
        return BR_OK;
    case BR_TOKEN_PARTIAL:
        return partial(renderer, token);
    }
    return BR_OK;
}

static enum br_status run(struct renderer *renderer)
{
    while (renderer->depth > 0) {
        struct frame *frame = &renderer->frames[renderer->depth - 1];
        if (frame->at < frame->end) {
            const struct br_token *token = &frame->template->tokens[frame->at++];
            enum br_status status = put_token(renderer, frame, token);
            if (status != BR_OK) {
                return status;
            }
            if (!br_buffer_ok(renderer->out)) {
                return BR_ERR_LIMIT;
            }
        } else if (is_walked(frame)) {
            renderer->depth--;
        } else {
            move_to_next_item(frame);
        }
    }
    return BR_OK;
}

enum br_status br_templates_render(const struct br_templates *templates, const char *name,
                                   const struct br_node *around, const struct br_node *root,
                                   enum br_render_mode mode, uint64_t now_ms, struct br_buffer *out)
{
    const struct br_template *template = br_templates_find(templates, br_bytes_of_text(name));
    if (template == NULL) {
        return BR_ERR_NOT_FOUND;
    }
    struct renderer renderer;
    renderer.templates = templates;
    renderer.mode = mode;
    renderer.now_ms = now_ms;
    renderer.out = out;
    renderer.depth = 2;
    renderer.frames[0] = (struct frame){.has_context = around != NULL};
    if (around != NULL) {
        renderer.frames[0].context.node = *around;
    }
    renderer.frames[1] = (struct frame){.template = template,
                                        .end = template->count,
                                        .has_context = true,
                                        .context = {.node = *root}};
    size_t size_before = out->size;
    enum br_status status = run(&renderer);
    if (status != BR_OK) {
        out->size = size_before;
    }
    return status;
}
