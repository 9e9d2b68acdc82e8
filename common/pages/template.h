/**
 * template.h - Mustache: templates that hold no logic, read once and rendered from a tree.
 *
 * Interpolation, sections, inverted sections, comments, partials and delimiters, as the Mustache
 * specification has them; lambdas and inheritance are not. Beside a tree's own members a template
 * may use those of derive.h. Escaping is decided by the mode, not by the template:
 *
 *      mode      {{x}}                                  {{{x}}} and {{&x}}
 *      HTML      & < > " ' escaped                      as it is
 *      TERMINAL  one line, safe for a terminal          many lines, safe for a terminal
 */
#ifndef BR_PAGES_TEMPLATE_H
#define BR_PAGES_TEMPLATE_H

#include "pages/tree.h"

/** Named templates that may include each other as partials. */
struct br_templates;

enum br_render_mode { BR_RENDER_HTML, BR_RENDER_TERMINAL };

/** NULL when memory is spent. */
struct br_templates *br_templates_new(void);
void br_templates_free(struct br_templates *take_templates);

/**
 * Read one template. [name] and [source] must outlive the set. BR_ERR_MALFORMED with name and line:
 * an unclosed tag or section, a close that opens nothing, bad delimiters. BR_ERR_LIMIT: sections
 * deeper than BR_TEMPLATE_DEPTH_MAX. BR_ERR_EXISTS, BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_templates_add(struct br_templates *templates, const char *name,
                                            struct br_bytes source, struct br_error *error);
bool br_templates_has(const struct br_templates *templates, struct br_bytes name);
/** BR_ERR_NOT_FOUND with names when a template includes one that is not there. */
BR_MUST_USE enum br_status br_templates_check(const struct br_templates *templates,
                                              struct br_error *error);

/**
 * Append the template [name] filled from [root]; what that does not have is looked for in [around],
 * which may be NULL: what every page says of its academy and its reader. A partial that is not
 * there is empty. On failure [out] is as long as before: BR_ERR_NOT_FOUND, BR_ERR_LIMIT when [out]
 * is full or sections and partials lie deeper than BR_TEMPLATE_DEPTH_MAX.
 */
BR_MUST_USE enum br_status br_templates_render(const struct br_templates *templates,
                                               const char *name, const struct br_node *around,
                                               const struct br_node *root, enum br_render_mode mode,
                                               uint64_t now_ms, struct br_buffer *out);

#endif
