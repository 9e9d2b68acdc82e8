/**
 * views_internal.h - what the files behind views.h share.
 *
 *      views      open, begin again, close; receipts
 *      fold       from records at hand to tables, and from a log to records at hand
 *      show       the outbox over the views, inside a savepoint
 *      query      the statements of pages
 *      reader     a connection beside the writing one, for pages
 *      viewer     for whom pages are made, as SQL asks for it
 *      words      what a person searches for
 *      close      what was said under a title like this one
 *      digest     what two replicas compare
 *      compare    what two files of one replica must agree in
 */
#ifndef BR_STORE_VIEWS_INTERNAL_H
#define BR_STORE_VIEWS_INTERNAL_H

#include "base/arena.h"
#include "base/limits.h"
#include "store/beside.h"
#include "store/db.h"
#include "store/domain_blocks.h"
#include "store/guard.h"
#include "store/rows.h"
#include "store/views.h"

enum {
    BR_VIEWS_FILE_ID = 0x62727677, /* "brvw", application_id */
    BR_VIEWS_FILE_VERSION = 2,
};

/** One stream as the views have it. Allocated one by one: rows borrow the address of [stream]. */
struct br_folded {
    uint32_t number;
    struct br_stream stream;
    struct br_tail tail; /* committed */
    struct br_tail next; /* with what the open transaction adds */
    bool stored;         /* has its row in the table folded */
    bool seen;           /* scratch of br_views_fold: the log told of it */
};

/** All streams, in the order of their numbers. */
struct br_folded_list {
    struct br_folded **items;
    size_t count;
    size_t capacity;
};

/* What a person searches for, as a query of FTS5. Each byte of a text makes at most one of a word
 * and seven around it; folding a letter may lengthen it. */
struct br_words {
    size_t count;
    size_t last_size; /* of the last word */
    size_t size;
    char query[BR_SEARCH_TEXT_MAX * 3 + BR_SEARCH_WORDS_MAX * 8];
};

/* A title that others are compared with: the beginnings of its words, and a query of FTS5. */
enum { BR_CLOSE_STEM_MAX = 40 };
struct br_close {
    size_t count;
    struct {
        char text[BR_CLOSE_STEM_MAX + 1];
        size_t size;
        bool may_go_on;
    } stems[BR_SEARCH_WORDS_MAX];
    char query[BR_SEARCH_WORDS_MAX * (BR_CLOSE_STEM_MAX + 8) + 16];
};

/* A page's statement, kept. */
struct br_views_statement {
    char *sql;
    uint64_t hash;
    uint64_t used; /* the count of queries when it was last asked for */
    sqlite3_stmt *statement;
};

enum { BR_VIEWS_STATEMENTS_MAX = 256 };

struct br_views {
    struct br_views_options options;
    char *path;
    char *vfs;    /* or NULL */
    char *desk;   /* or NULL */
    char *search; /* or NULL */

    bool reads;       /* a reader, see reader.c */
    bool has_v_views; /* else they are made when the first page asks */

    sqlite3 *db;
    int wal_pages;      /* in the WAL */
    int wal_pages_done; /* of them, at the last checkpoint */
    struct br_guard guard;
    struct br_rows *rows;
    struct br_arena arena; /* the unpacked payloads behind [rows] */
    struct br_folded_list folded;
    struct br_db_statements folds[BR_KINDS_MAX]; /* by kind's index */
    sqlite3_stmt *save_folded;
    sqlite3_stmt *add_unreadable;
    sqlite3_stmt *save_receipt;

    /* what the transaction that is being gathered holds */
    size_t gathered;             /* records */
    size_t gathered_size;        /* their bytes */
    struct br_buffer unreadable; /* of struct unreadable, see fold.c */

    /* who looks, see viewer.c */
    bool sees_all;
    bool has_viewer;
    struct br_id viewer;
    unsigned visiting; /* queries that are under way */

    struct br_words words; /* what is searched for, see words.c */
    struct br_close close; /* what is compared with titles, see close.c */

    bool shown; /* inside the savepoint of br_views_show */
    struct br_log_batch batch;

    uint64_t queries;
    size_t statement_count;
    struct br_views_statement statements[BR_VIEWS_STATEMENTS_MAX];
};

/* --- views.c --- */

/** Room for the connection, not open yet. */
BR_MUST_USE enum br_status br_views_new(const struct br_views_options *options,
                                        struct br_views **views);
void br_views_close_file(struct br_views *views);
/** Made by these rules, for this academy? */
BR_MUST_USE enum br_status br_views_is_ours(struct br_views *views, bool *ours);
/** Give a connection what pages need: the guard, who looks, what stands beside; no views yet. */
BR_MUST_USE enum br_status br_views_prepare_pages(struct br_views *views, struct br_error *error);
/** And the views, if it has none; outside a transaction, which would take them with it. */
BR_MUST_USE enum br_status br_views_make_v_views(struct br_views *views, struct br_error *error);

/* --- fold.c --- */

/** Prepare what every fold needs; the kinds' own statements follow when a record comes. */
BR_MUST_USE enum br_status br_fold_open(struct br_views *views);
/** Or all of them at once. */
BR_MUST_USE enum br_status br_fold_prepare(struct br_views *views, struct br_error *error);
void br_fold_close(struct br_views *views);
/** Read the table folded into memory. */
BR_MUST_USE enum br_status br_fold_load(struct br_views *views);

struct br_folded *br_fold_find(struct br_views *views, uint32_t number);
struct br_folded *br_fold_find_stream(struct br_views *views, const struct br_stream *stream);
/** The entry of [number], made when it is new; NULL: no memory. */
struct br_folded *br_fold_stream(struct br_views *views, uint32_t number,
                                 const struct br_stream *stream);

/**
 * Gather one batch of stream [number], which must continue what is gathered of it, and later fold
 * and commit all that was gathered. Between the two [batch] may be reused.
 * BR_ERR_LIMIT from gather: commit first, then gather it again.
 */
BR_MUST_USE enum br_status br_fold_gather(struct br_views *views, uint32_t number,
                                          const struct br_log_batch *batch);
BR_MUST_USE enum br_status br_fold_commit(struct br_views *views);
/** Forget what was gathered. */
void br_fold_forget(struct br_views *views);
/** Run the folds over the rows at hand, in the order of the kinds; no transaction of its own. */
BR_MUST_USE enum br_status br_fold_run(struct br_views *views);
/** Unpack a payload into the arena and add its row. BR_ERR_MALFORMED: it cannot be read. */
BR_MUST_USE enum br_status br_fold_add(struct br_views *views, const struct br_place *place,
                                       const struct br_record *record);
/** br_views_fold with a transaction of at most [records_max], for tests. */
BR_MUST_USE enum br_status br_fold_some(struct br_views *views, struct br_log_reader *reader,
                                        size_t records_max, struct br_fold_progress *progress);

/* --- viewer.c --- */

/** Give the connection viewer() and sees_all(). */
BR_MUST_USE enum br_status br_viewer_register(struct br_views *views);
/** The view `visible` of a domain that declares none: everything but rooms. */
BR_MUST_USE enum br_status br_viewer_make_visible(struct br_views *views);

/* --- words.c --- */

/** xToken of FTS5. */
typedef int (*br_word_visit)(void *context, int flags, const char *text, int size, int start,
                             int end);
/** The words of the first BR_SEARCH_TEXT_MAX bytes of [text]; false: they cannot be cut. */
bool br_words_cut(struct br_views *views, const char *text, br_word_visit visit, void *context);

/** Give the connection search_words(). */
BR_MUST_USE enum br_status br_words_register(struct br_views *views);

/* --- close.c --- */

/** Give the connection search_close(), search_close_words() and search_common(title). */
BR_MUST_USE enum br_status br_close_register(struct br_views *views);

/* --- query.c --- */

void br_query_close(struct br_views *views);

#endif
