/**
 * crash.h - one academy's files on a disk that may lose power at any moment, and what must be in
 * them.
 *
 *      run.c      options, seeds, the machine, what is printed     work.c, outbox.c   its work
 *      judge.c    states of the disk: opened, compared, counted    content.c what files hold
 *
 * The machine is real: logs, views, outbox and private.db of the product, over the disks of
 * tests/vfs. Everything depends on the seed alone, so that --seed S --at N comes to the same state.
 */
#ifndef BR_CRASH_CRASH_H
#define BR_CRASH_CRASH_H

#include "content.h"

#include "store/device.h"
#include "store/private.h"
#include "store/views.h"

enum { WRITES_MAX = 8, BATCHES_MAX = 4, READERS = 2 };

/* --- the machine --- */

enum file_at { FILE_SHARED, FILE_LOCAL, FILE_VIEWS, FILE_DEVICE, FILE_PRIVATE, FILE_COUNT };
extern const char *const file_names[FILE_COUNT + 1]; /* the last is "" */

/* What a file must hold: [now] after every answered call; while a call is under way, [now] or all
 * of what the call brings. */
struct expected {
    struct content now;
    struct content next;
    bool changing;
    const struct br_write *writes; /* changing, and what is numbered is not known before */
    size_t write_count;
    size_t writes_seen; /* how many of them stood in a state of the disk; 0: none yet */
    bool answered;      /* a call has been, so that the file must be there */
};

struct options {
    uint64_t seed;
    uint64_t seeds;
    uint64_t states; /* stop when that many have been judged; 0: when the seeds are done */
    uint64_t at;     /* judge only this one; 0: all */
    uint64_t steps;
    bool control; /* syncs less than the product: must lose */
    bool verbose;
};

struct totals {
    uint64_t states; /* taken, opened and compared */
    uint64_t judged; /* of them, read through the product: the others held the same, page by page */
    uint64_t same;   /* images that had been seen at the same moment, not counted as states */
    uint64_t lost;   /* something answered was not there */
    uint64_t corrupt; /* not a database, a chain that breaks, something that nobody wrote */
    uint64_t pairs;   /* views judged against their logs */
    uint64_t crashes; /* after which the machine went on from the state */
    uint64_t acked;   /* records, items and settings that were answered */
    uint64_t events;
};

struct run {
    const struct options *options;
    struct totals *totals;
    uint64_t seed;
    uint64_t step;
    uint64_t event; /* of this seed */
    uint64_t state; /* of this seed */
    uint64_t at;
    struct vfs_disk *disk;
    struct vfs_disk *copy;
    struct vfs_disk *peer_disk;
    struct academy logs[2]; /* by side: the same academy twice */
    struct academy peer;
    struct br_log_reader *readers[READERS];
    struct br_views *views;
    struct br_device *device;
    struct br_private *private;
    struct expected expected[FILE_COUNT];
    uint64_t version; /* of all that is expected */
    uint64_t drawn;
    uint64_t next_id;
    struct br_id threads[2]; /* by side: to be answered in */
    uint64_t crash_in;       /* events until the state from which we go on; 0: not in this step */
    struct vfs_image *crashed;
    struct judged *judged;
    bool failed;
};

/** Evenly below [bound]; a hash of (seed, how many were drawn). */
uint64_t draw(struct run *run, uint64_t bound);
struct academy *side_of(struct run *run, enum br_side side);

void machine_open(struct run *run);
void machine_close(struct run *run);

/** Make this log sync as a cache does (the control). */
void work_sync_less(struct br_log *log);
/** Whatever comes next. */
void work_step(struct run *run);
void work_first(struct run *run);

/** A call begins that changes a file: what is put into [next] may come with it. */
void work_begin(struct run *run, enum file_at file);
/** It has been answered, unless the power was gone by then. */
void work_answered(struct run *run, enum file_at file, uint64_t acked);
void work_refused(struct run *run, const char *what, enum br_status status);
struct br_id work_id(struct run *run);
enum { TEXT_SIZE_MAX = 20000 };
void work_text(struct run *run, char text[TEXT_SIZE_MAX]);

/* --- outbox.c --- */

void work_outbox(struct run *run);
void work_setting(struct run *run, enum file_at file);
void work_account(struct run *run);

/* --- judge.c --- */

void judge_begin(struct run *run);
void judge_end(struct run *run);
/** The hook of the machine's disk. */
void judge_event(void *context, const struct vfs_event *event);
/** Now that something was answered: the least that a crash leaves must hold it. */
void judge_answered(struct run *run, enum file_at file);
/** Say what is wrong, and how to come to it again. */
void fail(struct run *run, bool lost, const char *where, const char *why);
/** The machine has started after a crash: what it finds must be right, and is now expected. */
void judge_resume(struct run *run);
/** NULL, or what is wrong with [found]. */
const char *judge_content(struct run *run, enum file_at file, const struct content *found,
                          bool *lost);

#endif
