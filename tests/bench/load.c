/* load.c - a closed loop of HTTP requests over many connections. */
#include "load.h"

#include "base/clock.h"
#include "base/rng.h"
#include "measure.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SEED = 20261129,
    CONNECTIONS_MAX = 1024,
    ANSWER_MAX = 16 * 1024 * 1024,
    READ_SIZE = 64 * 1024,
    EVENTS = 64,
    WAIT_MS = 30000, /* for one answer */
};

struct answer {
    bool whole;
    int status;
    bool closes;
};

struct connection {
    int fd;
    bool connecting;
    const char *cookie;
    uint64_t begun_ns;
    struct br_buffer request;
    struct br_buffer in;
};

struct running {
    const struct load *load;
    struct br_rng rng;
    int poll;
    struct connection connections[CONNECTIONS_MAX];
    struct samples samples;
    bool counting;
    uint64_t requests; /* from here on: since counting began */
    uint64_t bytes;
    uint64_t refused; /* another status than 200 */
    uint64_t lost;    /* closed without an answer, and asked again */
};

/* --- answers --- */

/* The value of a header line, NULL when there is none. [head] ends with a NUL. */
static const char *header(const char *head, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = strstr(head, "\r\n"); at != NULL; at = strstr(at, "\r\n")) {
        at += 2;
        if (strncasecmp(at, name, size) == 0 && at[size] == ':') {
            return at + size + 1 + strspn(at + size + 1, " ");
        }
    }
    return NULL;
}

static struct answer look(struct br_buffer *in, bool ended)
{
    struct answer answer = {0};
    const char *text = br_buffer_text(in);
    char *body = text == NULL ? NULL : strstr(text, "\r\n\r\n");
    if (body == NULL) {
        return answer;
    }
    size_t head_size = (size_t)(body - text) + 4;
    body[2] = '\0'; /* the head as a text of its own */
    const char *length = header(text, "Content-Length");
    const char *closing = header(text, "Connection");
    unsigned long status = strlen(text) > 9 ? strtoul(text + 9, NULL, 10) : 0;
    answer.status = (int)status;
    answer.closes = strncmp(text, "HTTP/1.0", 8) == 0 || length == NULL ||
                    (closing != NULL && strncasecmp(closing, "close", 5) == 0);
    answer.whole = length == NULL ? ended : in->size - head_size >= strtoul(length, NULL, 10);
    body[2] = '\r';
    return answer;
}

/* --- one connection --- */

int load_connect(const char *address)
{
    char host[64];
    const char *colon = strrchr(address, ':');
    struct sockaddr_in to = {.sin_family = AF_INET};
    int yes = 1;
    (void)snprintf(host, sizeof host, "%.*s", colon == NULL ? 0 : (int)(colon - address), address);
    to.sin_port = htons(colon == NULL ? 0 : (uint16_t)strtoul(colon + 1, NULL, 10));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
        (connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)) {
        give_up("%s cannot be reached: %s", address, strerror(errno));
    }
    return fd;
}

void load_put_get(struct br_buffer *out, const char *address, const char *path, const char *headers,
                  const char *cookie)
{
    br_buffer_put_format(out, "GET %s HTTP/1.1\r\nHost: %s\r\n%s", path, address, headers);
    if (cookie != NULL) {
        br_buffer_put_format(out, "Cookie: %s\r\n", cookie);
    }
    br_buffer_put_text(out, "\r\n");
}

static void watch(struct running *running, struct connection *connection, int how, uint32_t events)
{
    struct epoll_event event = {.events = events, .data = {.ptr = connection}};
    BR_ASSERT(epoll_ctl(running->poll, how, connection->fd, &event) == 0);
}

static void send_request(struct connection *connection)
{
    struct br_bytes bytes = br_buffer_bytes(&connection->request);
    ssize_t sent = send(connection->fd, bytes.data, bytes.size, MSG_NOSIGNAL);
    if (sent != (ssize_t)bytes.size && !(sent < 0 && (errno == EPIPE || errno == ECONNRESET))) {
        give_up("a request could not be sent: %s", strerror(errno)); /* they are small */
    }
}

static void reconnect(struct running *running, struct connection *connection)
{
    if (connection->fd >= 0) {
        (void)close(connection->fd);
    }
    connection->fd = load_connect(running->load->address);
    connection->connecting = true;
    br_buffer_clear(&connection->in);
    watch(running, connection, EPOLL_CTL_ADD, EPOLLOUT);
}

static void next(struct running *running, struct connection *connection, bool anew)
{
    const struct load *load = running->load;
    const char *path = load->paths[br_rng_below(&running->rng, (uint32_t)load->path_count)];
    br_buffer_clear(&connection->request);
    load_put_get(&connection->request, load->address, path, load->headers, connection->cookie);
    connection->begun_ns = br_clock_ns();
    br_buffer_clear(&connection->in);
    if (anew) {
        reconnect(running, connection);
    } else {
        send_request(connection);
    }
}

static void count(struct running *running, const struct connection *connection, int status)
{
    if (!running->counting) {
        return;
    }
    running->requests++;
    running->bytes += connection->in.size;
    running->refused += status == 200 ? 0 : 1;
    samples_add(&running->samples, (double)(br_clock_ns() - connection->begun_ns) / 1e6);
}

static void on_bytes(struct running *running, struct connection *connection)
{
    uint8_t block[READ_SIZE];
    ssize_t size = recv(connection->fd, block, sizeof block, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (size > 0) {
        br_buffer_put(&connection->in, block, (size_t)size);
        BR_ASSERT(br_buffer_ok(&connection->in));
    }
    struct answer answer = look(&connection->in, size <= 0);
    if (answer.whole) {
        count(running, connection, answer.status);
        next(running, connection, answer.closes || size <= 0);
    } else if (size <= 0) {
        running->lost += running->counting ? 1 : 0;
        reconnect(running, connection); /* the same request again; its time goes on */
    }
}

static void on_event(struct running *running, struct connection *connection)
{
    if (!connection->connecting) {
        on_bytes(running, connection);
        return;
    }
    int error = 0;
    socklen_t size = sizeof error;
    (void)getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        give_up("%s cannot be reached: %s", running->load->address, strerror(error));
    }
    connection->connecting = false;
    watch(running, connection, EPOLL_CTL_MOD, EPOLLIN);
    send_request(connection);
}

/* --- the loop --- */

static void turn_until(struct running *running, uint64_t until_ns)
{
    struct epoll_event events[EVENTS];
    while (br_clock_ns() < until_ns) {
        int ready = epoll_wait(running->poll, events, EVENTS, WAIT_MS);
        if (ready == 0) {
            give_up("%s has not answered for %d s", running->load->address, WAIT_MS / 1000);
        }
        for (int i = 0; i < ready; i++) {
            on_event(running, events[i].data.ptr);
        }
    }
}

json_t *load_run(const struct load *load)
{
    struct running *running = calloc(1, sizeof *running);
    BR_ASSERT(running != NULL && load->connections <= CONNECTIONS_MAX && load->path_count > 0);
    running->load = load;
    running->rng = br_rng_seeded(SEED);
    running->poll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < load->connections; i++) {
        struct connection *connection = &running->connections[i];
        connection->fd = -1;
        connection->cookie = load->cookie_count == 0 ? NULL : load->cookies[i % load->cookie_count];
        br_buffer_init(&connection->request, READ_SIZE);
        br_buffer_init(&connection->in, ANSWER_MAX);
        next(running, connection, true);
    }
    turn_until(running, br_clock_ns() + load->ms * 1000000 / 4);
    running->counting = true;
    double server_s = process_tree_cpu_s(load->pid);
    double driver_s = process_cpu_s(getpid());
    uint64_t begun_ns = br_clock_ns();
    turn_until(running, begun_ns + load->ms * 1000000);
    double seconds = (double)(br_clock_ns() - begun_ns) / 1e9;
    server_s = process_tree_cpu_s(load->pid) - server_s;
    driver_s = process_cpu_s(getpid()) - driver_s;
    double requests = running->requests > 0 ? (double)running->requests : 1;
    json_t *result = json_pack(
        "{s:f, s:o, s:f, s:f, s:f, s:I, s:I, s:I}", "rate", (double)running->requests / seconds,
        "ms", samples_json(&running->samples), "server_us", server_s * 1e6 / requests, "driver_us",
        driver_s * 1e6 / requests, "bytes", (double)running->bytes / requests, "requests",
        (json_int_t)running->requests, "refused", (json_int_t)running->refused, "lost",
        (json_int_t)running->lost);
    BR_ASSERT(result != NULL);
    for (size_t i = 0; i < load->connections; i++) {
        (void)close(running->connections[i].fd);
        br_buffer_free(&running->connections[i].request);
        br_buffer_free(&running->connections[i].in);
    }
    (void)close(running->poll);
    samples_free(&running->samples);
    free(running);
    return result;
}

/* --- one request --- */

int load_ask(const char *address, const char *request, struct br_buffer *answer)
{
    uint8_t block[READ_SIZE];
    int fd = load_connect(address);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLOUT};
    struct answer got = {0};
    ssize_t size = 1;
    br_buffer_clear(answer);
    BR_ASSERT(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0);
    bool good = epoll_wait(poll, &event, 1, WAIT_MS) == 1 &&
                send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request);
    event.events = EPOLLIN;
    BR_ASSERT(epoll_ctl(poll, EPOLL_CTL_MOD, fd, &event) == 0);
    while (good && !got.whole && size > 0) {
        good = epoll_wait(poll, &event, 1, WAIT_MS) == 1;
        size = good ? recv(fd, block, sizeof block, 0) : 0;
        br_buffer_put(answer, block, size > 0 ? (size_t)size : 0);
        got = look(answer, size <= 0);
    }
    if (!good || !got.whole) {
        give_up("%s did not answer: %.60s", address, request);
    }
    (void)close(poll);
    (void)close(fd);
    return got.status;
}
