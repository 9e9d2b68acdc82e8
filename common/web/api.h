/**
 * api.h - openapi.json as built into the program: the addresses that answer programs with JSON.
 */
#ifndef BR_WEB_API_H
#define BR_WEB_API_H

#include "base/embed.h"

/** One file; static storage. */
const struct br_file *br_web_api(size_t *count);

#endif
