/* account.c - who is signed in, from the first request to the last. */
#include "server/account.h"

#include "base/hash.h"
#include "base/logline.h"
#include "base/rng.h"
#include "server/admin.h"
#include "server/report.h"
#include "server/site.h"
#include "web/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USED_ROWS = 256, KEEP_EVERY_MS = 60000 };

/* --- life --- */

static void load_row(void *context, const struct br_sign_in *row)
{
    struct accounts *accounts = context;
    struct br_hash ended;
    enum br_status status = br_sign_ins_add(accounts->sign_ins, row, &ended);
    BR_ASSERT(status == BR_OK || status == BR_ERR_EXISTS);
}

/* Both keys come from one that is kept, so that cookies and a page that is open live on. */
static enum br_status read_key(struct accounts *accounts)
{
    struct br_buffer value;
    br_buffer_init(&value, sizeof accounts->key + 1);
    enum br_status status = br_private_get(accounts->academy->private, "account_key", &value);
    if (status == BR_OK && value.size == sizeof accounts->key) {
        memcpy(accounts->key.bytes, value.data, sizeof accounts->key);
    } else if (status == BR_OK || status == BR_ERR_NOT_FOUND) {
        br_random_bytes(accounts->key.bytes, sizeof accounts->key);
        status = br_private_put(accounts->academy->private, "account_key",
                                (struct br_bytes){accounts->key.bytes, sizeof accounts->key});
    }
    br_buffer_free(&value);
    return status;
}

/* Times of use are written behind, many at once: what a crash loses of them is a minute. */
static void keep(struct accounts *accounts, bool all)
{
    struct br_sign_in *rows = malloc(USED_ROWS * sizeof *rows);
    if (rows == NULL) {
        return;
    }
    size_t count = br_sign_ins_take_used(accounts->sign_ins, rows, USED_ROWS, all);
    while (count > 0) {
        enum br_status status = br_private_sign_ins_used(accounts->academy->private, rows, count);
        if (status != BR_OK) {
            BR_LOGLINE(BR_WARNING, "use_not_kept", BR_TEXT("why", br_status_text(status)));
            break;
        }
        count = br_sign_ins_take_used(accounts->sign_ins, rows, USED_ROWS, all);
    }
    free(rows);
}

static int later_seen(const struct br_device_row *device, uint64_t after_ms)
{
    return device->seen_ms > after_ms;
}

/* Devices that were here since it was last kept. */
static void keep_devices(struct accounts *accounts)
{
    const struct device_table *devices = &accounts->academy->devices;
    uint64_t kept_ms = accounts->devices_kept_ms;
    struct br_device_row *rows = malloc((devices->count + 1) * sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; rows != NULL && i < devices->count; i++) {
        if (later_seen(&devices->items[i], kept_ms)) {
            rows[count++] = devices->items[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (later_seen(&rows[i], accounts->devices_kept_ms)) {
            accounts->devices_kept_ms = rows[i].seen_ms;
        }
    }
    if (count > 0) {
        enum br_status status = br_private_devices_seen(accounts->academy->private, rows, count);
        if (status != BR_OK) {
            BR_LOGLINE(BR_WARNING, "use_not_kept", BR_TEXT("why", br_status_text(status)));
        }
    }
    free(rows);
}

static void on_keep(uv_timer_t *timer)
{
    keep(timer->data, false);
    keep_devices(timer->data);
}

enum br_status accounts_open(struct academy *academy, struct br_error *error)
{
    struct accounts *accounts = calloc(1, sizeof *accounts);
    uint8_t secret[32];
    BR_ASSERT(accounts != NULL);
    academy->accounts = accounts;
    accounts->academy = academy;
    accounts->names_stale = true;
    accounts->brand_stale = true;
    br_random_bytes(secret, sizeof secret);
    accounts->sign_ins = br_sign_ins_new();
    accounts->tries = br_tries_new(secret);
    BR_ASSERT(accounts->sign_ins != NULL && accounts->tries != NULL);
    accounts->passwords = br_passwords_new(&academy->loop);
    BR_ASSERT(uv_timer_init(&academy->loop, &accounts->keeping) == 0);
    accounts->keeping.data = accounts;
    (void)uv_timer_start(&accounts->keeping, on_keep, KEEP_EVERY_MS, KEEP_EVERY_MS);
    uv_unref((uv_handle_t *)&accounts->keeping);
    uint64_t now_ms = br_clock_read().wall_ms;
    uint64_t used_ms = now_ms > BR_SIGN_IN_IDLE_MS ? now_ms - BR_SIGN_IN_IDLE_MS : 0;
    uint64_t created_ms = now_ms > BR_SIGN_IN_LIFE_MS ? now_ms - BR_SIGN_IN_LIFE_MS : 0;
    enum br_status status = read_key(accounts);
    if (status == BR_OK) {
        status = br_private_forget_sign_ins(academy->private, used_ms, created_ms);
    }
    if (status == BR_OK) {
        status = br_private_sign_ins(academy->private, load_row, accounts);
    }
    return status == BR_OK ? BR_OK
                           : br_error_set(error, status, "%s/private.db: accounts: %s",
                                          academy->folder, br_status_text(status));
}

static void on_passwords_closed(void *context)
{
    (void)context;
}

void accounts_stop(struct academy *academy)
{
    struct accounts *accounts = academy->accounts;
    if (accounts == NULL || accounts->passwords == NULL) {
        return;
    }
    keep(accounts, true);
    keep_devices(accounts);
    br_passwords_stop(accounts->passwords, on_passwords_closed, NULL);
    accounts->passwords = NULL;
    uv_close((uv_handle_t *)&accounts->keeping, NULL); /* freed when the loop has ended */
}

void accounts_free(struct academy *academy)
{
    struct accounts *accounts = academy->accounts;
    if (accounts == NULL) {
        return;
    }
    br_sign_ins_free(accounts->sign_ins);
    br_tries_free(accounts->tries);
    free(accounts->tickets);
    free(accounts->names);
    accounts_free_brand(accounts);
    free(accounts);
    academy->accounts = NULL;
}

/* --- who asks --- */

/* End one that is over, or replaced: what the disk then still has of it runs out by itself. */
static void forget(struct accounts *accounts, const struct br_hash *token_hash)
{
    struct br_hash hash = *token_hash; /* the row's own goes with the row */
    enum br_status status = accounts_end(accounts, &hash);
    if (status != BR_OK) {
        BR_LOGLINE(BR_WARNING, "sign_in_not_forgotten", BR_TEXT("why", br_status_text(status)));
    }
}

static struct br_sign_in *row_of(struct accounts *accounts, struct br_exchange *exchange,
                                 bool secure)
{
    struct br_bytes cookies;
    struct br_hash hash;
    return br_exchange_header(exchange, "cookie", &cookies) &&
                   br_cookie_token(cookies, secure, &hash)
               ? br_sign_ins_find(accounts->sign_ins, &hash)
               : NULL;
}

void accounts_who(struct academy *academy, struct br_exchange *exchange, struct br_viewer *viewer)
{
    struct accounts *accounts = academy->accounts;
    uint64_t now_ms = br_clock_read().wall_ms;
    bool secure = viewer->secure;
    struct br_sign_in *row = row_of(accounts, exchange, secure);
    *viewer = (struct br_viewer){.secure = secure};
    accounts_refresh_brand(academy);
    if (row == NULL) {
        return;
    }
    uint32_t roles = br_replica_roles(academy->replica, &row->member);
    bool admin = (roles & BR_ROLE_ADMIN) != 0;
    if (roles == 0 || br_sign_in_over(row, admin, now_ms)) { /* removed, or too long ago */
        forget(accounts, &row->token_hash);
        return;
    }
    accounts_refresh_names(accounts);
    br_sign_in_use(row, now_ms);
    viewer->visitor = (struct br_visitor){.signed_in = true,
                                          .needs_factor = row->half_way || (admin && !row->factor),
                                          .roles = roles};
    viewer->member = row->member;
    viewer->session = row->token_hash;
    (void)snprintf(viewer->name, sizeof viewer->name, "%s",
                   accounts_name_of(academy, &row->member));
}

/* --- beginning and ending --- */

struct accounts *accounts_of(const struct br_site_call *call)
{
    const struct academy *academy = br_site_host_context(call);
    return academy->accounts;
}

struct br_sign_in *accounts_row(const struct br_site_call *call)
{
    const struct br_viewer *viewer = br_site_viewer(call);
    return viewer->visitor.signed_in
               ? br_sign_ins_find(accounts_of(call)->sign_ins, &viewer->session)
               : NULL;
}

static bool is_out(void *context, const struct br_id *member, const struct br_hash *session)
{
    const struct accounts *accounts = context;
    return br_sign_ins_find(accounts->sign_ins, session) == NULL ||
           br_replica_roles(accounts->academy->replica, member) == 0;
}

void accounts_cut(struct academy *academy)
{
    if (academy->accounts != NULL) {
        site_end_streams(academy, is_out, academy->accounts);
    }
}

enum br_status accounts_end(struct accounts *accounts, const struct br_hash *token_hash)
{
    enum br_status status = br_private_end_sign_in(accounts->academy->private, token_hash);
    br_sign_ins_end(accounts->sign_ins, token_hash);
    accounts_cut(accounts->academy);
    return status;
}

enum br_status accounts_end_all(struct accounts *accounts, const struct br_id *member,
                                const struct br_hash *keep_hash)
{
    enum br_status status = br_private_end_sign_ins(accounts->academy->private, member, keep_hash);
    if (status == BR_OK) {
        br_sign_ins_end_all(accounts->sign_ins, member, keep_hash);
        accounts_cut(accounts->academy);
    }
    return status;
}

/* The address without its port. */
static void place_of(const char *remote, char *out, size_t size)
{
    const char *colon = strrchr(remote, ':');
    size_t length = colon == NULL ? strlen(remote) : (size_t)(colon - remote);
    (void)snprintf(out, size, "%.*s", (int)length, remote);
}

static void put_header(struct br_site_call *call, struct br_buffer *line)
{
    br_site_header(call, br_buffer_text(line));
    br_buffer_clear(line);
}

/*
 * A browser is known only when the sign-in is whole: else a password alone would buy tries of the
 * code. The number of one that is known already stays: it is what its wrong passwords count by.
 */
static void put_cookies(struct br_site_call *call, const struct br_id *member, const char *token,
                        bool half_way)
{
    struct accounts *accounts = accounts_of(call);
    bool secure = br_site_secure(call);
    uint8_t number[BR_BROWSER_NUMBER_SIZE];
    struct br_bytes cookies;
    struct br_buffer line;
    br_buffer_init(&line, 1024);
    br_cookie_put_token(&line, secure, token);
    put_header(call, &line);
    if (half_way) {
        br_buffer_free(&line);
        return;
    }
    bool known = br_exchange_header(br_site_exchange(call), "cookie", &cookies) &&
                 br_cookie_browser(cookies, secure, accounts->key.bytes, member, number);
    if (!known) {
        br_random_bytes(number, sizeof number);
    }
    br_cookie_put_browser(&line, secure, accounts->key.bytes, member, number);
    put_header(call, &line);
    br_buffer_free(&line);
}

static void know_address(struct br_site_call *call, const struct br_id *member)
{
    uint8_t address[BR_TRIES_ADDRESS_SIZE];
    br_tries_address(br_exchange_remote(br_site_exchange(call)), address);
    enum br_status status =
        br_private_add_address(accounts_of(call)->academy->private, member,
                               (struct br_bytes){address, sizeof address}, br_clock_read().wall_ms);
    if (status != BR_OK) { /* they are a stranger there next time */
        BR_LOGLINE(BR_WARNING, "address_not_kept", BR_TEXT("why", br_status_text(status)));
    }
}

bool accounts_begin(struct br_site_call *call, const struct br_id *member, bool factor,
                    bool half_way)
{
    struct accounts *accounts = accounts_of(call);
    struct br_exchange *exchange = br_site_exchange(call);
    struct br_sign_in *before = row_of(accounts, exchange, br_site_secure(call));
    char token[BR_TOKEN_TEXT_SIZE];
    struct br_bytes agent = {NULL, 0};
    struct br_hash ended;
    uint64_t now_ms = br_clock_read().wall_ms;
    struct br_sign_in row = {.member = *member,
                             .created_ms = now_ms,
                             .used_ms = now_ms,
                             .factor = factor,
                             .half_way = half_way};
    br_token_new(token, &row.token_hash);
    (void)br_exchange_header(exchange, "user-agent", &agent);
    br_agent_words(agent, row.agent, sizeof row.agent);
    place_of(br_exchange_remote(exchange), row.place, sizeof row.place);
    if (!half_way && br_private_put_sign_in(accounts->academy->private, &row) != BR_OK) {
        return false;
    }
    if (before != NULL) {
        forget(accounts, &before->token_hash);
    }
    if (br_sign_ins_add(accounts->sign_ins, &row, &ended) != BR_OK) {
        return false;
    }
    if (!br_hash_is_zero(&ended)) {
        forget(accounts, &ended);
    }
    put_cookies(call, member, token, half_way);
    if (!half_way) {
        know_address(call, member);
    }
    return true;
}

/* --- words --- */

void accounts_audit(const struct br_site_call *call, const char *what, const struct br_id *about)
{
    char by[BR_ID_TEXT_SIZE];
    char whom[BR_ID_TEXT_SIZE] = "";
    br_id_text(&br_site_viewer(call)->member, by);
    if (about != NULL) {
        br_id_text(about, whom);
    }
    BR_LOGLINE(BR_INFO, "admin", BR_TEXT("did", what), BR_TEXT("by", by), BR_TEXT("about", whom));
}

void accounts_refuse(struct br_site_call *take_call, int status, const char *page,
                     const char *field, const char *sentence)
{
    br_site_complain(take_call, field, sentence);
    br_site_show(take_call, status, page, NULL);
}

void accounts_not_now(struct br_site_call *take_call, const char *page)
{
    br_site_header(take_call, "Retry-After: 5\r\n");
    accounts_refuse(take_call, 503, page, NULL,
                    "The academy's server has too much to do just now. Nothing was changed; try "
                    "again in a few seconds.");
}

/* --- addresses --- */

#define OPEN                             \
    {                                    \
        .signed_out = true, .bare = true \
    }
#define MEMBERS                     \
    {                               \
        .roles = BR_ACCESS_EVERYONE \
    }
#define BARE                                      \
    {                                             \
        .roles = BR_ACCESS_EVERYONE, .bare = true \
    }

#define LEADS                                 \
    {                                         \
        .roles = BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }
#define ADMINS                 \
    {                          \
        .roles = BR_ROLE_ADMIN \
    }

const struct br_site_route account_routes[] = {
    {BR_HTTP_GET, "/sign-in", OPEN, .run = account_sign_in_page},
    {BR_HTTP_POST, "/sign-in", OPEN, .run = account_sign_in},
    {BR_HTTP_GET, "/sign-in/help", OPEN, .run = account_help_page},
    {BR_HTTP_GET, "/sign-in/code", BARE, .run = account_code_page},
    {BR_HTTP_POST, "/sign-in/code", BARE, .run = account_code},
    {BR_HTTP_POST, "/sign-out", OPEN, .run = account_sign_out},
    {BR_HTTP_GET, "/join", OPEN, .run = account_join_page},
    {BR_HTTP_POST, "/join", OPEN, .run = account_join_find},
    {BR_HTTP_GET, "/join/:code", OPEN, .run = account_join_page},
    {BR_HTTP_POST, "/join/:code", OPEN, .run = account_join},
    {BR_HTTP_GET, "/s/:code", OPEN, .run = score_page},
    {BR_HTTP_POST, "/s/:code", OPEN, .run = score_give},
    {BR_HTTP_GET, "/r/:token", OPEN, .run = report_read},
    {BR_HTTP_POST, "/r/:token", OPEN, .run = report_answer},
    {BR_HTTP_GET, "/board/:id/links", LEADS, .run = report_links},
    {BR_HTTP_POST, "/board/:id/links", LEADS, .run = report_link_new},
    {BR_HTTP_POST, "/board/:id/links/end", LEADS, .run = report_link_end},
    {BR_HTTP_GET, "/account", MEMBERS, .run = account_show},
    {BR_HTTP_POST, "/account/sessions/end", MEMBERS, .run = account_end_session},
    {BR_HTTP_POST, "/account/password", MEMBERS, .run = account_password},
    {BR_HTTP_POST, "/account/devices", MEMBERS, .run = account_device_add},
    {BR_HTTP_POST, "/account/devices/end", MEMBERS, .run = account_device_end},
    {BR_HTTP_GET, "/account/factor", BARE, .run = account_factor_page},
    {BR_HTTP_POST, "/account/factor", BARE, .run = account_factor},
    {BR_HTTP_POST, "/account/factor/remove", MEMBERS, .run = account_factor_remove},
    {BR_HTTP_GET, "/admin/members", ADMINS, .run = admin_members},
    {BR_HTTP_POST, "/admin/members/role", ADMINS, .run = admin_member_role},
    {BR_HTTP_POST, "/admin/members/renew", ADMINS, .run = admin_member_renew},
    {BR_HTTP_POST, "/admin/members/factor", ADMINS, .run = admin_member_factor},
    {BR_HTTP_POST, "/admin/members/remove", ADMINS, .run = admin_member_remove},
    {BR_HTTP_GET, "/admin/devices", ADMINS, .run = admin_devices},
    {BR_HTTP_POST, "/admin/devices/remove", ADMINS, .run = admin_device_remove},
    {BR_HTTP_GET, "/logo", OPEN, .run = admin_logo},
    {BR_HTTP_GET, "/admin/look", ADMINS, .run = admin_look},
    {BR_HTTP_POST, "/admin/look", ADMINS, .run = admin_look_save},
    {BR_HTTP_GET, "/admin/peers", ADMINS, .run = admin_peers},
    {BR_HTTP_GET, "/admin/peers/add", ADMINS, .run = admin_peer_add_page},
    {BR_HTTP_POST, "/admin/peers/add", ADMINS, .run = admin_peer_add},
    {BR_HTTP_GET, "/admin/invitations", ADMINS, .run = admin_invitations},
    {BR_HTTP_POST, "/admin/invitations", ADMINS, .run = admin_invitation_new},
    {BR_HTTP_POST, "/admin/invitations/end", ADMINS, .run = admin_invitation_end},
};
const size_t account_routes_count = sizeof account_routes / sizeof account_routes[0];
