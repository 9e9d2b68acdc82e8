/*
 * people.c - what members do all day: open threads and rooms, answer, correct, measure, join,
 * leave.
 */
#include "world.h"

#include "record/message.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAYLOAD_ROOM = 128 * 1024,
    TEXT_MAX = 300,
    LONG_TEXT_MAX = 40000,
};

static const struct br_audience to_network = {.type = BR_AUDIENCE_NETWORK};
static const struct br_audience to_academy = {.type = BR_AUDIENCE_ACADEMY};

void people_pack(struct br_buffer *out, const char *kind, ...)
{
    struct br_arena arena;
    struct br_error error;
    br_arena_init(&arena, 4 * PAYLOAD_ROOM);
    br_buffer_init(out, PAYLOAD_ROOM);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    BR_ASSERT(message != NULL);
    va_list arguments;
    va_start(arguments, kind);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): va_start stands right above */
    for (const char *name = va_arg(arguments, const char *); name != NULL;
         name = va_arg(arguments, const char *)) {
        const char *value = va_arg(arguments, const char *);
        BR_ASSERT(br_message_set(message, &arena, name, br_bytes_of_text(value), &error) == BR_OK);
    }
    va_end(arguments);
    br_message_pack(message, out);
    BR_ASSERT(br_buffer_ok(out));
    br_arena_free(&arena);
}

/* --- what there is --- */

static bool is_kind(const struct written *written, const char *kind)
{
    return written->submission.kind == br_kind_by_name(kind)->number;
}

/*
 * Something of [kind] that somebody's academy has numbered and that [client] may know of; its
 * writer in [*owner]. [own]: only the client's own. NULL: chance points at nothing.
 */
static struct written *pick(struct world *world, struct machine *client, const char *kind, bool own,
                            struct machine **owner)
{
    struct written *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < world->machine_count; i++) {
        struct machine *other = world->machines[i];
        if (other->role != BR_NODE_CLIENT || (own && other != client)) {
            continue;
        }
        for (size_t j = 0; j < other->outbox_count; j++) {
            struct written *written = &other->outbox[j];
            bool shared = br_audience_is_shared(&written->submission.audience);
            if (!is_kind(written, kind) || written->state != WRITTEN_NUMBERED ||
                (!shared && other->home != client->home)) {
                continue;
            }
            if (world_roll(world, SITE_PEOPLE, client->index, ++seen) == 0) {
                found = written;
                *owner = other;
            }
        }
    }
    return found;
}

/* An open room of the client's academy; often one of the first, so that rooms fill. */
static struct room *pick_room(struct world *world, const struct machine *client)
{
    enum { FIRST_ROOMS = 2 };
    struct room *found[FIRST_ROOMS];
    size_t count = 0;
    for (size_t i = 0; i < world->room_count && count < FIRST_ROOMS; i++) {
        if (world->rooms[i].open && world->rooms[i].academy == client->home) {
            found[count++] = &world->rooms[i];
        }
    }
    return count == 0 ? NULL : found[world_roll(world, SITE_PEOPLE, client->index, count)];
}

static struct br_audience pick_audience(struct world *world, const struct machine *client)
{
    uint64_t roll = world_roll(world, SITE_PEOPLE, client->index, 100);
    const struct room *room = roll >= 75 ? pick_room(world, client) : NULL;
    if (room != NULL) {
        return (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = room->id};
    }
    return roll >= 50 ? to_academy : to_network;
}

/* Local texts carry a canary that must not leave the academy. */
static void make_text(struct world *world, const struct machine *client,
                      const struct br_audience *audience, char *out)
{
    bool long_one = world_chance(world, SITE_PEOPLE, client->index, 4);
    size_t size = 1 + (size_t)world_roll(world, SITE_PEOPLE, client->index,
                                         long_one ? LONG_TEXT_MAX : TEXT_MAX);
    int begin = snprintf(out, TEXT_MAX, "%s%s says: ", client->name,
                         br_audience_is_shared(audience) ? "" : " STAYS-HERE");
    memset(out + begin, 'a' + (int)world_roll(world, SITE_PEOPLE, client->index, 26), size);
    out[(size_t)begin + size] = '\0';
}

/* --- saying it --- */

static struct written *last_of(struct machine *client)
{
    return &client->outbox[client->outbox_count - 1];
}

void people_thread(struct world *world, struct machine *client, const struct br_audience *audience,
                   const char *title, const char *text)
{
    struct br_buffer payload;
    struct br_id id = world_id(world, client, SITE_PEOPLE);
    people_pack(&payload, "thread_started", "title", title, "text", text, NULL);
    outbox_write(world, client, "thread_started", audience, id, &payload);
    last_of(client)->subject = id;
}

static void reply(struct world *world, struct machine *client, char *text)
{
    struct machine *owner = NULL;
    const struct written *thread = pick(world, client, "thread_started", false, &owner);
    if (thread == NULL) {
        return;
    }
    struct br_buffer payload;
    struct br_audience audience = thread->submission.audience;
    struct br_id subject = thread->submission.id;
    char hex[BR_ID_TEXT_SIZE];
    br_id_text(&subject, hex);
    make_text(world, client, &audience, text);
    people_pack(&payload, "post_written", "thread", hex, "text", text, NULL);
    outbox_write(world, client, "post_written", &audience, world_id(world, client, SITE_PEOPLE),
                 &payload);
    last_of(client)->subject = subject;
}

static void edit(struct world *world, struct machine *client, char *text)
{
    struct machine *owner = NULL;
    const struct written *post = pick(world, client, "post_written", true, &owner);
    if (post == NULL) {
        return;
    }
    struct br_buffer payload;
    struct br_audience audience = post->submission.audience;
    char thread[BR_ID_TEXT_SIZE];
    char id[BR_ID_TEXT_SIZE];
    br_id_text(&post->subject, thread);
    br_id_text(&post->submission.id, id);
    make_text(world, client, &audience, text);
    people_pack(&payload, "post_edited", "thread", thread, "post", id, "based_on", id, "text", text,
                NULL);
    outbox_write(world, client, "post_edited", &audience, world_id(world, client, SITE_PEOPLE),
                 &payload);
}

static void define(struct world *world, struct machine *client)
{
    struct br_buffer payload;
    struct br_audience audience = pick_audience(world, client);
    char room[BR_ID_TEXT_SIZE];
    br_id_text(&audience.id, room);
    if (br_audience_is_shared(&audience)) {
        struct machine *owner = NULL;
        const struct written *measure = pick(world, client, "measure_defined", true, &owner);
        if (measure == NULL) {
            return;
        }
        char copy[BR_ID_TEXT_SIZE];
        br_id_text(&measure->submission.id, copy);
        people_pack(&payload, "measure_shared", "copy_of", copy, "title", "Days in hospital", NULL);
        outbox_write(world, client, "measure_shared", &audience,
                     world_id(world, client, SITE_PEOPLE), &payload);
        return;
    }
    if (audience.type == BR_AUDIENCE_ROOM) {
        people_pack(&payload, "measure_defined", "title", "STAYS-HERE days", "room", room, NULL);
    } else {
        people_pack(&payload, "measure_defined", "title", "STAYS-HERE days", NULL);
    }
    outbox_write(world, client, "measure_defined", &audience, world_id(world, client, SITE_PEOPLE),
                 &payload);
}

static void measure(struct world *world, struct machine *client)
{
    struct machine *owner = NULL;
    bool shared = world_chance(world, SITE_PEOPLE, client->index, 50);
    const struct written *measure =
        pick(world, client, shared ? "measure_shared" : "measure_defined", shared, &owner);
    if (measure == NULL) {
        return;
    }
    struct br_buffer payload;
    char id[BR_ID_TEXT_SIZE];
    char value[BR_NUMBER_TEXT_MAX];
    struct br_audience audience = measure->submission.audience;
    br_id_text(&measure->submission.id, id);
    (void)snprintf(value, sizeof value, "%u",
                   (unsigned)world_roll(world, SITE_PEOPLE, client->index, 1000));
    people_pack(&payload, "points_recorded", "measure", id, "points.date", "2026-11-23",
                "points.value", value, "points.note", shared ? "seen" : "STAYS-HERE", NULL);
    outbox_write(world, client, "points_recorded", &audience, world_id(world, client, SITE_PEOPLE),
                 &payload);
}

struct room *people_room(struct world *world, struct machine *client, const char *name)
{
    if (world->room_count == ROOMS_MAX) {
        return NULL;
    }
    struct br_buffer payload;
    struct room *room = &world->rooms[world->room_count++];
    *room = (struct room){.id = world_id(world, client, SITE_PEOPLE),
                          .academy = client->home,
                          .opener = client->index};
    people_pack(&payload, "room_opened", "name", name, "pathway", "STAYS-HERE frailty", NULL);
    outbox_write(world, client, "room_opened", &to_academy, room->id, &payload);
    return room;
}

void people_join(struct world *world, struct machine *client, const struct room *room,
                 const struct br_id *member, bool joined)
{
    struct br_buffer payload;
    char room_hex[BR_ID_TEXT_SIZE];
    char member_hex[BR_ID_TEXT_SIZE];
    br_id_text(&room->id, room_hex);
    br_id_text(member, member_hex);
    people_pack(&payload, "room_member_set", "room", room_hex, "member", member_hex, "joined",
                joined ? "true" : "false", NULL);
    outbox_write(world, client, "room_member_set", &to_academy,
                 world_id(world, client, SITE_PEOPLE), &payload);
}

/* Somebody of the same academy joins or leaves. */
static void join(struct world *world, struct machine *client, const struct room *room,
                 uint64_t percent)
{
    uint64_t seen = 0;
    const struct machine *member = NULL;
    for (size_t i = 0; i < world->machine_count; i++) {
        const struct machine *other = world->machines[i];
        if (other->role == BR_NODE_CLIENT && other->home == client->home &&
            world_roll(world, SITE_PEOPLE, client->index, ++seen) == 0) {
            member = other;
        }
    }
    people_join(world, client, room, &member->member,
                world_chance(world, SITE_PEOPLE, client->index, percent));
}

static void something(struct world *world, struct machine *client, char *text)
{
    uint64_t roll = world_roll(world, SITE_PEOPLE, client->index, 100);
    struct br_audience audience = pick_audience(world, client);
    if (roll < 25) {
        make_text(world, client, &audience, text);
        people_thread(world, client, &audience, "A question", text);
    } else if (roll < 60) {
        reply(world, client, text);
    } else if (roll < 68) {
        edit(world, client, text);
    } else if (roll < 76) {
        define(world, client);
    } else if (roll < 86) {
        measure(world, client);
    } else if (roll < 90 || pick_room(world, client) == NULL) {
        (void)people_room(world, client, "STAYS-HERE room");
    } else {
        join(world, client, pick_room(world, client), 60);
    }
}

static void act(struct world *world, uint32_t index, uint64_t number, uint64_t unused);

static void act_next(struct world *world, uint32_t index, uint64_t number)
{
    uint64_t next = world->now_ms + 1 + world_roll(world, SITE_PEOPLE, index, world->shape.talk_ms);
    next = faults_next_ms(world, next);
    if (next != UINT64_MAX) {
        world_at(world, next, act, index, 0, number, 0);
    }
}

static void act(struct world *world, uint32_t index, uint64_t number, uint64_t unused)
{
    (void)unused;
    struct machine *client = world->machines[index];
    const struct plan *plan = &world->options.plan;
    if (world->healing || client->absent) {
        return;
    }
    world_turn(world, SITE_PEOPLE, index, number);
    uint64_t burst =
        world_chance(world, SITE_PEOPLE, index, 5) ? world_roll(world, SITE_PEOPLE, index, 40) : 1;
    bool kept = !plan->acts_limited || marks_have(&plan->acts, index, number);
    if (kept) {
        char *text = malloc(LONG_TEXT_MAX + TEXT_MAX);
        BR_ASSERT(text != NULL);
        marks_add(&world->acted, index, number);
        for (uint64_t i = 0; i < burst; i++) {
            something(world, client, text);
        }
        free(text);
    }
    world_turn(world, SITE_PEOPLE, index, number | 1ull << 40);
    act_next(world, index, number + 1);
}

void people_begin(struct world *world)
{
    for (uint32_t i = 0; i < world->machine_count; i++) {
        if (world->machines[i]->role == BR_NODE_CLIENT) {
            act_next(world, i, 1);
        }
    }
}
