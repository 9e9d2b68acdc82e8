/* A client's device.db: settings, the outbox and its states, what follows what, batch lines. */
#include "harness/check.h"

#include "base/rng.h"
#include "store/device.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct br_audience to_network = {.type = BR_AUDIENCE_NETWORK};
static const struct br_audience to_academy = {.type = BR_AUDIENCE_ACADEMY};
static const struct br_id nothing;

static struct br_id id_of(uint64_t number)
{
    uint8_t random[10] = {0};
    br_store_u64(random + 2, number);
    return br_id_at(1700000000000u + number, random);
}

static const char *path_of(const char *name)
{
    static char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    return path;
}

static struct br_device *open_device(const char *name)
{
    struct br_device *device = NULL;
    struct br_error error = {{0}};
    if (br_device_open(path_of(name), true, &device, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
    }
    BR_ASSERT(device != NULL);
    return device;
}

static struct br_write write_of(uint64_t number, const char *payload)
{
    return (struct br_write){
        .id = id_of(number),
        .author = id_of(999),
        .audience = to_academy,
        .kind = 11,
        .written_ms = 1700000000000u + number,
        .payload = br_bytes_of_text(payload),
    };
}

static enum br_status add(struct br_device *device, uint64_t number, uint64_t needs)
{
    struct br_write write = write_of(number, "text");
    struct br_id needed = needs == 0 ? nothing : id_of(needs);
    return br_outbox_add(device, &write, &needed, 1);
}

/* The outbox as text: "1w 2n3 3r(why)" is number, state, seq, reason. */
struct listing {
    char text[2000];
    size_t size;
};

static bool list_one(void *context, const struct br_outbox_item *item)
{
    struct listing *listing = context;
    int size =
        snprintf(listing->text + listing->size, sizeof listing->text - listing->size, "%s%lld%c",
                 listing->size == 0 ? "" : " ", (long long)item->number, "wnr"[item->state]);
    listing->size += (size_t)size;
    if (item->state == BR_OUTBOX_NUMBERED) {
        size = snprintf(listing->text + listing->size, sizeof listing->text - listing->size, "%llu",
                        (unsigned long long)item->seq);
        listing->size += (size_t)size;
    }
    if (item->reason != NULL) {
        size = snprintf(listing->text + listing->size, sizeof listing->text - listing->size, "(%s)",
                        item->reason);
        listing->size += (size_t)size;
    }
    return true;
}

static const char *listed(struct br_device *device)
{
    static struct listing listing;
    listing = (struct listing){.size = 0};
    CHECK(br_outbox_list(device, list_one, &listing) == BR_OK);
    return listing.text;
}

static const char *ready(struct br_device *device, int64_t after)
{
    static struct listing listing;
    listing = (struct listing){.size = 0};
    CHECK(br_outbox_ready(device, after, list_one, &listing) == BR_OK);
    return listing.text;
}

static void settle(struct br_device *device, uint64_t number, uint64_t seq, const char *reason)
{
    struct br_outcome outcome = {.type = reason == NULL ? BR_OUTCOME_NUMBERED : BR_OUTCOME_REFUSED,
                                 .id = id_of(number),
                                 .epoch = 1,
                                 .seq = seq};
    (void)snprintf(outcome.reason, sizeof outcome.reason, "%s", reason == NULL ? "" : reason);
    CHECK(br_outbox_settle(device, &outcome, 1) == BR_OK);
}

static enum br_status discard(struct br_device *device, int64_t number)
{
    return br_outbox_discard(device, &number, 1);
}

static bool held_one(void *context, int64_t number, int64_t refused)
{
    struct listing *listing = context;
    int size = snprintf(listing->text + listing->size, sizeof listing->text - listing->size,
                        "%s%lld for %lld", listing->size == 0 ? "" : ", ", (long long)number,
                        (long long)refused);
    listing->size += (size_t)size;
    return true;
}

static const char *held(struct br_device *device)
{
    static struct listing listing;
    listing = (struct listing){.size = 0};
    CHECK(br_outbox_held(device, held_one, &listing) == BR_OK);
    return listing.text;
}

static const char *behind(struct br_device *device, int64_t number)
{
    static struct listing listing;
    listing = (struct listing){.size = 0};
    CHECK(br_outbox_behind(device, number, list_one, &listing) == BR_OK);
    return listing.text;
}

static const char *naming(struct br_device *device, uint64_t number)
{
    static struct listing listing;
    struct br_id id = id_of(number);
    listing = (struct listing){.size = 0};
    CHECK(br_outbox_naming(device, &id, list_one, &listing) == BR_OK);
    return listing.text;
}

static const char *found(struct br_device *device, uint64_t number)
{
    static struct listing listing;
    struct br_id id = id_of(number);
    listing = (struct listing){.size = 0};
    enum br_status status = br_outbox_find(device, &id, list_one, &listing);
    CHECK(status == (listing.size > 0 ? BR_OK : BR_ERR_NOT_FOUND));
    return listing.text;
}

/* --- settings and files --- */

static void test_settings_are_kept(void)
{
    struct br_device *device = open_device("settings.db");
    struct br_buffer value;
    br_buffer_init(&value, 1000);
    CHECK(br_device_get(device, "name", &value) == BR_ERR_NOT_FOUND);
    CHECK(br_device_put(device, "name", br_bytes_of_text("Amal")) == BR_OK);
    CHECK(br_device_put(device, "name", br_bytes_of_text("Amal Noor")) == BR_OK);
    CHECK(br_device_put(device, "empty", br_bytes_of_text("")) == BR_OK);
    br_device_close(device);

    device = open_device("settings.db");
    CHECK(br_device_get(device, "name", &value) == BR_OK);
    CHECK_TEXT(br_buffer_text(&value), "Amal Noor");
    CHECK(br_device_get(device, "empty", &value) == BR_OK);
    CHECK_UINT(value.size, 0);
    br_device_close(device);
    br_buffer_free(&value);
}

static void test_files_that_are_no_device(void)
{
    struct br_device *device = NULL;
    struct br_error error = {{0}};
    CHECK(br_device_open(path_of("absent.db"), false, &device, &error) == BR_ERR_NOT_FOUND);
    int file = open(path_of("garbage.db"), O_CREAT | O_WRONLY, 0600);
    for (int i = 0; i < 500; i++) {
        CHECK(write(file, "this is not a database\n", 23) == 23);
    }
    (void)close(file);
    CHECK(br_device_open(path_of("garbage.db"), true, &device, &error) == BR_ERR_CORRUPT);
    CHECK(error.text[0] != '\0');
}

/* --- the life of an item --- */

static void test_items_keep_all_that_was_said(void)
{
    struct br_device *device = open_device("items.db");
    struct br_write writes[3] = {write_of(1, "one"), write_of(2, ""), write_of(3, "three")};
    struct br_id needs[3] = {nothing, nothing, id_of(1)};
    writes[1].audience = to_network;
    writes[2].audience = (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = id_of(77)};
    CHECK(br_outbox_add(device, writes, needs, 3) == BR_OK);
    br_device_close(device);
    device = open_device("items.db");
    CHECK_TEXT(listed(device), "1w 2w 3w");
    br_device_close(device);
}

static void test_a_group_is_added_whole_or_not(void)
{
    struct br_device *device = open_device("groups.db");
    struct br_write writes[2] = {write_of(1, "one"), write_of(1, "again")};
    struct br_id needs[2] = {nothing, nothing};
    CHECK(br_outbox_add(device, writes, needs, 2) == BR_ERR_EXISTS);
    CHECK_TEXT(listed(device), "");
    CHECK(br_outbox_add(device, writes, needs, 1) == BR_OK);
    CHECK(br_outbox_add(device, writes, needs, 1) == BR_ERR_EXISTS);
    CHECK_TEXT(listed(device), "1w");
    br_device_close(device);
}

static void test_numbered_until_it_is_seen_here(void)
{
    struct br_device *device = open_device("numbered.db");
    struct br_outbox_counts counts;
    for (uint64_t i = 1; i <= 3; i++) {
        CHECK(add(device, i, 0) == BR_OK);
    }
    settle(device, 1, 10, NULL);
    settle(device, 2, 11, NULL);
    settle(device, 99, 12, NULL); /* unknown: ignored */
    CHECK_TEXT(listed(device), "1n10 2n11 3w");
    CHECK(br_outbox_count(device, &counts) == BR_OK);
    CHECK(counts.waiting == 1 && counts.numbered == 2 && counts.refused == 0);
    CHECK(br_outbox_seen(device, &to_network, 100) == BR_OK);
    CHECK(br_outbox_seen(device, &to_academy, 9) == BR_OK);
    CHECK_TEXT(listed(device), "1n10 2n11 3w");
    CHECK(br_outbox_seen(device, &to_academy, 10) == BR_OK);
    CHECK_TEXT(listed(device), "2n11 3w");
    CHECK(discard(device, 2) == BR_ERR_PROTOCOL);
    CHECK(br_outbox_seen(device, &to_academy, 11) == BR_OK);
    CHECK_TEXT(listed(device), "3w");
    br_device_close(device);
}

static void test_ready_begins_behind_a_number(void)
{
    struct br_device *device = open_device("ready.db");
    for (uint64_t i = 1; i <= 4; i++) {
        CHECK(add(device, i, 0) == BR_OK);
    }
    settle(device, 2, 1, NULL);
    CHECK_TEXT(ready(device, 0), "1w 3w 4w");
    CHECK_TEXT(ready(device, 2), "3w 4w");
    CHECK_TEXT(ready(device, 4), "");
    br_device_close(device);
}

/* --- refused --- */

/* 2 refers to 1 and 3 to 2; 4 stands alone. */
static struct br_device *with_refused(const char *name)
{
    struct br_device *device = open_device(name);
    CHECK(add(device, 1, 0) == BR_OK);
    CHECK(add(device, 2, 1) == BR_OK);
    CHECK(add(device, 3, 2) == BR_OK);
    CHECK(add(device, 4, 0) == BR_OK);
    settle(device, 1, 0, "no");
    return device;
}

static void test_what_refers_to_a_refused_one_waits_with_it(void)
{
    struct br_device *device = with_refused("held.db");
    CHECK_TEXT(listed(device), "1r(no) 2w 3w 4w");
    CHECK_TEXT(ready(device, 0), "4w");
    struct br_id id = id_of(50);
    CHECK(br_outbox_resend(device, 1, &id) == BR_OK);
    CHECK_TEXT(listed(device), "1w 2w 3w 4w");
    CHECK_TEXT(ready(device, 0), "1w 2w 3w 4w");
    settle(device, 1, 5, NULL); /* the old id is forgotten */
    CHECK_TEXT(listed(device), "1w 2w 3w 4w");
    settle(device, 50, 5, NULL);
    CHECK_TEXT(listed(device), "1n5 2w 3w 4w");
    br_device_close(device);
}

/* All of them were handed over at once, so the academy refused what refers to the first one too. */
static void test_refused_with_what_it_refers_to_it_waits_with_it(void)
{
    struct br_device *device = with_refused("dragged.db");
    settle(device, 2, 0, "no such thread");
    settle(device, 3, 0, "no such thread");
    CHECK_TEXT(listed(device), "1r(no) 2w 3w 4w");
    settle(device, 4, 0, "of its own");
    CHECK_TEXT(listed(device), "1r(no) 2w 3w 4r(of its own)");
    struct br_id id = id_of(50);
    CHECK(br_outbox_resend(device, 1, &id) == BR_OK);
    CHECK_TEXT(ready(device, 0), "1w 2w 3w");
    settle(device, 2, 0, "too long"); /* now it is its own fault */
    CHECK_TEXT(listed(device), "1w 2r(too long) 3w 4r(of its own)");
    br_device_close(device);
}

static void test_only_refused_ones_are_sent_again(void)
{
    struct br_device *device = with_refused("again.db");
    struct br_id id = id_of(50);
    CHECK(br_outbox_resend(device, 2, &id) == BR_ERR_PROTOCOL);
    CHECK(br_outbox_resend(device, 9, &id) == BR_ERR_NOT_FOUND);
    CHECK(discard(device, 9) == BR_ERR_NOT_FOUND);
    CHECK(discard(device, 1) == BR_OK);
    CHECK_TEXT(ready(device, 0), "2w 3w 4w"); /* the academy will say what it thinks of them */
    br_device_close(device);
}

static void test_what_waits_and_for_which(void)
{
    struct br_device *device = with_refused("held_for.db");
    struct br_outbox_counts counts;
    CHECK_TEXT(held(device), "2 for 1, 3 for 1");
    CHECK(br_outbox_count(device, &counts) == BR_OK);
    CHECK(counts.waiting == 3 && counts.held == 2 && counts.refused == 1);
    settle(device, 4, 0, "of its own");
    CHECK(br_outbox_count(device, &counts) == BR_OK);
    CHECK(counts.waiting == 2 && counts.held == 2 && counts.refused == 2);
    struct br_id id = id_of(50);
    CHECK(br_outbox_resend(device, 1, &id) == BR_OK);
    CHECK_TEXT(held(device), "");
    CHECK(br_outbox_count(device, &counts) == BR_OK);
    CHECK(counts.waiting == 3 && counts.held == 0 && counts.refused == 1);
    br_device_close(device);
}

/* Referred to in "needs", in the message or as the room that receives it; also through others. */
static void test_what_stands_behind_an_item(void)
{
    struct br_device *device = with_refused("behind.db");
    struct br_id one = id_of(1);
    struct br_write writes[] = {write_of(5, "names it"), write_of(6, "in it"), write_of(7, "text")};
    struct br_id needs[] = {nothing, nothing, id_of(5)};
    writes[0].payload = (struct br_bytes){.data = one.bytes, .size = sizeof one.bytes};
    writes[1].audience = (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = one};
    CHECK(br_outbox_add(device, writes, needs, 3) == BR_OK);
    CHECK_TEXT(behind(device, 1), "2w 3w 5w 6w 7w");
    CHECK_TEXT(behind(device, 2), "3w");
    CHECK_TEXT(behind(device, 4), "");
    CHECK_TEXT(behind(device, 99), "");
    settle(device, 3, 7, NULL);
    CHECK_TEXT(behind(device, 2), "");
    const int64_t some[] = {5, 7, 3};
    CHECK(br_outbox_discard(device, some, 3) == BR_ERR_PROTOCOL); /* all or none */
    CHECK_TEXT(listed(device), "1r(no) 2w 3n7 4w 5w 6w 7w");
    CHECK(br_outbox_discard(device, some, 2) == BR_OK);
    CHECK_TEXT(listed(device), "1r(no) 2w 3n7 4w 6w");
    br_device_close(device);
}

struct seen_item {
    int64_t number;
    struct br_id needs;
    struct br_audience audience;
    uint8_t payload[100];
    size_t size;
};

static bool take_item(void *context, const struct br_outbox_item *item)
{
    struct seen_item *seen = context;
    if (item->number == seen->number) {
        seen->needs = item->needs;
        seen->audience = item->write.audience;
        seen->size = item->write.payload.size;
        BR_ASSERT(seen->size <= sizeof seen->payload);
        memcpy(seen->payload, item->write.payload.data, seen->size);
    }
    return item->number != seen->number;
}

/* A reply names its thread and the reply that it answers, but waits for the latter only. */
static void test_every_reference_follows_a_new_id(void)
{
    struct br_device *device = open_device("follow.db");
    struct br_id old = id_of(1);
    struct br_id fresh = id_of(60);
    uint8_t payload[40];
    memset(payload, 'x', sizeof payload);
    memcpy(payload + 3, old.bytes, sizeof old.bytes);
    memcpy(payload + 21, old.bytes, sizeof old.bytes);
    struct br_write writes[3] = {write_of(1, "room"), write_of(2, "thread"), write_of(3, "reply")};
    struct br_id needs[3] = {nothing, old, id_of(2)};
    writes[1].audience = (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = old};
    writes[2].payload = (struct br_bytes){.data = payload, .size = sizeof payload};
    CHECK(br_outbox_add(device, writes, needs, 3) == BR_OK);
    settle(device, 1, 0, "no");
    CHECK(br_outbox_resend(device, 1, &fresh) == BR_OK);

    struct seen_item thread = {.number = 2};
    struct seen_item reply = {.number = 3};
    CHECK(br_outbox_list(device, take_item, &thread) == BR_OK);
    CHECK(br_outbox_list(device, take_item, &reply) == BR_OK);
    CHECK(br_id_equal(&thread.needs, &fresh) && br_id_equal(&thread.audience.id, &fresh));
    struct br_id second = id_of(2);
    CHECK(br_id_equal(&reply.needs, &second));
    CHECK_UINT(reply.size, sizeof payload);
    CHECK(memcmp(reply.payload + 3, fresh.bytes, sizeof fresh.bytes) == 0);
    CHECK(memcmp(reply.payload + 21, fresh.bytes, sizeof fresh.bytes) == 0);
    CHECK(reply.payload[0] == 'x' && reply.payload[39] == 'x');
    br_device_close(device);
}

/* --- lines of batch files --- */

static void test_lines_are_remembered_with_their_writes(void)
{
    struct br_device *device = open_device("lines.db");
    struct br_write writes[2] = {write_of(1, "one"), write_of(2, "two")};
    struct br_id needs[2] = {nothing, nothing};
    struct br_outbox_line lines[2] = {{.key = "k1", .ref = "first"}, {.key = "k2", .ref = NULL}};
    struct br_id id;
    CHECK(br_outbox_add_lines(device, "f", lines, writes, needs, 2) == BR_OK);
    CHECK(br_outbox_line_key(device, "f", "k2", &id) == BR_OK && br_id_equal(&id, &writes[1].id));
    CHECK(br_outbox_line_ref(device, "f", "first", &id) == BR_OK);
    CHECK(br_id_equal(&id, &writes[0].id));
    CHECK(br_outbox_line_key(device, "g", "k2", &id) == BR_ERR_NOT_FOUND);
    CHECK(br_outbox_line_ref(device, "f", "second", &id) == BR_ERR_NOT_FOUND);

    /* the same key, then the same ref, under new record ids: nothing of it is kept */
    struct br_write more[2] = {write_of(3, "three"), write_of(4, "four")};
    struct br_outbox_line key_again[2] = {{.key = "k3", .ref = NULL}, {.key = "k2", .ref = NULL}};
    struct br_outbox_line ref_again[2] = {{.key = "k3", .ref = NULL},
                                          {.key = "k4", .ref = "first"}};
    CHECK(br_outbox_add_lines(device, "f", key_again, more, needs, 2) == BR_ERR_EXISTS);
    CHECK(br_outbox_add_lines(device, "f", ref_again, more, needs, 2) == BR_ERR_EXISTS);
    CHECK_TEXT(listed(device), "1w 2w");
    CHECK(br_outbox_line_key(device, "f", "k3", &id) == BR_ERR_NOT_FOUND);

    settle(device, 1, 0, "no");
    struct br_id fresh = id_of(70);
    CHECK(br_outbox_resend(device, 1, &fresh) == BR_OK);
    CHECK(br_outbox_line_ref(device, "f", "first", &id) == BR_OK && br_id_equal(&id, &fresh));
    br_device_close(device);
}

/* --- killed --- */

enum { KILLED_GROUP = 7 };

/* Adds groups for ever, saying each one's number when it is durable. */
_Noreturn static void add_for_ever(const char *name, int said)
{
    struct br_device *device = open_device(name);
    for (uint64_t round = 0;; round++) {
        struct br_write writes[KILLED_GROUP];
        struct br_id needs[KILLED_GROUP] = {{{0}}};
        struct br_outbox_line lines[KILLED_GROUP];
        char keys[KILLED_GROUP][24];
        for (uint64_t i = 0; i < KILLED_GROUP; i++) {
            writes[i] = write_of(1 + round * KILLED_GROUP + i, "text");
            (void)snprintf(keys[i], sizeof keys[i], "%llu",
                           (unsigned long long)(round * KILLED_GROUP + i));
            lines[i] = (struct br_outbox_line){.key = keys[i]};
        }
        if (br_outbox_add_lines(device, "f", lines, writes, needs, KILLED_GROUP) != BR_OK ||
            write(said, &round, sizeof round) != (ssize_t)sizeof round) {
            abort();
        }
    }
}

static bool count_one(void *context, const struct br_outbox_item *item)
{
    (void)item;
    ++*(uint64_t *)context;
    return true;
}

/* What was said to be durable is there after SIGKILL, in whole groups, with its lines. */
static void test_killed_at_any_moment(void)
{
    for (uint64_t round = 0; round < 8; round++) {
        char name[40];
        int said[2];
        (void)snprintf(name, sizeof name, "killed%llu.db", (unsigned long long)round);
        BR_ASSERT(pipe(said) == 0);
        (void)fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            add_for_ever(name, said[1]);
        }
        (void)close(said[1]);
        uint64_t last = 0;
        for (uint64_t i = 0; i <= round * 5; i++) {
            CHECK(read(said[0], &last, sizeof last) == (ssize_t)sizeof last);
        }
        CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
        while (read(said[0], &last, sizeof last) == (ssize_t)sizeof last) {
        }
        (void)close(said[0]);

        struct br_device *device = open_device(name);
        struct br_id id;
        uint64_t count = 0;
        char key[24];
        CHECK(br_outbox_list(device, count_one, &count) == BR_OK);
        CHECK(count >= (last + 1) * KILLED_GROUP && count % KILLED_GROUP == 0);
        (void)snprintf(key, sizeof key, "%llu", (unsigned long long)(count - 1));
        CHECK(br_outbox_line_key(device, "f", key, &id) == BR_OK);
        (void)snprintf(key, sizeof key, "%llu", (unsigned long long)count);
        CHECK(br_outbox_line_key(device, "f", key, &id) == BR_ERR_NOT_FOUND);
        br_device_close(device);
    }
}

/* By its id, and by an id that its message names. */
static void test_items_are_found(void)
{
    struct br_device *device = open_device("found.db");
    uint8_t payload[40] = {0};
    struct br_id named = id_of(7);
    memcpy(payload + 11, named.bytes, sizeof named.bytes);
    CHECK(add(device, 1, 0) == BR_OK);
    for (uint64_t number = 2; number <= 4; number++) {
        struct br_write write = write_of(number, "");
        write.payload = (struct br_bytes){.data = payload, .size = sizeof payload};
        CHECK(br_outbox_add(device, &write, &nothing, 1) == BR_OK);
    }
    settle(device, 2, 5, NULL);
    settle(device, 3, 0, "why");
    CHECK_TEXT(found(device, 1), "1w");
    CHECK_TEXT(found(device, 3), "3r(why)");
    CHECK_TEXT(found(device, 7), "");
    CHECK_TEXT(naming(device, 7), "2n5 4w"); /* a refused one has not happened */
    CHECK_TEXT(naming(device, 1), "");
    br_device_close(device);
}

static void tamper(const char *name, const char *sql)
{
    sqlite3 *db = NULL;
    BR_ASSERT(sqlite3_open(path_of(name), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
}

static bool no_item(void *context, const struct br_outbox_item *item)
{
    size_t *count = context;
    (void)item;
    (*count)++;
    return true;
}

/* What is no item any more is not sent as something else, and not thrown away unseen. */
static void test_damaged_items_are_not_handed_out(void)
{
    static const struct {
        const char *sql;
        enum br_status listed;
        enum br_status found; /* by its number */
        enum br_status line;
    } damages[] = {
        {"UPDATE outbox SET id = x'01'", BR_ERR_CORRUPT, BR_ERR_CORRUPT, BR_OK},
        {"UPDATE outbox SET audience = x'01'", BR_ERR_CORRUPT, BR_OK, BR_OK},
        {"UPDATE outbox SET audience = zeroblob(length(audience))", BR_ERR_CORRUPT, BR_OK, BR_OK},
        {"UPDATE outbox SET author = x'01'", BR_ERR_CORRUPT, BR_OK, BR_OK},
        {"UPDATE outbox SET needs = x'01'", BR_OK, BR_OK, BR_OK},
        {"UPDATE line SET id = x'01'", BR_OK, BR_OK, BR_ERR_CORRUPT},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "damaged-%zu.db", i);
        struct br_device *device = open_device(name);
        struct br_write write = write_of(1, "text");
        struct br_outbox_line line = {.key = "first", .ref = NULL};
        CHECK(br_outbox_add_lines(device, "file", &line, &write, &nothing, 1) == BR_OK);
        settle(device, 1, 0, "no");
        br_device_close(device);
        tamper(name, damages[i].sql);
        device = open_device(name);
        struct br_id id;
        size_t count = 0;
        int64_t number = 1;
        CHECK_UINT(br_outbox_list(device, no_item, &count), damages[i].listed);
        CHECK_UINT(count, damages[i].listed == BR_OK ? 1 : 0);
        CHECK_UINT(br_outbox_line_key(device, "file", "first", &id), damages[i].line);
        struct br_id again = id_of(2);
        CHECK_UINT(br_outbox_resend(device, number, &again), damages[i].found);
        br_device_close(device);
    }
}

/* States that nobody knows count as none. */
static void test_unknown_states_are_not_counted(void)
{
    static const char *const states[] = {"UPDATE outbox SET state = -1",
                                         "UPDATE outbox SET state = 3"};
    for (size_t i = 0; i < 2; i++) {
        struct br_device *device = open_device("states.db");
        struct br_outbox_counts counts;
        (void)add(device, 1, 0);
        br_device_close(device);
        tamper("states.db", states[i]);
        device = open_device("states.db");
        CHECK(br_outbox_count(device, &counts) == BR_OK);
        CHECK_UINT(counts.waiting + counts.numbered + counts.refused, 0);
        br_device_close(device);
    }
    br_device_close(NULL);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_settings_are_kept),
        BR_TEST(test_files_that_are_no_device),
        BR_TEST(test_items_keep_all_that_was_said),
        BR_TEST(test_a_group_is_added_whole_or_not),
        BR_TEST(test_numbered_until_it_is_seen_here),
        BR_TEST(test_ready_begins_behind_a_number),
        BR_TEST(test_what_refers_to_a_refused_one_waits_with_it),
        BR_TEST(test_refused_with_what_it_refers_to_it_waits_with_it),
        BR_TEST(test_only_refused_ones_are_sent_again),
        BR_TEST(test_what_waits_and_for_which),
        BR_TEST(test_what_stands_behind_an_item),
        BR_TEST(test_every_reference_follows_a_new_id),
        BR_TEST(test_lines_are_remembered_with_their_writes),
        BR_TEST(test_items_are_found),
        BR_TEST(test_killed_at_any_moment),
        BR_TEST(test_damaged_items_are_not_handed_out),
        BR_TEST(test_unknown_states_are_not_counted),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
