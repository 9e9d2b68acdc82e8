/* The node and streams: whom to ask, what to take, what to send, what must go. */
#include "test_session_desk.h"

#include <string.h>

/* --- sources --- */

static void test_origin_before_relays(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 2, &stream, 10, true);
    CHECK_UINT(wants(desk, 2), 0);
    heads(desk, 1, &stream, 12, true);
    CHECK_UINT(wants(desk, 2), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 1), 0);
    desk_free(desk);
}

static void test_a_stalled_source_is_replaced_and_not_taken_back_at_once(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 12, true);
    heads(desk, 2, &stream, 12, true);
    tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
    CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 2), 0);
    heads(desk, 2, &stream, 13, false); /* anything that makes us think again */
    CHECK_UINT(wants(desk, 1), NO_WANT);
    batch(desk, 2, &stream, 1, 13);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 13);
    uint64_t until = desk->now_ms + 3 * BR_SOURCE_STALL_MS;
    bool back = false;
    while (desk->now_ms < until && !back) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        back = wants(desk, 1) == 13;
    }
    CHECK(back); /* forgiven: the origin is preferred again */
    desk_free(desk);
}

/* Somebody who has stalled is asked again when the others have stalled too, or have gone. */
static void test_who_has_stalled_is_better_than_nobody(void)
{
    for (int gone = 0; gone <= 1; gone++) {
        struct desk *desk = between_two();
        struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
        heads(desk, 1, &stream, 12, true);
        heads(desk, 2, &stream, 12, true);
        tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
        CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
        CHECK_UINT(wants(desk, 2), 0);
        if (gone == 1) {
            disconnected(desk, 2, BR_ERR_NETWORK);
        } else {
            tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
            CHECK_UINT(wants(desk, 2), TOLD_TO_STOP);
        }
        CHECK_UINT(wants(desk, 1), 0);
        desk_free(desk);
    }
}

/* Of two others, the one that has not stalled is asked, though the origin is one of them. */
static void test_who_has_not_stalled_comes_first(void)
{
    struct desk *desk = between_two();
    struct br_hash gamma = {{0x50}};
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &gamma, true);
    heads(desk, 1, &stream, 12, true);
    heads(desk, 2, &stream, 12, true);
    tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
    CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 2), 0);
    greet(desk, 3, BR_PARTY_ACADEMY, &gamma);
    heads(desk, 3, &stream, 12, true);
    CHECK_UINT(wants(desk, 3), NO_WANT);
    tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
    CHECK_UINT(wants(desk, 2), TOLD_TO_STOP);
    CHECK_UINT(wants(desk, 1), NO_WANT);
    CHECK_UINT(wants(desk, 3), 0);
    desk_free(desk);
}

/* alpha and omega as in between_two, and a third academy, connected as 3. */
static struct desk *between_three(void)
{
    struct desk *desk = between_two();
    struct br_hash gamma = {{0x50}};
    accepted(desk, &us, &gamma, true);
    greet(desk, 3, BR_PARTY_ACADEMY, &gamma);
    return desk;
}

/* The origin has gone: of those that are left, whoever holds most is asked. */
static void test_of_relays_the_one_that_holds_most(void)
{
    static const uint64_t held_by[][2] = {{10, 12}, {12, 10}, {12, 12}};
    for (size_t i = 0; i < 3; i++) {
        struct desk *desk = between_three();
        struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
        heads(desk, 1, &stream, 12, true);
        heads(desk, 2, &stream, held_by[i][0], true);
        heads(desk, 3, &stream, held_by[i][1], true);
        disconnected(desk, 1, BR_ERR_NETWORK);
        bool second = held_by[i][1] > held_by[i][0];
        CHECK_UINT(wants(desk, 2), second ? NO_WANT : 0);
        CHECK_UINT(wants(desk, 3), second ? 0 : NO_WANT);
        desk_free(desk);
    }
}

/* All that are left have stalled: the origin comes before a relay, which may hold more. */
static void test_of_those_that_stalled_the_origin(void)
{
    static const br_connection origins[] = {1, 2};
    for (size_t i = 0; i < 2; i++) {
        struct desk *desk = between_three();
        struct br_stream stream = stream_of(i == 0 ? &alpha : &omega, BR_AUDIENCE_NETWORK);
        br_connection origin = origins[i];
        br_connection relay = 3 - origin;
        heads(desk, origin, &stream, 12, true);
        heads(desk, relay, &stream, 14, true);
        tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
        CHECK_UINT(wants(desk, relay), 0);
        heads(desk, 3, &stream, 12, true);
        tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS);
        CHECK_UINT(wants(desk, 3), 0);
        disconnected(desk, 3, BR_ERR_NETWORK);
        CHECK_UINT(wants(desk, origin), 0);
        CHECK_UINT(wants(desk, relay), NO_WANT);
        desk_free(desk);
    }
}

/* Nobody is asked in place of a stalled source who holds no more than we do. */
static void test_who_is_no_further_does_not_replace_a_source(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 12, true);
    batch(desk, 1, &stream, 1, 5);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 5);
    heads(desk, 2, &stream, 5, true);
    uint64_t until = desk->now_ms + BR_SOURCE_STALL_MS;
    size_t again = 0;
    while (desk->now_ms < until) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        CHECK_UINT(wants(desk, 2), NO_WANT);
        CHECK(wants(desk, 1) != TOLD_TO_STOP);
        again += wants(desk, 1) == 5;
    }
    CHECK(again > 0);
    heads(desk, 2, &stream, 6, false); /* one more is enough */
    until = desk->now_ms + BR_SOURCE_STALL_MS;
    bool asked = false;
    while (desk->now_ms < until && !asked) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        asked = wants(desk, 2) == 5;
    }
    CHECK(asked);
    desk_free(desk);
}

/* Nobody else to ask: the Want is sent again, and again, at a bounded rate. */
static void test_the_only_source_is_asked_again(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 12, true);
    size_t asked = 0;
    uint64_t end = desk->now_ms + 40000; /* less than silence takes */
    while (desk->now_ms < end) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        asked += wants(desk, 1) == 0;
    }
    CHECK(asked >= 3 && asked <= 4);
    desk_free(desk);
}

/* Somebody claims what does not exist: the honest source is never told to stop. */
static void test_a_liar_does_not_silence_an_honest_source(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    heads(desk, 2, &stream, BR_SEQ_MAX, true);
    size_t stops = 0;
    for (int i = 0; i < 200; i++) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        stops += wants(desk, 1) == TOLD_TO_STOP;
        struct br_buffer bytes = bytes_new();
        br_frame_put_pong(&bytes, 1);
        frame(desk, 1, &bytes);
        bytes = bytes_new();
        br_frame_put_pong(&bytes, 1);
        frame(desk, 2, &bytes);
    }
    CHECK_UINT(stops, 0);
    CHECK(desk->now_ms > 100000);
    desk_free(desk);
}

/* A relay that does not have it yet is given a second, not ten. */
static void test_a_slow_relay_has_a_grace(void)
{
    struct desk *desk = between_two();
    struct br_hash delta = {{0x40}};
    struct br_stream stream = stream_of(&delta, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &delta, true);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    heads(desk, 2, &stream, 4, true);
    CHECK_UINT(wants(desk, 2), NO_WANT);
    uint64_t began = desk->now_ms;
    while (wants(desk, 2) == NO_WANT && desk->now_ms < began + 20000) {
        tick_to(desk, br_node_deadline_ms(desk->node));
    }
    CHECK_UINT(wants(desk, 2), 3);
    CHECK_UINT(desk->now_ms - began, BR_SOURCE_GRACE_MS);
    CHECK_UINT(wants(desk, 1), NO_WANT); /* it kept its word: not told to stop */
    desk_free(desk);
}

static void test_a_lost_want_is_noticed(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 3, true);
    batch(desk, 1, &stream, 1, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 3);
    desk->now_ms += BR_SOURCE_GRACE_MS;
    heads(desk, 1, &stream, 4, false); /* only what is not wanted is announced */
    CHECK_UINT(wants(desk, 1), 3);
    desk_free(desk);
}

static void test_accepting_an_academy_brings_what_relays_hold(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 1, &stream, 5, true);
    CHECK_UINT(wants(desk, 1), NO_WANT);
    CHECK_UINT(br_node_stream_count(desk->node), 0); /* not listed before it is accepted */
    heads(desk, 1, &stream, 6, false);               /* the latest word counts */
    accepted(desk, &us, &omega, true);
    CHECK_UINT(wants(desk, 1), 0);
    CHECK_UINT(br_node_stream_status(desk->node, 0).known_seq, 6);
    desk_free(desk);
}

/* What was said about an academy that ours does not accept is forgotten with who said it. */
static void test_hints_go_with_the_conversation(void)
{
    struct desk *desk = between_two();
    struct br_hash delta = {{0x40}};
    struct br_hash gamma = {{0x50}};
    struct br_stream first = stream_of(&delta, BR_AUDIENCE_NETWORK);
    struct br_stream second = stream_of(&gamma, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &first, 9, true);
    heads(desk, 2, &first, 7, true);
    heads(desk, 2, &second, 3, false);
    heads(desk, 2, &first, 8, false);
    disconnected(desk, 1, BR_ERR_NETWORK);
    accepted(desk, &us, &delta, true);
    CHECK_UINT(wants(desk, 2), 0);
    CHECK_UINT(br_node_stream_count(desk->node), 1);
    CHECK_UINT(br_node_stream_status(desk->node, 0).known_seq, 8);
    accepted(desk, &us, &gamma, true);
    CHECK_UINT(wants(desk, 2), 0);
    CHECK_UINT(br_node_stream_status(desk->node, 1).known_seq, 3);
    desk_free(desk);
}

static void test_hints_have_a_maximum(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    for (uint32_t i = 0; i <= BR_HINTS_MAX; i++) {
        struct br_hash origin = {{0x99}};
        br_store_u32(origin.bytes + 1, i);
        struct br_stream stream = stream_of(&origin, BR_AUDIENCE_NETWORK);
        heads(desk, 1, &stream, 5, false);
    }
    for (uint32_t i = BR_HINTS_MAX - 2; i <= BR_HINTS_MAX; i++) {
        struct br_hash origin = {{0x99}};
        br_store_u32(origin.bytes + 1, i);
        accepted(desk, &us, &origin, true);
        CHECK((wants(desk, 1) == 0) == (i < BR_HINTS_MAX));
    }
    desk_free(desk);
}

/* --- receiving --- */

static void test_batches_nobody_asked_for_end_it(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    batch(desk, 1, &stream, 1, 2);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 0);
    desk_free(desk);
}

/* A batch cannot have begun before the first record. */
static void test_a_batch_longer_than_its_stream_ends_it(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct br_head head = head_of(&stream, 2);
    struct br_bytes bodies[3];
    for (size_t i = 0; i < 3; i++) {
        bodies[i] = br_bytes_of_text("a record's body");
    }
    heads(desk, 1, &stream, 9, true);
    struct br_buffer bytes = bytes_new();
    br_frame_put_batch(&bytes, &head, bodies, 3);
    frame(desk, 1, &bytes);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_PROTOCOL);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 0);
    desk_free(desk);
}

/* What was under way when we changed our mind is let go, and credited. */
static void test_late_batches_are_harmless(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    CHECK_UINT(wants(desk, 1), 0);
    batch(desk, 1, &stream, 4, 9); /* not what we asked for */
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE) + count_of(desk, BR_ACTION_CLOSE), 0);
    batch(desk, 1, &stream, 1, 3);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    size_t credits = 0;
    for (size_t i = 0; i < 2 * BR_CREDIT_WINDOW / (256 * sizeof "a record's body"); i++) {
        batch(desk, 1, &stream, 100, 355); /* as much as we like: each is credited again */
        credits += sent(desk, 1, BR_FRAME_CREDIT);
        CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    }
    CHECK(credits > 8);
    accepted(desk, &us, &omega, false);
    CHECK_UINT(wants(desk, 1), TOLD_TO_STOP);
    batch(desk, 1, &stream, 4, 9);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE) + count_of(desk, BR_ACTION_CLOSE), 0);
    desk_free(desk);
}

static void test_an_overlap_is_asked_for_again(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 2, &stream, 4, true);
    batch(desk, 2, &stream, 1, 4);
    uint64_t first = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    heads(desk, 1, &stream, 9, true); /* the origin comes, our tail is not durable yet */
    CHECK_UINT(wants(desk, 1), 0);
    batch(desk, 1, &stream, 1, 6);
    uint64_t second = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    batch(desk, 1, &stream, 7, 9);
    uint64_t third = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    durable(desk, first, BR_OK, &stream, 1, 4);
    durable(desk, second, BR_ERR_EXISTS, NULL, 0, 0);
    CHECK_UINT(wants(desk, 1), 4);
    durable(desk, third, BR_ERR_GAP, NULL, 0, 0); /* belongs to the earlier Want */
    CHECK_UINT(wants(desk, 1), NO_WANT);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    batch(desk, 1, &stream, 5, 9);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    desk_free(desk);
}

/* The store had no use for a batch: asked for again only when part of it would be news. */
static void test_what_the_store_did_not_need(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 4);
    uint64_t ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    durable(desk, 0, BR_OK, &stream, 1, 4); /* it came in another way */
    durable(desk, ticket, BR_ERR_EXISTS, NULL, 0, 0);
    CHECK_UINT(desk->frame_count, 0);
    batch(desk, 1, &stream, 5, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_GAP, NULL, 0, 0);
    CHECK_UINT(desk->frame_count + count_of(desk, BR_ACTION_CLOSE), 0);
    tick_to(desk, desk->now_ms + BR_SOURCE_STALL_MS); /* a gap is noticed as a stall */
    CHECK_UINT(wants(desk, 1), 4);
    desk_free(desk);
}

/* Without its keys a network stream is nonsense; the keys of another stream may be on their way. */
static void test_records_whose_keys_are_not_here(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_NOT_FOUND, NULL, 0,
            0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_NOT_FOUND);
    desk_free(desk);
    desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 9, true);
    batch(desk, 1, &room, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_NOT_FOUND, NULL, 0,
            0);
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    desk_free(desk);
}

static void pong(struct desk *desk, br_connection connection)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_pong(&bytes, 1);
    frame(desk, connection, &bytes);
}

/* Not even the origin is preferred while its records do not verify, whatever it claims. */
static void test_an_origin_that_is_shunned_waits(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_CHAIN, NULL, 0, 0);
    disconnected(desk, 1, BR_ERR_CLOSED);
    uint64_t until_ms = desk->now_ms + BR_SOURCE_SHUN_MS;
    heads(desk, 2, &stream, 5, true);
    CHECK_UINT(wants(desk, 2), 0);
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 3, &stream, 20, true);
    CHECK_UINT(desk->frame_count, 0);
    batch(desk, 2, &stream, 1, 5);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 5);
    while (desk->now_ms + 5000 < until_ms) {
        tick_to(desk, desk->now_ms + 5000);
        CHECK_UINT(wants(desk, 3), NO_WANT);
        pong(desk, 2);
        pong(desk, 3);
    }
    tick_to(desk, until_ms);
    CHECK_UINT(wants(desk, 3), 5);
    desk_free(desk);
}

static void test_bad_records_end_it_and_are_not_asked_for_soon(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_SIGNATURE, NULL, 0,
            0);
    CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, BR_ERR_SIGNATURE);
    disconnected(desk, 1, BR_ERR_CLOSED);
    greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
    heads(desk, 3, &stream, 9, true);
    CHECK_UINT(wants(desk, 3), NO_WANT); /* the rest of the conversation goes on */
    struct br_stream own = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 3, &own, 2, false);
    CHECK_UINT(wants(desk, 3), 0);
    heads(desk, 2, &stream, 9, true);
    CHECK_UINT(wants(desk, 2), 0); /* from somebody else it is welcome */
    desk_free(desk);
}

static struct br_stream_status status_of(const struct desk *desk, const struct br_stream *stream)
{
    for (size_t i = 0; i < br_node_stream_count(desk->node); i++) {
        struct br_stream_status status = br_node_stream_status(desk->node, i);
        if (br_stream_equal(&status.stream, stream)) {
            return status;
        }
    }
    BR_UNREACHABLE("the stream is known");
}

/* Both sides can say why, until the stream goes on. */
static void test_why_it_ended_is_kept_for_people(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 9, true);
    CHECK(status_of(desk, &stream).ended_why == NULL);
    batch(desk, 1, &stream, 1, 9);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_ERR_CHAIN, NULL, 0, 0);
    const struct br_node_action *down = action_of(desk, BR_ACTION_PEER_DOWN);
    CHECK(down->as.down.by_us && strstr(down->as.down.why, "could not be stored here") != NULL);
    CHECK(br_hash_equal(&down->as.down.peer.academy, &alpha));
    struct br_stream_status status = status_of(desk, &stream);
    CHECK(status.ended_by_us && br_hash_equal(&status.ended_with, &alpha));
    CHECK(status.ended_why != NULL && strstr(status.ended_why, "could not be stored") != NULL);
    disconnected(desk, 1, BR_ERR_CLOSED);

    heads(desk, 2, &stream, 9, true);
    struct br_buffer bye = bytes_new();
    br_frame_put_bye(&bye, BR_ERR_CHAIN, "there are two histories");
    frame(desk, 2, &bye);
    down = action_of(desk, BR_ACTION_PEER_DOWN);
    CHECK(!down->as.down.by_us);
    CHECK_TEXT(down->as.down.why, "there are two histories");
    status = status_of(desk, &stream);
    CHECK(!status.ended_by_us && br_hash_equal(&status.ended_with, &omega));
    CHECK_TEXT(status.ended_why, "there are two histories");
    disconnected(desk, 2, BR_ERR_CLOSED);

    greet(desk, 3, BR_PARTY_ACADEMY, &omega);
    heads(desk, 3, &stream, 9, true);
    for (size_t before = 155; before < 162; before++) { /* a reason too long, cut at each place */
        char reason[200] = {0};
        memset(reason, 'x', before);
        memcpy(reason + before, "\xe2\x82\xac\xe2\x82\xac", 6);
        br_connection connection = before - 151;
        greet(desk, connection, BR_PARTY_ACADEMY, &alpha);
        heads(desk, connection, &stream, 9, true);
        bye = bytes_new();
        br_frame_put_bye(&bye, BR_ERR_CHAIN, reason);
        frame(desk, connection, &bye);
        const char *kept = status_of(desk, &stream).ended_why;
        CHECK(kept != NULL && br_utf8_valid(br_bytes_of_text(kept)) && strlen(kept) <= 159 &&
              strlen(kept) >= 157);
    }
    durable(desk, 0, BR_OK, &stream, 1, 9);
    CHECK(status_of(desk, &stream).ended_why == NULL);
    struct br_buffer stop = bytes_new();
    br_frame_put_bye(&stop, BR_OK, "this copy is being stopped");
    frame(desk, 3, &stop); /* no reason to speak of */
    CHECK_TEXT(action_of(desk, BR_ACTION_PEER_DOWN)->as.down.why, "this copy is being stopped");
    CHECK(status_of(desk, &stream).ended_why == NULL);
    desk_free(desk);
}

static void test_our_own_disk_is_nobodys_fault(void)
{
    static const enum br_status troubles[] = {BR_ERR_DISK_FULL, BR_ERR_IO,   BR_ERR_READ_ONLY,
                                              BR_ERR_NO_MEMORY, BR_ERR_BUSY, BR_ERR_CORRUPT};
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        struct desk *desk = between_two();
        struct br_stream stream = stream_of(&omega, BR_AUDIENCE_NETWORK);
        heads(desk, 1, &stream, 9, true);
        batch(desk, 1, &stream, 1, 9);
        uint64_t ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
        durable(desk, ticket, troubles[i], NULL, 0, 0);
        CHECK_UINT(action_of(desk, BR_ACTION_CLOSE)->as.close.status, troubles[i]);
        disconnected(desk, 1, BR_ERR_CLOSED);
        greet(desk, 3, BR_PARTY_ACADEMY, &alpha);
        heads(desk, 3, &stream, 9, true);
        CHECK_UINT(wants(desk, 3), 0);
        desk_free(desk);
    }
}

/* --- sending --- */

static void test_a_batch_is_not_sent_back(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    heads(desk, 1, &stream, 2, true);
    want(desk, 1, &stream, 2);
    want(desk, 2, &stream, 0);
    batch(desk, 1, &stream, 1, 2);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 1, 2);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BATCH), 1);
    batch(desk, 1, &stream, 3, 3);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &stream, 3, 3);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0);
    CHECK_UINT(sent(desk, 2, BR_FRAME_BATCH), 1);
    desk_free(desk);
}

static void answer_read(struct desk *desk, const struct br_stream *stream, enum br_status status,
                        uint64_t first, uint64_t last)
{
    static uint8_t body[700];
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_head head = head_of(stream, last);
    struct br_node_input input = {.type = BR_INPUT_READ, .connection = 1};
    input.as.read.stream = *stream;
    input.as.read.status = status;
    input.as.read.head = &head;
    input.as.read.seq_first = first;
    input.as.read.count = (size_t)(last - first + 1);
    input.as.read.bodies = bodies;
    for (size_t i = 0; i < BR_BATCH_RECORDS_MAX; i++) {
        bodies[i] = (struct br_bytes){body, sizeof body};
    }
    step(desk, &input);
}

static void test_sending_stops_without_credit_and_goes_on_with_it(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &stream, 10000);
    accepted(desk, &us, &alpha, true);
    connected(desk, 1, BR_PARTY_ACADEMY, &alpha, false);
    hello(desk, 1, &alpha, 1, 2 * BR_FRAME_SIZE_MAX);
    want(desk, 1, &stream, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    uint64_t next = 1;
    size_t size = 0;
    while (count_of(desk, BR_ACTION_READ) == 1 && CHECK(next < 5000)) {
        answer_read(desk, &stream, BR_OK, next, next + 255);
        CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 1);
        size = action_of(desk, BR_ACTION_SEND)->as.send.bytes.size - BR_FRAME_LENGTH_SIZE;
        next += 256;
    }
    size_t frames = (size_t)(next / 256);
    CHECK(2 * BR_FRAME_SIZE_MAX - frames * size < BR_FRAME_SIZE_MAX);
    struct br_buffer bytes = bytes_new();
    br_frame_put_credit(&bytes, BR_FRAME_SIZE_MAX);
    frame(desk, 1, &bytes);
    CHECK_UINT(action_of(desk, BR_ACTION_READ)->as.read.after_seq, next - 1);
    desk_free(desk);
}

static void test_failed_reads_are_not_repeated(void)
{
    static const enum br_status damages[] = {BR_ERR_CORRUPT, BR_ERR_IO, BR_ERR_NO_MEMORY,
                                             BR_ERR_NOT_FOUND};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct desk *desk = desk_new(BR_NODE_SERVER);
        struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
        held(desk, &stream, 100);
        accepted(desk, &us, &alpha, true);
        greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
        want(desk, 1, &stream, 0);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
        answer_read(desk, &stream, damages[i], 1, 1);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 0);
        want(desk, 1, &stream, 0);
        CHECK_UINT(count_of(desk, BR_ACTION_READ), 1); /* when they ask again */
        desk_free(desk);
    }
}

static void test_academies_are_told_nothing_about_what_is_not_for_them(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream local = stream_of(&us, BR_AUDIENCE_ACADEMY);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_stream others = stream_of(&omega, BR_AUDIENCE_NETWORK);
    held(desk, &network, 3);
    held(desk, &local, 3);
    held(desk, &room, 3);
    held(desk, &others, 3);
    accepted(desk, &us, &alpha, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    CHECK_UINT(desk->frames[0].as.heads.count, 1);
    const struct br_stream *forbidden[] = {&local, &room, &others};
    for (size_t i = 0; i < 3; i++) {
        want(desk, 1, forbidden[i], 0);
        CHECK_UINT(desk->actions.count, 0);
    }
    accepted(desk, &omega, &alpha, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 0); /* not so soon after the last announcement */
    tick_to(desk, desk->now_ms + BR_HEADS_INTERVAL_MS);
    CHECK_UINT(sent(desk, 1, BR_FRAME_HEADS), 1);
    want(desk, 1, &others, 0);
    CHECK_UINT(count_of(desk, BR_ACTION_READ), 1);
    accepted(desk, &omega, &alpha, false);
    answer_read(desk, &others, BR_OK, 1, 3);
    CHECK_UINT(sent(desk, 1, BR_FRAME_BATCH), 0); /* withdrawn while it was being read */
    desk_free(desk);
}

/* --- rooms --- */

static void test_a_room_is_left_and_joined_again(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 5, true);
    batch(desk, 1, &room, 1, 5);
    uint64_t ticket = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    struct br_buffer bytes = bytes_new();
    br_frame_put_gone(&bytes, &room, "You have left.");
    frame(desk, 1, &bytes);
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 0); /* it is being stored just now */
    heads(desk, 1, &room, 6, false);
    CHECK_UINT(wants(desk, 1), NO_WANT); /* joined again; first things first */
    durable(desk, ticket, BR_OK, &room, 1, 5);
    CHECK_TEXT(action_of(desk, BR_ACTION_PURGE)->as.purge.reason, "You have left.");
    CHECK_UINT(wants(desk, 1), 0); /* from the beginning: nothing is left of it */
    batch(desk, 1, &room, 1, 6);
    CHECK_UINT(count_of(desk, BR_ACTION_RECEIVE), 1);
    durable(desk, action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket, BR_OK, &room, 1, 6);
    CHECK_UINT(br_node_stream_status(desk->node, 1).tail.seq, 6);
    desk_free(desk);
}

static void gone(struct desk *desk, const struct br_stream *stream, const char *reason)
{
    struct br_buffer bytes = bytes_new();
    br_frame_put_gone(&bytes, stream, reason);
    frame(desk, 1, &bytes);
}

/* A room is purged when the store has nothing of it in hand, each for its own reason, once. */
static void test_rooms_are_purged_behind_what_is_being_stored(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_stream other = room;
    other.audience.id.bytes[0] = 8;
    held(desk, &network, 1);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &room, 5, false);
    heads(desk, 1, &other, 1, true);
    batch(desk, 1, &room, 1, 2);
    uint64_t first = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    batch(desk, 1, &room, 3, 5);
    uint64_t second = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    batch(desk, 1, &other, 1, 1);
    uint64_t third = action_of(desk, BR_ACTION_RECEIVE)->as.receive.ticket;
    gone(desk, &room, "closed");
    gone(desk, &room, "closed, said again");
    gone(desk, &other, "left");
    durable(desk, first, BR_OK, &room, 1, 2);
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 0);
    durable(desk, third, BR_OK, &other, 1, 1);
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 1);
    CHECK_TEXT(action_of(desk, BR_ACTION_PURGE)->as.purge.reason, "left");
    durable(desk, second, BR_ERR_CHAIN, NULL, 0, 0); /* judged no more */
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 1);
    CHECK_TEXT(action_of(desk, BR_ACTION_PURGE)->as.purge.reason, "closed");
    CHECK_UINT(count_of(desk, BR_ACTION_CLOSE), 0);
    desk_free(desk);
}

/* Removed while we were away: home says so before it names anything else. */
static void test_a_room_that_is_gone_before_a_word_was_said_of_it(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    struct br_stream unknown = room;
    unknown.audience.id.bytes[0] = 8;
    held(desk, &room, 5);
    greet(desk, 1, BR_PARTY_HOME, &us);
    gone(desk, &unknown, "You have left.");
    CHECK_UINT(desk->actions.count, 0);
    gone(desk, &room, "You have left.");
    CHECK_UINT(count_of(desk, BR_ACTION_PURGE), 1);
    desk_free(desk);
}

static void test_a_stream_that_is_gone_is_not_asked_for(void)
{
    struct desk *desk = desk_new(BR_NODE_CLIENT);
    struct br_stream network = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream room = stream_of(&us, BR_AUDIENCE_ROOM);
    held(desk, &network, 1);
    held(desk, &room, 5);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &network, 1, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 2); /* also of what home did not name */
    for (int i = 0; i < 2; i++) {
        struct br_buffer bytes = bytes_new();
        br_frame_put_gone(&bytes, &room, "You have left.");
        frame(desk, 1, &bytes);
        CHECK_UINT(count_of(desk, BR_ACTION_PURGE), i == 0 ? 1 : 0);
        CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 0);
    }
    desk_free(desk);
}

/* --- receipts --- */

static void test_receipts_are_told_once_and_the_latest(void)
{
    struct desk *desk = between_two();
    struct br_stream stream = stream_of(&us, BR_AUDIENCE_NETWORK);
    held(desk, &stream, 10);
    want(desk, 1, &stream, 10);
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    for (uint64_t seq = 1; seq <= 3; seq++) {
        input.as.receipt =
            (struct br_receipt){.holder = omega, .stream = stream, .epoch = 1, .seq = seq};
        step(desk, &input);
    }
    size_t told = 0;
    uint64_t until = desk->now_ms + 2000;
    while (br_node_deadline_ms(desk->node) <= until) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        told += sent(desk, 1, BR_FRAME_RECEIPTS);
        CHECK_UINT(sent(desk, 2, BR_FRAME_RECEIPTS), 0); /* not its own word back */
    }
    CHECK(told >= 1 && told <= 2);
    CHECK_UINT(br_node_peer_count(desk->node), 0);
    input.as.receipt.epoch = 2; /* a later epoch counts more than a higher number */
    input.as.receipt.seq = 1;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 1);
    input.as.receipt.epoch = 1;
    input.as.receipt.seq = 10;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 1);
    input.as.receipt.epoch = 2;
    step(desk, &input);
    CHECK_UINT(br_node_stream_status(desk->node, 0).holders, 2);
    desk_free(desk);
}

/* How many frames with receipts go to the first connection in two seconds. */
static size_t told_in_time(struct desk *desk)
{
    size_t told = sent(desk, 1, BR_FRAME_RECEIPTS);
    uint64_t until = desk->now_ms + 2000;
    while (br_node_deadline_ms(desk->node) <= until) {
        tick_to(desk, br_node_deadline_ms(desk->node));
        told += sent(desk, 1, BR_FRAME_RECEIPTS);
    }
    return told;
}

/* Who lacks the stream or the holder's key would drop it, and never hear of it again. */
static void test_receipts_wait_until_they_can_be_checked(void)
{
    struct desk *desk = between_two();
    struct br_stream ours = stream_of(&us, BR_AUDIENCE_NETWORK);
    struct br_stream keys = stream_of(&omega, BR_AUDIENCE_NETWORK);
    held(desk, &ours, 10);
    held(desk, &keys, 3);
    struct br_node_input input = {.type = BR_INPUT_RECEIPT};
    input.as.receipt = (struct br_receipt){.holder = omega, .stream = ours, .epoch = 1, .seq = 9};
    step(desk, &input);
    CHECK_UINT(told_in_time(desk), 0);
    want(desk, 1, &ours, 4);
    CHECK_UINT(told_in_time(desk), 0);
    want(desk, 1, &keys, 0);
    CHECK_UINT(told_in_time(desk), 0);
    answer_read(desk, &keys, BR_OK, 1, 3);
    CHECK_UINT(told_in_time(desk), 1);
    want(desk, 1, &keys, 3);
    CHECK_UINT(told_in_time(desk), 0);
    desk_free(desk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_origin_before_relays),
        BR_TEST(test_a_stalled_source_is_replaced_and_not_taken_back_at_once),
        BR_TEST(test_who_has_stalled_is_better_than_nobody),
        BR_TEST(test_who_has_not_stalled_comes_first),
        BR_TEST(test_of_relays_the_one_that_holds_most),
        BR_TEST(test_of_those_that_stalled_the_origin),
        BR_TEST(test_who_is_no_further_does_not_replace_a_source),
        BR_TEST(test_the_only_source_is_asked_again),
        BR_TEST(test_a_liar_does_not_silence_an_honest_source),
        BR_TEST(test_a_slow_relay_has_a_grace),
        BR_TEST(test_a_lost_want_is_noticed),
        BR_TEST(test_accepting_an_academy_brings_what_relays_hold),
        BR_TEST(test_hints_go_with_the_conversation),
        BR_TEST(test_hints_have_a_maximum),
        BR_TEST(test_batches_nobody_asked_for_end_it),
        BR_TEST(test_a_batch_longer_than_its_stream_ends_it),
        BR_TEST(test_late_batches_are_harmless),
        BR_TEST(test_an_overlap_is_asked_for_again),
        BR_TEST(test_what_the_store_did_not_need),
        BR_TEST(test_records_whose_keys_are_not_here),
        BR_TEST(test_an_origin_that_is_shunned_waits),
        BR_TEST(test_bad_records_end_it_and_are_not_asked_for_soon),
        BR_TEST(test_why_it_ended_is_kept_for_people),
        BR_TEST(test_our_own_disk_is_nobodys_fault),
        BR_TEST(test_a_batch_is_not_sent_back),
        BR_TEST(test_sending_stops_without_credit_and_goes_on_with_it),
        BR_TEST(test_failed_reads_are_not_repeated),
        BR_TEST(test_academies_are_told_nothing_about_what_is_not_for_them),
        BR_TEST(test_a_room_is_left_and_joined_again),
        BR_TEST(test_rooms_are_purged_behind_what_is_being_stored),
        BR_TEST(test_a_room_that_is_gone_before_a_word_was_said_of_it),
        BR_TEST(test_a_stream_that_is_gone_is_not_asked_for),
        BR_TEST(test_receipts_are_told_once_and_the_latest),
        BR_TEST(test_receipts_wait_until_they_can_be_checked),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
