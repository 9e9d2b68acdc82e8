/*
 * log_index.c - the domain's tables beside the log: what checks look at.
 *
 * Only payloads of kinds that have an index statement are unpacked. The statements are sets over
 * the records at hand, so a batch costs one run per kind in it, and the order of kinds does not
 * matter: an index may be rebuilt from the log at any time and comes out the same.
 */
#include "store/log_internal.h"

#include "base/hash.h"
#include "base/logline.h"

#include <string.h>

enum {
    FILL_RECORDS = 4096,            /* records of one run while rebuilding */
    FILL_MEMORY = 16 * 1024 * 1024, /* and bytes of unpacked messages */
    KIND_OFFSET = 1 + 8 + 8,        /* in a body */
};

enum br_status br_log_index_open(struct br_log_index *index, sqlite3 *db,
                                 const struct br_domain *domain, const struct br_hash *academy)
{
    *index = (struct br_log_index){.db = db, .guard = {.domain = domain}};
    br_arena_init(&index->arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    enum br_status status = br_rows_new(academy, &index->rows);
    if (status == BR_OK) {
        status = br_rows_register(index->rows, db);
    }
    if (status == BR_OK) {
        br_guard_install(&index->guard, db);
    }
    return status;
}

enum br_status br_log_index_schema(struct br_log_index *index, const struct br_domain *domain,
                                   struct br_error *error)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    index->guard.mode = BR_GUARD_OFF;
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_LOG_SCHEMA) {
            enum br_status status = br_db_exec(index->db, blocks[i].sql);
            if (status != BR_OK) {
                return br_error_set(error, status, "%s: %s", blocks[i].where,
                                    sqlite3_errmsg(index->db));
            }
        }
    }
    return BR_OK;
}

/* Too often costs a look at the memberships; too rarely would lock somebody out or in. */
static bool changes_members(const struct br_block *block)
{
    return block != NULL && (strstr(block->sql, "INTO role(") != NULL ||
                             strstr(block->sql, "INTO room_member(") != NULL);
}

void br_log_index_kinds(struct br_log_index *index, const struct br_domain *domain)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        uint16_t number = kinds[i].number;
        BR_ASSERT(number < BR_LOG_KINDS_MAX);
        struct br_log_kind *kind = &index->kinds[number];
        kind->kind = &kinds[i];
        kind->accepted = strcmp(kinds[i].name, "academy_accepted") == 0;
        kind->group = kinds[i].number == BR_KIND_GROUP_OPENED;
        kind->index_block = br_domain_block(domain, BR_BLOCK_INDEX, number);
        kind->check_block = br_domain_block(domain, BR_BLOCK_CHECK, number);
        kind->members = changes_members(kind->index_block);
    }
}

/* [block] may be NULL. Wrong SQL is our mistake, and no reason to call a record malformed. */
static enum br_status block_prepare(struct br_log_index *index, enum br_guard_mode mode,
                                    const struct br_block *block,
                                    struct br_db_statements *statements)
{
    if (block == NULL || statements->count > 0) {
        return BR_OK;
    }
    struct br_error error = {.text = ""};
    enum br_guard_mode before = index->guard.mode;
    index->guard.mode = mode;
    enum br_status status =
        br_db_prepare_all(index->db, block->sql, block->where, statements, &error);
    index->guard.mode = before;
    if (status != BR_OK) {
        br_db_finalize_all(statements);
        BR_LOGLINE(BR_ERROR, "rules_not_read", BR_TEXT("why", error.text));
    }
    return status == BR_ERR_MALFORMED ? BR_ERR_IO : status;
}

enum br_status br_log_index_check(struct br_log_index *index, uint16_t number,
                                  const struct br_db_statements **check)
{
    struct br_log_kind *kind = &index->kinds[number];
    *check = &kind->check;
    return block_prepare(index, BR_GUARD_CHECK, kind->check_block, &kind->check);
}

void br_log_index_close(struct br_log_index *index)
{
    for (size_t i = 0; i < BR_LOG_KINDS_MAX; i++) {
        br_db_finalize_all(&index->kinds[i].index);
        br_db_finalize_all(&index->kinds[i].check);
    }
    br_arena_free(&index->arena);
}

const struct br_log_kind *br_log_index_kind(const struct br_log_index *index, uint16_t kind)
{
    return kind < BR_LOG_KINDS_MAX && index->kinds[kind].kind != NULL ? &index->kinds[kind] : NULL;
}

enum br_status br_log_index_unpack(struct br_log_index *index, const struct br_kind *kind,
                                   struct br_bytes payload, ProtobufCMessage **message)
{
    /* The budget is each payload's own, however many share the arena. */
    index->arena.budget = index->arena.taken + BR_ARENA_PAYLOAD_SIZE_MAX;
    return br_message_unpack(kind->message, payload, &index->arena, message);
}

void br_log_index_clear(struct br_log_index *index)
{
    br_rows_clear(index->rows);
    br_arena_reset(&index->arena);
}

enum br_status br_log_index_run(struct br_log_index *index)
{
    enum br_status status = BR_OK;
    index->guard.mode = BR_GUARD_INDEX;
    for (size_t i = 0; i < BR_LOG_KINDS_MAX && status == BR_OK; i++) {
        struct br_log_kind *kind = &index->kinds[i];
        if (kind->index_block != NULL && br_rows_count(index->rows, kind->kind) > 0) {
            status = block_prepare(index, BR_GUARD_INDEX, kind->index_block, &kind->index);
            status = status == BR_OK ? br_db_run_all(&kind->index) : status;
        }
    }
    index->guard.mode = BR_GUARD_OFF;
    br_log_index_clear(index);
    return status;
}

/* One look over all records, with the streams and heads that say where they stand. */
struct fill {
    struct br_log_index *index;
    sqlite3_stmt *streams;
    sqlite3_stmt *heads;
    sqlite3_stmt *records;
    struct br_stream stream;
    uint32_t number;    /* of stream; 0: none yet */
    uint64_t aside_seq; /* of stream: from here on nothing counts */
    struct br_head head;
    int64_t head_position;
    bool heads_over;
    /* what the rows at hand borrow */
    struct br_stream *kept;
    size_t rows;
};

static enum br_status fill_stream(struct fill *fill, uint32_t number)
{
    if (fill->number == number) {
        return BR_OK;
    }
    bool row = false;
    uint8_t audience[BR_AUDIENCE_SIZE];
    (void)sqlite3_bind_int64(fill->streams, 1, number);
    enum br_status status = br_db_step(fill->streams, &row);
    if (status == BR_OK && row &&
        (!br_db_column_bytes(fill->streams, 0, fill->stream.origin.bytes,
                             sizeof fill->stream.origin.bytes) ||
         !br_db_column_bytes(fill->streams, 1, audience, sizeof audience) ||
         br_audience_decode((struct br_bytes){audience, sizeof audience}, &fill->stream.audience) !=
             BR_OK)) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK && row) {
        uint64_t aside_seq = (uint64_t)sqlite3_column_int64(fill->streams, 2);
        fill->aside_seq = aside_seq == 0 ? UINT64_MAX : aside_seq;
    }
    (void)sqlite3_reset(fill->streams);
    if (status == BR_OK) {
        fill->number = row ? number : 0;
        status = row ? BR_OK : BR_ERR_CORRUPT;
    }
    return status;
}

/* The head that closes the batch of this record: it knows the epoch. */
static enum br_status fill_head(struct fill *fill, int64_t position)
{
    while (!fill->heads_over && fill->head_position < position) {
        bool row = false;
        enum br_status status = br_db_step(fill->heads, &row);
        if (status != BR_OK) {
            return status;
        }
        if (!row) {
            fill->heads_over = true;
            break;
        }
        fill->head_position = sqlite3_column_int64(fill->heads, 0);
        status = br_log_column_head(fill->heads, 1, &fill->head);
        if (status != BR_OK) {
            return status;
        }
    }
    bool covers = !fill->heads_over &&
                  br_position_number(fill->head_position) == br_position_number(position);
    return covers ? BR_OK : BR_ERR_CORRUPT;
}

static enum br_status fill_record(struct fill *fill)
{
    struct br_record record;
    int64_t position = sqlite3_column_int64(fill->records, 0);
    struct br_bytes body = br_log_column_body(fill->records, 2);
    if (body.size < BR_BODY_FIXED_SIZE) {
        return BR_ERR_CORRUPT;
    }
    const struct br_log_kind *kind =
        br_log_index_kind(fill->index, br_load_u16(body.data + KIND_OFFSET));
    if (kind == NULL || kind->index_block == NULL || body.data[0] != BR_BODY_WHOLE) {
        return BR_OK;
    }
    enum br_status status = br_record_parse(body, &record);
    if (status != BR_OK) {
        return BR_ERR_CORRUPT;
    }
    status = fill_stream(fill, br_position_number(position));
    if (status == BR_OK &&
        !br_domain_fits(fill->index->guard.domain, record.kind, &fill->stream.audience)) {
        return BR_OK;
    }
    if (status == BR_OK) {
        status = fill_head(fill, position);
    }
    if (status != BR_OK || br_position_seq(position) >= fill->aside_seq) {
        return status;
    }
    ProtobufCMessage *message = NULL;
    status = br_log_index_unpack(fill->index, kind->kind, record.payload, &message);
    if (status != BR_OK) { /* makes no sense, shown nowhere */
        return fill->index->arena.no_memory ? BR_ERR_NO_MEMORY : BR_OK;
    }
    fill->kept[fill->rows] = fill->stream;
    struct br_place place = {.stream = &fill->kept[fill->rows++],
                             .number = br_position_number(position),
                             .epoch = fill->head.epoch,
                             .seq = br_position_seq(position),
                             .arrival_ms = (uint64_t)sqlite3_column_int64(fill->records, 1)};
    return br_rows_add(fill->index->rows, kind->kind, &place, &record, message);
}

static enum br_status fill_all(struct fill *fill)
{
    for (;;) {
        bool row = false;
        enum br_status status = br_db_step(fill->records, &row);
        if (status != BR_OK || !row) {
            return status != BR_OK ? status : br_log_index_run(fill->index);
        }
        status = fill_record(fill);
        if (status == BR_OK &&
            (fill->rows == FILL_RECORDS || fill->index->arena.taken > FILL_MEMORY)) {
            status = br_log_index_run(fill->index);
            fill->rows = 0;
        }
        if (status != BR_OK) {
            return status;
        }
    }
}

enum br_status br_log_index_fill(struct br_log_index *index, sqlite3 *source)
{
    struct fill fill = {.index = index, .head_position = -1};
    fill.kept = sqlite3_malloc64(FILL_RECORDS * sizeof *fill.kept);
    enum br_status status = fill.kept == NULL ? BR_ERR_NO_MEMORY : BR_OK;
    if (status == BR_OK) {
        status = br_db_prepare(source,
                               "SELECT s.origin, s.audience, f.seq FROM stream s"
                               " LEFT JOIN fork f ON f.stream = s.number WHERE s.number = ?1",
                               &fill.streams);
    }
    if (status == BR_OK) {
        status = br_db_prepare(source, "SELECT position, head, sum FROM head ORDER BY position",
                               &fill.heads);
    }
    if (status == BR_OK) {
        status =
            br_db_prepare(source, "SELECT position, arrival_ms, body FROM record ORDER BY position",
                          &fill.records);
    }
    if (status == BR_OK) {
        status = fill_all(&fill);
    }
    br_log_index_clear(index);
    (void)sqlite3_finalize(fill.streams);
    (void)sqlite3_finalize(fill.heads);
    (void)sqlite3_finalize(fill.records);
    sqlite3_free(fill.kept);
    return status;
}

struct br_hash br_log_index_rules(const struct br_domain *domain)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    struct br_sha256_stream *hash = br_sha256_stream_new();
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].type == BR_BLOCK_LOG_SCHEMA || blocks[i].type == BR_BLOCK_INDEX) {
            uint8_t kind[2];
            br_store_u16(kind, blocks[i].kind == NULL ? 0 : blocks[i].kind->number);
            br_sha256_stream_add(hash, kind, sizeof kind);
            br_sha256_stream_add(hash, blocks[i].sql, strlen(blocks[i].sql) + 1);
        }
    }
    return br_sha256_stream_finish(hash);
}
