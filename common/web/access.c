/* access.c - the one function that lets in. */
#include "web/access.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name; /* as records.proto has it */
    const char *words;
} roles[BR_ROLES] = {
    {"participant", "Participant"},
    {"coach", "Coach"},
    {"faculty", "Faculty"},
    {"lead", "Lead"},
    {"sponsor", "Sponsor"},
    {"data_steward", "Data steward"},
    {"admin", "Admin"},
};

const char *br_role_name(unsigned role)
{
    return role >= 1 && role <= BR_ROLES ? roles[role - 1].name : NULL;
}

const char *br_role_words(unsigned role)
{
    return role >= 1 && role <= BR_ROLES ? roles[role - 1].words : NULL;
}

unsigned br_role_named(const char *name)
{
    for (unsigned role = 1; name != NULL && role <= BR_ROLES; role++) {
        if (strcmp(roles[role - 1].name, name) == 0) {
            return role;
        }
    }
    return 0;
}

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
