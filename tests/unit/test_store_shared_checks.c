/* What is refused of what a room shares, and in which words. */
#include "store_checks_fixture.h"

#define ROOM_ID "\"copy_of\": \"30303030303030303030303030303030\""
#define PDSA_ID "\"copy_of\": \"60606060606060606060606060606060\""
#define SHARED "{" ROOM_ID ", \"name\": \"N\", \"pathway\": \"P\""
#define TEST "{" PDSA_ID ", \"title\": \"T\", \"pathway\": \"P\""
#define COPY_ID "\"41414141414141414141414141414141\""
#define LOCAL_ID "\"40404040404040404040404040404040\""
#define TEST_ID "\"61616161616161616161616161616161\""
#define NEVER "\"77777777777777777777777777777777\""
#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""

enum { TEST_COPY = 0x61, ROOM_COPY = 0x31 };

static void start_shared(void)
{
    start();
    CHECK_TEXT(said("pdsa_shared", ANNA, network, TEST_COPY, TEST "}"), "");
    CHECK_TEXT(said("room_shared", ANNA, network, ROOM_COPY, SHARED "}"), "");
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"room_shared", 200, "{" ROOM_ID ", \"name\": \"$T\", \"pathway\": \"P\"}",
         "The name is too long: at most 200 bytes."},
        {"room_shared", 200, "{" ROOM_ID ", \"name\": \"N\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"room_shared", 2000, SHARED ", \"purpose\": \"$T\"}",
         "The purpose is too long: at most 2,000 bytes."},
        {"room_shared", 2000, SHARED ", \"global_aim\": \"$T\"}",
         "An aim is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"specific_aim\": \"$T\"}",
         "An aim is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"value\": \"$T\"}",
         "One of the 5Vs is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"involve\": \"$T\"}",
         "One of the 5Vs is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"evidence\": \"$T\"}",
         "One of the 5Vs is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"visualisation\": \"$T\"}",
         "One of the 5Vs is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"vision\": \"$T\"}",
         "One of the 5Vs is too long: at most 2,000 bytes each."},
        {"room_shared", 2000, SHARED ", \"standardised\": \"$T\"}",
         "What is standardised is too long: at most 2,000 bytes."},
        {"room_shared", 200, SHARED ", \"themes\": [\"a\", \"$T\"]}",
         "A theme has 1 to 200 bytes."},
        {"room_shared", 60, SHARED ", \"roles\": [\"GP\", \"$T\"]}", "A role has 1 to 60 bytes."},
        {"room_shared", 500, SHARED ", \"abandoned\": [\"$T\"]}",
         "What was abandoned and why has 1 to 500 bytes each."},
        {"room_shared", 300, SHARED ", \"driver_aim\": \"$T\"}",
         "The driver diagram's aim is too long: at most 300 bytes."},
        {"room_shared", 200,
         SHARED ", \"driver_aim\": \"a\", \"drivers\": [{\"id\": 1, \"level\": \"primary\","
                " \"text\": \"$T\"}]}",
         "A driver has 1 to 200 bytes."},
        {"pdsa_shared", 200, "{" PDSA_ID ", \"title\": \"$T\", \"pathway\": \"P\"}",
         "The title is too long: at most 200 bytes."},
        {"pdsa_shared", 200, "{" PDSA_ID ", \"title\": \"T\", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"pdsa_shared", 2000, TEST ", \"question\": \"$T\"}",
         "The question is too long: at most 2,000 bytes."},
        {"pdsa_shared", 2000, TEST ", \"prediction\": \"$T\"}",
         "The prediction is too long: at most 2,000 bytes."},
        {"pdsa_shared", 4000, TEST ", \"plan\": \"$T\"}",
         "The plan is too long: at most 4,000 bytes."},
        {"pdsa_shared", 2000, TEST ", \"done\": \"$T\"}",
         "What was done is too long: at most 2,000 bytes."},
        {"pdsa_shared", 2000, TEST ", \"happened\": \"$T\"}",
         "What happened is too long: at most 2,000 bytes."},
        {"pdsa_shared", 2000, TEST ", \"learned\": \"$T\"}",
         "What you learned is too long: at most 2,000 bytes."},
        {"pdsa_shared", 2000, TEST ", \"reason\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"shared_withdrawn", 200, "{" ROOM_ID ", \"reason\": \"$T\"}",
         "The reason is too long: at most 200 bytes."},
    };
    start_shared();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said(texts[i].kind, ANNA, network, 0, with_text(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    stop();
}

#define DRIVERS(nodes) SHARED ", \"driver_aim\": \"a\", \"drivers\": [" nodes "]}"
#define PRIMARY "{\"id\": 1, \"level\": \"primary\", \"text\": \"p\"}"
#define SECONDARY "{\"id\": 2, \"level\": \"secondary\", \"text\": \"s\"}"

static void test_what_is_missing_or_wrong_is_refused(void)
{
    static const struct {
        const char *kind;
        const char *json;
        const char *reason;
    } cases[] = {
        {"room_shared", "{\"name\": \"N\", \"pathway\": \"P\"}", "Say which Big Room is shared."},
        {"room_shared", "{" ROOM_ID ", \"name\": \" \", \"pathway\": \"P\"}",
         "Give the Big Room a name."},
        {"room_shared", "{" ROOM_ID ", \"name\": \"N\"}", "Say which pathway the Big Room is for."},
        {"room_shared", SHARED ", \"since\": \"2024-02-30\"}",
         "Write since when the Big Room meets as YYYY-MM-DD."},
        {"room_shared", SHARED ", \"since\": \"2024-02-29\", \"stage\": \"themes\"}", ""},
        {"room_shared", SHARED ", \"themes\": [\"\"]}", "A theme has 1 to 200 bytes."},
        {"room_shared", SHARED ", \"measures\": [" COPY_ID "]}", ""},
        {"room_shared", SHARED ", \"measures\": [" COPY_ID ", " LOCAL_ID "]}",
         "A measure is named that the network does not have of us."},
        {"room_shared", SHARED ", \"pdsas\": [" TEST_ID "]}", ""},
        {"room_shared", SHARED ", \"pdsas\": [" COPY_ID "]}",
         "A PDSA is named that the network does not have of us."},
        {"room_shared", SHARED ", \"drivers\": [" PRIMARY "]}",
         "Say the aim of the driver diagram."},
        {"room_shared",
         DRIVERS(PRIMARY ", " SECONDARY ", {\"id\": 3,"
                         " \"level\": \"idea\", \"text\": \"i\","
                         " \"measure\": " COPY_ID ", \"pdsa\": " TEST_ID "}"),
         ""},
        {"room_shared", DRIVERS("{\"level\": \"secondary\", \"text\": \"s\"}"),
         "A driver stands behind the one that it hangs from."},
        {"room_shared", DRIVERS(PRIMARY ", {\"level\": \"idea\", \"text\": \"i\"}"),
         "A driver stands behind the one that it hangs from."},
        {"room_shared", DRIVERS(SECONDARY ", " PRIMARY), ""}, /* by their numbers */
        {"room_shared", DRIVERS(PRIMARY ", " PRIMARY), "Two drivers have the number 1."},
        {"room_shared", DRIVERS("{\"id\": 0, \"level\": \"primary\", \"text\": \"p\"}"),
         "Number the drivers from 1 to 10,000."},
        {"room_shared", DRIVERS("{\"id\": 10001, \"level\": \"primary\", \"text\": \"p\"}"),
         "Number the drivers from 1 to 10,000."},
        {"room_shared", DRIVERS("{\"id\": 10000, \"level\": \"primary\", \"text\": \"p\"}"), ""},
        {"room_shared", DRIVERS("{\"text\": \"p\"}"), "Say of each driver which level it has."},
        {"room_shared", DRIVERS("{\"id\": 1, \"level\": \"primary\"}"),
         "A driver has 1 to 200 bytes."},
        {"room_shared",
         DRIVERS("{\"id\": 1, \"level\": \"primary\", \"text\": \"p\","
                 " \"idea\": " NEVER "}"),
         "A driver names what the network does not have of us."},
        {"room_shared",
         DRIVERS("{\"id\": 1, \"level\": \"primary\", \"text\": \"p\","
                 " \"measure\": " LOCAL_ID "}"),
         "A driver names what the network does not have of us."},
        {"room_shared",
         DRIVERS("{\"id\": 1, \"level\": \"primary\", \"text\": \"p\","
                 " \"pdsa\": " NEVER "}"),
         "A driver names what the network does not have of us."},
        {"pdsa_shared", "{\"title\": \"T\", \"pathway\": \"P\"}", "Say which PDSA is shared."},
        {"pdsa_shared", "{" PDSA_ID ", \"pathway\": \"P\"}", "Give the PDSA a title."},
        {"pdsa_shared", "{" PDSA_ID ", \"title\": \"T\", \"pathway\": \" \"}",
         "Say which pathway the PDSA is for."},
        {"pdsa_shared", TEST ", \"starts\": \"2024-02-30\"}", "Write each date as YYYY-MM-DD."},
        {"pdsa_shared", TEST ", \"studied\": \"24-02-29\"}", "Write each date as YYYY-MM-DD."},
        {"pdsa_shared", TEST ", \"decision\": \"abandon\"}",
         "Say the reason why it was abandoned: that is what others learn from."},
        {"pdsa_shared", TEST ", \"decision\": \"abandon\", \"reason\": \"too slow\"}", ""},
        {"pdsa_shared", TEST ", \"measure\": " LOCAL_ID "}",
         "A measure is named that the network does not have of us."},
        {"pdsa_shared", TEST ", \"measure\": " COPY_ID "}", ""},
        {"pdsa_shared", TEST ", \"borrowed\": " NEVER "}",
         "Say which academy it is borrowed from."},
        {"pdsa_shared", TEST ", \"borrowed_from\": " THEM ", \"borrowed\": " NEVER "}", ""},
        {"pdsa_borrowed", "{\"pdsa\": " NEVER ", \"pathway\": \"P\"}",
         "Say which academy's PDSA it is."},
        {"pdsa_borrowed", "{\"academy\": " THEM ", \"pdsa\": " TEST_ID ", \"pathway\": \"P\"}",
         "That academy has shared no such PDSA."},
        {"shared_withdrawn", "{\"reason\": \"r\"}", "Say what is taken back."},
        {"shared_withdrawn", "{" ROOM_ID ", \"reason\": \" \"}",
         "Say the reason why it is taken back."},
        {"shared_withdrawn", "{" ROOM_ID ", \"reason\": \"r\"}", ""},
    };
    start_shared();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_TEXT(said(cases[i].kind, ANNA, network, 0, cases[i].json), cases[i].reason);
    }
    stop();
}

/* What is in the academy's stream alone: what was abandoned, and of one's own room. */
static void test_what_stays_in_the_academy(void)
{
    start_shared();
    CHECK_TEXT(said("pdsa_shared", ANNA, academy, 0, TEST "}"),
               "There is no such PDSA of a Big Room of yours.\n"
               "Only what was abandoned is shared with the academy alone.");
    CHECK(strstr(said("room_shared", ANNA, academy, 0, SHARED "}"), "role") != NULL);
    CHECK(strstr(said("pdsa_shared", ANNA, room(ROOM), 0, TEST "}"), "role") != NULL);
    stop();
}

static void test_our_own_is_not_borrowed(void)
{
    char json[300];
    char hex[BR_HASH_TEXT_SIZE];
    start_shared();
    br_hash_text(&own_academy, hex);
    (void)snprintf(json, sizeof json,
                   "{\"academy\": \"%s\", \"pdsa\": " TEST_ID ", \"pathway\": \"P\"}", hex);
    CHECK_TEXT(said("pdsa_borrowed", ANNA, network, 0, json), "It is our own academy's PDSA.");
    stop();
}

/* A thread for others may be about a copy, never about the room itself. */
static void test_threads_are_about_copies(void)
{
    start_shared();
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    "{\"title\": \"T\", \"about_kind\": \"room\", \"about\":"
                    " \"30303030303030303030303030303030\"}"),
               "A Big Room stays in its academy, so a thread for others cannot be about it.");
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    "{\"title\": \"T\", \"about_kind\": \"room\", \"about\":"
                    " \"31313131313131313131313131313131\"}"),
               "");
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    "{\"title\": \"T\", \"about_kind\": \"pdsa\", \"about\": " TEST_ID "}"),
               "");
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    "{\"title\": \"T\", \"about_kind\": \"pdsa\", \"about\": " NEVER "}"),
               "What is shared with others can be about shared things only, and that is not one.");
    stop();
}

/* [count] times [element], in which $I is the number from 1, between the two. */
static void put_each(struct br_buffer *json, const char *begin, size_t count, const char *element)
{
    br_buffer_clear(json);
    br_buffer_put_text(json, begin);
    for (size_t i = 1; i <= count; i++) {
        const char *place = strstr(element, "$I");
        br_buffer_put_text(json, i == 1 ? "" : ", ");
        br_buffer_put(json, element, place == NULL ? strlen(element) : (size_t)(place - element));
        if (place != NULL) {
            br_buffer_put_format(json, "%zu%s", i, place + 2);
        }
    }
    br_buffer_put_text(json, "]}");
}

static void test_counts_keep_to_their_limits(void)
{
    static const struct {
        const char *begin;
        const char *element;
        size_t max;
        const char *reason;
    } counts[] = {
        {SHARED ", \"themes\": [", "\"t$I\"", 30, "A shared Big Room has at most 30 themes."},
        {SHARED ", \"roles\": [", "\"t$I\"", 60, "A shared Big Room has at most 60 roles."},
        {SHARED ", \"abandoned\": [", "\"t$I\"", 30,
         "At most 30 things that were abandoned are shared."},
        {SHARED ", \"measures\": [", COPY_ID, 60, "At most 60 measures are named."},
        {SHARED ", \"pdsas\": [", TEST_ID, 60, "At most 60 PDSAs are named."},
        {SHARED ", \"driver_aim\": \"a\", \"drivers\": [",
         "{\"id\": $I, \"level\": \"primary\", \"text\": \"p\"}", 200,
         "A driver diagram has at most 200 drivers."},
    };
    struct br_buffer json;
    br_buffer_init(&json, 1u << 20);
    start_shared();
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t count = counts[i].max - 1; count <= counts[i].max + 1; count++) {
            put_each(&json, counts[i].begin, count, counts[i].element);
            CHECK_TEXT(said("room_shared", ANNA, network, 0, br_buffer_text(&json)),
                       count > counts[i].max ? counts[i].reason : "");
        }
    }
    br_buffer_free(&json);
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes), BR_TEST(test_what_is_missing_or_wrong_is_refused),
        BR_TEST(test_what_stays_in_the_academy), BR_TEST(test_our_own_is_not_borrowed),
        BR_TEST(test_threads_are_about_copies),  BR_TEST(test_counts_keep_to_their_limits),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
