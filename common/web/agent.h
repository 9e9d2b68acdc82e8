/**
 * agent.h - what a browser calls itself, in words: "Firefox on Windows". Pure.
 */
#ifndef BR_WEB_AGENT_H
#define BR_WEB_AGENT_H

#include "base/bytes.h"

/** From a User-Agent header; "A browser" when it says nothing that we know. */
void br_agent_words(struct br_bytes header, char *out, size_t size);

/**
 * May a browser be sent to [path] of ours? It begins with one slash, and nothing in it could be
 * taken for another host or another line.
 */
bool br_path_is_ours(const char *path);

#endif
