/* site.c - a site's life, and the way of a request to what answers it. */
#include "web/site_internal.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/logline.h"
#include "base/sign.h"
#include "web/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nothing is fetched from anywhere else, nothing inline runs, nobody frames us. */
static const char always_lines[] =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";
static const char secure_lines[] = "Strict-Transport-Security: max-age=31536000\r\n";

/* --- life --- */

static void on_request(void *context, struct br_exchange *exchange);

static void free_site(struct br_site *site)
{
    void (*closed)(void *context) = site->closed;
    void *context = site->closed_context;
    for (size_t i = 0; i < 2; i++) {
        free(site->doors[i].always);
    }
    free(site->brand);
    free(site->routes);
    free(site->entries);
    free(site->hosts);
    free(site->assets);
    free(site->told);
    br_arena_free(&site->arena);
    free(site);
    if (closed != NULL) {
        closed(context);
    }
}

void br_site_part_closed(struct br_site *site)
{
    BR_ASSERT(site->parts_open > 0);
    if (--site->parts_open == 0) {
        free_site(site);
    }
}

static void on_web_closed(void *context)
{
    br_site_part_closed(context);
}

static void open_door(struct br_site *site, bool secure)
{
    struct br_site_door *door = &site->doors[secure];
    size_t size = sizeof always_lines + sizeof secure_lines;
    *door = (struct br_site_door){.site = site, .secure = secure, .always = malloc(size)};
    BR_ASSERT(door->always != NULL);
    (void)snprintf(door->always, size, "%s%s", always_lines, secure ? secure_lines : "");
    struct br_web_options options = {.always = door->always,
                                     .on_request = on_request,
                                     .on_stream_gone = br_site_stream_gone,
                                     .context = door};
    door->web = br_web_new(site->options.loop, &options);
    site->parts_open++;
}

static bool add_routes(struct br_site *site)
{
    size_t common = br_site_common_routes();
    size_t count = common + site->options.route_count;
    site->routes = calloc(count, sizeof *site->routes);
    site->entries = calloc(count, sizeof *site->entries);
    if (site->routes == NULL || site->entries == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        site->entries[i] = i < common ? br_site_common_route(i) : &site->options.routes[i - common];
        site->routes[i] =
            (struct br_route){.method = site->entries[i]->method, .path = site->entries[i]->path};
    }
    site->route_count = count;
    return true;
}

struct br_site *br_site_new(const struct br_site_options *options)
{
    struct br_site *site = calloc(1, sizeof *site);
    if (site == NULL) {
        return NULL;
    }
    site->options = *options;
    br_arena_init(&site->arena, BR_SITE_SIZE_MAX);
    site->academy = br_arena_text(&site->arena, br_bytes_of_text(options->academy));
    if (site->academy == NULL || !add_routes(site) || br_site_assets_open(site) != BR_OK) {
        site->closed = NULL;
        free_site(site);
        return NULL;
    }
    for (size_t i = 0; i < options->host_count; i++) {
        br_site_add_host(site, options->hosts[i]);
    }
    open_door(site, false);
    open_door(site, true);
    br_site_live_open(site);
    return site;
}

void br_site_take(struct br_site *site, struct br_pipe *take_pipe, bool secure)
{
    br_web_take(site->doors[secure].web, take_pipe);
}

void br_site_add_host(struct br_site *site, const char *host)
{
    const char **grown = realloc(site->hosts, (site->host_count + 1) * sizeof *grown);
    char *copy = br_arena_text(&site->arena, br_bytes_of_text(host));
    BR_ASSERT(grown != NULL && copy != NULL); /* a few lines of the operator's */
    site->hosts = grown;
    site->hosts[site->host_count++] = copy;
}

void br_site_set_brand(struct br_site *site, const char *academy, const char *css)
{
    if (strcmp(site->academy, academy) != 0) {
        const char *copy = br_arena_text(&site->arena, br_bytes_of_text(academy));
        site->academy = copy == NULL ? site->academy : copy;
    }
    char *style = strdup(css);
    if (style != NULL) {
        free(site->brand);
        site->brand = style;
    }
}

void br_site_stop(struct br_site *take_site, void (*closed)(void *context), void *context)
{
    struct br_site *site = take_site;
    site->stopping = true;
    site->closed = closed;
    site->closed_context = context;
    br_site_live_stop(site);
    for (size_t i = 0; i < 2; i++) {
        br_web_stop(site->doors[i].web, on_web_closed, site);
    }
}

const struct br_site_route *br_site_route_at(const struct br_site *site, size_t index)
{
    BR_ASSERT(index < site->route_count);
    return site->entries[index];
}

size_t br_site_route_count(const struct br_site *site)
{
    return site->route_count;
}

/* --- answering --- */

void br_site_call_free(struct br_site_call *call)
{
    struct br_site *site = call->site;
    br_buffer_free(&call->headers);
    br_buffer_free(&call->body);
    br_arena_free(&call->arena);
    free(call);
    br_site_part_closed(site);
}

struct br_exchange *br_site_take_exchange(struct br_site_call *take_call)
{
    struct br_exchange *exchange = take_call->exchange;
    br_site_call_free(take_call);
    return exchange;
}

void br_site_answer(struct br_site_call *take_call, int status, const char *type,
                    struct br_bytes body)
{
    struct br_site_call *call = take_call;
    br_buffer_put(&call->headers, "", 1);
    bool whole = br_buffer_ok(&call->headers);
    struct br_http_answer answer = {.status = whole ? status : 500,
                                    .type = type,
                                    .more = whole ? (const char *)call->headers.data : NULL,
                                    .body = body};
    br_exchange_answer(call->exchange, &answer);
    br_site_call_free(call);
}

void br_site_header(struct br_site_call *call, const char *line)
{
    br_buffer_put_text(&call->headers, line);
}

void br_site_redirect(struct br_site_call *take_call, const char *where)
{
    br_site_header(take_call, "Cache-Control: no-store\r\nLocation: ");
    br_site_header(take_call, where);
    br_site_header(take_call, "\r\n");
    br_site_answer(take_call, 303, NULL, (struct br_bytes){NULL, 0});
}

void br_site_complain(struct br_site_call *call, const char *field, const char *sentence)
{
    struct br_node error = br_make_object();
    br_make_put(&call->make, &error, "field", br_make_c_text(&call->make, field));
    br_make_put(&call->make, &error, "text", br_make_c_text(&call->make, sentence));
    br_make_add(&call->make, &call->errors, error);
}

bool br_site_complained(const struct br_site_call *call)
{
    return call->errors.count > 0 || call->make.failed; /* one that there was no memory for */
}

static const char *title_of_status(int status)
{
    switch (status) {
    case 401:
        return "Sign in first";
    case 403:
        return "This page is not for you";
    case 404:
        return "There is no such page here";
    case 413:
        return "That is too much at once";
    case 421:
        return "This is another address";
    default:
        return status >= 500 ? "That did not work" : "That could not be read";
    }
}

void br_site_error(struct br_site_call *take_call, int status, const char *sentence)
{
    struct br_site_call *call = take_call;
    struct br_node root = br_make_object();
    br_make_put(&call->make, &root, "status", br_make_integer(status));
    br_make_put(&call->make, &root, "title", br_make_c_text(&call->make, title_of_status(status)));
    br_make_put(&call->make, &root, "text", br_make_c_text(&call->make, sentence));
    struct br_node *kept = br_arena_take(&call->arena, sizeof *kept);
    if (kept == NULL) {
        br_site_answer(call, 500, "text/plain; charset=utf-8", br_bytes_of_text("no memory\n"));
        return;
    }
    *kept = root;
    br_site_show(call, status, "error", kept);
}

/* --- for handlers --- */

const struct br_viewer *br_site_viewer(const struct br_site_call *call)
{
    return &call->viewer;
}

struct br_exchange *br_site_exchange(const struct br_site_call *call)
{
    return call->exchange;
}

bool br_site_secure(const struct br_site_call *call)
{
    return call->door->secure;
}

void *br_site_host_context(const struct br_site_call *call)
{
    return call->site->options.host.context;
}

const char *br_site_name(const struct br_site_call *call, const char *name)
{
    return br_route_value(&call->match, name);
}

const char *br_site_field(const struct br_site_call *call, const char *name)
{
    return br_form_value(&call->form, name);
}

const char *br_site_query(const struct br_site_call *call, const char *name)
{
    return br_form_value(&call->query, name);
}

struct br_make *br_site_make(struct br_site_call *call)
{
    return &call->make;
}

void br_site_set_context(struct br_site_call *call, void *context)
{
    call->context = context;
}

void *br_site_context(const struct br_site_call *call)
{
    return call->context;
}

/* --- tokens --- */

void br_site_token(const struct br_site_call *call, char out[33])
{
    char text[BR_HASH_TEXT_SIZE];
    struct br_bytes parts[] = {{call->site->options.secret.bytes, sizeof(struct br_hash)},
                               {call->viewer.session.bytes, sizeof(struct br_hash)}};
    struct br_hash hash = br_sha256(parts, 2);
    br_hash_text(&hash, text);
    memcpy(out, text, 32);
    out[32] = '\0';
}

bool br_site_token_good(const struct br_site_call *call)
{
    char wanted[33];
    const char *given = br_form_value(&call->form, "_token");
    br_site_token(call, wanted);
    return given != NULL && br_secret_equal(br_bytes_of_text(given), br_bytes_of_text(wanted));
}

/* --- the way of a request --- */

/* Does a form come from a page of ours, and is it one that we can read? */
static bool form_is_ours(struct br_site_call *call)
{
    struct br_bytes fetch_site;
    struct br_bytes origin;
    bool has_site = br_exchange_header(call->exchange, "sec-fetch-site", &fetch_site);
    bool has_origin = br_exchange_header(call->exchange, "origin", &origin);
    return br_origin_ours(has_site ? &fetch_site : NULL, has_origin ? &origin : NULL,
                          call->door->secure ? "https" : "http",
                          br_exchange_request(call->exchange)->host);
}

static bool has_form_type(struct br_site_call *call)
{
    static const char wanted[] = "application/x-www-form-urlencoded";
    struct br_bytes type;
    return br_exchange_header(call->exchange, "content-type", &type) &&
           type.size >= sizeof wanted - 1 && memcmp(type.data, wanted, sizeof wanted - 1) == 0;
}

static bool wants_json(struct br_site_call *call)
{
    struct br_bytes accept;
    return br_exchange_header(call->exchange, "accept", &accept) &&
           memmem(accept.data, accept.size, "application/json", 16) != NULL &&
           memmem(accept.data, accept.size, "text/html", 9) == NULL;
}

static void refuse_entry(struct br_site_call *call)
{
    const struct br_visitor *visitor = &call->viewer.visitor;
    bool is_page = call->route->method == BR_HTTP_GET && !call->json;
    if (visitor->signed_in && visitor->needs_factor && is_page) {
        br_site_redirect(call, "/account/factor");
    } else if (visitor->signed_in) {
        br_site_error(call, 403,
                      "Your role does not open this page. Ask an administrator of your academy.");
    } else if (is_page) {
        char where[BR_HTTP_TARGET_SIZE_MAX + 32] = "/sign-in?next=";
        struct br_buffer next;
        struct br_bytes path = br_exchange_request(call->exchange)->path;
        char *text = br_arena_text(&call->arena, path);
        br_buffer_init(&next, BR_HTTP_TARGET_SIZE_MAX);
        br_form_encode(text == NULL ? "/" : text, &next);
        if (br_buffer_ok(&next) && next.size > 0) {
            (void)snprintf(where, sizeof where, "/sign-in?next=%.*s", (int)next.size,
                           (const char *)next.data);
        }
        br_buffer_free(&next);
        br_site_redirect(call, where);
    } else {
        br_site_error(call, 401, "Sign in first. What you wrote is still on the page before this.");
    }
}

static void go(struct br_site_call *call)
{
    if (call->route->method == BR_HTTP_POST && !br_site_token_good(call)) {
        br_site_error(call, 403,
                      "This form is too old, or it does not come from a page of this academy. Go "
                      "back, load the page again, and send it once more.");
    } else if (call->route->form != NULL && br_form_value(&call->form, "_draft") != NULL) {
        br_site_draft(call);
    } else if (call->route->form != NULL && br_form_value(&call->form, "_more") != NULL) {
        br_site_page(call, 200, call->route->form->page);
    } else if (call->route->run != NULL) {
        call->route->run(call);
    } else if (call->route->form != NULL) {
        br_site_form_begin(call);
    } else {
        br_site_page(call, 200, call->route->page);
    }
}

/* Read what the request says; a status when it cannot be, 0 when it can. */
static int read_request(struct br_site_call *call)
{
    const struct br_http_request *request = br_exchange_request(call->exchange);
    struct br_site *site = call->site;
    call->json = wants_json(call);
    enum br_status status = br_route_find(site->routes, site->route_count, request->method,
                                          request->path, &call->arena, &call->match);
    if (status == BR_ERR_NOT_FOUND) {
        return 404;
    }
    if (status == BR_ERR_PROTOCOL) {
        return 405;
    }
    if (status == BR_OK) {
        call->route = site->entries[call->match.index];
        status = br_form_parse(&call->query, &call->arena, request->query);
    }
    if (status == BR_OK && request->method == BR_HTTP_POST) {
        if (!has_form_type(call)) {
            return 415;
        }
        status = br_form_parse(&call->form, &call->arena, request->body);
    }
    return status == BR_OK ? 0 : status == BR_ERR_MALFORMED ? 400 : 413;
}

static const char *sentence_of(int status)
{
    switch (status) {
    case 404:
        return "The address may be mistyped, or what it showed has gone.";
    case 405:
        return "This address is not for that.";
    case 413:
        return "The form has more fields or more text than one page sends.";
    case 415:
        return "This address takes forms as browsers send them.";
    default:
        return "The address or the form is not well formed.";
    }
}

static void begin(struct br_site_call *call)
{
    const struct br_http_request *request = br_exchange_request(call->exchange);
    struct br_site *site = call->site;
    call->host = br_arena_text(&call->arena, request->host);
    if (!br_host_known(request->host, site->hosts, site->host_count)) {
        br_site_answer(call, 421, "text/plain; charset=utf-8",
                       br_bytes_of_text("This academy is not known by that address.\n"));
        return;
    }
    int status = read_request(call);
    call->viewer.secure = call->door->secure;
    site->options.host.who(site->options.host.context, call->exchange, &call->viewer);
    if (status != 0) {
        br_site_error(call, status, sentence_of(status));
    } else if (request->method == BR_HTTP_POST && !form_is_ours(call)) {
        br_site_error(call, 403, "This form does not come from a page of this academy.");
    } else if (!br_access_allowed(&call->route->access, &call->viewer.visitor)) {
        refuse_entry(call);
    } else {
        go(call);
    }
}

static void on_request(void *context, struct br_exchange *exchange)
{
    struct br_site_door *door = context;
    struct br_site *site = door->site;
    struct br_site_call *call = calloc(1, sizeof *call);
    BR_ASSERT(call != NULL);
    call->site = site;
    call->door = door;
    call->exchange = exchange;
    call->errors = br_make_list();
    br_arena_init(&call->arena, BR_SITE_CALL_SIZE_MAX);
    call->make = (struct br_make){.arena = &call->arena};
    br_buffer_init(&call->headers, BR_HTTP_HEAD_SIZE_MAX);
    br_buffer_init(&call->body, BR_PAGE_OUTPUT_SIZE_MAX);
    site->parts_open++;
    begin(call);
}
