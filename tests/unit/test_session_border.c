/* Who may have what, and whose word counts: the cases that stories do not have. */
#include "test_session_desk.h"

static void receipts(struct desk *desk, br_connection connection, const struct br_hash *holder,
                     const struct br_stream *stream)
{
    struct br_receipt receipt = {.holder = *holder, .stream = *stream, .epoch = 1, .seq = 1};
    const struct br_receipt *pointer = &receipt;
    struct br_buffer bytes = bytes_new();
    br_frame_put_receipts(&bytes, &pointer, 1);
    frame(desk, connection, &bytes);
}

/* A room is for its members, of our own academy; of whom nothing is known is a member of none. */
static void test_devices_have_only_rooms_of_their_member(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_stream other = stream_of(&alpha, BR_AUDIENCE_ROOM); /* the same room's id */
    struct br_stream local = stream_of(&alpha, BR_AUDIENCE_ACADEMY);
    struct br_stream group = {.origin = us, .audience = {.type = BR_AUDIENCE_GROUP, .id = {{4}}}};
    const struct br_stream *all[] = {&room, &other, &local, &group};
    for (size_t i = 0; i < 4; i++) {
        held(desk, all[i], 3);
    }
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK_UINT(desk->frames[0].as.heads.count, 0);
    for (size_t i = 0; i < 4; i++) {
        want(desk, 1, all[i], 0);
        CHECK_UINT(sent(desk, 1, BR_FRAME_STREAM_GONE), 1);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 0);
    }
    struct br_id rooms[] = {{{8}}, {{9}}};
    tell_member(desk, true, rooms, 2);
    for (size_t i = 0; i < 4; i++) {
        want(desk, 1, all[i], 0);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), i == 0 ? 1 : 0);
    }
    desk_free(desk);
}

/* Home offers our academy's streams and the network's. What is neither is not taken, nor kept in
 * mind: nothing that comes later makes it ours. */
static void test_home_gives_no_other_academys_rooms(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&alpha, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 5, true);
    CHECK_UINT(br_node_stream_count(desk->node), 1);
    accepted(desk, &us, &alpha, true);
    CHECK_UINT(br_node_stream_count(desk->node), 1);
    desk_free(desk);
}

/* Records of a room can only be verified with the keys in the network stream of its academy. */
static void test_keys_come_before_rooms(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 5, false);
    CHECK_UINT(wants(desk, 1), NO_WANT); /* nobody has even named the network stream */
    heads(desk, 1, &network, 2, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 1);
    CHECK(br_stream_equal(&desk->frames[0].as.want.stream, &network));
    batch(desk, 1, &network, 1, 2);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &network, 1, 2);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 1);
    CHECK(br_stream_equal(&desk->frames[0].as.want.stream, &room));
    desk_free(desk);
}

/* An academy that ours comes to accept while it is connected is told at once what is for it. */
static void test_accepted_in_the_middle_of_a_conversation(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 3);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    CHECK_UINT(desk->frames[0].as.heads.count, 0);
    accepted(desk, &us, &alpha, true);
    tick_to(desk, desk->now_ms + BR_HEADS_INTERVAL_MS);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 1);
    CHECK_UINT(desk->frames[0].as.heads.count, 1);
    desk_free(desk);
}

/* Said twice is said once: one withdrawal is enough. */
static void test_accepting_twice_is_accepting_once(void)
{
    struct desk *desk = between_two();
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 3);
    accepted(desk, &us, &alpha, true);
    accepted(desk, &us, &alpha, false);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_REFUSED);
    disconnected(desk, 1, BR_ERR_CLOSED);
    accepted(desk, &us, &alpha, false);
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    want(desk, 3, &ours, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 0);
    desk_free(desk);
}

/* Receipts tell of network streams that we know, and never in a server's own name. */
static void test_receipts_that_are_not_for_us(void)
{
    struct desk *desk = between_two();
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream unknown = stream_of(&omega, BR_AUDIENCE_NETWORK);
    struct br_stream local = stream_of(&us, BR_AUDIENCE_ACADEMY);
    held(desk, &ours, 3);
    held(desk, &local, 3);
    receipts(desk, 1, &us, &ours);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 0);
    receipts(desk, 1, &alpha, &unknown);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 0);
    receipts(desk, 1, &alpha, &local);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 0);
    receipts(desk, 1, &alpha, &ours);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 1);
    desk_free(desk);

    desk = desk_new(BR_NODE_CLIENT); /* whose academy is no more than another holder */
    struct br_stream theirs = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    held(desk, &theirs, 3);
    greet(desk, 1, BR_PARTY_HOME, &us);
    receipts(desk, 1, &us, &theirs);
    CHECK_UINT(count_of(desk, BR_ACTION_KEEP_RECEIPTS), 1);
    desk_free(desk);
}

/* --- after a restore --- */

static struct br_head signed_head(const struct br_secret_key *secret, uint64_t seq)
{
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_head head = head_of(&ours, seq);
    br_head_sign(&head, secret);
    return head;
}

static void show(struct desk *desk, br_connection connection, const struct br_head *head)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_heads(&bytes, &head, 1, true);
    frame(desk, connection, &bytes);
}

static struct desk *restored(struct br_secret_key *secret)
{
    struct br_node_options options = {
        .role = BR_NODE_SERVER, .academy = us, .software = "test", .seed = 1, .recovering = true};
    uint8_t seed[32] = {1};
    br_key_pair(seed, secret, &options.signing);
    struct desk *desk = desk_new(BR_NODE_SERVER);
    br_node_free(desk->node);
    desk->node = br_node_new(&options);
    accepted(desk, &us, &alpha, true);
    return desk;
}

/* What we said to a few is asked back as well. */
static void test_a_restored_server_hears_of_its_groups(void)
{
    struct br_secret_key secret;
    struct desk *desk = restored(&secret);
    struct br_stream group = {.origin = us, .audience = {.type = BR_AUDIENCE_GROUP, .id = {{7}}}};
    struct br_head head = head_of(&group, 3);
    greet(desk, 2, BR_PARTY_ACADEMY, &alpha);
    br_head_sign(&head, &secret);
    show(desk, 2, &head);
    CHECK_UINT(br_node_stream_count(desk->node), 1);
    desk_free(desk);
}

/* Recovering waits for what we did sign; what somebody only claims does not hold it up. */
static void test_forged_heads_do_not_hold_up_a_restored_server(void)
{
    struct br_secret_key secret;
    struct desk *desk = restored(&secret);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 0);
    greet(desk, 1, BR_PARTY_DEVICE,
          &us); /* devices hold our streams, but nothing is asked of them */
    CHECK(!br_node_numbering(desk->node));
    greet(desk, 2, BR_PARTY_ACADEMY, &alpha);
    CHECK(!br_node_numbering(desk->node)); /* it has not named what it holds */
    struct br_head head = signed_head(&secret, 2);
    show(desk, 2, &head);
    CHECK_UINT(wants(desk, 2), 0);
    CHECK(!br_node_numbering(desk->node));
    head = signed_head(&secret, 99);
    head.signature.bytes[0] ^= 1;
    show(desk, 2, &head);
    struct br_stream ours = head.stream;
    batch(desk, 2, &ours, 1, 2);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &ours, 1, 2);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
    CHECK(br_node_numbering(desk->node));
    desk_free(desk);
}

static void dials(struct desk *desk, const struct br_hash *academy)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    input.as.peer.academy = *academy;
    input.as.peer.dial = true;
    step(desk, &input);
}

static void dial_fails(struct desk *desk, const struct br_hash *academy)
{
    struct br_node_input input = {.type = BR_INPUT_DIAL_FAILED};
    input.as.dial_failed.academy = *academy;
    input.as.dial_failed.why = "refused";
    step(desk, &input);
}

static void take_tail(struct desk *desk, br_connection from, const struct br_secret_key *secret,
                      uint64_t after, uint64_t last)
{
    struct br_head head = signed_head(secret, last);
    struct br_stream ours = head.stream;
    show(desk, from, &head);
    batch(desk, from, &ours, after + 1, last);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &ours, after + 1,
            last);
}

/* Who answers first may not have heard yet what the other one holds of ours. */
static void test_a_restored_server_asks_all_who_can_be_reached(void)
{
    struct br_secret_key secret;
    for (int how = 0; how < 3; how++) {
        struct desk *desk = restored(&secret);
        accepted(desk, &us, &omega, true);
        dials(desk, &alpha);
        dials(desk, &omega);
        greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
        take_tail(desk, 1, &secret, 0, 2);
        CHECK(!br_node_numbering(desk->node)); /* omega is being called */
        if (how == 0) {
            dial_fails(desk, &omega);
            CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
        } else {
            greet(desk, 2, BR_PARTY_ACADEMY, &omega);
            CHECK(!br_node_numbering(desk->node)); /* it has not named what it holds */
        }
        if (how == 1) {
            struct br_head more = signed_head(&secret, 5);
            show(desk, 2, &more);
            CHECK(!br_node_numbering(desk->node)); /* however long it takes */
            tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
            CHECK(!br_node_numbering(desk->node));
            take_tail(desk, 2, &secret, 2, 5);
            CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
        }
        CHECK(br_node_numbering(desk->node) == (how < 2));
        if (how == 2) { /* nor will it: it is not waited for without end */
            uint64_t until = desk->now_ms + BR_OWN_TAIL_WAIT_MS;
            tick_to(desk, until - 1);
            CHECK(!br_node_numbering(desk->node));
            tick_to(desk, until);
            CHECK(br_node_numbering(desk->node));
        }
        desk_free(desk);
    }
}

/* A peer that has failed and is being called again may answer now; nobody else is waited for: not
 * who is not called, not whose conversation is ending, no device. */
static void test_a_restored_server_waits_for_nobody_else(void)
{
    struct br_secret_key secret;
    for (int ending = 0; ending < 2; ending++) {
        struct desk *desk = restored(&secret);
        accepted(desk, &us, &omega, true);
        struct br_node_input known = {.type = BR_INPUT_PEER};
        known.as.peer.academy = alpha;
        step(desk, &known);
        greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
        greet(desk, 2, BR_PARTY_DEVICE, &us);
        if (ending) {
            greet(desk, 3, BR_PARTY_ACADEMY, &omega);
        } else {
            dials(desk, &omega);
            dial_fails(desk, &omega);
            tick_to(desk, desk->now_ms + BR_DIAL_DELAY_FIRST_MS * 2);
            CHECK_UINT(count_of(desk, BR_ACTION_DIAL), 1);
        }
        take_tail(desk, 1, &secret, 0, 2);
        CHECK(!br_node_numbering(desk->node));
        if (ending) {
            accepted(desk, &us, &omega, false);
            CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->connection, 3);
        } else {
            dial_fails(desk, &omega);
        }
        CHECK(br_node_numbering(desk->node));
        desk_free(desk);
    }
}

/* Nobody who has our tail can be reached: an operator may go on without it, once. */
static void test_an_operator_goes_on_without_the_tail(void)
{
    struct br_secret_key secret;
    struct desk *desk = restored(&secret);
    struct br_node_input input = {.type = BR_INPUT_NUMBER_ANYWAY};
    step(desk, &input);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 1);
    CHECK(br_node_numbering(desk->node));
    step(desk, &input);
    CHECK_UINT(count_of(desk, BR_ACTION_NUMBERING), 0);
    desk_free(desk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_devices_have_only_rooms_of_their_member),
        BR_TEST(test_home_gives_no_other_academys_rooms),
        BR_TEST(test_keys_come_before_rooms),
        BR_TEST(test_accepted_in_the_middle_of_a_conversation),
        BR_TEST(test_accepting_twice_is_accepting_once),
        BR_TEST(test_receipts_that_are_not_for_us),
        BR_TEST(test_a_restored_server_hears_of_its_groups),
        BR_TEST(test_forged_heads_do_not_hold_up_a_restored_server),
        BR_TEST(test_a_restored_server_asks_all_who_can_be_reached),
        BR_TEST(test_a_restored_server_waits_for_nobody_else),
        BR_TEST(test_an_operator_goes_on_without_the_tail),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
