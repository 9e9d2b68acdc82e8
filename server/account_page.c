/*
 * account_page.c - one's own account.
 *
 *      sessions [{id, agent, place, used_ms, created_ms, here}], devices [{id, name, seen_ms}],
 *      factor: on; recovery_left; sign_in_name; notice; device_code {code, minutes}, shown once
 */
#include "server/account.h"

#include "base/hash.h"
#include "base/rng.h"
#include "record/code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char account_page[] = "account/show";

static struct br_private *private_of(const struct br_site_call *call)
{
    return accounts_of(call)->academy->private;
}

static struct br_node bytes_node(struct br_make *make, const void *data, size_t size)
{
    return br_make_bytes(make, (struct br_bytes){data, size});
}

/* --- the page --- */

static struct br_node sessions_node(struct br_site_call *call)
{
    const struct br_sign_in *rows[BR_ACCOUNT_SIGN_INS_MAX + BR_ACCOUNT_HALF_WAY_MAX];
    const struct br_viewer *viewer = br_site_viewer(call);
    struct br_make *make = br_site_make(call);
    struct br_node list = br_make_list();
    size_t count = br_sign_ins_of(accounts_of(call)->sign_ins, &viewer->member, rows,
                                  sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < count; i++) {
        struct br_node item = br_make_object();
        br_make_put(make, &item, "id",
                    bytes_node(make, &rows[i]->token_hash, sizeof rows[i]->token_hash));
        br_make_put(make, &item, "agent", br_make_c_text(make, rows[i]->agent));
        br_make_put(make, &item, "place", br_make_c_text(make, rows[i]->place));
        br_make_put(make, &item, "used_ms", br_make_integer((int64_t)rows[i]->used_ms));
        br_make_put(make, &item, "created_ms", br_make_integer((int64_t)rows[i]->created_ms));
        br_make_put(make, &item, "here",
                    br_make_boolean(br_hash_equal(&rows[i]->token_hash, &viewer->session)));
        br_make_add(make, &list, item);
    }
    return list;
}

static struct br_node devices_node(struct br_site_call *call)
{
    const struct academy *academy = accounts_of(call)->academy;
    struct br_make *make = br_site_make(call);
    struct br_node list = br_make_list();
    for (size_t i = 0; i < academy->devices.count; i++) {
        const struct br_device_row *device = &academy->devices.items[i];
        if (!br_id_equal(&device->member, &br_site_viewer(call)->member)) {
            continue;
        }
        struct br_node item = br_make_object();
        br_make_put(make, &item, "id", bytes_node(make, &device->pin, sizeof device->pin));
        br_make_put(make, &item, "name", br_make_c_text(make, device->name));
        br_make_put(make, &item, "seen_ms",
                    device->seen_ms == 0 ? (struct br_node){.type = BR_NODE_NULL}
                                         : br_make_integer((int64_t)device->seen_ms));
        br_make_add(make, &list, item);
    }
    return list;
}

static void show_with(struct br_site_call *call, int status, const char *notice,
                      const struct br_node *code)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_account account = {.name = ""};
    size_t left = 0;
    if (root == NULL ||
        br_private_account(private_of(call), &br_site_viewer(call)->member, &account) != BR_OK ||
        br_private_recovery_left(private_of(call), &account.member, &left) != BR_OK) {
        br_site_error(call, 503, "Your account could not be read just now.");
        return;
    }
    *root = br_make_object();
    br_make_put(make, root, "sessions", sessions_node(call));
    br_make_put(make, root, "devices", devices_node(call));
    br_make_put(make, root, "factor", br_make_boolean(account.has_factor));
    br_make_put(make, root, "recovery_left", br_make_integer((int64_t)left));
    br_make_put(make, root, "sign_in_name", br_make_c_text(make, account.name));
    br_make_put(make, root, "notice", br_make_c_text(make, notice));
    if (code != NULL) {
        br_make_put(make, root, "device_code", *code);
    }
    br_site_show(call, status, account_page, root);
}

static void show(struct br_site_call *call, int status, const char *notice)
{
    show_with(call, status, notice, NULL);
}

void account_show(struct br_site_call *call)
{
    static const struct {
        const char *word;
        const char *sentence;
    } notices[] = {
        {"password", "Your password is changed, and you are signed out everywhere else."},
        {"ended", "That browser is signed out."},
        {"factor", "The second factor is off."},
        {"device", "That device cannot connect any more."},
    };
    const char *word = br_site_query(call, "done");
    const char *notice = NULL;
    for (size_t i = 0; word != NULL && i < sizeof notices / sizeof notices[0]; i++) {
        notice = strcmp(word, notices[i].word) == 0 ? notices[i].sentence : notice;
    }
    show(call, 200, notice);
}

/* --- ending sign-ins --- */

void account_end_session(struct br_site_call *call)
{
    struct accounts *accounts = accounts_of(call);
    const struct br_viewer *viewer = br_site_viewer(call);
    const char *which = br_site_field(call, "session");
    struct br_hash hash;
    enum br_status status = BR_OK;
    if (which != NULL && strcmp(which, "others") == 0) {
        status = accounts_end_all(accounts, &viewer->member, &viewer->session);
    } else if (which != NULL && br_hex_decode(which, hash.bytes, sizeof hash.bytes) == BR_OK) {
        const struct br_sign_in *row = br_sign_ins_find(accounts->sign_ins, &hash);
        if (row != NULL && br_id_equal(&row->member, &viewer->member)) { /* else it is over */
            status = accounts_end(accounts, &hash);
        }
    } else {
        br_site_error(call, 400, "This does not say which sign-in is to end.");
        return;
    }
    if (status != BR_OK) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    br_site_redirect(call, "/account?done=ended");
}

/* --- password --- */

static void not_now(struct br_site_call *call)
{
    br_site_complain(call, NULL,
                     "The academy's server has too much to do just now. Nothing was changed; try "
                     "again in a few seconds.");
    show(call, 503, NULL);
}

static void on_new_made(void *context, const struct br_password_answer *answer)
{
    struct br_site_call *call = context;
    struct accounts *accounts = accounts_of(call);
    const struct br_viewer *viewer = br_site_viewer(call);
    if (answer->status != BR_OK ||
        br_private_set_password(private_of(call), &viewer->member, answer->hash,
                                br_clock_read().wall_ms, &viewer->session) != BR_OK) {
        not_now(call);
        return;
    }
    br_sign_ins_end_all(accounts->sign_ins, &viewer->member, &viewer->session);
    accounts_cut(accounts->academy);
    const struct br_sign_in *row = accounts_row(call);
    if (row == NULL || !accounts_begin(call, &viewer->member, row->factor, false)) {
        br_site_redirect(call, "/sign-in");
        return;
    }
    br_site_redirect(call, "/account?done=password");
}

static bool look_at_new(struct br_site_call *call, const struct br_account *account)
{
    const char *old = br_site_field(call, "old_password");
    const char *password = br_site_field(call, "password");
    const char *names[] = {accounts_of(call)->academy->name, br_site_viewer(call)->name,
                           account->name};
    enum br_password_fault fault =
        br_password_fault(br_bytes_of_text(password == NULL ? "" : password), names, 3);
    if (old == NULL || old[0] == '\0') {
        br_site_complain(call, "old_password", "Type the password that you have now.");
    }
    if (fault != BR_PASSWORD_GOOD) {
        br_site_complain(call, "password", br_password_fault_text(fault));
    }
    return !br_site_complained(call);
}

/* The old one was right, or not. */
static void on_old_checked(struct br_site_call *call, enum br_status status)
{
    struct br_passwords *passwords = accounts_of(call)->passwords;
    if (status == BR_ERR_REFUSED) {
        show(call, 422, NULL);
        return;
    }
    if (status != BR_OK || passwords == NULL ||
        !br_passwords_make(passwords, br_bytes_of_text(br_site_field(call, "password")),
                           on_new_made, call)) {
        not_now(call);
    }
}

void account_password(struct br_site_call *call)
{
    struct br_account account;
    if (br_private_account(private_of(call), &br_site_viewer(call)->member, &account) != BR_OK) {
        not_now(call);
    } else if (!look_at_new(call, &account)) {
        show(call, 422, NULL);
    } else {
        accounts_confirm(call, &account, "old_password", on_old_checked);
    }
    br_wipe(&account, sizeof account);
}

/* --- adding a device --- */

/* Another one ends the codes before it: whoever sees an old one has nothing. */
static bool make_code(struct br_site_call *call, uint8_t secret[BR_CODE_SECRET_SIZE])
{
    const struct br_viewer *viewer = br_site_viewer(call);
    uint64_t now_ms = br_clock_read().wall_ms;
    struct br_invitation invitation = {.member = viewer->member,
                                       .made_by = viewer->member,
                                       .made_ms = now_ms,
                                       .expires_ms = now_ms + BR_DEVICE_CODE_LIFE_MS,
                                       .device_only = true};
    br_random_bytes(secret, BR_CODE_SECRET_SIZE);
    invitation.secret_hash = enrol_secret_hash(secret);
    (void)snprintf(invitation.name, sizeof invitation.name, "%s",
                   accounts_name_of(accounts_of(call)->academy, &viewer->member));
    return br_private_withdraw_all(private_of(call), &viewer->member, true, now_ms) == BR_OK &&
           br_private_invite(private_of(call), &invitation) == BR_OK;
}

static struct br_node code_node(struct br_site_call *call, const uint8_t *secret)
{
    struct br_make *make = br_site_make(call);
    struct br_node node = br_make_object();
    struct br_code code;
    struct br_buffer text;
    code_of_ours(accounts_of(call)->academy, true, &code);
    memcpy(code.secret, secret, sizeof code.secret);
    br_buffer_init(&text, BR_CODE_TEXT_MAX);
    br_code_print(&code, &text);
    br_make_put(make, &node, "code", br_make_text(make, br_buffer_bytes(&text)));
    br_make_put(make, &node, "minutes", br_make_integer(BR_DEVICE_CODE_LIFE_MS / 60000u));
    br_buffer_free(&text);
    br_wipe(&code, sizeof code);
    return node;
}

static void on_device_confirmed(struct br_site_call *call, enum br_status status)
{
    uint8_t secret[BR_CODE_SECRET_SIZE];
    if (status == BR_ERR_REFUSED) {
        show(call, 422, NULL);
    } else if (status != BR_OK || !make_code(call, secret)) {
        not_now(call);
    } else {
        struct br_node code = code_node(call, secret);
        br_wipe(secret, sizeof secret);
        show_with(call, 200, NULL, &code);
    }
}

void account_device_add(struct br_site_call *call)
{
    struct br_account account;
    const char *password = br_site_field(call, "device_password");
    if (password == NULL || password[0] == '\0') {
        br_site_complain(call, "device_password", "Type your password.");
        show(call, 422, NULL);
    } else if (br_private_account(private_of(call), &br_site_viewer(call)->member, &account) !=
               BR_OK) {
        not_now(call);
    } else {
        accounts_confirm(call, &account, "device_password", on_device_confirmed);
        br_wipe(&account, sizeof account);
    }
}

void account_device_end(struct br_site_call *call)
{
    struct academy *academy = accounts_of(call)->academy;
    const char *which = br_site_field(call, "device");
    struct br_hash pin;
    enum br_status status = BR_OK;
    if (which == NULL || br_hex_decode(which, pin.bytes, sizeof pin.bytes) != BR_OK) {
        br_site_error(call, 400, "This does not say which device.");
        return;
    }
    if (academy_device_is(academy, &pin, &br_site_viewer(call)->member)) { /* else it is over */
        status = academy_end_device(academy, &pin);
    }
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    br_site_redirect(call, "/account?done=device");
}

void account_show_again(struct br_site_call *take_call, int status)
{
    show(take_call, status, NULL);
}
