/* Identities and hashes: published vectors, order by time, printing and parsing. */
#include "harness/check.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"

#include <pthread.h>
#include <string.h>

/* FIPS 180-4 and the usual million; the record hash is nothing without this. */
static void test_sha256_vectors(void)
{
    static const struct {
        const char *text;
        const char *hash;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char text[BR_HASH_TEXT_SIZE];
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct br_hash hash = br_sha256_one(vectors[i].text, strlen(vectors[i].text));
        br_hash_text(&hash, text);
        CHECK_TEXT(text, vectors[i].hash);
    }
    struct br_sha256_stream *stream = br_sha256_stream_new();
    for (int i = 0; i < 1000000; i++) {
        br_sha256_stream_add(stream, "a", 1);
    }
    struct br_hash million = br_sha256_stream_finish(stream);
    br_hash_text(&million, text);
    CHECK_TEXT(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_parts_are_one_text(void)
{
    struct br_bytes parts[] = {br_bytes_of_text("brc1"), {NULL, 0}, br_bytes_of_text("payload")};
    struct br_hash apart = br_sha256(parts, 3);
    struct br_hash whole = br_sha256_one("brc1payload", 11);
    struct br_hash none = br_sha256(parts, 0);
    struct br_hash empty = br_sha256_one(NULL, 0);
    CHECK(br_hash_equal(&apart, &whole));
    CHECK(br_hash_equal(&none, &empty));
    CHECK(!br_hash_equal(&apart, &none) && !br_hash_is_zero(&apart));
}

enum { THREADS = 4, ROUNDS = 2000 };

static void *hash_on_a_thread(void *seed)
{
    struct br_hash *hash = seed;
    for (int i = 0; i < ROUNDS; i++) {
        *hash = br_sha256_one(hash->bytes, sizeof hash->bytes);
    }
    return NULL;
}

/* Each thread has a context of its own: chains run side by side end where they end alone. */
static void test_threads_do_not_mix(void)
{
    pthread_t threads[THREADS];
    struct br_hash hashes[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++) {
        hashes[i].bytes[0] = (uint8_t)i;
        CHECK(pthread_create(&threads[i], NULL, hash_on_a_thread, &hashes[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        struct br_hash alone = {.bytes = {(uint8_t)i}};
        CHECK(pthread_join(threads[i], NULL) == 0);
        (void)hash_on_a_thread(&alone);
        CHECK(br_hash_equal(&alone, &hashes[i]));
    }
}

/* RFC 9562: version 7, variant 10, and the milliseconds in front. */
static void test_ids_are_uuids_of_version_7(void)
{
    static const uint8_t random[10] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    char text[BR_ID_TEXT_SIZE];
    struct br_id id = br_id_at(0x017f22e279b0u, random);
    br_id_text(&id, text);
    CHECK_TEXT(text, "017f22e279b07fffbfffffffffffffff");
    struct br_id later = br_id_at(0x017f22e279b1u, (const uint8_t[10]){0});
    CHECK(memcmp(later.bytes, id.bytes, sizeof id.bytes) > 0);
}

static void test_new_ids_differ_and_tell_the_time(void)
{
    uint64_t before = br_clock_read().wall_ms;
    struct br_id a = br_id_new();
    struct br_id b = br_id_new();
    uint64_t ms = br_load_u64(a.bytes) >> 16;
    CHECK(ms >= before && ms <= br_clock_read().wall_ms);
    CHECK(!br_id_equal(&a, &b) && !br_id_is_zero(&a));
    CHECK(br_id_is_zero(&(struct br_id){0}));
}

static void test_ids_parse_with_and_without_dashes(void)
{
    static const char *const good[] = {
        "00112233445566778899aabbccddeeff",
        "00112233-4455-6677-8899-aabbccddeeff",
        "00112233445566778899AABBCCDDEEFF",
    };
    static const char *const bad[] = {
        "",
        "00112233445566778899aabbccddeef",
        "00112233445566778899aabbccddeeff0",
        "0011223344556677 8899aabbccddeeff",
        "00112233445566778899aabbccddeefg",
    };
    char text[BR_ID_TEXT_SIZE];
    struct br_id id;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK(br_id_parse(good[i], &id) == BR_OK);
        br_id_text(&id, text);
        CHECK_TEXT(text, good[0]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(br_id_parse(bad[i], &id) == BR_ERR_MALFORMED);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_sha256_vectors),
        BR_TEST(test_parts_are_one_text),
        BR_TEST(test_threads_do_not_mix),
        BR_TEST(test_ids_are_uuids_of_version_7),
        BR_TEST(test_new_ids_differ_and_tell_the_time),
        BR_TEST(test_ids_parse_with_and_without_dashes),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
