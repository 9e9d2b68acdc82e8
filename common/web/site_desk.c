/*
 * site_desk.c - what is one reader's own: drafts, what they follow, how far they have read.
 *
 *      POST /draft, or any form with _draft    kept under the form's address, as its body
 *      POST /thread/ID/follow, /follow         following: yes or no
 *      GET of a thread                         read up to here
 *      GET of the home page                    they are here
 *      POST /since                             everything counts as read
 *
 * Keeping any of it never keeps a page from being shown.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "base/logline.h"
#include "web/agent.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- work that nobody waits for --- */

struct errand {
    struct br_site *site;
    struct br_id member;
    struct br_id thread;
    struct br_hash academy;
    uint64_t ms;
    uint64_t posts;
    char form[BR_DESK_NAME_MAX + 1];
    enum br_status status;
    enum br_status (*run)(struct br_desk *desk, const struct errand *errand);
};

static void errand_work(void *job, struct br_desk *desk)
{
    struct errand *errand = job;
    errand->status = errand->run(desk, errand);
}

static void errand_done(void *job)
{
    struct errand *errand = job;
    struct br_site *site = errand->site;
    if (errand->status != BR_OK && errand->status != BR_ERR_CLOSED) {
        BR_LOGLINE(BR_WARNING, "desk_not_kept", BR_TEXT("why", br_status_text(errand->status)));
    }
    free(errand);
    br_site_part_closed(site);
}

static void send_errand(const struct br_site_call *call, const struct errand *wanted)
{
    const struct br_site_host *host = &call->site->options.host;
    struct errand *errand = malloc(sizeof *errand);
    if (errand == NULL) {
        return;
    }
    *errand = *wanted;
    errand->site = call->site;
    errand->member = call->viewer.member;
    errand->status = BR_ERR_CLOSED;
    call->site->parts_open++;
    host->desk(host->context, errand_work, errand_done, errand);
}

static enum br_status run_mark(struct br_desk *desk, const struct errand *errand)
{
    return br_desk_mark(desk, &errand->member, &errand->academy, &errand->thread, errand->ms,
                        errand->posts);
}

static bool take_bytes(const struct br_node *object, const char *name, void *out, size_t size)
{
    const struct br_node *node = br_node_get(object, name);
    bool good = node != NULL && node->type == BR_NODE_BYTES && node->as.bytes.size == size;
    if (good) {
        memcpy(out, node->as.bytes.data, size);
    }
    return good;
}

void br_site_note_mark(struct br_site_call *call, const struct br_node *root)
{
    const struct br_node *thread = br_node_get(root, "thread");
    const struct br_node *last = thread == NULL ? NULL : br_node_get(thread, "last_ms");
    const struct br_node *posts = thread == NULL ? NULL : br_node_get(thread, "posts");
    call->marked = last != NULL && last->type == BR_NODE_INTEGER && posts != NULL &&
                   take_bytes(thread, "id", &call->mark.thread, sizeof call->mark.thread) &&
                   take_bytes(thread, "academy", &call->mark.academy, sizeof call->mark.academy);
    if (call->marked) {
        call->mark.ms = (uint64_t)last->as.integer;
        call->mark.posts = (uint64_t)posts->as.integer;
    }
}

void br_site_keep_mark(struct br_site_call *call)
{
    if (call->marked && call->viewer.visitor.signed_in) {
        send_errand(call, &(struct errand){.run = run_mark,
                                           .thread = call->mark.thread,
                                           .academy = call->mark.academy,
                                           .ms = call->mark.ms,
                                           .posts = call->mark.posts});
    }
}

static enum br_status run_drop(struct br_desk *desk, const struct errand *errand)
{
    return br_desk_drop_draft(desk, &errand->member, errand->form, "");
}

void br_site_drop_draft(struct br_site_call *call)
{
    struct errand errand = {.run = run_drop};
    struct br_bytes path = br_exchange_request(call->exchange)->path;
    if (path.size < sizeof errand.form) {
        memcpy(errand.form, path.data, path.size);
        send_errand(call, &errand);
    }
}

/* --- work whose end is an answer --- */

static void waited_work(void *job, struct br_desk *desk)
{
    struct br_site_call *call = job;
    call->made = call->desk_work(desk, call);
}

static void waited_done(void *job)
{
    struct br_site_call *call = job;
    call->desk_then(call);
}

static void wait_for(struct br_site_call *call,
                     enum br_status (*work)(struct br_desk *desk, struct br_site_call *call),
                     void (*then)(struct br_site_call *call))
{
    const struct br_site_host *host = &call->site->options.host;
    call->desk_work = work;
    call->desk_then = then;
    call->made = BR_ERR_CLOSED;
    host->desk(host->context, waited_work, waited_done, call);
}

/* Back to where the form was: a browser says it of our own pages. */
static const char *came_from(struct br_site_call *call)
{
    struct br_bytes from;
    const char *path = "/";
    if (br_exchange_header(call->exchange, "referer", &from)) {
        char *text = br_arena_text(&call->arena, from);
        char *slashes = text == NULL ? NULL : strstr(text, "://");
        char *found = slashes == NULL ? NULL : strchr(slashes + 3, '/');
        path = found != NULL && br_path_is_ours(found) ? found : path;
    }
    return path;
}

/* A form's body without what is ours: what a draft is kept as. */
static void encode_form(const struct br_form *form, struct br_buffer *out)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct br_form_field *field = &form->fields[i];
        if (br_site_is_secret(field->name)) {
            continue;
        }
        br_buffer_put_text(out, out->size == 0 ? "" : "&");
        br_form_encode(field->name, out);
        br_buffer_put_text(out, "=");
        br_form_encode((const char *)field->value.data, out);
    }
}

static enum br_status put_draft(struct br_desk *desk, struct br_site_call *call)
{
    struct br_buffer body;
    const char *path = br_form_value(&call->form, "_path");
    if (path == NULL) {
        path = br_arena_text(&call->arena, br_exchange_request(call->exchange)->path);
    }
    br_buffer_init(&body, (size_t)3 * BR_DRAFT_SIZE_MAX);
    encode_form(&call->form, &body);
    enum br_status status = BR_ERR_LIMIT;
    if (path == NULL) {
        status = BR_ERR_NO_MEMORY;
    } else if (br_path_is_ours(path) && br_buffer_ok(&body)) {
        status = br_desk_put_draft(desk, &call->viewer.member, path, "", br_buffer_bytes(&body),
                                   br_clock_read().wall_ms);
    }
    br_buffer_free(&body);
    return status;
}

static void draft_is_put(struct br_site_call *call)
{
    if (call->made == BR_ERR_LIMIT) {
        br_site_error(call, 413,
                      "This draft cannot be kept: it is too long, or there are 100 drafts of yours "
                      "already. Your words are still on the page before this.");
    } else if (call->made != BR_OK) {
        br_site_error(call, 503,
                      "The draft could not be kept just now. Your words are still on the page "
                      "before this.");
    } else if (call->json) {
        br_site_answer(call, 200, "application/json", br_bytes_of_text("{\"kept\":true}\n"));
    } else {
        br_site_redirect(call, came_from(call));
    }
}

void br_site_draft(struct br_site_call *call)
{
    wait_for(call, put_draft, draft_is_put);
}

static void desk_is_done(struct br_site_call *call)
{
    if (call->made == BR_ERR_MALFORMED) {
        br_site_error(call, 400, "Say which thread, topic or pathway to follow.");
    } else if (call->made == BR_ERR_LIMIT) {
        br_site_error(call, 413, "You follow too much already: stop following something first.");
    } else if (call->made != BR_OK) {
        br_site_error(call, 503, "This could not be kept just now. Try again in a moment.");
    } else {
        br_site_redirect(call, came_from(call));
    }
}

static enum br_status put_follow(struct br_desk *desk, struct br_site_call *call)
{
    const char *following = br_form_value(&call->form, "following");
    const char *kind = br_form_value(&call->form, "kind");
    const char *subject = br_form_value(&call->form, "subject");
    const char *thread = br_site_name(call, "id");
    struct br_id id;
    struct br_bytes about = {id.bytes, sizeof id};
    enum br_follow what = BR_FOLLOW_THREAD;
    if (thread != NULL ? br_id_parse(thread, &id) != BR_OK : kind == NULL || subject == NULL) {
        return BR_ERR_MALFORMED;
    }
    if (thread == NULL) {
        what = strcmp(kind, "topic") == 0 ? BR_FOLLOW_TOPIC : BR_FOLLOW_PATHWAY;
        about = br_bytes_of_text(subject);
        if ((what == BR_FOLLOW_PATHWAY && strcmp(kind, "pathway") != 0) ||
            about.size > BR_DESK_NAME_MAX) {
            return BR_ERR_MALFORMED;
        }
    }
    if (following != NULL && strcmp(following, "no") == 0) {
        return br_desk_unfollow(desk, &call->viewer.member, what, about);
    }
    return br_desk_follow(desk, &call->viewer.member, what, about, br_clock_read().wall_ms);
}

void br_site_follow(struct br_site_call *call)
{
    wait_for(call, put_follow, desk_is_done);
}

static enum br_status put_read_all(struct br_desk *desk, struct br_site_call *call)
{
    return br_desk_read_all(desk, &call->viewer.member, br_clock_read().wall_ms);
}

void br_site_read_all(struct br_site_call *call)
{
    wait_for(call, put_read_all, desk_is_done);
}

static enum br_status put_visit(struct br_desk *desk, struct br_site_call *call)
{
    return br_desk_visit(desk, &call->viewer.member, br_clock_read().wall_ms);
}

static void visit_is_put(struct br_site_call *call)
{
    br_site_page(call, 200, call->route->page);
}

/* First that they are here, so that the page can say since when they were not. */
void br_site_visit(struct br_site_call *call)
{
    wait_for(call, put_visit, visit_is_put);
}

void br_site_looked(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    size_t count = 0;
    const struct br_parameter *parameters = br_site_parameters(call, &count);
    for (size_t i = 0; parameters != NULL && i < count && host->looked != NULL; i++) {
        struct br_hash academy;
        struct br_bytes value = parameters[i].value.bytes;
        if (strcmp(parameters[i].name, "academy") == 0 &&
            parameters[i].value.type == BR_CELL_BYTES && value.size == sizeof academy.bytes) {
            memcpy(academy.bytes, value.data, value.size);
            host->looked(host->context, &call->viewer, &academy);
            break;
        }
    }
    br_site_page(call, 200, call->route->page);
}

/* --- a form that is shown: what was begun in it, or what it is to begin with --- */

struct draft {
    struct br_site_call *call;
    bool found;
};

static bool take_draft(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct draft *draft = context;
    struct br_site_call *call = draft->call;
    (void)count;
    (void)names;
    char *body = br_arena_text(&call->arena, cells[0].bytes);
    draft->found =
        body != NULL && br_form_parse(&call->shown, &call->arena, br_bytes_of_text(body)) == BR_OK;
    call->draft_ms = draft->found ? cells[1].integer : 0;
    return false;
}

struct begins {
    struct br_site_call *call;
    unsigned rows;
};

/* Columns fill the fields of their names; "agenda.title" of the n-th row fills agenda.n.title. */
static bool take_field(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct begins *begins = context;
    struct br_site_call *call = begins->call;
    bool repeats = false;
    begins->rows++;
    for (size_t i = 0; i < count; i++) {
        const char *dot = strchr(names[i], '.');
        const char *value = br_cell_text(&cells[i], &call->arena);
        char name[2 * BR_FIELD_NAME_MAX];
        repeats = repeats || dot != NULL;
        if (value == NULL || (dot == NULL && begins->rows > 1)) {
            continue;
        }
        if (dot == NULL) {
            (void)snprintf(name, sizeof name, "%s", names[i]);
        } else {
            (void)snprintf(name, sizeof name, "%.*s.%u%s", (int)(dot - names[i]), names[i],
                           begins->rows, dot);
        }
        const char *kept = br_arena_text(&call->arena, br_bytes_of_text(name));
        if (kept == NULL ||
            br_form_add(&call->shown, &call->arena, kept, br_bytes_of_text(value)) != BR_OK) {
            return false;
        }
    }
    return repeats && begins->rows < BR_FORM_ROWS_MAX;
}

/* The address of the form on this page: its own, or that of the one which it holds. */
static const char *form_address(struct br_site_call *call)
{
    char address[BR_DESK_NAME_MAX + 1];
    struct br_bytes path = br_exchange_request(call->exchange)->path;
    const char *behind = call->route->draft_behind == NULL ? "" : call->route->draft_behind;
    int size = snprintf(address, sizeof address, "%.*s%s", (int)path.size, (const char *)path.data,
                        behind);
    return size < 0 || (size_t)size >= sizeof address
               ? NULL
               : br_arena_text(&call->arena, br_bytes_of_text(address));
}

void br_site_prefill(struct br_site_call *call, struct br_views *views)
{
    static const char kept[] = "SELECT fields, saved_ms FROM v_draft WHERE form = :form";
    struct draft draft = {.call = call};
    struct begins begins = {.call = call};
    size_t count = 0;
    const char *address = form_address(call);
    struct br_parameter form = {
        .name = "form",
        .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(address == NULL ? "" : address)}};
    if (call->route->method != BR_HTTP_GET || !call->viewer.visitor.signed_in) {
        return;
    }
    enum br_status status = br_views_query(views, kept, &form, 1, take_draft, &draft, NULL);
    if (status == BR_OK && !draft.found && call->route->prefill != NULL) {
        struct br_local_time local = br_clock_local(br_clock_read().wall_ms);
        struct br_parameter *parameters = br_site_parameters(call, &count);
        if (parameters != NULL) { /* which leave room for one */
            parameters[count++] = (struct br_parameter){
                .name = "today",
                .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(local.day)}};
        }
        status = parameters == NULL ? BR_ERR_NO_MEMORY
                                    : br_views_lookup(views, call->route->prefill, parameters,
                                                      count, take_field, &begins, NULL);
    }
    if (status != BR_OK) { /* the form is then empty, and the page says what it can */
        BR_LOGLINE(BR_WARNING, "form_not_filled", BR_TEXT("why", br_status_text(status)));
    }
}
