/**
 * domain.h - the SQL files of this folder, as built into the program.
 */
#ifndef BR_DOMAIN_DOMAIN_H
#define BR_DOMAIN_DOMAIN_H

#include "base/embed.h"

/** All areas, in the order of their names; static storage. */
const struct br_file *br_domain_files(size_t *count);

#endif
