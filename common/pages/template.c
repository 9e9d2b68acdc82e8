/*
 * template.c - reading templates into tokens.
 *
 * The reader walks the source tag by tag. What lies between two tags is text; of it only the last,
 * unfinished line matters to the next tag: when that line is blank so far, and nothing but blanks
 * follows the tag, then the tag stands alone and takes its whole line with it.
 */
#include "base/limits.h"
#include "pages/tokens.h"

#include <stdlib.h>
#include <string.h>

enum { DELIMITER_SIZE_MAX = 16 };

struct br_templates {
    struct br_template *items;
    size_t count;
    size_t capacity;
};

struct reader {
    struct br_template *template;
    struct br_bytes source;
    size_t at;
    bool line_open; /* something of this line has been put */
    struct br_bytes open;
    struct br_bytes close;
    uint32_t sections[BR_TEMPLATE_DEPTH_MAX];
    size_t depth;
    struct br_error *error;
};

struct tag {
    size_t start; /* of the opening delimiter */
    size_t after; /* behind the closing delimiter */
    char sigil;   /* 0 for a plain name, '{' for the triple form */
    struct br_bytes content;
};

static enum br_status fault(const struct reader *reader, size_t at, enum br_status status,
                            const char *what)
{
    unsigned line = 1;
    for (size_t i = 0; i < at && i < reader->source.size; i++) {
        line += reader->source.data[i] == '\n' ? 1u : 0u;
    }
    return br_error_set(reader->error, status, "template %s, line %u: %s", reader->template->name,
                        line, what);
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_space(uint8_t byte)
{
    return is_blank(byte) || byte == '\n' || byte == '\r';
}

static struct br_bytes trimmed(struct br_bytes text)
{
    while (text.size > 0 && is_space(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_space(text.data[text.size - 1])) {
        text.size--;
    }
    return text;
}

static struct br_bytes part(const struct reader *reader, size_t from, size_t to)
{
    return (struct br_bytes){reader->source.data + from, to - from};
}

/* Where [what] next stands at or behind [from]; the source's size when nowhere. */
static size_t find(const struct reader *reader, struct br_bytes what, size_t from)
{
    const uint8_t *hit =
        memmem(reader->source.data + from, reader->source.size - from, what.data, what.size);
    return hit == NULL ? reader->source.size : (size_t)(hit - reader->source.data);
}

static enum br_status add_token(struct reader *reader, struct br_token token)
{
    struct br_template *template = reader->template;
    if (template->count == template->capacity) {
        uint32_t capacity = template->capacity == 0 ? 32 : 2 * template->capacity;
        struct br_token *tokens = realloc(template->tokens, capacity * sizeof *tokens);
        if (tokens == NULL) {
            return br_error_set(reader->error, BR_ERR_NO_MEMORY, "no memory for template %s",
                                template->name);
        }
        template->tokens = tokens;
        template->capacity = capacity;
    }
    template->tokens[template->count++] = token;
    return BR_OK;
}

/* Every line that shows something begins with a LINE token. */
static enum br_status open_line(struct reader *reader)
{
    if (reader->line_open) {
        return BR_OK;
    }
    reader->line_open = true;
    return add_token(reader, (struct br_token){.type = BR_TOKEN_LINE});
}

static enum br_status add_text(struct reader *reader, size_t from, size_t to)
{
    while (from < to) {
        const uint8_t *end = memchr(reader->source.data + from, '\n', to - from);
        size_t next = end == NULL ? to : (size_t)(end - reader->source.data) + 1;
        struct br_bytes line = part(reader, from, next);
        bool empty = line.data[0] == '\n' || (line.size == 2 && line.data[0] == '\r');
        enum br_status status = empty ? BR_OK : open_line(reader);
        if (status == BR_OK) {
            status = add_token(reader, (struct br_token){.type = BR_TOKEN_TEXT, .text = line});
        }
        if (status != BR_OK) {
            return status;
        }
        reader->line_open = end == NULL;
        from = next;
    }
    return BR_OK;
}

/* The tag whose opening delimiter stands at [start]. */
static enum br_status read_tag(const struct reader *reader, size_t start, struct tag *tag)
{
    static const char sigils[] = "{&#^/!>=";
    size_t from = start + reader->open.size;
    size_t size = reader->source.size;
    char first = '\0';
    if (from < size) {
        first = (char)reader->source.data[from];
    }
    *tag = (struct tag){.start = start};
    if (first != '\0' && strchr(sigils, first) != NULL) {
        tag->sigil = first;
        from++;
    }
    size_t end = find(reader, reader->close, from);
    size_t inner_end = end;
    if (end < size && (tag->sigil == '{' || tag->sigil == '=')) {
        /* These close with } or = before the delimiter. The name cannot hold either. */
        const uint8_t *inner =
            memchr(reader->source.data + from, tag->sigil == '{' ? '}' : '=', size - from);
        inner_end = inner == NULL ? size : (size_t)(inner - reader->source.data);
        end = inner == NULL ? size : find(reader, reader->close, inner_end + 1);
        if (end != inner_end + 1) {
            return fault(reader, start, BR_ERR_MALFORMED, "a tag does not end as it began");
        }
    }
    if (end >= size) {
        return fault(reader, start, BR_ERR_MALFORMED, "a tag is not closed");
    }
    tag->after = end + reader->close.size;
    tag->content = trimmed(part(reader, from, inner_end));
    if (tag->content.size == 0 && tag->sigil != '!') {
        return fault(reader, start, BR_ERR_MALFORMED, "a tag has no name");
    }
    return BR_OK;
}

/* Does the tag stand alone on its line? Then [next] is the start of the following line. */
static bool stands_alone(const struct reader *reader, size_t line_from, const struct tag *tag,
                         size_t *next)
{
    if (tag->sigil == '\0' || tag->sigil == '{' || tag->sigil == '&' || reader->line_open) {
        return false;
    }
    for (size_t i = line_from; i < tag->start; i++) {
        if (!is_blank(reader->source.data[i])) {
            return false;
        }
    }
    size_t i = tag->after;
    while (i < reader->source.size && is_blank(reader->source.data[i])) {
        i++;
    }
    if (i < reader->source.size && reader->source.data[i] == '\r') {
        i++;
    }
    if (i < reader->source.size && reader->source.data[i] != '\n') {
        return false;
    }
    *next = i < reader->source.size ? i + 1 : i;
    return true;
}

static enum br_status set_delimiters(struct reader *reader, const struct tag *tag)
{
    struct br_bytes rest = tag->content;
    size_t open = 0;
    while (open < rest.size && !is_space(rest.data[open])) {
        open++;
    }
    reader->open = (struct br_bytes){rest.data, open};
    reader->close = trimmed((struct br_bytes){rest.data + open, rest.size - open});
    bool good = open > 0 && open <= DELIMITER_SIZE_MAX && reader->close.size > 0 &&
                reader->close.size <= DELIMITER_SIZE_MAX;
    for (size_t i = 0; good && i < reader->close.size; i++) {
        good = !is_space(reader->close.data[i]);
    }
    return good ? BR_OK : fault(reader, tag->start, BR_ERR_MALFORMED, "delimiters are two words");
}

static enum br_status open_section(struct reader *reader, const struct tag *tag)
{
    if (reader->depth == BR_TEMPLATE_DEPTH_MAX) {
        return fault(reader, tag->start, BR_ERR_LIMIT, "sections lie too deep in one another");
    }
    reader->sections[reader->depth++] = reader->template->count;
    return BR_OK;
}

static enum br_status close_section(struct reader *reader, const struct tag *tag)
{
    struct br_token *opening =
        reader->depth == 0 ? NULL : &reader->template->tokens[reader->sections[reader->depth - 1]];
    if (opening == NULL || !br_bytes_equal(opening->text, tag->content)) {
        return fault(reader, tag->start, BR_ERR_MALFORMED,
                     "this closes a section that is not open");
    }
    opening->end = reader->template->count;
    reader->depth--;
    return BR_OK;
}

/* The derived member that a name may mean: of "a.b_date", b_ms. */
static struct br_derived_name derived_of(struct br_bytes name)
{
    if (name.size == 0) {
        return (struct br_derived_name){.derived = BR_DERIVED_NONE, .suffix = ""};
    }
    const uint8_t *dot = memrchr(name.data, '.', name.size);
    size_t skip = dot == NULL ? 0 : (size_t)(dot - name.data) + 1;
    return br_derived_name((struct br_bytes){name.data + skip, name.size - skip});
}

static enum br_status add_tag(struct reader *reader, const struct tag *tag, bool alone,
                              struct br_bytes indent)
{
    struct br_token token = {.text = tag->content, .alone = alone, .indent = indent};
    enum br_status status = BR_OK;
    switch (tag->sigil) {
    case '!':
        return BR_OK;
    case '=':
        return set_delimiters(reader, tag);
    case '#':
    case '^':
        token.type = tag->sigil == '#' ? BR_TOKEN_SECTION : BR_TOKEN_INVERTED;
        status = open_section(reader, tag);
        break;
    case '/':
        token.type = BR_TOKEN_END;
        status = close_section(reader, tag);
        break;
    case '>':
        token.type = BR_TOKEN_PARTIAL;
        break;
    case '{':
    case '&':
        token.type = BR_TOKEN_VERBATIM;
        break;
    default:
        token.type = BR_TOKEN_ESCAPED;
        break;
    }
    token.derived = derived_of(token.text);
    return status == BR_OK ? add_token(reader, token) : status;
}

/* One tag and the text before it. */
static enum br_status read_next(struct reader *reader, size_t start)
{
    struct tag tag;
    enum br_status status = read_tag(reader, start, &tag);
    if (status != BR_OK) {
        return status;
    }
    const uint8_t *last_break = memrchr(reader->source.data + reader->at, '\n', start - reader->at);
    size_t line_from =
        last_break == NULL ? reader->at : (size_t)(last_break - reader->source.data) + 1;
    status = add_text(reader, reader->at, line_from);
    if (status != BR_OK) {
        return status;
    }
    size_t next = tag.after;
    bool alone = stands_alone(reader, line_from, &tag, &next);
    if (!alone) {
        status = add_text(reader, line_from, start);
        if (status == BR_OK) {
            status = open_line(reader);
        }
    }
    reader->at = next;
    struct br_bytes indent = part(reader, line_from, alone ? start : line_from);
    return status == BR_OK ? add_tag(reader, &tag, alone, indent) : status;
}

static enum br_status read_template(struct reader *reader)
{
    size_t size = reader->source.size;
    while (reader->at < size) {
        size_t start = find(reader, reader->open, reader->at);
        enum br_status status =
            start < size ? read_next(reader, start) : add_text(reader, reader->at, size);
        if (status != BR_OK) {
            return status;
        }
        if (start >= size) {
            break;
        }
    }
    if (reader->depth > 0) {
        return fault(reader, size, BR_ERR_MALFORMED, "a section is not closed");
    }
    return BR_OK;
}

struct br_templates *br_templates_new(void)
{
    return calloc(1, sizeof(struct br_templates));
}

void br_templates_free(struct br_templates *templates)
{
    if (templates == NULL) {
        return;
    }
    for (size_t i = 0; i < templates->count; i++) {
        free(templates->items[i].tokens);
    }
    free(templates->items);
    free(templates);
}

static enum br_status make_room(struct br_templates *templates)
{
    if (templates->count < templates->capacity) {
        return BR_OK;
    }
    size_t capacity = templates->capacity == 0 ? 16 : 2 * templates->capacity;
    struct br_template *items = realloc(templates->items, capacity * sizeof *items);
    if (items == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    templates->items = items;
    templates->capacity = capacity;
    return BR_OK;
}

enum br_status br_templates_add(struct br_templates *templates, const char *name,
                                struct br_bytes source, struct br_error *error)
{
    if (br_templates_has(templates, br_bytes_of_text(name))) {
        return br_error_set(error, BR_ERR_EXISTS, "template %s is there twice", name);
    }
    if (make_room(templates) != BR_OK) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for template %s", name);
    }
    struct br_template template = {.name = name};
    struct reader reader = {.template = &template,
                            .source = source,
                            .open = br_bytes_of_text("{{"),
                            .close = br_bytes_of_text("}}"),
                            .error = error};
    enum br_status status = read_template(&reader);
    if (status != BR_OK) {
        free(template.tokens);
        return status;
    }
    templates->items[templates->count++] = template;
    return BR_OK;
}

const struct br_template *br_templates_find(const struct br_templates *templates,
                                            struct br_bytes name)
{
    for (size_t i = 0; i < templates->count; i++) {
        if (br_bytes_equal(br_bytes_of_text(templates->items[i].name), name)) {
            return &templates->items[i];
        }
    }
    return NULL;
}

bool br_templates_has(const struct br_templates *templates, struct br_bytes name)
{
    return br_templates_find(templates, name) != NULL;
}

enum br_status br_templates_check(const struct br_templates *templates, struct br_error *error)
{
    for (size_t i = 0; i < templates->count; i++) {
        const struct br_template *template = &templates->items[i];
        for (uint32_t k = 0; k < template->count; k++) {
            const struct br_token *token = &template->tokens[k];
            if (token->type == BR_TOKEN_PARTIAL && !br_templates_has(templates, token->text)) {
                return br_error_set(error, BR_ERR_NOT_FOUND,
                                    "template %s includes %.*s, which is not there", template->name,
                                    (int)token->text.size, (const char *)token->text.data);
            }
        }
    }
    return BR_OK;
}
