/**
 * assets.h - what pages load beside their HTML: one style sheet, one script, fonts, an icon.
 *
 * Made by client/web. A name such as "bigroom-7f475a2beb.css" carries the hash of what is in the
 * file, so a browser may keep it for ever and an address never changes its meaning.
 */
#ifndef BR_WEB_ASSETS_H
#define BR_WEB_ASSETS_H

#include "base/embed.h"

/**
 * All of them in the order of their names, static storage. The bytes are gzipped: they are sent
 * with "Content-Encoding: gzip". Endings: .css, .js, .woff2, .svg; one style sheet and one script.
 */
const struct br_file *br_web_assets(size_t *count);

#endif
