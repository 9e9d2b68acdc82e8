/* init.c - a new academy's folder, and one from a backup. */
#include "server/verbs.h"

#include "base/failpoint.h"
#include "net/address.h"
#include "pages/terminal.h"
#include "record/keys.h"
#include "record/kind.h"
#include "record/message.h"
#include "replica/folder.h"
#include "store/snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = ACADEMY_FOLDER_SIZE + 64 };

struct init {
    const char *folder;
    const char *name;
    const char *listen;
    const char *address;
    char part[ACADEMY_FOLDER_SIZE]; /* made here, renamed when whole */
    struct br_secret_key recovery;
    struct br_public_key recovery_public;
    struct br_hash id;
    struct br_academy_keys keys;
};

static enum br_status put_text(struct br_private *private, const char *key, const char *text)
{
    return br_private_put(private, key, br_bytes_of_text(text));
}

static enum br_status make_keys(struct init *init, struct br_error *error)
{
    char keys_folder[PATH_SIZE];
    char tls_path[PATH_SIZE + 16];
    uint8_t seed[32];
    char seed_text[sizeof seed * 2 + 1];
    struct br_secret_key signing;
    struct br_public_key signing_public;
    struct br_tls *tls = NULL;
    (void)snprintf(keys_folder, sizeof keys_folder, "%s/keys", init->part);
    (void)snprintf(tls_path, sizeof tls_path, "%s/tls.pem", keys_folder);
    if (mkdir(keys_folder, 0700) != 0) {
        return br_error_set(error, BR_ERR_IO, "cannot make %s: %s", keys_folder, strerror(errno));
    }
    br_random_bytes(seed, sizeof seed);
    br_key_pair(seed, &init->recovery, &init->recovery_public);
    br_random_bytes(seed, sizeof seed);
    br_key_pair(seed, &signing, &signing_public);
    br_hex_encode(seed, sizeof seed, seed_text);
    enum br_status status =
        br_folder_put(keys_folder, "signing", seed_text, strlen(seed_text), 0600, error);
    br_wipe(seed, sizeof seed);
    br_wipe(seed_text, sizeof seed_text);
    br_wipe(&signing, sizeof signing);
    if (status == BR_OK) {
        status = br_tls_key_new(tls_path, error);
    }
    if (status == BR_OK) {
        status = br_tls_open(tls_path, &tls, error);
    }
    if (status == BR_OK) {
        struct br_hash pin = br_tls_pin(tls);
        init->id = br_keys_academy(&init->recovery_public);
        br_keys_make(&init->recovery, &signing_public, &pin, &init->keys);
        br_tls_free(tls);
    }
    return status;
}

static enum br_status make_private(struct init *init, struct br_error *error)
{
    static const uint8_t epoch[4] = {0, 0, 0, 1};
    static const uint8_t recovering = 0;
    char path[PATH_SIZE];
    struct br_private *private = NULL;
    (void)snprintf(path, sizeof path, "%s/private.db", init->part);
    enum br_status status = br_private_open(path, true, &private, error);
    if (status != BR_OK) {
        return status;
    }
    status = put_text(private, "name", init->name);
    if (status == BR_OK) {
        status = put_text(private, "listen", init->listen);
    }
    if (status == BR_OK) {
        status = put_text(private, "address", init->address);
    }
    if (status == BR_OK) {
        status = br_private_put(private, "academy",
                                (struct br_bytes){init->id.bytes, sizeof init->id.bytes});
    }
    if (status == BR_OK) {
        status = br_private_put(private, "epoch", (struct br_bytes){epoch, sizeof epoch});
    }
    if (status == BR_OK) {
        status = br_private_put(private, "recovering", (struct br_bytes){&recovering, 1});
    }
    br_private_close(private);
    if (status != BR_OK) {
        (void)br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    return status;
}

/* --- the first two records --- */

struct first_words {
    struct academy *academy;
    size_t waiting;
    enum br_status status;
    struct br_error error;
};

static void on_first_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct first_words *words = context;
    if (status == BR_OK && outcome->type == BR_OUTCOME_REFUSED) {
        words->status = br_error_set(&words->error, BR_ERR_REFUSED, "%s", outcome->reason);
    } else if (status != BR_OK) {
        words->status = br_error_set(&words->error, status,
                                     "the first records could not be "
                                     "written: %s",
                                     br_status_text(status));
    }
    if (--words->waiting == 0) {
        academy_stop(words->academy);
    }
}

static void say_keys(struct first_words *words, const struct br_academy_keys *keys)
{
    struct br_buffer payload;
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    br_keys_pack(keys, &payload);
    struct br_write write = {
        .id = br_id_new(),
        .roles = BR_ROLES_ACADEMY,
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = BR_KIND_ACADEMY_KEYS,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&payload),
    };
    words->waiting++;
    br_replica_say(words->academy->replica, &write, on_first_said, words);
    br_buffer_free(&payload);
}

static enum br_status say_profile(struct first_words *words, const char *name)
{
    const struct br_kind *kind = br_kind_by_name("academy_profile");
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *profile = br_message_new(kind->message, &arena);
    enum br_status status = profile == NULL ? BR_ERR_NO_MEMORY
                                            : br_message_set(profile, &arena, "name",
                                                             br_bytes_of_text(name), &words->error);
    if (status == BR_OK) {
        words->waiting++;
        academy_say(words->academy, kind->number, BR_AUDIENCE_NETWORK, profile, on_first_said,
                    words);
    }
    br_arena_free(&arena);
    return status;
}

static enum br_status first_records(struct init *init, struct br_error *error)
{
    static struct academy academy;
    struct academy_options options = {.folder = init->part, .create = true};
    enum br_status status = academy_open(&academy, &options, error);
    if (status != BR_OK) {
        return status;
    }
    struct first_words words = {.academy = &academy, .status = BR_OK};
    say_keys(&words, &init->keys);
    status = say_profile(&words, init->name);
    (void)academy_run(&academy);
    if (status == BR_OK) {
        status = words.status;
    }
    *error = words.error;
    return status;
}

/* What an init or a restore makes, wherever it is cut off; folders come after what is in them. */
static const char *const part_files[] = {"keys/signing",
                                         "keys/tls.pem",
                                         "log/shared.db",
                                         "log/local.db",
                                         "views/all.db",
                                         "views/search.db",
                                         "views/shared.db",
                                         "views/local.db",
                                         "private.db",
                                         "desk.db",
                                         "lock"};
static const char *const part_folders[] = {"keys", "log", "views", ""};

/*
 * Make [folder].part free for a new attempt. Only what we make ourselves is removed, and only from
 * a folder that is no link to another: BR_ERR_EXISTS when something else is in the way.
 */
static enum br_status clear_part(const char *part, struct br_error *error)
{
    static const char *const tails[] = {"", ".new", "-journal", "-wal", "-shm"};
    char path[PATH_SIZE];
    struct stat info;
    bool is_folder = lstat(part, &info) == 0 && S_ISDIR(info.st_mode);
    for (size_t i = 0; is_folder && i < sizeof part_files / sizeof part_files[0]; i++) {
        for (size_t j = 0; j < sizeof tails / sizeof tails[0]; j++) {
            (void)snprintf(path, sizeof path, "%s/%s%s", part, part_files[i], tails[j]);
            (void)unlink(path);
        }
    }
    for (size_t i = 0; is_folder && i < sizeof part_folders / sizeof part_folders[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", part, part_folders[i]);
        (void)rmdir(path);
    }
    if (lstat(part, &info) == 0) {
        return br_error_set(error, BR_ERR_EXISTS,
                            "%s is in the way and holds what was not made here: move it away",
                            part);
    }
    return BR_OK;
}

static void remove_part(const char *part)
{
    struct br_error ignored;
    (void)clear_part(part, &ignored); /* the first error is the story */
}

/* A path or a name may hold anything, and a terminal would obey it. */
static void put_safe(struct br_buffer *out, const char *text)
{
    br_text_terminal_line(br_bytes_of_text(text), out);
}

/* Said before the folder gets its name: a key that nobody could read is no key. */
static enum br_status print_made(const struct init *init, struct br_error *error)
{
    char id[BR_HASH_TEXT_SIZE];
    char recovery[65];
    struct br_buffer text;
    br_buffer_init(&text, 16 * (size_t)ACADEMY_FOLDER_SIZE);
    br_hash_text(&init->id, id);
    br_hex_encode(init->recovery.bytes, 32, recovery); /* the seed: the first half */
    put_safe(&text, init->name);
    br_buffer_put_text(&text, " is ready in ");
    put_safe(&text, init->folder);
    br_buffer_put_format(
        &text,
        ".\n\n"
        "academy id     %s\n"
        "recovery key   %s\n\n"
        "Write the recovery key down and keep it away from this computer. It is shown only\n"
        "now, it is stored nowhere, and only it can replace lost or stolen keys.\n",
        id, recovery);
    bool written = fputs(br_buffer_text(&text), stdout) >= 0 && fflush(stdout) == 0;
    int number = errno;
    br_wipe(recovery, sizeof recovery);
    br_wipe(text.data, text.size);
    br_buffer_free(&text);
    return written ? BR_OK
                   : br_error_set(error, BR_ERR_IO,
                                  "the recovery key could not be written, so no academy was made: "
                                  "%s",
                                  strerror(number));
}

/* A path that was never made is said with what to do about it. */
static enum br_status check_parent(const char *folder, struct br_error *error)
{
    char parent[ACADEMY_FOLDER_SIZE];
    struct stat info;
    (void)snprintf(parent, sizeof parent, "%s", folder);
    char *slash = strrchr(parent, '/');
    if (slash == NULL || slash == parent) {
        return BR_OK;
    }
    *slash = '\0';
    if (stat(parent, &info) == 0 || errno != ENOENT) {
        return BR_OK; /* what else is wrong is said when the folder is made */
    }
    return br_error_set(error, BR_ERR_NOT_FOUND,
                        "there is no folder %s: make it first, with mkdir -p %s", parent, parent);
}

static enum br_status make_academy(struct init *init, struct br_error *error)
{
    struct stat info;
    if (lstat(init->folder, &info) == 0) {
        return br_error_set(error, BR_ERR_EXISTS,
                            "%s exists already: choose a folder that is not there yet",
                            init->folder);
    }
    if (snprintf(init->part, sizeof init->part, "%s.part", init->folder) >=
        (int)sizeof init->part) {
        return br_error_set(error, BR_ERR_LIMIT, "the folder's name is too long");
    }
    enum br_status status = check_parent(init->folder, error);
    if (status == BR_OK) {
        status = clear_part(init->part, error); /* of an init that did not end */
    }
    if (status == BR_OK) {
        status = br_folder_make(init->part, error);
    }
    if (status != BR_OK) {
        return status;
    }
    status = make_keys(init, error);
    if (status == BR_OK) {
        status = make_private(init, error);
    }
    if (status == BR_OK) {
        status = first_records(init, error);
    }
    if (status == BR_OK) {
        status = print_made(init, error);
    }
    BR_FAILPOINT("init.rename.before");
    if (status == BR_OK && rename(init->part, init->folder) != 0) {
        status = br_error_set(error, BR_ERR_IO,
                              "no academy was made, and the key above is of no use: cannot rename "
                              "%s: %s",
                              init->part, strerror(errno));
    }
    BR_FAILPOINT("init.rename.after");
    if (status != BR_OK) {
        remove_part(init->part);
    }
    return status;
}

/* True when it stands for all addresses of this computer: nobody can dial it. */
static bool is_any(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        return IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr);
    }
    return ((const struct sockaddr_in *)address)->sin_addr.s_addr == htonl(INADDR_ANY);
}

/* An address that others can dial; a listener's must be digits, and may stand for all. */
static bool check_address(const char *option, const char *text, bool listens)
{
    struct br_host_port parts;
    struct sockaddr_storage numeric;
    struct br_error error;
    if (strlen(text) > 255) {
        words_complain("%s is longer than 255 bytes", option);
        return false;
    }
    if (br_address_split(text, &parts, &error) != BR_OK || parts.port == 0) {
        words_complain("%s %s: an address looks like 192.0.2.7:4711 or [::1]:4711", option, text);
        return false;
    }
    bool digits = br_address_numeric(&parts, &numeric);
    if (listens && !digits) {
        words_complain("%s %s: listen on an address of this computer, such as 192.0.2.7:%s, or on "
                       "all of them with 0.0.0.0:%s; a name belongs behind --address",
                       option, text, parts.port_text, parts.port_text);
        return false;
    }
    if (!listens && digits && is_any(&numeric)) {
        words_complain("nobody can reach %s: say with --address HOST:PORT how others reach this "
                       "computer, such as --address bigroom.example.org:%s",
                       text, parts.port_text);
        return false;
    }
    return true;
}

/* "DIR/" is DIR: what is made beside it must not come to lie in it. */
static bool take_folder(const char *word, char out[ACADEMY_FOLDER_SIZE])
{
    static const char part[] = ".part";
    size_t size = strlen(word);
    while (size > 1 && word[size - 1] == '/') {
        size--;
    }
    if (size == 0 || size >= ACADEMY_FOLDER_SIZE) {
        words_complain("the academy's folder needs a name of 1 to %u bytes",
                       ACADEMY_FOLDER_SIZE - 1);
        return false;
    }
    memcpy(out, word, size);
    out[size] = '\0';
    if (size >= strlen(part) && strcmp(out + size - strlen(part), part) == 0) {
        words_complain("a name that ends in .part is for folders that are being made");
        return false;
    }
    return true;
}

const struct words_form init_form = {
    .verb = "init",
    .usage = "DIR --academy NAME --listen HOST:PORT [--address HOST:PORT]",
    .plain_count = 1,
    .options = {{"academy", true}, {"listen", true}, {"address", true}}};

int init_academy(const struct words *words)
{
    struct init init = {.name = words_value(&init_form, words, "academy"),
                        .listen = words_value(&init_form, words, "listen"),
                        .address = words_value(&init_form, words, "address")};
    if (init.name == NULL || init.listen == NULL) {
        words_complain_usage(&init_form,
                             init.name == NULL ? "--academy is missing" : "--listen is missing");
        return EXIT_USAGE;
    }
    char folder[ACADEMY_FOLDER_SIZE];
    if (!take_folder(words->plain[0], folder)) {
        return EXIT_USAGE;
    }
    init.folder = folder;
    init.address = init.address == NULL ? init.listen : init.address;
    size_t name_size = strlen(init.name);
    if (name_size == 0 || name_size > BR_TEXT_NAME_MAX ||
        !br_utf8_valid(br_bytes_of_text(init.name))) {
        words_complain("the academy's name must be 1 to %u bytes of UTF-8", BR_TEXT_NAME_MAX);
        return EXIT_USAGE;
    }
    if (!check_address("--listen", init.listen, true) ||
        !check_address("--address", init.address, false)) {
        return EXIT_USAGE;
    }
    struct br_error error = {""};
    enum br_status status = make_academy(&init, &error);
    if (status != BR_OK) {
        words_complain("%s", error.text);
    }
    br_wipe(&init.recovery, sizeof init.recovery);
    return status == BR_OK ? EXIT_OK : EXIT_FAILED;
}

/* --- restore --- */

/*
 * A new epoch at every restore: what was numbered after the backup is not known here, and a number
 * must never be given twice. Minutes since 2026 keep apart two restores of the same backup, as long
 * as they leave room for single steps.
 */
static uint32_t epoch_after(uint32_t last)
{
    static const uint64_t year_2026_ms = 1767225600000u;
    uint64_t wall_ms = br_clock_read().wall_ms;
    uint64_t minutes = wall_ms > year_2026_ms ? (wall_ms - year_2026_ms) / 60000u : 0;
    return minutes > last && minutes < BR_EPOCH_MAX / 2 ? (uint32_t)minutes : last + 1;
}

static enum br_status open_epoch(const char *folder, uint32_t *epoch_now, struct br_error *error)
{
    char path[PATH_SIZE];
    struct br_private *private = NULL;
    struct br_buffer value;
    uint8_t encoded[4];
    static const uint8_t recovering = 1;
    br_buffer_init(&value, 64);
    (void)snprintf(path, sizeof path, "%s/private.db", folder);
    enum br_status status = br_private_open(path, false, &private, error);
    if (status != BR_OK) {
        return status;
    }
    status = br_private_get(private, "epoch", &value);
    if (status == BR_OK && value.size == sizeof encoded) {
        *epoch_now = epoch_after(br_load_u32(value.data));
        br_store_u32(encoded, *epoch_now);
        status = *epoch_now > BR_EPOCH_MAX
                     ? BR_ERR_LIMIT
                     : br_private_put(private, "epoch", (struct br_bytes){encoded, sizeof encoded});
    }
    if (status == BR_OK) {
        status = br_private_put(private, "recovering", (struct br_bytes){&recovering, 1});
    }
    br_buffer_free(&value);
    br_private_close(private);
    if (status != BR_OK) {
        (void)br_error_set(error, status, "%s: %s", path, br_status_text(status));
    }
    return status;
}

/* Before the folder has its name: nobody can run it in the old epoch. */
static enum br_status prepare_restored(void *context, const char *folder, struct br_error *error)
{
    char views[PATH_SIZE];
    (void)snprintf(views, sizeof views, "%s/views", folder);
    if (mkdir(views, 0700) != 0 && errno != EEXIST) {
        return br_error_set(error, BR_ERR_IO, "cannot make %s: %s", views, strerror(errno));
    }
    return open_epoch(folder, context, error);
}

const struct words_form restore_form = {.verb = "restore", .usage = "FILE DIR", .plain_count = 2};

int restore_academy(const struct words *words)
{
    struct br_error error = {""};
    uint32_t epoch = 0;
    char folder[ACADEMY_FOLDER_SIZE];
    char part[ACADEMY_FOLDER_SIZE + 8];
    if (!take_folder(words->plain[1], folder)) {
        return EXIT_USAGE;
    }
    (void)snprintf(part, sizeof part, "%s.part", folder);
    enum br_status status = check_parent(folder, &error);
    if (status == BR_OK) {
        status = clear_part(part, &error); /* of a restore that did not end */
    }
    if (status == BR_OK) {
        status =
            br_snapshot_restore_with(words->plain[0], folder, prepare_restored, &epoch, &error);
    }
    if (status != BR_OK) {
        words_complain("%s", error.text);
        return EXIT_FAILED;
    }
    struct br_buffer text;
    br_buffer_init(&text, 16 * (size_t)ACADEMY_FOLDER_SIZE);
    put_safe(&text, folder);
    br_buffer_put_format(
        &text,
        " is restored and opens epoch %u.\n"
        "When it runs, it first fetches from a peer what it wrote after the backup, and\n"
        "numbers new records only then. If the backup is older than its peers, add one while it\n"
        "runs: bigroomd peer add DIR CODE. Only if no other academy holds anything of it:\n"
        "bigroomd run --alone ",
        epoch);
    put_safe(&text, folder);
    (void)printf("%s\n", br_buffer_text(&text));
    br_buffer_free(&text);
    return EXIT_OK;
}
