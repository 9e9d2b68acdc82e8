/**
 * queue.h - bytes that wait to be sent, in chunks, so that nothing is moved as the front leaves.
 *
 * A queue that is empty holds no memory. Chunks grow with the queue: a lone small message costs a
 * small block, a flood is kept in blocks of BR_WRITE_CHUNK_SIZE. Some of those are kept for the
 * next flood of any queue of the same spare: giving megabytes back to the system and taking them
 * again costs as much as encrypting them. The caller watches the maximum.
 */
#ifndef BR_NET_QUEUE_H
#define BR_NET_QUEUE_H

#include "base/bytes.h"

struct br_queue_chunk;

/** Blocks for reuse, shared by the queues of one thread; zero-initialise. */
struct br_queue_spare {
    struct br_queue_chunk *first;
    size_t count; /* at most BR_WRITE_CHUNKS_KEPT_MAX */
};

void br_queue_spare_free(struct br_queue_spare *spare);

/** Zero-initialise, but for [spare], which must outlive the queue. */
struct br_queue {
    struct br_queue_spare *spare;
    struct br_queue_chunk *first;
    struct br_queue_chunk *last;
    size_t size;
};

/** Copy [bytes] to the end, all or nothing. BR_ERR_NO_MEMORY. */
BR_MUST_USE enum br_status br_queue_put(struct br_queue *queue, struct br_bytes bytes);
/** What lies in one piece at the front; size 0 only when the queue is empty. */
struct br_bytes br_queue_front(const struct br_queue *queue);
/** Forget [size] bytes, at most what br_queue_front gave. */
void br_queue_drop(struct br_queue *queue, size_t size);
void br_queue_clear(struct br_queue *queue);

#endif
