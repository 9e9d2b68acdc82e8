/* test_pages_markup.c - what people write becomes what they meant, and nothing else. */
#include "base/rng.h"
#include "harness/check.h"
#include "pages/markup.h"

#include <string.h>

static void expect(const char *text, const char *html)
{
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    br_markup_html(br_bytes_of_text(text), &out);
    CHECK_TEXT(br_buffer_text(&out), html);
    br_buffer_free(&out);
}

static void test_blocks(void)
{
    expect("", "");
    expect(" \n\t\n", "");
    expect("one", "<p>one</p>\n");
    expect("one\ntwo\n\nthree\r\n", "<p>one<br>two</p>\n<p>three</p>\n");
    expect("before\n- a\n- b\nafter",
           "<p>before</p>\n<ul><li>a</li><li>b</li></ul>\n<p>after</p>\n");
    expect("> said\n>so\n\n> again", "<blockquote>said<br>so</blockquote>\n"
                                     "<blockquote>again</blockquote>\n");
    expect("-no item", "<p>-no item</p>\n");
}

static void test_bold(void)
{
    expect("a **b** c", "<p>a <strong>b</strong> c</p>\n");
    expect("**a** **b**", "<p><strong>a</strong> <strong>b</strong></p>\n");
    expect("2 ** 3", "<p>2 ** 3</p>\n");
    expect("****", "<p>****</p>\n");
    expect("**a\nb**", "<p>**a<br>b**</p>\n"); /* within one line */
    expect("**a** b** c", "<p><strong>a</strong> b** c</p>\n");
}

static void test_links(void)
{
    expect("see https://bath.example/a?b=1&c=2.",
           "<p>see <a href=\"https://bath.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer "
           "nofollow\">https://bath.example/a?b=1&amp;c=2</a>.</p>\n");
    expect("(https://a.example)", "<p>(<a href=\"https://a.example\" rel=\"noopener noreferrer "
                                  "nofollow\">https://a.example</a>)</p>\n");
    expect("https:// alone", "<p>https:// alone</p>\n");
    expect("http://a.example javascript:x", "<p>http://a.example javascript:x</p>\n");
    expect("https://a.example\"onclick=x",
           "<p><a href=\"https://a.example\" rel=\"noopener noreferrer "
           "nofollow\">https://a.example</a>&quot;onclick=x</p>\n");
}

static void test_nothing_becomes_a_tag_of_theirs(void)
{
    expect("<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#39;</p>\n");
    expect("**<i>**", "<p><strong>&lt;i&gt;</strong></p>\n");
    expect("- <script>", "<ul><li>&lt;script&gt;</li></ul>\n");
}

/* Tags of ours alone, each closed, whatever stands in the text. */
static void test_whatever_stands_in_it(void)
{
    static const char signs[] = "*->\n <&h\"'";
    static const char *const ours[] = {"p",   "/p",     "br",      "ul",         "/ul",        "li",
                                       "/li", "strong", "/strong", "blockquote", "/blockquote"};
    struct br_rng rng = br_rng_seeded(1);
    for (int round = 0; round < 3000; round++) {
        char text[40];
        struct br_buffer out;
        size_t size = br_rng_below(&rng, sizeof text - 1);
        for (size_t i = 0; i < size; i++) {
            text[i] = signs[br_rng_below(&rng, sizeof signs - 1)];
        }
        text[size] = '\0';
        br_buffer_init(&out, 1u << 20);
        br_markup_html(br_bytes_of_text(text), &out);
        int depth = 0;
        for (const char *at = strchr(br_buffer_text(&out), '<'); at != NULL;
             at = strchr(at + 1, '<')) {
            bool known = false;
            for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
                size_t length = strlen(ours[i]);
                known = known || (strncmp(at + 1, ours[i], length) == 0 && at[1 + length] == '>');
            }
            CHECK(known);
            depth += at[1] == '/' ? -1 : strncmp(at, "<br>", 4) == 0 ? 0 : 1;
            CHECK(depth >= 0);
        }
        CHECK(depth == 0);
        br_buffer_free(&out);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_blocks),
        BR_TEST(test_bold),
        BR_TEST(test_links),
        BR_TEST(test_nothing_becomes_a_tag_of_theirs),
        BR_TEST(test_whatever_stands_in_it),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
