/* The cache that pages read: opened, folded, begun again. */
#include "store_fixture.h"

static void test_opens(void)
{
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("views.db"), domain, 0xa1);
    CHECK_TEXT(rows_of(views, "SELECT * FROM v_thread"), "");
    br_views_close(views);
    br_domain_free(domain);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_opens),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
