/* What pages see of threads, rooms, measures and people, and what counts as nonsense. */
#include "store_areas_fixture.h"

/* --- forum --- */

static void start_thread(struct fixture *f)
{
    story_say(&f->story, f->network, "thread_started", ANNA, 0x10,
              "{\"title\": \"Beds\", \"text\": \"first\", \"question\": true}");
}

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

#define REPLY "{\"thread\": \"$1\", \"text\": \"reply\"}"
#define EDIT "{\"thread\": \"$1\", \"post\": \"$2\", \"based_on\": [\"$3\"], \"text\": \"edited\"}"
#define EDIT2 "{\"thread\": \"$1\", \"post\": \"$2\", \"based_on\": [\"$3\"], \"text\": \"again\"}"

static void test_a_thread_counts_replies_of_all_academies(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_written", BEN, 0x20, REPLY, 0x10, 0, 0);
    say(&f, f.theirs, "post_written", CARA, 0x21, REPLY, 0x10, 0, 0);
    say(&f, f.theirs, "post_written", CARA, 0x22, REPLY, 0x1f, 0, 0); /* no such thread */
    say(&f, f.academy, "post_written", BEN, 0x23, REPLY, 0x10, 0,
        0); /* for others than the thread */
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, title, text, question, resolved, posts, versions,"
                                " conflict, own, held, saved_here, audience_type, audience_id"
                                " FROM v_thread"),
               "10|Beds|first|1|0|2|1|0|1|1|0|1|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, thread, academy, own, text FROM v_post ORDER BY id"),
               "20|10|a1|1|reply\n21|10|a2|0|reply\n");
    CHECK_TEXT(rows_of(f.views, "SELECT last_ms - listed_ms FROM v_thread"), "2000\n");
    fixture_end(&f);
}

static void test_a_version_replaces_what_it_names(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_written", BEN, 0x20, REPLY, 0x10, 0, 0);
    say(&f, f.network, "post_edited", BEN, 0x61, EDIT, 0x10, 0x20, 0x20);
    say(&f, f.network, "post_edited", BEN, 0x62, EDIT2, 0x10, 0x20, 0x61);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT text, versions, conflict FROM v_post"), "again|3|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, post, text, current FROM v_version WHERE post <> thread"
                                " ORDER BY position"),
               "20|20|reply|0\n61|20|edited|0\n62|20|again|1\n");
    fixture_end(&f);
}

static void test_two_versions_of_one_stand_side_by_side(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_written", BEN, 0x20, REPLY, 0x10, 0, 0);
    say(&f, f.network, "post_edited", BEN, 0x61, EDIT, 0x10, 0x20, 0x20);
    say(&f, f.network, "post_edited", BEN, 0x62, EDIT2, 0x10, 0x20, 0x20);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT text, versions, conflict FROM v_post"), "edited|3|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id FROM v_version WHERE current AND post <> thread"
                                " ORDER BY position"),
               "61\n62\n");
    fixture_end(&f);
}

/* Another author, another academy, another stream: none of them changes a text. */
static void test_only_the_author_changes_a_text(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_written", BEN, 0x20, REPLY, 0x10, 0, 0);
    say(&f, f.network, "post_edited", CARA, 0x61, EDIT, 0x10, 0x20, 0x20);
    say(&f, f.theirs, "post_edited", BEN, 0x62, EDIT, 0x10, 0x20, 0x20);
    say(&f, f.academy, "post_edited", BEN, 0x63, EDIT, 0x10, 0x20, 0x20);
    say(&f, f.theirs, "post_edited", ANNA, 0x64, EDIT, 0x10, 0x10, 0x10);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT text, versions, conflict FROM v_post"), "reply|1|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT text, versions, conflict FROM v_thread"), "first|1|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, current FROM v_version ORDER BY id"), "10|1\n20|1\n");
    fixture_end(&f);
}

static void test_a_ring_of_versions_still_has_a_current_one(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_edited", ANNA, 0x61, EDIT, 0x10, 0x10, 0x62);
    say(&f, f.network, "post_edited", ANNA, 0x62, EDIT2, 0x10, 0x10, 0x61);
    say(&f, f.network, "post_edited", ANNA, 0x63, EDIT2, 0x10, 0x10, 0x10);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id FROM v_version WHERE current ORDER BY position"),
               "62\n63\n");
    CHECK_TEXT(rows_of(f.views, "SELECT text, conflict FROM v_thread"), "again|1\n");
    fixture_end(&f);
}

static void test_a_title_changes_alone(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_edited", ANNA, 0x61,
        "{\"thread\": \"$1\", \"post\": \"$2\", \"based_on\": [\"$3\"], \"title\": \"Wards\"}",
        0x10, 0x10, 0x10);
    say(&f, f.network, "post_edited", ANNA, 0x62, EDIT, 0x10, 0x10, 0x61);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT title, text, versions, conflict FROM v_thread"),
               "Wards|edited|3|0\n");
    fixture_end(&f);
}

static void test_a_question_is_answered_by_its_own_academy(void)
{
    static const char *const answer =
        "{\"thread\": \"$1\", \"answer\": \"$2\", \"resolved\": true}";
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.theirs, "question_resolved", CARA, 0, answer, 0x10, 0x21, 0);
    say(&f, f.network, "thread_started", ANNA, 0x11, "{\"title\": \"Other\"}", 0, 0, 0);
    say(&f, f.network, "question_resolved", ANNA, 0, answer, 0x11, 0x22, 0);
    say(&f, f.network, "thread_started", ANNA, 0x12, "{\"title\": \"Third\"}", 0, 0, 0);
    say(&f, f.network, "question_resolved", ANNA, 0, answer, 0x12, 0x22, 0);
    say(&f, f.network, "question_resolved", ANNA, 0, "{\"thread\": \"$1\", \"resolved\": false}",
        0x12, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, resolved, answer FROM v_thread ORDER BY id"),
               "10|0|-\n11|1|22\n12|0|-\n");
    fixture_end(&f);
}

/* Lists sort by the smaller of HLC and arrival: a clock in the future does not stay on top. */
static void test_a_wrong_clock_does_not_lead_the_list(void)
{
    struct fixture f;
    fixture_start(&f);
    f.story.ms += 1000000000;
    start_thread(&f);
    f.network->records[0].arrival_ms = 1700000000500;
    f.story.ms -= 1000000000;
    say(&f, f.theirs, "thread_started", CARA, 0x11, "{\"title\": \"Later\"}", 0, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id FROM v_thread ORDER BY listed_ms DESC"), "11\n10\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id FROM v_thread ORDER BY last_ms DESC"), "11\n10\n");
    fixture_end(&f);
}

static void test_held_counts_receipts_of_other_academies(void)
{
    struct fixture f;
    fixture_start(&f);
    start_thread(&f);
    say(&f, f.network, "post_written", BEN, 0x20, REPLY, 0x10, 0, 0);
    fixture_fold(&f);
    struct br_receipt receipts[] = {
        {.holder = academy_of(0xa2), .stream = f.network->stream, .epoch = 1, .seq = 1},
        {.holder = academy_of(0xa3), .stream = f.network->stream, .epoch = 1, .seq = 2},
        {.holder = academy_of(OURS), .stream = f.network->stream, .epoch = 1, .seq = 2},
        {.holder = academy_of(0xa3), .stream = f.network->stream, .epoch = 1, .seq = 1}, /* old */
        {.holder = academy_of(0xa4), .stream = f.theirs->stream, .epoch = 1, .seq = 9},
    };
    CHECK(br_views_note_receipts(f.views, receipts, 5) == BR_OK);
    CHECK_TEXT(rows_of(f.views, "SELECT held FROM v_thread"), "3\n");
    CHECK_TEXT(rows_of(f.views, "SELECT held FROM v_post"), "2\n");
    fixture_end(&f);
}

/* --- people --- */

static void test_names_come_from_profiles_and_lists(void)
{
    struct fixture f;
    char json[300];
    char hex[BR_HASH_TEXT_SIZE];
    fixture_start(&f);
    start_thread(&f);
    struct br_hash other = academy_of(THEIRS);
    br_hash_text(&other, hex);
    (void)snprintf(json, sizeof json, "{\"academy\": \"%s\", \"name\": \"%s\", \"accepted\": true}",
                   hex, "Our word");
    story_say(&f.story, f.network, "academy_accepted", 0, 0, json);
    other = academy_of(0xa3);
    br_hash_text(&other, hex);
    (void)snprintf(json, sizeof json, "{\"academy\": \"%s\", \"name\": \"\", \"accepted\": true}",
                   hex);
    story_say(&f.story, f.network, "academy_accepted", 0, 0, json);
    story_say(&f.story, f.network, "academy_profile", 0, 0,
              "{\"name\": \"Sheffield\", \"place\": \"Yorkshire\"}");
    say(&f, f.academy, "member_profile", ANNA, 0, "{\"member\": \"$1\", \"name\": \"Anna\"}", ANNA,
        0, 0);
    say(&f, f.network, "member_profile", ANNA, 0, "{\"member\": \"$1\", \"name\": \"Dr A\"}", ANNA,
        0, 0);
    say(&f, f.network, "member_profile", BEN, 0, "{\"member\": \"$1\", \"name\": \"Ben\"}", BEN, 0,
        0);
    say(&f, f.academy, "member_profile", BEN, 0, "{\"member\": \"$1\"}", BEN, 0, 0);
    say(&f, f.theirs, "member_profile", CARA, 0, "{\"member\": \"$1\", \"name\": \"Fake\"}", BEN, 0,
        0); /* about somebody else */
    say(&f, f.theirs, "member_profile", CARA, 0, "{\"member\": \"$1\"}", CARA, 0, 0);
    say(&f, f.academy, "role_given", 0, 0,
        "{\"member\": \"$1\", \"role\": \"lead\", \"given\": true}", ANNA, 0, 0);
    say(&f, f.academy, "role_given", 0, 0,
        "{\"member\": \"$1\", \"role\": \"coach\", \"given\": true}", ANNA, 0, 0);
    say(&f, f.academy, "role_given", 0, 0,
        "{\"member\": \"$1\", \"role\": \"admin\", \"given\": true}", ANNA, 0, 0);
    say(&f, f.academy, "role_given", 0, 0,
        "{\"member\": \"$1\", \"role\": \"admin\", \"given\": false}", ANNA, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT academy, name, place, is_own FROM v_academy ORDER BY 1"),
               "a1|Sheffield|Yorkshire|1\na2|Our word|-|0\na3|a3a3a3a3|-|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT author, academy, academy_name, name FROM v_person"
                                " ORDER BY academy, author"),
               "51|a1|Sheffield|Anna\n52|a1|Sheffield|Ben\n53|a2|Our word|-\n");
    CHECK_TEXT(rows_of(f.views, "SELECT member, name, roles FROM v_member ORDER BY member"),
               "51|Anna|coach,lead\n52|Ben|\n");
    CHECK_TEXT(rows_of(f.views, "SELECT academy_name, author_name FROM v_thread"),
               "Sheffield|Anna\n");
    fixture_end(&f);
}

static void test_our_own_academy_is_there_from_the_start(void)
{
    struct fixture f;
    fixture_start(&f);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT academy, name, is_own FROM v_academy"), "a1|a1a1a1a1|1\n");
    fixture_end(&f);
}

/* --- rooms --- */

static void test_a_room_has_coaches_and_members(void)
{
    static const char *const pair = "{\"room\": \"$1\", \"clinical_coach\": \"$2\","
                                    " \"flow_coach\": \"$3\", \"from_date\": \"2024-02-01\"}";
    struct fixture f;
    fixture_start(&f);
    say(&f, f.academy, "room_opened", ANNA, 0x30,
        "{\"name\": \"Frailty\", \"pathway\": \"Older people\", \"slot\": \"Tuesdays\"}", 0, 0, 0);
    say(&f, f.academy, "coach_pair_appointed", ANNA, 0, pair, 0x30, CARA, ANNA);
    say(&f, f.academy, "coach_pair_appointed", ANNA, 0, pair, 0x30, BEN, ANNA);
    say(&f, f.academy, "room_member_set", ANNA, 0,
        "{\"room\": \"$1\", \"member\": \"$2\","
        " \"joined\": false}",
        0x30, CARA, 0);
    say(&f, f.network, "room_member_set", ANNA, 0,
        "{\"room\": \"$1\", \"member\": \"$2\","
        " \"joined\": true}",
        0x30, 0x59, 0); /* not from the room's stream */
    say(&f, f.network, "room_opened", ANNA, 0x31, "{\"name\": \"Nonsense\"}", 0, 0, 0);
    say(&f, f.academy, "member_profile", BEN, 0, "{\"member\": \"$1\", \"name\": \"Ben\"}", BEN, 0,
        0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, name, pathway, slot, members, clinical_coach,"
                                " clinical_coach_name, flow_coach, flow_coach_name, coaches_from,"
                                " held, saved_here FROM v_room"),
               "30|a1|Frailty|Older people|Tuesdays|2|52|Ben|51|-|2024-02-01|1|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT room, member, name FROM v_room_member ORDER BY member"),
               "30|51|-\n30|52|Ben\n");
    fixture_end(&f);
}

/* --- measures --- */

static void points(struct fixture *f, struct story_stream *stream, const char *kind,
                   const char *date, const char *value)
{
    char json[300];
    (void)snprintf(json, sizeof json,
                   "{\"measure\": \"%s\", \"points\": [{\"date\": \"%s\", \"value\": %s}]%s}",
                   hex_of(0x40), date, value,
                   strcmp(kind, "points_corrected") == 0 ? ", \"reason\": \"typing error\"" : "");
    story_say(&f->story, stream, kind, BEN, 0, json);
}

static void test_the_first_value_holds_until_corrected(void)
{
    struct fixture f;
    fixture_start(&f);
    points(&f, f.academy, "points_corrected", "2024-01-03", "33"); /* before its measure */
    story_say(&f.story, f.academy, "measure_defined", ANNA, 0x40,
              "{\"title\": \"Waits\", \"role\": \"outcome\", \"direction\": \"decrease\","
              " \"target\": 4}");
    points(&f, f.academy, "points_recorded", "2024-01-01", "10");
    points(&f, f.academy, "points_recorded", "2024-01-01", "11");
    points(&f, f.academy, "points_recorded", "2024-01-02", "20");
    points(&f, f.academy, "points_corrected", "2024-01-02", "21");
    points(&f, f.academy, "points_corrected", "2024-01-02", "22");
    points(&f, f.academy, "points_recorded", "2024-01-03", "30");
    points(&f, f.network, "points_corrected", "2024-01-01", "99"); /* not the measure's stream */
    points(&f, f.theirs, "points_corrected", "2024-01-01", "98");
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT date, value, corrected FROM v_point ORDER BY date"),
               "2024-01-01|10|0\n2024-01-02|22|1\n2024-01-03|33|1\n");
    CHECK_TEXT(rows_of(f.views, "SELECT date, value, reason, current FROM v_point_history"
                                " ORDER BY date, position"),
               "2024-01-01|10|-|1\n2024-01-01|11|-|0\n"
               "2024-01-02|20|-|0\n2024-01-02|21|typing error|0\n2024-01-02|22|typing error|1\n"
               "2024-01-03|33|typing error|1\n2024-01-03|30|-|0\n");
    CHECK_TEXT(rows_of(f.views, "SELECT id, title, role, direction, target, points, first_date,"
                                " last_date, last_value, own, audience_type FROM v_measure"),
               "40|Waits|outcome|decrease|4|3|2024-01-01|2024-01-03|33|1|3\n");
    fixture_end(&f);
}

static void test_a_shared_measure_is_a_copy(void)
{
    struct fixture f;
    fixture_start(&f);
    struct story_stream *room = story_stream(&f.story, OURS, BR_AUDIENCE_ROOM, 0x30);
    say(&f, f.academy, "room_opened", ANNA, 0x30, "{\"name\": \"Frailty\", \"pathway\": \"x\"}", 0,
        0, 0);
    say(&f, room, "measure_defined", ANNA, 0x40, "{\"title\": \"Waits\", \"room\": \"$1\"}", 0x30,
        0, 0);
    say(&f, f.academy, "measure_defined", ANNA, 0x42, "{\"title\": \"Lost\", \"room\": \"$1\"}",
        0x30, 0, 0); /* a room's measure outside its room */
    say(&f, f.network, "measure_shared", ANNA, 0x41, "{\"title\": \"Waits\", \"copy_of\": \"$1\"}",
        0x40, 0, 0);
    say(&f, f.theirs, "measure_shared", CARA, 0x43, "{\"title\": \"Theirs\", \"copy_of\": \"$1\"}",
        0x40, 0, 0);
    fixture_fold(&f);
    CHECK_TEXT(rows_of(f.views, "SELECT id, academy, room, room_name, audience_type, audience_id,"
                                " copy_of, shared_as, points, last_value FROM v_measure"
                                " ORDER BY id"),
               "40|a1|30|Frailty|4|30|-|41|0|-\n41|a1|-|-|1|-|40|-|0|-\n43|a2|-|-|1|-|40|-|0|-\n");
    fixture_end(&f);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_thread_counts_replies_of_all_academies),
        BR_TEST(test_a_version_replaces_what_it_names),
        BR_TEST(test_two_versions_of_one_stand_side_by_side),
        BR_TEST(test_only_the_author_changes_a_text),
        BR_TEST(test_a_ring_of_versions_still_has_a_current_one),
        BR_TEST(test_a_title_changes_alone),
        BR_TEST(test_a_question_is_answered_by_its_own_academy),
        BR_TEST(test_a_wrong_clock_does_not_lead_the_list),
        BR_TEST(test_held_counts_receipts_of_other_academies),
        BR_TEST(test_names_come_from_profiles_and_lists),
        BR_TEST(test_our_own_academy_is_there_from_the_start),
        BR_TEST(test_a_room_has_coaches_and_members),
        BR_TEST(test_the_first_value_holds_until_corrected),
        BR_TEST(test_a_shared_measure_is_a_copy),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
