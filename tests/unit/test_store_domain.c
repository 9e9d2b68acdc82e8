/* Reading the declared domain: what is wrong is named with file and line. */
#include "store_fixture.h"

static struct br_error error;

static struct br_domain *read_one(const char *text)
{
    struct br_file file = {.name = "area.sql", .data = text, .size = strlen(text)};
    struct br_domain *domain = NULL;
    error = (struct br_error){.text = ""};
    enum br_status status = br_domain_new(&file, 1, &domain, &error);
    CHECK((status == BR_OK) == (domain != NULL) && (status == BR_OK || status == BR_ERR_MALFORMED));
    return domain;
}

#define CUT_NAME "aaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbcccccccccccccccccccc" /* 60 letters */
#define LONG_NAME CUT_NAME "dddddddddd"

static void test_mistakes_are_named_with_file_and_line(void)
{
    static const struct {
        const char *text;
        const char *sentence;
    } cases[] = {
        {"SELECT 1;\n", "area.sql:1: SQL before the first block"},
        {"-- a comment\n\n  SELECT 1;\n", "area.sql:3: SQL before the first block"},
        {"--: what\nSELECT 1;\n", "area.sql:1: unknown block"},
        {"--:\nSELECT 1;\n", "area.sql:1: unknown block"},
        {"--: log\nSELECT 1;\n", "area.sql:1: unknown block"},
        {"--: log schema x\nSELECT 1;\n", "area.sql:1: unknown block"},
        {"--: schema x\nSELECT 1;\n", "area.sql:1: \"schema\" takes no name"},
        {"--: fold\nSELECT 1;\n", "area.sql:1: \"fold\" takes the name of one kind"},
        {"--: fold thread_started x\nSELECT 1;\n",
         "area.sql:1: \"fold\" takes the name of one kind"},
        {"--: check nothing_said\nSELECT 1;\n", "area.sql:1: no kind is called \"nothing_said\""},
        {"--: check " LONG_NAME "\nSELECT 1;\n", "area.sql:1: no kind is called \"" CUT_NAME "\""},
        {"--: log scheme\nSELECT 1;\n", "area.sql:1: unknown block"},
        {"--: rights\nthread_started : " LONG_NAME " : everyone\n",
         "area.sql:2: no audience is called \"" CUT_NAME "\""},
        {"--: rights\nthread_started : network : " LONG_NAME "\n",
         "area.sql:2: no role is called \"" CUT_NAME "\""},
        {"--: rights\nthread_started thread_started : network : everyone\n",
         "area.sql:2: no such kind"},
        {"--: view {x}\nSELECT 1;\n", "area.sql:1: a name has small letters, digits and _ only"},
        {"--: view a.b\nSELECT 1;\n", "area.sql:1: a name has small letters, digits and _ only"},
        {"--: view\nSELECT 1;\n", "area.sql:1: \"view\" takes one name"},
        {"--: lookup\nSELECT 1;\n", "area.sql:1: \"lookup\" takes one name"},
        {"--: view Bad-Name\nSELECT 1;\n",
         "area.sql:1: a name has small letters, digits and _ only"},
        {"--: schema\nSELECT 1;\n--: schema\nSELECT 2;\n",
         "area.sql:3: the same block stands at area.sql:1 already"},
        {"--: fold thread_started\nSELECT 1;\n\n--: check thread_started\nSELECT 1;\n"
         "--: fold thread_started\nSELECT 2;\n",
         "area.sql:6: the same block stands at area.sql:1 already"},
        {"--: view a\nSELECT 1;\n--: view a\nSELECT 1;\n",
         "area.sql:3: the same block stands at area.sql:1 already"},
        {"--: schema\n--: view a\nSELECT 1;\n", "area.sql:2: the block at area.sql:1 is empty"},
        {"--: schema\n-- nothing\n\n", "area.sql:3: the block at area.sql:1 is empty"},
        {"--: schema", "area.sql:1: the block at area.sql:1 is empty"},
        {"--: rights\nthread_started network everyone\n",
         "area.sql:2: rights are written KIND : AUDIENCES : ROLES"},
        {"--: rights\nthread_started : network : everyone : more\n",
         "area.sql:2: rights are written KIND : AUDIENCES : ROLES"},
        {"--: rights\nthread_started : : everyone\n",
         "area.sql:2: rights are written KIND : AUDIENCES : ROLES"},
        {"--: rights\nthread_started : network :\n",
         "area.sql:2: rights are written KIND : AUDIENCES : ROLES"},
        {"--: rights\nsomething : network : everyone\n", "area.sql:2: no such kind"},
        {"--: rights\nthread_started : world : everyone\n",
         "area.sql:2: no audience is called \"world\""},
        {"--: rights\n\nthread_started : network : king\n",
         "area.sql:3: no role is called \"king\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(read_one(cases[i].text) == NULL);
        CHECK_TEXT(error.text, cases[i].sentence);
    }
}

static void test_blocks_come_in_the_order_of_the_files(void)
{
    struct br_file files[] = {
        {.name = "a.sql",
         .data = "-- a\n--: log schema\nONE;\nTWO;\n--: view x\nTHREE",
         .size = 45},
        {.name = "b.sql", .data = "--: log schema\nFOUR;\n", .size = 21},
        {.name = "empty.sql", .data = "", .size = 0},
    };
    files[0].size = strlen(files[0].data);
    files[1].size = strlen(files[1].data);
    struct br_domain *domain = NULL;
    size_t count = 0;
    CHECK(br_domain_new(files, 3, &domain, &error) == BR_OK);
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    CHECK_UINT(count, 3);
    CHECK(blocks[0].type == BR_BLOCK_LOG_SCHEMA && blocks[2].type == BR_BLOCK_LOG_SCHEMA);
    CHECK_TEXT(blocks[0].sql, "ONE;\nTWO;\n");
    CHECK_TEXT(blocks[0].where, "a.sql:2");
    CHECK_TEXT(blocks[1].sql, "THREE");
    CHECK_TEXT(blocks[1].name, "x");
    CHECK_TEXT(blocks[2].sql, "FOUR;\n");
    br_domain_free(domain);
}

static void test_any_change_is_another_version(void)
{
    static const char *const texts[] = {
        "--: schema\nONE;\n",
        "--: schema\nONE; \n",
        "--: log schema\nONE;\n",
        "--: view a\nONE;\n",
        "--: view b\nONE;\n",
        "--: fold thread_started\nONE;\n",
        "--: fold post_written\nONE;\n",
        "--: rights\nthread_started : network : everyone\n",
        "--: rights\nthread_started : network : lead\n",
        "--: schema\nONE;\n--: view a\nTWO;\n",
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    struct br_hash versions[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        struct br_domain *domain = read_one(texts[i]);
        BR_ASSERT(domain != NULL);
        versions[i] = br_domain_version(domain);
        br_domain_free(domain);
        for (size_t before = 0; before < i; before++) {
            CHECK(!br_hash_equal(&versions[i], &versions[before]));
        }
    }
    /* nothing that is kept depends on a lookup */
    static const char *const same[] = {"--: schema\nONE;\n",
                                       "--: schema\nONE;\n--: lookup a\nSELECT 1;\n"};
    for (size_t i = 0; i < 2; i++) {
        struct br_domain *again = read_one(same[i]);
        struct br_hash version = br_domain_version(again);
        CHECK(br_hash_equal(&version, &versions[0]));
        br_domain_free(again);
    }
}

static void test_kinds_that_checks_find_again(void)
{
    struct br_domain *domain =
        read_one("--: index thread_started\nSELECT 1;\n--: check post_written\nSELECT 1;\n");
    BR_ASSERT(domain != NULL);
    CHECK(br_domain_indexes(domain, br_kind_by_name("thread_started")->number));
    CHECK(!br_domain_indexes(domain, br_kind_by_name("post_written")->number));
    CHECK(!br_domain_indexes(domain, 999));
    br_domain_free(domain);
}

/* --- rights --- */

static void test_nobody_may_what_no_line_says(void)
{
    struct br_domain *domain = read_one("--: rights\n"
                                        "-- a comment\n"
                                        "thread_started : network, room : coach, lead\n"
                                        "thread_started:academy:everyone\n"
                                        "role_given : academy : academy\n"
                                        "role_given : academy : admin\n");
    uint16_t thread = br_kind_by_name("thread_started")->number;
    uint16_t role = br_kind_by_name("role_given")->number;
    BR_ASSERT(domain != NULL);
    CHECK(br_domain_may(domain, thread, 1u << 2, BR_AUDIENCE_NETWORK));
    CHECK(br_domain_may(domain, thread, 1u << 4 | 1u << 1, BR_AUDIENCE_ROOM));
    CHECK(!br_domain_may(domain, thread, 1u << 1, BR_AUDIENCE_NETWORK));
    CHECK(!br_domain_may(domain, thread, 1u << 2, BR_AUDIENCE_GROUP));
    for (unsigned number = 1; number <= 7; number++) {
        CHECK(br_domain_may(domain, thread, 1u << number, BR_AUDIENCE_ACADEMY));
    }
    CHECK(!br_domain_may(domain, thread, BR_ROLES_ACADEMY, BR_AUDIENCE_ACADEMY));
    CHECK(!br_domain_may(domain, thread, 0, BR_AUDIENCE_ACADEMY));
    CHECK(!br_domain_may(domain, thread, 1u << 8, BR_AUDIENCE_ACADEMY));
    CHECK(br_domain_may(domain, role, BR_ROLES_ACADEMY, BR_AUDIENCE_ACADEMY));
    CHECK(br_domain_may(domain, role, 1u << 7, BR_AUDIENCE_ACADEMY)); /* lines add up */
    CHECK(!br_domain_may(domain, role, 1u << 2, BR_AUDIENCE_ACADEMY));
    CHECK(!br_domain_may(domain, 999, UINT32_MAX, BR_AUDIENCE_NETWORK));
    CHECK(!br_domain_may(domain, thread, UINT32_MAX, (enum br_audience_type)0));
    CHECK(!br_domain_may(domain, thread, UINT32_MAX, (enum br_audience_type)5));
    br_domain_free(domain);
}

static void test_roles_have_their_numbers(void)
{
    CHECK_UINT(br_role_number("participant"), 1);
    CHECK_UINT(br_role_number("coach"), 2);
    CHECK_UINT(br_role_number("admin"), 7);
    CHECK_UINT(br_role_number("academy"), 0);
    CHECK_UINT(br_role_number(""), 0);
}

/* --- our own domain --- */

/* A kind that nobody may say, that nothing checks or that nothing folds was forgotten. */
static void test_every_kind_has_rights_check_and_fold(void)
{
    struct br_domain *domain = real_domain();
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        bool may = false;
        for (int type = BR_AUDIENCE_NETWORK; type <= BR_AUDIENCE_ROOM; type++) {
            may = may ||
                  br_domain_may(domain, kinds[i].number, UINT32_MAX, (enum br_audience_type)type);
        }
        if (!CHECK(may && br_domain_block(domain, BR_BLOCK_CHECK, kinds[i].number) != NULL &&
                   br_domain_block(domain, BR_BLOCK_FOLD, kinds[i].number) != NULL)) {
            (void)printf("  %s\n", kinds[i].name);
        }
    }
    br_domain_free(domain);
}

static void test_rights_are_as_agreed(void)
{
    enum { PARTICIPANT = 1 << 1, COACH = 1 << 2, STEWARD = 1 << 6, ADMIN = 1 << 7 };
    static const struct {
        const char *kind;
        uint32_t role;
        enum br_audience_type audience;
        bool may;
    } cases[] = {
        {"thread_started", PARTICIPANT, BR_AUDIENCE_NETWORK, true},
        {"thread_started", PARTICIPANT, BR_AUDIENCE_ROOM, true},
        {"thread_started", BR_ROLES_ACADEMY, BR_AUDIENCE_NETWORK, false},
        {"points_recorded", PARTICIPANT, BR_AUDIENCE_ROOM, true},
        {"points_recorded", PARTICIPANT, BR_AUDIENCE_NETWORK, false},
        {"points_recorded", STEWARD, BR_AUDIENCE_NETWORK, true},
        {"measure_defined", PARTICIPANT, BR_AUDIENCE_ROOM, false},
        {"measure_defined", COACH, BR_AUDIENCE_ROOM, true},
        {"measure_defined", COACH, BR_AUDIENCE_NETWORK, false},
        {"measure_shared", COACH, BR_AUDIENCE_NETWORK, true},
        {"measure_shared", PARTICIPANT, BR_AUDIENCE_NETWORK, false},
        {"measure_shared", COACH, BR_AUDIENCE_ACADEMY, false},
        {"room_opened", COACH, BR_AUDIENCE_ACADEMY, true},
        {"room_opened", COACH, BR_AUDIENCE_NETWORK, false},
        {"room_opened", PARTICIPANT, BR_AUDIENCE_ACADEMY, false},
        {"role_given", ADMIN, BR_AUDIENCE_ACADEMY, true},
        {"role_given", COACH, BR_AUDIENCE_ACADEMY, false},
        {"role_given", BR_ROLES_ACADEMY, BR_AUDIENCE_ACADEMY, true},
        {"role_given", BR_ROLES_ACADEMY, BR_AUDIENCE_NETWORK, false},
        {"academy_keys", ADMIN, BR_AUDIENCE_NETWORK, false},
        {"academy_keys", BR_ROLES_ACADEMY, BR_AUDIENCE_NETWORK, true},
        {"academy_profile", ADMIN, BR_AUDIENCE_NETWORK, true},
        {"academy_profile", COACH, BR_AUDIENCE_NETWORK, false},
        {"member_profile", PARTICIPANT, BR_AUDIENCE_ACADEMY, true},
        {"member_profile", PARTICIPANT, BR_AUDIENCE_ROOM, false},
        {"tried_here", PARTICIPANT, BR_AUDIENCE_ROOM, true},
        {"tried_here", BR_ROLES_ACADEMY, BR_AUDIENCE_NETWORK, false},
        {"post_hidden", STEWARD, BR_AUDIENCE_ACADEMY, true},
        {"post_hidden", STEWARD, BR_AUDIENCE_NETWORK, false},
        {"post_hidden", COACH, BR_AUDIENCE_ACADEMY, false},
        {"withdrawal_asked", ADMIN, BR_AUDIENCE_NETWORK, true},
        {"withdrawal_asked", COACH, BR_AUDIENCE_NETWORK, false},
        {"post_withdrawn", PARTICIPANT, BR_AUDIENCE_NETWORK, true},
        {"post_withdrawn_by_academy", PARTICIPANT, BR_AUDIENCE_NETWORK, false},
        {"post_withdrawn_by_academy", STEWARD, BR_AUDIENCE_ROOM, true},
        {"identifier_allowed", STEWARD, BR_AUDIENCE_ROOM, true},
        {"identifier_allowed", ADMIN, BR_AUDIENCE_ACADEMY, false},
        {"academy_context", ADMIN, BR_AUDIENCE_NETWORK, true},
        {"academy_context", COACH, BR_AUDIENCE_NETWORK, false},
        {"academy_context", ADMIN, BR_AUDIENCE_ACADEMY, false},
    };
    struct br_domain *domain = real_domain();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!CHECK(br_domain_may(domain, br_kind_by_name(cases[i].kind)->number, cases[i].role,
                                 cases[i].audience) == cases[i].may)) {
            (void)printf("  %s %u %d\n", cases[i].kind, cases[i].role, cases[i].audience);
        }
    }
    br_domain_free(domain);
}

/*
 * The authorizer cannot tell date('now') from date(column) in checks; this can. A view is computed
 * when it is read, so it may know the day; nothing that is kept may.
 */
static void test_no_block_asks_for_the_moment(void)
{
    static const char *const words[] = {"'now'", "current_time", "current_date",
                                        "current_timestamp", "random"};
    struct br_domain *domain = real_domain();
    size_t count = 0;
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    for (size_t i = 0; i < count; i++) {
        bool may_know = blocks[i].type == BR_BLOCK_VIEW;
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
            if (!CHECK(may_know || strcasestr(blocks[i].sql, words[w]) == NULL)) {
                (void)printf("  %s: %s\n", blocks[i].where, words[w]);
            }
        }
    }
    br_domain_free(domain);
}

static enum br_status open_with(const struct br_domain *domain)
{
    struct br_views_options options = {
        .path = path_of("domain.db"), .domain = domain, .academy = academy_of(1)};
    struct br_views *views = NULL;
    error = (struct br_error){.text = ""};
    enum br_status status = br_views_open(&options, &views, &error);
    if (status == BR_OK) {
        status = br_views_try_domain(views, &error);
    }
    br_views_close(views);
    return status;
}

/* SQL that is wrong shows when all of a domain is tried, with its place. */
static void test_wrong_sql_is_named_with_its_place(void)
{
    static const struct {
        const char *text;
        const char *begin;
    } cases[] = {
        {"--: schema\nCREATE TABLE a(b);\n--: fold thread_started\n"
         "INSERT INTO nowhere SELECT 1 FROM new_thread_started;\n",
         "area.sql:3: no such table: nowhere"},
        {"--: schema\nCREATE TABLE a(b);\n--: fold thread_started\n"
         "INSERT INTO a SELECT nonsense FROM new_thread_started;\n",
         "area.sql:3: no such column: nonsense"},
        {"--: schema\nCREATE TABLE a(b);\n--: fold thread_started\n"
         "INSERT INTO a SELECT random() FROM new_thread_started;\n",
         "area.sql:3: not authorized"},
        {"--: schema\nCREATE TABEL a(b);\n", "area.sql:1: near \"TABEL\""},
        {"--: schema\nCREATE TABLE a(b);\n--: view x\nCREATE TEMP VIEW v_x AS SELEKT 1;\n",
         "area.sql:3: near \"SELEKT\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_domain *domain = read_one(cases[i].text);
        BR_ASSERT(domain != NULL);
        CHECK(open_with(domain) == BR_ERR_MALFORMED);
        if (!CHECK(strncmp(error.text, cases[i].begin, strlen(cases[i].begin)) == 0)) {
            (void)printf("  %s\n", error.text);
        }
        br_domain_free(domain);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_mistakes_are_named_with_file_and_line),
        BR_TEST(test_blocks_come_in_the_order_of_the_files),
        BR_TEST(test_any_change_is_another_version),
        BR_TEST(test_kinds_that_checks_find_again),
        BR_TEST(test_nobody_may_what_no_line_says),
        BR_TEST(test_roles_have_their_numbers),
        BR_TEST(test_every_kind_has_rights_check_and_fold),
        BR_TEST(test_rights_are_as_agreed),
        BR_TEST(test_no_block_asks_for_the_moment),
        BR_TEST(test_wrong_sql_is_named_with_its_place),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
