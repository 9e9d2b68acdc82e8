/**
 * admin.h - what an academy's admins do in a browser. Each leaves a line in the server's log.
 *
 *      admin.c        members and their roles, devices
 *      admin_invite.c invitations
 *      admin_peers.c  other academies: how far, why, what to do
 *      admin_peer_add.c   one more
 *      admin_look.c   the academy's name, colour and logo
 */
#ifndef BR_SERVER_ADMIN_H
#define BR_SERVER_ADMIN_H

#include "server/account.h"

/** The names of members as they are now, then [then]; the call is the job's meanwhile. */
void accounts_read_names(struct br_site_call *call, void (*then)(struct br_site_call *call));

/**
 * Say that a member has a role or not, as the admin who asks; [done] with a reason, or NULL when it
 * is said and pages show it.
 */
void admin_say_role(struct br_site_call *call, const struct br_id *member, unsigned role,
                    bool given, void (*done)(void *context, const char *reason), void *context);
/** A new link for [member], kept; then the page of invitations shows it once. */
void admin_invite(struct br_site_call *take_call, const struct br_id *member, const char *name);
/** "tab": which page of the administration this is. */
void admin_put_tab(struct br_make *make, struct br_node *root, const char *tab);
/** The field of a form as an id; false: it is none. */
bool admin_id_field(const struct br_site_call *call, const char *field, struct br_id *id);

void admin_members(struct br_site_call *call);
void admin_member_role(struct br_site_call *call);
void admin_member_renew(struct br_site_call *call);
void admin_member_remove(struct br_site_call *call);
void admin_member_factor(struct br_site_call *call);
void admin_devices(struct br_site_call *call);
void admin_device_remove(struct br_site_call *call);
void admin_invitations(struct br_site_call *call);
void admin_invitation_new(struct br_site_call *call);
void admin_invitation_end(struct br_site_call *call);
void admin_peers(struct br_site_call *call);
void admin_peer_add_page(struct br_site_call *call);
void admin_peer_add(struct br_site_call *call);
void admin_look(struct br_site_call *call);
void admin_look_save(struct br_site_call *call);
void admin_logo(struct br_site_call *call);

#endif
