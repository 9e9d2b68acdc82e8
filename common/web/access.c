/* access.c - the authorisation of every page. */
#include "web/access.h"

bool br_access_allowed(struct br_access access, struct br_asker asker)
{
    if (access.signed_out) {
        return true;
    }
    if (asker.half_way && !access.half_way) {
        return false;
    }
    return (access.roles & asker.roles & BR_ROLES_MEMBERS) != 0;
}
