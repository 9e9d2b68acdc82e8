/**
 * site_routes.h - inside web: the addresses of each area, and who may use them.
 *
 * A page is named here and declared in common/pages; a form names a kind of record, whose fields
 * its inputs are called by. Names of an address and columns of a lookup fill what the form may not
 * choose. An area has a file of its own, site_routes_AREA.c, and stands in the list of
 * site_routes.c.
 */
#ifndef BR_WEB_SITE_ROUTES_H
#define BR_WEB_SITE_ROUTES_H

#include "web/site_internal.h"

#define MEMBERS                     \
    {                               \
        .roles = BR_ACCESS_EVERYONE \
    }
#define MODERATORS                                                   \
    {                                                                \
        .roles = BR_ROLE_LEAD | BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN \
    }

#define COACHES                                                                 \
    {                                                                           \
        .roles = BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }
#define SPONSORS                                                \
    {                                                           \
        .roles = BR_ROLE_SPONSOR | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }
#define MEASURE_ROLES                                                                             \
    {                                                                                             \
        .roles =                                                                                  \
            BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN | BR_ROLE_DATA_STEWARD \
    }

struct br_site_area {
    const struct br_site_route *routes;
    size_t count;
};

extern const struct br_site_area br_site_adopter_area;
extern const struct br_site_area br_site_forum_area;
extern const struct br_site_area br_site_measure_area;
extern const struct br_site_area br_site_room_area;
extern const struct br_site_area br_site_meeting_area;
extern const struct br_site_area br_site_pdsa_area;
extern const struct br_site_area br_site_shared_area;
extern const struct br_site_area br_site_board_area;
extern const struct br_site_area br_site_programme_area;
extern const struct br_site_area br_site_watch_area;

#endif
