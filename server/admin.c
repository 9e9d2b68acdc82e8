/*
 * admin.c - members, their roles, their devices.
 *
 *      members [{member, name, sign_in_name, roles [{role, name}], missing [{role, name}], factor,
 *      needs_factor, joined_ms, seen_ms}], devices [{id, name, member, member_name, enrolled_ms,
 *      seen_ms}]
 */
#include "server/admin.h"

#include "record/kind.h"
#include "record/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char members_page[] = "admin/members";
static const char devices_page[] = "admin/devices";

void admin_put_tab(struct br_make *make, struct br_node *root, const char *tab)
{
    struct br_node node = br_make_object();
    br_make_put(make, &node, tab, br_make_boolean(true));
    br_make_put(make, root, "tab", node);
}

bool admin_id_field(const struct br_site_call *call, const char *field, struct br_id *id)
{
    const char *text = br_site_field(call, field);
    return text != NULL && br_id_parse(text, id) == BR_OK;
}

/* --- saying a role --- */

struct role_said {
    struct academy *academy;
    void (*done)(void *context, const char *reason);
    void *context;
};

static void role_end(struct role_said *said, const char *reason)
{
    said->done(said->context, reason);
    free(said);
}

static void on_role_seen(void *context, bool in_views)
{
    (void)in_views; /* it is said; the page shows it a moment later then */
    role_end(context, NULL);
}

static void on_role_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct role_said *said = context;
    if (status != BR_OK) {
        role_end(said, "This could not be written down just now. Try again in a moment.");
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        role_end(said, outcome->reason);
    } else {
        br_replica_seen(said->academy->replica, &outcome->stream, outcome->seq, on_role_seen, said);
    }
}

static bool fill_role(ProtobufCMessage *message, struct br_arena *arena, const struct br_id *member,
                      unsigned role, bool given)
{
    char id[BR_ID_TEXT_SIZE];
    struct br_error error;
    br_id_text(member, id);
    return message != NULL &&
           br_message_set(message, arena, "member", br_bytes_of_text(id), &error) == BR_OK &&
           br_message_set(message, arena, "role", br_bytes_of_text(br_role_name(role)), &error) ==
               BR_OK &&
           br_message_set(message, arena, "given", br_bytes_of_text(given ? "true" : "false"),
                          &error) == BR_OK;
}

void admin_say_role(struct br_site_call *call, const struct br_id *member, unsigned role,
                    bool given, void (*done)(void *context, const char *reason), void *context)
{
    struct academy *academy = accounts_of(call)->academy;
    const struct br_kind *kind = br_kind_by_name("role_given");
    struct role_said *said = calloc(1, sizeof *said);
    struct br_arena arena;
    struct br_buffer payload;
    BR_ASSERT(said != NULL && kind != NULL);
    *said = (struct role_said){.academy = academy, .done = done, .context = context};
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    BR_ASSERT(fill_role(message, &arena, member, role, given));
    br_message_pack(message, &payload);
    const struct br_viewer *viewer = br_site_viewer(call);
    struct br_write write = {
        .id = br_id_new(),
        .author = viewer->member,
        .roles = br_replica_roles(academy->replica, &viewer->member),
        .audience = {.type = BR_AUDIENCE_ACADEMY},
        .kind = kind->number,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&payload),
    };
    br_replica_say(academy->replica, &write, on_role_said, said);
    br_buffer_free(&payload);
    br_arena_free(&arena);
}

/* After a restore nothing is numbered for a while, and a page does not wait for it. */
static bool may_say(struct br_site_call *call)
{
    const struct academy *academy = accounts_of(call)->academy;
    if (!academy->stopping && br_node_numbering(br_replica_node(academy->replica))) {
        return true;
    }
    br_site_error(call, 503,
                  "Nothing can be written here just now: this academy was restored, or is being "
                  "stopped. Try again in a while.");
    return false;
}

/* --- the page of members --- */

static struct br_node role_node(struct br_make *make, unsigned role)
{
    struct br_node node = br_make_object();
    br_make_put(make, &node, "role", br_make_c_text(make, br_role_name(role)));
    br_make_put(make, &node, "name", br_make_c_text(make, br_role_words(role)));
    return node;
}

static struct br_node ms_node(uint64_t ms)
{
    return ms == 0 ? (struct br_node){.type = BR_NODE_NULL} : br_make_integer((int64_t)ms);
}

/* With a browser or with a device, whichever was later. */
static uint64_t last_seen(const struct accounts *accounts, const struct br_id *member)
{
    const struct academy *academy = accounts->academy;
    const struct br_sign_in *rows[BR_ACCOUNT_SIGN_INS_MAX + BR_ACCOUNT_HALF_WAY_MAX];
    size_t count = br_sign_ins_of(accounts->sign_ins, member, rows, sizeof rows / sizeof rows[0]);
    uint64_t seen_ms = count == 0 ? 0 : rows[0]->used_ms; /* the latest is the first */
    for (size_t i = 0; i < academy->devices.count; i++) {
        const struct br_device_row *device = &academy->devices.items[i];
        if (br_id_equal(&device->member, member) && device->seen_ms > seen_ms) {
            seen_ms = device->seen_ms;
        }
    }
    return seen_ms;
}

static struct br_node member_node(struct br_site_call *call, const struct account_name *name,
                                  uint32_t has)
{
    struct br_make *make = br_site_make(call);
    struct accounts *accounts = accounts_of(call);
    struct br_account account = {.name = ""};
    struct br_node node = br_make_object();
    struct br_node given = br_make_list();
    struct br_node missing = br_make_list();
    bool known = br_private_account(accounts->academy->private, &name->member, &account) == BR_OK;
    for (unsigned role = 1; role <= BR_ROLES; role++) {
        br_make_add(make, (has & 1u << role) != 0 ? &given : &missing, role_node(make, role));
    }
    br_make_put(make, &node, "member",
                br_make_bytes(make, (struct br_bytes){name->member.bytes, sizeof name->member}));
    br_make_put(make, &node, "name", br_make_c_text(make, name->name));
    br_make_put(make, &node, "sign_in_name", br_make_c_text(make, account.name));
    br_make_put(make, &node, "roles", given);
    br_make_put(make, &node, "missing", missing);
    br_make_put(make, &node, "factor", br_make_boolean(known && account.has_factor));
    br_make_put(make, &node, "needs_factor",
                br_make_boolean((has & BR_ROLE_ADMIN) != 0 && !account.has_factor));
    br_make_put(make, &node, "joined_ms", ms_node(account.created_ms));
    br_make_put(make, &node, "seen_ms", ms_node(last_seen(accounts, &name->member)));
    br_wipe(&account, sizeof account);
    return node;
}

static int by_name(const void *a, const void *b)
{
    const struct account_name *one = *(const struct account_name *const *)a;
    const struct account_name *other = *(const struct account_name *const *)b;
    return strcasecmp(one->name, other->name);
}

/* In the order of the alphabet; who was removed is not listed. */
static void show_members(struct br_site_call *call)
{
    struct br_make *make = br_site_make(call);
    struct accounts *accounts = accounts_of(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    const struct account_name **sorted =
        br_arena_take(make->arena, (accounts->name_count + 1) * sizeof *sorted);
    struct br_node list = br_make_list();
    if (root == NULL || sorted == NULL) {
        br_site_error(call, 503, "There are too many members for one page just now.");
        return;
    }
    for (size_t i = 0; i < accounts->name_count; i++) {
        sorted[i] = &accounts->names[i];
    }
    if (accounts->name_count > 1) {
        qsort((void *)sorted, accounts->name_count, sizeof *sorted, by_name);
    }
    for (size_t i = 0; i < accounts->name_count; i++) {
        uint32_t has = br_replica_roles(accounts->academy->replica, &sorted[i]->member);
        if (has != 0) {
            br_make_add(make, &list, member_node(call, sorted[i], has));
        }
    }
    *root = br_make_object();
    admin_put_tab(make, root, "members");
    br_make_put(make, root, "members", list);
    br_site_show(call, br_site_complained(call) ? 422 : 200, members_page, root);
}

void admin_members(struct br_site_call *call)
{
    accounts_read_names(call, show_members);
}

/* --- what is done to them --- */

static void on_role_done(void *context, const char *reason)
{
    struct br_site_call *call = context;
    if (reason != NULL) {
        br_site_complain(call, NULL, reason);
        accounts_read_names(call, show_members);
        return;
    }
    br_site_redirect(call, "/admin/members");
}

void admin_member_role(struct br_site_call *call)
{
    struct br_id member;
    const char *given = br_site_field(call, "given");
    unsigned role = br_role_named(br_site_field(call, "role"));
    bool give = given != NULL && strcmp(given, "true") == 0;
    if (!admin_id_field(call, "member", &member) || role == 0 || given == NULL ||
        br_replica_roles(accounts_of(call)->academy->replica, &member) == 0) {
        br_site_error(call, 400, "This does not say which member and which role.");
        return;
    }
    uint32_t has = br_replica_roles(accounts_of(call)->academy->replica, &member);
    if (!give && (has & ~(1u << role)) == 0) { /* their device would lose its copy */
        on_role_done(call,
                     "This is their only role here: give them another first, or remove them.");
        return;
    }
    if (!give && 1u << role == BR_ROLE_ADMIN &&
        br_id_equal(&member, &br_site_viewer(call)->member)) {
        on_role_done(call, "Ask another admin to take this role from you: somebody must be left.");
        return;
    }
    if (may_say(call)) {
        accounts_audit(call, give ? "role given" : "role taken", &member);
        admin_say_role(call, &member, role, give, on_role_done, call);
    }
}

void admin_member_renew(struct br_site_call *call)
{
    struct br_id member;
    if (!admin_id_field(call, "member", &member) ||
        br_replica_roles(accounts_of(call)->academy->replica, &member) == 0) {
        br_site_error(call, 400, "This does not say which member.");
        return;
    }
    accounts_audit(call, "invited again", &member);
    admin_invite(call, &member, accounts_name_of(accounts_of(call)->academy, &member));
}

/* For who has lost their app and their recovery codes: their password is still asked for. */
void admin_member_factor(struct br_site_call *call)
{
    struct br_id member;
    if (!admin_id_field(call, "member", &member)) {
        br_site_error(call, 400, "This does not say which member.");
        return;
    }
    if (br_id_equal(&member, &br_site_viewer(call)->member)) {
        on_role_done(call, "Ask another admin for this, or set yours up again on your own page.");
        return;
    }
    enum br_status status = br_private_clear_factor(accounts_of(call)->academy->private, &member);
    if (status == BR_OK) {
        status = accounts_end_all(accounts_of(call), &member, NULL);
    }
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        on_role_done(call, "This could not be written down just now. Try again in a moment.");
        return;
    }
    accounts_audit(call, "second factor taken away", &member);
    br_site_redirect(call, "/admin/members");
}

/* Role after role; then nothing is left to sign in to, and no device may connect. */
struct removing {
    struct br_site_call *call;
    struct br_id member;
};

static void remove_next(void *context, const char *reason);

static enum br_status end_devices_of(struct academy *academy, const struct br_id *member)
{
    enum br_status status = BR_OK;
    size_t at = academy->devices.count;
    while (at > 0 && status == BR_OK) {
        const struct br_device_row *device = &academy->devices.items[--at];
        if (br_id_equal(&device->member, member)) {
            struct br_hash pin = device->pin;
            status = academy_end_device(academy, &pin);
        }
    }
    return status;
}

static void removed(struct removing *removing, const char *reason)
{
    struct br_site_call *call = removing->call;
    struct academy *academy = accounts_of(call)->academy;
    if (reason == NULL && (br_private_withdraw_all(academy->private, &removing->member, false,
                                                   br_clock_read().wall_ms) != BR_OK ||
                           end_devices_of(academy, &removing->member) != BR_OK ||
                           accounts_end_all(accounts_of(call), &removing->member, NULL) != BR_OK)) {
        reason = "The roles are taken away, but the invitations, devices and sign-ins could not "
                 "all be ended. Try again.";
    }
    free(removing);
    on_role_done(call, reason);
}

static void remove_next(void *context, const char *reason)
{
    struct removing *removing = context;
    struct academy *academy = accounts_of(removing->call)->academy;
    uint32_t has = br_replica_roles(academy->replica, &removing->member);
    for (unsigned role = 1; role <= BR_ROLES && reason == NULL; role++) {
        if ((has & 1u << role) != 0) {
            admin_say_role(removing->call, &removing->member, role, false, remove_next, removing);
            return;
        }
    }
    removed(removing, reason);
}

void admin_member_remove(struct br_site_call *call)
{
    struct br_id member;
    if (!admin_id_field(call, "member", &member)) {
        br_site_error(call, 400, "This does not say which member.");
        return;
    }
    if (br_id_equal(&member, &br_site_viewer(call)->member)) {
        on_role_done(call, "Ask another admin to remove you: somebody must be left.");
        return;
    }
    if (may_say(call)) {
        struct removing *removing = calloc(1, sizeof *removing);
        BR_ASSERT(removing != NULL);
        *removing = (struct removing){call, member};
        accounts_audit(call, "member removed", &member);
        remove_next(removing, NULL);
    }
}

/* --- devices --- */

static void show_devices(struct br_site_call *call)
{
    struct br_make *make = br_site_make(call);
    const struct academy *academy = accounts_of(call)->academy;
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_node list = br_make_list();
    if (root == NULL) {
        br_site_error(call, 503, "There is no memory for this page just now.");
        return;
    }
    for (size_t i = 0; i < academy->devices.count; i++) {
        const struct br_device_row *device = &academy->devices.items[i];
        struct br_node node = br_make_object();
        br_make_put(make, &node, "id",
                    br_make_bytes(make, (struct br_bytes){device->pin.bytes, sizeof device->pin}));
        br_make_put(make, &node, "name", br_make_c_text(make, device->name));
        br_make_put(
            make, &node, "member",
            br_make_bytes(make, (struct br_bytes){device->member.bytes, sizeof device->member}));
        br_make_put(make, &node, "member_name",
                    br_make_c_text(make, accounts_name_of(academy, &device->member)));
        br_make_put(make, &node, "enrolled_ms", ms_node(device->enrolled_ms));
        br_make_put(make, &node, "seen_ms", ms_node(device->seen_ms));
        br_make_add(make, &list, node);
    }
    *root = br_make_object();
    admin_put_tab(make, root, "devices");
    br_make_put(make, root, "devices", list);
    br_site_show(call, 200, devices_page, root);
}

void admin_devices(struct br_site_call *call)
{
    accounts_read_names(call, show_devices);
}

void admin_device_remove(struct br_site_call *call)
{
    struct br_hash pin;
    const char *text = br_site_field(call, "device");
    if (text == NULL || br_hex_decode(text, pin.bytes, sizeof pin.bytes) != BR_OK) {
        br_site_error(call, 400, "This does not say which device.");
        return;
    }
    enum br_status status = academy_end_device(accounts_of(call)->academy, &pin);
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    accounts_audit(call, "device removed", NULL);
    br_site_redirect(call, "/admin/devices");
}
