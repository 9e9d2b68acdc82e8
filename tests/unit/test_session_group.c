/* A group's stream goes to the academies that it names, and to nobody else. */
#include "test_session_desk.h"

static const struct br_hash gamma = {{0x50}};

static struct br_stream group_of(const struct br_hash *origin, uint8_t id)
{
    return (struct br_stream){.origin = *origin,
                              .audience = {.type = BR_AUDIENCE_GROUP, .id = {{id}}}};
}

static void names(struct desk *desk, const struct br_stream *group, const struct br_hash *academy,
                  bool is)
{
    struct br_node_input input = {.type = BR_INPUT_GROUP};
    input.as.group.origin = group->origin;
    input.as.group.id = group->audience.id;
    input.as.group.academy = *academy;
    input.as.group.named = is;
    step(desk, &input);
}

static bool gives(struct desk *desk, br_connection connection, const struct br_stream *stream)
{
    want(desk, connection, stream, 0);
    bool read = count_of(desk, BR_ACTION_READ) == 1;
    if (read) {
        read_done(desk, connection, stream, 1, 3);
    }
    return read;
}

/* alpha is 1 and named, omega 2 and not, gamma 3, named and not accepted by whose group it is. */
static void test_it_goes_to_whom_it_names(void)
{
    for (int relayed = 0; relayed < 2; relayed++) {
        struct desk *desk = desk_new(BR_NODE_SERVER);
        struct br_hash delta = {{0x60}};
        struct br_stream group = group_of(relayed == 1 ? &delta : &us, 4);
        struct br_stream other = group_of(&group.origin, 5);
        accepted(desk, &us, &alpha, true);
        accepted(desk, &us, &omega, true);
        accepted(desk, &us, &gamma, true);
        if (relayed == 1) {
            accepted(desk, &delta, &alpha, true);
            accepted(desk, &delta, &omega, true);
        }
        held(desk, &group, 3);
        names(desk, &group, &gamma, true);
        names(desk, &group, &us, true);
        names(desk, &group, &alpha, true);
        names(desk, &group, &alpha, true); /* once more is nothing new */
        names(desk, &other, &omega, true);
        names(desk, &other, &alpha, false); /* it never was */
        greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
        CHECK_UINT(desk->frames[0].as.heads.count, 1);
        greet(desk, 2, BR_PARTY_ACADEMY, &omega);
        CHECK_UINT(desk->frames[0].as.heads.count, 0);
        CHECK(gives(desk, 1, &group));
        CHECK(!gives(desk, 2, &group));
        greet(desk, 3, BR_PARTY_ACADEMY, &gamma);
        CHECK(gives(desk, 3, &group) == (relayed == 0)); /* delta does not accept gamma */
        greet(desk, 4, BR_PARTY_DEVICE, &us);
        CHECK(!gives(desk, 4, &group));
        names(desk, &group, &alpha, false); /* its first record is disputed */
        CHECK(!gives(desk, 1, &group));
        desk_free(desk);
    }
}

/* Its origin gets it back from whom it names: so a restored server finds its own. */
static void test_its_origin_gets_it_back(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream group = group_of(&alpha, 4);
    accepted(desk, &us, &alpha, true);
    held(desk, &group, 3);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    CHECK(!gives(desk, 1, &group));
    struct br_stream another = group_of(&omega, 4); /* of the same name, by somebody else */
    names(desk, &another, &alpha, true);
    CHECK(!gives(desk, 1, &group));
    names(desk, &group, &alpha, true);
    CHECK(gives(desk, 1, &group));
    accepted(desk, &us, &alpha, false); /* and then we are through with each other */
    CHECK_UINT(sent(desk, 1, BR_FRAME_BYE), 1);
    desk_free(desk);
}

/* It is taken from an academy whose origin we accept, when its keys are known; and from home never:
 * a device holds none. */
static void test_it_is_taken_of_whom_we_accept(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    struct br_stream network = stream_of(&alpha, BR_AUDIENCE_NETWORK);
    struct br_stream group = group_of(&alpha, 4);
    struct br_stream room = stream_of(&alpha, BR_AUDIENCE_ROOM);
    accepted(desk, &us, &omega, true);
    held(desk, &network, 1);
    greet(desk, 2, BR_PARTY_ACADEMY, &omega);
    heads(desk, 2, &group, 3, true);
    CHECK_UINT(sent(desk, 2, BR_FRAME_WANT), 0);
    accepted(desk, &us, &alpha, true); /* it was kept in mind */
    CHECK(sent(desk, 2, BR_FRAME_WANT) > 0);
    heads(desk, 2, &room, 3, true); /* what is local never comes by this door */
    CHECK_UINT(sent(desk, 2, BR_FRAME_WANT), 0);
    desk_free(desk);
    desk = desk_new(BR_NODE_CLIENT);
    struct br_stream ours = group_of(&us, 4);
    greet(desk, 1, BR_PARTY_HOME, &us);
    heads(desk, 1, &ours, 3, true);
    CHECK_UINT(sent(desk, 1, BR_FRAME_WANT), 0);
    CHECK_UINT(br_node_stream_count(desk->node), 0);
    desk_free(desk);
}

/* Names that nobody can check yet do not fill the list: half of it by the word of a relay, all of
 * it by its origin's. */
static void test_so_many_groups_of_one(void)
{
    struct desk *desk = desk_new(BR_NODE_SERVER);
    accepted(desk, &us, &alpha, true);
    accepted(desk, &us, &omega, true);
    greet(desk, 1, BR_PARTY_ACADEMY, &alpha);
    greet(desk, 2, BR_PARTY_ACADEMY, &omega);
    for (size_t i = 1; i <= BR_GROUPS_OF_ONE_MAX + 1; i++) {
        struct br_stream group = group_of(&alpha, (uint8_t)i);
        heads(desk, 2, &group, 3, true);
        CHECK_UINT(br_node_stream_count(desk->node),
                   i < BR_GROUPS_OF_ONE_MAX / 2 ? i : BR_GROUPS_OF_ONE_MAX / 2);
    }
    for (size_t i = 1; i <= BR_GROUPS_OF_ONE_MAX + 1; i++) {
        struct br_stream group = group_of(&alpha, (uint8_t)i);
        heads(desk, 1, &group, 3, true);
    }
    CHECK_UINT(br_node_stream_count(desk->node), BR_GROUPS_OF_ONE_MAX);
    struct br_stream other = group_of(&omega, 1);
    heads(desk, 2, &other, 3, true); /* somebody else's are counted for themselves */
    CHECK_UINT(br_node_stream_count(desk->node), BR_GROUPS_OF_ONE_MAX + 1);
    desk_free(desk);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_it_goes_to_whom_it_names),
        BR_TEST(test_its_origin_gets_it_back),
        BR_TEST(test_it_is_taken_of_whom_we_accept),
        BR_TEST(test_so_many_groups_of_one),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
