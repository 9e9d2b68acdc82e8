/* One colour becomes a look that can be read. */
#include "harness/check.h"
#include "web/brand.h"

#include <stdio.h>
#include <string.h>

static struct br_colour colour(const char *text)
{
    struct br_colour made = {0};
    CHECK(br_colour_parse(text, &made));
    return made;
}

static void test_colours_are_read_and_written(void)
{
    static const char *const wrong[] = {"",         "#",       "#14505", "#14505aa",
                                        "##14505a", "#14505g", "red",    "#14505\u00e9"};
    char text[BR_COLOUR_TEXT_SIZE];
    struct br_colour unused;
    br_colour_text(colour("#14505A"), text);
    CHECK_TEXT(text, "#14505a");
    br_colour_text(colour("ffeb3b"), text);
    CHECK_TEXT(text, "#ffeb3b");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(!br_colour_parse(wrong[i], &unused));
    }
}

static void expect_contrast(const char *a, const char *b, double expected)
{
    double found = br_colour_contrast(colour(a), colour(b));
    if (!CHECK(found > expected - 0.05 && found < expected + 0.05)) {
        (void)printf("  %s on %s: %f\n", a, b, found);
    }
    CHECK(br_colour_contrast(colour(b), colour(a)) == found);
}

static void test_contrasts_as_others_compute_them(void)
{
    expect_contrast("#000000", "#ffffff", 21.0);
    expect_contrast("#777777", "#ffffff", 4.48); /* the well-known grey that just fails */
    expect_contrast("#767676", "#ffffff", 4.54);
    expect_contrast("#1d2a30", "#ffffff", 14.7);
    expect_contrast("#495a64", "#f6f5f1", 6.6);
    expect_contrast("#abcdef", "#abcdef", 1.0);
}

static void test_what_can_be_read_on_it(void)
{
    static const struct {
        const char *brand;
        const char *ink; /* NULL: refused */
    } cases[] = {
        {"#14505a", "#ffffff"}, {"#000000", "#ffffff"}, {"#767676", "#ffffff"},
        {"#ffeb3b", "#1d2a30"}, {"#ffffff", "#1d2a30"}, {"#777777", NULL},
        {"#7f7f7f", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_colour ink;
        char text[BR_COLOUR_TEXT_SIZE];
        bool readable = br_brand_ink(colour(cases[i].brand), &ink);
        CHECK(readable == (cases[i].ink != NULL));
        if (readable && cases[i].ink != NULL) {
            br_colour_text(ink, text);
            CHECK_TEXT(text, cases[i].ink);
        }
    }
}

static void test_the_nearest_passes_and_is_near(void)
{
    char text[BR_COLOUR_TEXT_SIZE];
    br_colour_text(br_brand_nearest(colour("#777777")), text);
    CHECK_TEXT(text, "#767676");
    br_colour_text(br_brand_nearest(colour("#14505a")), text);
    CHECK_TEXT(text, "#14505a");
    /* Every colour of a coarse grid has one. */
    for (unsigned i = 0; i < 16u * 16u * 16u; i++) {
        struct br_colour ink;
        struct br_colour brand = {(uint8_t)((i >> 8) * 17u), (uint8_t)((i >> 4 & 15u) * 17u),
                                  (uint8_t)((i & 15u) * 17u)};
        if (!br_brand_ink(br_brand_nearest(brand), &ink)) {
            br_colour_text(brand, text);
            CHECK_TEXT(text, "a colour with one that passes near");
        }
    }
}

static void expect_css(const char *brand, const char *expected)
{
    struct br_buffer out;
    br_buffer_init(&out, 1024);
    br_brand_css(colour(brand), &out);
    CHECK_TEXT(br_buffer_text(&out), expected);
    br_buffer_free(&out);
}

static void test_the_style(void)
{
    expect_css("#14505a", ":root{--brand:#14505a;--brand-ink:#ffffff;--brand-action:#14505a;"
                          "--brand-action-edge:#0f3c43;--brand-link:#14505a;--brand-note:#e8eeef;"
                          "}\n");
    /* A light one is a band, and nothing that has to be read on paper. */
    expect_css("#ffeb3b", ":root{--brand:#ffeb3b;--brand-ink:#1d2a30;--brand-action:#1d2a30;"
                          "--brand-action-edge:#161f24;--brand-link:#005eb8;--brand-note:#fffdec;"
                          "}\n");
    /* Readable on paper, not on tint: a button, not a link. */
    expect_css("#757575", ":root{--brand:#757575;--brand-ink:#ffffff;--brand-action:#757575;"
                          "--brand-action-edge:#585858;--brand-link:#005eb8;--brand-note:#f1f1f1;"
                          "}\n");
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_colours_are_read_and_written),
        BR_TEST(test_contrasts_as_others_compute_them),
        BR_TEST(test_what_can_be_read_on_it),
        BR_TEST(test_the_nearest_passes_and_is_near),
        BR_TEST(test_the_style),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
