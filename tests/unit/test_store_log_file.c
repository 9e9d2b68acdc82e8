/* Files: opening what is there, what is not, what is not ours; damage; purging. */
#include "test_store_log_world.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect_open(struct academy *a, bool create, enum br_status expected)
{
    struct br_error error;
    struct br_log_options options = {.path = a->path,
                                     .side = a->side,
                                     .domain = the_domain(),
                                     .academy = a->id,
                                     .create = create};
    enum br_status status = br_log_open(&options, &a->log, &error);
    if (!CHECK(status == expected)) {
        (void)printf("  got %s: %s\n", br_status_text(status), error.text);
    }
    if (status == BR_OK) {
        academy_stop(a);
    } else {
        CHECK(a->log == NULL && error.text[0] != '\0');
    }
}

static void file_write(const char *path, long at, const void *bytes, size_t size)
{
    FILE *file = fopen(path, at < 0 ? "wb" : "r+b");
    BR_ASSERT(file != NULL);
    BR_ASSERT(fseek(file, at < 0 ? 0 : at, SEEK_SET) == 0);
    BR_ASSERT(fwrite(bytes, 1, size, file) == size);
    BR_ASSERT(fclose(file) == 0);
}

static struct br_buffer file_read(const char *path)
{
    struct br_buffer buffer;
    br_buffer_init(&buffer, 64u << 20);
    FILE *file = fopen(path, "rb");
    BR_ASSERT(file != NULL);
    uint8_t chunk[4096];
    for (size_t got = fread(chunk, 1, sizeof chunk, file); got > 0;
         got = fread(chunk, 1, sizeof chunk, file)) {
        br_buffer_put(&buffer, chunk, got);
    }
    BR_ASSERT(fclose(file) == 0 && br_buffer_ok(&buffer));
    return buffer;
}

/* Threads in groups of three: heads at 4, 7, 10, ... */
static void say_groups(struct academy *a, size_t groups, const char *text)
{
    CHECK(say_keys(a).type == BR_OUTCOME_NUMBERED);
    struct br_buffer payload;
    packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    for (size_t i = 0; i < groups; i++) {
        struct br_write writes[3];
        struct br_outcome outcomes[3];
        struct br_log_changes changes;
        for (size_t j = 0; j < 3; j++) {
            writes[j] = write_of("thread_started", to_network, id_of(100 + 3 * i + j),
                                 br_buffer_bytes(&payload));
        }
        CHECK(br_log_write(a->log, &a->pen, writes, 3, outcomes, &changes) == BR_OK);
    }
    br_buffer_free(&payload);
}

/* --- opening --- */

static void test_only_our_own_file_is_opened(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "ours");
    expect_open(&a, false, BR_ERR_NOT_FOUND);
    expect_open(&a, true, BR_OK);
    expect_open(&a, false, BR_OK);
    struct academy wrong = a;
    wrong.side = BR_SIDE_LOCAL;
    expect_open(&wrong, true, BR_ERR_REFUSED);
    wrong = a;
    wrong.id.bytes[0] ^= 1;
    expect_open(&wrong, true, BR_ERR_REFUSED);
    expect_open(&a, false, BR_OK);
    (void)snprintf(a.path, sizeof a.path, "%s/no/such/folder.db", br_test_folder());
    expect_open(&a, false, BR_ERR_NOT_FOUND);
}

static void test_what_is_no_log_is_left_alone(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "not-a-log");
    file_write(a.path, -1, "Dear colleagues, this is a letter and not a database at all.....", 64);
    expect_open(&a, true, BR_ERR_CORRUPT);
    struct br_buffer after = file_read(a.path);
    CHECK_UINT(after.size, 64);
    br_buffer_free(&after);
    file_write(a.path, -1, "", 0); /* empty: a log that was killed before it began */
    expect_open(&a, false, BR_ERR_CORRUPT);
    expect_open(&a, true, BR_OK);

    a = academy_new(1, BR_SIDE_SHARED, "another-program");
    tamper(a.path, "CREATE TABLE letters (words TEXT); PRAGMA application_id = 7");
    expect_open(&a, true, BR_ERR_CORRUPT);
    struct br_log_reader *reader = NULL;
    struct br_error error;
    CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_ERR_CORRUPT && reader == NULL);

    a = academy_new(1, BR_SIDE_SHARED, "newer");
    expect_open(&a, true, BR_OK);
    tamper(a.path, "PRAGMA user_version = 3");
    expect_open(&a, true, BR_ERR_VERSION);
    CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_ERR_VERSION);
    tamper(a.path, "PRAGMA user_version = 1; DROP TABLE fork"); /* as version 1 was */
    expect_open(&a, true, BR_OK);
    CHECK(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
    br_log_reader_close(reader);
}

/* As somebody who may read, but not write; root may always, so it becomes nobody first. */
static void test_a_file_that_cannot_be_written(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "read-only");
    expect_open(&a, true, BR_OK);
    CHECK(chmod(a.path, 0444) == 0 && chmod(br_test_folder(), 0555) == 0);
    (void)fflush(stdout);
    pid_t child = fork();
    BR_ASSERT(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0) {
            _exit(3);
        }
        struct br_error error;
        struct br_log_options options = {.path = a.path,
                                         .side = a.side,
                                         .domain = the_domain(),
                                         .academy = a.id,
                                         .create = true};
        enum br_status file = br_log_open(&options, &a.log, &error);
        char fresh[sizeof a.path + 8];
        (void)snprintf(fresh, sizeof fresh, "%s.fresh", a.path);
        options.path = fresh;
        enum br_status folder = br_log_open(&options, &a.log, &error);
        (void)printf("  %s\n", error.text);
        (void)fflush(stdout);
        _exit(file == BR_ERR_READ_ONLY && folder == BR_ERR_READ_ONLY ? 0 : 1);
    }
    int how = 0;
    BR_ASSERT(waitpid(child, &how, 0) == child);
    CHECK(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    CHECK(chmod(br_test_folder(), 0755) == 0 && chmod(a.path, 0644) == 0);
    expect_open(&a, false, BR_OK);
}

static void test_a_restart_finds_everything_again(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "restart");
    academy_start(&a);
    say_groups(&a, 10, "words");
    a.pen.epoch = 2;
    struct br_outcome last = start_thread(&a, to_network, id_of(50), "T");
    struct found_stream before = stream_of(&a, a.id, to_network);
    academy_stop(&a);
    academy_start(&a);
    a.pen.epoch = 2;
    struct found_stream after = stream_of(&a, a.id, to_network);
    CHECK_UINT(after.state.tail.seq, last.seq);
    CHECK_UINT(after.state.tail.epoch, 2);
    CHECK_UINT(after.state.number, before.state.number);
    CHECK(br_hash_equal(&after.state.tail.hash, &before.state.tail.hash));
    CHECK(br_hash_equal(&after.state.head.hash, &before.state.head.hash));
    CHECK_UINT(start_thread(&a, to_network, id_of(51), "T").seq, last.seq + 1);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* Tables that other rules made are made again from the records. */
static void test_other_rules_rebuild_the_index(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "rules");
    academy_start(&a);
    say_groups(&a, 5, "words");
    academy_stop(&a);
    tamper(a.path, "CREATE TABLE leftover (x); DROP TABLE entity; CREATE TABLE entity (y);"
                   "UPDATE meta SET value = zeroblob(32) WHERE name = 'rules'");
    CHECK(faults_of(a.path, true) > 0);
    academy_start(&a);
    CHECK_UINT(post(&a, to_network, id_of(900), id_of(105), "It is still known.").seq, 17);
    academy_stop(&a);
    CHECK_UINT(faults_of(a.path, false), 0);
}

/* --- damage --- */

static void test_damaged_rows_are_found(void)
{
    static const struct {
        const char *what;
        const char *sql;
    } damages[] = {
        {"a body", "UPDATE record SET body = CAST(substr(body, 1, 80) || x'00' ||"
                   " substr(body, 82) AS BLOB) WHERE position = (1 << 40) + 6"},
        {"a body's format", "UPDATE record SET body = x'07' WHERE position = (1 << 40) + 6"},
        {"a record is gone", "DELETE FROM record WHERE position = (1 << 40) + 6"},
        {"a head's hash", "UPDATE head SET head = CAST(substr(head, 1, 70) || x'0011' ||"
                          " substr(head, 73) AS BLOB) WHERE position = (1 << 40) + 7"},
        {"a head is gone", "DELETE FROM head WHERE position = (1 << 40) + 16"},
        {"the tail's row", "UPDATE stream SET seq = 13 WHERE number = 1"},
        {"the tail's hash", "UPDATE stream SET hash = zeroblob(32) WHERE number = 1"},
        {"a record too many", "INSERT INTO record SELECT (1 << 40) + 17, 0, body FROM record"
                              " WHERE position = (1 << 40) + 16"},
        {"a record of no stream", "INSERT INTO record SELECT (9 << 40) + 1, 0, body FROM record"
                                  " WHERE position = (1 << 40) + 16"},
        {"a head of no stream", "INSERT INTO head SELECT (9 << 40) + 1, head, sum FROM head"
                                " WHERE position = (1 << 40) + 16"},
        {"an id is not known", "DELETE FROM own WHERE position = (1 << 40) + 6"},
        {"an id too many", "INSERT INTO own VALUES (zeroblob(16), (1 << 40) + 99)"},
        {"an index row is gone",
         "DELETE FROM entity WHERE id = (SELECT id FROM entity ORDER BY id LIMIT 1)"},
        {"an index row is other", "UPDATE entity SET kind = 'room' WHERE id ="
                                  " (SELECT id FROM entity ORDER BY id LIMIT 1)"},
        {"an index row too many", "INSERT INTO accepted VALUES (zeroblob(32), zeroblob(32),"
                                  " NULL, 1, 1)"},
        {"a key", "UPDATE academy_key SET tls_pin = zeroblob(32)"},
        {"the keys are gone", "DELETE FROM academy_key"},
        {"a stream's number", "UPDATE meta SET value = 1 WHERE name = 'number_next'"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct academy a = academy_new(1, BR_SIDE_SHARED, "damage");
        (void)remove(a.path);
        academy_start(&a);
        say_groups(&a, 5, "words");
        academy_stop(&a);
        CHECK_UINT(faults_of(a.path, false), 0);
        tamper(a.path, damages[i].sql);
        if (!CHECK(faults_of(a.path, true) > 0)) {
            (void)printf("  not found: %s\n", damages[i].what);
        }
    }
}

static void test_a_head_signed_by_somebody_else_is_found(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "foreign-head");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "unused");
    academy_start(&a);
    say_groups(&a, 1, "words");
    struct br_head head = stream_of(&a, a.id, to_network).state.head;
    academy_stop(&a);
    br_head_sign(&head, &b.signing);
    memcpy(head.key, b.signing.bytes + 32, BR_KEY_NAME_SIZE);
    for (size_t i = 0; i < 2; i++) { /* a key that nobody bound; then under the right name */
        uint8_t bytes[BR_HEAD_SIZE];
        br_head_encode(&head, bytes);
        struct br_hash sum = br_sha256_one(bytes, sizeof bytes);
        char hex[2 * BR_HEAD_SIZE + 1];
        char sum_hex[17];
        char sql[600];
        br_hex_encode(bytes, sizeof bytes, hex);
        br_hex_encode(sum.bytes, 8, sum_hex);
        (void)snprintf(sql, sizeof sql,
                       "UPDATE head SET head = x'%s', sum = x'%s' WHERE position = (1 << 40) + 4",
                       hex, sum_hex);
        tamper(a.path, sql);
        CHECK(faults_of(a.path, true) > 0);
        memcpy(head.key, a.signing.bytes + 32, BR_KEY_NAME_SIZE);
    }
}

/* Every byte of every stored body and head: nothing damaged is ever served. */
static void test_no_damaged_byte_is_served(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "served");
    academy_start(&a);
    say_groups(&a, 2, "w");
    academy_stop(&a);
    sqlite3 *db = NULL;
    BR_ASSERT(sqlite3_open(a.path, &db) == SQLITE_OK);
    static const struct {
        const char *table;
        const char *column;
        uint64_t seq;
        uint64_t seq_bad; /* from which on nothing is served */
    } places[] = {{"record", "body", 6, 5}, {"head", "head", 4, 2}, {"head", "sum", 4, 2}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        sqlite3_blob *blob = NULL;
        BR_ASSERT(sqlite3_blob_open(db, "main", places[i].table, places[i].column,
                                    (1ll << 40) + (int64_t)places[i].seq, 1, &blob) == SQLITE_OK);
        int size = sqlite3_blob_bytes(blob);
        for (int at = 0; at < size; at++) {
            uint8_t byte = 0;
            BR_ASSERT(sqlite3_blob_read(blob, &byte, 1, at) == SQLITE_OK);
            byte ^= (uint8_t)(1u << at % 8);
            BR_ASSERT(sqlite3_blob_write(blob, &byte, 1, at) == SQLITE_OK);
            (void)sqlite3_blob_reopen(blob, (1ll << 40) + (int64_t)places[i].seq);
            struct br_log_reader *reader = NULL;
            struct br_error error;
            struct br_log_batch batch = {0};
            uint64_t seq_bad = 0;
            uint64_t after = 0;
            sqlite3_blob_close(blob); /* commits */
            BR_ASSERT(br_log_reader_open(a.path, NULL, &reader, &error) == BR_OK);
            enum br_status status = br_log_read(reader, 1, 0, &batch, &seq_bad);
            while (status == BR_OK) { /* what stands before the damage is still good */
                after = batch.head.seq;
                status = br_log_read(reader, 1, after, &batch, &seq_bad);
            }
            CHECK(status == BR_ERR_CORRUPT);
            CHECK_UINT(seq_bad, places[i].seq_bad);
            CHECK_UINT(after, places[i].seq_bad - 1);
            br_log_batch_free(&batch);
            br_log_reader_close(reader);
            BR_ASSERT(sqlite3_blob_open(db, "main", places[i].table, places[i].column,
                                        (1ll << 40) + (int64_t)places[i].seq, 1,
                                        &blob) == SQLITE_OK);
            byte ^= (uint8_t)(1u << at % 8);
            BR_ASSERT(sqlite3_blob_write(blob, &byte, 1, at) == SQLITE_OK);
        }
        BR_ASSERT(sqlite3_blob_close(blob) == SQLITE_OK);
    }
    BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
    CHECK_UINT(faults_of(a.path, false), 0);
}

/* Whole pages overwritten, one after the other: said, never served, never a crash. */
static void test_damaged_pages_are_found(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "pages");
    academy_start(&a);
    char text[1000];
    memset(text, 'p', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    say_groups(&a, 8, text);
    academy_stop(&a);
    struct br_buffer good = file_read(a.path);
    enum { PAGE = 4096 };
    uint8_t noise[PAGE];
    struct br_rng rng = br_rng_seeded(5);
    br_rng_bytes(&rng, noise, sizeof noise);
    for (size_t at = 0; at < good.size; at += PAGE) {
        struct br_error error;
        file_write(a.path, -1, good.data, good.size);
        file_write(a.path, (long)at, noise, PAGE);
        struct br_log_reader *reader = NULL;
        enum br_status status = br_log_reader_open(a.path, NULL, &reader, &error);
        if (status == BR_OK) {
            struct br_log_report report;
            size_t visited = 0;
            CHECK(br_log_verify(reader, the_domain(), &report, print_fault, &visited) == BR_OK);
            CHECK(report.faults > 0 && visited == report.faults);
            struct br_log_batch batch = {0};
            uint64_t seq_bad = 0;
            uint64_t after = 0;
            while (br_log_read(reader, 1, after, &batch, &seq_bad) == BR_OK) {
                after = batch.head.seq;
            }
            br_log_batch_free(&batch);
            br_log_reader_close(reader);
        } else {
            CHECK(status == BR_ERR_CORRUPT);
        }
        status = academy_open(&a, &error);
        CHECK(status == BR_OK || status == BR_ERR_CORRUPT);
        if (status == BR_OK) { /* damage that opening did not meet: writing may, and says so */
            struct br_buffer payload;
            struct br_outcome outcome;
            struct br_log_changes changes;
            packed(&payload, "thread_started", "title", "T", NULL);
            struct br_write write =
                write_of("thread_started", to_network, id_of(7000), br_buffer_bytes(&payload));
            status = br_log_write(a.log, &a.pen, &write, 1, &outcome, &changes);
            CHECK(status == BR_OK || status == BR_ERR_CORRUPT);
            br_buffer_free(&payload);
            academy_stop(&a);
        }
    }
    br_buffer_free(&good);
}

/* --- purging --- */

static bool holds(const char *path, const char *words)
{
    if (access(path, F_OK) != 0) {
        return false;
    }
    struct br_buffer bytes = file_read(path);
    bool found = bytes.size > 0 && memmem(bytes.data, bytes.size, words, strlen(words)) != NULL;
    br_buffer_free(&bytes);
    return found;
}

static void count_rooms(void *context, const struct br_membership *membership)
{
    *(size_t *)context += membership->room_count;
}

static void test_a_purged_stream_leaves_no_byte(void)
{
    struct academy a = academy_new(1, BR_SIDE_LOCAL, "purge");
    char wal[sizeof a.path + 8];
    (void)snprintf(wal, sizeof wal, "%s-wal", a.path);
    academy_start(&a);
    struct br_buffer payload;
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(20)};
    packed(&payload, "room_opened", "name", "Hips", "pathway", "Hips", NULL);
    struct br_write open_room =
        write_of("room_opened", to_academy, id_of(20), br_buffer_bytes(&payload));
    CHECK(say(&a, open_room).type == BR_OUTCOME_NUMBERED);
    br_buffer_free(&payload);
    char words[3000];
    memset(words, '.', sizeof words - 1);
    memcpy(words, "SECRETWORDS", 11);
    words[sizeof words - 1] = '\0';
    for (uint64_t i = 0; i < 20; i++) {
        CHECK(start_thread(&a, room, id_of(100 + i), "SECRETWORDS in the title").type ==
              BR_OUTCOME_NUMBERED);
        CHECK(post(&a, room, id_of(200 + i), id_of(100), words).type == BR_OUTCOME_NUMBERED);
        CHECK(start_thread(&a, to_academy, id_of(300 + i), "KEPTWORDS").type ==
              BR_OUTCOME_NUMBERED);
    }
    CHECK(br_log_checkpoint(a.log, true) == BR_OK);
    CHECK(holds(a.path, "SECRETWORDS"));

    struct br_stream gone = {.origin = a.id, .audience = room};
    struct br_id id = id_of(100);
    struct br_outcome outcome;
    size_t rooms = 0;
    CHECK(br_log_purge(a.log, &gone) == BR_OK);
    CHECK(!holds(a.path, "SECRETWORDS") && !holds(wal, "SECRETWORDS"));
    CHECK(holds(a.path, "KEPTWORDS"));
    CHECK(br_log_purge(a.log, &gone) == BR_OK); /* it may be said twice */
    CHECK(!stream_of(&a, a.id, room).found);
    CHECK_UINT(tail_of(&a, a.id, to_academy), 21);
    CHECK(br_log_find_own(a.log, &id, &outcome) == BR_ERR_NOT_FOUND);
    CHECK(br_log_members(a.log, count_rooms, &rooms) == BR_OK);
    CHECK_UINT(rooms, 1); /* the membership is the academy stream's */
    CHECK_UINT(faults_of(a.path, false), 0);

    /* Writing goes on, under a new number. */
    CHECK_UINT(start_thread(&a, room, id_of(100), "Anew").seq, 1);
    CHECK_UINT(stream_of(&a, a.id, room).state.number, BR_STREAM_LOCAL_FIRST + 2);
    CHECK_UINT(start_thread(&a, to_academy, id_of(400), "On").seq, 22);
    academy_stop(&a);
    academy_start(&a);
    CHECK_UINT(stream_of(&a, a.id, room).state.number, BR_STREAM_LOCAL_FIRST + 2);
    CHECK_UINT(faults_of(a.path, false), 0);
    academy_stop(&a);
}

/* --- checkpoints --- */

static long size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (long)info.st_size : -1;
}

static void test_checkpoints_keep_the_wal_small(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "checkpoints");
    char wal[sizeof a.path + 8];
    (void)snprintf(wal, sizeof wal, "%s-wal", a.path);
    char text[4000];
    memset(text, 'c', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    academy_start(&a);
    (void)say_keys(&a);
    long most = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        (void)start_thread(&a, to_network, id_of(100 + i), text);
        struct br_buffer payload;
        struct br_write write =
            write_of("thread_started", to_network, id_of(5000 + i),
                     packed(&payload, "thread_started", "title", "T", "text", text, NULL));
        CHECK(say(&a, write).type == BR_OUTCOME_NUMBERED);
        br_buffer_free(&payload);
        CHECK(br_log_checkpoint(a.log, false) == BR_OK);
        most = size_of(wal) > most ? size_of(wal) : most;
    }
    CHECK(most < 3L << 20);
    CHECK(br_log_checkpoint(a.log, true) == BR_OK);
    CHECK_UINT(size_of(wal), 0);
    academy_stop(&a);
    CHECK(size_of(wal) == -1);
    CHECK_UINT(faults_of(a.path, false), 0);
}

static void take_receipt(void *context, const struct br_receipt *receipt)
{
    struct br_receipt *taken = context;
    *taken = *receipt;
}

static void count_receipt(void *context, const struct br_receipt *receipt)
{
    (void)receipt;
    ++*(size_t *)context;
}

/* Its keys go with its stream; a receipt that nothing could be held against would be a fault. */
static void test_with_a_purged_academy_go_its_receipts(void)
{
    struct academy a = academy_new(1, BR_SIDE_SHARED, "stays");
    struct academy b = academy_new(2, BR_SIDE_SHARED, "goes");
    academy_start(&a);
    academy_start(&b);
    (void)say_keys(&a);
    (void)say_keys(&b);
    CHECK(hand_over(&b, &a, to_network) == BR_OK);
    CHECK(hand_over(&a, &b, to_network) == BR_OK);
    struct br_receipt receipt = {.seq = 0};
    bool kept = false;
    size_t count = 0;
    CHECK(br_log_receipts(b.log, take_receipt, &receipt) == BR_OK);
    CHECK(br_log_keep_receipts(a.log, &receipt, 1, &kept) == BR_OK && kept);
    struct br_stream gone = {.origin = b.id, .audience = to_network};
    CHECK(br_log_purge(a.log, &gone) == BR_OK);
    CHECK_UINT(faults_of(a.path, false), 0);
    CHECK(br_log_receipts(a.log, count_receipt, &count) == BR_OK);
    CHECK_UINT(count, 0);
    academy_stop(&a);
    academy_stop(&b);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_only_our_own_file_is_opened),
        BR_TEST(test_what_is_no_log_is_left_alone),
        BR_TEST(test_a_file_that_cannot_be_written),
        BR_TEST(test_a_restart_finds_everything_again),
        BR_TEST(test_other_rules_rebuild_the_index),
        BR_TEST(test_damaged_rows_are_found),
        BR_TEST(test_a_head_signed_by_somebody_else_is_found),
        BR_TEST(test_no_damaged_byte_is_served),
        BR_TEST(test_damaged_pages_are_found),
        BR_TEST(test_a_purged_stream_leaves_no_byte),
        BR_TEST(test_with_a_purged_academy_go_its_receipts),
        BR_TEST(test_checkpoints_keep_the_wal_small),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
