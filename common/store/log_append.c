/* log_append.c - putting verified batches into the file, and noting what they mean. */
#include "store/log_internal.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

void *br_log_list_add(struct br_log_list *list, size_t size)
{
    enum { FIRST = 16 };
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? FIRST : list->capacity * 2;
        void *items = realloc(list->items, capacity * size);
        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    void *item = (uint8_t *)list->items + list->count++ * size;
    memset(item, 0, size);
    return item;
}

void br_log_list_free(struct br_log_list *list)
{
    free(list->items);
    *list = (struct br_log_list){0};
}

void br_log_changes_clear(struct br_log *log)
{
    log->items.count = 0;
    log->trust.count = 0;
    log->members_changed = false;
    log->fork = (struct br_log_fork){0};
}

void br_log_changes_give(const struct br_log *log, struct br_log_changes *changes)
{
    *changes = (struct br_log_changes){.count = log->items.count,
                                       .items = log->items.items,
                                       .fork = log->fork.number == 0 ? NULL : &log->fork,
                                       .trust_count = log->trust.count,
                                       .trust = log->trust.items,
                                       .members_changed = log->members_changed};
}

void br_log_head_sum(const uint8_t head[BR_HEAD_SIZE], uint8_t sum[BR_LOG_HEAD_SUM_SIZE])
{
    struct br_hash hash = br_sha256_one(head, BR_HEAD_SIZE);
    memcpy(sum, hash.bytes, BR_LOG_HEAD_SUM_SIZE);
}

static enum br_status insert_record(struct br_log *log, int64_t position, uint64_t arrival_ms,
                                    struct br_bytes body)
{
    sqlite3_stmt *insert = log->sql.insert_record;
    (void)sqlite3_bind_int64(insert, 1, position);
    (void)sqlite3_bind_int64(insert, 2, (int64_t)arrival_ms);
    br_db_bind_bytes(insert, 3, body.data, body.size);
    return br_db_run(insert);
}

enum br_status br_log_put_head(struct br_log *log, int64_t position, const struct br_head *head)
{
    uint8_t bytes[BR_HEAD_SIZE];
    uint8_t sum[BR_LOG_HEAD_SUM_SIZE];
    br_head_encode(head, bytes);
    br_log_head_sum(bytes, sum);
    sqlite3_stmt *put = log->sql.put_head;
    (void)sqlite3_bind_int64(put, 1, position);
    br_db_bind_bytes(put, 2, bytes, sizeof bytes);
    br_db_bind_bytes(put, 3, sum, sizeof sum);
    return br_db_run(put);
}

enum br_status br_log_store(struct br_log *log, struct br_log_stream *stream,
                            const struct br_verified *verified, uint64_t arrival_ms,
                            const struct br_bytes *bodies)
{
    BR_ASSERT(log->open && stream->touched && verified->seq_first == stream->next.seq + 1);
    for (size_t i = 0; i < verified->count; i++) {
        enum br_status status =
            insert_record(log, br_position(stream->number, verified->seq_first + i), arrival_ms,
                          verified->records[i].body);
        if (status != BR_OK) {
            return status;
        }
    }
    enum br_status status =
        br_log_put_head(log, br_position(stream->number, verified->head.seq), &verified->head);
    if (status != BR_OK) {
        return status;
    }
    struct br_log_change *change = br_log_list_add(&log->items, sizeof *change);
    if (change == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    change->number = stream->number;
    change->head = verified->head;
    change->seq_first = verified->seq_first;
    change->count = verified->count;
    change->bodies = bodies;
    stream->next = verified->head;
    return BR_OK;
}

/* --- keys --- */

/* So that an academy cannot fill the table: what it binds beyond the maximum is passed over. */
static enum br_status key_fits(struct br_log *log, const struct br_hash *academy, bool *fits)
{
    bool row = false;
    sqlite3_stmt *count = log->sql.count_keys;
    br_db_bind_bytes(count, 1, academy->bytes, sizeof academy->bytes);
    enum br_status status = br_db_step(count, &row);
    *fits = row && sqlite3_column_int64(count, 0) < BR_ACADEMY_KEYS_MAX;
    (void)sqlite3_reset(count);
    return status;
}

enum br_status br_log_put_key(struct br_log *log, const struct br_hash *academy,
                              const struct br_public_key *signing, const struct br_hash *tls_pin,
                              int64_t position)
{
    sqlite3_stmt *put = log->sql.put_key;
    br_db_bind_bytes(put, 1, academy->bytes, sizeof academy->bytes);
    br_db_bind_bytes(put, 2, signing->bytes, BR_KEY_NAME_SIZE);
    br_db_bind_bytes(put, 3, signing->bytes, sizeof signing->bytes);
    br_db_bind_bytes(put, 4, tls_pin->bytes, sizeof tls_pin->bytes);
    (void)sqlite3_bind_int64(put, 5, position);
    return br_db_run(put);
}

enum br_status br_log_find_key(struct br_log *log, const struct br_hash *academy,
                               const uint8_t *name, struct br_public_key *key)
{
    bool row = false;
    sqlite3_stmt *find = name != NULL ? log->sql.find_key : log->sql.newest_key;
    br_db_bind_bytes(find, 1, academy->bytes, sizeof academy->bytes);
    if (name != NULL) {
        br_db_bind_bytes(find, 2, name, BR_KEY_NAME_SIZE);
    }
    enum br_status status = br_db_step(find, &row);
    if (status == BR_OK && !row) {
        return BR_ERR_NOT_FOUND;
    }
    if (status == BR_OK && !br_db_column_bytes(find, 0, key->bytes, sizeof key->bytes)) {
        status = BR_ERR_CORRUPT;
    }
    (void)sqlite3_reset(find);
    return status;
}

/* A later binding replaces; one that does not hold is a record without meaning. */
static enum br_status note_keys(struct br_log *log, const struct br_place *place,
                                const struct br_record *record)
{
    struct br_academy_keys keys;
    const struct br_stream *stream = place->stream;
    if (stream->audience.type != BR_AUDIENCE_NETWORK) {
        return BR_OK;
    }
    enum br_status status = br_keys_check(&stream->origin, record->payload, &keys);
    if (status != BR_OK) {
        return status == BR_ERR_NO_MEMORY ? status : BR_OK;
    }
    bool fits = false;
    status = key_fits(log, &stream->origin, &fits);
    if (status != BR_OK || !fits) {
        return status;
    }
    status = br_log_put_key(log, &stream->origin, &keys.signing, &keys.tls_pin,
                            br_position(place->number, place->seq));
    if (status != BR_OK) {
        return status;
    }
    struct br_trust_fact *fact = br_log_list_add(&log->trust, sizeof *fact);
    if (fact == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    fact->type = BR_TRUST_KEYS;
    fact->origin = stream->origin;
    fact->signing = keys.signing;
    fact->tls_pin = keys.tls_pin;
    return BR_OK;
}

/* --- taking records into the tables --- */

static enum br_status note_accepted(struct br_log *log, const struct br_stream *stream,
                                    const ProtobufCMessage *message)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "academy");
    struct br_value value = br_message_value(message, field, 0);
    if (value.type != BR_VALUE_BYTES || value.bytes.size != sizeof(struct br_hash)) {
        return BR_OK;
    }
    struct br_log_noted *noted = br_log_list_add(&log->noted, sizeof *noted);
    if (noted == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    noted->origin = stream->origin;
    memcpy(noted->academy.bytes, value.bytes.data, value.bytes.size);
    return BR_OK;
}

enum br_status br_log_take(struct br_log *log, const struct br_place *place,
                           const struct br_record *record, const ProtobufCMessage *message)
{
    const struct br_log_kind *kind = br_log_index_kind(&log->index, record->kind);
    if (kind == NULL || record->format != BR_BODY_WHOLE ||
        !br_domain_fits(log->domain, record->kind, &place->stream->audience)) {
        return BR_OK;
    }
    if (record->kind == BR_KIND_ACADEMY_KEYS) {
        enum br_status status = note_keys(log, place, record);
        if (status != BR_OK) {
            return status;
        }
    }
    if (kind->index_block == NULL) {
        return BR_OK;
    }
    ProtobufCMessage *unpacked = NULL;
    if (message == NULL) {
        if (br_log_index_unpack(&log->index, kind->kind, record->payload, &unpacked) != BR_OK) {
            /* makes no sense: stored, carried, shown nowhere; that is for good, so be sure of it */
            return log->index.arena.no_memory ? BR_ERR_NO_MEMORY : BR_OK;
        }
        message = unpacked;
    }
    if (kind->accepted) {
        enum br_status status = note_accepted(log, place->stream, message);
        if (status != BR_OK) {
            return status;
        }
    }
    if (kind->group) {
        enum br_status status = br_log_note_group(log, place->stream, message);
        if (status != BR_OK) {
            return status;
        }
    }
    log->members_changed = log->members_changed || kind->members;
    return br_rows_add(log->index.rows, kind->kind, place, record, message);
}
