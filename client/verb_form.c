/* verb_form.c - filled by names, looked up, filled by options, saved. */
#include "client/verb_form.h"

#include "base/clock.h"
#include "client/agent.h"
#include "client/needs.h"
#include "pages/derive.h"
#include "pages/tree.h"

#include <stdio.h>
#include <string.h>

enum { PARAMETERS_MAX = VERB_FORM_ARGUMENTS_MAX + BR_OPTIONS_MAX + 2 };

struct filling {
    struct call *call;
    const struct verb_form *form;
    struct draft draft;
    size_t parameter_count;
    struct br_parameter parameters[PARAMETERS_MAX];
    struct br_local_time local;
    bool found_any;
    size_t rows; /* of [begins] */
    /* Fields that an option or the lookup speaks of: [begins] is silent about them. */
    const ProtobufCFieldDescriptor *spoken[BR_OPTIONS_MAX];
    size_t spoken_count;
};

static const ProtobufCFieldDescriptor *field_of(const struct filling *filling, const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(filling->draft.message->descriptor,
                                                           name);
}

static void speak_of(struct filling *filling, const ProtobufCFieldDescriptor *field)
{
    if (filling->spoken_count < BR_OPTIONS_MAX) {
        filling->spoken[filling->spoken_count++] = field;
    }
}

static bool is_spoken_of(const struct filling *filling, const ProtobufCFieldDescriptor *field)
{
    for (size_t i = 0; i < filling->spoken_count; i++) {
        if (filling->spoken[i] == field) {
            return true;
        }
    }
    return false;
}

static bool is_chosen(const struct call *call, const char *part)
{
    for (size_t i = 0; i < call->options.given_count; i++) {
        const struct option_given *given = &call->options.given[i];
        if (strcmp(given->rule->name, "with") == 0 &&
            (strcmp(given->value, part) == 0 || strcmp(given->value, "all") == 0)) {
            return true;
        }
    }
    return false;
}

/* Is the field of a part that --with does not name? */
static bool stays(const struct filling *filling, const char *field)
{
    const struct verb_form_part *part = filling->form->parts;
    for (; part != NULL && part->name != NULL; part++) {
        if (br_words_have(part->fields, br_bytes_of_text(field)) &&
            !is_chosen(filling->call, part->name)) {
            return true;
        }
    }
    return false;
}

/* Every value of --with is a part's name. */
static int check_parts(const struct filling *filling)
{
    struct call *call = filling->call;
    const struct verb_form_part *parts = filling->form->parts;
    for (size_t i = 0; i < call->options.given_count && parts != NULL; i++) {
        const struct option_given *given = &call->options.given[i];
        bool known = strcmp(given->rule->name, "with") != 0 || strcmp(given->value, "all") == 0;
        for (const struct verb_form_part *part = parts; part->name != NULL; part++) {
            known = known || strcmp(given->value, part->name) == 0;
        }
        if (!known) {
            return call_fail(call, EXIT_USAGE, "no part is called %s", given->value);
        }
    }
    return EXIT_FINE;
}

/* --- names --- */

/* A value in the call's arena, as a parameter. */
static int add_parameter(struct filling *filling, const char *name, struct br_cell cell)
{
    struct call *call = filling->call;
    struct br_bytes kept = cell.bytes;
    if (cell.type == BR_CELL_BYTES || cell.type == BR_CELL_TEXT) {
        kept.data = (const uint8_t *)br_arena_text(&call->arena, cell.bytes);
        if (kept.data == NULL) {
            return call_fail(call, EXIT_FAILED, "out of memory");
        }
    }
    BR_ASSERT(filling->parameter_count < PARAMETERS_MAX);
    cell.bytes = kept;
    filling->parameters[filling->parameter_count++] =
        (struct br_parameter){.name = name, .value = cell};
    return EXIT_FINE;
}

/* What [text] names becomes a parameter; and, if the message has such a field, [hex] its value. */
static int find_name(struct filling *filling, const struct verb_form_name *name, const char *text,
                     char hex[BR_HASH_TEXT_SIZE])
{
    struct call *call = filling->call;
    struct br_cell cell = {.type = BR_CELL_BYTES};
    struct found found;
    struct br_hash academy;
    int code = EXIT_FINE;
    hex[0] = '\0';
    if (name->things == 0) {
        cell = (struct br_cell){.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(text)};
    } else if (name->things == VERB_FORM_ACADEMY) {
        code = find_academy(call, text, &academy);
        br_hash_text(&academy, hex);
        cell.bytes = (struct br_bytes){academy.bytes, sizeof academy.bytes};
    } else {
        code = find_thing(call, name->things, text, &found);
        br_id_text(&found.id, hex);
        cell.bytes = (struct br_bytes){found.id.bytes, sizeof found.id.bytes};
    }
    return code == EXIT_FINE ? add_parameter(filling, name->name, cell) : code;
}

static int find_arguments(struct filling *filling)
{
    int code = EXIT_FINE;
    for (size_t i = 0; i < VERB_FORM_ARGUMENTS_MAX && code == EXIT_FINE; i++) {
        const struct verb_form_name *name = &filling->form->arguments[i];
        const char *text = call_argument(filling->call, i);
        char hex[BR_HASH_TEXT_SIZE];
        if (name->name == NULL || text == NULL) {
            break;
        }
        code = find_name(filling, name, text, hex);
        const ProtobufCFieldDescriptor *field = field_of(filling, name->name);
        if (code == EXIT_FINE && field != NULL) {
            draft_set(&filling->draft, name->name,
                      br_bytes_of_text(name->things == 0 ? text : hex));
            speak_of(filling, field);
        }
    }
    return code;
}

static const struct verb_form_name *named(const struct verb_form *form, const char *option)
{
    for (const struct verb_form_name *at = form->options; at != NULL && at->name != NULL; at++) {
        if (strcmp(at->name, option) == 0) {
            return at;
        }
    }
    return NULL;
}

/* --study-on is about study_on. */
static const char *field_name(const struct option_given *given, char out[BR_FIELD_NAME_MAX + 1])
{
    (void)snprintf(out, BR_FIELD_NAME_MAX + 1, "%s", given->rule->name);
    for (char *at = strchr(out, '-'); at != NULL; at = strchr(at, '-')) {
        *at = '_';
    }
    return out;
}

/* What options name, before the lookup asks for it. */
static int find_options(struct filling *filling)
{
    const struct options *options = &filling->call->options;
    int code = EXIT_FINE;
    for (size_t i = 0; i < options->given_count && code == EXIT_FINE; i++) {
        const struct option_given *given = &options->given[i];
        char name[BR_FIELD_NAME_MAX + 1];
        char hex[BR_HASH_TEXT_SIZE];
        const struct verb_form_name *names = named(filling->form, field_name(given, name));
        const ProtobufCFieldDescriptor *field = field_of(filling, name);
        if (field != NULL) {
            speak_of(filling, field);
        }
        if (names == NULL || given->value == NULL || given->value[0] == '\0') {
            continue;
        }
        code = find_name(filling, names, given->value, hex);
        if (code == EXIT_FINE && field != NULL && names->things != 0) {
            draft_set(&filling->draft, name, br_bytes_of_text(hex));
        }
    }
    return code;
}

/* --- what is looked up --- */

static void set_cell(struct filling *filling, const char *name, const struct br_cell *cell)
{
    struct draft *draft = &filling->draft;
    const char *text = br_cell_text(cell, &draft->call->arena);
    if (text != NULL) {
        draft_set(draft, name, br_bytes_of_text(text));
    } else if (cell->type != BR_CELL_NULL && draft->failed == EXIT_FINE) {
        draft->failed = call_fail(draft->call, EXIT_FAILED, "out of memory");
    }
}

/* The next of several ids: "1a2b…,3c4d…". */
static struct br_bytes next_id(struct br_bytes *rest)
{
    const uint8_t *comma = memchr(rest->data, ',', rest->size);
    struct br_bytes id = {rest->data, comma == NULL ? rest->size : (size_t)(comma - rest->data)};
    size_t taken = id.size + (comma == NULL ? 0 : 1);
    *rest = (struct br_bytes){rest->data + taken, rest->size - taken};
    return id;
}

/* One of a message's own fields; of one that repeats, each line of a text, each of several ids. */
static void set_field(struct filling *filling, const ProtobufCFieldDescriptor *field,
                      const char *name, const struct br_cell *cell)
{
    bool ids = field->type == PROTOBUF_C_TYPE_BYTES;
    if (field->label != PROTOBUF_C_LABEL_REPEATED || cell->type != BR_CELL_TEXT ||
        (field->type != PROTOBUF_C_TYPE_STRING && !ids)) {
        set_cell(filling, name, cell);
        return;
    }
    struct br_bytes rest = cell->bytes;
    while (rest.size > 0) {
        struct br_bytes line = ids ? next_id(&rest) : br_line_next(&rest);
        if (line.size > 0) {
            draft_set(&filling->draft, name, line);
        }
    }
}

static void take_audience(struct filling *filling, const char *name, const struct br_cell *cell)
{
    struct br_audience *audience = &filling->draft.audience;
    if (strcmp(name, "audience_type") == 0 && cell->type == BR_CELL_INTEGER) {
        audience->type = (uint8_t)cell->integer;
    } else if (strcmp(name, "audience_id") == 0) {
        (void)cell_id(cell, &audience->id);
    }
}

static bool take_found(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct filling *filling = context;
    for (size_t i = 0; i < count; i++) {
        const ProtobufCFieldDescriptor *field = field_of(filling, names[i]);
        if (cells[i].type == BR_CELL_NULL) {
            continue;
        }
        take_audience(filling, names[i], &cells[i]);
        if (field != NULL && !stays(filling, names[i]) &&
            (field->label == PROTOBUF_C_LABEL_REPEATED ||
             br_message_count(filling->draft.message, field) == 0)) {
            set_cell(filling, names[i], &cells[i]);
            speak_of(filling, field);
        }
    }
    filling->found_any = true;
    return true;
}

/* A lookup may have columns for eyes beside a row's fields. */
static bool has_field(const ProtobufCFieldDescriptor *group, const char *name)
{
    return group->type == PROTOBUF_C_TYPE_MESSAGE &&
           protobuf_c_message_descriptor_get_field_by_name(group->descriptor, name) != NULL;
}

/* Rows of a form that nothing stands in, and names of nothing, are begun with empty texts. */
static bool is_nothing(const struct br_cell *cell)
{
    return cell->type == BR_CELL_NULL || (cell->type == BR_CELL_TEXT && cell->bytes.size == 0);
}

/* One row of something that repeats, or what a field begins with. */
static bool take_begun(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct filling *filling = context;
    struct draft *draft = &filling->draft;
    bool added = false;
    filling->rows++;
    for (size_t i = 0; i < count && draft->failed == EXIT_FINE; i++) {
        char group[BR_FIELD_NAME_MAX + 1];
        struct br_error error = {{0}};
        size_t size = strcspn(names[i], ".");
        (void)snprintf(group, sizeof group, "%.*s", (int)size, names[i]);
        const ProtobufCFieldDescriptor *field = field_of(filling, group);
        bool repeats = names[i][size] == '.';
        if (field == NULL || (repeats && !has_field(field, names[i] + size + 1)) ||
            is_spoken_of(filling, field) || is_nothing(&cells[i]) ||
            (!repeats && filling->rows > 1) || stays(filling, group)) {
            continue;
        }
        if (repeats && !added) {
            added = br_message_add(draft->message, &draft->call->arena, group, &error) == BR_OK;
        }
        if (repeats) {
            set_cell(filling, names[i], &cells[i]);
        } else {
            set_field(filling, field, names[i], &cells[i]);
        }
    }
    return true;
}

static int look_up(struct filling *filling, const char *lookup, br_cells_visit visit)
{
    struct call *call = filling->call;
    struct br_error error = {{0}};
    br_views_set_viewer(call->views, &call->agent->settings.member); /* what they may write to */
    enum br_status status = br_views_lookup(call->views, lookup, filling->parameters,
                                            filling->parameter_count, visit, filling, &error);
    br_views_see_all(call->views);
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "our copy cannot be read: %s",
                         error.text[0] != '\0' ? error.text : br_status_text(status));
    }
    return EXIT_FINE;
}

static int look_up_fields(struct filling *filling)
{
    const struct verb_form *form = filling->form;
    if (form->lookup == NULL) {
        return EXIT_FINE;
    }
    int code = look_up(filling, form->lookup, take_found);
    if (code == EXIT_FINE && !filling->found_any) {
        code = call_fail(filling->call, EXIT_UNKNOWN,
                         "what this is about is not in our copy, or not yours to write to");
    }
    return code;
}

/* --- what is given --- */

static void fill_options(struct filling *filling)
{
    const struct call *call = filling->call;
    for (size_t i = 0; i < call->options.given_count; i++) {
        const struct option_given *given = &call->options.given[i];
        char name[BR_FIELD_NAME_MAX + 1];
        const ProtobufCFieldDescriptor *field = field_of(filling, field_name(given, name));
        const struct verb_form_name *names = named(filling->form, name);
        if (field == NULL || (names != NULL && names->things != 0)) {
            continue;
        }
        if (given->value == NULL) {
            draft_set(&filling->draft, name, br_bytes_of_text("true"));
        } else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            draft_set(&filling->draft, name, br_bytes_of_text(given->value));
        } else if (call_text(call, given->rule->name).size > 0 &&
                   br_message_count(filling->draft.message, field) == 0) {
            draft_set_option(&filling->draft, name, given->rule->name);
        }
    }
}

static int find_needs(struct filling *filling)
{
    struct call *call = filling->call;
    if (filling->draft.failed != EXIT_FINE) {
        return filling->draft.failed;
    }
    struct br_device *device = agent_device_take(call->agent);
    enum br_status status = needs_find(device, filling->draft.message, &filling->draft.needs);
    agent_device_give(call->agent);
    return status == BR_OK ? EXIT_FINE
                           : call_fail(call, EXIT_FAILED, "this could not be saved: %s",
                                       br_status_text(status));
}

static void begin(struct filling *filling, struct call *call)
{
    const struct verb_form *form = call->verb->form;
    bool to_network = form->audience != NULL && strcmp(form->audience, "network") == 0;
    struct br_audience audience = {.type = to_network ? BR_AUDIENCE_NETWORK : BR_AUDIENCE_ACADEMY};
    *filling = (struct filling){.call = call, .form = form};
    draft_begin(&filling->draft, call, form->kind, &audience);
    filling->local = br_clock_local(br_clock_read().wall_ms);
    filling->parameters[filling->parameter_count++] = parameter_text("today", filling->local.day);
}

/* What is there by now holds against what forms begin with. */
static void speak_of_filled(struct filling *filling)
{
    const ProtobufCMessageDescriptor *type = filling->draft.message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (br_message_count(filling->draft.message, &type->fields[i]) > 0) {
            speak_of(filling, &type->fields[i]);
        }
    }
}

/* Save it, and what the form says with it. */
static int save_and_say(const struct filling *filling)
{
    const struct verb_form *form = filling->form;
    struct filling also = *filling;
    struct draft drafts[] = {filling->draft, filling->draft};
    if (form->also == NULL) {
        return draft_save_and_say(drafts, form->word);
    }
    const struct br_id *id = &filling->draft.id;
    draft_begin(&also.draft, also.call, form->also, &filling->draft.audience);
    also.found_any = false;
    int code = add_parameter(
        &also, "new",
        (struct br_cell){.type = BR_CELL_BYTES, .bytes = {id->bytes, sizeof id->bytes}});
    code = code == EXIT_FINE ? look_up(&also, form->also_lookup, take_found) : code;
    if (code != EXIT_FINE) {
        return code;
    }
    draft_needs(&also.draft, id, true);
    drafts[1] = also.draft;
    return drafts_save_and_say(drafts, also.found_any ? 2 : 1, form->word);
}

int verb_form_run(struct call *call)
{
    struct filling filling;
    bool save = true;
    begin(&filling, call);
    int code = filling.draft.failed;
    code = code == EXIT_FINE ? check_parts(&filling) : code;
    code = code == EXIT_FINE ? find_arguments(&filling) : code;
    code = code == EXIT_FINE ? find_options(&filling) : code;
    code = code == EXIT_FINE ? look_up_fields(&filling) : code;
    if (code == EXIT_FINE) {
        fill_options(&filling);
        code = filling.draft.failed;
    }
    if (code == EXIT_FINE && filling.form->more != NULL) {
        code = filling.form->more(call, &filling.draft);
    }
    if (code == EXIT_FINE && filling.form->begins != NULL) {
        speak_of_filled(&filling);
        code = look_up(&filling, filling.form->begins, take_begun);
    }
    code = code == EXIT_FINE ? find_needs(&filling) : code;
    if (code == EXIT_FINE && filling.form->look != NULL) {
        code = filling.form->look(call, &filling.draft, &save);
    }
    if (!save) {
        return code;
    }
    return code == EXIT_FINE ? save_and_say(&filling) : code;
}
