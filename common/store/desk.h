/**
 * desk.h - desk.db: what is one person's own and is never said to anybody.
 *
 *      mark     how far a member has read each thread
 *      visit    when they were here last, and before that
 *      follow   the threads, topics and pathways that they follow
 *      draft    what they have begun to write
 *
 * A server has one for all its members, a client for its one. Every change is one durable
 * transaction. This is the file's one writing connection, one thread at a time; pages read it
 * through the views v_mark, v_visit, v_follow and v_draft, which show the viewer's own rows.
 */
#ifndef BR_STORE_DESK_H
#define BR_STORE_DESK_H

#include "base/bytes.h"
#include "base/hash.h"
#include "base/id.h"

struct br_desk;

/** Open or make. Errors as br_log_open. */
BR_MUST_USE enum br_status br_desk_open(const char *path, struct br_desk **desk,
                                        struct br_error *error);
void br_desk_close(struct br_desk *take_desk);

/**
 * The member has read [thread] of [academy] up to what was listed at [ms], [posts] in all; never
 * takes back what was read. Of more than BR_DESK_MARKS_MAX threads the earliest is given up: then
 * all that is as old counts as read.
 */
BR_MUST_USE enum br_status br_desk_mark(struct br_desk *desk, const struct br_id *member,
                                        const struct br_hash *academy, const struct br_id *thread,
                                        uint64_t ms, uint64_t posts);
/** Everything up to [ms] counts as read. */
BR_MUST_USE enum br_status br_desk_read_all(struct br_desk *desk, const struct br_id *member,
                                            uint64_t ms);
/**
 * The member is here. After a gap of BR_VISIT_GAP_MS it is another visit, and "since you were here"
 * counts from the end of the one before. What was said before the first visit counts as read.
 */
BR_MUST_USE enum br_status br_desk_visit(struct br_desk *desk, const struct br_id *member,
                                         uint64_t now_ms);

enum br_follow { BR_FOLLOW_THREAD, BR_FOLLOW_TOPIC, BR_FOLLOW_PATHWAY };
/**
 * Follow a thread (its id), a topic or a pathway (its name), or no longer.
 * BR_ERR_LIMIT: more than BR_DESK_FOLLOWS_MAX, or a name over BR_DESK_NAME_MAX.
 */
BR_MUST_USE enum br_status br_desk_follow(struct br_desk *desk, const struct br_id *member,
                                          enum br_follow kind, struct br_bytes subject,
                                          uint64_t now_ms);
BR_MUST_USE enum br_status br_desk_unfollow(struct br_desk *desk, const struct br_id *member,
                                            enum br_follow kind, struct br_bytes subject);

/**
 * Keep what was begun in [form] about [subject] ("": about nothing yet); [fields] is JSON text. One
 * for each form and subject: the last holds. BR_ERR_LIMIT: more than BR_DESK_DRAFTS_MAX drafts,
 * BR_DRAFT_SIZE_MAX or BR_DESK_NAME_MAX; what was kept before stays.
 */
BR_MUST_USE enum br_status br_desk_put_draft(struct br_desk *desk, const struct br_id *member,
                                             const char *form, const char *subject,
                                             struct br_bytes fields, uint64_t now_ms);
BR_MUST_USE enum br_status br_desk_drop_draft(struct br_desk *desk, const struct br_id *member,
                                              const char *form, const char *subject);

/** Nothing of this member is left, in the file neither. */
BR_MUST_USE enum br_status br_desk_forget(struct br_desk *desk, const struct br_id *member);

#endif
