/* What pages see of the programme: elements, what academies decide and do differently, what goes
 * back, and how they look at themselves. */
#include "store_areas_fixture.h"

#define THEIRS_ID "\"a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2\""
#define OURS_ID "\"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\""
#define ID(byte) \
    "\"" byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte "\""
#define OF_THEIRS "\"academy\": " THEIRS_ID ", \"element\": " ID("b0")

static void say(struct fixture *f, struct story_stream *stream, const char *kind, unsigned id,
                const char *json)
{
    story_say(&f->story, stream, kind, stream == f->theirs ? CARA : ANNA, id, json);
}

/* Their element b0, with a second version b1. */
static void say_element(struct fixture *f)
{
    say(f, f->theirs, "element_published", 0xb0,
        "{\"title\": \"Huddle\", \"purpose\": \"know\", \"nature\": \"flexible\","
        " \"part\": \"weekly_hour\", \"stays\": [\"daily\", \"one list\"],"
        " \"may_change\": [\"when\"]}");
    say(f, f->theirs, "element_published", 0xb1,
        "{\"element\": " ID("b0") ", \"based_on\": [" ID(
            "b0") "], \"title\": \"Board huddle\","
                  " \"purpose\": \"know\", \"nature\": \"fixed\", \"stays\": [\"daily\"]}");
}

static void test_versions_are_numbered_and_one_holds(void)
{
    struct fixture f;
    fixture_start(&f);
    say_element(&f);
    say(&f, f.network, "element_published", 0xb2, /* not theirs to say */
        "{\"element\": " ID("b0") ", \"based_on\": [" ID("b1") "], \"title\": \"Mine\","
                                                               " \"purpose\": \"p\"}");
    say(&f, f.network, "element_published", 0xb3, "{\"title\": \"Ours\", \"purpose\": \"p\"}");
    say(&f, f.network, "element_published", 0xb4, /* beside 0xb5 */
        "{\"element\": " ID("b3") ", \"based_on\": [" ID("b3") "], \"title\": \"one\","
                                                               " \"purpose\": \"p\"}");
    say(&f, f.network, "element_published", 0xb5,
        "{\"element\": " ID("b3") ", \"based_on\": [" ID("b3") "], \"title\": \"two\","
                                                               " \"purpose\": \"p\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, own, version, number, versions, title, nature"
                                " FROM v_element ORDER BY title"),
               "b0|a2|0|b1|2|1|Board huddle|fixed\nb3|a1|1|b4|2|2|one|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, number, title, current FROM v_element_version"
                                " ORDER BY id"),
               "b0|1|Huddle|0\nb1|2|Board huddle|1\nb3|1|Ours|0\nb4|2|one|1\nb5|3|two|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT i.part, i.text FROM v_element_version v"
                                " JOIN v_element_item i ON i.position = v.position"
                                " WHERE v.number = 1 ORDER BY i.part, i.idx"),
               "may_change|when\nstays|daily\nstays|one list\n");
    fixture_end(&f);
}

static void test_each_academy_decides_for_itself(void)
{
    struct fixture f;
    fixture_start(&f);
    say_element(&f);
    say(&f, f.network, "element_decided", 0,
        "{" OF_THEIRS ", \"version\": " ID("b1") ", \"decision\": \"adopted\"}");
    say(&f, f.network, "element_decided", 0,
        "{" OF_THEIRS
        ", \"version\": " ID("b0") ", \"decision\": \"on_trial\","
                                   " \"until\": \"2024-05-01\", \"our_name\": \"Board round\"}");
    say(&f, f.network, "element_published", 0xb3, "{\"title\": \"Ours\", \"purpose\": \"p\"}");
    say(&f, f.theirs, "element_decided", 0,
        "{\"academy\": " OURS_ID ", \"element\": " ID("b3") ", \"version\": " ID(
            "b3") ","
                  " \"decision\": \"declined\", \"reason\": \"too early\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, our_decision, our_number, our_until, our_name, runs,"
                                " waits FROM v_element ORDER BY id"),
               "b0|on_trial|1|2024-05-01|Board round|1|1\nb3|-|0|-|-|1|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT element, by, number, decision, until, reason, said"
                                " FROM v_element_decided ORDER BY element, by"),
               "b0|a1|1|on_trial|2024-05-01|-|1\nb0|a2|2|adopted|-|-|0\n"
               "b3|a1|1|adopted|-|-|0\nb3|a2|1|declined|-|too early|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT e.id FROM v_programme p JOIN v_element e"
                                " ON e.position = p.position ORDER BY e.id"),
               "b0\nb3\n");
    fixture_end(&f);

    fixture_start(&f); /* a stance about something that is not there; and what we end of our own */
    say(&f, f.network, "element_published", 0xb3, "{\"title\": \"Ours\", \"purpose\": \"p\"}");
    say(&f, f.network, "element_decided", 0,
        "{\"academy\": " OURS_ID ", \"element\": " ID("b3") ", \"version\": " ID(
            "b3") ","
                  " \"decision\": \"declined\", \"reason\": \"no room\"}");
    say(&f, f.network, "element_decided", 0,
        "{" OF_THEIRS ", \"version\": " ID("b1") ", \"decision\": \"adopted\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, runs, waits FROM v_element"), "b3|0|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT element, by, decision FROM v_element_decided"),
               "b3|a1|declined\n");
    fixture_end(&f);
}

static void test_adaptations_and_what_came_of_them(void)
{
    struct fixture f;
    fixture_start(&f);
    say_element(&f);
    say(&f, f.network, "adaptation_studied", 0xc2, /* before the adaptation */
        "{\"adaptation\": " ID("c0") ", \"outcome\": \"not\", \"text\": \"early\"}");
    say(&f, f.network, "adaptation_made", 0xc0,
        "{" OF_THEIRS ", \"version\": " ID("b0") ", \"title\": \"Later\","
                                                 " \"timing\": \"planned\", \"decider\": "
                                                 "\"academy_lead\", \"purpose\": \"departs\"}");
    say(&f, f.network, "adaptation_made", 0xc1,
        "{\"adaptation\": " ID("c0") ", \"based_on\": [" ID(
            "c0") "], " OF_THEIRS ","
                  " \"version\": " ID(
                      "b1") ", \"title\": \"At 08:15\", \"timing\": \"in_reaction\","
                            " \"decider\": \"the_team\", \"purpose\": \"keeps\", \"why\": \"the "
                            "night staff\"}");
    say(&f, f.network, "adaptation_studied", 0xc3,
        "{\"adaptation\": " ID("c0") ", \"outcome\": \"partly\", \"text\": \"quick\"}");
    say(&f, f.network, "adaptation_studied", 0xc4,
        "{\"adaptation\": " ID("c0") ", \"outcome\": \"worked\", \"text\": \"more came\"}");
    say(&f, f.theirs, "adaptation_decided", 0,
        "{\"academy\": " OURS_ID ", \"adaptation\": " ID("c0") ", \"decision\": \"adopted\"}");
    say(&f, f.theirs, "adaptation_decided", 0,
        "{\"academy\": " OURS_ID
        ", \"adaptation\": " ID("c0") ", \"decision\": \"declined\","
                                      " \"reason\": \"they leave at 08:00\"}");
    say(&f, f.academy, "adaptation_made", 0xc5,
        "{" OF_THEIRS ", \"version\": " ID("b0") ", \"title\": \"Kept here\"}");
    say(&f, f.theirs, "adaptation_made", 0xc6,
        "{" OF_THEIRS ", \"version\": " ID("b1") ", \"title\": \"Theirs\"}");
    say(&f, f.network, "adaptation_decided", 0,
        "{\"academy\": " THEIRS_ID ", \"adaptation\": " ID("c6") ", \"decision\": \"on_trial\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, audience_type, number, title, outcome_words,"
                                " outcome_text, our_decision FROM v_adaptation ORDER BY id"),
               "c0|a1|1|2|At 08:15|Worked|more came|-\nc5|a1|3|1|Kept here|-|-|-\n"
               "c6|a2|1|2|Theirs|-|-|on_trial\n");
    CHECK_TEXT(rows_of(f.views, "SELECT answers FROM v_adaptation ORDER BY id"),
               "In reaction. The team decided. Keeps the purpose.\n"
               "Not sure whether it keeps the purpose.\nNot sure whether it keeps the purpose.\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, outcome_words, text FROM v_adaptation_study"
                                " ORDER BY position"),
               "c3|Partly|quick\nc4|Worked|more came\n");
    CHECK_TEXT(rows_of(f.views, "SELECT title, current FROM v_adaptation_version"
                                " WHERE adaptation = x'c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0'"
                                " ORDER BY position"),
               "Later|0\nAt 08:15|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT adaptation, own, by, decision, reason"
                                " FROM v_adaptation_decided ORDER BY adaptation"),
               "c0|1|a2|declined|they leave at 08:00\nc6|0|a1|on_trial|-\n");
    fixture_end(&f);
}

static void test_what_was_learned_goes_back(void)
{
    static const char *const proposed =
        "{" OF_THEIRS
        ", \"version\": " ID("b1") ", \"title\": \"Within an hour\","
                                   " \"becomes\": \"a becomes b\", \"why\": \"night staff\"}";
    static const char *const answered =
        "{\"academy\": " OURS_ID ", \"change\": " ID("d0") ", \"decision\": \"adopted\","
                                                           " \"reason\": \"yes\"}";
    struct fixture f;
    fixture_start(&f);
    say_element(&f);
    say(&f, f.network, "element_change_proposed", 0xd0, proposed);
    say(&f, f.network, "element_change_answered", 0, answered); /* not ours to answer */
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, element_academy, number, state, decision"
                                " FROM v_element_change"),
               "d0|a1|a2|2|open|-\n");
    fixture_end(&f);

    fixture_start(&f);
    say(&f, f.theirs, "element_change_answered", 0, answered); /* before all else has come */
    say_element(&f);
    say(&f, f.network, "element_change_proposed", 0xd0, proposed);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT state, decision, answer FROM v_element_change"),
               "answered|adopted|yes\n");
    fixture_end(&f);

    fixture_start(&f);
    say_element(&f);
    say(&f, f.network, "element_change_proposed", 0xd0, proposed);
    say(&f, f.theirs, "element_published", 0xb6, /* another element */
        "{\"title\": \"Other\", \"purpose\": \"p\", \"change_academy\": " OURS_ID ","
        " \"change\": " ID("d0") "}");
    say(&f, f.theirs, "element_published", 0xb7,
        "{\"element\": " ID("b0") ", \"based_on\": [" ID(
            "b1") "], \"title\": \"Board huddle\","
                  " \"purpose\": \"know\", \"change_academy\": " OURS_ID
                  ", \"change\": " ID("d0") "}");
    say(&f, f.network, "element_change_proposed", 0xd1,
        "{" OF_THEIRS ", \"version\": " ID("b1") ", \"title\": \"No board\", \"becomes\": \"b\"}");
    say(&f, f.network, "element_change_proposed", 0xd2,
        "{\"change\": " ID("d1") ", \"based_on\": [" ID("d1") "], " OF_THEIRS ", \"version\": " ID(
            "b1") ", \"title\": \"A screen\", \"becomes\": \"b\", \"taken_back\": true}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, title, state, taken_version, taken_number"
                                " FROM v_element_change ORDER BY id"),
               "d0|Within an hour|taken_up|b7|3\nd1|A screen|taken_back|-|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, change FROM v_element_version WHERE number > 0"
                                " AND id > x'b5' ORDER BY id"),
               "b6|-\nb7|d0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT title, current FROM v_element_change_version"
                                " ORDER BY position"),
               "Within an hour|1\nNo board|0\nA screen|1\n");
    fixture_end(&f);
}

static void test_a_self_review_is_words(void)
{
    struct fixture f;
    fixture_start(&f);
    say_element(&f);
    say(&f, f.academy, "self_review_written", 0xe0,
        "{\"date\": \"2024-10-01\", \"elements\": [{" OF_THEIRS ", \"how\": \"not_yet\"}]}");
    say(&f, f.academy, "self_review_written", 0xe1,
        "{\"review\": " ID("e0") ", \"based_on\": [" ID(
            "e0") "], \"date\": \"2024-10-02\","
                  " \"elements\": [{" OF_THEIRS
                  ", \"how\": \"differently\", \"text\": \"at noon\"}],"
                  " \"asks\": \"who else\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, own, audience_type, edition, versions, date, asks"
                                " FROM v_review"),
               "e0|1|3|e1|1|2024-10-02|who else\n");
    CHECK_TEXT(rows_of(f.views, "SELECT i.element, i.how_words, i.text FROM v_review r"
                                " JOIN v_reviewed i ON i.position = r.edition_position"),
               "b0|Differently|at noon\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, current FROM v_review_version ORDER BY id"),
               "e0|0\ne1|1\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_versions_are_numbered_and_one_holds),
        BR_TEST(test_each_academy_decides_for_itself),
        BR_TEST(test_adaptations_and_what_came_of_them),
        BR_TEST(test_what_was_learned_goes_back),
        BR_TEST(test_a_self_review_is_words),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
