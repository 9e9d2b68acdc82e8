/* Finding things by their words: who finds what, in which order, and what people type. */
#include "store_fixture.h"

#include "refused_store.h"
#include "store/search.h"

#include <unistd.h>

enum { OURS = 0xa1, THEIRS = 0xa2, ANNA = 0x51, BEN = 0x52, ROOM = 0x30 };

struct searching {
    struct br_domain *domain;
    struct story story;
    struct story_stream *network;
    struct story_stream *theirs;
    struct story_stream *academy;
    struct story_stream *room;
    size_t done[STORY_STREAMS_MAX]; /* records of each stream that are folded */
    struct br_views *views;
    struct br_views *reader;
    struct br_search *search;
    const char *path;
};

static struct br_search *open_search(const char *path)
{
    struct br_search *search = NULL;
    struct br_error error = {.text = ""};
    if (br_search_open(path, &search, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        abort();
    }
    return search;
}

static struct br_views_options options_of(const struct searching *s)
{
    return (struct br_views_options){.path = path_of("search-views.db"),
                                     .domain = s->domain,
                                     .academy = academy_of(OURS),
                                     .search = s->path};
}

static void open_all(struct searching *s)
{
    struct br_error error = {.text = ""};
    s->search = open_search(s->path);
    struct br_views_options options = options_of(s);
    BR_ASSERT(br_views_open(&options, &s->views, &error) == BR_OK);
    BR_ASSERT(br_views_open_reader(&options, &s->reader, &error) == BR_OK);
}

static void close_all(struct searching *s)
{
    br_views_close(s->reader);
    br_views_close(s->views);
    br_search_close(s->search);
}

static void start_with(struct searching *s, struct br_domain *domain)
{
    *s = (struct searching){
        .domain = domain, .story = {.ms = 1700000000000}, .path = path_of("search.db")};
    s->network = story_stream(&s->story, OURS, BR_AUDIENCE_NETWORK, 0);
    s->theirs = story_stream(&s->story, THEIRS, BR_AUDIENCE_NETWORK, 0);
    s->academy = story_stream(&s->story, OURS, BR_AUDIENCE_ACADEMY, 0);
    s->room = story_stream(&s->story, OURS, BR_AUDIENCE_ROOM, ROOM);
    open_all(s);
}

static void start(struct searching *s)
{
    start_with(s, real_domain());
}

static void stop(struct searching *s)
{
    CHECK(br_views_reset(s->views) == BR_OK);
    close_all(s);
    CHECK(unlink(s->path) == 0);
    story_free(&s->story);
    br_domain_free(s->domain);
}

/* Fold what was said since the last time. */
static void fold(struct searching *s)
{
    struct br_log_batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    for (size_t i = 0; i < s->story.stream_count; i++) {
        const struct story_stream *stream = s->story.streams[i];
        while (s->done[i] < stream->count) {
            size_t count = stream->count - s->done[i];
            count = count > BR_BATCH_RECORDS_MAX ? BR_BATCH_RECORDS_MAX : count;
            story_batch(stream, s->done[i], count, batch);
            CHECK(br_fold_gather(s->views, stream->number, batch) == BR_OK);
            s->done[i] += count;
        }
    }
    CHECK(br_fold_commit(s->views) == BR_OK);
    free(batch);
}

static enum br_status fill_once(struct searching *s, bool *more)
{
    struct br_error error = {.text = ""};
    CHECK(br_views_take(s->reader, &error) == BR_OK);
    enum br_status status = br_search_fill(s->search, s->reader, more);
    br_views_release(s->reader);
    return status;
}

static void fill(struct searching *s)
{
    bool more = true;
    for (int i = 0; more && i < 200; i++) {
        CHECK(fill_once(s, &more) == BR_OK);
    }
    CHECK(!more);
}

static void fold_and_fill(struct searching *s)
{
    fold(s);
    fill(s);
}

/* What [member] (0: nobody) finds with [text]: the rows of [sql]. */
static const char *found_by(struct searching *s, unsigned member, const char *text, const char *sql)
{
    struct br_id id = id_of(member);
    struct br_error error = {.text = ""};
    if (!CHECK(br_views_take(s->reader, &error) == BR_OK)) {
        return error.text[0] == '\0' ? "" : "no look";
    }
    br_views_set_viewer(s->reader, member == 0 ? NULL : &id);
    (void)br_views_set_search(s->reader, text);
    const char *rows = rows_of(s->reader, sql);
    br_views_release(s->reader);
    return rows == NULL ? "" : rows;
}

#define HITS "SELECT kind, id FROM v_hit ORDER BY place DESC"
#define COUNT "SELECT count(*) FROM v_hit"

static const char *found(struct searching *s, const char *text)
{
    return found_by(s, ANNA, text, HITS);
}

static void say_thread(struct searching *s, struct story_stream *stream, unsigned id,
                       const char *title, const char *text)
{
    struct br_buffer json;
    br_buffer_init(&json, 4096);
    br_buffer_put_format(&json, "{\"title\": \"%s\", \"text\": \"%s\"}", title, text);
    story_say(&s->story, stream, "thread_started", ANNA, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void say_reply(struct searching *s, struct story_stream *stream, unsigned id,
                      unsigned thread, const char *text)
{
    struct br_buffer json;
    br_buffer_init(&json, 4096);
    br_buffer_put_format(&json, "{\"thread\": \"%s\", \"text\": \"%s\"}", hex_of(thread), text);
    story_say(&s->story, stream, "post_written", ANNA, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void say_edit(struct searching *s, unsigned post, unsigned thread, const char *rest)
{
    struct br_buffer json;
    br_buffer_init(&json, 4096);
    br_buffer_put_format(&json,
                         "{\"thread\": \"%s\", \"post\": \"%s\", \"based_on\": [\"%s\"], %s}",
                         hex_of(thread), hex_of(post), hex_of(post), rest);
    story_say(&s->story, s->network, "post_edited", ANNA, 0, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void open_room(struct searching *s)
{
    story_say(&s->story, s->academy, "room_opened", ANNA, ROOM,
              "{\"name\": \"Winter room\", \"pathway\": \"Frailty\", \"purpose\": \"Beds\"}");
    story_say(&s->story, s->academy, "role_given", 0, 0,
              "{\"member\": \"51515151515151515151515151515151\", \"role\": \"coach\","
              " \"given\": true}");
}

static void test_things_are_found_by_their_words(void)
{
    struct searching s;
    start(&s);
    open_room(&s);
    say_thread(&s, s.network, 0x10, "Discharge before noon", "How do you plan winter beds?");
    say_reply(&s, s.theirs, 0x20, 0x10, "We plan on Mondays, in winter twice.");
    story_say(&s.story, s.academy, "measure_defined", ANNA, 0x40,
              "{\"title\": \"Winter waits\", \"definition\": \"Days from referral\"}");
    story_say(&s.story, s.network, "member_profile", BEN, 0,
              "{\"member\": \"52525252525252525252525252525252\", \"name\": \"Ben Winter\","
              " \"pathway\": \"Stroke\", \"ask_me_about\": \"huddles\"}");
    story_say(&s.story, s.theirs, "academy_profile", 0, 0,
              "{\"name\": \"Westvale\", \"place\": \"Winterton\", \"about\": \"coast\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "discharge"), "thread|10\n");
    CHECK_TEXT(found(&s, "plan"), "post|20\nthread|10\n"); /* the newest first */
    CHECK_TEXT(found(&s, "referral"), "measure|40\n");
    CHECK_TEXT(found(&s, "huddles"), "person|52\n");
    CHECK_TEXT(found(&s, "coast"), "academy|a2\n");
    CHECK_TEXT(found(&s, "frailty beds"), "room|30\n");
    CHECK_TEXT(found_by(&s, ANNA, "winter", "SELECT count(*), count(DISTINCT kind) FROM v_hit"),
               "6|6\n"); /* one of each kind: Winterton as well, as the last word may go on */
    CHECK_TEXT(found_by(&s, ANNA, "winter",
                        "SELECT kind, id FROM v_hit ORDER BY place DESC LIMIT 1 OFFSET 4"),
               "post|20\n"); /* named things before what was said */
    CHECK_TEXT(found_by(&s, ANNA, "mondays",
                        "SELECT academy, academy_name, thread, listed_ms > 0, title, snippet"
                        " FROM v_hit"),
               "a2|Westvale|10|1|-|We plan on Mondays, in winter twice.\n");
    CHECK_TEXT(found_by(&s, ANNA, "discharge", "SELECT title, thread, snippet FROM v_hit"),
               "Discharge before noon|10|Discharge before noon\n");
    CHECK_TEXT(found_by(&s, ANNA, "nowhere", COUNT), "0\n");
    stop(&s);
}

static void test_a_room_is_found_into_by_its_members(void)
{
    struct searching s;
    start(&s);
    open_room(&s);
    say_thread(&s, s.room, 0x10, "Ours", "A quiet word");
    say_reply(&s, s.room, 0x20, 0x10, "Another quiet word");
    say_thread(&s, s.academy, 0x11, "Theirs too", "A quiet word for all of us");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "quiet", COUNT), "3\n");
    CHECK_TEXT(found_by(&s, BEN, "quiet", HITS), "thread|11\n");
    CHECK_TEXT(found_by(&s, 0, "quiet", HITS), "thread|11\n");
    struct br_error error = {.text = ""};
    CHECK(br_views_take(s.reader, &error) == BR_OK);
    br_views_see_all(s.reader);
    CHECK_UINT(br_views_set_search(s.reader, "quiet"), 1);
    CHECK_TEXT(rows_of(s.reader, COUNT), "3\n");
    br_views_release(s.reader);
    stop(&s);
}

/* A reply whose thread has not come, or is for others, leads nowhere. */
static void test_a_reply_without_its_thread_is_not_found(void)
{
    struct searching s;
    start(&s);
    say_reply(&s, s.theirs, 0x20, 0x10, "lonely");
    say_reply(&s, s.academy, 0x21, 0x10, "lonely");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "lonely", COUNT), "0\n");
    say_thread(&s, s.network, 0x10, "It comes", "later");
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "lonely"), "post|20\n");
    stop(&s);
}

static void test_an_edit_replaces_the_words(void)
{
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Beds", "first words");
    say_reply(&s, s.network, 0x20, 0x10, "second thoughts");
    fold_and_fill(&s);
    say_edit(&s, 0x20, 0x10, "\"text\": \"third opinion\"");
    say_edit(&s, 0x10, 0x10, "\"title\": \"Wards\"");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "thoughts", COUNT), "0\n");
    CHECK_TEXT(found(&s, "opinion"), "post|20\n");
    CHECK_TEXT(found_by(&s, ANNA, "beds", COUNT), "0\n");
    CHECK_TEXT(found(&s, "wards first"), "thread|10\n");
    story_say(&s.story, s.network, "member_profile", BEN, 0,
              "{\"member\": \"52525252525252525252525252525252\", \"name\": \"Benjamin\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "benjamin"), "person|52\n");
    story_say(&s.story, s.network, "member_profile", BEN, 0,
              "{\"member\": \"52525252525252525252525252525252\", \"name\": \"Benedikt\"}");
    story_say(&s.story, s.network, "academy_profile", 0, 0, "{\"name\": \"Northtown\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "benjamin", COUNT), "0\n");
    CHECK_TEXT(found(&s, "Benedikt"), "person|52\n");
    CHECK_TEXT(found(&s, "northtown"), "academy|a1\n");
    story_say(&s.story, s.network, "member_profile", BEN, 0, /* it says no more who that was */
              "{\"member\": \"52525252525252525252525252525252\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "benedikt", COUNT), "0\n");
    stop(&s);
}

/* --- pieces --- */

static void say_many(struct searching *s, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        say_thread(s, s->network, 0, "Many", "of them");
    }
}

/* A copy is found by the words of the version that holds, and no more when it is taken back. */
static void test_what_rooms_shared_is_found_until_it_is_taken_back(void)
{
    struct searching s;
    start(&s);
    story_say(&s.story, s.theirs, "room_shared", BEN, 0x31,
              "{\"copy_of\": \"30303030303030303030303030303030\", \"name\": \"Hip room\","
              " \"pathway\": \"Hip\", \"themes\": [\"waiting\"], \"roles\": [\"porter\"]}");
    story_say(&s.story, s.theirs, "pdsa_shared", BEN, 0x61,
              "{\"copy_of\": \"60606060606060606060606060606060\", \"title\": \"Therapist early\","
              " \"pathway\": \"Hip\", \"learned\": \"waiting fell\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "waiting"), "shared_pdsa|61\nshared_room|31\n");
    CHECK_TEXT(found(&s, "porter"), "");
    story_say(&s.story, s.theirs, "room_shared", BEN, 0x32,
              "{\"copy_of\": \"30303030303030303030303030303030\", \"name\": \"Hip room\","
              " \"pathway\": \"Hip\", \"themes\": [\"handover\"]}");
    story_say(&s.story, s.theirs, "shared_withdrawn", BEN, 0,
              "{\"copy_of\": \"60606060606060606060606060606060\", \"reason\": \"wrong\"}");
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "waiting"), "");
    CHECK_TEXT(found(&s, "early"), "");
    CHECK_TEXT(found(&s, "handover"), "shared_room|31\n");
    stop(&s);
}

static void test_the_newest_comes_first(void)
{
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Oldest", "all");
    say_many(&s, 2 * BR_SEARCH_PIECE_RECORDS_MAX);
    say_thread(&s, s.network, 0x11, "Newest", "all");
    fold(&s);
    bool more = false;
    CHECK(fill_once(&s, &more) == BR_OK && more);
    CHECK_TEXT(found(&s, "all"), "thread|11\n");
    say_thread(&s, s.network, 0x12, "Newer", "all"); /* what comes meanwhile does not wait */
    fold(&s);
    CHECK(fill_once(&s, &more) == BR_OK && more);
    CHECK_TEXT(found(&s, "all"), "thread|12\nthread|11\n");
    fill(&s);
    CHECK_TEXT(found(&s, "all"), "thread|12\nthread|11\nthread|10\n");
    CHECK_TEXT(found_by(&s, ANNA, "many", COUNT), "1024\n");
    CHECK(fill_once(&s, &more) == BR_OK && !more);
    stop(&s);
}

static void test_a_piece_keeps_to_its_size(void)
{
    for (int over = -1; over <= 1; over++) {
        struct searching s;
        bool more = false;
        start(&s);
        say_many(&s, (unsigned)((int)BR_SEARCH_PIECE_RECORDS_MAX + over));
        fold(&s);
        CHECK(fill_once(&s, &more) == BR_OK);
        CHECK(more == (over > 0));
        fill(&s);
        say_many(&s, (unsigned)((int)BR_SEARCH_PIECE_RECORDS_MAX + over)); /* upwards as well */
        fold(&s);
        CHECK(fill_once(&s, &more) == BR_OK);
        CHECK(more == (over > 0));
        fill(&s);
        char expected[32];
        (void)snprintf(expected, sizeof expected, "%d\n",
                       2 * ((int)BR_SEARCH_PIECE_RECORDS_MAX + over));
        CHECK_TEXT(found_by(&s, ANNA, "many", COUNT), expected);
        stop(&s);
    }
}

static void test_it_goes_on_where_it_was(void)
{
    struct searching s;
    bool more = false;
    start(&s);
    say_many(&s, BR_SEARCH_PIECE_RECORDS_MAX + 5);
    say_thread(&s, s.theirs, 0x11, "Theirs", "many");
    fold(&s);
    CHECK(fill_once(&s, &more) == BR_OK && more);
    close_all(&s);
    open_all(&s);
    fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "many", COUNT), "518\n");
    stop(&s);
}

/* --- what people type --- */

static void test_whatever_is_typed_is_words(void)
{
    static const char *const typed[] = {
        "",
        " ",
        "\"",
        "\"\"",
        "'",
        "*",
        "^",
        "-",
        "+",
        ":",
        "(",
        ")",
        "((((((((((",
        "AND",
        "OR",
        "NOT",
        "AND AND",
        "NEAR(a b)",
        "NEAR",
        "title:beds",
        "body : beds",
        "{title body}: beds",
        "beds*",
        "beds *",
        "\"beds",
        "beds\"",
        "beds' OR 1=1 --",
        "; DROP TABLE words",
        "beds AND",
        "- beds",
        "^beds",
        "be\\ds",
        "don't",
        "5Vs",
        "%",
        "_",
        "?1",
        ":first",
        "\xff\xfe",
        "\xc3",
        "\xf0\x9f\x98\x80",
        "\xe2\x80\x8b",
        "\x01\x02",
        "caf\xc3\xa9",
        "\xce\xa3\xce\x8a\xce\xa3\xce\xa5\xce\xa6\xce\x9f\xce\xa3",
        "\xe4\xb8\xad\xe6\x96\x87",
        "\xcc\x81",
        "e\xcc\x81",
    };
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Beds", "don't run a caf\xc3\xa9 on 5Vs AND not near it");
    fold_and_fill(&s);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        const char *count = found_by(&s, ANNA, typed[i], COUNT);
        if (!CHECK(strcmp(count, "0\n") == 0 || strcmp(count, "1\n") == 0)) {
            (void)printf("  %s: %s\n", typed[i], count);
        }
    }
    CHECK_TEXT(found_by(&s, ANNA, "(((", COUNT), "0\n");
    CHECK_TEXT(found(&s, "BEDS"), "thread|10\n");
    CHECK_TEXT(found(&s, "\"beds\" AND (not:don't)"), "thread|10\n");
    CHECK_TEXT(found(&s, "cafe"), "thread|10\n");
    CHECK_TEXT(found(&s, "CAF\xc3\x89"), "thread|10\n");
    CHECK_TEXT(found(&s, "5vs"), "thread|10\n");
    struct br_rng rng = br_rng_seeded(7);
    for (int i = 0; i < 3000; i++) {
        char text[24];
        size_t size = (size_t)br_rng_below(&rng, sizeof text);
        for (size_t k = 0; k < size; k++) {
            static const char odd[] = "\"'*^-+:(){}[]<>;,.%?@#&|~ \t\nabABedsS\xc3\xa9\xcc\x81\xff";
            text[k] = odd[br_rng_below(&rng, sizeof odd - 1)];
            if (br_rng_below(&rng, 4) == 0) {
                text[k] = (char)(1 + br_rng_below(&rng, 255));
            }
        }
        text[size] = '\0';
        const char *count = found_by(&s, ANNA, text, COUNT);
        if (!CHECK(strcmp(count, "0\n") == 0 || strcmp(count, "1\n") == 0)) {
            (void)printf("  %d: %s\n", i, count);
        }
    }
    stop(&s);
}

/* How many words [size] letters and blanks give. */
static size_t words_of(struct searching *s, const char *text)
{
    struct br_error error = {.text = ""};
    CHECK(br_views_take(s->reader, &error) == BR_OK);
    size_t count = br_views_set_search(s->reader, text);
    br_views_release(s->reader);
    return count;
}

static void test_what_is_typed_keeps_to_its_limits(void)
{
    struct searching s;
    static char text[BR_SEARCH_TEXT_MAX + 16];
    start(&s);
    say_thread(&s, s.network, 0x10, "a b c d e f g h i j k l", "wards");
    fold_and_fill(&s);
    for (int over = -1; over <= 1; over++) {
        size_t at = 0;
        for (int i = 0; i < (int)BR_SEARCH_WORDS_MAX + over; i++) {
            text[at++] = (char)('a' + i);
            text[at++] = ' ';
        }
        text[at] = '\0';
        CHECK_UINT(words_of(&s, text), over < 0 ? BR_SEARCH_WORDS_MAX - 1 : BR_SEARCH_WORDS_MAX);
        CHECK_TEXT(found(&s, text), "thread|10\n"); /* the 13th would not be in it */
    }
    for (int over = -1; over <= 1; over++) { /* where the text ends, another word would begin */
        size_t size = (size_t)((int)BR_SEARCH_TEXT_MAX + over);
        memset(text, ' ', sizeof text);
        text[size - 1] = 'b';
        text[size] = '\0';
        CHECK_UINT(words_of(&s, text), over > 0 ? 0 : 1);
        memcpy(text + BR_SEARCH_TEXT_MAX - 1, "\xc3\xa9", 3); /* a letter that is cut in two */
        CHECK_UINT(words_of(&s, text), over < 0 ? 1 : 0);
    }
    for (int over = -1; over <= 1; over++) {
        (void)snprintf(text, sizeof text, "%.*s", (int)BR_SEARCH_PREFIX_MIN + over, "wards");
        CHECK_TEXT(found_by(&s, ANNA, text, COUNT), over < 0 ? "0\n" : "1\n");
    }
    memset(text, 'w', sizeof text - 1);
    CHECK_UINT(words_of(&s, text), 1);
    stop(&s);
}

/* --- titles that say something close --- */

/* What [member] is told of titles like [title]: id, words in common, of how many; newest first. */
static const char *close_to(struct searching *s, unsigned member, const char *title)
{
    struct br_id id = id_of(member);
    struct br_error error = {.text = ""};
    CHECK(br_views_take(s->reader, &error) == BR_OK);
    br_views_set_viewer(s->reader, &id);
    (void)br_views_set_close(s->reader, title);
    const char *rows =
        rows_of(s->reader, "SELECT id, common, words FROM v_close ORDER BY place DESC");
    br_views_release(s->reader);
    return rows;
}

static void test_titles_that_say_something_close(void)
{
    struct searching s;
    start(&s);
    open_room(&s);
    say_thread(&s, s.network, 0x10, "Can a participant chair in week one?", "coaches leave");
    say_thread(&s, s.theirs, 0x11, "August: we missed the hour twice", "x");
    say_thread(&s, s.network, 0x12, "Who does what?", "chairs hour coaches leave");
    say_thread(&s, s.network, 0x13, "Coaching without a GP", "x");
    say_thread(&s, s.room, 0x14, "Our chair is on leave", "x");
    say_thread(&s, s.network, 0x15, "The chair of the hour", "regretted");
    story_say(&s.story, s.network, "post_withdrawn", ANNA, 0,
              "{\"thread\": \"15151515151515151515151515151515\"}");
    fold_and_fill(&s);
    static const char *const asked = "Who chairs the hour when both coaches are on leave?";
    CHECK_TEXT(close_to(&s, ANNA, asked), "14|2|4\n13|1|4\n11|1|4\n10|1|4\n");
    CHECK_TEXT(close_to(&s, 0x77, asked), "13|1|4\n11|1|4\n10|1|4\n"); /* not in the room */
    CHECK_TEXT(close_to(&s, 0x77, "GP"), "13|1|1\n");
    CHECK_TEXT(close_to(&s, 0x77, "gp gp GP's \"gp\""), "13|1|1\n");
    CHECK_TEXT(close_to(&s, 0x77, "G"), "");
    CHECK_TEXT(close_to(&s, 0x77, "Who does what, and why?"), ""); /* nothing is said */
    CHECK_TEXT(close_to(&s, 0x77, ""), "");
    CHECK_TEXT(close_to(&s, 0x77, "{title} : NEAR(\"*"), "");
    CHECK_TEXT(close_to(&s, 0x77, "M\xc3\x8fSSED hours"), "11|2|2\n");
    CHECK_TEXT(found(&s, "coaches"), "thread|12\nthread|10\n"); /* not what is searched for */
    stop(&s);
}

static void test_a_title_keeps_to_its_limits(void)
{
    static char title[BR_SEARCH_TEXT_MAX + 100];
    struct searching s;
    struct br_error error = {.text = ""};
    start(&s);
    say_thread(&s, s.network, 0x10, "bb cc dd ee ff gg hh jj kk ll mm nn pp qq", "x");
    fold_and_fill(&s);
    for (int over = -1; over <= 1; over++) {
        char wanted[40];
        size_t count = (size_t)((int)BR_SEARCH_WORDS_MAX + over);
        size_t kept = over > 0 ? BR_SEARCH_WORDS_MAX : count;
        (void)snprintf(title, sizeof title, "%.*s", (int)count * 3,
                       "bb cc dd ee ff gg hh jj kk ll mm nn pp qq ");
        (void)snprintf(wanted, sizeof wanted, "10|%zu|%zu\n", kept, kept);
        CHECK_TEXT(close_to(&s, ANNA, title), wanted);
    }
    CHECK(br_views_take(s.reader, &error) == BR_OK);
    for (int over = -1; over <= 1; over++) { /* a word that is longer says nothing */
        memset(title, 'w', sizeof title);
        title[40 + over] = '\0';
        CHECK_UINT(br_views_set_close(s.reader, title), over > 0 ? 0 : 1);
    }
    memset(title, 'w', sizeof title);
    title[sizeof title - 1] = '\0';
    CHECK_UINT(br_views_set_close(s.reader, title), 0);
    br_views_release(s.reader);
    stop(&s);
}

/* --- the file --- */

static void test_pages_find_through_the_view_alone(void)
{
    static const char *const refused[] = {
        "SELECT body FROM search.document",     "SELECT * FROM document",
        "SELECT count(*) FROM search.document", "SELECT * FROM search.words",
        "SELECT block FROM search.words_data",  "SELECT rowid FROM words WHERE words MATCH 'beds'"};
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Beds", "x");
    fold_and_fill(&s);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const char *text = found_by(&s, ANNA, "beds", refused[i]);
        if (!CHECK(strstr(text, "a page may not use") != NULL)) {
            (void)printf("  %s: %s\n", refused[i], text);
        }
    }
    CHECK_TEXT(found(&s, "beds"), "thread|10\n");
    stop(&s);
}

static void test_views_without_a_search(void)
{
    struct br_domain *domain = real_domain();
    struct br_views *views = open_views(path_of("alone.db"), domain, OURS);
    CHECK_UINT(br_views_set_search(views, "beds"), 1);
    CHECK_TEXT(rows_of(views, COUNT), "0\n");
    br_views_close(views);
    br_domain_free(domain);
}

/* What the views were begun again for may not be found any more, in the file neither. */
static bool files_hold(const char *path, const char *text)
{
    static const char *const endings[] = {"", "-wal"};
    static char data[1 << 22];
    bool holds = false;
    for (size_t i = 0; i < 2; i++) {
        char name[600];
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        FILE *file = fopen(name, "rb");
        size_t size = file == NULL ? 0 : fread(data, 1, sizeof data, file);
        holds = holds || memmem(data, size, text, strlen(text)) != NULL;
        if (file != NULL) {
            (void)fclose(file);
        }
    }
    return holds;
}

static void test_views_that_are_begun_again(void)
{
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Beds", "unforgettable");
    fold_and_fill(&s);
    CHECK(files_hold(s.path, "unforgettable"));
    CHECK(br_views_reset(s.views) == BR_OK);
    bool more = true;
    CHECK(fill_once(&s, &more) == BR_OK && !more);
    CHECK(!files_hold(s.path, "unforgettable") && !files_hold(s.path, "eds"));
    CHECK_TEXT(found_by(&s, ANNA, "beds", COUNT), "0\n");
    memset(s.done, 0, sizeof s.done);
    fold_and_fill(&s);
    CHECK_TEXT(found(&s, "beds"), "thread|10\n");
    stop(&s);
}

static const char withdrawing[] =
    "--: schema\n"
    "CREATE TABLE said(position INTEGER PRIMARY KEY, id BLOB, title TEXT, gone INTEGER) STRICT;\n"
    "--: fold thread_started\n"
    "INSERT INTO said SELECT h_position, h_id, title, 0 FROM new_thread_started;\n"
    "--: fold question_resolved\n"
    "UPDATE said SET gone = 1 WHERE id IN (SELECT thread FROM new_question_resolved);\n"
    "INSERT INTO said SELECT h_position, thread, NULL, 2 FROM new_question_resolved;\n"
    "--: search said\n"
    "SELECT s.position, s.id, :origin, s.id, 5, CASE WHEN NOT s.gone THEN s.title END, NULL\n"
    "FROM said n JOIN said s ON s.id = n.id AND s.gone < 2\n"
    "WHERE n.position BETWEEN :first AND :last;\n"
    "--: view hit\n"
    "CREATE TEMP VIEW v_hit(place, id) AS SELECT w.rowid, d.subject FROM search.words w\n"
    "CROSS JOIN search.document d ON d.id = w.rowid WHERE w.words MATCH search_words();\n";

static struct br_domain *domain_of(const char *text)
{
    struct br_file file = {.name = "area.sql", .data = text, .size = strlen(text)};
    struct br_domain *domain = NULL;
    struct br_error error = {.text = ""};
    if (br_domain_new(&file, 1, &domain, &error) != BR_OK) {
        (void)printf("%s\n", error.text);
        abort();
    }
    return domain;
}

static void test_what_is_withdrawn_is_gone_from_the_file(void)
{
    struct searching s;
    start_with(&s, domain_of(withdrawing));
    for (unsigned i = 0; i < 200; i++) {
        say_thread(&s, s.network, 0, "Others", "x");
    }
    say_thread(&s, s.network, 0x10, "unforgettable", "x");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "unforgettable", COUNT), "1\n");
    story_say(&s.story, s.network, "question_resolved", ANNA, 0,
              "{\"thread\": \"10101010101010101010101010101010\", \"resolved\": true}");
    fold_and_fill(&s);
    CHECK_TEXT(found_by(&s, ANNA, "unforgettable", COUNT), "0\n");
    CHECK_TEXT(found_by(&s, ANNA, "others", COUNT), "200\n");
    CHECK(!files_hold(s.path, "unforgettable"));
    CHECK(!files_hold(s.path, "nforgettable")); /* a term may share its first letters */
    stop(&s);
}

static void test_a_block_that_is_wrong(void)
{
    static const char *const wrong[] = {
        "--: search said\nSELECT 1, 2, 3;\n",
        "--: search said\nSELECT 1, 2, 3, 4, 5, 6, missing FROM folded;\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct searching s;
        bool more = true;
        start_with(&s, domain_of(wrong[i]));
        say_thread(&s, s.network, 0x10, "Beds", "x");
        fold(&s);
        CHECK(fill_once(&s, &more) != BR_OK && !more);
        stop(&s);
    }
}

static void test_a_damaged_file_is_begun_again(void)
{
    struct searching s;
    start(&s);
    say_thread(&s, s.network, 0x10, "Beds", "x");
    fold_and_fill(&s);
    close_all(&s);
    FILE *file = fopen(s.path, "w");
    BR_ASSERT(file != NULL && fputs("This is no database, and long enough for one.", file) > 0);
    BR_ASSERT(fclose(file) == 0);
    open_all(&s);
    CHECK_TEXT(found_by(&s, ANNA, "beds", COUNT), "0\n");
    fill(&s);
    CHECK_TEXT(found(&s, "beds"), "thread|10\n");
    static const char *const changes[] = {
        "PRAGMA user_version = 99",
        "CREATE VIEW more AS SELECT 1",
        "DROP TABLE words; CREATE TABLE words(a)",
        "DROP TABLE words; CREATE VIRTUAL TABLE words USING fts5(a)",
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        close_all(&s);
        sqlite3 *db = NULL;
        BR_ASSERT(sqlite3_open(s.path, &db) == SQLITE_OK);
        BR_ASSERT(sqlite3_exec(db, changes[i], NULL, NULL, NULL) == SQLITE_OK);
        BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
        open_all(&s);
        CHECK_TEXT(found_by(&s, ANNA, "beds", COUNT), "0\n");
        fill(&s);
        CHECK_TEXT(found(&s, "beds"), "thread|10\n");
    }
    struct br_search *search = NULL;
    struct br_error error = {.text = ""};
    CHECK(br_search_open("/nowhere/search.db", &search, &error) == BR_ERR_READ_ONLY);
    CHECK(search == NULL && strstr(error.text, "/nowhere/search.db") != NULL);
    br_search_close(NULL);
    stop(&s);
}

static void test_without_a_look_nothing_is_filled(void)
{
    struct searching s;
    bool more = true;
    start(&s);
    br_views_forget(s.reader);
    CHECK(br_search_fill(s.search, s.reader, &more) == BR_ERR_CLOSED && !more);
    CHECK_UINT(br_views_set_search(s.reader, "beds"), 0);
    stop(&s);
}

static enum br_status search_poorly(void *context)
{
    struct searching *s = context;
    struct br_search *search = NULL;
    struct br_views *reader = NULL;
    struct br_error error = {.text = ""};
    struct br_views_options options = options_of(s);
    bool more = true;
    enum br_status status = br_search_open(s->path, &search, &error);
    CHECK((status == BR_OK) == (search != NULL));
    if (status == BR_OK) {
        status = br_views_open_reader(&options, &reader, &error);
    }
    if (status == BR_OK) {
        status = br_views_take(reader, &error);
    }
    while (status == BR_OK && more) {
        status = br_search_fill(search, reader, &more);
    }
    if (status == BR_OK) {
        (void)br_views_set_search(reader, "beds");
        struct br_buffer out;
        br_buffer_init(&out, 1000);
        status = br_views_query(reader, COUNT, NULL, 0, print_cells, &out, &error);
        br_buffer_free(&out);
    }
    if (reader != NULL) {
        br_views_release(reader);
    }
    br_views_close(reader);
    br_search_close(search);
    return status;
}

static void test_what_is_refused_is_found_later(void)
{
    struct searching s;
    start(&s);
    say_many(&s, 3);
    say_thread(&s, s.network, 0x10, "Beds", "x");
    say_edit(&s, 0x10, 0x10, "\"title\": \"Beds again\"");
    fold(&s);
    refused_everywhere(search_poorly, &s);
    CHECK_TEXT(found(&s, "beds again"), "thread|10\n");
    CHECK_TEXT(found_by(&s, ANNA, "many", COUNT), "3\n");
    stop(&s);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_things_are_found_by_their_words),
        BR_TEST(test_a_room_is_found_into_by_its_members),
        BR_TEST(test_titles_that_say_something_close),
        BR_TEST(test_a_title_keeps_to_its_limits),
        BR_TEST(test_a_reply_without_its_thread_is_not_found),
        BR_TEST(test_an_edit_replaces_the_words),
        BR_TEST(test_what_rooms_shared_is_found_until_it_is_taken_back),
        BR_TEST(test_the_newest_comes_first),
        BR_TEST(test_a_piece_keeps_to_its_size),
        BR_TEST(test_it_goes_on_where_it_was),
        BR_TEST(test_whatever_is_typed_is_words),
        BR_TEST(test_what_is_typed_keeps_to_its_limits),
        BR_TEST(test_pages_find_through_the_view_alone),
        BR_TEST(test_views_without_a_search),
        BR_TEST(test_views_that_are_begun_again),
        BR_TEST(test_what_is_withdrawn_is_gone_from_the_file),
        BR_TEST(test_a_block_that_is_wrong),
        BR_TEST(test_a_damaged_file_is_begun_again),
        BR_TEST(test_without_a_look_nothing_is_filled),
        BR_TEST(test_what_is_refused_is_found_later),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
