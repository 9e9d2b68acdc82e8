/*
 * site_profile.c - a member's card: all of it for their academy, what they chose for the others.
 *
 * Two records of one kind: the academy's people see every field, the network sees those whose box
 * network_FIELD is ticked. A box that is not ticked any more takes the field back. Who never
 * showed the network anything says nothing to it, not even that there is nothing.
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

struct saving {
    struct br_site_call *call;
    struct br_site_write *writes; /* for the academy, then for the network */
    bool showed;                  /* the network has a card of theirs */
    enum br_status status;
};

static bool take_showed(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    struct saving *saving = context;
    (void)count;
    (void)names;
    saving->showed = cells[0].integer != 0;
    return false;
}

static void look_work(void *job, struct br_views *views)
{
    static const char showed[] =
        "SELECT count(*) FROM v_profile WHERE member = :member AND audience_type = 1"
        " AND (name IS NOT NULL OR pathway IS NOT NULL OR skills IS NOT NULL"
        "      OR ask_me_about IS NOT NULL)";
    struct saving *saving = job;
    const struct br_id *member = &saving->call->viewer.member;
    struct br_parameter whose = {
        .name = "member",
        .value = {.type = BR_CELL_BYTES, .bytes = {member->bytes, sizeof member->bytes}}};
    saving->status = br_views_query(views, showed, &whose, 1, take_showed, saving, NULL);
}

static void look_done(void *job)
{
    struct saving *saving = job;
    struct br_site_call *call = saving->call;
    const struct br_site_host *host = &call->site->options.host;
    /* To take back what was never shown does no harm; not to take back what was, would. */
    size_t count = saving->status == BR_OK && !saving->showed ? 1 : 2;
    host->say(host->context, &call->viewer, saving->writes, count, on_said, call);
}

static bool shows_any(const struct br_site_call *call)
{
    bool any = false;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *value = br_form_value(&call->form, fields[i]);
        any = any || (value != NULL && value[0] != '\0' && is_shown(call, fields[i]));
    }
    return any;
}

void br_site_profile(struct br_site_call *call)
{
    const struct br_site_host *host = &call->site->options.host;
    struct saving *saving = br_arena_take(&call->arena, sizeof *saving);
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
    if (br_site_complained(call) || writes == NULL || saving == NULL) {
        br_site_page(call, 422, "profile/edit");
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        writes[i] = (struct br_site_write){
            .kind = kind->number,
            .audience = {.type = i == 0 ? BR_AUDIENCE_ACADEMY : BR_AUDIENCE_NETWORK},
            .payload = payloads[i]};
    }
    *saving = (struct saving){.call = call, .writes = writes, .status = BR_ERR_CLOSED};
    if (shows_any(call)) {
        host->say(host->context, &call->viewer, writes, 2, on_said, call);
    } else {
        host->read(host->context, &call->viewer, look_work, look_done, saving);
    }
}
