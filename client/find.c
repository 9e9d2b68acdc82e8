/* find.c - ids by their ends, rooms and members also by their names. */
#include "client/find.h"

#include "client/agent.h"
#include "pages/terminal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct lookup {
    enum thing thing;
    const char *word;
    const char *by_end; /* ids that end in :end (or are called :name) */
    const char
        *details; /* id, title, thread, author, audience_type, audience_id, own, saved_here */
};

static const struct lookup lookups[] = {
    {THING_THREAD, "thread",
     "SELECT DISTINCT id FROM v_thread WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, id, author, audience_type, audience_id, own, saved_here FROM v_thread"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_POST, "reply",
     "SELECT DISTINCT id FROM v_post WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT p.id, substr(p.text, 1, 60), p.thread, p.author,"
     " (SELECT audience_type FROM v_thread t WHERE t.id = p.thread ORDER BY t.position LIMIT 1),"
     " (SELECT audience_id FROM v_thread t WHERE t.id = p.thread ORDER BY t.position LIMIT 1),"
     " p.own, p.saved_here FROM v_post p WHERE p.id = :id ORDER BY p.position LIMIT 1"},
    {THING_TRIED, "word of what was tried",
     "SELECT DISTINCT id FROM v_tried WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT p.id, substr(p.different, 1, 60), p.thread, p.author,"
     " (SELECT audience_type FROM v_thread t WHERE t.id = p.thread ORDER BY t.position LIMIT 1),"
     " (SELECT audience_id FROM v_thread t WHERE t.id = p.thread ORDER BY t.position LIMIT 1),"
     " p.own, 0 FROM v_tried p WHERE p.id = :id ORDER BY p.own DESC LIMIT 1"},
    {THING_ROOM, "Big Room",
     "SELECT DISTINCT id FROM v_room"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR name = :name LIMIT 11",
     "SELECT id, name, NULL, NULL, 3, NULL, 1, saved_here FROM v_room"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_MEASURE, "measure",
     "SELECT DISTINCT id FROM v_measure"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, audience_type, audience_id, own, saved_here FROM v_measure"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_MEMBER, "member",
     "SELECT DISTINCT member FROM v_member"
     " WHERE substr(lower(hex(member)), -length(:end)) = :end OR name = :name LIMIT 11",
     "SELECT member, name, NULL, NULL, 3, NULL, 1, 0 FROM v_member WHERE member = :id LIMIT 1"},
    {THING_MEETING, "meeting",
     "SELECT DISTINCT id FROM v_meeting"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR date = :name LIMIT 11",
     "SELECT id, day, NULL, author, 4, room, 1, saved_here FROM v_meeting WHERE id = :id LIMIT 1"},
    {THING_DECISION, "decision",
     "SELECT DISTINCT id FROM v_decision"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, substr(text, 1, 60), NULL, author, 4, room, 1, saved_here FROM v_decision"
     " WHERE id = :id LIMIT 1"},
    {THING_ACTION, "action",
     "SELECT DISTINCT id FROM v_action WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, substr(text, 1, 60), NULL, author, 4, room, 1, saved_here FROM v_action"
     " WHERE id = :id LIMIT 1"},
    {THING_NOTE, "note",
     "SELECT DISTINCT id FROM v_note WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, substr(text, 1, 60), NULL, author, 4, room, 1, saved_here FROM v_note"
     " WHERE id = :id LIMIT 1"},
    {THING_PDSA, "PDSA",
     "SELECT DISTINCT id FROM v_pdsa"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR title = :name LIMIT 11",
     "SELECT id, title, NULL, author, 4, room, 1, saved_here FROM v_pdsa"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_COHORT, "cohort",
     "SELECT DISTINCT id FROM v_cohort"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR name = :name LIMIT 11",
     "SELECT id, name, NULL, author, audience_type, NULL, own, saved_here FROM v_cohort"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_COACH_PAIR, "coach pair",
     "SELECT DISTINCT id FROM v_cohort_pair"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, pathway, NULL, author, audience_type, NULL, own, saved_here FROM v_cohort_pair"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_VISIT, "visit",
     "SELECT DISTINCT id FROM v_faculty_visit"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, occasion, NULL, author, audience_type, NULL, own, saved_here FROM v_faculty_visit"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_CHANGE, "standardised change",
     "SELECT DISTINCT id FROM v_change"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR title = :name LIMIT 11",
     "SELECT id, title, NULL, author, 4, room, 1, saved_here FROM v_change"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_STAKEHOLDER, "stakeholder",
     "SELECT DISTINCT id FROM v_stakeholder WHERE substr(lower(hex(id)), -length(:end)) = :end "
     "LIMIT 11",
     "SELECT id, role, NULL, author, 4, room, 1, saved_here FROM v_stakeholder"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_THEME, "theme",
     "SELECT DISTINCT id FROM v_theme WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, 4, room, 1, saved_here FROM v_theme"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_AIM, "aim",
     "SELECT DISTINCT id FROM v_aim WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, text, NULL, author, 4, room, 1, saved_here FROM v_aim"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_IDEA, "change idea",
     "SELECT DISTINCT id FROM v_idea WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, 4, room, 1, saved_here FROM v_idea"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_ROADBLOCK, "roadblock",
     "SELECT DISTINCT id FROM v_roadblock"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, 3, NULL, 1, saved_here FROM v_roadblock"
     " WHERE id = :id ORDER BY position LIMIT 1"},
    {THING_SHARED_PDSA, "shared PDSA",
     "SELECT DISTINCT id FROM v_shared_pdsa"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, audience_type, NULL, own, saved_here FROM v_shared_pdsa"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_SHARED_ROOM, "shared Big Room",
     "SELECT DISTINCT id FROM v_shared_room"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR name = :name LIMIT 11",
     "SELECT id, name, NULL, author, 1, NULL, own, saved_here FROM v_shared_room"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_BOARD_REPORT, "report to the board",
     "SELECT DISTINCT report FROM v_board_report"
     " WHERE holds AND (substr(lower(hex(report)), -length(:end)) = :end OR month = :name)"
     " LIMIT 11",
     "SELECT report, headline, NULL, author, 3, NULL, 1, saved_here FROM v_board_report"
     " WHERE report = :id AND holds LIMIT 1"},
    {THING_BOARD_PATTERN, "pattern",
     "SELECT DISTINCT pattern FROM v_board_pattern"
     " WHERE holds AND (substr(lower(hex(pattern)), -length(:end)) = :end OR title = :name)"
     " LIMIT 11",
     "SELECT pattern, title, NULL, author, audience_type, NULL, own, saved_here"
     " FROM v_board_pattern WHERE pattern = :id AND holds ORDER BY own DESC, position LIMIT 1"},
    {THING_ELEMENT, "element",
     "SELECT DISTINCT id FROM v_element"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end OR title = :name OR our_name = :name"
     " LIMIT 11",
     "SELECT id, title, NULL, author, 1, NULL, own, saved_here FROM v_element"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_ADAPTATION, "adaptation",
     "SELECT DISTINCT id FROM v_adaptation"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, audience_type, NULL, own, saved_here FROM v_adaptation"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_PROPOSAL, "proposal",
     "SELECT DISTINCT id FROM v_element_change"
     " WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, title, NULL, author, 1, NULL, own, saved_here FROM v_element_change"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
    {THING_REVIEW, "self-review",
     "SELECT DISTINCT id FROM v_review WHERE substr(lower(hex(id)), -length(:end)) = :end LIMIT 11",
     "SELECT id, date, NULL, author, audience_type, NULL, own, saved_here FROM v_review"
     " WHERE id = :id ORDER BY own DESC, position LIMIT 1"},
};
enum { LOOKUP_COUNT = sizeof lookups / sizeof lookups[0], FOUND_MAX = BR_CANDIDATES_MAX + 1 };

/* --- queries --- */

int call_query(struct call *call, const char *sql, const struct br_parameter *parameters,
               size_t count, br_cells_visit visit, void *context)
{
    struct br_error error = {{0}};
    enum br_status status =
        br_views_query(call->views, sql, parameters, count, visit, context, &error);
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "our copy cannot be read: %s",
                         error.text[0] != '\0' ? error.text : br_status_text(status));
    }
    return EXIT_FINE;
}

struct br_parameter parameter_id(const char *name, const struct br_id *id)
{
    return (struct br_parameter){
        .name = name,
        .value = {.type = BR_CELL_BYTES, .bytes = {.data = id->bytes, .size = sizeof id->bytes}}};
}

struct br_parameter parameter_text(const char *name, const char *text)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(text)}};
}

bool cell_id(const struct br_cell *cell, struct br_id *id)
{
    if (cell->type != BR_CELL_BYTES || cell->bytes.size != sizeof id->bytes) {
        return false;
    }
    memcpy(id->bytes, cell->bytes.data, sizeof id->bytes);
    return true;
}

void cell_text(const struct br_cell *cell, char *out, size_t size)
{
    int length = cell->type == BR_CELL_TEXT ? (int)cell->bytes.size : 0;
    (void)snprintf(out, size, "%.*s", length, length == 0 ? "" : (const char *)cell->bytes.data);
}

const char *short_id(const struct br_id *id, char out[9])
{
    br_hex_encode(id->bytes + 12, 4, out);
    return out;
}

/* --- looking up --- */

struct candidates {
    size_t count;
    struct {
        const struct lookup *lookup;
        struct br_id id;
    } items[FOUND_MAX];
    const struct lookup *lookup; /* which is asked just now */
};

static bool take_candidate(void *context, size_t count, const char *const *names,
                           const struct br_cell *cells)
{
    struct candidates *candidates = context;
    (void)count;
    (void)names;
    struct br_id id;
    if (cell_id(&cells[0], &id)) {
        candidates->items[candidates->count].lookup = candidates->lookup;
        candidates->items[candidates->count].id = id;
        candidates->count++;
    }
    return candidates->count < FOUND_MAX;
}

static bool take_details(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct found *found = context;
    (void)count;
    (void)names;
    (void)cell_id(&cells[0], &found->id);
    cell_text(&cells[1], found->title, sizeof found->title);
    (void)cell_id(&cells[2], &found->thread);
    (void)cell_id(&cells[3], &found->author);
    found->audience.type = (uint8_t)cells[4].integer;
    (void)cell_id(&cells[5], &found->audience.id);
    found->own = cells[6].integer != 0;
    found->saved_here = cells[7].integer != 0;
    return false;
}

static int details(struct call *call, const struct lookup *lookup, const struct br_id *id,
                   struct found *found)
{
    struct br_parameter parameter = parameter_id("id", id);
    *found = (struct found){.thing = lookup->thing, .id = *id};
    return call_query(call, lookup->details, &parameter, 1, take_details, found);
}

/* The hex digits of [text] in lower case, without dashes; empty when it is something else. */
static void hex_digits(const char *text, char out[33])
{
    size_t size = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '-') {
            continue;
        }
        if (isxdigit((unsigned char)*at) == 0 || size == 32) {
            size = 0;
            break;
        }
        out[size++] = (char)tolower((unsigned char)*at);
    }
    out[size < BR_ID_SUFFIX_MIN ? 0 : size] = '\0';
}

/* "thread", "thread or reply", "Big Room, measure or member" */
static void words_of(unsigned things, char *out, size_t size)
{
    size_t left = 0;
    size_t used = 0;
    for (size_t i = 0; i < LOOKUP_COUNT; i++) {
        left += (things & lookups[i].thing) != 0;
    }
    out[0] = '\0';
    for (size_t i = 0; i < LOOKUP_COUNT && used < size; i++) {
        if ((things & lookups[i].thing) != 0) {
            left--;
            used += (size_t)snprintf(out + used, size - used, "%s%s", lookups[i].word,
                                     left == 0 ? "" : (left == 1 ? " or " : ", "));
        }
    }
}

static int list_candidates(struct call *call, const struct candidates *candidates, const char *text)
{
    int code = call_fail(call, EXIT_UNKNOWN, "%s names more than one:", text);
    for (size_t i = 0; i < candidates->count && i < BR_CANDIDATES_MAX; i++) {
        struct found found;
        char id[BR_ID_TEXT_SIZE];
        if (details(call, candidates->items[i].lookup, &candidates->items[i].id, &found) != 0) {
            break;
        }
        br_id_text(&found.id, id);
        br_buffer_put_format(&call->err, "  %s  %s  ", id, candidates->items[i].lookup->word);
        br_text_terminal_line(br_bytes_of_text(found.title), &call->err);
        br_buffer_put_text(&call->err, "\n");
    }
    if (candidates->count > BR_CANDIDATES_MAX) {
        br_buffer_put_text(&call->err, "  and more\n");
    }
    return code;
}

/* A whole id names one thing, and the views have an index for it; an end is compared with all. */
static int find_whole(struct call *call, unsigned things, const struct br_id *id,
                      struct found *found, bool *there)
{
    int code = EXIT_FINE;
    *there = false;
    for (size_t i = 0; i < LOOKUP_COUNT && code == EXIT_FINE && !*there; i++) {
        if ((things & lookups[i].thing) != 0) {
            code = details(call, &lookups[i], id, found);
            *there = found->audience.type != 0;
        }
    }
    return code;
}

int find_thing(struct call *call, unsigned things, const char *text, struct found *found)
{
    char end[33];
    char words[80];
    struct candidates candidates = {.count = 0};
    hex_digits(text, end);
    words_of(things, words, sizeof words);
    bool named = (things & (THING_ROOM | THING_MEMBER)) != 0;
    if (end[0] == '\0' && !named) {
        return call_fail(call, EXIT_UNKNOWN,
                         "name a %s by its id or at least the last %u hex digits of it, not %s",
                         words, BR_ID_SUFFIX_MIN, text);
    }
    struct br_id whole;
    if (br_id_parse(end, &whole) == BR_OK) {
        bool there = false;
        int code = find_whole(call, things, &whole, found, &there);
        if (code != EXIT_FINE || there) {
            return code;
        }
    }
    struct br_parameter parameters[] = {parameter_text("end", end[0] == '\0' ? "-" : end),
                                        parameter_text("name", text)};
    for (size_t i = 0; i < LOOKUP_COUNT && candidates.count < FOUND_MAX; i++) {
        if ((things & lookups[i].thing) == 0) {
            continue;
        }
        candidates.lookup = &lookups[i];
        int code = call_query(call, lookups[i].by_end, parameters, 2, take_candidate, &candidates);
        if (code != EXIT_FINE) {
            return code;
        }
    }
    if (candidates.count == 0) {
        return call_fail(call, EXIT_UNKNOWN, "there is no %s %s in our copy", words, text);
    }
    if (candidates.count > 1) {
        return list_candidates(call, &candidates, text);
    }
    return details(call, candidates.items[0].lookup, &candidates.items[0].id, found);
}

int find_audience(struct call *call, const char *text, struct br_audience *audience,
                  struct found *room)
{
    *audience = (struct br_audience){.type = BR_AUDIENCE_ACADEMY};
    if (strcmp(text, "academy") == 0) {
        return EXIT_FINE;
    }
    if (strcmp(text, "network") == 0) {
        audience->type = BR_AUDIENCE_NETWORK;
        return EXIT_FINE;
    }
    if (strncmp(text, "room:", 5) != 0) {
        return call_fail(call, EXIT_USAGE, "say --to network, --to academy or --to room:ID");
    }
    int code = find_thing(call, THING_ROOM, text + 5, room);
    if (code == EXIT_FINE) {
        audience->type = BR_AUDIENCE_ROOM;
        audience->id = room->id;
    }
    return code;
}

static bool take_own_name(void *context, size_t count, const char *const *names,
                          const struct br_cell *cells)
{
    (void)count;
    (void)names;
    cell_text(&cells[0], context, 256);
    return false;
}

int find_own_name(struct call *call, char out[256])
{
    static const char mine[] = "SELECT name FROM v_member WHERE member = :id LIMIT 1";
    const struct settings *settings = &call->agent->settings;
    struct br_parameter parameter = parameter_id("id", &settings->member);
    out[0] = '\0';
    int code = call_query(call, mine, &parameter, 1, take_own_name, out);
    if (out[0] == '\0') { /* our copy does not hold it yet */
        memcpy(out, settings->member_name, sizeof settings->member_name);
    }
    return code;
}
