/**
 * store_room_fixture.h - the log of an academy with a Big Room, and what its checks say of what is
 * said in there.
 */
#ifndef BR_UNIT_STORE_ROOM_FIXTURE_H
#define BR_UNIT_STORE_ROOM_FIXTURE_H

#include "store_fixture.h"

#include "record/keys.h"
#include "store/log.h"

enum { ANNA = 0x51, BEN = 0x52, ROOM = 0x30, OTHER_ROOM = 0x31 };

struct room_log {
    struct br_domain *domain;
    struct br_log *log;
    struct br_secret_key signing;
    struct br_rng rng;
    struct br_outcome outcome;
    unsigned next_id;
};

/* Say it in the audience; "" when it was numbered, else why not. An id of 0 is any. */
FIXTURE const char *said_to(struct room_log *room, struct br_audience audience, const char *kind,
                            unsigned author, unsigned id, const char *json)
{
    struct br_buffer packed;
    struct br_log_changes changes;
    struct br_write write = {.id = id_of(id),
                             .author = id_of(author),
                             .roles = 1u << 2,
                             .audience = audience,
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000000000,
                             .payload = payload_of(kind, json, &packed)};
    if (id == 0) {
        br_store_u32(write.id.bytes + 12, ++room->next_id);
    }
    struct br_pen pen = {.signing = &room->signing,
                         .epoch = 1,
                         .now = {.wall_ms = 1700000000000},
                         .rng = &room->rng};
    BR_ASSERT(br_log_write(room->log, &pen, &write, 1, &room->outcome, &changes) == BR_OK);
    br_buffer_free(&packed);
    return room->outcome.type == BR_OUTCOME_NUMBERED ? "" : room->outcome.reason;
}

/* The same in the Big Room that Anna belongs to. */
FIXTURE const char *said_in(struct room_log *room, const char *kind, unsigned author, unsigned id,
                            const char *json)
{
    struct br_audience audience = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    return said_to(room, audience, kind, author, id, json);
}

/* Anna opens two Big Rooms; Ben belongs to none. */
FIXTURE void room_start(struct room_log *room)
{
    static unsigned round;
    uint8_t seed[32] = {3};
    char path[600];
    struct br_secret_key recovery;
    struct br_public_key public;
    struct br_error error = {.text = ""};
    *room = (struct room_log){.domain = real_domain(), .rng = br_rng_seeded(1)};
    br_key_pair(seed, &recovery, &public);
    struct br_hash academy = br_keys_academy(&public);
    seed[0] = 4;
    br_key_pair(seed, &room->signing, &public);
    (void)snprintf(path, sizeof path, "%s/room_%u.db", br_test_folder(), round++);
    struct br_log_options options = {.path = path,
                                     .side = BR_SIDE_LOCAL,
                                     .domain = room->domain,
                                     .academy = academy,
                                     .create = true};
    BR_ASSERT(br_log_open(&options, &room->log, &error) == BR_OK);
    CHECK(br_log_know_key(room->log, &academy, &public) == BR_OK);
    struct br_audience everyone = {.type = BR_AUDIENCE_ACADEMY};
    CHECK_TEXT(
        said_to(room, everyone, "room_opened", ANNA, ROOM, "{\"name\": \"R\", \"pathway\": \"P\"}"),
        "");
    CHECK_TEXT(said_to(room, everyone, "room_opened", ANNA, OTHER_ROOM,
                       "{\"name\": \"O\", \"pathway\": \"P\"}"),
               "");
}

FIXTURE void room_stop(struct room_log *room)
{
    br_log_close(room->log);
    br_domain_free(room->domain);
}

/* [form] with a text of [size] bytes for $T, the id of one repeated byte for $xx, and for $N a list
 * of [size] ids. Sizes count bytes: the text begins with "é". The last one made stays valid. */
FIXTURE const char *form_of(const char *form, size_t size)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 20);
    for (const char *at = form; *at != '\0'; at++) {
        if (at[0] != '$') {
            br_buffer_put(&json, at, 1);
        } else if (at[1] == 'T') {
            at++;
            br_buffer_put_text(&json, size >= 2 ? "\xc3\xa9" : "");
            for (size_t i = size >= 2 ? 2 : 0; i < size; i++) {
                br_buffer_put_u8(&json, 'x');
            }
        } else if (at[1] == 'N') {
            at++;
            for (size_t i = 0; i < size; i++) {
                br_buffer_put_format(&json, "%s\"%032zx\"", i == 0 ? "" : ", ", i + 1);
            }
        } else {
            char byte[3] = {at[1], at[2], '\0'};
            br_buffer_put_format(&json, "\"%s\"", hex_of((unsigned)strtoul(byte, NULL, 16)));
            at += 2;
        }
    }
    return br_buffer_text(&json);
}

struct text_limit {
    const char *kind;
    size_t size_max;
    const char *form; /* as form_of */
    const char *reason;
};

/* Each text at its limit, one below and one above. */
FIXTURE void check_texts(struct room_log *room, const struct text_limit *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said_in(room, texts[i].kind, ANNA, 0, form_of(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
}

struct said_case {
    const char *kind;
    unsigned author;
    const char *form;
    const char *reason;
};

FIXTURE void check_cases(struct room_log *room, const struct said_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK_TEXT(said_in(room, cases[i].kind, cases[i].author, 0, form_of(cases[i].form, 0)),
                   cases[i].reason);
    }
}

#endif
