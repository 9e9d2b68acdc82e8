/* Two copies of a stream that part: the questions, what may be shown, and proofs from others. */
#include "record/fork.h"
#include "session/node_state.h"
#include "test_session_desk.h"

enum { STORY_MAX = 600 };

/* A stream's records, all alike but for those from [fork] on, with their chain. */
struct story {
    struct br_stream stream;
    uint32_t epoch;
    uint64_t fork; /* 0: our own story */
    struct br_buffer bodies[2];
    struct br_hash hashes[STORY_MAX + 1];
};

static struct br_bytes body_of(const struct story *story, uint64_t seq)
{
    return br_buffer_bytes(&story->bodies[story->fork != 0 && seq >= story->fork]);
}

static void story_begin(struct story *story, uint32_t epoch, uint64_t fork)
{
    static const char *const words[] = {"one story", "another"};
    *story = (struct story){
        .stream = stream_of(&alpha, BR_AUDIENCE_NETWORK), .epoch = epoch, .fork = fork};
    for (size_t i = 0; i < 2; i++) {
        struct br_record record = {.kind = 10, .payload = br_bytes_of_text(words[i])};
        br_buffer_init(&story->bodies[i], 1000);
        br_record_encode(&record, &story->bodies[i]);
    }
    for (uint64_t seq = 1; seq <= STORY_MAX; seq++) {
        struct br_record record;
        BR_ASSERT(br_record_parse(body_of(story, seq), &record) == BR_OK);
        story->hashes[seq] =
            br_record_hash(&record, &story->stream, epoch, seq, &story->hashes[seq - 1]);
    }
}

static void story_end(struct story *story)
{
    br_buffer_free(&story->bodies[0]);
    br_buffer_free(&story->bodies[1]);
}

static struct br_head head_at(const struct story *story, uint64_t seq)
{
    struct br_head head = head_of(&story->stream, seq);
    head.epoch = story->epoch;
    head.hash = story->hashes[seq];
    return head;
}

static struct br_batch batch_at(const struct story *story, uint64_t first, uint64_t last,
                                struct br_bytes *bodies)
{
    for (uint64_t seq = first; seq <= last; seq++) {
        bodies[seq - first] = body_of(story, seq);
    }
    return (struct br_batch){
        .head = head_at(story, last), .count = (size_t)(last - first + 1), .bodies = bodies};
}

/* --- feeding --- */

/* Ours and theirs, and what the node between them does. */
struct dispute {
    struct story ours;
    struct story theirs;
    struct desk *desk;
};

static void dispute_begin(struct dispute *dispute, uint64_t fork, uint64_t tail)
{
    story_begin(&dispute->ours, 1, 0);
    story_begin(&dispute->theirs, 1, fork);
    dispute->desk = between_two();
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 5;
    input.as.stream.head = head_at(&dispute->ours, tail);
    step(dispute->desk, &input);
}

static void dispute_end(struct dispute *dispute)
{
    desk_free(dispute->desk);
    story_end(&dispute->ours);
    story_end(&dispute->theirs);
}

static void claim(struct dispute *dispute, br_connection from, const struct story *story,
                  uint64_t seq)
{
    struct br_buffer bytes = bytes_new();
    struct br_head head = head_at(story, seq);
    const struct br_head *pointer = &head;
    br_frame_put_heads(&bytes, &pointer, 1, true);
    frame(dispute->desk, from, &bytes);
}

static void show_story(struct dispute *dispute, br_connection from, const struct story *story,
                       uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_batch batch = batch_at(story, first, last, bodies);
    shown(dispute->desk, from, &story->hashes[first - 1], &batch);
}

static void show(struct dispute *dispute, br_connection from, uint64_t first, uint64_t last)
{
    show_story(dispute, from, &dispute->theirs, first, last);
}

/* Our own records are read for this conversation. */
static void read_ours(struct dispute *dispute, br_connection of, enum br_read_purpose purpose,
                      uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_batch batch = batch_at(&dispute->ours, first, last, bodies);
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = of};
    input.as.read.stream = dispute->ours.stream;
    input.as.read.purpose = purpose;
    input.as.read.previous = dispute->ours.hashes[first - 1];
    input.as.read.head = &batch.head;
    input.as.read.seq_first = first;
    input.as.read.count = batch.count;
    input.as.read.bodies = bodies;
    step(dispute->desk, &input);
}

/* Reading ours did not work. */
static void read_fails(struct dispute *dispute, br_connection of, enum br_read_purpose purpose)
{
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = of};
    input.as.read.stream = dispute->ours.stream;
    input.as.read.purpose = purpose;
    input.as.read.status = BR_ERR_CORRUPT;
    step(dispute->desk, &input);
}

/* A proof that the two stories part at [seq]; free it. */
static struct br_buffer proof_at(const struct dispute *dispute, uint64_t seq)
{
    struct br_bytes bodies[2];
    struct br_batch sides[2] = {batch_at(&dispute->ours, seq, seq, &bodies[0]),
                                batch_at(&dispute->theirs, seq, seq, &bodies[1])};
    struct br_buffer proof;
    br_buffer_init(&proof, BR_FORK_SIZE_MAX);
    br_fork_encode(&dispute->ours.hashes[seq - 1], sides, &proof);
    BR_ASSERT(br_buffer_ok(&proof));
    return proof;
}

static void name_fork(struct dispute *dispute, br_connection from, uint64_t seq)
{
    struct br_buffer proof = proof_at(dispute, seq);
    fork_named(dispute->desk, from, br_buffer_bytes(&proof));
    br_buffer_free(&proof);
}

/* The store has kept the proof that [ticket] asked for (0: at the start it had it). */
static void put_aside(struct dispute *dispute, uint64_t ticket, uint64_t seq)
{
    struct br_buffer proof = proof_at(dispute, seq);
    struct br_node_fork fork = {.number = 5,
                                .stream = dispute->ours.stream,
                                .seq = seq,
                                .since_wall_ms = 7,
                                .proof = br_buffer_bytes(&proof)};
    struct br_ticket_done done = {.ticket = ticket, .status = BR_OK};
    struct br_node_input input = {.type = ticket == 0 ? BR_INPUT_FORK : BR_INPUT_DURABLE};
    if (ticket == 0) {
        input.as.fork = fork;
    } else {
        input.as.durable.transaction = ++dispute->desk->transaction;
        input.as.durable.done = &done;
        input.as.durable.done_count = 1;
        input.as.durable.fork = &fork;
    }
    step(dispute->desk, &input);
    br_buffer_free(&proof);
}

/* The stream grows to [seq]. */
static void grow(struct dispute *dispute, uint64_t first, uint64_t seq)
{
    durable(dispute->desk, 0, BR_OK, &dispute->ours.stream, first, seq);
}

/* --- questions --- */

/* The last ones first, then in halves; from where they agree on record by record. */
static void test_where_long_copies_part(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 100, 500);
    static const uint64_t asked[] = {500 - 127, 186, 92};
    claim(&dispute, 1, &dispute.theirs, 500);
    for (size_t i = 0; i < 3; i++) {
        CHECK_UINT(asks(dispute.desk, 1), asked[i]);
        show(&dispute, 1, asked[i], asked[i] + 50);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_READ)->as.read.after_seq, asked[i] - 1);
        read_ours(&dispute, 1, BR_READ_COMPARE, asked[i], asked[i] + 90);
    }
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 1);
    CHECK_UINT(dispute.desk->node->tickets[dispute.desk->node->ticket_first].seq_first, 100);
    dispute_end(&dispute);
}

/* They claim what they do not show, show nothing, or another epoch, or it was settled meanwhile:
 * nothing follows from it. */
static void test_what_ends_in_nothing(void)
{
    for (int what = 0; what < 5; what++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        claim(&dispute, 1, &dispute.theirs, 9);
        CHECK_UINT(asks(dispute.desk, 1), 1);
        if (what == 0) {
            show_story(&dispute, 1, &dispute.ours, 1, 9);
            read_ours(&dispute, 1, BR_READ_COMPARE, 1, 9);
        } else if (what == 1) {
            shown(dispute.desk, 1, NULL, NULL);
        } else if (what == 2) {
            struct story *restored = &dispute.theirs;
            story_end(restored);
            story_begin(restored, 2, 4);
            show(&dispute, 1, 1, 9);
            read_ours(&dispute, 1, BR_READ_COMPARE, 1, 9);
        } else if (what == 3) {
            put_aside(&dispute, 0, 1);
            show(&dispute, 1, 1, 9);
        } else {
            show(&dispute, 1, 1, 9);
            read_fails(&dispute, 1, BR_READ_COMPARE);
        }
        CHECK_UINT(asks(dispute.desk, 1), 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
        CHECK(dispute.desk->node->conversations[0]->doubt == NULL);
        dispute_end(&dispute);
    }
}

/* Other records than those asked for, or when nothing was. */
static void test_who_shows_something_else_is_hung_up_on(void)
{
    for (int what = 0; what < 3; what++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        if (what < 2) {
            claim(&dispute, 1, &dispute.theirs, 9);
        }
        if (what == 0) {
            dispute.theirs.stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
        }
        show(&dispute, 1, what == 1 ? 2 : 1, 9);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
        dispute_end(&dispute);
    }
}

/* The conversation has ended before ours were read, whatever for. */
static void test_the_conversation_ends_meanwhile(void)
{
    for (int hashing = 0; hashing < 2; hashing++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        claim(&dispute, 1, &dispute.theirs, hashing ? 5 : 9);
        if (!hashing) {
            show(&dispute, 1, 1, 9);
        }
        shown(dispute.desk, 1, NULL, NULL); /* that was not asked for */
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 1);
        read_ours(&dispute, 1, hashing ? BR_READ_HASH : BR_READ_COMPARE, hashing ? 6 : 1, 9);
        CHECK_UINT(dispute.desk->actions.count, 0);
        dispute_end(&dispute);
    }
}

/* What was found is told to the store; what it makes of it ends the matter. */
static void test_what_becomes_of_our_own_proof(void)
{
    static const enum br_status verdicts[] = {BR_OK, BR_ERR_EXISTS, BR_ERR_SIGNATURE};
    for (size_t i = 0; i < 3; i++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        claim(&dispute, 1, &dispute.theirs, 9);
        show(&dispute, 1, 1, 9);
        read_ours(&dispute, 1, BR_READ_COMPARE, 1, 9);
        uint64_t ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
        durable(dispute.desk, ticket, verdicts[i], NULL, 0, 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
        CHECK(dispute.desk->node->conversations[0]->doubt == NULL);
        dispute_end(&dispute);
    }
}

/* With more to store than can be queued, who brings a proof is hung up on like anybody. */
static void test_no_room_for_a_proof(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    dispute.desk->node->ticket_count = BR_TICKETS_MAX;
    name_fork(&dispute, 1, 4);
    CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_LIMIT);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
    dispute.desk->node->ticket_count = 0;
    dispute_end(&dispute);
}

/* One question at a time: a second head that differs waits until the first has been settled. */
static void test_a_second_doubt_waits(void)
{
    struct dispute dispute;
    struct br_stream second = stream_of(&omega, BR_AUDIENCE_NETWORK);
    dispute_begin(&dispute, 4, 9);
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.number = 6;
    input.as.stream.head = head_of(&second, 7);
    input.as.stream.head.hash = us; /* any other than they name */
    step(dispute.desk, &input);
    claim(&dispute, 1, &dispute.theirs, 9);
    CHECK_UINT(asks(dispute.desk, 1), 1);
    heads(dispute.desk, 1, &second, 7, true);
    CHECK_UINT(asks(dispute.desk, 1), 0);
    shown(dispute.desk, 1, NULL, NULL);
    CHECK_UINT(asks(dispute.desk, 1), 1);
    CHECK(br_stream_equal(&dispute.desk->frames[0].as.show.stream, &second));
    dispute_end(&dispute);
}

/* Who is slow is asked nothing more until the answer has come. */
static void test_an_answer_that_comes_late(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    claim(&dispute, 1, &dispute.theirs, 9);
    tick_to(dispute.desk, dispute.desk->now_ms + BR_SHOW_DEADLINE_MS);
    CHECK(dispute.desk->node->conversations[0]->doubt == NULL);
    claim(&dispute, 1, &dispute.theirs, 9);
    CHECK_UINT(asks(dispute.desk, 1), 0);
    show(&dispute, 1, 1, 9);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(asks(dispute.desk, 1), 1); /* what they claimed again meanwhile */
    dispute_end(&dispute);
}

/* --- heads that have to be read --- */

/* An older head is compared with what the log holds there, one at a time. */
static void test_an_older_head_is_compared(void)
{
    for (int what = 0; what < 3; what++) {
        struct dispute dispute;
        dispute_begin(&dispute, what == 1 ? 6 : 4, 9);
        claim(&dispute, 1, &dispute.theirs, 5);
        const struct br_node_action *read = action_of(dispute.desk, BR_ACTION_READ);
        CHECK(read->as.read.purpose == BR_READ_HASH && read->as.read.after_seq == 5);
        claim(&dispute, 1, &dispute.theirs, 8);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_READ), 0);
        if (what == 2) {
            read_fails(&dispute, 1, BR_READ_HASH);
        } else {
            read_ours(&dispute, 1, BR_READ_HASH, 6, 9);
        }
        CHECK_UINT(asks(dispute.desk, 1), what == 0 ? 1 : 0);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_READ)->as.read.after_seq, 8);
        dispute_end(&dispute);
    }
}

/* It differs, but they are being asked already: it waits, unless they have named another since. */
static void test_an_older_head_waits(void)
{
    for (int since = 0; since < 2; since++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        claim(&dispute, 1, &dispute.theirs, 5);
        claim(&dispute, 1, &dispute.theirs, 9);
        CHECK_UINT(asks(dispute.desk, 1), 1);
        if (since) {
            claim(&dispute, 1, &dispute.theirs, 8);
        }
        read_ours(&dispute, 1, BR_READ_HASH, 6, 9);
        CHECK_UINT(asks(dispute.desk, 1), 0);
        CHECK_UINT(dispute.desk->node->conversations[0]->links[0].claim.seq, since ? 8 : 5);
        dispute_end(&dispute);
    }
}

/* --- records that do not continue ours --- */

/* Who cannot show where two stories part is hung up on. */
static void test_who_is_blamed(void)
{
    for (int what = 0; what < 4; what++) {
        struct dispute dispute;
        uint64_t tail = what == 1 ? 0 : 9;
        dispute_begin(&dispute, 4, 9);
        if (what == 1) {
            dispute.ours.stream = dispute.theirs.stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
        }
        claim(&dispute, 1, &dispute.theirs, tail + 3);
        CHECK_UINT(wants(dispute.desk, 1), tail);
        batch(dispute.desk, 1, &dispute.theirs.stream, tail + 1, tail + 3);
        uint64_t ticket = action_of(dispute.desk, BR_ACTION_RECEIVE)->as.receive.ticket;
        if (what == 2) {
            claim(&dispute, 1, &dispute.theirs, 9);
            CHECK_UINT(asks(dispute.desk, 1), 1); /* they are being asked already */
        }
        durable(dispute.desk, ticket, BR_ERR_CHAIN, NULL, 0, 0);
        bool asked = what == 0 || what == 3;
        CHECK_UINT(asks(dispute.desk, 1), asked ? 1 : 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), asked ? 0 : 1);
        if (what == 0) {
            shown(dispute.desk, 1, NULL, NULL);
            CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_CHAIN);
        } else if (what == 3) {
            show(&dispute, 1, 1, 9);
            read_ours(&dispute, 1, BR_READ_COMPARE, 1, 9);
            CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 1); /* they could */
        }
        dispute_end(&dispute);
    }
}

/* After a restore our own records come back from others; they are not asked to explain. */
static void test_our_own_stream_is_not_doubted(void)
{
    uint8_t seed[32] = {3};
    struct br_secret_key secret;
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_node_options options = desk->node->options;
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    br_key_pair(seed, &secret, &options.signing);
    options.recovering = true;
    br_node_free(desk->node);
    desk->node = br_node_new(&options);
    accepted(desk, &us, &alpha, true);
    accepted(desk, &alpha, &us, true);
    held(desk, &stream, 3);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    struct br_head head = head_of(&stream, 5);
    const struct br_head *pointer = &head;
    struct br_buffer bytes = bytes_new();
    br_head_sign(&head, &secret);
    br_frame_put_heads(&bytes, &pointer, 1, true);
    frame(desk, 1, &bytes);
    CHECK_UINT(wants(desk, 1), 3);
    batch(desk, 1, &stream, 4, 5);
    uint64_t ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    durable(desk, ticket, BR_ERR_CHAIN, NULL, 0, 0);
    CHECK_UINT(asks(desk, 1), 0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_CHAIN);
    desk_free(desk);
}

/* Who sent them has left, or is leaving, when the store has judged them: nothing is said. */
static void test_the_sender_has_left(void)
{
    for (int gone = 0; gone < 2; gone++) {
        struct dispute dispute;
        dispute_begin(&dispute, 4, 9);
        claim(&dispute, 1, &dispute.ours, 12);
        batch(dispute.desk, 1, &dispute.ours.stream, 10, 12);
        uint64_t ticket = action_of(dispute.desk, BR_ACTION_RECEIVE)->as.receive.ticket;
        if (gone == 0) {
            shown(dispute.desk, 1, NULL, NULL);
        } else {
            disconnected(dispute.desk, 1, BR_ERR_CLOSED);
        }
        durable(dispute.desk, ticket, BR_ERR_CHAIN, NULL, 0, 0);
        CHECK_UINT(dispute.desk->actions.count, 0);
        dispute_end(&dispute);
    }
}

/* --- what may be shown --- */

/* Of what they show every record can be read, also those behind the first that differs. */
static void test_what_is_shown_can_be_read(void)
{
    for (size_t bad = 0; bad < 3; bad++) {
        struct dispute dispute;
        struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
        dispute_begin(&dispute, 8, 9);
        claim(&dispute, 1, &dispute.theirs, 9);
        CHECK_UINT(asks(dispute.desk, 1), 1);
        struct br_batch batch = batch_at(&dispute.theirs, 1, 9, bodies);
        bodies[bad == 0 ? 0 : 6 + bad] = br_bytes_of_text("no record"); /* the fork, behind it */
        shown(dispute.desk, 1, &dispute.theirs.hashes[0], &batch);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_MALFORMED);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_READ), 0);
        dispute_end(&dispute);
    }
}

/* --- proofs --- */

/* A proof that begins earlier takes the place of the one that was kept, and all hear of it. */
static void test_an_earlier_proof_takes_the_place_of_a_later_one(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 7, 9);
    put_aside(&dispute, 0, 7);
    CHECK(sent(dispute.desk, 1, BR_FRAME_FORK) == 1 && sent(dispute.desk, 2, BR_FRAME_FORK) == 1);
    name_fork(&dispute, 1, 5);
    put_aside(&dispute, action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket, 5);
    CHECK_UINT(sent(dispute.desk, 2, BR_FRAME_FORK), 1);
    CHECK_UINT(br_node_stream_status(dispute.desk->node, 0).aside_seq, 5);
    dispute_end(&dispute);
}

/* Of what cannot be judged yet the earliest is kept, unless who brought it has gone meanwhile. */
static void test_a_proof_that_comes_early(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 12, 3);
    name_fork(&dispute, 1, 14);
    name_fork(&dispute, 2, 12);
    name_fork(&dispute, 1, 12);
    name_fork(&dispute, 1, 13);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
    disconnected(dispute.desk, 2, BR_ERR_CLOSED);
    greet(dispute.desk, 3, BR_PARTY_ACADEMY, &omega);
    name_fork(&dispute, 3, 12); /* they say it again, and now it is theirs again */
    grow(&dispute, 4, 10);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
    grow(&dispute, 11, 11);
    const struct br_node_action *keep = action_of(dispute.desk, BR_ACTION_KEEP_FORK);
    CHECK_UINT(keep->connection, 3);
    grow(&dispute, 12, 12);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0); /* once */
    dispute_end(&dispute);
}

/* Who brought it is gone or going when it can be judged, or it was settled otherwise: let it be. */
static void test_an_early_proof_that_is_not_needed(void)
{
    for (int what = 0; what < 3; what++) {
        struct dispute dispute;
        dispute_begin(&dispute, 12, 3);
        name_fork(&dispute, 1, 12);
        if (what == 0) {
            disconnected(dispute.desk, 1, BR_ERR_CLOSED);
        } else if (what == 1) {
            shown(dispute.desk, 1, NULL, NULL); /* nobody asked: it is hung up on */
            CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 1);
        } else {
            put_aside(&dispute, 0, 6);
        }
        grow(&dispute, 4, 11);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
        dispute_end(&dispute);
    }
}

/* For one too many there is no room: whoever told it is to greet again when it can be judged. */
static void test_how_many_early_proofs_are_kept(void)
{
    for (size_t count = BR_EARLY_FORKS_MAX - 1; count <= BR_EARLY_FORKS_MAX + 1; count++) {
        bool fits = count <= BR_EARLY_FORKS_MAX;
        struct dispute dispute;
        dispute_begin(&dispute, 12, 3);
        struct br_stream last = dispute.ours.stream;
        for (size_t i = 1; i < count; i++) {
            struct br_hash origin = {{200, (uint8_t)i}};
            struct br_stream stream = stream_of(&origin, BR_AUDIENCE_NETWORK);
            held(dispute.desk, &stream, 3);
            dispute.ours.stream = dispute.theirs.stream = stream;
            name_fork(&dispute, 1, 12);
            CHECK_UINT(dispute.desk->node->earlies, i);
        }
        dispute.ours.stream = dispute.theirs.stream = last;
        name_fork(&dispute, 1, 12);
        CHECK_UINT(dispute.desk->node->earlies, fits ? count : BR_EARLY_FORKS_MAX);
        grow(&dispute, 4, 11);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), fits);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), !fits);
        CHECK_UINT(dispute.desk->node->earlies, fits ? count - 1 : 0); /* they go with it */
        if (!fits) {
            CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_OK);
            greet(dispute.desk, 3, BR_PARTY_ACADEMY, &omega);
            name_fork(&dispute, 3, 12);
            CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 1);
        }
        dispute_end(&dispute);
    }
}

/* What we do not hold, and what an academy may not know of, is none of their business. */
static void test_proofs_about_other_streams(void)
{
    static const uint8_t types[] = {BR_AUDIENCE_NETWORK, BR_AUDIENCE_ACADEMY};
    for (size_t i = 0; i < 2; i++) {
        struct dispute dispute;
        dispute_begin(&dispute, 3, 9);
        struct br_stream named = stream_of(i == 0 ? &omega : &us, types[i]);
        greet(dispute.desk, 3, BR_PARTY_DEVICE, &us);
        if (i == 1) {
            held(dispute.desk, &named, 9);
        }
        dispute.ours.stream = dispute.theirs.stream = named;
        name_fork(&dispute, 1, 3);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
        name_fork(&dispute, 3, 3); /* a device may know its academy's */
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), i);
        dispute_end(&dispute);
    }
}

/* What the store thinks of a proof decides what becomes of who sent it. */
static void test_what_the_store_says_of_a_proof(void)
{
    static const struct {
        enum br_status verdict;
        bool hung_up;
    } cases[] = {
        {BR_ERR_EXISTS, false}, {BR_ERR_IO, false},       {BR_ERR_MALFORMED, true},
        {BR_ERR_LIMIT, true},   {BR_ERR_CHAIN, true},     {BR_ERR_SIGNATURE, true},
        {BR_ERR_REFUSED, true}, {BR_ERR_NOT_FOUND, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dispute dispute;
        dispute_begin(&dispute, 3, 9);
        name_fork(&dispute, 1, 3);
        uint64_t ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
        durable(dispute.desk, ticket, cases[i].verdict, NULL, 0, 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), cases[i].hung_up);
        dispute_end(&dispute);
    }
}

/* The proof holds of another story than ours: where they part is looked for before it. */
static void test_a_proof_about_another_story(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 3, 9);
    name_fork(&dispute, 1, 6);
    uint64_t ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
    durable(dispute.desk, ticket, BR_ERR_GAP, NULL, 0, 0);
    CHECK_UINT(asks(dispute.desk, 1), 1);
    CHECK_UINT(dispute.desk->node->conversations[0]->doubt->differ, 5);
    name_fork(&dispute, 2, 1); /* there is nothing before the first record */
    ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
    durable(dispute.desk, ticket, BR_ERR_GAP, NULL, 0, 0);
    CHECK_UINT(asks(dispute.desk, 2), 0);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
    dispute_end(&dispute);
}

/* Who has left, or is leaving, is told nothing of what the store thinks. */
static void test_who_brought_a_proof_has_left(void)
{
    for (int gone = 0; gone < 2; gone++) {
        struct dispute dispute;
        dispute_begin(&dispute, 3, 9);
        name_fork(&dispute, 1, 3);
        uint64_t ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
        if (gone == 0) {
            shown(dispute.desk, 1, NULL, NULL);
        } else {
            disconnected(dispute.desk, 1, BR_ERR_CLOSED);
        }
        durable(dispute.desk, ticket, BR_ERR_SIGNATURE, NULL, 0, 0);
        CHECK_UINT(dispute.desk->actions.count, 0);
        dispute_end(&dispute);
    }
}

/* A client's stream was withdrawn while the store judged: it is no fault of the sender. */
static void test_the_stream_has_left_meanwhile(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 3, 9);
    desk_free(dispute.desk);
    dispute.desk = desk_new(BR_NODE_CLIENT);
    held(dispute.desk, &dispute.ours.stream, 9);
    greet(dispute.desk, 1, BR_PARTY_HOME, &us);
    name_fork(&dispute, 1, 3);
    uint64_t ticket = action_of(dispute.desk, BR_ACTION_KEEP_FORK)->as.fork.ticket;
    struct br_buffer bytes = bytes_new();
    br_frame_put_gone(&bytes, &dispute.ours.stream, "No longer yours.");
    frame(dispute.desk, 1, &bytes);
    durable(dispute.desk, ticket, BR_ERR_GAP, NULL, 0, 0);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
    CHECK_UINT(asks(dispute.desk, 1), 0);
    dispute_end(&dispute);
}

/* --- telling --- */

/* Whoever may have the stream is told of a proof; others, and who has not greeted, are not. */
static void test_who_is_told(void)
{
    struct br_hash delta = {{0x40}};
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    accepted(dispute.desk, &us, &delta, true);
    greet(dispute.desk, 3, BR_PARTY_ACADEMY, &delta); /* whom alpha does not accept */
    greet(dispute.desk, 4, BR_PARTY_DEVICE, &us);
    connected(dispute.desk, 5, BR_PARTY_DEVICE, &us, false);
    put_aside(&dispute, 0, 4);
    for (br_connection to = 1; to <= 5; to++) {
        CHECK_UINT(sent(dispute.desk, to, BR_FRAME_FORK), to != 3 && to != 5 ? 1 : 0);
    }
    hello(dispute.desk, 5, &us, 5, BR_CREDIT_WINDOW);
    CHECK_UINT(sent(dispute.desk, 5, BR_FRAME_FORK), 1);
    dispute_end(&dispute);
}

/* A device tells its server: all that it holds has come from there. */
static void test_home_is_told(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    desk_free(dispute.desk);
    dispute.desk = desk_new(BR_NODE_CLIENT);
    held(dispute.desk, &dispute.ours.stream, 9);
    put_aside(&dispute, 0, 4);
    greet(dispute.desk, 1, BR_PARTY_HOME, &us);
    CHECK_UINT(sent(dispute.desk, 1, BR_FRAME_FORK), 1);
    dispute_end(&dispute);
}

/* Who is still behind the last good record hears of the proof behind it, or has named it before. */
static void test_who_is_behind_is_told_in_good_time(void)
{
    for (size_t named = 0; named < 2; named++) {
        struct dispute dispute;
        dispute_begin(&dispute, 6, 9);
        put_aside(&dispute, 0, 6);
        greet(dispute.desk, 3, BR_PARTY_DEVICE, &us);
        want(dispute.desk, 3, &dispute.ours.stream, 2);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_READ)->as.read.after_seq, 2);
        CHECK_UINT(sent(dispute.desk, 3, BR_FRAME_FORK), 0);
        if (named == 1) {
            name_fork(&dispute, 3, 6);
        }
        read_ours(&dispute, 3, BR_READ_BATCH, 3, 5);
        CHECK_UINT(sent(dispute.desk, 3, BR_FRAME_BATCH), 1);
        CHECK_UINT(sent(dispute.desk, 3, BR_FRAME_FORK), 1 - named);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_READ), 0); /* no more than what counts */
        dispute_end(&dispute);
    }
}

/* Records behind the fork that become durable all the same go to nobody, nor do they come in. */
static void test_nothing_behind_a_fork_is_passed_on(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 6, 9);
    claim(&dispute, 1, &dispute.ours, 12);
    CHECK_UINT(wants(dispute.desk, 1), 9);
    want(dispute.desk, 2, &dispute.ours.stream, 9);
    batch(dispute.desk, 1, &dispute.ours.stream, 10, 10);
    uint64_t ticket = action_of(dispute.desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    put_aside(&dispute, 0, 6);
    durable(dispute.desk, ticket, BR_OK, &dispute.ours.stream, 10, 10);
    CHECK_UINT(sent(dispute.desk, 2, BR_FRAME_BATCH), 0);
    batch(dispute.desk, 1, &dispute.ours.stream, 11, 11);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_RECEIVE), 0);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0);
    dispute_end(&dispute);
}

/* --- showing --- */

static void ask_us(struct dispute *dispute, br_connection from, const struct br_stream *stream,
                   uint64_t seq, bool whole)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_show(&bytes, stream, seq, whole);
    frame(dispute->desk, from, &bytes);
}

/* How many records the last step showed to [to]; SIZE_MAX: no answer. */
static size_t shows(const struct dispute *dispute, br_connection to)
{
    size_t count = SIZE_MAX;
    for (size_t i = 0; i < dispute->desk->frame_count; i++) {
        if (dispute->desk->to[i] == to && dispute->desk->frames[i].type == BR_FRAME_SHOWN) {
            count = dispute->desk->frames[i].as.shown.batch.count;
        }
    }
    return count;
}

/* Nothing is shown of what we do not hold, have only heard of, or may not send them. */
static void test_what_is_not_shown(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    struct br_stream heard = stream_of(&omega, BR_AUDIENCE_NETWORK);
    struct br_stream local = stream_of(&us, BR_AUDIENCE_ACADEMY);
    struct br_stream unknown = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(dispute.desk, &local, 9);
    heads(dispute.desk, 2, &heard, 3, true);
    const struct br_stream *none[] = {&heard, &local, &unknown};
    for (size_t i = 0; i < 3; i++) {
        ask_us(&dispute, 1, none[i], 1, true);
        CHECK_UINT(shows(&dispute, 1), 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_READ), 0);
    }
    dispute_end(&dispute);
}

/* Headers or all of it; nothing when it cannot be read; one question at a time. */
static void test_what_is_shown(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    for (int whole = 0; whole < 2; whole++) {
        ask_us(&dispute, 1, &dispute.ours.stream, 3, whole == 1);
        CHECK_UINT(action_of(dispute.desk, BR_ACTION_READ)->as.read.after_seq, 2);
        read_ours(&dispute, 1, BR_READ_SHOW, 3, 5);
        CHECK_UINT(shows(&dispute, 1), 3);
        struct br_record record;
        CHECK(br_record_parse(dispute.desk->frames[0].as.shown.batch.bodies[2], &record) == BR_OK);
        CHECK(record.format == (whole == 1 ? BR_BODY_WHOLE : BR_BODY_ERASED));
    }
    ask_us(&dispute, 1, &dispute.ours.stream, 3, true);
    read_fails(&dispute, 1, BR_READ_SHOW);
    CHECK_UINT(shows(&dispute, 1), 0);
    ask_us(&dispute, 1, &dispute.ours.stream, 3, true);
    ask_us(&dispute, 1, &dispute.ours.stream, 4, true);
    CHECK_UINT(action_of(dispute.desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
    read_ours(&dispute, 1, BR_READ_SHOW, 3, 5);
    CHECK_UINT(dispute.desk->actions.count, 0);
    dispute_end(&dispute);
}

/* A client shows its server what it holds. */
static void test_home_is_shown(void)
{
    struct dispute dispute;
    dispute_begin(&dispute, 4, 9);
    desk_free(dispute.desk);
    dispute.desk = desk_new(BR_NODE_CLIENT);
    held(dispute.desk, &dispute.ours.stream, 9);
    greet(dispute.desk, 1, BR_PARTY_HOME, &us);
    ask_us(&dispute, 1, &dispute.ours.stream, 3, true);
    CHECK_UINT(count_of(dispute.desk, BR_ACTION_READ), 1);
    dispute_end(&dispute);
}

/* --- limits --- */

/* Who shows one record at a time needs as many answers as records; there is an end to it. */
static void test_how_many_questions_are_asked(void)
{
    for (uint64_t last = BR_DOUBT_ROUNDS_MAX - 1; last <= BR_DOUBT_ROUNDS_MAX + 1; last++) {
        struct dispute dispute;
        dispute_begin(&dispute, last, last);
        uint64_t questions = 0;
        claim(&dispute, 1, &dispute.theirs, last);
        while (asks(dispute.desk, 1) != 0) {
            CHECK_UINT(asks(dispute.desk, 1), ++questions);
            show(&dispute, 1, questions, questions);
            CHECK_UINT(action_of(dispute.desk, BR_ACTION_READ)->as.read.after_seq, questions - 1);
            read_ours(&dispute, 1, BR_READ_COMPARE, questions, questions);
        }
        bool found = last <= BR_DOUBT_ROUNDS_MAX;
        CHECK_UINT(questions, found ? last : BR_DOUBT_ROUNDS_MAX);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_KEEP_FORK), found ? 1 : 0);
        CHECK_UINT(count_of(dispute.desk, BR_ACTION_CLOSE), 0); /* it is no fault to be slow */
        dispute_end(&dispute);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_where_long_copies_part),
        BR_TEST(test_what_ends_in_nothing),
        BR_TEST(test_who_shows_something_else_is_hung_up_on),
        BR_TEST(test_the_conversation_ends_meanwhile),
        BR_TEST(test_what_becomes_of_our_own_proof),
        BR_TEST(test_no_room_for_a_proof),
        BR_TEST(test_a_second_doubt_waits),
        BR_TEST(test_an_answer_that_comes_late),
        BR_TEST(test_an_older_head_is_compared),
        BR_TEST(test_an_older_head_waits),
        BR_TEST(test_who_is_blamed),
        BR_TEST(test_our_own_stream_is_not_doubted),
        BR_TEST(test_the_sender_has_left),
        BR_TEST(test_what_is_shown_can_be_read),
        BR_TEST(test_an_earlier_proof_takes_the_place_of_a_later_one),
        BR_TEST(test_a_proof_that_comes_early),
        BR_TEST(test_an_early_proof_that_is_not_needed),
        BR_TEST(test_how_many_early_proofs_are_kept),
        BR_TEST(test_proofs_about_other_streams),
        BR_TEST(test_what_the_store_says_of_a_proof),
        BR_TEST(test_a_proof_about_another_story),
        BR_TEST(test_who_brought_a_proof_has_left),
        BR_TEST(test_the_stream_has_left_meanwhile),
        BR_TEST(test_who_is_told),
        BR_TEST(test_home_is_told),
        BR_TEST(test_who_is_behind_is_told_in_good_time),
        BR_TEST(test_nothing_behind_a_fork_is_passed_on),
        BR_TEST(test_what_is_not_shown),
        BR_TEST(test_what_is_shown),
        BR_TEST(test_home_is_shown),
        BR_TEST(test_how_many_questions_are_asked),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
