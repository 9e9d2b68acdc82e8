/* address.c - host and port, in and out of text. */
#include "net/address.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

/* One to five digits, at most 65535, nothing else. */
static bool port_parse(const char *text, uint16_t *port)
{
    uint32_t value = 0;
    size_t size = strlen(text);
    if (size == 0 || size > 5 || strspn(text, "0123456789") != size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        value = value * 10 + (uint32_t)(text[i] - '0');
    }
    *port = (uint16_t)value;
    return value <= UINT16_MAX;
}

/* Letters, digits and what else names, addresses and zones are made of. */
static bool host_plausible(const char *host, size_t size)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.-_%:";
    return size > 0 && size < BR_HOST_SIZE && strspn(host, allowed) >= size;
}

enum br_status br_address_split(const char *text, struct br_host_port *out, struct br_error *error)
{
    const char *colon = strrchr(text, ':');
    const char *host = text;
    if (colon == NULL || !port_parse(colon + 1, &out->port)) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "'%.200s' is not an address: HOST:PORT is wanted, with a port up to "
                            "65535",
                            text);
    }
    size_t size = (size_t)(colon - text);
    bool bracketed = size >= 2 && text[0] == '[' && colon[-1] == ']';
    if (bracketed) {
        host++;
        size -= 2;
    }
    bool colons = memchr(host, ':', size) != NULL;
    if (!host_plausible(host, size) || colons != bracketed) {
        return br_error_set(error, BR_ERR_MALFORMED,
                            "'%.200s' is not an address: HOST:PORT is wanted, an IPv6 host in "
                            "brackets",
                            text);
    }
    memcpy(out->host, host, size);
    out->host[size] = '\0';
    (void)snprintf(out->port_text, sizeof out->port_text, "%u", (unsigned)out->port);
    return BR_OK;
}

bool br_address_numeric(const struct br_host_port *from, struct sockaddr_storage *out)
{
    memset(out, 0, sizeof *out);
    return uv_ip4_addr(from->host, from->port, (struct sockaddr_in *)out) == 0 ||
           uv_ip6_addr(from->host, from->port, (struct sockaddr_in6 *)out) == 0;
}

bool br_address_loopback(const struct sockaddr_storage *address)
{
    const struct sockaddr_in *ip4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *ip6 = (const struct sockaddr_in6 *)address;
    return address->ss_family == AF_INET ? ntohl(ip4->sin_addr.s_addr) >> 24 == 127
                                         : IN6_IS_ADDR_LOOPBACK(&ip6->sin6_addr) != 0;
}

void br_address_place(const struct sockaddr_storage *address, uint8_t out[BR_ADDRESS_PLACE_SIZE])
{
    const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;
    memset(out, 0, BR_ADDRESS_PLACE_SIZE);
    if (address->ss_family == AF_INET) {
        out[0] = 4;
        memcpy(out + 1, &((const struct sockaddr_in *)address)->sin_addr, 4);
    } else if (IN6_IS_ADDR_V4MAPPED(six)) {
        out[0] = 4;
        memcpy(out + 1, six->s6_addr + 12, 4);
    } else {
        out[0] = 6;
        memcpy(out + 1, six->s6_addr, 8);
    }
}

void br_address_print(const struct sockaddr_storage *address, char out[BR_ADDRESS_TEXT_SIZE])
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        (void)uv_ip6_name(six, host, sizeof host);
        (void)snprintf(out, BR_ADDRESS_TEXT_SIZE, "[%s]:%u", host, ntohs(six->sin6_port));
    } else {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        (void)uv_ip4_name(four, host, sizeof host);
        (void)snprintf(out, BR_ADDRESS_TEXT_SIZE, "%s:%u", host, ntohs(four->sin_port));
    }
}
