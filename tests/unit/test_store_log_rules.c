/* Tables beside the log that older rules made are made anew from the records, when it is opened. */
#include "test_store_log_world.h"

/* The rules of a version that knew nothing of [area] yet. */
static struct br_domain *domain_without(const char *area)
{
    enum { FILES_MAX = 64 };
    static struct br_file older[FILES_MAX];
    size_t count = 0;
    size_t kept = 0;
    struct br_domain *domain = NULL;
    struct br_error error = {""};
    const struct br_file *files = br_domain_files(&count);
    BR_ASSERT(count <= FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].name, area) != 0) {
            older[kept++] = files[i];
        }
    }
    CHECK_UINT(kept, count - 1);
    enum br_status status = br_domain_new(older, kept, &domain, &error);
    CHECK_TEXT(error.text, "");
    BR_ASSERT(status == BR_OK);
    return domain;
}

static void test_what_older_rules_did_not_index(void)
{
    struct br_error error = {""};
    struct br_domain *older = domain_without("forum.sql");
    struct academy origin = academy_new(1, BR_SIDE_SHARED, "origin");
    struct academy holder = academy_new(2, BR_SIDE_SHARED, "holder");
    struct br_log_options options = {.path = holder.path,
                                     .side = BR_SIDE_SHARED,
                                     .domain = older,
                                     .academy = holder.id,
                                     .create = true};
    academy_start(&origin);
    CHECK_TEXT(say_keys(&origin).reason, "");
    CHECK_TEXT(start_thread(&origin, to_network, id_of(5), "Ward rounds").reason, "");
    academy_start(&holder);
    CHECK_TEXT(say_keys(&holder).reason, "");
    academy_stop(&holder);
    CHECK(br_log_open(&options, &holder.log, &error) == BR_OK);
    CHECK(hand_over(&origin, &holder, to_network) == BR_OK);
    academy_stop(&holder);
    CHECK_UINT(faults_of(holder.path, true), 1); /* the thread is in no table */
    academy_start(&holder);
    academy_stop(&holder);
    CHECK_UINT(faults_of(holder.path, false), 0);
    academy_stop(&origin);
    br_domain_free(older);
}

int main(void)
{
    static const struct br_test tests[] = {BR_TEST(test_what_older_rules_did_not_index)};
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
