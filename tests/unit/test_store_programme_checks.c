/* What is refused of the programme, its adaptations and self-reviews, and in which words. */
#include "store_checks_fixture.h"

#include "store/domain_blocks.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define OF_ELEMENT "\"academy\": $A, \"element\": $E, \"version\": $E"
#define PUBLISHED \
    "{\"title\": \"T\", \"purpose\": \"P\", \"nature\": \"fixed\", \"part\": \"weekly_hour\""
#define PROPOSED "{" OF_ELEMENT ", \"title\": \"T\", \"becomes\": \"B\", \"why\": \"W\""
#define MADE                                                                                 \
    "{" OF_ELEMENT ", \"title\": \"T\", \"since\": \"2024-02-29\", \"timing\": \"planned\"," \
    " \"decider\": \"the_team\", \"level\": \"one_room\", \"purpose\": \"keeps\", \"why\": \"W\""
#define STUDIED \
    "{\"adaptation\": $D, \"outcome\": \"not\", \"date\": \"2024-02-29\", \"text\": \"T\""
#define ROW "{\"academy\": $A, \"element\": $E, \"how\": \"not_yet\""
#define REVIEWED "{\"date\": \"2024-02-29\", \"elements\": [" ROW "}]"
#define NEVER "\"77777777777777777777777777777777\""
#define COPY_ID "\"41414141414141414141414141414141\""
#define LOCAL_ID "\"40404040404040404040404040404040\""

enum {
    ELEMENT = 0xb0,
    VERSION = 0xb1,
    CHANGE = 0xb2,
    ADAPTATION = 0xb3,
    REVIEW = 0xb4,
    KEPT = 0xb5
};

/* [form] with $A (our academy), $E, $V, $C, $D, $R (what start_programme opens) and $K put in. */
static const char *named(const char *form)
{
    static struct br_buffer json;
    static const char letters[] = "EVCDRK";
    char hex[BR_HASH_TEXT_SIZE];
    br_hash_text(&own_academy, hex);
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 20);
    for (const char *at = form; *at != '\0'; at++) {
        const char *letter = at[0] == '$' && at[1] != '\0' ? strchr(letters, at[1]) : NULL;
        if (at[0] == '$' && at[1] == 'A') {
            br_buffer_put_format(&json, "\"%s\"", hex);
            at++;
        } else if (letter != NULL) {
            br_buffer_put_format(&json, "\"%s\"", hex_of(ELEMENT + (unsigned)(letter - letters)));
            at++;
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    return br_buffer_text(&json);
}

static void start_programme(void)
{
    start();
    CHECK_TEXT(said("element_published", ANNA, network, ELEMENT, PUBLISHED "}"), "");
    CHECK_TEXT(said("element_published", ANNA, network, VERSION,
                    named(PUBLISHED ", \"element\": $E, \"based_on\": [$E]}")),
               "");
    CHECK_TEXT(said("element_change_proposed", ANNA, network, CHANGE, named(PROPOSED "}")), "");
    CHECK_TEXT(said("adaptation_made", ANNA, network, ADAPTATION, named(MADE "}")), "");
    CHECK_TEXT(said("self_review_written", ANNA, network, REVIEW, named(REVIEWED "}")), "");
    CHECK_TEXT(said("adaptation_made", ANNA, academy, KEPT, named(MADE "}")), "");
}

static void test_texts_keep_to_their_bytes(void)
{
    static const struct {
        const char *kind;
        size_t size_max;
        const char *form;
        const char *reason;
    } texts[] = {
        {"element_published", 200,
         "{\"title\": \"$T\", \"purpose\": \"P\", \"nature\": \"fixed\", \"part\": "
         "\"weekly_hour\"}",
         "The title is too long: at most 200 bytes."},
        {"element_published", 2000,
         "{\"title\": \"T\", \"purpose\": \"$T\", \"nature\": \"fixed\","
         " \"part\": \"weekly_hour\"}",
         "What it is for is too long: at most 2,000 bytes."},
        {"element_published", 4000, PUBLISHED ", \"looks_like\": \"$T\"}",
         "What it looks like is too long: at most 4,000 bytes."},
        {"element_published", 300, PUBLISHED ", \"stays\": [\"a\", \"$T\"]}",
         "What stays has 1 to 300 bytes each."},
        {"element_published", 300, PUBLISHED ", \"may_change\": [\"$T\"]}",
         "What may be changed has 1 to 300 bytes each."},
        {"element_published", 2000, PUBLISHED ", \"why\": \"$T\"}",
         "Why it is fixed or flexible is too long: at most 2,000 bytes."},
        {"element_published", 4000, PUBLISHED ", \"evidence\": \"$T\"}",
         "The evidence is too long: at most 4,000 bytes."},
        {"element_published", 1000, PUBLISHED ", \"news\": \"$T\"}",
         "What this version changes is too long: at most 1,000 bytes."},
        {"element_decided", 1000,
         "{" OF_ELEMENT ", \"decision\": \"declined\", \"reason\": \"$T\"}",
         "The reason is too long: at most 1,000 bytes."},
        {"element_decided", 200,
         "{" OF_ELEMENT ", \"decision\": \"adopted\", \"our_name\": \"$T\"}",
         "Our name for it is too long: at most 200 bytes."},
        {"element_change_proposed", 200,
         "{" OF_ELEMENT ", \"title\": \"$T\", \"becomes\": \"B\", \"why\": \"W\"}",
         "The title is too long: at most 200 bytes."},
        {"element_change_proposed", 2000,
         "{" OF_ELEMENT ", \"title\": \"T\", \"becomes\": \"$T\", \"why\": \"W\"}",
         "What becomes what is too long: at most 2,000 bytes."},
        {"element_change_proposed", 2000,
         "{" OF_ELEMENT ", \"title\": \"T\", \"becomes\": \"B\", \"why\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"element_change_answered", 1000,
         "{\"academy\": $A, \"change\": $C, \"decision\": \"adopted\", \"reason\": \"$T\"}",
         "The reason is too long: at most 1,000 bytes."},
        {"adaptation_made", 200,
         "{" OF_ELEMENT ", \"title\": \"$T\", \"since\": \"2024-02-29\", \"timing\": \"planned\","
         " \"decider\": \"the_team\", \"level\": \"one_room\", \"purpose\": \"keeps\","
         " \"why\": \"W\"}",
         "The line is too long: at most 200 bytes."},
        {"adaptation_made", 2000,
         "{" OF_ELEMENT ", \"title\": \"T\", \"since\": \"2024-02-29\", \"timing\": \"planned\","
         " \"decider\": \"the_team\", \"level\": \"one_room\", \"purpose\": \"keeps\","
         " \"why\": \"$T\"}",
         "The reason is too long: at most 2,000 bytes."},
        {"adaptation_made", 4000, MADE ", \"text\": \"$T\"}",
         "What you changed is too long: at most 4,000 bytes."},
        {"adaptation_studied", 2000,
         "{\"adaptation\": $D, \"outcome\": \"not\", \"date\": \"2024-02-29\", \"text\": \"$T\"}",
         "What came of it is too long: at most 2,000 bytes."},
        {"self_review_written", 1000,
         "{\"date\": \"2024-02-29\", \"elements\": [" ROW ", \"text\": \"$T\"}]}",
         "What you do and see is too long: at most 1,000 bytes for each element."},
        {"self_review_written", 4000, REVIEWED ", \"learned\": \"$T\"}",
         "What you learned is too long: at most 4,000 bytes."},
        {"self_review_written", 1000, REVIEWED ", \"asks\": \"$T\"}",
         "What you ask peers is too long: at most 1,000 bytes."},
    };
    start_programme();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t size = texts[i].size_max - 1; size <= texts[i].size_max + 1; size++) {
            CHECK_TEXT(said(texts[i].kind, ANNA, network, 0, named(with_text(texts[i].form, size))),
                       size > texts[i].size_max ? texts[i].reason : "");
        }
    }
    stop();
}

struct refusal {
    const char *kind;
    const char *json;
    const char *reason;
};

static void check_all(const struct refusal *cases, size_t count)
{
    start_programme();
    for (size_t i = 0; i < count; i++) {
        if (!CHECK_TEXT(said(cases[i].kind, ANNA, network, 0, named(cases[i].json)),
                        cases[i].reason)) {
            (void)printf("  %s %s\n", cases[i].kind, cases[i].json);
        }
    }
    stop();
}

#define TRAINING \
    "{\"title\": \"T\", \"purpose\": \"P\", \"nature\": \"fixed\", \"part\": \"training_day\""
#define STAGE \
    "{\"title\": \"T\", \"purpose\": \"P\", \"nature\": \"fixed\", \"part\": \"roadmap_stage\""

static void test_elements(void)
{
    static const struct refusal cases[] = {
        {"element_published", PUBLISHED ", \"element\": " NEVER ", \"based_on\": [$E]}",
         "There is no such element of our academy."},
        {"element_published", PUBLISHED ", \"element\": $E}",
         "Say which versions this one replaces: 1 to 8."},
        {"element_published", PUBLISHED ", \"based_on\": [$E]}",
         "A new element replaces no version."},
        {"element_published", PUBLISHED ", \"element\": $E, \"based_on\": [\"77\"]}",
         "A version that this one replaces is not named properly."},
        {"element_published", "{\"title\": \" \", \"purpose\": \"\"}",
         "Give the element a title.\nSay whether the element is fixed or flexible.\n"
         "Say which part of the programme it belongs to.\nSay what the element is for."},
        {"element_published", TRAINING "}", "Say which of the 18 days it is: 1 to 18."},
        {"element_published", TRAINING ", \"day\": 0}", "Say which of the 18 days it is: 1 to 18."},
        {"element_published", TRAINING ", \"day\": 1}", ""},
        {"element_published", TRAINING ", \"day\": 18}", ""},
        {"element_published", TRAINING ", \"day\": 19}",
         "Say which of the 18 days it is: 1 to 18."},
        {"element_published", TRAINING ", \"day\": 2, \"stage\": \"themes\"}",
         "Only a stage of the roadmap names a stage."},
        {"element_published", STAGE "}", "Say which stage of the roadmap it is."},
        {"element_published", STAGE ", \"stage\": \"themes\"}", ""},
        {"element_published", STAGE ", \"stage\": \"themes\", \"day\": 3}",
         "Only a training day has the number of a day."},
        {"element_published", PUBLISHED ", \"stays\": [\"\"], \"may_change\": [\"\"]}",
         "What stays has 1 to 300 bytes each.\nWhat may be changed has 1 to 300 bytes each."},
        {"element_published", PUBLISHED ", \"from_academy\": $A, \"from_element\": $E}", ""},
        {"element_published", PUBLISHED ", \"from_academy\": $A}",
         "The element that it was made from is not known here."},
        {"element_published", PUBLISHED ", \"from_academy\": $A, \"from_element\": $V}",
         "The element that it was made from is not known here."},
        {"element_published", PUBLISHED ", \"change_academy\": $A, \"change\": $C}", ""},
        {"element_published", PUBLISHED ", \"change\": $C}",
         "The proposal that it takes up is not known here."},
        {"element_decided", "{\"academy\": $A, \"element\": " NEVER "}",
         "There is no such element of that academy here.\nSay which version is decided about.\n"
         "Say whether you adopt, try or decline it."},
        {"element_decided",
         "{\"academy\": $A, \"element\": $E, \"version\": $C,"
         " \"decision\": \"adopted\"}",
         "Say which version is decided about."},
        {"element_decided",
         "{\"academy\": $A, \"element\": $E, \"version\": $V,"
         " \"decision\": \"adopted\"}",
         ""},
        {"element_decided", "{" OF_ELEMENT ", \"decision\": \"on_trial\"}",
         "Say until when it is tried, as YYYY-MM-DD."},
        {"element_decided",
         "{" OF_ELEMENT ", \"decision\": \"on_trial\","
         " \"until\": \"2024-02-30\"}",
         "Say until when it is tried, as YYYY-MM-DD."},
        {"element_decided",
         "{" OF_ELEMENT ", \"decision\": \"on_trial\","
         " \"until\": \"2024-02-29\"}",
         ""},
        {"element_decided",
         "{" OF_ELEMENT ", \"decision\": \"adopted\","
         " \"until\": \"2024-02-29\"}",
         "Only a trial has a last day."},
        {"element_decided", "{" OF_ELEMENT ", \"decision\": \"declined\", \"reason\": \" \"}",
         "Say the reason why it is declined: others learn from it."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

static void test_proposals(void)
{
    static const struct refusal cases[] = {
        {"element_change_proposed", PROPOSED ", \"change\": " NEVER ", \"based_on\": [$C]}",
         "There is no such proposal of our academy."},
        {"element_change_proposed", PROPOSED ", \"change\": $C}",
         "Say which versions this one replaces: 1 to 8."},
        {"element_change_proposed", PROPOSED ", \"change\": $C, \"based_on\": [$C]}", ""},
        {"element_change_proposed", PROPOSED ", \"based_on\": [$C]}",
         "A new proposal replaces none."},
        {"element_change_proposed", PROPOSED ", \"change\": $C, \"based_on\": [\"77\"]}",
         "A version that this one replaces is not named properly."},
        {"element_change_proposed", "{}",
         "There is no such element of that academy here.\nSay which version it would change.\n"
         "Give the proposal a title.\nSay what becomes what.\nSay why it would be better."},
        {"element_change_proposed",
         PROPOSED ", \"adaptation_academy\": $A, \"adaptation\": $D, \"decide_from\":"
                  " \"2024-02-29\"}",
         ""},
        {"element_change_proposed", PROPOSED ", \"adaptation_academy\": $A, \"adaptation\": $K}",
         "The network does not have the adaptation that it was learned from."},
        {"element_change_proposed", PROPOSED ", \"adaptation\": $D}",
         "The network does not have the adaptation that it was learned from."},
        {"element_change_proposed", PROPOSED ", \"decide_from\": \"29 Feb\"}",
         "Write the day from which it is decided as YYYY-MM-DD."},
        {"element_change_answered",
         "{\"academy\": $A, \"change\": $C, \"decision\": \"adopted\","
         " \"reason\": \"R\"}",
         ""},
        {"element_change_answered", "{\"academy\": $A, \"change\": $E}",
         "There is no such proposal of that academy here.\n"
         "Say whether you take it up, try it or decline it.\n"
         "Say the reason: whoever proposed it gave one, too."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

static void test_adaptations(void)
{
    static const struct refusal cases[] = {
        {"adaptation_made", MADE ", \"adaptation\": $K, \"based_on\": [$K]}",
         "There is no such adaptation of our academy, or others see it."},
        {"adaptation_made", MADE ", \"adaptation\": $D}",
         "Say which versions this one replaces: 1 to 8."},
        {"adaptation_made", MADE ", \"adaptation\": $D, \"based_on\": [$D]}", ""},
        {"adaptation_made", MADE ", \"based_on\": [$D]}", "A new adaptation replaces no version."},
        {"adaptation_made", MADE ", \"adaptation\": $D, \"based_on\": [\"77\"]}",
         "A version that this one replaces is not named properly."},
        {"adaptation_made", "{}",
         "Say which element is adapted.\nSay what you changed.\n"
         "Say since when, as YYYY-MM-DD.\n"
         "Say whether it was planned.\nSay who decided.\n"
         "Say at what level.\nSay whether it keeps the purpose.\n"
         "Say why."},
        {"adaptation_made",
         "{\"academy\": $A, \"element\": $E, \"version\": $C, \"title\": \"T\","
         " \"since\": \"2024-02-29\", \"timing\": \"planned\", \"decider\": \"the_team\","
         " \"level\": \"one_room\", \"purpose\": \"keeps\", \"why\": \"W\"}",
         "There is no such element of that academy here."},
        {"adaptation_made", MADE ", \"measure\": " COPY_ID "}", ""},
        {"adaptation_made", MADE ", \"measure\": " LOCAL_ID "}",
         "Whoever sees this does not have the measure."},
        {"adaptation_made", MADE ", \"pdsa\": " COPY_ID "}",
         "Whoever sees this does not have the PDSA."},
        {"adaptation_studied", STUDIED ", \"measure\": " COPY_ID "}", ""},
        {"adaptation_studied", "{\"adaptation\": $K}",
         "There is no such adaptation of our academy, or others see it.\n"
         "Say whether it worked, worked partly, or did not work.\n"
         "Write the day of the result as YYYY-MM-DD.\nSay what came of it."},
        {"adaptation_studied", STUDIED ", \"measure\": " LOCAL_ID ", \"pdsa\": " NEVER "}",
         "Whoever sees this does not have the measure.\nWhoever sees this does not have the PDSA."},
        {"adaptation_decided", "{\"academy\": $A, \"adaptation\": $E}",
         "There is no such adaptation of that academy here.\n"
         "It is our own academy's adaptation.\nSay whether you take it up, try or decline it."},
        {"adaptation_decided", "{\"academy\": $A, \"adaptation\": $D, \"decision\": \"declined\"}",
         "It is our own academy's adaptation.\n"
         "Say the reason why it is declined: others learn from it."},
    };
    static const struct refusal kept[] = {
        {"adaptation_made", MADE ", \"measure\": " LOCAL_ID "}", ""},
        {"adaptation_made", MADE ", \"measure\": " COPY_ID "}",
         "Whoever sees this does not have the measure."},
        {"adaptation_studied",
         "{\"adaptation\": $K, \"outcome\": \"partly\","
         " \"date\": \"2024-02-29\", \"text\": \"T\"}",
         ""},
        {"adaptation_studied", STUDIED "}",
         "There is no such adaptation of our academy, or others see it."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
    start_programme();
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        CHECK_TEXT(said(kept[i].kind, ANNA, academy, 0, named(kept[i].json)), kept[i].reason);
    }
    char sized[600]; /* 1,000 bytes and one more, of a decision that says nothing else right */
    (void)snprintf(sized, sizeof sized, "%s",
                   "{\"academy\": $A, \"adaptation\": $D, \"decision\": \"adopted\","
                   " \"reason\": \"$T\"}");
    CHECK_TEXT(said("adaptation_decided", ANNA, network, 0, named(with_text(sized, 1000))),
               "It is our own academy's adaptation.");
    CHECK_TEXT(said("adaptation_decided", ANNA, network, 0, named(with_text(sized, 1001))),
               "It is our own academy's adaptation.\nThe reason is too long: at most 1,000 bytes.");
    stop();
}

static void test_self_reviews(void)
{
    static const struct refusal cases[] = {
        {"self_review_written", REVIEWED ", \"review\": " NEVER ", \"based_on\": [$R]}",
         "There is no such self-review of our academy, or others see it."},
        {"self_review_written", REVIEWED ", \"review\": $R}",
         "Say which versions this one replaces: 1 to 8."},
        {"self_review_written", REVIEWED ", \"review\": $R, \"based_on\": [$R]}", ""},
        {"self_review_written", REVIEWED ", \"based_on\": [$R]}",
         "A new self-review replaces none."},
        {"self_review_written", REVIEWED ", \"review\": $R, \"based_on\": [\"77\"]}",
         "A version that this one replaces is not named properly."},
        {"self_review_written", "{}",
         "Write the day of the self-review as YYYY-MM-DD.\nLook at 1 to 60 elements."},
        {"self_review_written",
         "{\"date\": \"2024-02-29\", \"elements\": [{\"how\": \"not_yet\"}]}",
         "Say which elements you look at."},
        {"self_review_written", "{\"date\": \"2024-02-29\", \"elements\": [" ROW "}, " ROW "}]}",
         "An element stands in a self-review once."},
        {"self_review_written",
         "{\"date\": \"2024-02-29\", \"elements\": [{\"academy\": $A, \"element\": $V}]}",
         "A self-review names an element that is not known here.\n"
         "Say of each element how you do it."},
    };
    check_all(cases, sizeof cases / sizeof cases[0]);
}

/* [count] times [element], in which $I is the number from 1, between the two. */
static const char *put_each(const char *begin, size_t count, const char *element)
{
    static struct br_buffer json;
    br_buffer_free(&json);
    br_buffer_init(&json, 1u << 20);
    br_buffer_put_text(&json, begin);
    for (size_t i = 1; i <= count; i++) {
        const char *place = strstr(element, "$I");
        br_buffer_put_text(&json, i == 1 ? "" : ", ");
        br_buffer_put(&json, element, place == NULL ? strlen(element) : (size_t)(place - element));
        if (place != NULL) {
            br_buffer_put_format(&json, "%032zx%s", i, place + 2);
        }
    }
    br_buffer_put_text(&json, "]}");
    return br_buffer_text(&json);
}

static void test_counts_keep_to_their_limits(void)
{
    static const struct {
        const char *kind;
        const char *begin;
        const char *element;
        size_t max;
        const char *reason;
    } counts[] = {
        {"element_published", PUBLISHED ", \"stays\": [", "\"s\"", 12, "At most 12 things stay."},
        {"element_published", PUBLISHED ", \"may_change\": [", "\"s\"", 12,
         "At most 12 things may be changed."},
        {"element_published", PUBLISHED ", \"element\": $E, \"based_on\": [", "\"$I\"", 8,
         "Say which versions this one replaces: 1 to 8."},
        {"element_change_proposed", PROPOSED ", \"change\": $C, \"based_on\": [", "\"$I\"", 8,
         "Say which versions this one replaces: 1 to 8."},
        {"adaptation_made", MADE ", \"adaptation\": $D, \"based_on\": [", "\"$I\"", 8,
         "Say which versions this one replaces: 1 to 8."},
        {"self_review_written", REVIEWED ", \"review\": $R, \"based_on\": [", "\"$I\"", 8,
         "Say which versions this one replaces: 1 to 8."},
    };
    start_programme();
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t count = counts[i].max - 1; count <= counts[i].max + 1; count++) {
            CHECK_TEXT(said(counts[i].kind, ANNA, network, 0,
                            named(put_each(counts[i].begin, count, counts[i].element))),
                       count > counts[i].max ? counts[i].reason : "");
        }
    }
    for (size_t count = 59; count <= 61; count++) { /* kept here, they need not be known */
        CHECK_TEXT(said("self_review_written", ANNA, academy, 0,
                        named(put_each("{\"date\": \"2024-02-29\", \"elements\": [", count,
                                       "{\"academy\": $A, \"element\": \"$I\","
                                       " \"how\": \"differently\"}"))),
                   count > 60 ? "Look at 1 to 60 elements." : "");
    }
    stop();
}

static void test_threads_are_about_what_their_readers_have(void)
{
    static const struct {
        const char *kind;
        const char *id;
    } things[] = {{"element", "$E"},     {"element_change", "$C"}, {"adaptation", "$D"},
                  {"self_review", "$R"}, {"visit", NULL},          {"board_pattern", NULL}};
    char json[300];
    start_programme();
    for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
        for (int is = 0; is < 2; is++) {
            const char *id = is == 1 ? things[i].id : NEVER;
            if (id == NULL) {
                continue;
            }
            (void)snprintf(json, sizeof json,
                           "{\"title\": \"T\", \"about_kind\": \"%s\", \"about\": %s}",
                           things[i].kind, id);
            CHECK_TEXT(said("thread_started", ANNA, network, 0, named(json)),
                       is == 1 ? ""
                               : "What is shared with others can be about shared things only, and"
                                 " that is not one.");
            CHECK_TEXT(said("thread_started", ANNA, academy, 0, named(json)), "");
        }
    }
    CHECK_TEXT(said("thread_started", ANNA, academy, 0,
                    named("{\"title\": \"T\", \"about_kind\": \"adaptation\", \"about\": $K}")),
               "");
    CHECK_TEXT(said("thread_started", ANNA, network, 0,
                    named("{\"title\": \"T\", \"about_kind\": \"adaptation\", \"about\": $K}")),
               "What is shared with others can be about shared things only, and that is not one.");
    stop();
}

/* What deploy/programme begins with passes as it is, each line by itself. */
static void test_the_starter_can_be_published(void)
{
    static char line[8192];
    size_t lines = 0;
    FILE *file = fopen(BR_TESTS_FOLDER "/../deploy/programme/starter.jsonl", "rb");
    start();
    while (CHECK(file != NULL) && fgets(line, sizeof line, file) != NULL) {
        json_t *json = json_loads(line, 0, NULL);
        char *message = json_dumps(json_object_get(json, "message"), 0);
        BR_ASSERT(message != NULL);
        CHECK_TEXT(json_string_value(json_object_get(json, "to")), "network");
        CHECK_TEXT(
            said(json_string_value(json_object_get(json, "kind")), ANNA, network, 0, message), "");
        free(message);
        json_decref(json);
        lines++;
    }
    CHECK_UINT(lines, 31); /* 18 days, 8 stages, 2 roles, the hour, 2 around it */
    if (file != NULL) {
        (void)fclose(file);
    }
    stop();
}

/* Leads and faculty publish and decide; coaches write down what they changed and learned. */
static void test_who_may_say_it(void)
{
    static const struct {
        const char *kind;
        bool coach;
        bool kept_here;
    } kinds[] = {
        {"element_published", false, false},      {"element_decided", false, false},
        {"element_change_proposed", true, false}, {"element_change_answered", false, false},
        {"adaptation_made", true, true},          {"adaptation_studied", true, true},
        {"adaptation_decided", false, false},     {"self_review_written", true, true}};
    domain = real_domain();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        uint16_t kind = br_kind_by_name(kinds[i].kind)->number;
        for (unsigned role = 1; role < 8; role++) {
            bool leads = role == br_role_number("lead") || role == br_role_number("admin") ||
                         role == br_role_number("faculty");
            bool may = leads || (kinds[i].coach && role == br_role_number("coach"));
            CHECK(br_domain_may(domain, kind, 1u << role, BR_AUDIENCE_NETWORK) == may);
            CHECK(br_domain_may(domain, kind, 1u << role, BR_AUDIENCE_ACADEMY) ==
                  (may && kinds[i].kept_here));
            CHECK(!br_domain_may(domain, kind, 1u << role, BR_AUDIENCE_ROOM));
            CHECK(!br_domain_may(domain, kind, 1u << role, BR_AUDIENCE_GROUP));
        }
    }
    br_domain_free(domain);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_texts_keep_to_their_bytes),
        BR_TEST(test_elements),
        BR_TEST(test_proposals),
        BR_TEST(test_adaptations),
        BR_TEST(test_self_reviews),
        BR_TEST(test_counts_keep_to_their_limits),
        BR_TEST(test_threads_are_about_what_their_readers_have),
        BR_TEST(test_the_starter_can_be_published),
        BR_TEST(test_who_may_say_it),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
