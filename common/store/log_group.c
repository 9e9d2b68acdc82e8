/*
 * log_group.c - groups: a stream of one origin for the academies that its first record names.
 *
 *      record 1   group_opened, its id the group's: whom it is for, for ever
 *      record 2…  what is said to them
 *
 * Nobody stores a group that does not begin so, or that does not name them: whoever sends such a
 * thing made a mistake, or wants us to hold what is not for us.
 */
#include "store/log_internal.h"

#include <string.h>

static const ProtobufCFieldDescriptor *academies_of(const ProtobufCMessage *message)
{
    return protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "academies");
}

/* The academy in this place of the list; false: it is none. */
static bool academy_at(const ProtobufCMessage *message, size_t index, struct br_hash *academy)
{
    struct br_value value = br_message_value(message, academies_of(message), index);
    if (value.bytes.size != sizeof academy->bytes) {
        return false;
    }
    memcpy(academy->bytes, value.bytes.data, sizeof academy->bytes);
    return true;
}

static enum br_status note(struct br_log *log, const struct br_stream *stream,
                           const struct br_hash *academy)
{
    struct br_log_noted *noted = br_log_list_add(&log->noted, sizeof *noted);
    if (noted == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    *noted = (struct br_log_noted){.origin = stream->origin,
                                   .academy = *academy,
                                   .is_group = true,
                                   .group = stream->audience.id};
    return BR_OK;
}

enum br_status br_log_note_group(struct br_log *log, const struct br_stream *stream,
                                 const ProtobufCMessage *message)
{
    size_t count = br_message_count(message, academies_of(message));
    enum br_status status = BR_OK;
    for (size_t i = 0; i < count && i < BR_GROUP_ACADEMIES_MAX && status == BR_OK; i++) {
        struct br_hash academy;
        if (academy_at(message, i, &academy)) {
            status = note(log, stream, &academy);
        }
    }
    return status;
}

enum br_status br_log_note_group_again(struct br_log *log, const struct br_stream *stream)
{
    sqlite3_stmt *list = log->sql.list_groups;
    bool row = stream->audience.type == BR_AUDIENCE_GROUP;
    enum br_status status = BR_OK;
    while (row && status == BR_OK) {
        struct br_hash origin;
        struct br_id group;
        struct br_hash academy;
        status = br_db_step(list, &row);
        if (status == BR_OK && row &&
            br_db_column_bytes(list, 0, origin.bytes, sizeof origin.bytes) &&
            br_db_column_bytes(list, 1, group.bytes, sizeof group.bytes) &&
            br_db_column_bytes(list, 2, academy.bytes, sizeof academy.bytes) &&
            br_hash_equal(&origin, &stream->origin) && br_id_equal(&group, &stream->audience.id)) {
            status = note(log, stream, &academy);
        }
    }
    (void)sqlite3_reset(list);
    return status;
}

/* Does the list hold 2 to BR_GROUP_ACADEMIES_MAX academies, each once, both of these among them? */
static bool names(const ProtobufCMessage *message, const struct br_hash *origin,
                  const struct br_hash *ours)
{
    struct br_hash listed[BR_GROUP_ACADEMIES_MAX];
    size_t count = br_message_count(message, academies_of(message));
    bool has_origin = false;
    bool has_ours = false;
    if (count < 2 || count > BR_GROUP_ACADEMIES_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!academy_at(message, i, &listed[i])) {
            return false;
        }
        for (size_t j = 0; j < i; j++) {
            if (br_hash_equal(&listed[i], &listed[j])) {
                return false;
            }
        }
        has_origin |= br_hash_equal(&listed[i], origin);
        has_ours |= br_hash_equal(&listed[i], ours);
    }
    return has_origin && has_ours;
}

enum br_status br_log_group_begins(struct br_log *log, const struct br_stream *stream,
                                   const struct br_record *first)
{
    const struct br_log_kind *kind = br_log_index_kind(&log->index, BR_KIND_GROUP_OPENED);
    ProtobufCMessage *message = NULL;
    if (kind == NULL) {
        return BR_ERR_NOT_FOUND; /* too old a program to know groups: not stored, asked again */
    }
    BR_ASSERT(log->index.arena.taken == 0);
    if (first->kind != BR_KIND_GROUP_OPENED || !br_id_equal(&first->id, &stream->audience.id)) {
        return BR_ERR_REFUSED;
    }
    enum br_status status = br_log_index_unpack(&log->index, kind->kind, first->payload, &message);
    if (status == BR_OK) {
        status = names(message, &stream->origin, &log->academy) ? BR_OK : BR_ERR_REFUSED;
    } else {
        status = log->index.arena.no_memory ? BR_ERR_NO_MEMORY : BR_ERR_REFUSED;
    }
    br_log_index_clear(&log->index);
    return status;
}

const char *br_log_group_reason(uint16_t kind, uint64_t said)
{
    if (said == 0 && kind != BR_KIND_GROUP_OPENED) {
        return "there is no such group of academies here";
    }
    return said > 0 && kind == BR_KIND_GROUP_OPENED
               ? "whom a group of academies is for is said once and never changes"
               : NULL;
}
