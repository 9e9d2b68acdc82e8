/**
 * views.h - the cache that pages read: tables computed from the log by the folds of the domain.
 *
 * A replica keeps one file fed by both logs, as pages need both. It remembers to which number each
 * stream is folded. It may be deleted at will.
 *
 * struct br_views is the file's single writing connection, or a reader beside it; one thread at a
 * time has it.
 */
#ifndef BR_STORE_VIEWS_H
#define BR_STORE_VIEWS_H

#include "store/log.h"

struct br_views;

struct br_views_options {
    const char *path;
    const struct br_domain *domain;
    struct br_hash academy; /* whose replica: h_own */
    const char *vfs;
    const char *desk;   /* desk.db, which is there, for pages; NULL: an empty one */
    const char *search; /* search.db, likewise */
    bool no_v_views;    /* a reader whom no page asks: opens sooner */
};

/**
 * Open or make. A file of another rule version, of a damaged or of a newer schema is removed and
 * begun again: nothing is lost by it. BR_ERR_READ_ONLY, BR_ERR_DISK_FULL, BR_ERR_IO;
 * BR_ERR_MALFORMED when the SQL of the domain's tables is wrong, with file and line.
 */
BR_MUST_USE enum br_status br_views_open(const struct br_views_options *options,
                                         struct br_views **views, struct br_error *error);
void br_views_close(struct br_views *take_views);
/**
 * Folds and v_ views wait until a record or a page needs them, for most programs need few. This
 * takes them all: BR_ERR_MALFORMED when any SQL of the domain is wrong, with file and line.
 */
BR_MUST_USE enum br_status br_views_try_domain(struct br_views *views, struct br_error *error);

struct br_fold_progress {
    uint64_t records; /* folded by this call */
    bool more;        /* the log holds more */
    bool anew;        /* they were emptied, receipts too: these are to be noted again */
    /* Streams that could not be read to their end: they wait until they are mended. */
    size_t damage_count; /* at most BR_DAMAGES_MAX are told of in one call */
    struct br_damage {
        uint32_t number;
        struct br_stream stream;
        uint64_t seq_bad; /* from here on */
    } damages[BR_DAMAGES_MAX];
};

/**
 * Fold what the log behind [reader] holds beyond the views, up to BR_FOLD_RECORDS_MAX records and
 * BR_FOLD_SIZE_MAX bytes in one transaction. Call until !more. When the views are ahead of the log
 * (a crash lost its unsynced tail), another story, or damaged, they are emptied and begin again. If
 * that fails, there are none to ask until a later call has made them.
 * A stream that is damaged in the log is folded up to there; the others are folded on.
 */
BR_MUST_USE enum br_status br_views_fold(struct br_views *views, struct br_log_reader *reader,
                                         struct br_fold_progress *progress);
/** Have some hundred pages come together in the WAL ([more]: some thousand, as more is coming)? */
bool br_views_checkpoint_due(const struct br_views *views, bool more);
/** Move the WAL into the file; between folds. Waits for nobody. */
BR_MUST_USE enum br_status br_views_checkpoint(struct br_views *views);
/** To which number stream [number] is folded; 0 for none. */
uint64_t br_views_folded(struct br_views *views, uint32_t number);
uint64_t br_views_folded_stream(struct br_views *views, const struct br_stream *stream);

/** Forget a stream's rows: empties the views, which then fold again from the log. */
BR_MUST_USE enum br_status br_views_reset(struct br_views *views);

/**
 * SHA-256 over the shared rows of all digest statements, in their order, plus one per table. Equal
 * for replicas with equal network heads and equal rules, whatever the order of arrival.
 */
struct br_digest {
    struct br_hash rules;
    struct br_hash heads; /* over (stream, epoch, seq) of the shared streams that are folded */
    struct br_hash views;
};
BR_MUST_USE enum br_status br_views_digest(struct br_views *views, struct br_digest *digest);

/**
 * Compare every table of two views files cell by cell. [*differences] counts rows that only one
 * has; the first ones are described through [visit].
 */
BR_MUST_USE enum br_status br_views_compare(struct br_views *views, const char *other_path,
                                            uint64_t *differences, br_fault_visit visit,
                                            void *context);

/**
 * Show [writes] as if they had been numbered, until br_views_hide: folded inside a savepoint. Their
 * rows have seqs from BR_SEQ_UNNUMBERED on. Writes that do not unpack are left out.
 * At most BR_CLIENT_UNFOLDED_MAX (BR_ERR_LIMIT). Nothing but br_views_query runs until hide.
 */
#define BR_SEQ_UNNUMBERED (1ull << 39) /* seq of the first write that has no number yet */
BR_MUST_USE enum br_status br_views_show(struct br_views *views, const struct br_write *writes,
                                         size_t count);
void br_views_hide(struct br_views *views);

/** Remember how far other academies hold streams, for v_ views to say "held by n". Latest wins. */
BR_MUST_USE enum br_status br_views_note_receipts(struct br_views *views,
                                                  const struct br_receipt *receipts, size_t count);

/* --- readers --- */

/**
 * A connection that only reads, for pages: it waits for no fold and holds none up. Of what is
 * declared here a reader takes set_viewer, see_all, query and close. It opens the file in
 * br_views_take. BR_ERR_NO_MEMORY.
 */
BR_MUST_USE enum br_status br_views_open_reader(const struct br_views_options *options,
                                                struct br_views **reader, struct br_error *error);
/**
 * Begin a look: until br_views_release all queries see one moment, as nobody until a viewer is set.
 * A file that was begun again meanwhile is opened anew. Any error: there is nothing to release and
 * queries say BR_ERR_CLOSED, until a later take works.
 */
BR_MUST_USE enum br_status br_views_take(struct br_views *reader, struct br_error *error);
void br_views_release(struct br_views *reader);
/** Close the file until the next take: one that was removed stays on the disk till then. */
void br_views_forget(struct br_views *reader);

/* --- who looks --- */

/**
 * Whom the v_ views show their rows to: a member, or somebody who is in no room (NULL). The writing
 * connection sees all until it is told otherwise, a reader sees no room. Never inside a query's
 * visit. Lasts until it is said again, also over a reset.
 */
void br_views_set_viewer(struct br_views *views, const struct br_id *member_or_null);
/** Nobody is looked at: for our own verbs, and a client, whose member sees all that it holds. */
void br_views_see_all(struct br_views *views);

/**
 * What v_hit looks for, in a person's own words: all of them, the last as the beginning of one.
 * Whatever they typed is only words. At most BR_SEARCH_TEXT_MAX bytes and BR_SEARCH_WORDS_MAX words
 * of it count. Returns how many do; with none nothing is found. Until it is said again, or a look
 * ends.
 */
size_t br_views_set_search(struct br_views *views, const char *text);
/**
 * What v_close compares titles with: the words of [title] that say something, without their
 * endings. The same limits; returns how many count.
 */
size_t br_views_set_close(struct br_views *views, const char *title);

/* --- queries --- */

enum br_cell_type { BR_CELL_NULL, BR_CELL_INTEGER, BR_CELL_NUMBER, BR_CELL_TEXT, BR_CELL_BYTES };

struct br_cell {
    enum br_cell_type type;
    int64_t integer;
    double number;
    struct br_bytes bytes; /* TEXT, BYTES: valid during the visit */
};

struct br_parameter {
    const char *name; /* without the colon */
    struct br_cell value;
};

/** [names] and [cells] have [count] entries. Return false to stop. */
typedef bool (*br_cells_visit)(void *context, size_t count, const char *const *names,
                               const struct br_cell *cells);

/**
 * Run one SELECT of a page. It may read v_ views only; the authorizer refuses everything else
 * (BR_ERR_REFUSED: a fault of the page). Parameters that the statement does not name are ignored,
 * those that it names and nobody gives are NULL. Statements are prepared once and kept.
 */
BR_MUST_USE enum br_status br_views_query(struct br_views *views, const char *sql,
                                          const struct br_parameter *parameters,
                                          size_t parameter_count, br_cells_visit visit,
                                          void *context, struct br_error *error);

/** The same with the domain's lookup of this name; BR_ERR_NOT_FOUND: it has none. */
BR_MUST_USE enum br_status br_views_lookup(struct br_views *views, const char *name,
                                           const struct br_parameter *parameters,
                                           size_t parameter_count, br_cells_visit visit,
                                           void *context, struct br_error *error);

#endif
