/* academy.c - real bigroomd processes for a bench. */
#include "academy.h"

#include "fill.h"
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4200, ANSWER_MAX = 1024 * 1024 };

static void path_in(const struct academy *academy, const char *name, char out[PATH_SIZE])
{
    (void)snprintf(out, PATH_SIZE, "%s/%s", academy->folder, name);
}

/* --- processes --- */

/* What it says on standard error goes to FOLDER.log; its standard output nowhere. */
static pid_t spawn(const struct academy *academy, const char *const *arguments)
{
    char log[PATH_SIZE];
    (void)snprintf(log, sizeof log, "%s.log", academy->folder);
    pid_t pid = fork();
    if (pid != 0) {
        return pid > 0 ? pid : (give_up("fork: %s", strerror(errno)), 0);
    }
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    int said = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    (void)dup2(nowhere, 0);
    (void)dup2(nowhere, 1);
    (void)dup2(said, 2);
    (void)execv(academy->program, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/* A port that was free a moment ago. */
static unsigned free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = listening >= 0 && bind(listening, (struct sockaddr *)&address, size) == 0 &&
                getsockname(listening, (struct sockaddr *)&address, &size) == 0;
    if (!good) {
        give_up("no port is free");
    }
    (void)close(listening);
    return ntohs(address.sin_port);
}

void academy_free_address(char *out, size_t size)
{
    (void)snprintf(out, size, "127.0.0.1:%u", free_port());
}

struct br_private *academy_open_private(const struct academy *academy)
{
    char path[PATH_SIZE];
    struct br_private *private = NULL;
    struct br_error error = {""};
    path_in(academy, "private.db", path);
    if (br_private_open(path, false, &private, &error) != BR_OK) {
        give_up("%s", error.text);
    }
    return private;
}

static void read_identity(struct academy *academy)
{
    char path[PATH_SIZE];
    char text[65] = "";
    uint8_t seed[32];
    struct br_public_key public;
    struct br_buffer id;
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    struct br_private *private = academy_open_private(academy);
    br_buffer_init(&id, sizeof academy->id);
    path_in(academy, "keys/signing", path);
    FILE *file = fopen(path, "re");
    bool good = file != NULL && fread(text, 1, sizeof text - 1, file) == sizeof text - 1 &&
                br_hex_decode(text, seed, sizeof seed) == BR_OK &&
                br_private_get(private, "academy", &id) == BR_OK && id.size == sizeof academy->id;
    path_in(academy, "keys/tls.pem", path);
    if (!good || br_tls_open(path, &tls, &error) != BR_OK) {
        give_up("%s has no usable keys: %s", academy->folder, error.text);
    }
    (void)fclose(file);
    memcpy(academy->id.bytes, id.data, sizeof academy->id);
    academy->pin = br_tls_pin(tls);
    br_key_pair(seed, &academy->signing, &public);
    br_tls_free(tls);
    br_private_close(private);
    br_buffer_free(&id);
}

void academy_make(struct academy *academy, const char *program, const char *folder,
                  const char *name)
{
    *academy = (struct academy){.program = program};
    (void)snprintf(academy->folder, sizeof academy->folder, "%.4000s/%s", folder, name);
    (void)snprintf(academy->name, sizeof academy->name, "%s", name);
    academy_free_address(academy->address, sizeof academy->address);
    const char *const arguments[] = {program, "init",     academy->folder,  "--academy",
                                     name,    "--listen", academy->address, NULL};
    if (wait_for(spawn(academy, arguments)) != 0) {
        give_up("%s could not be made: see %s.log", academy->folder, academy->folder);
    }
    read_identity(academy);
    fill_members(academy);
}

struct br_id academy_member(size_t index)
{
    struct br_id member = {{0}};
    br_store_u64(member.bytes + 8, index + 1);
    return member;
}

struct br_stream academy_network(const struct academy *academy)
{
    return (struct br_stream){.origin = academy->id, .audience = {.type = BR_AUDIENCE_NETWORK}};
}

void academy_enrol(const struct academy *academy, const struct br_tls *tls, size_t index)
{
    struct br_private *private = academy_open_private(academy);
    struct br_invitation invitation = {.member = academy_member(index % MEMBERS),
                                       .expires_ms = UINT64_MAX / 4};
    struct br_hash pin = br_tls_pin(tls);
    (void)snprintf(invitation.name, sizeof invitation.name, "Member %zu", index);
    invitation.secret_hash = pin; /* any number that is used once */
    struct br_invitation used;
    if (br_private_invite(private, &invitation) != BR_OK ||
        br_private_enrol(private, &invitation.secret_hash, &pin, "bench", 0, &used) != BR_OK) {
        give_up("a device could not be enrolled");
    }
    br_private_close(private);
}

/* --- verbs --- */

static bool receive(int connected, void *out, size_t size)
{
    for (size_t got = 0; got < size;) {
        ssize_t count = recv(connected, (uint8_t *)out + got, size - got, 0);
        if (count <= 0 && !(count < 0 && errno == EINTR)) {
            return false;
        }
        got += count > 0 ? (size_t)count : 0;
    }
    return true;
}

static void put_part(struct br_buffer *request, uint8_t type, const char *text)
{
    br_buffer_put_u8(request, type);
    br_buffer_put_u32(request, (uint32_t)strlen(text));
    br_buffer_put_text(request, text);
}

/* The exit code and the output of a verb; -1 when nobody answers. */
static int ask(const struct academy *academy, const char *const *words, struct br_buffer *answer)
{
    enum { HEADER_SIZE = 5 };
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct br_buffer request;
    int exit_code = -1;
    int connected = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    br_buffer_init(&request, ANSWER_MAX);
    br_buffer_clear(answer);
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s/control", academy->folder) >=
        (int)sizeof address.sun_path) {
        give_up("the folder's name is too long: %s", academy->folder);
    }
    for (; *words != NULL; words++) {
        put_part(&request, 'a', *words);
    }
    put_part(&request, '.', "");
    if (connect(connected, (struct sockaddr *)&address, sizeof address) == 0 &&
        send(connected, request.data, request.size, MSG_NOSIGNAL) == (ssize_t)request.size) {
        uint8_t header[HEADER_SIZE];
        while (exit_code < 0 && receive(connected, header, sizeof header)) {
            size_t size = br_load_u32(header + 1);
            uint8_t *body = header[0] == 'o' ? br_buffer_extend(answer, size) : calloc(1, size + 1);
            bool whole = body != NULL && receive(connected, body, size);
            exit_code = whole && header[0] == 'x' ? body[0] : exit_code;
            if (header[0] == 'e') {
                (void)fputs((char *)body, stderr);
            }
            if (header[0] != 'o') {
                free(body);
            }
        }
    }
    (void)close(connected);
    br_buffer_free(&request);
    return exit_code;
}

static void nap(unsigned ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    (void)nanosleep(&time, NULL);
}

void academy_start(struct academy *academy)
{
    static const char *const words[] = {"figures", NULL};
    const char *const arguments[] = {academy->program, "run",
                                     academy->folder,  academy->http[0] == '\0' ? NULL : "--http",
                                     academy->http,    NULL};
    struct br_buffer answer;
    br_buffer_init(&answer, ANSWER_MAX);
    academy->pid = spawn(academy, arguments);
    while (ask(academy, words, &answer) != 0) {
        if (waitpid(academy->pid, NULL, WNOHANG) != 0) {
            give_up("%s ended: see %s.log", academy->name, academy->folder);
        }
        nap(1);
    }
    br_buffer_free(&answer);
    academy_settle(academy);
}

void academy_stop(struct academy *academy)
{
    (void)kill(academy->pid, SIGTERM);
    int status = wait_for(academy->pid);
    if (status != 0) {
        (void)fprintf(stderr, "%s ended with %d\n", academy->name, status);
    }
    academy->pid = 0;
}

static void add_code(const struct academy *academy, const char *code, bool dials)
{
    const char *const words[] = {"peer add", code, dials ? NULL : "--no-dial", NULL};
    struct br_buffer answer;
    br_buffer_init(&answer, ANSWER_MAX);
    if (ask(academy, words, &answer) != 0) {
        give_up("%s does not take the other's code", academy->name);
    }
    br_buffer_free(&answer);
}

void academy_add_peer(const struct academy *academy, const struct academy *peer, bool dials)
{
    static const char *const words[] = {"peer code", NULL};
    struct br_buffer answer;
    br_buffer_init(&answer, ANSWER_MAX);
    if (ask(peer, words, &answer) != 0 || br_buffer_text(&answer) == NULL) {
        give_up("%s does not tell its code", peer->name);
    }
    add_code(academy, br_buffer_text(&answer), dials);
    br_buffer_free(&answer);
}

static uint64_t number_in(const json_t *object, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

struct figures academy_figures(const struct academy *academy)
{
    static const char *const words[] = {"figures", NULL};
    struct br_buffer answer;
    br_buffer_init(&answer, ANSWER_MAX);
    int exit_code = ask(academy, words, &answer);
    json_t *json =
        exit_code == 0 ? json_loadb((const char *)answer.data, answer.size, 0, NULL) : NULL;
    if (json == NULL) {
        give_up("%s does not answer", academy->name);
    }
    struct figures figures = {
        .commits = number_in(json, "commits"),
        .stored = number_in(json, "records_stored"),
        .folded = number_in(json, "records_folded"),
        .wire_bytes = number_in(json, "wire_bytes"),
        .sessions = number_in(json, "sessions"),
        .folding = json_is_true(json_object_get(json, "folding")),
    };
    json_decref(json);
    br_buffer_free(&answer);
    return figures;
}

void academy_settle(const struct academy *academy)
{
    while (academy_figures(academy).folding) {
        nap(1);
    }
}

json_t *academy_cost(const struct academy *academy, double cpu_before)
{
    return json_pack("{s:f, s:I, s:I}", "cpu_s", process_cpu_s(academy->pid) - cpu_before,
                     "peak_kib", (json_int_t)process_memory_kib(academy->pid, "VmHWM"), "kib_after",
                     (json_int_t)process_memory_kib(academy->pid, "VmRSS"));
}

/* --- options --- */

void bench_options_read(struct bench_options *options, int argc, char **argv)
{
    bool good = argc % 2 == 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        bool known = strcmp(argv[i], "--bigroomd") == 0 || strcmp(argv[i], "--folder") == 0;
        options->program = strcmp(argv[i], "--bigroomd") == 0 ? argv[i + 1] : options->program;
        options->folder = strcmp(argv[i], "--folder") == 0 ? argv[i + 1] : options->folder;
        for (size_t j = 0; j < 4 && options->numbers[j].name != NULL; j++) {
            if (strncmp(argv[i], "--", 2) == 0 &&
                strcmp(argv[i] + 2, options->numbers[j].name) == 0) {
                options->numbers[j].value = strtoull(argv[i + 1], NULL, 10);
                known = true;
            }
        }
        good = good && known;
    }
    if (good && options->program != NULL && options->folder != NULL) {
        return;
    }
    (void)fprintf(stderr, "usage: %s --bigroomd PROGRAM --folder FOLDER", argv[0]);
    for (size_t j = 0; j < 4 && options->numbers[j].name != NULL; j++) {
        (void)fprintf(stderr, " [--%s %llu]", options->numbers[j].name,
                      (unsigned long long)options->numbers[j].value);
    }
    give_up(" ");
}
