/* access.c - the one function that lets in. */
#include "web/access.h"

bool br_access_allowed(const struct br_access *access, const struct br_visitor *visitor)
{
    if (!visitor->signed_in) {
        return access->signed_out;
    }
    if (visitor->needs_factor && !access->bare) {
        return false;
    }
    return access->signed_out || (visitor->roles & access->roles) != 0;
}
