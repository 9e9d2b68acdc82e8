/* Ed25519: a published vector, and the keys and signatures that strict verification refuses. */
#include "harness/check.h"

#include "base/sign.h"

#include <string.h>

static struct br_signature signature_of(const char *hex)
{
    struct br_signature signature;
    CHECK(br_hex_decode(hex, signature.bytes, sizeof signature.bytes) == BR_OK);
    return signature;
}

/* RFC 8032, section 7.1, test 2. */
static void test_published_vector(void)
{
    uint8_t seed[32];
    struct br_secret_key secret;
    struct br_public_key public;
    char text[65];
    CHECK(br_hex_decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed,
                        sizeof seed) == BR_OK);
    br_key_pair(seed, &secret, &public);
    br_hex_encode(public.bytes, sizeof public.bytes, text);
    CHECK_TEXT(text, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    struct br_signature signature = br_sign(&secret, br_bytes_of_text("\x72"));
    struct br_signature expected =
        signature_of("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    CHECK(memcmp(signature.bytes, expected.bytes, sizeof expected.bytes) == 0);
    CHECK(br_sign_verify(&public, br_bytes_of_text("\x72"), &signature));
}

static void key_pair_of(uint8_t fill, struct br_secret_key *secret, struct br_public_key *public)
{
    uint8_t seed[32];
    memset(seed, fill, sizeof seed);
    br_key_pair(seed, secret, public);
}

static void test_every_flipped_bit_is_refused(void)
{
    struct br_secret_key secret;
    struct br_public_key public;
    uint8_t message[16] = "which we hold up";
    struct br_bytes bytes = {message, sizeof message};
    key_pair_of(1, &secret, &public);
    struct br_signature signature = br_sign(&secret, bytes);
    CHECK(br_sign_verify(&public, bytes, &signature));
    struct {
        uint8_t *bytes;
        size_t size;
    } parts[] = {{message, sizeof message},
                 {signature.bytes, sizeof signature.bytes},
                 {public.bytes, sizeof public.bytes}};
    for (size_t part = 0; part < 3; part++) {
        for (size_t bit = 0; bit < parts[part].size * 8; bit++) {
            parts[part].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            CHECK(!br_sign_verify(&public, bytes, &signature));
            parts[part].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
}

static void test_another_key_is_refused(void)
{
    struct br_secret_key secret;
    struct br_secret_key other_secret;
    struct br_public_key public;
    struct br_public_key other;
    key_pair_of(1, &secret, &public);
    key_pair_of(2, &other_secret, &other);
    struct br_signature signature = br_sign(&secret, br_bytes_of_text("bath"));
    CHECK(!br_sign_verify(&other, br_bytes_of_text("bath"), &signature));
}

/* s + L signs the same for a lax verifier; replicas that disagree on it would part. */
static void test_a_second_form_of_a_signature_is_refused(void)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                      0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    struct br_secret_key secret;
    struct br_public_key public;
    key_pair_of(3, &secret, &public);
    struct br_signature signature = br_sign(&secret, br_bytes_of_text("sheffield"));
    unsigned carry = 0;
    for (size_t i = 0; i < sizeof order; i++) {
        unsigned sum = (unsigned)signature.bytes[32 + i] + order[i] + carry;
        signature.bytes[32 + i] = (uint8_t)sum;
        carry = sum >> 8;
    }
    CHECK_UINT(carry, 0);
    CHECK(!br_sign_verify(&public, br_bytes_of_text("sheffield"), &signature));
}

/* With the identity as key, one signature would hold for every message. */
static void test_small_order_keys_are_refused(void)
{
    static const struct br_public_key identity = {.bytes = {1}};
    static const struct br_public_key zero;
    static const struct br_signature everything = {.bytes = {1}};
    CHECK(!br_sign_verify(&identity, br_bytes_of_text("x"), &everything));
    CHECK(!br_sign_verify(&zero, br_bytes_of_text("x"), &everything));
}

static void test_wiped_is_zero(void)
{
    uint8_t secret[40];
    memset(secret, 0x55, sizeof secret);
    br_wipe(secret, sizeof secret - 1);
    for (size_t i = 0; i < sizeof secret - 1; i++) {
        CHECK(secret[i] == 0);
    }
    CHECK(secret[sizeof secret - 1] == 0x55);
}

static void test_secrets_are_equal_or_not(void)
{
    struct br_bytes secret = br_bytes_of_text("0123456789");
    CHECK(br_secret_equal(secret, br_bytes_of_text("0123456789")));
    CHECK(!br_secret_equal(secret, br_bytes_of_text("0123456780")));
    CHECK(!br_secret_equal(secret, br_bytes_of_text("X123456789")));
    CHECK(!br_secret_equal(secret, br_bytes_of_text("012345678")));
    CHECK(!br_secret_equal(secret, br_bytes_of_text("01234567890")));
    CHECK(br_secret_equal(br_bytes_of_text(""), br_bytes_of_text("")));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_secrets_are_equal_or_not),
        BR_TEST(test_published_vector),
        BR_TEST(test_every_flipped_bit_is_refused),
        BR_TEST(test_another_key_is_refused),
        BR_TEST(test_a_second_form_of_a_signature_is_refused),
        BR_TEST(test_small_order_keys_are_refused),
        BR_TEST(test_wiped_is_zero),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
