/* form.c - percent signs, pluses, ampersands and semicolons. */
#include "web/form.h"

#include <string.h>

static int digit_of(uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Decode in place of [out], which has room; the size, or -1 when it is malformed. */
static ptrdiff_t unescape(struct br_bytes in, bool plus_is_space, uint8_t *out)
{
    size_t size = 0;
    for (size_t i = 0; i < in.size; i++) {
        uint8_t byte = in.data[i];
        if (byte == '+' && plus_is_space) {
            byte = ' ';
        } else if (byte == '%') {
            int high = i + 2 < in.size ? digit_of(in.data[i + 1]) : -1;
            int low = high >= 0 ? digit_of(in.data[i + 2]) : -1;
            if (low < 0) {
                return -1;
            }
            byte = (uint8_t)(high * 16 + low);
            i += 2;
        }
        out[size++] = byte;
    }
    return (ptrdiff_t)size;
}

static enum br_status decode(struct br_arena *arena, struct br_bytes in, bool is_form,
                             struct br_bytes *text)
{
    uint8_t *out = br_arena_take(arena, in.size + 1);
    if (out == NULL) {
        return arena->no_memory ? BR_ERR_NO_MEMORY : BR_ERR_LIMIT;
    }
    ptrdiff_t size = unescape(in, is_form, out);
    if (size < 0 || !br_utf8_valid((struct br_bytes){out, (size_t)size})) {
        return BR_ERR_MALFORMED;
    }
    out[size] = '\0';
    *text = (struct br_bytes){out, (size_t)size};
    return BR_OK;
}

/* Browsers send \r\n for each line's end of a textarea; we keep \n. */
static void lines_unix(struct br_bytes *text)
{
    uint8_t *bytes = (uint8_t *)text->data;
    size_t size = 0;
    for (size_t i = 0; i < text->size; i++) {
        if (bytes[i] != '\r' || i + 1 == text->size || bytes[i + 1] != '\n') {
            bytes[size++] = bytes[i];
        }
    }
    bytes[size] = '\0';
    text->size = size;
}

/* What stands before [mark], and drop it and the mark; all of it when there is none. */
static struct br_bytes before(struct br_bytes *rest, uint8_t mark)
{
    const uint8_t *at = rest->size == 0 ? NULL : memchr(rest->data, mark, rest->size);
    struct br_bytes part = {rest->data, at == NULL ? rest->size : (size_t)(at - rest->data)};
    size_t used = part.size + (at == NULL ? 0 : 1);
    rest->data += used;
    rest->size -= used;
    return part;
}

/* What the arena held before stays where it is until the arena goes. */
static enum br_status grow(struct br_form *form, struct br_arena *arena)
{
    enum { ROOM_FIRST = 16 };
    size_t room = form->room == 0 ? ROOM_FIRST : 2 * form->room;
    struct br_form_field *fields = br_arena_take(arena, room * sizeof *fields);
    if (fields == NULL) {
        return arena->no_memory ? BR_ERR_NO_MEMORY : BR_ERR_LIMIT;
    }
    if (form->count > 0) {
        memcpy(fields, form->fields, form->count * sizeof *fields);
    }
    form->fields = fields;
    form->room = room;
    return BR_OK;
}

enum br_status br_form_add(struct br_form *form, struct br_arena *arena, const char *name,
                           struct br_bytes value)
{
    enum br_status status = BR_OK;
    if (form->count == BR_FORM_FIELDS_MAX) {
        return BR_ERR_LIMIT;
    }
    if (form->count == form->room) {
        status = grow(form, arena);
    }
    if (status == BR_OK) {
        form->fields[form->count++] = (struct br_form_field){name, value};
    }
    return status;
}

static enum br_status add_field(struct br_form *form, struct br_arena *arena, struct br_bytes pair)
{
    struct br_bytes name;
    struct br_bytes value;
    enum br_status status = decode(arena, before(&pair, '='), true, &name);
    if (status == BR_OK) {
        status = decode(arena, pair, true, &value);
    }
    if (status == BR_OK) {
        lines_unix(&value);
        status = br_form_add(form, arena, (const char *)name.data, value);
    }
    return status;
}

enum br_status br_form_parse(struct br_form *form, struct br_arena *arena, struct br_bytes encoded)
{
    enum br_status status = BR_OK;
    while (encoded.size > 0 && status == BR_OK) {
        struct br_bytes pair = before(&encoded, '&');
        if (pair.size > 0) {
            status = add_field(form, arena, pair);
        }
    }
    return status;
}

const char *br_form_value(const struct br_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->fields[i].name, name) == 0) {
            return (const char *)form->fields[i].value.data;
        }
    }
    return NULL;
}

bool br_form_row_of(const char *name, struct br_form_row *row)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    size_t group = strspn(name, letters);
    if (group == 0 || name[0] == '_' || name[group] != '.') {
        return false;
    }
    const char *digits = name + group + 1;
    size_t size = strspn(digits, "0123456789");
    unsigned number = 0;
    for (size_t i = 0; i < size && number <= BR_FORM_ROWS_MAX; i++) {
        number = number * 10 + (unsigned)(digits[i] - '0');
    }
    const char *field = digits + size + 1;
    if (digits[0] == '0' || number == 0 || number > BR_FORM_ROWS_MAX || digits[size] != '.' ||
        field[0] == '\0' || field[strspn(field, letters)] != '\0') {
        return false;
    }
    *row = (struct br_form_row){{(const uint8_t *)name, group}, number, field};
    return true;
}

enum br_status br_form_decode_path(struct br_arena *arena, struct br_bytes encoded,
                                   const char **text)
{
    struct br_bytes decoded;
    enum br_status status = decode(arena, encoded, false, &decoded);
    if (status == BR_OK) {
        *text = (const char *)decoded.data;
    }
    return status;
}

void br_form_encode(const char *text, struct br_buffer *out)
{
    static const char hex[] = "0123456789ABCDEF";
    for (const uint8_t *at = (const uint8_t *)text; *at != '\0'; at++) {
        bool plain = (*at >= '0' && *at <= '9') || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z') ||
                     strchr("-._~", *at) != NULL;
        if (plain) {
            br_buffer_put_u8(out, *at);
        } else {
            br_buffer_put_u8(out, '%');
            br_buffer_put_u8(out, (uint8_t)hex[*at >> 4]);
            br_buffer_put_u8(out, (uint8_t)hex[*at & 15]);
        }
    }
}

bool br_cookie_find(struct br_bytes header, const char *name, struct br_bytes *value)
{
    while (header.size > 0) {
        struct br_bytes pair = before(&header, ';');
        while (pair.size > 0 && pair.data[0] == ' ') {
            pair.data++;
            pair.size--;
        }
        struct br_bytes found = before(&pair, '=');
        if (br_bytes_equal(found, br_bytes_of_text(name))) {
            *value = pair;
            return true;
        }
    }
    return false;
}
