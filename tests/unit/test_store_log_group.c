/* Groups: a stream that begins with whom it is for, and goes to nobody else. */
#include "base/limits.h"
#include "test_store_log_world.h"

#include "record/fork.h"
#include "record/verify.h"

#include <jansson.h>

enum { GROUP = 40, OTHER_GROUP = 41 };

static struct br_audience to_group(uint64_t id)
{
    return (struct br_audience){.type = BR_AUDIENCE_GROUP, .id = id_of(id)};
}

static struct br_buffer from_json(const char *kind, json_t *take_object)
{
    struct br_arena arena;
    struct br_error error = {.text = ""};
    struct br_buffer out;
    br_arena_init(&arena, BR_ARENA_FRAME_SIZE_MAX);
    br_buffer_init(&out, BR_RECORD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    BR_ASSERT(br_message_from_json(message, &arena, take_object, &error) == BR_OK);
    json_decref(take_object);
    br_message_pack(message, &out);
    br_arena_free(&arena);
    return out;
}

/* What group_opened says, of these academies. */
static struct br_buffer list_of(const struct br_hash *academies, size_t count)
{
    json_t *object = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        char hex[BR_HASH_TEXT_SIZE];
        br_hash_text(&academies[i], hex);
        BR_ASSERT(json_array_append_new(list, json_string(hex)) == 0);
    }
    BR_ASSERT(json_object_set_new(object, "academies", list) == 0);
    return from_json("group_opened", object);
}

static const char *why(const struct br_outcome *outcome)
{
    return outcome->type == BR_OUTCOME_NUMBERED ? "" : outcome->reason;
}

static struct br_outcome opened(struct academy *academy, uint64_t id, uint64_t record,
                                const struct br_hash *academies, size_t count)
{
    struct br_buffer payload = list_of(academies, count);
    return say_as_academy(academy, "group_opened", to_group(id), id_of(record), &payload);
}

static struct br_outcome told(struct academy *academy, uint64_t group, uint64_t record)
{
    struct br_buffer payload = from_json("progress_told", json_pack("{s:i}", "questions", 3));
    return say_as_academy(academy, "progress_told", to_group(group), id_of(record), &payload);
}

static void accept(struct academy *academy, uint64_t record, const struct br_hash *whom)
{
    char hex[BR_HASH_TEXT_SIZE];
    struct br_buffer payload;
    br_hash_text(whom, hex);
    packed(&payload, "academy_accepted", "academy", hex, "accepted", "true", NULL);
    struct br_outcome outcome =
        say_as_academy(academy, "academy_accepted", to_network, id_of(record), &payload);
    CHECK_TEXT(why(&outcome), "");
}

/* a accepts b, c and as many more as a list can hold; b and c hold what a said to the network. */
struct world {
    struct academy a;
    struct academy b;
    struct academy c;
    struct br_hash all[18]; /* a, b, c, and others */
};

static void world_begin(struct world *world)
{
    memset(world, 0, sizeof *world);
    struct academy *all[] = {&world->a, &world->b, &world->c};
    static const char *const names[] = {"a", "b", "c"};
    for (uint8_t i = 0; i < 3; i++) {
        *all[i] = academy_new((uint8_t)(i + 1), BR_SIDE_SHARED, names[i]);
        remove_log(all[i]->path);
        academy_start(all[i]);
        CHECK(say_keys(all[i]).type == BR_OUTCOME_NUMBERED);
        world->all[i] = all[i]->id;
    }
    for (uint8_t i = 1; i < 18; i++) {
        if (i > 2) {
            world->all[i] = (struct br_hash){{i, 7}};
        }
        accept(&world->a, 100u + i, &world->all[i]);
    }
    CHECK(hand_over(&world->a, &world->b, to_network) == BR_OK);
    CHECK(hand_over(&world->a, &world->c, to_network) == BR_OK);
}

static void world_end(struct world *world)
{
    academy_stop(&world->a);
    academy_stop(&world->b);
    academy_stop(&world->c);
}

struct named {
    struct br_hash origin;
    struct br_hash academy;
    size_t found;
};

static void find_name(void *context, const struct br_trust_fact *fact)
{
    struct named *named = context;
    struct br_id group = id_of(GROUP);
    named->found += fact->type == BR_TRUST_GROUP && fact->accepted &&
                    br_hash_equal(&fact->origin, &named->origin) &&
                    br_hash_equal(&fact->academy, &named->academy) &&
                    br_id_equal(&fact->group, &group);
}

static size_t names(struct academy *holder, struct br_hash origin, struct br_hash academy)
{
    struct named named = {.origin = origin, .academy = academy};
    CHECK(br_log_trust(holder->log, find_name, &named) == BR_OK);
    return named.found;
}

/* --- writing --- */

static void test_a_group_begins_with_its_list(void)
{
    static const char *const first = "there is no such group of academies here";
    static const char *const once =
        "whom a group of academies is for is said once and never changes";
    static const char *const count = "A group is for 2 to 16 academies, each named once.";
    struct world w;
    world_begin(&w);
    struct br_outcome outcome = told(&w.a, GROUP, 200);
    CHECK_TEXT(why(&outcome), first);
    outcome = opened(&w.a, GROUP, 201, w.all, 2);
    CHECK_TEXT(why(&outcome), "a group is named by the record that opens it");
    outcome = opened(&w.a, GROUP, GROUP, w.all, 1);
    CHECK_TEXT(why(&outcome), count);
    outcome = opened(&w.a, GROUP, GROUP, w.all, BR_GROUP_ACADEMIES_MAX + 1);
    CHECK_TEXT(why(&outcome), count);
    struct br_hash twice[] = {w.a.id, w.b.id, w.b.id};
    outcome = opened(&w.a, GROUP, GROUP, twice, 3);
    CHECK_TEXT(why(&outcome), count);
    outcome = opened(&w.a, GROUP, GROUP, &w.all[1], 2);
    CHECK_TEXT(why(&outcome), "The academy that opens a group is one of it.");
    struct br_hash stranger[] = {w.a.id, {{0xee}}};
    outcome = opened(&w.a, GROUP, GROUP, stranger, 2);
    CHECK_TEXT(why(&outcome), "Our academy does not accept one of these academies.");
    CHECK_UINT(tail_of(&w.a, w.a.id, to_group(GROUP)), 0);
    outcome = opened(&w.a, GROUP, GROUP, w.all, 2);
    CHECK_TEXT(why(&outcome), "");
    outcome = opened(&w.a, GROUP, GROUP, w.all, 2); /* said again, it is the first */
    CHECK(outcome.type == BR_OUTCOME_NUMBERED && outcome.repeated && outcome.seq == 1);
    outcome = opened(&w.a, GROUP, 202, w.all, 3);
    CHECK_TEXT(why(&outcome), once);
    outcome = told(&w.a, GROUP, 203);
    CHECK_TEXT(why(&outcome), "");
    outcome = start_thread(&w.a, to_group(GROUP), id_of(204), "A word in private");
    CHECK_TEXT(why(&outcome), "your role does not allow you to write this here");
    outcome = opened(&w.a, OTHER_GROUP, OTHER_GROUP, w.all, BR_GROUP_ACADEMIES_MAX);
    CHECK_TEXT(why(&outcome), "");
    CHECK_UINT(faults_of(w.a.path, false), 0);
    world_end(&w);
}

/* --- receiving --- */

static void test_only_who_is_named_stores_it(void)
{
    struct world w;
    world_begin(&w);
    CHECK(opened(&w.a, GROUP, GROUP, w.all, 2).type == BR_OUTCOME_NUMBERED);
    CHECK(told(&w.a, GROUP, 200).type == BR_OUTCOME_NUMBERED);
    CHECK_UINT(hand_over(&w.a, &w.c, to_group(GROUP)), BR_ERR_REFUSED);
    CHECK_UINT(tail_of(&w.c, w.a.id, to_group(GROUP)), 0);
    CHECK_UINT(names(&w.c, w.a.id, w.b.id), 0);
    CHECK_UINT(hand_over(&w.a, &w.b, to_group(GROUP)), BR_OK);
    CHECK_UINT(tail_of(&w.b, w.a.id, to_group(GROUP)), 2);
    CHECK_UINT(names(&w.b, w.a.id, w.a.id), 1);
    CHECK_UINT(names(&w.b, w.a.id, w.b.id), 1);
    CHECK_UINT(names(&w.b, w.a.id, w.c.id), 0);
    academy_stop(&w.b); /* and told again at the next start */
    academy_start(&w.b);
    CHECK_UINT(names(&w.b, w.a.id, w.b.id), 1);
    CHECK_UINT(faults_of(w.b.path, false), 0);
    world_end(&w);
}

/* One record of [a], sealed as it never would seal it. */
static enum br_status offer(struct world *w, const char *kind, uint64_t record,
                            const struct br_hash *academies, size_t count)
{
    static struct br_verified sealed;
    struct br_buffer payload = list_of(academies, count);
    struct br_buffer body;
    struct br_record said = {.hlc = 1700000000000ull << 16,
                             .written_ms = 1700000000000u,
                             .kind = br_kind_by_name(kind)->number,
                             .id = id_of(record),
                             .payload = br_buffer_bytes(&payload),
                             .payload_size = (uint32_t)payload.size};
    br_buffer_init(&body, BR_RECORD_SIZE_MAX);
    br_record_encode(&said, &body);
    struct br_bytes bytes = br_buffer_bytes(&body);
    struct br_stream stream = {.origin = w->a.id, .audience = to_group(GROUP)};
    struct br_tail none = {0};
    br_seal_batch(&stream, 1, &none, &bytes, 1, &w->a.signing, &sealed);
    struct br_batch batch = {.head = sealed.head, .count = 1, .bodies = &bytes};
    struct br_log_changes changes;
    enum br_status status = BR_OK;
    CHECK(br_log_receive(w->b.log, &w->b.pen, &w->b.id, w->b.pen.now, &batch, 1, &status,
                         &changes) == BR_OK);
    br_buffer_free(&payload);
    br_buffer_free(&body);
    return status;
}

static void test_what_does_not_begin_as_a_group_is_refused(void)
{
    struct world w;
    world_begin(&w);
    struct br_hash twice[] = {w.a.id, w.b.id, w.b.id};
    CHECK_UINT(offer(&w, "progress_told", GROUP, NULL, 0), BR_ERR_REFUSED);
    CHECK_UINT(offer(&w, "group_opened", 300, w.all, 2), BR_ERR_REFUSED); /* another's name */
    CHECK_UINT(offer(&w, "group_opened", GROUP, w.all, 1), BR_ERR_REFUSED);
    CHECK_UINT(offer(&w, "group_opened", GROUP, &w.all[1], 2), BR_ERR_REFUSED);
    CHECK_UINT(offer(&w, "group_opened", GROUP, twice, 3), BR_ERR_REFUSED);
    CHECK_UINT(offer(&w, "group_opened", GROUP, w.all, BR_GROUP_ACADEMIES_MAX + 1), BR_ERR_REFUSED);
    CHECK_UINT(tail_of(&w.b, w.a.id, to_group(GROUP)), 0);
    CHECK_UINT(offer(&w, "group_opened", GROUP, w.all, BR_GROUP_ACADEMIES_MAX), BR_OK);
    CHECK_UINT(names(&w.b, w.a.id, w.all[15]), 1);
    world_end(&w);
}

/* --- two stories --- */

static void read_group(struct academy *academy, struct br_log_batch *batch)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t seq_bad = 0;
    struct found_stream found = stream_of(academy, academy->id, to_group(GROUP));
    BR_ASSERT(br_log_reader_open(academy->path, NULL, &reader, &error) == BR_OK);
    BR_ASSERT(br_log_read(reader, found.state.number, 0, batch, &seq_bad) == BR_OK);
    br_log_reader_close(reader);
}

/* A group that is opened twice for different academies is for nobody, and this is told. */
static void test_of_two_lists_none_counts(void)
{
    static struct br_log_batch left;
    static struct br_log_batch right;
    struct world w;
    world_begin(&w);
    struct academy clone = academy_new(1, BR_SIDE_SHARED, "clone");
    academy_stop(&w.a);
    copy_log(w.a.path, clone.path);
    academy_start(&w.a);
    academy_start(&clone);
    CHECK(opened(&w.a, GROUP, GROUP, w.all, 2).type == BR_OUTCOME_NUMBERED);
    CHECK(opened(&clone, GROUP, GROUP, w.all, 3).type == BR_OUTCOME_NUMBERED);
    CHECK_UINT(hand_over(&w.a, &w.b, to_group(GROUP)), BR_OK);
    CHECK_UINT(names(&w.b, w.a.id, w.b.id), 1);
    read_group(&w.a, &left);
    read_group(&clone, &right);
    struct br_batch sides[2] = {
        {.head = left.head, .count = left.count, .bodies = left.bodies},
        {.head = right.head, .count = right.count, .bodies = right.bodies},
    };
    struct br_buffer proof;
    struct br_log_changes changes;
    enum br_status verdict = BR_ERR_IO;
    struct br_now now = {.wall_ms = 1700000009000u};
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&left.previous, sides, &proof);
    CHECK_UINT(br_log_keep_fork(w.b.log, now, br_buffer_bytes(&proof), &verdict, &changes), BR_OK);
    CHECK_UINT(verdict, BR_OK);
    size_t no_longer = 0;
    for (size_t i = 0; i < changes.trust_count; i++) {
        no_longer += changes.trust[i].type == BR_TRUST_GROUP && !changes.trust[i].accepted;
    }
    CHECK_UINT(no_longer, 2);
    CHECK_UINT(names(&w.b, w.a.id, w.b.id), 0);
    br_buffer_free(&proof);
    br_log_batch_free(&left);
    br_log_batch_free(&right);
    academy_stop(&clone);
    world_end(&w);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_group_begins_with_its_list),
        BR_TEST(test_only_who_is_named_stores_it),
        BR_TEST(test_what_does_not_begin_as_a_group_is_refused),
        BR_TEST(test_of_two_lists_none_counts),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
