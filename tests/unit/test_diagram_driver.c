/* test_diagram_driver.c - driver diagrams: no two boxes overlap, no text leaves its box, the same
 * outline is the same drawing. */
#include "harness/check.h"

#include "base/limits.h"
#include "base/rng.h"
#include "diagram/driver.h"
#include "diagram/face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOXES = BR_DRIVER_BOXES_MAX, MANY = 50, TEXT_SIZE = BR_DRIVER_TEXT_MAX + 1 };

static struct br_buffer svg;

static const char *drawn(const struct br_driver *driver)
{
    br_buffer_free(&svg);
    br_buffer_init(&svg, BR_CHART_SIZE_MAX);
    CHECK(br_driver_svg(driver, &svg) == BR_OK);
    return br_buffer_text(&svg);
}

static const struct br_driver_box sample[] = {
    {1, false, "Decide early in the day", NULL},
    {2, false, "Senior review before 10", NULL},
    {3, false, "Three names on the board", "PDSA 7, testing now"},
    {3, false, "Therapist starts at 08:00", "PDSA 6, adopted"},
    {2, false, "Shared list at night", NULL},
    {3, true, "Night nurse marks the board", "Change idea, not tested yet"},
    {1, false, "Home is ready", "Measure: medicines ready by noon"},
    {2, false, "Transport on Mondays", NULL},
    {3, true, "Book at the huddle", "Change idea, not tested yet"},
    {2, false, "Medicines before noon", NULL},
    {3, false, "Pre-packed for ward 4", "PDSA 4, adopted"},
    {1, false, "Family knows the plan", NULL},
    {2, false, "One call a day, same time, to whoever the person has named", NULL},
    {3, false, "Call at 11, one script", "PDSA 3, abandoned"},
    {3, true, "Galwad yn Gymraeg: Gŵyr y teulu’r cynllun, a’r tŷ’n barod <erbyn> hanner dydd",
     "Change idea, not tested yet"},
};

static const struct br_driver sample_driver = {
    .aim = "Home on the day: from 22% to 38% of people assessed for frailty, by March 2027",
    .boxes = sample,
    .count = sizeof sample / sizeof sample[0]};

/* --- what a drawing holds --- */

struct rect {
    double x;
    double y;
    double width;
    double height;
};

static double number_after(const char *at, const char *name)
{
    const char *found = strstr(at, name);
    return found == NULL ? -1 : strtod(found + strlen(name), NULL);
}

/* The boxes of a drawing, in their order. */
static size_t rects_of(const char *text, struct rect *rects)
{
    size_t count = 0;
    for (const char *at = strstr(text, "<rect"); at != NULL && count <= BOXES;
         at = strstr(at + 1, "<rect")) {
        rects[count++] =
            (struct rect){number_after(at, " x=\""), number_after(at, " y=\""),
                          number_after(at, " width=\""), number_after(at, " height=\"")};
    }
    return count;
}

static bool overlap(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

/* Each text behind its box, up to the next box, stands within it; as wide as we say it is. */
static void check_texts_are_inside(const char *text, const struct rect *rects, size_t count)
{
    const char *at = strstr(text, "<rect");
    for (size_t i = 0; i < count; i++) {
        const char *next = strstr(at + 1, "<rect");
        for (const char *line = strstr(at, "<text"); line != NULL && (next == NULL || line < next);
             line = strstr(line + 1, "<text")) {
            double y = number_after(line, " y=\"");
            double size = number_after(line, " font-size=\"");
            CHECK(number_after(line, " x=\"") >= rects[i].x + 8);
            CHECK(y - size * 0.75 >= rects[i].y && y + size * 0.2 <= rects[i].y + rects[i].height);
        }
        at = next;
    }
}

static void check_drawing(const struct br_driver *driver)
{
    static struct rect rects[BOXES + 2];
    const char *text = drawn(driver);
    size_t count = rects_of(text, rects);
    double width = number_after(text, " width=\"");
    double height = number_after(text, " height=\"");
    CHECK(count == driver->count + 1);
    bool apart = true;
    for (size_t i = 0; i < count; i++) {
        apart = apart && rects[i].x >= 0 && rects[i].x + rects[i].width <= width &&
                rects[i].y >= 20 && rects[i].y + rects[i].height <= height;
        for (size_t j = i + 1; j < count; j++) {
            apart = apart && !overlap(&rects[i], &rects[j]);
        }
    }
    CHECK(apart);
    check_texts_are_inside(text, rects, count);
}

/* --- random outlines --- */

struct outline {
    char texts[BOXES + 1][TEXT_SIZE];
    struct br_driver_box boxes[BOXES];
};

static void put_words(struct br_rng *rng, char *text, size_t size_max)
{
    static const char *const words[] = {"a",     "the",        "ward",
                                        "ŵyn",   "tŷ’r",       "board",
                                        "&<\">", "assessment", "WWWWWWWWWWWWWWWWWWW",
                                        "08:00", "家",         "\n",
                                        "x"};
    size_t size = 0;
    size_t wanted = 1 + br_rng_below(rng, br_rng_below(rng, 4) == 0 ? size_max : 40);
    text[0] = '\0';
    for (;;) {
        const char *word = words[br_rng_below(rng, sizeof words / sizeof words[0])];
        if (size + strlen(word) + 1 > wanted) {
            break;
        }
        size +=
            (size_t)snprintf(text + size, size_max + 1 - size, "%s%s", size > 0 ? " " : "", word);
    }
}

static void make_outline(struct br_rng *rng, struct outline *outline, struct br_driver *driver)
{
    unsigned depth = 0;
    size_t count = br_rng_below(rng, br_rng_below(rng, 8) == 0 ? BOXES + 1 : 30);
    put_words(rng, outline->texts[BOXES], BR_DRIVER_TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        unsigned deepest = depth < 3 ? depth + 1 : 3;
        depth = 1 + (unsigned)br_rng_below(rng, deepest);
        put_words(rng, outline->texts[i], 200);
        outline->boxes[i] = (struct br_driver_box){
            .depth = depth,
            .untested = br_rng_below(rng, 2) == 0,
            .text = outline->texts[i],
            .note = br_rng_below(rng, 2) == 0 ? outline->texts[br_rng_below(rng, i + 1)] : NULL};
    }
    *driver = (struct br_driver){.aim = outline->texts[BOXES],
                                 .boxes = outline->boxes,
                                 .count = count,
                                 .print = br_rng_below(rng, 2) == 0};
}

static void test_no_boxes_overlap(void)
{
    static struct outline outline;
    struct br_rng rng = br_rng_seeded(7);
    for (int round = 0; round < 80; round++) {
        struct br_driver driver;
        make_outline(&rng, &outline, &driver);
        check_drawing(&driver);
    }
}

/* BR_GOLDEN_WRITE=1 writes the file anew, to be looked at in a browser. */
static void check_golden(const char *name, const char *text)
{
    static char kept[1 << 20];
    char path[600];
    (void)snprintf(path, sizeof path, "%s/golden/diagram/%s", BR_TESTS_FOLDER, name);
    if (getenv("BR_GOLDEN_WRITE") != NULL) {
        FILE *file = fopen(path, "wb");
        BR_ASSERT(file != NULL);
        CHECK(fputs(text, file) >= 0 && fputc('\n', file) == '\n' && fclose(file) == 0);
    }
    FILE *file = fopen(path, "rb");
    BR_ASSERT(file != NULL);
    size_t size = fread(kept, 1, sizeof kept - 1, file);
    (void)fclose(file);
    kept[size > 0 ? size - 1 : 0] = '\0'; /* without the last line feed */
    CHECK_TEXT(text, kept);
}

static void test_the_sample_is_as_it_was_looked_at(void)
{
    struct br_driver driver = sample_driver;
    check_drawing(&driver);
    check_golden("driver-wide.svg", drawn(&driver));
    driver.print = true;
    driver.id = "p";
    check_drawing(&driver);
    check_golden("driver-print.svg", drawn(&driver));
}

static void test_longest_texts_are_whole(void)
{
    static char text[201];
    static char aim[301];
    static struct br_driver_box boxes[MANY];
    memset(text, 'W', sizeof text - 1);
    memset(aim, 'W', sizeof aim - 1);
    for (size_t i = 0; i < MANY; i++) {
        boxes[i] = (struct br_driver_box){1 + (unsigned)(i % 3), i % 2 == 0, text, text};
    }
    struct br_driver driver = {.aim = aim, .note = text, .boxes = boxes, .count = MANY};
    check_drawing(&driver);
    size_t letters = 0;
    for (const char *at = br_buffer_text(&svg); *at != '\0'; at++) {
        letters += *at == 'W' ? 1 : 0;
    }
    CHECK(letters == 300 + 200 + MANY * 400 + 300); /* the aim is the drawing's name as well */
}

static void test_what_cannot_be_drawn(void)
{
    static struct br_driver_box boxes[BOXES + 1];
    struct br_buffer out;
    for (size_t i = 0; i <= BOXES; i++) {
        boxes[i] = (struct br_driver_box){1, false, "b", NULL};
    }
    struct br_driver driver = {.aim = "a", .boxes = boxes};
    for (driver.count = BOXES - 1; driver.count <= BOXES + 1; driver.count++) {
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        CHECK(br_driver_svg(&driver, &out) == (driver.count > BOXES ? BR_ERR_LIMIT : BR_OK));
        br_buffer_free(&out);
    }
    driver.count = 1;
    for (unsigned depth = 0; depth <= 4; depth++) {
        br_buffer_init(&out, BR_CHART_SIZE_MAX);
        boxes[0].depth = depth;
        CHECK(br_driver_svg(&driver, &out) == (depth < 1 || depth > 3 ? BR_ERR_LIMIT : BR_OK));
        br_buffer_free(&out);
    }
    boxes[0].depth = 3; /* hangs from the aim at once */
    br_buffer_init(&out, 100);
    CHECK(br_driver_svg(&driver, &out) == BR_ERR_NO_MEMORY);
    br_buffer_free(&out);
    driver.count = 0;
    check_drawing(&driver);
    CHECK(strstr(br_buffer_text(&svg), "0 primary drivers, 0 secondary drivers, 0 change ideas"));
    CHECK(strstr(br_buffer_text(&svg), "<path") == NULL);
}

/* --- the face --- */

static const char *lines_of(const char *text, double width)
{
    static char out[400];
    size_t size = 0;
    struct br_bytes rest = br_bytes_of_text(text);
    out[0] = '\0';
    while (rest.size > 0) {
        struct br_bytes line = br_face_line(&rest, 10, false, width);
        size += (size_t)snprintf(out + size, sizeof out - size, "%.*s|", (int)line.size,
                                 (const char *)line.data);
    }
    return out;
}

static void test_lines_break_between_words(void)
{
    CHECK_TEXT(lines_of("", 50), "");
    CHECK_TEXT(lines_of(" \t ", 50), "|");
    CHECK_TEXT(lines_of("one two", 500), "one two|");
    CHECK_TEXT(lines_of("one two", 35), "one two|");
    CHECK_TEXT(lines_of("one two", 30), "one|two|");
    CHECK_TEXT(lines_of("  one \n two  three ", 36), "one|two|three|");
    CHECK_TEXT(lines_of("abcdefgh ij", 20), "abc|defg|h ij|");
    CHECK_TEXT(lines_of("ŵŵŵŵ", 15), "ŵŵ|ŵŵ|");
    CHECK_TEXT(lines_of("ab", 1), "a|b|"); /* one letter at least */
}

static void test_letters_are_measured(void)
{
    CHECK(br_face_width(br_bytes_of_text("a"), 1000, false) == 504);
    CHECK(br_face_width(br_bytes_of_text("a"), 1000, true) == 516);
    CHECK(br_face_width(br_bytes_of_text("ŵâ—"), 1000, false) == 718 + 504 + 800);
    CHECK(br_face_width(br_bytes_of_text("ж"), 1000, false) == 700);
    CHECK(br_face_width(br_bytes_of_text("家"), 1000, true) == 1000);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_no_boxes_overlap),          BR_TEST(test_the_sample_is_as_it_was_looked_at),
        BR_TEST(test_longest_texts_are_whole),   BR_TEST(test_what_cannot_be_drawn),
        BR_TEST(test_lines_break_between_words), BR_TEST(test_letters_are_measured),
    };
    int result = br_test_run(tests, sizeof tests / sizeof tests[0]);
    br_buffer_free(&svg);
    return result;
}
