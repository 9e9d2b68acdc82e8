/* The lines of a trace that no story shows: what goes wrong, and what has no name. */
#include "harness/check.h"
#include "session/trace.h"

#include <string.h>

static const struct br_hash alpha = {{0x10, [31] = 0xa1}};
static const struct br_hash stranger = {{0x66, [28] = 0xde, 0xad, 0xbe, 0xef}};
static const struct br_id ann = {{1}};
static const struct br_trace_name items[] = {
    {.bytes = alpha.bytes, .size = sizeof alpha.bytes, .name = "Alpha"},
    {.bytes = ann.bytes, .size = sizeof ann.bytes, .name = "ann"},
};
static const struct br_trace_names names = {.count = 2, .items = items};

static void expect_input(const struct br_node_input *input, const char *line)
{
    struct br_buffer out;
    br_buffer_init(&out, 4096);
    br_trace_input(&names, input, &out);
    CHECK_TEXT(br_buffer_text(&out), line);
    br_buffer_free(&out);
}

static void expect_action(const struct br_node_action *action, const char *line)
{
    struct br_buffer out;
    br_buffer_init(&out, 4096);
    br_trace_action(&names, action, &out);
    CHECK_TEXT(br_buffer_text(&out), line);
    br_buffer_free(&out);
}

static struct br_stream network_of(const struct br_hash *origin)
{
    return (struct br_stream){.origin = *origin, .audience = {.type = BR_AUDIENCE_NETWORK}};
}

/* Who is not known is shown by the end of the id, which is what differs. */
static void test_what_has_no_name_is_shown_in_hex(void)
{
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    input.as.stream.head = (struct br_head){.stream = network_of(&stranger), .seq = 4};
    expect_input(&input, "stream deadbeef/network=4");
    input.as.stream.head.stream = (struct br_stream){
        .origin = alpha, .audience = {.type = BR_AUDIENCE_GROUP, .id = {{[15] = 9}}}};
    expect_input(&input, "stream Alpha/group:00000009=4");
    input.as.stream.head.stream.audience = (struct br_audience){.type = 200};
    expect_input(&input, "stream Alpha/?=4");
}

static void expect_frame(struct br_buffer *take_bytes, const char *line)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = 4};
    input.as.frame = (struct br_bytes){take_bytes->data + BR_FRAME_LENGTH_SIZE,
                                       take_bytes->size - BR_FRAME_LENGTH_SIZE};
    expect_input(&input, line);
    br_buffer_free(take_bytes);
}

static void test_what_is_shown(void)
{
    struct br_stream stream = network_of(&alpha);
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_FRAME_SIZE_MAX);
    br_frame_put_shown(&bytes, NULL, NULL);
    expect_frame(&bytes, "frame 4 shown nothing");
    br_buffer_init(&bytes, BR_FRAME_SIZE_MAX);
    br_frame_put_show(&bytes, &stream, 7, false);
    expect_frame(&bytes, "frame 4 show headers of Alpha/network from 7");
    br_buffer_init(&bytes, BR_FRAME_SIZE_MAX);
    br_frame_put_show(&bytes, &stream, 7, true);
    expect_frame(&bytes, "frame 4 show whole Alpha/network from 7");
}

static void test_inputs_that_stories_do_not_have(void)
{
    struct br_node_input input = {.type = BR_INPUT_TICK};
    expect_input(&input, "tick");
    input.type = BR_INPUT_FORK;
    input.as.fork = (struct br_node_fork){.stream = network_of(&alpha), .seq = 3};
    expect_input(&input, "fork Alpha/network put aside from 3");
    input.type = BR_INPUT_NUMBER_ANYWAY;
    expect_input(&input, "number anyway");
    input.type = BR_INPUT_OUTBOX;
    expect_input(&input, "outbox");
    input.type = BR_INPUT_STOP;
    expect_input(&input, "stop");
    input.type = BR_INPUT_PEER;
    input.as.peer.academy = alpha;
    expect_input(&input, "peer Alpha not to be dialled");
    input.type = BR_INPUT_ACCEPTED;
    input.as.accepted.origin = alpha;
    input.as.accepted.academy = stranger;
    input.as.accepted.accepted = false;
    expect_input(&input, "Alpha no longer accepts deadbeef");
    input = (struct br_node_input){.type = BR_INPUT_GROUP};
    input.as.group.origin = alpha;
    input.as.group.academy = stranger;
    expect_input(&input, "group Alpha no longer names deadbeef");
    input.as.group.named = true;
    expect_input(&input, "group Alpha names deadbeef");
    input.type = BR_INPUT_DEVICE;
    expect_input(&input, "a device was removed");
    input = (struct br_node_input){.type = BR_INPUT_MEMBER};
    input.as.member.member = ann;
    input.as.member.room_count = 2;
    expect_input(&input, "member ann in 2 rooms, without a role");
    input.as.member.has_role = true;
    expect_input(&input, "member ann in 2 rooms");
    input.type = BR_INPUT_DIAL_FAILED;
    input.as.dial_failed.academy = alpha;
    input.as.dial_failed.why = "refused";
    expect_input(&input, "dial failed Alpha (refused)");
}

/* Failures are what a trace is read for. */
static void test_failures_are_named(void)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = 7};
    input.as.frame = br_bytes_of_text("\xff\xff");
    expect_input(&input, "frame 7 unreadable (malformed)");
    input = (struct br_node_input){.type = BR_INPUT_READ, .connection = 7};
    input.as.read.status = BR_ERR_CORRUPT;
    input.as.read.stream = network_of(&alpha);
    struct br_buffer line;
    br_buffer_init(&line, 200);
    br_buffer_put_format(&line, "read 7 Alpha/network %s", br_status_text(BR_ERR_CORRUPT));
    expect_input(&input, br_buffer_text(&line));
    struct br_ticket_done done[] = {{.ticket = 3}, {.ticket = 4, .status = BR_ERR_DISK_FULL}};
    input = (struct br_node_input){.type = BR_INPUT_DURABLE};
    input.as.durable.transaction = 2;
    input.as.durable.done = done;
    input.as.durable.done_count = 2;
    expect_input(&input, "durable t2 #3 #4 (disk full)");
    br_buffer_free(&line);
}

static void test_what_became_of_writes(void)
{
    struct br_write_done done[] = {
        {.ticket = 3, .result = {.id = ann, .epoch = 2, .seq = 6}},
        {.ticket = 4, .result = {.id = {{[15] = 8}}, .reason = "it is closed"}},
    };
    struct br_node_input input = {.type = BR_INPUT_WRITTEN};
    input.as.written.transaction = 5;
    input.as.written.done = done;
    input.as.written.done_count = 2;
    expect_input(&input, "written t5 #3 ann is 2.6 #4 00000008 refused (it is closed)");
    struct br_result results[] = {done[0].result, done[1].result};
    struct br_node_action action = {.type = BR_ACTION_OUTCOMES, .connection = 1};
    action.as.outcomes.count = 2;
    action.as.outcomes.items = results;
    expect_action(&action, "outcomes ann is 2.6 00000008 refused (it is closed)");
    struct br_submission write = {.id = ann, .kind = 10, .audience = {.type = BR_AUDIENCE_ACADEMY}};
    input = (struct br_node_input){.type = BR_INPUT_SUBMIT, .connection = 1};
    input.as.submit.writes = &write;
    input.as.submit.count = 1;
    expect_input(&input, "submit 1 ann (kind 10 to academy)");
    input.as.submit.more = true;
    expect_input(&input, "submit 1 ann (kind 10 to academy) and more");
}

static void send_one(struct br_buffer *bytes, const char *line)
{
    struct br_node_action action = {.type = BR_ACTION_SEND, .connection = 1};
    action.as.send.bytes = br_buffer_bytes(bytes);
    expect_action(&action, line);
    br_buffer_clear(bytes);
}

/* What needs no more than its name; a secret is not written down. */
static void test_frames_that_say_little(void)
{
    static const uint8_t secret[16] = {'s', 'e', 'c', 'r', 'e', 't'};
    struct br_buffer bytes;
    br_buffer_init(&bytes, BR_FRAME_SIZE_MAX);
    br_frame_put_ping(&bytes, 1);
    send_one(&bytes, "send 1: ping");
    br_frame_put_pong(&bytes, 1);
    send_one(&bytes, "send 1: pong");
    br_frame_put_enrol(&bytes, secret, "ward");
    send_one(&bytes, "send 1: enrol");
    struct br_enrolled enrolled = {.refused = "this code was used"};
    br_frame_put_enrolled(&bytes, &enrolled);
    send_one(&bytes, "send 1: enrolled");
    struct br_stream room = {.origin = alpha, .audience = {.type = BR_AUDIENCE_ROOM, .id = ann}};
    br_frame_put_gone(&bytes, &room, "You have left.");
    br_frame_put_stop(&bytes, &room);
    send_one(&bytes, "send 1: gone Alpha/room:ann (You have left.) want Alpha/room:ann no more");
    br_frame_put_bye(&bytes, BR_ERR_PROTOCOL, "no");
    struct br_buffer line;
    br_buffer_init(&line, 200);
    br_buffer_put_format(&line, "send 1: bye %s (no)", br_status_text(BR_ERR_PROTOCOL));
    send_one(&bytes, br_buffer_text(&line));
    br_buffer_free(&line);
    br_buffer_free(&bytes);
}

static void test_parties(void)
{
    struct br_node_action action = {.type = BR_ACTION_PEER_UP, .connection = 3};
    action.as.peer = (struct br_party){.type = BR_PARTY_HOME, .academy = alpha, .dialled = true};
    expect_action(&action, "up 3 home, dialled");
    action.as.peer = (struct br_party){.type = BR_PARTY_DEVICE, .academy = alpha, .member = ann};
    expect_action(&action, "up 3 device of ann");
    action.type = BR_ACTION_PEER_DOWN;
    action.as.peer = (struct br_party){.type = BR_PARTY_ACADEMY, .academy = stranger};
    expect_action(&action, "down 3 academy deadbeef");
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_has_no_name_is_shown_in_hex),
        BR_TEST(test_what_is_shown),
        BR_TEST(test_inputs_that_stories_do_not_have),
        BR_TEST(test_failures_are_named),
        BR_TEST(test_what_became_of_writes),
        BR_TEST(test_frames_that_say_little),
        BR_TEST(test_parties),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
