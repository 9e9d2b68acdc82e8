/* Log lines as they arrive on standard error: one line each, whatever the values hold. */
#include "harness/check.h"

#include "base/logline.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int stderr_before;
static char path[512];

static void capture_begin(void)
{
    (void)snprintf(path, sizeof path, "%s/stderr", br_test_folder());
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);
    stderr_before = dup(STDERR_FILENO);
    BR_ASSERT(file >= 0 && stderr_before >= 0 && dup2(file, STDERR_FILENO) >= 0);
    (void)close(file);
}

/* What was written since; the first 24 bytes of a line are the time. */
static size_t capture_end(char *out, size_t size)
{
    (void)fflush(stderr);
    BR_ASSERT(dup2(stderr_before, STDERR_FILENO) >= 0);
    (void)close(stderr_before);
    int file = open(path, O_RDONLY);
    ssize_t got = read(file, out, size - 1);
    (void)close(file);
    BR_ASSERT(got >= 0);
    out[got] = '\0';
    return (size_t)got;
}

static void expect_value(const char *value, const char *printed)
{
    char out[16384];
    char expected[16384];
    capture_begin();
    BR_LOGLINE(BR_INFO, "event", BR_TEXT("value", value), BR_NUMBER("count", 7));
    size_t size = capture_end(out, sizeof out);
    (void)snprintf(expected, sizeof expected, " info event value=%s count=7\n", printed);
    if (CHECK(size > 24)) {
        CHECK_TEXT(out + 24, expected);
        CHECK(out[10] == 'T' && out[23] == 'Z');
    }
}

static void test_values_stay_in_their_place(void)
{
    expect_value("Bath", "Bath");
    expect_value("", "\"\"");
    expect_value("two words", "\"two words\"");
    expect_value("a=b", "\"a=b\"");
    expect_value("say \"x\" \\", "\"say \\\"x\\\" \\\\\"");
    expect_value("x\n2026-01-01T00:00:00.000Z error forged",
                 "\"x\\x0a2026-01-01T00:00:00.000Z error forged\"");
    expect_value("\x1b[31mred\x7f\r\t", "\"\\x1b[31mred\\x7f\\x0d\\x09\"");
}

static void test_text_of_other_languages(void)
{
    expect_value("caf\xc3\xa9", "\"caf\xc3\xa9\"");
    expect_value("csi \xc2\x9b"
                 "31m",
                 "\"csi \\xc2\\x9b31m\""); /* U+009B is an escape in one piece */
    expect_value("\xc2\xa0", "\"\xc2\xa0\"");
    /* NOLINTBEGIN(misc-misleading-bidirectional): these characters are what is tested */
    expect_value("turned \xe2\x80\xae"
                 "detnirp", /* U+202E: what follows is shown backwards */
                 "\"turned \\xe2\\x80\\xaedetnirp\"");
    expect_value("isolate \xe2\x81\xa6 tag \xf3\xa0\x80\xa1",
                 "\"isolate \\xe2\\x81\\xa6 tag \\xf3\\xa0\\x80\\xa1\"");
    /* NOLINTEND(misc-misleading-bidirectional) */
    expect_value("not utf-8 \xff\xc3", "\"not utf-8 \\xff\\xc3\"");
}

/* However long a value is: one line, ended. */
static void test_long_values_are_cut(void)
{
    static char value[6000];
    char out[16384];
    for (size_t size = 4000; size < 4100; size++) {
        memset(value, 'x', size);
        value[size] = '\0';
        capture_begin();
        BR_LOGLINE(BR_INFO, "first", BR_TEXT("value", value));
        BR_LOGLINE(BR_INFO, "second", BR_NUMBER("n", 1));
        (void)capture_end(out, sizeof out);
        const char *end = strchr(out, '\n');
        if (CHECK(end != NULL)) {
            CHECK((size_t)(end - out) < 4096);
            CHECK_TEXT(end + 1 + 24, " info second n=1\n");
        }
    }
}

static void test_levels_below_are_dropped(void)
{
    char out[4096];
    capture_begin();
    BR_LOGLINE(BR_DEBUG, "hidden", BR_NUMBER("n", 1));
    br_logline_level(BR_DEBUG);
    BR_LOGLINE(BR_DEBUG, "shown", BR_NUMBER("n", 2));
    br_logline_level(BR_ERROR);
    BR_LOGLINE(BR_WARNING, "hidden", BR_NUMBER("n", 3));
    BR_LOGLINE(BR_ERROR, "shown", BR_NUMBER("n", UINT64_MAX));
    br_logline_level(BR_INFO);
    (void)capture_end(out, sizeof out);
    CHECK(strstr(out, "hidden") == NULL);
    CHECK(strstr(out, " debug shown n=2\n") != NULL);
    CHECK(strstr(out, " error shown n=18446744073709551615\n") != NULL);
}

enum { THREADS = 4, LINES = 200 };

static void *write_lines(void *letter)
{
    char value[200];
    memset(value, *(const char *)letter, sizeof value - 1);
    value[sizeof value - 1] = '\0';
    for (int i = 0; i < LINES; i++) {
        BR_LOGLINE(BR_INFO, "line", BR_TEXT("value", value));
    }
    return NULL;
}

static void test_lines_of_threads_do_not_mix(void)
{
    static char out[THREADS * LINES * 300];
    pthread_t threads[THREADS];
    capture_begin();
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, write_lines, (void *)&"abcd"[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    (void)capture_end(out, sizeof out);
    size_t lines = 0;
    for (const char *at = out; *at != '\0'; lines++) {
        const char *value = strstr(at, "value=");
        const char *end = strchr(at, '\n');
        if (!CHECK(value != NULL && end != NULL && end == value + 6 + 199)) {
            return;
        }
        CHECK(strspn(value + 6, (const char[]){value[6], '\0'}) == 199);
        at = end + 1;
    }
    CHECK_UINT(lines, THREADS * LINES);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_values_stay_in_their_place),  BR_TEST(test_text_of_other_languages),
        BR_TEST(test_long_values_are_cut),         BR_TEST(test_levels_below_are_dropped),
        BR_TEST(test_lines_of_threads_do_not_mix),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
