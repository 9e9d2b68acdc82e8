/* Who may come to a page: nobody, unless its entry says so. */
#include "harness/check.h"
#include "web/access.h"

static const uint32_t roles[] = {
    BR_ROLE_PARTICIPANT, BR_ROLE_COACH,        BR_ROLE_FACULTY, BR_ROLE_LEAD,
    BR_ROLE_SPONSOR,     BR_ROLE_DATA_STEWARD, BR_ROLE_ADMIN,
};
enum { ROLES = sizeof roles / sizeof roles[0] };

static void test_an_empty_entry_is_for_nobody(void)
{
    static const struct br_access none = {.roles = 0};
    for (uint32_t set = 0; set <= UINT8_MAX; set++) {
        CHECK(!br_access_allowed(none, (struct br_asker){.roles = set}));
        CHECK(!br_access_allowed(none, (struct br_asker){.roles = set, .half_way = true}));
    }
}

/* Every set of roles against every set of roles: one in common is what it takes. */
static void test_one_role_in_common(void)
{
    for (uint32_t entry = 0; entry < 1u << ROLES; entry++) {
        struct br_access access = {.roles = entry << 1};
        for (uint32_t has = 0; has < 1u << ROLES; has++) {
            struct br_asker asker = {.roles = has << 1};
            if (br_access_allowed(access, asker) != ((entry & has) != 0)) {
                CHECK_UINT(entry, has);
                return;
            }
        }
    }
    for (size_t i = 0; i < ROLES; i++) {
        CHECK_UINT(roles[i], 2u << i); /* the numbers of records.proto, in its order */
        CHECK(br_access_allowed((struct br_access){.roles = BR_ROLES_MEMBERS},
                                (struct br_asker){.roles = roles[i]}));
    }
}

static void test_bits_that_are_no_roles_open_nothing(void)
{
    struct br_access all = {.roles = UINT32_MAX};
    CHECK(!br_access_allowed(all, (struct br_asker){.roles = 0}));
    CHECK(!br_access_allowed(all, (struct br_asker){.roles = ~BR_ROLES_MEMBERS}));
    CHECK(br_access_allowed(all, (struct br_asker){.roles = UINT32_MAX}));
}

static void test_half_way_opens_only_what_is_for_it(void)
{
    struct br_asker half = {.roles = BR_ROLE_ADMIN, .half_way = true};
    struct br_access page = {.roles = BR_ROLES_MEMBERS};
    CHECK(!br_access_allowed(page, half));
    page.half_way = true;
    CHECK(br_access_allowed(page, half));
    CHECK(br_access_allowed(page, (struct br_asker){.roles = BR_ROLE_ADMIN}));
    half.roles = 0;
    CHECK(!br_access_allowed(page, half));
}

static void test_signed_out_is_for_all(void)
{
    struct br_access open = {.signed_out = true};
    CHECK(br_access_allowed(open, (struct br_asker){.roles = 0}));
    CHECK(br_access_allowed(open, (struct br_asker){.roles = BR_ROLE_ADMIN, .half_way = true}));
    CHECK(br_access_allowed(open, (struct br_asker){.roles = BR_ROLE_COACH}));
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_empty_entry_is_for_nobody),
        BR_TEST(test_one_role_in_common),
        BR_TEST(test_bits_that_are_no_roles_open_nothing),
        BR_TEST(test_half_way_opens_only_what_is_for_it),
        BR_TEST(test_signed_out_is_for_all),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
