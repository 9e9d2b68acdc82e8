/*
 * verb_shared.c - what a room lets others see, after showing exactly what leaves; and what others
 * share: the same pathway elsewhere, what was abandoned and why.
 */
#include "client/draft.h"
#include "client/find.h"
#include "client/verb_form.h"
#include "client/verbs.h"
#include "pages/terminal.h"
#include "pages/tree.h"

#include <string.h>

/* --- exactly what leaves --- */

static void put_value(struct call *call, const struct br_value *value)
{
    char number[32];
    if (value->type == BR_VALUE_TEXT) {
        br_text_terminal_line(value->bytes, &call->out);
    } else if (value->type == BR_VALUE_BYTES) {
        br_bytes_hex(value->bytes, &call->out);
    } else {
        br_number_text(value->type == BR_VALUE_INTEGER ? (double)value->integer : value->number,
                       number);
        br_buffer_put_text(&call->out, number);
    }
}

/* One element of something that repeats: its fields on one line. */
static void put_child(struct call *call, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    bool first = true;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (br_message_count(message, &type->fields[i]) > 0) {
            struct br_value value = br_message_value(message, &type->fields[i], 0);
            br_buffer_put_text(&call->out, first ? "" : ", ");
            put_value(call, &value);
            first = false;
        }
    }
}

static void put_fields(struct call *call, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        size_t count = br_message_count(message, field);
        for (size_t k = 0; k < count; k++) {
            call_say(call, "  %-14s", field->name);
            if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
                put_child(call, br_message_child(message, field, k));
            } else {
                struct br_value value = br_message_value(message, field, k);
                put_value(call, &value);
            }
            call_line_end(call);
        }
    }
}

static bool put_academy(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct call *call = context;
    (void)count;
    (void)names;
    br_buffer_put_text(&call->out, "    ");
    br_text_terminal_line(cells[0].bytes, &call->out);
    br_buffer_put_text(&call->out, "\n");
    return true;
}

static int say_what_leaves(struct call *call, const struct draft *draft)
{
    static const char academies[] = "SELECT name FROM v_academy ORDER BY is_own DESC, name";
    int code = EXIT_FINE;
    if (draft->audience.type == BR_AUDIENCE_NETWORK) {
        call_say(call, "This would leave the academy, for everyone in the network:\n");
        code = call_query(call, academies, NULL, 0, put_academy, call);
        call_say(call, "    and academies that join it later\n");
    } else {
        call_say(call, "This would leave the Big Room, for everyone in our academy:\n");
    }
    put_fields(call, draft->message);
    call_say(call, "Nothing else leaves. How many came, and who, is never shared.\n"
                   "No patients: no names, dates of birth or NHS numbers.\n");
    return code;
}

static int look(struct call *call, const struct draft *draft, bool *save)
{
    if (call_has(call, "yes")) {
        return EXIT_FINE;
    }
    *save = false;
    if (call->json) {
        json_t *leaves = br_message_to_json(draft->message);
        bool network = draft->audience.type == BR_AUDIENCE_NETWORK;
        json_t *answer = json_pack("{s:i,s:s,s:s,s:o}", "version", 1, "state", "preview", "to",
                                   network ? "network" : "academy", "leaves",
                                   leaves == NULL ? json_null() : leaves);
        if (answer == NULL) {
            return call_fail(call, EXIT_FAILED, "out of memory");
        }
        call_json(call, answer);
    } else {
        int code = say_what_leaves(call, draft);
        if (code != EXIT_FINE) {
            return code;
        }
    }
    return call_has(call, "preview")
               ? EXIT_FINE
               : call_fail(call, EXIT_USAGE, "nothing is shared yet; add --yes to share this");
}

/* --- a room --- */

static const struct verb_form_part room_parts[] = {
    {"purpose", "purpose"},
    {"since", "since"},
    {"stage", "stage"},
    {"aims", "global_aim specific_aim"},
    {"five-vs", "value involve evidence visualisation vision"},
    {"themes", "themes"},
    {"roles", "roles"},
    {"drivers", "driver_aim drivers"},
    {"measures", "measures"},
    {"pdsas", "pdsas"},
    {"abandoned", "abandoned"},
    {"standardised", "standardised"},
    {NULL, NULL}};
static const struct verb_form room_share = {.kind = "room_shared",
                                            .lookup = "room_share",
                                            .begins = "room_share_begins",
                                            .word = "shared Big Room",
                                            .arguments = {{"id", THING_ROOM}},
                                            .parts = room_parts,
                                            .look = look};
static const struct verb_form room_unshare = {.kind = "shared_withdrawn",
                                              .lookup = "unshare",
                                              .word = "taken back",
                                              .arguments = {{"id", THING_ROOM}}};

/* --- a PDSA --- */

static const struct verb_form_part pdsa_parts[] = {{"question", "question"},
                                                   {"prediction", "prediction"},
                                                   {"plan", "plan"},
                                                   {"done", "done"},
                                                   {"happened", "happened comparison"},
                                                   {"learned", "learned"},
                                                   {"decision", "decision reason"},
                                                   {"dates", "starts studied"},
                                                   {"measure", "measure"},
                                                   {"borrowed", "borrowed_from borrowed"},
                                                   {NULL, NULL}};
static const struct verb_form_name to_whom[] = {{"to", 0}, {NULL, 0}};
static const struct verb_form pdsa_share = {.kind = "pdsa_shared",
                                            .lookup = "pdsa_share",
                                            .begins = "pdsa_share_begins",
                                            .word = "shared PDSA",
                                            .arguments = {{"id", THING_PDSA}},
                                            .options = to_whom,
                                            .parts = pdsa_parts,
                                            .look = look};
static const struct verb_form pdsa_unshare = {.kind = "shared_withdrawn",
                                              .lookup = "unshare",
                                              .word = "taken back",
                                              .arguments = {{"id", THING_PDSA}},
                                              .options = to_whom};
static const struct verb_form pdsa_borrowed = {.kind = "pdsa_borrowed",
                                               .lookup = "pdsa_borrow",
                                               .begins = "pdsa_borrow_begins",
                                               .word = "used",
                                               .arguments = {{"id", THING_SHARED_PDSA}}};

/* --- pages --- */

static int show(struct call *call, unsigned things, const char *page)
{
    struct found found;
    struct br_parameter parameters[2];
    int code = find_thing(call, things, call_argument(call, 0), &found);
    if (code != EXIT_FINE) {
        return code;
    }
    parameters[0] = parameter_id("id", &found.id);
    const char *paper = call_value(call, "paper");
    parameters[1] = parameter_text("paper", paper == NULL ? "a3" : paper);
    return verb_page(call, page, parameters, 2);
}

static int run_page(struct call *call)
{
    return show(call, THING_ROOM, "page/show");
}

static int run_shared_room(struct call *call)
{
    return show(call, THING_SHARED_ROOM, "shared/room");
}

static int run_shared_pdsa(struct call *call)
{
    return show(call, THING_SHARED_PDSA, "shared/pdsa");
}

static int list(struct call *call, const char *page, const char *second)
{
    struct br_parameter parameters[2];
    size_t count = 0;
    const char *const names[] = {"pathway", second};
    for (size_t i = 0; i < 2; i++) {
        const char *value = names[i] == NULL ? NULL : call_value(call, names[i]);
        if (value != NULL) {
            parameters[count++] = parameter_text(names[i], value);
        }
    }
    return verb_page(call, page, parameters, count);
}

static int run_elsewhere(struct call *call)
{
    return list(call, "elsewhere/list", NULL);
}

static int run_library(struct call *call)
{
    const char *where = call_value(call, "where");
    if (where != NULL && strcmp(where, "network") != 0 && strcmp(where, "academy") != 0 &&
        strcmp(where, "rooms") != 0) {
        return call_fail(call, EXIT_USAGE, "--where is network, academy or rooms");
    }
    return list(call, "library/list", "where");
}

/* --- the table --- */

#define OPTION_YES                                                    \
    {                                                                 \
        "yes", NULL, "share it; without this it is only shown", false \
    }
#define OPTION_PREVIEW                                       \
    {                                                        \
        "preview", NULL, "only show what would leave", false \
    }

static const struct option_rule room_share_rules[] = {
    {"with", "PART",
     "what leaves beside name and pathway: purpose, since, stage, aims, five-vs, themes, roles, "
     "drivers, measures, pdsas, abandoned, standardised, or all",
     true},
    {"name", "NAME", "instead of the room's own", false},
    {"pathway", "PATHWAY", "instead of the room's own", false},
    {"purpose", "TEXT", "these words instead of the room's", false},
    {"global-aim", "TEXT", "these words instead of the room's", false},
    {"specific-aim", "TEXT", "these words instead of the room's", false},
    {"themes", "TEXT", "these themes instead of the room's", true},
    {"roles", "ROLE", "these roles instead of the room's", true},
    {"abandoned", "TEXT", "these instead of all that was abandoned", true},
    {"standardised", "TEXT", "these words instead of the room's", false},
    OPTION_PREVIEW,
    OPTION_YES,
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule unshare_rules[] = {
    {"reason", "TEXT", "why; whoever comes to it sees this instead", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule pdsa_share_rules[] = {
    {"with", "PART",
     "what leaves beside title and pathway: question, prediction, plan, done, happened, learned, "
     "decision, dates, measure, borrowed, or all",
     true},
    {"to", "WHOM", "network, or academy: what was abandoned, for our academy alone", false},
    {"title", "TITLE", "instead of the PDSA's own", false},
    {"pathway", "PATHWAY", "instead of the room's own", false},
    {"question", "TEXT", "these words instead of the PDSA's", false},
    {"prediction", "TEXT", "these words instead of the PDSA's", false},
    {"plan", "TEXT", "these words instead of the PDSA's", false},
    {"done", "TEXT", "these words instead of the PDSA's", false},
    {"happened", "TEXT", "these words instead of the PDSA's", false},
    {"learned", "TEXT", "these words instead of the PDSA's", false},
    {"reason", "TEXT", "these words instead of the PDSA's", false},
    OPTION_PREVIEW,
    OPTION_YES,
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule pdsa_unshare_rules[] = {
    {"to", "WHOM", "network, or academy: which of the two copies", false},
    {"reason", "TEXT", "why; whoever comes to it sees this instead", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule borrowed_rules[] = {
    {"pathway", "PATHWAY", "ours that uses it", false},
    {"starts", "DATE", "since when, YYYY-MM-DD", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule page_rules[] = {
    {"paper", "SIZE", "a3 or a4, for which its lists are shorter", false},
    {NULL, NULL, NULL, false}};
static const struct option_rule elsewhere_rules[] = {
    {"pathway", "PATHWAY", "as your Big Room's when left out", false}, {NULL, NULL, NULL, false}};
static const struct option_rule library_rules[] = {
    {"pathway", "PATHWAY", "only of this one", false},
    {"where", "WHO", "who sees it: network, academy or rooms", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_shared[] = {
    {.area = "room",
     .name = "share",
     .arguments = "ROOM [--with PART]",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Share a copy of a Big Room with the network, after showing exactly what leaves.",
     .examples = "  bigroom room share Frailty --with aims --with stage\n"
                 "  bigroom room share Frailty --with all --purpose \"Home the same day\" --yes\n",
     .rules = room_share_rules,
     .place = VERB_VIEWS,
     .form = &room_share,
     .run = verb_form_run},
    {.area = "room",
     .name = "unshare",
     .arguments = "ROOM --reason TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Take back the network's copy of a Big Room.",
     .examples = "  bigroom room unshare Frailty --reason \"the room has ended\"\n",
     .rules = unshare_rules,
     .place = VERB_VIEWS,
     .form = &room_unshare,
     .run = verb_form_run},
    {.area = "room",
     .name = "page",
     .arguments = "ROOM",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A Big Room on one page; bigroom pages has it for a printer.",
     .examples = "  bigroom room page Frailty\n",
     .rules = page_rules,
     .place = VERB_VIEWS,
     .run = run_page},
    {.area = "pdsa",
     .name = "share",
     .arguments = "ID [--with PART]",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Share a copy of a PDSA with the network, after showing exactly what leaves.",
     .examples = "  bigroom pdsa share 3c4d5e6f --with prediction --with happened --yes\n"
                 "  bigroom pdsa share 3c4d5e6f --to academy --with decision --yes\n",
     .rules = pdsa_share_rules,
     .place = VERB_VIEWS,
     .form = &pdsa_share,
     .run = verb_form_run},
    {.area = "pdsa",
     .name = "unshare",
     .arguments = "ID --reason TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Take back the network's copy of a PDSA, or the academy's.",
     .examples = "  bigroom pdsa unshare 3c4d5e6f --reason \"it named a ward\"\n",
     .rules = pdsa_unshare_rules,
     .place = VERB_VIEWS,
     .form = &pdsa_unshare,
     .run = verb_form_run},
    {.area = "pdsa",
     .name = "borrowed",
     .arguments = "SHARED",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Tell another academy that you use a PDSA that it shared.",
     .examples = "  bigroom pdsa borrowed 3c4d5e6f --pathway Stroke\n",
     .rules = borrowed_rules,
     .place = VERB_VIEWS,
     .form = &pdsa_borrowed,
     .run = verb_form_run},
    {.area = "shared",
     .name = "room",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A Big Room as the network has it.",
     .examples = "  bigroom shared room 3c4d5e6f\n",
     .place = VERB_VIEWS,
     .run = run_shared_room},
    {.area = "shared",
     .name = "pdsa",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "A PDSA as the network has it: predicted and happened, who uses it.",
     .examples = "  bigroom shared pdsa 3c4d5e6f\n",
     .place = VERB_VIEWS,
     .run = run_shared_pdsa},
    {.name = "elsewhere",
     .arguments = "",
     .summary = "The same pathway elsewhere: Big Rooms that academies shared, by their names.",
     .examples = "  bigroom elsewhere --pathway Frailty\n",
     .rules = elsewhere_rules,
     .place = VERB_VIEWS,
     .run = run_elsewhere},
    {.name = "library",
     .arguments = "",
     .summary = "What was abandoned and why: in your Big Rooms, in our academy, in the network.",
     .examples = "  bigroom library --pathway Frailty\n",
     .rules = library_rules,
     .place = VERB_VIEWS,
     .run = run_library},
    {.name = NULL}};
