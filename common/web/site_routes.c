/*
 * site_routes.c - the addresses that every academy's site has, at the academy and on a device.
 */
#include "web/site_routes.h"

static void accessibility(struct br_site_call *call)
{
    br_site_show(call, 200, "accessibility/show", NULL);
}

/* What is of no area. */
static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/accessibility", {.signed_out = true, .bare = true}, .run = accessibility},
    {BR_HTTP_GET, "/events", MEMBERS, .run = br_site_events},
    {BR_HTTP_GET, "/openapi.json", MEMBERS, .run = br_site_api},
    {BR_HTTP_GET, "/assets/:name", {.signed_out = true, .bare = true}, .run = br_site_asset},
};
static const struct br_site_area around = {routes, sizeof routes / sizeof routes[0]};

static const struct br_site_area *const areas[] = {
    &br_site_forum_area,
    &br_site_room_area,
    &br_site_pdsa_area,
    &br_site_measure_area,
    &br_site_meeting_area,
    &br_site_shared_area,
    &br_site_board_area,
    &br_site_programme_area,
    &br_site_adopter_area,
    &br_site_watch_area,
    &around,
};

const struct br_site_route *br_site_common_route(size_t index)
{
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        if (index < areas[i]->count) {
            return &areas[i]->routes[index];
        }
        index -= areas[i]->count;
    }
    return NULL;
}

size_t br_site_common_routes(void)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        count += areas[i]->count;
    }
    return count;
}
