/**
 * store_teller.h - a story by chance: few ids, so that everything meets, and much that makes no
 * sense. A new kind needs its filling here.
 */
#ifndef BR_UNIT_STORE_TELLER_H
#define BR_UNIT_STORE_TELLER_H

#include "store_fixture.h"

struct teller {
    struct story *story;
    struct br_rng rng;
};

static unsigned pick(struct teller *teller, unsigned first, unsigned count)
{
    return first + (unsigned)br_rng_below(&teller->rng, count);
}

static bool chance(struct teller *teller, uint64_t one_in)
{
    return br_rng_below(&teller->rng, one_in) == 0;
}

static struct story_stream *pick_stream(struct teller *teller)
{
    unsigned origin = pick(teller, 0xa1, 3);
    switch (br_rng_below(&teller->rng, 8)) {
    case 0:
        return story_stream(teller->story, 0xa1, BR_AUDIENCE_ACADEMY, 0);
    case 1:
        return story_stream(teller->story, 0xa1, BR_AUDIENCE_ROOM, pick(teller, 0x30, 2));
    case 2:
        return story_stream(teller->story, origin, BR_AUDIENCE_GROUP, 0x77);
    default:
        return story_stream(teller->story, origin, BR_AUDIENCE_NETWORK, 0);
    }
}

/* A field, or nothing, or a wrong one. */
static void put_id(struct teller *teller, struct br_buffer *json, const char *name, unsigned id)
{
    if (chance(teller, 20)) {
        br_buffer_put_format(json, "\"%s\": \"%s\", ", name, chance(teller, 2) ? "" : "abcd");
    } else if (!chance(teller, 20)) {
        br_buffer_put_format(json, "\"%s\": \"%s\", ", name, hex_of(id));
    }
}

static void put_text(struct teller *teller, struct br_buffer *json, const char *name)
{
    if (!chance(teller, 8)) {
        br_buffer_put_format(json, "\"%s\": \"%s%u\", ", name, chance(teller, 10) ? "" : name,
                             pick(teller, 0, 90));
    } else if (chance(teller, 2)) {
        br_buffer_put_format(json, "\"%s\": \"\", ", name);
    }
}

static void put_bool(struct teller *teller, struct br_buffer *json, const char *name)
{
    if (!chance(teller, 10)) {
        br_buffer_put_format(json, "\"%s\": %s, ", name, chance(teller, 2) ? "true" : "false");
    }
}

static void put_academy(struct teller *teller, struct br_buffer *json, const char *name)
{
    char hex[BR_HASH_TEXT_SIZE];
    struct br_hash academy = academy_of(pick(teller, 0xa1, 5));
    br_hash_text(&academy, hex);
    br_buffer_put_format(json, "\"%s\": \"%s\", ", name, hex);
}

static void put_points(struct teller *teller, struct br_buffer *json)
{
    br_buffer_put_text(json, "\"points\": [");
    for (unsigned i = pick(teller, 0, 4); i > 0; i--) {
        br_buffer_put_format(json, "{\"date\": \"2024-01-0%u\", \"value\": %u%s}%s",
                             pick(teller, 1, 9), pick(teller, 0, 1000),
                             chance(teller, 5) ? ", \"taken_back\": true" : "", i > 1 ? ", " : "");
    }
    br_buffer_put_text(json, "], ");
}

static void put_measure(struct teller *teller, struct br_buffer *json)
{
    static const char *const texts[] = {"title",       "definition", "numerator",
                                        "denominator", "unit",       "frequency"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        put_text(teller, json, texts[i]);
    }
    br_buffer_put_format(json, "\"target\": %u.5, ", pick(teller, 0, 9));
}

enum {
    THREAD = 0x10,
    POST = 0x20,
    ROOM = 0x30,
    MEASURE = 0x40,
    MEMBER = 0x50,
    VERSION = 0x60,
    PDSA = 0x70,
    COPIED = 0x90,
    ELEMENT = 0xb0,
    CHANGED = 0xc0,
    COHORT = 0xd0
};

static void put_thread_more(struct teller *teller, struct br_buffer *json)
{
    static const char *const things[] = {"room", "measure", "academy", "person"};
    br_buffer_put_text(json, "\"topics\": [");
    for (unsigned i = pick(teller, 0, 4); i > 0; i--) {
        br_buffer_put_format(json, "\" %sopic%u\"%s", chance(teller, 2) ? "T" : "t",
                             pick(teller, 0, 3), i > 1 ? ", " : "");
    }
    br_buffer_put_text(json, "], ");
    if (chance(teller, 2)) {
        br_buffer_put_format(json, "\"pathway\": \"pathway%u\", ", pick(teller, 0, 3));
        put_academy(teller, json, "asked");
    }
    if (chance(teller, 2)) {
        put_text(teller, json, "tried");
        put_id(teller, json, "about", pick(teller, MEASURE, 3));
        put_academy(teller, json, "about_academy");
        br_buffer_put_format(json, "\"about_kind\": \"%s\", ", things[pick(teller, 0, 4)]);
    }
}

static void put_text_of_thread(struct teller *teller, struct br_buffer *json)
{
    unsigned thread = pick(teller, THREAD, 7);
    put_id(teller, json, "thread", thread);
    put_id(teller, json, "post", chance(teller, 2) ? thread : pick(teller, POST, 8));
}

/* Fills [json] with a kind of moderation, of context; returns the id, or SIZE_MAX for others. */
static size_t fill_newer(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const outcomes[] = {"worked", "partly", "not"};
    if (strcmp(kind, "tried_here") == 0) {
        put_text_of_thread(teller, json);
        if (!chance(teller, 9)) {
            br_buffer_put_format(json, "\"outcome\": \"%s\", ", outcomes[pick(teller, 0, 3)]);
        }
        put_text(teller, json, "different");
    } else if (strcmp(kind, "post_hidden") == 0) {
        put_text_of_thread(teller, json);
        put_academy(teller, json, "thread_academy");
        put_bool(teller, json, "hidden");
        put_text(teller, json, "reason");
    } else if (strcmp(kind, "withdrawal_asked") == 0) {
        put_text_of_thread(teller, json);
        put_academy(teller, json, "academy");
        put_text(teller, json, "reason");
    } else if (strcmp(kind, "post_withdrawn") == 0 ||
               strcmp(kind, "post_withdrawn_by_academy") == 0) {
        put_text_of_thread(teller, json);
        put_text(teller, json, "reason");
    } else if (strcmp(kind, "identifier_allowed") == 0) {
        put_id(teller, json, "record", pick(teller, POST, 8));
        put_text(teller, json, "reason");
    } else if (strcmp(kind, "academy_context") == 0) {
        br_buffer_put_format(json, "\"based_on\": [\"%s\", \"%s\"], ",
                             hex_of(pick(teller, VERSION, 6)), hex_of(pick(teller, VERSION, 6)));
        put_text(teller, json, "size");
        put_text(teller, json, "structure");
        put_text(teller, json, "expects");
        put_text(teller, json, "newcomers");
        return pick(teller, VERSION, 6);
    } else {
        return SIZE_MAX;
    }
    return 0;
}

static size_t fill_of_measure(struct teller *teller, const char *kind, struct br_buffer *json)
{
    put_id(teller, json, "measure", pick(teller, MEASURE, 6));
    if (strcmp(kind, "measure_changed") == 0) {
        br_buffer_put_format(json, "\"based_on\": [\"%s\", \"%s\"], \"fix_after\": %u, ",
                             hex_of(pick(teller, VERSION, 6)), hex_of(pick(teller, MEASURE, 6)),
                             pick(teller, 12, 90));
        put_measure(teller, json);
        put_bool(teller, json, "screened");
        put_text(teller, json, "pathway");
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "measure_rebased") == 0 || strcmp(kind, "measure_event") == 0) {
        br_buffer_put_format(json, "\"date\": \"2024-01-0%u\", ", pick(teller, 1, 4));
        put_text(teller, json, "reason");
        put_bool(teller, json, kind[8] == 'r' ? "rebased" : "happened");
        if (kind[8] == 'e') {
            br_buffer_put_format(json, "\"title\": \"event%u\", ", pick(teller, 0, 2));
        }
        return 0;
    }
    if (strcmp(kind, "measure_sharing") == 0) {
        put_bool(teller, json, "shared");
        put_bool(teller, json, "follows");
        put_bool(teller, json, "with_notes");
        put_text(teller, json, "pathway");
        br_buffer_put_format(json, "\"upto\": %u, ", pick(teller, 0, 400));
        return 0;
    }
    br_buffer_clear(json);
    br_buffer_put_text(json, "{");
    if (strcmp(kind, "small_numbers_set") == 0) {
        br_buffer_put_format(json, "\"below\": %u, ", pick(teller, 0, 9));
        return 0;
    }
    return fill_newer(teller, kind, json);
}

/* Of a room's roadmap; [thing] is what the record calls itself by. */
static size_t fill_of_thing(struct teller *teller, const char *thing, struct br_buffer *json)
{
    if (chance(teller, 2)) {
        put_id(teller, json, thing, pick(teller, VERSION, 4));
    }
    br_buffer_put_format(json, "\"based_on\": [\"%s\", \"%s\"], ", hex_of(pick(teller, VERSION, 6)),
                         hex_of(pick(teller, VERSION, 6)));
    put_text(teller, json, "title");
    put_text(teller, json, "text");
    put_bool(teller, json, "dropped");
    return pick(teller, VERSION, 6);
}

static size_t fill_of_room(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const stages[] = {"themes", "five_vs", "standardise"};
    if (strcmp(kind, "room_changed") == 0) {
        put_id(teller, json, "room", pick(teller, ROOM, 3));
        br_buffer_put_format(json, "\"based_on\": [\"%s\"], \"weekday\": %u, ",
                             hex_of(pick(teller, VERSION, 6)), pick(teller, 1, 7));
        put_text(teller, json, "name");
        put_text(teller, json, "pathway");
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "stakeholder_set") == 0) {
        put_text(teller, json, "role");
        put_bool(teller, json, "left");
        put_bool(teller, json, "patient_partner");
        put_id(teller, json, "member", pick(teller, MEMBER, 3));
        put_id(teller, json, "stakeholder", pick(teller, VERSION, 4));
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "stage_set") == 0) {
        put_text(teller, json, "reason");
        br_buffer_put_format(json, "\"stage\": \"%s\", ", stages[pick(teller, 0, 3)]);
        return 0;
    }
    if (strcmp(kind, "five_vs_written") == 0) {
        br_buffer_put_format(json, "\"based_on\": [\"%s\"], \"present\": %u, ",
                             hex_of(pick(teller, VERSION, 6)), pick(teller, 0, 9));
        put_text(teller, json, "date");
        put_text(teller, json, "vision");
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "theme_set") == 0) {
        return fill_of_thing(teller, "theme", json);
    }
    if (strcmp(kind, "aim_set") == 0) {
        put_text(teller, json, "text");
        br_buffer_put_format(json, "\"scope\": \"%s\", ",
                             chance(teller, 2) ? "global" : "specific");
        put_id(teller, json, "aim", pick(teller, VERSION, 4));
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "idea_set") == 0) {
        return fill_of_thing(teller, "idea", json);
    }
    if (strcmp(kind, "idea_voted") == 0) {
        put_id(teller, json, "idea", pick(teller, VERSION, 6));
        br_buffer_put_format(json, "\"votes\": %u, ", pick(teller, 0, 5));
        return 0;
    }
    if (strcmp(kind, "roadblock_asked") == 0) {
        put_id(teller, json, "room", pick(teller, ROOM, 3));
        put_id(teller, json, "sponsor", pick(teller, MEMBER, 3));
        put_id(teller, json, "roadblock", pick(teller, VERSION, 4));
        put_text(teller, json, "title");
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "roadblock_answered") == 0) {
        put_id(teller, json, "roadblock", pick(teller, VERSION, 6));
        put_text(teller, json, "text");
        br_buffer_put_text(json, "\"outcome\": \"moved\", ");
        return 0;
    }
    return SIZE_MAX;
}

enum { MEETING = 0x68, DECIDED = 0x70 };

static void put_based_on(struct teller *teller, struct br_buffer *json, unsigned first)
{
    br_buffer_put_format(json, "\"based_on\": [\"%s\", \"%s\"], ", hex_of(pick(teller, first, 4)),
                         hex_of(pick(teller, VERSION, 6)));
}

/* A decision, an action or a note: a new one, or another version of one. */
static size_t fill_of_decided(struct teller *teller, const char *kind, struct br_buffer *json)
{
    const char *what = kind[0] == 'd' ? "decision" : kind[0] == 'a' ? "action" : "note";
    put_text(teller, json, "text");
    if (chance(teller, 2)) {
        if (kind[0] == 'd') {
            put_text(teller, json, "committee");
            put_bool(teller, json, "needs_there");
        }
        if (kind[0] == 'a') {
            put_text(teller, json, "note");
            br_buffer_put_format(json, "\"state\": \"%s\", ", chance(teller, 2) ? "done" : "open");
        } else {
            put_bool(teller, json, "taken_back");
        }
    }
    if (chance(teller, 2)) {
        return pick(teller, DECIDED, 4);
    }
    put_id(teller, json, what, pick(teller, DECIDED, 4));
    put_based_on(teller, json, DECIDED);
    return pick(teller, VERSION, 6);
}

/* Fills [json] with a kind of the weekly hour; returns the id, or SIZE_MAX for others. */
static size_t fill_of_meeting(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const kinds[] = {"meeting_role_taken", "meeting_stepped", "story_noted",
                                        "decision_made",      "action_set",      "note_taken",
                                        "attendance_noted",   "scoring_opened",  "meeting_scored",
                                        "meeting_ended",      "meeting_planned"};
    static const char *const roles[] = {"chair", "timekeeper", "note_keeper", "facilitator"};
    size_t i = 0;
    while (i < sizeof kinds / sizeof kinds[0] && strcmp(kinds[i], kind) != 0) {
        i++;
    }
    unsigned ms = pick(teller, 1, 30);
    switch (i) {
    case 0:
        br_buffer_put_format(json, "\"role\": \"%s\", ", roles[pick(teller, 0, 4)]);
        put_id(teller, json, "member", pick(teller, MEMBER, 3));
        break;
    case 1:
        br_buffer_put_format(json, "\"item\": %u, \"at_ms\": %u, ", pick(teller, 0, 4), ms);
        break;
    case 2:
        put_text(teller, json, "theme");
        put_text(teller, json, "words");
        put_bool(teller, json, "consent");
        break;
    case 6:
        br_buffer_put_format(json, "\"roles\": [{\"role\": \"GP\", \"count\": %u}, ", ms);
        br_buffer_put_format(json, "{\"role\": \"%s\"}], ", ms % 3 == 0 ? "" : "Nurse");
        break;
    case 8:
        br_buffer_put_format(json, "\"score\": %u, ", pick(teller, 1, 10));
        put_text(teller, json, "good");
        break;
    case 9:
        br_buffer_put_format(json, "\"at_ms\": %u, ", ms);
        put_bool(teller, json, "held");
        put_text(teller, json, "reason");
        break;
    case 10:
        br_buffer_put_format(json, "\"date\": \"2024-01-0%u\", \"minutes\": 60, ",
                             pick(teller, 1, 9));
        br_buffer_put_format(json, "\"agenda\": [{\"title\": \"A\"}, {\"minutes\": %u}], ", ms);
        if (chance(teller, 2)) {
            return pick(teller, MEETING, 4);
        }
        put_based_on(teller, json, MEETING);
        put_id(teller, json, "meeting", pick(teller, MEETING, 4));
        return pick(teller, VERSION, 6);
    case sizeof kinds / sizeof kinds[0]:
        return SIZE_MAX;
    default:
        break;
    }
    put_id(teller, json, "meeting", pick(teller, MEETING, 4));
    return i >= 3 && i <= 5 ? fill_of_decided(teller, kind, json) : 0;
}

static void put_nodes(struct teller *teller, struct br_buffer *json)
{
    static const char *const levels[] = {"primary", "secondary", "idea"};
    br_buffer_put_text(json, "\"nodes\": [");
    for (unsigned i = pick(teller, 0, 5); i > 0; i--) {
        br_buffer_put_format(json, "{\"id\": %u, \"text\": \"box%u\"%s%s%s}%s", pick(teller, 1, 4),
                             i, ", \"level\": \"", levels[pick(teller, 0, 3)], "\"",
                             i > 1 ? ", " : "");
    }
    br_buffer_put_text(json, "], ");
}

/* Fills [json] with a kind about tests and drivers; returns the id, or SIZE_MAX for others. */
static size_t fill_of_pdsa(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const decisions[] = {"adopt", "adapt", "abandon"};
    if (strcmp(kind, "pdsa_planned") == 0) {
        if (chance(teller, 2)) {
            put_id(teller, json, "pdsa", pick(teller, PDSA, 4));
            put_based_on(teller, json, PDSA);
        }
        put_text(teller, json, "title");
        put_text(teller, json, "plan");
        put_id(teller, json, "measure", pick(teller, MEASURE, 4));
        put_id(teller, json, "after", pick(teller, PDSA, 4));
        put_id(teller, json, "idea", pick(teller, VERSION, 4));
        br_buffer_put_format(json, "\"starts\": \"2024-01-0%u\", ", pick(teller, 1, 4));
        return pick(teller, PDSA, 4);
    }
    if (strcmp(kind, "pdsa_studied") == 0) {
        put_id(teller, json, "pdsa", pick(teller, PDSA, 4));
        put_based_on(teller, json, PDSA);
        put_text(teller, json, "happened");
        put_text(teller, json, "learned");
        br_buffer_put_format(json, "\"decision\": \"%s\", ", decisions[pick(teller, 0, 3)]);
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "change_standardised") == 0) {
        if (chance(teller, 2)) {
            put_id(teller, json, "change", pick(teller, PDSA, 4));
            put_based_on(teller, json, PDSA);
        }
        put_text(teller, json, "title");
        put_text(teller, json, "embedded");
        put_bool(teller, json, "dropped");
        return pick(teller, PDSA, 4);
    }
    if (strcmp(kind, "driver_diagram_drawn") == 0) {
        put_based_on(teller, json, VERSION);
        put_text(teller, json, "aim");
        put_id(teller, json, "measure", pick(teller, MEASURE, 4));
        put_nodes(teller, json);
        return pick(teller, VERSION, 6);
    }
    return SIZE_MAX;
}

/* Copies of rooms and PDSAs. */
static size_t fill_shared(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const of_room[] = {"name", "pathway", "purpose"};
    static const char *const of_pdsa[] = {"title", "pathway", "learned"};
    bool is_room = strcmp(kind, "room_shared") == 0;
    if (strcmp(kind, "pdsa_borrowed") == 0) {
        put_academy(teller, json, "academy");
        put_id(teller, json, "pdsa", pick(teller, COPIED, 4));
        put_text(teller, json, "pathway");
        return 0;
    }
    if (!is_room && strcmp(kind, "pdsa_shared") != 0 && strcmp(kind, "shared_withdrawn") != 0) {
        return SIZE_MAX;
    }
    put_id(teller, json, "copy_of", pick(teller, ROOM, 3));
    if (strcmp(kind, "shared_withdrawn") == 0) {
        put_text(teller, json, "reason");
        return 0;
    }
    for (size_t i = 0; i < sizeof of_room / sizeof of_room[0]; i++) {
        put_text(teller, json, is_room ? of_room[i] : of_pdsa[i]);
    }
    if (is_room) {
        br_buffer_put_format(json,
                             "\"pdsas\": [\"%s\", \"10\"], \"themes\": [\"\", \"t%u\"],"
                             " \"drivers\": [{\"id\": %u, \"level\": \"primary\","
                             " \"text\": \"d\"}, {\"id\": 1}], ",
                             hex_of(pick(teller, COPIED, 4)), pick(teller, 0, 9),
                             pick(teller, 0, 9));
    }
    return pick(teller, COPIED, 4);
}

static void put_watched(struct teller *teller, struct br_buffer *json)
{
    static const char *const parts[] = {"rooms_meeting", "special_causes", "open_questions"};
    br_buffer_put_format(json, "\"parts\": [\"%s\", \"%s\"], ", parts[pick(teller, 0, 3)],
                         parts[pick(teller, 0, 3)]);
}

/* As fill, of groups and what is told in them; SIZE_MAX: it is no such kind. */
static size_t fill_of_watch(struct teller *teller, const char *kind, struct br_buffer *json)
{
    if (strcmp(kind, "group_opened") == 0) {
        char hex[BR_HASH_TEXT_SIZE];
        struct br_hash academy = academy_of(pick(teller, 0xa1, 3));
        br_hash_text(&academy, hex);
        br_buffer_put_format(json, "\"academies\": [\"%s\", \"%s\"], ", hex,
                             chance(teller, 4) ? "10" : hex);
        return 0x77;
    }
    if (strcmp(kind, "watch_asked") == 0 || strcmp(kind, "watch_agreed") == 0) {
        put_academy(teller, json, "academy");
        put_watched(teller, json);
        put_text(teller, json, "reason");
        if (kind[6] == 'a' && kind[7] == 'g') {
            put_bool(teller, json, "only_chosen");
            br_buffer_put_format(json, "\"rooms\": [\"%s\"], ", hex_of(pick(teller, ROOM, 3)));
        }
        return 0;
    }
    if (strcmp(kind, "progress_told") == 0) {
        put_watched(teller, json);
        br_buffer_put_format(json,
                             "\"questions\": %u, \"visits\": [\"v\"], \"rooms\":"
                             " [{\"room\": \"%s\", \"name\": \"n\"}, {\"measures\": 3}],"
                             " \"cohorts\": [{\"name\": \"c\", \"pairs\": 2}], ",
                             pick(teller, 0, 9), hex_of(pick(teller, ROOM, 3)));
        return 0;
    }
    if (strcmp(kind, "progress_looked") == 0) {
        put_academy(teller, json, "academy");
        put_text(teller, json, "date");
        return 0;
    }
    if (strcmp(kind, "room_quiet_explained") == 0) {
        put_id(teller, json, "room", pick(teller, ROOM, 3));
        put_text(teller, json, "reason");
        put_text(teller, json, "until");
        return 0;
    }
    return SIZE_MAX;
}

/* Of an element, its decisions and proposed changes, adaptations and reviews. */
static void put_element(struct teller *teller, struct br_buffer *json)
{
    put_academy(teller, json, "academy");
    put_id(teller, json, "element", pick(teller, ELEMENT, 4));
    put_id(teller, json, "version", pick(teller, ELEMENT, 4));
}

static void put_decision(struct teller *teller, struct br_buffer *json)
{
    static const char *const decisions[] = {"adopted", "on_trial", "declined"};
    if (!chance(teller, 9)) {
        br_buffer_put_format(json, "\"decision\": \"%s\", ", decisions[pick(teller, 0, 3)]);
    }
    put_text(teller, json, "reason");
}

/* Of [thing] (its name in the message) a new one, or another version. */
static void put_version(struct teller *teller, struct br_buffer *json, const char *thing,
                        unsigned first)
{
    if (chance(teller, 2)) {
        put_id(teller, json, thing, pick(teller, first, 4));
        put_based_on(teller, json, first);
    }
}

static size_t fill_published(struct teller *teller, struct br_buffer *json)
{
    static const char *const texts[] = {"title", "purpose", "looks_like", "why", "evidence"};
    put_version(teller, json, "element", ELEMENT);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        put_text(teller, json, texts[i]);
    }
    put_bool(teller, json, "retired");
    put_academy(teller, json, "change_academy");
    put_id(teller, json, "change", pick(teller, CHANGED, 4));
    br_buffer_put_format(json,
                         "\"nature\": \"%s\", \"stays\": [\"a%u\", \"\"],"
                         " \"may_change\": [\"b\"], ",
                         chance(teller, 2) ? "fixed" : "flexible", pick(teller, 0, 9));
    return pick(teller, ELEMENT, 4);
}

/* Fills [json] with a kind about the programme; returns the id, or SIZE_MAX for others. */
static size_t fill_of_programme(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const outcomes[] = {"worked", "partly", "not"};
    if (strcmp(kind, "element_published") == 0) {
        return fill_published(teller, json);
    }
    if (strcmp(kind, "element_decided") == 0) {
        put_element(teller, json);
        put_decision(teller, json);
        put_text(teller, json, "our_name");
        put_text(teller, json, "until");
        return 0;
    }
    if (strcmp(kind, "element_change_proposed") == 0) {
        put_version(teller, json, "change", CHANGED);
        put_element(teller, json);
        put_text(teller, json, "title");
        put_text(teller, json, "becomes");
        put_id(teller, json, "adaptation", pick(teller, CHANGED, 4));
        put_bool(teller, json, "taken_back");
        return pick(teller, CHANGED, 4);
    }
    if (strcmp(kind, "adaptation_made") == 0) {
        put_version(teller, json, "adaptation", CHANGED);
        put_element(teller, json);
        put_text(teller, json, "title");
        put_text(teller, json, "why");
        put_bool(teller, json, "ended");
        br_buffer_put_format(json, "\"purpose\": \"%s\", ",
                             chance(teller, 2) ? "keeps" : "departs");
        return pick(teller, CHANGED, 4);
    }
    if (strcmp(kind, "adaptation_studied") == 0) {
        put_id(teller, json, "adaptation", pick(teller, CHANGED, 4));
        put_text(teller, json, "text");
        br_buffer_put_format(json, "\"outcome\": \"%s\", ", outcomes[pick(teller, 0, 3)]);
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "self_review_written") == 0) {
        put_version(teller, json, "review", CHANGED);
        br_buffer_put_text(json, "\"elements\": [{");
        put_academy(teller, json, "academy");
        put_id(teller, json, "element", pick(teller, ELEMENT, 4));
        br_buffer_put_text(json, "\"how\": \"not_yet\"}], ");
        put_text(teller, json, "learned");
        return pick(teller, CHANGED, 4);
    }
    if (strcmp(kind, "adaptation_decided") == 0 || strcmp(kind, "element_change_answered") == 0) {
        put_academy(teller, json, "academy");
        put_id(teller, json, kind[0] == 'a' ? "adaptation" : "change", pick(teller, CHANGED, 4));
        put_decision(teller, json);
        return 0;
    }
    return SIZE_MAX;
}

static void put_parts(struct teller *teller, struct br_buffer *json)
{
    br_buffer_put_format(json,
                         "\"parts\": [{\"block\": \"ask_block\", \"heading\": \"h%u\"}, {}], ",
                         pick(teller, 0, 9));
}

/* Reports to the board, and patterns of them. */
static size_t fill_of_board(struct teller *teller, const char *kind, struct br_buffer *json)
{
    if (strcmp(kind, "board_report_written") == 0) {
        put_id(teller, json, "report", pick(teller, VERSION, 4));
        put_based_on(teller, json, VERSION);
        put_text(teller, json, "month");
        put_text(teller, json, "headline");
        put_text(teller, json, "story");
        put_bool(teller, json, "story_consent");
        br_buffer_put_format(json, "\"measures\": [{\"measure\": \"%s\"}, {}], ",
                             hex_of(pick(teller, MEASURE, 4)));
        put_parts(teller, json);
        return pick(teller, VERSION, 6);
    }
    if (strcmp(kind, "board_pattern_set") == 0) {
        put_id(teller, json, "pattern", pick(teller, VERSION, 4));
        put_based_on(teller, json, VERSION);
        put_text(teller, json, "title");
        put_academy(teller, json, "from_academy");
        put_id(teller, json, "from_pattern", pick(teller, VERSION, 4));
        put_bool(teller, json, "dropped");
        put_parts(teller, json);
        return pick(teller, VERSION, 6);
    }
    return SIZE_MAX;
}

/* Fills [json] with a kind about visits and training; returns the id, or SIZE_MAX for others. */
static size_t fill_of_adopters(struct teller *teller, const char *kind, struct br_buffer *json)
{
    static const char *const steps[] = {"exploring", "own_rooms", "hosting_others"};
    unsigned day = pick(teller, 1, 8);
    if (strcmp(kind, "journey_step_set") == 0) {
        br_buffer_put_format(json,
                             "\"step\": \"%s\", \"since\": \"2024-0%u-01\","
                             " \"cohorts\": [\"%s\", \"10\"], ",
                             steps[pick(teller, 0, 3)], day, hex_of(pick(teller, COHORT, 4)));
        put_academy(teller, json, "host");
        put_bool(teller, json, "taken_back");
        return 0;
    }
    if (strcmp(kind, "capability_counted") == 0) {
        br_buffer_put_format(json, "\"date\": \"2024-01-0%u\", \"coaches\": %u, ", day, day);
        put_bool(teller, json, "taken_back");
        return 0;
    }
    if (strcmp(kind, "cohort_day_set") == 0 || strcmp(kind, "skill_used") == 0) {
        put_id(teller, json, "cohort", pick(teller, COHORT, 4));
        br_buffer_put_format(json, "\"day\": %u, \"date\": \"2024-01-0%u\", ", day % 3, day);
        if (kind[0] == 'c') {
            put_text(teller, json, "skill");
            put_bool(teller, json, "held");
        }
        return 0;
    }
    if (strcmp(kind, "expectation_written") == 0) {
        put_based_on(teller, json, VERSION);
        put_text(teller, json, "expects");
        br_buffer_put_format(json, "\"date\": \"2024-01-0%u\", ", day);
        return pick(teller, VERSION, 6);
    }
    bool is_visit = strcmp(kind, "visit_set") == 0;
    bool is_pair = strcmp(kind, "cohort_pair_set") == 0;
    if (!is_visit && !is_pair && strcmp(kind, "cohort_set") != 0) {
        return SIZE_MAX;
    }
    put_version(teller, json, is_visit ? "visit" : is_pair ? "pair" : "cohort", COHORT);
    if (is_visit) {
        put_academy(teller, json, "to_academy");
        put_text(teller, json, "occasion");
        put_text(teller, json, "learned");
        br_buffer_put_format(json, "\"date\": \"2024-01-0%u\", ", day);
    } else if (is_pair) {
        put_id(teller, json, "cohort", pick(teller, COHORT, 4));
        put_text(teller, json, "pathway");
        put_text(teller, json, "finished");
    } else {
        put_text(teller, json, "name");
        br_buffer_put_format(json, "\"starts\": \"2024-01-0%u\", \"visiting\": [\"11\"], ", day);
    }
    return pick(teller, COHORT, 4);
}

/* Fills [json]; returns the record's id, 0 for any. */
static unsigned fill(struct teller *teller, const char *kind, struct br_buffer *json)
{
    bool is = true;
    unsigned id = 0;
    if (strcmp(kind, "academy_keys") == 0) {
        put_id(teller, json, "signing_key", 1);
    } else if (strcmp(kind, "academy_profile") == 0) {
        put_text(teller, json, "name");
        put_text(teller, json, "place");
        put_text(teller, json, "colour");
        put_text(teller, json, "logo_type");
        put_id(teller, json, "logo", 1);
    } else if (strcmp(kind, "academy_accepted") == 0) {
        put_academy(teller, json, "academy");
        put_text(teller, json, "name");
        put_bool(teller, json, "accepted");
    } else if (strcmp(kind, "member_profile") == 0) {
        put_id(teller, json, "member", pick(teller, MEMBER, 3));
        put_text(teller, json, "name");
        put_text(teller, json, "pathway");
        put_text(teller, json, "skills");
    } else if (strcmp(kind, "role_given") == 0) {
        put_id(teller, json, "member", pick(teller, MEMBER, 3));
        br_buffer_put_format(json, "\"role\": \"%s\", ", chance(teller, 2) ? "coach" : "lead");
        put_bool(teller, json, "given");
    } else if (strcmp(kind, "thread_started") == 0) {
        put_text(teller, json, "title");
        put_text(teller, json, "text");
        put_bool(teller, json, "question");
        put_thread_more(teller, json);
        id = pick(teller, THREAD, 6);
    } else if (strcmp(kind, "post_written") == 0) {
        put_id(teller, json, "thread", pick(teller, THREAD, 7));
        put_id(teller, json, "parent", pick(teller, POST, 6));
        put_id(teller, json, "quotes", pick(teller, POST, 6));
        put_text(teller, json, "text");
        id = pick(teller, POST, 8);
    } else if (strcmp(kind, "post_edited") == 0) {
        unsigned thread = pick(teller, THREAD, 7);
        put_id(teller, json, "thread", thread);
        put_id(teller, json, "post", chance(teller, 2) ? thread : pick(teller, POST, 8));
        br_buffer_put_format(json, "\"based_on\": [\"%s\", \"%s\"], ", hex_of(thread),
                             hex_of(pick(teller, VERSION, 6)));
        put_text(teller, json, "title");
        put_text(teller, json, "text");
        id = pick(teller, VERSION, 6);
    } else if (strcmp(kind, "question_resolved") == 0) {
        put_id(teller, json, "thread", pick(teller, THREAD, 7));
        put_id(teller, json, "answer", pick(teller, POST, 8));
        put_bool(teller, json, "resolved");
    } else if (strcmp(kind, "room_opened") == 0) {
        put_text(teller, json, "name");
        put_text(teller, json, "pathway");
        id = pick(teller, ROOM, 3);
    } else if (strcmp(kind, "coach_pair_appointed") == 0) {
        put_id(teller, json, "room", pick(teller, ROOM, 3));
        put_id(teller, json, "clinical_coach", pick(teller, MEMBER, 3));
        put_id(teller, json, "flow_coach", pick(teller, MEMBER, 3));
        put_text(teller, json, "from_date");
    } else if (strcmp(kind, "room_member_set") == 0) {
        put_id(teller, json, "room", pick(teller, ROOM, 3));
        put_id(teller, json, "member", pick(teller, MEMBER, 3));
        put_bool(teller, json, "joined");
    } else if (strcmp(kind, "measure_defined") == 0) {
        put_measure(teller, json);
        if (chance(teller, 2)) {
            put_id(teller, json, "room", pick(teller, ROOM, 3));
        }
        id = pick(teller, MEASURE, 4);
    } else if (strcmp(kind, "measure_shared") == 0) {
        put_id(teller, json, "copy_of", pick(teller, MEASURE, 4));
        put_measure(teller, json);
        id = pick(teller, MEASURE, 6);
    } else if (strcmp(kind, "points_recorded") == 0) {
        put_id(teller, json, "measure", pick(teller, MEASURE, 6));
        put_points(teller, json);
    } else if (strcmp(kind, "points_corrected") == 0) {
        put_id(teller, json, "measure", pick(teller, MEASURE, 6));
        put_points(teller, json);
        put_text(teller, json, "reason");
    } else {
        size_t newer = fill_of_meeting(teller, kind, json);
        newer = newer == SIZE_MAX ? fill_of_room(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_pdsa(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_shared(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_watch(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_programme(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_measure(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_board(teller, kind, json) : newer;
        newer = newer == SIZE_MAX ? fill_of_adopters(teller, kind, json) : newer;
        is = newer != SIZE_MAX;
        id = (unsigned)newer;
    }
    CHECK(is); /* a new kind wants its line above */
    return id;
}

static void tell(struct story *story, uint64_t seed, size_t records)
{
    struct teller teller = {.story = story, .rng = br_rng_seeded(seed)};
    size_t kind_count = 0;
    const struct br_kind *kinds = br_kinds(&kind_count);
    struct br_buffer json;
    br_buffer_init(&json, 64 * 1024);
    for (size_t i = 0; i < records; i++) {
        const char *kind = kinds[br_rng_below(&teller.rng, kind_count)].name;
        br_buffer_clear(&json);
        br_buffer_put_text(&json, "{");
        unsigned id = fill(&teller, kind, &json);
        if (json.size > 1) {
            json.size -= 2; /* the last comma and blank */
        }
        br_buffer_put_text(&json, "}");
        story_say(story, pick_stream(&teller), kind,
                  chance(&teller, 10) ? 0 : pick(&teller, MEMBER, 3), id, br_buffer_text(&json));
    }
    br_buffer_free(&json);
}

#endif
