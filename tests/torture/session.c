/* session.c - a server's conversation with another academy: hello, heads, a batch, a want. */
#include "parsing.h"

#include "session/frame.h"
#include "session/node.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 4, OTHER_PROCESS_STATUS = 3 };

static const struct br_hash us = {{0x20}};
static const struct br_hash them = {{0x10}};

static struct br_node *node;
static struct br_node_actions actions;
static struct br_buffer frames[FRAMES];

static struct br_head head_at(const struct br_hash *origin, uint64_t seq)
{
    return (struct br_head){
        .stream = {.origin = *origin, .audience = {.type = BR_AUDIENCE_NETWORK}},
        .epoch = 1,
        .seq = seq};
}

/* Frames are made beforehand, so that what fails is the node's. */
void session_open(struct world *world)
{
    struct br_node_options options = {
        .role = BR_NODE_SERVER, .academy = us, .software = "torture", .seed = 1};
    struct br_hello hello = {.version_min = BR_PROTOCOL_VERSION,
                             .version_max = BR_PROTOCOL_VERSION,
                             .academy = them,
                             .credit = BR_CREDIT_WINDOW,
                             .software = "torture"};
    struct br_head head = head_at(&them, 2);
    struct br_head ours = head_at(&us, 3);
    const struct br_head *pointer = &head;
    struct br_bytes bodies[2] = {br_bytes_of_text("a record's body"),
                                 br_bytes_of_text("another record's body")};
    (void)world;
    node = br_node_new(&options);
    memset(&actions, 0, sizeof actions);
    for (size_t i = 0; i < FRAMES; i++) {
        br_buffer_init(&frames[i], 2 * BR_FRAME_SIZE_MAX);
    }
    br_frame_put_hello(&frames[0], &hello);
    br_frame_put_heads(&frames[1], &pointer, 1, true);
    br_frame_put_batch(&frames[2], &head, bodies, 2);
    br_frame_put_want(&frames[3], &ours.stream, 0);
}

void session_close(struct world *world)
{
    (void)world;
    br_node_free(node);
    node = NULL;
    for (size_t i = 0; i < FRAMES; i++) {
        br_buffer_free(&frames[i]);
    }
}

/* What is to be sent must be whole frames: a part of one would be worse than none. */
static void look(void)
{
    for (size_t i = 0; i < actions.count; i++) {
        const struct br_node_action *action = &actions.items[i];
        struct br_bytes rest = action->as.send.bytes;
        while (action->type == BR_ACTION_SEND && rest.size > 0) {
            struct br_bytes frame;
            size_t used = 0;
            if (br_frame_cut(rest, &frame, &used) != BR_OK) {
                _exit(OTHER_PROCESS_STATUS);
            }
            rest = (struct br_bytes){rest.data + used, rest.size - used};
        }
    }
}

static void feed(struct br_node_input *input)
{
    static uint64_t now_ms = 1000;
    now_ms++;
    input->now = (struct br_now){now_ms, 1000000 + now_ms};
    br_node_step(node, input, &actions);
    look();
}

static void accept_each_other(void)
{
    const struct br_hash *both[2] = {&us, &them};
    for (size_t i = 0; i < 2; i++) {
        struct br_node_input input = {.type = BR_INPUT_ACCEPTED};
        input.as.accepted.origin = *both[i];
        input.as.accepted.academy = *both[1 - i];
        input.as.accepted.accepted = true;
        feed(&input);
    }
}

static void frame(size_t index)
{
    struct br_node_input input = {.type = BR_INPUT_FRAME, .connection = 1};
    input.as.frame = (struct br_bytes){frames[index].data + BR_FRAME_LENGTH_SIZE,
                                       frames[index].size - BR_FRAME_LENGTH_SIZE};
    feed(&input);
}

enum br_status session_act(struct world *world)
{
    struct br_node_input input = {.type = BR_INPUT_STREAM};
    (void)world;
    input.as.stream.number = 1;
    input.as.stream.head = head_at(&us, 3);
    feed(&input);
    accept_each_other();
    input = (struct br_node_input){.type = BR_INPUT_CONNECTED, .connection = 1};
    input.as.connected = (struct br_party){.type = BR_PARTY_ACADEMY, .academy = them};
    feed(&input);
    for (size_t i = 0; i < FRAMES; i++) {
        frame(i);
    }
    input = (struct br_node_input){.type = BR_INPUT_DISCONNECTED, .connection = 1};
    input.as.ended.status = BR_ERR_NETWORK;
    input.as.ended.why = "it broke";
    feed(&input);
    return BR_OK;
}
