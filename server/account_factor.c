/* account_factor.c - the second factor: set up, replaced, turned off. */
#include "server/account.h"

#include "base/hash.h"
#include "web/qr.h"

#include <stdio.h>
#include <string.h>

static const char factor_page[] = "account/factor";

static struct br_private *private_of(const struct br_site_call *call)
{
    return accounts_of(call)->academy->private;
}

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

/* For an app's camera: the modules with four quiet ones around. */
static void put_qr(struct br_make *make, struct br_node *root, struct br_buffer *address)
{
    enum { PATH_MAX_SIZE = 65536, QUIET = 4 };
    struct br_buffer path;
    char box[64];
    br_buffer_init(&path, PATH_MAX_SIZE);
    const char *text = br_buffer_text(address);
    size_t width = text == NULL ? 0 : br_qr_path(text, &path);
    if (width > 0 && br_buffer_ok(&path)) {
        struct br_node node = br_make_object();
        size_t whole = width + (size_t)(2 * QUIET);
        (void)snprintf(box, sizeof box, "-%d -%d %zu %zu", QUIET, QUIET, whole, whole);
        br_make_put(make, &node, "path", br_make_text(make, br_buffer_bytes(&path)));
        br_make_put(make, &node, "size", br_make_integer((int64_t)whole));
        br_make_put(make, &node, "box", br_make_c_text(make, box));
        br_make_put(make, root, "qr", node);
    }
    br_buffer_free(&path);
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
    put_qr(make, root, &address);
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
        account_show_again(call, 422);
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
            account_show_again(call, 422);
        }
        return;
    }
    if (br_private_clear_factor(private_of(call), &account.member) != BR_OK) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    br_site_redirect(call, "/account?done=factor");
}
