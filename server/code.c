/* code.c - the codes that people carry from one academy, or one device, to another. */
#include "server/academy.h"

#include "record/code.h"

#include <stdio.h>

void code_of_ours(const struct academy *academy, bool is_join, struct br_code *code)
{
    *code = (struct br_code){
        .is_join = is_join, .academy = academy->id, .pin = br_tls_pin(academy->tls)};
    (void)snprintf(code->address, sizeof code->address, "%.255s", academy->address);
    (void)snprintf(code->name, sizeof code->name, "%s", academy->name);
}

enum br_status code_peer(const struct academy *academy, const char *text, bool dial,
                         struct br_peer_row *row, struct br_error *error)
{
    struct br_code code;
    struct br_hash own_pin = br_tls_pin(academy->tls);
    enum br_status status = br_code_parse(text, false, &code, error);
    if (status != BR_OK) {
        return status;
    }
    if (br_hash_equal(&code.academy, &academy->id) || br_hash_equal(&code.pin, &own_pin)) {
        return br_error_set(error, BR_ERR_EXISTS,
                            "this is our own code: ask the other academy for theirs");
    }
    if (academy_peer(academy, &code.academy) == NULL && academy->peers.count >= BR_PEERS_MAX) {
        return br_error_set(error, BR_ERR_LIMIT, "no more than %u academies can be peers",
                            BR_PEERS_MAX);
    }
    if (code.address[0] == '\0' && dial) {
        return br_error_set(error, BR_ERR_NOT_FOUND, "this code has no address");
    }
    *row = (struct br_peer_row){.academy = code.academy, .pin = code.pin, .dial = dial};
    (void)snprintf(row->name, sizeof row->name, "%.200s", code.name);
    (void)snprintf(row->address, sizeof row->address, "%s", code.address);
    return BR_OK;
}
