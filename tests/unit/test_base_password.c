/* Passwords: long enough, not on the list, nobody's name; kept as Argon2id. */
#include "base/limits.h"
#include "base/password.h"
#include "base/sign.h"
#include "harness/check.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {"Tidewater Academy", "Siân O'Brien-Evans",
                                    "sian.evans@nhs.test", NULL};

static enum br_password_fault fault_of(const char *password)
{
    return br_password_fault(br_bytes_of_text(password), names, sizeof names / sizeof names[0]);
}

/* [count] times the same character, behind two others so that the list does not have it. */
static void fill(char *out, const char *character, size_t count)
{
    size_t size = strlen(character);
    for (size_t i = 0; i < count; i++) {
        memcpy(out + i * size, character, size);
    }
    out[count * size] = '\0';
}

static void test_length_is_counted_in_characters(void)
{
    static const char *const alphabets[] = {"\u0175", "\U0001f30a"}; /* two bytes, four bytes */
    char text[4 * (BR_PASSWORD_CHARACTERS_MAX + 1) + 1];
    for (size_t i = 0; i < 2; i++) {
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MIN - 1);
        CHECK_UINT(fault_of(text), BR_PASSWORD_SHORT);
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MIN);
        CHECK_UINT(fault_of(text), BR_PASSWORD_GOOD);
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MIN + 1);
        CHECK_UINT(fault_of(text), BR_PASSWORD_GOOD);
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MAX - 1);
        CHECK_UINT(fault_of(text), BR_PASSWORD_GOOD);
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MAX);
        CHECK_UINT(fault_of(text), BR_PASSWORD_GOOD);
        fill(text, alphabets[i], BR_PASSWORD_CHARACTERS_MAX + 1);
        CHECK_UINT(fault_of(text), BR_PASSWORD_LONG);
    }
    CHECK_UINT(fault_of(""), BR_PASSWORD_SHORT);
    CHECK_UINT(fault_of("caf\xe9 with milk"), BR_PASSWORD_UNREADABLE);
    CHECK_UINT(br_password_fault((struct br_bytes){(const uint8_t *)"eleven\0more", 11}, NULL, 0),
               BR_PASSWORD_UNREADABLE);
}

static void test_the_commonest_are_refused(void)
{
    CHECK_UINT(fault_of("password"), BR_PASSWORD_COMMON); /* the list's first */
    CHECK_UINT(fault_of("PassWord"), BR_PASSWORD_COMMON);
    CHECK_UINT(fault_of("1234567890"), BR_PASSWORD_COMMON);
    CHECK_UINT(fault_of("password\n12345678"), BR_PASSWORD_GOOD); /* one line each */
    CHECK_UINT(fault_of("passwor\u0111"), BR_PASSWORD_GOOD);
    CHECK_UINT(fault_of("ightsaber"), BR_PASSWORD_GOOD); /* the end of a line only */
    CHECK_UINT(fault_of("walnut ferry gloves"), BR_PASSWORD_GOOD);
}

static void test_a_name_is_no_password(void)
{
    static const struct {
        const char *password;
        enum br_password_fault fault;
    } cases[] = {
        {"Tidewater Academy", BR_PASSWORD_NAME},   {"tidewateracademy", BR_PASSWORD_NAME},
        {"TideWater2026!", BR_PASSWORD_NAME},      {"sian.evans@nhs.test", BR_PASSWORD_NAME},
        {"evans-1987", BR_PASSWORD_NAME},          {"2026 Brien", BR_PASSWORD_NAME},
        {"tidewater is rising", BR_PASSWORD_GOOD}, {"nhs-0192-83", BR_PASSWORD_GOOD},
        {"19871987-1987-44", BR_PASSWORD_GOOD},    {"Tidewate 2026", BR_PASSWORD_GOOD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!CHECK_UINT(fault_of(cases[i].password), cases[i].fault)) {
            (void)printf("  %s\n", cases[i].password);
        }
    }
}

static void test_every_fault_has_its_sentence(void)
{
    CHECK_TEXT(br_password_fault_text(BR_PASSWORD_GOOD), "");
    for (unsigned fault = 1; fault < BR_PASSWORD_FAULTS; fault++) {
        const char *text = br_password_fault_text((enum br_password_fault)fault);
        CHECK(strlen(text) > 20 && text[strlen(text) - 1] == '.');
    }
}

static void test_what_is_kept_fits_one_password(void)
{
    static const char password[] = "walnut ferry gloves";
    char hash[BR_PASSWORD_HASH_SIZE];
    char again[BR_PASSWORD_HASH_SIZE];
    char longest[4 * (BR_PASSWORD_CHARACTERS_MAX + 1) + 1];
    CHECK(br_password_hash(br_bytes_of_text(password), hash) == BR_OK);
    CHECK(br_password_hash(br_bytes_of_text(password), again) == BR_OK);
    CHECK(strcmp(hash, again) != 0); /* salted */
    CHECK(strncmp(hash, "$argon2id$v=19$m=32768,t=3,p=1$", 31) == 0);
    CHECK(strstr(hash, "walnut") == NULL);
    CHECK(br_password_fits(hash, br_bytes_of_text(password)) == BR_OK);
    CHECK(br_password_fits(again, br_bytes_of_text(password)) == BR_OK);
    CHECK(br_password_fits(hash, br_bytes_of_text("Walnut ferry gloves")) == BR_ERR_REFUSED);
    CHECK(br_password_fits(hash, br_bytes_of_text("")) == BR_ERR_REFUSED);
    fill(longest, "\U0001f30a", BR_PASSWORD_CHARACTERS_MAX + 1);
    CHECK(br_password_fits(hash, br_bytes_of_text(longest)) == BR_ERR_REFUSED);
    CHECK(!br_password_outdated(hash));
}

static void test_a_hash_that_is_none_lets_nobody_in(void)
{
    char hash[BR_PASSWORD_HASH_SIZE] = "";
    CHECK(br_password_fits(hash, br_bytes_of_text("")) == BR_ERR_REFUSED);
    (void)snprintf(hash, sizeof hash, "$argon2id$v=19$m=32768,t=3,p=1$");
    CHECK(br_password_fits(hash, br_bytes_of_text("")) == BR_ERR_REFUSED);
    CHECK(br_password_outdated(hash));
    /* Of other parameters: it still fits, and is to be made anew. */
    (void)snprintf(hash, sizeof hash, "%s",
                   "$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$"
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    CHECK(br_password_fits(hash, br_bytes_of_text("anything")) == BR_ERR_REFUSED);
    CHECK(br_password_outdated(hash));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_length_is_counted_in_characters),
        BR_TEST(test_the_commonest_are_refused),
        BR_TEST(test_a_name_is_no_password),
        BR_TEST(test_every_fault_has_its_sentence),
        BR_TEST(test_what_is_kept_fits_one_password),
        BR_TEST(test_a_hash_that_is_none_lets_nobody_in),
    };
    br_crypto_init();
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
