/* Who is signed in, for how long; cookies, names, codes. */
#include "base/limits.h"
#include "base/sign.h"
#include "harness/check.h"
#include "web/sign_in.h"

#include <stdio.h>
#include <string.h>

static const uint64_t now_ms = 1790000000000u;
static const struct br_id sian = {{7}};
static const struct br_id tom = {{8}};
static const uint8_t key[32] = {1, 2, 3};

static struct br_hash hash_of(uint32_t number)
{
    struct br_hash hash = {{0}};
    br_store_u32(hash.bytes + 4, number); /* the part that places are made of */
    return hash;
}

static enum br_status add(struct br_sign_ins *table, uint32_t number, struct br_id member)
{
    struct br_hash ended;
    struct br_sign_in row = {.token_hash = hash_of(number),
                             .member = member,
                             .created_ms = now_ms,
                             .used_ms = now_ms + number};
    return br_sign_ins_add(table, &row, &ended);
}

static bool has(struct br_sign_ins *table, uint32_t number)
{
    struct br_hash hash = hash_of(number);
    return br_sign_ins_find(table, &hash) != NULL;
}

static void test_rows_are_found_until_they_end(void)
{
    enum { ROWS = 1000 }; /* the array doubles on the way */
    struct br_sign_ins *table = br_sign_ins_new();
    BR_ASSERT(table != NULL);
    for (uint32_t i = 0; i < ROWS; i++) {
        struct br_id member = {{(uint8_t)(i / 40), 1}};
        CHECK(add(table, i, member) == BR_OK);
    }
    CHECK(add(table, 5, sian) == BR_ERR_EXISTS);
    CHECK_UINT(br_sign_ins_count(table), ROWS);
    CHECK(has(table, 0) && has(table, ROWS - 1) && !has(table, ROWS));
    struct br_hash gone = hash_of(5);
    br_sign_ins_end(table, &gone);
    br_sign_ins_end(table, &gone);
    CHECK(!has(table, 5) && has(table, 69));
    CHECK_UINT(br_sign_ins_count(table), ROWS - 1);
    struct br_id member = {{0, 1}};
    struct br_hash keep = hash_of(7);
    const struct br_sign_in *rows[BR_ACCOUNT_SIGN_INS_MAX];
    CHECK_UINT(br_sign_ins_of(table, &member, rows, BR_ACCOUNT_SIGN_INS_MAX), 39);
    CHECK_UINT(rows[0]->used_ms, now_ms + 39); /* the latest first */
    CHECK_UINT(rows[38]->used_ms, now_ms);
    CHECK_UINT(br_sign_ins_of(table, &member, rows, 3), 3);
    CHECK_UINT(br_sign_ins_of(table, &tom, rows, 3), 0);
    br_sign_ins_end_all(table, &member, &keep);
    CHECK_UINT(br_sign_ins_of(table, &member, rows, 3), 1);
    CHECK(has(table, 7) && has(table, 40));
    br_sign_ins_end_all(table, &member, NULL);
    CHECK_UINT(br_sign_ins_of(table, &member, rows, 3), 0);
    CHECK_UINT(br_sign_ins_count(table), ROWS - 40);
    br_sign_ins_free(table);
    br_sign_ins_free(NULL);
}

static void test_the_oldest_ends_beyond_what_one_person_may_have(void)
{
    struct br_sign_ins *table = br_sign_ins_new();
    struct br_hash ended;
    for (uint32_t i = 0; i < BR_ACCOUNT_SIGN_INS_MAX; i++) {
        CHECK(add(table, i, sian) == BR_OK);
    }
    CHECK(add(table, 1000, tom) == BR_OK);
    CHECK_UINT(br_sign_ins_count(table), BR_ACCOUNT_SIGN_INS_MAX + 1);
    struct br_hash first = hash_of(0);
    br_sign_in_use(br_sign_ins_find(table, &first), now_ms + 5000); /* not the oldest any more */
    struct br_sign_in row = {.token_hash = hash_of(2000), .member = sian, .used_ms = now_ms};
    CHECK(br_sign_ins_add(table, &row, &ended) == BR_OK);
    struct br_hash second = hash_of(1);
    CHECK(br_hash_equal(&ended, &second) && !has(table, 1) && has(table, 0) && has(table, 2000));
    CHECK_UINT(br_sign_ins_count(table), BR_ACCOUNT_SIGN_INS_MAX + 1);
    br_sign_ins_free(table);
}

static struct br_hash add_half_way(struct br_sign_ins *table, uint32_t number)
{
    struct br_hash ended;
    struct br_sign_in row = {.token_hash = hash_of(number),
                             .member = sian,
                             .used_ms = now_ms + number,
                             .half_way = true};
    CHECK(br_sign_ins_add(table, &row, &ended) == BR_OK);
    return ended;
}

/* Who has the password alone signs nobody out with it. */
static void test_half_way_ends_half_way_alone(void)
{
    struct br_sign_ins *table = br_sign_ins_new();
    for (uint32_t i = 0; i < BR_ACCOUNT_SIGN_INS_MAX; i++) {
        CHECK(add(table, i, sian) == BR_OK);
    }
    for (uint32_t i = 0; i < BR_ACCOUNT_HALF_WAY_MAX; i++) {
        struct br_hash none = add_half_way(table, 1000 + i);
        CHECK(br_hash_is_zero(&none));
    }
    struct br_hash ended = add_half_way(table, 2000);
    struct br_hash oldest = hash_of(1000);
    CHECK(br_hash_equal(&ended, &oldest) && has(table, 0) && has(table, 1001));
    CHECK_UINT(br_sign_ins_count(table), BR_ACCOUNT_SIGN_INS_MAX + BR_ACCOUNT_HALF_WAY_MAX);
    for (uint32_t i = (uint32_t)br_sign_ins_count(table); i <= BR_SIGN_INS_MAX; i++) {
        struct br_id member = {{0}};
        br_store_u32(member.bytes, 1 + i / 16);
        CHECK(add(table, 10000 + i, member) == BR_OK);
    }
    CHECK_UINT(br_sign_ins_count(table), BR_SIGN_INS_MAX);
    CHECK(!has(table, 1001) && has(table, 1002) && has(table, 0)); /* of a full table, too */
    br_sign_ins_free(table);
}

static void test_the_table_is_bounded(void)
{
    struct br_sign_ins *table = br_sign_ins_new();
    for (uint32_t i = 0; i <= BR_SIGN_INS_MAX; i++) {
        struct br_id member = {{0}};
        br_store_u32(member.bytes, i / 16);
        CHECK(add(table, i, member) == BR_OK);
        CHECK_UINT(has(table, 0), i < BR_SIGN_INS_MAX); /* the one that nobody used for longest */
    }
    CHECK_UINT(br_sign_ins_count(table), BR_SIGN_INS_MAX);
    CHECK(has(table, 1) && has(table, BR_SIGN_INS_MAX));
    br_sign_ins_free(table);
}

static void test_limits_of_idleness_and_life(void)
{
    struct br_sign_in row = {.created_ms = now_ms, .used_ms = now_ms};
    CHECK(!br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_IDLE_MS - 1));
    CHECK(!br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_IDLE_MS));
    CHECK(br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_IDLE_MS + 1));
    CHECK(!br_sign_in_over(&row, true, now_ms + BR_SIGN_IN_IDLE_ADMIN_MS));
    CHECK(br_sign_in_over(&row, true, now_ms + BR_SIGN_IN_IDLE_ADMIN_MS + 1));
    CHECK(!br_sign_in_over(&row, true, now_ms - 1000 * BR_SIGN_IN_LIFE_MS / 1000)); /* set back */
    br_sign_in_use(&row, now_ms + BR_SIGN_IN_LIFE_MS - 5);
    CHECK(!br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_LIFE_MS));
    CHECK(br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_LIFE_MS + 1));
    row.used_ms = now_ms + BR_SIGN_IN_LIFE_ADMIN_MS;
    CHECK(!br_sign_in_over(&row, true, now_ms + BR_SIGN_IN_LIFE_ADMIN_MS));
    CHECK(br_sign_in_over(&row, true, now_ms + BR_SIGN_IN_LIFE_ADMIN_MS + 1));
    CHECK(!br_sign_in_over(&row, false, now_ms + BR_SIGN_IN_LIFE_ADMIN_MS + 1));
    struct br_sign_in half = {.created_ms = now_ms, .used_ms = now_ms, .half_way = true};
    br_sign_in_use(&half, now_ms + BR_SIGN_IN_CODE_MS); /* no more time by trying */
    CHECK(!br_sign_in_over(&half, false, now_ms + BR_SIGN_IN_CODE_MS - 1));
    CHECK(!br_sign_in_over(&half, false, now_ms + BR_SIGN_IN_CODE_MS));
    CHECK(br_sign_in_over(&half, false, now_ms + BR_SIGN_IN_CODE_MS + 1));
    br_sign_in_use(&row, now_ms);
    CHECK_UINT(row.used_ms, now_ms + BR_SIGN_IN_LIFE_ADMIN_MS); /* never earlier */
}

static void test_what_was_used_is_kept_now_and_then(void)
{
    struct br_sign_ins *table = br_sign_ins_new();
    struct br_sign_in rows[4];
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(add(table, i, sian) == BR_OK);
        struct br_hash hash = hash_of(i);
        br_sign_in_use(br_sign_ins_find(table, &hash), now_ms + i + BR_SIGN_IN_KEPT_MS - 1 + i);
    }
    CHECK_UINT(br_sign_ins_take_used(table, rows, 1, false), 1); /* two are due: n and n + 1 */
    CHECK_UINT(br_sign_ins_take_used(table, rows, 4, false), 1);
    CHECK_UINT(br_sign_ins_take_used(table, rows, 4, false), 0);
    CHECK_UINT(br_sign_ins_take_used(table, rows, 4, true), 1);
    CHECK_UINT(rows[0].used_ms, now_ms + BR_SIGN_IN_KEPT_MS - 1);
    CHECK_UINT(br_sign_ins_take_used(table, rows, 4, true), 0);
    br_sign_ins_free(table);
}

/* What a browser would send back for a Set-Cookie line. */
static struct br_bytes sent_back(struct br_buffer *line)
{
    const char *text = br_buffer_text(line);
    const char *begin = text + strlen("Set-Cookie: ");
    CHECK(strncmp(text, "Set-Cookie: ", 12) == 0 && strcmp(text + line->size - 2, "\r\n") == 0);
    return (struct br_bytes){(const uint8_t *)begin, strcspn(begin, ";")};
}

static void test_a_token_comes_back_as_its_hash(void)
{
    struct br_buffer line;
    br_buffer_init(&line, 1024);
    for (int tls = 0; tls < 2; tls++) {
        char text[BR_TOKEN_TEXT_SIZE];
        char other_text[BR_TOKEN_TEXT_SIZE];
        struct br_hash hash;
        struct br_hash other;
        struct br_hash back;
        br_token_new(text, &hash);
        br_token_new(other_text, &other);
        CHECK(strcmp(text, other_text) != 0 && !br_hash_equal(&hash, &other));
        CHECK_UINT(strlen(text), BR_TOKEN_TEXT_SIZE - 1);
        br_buffer_clear(&line);
        br_cookie_put_token(&line, tls == 1, text);
        CHECK(br_cookie_token(sent_back(&line), tls == 1, &back) && br_hash_equal(&hash, &back));
        CHECK(!br_cookie_token(sent_back(&line), tls == 0, &back)); /* the other kind's name */
        CHECK(strstr(br_buffer_text(&line), "; Path=/; HttpOnly; SameSite=Lax") != NULL);
        CHECK((strstr(br_buffer_text(&line), "; Secure") != NULL) == (tls == 1));
        CHECK((strstr(br_buffer_text(&line), "__Host-session=") != NULL) == (tls == 1));
    }
    br_buffer_clear(&line);
    br_cookie_put_token(&line, true, NULL);
    CHECK_TEXT(br_buffer_text(&line), "Set-Cookie: __Host-session=; Path=/; HttpOnly; "
                                      "SameSite=Lax; Secure; Max-Age=0\r\n");
    static const char *const none[] = {"",
                                       "session=",
                                       "session=abc",
                                       "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!",
                                       "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                       "sessions=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    struct br_hash back;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        CHECK(!br_cookie_token(br_bytes_of_text(none[i]), false, &back));
    }
    char longest[400] = "session=";
    memset(longest + 8, 'A', sizeof longest - 9);
    longest[sizeof longest - 1] = '\0';
    CHECK(!br_cookie_token(br_bytes_of_text(longest), false, &back));
    br_buffer_free(&line);
}

static void test_a_known_browser_proves_it(void)
{
    static const uint8_t number[BR_BROWSER_NUMBER_SIZE] = {9, 9};
    static const uint8_t other_key[32] = {1, 2, 4};
    uint8_t back[BR_BROWSER_NUMBER_SIZE] = {0};
    struct br_buffer line;
    br_buffer_init(&line, 1024);
    br_cookie_put_browser(&line, true, key, &sian, number);
    struct br_bytes cookie = sent_back(&line);
    CHECK(br_cookie_browser(cookie, true, key, &sian, back));
    CHECK(memcmp(back, number, sizeof number) == 0);
    CHECK(!br_cookie_browser(cookie, true, key, &tom, back));
    CHECK(!br_cookie_browser(cookie, true, other_key, &sian, back));
    CHECK(!br_cookie_browser(cookie, false, key, &sian, back));
    char changed[256];
    (void)snprintf(changed, sizeof changed, "%.*s", (int)cookie.size, (const char *)cookie.data);
    for (size_t at = strlen("__Host-browser="); at < cookie.size; at++) {
        char was = changed[at];
        changed[at] = was == 'A' ? 'B' : 'A';
        CHECK(!br_cookie_browser(br_bytes_of_text(changed), true, key, &sian, back));
        changed[at] = was;
    }
    br_buffer_free(&line);
}

static void test_names_are_folded(void)
{
    static const struct {
        const char *typed;
        const char *kept;
    } cases[] = {
        {"  Sian.Evans@NHS.test\t", "sian.evans@nhs.test"},
        {"Si\u00e2n", "si\u00e2n"},
        {"s", "s"},
    };
    static const char *const wrong[] = {"", "  ", "sian evans", "si\x01n", "si\x7fn", "si\xe2n"};
    char out[BR_SIGN_IN_NAME_MAX + 1];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(br_sign_in_name(cases[i].typed, out) == BR_OK);
        CHECK_TEXT(out, cases[i].kept);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(br_sign_in_name(wrong[i], out) == BR_ERR_MALFORMED);
    }
    char longest[BR_SIGN_IN_NAME_MAX + 2];
    memset(longest, 'n', sizeof longest);
    longest[BR_SIGN_IN_NAME_MAX + 1] = '\0';
    CHECK(br_sign_in_name(longest, out) == BR_ERR_LIMIT);
    longest[BR_SIGN_IN_NAME_MAX] = '\0';
    CHECK(br_sign_in_name(longest, out) == BR_OK);
    longest[BR_SIGN_IN_NAME_MAX - 1] = '\0';
    CHECK(br_sign_in_name(longest, out) == BR_OK);
}

static void test_recovery_codes_are_read_as_meant(void)
{
    struct br_hash made;
    struct br_hash read;
    struct br_hash other;
    char text[BR_RECOVERY_TEXT_SIZE];
    br_recovery_new(text, &made);
    CHECK_UINT(strlen(text), 19);
    CHECK(br_recovery_hash(text, &read) && br_hash_equal(&made, &read));
    CHECK(br_recovery_hash("0011-abcd-efgh-jkmn", &made));
    CHECK(br_recovery_hash(" OoIL abcdefgh JKMN ", &read) && br_hash_equal(&made, &read));
    CHECK(br_recovery_hash("0011-abcd-efgh-jkmp", &other) && !br_hash_equal(&made, &other));
    static const char *const wrong[] = {"", "0011-abcd-efgh-jkm", "0011-abcd-efgh-jkmnp",
                                        "0011-abcd-efgh-jkmu", "0011-abcd-efgh-jkm\u00e9"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(!br_recovery_hash(wrong[i], &other));
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_rows_are_found_until_they_end),
        BR_TEST(test_the_oldest_ends_beyond_what_one_person_may_have),
        BR_TEST(test_half_way_ends_half_way_alone),
        BR_TEST(test_the_table_is_bounded),
        BR_TEST(test_limits_of_idleness_and_life),
        BR_TEST(test_what_was_used_is_kept_now_and_then),
        BR_TEST(test_a_token_comes_back_as_its_hash),
        BR_TEST(test_a_known_browser_proves_it),
        BR_TEST(test_names_are_folded),
        BR_TEST(test_recovery_codes_are_read_as_meant),
    };
    br_crypto_init();
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
