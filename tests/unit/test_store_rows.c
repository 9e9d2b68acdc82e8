/* Records at hand as SQL tables: columns from descriptors, order, joins, nothing at all. */
#include "store_fixture.h"

static sqlite3 *db;
static struct br_rows *rows;
static struct br_arena arena;

static void start(void)
{
    struct br_hash academy = academy_of(0xa1);
    struct br_db_options options = {
        .path = path_of("rows.db"), .mode = BR_DB_VIEWS, .create = true};
    struct br_error error = {.text = ""};
    br_arena_init(&arena, 1u << 24);
    BR_ASSERT(br_db_open(&options, &db, &error) == BR_OK);
    BR_ASSERT(br_rows_new(&academy, &rows) == BR_OK);
    BR_ASSERT(br_rows_register(rows, db) == BR_OK);
}

static void stop(void)
{
    br_db_close(db);
    br_rows_free(rows);
    br_arena_free(&arena);
}

static const struct br_stream network = {.origin = {{0xa1}},
                                         .audience = {.type = BR_AUDIENCE_NETWORK}};

static void add(const char *kind, const struct br_stream *stream, uint32_t number, uint64_t seq,
                const char *json)
{
    struct br_buffer packed;
    ProtobufCMessage *message = NULL;
    const struct br_kind *known = br_kind_by_name(kind);
    struct br_bytes payload = payload_of(kind, json, &packed);
    BR_ASSERT(br_message_unpack(known->message, payload, &arena, &message) == BR_OK);
    br_buffer_free(&packed);
    struct br_place place = {.stream = stream,
                             .number = number,
                             .epoch = number == 0 ? 0 : 2,
                             .seq = seq,
                             .arrival_ms = 1234};
    struct br_record record = {
        .hlc = 1000ull << 16 | 3, .written_ms = 999, .author = id_of(0x50), .id = id_of(0x60)};
    BR_ASSERT(br_rows_add(rows, known, &place, &record, message) == BR_OK);
}

static const char *asked(const char *sql)
{
    static struct br_buffer texts[4];
    static unsigned next;
    struct br_buffer *out = &texts[next++ % 4];
    sqlite3_stmt *statement = NULL;
    bool row = true;
    br_buffer_free(out);
    br_buffer_init(out, 1u << 20);
    if (br_db_prepare(db, sql, &statement) != BR_OK) {
        br_buffer_put_text(out, sqlite3_errmsg(db));
        return br_buffer_text(out);
    }
    for (;;) {
        CHECK(br_db_step(statement, &row) == BR_OK);
        if (!row) {
            break;
        }
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const unsigned char *text = sqlite3_column_text(statement, i);
            br_buffer_put_format(out, "%s%s", i == 0 ? "" : "|",
                                 text == NULL ? "-" : (const char *)text);
        }
        br_buffer_put_text(out, "\n");
    }
    (void)sqlite3_finalize(statement);
    return br_buffer_text(out);
}

static void test_headers_and_fields_are_columns(void)
{
    start();
    add("measure_defined", &network, 5, 7,
        "{\"title\": \"T\", \"role\": \"process\", \"target\": 2.5, \"definition\": \"\"}");
    CHECK_TEXT(asked("SELECT h_index, h_own, h_position, hex(h_origin), h_stream, hex(h_audience),"
                     " h_epoch, h_seq, hex(h_author), h_order, hex(h_id), h_ms, h_hlc,"
                     " h_written_ms, h_arrival_ms FROM new_measure_defined"),
               "0|0|5497558138887|A100000000000000000000000000000000000000000000000000000000000000"
               "|5|0100000000000000000000000000000000|2|7|50505050505050505050505050505050"
               "|2199023255559|60606060606060606060606060606060|1000|65536003|999|1234\n");
    CHECK_TEXT(asked("SELECT title, definition, typeof(definition), numerator, role, target, room,"
                     " typeof(room) FROM new_measure_defined"),
               "T||text|-|process|2.5|-|null\n");
    br_rows_clear(rows);
    struct br_stream own = {.origin = academy_of(0xa1), .audience = {.type = BR_AUDIENCE_ROOM}};
    own.audience.id = id_of(0x30);
    add("question_resolved", &own, 0, 0, "{\"resolved\": false, \"thread\": \"\"}");
    CHECK_TEXT(asked("SELECT h_own, h_position, h_stream, h_epoch, h_seq, h_order, h_arrival_ms,"
                     " hex(h_audience), resolved, typeof(thread), length(thread), answer"
                     " FROM new_question_resolved"),
               "1|-|-|-|-|-|-|0430303030303030303030303030303030|0|blob|0|-\n");
    stop();
}

/* An enum's number that this build has no name for is NULL. */
static void test_an_unknown_enum_is_null(void)
{
    static const uint8_t wire[] = {0x10, 99, 0x18, 1}; /* role = 99, given = true */
    ProtobufCMessage *message = NULL;
    const struct br_kind *kind = br_kind_by_name("role_given");
    start();
    BR_ASSERT(br_message_unpack(kind->message, (struct br_bytes){wire, sizeof wire}, &arena,
                                &message) == BR_OK);
    struct br_place place = {.stream = &network};
    struct br_record record = {.hlc = UINT64_MAX, .written_ms = UINT64_MAX};
    BR_ASSERT(br_rows_add(rows, kind, &place, &record, message) == BR_OK);
    CHECK_TEXT(asked("SELECT role, given, h_hlc > 0, h_written_ms > 0, h_ms FROM new_role_given"),
               "-|1|1|1|281474976710655\n");
    stop();
}

static void test_repeated_fields_are_tables(void)
{
    start();
    add("points_recorded", &network, 1, 1, "{}");
    add("points_recorded", &network, 1, 2,
        "{\"points\": [{\"date\": \"a\", \"value\": 1}, {\"note\": \"n\"}]}");
    add("points_recorded", &network, 1, 3, "{}");
    add("points_recorded", &network, 1, 4, "{\"points\": [{\"date\": \"b\"}]}");
    add("points_recorded", &network, 1, 5, "{}");
    CHECK_TEXT(asked("SELECT h_seq, idx, date, value, note FROM new_points_recorded_points"),
               "2|0|a|1.0|-\n2|1|-|-|n\n4|0|b|-|-\n");
    add("post_edited", &network, 1, 6, "{\"based_on\": [\"01\", \"\", \"0203\"]}");
    CHECK_TEXT(asked("SELECT h_seq, idx, hex(value) FROM new_post_edited_based_on"),
               "6|0|01\n6|1|\n6|2|0203\n");
    stop();
}

static void test_without_rows_all_tables_are_empty(void)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    start();
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < count; i++) {
            char sql[200];
            (void)snprintf(sql, sizeof sql, "SELECT * FROM new_%s ORDER BY h_position",
                           kinds[i].name);
            CHECK_TEXT(asked(sql), "");
            CHECK_UINT(br_rows_count(rows, &kinds[i]), 0);
        }
        CHECK_TEXT(asked("SELECT * FROM new_points_recorded_points WHERE h_position = 1"), "");
        add("points_recorded", &network, 1, 1, "{\"points\": [{}, {}]}");
        CHECK_UINT(br_rows_count(rows, br_kind_by_name("points_recorded")), 1);
        br_rows_clear(rows);
    }
    stop();
}

static void test_rows_come_by_position_and_are_found_by_it(void)
{
    start();
    for (uint64_t seq = 300; seq > 0; seq--) {
        char json[64];
        (void)snprintf(json, sizeof json, "{\"points\": [{\"value\": %u}, {\"value\": %u}]}",
                       (unsigned)seq, (unsigned)seq + 1000);
        add("points_recorded", &network, 3 - (uint32_t)(seq % 3), seq, json);
    }
    CHECK_TEXT(asked("SELECT count(*), sum(h_position < before) FROM (SELECT h_position,"
                     " lag(h_position, 1, 0) OVER (ORDER BY h_position) AS before"
                     " FROM new_points_recorded)"),
               "300|0\n");
    CHECK_TEXT(asked("SELECT count(*), sum(p.h_seq = n.h_seq AND p.h_index = n.h_index)"
                     " FROM new_points_recorded_points p"
                     " JOIN new_points_recorded n ON n.h_position = p.h_position"),
               "600|600\n");
    CHECK_TEXT(asked("SELECT count(*), sum(p.h_seq = n.h_seq) FROM new_points_recorded_points p"
                     " JOIN new_points_recorded n ON n.h_index = p.h_index"),
               "600|600\n");
    CHECK_TEXT(asked("SELECT value FROM new_points_recorded_points"
                     " WHERE h_position = (1 << 40) + 299"),
               "299.0\n1299.0\n");
    CHECK_TEXT(asked("SELECT count(*) FROM new_points_recorded WHERE h_position = 77"), "0\n");
    CHECK_TEXT(asked("SELECT count(*) FROM new_points_recorded WHERE h_position = NULL"), "0\n");
    CHECK_TEXT(asked("SELECT count(*) FROM new_points_recorded WHERE h_position = 'x'"), "0\n");
    CHECK_TEXT(asked("SELECT count(*) FROM new_points_recorded WHERE h_index = -1"), "0\n");
    stop();
}

/* Without places (checks) rows come and are found by their index. */
static void test_rows_without_a_place_are_found_by_index(void)
{
    start();
    for (unsigned i = 0; i < 100; i++) {
        add(i % 2 == 0 ? "points_recorded" : "points_corrected", &network, 0, 0,
            i % 4 == 0 ? "{\"points\": [{}, {}]}" : "{}");
    }
    CHECK_TEXT(asked("SELECT count(*), min(h_index), max(h_index),"
                     " sum((SELECT count(*) FROM new_points_recorded_points p"
                     "      WHERE p.h_index = n.h_index)) FROM new_points_recorded n"),
               "50|0|98|50\n");
    CHECK_TEXT(asked("SELECT h_index FROM new_points_corrected WHERE h_index IN (5, 6, 7)"),
               "5\n7\n");
    stop();
}

static void test_order_by_position_needs_no_sorting(void)
{
    start();
    CHECK(strstr(asked("EXPLAIN QUERY PLAN SELECT title FROM new_thread_started"
                       " ORDER BY h_position"),
                 "B-TREE") == NULL);
    CHECK(strstr(asked("EXPLAIN QUERY PLAN SELECT date FROM new_points_recorded_points"
                       " ORDER BY h_position, idx"),
                 "B-TREE") == NULL);
    CHECK(strstr(asked("EXPLAIN QUERY PLAN SELECT title FROM new_thread_started ORDER BY title"),
                 "B-TREE") != NULL);
    CHECK(strstr(asked("EXPLAIN QUERY PLAN SELECT title FROM new_thread_started"
                       " ORDER BY h_position DESC"),
                 "B-TREE") != NULL);
    stop();
}

static void test_tables_are_read_only_and_exist_by_name_alone(void)
{
    start();
    CHECK(sqlite3_exec(db, "INSERT INTO new_thread_started(title) VALUES('x')", NULL, NULL, NULL) !=
          SQLITE_OK);
    CHECK(sqlite3_exec(db, "CREATE VIRTUAL TABLE mine USING new_thread_started", NULL, NULL,
                       NULL) != SQLITE_OK);
    CHECK_TEXT(asked("SELECT count(*) FROM sqlite_schema"), "0\n");
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_headers_and_fields_are_columns),
        BR_TEST(test_an_unknown_enum_is_null),
        BR_TEST(test_repeated_fields_are_tables),
        BR_TEST(test_without_rows_all_tables_are_empty),
        BR_TEST(test_rows_come_by_position_and_are_found_by_it),
        BR_TEST(test_rows_without_a_place_are_found_by_index),
        BR_TEST(test_order_by_position_needs_no_sorting),
        BR_TEST(test_tables_are_read_only_and_exist_by_name_alone),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
