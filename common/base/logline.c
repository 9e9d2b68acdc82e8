/* logline.c - one write per line, so that lines of several threads do not mix. */
#include "base/logline.h"

#include "base/bytes.h"
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

/* U+0080 to U+009F: some terminals obey them as they do escape sequences. */
static bool is_high_control(const char *at)
{
    return (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] >= 0x80 &&
           (unsigned char)at[1] < 0xa0;
}

static void put_value(struct br_buffer *line, const char *text)
{
    if (is_plain(text)) {
        br_buffer_put_text(line, text);
        return;
    }
    br_buffer_put_u8(line, '"');
    bool utf8 = br_utf8_valid(br_bytes_of_text(text));
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        bool control =
            c < 0x20 || c == 0x7f || is_high_control(at) || (at > text && is_high_control(at - 1));
        if (c == '"' || c == '\\') {
            br_buffer_put_u8(line, '\\');
            br_buffer_put_u8(line, c);
        } else if (control || (!utf8 && c >= 0x80)) {
            br_buffer_put_format(line, "\\x%02x", c);
        } else {
            br_buffer_put_u8(line, c);
        }
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
