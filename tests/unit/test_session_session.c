/* The rules of one conversation: who may say what and when, credit, silence. */
#include "harness/check.h"
#include "session/session.h"

static const struct br_hash academy_a = {{0xa}};
static const struct br_hash academy_b = {{0xb}};

static struct br_hello hello_of(const struct br_hash *academy)
{
    return (struct br_hello){.version_min = BR_PROTOCOL_VERSION,
                             .version_max = BR_PROTOCOL_VERSION,
                             .academy = *academy,
                             .instance = {{7}},
                             .credit = BR_CREDIT_WINDOW,
                             .submit_window = 100,
                             .software = "test"};
}

static struct br_session open_session(enum br_party_type party)
{
    struct br_session session;
    struct br_error reason;
    struct br_hello hello = hello_of(&academy_a);
    br_session_begin(&session, party, 1000);
    CHECK(br_session_heard(&session, 1000, BR_FRAME_HELLO, 60, &reason) == BR_OK);
    CHECK(br_session_greeted(&session, &hello, &academy_a, &reason) == BR_OK);
    return session;
}

/* The table above session.h, written down once more by hand: a letter for each frame allowed. */
static void test_the_table(void)
{
    static const struct {
        enum br_session_state state;
        enum br_party_type party;
        const char *allowed; /* heLlo, Heads, Want, Batch, Credit, Receipts, Submit, Outcomes ... */
    } rows[] = {
        {BR_SESSION_GREETING, BR_PARTY_ACADEMY, "L          Y     "},
        {BR_SESSION_GREETING, BR_PARTY_DEVICE, "L          Y     "},
        {BR_SESSION_GREETING, BR_PARTY_HOME, "L          Y     "},
        {BR_SESSION_OPEN, BR_PARTY_ACADEMY, " HWBCR   IOY  KNF"},
        {BR_SESSION_OPEN, BR_PARTY_DEVICE, "  W C S  IOY  KNF"},
        {BR_SESSION_OPEN, BR_PARTY_HOME, " H BCR UGIOY  KNF"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int type = BR_FRAME_HELLO; type < BR_FRAME_TYPE_COUNT; type++) {
            struct br_session session;
            struct br_error reason = {""};
            if (rows[i].state == BR_SESSION_OPEN) {
                session = open_session(rows[i].party);
            } else {
                br_session_begin(&session, rows[i].party, 1000);
            }
            bool allowed = rows[i].allowed[type - 1] != ' ';
            enum br_status status =
                br_session_heard(&session, 2000, (enum br_frame_type)type, 10, &reason);
            CHECK_UINT(status, allowed ? BR_OK : BR_ERR_PROTOCOL);
            CHECK((reason.text[0] == '\0') == allowed);
        }
    }
}

static void test_greeting_judges_versions(void)
{
    static const struct {
        uint32_t version_min;
        uint32_t version_max;
        enum br_status status;
    } cases[] = {
        {BR_PROTOCOL_VERSION, BR_PROTOCOL_VERSION, BR_OK},
        {0, BR_PROTOCOL_VERSION, BR_OK},
        {BR_PROTOCOL_VERSION, BR_PROTOCOL_VERSION + 5, BR_OK},
        {0, BR_PROTOCOL_VERSION - 1, BR_ERR_VERSION},
        {BR_PROTOCOL_VERSION + 1, BR_PROTOCOL_VERSION + 1, BR_ERR_VERSION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct br_session session;
        struct br_error reason;
        struct br_hello hello = hello_of(&academy_a);
        hello.version_min = cases[i].version_min;
        hello.version_max = cases[i].version_max;
        br_session_begin(&session, BR_PARTY_ACADEMY, 0);
        CHECK_UINT(br_session_greeted(&session, &hello, &academy_a, &reason), cases[i].status);
        CHECK_UINT(session.state, cases[i].status == BR_OK ? BR_SESSION_OPEN : BR_SESSION_GREETING);
    }
}

static void test_greeting_judges_the_academy_and_the_credit(void)
{
    struct br_session session;
    struct br_error reason;
    struct br_hello hello = hello_of(&academy_b);
    br_session_begin(&session, BR_PARTY_ACADEMY, 0);
    CHECK_UINT(br_session_greeted(&session, &hello, &academy_a, &reason), BR_ERR_PROTOCOL);
    CHECK_UINT(session.state, BR_SESSION_GREETING);
    hello = hello_of(&academy_a);
    hello.credit = (1ull << 40) + 1;
    CHECK_UINT(br_session_greeted(&session, &hello, &academy_a, &reason), BR_ERR_PROTOCOL);
    CHECK_UINT(session.state, BR_SESSION_GREETING); /* never up, so it cannot go down */
    hello.credit = 1ull << 40;
    CHECK_UINT(br_session_greeted(&session, &hello, &academy_a, &reason), BR_OK);
}

static void test_home_gives_the_window(void)
{
    CHECK_UINT(open_session(BR_PARTY_HOME).submit_window, 100);
    CHECK_UINT(open_session(BR_PARTY_DEVICE).submit_window, BR_SUBMIT_WINDOW_MAX);
    struct br_session session;
    struct br_error reason;
    struct br_hello hello = hello_of(&academy_a);
    hello.submit_window = BR_SUBMIT_WINDOW_MAX + 1;
    br_session_begin(&session, BR_PARTY_HOME, 0);
    CHECK(br_session_greeted(&session, &hello, &academy_a, &reason) == BR_OK);
    CHECK_UINT(session.submit_window, BR_SUBMIT_WINDOW_MAX);
}

static void test_batches_need_credit(void)
{
    struct br_error reason;
    for (size_t over = 0; over <= 1; over++) {
        struct br_session session = open_session(BR_PARTY_ACADEMY);
        CHECK(br_session_heard(&session, 0, BR_FRAME_BATCH, BR_CREDIT_WINDOW - 1, &reason) ==
              BR_OK);
        CHECK_UINT(session.recv_credit, 1);
        CHECK_UINT(br_session_heard(&session, 0, BR_FRAME_BATCH, 1 + over, &reason),
                   over == 0 ? BR_OK : BR_ERR_PROTOCOL);
    }
}

/* What is durable is credited again in steps of an eighth of the window, and nothing gets lost. */
static void test_credit_is_repaid(void)
{
    struct br_error reason;
    struct br_session session = open_session(BR_PARTY_ACADEMY);
    uint64_t given = 0;
    uint64_t heard = 0;
    for (size_t i = 0; i < 10000; i++) {
        size_t size = 1 + i % 1000;
        CHECK(br_session_heard(&session, 0, BR_FRAME_BATCH, size, &reason) == BR_OK);
        heard += size;
        uint64_t credit = br_session_repay(&session, size);
        CHECK(credit == 0 || credit >= BR_CREDIT_WINDOW / 8);
        given += credit;
        CHECK_UINT(session.recv_credit, BR_CREDIT_WINDOW - heard + given);
        CHECK_UINT(session.owed, heard - given);
        CHECK(session.owed < BR_CREDIT_WINDOW / 8);
    }
    session = open_session(BR_PARTY_ACADEMY);
    CHECK_UINT(br_session_repay(&session, BR_CREDIT_WINDOW / 8 - 1), 0);
    CHECK_UINT(br_session_repay(&session, 1), BR_CREDIT_WINDOW / 8);
}

static void test_sending_keeps_to_the_credit(void)
{
    struct br_session session = open_session(BR_PARTY_ACADEMY);
    session.send_credit = BR_FRAME_SIZE_MAX - 1;
    CHECK(!br_session_may_send(&session, 0));
    session.send_credit = BR_FRAME_SIZE_MAX;
    CHECK(br_session_may_send(&session, 0));
    CHECK(!br_session_may_send(&session, 1)); /* a read under way may fill a whole frame */
    session.send_credit = 2 * BR_FRAME_SIZE_MAX;
    CHECK(br_session_may_send(&session, 1));
    br_session_sent(&session, 100);
    CHECK_UINT(session.send_credit, 2 * BR_FRAME_SIZE_MAX - 100);
    session.state = BR_SESSION_CLOSING;
    CHECK(!br_session_may_send(&session, 0));
}

static void test_credit_has_bounds(void)
{
    struct br_error reason;
    struct br_session session = open_session(BR_PARTY_ACADEMY);
    uint64_t most = 1ull << 40;
    CHECK_UINT(br_session_credited(&session, UINT64_MAX, &reason), BR_ERR_PROTOCOL);
    CHECK_UINT(br_session_credited(&session, most - BR_CREDIT_WINDOW + 1, &reason),
               BR_ERR_PROTOCOL);
    CHECK_UINT(br_session_credited(&session, most - BR_CREDIT_WINDOW, &reason), BR_OK);
    CHECK_UINT(br_session_credited(&session, 0, &reason), BR_OK);
    CHECK_UINT(br_session_credited(&session, 1, &reason), BR_ERR_PROTOCOL);
}

static void test_greeting_has_a_deadline(void)
{
    struct br_session session;
    br_session_begin(&session, BR_PARTY_ACADEMY, 1000);
    CHECK_UINT(br_session_deadline_ms(&session), 1000 + BR_HELLO_DEADLINE_MS);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_HELLO_DEADLINE_MS - 1), BR_SILENCE_NONE);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_HELLO_DEADLINE_MS), BR_SILENCE_GONE);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_HELLO_DEADLINE_MS + 1), BR_SILENCE_GONE);
}

/* Acting at every deadline leads to one ping and then the end, with a later deadline each time. */
static void test_silence_asks_once_and_ends(void)
{
    struct br_error reason;
    struct br_session session = open_session(BR_PARTY_ACADEMY);
    CHECK_UINT(br_session_deadline_ms(&session), 1000 + BR_IDLE_PING_MS);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_IDLE_PING_MS - 1), BR_SILENCE_NONE);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_IDLE_PING_MS), BR_SILENCE_ASK);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_IDLE_PING_MS + 1), BR_SILENCE_NONE);
    CHECK_UINT(br_session_deadline_ms(&session), 1000 + BR_IDLE_CLOSE_MS);
    CHECK_UINT(br_session_silent(&session, 1000 + BR_IDLE_CLOSE_MS - 1), BR_SILENCE_NONE);

    CHECK(br_session_heard(&session, 20000, BR_FRAME_PONG, 5, &reason) == BR_OK);
    CHECK_UINT(br_session_deadline_ms(&session), 20000 + BR_IDLE_PING_MS);
    CHECK_UINT(br_session_silent(&session, 20000 + BR_IDLE_PING_MS), BR_SILENCE_ASK);
    CHECK_UINT(br_session_silent(&session, 20000 + BR_IDLE_CLOSE_MS), BR_SILENCE_GONE);
    session.state = BR_SESSION_CLOSING;
    CHECK_UINT(br_session_silent(&session, UINT64_MAX), BR_SILENCE_NONE);
    CHECK_UINT(br_session_deadline_ms(&session), UINT64_MAX);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_the_table),
        BR_TEST(test_greeting_judges_versions),
        BR_TEST(test_greeting_judges_the_academy_and_the_credit),
        BR_TEST(test_home_gives_the_window),
        BR_TEST(test_batches_need_credit),
        BR_TEST(test_credit_is_repaid),
        BR_TEST(test_sending_keeps_to_the_credit),
        BR_TEST(test_credit_has_bounds),
        BR_TEST(test_greeting_has_a_deadline),
        BR_TEST(test_silence_asks_once_and_ends),
    };
    return br_test_run(tests, sizeof tests / sizeof *tests);
}
