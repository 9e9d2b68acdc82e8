/* What browsers call themselves, and where they may be sent. */
#include "harness/check.h"
#include "web/agent.h"

static void test_browsers_in_words(void)
{
    static const struct {
        const char *header;
        const char *words;
    } cases[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox on Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge on Windows"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari on an iPhone"},
        {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
         "Chrome on Android"},
        {"Something else", "A browser"},
        {"", "A browser"},
    };
    char words[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        br_agent_words(br_bytes_of_text(cases[i].header), words, sizeof words);
        CHECK_TEXT(words, cases[i].words);
    }
    br_agent_words(br_bytes_of_text(cases[0].header), words, 8);
    CHECK_TEXT(words, "Firefox");
    br_agent_words((struct br_bytes){NULL, 0}, words, sizeof words); /* no such header */
    CHECK_TEXT(words, "A browser");
}

static void test_only_our_own_paths(void)
{
    static const char *const ours[] = {"/", "/threads?of=us&x=%2F", "/thread/9f#p1"};
    static const char *const not_ours[] = {"",
                                           "threads",
                                           "//evil.example/",
                                           "/\\evil.example",
                                           "https://evil.example/",
                                           "/a\r\nSet-Cookie: x=1",
                                           "/a b",
                                           "/\u00e9",
                                           "/a\\b",
                                           "\t/a"};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        CHECK(br_path_is_ours(ours[i]));
    }
    for (size_t i = 0; i < sizeof not_ours / sizeof not_ours[0]; i++) {
        CHECK(!br_path_is_ours(not_ours[i]));
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_browsers_in_words),
        BR_TEST(test_only_our_own_paths),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
