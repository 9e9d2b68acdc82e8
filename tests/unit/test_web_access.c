/* Who may open an address: nobody, unless its entry says so. */
#include "harness/check.h"
#include "web/access.h"

enum { ROLES = 7 }; /* numbers 1 to 7 of records.proto */

static bool allowed(struct br_access access, struct br_visitor visitor)
{
    return br_access_allowed(&access, &visitor);
}

static void test_an_empty_entry_is_for_nobody(void)
{
    for (uint32_t set = 0; set <= UINT8_MAX; set++) {
        struct br_visitor visitor = {.signed_in = true, .roles = set};
        CHECK(!allowed((struct br_access){.roles = 0}, visitor));
        CHECK(!allowed((struct br_access){.bare = true}, visitor));
        visitor.needs_factor = true;
        CHECK(!allowed((struct br_access){.bare = true}, visitor));
    }
}

static void test_roles_have_one_name(void)
{
    for (unsigned role = 1; role <= BR_ROLES; role++) {
        CHECK(br_role_words(role) != NULL);
        CHECK_UINT(br_role_named(br_role_name(role)), role);
    }
    CHECK_UINT(1u << br_role_named("participant"), BR_ROLE_PARTICIPANT);
    CHECK_UINT(1u << br_role_named("data_steward"), BR_ROLE_DATA_STEWARD);
    CHECK_UINT(1u << br_role_named("admin"), BR_ROLE_ADMIN);
    CHECK_TEXT(br_role_words(6), "Data steward");
    CHECK(br_role_name(0) == NULL && br_role_name(BR_ROLES + 1) == NULL);
    CHECK(br_role_words(0) == NULL && br_role_words(BR_ROLES + 1) == NULL);
    CHECK_UINT(br_role_named("Admin") + br_role_named("") + br_role_named(NULL), 0);
}

/* Every set of roles against every set of roles: one in common is what it takes, and a sign-in. */
static void test_one_role_in_common(void)
{
    for (uint32_t entry = 0; entry < 1u << ROLES; entry++) {
        struct br_access access = {.roles = entry << 1};
        for (uint32_t has = 0; has < 1u << ROLES; has++) {
            struct br_visitor visitor = {.signed_in = true, .roles = has << 1};
            bool in = br_access_allowed(&access, &visitor);
            visitor.signed_in = false;
            bool out = br_access_allowed(&access, &visitor);
            if (in != ((entry & has) != 0) || out) {
                CHECK_UINT(entry, has);
                return;
            }
        }
    }
}

static void test_everyone_is_every_role_and_nothing_else(void)
{
    struct br_access everyone = {.roles = BR_ACCESS_EVERYONE};
    for (uint32_t bit = 0; bit < 32; bit++) {
        struct br_visitor visitor = {.signed_in = true, .roles = 1u << bit};
        CHECK_UINT(br_access_allowed(&everyone, &visitor), bit >= 1 && bit <= ROLES);
    }
}

static void test_a_missing_factor_opens_only_what_is_bare(void)
{
    struct br_visitor visitor = {.signed_in = true, .needs_factor = true, .roles = 1u << ROLES};
    struct br_access page = {.roles = BR_ACCESS_EVERYONE};
    CHECK(!br_access_allowed(&page, &visitor));
    page.bare = true;
    CHECK(br_access_allowed(&page, &visitor));
    visitor.needs_factor = false;
    CHECK(br_access_allowed(&page, &visitor));
    visitor.signed_in = false;
    CHECK(!br_access_allowed(&page, &visitor));
}

static void test_signed_out_is_for_all(void)
{
    struct br_access open = {.signed_out = true};
    CHECK(allowed(open, (struct br_visitor){.signed_in = false}));
    CHECK(allowed(open, (struct br_visitor){.signed_in = true}));
    CHECK(allowed(open, (struct br_visitor){.signed_in = true, .roles = 2}));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_empty_entry_is_for_nobody),
        BR_TEST(test_roles_have_one_name),
        BR_TEST(test_one_role_in_common),
        BR_TEST(test_everyone_is_every_role_and_nothing_else),
        BR_TEST(test_a_missing_factor_opens_only_what_is_bare),
        BR_TEST(test_signed_out_is_for_all),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
