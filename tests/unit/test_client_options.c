/* Options, arguments and verbs as they stand on a command line. */
#include "harness/check.h"

#include "client/verbs.h"

#include <stdio.h>
#include <string.h>

static const struct option_rule rules[] = {{"title", "TITLE", "its title", false},
                                           {"yes", NULL, "do it", false},
                                           {"where", "C=V", "only these", true},
                                           {NULL, NULL, NULL, false}};

static enum br_status read_words(int argc, const char *const *argv, struct options *options,
                                 struct br_error *error)
{
    char *words[100];
    for (int i = 0; i < argc; i++) {
        words[i] = (char *)(uintptr_t)argv[i];
    }
    return options_read(argc, words, rules, options, error);
}

#define READ(options, error, ...)                                             \
    read_words((int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), \
               (const char *[]){__VA_ARGS__}, (options), (error))

static void test_both_forms_of_a_value(void)
{
    struct options options;
    struct br_error error = {{0}};
    CHECK(READ(&options, &error, "ID", "--title", "a b", "--yes", "more") == BR_OK);
    CHECK_TEXT(options_value(&options, "title"), "a b");
    CHECK(options_has(&options, "yes") && !options_has(&options, "where"));
    CHECK_UINT(options.argument_count, 2);
    CHECK_TEXT(options_argument(&options, 1), "more");
    CHECK(options_argument(&options, 2) == NULL);
    CHECK(READ(&options, &error, "--title=--yes=no") == BR_OK);
    CHECK_TEXT(options_value(&options, "title"), "--yes=no");
    CHECK(READ(&options, &error, "--title=") == BR_OK);
    CHECK_TEXT(options_value(&options, "title"), "");
    CHECK(READ(&options, &error, "--title", "--yes") == BR_OK);
    CHECK_TEXT(options_value(&options, "title"), "--yes");
    CHECK(READ(&options, &error, "--dir", "x", "--json") == BR_OK);
    CHECK_TEXT(options_value(&options, "dir"), "x");
}

/* A minus alone is standard input, with a digit behind it a number. */
static void test_what_is_no_option(void)
{
    struct options options;
    struct br_error error = {{0}};
    CHECK(READ(&options, &error, "-", "-3.5", "-.5", "--", "--yes") == BR_OK);
    CHECK_UINT(options.argument_count, 4);
    CHECK_TEXT(options_argument(&options, 3), "--yes");
    CHECK(READ(&options, &error, "-h") == BR_OK && options_has(&options, "help"));
}

static void test_wrong_options_are_named(void)
{
    struct options options;
    struct br_error error = {{0}};
    CHECK(READ(&options, &error, "--titel", "x") == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "--titel") != NULL);
    CHECK(READ(&options, &error, "--tit", "x") == BR_ERR_MALFORMED);
    CHECK(READ(&options, &error, "--title") == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "--title TITLE") != NULL);
    CHECK(READ(&options, &error, "--yes=1") == BR_ERR_MALFORMED);
    CHECK(READ(&options, &error, "--yes", "--yes") == BR_ERR_MALFORMED);
    CHECK(READ(&options, &error, "--where", "a=1", "--where", "b=2") == BR_OK);
    CHECK(READ(&options, &error, "-x") == BR_ERR_MALFORMED);
}

static void test_as_many_as_there_may_be(void)
{
    const char *words[BR_OPTIONS_MAX + 1];
    struct options options;
    struct br_error error = {{0}};
    for (size_t i = 0; i <= BR_OPTIONS_MAX; i++) {
        words[i] = "--where=a=1";
    }
    for (size_t count = BR_OPTIONS_MAX - 1; count <= BR_OPTIONS_MAX + 1; count++) {
        enum br_status status = read_words((int)count, words, &options, &error);
        CHECK(status == (count <= BR_OPTIONS_MAX ? BR_OK : BR_ERR_LIMIT));
    }
    for (size_t count = BR_ARGUMENTS_MAX - 1; count <= BR_ARGUMENTS_MAX + 1; count++) {
        for (size_t i = 0; i < count; i++) {
            words[i] = "a";
        }
        enum br_status status = read_words((int)count, words, &options, &error);
        CHECK(status == (count <= BR_ARGUMENTS_MAX ? BR_OK : BR_ERR_LIMIT));
    }
}

/* --- verbs --- */

static enum br_status read_verb(struct call *call, struct br_error *error, int argc,
                                const char *const *argv)
{
    char *words[20];
    for (int i = 0; i < argc; i++) {
        words[i] = (char *)(uintptr_t)argv[i];
    }
    call_free(call);
    *call = (struct call){.verb = NULL};
    call_init(call);
    return verbs_read(argc, words, call, error);
}

#define VERB(call, error, ...)                                                                \
    read_verb((call), (error), (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), \
              (const char *[]){__VA_ARGS__})

static void test_verbs_are_found(void)
{
    struct call call = {.verb = NULL};
    struct br_error error = {{0}};
    CHECK(VERB(&call, &error, "thread", "show", "abcd", "--json") == BR_OK);
    CHECK(call.json && strcmp(call.verb->name, "show") == 0);
    CHECK(VERB(&call, &error, "--dir", "D", "--json", "sync", "--wait", "3") == BR_OK);
    CHECK(call.json && strcmp(call.verb->name, "sync") == 0);
    CHECK_TEXT(call_value(&call, "dir"), "D");
    CHECK_TEXT(call_value(&call, "wait"), "3");
    CHECK(VERB(&call, &error, "--help") == BR_OK && call.verb == NULL);
    CHECK(VERB(&call, &error, "thread", "new", "--help") == BR_OK && call.verb != NULL);
    CHECK(VERB(&call, &error, "thread", "show") == BR_ERR_MALFORMED);
    CHECK(VERB(&call, &error, "thread", "show", "a", "b") == BR_ERR_MALFORMED);
    CHECK(VERB(&call, &error, "thread", "frobnicate") == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "resolve") != NULL);
    CHECK(VERB(&call, &error, "thread") == BR_ERR_MALFORMED);
    CHECK(call.group != NULL && strcmp(call.group, "thread") == 0);
    CHECK(VERB(&call, &error, "--json", "measure", "--dir", "D") == BR_ERR_MALFORMED);
    CHECK_TEXT(error.text, "say what to do with measure");
    CHECK(VERB(&call, &error, "member", "--help") == BR_OK && call.verb == NULL);
    CHECK(call.group != NULL && strcmp(call.group, "member") == 0);
    CHECK(VERB(&call, &error, "outbox", "--json") == BR_OK && call.json);
    CHECK(call.group == NULL && strcmp(call.verb->name, "list") == 0);
    CHECK(VERB(&call, &error, "outbox", "--json", "more") == BR_ERR_MALFORMED);
    CHECK(VERB(&call, &error, "outbox", "--help") == BR_OK && call.verb == NULL);
    CHECK(VERB(&call, &error, "frobnicate") == BR_ERR_MALFORMED);
    CHECK(VERB(&call, &error, "--dir") == BR_ERR_MALFORMED);
    call_free(&call);
}

/* Every verb says what it is for, shows an example that reads, and can be carried out. */
static void test_every_verb_has_help(void)
{
    const struct verb *areas[] = {verbs_client,  verbs_thread, verbs_room,    verbs_roadmap,
                                  verbs_measure, verbs_outbox, verbs_profile, verbs_batch,
                                  verbs_spc,     verbs_pdsa,   verbs_driver};
    struct br_buffer help;
    br_buffer_init(&help, 100000);
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        for (const struct verb *verb = areas[i]; verb->name != NULL; verb++) {
            br_buffer_clear(&help);
            verbs_help(&(struct call){.verb = verb}, &help);
            CHECK(verb->summary != NULL && verb->examples != NULL && verb->arguments != NULL);
            CHECK(strstr(br_buffer_text(&help), "bigroom ") != NULL);
            CHECK(strstr(br_buffer_text(&help), "--json") != NULL);
            CHECK((verb->run != NULL) == (verb->place == VERB_VIEWS || verb->place == VERB_DEVICE ||
                                          verb->place == VERB_PLAIN));
        }
    }
    br_buffer_clear(&help);
    verbs_help(&(struct call){.verb = NULL}, &help);
    CHECK(strstr(br_buffer_text(&help), "bigroom thread resolve") != NULL);
    br_buffer_free(&help);
}

/* Nothing that is said can steer a terminal. */
static void test_what_is_said_is_safe(void)
{
    struct call call = {.verb = NULL};
    call_init(&call);
    call_say(&call, "%s", "a\x1b[31mb");
    CHECK_UINT(call_fail(&call, EXIT_UNKNOWN, "no %s", "\x1b]0;x\x07"), EXIT_UNKNOWN);
    call_json(&call, json_pack("{s:s}", "t", "\x1b\x7f\xe2\x80\x8b"));
    for (size_t i = 0; i < call.out.size; i++) {
        CHECK(call.out.data[i] == '\n' || (call.out.data[i] >= 0x20 && call.out.data[i] < 0x7f));
    }
    for (size_t i = 0; i < call.err.size; i++) {
        CHECK(call.err.data[i] == '\n' || (call.err.data[i] >= 0x20 && call.err.data[i] < 0x7f));
    }
    call_free(&call);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_both_forms_of_a_value),   BR_TEST(test_what_is_no_option),
        BR_TEST(test_wrong_options_are_named), BR_TEST(test_as_many_as_there_may_be),
        BR_TEST(test_verbs_are_found),         BR_TEST(test_every_verb_has_help),
        BR_TEST(test_what_is_said_is_safe),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
