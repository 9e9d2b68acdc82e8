/* What pages see of a measure beside its points: definitions, limits, events, what leaves of it. */
#include "store_areas_fixture.h"

/* Say it with the ids for $1, $2 and $3. */
static void say(struct fixture *f, struct story_stream *stream, const char *kind, unsigned author,
                unsigned id, const char *form, unsigned first, unsigned second, unsigned third)
{
    const unsigned ids[] = {first, second, third};
    struct br_buffer json;
    br_buffer_init(&json, 4096);
    for (const char *at = form; *at != '\0'; at++) {
        if (*at == '$' && at[1] >= '1' && at[1] <= '3') {
            br_buffer_put_text(&json, hex_of(ids[at[1] - '1']));
            at++;
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    story_say(&f->story, stream, kind, author, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

#define DEFINED "{\"title\": \"Falls\", \"unit\": \"%\"}"
#define CHANGED                                                                                  \
    "{\"measure\": \"$1\", \"based_on\": [\"$2\"], \"title\": \"Falls, $3\", \"fix_after\": 12," \
    " \"screened\": true, \"two_of_three\": \"r\", \"pathway\": \"x\"}"

static const char *versions(struct fixture *f)
{
    return rows_of(f->views, "SELECT substr(hex(id), 1, 2), current FROM v_measure_version"
                             " ORDER BY position");
}

static void test_a_definition_replaces_what_it_names(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_changed", ANNA, 0x48, CHANGED, 0x40, 0x40, 8); /* too early */
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_changed", BEN, 0x41, CHANGED, 0x40, 0x40, 1);
    say(&f, f.network, "measure_changed", BEN, 0x49, CHANGED, 0x40, 0x41, 9); /* elsewhere */
    fixture_fold(&f);
    CHECK_TEXT(versions(&f), "40|0\n41|1\n");
    CHECK_TEXT(rows_of(f.views,
                       "SELECT substr(title, 1, 9), unit, screened, two_of_three, fix_after,"
                       " pathway, definitions, changed FROM v_measure"),
               "Falls, 01|-|1|r|12|-|1|1\n");
    fixture_end(&f);
}

static void test_two_definitions_stand_side_by_side(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_changed", ANNA, 0x41, CHANGED, 0x40, 0x40, 1);
    say(&f, f.academy, "measure_changed", BEN, 0x42, CHANGED, 0x40, 0x40, 2);
    fixture_fold(&f);
    CHECK_TEXT(versions(&f), "40|0\n41|1\n42|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT substr(title, 1, 9), definitions FROM v_measure"),
               "Falls, 01|2\n");
    fixture_end(&f);

    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_changed", ANNA, 0x41, CHANGED, 0x40, 0x40, 1);
    say(&f, f.academy, "measure_changed", BEN, 0x42, CHANGED, 0x40, 0x40, 2);
    say(&f, f.academy, "measure_changed", ANNA, 0x43,
        "{\"measure\": \"$1\", \"based_on\": [\"$2\", \"$3\"], \"title\": \"Settled\"}", 0x40, 0x41,
        0x42);
    fixture_fold(&f);
    CHECK_TEXT(versions(&f), "40|0\n41|0\n42|0\n43|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT title, definitions FROM v_measure"), "Settled|1\n");
    fixture_end(&f);
}

static void test_limits_begin_anew_until_that_is_taken_back(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_rebased", ANNA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-01-01\", \"reason\": \"new\"}", 0x40, 0, 0);
    say(&f, f.academy, "measure_rebased", ANNA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-02-01\", \"reason\": \"newer\"}", 0x40, 0, 0);
    say(&f, f.academy, "measure_rebased", BEN, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-01-01\", \"rebased\": false, \"reason\": \"no\"}",
        0x40, 0, 0);
    say(&f, f.theirs, "measure_rebased", CARA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-03-01\", \"reason\": \"theirs\"}", 0x40, 0, 0);
    say(&f, f.academy, "measure_event", ANNA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-01-05\", \"title\": \"Strike\"}", 0x40, 0, 0);
    say(&f, f.academy, "measure_event", ANNA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-01-06\", \"title\": \"Ward moved\"}", 0x40, 0, 0);
    say(&f, f.academy, "measure_event", ANNA, 0,
        "{\"measure\": \"$1\", \"date\": \"2024-01-05\", \"title\": \"Strike\", \"happened\": "
        "false}",
        0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT date, reason FROM v_rebase"), "2024-02-01|newer\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, rebased, reason, current FROM v_rebase_history"
                                " ORDER BY date, position"),
               "2024-01-01|1|new|0\n2024-01-01|0|no|1\n2024-02-01|1|newer|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, kind, title FROM v_annotation"),
               "2024-01-06|event|Ward moved\n");
    fixture_end(&f);
}

static void test_a_point_is_taken_back(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "points_recorded", ANNA, 0,
        "{\"measure\": \"$1\", \"points\": [{\"date\": \"2024-01-01\", \"value\": 1},"
        " {\"date\": \"2024-01-02\", \"value\": 2}, {\"date\": \"2024-01-03\", \"value\": 3}]}",
        0x40, 0, 0);
    say(&f, f.academy, "points_corrected", ANNA, 0,
        "{\"measure\": \"$1\", \"reason\": \"slip\", \"points\": [{\"date\": \"2024-01-01\","
        " \"taken_back\": true}, {\"date\": \"2024-01-03\", \"taken_back\": true}]}",
        0x40, 0, 0);
    say(&f, f.academy, "points_recorded", ANNA, 0, /* no longer the first word */
        "{\"measure\": \"$1\", \"points\": [{\"date\": \"2024-01-01\", \"value\": 9}]}", 0x40, 0,
        0);
    say(&f, f.academy, "points_corrected", ANNA, 0,
        "{\"measure\": \"$1\", \"reason\": \"again\", \"points\": [{\"date\": \"2024-01-03\","
        " \"value\": 4}]}",
        0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT date, value FROM v_point ORDER BY date"),
               "2024-01-02|2\n2024-01-03|4\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, taken_back FROM v_point_said ORDER BY date"),
               "2024-01-01|1\n2024-01-02|0\n2024-01-03|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT points, first_date, last_value FROM v_measure"),
               "2|2024-01-02|4\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_point_history"), "7\n");
    fixture_end(&f);
}

/* --- what leaves --- */

#define COUNTS                                                                          \
    "{\"measure\": \"$1\", \"points\": ["                                               \
    "{\"date\": \"2024-01-01\", \"value\": 4, \"note\": \"n\"},"                        \
    "{\"date\": \"2024-01-02\", \"value\": 5, \"note\": \"n\"},"                        \
    "{\"date\": \"2024-01-03\", \"value\": 50, \"numerator\": 4, \"denominator\": 8},"  \
    "{\"date\": \"2024-01-04\", \"value\": 50, \"numerator\": 5, \"denominator\": 10}," \
    "{\"date\": \"2024-01-05\", \"value\": 150, \"numerator\": 6, \"denominator\": 4}," \
    "{\"date\": \"2024-01-06\", \"note\": \"none\"}]}"

static const char *leaving(struct fixture *f)
{
    return rows_of(f->views, "SELECT substr(date, 9), value, numerator, denominator, note, fewer"
                             " FROM v_leaving ORDER BY date");
}

static void test_small_counts_stay_here(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, "{\"title\": \"M\", \"counts\": true}", 0, 0,
        0);
    say(&f, f.academy, "points_recorded", ANNA, 0, COUNTS, 0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT below FROM v_small_numbers"), "5\n");
    CHECK_TEXT(leaving(&f), "01|-|-|-|fewer than 5|1\n02|5|-|-|n|0\n03|-|-|-|fewer than 5|1\n"
                            "04|50|5|10|-|0\n05|-|-|-|fewer than 5|1\n06|-|-|-|none|0\n");
    fixture_end(&f);

    fixture_start(&f); /* a value that is no count, and another number */
    say(&f, f.academy, "measure_defined", ANNA, 0x40, "{\"title\": \"M\"}", 0, 0, 0);
    say(&f, f.academy, "points_recorded", ANNA, 0, COUNTS, 0x40, 0, 0);
    say(&f, f.academy, "small_numbers_set", ANNA, 0, "{\"below\": 20}", 0, 0, 0);
    say(&f, f.academy, "small_numbers_set", ANNA, 0, "{\"below\": 6}", 0, 0, 0);
    say(&f, f.theirs, "small_numbers_set", CARA, 0, "{\"below\": 99}", 0, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(leaving(&f), "01|4|-|-|n|0\n02|5|-|-|n|0\n03|-|-|-|fewer than 6|1\n"
                            "04|-|-|-|fewer than 6|1\n05|-|-|-|fewer than 6|1\n06|-|-|-|none|0\n");
    fixture_end(&f);

    fixture_start(&f); /* none is too small; what is theirs or a copy does not leave */
    say(&f, f.academy, "measure_defined", ANNA, 0x40, "{\"title\": \"M\", \"counts\": true}", 0, 0,
        0);
    say(&f, f.academy, "points_recorded", ANNA, 0, COUNTS, 0x40, 0, 0);
    say(&f, f.academy, "small_numbers_set", ANNA, 0, "{\"below\": 0}", 0, 0, 0);
    say(&f, f.theirs, "measure_shared", CARA, 0x44, "{\"title\": \"T\", \"copy_of\": \"$1\"}", 0x45,
        0, 0);
    say(&f, f.theirs, "points_recorded", CARA, 0, COUNTS, 0x44, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT count(*), sum(fewer) FROM v_leaving"), "6|0\n");
    fixture_end(&f);
}

static void test_the_last_confirmation_holds(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_sharing", ANNA, 0x46,
        "{\"measure\": \"$1\", \"shared\": true, \"upto\": 1}", 0x40, 0, 0);
    say(&f, f.academy, "measure_sharing", BEN, 0x47,
        "{\"measure\": \"$1\", \"shared\": true, \"follows\": true, \"upto\": 99}", 0x40, 0, 0);
    say(&f, f.theirs, "measure_sharing", CARA, 0x48, "{\"measure\": \"$1\", \"shared\": false}",
        0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT substr(hex(id), 1, 2), shared, follows, upto & 255, author"
                                " FROM v_sharing"),
               "47|1|1|3|52\n"); /* none sees what comes after their own word */
    CHECK_TEXT(rows_of(f.views, "SELECT upto & 255, current FROM v_sharing_history"
                                " ORDER BY position"),
               "1|0\n3|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_sharing_work"), "1\n");
    fixture_end(&f);

    fixture_start(&f);
    say(&f, f.academy, "measure_defined", ANNA, 0x40, DEFINED, 0, 0, 0);
    say(&f, f.academy, "measure_sharing", ANNA, 0x46, "{\"measure\": \"$1\", \"shared\": true}",
        0x40, 0, 0);
    say(&f, f.academy, "measure_sharing", BEN, 0x47,
        "{\"measure\": \"$1\", \"shared\": false, \"reason\": \"agreed\"}", 0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT shared, reason FROM v_sharing"), "0|agreed\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_sharing_work"), "0\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_definition_replaces_what_it_names),
        BR_TEST(test_two_definitions_stand_side_by_side),
        BR_TEST(test_limits_begin_anew_until_that_is_taken_back),
        BR_TEST(test_a_point_is_taken_back),
        BR_TEST(test_small_counts_stay_here),
        BR_TEST(test_the_last_confirmation_holds),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
