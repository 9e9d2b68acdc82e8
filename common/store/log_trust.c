/*
 * log_trust.c - what the tables beside the log say about academies, members and streams.
 *
 * Four of the domain's log tables are read here, so their columns are a contract:
 *
 *      accepted     (origin BLOB, academy BLOB, accepted INTEGER, ...)
 *      group_member (origin BLOB, id BLOB, academy BLOB)
 *      role         (member BLOB, role TEXT, given INTEGER, ...)     role: its name in the messages
 *      room_member  (room BLOB, member BLOB, joined INTEGER, ...)
 */
#include "store/log_internal.h"

#include <string.h>

/* --- trust --- */

/* The last binding of each academy, and every academy that somebody ever accepted. */
static enum br_status keys_fact(sqlite3_stmt *list, struct br_trust_fact *fact)
{
    fact->type = BR_TRUST_KEYS;
    return br_db_column_bytes(list, 0, fact->origin.bytes, sizeof fact->origin.bytes) &&
                   br_db_column_bytes(list, 1, fact->signing.bytes, sizeof fact->signing.bytes) &&
                   br_db_column_bytes(list, 2, fact->tls_pin.bytes, sizeof fact->tls_pin.bytes)
               ? BR_OK
               : BR_ERR_CORRUPT;
}

static enum br_status accepted_fact(sqlite3_stmt *list, struct br_trust_fact *fact)
{
    fact->type = BR_TRUST_ACCEPTED;
    fact->accepted = sqlite3_column_int64(list, 2) != 0;
    return br_db_column_bytes(list, 0, fact->origin.bytes, sizeof fact->origin.bytes) &&
                   br_db_column_bytes(list, 1, fact->academy.bytes, sizeof fact->academy.bytes)
               ? BR_OK
               : BR_ERR_CORRUPT;
}

static enum br_status group_fact(sqlite3_stmt *list, struct br_trust_fact *fact)
{
    fact->type = BR_TRUST_GROUP;
    fact->accepted = true;
    return br_db_column_bytes(list, 0, fact->origin.bytes, sizeof fact->origin.bytes) &&
                   br_db_column_bytes(list, 1, fact->group.bytes, sizeof fact->group.bytes) &&
                   br_db_column_bytes(list, 2, fact->academy.bytes, sizeof fact->academy.bytes)
               ? BR_OK
               : BR_ERR_CORRUPT;
}

static enum br_status facts(sqlite3_stmt *list,
                            enum br_status (*read)(sqlite3_stmt *, struct br_trust_fact *),
                            br_trust_visit visit, void *context)
{
    for (;;) {
        bool row = false;
        struct br_trust_fact fact = {0};
        enum br_status status = br_db_step(list, &row);
        if (status != BR_OK || !row) {
            return status;
        }
        status = read(list, &fact);
        if (status != BR_OK) {
            (void)sqlite3_reset(list);
            return status;
        }
        visit(context, &fact);
    }
}

enum br_status br_log_trust(struct br_log *log, br_trust_visit visit, void *context)
{
    enum br_status status = facts(log->sql.list_keys, keys_fact, visit, context);
    if (status == BR_OK) {
        status = facts(log->sql.list_accepted, accepted_fact, visit, context);
    }
    return status != BR_OK ? status : facts(log->sql.list_groups, group_fact, visit, context);
}

/* Is it so, by the tables as they are now? */
static enum br_status now_true(struct br_log *log, const struct br_log_noted *noted, bool *is)
{
    bool row = false;
    sqlite3_stmt *find = noted->is_group ? log->sql.find_group : log->sql.find_accepted;
    int at = 1;
    br_db_bind_bytes(find, at++, noted->origin.bytes, sizeof noted->origin.bytes);
    if (noted->is_group) {
        br_db_bind_bytes(find, at++, noted->group.bytes, sizeof noted->group.bytes);
    }
    br_db_bind_bytes(find, at, noted->academy.bytes, sizeof noted->academy.bytes);
    enum br_status status = br_db_step(find, &row);
    *is = status == BR_OK && row && sqlite3_column_int64(find, 0) != 0;
    (void)sqlite3_reset(find);
    return status;
}

enum br_status br_log_trust_changes(struct br_log *log)
{
    const struct br_log_noted *noted = log->noted.items;
    for (size_t i = 0; i < log->noted.count; i++) {
        bool is = false;
        enum br_status status = now_true(log, &noted[i], &is);
        if (status != BR_OK) {
            return status;
        }
        struct br_trust_fact *fact = br_log_list_add(&log->trust, sizeof *fact);
        if (fact == NULL) {
            return BR_ERR_NO_MEMORY;
        }
        fact->type = noted[i].is_group ? BR_TRUST_GROUP : BR_TRUST_ACCEPTED;
        fact->origin = noted[i].origin;
        fact->academy = noted[i].academy;
        fact->group = noted[i].group;
        fact->accepted = is;
    }
    return BR_OK;
}

enum br_status br_log_know_key(struct br_log *log, const struct br_hash *academy,
                               const struct br_public_key *signing)
{
    static const struct br_hash no_pin;
    struct br_public_key known;
    enum br_status status = br_log_find_key(log, academy, signing->bytes, &known);
    if (status != BR_ERR_NOT_FOUND) {
        return status;
    }
    status = br_log_begin(log);
    if (status == BR_OK) {
        status = br_log_put_key(log, academy, signing, &no_pin, 0);
    }
    if (status == BR_OK) {
        status = br_log_commit(log);
    }
    if (status != BR_OK) {
        br_log_undo(log);
    }
    return status;
}

/* --- members --- */

struct members {
    br_member_visit visit;
    void *context;
    bool any;
    struct br_membership current;
    struct br_log_list rooms; /* struct br_id */
};

static void member_give(struct members *members)
{
    if (members->any) {
        members->current.room_count = members->rooms.count;
        members->current.rooms = members->rooms.items;
        members->visit(members->context, &members->current);
    }
    members->rooms.count = 0;
}

/* One row: a role (by name) or a room of a member; rows come member by member. */
static enum br_status member_row(struct members *members, sqlite3_stmt *list)
{
    struct br_id member;
    if (!br_db_column_bytes(list, 0, member.bytes, sizeof member.bytes)) {
        return BR_OK; /* not an id: a record that made no sense */
    }
    if (!members->any || !br_id_equal(&member, &members->current.member)) {
        member_give(members);
        members->current = (struct br_membership){.member = member};
        members->any = true;
    }
    const char *role = (const char *)sqlite3_column_text(list, 1);
    if (role != NULL) {
        unsigned number = br_role_number(role);
        members->current.roles |= number > 0 && number < 32 ? 1u << number : 0;
        return BR_OK;
    }
    struct br_id room;
    if (!br_db_column_bytes(list, 2, room.bytes, sizeof room.bytes)) {
        return BR_OK;
    }
    struct br_id *place = br_log_list_add(&members->rooms, sizeof *place);
    if (place == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    *place = room;
    return BR_OK;
}

enum br_status br_log_members(struct br_log *log, br_member_visit visit, void *context)
{
    struct members members = {.visit = visit, .context = context};
    sqlite3_stmt *list = log->sql.list_members;
    bool row = true;
    enum br_status status = BR_OK;
    while (row && status == BR_OK) {
        status = br_db_step(list, &row);
        if (status == BR_OK && row) {
            status = member_row(&members, list);
        }
    }
    (void)sqlite3_reset(list);
    if (status == BR_OK) {
        member_give(&members);
    }
    br_log_list_free(&members.rooms);
    return status;
}

/* --- streams --- */

enum br_status br_log_streams(struct br_log *log, br_stream_visit visit, void *context)
{
    for (size_t i = 0; i < log->streams.count; i++) {
        const struct br_log_stream *stream = log->streams.items[i];
        struct br_stream_state state = {.number = stream->number,
                                        .stream = stream->head.stream,
                                        .tail = br_log_tail(&stream->head),
                                        .head = stream->head,
                                        .head_lost = stream->head_lost,
                                        .aside = stream->aside};
        visit(context, &state);
    }
    return BR_OK;
}
