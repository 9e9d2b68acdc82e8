/* Journeys, cohorts and visits: what is refused of them, in which words, and what views make. */
#include "store_checks_fixture.h"

#define COHORT_ID "\"d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1\""
#define PAIR_ID "\"d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2\""
#define VISIT_ID "\"d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3\""
#define NEVER "\"77777777777777777777777777777777\""
#define THEM "\"0202020202020202020202020202020202020202020202020202020202020202\""
#define DAY "\"date\": \"2024-03-01\""
#define STEP "{\"step\": \"own_rooms\", \"since\": \"2024-03-01\""
#define NEW_COHORT "{\"name\": \"N\", \"starts\": \"2024-03-01\""
#define NEW_PAIR "{\"cohort\": " COHORT_ID ", \"pathway\": \"P\""
#define OF_DAY "{\"cohort\": " COHORT_ID ", \"day\": 1"
#define OF_DAYS "{\"cohort\": " COHORT_ID ", \"days\": ["
#define VISIT "{\"to_academy\": " THEM ", " DAY ", \"occasion\": \"O\""
#define WAS ", \"gave\": \"g\"}"

static void start_adopters(void)
{
    start();
    CHECK_TEXT(said("cohort_set", ANNA, network, 0xd1, NEW_COHORT "}"), "");
    CHECK_TEXT(said("cohort_pair_set", ANNA, network, 0xd2, NEW_PAIR "}"), "");
    CHECK_TEXT(said("visit_set", ANNA, network, 0xd3, VISIT WAS), "");
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"journey_step_set", 1000, STEP ", \"text\": \"$T\"}",
         "What is said of the step is too long: at most 1,000 bytes."},
        {"expectation_written", 4000, "{" DAY ", \"expects\": \"$T\"}",
         "What is expected is too long: at most 4,000 bytes."},
        {"expectation_written", 2000, "{" DAY ", \"expects\": \"e\", \"gives\": \"$T\"}",
         "What is given is too long: at most 2,000 bytes."},
        {"expectation_written", 500, "{" DAY ", \"expects\": \"e\", \"patience\": \"$T\"}",
         "How long it may take is too long: at most 500 bytes."},
        {"expectation_written", 2000, "{" DAY ", \"expects\": \"e\", \"since_then\": \"$T\"}",
         "What became of it is too long: at most 2,000 bytes."},
        {"capability_counted", 500, "{" DAY ", \"coaches\": 1, \"source\": \"$T\"}",
         "Where the count comes from is too long: at most 500 bytes."},
        {"cohort_set", 200, "{\"name\": \"$T\", \"starts\": \"2024-03-01\"}",
         "The name is too long: at most 200 bytes."},
        {"cohort_set", 200, NEW_COHORT ", \"place\": \"$T\"}",
         "The place is too long: at most 200 bytes."},
        {"cohort_set", 2000, NEW_COHORT ", \"about\": \"$T\"}",
         "The text about the cohort is too long: at most 2,000 bytes."},
        {"cohort_pair_set", 200, "{\"cohort\": " COHORT_ID ", \"pathway\": \"$T\"}",
         "The pathway is too long: at most 200 bytes."},
        {"cohort_pair_set", 200, NEW_PAIR ", \"organisation\": \"$T\"}",
         "The organisation is too long: at most 200 bytes."},
        {"cohort_day_set", 200, OF_DAY ", \"place\": \"$T\"}",
         "The place is too long: at most 200 bytes."},
        {"cohort_day_set", 200, OF_DAY ", \"skill\": \"$T\"}",
         "What is learned is too long: at most 200 bytes."},
        {"cohort_day_set", 200, OF_DAYS "{\"day\": 2, \"place\": \"$T\"}]}",
         "The place of day 2 is too long: at most 200 bytes."},
        {"cohort_day_set", 200, OF_DAYS "{\"day\": 2, \"skill\": \"$T\"}]}",
         "What is learned on day 2 is too long: at most 200 bytes."},
        {"visit_set", 200, "{\"to_academy\": " THEM ", " DAY ", \"occasion\": \"$T\"" WAS,
         "The occasion is too long: at most 200 bytes."},
        {"visit_set", 4000, VISIT ", \"gave\": \"$T\"}",
         "What you gave is too long: at most 4,000 bytes."},
        {"visit_set", 4000, VISIT ", \"learned\": \"$T\"}",
         "What you learned is too long: at most 4,000 bytes."},
    };
    start_adopters();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said(texts[i].kind, ANNA, network, 0, with_text(texts[i].form, size)),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    const char *used = OF_DAY ", " DAY ", \"text\": \"$T\"}";
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, with_text(used, 1000)), "");
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, with_text(used, 1001)),
               "How it went is too long: at most 1,000 bytes.");
    stop();
}

static void test_what_is_missing_or_wrong_is_refused(void)
{
    static const struct {
        const char *kind;
        const char *json;
        const char *reason;
    } cases[] = {
        {"journey_step_set", "{\"since\": \"2024-03-01\"}", "Say which step."},
        {"journey_step_set", "{\"step\": \"exploring\"}", "Write since when as YYYY-MM-DD."},
        {"journey_step_set", "{\"step\": \"exploring\", \"since\": \"2024-02-30\"}",
         "Write since when as YYYY-MM-DD."},
        {"journey_step_set", "{\"step\": \"exploring\", \"taken_back\": true}", ""},
        {"journey_step_set", STEP ", \"host\": " NEVER "}", "The host is another academy."},
        {"journey_step_set", STEP ", \"host\": " THEM ", \"cohorts\": [" COHORT_ID "]}", ""},
        {"journey_step_set", STEP ", \"cohorts\": [" NEVER "]}",
         "A cohort is named that the network does not have."},
        {"journey_step_set", STEP ", \"rooms\": [" NEVER "]}",
         "A shared Big Room is named that the network does not have of us."},
        {"journey_step_set", STEP ", \"visits\": [" VISIT_ID ", " NEVER "]}",
         "A visit is named that the network does not have."},
        {"expectation_written", "{" DAY "}", "Say what is expected."},
        {"expectation_written", "{\"expects\": \"e\"}", "Write the day as YYYY-MM-DD."},
        {"expectation_written", "{" DAY ", \"expects\": \"e\", \"based_on\": [\"01\"]}",
         "A version that this one replaces is not named properly."},
        {"capability_counted", "{" DAY "}",
         "Count something: coaches, rooms, pathways or organisations."},
        {"capability_counted", "{" DAY ", \"taken_back\": true}", ""},
        {"capability_counted", "{" DAY ", \"coaches\": 99999}", ""},
        {"capability_counted", "{" DAY ", \"coaches\": 100000}", ""},
        {"capability_counted", "{" DAY ", \"coaches\": 100001}", "Count from 0 to 100,000."},
        {"capability_counted", "{" DAY ", \"rooms\": 2, \"rooms_after_year\": 2}", ""},
        {"capability_counted", "{" DAY ", \"rooms\": 2, \"rooms_after_year\": 3}",
         "Of the rooms that meet, not more can have met for a year."},
        {"cohort_set", "{\"starts\": \"2024-03-01\"}", "Give the cohort a name."},
        {"cohort_set", "{\"name\": \"N\"}", "Write the day that it starts as YYYY-MM-DD."},
        {"cohort_set", NEW_COHORT ", \"ends\": \"2024-03-01\"}", ""},
        {"cohort_set", NEW_COHORT ", \"ends\": \"2024-02-29\"}", "A cohort ends after it starts."},
        {"cohort_set", NEW_COHORT ", \"visiting\": [" THEM "]}", ""},
        {"cohort_set", NEW_COHORT ", \"visiting\": [\"02\"]}",
         "Visiting faculty come from other academies."},
        {"cohort_set", NEW_COHORT ", \"cohort\": " COHORT_ID "}",
         "Say which versions this one replaces: 1 to 8."},
        {"cohort_set", NEW_COHORT ", \"based_on\": [" COHORT_ID "]}",
         "A new cohort replaces none."},
        {"cohort_set", NEW_COHORT ", \"cohort\": " NEVER ", \"based_on\": [" COHORT_ID "]}",
         "There is no such cohort for these people."},
        {"cohort_set", NEW_COHORT ", \"cohort\": " COHORT_ID ", \"based_on\": [" COHORT_ID "]}",
         ""},
        {"cohort_pair_set", "{\"cohort\": " NEVER ", \"pathway\": \"P\"}",
         "There is no such cohort for these people."},
        {"cohort_pair_set", "{\"cohort\": " COHORT_ID "}", "Say which pathway the pair works in."},
        {"cohort_pair_set", NEW_PAIR ", \"academy\": \"02\"}",
         "The academy that the coaches come from is not named properly."},
        {"cohort_pair_set", NEW_PAIR ", \"flow_coach\": \"02\"}", "A coach is not named properly."},
        {"cohort_pair_set", NEW_PAIR ", \"clinical_coach\": " NEVER ", \"flow_coach\": " NEVER "}",
         "A coach pair is two people: a clinical coach and a flow coach."},
        {"cohort_pair_set", NEW_PAIR ", \"room\": " NEVER "}",
         "The people who see this cohort have no such Big Room of that academy."},
        {"cohort_pair_set", NEW_PAIR ", \"finished\": \"soon\"}",
         "Write the day that it finished as YYYY-MM-DD."},
        {"cohort_pair_set", NEW_PAIR ", \"left\": \"soon\"}",
         "Write the day that it left as YYYY-MM-DD."},
        {"cohort_pair_set", NEW_PAIR ", \"finished\": \"2024-03-01\", \"left\": \"2024-03-01\"}",
         "A pair finishes its training or leaves it: choose one."},
        {"cohort_day_set", "{\"cohort\": " NEVER ", \"day\": 1}",
         "There is no such cohort for these people."},
        {"cohort_day_set", "{\"cohort\": " COHORT_ID ", \"day\": 0}",
         "Say which day of the cohort: 1 to 18."},
        {"cohort_day_set", "{\"cohort\": " COHORT_ID ", \"day\": 18}", ""},
        {"cohort_day_set", "{\"cohort\": " COHORT_ID ", \"day\": 19}",
         "Say which day of the cohort: 1 to 18."},
        {"cohort_day_set", OF_DAY ", \"date\": \"2024-02-30\"}",
         "Write the date of the day as YYYY-MM-DD."},
        {"cohort_day_set", OF_DAY ", \"held\": true}", "Say on which date the day was held."},
        {"cohort_day_set", OF_DAY ", \"element\": " NEVER "}",
         "The element of the programme is not named properly."},
        {"cohort_day_set", OF_DAY ", \"element\": " NEVER ", \"element_academy\": " THEM "}", ""},
        {"cohort_day_set", OF_DAY ", \"days\": [{\"day\": 1}]}",
         "Say which day of the cohort: 1 to 18."},
        {"cohort_day_set", OF_DAYS "{\"day\": 1}, {\"day\": 18, " DAY ", \"held\": true}]}", ""},
        {"cohort_day_set", OF_DAYS "{\"day\": 1}, {\"day\": 1}]}",
         "A day of the cohort is said once."},
        {"cohort_day_set", OF_DAYS "{\"day\": 0}]}",
         "Say which day of the cohort each one is: 1 to 18."},
        {"cohort_day_set", OF_DAYS "{\"day\": 19}]}",
         "Say which day of the cohort each one is: 1 to 18."},
        {"cohort_day_set", OF_DAYS "{\"day\": 2, \"date\": \"soon\"}]}",
         "Write the date of day 2 as YYYY-MM-DD."},
        {"cohort_day_set", OF_DAYS "{\"day\": 2, \"held\": true}]}",
         "Say on which date day 2 was held."},
        {"visit_set", "{" DAY ", \"occasion\": \"O\"" WAS, "Say which academy you visit."},
        {"visit_set", "{\"to_academy\": " THEM ", \"occasion\": \"O\"" WAS,
         "Write the day of the visit as YYYY-MM-DD."},
        {"visit_set", "{\"to_academy\": " THEM ", " DAY WAS, "Say what the occasion is."},
        {"visit_set", VISIT "}", "Say what you gave or what you learned; or that it is planned."},
        {"visit_set", VISIT ", \"planned\": true}", ""},
        {"visit_set", VISIT ", \"thread\": \"01\"" WAS, "The thread is not named properly."},
        {"visit_set", VISIT ", \"thread\": " NEVER WAS, "The network has no such thread."},
        {"visit_set", VISIT ", \"thread\": \"10101010101010101010101010101010\"" WAS, ""},
        {"visit_set", VISIT ", \"visit\": " NEVER ", \"based_on\": [" VISIT_ID "]" WAS,
         "There is no such visit for these people."},
    };
    start_adopters();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!CHECK(strcmp(said(cases[i].kind, ANNA, network, 0, cases[i].json), cases[i].reason) ==
                   0)) {
            (void)printf("  %s %s: %s\n", cases[i].kind, cases[i].json, outcome.reason);
        }
    }
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, "{" DAY ", \"day\": 1}"), "Say which cohort.");
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, OF_DAY "}"), "Write the date as YYYY-MM-DD.");
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, OF_DAY ", " DAY ", \"room\": " NEVER "}"),
               "There is no such Big Room of ours.");
    CHECK_TEXT(said("skill_used", ANNA, academy, 0, OF_DAY ", " DAY ", \"pair\": \"01\"}"),
               "The coach pair is not named properly.");
    CHECK(strstr(said("skill_used", ANNA, network, 0, OF_DAY ", " DAY "}"), "role") != NULL);
    stop();
}

/* [count] times [item] where $L stands. */
static const char *with_list(const char *before, const char *item, size_t count)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 16);
    br_buffer_put_text(&json, before);
    for (size_t i = 0; i < count; i++) {
        br_buffer_put_format(&json, "%s%s", i == 0 ? "" : ", ", item);
    }
    br_buffer_put_text(&json, "]}");
    return br_buffer_text(&json);
}

static void test_lists_keep_to_their_numbers(void)
{
    static const struct {
        const char *kind;
        const char *before;
        const char *item;
        size_t count_max;
        const char *reason;
    } lists[] = {
        {"journey_step_set", STEP ", \"cohorts\": [", COHORT_ID, 20,
         "At most 20 cohorts show a step."},
        {"journey_step_set", STEP ", \"visits\": [", VISIT_ID, 20,
         "At most 20 visits show a step."},
        {"cohort_set", NEW_COHORT ", \"visiting\": [", THEM, 8, "At most 8 academies visit."},
        {"expectation_written", "{" DAY ", \"expects\": \"e\", \"based_on\": [", NEVER, 8,
         "Say which versions this one replaces: at most 8."},
        {"visit_set", VISIT ", \"planned\": true, \"visit\": " VISIT_ID ", \"based_on\": [",
         VISIT_ID, 8, "Say which versions this one replaces: 1 to 8."},
        {"cohort_pair_set", NEW_PAIR ", \"pair\": " PAIR_ID ", \"based_on\": [", PAIR_ID, 8,
         "Say which versions this one replaces: 1 to 8."},
    };
    start_adopters();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t most = lists[i].count_max;
        for (size_t count = most - 1; count <= most + 1; count++) {
            const char *json = with_list(lists[i].before, lists[i].item, count);
            CHECK_TEXT(said(lists[i].kind, ANNA, network, 0, json),
                       count > most ? lists[i].reason : "");
        }
    }
    stop();
}

#define STEP_SAID(step, since) "{\"step\": \"" step "\", \"since\": \"" since "\"}"

/* What pages see: the last word on a step, how long each one took, pairs that are left. */
static void test_the_last_word_holds(void)
{
    struct br_domain *real = real_domain();
    struct story story = {.ms = 1700000000000};
    struct story_stream *ours = story_stream(&story, 0xa1, BR_AUDIENCE_NETWORK, 0);
    story_say(&story, ours, "journey_step_set", ANNA, 0, STEP_SAID("exploring", "2022-01-01"));
    story_say(&story, ours, "journey_step_set", ANNA, 0, STEP_SAID("own_rooms", "2023-06-01"));
    story_say(&story, ours, "journey_step_set", ANNA, 0, STEP_SAID("exploring", "2022-06-01"));
    story_say(&story, ours, "journey_step_set", ANNA, 0, STEP_SAID("equal_partner", "2023-07-01"));
    story_say(&story, ours, "journey_step_set", ANNA, 0,
              "{\"step\": \"equal_partner\", \"taken_back\": true}");
    story_say(&story, ours, "cohort_set", ANNA, 0xd1, NEW_COHORT "}");
    story_say(&story, ours, "cohort_pair_set", ANNA, 0xd2, NEW_PAIR "}");
    story_say(&story, ours, "cohort_pair_set", ANNA, 0xd4, NEW_PAIR "}");
    story_say(&story, ours, "cohort_pair_set", ANNA, 0xd5,
              NEW_PAIR ", \"pair\": " PAIR_ID ", \"based_on\": [" PAIR_ID
                       "], \"left\": \"2024-04-01\"}");
    story_say(&story, ours, "cohort_day_set", ANNA, 0, OF_DAY ", " DAY ", \"held\": true}");
    story_say(&story, ours, "cohort_day_set", ANNA, 0,
              OF_DAYS "{\"day\": 2, \"date\": \"2024-03-08\"}, {\"day\": 3}]}");
    story_say(&story, ours, "capability_counted", ANNA, 0, "{" DAY ", \"coaches\": 3}");
    story_say(&story, ours, "capability_counted", ANNA, 0, "{" DAY ", \"coaches\": 4}");
    struct br_views *views = open_views(path_of("adopters.db"), real, 0xa1);
    CHECK(story_fold(&story, views, 1, 9, 1) == BR_OK);
    br_views_see_all(views);
    CHECK_TEXT(rows_of(views, "SELECT step, since, until, last FROM v_journey ORDER BY since"),
               "exploring|2022-06-01|2023-06-01|0\nown_rooms|2023-06-01|-|1\n");
    CHECK_TEXT(rows_of(views, "SELECT months FROM v_journey WHERE until IS NOT NULL"), "12\n");
    CHECK_TEXT(rows_of(views, "SELECT name, pairs, finished, days_held, next_day FROM v_cohort"),
               "N|1|0|1|2\n");
    CHECK_TEXT(rows_of(views, "SELECT coaches FROM v_capability"), "4\n");
    br_views_close(views);
    story_free(&story);
    br_domain_free(real);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_what_is_missing_or_wrong_is_refused),
        BR_TEST(test_lists_keep_to_their_numbers),
        BR_TEST(test_the_last_word_holds),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
