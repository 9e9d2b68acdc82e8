/* show.c - the outbox in the views: what was written here is shown as if it had happened. */
#include "client/agent.h"

#include <string.h>

struct shown {
    struct call *call;
    struct br_write *writes; /* BR_CLIENT_UNFOLDED_MAX */
    size_t count;
    bool no_memory;
};

/* A refused write has not happened and will not until it is sent again. */
static bool show_one(void *context, const struct br_outbox_item *item)
{
    struct shown *shown = context;
    if (item->state == BR_OUTBOX_REFUSED) {
        return true;
    }
    if (shown->count == BR_CLIENT_UNFOLDED_MAX) {
        shown->call->hidden++;
        return true;
    }
    size_t size = item->write.payload.size;
    uint8_t *copy = br_arena_take(&shown->call->arena, size + 1);
    if (copy == NULL) {
        shown->no_memory = true;
        return false;
    }
    if (size > 0) {
        memcpy(copy, item->write.payload.data, size);
    }
    struct br_write *write = &shown->writes[shown->count++];
    *write = item->write;
    write->payload = (struct br_bytes){.data = copy, .size = size};
    return true;
}

enum br_status show_outbox(struct call *call, const struct br_replica_hands *hands,
                           struct br_error *error)
{
    struct agent *agent = call->agent;
    struct shown shown = {.call = call};
    outbox_drop_seen(agent, hands); /* else what is folded would show twice */
    shown.writes = br_arena_take(&call->arena, BR_CLIENT_UNFOLDED_MAX * sizeof *shown.writes);
    if (shown.writes == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "out of memory");
    }
    enum br_status status = br_outbox_list(agent_device_take(agent), show_one, &shown);
    agent_device_give(agent);
    if (status == BR_OK && shown.no_memory) {
        status = BR_ERR_NO_MEMORY;
    }
    if (status == BR_OK) {
        status = br_views_show(hands->views, shown.writes, shown.count);
    }
    if (status != BR_OK) {
        return br_error_set(error, status, "our copy cannot be read: %s", br_status_text(status));
    }
    call->views = hands->views;
    if (call->hidden > 0) {
        call_note(call, "the newest %zu of your writes that wait for the academy are not shown yet",
                  call->hidden);
    }
    return BR_OK;
}

void hide_outbox(struct call *call)
{
    br_views_hide(call->views);
    call->views = NULL;
}
