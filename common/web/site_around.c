/*
 * site_around.c - what lies around every page: whose it is, who reads, what a form held.
 *
 *      our_name (pages may have an academy of their own), css, js, icon, brand_css, path, token,
 *      on_client, secure
 *      viewer {name, member, is_admin, may_moderate, ...}   absent: nobody is signed in
 *      nav {PLACE: true}, tab {PAGE: true}                  where in the menu it is, and below
 *      asked_of_us                                          questions that wait for our answer
 *      query {NAME: value}                                  of the address
 *      form {NAME: value, NAME_VALUE: true}, errors [{field, text}], error_NAME
 */
#include "base/limits.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t roles;
} role_names[] = {
    {"is_admin", BR_ROLE_ADMIN},
    {"is_steward", BR_ROLE_DATA_STEWARD},
    {"is_lead", BR_ROLE_LEAD},
    {"may_moderate", BR_ROLE_LEAD | BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN},
    {"may_open_rooms", BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
    {"may_describe", BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
    {"may_read_reports", BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_SPONSOR |
                             BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN},
};

static void put_viewer(struct br_make *make, struct br_node *around, const struct br_viewer *viewer)
{
    struct br_node node = br_make_object();
    if (!viewer->visitor.signed_in) {
        return;
    }
    br_make_put(make, &node, "name", br_make_c_text(make, viewer->name));
    br_make_put(make, &node, "member",
                br_make_bytes(make, (struct br_bytes){viewer->member.bytes, sizeof(struct br_id)}));
    br_make_put(make, &node, "needs_factor", br_make_boolean(viewer->visitor.needs_factor));
    for (size_t i = 0; i < sizeof role_names / sizeof role_names[0]; i++) {
        br_make_put(make, &node, role_names[i].name,
                    br_make_boolean((viewer->visitor.roles & role_names[i].roles) != 0));
    }
    br_make_put(make, around, "viewer", node);
}

/* Which of the menu's places an address belongs to. */
static void put_nav(struct br_make *make, struct br_node *around, struct br_bytes path)
{
    static const struct {
        const char *begins;
        const char *place;
    } places[] = {
        {"/thread", "questions"},    {"/ask", "questions"},     {"/room", "rooms"},
        {"/measure", "measures"},    {"/people", "people"},     {"/person", "people"},
        {"/profile", "people"},      {"/academ", "academies"},  {"/admin", "admin"},
        {"/moderation", "admin"},    {"/allowed", "admin"},     {"/pdsa", "rooms"},
        {"/change", "rooms"},        {"/meeting", "rooms"},     {"/decision", "rooms"},
        {"/action", "rooms"},        {"/note", "rooms"},        {"/roadblock", "rooms"},
        {"/elsewhere", "rooms"},     {"/library", "rooms"},     {"/shared", "rooms"},
        {"/programme", "programme"}, {"/element", "programme"}, {"/adaptation", "programme"},
        {"/proposal", "programme"},  {"/review", "programme"},  {"/board", "measures"},
        {"/pattern", "measures"},    {"/watch", "academies"},   {"/adopters", "academies"},
        {"/spread", "academies"},    {"/cohort", "academies"},  {"/visit", "academies"},
        {"/pair", "academies"},      {"/journey", "academies"}, {"/expectation", "academies"},
    };
    struct br_node nav = br_make_object();
    const char *place = path.size == 1 ? "home" : NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && place == NULL; i++) {
        size_t size = strlen(places[i].begins);
        if (path.size >= size && memcmp(path.data, places[i].begins, size) == 0) {
            place = places[i].place;
        }
    }
    if (place != NULL && strcmp(place, "admin") == 0) {
        const uint8_t *slash = memrchr(path.data, '/', path.size);
        const char *tab = br_arena_text(
            make->arena, (struct br_bytes){slash + 1, path.size - (size_t)(slash + 1 - path.data)});
        struct br_node tabs = br_make_object();
        if (tab != NULL) {
            br_make_put(make, &tabs, tab, br_make_boolean(true));
            br_make_put(make, around, "tab", tabs);
        }
    }
    if (place != NULL) {
        br_make_put(make, &nav, place, br_make_boolean(true));
        br_make_put(make, around, "nav", nav);
    }
}

bool br_site_is_secret(const char *name)
{
    return name[0] == '_' || strncmp(name, "secret", 6) == 0 || strstr(name, "password") != NULL;
}

/* A choice is a short word or number; a template asks for it by name: {{#form.outcome_worked}}. */
static void put_choice(struct br_make *make, struct br_node *fields, const char *name,
                       struct br_bytes value)
{
    enum { CHOICE_SIZE_MAX = 24 };
    char choice[BR_FIELD_NAME_MAX + CHOICE_SIZE_MAX + 2];
    for (size_t i = 0; i < value.size; i++) {
        if (value.size > CHOICE_SIZE_MAX ||
            !(value.data[i] == '_' || (value.data[i] >= 'a' && value.data[i] <= 'z') ||
              (value.data[i] >= '0' && value.data[i] <= '9'))) {
            return;
        }
    }
    if (value.size == 0 || strlen(name) > BR_FIELD_NAME_MAX) {
        return;
    }
    (void)snprintf(choice, sizeof choice, "%s_%.*s", name, (int)value.size,
                   (const char *)value.data);
    const char *kept = br_arena_text(make->arena, br_bytes_of_text(choice));
    if (kept != NULL && br_node_get(fields, kept) == NULL) {
        br_make_put(make, fields, kept, br_make_boolean(true));
    }
}

/* What an address may say of a form that it opens: what it is about, never for whom or what. */
static bool may_be_given(const char *name)
{
    static const char *const names[] = {"about",    "about_kind",    "about_academy", "asked",
                                        "room",     "post",          "quote",         "parent",
                                        "pathway",  "topics",        "kind",          "theme",
                                        "borrowed", "borrowed_from", "from_pattern",  "pattern"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

enum { ROWS_MORE = 5 }; /* added when somebody asks for more */

static struct br_node row_of_number(struct br_make *make, unsigned number)
{
    struct br_node row = br_make_object();
    br_make_put(make, &row, "n", br_make_integer(number));
    return row;
}

/*
 * A page's list FIELD_choices has what a select of each row offers, as [value] and [words]. A row
 * gets the words of what it has chosen as FIELD_words, so that its select can begin with it.
 */
static void put_chosen_words(struct br_make *make, struct br_node *row, const char *field,
                             struct br_bytes value, const struct br_node *page)
{
    char name[BR_FIELD_NAME_MAX + 16];
    (void)snprintf(name, sizeof name, "%.*s_choices", (int)BR_FIELD_NAME_MAX, field);
    const struct br_node *choices = page == NULL ? NULL : br_node_get(page, name);
    for (uint32_t i = 0; choices != NULL && choices->type == BR_NODE_LIST && i < choices->count;
         i++) {
        const struct br_node *offered = br_node_get(&choices->as.items[i], "value");
        const struct br_node *words = br_node_get(&choices->as.items[i], "words");
        if (offered != NULL && offered->type == BR_NODE_TEXT && words != NULL &&
            br_bytes_equal(offered->as.bytes, value)) {
            (void)snprintf(name, sizeof name, "%.*s_words", (int)BR_FIELD_NAME_MAX, field);
            const char *kept = br_arena_text(make->arena, br_bytes_of_text(name));
            if (kept != NULL) {
                br_make_put(make, row, kept, *words);
            }
            return;
        }
    }
}

/* The rows of a group as a list, in the order in which they came; [more] adds empty ones. */
static struct br_node rows_of(struct br_make *make, const struct br_form *form,
                              struct br_bytes group, bool more, const struct br_node *page)
{
    struct br_node rows = br_make_list();
    struct br_node row;
    unsigned number = 0;
    unsigned last = 0;
    for (size_t i = 0; i < form->count; i++) {
        struct br_form_row at;
        if (!br_form_row_of(form->fields[i].name, &at) || !br_bytes_equal(at.group, group)) {
            continue;
        }
        if (at.number != number) {
            if (number > 0) {
                br_make_add(make, &rows, row);
            }
            row = row_of_number(make, at.number);
            number = at.number;
            last = number > last ? number : last;
        }
        if (br_node_get(&row, at.field) == NULL) {
            br_make_put(make, &row, at.field, br_make_text(make, form->fields[i].value));
            put_choice(make, &row, at.field, form->fields[i].value);
            put_chosen_words(make, &row, at.field, form->fields[i].value, page);
        }
    }
    if (number > 0) {
        br_make_add(make, &rows, row);
    }
    for (unsigned i = 1; more && i <= ROWS_MORE && last + i <= BR_FORM_ROWS_MAX; i++) {
        br_make_add(make, &rows, row_of_number(make, last + i));
    }
    return rows;
}

static void put_rows(struct br_make *make, struct br_node *fields, const struct br_form *form,
                     struct br_bytes group, const struct br_node *page)
{
    const char *name = br_arena_text(make->arena, group);
    const char *more = br_form_value(form, "_more");
    if (name != NULL && br_node_get(fields, name) == NULL) {
        bool wanted = more != NULL && strcmp(more, name) == 0;
        br_make_put(make, fields, name, rows_of(make, form, group, wanted, page));
    }
}

static void put_fields(struct br_make *make, struct br_node *around, const char *as,
                       const struct br_form *form, bool of_address, const struct br_node *page)
{
    struct br_node fields = br_make_object();
    if (form->count == 0) {
        return;
    }
    for (size_t i = 0; i < form->count; i++) {
        const struct br_form_field *field = &form->fields[i];
        struct br_form_row row;
        if (br_form_row_of(field->name, &row)) {
            if (!of_address) {
                put_rows(make, &fields, form, row.group, page);
            }
        } else if ((!of_address || may_be_given(field->name)) && !br_site_is_secret(field->name) &&
                   br_node_get(&fields, field->name) == NULL) {
            br_make_put(make, &fields, field->name, br_make_text(make, field->value));
            put_choice(make, &fields, field->name, field->value);
        }
    }
    br_make_put(make, around, as, fields);
}

/* The first complaint about each field stands beside it, all of them on top. */
static void put_errors(struct br_make *make, struct br_node *around, const struct br_node *errors)
{
    if (errors->count == 0) {
        return;
    }
    br_make_put(make, around, "errors", *errors);
    for (uint32_t i = 0; i < errors->count; i++) {
        const struct br_node *field = br_node_get(&errors->as.items[i], "field");
        char name[BR_FIELD_NAME_MAX + 8];
        if (field == NULL || field->type != BR_NODE_TEXT) {
            continue;
        }
        (void)snprintf(name, sizeof name, "error_%.*s", (int)field->as.bytes.size,
                       (const char *)field->as.bytes.data);
        const char *kept = br_arena_text(make->arena, br_bytes_of_text(name));
        if (kept != NULL && br_node_get(around, kept) == NULL) {
            br_make_put(make, around, kept, *br_node_get(&errors->as.items[i], "text"));
        }
    }
}

static void put_asset(struct br_site_call *call, const char *as, const char *ending)
{
    char address[BR_HTTP_TARGET_SIZE_MAX];
    const char *name = br_site_asset_named(call->site, ending);
    if (name != NULL) {
        (void)snprintf(address, sizeof address, "/assets/%s", name);
        br_make_put(&call->make, &call->around, as, br_make_c_text(&call->make, address));
    }
}

void br_site_make_around(struct br_site_call *call)
{
    struct br_make *make = &call->make;
    struct br_site *site = call->site;
    const struct br_site_host *host = &site->options.host;
    struct br_node *around = &call->around;
    char token[33];
    *around = br_make_object();
    br_make_put(make, around, "our_name", br_make_c_text(make, site->academy));
    put_asset(call, "css", ".css");
    put_asset(call, "js", ".js");
    put_asset(call, "icon", ".svg");
    br_make_put(make, around, "brand_css", br_make_c_text(make, "/assets/brand.css"));
    br_make_put(make, around, "path",
                br_make_text(make, br_exchange_request(call->exchange)->path));
    br_site_token(call, token);
    br_make_put(make, around, "token", br_make_c_text(make, token));
    br_make_put(make, around, "on_client", br_make_boolean(site->options.on_client));
    br_make_put(make, around, "secure", br_make_boolean(call->door->secure));
    put_nav(make, around, br_exchange_request(call->exchange)->path);
    put_viewer(make, around, &call->viewer);
    put_fields(make, around, "query", &call->query, false, NULL);
    put_errors(make, around, &call->errors);
    if (call->identifier_found) {
        br_make_put(make, around, "identifier_found", br_make_boolean(true));
    }
    if (host->around != NULL) {
        host->around(host->context, make, around);
    }
    for (size_t i = 0; i < call->more_count; i++) {
        br_make_put(make, around, call->more[i].name, call->more[i].value);
    }
}

void br_site_put(struct br_site_call *call, const char *name, struct br_node value)
{
    BR_ASSERT(call->more_count < BR_SITE_MORE);
    call->more[call->more_count].name = name;
    call->more[call->more_count++].value = value;
}

void br_site_put_asked(struct br_site_call *call, int64_t asked_of_us)
{
    if (call->viewer.visitor.signed_in && asked_of_us > 0) {
        br_make_put(&call->make, &call->around, "asked_of_us", br_make_integer(asked_of_us));
    }
}

/* What was sent comes back; else what was begun; else what the address says. */
void br_site_put_form(struct br_site_call *call, const struct br_node *page)
{
    const struct br_form *form = call->form.count > 0    ? &call->form
                                 : call->shown.count > 0 ? &call->shown
                                                         : &call->query;
    put_fields(&call->make, &call->around, "form", form, form == &call->query, page);
    if (form == &call->shown && call->draft_ms > 0) {
        br_make_put(&call->make, &call->around, "draft_ms", br_make_integer(call->draft_ms));
    }
}
