/* Which entry a request is for, whose host it names, and where its form came from. */
#include "harness/check.h"

#include "web/origin.h"
#include "web/route.h"

static const struct br_route routes[] = {
    {BR_HTTP_GET, "/"},
    {BR_HTTP_GET, "/threads"},
    {BR_HTTP_GET, "/thread/new"},
    {BR_HTTP_GET, "/thread/:id"},
    {BR_HTTP_POST, "/thread/:id/reply"},
    {BR_HTTP_GET, "/a/:one/:two/:three/:four"},
};

static struct br_arena arena;
static struct br_route_match match;

static enum br_status find(enum br_http_method method, const char *path)
{
    br_arena_reset(&arena);
    return br_route_find(routes, sizeof routes / sizeof routes[0], method, br_bytes_of_text(path),
                         &arena, &match);
}

static void test_routes(void)
{
    static const struct {
        const char *path;
        enum br_status status;
        size_t index;
        const char *id;
    } cases[] = {
        {"/", BR_OK, 0, NULL},
        {"/threads", BR_OK, 1, NULL},
        {"/thread/new", BR_OK, 2, NULL}, /* it stands before the next */
        {"/thread/9f", BR_OK, 3, "9f"},
        {"/thread/a%2Fb%20c", BR_OK, 3, "a/b c"},
        {"/thread/%ff", BR_ERR_MALFORMED, 0, NULL},
        {"/thread/%00", BR_ERR_MALFORMED, 0, NULL},
        {"/thread/1/reply", BR_ERR_PROTOCOL, 0, NULL},
        {"/thread/", BR_ERR_NOT_FOUND, 0, NULL},
        {"/thread", BR_ERR_NOT_FOUND, 0, NULL},
        {"/threads/", BR_ERR_NOT_FOUND, 0, NULL},
        {"//threads", BR_ERR_NOT_FOUND, 0, NULL},
        {"/Threads", BR_ERR_NOT_FOUND, 0, NULL},
        {"/%74hreads", BR_ERR_NOT_FOUND, 0, NULL},
        {"/thread/../threads", BR_ERR_NOT_FOUND, 0, NULL},
    };
    br_arena_init(&arena, 1u << 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum br_status status = find(BR_HTTP_GET, cases[i].path);
        CHECK(status == cases[i].status);
        if (status == BR_OK) {
            const char *id = br_route_value(&match, "id");
            CHECK_UINT(match.index, cases[i].index);
            CHECK((id != NULL) == (cases[i].id != NULL));
            if (id != NULL && cases[i].id != NULL) {
                CHECK_TEXT(id, cases[i].id);
            }
        }
        CHECK(find(BR_HTTP_HEAD_METHOD, cases[i].path) == cases[i].status);
    }
    CHECK(find(BR_HTTP_POST, "/thread/1/reply") == BR_OK && match.index == 4);
    CHECK(find(BR_HTTP_POST, "/threads") == BR_ERR_PROTOCOL);
    br_arena_free(&arena);
    br_arena_init(&arena, 4);
    CHECK(find(BR_HTTP_GET, "/thread/too-long-for-it") == BR_ERR_LIMIT);
    br_arena_free(&arena);
}

/* As many names as an entry may have; one more would be a mistake of ours, an assertion. */
static void test_names_of_an_entry(void)
{
    static const char *const names[] = {"one", "two", "three", "four"};
    br_arena_init(&arena, 1u << 16);
    CHECK(find(BR_HTTP_GET, "/a/1/2/3/4") == BR_OK);
    CHECK_UINT(match.count, BR_ROUTE_NAMES_MAX);
    for (size_t i = 0; i < BR_ROUTE_NAMES_MAX; i++) {
        char value[] = {(char)('1' + i), '\0'};
        CHECK_TEXT(br_route_value(&match, names[i]), value);
    }
    CHECK(br_route_value(&match, "five") == NULL);
    CHECK(find(BR_HTTP_GET, "/a/1/2/3") == BR_ERR_NOT_FOUND);
    CHECK(find(BR_HTTP_GET, "/a/1/2/3/4/5") == BR_ERR_NOT_FOUND);
    br_arena_free(&arena);
}

static void test_hosts(void)
{
    static const char *const names[] = {"bath.example:7400", "[::1]:7400"};
    CHECK(br_host_known(br_bytes_of_text("bath.example:7400"), names, 2));
    CHECK(br_host_known(br_bytes_of_text("Bath.Example:7400"), names, 2));
    CHECK(br_host_known(br_bytes_of_text("[::1]:7400"), names, 2));
    CHECK(!br_host_known(br_bytes_of_text("bath.example"), names, 2));
    CHECK(!br_host_known(br_bytes_of_text("bath.example:740"), names, 2));
    CHECK(!br_host_known(br_bytes_of_text("evil.example:7400"), names, 2));
    CHECK(!br_host_known(br_bytes_of_text("bath.example:7400.evil"), names, 2));
}

static void test_origins(void)
{
    static const struct {
        const char *fetch_site;
        const char *origin;
        bool ours;
    } cases[] = {
        {"same-origin", "https://bath.example:7400", true},
        {"same-origin", "HTTPS://Bath.example:7400", true},
        {"same-origin", NULL, true},
        {NULL, "https://bath.example:7400", true},
        {NULL, NULL, false},
        {"none", NULL, false},
        {"same-site", "https://bath.example:7400", false},
        {"cross-site", "https://bath.example:7400", false},
        {"Same-Origin", NULL, false},
        {"", NULL, false},
        {"same-origin", "null", false},
        {"same-origin", "", false},
        {"same-origin", "https://", false},
        {"same-origin", "https://bath.example", false},
        {"same-origin", "http://bath.example:7400", false},
        {"same-origin", "https://bath.example:7400/", false},
        {"same-origin", "https://evil.example:7400", false},
        {"same-origin", "https:bath.example:7400", false},
        {NULL, "https://bath.example:7400.evil.example", false},
    };
    struct br_bytes host = br_bytes_of_text("bath.example:7400");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_bytes site =
            br_bytes_of_text(cases[i].fetch_site == NULL ? "" : cases[i].fetch_site);
        struct br_bytes origin = br_bytes_of_text(cases[i].origin == NULL ? "" : cases[i].origin);
        CHECK(br_origin_ours(cases[i].fetch_site == NULL ? NULL : &site,
                             cases[i].origin == NULL ? NULL : &origin, "https",
                             host) == cases[i].ours);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_routes),
        BR_TEST(test_names_of_an_entry),
        BR_TEST(test_hosts),
        BR_TEST(test_origins),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
