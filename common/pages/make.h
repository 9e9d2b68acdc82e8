/**
 * make.h - trees made by code, for what no query gives: who reads, a form's fields, an error.
 *
 * Build from the inside out: what has been put into something is not changed any more. Everything
 * lives in the arena. When that is spent the tree is incomplete and [failed] says so.
 */
#ifndef BR_PAGES_MAKE_H
#define BR_PAGES_MAKE_H

#include "base/arena.h"
#include "pages/tree.h"

struct br_make {
    struct br_arena *arena;
    bool failed;
};

struct br_node br_make_object(void);
struct br_node br_make_list(void);
struct br_node br_make_boolean(bool value);
struct br_node br_make_integer(int64_t value);
/** Copied. */
struct br_node br_make_bytes(struct br_make *make, struct br_bytes bytes);
struct br_node br_make_text(struct br_make *make, struct br_bytes text);
/** NULL becomes null. */
struct br_node br_make_c_text(struct br_make *make, const char *text);

/** Give [object] a member; [name] lives as long as the arena, and is not there yet. */
void br_make_put(struct br_make *make, struct br_node *object, const char *name,
                 struct br_node value);
/** Add to a list. */
void br_make_add(struct br_make *make, struct br_node *list, struct br_node value);

#endif
