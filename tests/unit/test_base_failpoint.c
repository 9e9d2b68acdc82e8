/* A failpoint ends the process at the pass that was asked for, and at no other. */
#include "harness/check.h"

#include "base/failpoint.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void pass_three_times(void)
{
    for (int i = 0; i < 3; i++) {
        BR_FAILPOINT("test.point");
    }
}

/* How a child ends that passes the point three times with this in its environment. */
static int ends_with(const char *order)
{
    pid_t child = fork();
    if (child == 0) {
        (void)close(STDERR_FILENO); /* its last word is not for our reader */
        (void)setenv("BR_FAILPOINT", order, 1);
        pass_three_times();
        _exit(7);
    }
    int status = 0;
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void test_dies_at_its_pass(void)
{
#ifdef BIGROOM_FAILPOINTS
    const int died = -SIGKILL;
#else
    const int died = 7;
#endif
    CHECK(ends_with("test.point:1") == died);
    CHECK(ends_with("test.point:3") == died);
}

static void test_lives_otherwise(void)
{
    CHECK(ends_with("test.point:4") == 7);
    CHECK(ends_with("test.point:0") == 7);
    CHECK(ends_with("test.point") == 7);
    CHECK(ends_with("test.poin:1") == 7);
    CHECK(ends_with("test.points:1") == 7);
    CHECK(ends_with("") == 7);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_dies_at_its_pass),
        BR_TEST(test_lives_otherwise),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
