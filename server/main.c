/* main.c - bigroomd: the words of the call, and who answers it. */
#include "net/control_socket.h"
#include "server/verbs.h"

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_help(FILE *to)
{
    (void)fputs("bigroomd: one academy's server in the learning network.\n\n"
                "  bigroomd init DIR --academy NAME --listen HOST:PORT [--address HOST:PORT]\n"
                "  bigroomd run DIR [--alone]\n"
                "  bigroomd restore FILE DIR\n",
                to);
    for (size_t i = 0; i < verbs_count; i++) {
        (void)fprintf(to, "  bigroomd %s %s\n", verbs[i].name, verbs[i].arguments);
    }
    (void)fputs(
        "\nbigroomd VERB --help explains one. Verbs work on a running academy and on one "
        "that is not.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong words, 3 verify or rebuild found something.\n",
        to);
}

static const char *own_help(const char *verb)
{
    if (strcmp(verb, "init") == 0) {
        return "usage: bigroomd init DIR --academy NAME --listen HOST:PORT [--address "
               "HOST:PORT]\n\n"
               "Makes a new academy in DIR, which must not exist, and prints its recovery key "
               "once.\n"
               "--address is what others dial, where that differs from what we listen on.\n"
               "  bigroomd init /srv/bath --academy Bath --listen 0.0.0.0:4711 "
               "--address bigroom.bath.example:4711\n";
    }
    if (strcmp(verb, "run") == 0) {
        return "usage: bigroomd run DIR [--alone]\n\n"
               "Serves the academy in DIR until SIGTERM or SIGINT. --alone: after a restore, "
               "number "
               "new\nrecords without asking the peers for what was written after the backup.\n"
               "  bigroomd run /srv/bath\n";
    }
    if (strcmp(verb, "restore") == 0) {
        return "usage: bigroomd restore FILE DIR\n\n"
               "Unpacks a backup into DIR, which must not exist, and opens a new epoch.\n"
               "  bigroomd restore /backup/bath-2026-11-23.bigroom /srv/bath\n";
    }
    return NULL;
}

static int help_for(int argc, char **argv)
{
    int words = 0;
    const struct verb *verb = verb_find(argv[1], argc > 2 ? argv[2] : NULL, &words);
    const char *own = own_help(argv[1]);
    if (verb != NULL) {
        (void)printf("usage: bigroomd %s %s\n\n%s", verb->name, verb->arguments, verb->help);
    } else if (own != NULL) {
        (void)fputs(own, stdout);
    } else {
        print_help(stdout);
    }
    return EXIT_OK;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return argc == 2 && strcmp(argv[1], "help") == 0;
}

/* Is there a server behind the folder's control socket? */
static bool is_served(const char *folder)
{
    char socket[ACADEMY_FOLDER_SIZE + 16];
    struct br_error ignored;
    int connected = -1;
    (void)snprintf(socket, sizeof socket, "%s/control", folder);
    if (br_control_file_connect(socket, &connected, &ignored) != BR_OK) {
        return false;
    }
    (void)close(connected);
    return true;
}

/* A verb that found nobody running, or a server that is just stopping or starting, has the folder
   for a moment only. */
static enum br_status open_soon(struct academy *academy, const struct academy_options *options,
                                struct br_error *error)
{
    enum { LOOK_AGAIN_MS = 20 };
    uint64_t end_ms = br_clock_read().mono_ms + BR_FOLDER_WAIT_MS;
    enum br_status status = academy_open(academy, options, error);
    while (status == BR_ERR_BUSY && br_clock_read().mono_ms < end_ms &&
           !is_served(options->folder)) {
        (void)poll(NULL, 0, LOOK_AGAIN_MS); /* a lock cannot be waited for with a deadline */
        status = academy_open(academy, options, error);
    }
    return status;
}

/*
 * What a turn of the loop takes, it gives back: 1,000 small blocks when 1,000 devices are told of
 * one record. Without room to keep, the heap would shrink and grow again each time, which cost a
 * seventh of such a turn. And each file's work may wait for the disk: as many threads as there are
 * files, and some for names and long errands.
 */
static void prepare_process(void)
{
    enum { HEAP_KEPT = 8 * 1024 * 1024, MAPPED_FROM = 1024 * 1024 };
    (void)mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
    (void)setenv("UV_THREADPOOL_SIZE", "8", 0);
}

static int run(int argc, char **argv)
{
    static struct academy academy;
    struct academy_options options = {.connect = true};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--alone") == 0) {
            options.alone = true;
        } else if (options.folder == NULL) {
            options.folder = argv[i];
        } else {
            options.folder = NULL;
            break;
        }
    }
    if (options.folder == NULL) {
        (void)fputs("usage: bigroomd run DIR [--alone]\n", stderr);
        return EXIT_USAGE;
    }
    struct br_error error = {""};
    prepare_process();
    enum br_status status = open_soon(&academy, &options, &error);
    if (status != BR_OK) {
        (void)fprintf(stderr, "bigroomd: %s\n", error.text);
        return EXIT_FAILED;
    }
    status = academy_listen(&academy, &error);
    if (status != BR_OK) {
        academy_stop(&academy);
    }
    if (!academy_run(&academy)) {
        _exit(EXIT_OK); /* an ordinary exit would wait for the pool's threads */
    }
    if (status != BR_OK) {
        (void)fprintf(stderr, "bigroomd: %s\n", error.text);
        return EXIT_FAILED;
    }
    return EXIT_OK;
}

/* Nobody runs: open the folder for this one verb. */
static enum br_status run_here(const char *folder, int argc, char **argv, int *exit_code,
                               struct br_error *error)
{
    static struct academy academy;
    struct academy_options options = {.folder = folder};
    enum br_status status = open_soon(&academy, &options, error);
    if (status != BR_OK) {
        return status;
    }
    verbs_run_here(&academy, argc, argv, exit_code);
    (void)academy_run(&academy);
    return BR_OK;
}

/* The server, or when there is none this process. A server that came to be served while this waited
   for the folder is asked after all. */
static enum br_status ask_or_run(const char *folder, int argc, char **argv, int *exit_code,
                                 struct br_error *error)
{
    enum { TRIES = 2 };
    char socket[ACADEMY_FOLDER_SIZE + 16];
    enum br_status status = BR_ERR_BUSY;
    (void)snprintf(socket, sizeof socket, "%s/control", folder);
    for (int i = 0; i < TRIES && status == BR_ERR_BUSY; i++) {
        status = br_control_call(socket, argc, argv, (struct br_bytes){0}, exit_code, error);
        if (status == BR_ERR_NOT_FOUND) {
            status = run_here(folder, argc, argv, exit_code, error);
            if (status == BR_ERR_BUSY && !is_served(folder)) {
                return status; /* its time is over */
            }
        }
    }
    return status;
}

/* The verb's name as one word, then its arguments without DIR; file names made absolute. */
static int ask(const struct verb *verb, int words, int argc, char **argv)
{
    if (argc < words + 2) {
        (void)fprintf(stderr, "usage: bigroomd %s %s\n", verb->name, verb->arguments);
        return EXIT_USAGE;
    }
    const char *folder = argv[words + 1];
    char **call = calloc((size_t)argc + 1, sizeof *call);
    char *file = NULL;
    BR_ASSERT(call != NULL);
    int count = 0;
    call[count++] = argv[words]; /* replaced below: keeps the type without const */
    for (int i = words + 2; i < argc; i++) {
        call[count++] = argv[i];
    }
    char name[64];
    (void)snprintf(name, sizeof name, "%s", verb->name);
    call[0] = name;
    if (strcmp(verb->name, "backup") == 0 && count == 2 && call[1][0] != '/') {
        char here[ACADEMY_FOLDER_SIZE];
        size_t size = sizeof here;
        BR_ASSERT(uv_cwd(here, &size) == 0);
        size_t needed = strlen(here) + strlen(call[1]) + 2;
        file = malloc(needed);
        BR_ASSERT(file != NULL);
        (void)snprintf(file, needed, "%s/%s", here, call[1]);
        call[1] = file;
    }
    struct br_error error = {""};
    int exit_code = EXIT_FAILED;
    if (ask_or_run(folder, count, call, &exit_code, &error) != BR_OK) {
        (void)fprintf(stderr, "bigroomd: %s\n", error.text);
    }
    free(file);
    free(call);
    return exit_code;
}

int main(int argc, char **argv)
{
    br_crypto_init();
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (asks_for_help(argc, argv)) {
        return help_for(argc, argv);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)puts("bigroomd " BIGROOM_VERSION);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "init") == 0) {
        return init_academy(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], "run") == 0) {
        return run(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], "restore") == 0) {
        return restore_academy(argc - 1, argv + 1);
    }
    int words = 0;
    const struct verb *verb = verb_find(argv[1], argc > 2 ? argv[2] : NULL, &words);
    if (verb == NULL) {
        (void)fprintf(stderr, "bigroomd: there is no verb \"%s\"\n\n", argv[1]);
        print_help(stderr);
        return EXIT_USAGE;
    }
    return ask(verb, words, argc, argv);
}
