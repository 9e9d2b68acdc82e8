/* sign_in.c - rows by the hash of their token: chains of an array that doubles. */
#include "web/sign_in.h"

#include "base/hash.h"
#include "base/rng.h"
#include "web/form.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct br_sign_in row;
    uint64_t kept_ms; /* row.used_ms as it is on disk */
    struct entry *next;
};

struct br_sign_ins {
    struct entry **chains;
    size_t chain_count; /* a power of two */
    size_t count;
};

enum { CHAINS_FIRST = 64 };

struct br_sign_ins *br_sign_ins_new(void)
{
    struct br_sign_ins *table = calloc(1, sizeof *table);
    struct entry **chains = calloc(CHAINS_FIRST, sizeof *chains);
    if (table == NULL || chains == NULL) {
        free(table);
        free((void *)chains);
        return NULL;
    }
    table->chains = chains;
    table->chain_count = CHAINS_FIRST;
    return table;
}

void br_sign_ins_free(struct br_sign_ins *take_table)
{
    if (take_table == NULL) {
        return;
    }
    for (size_t i = 0; i < take_table->chain_count; i++) {
        while (take_table->chains[i] != NULL) {
            struct entry *entry = take_table->chains[i];
            take_table->chains[i] = entry->next;
            free(entry);
        }
    }
    free((void *)take_table->chains);
    free(take_table);
}

size_t br_sign_ins_count(const struct br_sign_ins *table)
{
    return table->count;
}

/* The hash of a random token is as good as a random number. */
static struct entry **chain_of(struct entry **chains, size_t count, const struct br_hash *hash)
{
    return &chains[br_load_u64(hash->bytes) & (count - 1)];
}

static struct entry **place_of(struct br_sign_ins *table, const struct br_hash *token_hash)
{
    struct entry **at = chain_of(table->chains, table->chain_count, token_hash);
    while (*at != NULL && !br_hash_equal(&(*at)->row.token_hash, token_hash)) {
        at = &(*at)->next;
    }
    return at;
}

/* Without memory the chains only get longer. */
static void grow(struct br_sign_ins *table)
{
    size_t count = table->chain_count * 2;
    BR_ASSERT(count > 0);
    struct entry **chains = calloc(count, sizeof *chains);
    if (chains == NULL) {
        return;
    }
    for (size_t i = 0; i < table->chain_count; i++) {
        while (table->chains[i] != NULL) {
            struct entry *entry = table->chains[i];
            struct entry **to = chain_of(chains, count, &entry->row.token_hash);
            table->chains[i] = entry->next;
            entry->next = *to;
            *to = entry;
        }
    }
    free((void *)table->chains);
    table->chains = chains;
    table->chain_count = count;
}

struct unused {
    const struct br_sign_in *of_member; /* of this kind: used longest ago */
    const struct br_sign_in *of_all;    /* one that is half way first */
    size_t count;                       /* of the member, of this kind */
};

static const struct br_sign_in *longer_unused(const struct br_sign_in *a,
                                              const struct br_sign_in *b)
{
    if (a == NULL || a->half_way != b->half_way) {
        return a == NULL || b->half_way ? b : a;
    }
    return b->used_ms < a->used_ms ? b : a;
}

static struct unused find_unused(const struct br_sign_ins *table, const struct br_sign_in *row)
{
    struct unused unused = {0};
    for (size_t i = 0; i < table->chain_count; i++) {
        for (const struct entry *at = table->chains[i]; at != NULL; at = at->next) {
            unused.of_all = longer_unused(unused.of_all, &at->row);
            if (br_id_equal(&at->row.member, &row->member) && at->row.half_way == row->half_way) {
                unused.of_member = longer_unused(unused.of_member, &at->row);
                unused.count++;
            }
        }
    }
    return unused;
}

enum br_status br_sign_ins_add(struct br_sign_ins *table, const struct br_sign_in *row,
                               struct br_hash *ended)
{
    *ended = (struct br_hash){{0}};
    if (*place_of(table, &row->token_hash) != NULL) {
        return BR_ERR_EXISTS;
    }
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    struct unused unused = find_unused(table, row);
    size_t most = row->half_way ? BR_ACCOUNT_HALF_WAY_MAX : BR_ACCOUNT_SIGN_INS_MAX;
    if (unused.count >= most || table->count >= BR_SIGN_INS_MAX) {
        bool own = unused.count >= most;
        const struct br_sign_in *oldest = own ? unused.of_member : unused.of_all;
        BR_ASSERT(oldest != NULL);
        *ended = oldest->token_hash;
        br_sign_ins_end(table, ended);
    }
    if (table->count == table->chain_count) {
        grow(table);
    }
    struct entry **chain = chain_of(table->chains, table->chain_count, &row->token_hash);
    *entry = (struct entry){.row = *row, .kept_ms = row->used_ms, .next = *chain};
    *chain = entry;
    table->count++;
    return BR_OK;
}

struct br_sign_in *br_sign_ins_find(struct br_sign_ins *table, const struct br_hash *token_hash)
{
    struct entry *entry = *place_of(table, token_hash);
    return entry == NULL ? NULL : &entry->row;
}

/* A clock that was set back ends nothing. */
static bool longer_ago(uint64_t at_ms, uint64_t limit_ms, uint64_t wall_ms)
{
    return wall_ms > at_ms && wall_ms - at_ms > limit_ms;
}

bool br_sign_in_over(const struct br_sign_in *row, bool admin, uint64_t wall_ms)
{
    if (row->half_way) {
        return longer_ago(row->created_ms, BR_SIGN_IN_CODE_MS, wall_ms);
    }
    uint64_t idle_ms = admin ? BR_SIGN_IN_IDLE_ADMIN_MS : BR_SIGN_IN_IDLE_MS;
    uint64_t life_ms = admin ? BR_SIGN_IN_LIFE_ADMIN_MS : BR_SIGN_IN_LIFE_MS;
    return longer_ago(row->used_ms, idle_ms, wall_ms) ||
           longer_ago(row->created_ms, life_ms, wall_ms);
}

void br_sign_in_use(struct br_sign_in *row, uint64_t wall_ms)
{
    row->used_ms = row->used_ms > wall_ms ? row->used_ms : wall_ms;
}

void br_sign_ins_end(struct br_sign_ins *table, const struct br_hash *token_hash)
{
    struct entry **at = place_of(table, token_hash);
    struct entry *entry = *at;
    if (entry != NULL) {
        *at = entry->next;
        free(entry);
        table->count--;
    }
}

void br_sign_ins_end_all(struct br_sign_ins *table, const struct br_id *member,
                         const struct br_hash *keep)
{
    for (size_t i = 0; i < table->chain_count; i++) {
        struct entry **at = &table->chains[i];
        while (*at != NULL) {
            struct entry *entry = *at;
            bool stays = !br_id_equal(&entry->row.member, member) ||
                         (keep != NULL && br_hash_equal(&entry->row.token_hash, keep));
            if (stays) {
                at = &entry->next;
                continue;
            }
            *at = entry->next;
            free(entry);
            table->count--;
        }
    }
}

static int later_first(const void *a, const void *b)
{
    const struct br_sign_in *one = *(const struct br_sign_in *const *)a;
    const struct br_sign_in *other = *(const struct br_sign_in *const *)b;
    return (one->used_ms < other->used_ms) - (one->used_ms > other->used_ms);
}

size_t br_sign_ins_of(const struct br_sign_ins *table, const struct br_id *member,
                      const struct br_sign_in **rows, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < table->chain_count; i++) {
        for (const struct entry *at = table->chains[i]; at != NULL && count < room; at = at->next) {
            if (br_id_equal(&at->row.member, member)) {
                rows[count++] = &at->row;
            }
        }
    }
    if (count > 0) {
        qsort((void *)rows, count, sizeof(*rows), later_first);
    }
    return count;
}

size_t br_sign_ins_take_used(struct br_sign_ins *table, struct br_sign_in *rows, size_t room,
                             bool all)
{
    size_t count = 0;
    for (size_t i = 0; i < table->chain_count; i++) {
        for (struct entry *at = table->chains[i]; at != NULL && count < room; at = at->next) {
            uint64_t news_ms = at->row.used_ms - at->kept_ms;
            if (at->row.half_way) {
                continue;
            }
            if (news_ms >= BR_SIGN_IN_KEPT_MS || (all && news_ms > 0)) {
                at->kept_ms = at->row.used_ms;
                rows[count++] = at->row;
            }
        }
    }
    return count;
}

/* --- cookies --- */

/* Lax: a link from an e-mail opens signed in; a form from elsewhere does not come with it. */
static const char attributes[] = "; Path=/; HttpOnly; SameSite=Lax";

static const char *name_of(bool tls, bool browser)
{
    if (browser) {
        return tls ? "__Host-browser" : "browser";
    }
    return tls ? "__Host-session" : "session";
}

static void put_cookie(struct br_buffer *out, bool tls, bool browser, const char *value,
                       uint64_t life_ms)
{
    br_buffer_put_format(out, "Set-Cookie: %s=%s%s%s; Max-Age=%llu\r\n", name_of(tls, browser),
                         value, attributes, tls ? "; Secure" : "",
                         (unsigned long long)life_ms / 1000);
}

static void encode(const void *data, size_t size, char *out, size_t room)
{
    struct br_buffer text;
    br_buffer_init(&text, room - 1);
    br_base64_encode((struct br_bytes){data, size}, &text);
    BR_ASSERT(br_buffer_ok(&text));
    memcpy(out, text.data, text.size);
    out[text.size] = '\0';
    br_buffer_free(&text);
}

/* Exactly [size] bytes. */
static bool decode(struct br_bytes encoded, void *out, size_t size)
{
    char text[128];
    struct br_buffer bytes;
    if (encoded.size >= sizeof text) {
        return false;
    }
    memcpy(text, encoded.data, encoded.size);
    text[encoded.size] = '\0';
    br_buffer_init(&bytes, size + 1);
    bool whole = strlen(text) == encoded.size && br_base64_decode(text, &bytes) == BR_OK &&
                 bytes.size == size;
    if (whole) {
        memcpy(out, bytes.data, size);
    }
    br_buffer_free(&bytes);
    return whole;
}

static struct br_hash tagged_hash(const char *tag, const void *data, size_t size)
{
    struct br_bytes parts[] = {br_bytes_of_text(tag), {data, size}};
    return br_sha256(parts, 2);
}

void br_token_new(char text[BR_TOKEN_TEXT_SIZE], struct br_hash *hash)
{
    uint8_t token[BR_TOKEN_SIZE];
    br_random_bytes(token, sizeof token);
    encode(token, sizeof token, text, BR_TOKEN_TEXT_SIZE);
    *hash = tagged_hash("brs1", token, sizeof token);
}

bool br_cookie_token(struct br_bytes header, bool tls, struct br_hash *hash)
{
    uint8_t token[BR_TOKEN_SIZE];
    struct br_bytes value;
    if (!br_cookie_find(header, name_of(tls, false), &value) ||
        !decode(value, token, sizeof token)) {
        return false;
    }
    *hash = tagged_hash("brs1", token, sizeof token);
    return true;
}

void br_cookie_put_token(struct br_buffer *out, bool tls, const char *text)
{
    put_cookie(out, tls, false, text == NULL ? "" : text, text == NULL ? 0 : BR_SIGN_IN_LIFE_MS);
}

/* Everything under the key has a fixed length, so a hash over the parts is a proof. */
static struct br_hash proof(const char *tag, const uint8_t key[32], const void *data, size_t size)
{
    struct br_bytes parts[] = {br_bytes_of_text(tag), {key, 32}, {data, size}};
    return br_sha256(parts, 3);
}

struct browser {
    struct br_id member;
    uint8_t number[BR_BROWSER_NUMBER_SIZE];
    struct br_hash proof;
};
enum { PROVEN_SIZE = sizeof(struct br_id) + BR_BROWSER_NUMBER_SIZE };
_Static_assert(sizeof(struct browser) == PROVEN_SIZE + sizeof(struct br_hash), "no padding");

void br_cookie_put_browser(struct br_buffer *out, bool tls, const uint8_t key[32],
                           const struct br_id *member, const uint8_t number[BR_BROWSER_NUMBER_SIZE])
{
    static const uint64_t year_ms = 365ull * 24u * 3600u * 1000u;
    struct browser browser = {.member = *member};
    char text[128];
    memcpy(browser.number, number, sizeof browser.number);
    browser.proof = proof("brb1", key, &browser, PROVEN_SIZE);
    encode(&browser, sizeof browser, text, sizeof text);
    put_cookie(out, tls, true, text, year_ms);
}

static bool same(const struct br_hash *a, const struct br_hash *b)
{
    uint8_t difference = 0;
    for (size_t i = 0; i < sizeof a->bytes; i++) {
        difference |= (uint8_t)(a->bytes[i] ^ b->bytes[i]);
    }
    return difference == 0;
}

bool br_cookie_browser(struct br_bytes header, bool tls, const uint8_t key[32],
                       const struct br_id *member, uint8_t number[BR_BROWSER_NUMBER_SIZE])
{
    struct browser browser;
    struct br_bytes value;
    if (!br_cookie_find(header, name_of(tls, true), &value) ||
        !decode(value, &browser, sizeof browser)) {
        return false;
    }
    struct br_hash expected = proof("brb1", key, &browser, PROVEN_SIZE);
    if (!same(&expected, &browser.proof) || !br_id_equal(&browser.member, member)) {
        return false;
    }
    memcpy(number, browser.number, sizeof browser.number);
    return true;
}

/* --- names and codes --- */

enum br_status br_sign_in_name(const char *typed, char out[BR_SIGN_IN_NAME_MAX + 1])
{
    size_t begin = strspn(typed, " \t");
    size_t end = strlen(typed);
    while (end > begin && (typed[end - 1] == ' ' || typed[end - 1] == '\t')) {
        end--;
    }
    struct br_bytes name = {(const uint8_t *)typed + begin, end - begin};
    if (name.size == 0 || !br_utf8_valid(name)) {
        return BR_ERR_MALFORMED;
    }
    if (name.size > BR_SIGN_IN_NAME_MAX) {
        return BR_ERR_LIMIT;
    }
    for (size_t i = 0; i < name.size; i++) {
        uint8_t c = name.data[i];
        if (c <= ' ' || c == 0x7f) {
            return BR_ERR_MALFORMED;
        }
        out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[name.size] = '\0';
    return BR_OK;
}

/* 32 letters and digits without i, l, o and u (Crockford's): five bits each. */
static const char recovery_letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
enum { RECOVERY_LETTERS = 16 };

void br_recovery_new(char text[BR_RECOVERY_TEXT_SIZE], struct br_hash *hash)
{
    uint8_t random[RECOVERY_LETTERS];
    size_t size = 0;
    br_random_bytes(random, sizeof random);
    for (size_t i = 0; i < RECOVERY_LETTERS; i++) {
        if (i > 0 && i % 4 == 0) {
            text[size++] = '-';
        }
        text[size++] = recovery_letters[random[i] & 31u];
    }
    text[size] = '\0';
    BR_ASSERT(size == BR_RECOVERY_TEXT_SIZE - 1 && br_recovery_hash(text, hash));
}

/* What people read for one another: o and 0; i, l and 1. */
static char as_meant(char c)
{
    char small = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (small == 'o') {
        return '0';
    }
    return (char)(small == 'i' || small == 'l' ? '1' : small);
}

bool br_recovery_hash(const char *typed, struct br_hash *hash)
{
    char letters[RECOVERY_LETTERS];
    size_t count = 0;
    for (const char *at = typed; *at != '\0'; at++) {
        if (*at == ' ' || *at == '-') {
            continue;
        }
        char letter = as_meant(*at);
        if (count == RECOVERY_LETTERS || strchr(recovery_letters, letter) == NULL) {
            return false;
        }
        letters[count++] = letter;
    }
    if (count < RECOVERY_LETTERS) {
        return false;
    }
    *hash = tagged_hash("brr1", letters, sizeof letters);
    return true;
}
