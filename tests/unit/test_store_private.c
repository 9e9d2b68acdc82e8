/* A server's private file: an invitation is used once, by one device, before it expires. */
#include "base/limits.h"
#include "harness/check.h"
#include "store/private.h"

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

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_an_invitation_expires),
        BR_TEST(test_an_invitation_is_used_once),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
