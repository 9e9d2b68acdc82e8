/* rows.c - keeping unpacked records, by kind, in the order in which SQL will want them. */
#include "store/rows_internal.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static struct br_row_table *table_of(const struct br_rows *rows, const struct br_kind *kind)
{
    size_t count;
    size_t index = (size_t)(kind - br_kinds(&count));
    BR_ASSERT(index < rows->table_count);
    return &rows->tables[index];
}

static size_t repeated_fields(const ProtobufCMessageDescriptor *message)
{
    size_t count = 0;
    for (unsigned i = 0; i < message->n_fields; i++) {
        count += message->fields[i].label == PROTOBUF_C_LABEL_REPEATED ? 1 : 0;
    }
    return count;
}

/* The singular fields of [message] that are no messages themselves: one column each. */
static bool shape_fields(struct br_row_shape *shape, const ProtobufCMessageDescriptor *message)
{
    shape->fields = calloc(message->n_fields + 1, sizeof(const ProtobufCFieldDescriptor *));
    if (shape->fields == NULL) {
        return false;
    }
    for (unsigned i = 0; i < message->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->fields[i];
        if (field->label != PROTOBUF_C_LABEL_REPEATED && field->type != PROTOBUF_C_TYPE_MESSAGE) {
            shape->fields[shape->field_count++] = field;
        }
    }
    return true;
}

static bool make_shape(struct br_rows *rows, struct br_row_table *table,
                       const ProtobufCFieldDescriptor *repeated)
{
    struct br_row_shape *shape = &rows->shapes[rows->shape_count++];
    *shape = (struct br_row_shape){.rows = rows, .table = table, .repeated = repeated};
    if (repeated == NULL) {
        return shape_fields(shape, table->kind->message);
    }
    return repeated->type != PROTOBUF_C_TYPE_MESSAGE || shape_fields(shape, repeated->descriptor);
}

static bool make_shapes(struct br_rows *rows)
{
    size_t shapes = rows->table_count;
    for (size_t i = 0; i < rows->table_count; i++) {
        shapes += repeated_fields(rows->tables[i].kind->message);
    }
    rows->shapes = calloc(shapes, sizeof *rows->shapes);
    bool made = rows->shapes != NULL;
    for (size_t i = 0; i < rows->table_count && made; i++) {
        struct br_row_table *table = &rows->tables[i];
        const ProtobufCMessageDescriptor *message = table->kind->message;
        made = make_shape(rows, table, NULL);
        for (unsigned f = 0; f < message->n_fields && made; f++) {
            if (message->fields[f].label == PROTOBUF_C_LABEL_REPEATED) {
                made = make_shape(rows, table, &message->fields[f]);
            }
        }
    }
    return made;
}

enum br_status br_rows_new(const struct br_hash *academy, struct br_rows **rows)
{
    *rows = NULL;
    struct br_rows *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    made->academy = *academy;
    const struct br_kind *kinds = br_kinds(&made->table_count);
    made->tables = calloc(made->table_count, sizeof *made->tables);
    for (size_t i = 0; i < made->table_count && made->tables != NULL; i++) {
        made->tables[i] = (struct br_row_table){.kind = &kinds[i], .sorted = true};
    }
    if (made->tables == NULL || !make_shapes(made)) {
        br_rows_free(made);
        return BR_ERR_NO_MEMORY;
    }
    *rows = made;
    return BR_OK;
}

void br_rows_free(struct br_rows *take_rows)
{
    if (take_rows == NULL) {
        return;
    }
    for (size_t i = 0; i < take_rows->shape_count; i++) {
        free(take_rows->shapes[i].fields);
    }
    for (size_t i = 0; i < take_rows->table_count && take_rows->tables != NULL; i++) {
        free(take_rows->tables[i].items);
    }
    free(take_rows->shapes);
    free(take_rows->tables);
    free(take_rows);
}

static bool grow(struct br_row_table *table)
{
    enum { FIRST = 64 };
    if (table->count < table->capacity) {
        return true;
    }
    size_t capacity = table->capacity == 0 ? FIRST : table->capacity * 2;
    struct br_row *items = realloc(table->items, capacity * sizeof *items);
    if (items == NULL) {
        return false;
    }
    table->items = items;
    table->capacity = capacity;
    return true;
}

enum br_status br_rows_add(struct br_rows *rows, const struct br_kind *kind,
                           const struct br_place *place, const struct br_record *record,
                           const ProtobufCMessage *message)
{
    struct br_row_table *table = table_of(rows, kind);
    if (!grow(table)) {
        return BR_ERR_NO_MEMORY;
    }
    struct br_row *row = &table->items[table->count];
    *row = (struct br_row){
        .stream = place->stream,
        .message = message,
        .position = place->number == 0 ? 0 : (uint64_t)place->number << 40 | place->seq,
        .seq = place->seq,
        .hlc = record->hlc,
        .written_ms = record->written_ms,
        .arrival_ms = place->arrival_ms,
        .index = (uint32_t)rows->added,
        .epoch = place->epoch,
        .author = record->author,
        .id = record->id,
        .own = br_hash_equal(&place->stream->origin, &rows->academy),
    };
    br_audience_encode(&place->stream->audience, row->audience);
    if (table->count > 0 && row[-1].position > row->position) {
        table->sorted = false;
    }
    table->count++;
    rows->added++;
    return BR_OK;
}

size_t br_rows_count(const struct br_rows *rows, const struct br_kind *kind)
{
    return table_of(rows, kind)->count;
}

void br_rows_clear(struct br_rows *rows)
{
    enum { KEPT_ROWS = 4096 };
    for (size_t i = 0; i < rows->table_count; i++) {
        struct br_row_table *table = &rows->tables[i];
        if (table->capacity > KEPT_ROWS) { /* after a catch-up only single records come */
            free(table->items);
            table->items = NULL;
            table->capacity = 0;
        }
        table->count = 0;
        table->sorted = true;
    }
    rows->added = 0;
}

static int compare_rows(const void *a, const void *b)
{
    const struct br_row *left = a;
    const struct br_row *right = b;
    if (left->position != right->position) {
        return left->position < right->position ? -1 : 1;
    }
    return left->index < right->index ? -1 : left->index > right->index ? 1 : 0;
}

void br_rows_sort(struct br_row_table *table)
{
    if (!table->sorted) {
        qsort(table->items, table->count, sizeof *table->items, compare_rows);
        table->sorted = true;
    }
}
