/*
 * site_code.c - codes that phones read: as a picture, and the one on a printed report, which leads
 * to the report at the academy.
 */
#include "base/id.h"
#include "web/qr.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <string.h>

#define QUIET 4u /* modules without a dot around a code */
enum { URL_SIZE_MAX = 300 };

void br_site_answer_code(struct br_site_call *call, const char *url)
{
    struct br_buffer path;
    struct br_buffer picture;
    br_buffer_init(&path, BR_HTTP_BODY_SIZE_MAX);
    br_buffer_init(&picture, BR_HTTP_BODY_SIZE_MAX);
    size_t width = br_qr_path(url, &path);
    size_t whole = width + 2 * (size_t)QUIET;
    br_buffer_put_format(&picture,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-%u -%u %zu %zu\">"
                         "<path fill=\"#fff\" d=\"M-%u-%uh%zuv%zuH-%uz\"/><path d=\"",
                         QUIET, QUIET, whole, whole, QUIET, QUIET, whole, whole, QUIET);
    br_buffer_put(&picture, path.data, path.size);
    br_buffer_put_text(&picture, "\"/></svg>");
    if (width == 0 || !br_buffer_ok(&path) || !br_buffer_ok(&picture)) {
        br_site_error(call, 503, "There is no memory for this just now. Try again in a moment.");
    } else {
        br_site_header(call, "Cache-Control: no-store\r\n");
        br_site_answer(call, 200, "image/svg+xml", br_buffer_bytes(&picture));
    }
    br_buffer_free(&path);
    br_buffer_free(&picture);
}

/* Only an address is drawn: whoever follows it signs in. */
static bool address_of(struct br_site_call *call, char url[URL_SIZE_MAX])
{
    static const char ending[] = "/s/";
    struct br_id id;
    br_site_make_around(call);
    const struct br_node *at = br_node_get(&call->around, "score_url");
    if (at == NULL || at->type != BR_NODE_TEXT || at->as.bytes.size < sizeof ending - 1 ||
        br_id_parse(br_site_name(call, "id"), &id) != BR_OK) {
        return false;
    }
    int size =
        snprintf(url, URL_SIZE_MAX, "%.*s/board/%s", (int)(at->as.bytes.size - (sizeof ending - 1)),
                 (const char *)at->as.bytes.data, br_site_name(call, "id"));
    return size > 0 && size < URL_SIZE_MAX;
}

void br_site_board_code(struct br_site_call *call)
{
    char url[URL_SIZE_MAX];
    if (address_of(call, url)) {
        br_site_answer_code(call, url);
    } else {
        br_site_error(call, 404, "There is no code of this just now.");
    }
}
