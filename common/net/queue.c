/* queue.c - a list of chunks; only the last has room, only the first is partly gone. */
#include "net/queue.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE_MIN = 2048 };

struct br_queue_chunk {
    struct br_queue_chunk *next;
    size_t start;
    size_t end;
    size_t capacity;
    uint8_t bytes[];
};

static size_t capacity_after(const struct br_queue_chunk *last, size_t size)
{
    size_t capacity = last == NULL ? CHUNK_SIZE_MIN : 2 * last->capacity;
    if (capacity < size) {
        capacity = size;
    }
    return capacity < BR_WRITE_CHUNK_SIZE ? capacity : BR_WRITE_CHUNK_SIZE;
}

static struct br_queue_chunk *chunk_new(struct br_queue_spare *spare, size_t capacity)
{
    struct br_queue_chunk *chunk = spare->first;
    if (capacity == BR_WRITE_CHUNK_SIZE && chunk != NULL) {
        spare->first = chunk->next;
        spare->count--;
    } else {
        chunk = malloc(sizeof *chunk + capacity);
    }
    if (chunk != NULL) {
        *chunk = (struct br_queue_chunk){.capacity = capacity};
    }
    return chunk;
}

static void chunk_free(struct br_queue_spare *spare, struct br_queue_chunk *chunk)
{
    if (chunk->capacity == BR_WRITE_CHUNK_SIZE && spare->count < BR_WRITE_CHUNKS_KEPT_MAX) {
        chunk->next = spare->first;
        spare->first = chunk;
        spare->count++;
    } else {
        free(chunk);
    }
}

void br_queue_spare_free(struct br_queue_spare *spare)
{
    while (spare->first != NULL) {
        struct br_queue_chunk *chunk = spare->first;
        spare->first = chunk->next;
        free(chunk);
    }
    spare->count = 0;
}

static void chunks_free(struct br_queue_spare *spare, struct br_queue_chunk *chunk)
{
    while (chunk != NULL) {
        struct br_queue_chunk *next = chunk->next;
        chunk_free(spare, chunk);
        chunk = next;
    }
}

/* Chunks for [bytes], filled; NULL without memory for all of them. */
static struct br_queue_chunk *chunks_of(struct br_queue *queue, struct br_bytes bytes,
                                        struct br_queue_chunk **last)
{
    struct br_queue_chunk *first = NULL;
    struct br_queue_chunk *before = queue->last;
    struct br_queue_chunk **link = &first;
    while (bytes.size > 0) {
        struct br_queue_chunk *chunk = chunk_new(queue->spare, capacity_after(before, bytes.size));
        if (chunk == NULL) {
            chunks_free(queue->spare, first);
            return NULL;
        }
        chunk->end = bytes.size < chunk->capacity ? bytes.size : chunk->capacity;
        memcpy(chunk->bytes, bytes.data, chunk->end);
        bytes.data += chunk->end;
        bytes.size -= chunk->end;
        *link = chunk;
        link = &chunk->next;
        before = chunk;
    }
    *last = before;
    return first;
}

enum br_status br_queue_put(struct br_queue *queue, struct br_bytes bytes)
{
    struct br_queue_chunk *last = queue->last;
    size_t room = last == NULL ? 0 : last->capacity - last->end;
    size_t head = bytes.size < room ? bytes.size : room;
    if (head < bytes.size) { /* first what may fail: all or nothing */
        struct br_bytes rest = {bytes.data + head, bytes.size - head};
        struct br_queue_chunk *more = chunks_of(queue, rest, &queue->last);
        if (more == NULL) {
            return BR_ERR_NO_MEMORY;
        }
        if (last == NULL) {
            queue->first = more;
        } else {
            last->next = more;
        }
    }
    if (head > 0) {
        memcpy(last->bytes + last->end, bytes.data, head);
        last->end += head;
    }
    queue->size += bytes.size;
    return BR_OK;
}

struct br_bytes br_queue_front(const struct br_queue *queue)
{
    const struct br_queue_chunk *first = queue->first;
    if (first == NULL) {
        return (struct br_bytes){NULL, 0};
    }
    return (struct br_bytes){first->bytes + first->start, first->end - first->start};
}

void br_queue_drop(struct br_queue *queue, size_t size)
{
    struct br_queue_chunk *first = queue->first;
    if (size == 0) {
        return;
    }
    BR_ASSERT(first != NULL && size <= first->end - first->start);
    first->start += size;
    queue->size -= size;
    if (first->start < first->end) {
        return;
    }
    queue->first = first->next;
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    chunk_free(queue->spare, first);
}

void br_queue_clear(struct br_queue *queue)
{
    while (queue->first != NULL) {
        br_queue_drop(queue, br_queue_front(queue).size);
    }
}
