/* hello.c - the plausibility of a ClientHello, byte by byte, so that rubbish is seen at once. */
#include "net/hello.h"

#include "base/limits.h"

enum {
    RECORD_HEADER_SIZE = 5,
    HEADER_SIZE = 11, /* with the handshake's header and the legacy version */
    /* version, random, empty session id, one cipher suite, one compression method, extensions */
    BODY_SIZE_MIN = 2 + 32 + 1 + 4 + 2 + 2,
};

/* The bytes whose value is known: type, TLS, TLS 1.x, …, ClientHello, legacy version TLS 1.2. */
static bool byte_plausible(size_t at, uint8_t byte)
{
    switch (at) {
    case 0:
        return byte == 22;
    case 1:
    case 9:
    case 10:
        return byte == 3;
    case 2:
        return byte >= 1 && byte <= 3;
    case 5:
        return byte == 1;
    case 6:
        return byte == 0;
    default:
        return true;
    }
}

enum br_hello br_hello_judge(struct br_bytes bytes)
{
    for (size_t i = 0; i < bytes.size && i < HEADER_SIZE; i++) {
        if (!byte_plausible(i, bytes.data[i])) {
            return BR_HELLO_BAD;
        }
    }
    if (bytes.size < RECORD_HEADER_SIZE) {
        return BR_HELLO_MORE;
    }
    size_t record_size = br_load_u16(bytes.data + 3);
    if (record_size < 4 + BODY_SIZE_MIN ||
        record_size > BR_CLIENT_HELLO_SIZE_MAX - RECORD_HEADER_SIZE) {
        return BR_HELLO_BAD;
    }
    if (bytes.size < HEADER_SIZE) {
        return BR_HELLO_MORE;
    }
    size_t message_size = br_load_u16(bytes.data + 7); /* its first length byte is 0, see above */
    if (message_size + 4 != record_size) {
        return BR_HELLO_BAD;
    }
    return bytes.size < RECORD_HEADER_SIZE + record_size ? BR_HELLO_MORE : BR_HELLO_GOOD;
}
