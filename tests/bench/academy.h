/**
 * academy.h - real bigroomd processes for a bench: made, filled while stopped, started, asked.
 *
 * Everything here blocks, and gives up with a sentence when something fails.
 */
#ifndef BR_BENCH_ACADEMY_H
#define BR_BENCH_ACADEMY_H

#include "net/net.h"
#include "record/record.h"
#include "store/private.h"

#include <jansson.h>
#include <sys/types.h>

#define MEMBERS 50u /* who write the posts of fill.h */

struct academy {
    const char *program; /* bigroomd */
    char folder[4096];
    char name[64];
    char address[64];
    char http[64]; /* where it serves pages when started next; "": nowhere */
    struct br_hash id;
    struct br_hash pin;
    struct br_secret_key signing;
    pid_t pid; /* 0: stopped */
};

/** A new academy in FOLDER/NAME, stopped, with MEMBERS participants. */
void academy_make(struct academy *academy, const char *program, const char *folder,
                  const char *name);
struct br_id academy_member(size_t index);
struct br_stream academy_network(const struct academy *academy);

/** 127.0.0.1 with a port that was free a moment ago. */
void academy_free_address(char *out, size_t size);
/** Its private.db, while it is stopped. */
struct br_private *academy_open_private(const struct academy *academy);
/** Enrol [tls] as a device of member [index]; the academy is stopped. */
void academy_enrol(const struct academy *academy, const struct br_tls *tls, size_t index);

/** Returns when it answers. */
void academy_start(struct academy *academy);
/** SIGTERM, and wait for the end. */
void academy_stop(struct academy *academy);
/** Each adds the other's code. The second one dials when [dials]. */
void academy_add_peer(const struct academy *academy, const struct academy *peer, bool dials);

struct figures {
    uint64_t commits;
    uint64_t stored;
    uint64_t folded;
    uint64_t wire_bytes;
    uint64_t sessions;
    bool folding;
};
struct figures academy_figures(const struct academy *academy);
/** Until everything stored is folded. */
void academy_settle(const struct academy *academy);

/** {"cpu_s": …, "peak_kib": …, "kib_after": …}, the time since [cpu_before]. */
json_t *academy_cost(const struct academy *academy, double cpu_before);

/** "--bigroomd PROGRAM --folder FOLDER --NAME NUMBER": what all benches take. */
struct bench_options {
    const char *program;
    const char *folder; /* exists, on a real disk; the bench makes and leaves its academies in it */
    struct {
        const char *name;
        uint64_t value;
    } numbers[4];
};
/** [numbers] come with their defaults. */
void bench_options_read(struct bench_options *options, int argc, char **argv);

#endif
