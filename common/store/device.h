/**
 * device.h - device.db of a client: settings, and the outbox of what its member wrote.
 *
 *      WAITING --outcome--> NUMBERED --its record is folded here--> gone
 *         |  ^
 *         |  +--- resend (a new record id) ---+
 *         +--outcome--> REFUSED --------------+--discard--> gone
 *
 * An item that refers to a refused one (needs) waits with it; when that one is sent again under a
 * new id, every reference to it follows, in whatever item of the outbox it stands. Every change is
 * one transaction, durable when it returns (FULL). One connection, one thread at a time.
 */
#ifndef BR_STORE_DEVICE_H
#define BR_STORE_DEVICE_H

#include "base/bytes.h"
#include "store/log.h"

struct br_device;

enum br_outbox_state {
    BR_OUTBOX_WAITING,
    BR_OUTBOX_NUMBERED,
    BR_OUTBOX_REFUSED,
};

struct br_outbox_item {
    int64_t number; /* the order of writing; what people name it by */
    enum br_outbox_state state;
    struct br_write write; /* payload valid during the visit */
    struct br_id needs;    /* zero, or the outbox item that it refers to */
    uint32_t epoch;        /* NUMBERED */
    uint64_t seq;
    const char *reason; /* REFUSED */
};

/** Errors as br_log_open. */
BR_MUST_USE enum br_status br_device_open(const char *path, bool create, struct br_device **device,
                                          struct br_error *error);
void br_device_close(struct br_device *take_device);

/** [out] is cleared and filled; BR_ERR_NOT_FOUND when there is no such setting. */
BR_MUST_USE enum br_status br_device_get(struct br_device *device, const char *key,
                                         struct br_buffer *out);
BR_MUST_USE enum br_status br_device_put(struct br_device *device, const char *key,
                                         struct br_bytes value);

/** All or none. needs[i] as in br_outbox_item. A record id that is there already: BR_ERR_EXISTS. */
BR_MUST_USE enum br_status br_outbox_add(struct br_device *device, const struct br_write *writes,
                                         const struct br_id *needs, size_t count);

/**
 * A line of a batch file: what it is known by, and what later lines call it (NULL: nothing).
 * Without a key it is not remembered: it goes with the line behind it.
 */
struct br_outbox_line {
    const char *key;
    const char *ref;
};
/**
 * As br_outbox_add, and in the same transaction remember for [file] that these lines are written.
 * BR_ERR_EXISTS also for a key or ref that is there already.
 */
BR_MUST_USE enum br_status br_outbox_add_lines(struct br_device *device, const char *file,
                                               const struct br_outbox_line *lines,
                                               const struct br_write *writes,
                                               const struct br_id *needs, size_t count);
/** Which record line [key] of [file] became. BR_ERR_NOT_FOUND: it is not written yet. */
BR_MUST_USE enum br_status br_outbox_line_key(struct br_device *device, const char *file,
                                              const char *key, struct br_id *id);
/** Which record is called [ref] in [file]. BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_outbox_line_ref(struct br_device *device, const char *file,
                                              const char *ref, struct br_id *id);

typedef bool (*br_outbox_visit)(void *context, const struct br_outbox_item *item);
/** All items in order, until the visit returns false. */
BR_MUST_USE enum br_status br_outbox_list(struct br_device *device, br_outbox_visit visit,
                                          void *context);
/** What can be submitted, from behind [after] on: WAITING, and not held up by a refused one. */
BR_MUST_USE enum br_status br_outbox_ready(struct br_device *device, int64_t after,
                                           br_outbox_visit visit, void *context);
/** The item with this record id; BR_ERR_NOT_FOUND. */
BR_MUST_USE enum br_status br_outbox_find(struct br_device *device, const struct br_id *id,
                                          br_outbox_visit visit, void *context);
/** All items, but refused ones, whose message names [id], in order. */
BR_MUST_USE enum br_status br_outbox_naming(struct br_device *device, const struct br_id *id,
                                            br_outbox_visit visit, void *context);

/**
 * What waits because of a refused item, and for which: numbers, in order. BR_ERR as br_outbox_list.
 */
typedef bool (*br_outbox_held_visit)(void *context, int64_t number, int64_t refused);
BR_MUST_USE enum br_status br_outbox_held(struct br_device *device, br_outbox_held_visit visit,
                                          void *context);
/** All that refers to item [number] and is not numbered, itself or through others, in order. */
BR_MUST_USE enum br_status br_outbox_behind(struct br_device *device, int64_t number,
                                            br_outbox_visit visit, void *context);

struct br_outbox_counts {
    uint64_t waiting;
    uint64_t held; /* of these, because of a refused one */
    uint64_t numbered;
    uint64_t refused;
};
BR_MUST_USE enum br_status br_outbox_count(struct br_device *device,
                                           struct br_outbox_counts *counts);

/**
 * Outcomes from the academy, in one transaction. Unknown ids are ignored. What was under way behind
 * an item that it refers to, and was refused with it, waits with it again.
 */
BR_MUST_USE enum br_status br_outbox_settle(struct br_device *device,
                                            const struct br_outcome *outcomes, size_t count);
/** Our academy's stream of [audience] is folded here up to [seq]: drop what is NUMBERED in it. */
BR_MUST_USE enum br_status br_outbox_seen(struct br_device *device,
                                          const struct br_audience *audience, uint64_t seq);
/** A refused item waits again under [new_id]. BR_ERR_NOT_FOUND, BR_ERR_PROTOCOL (not refused). */
BR_MUST_USE enum br_status br_outbox_resend(struct br_device *device, int64_t number,
                                            const struct br_id *new_id);
/**
 * Throw refused or waiting items away, all or none. BR_ERR_NOT_FOUND, BR_ERR_PROTOCOL (one is
 * numbered). What refers to them is the caller's to name, too: see br_outbox_behind.
 */
BR_MUST_USE enum br_status br_outbox_discard(struct br_device *device, const int64_t *numbers,
                                             size_t count);

#endif
