/* What is refused of reports to the board and of their patterns, and in which words. */
#include "store_checks_fixture.h"

#define ID(xx) "\"" xx xx xx xx xx xx xx xx xx xx xx xx xx xx xx xx "\""
#define REPORT "{\"month\": \"2026-11\", \"headline\": \"H\""
#define PATTERN "{\"title\": \"T\", \"parts\": [{\"block\": \"ask_block\"}]"
#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""

enum { SPONSOR = 0x53, IN_ROOM = 0x42, ROADBLOCK = 0x64, WRITTEN = 0x70, SET = 0x71 };

static void start_board(void)
{
    start();
    CHECK_TEXT(said("role_given", 0, academy, 0,
                    "{\"member\": " ID("53") ", \"role\": \"sponsor\", \"given\": true}"),
               "");
    CHECK_TEXT(said("measure_defined", ANNA, room(ROOM), IN_ROOM,
                    "{\"title\": \"M\", \"room\": " ID("30") "}"),
               "");
    CHECK_TEXT(said("roadblock_asked", ANNA, academy, ROADBLOCK,
                    "{\"room\": " ID("30") ", \"title\": \"T\", \"sponsor\": " ID("53") "}"),
               "");
    CHECK_TEXT(said("board_report_written", ANNA, academy, WRITTEN, REPORT "}"), "");
    CHECK_TEXT(said("board_pattern_set", ANNA, academy, SET, PATTERN "}"), "");
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"board_report_written", 200, "{\"month\": \"2026-11\", \"headline\": \"$T\"}",
         "The headline is too long: at most 200 bytes."},
        {"board_report_written", 1000, REPORT ", \"lead\": \"$T\"}",
         "The lead is too long: at most 1,000 bytes."},
        {"board_report_written", 500,
         REPORT ", \"measures\": [{\"measure\": " ID("40") ", \"sentence\": \"$T\"}]}",
         "The sentence beside a measure is too long: at most 500 bytes."},
        {"board_report_written", 1000, REPORT ", \"story\": \"$T\", \"story_consent\": true}",
         "The story is too long: at most 1,000 bytes."},
        {"board_report_written", 300, REPORT ", \"story_from\": \"$T\"}",
         "Who gathered the story, and where: at most 300 bytes."},
        {"board_report_written", 2000, REPORT ", \"learned\": \"$T\"}",
         "What we learned is too long: at most 2,000 bytes."},
        {"board_report_written", 200, REPORT ", \"ask\": \"$T\"}",
         "The ask is one line: at most 200 bytes."},
        {"board_report_written", 1000, REPORT ", \"ask_text\": \"$T\"}",
         "What is asked is too long: at most 1,000 bytes."},
        {"board_report_written", 2000, REPORT ", \"text\": \"$T\"}",
         "The text of its own is too long: at most 2,000 bytes."},
        {"board_report_written", 200,
         REPORT ", \"parts\": [{\"block\": \"ask_block\", \"heading\": \"$T\"}]}",
         "A heading is too long: at most 200 bytes."},
        {"board_report_written", 2000,
         REPORT ", \"parts\": [{\"block\": \"ask_block\", \"words\": \"$T\"}]}",
         "The words of a block are too long: at most 2,000 bytes."},
        {"board_pattern_set", 200, "{\"title\": \"$T\", \"parts\": [{\"block\": \"ask_block\"}]}",
         "The title is too long: at most 200 bytes."},
        {"board_pattern_set", 2000, PATTERN ", \"about\": \"$T\"}",
         "For whom it worked and how: at most 2,000 bytes."},
        {"board_pattern_set", 200,
         "{\"title\": \"T\", \"parts\": [{\"block\": \"ask_block\", \"heading\": \"$T\"}]}",
         "A heading is too long: at most 200 bytes."},
        {"board_pattern_set", 2000,
         "{\"title\": \"T\", \"parts\": [{\"block\": \"ask_block\", \"words\": \"$T\"}]}",
         "The words of a block are too long: at most 2,000 bytes."},
    };
    start_board();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said(texts[i].kind, ANNA, academy, 0, with_text(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    stop();
}

struct refusal {
    unsigned author;
    const char *json;
    const char *reason;
};

static void check_refusals(const char *kind, struct br_audience audience,
                           const struct refusal *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK_TEXT(said(kind, cases[i].author, audience, 0, cases[i].json), cases[i].reason);
    }
}

static void test_a_report_is_whole(void)
{
    static const struct refusal cases[] = {
        {ANNA, "{}", "Write the month as YYYY-MM.\nSay the month in a sentence: the headline."},
        {ANNA, "{\"month\": \"2026-13\", \"headline\": \" \\n\"}",
         "Write the month as YYYY-MM.\nSay the month in a sentence: the headline."},
        {ANNA, "{\"month\": \"2026-11-01\", \"headline\": \"H\"}", "Write the month as YYYY-MM."},
        {ANNA, REPORT ", \"story\": \"S\"}",
         "A story is told when the person has agreed: say that they have."},
        {ANNA, REPORT ", \"story\": \"S\", \"story_consent\": false}",
         "A story is told when the person has agreed: say that they have."},
        {ANNA, REPORT ", \"story\": \"S\", \"story_consent\": true}", ""},
        {ANNA, REPORT ", \"story\": \" \", \"story_consent\": false}", ""},
        {ANNA, REPORT ", \"roadblock\": " ID("65") "}", "There is no such roadblock here."},
        {ANNA, REPORT ", \"roadblock\": " ID("64") "}", ""},
        {ANNA, REPORT ", \"sponsor\": " ID("52") "}",
         "Say for whom it is written: a sponsor, a lead or an admin."},
        {ANNA, REPORT ", \"sponsor\": " ID("53") "}", ""},
        {ANNA, REPORT ", \"parts\": [{\"block\": \"ask_block\"}, {\"heading\": \"x\"}]}",
         "Say what block 2 is."},
        {ANNA, REPORT ", \"parts\": [{\"block\": \"ask_block\"}, {\"block\": \"ask_block\"}]}",
         "A block stands there twice."},
        {ANNA, REPORT ", \"report\": " ID("71") ", \"based_on\": [" ID("71") "]}",
         "There is no such report here."},
        {ANNA, REPORT ", \"report\": " ID("70") "}",
         "Say which versions this one replaces: 1 to 8."},
        {ANNA, REPORT ", \"based_on\": [" ID("70") "]}", "Something new replaces no version."},
        {ANNA, REPORT ", \"report\": " ID("70") ", \"based_on\": [\"70\"]}",
         "A version that this one replaces is not named properly."},
        {ANNA, REPORT ", \"report\": " ID("70") ", \"based_on\": [" ID("70") "]}", ""},
    };
    start_board();
    check_refusals("board_report_written", academy, cases, sizeof cases / sizeof cases[0]);
    roles = 1u << 2; /* coaches read */
    CHECK(said("board_report_written", ANNA, academy, 0, REPORT "}")[0] != '\0');
    CHECK(said("board_pattern_set", ANNA, academy, 0, PATTERN "}")[0] != '\0');
    roles = 1u << 3;
    CHECK_TEXT(said("board_report_written", ANNA, academy, 0, REPORT "}"), "");
    CHECK(said("board_report_written", ANNA, network, 0, REPORT "}")[0] != '\0');
    roles = 1u << 7 | 1u << 6;
    stop();
}

/* A Big Room's measure is put in by its members alone; the network's copies are not ours to put. */
static void test_measures_are_ones_that_the_author_may_show(void)
{
    static const struct refusal cases[] = {
        {BEN, REPORT ", \"measures\": [{\"measure\": " ID("40") "}]}", ""},
        {ANNA, REPORT ", \"measures\": [{\"measure\": " ID("42") "}, {\"measure\": " ID("40") "}]}",
         ""},
        {BEN, REPORT ", \"measures\": [{\"measure\": " ID("42") "}]}",
         "Only a member of its Big Room can put a measure into a report."},
        {ANNA, REPORT ", \"measures\": [{\"measure\": " ID("41") "}]}",
         "There is no such measure in this academy."},
        {ANNA, REPORT ", \"measures\": [{}]}", "There is no such measure in this academy."},
        {ANNA, REPORT ", \"measures\": [{\"measure\": " ID("40") "}, {\"measure\": " ID("40") "}]}",
         "A measure stands there twice."},
    };
    static const char *const ids[] = {ID("43"), ID("44"), ID("45"), ID("46"),
                                      ID("47"), ID("48"), ID("49")};
    start_board();
    check_refusals("board_report_written", academy, cases, sizeof cases / sizeof cases[0]);
    for (unsigned i = 0; i < 7; i++) {
        CHECK_TEXT(said("measure_defined", ANNA, academy, 0x43 + i, "{\"title\": \"M\"}"), "");
    }
    for (size_t count = 5; count <= 7; count++) {
        struct br_buffer json;
        br_buffer_init(&json, 4096);
        br_buffer_put_text(&json, REPORT ", \"measures\": [");
        for (size_t i = 0; i < count; i++) {
            br_buffer_put_format(&json, "%s{\"measure\": %s}", i == 0 ? "" : ", ", ids[i]);
        }
        br_buffer_put_text(&json, "]}");
        CHECK_TEXT(said("board_report_written", ANNA, academy, 0, br_buffer_text(&json)),
                   count > 6 ? "A report shows at most six measures." : "");
        br_buffer_free(&json);
    }
    stop();
}

static void test_a_pattern_is_whole(void)
{
    static const struct refusal cases[] = {
        {ANNA, "{}", "Give the pattern a title.\nA pattern has 1 to 8 blocks."},
        {ANNA, "{\"title\": \" \", \"parts\": [{}]}",
         "Give the pattern a title.\nSay what block 1 is."},
        {ANNA,
         "{\"title\": \"T\", \"parts\": [{\"block\": \"ask_block\"},"
         " {\"block\": \"ask_block\"}]}",
         "A block stands there twice."},
        {ANNA, PATTERN ", \"from_academy\": " THEM "}",
         "The pattern that it was made from is not named properly."},
        {ANNA, PATTERN ", \"from_pattern\": " ID("70") "}",
         "The pattern that it was made from is not named properly."},
        {ANNA, PATTERN ", \"from_academy\": " THEM ", \"from_pattern\": \"70\"}",
         "The pattern that it was made from is not named properly."},
        {ANNA, PATTERN ", \"from_academy\": " THEM ", \"from_pattern\": " ID("70") "}", ""},
        {ANNA, PATTERN ", \"pattern\": " ID("70") ", \"based_on\": [" ID("70") "]}",
         "There is no such pattern here."},
        {ANNA, PATTERN ", \"pattern\": " ID("71") "}",
         "Say which versions this one replaces: 1 to 8."},
        {ANNA, PATTERN ", \"based_on\": [" ID("71") "]}", "Something new replaces no version."},
        {ANNA, PATTERN ", \"pattern\": " ID("71") ", \"based_on\": [\"71\"]}",
         "A version that this one replaces is not named properly."},
        {ANNA,
         PATTERN ", \"dropped\": true, \"pattern\": " ID("71") ", \"based_on\": [" ID("71") "]}",
         ""},
    };
    start_board();
    check_refusals("board_pattern_set", academy, cases, sizeof cases / sizeof cases[0]);
    CHECK_TEXT(said("board_pattern_set", ANNA, network, 0, PATTERN "}"), "");
    CHECK(said("board_pattern_set", ANNA, room(ROOM), 0, PATTERN "}")[0] != '\0');
    stop();
}

/* There are five kinds of block, so of eight parts another sentence is said, too. */
static void test_parts_and_versions_are_at_most_eight(void)
{
    static const char *const kinds[] = {"board_report_written", "board_pattern_set"};
    static const char *const many[] = {"A report has at most 8 blocks.",
                                       "A pattern has 1 to 8 blocks."};
    start_board();
    for (size_t kind = 0; kind < 2; kind++) {
        for (size_t count = 7; count <= 9; count++) {
            struct br_buffer json;
            br_buffer_init(&json, 4096);
            br_buffer_put_text(&json, kind == 0 ? REPORT ", \"parts\": ["
                                                : "{\"title\": \"T\", \"parts\": [");
            for (size_t i = 0; i < count; i++) {
                br_buffer_put_format(&json, "%s{\"block\": \"ask_block\"}", i == 0 ? "" : ", ");
            }
            br_buffer_put_text(&json, "]}");
            const char *reason = said(kinds[kind], ANNA, academy, 0, br_buffer_text(&json));
            CHECK((strstr(reason, many[kind]) != NULL) == (count > 8));
            CHECK(strstr(reason, "A block stands there twice.") != NULL);
            br_buffer_clear(&json);
            br_buffer_put_format(&json, "%s, \"%s\": %s, \"based_on\": [",
                                 kind == 0 ? REPORT : PATTERN, kind == 0 ? "report" : "pattern",
                                 kind == 0 ? ID("70") : ID("71"));
            for (size_t i = 0; i < count; i++) {
                br_buffer_put_format(&json, "%s\"%032zx\"", i == 0 ? "" : ", ", i + 1);
            }
            br_buffer_put_text(&json, "]}");
            CHECK_TEXT(said(kinds[kind], ANNA, academy, 0, br_buffer_text(&json)),
                       count > 8 ? "Say which versions this one replaces: 1 to 8." : "");
            br_buffer_free(&json);
        }
    }
    stop();
}

/* An answer that came by a report's link is the academy's own word. */
static void test_the_academy_may_answer_a_roadblock(void)
{
    start_board();
    CHECK_TEXT(said("roadblock_answered", 0, academy, 0,
                    "{\"roadblock\": " ID("64") ", \"outcome\": \"moved\", \"text\": \"Yes.\"}"),
               "");
    CHECK_TEXT(said("roadblock_answered", 0, academy, 0,
                    "{\"roadblock\": " ID("65") ", \"outcome\": \"moved\", \"text\": \"Yes.\"}"),
               "There is no such roadblock here.");
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_a_report_is_whole),
        BR_TEST(test_measures_are_ones_that_the_author_may_show),
        BR_TEST(test_a_pattern_is_whole),
        BR_TEST(test_parts_and_versions_are_at_most_eight),
        BR_TEST(test_the_academy_may_answer_a_roadblock),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
