/**
 * rows_internal.h - the records at hand as rows.c keeps them and rows_table.c shows them.
 */
#ifndef BR_STORE_ROWS_INTERNAL_H
#define BR_STORE_ROWS_INTERNAL_H

#include "store/rows.h"

/* One record; what does not differ inside a stream is borrowed. */
struct br_row {
    const struct br_stream *stream;
    const ProtobufCMessage *message;
    uint64_t position; /* 0 = no place yet */
    uint64_t seq;
    uint64_t hlc;
    uint64_t written_ms;
    uint64_t arrival_ms;
    uint32_t index;
    uint32_t epoch;
    struct br_id author;
    struct br_id id;
    uint8_t audience[BR_AUDIENCE_SIZE];
    bool own;
};

struct br_row_table {
    const struct br_kind *kind;
    struct br_row *items;
    size_t count;
    size_t capacity;
    bool sorted;
};

/* What one virtual table shows: all rows of a kind, or the elements of one of its fields. */
struct br_row_shape {
    struct br_rows *rows;
    struct br_row_table *table;
    const ProtobufCFieldDescriptor *repeated; /* NULL: the message itself */
    size_t field_count;
    const ProtobufCFieldDescriptor **fields; /* one each column behind the fixed ones */
};

struct br_rows {
    struct br_hash academy;
    size_t added; /* since clear: the next h_index */
    size_t table_count;
    struct br_row_table *tables; /* as br_kinds orders them */
    size_t shape_count;
    struct br_row_shape *shapes;
};

/** Sort by position, then by index; does nothing when they lie so already. */
void br_rows_sort(struct br_row_table *table);

#endif
