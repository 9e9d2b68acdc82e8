/* Second factors: RFC 6238's own numbers, the steps around now, each step once. */
#include "base/totp.h"
#include "harness/check.h"

#include <string.h>

static const uint8_t secret[] = "12345678901234567890"; /* RFC 6238, appendix B */

static void test_the_numbers_of_the_rfc(void)
{
    static const struct {
        uint64_t second;
        const char *code; /* the last six of its eight digits */
    } vectors[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        char code[BR_TOTP_CODE_SIZE];
        br_totp_code(secret, vectors[i].second / 30, code);
        CHECK_TEXT(code, vectors[i].code);
    }
}

static void test_one_step_around_now(void)
{
    static const uint64_t now_step = 50000000;
    for (uint64_t step = now_step - 2; step <= now_step + 2; step++) {
        char code[BR_TOTP_CODE_SIZE];
        uint64_t last = 0;
        bool near = step >= now_step - 1 && step <= now_step + 1;
        br_totp_code(secret, step, code);
        CHECK(br_totp_fits(secret, code, now_step * BR_TOTP_STEP_MS, &last) == near);
        CHECK_UINT(last, near ? step : 0);
        last = 0;
        CHECK(br_totp_fits(secret, code, (now_step + 1) * BR_TOTP_STEP_MS - 1, &last) == near);
    }
    char first[BR_TOTP_CODE_SIZE];
    uint64_t last = 0;
    br_totp_code(secret, 1, first);
    CHECK(br_totp_fits(secret, first, 0, &last)); /* 1970: nothing before the first step */
}

static void test_a_step_counts_once(void)
{
    static const uint64_t now_ms = 50000000ull * BR_TOTP_STEP_MS;
    char code[BR_TOTP_CODE_SIZE];
    char before[BR_TOTP_CODE_SIZE];
    char after[BR_TOTP_CODE_SIZE];
    uint64_t last = 0;
    br_totp_code(secret, 50000000, code);
    br_totp_code(secret, 49999999, before);
    br_totp_code(secret, 50000001, after);
    CHECK(br_totp_fits(secret, code, now_ms, &last));
    CHECK(!br_totp_fits(secret, code, now_ms, &last));
    CHECK(!br_totp_fits(secret, before, now_ms, &last)); /* nor one from before it */
    CHECK(br_totp_fits(secret, after, now_ms, &last));
    CHECK_UINT(last, 50000001);
}

static void test_what_is_typed(void)
{
    static const uint64_t now_ms = 59000;
    static const char *const wrong[] = {"",       "28708",  "2870822",     "28708a",
                                        "287083", "-87082", "28708\u0662", "287082\n"};
    uint64_t last = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(!br_totp_fits(secret, wrong[i], now_ms, &last));
    }
    CHECK_UINT(last, 0);
    CHECK(br_totp_fits(secret, " 287 082 ", now_ms, &last));
    CHECK_UINT(last, 1);
}

static void test_base32_and_address(void)
{
    static const struct {
        const char *text;
        const char *encoded; /* RFC 4648, section 10, without padding */
    } vectors[] = {
        {"", ""},
        {"f", "MY"},
        {"fo", "MZXQ"},
        {"foo", "MZXW6"},
        {"foob", "MZXW6YQ"},
        {"fooba", "MZXW6YTB"},
        {"foobar", "MZXW6YTBOI"},
    };
    struct br_buffer out;
    br_buffer_init(&out, 1024);
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        br_buffer_clear(&out);
        br_base32_encode(br_bytes_of_text(vectors[i].text), &out);
        CHECK_TEXT(br_buffer_text(&out), vectors[i].encoded);
    }
    br_buffer_clear(&out);
    br_totp_uri(secret, "Ynys M\u00f4n", "a+b@x.test", &out);
    CHECK_TEXT(br_buffer_text(&out),
               "otpauth://totp/Ynys%20M%C3%B4n:a%2Bb%40x.test"
               "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Ynys%20M%C3%B4n");
    br_buffer_free(&out);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_numbers_of_the_rfc), BR_TEST(test_one_step_around_now),
        BR_TEST(test_a_step_counts_once),     BR_TEST(test_what_is_typed),
        BR_TEST(test_base32_and_address),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
