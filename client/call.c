/* call.c - what a verb says, and what it was told. */
#include "client/call.h"

#include "base/limits.h"

#include "pages/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 64 * 1024 * 1024, SENTENCE_SIZE = 8192 };

void call_init(struct call *call)
{
    br_buffer_init(&call->out, BR_PAGE_OUTPUT_SIZE_MAX);
    br_buffer_init(&call->err, BR_PAGE_OUTPUT_SIZE_MAX);
    br_arena_init(&call->arena, ARENA_SIZE);
}

void call_free(struct call *call)
{
    br_buffer_free(&call->out);
    br_buffer_free(&call->err);
    br_arena_free(&call->arena);
    free(call->streams);
}

BR_PRINTF(2, 0)
static void put_safe(struct br_buffer *out, const char *format, va_list arguments)
{
    char text[SENTENCE_SIZE];
    int size = vsnprintf(text, sizeof text, format, arguments);
    if (size > 0) {
        br_text_terminal_safe(br_bytes_of_text(text), out);
    }
}

void call_say(struct call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    put_safe(&call->out, format, arguments);
    va_end(arguments);
}

void call_note(struct call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    br_buffer_put_text(&call->err, "bigroom: ");
    put_safe(&call->err, format, arguments);
    br_buffer_put_text(&call->err, "\n");
    va_end(arguments);
}

void call_line_end(struct call *call)
{
    while (call->out.size > 0 && call->out.data[call->out.size - 1] == ' ') {
        call->out.size--;
    }
    br_buffer_put_text(&call->out, "\n");
}

void call_unsay(struct call *call, size_t size)
{
    if (size < call->out.size) {
        call->out.size = size;
    }
}

void call_json(struct call *call, json_t *take_answer)
{
    char *text = json_dumps(take_answer, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(take_answer);
    BR_ASSERT(text != NULL);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == 0x7f) { /* the one control character that stays as it is */
            br_buffer_put_text(&call->out, "\\u007f");
        } else {
            br_buffer_put_u8(&call->out, (uint8_t)*at);
        }
    }
    br_buffer_put_text(&call->out, "\n");
    free(text);
}

/* Half an answer looks like a whole one. */
void call_said(struct call *call)
{
    if (!br_buffer_ok(&call->out)) {
        br_buffer_clear(&call->out);
        call->exit_code = call_fail(call, EXIT_FAILED, "the answer is longer than %u bytes",
                                    BR_PAGE_OUTPUT_SIZE_MAX);
    }
}

int call_fail(struct call *call, enum exit_code exit_code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    br_buffer_put_text(&call->err, "bigroom: ");
    put_safe(&call->err, format, arguments);
    br_buffer_put_text(&call->err, "\n");
    va_end(arguments);
    return (int)exit_code;
}

int call_fail_status(struct call *call, enum br_status status, const struct br_error *error)
{
    bool told = error != NULL && error->text[0] != '\0';
    return call_fail(call, status == BR_ERR_NOT_FOUND ? EXIT_UNKNOWN : EXIT_FAILED, "%s",
                     told ? error->text : br_status_text(status));
}

struct br_bytes text_cut(struct br_bytes text, size_t size_max)
{
    enum { CONTINUATION_MAX = 3 }; /* bytes of a character behind its first; else it is none */
    if (text.size <= size_max) {
        return text;
    }
    size_t size = size_max;
    while (size > 0 && size_max - size < CONTINUATION_MAX && (text.data[size] & 0xc0u) == 0x80) {
        size--;
    }
    bool between = (text.data[size] & 0xc0u) != 0x80;
    text.size = between ? size : size_max;
    return text;
}

const char *reasons_line(const char *reasons, char out[BR_REASON_SIZE_MAX + 1])
{
    (void)snprintf(out, BR_REASON_SIZE_MAX + 1, "%s", reasons);
    for (char *at = strchr(out, '\n'); at != NULL; at = strchr(at, '\n')) {
        *at = ' ';
    }
    return out;
}

const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

const char *call_value(const struct call *call, const char *option)
{
    return options_value(&call->options, option);
}

bool call_has(const struct call *call, const char *option)
{
    return options_has(&call->options, option);
}

const char *call_argument(const struct call *call, size_t index)
{
    return options_argument(&call->options, index);
}

struct br_bytes call_text(const struct call *call, const char *option)
{
    const char *value = options_value(&call->options, option);
    if (value == NULL) {
        return (struct br_bytes){.data = NULL};
    }
    if (strcmp(value, "-") != 0) {
        return br_bytes_of_text(value);
    }
    struct br_bytes text = call->input;
    if (text.data == NULL) {
        text = br_bytes_of_text("");
    }
    return text;
}
