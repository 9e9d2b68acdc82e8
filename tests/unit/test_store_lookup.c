/* What forms are filled with: the domain's lookups, also when two academies use one id. */
#include "store_fixture.h"

#include "store/domain_blocks.h"

enum { OURS = 0xa1, THEIRS = 0xa2, ANNA = 0x51, BEN = 0x52, CARA = 0x53 };

static struct br_domain *domain;
static struct br_views *views;

#define IN "\"thread\": \"10101010101010101010101010101010\""

/* Two threads with the id 10, ours and theirs, and a reply to them of either. */
static void start(void)
{
    struct story story = {.ms = 1700000000000};
    struct story_stream *network = story_stream(&story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *theirs = story_stream(&story, THEIRS, BR_AUDIENCE_NETWORK, 0);
    domain = real_domain();
    story_say(&story, theirs, "academy_profile", 0, 0, "{\"name\": \"Leeds\"}");
    story_say(&story, network, "academy_profile", 0, 0, "{\"name\": \"Bath\"}");
    story_say(&story, theirs, "thread_started", ANNA, 0x10, "{\"title\": \"Theirs\"}");
    story_say(&story, network, "thread_started", ANNA, 0x10, "{\"title\": \"Ours\"}");
    story_say(&story, theirs, "post_written", CARA, 0x20, "{" IN ", \"text\": \"x\"}");
    story_say(&story, network, "post_written", ANNA, 0x21, "{" IN ", \"text\": \"y\"}");
    story_say(&story, network, "tried_here", BEN, 0x31, "{" IN ", \"outcome\": \"not\"}");
    story_say(&story, theirs, "tried_here", CARA, 0x32, "{" IN ", \"outcome\": \"not\"}");
    views = open_views(path_of("lookup.db"), domain, OURS);
    CHECK(story_fold(&story, views, 1, 10, 2) == BR_OK);
    story_free(&story);
}

static void stop(void)
{
    CHECK(br_views_reset(views) == BR_OK);
    br_views_close(views);
    br_domain_free(domain);
}

/* Whose thread 10 is meant: 0, nobody says. [post] 0: its first text. */
static const char *found(const char *name, unsigned viewer, unsigned academy, unsigned post)
{
    static struct br_buffer texts[4];
    static unsigned next;
    struct br_buffer *out = &texts[next++ % 4];
    struct br_error error = {.text = ""};
    struct br_id who = id_of(viewer);
    struct br_id ids[] = {id_of(0x10), id_of(post)};
    struct br_hash of = academy_of(academy);
    struct br_parameter parameters[] = {
        {"id", {.type = BR_CELL_BYTES, .bytes = {ids[0].bytes, sizeof ids[0].bytes}}},
        {"academy",
         {.type = academy == 0 ? BR_CELL_NULL : BR_CELL_BYTES,
          .bytes = {of.bytes, sizeof of.bytes}}},
        {"post",
         {.type = post == 0 ? BR_CELL_NULL : BR_CELL_BYTES,
          .bytes = {ids[1].bytes, sizeof ids[1].bytes}}},
    };
    br_buffer_free(out);
    br_buffer_init(out, 1u << 16);
    br_views_set_viewer(views, &who);
    if (br_views_lookup(views, name, parameters, 3, print_cells, out, &error) != BR_OK) {
        br_buffer_put_text(out, error.text);
    }
    return br_buffer_text(out);
}

static void test_whose_thread_is_meant(void)
{
    start();
    CHECK_TEXT(found("thread", BEN, 0, 0), "10|a1|1|-\n");
    CHECK_TEXT(found("thread", BEN, THEIRS, 0), "10|a2|1|-\n");
    CHECK_TEXT(found("thread", BEN, 0xa3, 0), "");
    CHECK_TEXT(found("hide", BEN, 0, 0), "10|a1|3\n");
    CHECK_TEXT(found("hide", BEN, THEIRS, 0), "10|a2|3\n");
    CHECK_TEXT(found("hide", BEN, 0xa3, 0), "");
    CHECK_TEXT(found("ask_back", BEN, 0, 0), "10|1|a1\n");
    CHECK_TEXT(found("ask_back", BEN, THEIRS, 0), "10|1|a2\n");
    CHECK_TEXT(found("ask_back", BEN, THEIRS, 0x20), "10|1|a2\n");
    CHECK_TEXT(found("ask_back", BEN, THEIRS, 0x21), "10|1|a1\n");
    CHECK_TEXT(found("ask_back", BEN, OURS, 0x32), "10|1|a2\n");
    CHECK_TEXT(found("ask_back", BEN, 0xa3, 0x20), "");
    stop();
}

/* One's own text is one's own at our academy: an author of theirs may have the same id. */
static void test_whose_text_is_withdrawn(void)
{
    start();
    CHECK_TEXT(found("withdraw", ANNA, 0, 0), "10|1|-|-\n");
    CHECK_TEXT(found("withdraw", ANNA, 0, 0x21), "10|1|-|-\n");
    CHECK_TEXT(found("withdraw", BEN, 0, 0x31), "10|1|-|-\n");
    CHECK_TEXT(found("withdraw", BEN, 0, 0), "10|1|-|post_withdrawn_by_academy\n");
    CHECK_TEXT(found("withdraw", CARA, 0, 0x20), "10|1|-|post_withdrawn_by_academy\n");
    CHECK_TEXT(found("withdraw", CARA, 0, 0x32), "10|1|-|post_withdrawn_by_academy\n");
    CHECK_TEXT(found("withdraw", ANNA, 0xa3, 0x21), "");
    stop();
}

static void test_an_edit_names_our_versions_once(void)
{
    start();
    CHECK_TEXT(found("edit", ANNA, 0, 0x10), "10|a1|10|10|1|-\n");
    CHECK_TEXT(found("edit", ANNA, THEIRS, 0x10), "");
    CHECK_TEXT(found("edit", ANNA, 0, 0x21), "10|a1|21|21|1|-\n");
    CHECK_TEXT(found("edit", ANNA, THEIRS, 0x21), "10|a2|21|21|1|-\n");
    CHECK_TEXT(found("edit", BEN, 0, 0x21), "");
    CHECK_TEXT(found("edit", CARA, 0, 0x20), "");
    CHECK_TEXT(found("edit_begins", ANNA, 0, 0x10), "Ours|-\n");
    CHECK_TEXT(found("edit_begins", CARA, 0, 0x20), "");
    stop();
}

/* They are queries of pages: what those may not, they may not either. */
static void test_every_lookup_can_be_asked(void)
{
    size_t count = 0;
    size_t asked = 0;
    struct br_error error = {.text = ""};
    start();
    const struct br_block *blocks = br_domain_blocks(domain, &count);
    for (size_t i = 0; i < count; i++) {
        struct br_buffer out;
        if (blocks[i].type != BR_BLOCK_LOOKUP) {
            continue;
        }
        br_buffer_init(&out, 1u << 16);
        asked++;
        if (!CHECK(br_views_lookup(views, blocks[i].name, NULL, 0, print_cells, &out, &error) ==
                   BR_OK)) {
            (void)printf("  %s: %s\n", blocks[i].where, error.text);
        }
        br_buffer_free(&out);
    }
    CHECK(asked >= 9);
    CHECK(br_views_lookup(views, "none", NULL, 0, NULL, NULL, &error) == BR_ERR_NOT_FOUND);
    CHECK_TEXT(error.text, "there is no lookup none");
    stop();
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_whose_thread_is_meant),
        BR_TEST(test_whose_text_is_withdrawn),
        BR_TEST(test_an_edit_names_our_versions_once),
        BR_TEST(test_every_lookup_can_be_asked),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
