/* A driver diagram as an indented text: what is read, what is refused and in which words. */
#include "client/outline.h"
#include "harness/check.h"

#include <stdio.h>
#include <string.h>

static struct br_arena arena;
static struct br_error error;

/* "aim|1 text [7] {measure}|..." or the sentence. */
static const char *read_bytes(struct br_bytes text)
{
    static struct outline outline;
    static char out[8192];
    size_t size = 0;
    br_arena_reset(&arena);
    error.text[0] = '\0';
    if (outline_read(text, &arena, &outline, &error) != BR_OK) {
        return error.text;
    }
    for (size_t i = 0; i <= outline.count; i++) {
        const struct outline_box *box = i == 0 ? &outline.aim : &outline.boxes[i - 1];
        size += (size_t)snprintf(out + size, sizeof out - size, "%s%u %s", i == 0 ? "" : "|",
                                 box->depth, box->text);
        if (box->pdsa > 0) {
            size += (size_t)snprintf(out + size, sizeof out - size, " [%u]", box->pdsa);
        }
        if (box->measure != NULL) {
            size += (size_t)snprintf(out + size, sizeof out - size, " {%s}", box->measure);
        }
    }
    return out;
}

static const char *read_text(const char *text)
{
    return read_bytes(br_bytes_of_text(text));
}

static void test_what_show_prints_is_read(void)
{
    CHECK_TEXT(read_text("Driver diagram of Frailty, version 2\n"
                         "\n"
                         "Aim: Home on the day [measure: Home on the day]\n"
                         "  Decide early\n"
                         "    Senior review before 10 [measure: Time of review]\n"
                         "      Three names [PDSA 7, testing now] [measure: Names]\n"
                         "      Call [at home]\n"
                         "  Home is ready\n"),
               "0 Home on the day {Home on the day}|1 Decide early"
               "|2 Senior review before 10 {Time of review}|3 Three names [7] {Names}"
               "|3 Call [at home]|1 Home is ready");
}

static void test_people_indent_as_they_like(void)
{
    CHECK_TEXT(read_text("Home\r\n- early\r\n   - review\r\n         * names\r\n- ready"),
               "0 Home|1 early|2 review|3 names|1 ready");
    CHECK_TEXT(read_text("aim: Home\n\tearly\n\t\treview\n\tready\n"),
               "0 Home|1 early|2 review|1 ready");
    CHECK_TEXT(read_text("Gŵyr y teulu"), "0 Gŵyr y teulu");
    CHECK_TEXT(read_text("Home\n  x [PDSA 0] [PDSA] [pdsa 3]\n"), "0 Home|1 x [PDSA 0] [PDSA] [3]");
    CHECK_TEXT(read_text("Home\n  x ]\n  y []\n"), "0 Home|1 x ]|1 y []");
}

static void test_what_is_no_outline(void)
{
    CHECK_TEXT(read_text(" \n\n"), "the outline is empty: its first line is the aim");
    CHECK_TEXT(read_text("Aim:\n"), "line 1 has no words");
    CHECK_TEXT(read_text("Home\n  [PDSA 3]\n"), "line 2 has no words");
    CHECK_TEXT(read_text("Home\n a\n  b\n   c\n    d\n"),
               "line 5 is deeper than a change idea, which is the last level");
    CHECK_TEXT(read_text("Home\n a\n    b\n  c\n"),
               "line 4 stands between two levels: as far in as one before it");
    CHECK_TEXT(read_text("Home\n \xff\n"), "the outline is not text in UTF-8");
    CHECK_TEXT(read_bytes((struct br_bytes){(const uint8_t *)"a\0b", 3}),
               "the outline is not text in UTF-8");
}

static void test_boxes_end_at_their_limit(void)
{
    for (size_t count = BR_DRIVER_BOXES_MAX - 1; count <= BR_DRIVER_BOXES_MAX + 1; count++) {
        static char text[4096];
        size_t size = (size_t)snprintf(text, sizeof text, "Home\n");
        for (size_t i = 0; i < count; i++) {
            size += (size_t)snprintf(text + size, sizeof text - size, "  x\n");
        }
        const char *said = read_text(text);
        CHECK((strncmp(said, "a driver diagram has at most 200", 32) == 0) ==
              (count > BR_DRIVER_BOXES_MAX));
    }
}

static void test_without_memory(void)
{
    static struct outline outline;
    struct br_arena none;
    br_arena_init(&none, 1);
    CHECK(outline_read(br_bytes_of_text("Home on the day"), &none, &outline, &error) ==
          BR_ERR_NO_MEMORY);
    br_arena_free(&none);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_what_show_prints_is_read), BR_TEST(test_people_indent_as_they_like),
        BR_TEST(test_what_is_no_outline),       BR_TEST(test_boxes_end_at_their_limit),
        BR_TEST(test_without_memory),
    };
    br_arena_init(&arena, 1 << 20);
    int result = br_test_run(tests, sizeof tests / sizeof tests[0]);
    br_arena_free(&arena);
    return result;
}
