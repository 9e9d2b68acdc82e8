/* What pages see of what rooms shared: the last version of each copy, until it is taken back. */
#include "store_areas_fixture.h"

#define ROOM_ID "\"copy_of\": \"30303030303030303030303030303030\""
#define PDSA_ID "\"copy_of\": \"60606060606060606060606060606060\""
#define SHARED "{" ROOM_ID ", \"name\": \"Hip\", \"pathway\": \"Hip\""
#define TEST "{" PDSA_ID ", \"pathway\": \"Hip\""
#define THEIRS_ID "\"a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2\""
#define OURS_ID "\"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\""

static void say(struct fixture *f, struct story_stream *stream, const char *kind, unsigned author,
                unsigned id, const char *json)
{
    story_say(&f->story, stream, kind, author, id, json);
}

static void test_the_last_copy_holds_until_it_is_taken_back(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.theirs, "shared_withdrawn", CARA, 0, "{" ROOM_ID ", \"reason\": \"too early\"}");
    say(&f, f.theirs, "room_shared", CARA, 0x31, SHARED ", \"themes\": [\"a\", \"b\"]}");
    say(&f, f.theirs, "room_shared", CARA, 0x32,
        SHARED ", \"since\": \"2024-01-08\", \"stage\": \"themes\", \"themes\": [\"c\"],"
               " \"roles\": [\"GP\"], \"abandoned\": [\"d\"]}");
    say(&f, f.network, "shared_withdrawn", ANNA, 0, "{" ROOM_ID ", \"reason\": \"not ours\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, own, name, since, stage, versions"
                                " FROM v_shared_room"),
               "31|a2|0|Hip|2024-01-08|themes|2\n");
    CHECK_TEXT(rows_of(f.views, "SELECT part, text, ref FROM v_shared_item ORDER BY part"),
               "abandoned|d|-\nrole|GP|-\ntheme|c|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, what, copy_of FROM v_shared_id ORDER BY position"),
               "31|room|30\n32|room|30\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_shared_gone"), "0\n");
    fixture_end(&f);

    fixture_start(&f);
    say(&f, f.theirs, "room_shared", CARA, 0x31, SHARED ", \"themes\": [\"a\"]}");
    say(&f, f.theirs, "room_shared", CARA, 0x32, SHARED ", \"themes\": [\"b\"]}");
    say(&f, f.theirs, "shared_withdrawn", CARA, 0, "{" ROOM_ID ", \"reason\": \"r1\"}");
    say(&f, f.theirs, "shared_withdrawn", CARA, 0, "{" ROOM_ID ", \"reason\": \"r2\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_shared_room"), "0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_shared_item"), "0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, what, academy, reason FROM v_shared_gone"),
               "31|room|a2|r2\n");
    fixture_end(&f);

    fixture_start(&f); /* shared again, it is the same */
    say(&f, f.theirs, "pdsa_shared", CARA, 0x61, TEST ", \"title\": \"one\"}");
    say(&f, f.theirs, "shared_withdrawn", CARA, 0, "{" PDSA_ID ", \"reason\": \"r\"}");
    say(&f, f.theirs, "pdsa_shared", CARA, 0x62, TEST ", \"title\": \"two\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, title FROM v_shared_pdsa"), "61|two\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_shared_gone"), "0\n");
    fixture_end(&f);
}

/* Two academies may copy things of one id, and one may have a copy here and one in the network. */
static void test_copies_are_told_apart(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "pdsa_shared", ANNA, 0x63,
        TEST ", \"title\": \"here\", \"decision\": \"abandon\", \"reason\": \"r\"}");
    say(&f, f.network, "pdsa_shared", ANNA, 0x61, TEST ", \"title\": \"ours\"}");
    say(&f, f.theirs, "pdsa_shared", CARA, 0x61, TEST ", \"title\": \"theirs\"}");
    say(&f, f.academy, "room_shared", ANNA, 0x31, SHARED "}"); /* where it does not count */
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, audience_type, title, versions"
                                " FROM v_shared_pdsa ORDER BY title"),
               "63|a1|3|here|1\n61|a1|1|ours|1\n61|a2|1|theirs|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT count(*) FROM v_shared_room"), "0\n");
    fixture_end(&f);
}

static void test_drivers_and_lists_name_copies(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.network, "room_shared", ANNA, 0x31,
        SHARED ", \"driver_aim\": \"home\", \"measures\": [\"41414141414141414141414141414141\"],"
               " \"pdsas\": [\"62626262626262626262626262626262\"],"
               " \"drivers\": [{\"id\": 7, \"level\": \"primary\", \"text\": \"p\"},"
               " {\"id\": 8, \"level\": \"idea\", \"text\": \"i\","
               " \"pdsa\": \"62626262626262626262626262626262\"}]}");
    say(&f, f.network, "pdsa_shared", ANNA, 0x61, TEST ", \"title\": \"one\"}");
    say(&f, f.network, "pdsa_shared", ANNA, 0x62, TEST ", \"title\": \"two\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT part, ref FROM v_shared_item ORDER BY part"),
               "measure|41\npdsa|61\n");
    CHECK_TEXT(rows_of(f.views, "SELECT place, parent, level, text, pdsa FROM v_shared_driver"
                                " ORDER BY place"),
               "1|0|primary|p|-\n2|1|idea|i|61\n");
    fixture_end(&f);
}

static void test_an_academy_hears_who_uses_it(void)
{
    struct fixture f;
    fixture_start(&f);
    say(&f, f.theirs, "pdsa_borrowed", CARA, 0,
        "{\"academy\": " OURS_ID ", \"pdsa\": \"61616161616161616161616161616161\","
        " \"pathway\": \"Falls\"}");
    say(&f, f.theirs, "pdsa_borrowed", CARA, 0,
        "{\"academy\": " OURS_ID ", \"pdsa\": \"62626262626262626262626262626262\","
        " \"pathway\": \"Frailty\", \"starts\": \"2024-05-01\"}");
    say(&f, f.theirs, "pdsa_borrowed", CARA, 0, /* another's, of that id */
        "{\"academy\": " THEIRS_ID ", \"pdsa\": \"61616161616161616161616161616161\","
        " \"pathway\": \"Frailty\"}");
    say(&f, f.network, "pdsa_shared", ANNA, 0x61, TEST ", \"title\": \"one\"}");
    say(&f, f.network, "pdsa_shared", ANNA, 0x62, TEST ", \"title\": \"two\"}");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT pdsa, academy, own, title, by, by_us, pathway, starts"
                                " FROM v_borrowed"),
               "61|a1|1|two|a2|0|Frailty|2024-05-01\n");
    CHECK_TEXT(rows_of(f.views, "SELECT pdsa, own, by, by_us, pathway FROM v_used"
                                " ORDER BY written_ms DESC"),
               "61|1|a2|0|Frailty\n61|1|a2|0|Falls\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_last_copy_holds_until_it_is_taken_back),
        BR_TEST(test_copies_are_told_apart),
        BR_TEST(test_drivers_and_lists_name_copies),
        BR_TEST(test_an_academy_hears_who_uses_it),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
