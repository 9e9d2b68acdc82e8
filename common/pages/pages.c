/* pages.c - reading the pages that are built in: queries into blocks, texts into templates. */
#include "base/limits.h"
#include "pages/blocks.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 8 };

struct reader {
    struct br_pages *pages;
    const struct br_file *file;
    struct br_page *page;
    unsigned line;
    struct br_error *error;
};

/* The words of a block's first line; they point into its copy. */
struct words {
    size_t count;
    const char *items[WORDS_MAX];
};

static enum br_status fault(const struct reader *reader, const char *what)
{
    return br_error_set(reader->error, BR_ERR_MALFORMED, "%s, line %u: %s", reader->file->name,
                        reader->line, what);
}

static enum br_status out_of_memory(struct br_error *error)
{
    return br_error_set(error, BR_ERR_LIMIT, "the pages do not fit %u bytes", BR_PAGES_SIZE_MAX);
}

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t ending_size = strlen(ending);
    return size > ending_size && strcmp(name + size - ending_size, ending) == 0;
}

/* "thread/show" of "thread/show.sql". */
static char *stem(struct br_pages *pages, const char *name)
{
    const char *dot = strrchr(name, '.');
    return br_arena_text(&pages->arena,
                         (struct br_bytes){(const uint8_t *)name, (size_t)(dot - name)});
}

/* Cut [line] into words in place; one word too many shows in the count. */
static void split(char *line, struct words *words)
{
    words->count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r", &rest); word != NULL;
         word = strtok_r(NULL, " \t\r", &rest)) {
        if (words->count == WORDS_MAX) {
            words->count++;
            return;
        }
        words->items[words->count++] = word;
    }
}

static size_t find_block(const struct br_page *page, const char *name)
{
    for (size_t i = 0; i < page->count; i++) {
        if (strcmp(page->blocks[i].name, name) == 0) {
            return i;
        }
    }
    return BR_BLOCK_NONE;
}

static size_t nesting(const struct br_page *page, size_t parent)
{
    size_t depth = 1;
    while (parent != BR_BLOCK_NONE) {
        parent = page->blocks[parent].parent;
        depth++;
    }
    return depth;
}

static bool is_taken(const struct br_page *page, const char *name)
{
    bool taken = strcmp(name, "version") == 0 || strcmp(name, "page") == 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct br_page_block *block = &page->blocks[i];
        taken = taken || strcmp(block->name, name) == 0 ||
                (block->next != NULL && strcmp(block->next, name) == 0);
    }
    return taken;
}

/* ROWS then NEXT */
static enum br_status read_next(const struct reader *reader, const char *const *word,
                                struct br_page_block *block)
{
    char *end = NULL;
    block->rows_usual = strtol(word[0], &end, 10);
    block->next = word[2];
    if (*end != '\0' || block->rows_usual < 1 || block->rows_usual >= BR_PAGE_ROWS_MAX) {
        return fault(reader, "how many rows there usually are is a number");
    }
    return is_taken(reader->page, block->next) || strcmp(block->next, block->name) == 0
               ? fault(reader, "this name is taken")
               : BR_OK;
}

/* list NAME [ROWS then NEXT | in PARENT on CHILD = MINE | tree ID PARENT], behind the name. */
static enum br_status read_relation(const struct reader *reader, const struct words *words,
                                    struct br_page_block *block)
{
    const char *const *word = words->items;
    if (words->count == 2) {
        return BR_OK;
    }
    if (words->count == 5 && !block->one && strcmp(word[2], "tree") == 0) {
        block->tree_id = word[3];
        block->tree_parent = word[4];
        return BR_OK;
    }
    if (words->count == 5 && !block->one && strcmp(word[3], "then") == 0) {
        return read_next(reader, word + 2, block);
    }
    if (words->count == 8 && !block->one && strcmp(word[2], "in") == 0 &&
        strcmp(word[4], "on") == 0 && strcmp(word[6], "=") == 0) {
        block->parent = find_block(reader->page, word[3]);
        block->child_column = word[5];
        block->parent_column = word[7];
        if (block->parent == BR_BLOCK_NONE) {
            return fault(reader, "the block that this one lies in must come before it");
        }
        if (nesting(reader->page, block->parent) > BR_PAGE_NESTING_MAX) {
            return fault(reader, "rows lie too deep in rows");
        }
        return BR_OK;
    }
    return fault(reader, "a block is 'one NAME', 'list NAME', 'list NAME ROWS then NAME', "
                         "'list NAME in PARENT on COLUMN = COLUMN' or 'list NAME tree ID PARENT'");
}

/* Whether the line at [at] is blank or a comment. */
static bool is_silent_line(struct br_bytes text, size_t at)
{
    while (at < text.size &&
           (text.data[at] == ' ' || text.data[at] == '\t' || text.data[at] == '\r')) {
        at++;
    }
    return at >= text.size || text.data[at] == '\n' ||
           (text.size - at >= 2 && memcmp(text.data + at, "--", 2) == 0);
}

/* [text] without the comments and blanks at its end: they speak of the block that follows. */
static struct br_bytes without_tail(struct br_bytes text)
{
    size_t end = 0;
    for (size_t at = 0; at < text.size;) {
        const uint8_t *line_end = memchr(text.data + at, '\n', text.size - at);
        size_t next = line_end == NULL ? text.size : (size_t)(line_end - text.data) + 1;
        if (!is_silent_line(text, at)) {
            end = next;
        }
        at = next;
    }
    return (struct br_bytes){text.data, end};
}

/* One block: its first line behind "--:", and the SQL up to the next. */
static enum br_status read_block(struct reader *reader, struct br_bytes header, struct br_bytes sql)
{
    struct br_page *page = reader->page;
    char *line = br_arena_text(&reader->pages->arena, header);
    struct br_bytes query = without_tail(sql);
    char *text = br_arena_text(&reader->pages->arena, query);
    if (line == NULL || text == NULL) {
        return out_of_memory(reader->error);
    }
    struct words words;
    split(line, &words);
    bool one = words.count > 0 && strcmp(words.items[0], "one") == 0;
    bool list = words.count > 0 && strcmp(words.items[0], "list") == 0;
    if (words.count < 2 || (!one && !list)) {
        return fault(reader, "a block begins with 'one NAME' or 'list NAME'");
    }
    struct br_page_block block = {
        .one = one, .name = words.items[1], .sql = text, .parent = BR_BLOCK_NONE};
    enum br_status status = read_relation(reader, &words, &block);
    if (status != BR_OK) {
        return status;
    }
    if (is_taken(page, block.name)) {
        return fault(reader, "this name is taken");
    }
    if (query.size == 0) {
        return fault(reader, "a block without a query");
    }
    if (page->count == BR_PAGE_BLOCKS_MAX) {
        return fault(reader, "more blocks than one page may have");
    }
    page->blocks[page->count++] = block;
    return BR_OK;
}

static size_t line_end(struct br_bytes text, size_t from)
{
    const uint8_t *end = memchr(text.data + from, '\n', text.size - from);
    return end == NULL ? text.size : (size_t)(end - text.data);
}

static bool is_block_line(struct br_bytes text, size_t from)
{
    return text.size - from >= 3 && memcmp(text.data + from, "--:", 3) == 0;
}

/* Where the next line that begins a block stands, from the line at [from] on. */
static size_t next_block(struct reader *reader, struct br_bytes text, size_t from)
{
    while (from < text.size && !is_block_line(text, from)) {
        from = line_end(text, from) + 1;
        reader->line++;
    }
    return from < text.size ? from : text.size;
}

static enum br_status read_queries(struct reader *reader)
{
    struct br_bytes text = {(const uint8_t *)reader->file->data, reader->file->size};
    reader->line = 1;
    size_t at = next_block(reader, text, 0);
    struct br_bytes before = without_tail((struct br_bytes){text.data, at});
    if (before.size > 0 || at == text.size) {
        return fault(reader,
                     "a page's queries begin with a line '--: one NAME' or '--: list NAME'");
    }
    while (at < text.size) {
        struct reader here = *reader;
        size_t header_end = line_end(text, at);
        size_t from = header_end < text.size ? header_end + 1 : text.size;
        reader->line++;
        size_t next = next_block(reader, text, from);
        enum br_status status =
            read_block(&here, (struct br_bytes){text.data + at + 3, header_end - at - 3},
                       (struct br_bytes){text.data + from, next - from});
        if (status != BR_OK) {
            return status;
        }
        at = next;
    }
    return BR_OK;
}

static enum br_status read_page(struct br_pages *pages, const struct br_file *file,
                                struct br_error *error)
{
    struct br_page *page = &pages->pages[pages->count];
    *page = (struct br_page){.name = stem(pages, file->name)};
    page->blocks = br_arena_take(&pages->arena, BR_PAGE_BLOCKS_MAX * sizeof *page->blocks);
    if (page->name == NULL || page->blocks == NULL) {
        return out_of_memory(error);
    }
    struct reader reader = {.pages = pages, .file = file, .page = page, .error = error};
    enum br_status status = read_queries(&reader);
    struct br_bytes name = br_bytes_of_text(page->name);
    if (status == BR_OK && !br_templates_has(pages->text, name) &&
        !br_templates_has(pages->html, name)) {
        status =
            br_error_set(error, BR_ERR_NOT_FOUND, "the page %s has no .txt or .html", page->name);
    }
    pages->count += status == BR_OK ? 1 : 0;
    return status;
}

/* A part of one line is for use within a line: the line feed at its end is only the file's. */
static bool is_phrase(const struct br_file *file)
{
    const char *end = memchr(file->data, '\n', file->size);
    return strncmp(file->name, "parts/", 6) == 0 && end != NULL &&
           end == file->data + file->size - 1;
}

static enum br_status read_template(struct br_pages *pages, struct br_templates *templates,
                                    const struct br_file *file, struct br_error *error)
{
    const char *name = stem(pages, file->name);
    if (name == NULL) {
        return out_of_memory(error);
    }
    struct br_bytes source = {(const uint8_t *)file->data, file->size};
    if (is_phrase(file)) {
        source.size--;
    }
    return br_templates_add(templates, name, source, error);
}

/* Templates first, so that a page without one is seen. */
static enum br_status read_all(struct br_pages *pages, const struct br_file *files, size_t count,
                               struct br_error *error)
{
    enum br_status status = BR_OK;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        if (has_ending(files[i].name, ".txt")) {
            status = read_template(pages, pages->text, &files[i], error);
        } else if (has_ending(files[i].name, ".html")) {
            status = read_template(pages, pages->html, &files[i], error);
        }
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        if (has_ending(files[i].name, ".sql")) {
            status = read_page(pages, &files[i], error);
        }
    }
    if (status == BR_OK) {
        status = br_templates_check(pages->text, error);
    }
    return status == BR_OK ? br_templates_check(pages->html, error) : status;
}

enum br_status br_pages_new(const struct br_file *files, size_t count, struct br_pages **pages,
                            struct br_error *error)
{
    *pages = NULL;
    struct br_pages *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for the pages");
    }
    br_arena_init(&made->arena, BR_PAGES_SIZE_MAX);
    made->text = br_templates_new();
    made->html = br_templates_new();
    made->pages = br_arena_take(&made->arena, (count + 1) * sizeof *made->pages);
    enum br_status status = made->text == NULL || made->html == NULL || made->pages == NULL
                                ? out_of_memory(error)
                                : read_all(made, files, count, error);
    if (status != BR_OK) {
        br_pages_free(made);
        return status;
    }
    *pages = made;
    return BR_OK;
}

void br_pages_free(struct br_pages *pages)
{
    if (pages != NULL) {
        br_templates_free(pages->text);
        br_templates_free(pages->html);
        br_arena_free(&pages->arena);
        free(pages);
    }
}

size_t br_pages_count(const struct br_pages *pages)
{
    return pages->count;
}

const char *br_pages_name(const struct br_pages *pages, size_t index)
{
    BR_ASSERT(index < pages->count);
    return pages->pages[index].name;
}

const struct br_page *br_pages_find(const struct br_pages *pages, const char *name)
{
    for (size_t i = 0; i < pages->count; i++) {
        if (strcmp(pages->pages[i].name, name) == 0) {
            return &pages->pages[i];
        }
    }
    return NULL;
}

enum br_status br_pages_html(const struct br_pages *pages, const char *name,
                             const struct br_node *around, const struct br_node *root,
                             uint64_t now_ms, struct br_buffer *out)
{
    return br_templates_render(pages->html, name, around, root, BR_RENDER_HTML, now_ms, out);
}
