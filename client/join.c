/*
 * join.c - enrolling a device: a folder, a key, one question to the academy.
 *
 *      folder -> tls.pem -> dial (the code says where, and which key to expect) -> Enrol
 *             <- Enrolled: device.db says who we are, the first sync follows
 *             <- refused, or never asked: what was made is removed, with the reason
 *
 * Once the academy was asked, our key may be what the invitation belongs to: without an answer the
 * folder stays, and joining again goes on in it. The academy answers the same key as before.
 */
#include "base/failpoint.h"
#include "base/hash.h"
#include "client/agent.h"
#include "client/joined.h"
#include "client/process.h"
#include "client/verb_client.h"
#include "record/code.h"
#include "replica/folder.h"
#include "session/frame.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    bool made;  /* the folder, by this process */
    bool whole; /* it was joined before, with the same code */
    bool asked;
    bool answered;
    bool kept;                /* what was begun, for another try */
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
    join->asked = true;
    br_buffer_free(&frame);
}

static void take_answer(struct join *join, const struct br_enrolled *enrolled)
{
    struct settings *settings = &join->settings;
    join->answered = true;
    if (enrolled->refused != NULL) {
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
        join->status = br_error_set(&join->error, BR_ERR_NETWORK,
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

/* Only what we made; a folder with anything else in it stays. */
static void remove_all(const struct join *join)
{
    static const char *const folders[] = {"log", "views", ""};
    char path[PATH_SIZE];
    for (size_t i = 0; joined_files[i] != NULL; i++) {
        path_of(join, joined_files[i], path);
        (void)unlink(path);
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        path_of(join, folders[i], path);
        (void)rmdir(path);
    }
}

/* What a whole folder remembers of its code. */
static struct br_hash invitation_of(const struct join *join)
{
    return br_sha256_one(join->code.secret, sizeof join->code.secret);
}

static enum br_status keep_settings(struct join *join)
{
    char path[PATH_SIZE];
    struct br_device *device = NULL;
    struct br_hash invitation = invitation_of(join);
    struct br_bytes bytes = {.data = invitation.bytes, .size = sizeof invitation.bytes};
    path_of(join, "device.db", path);
    enum br_status status = br_device_open(path, true, &device, &join->error);
    if (status == BR_OK) {
        status = br_device_put(device, "invitation", bytes);
        if (status == BR_OK) {
            status = settings_save(device, &join->settings);
        }
        br_device_close(device);
    }
    return status;
}

/* The key that is there, or a new one; it has its name only once it is whole and durable. */
static enum br_status make_key(struct join *join)
{
    char path[PATH_SIZE];
    char made[PATH_SIZE];
    enum br_status status = BR_OK;
    path_of(join, "tls.pem", path);
    path_of(join, "tls.pem.new", made);
    if (access(path, F_OK) != 0) {
        (void)unlink(made);
        status = br_tls_key_new(made, &join->error);
        if (status == BR_OK && rename(made, path) != 0) {
            status = br_error_set(&join->error, BR_ERR_IO, "cannot write the key file %s: %s", path,
                                  strerror(errno));
        }
        if (status == BR_OK) {
            status = br_folder_sync(join->folder, &join->error);
        }
    }
    return status == BR_OK ? br_tls_open(path, &join->tls, &join->error) : status;
}

static enum br_status there_already(struct join *join)
{
    return br_error_set(&join->error, BR_ERR_EXISTS,
                        "%s is there already: choose a new folder with --dir", join->folder);
}

/* The folder's settings when it is whole; BR_ERR_NOT_FOUND when it is not. */
static enum br_status load_settings(struct join *join)
{
    char path[PATH_SIZE];
    struct br_device *device = NULL;
    struct br_error error = {{0}};
    struct br_buffer kept;
    struct br_hash invitation = invitation_of(join);
    path_of(join, "device.db", path);
    if (br_device_open(path, false, &device, &error) != BR_OK) {
        return BR_ERR_NOT_FOUND;
    }
    br_buffer_init(&kept, sizeof invitation.bytes);
    enum br_status status = settings_load(device, &join->settings, &error);
    if (status == BR_OK) {
        bool same = br_device_get(device, "invitation", &kept) == BR_OK && br_buffer_ok(&kept) &&
                    kept.size == sizeof invitation.bytes &&
                    memcmp(kept.data, invitation.bytes, kept.size) == 0;
        status = same ? BR_OK : BR_ERR_EXISTS;
    }
    br_buffer_free(&kept);
    br_device_close(device);
    return status;
}

/* A folder that is there, locked: whole with this code, begun and to be gone on with, or other. */
static enum br_status go_on(struct join *join)
{
    static const char *const inner[] = {"log", "views"};
    enum br_status status = load_settings(join);
    join->whole = status == BR_OK;
    if (join->whole) {
        return BR_OK;
    }
    if (status == BR_ERR_EXISTS || !joined_in_part(join->folder)) {
        return there_already(join);
    }
    (void)chmod(join->folder, S_IRWXU);
    for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
        char path[PATH_SIZE];
        path_of(join, inner[i], path);
        if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST) {
            return br_error_set(&join->error, BR_ERR_IO, "cannot make %s: %s", path,
                                strerror(errno));
        }
    }
    return BR_OK;
}

/* The folder, locked. */
static enum br_status take_folder(struct join *join, int *lock)
{
    char path[PATH_SIZE];
    enum br_status status = br_folder_make(join->folder, &join->error);
    join->made = status == BR_OK;
    if (status != BR_OK && status != BR_ERR_EXISTS) {
        return status;
    }
    path_of(join, "device.db", path);
    if (!join->made && access(path, F_OK) != 0 && !joined_in_part(join->folder)) {
        return there_already(join); /* somebody's: not even a lock is put into it */
    }
    join->error.text[0] = '\0';
    status = br_folder_lock(join->folder, lock, &join->error);
    return status == BR_OK && !join->made ? go_on(join) : status;
}

/* Everything in the folder. What is left on failure is fit for going on. */
static enum br_status enrol(struct join *join)
{
    int lock = -1;
    enum br_status status = take_folder(join, &lock);
    if (status == BR_OK && !join->whole) {
        status = make_key(join);
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
    }
    if (join->tls != NULL) {
        br_tls_free(join->tls);
    }
    bool ours_alone = !join->asked || status == BR_ERR_REFUSED; /* no invitation hangs on it */
    if (status != BR_OK && join->made && ours_alone) {
        remove_all(join);
    }
    join->kept = status != BR_OK && !ours_alone;
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

/* The profile and the first sync; what sync answered when the answer is to be JSON, else NULL. */
static json_t *follow_up(struct join *join, bool network_name)
{
    char words[][16] = {"profile", "set", "--to", "network", "--name", "sync", "--json"};
    char *set_profile[] = {words[0], words[1], words[2],
                           words[3], words[4], join->settings.member_name};
    char *sync[] = {words[5], words[6]};
    struct br_buffer said;
    json_t *answer = NULL;
    br_buffer_init(&said, BR_PAGE_OUTPUT_SIZE_MAX);
    struct br_buffer *out = join->call->json ? &said : NULL;
    if (network_name) {
        (void)process_words(join->folder, 6, set_profile, out);
        br_buffer_clear(&said);
    }
    if (process_words(join->folder, out == NULL ? 1 : 2, sync, out) != EXIT_FINE) {
        (void)fprintf(stderr,
                      "bigroom: you belong to the academy; the first sync did not work yet, "
                      "try: bigroom sync\n");
    } else if (out != NULL) {
        answer = json_loadb((const char *)said.data, said.size, 0, NULL);
    }
    br_buffer_free(&said);
    return answer;
}

static int fail(struct join *join, enum br_status status)
{
    bool offline = status == BR_ERR_NETWORK || status == BR_ERR_TIMEOUT;
    int code =
        call_fail(join->call,
                  offline ? EXIT_OFFLINE : (status == BR_ERR_REFUSED ? EXIT_REFUSED : EXIT_FAILED),
                  "%s", join->error.text[0] == '\0' ? br_status_text(status) : join->error.text);
    if (join->kept) {
        call_note(join->call, "what was begun is kept in %s; try again with the same code",
                  join->folder);
    }
    return code;
}

/* One object with all that joining did. */
static void say_json(struct join *join, json_t *take_sync)
{
    char academy[BR_HASH_TEXT_SIZE];
    char member[BR_ID_TEXT_SIZE];
    br_hash_text(&join->settings.academy, academy);
    br_id_text(&join->settings.member, member);
    json_t *json =
        json_pack("{s:i,s:s,s:s,s:s,s:s,s:b,s:o?}", "version", 1, "academy", academy,
                  "academy_name", join->settings.academy_name, "member", member, "member_name",
                  join->settings.member_name, "joined_before", join->whole, "sync", take_sync);
    call_json(join->call, json == NULL ? json_object() : json);
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
        return fail(&join, status);
    }
    if (call->json) {
        say_json(&join, follow_up(&join, network_name));
        return EXIT_FINE;
    }
    call_say(call,
             join.whole ? "%s, this device belongs to %s already.\n"
                        : "Welcome, %s: this device belongs to %s now.\n",
             join.settings.member_name, join.settings.academy_name);
    process_print(call);
    json_decref(follow_up(&join, network_name));
    return call->exit_code;
}
