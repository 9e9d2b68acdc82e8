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

static size_t capacity_for(const struct br_queue *queue, size_t size)
{
    size_t capacity = queue->last == NULL ? CHUNK_SIZE_MIN : 2 * queue->last->capacity;
    if (capacity > BR_WRITE_CHUNK_SIZE) {
        capacity = BR_WRITE_CHUNK_SIZE;
    }
    return size > capacity ? size : capacity;
}

enum br_status br_queue_put(struct br_queue *queue, struct br_bytes bytes)
{
    struct br_queue_chunk *last = queue->last;
    size_t room = last == NULL ? 0 : last->capacity - last->end;
    size_t head = bytes.size < room ? bytes.size : room;
    size_t rest = bytes.size - head;
    struct br_queue_chunk *chunk = NULL;
    if (rest > 0) { /* before anything is copied: all or nothing */
        size_t capacity = capacity_for(queue, rest);
        chunk = malloc(sizeof *chunk + capacity);
        if (chunk == NULL) {
            return BR_ERR_NO_MEMORY;
        }
        *chunk = (struct br_queue_chunk){.capacity = capacity, .end = rest};
        memcpy(chunk->bytes, bytes.data + head, rest);
    }
    if (head > 0) {
        memcpy(last->bytes + last->end, bytes.data, head);
        last->end += head;
    }
    if (chunk != NULL) {
        if (last == NULL) {
            queue->first = chunk;
        } else {
            last->next = chunk;
        }
        queue->last = chunk;
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
    free(first);
}

void br_queue_clear(struct br_queue *queue)
{
    while (queue->first != NULL) {
        br_queue_drop(queue, br_queue_front(queue).size);
    }
}
