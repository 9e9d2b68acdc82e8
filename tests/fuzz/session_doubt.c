/*
 * session_doubt.c - inside the session's fuzz target: copies that part, proofs, damage and mending.
 *
 * Records come in two variants, so that two copies can be alike up to some record and then not. The
 * store's verdicts on proofs and mendings are the input's to say; that a store judges them well is
 * target_fork.c's matter.
 */
#include "tests/fuzz/session_scene.h"

#include "record/fork.h"

#include <stdlib.h>
#include <string.h>

enum { VARIANTS = 2, SHOWN_MAX = 8 };

struct br_bytes scene_record(uint8_t variant)
{
    static struct br_buffer records[VARIANTS];
    struct br_buffer *record = &records[variant % VARIANTS];
    if (record->size == 0) {
        struct br_record said = {.kind = 11, .hlc = variant % VARIANTS};
        br_buffer_init(record, BR_RECORD_SIZE_MAX);
        br_record_encode(&said, record);
    }
    return br_buffer_bytes(record);
}

/* --- frames --- */

/* [count] records that are as ours before [part], and others from there on. */
static void bodies_that_part(struct br_bytes *bodies, size_t count, size_t part)
{
    for (size_t i = 0; i < count; i++) {
        bodies[i] = scene_record(i >= part);
    }
}

static void put_show(struct scene *scene, uint8_t how, struct br_buffer *out)
{
    struct br_stream stream = scene_stream(br_reader_u8(&scene->input) % STREAMS);
    br_frame_put_show(out, &stream, 1 + br_reader_u8(&scene->input) % 16, (how & 0x80) != 0);
}

/* Most answer what this connection was asked last. */
static void put_shown(struct scene *scene, const struct scene_connection *to, uint8_t how,
                      struct br_buffer *out)
{
    struct br_bytes bodies[SHOWN_MAX];
    uint8_t choice = br_reader_u8(&scene->input);
    bool asked = to->asked_seq != 0;
    uint8_t stream = asked && how < 0xf0 ? to->asked_stream : choice % STREAMS;
    uint64_t first = asked && how < 0xd0 ? to->asked_seq : 1u + choice % 16;
    size_t count = 1 + choice % SHOWN_MAX;
    if (how % 16 >= 14) {
        br_frame_put_shown(out, NULL, NULL);
        return;
    }
    bodies_that_part(bodies, count, choice / 16);
    struct br_hash previous = scene_previous(first - 1, how / 16);
    struct br_batch batch = {
        .head = scene_head(scene, stream, first + count - 1, 0), .count = count, .bodies = bodies};
    br_frame_put_shown(out, &previous, &batch);
}

static void put_fork(struct scene *scene, uint8_t how, struct br_buffer *out)
{
    struct br_bytes bodies[2][SHOWN_MAX];
    struct br_batch sides[2];
    struct br_buffer proof;
    uint8_t stream = br_reader_u8(&scene->input) % STREAMS;
    uint8_t choice = br_reader_u8(&scene->input);
    uint64_t tail = scene->tails[stream] < BR_SEQ_MAX / 2 ? scene->tails[stream] : 0;
    uint64_t first = 1 + (how < 0xc0 ? choice % (tail + 1) : tail + choice % 4);
    for (size_t i = 0; i < 2; i++) {
        size_t count = 1 + choice / 16 % SHOWN_MAX;
        bodies_that_part(bodies[i], count, i == 0 ? count : choice % 2);
        sides[i] = (struct br_batch){.head = scene_head(scene, stream, first + count - 1, 0),
                                     .count = count,
                                     .bodies = bodies[i]};
    }
    struct br_hash previous = scene_previous(first - 1, how / 16);
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&previous, sides, &proof);
    br_frame_put_fork(out, br_buffer_bytes(&proof));
    br_buffer_free(&proof);
}

void scene_make_doubt(struct scene *scene, const struct scene_connection *to, struct br_buffer *out)
{
    uint8_t how = br_reader_u8(&scene->input);
    switch (how % 4) {
    case 0:
        put_show(scene, how, out);
        return;
    case 1:
    case 2:
        put_shown(scene, to, how, out);
        return;
    default:
        put_fork(scene, how, out);
        return;
    }
}

/* --- the store --- */

/* What cannot be read any more, of a stream that is held. */
void scene_damaged(struct scene *scene)
{
    struct br_node_input input = {.type = BR_INPUT_DAMAGED};
    uint8_t stream = br_reader_u8(&scene->input) % STREAMS;
    uint8_t how = br_reader_u8(&scene->input);
    struct scene_damage *damage = &scene->damages[stream];
    uint64_t tail = scene->tails[stream];
    if (tail == 0 || damage->last != 0) {
        return;
    }
    damage->after = how / 16 % tail;
    damage->last = damage->after + 1 + how % 16;
    damage->last = damage->last > tail ? tail : damage->last;
    input.as.damaged.stream = scene_stream(stream);
    input.as.damaged.after_seq = damage->after;
    input.as.damaged.seq_last = damage->last;
    scene_step(scene, &input);
}

void scene_ask_fork(const struct br_node_action *action, struct scene_ticket *ticket)
{
    struct br_bytes proof = action->as.fork.proof;
    struct br_fork *fork = malloc(sizeof *fork);
    BR_ASSERT(fork != NULL &&
              br_fork_decode(proof, fork) == BR_OK); /* one in form, whoever made it */
    BR_ASSERT(br_stream_equal(&fork->sides[0].head.stream, &action->as.fork.stream));
    ticket->stream = scene_stream_index(&action->as.fork.stream);
    ticket->seq_first = br_fork_seq(fork);
    ticket->proof_size = proof.size;
    ticket->proof = malloc(proof.size);
    BR_ASSERT(ticket->proof != NULL);
    memcpy(ticket->proof, proof.data, proof.size);
    free(fork);
}

void scene_ask_mend(const struct scene *scene, const struct br_node_action *action,
                    struct scene_ticket *ticket)
{
    const struct br_batch *batch = &action->as.mend.batch;
    ticket->stream = scene_stream_index(&batch->head.stream);
    BR_ASSERT(batch->count >= 1 && batch->count <= BR_BATCH_RECORDS_MAX);
    BR_ASSERT(ticket->stream < STREAMS && scene->damages[ticket->stream].last != 0);
    BR_ASSERT(batch->head.seq - batch->count == scene->damages[ticket->stream].after);
}

enum br_status scene_keep_fork(struct scene *scene, const struct scene_ticket *ticket, uint8_t how,
                               struct br_node_fork *fork)
{
    static const enum br_status lies[] = {BR_ERR_SIGNATURE, BR_ERR_GAP, BR_ERR_NOT_FOUND};
    if (ticket->stream >= STREAMS || scene->tails[ticket->stream] + 1 < ticket->seq_first) {
        return BR_ERR_GAP;
    }
    uint64_t *aside = &scene->asides[ticket->stream];
    if (*aside != 0 && *aside <= ticket->seq_first) {
        return BR_ERR_EXISTS;
    }
    if (how % 4 != 0) {
        return lies[how % 4 - 1];
    }
    *aside = ticket->seq_first;
    *fork = (struct br_node_fork){.number = ticket->stream + 1u,
                                  .stream = scene_stream(ticket->stream),
                                  .seq = ticket->seq_first,
                                  .since_wall_ms = scene->now.wall_ms,
                                  .proof = {ticket->proof, ticket->proof_size}};
    return BR_OK;
}

enum br_status scene_mend(struct scene *scene, const struct scene_ticket *ticket, uint8_t how)
{
    if (how % 4 != 0) {
        return how % 4 == 1 ? BR_ERR_CHAIN : BR_ERR_NOT_FOUND;
    }
    scene->damages[ticket->stream].last = 0;
    return BR_OK;
}
