/**
 * site.h - the academy's pages: HTTP on the peers' port, and on loopback without TLS.
 *
 * The site in common/web does what is the same everywhere; here is what a server adds: who asks,
 * what it numbers, where it listens.
 */
#ifndef BR_SERVER_SITE_H
#define BR_SERVER_SITE_H

#include "server/academy.h"

struct site; /* site.c */

/** How browsers reach us. */
struct site_options {
    const char *http;  /* "127.0.0.1:7481": also without TLS, on loopback; NULL: not */
    const char *names; /* further names of ours, with ports, between commas; NULL: none */
};

/** Serve pages from now on; errors as br_listener_start, br_tls_web, br_pages_new. */
BR_MUST_USE enum br_status site_open(struct academy *academy, const struct site_options *options,
                                     struct br_error *error);
/** A pipe that speaks HTTP. */
void site_take(struct academy *academy, struct br_pipe *take_pipe, bool secure);
/** Views have caught up. */
void site_folded(struct academy *academy);
/** "127.0.0.1:7481" as bound; NULL: only with TLS. */
const char *site_http_address(const struct academy *academy);
/** Append the address of [path] as people open it; without TLS when there is a listener for it. */
void site_link(const struct academy *academy, const char *path, struct br_buffer *out);
/** The academy's name as pages show it, and the style of its own over ours. */
void site_brand(struct academy *academy, const char *name, const char *css);
/** As br_site_end_streams. */
void site_end_streams(struct academy *academy,
                      bool (*over)(void *context, const struct br_id *member,
                                   const struct br_hash *session),
                      void *context);
void site_stop(struct academy *academy);

#endif
