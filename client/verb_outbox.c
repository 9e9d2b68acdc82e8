/* verb_outbox.c - what waits, what was refused and why; sending again, throwing away. */
#include "client/agent.h"
#include "client/find.h"
#include "client/verbs.h"
#include "pages/terminal.h"
#include "record/kind.h"
#include "record/message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- listing --- */

/* Which item waits for which refused one, in the order of the numbers. */
struct held {
    size_t count;
    size_t capacity;
    struct held_item {
        int64_t number;
        int64_t refused;
    } * items;
    bool no_memory;
};

struct listing {
    struct call *call;
    json_t *items;
    size_t count;
    struct br_arena arena; /* for one message at a time */
    struct held held;
    size_t held_next; /* the first that is not listed yet */
};

static bool note_held(void *context, int64_t number, int64_t refused)
{
    struct held *held = context;
    if (held->count == held->capacity) {
        size_t capacity = held->capacity == 0 ? 64 : held->capacity * 2;
        struct held_item *grown = realloc(held->items, capacity * sizeof *grown);
        if (grown == NULL) {
            held->no_memory = true;
            return false;
        }
        held->items = grown;
        held->capacity = capacity;
    }
    held->items[held->count++] = (struct held_item){.number = number, .refused = refused};
    return true;
}

static enum br_status load_held(struct br_device *device, struct held *held)
{
    enum br_status status = br_outbox_held(device, note_held, held);
    return status == BR_OK && held->no_memory ? BR_ERR_NO_MEMORY : status;
}

/* The refused item that this one waits for; 0: none. Asked in the order of the numbers. */
static int64_t waits_for(struct listing *listing, int64_t number)
{
    const struct held *held = &listing->held;
    while (listing->held_next < held->count && held->items[listing->held_next].number < number) {
        listing->held_next++;
    }
    bool found =
        listing->held_next < held->count && held->items[listing->held_next].number == number;
    return found ? held->items[listing->held_next].refused : 0;
}

static const char *state_words(enum br_outbox_state state)
{
    switch (state) {
    case BR_OUTBOX_NUMBERED:
        return "numbered by the academy";
    case BR_OUTBOX_REFUSED:
        return "refused";
    case BR_OUTBOX_WAITING:
        break;
    }
    return "saved here";
}

/* What a person would know it by: the title, the name or the text. */
static struct br_bytes first_words(const ProtobufCMessage *message)
{
    static const char *const names[] = {"title", "name", "text", "reason"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(message->descriptor, names[i]);
        if (field != NULL && br_message_count(message, field) > 0) {
            return br_message_value(message, field, 0).bytes;
        }
    }
    return (struct br_bytes){.data = NULL};
}

static void put_item(struct listing *listing, const struct br_outbox_item *item, int64_t refused,
                     const struct br_kind *kind, const ProtobufCMessage *message)
{
    enum { WIDTH = 60 };
    struct call *call = listing->call;
    char word[9];
    char when[BR_TIME_TEXT_SIZE];
    br_time_text(item->write.written_ms, when);
    when[16] = '\0'; /* minutes will do */
    when[10] = ' ';
    call_say(call, "%5" PRId64 "  %s  %s  %s", item->number, short_id(&item->write.id, word), when,
             state_words(item->state));
    if (kind != NULL) {
        call_say(call, " · ");
        for (const char *at = kind->name; *at != '\0'; at++) {
            br_buffer_put_u8(&call->out, *at == '_' ? ' ' : (uint8_t)*at);
        }
    }
    struct br_bytes words =
        message == NULL ? (struct br_bytes){.data = NULL} : text_cut(first_words(message), WIDTH);
    if (words.size > 0) {
        call_say(call, ": ");
        br_text_terminal_line(words, &call->out);
    }
    call_say(call, "\n");
    if (refused > 0) {
        call_say(call, "       waits for number %" PRId64 ", which was refused\n", refused);
    }
    if (item->reason != NULL) {
        char reasons[BR_REASON_SIZE_MAX + 1];
        call_say(call, "       ");
        br_text_terminal_line(br_bytes_of_text(reasons_line(item->reason, reasons)), &call->out);
        call_say(call, "\n");
    }
}

static void add_json(struct listing *listing, const struct br_outbox_item *item, int64_t refused,
                     const struct br_kind *kind, const ProtobufCMessage *message)
{
    static const char *const audiences[] = {"", "network", "group", "academy", "room"};
    char id[BR_ID_TEXT_SIZE];
    char audience[BR_ID_TEXT_SIZE];
    br_id_text(&item->write.id, id);
    br_id_text(&item->write.audience.id, audience);
    bool named = !br_id_is_zero(&item->write.audience.id);
    json_t *json = json_pack(
        "{s:I,s:s,s:s,s:s?,s:s,s:s?,s:I,s:s?,s:o?}", "number", (json_int_t)item->number, "id", id,
        "state", state_words(item->state), "kind", kind == NULL ? NULL : kind->name, "audience",
        audiences[item->write.audience.type % 5u], "audience_id", named ? audience : NULL,
        "written_ms", (json_int_t)item->write.written_ms, "reason", item->reason, "message",
        message == NULL ? NULL : br_message_to_json(message));
    if (json != NULL) {
        json_t *number = refused > 0 ? json_integer(refused) : json_null();
        (void)json_object_set_new(json, "waits_for", number);
    }
    (void)json_array_append_new(listing->items, json == NULL ? json_null() : json);
}

static bool list_one(void *context, const struct br_outbox_item *item)
{
    struct listing *listing = context;
    const struct br_kind *kind = br_kind_by_number(item->write.kind);
    ProtobufCMessage *message = NULL;
    br_arena_reset(&listing->arena);
    if (kind != NULL &&
        br_message_unpack(kind->message, item->write.payload, &listing->arena, &message) != BR_OK) {
        message = NULL;
    }
    int64_t refused = waits_for(listing, item->number);
    if (listing->call->json) {
        add_json(listing, item, refused, kind, message);
    } else {
        put_item(listing, item, refused, kind, message);
    }
    listing->count++;
    return true;
}

static int run_list(struct call *call)
{
    struct listing listing = {.call = call, .items = json_array()};
    br_arena_init(&listing.arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    struct br_device *device = agent_device_take(call->agent);
    enum br_status status = load_held(device, &listing.held);
    if (status == BR_OK) {
        status = br_outbox_list(device, list_one, &listing);
    }
    agent_device_give(call->agent);
    br_arena_free(&listing.arena);
    free(listing.held.items);
    if (status != BR_OK) {
        json_decref(listing.items);
        return call_fail(call, EXIT_FAILED, "the outbox cannot be read: %s",
                         br_status_text(status));
    }
    if (call->json) {
        call_json(call, json_pack("{s:i,s:o}", "version", 1, "outbox", listing.items));
        return EXIT_FINE;
    }
    json_decref(listing.items);
    if (listing.count == 0) {
        call_say(call, "The outbox is empty.\n");
    }
    return EXIT_FINE;
}

/* --- changing --- */

struct numbers {
    size_t count;
    size_t capacity;
    int64_t *items;
    bool no_memory;
};

static bool numbers_add(struct numbers *numbers, int64_t number)
{
    if (numbers->count == numbers->capacity) {
        size_t capacity = numbers->capacity == 0 ? 64 : numbers->capacity * 2;
        int64_t *grown = realloc(numbers->items, capacity * sizeof *grown);
        if (grown == NULL) {
            numbers->no_memory = true;
            return false;
        }
        numbers->items = grown;
        numbers->capacity = capacity;
    }
    numbers->items[numbers->count++] = number;
    return true;
}

static bool note_refused(void *context, const struct br_outbox_item *item)
{
    return item->state != BR_OUTBOX_REFUSED || numbers_add(context, item->number);
}

static int read_number(struct call *call, int64_t *number)
{
    const char *text = call_argument(call, 0);
    char *end = NULL;
    long long value = strtoll(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < 1) {
        return call_fail(call, EXIT_USAGE, "name it by its number in: bigroom outbox list, not %s",
                         text);
    }
    *number = value;
    return EXIT_FINE;
}

static int unknown(struct call *call, int64_t number)
{
    return call_fail(call, EXIT_UNKNOWN, "there is no number %" PRId64 " in the outbox", number);
}

static int resend_one(struct call *call, struct br_device *device, int64_t number)
{
    struct br_id id = br_id_new();
    enum br_status status = br_outbox_resend(device, number, &id);
    if (status == BR_ERR_NOT_FOUND) {
        return unknown(call, number);
    }
    if (status == BR_ERR_PROTOCOL) {
        return call_fail(call, EXIT_FAILED, "number %" PRId64 " was not refused", number);
    }
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
    }
    call->wrote = true;
    call->renumbered = true;
    return EXIT_FINE;
}

static int resend_all(struct call *call, struct br_device *device, size_t *count)
{
    struct numbers refused = {.count = 0};
    int code = EXIT_FINE;
    enum br_status status = br_outbox_list(device, note_refused, &refused);
    if (status == BR_OK && refused.no_memory) {
        status = BR_ERR_NO_MEMORY;
    }
    if (status != BR_OK) {
        code =
            call_fail(call, EXIT_FAILED, "the outbox cannot be read: %s", br_status_text(status));
    }
    for (size_t i = 0; i < refused.count && code == EXIT_FINE; i++) {
        code = resend_one(call, device, refused.items[i]);
        *count += code == EXIT_FINE;
    }
    free(refused.items);
    return code;
}

static int run_resend(struct call *call)
{
    int64_t number = 0;
    size_t count = 1;
    bool all = strcmp(call_argument(call, 0), "all") == 0;
    int code = all ? EXIT_FINE : read_number(call, &number);
    if (code != EXIT_FINE) {
        return code;
    }
    struct br_device *device = agent_device_take(call->agent);
    if (all) {
        count = 0;
        code = resend_all(call, device, &count);
    } else {
        code = resend_one(call, device, number);
    }
    agent_device_give(call->agent);
    if (code == EXIT_FINE && call->json) {
        call_json(call, json_pack("{s:i,s:I,s:s}", "version", 1, "resent", (json_int_t)count,
                                  "state", "saved here"));
    } else if (code == EXIT_FINE) {
        call_say(call, "%zu saved here again; on the way as soon as the academy can be reached.\n",
                 count);
    }
    return code;
}

/* --- throwing away --- */

struct discarding {
    int64_t number;
    bool found;
    bool held; /* it waits for a refused one */
    enum br_outbox_state state;
    struct numbers all; /* itself, then what stands behind it */
};

static bool note_state(void *context, const struct br_outbox_item *item)
{
    struct discarding *wanted = context;
    if (item->number == wanted->number) {
        wanted->found = true;
        wanted->state = item->state;
    }
    return !wanted->found;
}

static bool note_wanted_held(void *context, int64_t number, int64_t refused)
{
    struct discarding *wanted = context;
    (void)refused;
    wanted->held = wanted->held || number == wanted->number;
    return !wanted->held;
}

static bool note_number(void *context, const struct br_outbox_item *item)
{
    return numbers_add(context, item->number);
}

static enum br_status look_behind(struct br_device *device, struct discarding *wanted)
{
    enum br_status status = br_outbox_list(device, note_state, wanted);
    if (status == BR_OK) {
        status = br_outbox_held(device, note_wanted_held, wanted);
    }
    if (status == BR_OK && numbers_add(&wanted->all, wanted->number)) {
        status = br_outbox_behind(device, wanted->number, note_number, &wanted->all);
    }
    return status == BR_OK && wanted->all.no_memory ? BR_ERR_NO_MEMORY : status;
}

/* Nothing is lost by a number alone: what refers to it is named, and asked for. */
static int say_what_is_behind(struct call *call, const struct numbers *all)
{
    enum { NAMED_MAX = 10 };
    size_t behind = all->count - 1;
    int code =
        call_fail(call, EXIT_FAILED,
                  "nothing is thrown away: %zu other%s in the outbox refer%s to number %" PRId64
                  " and would go with it. Add --with-dependants to throw all of them "
                  "away, or keep them waiting until it is sent again:",
                  behind, plural(behind), behind == 1 ? "s" : "", all->items[0]);
    br_buffer_put_text(&call->err, "  number");
    for (size_t i = 1; i < all->count && i <= NAMED_MAX; i++) {
        br_buffer_put_format(&call->err, " %" PRId64, all->items[i]);
    }
    br_buffer_put_text(&call->err, behind > NAMED_MAX ? " …\n" : "\n");
    return code;
}

static int say_discarded(struct call *call, const struct numbers *all)
{
    json_t *list = call->json ? json_array() : NULL;
    if (!call->json) {
        call_say(call, "Thrown away: number");
    }
    for (size_t i = 0; i < all->count; i++) {
        if (call->json) {
            (void)json_array_append_new(list, json_integer(all->items[i]));
        } else {
            call_say(call, " %" PRId64, all->items[i]);
        }
    }
    if (call->json) {
        call_json(call, json_pack("{s:i,s:I,s:o}", "version", 1, "discarded",
                                  (json_int_t)all->items[0], "all", list));
    } else {
        call_say(call, "\n");
    }
    return EXIT_FINE;
}

static int discard(struct call *call, struct discarding *wanted)
{
    struct br_device *device = agent_device_take(call->agent);
    enum br_status status = look_behind(device, wanted);
    /* Handed over and without an answer: the academy may have numbered it by now. */
    bool under_way = wanted->found && wanted->state == BR_OUTBOX_WAITING && !wanted->held &&
                     wanted->number <= atomic_load(&call->agent->pull_after);
    bool alone = wanted->all.count == 1 || call_has(call, "with-dependants");
    if (status == BR_OK && !under_way && alone) {
        status = br_outbox_discard(device, wanted->all.items, wanted->all.count);
    }
    agent_device_give(call->agent);
    if (status == BR_ERR_NOT_FOUND || (status == BR_OK && !wanted->found)) {
        return unknown(call, wanted->number);
    }
    if (under_way || status == BR_ERR_PROTOCOL) {
        return call_fail(call, EXIT_FAILED,
                         "number %" PRId64 " is with the academy already and cannot be taken back",
                         wanted->number);
    }
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
    }
    if (!alone) {
        return say_what_is_behind(call, &wanted->all);
    }
    call->wrote = true;
    call->renumbered = true;
    return say_discarded(call, &wanted->all);
}

static int run_discard(struct call *call)
{
    struct discarding wanted = {.found = false};
    int code = read_number(call, &wanted.number);
    if (code == EXIT_FINE) {
        code = discard(call, &wanted);
    }
    free(wanted.all.items);
    return code;
}

static const struct option_rule discard_rules[] = {
    {"with-dependants", NULL, "what refers to it is thrown away, too", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_outbox[] = {
    {.area = "outbox",
     .name = "list",
     .arguments = "",
     .summary = "What you wrote that waits, was refused (and why), or is not back here yet.",
     .examples = "  bigroom outbox list\n",
     .place = VERB_DEVICE,
     .run = run_list},
    {.area = "outbox",
     .name = "resend",
     .arguments = "NUMBER|all",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Try once more with what was refused; what refers to it follows.",
     .examples = "  bigroom outbox resend 12\n  bigroom outbox resend all\n",
     .place = VERB_DEVICE,
     .run = run_resend},
    {.area = "outbox",
     .name = "discard",
     .arguments = "NUMBER",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Throw away what was refused or still waits.",
     .examples = "  bigroom outbox discard 12\n  bigroom outbox discard 12 --with-dependants\n",
     .rules = discard_rules,
     .place = VERB_DEVICE,
     .run = run_discard},
    {.name = NULL}};
