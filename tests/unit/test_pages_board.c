/*
 * A report to the board and its pattern as pages over real views. What the terminal shows of each
 * is a file in tests/golden/pages/board; BR_GOLDEN_WRITE=1 writes it anew.
 */
#include "store_fixture.h"

#include "base/limits.h"
#include "diagram/functions.h"
#include "pages/make.h"
#include "pages/page.h"

enum { OURS = 0xa1, BATH = 0xb2, NGOZI = 0x11, RUTH = 0x12, OUTSIDER = 0x13, ROOM = 0x61 };
enum { BETTER = 0x71, SAME = 0x72, ROADBLOCK = 0x73, REPORT = 0x74, PATTERN = 0x75, THEIRS = 0x76 };

#define START_MS UINT64_C(1795681800000) /* Thursday 26 November 2026, 08:30 */
#define FOLDER BR_TESTS_FOLDER "/golden/pages/board/"

struct world {
    struct story story;
    struct br_domain *domain;
    struct br_views *views;
    struct br_pages *pages;
};

/* Say it with the id of one repeated byte for $xx. */
static void say(struct world *world, struct story_stream *stream, const char *kind, unsigned author,
                unsigned id, const char *form)
{
    struct br_buffer json;
    br_buffer_init(&json, 16384);
    for (const char *at = form; *at != '\0'; at++) {
        if (*at == '$') {
            char byte[3] = {at[1], at[2], '\0'};
            br_buffer_put_format(&json, "\"%s\"", hex_of((unsigned)strtoul(byte, NULL, 16)));
            at += 2;
        } else {
            br_buffer_put(&json, at, 1);
        }
    }
    story_say(&world->story, stream, kind, author, id, br_buffer_text(&json));
    br_buffer_free(&json);
}

/* Fourteen months of points; [better]: the last eight are higher. */
static void say_points(struct world *world, struct story_stream *room, unsigned measure,
                       bool better)
{
    struct br_buffer json;
    br_buffer_init(&json, 16384);
    br_buffer_put_format(&json, "{\"measure\": \"%s\", \"points\": [", hex_of(measure));
    for (unsigned i = 0; i < 30; i++) {
        br_buffer_put_format(&json, "%s{\"date\": \"%u-%02u-%02u\", \"value\": %u}",
                             i == 0 ? "" : ", ", 2025 + (i + 12) / 24, (i / 2 + 6) % 12 + 1,
                             i % 2 == 0 ? 1 : 15, (better && i > 21 ? 35 : 22) + i * 3 % 5);
    }
    br_buffer_put_text(&json, "]}");
    story_say(&world->story, room, "points_recorded", NGOZI, 0, br_buffer_text(&json));
    br_buffer_free(&json);
}

static void tell(struct world *world)
{
    struct story_stream *network = story_stream(&world->story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(&world->story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(&world->story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *bath = story_stream(&world->story, BATH, BR_AUDIENCE_NETWORK, 0);
    say(world, network, "academy_profile", 0, 0, "{\"name\": \"Larkfield\"}");
    say(world, bath, "academy_profile", 0, 0, "{\"name\": \"Bath\"}");
    say(world, academy, "member_profile", NGOZI, 0, "{\"member\": $11, \"name\": \"Ngozi A\"}");
    say(world, academy, "member_profile", RUTH, 0, "{\"member\": $12, \"name\": \"Ruth B\"}");
    say(world, academy, "role_given", 0, 0,
        "{\"member\": $11, \"role\": \"lead\", \"given\": true}");
    say(world, academy, "role_given", 0, 0,
        "{\"member\": $12, \"role\": \"sponsor\", \"given\": true}");
    say(world, academy, "role_given", 0, 0,
        "{\"member\": $13, \"role\": \"faculty\", \"given\": true}");
    say(world, academy, "room_opened", NGOZI, ROOM,
        "{\"name\": \"Frailty\", \"pathway\": \"Older people\"}");
    say(world, room, "measure_defined", NGOZI, BETTER,
        "{\"room\": $61, \"title\": \"Home on the day\", \"unit\": \"%\", \"direction\":"
        " \"increase\", \"target\": 38}");
    say(world, room, "measure_defined", NGOZI, SAME,
        "{\"room\": $61, \"title\": \"Readmitted\", \"unit\": \"%\", \"direction\": \"decrease\"}");
    say_points(world, room, BETTER, true);
    say_points(world, room, SAME, false);
    say(world, academy, "roadblock_asked", NGOZI, ROADBLOCK,
        "{\"room\": $61, \"title\": \"Bed meeting\", \"sponsor\": $12, \"committee\":"
        " \"Flow committee\"}");
    say(world, room, "meeting_planned", NGOZI, 0x77, "{\"date\": \"2026-11-05\"}");
    say(world, room, "decision_made", NGOZI, 0,
        "{\"meeting\": $77, \"text\": \"Ask for two beds\", \"needs_there\": true,"
        " \"committee\": \"flow committee\"}");
    say(world, bath, "board_pattern_set", NGOZI, PATTERN,
        "{\"title\": \"One page\", \"about\": \"For a board that has twenty of them.\", \"parts\":"
        " [{\"block\": \"measures_block\"}, {\"block\": \"story_block\", \"heading\": \"A voice\","
        " \"words\": \"Ask the ward host.\"}, {\"block\": \"ask_block\"}]}");
    say(world, network, "board_pattern_set", NGOZI, THEIRS,
        "{\"title\": \"Our page\", \"parts\": [{\"block\": \"ask_block\"}], \"from_pattern\": $75,"
        " \"from_academy\":"
        " \"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\"}");
    say(world, academy, "board_report_written", NGOZI, REPORT,
        "{\"month\": \"2026-11\", \"headline\": \"More people go home\", \"lead\": \"One of two.\","
        " \"measures\": [{\"measure\": $71, \"sentence\": \"The list is made at night.\"},"
        " {\"measure\": $72}], \"story\": \"It was the stairs.\", \"story_consent\": true,"
        " \"story_from\": \"Gathered by a ward host.\", \"learned\": \"Lists, not rounds.\","
        " \"roadblock\": $73, \"ask\": \"Move the bed meeting\", \"ask_text\": \"To 09:45.\","
        " \"sponsor\": $12}");
}

static void begin(struct world *world, const char *file, unsigned viewer)
{
    size_t count = 0;
    const struct br_file *files = br_page_files(&count);
    struct br_error error = {.text = ""};
    struct br_id id = id_of(viewer);
    *world = (struct world){.story = {.ms = START_MS}};
    world->domain = real_domain();
    br_domain_add_functions(world->domain, br_drawing_functions);
    world->views = open_views(path_of(file), world->domain, OURS);
    BR_ASSERT(br_pages_new(files, count, &world->pages, &error) == BR_OK);
    tell(world);
    CHECK(story_fold(&world->story, world->views, 1, 10, 2) == BR_OK);
    if (viewer == 0) {
        br_views_see_all(world->views);
    } else {
        br_views_set_viewer(world->views, &id);
    }
}

static void end(struct world *world)
{
    br_pages_free(world->pages);
    br_views_close(world->views);
    br_domain_free(world->domain);
    story_free(&world->story);
}

static struct br_page_tree *filled(struct world *world, const char *page, unsigned id,
                                   const char *name)
{
    struct br_id about = id_of(id);
    struct br_parameter parameter = {
        .name = name, .value = {.type = BR_CELL_BYTES, .bytes = {about.bytes, sizeof about}}};
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    if (!CHECK(br_page_fill(world->pages, page, world->views, &parameter, 1, START_MS + 30000,
                            &tree, &error) == BR_OK)) {
        (void)printf("  %s: %s\n", page, error.text);
    }
    return tree;
}

static void check_text(struct world *world, const char *page, unsigned id, const char *name)
{
    static char kept[1 << 16];
    char path[600];
    struct br_page_tree *tree = filled(world, page, id, "id");
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    BR_ASSERT(tree != NULL);
    CHECK(br_page_text(tree, &out) == BR_OK);
    (void)snprintf(path, sizeof path, FOLDER "%s.txt", name);
    if (getenv("BR_GOLDEN_WRITE") != NULL) {
        FILE *file = fopen(path, "wb");
        BR_ASSERT(file != NULL);
        CHECK(fputs(br_buffer_text(&out), file) >= 0 && fclose(file) == 0);
    }
    FILE *file = fopen(path, "rb");
    BR_ASSERT(file != NULL);
    kept[fread(kept, 1, sizeof kept - 1, file)] = '\0';
    (void)fclose(file);
    CHECK_TEXT(br_buffer_text(&out), kept);
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

/* Every one of [parts] up to the first NULL stands in the page, and none of those behind it, which
 * end with another. */
static void check_html(struct world *world, const char *page, unsigned id, const char *name,
                       const char *const *parts)
{
    struct br_page_tree *tree = filled(world, page, id, name);
    struct br_node around = br_make_object();
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    BR_ASSERT(tree != NULL);
    CHECK(br_page_html(tree, &around, &out) == BR_OK);
    for (bool there = true; there || *parts != NULL; parts++) {
        if (*parts == NULL) {
            there = false;
        } else if (!CHECK((strstr(br_buffer_text(&out), *parts) != NULL) == there)) {
            (void)printf("  %s: %s\n", page, *parts);
        }
        if (!there && parts[1] == NULL) {
            break;
        }
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

#define HTML(world, page, id, name, ...) \
    check_html((world), (page), (id), (name), (const char *const[]){__VA_ARGS__, NULL})

static void test_a_report_as_its_room_reads_it(void)
{
    struct world world;
    begin(&world, "report.db", NGOZI);
    check_text(&world, "board/list", REPORT, "list");
    check_text(&world, "board/show", REPORT, "show");
    check_text(&world, "pattern/list", REPORT, "patterns");
    check_text(&world, "pattern/show", PATTERN, "pattern");
    HTML(&world, "board/show", REPORT, "id", "href=\"/measure/71717171",
         "A year ago: ", "Change it", "Links to it", "Ask for two beds",
         "where one decision of our rooms waits", "The list is made at night.", NULL,
         "by the link");
    HTML(&world, "pattern/show", PATTERN, "id", "Copy it and make it ours", "Larkfield", NULL,
         "Change it");
    end(&world);
}

/* A sponsor belongs to no room: the charts are there, the rooms' own pages and decisions not. */
static void test_a_report_as_others_read_it(void)
{
    struct world world;
    begin(&world, "sponsor.db", RUTH);
    HTML(&world, "board/show", REPORT, "id", "Home on the day", "spc-small", "Answer it", NULL,
         "href=\"/measure/", "Ask for two beds", "Change it", "Links to it");
    end(&world);
    begin(&world, "link.db", 0); /* as /r/TOKEN is filled */
    HTML(&world, "board/show", REPORT, "id", "Home on the day", "It was the stairs.", "Ruth B",
         "where one decision of our rooms waits", NULL, "href=\"/measure/", "Ask for two beds",
         "Ngozi", "Frailty", "Change it");
    end(&world);
}

static void test_what_forms_begin_with(void)
{
    struct world world;
    begin(&world, "forms.db", NGOZI);
    HTML(&world, "board/new", PATTERN, "pattern",
         "One measure of two has improved beyond chance. One cannot reach its target",
         "The pattern says:</strong> Ask the ward host.", "a pattern of Bath", NULL, "errors");
    HTML(&world, "board/change", REPORT, "id", "74747474747474747474747474747474",
         "One measure of two has improved beyond chance.", NULL, "Put the two together");
    HTML(&world, "pattern/new", PATTERN, "from_pattern", "Begun from “One page” of Bath", NULL,
         "Share it with the network");
    HTML(&world, "pattern/change", THEIRS, "id", "76767676767676767676767676767676", NULL,
         "Put the two together");
    end(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_report_as_its_room_reads_it),
        BR_TEST(test_a_report_as_others_read_it),
        BR_TEST(test_what_forms_begin_with),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
