/**
 * form.h - the fields of a form, as they come in a query or a body, and a cookie of a header.
 *
 * application/x-www-form-urlencoded of the WHATWG URL standard, but stricter: a percent sign that
 * no two hex digits follow, text that is not UTF-8 and a NUL are refused instead of repaired.
 * Browsers send none of these.
 */
#ifndef BR_WEB_FORM_H
#define BR_WEB_FORM_H

#include "base/arena.h"
#include "base/limits.h"

struct br_form_field {
    const char *name;
    struct br_bytes value; /* a NUL stands behind it, none in it; lines end in \n alone */
};

/** Zero-initialise. */
struct br_form {
    struct br_form_field *fields; /* in the order in which they came; in the arena */
    size_t count;
    size_t room;
};

/**
 * Decode "a=1&b=2" into [form], behind what it has already; names and values live in [arena].
 * BR_ERR_MALFORMED; BR_ERR_LIMIT: more than BR_FORM_FIELDS_MAX fields, or the arena's budget is
 * spent; BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_form_parse(struct br_form *form, struct br_arena *arena,
                                         struct br_bytes encoded);
/** One more field, whose name and value live as long as [arena]. Errors as br_form_parse. */
BR_MUST_USE enum br_status br_form_add(struct br_form *form, struct br_arena *arena,
                                       const char *name, struct br_bytes value);
/** The value of the first field of that name as a C string; NULL when there is none. */
const char *br_form_value(const struct br_form *form, const char *name);

/** "agenda.3.title": an input of a row of something that repeats. */
struct br_form_row {
    struct br_bytes group; /* "agenda" */
    unsigned number;       /* 3: 1 to BR_FORM_ROWS_MAX */
    const char *field;     /* "title", within the name */
};
/** False: [name] is no row's. */
bool br_form_row_of(const char *name, struct br_form_row *row);

/** Decode a path or one part of it: percent signs only, a plus stays one. As br_form_parse. */
BR_MUST_USE enum br_status br_form_decode_path(struct br_arena *arena, struct br_bytes encoded,
                                               const char **text);
/** Append [text] so that it can stand in a query. */
void br_form_encode(const char *text, struct br_buffer *out);

/** The value of a cookie in a Cookie header; false when it has none, of several the first. */
bool br_cookie_find(struct br_bytes header, const char *name, struct br_bytes *value);

#endif
