/* domain.c - reading the declared domain: blocks, and the table of rights. */
#include "store/domain_blocks.h"

#include "base/hash.h"
#include "base/limits.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS_MAX = 768,
    WORDS_MAX = 3,
    AUDIENCE_TYPES = BR_AUDIENCE_ROOM + 1,
};

struct br_domain {
    size_t count;
    struct br_block blocks[BLOCKS_MAX];
    uint32_t rights[BR_KINDS_MAX][AUDIENCE_TYPES]; /* by kind's index: bit set of 1 << role */
    struct br_hash version;
    enum br_status (*add_functions)(struct sqlite3 *db);
};

/* A line of a file: [text] up to [size], without the newline. */
struct line {
    const char *text;
    size_t size;
};

/* Where the parser is, for sentences. */
struct place {
    const struct br_file *file;
    unsigned line;
};

/* --- words --- */

/* Split at white space, and at commas when [commas]; returns the count, also beyond [max]. */
static size_t split(struct line line, bool commas, struct line *words, size_t max)
{
    size_t count = 0;
    size_t at = 0;
    while (at < line.size) {
        while (at < line.size &&
               (isspace((unsigned char)line.text[at]) != 0 || (commas && line.text[at] == ','))) {
            at++;
        }
        size_t start = at;
        while (at < line.size && isspace((unsigned char)line.text[at]) == 0 &&
               !(commas && line.text[at] == ',')) {
            at++;
        }
        if (at > start) {
            if (count < max) {
                words[count] = (struct line){line.text + start, at - start};
            }
            count++;
        }
    }
    return count;
}

static bool is_word(struct line word, const char *text)
{
    return word.size == strlen(text) && memcmp(word.text, text, word.size) == 0;
}

static char *copy_text(struct line text)
{
    char *copy = malloc(text.size + 1);
    if (copy != NULL) {
        memcpy(copy, text.text, text.size);
        copy[text.size] = '\0';
    }
    return copy;
}

static bool is_name(struct line word)
{
    for (size_t i = 0; i < word.size; i++) {
        char c = word.text[i];
        if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return word.size > 0;
}

static const struct br_kind *kind_of(struct line word)
{
    char name[64];
    if (word.size >= sizeof name) {
        return NULL;
    }
    memcpy(name, word.text, word.size);
    name[word.size] = '\0';
    return br_kind_by_name(name);
}

BR_PRINTF(3, 4)
static enum br_status malformed(const struct place *place, struct br_error *error,
                                const char *format, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return br_error_set(error, BR_ERR_MALFORMED, "%s:%u: %s", place->file->name, place->line, text);
}

/* --- the first line of a block --- */

static const struct {
    const char *word;
    enum br_block_type type;
    enum { NOTHING, A_KIND, A_NAME } names;
} block_words[] = {
    {"schema", BR_BLOCK_SCHEMA, NOTHING}, {"index", BR_BLOCK_INDEX, A_KIND},
    {"check", BR_BLOCK_CHECK, A_KIND},    {"fold", BR_BLOCK_FOLD, A_KIND},
    {"digest", BR_BLOCK_DIGEST, A_NAME},  {"view", BR_BLOCK_VIEW, A_NAME},
    {"search", BR_BLOCK_SEARCH, A_NAME},  {"visible", BR_BLOCK_VISIBLE, NOTHING},
    {"rights", BR_BLOCK_RIGHTS, NOTHING}, {"lookup", BR_BLOCK_LOOKUP, A_NAME},
};

static enum br_status name_block(const struct place *place, struct line word, int names,
                                 struct br_block *block, struct br_error *error)
{
    if (names == A_KIND) {
        block->kind = kind_of(word);
        if (block->kind == NULL) {
            return malformed(place, error, "no kind is called \"%.*s\"",
                             (int)(word.size > 60 ? 60 : word.size), word.text);
        }
        return BR_OK;
    }
    if (!is_name(word)) {
        return malformed(place, error, "a name has small letters, digits and _ only");
    }
    block->name = copy_text(word);
    return block->name == NULL ? BR_ERR_NO_MEMORY : BR_OK;
}

static enum br_status begin_block(const struct place *place, struct line head,
                                  struct br_block *block, struct br_error *error)
{
    struct line words[WORDS_MAX];
    size_t count = split(head, false, words, WORDS_MAX);
    if (count == 2 && is_word(words[0], "log") && is_word(words[1], "schema")) {
        block->type = BR_BLOCK_LOG_SCHEMA;
        return BR_OK;
    }
    for (size_t i = 0; count > 0 && i < sizeof block_words / sizeof block_words[0]; i++) {
        if (!is_word(words[0], block_words[i].word)) {
            continue;
        }
        block->type = block_words[i].type;
        if (count != (block_words[i].names == NOTHING ? 1u : 2u)) {
            return malformed(place, error, "\"%s\" takes %s", block_words[i].word,
                             block_words[i].names == NOTHING  ? "no name"
                             : block_words[i].names == A_KIND ? "the name of one kind"
                                                              : "one name");
        }
        return block_words[i].names == NOTHING
                   ? BR_OK
                   : name_block(place, words[1], (int)block_words[i].names, block, error);
    }
    return malformed(place, error, "unknown block");
}

/* Schemas and rights may stand once a file, everything else once in all. */
static enum br_status check_unique(const struct br_domain *domain, const struct br_block *block,
                                   size_t first_of_file, const struct place *place,
                                   struct br_error *error)
{
    bool per_file = block->kind == NULL && block->name == NULL;
    for (size_t i = per_file ? first_of_file : 0; i < domain->count; i++) {
        const struct br_block *other = &domain->blocks[i];
        if (other->type == block->type && other->kind == block->kind &&
            (block->name == NULL || strcmp(other->name, block->name) == 0)) {
            return malformed(place, error, "the same block stands at %s already", other->where);
        }
    }
    return BR_OK;
}

/* --- rights --- */

unsigned br_role_number(const char *name)
{
    const struct br_kind *kind = br_kind_by_name("role_given");
    BR_ASSERT(kind != NULL);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(kind->message, "role");
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, name);
    return value == NULL ? 0 : (unsigned)value->value;
}

static uint32_t all_roles(void)
{
    const struct br_kind *kind = br_kind_by_name("role_given");
    BR_ASSERT(kind != NULL);
    const ProtobufCEnumDescriptor *roles =
        protobuf_c_message_descriptor_get_field_by_name(kind->message, "role")->descriptor;
    uint32_t bits = 0;
    for (unsigned i = 0; i < roles->n_values; i++) {
        BR_ASSERT(roles->values[i].value > 0 && roles->values[i].value < 32);
        bits |= 1u << roles->values[i].value;
    }
    return bits;
}

/* "academy" is the academy itself, "everyone" each of its people; 0 for an unknown word. */
static uint32_t role_bits(struct line word)
{
    char name[32];
    if (word.size >= sizeof name) {
        return 0;
    }
    memcpy(name, word.text, word.size);
    name[word.size] = '\0';
    if (strcmp(name, "academy") == 0) {
        return 1u;
    }
    if (strcmp(name, "everyone") == 0) {
        return all_roles();
    }
    unsigned number = br_role_number(name);
    return number == 0 ? 0 : 1u << number;
}

static int audience_of(struct line word)
{
    static const char *const names[] = {"", "network", "group", "academy", "room"};
    for (int type = BR_AUDIENCE_NETWORK; type <= BR_AUDIENCE_ROOM; type++) {
        if (is_word(word, names[type])) {
            return type;
        }
    }
    return 0;
}

static size_t index_of(const struct br_kind *kind)
{
    size_t count;
    return (size_t)(kind - br_kinds(&count));
}

/* KIND : AUDIENCE... : ROLE... with blanks or commas between. */
static enum br_status add_right(struct br_domain *domain, const struct place *place,
                                struct line line, struct br_error *error)
{
    enum { PARTS = 3, LIST_MAX = 16 };
    struct line parts[PARTS] = {{NULL, 0}};
    size_t part = 0;
    parts[0].text = line.text;
    for (size_t i = 0; i < line.size; i++) {
        if (line.text[i] != ':') {
            parts[part].size++;
        } else if (++part == PARTS) {
            break;
        } else {
            parts[part].text = line.text + i + 1;
        }
    }
    if (part != PARTS - 1) {
        return malformed(place, error, "rights are written KIND : AUDIENCES : ROLES");
    }
    struct line kind_word[1] = {{NULL, 0}};
    struct line audiences[LIST_MAX];
    struct line roles[LIST_MAX];
    size_t kind_count = split(parts[0], false, kind_word, 1);
    size_t audience_count = split(parts[1], true, audiences, LIST_MAX);
    size_t role_count = split(parts[2], true, roles, LIST_MAX);
    const struct br_kind *kind = kind_count == 1 ? kind_of(kind_word[0]) : NULL;
    if (kind == NULL) {
        return malformed(place, error, "no such kind");
    }
    if (audience_count == 0 || audience_count > LIST_MAX || role_count == 0 ||
        role_count > LIST_MAX) {
        return malformed(place, error, "rights are written KIND : AUDIENCES : ROLES");
    }
    uint32_t bits = 0;
    for (size_t i = 0; i < role_count; i++) {
        uint32_t role = role_bits(roles[i]);
        if (role == 0) {
            return malformed(place, error, "no role is called \"%.*s\"",
                             (int)(roles[i].size > 60 ? 60 : roles[i].size), roles[i].text);
        }
        bits |= role;
    }
    for (size_t i = 0; i < audience_count; i++) {
        int type = audience_of(audiences[i]);
        if (type == 0) {
            return malformed(place, error, "no audience is called \"%.*s\"",
                             (int)(audiences[i].size > 60 ? 60 : audiences[i].size),
                             audiences[i].text);
        }
        domain->rights[index_of(kind)][type] |= bits;
    }
    return BR_OK;
}

bool br_domain_may(const struct br_domain *domain, uint16_t kind, uint32_t roles,
                   enum br_audience_type audience)
{
    const struct br_kind *known = br_kind_by_number(kind);
    if (known == NULL || audience < BR_AUDIENCE_NETWORK || audience > BR_AUDIENCE_ROOM) {
        return false;
    }
    return (domain->rights[index_of(known)][audience] & roles) != 0;
}

bool br_domain_fits(const struct br_domain *domain, uint16_t kind,
                    const struct br_audience *audience)
{
    return audience->type != BR_AUDIENCE_GROUP ||
           br_domain_may(domain, kind, UINT32_MAX, BR_AUDIENCE_GROUP);
}

bool br_domain_indexes(const struct br_domain *domain, uint16_t kind)
{
    return br_domain_block(domain, BR_BLOCK_INDEX, kind) != NULL;
}

/* --- files --- */

static struct line next_line(const struct br_file *file, size_t at)
{
    const char *end = memchr(file->data + at, '\n', file->size - at);
    size_t size = end == NULL ? file->size - at : (size_t)(end - (file->data + at));
    return (struct line){file->data + at, size};
}

static bool starts_with(struct line line, const char *text)
{
    size_t size = strlen(text);
    return line.size >= size && memcmp(line.text, text, size) == 0;
}

static bool is_empty_or_comment(struct line line)
{
    struct line word;
    return split(line, false, &word, 1) == 0 || (word.size >= 2 && memcmp(word.text, "--", 2) == 0);
}

/* A new block from its first line; its SQL is added when its end is known. */
static enum br_status open_block(struct br_domain *domain, const struct place *place,
                                 struct line line, size_t first_of_file, struct br_error *error)
{
    if (domain->count == BLOCKS_MAX) {
        return malformed(place, error, "more than %d blocks", BLOCKS_MAX);
    }
    struct br_block block = {.kind = NULL};
    struct line head = {line.text + 3, line.size - 3};
    enum br_status status = begin_block(place, head, &block, error);
    if (status == BR_OK) {
        status = check_unique(domain, &block, first_of_file, place, error);
    }
    char where[300];
    (void)snprintf(where, sizeof where, "%s:%u", place->file->name, place->line);
    block.where = strdup(where);
    if (block.name == NULL) {
        block.name = strdup("");
    }
    domain->blocks[domain->count++] = block; /* also a bad one: br_domain_free then frees it */
    if (status == BR_OK && (block.where == NULL || block.name == NULL)) {
        status = BR_ERR_NO_MEMORY;
    }
    return status;
}

static enum br_status close_block(struct br_domain *domain, const struct place *place,
                                  struct line body, bool empty, struct br_error *error)
{
    struct br_block *block = &domain->blocks[domain->count - 1];
    if (empty) {
        return malformed(place, error, "the block at %s is empty", block->where);
    }
    block->sql = copy_text(body);
    return block->sql == NULL ? BR_ERR_NO_MEMORY : BR_OK;
}

static enum br_status parse_file(struct br_domain *domain, const struct br_file *file,
                                 struct br_error *error)
{
    struct place place = {.file = file};
    size_t first_of_file = domain->count;
    struct line body = {NULL, 0};
    bool empty = true;
    enum br_status status = BR_OK;
    for (size_t at = 0; at < file->size && status == BR_OK;) {
        struct line line = next_line(file, at);
        size_t line_at = at;
        at += line.size + 1;
        place.line++;
        if (starts_with(line, "--:")) {
            if (body.text != NULL) {
                body.size = (size_t)(file->data + line_at - body.text);
                status = close_block(domain, &place, body, empty, error);
            }
            if (status == BR_OK) {
                status = open_block(domain, &place, line, first_of_file, error);
            }
            body.text = file->data + (at < file->size ? at : file->size);
            empty = true;
        } else if (!is_empty_or_comment(line)) {
            if (body.text == NULL) {
                return malformed(&place, error, "SQL before the first block");
            }
            empty = false;
            if (domain->blocks[domain->count - 1].type == BR_BLOCK_RIGHTS) {
                status = add_right(domain, &place, line, error);
            }
        }
    }
    if (status == BR_OK && body.text != NULL) {
        body.size = (size_t)(file->data + file->size - body.text);
        status = close_block(domain, &place, body, empty, error);
    }
    return status;
}

static void put_part(struct br_sha256_stream *hash, const char *text)
{
    uint8_t size[8];
    BR_ASSERT(text != NULL); /* every block was closed */
    br_store_u64(size, strlen(text));
    br_sha256_stream_add(hash, size, sizeof size);
    br_sha256_stream_add(hash, text, strlen(text));
}

static struct br_hash hash_blocks(const struct br_domain *domain)
{
    struct br_sha256_stream *hash = br_sha256_stream_new();
    for (size_t i = 0; i < domain->count; i++) {
        const struct br_block *block = &domain->blocks[i];
        uint8_t type = (uint8_t)block->type;
        if (block->type == BR_BLOCK_LOOKUP) {
            continue; /* nothing that is kept depends on it */
        }
        br_sha256_stream_add(hash, &type, 1);
        put_part(hash, block->kind == NULL ? "" : block->kind->name);
        put_part(hash, block->name);
        put_part(hash, block->sql);
    }
    return br_sha256_stream_finish(hash);
}

enum br_status br_domain_new(const struct br_file *files, size_t count, struct br_domain **domain,
                             struct br_error *error)
{
    *domain = NULL;
    struct br_domain *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return br_error_set(error, BR_ERR_NO_MEMORY, "no memory for the domain");
    }
    for (size_t i = 0; i < count; i++) {
        enum br_status status = parse_file(made, &files[i], error);
        if (status != BR_OK) {
            br_domain_free(made);
            return status == BR_ERR_NO_MEMORY
                       ? br_error_set(error, status, "no memory for the domain")
                       : status;
        }
    }
    made->version = hash_blocks(made);
    *domain = made;
    return BR_OK;
}

void br_domain_add_functions(struct br_domain *domain, enum br_status (*add)(struct sqlite3 *db))
{
    domain->add_functions = add;
}

enum br_status br_domain_functions(const struct br_domain *domain, struct sqlite3 *db)
{
    return domain->add_functions == NULL ? BR_OK : domain->add_functions(db);
}

void br_domain_free(struct br_domain *take_domain)
{
    if (take_domain == NULL) {
        return;
    }
    for (size_t i = 0; i < take_domain->count; i++) {
        free((void *)(uintptr_t)take_domain->blocks[i].name); /* ours, const only to readers */
        free((void *)(uintptr_t)take_domain->blocks[i].sql);
        free((void *)(uintptr_t)take_domain->blocks[i].where);
    }
    free(take_domain);
}

struct br_hash br_domain_version(const struct br_domain *domain)
{
    return domain->version;
}

const struct br_block *br_domain_blocks(const struct br_domain *domain, size_t *count)
{
    *count = domain->count;
    return domain->blocks;
}

const struct br_block *br_domain_block(const struct br_domain *domain, enum br_block_type type,
                                       uint16_t kind)
{
    for (size_t i = 0; i < domain->count; i++) {
        const struct br_block *block = &domain->blocks[i];
        if (block->type == type && block->kind != NULL && block->kind->number == kind) {
            return block;
        }
    }
    return NULL;
}
