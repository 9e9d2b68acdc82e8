/*
 * digest.c - a hash over the rows that all replicas share, in an order that all share.
 *
 * Groups are left out: only the academies that they name hold them; their tables have no digest.
 */
#include "store/views_internal.h"

#include "base/hash.h"
#include "base/limits.h"

#include <string.h>

/* Every cell as type, size and bytes, so that no two different rows give the same bytes. */
static void add_cell(struct br_sha256_stream *hash, sqlite3_stmt *statement, int column)
{
    uint8_t head[9];
    uint8_t value[8];
    const void *data = value;
    size_t size = sizeof value;
    int type = sqlite3_column_type(statement, column);
    head[0] = (uint8_t)type;
    if (type == SQLITE_INTEGER) {
        br_store_u64(value, (uint64_t)sqlite3_column_int64(statement, column));
    } else if (type == SQLITE_FLOAT) {
        double number = sqlite3_column_double(statement, column);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        br_store_u64(value, bits);
    } else if (type == SQLITE_NULL) {
        size = 0;
    } else {
        data = sqlite3_column_blob(statement, column); /* before the size, as SQLite wants it */
        size = (size_t)sqlite3_column_bytes(statement, column);
    }
    br_store_u64(head + 1, size);
    br_sha256_stream_add(hash, head, sizeof head);
    br_sha256_stream_add(hash, size == 0 ? value : data, size);
}

static enum br_status add_rows(struct br_sha256_stream *hash, sqlite3_stmt *statement)
{
    bool row = true;
    enum br_status status = BR_OK;
    while (status == BR_OK && row) {
        status = br_db_step(statement, &row);
        for (int i = 0; status == BR_OK && row && i < sqlite3_column_count(statement); i++) {
            add_cell(hash, statement, i);
        }
    }
    return status;
}

/* The hash of all rows of one SELECT. */
static enum br_status hash_statement(sqlite3 *db, const char *sql, struct br_hash *out)
{
    sqlite3_stmt *statement = NULL;
    enum br_status status = br_db_prepare(db, sql, &statement);
    if (status != BR_OK) {
        return status;
    }
    struct br_sha256_stream *hash = br_sha256_stream_new();
    status = add_rows(hash, statement);
    *out = br_sha256_stream_finish(hash);
    (void)sqlite3_finalize(statement);
    return status;
}

static enum br_status hash_tables(struct br_views *views, struct br_hash *out)
{
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(views->options.domain, &count);
    struct br_sha256_stream *all = br_sha256_stream_new();
    enum br_status status = BR_OK;
    for (size_t i = 0; i < count && status == BR_OK; i++) {
        if (blocks[i].type == BR_BLOCK_DIGEST) {
            struct br_hash table;
            status = hash_statement(views->db, blocks[i].sql, &table);
            br_sha256_stream_add(all, blocks[i].name, strlen(blocks[i].name) + 1);
            br_sha256_stream_add(all, &table, sizeof table);
        }
    }
    *out = br_sha256_stream_finish(all);
    return status;
}

_Static_assert(BR_STREAM_LOCAL_FIRST == 1048576u, "the digest blocks of the domain name it too");

enum br_status br_views_digest(struct br_views *views, struct br_digest *digest)
{
    BR_ASSERT(!views->shown);
    if (views->db == NULL) {
        return BR_ERR_CLOSED;
    }
    digest->rules = br_domain_version(views->options.domain);
    enum br_status status =
        hash_statement(views->db,
                       "SELECT origin, audience, epoch, seq FROM folded"
                       " WHERE number < 1048576 AND seq > 0 AND substr(audience, 1, 1) = x'01'"
                       " ORDER BY origin, audience",
                       &digest->heads);
    return status == BR_OK ? hash_tables(views, &digest->views) : status;
}
