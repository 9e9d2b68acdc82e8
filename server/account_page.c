/*
 * account_page.c - one's own account.
 *
 *      sessions [{id, agent, place, used_ms, created_ms, here}], devices [{id, name, seen_ms}],
 *      factor: on; recovery_left; sign_in_name; notice
 */
#include "server/account.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static const char account_page[] = "account/show";
static const char factor_page[] = "account/factor";

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

static void show(struct br_site_call *call, int status, const char *notice)
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
    br_site_show(call, status, account_page, root);
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

struct changing {
    struct br_site_call *call;
    struct br_account account;
    struct account_try attempt;
};

static void changing_end(struct changing *state)
{
    br_wipe(&state->account, sizeof state->account);
    free(state);
}

static void not_now(struct br_site_call *call)
{
    br_site_complain(call, NULL,
                     "The academy's server has too much to do just now. Nothing was changed; try "
                     "again in a few seconds.");
    show(call, 503, NULL);
}

static void on_new_made(void *context, const struct br_password_answer *answer)
{
    struct changing *state = context;
    struct br_site_call *call = state->call;
    struct accounts *accounts = accounts_of(call);
    const struct br_viewer *viewer = br_site_viewer(call);
    bool kept = answer->status == BR_OK &&
                br_private_set_password(private_of(call), &state->account.member, answer->hash,
                                        br_clock_read().wall_ms, &viewer->session) == BR_OK;
    changing_end(state);
    if (!kept) {
        not_now(call);
        return;
    }
    br_sign_ins_end_all(accounts->sign_ins, &viewer->member, &viewer->session);
    const struct br_sign_in *row = accounts_row(call);
    if (row == NULL || !accounts_begin(call, &viewer->member, row->factor, false)) {
        br_site_redirect(call, "/sign-in");
        return;
    }
    br_site_redirect(call, "/account?done=password");
}

static void on_old_checked(void *context, const struct br_password_answer *answer)
{
    struct changing *state = context;
    struct br_site_call *call = state->call;
    struct br_passwords *passwords = accounts_of(call)->passwords;
    if (answer->status == BR_ERR_REFUSED) {
        changing_end(state);
        br_site_complain(call, "old_password", "This is not your password now.");
        show(call, 422, NULL);
        return;
    }
    accounts_give_back(call, &state->attempt);
    const char *password = br_site_field(call, "password");
    if (answer->status != BR_OK || passwords == NULL ||
        !br_passwords_make(passwords, br_bytes_of_text(password), on_new_made, state)) {
        changing_end(state);
        not_now(call);
    }
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

void account_password(struct br_site_call *call)
{
    struct br_passwords *passwords = accounts_of(call)->passwords;
    struct changing *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    state->call = call;
    if (br_private_account(private_of(call), &br_site_viewer(call)->member, &state->account) !=
        BR_OK) {
        changing_end(state);
        not_now(call);
        return;
    }
    if (!look_at_new(call, &state->account)) {
        changing_end(state);
        show(call, 422, NULL);
        return;
    }
    accounts_try(call, state->account.name, &state->account, &state->attempt);
    if (!accounts_may_try(call, &state->attempt, "error")) {
        changing_end(state);
        return;
    }
    if (passwords == NULL ||
        !br_passwords_check(passwords, state->account.password,
                            br_bytes_of_text(br_site_field(call, "old_password")), true,
                            on_old_checked, state)) {
        accounts_give_back(call, &state->attempt);
        changing_end(state);
        not_now(call);
    }
}

/* --- second factor --- */

/*
 * The secret that is being set up needs no place to be kept: it is made of ours, the sign-in and
 * the secret that it replaces, so it is another one each time.
 */
static void secret_for(const struct br_site_call *call, const struct br_account *account,
                       uint8_t secret[BR_TOTP_SECRET_SIZE])
{
    const struct br_viewer *viewer = br_site_viewer(call);
    struct br_bytes parts[] = {
        br_bytes_of_text("brf1"),
        {accounts_of(call)->key.bytes, sizeof(struct br_hash)},
        {viewer->session.bytes, sizeof viewer->session.bytes},
        {account->factor, sizeof account->factor},
    };
    struct br_hash hash = br_sha256(parts, 4);
    memcpy(secret, hash.bytes, BR_TOTP_SECRET_SIZE);
}

/* In groups of four, as it is typed. */
static struct br_node secret_node(struct br_make *make, const uint8_t *secret)
{
    struct br_buffer letters;
    struct br_buffer groups;
    br_buffer_init(&letters, 64);
    br_buffer_init(&groups, 64);
    br_base32_encode((struct br_bytes){secret, BR_TOTP_SECRET_SIZE}, &letters);
    for (size_t at = 0; at < letters.size; at++) {
        if (at > 0 && at % 4 == 0) {
            br_buffer_put_text(&groups, " ");
        }
        br_buffer_put_u8(&groups, letters.data[at]);
    }
    struct br_node node = br_make_text(make, br_buffer_bytes(&groups));
    br_buffer_free(&letters);
    br_buffer_free(&groups);
    return node;
}

static void show_factor(struct br_site_call *call, int status, const struct br_account *account)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    uint8_t secret[BR_TOTP_SECRET_SIZE];
    struct br_buffer address;
    if (root == NULL) {
        br_site_error(call, 503, "There is no memory for this page just now.");
        return;
    }
    secret_for(call, account, secret);
    br_buffer_init(&address, 2048);
    br_totp_uri(secret, accounts_of(call)->academy->name, account->name, &address);
    *root = br_make_object();
    br_make_put(make, root, "secret", secret_node(make, secret));
    br_make_put(make, root, "secret_address", br_make_text(make, br_buffer_bytes(&address)));
    br_make_put(make, root, "needed", br_make_boolean(br_site_viewer(call)->visitor.needs_factor));
    br_make_put(make, root, "factor", br_make_boolean(account->has_factor));
    br_buffer_free(&address);
    br_wipe(secret, sizeof secret);
    br_site_show(call, status, factor_page, root);
}

/* A sign-in that still owes its code has nothing to set up. */
static bool factor_account(struct br_site_call *call, struct br_account *account)
{
    const struct br_sign_in *row = accounts_row(call);
    if (row == NULL || row->half_way) {
        br_site_redirect(call, "/sign-in/code");
        return false;
    }
    if (br_private_account(private_of(call), &row->member, account) != BR_OK) {
        br_site_error(call, 503, "Your account could not be read just now.");
        return false;
    }
    return true;
}

void account_factor_page(struct br_site_call *call)
{
    struct br_account account;
    if (factor_account(call, &account)) {
        show_factor(call, 200, &account);
    }
}

static void show_codes(struct br_site_call *call, char texts[][BR_RECOVERY_TEXT_SIZE])
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_node codes = br_make_list();
    for (size_t i = 0; i < BR_RECOVERY_CODES; i++) {
        struct br_node code = br_make_object();
        br_make_put(make, &code, "code", br_make_c_text(make, texts[i]));
        br_make_add(make, &codes, code);
    }
    if (root == NULL) {
        br_site_error(call, 503, "The second factor is on. Set it up again to see its codes.");
        return;
    }
    *root = br_make_object();
    br_make_put(make, root, "codes", codes);
    br_site_show(call, 200, factor_page, root);
}

/*
 * Does a code of the factor that is on fit, typed in [field]? It is counted as at signing in.
 * False: BR_OK, it has been answered that it is too early; else the status is what is wrong.
 */
static bool old_code_fits(struct br_site_call *call, const struct br_account *account,
                          const char *field, enum br_status *status)
{
    struct account_try attempt;
    struct account_try of_account;
    const char *typed = br_site_field(call, field);
    accounts_try(call, account->name, account, &attempt);
    accounts_try_code(&attempt, &of_account);
    *status = BR_OK;
    if (!accounts_may_try(call, &attempt, "error") ||
        !accounts_may_try(call, &of_account, "error")) {
        return false;
    }
    *status = typed == NULL ? BR_ERR_REFUSED : account_use_code(private_of(call), account, typed);
    if (*status == BR_ERR_REFUSED) {
        br_site_complain(call, field, "This code does not fit, or it was used before.");
        return false;
    }
    accounts_give_back(call, &attempt);
    accounts_give_back(call, &of_account);
    if (*status != BR_OK) {
        br_site_complain(call, field, "This could not be looked at just now. Try again.");
    }
    return *status == BR_OK;
}

void account_factor(struct br_site_call *call)
{
    struct br_account account;
    uint8_t secret[BR_TOTP_SECRET_SIZE];
    char texts[BR_RECOVERY_CODES][BR_RECOVERY_TEXT_SIZE];
    struct br_hash hashes[BR_RECOVERY_CODES];
    uint64_t step = 0;
    const char *typed = br_site_field(call, "code");
    if (!factor_account(call, &account)) {
        return;
    }
    secret_for(call, &account, secret);
    if (typed == NULL || !br_totp_fits(secret, typed, br_clock_read().wall_ms, &step)) {
        br_site_complain(call, "code",
                         "This code does not fit the key. Look whether the clock of your device "
                         "is right, and type the next one.");
        show_factor(call, 422, &account);
        return;
    }
    enum br_status status = BR_OK;
    if (account.has_factor && !old_code_fits(call, &account, "old_code", &status)) {
        if (status != BR_OK) {
            show_factor(call, 422, &account);
        }
        return;
    }
    for (size_t i = 0; i < BR_RECOVERY_CODES; i++) {
        br_recovery_new(texts[i], &hashes[i]);
    }
    if (br_private_set_factor(private_of(call), &account.member, secret, step, hashes,
                              BR_RECOVERY_CODES) != BR_OK ||
        !accounts_begin(call, &account.member, true, false)) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    br_wipe(secret, sizeof secret);
    show_codes(call, texts);
    br_wipe(texts, sizeof texts);
}

/* With a code of it, so that a browser left open is not enough; admins keep theirs. */
void account_factor_remove(struct br_site_call *call)
{
    struct br_account account;
    enum br_status status;
    if ((br_site_viewer(call)->visitor.roles & BR_ROLE_ADMIN) != 0) {
        br_site_complain(call, NULL, "Admins sign in with a second factor; it stays on.");
        show(call, 422, NULL);
        return;
    }
    if (!factor_account(call, &account)) {
        return;
    }
    if (!account.has_factor) {
        br_site_redirect(call, "/account");
        return;
    }
    if (!old_code_fits(call, &account, "code", &status)) {
        if (status != BR_OK) {
            show(call, 422, NULL);
        }
        return;
    }
    if (br_private_clear_factor(private_of(call), &account.member) != BR_OK) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    br_site_redirect(call, "/account?done=factor");
}
