/*
 * join.c - enrolling a device: a folder, a key, one question to the academy.
 *
 *      folder -> tls.pem -> dial (the code says where, and which key to expect) -> Enrol
 *             <- Enrolled: device.db says who we are, the first sync follows
 *             <- anything else: what was made is removed, with the reason
 *
 * A code is good for one key. So when it was asked and no answer came, because we died or the
 * connection did, folder and key stay: the same words again get the same answer.
 */
#include "base/failpoint.h"
#include "client/agent.h"
#include "client/process.h"
#include "client/verb_client.h"
#include "record/code.h"
#include "replica/folder.h"
#include "session/frame.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4200u

struct join {
    struct call *call;
    const char *folder;
    struct br_code code;
    uint64_t wait_ms;
    char device_name[BR_TEXT_NAME_MAX + 1];
    struct br_tls *tls;
    struct br_pipe *pipe;
    struct br_buffer in;
    struct br_arena arena;
    bool may_be_in; /* this key has asked, now or before, and was not turned away */
    bool answered;
    struct settings settings; /* once welcomed */
    enum br_status status;
    struct br_error error;
};

static void path_of(const struct join *join, const char *name, char out[PATH_SIZE])
{
    (void)snprintf(out, PATH_SIZE, "%s/%s", join->folder, name);
}

/* --- the conversation --- */

static void on_open(struct br_pipe *pipe, void *context, const struct br_hash *pin,
                    const char *protocol)
{
    struct join *join = context;
    struct br_buffer frame;
    (void)pin;
    (void)protocol;
    br_buffer_init(&frame, BR_FRAME_SIZE_MAX + BR_FRAME_LENGTH_SIZE);
    br_frame_put_enrol(&frame, join->code.secret, join->device_name);
    if (!br_buffer_ok(&frame) || br_pipe_send(pipe, br_buffer_bytes(&frame)) != BR_OK) {
        br_pipe_abort(pipe, BR_ERR_NO_MEMORY, "out of memory");
    }
    join->may_be_in = true;
    br_buffer_free(&frame);
}

static void take_answer(struct join *join, const struct br_enrolled *enrolled)
{
    struct settings *settings = &join->settings;
    join->answered = true;
    if (enrolled->refused != NULL) {
        join->may_be_in = false;
        join->status = br_error_set(&join->error, BR_ERR_REFUSED, "%s", enrolled->refused);
        return;
    }
    if (!br_hash_equal(&enrolled->academy, &join->code.academy) ||
        br_id_is_zero(&enrolled->member)) {
        join->status = br_error_set(&join->error, BR_ERR_PROTOCOL,
                                    "the server that answers is not the academy of this code");
        return;
    }
    *settings = (struct settings){
        .academy = enrolled->academy, .pin = join->code.pin, .member = enrolled->member};
    const char *name = enrolled->academy_name;
    (void)snprintf(settings->academy_name, sizeof settings->academy_name, "%s",
                   name == NULL ? join->code.name : name);
    (void)snprintf(settings->member_name, sizeof settings->member_name, "%s",
                   enrolled->member_name == NULL ? "" : enrolled->member_name);
    (void)snprintf(settings->address, sizeof settings->address, "%s", join->code.address);
}

static void take_frame(struct join *join, struct br_bytes bytes)
{
    struct br_frame frame;
    enum br_status status = br_frame_read(bytes, &join->arena, &frame);
    if (status == BR_OK && frame.type == BR_FRAME_ENROLLED) {
        take_answer(join, &frame.as.enrolled);
        return;
    }
    join->answered = true;
    join->may_be_in = false;
    if (status == BR_OK && frame.type == BR_FRAME_BYE && frame.as.bye.reason != NULL) {
        join->status = br_error_set(&join->error, BR_ERR_REFUSED, "%s", frame.as.bye.reason);
    } else {
        join->status = br_error_set(&join->error, BR_ERR_PROTOCOL,
                                    "the academy's server answers in a way we do not know");
    }
}

static void on_bytes(struct br_pipe *pipe, void *context, struct br_bytes bytes)
{
    struct join *join = context;
    struct br_bytes frame;
    size_t used = 0;
    if (join->answered) {
        return;
    }
    br_buffer_put(&join->in, bytes.data, bytes.size);
    enum br_status status = br_frame_cut(br_buffer_bytes(&join->in), &frame, &used);
    if (status == BR_ERR_NOT_FOUND && br_buffer_ok(&join->in)) {
        return;
    }
    if (status != BR_OK) {
        br_pipe_abort(pipe, BR_ERR_PROTOCOL,
                      "the academy's server answers in a way we do not know");
        return;
    }
    take_frame(join, frame);
    br_pipe_close(pipe);
}

static void on_closed(struct br_pipe *pipe, void *context, enum br_status status, const char *why)
{
    struct join *join = context;
    (void)pipe;
    join->pipe = NULL;
    if (join->answered) {
        return;
    }
    if (status == BR_OK || status == BR_ERR_CLOSED) {
        join->status = br_error_set(&join->error, BR_ERR_REFUSED,
                                    "the academy's server hung up without an answer");
        return;
    }
    join->status = br_error_set(&join->error, status, "no connection to %s: %s", join->code.name,
                                why == NULL ? br_status_text(status) : why);
}

static void talk(struct join *join)
{
    static const struct br_pipe_events events = {
        .on_open = on_open, .on_bytes = on_bytes, .on_closed = on_closed};
    uv_loop_t loop;
    BR_ASSERT(uv_loop_init(&loop) == 0);
    br_buffer_init(&join->in, BR_FRAME_SIZE_MAX + BR_FRAME_LENGTH_SIZE);
    br_arena_init(&join->arena, BR_ARENA_FRAME_SIZE_MAX);
    join->pipe = br_dial_start(&loop, join->tls, join->code.address, &join->code.pin, BR_ALPN_JOIN,
                               &events, join);
    br_dial_set_deadline(join->pipe, (uint32_t)join->wait_ms);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    BR_ASSERT(uv_loop_close(&loop) == 0);
    br_buffer_free(&join->in);
    br_arena_free(&join->arena);
}

/* --- the folder --- */

/* Only what br_folder_make and we made; a folder with anything else in it stays. */
static void remove_all(const struct join *join)
{
    static const char *const files[] = {"tls.pem", "device.db", "device.db-wal", "device.db-shm",
                                        "lock"};
    static const char *const folders[] = {"log", "views", ""};
    char path[PATH_SIZE];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        path_of(join, files[i], path);
        (void)unlink(path);
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        path_of(join, folders[i], path);
        (void)rmdir(path);
    }
}

static enum br_status keep_settings(struct join *join)
{
    char path[PATH_SIZE];
    struct br_device *device = NULL;
    path_of(join, "device.db", path);
    enum br_status status = br_device_open(path, true, &device, &join->error);
    if (status == BR_OK) {
        status = settings_save(device, &join->settings);
        br_device_close(device);
    }
    return status;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    bool found = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    for (size_t i = 0; i < count; i++) {
        found = found || strcmp(name, names[i]) == 0;
    }
    return found;
}

static bool holds_only(const struct join *join, const char *inner, const char *const *names,
                       size_t count)
{
    char path[PATH_SIZE];
    path_of(join, inner, path);
    DIR *folder = opendir(path);
    bool only = folder != NULL;
    const struct dirent *entry = NULL;
    while (only && (entry = readdir(folder)) != NULL) {
        only = is_one_of(entry->d_name, names, count);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return only;
}

/* What a join that was cut off leaves: nobody has done anything in it yet. */
static bool was_cut_off(const struct join *join)
{
    static const char *const names[] = {"lock",      "tls.pem",       "log",          "views",
                                        "device.db", "device.db-wal", "device.db-shm"};
    char lock[PATH_SIZE];
    path_of(join, "lock", lock);
    return access(lock, F_OK) == 0 && holds_only(join, "", names, sizeof names / sizeof names[0]) &&
           holds_only(join, "log", NULL, 0) && holds_only(join, "views", NULL, 0);
}

static enum br_status make_key(struct join *join)
{
    char path[PATH_SIZE];
    struct br_error unusable = {{0}};
    path_of(join, "tls.pem", path);
    if (br_tls_open(path, &join->tls, &unusable) == BR_OK) {
        join->may_be_in = true; /* of a join that was cut off */
        return BR_OK;
    }
    (void)unlink(path); /* half a key has asked nobody */
    enum br_status status = br_tls_key_new(path, &join->error);
    return status == BR_OK ? br_tls_open(path, &join->tls, &join->error) : status;
}

/*
 * Everything in a new folder, or in that of a join that was cut off; on failure it is not there
 * afterwards, unless the same key must ask again.
 */
static enum br_status enrol(struct join *join)
{
    int lock = -1;
    enum br_status status = br_folder_make(join->folder, &join->error);
    if (status == BR_ERR_EXISTS && was_cut_off(join)) {
        status = BR_OK;
    }
    if (status == BR_ERR_EXISTS) {
        return br_error_set(&join->error, status,
                            "%s is there already: choose a new folder with --dir", join->folder);
    }
    if (status != BR_OK) {
        return status;
    }
    status = br_folder_lock(join->folder, &lock, &join->error);
    if (status == BR_OK) {
        status = make_key(join);
    }
    if (status == BR_OK) {
        BR_FAILPOINT("join.ask.before");
        talk(join);
        BR_FAILPOINT("join.answered");
        status = join->status;
    }
    if (status == BR_OK) {
        status = keep_settings(join);
        BR_FAILPOINT("join.kept");
    }
    if (join->tls != NULL) {
        br_tls_free(join->tls);
    }
    if (status != BR_OK && !join->may_be_in) {
        remove_all(join);
    }
    if (lock >= 0) {
        br_folder_unlock(lock);
    }
    return status;
}

/* --- the verb --- */

static int read_options(struct join *join, bool *network_name)
{
    struct call *call = join->call;
    const char *device = call_value(call, "device");
    const char *shown = call_value(call, "network-name");
    char host[BR_TEXT_NAME_MAX + 1] = "";
    if (br_code_parse(call_argument(call, 0), true, &join->code, &join->error) != BR_OK) {
        return call_fail(call, EXIT_USAGE, "%s", join->error.text);
    }
    if (shown != NULL && strcmp(shown, "yes") != 0 && strcmp(shown, "no") != 0) {
        return call_fail(call, EXIT_USAGE, "--network-name is yes or no");
    }
    if (device != NULL &&
        (strlen(device) > BR_TEXT_NAME_MAX || !br_utf8_valid(br_bytes_of_text(device)))) {
        return call_fail(call, EXIT_USAGE, "the device's name has at most %u bytes of UTF-8",
                         BR_TEXT_NAME_MAX);
    }
    if (device == NULL && gethostname(host, sizeof host - 1) == 0) {
        device = host;
    }
    (void)snprintf(join->device_name, sizeof join->device_name, "%s", device == NULL ? "" : device);
    *network_name = shown != NULL ? strcmp(shown, "yes") == 0
                                  : process_ask("Show your name to other academies, too?");
    return sync_wait_ms(call, &join->wait_ms);
}

static void follow_up(struct join *join, bool network_name)
{
    char profile[][16] = {"profile", "set", "--to", "network", "--name"};
    char *set_profile[] = {profile[0], profile[1], profile[2],
                           profile[3], profile[4], join->settings.member_name};
    char sync[] = "sync";
    char *sync_words[] = {sync};
    if (network_name) {
        (void)process_words(join->folder, 6, set_profile);
    }
    if (process_words(join->folder, 1, sync_words) != EXIT_FINE) {
        (void)fprintf(stderr,
                      "bigroom: you belong to the academy; the first sync did not work yet, "
                      "try: bigroom sync\n");
    }
}

int alone_join(const char *folder, struct call *call)
{
    struct join join = {.call = call, .folder = folder};
    bool network_name = false;
    int code = read_options(&join, &network_name);
    if (code != EXIT_FINE) {
        return code;
    }
    enum br_status status = enrol(&join);
    if (status != BR_OK) {
        bool offline = status == BR_ERR_NETWORK || status == BR_ERR_TIMEOUT;
        return call_fail(
            call, offline ? EXIT_OFFLINE : (status == BR_ERR_REFUSED ? EXIT_REFUSED : EXIT_FAILED),
            "%s", join.error.text[0] == '\0' ? br_status_text(status) : join.error.text);
    }
    if (call->json) {
        char academy[BR_HASH_TEXT_SIZE];
        char member[BR_ID_TEXT_SIZE];
        br_hash_text(&join.settings.academy, academy);
        br_id_text(&join.settings.member, member);
        json_t *json = json_pack("{s:i,s:s,s:s,s:s,s:s}", "version", 1, "academy", academy,
                                 "academy_name", join.settings.academy_name, "member", member,
                                 "member_name", join.settings.member_name);
        call_json(call, json == NULL ? json_object() : json);
    } else {
        call_say(call, "Welcome, %s: this device belongs to %s now.\n", join.settings.member_name,
                 join.settings.academy_name);
    }
    process_print(call);
    follow_up(&join, network_name);
    return EXIT_FINE;
}
