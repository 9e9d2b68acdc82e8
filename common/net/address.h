/**
 * address.h - "HOST:PORT" as text: splitting, numeric addresses, printing.
 */
#ifndef BR_NET_ADDRESS_H
#define BR_NET_ADDRESS_H

#include "base/status.h"

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#define BR_HOST_SIZE 254u        /* a DNS name of 253 bytes and its NUL */
#define BR_ADDRESS_TEXT_SIZE 64u /* "[IPv6%zone]:65535" */

struct br_host_port {
    char host[BR_HOST_SIZE]; /* without brackets */
    char port_text[6];
    uint16_t port;
};

/** "name:1", "127.0.0.1:1" or "[::1]:1". BR_ERR_MALFORMED with a sentence. */
BR_MUST_USE enum br_status br_address_split(const char *text, struct br_host_port *out,
                                            struct br_error *error);
/** True when the host is an IPv4 or IPv6 address as digits: no name to look up. */
bool br_address_numeric(const struct br_host_port *from, struct sockaddr_storage *out);
/** 127.0.0.0/8 or ::1: it cannot be reached from another machine. */
bool br_address_loopback(const struct sockaddr_storage *address);
/**
 * What an address counts as: IPv4 whole, IPv6 by its first 64 bits, since every home has that many;
 * a mapped IPv4 address as IPv4.
 */
#define BR_ADDRESS_PLACE_SIZE 9u
void br_address_place(const struct sockaddr_storage *address, uint8_t out[BR_ADDRESS_PLACE_SIZE]);
void br_address_print(const struct sockaddr_storage *address, char out[BR_ADDRESS_TEXT_SIZE]);

#endif
