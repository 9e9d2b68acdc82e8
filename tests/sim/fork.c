/*
 * fork.c - two stories at once: what an origin that equivocates tells the others.
 *
 *      its own log    1 - 2 - 3 - 4 - 5        told to half of the academies
 *                          \
 *      this story           3'- 4'- 5'         told to the others
 *
 * Record 3' says the same with another salt, so that it is another record; those behind it are the
 * same bodies on another chain. All of it is signed by the origin's own key: each story is sound,
 * and two heads of them are the proof that the origin lies.
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

static struct br_stream own_network(const struct machine *machine)
{
    return (struct br_stream){.origin = machine->academy,
                              .audience = {.type = BR_AUDIENCE_NETWORK}};
}

bool fork_begin(struct world *world, struct machine *machine)
{
    struct fork *fork = &machine->liar.fork;
    struct br_stream stream = own_network(machine);
    const struct held *held = watch_held(machine, &stream);
    if (fork->seq != 0 || held == NULL || machine->role != BR_NODE_SERVER) {
        return false;
    }
    /* Mostly what nobody has yet, sometimes long ago; never the first, which binds the key. */
    uint64_t tail = held->tail.seq;
    bool old = tail > 2 && world_chance(world, SITE_FORK, machine->index, 25);
    fork->seq = old ? 2 + world_roll(world, SITE_FORK, machine->index, tail - 1) : tail + 1;
    fork->victims = world_roll(world, SITE_FORK, machine->index, 0);
    br_buffer_init(&fork->body, BR_RECORD_SIZE_MAX);
    return true;
}

static void add(struct fork *fork, const struct br_stream *stream, uint32_t epoch,
                struct br_bytes body)
{
    static const struct br_hash none;
    struct br_record record;
    uint64_t seq = fork->count + 1;
    BR_ASSERT(br_record_parse(body, &record) == BR_OK);
    if (seq == fork->seq) {
        record.salt[0] ^= 1;
        br_record_encode(&record, &fork->body);
        BR_ASSERT(br_record_parse(br_buffer_bytes(&fork->body), &record) == BR_OK);
    }
    if ((fork->count & 63) == 0) {
        fork->hashes = realloc(fork->hashes, (fork->count + 64) * sizeof *fork->hashes);
        fork->epochs = realloc(fork->epochs, (fork->count + 64) * sizeof *fork->epochs);
        BR_ASSERT(fork->hashes != NULL && fork->epochs != NULL);
    }
    const struct br_hash *previous = seq == 1 ? &none : &fork->hashes[fork->count - 1];
    fork->hashes[fork->count] = br_record_hash(&record, stream, epoch, seq, previous);
    fork->epochs[fork->count++] = epoch;
}

/* Tell this story up to [seq], from what the log holds. */
static bool extend(struct machine *machine, uint64_t seq)
{
    struct fork *fork = &machine->liar.fork;
    struct br_stream stream = own_network(machine);
    const struct held *held = watch_held(machine, &stream);
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    uint64_t seq_bad = 0;
    BR_ASSERT(batch != NULL);
    while (held != NULL && fork->count < seq && machine->sides[BR_SIDE_SHARED].reader != NULL &&
           br_log_read(machine->sides[BR_SIDE_SHARED].reader, held->number, fork->count, batch,
                       &seq_bad) == BR_OK) {
        for (size_t i = 0; i < batch->count; i++) {
            add(fork, &stream, batch->head.epoch, batch->bodies[i]);
        }
    }
    br_log_batch_free(batch);
    free(batch);
    return fork->count >= seq;
}

bool fork_head(struct machine *machine, struct br_head *head)
{
    struct fork *fork = &machine->liar.fork;
    struct br_stream stream = own_network(machine);
    if (fork->seq == 0 || head->seq < fork->seq || !br_stream_equal(&head->stream, &stream) ||
        !extend(machine, head->seq)) {
        return false;
    }
    head->hash = fork->hashes[head->seq - 1];
    br_head_sign(head, &machine->signing);
    return true;
}

bool fork_batch(struct machine *machine, struct br_head *head, struct br_bytes *bodies,
                size_t count)
{
    const struct fork *fork = &machine->liar.fork;
    uint64_t seq_first = head->seq - count + 1;
    if (!fork_head(machine, head)) {
        return false;
    }
    if (seq_first <= fork->seq) {
        bodies[fork->seq - seq_first] = br_buffer_bytes(&fork->body);
    }
    return true;
}
