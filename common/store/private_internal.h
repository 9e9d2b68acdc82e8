/**
 * private_internal.h - what the files of private.db share: its connection and its statements.
 */
#ifndef BR_STORE_PRIVATE_INTERNAL_H
#define BR_STORE_PRIVATE_INTERNAL_H

#include "store/db.h"
#include "store/private.h"

/* In the order of their texts in private.c. */
enum private_statement {
    /* settings and peers */
    PRIVATE_GET,
    PRIVATE_PUT,
    PRIVATE_PUT_PEER,
    PRIVATE_LIST_PEERS,
    /* invitations and devices */
    PRIVATE_INVITE,
    PRIVATE_FIND_INVITATION,
    PRIVATE_USE_BY_DEVICE,
    PRIVATE_USE_BY_PASSWORD,
    PRIVATE_WITHDRAW_INVITATION,
    PRIVATE_WITHDRAW_ALL,
    PRIVATE_NAMED_INVITATION,
    PRIVATE_LIST_INVITATIONS,
    PRIVATE_PUT_DEVICE,
    PRIVATE_FIND_DEVICE,
    PRIVATE_LIST_DEVICES,
    PRIVATE_SEE_DEVICE,
    PRIVATE_END_DEVICE,
    /* accounts */
    PRIVATE_PUT_ACCOUNT,
    PRIVATE_FIND_ACCOUNT,
    PRIVATE_FIND_NAME,
    PRIVATE_SET_PASSWORD,
    PRIVATE_REHASH,
    PRIVATE_SET_FACTOR,
    PRIVATE_MOVE_STEP,
    PRIVATE_PUT_RECOVERY,
    PRIVATE_USE_RECOVERY,
    PRIVATE_COUNT_RECOVERY,
    PRIVATE_CLEAR_RECOVERY,
    PRIVATE_PUT_ADDRESS,
    PRIVATE_FIND_ADDRESS,
    PRIVATE_TRIM_ADDRESSES,
    /* where people are signed in */
    PRIVATE_PUT_SIGN_IN,
    PRIVATE_USE_SIGN_IN,
    PRIVATE_END_SIGN_IN,
    PRIVATE_END_OTHERS,
    PRIVATE_FORGET_SIGN_INS,
    PRIVATE_LIST_SIGN_INS,
    /* links to reports */
    PRIVATE_PUT_REPORT_LINK,
    PRIVATE_FIND_REPORT_LINK,
    PRIVATE_OPEN_REPORT_LINK,
    PRIVATE_END_REPORT_LINK,
    PRIVATE_LIST_REPORT_LINKS,
    PRIVATE_STATEMENTS
};

struct br_private {
    sqlite3 *db;
    sqlite3_stmt *sql[PRIVATE_STATEMENTS];
};

BR_MUST_USE enum br_status private_begin(struct br_private *private);
/** Commit, or undo when [status] is not BR_OK; the first error is the answer. */
BR_MUST_USE enum br_status private_finish(struct br_private *private, enum br_status status);
/** Run a statement by itself; BR_ERR_NOT_FOUND when it changed no row. */
BR_MUST_USE enum br_status private_change(struct br_private *private, sqlite3_stmt *statement);

void private_bind_hash(sqlite3_stmt *statement, int at, const struct br_hash *hash);
void private_bind_id(sqlite3_stmt *statement, int at, const struct br_id *id);
void private_bind_text(sqlite3_stmt *statement, int at, const char *text);
void private_bind_ms(sqlite3_stmt *statement, int at, uint64_t ms);
void private_copy_text(char *out, size_t size, sqlite3_stmt *row, int column);
uint64_t private_ms(sqlite3_stmt *row, int column);

/** Each row of [list] to [visit], which says whether it was whole. */
BR_MUST_USE enum br_status
private_each(sqlite3_stmt *list, bool (*visit)(void *context, sqlite3_stmt *row), void *context);

#endif
