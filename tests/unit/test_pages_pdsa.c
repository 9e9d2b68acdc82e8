/*
 * A Big Room's PDSAs, what became its way of working and its driver diagram as pages over real
 * views. What the terminal shows of each is a file in tests/golden/pages/pdsa; BR_GOLDEN_WRITE=1
 * writes it anew. Dates are long ago or far ahead, so that the day of the test changes nothing.
 */
#include "store_fixture.h"

#include "base/limits.h"
#include "diagram/functions.h"
#include "pages/make.h"
#include "pages/page.h"

#include <time.h>

enum { OURS = 0xa1, BATH = 0xb2, NGOZI = 0x11, SAM = 0x12, ROOM = 0x61, MEASURE = 0x71 };
enum { IDEA = 0x72, CALL = 0x73, THERAPIST = 0x74, NAMES = 0x75, CHANGE = 0x76, DRAWN = 0x77 };
enum { THREAD = 0x7c };

#define START_MS UINT64_C(1795681800000) /* Thursday 26 November 2026, 08:30 */
#define FOLDER BR_TESTS_FOLDER "/golden/pages/pdsa/"

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

static void tell_of_room(struct world *world)
{
    struct story_stream *network = story_stream(&world->story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(&world->story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(&world->story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *bath = story_stream(&world->story, BATH, BR_AUDIENCE_NETWORK, 0);
    say(world, network, "academy_profile", 0, 0, "{\"name\": \"Sheffield\"}");
    say(world, bath, "academy_profile", 0, 0, "{\"name\": \"Bath\"}");
    say(world, academy, "member_profile", NGOZI, 0,
        "{\"member\": $11, \"name\": \"Ngozi Adeyemi\"}");
    say(world, academy, "role_given", 0, 0,
        "{\"member\": $11, \"role\": \"coach\", \"given\": true}");
    say(world, academy, "room_opened", NGOZI, ROOM,
        "{\"name\": \"Frailty\", \"pathway\": \"Older people\", \"weekday\": 4, \"starts\": "
        "\"08:30\"}");
    say(world, room, "measure_defined", NGOZI, MEASURE,
        "{\"room\": $61, \"title\": \"Home on the day\", \"unit\": \"%\", \"direction\": "
        "\"increase\"}");
    say(world, room, "points_recorded", NGOZI, 0,
        "{\"measure\": $71, \"points\": [{\"date\": \"2024-09-30\", \"value\": 22},"
        " {\"date\": \"2024-10-07\", \"value\": 24}, {\"date\": \"2024-10-14\", \"value\": 31}]}");
    say(world, room, "idea_set", NGOZI, IDEA, "{\"title\": \"One call a day\"}");
    say(world, bath, "pdsa_shared", SAM, 0x7a,
        "{\"copy_of\": $7b, \"pathway\": \"Older people\", \"title\": \"Three names, standing\","
        " \"question\": \"Q\", \"prediction\": \"P\", \"plan\": \"Ten minutes.\","
        " \"decision\": \"adopt\"}");
}

static void tell_of_tests(struct world *world)
{
    struct story_stream *room = story_stream(&world->story, OURS, BR_AUDIENCE_ROOM, ROOM);
    say(world, room, "pdsa_planned", NGOZI, CALL,
        "{\"title\": \"Call at 11, one script\", \"question\": \"Does one script save calls?\","
        " \"prediction\": \"Half the calls.\", \"idea\": $72}");
    say(world, room, "pdsa_studied", NGOZI, 0,
        "{\"pdsa\": $73, \"date\": \"2024-09-26\", \"happened\": \"As many calls.\","
        " \"comparison\": \"different\", \"decision\": \"abandon\","
        " \"reason\": \"Families were at work. Ask them when.\"}");
    say(world, room, "pdsa_planned", NGOZI, THERAPIST,
        "{\"title\": \"Therapist starts at 08:00\", \"question\": \"Does an 08:00 start bring"
        " decisions before 10?\", \"prediction\": \"Four more people a week home on the day.\","
        " \"plan\": \"One therapist on ward 4.\\nSwap agreed in the team.\", \"measure\": $71,"
        " \"starts\": \"2024-10-05\", \"study_on\": \"2024-11-02\"}");
    say(world, room, "pdsa_studied", NGOZI, 0x78,
        "{\"pdsa\": $74, \"date\": \"2024-11-02\", \"done\": \"Eighteen of twenty days.\","
        " \"happened\": \"Three more a week.\", \"comparison\": \"close\", \"present\": 9,"
        " \"learned\": \"On Mondays the wait is for transport.\", \"decision\": \"adopt\"}");
    say(world, room, "pdsa_studied", SAM, 0x79,
        "{\"pdsa\": $74, \"date\": \"2024-11-02\", \"happened\": \"Three or four more.\"}");
    say(world, room, "pdsa_planned", NGOZI, NAMES,
        "{\"title\": \"Three names on the board\", \"question\": \"Do three names help?\","
        " \"prediction\": \"Two of three home by noon.\", \"after\": $74, \"starts\": "
        "\"2124-01-01\","
        " \"study_on\": \"2124-01-06\", \"borrowed\": $7a, \"borrowed_from\":"
        " \"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\"}");
    say(world, room, "change_standardised", NGOZI, CHANGE,
        "{\"title\": \"Therapist at 08:00\", \"embedded\": \"The rota of ward 4\", \"pdsa\": $74,"
        " \"measure\": $71, \"date\": \"2024-12-01\"}");
    say(world, room, "driver_diagram_drawn", NGOZI, DRAWN,
        "{\"date\": \"2024-11-05\", \"aim\": \"Home on the day\"}");
    say(world, room, "driver_diagram_drawn", NGOZI, 0,
        "{\"date\": \"2024-11-12\", \"present\": 9, \"aim\": \"Home on the day: from 22% to 38%\","
        " \"measure\": $71, \"based_on\": [$77], \"nodes\": ["
        " {\"level\": \"primary\", \"text\": \"Decide early in the day\", \"measure\": $71},"
        " {\"level\": \"secondary\", \"text\": \"Senior review before 10\"},"
        " {\"level\": \"idea\", \"text\": \"Three names on the board\", \"pdsa\": $75},"
        " {\"level\": \"idea\", \"text\": \"Therapist starts at 08:00\", \"pdsa\": $74},"
        " {\"level\": \"primary\", \"text\": \"Family knows the plan\"},"
        " {\"level\": \"secondary\", \"text\": \"One call a day\"},"
        " {\"level\": \"idea\", \"text\": \"One script\", \"idea\": $72},"
        " {\"level\": \"idea\", \"text\": \"Book at the huddle\"}]}");
    say(world, room, "thread_started", NGOZI, THREAD,
        "{\"title\": \"Did the swap hold?\", \"about_kind\": \"pdsa\", \"about\": $74}");
}

static void begin(struct world *world, const char *file, bool with_tests)
{
    size_t count = 0;
    const struct br_file *files = br_page_files(&count);
    struct br_error error = {.text = ""};
    struct br_id ngozi = id_of(NGOZI);
    *world = (struct world){.story = {.ms = START_MS}};
    world->domain = real_domain();
    br_domain_add_functions(world->domain, br_drawing_functions);
    world->views = open_views(path_of(file), world->domain, OURS);
    BR_ASSERT(br_pages_new(files, count, &world->pages, &error) == BR_OK);
    tell_of_room(world);
    if (with_tests) {
        tell_of_tests(world);
    }
    CHECK(story_fold(&world->story, world->views, 1, 10, 2) == BR_OK);
    br_views_set_viewer(world->views, &ngozi);
}

static void end(struct world *world)
{
    br_pages_free(world->pages);
    br_views_close(world->views);
    br_domain_free(world->domain);
    story_free(&world->story);
}

/* The page in the state that its queries give; NULL says why. The caller frees it. */
static struct br_page_tree *filled(struct world *world, const char *page, unsigned id,
                                   const struct br_parameter *more)
{
    struct br_id about = id_of(id);
    struct br_parameter parameters[2] = {
        {.name = "id", .value = {.type = BR_CELL_BYTES, .bytes = {about.bytes, sizeof about}}}};
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    if (more != NULL) {
        parameters[1] = *more;
    }
    if (!CHECK(br_page_fill(world->pages, page, world->views, parameters, more == NULL ? 1 : 2,
                            START_MS + 30000, &tree, &error) == BR_OK)) {
        (void)printf("  %s: %s\n", page, error.text);
    }
    return tree;
}

static void check_golden(const char *name, const char *text)
{
    static char kept[1 << 16];
    char path[600];
    (void)snprintf(path, sizeof path, FOLDER "%s.txt", name);
    if (getenv("BR_GOLDEN_WRITE") != NULL) {
        FILE *file = fopen(path, "wb");
        BR_ASSERT(file != NULL);
        CHECK(fputs(text, file) >= 0 && fclose(file) == 0);
    }
    FILE *file = fopen(path, "rb");
    BR_ASSERT(file != NULL);
    kept[fread(kept, 1, sizeof kept - 1, file)] = '\0';
    (void)fclose(file);
    CHECK_TEXT(text, kept);
}

static void check_text(struct world *world, const char *page, unsigned id, const char *name)
{
    struct br_page_tree *tree = filled(world, page, id, NULL);
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    if (tree != NULL) {
        CHECK(br_page_text(tree, &out) == BR_OK);
        check_golden(name, br_buffer_text(&out));
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

/* Every one of [parts], which end with NULL, stands in the page for browsers. */
static void check_html(struct world *world, const char *page, unsigned id,
                       const struct br_parameter *more, const char *const *parts)
{
    struct br_page_tree *tree = filled(world, page, id, more);
    struct br_node around = br_make_object();
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    if (tree != NULL && CHECK(br_page_html(tree, &around, &out) == BR_OK)) {
        for (; *parts != NULL; parts++) {
            if (!CHECK(strstr(br_buffer_text(&out), *parts) != NULL)) {
                (void)printf("  %s has no %s\n", page, *parts);
            }
        }
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

#define HTML(world, page, id, more, ...) \
    check_html((world), (page), (id), (more), (const char *const[]){__VA_ARGS__, NULL})

static void test_what_a_room_tests(void)
{
    struct world world;
    begin(&world, "tests.db", true);
    check_text(&world, "pdsa/list", ROOM, "list");
    check_text(&world, "pdsa/show", THERAPIST, "show");
    check_text(&world, "pdsa/show", NAMES, "show-planned");
    check_text(&world, "change/list", ROOM, "change-list");
    check_text(&world, "driver/show", ROOM, "driver-show");
    HTML(&world, "pdsa/list", ROOM, NULL, "Families were at work", "Test 2 of a ramp");
    HTML(&world, "pdsa/show", THERAPIST, NULL, "Two studies stand side by side", "PDSA 2</text>",
         "PDSA 3: Three names on the board", "Did the swap hold?", "Plan the next test");
    HTML(&world, "pdsa/show", NAMES, NULL, "Bath: Three names, standing", "Study it");
    HTML(&world, "driver/show", ROOM, NULL, "PDSA 2, adopted", "PDSA 1, abandoned",
         "stroke-dasharray", "Version 2");
    HTML(&world, "change/list", ROOM, NULL, "The rota of ward 4", "PDSA 2: Therapist starts");
    end(&world);
}

static void test_what_forms_offer(void)
{
    struct br_id borrowed = id_of(0x7a);
    struct br_parameter parameter = {
        .name = "borrowed",
        .value = {.type = BR_CELL_BYTES, .bytes = {borrowed.bytes, sizeof borrowed}}};
    struct br_parameter hour = {
        .name = "study_on",
        .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text("2124-01-06")}};
    struct world world;
    begin(&world, "forms.db", true);
    HTML(&world, "pdsa/new", ROOM, &parameter, "Frailty, PDSA 4", "Three more a week.",
         "It begins as Bath said it", ">Thu ", "PDSA 3: Three names on the board", "adopted");
    HTML(&world, "pdsa/new", ROOM, &hour, "<option value=\"2124-01-06\" selected>");
    HTML(&world, "pdsa/change", NAMES, NULL, "75757575757575757575757575757575",
         "PDSA 2: Therapist starts at 08:00");
    HTML(&world, "pdsa/study", THERAPIST, NULL, "Put the two together", "Three or four more.");
    HTML(&world, "change/new", ROOM, NULL, "Home on the day</option>");
    HTML(&world, "change/edit", CHANGE, NULL, "76767676767676767676767676767676");
    HTML(&world, "driver/edit", ROOM, NULL, "nodes.8.text", "PDSA 3: Three names on the board");
    end(&world);
}

static void test_a_room_that_tests_nothing_yet(void)
{
    struct world world;
    begin(&world, "nothing.db", false);
    check_text(&world, "pdsa/list", ROOM, "list-empty");
    check_text(&world, "change/list", ROOM, "change-list-empty");
    check_text(&world, "driver/show", ROOM, "driver-show-empty");
    HTML(&world, "pdsa/list", ROOM, NULL, "No tests yet");
    HTML(&world, "driver/show", ROOM, NULL, "Not drawn yet");
    HTML(&world, "driver/edit", ROOM, NULL, "nodes.1.text");
    end(&world);
}

/* Who is not of the Big Room finds nothing: neither the record nor a form to write in. */
static void test_others_find_nothing(void)
{
    static const struct {
        const char *page;
        unsigned id;
    } pages[] = {{"pdsa/show", THERAPIST}, {"pdsa/change", NAMES},  {"pdsa/study", NAMES},
                 {"pdsa/new", ROOM},       {"change/edit", CHANGE}, {"driver/edit", ROOM}};
    struct br_id sam = id_of(SAM);
    struct world world;
    begin(&world, "others.db", true);
    br_views_set_viewer(world.views, &sam);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct br_id about = id_of(pages[i].id);
        struct br_parameter parameter = {
            .name = "id", .value = {.type = BR_CELL_BYTES, .bytes = {about.bytes, sizeof about}}};
        struct br_page_tree *tree = NULL;
        struct br_error error = {.text = ""};
        CHECK(br_page_fill(world.pages, pages[i].page, world.views, &parameter, 1, START_MS, &tree,
                           &error) == BR_ERR_NOT_FOUND);
        br_page_tree_free(tree);
    }
    end(&world);
}

int main(void)
{
    BR_ASSERT(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1) == 0);
    tzset();
    static const struct br_test tests[] = {
        BR_TEST(test_what_a_room_tests),
        BR_TEST(test_what_forms_offer),
        BR_TEST(test_a_room_that_tests_nothing_yet),
        BR_TEST(test_others_find_nothing),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
