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
                                struct br_bytes bodies[BR_BATCH_RECORDS_MAX])
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

static void show(struct dispute *dispute, br_connection from, uint64_t first, uint64_t last)
{
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_batch batch = batch_at(&dispute->theirs, first, last, bodies);
    shown(dispute->desk, from, &dispute->theirs.hashes[first - 1], &batch);
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
        BR_TEST(test_what_is_shown_can_be_read),
        BR_TEST(test_how_many_questions_are_asked),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
