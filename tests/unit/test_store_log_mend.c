/* Damaged records are put back as somebody else holds them, and only as they were. */
#include "test_store_log_world.h"

#include "refused_store.h"

enum { RECORDS = 9 };

/* An academy and a follower that has a head behind every third record. */
struct world {
    struct academy origin;
    struct academy holder;
    struct br_stream stream;
};

static void world_begin(struct world *world, const char *name)
{
    char path[40];
    (void)snprintf(path, sizeof path, "%s-origin", name);
    world->origin = academy_new(1, BR_SIDE_SHARED, path);
    (void)snprintf(path, sizeof path, "%s-holder", name);
    world->holder = academy_new(2, BR_SIDE_SHARED, path);
    academy_start(&world->origin);
    academy_start(&world->holder);
    world->stream = (struct br_stream){.origin = world->origin.id, .audience = to_network};
    CHECK(say_keys(&world->origin).type == BR_OUTCOME_NUMBERED);
    for (uint64_t i = 2; i <= RECORDS; i++) {
        CHECK(start_thread(&world->origin, to_network, id_of(i), "A title").seq == i);
        if (i % 3 == 0) {
            CHECK(hand_over(&world->origin, &world->holder, to_network) == BR_OK);
        }
    }
    CHECK_UINT(tail_of(&world->holder, world->origin.id, to_network), RECORDS);
    CHECK(say_keys(&world->holder).type == BR_OUTCOME_NUMBERED); /* stream 2, beside it */
}

static void world_end(struct world *world)
{
    academy_stop(&world->origin);
    academy_stop(&world->holder);
}

/* Behind the holder's back. */
static void damage(struct world *world, const char *sql)
{
    academy_stop(&world->holder);
    tamper(world->holder.path, sql);
    academy_start(&world->holder);
}

#define FLIP "UPDATE record SET body = CAST(substr(body, 1, length(body) - 1) || 'y' AS BLOB)"

/* How far the stream can be read; with damage, where it lies. */
static uint64_t readable(struct academy *academy, struct br_hash origin, uint64_t *seq_bad,
                         uint64_t *seq_last)
{
    struct br_log_reader *reader = NULL;
    struct br_log_batch batch = {0};
    struct br_error error;
    struct found_stream found = stream_of(academy, origin, to_network);
    uint64_t after = 0;
    enum br_status status = BR_OK;
    *seq_last = 0;
    BR_ASSERT(br_log_reader_open(academy->path, NULL, &reader, &error) == BR_OK);
    while (status == BR_OK) {
        status = br_log_read(reader, found.state.number, after, &batch, seq_bad);
        after = status == BR_OK ? batch.head.seq : after;
    }
    if (status == BR_ERR_CORRUPT) {
        CHECK(br_log_damage(reader, found.state.number, *seq_bad, seq_last) == BR_OK);
    }
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    return after;
}

/* What [from] holds behind [after]; free the batch. */
static struct br_batch held(struct academy *from, struct br_hash origin, uint64_t after,
                            struct br_log_batch *batch)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    struct found_stream found = stream_of(from, origin, to_network);
    BR_ASSERT(br_log_reader_open(from->path, NULL, &reader, &error) == BR_OK);
    BR_ASSERT(br_log_read(reader, found.state.number, after, batch, &seq_bad) == BR_OK);
    br_log_reader_close(reader);
    return (struct br_batch){.head = batch->head, .count = batch->count, .bodies = batch->bodies};
}

static enum br_status mend(struct academy *academy, const struct br_batch *batch)
{
    enum br_status verdict = BR_ERR_IO;
    CHECK_UINT(br_log_mend(academy->log, academy->pen.now, batch, &verdict), BR_OK);
    return verdict;
}

static void test_what_is_lost_comes_back(void)
{
    static const struct {
        const char *name;
        const char *sql;
        uint64_t before; /* the last good head */
        uint64_t last;   /* the next one that can be read */
    } cases[] = {
        {"payload", FLIP " WHERE position & 1099511627775 = 5", 3, 6},
        {"last", FLIP " WHERE position & 1099511627775 = 9", 6, 9},
        {"first", FLIP " WHERE position & 1099511627775 = 1 AND position >> 40 = 1", 0, 3},
        {"row", "DELETE FROM record WHERE position & 1099511627775 = 4", 3, 6},
        {"head", "UPDATE head SET sum = zeroblob(8) WHERE position & 1099511627775 = 6", 3, 9},
        {"two",
         "UPDATE head SET head = zeroblob(165) WHERE position & 1099511627775 = 3;" FLIP
         " WHERE position & 1099511627775 = 2",
         0, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world world;
        struct br_log_batch batch = {0};
        uint64_t seq_bad = 0;
        uint64_t seq_last = 0;
        world_begin(&world, cases[i].name);
        damage(&world, cases[i].sql);
        CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), cases[i].before);
        CHECK_UINT(seq_bad, cases[i].before + 1);
        CHECK_UINT(seq_last, cases[i].last);
        CHECK(faults_of(world.holder.path, true) > 0);
        struct br_batch given = held(&world.origin, world.origin.id, cases[i].before, &batch);
        if (!CHECK_UINT(mend(&world.holder, &given), BR_OK)) {
            (void)printf("%s\n", cases[i].name);
        }
        CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), RECORDS);
        CHECK_UINT(faults_of(world.holder.path, false), 0);
        CHECK_UINT(tail_of(&world.holder, world.origin.id, to_network), RECORDS);
        br_log_batch_free(&batch);
        world_end(&world);
    }
}

/* They hold more than we do under one head: only what was ours comes back. */
static void test_a_batch_that_reaches_further(void)
{
    struct world world;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    uint64_t seq_last = 0;
    world_begin(&world, "further");
    CHECK(start_thread(&world.origin, to_network, id_of(10), "More").seq == 10);
    damage(&world, FLIP " WHERE position & 1099511627775 = 8");
    struct br_batch given = held(&world.origin, world.origin.id, 6, &batch);
    CHECK_UINT(given.head.seq, 10);
    CHECK_UINT(mend(&world.holder, &given), BR_OK);
    CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), RECORDS);
    CHECK_UINT(faults_of(world.holder.path, false), 0);
    CHECK(hand_over(&world.origin, &world.holder, to_network) == BR_OK);
    CHECK_UINT(tail_of(&world.holder, world.origin.id, to_network), 10);
    br_log_batch_free(&batch);
    world_end(&world);
}

/* Another story, forged records, records without their payload, another place: nothing changes. */
static void test_nothing_else_is_put_in(void)
{
    struct world world;
    struct br_log_batch batch = {0};
    struct br_log_batch other = {0};
    static struct br_verified sealed;
    uint64_t seq_bad = 0;
    uint64_t seq_last = 0;
    world_begin(&world, "else");
    damage(&world, FLIP " WHERE position & 1099511627775 = 5");
    struct br_batch given = held(&world.origin, world.origin.id, 3, &batch);

    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    memcpy(bodies, given.bodies, given.count * sizeof *bodies);
    struct br_batch changed = given;
    changed.bodies = bodies;
    bodies[1] = given.bodies[2]; /* not what was signed */
    CHECK_UINT(mend(&world.holder, &changed), BR_ERR_CHAIN);
    bodies[1] = given.bodies[1];
    changed.head.signature.bytes[5] ^= 1;
    CHECK_UINT(mend(&world.holder, &changed), BR_ERR_SIGNATURE);
    changed.head = given.head;
    changed.head.key[0] ^= 1;
    CHECK_UINT(mend(&world.holder, &changed), BR_ERR_NOT_FOUND);

    /* The origin itself, with another story behind record 3. */
    struct br_record record = {.kind = 10, .payload = br_bytes_of_text("x"), .payload_size = 1};
    struct br_buffer body;
    br_buffer_init(&body, 1000);
    br_record_encode(&record, &body);
    for (size_t i = 0; i < 6; i++) {
        bodies[i] = br_buffer_bytes(&body);
    }
    struct br_tail tail = {.epoch = 1, .seq = 3, .hash = batch.previous};
    br_seal_batch(&world.stream, 1, &tail, bodies, 6, &world.origin.signing, &sealed);
    changed = (struct br_batch){.head = sealed.head, .count = 6, .bodies = bodies};
    CHECK_UINT(mend(&world.holder, &changed), BR_ERR_CHAIN);

    /* The right headers, but the payload is missing there as well. */
    struct br_buffer erased;
    br_buffer_init(&erased, 1000);
    struct br_record lost;
    CHECK(br_record_parse(given.bodies[1], &lost) == BR_OK);
    br_record_encode_erased(&lost, &erased);
    memcpy(bodies, given.bodies, given.count * sizeof *bodies);
    bodies[1] = br_buffer_bytes(&erased);
    changed = given;
    changed.bodies = bodies;
    CHECK_UINT(mend(&world.holder, &changed), BR_ERR_NOT_FOUND);

    struct br_batch elsewhere = held(&world.origin, world.origin.id, 4, &other);
    CHECK_UINT(mend(&world.holder, &elsewhere), BR_ERR_NOT_FOUND); /* no head of ours at 4 */

    CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), 3);
    CHECK(faults_of(world.holder.path, true) > 0);
    CHECK_UINT(mend(&world.holder, &given), BR_OK);
    CHECK_UINT(faults_of(world.holder.path, false), 0);
    br_buffer_free(&body);
    br_buffer_free(&erased);
    br_log_batch_free(&batch);
    br_log_batch_free(&other);
    world_end(&world);
}

struct poor {
    struct academy academy;
    const char *from;
    struct br_batch batch;
};

static enum br_status mend_a_copy(void *context)
{
    struct poor *poor = context;
    enum br_status verdict = BR_ERR_IO;
    const char *call = peace();
    copy_log(poor->from, poor->academy.path);
    academy_start(&poor->academy);
    refusing.call = call;
    enum br_status status =
        br_log_mend(poor->academy.log, poor->academy.pen.now, &poor->batch, &verdict);
    (void)peace();
    CHECK(status != BR_OK || verdict == BR_OK);
    academy_stop(&poor->academy);
    return status;
}

/* Whatever fails on our side is no verdict on what was sent. */
static void test_a_mending_that_is_refused_may_come_again(void)
{
    struct world world;
    struct br_log_batch batch = {0};
    struct poor poor = {.academy = academy_new(2, BR_SIDE_SHARED, "poor")};
    world_begin(&world, "log-mend-refused");
    poor.batch = held(&world.origin, world.origin.id, 3, &batch);
    academy_stop(&world.holder);
    tamper(world.holder.path,
           FLIP " WHERE position = (1 << 40) + 5;"
                "UPDATE head SET sum = zeroblob(8) WHERE position = (1 << 40) + 6");
    poor.from = world.holder.path;
    refused_everywhere(mend_a_copy, &poor);
    CHECK_UINT(faults_of(poor.academy.path, false), 0);
    br_log_batch_free(&batch);
    academy_start(&world.holder);
    world_end(&world);
}

/* One bit of what is stored, in the file itself: no connection hears of it. */
static void flip_on_disk(const char *path, struct br_bytes stored)
{
    FILE *file = fopen(path, "r+b");
    BR_ASSERT(file != NULL && fseek(file, 0, SEEK_END) == 0);
    size_t size = (size_t)ftell(file);
    uint8_t *bytes = malloc(size);
    BR_ASSERT(bytes != NULL && fseek(file, 0, SEEK_SET) == 0);
    BR_ASSERT(fread(bytes, 1, size, file) == size);
    uint8_t *at = memmem(bytes, size, stored.data, stored.size);
    BR_ASSERT(at != NULL);
    at[stored.size - 1] ^= 1;
    BR_ASSERT(fseek(file, 0, SEEK_SET) == 0 && fwrite(bytes, 1, size, file) == size);
    BR_ASSERT(fclose(file) == 0);
    free(bytes);
}

/* The writer still remembers the page as it should be, and all the same has to write it. */
static void check_lost_on_disk_alone(const char *name, bool is_head)
{
    struct world world;
    struct br_log_batch batch = {0};
    struct br_log_batch middle = {0};
    uint64_t seq_bad = 0;
    uint64_t seq_last = 0;
    world_begin(&world, name);
    CHECK(br_log_checkpoint(world.holder.log, true) == BR_OK);
    (void)held(&world.holder, world.origin.id, 6, &middle);
    CHECK(start_thread(&world.origin, to_network, id_of(10), "More").seq == 10);
    struct br_batch given = held(&world.origin, world.origin.id, 3, &batch);
    CHECK_UINT(given.head.seq, 10); /* so no head of theirs is put in */
    /* The hash of record 6 stands in its head, and nowhere else. */
    flip_on_disk(world.holder.path,
                 is_head ? (struct br_bytes){middle.previous.bytes, sizeof middle.previous.bytes}
                         : given.bodies[1]);
    CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), 3);
    CHECK_UINT(mend(&world.holder, &given), BR_OK);
    CHECK_UINT(readable(&world.holder, world.origin.id, &seq_bad, &seq_last), RECORDS);
    CHECK_UINT(faults_of(world.holder.path, false), 0);
    br_log_batch_free(&middle);
    br_log_batch_free(&batch);
    world_end(&world);
}

static void test_what_the_disk_alone_has_lost(void)
{
    check_lost_on_disk_alone("log-mend-record", false);
    check_lost_on_disk_alone("log-mend-head", true);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_is_lost_comes_back),
        BR_TEST(test_a_batch_that_reaches_further),
        BR_TEST(test_nothing_else_is_put_in),
        BR_TEST(test_a_mending_that_is_refused_may_come_again),
        BR_TEST(test_what_the_disk_alone_has_lost),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
