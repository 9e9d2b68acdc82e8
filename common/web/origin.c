/* origin.c - comparing names without regard to case. */
#include "web/origin.h"

#include <string.h>
#include <strings.h>

static bool same_name(struct br_bytes a, struct br_bytes b)
{
    return a.size == b.size && strncasecmp((const char *)a.data, (const char *)b.data, a.size) == 0;
}

bool br_host_known(struct br_bytes host, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (same_name(host, br_bytes_of_text(names[i]))) {
            return true;
        }
    }
    return false;
}

/* [text] without [start] at its front; false when it begins otherwise. */
static bool behind(struct br_bytes *text, struct br_bytes start)
{
    if (text->size < start.size || !same_name((struct br_bytes){text->data, start.size}, start)) {
        return false;
    }
    text->data += start.size;
    text->size -= start.size;
    return true;
}

bool br_origin_ours(const struct br_bytes *fetch_site, const struct br_bytes *origin,
                    const char *scheme, struct br_bytes host)
{
    if (fetch_site == NULL && origin == NULL) {
        return false;
    }
    if (fetch_site != NULL && !br_bytes_equal(*fetch_site, br_bytes_of_text("same-origin"))) {
        return false;
    }
    if (origin == NULL) {
        return true;
    }
    struct br_bytes rest = *origin;
    return behind(&rest, br_bytes_of_text(scheme)) && behind(&rest, br_bytes_of_text("://")) &&
           same_name(rest, host);
}
