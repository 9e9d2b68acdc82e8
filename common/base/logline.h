/**
 * logline.h - structured log lines on standard error, one event a line:
 *
 *      2026-11-23T19:10:00.123Z info peer_up academy=Bath behind=12
 *
 * Values with spaces, quotes or control characters are quoted and escaped, so a value can neither
 * add a line nor a field. No line holds what people wrote, nor secrets. Any thread may write.
 */
#ifndef BR_BASE_LOGLINE_H
#define BR_BASE_LOGLINE_H

#include <stddef.h>
#include <stdint.h>

enum br_level {
    BR_DEBUG,
    BR_INFO,
    BR_WARNING,
    BR_ERROR,
};

struct br_logfield {
    const char *key;
    const char *text; /* NULL: print number */
    uint64_t number;
};

#define BR_TEXT(name, value) ((struct br_logfield){.key = (name), .text = (value)})
#define BR_NUMBER(name, value) ((struct br_logfield){.key = (name), .number = (uint64_t)(value)})

/** Write one line: BR_LOGLINE(BR_INFO, "peer_up", BR_TEXT("academy", name)); */
#define BR_LOGLINE(level, event, ...)                                             \
    br_logline_write((level), (event), (const struct br_logfield[]){__VA_ARGS__}, \
                     sizeof((const struct br_logfield[]){__VA_ARGS__}) /          \
                         sizeof(struct br_logfield))

void br_logline_write(enum br_level level, const char *event, const struct br_logfield *fields,
                      size_t count);
/** Lines below [level] are dropped; the start value is BR_INFO. */
void br_logline_level(enum br_level level);

#endif
