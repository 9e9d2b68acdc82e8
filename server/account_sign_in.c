/* account_sign_in.c - a name and a password, then perhaps a code; and out again. */
#include "server/account.h"

#include "base/logline.h"
#include "web/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char sign_in_page[] = "sign/in";
static const char code_page[] = "sign/factor";

/* Where to go when signed in: what was asked for, if it is ours. */
static const char *next_of(const char *next)
{
    return next != NULL && br_path_is_ours(next) ? next : "/";
}

static bool is_half_way(const struct br_site_call *call)
{
    const struct br_sign_in *row = accounts_row(call);
    return row != NULL && row->half_way;
}

/* The form of a first look holds where to go then. */
static struct br_node *first_form(struct br_site_call *call)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_node form = br_make_object();
    const char *next = br_site_query(call, "next");
    if (root == NULL) {
        return NULL;
    }
    *root = br_make_object();
    if (next != NULL && br_path_is_ours(next)) {
        br_make_put(make, &form, "next", br_make_c_text(make, next));
        br_make_put(make, root, "form", form);
    }
    return root;
}

void account_sign_in_page(struct br_site_call *call)
{
    if (is_half_way(call)) {
        br_site_redirect(call, "/sign-in/code");
    } else if (br_site_viewer(call)->visitor.signed_in) {
        br_site_redirect(call, next_of(br_site_query(call, "next")));
    } else {
        br_site_show(call, 200, sign_in_page, first_form(call));
    }
}

void account_help_page(struct br_site_call *call)
{
    br_site_show(call, 200, "sign/help", NULL);
}

/* --- name and password --- */

struct signing_in {
    struct br_site_call *call;
    struct br_account account;
    bool found;
    struct account_try attempt;
};

/* Also where a code is asked for: the code's page takes the way on. */
static void go_on(struct br_site_call *call, bool half_way)
{
    const char *next = next_of(br_site_field(call, "next"));
    if (!half_way) {
        br_site_redirect(call, next);
        return;
    }
    char where[BR_HTTP_TARGET_SIZE_MAX + 32] = "/sign-in/code";
    struct br_buffer encoded;
    br_buffer_init(&encoded, BR_HTTP_TARGET_SIZE_MAX);
    br_buffer_put_text(&encoded, "/sign-in/code?next=");
    br_form_encode(next, &encoded);
    const char *text = br_buffer_text(&encoded);
    (void)snprintf(where, sizeof where, "%s", text == NULL ? "/sign-in/code" : text);
    br_buffer_free(&encoded);
    br_site_redirect(call, where);
}

static void let_in(struct signing_in *state, const char *renewed)
{
    struct br_site_call *call = state->call;
    bool half_way = state->account.has_factor;
    accounts_give_back(call, &state->attempt);
    if (accounts_of(call)->academy->stopping) { /* the roles may be gone already */
        accounts_not_now(call, sign_in_page);
        return;
    }
    if (br_replica_roles(accounts_of(call)->academy->replica, &state->account.member) == 0) {
        accounts_refuse(call, 403, sign_in_page, NULL,
                        "Your account here has ended. Ask an admin of the academy.");
        return;
    }
    if (renewed != NULL) {
        enum br_status status =
            br_private_rehash(accounts_of(call)->academy->private, &state->account, renewed);
        if (status != BR_OK) { /* it is done next time */
            BR_LOGLINE(BR_WARNING, "hash_not_kept", BR_TEXT("why", br_status_text(status)));
        }
    }
    if (!accounts_begin(call, &state->account.member, false, half_way)) {
        accounts_not_now(call, sign_in_page);
        return;
    }
    go_on(call, half_way);
}

static void on_checked(void *context, const struct br_password_answer *answer)
{
    struct signing_in *state = context;
    struct br_site_call *call = state->call;
    if (answer->status == BR_OK && state->found) {
        let_in(state, answer->hash);
    } else if (answer->status == BR_OK || answer->status == BR_ERR_REFUSED) {
        accounts_refuse(call, 422, sign_in_page, "password",
                        "The address or the password does not fit. Type both again.");
    } else {
        accounts_give_back(call, &state->attempt);
        accounts_not_now(call, sign_in_page);
    }
    br_wipe(&state->account, sizeof state->account);
    free(state);
}

static void check(struct br_site_call *call, const char *name, const char *password)
{
    struct accounts *accounts = accounts_of(call);
    struct signing_in *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    state->call = call;
    enum br_status status =
        br_private_account_named(accounts->academy->private, name, &state->account);
    state->found = status == BR_OK;
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        free(state);
        accounts_not_now(call, sign_in_page);
        return;
    }
    accounts_try(call, name, state->found ? &state->account : NULL, &state->attempt);
    if (!accounts_may_try(call, &state->attempt, sign_in_page)) {
        free(state);
        return;
    }
    uint32_t tries = accounts_tries_of_address(call, &state->attempt);
    if (accounts->passwords == NULL ||
        !br_passwords_check(accounts->passwords, state->found ? state->account.password : NULL,
                            br_bytes_of_text(password), tries, on_checked, state)) {
        accounts_give_back(call, &state->attempt);
        free(state);
        accounts_not_now(call, sign_in_page);
    }
}

void account_sign_in(struct br_site_call *call)
{
    char name[BR_SIGN_IN_NAME_MAX + 1];
    const char *typed = br_site_field(call, "name");
    const char *password = br_site_field(call, "password");
    if (typed == NULL || br_sign_in_name(typed, name) != BR_OK) {
        br_site_complain(call, "name", "Type the address that you sign in with.");
    }
    if (password == NULL || password[0] == '\0') {
        br_site_complain(call, "password", "Type your password.");
    }
    if (br_site_complained(call)) {
        br_site_show(call, 422, sign_in_page, NULL);
        return;
    }
    check(call, name, password);
}

/* --- the code --- */

void account_code_page(struct br_site_call *call)
{
    if (!is_half_way(call)) {
        br_site_redirect(call, next_of(br_site_query(call, "next")));
        return;
    }
    br_site_show(call, 200, code_page, first_form(call));
}

enum br_status account_use_code(struct br_private *private, const struct br_account *account,
                                const char *typed)
{
    struct br_hash recovery;
    uint64_t step = account->factor_step;
    if (br_totp_fits(account->factor, typed, br_clock_read().wall_ms, &step)) {
        enum br_status status = br_private_use_step(private, &account->member, step);
        return status == BR_ERR_EXISTS ? BR_ERR_REFUSED : status;
    }
    if (!br_recovery_hash(typed, &recovery)) {
        return BR_ERR_REFUSED;
    }
    enum br_status status = br_private_use_recovery(private, &account->member, &recovery);
    return status == BR_ERR_NOT_FOUND ? BR_ERR_REFUSED : status;
}

/* After a few wrong ones the password is asked for again. */
static void refuse_typed_code(struct br_site_call *call)
{
    struct br_sign_in *row = accounts_row(call);
    if (row != NULL && ++row->wrong_codes >= BR_SIGN_IN_CODES_MAX) {
        struct br_hash hash = row->token_hash;
        enum br_status status = accounts_end(accounts_of(call), &hash);
        if (status != BR_OK) { /* it never was on disk */
            BR_LOGLINE(BR_WARNING, "sign_in_not_ended", BR_TEXT("why", br_status_text(status)));
        }
        br_site_redirect(call, "/sign-in");
        return;
    }
    accounts_refuse(call, 422, code_page, "code",
                    "This code does not fit, or it was used before. Wait for the next one.");
}

void account_code(struct br_site_call *call)
{
    struct br_private *private = accounts_of(call)->academy->private;
    const char *typed = br_site_field(call, "code");
    struct br_account account;
    struct account_try attempt;
    struct account_try of_account;
    if (!is_half_way(call)) {
        br_site_redirect(call, next_of(br_site_field(call, "next")));
        return;
    }
    if (typed == NULL || typed[0] == '\0') {
        accounts_refuse(call, 422, code_page, "code", "Type the code that your app shows.");
        return;
    }
    if (br_private_account(private, &br_site_viewer(call)->member, &account) != BR_OK) {
        accounts_not_now(call, code_page);
        return;
    }
    accounts_try(call, account.name, &account, &attempt);
    accounts_try_code(&attempt, &of_account);
    if (!accounts_may_try(call, &attempt, code_page) ||
        !accounts_may_try(call, &of_account, code_page)) {
        return;
    }
    enum br_status status = account_use_code(private, &account, typed);
    if (status == BR_ERR_REFUSED) {
        refuse_typed_code(call);
        return;
    }
    accounts_give_back(call, &attempt);
    accounts_give_back(call, &of_account);
    if (status != BR_OK || !accounts_begin(call, &account.member, true, false)) {
        accounts_not_now(call, code_page);
        return;
    }
    br_site_redirect(call, next_of(br_site_field(call, "next")));
}

/* --- out --- */

void account_sign_out(struct br_site_call *call)
{
    const struct br_sign_in *row = accounts_row(call);
    struct br_buffer line;
    if (row != NULL) {
        struct br_hash hash = row->token_hash;
        if (accounts_end(accounts_of(call), &hash) != BR_OK) {
            br_site_error(call, 503,
                          "You are signed out, but the academy's server could not write "
                          "it down. Sign out again in a moment.");
            return;
        }
    }
    br_buffer_init(&line, 1024);
    br_cookie_put_token(&line, br_site_secure(call), NULL);
    br_site_header(call, br_buffer_text(&line));
    br_buffer_free(&line);
    br_site_redirect(call, "/sign-in");
}
