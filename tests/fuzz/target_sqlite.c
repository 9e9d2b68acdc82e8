/*
 * target_sqlite.c - a client opens files that are not what it wrote.
 *
 * The first byte chooses the file: device.db, log/shared.db, log/local.db or views/all.db (or, with
 * its highest bit, that the rest of the input is the whole file). Else come SQL to run over a good
 * one, as somebody with a database program would, and bytes to set in it. Opening it and working
 * with it must end in work or in words.
 */
#include "tests/fuzz/fuzz.h"

#include "client/agent.h"
#include "pages/page.h"
#include "tests/unit/test_store_log_world.h"

#include <fcntl.h>
#include <unistd.h>

enum file { DEVICE, SHARED, LOCAL, VIEWS, FILES };
enum { SQL_MAX = 3000, PATCHES_MAX = 12, STEPS_MAX = 20000, VISITS_MAX = 10000, SHOWN_MAX = 32 };

struct good_file {
    char path[400];
    uint8_t *data;
    size_t size;
};

/* Made once: a small client as it is after a first meeting. */
struct desk {
    struct academy shared; /* the academy's own logs: what a client copies */
    struct academy local;
    struct br_pages *pages;
    struct br_views *views; /* good ones, to show outboxes in */
    struct good_file files[FILES];
};

/* --- the good files --- */

static void read_file(struct good_file *file)
{
    FILE *from = fopen(file->path, "rb");
    BR_ASSERT(from != NULL && fseek(from, 0, SEEK_END) == 0);
    file->size = (size_t)ftell(from);
    file->data = malloc(file->size);
    BR_ASSERT(file->data != NULL && fseek(from, 0, SEEK_SET) == 0);
    BR_ASSERT(fread(file->data, 1, file->size, from) == file->size);
    (void)fclose(from);
}

static void make_device(const char *path, const struct br_hash *academy)
{
    struct br_device *device = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer payload;
    struct br_write writes[4];
    const struct br_id needs[4] = {{{0}}, {{0}}, id_of(200), {{0}}};
    struct settings settings = {.academy = *academy, .academy_name = "Bath", .member = id_of(7)};
    (void)snprintf(settings.address, sizeof settings.address, "bath.example:7400");
    BR_ASSERT(br_device_open(path, true, &device, &error) == BR_OK);
    BR_ASSERT(settings_save(device, &settings) == BR_OK);
    for (size_t i = 0; i < 4; i++) {
        writes[i] = post_of(to_network, id_of(200 + i), id_of(2), "written here", &payload);
        BR_ASSERT(br_outbox_add(device, &writes[i], &needs[i], 1) == BR_OK);
        br_buffer_free(&payload);
    }
    struct br_outcome outcomes[2] = {{.type = BR_OUTCOME_REFUSED, .id = id_of(200), .reason = "no"},
                                     {.type = BR_OUTCOME_NUMBERED, .id = id_of(201), .seq = 9}};
    BR_ASSERT(br_outbox_settle(device, outcomes, 2) == BR_OK);
    br_device_close(device);
}

static void make_logs(struct desk *desk)
{
    desk->shared = academy_new(1, BR_SIDE_SHARED, "good-shared");
    desk->local = academy_new(1, BR_SIDE_LOCAL, "good-local");
    academy_start(&desk->shared);
    academy_start(&desk->local);
    (void)say_keys(&desk->shared);
    BR_ASSERT(br_log_know_key(desk->local.log, &desk->local.id, &desk->shared.keys.signing) ==
              BR_OK);
    (void)start_thread(&desk->shared, to_network, id_of(2), "Ward rounds");
    (void)start_thread(&desk->local, to_academy, id_of(3), "Rota");
    for (uint64_t i = 0; i < 6; i++) {
        (void)post(&desk->shared, to_network, id_of(10 + i), id_of(2), "Ours begins at eight.");
        (void)post(&desk->local, to_academy, id_of(30 + i), id_of(3), "Who comes on Monday?");
    }
    academy_stop(&desk->shared);
    academy_stop(&desk->local);
}

static void fold_log(struct br_views *views, const char *path)
{
    struct br_log_reader *reader = NULL;
    struct br_error error = {.text = ""};
    struct br_fold_progress progress = {.more = true};
    enum br_status status = br_log_reader_open(path, NULL, &reader, &error);
    for (size_t i = 0; status == BR_OK && progress.more && i < VISITS_MAX; i++) {
        status = br_views_fold(views, reader, &progress);
    }
    br_log_reader_close(reader);
}

static struct br_views *open_views(const struct desk *desk)
{
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    struct br_views_options options = {
        .path = desk->files[VIEWS].path, .domain = the_domain(), .academy = desk->shared.id};
    BR_ASSERT(br_views_open(&options, &views, &error) == BR_OK);
    return views;
}

static void make_views(const struct desk *desk)
{
    struct br_views *views = open_views(desk);
    fold_log(views, desk->shared.path);
    fold_log(views, desk->local.path);
    br_views_close(views);
}

static struct desk *the_desk(void)
{
    static struct desk *desk;
    static const char *const names[FILES] = {"device", "good-shared", "good-local", "all"};
    if (desk == NULL) {
        size_t count = 0;
        struct br_error error;
        const struct br_file *files = br_page_files(&count);
        desk = calloc(1, sizeof *desk);
        BR_ASSERT(desk != NULL);
        for (size_t i = 0; i < FILES; i++) {
            (void)snprintf(desk->files[i].path, sizeof desk->files[i].path, "%s/%s.db",
                           fuzz_folder(), names[i]);
        }
        make_logs(desk);
        make_views(desk);
        make_device(desk->files[DEVICE].path, &desk->shared.id);
        for (size_t i = 0; i < FILES; i++) {
            read_file(&desk->files[i]);
        }
        BR_ASSERT(br_pages_new(files, count, &desk->pages, &error) == BR_OK);
        desk->views = open_views(desk);
    }
    return desk;
}

/* --- the bad one --- */

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    char beside[450];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(beside, sizeof beside, "%s%s", path, endings[i]);
        (void)unlink(beside);
    }
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    BR_ASSERT(file >= 0);
    BR_ASSERT(write(file, data, size) == (ssize_t)size);
    BR_ASSERT(close(file) == 0);
}

static int too_long(void *context)
{
    size_t *steps = context;
    return ++*steps > STEPS_MAX / 1000;
}

/* What somebody else's program does to the file. It may do anything but take for ever. */
static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    size_t steps = 0;
    if (sqlite3_open(path, &db) == SQLITE_OK) {
        (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 20);
        (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
        sqlite3_progress_handler(db, 1000, too_long, &steps);
        (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    (void)sqlite3_close_v2(db);
}

static void set_bytes(const char *path, struct br_reader *reader)
{
    int file = open(path, O_RDWR);
    BR_ASSERT(file >= 0);
    off_t size = lseek(file, 0, SEEK_END);
    for (size_t i = 0; i < PATCHES_MAX && reader->rest.size > 0 && size > 0; i++) {
        uint32_t at = br_reader_u32(reader);
        struct br_bytes bytes = fuzz_part(reader, 64);
        if (at == UINT32_MAX) { /* cut off behind some of its bytes */
            BR_ASSERT(ftruncate(file, size - (off_t)(bytes.size * 500) % size) == 0);
        } else {
            ssize_t count = pwrite(file, bytes.data, bytes.size, (off_t)at % size);
            BR_ASSERT(count == (ssize_t)bytes.size);
        }
    }
    BR_ASSERT(close(file) == 0);
}

/* --- a client at work --- */

/* Whatever became of it, there is a word for it. */
static void a_word(enum br_status status)
{
    BR_ASSERT(status < BR_STATUS_COUNT);
}

/* A query over a broken file may give rows for ever; that would be a finding. */
static size_t visits;

static bool visit_item(void *context, const struct br_outbox_item *item)
{
    struct br_bytes payload = item->write.payload;
    uint8_t *sum = context;
    BR_ASSERT(++visits < VISITS_MAX);
    for (size_t i = 0; i < payload.size; i++) {
        *sum ^= payload.data[i];
    }
    *sum ^= (uint8_t)(item->reason == NULL ? 0 : strlen(item->reason));
    return true;
}

/* Every page, about one thread; what is shown is safe to print. */
static void show_pages(const struct desk *desk, struct br_views *views)
{
    struct br_error error = {.text = ""};
    struct br_id thread = id_of(2);
    struct br_parameter parameters[] = {
        {.name = "id",
         .value = {.type = BR_CELL_BYTES, .bytes = {thread.bytes, sizeof thread.bytes}}}};
    for (size_t i = 0; i < br_pages_count(desk->pages); i++) {
        struct br_page_tree *tree = NULL;
        struct br_buffer out;
        br_buffer_init(&out, BR_PAGE_OUTPUT_SIZE_MAX);
        if (br_page_fill(desk->pages, br_pages_name(desk->pages, i), views, parameters, 1,
                         1700000000000u, &tree, &error) == BR_OK) {
            if (br_page_text(tree, &out) == BR_OK) {
                BR_ASSERT(fuzz_is_tame(br_buffer_bytes(&out)));
            }
            br_page_tree_free(tree);
        }
        br_buffer_free(&out);
    }
}

struct shown {
    struct br_arena arena;
    size_t count;
    struct br_write writes[SHOWN_MAX];
};

static bool take_item(void *context, const struct br_outbox_item *item)
{
    struct shown *shown = context;
    size_t size = item->write.payload.size;
    uint8_t *copy = br_arena_take(&shown->arena, size + 1);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, item->write.payload.data == NULL ? (const uint8_t *)"" : item->write.payload.data,
           size);
    shown->writes[shown->count] = item->write;
    shown->writes[shown->count++].payload = (struct br_bytes){copy, size};
    return shown->count < SHOWN_MAX;
}

/* Its outbox in good views, as if it had happened. */
static void show_outbox_of(const struct desk *desk, struct br_device *device)
{
    struct shown *shown = calloc(1, sizeof *shown);
    BR_ASSERT(shown != NULL);
    br_arena_init(&shown->arena, 1u << 20);
    a_word(br_outbox_list(device, take_item, shown));
    if (br_views_show(desk->views, shown->writes, shown->count) == BR_OK) {
        show_pages(desk, desk->views);
        br_views_hide(desk->views);
    }
    br_arena_free(&shown->arena);
    free(shown);
}

static void use_device(const struct desk *desk, const char *path)
{
    struct br_device *device = NULL;
    struct br_error error = {.text = ""};
    struct settings settings;
    struct br_outbox_counts counts;
    struct br_buffer value;
    uint8_t sum = 0;
    enum br_status status = br_device_open(path, false, &device, &error);
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    if (status != BR_OK) {
        return;
    }
    const struct br_outcome outcome = {
        .type = BR_OUTCOME_REFUSED, .id = id_of(202), .reason = "too late"};
    const struct br_id new_id = id_of(300);
    const struct br_id old_id = id_of(200);
    br_buffer_init(&value, 1u << 20);
    status = settings_load(device, &settings, &error);
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    a_word(br_device_get(device, "caught_up", &value));
    a_word(br_outbox_list(device, visit_item, &sum));
    a_word(br_outbox_ready(device, 0, visit_item, &sum));
    a_word(br_outbox_count(device, &counts));
    show_outbox_of(desk, device);
    a_word(br_outbox_naming(device, &old_id, visit_item, &sum));
    a_word(br_outbox_settle(device, &outcome, 1));
    a_word(br_outbox_resend(device, 1, &new_id));
    a_word(br_outbox_seen(device, &to_network, 100));
    a_word(br_outbox_discard(device, &(int64_t){4}, 1));
    a_word(br_device_put(device, "address", br_bytes_of_text("other.example:1")));
    a_word(br_outbox_list(device, visit_item, &sum));
    br_buffer_free(&value);
    br_device_close(device);
}

static void visit_stream(void *context, const struct br_stream_state *state)
{
    uint32_t *number = context;
    BR_ASSERT(++visits < VISITS_MAX);
    BR_ASSERT(state->tail.seq <= BR_SEQ_MAX && state->head.seq <= BR_SEQ_MAX);
    *number = state->number;
}

static void visit_trust(void *context, const struct br_trust_fact *fact)
{
    (void)context;
    (void)fact;
    BR_ASSERT(++visits < VISITS_MAX);
}

static void visit_member(void *context, const struct br_membership *membership)
{
    (void)context;
    BR_ASSERT(++visits < VISITS_MAX);
    BR_ASSERT(membership->room_count == 0 || membership->rooms != NULL);
}

static void visit_receipt(void *context, const struct br_receipt *receipt)
{
    (void)context;
    (void)receipt;
    BR_ASSERT(++visits < VISITS_MAX);
}

static void visit_fault(void *context, const char *sentence)
{
    (void)context;
    BR_ASSERT(++visits < VISITS_MAX && sentence[0] != '\0');
}

static void read_log(const char *path, uint32_t number)
{
    struct br_log_reader *reader = NULL;
    struct br_error error = {.text = ""};
    struct br_log_batch batch = {.seq_first = 0};
    struct br_log_report report;
    uint64_t after = 0;
    uint64_t seq_bad = 0;
    if (br_log_reader_open(path, NULL, &reader, &error) != BR_OK) {
        BR_ASSERT(error.text[0] != '\0');
        return;
    }
    while (br_log_read(reader, number, after, &batch, &seq_bad) == BR_OK) {
        BR_ASSERT(++visits < VISITS_MAX && batch.head.seq > after);
        BR_ASSERT(batch.count >= 1 && batch.count <= BR_BATCH_RECORDS_MAX);
        after = batch.head.seq;
    }
    a_word(br_log_verify(reader, the_domain(), &report, visit_fault, NULL));
    br_log_batch_free(&batch);
    br_log_reader_close(reader);
}

/* Somebody writes a post as the academy would, and everything is undone. */
static void try_write(struct br_log *log, struct br_audience audience, uint64_t thread)
{
    struct br_buffer payload;
    struct br_outcome outcome;
    struct br_write write = post_of(audience, id_of(400), id_of(thread), "tried", &payload);
    struct br_now now = {.mono_ms = 1, .wall_ms = 1700000000001u};
    a_word(br_log_try(log, now, &write, 1, &outcome));
    br_buffer_free(&payload);
}

static void use_log(const struct desk *desk, const char *path, enum br_side side)
{
    struct br_log *log = NULL;
    struct br_error error = {.text = ""};
    uint32_t number = 1;
    struct br_outcome outcome;
    struct br_id id = id_of(10);
    struct br_log_options options = {
        .path = path, .side = side, .domain = the_domain(), .academy = desk->shared.id};
    enum br_status status = br_log_open(&options, &log, &error);
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    if (status == BR_OK) {
        bool shared = side == BR_SIDE_SHARED;
        a_word(br_log_streams(log, visit_stream, &number));
        a_word(br_log_trust(log, visit_trust, NULL));
        a_word(br_log_members(log, visit_member, NULL));
        a_word(br_log_receipts(log, visit_receipt, NULL));
        a_word(br_log_find_own(log, &id, &outcome));
        a_word(br_log_know_key(log, &desk->shared.id, &desk->shared.keys.signing));
        try_write(log, shared ? to_network : to_academy, shared ? 2 : 3);
        a_word(br_log_checkpoint(log, true));
        br_log_close(log);
    }
    read_log(path, number);
}

static void use_views(const struct desk *desk, const char *path)
{
    struct br_views *views = NULL;
    struct br_error error = {.text = ""};
    struct br_digest digest;
    struct br_views_options options = {
        .path = path, .domain = the_domain(), .academy = desk->shared.id};
    enum br_status status = br_views_open(&options, &views, &error);
    BR_ASSERT(status == BR_OK || error.text[0] != '\0');
    if (status != BR_OK) {
        return;
    }
    fold_log(views, desk->shared.path);
    fold_log(views, desk->local.path);
    a_word(br_views_digest(views, &digest));
    show_pages(desk, views);
    br_views_close(views);
}

static void run(struct br_bytes input)
{
    struct br_reader reader = {.rest = input};
    const struct desk *desk = the_desk();
    uint8_t how = br_reader_u8(&reader);
    enum file which = (enum file)(how % FILES);
    char path[400];
    (void)snprintf(path, sizeof path, "%s/bad.db", fuzz_folder());
    visits = 0;
    if (how >= 0x80) {
        write_file(path, reader.rest.data, reader.rest.size);
    } else {
        char *sql = fuzz_text(&reader, SQL_MAX);
        write_file(path, desk->files[which].data, desk->files[which].size);
        if (sql[0] != '\0') {
            run_sql(path, sql);
        }
        free(sql);
        set_bytes(path, &reader);
    }
    if (which == DEVICE) {
        use_device(desk, path);
    } else if (which == VIEWS) {
        use_views(desk, path);
    } else {
        use_log(desk, path, which == SHARED ? BR_SIDE_SHARED : BR_SIDE_LOCAL);
    }
}

/* --- seeds --- */

static void seed(struct fuzz_seeds *out, enum file which, const char *sql, uint32_t at,
                 const char *bytes)
{
    struct br_buffer input;
    br_buffer_init(&input, 8192);
    br_buffer_put_u8(&input, (uint8_t)which);
    fuzz_put_part(&input, br_bytes_of_text(sql));
    if (bytes[0] != '\0') {
        br_buffer_put_u32(&input, at);
        fuzz_put_part(&input, br_bytes_of_text(bytes));
    }
    fuzz_seed(out, "file", br_buffer_bytes(&input));
    br_buffer_free(&input);
}

static void seeds(struct fuzz_seeds *out)
{
    static const struct {
        enum file file;
        const char *sql;
    } statements[] = {
        {DEVICE, "UPDATE outbox SET state = 7, reason = NULL, kind = -1"},
        {DEVICE, "UPDATE outbox SET audience = x'04', payload = NULL, id = zeroblob(16)"},
        {DEVICE, "UPDATE outbox SET needs = id, state = 2"},
        {DEVICE, "DELETE FROM setting"},
        {DEVICE, "UPDATE setting SET value = zeroblob(5000)"},
        {DEVICE, "DROP TABLE outbox; CREATE VIEW outbox AS WITH RECURSIVE r(number) AS (SELECT 1"
                 " UNION ALL SELECT number + 1 FROM r) SELECT number, zeroblob(16) AS id, 0 AS"
                 " state, x'0100000000000000000000000000000000' AS audience, 1 AS kind,"
                 " zeroblob(16) AS author, 1 AS written_ms, x'' AS payload, NULL AS needs,"
                 " 1 AS epoch, 1 AS seq, NULL AS reason FROM r"},
        {DEVICE, "CREATE TRIGGER t AFTER UPDATE ON outbox BEGIN DELETE FROM outbox; END"},
        {DEVICE, "PRAGMA user_version = 99"},
        {DEVICE, "PRAGMA application_id = 1"},
        {DEVICE, "UPDATE sqlite_schema SET sql = 'CREATE TABLE outbox(x)' WHERE name = 'outbox'"},
        {DEVICE, "DROP TABLE setting; CREATE TABLE setting(key TEXT PRIMARY KEY,"
                 " value BLOB AS (zeroblob(900000000)), x)"},
        {DEVICE, "ALTER TABLE outbox RENAME TO o; CREATE TABLE outbox(number INTEGER PRIMARY KEY,"
                 " id, state, audience, kind, author, written_ms, payload AS"
                 " (zeroblob(900000000)), needs, epoch, seq, reason); INSERT INTO outbox(id, state,"
                 " audience, kind, author, written_ms) SELECT id, state, audience, kind, author,"
                 " written_ms FROM o"},
        {DEVICE, "DROP TABLE line; CREATE VIRTUAL TABLE line USING fts5(file, key, ref, id)"},
        {DEVICE, "CREATE UNIQUE INDEX i ON outbox(abs(kind)) WHERE state > 0;"
                 " ALTER TABLE outbox ADD COLUMN more CHECK (more LIKE '%a%b%c%')"},
        {DEVICE, "PRAGMA encoding = 'UTF-16'; UPDATE setting SET value = CAST(key AS TEXT)"},
        {DEVICE, "PRAGMA auto_vacuum = FULL; VACUUM; PRAGMA page_size = 512; VACUUM"},
        {SHARED, "ALTER TABLE record RENAME TO r; CREATE TABLE record(position INTEGER PRIMARY"
                 " KEY, arrival_ms, body AS (zeroblob(65536))); INSERT INTO record(position)"
                 " SELECT position FROM r"},
        {SHARED, "INSERT INTO head WITH RECURSIVE r(x) AS (SELECT 100 UNION ALL SELECT x + 1 FROM r"
                 " WHERE x < 500) SELECT x, zeroblob(165), x'00' FROM r"},
        {SHARED, "INSERT INTO stream SELECT number + 7, zeroblob(32), audience, 1, 1, hash"
                 " FROM stream"},
        {LOCAL, "UPDATE stream SET audience = x'0400000000000000000000000000000001'"},
        {SHARED, "UPDATE record SET body = x'01'"},
        {SHARED, "UPDATE stream SET seq = -1, epoch = 1 << 40"},
        {SHARED, "UPDATE stream SET number = 1 << 50"},
        {SHARED, "UPDATE meta SET value = 0 WHERE name = 'number_next'"},
        {SHARED, "UPDATE meta SET value = zeroblob(32) WHERE name = 'rules'"},
        {SHARED, "UPDATE head SET head = zeroblob(165), sum = x'00'"},
        {SHARED, "DELETE FROM record WHERE position % 2"},
        {SHARED, "UPDATE record SET arrival_ms = -1, position = position + 1"},
        {LOCAL, "INSERT INTO role SELECT * FROM role"},
        {LOCAL, "UPDATE entity SET kind = 99"},
        {LOCAL, "DROP TABLE role; CREATE TABLE role(member, role, given)"},
        {LOCAL, "INSERT INTO academy_key SELECT randomblob(32), x'00', x'00', x'00', 1"},
        {VIEWS, "UPDATE folded SET seq = 1 << 39, hash = zeroblob(32)"},
        {VIEWS, "UPDATE replica SET rules = zeroblob(32)"},
        {VIEWS, "DROP TABLE post"},
        {VIEWS, "UPDATE post SET text = char(27) || '[2J', author = NULL"},
        {VIEWS, "DELETE FROM folded"},
    };
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        seed(out, statements[i].file, statements[i].sql, 0, "");
    }
    for (uint32_t which = DEVICE; which < FILES; which++) {
        seed(out, (enum file)which, "", 100 * which, "\xff\x01");
        seed(out, (enum file)which, "", 4096 + which, "\x05\x0a\x0d");
        seed(out, (enum file)which, "", UINT32_MAX, "cut here");
        seed(out, (enum file)which, "", 16, "\x40");
    }
    fuzz_seed_text(out, "no-database", "\x80no database");
    fuzz_seed_text(out, "magic", "\x81SQLite format 3");
}

const struct fuzz_target fuzz_sqlite = {.name = "sqlite", .run = run, .seeds = seeds};
