/* Forms of a site: what becomes of their fields, and what comes back when they are refused. */
#include "test_web_site_world.h"

#include <ctype.h>
#include <jansson.h>

enum { THREAD = 0x51, IN_ROOM = 0x52, ROOM = 0x61, OTHER_ROOM = 0x62 };

#define THREAD_HEX "51515151515151515151515151515151"
#define IN_ROOM_HEX "52525252525252525252525252525252"
#define ROOM_HEX "61616161616161616161616161616161"
#define OTHER_ROOM_HEX "62626262626262626262626262626262"

static void expect_status(const char *answer, int status)
{
    if (!CHECK_UINT(status_of(answer), status)) {
        (void)printf("%.60s\n", answer);
    }
}

/* The address that an answer sends to; "" when it sends nowhere. */
static const char *sent_to(const char *answer)
{
    static char where[4][600];
    static unsigned turn;
    char *out = where[turn++ % 4];
    const char *at = strstr(answer, "\r\nLocation: ");
    (void)snprintf(out, 600, "%.*s", at == NULL ? 0 : (int)strcspn(at + 12, "\r"),
                   at == NULL ? "" : at + 12);
    return out;
}

static void start(const char *name)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    site_start(name);
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    for (size_t i = 0; i < 3; i++) {
        char json[300];
        (void)snprintf(json, sizeof json, "{\"member\":\"%s\",\"name\":\"%s\"}",
                       hex_of(people[i].number), people[i].name);
        tell("member_profile", 0, to_academy, 0, json);
    }
    tell("room_opened", PRIYA, to_academy, ROOM,
         "{\"name\":\"Frailty\",\"pathway\":\"Older people\"}");
    tell("room_opened", PRIYA, to_academy, OTHER_ROOM,
         "{\"name\":\"Stroke\",\"pathway\":\"Stroke\"}");
    tell("room_member_set", PRIYA, to_academy, 0,
         "{\"room\":\"" ROOM_HEX "\",\"member\":\"11111111111111111111111111111111\","
         "\"joined\":true}");
    tell("role_given", 0, to_academy, 0,
         "{\"member\":\"11111111111111111111111111111111\",\"role\":\"coach\",\"given\":true}");
    tell("thread_started", SAM, to_network, THREAD,
         "{\"title\":\"Why?\",\"text\":\"Because.\",\"question\":true}");
    tell("thread_started", NGOZI, room, IN_ROOM, "{\"title\":\"Ours\"}");
    fold_all();
}

/* One row of the views as text, as the academy itself sees it. */
static const char *row(const char *sql)
{
    br_views_see_all(here.views);
    return rows_of(here.views, sql);
}

/* --- taken --- */

static void test_a_thread_is_started(void)
{
    char path[200];
    start("started");
    const char *answer =
        post("ngozi", "/threads/new",
             "title=A+title&text=One%0D%0Atwo&topics=+Beds+%2C%2C+Home+first%2C&pathway=Stroke"
             "&audience=academy&unknown=1&origin=zz&question=");
    expect_status(answer, 303);
    CHECK(strncmp(sent_to(answer), "/thread/", 8) == 0 && strlen(sent_to(answer)) == 40);
    CHECK_TEXT(row("SELECT title, text, pathway, audience_type, question, author FROM v_thread"
                   " WHERE title = 'A title'"),
               "A title|One\ntwo|Stroke|3|0|11\n");
    (void)snprintf(path, sizeof path, "%s", sent_to(answer));
    answer = get_json("ngozi", path);
    expect_status(answer, 200);
    CHECK(has(answer, "\"title\":\"A title\"") && has(answer, "\"topic\":\"beds\""));
    CHECK(has(answer, "\"topic\":\"home first\""));
    CHECK(has(get("sam", path), "A title"));
    CHECK_UINT(here.said_count, 1);
    site_end();
}

static void test_for_whom(void)
{
    static const struct {
        const char *audience;
        int status;
        const char *kept;
    } cases[] = {
        {"network", 303, "1|00\n"},
        {"academy", 303, "3|00\n"},
        {"room:" ROOM_HEX, 303, "4|61\n"},
        {"room:" OTHER_ROOM_HEX, 422, ""},
        {"room:", 422, ""},
        {"room:61", 422, ""},
        {"room:" ROOM_HEX "61", 422, ""},
        {"room:zz616161616161616161616161616161", 422, ""},
        {"group:" ROOM_HEX, 422, ""},
        {"", 422, ""},
        {"Network", 422, ""},
        {"everybody", 422, ""},
    };
    start("for_whom");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char fields[300];
        char sql[200];
        (void)snprintf(fields, sizeof fields, "title=Case+%zu&audience=%s", i, cases[i].audience);
        const char *answer = post("ngozi", "/threads/new", fields);
        if (!CHECK_UINT(status_of(answer), cases[i].status)) {
            (void)printf("  %s\n", cases[i].audience);
        }
        (void)snprintf(sql, sizeof sql,
                       "SELECT audience_type, coalesce(audience_id, x'00') FROM v_thread"
                       " WHERE title = 'Case %zu'",
                       i);
        CHECK_TEXT(row(sql), cases[i].kept);
    }
    CHECK(has(post("ngozi", "/threads/new", "title=T"), "Say who will see it."));
    /* what is fixed cannot be chosen */
    expect_status(post("ngozi", "/probe/fixed", "title=Fixed&audience=academy"), 303);
    CHECK_TEXT(row("SELECT audience_type FROM v_thread WHERE title = 'Fixed'"), "1\n");
    site_end();
}

/* A reply goes where its thread is, whatever the form says. */
static void test_the_lookup_decides(void)
{
    start("lookup");
    const char *answer = post("ngozi", "/thread/" THREAD_HEX "/reply",
                              "text=Hello&thread=" IN_ROOM_HEX "&audience=academy"
                              "&audience_type=3");
    expect_status(answer, 303);
    CHECK(strncmp(sent_to(answer), "/thread/" THREAD_HEX "#p", 42) == 0);
    CHECK_TEXT(row("SELECT thread, text, author FROM v_post"), "51|Hello|11\n");
    CHECK(here.said[0].audience.type == BR_AUDIENCE_NETWORK);
    answer = post("ngozi", "/thread/" IN_ROOM_HEX "/reply", "text=Inside&audience=network");
    expect_status(answer, 303);
    CHECK(here.said[1].audience.type == BR_AUDIENCE_ROOM);
    CHECK_TEXT(row("SELECT thread, text FROM v_post WHERE text = 'Inside'"), "52|Inside\n");
    /* who may not see it does not learn that it is there */
    answer = post("sam", "/thread/" IN_ROOM_HEX "/reply", "text=Let+me+in");
    expect_status(answer, 404);
    CHECK(!has(answer, "Ours"));
    CHECK_UINT(here.said_count, 2); /* nothing was said */
    expect_status(get("sam", "/thread/" IN_ROOM_HEX), 404);
    expect_status(get("ngozi", "/thread/" IN_ROOM_HEX), 200);
    expect_status(post("ngozi", "/thread/99999999999999999999999999999999/reply", "text=T"), 404);
    expect_status(post("ngozi", "/thread/zz/reply", "text=T"), 404);
    CHECK_UINT(here.said_count, 2);
    site_end();
}

static void test_what_is_said_of_a_thread(void)
{
    char path[300];
    start("of_a_thread");
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/reply", "text=An+answer"), 303);
    struct br_id reply = here.said[0].id;
    char reply_hex[BR_ID_TEXT_SIZE];
    br_id_text(&reply, reply_hex);
    const char *answer =
        post("ngozi", "/thread/" THREAD_HEX "/tried", "outcome=partly&different=Two+sites");
    expect_status(answer, 303);
    CHECK_TEXT(sent_to(answer), "/thread/" THREAD_HEX "#tried");
    (void)snprintf(path, sizeof path, "answer=%s&resolved=true", reply_hex);
    expect_status(post("sam", "/thread/" THREAD_HEX "/answer", path), 303);
    CHECK_TEXT(row("SELECT resolved, tried_at, posts FROM v_thread WHERE id ="
                   " x'51515151515151515151515151515151'"),
               "1|1|1\n");
    /* an edit names the version that stands, by itself */
    (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "/edit/%s", reply_hex);
    answer = post("ngozi", path, "text=A+better+answer&based_on=99");
    expect_status(answer, 303);
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "A better answer"));
    CHECK(!has(get("sam", "/thread/" THREAD_HEX), "An answer"));
    expect_status(post("sam", "/thread/" THREAD_HEX "/edit/" THREAD_HEX, "text=Because+of+it."),
                  303);
    (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "/edit/%s", reply_hex);
    expect_status(post("sam", path, "text=Not+mine"), 404);
    (void)snprintf(path, sizeof path, "post=%s&hidden=true&reason=A+name", reply_hex);
    expect_status(post("sam", "/thread/" THREAD_HEX "/hide", path), 403);
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/hide", "hidden=true"), 422);
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/hide", path), 303);
    CHECK(here.said[here.said_count - 1].audience.type == BR_AUDIENCE_ACADEMY);
    /* its author takes it back, hidden or not; another may not, but as the academy a lead may */
    (void)snprintf(path, sizeof path, "post=%s&reason=Wrong", reply_hex);
    expect_status(post("sam", "/thread/" THREAD_HEX "/withdraw", path), 422);
    expect_status(post("priya", "/thread/" THREAD_HEX "/withdraw", path), 303);
    CHECK(here.said[here.said_count - 1].kind ==
          br_kind_by_name("post_withdrawn_by_academy")->number);
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/withdraw", path), 303);
    CHECK(here.said[here.said_count - 1].kind == br_kind_by_name("post_withdrawn")->number);
    site_end();
}

/* Two academies may use one id: the address says whose is meant, before and after. */
static void test_whose_thread(void)
{
    char ours[BR_HASH_TEXT_SIZE];
    char path[300];
    char wanted[300];
    static const struct {
        const char *path;
        const char *form;
        const char *then;
    } cases[] = {
        {"reply", "text=An+answer", "#p"},
        {"tried", "outcome=not", "#tried"},
        {"answer", "resolved=true", ""},
        {"edit/" THREAD_HEX, "text=Anew", "#p" THREAD_HEX},
        {"hide", "hidden=true&reason=A+name", ""},
        {"hide", "hidden=false", ""},
        {"withdraw", "reason=Wrong", ""},
    };
    start("whose");
    br_hash_text(&here.academy, ours);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *who = strcmp(cases[i].path, "hide") == 0 ? "priya" : "sam";
        (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "/%s?academy=%s", cases[i].path,
                       ours);
        const char *answer = post(who, path, cases[i].form);
        expect_status(answer, 303);
        (void)snprintf(wanted, sizeof wanted, "/thread/" THREAD_HEX "?academy=%s%s", ours,
                       cases[i].then);
        CHECK(strncmp(sent_to(answer), wanted, strlen(wanted)) == 0);
        (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "/%s?academy=" ROOM_HEX ROOM_HEX,
                       cases[i].path);
        expect_status(post(who, path, cases[i].form), 404);
    }
    (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "?academy=%s", ours);
    const char *page = get("ngozi", path);
    (void)snprintf(wanted, sizeof wanted, "/reply?academy=%s\"", ours);
    CHECK(has(page, wanted));
    static const char *const pages[] = {"", "/tried", "/hide", "/history/" THREAD_HEX,
                                        "/edit/" THREAD_HEX};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "%s?academy=" ROOM_HEX ROOM_HEX,
                       pages[i]);
        expect_status(get("sam", path), 404);
    }
    site_end();
}

/* The address of the version that a page of a text was filled from. */
static const char *based_on(const char *who, const char *path)
{
    static char ids[2][200];
    static unsigned turn;
    char *out = ids[turn++ % 2];
    const char *at = strstr(get(who, path), "name=\"versions\" value=\"");
    (void)snprintf(out, 200, "%.*s", at == NULL ? 0 : (int)strcspn(at + 23, "\""),
                   at == NULL ? "" : at + 23);
    return out;
}

/* Who changes a text that was changed meanwhile does not take away what the other wrote. */
static void test_two_change_one_text(void)
{
    static const char *const path = "/thread/" THREAD_HEX "/edit/" THREAD_HEX;
    char form[400];
    start("two");
    tell("role_given", 0, to_academy, 0,
         "{\"member\":\"13131313131313131313131313131313\",\"role\":\"lead\",\"given\":true}");
    fold_all();
    const char *before = based_on("sam", path);
    CHECK_TEXT(before, THREAD_HEX);
    (void)snprintf(form, sizeof form, "title=Why%%3F&text=Here&versions=%s", before);
    expect_status(post("sam", path, form), 303);
    (void)snprintf(form, sizeof form, "title=Why%%3F&text=There&versions=%s", before);
    expect_status(post("sam", path, form), 303);
    CHECK_TEXT(row("SELECT conflict FROM v_thread WHERE title = 'Why?'"), "1\n");
    const char *page = get("sam", path);
    CHECK(has(page, "Put the two together") && has(page, "Here") && has(page, "There"));
    CHECK(has(page, "name=\"text\" value=\"There\"") && has(page, "Keep this one"));
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "Put them together"));
    CHECK(!has(get("priya", "/thread/" THREAD_HEX), "Put them together"));
    (void)snprintf(form, sizeof form, "title=Why%%3F&text=Both&versions=%s", based_on("sam", path));
    CHECK(strlen(form) > 70);
    expect_status(post("sam", path, form), 303);
    CHECK_TEXT(row("SELECT conflict, text FROM v_thread WHERE title = 'Why?'"), "0|Both\n");

    before = based_on("priya", "/academy/context");
    CHECK_TEXT(before, "none");
    expect_status(post("priya", "/academy/context", "size=One&audience=network"), 303);
    expect_status(post("priya", "/academy/context", "size=Two&audience=network"), 303);
    CHECK_TEXT(row("SELECT size FROM v_context WHERE current"), "Two\n"); /* names what stands */
    expect_status(post("priya", "/academy/context", "size=T&audience=network&versions=none"), 303);
    CHECK_TEXT(row("SELECT count(*) FROM v_context WHERE current"), "2\n"); /* both are the first */
    expect_status(post("priya", "/academy/context", "size=One&audience=network"), 303);
    before = based_on("priya", "/academy/context");
    for (int i = 0; i < 2; i++) {
        (void)snprintf(form, sizeof form, "size=Site+%d&audience=network&versions=%s", i, before);
        expect_status(post("priya", "/academy/context", form), 303);
    }
    CHECK_TEXT(row("SELECT size FROM v_context WHERE current ORDER BY position"),
               "Site 0\nSite 1\n");
    CHECK(has(get("priya", "/academy/context"), "Two texts stand side by side"));
    (void)snprintf(form, sizeof form, "size=Both&audience=network&versions=%s",
                   based_on("priya", "/academy/context"));
    expect_status(post("priya", "/academy/context", form), 303);
    CHECK_TEXT(row("SELECT size FROM v_context WHERE current"), "Both\n");
    site_end();
}

/* What somebody says came of trying is hidden, shown again, asked for and taken back. */
static void test_what_came_of_trying_is_moderated(void)
{
    char form[300];
    char path[300];
    char id[BR_ID_TEXT_SIZE];
    start("moderated");
    expect_status(
        post("ngozi", "/thread/" THREAD_HEX "/tried", "outcome=partly&different=On+Elm+ward"), 303);
    br_id_text(&here.said[0].id, id);
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "On Elm ward"));
    (void)snprintf(path, sizeof path, "/thread/" THREAD_HEX "/hide?post=%s", id);
    CHECK(has(get("priya", path), "Hide what was different, or have it withdrawn"));
    CHECK(has(get("ngozi", path), "Take back what you said of trying this"));
    (void)snprintf(form, sizeof form, "post=%s&hidden=true&reason=A+ward", id);
    expect_status(post("sam", "/thread/" THREAD_HEX "/hide", form), 403);
    expect_status(post("priya", "/thread/" THREAD_HEX "/hide", form), 303);
    const char *page = get("sam", "/thread/" THREAD_HEX);
    CHECK(!has(page, "On Elm ward") && has(page, "Our academy has hidden what was different."));
    CHECK(has(get("priya", "/moderation"), "What was said of trying it"));
    CHECK(has(get("priya", path), "Show what was different again"));
    (void)snprintf(form, sizeof form, "post=%s&hidden=false", id);
    expect_status(post("priya", "/thread/" THREAD_HEX "/hide", form), 303);
    CHECK(has(get("sam", "/thread/" THREAD_HEX), "On Elm ward"));
    (void)snprintf(form, sizeof form, "post=%s&reason=Counted+twice", id);
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/withdraw", form), 303);
    CHECK(here.said[here.said_count - 1].kind == br_kind_by_name("post_withdrawn")->number);
    page = get("sam", "/thread/" THREAD_HEX);
    CHECK(!has(page, "On Elm ward") && has(page, "withdrew what was said here"));
    CHECK_TEXT(row("SELECT tried_at FROM v_thread WHERE title = 'Why?'"), "0\n");
    site_end();
}

static void test_cells_of_a_lookup(void)
{
    start("cells");
    const char *answer = post("ngozi", "/probe/cells?words=1", "title=Mine&unit=beds");
    expect_status(answer, 422); /* a measure is its room's */
    CHECK(has(answer, "class=\"error\""));
    CHECK_UINT(here.said_count, 1);
    CHECK(here.said[0].audience.type == BR_AUDIENCE_NETWORK);
    static const char *const none[] = {"0", "5", "11", "x"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char path[100];
        (void)snprintf(path, sizeof path, "/probe/cells?words=%s", none[i]);
        answer = post("ngozi", path, "unit=beds");
        expect_status(answer, 422);
    }
    expect_status(post("ngozi", "/probe/lookup", "title=T"), 503);
    here.deaf = true;
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/reply", "text=T"), 503);
    here.deaf = false;
    site_end();
}

/* Names of the address and the new id, as they can stand in an address; others are empty. */
static void test_where_it_goes_then(void)
{
    start("then");
    const char *answer = post("ngozi", "/probe/form/a%2Fb%20c", "title=T&audience=network");
    expect_status(answer, 303);
    char id[BR_ID_TEXT_SIZE];
    char wanted[200];
    br_id_text(&here.said[0].id, id);
    (void)snprintf(wanted, sizeof wanted, "/thread/%s#-a%%2Fb%%20c", id);
    if (!has(sent_to(answer), "%20")) {
        (void)snprintf(wanted, sizeof wanted, "/thread/%s#-a%%2Fb+c", id);
    }
    CHECK_TEXT(sent_to(answer), wanted);
    site_end();
}

/* --- refused --- */

static void test_a_refused_form_comes_back(void)
{
    start("refused");
    const char *answer =
        post("ngozi", "/probe/form/x",
             "title=&text=Mine%3Cb%3E&topics=a%2Cb&audience=network&secret_word=hush"
             "&password=hush&password_again=hush&unknown=seen");
    expect_status(answer, 422);
    CHECK(has(answer, "<p class=\"error\">title: Give the thread a title.</p>"));
    CHECK(has(answer, "<p>title: Give the thread a title.</p>"));
    CHECK(has(answer, "<textarea>Mine&lt;b&gt;</textarea><p>topics a,b</p>"));
    CHECK(has(answer, "<p>secret   </p>") && !has(body_of(answer), "hush"));
    CHECK(has(answer, "<p>for the network</p>") && has(answer, "<p>seen</p>"));
    CHECK_TEXT(row("SELECT count(*) FROM v_thread"), "2\n");
    /* each sentence at the field that it names, the others at the main one */
    here.refusal = "The text is too long: at most 60 KB.\n\nThe tried what is odd.\nNot today.\n"
                   "Context is no text";
    answer = post("ngozi", "/probe/form/x", "title=T&text=t&audience=network");
    expect_status(answer, 422);
    CHECK(has(answer, "<p class=\"error\">text: The text is too long: at most 60 KB.</p>"));
    CHECK(has(answer, "<p class=\"error\">title: Not today.</p>"));
    CHECK(has(answer, "<p>text: The text is too long: at most 60 KB.</p>"));
    here.refusal = "About kind is wrong.";
    answer = post("ngozi", "/probe/form/x", "title=T&about_kind=room&audience=network");
    CHECK(has(answer, "<p class=\"error\">about_kind: About kind is wrong.</p>"));
    here.refusal = NULL;
    site_end();
}

static void test_fields_that_do_not_fit(void)
{
    start("unfit");
    static const char *const unfit[] = {"about_kind=planet", "asked=zz", "asked=5",
                                        "question=maybe"};
    for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++) {
        char fields[200];
        (void)snprintf(fields, sizeof fields, "title=T&audience=network&%s", unfit[i]);
        const char *answer = post("ngozi", "/probe/form/x", fields);
        char named[60];
        expect_status(answer, 422);
        (void)snprintf(named, sizeof named,
                       "<p class=\"error\">%.*s: ", (int)strcspn(unfit[i], "="), unfit[i]);
        CHECK(has(answer, named));
    }
    CHECK_UINT(here.said_count, 0);
    site_end();
}

/* A payload of BR_PAYLOAD_SIZE_MAX bytes is said, one more is not, and the words come back. */
static void test_as_long_as_a_record_may_be(void)
{
    start("long");
    /* title: two bytes and T; text: one byte, three of length, and itself */
    size_t most = BR_PAYLOAD_SIZE_MAX - 3 - 4;
    char *fields = malloc(BR_PAYLOAD_SIZE_MAX + 200);
    BR_ASSERT(fields != NULL);
    for (size_t size = most - 1; size <= most + 1; size++) {
        int at = snprintf(fields, 100, "title=T&text=");
        memset(fields + at, 'x', size);
        (void)snprintf(fields + (size_t)at + size, 50, "&audience=network");
        const char *answer = post("ngozi", "/probe/form/x", fields);
        expect_status(answer, 422);
        CHECK(has(answer, size <= most ? "The text is too long: at most 60 KB."
                                       : "This is too long: at most 60 KB."));
        CHECK(has(answer, "xxxxxxxx"));
    }
    CHECK_UINT(here.said_count, 2);
    free(fields);
    site_end();
}

/* --- patients' numbers --- */

static void test_a_steward_lets_one_pass(void)
{
    start("steward");
    const char *fields = "title=Part+943+476+5919&audience=network";
    const char *answer = post("ngozi", "/threads/new", fields);
    expect_status(answer, 422);
    CHECK_TEXT(row("SELECT count(*) FROM v_thread"), "2\n");
    answer = post("ngozi", "/threads/new",
                  "title=Part+943+476+5919&audience=network&override_reason=A+part+number");
    expect_status(answer, 303);
    CHECK_UINT(here.said_count, 2); /* the first was not even asked about */
    CHECK(here.said[0].kind == br_kind_by_name("identifier_allowed")->number);
    CHECK(here.said[1].kind == br_kind_by_name("thread_started")->number);
    CHECK(here.said[0].audience.type == BR_AUDIENCE_NETWORK);
    CHECK_TEXT(row("SELECT count(*) FROM v_thread"), "3\n");
    /* it is for this one alone */
    expect_status(post("ngozi", "/threads/new", fields), 422);
    /* who is no steward does not get past, and nothing is left behind */
    answer = post("sam", "/threads/new",
                  "title=Part+943+476+5919&audience=network&override_reason=Please");
    expect_status(answer, 422);
    CHECK_TEXT(row("SELECT count(*) FROM v_thread"), "3\n");
    CHECK(has(answer, "943 476 5919")); /* the form keeps what was written */
    /* a reason that is none is no override */
    expect_status(
        post("ngozi", "/threads/new", "title=Part+943+476+5919&audience=network&override_reason="),
        422);
    char *fields_long = malloc(80000);
    BR_ASSERT(fields_long != NULL);
    int at = snprintf(fields_long, 200, "title=T&audience=network&override_reason=");
    memset(fields_long + at, 'r', BR_PAYLOAD_SIZE_MAX);
    fields_long[(size_t)at + BR_PAYLOAD_SIZE_MAX] = '\0';
    size_t before = here.said_count;
    answer = post("ngozi", "/threads/new", fields_long);
    CHECK(status_of(answer) == 303 || status_of(answer) == 422);
    CHECK(here.said_count - before <= 1); /* never an empty word of the steward's */
    free(fields_long);
    site_end();
}

/* --- handlers and the card --- */

static void test_a_handler(void)
{
    start("handler");
    const char *answer = post("ngozi", "/probe/handler", "title=T");
    expect_status(answer, 303);
    CHECK_TEXT(sent_to(answer), "/probe/echo");
    CHECK(has(answer, "\r\nX-Probe: yes\r\n"));
    answer = post("ngozi", "/probe/handler", "text=kept");
    expect_status(answer, 422);
    CHECK(has(answer, "<p class=\"error\">title: Say a title.</p>"));
    CHECK(has(answer, "<p class=\"error\">: Nothing was done.</p>"));
    CHECK(has(answer, "<textarea>kept</textarea>") && has(answer, "X-Probe: yes"));
    site_end();
}

static void test_a_card(void)
{
    start("card");
    const char *answer = post("sam", "/profile",
                              "name=Sam+Reed&pathway=Stroke&skills=Charts&ask_me_about=huddles"
                              "&network_name=1&network_skills=1");
    expect_status(answer, 303);
    CHECK_TEXT(sent_to(answer), "/profile");
    CHECK_UINT(here.said_count, 2);
    CHECK(here.said[0].audience.type == BR_AUDIENCE_ACADEMY);
    CHECK(here.said[1].audience.type == BR_AUDIENCE_NETWORK);
    CHECK_TEXT(row("SELECT name, pathway, skills, audience_type FROM v_profile WHERE member ="
                   " x'12121212121212121212121212121212' ORDER BY audience_type"),
               "Sam Reed|-|Charts|1\nSam Reed|Stroke|Charts|3\n");
    here.said_count = 0;
    answer = post("sam", "/profile", "name=+++&skills=Kept");
    CHECK_UINT(here.said_count, 0);
    expect_status(answer, 422);
    expect_status(post("sam", "/profile", "skills=Kept"), 422);
    CHECK_UINT(here.said_count, 0);
    /* what the network saw is taken back, once; who never showed it anything says nothing to it */
    static const struct {
        const char *who;
        const char *fields;
        size_t said;
    } saves[] = {
        {"sam", "name=Sam+Reed&skills=Kept", 2},
        {"sam", "name=Sam+Reed&skills=Kept", 1},
        {"priya", "name=Priya&skills=Kept", 1},
        {"priya", "name=Priya&pathway=&network_pathway=1", 1},
        {"priya", "name=Priya&skills=Kept&network_skills=1", 2},
        {"priya", "name=Priya&skills=Kept", 2},
    };
    for (size_t i = 0; i < sizeof saves / sizeof saves[0]; i++) {
        here.said_count = 0;
        expect_status(post(saves[i].who, "/profile", saves[i].fields), 303);
        CHECK_UINT(here.said_count, saves[i].said);
    }
    here.refusal = "The skills are too long.";
    answer = post("sam", "/profile", "name=Sam&skills=Kept");
    expect_status(answer, 422);
    site_end();
}

/* --- what others write never becomes part of a page --- */

enum { NAMES_MAX = 400, NAME_SIZE = 48 };

struct names {
    size_t count;
    char items[NAMES_MAX][NAME_SIZE];
};

static bool knows(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void learn(struct names *names, const char *name)
{
    if (!knows(names, name)) {
        BR_ASSERT(names->count < NAMES_MAX);
        (void)snprintf(names->items[names->count++], NAME_SIZE, "%s", name);
    }
}

/* Skip one attribute from [at]; its name and, if it is an address, where to, are looked at. */
static const char *attribute(const char *at, const char *element, struct names *names,
                             bool learning)
{
    char name[NAME_SIZE];
    size_t size = strcspn(at, " =>/\n\t\"'<");
    (void)snprintf(name, sizeof name, "%s %.*s", element, (int)(size > 20 ? 20 : size), at);
    if (learning) {
        learn(names, name);
    } else if (!CHECK(knows(names, name))) {
        (void)printf("  an attribute: %.100s\n", at);
    }
    at += size;
    if (*at != '=') {
        return at + (size == 0 && *at != '>');
    }
    CHECK(at[1] == '"'); /* all of ours are quoted */
    const char *value = at + 2;
    const char *end = strchr(value, '"');
    if (!CHECK(end != NULL)) {
        return value + strlen(value);
    }
    if (strstr(name, " href") != NULL || strstr(name, " src") != NULL ||
        strstr(name, " action") != NULL) {
        if (!CHECK(*value == '/' || *value == '#' || *value == '?' ||
                   strncmp(value, "http://", 7) == 0 || strncmp(value, "https://", 8) == 0)) {
            (void)printf("  an address: %.100s\n", name);
        }
    }
    return end + 1;
}

/* Walk over a page's elements: each, and each of its attributes, is one that [names] knows. */
static void walk(const char *page, struct names *names, bool learning)
{
    const char *at = page;
    while ((at = strchr(at, '<')) != NULL) {
        char element[24];
        at += 1;
        size_t size = strcspn(at, " >\n\t");
        (void)snprintf(element, sizeof element, "%.*s", (int)(size > 20 ? 20 : size), at);
        if (learning) {
            learn(names, element);
        } else if (!CHECK(knows(names, element))) {
            (void)printf("  an element: %.100s\n", at);
        }
        at += size;
        while (*at != '\0' && *at != '>') {
            at = isspace((unsigned char)*at) ? at + 1 : attribute(at, element, names, learning);
        }
    }
}

static void put_encoded(struct br_buffer *out, const char *name, const char *text)
{
    br_buffer_put_text(out, "&");
    br_form_encode(name, out);
    br_buffer_put_text(out, "=");
    br_form_encode(text, out);
}

/* Every field of a thread says [text], as far as it may. */
static const char *thread_fields(const char *text, bool whole)
{
    static struct br_buffer out;
    br_buffer_free(&out);
    br_buffer_init(&out, 1u << 19);
    br_buffer_put_text(&out, "audience=network");
    put_encoded(&out, "title", whole || strlen(text) <= 200 ? text : "Too long for a title");
    put_encoded(&out, "text", text);
    put_encoded(&out, "tried", text);
    put_encoded(&out, "pathway", whole || strlen(text) <= 200 ? text : "");
    if (whole || (strlen(text) <= 60 && strchr(text, ',') == NULL)) {
        put_encoded(&out, "topics", text);
    }
    if (whole) {
        put_encoded(&out, "about_kind", text);
        put_encoded(&out, "about", text);
        put_encoded(&out, "outcome", text);
        put_encoded(&out, "override_reason", text);
        put_encoded(&out, text, text);
    }
    return br_buffer_text(&out);
}

static const char *const own_payloads[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "https://x.example/\"onclick=alert(1)",
    "{{token}} {{{token}}} {{&token}} {{> parts/token}}",
    "&lt;script&gt; &#60;b&#62;",
    "<!--",
    "a\tb <x y=\"z\">",
};

/* Lines of the big collection, when it is here. The caller frees them. */
static char **payloads(size_t *count)
{
    const char *folder = getenv("BIGROOM_TEST_DATA");
    char path[600];
    char line[4096];
    char **lines = calloc(2000, sizeof *lines);
    BR_ASSERT(lines != NULL);
    *count = 0;
    for (size_t i = 0; i < sizeof own_payloads / sizeof own_payloads[0]; i++) {
        lines[(*count)++] = strdup(own_payloads[i]);
    }
    (void)snprintf(path, sizeof path, "%s/bad/xss-payloads-1500.txt", folder == NULL ? "" : folder);
    FILE *file = folder == NULL ? NULL : fopen(path, "r");
    if (file == NULL) {
        (void)printf("  BIGROOM_TEST_DATA is not set: only our own cases\n");
        return lines;
    }
    while (*count < 2000 && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (br_utf8_valid(br_bytes_of_text(line)) && line[0] != '\0') {
            lines[(*count)++] = strdup(line);
        }
    }
    (void)fclose(file);
    return lines;
}

/* Somebody's harmless words, with every kind of markup that there is. */
static const char harmless[] = "Plain words\n\n**bold** *slanted* `code` https://a.example/b\n\n"
                               "- one\n- two\n\n1. first\n2. second\n\n> said\n\n### Head\n\n"
                               "[words](https://a.example)";

static void learn_names(struct names *names)
{
    const char *answer = post("ngozi", "/threads/new", thread_fields(harmless, true));
    expect_status(answer, 422);
    walk(body_of(answer), names, true);
    char fields[2000];
    struct br_buffer text;
    br_buffer_init(&text, 2000);
    br_form_encode(harmless, &text);
    (void)snprintf(fields, sizeof fields,
                   "title=Harmless&audience=network&pathway=P&topics=one%%2Ctwo&text=%s&tried=%s",
                   br_buffer_text(&text), br_buffer_text(&text));
    answer = post("ngozi", "/threads/new", fields);
    expect_status(answer, 303);
    walk(body_of(get("ngozi", sent_to(answer))), names, true);
    (void)snprintf(fields, sizeof fields, "text=%s", br_buffer_text(&text));
    expect_status(post("ngozi", "/thread/" THREAD_HEX "/reply", fields), 303);
    walk(body_of(get("ngozi", "/thread/" THREAD_HEX)), names, true);
    walk(body_of(get("sam", "/thread/" THREAD_HEX)), names, true);
    walk(body_of(get("ngozi", "/threads")), names, true);
    br_buffer_free(&text);
}

static void test_refused_words_are_words(void)
{
    struct names *names = calloc(1, sizeof *names);
    size_t count = 0;
    char **lines = payloads(&count);
    BR_ASSERT(names != NULL);
    start("refused_words");
    learn_names(names);
    for (size_t i = 0; i < count; i++) {
        const char *answer = post("ngozi", "/threads/new", thread_fields(lines[i], true));
        if (!CHECK_UINT(status_of(answer), 422)) {
            (void)printf("  %s\n", lines[i]);
        }
        walk(body_of(answer), names, false);
        free(lines[i]);
    }
    free(lines);
    free(names);
    site_end();
}

/* Some lines together are one text; of each lot one is the title. */
static void test_kept_words_are_words(void)
{
    enum { LOT = 25 };
    struct names *names = calloc(1, sizeof *names);
    size_t count = 0;
    char **lines = payloads(&count);
    struct br_buffer text;
    BR_ASSERT(names != NULL);
    br_buffer_init(&text, 1u << 19);
    start("kept_words");
    learn_names(names);
    for (size_t i = 0; i < count; i += LOT) {
        br_buffer_clear(&text);
        br_buffer_put_text(&text, "text=");
        for (size_t j = i; j < i + LOT && j < count; j++) {
            br_form_encode(lines[j], &text);
            br_buffer_put_text(&text, j % 2 == 0 ? "%0A" : "%0A%0A");
        }
        const char *answer = post("ngozi", "/threads/new", thread_fields(lines[i], false));
        expect_status(answer, 303);
        char path[100];
        (void)snprintf(path, sizeof path, "%s/reply", sent_to(answer));
        expect_status(post("sam", path, br_buffer_text(&text)), 303);
        path[40] = '\0';
        walk(body_of(get("ngozi", path)), names, false);
        json_t *object = json_loads(body_of(get_json("ngozi", path)), 0, NULL);
        json_t *thread = json_object_get(object, "thread");
        if (strlen(lines[i]) <= 200) {
            CHECK_TEXT(json_string_value(json_object_get(thread, "title")), lines[i]);
        }
        json_decref(object);
    }
    walk(body_of(get("priya", "/threads?limit=200")), names, false);
    walk(body_of(get("priya", "/")), names, true);
    for (size_t i = 0; i < count; i++) {
        free(lines[i]);
    }
    free(lines);
    free(names);
    br_buffer_free(&text);
    site_end();
}

/*
 * Rows of numbered inputs: shown, asked for more of, and each an element of the message. What a row
 * has chosen is told in the page's words, and what the form begins with is the page's to ask for.
 */
static void test_rows(void)
{
    start("rows");
    tell("measure_defined", PRIYA, to_academy, 0x71, "{\"title\":\"Falls\"}");
    fold_all();
    const char *answer = get("ngozi", "/probe/rows");
    expect_status(answer, 200);
    CHECK(has(answer, "title=\"Falls\""));
    CHECK(has(answer, "<p>row 1 2026-11-02 1.5</p><p>row 2 2026-11-09 3 Falls Monday</p>"));
    CHECK(!has(get("ngozi", "/probe/rows?points.1.date=x&points.1.value=7"), "row 1 x"));

    answer =
        post("ngozi", "/probe/rows", "points.7.date=2026-11-02&points.7.note=late&_more=points");
    expect_status(answer, 200);
    CHECK(has(answer, "<p>row 7 2026-11-02  late</p><p>row 8  </p>"));
    CHECK(has(answer, "<p>row 12  </p>") && !has(answer, "row 13"));
    answer = post("ngozi", "/probe/rows", "points.199.value=2&_more=points");
    CHECK(has(answer, "<p>row 200  </p>") && !has(answer, "row 201"));
    CHECK(!has(post("ngozi", "/probe/rows", "points.1.value=2&_more=other"), "row 2"));
    CHECK_UINT(here.said_count, 0);

    answer = post("ngozi", "/probe/rows",
                  "measure=71717171717171717171717171717171&points.1.date=2026-11-02"
                  "&points.1.value=4&points.2.date=+&points.2.value=5&points.3.value=6"
                  "&points.5.value=7&points.5.date=2026-11-09&points.5.note=");
    expect_status(answer, 303);
    CHECK_TEXT(row("SELECT date, value FROM v_point ORDER BY date"),
               "2026-11-02|4\n2026-11-09|7\n");

    answer = post("ngozi", "/probe/rows", "points.1.date=2026-11-02&points.1.value=four");
    expect_status(answer, 422);
    CHECK(has(answer, "row 1 2026-11-02 four") && has(answer, "class=\"error\">points.value"));
    site_end();
}

#define PARTS                                                                    \
    "copy_of=71717171717171717171717171717171&name=Hip&pathway=Hip&purpose=home" \
    "&themes=late%2C+and+later%0A%0A+letters+&roles=GP&driver_aim=a"             \
    "&drivers.1.level=primary&drivers.1.text=early"

/* A part leaves when its box is ticked; what is not of one leaves always. */
static void test_parts(void)
{
    start("parts");
    expect_status(post("ngozi", "/probe/parts", PARTS), 303);
    CHECK_TEXT(row("SELECT name, purpose, driver_aim FROM v_shared_room"), "Hip|-|-\n");
    CHECK_TEXT(row("SELECT part, text FROM v_shared_item ORDER BY part"), "role|GP\n");
    CHECK_TEXT(row("SELECT count(*) FROM v_shared_driver"), "0\n");
    expect_status(post("ngozi", "/probe/parts", PARTS "&with_purpose=true&with_lists=true"), 303);
    CHECK_TEXT(row("SELECT name, purpose, driver_aim FROM v_shared_room"), "Hip|home|a\n");
    CHECK_TEXT(row("SELECT text FROM v_shared_item WHERE part = 'theme' ORDER BY idx"),
               "late, and later\nletters\n");
    CHECK_TEXT(row("SELECT text FROM v_shared_driver"), "early\n");
    site_end();
}

/* A second record comes with the first when its lookup finds what it says. */
static void test_another_comes_with_it(void)
{
    start("also");
    expect_status(post("ngozi", "/probe/also", "title=One&text=once&audience=academy"), 303);
    CHECK_UINT(here.said_count, 1);
    const char *answer = post("ngozi", "/probe/also", "title=Two&text=twice&audience=academy");
    expect_status(answer, 303);
    CHECK_UINT(here.said_count, 3);
    CHECK_TEXT(row("SELECT a.title, b.title, b.audience_type, b.author FROM v_thread a"
                   " JOIN v_thread b ON b.about = a.id"),
               "Two|About Two|3|11\n");
    CHECK(has(get("ngozi", sent_to(answer)), "<h1>Two</h1>"));
    /* Neither is said when the first is refused. */
    expect_status(post("ngozi", "/probe/also", "text=twice&audience=academy"), 422);
    CHECK_TEXT(row("SELECT count(*) FROM v_thread WHERE title LIKE 'About%'"), "1\n");
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_parts),
        BR_TEST(test_another_comes_with_it),
        BR_TEST(test_a_thread_is_started),
        BR_TEST(test_for_whom),
        BR_TEST(test_the_lookup_decides),
        BR_TEST(test_what_is_said_of_a_thread),
        BR_TEST(test_whose_thread),
        BR_TEST(test_two_change_one_text),
        BR_TEST(test_what_came_of_trying_is_moderated),
        BR_TEST(test_cells_of_a_lookup),
        BR_TEST(test_where_it_goes_then),
        BR_TEST(test_a_refused_form_comes_back),
        BR_TEST(test_fields_that_do_not_fit),
        BR_TEST(test_as_long_as_a_record_may_be),
        BR_TEST(test_a_steward_lets_one_pass),
        BR_TEST(test_a_handler),
        BR_TEST(test_a_card),
        BR_TEST(test_refused_words_are_words),
        BR_TEST(test_kept_words_are_words),
        BR_TEST(test_rows),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
