/* markup.c - one pass over the lines: blocks open and close, what lies in a line is escaped. */
#include "pages/markup.h"

#include "pages/derive.h"

#include <string.h>

void br_html_escape(struct br_bytes text, struct br_buffer *out)
{
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *escape = NULL;
        switch (text.data[i]) {
        case '&':
            escape = "&amp;";
            break;
        case '<':
            escape = "&lt;";
            break;
        case '>':
            escape = "&gt;";
            break;
        case '"':
            escape = "&quot;";
            break;
        case '\'':
            escape = "&#39;";
            break;
        default:
            continue;
        }
        br_buffer_put(out, text.data + from, i - from);
        br_buffer_put_text(out, escape);
        from = i + 1;
    }
    br_buffer_put(out, text.data + from, text.size - from);
}

/* --- within a line --- */

static bool begins(struct br_bytes text, const char *with)
{
    size_t size = strlen(with);
    return text.size >= size && memcmp(text.data, with, size) == 0;
}

/* An address up to a blank or a sign that is none of its own, without the sentence's point. */
static size_t address_size(struct br_bytes text)
{
    static const char ends[] = " \t<>\"'`{}|\\^";
    size_t size = 0;
    while (size < text.size && text.data[size] > ' ' && text.data[size] < 0x7f &&
           strchr(ends, text.data[size]) == NULL) {
        size++;
    }
    while (size > 0 && strchr(".,;:!?)*", text.data[size - 1]) != NULL) {
        size--;
    }
    return size > strlen("https://") ? size : 0;
}

static void put_link(struct br_bytes address, struct br_buffer *out)
{
    br_buffer_put_text(out, "<a href=\"");
    br_html_escape(address, out);
    br_buffer_put_text(out, "\" rel=\"noopener noreferrer nofollow\">");
    br_html_escape(address, out);
    br_buffer_put_text(out, "</a>");
}

static struct br_bytes behind(struct br_bytes text, size_t size)
{
    return (struct br_bytes){text.data + size, text.size - size};
}

/* Does the line hold another pair of stars, with something before it? */
static bool closes(struct br_bytes text)
{
    const uint8_t *found = text.size < 3 ? NULL : memmem(text.data + 1, text.size - 1, "**", 2);
    return found != NULL;
}

static void put_line(struct br_bytes line, struct br_buffer *out)
{
    struct br_bytes plain = {line.data, 0};
    bool bold = false;
    while (line.size > 0) {
        size_t address = begins(line, "https://") ? address_size(line) : 0;
        bool star = begins(line, "**") && (bold || closes(behind(line, 2)));
        size_t taken = star ? 2 : address > 0 ? address : 1;
        if (star || address > 0) {
            plain.size = (size_t)(line.data - plain.data);
            br_html_escape(plain, out);
            plain.data = line.data + taken;
        }
        if (star) {
            br_buffer_put_text(out, bold ? "</strong>" : "<strong>");
            bold = !bold;
        } else if (address > 0) {
            put_link((struct br_bytes){line.data, address}, out);
        }
        line = behind(line, taken);
    }
    plain.size = (size_t)(line.data - plain.data);
    br_html_escape(plain, out);
    br_buffer_put_text(out, bold ? "</strong>" : "");
}

/* --- blocks --- */

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_QUOTATION, BLOCKS };

static const struct {
    const char *open;
    const char *between;
    const char *close;
} words[BLOCKS] = {
    [BLOCK_NONE] = {"", "", ""},
    [BLOCK_PARAGRAPH] = {"<p>", "<br>", "</p>\n"},
    [BLOCK_LIST] = {"<ul><li>", "</li><li>", "</li></ul>\n"},
    [BLOCK_QUOTATION] = {"<blockquote>", "<br>", "</blockquote>\n"},
};

static bool is_blank(struct br_bytes line)
{
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t') {
            return false;
        }
    }
    return true;
}

/* What the line belongs to; its sign is taken off. */
static enum block block_of(struct br_bytes *line)
{
    if (is_blank(*line)) {
        return BLOCK_NONE;
    }
    if (begins(*line, "- ")) {
        *line = behind(*line, 2);
        return BLOCK_LIST;
    }
    if (begins(*line, ">")) {
        *line = behind(*line, begins(*line, "> ") ? 2 : 1);
        return BLOCK_QUOTATION;
    }
    return BLOCK_PARAGRAPH;
}

void br_markup_html(struct br_bytes text, struct br_buffer *out)
{
    enum block at = BLOCK_NONE;
    while (text.size > 0) {
        struct br_bytes line = br_line_next(&text);
        enum block block = block_of(&line);
        if (block == at) {
            br_buffer_put_text(out, words[at].between);
        } else {
            br_buffer_put_text(out, words[at].close);
            br_buffer_put_text(out, words[block].open);
            at = block;
        }
        if (block != BLOCK_NONE) {
            put_line(line, out);
        }
    }
    br_buffer_put_text(out, words[at].close);
}
