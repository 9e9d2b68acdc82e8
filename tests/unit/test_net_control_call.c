/* The asking side of a verb: every answer that breaks off or makes no sense is an error. */
#include "harness/check.h"

#include "base/limits.h"
#include "net/control.h"
#include "net/control_socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *place(const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    return path;
}

/* A program that answers one call with [size] bytes, whatever it is asked, and hangs up. */
static pid_t answer_with(const char *path, const void *bytes, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)unlink(path);
    BR_ASSERT(bind(listening, (const struct sockaddr *)&address, sizeof address) == 0);
    BR_ASSERT(listen(listening, 1) == 0);
    pid_t child = fork();
    if (child == 0) {
        int asked = accept(listening, NULL, NULL);
        uint8_t block[256];
        ssize_t count = 0;
        do { /* the request ends with an empty '.' */
            count = recv(asked, block, sizeof block, 0);
        } while (count >= (ssize_t)BR_CONTROL_HEADER_SIZE &&
                 block[count - BR_CONTROL_HEADER_SIZE] != (uint8_t)'.');
        bool whole = send(asked, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
        (void)close(asked);
        _exit(whole ? 0 : 1);
    }
    (void)close(listening);
    return child;
}

static enum br_status call(const void *bytes, size_t size, int *exit_code, struct br_error *error)
{
    char verb[] = "status";
    char *argv[] = {verb};
    const char *path = place("control.sock");
    pid_t child = answer_with(path, bytes, size);
    enum br_status status =
        br_control_call(path, 1, argv, br_bytes_of_text("input"), exit_code, error);
    int ended = 0;
    CHECK(waitpid(child, &ended, 0) == child && ended == 0);
    return status;
}

static const uint8_t whole_answer[] = {'b', 0, 0, 0, 0,    'e', 0, 0, 0, 1, '\n', 'o',
                                       0,   0, 0, 1, '\n', 'x', 0, 0, 0, 1, 7};

static void test_a_whole_answer(void)
{
    int exit_code = -1;
    struct br_error error = {""};
    CHECK(call(whole_answer, sizeof whole_answer, &exit_code, &error) == BR_OK);
    CHECK_UINT(exit_code, 7);
}

/* Cut anywhere it is no answer; before it had begun the verb may be tried again. */
static void test_an_answer_that_breaks_off_is_an_error(void)
{
    for (size_t size = 0; size < sizeof whole_answer; size++) {
        int exit_code = -1;
        struct br_error error = {""};
        enum br_status status = call(whole_answer, size, &exit_code, &error);
        CHECK_UINT(status, size < BR_CONTROL_HEADER_SIZE ? BR_ERR_BUSY : BR_ERR_CLOSED);
        CHECK(error.text[0] != '\0');
    }
}

static void test_answers_that_make_no_sense(void)
{
    static const uint8_t unknown[] = {'?', 0, 0, 0, 0};
    static const uint8_t begun_with_text[] = {'b', 0, 0, 0, 1, 'x'};
    static const uint8_t long_code[] = {'x', 0, 0, 0, 2, 1, 1};
    static const uint8_t no_code[] = {'x', 0, 0, 0, 0};
    int exit_code = -1;
    struct br_error error = {""};
    CHECK(call(unknown, sizeof unknown, &exit_code, &error) == BR_ERR_PROTOCOL);
    CHECK(call(begun_with_text, sizeof begun_with_text, &exit_code, &error) == BR_ERR_CLOSED);
    CHECK(call(long_code, sizeof long_code, &exit_code, &error) == BR_ERR_CLOSED);
    CHECK(call(no_code, sizeof no_code, &exit_code, &error) == BR_ERR_CLOSED);
}

/* More arguments or bytes than a request may have: refused here, before anybody is asked. */
static void test_requests_at_their_limits(void)
{
    static char word[] = "w";
    static char *argv[BR_CONTROL_ARGUMENTS_MAX + 1];
    char *large = calloc(1, BR_CONTROL_REQUEST_MAX + 2);
    int exit_code = 0;
    struct br_error error = {""};
    const char *nobody = place("nobody.sock");
    for (int i = 0; i <= (int)BR_CONTROL_ARGUMENTS_MAX; i++) {
        argv[i] = word;
    }
    for (int count = (int)BR_CONTROL_ARGUMENTS_MAX; count <= (int)BR_CONTROL_ARGUMENTS_MAX + 1;
         count++) {
        bool fits = count <= (int)BR_CONTROL_ARGUMENTS_MAX;
        CHECK(br_control_call(nobody, count, argv, (struct br_bytes){NULL, 0}, &exit_code,
                              &error) == (fits ? BR_ERR_NOT_FOUND : BR_ERR_LIMIT));
    }
    memset(large, 'x', BR_CONTROL_REQUEST_MAX + 1);
    for (size_t size = BR_CONTROL_REQUEST_MAX; size <= BR_CONTROL_REQUEST_MAX + 1; size++) {
        struct br_bytes input = {(const uint8_t *)large, size};
        CHECK(br_control_call(nobody, 0, NULL, input, &exit_code, &error) ==
              (size <= BR_CONTROL_REQUEST_MAX ? BR_ERR_NOT_FOUND : BR_ERR_LIMIT));
        argv[0] = large;
        large[size] = '\0';
        CHECK(br_control_call(nobody, 1, argv, (struct br_bytes){NULL, 0}, &exit_code, &error) ==
              (size <= BR_CONTROL_REQUEST_MAX ? BR_ERR_NOT_FOUND : BR_ERR_LIMIT));
        large[size] = 'x';
    }
    free(large);
}

/* --- where it listens --- */

static void test_places_where_nobody_can_be(void)
{
    char path[5000];
    int connected = -1;
    struct br_error error = {""};
    CHECK(br_control_file_connect(place("none/control.sock"), &connected, &error) ==
          BR_ERR_NOT_FOUND);
    memset(path, 'n', sizeof path);
    path[0] = '/';
    path[4500] = '\0';
    CHECK(br_control_file_connect(path, &connected, &error) == BR_ERR_LIMIT ||
          br_control_file_connect(path, &connected, &error) == BR_ERR_NOT_FOUND);
    path[4400] = '/'; /* now it is the folder that is too long */
    CHECK(br_control_file_connect(path, &connected, &error) == BR_ERR_LIMIT);
    (void)snprintf(path, sizeof path, "%s/", br_test_folder());
    size_t size = strlen(path);
    memset(path + size, 'n', 200);
    path[size + 200] = '\0';
    CHECK(br_control_file_connect(path, &connected, &error) == BR_ERR_LIMIT);
    CHECK(error.text[0] != '\0');
}

/* A name without a folder is one in this folder; a plain file is nobody. */
static void test_names_without_a_folder(void)
{
    char before[4096];
    int connected = -1;
    struct br_error error = {""};
    struct br_control_file file;
    BR_ASSERT(getcwd(before, sizeof before) != NULL && chdir(br_test_folder()) == 0);
    CHECK(br_control_file_connect("here.sock", &connected, &error) == BR_ERR_NOT_FOUND);
    CHECK(br_control_file_listen("here.sock", &file, &error) == BR_OK);
    CHECK(br_control_file_connect("here.sock", &connected, &error) == BR_OK);
    (void)close(connected);
    struct br_control_file second = {.socket = -1};
    CHECK(br_control_file_listen("here.sock", &second, &error) == BR_ERR_BUSY);
    br_control_file_remove("here.sock", &file);
    CHECK(access("here.sock", F_OK) != 0);
    (void)close(file.socket);
    FILE *plain = fopen("plain", "w");
    BR_ASSERT(plain != NULL && fclose(plain) == 0);
    CHECK(br_control_file_connect("plain", &connected, &error) == BR_ERR_NOT_FOUND);
    CHECK(br_control_file_listen("plain", &file, &error) != BR_OK);
    CHECK(access("plain", F_OK) == 0); /* not ours: it is left alone */
    br_control_file_remove("plain", &second);
    CHECK(access("plain", F_OK) == 0);
    BR_ASSERT(chdir(before) == 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_whole_answer),
        BR_TEST(test_an_answer_that_breaks_off_is_an_error),
        BR_TEST(test_answers_that_make_no_sense),
        BR_TEST(test_requests_at_their_limits),
        BR_TEST(test_places_where_nobody_can_be),
        BR_TEST(test_names_without_a_folder),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
