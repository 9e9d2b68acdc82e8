/* The pure parts of net: the look at a ClientHello, the queue, addresses as text. */
#include "test_net_world.h"

#include "net/address.h"
#include "net/hello.h"
#include "net/queue.h"

static enum br_hello judge(const uint8_t *data, size_t size)
{
    return br_hello_judge((struct br_bytes){data, size});
}

static void test_hello_is_seen_when_whole(void)
{
    uint8_t hello[5000];
    size_t size = client_hello(hello, sizeof hello, 0);
    for (size_t part = 0; part < size; part++) {
        CHECK(judge(hello, part) == BR_HELLO_MORE);
    }
    CHECK(judge(hello, size) == BR_HELLO_GOOD);
    CHECK(judge(hello, size + 1) == BR_HELLO_GOOD); /* what follows is TLS's to judge */
}

static void test_hello_size_has_a_maximum(void)
{
    uint8_t hello[5000];
    for (size_t size = BR_CLIENT_HELLO_SIZE_MAX - 1; size <= BR_CLIENT_HELLO_SIZE_MAX + 1; size++) {
        size_t count = client_hello(hello, sizeof hello, size);
        bool fits = size <= BR_CLIENT_HELLO_SIZE_MAX;
        CHECK(judge(hello, count) == (fits ? BR_HELLO_GOOD : BR_HELLO_BAD));
        CHECK(judge(hello, 5) == (fits ? BR_HELLO_MORE : BR_HELLO_BAD)); /* known at once */
    }
}

static void test_hello_with_one_wrong_byte_is_bad(void)
{
    static const size_t decided[] = {0, 1, 2, 5, 6, 7, 9, 10};
    uint8_t hello[5000];
    size_t size = client_hello(hello, sizeof hello, 0);
    for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++) {
        uint8_t kept = hello[decided[i]];
        hello[decided[i]] = 0xee;
        CHECK(judge(hello, size) == BR_HELLO_BAD);
        CHECK(judge(hello, decided[i]) == BR_HELLO_MORE);
        hello[decided[i]] = kept;
    }
    for (unsigned version = 0; version <= 4; version++) { /* TLS 1.0 to 1.2, as records say */
        hello[2] = (uint8_t)version;
        CHECK(judge(hello, size) == (version >= 1 && version <= 3 ? BR_HELLO_GOOD : BR_HELLO_BAD));
    }
    hello[2] = 1;
    br_store_u16(hello + 3, 46); /* the shortest that could be */
    CHECK(judge(hello, 5) == BR_HELLO_BAD);
    br_store_u16(hello + 3, 47);
    CHECK(judge(hello, 5) == BR_HELLO_MORE);
    CHECK(judge((const uint8_t *)"GET / HTTP/1.1\r\n", 16) == BR_HELLO_BAD);
}

static void test_queue_gives_what_it_got(void)
{
    static const size_t sizes[] = {0, 1, 2047, 2048, 2049, 70000, 3, 65536, 5, 300000, 1};
    struct br_queue_spare spare = {NULL, 0};
    struct br_queue queue = {.spare = &spare};
    uint8_t *data = malloc(300000);
    size_t total = 0;
    uint8_t next_in = 0;
    uint8_t next_out = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t at = 0; at < sizes[i]; at++) {
            data[at] = next_in++;
        }
        CHECK(br_queue_put(&queue, (struct br_bytes){data, sizes[i]}) == BR_OK);
        total += sizes[i];
    }
    free(data);
    CHECK_UINT(queue.size, total);
    bool equal = true;
    while (queue.size > 0) {
        struct br_bytes front = br_queue_front(&queue);
        size_t part = front.size > 777 ? 777 : front.size;
        BR_ASSERT(part > 0);
        for (size_t at = 0; at < part; at++) {
            equal = equal && front.data[at] == next_out++;
        }
        br_queue_drop(&queue, part);
        total -= part;
        CHECK_UINT(queue.size, total);
    }
    CHECK(equal);
    CHECK(queue.first == NULL && queue.last == NULL);
    CHECK_UINT(br_queue_front(&queue).size, 0);
    CHECK(br_queue_put(&queue, br_bytes_of_text("again")) == BR_OK);
    br_queue_clear(&queue);
    CHECK_UINT(queue.size, 0);
    CHECK(spare.count > 0);
    br_queue_spare_free(&spare);
    CHECK(spare.count == 0 && spare.first == NULL);
}

/* Large chunks are kept up to the maximum, small ones are not. */
static void test_queue_keeps_some_chunks(void)
{
    static const size_t kept_max = BR_WRITE_CHUNKS_KEPT_MAX;
    uint8_t *data = calloc(kept_max + 1, BR_WRITE_CHUNK_SIZE);
    for (size_t count = kept_max - 1; count <= kept_max + 1; count++) {
        struct br_queue_spare spare = {NULL, 0};
        struct br_queue queue = {.spare = &spare};
        for (int round = 0; round < 2; round++) {
            struct br_bytes bytes = {data, count * BR_WRITE_CHUNK_SIZE};
            CHECK(br_queue_put(&queue, bytes) == BR_OK);
            CHECK_UINT(spare.count, 0);
            br_queue_clear(&queue);
            CHECK_UINT(spare.count, count < kept_max ? count : kept_max);
        }
        br_queue_spare_free(&spare);
        CHECK(br_queue_put(&queue, (struct br_bytes){data, 300}) == BR_OK);
        br_queue_clear(&queue);
        CHECK_UINT(spare.count, 0);
    }
    free(data);
}

static void test_addresses_are_split(void)
{
    static const struct {
        const char *text;
        const char *host; /* NULL: malformed */
        unsigned port;
        bool numeric;
    } cases[] = {
        {"127.0.0.1:0", "127.0.0.1", 0, true},
        {"127.0.0.1:65535", "127.0.0.1", 65535, true},
        {"127.0.0.1:65536", NULL, 0, false},
        {"127.0.0.1:100000", NULL, 0, false},
        {"[::1]:443", "::1", 443, true},
        {"academy.example:7400", "academy.example", 7400, false},
        {"1.2.3:7400", "1.2.3", 7400, false},
        {"::1:443", NULL, 0, false},
        {"[host:443", NULL, 0, false},
        {"[]:1", NULL, 0, false},
        {"host", NULL, 0, false},
        {"host:", NULL, 0, false},
        {":443", NULL, 0, false},
        {"host:-1", NULL, 0, false},
        {"host:1 ", NULL, 0, false},
        {"", NULL, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_host_port out;
        struct br_error error = {""};
        struct sockaddr_storage address;
        enum br_status status = br_address_split(cases[i].text, &out, &error);
        if (cases[i].host == NULL) {
            CHECK(status == BR_ERR_MALFORMED && error.text[0] != '\0');
            continue;
        }
        CHECK(status == BR_OK);
        CHECK_TEXT(out.host, cases[i].host);
        CHECK_UINT(out.port, cases[i].port);
        CHECK(br_address_numeric(&out, &address) == cases[i].numeric);
        if (cases[i].numeric) {
            char text[BR_ADDRESS_TEXT_SIZE];
            br_address_print(&address, text);
            CHECK_TEXT(text, cases[i].text);
        }
    }
}

static void test_host_names_have_a_maximum(void)
{
    for (size_t size = BR_HOST_SIZE - 2; size <= BR_HOST_SIZE; size++) {
        char text[300];
        struct br_host_port out;
        memset(text, 'a', size);
        (void)snprintf(text + size, sizeof text - size, ":1");
        CHECK((br_address_split(text, &out, NULL) == BR_OK) == (size < BR_HOST_SIZE));
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_hello_is_seen_when_whole),         BR_TEST(test_hello_size_has_a_maximum),
        BR_TEST(test_hello_with_one_wrong_byte_is_bad), BR_TEST(test_queue_gives_what_it_got),
        BR_TEST(test_queue_keeps_some_chunks),          BR_TEST(test_addresses_are_split),
        BR_TEST(test_host_names_have_a_maximum),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
