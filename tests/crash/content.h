/**
 * content.h - what a log, an outbox and a private.db hold, as sets of facts that can be compared.
 */
#ifndef BR_CRASH_CONTENT_H
#define BR_CRASH_CONTENT_H

#include "test_store_log_world.h"
#include "vfs.h"

#include "store/device.h"
#include "store/private.h"
#include "store/views.h"

enum { WHY_SIZE = 600 };

/* A place (a stream and a seq, an outbox item's id, a setting's name), what stands there, and for a
 * record what was said: its bytes without the salt and the number that the academy added. */
struct fact {
    uint64_t key;
    uint64_t value;
    uint64_t said;
};

struct content {
    size_t count;
    size_t room;
    struct fact *facts; /* in the order of their keys */
};

void content_free(struct content *content);
void content_copy(struct content *to, const struct content *from);
void content_put(struct content *content, struct fact fact);
const struct fact *content_find(const struct content *content, uint64_t key);
void content_remove(struct content *content, uint64_t key);
bool content_equal(const struct content *a, const struct content *b);

uint64_t hash_of(struct br_bytes bytes);
uint64_t record_key(const struct br_stream *stream, uint64_t seq);
struct fact record_fact(const struct br_stream *stream, uint64_t seq, struct br_bytes body);
uint64_t write_said(const struct br_write *write);
struct fact receipt_fact(const struct br_receipt *receipt);
struct fact own_fact(const struct br_id *id, const struct br_stream *stream, uint64_t seq);
struct fact item_fact(const struct br_id *id, enum br_outbox_state state, uint64_t seq,
                      struct br_bytes payload);
struct fact setting_fact(const char *key, struct br_bytes value);
struct fact enrolled_fact(const struct br_hash *pin, const struct br_id *member);

extern const char *const setting_names[];
enum { SETTINGS = 4 };

/* Through the product's own reading; false: it could not be read, and why. [make]: the file may not
 * be there yet. */
bool content_of_log(const char *path, enum br_side side, const struct academy *academy, bool make,
                    struct content *content, char *why);
/** The same without br_log_verify: what peers and pages would be told. */
bool content_as_served(const char *path, enum br_side side, const struct academy *academy,
                       struct content *content, char *why);
/** The format of the log in [path]; 0: there is none; -1: not the one that its tables say. */
int content_version(const char *path);
/** Make of a closed log what version 1 of its format was: without the table fork. */
void content_make_older(const char *path);
bool content_of_device(const char *path, bool make, struct content *content, char *why);
bool content_of_private(const char *path, bool make, struct content *content, char *why);

#endif
