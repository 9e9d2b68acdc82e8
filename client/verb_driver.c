/* verb_driver.c - a Big Room's driver diagram: its outline, and drawn from one. */
#include "client/outline.h"
#include "client/verb_form.h"
#include "client/verbs.h"

#include <stdio.h>

static int run_show(struct call *call)
{
    struct found room;
    int code = find_thing(call, THING_ROOM, call_argument(call, 0), &room);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_parameter parameter = parameter_id("id", &room.id);
    return verb_page(call, "driver/show", &parameter, 1);
}

/* --- what an outline names --- */

struct links {
    bool found;
    struct br_id measure; /* zero: none; so with the others */
    struct br_id pdsa;
    struct br_id idea;
};

static bool take_links(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct links *links = context;
    (void)count;
    (void)names;
    links->found = true;
    (void)cell_id(&cells[0], &links->measure);
    (void)cell_id(&cells[1], &links->pdsa);
    (void)cell_id(&cells[2], &links->idea);
    return false;
}

/*
 * A measure by its title, a PDSA by its number. A box that stands in the diagram already keeps its
 * change idea, and with that the test which the idea has.
 */
static const char links_sql[] =
    "SELECT (SELECT id FROM v_measure WHERE room = :room AND title = :measure AND copy_of IS NULL"
    "         ORDER BY position LIMIT 1),"
    "       CASE WHEN n.pdsa IS p.id THEN n.own_pdsa ELSE p.id END, n.idea"
    "  FROM (SELECT 1) LEFT JOIN (SELECT id FROM v_pdsa WHERE room = :room AND number = :pdsa) p"
    "       LEFT JOIN (SELECT d.position FROM v_driver d WHERE d.room = :room AND d.current"
    "                   ORDER BY d.position LIMIT 1) d"
    "       LEFT JOIN (SELECT driver, pdsa, own_pdsa, idea FROM v_driver_node"
    "                   WHERE driver = (SELECT position FROM v_driver WHERE room = :room AND "
    "current"
    "                                    ORDER BY position LIMIT 1)"
    "                     AND depth = :depth AND text = :text) n ON n.driver = d.position"
    " LIMIT 1";

static int find_links(struct call *call, const struct br_id *room, const struct outline_box *box,
                      struct links *links)
{
    struct br_parameter parameters[] = {
        parameter_id("room", room),
        parameter_text("measure", box->measure == NULL ? "" : box->measure),
        parameter_text("text", box->text),
        {.name = "pdsa", .value = {.type = BR_CELL_INTEGER, .integer = box->pdsa}},
        {.name = "depth", .value = {.type = BR_CELL_INTEGER, .integer = box->depth}}};
    static const struct br_id none = {.bytes = {0}};
    *links = (struct links){.found = false};
    int code = call_query(call, links_sql, parameters, sizeof parameters / sizeof parameters[0],
                          take_links, links);
    if (code == EXIT_FINE && box->measure != NULL && br_id_equal(&links->measure, &none)) {
        code = call_fail(call, EXIT_UNKNOWN, "line %zu: this Big Room has no measure called %s",
                         box->line, box->measure);
    }
    if (code == EXIT_FINE && box->pdsa > 0 && br_id_equal(&links->pdsa, &none) &&
        br_id_equal(&links->idea, &none)) {
        code = call_fail(call, EXIT_UNKNOWN, "line %zu: this Big Room has no PDSA %u", box->line,
                         box->pdsa);
    }
    return code;
}

static void set_link(struct draft *draft, const char *field, const struct br_id *id)
{
    static const struct br_id none = {.bytes = {0}};
    if (!br_id_equal(id, &none)) {
        draft_set_id(draft, field, id);
    }
}

static int add_box(struct call *call, struct draft *draft, const struct outline_box *box)
{
    static const char *const levels[] = {"", "primary", "secondary", "idea"};
    struct br_error error = {{0}};
    struct links links;
    int code = find_links(call, &draft->audience.id, box, &links);
    if (code != EXIT_FINE) {
        return code;
    }
    if (br_message_add(draft->message, &call->arena, "nodes", &error) != BR_OK) {
        return call_fail(call, EXIT_FAILED, "%s", error.text);
    }
    draft_set(draft, "nodes.level", br_bytes_of_text(levels[box->depth]));
    draft_set(draft, "nodes.text", br_bytes_of_text(box->text));
    set_link(draft, "nodes.measure", &links.measure);
    set_link(draft, "nodes.pdsa", &links.pdsa);
    set_link(draft, "nodes.idea", &links.idea);
    return draft->failed;
}

static int draw_more(struct call *call, struct draft *draft)
{
    struct outline *outline = br_arena_take(&call->arena, sizeof *outline);
    struct br_error error = {{0}};
    struct links links;
    if (outline == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    if (outline_read(call->input, &call->arena, outline, &error) != BR_OK) {
        return call_fail(call, EXIT_USAGE, "%s", error.text);
    }
    draft_set(draft, "aim", br_bytes_of_text(outline->aim.text));
    int code = find_links(call, &draft->audience.id, &outline->aim, &links);
    if (code == EXIT_FINE) {
        set_link(draft, "measure", &links.measure);
        code = draft->failed;
    }
    for (size_t i = 0; i < outline->count && code == EXIT_FINE; i++) {
        code = add_box(call, draft, &outline->boxes[i]);
    }
    return code;
}

static const struct verb_form draw = {.kind = "driver_diagram_drawn",
                                      .lookup = "driver_draw",
                                      .begins = "driver_outline_begins",
                                      .word = "driver diagram",
                                      .arguments = {{"id", THING_ROOM}},
                                      .more = draw_more};

static const struct option_rule draw_rules[] = {
    {"date", "DATE", "drawn on, as YYYY-MM-DD; today when it is not given", false},
    {"present", "N", "how many people were in the room", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_driver[] = {
    {.area = "driver",
     .name = "show",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "The driver diagram of a Big Room, as an outline.",
     .examples = "  bigroom driver show Frailty\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "driver",
     .name = "draw",
     .arguments = "ROOM FILE",
     .arguments_min = 2,
     .arguments_max = 2,
     .summary = "Draw it from an outline: the aim, and each line below what it moves.",
     .examples =
         "  bigroom driver show Frailty > drivers.txt\n"
         "  bigroom driver draw Frailty drivers.txt --present 9\n"
         "\n"
         "  Aim: Home on the day, from 22% to 38% by March 2027 [measure: Home on the day]\n"
         "    Decide early in the day\n"
         "      Senior review before 10\n"
         "        Three names on the board [PDSA 7]\n",
     .rules = draw_rules,
     .form = &draw,
     .place = VERB_VIEWS,
     .input = INPUT_FILE,
     .run = verb_form_run},
    {.name = NULL}};
