/* store_checks_fixture.h - records on their way into the two logs of an academy, and why not. */
#ifndef BR_UNIT_STORE_CHECKS_FIXTURE_H
#define BR_UNIT_STORE_CHECKS_FIXTURE_H

#include "store_fixture.h"

#include "record/keys.h"
#include "store/log.h"
#include "store/log_internal.h"

enum { ANNA = 0x51, BEN = 0x52, THREAD = 0x10, ROOM = 0x30, MEASURE = 0x40, COPY = 0x41 };

static struct br_domain *domain;
static struct br_log *logs[2];
static struct br_secret_key signing;
static struct br_rng rng;
static unsigned next_id;
static struct br_outcome outcome;
static uint32_t roles = 1u << 7 | 1u << 6;
static struct br_hash own_academy;

__attribute__((unused)) static const struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
__attribute__((unused)) static const struct br_audience academy = {.type = BR_AUDIENCE_ACADEMY};

FIXTURE struct br_audience room(unsigned id)
{
    return (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = id_of(id)};
}

/* A write that is already packed. */
FIXTURE const char *said_packed(const char *kind, unsigned author, struct br_audience audience,
                                unsigned id, struct br_bytes payload)
{
    struct br_log_changes changes;
    struct br_write write = {.id = id_of(id),
                             .author = id_of(author),
                             .roles = author == 0 ? BR_ROLES_ACADEMY : roles,
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000000000,
                             .payload = payload};
    if (id == 0) {
        br_store_u32(write.id.bytes + 12, ++next_id);
    }
    struct br_pen pen = {
        .signing = &signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &rng};
    struct br_log *log = logs[br_audience_is_shared(&audience) ? 0 : 1];
    BR_ASSERT(br_log_write(log, &pen, &write, 1, &outcome, &changes) == BR_OK);
    return outcome.type == BR_OUTCOME_NUMBERED ? "" : outcome.reason;
}

/* Say it; "" when it was numbered, else why not. */
FIXTURE const char *said(const char *kind, unsigned author, struct br_audience audience,
                         unsigned id, const char *json)
{
    struct br_buffer packed;
    struct br_bytes payload = payload_of(kind, json, &packed);
    const char *reason = said_packed(kind, author, audience, id, payload);
    br_buffer_free(&packed);
    return reason;
}

FIXTURE void open_logs(void)
{
    static unsigned round;
    round++;
    for (int side = 0; side < 2; side++) {
        char path[600];
        struct br_error error = {.text = ""};
        (void)snprintf(path, sizeof path, "%s/checks_%u_%d.db", br_test_folder(), round, side);
        struct br_log_options options = {.path = path,
                                         .side = side == 0 ? BR_SIDE_SHARED : BR_SIDE_LOCAL,
                                         .domain = domain,
                                         .academy = own_academy,
                                         .create = true};
        BR_ASSERT(br_log_open(&options, &logs[side], &error) == BR_OK);
    }
}

FIXTURE void start(void)
{
    uint8_t seed[32] = {3};
    struct br_secret_key recovery;
    struct br_public_key public;
    struct br_academy_keys keys;
    struct br_buffer packed;
    struct br_hash pin = academy_of(9);
    br_key_pair(seed, &recovery, &public);
    own_academy = br_keys_academy(&public);
    seed[0] = 4;
    br_key_pair(seed, &signing, &public);
    br_keys_make(&recovery, &public, &pin, &keys);
    rng = br_rng_seeded(1);
    domain = real_domain();
    open_logs();
    br_buffer_init(&packed, 1000);
    br_keys_pack(&keys, &packed);
    CHECK_TEXT(said_packed("academy_keys", 0, network, 1, br_buffer_bytes(&packed)), "");
    br_buffer_free(&packed);
    CHECK(br_log_know_key(logs[1], &own_academy, &public) == BR_OK);
    CHECK_TEXT(said("thread_started", ANNA, network, THREAD, "{\"title\": \"T\"}"), "");
    CHECK_TEXT(said("room_opened", ANNA, academy, ROOM, "{\"name\": \"R\", \"pathway\": \"P\"}"),
               "");
    CHECK_TEXT(said("measure_defined", ANNA, academy, MEASURE, "{\"title\": \"M\"}"), "");
    CHECK_TEXT(said("measure_shared", ANNA, network, COPY,
                    "{\"title\": \"M\", \"copy_of\": \"40404040404040404040404040404040\"}"),
               "");
}

FIXTURE void stop(void)
{
    br_log_close(logs[0]);
    br_log_close(logs[1]);
    br_domain_free(domain);
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
