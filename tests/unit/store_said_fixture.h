/* store_said_fixture.h - one academy's two logs, into which tests of an area's checks write: each
 * write is numbered, or refused in words. */
#ifndef BR_UNIT_STORE_SAID_FIXTURE_H
#define BR_UNIT_STORE_SAID_FIXTURE_H

#include "store_fixture.h"

#include "record/keys.h"
#include "store/log.h"

/* ANNA opens ROOM, so she belongs to it; BEN has a role at the academy and does not. */
enum { ANNA = 0x51, BEN = 0x52, ROOM = 0x30 };

struct said {
    struct br_domain *domain;
    struct br_log *logs[2];
    struct br_secret_key signing;
    struct br_hash academy;
    struct br_rng rng;
    unsigned next_id;
    struct br_outcome outcome;
};

/* A write that is already packed; "" when it was numbered, else why not. */
FIXTURE const char *said_packed(struct said *s, const char *kind, unsigned author,
                                struct br_audience audience, unsigned id, struct br_bytes payload)
{
    struct br_log_changes changes;
    struct br_write write = {.id = id_of(id),
                             .author = id_of(author),
                             .roles = author == 0 ? BR_ROLES_ACADEMY : 1u << 7 | 1u << 6,
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000000000,
                             .payload = payload};
    if (id == 0) {
        br_store_u32(write.id.bytes + 12, ++s->next_id);
    }
    struct br_pen pen = {
        .signing = &s->signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &s->rng};
    struct br_log *log = s->logs[br_audience_is_shared(&audience) ? 0 : 1];
    BR_ASSERT(br_log_write(log, &pen, &write, 1, &s->outcome, &changes) == BR_OK);
    return s->outcome.type == BR_OUTCOME_NUMBERED ? "" : s->outcome.reason;
}

FIXTURE const char *said_to(struct said *s, const char *kind, unsigned author,
                            struct br_audience audience, unsigned id, const char *json)
{
    struct br_buffer packed;
    struct br_bytes payload = payload_of(kind, json, &packed);
    const char *reason = said_packed(s, kind, author, audience, id, payload);
    br_buffer_free(&packed);
    return reason;
}

/* Say it in ROOM. */
FIXTURE const char *said_in_room(struct said *s, const char *kind, unsigned author, unsigned id,
                                 const char *json)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    return said_to(s, kind, author, room, id, json);
}

FIXTURE void said_start(struct said *s)
{
    static unsigned round;
    uint8_t seed[32] = {3};
    struct br_secret_key recovery;
    struct br_public_key public;
    struct br_academy_keys keys;
    struct br_buffer packed;
    struct br_hash pin = academy_of(9);
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    struct br_audience academy = {.type = BR_AUDIENCE_ACADEMY};
    *s = (struct said){.domain = real_domain(), .rng = br_rng_seeded(1)};
    br_key_pair(seed, &recovery, &public);
    s->academy = br_keys_academy(&public);
    seed[0] = 4;
    br_key_pair(seed, &s->signing, &public);
    br_keys_make(&recovery, &public, &pin, &keys);
    round++;
    for (int side = 0; side < 2; side++) {
        char path[600];
        struct br_error error = {.text = ""};
        (void)snprintf(path, sizeof path, "%s/said_%u_%d.db", br_test_folder(), round, side);
        struct br_log_options options = {.path = path,
                                         .side = side == 0 ? BR_SIDE_SHARED : BR_SIDE_LOCAL,
                                         .domain = s->domain,
                                         .academy = s->academy,
                                         .create = true};
        BR_ASSERT(br_log_open(&options, &s->logs[side], &error) == BR_OK);
    }
    br_buffer_init(&packed, 1000);
    br_keys_pack(&keys, &packed);
    CHECK_TEXT(said_packed(s, "academy_keys", 0, network, 1, br_buffer_bytes(&packed)), "");
    br_buffer_free(&packed);
    CHECK(br_log_know_key(s->logs[1], &s->academy, &public) == BR_OK);
    CHECK_TEXT(
        said_to(s, "room_opened", ANNA, academy, ROOM, "{\"name\": \"R\", \"pathway\": \"P\"}"),
        "");
}

FIXTURE void said_stop(struct said *s)
{
    br_log_close(s->logs[0]);
    br_log_close(s->logs[1]);
    br_domain_free(s->domain);
}

/* [form] with $T (a text of [size] bytes) put in. Sizes count bytes: the text begins with "é". */
FIXTURE const char *with_text(const char *form, size_t size)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 20);
    for (const char *at = form; *at != '\0'; at++) {
        if (at[0] != '$' || at[1] != 'T') {
            br_buffer_put(&json, at, 1);
            continue;
        }
        at++;
        br_buffer_put_text(&json, size >= 2 ? "\xc3\xa9" : "");
        for (size_t i = size >= 2 ? 2 : 0; i < size; i++) {
            br_buffer_put_u8(&json, 'x');
        }
    }
    return br_buffer_text(&json);
}

#endif
