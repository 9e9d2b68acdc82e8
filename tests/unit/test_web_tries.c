/* Wrong passwords are slowed down, and nobody but who guesses is. */
#include "base/limits.h"
#include "harness/check.h"
#include "web/tries.h"

#include <stdio.h>
#include <string.h>

static const uint64_t now_ms = 1000000;
static const uint8_t secret[32] = {1, 2, 3};

static struct br_tries *fresh(void)
{
    struct br_tries *tries = br_tries_new(secret);
    BR_ASSERT(tries != NULL);
    return tries;
}

static struct br_try stranger(const char *account, const char *address)
{
    return (struct br_try){.account = br_bytes_of_text(account),
                           .address = br_bytes_of_text(address)};
}

static struct br_try browser(const char *account, const char *address, const char *number)
{
    struct br_try attempt = stranger(account, address);
    attempt.known = BR_KNOWN_BROWSER;
    attempt.browser = br_bytes_of_text(number);
    return attempt;
}

/* How many go at once. */
static unsigned at_once(struct br_tries *tries, const struct br_try *attempt, uint64_t at_ms)
{
    unsigned count = 0;
    while (count < 1000 && br_tries_take(tries, attempt, at_ms) == 0) {
        count++;
    }
    return count;
}

/* A bucket gives what it holds, then one for each refill, to the millisecond. */
static void expect_bucket(struct br_tries *tries, const struct br_try *attempt, unsigned count,
                          uint64_t refill_ms)
{
    CHECK_UINT(at_once(tries, attempt, now_ms), count);
    CHECK_UINT(br_tries_take(tries, attempt, now_ms), refill_ms);
    CHECK_UINT(br_tries_take(tries, attempt, now_ms + refill_ms - 1), 1);
    CHECK_UINT(br_tries_take(tries, attempt, now_ms + refill_ms), 0);
    CHECK_UINT(br_tries_take(tries, attempt, now_ms + refill_ms), refill_ms);
    CHECK_UINT(br_tries_take(tries, attempt, now_ms + refill_ms + 1), refill_ms - 1);
    CHECK_UINT(at_once(tries, attempt, now_ms + 1000 * refill_ms), count); /* no more than full */
}

static void test_strangers_share_an_accounts_bucket(void)
{
    struct br_tries *tries = fresh();
    struct br_try attempt = stranger("sian", "a");
    expect_bucket(tries, &attempt, BR_TRIES_ACCOUNT, BR_TRIES_ACCOUNT_REFILL_MS);
    struct br_try elsewhere = stranger("sian", "b");
    uint64_t later_ms = now_ms + 1000ull * BR_TRIES_ACCOUNT_REFILL_MS;
    CHECK(br_tries_take(tries, &elsewhere, later_ms) > 0);
    struct br_try other = stranger("tom", "b");
    CHECK_UINT(at_once(tries, &other, later_ms), BR_TRIES_ACCOUNT);
    br_tries_free(tries);
}

static void test_a_known_browser_has_a_bucket_of_its_own(void)
{
    struct br_tries *tries = fresh();
    struct br_try guess = stranger("sian", "a");
    (void)at_once(tries, &guess, now_ms);
    struct br_try known = browser("sian", "a", "1"); /* behind the same address, even */
    expect_bucket(tries, &known, BR_TRIES_KNOWN, BR_TRIES_KNOWN_REFILL_MS);
    struct br_try second = browser("sian", "a", "2");
    CHECK_UINT(at_once(tries, &second, now_ms), BR_TRIES_KNOWN);
    br_tries_free(tries);
}

/* Sixty-four thousand addresses guess; the person is let in from where they are known. */
static void test_nobody_is_locked_out_by_guesses_from_elsewhere(void)
{
    struct br_tries *tries = fresh();
    for (unsigned i = 0; i < BR_TRIES_KEPT_MAX; i++) {
        char address[16];
        (void)snprintf(address, sizeof address, "%u", i);
        struct br_try guess = stranger("sian", address);
        (void)br_tries_take(tries, &guess, now_ms + i);
    }
    uint64_t later_ms = now_ms + BR_TRIES_KEPT_MAX;
    struct br_try at_home = stranger("sian", "home");
    CHECK(br_tries_take(tries, &at_home, later_ms) > 0);
    at_home.known = BR_KNOWN_ADDRESS;
    CHECK_UINT(at_once(tries, &at_home, later_ms), BR_TRIES_KNOWN);
    struct br_try own = browser("sian", "elsewhere", "7");
    CHECK_UINT(br_tries_take(tries, &own, later_ms), 0);
    br_tries_free(tries);
}

static void test_an_address_is_held_over_all_accounts(void)
{
    struct br_tries *tries = fresh();
    unsigned count = 0;
    for (unsigned i = 0; i < 2 * BR_TRIES_ADDRESS; i++) {
        char account[16];
        (void)snprintf(account, sizeof account, "%u", i);
        struct br_try guess = stranger(account, "a");
        count += br_tries_take(tries, &guess, now_ms) == 0;
    }
    CHECK_UINT(count, BR_TRIES_ADDRESS);
    struct br_try one = stranger("one", "a");
    CHECK_UINT(br_tries_take(tries, &one, now_ms), BR_TRIES_ADDRESS_REFILL_MS);
    struct br_try colleague = stranger("one", "a"); /* behind the same address */
    colleague.known = BR_KNOWN_ADDRESS;
    CHECK_UINT(at_once(tries, &colleague, now_ms), BR_TRIES_KNOWN);
    CHECK_UINT(br_tries_take(tries, &one, now_ms + BR_TRIES_ADDRESS_REFILL_MS - 1), 1);
    CHECK_UINT(br_tries_take(tries, &one, now_ms + BR_TRIES_ADDRESS_REFILL_MS), 0);
    struct br_try own = browser("one", "a", "1");
    CHECK_UINT(br_tries_take(tries, &own, now_ms), 0);
    br_tries_free(tries);
}

/* Many who guess are no reason to refuse somebody else; passwords.c lets those go first who tried
 * least. */
static void test_strangers_elsewhere_are_no_reason(void)
{
    struct br_tries *tries = fresh();
    for (unsigned i = 0; i < 1000; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%u", i);
        struct br_try guess = stranger(text, text);
        CHECK_UINT(br_tries_take(tries, &guess, now_ms), 0);
    }
    struct br_try one = stranger("one", "fresh");
    CHECK_UINT(br_tries_of_address(tries, &one, now_ms), 0);
    CHECK_UINT(br_tries_take(tries, &one, now_ms), 0);
    CHECK_UINT(br_tries_of_address(tries, &one, now_ms), 1);
    CHECK_UINT(br_tries_take(tries, &one, now_ms), 0);
    CHECK_UINT(br_tries_of_address(tries, &one, now_ms), 2);
    uint64_t later_ms = now_ms + BR_TRIES_ADDRESS_REFILL_MS;
    CHECK_UINT(br_tries_of_address(tries, &one, later_ms - 1), 2);
    CHECK_UINT(br_tries_of_address(tries, &one, later_ms), 1);
    br_tries_give_back(tries, &one);
    CHECK_UINT(br_tries_of_address(tries, &one, later_ms), 0);
    struct br_try own = browser("one", "fresh", "1");
    CHECK_UINT(br_tries_of_address(tries, &own, now_ms), 0);
    br_tries_free(tries);
}

static void test_what_was_right_is_given_back(void)
{
    struct br_tries *tries = fresh();
    struct br_try guess = stranger("sian", "a");
    for (unsigned i = 0; i < 3 * BR_TRIES_ACCOUNT; i++) {
        CHECK_UINT(br_tries_take(tries, &guess, now_ms), 0);
        br_tries_give_back(tries, &guess);
    }
    CHECK_UINT(br_tries_count(tries, now_ms), 0);
    CHECK_UINT(at_once(tries, &guess, now_ms), BR_TRIES_ACCOUNT);
    br_tries_give_back(tries, &guess); /* one was right: the wrong ones stay */
    CHECK_UINT(at_once(tries, &guess, now_ms), 1);
    CHECK_UINT(br_tries_count(tries, now_ms), 2);
    struct br_try unknown = stranger("nobody", "nowhere");
    br_tries_give_back(tries, &unknown);
    CHECK_UINT(at_once(tries, &unknown, now_ms), BR_TRIES_ACCOUNT);
    br_tries_free(tries);
}

/* More accounts than there is room for: the table does not grow, and the guiltiest stays. */
static void test_the_table_is_bounded(void)
{
    struct br_tries *tries = fresh();
    struct br_try guilty = browser("sian", "a", "worst");
    (void)at_once(tries, &guilty, now_ms);
    size_t refused = 0;
    for (unsigned i = 0; i < 2 * BR_TRIES_KEPT_MAX; i++) {
        char number[16];
        (void)snprintf(number, sizeof number, "%u", i);
        struct br_try other = browser("sian", "a", number);
        refused += br_tries_take(tries, &other, now_ms) != 0;
    }
    CHECK_UINT(refused, 0);
    CHECK(br_tries_count(tries, now_ms) <= BR_TRIES_KEPT_MAX);
    CHECK(br_tries_count(tries, now_ms) > BR_TRIES_KEPT_MAX / 8 * 7); /* and is used */
    CHECK(br_tries_take(tries, &guilty, now_ms) > 0);
    br_tries_free(tries);
}

static void test_parts_of_a_key_do_not_run_together(void)
{
    struct br_tries *tries = fresh();
    struct br_try one = browser("ab", "a", "c");
    struct br_try other = browser("a", "a", "bc");
    (void)at_once(tries, &one, now_ms);
    CHECK_UINT(br_tries_take(tries, &other, now_ms), 0);
    br_tries_free(tries);
}

static void test_addresses(void)
{
    static const struct {
        const char *a;
        const char *b;
        bool same;
    } cases[] = {
        {"192.0.2.7:1", "192.0.2.7:2", true},
        {"192.0.2.7:1", "192.0.2.8:1", false},
        {"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::9]:7", true},
        {"[2001:db8:1:2::1]:1", "[2001:db8:1:3::1]:1", false},
        {"[::ffff:192.0.2.7]:1", "192.0.2.7:9", true},
        {"0.0.0.0:1", "[::]:1", false},
        {"nothing", "", true}, /* what we cannot read is one address */
        {"name.example:1", "nothing", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t a[BR_TRIES_ADDRESS_SIZE];
        uint8_t b[BR_TRIES_ADDRESS_SIZE];
        br_tries_address(cases[i].a, a);
        br_tries_address(cases[i].b, b);
        if (!CHECK((memcmp(a, b, sizeof a) == 0) == cases[i].same)) {
            (void)printf("  %s %s\n", cases[i].a, cases[i].b);
        }
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_strangers_share_an_accounts_bucket),
        BR_TEST(test_a_known_browser_has_a_bucket_of_its_own),
        BR_TEST(test_nobody_is_locked_out_by_guesses_from_elsewhere),
        BR_TEST(test_an_address_is_held_over_all_accounts),
        BR_TEST(test_strangers_elsewhere_are_no_reason),
        BR_TEST(test_what_was_right_is_given_back),
        BR_TEST(test_the_table_is_bounded),
        BR_TEST(test_parts_of_a_key_do_not_run_together),
        BR_TEST(test_addresses),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
