/* page_text.c - reading the text of a page's query just far enough to see which tables it names. */
#include "store/guard.h"

#include <string.h>

struct token {
    enum { TOKEN_END, TOKEN_WORD, TOKEN_OTHER } type; /* WORD: also a quoted name */
    const char *text;                                 /* without quotes */
    size_t size;
};

static bool is_word(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static const char *skip_blanks_and_comments(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n\f");
        if (at[0] == '-' && at[1] == '-') {
            at += strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end == NULL ? at + strlen(at) : end + 2;
        } else {
            return at;
        }
    }
}

/* A name or text in quotes; a doubled quote inside does not end it. */
static struct token take_quoted(const char **at, char end, bool is_name)
{
    const char *start = *at + 1;
    const char *stop = start;
    while (*stop != '\0' && (*stop != end || (end != ']' && stop[1] == end))) {
        stop += *stop == end ? 2 : 1;
    }
    *at = *stop == '\0' ? stop : stop + 1;
    return (struct token){is_name ? TOKEN_WORD : TOKEN_OTHER, start, (size_t)(stop - start)};
}

static struct token next_token(const char **at)
{
    *at = skip_blanks_and_comments(*at);
    const char *start = *at;
    switch (*start) {
    case '\0':
        return (struct token){TOKEN_END, start, 0};
    case '"':
    case '`':
        return take_quoted(at, *start, true);
    case '[':
        return take_quoted(at, ']', true);
    case '\'':
        return take_quoted(at, '\'', false);
    default:
        break;
    }
    if (!is_word(*start)) {
        *at = start + 1;
        return (struct token){TOKEN_OTHER, start, 1};
    }
    while (is_word(**at)) {
        (*at)++;
    }
    return (struct token){TOKEN_WORD, start, (size_t)(*at - start)};
}

static bool is_text(struct token token, const char *text)
{
    return token.size == strlen(text) && sqlite3_strnicmp(token.text, text, (int)token.size) == 0;
}

static bool is_view(const struct br_guard *guard, struct token token)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(guard->domain, &count);
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_VIEW && token.size > 2 &&
            sqlite3_strnicmp(token.text, "v_", 2) == 0 &&
            is_text((struct token){TOKEN_WORD, token.text + 2, token.size - 2}, blocks[i].name)) {
            return true;
        }
    }
    return false;
}

/* Behind a name: [(columns)] AS [[NOT] MATERIALIZED] ( */
static bool defines_a_table(const char *at)
{
    struct token token = next_token(&at);
    if (is_text(token, "(")) {
        while (token.type != TOKEN_END && !is_text(token, ")")) {
            token = next_token(&at);
        }
        token = next_token(&at);
    }
    if (token.type != TOKEN_WORD || !is_text(token, "as")) {
        return false;
    }
    token = next_token(&at);
    if (token.type == TOKEN_WORD && is_text(token, "not")) {
        token = next_token(&at);
    }
    if (token.type == TOKEN_WORD && is_text(token, "materialized")) {
        token = next_token(&at);
    }
    return token.type == TOKEN_OTHER && is_text(token, "(");
}

bool br_guard_hides_a_view(const struct br_guard *guard, const char *sql)
{
    for (;;) {
        struct token token = next_token(&sql);
        if (token.type == TOKEN_END) {
            return false;
        }
        if (token.type == TOKEN_WORD &&
            (is_text(token, "visible") || (is_view(guard, token) && defines_a_table(sql)))) {
            return true;
        }
    }
}
