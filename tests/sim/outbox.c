/* outbox.c - a client's outbox: durable at once, handed in when the node pulls. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static void outbox_news(struct world *world, uint32_t index, uint64_t a, uint64_t b)
{
    (void)a;
    (void)b;
    struct br_node_input input = {.type = BR_INPUT_OUTBOX};
    shell_step(world, world->machines[index], &input);
}

void outbox_write(struct world *world, struct machine *client, const char *kind,
                  const struct br_audience *audience, struct br_id id,
                  struct br_buffer *take_payload)
{
    if (client->outbox_count == client->outbox_capacity) {
        client->outbox_capacity = client->outbox_capacity == 0 ? 64 : 2 * client->outbox_capacity;
        client->outbox = realloc(client->outbox, client->outbox_capacity * sizeof *client->outbox);
        BR_ASSERT(client->outbox != NULL);
    }
    client->outbox[client->outbox_count++] =
        (struct written){.submission = {.id = id,
                                        .audience = *audience,
                                        .kind = br_kind_by_name(kind)->number,
                                        .written_ms = machine_now(world, client).wall_ms,
                                        .payload = br_buffer_bytes(take_payload)}};
    world->figures.writes++;
    if (client->up) {
        world_at(world, world->now_ms, outbox_news, client->index, client->generation, 0, 0);
    }
}

/* What the job on the thread pool has read, on its way back to the loop. */
struct pulled {
    br_connection home;
    uint64_t generation;
    size_t count;
    bool more;
    size_t indexes[BR_SUBMIT_FRAME_MAX];
};

static void submit(struct world *world, uint32_t index, uint64_t pointer, uint64_t unused)
{
    (void)unused;
    struct machine *client = world->machines[index];
    struct pulled *pulled = (struct pulled *)(uintptr_t)pointer;
    if (client->generation == pulled->generation) {
        struct br_submission writes[BR_SUBMIT_FRAME_MAX];
        for (size_t i = 0; i < pulled->count; i++) {
            writes[i] = client->outbox[pulled->indexes[i]].submission;
        }
        struct br_node_input input = {.type = BR_INPUT_SUBMIT, .connection = pulled->home};
        input.as.submit.count = pulled->count;
        input.as.submit.writes = writes;
        input.as.submit.more = pulled->more;
        shell_step(world, client, &input);
    }
    free(pulled);
}

static void read_outbox(struct world *world, uint32_t index, uint64_t home, uint64_t count)
{
    struct machine *client = world->machines[index];
    struct pulled *pulled = calloc(1, sizeof *pulled);
    BR_ASSERT(pulled != NULL);
    pulled->home = home;
    pulled->generation = client->generation;
    for (size_t i = 0; i < client->outbox_count; i++) {
        struct written *written = &client->outbox[i];
        if (written->state != WRITTEN_WAITING || written->submitted == home) {
            continue;
        }
        if (pulled->count == count) {
            pulled->more = true;
            break;
        }
        written->submitted = home;
        pulled->indexes[pulled->count++] = i;
    }
    uint64_t takes = world->options.steady ? 0 : world_roll(world, SITE_PULL, index, 4);
    world_at(world, world->now_ms + takes, submit, index, 0, (uint64_t)(uintptr_t)pulled, 0);
}

void outbox_pull(struct world *world, struct machine *client, br_connection home, size_t count)
{
    uint64_t takes = world->options.steady ? 0 : world_roll(world, SITE_PULL, client->index, 4);
    world_at(world, world->now_ms + takes, read_outbox, client->index, client->generation, home,
             count);
}

static struct written *find(struct machine *client, const struct br_id *id)
{
    for (size_t i = 0; i < client->outbox_count; i++) {
        if (br_id_equal(&client->outbox[i].submission.id, id)) {
            return &client->outbox[i];
        }
    }
    return NULL;
}

static void room_opened(struct world *world, const struct written *written)
{
    for (size_t i = 0; i < world->room_count; i++) {
        if (br_id_equal(&world->rooms[i].id, &written->submission.id)) {
            world->rooms[i].open = true;
        }
    }
}

void outbox_outcomes(struct world *world, struct machine *client, const struct br_result *results,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct written *written = find(client, &results[i].id);
        if (!machine_honest(world, client)) {
            return; /* a home that lies may say anything of anything */
        }
        if (written == NULL) {
            world_fail(world, "I10: %s hears of a write that it did not make", client->name);
            return;
        }
        bool refused = results[i].reason != NULL;
        if (written->state == WRITTEN_NUMBERED &&
            (refused || written->seq != results[i].seq || written->epoch != results[i].epoch)) {
            world_fail(world, "I10: %s hears two different outcomes of one write", client->name);
        }
        world->figures.refused += refused && written->state == WRITTEN_WAITING;
        written->state = refused ? WRITTEN_REFUSED : WRITTEN_NUMBERED;
        written->epoch = results[i].epoch;
        written->seq = results[i].seq;
        if (!refused) {
            room_opened(world, written);
        }
    }
}
