/**
 * domain.h - the declared domain: named SQL statements, one file per area (common/domain).
 *
 * A file is a run of blocks, each begun by a line "--: WHAT [NAME]":
 *
 *      --: log schema          tables beside the log, kept in the append's own transaction
 *      --: schema              tables of the views
 *      --: index KIND          how records of KIND enter the tables beside the log
 *      --: check KIND          SELECT h_index, 'reason' for every record of KIND to be refused
 *      --: fold KIND           how records of KIND enter the views; one or more statements
 *      --: digest TABLE        the shared rows of TABLE in key order, no replica-local numbers
 *      --: view NAME           a TEMP VIEW v_NAME that pages may read
 *      --: lookup NAME         one SELECT over v_ views that a form is filled with; it computes
 *                              nothing that is kept, so it is no part of the version
 *      --: search NAME         the documents that some records of a stream make or change, to be
 *                              found by their words: see common/domain/search.sql
 *      --: visible             the TEMP VIEW visible: the rows of `folded` that the viewer may see;
 *                              every v_ view joins it in place of `folded`. viewer() is who looks
 *                              (16 bytes; NULL: nobody), sees_all() 1 where nobody is looked at
 *      --: rights              lines KIND : AUDIENCES : ROLES, who may say what; default: nobody.
 *                              "academy" is the academy itself, "everyone" all roles of people
 *
 * In index, check and fold, new_KIND is a table of the records at hand: the message's fields as
 * columns (absent = NULL, an enum = its name) and of the header
 *
 *      h_index    the row's number in the batch, from 0        h_own       1 when the origin is us
 *      h_position stream << 40 | seq (NULL in check)           h_origin    32 bytes
 *      h_stream   replica-local number (NULL in check)         h_audience  17 bytes
 *      h_epoch, h_seq (NULL in check)                          h_author    16 bytes, 0: academy
 *      h_order    epoch << 40 | seq: later wins                h_id        16 bytes
 *      h_ms       the HLC's milliseconds                       h_written_ms
 *      h_hlc      the HLC itself                               h_arrival_ms (NULL in check)
 *
 * A repeated field is a table of its own, new_KIND_FIELD, with all h_ columns, idx from 0, and
 * `value`, or for messages their fields; join it to new_KIND by h_position (in check by h_index).
 * ORDER BY h_position (or h_position, idx) costs nothing. Folds may use neither clock, nor
 * randomness, nor rowids.
 */
#ifndef BR_STORE_DOMAIN_H
#define BR_STORE_DOMAIN_H

#include "base/embed.h"
#include "base/status.h"
#include "record/kind.h"
#include "record/record.h"

struct br_domain;

/**
 * Parse the files; they must outlive the domain. BR_ERR_MALFORMED with file and line: unknown block
 * or kind, SQL before the first block, a block twice where only one may be. Whether the SQL itself
 * is right shows when a log or views file is opened; a test opens all.
 */
BR_MUST_USE enum br_status br_domain_new(const struct br_file *files, size_t count,
                                         struct br_domain **domain, struct br_error *error);
void br_domain_free(struct br_domain *take_domain);

struct sqlite3;
/**
 * SQL functions of other folders that the queries of pages use: [add] is called with every
 * connection that pages read on, before its views are made.
 */
void br_domain_add_functions(struct br_domain *domain, enum br_status (*add)(struct sqlite3 *db));

/** SHA-256 over all blocks but lookups: two replicas compare digests only at equal rules. */
struct br_hash br_domain_version(const struct br_domain *domain);

/** May somebody with these roles (bit set of 1 << role) say this kind to this type of audience? */
bool br_domain_may(const struct br_domain *domain, uint16_t kind, uint32_t roles,
                   enum br_audience_type audience);
/**
 * May a record of this kind mean anything in a stream of this audience? What only two academies
 * hold may not: a thread in a group would be a private one, and their copies of all that is shared
 * would no longer agree. So from a group nothing counts but what somebody may say to groups.
 */
bool br_domain_fits(const struct br_domain *domain, uint16_t kind,
                    const struct br_audience *audience);
/** Do records of this kind enter the tables beside the log, where later checks find them? */
bool br_domain_indexes(const struct br_domain *domain, uint16_t kind);

#endif
