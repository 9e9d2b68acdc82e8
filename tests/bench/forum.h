/**
 * forum.h - an invented forum that several academies write together, the same each time.
 *
 * One post in twenty begins a thread. Of ten threads one has 30 replies, nine have 17 or 18; a
 * thousand threads are written in at a time, by all academies, so the replies of one lie apart. A
 * quarter are questions, half of those are answered. Texts are those of fill.h.
 */
#ifndef BR_BENCH_FORUM_H
#define BR_BENCH_FORUM_H

#include "academy.h"

#define FORUM_ACADEMIES_MAX 8u

struct forum {
    const struct academy *academies;
    size_t academy_count;
    size_t threads;
    size_t posts; /* with those that begin threads */
    struct br_id *ids;
    uint8_t *origins; /* which academy began it */
    /* records in the network stream of each, in this part of the writing */
    size_t said[FORUM_ACADEMIES_MAX];
};

/** Begin posts / 20 threads: into the logs of the stopped academies, with the members' names. */
void forum_begin(struct forum *forum, const struct academy *academies, size_t count, size_t posts);
/** The rest, when every academy holds all threads and is stopped again. */
void forum_reply(struct forum *forum);
/** Threads with 30 replies are those whose index is a multiple of this. */
#define FORUM_LONG_EVERY 10u
void forum_free(struct forum *forum);

#endif
