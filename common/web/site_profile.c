/*
 * site_profile.c - a member's card: all of it for their academy, what they chose for the others.
 *
 * Two records of one kind: the academy's people see every field, the network sees those whose box
 * network_FIELD is ticked. A box that is not ticked any more takes the field back.
 */
#include "base/limits.h"
#include "record/kind.h"
#include "record/message.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <string.h>

static const char *const fields[] = {"name", "pathway", "skills", "ask_me_about"};

static bool is_shown(const struct br_site_call *call, const char *field)
{
    char box[BR_FIELD_NAME_MAX + 16];
    (void)snprintf(box, sizeof box, "network_%s", field);
    return br_form_value(&call->form, box) != NULL;
}

static struct br_bytes card(struct br_site_call *call, const struct br_kind *kind, bool for_network)
{
    ProtobufCMessage *message = br_message_new(kind->message, &call->arena);
    char member[BR_ID_TEXT_SIZE];
    br_id_text(&call->viewer.member, member);
    if (message == NULL) {
        return (struct br_bytes){NULL, 0};
    }
    br_site_set_field(call, message, "member", br_bytes_of_text(member));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *value = br_form_value(&call->form, fields[i]);
        bool shown = value != NULL && (!for_network || is_shown(call, fields[i]));
        br_site_set_field(call, message, fields[i], br_bytes_of_text(shown ? value : ""));
    }
    if (!for_network) { /* which says no more */
        (void)br_site_names_patient(call, message);
    }
    return br_site_packed(call, message);
}

static void on_said(void *job, const struct br_site_outcome *outcome)
{
    struct br_site_call *call = job;
    if (outcome->done) {
        br_site_redirect(call, "/profile");
        return;
    }
    br_site_complain_reasons(call, "member_profile", "name", outcome->reason);
    br_site_page(call, 422, "profile/edit");
}

void br_site_profile(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    const struct br_kind *kind = br_kind_by_name("member_profile");
    const char *name = br_form_value(&call->form, "name");
    struct br_site_write *writes = br_arena_take(&call->arena, 2 * sizeof *writes);
    struct br_bytes payloads[] = {card(call, kind, false), card(call, kind, true)};
    if (name == NULL || name[strspn(name, " ")] == '\0') {
        br_site_complain(call, "name", "Say what you are called.");
    }
    if (writes == NULL || payloads[0].data == NULL || payloads[1].data == NULL) {
        br_site_complain(call, "ask_me_about", "This is too long.");
    }
    if (br_site_complained(call) || writes == NULL) {
        br_site_page(call, 422, "profile/edit");
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        writes[i] = (struct br_site_write){
            .kind = kind->number,
            .audience = {.type = i == 0 ? BR_AUDIENCE_ACADEMY : BR_AUDIENCE_NETWORK},
            .payload = payloads[i]};
    }
    host->say(host->context, &call->viewer, writes, 2, on_said, call);
}
