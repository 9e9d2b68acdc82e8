/**
 * views.h - a views file that is filled straight, without logs or signatures, and pages over it.
 *
 * What is measured is reading. Whoever looks is the member [viewer] of academy 0.
 */
#ifndef BR_BENCH_VIEWS_H
#define BR_BENCH_VIEWS_H

#include "base/status.h"
#include "measure.h"

#include "base/limits.h"
#include "base/rng.h"
#include "pages/blocks.h"
#include "record/message.h"
#include "store/desk.h"
#include "store/views_internal.h"

#include <stdarg.h>

/** Records of one stream, on their way into the views. */
struct filling {
    uint32_t number;
    struct br_stream stream;
    struct br_log_batch *batch;
    struct br_buffer bodies[BR_BATCH_RECORDS_MAX];
    uint64_t seq;
};

struct paging {
    struct br_domain *domain;
    struct br_views *views;
    struct br_views *reader;
    struct br_desk *desk;
    struct br_pages *pages;
    struct br_arena arena;
    struct br_id viewer;
    uint64_t ms;   /* the clock of the records */
    size_t rounds; /* of each page */
    size_t block;  /* of the page that is being filled */
    double block_ms[BR_PAGE_BLOCKS_MAX];
};

/** 0xa1, 0xa2 ... in every byte; from the 65th on the last byte is another. */
struct br_hash paging_academy(size_t index);
/** Time-ordered, as devices make them. */
struct br_id paging_id(uint64_t ms, uint64_t count);

/** [paging] zeroed, but for viewer, ms and rounds. Files of an earlier run are overwritten. */
void paging_open(struct paging *paging, const char *folder);
/** Leaves empty files. */
void paging_close(struct paging *paging);

void filling_open(struct filling *filling, uint32_t number, struct br_stream stream);
void filling_close(struct filling *filling);

ProtobufCMessage *paging_message(struct paging *paging, const char *kind);
void paging_set(struct paging *paging, ProtobufCMessage *message, const char *field,
                const char *text);
void paging_set_hex(struct paging *paging, ProtobufCMessage *message, const char *field,
                    const void *bytes, size_t size);
/** One more of a repeated message: "points". */
void paging_add(struct paging *paging, ProtobufCMessage *message, const char *field);
/** The record is [author]'s; 20 ms pass. */
void paging_say(struct paging *paging, struct filling *filling, const char *kind, struct br_id id,
                struct br_id author, const ProtobufCMessage *message);
/** The same from JSON, at most 8 kB. */
BR_PRINTF(6, 0)
void paging_say_json(struct paging *paging, struct filling *filling, const char *kind,
                     struct br_id id, struct br_id author, const char *format, va_list values);
/** Everything that was said is folded. */
void paging_fold(struct paging *paging, struct filling *fillings, size_t count);

struct br_parameter paging_text(const char *name, const char *text);
struct br_parameter paging_bytes(const char *name, const void *bytes, size_t size);

/** Fill a page and make JSON of it in [out]; milliseconds. */
double paging_page(struct paging *paging, const char *page, const struct br_parameter *parameters,
                   size_t count, struct br_buffer *out);
/** Some page of a kind, [rounds] times: p50, p99, max, the blocks' means, bytes. */
json_t *paging_time(struct paging *paging, double (*one)(void *context, struct br_buffer *out),
                    void *context, struct br_buffer *out);

#endif
