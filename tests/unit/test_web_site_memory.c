/* A site without memory: each answer is the usual one or says that it failed, and nothing is half
   said. */
#include "no_memory.h"
#include "test_web_site_world.h"

#define THREAD_HEX "51515151515151515151515151515151"
#define IN_ROOM_HEX "52525252525252525252525252525252"
#define ROOM_HEX "61616161616161616161616161616161"

enum { THREAD = 0x51, IN_ROOM = 0x52, ROOM = 0x61, ANSWER_SIZE_MAX = 1 << 20 };

static void start(const char *name)
{
    struct br_audience room = {.type = BR_AUDIENCE_ROOM, .id = id_of(ROOM)};
    site_start(name);
    tell("academy_profile", 0, to_network, 0, "{\"name\":\"Bath\"}");
    tell("member_profile", 0, to_academy, 0,
         "{\"member\":\"11111111111111111111111111111111\",\"name\":\"Ngozi Adeyemi\"}");
    tell("room_opened", PRIYA, to_academy, ROOM,
         "{\"name\":\"Frailty\",\"pathway\":\"Older people\"}");
    tell("room_member_set", PRIYA, to_academy, 0,
         "{\"room\":\"" ROOM_HEX "\",\"member\":\"11111111111111111111111111111111\","
         "\"joined\":true}");
    tell("role_given", 0, to_academy, 0,
         "{\"member\":\"11111111111111111111111111111111\",\"role\":\"coach\",\"given\":true}");
    tell("thread_started", SAM, to_network, THREAD, "{\"title\":\"Why?\",\"text\":\"Because.\"}");
    tell("thread_started", NGOZI, room, IN_ROOM, "{\"title\":\"Ours\"}");
    fold_all();
    here.at_once = true;
}

struct request {
    const char *method;
    const char *path;
    const char *more;
    const char *fields; /* NULL: none */
    int usual;          /* its status */
    int refusals_least;
};

static size_t put_request(const struct request *request, char *out, size_t size)
{
    char body[2000] = "";
    if (request->fields != NULL) {
        (void)snprintf(body, sizeof body, "_token=%s&%s", token_of("ngozi"), request->fields);
    }
    int count = snprintf(out, size,
                         "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nCookie: who=ngozi\r\n"
                         "%s%sContent-Length: %zu\r\n\r\n%s",
                         request->method, request->path, here.host,
                         request->fields == NULL ? "" : FORM_HEADERS,
                         request->more == NULL ? "" : request->more, strlen(body), body);
    BR_ASSERT(count > 0 && (size_t)count < size);
    return (size_t)count;
}

/* The answer's status, 0 when the connection was closed instead. From when it is taken until it is
   answered the [at]th call of [refused_call] finds no memory. */
static int send_refused(const char *bytes, size_t size, const char *refused_call, int at,
                        bool *refused_one)
{
    static char answer[ANSWER_SIZE_MAX];
    size_t got = 0;
    bool ended = false;
    int handle = raw_connect(&here.world);
    for (int quiet = 0; quiet < 2;) {
        quiet += turn_loop(&here.world.loop) ? 0 : 1;
    }
    CHECK(send(handle, bytes, size, MSG_NOSIGNAL) == (ssize_t)size);
    refuse(refused_call, at, 0);
    for (int turns = 0; !ended && turns < PATIENCE_TURNS;) {
        turns += turn_loop(&here.world.loop) ? 0 : 1;
        ssize_t count = recv(handle, answer + got, sizeof answer - 1 - got, 0);
        got += count > 0 ? (size_t)count : 0;
        ended = count == 0 || (count < 0 && errno != EAGAIN);
    }
    *refused_one = refusing.seen >= at;
    refuse(NULL, 0, 0);
    CHECK(ended);
    (void)close(handle);
    answer[got] = '\0';
    return status_of(answer);
}

/* Of one request each call in turn that asks for memory. */
static void ask_without_memory(const struct request *request)
{
    static const char *const calls[] = {"malloc", "realloc"};
    char bytes[4000];
    int refusals = 0;
    size_t size = put_request(request, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        bool refused_one = true;
        for (int at = 1; refused_one && at < 400; at++) {
            int status = send_refused(bytes, size, calls[i], at, &refused_one);
            refusals += refused_one;
            /* a form comes back with what was written, or leaves the page where it stands */
            bool again = (status == 422 || status == 413) && request->fields != NULL;
            bool known = status == request->usual || status == 500 || status == 503 ||
                         ((again || status == 0) && refused_one);
            if (!CHECK(known) || (!refused_one && !CHECK_UINT(status, request->usual))) {
                (void)printf("  %s %s, %s %d: %d\n", request->method, request->path, calls[i], at,
                             status);
            }
        }
        CHECK(!refused_one);
    }
    if (!CHECK(refusals >= request->refusals_least)) {
        (void)printf("  %s %s: %d\n", request->method, request->path, refusals);
    }
}

static const char *row(const char *sql)
{
    UNTIL(&here.world, br_lane_idle(&here.lane));
    br_views_see_all(here.views);
    return rows_of(here.views, sql);
}

#define JSON "Accept: application/json\r\n"

static void test_pages(void)
{
    static const struct request requests[] = {
        {"GET", "/threads", NULL, NULL, 200, 4},
        {"GET", "/threads?topic=beds&limit=7", JSON, NULL, 200, 4},
        {"GET", "/thread/" THREAD_HEX, NULL, NULL, 200, 4},
        {"GET", "/threads/new?title=From&text=an+address", NULL, NULL, 200, 3},
        {"GET", "/profile", NULL, NULL, 200, 3},
        {"GET", "/", NULL, NULL, 200, 4},
        {"GET", "/probe/open?words=some", NULL, NULL, 200, 2},
        {"GET", "/no/such/page", NULL, NULL, 404, 2},
        {"GET", "/thread/00", NULL, NULL, 404, 2},
    };
    start("memory_pages");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        ask_without_memory(&requests[i]);
    }
    site_end();
}

/* Whatever is said is said whole, and to those whom it is for. */
static void test_forms(void)
{
    static const struct request thread = {
        "POST", "/threads/new",
        NULL,   "title=A+title&text=A+text&topics=one%2Ctwo&pathway=Stroke&audience=academy",
        303,    3};
    /* the thread's audience counts, never one that the form names */
    static const struct request reply = {
        "POST", "/thread/" IN_ROOM_HEX "/reply", NULL, "text=Whole&audience=network", 303, 3};
    start("memory_forms");
    ask_without_memory(&thread);
    CHECK_TEXT(row("SELECT DISTINCT title, text, pathway, audience_type, author FROM v_thread"
                   " WHERE author = x'11111111111111111111111111111111' AND title <> 'Ours'"),
               "A title|A text|Stroke|3|11\n");
    ask_without_memory(&reply);
    for (size_t i = 0; i < here.said_count && i < 64; i++) {
        CHECK(here.said[i].audience.type == BR_AUDIENCE_ACADEMY ||
              here.said[i].audience.type == BR_AUDIENCE_ROOM);
    }
    CHECK(here.said_count > 0 && here.said_count < 64);
    site_end();
}

/* A field that does not fit is never left out because there was no memory to say so. */
static void test_refused_forms(void)
{
    static char fields[400] = "text=A+text&audience=network&title=";
    static const struct request long_title = {"POST", "/threads/new", NULL, fields, 422, 3};
    static const struct request nameless = {"POST", "/profile", NULL, "name=+&skills=Kept", 422, 3};
    static const struct request bad_about = {
        "POST", "/threads/new", NULL, "title=T&audience=network&about=zz&about_kind=zz", 422, 3};
    memset(fields + strlen(fields), 'x', 300);
    start("memory_refused");
    ask_without_memory(&nameless);
    CHECK_UINT(here.said_count, 0);
    ask_without_memory(&long_title);
    ask_without_memory(&bad_about);
    CHECK_TEXT(row("SELECT title FROM v_thread ORDER BY title"), "Ours\nWhy?\n");
    site_end();
}

static void test_a_desk(void)
{
    static const struct request requests[] = {
        {"POST", "/draft", JSON, "_path=/threads/new&title=Begun&text=words", 200, 2},
        {"POST", "/draft", "Referer: http://bath.example/threads\r\n", "_path=/ask&title=B", 303,
         2},
        {"POST", "/follow", NULL, "kind=topic&subject=beds", 303, 1},
        {"GET", "/threads/new", NULL, NULL, 200, 3},
    };
    start("memory_desk");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        ask_without_memory(&requests[i]);
    }
    struct br_id ngozi = id_of(NGOZI);
    br_views_set_viewer(here.views, &ngozi);
    CHECK_TEXT(rows_of(here.views, "SELECT form, fields FROM v_draft ORDER BY form"),
               "/ask|title=B\n/threads/new|title=Begun&text=words\n");
    site_end();
}

/* A row that there was no memory for is never shown, or saved, as one that is good. */
static void test_points(void)
{
    static const struct request requests[] = {
        {"POST", "/measure/41414141414141414141414141414141/paste", NULL,
         "_step=look&rows=9%2F11%2F2026%0930%0A16%2F11%2F2026%091%092%0A2%2F11%2F2026%0931", 200,
         3},
        {"POST", "/measure/41414141414141414141414141414141/correct", NULL,
         "date=2026-11-02&numerator=1&denominator=4&reason=Late+forms", 303, 3},
        {"POST", "/measure/41414141414141414141414141414141/add", NULL, "date=x&value=1%2C5", 422,
         3},
    };
    start("memory_points");
    tell("measure_defined", PRIYA, to_academy, 0x41, "{\"title\":\"Falls\",\"unit\":\"%\"}");
    tell("points_recorded", SAM, to_academy, 0,
         "{\"measure\":\"41414141414141414141414141414141\","
         "\"points\":[{\"date\":\"2026-11-02\",\"value\":3}]}");
    fold_all();
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        ask_without_memory(&requests[i]);
    }
    CHECK_TEXT(row("SELECT date, value, numerator, denominator FROM v_point"),
               "2026-11-02|25|1|4\n");
    CHECK_TEXT(row("SELECT DISTINCT value, numerator, denominator, reason FROM v_point_history"
                   " ORDER BY value"),
               "3|-|-|-\n25|1|4|Late forms\n");
    site_end();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_pages),  BR_TEST(test_forms),  BR_TEST(test_refused_forms),
        BR_TEST(test_a_desk), BR_TEST(test_points),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
