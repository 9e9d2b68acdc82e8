/* views.c - a views file that is filled straight, and pages over it. */
#include "views.h"

#include "base/clock.h"
#include "diagram/functions.h"
#include "domain/domain.h"
#include "record/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct br_hash paging_academy(size_t index)
{
    struct br_hash academy;
    memset(academy.bytes, (int)(0xa1 + index % 64), sizeof academy.bytes);
    academy.bytes[sizeof academy.bytes - 1] += (uint8_t)(index / 64);
    return academy;
}

struct br_id paging_id(uint64_t ms, uint64_t count)
{
    struct br_id id;
    memset(id.bytes, 0x70, sizeof id.bytes);
    br_store_u64(id.bytes, ms << 16);
    br_store_u64(id.bytes + 8, count);
    return id;
}

/* --- records --- */

ProtobufCMessage *paging_message(struct paging *paging, const char *kind)
{
    br_arena_reset(&paging->arena);
    return br_message_new(br_kind_by_name(kind)->message, &paging->arena);
}

void paging_set(struct paging *paging, ProtobufCMessage *message, const char *field,
                const char *text)
{
    struct br_error error = {""};
    if (br_message_set(message, &paging->arena, field, br_bytes_of_text(text), &error) != BR_OK) {
        give_up("%s: %s", field, error.text);
    }
}

void paging_set_hex(struct paging *paging, ProtobufCMessage *message, const char *field,
                    const void *bytes, size_t size)
{
    char text[2 * sizeof(struct br_hash) + 1];
    br_hex_encode(bytes, size, text);
    paging_set(paging, message, field, text);
}

void paging_add(struct paging *paging, ProtobufCMessage *message, const char *field)
{
    struct br_error error = {""};
    if (br_message_add(message, &paging->arena, field, &error) != BR_OK) {
        give_up("%s: %s", field, error.text);
    }
}

void filling_open(struct filling *filling, uint32_t number, struct br_stream stream)
{
    *filling = (struct filling){
        .number = number, .stream = stream, .batch = calloc(1, sizeof *filling->batch)};
    BR_ASSERT(filling->batch != NULL);
    for (size_t k = 0; k < BR_BATCH_RECORDS_MAX; k++) {
        br_buffer_init(&filling->bodies[k], BR_RECORD_SIZE_MAX);
    }
}

void filling_close(struct filling *filling)
{
    for (size_t k = 0; k < BR_BATCH_RECORDS_MAX; k++) {
        br_buffer_free(&filling->bodies[k]);
    }
    free(filling->batch);
}

static void flush(struct paging *paging, struct filling *filling)
{
    struct br_log_batch *batch = filling->batch;
    if (batch->count == 0) {
        return;
    }
    batch->head = (struct br_head){.stream = filling->stream, .epoch = 1, .seq = filling->seq};
    batch->seq_first = filling->seq + 1 - batch->count;
    enum br_status status = br_fold_gather(paging->views, filling->number, batch);
    if (status == BR_ERR_LIMIT) {
        status = br_fold_commit(paging->views);
        if (status == BR_OK) {
            status = br_fold_gather(paging->views, filling->number, batch);
        }
    }
    if (status != BR_OK) {
        give_up("folding: %s", br_status_text(status));
    }
    batch->count = 0;
}

void paging_say(struct paging *paging, struct filling *filling, const char *kind, struct br_id id,
                struct br_id author, const ProtobufCMessage *message)
{
    struct br_log_batch *batch = filling->batch;
    struct br_buffer packed;
    br_buffer_init(&packed, BR_RECORD_SIZE_MAX);
    br_message_pack(message, &packed);
    paging->ms += 20;
    struct br_record record = {.hlc = paging->ms << 16,
                               .written_ms = paging->ms,
                               .kind = br_kind_by_name(kind)->number,
                               .author = author,
                               .id = id,
                               .payload = br_buffer_bytes(&packed),
                               .payload_size = (uint32_t)packed.size};
    struct br_buffer *body = &filling->bodies[batch->count];
    br_buffer_clear(body);
    br_record_encode(&record, body);
    batch->bodies[batch->count] = br_buffer_bytes(body);
    batch->arrivals[batch->count++] = paging->ms;
    filling->seq++;
    br_buffer_free(&packed);
    if (batch->count == BR_BATCH_RECORDS_MAX / 4) { /* 64: they must not outgrow a transaction */
        flush(paging, filling);
    }
}

void paging_say_json(struct paging *paging, struct filling *filling, const char *kind,
                     struct br_id id, struct br_id author, const char *format, va_list values)
{
    char text[8192];
    struct br_error error = {""};
    int size = vsnprintf(text, sizeof text, format, values);
    BR_ASSERT(size > 0 && (size_t)size < sizeof text);
    ProtobufCMessage *message = paging_message(paging, kind);
    json_t *object = json_loadb(text, (size_t)size, 0, NULL);
    BR_ASSERT(object != NULL);
    if (br_message_from_json(message, &paging->arena, object, &error) != BR_OK) {
        give_up("%s: %s", kind, error.text);
    }
    json_decref(object);
    paging_say(paging, filling, kind, id, author, message);
}

void paging_fold(struct paging *paging, struct filling *fillings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        flush(paging, &fillings[i]);
    }
    if (br_fold_commit(paging->views) != BR_OK || br_views_checkpoint(paging->views) != BR_OK) {
        give_up("the last records could not be folded");
    }
}

/* --- pages --- */

struct br_parameter paging_text(const char *name, const char *text)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(text)}};
}

struct br_parameter paging_bytes(const char *name, const void *bytes, size_t size)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_BYTES, .bytes = {bytes, size}}};
}

/* The views, and how long each block's query took. */
static enum br_status query_timed(void *source, const char *sql,
                                  const struct br_parameter *parameters, size_t count,
                                  br_cells_visit visit, void *context, struct br_error *error)
{
    struct paging *paging = source;
    uint64_t start_ns = br_clock_ns();
    enum br_status status =
        br_views_query(paging->reader, sql, parameters, count, visit, context, error);
    paging->block_ms[paging->block++] += (double)(br_clock_ns() - start_ns) / 1e6;
    return status;
}

double paging_page(struct paging *paging, const char *page, const struct br_parameter *parameters,
                   size_t count, struct br_buffer *out)
{
    struct br_page_tree *tree = NULL;
    struct br_error error = {""};
    uint64_t start_ns = br_clock_ns();
    if (br_views_take(paging->reader, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    br_views_set_viewer(paging->reader, &paging->viewer);
    paging->block = 0;
    if (br_page_fill_from(paging->pages, page, query_timed, paging, parameters, count, paging->ms,
                          &tree, &error) != BR_OK) {
        give_up("%s: %s", page, error.text);
    }
    br_views_release(paging->reader);
    br_buffer_clear(out);
    if (br_page_json(tree, out) != BR_OK) {
        give_up("%s: no JSON", page);
    }
    double ms = (double)(br_clock_ns() - start_ns) / 1e6;
    br_page_tree_free(tree);
    return ms;
}

json_t *paging_time(struct paging *paging, double (*one)(void *context, struct br_buffer *out),
                    void *context, struct br_buffer *out)
{
    struct samples samples = {.items = NULL};
    memset(paging->block_ms, 0, sizeof paging->block_ms);
    for (size_t i = 0; i < paging->rounds; i++) {
        double ms = one(context, out);
        if (i >= paging->rounds / 10) { /* the first ones prepare statements */
            samples_add(&samples, ms);
        }
    }
    json_t *result = samples_json(&samples);
    json_t *blocks = json_array();
    for (size_t i = 0; i < paging->block; i++) {
        BR_ASSERT(json_array_append_new(
                      blocks, json_real(paging->block_ms[i] / (double)paging->rounds)) == 0);
    }
    BR_ASSERT(json_object_set_new(result, "mean_ms_of_blocks", blocks) == 0);
    BR_ASSERT(json_object_set_new(result, "json_bytes", json_integer((json_int_t)out->size)) == 0);
    samples_free(&samples);
    return result;
}

void paging_open(struct paging *paging, const char *folder)
{
    static char path[512];
    static char desk[512];
    size_t count = 0;
    struct br_error error = {""};
    br_arena_init(&paging->arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    (void)snprintf(path, sizeof path, "%s/bench_pages.db", folder);
    (void)snprintf(desk, sizeof desk, "%s/bench_desk.db", folder);
    (void)remove(desk);
    if (br_desk_open(desk, &paging->desk, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    const struct br_file *files = br_domain_files(&count);
    if (br_domain_new(files, count, &paging->domain, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    br_domain_add_functions(paging->domain, br_drawing_functions);
    struct br_views_options options = {
        .path = path, .domain = paging->domain, .academy = paging_academy(0), .desk = desk};
    if (br_views_open(&options, &paging->views, &error) != BR_OK ||
        br_views_reset(paging->views) != BR_OK ||
        br_views_open_reader(&options, &paging->reader, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    files = br_page_files(&count);
    if (br_pages_new(files, count, &paging->pages, &error) != BR_OK) {
        give_up("%s", error.text);
    }
}

void paging_close(struct paging *paging)
{
    br_views_close(paging->reader);
    if (br_views_reset(paging->views) != BR_OK) { /* a gigabyte that nobody needs */
        give_up("the views could not be emptied");
    }
    br_views_close(paging->views);
    br_desk_close(paging->desk);
    br_pages_free(paging->pages);
    br_domain_free(paging->domain);
    br_arena_free(&paging->arena);
}
