/* logline.c - one write per line, so that lines of several threads do not mix. */
#include "base/logline.h"

#include "base/character.h"
#include "base/clock.h"

#include <ctype.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE_MAX = 4096 };

static atomic_int level_lowest = BR_INFO;

void br_logline_level(enum br_level level)
{
    atomic_store(&level_lowest, (int)level);
}

static bool is_plain(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (!isgraph((unsigned char)*at) || *at == '"' || *at == '\\' || *at == '=') {
            return false;
        }
    }
    return *text != '\0';
}

static void put_character(struct br_buffer *line, struct br_bytes bytes, struct br_character is)
{
    if (is.class == BR_CHARACTER_PLAIN) {
        if (is.code == '"' || is.code == '\\') {
            br_buffer_put_u8(line, '\\');
        }
        br_buffer_put(line, bytes.data, bytes.size);
        return;
    }
    for (size_t i = 0; i < bytes.size; i++) {
        br_buffer_put_format(line, "\\x%02x", bytes.data[i]);
    }
}

/* Whoever reads the log in a terminal sees what others wrote as bytes where it is not plain. */
static void put_value(struct br_buffer *line, const char *text)
{
    if (is_plain(text)) {
        br_buffer_put_text(line, text);
        return;
    }
    struct br_bytes rest = br_bytes_of_text(text);
    br_buffer_put_u8(line, '"');
    while (rest.size > 0) {
        struct br_bytes one = rest;
        struct br_character is = br_character_next(&rest);
        one.size -= rest.size;
        put_character(line, one, is);
    }
    br_buffer_put_u8(line, '"');
}

void br_logline_write(enum br_level level, const char *event, const struct br_logfield *fields,
                      size_t count)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    if ((int)level < atomic_load(&level_lowest)) {
        return;
    }
    char time[BR_TIME_TEXT_SIZE];
    br_time_text(br_clock_read().wall_ms, time);
    struct br_buffer line;
    br_buffer_init(&line, LINE_SIZE_MAX - 1);
    br_buffer_put_format(&line, "%s %s %s", time, names[level], event);
    for (size_t i = 0; i < count; i++) {
        br_buffer_put_format(&line, " %s=", fields[i].key);
        if (fields[i].text != NULL) {
            put_value(&line, fields[i].text);
        } else {
            br_buffer_put_format(&line, "%llu", (unsigned long long)fields[i].number);
        }
    }
    line.failed = false; /* a cut line is still worth writing, and is still one line */
    line.size_max = LINE_SIZE_MAX;
    br_buffer_put_u8(&line, '\n');
    ssize_t written = write(STDERR_FILENO, line.data, line.size);
    (void)written; /* nowhere left to complain */
    br_buffer_free(&line);
}
