/* One-use tickets: taken, used once, of one thing, in limited places, for a while. */
#include "harness/check.h"
#include "web/tickets.h"

#include <string.h>

static struct br_tickets tickets;
static unsigned made;

static struct br_id thing(unsigned number)
{
    struct br_id id = {{0}};
    br_store_u32(id.bytes, number);
    return id;
}

static enum br_status take(unsigned about, uint64_t mono_ms, char out[BR_TICKET_TEXT_SIZE])
{
    uint8_t random[16] = {7};
    struct br_id id = thing(about);
    br_store_u32(random + 4, ++made);
    return br_tickets_take(&tickets, &id, 0, mono_ms, random, out);
}

static bool use(unsigned about, uint64_t mono_ms, const char *text)
{
    struct br_id id = thing(about);
    return br_tickets_use(&tickets, &id, mono_ms, text);
}

static void test_a_ticket_is_used_once(void)
{
    char first[BR_TICKET_TEXT_SIZE];
    char second[BR_TICKET_TEXT_SIZE];
    memset(&tickets, 0, sizeof tickets);
    CHECK(take(1, 1000, first) == BR_OK);
    CHECK(take(1, 1000, second) == BR_OK);
    CHECK_UINT(strlen(first), 32);
    CHECK(strcmp(first, second) != 0);
    CHECK(!use(2, 1000, first)); /* another hour's */
    CHECK(use(1, 1000, first));
    CHECK(!use(1, 1000, first));
    CHECK(use(1, 1000, second));
    CHECK(!use(1, 1000, ""));
    CHECK(!use(1, 1000, "07"));
    CHECK(!use(1, 1000, "not a ticket, and as long as one"));
}

static void test_a_ticket_ends_by_itself(void)
{
    char text[BR_TICKET_TEXT_SIZE];
    memset(&tickets, 0, sizeof tickets);
    CHECK(take(1, 1000, text) == BR_OK);
    CHECK(!use(1, 1000 + BR_PAGE_TICKET_MS, text));
    CHECK(take(1, 1000, text) == BR_OK);
    CHECK(use(1, 999 + BR_PAGE_TICKET_MS, text));
}

static void test_places_are_limited(void)
{
    char text[BR_TICKET_TEXT_SIZE];
    char kept[BR_TICKET_TEXT_SIZE];
    memset(&tickets, 0, sizeof tickets);
    CHECK(take(1, 1000, kept) == BR_OK);
    for (unsigned i = 1; i < BR_PAGE_TICKETS_OF_ONE_MAX; i++) {
        CHECK(take(1, 1000, text) == BR_OK);
    }
    CHECK(take(1, 1000, text) == BR_ERR_BUSY);
    for (unsigned i = BR_PAGE_TICKETS_OF_ONE_MAX; i < BR_PAGE_TICKETS_MAX; i++) {
        CHECK(take(100 + i, 1000, text) == BR_OK);
    }
    CHECK(take(2, 1000, text) == BR_ERR_BUSY);
    CHECK(use(1, 1000, kept)); /* nobody lost theirs */
    CHECK(take(2, 1000, text) == BR_OK);
    CHECK(take(3, 1000, text) == BR_ERR_BUSY);
    CHECK(take(3, 1000 + BR_PAGE_TICKET_MS, text) == BR_OK);
}

static void test_an_hour_has_so_many_scores(void)
{
    char text[BR_TICKET_TEXT_SIZE];
    uint8_t random[16] = {1};
    struct br_id id = thing(1);
    memset(&tickets, 0, sizeof tickets);
    CHECK(br_tickets_take(&tickets, &id, BR_PHONE_SCORES_MAX - 1, 1, random, text) == BR_OK);
    CHECK(br_tickets_take(&tickets, &id, BR_PHONE_SCORES_MAX, 1, random, text) == BR_ERR_LIMIT);
    CHECK(br_tickets_take(&tickets, &id, BR_PHONE_SCORES_MAX + 1, 1, random, text) == BR_ERR_LIMIT);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_ticket_is_used_once),
        BR_TEST(test_a_ticket_ends_by_itself),
        BR_TEST(test_places_are_limited),
        BR_TEST(test_an_hour_has_so_many_scores),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
