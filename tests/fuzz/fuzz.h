/**
 * fuzz.h - a fuzz target: bytes go in, and everything that is promised of them must hold.
 *
 * A target is one file, target_NAME.c, with a struct fuzz_target fuzz_NAME. What must hold is
 * BR_ASSERT. The same function runs under libFuzzer (fuzzer.c) and in the replay of the corpora
 * (replay.c). It gets a copy of its own, of exactly that size, so that the sanitizer sees a read
 * behind the end.
 */
#ifndef BR_FUZZ_FUZZ_H
#define BR_FUZZ_FUZZ_H

#include "base/bytes.h"

#include <protobuf-c/protobuf-c.h>

struct fuzz_seeds;

struct fuzz_target {
    const char *name;
    void (*run)(struct br_bytes input);
    void (*seeds)(struct fuzz_seeds *seeds); /* makes its first corpus from real encodings */
};

/** Keep an input under a name, which is no more than a help for readers. */
void fuzz_seed(struct fuzz_seeds *seeds, const char *name, struct br_bytes bytes);
void fuzz_seed_text(struct fuzz_seeds *seeds, const char *name, const char *text);
/** Write the seeds of [target] to FOLDER/TARGET/seeds.txt. */
void fuzz_write_seeds(const struct fuzz_target *target, const char *folder);

/** Up to [size_max] bytes off the front: their number is read first, and cut to what is there. */
struct br_bytes fuzz_part(struct br_reader *reader, size_t size_max);
/** The same backwards, for seeds. */
void fuzz_put_part(struct br_buffer *out, struct br_bytes part);
/** Up to [size_max] bytes off the front, as a C string without its NULs; the caller frees it. */
char *fuzz_text(struct br_reader *reader, size_t size_max);

/** Types of messages that come from outside: every kind of record, the frame, and every.proto. */
size_t fuzz_type_count(void);
/** The type at [choice], modulo their number. */
const ProtobufCMessageDescriptor *fuzz_type(size_t choice);
/** A message of this type with every field set, packed; the same for the same [variant]. */
void fuzz_example(const ProtobufCMessageDescriptor *type, unsigned variant, struct br_buffer *out);

/** True when a terminal would obey, or a reader miss, nothing of it; tab and line feed may be. */
bool fuzz_is_tame(struct br_bytes text);

/** An empty folder of this process, removed when it ends well. */
const char *fuzz_folder(void);

/** Messages of targets go nowhere: a fuzzer says the same thing a million times. */
void fuzz_begin(void);

#endif
