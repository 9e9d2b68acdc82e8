/* Links to reports: only hashes are kept, they run out, they can be ended, they are so many. */
#include "base/limits.h"
#include "harness/check.h"
#include "store/private_report.h"

#include <stdio.h>

#define DAY (24ull * 3600u * 1000u)

static const uint64_t now_ms = 1790000000000u;
static const struct br_id report = {{1}};
static const struct br_id other = {{2}};

static struct br_private *open_private(const char *name)
{
    char path[512];
    struct br_private *private = NULL;
    struct br_error error = {""};
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    CHECK(br_private_open(path, true, &private, &error) == BR_OK);
    BR_ASSERT(private != NULL);
    return private;
}

static struct br_report_link link_of(unsigned number, const struct br_id *of)
{
    return (struct br_report_link){.token_hash = {{(uint8_t)number, (uint8_t)(number >> 8)}},
                                   .report = *of,
                                   .made_by = {{7}},
                                   .made_ms = now_ms + number,
                                   .expires_ms = now_ms + BR_REPORT_LINK_LIFE_MS};
}

static void test_a_link_runs_out(void)
{
    struct br_private *private = open_private("runs_out.db");
    struct br_report_link given = link_of(1, &report);
    struct br_report_link found = {.made_ms = 0};
    struct br_hash unknown = {{9}};
    CHECK(br_private_put_report_link(private, &given) == BR_OK);
    CHECK(br_private_report_link(private, &unknown, now_ms, &found) == BR_ERR_NOT_FOUND);
    for (int offset = -1; offset <= 1; offset++) {
        uint64_t at_ms = given.expires_ms + (uint64_t)(int64_t)offset;
        CHECK(br_private_report_link(private, &given.token_hash, at_ms, &found) ==
              (offset < 0 ? BR_OK : BR_ERR_TIMEOUT));
        CHECK(br_id_equal(&found.report, &report) && found.expires_ms == given.expires_ms);
    }
    br_private_close(private);
}

static void test_a_link_is_ended_once_and_by_its_report(void)
{
    struct br_private *private = open_private("ended.db");
    struct br_report_link given = link_of(1, &report);
    struct br_report_link found = {.made_ms = 0};
    CHECK(br_private_put_report_link(private, &given) == BR_OK);
    CHECK(br_private_end_report_link(private, &given.token_hash, &other, now_ms) ==
          BR_ERR_NOT_FOUND);
    CHECK(br_private_report_link(private, &given.token_hash, now_ms, &found) == BR_OK);
    CHECK(br_private_end_report_link(private, &given.token_hash, &report, now_ms + 5) == BR_OK);
    CHECK(br_private_end_report_link(private, &given.token_hash, &report, now_ms + 6) ==
          BR_ERR_NOT_FOUND);
    CHECK(br_private_report_link(private, &given.token_hash, now_ms, &found) == BR_ERR_CLOSED);
    CHECK_UINT(found.ended_ms, now_ms + 5);
    br_private_close(private);
}

/* Twenty that work; one that was ended or ran out makes room, another report's takes none. */
static void test_a_report_has_so_many_links(void)
{
    struct br_private *private = open_private("many.db");
    for (unsigned i = 1; i <= BR_REPORT_LINKS_MAX + 1; i++) {
        struct br_report_link link = link_of(i, &report);
        CHECK(br_private_put_report_link(private, &link) ==
              (i <= BR_REPORT_LINKS_MAX ? BR_OK : BR_ERR_LIMIT));
    }
    struct br_report_link more = link_of(500, &other);
    CHECK(br_private_put_report_link(private, &more) == BR_OK);
    struct br_report_link first = link_of(1, &report);
    more = link_of(501, &report);
    CHECK(br_private_end_report_link(private, &first.token_hash, &report, now_ms) == BR_OK);
    CHECK(br_private_put_report_link(private, &more) == BR_OK);
    more = link_of(502, &report);
    CHECK(br_private_put_report_link(private, &more) == BR_ERR_LIMIT);
    more.made_ms = now_ms + BR_REPORT_LINK_LIFE_MS;
    more.expires_ms = more.made_ms + BR_REPORT_LINK_LIFE_MS;
    CHECK(br_private_put_report_link(private, &more) == BR_OK);
    br_private_close(private);
}

struct listed {
    size_t count;
    struct br_report_link links[4];
};

static void list_one(void *context, const struct br_report_link *link)
{
    struct listed *listed = context;
    if (listed->count < 4) {
        listed->links[listed->count] = *link;
    }
    listed->count++;
}

static void test_openings_are_counted_by_day(void)
{
    struct br_private *private = open_private("opened.db");
    struct br_report_link one = link_of(1, &report);
    struct br_report_link two = link_of(2, &report);
    struct br_report_link elsewhere = link_of(3, &other);
    struct listed listed = {.count = 0};
    CHECK(br_private_put_report_link(private, &one) == BR_OK);
    CHECK(br_private_put_report_link(private, &two) == BR_OK);
    CHECK(br_private_put_report_link(private, &elsewhere) == BR_OK);
    CHECK(br_private_report_opened(private, &one.token_hash, now_ms) == BR_OK);
    CHECK(br_private_report_opened(private, &one.token_hash, now_ms + 3 * DAY) == BR_OK);
    CHECK(br_private_report_opened(private, &one.token_hash, now_ms + 3 * DAY) == BR_OK);
    CHECK(br_private_report_links(private, &report, list_one, &listed) == BR_OK);
    CHECK_UINT(listed.count, 2); /* the newest first */
    CHECK(br_hash_equal(&listed.links[0].token_hash, &two.token_hash));
    CHECK(listed.links[0].days == 0 && listed.links[0].day_last == 0);
    CHECK_UINT(listed.links[1].days, 2);
    CHECK_UINT(listed.links[1].day_last, (now_ms + 3 * DAY) / DAY);
    CHECK_UINT(listed.links[1].count_last, 2);
    br_private_close(private);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_link_runs_out),
        BR_TEST(test_a_link_is_ended_once_and_by_its_report),
        BR_TEST(test_a_report_has_so_many_links),
        BR_TEST(test_openings_are_counted_by_day),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
