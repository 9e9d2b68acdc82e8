/*
 * SQLite refuses a statement at the n-th step or preparation: the call that needed it
 * says so, nothing is half done, and what had been acknowledged is there when the file is opened
 * again. (Disks that fail below SQLite are another test's matter.)
 */
#include "refused_sqlite.h"
#include "test_store_log_world.h"

#include "store/device.h"
#include "store/private.h"
#include "store/views.h"

#include <limits.h>
#include <unistd.h>

/* --- what is done, each time on new files; it goes on after a refusal as a program would --- */

enum { THREADS = 3, TIMES_MAX = 25 };

struct story {
    enum br_status status; /* the first that was not BR_OK */
    bool acknowledged[THREADS];
    bool kept[THREADS];
};

static bool note(struct story *story, enum br_status status)
{
    if (story->status == BR_OK) {
        story->status = status;
    }
    return status == BR_OK;
}

static void ignore_stream(void *context, const struct br_stream_state *state)
{
    (void)context;
    (void)state;
}

static void ignore_trust(void *context, const struct br_trust_fact *fact)
{
    (void)context;
    (void)fact;
}

static void ignore_member(void *context, const struct br_membership *membership)
{
    (void)context;
    (void)membership;
}

static void ignore_receipt(void *context, const struct br_receipt *receipt)
{
    (void)context;
    (void)receipt;
}

static bool ignore_item(void *context, const struct br_outbox_item *item)
{
    (void)context;
    (void)item;
    return true;
}

static bool ignore_cells(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    (void)context;
    (void)count;
    (void)names;
    (void)cells;
    return true;
}

static struct br_bytes keys_of(const struct academy *academy, struct br_buffer *payload)
{
    br_buffer_init(payload, 1000);
    br_keys_pack(&academy->keys, payload);
    return br_buffer_bytes(payload);
}

static enum br_status write_one(struct academy *academy, struct br_write write, bool *acknowledged)
{
    struct br_outcome outcome = {.type = BR_OUTCOME_REFUSED};
    struct br_log_changes changes;
    enum br_status status =
        br_log_write(academy->log, &academy->pen, &write, 1, &outcome, &changes);
    *acknowledged = status == BR_OK && outcome.type == BR_OUTCOME_NUMBERED;
    return status;
}

static void log_is_written(struct academy *academy, struct story *story)
{
    struct br_buffer payload;
    struct br_write keys =
        write_of("academy_keys", to_network, id_of(1), keys_of(academy, &payload));
    bool known = false;
    keys.author = nobody;
    keys.roles = BR_ROLES_ACADEMY;
    (void)note(story, write_one(academy, keys, &known));
    br_buffer_free(&payload);
    for (uint64_t i = 0; i < THREADS; i++) {
        struct br_write write = write_of(
            "thread_started", to_network, id_of(10 + i),
            packed(&payload, "thread_started", "title", "Rounds", "text", "On the ward.", NULL));
        struct br_outcome outcome;
        (void)note(story, write_one(academy, write, &story->acknowledged[i]));
        (void)note(story, br_log_try(academy->log, academy->pen.now, &write, 1, &outcome));
        br_buffer_free(&payload);
    }
}

static void log_is_read(struct academy *academy, struct academy *other, struct story *story)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_log_batch batch = {0};
    struct br_log_report report = {0};
    struct br_log_changes changes;
    enum br_status stored = BR_OK;
    uint64_t seq_bad = 0;
    (void)note(story, br_log_streams(academy->log, ignore_stream, NULL));
    (void)note(story, br_log_trust(academy->log, ignore_trust, NULL));
    (void)note(story, br_log_members(academy->log, ignore_member, NULL));
    if (note(story, br_log_reader_open(academy->path, NULL, &reader, &error))) {
        size_t faults = 0;
        (void)note(story, br_log_reader_streams(reader, ignore_stream, NULL));
        (void)note(story, br_log_verify(reader, the_domain(), &report, print_fault, &faults));
        if (note(story, br_log_read(reader, 1, 0, &batch, &seq_bad))) {
            struct br_batch given = {
                .head = batch.head, .count = batch.count, .bodies = batch.bodies};
            (void)note(story, br_log_receive(other->log, &other->pen, &other->id, other->pen.now,
                                             &given, 1, &stored, &changes));
        }
        br_log_batch_free(&batch);
        br_log_reader_close(reader);
    }
    (void)note(story, br_log_receipts(other->log, ignore_receipt, NULL));
    (void)note(story, br_log_checkpoint(academy->log, true));
    struct br_stream theirs = {.origin = academy->id, .audience = to_network};
    (void)note(story, br_log_purge(other->log, &theirs));
}

static void log_story(struct story *story)
{
    struct academy academy = academy_new(1, BR_SIDE_SHARED, "refused");
    struct academy other = academy_new(2, BR_SIDE_SHARED, "refused-other");
    struct br_error error;
    remove_log(academy.path);
    remove_log(other.path);
    if (note(story, academy_open(&academy, &error))) {
        log_is_written(&academy, story);
        if (note(story, academy_open(&other, &error))) {
            log_is_read(&academy, &other, story);
            academy_stop(&other);
        }
        academy_stop(&academy);
    }
}

/* Opened again: sound, and all that was acknowledged is there. */
static void log_is_whole(const struct story *story)
{
    struct academy academy = academy_new(1, BR_SIDE_SHARED, "refused");
    academy_start(&academy);
    CHECK_UINT(faults_of(academy.path, false), 0);
    for (uint64_t i = 0; i < THREADS; i++) {
        struct br_outcome outcome;
        struct br_id id = id_of(10 + i);
        enum br_status found = br_log_find_own(academy.log, &id, &outcome);
        CHECK(found == BR_OK || (found == BR_ERR_NOT_FOUND && !story->acknowledged[i]));
    }
    academy_stop(&academy);
}

/* The log is written in peace; the views over it are refused. */
static void views_story(struct story *story)
{
    static const struct br_parameter viewer = {"viewer", {.type = BR_CELL_NULL}};
    static bool written;
    struct academy academy = academy_new(3, BR_SIDE_SHARED, "refused-folded");
    const char *call = refusing.call;
    refusing.call = NULL;
    academy_start(&academy);
    struct story peace = {.status = BR_OK};
    if (!written) {
        log_is_written(&academy, &peace);
        CHECK(peace.status == BR_OK);
        written = true;
    }
    struct br_log_reader *reader = NULL;
    struct br_error error;
    BR_ASSERT(br_log_reader_open(academy.path, NULL, &reader, &error) == BR_OK);
    char path[500];
    (void)snprintf(path, sizeof path, "%s/refused-views.db", br_test_folder());
    remove_log(path);
    struct br_views_options options = {.path = path, .domain = the_domain(), .academy = academy.id};
    struct br_views *views = NULL;
    refusing.call = call;
    if (note(story, br_views_open(&options, &views, &error))) {
        struct br_fold_progress progress = {.more = true};
        struct br_digest digest;
        struct br_receipt receipt = {.holder = academy.id,
                                     .stream = {.origin = academy.id, .audience = to_network},
                                     .epoch = 1,
                                     .seq = 1};
        for (int i = 0; i < 2 && progress.more; i++) {
            (void)note(story, br_views_fold(views, reader, &progress));
        }
        (void)note(story, br_views_note_receipts(views, &receipt, 1));
        (void)note(story, br_views_query(views, "SELECT title FROM v_thread", &viewer, 1,
                                         ignore_cells, NULL, &error));
        (void)note(story, br_views_digest(views, &digest));
        (void)note(story, br_views_checkpoint(views));
        refusing.call = NULL; /* and now the same again, until all is folded, in peace */
        progress.more = true;
        for (int i = 0; i < 3 && progress.more; i++) {
            CHECK(br_views_fold(views, reader, &progress) == BR_OK);
        }
        CHECK_UINT(br_views_folded(views, 1), THREADS + 1);
        refusing.call = call;
        (void)note(story, br_views_reset(views));
        br_views_close(views);
    }
    refusing.call = NULL;
    br_log_reader_close(reader);
    academy_stop(&academy);
}

static void device_story(struct story *story)
{
    struct br_device *device = NULL;
    struct br_error error;
    struct br_buffer value;
    char path[500];
    (void)snprintf(path, sizeof path, "%s/refused-device.db", br_test_folder());
    remove_log(path);
    br_buffer_init(&value, 1000);
    if (note(story, br_device_open(path, true, &device, &error))) {
        struct br_outbox_counts counts;
        struct br_id found;
        (void)note(story, br_device_put(device, "name", br_bytes_of_text("Ann")));
        if (story->status == BR_OK) {
            (void)note(story, br_device_get(device, "name", &value));
        }
        for (uint64_t i = 0; i < THREADS; i++) {
            struct br_write write = {.id = id_of(10 + i),
                                     .author = id_of(7),
                                     .audience = to_academy,
                                     .kind = 11,
                                     .payload = br_bytes_of_text("text")};
            struct br_id needs = i == 0 ? nobody : id_of(9 + i);
            struct br_outbox_line line = {.key = i == 2 ? "second" : "first", .ref = NULL};
            enum br_status status =
                i == 0 ? br_outbox_add(device, &write, &needs, 1)
                       : br_outbox_add_lines(device, "file", &line, &write, &needs, 1);
            story->kept[i] = note(story, status);
        }
        (void)note(story, br_outbox_line_key(device, "file", "first", &found));
        enum br_status status = br_outbox_line_ref(device, "file", "none", &found);
        (void)note(story, status == BR_ERR_NOT_FOUND ? BR_OK : status);
        (void)note(story, br_outbox_list(device, ignore_item, NULL));
        (void)note(story, br_outbox_ready(device, 0, ignore_item, NULL));
        (void)note(story, br_outbox_naming(device, &(struct br_id){{9}}, ignore_item, NULL));
        (void)note(story, br_outbox_count(device, &counts));
        struct br_outcome outcomes[] = {
            {.id = id_of(10), .type = BR_OUTCOME_REFUSED, .reason = "no"},
            {.id = id_of(11), .type = BR_OUTCOME_NUMBERED, .epoch = 1, .seq = 4}};
        (void)note(story, br_outbox_settle(device, outcomes, 2));
        struct br_id again = id_of(20);
        if (story->status == BR_OK) {
            (void)note(story, br_outbox_resend(device, 1, &again));
            int64_t number = 1;
            (void)note(story, br_outbox_discard(device, &number, 1));
        }
        (void)note(story, br_outbox_seen(device, &to_academy, 1));
        br_device_close(device);
    }
    br_buffer_free(&value);
}

/* Kept means kept: no item that was taken is lost over a refusal, none is there by half. */
static void device_is_whole(const struct story *story)
{
    struct br_device *device = NULL;
    struct br_error error;
    char path[500];
    (void)snprintf(path, sizeof path, "%s/refused-device.db", br_test_folder());
    BR_ASSERT(br_device_open(path, true, &device, &error) == BR_OK);
    enum br_status status = BR_OK;
    for (uint64_t i = 1; i < THREADS; i++) { /* the first may have been thrown away */
        struct br_id id = id_of(10 + i);
        status = br_outbox_find(device, &id, ignore_item, NULL);
        CHECK(!story->kept[i] || status == BR_OK);
    }
    struct br_id line;
    status = br_outbox_line_key(device, "file", "second", &line);
    CHECK(status == (story->kept[2] ? BR_OK : BR_ERR_NOT_FOUND));
    br_device_close(device);
}

static void ignore_device(void *context, const struct br_device_row *device)
{
    (void)context;
    (void)device;
}

static void ignore_peer(void *context, const struct br_peer_row *peer)
{
    (void)context;
    (void)peer;
}

static void private_story(struct story *story)
{
    struct br_private *private = NULL;
    struct br_error error;
    struct br_buffer value;
    char path[500];
    (void)snprintf(path, sizeof path, "%s/refused-private.db", br_test_folder());
    remove_log(path);
    br_buffer_init(&value, 1000);
    if (note(story, br_private_open(path, true, &private, &error))) {
        struct br_invitation invitation = {
            .secret_hash = {{1}}, .member = id_of(7), .name = "Ann", .expires_ms = 1000};
        struct br_invitation used;
        struct br_hash pin = {{2}};
        struct br_peer_row peer = {.academy = {{3}}, .pin = {{4}}, .name = "Bath", .dial = true};
        (void)note(story, br_private_put(private, "name", br_bytes_of_text("Leeds")));
        if (story->status == BR_OK) {
            (void)note(story, br_private_get(private, "name", &value));
        }
        if (note(story, br_private_invite(private, &invitation))) {
            enum br_status status =
                br_private_enrol(private, &invitation.secret_hash, &pin, "ward", 1, &used);
            (void)note(story, status);
            refusing.call = status == BR_OK ? refusing.call : NULL;
            if (status != BR_OK) { /* refused by the disk is not used up */
                CHECK(br_private_enrol(private, &invitation.secret_hash, &pin, "ward", 1, &used) ==
                      BR_OK);
            }
        }
        (void)note(story, br_private_devices(private, ignore_device, NULL));
        (void)note(story, br_private_put_peer(private, &peer));
        (void)note(story, br_private_peers(private, ignore_peer, NULL));
        br_private_close(private);
    }
    br_buffer_free(&value);
}

/* --- at every call, or at so many of them spread evenly --- */

static void at_many_calls(void (*told)(struct story *story), void (*whole)(const struct story *))
{
    static const struct {
        const char *call;
        int answer;
    } refusals[] = {{"sqlite3_step", SQLITE_IOERR},
                    {"sqlite3_step", SQLITE_FULL},
                    {"sqlite3_prepare_v3", SQLITE_NOMEM},
                    {"sqlite3_exec", SQLITE_IOERR}};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct story peace = {.status = BR_OK};
        refuse(refusals[i].call, INT_MAX, refusals[i].answer); /* only counted */
        told(&peace);
        CHECK_UINT(peace.status, BR_OK);
        int calls = refusing.seen;
        CHECK(calls > 3);
        for (int at = 1; at <= calls; at += 1 + calls / TIMES_MAX) {
            struct story story = {.status = BR_OK};
            refuse(refusals[i].call, at, refusals[i].answer);
            told(&story);
            refusing.call = NULL;
            if (whole != NULL) {
                whole(&story);
            }
        }
    }
}

static void test_a_refused_log_keeps_what_it_acknowledged(void)
{
    at_many_calls(log_story, log_is_whole);
}

static void test_refused_views_are_folded_all_the_same(void)
{
    at_many_calls(views_story, NULL);
}

static void test_a_refused_outbox_keeps_what_it_took(void)
{
    at_many_calls(device_story, device_is_whole);
}

static void test_an_invitation_that_was_refused_is_not_used_up(void)
{
    at_many_calls(private_story, NULL);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_refused_log_keeps_what_it_acknowledged),
        BR_TEST(test_refused_views_are_folded_all_the_same),
        BR_TEST(test_a_refused_outbox_keeps_what_it_took),
        BR_TEST(test_an_invitation_that_was_refused_is_not_used_up),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
