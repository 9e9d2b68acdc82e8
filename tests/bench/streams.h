/**
 * streams.h - many open event streams of an academy's pages, as browsers hold them.
 *
 * Everything here blocks, and gives up with a sentence when something fails.
 */
#ifndef BR_BENCH_STREAMS_H
#define BR_BENCH_STREAMS_H

#include "measure.h"

struct streams;

/** Open [count] of /events; returns when the server has begun each of them. */
struct streams *streams_open(const char *address, const char *const *cookies, size_t cookie_count,
                             size_t count);
/** Until each was sent [text]; [samples] gets the time of each since [from_ns]. */
void streams_wait(struct streams *streams, const char *text, uint64_t from_ns,
                  struct samples *samples);
void streams_close(struct streams *take_streams);

#endif
