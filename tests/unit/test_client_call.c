/* What a verb says: all of it, or that it was too much. */
#include "harness/check.h"

#include "client/call.h"

#include <string.h>

static void test_an_answer_has_a_maximum(void)
{
    for (size_t size = BR_PAGE_OUTPUT_SIZE_MAX - 1; size <= BR_PAGE_OUTPUT_SIZE_MAX + 1; size++) {
        struct call call = {.exit_code = EXIT_FINE};
        call_init(&call);
        bool fits = size <= BR_PAGE_OUTPUT_SIZE_MAX;
        uint8_t *most = br_buffer_extend(&call.out, BR_PAGE_OUTPUT_SIZE_MAX - 1);
        BR_ASSERT(most != NULL);
        memset(most, 'x', BR_PAGE_OUTPUT_SIZE_MAX - 1);
        for (size_t i = BR_PAGE_OUTPUT_SIZE_MAX - 1; i < size; i++) {
            br_buffer_put_u8(&call.out, 'x');
        }
        call_said(&call);
        CHECK_UINT(call.out.size, fits ? size : 0);
        CHECK_UINT(call.exit_code, fits ? EXIT_FINE : EXIT_FAILED);
        CHECK((call.err.size == 0) == fits);
        call_free(&call);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_answer_has_a_maximum),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
