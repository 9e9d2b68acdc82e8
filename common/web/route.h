/**
 * route.h - which entry of a table a request is for, and what its path names.
 *
 *      {BR_HTTP_GET, "/threads"}           /threads
 *      {BR_HTTP_GET, "/thread/:id"}        /thread/9f0e1d2c, with id = "9f0e1d2c"
 *      {BR_HTTP_POST, "/thread/:id/reply"}
 *
 * Parts of a path are compared as they are written, so no second spelling of an address is known;
 * a part that a colon stands for may be anything but empty, and is decoded. HEAD asks for what GET
 * would give. The first entry that fits counts.
 */
#ifndef BR_WEB_ROUTE_H
#define BR_WEB_ROUTE_H

#include "base/arena.h"
#include "base/limits.h"
#include "web/http.h"

struct br_route {
    enum br_http_method method;
    const char *path;
};

struct br_route_match {
    size_t index; /* in the table */
    size_t count;
    struct br_bytes names[BR_ROUTE_NAMES_MAX]; /* "id"; the table's */
    const char *values[BR_ROUTE_NAMES_MAX];    /* the arena's */
};

/**
 * BR_ERR_NOT_FOUND: no entry has this path. BR_ERR_PROTOCOL: one has, for another method.
 * BR_ERR_MALFORMED: a value does not decode to text. BR_ERR_LIMIT, BR_ERR_NO_MEMORY: the arena.
 * An entry of the table has at most BR_ROUTE_NAMES_MAX names.
 */
BR_MUST_USE enum br_status br_route_find(const struct br_route *routes, size_t count,
                                         enum br_http_method method, struct br_bytes path,
                                         struct br_arena *arena, struct br_route_match *match);
/** The value of a name; NULL when the entry does not have it. */
const char *br_route_value(const struct br_route_match *match, const char *name);

#endif
