/**
 * access.h - who may come to a page: the one place that decides it, and nobody unless it says so.
 *
 * A route's entry names the roles that it is for. What a member sees on it is decided by the views
 * that its queries read, and what they may say by the rights of the domain; this is before both.
 */
#ifndef BR_WEB_ACCESS_H
#define BR_WEB_ACCESS_H

#include "base/status.h"

#include <stdint.h>

/* A role's bit is 1 << its number in records.proto, as br_replica_roles has them. */
#define BR_ROLE_PARTICIPANT (1u << 1)
#define BR_ROLE_COACH (1u << 2)
#define BR_ROLE_FACULTY (1u << 3)
#define BR_ROLE_LEAD (1u << 4)
#define BR_ROLE_SPONSOR (1u << 5)
#define BR_ROLE_DATA_STEWARD (1u << 6)
#define BR_ROLE_ADMIN (1u << 7)
#define BR_ROLES_MEMBERS                                                                      \
    (BR_ROLE_PARTICIPANT | BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_SPONSOR | \
     BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN)

/** Whom a route is for; all zero is nobody. */
struct br_access {
    uint32_t roles;  /* any of these is enough */
    bool signed_out; /* also for who is not signed in, or has no role */
    bool half_way;   /* also for who is signed in and still lacks the second factor that is asked */
};

/** Who asks. */
struct br_asker {
    uint32_t roles; /* 0: signed out, or a member without any */
    bool half_way;  /* signed in by password alone where a second factor is asked for */
};

bool br_access_allowed(struct br_access access, struct br_asker asker);

#endif
