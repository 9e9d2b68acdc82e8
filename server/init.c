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
#include <getopt.h>
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

static void remove_part(const char *part)
{
    static const char *const files[] = {
        "keys/signing",
        "keys/signing.new",
        "keys/tls.pem",
        "keys",
        "log/shared.db",
        "log/shared.db-wal",
        "log/shared.db-shm",
        "log/local.db",
        "log/local.db-wal",
        "log/local.db-shm",
        "log",
        "views/shared.db",
        "views/shared.db-wal",
        "views/shared.db-shm",
        "views/local.db",
        "views/local.db-wal",
        "views/local.db-shm",
        "views",
        "private.db",
        "private.db-wal",
        "private.db-shm",
        "lock",
        "",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[PATH_SIZE];
        (void)snprintf(path, sizeof path, "%s/%s", part, files[i]);
        (void)remove(path); /* only what we made ourselves, and only as far as it came */
    }
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
    remove_part(init->part);
    enum br_status status = br_folder_make(init->part, error);
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
    BR_FAILPOINT("init.rename.before");
    if (status == BR_OK && rename(init->part, init->folder) != 0) {
        status =
            br_error_set(error, BR_ERR_IO, "cannot rename %s: %s", init->part, strerror(errno));
    }
    BR_FAILPOINT("init.rename.after");
    if (status != BR_OK) {
        remove_part(init->part);
    }
    return status;
}

static bool is_address(const char *text)
{
    struct br_host_port parts;
    struct br_error ignored;
    return strlen(text) <= 255 && br_address_split(text, &parts, &ignored) == BR_OK &&
           parts.port > 0;
}

/* "DIR/" is DIR: what is made beside it must not come to lie in it. */
static void cut_slashes(char *folder)
{
    for (size_t size = strlen(folder); size > 1 && folder[size - 1] == '/'; size--) {
        folder[size - 1] = '\0';
    }
}

static int usage(const char *line)
{
    (void)fprintf(stderr, "usage: %s\n", line);
    return EXIT_USAGE;
}

static void print_made(struct init *init)
{
    char id[BR_HASH_TEXT_SIZE];
    char recovery[65];
    br_hash_text(&init->id, id);
    br_hex_encode(init->recovery.bytes, 32, recovery); /* the seed: the first half */
    struct br_buffer name; /* a name may hold anything; a terminal would obey it */
    br_buffer_init(&name, 8 * (size_t)BR_TEXT_NAME_MAX);
    br_text_terminal_line(br_bytes_of_text(init->name), &name);
    (void)printf(
        "%s is ready in %s.\n\n"
        "academy id     %s\n"
        "recovery key   %s\n\n"
        "Write the recovery key down and keep it away from this computer. It is shown only\n"
        "now, it is stored nowhere, and only it can replace lost or stolen keys.\n",
        br_buffer_text(&name), init->folder, id, recovery);
    br_buffer_free(&name);
    br_wipe(recovery, sizeof recovery);
}

int init_academy(int argc, char **argv)
{
    static const char line[] =
        "bigroomd init DIR --academy NAME --listen HOST:PORT [--address HOST:PORT]";
    static const struct option options[] = {{"academy", required_argument, NULL, 'n'},
                                            {"listen", required_argument, NULL, 'l'},
                                            {"address", required_argument, NULL, 'a'},
                                            {NULL, 0, NULL, 0}};
    struct init init = {0};
    int option = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        init.name = option == 'n' ? optarg : init.name;
        init.listen = option == 'l' ? optarg : init.listen;
        init.address = option == 'a' ? optarg : init.address;
        if (option == '?') {
            return usage(line);
        }
    }
    if (optind != argc - 1 || init.name == NULL || init.listen == NULL) {
        return usage(line);
    }
    cut_slashes(argv[optind]);
    init.folder = argv[optind];
    init.address = init.address == NULL ? init.listen : init.address;
    size_t name_size = strlen(init.name);
    if (name_size == 0 || name_size > BR_TEXT_NAME_MAX ||
        !br_utf8_valid(br_bytes_of_text(init.name))) {
        (void)fprintf(stderr, "bigroomd: the academy's name must be 1 to %u bytes of UTF-8\n",
                      BR_TEXT_NAME_MAX);
        return EXIT_USAGE;
    }
    if (!is_address(init.listen) || !is_address(init.address)) {
        (void)fprintf(stderr, "bigroomd: an address looks like 192.0.2.7:4711 or [::1]:4711\n");
        return EXIT_USAGE;
    }
    struct br_error error = {""};
    enum br_status status = make_academy(&init, &error);
    if (status == BR_OK) {
        print_made(&init);
    } else {
        (void)fprintf(stderr, "bigroomd: %s\n", error.text);
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

int restore_academy(int argc, char **argv)
{
    if (argc != 3) {
        return usage("bigroomd restore FILE DIR");
    }
    struct br_error error = {""};
    uint32_t epoch = 0;
    cut_slashes(argv[2]);
    enum br_status status =
        br_snapshot_restore_with(argv[1], argv[2], prepare_restored, &epoch, &error);
    if (status != BR_OK) {
        (void)fprintf(stderr, "bigroomd: %s\n", error.text);
        return EXIT_FAILED;
    }
    (void)printf("%s is restored and opens epoch %u.\n"
                 "When it runs, it first fetches from a peer what it wrote after the backup, and\n"
                 "numbers new records only then. Without any peer: bigroomd run --alone %s\n",
                 argv[2], epoch, argv[2]);
    return EXIT_OK;
}
