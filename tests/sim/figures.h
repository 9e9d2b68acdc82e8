/**
 * figures.h - what a run counts: faults by kind, and marks that say what it has come by.
 */
#ifndef BR_SIM_FIGURES_H
#define BR_SIM_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault {
    FAULT_CUT,       /* a connection is reset; what was under way is lost from some byte on */
    FAULT_BLOCK,     /* both directions between two machines */
    FAULT_BLOCK_ONE, /* one direction */
    FAULT_CRASH,     /* the other ends hear of it */
    FAULT_VANISH,    /* they do not: half-open */
    FAULT_SLOW,      /* commits take long for a while */
    FAULT_STOP,      /* in good order */
    FAULT_DRIBBLE,   /* a machine's bytes come a few at a time */
    FAULT_SLOW_PEER, /* it reads slowly, and what is sent to it piles up */
    FAULT_CLOCK,     /* its wall clock jumps */
    FAULT_VERSION,   /* it runs a build that lacks a kind of record, or that knows it again */
    FAULT_TORN,      /* a crash in the middle of writing: lost, kept and torn writes */
    FAULT_SYNC,      /* a sync fails, and the process aborts */
    FAULT_FULL,      /* the disk is full for a while */
    FAULT_FLIP,      /* a bit of a stored record reads otherwise */
    FAULT_RESTORE,   /* an old backup is put back, and the tail comes from peers */
    FAULT_LIE_FORK,  /* two signed records at one position, told to different academies */
    FAULT_LIE_SPLIT, /* nothing new for some academies for a while */
    FAULT_LIE_REPLAY,
    FAULT_LIE_HEADS,
    FAULT_LIE_WANT,
    FAULT_LIE_CREDIT,
    FAULT_LIE_RECEIPT,
    FAULT_LIE_MUTANT,  /* a frame with a byte that is another one, or cut off */
    FAULT_LIE_ORDER,   /* a frame that may not come from such a party, or not now */
    FAULT_LIE_ALTER,   /* batches of others, not as they came */
    FAULT_LIE_FOREIGN, /* streams that nobody asked for, and academies that nobody knows */
    FAULT_LIE_CLOCK,   /* its records are dated at the end of time */
    FAULT_COUNT,
};

/* What a run can come by: the states and moves of the session's tables, and what stores answer. */
enum coverage {
    SEEN_GREETING_ENDED, /* a conversation ended before hello */
    SEEN_OPEN,
    SEEN_CLOSING,
    SEEN_BYE_HEARD,
    SEEN_SILENCE, /* half-open, noticed */
    SEEN_BROKE_RULES,
    SEEN_DIAL_FAILED,
    SEEN_CAUGHT_UP,
    SEEN_CATCHING_UP,
    SEEN_NO_SOURCE,
    SEEN_NOT_CONNECTED,
    SEEN_STORED,
    SEEN_EXISTS,
    SEEN_GAP,
    SEEN_MALFORMED,
    SEEN_CHAIN,
    SEEN_SIGNATURE,
    SEEN_REFUSED,
    SEEN_REPEATED,
    SEEN_PURGE,
    SEEN_PURGE_NO_ROOM, /* it did not fit, and waits for the next start */
    SEEN_CAME_AGAIN,    /* a stream that was purged */
    SEEN_RECOVERED,
    SEEN_TORN,    /* a crash did come in the middle of a transaction */
    SEEN_ABORTED, /* a sync failed */
    SEEN_NO_ROOM, /* a transaction did not fit */
    SEEN_DAMAGE,  /* damage was noticed where it was read */
    SEEN_MENDED,  /* and what was lost put back, as another machine held it */
    SEEN_ASIDE,   /* a stream was put aside */
    SEEN_COUNT,
};

enum { SEEN_PARTIES = 3, SEEN_FRAMES = 20 };

struct figures {
    uint64_t events;
    uint64_t frames;
    uint64_t commits;
    uint64_t records;
    uint64_t writes;
    uint64_t refused;
    uint64_t virtual_ms;
    uint64_t busy_ms; /* of them, those in which things go wrong */
    uint64_t faults[FAULT_COUNT];
    uint64_t seen[SEEN_COUNT];
    uint64_t said[SEEN_PARTIES][SEEN_FRAMES]; /* frames that came, by party and type */
    uint64_t minds;                           /* changed about who is accepted */
    uint64_t heal_ms;                         /* the longest until all agreed */
    uint64_t ticks_most;                      /* of one machine in one second */
    uint64_t actions_most;                    /* of one step */
    uint64_t sent_most;                       /* bytes of one step */
    uint64_t queue_most;                      /* bytes on their way to one machine on one wire */
};

const char *fault_name(enum fault fault);
const char *state_name(enum coverage state);
/** By its name; SEEN_COUNT: there is no such. */
enum coverage figures_state(const char *name);
void figures_add(struct figures *sum, const struct figures *one);
uint64_t figures_faults(const struct figures *figures);
void figures_print(const struct figures *figures, uint64_t seeds);
/** As "report NAME=VALUE ...", for the page that tests/run writes. */
void figures_report(const struct figures *figures, uint64_t seeds, uint64_t failed);
/** Print what should have happened at least once and did not; how many. */
size_t figures_missing(const struct figures *figures);

#endif
