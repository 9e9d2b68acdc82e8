/* account_join.c - an invitation is accepted: a name to sign in with, a password, and in. */
#include "server/account.h"

#include "base/logline.h"
#include "server/admin.h"

#include <stdlib.h>
#include <string.h>

static const char page[] = "join/accept";

static const char name_taken[] = "Somebody else here signs in with this address.";

enum { SECRET_SIZE = 16 };

/*
 * Why a code is of no use, in words. Who has no code is not told more than that, but a code cannot
 * be guessed, so who has one that was used may hear it.
 */
static void refuse_code(struct br_site_call *call, enum br_status status)
{
    if (status == BR_ERR_EXISTS) {
        accounts_refuse(call, 410, page, "code",
                        "This invitation was used before. Sign in, or ask for a new one.");
    } else if (status == BR_ERR_TIMEOUT) {
        accounts_refuse(call, 410, page, "code",
                        "This invitation has expired, or was taken back. Ask for a new one.");
    } else if (status == BR_ERR_NOT_FOUND || status == BR_ERR_MALFORMED) {
        accounts_refuse(call, 404, page, "code",
                        "This code is not known here. Look whether the link is whole, or ask for a "
                        "new one.");
    } else {
        accounts_not_now(call, page);
    }
}

static enum br_status hash_of_code(const char *code, struct br_hash *hash)
{
    uint8_t secret[SECRET_SIZE];
    if (br_hex_decode(code, secret, sizeof secret) != BR_OK) {
        return BR_ERR_MALFORMED;
    }
    *hash = enrol_secret_hash(secret);
    br_wipe(secret, sizeof secret);
    return BR_OK;
}

/* May a password be set with it, and for whom? */
static enum br_status find(struct br_site_call *call, struct br_hash *hash,
                           struct br_invitation *invitation)
{
    enum br_status status = hash_of_code(br_site_name(call, "code"), hash);
    if (status == BR_OK) {
        status = br_private_invitation(accounts_of(call)->academy->private, hash,
                                       br_clock_read().wall_ms, invitation);
    }
    if (status == BR_OK && !accounts_of(call)->academy->stopping &&
        br_replica_roles(accounts_of(call)->academy->replica, &invitation->member) == 0) {
        return BR_ERR_TIMEOUT; /* they were removed */
    }
    if (status == BR_OK && invitation->device_only) {
        return BR_ERR_NOT_FOUND; /* it was made for a device, and is none of a browser's */
    }
    bool used = status == BR_OK && (invitation->password_ms != 0 || invitation->device_ms != 0);
    return used ? BR_ERR_EXISTS : status;
}

/* code, invited_name, renewal; form {name} when there is an account that gets a new password. */
static struct br_node *tree(struct br_site_call *call, const struct br_invitation *invitation,
                            bool with_form)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_account account;
    if (root == NULL) {
        return NULL;
    }
    bool renewal = br_private_account(accounts_of(call)->academy->private, &invitation->member,
                                      &account) == BR_OK;
    *root = br_make_object();
    br_make_put(make, root, "code", br_make_c_text(make, br_site_name(call, "code")));
    br_make_put(make, root, "invited_name", br_make_c_text(make, invitation->name));
    br_make_put(make, root, "renewal", br_make_boolean(renewal));
    if (renewal && with_form) {
        struct br_node form = br_make_object();
        br_make_put(make, &form, "name", br_make_c_text(make, account.name));
        br_make_put(make, root, "form", form);
    }
    return root;
}

void account_join_page(struct br_site_call *call)
{
    struct br_hash hash;
    struct br_invitation invitation;
    if (br_site_name(call, "code") == NULL) {
        br_site_show(call, 200, page, NULL);
        return;
    }
    enum br_status status = find(call, &hash, &invitation);
    if (status != BR_OK) {
        refuse_code(call, status);
        return;
    }
    br_site_show(call, 200, page, tree(call, &invitation, true));
}

/* The code or the whole link, as somebody pasted it. */
void account_join_find(struct br_site_call *call)
{
    enum { CODE_TEXT_SIZE = 2 * SECRET_SIZE };
    const char *typed = br_site_field(call, "code");
    char where[CODE_TEXT_SIZE + 8] = "/join/";
    size_t at = strlen(where);
    size_t end = typed == NULL ? 0 : strlen(typed);
    while (end > 0 && typed[end - 1] == ' ') {
        end--;
    }
    struct br_hash hash;
    if (end >= CODE_TEXT_SIZE) {
        memcpy(where + at, typed + end - CODE_TEXT_SIZE, CODE_TEXT_SIZE);
        where[at + CODE_TEXT_SIZE] = '\0';
    }
    if (hash_of_code(where + at, &hash) != BR_OK) {
        refuse_code(call, BR_ERR_MALFORMED);
        return;
    }
    br_site_redirect(call, where);
}

struct joining {
    struct br_site_call *call;
    struct br_hash hash;
    struct br_invitation invitation;
    char name[BR_SIGN_IN_NAME_MAX + 1];
};

static void go_in(struct br_site_call *call)
{
    br_site_redirect(call, "/");
}

static void join(struct joining *state, const char *password)
{
    struct br_site_call *call = state->call;
    struct accounts *accounts = accounts_of(call);
    struct br_account account;
    if (accounts->academy->stopping) {
        accounts_not_now(call, page);
        return;
    }
    if (br_replica_roles(accounts->academy->replica, &state->invitation.member) == 0) {
        refuse_code(call, BR_ERR_TIMEOUT); /* removed while it was hashed */
        return;
    }
    enum br_status status = br_private_join(accounts->academy->private, &state->hash, state->name,
                                            password, br_clock_read().wall_ms, &state->invitation);
    if (status == BR_ERR_REFUSED) {
        br_site_complain(call, "name", name_taken);
        br_site_show(call, 422, page, tree(call, &state->invitation, false));
        return;
    }
    if (status != BR_OK) {
        refuse_code(call, status);
        return;
    }
    BR_LOGLINE(BR_INFO, "joined", BR_TEXT("with", "password"));
    br_sign_ins_end_all(accounts->sign_ins, &state->invitation.member, NULL);
    accounts_cut(accounts->academy);
    bool half_way = br_private_account(accounts->academy->private, &state->invitation.member,
                                       &account) != BR_OK ||
                    account.has_factor;
    if (!accounts_begin(call, &state->invitation.member, false, half_way)) {
        br_site_redirect(call, "/sign-in"); /* the password is set */
        return;
    }
    if (half_way) {
        br_site_redirect(call, "/sign-in/code");
    } else {
        accounts_read_names(call, go_in); /* so that their first page greets them by their name */
    }
}

static void on_made(void *context, const struct br_password_answer *answer)
{
    struct joining *state = context;
    if (answer->status == BR_OK) {
        join(state, answer->hash);
    } else {
        accounts_not_now(state->call, page);
    }
    free(state);
}

static void look_at_words(struct joining *state)
{
    struct br_site_call *call = state->call;
    const char *typed = br_site_field(call, "name");
    const char *password = br_site_field(call, "password");
    enum br_status status = typed == NULL ? BR_ERR_MALFORMED : br_sign_in_name(typed, state->name);
    if (status == BR_ERR_LIMIT) {
        br_site_complain(call, "name", "The address is too long: at most 100 bytes.");
    } else if (status != BR_OK) {
        br_site_complain(call, "name", "Type your e-mail address, without spaces.");
    }
    struct br_account other;
    if (status == BR_OK && /* looked at again when it is kept; here it saves the hashing */
        br_private_account_named(accounts_of(call)->academy->private, state->name, &other) ==
            BR_OK &&
        !br_id_equal(&other.member, &state->invitation.member)) {
        br_site_complain(call, "name", name_taken);
    }
    const char *names[] = {accounts_of(call)->academy->name, state->invitation.name,
                           status == BR_OK ? state->name : NULL};
    enum br_password_fault fault =
        br_password_fault(br_bytes_of_text(password == NULL ? "" : password), names, 3);
    if (fault != BR_PASSWORD_GOOD) {
        br_site_complain(call, "password", br_password_fault_text(fault));
    }
}

void account_join(struct br_site_call *call)
{
    struct accounts *accounts = accounts_of(call);
    struct joining *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    state->call = call;
    enum br_status status = find(call, &state->hash, &state->invitation);
    if (status != BR_OK) {
        free(state);
        refuse_code(call, status);
        return;
    }
    look_at_words(state);
    if (br_site_complained(call)) {
        br_site_show(call, 422, page, tree(call, &state->invitation, false));
        free(state);
        return;
    }
    if (accounts->passwords == NULL ||
        !br_passwords_make(accounts->passwords, br_bytes_of_text(br_site_field(call, "password")),
                           on_made, state)) {
        free(state);
        accounts_not_now(call, page);
    }
}
