/* What pages see of what was tried, hidden, asked back and withdrawn, of what a question is
 * addressed to, and of what an academy says of itself. */
#include "store_fixture.h"

enum { OURS = 0xa1, THEIRS = 0xa2, OTHERS = 0xa3, ANNA = 0x51, BEN = 0x52, CARA = 0x53 };

static struct br_domain *domain;
static struct story story;
static struct story_stream *network;
static struct story_stream *theirs;
static struct story_stream *others;
static struct story_stream *academy;
static struct br_views *views;

#define IN "\"thread\": \"10101010101010101010101010101010\""
#define POST_20 ", \"post\": \"20202020202020202020202020202020\""
#define A1 "\"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\""
#define A2 "\"a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2\""

/* A question of ours to them, with a reply of theirs (20) and one of ours (21). */
static void start(void)
{
    domain = real_domain();
    story = (struct story){.ms = 1700000000000};
    network = story_stream(&story, OURS, BR_AUDIENCE_NETWORK, 0);
    theirs = story_stream(&story, THEIRS, BR_AUDIENCE_NETWORK, 0);
    others = story_stream(&story, OTHERS, BR_AUDIENCE_NETWORK, 0);
    academy = story_stream(&story, OURS, BR_AUDIENCE_ACADEMY, 0);
    story_say(&story, network, "thread_started", ANNA, 0x10,
              "{\"title\": \"Beds\", \"text\": \"first\", \"question\": true, \"asked\": " A2
              ", \"topics\": [\" Huddle\", \"huddle\", \"Beds\"], \"pathway\": \"Frailty\"}");
    story_say(&story, theirs, "post_written", CARA, 0x20, "{" IN ", \"text\": \"theirs\"}");
    story_say(&story, network, "post_written", BEN, 0x21, "{" IN ", \"text\": \"ours\"}");
}

static void fold(void)
{
    views = open_views(path_of("forum.db"), domain, OURS);
    CHECK(story_fold(&story, views, 1, 10, 2) == BR_OK);
}

static void stop(void)
{
    CHECK(br_views_reset(views) == BR_OK);
    br_views_close(views);
    story_free(&story);
    br_domain_free(domain);
}

static void test_a_list_knows_what_threads_ask(void)
{
    start();
    story_say(&story, theirs, "thread_started", CARA, 0x11,
              "{\"title\": \"To you\", \"question\": true, \"asked\": " A1
              ", \"topics\": [\"HUDDLE\"]}");
    story_say(&story, theirs, "thread_started", CARA, 0x12, /* asks nothing */
              "{\"title\": \"No question\", \"asked\": " A1 ", \"pathway\": \"Frailty\"}");
    fold();
    CHECK_TEXT(
        rows_of(views, "SELECT id, open, asked, asked_us, pathway FROM v_listing ORDER BY id"),
        "10|1|a2|0|Frailty\n11|1|a1|1|-\n12|0|-|0|Frailty\n");
    CHECK_TEXT(rows_of(views, "SELECT topic, threads FROM v_topic"), "beds|1\nhuddle|2\n");
    CHECK_TEXT(rows_of(views, "SELECT pathway, threads FROM v_pathway"), "Frailty|2\n");
    CHECK_TEXT(rows_of(views, "SELECT academy, threads FROM v_thread_count ORDER BY academy"),
               "a1|1\na2|2\n");
    CHECK_TEXT(rows_of(views, "SELECT posts, academies, asked_name FROM v_thread WHERE id ="
                              " x'10101010101010101010101010101010'"),
               "2|2|a2a2a2a2\n");
    stop();
}

static void test_an_answer_closes_a_question_and_a_doubt_opens_it(void)
{
    start();
    story_say(&story, theirs, "question_resolved", CARA, 0, "{" IN ", \"resolved\": true}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT open FROM v_listing"), "1\n"); /* it is not theirs */
    story_say(&story, network, "question_resolved", BEN, 0,
              "{" IN ", \"resolved\": true, \"answer\": \"20202020202020202020202020202020\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT l.open, t.resolved_by, t.answer FROM v_listing l"
                              " JOIN v_thread t ON t.position = l.position"),
               "0|52|20\n");
    story_say(&story, network, "question_resolved", ANNA, 0, "{" IN ", \"resolved\": false}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 3, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT l.open, t.resolved_by, t.answer FROM v_listing l"
                              " JOIN v_thread t ON t.position = l.position"),
               "1|-|-\n");
    stop();
}

static void test_tried_counts_by_academy(void)
{
    start();
    story_say(&story, network, "tried_here", ANNA, 0, "{" IN POST_20 ", \"outcome\": \"not\"}");
    story_say(&story, network, "tried_here", ANNA, 0, "{" IN POST_20 ", \"outcome\": \"partly\"}");
    story_say(&story, network, "tried_here", BEN, 0,
              "{" IN POST_20 ", \"outcome\": \"worked\", \"different\": \"two sites\"}");
    story_say(&story, theirs, "tried_here", CARA, 0, "{" IN ", \"outcome\": \"not\"}");
    story_say(&story, academy, "tried_here", BEN, 0, "{" IN ", \"outcome\": \"not\"}");
    fold();
    CHECK_TEXT(rows_of(views,
                       "SELECT post, academy, author, outcome, different, counts FROM v_tried"
                       " ORDER BY listed_ms"),
               "20|a1|51|partly|-|0\n20|a1|52|worked|two sites|1\n10|a2|53|not|-|1\n");
    CHECK_TEXT(rows_of(views, "SELECT tried_at FROM v_thread"), "2\n");
    stop();
}

#define HIDE "\"thread_academy\": " A1 ", \"hidden\": "

static void test_what_is_hidden_has_no_words_here(void)
{
    start();
    story_say(&story, academy, "role_given", 0, 0,
              "{\"member\": \"52525252525252525252525252525252\", \"role\": \"lead\","
              " \"given\": true}");
    story_say(&story, academy, "post_hidden", BEN, 0,
              "{" IN POST_20 ", " HIDE "true, \"reason\": \"a name\"}");
    story_say(&story, theirs, "post_hidden", CARA, 0, "{" IN ", " HIDE "true, \"reason\": \"x\"}");
    story_say(&story, network, "post_hidden", BEN, 0, "{" IN ", " HIDE "true, \"reason\": \"x\"}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT id, text, hidden FROM v_post ORDER BY id"),
               "20|-|1\n21|ours|0\n");
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_version WHERE text = 'theirs'"), "0\n");
    CHECK_TEXT(rows_of(views, "SELECT id, text, hidden FROM v_thread"), "10|first|0\n");
    struct br_id somebody = id_of(ANNA);
    struct br_id lead = id_of(BEN);
    static const char *const hidden = "SELECT post, text, reason, author, academy FROM v_hidden";
    br_views_set_viewer(views, &somebody);
    CHECK_TEXT(rows_of(views, hidden), "20|-|a name|52|a2\n");
    br_views_set_viewer(views, &lead);
    CHECK_TEXT(rows_of(views, hidden), "20|theirs|a name|52|a2\n");

    story_say(&story, academy, "post_hidden", BEN, 0, "{" IN POST_20 ", " HIDE "false}");
    story_say(&story, academy, "post_hidden", BEN, 0, "{" IN ", " HIDE "true, \"reason\": \"x\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT text, hidden FROM v_post WHERE academy <> x'00' ORDER BY id"),
               "theirs|0\nours|0\n");
    CHECK_TEXT(rows_of(views, "SELECT title, text, hidden FROM v_thread"), "-|-|1\n");
    CHECK_TEXT(rows_of(views, "SELECT id FROM v_listing"), "");
    CHECK_TEXT(rows_of(views, "SELECT title, text FROM v_hidden"), "Beds|first\n");
    stop();
}

static void test_a_withdrawal_is_its_authors_or_its_academys(void)
{
    start();
    /* none of these: another author, another academy, another audience */
    story_say(&story, network, "post_withdrawn", ANNA, 0, "{" IN POST_20 "}");
    story_say(&story, network, "post_withdrawn_by_academy", ANNA, 0, "{" IN POST_20 "}");
    story_say(&story, theirs, "post_withdrawn", ANNA, 0, "{" IN POST_20 "}");
    story_say(&story, others, "post_withdrawn", CARA, 0, "{" IN POST_20 "}");
    story_say(&story, academy, "post_withdrawn", ANNA, 0, "{" IN "}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT id, text, withdrawn FROM v_post ORDER BY id"),
               "20|theirs|0\n21|ours|0\n");
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_withdrawn"), "0\n");

    story_say(&story, theirs, "post_withdrawn", CARA, 0, "{" IN POST_20 ", \"reason\": \"wrong\"}");
    story_say(&story, theirs, "post_withdrawn", CARA, 0, "{" IN POST_20 ", \"reason\": \"again\"}");
    story_say(&story, network, "post_withdrawn_by_academy", BEN, 0, "{" IN ", \"reason\": \"r\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT id, text, withdrawn, versions FROM v_post ORDER BY id"),
               "20|-|1|1\n21|ours|0|1\n");
    CHECK_TEXT(rows_of(views, "SELECT title, text, withdrawn FROM v_thread"), "-|-|1\n");
    CHECK_TEXT(rows_of(views, "SELECT id FROM v_version"), "21\n");
    CHECK_TEXT(rows_of(views, "SELECT id FROM v_listing"), "");
    CHECK_TEXT(rows_of(views, "SELECT post, academy, author, by_academy, reason FROM v_withdrawn"
                              " ORDER BY post"),
               "10|a1|52|1|r\n20|a2|53|0|wrong\n");
    stop();
}

/* What somebody says came of trying is hidden and withdrawn by its own id, as a post is. */
static void test_what_came_of_trying_is_hidden_and_withdrawn(void)
{
    static const char *const tried = "SELECT id, outcome, different, counts, hidden, withdrawn"
                                     " FROM v_tried ORDER BY id";
    static const char *const at = "SELECT tried_at FROM v_thread";
    start();
    story_say(&story, network, "tried_here", ANNA, 0x31,
              "{" IN POST_20 ", \"outcome\": \"worked\", \"different\": \"a ward\"}");
    story_say(&story, network, "tried_here", BEN, 0x32,
              "{" IN POST_20 ", \"outcome\": \"not\", \"different\": \"a bay\"}");
    story_say(&story, theirs, "tried_here", CARA, 0x33,
              "{" IN ", \"outcome\": \"partly\", \"different\": \"Mr Invented\"}");
    story_say(&story, academy, "post_hidden", BEN, 0,
              "{" IN ", \"post\": \"33333333333333333333333333333333\", " HIDE
              "true, \"reason\": \"a name\"}");
    /* none of these: another author, another academy, another stream */
    story_say(&story, network, "post_withdrawn", ANNA, 0,
              "{" IN ", \"post\": \"32323232323232323232323232323232\"}");
    story_say(&story, theirs, "post_withdrawn_by_academy", CARA, 0,
              "{" IN ", \"post\": \"32323232323232323232323232323232\", \"reason\": \"r\"}");
    story_say(&story, academy, "post_withdrawn", BEN, 0,
              "{" IN ", \"post\": \"32323232323232323232323232323232\"}");
    fold();
    CHECK_TEXT(rows_of(views, tried), "31|worked|a ward|0|0|0\n32|not|a bay|1|0|0\n"
                                      "33|partly|-|1|1|0\n");
    CHECK_TEXT(rows_of(views, at), "2\n");
    CHECK_TEXT(rows_of(views, "SELECT post, what, text, academy, text_author FROM v_hidden"),
               "33|tried|Mr Invented|a2|53\n");
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_withdrawn"), "0\n");

    /* Ben takes his back: what Anna says is their academy's word again */
    story_say(&story, network, "post_withdrawn", BEN, 0,
              "{" IN ", \"post\": \"32323232323232323232323232323232\"}");
    story_say(&story, network, "withdrawal_asked", BEN, 0,
              "{" IN ", \"post\": \"33333333333333333333333333333333\", \"academy\": " A2
              ", \"reason\": \"a name\"}");
    story_say(&story, theirs, "post_withdrawn_by_academy", 0x54, 0,
              "{" IN ", \"post\": \"33333333333333333333333333333333\", \"reason\": \"so\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, tried), "31|worked|a ward|1|0|0\n32|-|-|0|0|1\n33|-|-|0|1|1\n");
    CHECK_TEXT(rows_of(views, at), "1\n");
    CHECK_TEXT(rows_of(views, "SELECT text, withdrawn FROM v_hidden"), "-|1\n");
    CHECK_TEXT(rows_of(views, "SELECT post, what, withdrawn FROM v_asked_back"), "33|tried|1\n");
    CHECK_TEXT(rows_of(views, "SELECT post, what, academy, author, by_academy, reason"
                              " FROM v_withdrawn ORDER BY post"),
               "32|tried|a1|52|0|-\n33|tried|a2|54|1|so\n");

    /* who says it anew says something else, which nobody has hidden or withdrawn */
    story_say(&story, theirs, "tried_here", CARA, 0x34,
              "{" IN ", \"outcome\": \"worked\", \"different\": \"two sites\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 3, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, tried),
               "31|worked|a ward|1|0|0\n32|-|-|0|0|1\n34|worked|two sites|1|0|0\n");
    CHECK_TEXT(rows_of(views, "SELECT post FROM v_withdrawn"), "32\n");
    stop();
}

static void receipt(unsigned holder, uint64_t seq)
{
    struct br_receipt told = {
        .holder = academy_of(holder), .stream = network->stream, .epoch = 1, .seq = seq};
    CHECK(br_views_note_receipts(views, &told, 1) == BR_OK);
}

static void test_academies_confirm_by_their_receipts(void)
{
    start();
    story_say(&story, network, "academy_accepted", 0, 0,
              "{\"academy\": " A2 ", \"name\": \"Tidewater\", \"accepted\": true}");
    story_say(&story, network, "academy_accepted", 0, 0,
              "{\"academy\": \"a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3\","
              " \"accepted\": true}");
    story_say(&story, network, "post_withdrawn", ANNA, 0, "{" IN "}"); /* number 5 */
    fold();
    static const char *const confirmed =
        "SELECT academy_name, confirmed FROM v_confirmed ORDER BY academy";
    receipt(THEIRS, 4);
    CHECK_TEXT(rows_of(views, confirmed), "Tidewater|0\na3a3a3a3|0\n");
    CHECK_TEXT(rows_of(views, "SELECT confirmed, unconfirmed FROM v_withdrawn"), "0|2\n");
    receipt(THEIRS, 5);
    CHECK_TEXT(rows_of(views, confirmed), "Tidewater|1\na3a3a3a3|0\n");
    CHECK_TEXT(rows_of(views, "SELECT confirmed, unconfirmed FROM v_withdrawn"), "1|1\n");
    receipt(OTHERS, 6);
    CHECK_TEXT(rows_of(views, "SELECT confirmed, unconfirmed FROM v_withdrawn"), "2|0\n");
    stop();
}

static void test_a_text_is_asked_back(void)
{
    start();
    story_say(&story, network, "withdrawal_asked", BEN, 0,
              "{" IN POST_20 ", \"academy\": " A2 ", \"reason\": \"a name\"}");
    story_say(&story, others, "withdrawal_asked", CARA, 0,
              "{" IN ", \"academy\": " A1 ", \"reason\": \"told by you\"}");
    fold();
    static const char *const asked = "SELECT post, academy, asker, reason, of_us, own, withdrawn "
                                     "FROM v_asked_back ORDER BY post";
    CHECK_TEXT(rows_of(views, asked), "10|a1|a3|told by you|1|0|0\n20|a2|a1|a name|0|1|0\n");
    story_say(&story, theirs, "post_withdrawn_by_academy", 0x54, 0, "{" IN POST_20 "}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, asked), "10|a1|a3|told by you|1|0|0\n20|a2|a1|a name|0|1|1\n");
    stop();
}

#define BASED(id) ", \"based_on\": [\"" id id id id id id id id id id id id id id id id "\"]"

static void test_a_context_has_versions(void)
{
    start();
    story_say(&story, network, "academy_context", ANNA, 0x60, "{\"size\": \"one\"}");
    story_say(&story, network, "academy_context", ANNA, 0x61, "{\"size\": \"two\"" BASED("60") "}");
    story_say(&story, theirs, "academy_context", CARA, 0x63, "{\"size\": \"no\"" BASED("61") "}");
    story_say(&story, academy, "academy_context", CARA, 0x64, "{\"size\": \"no\"" BASED("61") "}");
    fold();
    static const char *const current =
        "SELECT id, size FROM v_context WHERE academy ="
        " (SELECT academy FROM v_academy WHERE is_own) AND current ORDER BY position";
    CHECK_TEXT(rows_of(views, current), "61|two\n");
    story_say(&story, network, "academy_context", BEN, 0x62, "{\"size\": \"2\"" BASED("60") "}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, current), "61|two\n62|2\n"); /* side by side */
    story_say(&story, network, "academy_context", BEN, 0x65,
              "{\"size\": \"three\", \"based_on\": [\"61616161616161616161616161616161\","
              " \"62626262626262626262626262626262\"]}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 3, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, current), "65|three\n");
    CHECK_TEXT(rows_of(views, "SELECT count(*) FROM v_context WHERE own"), "4\n");
    stop();
}

static void test_only_our_own_brand_is_shown(void)
{
    start();
    story_say(&story, network, "academy_profile", 0, 0,
              "{\"name\": \"Larkfield\", \"colour\": \"#14505C\"}");
    story_say(&story, theirs, "academy_profile", 0, 0,
              "{\"name\": \"Tidewater\", \"colour\": \"#ff0000\"}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT academy, name, colour FROM v_brand"),
               "a1|Larkfield|#14505c\n");
    stop();
}

/* What other academies see is one's own choice, and can be taken back. */
static void test_an_empty_profile_takes_an_earlier_one_back(void)
{
    start();
    story_say(&story, theirs, "member_profile", CARA, 0,
              "{\"member\": \"53535353535353535353535353535353\", \"name\": \"Cara\","
              " \"skills\": \"charts\"}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT name, skills, own FROM v_person"), "Cara|charts|0\n");
    story_say(&story, theirs, "member_profile", CARA, 0,
              "{\"member\": \"53535353535353535353535353535353\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT name, skills FROM v_person"), "-|-\n");
    stop();
}

static void test_threads_are_found_by_what_they_are_about(void)
{
    start();
    story_say(&story, academy, "thread_started", ANNA, 0x12,
              "{\"title\": \"About beds\", \"about_kind\": \"thread\", \"about\":"
              " \"10101010101010101010101010101010\", \"about_academy\": " A1 "}");
    fold();
    CHECK_TEXT(rows_of(views, "SELECT about_kind, about, id FROM v_about"), "thread|10|12\n");
    story_say(&story, academy, "post_withdrawn", ANNA, 0,
              "{\"thread\": \"12121212121212121212121212121212\"}");
    CHECK(br_views_reset(views) == BR_OK && story_fold(&story, views, 2, 10, 2) == BR_OK);
    CHECK_TEXT(rows_of(views, "SELECT about_kind, about, id FROM v_about"), "");
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_list_knows_what_threads_ask),
        BR_TEST(test_an_answer_closes_a_question_and_a_doubt_opens_it),
        BR_TEST(test_tried_counts_by_academy),
        BR_TEST(test_what_is_hidden_has_no_words_here),
        BR_TEST(test_a_withdrawal_is_its_authors_or_its_academys),
        BR_TEST(test_what_came_of_trying_is_hidden_and_withdrawn),
        BR_TEST(test_academies_confirm_by_their_receipts),
        BR_TEST(test_a_text_is_asked_back),
        BR_TEST(test_a_context_has_versions),
        BR_TEST(test_only_our_own_brand_is_shown),
        BR_TEST(test_an_empty_profile_takes_an_earlier_one_back),
        BR_TEST(test_threads_are_found_by_what_they_are_about),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
