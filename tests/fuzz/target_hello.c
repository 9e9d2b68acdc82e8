/*
 * target_hello.c - the look at a ClientHello, with more and more of the same bytes.
 *
 * What was judged bad stays bad, what was good stays good, and "more" ends at the maximum.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "net/hello.h"

#include <stdlib.h>
#include <string.h>

static void run(struct br_bytes input)
{
    enum br_hello before = BR_HELLO_MORE;
    for (size_t size = 0; size <= input.size; size++) {
        uint8_t *copy = malloc(size + 1); /* exactly as large as what has come */
        BR_ASSERT(copy != NULL);
        if (size > 0) {
            memcpy(copy + 1, input.data, size);
        }
        enum br_hello now = br_hello_judge((struct br_bytes){copy + 1, size});
        free(copy);
        BR_ASSERT(before == BR_HELLO_MORE || now == before);
        BR_ASSERT(now != BR_HELLO_MORE || size < BR_CLIENT_HELLO_SIZE_MAX);
        before = now;
        if (size > 300 && size + 300 < input.size) {
            size += 97; /* the middle of a long one is all alike */
        }
    }
}

static void seed(struct fuzz_seeds *out, size_t size, size_t sent)
{
    struct br_buffer bytes;
    br_buffer_init(&bytes, 2 * BR_CLIENT_HELLO_SIZE_MAX);
    br_buffer_put_u8(&bytes, 22);
    br_buffer_put_u16(&bytes, 0x0301);
    br_buffer_put_u16(&bytes, (uint16_t)size);
    br_buffer_put_u16(&bytes, 0x0100);
    br_buffer_put_u16(&bytes, (uint16_t)(size - 4));
    br_buffer_put_u16(&bytes, 0x0303);
    while (bytes.size < sent) {
        br_buffer_put_u8(&bytes, 0);
    }
    fuzz_seed(out, "hello", br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
}

static void seeds(struct fuzz_seeds *out)
{
    seed(out, 47, 52);
    seed(out, 200, 230);
    seed(out, 300, 100);
    seed(out, BR_CLIENT_HELLO_SIZE_MAX - 5, BR_CLIENT_HELLO_SIZE_MAX);
    seed(out, BR_CLIENT_HELLO_SIZE_MAX - 4, 60);
    fuzz_seed_text(out, "http", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
}

const struct fuzz_target fuzz_hello = {.name = "hello", .run = run, .seeds = seeds};
