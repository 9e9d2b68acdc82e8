/* What a node answers when people ask: how far, who holds it, why not further. */
#include "test_session_desk.h"

static struct br_stream_status status_of(const struct desk *desk, const struct br_stream *stream)
{
    for (size_t i = 0; i < br_node_stream_count(desk->node); i++) {
        struct br_stream_status status = br_node_stream_status(desk->node, i);
        if (br_stream_equal(&status.stream, stream)) {
            return status;
        }
    }
    br_check(false, "the stream is listed", __FILE__, __LINE__);
    return (struct br_stream_status){0};
}

static void test_our_own_stream_is_always_caught_up(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 7);
    CHECK_UINT(status_of(desk, &ours).why, BR_WHY_CAUGHT_UP);
    CHECK_UINT(status_of(desk, &ours).tail.seq, 7);
    CHECK_UINT(status_of(desk, &ours).holders, 1);
    desk_free(desk);
}

/* Nobody there, then behind, then level, then the source goes: each has its own word. */
static void test_why_a_stream_is_not_further(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream theirs = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &alpha, true);
    accepted(desk, &us, &omega, true);
    held(desk, &theirs, 2);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_NOT_CONNECTED);
    greet(desk, 1, BR_PARTY_DEVICE, &us);                /* a device is nobody whom we could ask */
    connected(desk, 2, BR_PARTY_ACADEMY, &omega, false); /* nor is who has not greeted */
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_NOT_CONNECTED);
    hello(desk, 2, &omega, 2, BR_CREDIT_WINDOW);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_CAUGHT_UP); /* as far as anybody knows */
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 3, &theirs, 5, true);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_CATCHING_UP);
    CHECK_UINT(status_of(desk, &theirs).known_seq, 5);
    CHECK_UINT(status_of(desk, &theirs).caught_up_wall_ms, 0);
    batch(desk, 3, &theirs, 3, 4);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &theirs, 3, 4);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_CATCHING_UP);
    disconnected(desk, 3, BR_ERR_NETWORK);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_NO_SOURCE); /* it knew more and has gone */
    disconnected(desk, 2, BR_ERR_NETWORK);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_NOT_CONNECTED);
    desk_free(desk);
}

/* "Last caught up" runs on while the source is there, and stands still when it has gone. */
static void test_last_caught_up_stops_with_the_source(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream theirs = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &alpha, true);
    held(desk, &theirs, 5);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 1, &theirs, 5, true);
    tick_to(desk, desk->now_ms + 1000);
    heads(desk, 1, &theirs, 5, false);
    CHECK_UINT(status_of(desk, &theirs).why, BR_WHY_CAUGHT_UP);
    uint64_t then = status_of(desk, &theirs).caught_up_wall_ms;
    CHECK_UINT(then, 1000000 + desk->now_ms);
    disconnected(desk, 1, BR_ERR_NETWORK);
    desk->now_ms += 5000;
    struct br_node_input input = {.type = BR_INPUT_TICK};
    step(desk, &input);
    CHECK_UINT(status_of(desk, &theirs).caught_up_wall_ms, then);
    desk_free(desk);
}

static void receipt(struct desk *desk, const struct br_stream *stream, const struct br_hash *holder,
                    uint64_t seq)
{
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    input.as.receipt =
        (struct br_receipt){.holder = *holder, .stream = *stream, .epoch = 1, .seq = seq};
    step(desk, &input);
}

/* The origin counts once, also when it says so itself; who is behind does not count. */
static void test_holders_reach_the_tail(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream theirs = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    receipt(desk, &theirs, &omega, 9);
    CHECK_UINT(status_of(desk, &theirs).tail.seq, 0); /* heard of, nothing held */
    held(desk, &theirs, 9);
    CHECK_UINT(status_of(desk, &theirs).holders, 2);
    receipt(desk, &theirs, &alpha, 9);
    CHECK_UINT(status_of(desk, &theirs).holders, 2);
    receipt(desk, &theirs, &us, 8);
    CHECK_UINT(status_of(desk, &theirs).holders, 2);
    receipt(desk, &theirs, &us, 9);
    CHECK_UINT(status_of(desk, &theirs).holders, 3);
    desk_free(desk);
}

static void peer(struct desk *desk, const struct br_hash *academy)
{
    struct br_node_input input = {.type = BR_INPUT_PEER};
    input.as.peer.academy = *academy;
    input.as.peer.dial = true;
    step(desk, &input);
}

static void test_a_peer_is_connected_when_its_server_greeted_us(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    accepted(desk, &us, &omega, true);
    peer(desk, &alpha);
    peer(desk, &omega);
    CHECK_UINT(br_node_peer_count(desk->node), 2);
    CHECK(!br_node_peer_status(desk->node, 0).connected);
    CHECK(br_node_peer_status(desk->node, 0).dials);
    CHECK_UINT(br_node_peer_status(desk->node, 0).since_wall_ms, 0); /* never yet */
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, true);
    CHECK(!br_node_peer_status(desk->node, 0).connected);
    hello(desk, 1, &alpha, 1, BR_CREDIT_WINDOW);
    greet(desk, 2, BR_PARTY_DEVICE, &us);
    CHECK(br_node_peer_status(desk->node, 0).connected);
    CHECK(!br_node_peer_status(desk->node, 1).connected);
    CHECK_UINT(br_node_peer_status(desk->node, 0).since_wall_ms, 1000000 + desk->now_ms);
    CHECK_UINT(br_node_session_count(desk->node), 2);
    disconnected(desk, 1, BR_ERR_NETWORK);
    CHECK(!br_node_peer_status(desk->node, 0).connected);
    CHECK_TEXT(br_node_peer_status(desk->node, 0).why, "it broke");
    desk_free(desk);
}

/* A device of ours is no sign that our academy's server is there. */
static void test_a_device_is_not_its_academy(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    peer(desk, &us);
    greet(desk, 1, BR_PARTY_DEVICE, &us);
    CHECK(!br_node_peer_status(desk->node, 0).connected);
    CHECK(!br_node_complete(desk->node));
    disconnected(desk, 1, BR_ERR_NETWORK);
    CHECK_TEXT(br_node_peer_status(desk->node, 0).why, "");
    CHECK_UINT(br_node_peer_status(desk->node, 0).failures, 0);
    desk_free(desk);
}

static void test_what_peers_hold_of_ours(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    peer(desk, &alpha);
    CHECK_UINT(br_node_peer_status(desk->node, 0).they_hold_of_ours, 0); /* nothing to hold yet */
    held(desk, &ours, 9);
    receipt(desk, &ours, &omega, 9);
    CHECK_UINT(br_node_peer_status(desk->node, 0).they_hold_of_ours, 0);
    receipt(desk, &ours, &alpha, 6);
    CHECK_UINT(br_node_peer_status(desk->node, 0).they_hold_of_ours, 6);
    desk_free(desk);
}

/* Complete: somebody whom we follow has named all that they hold for us. */
static void test_complete_when_all_was_named(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    CHECK(!br_node_complete(desk->node));
    connected(desk, 1, BR_PARTY_HOME, &us, true);
    CHECK(!br_node_complete(desk->node));
    hello(desk, 1, &us, 1, BR_CREDIT_WINDOW);
    heads(desk, 1, &network, 3, false);
    CHECK(!br_node_complete(desk->node)); /* more heads are coming */
    heads(desk, 1, &network, 3, true);
    CHECK(br_node_complete(desk->node));
    disconnected(desk, 1, BR_ERR_NETWORK);
    CHECK(!br_node_complete(desk->node));
    desk_free(desk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_our_own_stream_is_always_caught_up),
        BR_TEST(test_why_a_stream_is_not_further),
        BR_TEST(test_last_caught_up_stops_with_the_source),
        BR_TEST(test_holders_reach_the_tail),
        BR_TEST(test_a_peer_is_connected_when_its_server_greeted_us),
        BR_TEST(test_a_device_is_not_its_academy),
        BR_TEST(test_what_peers_hold_of_ours),
        BR_TEST(test_complete_when_all_was_named),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
