/* outbox.c - the rest of the machine's work: an outbox, settings, accounts. */
#include "crash.h"

#include "base/hash.h"

/* --- the outbox --- */

struct item {
    int64_t number;
    struct br_id id;
    enum br_outbox_state state;
    uint64_t seq;
    uint8_t payload[64]; /* all of it: outbox texts are short here */
    size_t payload_size;
};

struct items {
    size_t count;
    struct item items[64];
};

static bool keep_item(void *context, const struct br_outbox_item *item)
{
    struct items *items = context;
    struct item *kept = &items->items[items->count];
    if (items->count == sizeof items->items / sizeof items->items[0] ||
        item->write.payload.size > sizeof kept->payload) {
        return true;
    }
    *kept = (struct item){.number = item->number,
                          .id = item->write.id,
                          .state = item->state,
                          .seq = item->seq,
                          .payload_size = item->write.payload.size};
    memcpy(kept->payload, item->write.payload.data, kept->payload_size);
    items->count++;
    return true;
}

static struct br_bytes payload_of(const struct item *item)
{
    return (struct br_bytes){item->payload, item->payload_size};
}

static void outbox_add(struct run *run)
{
    struct br_write writes[3];
    struct br_id needs[3] = {nobody, nobody, nobody};
    struct br_buffer payloads[3];
    size_t count = 1 + draw(run, 3);
    work_begin(run, FILE_DEVICE);
    for (size_t i = 0; i < count; i++) {
        char title[32];
        (void)snprintf(title, sizeof title, "Note %llu", (unsigned long long)run->next_id);
        writes[i] = write_of("thread_started", to_network, work_id(run),
                             packed(&payloads[i], "thread_started", "title", title, NULL));
        content_put(&run->expected[FILE_DEVICE].next,
                    item_fact(&writes[i].id, BR_OUTBOX_WAITING, 0, writes[i].payload));
    }
    enum br_status status = br_outbox_add(run->device, writes, needs, count);
    if (status != BR_OK) {
        work_refused(run, "outbox add", status);
    } else {
        work_answered(run, FILE_DEVICE, count);
    }
    for (size_t i = 0; i < count; i++) {
        br_buffer_free(&payloads[i]);
    }
}

static enum br_status settle(struct run *run, const struct items *items)
{
    static struct br_outcome outcomes[8];
    struct content *next = &run->expected[FILE_DEVICE].next;
    size_t count = 0;
    for (size_t i = 0; i < items->count && count < 8; i++) {
        const struct item *item = &items->items[i];
        if (item->state != BR_OUTBOX_WAITING || draw(run, 2) == 0) {
            continue;
        }
        bool numbered = draw(run, 4) != 0;
        struct br_outcome *outcome = &outcomes[count++];
        *outcome = (struct br_outcome){.type = numbered ? BR_OUTCOME_NUMBERED : BR_OUTCOME_REFUSED,
                                       .id = item->id,
                                       .epoch = 1,
                                       .seq = numbered ? 1 + draw(run, 1000) : 0};
        (void)snprintf(outcome->reason, sizeof outcome->reason, "%s", numbered ? "" : "Not so.");
        content_put(next, item_fact(&item->id, numbered ? BR_OUTBOX_NUMBERED : BR_OUTBOX_REFUSED,
                                    outcome->seq, payload_of(item)));
    }
    return br_outbox_settle(run->device, outcomes, count);
}

static enum br_status seen(struct run *run, const struct items *items)
{
    uint64_t seq = draw(run, 1000);
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].state == BR_OUTBOX_NUMBERED && items->items[i].seq <= seq) {
            content_remove(
                &run->expected[FILE_DEVICE].next,
                item_fact(&items->items[i].id, BR_OUTBOX_NUMBERED, 0, payload_of(&items->items[i]))
                    .key);
        }
    }
    return br_outbox_seen(run->device, &to_network, seq);
}

static enum br_status resend_or_discard(struct run *run, const struct items *items)
{
    struct content *next = &run->expected[FILE_DEVICE].next;
    for (size_t i = 0; i < items->count; i++) {
        const struct item *item = &items->items[i];
        if (item->state != BR_OUTBOX_REFUSED) {
            continue;
        }
        content_remove(next, item_fact(&item->id, BR_OUTBOX_REFUSED, 0, payload_of(item)).key);
        if (draw(run, 2) == 0) {
            return br_outbox_discard(run->device, &item->number, 1);
        }
        struct br_id id = work_id(run);
        content_put(next, item_fact(&id, BR_OUTBOX_WAITING, 0, payload_of(item)));
        return br_outbox_resend(run->device, item->number, &id);
    }
    return BR_OK;
}

void work_outbox(struct run *run)
{
    static struct items items;
    uint64_t what = draw(run, 6);
    if (what < 3) {
        outbox_add(run);
        return;
    }
    items.count = 0;
    BR_ASSERT(br_outbox_list(run->device, keep_item, &items) == BR_OK);
    work_begin(run, FILE_DEVICE);
    enum br_status status = what == 3   ? settle(run, &items)
                            : what == 4 ? seen(run, &items)
                                        : resend_or_discard(run, &items);
    if (status != BR_OK) {
        work_refused(run, "outbox", status);
    } else {
        work_answered(run, FILE_DEVICE, 1);
    }
}

/* --- settings and accounts --- */

void work_setting(struct run *run, enum file_at file)
{
    const char *key = setting_names[draw(run, SETTINGS)];
    static char text[TEXT_SIZE_MAX];
    work_text(run, text);
    struct br_bytes value = br_bytes_of_text(text);
    work_begin(run, file);
    content_put(&run->expected[file].next, setting_fact(key, value));
    enum br_status status = file == FILE_DEVICE ? br_device_put(run->device, key, value)
                                                : br_private_put(run->private, key, value);
    if (status != BR_OK) {
        work_refused(run, "setting", status);
    } else {
        work_answered(run, file, 1);
    }
}

static void enrol(struct run *run)
{
    struct br_invitation invitation = {
        .member = work_id(run), .name = "A coach", .expires_ms = UINT32_MAX};
    struct br_hash pin = br_sha256_one(&run->next_id, sizeof run->next_id);
    invitation.secret_hash = br_sha256_one(&pin, sizeof pin);
    work_begin(run, FILE_PRIVATE);
    enum br_status status = br_private_invite(run->private, &invitation);
    if (status != BR_OK) {
        work_refused(run, "invite", status);
        return;
    }
    work_answered(run, FILE_PRIVATE, 1);
    if (run->crashed != NULL) {
        return;
    }
    work_begin(run, FILE_PRIVATE);
    content_put(&run->expected[FILE_PRIVATE].next, enrolled_fact(&pin, &invitation.member));
    status =
        br_private_enrol(run->private, &invitation.secret_hash, &pin, "Laptop", 5, &invitation);
    if (status != BR_OK) {
        work_refused(run, "enrol", status);
    } else {
        work_answered(run, FILE_PRIVATE, 1);
    }
}

static void put_peer(struct run *run)
{
    struct br_peer_row peer = {.academy = run->peer.id, .name = "Other"};
    (void)snprintf(peer.address, sizeof peer.address, "ward%llu:70",
                   (unsigned long long)draw(run, 1000));
    work_begin(run, FILE_PRIVATE);
    content_put(&run->expected[FILE_PRIVATE].next,
                setting_fact(peer.name, br_bytes_of_text(peer.address)));
    enum br_status status = br_private_put_peer(run->private, &peer);
    if (status != BR_OK) {
        work_refused(run, "peer", status);
    } else {
        work_answered(run, FILE_PRIVATE, 1);
    }
}

void work_account(struct run *run)
{
    if (draw(run, 2) == 0) {
        enrol(run);
    } else {
        put_peer(run);
    }
}
