/* main.c - bigroomd: the words of the call, and who answers it. */
#include "net/control_socket.h"
#include "server/site.h"
#include "server/verbs.h"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Verbs that need no academy at work. */
struct own_verb {
    const struct words_form *form;
    const char *help;
    int (*run)(const struct words *words);
};

static int run(const struct words *words);

static const struct words_form run_form = {
    .verb = "run",
    .usage = "DIR [--http ADDRESS] [--web-names NAME,...] [--alone]",
    .plain_count = 1,
    .options = {{"alone", false}, {"http", true}, {"web-names", true}}};

static const struct own_verb own_verbs[] = {
    {&init_form,
     "Makes a new academy in DIR, which must not exist, and prints its recovery key once.\n"
     "--listen is an address of this computer, or 0.0.0.0 for all that it has; --address is what\n"
     "others dial, where that differs.\n"
     "  bigroomd init /srv/bath --academy Bath --listen 0.0.0.0:4711 "
     "--address bigroom.bath.example:4711\n",
     init_academy},
    {&run_form,
     "Serves the academy in DIR until SIGTERM or SIGINT: peers, devices, and browsers over HTTPS, "
     "on\n"
     "one port. --http: pages without TLS as well, for browsers on this computer. --web-names: "
     "names\n"
     "with ports by which browsers reach it, besides its own address. --alone: after a restore,\n"
     "number new records without asking the peers for what was written after the backup.\n"
     "  bigroomd run /srv/bath\n"
     "  bigroomd run /srv/bath --http 127.0.0.1:8080 --web-names bath.localhost:8080\n",
     run},
    {&restore_form,
     "Unpacks a backup into DIR, which must not exist, and opens a new epoch.\n"
     "  bigroomd restore /backup/bath-2026-11-23.bigroom /srv/bath\n",
     restore_academy},
};
enum { OWN_VERBS = sizeof own_verbs / sizeof own_verbs[0] };

static void print_help(FILE *to)
{
    (void)fputs("bigroomd: one academy's server in the learning network.\n\n", to);
    for (size_t i = 0; i < OWN_VERBS; i++) {
        (void)fprintf(to, "  bigroomd %s %s\n", own_verbs[i].form->verb, own_verbs[i].form->usage);
    }
    for (size_t i = 0; i < verbs_count; i++) {
        (void)fprintf(to, "  bigroomd %s %s\n", verbs[i].form.verb, verbs[i].form.usage);
    }
    (void)fputs(
        "\nbigroomd VERB --help explains one. Verbs work on a running academy and on one "
        "that is not.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong words, 3 verify or rebuild found something.\n",
        to);
}

static const struct own_verb *own_verb_find(const char *word)
{
    for (size_t i = 0; i < OWN_VERBS; i++) {
        if (strcmp(word, own_verbs[i].form->verb) == 0) {
            return &own_verbs[i];
        }
    }
    return NULL;
}

/* "peer" is no verb, but the first word of some: their lines. False when there are none. */
static bool print_verbs_of(const char *first, FILE *to)
{
    size_t size = strlen(first);
    bool found = false;
    for (size_t i = 0; i < verbs_count; i++) {
        const char *verb = verbs[i].form.verb;
        if (strncmp(verb, first, size) == 0 && verb[size] == ' ') {
            (void)fprintf(to, "%s bigroomd %s %s\n", found ? "      " : "usage:", verb,
                          verbs[i].form.usage);
            found = true;
        }
    }
    return found;
}

static int complain_no_verb(const char *word)
{
    words_complain("there is no verb \"%s\"", word);
    (void)fputs("\n", stderr);
    print_help(stderr);
    return EXIT_USAGE;
}

static int help_for(int argc, char **argv)
{
    int words = 0;
    const struct verb *verb = verb_find(argv[1], argc > 2 ? argv[2] : NULL, &words);
    const struct own_verb *own = own_verb_find(argv[1]);
    if (verb != NULL) {
        (void)printf("usage: bigroomd %s %s\n\n%s", verb->form.verb, verb->form.usage, verb->help);
    } else if (own != NULL) {
        (void)printf("usage: bigroomd %s %s\n\n%s", own->form->verb, own->form->usage, own->help);
    } else if (argv[1][0] == '-' || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
    } else if (!print_verbs_of(argv[1], stdout)) {
        return complain_no_verb(argv[1]);
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

/* Before anything is numbered: the operator can still end it, and restore once more. */
static void warn_of_two_histories(const struct academy *academy)
{
    words_complain(
        "warning: --alone numbers new records without asking anybody for what %s wrote "
        "after the backup. If another academy holds some of that, there are two histories "
        "from now on, and it will refuse the new one.",
        academy->name);
    for (size_t i = 0; i < academy->peers.count; i++) {
        words_complain("warning: %s is a peer and was not asked", academy->peers.items[i].name);
    }
    words_complain("warning: to ask instead, stop it now, restore the backup again, run it without "
                   "--alone and, if it knows no peer, bigroomd peer add DIR CODE");
}

static int run(const struct words *words)
{
    static struct academy academy;
    struct academy_options options = {
        .connect = true,
        .folder = words->plain[0],
        .alone = words_value(&run_form, words, "alone") != NULL,
    };
    struct br_error error = {""};
    prepare_process();
    enum br_status status = open_soon(&academy, &options, &error);
    if (status != BR_OK) {
        words_complain("%s", error.text);
        return EXIT_FAILED;
    }
    if (academy.alone) {
        warn_of_two_histories(&academy);
    }
    status = academy_listen(&academy, &error);
    if (status == BR_OK) {
        struct site_options site = {.http = words_value(&run_form, words, "http"),
                                    .names = words_value(&run_form, words, "web-names")};
        status = site_open(&academy, &site, &error);
    }
    if (status != BR_OK) {
        academy_stop(&academy);
    }
    if (!academy_run(&academy)) {
        _exit(EXIT_OK); /* an ordinary exit would wait for the pool's threads */
    }
    if (status != BR_OK) {
        words_complain("%s", error.text);
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

/* A relative file name means the caller's folder, not the server's. The caller frees it. */
static char *absolute(const char *file)
{
    char here[ACADEMY_FOLDER_SIZE];
    size_t size = sizeof here;
    if (file[0] == '/') {
        here[0] = '\0';
    } else {
        BR_ASSERT(uv_cwd(here, &size) == 0);
    }
    size_t needed = strlen(here) + strlen(file) + 2;
    char *path = malloc(needed);
    BR_ASSERT(path != NULL);
    (void)snprintf(path, needed, "%s%s%s", here, here[0] == '\0' ? "" : "/", file);
    return path;
}

/* What the one who answers hears: the verb as one word, its options, its arguments without DIR. */
static int ask(const struct verb *verb, const struct words *words)
{
    enum { CALL_MAX = 1 + 2 * WORDS_OPTIONS_MAX + WORDS_PLAIN_MAX, OPTION_SIZE = 32 };
    char name[OPTION_SIZE];
    char options[WORDS_OPTIONS_MAX][OPTION_SIZE];
    char *call[CALL_MAX + 1] = {name};
    char *copies[WORDS_OPTIONS_MAX] = {NULL}; /* argv's words are not ours to write to */
    char *argument = NULL;
    int count = 1;
    (void)snprintf(name, sizeof name, "%s", verb->form.verb);
    for (size_t i = 0; i < WORDS_OPTIONS_MAX; i++) {
        const struct words_option *option = &verb->form.options[i];
        if (option->name == NULL || words->values[i] == NULL) {
            continue;
        }
        (void)snprintf(options[i], sizeof options[i], "--%s", option->name);
        call[count++] = options[i];
        if (option->takes_value) {
            copies[i] = strdup(words->values[i]);
            BR_ASSERT(copies[i] != NULL);
            call[count++] = copies[i];
        }
    }
    if (verb->form.plain_count > 1) {
        bool is_file = strcmp(verb->form.verb, "backup") == 0 ||
                       strcmp(verb->form.verb, "web certificate") == 0;
        argument = is_file ? absolute(words->plain[1]) : strdup(words->plain[1]);
        BR_ASSERT(argument != NULL);
        call[count++] = argument;
    }
    struct br_error error = {""};
    int exit_code = EXIT_FAILED;
    if (ask_or_run(words->plain[0], count, call, &exit_code, &error) != BR_OK) {
        words_complain("%s", error.text);
    }
    for (size_t i = 0; i < WORDS_OPTIONS_MAX; i++) {
        free(copies[i]);
    }
    free(argument);
    return exit_code;
}

/* Read the words behind the verb, then do it. */
static int answer(int argc, char **argv)
{
    int verb_words = 1;
    const struct own_verb *own = own_verb_find(argv[1]);
    const struct verb *verb =
        own != NULL ? NULL : verb_find(argv[1], argc > 2 ? argv[2] : NULL, &verb_words);
    if (own == NULL && verb == NULL) {
        return print_verbs_of(argv[1], stderr) ? EXIT_USAGE : complain_no_verb(argv[1]);
    }
    const struct words_form *form = own != NULL ? own->form : &verb->form;
    struct words words;
    struct br_error error = {""};
    if (words_read(form, 0, argc - 1 - verb_words, argv + 1 + verb_words, &words, &error) !=
        BR_OK) {
        words_complain_usage(form, error.text);
        return EXIT_USAGE;
    }
    return own != NULL ? own->run(&words) : ask(verb, &words);
}

/* A file that is opened must never get the number of a standard stream that the caller has closed:
   what we print would go into it. Reading and writing fail on what stands in. */
static void keep_standard_streams(void)
{
    for (int i = 0; i <= STDERR_FILENO; i++) {
        if (fcntl(i, F_GETFD) < 0) {
            (void)open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

int main(int argc, char **argv)
{
    int exit_code = EXIT_OK;
    keep_standard_streams();
    br_crypto_init();
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (asks_for_help(argc, argv)) {
        exit_code = help_for(argc, argv);
    } else if (strcmp(argv[1], "--version") == 0) {
        (void)puts("bigroomd " BIGROOM_VERSION);
    } else {
        exit_code = answer(argc, argv);
    }
    return exit_code == EXIT_OK && !words_written() ? EXIT_FAILED : exit_code;
}
