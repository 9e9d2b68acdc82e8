/*
 * admin_invite.c - invitations: made, shown once, used, expired, taken back.
 *
 *      made {address, name}; invitations [{id, name, made_ms, ends_ms, used_ms, expired,
 *      withdrawn_ms, made_by}]; roles [{role, name}]
 */
#include "base/rng.h"
#include "record/kind.h"
#include "record/message.h"
#include "server/admin.h"
#include "server/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "admin/invitations";

enum { SECRET_SIZE = 16, SECRET_TEXT_SIZE = 2 * SECRET_SIZE + 1, LISTED_MAX = 500 };

/* --- the list --- */

struct listing {
    struct br_site_call *call;
    struct br_node list;
    uint64_t now_ms;
    size_t count;
};

static struct br_node ms_node(uint64_t ms)
{
    return ms == 0 ? (struct br_node){.type = BR_NODE_NULL} : br_make_integer((int64_t)ms);
}

static void list_one(void *context, const struct br_invitation *invitation)
{
    struct listing *listing = context;
    struct br_make *make = br_site_make(listing->call);
    struct br_node node = br_make_object();
    uint64_t used_ms = invitation->password_ms > invitation->device_ms ? invitation->password_ms
                                                                       : invitation->device_ms;
    if (invitation->device_only || listing->count++ >= LISTED_MAX) {
        return; /* a member's own affair; the oldest */
    }
    br_make_put(make, &node, "id",
                br_make_bytes(make, (struct br_bytes){invitation->secret_hash.bytes,
                                                      sizeof invitation->secret_hash}));
    br_make_put(make, &node, "name", br_make_c_text(make, invitation->name));
    br_make_put(make, &node, "made_ms", ms_node(invitation->made_ms));
    br_make_put(make, &node, "ends_ms", ms_node(invitation->expires_ms));
    br_make_put(make, &node, "used_ms", ms_node(used_ms));
    br_make_put(make, &node, "expired",
                br_make_boolean(used_ms == 0 && invitation->withdrawn_ms == 0 &&
                                listing->now_ms >= invitation->expires_ms));
    br_make_put(make, &node, "withdrawn_ms", ms_node(invitation->withdrawn_ms));
    br_make_put(make, &node, "made_by",
                br_make_c_text(make, accounts_name_of(accounts_of(listing->call)->academy,
                                                      &invitation->made_by)));
    br_make_add(make, &listing->list, node);
}

static struct br_node roles_node(struct br_site_call *call)
{
    struct br_make *make = br_site_make(call);
    struct br_node list = br_make_list();
    unsigned chosen = br_role_named(br_site_field(call, "role"));
    for (unsigned role = 1; role <= BR_ROLES; role++) {
        struct br_node node = br_make_object();
        br_make_put(make, &node, "role", br_make_c_text(make, br_role_name(role)));
        br_make_put(make, &node, "name", br_make_c_text(make, br_role_words(role)));
        br_make_put(make, &node, "chosen", br_make_boolean(role == chosen));
        br_make_add(make, &list, node);
    }
    return list;
}

static void show(struct br_site_call *call, int status, const struct br_node *made)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct listing listing = {
        .call = call, .list = br_make_list(), .now_ms = br_clock_read().wall_ms};
    if (root == NULL ||
        br_private_invitations(accounts_of(call)->academy->private, list_one, &listing) != BR_OK) {
        br_site_error(call, 503, "The invitations could not be read just now.");
        return;
    }
    *root = br_make_object();
    admin_put_tab(make, root, "invitations");
    if (made != NULL) {
        br_make_put(make, root, "made", *made);
    }
    br_make_put(make, root, "invitations", listing.list);
    br_make_put(make, root, "roles", roles_node(call));
    br_site_show(call, status, page, root);
}

static void show_list(struct br_site_call *call)
{
    show(call, 200, NULL);
}

void admin_invitations(struct br_site_call *call)
{
    accounts_read_names(call, show_list);
}

/* --- a new one --- */

static void show_made(struct br_site_call *call, const uint8_t secret[SECRET_SIZE],
                      const char *name)
{
    struct br_make *make = br_site_make(call);
    struct br_node made = br_make_object();
    struct br_buffer link;
    char path[SECRET_TEXT_SIZE + sizeof "/join/"] = "/join/";
    br_hex_encode(secret, SECRET_SIZE, path + strlen(path));
    br_buffer_init(&link, 1024);
    site_link(accounts_of(call)->academy, path, &link);
    br_make_put(make, &made, "address", br_make_text(make, br_buffer_bytes(&link)));
    br_make_put(make, &made, "name", br_make_c_text(make, name));
    br_buffer_free(&link);
    show(call, 200, &made);
}

void admin_invite(struct br_site_call *take_call, const struct br_id *member, const char *name)
{
    struct br_site_call *call = take_call;
    uint8_t secret[SECRET_SIZE];
    uint64_t now_ms = br_clock_read().wall_ms;
    struct br_invitation invitation = {.member = *member,
                                       .made_by = br_site_viewer(call)->member,
                                       .made_ms = now_ms,
                                       .expires_ms = now_ms + BR_INVITATION_LIFE_MS};
    br_random_bytes(secret, sizeof secret);
    invitation.secret_hash = enrol_secret_hash(secret);
    (void)snprintf(invitation.name, sizeof invitation.name, "%s", name);
    struct br_private *private = accounts_of(call)->academy->private;
    if (br_private_withdraw_all(private, member, false, now_ms) != BR_OK || /* those before it */
        br_private_invite(private, &invitation) != BR_OK) {
        br_site_error(call, 503, "The invitation could not be kept just now. Try again.");
        return;
    }
    show_made(call, secret, name);
    br_wipe(secret, sizeof secret);
}

struct inviting {
    struct br_site_call *call;
    struct br_id member;
    unsigned role;
    char name[201];
};

static void refuse(struct inviting *inviting, const char *reason)
{
    struct br_site_call *call = inviting->call;
    br_site_complain(call, "name", reason);
    free(inviting);
    show(call, 422, NULL);
}

static void on_role_given(void *context, const char *reason)
{
    struct inviting *inviting = context;
    if (reason != NULL) {
        refuse(inviting, reason);
        return;
    }
    admin_invite(inviting->call, &inviting->member, inviting->name);
    free(inviting);
}

static void on_named(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct inviting *inviting = context;
    if (status != BR_OK || outcome->type == BR_OUTCOME_REFUSED) {
        refuse(inviting, status != BR_OK
                             ? "This could not be written down just now. Try again in a moment."
                             : outcome->reason);
        return;
    }
    admin_say_role(inviting->call, &inviting->member, inviting->role, true, on_role_given,
                   inviting);
}

/* The profile is the academy's word: the member writes their own from then on. */
static void say_name(struct inviting *inviting)
{
    struct academy *academy = accounts_of(inviting->call)->academy;
    const struct br_kind *kind = br_kind_by_name("member_profile");
    char member[BR_ID_TEXT_SIZE];
    struct br_arena arena;
    struct br_error error = {""};
    BR_ASSERT(kind != NULL);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_id_text(&inviting->member, member);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    BR_ASSERT(message != NULL &&
              br_message_set(message, &arena, "member", br_bytes_of_text(member), &error) == BR_OK);
    if (br_message_set(message, &arena, "name", br_bytes_of_text(inviting->name), &error) !=
        BR_OK) {
        br_arena_free(&arena);
        refuse(inviting, error.text);
        return;
    }
    academy_say(academy, kind->number, BR_AUDIENCE_ACADEMY, message, on_named, inviting);
    br_arena_free(&arena);
}

/* Two members of one name are one whom somebody invited twice, more often than not. */
static void complain_if_known(struct br_site_call *call, const char *name)
{
    struct br_id member;
    size_t count = 0;
    if (!br_site_complained(call) &&
        accounts_named(accounts_of(call)->academy, name, &member, &count)) {
        br_site_complain(call, "name",
                         "Somebody of this name is here already. Send them a new invitation under "
                         "Members, or write the name so that others can tell the two apart.");
    }
}

void admin_invitation_new(struct br_site_call *call)
{
    const char *name = br_site_field(call, "name");
    unsigned role = br_role_named(br_site_field(call, "role"));
    const struct academy *academy = accounts_of(call)->academy;
    if (name == NULL || name[strspn(name, " \t\n")] == '\0') {
        br_site_complain(call, "name", "Say who is invited.");
    } else if (strlen(name) > BR_TEXT_NAME_MAX) {
        br_site_complain(call, "name", "The name is too long: at most 200 bytes.");
    }
    if (role == 0) {
        br_site_complain(call, "role", "Choose a role.");
    }
    complain_if_known(call, name);
    if (br_site_complained(call)) {
        show(call, 422, NULL);
        return;
    }
    if (academy->stopping || !br_node_numbering(br_replica_node(academy->replica))) {
        br_site_error(call, 503,
                      "Nothing can be written here just now: this academy was restored, or is "
                      "being stopped. Try again in a while.");
        return;
    }
    struct inviting *inviting = calloc(1, sizeof *inviting);
    BR_ASSERT(inviting != NULL);
    inviting->call = call;
    inviting->role = role;
    br_random_bytes(&inviting->member, sizeof inviting->member);
    (void)snprintf(inviting->name, sizeof inviting->name, "%s", name);
    accounts_audit(call, "invited", &inviting->member);
    say_name(inviting);
}

void admin_invitation_end(struct br_site_call *call)
{
    struct br_hash hash;
    const char *text = br_site_field(call, "invitation");
    if (text == NULL || br_hex_decode(text, hash.bytes, sizeof hash.bytes) != BR_OK) {
        br_site_error(call, 400, "This does not say which invitation.");
        return;
    }
    enum br_status status =
        br_private_withdraw(accounts_of(call)->academy->private, &hash, br_clock_read().wall_ms);
    if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
        br_site_error(call, 503, "This could not be written down just now. Try again in a moment.");
        return;
    }
    accounts_audit(call, "invitation withdrawn", NULL);
    br_site_redirect(call, "/admin/invitations");
}
