/**
 * fill.h - invented threads and posts, the same for the same seed.
 *
 * About 330 bytes a record, one in fifty with a text of 1 to 4 KB, one in twenty begins a thread.
 */
#ifndef BR_BENCH_FILL_H
#define BR_BENCH_FILL_H

#include "academy.h"

#include "base/rng.h"
#include "domain/domain.h"
#include "record/message.h"
#include "store/log.h"

struct said {
    uint16_t kind;
    struct br_id id;
    size_t member;
    struct br_buffer payload;
};

struct invention {
    struct br_rng rng;
    uint64_t wall_ms;
    uint64_t count;
    struct br_id thread; /* the one that is written in now */
    struct br_arena *arena;
};

/** The next record; [said] is overwritten, its buffer reused. [kind] 0: as it comes. */
void invent(struct invention *invention, struct said *said, bool only_posts);

/** Write [count] records into the stopped academy's network stream; returns its last number. */
uint64_t fill(const struct academy *academy, size_t count, struct br_id *last_thread);
/* --- the parts, for other fillings --- */

/** The roles of a participant. */
#define FILL_PARTICIPANT (1u << 1)

/** Words by chance, [size] - 1 bytes and a NUL. */
void fill_words(struct br_rng *rng, char *out, size_t size);
/** A new message of a kind, in [arena]. */
ProtobufCMessage *fill_message(const char *kind, struct br_arena *arena);
void fill_set(ProtobufCMessage *message, struct br_arena *arena, const char *field,
              const char *text);
void fill_set_id(ProtobufCMessage *message, struct br_arena *arena, const char *field,
                 const struct br_id *id);
/** A log of the stopped academy; free both. */
struct br_log *fill_open_log(const struct academy *academy, enum br_side side,
                             struct br_domain **domain);
/** Append [count] > 0 writes, at most one group's, and set *seq to the number of the last. */
void fill_write(const struct academy *academy, struct br_log *log, struct br_rng *rng,
                const struct br_write *writes, size_t count, uint64_t *seq);

/** Make MEMBERS participants of the stopped academy. */
void fill_members(const struct academy *academy);

#endif
