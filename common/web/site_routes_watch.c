/*
 * site_routes_watch.c - what we show other academies of how we get on, and what they show us.
 */
#include "web/site_routes.h"

#define LEADS                                  \
    {                                          \
        .roles = BR_ROLE_LEAD | BR_ROLE_ADMIN, \
    }
#define FACULTY                                                  \
    {                                                            \
        .roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN, \
    }

static const struct br_site_form agree = {.kind = "watch_agreed",
                                          .lookup = "watch",
                                          .main_field = "parts",
                                          .page = "watch/show",
                                          .then = "/watch/:academy"};
/* Without a part nothing may be seen any more. */
static const struct br_site_form end = {.kind = "watch_agreed",
                                        .lookup = "watch",
                                        .main_field = "parts",
                                        .page = "watch/show",
                                        .then = "/watch/:academy"};
static const struct br_site_form ask = {.kind = "watch_asked",
                                        .lookup = "watch",
                                        .main_field = "reason",
                                        .page = "watch/progress",
                                        .then = "/academy/:academy/progress"};
static const struct br_site_form quiet = {.kind = "room_quiet_explained",
                                          .lookup = "quiet",
                                          .main_field = "reason",
                                          .page = "watch/quiet",
                                          .then = "/room/:id"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/watch", MEASURE_ROLES, .page = "watch/list"},
    {BR_HTTP_GET, "/watch/:academy", MEASURE_ROLES, .page = "watch/show"},
    {BR_HTTP_POST, "/watch/:academy/agree", LEADS, .form = &agree},
    {BR_HTTP_POST, "/watch/:academy/end", LEADS, .form = &end},
    {BR_HTTP_GET, "/academy/:academy/progress", FACULTY, .page = "watch/progress",
     .run = br_site_looked},
    {BR_HTTP_POST, "/academy/:academy/progress/ask", FACULTY, .form = &ask},
    {BR_HTTP_GET, "/room/:id/quiet", COACHES, .page = "watch/quiet", .prefill = "quiet_begins"},
    {BR_HTTP_POST, "/room/:id/quiet", COACHES, .form = &quiet},
};
const struct br_site_area br_site_watch_area = {routes, sizeof routes / sizeof routes[0]};
