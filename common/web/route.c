/* route.c - paths, part by part. */
#include "web/route.h"

#include "web/form.h"

#include <string.h>

/* The part behind the slash at the front of [rest], and drop both. */
static struct br_bytes take_part(struct br_bytes *rest)
{
    rest->data++;
    rest->size--;
    const uint8_t *end = rest->size == 0 ? NULL : memchr(rest->data, '/', rest->size);
    struct br_bytes part = {rest->data, end == NULL ? rest->size : (size_t)(end - rest->data)};
    rest->data += part.size;
    rest->size -= part.size;
    return part;
}

/* Does [path] have the form of [pattern]? Its values are then in [parts], still encoded. */
static bool fits(const char *pattern, struct br_bytes path, struct br_route_match *match,
                 struct br_bytes parts[BR_ROUTE_NAMES_MAX])
{
    struct br_bytes wanted = br_bytes_of_text(pattern);
    match->count = 0;
    while (wanted.size > 0 && path.size > 0) {
        struct br_bytes want = take_part(&wanted);
        struct br_bytes part = take_part(&path);
        if (want.size > 0 && want.data[0] == ':') {
            BR_ASSERT(match->count < BR_ROUTE_NAMES_MAX);
            match->names[match->count] = (struct br_bytes){want.data + 1, want.size - 1};
            parts[match->count++] = part;
        }
        if (want.size > 0 && want.data[0] == ':' ? part.size == 0 : !br_bytes_equal(want, part)) {
            return false;
        }
    }
    return wanted.size == 0 && path.size == 0;
}

static enum br_status decode(struct br_route_match *match, struct br_arena *arena,
                             const struct br_bytes *parts)
{
    enum br_status status = BR_OK;
    for (size_t i = 0; i < match->count && status == BR_OK; i++) {
        status = br_form_decode_path(arena, parts[i], &match->values[i]);
    }
    return status;
}

enum br_status br_route_find(const struct br_route *routes, size_t count,
                             enum br_http_method method, struct br_bytes path,
                             struct br_arena *arena, struct br_route_match *match)
{
    enum br_http_method wanted = method == BR_HTTP_HEAD_METHOD ? BR_HTTP_GET : method;
    enum br_status status = BR_ERR_NOT_FOUND;
    for (size_t i = 0; i < count; i++) {
        struct br_bytes parts[BR_ROUTE_NAMES_MAX] = {{NULL, 0}};
        if (!fits(routes[i].path, path, match, parts)) {
            continue;
        }
        if (routes[i].method == wanted) {
            match->index = i;
            return decode(match, arena, parts);
        }
        status = BR_ERR_PROTOCOL;
    }
    return status;
}

const char *br_route_value(const struct br_route_match *match, const char *name)
{
    for (size_t i = 0; i < match->count; i++) {
        if (br_bytes_equal(match->names[i], br_bytes_of_text(name))) {
            return match->values[i];
        }
    }
    return NULL;
}
