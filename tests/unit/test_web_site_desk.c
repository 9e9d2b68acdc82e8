/* What is a reader's own: drafts, what they follow, how far they have read. */
#include "test_web_site_world.h"

#define THREAD_HEX "51515151515151515151515151515151"

static void expect_status(const char *answer, int status)
{
    if (!CHECK_UINT(status_of(answer), status)) {
        (void)printf("%.400s\n", answer);
    }
}

static const char *row_of(unsigned member, const char *sql)
{
    struct br_id id = id_of(member);
    UNTIL(&here.world, br_lane_idle(&here.lane));
    br_views_set_viewer(here.views, &id);
    return rows_of(here.views, sql);
}

static void start(const char *name)
{
    site_start(name);
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    tell("member_profile", SAM, to_academy, 0,
         "{\"member\":\"12121212121212121212121212121212\",\"name\":\"Sam Reed\"}");
    tell("thread_started", SAM, to_network, 0x51, "{\"title\":\"Why?\",\"text\":\"So.\"}");
    fold_all();
}

static void test_a_draft_is_kept_and_shown(void)
{
    start("draft");
    const char *answer = post("ngozi", "/threads/new",
                              "title=Half+a&text=Begun%3Cb%3E&_draft=1&secret_word=hush"
                              "&password=hush");
    expect_status(answer, 303);
    CHECK_UINT(here.said_count, 0);
    CHECK_TEXT(row_of(NGOZI, "SELECT form, fields FROM v_draft"),
               "/threads/new|title=Half%20a&text=Begun%3Cb%3E\n");
    answer = get("ngozi", "/threads/new");
    CHECK(has(answer, "value=\"Half a\"") && has(answer, "Begun&lt;b&gt;"));
    CHECK(!has(get("sam", "/threads/new"), "Half a")); /* theirs alone */
    /* what is sent is no draft any more */
    expect_status(post("ngozi", "/threads/new", "title=Whole&audience=network"), 303);
    CHECK_TEXT(row_of(NGOZI, "SELECT form FROM v_draft"), "");
    CHECK(!has(get("ngozi", "/threads/new"), "Half a"));
    site_end();
}

static void test_a_draft_by_script(void)
{
    char body[200];
    start("script");
    (void)snprintf(body, sizeof body, "_token=%s&_path=/thread/" THREAD_HEX "/reply&text=Mm",
                   token_of("sam"));
    const char *answer =
        ask("POST", "sam", "/draft", FORM_HEADERS "Accept: application/json\r\n", body);
    expect_status(answer, 200);
    CHECK_TEXT(body_of(answer), "{\"kept\":true}\n");
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "\nMm</textarea>"));
    (void)snprintf(body, sizeof body, "_token=%s&text=Back", token_of("sam"));
    answer = ask("POST", "sam", "/draft",
                 FORM_HEADERS "Referer: http://bath.example/threads?x=1\r\n", body);
    CHECK(has(answer, "\r\nLocation: /threads?x=1\r\n"));
    answer = ask("POST", "sam", "/draft", FORM_HEADERS "Referer: http://evil//evil/\r\n", body);
    CHECK(has(answer, "\r\nLocation: /\r\n"));
    answer = ask("POST", "sam", "/draft", FORM_HEADERS "Referer: nonsense\r\n", body);
    CHECK(has(answer, "\r\nLocation: /\r\n"));
    site_end();
}

/* A draft of BR_DRAFT_SIZE_MAX bytes is kept, one more is not, and the one before stays. */
static void test_how_long_a_draft_is(void)
{
    char *fields = malloc(BR_DRAFT_SIZE_MAX + 100);
    BR_ASSERT(fields != NULL);
    start("long_draft");
    for (size_t size = BR_DRAFT_SIZE_MAX - 1; size <= BR_DRAFT_SIZE_MAX + 1; size++) {
        (void)snprintf(fields, 10, "text=");
        memset(fields + 5, 'x', size - 5);
        (void)snprintf(fields + size, 10, "&_draft=1");
        expect_status(post("sam", "/threads/new", fields), size <= BR_DRAFT_SIZE_MAX ? 303 : 413);
        CHECK(has(row_of(SAM, "SELECT length(fields) FROM v_draft"),
                  size < BR_DRAFT_SIZE_MAX ? "98303" : "98304"));
    }
    here.deaf = true;
    expect_status(post("sam", "/threads/new", "text=T&_draft=1"), 503);
    here.deaf = false;
    free(fields);
    site_end();
}

/* Who is not signed in keeps nothing. */
static void test_a_strangers_draft(void)
{
    char body[100];
    start("stranger");
    const char *at = strstr(get(NULL, "/probe/open"), "id=\"token\">");
    BR_ASSERT(at != NULL);
    (void)snprintf(body, sizeof body, "_token=%.32s&text=T&_draft=1", at + 11);
    expect_status(ask("POST", NULL, "/draft", FORM_HEADERS, body), 401);
    expect_status(ask("POST", NULL, "/threads/new", FORM_HEADERS, body), 401);
    CHECK_TEXT(row_of(0, "SELECT form FROM v_draft"), "");
    site_end();
}

static void test_following(void)
{
    start("following");
    expect_status(post("sam", "/thread/" THREAD_HEX "/follow", "following=yes"), 303);
    expect_status(post("sam", "/follow", "kind=topic&subject=beds"), 303);
    expect_status(post("sam", "/follow", "kind=pathway&subject=Stroke"), 303);
    CHECK_TEXT(row_of(SAM, "SELECT count(*) FROM v_follow"), "3\n");
    expect_status(post("sam", "/thread/" THREAD_HEX "/follow", "following=no"), 303);
    expect_status(post("sam", "/follow", "kind=topic&subject=beds&following=no"), 303);
    CHECK_TEXT(row_of(SAM, "SELECT count(*) FROM v_follow"), "1\n");
    CHECK_TEXT(row_of(NGOZI, "SELECT count(*) FROM v_follow"), "0\n");
    expect_status(post("sam", "/follow", "kind=planet&subject=Mars"), 400);
    expect_status(post("sam", "/follow", "kind=topic"), 400);
    expect_status(post("sam", "/follow", "subject=beds"), 400);
    expect_status(post("sam", "/thread/zz/follow", ""), 400);
    here.deaf = true;
    expect_status(post("sam", "/follow", "kind=topic&subject=beds"), 503);
    here.deaf = false;
    site_end();
}

/* The last that may be followed is, one more is not, and who stops following may go on. */
static void test_how_much_is_followed(void)
{
    struct br_id sam = id_of(SAM);
    char fields[BR_DESK_NAME_MAX + 100];
    start("follow_limits");
    UNTIL(&here.world, br_lane_idle(&here.lane));
    for (unsigned i = 0; i < BR_DESK_FOLLOWS_MAX - 1; i++) {
        char topic[16];
        (void)snprintf(topic, sizeof topic, "topic %u", i);
        CHECK(br_desk_follow(here.desk, &sam, BR_FOLLOW_TOPIC, br_bytes_of_text(topic), i) ==
              BR_OK);
    }
    expect_status(post("sam", "/follow", "kind=topic&subject=beds"), 303);
    const char *answer = post("sam", "/follow", "kind=topic&subject=home+first");
    expect_status(answer, 413);
    CHECK(has(answer, "You follow too much already"));
    CHECK_TEXT(row_of(SAM, "SELECT count(*) FROM v_follow"), "1000\n");
    expect_status(post("ngozi", "/follow", "kind=topic&subject=home+first"), 303);
    expect_status(post("sam", "/follow", "kind=topic&subject=beds&following=no"), 303);
    expect_status(post("sam", "/follow", "kind=topic&subject=home+first"), 303);
    for (size_t size = BR_DESK_NAME_MAX - 1; size <= BR_DESK_NAME_MAX + 1; size++) {
        int at = snprintf(fields, sizeof fields, "kind=pathway&subject=");
        memset(fields + at, 'x', size);
        fields[(size_t)at + size] = '\0';
        expect_status(post("ngozi", "/follow", fields), size <= BR_DESK_NAME_MAX ? 303 : 400);
    }
    CHECK_TEXT(row_of(NGOZI, "SELECT count(*) FROM v_follow"), "3\n");
    site_end();
}

/* One draft more than may be kept is refused in words; what was kept stays, and can be changed. */
static void test_how_many_drafts(void)
{
    struct br_id sam = id_of(SAM);
    start("draft_limits");
    UNTIL(&here.world, br_lane_idle(&here.lane));
    for (unsigned i = 0; i < BR_DESK_DRAFTS_MAX - 1; i++) {
        char form[16];
        (void)snprintf(form, sizeof form, "/form/%u", i);
        CHECK(br_desk_put_draft(here.desk, &sam, form, "", br_bytes_of_text("text=T"), i) == BR_OK);
    }
    expect_status(post("sam", "/threads/new", "text=Last&_draft=1"), 303);
    const char *answer = post("sam", "/thread/" THREAD_HEX "/reply", "text=Over&_draft=1");
    expect_status(answer, 413);
    CHECK(has(answer, "Your words are still on the page before this."));
    expect_status(post("sam", "/threads/new", "text=Changed&_draft=1"), 303);
    CHECK_TEXT(row_of(SAM, "SELECT count(*), max(fields) FROM v_draft"), "100|text=T\n");
    CHECK(has(get("sam", "/threads/new"), "Changed"));
    site_end();
}

static void test_reading_and_being_here(void)
{
    start("reading");
    CHECK_TEXT(row_of(NGOZI, "SELECT count(*) FROM v_mark"), "0\n");
    expect_status(get("ngozi", "/thread/" THREAD_HEX), 200);
    CHECK_TEXT(row_of(NGOZI, "SELECT thread, posts FROM v_mark"), "51|0\n");
    CHECK_TEXT(row_of(SAM, "SELECT count(*) FROM v_mark"), "0\n");
    expect_status(get("ngozi", "/"), 200);
    CHECK_TEXT(row_of(NGOZI, "SELECT count(*) FROM v_visit"), "1\n");
    expect_status(get("ngozi", "/since"), 200);
    expect_status(post("ngozi", "/since", ""), 303);
    here.deaf = true;
    expect_status(get("ngozi", "/"), 503);
    here.deaf = false;
    site_end();
}

static void test_ones_own_words_are_no_news(void)
{
    start("own_words");
    expect_status(get("ngozi", "/"), 200);
    expect_status(get("sam", "/"), 200);
    UNTIL(&here.world, br_lane_idle(&here.lane));
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/reply", "text=We+asked"), 303);
    CHECK(!has(get("ngozi", "/thread/" THREAD_HEX), "class=\"new\""));
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "class=\"new\""));
    UNTIL(&here.world, br_lane_idle(&here.lane));
    CHECK(!has(get("sam", "/thread/" THREAD_HEX), "class=\"new\""));
    site_end();
}

/* How many questions wait for our answer stands in the menu of every page, also of those that read
 * nothing: as the last one that did had it. */
static void test_what_waits_for_us_stands_in_the_menu(void)
{
    static const char *const count = "<span class=\"count\">1<span class=\"vh\"> asked of us";
    char json[300];
    char ours[BR_HASH_TEXT_SIZE];
    start("menu");
    CHECK(!has(get("sam", "/people"), "asked of us"));
    br_hash_text(&here.academy, ours);
    (void)snprintf(json, sizeof json, "{\"title\":\"Who?\",\"question\":true,\"asked\":\"%s\"}",
                   ours);
    tell("thread_started", SAM, to_network, 0x52, json);
    tell("thread_started", SAM, to_academy, 0x53, json); /* among ourselves */
    fold_all();
    CHECK(!has(get("sam", "/since/nothing"), "asked of us"));
    CHECK(has(get("sam", "/people"), count));
    CHECK(has(get("ngozi", "/nothing"), count));
    CHECK(!has(get(NULL, "/accessibility"), "asked of us"));
    expect_status(post("sam", "/thread/52525252525252525252525252525252/answer", "resolved=true"),
                  303);
    CHECK(!has(get("sam", "/people"), "asked of us"));
    CHECK(!has(get("sam", "/nothing"), "asked of us"));
    site_end();
}

/* A title of the address is compared with what was asked before, and goes into no field. */
static void test_a_title_is_compared(void)
{
    start("compared");
    const char *answer = get("sam", "/threads/new?title=Why+so%3F");
    expect_status(answer, 200);
    CHECK(has(answer, "data-close") && !has(answer, "Why so?"));
    expect_status(get_json("sam", "/ask?title=%22*%29"), 200);
    CHECK(has(get_json("sam", "/ask?title=Why"), "\"close\":[]")); /* no index in here */
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_draft_is_kept_and_shown),
        BR_TEST(test_a_draft_by_script),
        BR_TEST(test_how_long_a_draft_is),
        BR_TEST(test_a_strangers_draft),
        BR_TEST(test_following),
        BR_TEST(test_how_much_is_followed),
        BR_TEST(test_how_many_drafts),
        BR_TEST(test_reading_and_being_here),
        BR_TEST(test_ones_own_words_are_no_news),
        BR_TEST(test_what_waits_for_us_stands_in_the_menu),
        BR_TEST(test_a_title_is_compared),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
