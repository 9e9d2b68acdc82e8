/**
 * find.h - what a person means by a few hex digits: the end of an id, or a name.
 *
 * Looked up in the views with the outbox shown, so what was saved here a moment ago is found too.
 */
#ifndef BR_CLIENT_FIND_H
#define BR_CLIENT_FIND_H

#include "client/call.h"

enum thing {
    THING_THREAD = 1,
    THING_POST = 2, /* a reply */
    THING_ROOM = 4,
    THING_MEASURE = 8,
    THING_MEMBER = 16,
    THING_TRIED = 32, /* what somebody says came of trying */
    THING_STAKEHOLDER = 64,
    THING_THEME = 128,
    THING_AIM = 256,
    THING_IDEA = 512,
    THING_ROADBLOCK = 1024,
    THING_MEETING = 2048,
    THING_ACTION = 4096,
    THING_DECISION = 8192,
    THING_NOTE = 16384,
    THING_PDSA = 32768,
    THING_CHANGE = 65536,
    THING_SHARED_PDSA = 131072, /* as an academy shared it */
    THING_SHARED_ROOM = 262144,
    THING_BOARD_REPORT = 1 << 24,
    THING_BOARD_PATTERN = 1 << 25,
    THING_ELEMENT = 524288,
    THING_ADAPTATION = 1048576,
    THING_PROPOSAL = 2097152, /* of a change of an element */
    THING_REVIEW = 4194304,   /* a self-review */
    THING_COHORT = 1 << 26,
    THING_COACH_PAIR = 1 << 27, /* of a cohort */
    THING_VISIT = 1 << 28,
};

struct found {
    enum thing thing;
    struct br_id id;
    char title[256];     /* cut; made by people, not safe for a terminal */
    struct br_id thread; /* POST, TRIED */
    struct br_id author; /* THREAD, POST, MEASURE, TRIED */
    struct br_audience audience;
    bool own;        /* of our academy */
    bool saved_here; /* in the outbox, without a number */
};

/**
 * The one thing of the kinds in [things] (or'ed) that [text] names: 32 hex digits, the last
 * BR_ID_SUFFIX_MIN or more of them, or for rooms and members the whole name. Returns EXIT_FINE, or
 * an exit code after saying why; several: EXIT_UNKNOWN, with the candidates listed.
 */
int find_thing(struct call *call, unsigned things, const char *text, struct found *found);

/** "network", "academy" or "room:ID". [room] is filled for rooms. Exit codes as find_thing. */
int find_audience(struct call *call, const char *text, struct br_audience *audience,
                  struct found *room);

/** The one academy of that name, or whose id begins or ends in these hex digits. As find_thing. */
int find_academy(struct call *call, const char *text, struct br_hash *academy);
/** The academy in the first cell of [sql], which takes :id. */
int find_academy_of(struct call *call, const char *sql, const struct br_id *id,
                    struct br_hash *academy);

/** What a thread is about, in the words of records.proto. */
struct about {
    const char *kind;       /* of AboutKind */
    struct found found;     /* all but an academy */
    struct br_hash academy; /* itself, or whose it is */
};
/** "room:ID", "measure:ID", "element:ID" …, "person:NAME", "academy:NAME". Exit code. */
int find_about(struct call *call, const char *text, struct about *about);

/** One SELECT over the views; a failure is said and becomes an exit code. */
int call_query(struct call *call, const char *sql, const struct br_parameter *parameters,
               size_t count, br_cells_visit visit, void *context);

struct br_parameter parameter_id(const char *name, const struct br_id *id);
struct br_parameter parameter_hash(const char *name, const struct br_hash *hash);
struct br_parameter parameter_text(const char *name, const char *text);
/** Cells as values; false when the cell is something else. */
bool cell_id(const struct br_cell *cell, struct br_id *id);
bool cell_hash(const struct br_cell *cell, struct br_hash *hash);
void cell_text(const struct br_cell *cell, char *out, size_t size);

/** The last eight hex digits: how ids are shown. */
const char *short_id(const struct br_id *id, char out[9]);

/** What our own member is called here now: their profile, else the invitation. Exit code. */
int find_own_name(struct call *call, char out[256]);

#endif
