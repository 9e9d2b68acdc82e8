/*
 * liar.c - a machine that lies: the real node, whose frames pass through other hands on their way
 * out. Some lies last (another story, a split view), others are told once.
 */
#include "record/fork.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    SPLIT_MS = 120000,
    ALTER_MS = 20000,
    FRAME_ROOM = 2 * BR_FRAME_SIZE_MAX,
};

static uint64_t roll(struct world *world, const struct machine *machine, uint64_t bound)
{
    return world_roll(world, SITE_LIE, machine->index, bound);
}

/* --- what its node says, changed --- */

static bool is_victim(uint64_t victims, const struct wire *wire, size_t at)
{
    return (victims >> wire->ends[1 - at].machine & 1) != 0;
}

static bool is_own(const struct machine *machine, const struct br_stream *stream)
{
    return stream->audience.type == BR_AUDIENCE_NETWORK &&
           br_hash_equal(&stream->origin, &machine->academy);
}

/* One thing about it is not as it was signed. */
static void alter(struct world *world, struct machine *machine, struct br_batch *batch,
                  struct br_bytes *bodies, uint8_t *spare)
{
    size_t at = (size_t)roll(world, machine, batch->count);
    switch (roll(world, machine, 8)) {
    case 0: /* a byte of a record */
        memcpy(spare, bodies[at].data, bodies[at].size);
        spare[roll(world, machine, bodies[at].size)] ^= (uint8_t)(1 + roll(world, machine, 255));
        bodies[at].data = spare;
        break;
    case 1: /* the end is left out */
        batch->count = batch->count > 1 ? batch->count - 1 : 1;
        break;
    case 2: /* the signature */
        batch->head.signature.bytes[roll(world, machine, sizeof batch->head.signature.bytes)] ^= 1;
        break;
    case 3: /* numbers that are not theirs */
        batch->head.seq += 1 + roll(world, machine, 3);
        break;
    case 4: /* another epoch */
        batch->head.epoch++;
        break;
    case 5: /* somebody else's words, under our own signature */
        br_head_sign(&batch->head, &machine->signing);
        batch->head.hash.bytes[0] ^= 1;
        break;
    case 6: /* the end of a record is missing */
        bodies[at].size -= 1 + (size_t)roll(world, machine, bodies[at].size - 1);
        break;
    default: { /* two records change places */
        struct br_bytes kept = bodies[at];
        bodies[at] = bodies[0];
        bodies[0] = kept;
        break;
    }
    }
}

static bool change_batch(struct world *world, struct machine *machine, const struct wire *wire,
                         size_t at, const struct br_frame *frame, struct br_buffer *out)
{
    struct liar *liar = &machine->liar;
    struct br_batch batch = frame->as.batch;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    bool own = is_own(machine, &batch.head.stream);
    memcpy(bodies, batch.bodies, batch.count * sizeof *bodies);
    if (own && world->now_ms < liar->split_until_ms && is_victim(liar->split_victims, wire, at)) {
        return true; /* and nothing goes out */
    }
    bool changed = own && is_victim(liar->fork.victims, wire, at) &&
                   fork_batch(machine, &batch.head, bodies, batch.count);
    uint8_t *spare = malloc(BR_RECORD_SIZE_MAX);
    BR_ASSERT(spare != NULL);
    if (world->now_ms < liar->alter_until_ms && roll(world, machine, 2) == 0) {
        alter(world, machine, &batch, bodies, spare);
        changed = true;
    }
    if (changed) {
        br_frame_put_batch(out, &batch.head, bodies, batch.count);
    }
    free(spare);
    return changed;
}

static bool change_heads(struct world *world, struct machine *machine, const struct wire *wire,
                         size_t at, const struct br_frame *frame, struct br_buffer *out)
{
    const struct liar *liar = &machine->liar;
    const struct br_head *heads[BR_HEADS_FRAME_MAX];
    struct br_head own;
    size_t count = 0;
    bool changed = false;
    bool split = world->now_ms < liar->split_until_ms && is_victim(liar->split_victims, wire, at);
    for (size_t i = 0; i < frame->as.heads.count; i++) {
        const struct br_head *head = &frame->as.heads.items[i];
        if (!is_own(machine, &head->stream)) {
            heads[count++] = head;
        } else if (split) {
            changed = true;
        } else {
            own = *head;
            changed |= is_victim(liar->fork.victims, wire, at) && fork_head(machine, &own);
            heads[count++] = &own;
        }
    }
    if (changed) {
        br_frame_put_heads(out, heads, count, frame->as.heads.complete);
    }
    return changed;
}

static void remember(struct liar *liar, struct br_bytes bytes)
{
    struct br_bytes *into = &liar->replays[liar->replay_at++ % REPLAYS_MAX];
    uint8_t *copy = realloc((void *)(uintptr_t)into->data, bytes.size);
    BR_ASSERT(copy != NULL);
    memcpy(copy, bytes.data, bytes.size);
    *into = (struct br_bytes){copy, bytes.size};
}

void liar_free(struct liar *liar)
{
    for (size_t i = 0; i < REPLAYS_MAX; i++) {
        free((void *)(uintptr_t)liar->replays[i].data);
    }
    br_buffer_free(&liar->fork.body);
    free(liar->fork.hashes);
    free(liar->fork.epochs);
}

static void pass_on(struct world *world, struct machine *machine, br_connection connection,
                    const struct wire *wire, size_t at, struct br_bytes bytes)
{
    struct br_arena arena;
    struct br_frame frame;
    struct br_buffer out;
    bool changed = false;
    struct br_bytes inner = {bytes.data + BR_FRAME_LENGTH_SIZE, bytes.size - BR_FRAME_LENGTH_SIZE};
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&out, FRAME_ROOM);
    BR_ASSERT(br_frame_read(inner, &arena, &frame) == BR_OK);
    if (frame.type == BR_FRAME_BATCH) {
        changed = change_batch(world, machine, wire, at, &frame, &out);
    } else if (frame.type == BR_FRAME_HEADS) {
        changed = change_heads(world, machine, wire, at, &frame, &out);
    }
    if (bytes.size < 4096) {
        remember(&machine->liar, bytes);
    }
    wire_send(world, machine, connection, changed ? br_buffer_bytes(&out) : bytes);
    br_buffer_free(&out);
    br_arena_free(&arena);
}

void liar_send(struct world *world, struct machine *machine, br_connection connection,
               struct br_bytes bytes)
{
    struct br_bytes frame;
    size_t used = 0;
    while (bytes.size > 0 && br_frame_cut(bytes, &frame, &used) == BR_OK) {
        size_t at = 0;
        const struct wire *wire = wire_of(world, machine, connection, &at);
        if (wire != NULL) {
            pass_on(world, machine, connection, wire, at, (struct br_bytes){bytes.data, used});
        }
        bytes.data += used;
        bytes.size -= used;
    }
}

/* --- what nobody's node would say --- */

static struct br_hash some_academy(struct world *world, struct machine *machine)
{
    uint64_t which = roll(world, machine, world->machine_count + 1);
    if (which < world->machine_count) {
        return world->machines[which]->academy;
    }
    struct br_hash unknown = {{0}};
    br_store_u64(unknown.bytes, roll(world, machine, 0));
    return unknown;
}

static struct br_stream some_stream(struct world *world, struct machine *machine)
{
    struct br_stream stream = {.origin = some_academy(world, machine),
                               .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint64_t kind = roll(world, machine, 5);
    if (kind == 0) {
        stream.audience.type = BR_AUDIENCE_ACADEMY;
    } else if (kind == 1 && world->room_count > 0) {
        stream.audience.type = BR_AUDIENCE_ROOM;
        stream.audience.id = world->rooms[roll(world, machine, world->room_count)].id;
    }
    return stream;
}

/* Small, at the edge, or anything. */
static uint64_t some_number(struct world *world, struct machine *machine, uint64_t most)
{
    switch (roll(world, machine, 4)) {
    case 0:
        return roll(world, machine, 20);
    case 1:
        return most;
    case 2:
        return most - roll(world, machine, 3);
    default:
        return roll(world, machine, most) + 1;
    }
}

static struct br_head some_head(struct world *world, struct machine *machine)
{
    struct br_head head = {.stream = some_stream(world, machine),
                           .epoch = (uint32_t)some_number(world, machine, BR_EPOCH_MAX),
                           .seq = some_number(world, machine, BR_SEQ_MAX)};
    head.epoch += head.epoch == 0;
    head.seq += head.seq == 0;
    br_store_u64(head.hash.bytes, roll(world, machine, 0));
    br_head_sign(&head, &machine->signing); /* with our key: good for our own, else forged */
    return head;
}

static void say_receipts(struct world *world, struct machine *machine, struct br_buffer *out)
{
    struct br_head head = some_head(world, machine);
    struct br_receipt receipt = {.holder = some_academy(world, machine),
                                 .stream = head.stream,
                                 .epoch = head.epoch,
                                 .seq = head.seq,
                                 .hash = head.hash};
    const struct br_receipt *one = &receipt;
    br_receipt_sign(&receipt, &machine->signing);
    br_frame_put_receipts(out, &one, 1);
}

static const struct br_hash no_hash;

/* A record of nothing. */
static void some_body(struct world *world, struct machine *machine, struct br_buffer *body)
{
    uint8_t bytes[BR_BODY_FIXED_SIZE + 200];
    struct br_record record = {.hlc = roll(world, machine, 0),
                               .kind = (uint16_t)(1 + roll(world, machine, 60)),
                               .payload = {bytes, (size_t)roll(world, machine, sizeof bytes)}};
    memset(bytes, (int)roll(world, machine, 256), sizeof bytes);
    br_store_u64(record.id.bytes, roll(world, machine, 0));
    br_buffer_init(body, BR_RECORD_SIZE_MAX);
    br_record_encode(&record, body);
}

/* Right in itself: for our own stream only the chain is wrong then. */
static void fit_head(const struct machine *machine, struct br_head *head, struct br_bytes body)
{
    struct br_record parsed;
    BR_ASSERT(br_record_parse(body, &parsed) == BR_OK);
    head->hash = br_record_hash(&parsed, &head->stream, head->epoch, head->seq, &no_hash);
    br_head_sign(head, &machine->signing);
}

static void say_batch(struct world *world, struct machine *machine, bool shown,
                      struct br_buffer *out)
{
    struct br_buffer body;
    struct br_head head = some_head(world, machine);
    some_body(world, machine, &body);
    struct br_bytes one = br_buffer_bytes(&body);
    if (roll(world, machine, 2) == 0) {
        head.seq = 1;
    }
    if (roll(world, machine, 3) == 0) {
        fit_head(machine, &head, one);
    }
    if (shown) {
        struct br_batch batch = {.head = head, .count = 1, .bodies = &one};
        br_frame_put_shown(out, &no_hash, roll(world, machine, 3) == 0 ? NULL : &batch);
    } else {
        br_frame_put_batch(out, &head, &one, 1);
    }
    br_buffer_free(&body);
}

/* Two records at one place, and signed: the proof that somebody lies, of our own making. */
static void say_fork(struct world *world, struct machine *machine, struct br_buffer *out)
{
    struct br_buffer bodies[2];
    struct br_bytes ones[2];
    struct br_batch sides[2];
    struct br_buffer proof;
    struct br_head head = some_head(world, machine);
    head.epoch = roll(world, machine, 2) == 0 ? 1 : head.epoch;
    for (size_t i = 0; i < 2; i++) {
        some_body(world, machine, &bodies[i]);
        ones[i] = br_buffer_bytes(&bodies[i]);
        fit_head(machine, &head, ones[i]);
        sides[i] = (struct br_batch){.head = head, .count = 1, .bodies = &ones[i]};
    }
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&no_hash, sides, &proof);
    br_frame_put_fork(out, br_buffer_bytes(&proof));
    br_buffer_free(&proof);
    br_buffer_free(&bodies[0]);
    br_buffer_free(&bodies[1]);
}

/* Any type of frame, whether such a party may say it or not. */
static void say_anything(struct world *world, struct machine *machine, struct br_buffer *out)
{
    struct br_stream stream = some_stream(world, machine);
    struct br_head head = some_head(world, machine);
    const struct br_head *one = &head;
    struct br_id id = {{(uint8_t)roll(world, machine, 256)}};
    struct br_hello hello = {.version_min = (uint32_t)roll(world, machine, 3),
                             .version_max = (uint32_t)roll(world, machine, 3),
                             .academy = some_academy(world, machine),
                             .credit = roll(world, machine, 1u << 20),
                             .submit_window = (uint32_t)roll(world, machine, 2000),
                             .software = "a liar"};
    struct br_submission write = {.id = id,
                                  .audience = stream.audience,
                                  .kind = (uint16_t)roll(world, machine, 60),
                                  .payload = br_bytes_of_text("nonsense")};
    struct br_result result = {.id = id, .reason = roll(world, machine, 2) == 0 ? "no" : NULL};
    struct br_enrolled enrolled = {.refused = "no"};
    switch ((enum br_frame_type)(1 + roll(world, machine, BR_FRAME_TYPE_COUNT - 1))) {
    case BR_FRAME_HELLO:
        br_frame_put_hello(out, &hello);
        break;
    case BR_FRAME_HEADS:
        br_frame_put_heads(out, &one, 1, roll(world, machine, 2) == 0);
        break;
    case BR_FRAME_WANT:
        br_frame_put_want(out, &stream, head.seq);
        break;
    case BR_FRAME_BATCH:
        say_batch(world, machine, false, out);
        break;
    case BR_FRAME_CREDIT:
        br_frame_put_credit(out, 1);
        break;
    case BR_FRAME_RECEIPTS:
        say_receipts(world, machine, out);
        break;
    case BR_FRAME_SUBMIT:
        br_frame_put_submit(out, &write, 1);
        break;
    case BR_FRAME_OUTCOMES:
        result.epoch = 1;
        result.seq = 1;
        br_frame_put_outcomes(out, &result, 1);
        break;
    case BR_FRAME_STREAM_GONE:
        br_frame_put_gone(out, &stream, "says a liar");
        break;
    case BR_FRAME_PING:
        br_frame_put_ping(out, head.seq);
        break;
    case BR_FRAME_PONG:
        br_frame_put_pong(out, head.seq);
        break;
    case BR_FRAME_BYE:
        br_frame_put_bye(out, BR_ERR_PROTOCOL, "says a liar");
        break;
    case BR_FRAME_SHOW:
        br_frame_put_show(out, &stream, head.seq, roll(world, machine, 2) == 0);
        break;
    case BR_FRAME_SHOWN:
        say_batch(world, machine, true, out);
        break;
    case BR_FRAME_FORK:
        say_fork(world, machine, out);
        break;
    case BR_FRAME_ENROL:
        br_frame_put_enrol(out, id.bytes, "a liar");
        break;
    case BR_FRAME_ENROLLED:
    case BR_FRAME_TYPE_COUNT:
        br_frame_put_enrolled(out, &enrolled);
        break;
    }
}

/* A byte that is another one, the end cut off, or a length that is none. */
static void mutate(struct world *world, struct machine *machine, struct br_buffer *out)
{
    const struct liar *liar = &machine->liar;
    struct br_bytes old = liar->replays[roll(world, machine, REPLAYS_MAX)];
    if (old.size <= BR_FRAME_LENGTH_SIZE) {
        return;
    }
    size_t size = old.size;
    if (roll(world, machine, 3) == 0) {
        size = BR_FRAME_LENGTH_SIZE + 1 + (size_t)roll(world, machine, size - BR_FRAME_LENGTH_SIZE);
    }
    br_buffer_put(out, old.data, size);
    size_t at =
        roll(world, machine, 6) == 0
            ? (size_t)roll(world, machine, BR_FRAME_LENGTH_SIZE)
            : BR_FRAME_LENGTH_SIZE + (size_t)roll(world, machine, size - BR_FRAME_LENGTH_SIZE);
    out->data[at] ^= (uint8_t)(1 + roll(world, machine, 255));
    if (size < old.size && at >= BR_FRAME_LENGTH_SIZE) { /* cut, and its length says so */
        br_store_u32(out->data, (uint32_t)(size - BR_FRAME_LENGTH_SIZE));
    }
}

static void compose(struct world *world, struct machine *machine, enum fault lie,
                    struct br_buffer *out)
{
    struct liar *liar = &machine->liar;
    struct br_stream stream = some_stream(world, machine);
    struct br_head heads[3];
    const struct br_head *items[3] = {&heads[0], &heads[1], &heads[2]};
    struct br_bytes old = liar->replays[roll(world, machine, REPLAYS_MAX)];
    switch ((int)lie) {
    case FAULT_LIE_REPLAY:
        br_buffer_put(out, old.data, old.size);
        break;
    case FAULT_LIE_HEADS:
        for (size_t i = 0; i < 3; i++) {
            heads[i] = some_head(world, machine);
        }
        br_frame_put_heads(out, items, 3, false);
        break;
    case FAULT_LIE_WANT:
        if (roll(world, machine, 4) == 0) {
            br_frame_put_stop(out, &stream);
        } else {
            br_frame_put_want(out, &stream, some_number(world, machine, BR_SEQ_MAX));
        }
        break;
    case FAULT_LIE_CREDIT:
        br_frame_put_credit(out, some_number(world, machine, UINT64_MAX - 1));
        break;
    case FAULT_LIE_RECEIPT:
        say_receipts(world, machine, out);
        break;
    case FAULT_LIE_MUTANT:
        mutate(world, machine, out);
        break;
    case FAULT_LIE_FOREIGN:
        say_batch(world, machine, false, out);
        break;
    default:
        say_anything(world, machine, out);
        break;
    }
}

static bool say(struct world *world, struct machine *machine, enum fault lie)
{
    struct br_buffer out;
    const struct wire *chosen = NULL;
    size_t chosen_at = 0;
    uint64_t seen = 0;
    for (const struct wire *wire = world->wires; wire != NULL; wire = wire->next) {
        for (size_t i = 0; i < 2; i++) {
            const struct end *end = &wire->ends[i];
            if (end->machine == machine->index && !end->gone && !end->closing &&
                end->generation == machine->generation && roll(world, machine, ++seen) == 0) {
                chosen = wire;
                chosen_at = i;
            }
        }
    }
    if (chosen == NULL) {
        return false;
    }
    br_buffer_init(&out, FRAME_ROOM);
    compose(world, machine, lie, &out);
    bool said = out.size > 0;
    if (said) {
        wire_send(world, machine, chosen->ends[chosen_at].connection, br_buffer_bytes(&out));
    }
    br_buffer_free(&out);
    return said;
}

bool liar_lies(struct world *world, struct machine *machine, enum fault lie)
{
    static const uint64_t end_of_time_ms = (1ull << 48) - 1;
    struct liar *liar = &machine->liar;
    switch ((int)lie) {
    case FAULT_LIE_FORK:
        return fork_begin(world, machine);
    case FAULT_LIE_SPLIT:
        liar->split_until_ms = world->now_ms + roll(world, machine, SPLIT_MS);
        liar->split_victims = roll(world, machine, 0);
        return machine->role == BR_NODE_SERVER;
    case FAULT_LIE_ALTER:
        liar->alter_until_ms = world->now_ms + roll(world, machine, ALTER_MS);
        return machine->role == BR_NODE_SERVER;
    case FAULT_LIE_CLOCK:
        machine->skew_ms += (int64_t)(end_of_time_ms - machine_now(world, machine).wall_ms);
        return true;
    default:
        return say(world, machine, lie);
    }
}
