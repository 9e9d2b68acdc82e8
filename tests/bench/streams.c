/* streams.c - open event streams. */
#include "streams.h"

#include "base/clock.h"
#include "load.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, WAIT_MS = 30000, REQUEST_SIZE = 1024, HEARD_MAX = 256 * 1024 };

struct stream {
    int fd;
    bool heard_it;
    struct br_buffer heard; /* since it heard what was waited for */
};

struct streams {
    const char *address;
    int poll;
    size_t count;
    struct stream *items;
};

static void wait_ready(const struct streams *streams, int fd, short events)
{
    struct pollfd wanted = {.fd = fd, .events = events};
    if (poll(&wanted, 1, WAIT_MS) != 1) {
        give_up("%s does not take a stream", streams->address);
    }
}

/* True: this is the moment in which it has heard [text]. */
static bool hear(struct stream *stream, const char *text)
{
    uint8_t block[4096];
    ssize_t size = recv(stream->fd, block, sizeof block, 0);
    if (size <= 0) {
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            return false;
        }
        give_up("the server has closed a stream");
    }
    br_buffer_put(&stream->heard, block, (size_t)size);
    const char *heard = br_buffer_text(&stream->heard);
    if (heard == NULL) {
        give_up("a stream is told more than anybody asked for");
    }
    if (stream->heard_it || strstr(heard, text) == NULL) {
        return false;
    }
    stream->heard_it = true;
    br_buffer_clear(&stream->heard);
    return true;
}

void streams_wait(struct streams *streams, const char *text, uint64_t from_ns,
                  struct samples *samples)
{
    struct epoll_event events[EVENTS];
    for (size_t i = 0; i < streams->count; i++) {
        streams->items[i].heard_it = false;
    }
    for (size_t heard = 0; heard < streams->count;) {
        int ready = epoll_wait(streams->poll, events, EVENTS, WAIT_MS);
        if (ready <= 0 && errno != EINTR) {
            give_up("only %zu of %zu streams were told", heard, streams->count);
        }
        for (int i = 0; i < ready; i++) {
            if (hear(events[i].data.ptr, text)) {
                heard++;
                samples_add(samples, (double)(br_clock_ns() - from_ns) / 1e6);
            }
        }
    }
}

/* Ask for one, and wait until it has begun. */
static void open_one(struct streams *streams, struct stream *stream, const char *cookie)
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = stream}};
    struct br_buffer request;
    br_buffer_init(&request, REQUEST_SIZE);
    br_buffer_init(&stream->heard, HEARD_MAX);
    load_put_get(&request, streams->address, "/events", "Accept: text/event-stream\r\n", cookie);
    stream->fd = load_connect(streams->address);
    wait_ready(streams, stream->fd, POLLOUT);
    if (send(stream->fd, request.data, request.size, MSG_NOSIGNAL) != (ssize_t)request.size) {
        give_up("a stream could not be asked for: %s", strerror(errno));
    }
    do {
        wait_ready(streams, stream->fd, POLLIN);
    } while (!hear(stream, "retry:"));
    BR_ASSERT(epoll_ctl(streams->poll, EPOLL_CTL_ADD, stream->fd, &event) == 0);
    br_buffer_free(&request);
}

struct streams *streams_open(const char *address, const char *const *cookies, size_t cookie_count,
                             size_t count)
{
    struct streams *streams = calloc(1, sizeof *streams);
    struct stream *items = calloc(count + 1, sizeof *items);
    BR_ASSERT(streams != NULL && items != NULL);
    *streams = (struct streams){
        .address = address, .poll = epoll_create1(EPOLL_CLOEXEC), .count = count, .items = items};
    for (size_t i = 0; i < count; i++) {
        open_one(streams, &items[i], cookies[i % cookie_count]);
    }
    return streams;
}

void streams_close(struct streams *take_streams)
{
    for (size_t i = 0; i < take_streams->count; i++) {
        (void)close(take_streams->items[i].fd);
        br_buffer_free(&take_streams->items[i].heard);
    }
    (void)close(take_streams->poll);
    free(take_streams->items);
    free(take_streams);
}
