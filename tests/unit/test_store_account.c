/* private.db: accounts, second factors, who is signed in; and how an older file becomes today's. */
#include "base/limits.h"
#include "harness/check.h"
#include "store/private_account.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const uint64_t now_ms = 1790000000000u;
static const struct br_id sian = {{7}};
static const struct br_id tom = {{8}};

static void path_of(const char *name, char path[512])
{
    (void)snprintf(path, 512, "%s/%s", br_test_folder(), name);
}

static struct br_private *open_private(const char *name)
{
    char path[512];
    struct br_private *private = NULL;
    struct br_error error = {""};
    path_of(name, path);
    if (!CHECK(br_private_open(path, true, &private, &error) == BR_OK)) {
        (void)printf("  %s\n", error.text);
    }
    BR_ASSERT(private != NULL);
    return private;
}

static void run_sql(const char *name, const char *sql)
{
    char path[512];
    sqlite3 *db = NULL;
    path_of(name, path);
    BR_ASSERT(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    BR_ASSERT(sqlite3_close(db) == SQLITE_OK);
}

static struct br_hash secret_of(uint8_t number)
{
    return (struct br_hash){{number}};
}

static void invite(struct br_private *private, uint8_t secret, struct br_id member)
{
    struct br_invitation invitation = {.secret_hash = {{secret}},
                                       .member = member,
                                       .name = "Sian Evans",
                                       .made_by = {{99}},
                                       .made_ms = now_ms,
                                       .expires_ms = now_ms + BR_INVITATION_LIFE_MS};
    CHECK(br_private_invite(private, &invitation) == BR_OK);
}

static enum br_status join(struct br_private *private, uint8_t secret, const char *name,
                           uint64_t at_ms)
{
    struct br_hash hash = secret_of(secret);
    struct br_invitation invitation;
    char password[BR_PASSWORD_HASH_SIZE] = "hash of ";
    (void)snprintf(password + 8, sizeof password - 8, "%u", secret);
    return br_private_join(private, &hash, name, password, at_ms, &invitation);
}

static void sign_in(struct br_private *private, uint8_t token, struct br_id member)
{
    struct br_sign_in row = {.token_hash = {{token}},
                             .member = member,
                             .created_ms = now_ms + token,
                             .used_ms = now_ms + token,
                             .place = "192.0.2.7",
                             .agent = "Firefox"};
    CHECK(br_private_put_sign_in(private, &row) == BR_OK);
}

struct seen {
    size_t count;
    struct br_sign_in last;
};

static void see(void *context, const struct br_sign_in *row)
{
    struct seen *seen = context;
    seen->count++;
    seen->last = *row;
}

static struct seen sign_ins(struct br_private *private)
{
    struct seen seen = {0};
    CHECK(br_private_sign_ins(private, see, &seen) == BR_OK);
    return seen;
}

static void test_a_code_sets_one_password(void)
{
    struct br_private *private = open_private("join.db");
    struct br_hash hash = secret_of(1);
    struct br_invitation found;
    struct br_account account;
    invite(private, 1, sian);
    CHECK(br_private_invitation(private, &hash, now_ms, &found) == BR_OK);
    CHECK_TEXT(found.name, "Sian Evans");
    CHECK_UINT(found.made_by.bytes[0], 99);
    CHECK(br_private_account(private, &sian, &account) == BR_ERR_NOT_FOUND);
    CHECK(join(private, 2, "sian", now_ms) == BR_ERR_NOT_FOUND);
    CHECK(join(private, 1, "sian", found.expires_ms) == BR_ERR_TIMEOUT);
    CHECK(join(private, 1, "sian", found.expires_ms - 1) == BR_OK);
    CHECK(join(private, 1, "sian", now_ms) == BR_ERR_EXISTS);
    CHECK(br_private_account_named(private, "sian", &account) == BR_OK);
    CHECK(br_id_equal(&account.member, &sian) && !account.has_factor);
    CHECK_TEXT(account.password, "hash of 1");
    CHECK_UINT(account.created_ms, found.expires_ms - 1);
    CHECK(br_private_invitation(private, &hash, now_ms, &found) == BR_OK);
    CHECK(found.password_ms != 0 && found.device_ms == 0);
    br_private_close(private);
}

static void test_an_invitation_is_for_a_browser_or_a_device(void)
{
    struct br_private *private = open_private("either.db");
    struct br_hash pin = {{5}};
    struct br_invitation found;
    struct br_hash hashes[] = {secret_of(1), secret_of(2)};
    invite(private, 1, sian);
    invite(private, 2, sian);
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    CHECK(br_private_enrol(private, &hashes[0], &pin, "phone", now_ms, &found) == BR_ERR_EXISTS);
    sign_in(private, 1, sian);
    CHECK(br_private_enrol(private, &hashes[1], &pin, "phone", now_ms, &found) == BR_OK);
    CHECK(join(private, 2, "sian", now_ms) == BR_ERR_EXISTS);
    struct seen seen = sign_ins(private);
    CHECK_UINT(seen.count, 1); /* she was not signed out by it */
    CHECK(br_private_enrol(private, &hashes[1], &pin, "phone", now_ms, &found) == BR_OK);
    br_private_close(private);
}

/* One that a member makes for a device of theirs. */
static void test_a_device_code_sets_no_password(void)
{
    struct br_private *private = open_private("device-code.db");
    struct br_invitation found;
    for (int offset = -1; offset <= 1; offset++) {
        uint8_t number = (uint8_t)(10 + offset);
        struct br_hash pin = {{number}};
        struct br_invitation made = {.secret_hash = secret_of(number),
                                     .member = sian,
                                     .made_by = sian,
                                     .made_ms = now_ms,
                                     .expires_ms = now_ms + BR_DEVICE_CODE_LIFE_MS,
                                     .device_only = true};
        uint64_t at_ms = made.expires_ms + (uint64_t)(int64_t)offset;
        CHECK(br_private_invite(private, &made) == BR_OK);
        CHECK(join(private, number, "sian", now_ms) == BR_ERR_NOT_FOUND);
        CHECK(br_private_invitation(private, &made.secret_hash, now_ms, &found) == BR_OK);
        CHECK(found.device_only);
        CHECK_UINT(br_private_enrol(private, &made.secret_hash, &pin, "phone", at_ms, &found),
                   offset < 0 ? BR_OK : BR_ERR_TIMEOUT);
    }
    struct br_hash other = secret_of(1);
    struct br_hash device = secret_of(11);
    invite(private, 1, sian);
    CHECK(br_private_withdraw_all(private, &sian, true, now_ms) == BR_OK);
    CHECK(br_private_invitation(private, &device, now_ms, &found) == BR_ERR_TIMEOUT);
    CHECK(br_private_invitation(private, &other, now_ms, &found) == BR_OK); /* an admin's stays */
    CHECK(!found.device_only);
    br_private_close(private);
}

struct named {
    size_t count;
    size_t wanted;
    struct br_id last;
};

static bool take_named(void *context, const struct br_id *member)
{
    struct named *named = context;
    named->last = *member;
    return ++named->count < named->wanted;
}

static void test_who_was_invited_by_a_name(void)
{
    struct br_private *private = open_private("named.db");
    struct named all = {.wanted = 9};
    struct named one = {.wanted = 1};
    struct named none = {.wanted = 9};
    invite(private, 1, sian);
    invite(private, 2, tom); /* of the same name */
    CHECK(br_private_invited(private, "sian EVANS", take_named, &all) == BR_OK);
    CHECK_UINT(all.count, 2);
    CHECK(br_private_invited(private, "Sian Evans", take_named, &one) == BR_OK);
    CHECK_UINT(one.count, 1);
    CHECK(br_private_invited(private, "Sian", take_named, &none) == BR_OK);
    CHECK_UINT(none.count, 0);
    br_private_close(private);
    run_sql("named.db", "UPDATE invitation SET member = x'01'");
    private = open_private("named.db");
    CHECK(br_private_invited(private, "Sian Evans", take_named, &all) == BR_ERR_CORRUPT);
    br_private_close(private);
}

static void test_a_second_invitation_replaces_the_password(void)
{
    struct br_private *private = open_private("again.db");
    struct br_account account;
    static const uint8_t factor[BR_TOTP_SECRET_SIZE] = {1};
    invite(private, 1, sian);
    invite(private, 2, tom);
    invite(private, 3, sian);
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    CHECK(br_private_set_factor(private, &sian, factor, 5, NULL, 0) == BR_OK);
    CHECK(join(private, 2, "sian", now_ms) == BR_ERR_REFUSED); /* her name */
    CHECK(join(private, 2, "tom", now_ms) == BR_OK);           /* the code is not used up by it */
    sign_in(private, 1, sian);
    sign_in(private, 2, tom);
    CHECK(join(private, 3, "sian", now_ms + 1) == BR_OK); /* the same name is hers to keep */
    CHECK(br_private_account(private, &sian, &account) == BR_OK);
    CHECK_TEXT(account.password, "hash of 3");
    CHECK(account.has_factor); /* a stolen link alone is no way in */
    CHECK_UINT(account.created_ms, now_ms);
    CHECK_UINT(account.password_ms, now_ms + 1);
    struct seen seen = sign_ins(private);
    CHECK_UINT(seen.count, 1);
    CHECK(br_id_equal(&seen.last.member, &tom));
    br_private_close(private);
}

static void test_a_withdrawn_code_is_of_no_use(void)
{
    struct br_private *private = open_private("withdrawn.db");
    struct br_hash hash = secret_of(1);
    struct br_hash unknown = secret_of(9);
    struct br_hash pin = {{5}};
    struct br_invitation found;
    invite(private, 1, sian);
    CHECK(br_private_withdraw(private, &unknown, now_ms) == BR_ERR_NOT_FOUND);
    CHECK(br_private_withdraw(private, &hash, now_ms) == BR_OK);
    CHECK(br_private_withdraw(private, &hash, now_ms) == BR_ERR_NOT_FOUND);
    CHECK(join(private, 1, "sian", now_ms) == BR_ERR_TIMEOUT);
    CHECK(br_private_enrol(private, &hash, &pin, "phone", now_ms, &found) == BR_ERR_TIMEOUT);
    CHECK(br_private_invitation(private, &hash, now_ms, &found) == BR_ERR_TIMEOUT);
    br_private_close(private);
}

static void test_all_of_a_member_are_withdrawn(void)
{
    struct br_private *private = open_private("withdrawn-all.db");
    struct br_hash other = secret_of(3);
    struct br_invitation found;
    invite(private, 1, sian);
    invite(private, 2, sian);
    invite(private, 3, tom);
    CHECK(br_private_withdraw_all(private, &sian, false, now_ms) == BR_OK);
    CHECK(join(private, 1, "sian", now_ms) == BR_ERR_TIMEOUT);
    CHECK(join(private, 2, "sian", now_ms) == BR_ERR_TIMEOUT);
    CHECK(br_private_invitation(private, &other, now_ms, &found) == BR_OK);
    CHECK(br_private_withdraw_all(private, &sian, false, now_ms) == BR_OK); /* none is left */
    br_private_close(private);
}

struct codes {
    size_t count;
    size_t unused;
    size_t by_operator;
};

static void count_code(void *context, const struct br_invitation *invitation)
{
    struct codes *codes = context;
    codes->count++;
    codes->unused += invitation->password_ms == 0 && invitation->device_ms == 0;
    codes->by_operator += br_id_is_zero(&invitation->made_by);
}

static void test_all_invitations_are_listed(void)
{
    struct br_private *private = open_private("list.db");
    struct codes codes = {0};
    struct br_invitation by_operator = {.secret_hash = {{4}}, .member = tom, .name = "Tom"};
    invite(private, 1, sian);
    invite(private, 2, tom);
    invite(private, 3, tom);
    CHECK(br_private_invite(private, &by_operator) == BR_OK); /* expired as it is made */
    struct br_hash hash = secret_of(3);
    CHECK(br_private_withdraw(private, &hash, now_ms) == BR_OK);
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    CHECK(br_private_invitations(private, count_code, &codes) == BR_OK);
    CHECK_UINT(codes.count, 4);
    CHECK_UINT(codes.unused, 3);
    CHECK_UINT(codes.by_operator, 1);
    br_private_close(private);
    run_sql("list.db", "UPDATE invitation SET made_by = x'01' WHERE made_by IS NOT NULL");
    private = open_private("list.db");
    CHECK(br_private_invitations(private, count_code, &codes) == BR_ERR_CORRUPT);
    br_private_close(private);
}

static void last_device(void *context, const struct br_device_row *device)
{
    struct br_device_row *last = context;
    *last = *device;
}

/* A device that was ended does not come back with the code it came with, but with a new one. */
static void test_a_device_ends(void)
{
    struct br_private *private = open_private("device.db");
    struct br_hash first = secret_of(1);
    struct br_hash second = secret_of(2);
    struct br_hash pin = {{5}};
    struct br_invitation found;
    struct br_device_row device = {.pin = pin, .seen_ms = now_ms + 9};
    invite(private, 1, sian);
    invite(private, 2, sian);
    CHECK(br_private_enrol(private, &first, &pin, "Sian's phone", now_ms, &found) == BR_OK);
    CHECK(br_private_devices_seen(private, &device, 1) == BR_OK);
    device.seen_ms = now_ms + 8; /* later news of an earlier time */
    CHECK(br_private_devices_seen(private, &device, 1) == BR_OK);
    CHECK(br_private_devices(private, last_device, &device) == BR_OK);
    CHECK_TEXT(device.name, "Sian's phone");
    CHECK_UINT(device.enrolled_ms, now_ms);
    CHECK_UINT(device.seen_ms, now_ms + 9);
    CHECK(br_private_end_device(private, &second, now_ms) == BR_ERR_NOT_FOUND);
    CHECK(br_private_end_device(private, &pin, now_ms) == BR_OK);
    CHECK(br_private_end_device(private, &pin, now_ms) == BR_ERR_NOT_FOUND);
    device = (struct br_device_row){.name = ""};
    CHECK(br_private_devices(private, last_device, &device) == BR_OK);
    CHECK_TEXT(device.name, "");
    CHECK(br_private_enrol(private, &first, &pin, "x", now_ms, &found) == BR_ERR_EXISTS);
    CHECK(br_private_enrol(private, &second, &pin, "y", now_ms, &found) == BR_OK);
    CHECK(br_private_devices(private, last_device, &device) == BR_OK);
    CHECK_TEXT(device.name, "y");
    br_private_close(private);
}

static void test_a_new_password_ends_the_other_sign_ins(void)
{
    struct br_private *private = open_private("password.db");
    struct br_account account;
    struct br_hash keep = {{2}};
    static const char password[BR_PASSWORD_HASH_SIZE] = "new";
    invite(private, 1, sian);
    CHECK(br_private_set_password(private, &sian, password, now_ms, NULL) == BR_ERR_NOT_FOUND);
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    for (uint8_t token = 1; token <= 3; token++) {
        sign_in(private, token, sian);
    }
    CHECK(br_private_set_password(private, &sian, password, now_ms + 5, &keep) == BR_OK);
    struct seen seen = sign_ins(private);
    CHECK_UINT(seen.count, 1);
    CHECK(br_hash_equal(&seen.last.token_hash, &keep));
    CHECK(br_private_account(private, &sian, &account) == BR_OK);
    CHECK_TEXT(account.password, "new");
    CHECK_UINT(account.password_ms, now_ms + 5);
    static const char again[BR_PASSWORD_HASH_SIZE] = "new, stronger";
    CHECK(br_private_rehash(private, &account, again) == BR_OK);
    CHECK(br_private_rehash(private, &account, again) == BR_ERR_NOT_FOUND); /* not that hash now */
    CHECK(br_private_account(private, &sian, &account) == BR_OK);
    CHECK_TEXT(account.password, "new, stronger");
    CHECK_UINT(account.password_ms, now_ms + 5);
    CHECK_UINT(sign_ins(private).count, 1);
    CHECK(br_private_set_password(private, &sian, password, now_ms, NULL) == BR_OK);
    CHECK_UINT(sign_ins(private).count, 0);
    br_private_close(private);
}

static void test_a_step_and_a_recovery_code_count_once(void)
{
    struct br_private *private = open_private("factor.db");
    struct br_account account;
    static const uint8_t factor[BR_TOTP_SECRET_SIZE] = {1, 2, 3};
    struct br_hash codes[BR_RECOVERY_CODES];
    size_t left = 0;
    for (size_t i = 0; i < BR_RECOVERY_CODES; i++) {
        codes[i] = secret_of((uint8_t)(i + 1));
    }
    invite(private, 1, sian);
    CHECK(br_private_set_factor(private, &sian, factor, 7, codes, 1) == BR_ERR_NOT_FOUND);
    CHECK(br_private_use_step(private, &sian, 8) == BR_ERR_EXISTS); /* nobody's */
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    CHECK(br_private_use_step(private, &sian, 8) == BR_ERR_EXISTS); /* none is set up */
    CHECK(br_private_set_factor(private, &sian, factor, 7, codes, BR_RECOVERY_CODES) == BR_OK);
    CHECK(br_private_account(private, &sian, &account) == BR_OK);
    CHECK(account.has_factor && memcmp(account.factor, factor, sizeof factor) == 0);
    CHECK_UINT(account.factor_step, 7);
    CHECK(br_private_use_step(private, &sian, 7) == BR_ERR_EXISTS);
    CHECK(br_private_use_step(private, &sian, 8) == BR_OK);
    CHECK(br_private_use_step(private, &sian, 8) == BR_ERR_EXISTS);
    CHECK(br_private_use_recovery(private, &tom, &codes[0]) == BR_ERR_NOT_FOUND);
    CHECK(br_private_use_recovery(private, &sian, &codes[0]) == BR_OK);
    CHECK(br_private_use_recovery(private, &sian, &codes[0]) == BR_ERR_NOT_FOUND);
    CHECK(br_private_recovery_left(private, &sian, &left) == BR_OK);
    CHECK_UINT(left, BR_RECOVERY_CODES - 1);
    CHECK(br_private_set_factor(private, &sian, factor, 9, codes, 2) == BR_OK); /* anew */
    CHECK(br_private_recovery_left(private, &sian, &left) == BR_OK);
    CHECK_UINT(left, 2);
    CHECK(br_private_clear_factor(private, &sian) == BR_OK);
    CHECK(br_private_recovery_left(private, &sian, &left) == BR_OK);
    CHECK_UINT(left, 0);
    CHECK(br_private_account(private, &sian, &account) == BR_OK && !account.has_factor);
    CHECK(br_private_clear_factor(private, &tom) == BR_ERR_NOT_FOUND);
    br_private_close(private);
}

static void test_the_latest_addresses_are_known(void)
{
    struct br_private *private = open_private("address.db");
    for (uint8_t i = 0; i <= BR_ACCOUNT_ADDRESSES_MAX; i++) {
        struct br_bytes address = {&i, 1};
        CHECK(br_private_add_address(private, &sian, address, now_ms + i) == BR_OK);
        if (i == 0) {
            CHECK(br_private_add_address(private, &tom, address, now_ms) == BR_OK);
        }
        bool first = false;
        static const uint8_t zero = 0;
        CHECK(br_private_knows_address(private, &sian, (struct br_bytes){&zero, 1}, &first) ==
              BR_OK);
        CHECK_UINT(first, i < BR_ACCOUNT_ADDRESSES_MAX);
        bool known = false;
        CHECK(br_private_knows_address(private, &sian, address, &known) == BR_OK);
        CHECK(known);
        CHECK(br_private_knows_address(private, &tom, address, &known) == BR_OK);
        CHECK_UINT(known, i == 0);
    }
    br_private_close(private);
}

static void test_sign_ins_are_kept_and_end(void)
{
    struct br_private *private = open_private("sign-in.db");
    struct br_hash keep = {{3}};
    for (uint8_t token = 1; token <= 5; token++) {
        sign_in(private, token, token == 5 ? tom : sian);
    }
    struct br_sign_in used[2] = {
        {.token_hash = {{4}}, .used_ms = now_ms + 100, .factor = true},
        {.token_hash = {{5}}, .used_ms = now_ms + 1}, /* older than what is kept */
    };
    CHECK(br_private_sign_ins_used(private, used, 2) == BR_OK);
    br_private_close(private);
    private = open_private("sign-in.db"); /* over a restart */
    struct seen seen = sign_ins(private);
    CHECK_UINT(seen.count, 5);
    CHECK_UINT(seen.last.used_ms, now_ms + 5);
    CHECK_TEXT(seen.last.place, "192.0.2.7");
    CHECK_TEXT(seen.last.agent, "Firefox");
    struct br_hash second = {{2}};
    CHECK(br_private_end_sign_in(private, &second) == BR_OK);
    CHECK_UINT(sign_ins(private).count, 4);
    CHECK(br_private_forget_sign_ins(private, now_ms + 5, now_ms + 4) == BR_OK);
    seen = sign_ins(private);
    CHECK_UINT(seen.count, 2); /* 1 and 3 were used last before that; 4 was used since */
    sign_in(private, 3, sian);
    CHECK(br_private_end_sign_ins(private, &sian, &keep) == BR_OK);
    CHECK_UINT(sign_ins(private).count, 2);
    CHECK(br_private_end_sign_ins(private, &sian, NULL) == BR_OK);
    CHECK_UINT(sign_ins(private).count, 1);
    struct br_sign_in twice = {.token_hash = {{5}}, .member = sian};
    CHECK(br_private_put_sign_in(private, &twice) == BR_ERR_EXISTS);
    br_private_close(private);
}

/* A row that cannot be read lets nobody in. */
static void test_damaged_rows_let_nobody_in(void)
{
    struct br_private *private = open_private("damage.db");
    struct br_account account;
    struct seen seen = {0};
    invite(private, 1, sian);
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    sign_in(private, 1, sian);
    br_private_close(private);
    run_sql("damage.db", "UPDATE account SET factor = x'0102'; UPDATE sign_in SET member = x'01'");
    private = open_private("damage.db");
    CHECK(br_private_account(private, &sian, &account) == BR_ERR_CORRUPT);
    CHECK(br_private_account_named(private, "sian", &account) == BR_ERR_CORRUPT);
    CHECK(br_private_sign_ins(private, see, &seen) == BR_ERR_CORRUPT);
    CHECK_UINT(seen.count, 0);
    invite(private, 2, tom);
    CHECK(join(private, 2, "sian", now_ms) == BR_ERR_CORRUPT);
    br_private_close(private);
}

/* What version 1 wrote, as it wrote it. */
static const char version_1[] =
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE invitation(secret_hash BLOB PRIMARY KEY, member BLOB NOT NULL,"
    "  name TEXT NOT NULL, expires_ms INTEGER NOT NULL, used_by BLOB) WITHOUT ROWID;"
    "CREATE TABLE device(pin BLOB PRIMARY KEY, member BLOB NOT NULL, name TEXT NOT NULL,"
    "  enrolled_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE peer(academy BLOB PRIMARY KEY, pin BLOB NOT NULL, name TEXT NOT NULL,"
    "  address TEXT NOT NULL, dial INTEGER NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1651667062; PRAGMA user_version = 1;"
    "INSERT INTO setting VALUES('name', CAST('Bath' AS BLOB));"
    "INSERT INTO invitation VALUES(CAST(x'01' || zeroblob(31) AS BLOB),"
    "  CAST(x'07' || zeroblob(15) AS BLOB), 'Sian', 1790000000001, NULL);"
    "INSERT INTO invitation VALUES(CAST(x'02' || zeroblob(31) AS BLOB),"
    "  CAST(x'07' || zeroblob(15) AS BLOB), 'Sian', 1790000000001,"
    "  CAST(x'05' || zeroblob(31) AS BLOB));"
    "INSERT INTO device VALUES(CAST(x'05' || zeroblob(31) AS BLOB),"
    "  CAST(x'07' || zeroblob(15) AS BLOB), 'phone', 1789000000000);";

static void test_an_older_file_goes_on(void)
{
    char path[512];
    run_sql("old.db", version_1);
    for (int i = 0; i < 2; i++) { /* once more, as it is then */
        struct br_private *private = open_private("old.db");
        struct br_buffer value = {.size_max = 100};
        CHECK(br_private_get(private, "name", &value) == BR_OK);
        CHECK_TEXT(br_buffer_text(&value), "Bath");
        struct br_device_row device;
        CHECK(br_private_devices(private, last_device, &device) == BR_OK);
        CHECK_TEXT(device.name, "phone");
        CHECK_UINT(device.seen_ms, 0);
        struct codes codes = {0};
        CHECK(br_private_invitations(private, count_code, &codes) == BR_OK);
        CHECK_UINT(codes.count, 2);
        CHECK_UINT(codes.by_operator, 2);
        CHECK_UINT(codes.unused, i == 0 ? 1 : 0);
        CHECK(join(private, 1, "sian", now_ms) == (i == 0 ? BR_OK : BR_ERR_EXISTS));
        /* The device whose answer was lost asks again. */
        struct br_hash hash = secret_of(2);
        struct br_hash pin = {{5}};
        struct br_invitation found;
        CHECK(br_private_enrol(private, &hash, &pin, "phone", now_ms, &found) == BR_OK);
        br_buffer_free(&value);
        br_private_close(private);
    }
    br_private_close(open_private("second.db"));
    run_sql("second.db", "DROP TABLE report_link; DROP TABLE report_opened;"
                         "DROP INDEX invitation_member;"
                         "ALTER TABLE invitation DROP COLUMN device_only; PRAGMA user_version = 2");
    br_private_close(open_private("second.db")); /* from version 2 there is less to do */
    struct br_private *second = open_private("second.db");
    invite(second, 1, sian);
    CHECK(join(second, 1, "sian", now_ms) == BR_OK);
    br_private_close(second);
    /* Half of an upgrade is none: what stands in the way is told, and the file stays as it was. */
    run_sql("torn.db", version_1);
    run_sql("torn.db", "CREATE TABLE sign_in(x)");
    struct br_private *private = NULL;
    struct br_error error = {""};
    path_of("torn.db", path);
    CHECK(br_private_open(path, false, &private, &error) != BR_OK);
    CHECK(strstr(error.text, "torn.db") != NULL);
    run_sql("torn.db", "DROP TABLE sign_in");
    private = open_private("torn.db");
    CHECK(join(private, 1, "sian", now_ms) == BR_OK);
    br_private_close(private);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_code_sets_one_password),
        BR_TEST(test_an_invitation_is_for_a_browser_or_a_device),
        BR_TEST(test_a_device_code_sets_no_password),
        BR_TEST(test_who_was_invited_by_a_name),
        BR_TEST(test_a_second_invitation_replaces_the_password),
        BR_TEST(test_a_withdrawn_code_is_of_no_use),
        BR_TEST(test_all_of_a_member_are_withdrawn),
        BR_TEST(test_all_invitations_are_listed),
        BR_TEST(test_a_device_ends),
        BR_TEST(test_a_new_password_ends_the_other_sign_ins),
        BR_TEST(test_a_step_and_a_recovery_code_count_once),
        BR_TEST(test_the_latest_addresses_are_known),
        BR_TEST(test_sign_ins_are_kept_and_end),
        BR_TEST(test_damaged_rows_let_nobody_in),
        BR_TEST(test_an_older_file_goes_on),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
