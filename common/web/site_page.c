/* site_page.c - pages: parameters from the address, filled and rendered on the pool. */
#include "base/clock.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/logline.h"
#include "web/site_internal.h"

#include <stdlib.h>
#include <string.h>

/* --- parameters --- */

/* How a value of an address is to be read; what is not listed is text. */
static const struct {
    const char *name;
    enum br_cell_type type;
} parameter_types[] = {
    {"id", BR_CELL_BYTES},
    {"academy", BR_CELL_BYTES},
    {"post", BR_CELL_BYTES},
    {"room", BR_CELL_BYTES},
    {"measure", BR_CELL_BYTES},
    {"member", BR_CELL_BYTES},
    {"before_id", BR_CELL_BYTES},
    {"before_academy", BR_CELL_BYTES},
    {"version", BR_CELL_BYTES},
    {"quote", BR_CELL_BYTES},
    {"parent", BR_CELL_BYTES},
    {"about", BR_CELL_BYTES},
    {"about_academy", BR_CELL_BYTES},
    {"asked", BR_CELL_BYTES},
    {"before_ms", BR_CELL_INTEGER},
    {"before_place", BR_CELL_INTEGER},
    {"limit", BR_CELL_INTEGER},
    {"after_ms", BR_CELL_INTEGER},
    {"stakeholder", BR_CELL_BYTES},
    {"theme", BR_CELL_BYTES},
    {"aim", BR_CELL_BYTES},
    {"idea", BR_CELL_BYTES},
    {"after", BR_CELL_BYTES},
    {"pdsa", BR_CELL_BYTES},
    {"borrowed", BR_CELL_BYTES},
    {"borrowed_from", BR_CELL_BYTES},
    {"pattern", BR_CELL_BYTES},
    {"from_pattern", BR_CELL_BYTES},
    {"from", BR_CELL_BYTES},
    {"from_of", BR_CELL_BYTES},
    {"change", BR_CELL_BYTES},
    {"change_academy", BR_CELL_BYTES},
    {"before_position", BR_CELL_INTEGER},
};

static enum br_cell_type type_of(const char *name)
{
    for (size_t i = 0; i < sizeof parameter_types / sizeof parameter_types[0]; i++) {
        if (strcmp(parameter_types[i].name, name) == 0) {
            return parameter_types[i].type;
        }
    }
    return BR_CELL_TEXT;
}

/* An id that is none, or a number that is none, is one that nothing has. */
static struct br_cell cell_of(struct br_site_call *call, const char *name, const char *value)
{
    struct br_cell cell = {.type = type_of(name), .bytes = br_bytes_of_text(value)};
    if (cell.type == BR_CELL_BYTES) {
        size_t size = strlen(value) / 2;
        uint8_t *bytes = br_arena_take(&call->arena, size + 1);
        bool good = bytes != NULL && br_hex_decode(value, bytes, size) == BR_OK;
        cell.bytes = (struct br_bytes){good ? bytes : (const uint8_t *)"", good ? size : 0};
    } else if (cell.type == BR_CELL_INTEGER) {
        char *end = NULL;
        long long number = strtoll(value, &end, 10);
        cell.integer = *end == '\0' ? number : -1;
        if (strcmp(name, "limit") == 0 && (cell.integer < 1 || cell.integer > BR_SITE_ROWS_MAX)) {
            cell.type = BR_CELL_NULL; /* as many as the page likes */
        }
    }
    return cell;
}

struct br_parameter *br_site_parameters(struct br_site_call *call, size_t *count)
{
    size_t of_form = call->match.count + call->form.count;
    size_t of_query = of_form + call->query.count;
    size_t room = of_query + call->shown.count;
    struct br_parameter *made = br_arena_take(&call->arena, (room + 2) * sizeof *made);
    *count = 0;
    if (made != NULL && call->of != NULL) {
        made[(*count)++] = (struct br_parameter){
            .name = "id",
            .value = {.type = BR_CELL_BYTES, .bytes = {call->of->bytes, sizeof *call->of}}};
        return made;
    }
    for (size_t i = 0; made != NULL && i < room; i++) {
        bool of_path = i < call->match.count;
        const struct br_form_field *field = of_path ? NULL
                                            : i < of_form
                                                ? &call->form.fields[i - call->match.count]
                                            : i < of_query ? &call->query.fields[i - of_form]
                                                           : &call->shown.fields[i - of_query];
        const char *name =
            of_path ? br_arena_text(&call->arena, call->match.names[i]) : field->name;
        const char *value = of_path ? call->match.values[i] : (const char *)field->value.data;
        if (name == NULL) { /* another of its name would count in its place */
            *count = 0;
            return NULL;
        }
        /* Of a name the path's counts, then the form's, the query's, what the form begins with;
           inputs of rows are no query's. */
        if (value[0] != '\0' && strchr(name, '.') == NULL) {
            made[(*count)++] =
                (struct br_parameter){.name = name, .value = cell_of(call, name, value)};
        }
    }
    return made;
}

/* --- on the pool --- */

static bool take_around(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct br_site_call *call = context;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].type == BR_CELL_INTEGER && strcmp(names[i], "asked_of_us") == 0) {
            call->asked_of_us = cells[i].integer;
        }
    }
    return false;
}

/* What was said under a title like the one that a form has, or that an address asks about. */
static const char *title_of(const struct br_site_call *call)
{
    const struct br_form *form = call->form.count > 0 ? &call->form : &call->shown;
    const char *asked = br_form_value(&call->query, "title");
    const char *title = asked != NULL ? asked : br_form_value(form, "title");
    return title == NULL ? "" : title;
}

static void make_page(struct br_site_call *call, struct br_views *views)
{
    struct br_page_tree *tree = NULL;
    size_t count = 0;
    const char *words = br_form_value(&call->query, "words");
    (void)br_views_set_search(views, words == NULL ? "" : words);
    br_site_prefill(call, views);
    (void)br_views_set_close(views, title_of(call));
    if (!call->json &&
        br_views_lookup(views, "around", NULL, 0, take_around, call, NULL) == BR_OK) {
        br_site_put_asked(call, call->asked_of_us);
    }
    const struct br_parameter *parameters = br_site_parameters(call, &count);
    if (parameters == NULL || call->make.failed) {
        call->made = br_error_set(&call->made_why, BR_ERR_NO_MEMORY, "no memory");
        return;
    }
    call->made = br_page_fill(call->site->options.pages, call->page, views, parameters, count,
                              br_clock_read().wall_ms, &tree, &call->made_why);
    if (call->made == BR_OK) {
        br_site_put_form(call, br_page_root(tree));
        br_site_note_mark(call, br_page_root(tree));
        call->made = call->make.failed ? BR_ERR_NO_MEMORY
                     : call->json      ? br_page_json(tree, &call->body)
                                       : br_page_html(tree, &call->around, &call->body);
    }
    br_page_tree_free(tree);
}

static void page_work(void *job, struct br_views *views)
{
    make_page(job, views);
}

/* --- on the loop --- */

static void send_made(struct br_site_call *call)
{
    br_site_header(call, "Cache-Control: no-store\r\n");
    br_site_answer(call, call->status, call->json ? "application/json" : "text/html; charset=utf-8",
                   br_buffer_bytes(&call->body));
}

static void page_done(void *job)
{
    struct br_site_call *call = job;
    if (call->made == BR_OK) {
        call->site->asked_of_us = call->json ? call->site->asked_of_us : call->asked_of_us;
        br_site_keep_mark(call);
        send_made(call);
    } else if (call->made == BR_ERR_NOT_FOUND) {
        br_site_error(call, 404, "What this address showed is not here, or not for you.");
    } else {
        bool passes = call->made == BR_ERR_CLOSED || call->made == BR_ERR_BUSY ||
                      call->made == BR_ERR_NO_MEMORY;
        const char *why =
            call->made_why.text[0] == '\0' ? br_status_text(call->made) : call->made_why.text;
        BR_LOGLINE(BR_ERROR, "page_failed", BR_TEXT("page", call->page), BR_TEXT("why", why));
        br_site_error(call, passes ? 503 : 500,
                      "The page could not be made just now. Nothing is lost; try again in a "
                      "moment.");
    }
}

void br_site_page(struct br_site_call *take_call, int status, const char *page)
{
    struct br_site_call *call = take_call;
    const struct br_site_host *host = &call->site->options.host;
    call->status = status;
    call->page = page;
    call->made = BR_ERR_CLOSED;
    br_site_make_around(call);
    host->read(host->context, &call->viewer, page_work, page_done, call);
}

void br_site_page_about(struct br_site_call *take_call, int status, const char *page,
                        const struct br_id *id)
{
    struct br_site_call *call = take_call;
    struct br_id *kept = br_arena_take(&call->arena, sizeof *kept);
    if (kept == NULL) {
        br_site_error(call, 503, "There is no memory for this just now. Try again in a moment.");
        return;
    }
    *kept = *id;
    call->of = kept;
    call->viewer = (struct br_viewer){.sees_all = true, .session = call->viewer.session};
    br_site_page(call, status, page);
}

/* Without queries it is made at once. */
void br_site_show(struct br_site_call *take_call, int status, const char *page,
                  const struct br_node *root)
{
    static const struct br_shape no_shape = {.count = 0};
    static const struct br_node nothing = {.type = BR_NODE_OBJECT, .as.object = {&no_shape, NULL}};
    struct br_site_call *call = take_call;
    root = root == NULL ? &nothing : root;
    call->status = status;
    br_buffer_clear(&call->body);
    br_site_make_around(call);
    br_site_put_form(call, root);
    br_site_put_asked(call, call->site->asked_of_us); /* as the last page had it */
    if (call->json) {
        call->made = br_node_json(root, &call->body);
        br_buffer_put_text(&call->body, "\n");
    } else {
        call->made = br_pages_html(call->site->options.pages, page, &call->around, root,
                                   br_clock_read().wall_ms, &call->body);
    }
    if (call->made != BR_OK || call->make.failed) {
        BR_LOGLINE(BR_ERROR, "page_failed", BR_TEXT("page", page),
                   BR_TEXT("why", br_status_text(call->made)));
        br_site_answer(call, 500, "text/plain; charset=utf-8",
                       br_bytes_of_text("The page could not be made.\n"));
    } else {
        send_made(call);
    }
}
