/* test_store_views.c - the cache that pages read: folded from a real log, begun again when it is no
 * good, the outbox shown over it. */
#include "store_fixture.h"

#include "record/keys.h"
#include "refused_store.h"

#include <fcntl.h>
#include <sys/stat.h>

/* An academy with its two logs, and views over both as a client has them. */
struct world {
    struct br_domain *domain;
    struct br_secret_key signing;
    struct br_rng rng;
    struct br_hash academy;
    struct br_log *logs[2];
    struct br_log_reader *readers[2];
    struct br_views *views;
    unsigned next_id;
};

static const char *const log_names[] = {"shared_log.db", "local_log.db"};

static void open_logs(struct world *w)
{
    for (int side = 0; side < 2; side++) {
        struct br_error error = {.text = ""};
        struct br_log_options options = {.path = path_of(log_names[side]),
                                         .side = side == 0 ? BR_SIDE_SHARED : BR_SIDE_LOCAL,
                                         .domain = w->domain,
                                         .academy = w->academy,
                                         .create = true};
        BR_ASSERT(br_log_open(&options, &w->logs[side], &error) == BR_OK);
        BR_ASSERT(br_log_reader_open(options.path, NULL, &w->readers[side], &error) == BR_OK);
    }
}

static void close_logs(struct world *w)
{
    for (int side = 0; side < 2; side++) {
        br_log_reader_close(w->readers[side]);
        br_log_close(w->logs[side]);
    }
}

static void remove_file(const char *name)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[600];
        (void)snprintf(path, sizeof path, "%s%s", path_of(name), endings[i]);
        (void)unlink(path);
    }
}

static struct br_views *views_of(struct world *w)
{
    struct br_views_options options = {
        .path = path_of("all.db"), .domain = w->domain, .academy = w->academy};
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    BR_ASSERT(br_views_open(&options, &views, &error) == BR_OK);
    return views;
}

static void write_one(struct world *w, enum br_audience_type type, const char *kind,
                      unsigned author, unsigned id, const char *json)
{
    struct br_buffer packed;
    struct br_write write = {.id = id_of(id),
                             .author = id_of(author),
                             .roles = author == 0 ? BR_ROLES_ACADEMY : 1u << 3,
                             .audience = {.type = (uint8_t)type},
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000000000,
                             .payload = payload_of(kind, json, &packed)};
    struct br_pen pen = {
        .signing = &w->signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &w->rng};
    struct br_outcome outcome;
    struct br_log_changes changes;
    int side = br_audience_is_shared(&write.audience) ? 0 : 1;
    BR_ASSERT(br_log_write(w->logs[side], &pen, &write, 1, &outcome, &changes) == BR_OK);
    if (outcome.type != BR_OUTCOME_NUMBERED) {
        (void)printf("%s: %s\n", kind, outcome.reason);
    }
    CHECK(outcome.type == BR_OUTCOME_NUMBERED);
    br_buffer_free(&packed);
}

static void world_start(struct world *w)
{
    *w = (struct world){.domain = real_domain(), .rng = br_rng_seeded(5), .next_id = 0x80};
    uint8_t seed[32] = {1};
    struct br_secret_key recovery;
    struct br_public_key public;
    struct br_academy_keys keys;
    struct br_hash pin = academy_of(9);
    br_key_pair(seed, &recovery, &public);
    w->academy = br_keys_academy(&public);
    seed[0] = 2;
    br_key_pair(seed, &w->signing, &public);
    br_keys_make(&recovery, &public, &pin, &keys);
    remove_file(log_names[0]);
    remove_file(log_names[1]);
    remove_file("all.db");
    open_logs(w);
    BR_ASSERT(br_log_know_key(w->logs[1], &w->academy, &public) == BR_OK);

    struct br_buffer packed;
    br_buffer_init(&packed, 1000);
    br_keys_pack(&keys, &packed);
    struct br_write write = {.id = id_of(1),
                             .roles = BR_ROLES_ACADEMY,
                             .audience = {.type = BR_AUDIENCE_NETWORK},
                             .kind = br_kind_by_name("academy_keys")->number,
                             .payload = br_buffer_bytes(&packed)};
    struct br_pen pen = {
        .signing = &w->signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &w->rng};
    struct br_outcome outcome;
    struct br_log_changes changes;
    BR_ASSERT(br_log_write(w->logs[0], &pen, &write, 1, &outcome, &changes) == BR_OK);
    CHECK_TEXT(outcome.reason, "");
    br_buffer_free(&packed);
    w->views = views_of(w);
}

static void world_end(struct world *w)
{
    br_views_close(w->views);
    close_logs(w);
    br_domain_free(w->domain);
}

static uint64_t fold_all(struct world *w)
{
    uint64_t records = 0;
    for (int side = 0; side < 2; side++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more) {
            BR_ASSERT(br_views_fold(w->views, w->readers[side], &progress) == BR_OK);
            records += progress.records;
        }
    }
    return records;
}

static void tell_a_little(struct world *w)
{
    write_one(w, BR_AUDIENCE_NETWORK, "thread_started", 0x50, 0x10, "{\"title\": \"Shared\"}");
    write_one(w, BR_AUDIENCE_ACADEMY, "thread_started", 0x50, 0x11, "{\"title\": \"Local\"}");
    write_one(w, BR_AUDIENCE_NETWORK, "post_written", 0x51, 0x20,
              "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"One\"}");
}

static const char *titles(struct world *w)
{
    return rows_of(w->views, "SELECT title, posts FROM v_thread ORDER BY title");
}

/* --- folding a log --- */

static void test_folds_what_the_logs_hold_beyond(void)
{
    struct world w;
    world_start(&w);
    CHECK_UINT(fold_all(&w), 1);
    CHECK_UINT(fold_all(&w), 0);
    tell_a_little(&w);
    CHECK_UINT(fold_all(&w), 3);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    CHECK_UINT(br_views_folded(w.views, 1), 3);
    CHECK_UINT(br_views_folded(w.views, BR_STREAM_LOCAL_FIRST), 1);
    CHECK_UINT(br_views_folded(w.views, 77), 0);

    br_views_close(w.views); /* and where it was, it goes on */
    w.views = views_of(&w);
    CHECK_UINT(fold_all(&w), 0);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    world_end(&w);
}

static void test_one_transaction_holds_no_more_than_its_maximum(void)
{
    enum { RECORDS = 2 * BR_BATCH_RECORDS_MAX + 10 };
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    for (unsigned i = 0; i < RECORDS; i++) {
        struct br_buffer packed;
        struct br_write write = {
            .id = {{1, (uint8_t)(i >> 8), (uint8_t)i}},
            .author = id_of(0x50),
            .roles = 1u << 3,
            .audience = {.type = BR_AUDIENCE_NETWORK},
            .kind = br_kind_by_name("post_written")->number,
            .payload = payload_of(
                "post_written",
                "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"x\"}", &packed)};
        struct br_pen pen = {
            .signing = &w.signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &w.rng};
        struct br_outcome outcome;
        struct br_log_changes changes;
        BR_ASSERT(br_log_write(w.logs[0], &pen, &write, 1, &outcome, &changes) == BR_OK);
        br_buffer_free(&packed);
    }
    struct br_fold_progress progress = {.more = true};
    uint64_t all = 0;
    size_t calls = 0;
    while (progress.more) {
        CHECK(br_fold_some(w.views, w.readers[0], BR_BATCH_RECORDS_MAX, &progress) == BR_OK);
        CHECK(progress.records <= BR_BATCH_RECORDS_MAX);
        all += progress.records;
        calls++;
    }
    CHECK_UINT(all, RECORDS + 3);
    CHECK(calls >= 3);
    world_end(&w);
}

/* A transaction that has gathered almost its fill takes one more whole batch, or leaves it. */
static void test_one_transaction_ends_before_its_last_record(void)
{
    enum { RECORDS = BR_BATCH_RECORDS_MAX + 20 };
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    struct br_write *writes = calloc(RECORDS, sizeof *writes);
    struct br_outcome *outcomes = calloc(RECORDS, sizeof *outcomes);
    BR_ASSERT(writes != NULL && outcomes != NULL);
    struct br_buffer packed;
    struct br_bytes payload =
        payload_of("post_written",
                   "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"x\"}", &packed);
    for (unsigned i = 0; i < RECORDS; i++) {
        writes[i] = (struct br_write){.id = {{1, (uint8_t)(i >> 8), (uint8_t)i}},
                                      .author = id_of(0x50),
                                      .roles = 1u << 3,
                                      .audience = {.type = BR_AUDIENCE_NETWORK},
                                      .kind = br_kind_by_name("post_written")->number,
                                      .payload = payload};
    }
    struct br_pen pen = {
        .signing = &w.signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &w.rng};
    struct br_log_changes changes;
    BR_ASSERT(br_log_write(w.logs[0], &pen, writes, RECORDS, outcomes, &changes) == BR_OK);
    CHECK_UINT(changes.count, 2);
    uint64_t before = br_views_folded(w.views, 1);
    for (int over = 1; over >= -1; over--) {
        struct br_fold_progress progress;
        w.views->gathered = (size_t)((int)BR_FOLD_RECORDS_MAX - (int)BR_BATCH_RECORDS_MAX + over);
        CHECK(br_views_fold(w.views, w.readers[0], &progress) == BR_OK);
        CHECK(progress.records <= BR_FOLD_RECORDS_MAX);
        CHECK(progress.more ==
              (over >= 0)); /* the second batch is small, yet might have been whole */
        CHECK_UINT(br_views_folded(w.views, 1), over > 0    ? before
                                                : over == 0 ? before + BR_BATCH_RECORDS_MAX
                                                            : before + RECORDS);
    }
    br_buffer_free(&packed);
    free(writes);
    free(outcomes);
    world_end(&w);
}

static void test_rebuilt_views_are_the_same_cell_by_cell(void)
{
    struct world w;
    uint64_t differences = 0;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    struct br_views_options options = {
        .path = path_of("again.db"), .domain = w.domain, .academy = w.academy};
    struct br_views *live = w.views;
    struct br_error error = {.text = ""};
    CHECK(br_views_open(&options, &w.views, &error) == BR_OK);
    (void)fold_all(&w);
    struct br_receipt receipt = {.holder = academy_of(2), .stream = {.origin = w.academy}};
    receipt.stream.audience.type = BR_AUDIENCE_NETWORK;
    CHECK(br_views_note_receipts(live, &receipt, 1) == BR_OK); /* told, not folded */
    CHECK(br_views_compare(w.views, path_of("all.db"), &differences, print_fault, NULL) == BR_OK);
    CHECK_UINT(differences, 0);
    br_views_close(w.views);
    w.views = live;
    world_end(&w);
}

/* A power cut may take views back, a restored backup the log: then the views are ahead. */
static void test_views_ahead_of_the_log_begin_again(void)
{
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    CHECK(br_db_exec(w.views->db, "UPDATE folded SET seq = seq + 100 WHERE number = 1") == BR_OK);
    CHECK(br_db_exec(w.views->db, "UPDATE thread SET title = 'Never said'") == BR_OK);
    br_views_close(w.views);
    w.views = views_of(&w);
    CHECK(fold_all(&w) >= 4);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");

    /* as far, but another history */
    CHECK(br_db_exec(w.views->db, "UPDATE folded SET hash = zeroblob(32) WHERE number = 1") ==
          BR_OK);
    CHECK(br_db_exec(w.views->db, "UPDATE thread SET title = 'Never said'") == BR_OK);
    br_views_close(w.views);
    w.views = views_of(&w);
    CHECK(fold_all(&w) >= 4);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    world_end(&w);
}

static void test_a_stream_that_left_the_log_leaves_the_views(void)
{
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    write_one(&w, BR_AUDIENCE_ACADEMY, "room_opened", 0x50, 0x30,
              "{\"name\": \"Frailty\", \"pathway\": \"Older people\"}");
    struct br_stream room = {.origin = w.academy,
                             .audience = {.type = BR_AUDIENCE_ROOM, .id = id_of(0x30)}};
    struct br_buffer packed;
    struct br_write write = {
        .id = id_of(0x12),
        .author = id_of(0x50),
        .roles = 1u << 3,
        .audience = room.audience,
        .kind = br_kind_by_name("thread_started")->number,
        .payload = payload_of("thread_started", "{\"title\": \"In the room\"}", &packed)};
    struct br_pen pen = {
        .signing = &w.signing, .epoch = 1, .now = {.wall_ms = 1700000000000}, .rng = &w.rng};
    struct br_outcome outcome;
    struct br_log_changes changes;
    CHECK(br_log_write(w.logs[1], &pen, &write, 1, &outcome, &changes) == BR_OK);
    CHECK_TEXT(outcome.reason, "");
    br_buffer_free(&packed);
    (void)fold_all(&w);
    CHECK_TEXT(titles(&w), "In the room|0\nLocal|0\nShared|1\n");
    CHECK(br_log_purge(w.logs[1], &room) == BR_OK);
    (void)fold_all(&w);
    (void)fold_all(&w);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    world_end(&w);
}

/* The process ends between the purge and the views: the next one finds a side without streams. */
static void test_the_last_stream_of_a_side_leaves_the_views(void)
{
    for (unsigned side = 0; side < 2; side++) {
        struct world w;
        world_start(&w);
        tell_a_little(&w);
        (void)fold_all(&w);
        struct br_stream last = {
            .origin = w.academy,
            .audience = {.type = side == 0 ? BR_AUDIENCE_NETWORK : BR_AUDIENCE_ACADEMY}};
        br_views_close(w.views);
        CHECK(br_log_purge(w.logs[side], &last) == BR_OK);
        w.views = views_of(&w);
        (void)fold_all(&w);
        (void)fold_all(&w);
        CHECK_TEXT(titles(&w), side == 0 ? "Local|0\n" : "Shared|1\n");
        CHECK_UINT(fold_all(&w), 0); /* and they do not begin again for ever */
        world_end(&w);
    }
}

/* Out and in again between two folds: the same stream, under another number. */
static void test_a_purged_stream_that_came_again_is_folded(void)
{
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    struct br_stream academy = {.origin = w.academy, .audience = {.type = BR_AUDIENCE_ACADEMY}};
    CHECK(br_log_purge(w.logs[1], &academy) == BR_OK);
    write_one(&w, BR_AUDIENCE_ACADEMY, "thread_started", 0x50, 0x13, "{\"title\": \"Again\"}");
    (void)fold_all(&w);
    (void)fold_all(&w);
    CHECK_TEXT(titles(&w), "Again|0\nShared|1\n");
    world_end(&w);
}

/* --- a file that is no good --- */

static void test_views_that_could_not_begin_again_are_made_later(void)
{
    struct world w;
    struct br_fold_progress progress;
    struct br_error error = {.text = ""};
    world_start(&w);
    tell_a_little(&w);
    br_views_close(w.views);
    CHECK(mkdir(path_of("inner"), 0700) == 0);
    struct br_views_options options = {
        .path = path_of("inner/all.db"), .domain = w.domain, .academy = w.academy};
    CHECK(br_views_open(&options, &w.views, &error) == BR_OK);
    (void)fold_all(&w);

    CHECK(rename(path_of("inner"), path_of("away")) == 0);
    CHECK(br_views_reset(w.views) != BR_OK);
    CHECK(br_views_fold(w.views, w.readers[0], &progress) != BR_OK);
    CHECK(rename(path_of("away"), path_of("inner")) == 0);
    CHECK(br_views_fold(w.views, w.readers[0], &progress) == BR_OK);
    CHECK(progress.more && progress.anew);
    CHECK_UINT(fold_all(&w), 4);
    CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    world_end(&w);
}

static void test_a_damaged_file_begins_again(void)
{
    for (int how = 0; how < 3; how++) {
        struct world w;
        world_start(&w);
        tell_a_little(&w);
        (void)fold_all(&w);
        br_views_close(w.views);
        FILE *file = fopen(path_of("all.db"), how == 0 ? "wb" : "r+b");
        BR_ASSERT(file != NULL);
        if (how == 0) { /* nothing like a database */
            for (int i = 0; i < 2000; i++) {
                (void)fputs("not a database at all", file);
            }
        } else if (how == 1) { /* the first table of the schema is gone */
            BR_ASSERT(fseek(file, 100, SEEK_SET) == 0);
            for (int i = 0; i < 4000; i++) {
                (void)fputc(0xee, file);
            }
        } else { /* cut off */
            BR_ASSERT(ftruncate(fileno(file), 8192 * 3) == 0);
        }
        BR_ASSERT(fclose(file) == 0);
        w.views = views_of(&w);
        CHECK_UINT(fold_all(&w), 4);
        CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
        world_end(&w);
    }
}

/* Damage that opening does not see shows when the page is used. */
static void test_a_damaged_page_begins_again_when_it_is_met(void)
{
    struct world w;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CHECK(br_db_prepare(w.views->db,
                        "SELECT rootpage, (SELECT page_size FROM pragma_page_size)"
                        " FROM sqlite_schema WHERE name = 'post'",
                        &statement) == BR_OK);
    CHECK(br_db_step(statement, &row) == BR_OK && row);
    long page = sqlite3_column_int(statement, 0);
    long size = sqlite3_column_int(statement, 1);
    (void)sqlite3_finalize(statement);
    br_views_close(w.views);
    FILE *file = fopen(path_of("all.db"), "r+b");
    BR_ASSERT(file != NULL && page > 1 && fseek(file, (page - 1) * size, SEEK_SET) == 0);
    for (long i = 0; i < size; i++) {
        (void)fputc(0xee, file);
    }
    BR_ASSERT(fclose(file) == 0);
    w.views = views_of(&w);
    write_one(&w, BR_AUDIENCE_NETWORK, "post_written", 0x51, 0x21,
              "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"Two\"}");
    CHECK_UINT(fold_all(&w), 5);
    CHECK_UINT(fold_all(&w), 0);
    CHECK_TEXT(titles(&w), "Local|0\nShared|2\n");
    world_end(&w);
}

static void test_a_file_of_other_rules_a_newer_one_or_anothers_begins_again(void)
{
    static const char *const changes[] = {
        "UPDATE replica SET rules = zeroblob(32)",
        "UPDATE replica SET academy = zeroblob(32)",
        "DELETE FROM replica",
        "DROP TABLE replica",
        "PRAGMA user_version = 3",
        "PRAGMA application_id = 5",
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct world w;
        world_start(&w);
        tell_a_little(&w);
        (void)fold_all(&w);
        CHECK(br_db_exec(w.views->db, changes[i]) == BR_OK);
        br_views_close(w.views);
        w.views = views_of(&w);
        CHECK_UINT(fold_all(&w), 4);
        CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
        world_end(&w);
    }
}

static void test_a_place_that_cannot_be_written_says_so(void)
{
    struct br_domain *domain = real_domain();
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    FILE *file = fopen(path_of("just_a_file"), "wb");
    BR_ASSERT(file != NULL && fclose(file) == 0);
    struct br_views_options options = {
        .path = path_of("just_a_file/views.db"), .domain = domain, .academy = academy_of(1)};
    CHECK(br_views_open(&options, &views, &error) == BR_ERR_READ_ONLY);
    CHECK(views == NULL && strstr(error.text, "just_a_file") != NULL);
    options.path = path_of("no_such_folder/views.db");
    CHECK(br_views_open(&options, &views, &error) == BR_ERR_READ_ONLY);
    br_domain_free(domain);
}

static void test_a_full_disk_changes_nothing(void)
{
    struct world w;
    world_start(&w);
    (void)fold_all(&w);
    write_one(&w, BR_AUDIENCE_NETWORK, "thread_started", 0x50, 0x10, "{\"title\": \"Shared\"}");
    char *text = malloc(50001);
    char *json = malloc(50200);
    memset(text, 'x', 50000);
    text[50000] = '\0';
    (void)snprintf(json, 50200,
                   "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"%s\"}", text);
    write_one(&w, BR_AUDIENCE_NETWORK, "post_written", 0x51, 0x20, json);
    char sql[64];
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CHECK(br_db_prepare(w.views->db, "PRAGMA page_count", &statement) == BR_OK);
    CHECK(br_db_step(statement, &row) == BR_OK && row);
    (void)snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d",
                   sqlite3_column_int(statement, 0) + 2);
    (void)sqlite3_finalize(statement);
    CHECK(br_db_exec(w.views->db, sql) == BR_OK);
    struct br_fold_progress progress;
    CHECK(br_views_fold(w.views, w.readers[0], &progress) == BR_ERR_DISK_FULL);
    CHECK(progress.records == 0 && !progress.more);
    CHECK_UINT(br_views_folded(w.views, 1), 1);
    CHECK_TEXT(titles(&w), "");
    CHECK(br_db_exec(w.views->db, "PRAGMA max_page_count = 100000") == BR_OK);
    CHECK_UINT(fold_all(&w), 2); /* there is room again */
    CHECK_TEXT(titles(&w), "Shared|1\n");
    free(text);
    free(json);
    world_end(&w);
}

/* --- records that cannot be read --- */

static void test_unreadable_records_are_counted_and_passed_by(void)
{
    struct br_domain *domain = real_domain();
    struct story story = {.ms = 1700000000000};
    struct story_stream *stream = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    for (int i = 0; i < 4; i++) {
        story_say(&story, stream, "thread_started", 0x50, 0, "{\"title\": \"T\"}");
    }
    /* 1: payload erased; 2: a kind of the future; 3: bytes that are no message */
    struct br_buffer *body = &stream->records[0].body;
    struct br_record record;
    CHECK(br_record_parse(br_buffer_bytes(body), &record) == BR_OK);
    struct br_hash commitment = record.commitment;
    body->data[0] = BR_BODY_ERASED;
    body->size = BR_BODY_FIXED_SIZE;
    br_buffer_put(body, &commitment, sizeof commitment);
    br_store_u16(stream->records[1].body.data + 17, 999);
    stream->records[2].body.data[stream->records[2].body.size - 3] = 0xff;
    struct br_views *views = open_views(path_of("unreadable.db"), domain, 0xa1);
    CHECK(story_fold(&story, views, 1, 10, 1) == BR_OK);
    CHECK_UINT(br_views_folded(views, 1), 4);
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_thread"), "1\n");
    sqlite3_stmt *statement = NULL;
    bool row = false;
    CHECK(br_db_prepare(views->db,
                        "SELECT group_concat((position & 255) || ':' || reason) FROM"
                        " (SELECT * FROM unreadable ORDER BY position)",
                        &statement) == BR_OK);
    CHECK(br_db_step(statement, &row) == BR_OK && row);
    CHECK_TEXT((const char *)sqlite3_column_text(statement, 0), "1:1,2:2,3:3");
    (void)sqlite3_finalize(statement);
    br_views_close(views);
    story_free(&story);
    br_domain_free(domain);
}

/* --- the outbox --- */

static struct br_write outbox_write(enum br_audience_type type, const char *kind, unsigned id,
                                    const char *json, struct br_buffer *packed)
{
    struct br_write write = {.id = id_of(id),
                             .author = id_of(0x50),
                             .audience = {.type = (uint8_t)type},
                             .kind = br_kind_by_name(kind)->number,
                             .written_ms = 1700000009000,
                             .payload = payload_of(kind, json, packed)};
    if (type == BR_AUDIENCE_ROOM) {
        write.audience.id = id_of(0x30);
    }
    return write;
}

static struct br_hash file_hash(const char *path)
{
    struct br_hash hash = {{0}};
    enum { SIZE_MAX_HERE = 4 * 1024 * 1024 };
    void *data = malloc(SIZE_MAX_HERE);
    FILE *file = fopen(path, "rb");
    if (file != NULL && data != NULL) {
        hash = br_sha256_one(data, fread(data, 1, SIZE_MAX_HERE, file));
        (void)fclose(file);
    }
    free(data);
    return hash;
}

static void test_the_outbox_is_shown_and_leaves_nothing(void)
{
    struct world w;
    struct br_buffer packed[5];
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    CHECK(br_db_checkpoint(w.views->db, true) == BR_OK);
    struct br_hash before = file_hash(path_of("all.db"));
    struct br_write writes[] = {
        outbox_write(BR_AUDIENCE_NETWORK, "post_written", 0x21,
                     "{\"thread\": \"10101010101010101010101010101010\", \"text\": \"Offline\"}",
                     &packed[0]),
        outbox_write(BR_AUDIENCE_NETWORK, "thread_started", 0x12, "{\"title\": \"Offline\"}",
                     &packed[1]),
        outbox_write(BR_AUDIENCE_NETWORK, "post_written", 0x22,
                     "{\"thread\": \"12121212121212121212121212121212\", \"text\": \"Both\"}",
                     &packed[2]),
        outbox_write(BR_AUDIENCE_NETWORK, "post_edited", 0x61,
                     "{\"thread\": \"10101010101010101010101010101010\","
                     " \"post\": \"10101010101010101010101010101010\","
                     " \"based_on\": [\"10101010101010101010101010101010\"],"
                     " \"title\": \"Shared, changed\"}",
                     &packed[3]),
        outbox_write(BR_AUDIENCE_ROOM, "thread_started", 0x13, "{\"title\": \"A new stream\"}",
                     &packed[4]),
        {.kind = 999, .audience = {.type = BR_AUDIENCE_NETWORK}}, /* cannot be read: left out */
    };
    for (int round = 0; round < 2; round++) { /* what was rolled back does not stay in statements */
        CHECK(br_views_show(w.views, writes, sizeof writes / sizeof writes[0]) == BR_OK);
        CHECK_TEXT(rows_of(w.views, "SELECT title, posts, saved_here, held, versions FROM v_thread"
                                    " ORDER BY title"),
                   "A new stream|0|1|0|1\nLocal|0|0|1|1\nOffline|1|1|0|1\n"
                   "Shared, changed|2|0|1|2\n");
        CHECK_TEXT(rows_of(w.views, "SELECT text, saved_here, position & 1099511627775 >="
                                    " 549755813888 FROM v_post ORDER BY text"),
                   "Both|1|1\nOffline|1|1\nOne|0|0\n");
        br_views_hide(w.views);
        CHECK_TEXT(titles(&w), "Local|0\nShared|1\n");
    }
    br_views_hide(w.views); /* nothing is shown: nothing happens */
    CHECK(br_db_checkpoint(w.views->db, true) == BR_OK);
    struct br_hash after = file_hash(path_of("all.db"));
    CHECK(br_hash_equal(&before, &after));
    CHECK_UINT(fold_all(&w), 0); /* and folding goes on as before */
    write_one(&w, BR_AUDIENCE_NETWORK, "thread_started", 0x50, 0x14, "{\"title\": \"Later\"}");
    CHECK_UINT(fold_all(&w), 1);
    for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
        br_buffer_free(&packed[i]);
    }
    world_end(&w);
}

static void test_the_outbox_has_a_limit(void)
{
    struct world w;
    world_start(&w);
    struct br_write *writes = calloc(BR_CLIENT_UNFOLDED_MAX + 1, sizeof *writes);
    BR_ASSERT(writes != NULL);
    for (size_t i = 0; i <= BR_CLIENT_UNFOLDED_MAX; i++) {
        writes[i] = (struct br_write){.kind = br_kind_by_name("thread_started")->number,
                                      .audience = {.type = BR_AUDIENCE_NETWORK}};
    }
    CHECK(br_views_show(w.views, writes, BR_CLIENT_UNFOLDED_MAX - 1) == BR_OK);
    br_views_hide(w.views);
    CHECK(br_views_show(w.views, writes, BR_CLIENT_UNFOLDED_MAX) == BR_OK);
    br_views_hide(w.views);
    CHECK(br_views_show(w.views, writes, BR_CLIENT_UNFOLDED_MAX + 1) == BR_ERR_LIMIT);
    CHECK(br_views_show(w.views, NULL, 0) == BR_OK);
    br_views_hide(w.views);
    free(writes);
    world_end(&w);
}

/* --- refused --- */

static bool count_cells(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    size_t *rows = context;
    (void)count;
    (void)names;
    (void)cells;
    (*rows)++;
    return true;
}

/* What there is to see through views, with a write of the outbox and without. */
static enum br_status look_through(struct br_views *views, const struct br_write *write)
{
    static const char sql[] = "SELECT title FROM v_thread WHERE title <> :none";
    static const struct br_parameter none = {"none", {.type = BR_CELL_TEXT}};
    struct br_digest digest;
    struct br_error error;
    uint64_t differences = 0;
    size_t rows = 0;
    enum br_status status = br_views_query(views, sql, &none, 1, count_cells, &rows, &error);
    CHECK(status != BR_OK || rows == 2);
    if (status == BR_OK) {
        status = br_views_digest(views, &digest);
    }
    if (status == BR_OK) {
        status = br_views_compare(views, path_of("rich.db"), &differences, NULL, NULL);
        CHECK(status != BR_OK || differences == 0);
    }
    if (status == BR_OK) {
        status = br_views_show(views, write, 1);
        rows = 0;
        if (status == BR_OK) {
            status = br_views_query(views, sql, &none, 1, count_cells, &rows, &error);
            CHECK(status != BR_OK || rows == 3);
        }
        const char *call = peace(); /* hiding must not fail */
        br_views_hide(views);
        refusing.call = call;
    }
    return status;
}

struct poor {
    struct world *world;
    struct br_write write;
};

/* A new file each time, from opening to the last look. */
static enum br_status fold_and_look(void *context)
{
    struct poor *poor = context;
    struct br_views_options options = {
        .path = path_of("poor.db"), .domain = poor->world->domain, .academy = poor->world->academy};
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    const char *call = peace();
    remove_file("poor.db");
    refusing.call = call;
    enum br_status status = br_views_open(&options, &views, &error);
    if (status != BR_OK) {
        CHECK(error.text[0] != '\0' && views == NULL);
        return status;
    }
    for (int side = 0; side < 2 && status == BR_OK; side++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more && status == BR_OK) {
            status = br_views_fold(views, poor->world->readers[side], &progress);
        }
    }
    if (status == BR_OK) {
        struct br_receipt receipt = {.holder = academy_of(2),
                                     .stream = {.origin = poor->world->academy},
                                     .epoch = 1,
                                     .seq = 1};
        receipt.stream.audience.type = BR_AUDIENCE_NETWORK;
        status = br_views_note_receipts(views, &receipt, 1);
    }
    status = status == BR_OK ? look_through(views, &poor->write) : status;
    (void)peace();
    br_views_close(views);
    return status;
}

static void test_what_is_refused_is_seen_later(void)
{
    struct world w;
    struct poor poor = {.world = &w};
    struct br_buffer packed;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    struct br_views *live = w.views;
    struct br_views_options options = {
        .path = path_of("rich.db"), .domain = w.domain, .academy = w.academy};
    struct br_error error = {.text = ""};
    CHECK(br_views_open(&options, &w.views, &error) == BR_OK);
    (void)fold_all(&w);
    br_views_close(w.views);
    w.views = live;
    poor.write = outbox_write(BR_AUDIENCE_ROOM, "thread_started", 0x13,
                              "{\"title\": \"A new stream\"}", &packed);
    refused_everywhere(fold_and_look, &poor);
    br_buffer_free(&packed);
    world_end(&w);
}

/* Rows of each kind of cell that only one file has are described, NULL cells and bytes too. */
static void test_differences_are_described(void)
{
    struct world w;
    uint64_t differences = 0;
    world_start(&w);
    tell_a_little(&w);
    (void)fold_all(&w);
    struct br_views *live = w.views;
    struct br_views_options options = {
        .path = path_of("other views?.db"), .domain = w.domain, .academy = w.academy};
    struct br_error error = {.text = ""};
    CHECK(br_views_open(&options, &w.views, &error) == BR_OK);
    CHECK(br_views_compare(live, options.path, &differences, NULL, NULL) == BR_OK);
    CHECK(differences > 2);
    uint64_t again = 0;
    CHECK(br_views_compare(w.views, path_of("all.db"), &again, print_fault, NULL) == BR_OK);
    CHECK_UINT(again, differences);
    CHECK(br_views_compare(live, path_of("nothing/here.db"), &again, NULL, NULL) != BR_OK);
    br_views_close(w.views);
    w.views = live;
    world_end(&w);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_folds_what_the_logs_hold_beyond),
        BR_TEST(test_one_transaction_holds_no_more_than_its_maximum),
        BR_TEST(test_one_transaction_ends_before_its_last_record),
        BR_TEST(test_rebuilt_views_are_the_same_cell_by_cell),
        BR_TEST(test_views_ahead_of_the_log_begin_again),
        BR_TEST(test_a_stream_that_left_the_log_leaves_the_views),
        BR_TEST(test_the_last_stream_of_a_side_leaves_the_views),
        BR_TEST(test_a_purged_stream_that_came_again_is_folded),
        BR_TEST(test_views_that_could_not_begin_again_are_made_later),
        BR_TEST(test_a_damaged_file_begins_again),
        BR_TEST(test_a_damaged_page_begins_again_when_it_is_met),
        BR_TEST(test_a_file_of_other_rules_a_newer_one_or_anothers_begins_again),
        BR_TEST(test_a_place_that_cannot_be_written_says_so),
        BR_TEST(test_a_full_disk_changes_nothing),
        BR_TEST(test_unreadable_records_are_counted_and_passed_by),
        BR_TEST(test_the_outbox_is_shown_and_leaves_nothing),
        BR_TEST(test_the_outbox_has_a_limit),
        BR_TEST(test_what_is_refused_is_seen_later),
        BR_TEST(test_differences_are_described),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
