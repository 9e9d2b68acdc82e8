/*
 * main.c - the program bigroom: one verb at a time, here or in the agent that runs in the folder.
 *
 * Whoever has the folder's lock carries verbs out. When that is a running agent (run, sync), the
 * verb is sent to it with the contents of files that it names; when it is another short verb, we
 * wait.
 */
#include "base/logline.h"
#include "client/agent.h"
#include "client/process.h"
#include "client/verb_client.h"
#include "client/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_SIZE 4000u
#define BUSY_PAUSE_MS 20

/* --- what goes along with the verb --- */

static enum br_status read_stream(FILE *file, struct br_buffer *input)
{
    uint8_t block[65536];
    size_t size = 0;
    do {
        size = fread(block, 1, sizeof block, file);
        br_buffer_put(input, block, size);
    } while (size == sizeof block && br_buffer_ok(input));
    return ferror(file) != 0 ? BR_ERR_IO : (br_buffer_ok(input) ? BR_OK : BR_ERR_LIMIT);
}

/* Is some option's text to be read from standard input? */
static bool wants_input(const struct call *call)
{
    for (size_t i = 0; i < call->options.given_count; i++) {
        const char *value = call->options.given[i].value;
        if (value != NULL && strcmp(value, "-") == 0) {
            return true;
        }
    }
    return false;
}

static int read_input(struct call *call, struct br_buffer *input)
{
    const char *name = "-";
    if (call->verb->input == INPUT_FILE) {
        name = call_argument(call, call->options.argument_count - 1);
    } else {
        if (call->verb->input == INPUT_NONE || !wants_input(call)) {
            return EXIT_FINE;
        }
    }
    bool standard = strcmp(name, "-") == 0;
    FILE *file = standard ? stdin : fopen(name, "rb");
    if (file == NULL) {
        return call_fail(call, EXIT_UNKNOWN, "%s: %s", name, strerror(errno));
    }
    enum br_status status = read_stream(file, input);
    if (!standard) {
        (void)fclose(file);
    }
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "%s: %s", name,
                         status == BR_ERR_LIMIT ? "too large to read" : "it cannot be read");
    }
    call->input = br_buffer_bytes(input);
    return EXIT_FINE;
}

/* --- the folder --- */

static int find_folder(struct call *call, char out[FOLDER_SIZE])
{
    const char *given = call_value(call, "dir");
    const char *from_environment = getenv("BIGROOM_DIR");
    const char *home = getenv("HOME");
    int size = 0;
    if (given != NULL) {
        size = snprintf(out, FOLDER_SIZE, "%s", given);
    } else if (from_environment != NULL && from_environment[0] != '\0') {
        size = snprintf(out, FOLDER_SIZE, "%s", from_environment);
    } else if (home != NULL) {
        size = snprintf(out, FOLDER_SIZE, "%s/.bigroom", home);
    } else {
        return call_fail(call, EXIT_USAGE, "say which folder: --dir DIR");
    }
    if (size <= 0 || (size_t)size >= FOLDER_SIZE) {
        return call_fail(call, EXIT_USAGE, "the folder's name is empty or too long");
    }
    return EXIT_FINE;
}

/* --- carrying it out --- */

/* True when the running agent answered, or broke off with the verb begun. */
static bool forward(const char *folder, struct call *call, int argc, char *const *argv)
{
    char path[FOLDER_SIZE + 16];
    struct br_error error = {{0}};
    int exit_code = EXIT_FAILED;
    (void)snprintf(path, sizeof path, "%s/control", folder);
    enum br_status status = br_control_call(path, argc, argv, call->input, &exit_code, &error);
    if (status == BR_ERR_NOT_FOUND || status == BR_ERR_BUSY) {
        return false;
    }
    call->exit_code = status == BR_OK ? exit_code : call_fail(call, EXIT_FAILED, "%s", error.text);
    return true;
}

static void carry_out(const char *folder, struct call *call, int argc, char *const *argv)
{
    uint64_t end_ms = br_clock_read().mono_ms + BR_CLIENT_BUSY_WAIT_MS;
    for (;;) {
        struct br_error error = {{0}};
        enum br_status status = process_call(folder, call, &error);
        if (status == BR_OK) {
            return;
        }
        if (status != BR_ERR_BUSY) {
            call->exit_code =
                call_fail(call, EXIT_FAILED, "%s",
                          error.text[0] == '\0' ? br_status_text(status) : error.text);
            return;
        }
        if (forward(folder, call, argc, argv)) {
            return;
        }
        if (br_clock_read().mono_ms >= end_ms) {
            call->exit_code = call_fail(call, EXIT_FAILED, "%s", error.text);
            return;
        }
        (void)poll(NULL, 0, BUSY_PAUSE_MS); /* a lock cannot be waited for with a deadline */
    }
}

/* Running the agent: another short verb may have the folder just now. */
static int run_alone(const char *folder, struct call *call)
{
    return strcmp(call->verb->name, "join") == 0 ? alone_join(folder, call)
                                                 : alone_run(folder, call);
}

/* Lines of a batch are remembered under the file's full name, wherever it is called from. */
static char **with_full_name(int argc, char **argv, struct call *call)
{
    char *full = realpath(call_argument(call, 0), NULL);
    if (full == NULL) {
        return argv; /* standard input, or a file that reading will complain of */
    }
    char *kept = br_arena_text(&call->arena, br_bytes_of_text(full));
    char **changed = br_arena_take(&call->arena, (size_t)argc * sizeof *changed);
    free(full);
    BR_ASSERT(kept != NULL && changed != NULL); /* the first things in this arena */
    for (int i = 0; i < argc; i++) {
        changed[i] = argv[i] == call_argument(call, 0) ? kept : argv[i];
    }
    return changed;
}

static char **with_word(int argc, char **argv, char *word, struct call *call)
{
    char **longer = br_arena_take(&call->arena, ((size_t)argc + 1) * sizeof *longer);
    BR_ASSERT(longer != NULL); /* among the first things in this arena */
    memcpy(longer, argv, (size_t)argc * sizeof *longer);
    longer[argc] = word;
    return longer;
}

/* What leaves is shown, once, and asked about on a terminal. EXIT_FINE: yes. */
static int ask_first(const char *folder, struct call *call, int argc, char **argv)
{
    static char preview[] = "--preview";
    char **longer = with_word(argc, argv, preview, call);
    struct call first = {.verb = NULL};
    struct br_error error = {{0}};
    call_init(&first);
    if (verbs_read(argc + 1, longer, &first, &error) != BR_OK) {
        first.exit_code = call_fail(&first, EXIT_USAGE, "%s", error.text);
    } else {
        carry_out(folder, &first, argc + 1, longer);
    }
    process_print(&first);
    int code = first.exit_code;
    call_free(&first);
    if (code == EXIT_FINE && !process_ask("Share this with the network?")) {
        code = call_fail(call, EXIT_USAGE, "nothing is shared; add --yes to share this");
    }
    return code;
}

static bool asks_first(const struct call *call)
{
    return call->verb->area != NULL && strcmp(call->verb->area, "measure") == 0 &&
           strcmp(call->verb->name, "share") == 0 && !call_has(call, "yes") &&
           !call_has(call, "preview") && !call->json;
}

/* --- the program --- */

/* A verb that needs no folder: here and at once. */
static int run_plain(struct call *call)
{
    struct br_buffer input;
    br_buffer_init(&input, BR_CONTROL_REQUEST_MAX);
    int code = read_input(call, &input);
    if (code == EXIT_FINE) {
        code = call->verb->run(call);
    }
    br_buffer_free(&input);
    return code;
}

static int act(int argc, char **argv, struct call *call)
{
    char folder[FOLDER_SIZE];
    struct br_buffer input;
    struct call again = {.verb = NULL};
    struct br_error error = {{0}};
    char **words = argv;
    int count = argc;
    if (call->verb->place == VERB_PLAIN) {
        return run_plain(call);
    }
    int code = find_folder(call, folder);
    if (code != EXIT_FINE) {
        return code;
    }
    if (call->verb->place == VERB_ALONE) {
        return run_alone(folder, call);
    }
    if (strcmp(call->verb->name, "batch") == 0) {
        words = with_full_name(argc, argv, call);
    }
    if (asks_first(call)) {
        static char yes[] = "--yes";
        code = ask_first(folder, call, argc, argv);
        if (code != EXIT_FINE) {
            return code;
        }
        words = with_word(argc, argv, yes, call);
        count = argc + 1;
    }
    call_init(&again);
    br_buffer_init(&input, BR_CONTROL_REQUEST_MAX);
    if (verbs_read(count, words, &again, &error) != BR_OK) {
        code = call_fail(call, EXIT_USAGE, "%s", error.text);
    } else {
        code = read_input(&again, &input);
    }
    if (code == EXIT_FINE) {
        carry_out(folder, &again, count, words);
        code = again.exit_code;
    }
    again.exit_code = code;
    process_print(&again);
    code = again.exit_code;
    br_buffer_free(&input);
    call_free(&again);
    return code;
}

/* Else a file or socket of ours may take the place of one that was closed, and be written to. What
 * stands there instead cannot be written either, so that an answer is not lost in silence. */
static void hold_standard_files(void)
{
    int file = 0;
    do {
        file = open("/dev/null", O_RDONLY);
    } while (file >= 0 && file <= STDERR_FILENO);
    if (file >= 0) {
        (void)close(file);
    }
}

int main(int argc, char **argv)
{
    struct call call = {.verb = NULL};
    struct br_error error = {{0}};
    int code = EXIT_FINE;
    hold_standard_files();
    (void)signal(SIGPIPE, SIG_IGN);
    br_crypto_init();
    br_logline_level(BR_WARNING);
    call_init(&call);
    if (verbs_read(argc - 1, argv + 1, &call, &error) != BR_OK) {
        code = call_fail(&call, EXIT_USAGE, "%s", error.text);
        if (call.group != NULL) {
            verbs_help(&call, &call.err);
        }
    } else if (call_has(&call, "version")) {
        call_say(&call, "bigroom %s\n", BIGROOM_VERSION);
    } else if (call_has(&call, "help")) {
        verbs_help(&call, &call.out);
    } else {
        code = act(argc - 1, argv + 1, &call);
    }
    call.exit_code = code;
    process_print(&call);
    code = call.exit_code;
    call_free(&call);
    return code;
}
