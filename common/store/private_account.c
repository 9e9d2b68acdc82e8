/* private_account.c - passwords, second factors, known addresses; who is signed in where. */
#include "store/private_account.h"

#include "store/private_invite.h"

/* --- accounts --- */

static enum br_status find_account(sqlite3_stmt *find, struct br_account *account)
{
    bool row = false;
    enum br_status status = br_db_step(find, &row);
    if (status == BR_OK && !row) {
        status = BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK) {
        *account = (struct br_account){
            .has_factor = sqlite3_column_type(find, 3) != SQLITE_NULL,
            .factor_step = private_ms(find, 4),
            .created_ms = private_ms(find, 5),
            .password_ms = private_ms(find, 6),
        };
        private_copy_text(account->name, sizeof account->name, find, 1);
        private_copy_text(account->password, sizeof account->password, find, 2);
        bool whole =
            br_db_column_bytes(find, 0, account->member.bytes, sizeof account->member.bytes) &&
            (!account->has_factor ||
             br_db_column_bytes(find, 3, account->factor, sizeof account->factor));
        status = whole ? BR_OK : BR_ERR_CORRUPT;
    }
    (void)sqlite3_reset(find);
    return status;
}

enum br_status br_private_account(struct br_private *private, const struct br_id *member,
                                  struct br_account *account)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_ACCOUNT];
    private_bind_id(find, 1, member);
    return find_account(find, account);
}

enum br_status br_private_account_named(struct br_private *private, const char *name,
                                        struct br_account *account)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_NAME];
    private_bind_text(find, 1, name);
    return find_account(find, account);
}

static enum br_status end_others(struct br_private *private, const struct br_id *member,
                                 const struct br_hash *keep)
{
    sqlite3_stmt *end = private->sql[PRIVATE_END_OTHERS];
    private_bind_id(end, 1, member);
    if (keep != NULL) {
        private_bind_hash(end, 2, keep);
    }
    return br_db_run(end);
}

/* May this code set a password, and this name be the member's? */
static enum br_status look_at(struct br_private *private, const struct br_hash *secret_hash,
                              const char *name, uint64_t wall_ms, struct br_invitation *invitation)
{
    struct private_used_by used_by;
    struct br_account other;
    enum br_status status = private_find_invitation(private, secret_hash, invitation, &used_by);
    if (status != BR_OK) {
        return status;
    }
    if (invitation->device_only) {
        return BR_ERR_NOT_FOUND; /* as if it were no code: a browser left open buys no password */
    }
    if (invitation->password_ms != 0 || used_by.is_used) {
        return BR_ERR_EXISTS;
    }
    if (!private_is_open(invitation, wall_ms)) {
        return BR_ERR_TIMEOUT;
    }
    status = br_private_account_named(private, name, &other);
    if (status == BR_ERR_NOT_FOUND) {
        return BR_OK;
    }
    bool own = status == BR_OK && br_id_equal(&other.member, &invitation->member);
    return status == BR_OK && !own ? BR_ERR_REFUSED : status;
}

enum br_status br_private_join(struct br_private *private, const struct br_hash *secret_hash,
                               const char *name, const char password[BR_PASSWORD_HASH_SIZE],
                               uint64_t wall_ms, struct br_invitation *invitation)
{
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    status = look_at(private, secret_hash, name, wall_ms, invitation);
    if (status == BR_OK) {
        sqlite3_stmt *use = private->sql[PRIVATE_USE_BY_PASSWORD];
        private_bind_hash(use, 1, secret_hash);
        private_bind_ms(use, 2, wall_ms);
        status = br_db_run(use);
    }
    if (status == BR_OK) {
        sqlite3_stmt *put = private->sql[PRIVATE_PUT_ACCOUNT];
        private_bind_id(put, 1, &invitation->member);
        private_bind_text(put, 2, name);
        private_bind_text(put, 3, password);
        private_bind_ms(put, 4, wall_ms);
        status = br_db_run(put);
    }
    if (status == BR_OK) {
        status = end_others(private, &invitation->member, NULL);
    }
    return private_finish(private, status);
}

static enum br_status set_password(struct br_private *private, const struct br_id *member,
                                   const char password[BR_PASSWORD_HASH_SIZE], uint64_t wall_ms)
{
    sqlite3_stmt *set = private->sql[PRIVATE_SET_PASSWORD];
    private_bind_id(set, 1, member);
    private_bind_text(set, 2, password);
    private_bind_ms(set, 3, wall_ms);
    return private_change(private, set);
}

enum br_status br_private_set_password(struct br_private *private, const struct br_id *member,
                                       const char password[BR_PASSWORD_HASH_SIZE], uint64_t wall_ms,
                                       const struct br_hash *keep)
{
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    status = set_password(private, member, password, wall_ms);
    if (status == BR_OK) {
        status = end_others(private, member, keep);
    }
    return private_finish(private, status);
}

enum br_status br_private_rehash(struct br_private *private, const struct br_account *account,
                                 const char password[BR_PASSWORD_HASH_SIZE])
{
    sqlite3_stmt *set = private->sql[PRIVATE_REHASH];
    private_bind_id(set, 1, &account->member);
    private_bind_text(set, 2, account->password);
    private_bind_text(set, 3, password);
    return private_change(private, set);
}

/* --- second factor --- */

static enum br_status put_factor(struct br_private *private, const struct br_id *member,
                                 const uint8_t *secret, uint64_t step)
{
    sqlite3_stmt *set = private->sql[PRIVATE_SET_FACTOR];
    private_bind_id(set, 1, member);
    if (secret != NULL) {
        br_db_bind_bytes(set, 2, secret, BR_TOTP_SECRET_SIZE);
    }
    private_bind_ms(set, 3, step);
    return private_change(private, set);
}

/* [secret] NULL takes it away. */
static enum br_status change_factor(struct br_private *private, const struct br_id *member,
                                    const uint8_t *secret, uint64_t step,
                                    const struct br_hash *codes, size_t count)
{
    sqlite3_stmt *clear = private->sql[PRIVATE_CLEAR_RECOVERY];
    sqlite3_stmt *put = private->sql[PRIVATE_PUT_RECOVERY];
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    status = put_factor(private, member, secret, step);
    if (status == BR_OK) {
        private_bind_id(clear, 1, member);
        status = br_db_run(clear);
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        private_bind_id(put, 1, member);
        private_bind_hash(put, 2, &codes[i]);
        status = br_db_run(put);
    }
    return private_finish(private, status);
}

enum br_status br_private_set_factor(struct br_private *private, const struct br_id *member,
                                     const uint8_t secret[BR_TOTP_SECRET_SIZE], uint64_t step,
                                     const struct br_hash *codes, size_t count)
{
    BR_ASSERT(count <= BR_RECOVERY_CODES);
    return change_factor(private, member, secret, step, codes, count);
}

enum br_status br_private_clear_factor(struct br_private *private, const struct br_id *member)
{
    return change_factor(private, member, NULL, 0, NULL, 0);
}

enum br_status br_private_use_step(struct br_private *private, const struct br_id *member,
                                   uint64_t step)
{
    sqlite3_stmt *move = private->sql[PRIVATE_MOVE_STEP];
    private_bind_id(move, 1, member);
    private_bind_ms(move, 2, step);
    enum br_status status = private_change(private, move);
    return status == BR_ERR_NOT_FOUND ? BR_ERR_EXISTS : status;
}

enum br_status br_private_use_recovery(struct br_private *private, const struct br_id *member,
                                       const struct br_hash *code)
{
    sqlite3_stmt *use = private->sql[PRIVATE_USE_RECOVERY];
    private_bind_id(use, 1, member);
    private_bind_hash(use, 2, code);
    return private_change(private, use);
}

enum br_status br_private_recovery_left(struct br_private *private, const struct br_id *member,
                                        size_t *count)
{
    sqlite3_stmt *ask = private->sql[PRIVATE_COUNT_RECOVERY];
    bool row = false;
    private_bind_id(ask, 1, member);
    enum br_status status = br_db_step(ask, &row);
    *count = status == BR_OK && row ? (size_t)sqlite3_column_int64(ask, 0) : 0;
    (void)sqlite3_reset(ask);
    return status;
}

/* --- known addresses --- */

enum br_status br_private_add_address(struct br_private *private, const struct br_id *member,
                                      struct br_bytes address, uint64_t wall_ms)
{
    sqlite3_stmt *put = private->sql[PRIVATE_PUT_ADDRESS];
    sqlite3_stmt *trim = private->sql[PRIVATE_TRIM_ADDRESSES];
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    private_bind_id(put, 1, member);
    br_db_bind_bytes(put, 2, address.data, address.size);
    private_bind_ms(put, 3, wall_ms);
    status = br_db_run(put);
    if (status == BR_OK) {
        private_bind_id(trim, 1, member);
        private_bind_ms(trim, 2, BR_ACCOUNT_ADDRESSES_MAX);
        status = br_db_run(trim);
    }
    return private_finish(private, status);
}

enum br_status br_private_knows_address(struct br_private *private, const struct br_id *member,
                                        struct br_bytes address, bool *known)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_ADDRESS];
    private_bind_id(find, 1, member);
    br_db_bind_bytes(find, 2, address.data, address.size);
    enum br_status status = br_db_step(find, known);
    (void)sqlite3_reset(find);
    return status;
}

/* --- where people are signed in --- */

enum br_status br_private_put_sign_in(struct br_private *private, const struct br_sign_in *sign_in)
{
    sqlite3_stmt *put = private->sql[PRIVATE_PUT_SIGN_IN];
    private_bind_hash(put, 1, &sign_in->token_hash);
    private_bind_id(put, 2, &sign_in->member);
    private_bind_ms(put, 3, sign_in->created_ms);
    private_bind_ms(put, 4, sign_in->used_ms);
    (void)sqlite3_bind_int(put, 5, sign_in->factor);
    private_bind_text(put, 6, sign_in->place);
    private_bind_text(put, 7, sign_in->agent);
    return br_db_run(put);
}

enum br_status br_private_sign_ins_used(struct br_private *private,
                                        const struct br_sign_in *sign_ins, size_t count)
{
    sqlite3_stmt *use = private->sql[PRIVATE_USE_SIGN_IN];
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        private_bind_hash(use, 1, &sign_ins[i].token_hash);
        private_bind_ms(use, 2, sign_ins[i].used_ms);
        (void)sqlite3_bind_int(use, 3, sign_ins[i].factor);
        status = br_db_run(use);
    }
    return private_finish(private, status);
}

enum br_status br_private_end_sign_in(struct br_private *private, const struct br_hash *token_hash)
{
    sqlite3_stmt *end = private->sql[PRIVATE_END_SIGN_IN];
    private_bind_hash(end, 1, token_hash);
    return br_db_run(end);
}

enum br_status br_private_end_sign_ins(struct br_private *private, const struct br_id *member,
                                       const struct br_hash *keep)
{
    return end_others(private, member, keep);
}

enum br_status br_private_forget_sign_ins(struct br_private *private, uint64_t used_ms,
                                          uint64_t created_ms)
{
    sqlite3_stmt *forget = private->sql[PRIVATE_FORGET_SIGN_INS];
    private_bind_ms(forget, 1, used_ms);
    private_bind_ms(forget, 2, created_ms);
    return br_db_run(forget);
}

struct sign_in_visitor {
    br_sign_in_visit visit;
    void *context;
};

static bool visit_sign_in(void *context, sqlite3_stmt *row)
{
    const struct sign_in_visitor *visitor = context;
    struct br_sign_in sign_in = {
        .created_ms = private_ms(row, 2),
        .used_ms = private_ms(row, 3),
        .factor = sqlite3_column_int(row, 4) != 0,
    };
    private_copy_text(sign_in.place, sizeof sign_in.place, row, 5);
    private_copy_text(sign_in.agent, sizeof sign_in.agent, row, 6);
    if (!br_db_column_bytes(row, 0, sign_in.token_hash.bytes, sizeof sign_in.token_hash.bytes) ||
        !br_db_column_bytes(row, 1, sign_in.member.bytes, sizeof sign_in.member.bytes)) {
        return false;
    }
    visitor->visit(visitor->context, &sign_in);
    return true;
}

enum br_status br_private_sign_ins(struct br_private *private, br_sign_in_visit visit,
                                   void *context)
{
    struct sign_in_visitor visitor = {visit, context};
    return private_each(private->sql[PRIVATE_LIST_SIGN_INS], visit_sign_in, &visitor);
}
