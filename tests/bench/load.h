/**
 * load.h - keep-alive connections to an HTTP server on loopback, each with one request under way.
 *
 * One thread, one epoll; nothing is parsed but where an answer ends. A server that closes behind an
 * answer is connected to anew, and the connecting counts as part of the next request.
 * Everything here blocks, and gives up with a sentence when something fails.
 */
#ifndef BR_BENCH_LOAD_H
#define BR_BENCH_LOAD_H

#include "base/bytes.h"

#include <jansson.h>
#include <sys/types.h>

struct load {
    const char *address;      /* "127.0.0.1:8080" */
    pid_t pid;                /* whose processor time is counted, with its children's */
    const char *const *paths; /* each request takes one of them by chance */
    size_t path_count;
    const char *const *cookies; /* connection i sends cookies[i % cookie_count] */
    size_t cookie_count;        /* 0: none */
    const char *headers;        /* more lines of the head: "Accept: text/html\r\n" */
    size_t connections;
    uint64_t ms; /* a quarter of it goes before, uncounted */
};

/** {"rate": …, "ms": {…}, "server_us": …, "driver_us": …, "bytes": …, "refused": …, ...} */
json_t *load_run(const struct load *load);

/** The status of the answer to a request sent as it is; its bytes with the head in [answer]. */
int load_ask(const char *address, const char *request, struct br_buffer *answer);
/** A GET as text, for load_ask. [cookie] may be NULL. */
void load_put_get(struct br_buffer *out, const char *address, const char *path, const char *headers,
                  const char *cookie);

/** A socket that is connected or about to be, non-blocking. */
int load_connect(const char *address);

#endif
