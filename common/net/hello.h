/**
 * hello.h - a look at the first bytes of a connection: can this be a ClientHello?
 *
 *      16 03 0x  LL LL   01 LL LL LL  03 03 ...
 *      record: handshake, TLS, length   ClientHello, length, legacy version
 *
 * Pure. It keeps what is not TLS, or pretends to be and never ends, from costing a TLS state; it
 * does not replace OpenSSL's parsing.
 */
#ifndef BR_NET_HELLO_H
#define BR_NET_HELLO_H

#include "base/bytes.h"

enum br_hello {
    BR_HELLO_MORE, /* plausible so far */
    BR_HELLO_GOOD, /* one whole ClientHello, perhaps with bytes behind it */
    BR_HELLO_BAD,  /* not TLS, split into several records, or over BR_CLIENT_HELLO_SIZE_MAX */
};

/** [bytes]: everything received so far. Never MORE at BR_CLIENT_HELLO_SIZE_MAX bytes. */
enum br_hello br_hello_judge(struct br_bytes bytes);

#endif
