/**
 * access.h - who may open an address: the one function that says so, and nobody unless it is said.
 *
 * A route names the roles that may use it, as a bit set of 1 << role, or says that it is for
 * somebody who is not signed in. What a member may say or see beyond that is decided where it
 * lies: kinds of records by the domain's rights, rows by the views.
 */
#ifndef BR_WEB_ACCESS_H
#define BR_WEB_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

/** The roles of records.proto, as bits. */
enum br_role_bit {
    BR_ROLE_PARTICIPANT = 1 << 1,
    BR_ROLE_COACH = 1 << 2,
    BR_ROLE_FACULTY = 1 << 3,
    BR_ROLE_LEAD = 1 << 4,
    BR_ROLE_SPONSOR = 1 << 5,
    BR_ROLE_DATA_STEWARD = 1 << 6,
    BR_ROLE_ADMIN = 1 << 7,
};

enum { BR_ROLES = 7 };
/** "data_steward" and "Data steward", by number from 1 on; NULL beyond. */
const char *br_role_name(unsigned role);
const char *br_role_words(unsigned role);
/** 0: no such role. */
unsigned br_role_named(const char *name);

struct br_access {
    uint32_t roles;  /* any of these, signed in */
    bool signed_out; /* who is not signed in, too */
    bool bare;       /* also for an admin whose second factor is not set up yet */
};

/** Bit set of all roles of people: everybody who is signed in and has a role here. */
#define BR_ACCESS_EVERYONE 0xfeu

struct br_visitor {
    bool signed_in;
    bool needs_factor; /* signed in, and must set up or give a second factor first */
    uint32_t roles;
};

bool br_access_allowed(const struct br_access *access, const struct br_visitor *visitor);

#endif
