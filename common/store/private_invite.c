/* private_invite.c - one-time codes, and the devices that came with them. */
#include "store/private_invite.h"

static bool read_invitation(sqlite3_stmt *row, struct br_invitation *invitation)
{
    *invitation = (struct br_invitation){
        .expires_ms = private_ms(row, 3),
        .made_ms = private_ms(row, 5),
        .device_ms = private_ms(row, 6),
        .password_ms = private_ms(row, 7),
        .withdrawn_ms = private_ms(row, 8),
        .device_only = private_ms(row, 9) != 0,
    };
    private_copy_text(invitation->name, sizeof invitation->name, row, 2);
    bool by_member = sqlite3_column_type(row, 4) != SQLITE_NULL;
    return br_db_column_bytes(row, 0, invitation->secret_hash.bytes,
                              sizeof invitation->secret_hash.bytes) &&
           br_db_column_bytes(row, 1, invitation->member.bytes, sizeof invitation->member.bytes) &&
           (!by_member || br_db_column_bytes(row, 4, invitation->made_by.bytes,
                                             sizeof invitation->made_by.bytes));
}

enum br_status private_find_invitation(struct br_private *private,
                                       const struct br_hash *secret_hash,
                                       struct br_invitation *invitation,
                                       struct private_used_by *used_by)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_INVITATION];
    bool row = false;
    private_bind_hash(find, 1, secret_hash);
    enum br_status status = br_db_step(find, &row);
    if (status == BR_OK && !row) {
        status = BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK && !read_invitation(find, invitation)) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK) {
        used_by->is_used = sqlite3_column_type(find, 10) != SQLITE_NULL;
        used_by->whole =
            br_db_column_bytes(find, 10, used_by->pin.bytes, sizeof used_by->pin.bytes);
    }
    (void)sqlite3_reset(find);
    return status;
}

bool private_is_open(const struct br_invitation *invitation, uint64_t wall_ms)
{
    return invitation->withdrawn_ms == 0 && wall_ms < invitation->expires_ms;
}

enum br_status br_private_invite(struct br_private *private, const struct br_invitation *invitation)
{
    sqlite3_stmt *invite = private->sql[PRIVATE_INVITE];
    private_bind_hash(invite, 1, &invitation->secret_hash);
    private_bind_id(invite, 2, &invitation->member);
    private_bind_text(invite, 3, invitation->name);
    private_bind_ms(invite, 4, invitation->expires_ms);
    if (!br_id_is_zero(&invitation->made_by)) {
        private_bind_id(invite, 5, &invitation->made_by);
    }
    private_bind_ms(invite, 6, invitation->made_ms);
    private_bind_ms(invite, 7, invitation->device_only);
    return br_db_run(invite);
}

enum br_status br_private_invitation(struct br_private *private, const struct br_hash *secret_hash,
                                     uint64_t wall_ms, struct br_invitation *invitation)
{
    struct private_used_by used_by;
    enum br_status status = private_find_invitation(private, secret_hash, invitation, &used_by);
    if (status == BR_OK && !private_is_open(invitation, wall_ms)) {
        status = BR_ERR_TIMEOUT;
    }
    return status;
}

enum br_status br_private_withdraw(struct br_private *private, const struct br_hash *secret_hash,
                                   uint64_t wall_ms)
{
    sqlite3_stmt *withdraw = private->sql[PRIVATE_WITHDRAW_INVITATION];
    private_bind_hash(withdraw, 1, secret_hash);
    private_bind_ms(withdraw, 2, wall_ms);
    return private_change(private, withdraw);
}

enum br_status br_private_withdraw_all(struct br_private *private, const struct br_id *member,
                                       bool device_only, uint64_t wall_ms)
{
    sqlite3_stmt *withdraw = private->sql[PRIVATE_WITHDRAW_ALL];
    private_bind_id(withdraw, 1, member);
    private_bind_ms(withdraw, 2, wall_ms);
    private_bind_ms(withdraw, 3, device_only);
    return br_db_run(withdraw);
}

struct name_visitor {
    bool (*visit)(void *context, const struct br_id *member);
    void *context;
    bool done;
};

static bool visit_named(void *context, sqlite3_stmt *row)
{
    struct name_visitor *visitor = context;
    struct br_id member;
    if (!br_db_column_bytes(row, 0, member.bytes, sizeof member.bytes)) {
        return false;
    }
    visitor->done = visitor->done || !visitor->visit(visitor->context, &member);
    return true;
}

enum br_status br_private_invited(struct br_private *private, const char *name,
                                  bool (*visit)(void *context, const struct br_id *member),
                                  void *context)
{
    sqlite3_stmt *named = private->sql[PRIVATE_NAMED_INVITATION];
    struct name_visitor visitor = {.visit = visit, .context = context};
    private_bind_text(named, 1, name);
    return private_each(named, visit_named, &visitor);
}

struct invitation_visitor {
    br_invitation_visit visit;
    void *context;
};

static bool visit_invitation(void *context, sqlite3_stmt *row)
{
    const struct invitation_visitor *visitor = context;
    struct br_invitation invitation;
    if (!read_invitation(row, &invitation)) {
        return false;
    }
    visitor->visit(visitor->context, &invitation);
    return true;
}

enum br_status br_private_invitations(struct br_private *private, br_invitation_visit visit,
                                      void *context)
{
    struct invitation_visitor visitor = {visit, context};
    return private_each(private->sql[PRIVATE_LIST_INVITATIONS], visit_invitation, &visitor);
}

/* --- devices --- */

/* Has this device been ended? Not to be undone with the code that it came with. */
static enum br_status find_ended(struct br_private *private, const struct br_hash *pin, bool *ended)
{
    sqlite3_stmt *find = private->sql[PRIVATE_FIND_DEVICE];
    bool row = false;
    private_bind_hash(find, 1, pin);
    enum br_status status = br_db_step(find, &row);
    *ended = status == BR_OK && row && private_ms(find, 0) != 0;
    (void)sqlite3_reset(find);
    return status;
}

/* May this device use the code now? */
static enum br_status look_at(struct br_private *private, const struct br_hash *secret_hash,
                              const struct br_hash *pin, uint64_t wall_ms,
                              struct br_invitation *invitation)
{
    struct private_used_by used_by;
    enum br_status status = private_find_invitation(private, secret_hash, invitation, &used_by);
    if (status != BR_OK) {
        return status;
    }
    if (!used_by.is_used && invitation->password_ms != 0) {
        return BR_ERR_EXISTS; /* a browser was first: who finds the link later gets no device */
    }
    if (!used_by.is_used) {
        return private_is_open(invitation, wall_ms) ? BR_OK : BR_ERR_TIMEOUT;
    }
    if (!used_by.whole || !br_hash_equal(&used_by.pin, pin)) {
        return BR_ERR_EXISTS;
    }
    bool ended = false;
    status = find_ended(private, pin, &ended);
    return status == BR_OK && ended ? BR_ERR_EXISTS : status;
}

enum br_status br_private_enrol(struct br_private *private, const struct br_hash *secret_hash,
                                const struct br_hash *pin, const char *device_name,
                                uint64_t wall_ms, struct br_invitation *invitation)
{
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    status = look_at(private, secret_hash, pin, wall_ms, invitation);
    if (status == BR_OK) {
        sqlite3_stmt *use = private->sql[PRIVATE_USE_BY_DEVICE];
        private_bind_hash(use, 1, secret_hash);
        private_bind_hash(use, 2, pin);
        private_bind_ms(use, 3, wall_ms);
        status = br_db_run(use);
    }
    if (status == BR_OK) {
        sqlite3_stmt *put = private->sql[PRIVATE_PUT_DEVICE];
        private_bind_hash(put, 1, pin);
        private_bind_id(put, 2, &invitation->member);
        private_bind_text(put, 3, device_name);
        private_bind_ms(put, 4, wall_ms);
        status = br_db_run(put);
    }
    return private_finish(private, status);
}

struct device_visitor {
    br_device_visit visit;
    void *context;
};

static bool visit_device(void *context, sqlite3_stmt *row)
{
    const struct device_visitor *visitor = context;
    struct br_device_row device = {.enrolled_ms = private_ms(row, 3),
                                   .seen_ms = private_ms(row, 4)};
    private_copy_text(device.name, sizeof device.name, row, 2);
    if (!br_db_column_bytes(row, 0, device.pin.bytes, sizeof device.pin.bytes) ||
        !br_db_column_bytes(row, 1, device.member.bytes, sizeof device.member.bytes)) {
        return false;
    }
    visitor->visit(visitor->context, &device);
    return true;
}

enum br_status br_private_devices(struct br_private *private, br_device_visit visit, void *context)
{
    struct device_visitor visitor = {visit, context};
    return private_each(private->sql[PRIVATE_LIST_DEVICES], visit_device, &visitor);
}

enum br_status br_private_end_device(struct br_private *private, const struct br_hash *pin,
                                     uint64_t wall_ms)
{
    sqlite3_stmt *end = private->sql[PRIVATE_END_DEVICE];
    private_bind_hash(end, 1, pin);
    private_bind_ms(end, 2, wall_ms);
    return private_change(private, end);
}

enum br_status br_private_devices_seen(struct br_private *private,
                                       const struct br_device_row *devices, size_t count)
{
    sqlite3_stmt *see = private->sql[PRIVATE_SEE_DEVICE];
    enum br_status status = private_begin(private);
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        private_bind_hash(see, 1, &devices[i].pin);
        private_bind_ms(see, 2, devices[i].seen_ms);
        status = br_db_run(see);
    }
    return private_finish(private, status);
}
