/* A site: whose host, which route, who may, what every answer bears, parameters of pages. */
#include "test_web_site_world.h"

#include <jansson.h>

static void expect_status(const char *answer, int status)
{
    if (!CHECK_UINT(status_of(answer), status)) {
        (void)printf("%.900s\n", answer);
    }
}

static void tell_people(void)
{
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    for (size_t i = 0; i < 3; i++) {
        char json[300];
        (void)snprintf(json, sizeof json, "{\"member\":\"%s\",\"name\":\"%s\"}",
                       hex_of(people[i].number), people[i].name);
        tell("member_profile", 0, to_academy, 0, json);
    }
    fold_all();
}

/* --- whose host --- */

static void test_other_hosts(void)
{
    site_start("hosts");
    static const char *const known[] = {"bath.example", "BATH.Example"};
    static const char *const others[] = {"evil.example",  "bath.example:80", "bath.example.",
                                         "xbath.example", "localhost",       "127.0.0.1"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        here.host = known[i];
        expect_status(get(NULL, "/probe/open"), 200);
    }
    here.host = br_listener_address(here.world.listener);
    expect_status(get(NULL, "/probe/open"), 200);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        here.host = others[i];
        const char *answer = get("ngozi", "/probe/open");
        expect_status(answer, 421);
        CHECK_TEXT(body_of(answer), "This academy is not known by that address.\n");
        expect_status(get("ngozi", "/assets/brand.css"), 421);
    }
    br_site_add_host(here.site, "localhost");
    here.host = "localhost";
    expect_status(get(NULL, "/probe/open"), 200);
    site_end();
}

/* --- which route --- */

static void test_routes(void)
{
    site_start("routes");
    expect_status(get("ngozi", "/none"), 404);
    CHECK(has(get("ngozi", "/none"), "There is no such page here"));
    expect_status(get(NULL, "/none"), 404);
    expect_status(post("ngozi", "/threads", "a=b"), 405);
    expect_status(get("ngozi", "/thread/"
                               "51515151515151515151515151515151/reply"),
                  405);
    expect_status(ask("HEAD", "ngozi", "/probe/echo", NULL, NULL), 200);
    CHECK_TEXT(body_of(ask("HEAD", "ngozi", "/probe/echo", NULL, NULL)), "");
    expect_status(get("ngozi", "/probe/given/%zz"), 400);
    expect_status(get("ngozi", "/probe/echo?a=%fe"), 400);
    expect_status(ask("POST", "ngozi", "/probe/fixed", "Sec-Fetch-Site: same-origin\r\n", "a=b"),
                  415);
    expect_status(ask("POST", "ngozi", "/probe/fixed",
                      "Content-Type: text/plain\r\nSec-Fetch-Site: same-origin\r\n", "a=b"),
                  415);
    expect_status(ask("POST", "ngozi", "/probe/fixed", "Content-Type: application/json\r\n", "{}"),
                  415);
    expect_status(post("ngozi", "/probe/fixed", "a=%"), 400);
    expect_status(get("ngozi", "/probe/missing"), 404);
    CHECK(br_site_route_count(here.site) > sizeof probe_routes / sizeof probe_routes[0]);
    size_t last = br_site_route_count(here.site) - 1;
    CHECK_TEXT(br_site_route_at(here.site, last)->path, "/nobody");
    CHECK_TEXT(br_site_route_at(here.site, 0)->path, "/");
    site_end();
}

static void put_fields(struct br_buffer *out, const char *start, size_t count)
{
    br_buffer_clear(out);
    br_buffer_put_text(out, start);
    for (size_t i = 0; i < count; i++) {
        br_buffer_put_format(out, "&f%zu=1", i);
    }
}

/* BR_FORM_FIELDS_MAX fields in all, of which the token is one. */
static void test_as_many_fields_as_a_form_may_have(void)
{
    struct br_buffer fields;
    br_buffer_init(&fields, 1u << 16);
    site_start("fields");
    for (size_t more = 0; more < 3; more++) {
        put_fields(&fields, "title=T", BR_FORM_FIELDS_MAX - 3 + more);
        expect_status(post("ngozi", "/probe/fixed", br_buffer_text(&fields)), more < 2 ? 303 : 413);
    }
    site_end();
    br_buffer_free(&fields);
}

/* What a call's memory holds: a body as large as bodies may be is within it, one larger is not. */
static void test_as_large_as_a_form_may_be(void)
{
    char *text = malloc(BR_HTTP_BODY_SIZE_MAX + 1);
    site_start("large");
    BR_ASSERT(text != NULL);
    CHECK(BR_SITE_CALL_SIZE_MAX > 4 * BR_HTTP_BODY_SIZE_MAX);
    size_t around = strlen("_token=&title=") + 32;
    for (size_t more = 0; more < 3; more++) {
        size_t size = BR_HTTP_BODY_SIZE_MAX - 1 - around + more;
        (void)snprintf(text, 8, "title=");
        memset(text + 6, 'x', size);
        text[6 + size] = '\0';
        const char *answer = post("ngozi", "/probe/fixed", text);
        expect_status(answer, more < 2 ? 422 : 413); /* a title of a megabyte is refused in words */
    }
    free(text);
    site_end();
}

/* --- who may --- */

static void test_who_is_let_in(void)
{
    static const struct {
        const char *who;
        const char *path;
        int page;
        int json;
    } cases[] = {
        {NULL, "/probe/open", 200, 200},       {NULL, "/probe/echo", 303, 401},
        {NULL, "/moderation", 303, 401},       {"sam", "/probe/echo", 200, 200},
        {"sam", "/moderation", 403, 403},      {"ngozi", "/moderation", 200, 200},
        {"priya", "/moderation", 200, 200},    {"roleless", "/probe/echo", 403, 403},
        {"roleless", "/probe/open", 200, 200}, {"ada", "/probe/echo", 303, 403},
        {"ada", "/moderation", 303, 403},      {"ada", "/probe/open", 200, 200},
        {"admin", "/moderation", 200, 200},    {"sam", "/nobody", 403, 403},
        {"admin", "/nobody", 403, 403},        {"stranger", "/probe/echo", 303, 401},
        {NULL, "/assets/brand.css", 200, 200}, {NULL, "/assets/none.css", 404, 404},
    };
    site_start("who");
    tell_people();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *page = get(cases[i].who, cases[i].path);
        const char *json = get_json(cases[i].who, cases[i].path);
        if (!CHECK_UINT(status_of(page), cases[i].page) ||
            !CHECK_UINT(status_of(json), cases[i].json)) {
            (void)printf("  %s %s\n", cases[i].who == NULL ? "" : cases[i].who, cases[i].path);
        }
    }
    CHECK(has(get(NULL, "/thread/5151"), "\r\nLocation: /sign-in?next=%2Fthread%2F5151\r\n"));
    CHECK(has(get("ada", "/threads"), "\r\nLocation: /account/factor\r\n"));
    const char *json = get_json(NULL, "/threads");
    CHECK(has(json, "Content-Type: application/json\r\n") && has(json, "\"status\":401"));
    expect_status(ask("POST", NULL, "/threads/new", FORM_HEADERS, "title=T"), 401);
    expect_status(post("sam", "/thread/51515151515151515151515151515151/hide", ""), 403);
    CHECK_UINT(here.said_count, 0);
    site_end();
}

/* An address that fills its longest, escaped, is still an address to come back to, or home is. */
static void test_a_long_way_back(void)
{
    char path[BR_HTTP_TARGET_SIZE_MAX];
    site_start("back");
    for (size_t size = 1300; size < sizeof path - 40; size += 400) {
        (void)snprintf(path, sizeof path, "/thread/");
        memset(path + 8, '!', size - 8);
        path[size] = '\0';
        const char *answer = get(NULL, path);
        expect_status(answer, 303);
        const char *where = strstr(answer, "Location: /sign-in?next=");
        CHECK(where != NULL && strcspn(where, "\r") < BR_HTTP_TARGET_SIZE_MAX + 64);
    }
    site_end();
}

/* --- forms are ours, and theirs --- */

static void test_forms_from_elsewhere(void)
{
    static const struct {
        const char *headers;
        int status;
    } cases[] = {
        {"Sec-Fetch-Site: same-origin\r\n", 303},
        {"Origin: http://bath.example\r\n", 303},
        {"Sec-Fetch-Site: same-origin\r\nOrigin: http://bath.example\r\n", 303},
        {"", 403},
        {"Sec-Fetch-Site: cross-site\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\n", 403},
        {"Sec-Fetch-Site: none\r\n", 403},
        {"Origin: null\r\n", 403},
        {"Origin: https://bath.example\r\n", 403},
        {"Origin: http://bath.example.evil\r\n", 403},
        {"Origin: http://evil.example\r\n", 403},
        {"Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.example\r\n", 403},
        {"Sec-Fetch-Site: cross-site\r\nOrigin: http://bath.example\r\n", 403},
    };
    site_start("elsewhere");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char headers[300];
        char body[100];
        size_t before = here.said_count;
        (void)snprintf(headers, sizeof headers, FORM_TYPE "%s", cases[i].headers);
        (void)snprintf(body, sizeof body, "_token=%s&title=T", token_of("ngozi"));
        if (!CHECK_UINT(status_of(ask("POST", "ngozi", "/probe/fixed", headers, body)),
                        cases[i].status)) {
            (void)printf("  %s\n", cases[i].headers);
        }
        CHECK_UINT(here.said_count - before, cases[i].status == 303);
    }
    site_end();
}

static void test_tokens(void)
{
    char body[200];
    site_start("tokens");
    const char *ngozis = token_of("ngozi");
    const char *sams = token_of("sam");
    CHECK_UINT(strlen(ngozis), 32);
    CHECK(strcmp(ngozis, sams) != 0 && strcmp(token_of("ada"), token_of("admin")) != 0);
    const char *const bad[] = {"", "title=T", "_token=&title=T", "_token=1&title=T",
                               "_token=00000000000000000000000000000000&title=T"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *answer = ask("POST", "ngozi", "/probe/fixed", FORM_HEADERS, bad[i]);
        expect_status(answer, 403);
        CHECK(has(answer, "This form is too old"));
    }
    (void)snprintf(body, sizeof body, "_token=%s&title=T", sams);
    expect_status(ask("POST", "ngozi", "/probe/fixed", FORM_HEADERS, body), 403);
    expect_status(ask("POST", "sam", "/probe/fixed", FORM_HEADERS, body), 303);
    for (size_t i = 0; i < 32; i++) { /* any one digit of it */
        (void)snprintf(body, sizeof body, "_token=%s&title=T", ngozis);
        body[7 + i] = body[7 + i] == '0' ? '1' : '0';
        expect_status(ask("POST", "ngozi", "/probe/fixed", FORM_HEADERS, body), 403);
    }
    (void)snprintf(body, sizeof body, "_token=%s0&title=T", ngozis);
    expect_status(ask("POST", "ngozi", "/probe/fixed", FORM_HEADERS, body), 403);
    CHECK_UINT(here.said_count, 1);
    site_end();
}

/* --- what every answer bears --- */

static void expect_headers(const char *answer)
{
    static const char *const lines[] = {
        "\r\nContent-Security-Policy: default-src 'none'; ",
        "style-src 'self'; ",
        "script-src 'self'; ",
        "form-action 'self'; ",
        "base-uri 'none'; ",
        "frame-ancestors 'none'\r\n",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: same-origin\r\n",
        "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
        "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
    };
    const char *end = strstr(answer, "\r\n\r\n");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *at = strstr(answer, lines[i]);
        if (!CHECK(at != NULL && at < end)) {
            (void)printf("  %.40s: %s\n", answer, lines[i]);
        }
    }
    CHECK(!has(answer, "unsafe-inline") && !has(answer, "unsafe-eval"));
    CHECK(!has(answer, "Strict-Transport-Security")); /* not over TLS */
}

static void test_headers_of_every_answer(void)
{
    static const char *const gets[] = {"/probe/open",    "/probe/echo",  "/none",
                                       "/thread/zz",     "/assets/none", "/assets/brand.css",
                                       "/probe/missing", "/probe/broken"};
    size_t count = 0;
    const struct br_file *assets = br_web_assets(&count);
    site_start("headers");
    for (size_t i = 0; i < sizeof gets / sizeof gets[0]; i++) {
        expect_headers(get("ngozi", gets[i]));
        expect_headers(get_json("ngozi", gets[i]));
        expect_headers(get(NULL, gets[i]));
        expect_headers(get("ada", gets[i]));
        expect_headers(ask("HEAD", "ngozi", gets[i], NULL, NULL));
    }
    for (size_t i = 0; i < count; i++) {
        char path[300];
        (void)snprintf(path, sizeof path, "/assets/%s", assets[i].name);
        expect_headers(ask("HEAD", NULL, path, "Accept-Encoding: gzip\r\n", NULL));
        expect_headers(get(NULL, path));
    }
    expect_headers(post("ngozi", "/probe/fixed", "title=T"));
    expect_headers(post("ngozi", "/probe/fixed", "title="));
    expect_headers(post("ngozi", "/threads", ""));
    expect_headers(ask("POST", "ngozi", "/probe/fixed", NULL, "a"));
    expect_headers(ask("DELETE", "ngozi", "/probe/open", NULL, NULL));
    expect_headers(exchange("GET / HTTP/1.1\r\n\r\n", 18));
    here.host = "evil.example";
    expect_headers(get("ngozi", "/probe/open"));
    site_end();
}

static void test_nothing_of_a_person_is_kept_by_browsers(void)
{
    site_start("kept");
    tell_people();
    CHECK(has(get("ngozi", "/probe/echo"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(get("ngozi", "/threads"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(get_json("ngozi", "/threads"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(get(NULL, "/threads"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(get("ngozi", "/none"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(post("ngozi", "/probe/fixed", "title=T"), "\r\nCache-Control: no-store\r\n"));
    CHECK(has(post("ngozi", "/probe/fixed", "title="), "\r\nCache-Control: no-store\r\n"));
    site_end();
}

/* --- what lies around a page --- */

static void test_what_lies_around(void)
{
    site_start("around");
    tell_people();
    const char *page = get("ngozi", "/probe/echo?words=%3Cb%3E%22%27");
    CHECK(has(page, "<p id=\"academy\">Bath &amp; District &lt;Academy&gt;</p>"));
    CHECK(has(page, "<p id=\"viewer\">Ngozi Adeyemi 11111111111111111111111111111111 steward"
                    " moderates</p>"));
    CHECK(has(page, "&lt;b&gt;&quot;&#39;</p>") && !has(body_of(page), "<b>"));
    CHECK(has(page, "<p>/probe/echo</p>") && has(page, "the host says so"));
    CHECK(!has(page, "<p>client</p>") && !has(page, "<p>secure</p>"));
    CHECK(has(get("sam", "/probe/echo"), "Sam &lt;Reed&gt; 1212"));
    CHECK(has(get("priya", "/probe/echo"), " lead moderates describes</p>"));
    CHECK(has(get("admin", "/probe/echo"), " admin moderates describes</p>"));
    CHECK(has(get("ada", "/probe/open"), " factor</p>"));
    CHECK(!has(get(NULL, "/probe/open"), "id=\"viewer\""));
    br_site_set_brand(here.site, "Bath again", "b{}");
    CHECK(has(get(NULL, "/probe/open"), "<p id=\"academy\">Bath again</p>"));
    br_site_set_brand(here.site, "Bath again", "b{color:red}");
    CHECK_TEXT(body_of(get(NULL, "/assets/brand.css")), "b{color:red}");
    site_end();
}

/* The site's own memory for names: BR_SITE_SIZE_MAX, of which it takes what fits. */
static void test_a_name_without_end(void)
{
    char *name = malloc(BR_SITE_SIZE_MAX + 2);
    BR_ASSERT(name != NULL);
    site_start("endless");
    memset(name, 'n', BR_SITE_SIZE_MAX + 1);
    name[BR_SITE_SIZE_MAX + 1] = '\0';
    br_site_set_brand(here.site, name, "");
    name[BR_SITE_SIZE_MAX] = '\0';
    br_site_set_brand(here.site, name, "");
    name[BR_SITE_SIZE_MAX - 1] = '\0'; /* and a name that is there already */
    br_site_set_brand(here.site, name, "");
    CHECK(has(get(NULL, "/probe/open"), "Bath &amp; District"));
    struct br_site_options options = {.loop = &here.world.loop, .academy = name};
    name[BR_SITE_SIZE_MAX - 1] = 'n';
    CHECK(br_site_new(&options) == NULL);
    free(name);
    site_end();
}

/* --- parameters --- */

static json_t *given(const char *path)
{
    const char *answer = get_json("ngozi", path);
    expect_status(answer, 200);
    json_t *object = json_loads(body_of(answer), 0, NULL);
    CHECK(object != NULL);
    return object;
}

static void expect_given(const char *path, const char *name, const char *value)
{
    json_t *object = given(path);
    json_t *row = json_object_get(json_object_get(object, "given"), name);
    char *text = row == NULL ? NULL : json_dumps(row, JSON_ENCODE_ANY);
    if (!CHECK_TEXT(text == NULL ? "" : text, value)) {
        (void)printf("  %s: %s\n", path, name);
    }
    free(text);
    json_decref(object);
}

#define GIVEN "/probe/given/51515151515151515151515151515151"

static void test_parameters(void)
{
    site_start("parameters");
    expect_given(GIVEN, "id", "\"51515151515151515151515151515151\"");
    expect_given(GIVEN, "viewer", "\"11111111111111111111111111111111\"");
    expect_given("/probe/given/zz", "id", "\"\""); /* what nothing has */
    expect_given("/probe/given/5", "id", "\"\"");
    expect_given("/probe/given/5A", "id", "\"5a\"");
    expect_given(GIVEN "?id=61616161616161616161616161616161", "id",
                 "\"51515151515151515151515151515151\""); /* the address counts */
    expect_given(GIVEN "?academy=a1a1", "academy", "\"a1a1\"");
    expect_given(GIVEN "?before_id=a1", "before_id", "\"a1\"");
    expect_given(GIVEN "?before_ms=12", "before_ms", "12");
    expect_given(GIVEN "?before_ms=-12", "before_ms", "-12");
    expect_given(GIVEN "?before_ms=12x", "before_ms", "-1");
    expect_given(GIVEN "?before_ms=x", "before_ms", "-1");
    expect_given(GIVEN "?before_ms=", "before_ms", "null");
    expect_given(GIVEN "?before_ms=99999999999999999999", "before_ms", "9223372036854775807");
    expect_given(GIVEN "?words=a+b&words=c", "words", "\"a b\""); /* the first */
    expect_given(GIVEN "?words=", "words", "null");
    expect_given(GIVEN, "words", "null");
    expect_given(GIVEN "?nobody_asks=1", "words", "null");
    site_end();
}

/* A reader may ask for BR_SITE_ROWS_MAX at once; more or none is the page's own choice. */
static void test_limits_of_lists(void)
{
    char path[200];
    char value[20];
    site_start("limits");
    for (int limit = BR_SITE_ROWS_MAX - 1; limit <= BR_SITE_ROWS_MAX + 1; limit++) {
        (void)snprintf(path, sizeof path, GIVEN "?limit=%d", limit);
        (void)snprintf(value, sizeof value, "%d", limit);
        expect_given(path, "limit", limit <= BR_SITE_ROWS_MAX ? value : "null");
    }
    expect_given(GIVEN "?limit=1", "limit", "1");
    expect_given(GIVEN "?limit=0", "limit", "null");
    expect_given(GIVEN "?limit=-1", "limit", "null");
    expect_given(GIVEN "?limit=ten", "limit", "null");
    site_end();
}

/* --- pages that cannot be made --- */

static void test_pages_that_fail(void)
{
    site_start("failing");
    const char *page = get("ngozi", "/probe/broken");
    expect_status(page, 500);
    CHECK(has(page, "That did not work") && !has(page, "SELECT") && !has(page, "sqlite"));
    expect_status(get_json("ngozi", "/probe/broken"), 500);
    here.deaf = true;
    page = get("ngozi", "/probe/echo");
    expect_status(page, 503);
    CHECK(has(page, "Nothing is lost"));
    here.deaf = false;
    expect_status(get("ngozi", "/probe/echo"), 200);
    site_end();
}

static void test_json_or_page(void)
{
    site_start("accept");
    tell_people();
    static const struct {
        const char *accept;
        bool json;
    } cases[] = {
        {"Accept: application/json\r\n", true},
        {"Accept: application/json, */*;q=0.1\r\n", true},
        {"Accept: text/html, application/json\r\n", false},
        {"Accept: text/html\r\n", false},
        {"Accept: */*\r\n", false},
        {NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *answer = ask("GET", "ngozi", "/threads", cases[i].accept, NULL);
        expect_status(answer, 200);
        CHECK(has(answer, cases[i].json ? "\r\nContent-Type: application/json\r\n"
                                        : "\r\nContent-Type: text/html; charset=utf-8\r\n"));
        CHECK((body_of(answer)[0] == '{') == cases[i].json);
    }
    CHECK(has(get_json("ngozi", "/threads"), "{\"version\":1,\"page\":\"thread/list\""));
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_other_hosts),
        BR_TEST(test_routes),
        BR_TEST(test_as_many_fields_as_a_form_may_have),
        BR_TEST(test_as_large_as_a_form_may_be),
        BR_TEST(test_who_is_let_in),
        BR_TEST(test_a_long_way_back),
        BR_TEST(test_forms_from_elsewhere),
        BR_TEST(test_tokens),
        BR_TEST(test_headers_of_every_answer),
        BR_TEST(test_nothing_of_a_person_is_kept_by_browsers),
        BR_TEST(test_what_lies_around),
        BR_TEST(test_a_name_without_end),
        BR_TEST(test_parameters),
        BR_TEST(test_limits_of_lists),
        BR_TEST(test_pages_that_fail),
        BR_TEST(test_json_or_page),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
