/* Reading in batches at their limits; what the tables say of academies and members; streams. */
#include "test_store_log_world.h"

#include "refused_store.h"
#include "store/log_internal.h"
#include "store/shared.h"

/* --- batches at their limits --- */

/* Write [count] threads with texts of [size] bytes in one group. */
static size_t write_group(struct academy *a, uint64_t id, size_t count, size_t size,
                          struct br_log_changes *changes)
{
    struct br_write *writes = calloc(count, sizeof *writes);
    struct br_outcome *outcomes = calloc(count, sizeof *outcomes);
    char *text = calloc(1, size + 1);
    struct br_buffer payload;
    BR_ASSERT(writes != NULL && outcomes != NULL && text != NULL);
    memset(text, 'b', size);
    packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    for (size_t i = 0; i < count; i++) {
        writes[i] =
            write_of("thread_started", to_network, id_of(id + i), br_buffer_bytes(&payload));
    }
    CHECK(br_log_write(a->log, &a->pen, writes, count, outcomes, changes) == BR_OK);
    size_t numbered = 0;
    for (size_t i = 0; i < count; i++) {
        numbered += outcomes[i].type == BR_OUTCOME_NUMBERED ? 1 : 0;
    }
    br_buffer_free(&payload);
    free(text);
    free(writes);
    free(outcomes);
    return numbered;
}

static void test_batches_hold_so_many_records(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "counts");
    struct br_log_changes changes;
    academy_start(&a);
    (void)say_keys(&a);
    for (size_t count = BR_BATCH_RECORDS_MAX - 1; count <= BR_BATCH_RECORDS_MAX + 1; count++) {
        CHECK_UINT(write_group(&a, count * 10000, count, 10, &changes), count);
        CHECK_UINT(changes.count, count <= BR_BATCH_RECORDS_MAX ? 1 : 2);
    }
    /* Singles are merged when read, up to the same limit, whatever the place one asks from. */
    uint64_t singles_from = tail_of(&a, a.id, to_network);
    for (uint64_t i = 0; i < BR_BATCH_RECORDS_MAX + 1; i++) {
        CHECK_UINT(write_group(&a, 9000000 + i, 1, 10, &changes), 1);
    }
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    for (uint64_t skip = 0; skip < 3; skip++) {
        CHECK(br_log_read(reader, 1, singles_from + skip, &batch, &seq_bad) == BR_OK);
        CHECK_UINT(batch.count, skip == 0 ? BR_BATCH_RECORDS_MAX : BR_BATCH_RECORDS_MAX + 1 - skip);
    }
    /* 1 | 255 | 256 | 256, 1 | singles: 1 and 255 go together, the others stand alone. */
    CHECK(br_log_read(reader, 1, 0, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 256);
    CHECK(br_log_read(reader, 1, 256, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 256);
    CHECK(br_log_read(reader, 1, 257, &batch, &seq_bad) == BR_OK);
    CHECK_UINT(batch.count, 255); /* up to the next head; the one after it is too far */
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
    academy_stop(&a);
}

static void test_batches_hold_so_many_bytes(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "sizes");
    struct br_log_changes changes;
    academy_start(&a);
    (void)say_keys(&a);
    /* Four bodies that come to exactly the limit, one byte less, and four bytes more. */
    enum { BODY = BR_BATCH_SIZE_MAX / 4, OVERHEAD = BR_BODY_FIXED_SIZE + BR_SALT_SIZE };
    struct br_buffer probe;
    size_t text = BODY - OVERHEAD - 20;
    char *filler = calloc(1, BODY);
    BR_ASSERT(filler != NULL);
    memset(filler, 'b', text);
    packed(&probe, "thread_started", "title", "T", "text", filler, NULL);
    text += BODY - OVERHEAD - probe.size;
    br_buffer_free(&probe);
    free(filler);
    for (size_t extra = 0; extra < 3; extra++) {
        uint64_t before = tail_of(&a, a.id, to_network);
        CHECK_UINT(write_group(&a, 1000 * (extra + 1), 4, text - 1 + extra, &changes), 4);
        CHECK_UINT(changes.count, extra < 2 ? 1 : 2);
        CHECK(extra != 1 || changes.items[0].bodies[0].size == BODY);
        struct br_log_reader *reader = NULL;
        struct br_error error;
        struct br_log_batch batch = {0};
        uint64_t seq_bad = 0;
        BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
        CHECK(br_log_read(reader, 1, before, &batch, &seq_bad) == BR_OK);
        CHECK_UINT(batch.count, extra < 2 ? 4 : 3);
        CHECK(batch.memory.size <= BR_BATCH_SIZE_MAX);
        br_log_batch_free(&batch);
        br_log_reader_close(reader);
    }
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* A batch has one epoch, so reading does not merge over the border between two. */
static void test_epochs_are_not_merged(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "epoch-border");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "epoch-border-b");
    struct br_log_changes changes;
    academy_start(&a);
    academy_start(&b);
    (void)say_keys(&a);
    CHECK_UINT(write_group(&a, 1000, 3, 10, &changes), 3);
    a.pen.epoch = 4;
    CHECK_UINT(write_group(&a, 2000, 3, 10, &changes), 3);
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    uint64_t seq_bad = 0;
    BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    CHECK(br_log_read(reader, 1, 0, &batch, &seq_bad) == BR_OK);
    CHECK(batch.count == 4 && batch.head.epoch == 1);
    CHECK(br_log_read(reader, 1, 4, &batch, &seq_bad) == BR_OK);
    CHECK(batch.count == 3 && batch.head.epoch == 4);
    br_log_batch_free(&batch);
    struct found_stream found = {.wanted = {.origin = a.id, .audience = to_network}};
    CHECK(br_log_reader_streams(reader, find_stream, &found) == BR_OK);
    CHECK(found.found && found.state.tail.seq == 7 && found.state.tail.epoch == 4);
    br_log_reader_close(reader);
    CHECK(hand_over(&a, &b, to_network) == BR_OK);
    CHECK_UINT(stream_of(&b, a.id, to_network).state.tail.epoch, 4);
    academy_stop(&a);
    academy_stop(&b);
}

/* --- streams --- */

static struct br_stream stream_number(uint32_t number)
{
    struct br_stream stream = {.audience = to_network};
    br_store_u32(stream.origin.bytes, number);
    return stream;
}

static void test_so_many_streams_are_kept(void)
{
    struct br_log_streams streams = {0};
    struct br_log_stream *added = NULL;
    for (uint32_t i = 0; i < BR_STREAMS_MAX - 1; i++) {
        struct br_stream stream = stream_number(i);
        BR_ASSERT(br_log_streams_add(&streams, i + 1, &stream, &added) == BR_OK);
    }
    struct br_stream last = stream_number(BR_STREAMS_MAX - 1);
    struct br_stream more = stream_number(BR_STREAMS_MAX);
    CHECK(br_log_streams_find(&streams, &last) == NULL);
    CHECK(br_log_streams_add(&streams, BR_STREAMS_MAX, &last, &added) == BR_OK);
    CHECK(br_log_streams_add(&streams, BR_STREAMS_MAX + 1, &more, &added) == BR_ERR_LIMIT);
    size_t found = 0;
    for (uint32_t i = 0; i < BR_STREAMS_MAX; i++) {
        struct br_stream stream = stream_number(i);
        struct br_log_stream *item = br_log_streams_find(&streams, &stream);
        found += item != NULL && item->number == i + 1 ? 1 : 0;
    }
    CHECK_UINT(found, BR_STREAMS_MAX);
    struct br_stream middle = stream_number(1000);
    br_log_streams_remove(&streams, &middle);
    CHECK(br_log_streams_find(&streams, &middle) == NULL);
    CHECK(br_log_streams_find(&streams, &last)->number == BR_STREAMS_MAX);
    CHECK(br_log_streams_add(&streams, BR_STREAMS_MAX + 1, &more, &added) == BR_OK);
    br_log_streams_cut(&streams, 10);
    CHECK(br_log_streams_find(&streams, &last) == NULL);
    br_log_streams_free(&streams);
}

/* --- trust --- */

struct seen_trust {
    size_t keys;
    size_t accepted;
    size_t no_longer;
    struct br_trust_fact last;
};

static void see_trust(void *context, const struct br_trust_fact *fact)
{
    struct seen_trust *seen = context;
    seen->keys += fact->type == BR_TRUST_KEYS ? 1 : 0;
    seen->accepted += fact->type == BR_TRUST_ACCEPTED && fact->accepted ? 1 : 0;
    seen->no_longer += fact->type == BR_TRUST_ACCEPTED && !fact->accepted ? 1 : 0;
    seen->last = *fact;
}

static struct br_write accept(struct br_id id, const struct br_hash *academy, const char *accepted,
                              struct br_buffer *payload)
{
    char hex[BR_HASH_TEXT_SIZE];
    br_hash_text(academy, hex);
    struct br_write write = write_of("academy_accepted", to_network, id,
                                     packed(payload, "academy_accepted", "academy", hex, "name",
                                            "Bath", "accepted", accepted, NULL));
    write.roles = BR_ROLES_ACADEMY;
    write.author = nobody;
    return write;
}

static void test_trust_is_told_as_it_changes(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "trust-a");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "trust-b");
    academy_start(&a);
    academy_start(&b);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED && say_keys(&b).type == BR_OUTCOME_NUMBERED);
    struct br_buffer p[3];
    struct br_outcome outcomes[3];
    struct br_log_changes changes;
    struct br_write writes[3] = {accept(id_of(30), &b.id, "true", &p[0]),
                                 accept(id_of(31), &a.id, "true", &p[1]),
                                 accept(id_of(32), &b.id, "no", &p[2])};
    CHECK(br_log_write(a.log, &a.pen, writes, 2, outcomes, &changes) == BR_OK);
    CHECK_TEXT(outcomes[1].reason, "An academy does not list itself.");
    CHECK_UINT(changes.trust_count, 1);
    CHECK(changes.trust[0].type == BR_TRUST_ACCEPTED && changes.trust[0].accepted);
    CHECK(br_hash_equal(&changes.trust[0].origin, &a.id));
    CHECK(br_hash_equal(&changes.trust[0].academy, &b.id));
    CHECK(!changes.members_changed);

    /* It reaches others with the records, and a later line replaces an earlier one. */
    CHECK(hand_over(&a, &b, to_network) == BR_OK);
    struct seen_trust seen = {0};
    CHECK(br_log_trust(b.log, see_trust, &seen) == BR_OK);
    CHECK(seen.keys == 2 && seen.accepted == 1 && seen.no_longer == 0);
    CHECK(br_log_write(a.log, &a.pen, writes + 2, 1, outcomes, &changes) == BR_OK);
    CHECK(changes.trust_count == 1 && !changes.trust[0].accepted);
    CHECK(hand_over(&a, &b, to_network) == BR_OK);
    academy_stop(&b);
    academy_start(&b);
    seen = (struct seen_trust){0};
    CHECK(br_log_trust(b.log, see_trust, &seen) == BR_OK);
    CHECK(seen.keys == 2 && seen.accepted == 0 && seen.no_longer == 1);
    CHECK(br_hash_equal(&seen.last.origin, &a.id));
    CHECK_UINT(faults_of(b.path, false), 0);
    for (size_t i = 0; i < 3; i++) {
        br_buffer_free(&p[i]);
    }
    academy_stop(&a);
    academy_stop(&b);
}

/* --- members --- */

struct seen_members {
    size_t count;
    uint32_t roles; /* of member 40 */
    size_t rooms;
    struct br_id last_room;
};

static void see_member(void *context, const struct br_membership *membership)
{
    struct seen_members *seen = context;
    struct br_id forty = id_of(40);
    seen->count++;
    if (br_id_equal(&membership->member, &forty)) {
        seen->roles = membership->roles;
        seen->rooms = membership->room_count;
        if (membership->room_count > 0) {
            seen->last_room = membership->rooms[membership->room_count - 1];
        }
    }
}

static void give_role(struct academy *a, uint64_t id, const char *role, const char *given)
{
    struct br_buffer payload;
    char hex[BR_ID_TEXT_SIZE];
    struct br_id forty = id_of(40);
    br_id_text(&forty, hex);
    packed(&payload, "role_given", "member", hex, "role", role, "given", given, NULL);
    CHECK_TEXT(say_as_academy(a, "role_given", to_academy, id_of(id), &payload).reason, "");
}

static struct br_write room_write(const char *kind, struct br_id id, struct br_buffer *payload)
{
    return write_of(kind, to_academy, id, br_buffer_bytes(payload));
}

static void test_members_have_roles_and_rooms(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "members");
    struct br_buffer payload;
    char member[BR_ID_TEXT_SIZE];
    char room[BR_ID_TEXT_SIZE];
    struct br_id forty = id_of(40);
    struct br_id hips = id_of(50);
    br_id_text(&forty, member);
    br_id_text(&hips, room);
    academy_start(&a);
    give_role(&a, 60, "coach", "true");
    give_role(&a, 61, "faculty", "true");
    give_role(&a, 62, "coach", "false");
    packed(&payload, "room_opened", "name", "Hips", "pathway", "Hips", NULL);
    CHECK_TEXT(say(&a, room_write("room_opened", hips, &payload)).reason, "");
    br_buffer_free(&payload);
    struct br_outcome outcome;
    struct br_log_changes changes;
    packed(&payload, "room_member_set", "room", room, "member", member, "joined", "true", NULL);
    struct br_write join = room_write("room_member_set", id_of(63), &payload);
    CHECK(br_log_write(a.log, &a.pen, &join, 1, &outcome, &changes) == BR_OK);
    CHECK_TEXT(outcome.reason, "");
    CHECK(changes.members_changed);
    br_buffer_free(&payload);

    struct seen_members seen = {0};
    CHECK(br_log_members(a.log, see_member, &seen) == BR_OK);
    CHECK_UINT(seen.count, 2); /* forty, and who opened the room */
    CHECK_UINT(seen.roles, 1u << br_role_number("faculty"));
    CHECK(seen.rooms == 1 && br_id_equal(&seen.last_room, &hips));

    packed(&payload, "room_member_set", "room", room, "member", member, "joined", "no", NULL);
    CHECK_TEXT(say(&a, room_write("room_member_set", id_of(64), &payload)).reason, "");
    br_buffer_free(&payload);
    seen = (struct seen_members){0};
    CHECK(br_log_members(a.log, see_member, &seen) == BR_OK);
    CHECK(seen.rooms == 0 && seen.roles != 0);
    /* An ordinary record changes no membership. */
    packed(&payload, "thread_started", "title", "T", NULL);
    struct br_write thread =
        write_of("thread_started", to_academy, id_of(65), br_buffer_bytes(&payload));
    CHECK(br_log_write(a.log, &a.pen, &thread, 1, &outcome, &changes) == BR_OK);
    CHECK(changes.count == 1 && !changes.members_changed && changes.trust_count == 0);
    br_buffer_free(&payload);
    academy_stop(&a);
}

/* --- a client's replica of its academy --- */

static void test_a_client_holds_the_local_streams(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "server-local");
    struct academy c = academy_new(1, BR_SIDE_LOCAL, "client-local");
    struct academy other = academy_new(2, BR_SIDE_LOCAL, "other-local");
    struct br_public_key key = br_secret_public(&a.signing);
    academy_start(&a);
    academy_start(&c);
    academy_start(&other);
    CHECK_UINT(start_thread(&a, to_academy, id_of(10), "T").seq, 1);
    CHECK(hand_over(&a, &c, to_academy) == BR_ERR_NOT_FOUND); /* whose keys? */
    CHECK(br_log_know_key(c.log, &a.id, &key) == BR_OK);
    CHECK(br_log_know_key(c.log, &a.id, &key) == BR_OK);
    CHECK(hand_over(&a, &c, to_academy) == BR_OK);
    CHECK_UINT(tail_of(&c, a.id, to_academy), 1);
    CHECK(br_log_know_key(other.log, &a.id, &key) == BR_OK);
    CHECK(hand_over(&a, &other, to_academy) == BR_ERR_REFUSED); /* another academy's own affairs */

    /* What the academy numbered is found by its id: that is how an outbox learns of it. */
    struct br_id id = id_of(10);
    struct br_outcome outcome;
    CHECK(br_log_find_own(c.log, &id, &outcome) == BR_OK && outcome.seq == 1);
    academy_stop(&c);
    academy_start(&c);
    CHECK_UINT(start_thread(&a, to_academy, id_of(11), "T").seq, 2);
    CHECK(hand_over(&a, &c, to_academy) == BR_OK);
    CHECK_UINT(tail_of(&c, a.id, to_academy), 2);
    CHECK_UINT(faults_of(c.path, false), 0);
    academy_stop(&a);
    academy_stop(&c);
    academy_stop(&other);
}

/* --- refused --- */

struct poor {
    struct academy academy; /* follows [other] */
    struct br_hash other;
    const char *from;
    struct br_receipt receipt;
};

static void count_receipt(void *context, const struct br_receipt *receipt)
{
    size_t *count = context;
    (void)receipt;
    (*count)++;
}

static void count_stream(void *context, const struct br_stream_state *state)
{
    size_t *count = context;
    *count += state->tail.seq > 0;
}

/* All that the tables know is told whole, or the call says why not. */
static enum br_status look_at_all(struct poor *poor)
{
    struct br_log *log = poor->academy.log;
    struct seen_trust trust = {0};
    struct seen_members members = {0};
    size_t receipts = 0;
    size_t streams = 0;
    bool kept = false;
    enum br_status status = br_log_trust(log, see_trust, &trust);
    CHECK(status != BR_OK || poor->academy.side == BR_SIDE_LOCAL || trust.keys == 2);
    if (status == BR_OK) {
        status = br_log_members(log, see_member, &members);
        CHECK(status != BR_OK || poor->academy.side == BR_SIDE_SHARED || members.count == 2);
    }
    if (status == BR_OK) {
        status = br_log_streams(log, count_stream, &streams);
        CHECK(status != BR_OK || streams > 0);
    }
    if (status == BR_OK && poor->academy.side == BR_SIDE_SHARED) {
        status = br_log_keep_receipts(log, &poor->receipt, 1, &kept);
        CHECK(status != BR_OK || kept);
    }
    if (status == BR_OK) {
        status = br_log_receipts(log, count_receipt, &receipts);
        CHECK(status != BR_OK || poor->academy.side == BR_SIDE_LOCAL || receipts == 2);
    }
    return status;
}

static enum br_status read_all(struct poor *poor)
{
    struct br_log_reader *reader = NULL;
    struct br_shared_reader *shared = NULL;
    struct br_log_batch batch = {0};
    struct br_log_report report = {.faults = 0};
    struct br_error error;
    size_t streams = 0;
    uint64_t seq_bad = 0;
    bool local = poor->academy.side == BR_SIDE_LOCAL;
    enum br_status status = br_log_reader_open(poor->academy.path, NULL, &reader, &error);
    if (status != BR_OK) {
        return status;
    }
    status = br_shared_reader_of(reader, &shared);
    CHECK(status != BR_OK || (!local && shared != NULL));
    status = status == BR_ERR_REFUSED && local ? BR_OK : status;
    if (status == BR_OK) {
        status = br_log_reader_streams(reader, count_stream, &streams);
    }
    if (status == BR_OK) {
        status = br_log_read(reader, local ? BR_STREAM_LOCAL_FIRST : 1, 0, &batch, &seq_bad);
        CHECK(status != BR_OK || batch.count > 0);
    }
    br_log_batch_free(&batch);
    if (status == BR_OK) {
        status = br_log_verify(reader, the_domain(), &report, print_fault, NULL);
        CHECK_UINT(report.faults, 0);
    }
    br_log_reader_close(reader);
    return status;
}

static enum br_status change_all(struct poor *poor)
{
    struct br_log *log = poor->academy.log;
    struct br_public_key key = br_secret_public(&poor->academy.signing);
    struct br_stream stream = {.origin = poor->other, .audience = to_network};
    struct br_outcome outcome;
    struct br_id forty = id_of(61);
    enum br_status status = br_log_know_key(log, &poor->academy.id, &key);
    if (status == BR_OK) {
        status = br_log_find_own(log, &forty, &outcome);
        CHECK(status != BR_ERR_NOT_FOUND);
    }
    if (status == BR_OK) {
        status = br_log_purge(log, &stream);
    }
    return status;
}

static enum br_status use_a_copy(void *context)
{
    struct poor *poor = context;
    const char *call = peace();
    copy_log(poor->from, poor->academy.path);
    academy_start(&poor->academy);
    refusing.call = call;
    enum br_status status = look_at_all(poor);
    status = status == BR_OK ? read_all(poor) : status;
    status = status == BR_OK ? change_all(poor) : status;
    (void)peace();
    academy_stop(&poor->academy);
    return status;
}

static void test_what_is_refused_is_told_later(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "rich-a");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "rich-b");
    struct br_buffer payload;
    academy_start(&a);
    academy_start(&b);
    CHECK(say_keys(&a).type == BR_OUTCOME_NUMBERED && say_keys(&b).type == BR_OUTCOME_NUMBERED);
    struct br_write accepts = accept(id_of(61), &a.id, "true", &payload);
    CHECK_TEXT(say(&b, accepts).reason, "");
    br_buffer_free(&payload);
    CHECK(hand_over(&a, &b, to_network) == BR_OK);
    struct poor poor = {
        .academy = academy_new(2, BR_SIDE_SHARED, "poor-b"), .other = a.id, .from = b.path};
    struct found_stream found = stream_of(&b, b.id, to_network);
    poor.receipt = (struct br_receipt){.holder = a.id,
                                       .stream = found.state.stream,
                                       .epoch = 1,
                                       .seq = found.state.tail.seq,
                                       .hash = found.state.tail.hash};
    br_receipt_sign(&poor.receipt, &a.signing);
    academy_stop(&b);
    refused_everywhere(use_a_copy, &poor);
    academy_stop(&a);
}

static void test_what_is_refused_of_members_is_told_later(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "rich-local");
    struct br_buffer payload;
    char member[BR_ID_TEXT_SIZE];
    char room[BR_ID_TEXT_SIZE];
    struct br_id forty = id_of(40);
    struct br_id hips = id_of(50);
    br_id_text(&forty, member);
    br_id_text(&hips, room);
    academy_start(&a);
    give_role(&a, 61, "faculty", "true");
    packed(&payload, "room_opened", "name", "Hips", "pathway", "Hips", NULL);
    CHECK_TEXT(say(&a, room_write("room_opened", hips, &payload)).reason, "");
    br_buffer_free(&payload);
    packed(&payload, "room_member_set", "room", room, "member", member, "joined", "true", NULL);
    CHECK_TEXT(say(&a, room_write("room_member_set", id_of(63), &payload)).reason, "");
    br_buffer_free(&payload);
    academy_stop(&a);
    struct poor poor = {.academy = academy_new(1, BR_SIDE_LOCAL, "poor-local"), .from = a.path};
    refused_everywhere(use_a_copy, &poor);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_batches_hold_so_many_records),
        BR_TEST(test_batches_hold_so_many_bytes),
        BR_TEST(test_epochs_are_not_merged),
        BR_TEST(test_so_many_streams_are_kept),
        BR_TEST(test_trust_is_told_as_it_changes),
        BR_TEST(test_members_have_roles_and_rooms),
        BR_TEST(test_a_client_holds_the_local_streams),
        BR_TEST(test_what_is_refused_is_told_later),
        BR_TEST(test_what_is_refused_of_members_is_told_later),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
