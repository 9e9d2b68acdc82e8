/* session_frames.c - frames that the session's fuzz target makes from a few bytes of its input. */
#include "tests/fuzz/session_scene.h"

#include <stdio.h>
#include <string.h>

static uint64_t number(struct scene *scene)
{
    uint8_t how = br_reader_u8(&scene->input);
    switch (how % 8) {
    case 0:
        return br_reader_u64(&scene->input);
    case 1:
        return br_reader_u32(&scene->input);
    case 2:
        return BR_SEQ_MAX - how / 8;
    default:
        return how / 8;
    }
}

static uint8_t stream_index(struct scene *scene)
{
    return br_reader_u8(&scene->input) % STREAMS;
}

/* A number near the end of what the store holds, or any. */
static uint64_t near_tail(struct scene *scene, uint8_t stream)
{
    uint8_t how = br_reader_u8(&scene->input);
    uint64_t seq = how < 0xf0 ? scene->tails[stream] + how % 8 : number(scene);
    return seq > BR_SEQ_MAX ? BR_SEQ_MAX : seq;
}

struct br_hash scene_previous(uint64_t seq, uint8_t choice)
{
    return (struct br_hash){{seq == 0 ? 0 : (uint8_t)(1 + choice % 4)}};
}

struct br_head scene_head(const struct scene *scene, uint8_t stream, uint64_t seq, uint8_t story)
{
    struct br_head head = {
        .stream = scene_stream(stream), .epoch = 1, .seq = seq == 0 ? 1 : seq, .hash = {{story}}};
    if (stream / AUDIENCES == 0) {
        br_head_sign(&head, &scene->signing);
    }
    return head;
}

static void put_hello(struct scene *scene, const struct scene_connection *to, struct br_buffer *out)
{
    uint8_t how = br_reader_u8(&scene->input);
    struct br_hello hello = {
        .version_min = how % 16 == 15 ? 2 : 1,
        .version_max = how % 16 == 15 ? 3 : 1,
        .academy = how % 16 == 14 ? scene_academy(how / 16) : to->party.academy,
        .instance = {{how / 64}},
        .credit = how % 4 == 3 ? number(scene) : BR_CREDIT_WINDOW,
        .submit_window = how % 8 == 2 ? how / 8 : BR_SUBMIT_WINDOW_MAX,
        .software = "fuzz",
    };
    br_frame_put_hello(out, &hello);
}

static void put_heads(struct scene *scene, struct br_buffer *out)
{
    struct br_head heads[6];
    const struct br_head *pointers[6];
    uint8_t how = br_reader_u8(&scene->input);
    size_t count = how % 7;
    for (size_t i = 0; i < count; i++) {
        uint8_t stream = stream_index(scene);
        heads[i] = scene_head(scene, stream, near_tail(scene, stream), how >= 0xc0);
        pointers[i] = &heads[i];
    }
    br_frame_put_heads(out, pointers, count, how >= 0x80);
}

static void put_batch(struct scene *scene, struct br_buffer *out)
{
    static const uint8_t body[2000];
    struct br_bytes bodies[32];
    uint8_t stream = stream_index(scene);
    uint8_t how = br_reader_u8(&scene->input);
    size_t count = 1 + how % 32;
    uint64_t seq = how < 0xe0 ? scene->tails[stream] + count : near_tail(scene, stream);
    struct br_head head = scene_head(scene, stream, seq > BR_SEQ_MAX ? BR_SEQ_MAX : seq, 0);
    size_t size = br_reader_u16(&scene->input) % sizeof body;
    for (size_t i = 0; i < count; i++) {
        bodies[i] = (struct br_bytes){body, size};
    }
    br_frame_put_batch(out, &head, bodies, count);
}

static void put_receipts(struct scene *scene, struct br_buffer *out)
{
    struct br_receipt receipts[4];
    const struct br_receipt *pointers[4];
    size_t count = 1 + br_reader_u8(&scene->input) % 4;
    for (size_t i = 0; i < count; i++) {
        uint8_t stream = stream_index(scene);
        receipts[i] = (struct br_receipt){.holder = scene_academy(br_reader_u8(&scene->input)),
                                          .stream = scene_stream(stream),
                                          .epoch = 1,
                                          .seq = near_tail(scene, stream) | 1};
        pointers[i] = &receipts[i];
    }
    br_frame_put_receipts(out, pointers, count);
}

static void put_submit(struct scene *scene, struct br_buffer *out)
{
    static const uint8_t payload[1000];
    struct br_submission writes[BR_SUBMIT_FRAME_MAX];
    uint8_t how = br_reader_u8(&scene->input);
    size_t count = 1 + how % BR_SUBMIT_FRAME_MAX;
    for (size_t i = 0; i < count; i++) {
        struct br_stream stream = scene_stream(how % AUDIENCES);
        writes[i] = (struct br_submission){
            .id = {{how, (uint8_t)(i + 1)}},
            .audience = stream.audience,
            .kind = (uint16_t)(1 + how),
            .payload = {payload, how % 2 == 0 ? 10 : sizeof payload},
        };
    }
    br_frame_put_submit(out, writes, count);
}

static void put_outcomes(struct scene *scene, struct br_buffer *out)
{
    struct br_result results[BR_SUBMIT_FRAME_MAX];
    uint8_t how = br_reader_u8(&scene->input);
    size_t count = 1 + how % BR_SUBMIT_FRAME_MAX;
    for (size_t i = 0; i < count; i++) {
        results[i] = (struct br_result){.id = {{(uint8_t)(i + 1)}}, .epoch = 1, .seq = i + 1};
        results[i].reason = (how + i) % 3 == 0 ? "the academy says no" : NULL;
    }
    br_frame_put_outcomes(out, results, count);
}

static void put_want(struct scene *scene, struct br_buffer *out)
{
    uint8_t at = stream_index(scene);
    struct br_stream stream = scene_stream(at);
    uint8_t how = br_reader_u8(&scene->input);
    if (how == 0xff) {
        br_frame_put_stop(out, &stream);
    } else {
        uint64_t after = how % 4 == 0 ? number(scene) : how / 8;
        br_frame_put_want(out, &stream, after > BR_SEQ_MAX ? BR_SEQ_MAX : after);
    }
}

static void put_gone(struct scene *scene, struct br_buffer *out)
{
    struct br_stream stream = scene_stream(stream_index(scene));
    br_frame_put_gone(out, &stream, "You no longer belong to it.");
}

static void put_join(struct scene *scene, struct br_buffer *out)
{
    const struct br_enrolled enrolled = {.academy_name = "A", .member_name = "M"};
    if (br_reader_u8(&scene->input) % 2 == 0) {
        br_frame_put_enrol(out, (const uint8_t[16]){1}, "device");
    } else {
        br_frame_put_enrolled(out, &enrolled);
    }
}

void scene_make_frame(struct scene *scene, const struct scene_connection *to, struct br_buffer *out)
{
    switch (br_reader_u8(&scene->input) % 16) {
    case 0:
    case 1:
        put_hello(scene, to, out);
        return;
    case 2:
        put_heads(scene, out);
        return;
    case 3:
        put_want(scene, out);
        return;
    case 4:
    case 5:
        put_batch(scene, out);
        return;
    case 6:
        br_frame_put_credit(out, number(scene));
        return;
    case 7:
        put_receipts(scene, out);
        return;
    case 8:
        put_submit(scene, out);
        return;
    case 9:
        put_outcomes(scene, out);
        return;
    case 10:
        put_gone(scene, out);
        return;
    case 11:
        br_frame_put_ping(out, number(scene));
        return;
    case 12:
        br_frame_put_pong(out, number(scene));
        return;
    case 13:
        br_frame_put_bye(out, (enum br_status)(br_reader_u8(&scene->input) % BR_STATUS_COUNT),
                         "goodbye");
        return;
    case 14:
        put_join(scene, out);
        return;
    default:
        scene_make_doubt(scene, to, out);
        return;
    }
}
