/* password.c - length, a list, names; Argon2id with parameters of our own. */
#include "base/password.h"

#include "base/embed.h"
#include "base/limits.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

_Static_assert(crypto_pwhash_STRBYTES == BR_PASSWORD_HASH_SIZE, "libsodium's text");

/* Three passes over 32 MiB. OWASP asks for two over 19 MiB at least; the third pass costs what the
   server can give (README), and two at once stay below what a small machine has to spare. */
enum { PASSES = 3 };

/* The longest password in bytes: four to a character. */
enum { BYTES_MAX = 4 * BR_PASSWORD_CHARACTERS_MAX };

const struct br_file *br_common_passwords(size_t *count);

static bool is_ascii_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;
}

static size_t characters(struct br_bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += (text.data[i] & 0xc0u) != 0x80u;
    }
    return count;
}

/* The list's lines are in lower case, each ended, the first one too by what stands before it. */
static bool is_common(struct br_bytes password)
{
    size_t count = 0;
    const struct br_file *list = br_common_passwords(&count);
    uint8_t line[BYTES_MAX + 1];
    for (size_t i = 0; i < password.size; i++) {
        line[i] = lower(password.data[i]);
    }
    line[password.size] = '\n';
    const char *at = list->data;
    const char *end = list->data + list->size;
    while (at < end) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        size_t size = next == NULL ? (size_t)(end - at) : (size_t)(next - at) + 1;
        if (size == password.size + 1 && memcmp(at, line, size) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

/* Only letters, in lower case; all that is not ASCII counts as letters. */
static size_t letters_of(struct br_bytes text, uint8_t *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size && size < room; i++) {
        if (is_ascii_letter(text.data[i]) || text.data[i] >= 0x80) {
            out[size++] = lower(text.data[i]);
        }
    }
    return size;
}

static bool is_same(struct br_bytes text, const uint8_t *letters, size_t size)
{
    uint8_t other[BYTES_MAX];
    size_t other_size = letters_of(text, other, sizeof other);
    return other_size == size && size > 0 && memcmp(other, letters, size) == 0;
}

/* The whole name, or one of its parts. */
static bool is_name(const char *name, const uint8_t *letters, size_t size)
{
    enum { PART_MIN = 4 };
    static const char between[] = " \t-_.,'@/&()";
    if (is_same(br_bytes_of_text(name), letters, size)) {
        return true;
    }
    for (const char *at = name; *at != '\0';) {
        size_t part = strcspn(at, between);
        if (part >= PART_MIN &&
            is_same((struct br_bytes){(const uint8_t *)at, part}, letters, size)) {
            return true;
        }
        at += part;
        at += strspn(at, between);
    }
    return false;
}

enum br_password_fault br_password_fault(struct br_bytes password, const char *const *names,
                                         size_t count)
{
    if (!br_utf8_valid(password)) {
        return BR_PASSWORD_UNREADABLE;
    }
    size_t length = characters(password);
    if (length < BR_PASSWORD_CHARACTERS_MIN) {
        return BR_PASSWORD_SHORT;
    }
    if (length > BR_PASSWORD_CHARACTERS_MAX) {
        return BR_PASSWORD_LONG;
    }
    if (is_common(password)) {
        return BR_PASSWORD_COMMON;
    }
    uint8_t letters[BYTES_MAX];
    size_t size = letters_of(password, letters, sizeof letters);
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && is_name(names[i], letters, size)) {
            return BR_PASSWORD_NAME;
        }
    }
    return BR_PASSWORD_GOOD;
}

const char *br_password_fault_text(enum br_password_fault fault)
{
    static const char *const texts[BR_PASSWORD_FAULTS] = {
        [BR_PASSWORD_GOOD] = "",
        [BR_PASSWORD_SHORT] = "Choose a password of at least 8 characters; 15 or more are better. "
                              "Three or four words that do not belong together are easy to keep.",
        [BR_PASSWORD_LONG] = "Choose a password of at most 128 characters.",
        [BR_PASSWORD_UNREADABLE] = "Choose a password of characters that can be typed.",
        [BR_PASSWORD_COMMON] = "Choose another password: this one is among the first that are "
                               "tried by people who guess.",
        [BR_PASSWORD_NAME] = "Choose a password that is not a name of yours or of the academy.",
    };
    BR_ASSERT(fault < BR_PASSWORD_FAULTS);
    return texts[fault];
}

enum br_status br_password_hash(struct br_bytes password, char out[BR_PASSWORD_HASH_SIZE])
{
    int failed = crypto_pwhash_str_alg(out, (const char *)password.data, password.size, PASSES,
                                       BR_PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    return failed == 0 ? BR_OK : BR_ERR_NO_MEMORY;
}

enum br_status br_password_fits(const char hash[BR_PASSWORD_HASH_SIZE], struct br_bytes password)
{
    if (password.size > BYTES_MAX) {
        return BR_ERR_REFUSED; /* none that was kept is so long */
    }
    errno = 0;
    if (crypto_pwhash_str_verify(hash, (const char *)password.data, password.size) == 0) {
        return BR_OK;
    }
    return errno == ENOMEM ? BR_ERR_NO_MEMORY : BR_ERR_REFUSED;
}

bool br_password_outdated(const char hash[BR_PASSWORD_HASH_SIZE])
{
    return crypto_pwhash_str_needs_rehash(hash, PASSES, BR_PASSWORD_MEMORY) != 0;
}
