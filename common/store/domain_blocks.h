/**
 * domain_blocks.h - the parsed blocks of the domain, for those in this folder that run them.
 */
#ifndef BR_STORE_DOMAIN_BLOCKS_H
#define BR_STORE_DOMAIN_BLOCKS_H

#include "store/domain.h"

enum br_block_type {
    BR_BLOCK_LOG_SCHEMA,
    BR_BLOCK_SCHEMA,
    BR_BLOCK_INDEX,
    BR_BLOCK_CHECK,
    BR_BLOCK_FOLD,
    BR_BLOCK_DIGEST,
    BR_BLOCK_SEARCH,
    BR_BLOCK_VISIBLE,
    BR_BLOCK_VIEW,
    BR_BLOCK_LOOKUP,
    BR_BLOCK_RIGHTS, /* parsed into the table behind br_domain_may; also counts for the version */
};

struct br_block {
    enum br_block_type type;
    const struct br_kind *kind; /* INDEX, CHECK, FOLD; else NULL */
    const char
        *name; /* DIGEST: the table; VIEW: without v_; SEARCH: what is found; LOOKUP; else "" */
    const char *sql;   /* all statements of the block; ends with NUL */
    const char *where; /* "forum.sql:12": the block's first line, for sentences */
};

/** All blocks in the order of the files; they live as long as the domain. */
const struct br_block *br_domain_blocks(const struct br_domain *domain, size_t *count);
/** The one block of this type for this kind, or NULL. */
const struct br_block *br_domain_block(const struct br_domain *domain, enum br_block_type type,
                                       uint16_t kind);

/** Number of a role by its name in the messages ("coach" = 2); 0 when there is none. */
unsigned br_role_number(const char *name);

#endif
