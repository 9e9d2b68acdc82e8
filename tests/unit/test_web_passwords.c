/* Passwords on the pool: a few at once, the known ones first, a queue that does not grow. */
#include "base/clock.h"
#include "base/limits.h"
#include "base/sign.h"
#include "harness/check.h"
#include "web/passwords.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was answered, in order: a letter each. */
static char order[512];
static size_t ordered;
static struct br_password_answer last;
static char last_hash[BR_PASSWORD_HASH_SIZE];
static bool closed;

static void note(void *context, const struct br_password_answer *answer)
{
    const char *letter = context;
    if (ordered < sizeof order - 1) {
        order[ordered++] = *letter;
        order[ordered] = '\0';
    }
    last = *answer;
    if (answer->hash != NULL) {
        memcpy(last_hash, answer->hash, sizeof last_hash);
    }
}

static void on_closed(void *context)
{
    (void)context;
    closed = true;
}

static struct br_passwords *begin(uv_loop_t *loop)
{
    ordered = 0;
    order[0] = '\0';
    closed = false;
    BR_ASSERT(uv_loop_init(loop) == 0);
    return br_passwords_new(loop);
}

static void end(uv_loop_t *loop, struct br_passwords *passwords)
{
    br_passwords_stop(passwords, on_closed, NULL);
    (void)uv_run(loop, UV_RUN_DEFAULT);
    CHECK(closed);
    BR_ASSERT(uv_loop_close(loop) == 0);
}

static void test_made_and_checked(void)
{
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    struct br_bytes password = br_bytes_of_text("walnut ferry gloves");
    CHECK(br_passwords_make(passwords, password, note, "m"));
    CHECK_UINT(ordered, 0); /* later, never from inside */
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_TEXT(order, "m");
    CHECK(last.status == BR_OK);
    CHECK(br_passwords_check(passwords, last_hash, password, 1, note, "c"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(last.status == BR_OK && last.hash == NULL);
    CHECK(br_passwords_check(passwords, last_hash, br_bytes_of_text("x"), 0, note, "w"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(last.status == BR_ERR_REFUSED);
    CHECK(br_passwords_check(passwords, NULL, password, 1, note, "n"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(last.status == BR_ERR_REFUSED);
    uint8_t longest[4 * BR_PASSWORD_CHARACTERS_MAX + 200];
    memset(longest, 'l', sizeof longest);
    CHECK(br_passwords_check(passwords, last_hash, (struct br_bytes){longest, sizeof longest}, 1,
                             note, "l"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(last.status == BR_ERR_REFUSED);
    CHECK_TEXT(order, "mcwnl");
    end(&loop, passwords);
}

static void test_a_hash_of_other_parameters_is_made_anew(void)
{
    /* "old but right", t=1, m=8 KiB, by libsodium */
    static const char old[BR_PASSWORD_HASH_SIZE] =
        "$argon2id$v=19$m=8,t=1,p=1$Zw3g8pkWhBC/"
        "ajBQkEBpTg$SeUDMl9+nfSFftZmWu5+hqW5EsqL4GxczHw8rzQXJTE";
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    CHECK(br_passwords_check(passwords, old, br_bytes_of_text("old but right"), 1, note, "o"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(last.status == BR_OK && last.hash != NULL);
    CHECK(!br_password_outdated(last_hash));
    CHECK(br_password_fits(last_hash, br_bytes_of_text("old but right")) == BR_OK);
    end(&loop, passwords);
}

/* How many of a kind are taken, beside those that run. Too long a password costs no hashing. */
static size_t fill(struct br_passwords *passwords, uint32_t tries, const char *letter)
{
    static const uint8_t longest[4 * BR_PASSWORD_CHARACTERS_MAX + 1] = {'l'};
    struct br_bytes password = {longest, sizeof longest};
    size_t count = 0;
    while (count < 200 &&
           br_passwords_check(passwords, NULL, password, tries, note, (void *)letter)) {
        count++;
    }
    return count;
}

static void test_the_queue_is_bounded_and_known_ones_go_first(void)
{
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    CHECK_UINT(fill(passwords, 1, "s"), BR_PASSWORD_HASHES_MAX + BR_PASSWORD_QUEUE_MAX / 2);
    CHECK_UINT(fill(passwords, 0, "k"), BR_PASSWORD_QUEUE_MAX / 2);
    CHECK_UINT(fill(passwords, 1, "s"), 0);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_UINT(ordered, BR_PASSWORD_HASHES_MAX + BR_PASSWORD_QUEUE_MAX);
    /* Those that ran already, then all known ones before the strangers that waited. */
    CHECK_UINT(strspn(order, "s"), BR_PASSWORD_HASHES_MAX);
    CHECK_UINT(strspn(order + BR_PASSWORD_HASHES_MAX, "k"), BR_PASSWORD_QUEUE_MAX / 2);
    CHECK_UINT(fill(passwords, 0, "k"), BR_PASSWORD_HASHES_MAX + BR_PASSWORD_QUEUE_MAX);
    end(&loop, passwords);
}

static bool try_one(struct br_passwords *passwords, uint32_t tries, const char *letter)
{
    static const uint8_t longest[4 * BR_PASSWORD_CHARACTERS_MAX + 1] = {'l'};
    return br_passwords_check(passwords, NULL, (struct br_bytes){longest, sizeof longest}, tries,
                              note, (void *)letter);
}

/* Whose address has tried least goes first, and is never the one that makes room. */
static void test_who_has_tried_most_makes_room(void)
{
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    size_t waiting = BR_PASSWORD_QUEUE_MAX / 2;
    CHECK_UINT(fill(passwords, 7, "a"), BR_PASSWORD_HASHES_MAX + waiting);
    CHECK(!try_one(passwords, 8, "x"));
    CHECK(!try_one(passwords, 7, "x"));
    CHECK(try_one(passwords, 1, "h"));
    CHECK(try_one(passwords, 2, "i"));
    CHECK(try_one(passwords, 1, "j"));
    CHECK_UINT(ordered, 0); /* they are told later */
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_UINT(ordered, BR_PASSWORD_HASHES_MAX + waiting + 3);
    const char *first = strchr(order, 'h');
    CHECK(first != NULL && strncmp(first, "hji", 3) == 0);
    CHECK(strchr(order, 'x') == NULL);
    CHECK(fill(passwords, 3, "b") > 0 && try_one(passwords, 2, "c") && try_one(passwords, 1, "d"));
    end(&loop, passwords); /* whoever made room and was not told yet is told now */
    CHECK(strchr(order, 'c') != NULL && strchr(order, 'd') != NULL);
}

/* Strangers are hashed so many without a pause, then one each half second; others do not wait. */
static void test_the_pace_of_strangers(void)
{
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    for (size_t i = 0; i < BR_PASSWORD_STRANGERS - 1; i++) {
        CHECK(try_one(passwords, 1, "s"));
        (void)uv_run(&loop, UV_RUN_DEFAULT);
    }
    uint64_t begin_ms = br_clock_read().mono_ms;
    CHECK(try_one(passwords, 1, "n"));
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_UINT(ordered, BR_PASSWORD_STRANGERS);
    CHECK(try_one(passwords, 1, "p") && try_one(passwords, 1, "q"));
    CHECK(try_one(passwords, 0, "k"));
    while (ordered <= BR_PASSWORD_STRANGERS) {
        (void)uv_run(&loop, UV_RUN_ONCE);
    }
    CHECK_TEXT(order + BR_PASSWORD_STRANGERS, "k"); /* who is known does not wait for it */
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_TEXT(order + BR_PASSWORD_STRANGERS, "kpq");
    uint64_t took_ms = br_clock_read().mono_ms - begin_ms;
    /* what was refilled meanwhile is not waited for */
    CHECK(took_ms + 200 >= BR_PASSWORD_STRANGERS_REFILL_MS && took_ms < 30000);
    CHECK(try_one(passwords, 1, "r"));
    end(&loop, passwords); /* and nobody is kept by it from stopping */
    CHECK_TEXT(order + BR_PASSWORD_STRANGERS, "kpqr");
}

static void test_what_waits_is_told_of_the_end(void)
{
    uv_loop_t loop;
    struct br_passwords *passwords = begin(&loop);
    size_t count = fill(passwords, 0, "k");
    br_passwords_stop(passwords, on_closed, NULL);
    CHECK(!br_passwords_make(passwords, br_bytes_of_text("too late, alas"), note, "x"));
    CHECK_UINT(ordered, 0);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    CHECK_UINT(ordered, count);
    CHECK(closed);
    BR_ASSERT(uv_loop_close(&loop) == 0);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_made_and_checked),
        BR_TEST(test_a_hash_of_other_parameters_is_made_anew),
        BR_TEST(test_the_queue_is_bounded_and_known_ones_go_first),
        BR_TEST(test_who_has_tried_most_makes_room),
        BR_TEST(test_the_pace_of_strangers),
        BR_TEST(test_what_waits_is_told_of_the_end),
    };
    br_crypto_init();
    /* One thread, so that hashes end in the order in which they were begun. */
    BR_ASSERT(setenv("UV_THREADPOOL_SIZE", "1", 1) == 0);
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
