/* A server's private file: an invitation is used once, by one device, before it expires. */
#include "base/limits.h"
#include "harness/check.h"
#include "store/private.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const uint64_t now_ms = 1790000000000u;

static struct br_private *open_private(const char *name)
{
    char path[512];
    struct br_private *private = NULL;
    struct br_error error = {""};
    (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
    if (!CHECK(br_private_open(path, true, &private, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
    }
    BR_ASSERT(private != NULL);
    return private;
}

static struct br_invitation invitation_of(uint8_t secret)
{
    struct br_invitation invitation = {
        .secret_hash = {{secret}}, .member = {{7}}, .expires_ms = now_ms + BR_INVITATION_LIFE_MS};
    memset(invitation.name, 'n', BR_TEXT_NAME_MAX); /* the longest that fits */
    return invitation;
}

static void count_device(void *context, const struct br_device_row *device)
{
    size_t *count = context;
    CHECK(device->member.bytes[0] == 7);
    (*count)++;
}

static void test_an_invitation_expires(void)
{
    struct br_private *private = open_private("expires.db");
    for (int offset = -1; offset <= 1; offset++) {
        struct br_invitation given = invitation_of((uint8_t)(10 + offset));
        struct br_invitation found = {.name = ""};
        struct br_hash pin = {{(uint8_t)(20 + offset)}};
        uint64_t at_ms = given.expires_ms + (uint64_t)(int64_t)offset;
        CHECK(br_private_invite(private, &given) == BR_OK);
        enum br_status status =
            br_private_enrol(private, &given.secret_hash, &pin, "phone", at_ms, &found);
        CHECK(status == (offset < 0 ? BR_OK : BR_ERR_TIMEOUT));
        CHECK_TEXT(found.name, given.name);
    }
    size_t devices = 0;
    CHECK(br_private_devices(private, count_device, &devices) == BR_OK);
    CHECK_UINT(devices, 1); /* who came too late is not enrolled */
    br_private_close(private);
}

static void test_an_invitation_is_used_once(void)
{
    struct br_private *private = open_private("once.db");
    struct br_invitation given = invitation_of(1);
    struct br_invitation found;
    struct br_hash first = {{1}};
    struct br_hash second = {{2}};
    struct br_hash unknown = {{9}};
    CHECK(br_private_invite(private, &given) == BR_OK);
    CHECK(br_private_enrol(private, &unknown, &first, "phone", now_ms, &found) == BR_ERR_NOT_FOUND);
    CHECK(br_private_enrol(private, &given.secret_hash, &first, "phone", now_ms, &found) == BR_OK);
    CHECK(br_private_enrol(private, &given.secret_hash, &first, "phone",
                           now_ms + 2 * BR_INVITATION_LIFE_MS, &found) == BR_OK); /* lost answer */
    CHECK(br_private_enrol(private, &given.secret_hash, &second, "phone", now_ms, &found) ==
          BR_ERR_EXISTS);
    size_t devices = 0;
    CHECK(br_private_devices(private, count_device, &devices) == BR_OK);
    CHECK_UINT(devices, 1);
    br_private_close(private);
}

static void count_any_device(void *context, const struct br_device_row *device)
{
    size_t *count = context;
    (void)device;
    (*count)++;
}

static void count_peer(void *context, const struct br_peer_row *peer)
{
    size_t *count = context;
    (void)peer;
    (*count)++;
}

/* A damaged row lets nobody in, and gives no code away a second time. */
static void test_damaged_rows_let_nobody_in(void)
{
    static const struct {
        const char *sql;
        enum br_status devices;
        enum br_status peers;
        enum br_status enrolled; /* once more, with the same device */
    } damages[] = {
        {"UPDATE device SET pin = x'01'", BR_ERR_CORRUPT, BR_OK, BR_OK},
        {"UPDATE device SET member = x'01'", BR_ERR_CORRUPT, BR_OK, BR_OK},
        {"UPDATE peer SET academy = x'01'", BR_OK, BR_ERR_CORRUPT, BR_OK},
        {"UPDATE peer SET pin = x'01'", BR_OK, BR_ERR_CORRUPT, BR_OK},
        {"UPDATE invitation SET member = x'01'", BR_OK, BR_OK, BR_ERR_CORRUPT},
        {"UPDATE invitation SET used_by = x'01'", BR_OK, BR_OK, BR_ERR_EXISTS},
        {"DELETE FROM invitation", BR_OK, BR_OK, BR_ERR_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char name[40];
        char path[512];
        (void)snprintf(name, sizeof name, "damaged-%zu.db", i);
        struct br_private *private = open_private(name);
        struct br_invitation given = invitation_of(10);
        struct br_invitation found = {.name = ""};
        struct br_hash pin = {{20}};
        struct br_peer_row peer = {.academy = {{3}}, .pin = {{4}}, .name = "Bath", .dial = true};
        CHECK(br_private_invite(private, &given) == BR_OK);
        CHECK(br_private_enrol(private, &given.secret_hash, &pin, "phone", now_ms, &found) ==
              BR_OK);
        CHECK(br_private_put_peer(private, &peer) == BR_OK);
        br_private_close(private);
        (void)snprintf(path, sizeof path, "%s/%s", br_test_folder(), name);
        sqlite3 *db = NULL;
        BR_ASSERT(sqlite3_open(path, &db) == SQLITE_OK);
        CHECK(sqlite3_exec(db, damages[i].sql, NULL, NULL, NULL) == SQLITE_OK);
        BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
        private = open_private(name);
        size_t devices = 0;
        size_t peers = 0;
        CHECK_UINT(br_private_devices(private, count_any_device, &devices), damages[i].devices);
        CHECK_UINT(devices, damages[i].devices == BR_OK ? 1 : 0);
        CHECK_UINT(br_private_peers(private, count_peer, &peers), damages[i].peers);
        CHECK_UINT(peers, damages[i].peers == BR_OK ? 1 : 0);
        CHECK_UINT(br_private_enrol(private, &given.secret_hash, &pin, "phone", now_ms, &found),
                   damages[i].enrolled);
        br_private_close(private);
    }
    br_private_close(NULL);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_invitation_expires),
        BR_TEST(test_an_invitation_is_used_once),
        BR_TEST(test_damaged_rows_let_nobody_in),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
