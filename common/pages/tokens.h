/**
 * tokens.h - a template as it was read: shared by its reader (template.c) and its renderer.
 *
 * Sections are flat: the opening token knows its end. A LINE token stands at the start of each line
 * that shows something; a partial that stands alone on its line indents exactly there.
 */
#ifndef BR_PAGES_TOKENS_H
#define BR_PAGES_TOKENS_H

#include "pages/derive.h"
#include "pages/template.h"

enum br_token_type {
    BR_TOKEN_LINE,
    BR_TOKEN_TEXT,
    BR_TOKEN_ESCAPED,  /* {{x}} */
    BR_TOKEN_VERBATIM, /* {{{x}}}, {{&x}} */
    BR_TOKEN_SECTION,
    BR_TOKEN_INVERTED,
    BR_TOKEN_END,
    BR_TOKEN_PARTIAL
};

struct br_token {
    enum br_token_type type;
    bool alone;                     /* PARTIAL: it stands alone on its line */
    uint32_t end;                   /* SECTION, INVERTED: index of its END */
    struct br_bytes text;           /* TEXT: what to put; else the name */
    struct br_bytes indent;         /* PARTIAL: the blanks before it */
    struct br_derived_name derived; /* of the name's last part */
};

struct br_template {
    const char *name;
    struct br_token *tokens;
    uint32_t count;
    uint32_t capacity;
};

const struct br_template *br_templates_find(const struct br_templates *templates,
                                            struct br_bytes name);

#endif
