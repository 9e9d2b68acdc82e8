/*
 * target_fork.c - a log meets fork proofs and mendings, of origins that lie and that do not.
 *
 * The log holds nine records of an origin, with a head behind every third; the origin's keys are at
 * hand, so it can tell any other story. The first byte chooses:
 *
 *      proof    where the stories part, who signs the second, what it says; then changes of bytes
 *      raw      the rest of the input is the proof
 *      mending  what the disk has lost, what somebody shows instead; then changes of bytes
 *
 * A stream is put aside when its origin signed two stories, and then from where they part; no
 * bytes put an honest one aside. What is mended is what was lost; else nothing changes.
 */
#include "tests/fuzz/fuzz.h"

#include "record/fork.h"
#include "tests/unit/test_store_log_world.h"

#include <fcntl.h>
#include <unistd.h>

enum { HELD = 9, TOLD = 12, CHANGES_MAX = 8, TEXT_MAX = 300 };

enum damage { DAMAGE_NONE, DAMAGE_PAYLOAD, DAMAGE_ROW, DAMAGE_HEAD, DAMAGES };

/* A log that is open, and what it was when it was made. */
struct copy {
    struct academy holder;
    struct br_log_reader *reader;
    uint8_t *file;
    size_t size;
    uint64_t good; /* records that can be read */
};

static struct {
    struct academy origin;
    struct academy stranger;
    struct br_stream stream;
    struct br_bytes bodies[TOLD]; /* its one story, of which the copies hold the first HELD */
    struct br_hash hashes[TOLD + 1];
    struct copy copies[DAMAGES][HELD + 1];
} world;

static struct br_verified sealed;

/* --- a batch of either story --- */

struct story {
    size_t count;
    struct br_buffer made[TOLD];
    struct br_bytes bodies[TOLD];
    struct br_batch batch;
};

static struct br_tail tail_at(uint64_t seq)
{
    return (struct br_tail){.epoch = seq > 0, .seq = seq, .hash = world.hashes[seq]};
}

static void story_take(struct story *story, struct br_bytes body)
{
    story->bodies[story->count++] = body;
}

/* Something else, with words of the input. */
static void story_make(struct story *story, struct br_reader *input)
{
    struct br_buffer *made = &story->made[story->count];
    struct br_record record = {.kind = (uint16_t)(1 + br_reader_u8(input)),
                               .hlc = br_reader_u8(input),
                               .payload = fuzz_part(input, TEXT_MAX)};
    record.payload_size = (uint32_t)record.payload.size;
    br_buffer_init(made, BR_RECORD_SIZE_MAX);
    br_record_encode(&record, made);
    story_take(story, br_buffer_bytes(made));
}

static void story_seal(struct story *story, uint64_t after, uint32_t epoch,
                       const struct br_secret_key *secret)
{
    struct br_tail tail = tail_at(after);
    br_seal_batch(&world.stream, epoch, &tail, story->bodies, story->count, secret, &sealed);
    story->batch =
        (struct br_batch){.head = sealed.head, .count = story->count, .bodies = story->bodies};
}

static void story_free(struct story *story)
{
    for (size_t i = 0; i < TOLD; i++) {
        br_buffer_free(&story->made[i]);
    }
}

/* --- copies --- */

static void copy_open(struct copy *copy)
{
    struct br_error error;
    academy_start(&copy->holder);
    enum br_status status = br_log_reader_open(copy->holder.path, NULL, &copy->reader, &error);
    BR_ASSERT(status == BR_OK);
}

static void copy_close(struct copy *copy)
{
    br_log_reader_close(copy->reader);
    academy_stop(&copy->holder);
}

/* As it was made. */
static void copy_restore(struct copy *copy)
{
    copy_close(copy);
    int file = open(copy->holder.path, O_WRONLY | O_TRUNC);
    BR_ASSERT(file >= 0 && write(file, copy->file, copy->size) == (ssize_t)copy->size);
    BR_ASSERT(close(file) == 0);
    copy_open(copy);
}

/* How many records can be read. All that can be read the origin signed, and it is what it said
 * first, or the [other] story. */
static uint64_t readable(const struct copy *copy, const struct story *other, uint64_t other_after)
{
    static struct br_log_batch batch;
    struct found_stream found = {.wanted = world.stream};
    uint64_t after = 0;
    uint64_t seq_bad = 0;
    BR_ASSERT(br_log_streams(copy->holder.log, find_stream, &found) == BR_OK && found.found);
    while (br_log_read(copy->reader, found.state.number, after, &batch, &seq_bad) == BR_OK) {
        BR_ASSERT(br_head_verify(&batch.head, &world.origin.keys.signing));
        for (size_t i = 0; i < batch.count; i++) {
            uint64_t seq = after + 1 + i;
            bool same = seq <= HELD && br_bytes_equal(batch.bodies[i], world.bodies[seq - 1]);
            bool told = other != NULL && seq > other_after && seq - other_after <= other->count &&
                        br_bytes_equal(batch.bodies[i], other->bodies[seq - other_after - 1]);
            BR_ASSERT(same || told);
        }
        after = batch.head.seq;
    }
    return after;
}

static void copy_keep(struct copy *copy)
{
    FILE *file = fopen(copy->holder.path, "rb");
    BR_ASSERT(file != NULL && fseek(file, 0, SEEK_END) == 0);
    copy->size = (size_t)ftell(file);
    copy->file = malloc(copy->size);
    BR_ASSERT(copy->file != NULL && fseek(file, 0, SEEK_SET) == 0);
    BR_ASSERT(fread(copy->file, 1, copy->size, file) == copy->size && fclose(file) == 0);
}

static void copy_make(struct copy *copy, enum damage damage, uint64_t seq)
{
    static const char *const texts[DAMAGES] = {
        [DAMAGE_PAYLOAD] = "UPDATE record SET body = CAST(substr(body, 1, length(body) - 1) || 'y'"
                           " AS BLOB) WHERE position & 1099511627775",
        [DAMAGE_ROW] = "DELETE FROM record WHERE position & 1099511627775",
        [DAMAGE_HEAD] = "UPDATE head SET sum = zeroblob(8) WHERE position & 1099511627775",
    };
    char name[40];
    (void)snprintf(name, sizeof name, "copy-%d-%u", (int)damage, (unsigned)seq);
    copy->holder = academy_new(2, BR_SIDE_SHARED, name);
    (void)snprintf(copy->holder.path, sizeof copy->holder.path, "%s/%s.db", fuzz_folder(), name);
    academy_start(&copy->holder);
    for (uint64_t after = 0; after < HELD; after += 3) {
        struct story story = {.count = 0};
        struct br_log_changes changes;
        enum br_status stored = BR_ERR_IO;
        for (uint64_t i = after; i < after + 3; i++) {
            story_take(&story, world.bodies[i]);
        }
        story_seal(&story, after, 1, &world.origin.signing);
        BR_ASSERT(br_log_receive(copy->holder.log, NULL, NULL, copy->holder.pen.now, &story.batch,
                                 1, &stored, &changes) == BR_OK);
        BR_ASSERT(stored == BR_OK);
    }
    academy_stop(&copy->holder);
    if (damage != DAMAGE_NONE) {
        char sql[200];
        (void)snprintf(sql, sizeof sql, "%s = %u", texts[damage], (unsigned)seq);
        tamper(copy->holder.path, sql);
    }
    copy_keep(copy);
    copy_open(copy);
    copy->good = readable(copy, NULL, 0);
    BR_ASSERT(damage == DAMAGE_NONE ? copy->good == HELD : copy->good < HELD);
}

static struct copy *copy_of(enum damage damage, uint64_t seq)
{
    struct copy *copy = &world.copies[damage][seq];
    if (copy->reader == NULL) {
        copy_make(copy, damage, seq);
    }
    return copy;
}

/* The origin's one story, from its own log. */
static void world_begin(void)
{
    static struct br_log_batch batch;
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    if (world.origin.path[0] != '\0') {
        return;
    }
    world.origin = academy_new(1, BR_SIDE_SHARED, "origin");
    world.stranger = academy_new(3, BR_SIDE_SHARED, "stranger");
    (void)snprintf(world.origin.path, sizeof world.origin.path, "%s/origin.db", fuzz_folder());
    world.stream = (struct br_stream){.origin = world.origin.id, .audience = to_network};
    academy_start(&world.origin);
    (void)say_keys(&world.origin);
    for (uint64_t i = 2; i <= TOLD; i++) {
        BR_ASSERT(start_thread(&world.origin, to_network, id_of(i), "A title").seq == i);
    }
    academy_stop(&world.origin);
    BR_ASSERT(br_log_reader_open(world.origin.path, NULL, &reader, &error) == BR_OK);
    for (uint64_t seq = 0; seq < TOLD; seq = batch.head.seq) {
        BR_ASSERT(br_log_read(reader, 1, seq, &batch, &seq_bad) == BR_OK);
        for (size_t i = 0; i < batch.count; i++) {
            struct br_record record;
            uint8_t *copy = malloc(batch.bodies[i].size);
            BR_ASSERT(copy != NULL && br_record_parse(batch.bodies[i], &record) == BR_OK);
            memcpy(copy, batch.bodies[i].data, batch.bodies[i].size);
            world.bodies[seq + i] = (struct br_bytes){copy, batch.bodies[i].size};
            world.hashes[seq + i + 1] =
                br_record_hash(&record, &world.stream, 1, seq + i + 1, &world.hashes[seq + i]);
        }
    }
    br_log_reader_close(reader);
}

/* --- proofs --- */

/* What the origin goes on to say is not taken any more. */
static void offer_more(struct copy *copy)
{
    struct story more = {.count = 0};
    struct br_log_changes changes;
    enum br_status stored = BR_ERR_IO;
    story_take(&more, world.bodies[HELD]);
    story_seal(&more, HELD, 1, &world.origin.signing);
    BR_ASSERT(br_log_receive(copy->holder.log, NULL, NULL, copy->holder.pen.now, &more.batch, 1,
                             &stored, &changes) == BR_OK);
    BR_ASSERT(stored == BR_ERR_EXISTS && changes.count == 0);
}

static void judge_proof(struct br_bytes proof, bool lied, bool changed, uint64_t common)
{
    struct copy *copy = copy_of(DAMAGE_NONE, 0);
    struct br_log_changes changes;
    enum br_status verdict = BR_ERR_IO;
    BR_ASSERT(br_log_keep_fork(copy->holder.log, copy->holder.pen.now, proof, &verdict, &changes) ==
              BR_OK);
    BR_ASSERT(verdict == BR_OK ? lied : changed || !lied);
    uint64_t good = readable(copy, NULL, 0);
    struct found_stream found = {.wanted = world.stream};
    BR_ASSERT(br_log_streams(copy->holder.log, find_stream, &found) == BR_OK);
    if (verdict != BR_OK) {
        BR_ASSERT(good == HELD && found.state.aside.seq == 0 && changes.fork == NULL);
        return;
    }
    BR_ASSERT(found.state.aside.seq == common + 1 && br_stream_good(&found.state) == common);
    /* A batch that holds the last good record is read as a whole, and no further one. */
    BR_ASSERT(good >= common && good < common + 3);
    BR_ASSERT(changes.fork != NULL && br_bytes_equal(changes.fork->proof, proof));
    offer_more(copy);
    copy_restore(copy);
}

/* A few bytes set, and perhaps the end cut off; true when it is not the same any more. */
static bool change_bytes(uint8_t *data, size_t *size, struct br_reader *input)
{
    uint8_t *before = malloc(*size + 1);
    size_t size_before = *size;
    BR_ASSERT(before != NULL);
    memcpy(before, data, *size);
    for (size_t i = 0; i < CHANGES_MAX && input->rest.size > 0 && *size > 0; i++) {
        uint16_t place = br_reader_u16(input);
        uint8_t value = br_reader_u8(input);
        if (place == UINT16_MAX) {
            *size -= value < *size ? value : *size;
        } else {
            data[place % *size] ^= value;
        }
    }
    bool changed = *size != size_before || memcmp(before, data, size_before) != 0;
    free(before);
    return changed;
}

/* Who seals the second story: the origin, who gives its key's name, a stranger. */
enum { BY_ORIGIN, BY_FORGER = 2, BY_STRANGER, SIGNERS };

static void seal_as(struct story *story, uint64_t after, uint32_t epoch, uint8_t signer)
{
    bool origin = signer < BY_FORGER;
    story_seal(story, after, epoch, origin ? &world.origin.signing : &world.stranger.signing);
    if (signer == BY_FORGER) {
        memcpy(story->batch.head.key, world.origin.keys.signing.bytes, BR_KEY_NAME_SIZE);
    }
}

static void proof(struct br_reader *input)
{
    struct story ours = {.count = 0};
    struct story other = {.count = 0};
    struct br_buffer bytes;
    uint64_t common = br_reader_u8(input) % HELD;
    uint8_t how = br_reader_u8(input);
    uint8_t signer = how % SIGNERS;
    uint32_t epoch = how / SIGNERS % 8 == 7 ? 2 : 1;
    size_t count = 1 + br_reader_u8(input) % 3;
    for (uint64_t i = common; i < (common / 3 + 1) * 3; i++) {
        story_take(&ours, world.bodies[i]);
    }
    story_seal(&ours, common, 1, &world.origin.signing);
    if (how >= 0xc0) {
        story_take(&other, world.bodies[common]); /* it begins alike */
    }
    while (other.count < count) {
        story_make(&other, input);
    }
    seal_as(&other, common, epoch, signer);
    bool lied = signer < BY_FORGER && epoch == 1 && how < 0xc0;
    struct br_batch sides[2] = {ours.batch, other.batch};
    if ((how & 0x20) != 0) {
        sides[0] = other.batch;
        sides[1] = ours.batch;
    }
    br_buffer_init(&bytes, BR_FORK_SIZE_MAX);
    br_fork_encode(&world.hashes[common], sides, &bytes);
    BR_ASSERT(br_buffer_ok(&bytes));
    bool changed = change_bytes(bytes.data, &bytes.size, input);
    judge_proof(br_buffer_bytes(&bytes), lied, changed, common);
    br_buffer_free(&bytes);
    story_free(&ours);
    story_free(&other);
}

/* --- mending --- */

static void judge_mending(struct copy *copy, const struct br_batch *batch, uint64_t after,
                          const struct story *other)
{
    enum br_status verdict = BR_ERR_IO;
    BR_ASSERT(br_log_mend(copy->holder.log, copy->holder.pen.now, batch, &verdict) == BR_OK);
    uint64_t good = readable(copy, other, after);
    if (verdict != BR_OK) {
        BR_ASSERT(good == copy->good);
        return;
    }
    BR_ASSERT(br_head_verify(&batch->head, &world.origin.keys.signing));
    uint64_t end = batch->head.seq < HELD ? batch->head.seq : HELD;
    BR_ASSERT(good >= (after <= copy->good ? end : copy->good));
    copy_restore(copy);
}

/* The batch as it comes from the other side: in memory of its own, a few bytes set. */
static void shown(struct copy *copy, const struct story *story, uint64_t after, bool lies,
                  struct br_reader *input)
{
    struct br_bytes bodies[TOLD];
    uint8_t *copies[TOLD];
    uint8_t head[BR_HEAD_SIZE];
    struct br_batch batch = {.count = story->count, .bodies = bodies};
    size_t head_size = sizeof head;
    br_head_encode(&story->batch.head, head);
    uint8_t which = br_reader_u8(input);
    for (size_t i = 0; i < story->count; i++) {
        size_t size = story->bodies[i].size;
        copies[i] = malloc(size);
        BR_ASSERT(copies[i] != NULL);
        memcpy(copies[i], story->bodies[i].data, size);
        if (which % TOLD == i) {
            (void)change_bytes(copies[i], &size, input);
        }
        bodies[i] = (struct br_bytes){copies[i], size};
    }
    if (which % TOLD == story->count) {
        (void)change_bytes(head, &head_size, input);
    }
    if (head_size == sizeof head &&
        br_head_decode((struct br_bytes){head, sizeof head}, &batch.head) == BR_OK) {
        judge_mending(copy, &batch, after, lies ? story : NULL);
    }
    for (size_t i = 0; i < story->count; i++) {
        free(copies[i]);
    }
}

static void mending(struct br_reader *input)
{
    struct story story = {.count = 0};
    uint8_t what = br_reader_u8(input);
    enum damage damage = (enum damage)(DAMAGE_PAYLOAD + what % (DAMAGES - 1));
    uint64_t choice = what / 4;
    uint64_t seq = damage == DAMAGE_HEAD ? 3 + choice % 2 * 3 : 1 + choice % HELD;
    seq -= damage == DAMAGE_ROW && seq == HELD; /* without its last record a log does not open */
    uint64_t after = br_reader_u8(input) % (TOLD - 1);
    uint8_t how = br_reader_u8(input);
    size_t count = 1 + br_reader_u8(input) % (TOLD - after);
    bool lies = how % 4 == 3;
    for (uint64_t i = after; i < after + count; i++) {
        if (lies) {
            story_make(&story, input);
        } else if (how % 4 == 2 && i == after + how / 16 % count) {
            struct br_record record;
            struct br_buffer *made = &story.made[story.count];
            br_buffer_init(made, BR_BODY_ERASED_SIZE);
            BR_ASSERT(br_record_parse(world.bodies[i], &record) == BR_OK);
            br_record_encode_erased(&record, made);
            story_take(&story, br_buffer_bytes(made));
        } else {
            story_take(&story, world.bodies[i]);
        }
    }
    seal_as(&story, after, 1, how / 4 % SIGNERS);
    shown(copy_of(damage, seq), &story, after, lies, input);
    story_free(&story);
}

static void run(struct br_bytes bytes)
{
    struct br_reader input = {.rest = bytes};
    world_begin();
    switch (br_reader_u8(&input) % 4) {
    case 0:
    case 1:
        proof(&input);
        return;
    case 2:
        mending(&input);
        return;
    default:
        judge_proof(input.rest, false, true, 0);
        return;
    }
}

/* --- seeds --- */

/* [begin], then the records of another story, then [changes]. */
static void seed_story(struct fuzz_seeds *out, const char *name, struct br_bytes begin,
                       uint8_t records, struct br_bytes changes)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 1000);
    br_buffer_put(&bytes, begin.data, begin.size);
    for (uint8_t i = 0; i < records; i++) {
        br_buffer_put_u16(&bytes, i); /* kind, time */
        fuzz_put_part(&bytes, br_bytes_of_text("another story"));
    }
    br_buffer_put(&bytes, changes.data, changes.size);
    fuzz_seed(out, name, br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
}

/* The first bytes of an input. */
static struct br_bytes begin(size_t size, unsigned mode, unsigned one, unsigned two, unsigned how)
{
    static uint8_t bytes[4];
    bytes[0] = (uint8_t)mode;
    bytes[1] = (uint8_t)one;
    bytes[2] = (uint8_t)two;
    bytes[3] = (uint8_t)how;
    return (struct br_bytes){bytes, size};
}

static void seeds(struct fuzz_seeds *out)
{
    enum { PROOF, MENDING = 2, SWAPPED = 0x20, ALIKE = 0xc0, LATER = 7 * SIGNERS };
    static const struct br_bytes none;
    static const uint8_t in_a_body[] = {0, 220,
                                        1}; /* of the first side: a byte, and what it does */
    static const uint8_t all[] = {8, TOLD}; /* up to the end, and nothing changed */
    for (unsigned how = 0; how < SIGNERS; how++) {
        for (unsigned common = 0; common < HELD; common += 4) {
            seed_story(out, "proof", begin(4, PROOF, common, how, 2), 3, none);
        }
    }
    seed_story(out, "swapped", begin(4, PROOF, 5, SWAPPED, 2), 3, none);
    seed_story(out, "later", begin(4, PROOF, 5, LATER, 2), 3, none);
    seed_story(out, "alike", begin(4, PROOF, 5, ALIKE, 2), 2, none);
    seed_story(out, "changed", begin(4, PROOF, 5, ALIKE, 2), 2,
               (struct br_bytes){in_a_body, sizeof in_a_body});
    for (unsigned what = 0; what < 36; what += 5) { /* kinds of damage, at several places */
        unsigned before = what % 3 == 2 ? what / 4 % 2 * 3 : what / 12 * 3;
        for (unsigned how = 0; how < 4 * SIGNERS; how++) { /* what is shown, signed by whom */
            seed_story(out, "mending", begin(4, MENDING, what, before, how), 0,
                       (struct br_bytes){all, sizeof all});
        }
    }
    fuzz_seed_text(out, "raw", "\3brf1");
}

const struct fuzz_target fuzz_fork = {.name = "fork", .run = run, .seeds = seeds};
