/**
 * origin.h - is a request for us, and does one that changes something come from our own pages?
 *
 * A browser names the host that it believes to talk to; another name than ours may be another
 * site's that points at our address (DNS rebinding, which matters most on 127.0.0.1). With a POST a
 * browser says where the form came from: Sec-Fetch-Site (W3C Fetch Metadata) and Origin (RFC 6454).
 * Whatever is said has to be ours; saying nothing at all is refused too, for every browser since
 * 2020 says at least one. The token of the form is looked at besides, not here.
 */
#ifndef BR_WEB_ORIGIN_H
#define BR_WEB_ORIGIN_H

#include "base/bytes.h"

/** Is [host] (a Host header) one of [names], such as "bath.example:7400"? Case does not matter. */
bool br_host_known(struct br_bytes host, const char *const *names, size_t count);

/**
 * May a form with these headers be taken, on a site that browsers know as [scheme]://[host]? NULL:
 * the request has no such header.
 */
bool br_origin_ours(const struct br_bytes *fetch_site, const struct br_bytes *origin,
                    const char *scheme, struct br_bytes host);

#endif
