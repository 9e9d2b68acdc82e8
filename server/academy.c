/* academy.c - opening an academy's folder, listening, saying things, stopping in order. */
#include "server/academy.h"

#include "base/logline.h"
#include "base/rng.h"
#include "diagram/functions.h"
#include "domain/domain.h"
#include "record/message.h"
#include "replica/folder.h"
#include "server/account.h"
#include "server/sharing.h"
#include "server/site.h"
#include "server/verbs.h"
#include "server/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = ACADEMY_FOLDER_SIZE + 64, SETTING_SIZE_MAX = 1024, KEY_TEXT_SIZE = 65 };

static void path_in(const struct academy *academy, const char *name, char out[PATH_SIZE])
{
    (void)snprintf(out, PATH_SIZE, "%s/%s", academy->folder, name);
}

/* --- the replica's events --- */

static bool on_find(void *context, const struct br_hash *id, struct br_endpoint *endpoint)
{
    const struct br_peer_row *peer = academy_peer(context, id);
    if (peer == NULL || peer->address[0] == '\0') {
        return false;
    }
    (void)snprintf(endpoint->address, sizeof endpoint->address, "%s", peer->address);
    endpoint->pin = peer->pin;
    return true;
}

static void on_numbering(void *context, uint32_t epoch)
{
    struct academy *academy = context;
    uint8_t encoded[4];
    uint8_t recovering = 0;
    br_store_u32(encoded, epoch);
    academy->epoch = epoch;
    academy->recovering = false;
    enum br_status status =
        br_private_put(academy->private, "epoch", (struct br_bytes){encoded, sizeof encoded});
    if (status == BR_OK) {
        status = br_private_put(academy->private, "recovering", (struct br_bytes){&recovering, 1});
    }
    if (status != BR_OK) { /* the next start asks the peers once more, which does no harm */
        BR_LOGLINE(BR_WARNING, "setting_not_kept", BR_TEXT("why", br_status_text(status)));
    }
    if (academy->open && academy->running) {
        accept_kept(academy);
    }
}

static void on_trust(void *context, const struct br_trust_fact *fact)
{
    struct academy *academy = context;
    if (fact->type == BR_TRUST_KEYS && br_hash_equal(&fact->origin, &academy->id)) {
        academy->keys_named = true;
        academy->named_signing = fact->signing;
        academy->named_pin = fact->tls_pin;
    } else if (fact->type == BR_TRUST_ACCEPTED && br_hash_equal(&fact->origin, &academy->id)) {
        accept_heard(academy, &fact->academy);
    }
}

static void on_party(void *context, const struct br_party *party, bool up)
{
    struct academy *academy = context;
    if (!up && party->type == BR_PARTY_ACADEMY && !academy->stopping) {
        caught_up_keep(academy);
    }
    if (party->type == BR_PARTY_DEVICE) {
        parties_seen(academy, &party->device);
    }
}

static void on_members(void *context)
{
    accounts_cut(context);
}

static void on_folded(void *context)
{
    site_folded(context);
    sharing_folded(context);
    watch_folded(context);
}

static const struct br_replica_events replica_events = {
    .on_folded = on_folded,
    .on_members = on_members,
    .on_party = on_party,
    .on_trust = on_trust,
    .find = on_find,
    .on_numbering = on_numbering,
};

/* --- saying things as the academy --- */

void academy_say(struct academy *academy, uint16_t kind, enum br_audience_type audience,
                 const ProtobufCMessage *message, br_replica_said said, void *context)
{
    struct br_buffer payload;
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    br_message_pack(message, &payload);
    BR_ASSERT(br_buffer_ok(&payload));
    struct br_write write = {
        .id = br_id_new(),
        .roles = BR_ROLES_ACADEMY,
        .audience = {.type = (uint8_t)audience},
        .kind = kind,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&payload),
    };
    br_replica_say(academy->replica, &write, said, context);
    br_buffer_free(&payload);
}

/* --- opening --- */

static enum br_status read_setting(struct academy *academy, const char *key, void *out, size_t size,
                                   bool is_text, struct br_error *error)
{
    struct br_buffer value;
    br_buffer_init(&value, SETTING_SIZE_MAX);
    enum br_status status = br_private_get(academy->private, key, &value);
    bool fits = is_text ? value.size < size : value.size == size;
    if (status == BR_OK && fits) {
        memcpy(out, value.data, value.size);
        if (is_text) {
            ((char *)out)[value.size] = '\0';
        }
    } else {
        status = br_error_set(error, status == BR_OK ? BR_ERR_CORRUPT : status,
                              "%s/private.db has no usable setting \"%s\"", academy->folder, key);
    }
    br_buffer_free(&value);
    return status;
}

static enum br_status read_settings(struct academy *academy, struct br_error *error)
{
    uint8_t epoch[4];
    uint8_t recovering = 0;
    enum br_status status =
        read_setting(academy, "name", academy->name, sizeof academy->name, true, error);
    if (status == BR_OK) {
        status =
            read_setting(academy, "listen", academy->listen, sizeof academy->listen, true, error);
    }
    if (status == BR_OK) {
        status = read_setting(academy, "address", academy->address, sizeof academy->address, true,
                              error);
    }
    if (status == BR_OK) {
        status = read_setting(academy, "academy", academy->id.bytes, sizeof academy->id.bytes,
                              false, error);
    }
    if (status == BR_OK) {
        status = read_setting(academy, "epoch", epoch, sizeof epoch, false, error);
    }
    if (status == BR_OK) {
        status = read_setting(academy, "recovering", &recovering, 1, false, error);
    }
    if (status == BR_OK) {
        academy->epoch = br_load_u32(epoch);
        academy->recovering = recovering != 0;
        status = parties_load(academy);
    }
    if (status == BR_OK) {
        status = caught_up_load(academy);
    }
    return status;
}

static enum br_status read_signing_key(struct academy *academy, struct br_secret_key *secret,
                                       struct br_error *error)
{
    char path[PATH_SIZE];
    char text[KEY_TEXT_SIZE];
    uint8_t seed[32];
    struct br_public_key public;
    path_in(academy, "keys/signing", path);
    FILE *file = fopen(path, "re");
    size_t size = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    if (file != NULL) {
        (void)fclose(file);
    }
    text[size] = '\0';
    if (br_hex_decode(text, seed, sizeof seed) != BR_OK) {
        return br_error_set(error, BR_ERR_CORRUPT, "%s does not hold a signing key", path);
    }
    br_key_pair(seed, secret, &public);
    br_wipe(seed, sizeof seed);
    br_wipe(text, sizeof text);
    return BR_OK;
}

static enum br_status open_domain(struct academy *academy, struct br_error *error)
{
    size_t count = 0;
    const struct br_file *files = br_domain_files(&count);
    enum br_status status = br_domain_new(files, count, &academy->domain, error);
    if (status == BR_OK) {
        br_domain_add_functions(academy->domain, br_drawing_functions);
    }
    return status;
}

static void on_replica_stopped(void *context)
{
    struct academy *academy = context;
    academy->replica = NULL;
}

/* What is signed with a key that the log does not name, no other academy would take. */
static enum br_status check_keys(struct academy *academy, const struct br_public_key *signing,
                                 struct br_error *error)
{
    struct br_hash pin = br_tls_pin(academy->tls);
    const char *wrong = NULL;
    if (academy->keys_named && !br_hash_equal(&pin, &academy->named_pin)) {
        wrong = "tls.pem";
    }
    if (academy->keys_named &&
        memcmp(signing->bytes, academy->named_signing.bytes, sizeof signing->bytes) != 0) {
        wrong = "signing";
    }
    if (wrong == NULL) {
        return BR_OK;
    }
    br_replica_stop(academy->replica, on_replica_stopped, academy);
    return br_error_set(error, BR_ERR_SIGNATURE,
                        "%s/keys/%s is not the key that this academy's log names; put the right "
                        "one back, from a backup if need be",
                        academy->folder, wrong);
}

static enum br_status open_files(struct academy *academy, const struct academy_options *options,
                                 struct br_error *error)
{
    char path[PATH_SIZE];
    path_in(academy, "private.db", path);
    enum br_status status = br_private_open(path, false, &academy->private, error);
    if (status == BR_OK) {
        status = read_settings(academy, error);
    }
    struct br_replica_options replica = {
        .loop = &academy->loop,
        .role = BR_NODE_SERVER,
        .folder = academy->folder,
        .domain = academy->domain,
        .academy = academy->id,
        .create = options->create,
        .recovering = academy->recovering && !options->alone,
        .epoch = academy->epoch,
        .software = "bigroomd " BIGROOM_VERSION,
    };
    if (status == BR_OK) {
        status = read_signing_key(academy, &replica.signing, error);
    }
    if (status == BR_OK) {
        path_in(academy, "keys/tls.pem", path);
        status = br_tls_open(path, &academy->tls, error);
    }
    if (status == BR_OK) {
        replica.tls = academy->tls;
        status = br_replica_open(&replica, &replica_events, academy, &academy->replica, error);
    }
    if (status == BR_OK) {
        struct br_public_key signing = br_secret_public(&replica.signing);
        status = check_keys(academy, &signing, error);
    }
    br_wipe(&replica.signing, sizeof replica.signing);
    return status;
}

static void release(struct academy *academy)
{
    accounts_free(academy);
    sharing_free(academy);
    watch_free(academy);
    br_private_close(academy->private);
    br_domain_free(academy->domain);
    if (academy->tls != NULL) {
        br_tls_free(academy->tls);
    }
    free(academy->peers.items);
    free(academy->devices.items);
    free(academy->judged.items);
    free(academy->caught_up);
    br_folder_unlock(academy->lock);
}

/* Nothing is left in a folder that is no academy's, such as one whose name was mistyped. */
static enum br_status check_is_academy(const char *folder, struct br_error *error)
{
    static const char *const parts[] = {"private.db", "keys", "log"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char path[PATH_SIZE];
        struct stat info;
        (void)snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        if (stat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR)) {
            return BR_OK; /* what is wrong with it is said when it is opened */
        }
    }
    return br_error_set(error, BR_ERR_NOT_FOUND,
                        "there is no academy in %s: make one with bigroomd init", folder);
}

enum br_status academy_open(struct academy *academy, const struct academy_options *options,
                            struct br_error *error)
{
    *academy = (struct academy){.running = options->connect};
    (void)snprintf(academy->folder, sizeof academy->folder, "%s", options->folder);
    enum br_status status = check_is_academy(academy->folder, error);
    if (status == BR_OK) {
        status = br_folder_lock(academy->folder, &academy->lock, error);
    }
    if (status != BR_OK) {
        return status;
    }
    BR_ASSERT(uv_loop_init(&academy->loop) == 0);
    br_lane_init(&academy->maintenance, &academy->loop);
    status = open_domain(academy, error);
    if (status == BR_OK) {
        status = open_files(academy, options, error);
    }
    if (status != BR_OK) {
        (void)uv_run(&academy->loop, UV_RUN_DEFAULT); /* lets a half-opened replica close */
        (void)uv_loop_close(&academy->loop);
        release(academy);
        return status;
    }
    if (academy->recovering && options->alone) {
        academy->alone = true;
        on_numbering(academy, academy->epoch);
    }
    for (size_t i = 0; i < academy->peers.count; i++) {
        const struct br_peer_row *peer = &academy->peers.items[i];
        br_replica_peer(academy->replica, &peer->academy, peer->dial && options->connect);
    }
    academy->open = true;
    if (options->connect && br_node_numbering(br_replica_node(academy->replica))) {
        accept_kept(academy);
    }
    return BR_OK;
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct academy *academy = signal->data;
    BR_LOGLINE(BR_INFO, "stopping", BR_TEXT("signal", number == SIGINT ? "INT" : "TERM"));
    academy_stop(academy);
}

enum br_status academy_listen(struct academy *academy, struct br_error *error)
{
    static const int numbers[] = {SIGTERM, SIGINT};
    static const struct br_listener_events events = {.allow = parties_allow,
                                                     .on_accept = parties_accept};
    char path[PATH_SIZE];
    enum br_status status = br_listener_start(&academy->loop, academy->tls, academy->listen,
                                              &events, academy, &academy->listener, error);
    if (status != BR_OK) {
        return status;
    }
    path_in(academy, "control", path);
    status =
        br_control_start(&academy->loop, path, verbs_on_request, academy, &academy->control, error);
    if (status != BR_OK) {
        return status;
    }
    for (size_t i = 0; i < 2; i++) {
        BR_ASSERT(uv_signal_init(&academy->loop, &academy->signals[i]) == 0);
        academy->signals[i].data = academy;
        (void)uv_signal_start(&academy->signals[i], on_signal, numbers[i]);
        uv_unref((uv_handle_t *)&academy->signals[i]);
    }
    caught_up_start(academy);
    sharing_start(academy);
    watch_start(academy);
    BR_LOGLINE(BR_INFO, "listening", BR_TEXT("academy", academy->name),
               BR_TEXT("address", br_listener_address(academy->listener)),
               BR_NUMBER("peers", academy->peers.count),
               BR_NUMBER("devices", academy->devices.count));
    return BR_OK;
}

static void on_deadline(uv_timer_t *timer)
{
    struct academy *academy = timer->data;
    academy->overdue = true;
    uv_stop(&academy->loop);
}

/* Only who serves is waited for with a clock in hand; it keeps nothing alive itself. */
static void deadline_begin(struct academy *academy)
{
    enum { SPARE_MS = 300 };
    BR_ASSERT(uv_timer_init(&academy->loop, &academy->deadline) == 0);
    academy->deadline.data = academy;
    uv_update_time(&academy->loop);
    (void)uv_timer_start(&academy->deadline, on_deadline, BR_STOP_DEADLINE_MS - SPARE_MS, 0);
    uv_unref((uv_handle_t *)&academy->deadline);
}

void academy_stop(struct academy *academy)
{
    if (academy->stopping) {
        return;
    }
    academy->stopping = true;
    if (academy->running) {
        deadline_begin(academy);
    }
    if (academy->listener != NULL) {
        br_listener_stop(academy->listener, NULL, NULL);
    }
    if (academy->control != NULL) {
        br_control_stop(academy->control);
    }
    enrol_stop_all(academy);
    caught_up_stop(academy);
    sharing_stop(academy);
    watch_stop(academy);
    site_stop(academy);
    for (size_t i = 0; i < 2; i++) {
        if (academy->signals[i].data != NULL) {
            uv_close((uv_handle_t *)&academy->signals[i], NULL); /* lies in the academy itself */
        }
    }
    br_replica_stop(academy->replica, on_replica_stopped, academy);
}

bool academy_run(struct academy *academy)
{
    while (uv_run(&academy->loop, UV_RUN_DEFAULT) != 0) {
        if (academy->overdue) {
            BR_LOGLINE(BR_WARNING, "stopped_in_the_middle", BR_TEXT("of", "a verb or a fold"));
            return false;
        }
    }
    if (academy->running) {
        uv_close((uv_handle_t *)&academy->deadline, NULL);
        (void)uv_run(&academy->loop, UV_RUN_DEFAULT);
    }
    BR_ASSERT(uv_loop_close(&academy->loop) == 0);
    release(academy);
    return true;
}
