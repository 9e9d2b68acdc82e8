/* tickets.c - one-use tickets in limited places. */
#include "web/tickets.h"

#include "base/hash.h"

#include <string.h>

enum { SECRET_SIZE = 16 };

enum br_status br_tickets_take(struct br_tickets *tickets, const struct br_id *about,
                               uint64_t given, uint64_t mono_ms, const uint8_t random[SECRET_SIZE],
                               char out[BR_TICKET_TEXT_SIZE])
{
    if (given >= BR_PHONE_SCORES_MAX) {
        return BR_ERR_LIMIT;
    }
    struct br_ticket *free_place = NULL;
    size_t same = 0;
    for (size_t i = 0; i < BR_PAGE_TICKETS_MAX; i++) {
        struct br_ticket *place = &tickets->places[i];
        if (place->until_ms <= mono_ms) {
            free_place = free_place == NULL ? place : free_place;
        } else if (br_id_equal(&place->about, about)) {
            same++;
        }
    }
    if (free_place == NULL || same >= BR_PAGE_TICKETS_OF_ONE_MAX) {
        return BR_ERR_BUSY;
    }
    *free_place = (struct br_ticket){.about = *about, .until_ms = mono_ms + BR_PAGE_TICKET_MS};
    memcpy(free_place->secret, random, SECRET_SIZE);
    br_hex_encode(random, SECRET_SIZE, out);
    return BR_OK;
}

bool br_tickets_use(struct br_tickets *tickets, const struct br_id *about, uint64_t mono_ms,
                    const char *text)
{
    uint8_t secret[SECRET_SIZE];
    if (br_hex_decode(text, secret, sizeof secret) != BR_OK) {
        return false;
    }
    for (size_t i = 0; i < BR_PAGE_TICKETS_MAX; i++) {
        struct br_ticket *place = &tickets->places[i];
        if (place->until_ms > mono_ms && br_id_equal(&place->about, about) &&
            memcmp(place->secret, secret, sizeof secret) == 0) {
            *place = (struct br_ticket){.until_ms = 0};
            return true;
        }
    }
    return false;
}
