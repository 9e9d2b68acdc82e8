/*
 * target_outline.c - any bytes as the outline of a driver diagram, and its drawing.
 *
 * What was read is whole text, in levels that follow each other; written the way that a diagram is
 * shown it reads as the same. The drawing has a box for each, balances its elements, holds nothing
 * that steers a terminal, and is the same each time.
 */
#include "tests/fuzz/fuzz.h"

#include "client/outline.h"
#include "diagram/driver.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { OUT_SIZE = 32 * 1024 * 1024, ARENA_SIZE = 16 * 1024 * 1024 };

static void put_box(struct br_buffer *out, const struct outline_box *box)
{
    br_buffer_put_format(out, "%s%*s%s", box->depth == 0 ? "Aim: " : "", (int)box->depth * 2, "",
                         box->text);
    if (box->measure != NULL) {
        br_buffer_put_format(out, " [measure: %s]", box->measure);
    }
    if (box->pdsa > 0) {
        br_buffer_put_format(out, " [PDSA %u]", box->pdsa);
    }
    br_buffer_put_text(out, "\n");
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_box(const struct outline_box *a, const struct outline_box *b)
{
    return a->depth == b->depth && a->pdsa == b->pdsa && same_text(a->text, b->text) &&
           same_text(a->measure, b->measure);
}

/* A text that begins with a sign for a list, or is the word "Aim:", is read without it. */
static bool reads_plainly(const struct outline *outline)
{
    bool plain = strncasecmp(outline->aim.text, "aim:", 4) != 0;
    for (size_t i = 0; i < outline->count; i++) {
        const char *text = outline->boxes[i].text;
        plain = plain && strncmp(text, "- ", 2) != 0 && strncmp(text, "* ", 2) != 0;
    }
    return plain;
}

static void read_again(const struct outline *outline, struct br_arena *arena)
{
    struct outline *again = malloc(sizeof *again);
    struct br_error error = {{0}};
    struct br_buffer text;
    BR_ASSERT(again != NULL);
    br_buffer_init(&text, OUT_SIZE);
    put_box(&text, &outline->aim);
    for (size_t i = 0; i < outline->count; i++) {
        put_box(&text, &outline->boxes[i]);
    }
    BR_ASSERT(outline_read(br_buffer_bytes(&text), arena, again, &error) == BR_OK);
    BR_ASSERT(again->count == outline->count && same_box(&again->aim, &outline->aim));
    for (size_t i = 0; i < outline->count; i++) {
        BR_ASSERT(same_box(&again->boxes[i], &outline->boxes[i]));
    }
    br_buffer_free(&text);
    free(again);
}

static size_t count_of(struct br_bytes text, const char *word)
{
    size_t size = strlen(word);
    size_t count = 0;
    for (size_t i = 0; i + size <= text.size; i++) {
        count += memcmp(text.data + i, word, size) == 0 ? 1 : 0;
    }
    return count;
}

static void draw(const struct outline *outline)
{
    static struct br_driver_box boxes[BR_DRIVER_BOXES_MAX];
    struct br_driver driver = {.aim = outline->aim.text,
                               .note = outline->aim.measure,
                               .boxes = boxes,
                               .count = outline->count};
    struct br_buffer out[2];
    for (size_t i = 0; i < outline->count; i++) {
        boxes[i] = (struct br_driver_box){.depth = outline->boxes[i].depth,
                                          .untested = outline->boxes[i].pdsa == 0,
                                          .text = outline->boxes[i].text,
                                          .note = outline->boxes[i].measure};
    }
    for (size_t i = 0; i < 2; i++) {
        br_buffer_init(&out[i], OUT_SIZE);
        BR_ASSERT(br_driver_svg(&driver, &out[i]) == BR_OK);
    }
    struct br_bytes text = br_buffer_bytes(&out[0]);
    BR_ASSERT(br_bytes_equal(text, br_buffer_bytes(&out[1])) && fuzz_is_tame(text));
    BR_ASSERT(count_of(text, "<rect ") == outline->count + 1);
    BR_ASSERT(count_of(text, "<text ") == count_of(text, "</text>"));
    BR_ASSERT(count_of(text, "<") == count_of(text, ">"));
    br_buffer_free(&out[0]);
    br_buffer_free(&out[1]);
}

static void run(struct br_bytes input)
{
    struct outline *outline = malloc(sizeof *outline);
    struct br_error error = {{0}};
    struct br_arena arena;
    BR_ASSERT(outline != NULL);
    br_arena_init(&arena, ARENA_SIZE);
    if (outline_read(input, &arena, outline, &error) == BR_OK) {
        for (size_t i = 0; i < outline->count; i++) {
            unsigned above = i == 0 ? 0 : outline->boxes[i - 1].depth;
            BR_ASSERT(outline->boxes[i].depth >= 1 && outline->boxes[i].depth <= above + 1 &&
                      outline->boxes[i].depth <= 3 && outline->boxes[i].text[0] != '\0');
        }
        if (reads_plainly(outline)) {
            read_again(outline, &arena);
        }
        draw(outline);
    } else {
        BR_ASSERT(error.text[0] != '\0');
    }
    br_arena_free(&arena);
    free(outline);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const texts[] = {
        ("Driver diagram of Frailty\n\nAim: Home [measure: Home on the day]\n  Decide early\n"
         "    Senior review\n      Three names [PDSA 7, testing now]\n  Home is ready\n"),
        "Home\r\n- early\r\n   - review\r\n         * names\r\n- ready",
        "aim: G\305\265yr\n\ta\n\t\tb [PDSA 0] [x]\n\t\t\tc ]\n",
        "a\n b\n  c\n   d\n    e\n",
        "a\n b\n    c\n  d\n",
        "<a>&\"\342\200\256\n \345\256\266WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fuzz_seed_text(out, "text", texts[i]);
    }
}

const struct fuzz_target fuzz_outline = {.name = "outline", .run = run, .seeds = seeds};
