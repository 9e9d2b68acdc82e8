/*
 * patient.c - patients' numbers in texts: one walk from run of digits to run of digits.
 *
 *      Pt 999 483-7567, seen 12:30
 *         --- --- ----        groups, with separators between them: one run
 *
 * Whether ten digits count is asked at the end of each group (they stand together, as 3 3 4, as
 * 6 4) and at the end of the run (any other groups), so each byte is looked at a fixed number of
 * times.
 */
#include "record/patient.h"

#include "record/message.h"

#include <stdio.h>
#include <string.h>

enum {
    DIGITS = 10,
    GROUPS_KEPT = 3,
    SEPARATORS_MAX = 3, /* between two groups: " - " */
};

/* --- characters --- */

/* The zero of each script that writes numbers in tens; 1 to 9 follow it. In order. */
static const uint32_t zeros[] = {
    0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,
    0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,
    0x1946,  0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,
    0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0};

struct range {
    uint32_t first;
    uint32_t last;
};

/* What stands between digits and is not seen, or only changes how they look. In order. */
static const struct range unseen[] = {{0x00ad, 0x00ad}, {0x0300, 0x036f}, {0x061c, 0x061c},
                                      {0x180b, 0x180f}, {0x200b, 0x200f}, {0x202a, 0x202e},
                                      {0x2060, 0x206f}, {0x20dd, 0x20e4}, {0xfe00, 0xfe0f},
                                      {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};

/* Spaces, dashes, dots, strokes and underscores. In order. */
static const struct range separators[] = {
    {0x0009, 0x0009}, {0x0020, 0x0020}, {0x002d, 0x002f}, {0x005f, 0x005f}, {0x00a0, 0x00a0},
    {0x00b7, 0x00b7}, {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2010, 0x2015}, {0x2022, 0x2022},
    {0x202f, 0x202f}, {0x2043, 0x2043}, {0x2044, 0x2044}, {0x205f, 0x205f}, {0x2212, 0x2212},
    {0x3000, 0x3000}, {0xfe58, 0xfe58}, {0xfe63, 0xfe63}, {0xff0d, 0xff0f}, {0xff3f, 0xff3f}};

/* The same for the plain half of ASCII, which is nearly all that anybody writes. */
static bool is_plain_separator(uint8_t byte)
{
    return byte == ' ' || (byte >= '-' && byte <= '/') || byte == '_' || byte == '\t';
}

/* Letters of words that digits may stand in; scripts without spaces between words have none. */
static const struct range letters[] = {{'A', 'Z'},       {'a', 'z'},       {0x00c0, 0x00d6},
                                       {0x00d8, 0x00f6}, {0x00f8, 0x02af}, {0x0370, 0x052f}};

static bool in_ranges(uint32_t code, const struct range *ranges, size_t count)
{
    size_t i = 0;
    while (i < count && code > ranges[i].last) {
        i++;
    }
    return i < count && code >= ranges[i].first;
}

#define IN(code, ranges) in_ranges((code), (ranges), sizeof(ranges) / sizeof(ranges)[0])

static bool is_separator(uint32_t code)
{
    return code < 0x80 ? is_plain_separator((uint8_t)code) : IN(code, separators);
}

static bool is_unseen(uint32_t code)
{
    return code >= unseen[0].first && IN(code, unseen);
}

/* 0 to 9, or -1. */
static int digit_of(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof zeros / sizeof zeros[0];
    if (code < zeros[0]) {
        return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
    }
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        low = zeros[middle] <= code ? middle : low;
        high = zeros[middle] <= code ? high : middle;
    }
    return code - zeros[low] <= 9 ? (int)(code - zeros[low]) : -1;
}

/* Bytes that a digit may begin with. */
static bool may_begin_digit(uint8_t byte)
{
    if (byte < 0xd9) {
        return byte >= '0' && byte <= '9';
    }
    return byte == 0xd9 || byte == 0xdb || byte == 0xdf || byte == 0xe0 || byte == 0xe1 ||
           byte == 0xea || byte == 0xef || byte == 0xf0;
}

/* The character at [at]; a byte that is no part of UTF-8 is one of its own that means nothing. */
static uint32_t decode(struct br_bytes text, size_t at, size_t *size)
{
    static const uint8_t masks[] = {0x7f, 0x1f, 0x0f, 0x07};
    uint8_t first = text.data[at];
    size_t more = (size_t)(first >= 0xc2) + (size_t)(first >= 0xe0) + (size_t)(first >= 0xf0);
    *size = 1;
    if (first < 0x80) {
        return first;
    }
    if (more == 0 || first > 0xf4 || text.size - at <= more) {
        return UINT32_MAX;
    }
    uint32_t code = first & masks[more];
    for (size_t i = 1; i <= more; i++) {
        if ((text.data[at + i] & 0xc0u) != 0x80) {
            return UINT32_MAX;
        }
        code = code << 6 | (text.data[at + i] & 0x3fu);
    }
    *size = more + 1;
    return code;
}

/* The character that ends in front of [at]. */
static uint32_t decode_before(struct br_bytes text, size_t at)
{
    size_t size = 0;
    size_t back = 1;
    while (back < 4 && back < at && (text.data[at - back] & 0xc0u) == 0x80) {
        back++;
    }
    return at == 0 ? UINT32_MAX : decode((struct br_bytes){text.data, at}, at - back, &size);
}

/* --- numbers --- */

/* Weights 10 to 2, then the check digit itself: together a multiple of eleven. */
static bool checks(const uint8_t *digits)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < DIGITS; i++) {
        sum += digits[i] * (DIGITS - i);
    }
    return sum % 11 == 0;
}

static bool begins_with_day(const uint8_t *digits)
{
    unsigned day = digits[0] * 10u + digits[1];
    unsigned month = digits[2] * 10u + digits[3];
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static enum br_patient_kind kind_of(const uint8_t *digits)
{
    if (begins_with_day(digits)) {
        return BR_PATIENT_CHI;
    }
    return digits[0] == 3 && digits[1] >= 2 ? BR_PATIENT_HCN : BR_PATIENT_NHS;
}

/* --- runs --- */

struct group {
    size_t start;
    size_t size;     /* digits; counted no further than one too many */
    uint32_t before; /* the separator, when it is a single one; 0 otherwise */
};

struct run {
    struct br_bytes text;
    size_t start;
    size_t at;  /* what is read next */
    size_t end; /* behind the last digit */
    bool letter_before;
    bool letter_behind;
    size_t telephone; /* where a telephone number begins, behind +44 or (0); or SIZE_MAX */
    bool uniform;     /* one single separator, the same everywhere */
    size_t count;     /* of all digits */
    uint8_t ring[DIGITS];
    size_t group_count;
    struct group groups[DIGITS]; /* the first ones */
    struct group last[GROUPS_KEPT];
};

static void last_digits(const struct run *run, uint8_t *digits)
{
    for (size_t i = 0; i < DIGITS; i++) {
        digits[i] = run->ring[(run->count + i) % DIGITS];
    }
}

static unsigned value_of(const uint8_t *digits, size_t count)
{
    unsigned value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + digits[i];
    }
    return value;
}

/* The last ten digits, from [start] on, are a number. */
static bool take(const struct run *run, const uint8_t *digits, size_t start,
                 struct br_patient_find *found)
{
    bool in_word = run->letter_before && run->letter_behind && start == run->start;
    if (in_word || start == run->telephone || !checks(digits)) {
        return false;
    }
    *found = (struct br_patient_find){
        .kind = kind_of(digits),
        .offset = start,
        .size = run->end - start,
        .field = "text",
        .ending = {(char)('0' + digits[DIGITS - 2]), (char)('0' + digits[DIGITS - 1]), '\0'}};
    return true;
}

/* Does the number end with this group? Its usual forms stand anywhere in a run. */
static bool ends_with_group(const struct run *run, struct br_patient_find *found)
{
    const struct group *third = &run->last[GROUPS_KEPT - 1];
    const struct group *second = third - 1;
    const struct group *first = second - 1;
    uint8_t digits[DIGITS];
    if (run->count < DIGITS || (third->size != DIGITS && third->size != 4)) {
        return false;
    }
    last_digits(run, digits);
    if (third->size == DIGITS) {
        bool decimals = third->before == '.';
        return !decimals && take(run, digits, third->start, found);
    }
    if (second->size == 3 && first->size == 3) {
        return take(run, digits, first->start, found);
    }
    bool decimals = third->before == '.' || third->before == '/';
    return second->size == 6 && !decimals && begins_with_day(digits) &&
           take(run, digits, second->start, found);
}

/* Years, and what stands beside them in dates and times. */
static bool is_date(const struct run *run, const uint8_t *digits)
{
    bool years = false;
    bool others = false;
    for (size_t i = 0; i < run->group_count; i++) {
        size_t size = run->groups[i].size;
        unsigned value = value_of(digits, size);
        bool year = size == 4 && value >= 1900 && value <= 2099;
        years = years || year;
        others = others || (!year && size > 2);
        digits += size;
    }
    return years && !others;
}

static bool is_machine_address(const struct run *run)
{
    bool is = run->group_count == 4 && run->groups[1].before == '.';
    for (size_t i = 0; i < run->group_count; i++) {
        is = is && run->groups[i].size <= 3;
    }
    return is;
}

/* Is the run as a whole a number in unusual groups? */
static bool is_whole(const struct run *run, struct br_patient_find *found)
{
    uint8_t digits[DIGITS];
    if (run->count != DIGITS || run->group_count < 2 || !run->uniform) {
        return false;
    }
    uint32_t separator = run->groups[1].before;
    bool fraction = run->group_count == 2 && (separator == '.' || separator == '/');
    last_digits(run, digits);
    return !fraction && !is_date(run, digits) && !is_machine_address(run) &&
           take(run, digits, run->start, found);
}

/* Digits, and what nobody sees among them. */
static void read_group(struct run *run, uint32_t before)
{
    struct group group = {.start = run->at, .before = before};
    while (run->at < run->text.size) {
        size_t size = 0;
        uint32_t code = decode(run->text, run->at, &size);
        int digit = digit_of(code);
        if (digit < 0 && !is_unseen(code)) {
            run->letter_behind = IN(code, letters);
            break;
        }
        run->at += size;
        if (digit >= 0) {
            run->ring[run->count++ % DIGITS] = (uint8_t)digit;
            group.size += group.size <= DIGITS;
            run->end = run->at;
        }
    }
    if (run->group_count < DIGITS) {
        run->groups[run->group_count] = group;
    }
    run->group_count += run->group_count <= DIGITS;
    memmove(run->last, run->last + 1, sizeof run->last - sizeof run->last[0]);
    run->last[GROUPS_KEPT - 1] = group;
}

/* On to the next group; false: the run is over. [*before] as in struct group. */
static bool read_separators(struct run *run, uint32_t *before)
{
    size_t count = 0;
    *before = 0;
    while (run->at < run->text.size && count <= SEPARATORS_MAX) {
        size_t size = 0;
        uint32_t code = decode(run->text, run->at, &size);
        if (digit_of(code) >= 0) {
            break;
        }
        bool separates = is_separator(code);
        if (!separates && !is_unseen(code)) {
            return false;
        }
        count += separates;
        *before = separates ? code : *before;
        run->at += size;
    }
    *before = count == 1 ? *before : 0;
    return run->at < run->text.size && count <= SEPARATORS_MAX;
}

static void note_separator(struct run *run, uint32_t before)
{
    bool single = before != 0 && before != '\t';
    bool same = run->group_count < 2 || before == run->groups[1].before;
    run->uniform = run->uniform && single && same;
}

static bool stands_before(const struct run *run, size_t at, const char *word)
{
    size_t size = strlen(word);
    return at >= size && memcmp(run->text.data + at - size, word, size) == 0;
}

/* Is the group just read the country's code of a telephone number? */
static bool is_country_code(const struct run *run)
{
    const struct group *group = &run->last[GROUPS_KEPT - 1];
    return run->group_count == 1 && ((stands_before(run, run->end, "44") && group->size == 2 &&
                                      stands_before(run, group->start, "+")) ||
                                     (stands_before(run, run->end, "0044") && group->size == 4));
}

/* A whole run; text.data[at] begins a digit. [*next] is where to go on. */
static bool find_in_run(struct br_bytes text, size_t at, size_t *next,
                        struct br_patient_find *found)
{
    struct run run; /* most of it is filled as it goes */
    uint32_t before = 0;
    bool more = true;
    run.text = text;
    run.start = at;
    run.at = at;
    run.end = at;
    run.letter_behind = false;
    run.telephone = SIZE_MAX;
    run.uniform = true;
    run.count = 0;
    run.group_count = 0;
    memset(run.last, 0, sizeof run.last);
    run.letter_before = IN(decode_before(text, at), letters);
    if (stands_before(&run, at, "(0)") || stands_before(&run, at, "(0) ")) {
        run.telephone = at;
    }
    while (more) {
        read_group(&run, before);
        if (ends_with_group(&run, found)) {
            return true;
        }
        more = read_separators(&run, &before);
        if (more) {
            note_separator(&run, before);
            run.telephone = is_country_code(&run) ? run.at : run.telephone;
        }
    }
    *next = run.at > run.end ? run.at : run.end;
    return is_whole(&run, found);
}

static size_t line_of(struct br_bytes text, size_t offset)
{
    size_t line = 1;
    if (memchr(text.data, '\n', text.size) == NULL) {
        return 0;
    }
    for (size_t i = 0; i < offset; i++) {
        line += text.data[i] == '\n';
    }
    return line;
}

/* Eight bytes at a time over what begins no digit: not ASCII 0x30 to 0x3f, nothing beyond ASCII. */
static size_t skip(struct br_bytes text, size_t at)
{
    static const uint64_t ones = 0x0101010101010101u;
    while (text.size - at >= sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, text.data + at, sizeof word);
        uint64_t other = (word ^ (ones * 0x30)) & (ones * 0xf0); /* a zero byte: 0x30 to 0x3f */
        if ((((other - ones) & ~other) | word) & (ones * 0x80)) {
            break;
        }
        at += sizeof word;
    }
    return at;
}

/*
 * Most figures in a text stand alone: "12 of 30". Behind such a one, or [at] when it has to be
 * looked at properly.
 */
static size_t skip_figure(struct br_bytes text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9') {
        end++;
    }
    bool alone = end - at != DIGITS;
    while (end < text.size && is_plain_separator(text.data[end])) {
        end++;
    }
    bool over = end == text.size ||
                (text.data[end] < 0x80 && (text.data[end] < '0' || text.data[end] > '9'));
    return alone && over ? end : at;
}

bool br_patient_find(struct br_bytes text, struct br_patient_find *found)
{
    size_t at = 0;
    while (at < text.size) {
        at = skip(text, at);
        if (at == text.size || !may_begin_digit(text.data[at])) {
            at += at < text.size;
            continue;
        }
        size_t behind = skip_figure(text, at);
        if (behind > at) {
            at = behind;
            continue;
        }
        size_t size = 0;
        if (digit_of(decode(text, at, &size)) < 0) {
            at += size;
        } else if (find_in_run(text, at, &at, found)) {
            found->line = line_of(text, found->offset);
            return true;
        }
    }
    return false;
}

/* --- messages --- */

struct level {
    const ProtobufCMessage *message;
    unsigned field;
    size_t element;
    size_t number; /* of this message among its like; 0: it is the only one */
};

static bool find_in_field(const struct level *level, const ProtobufCFieldDescriptor *field,
                          struct br_patient_find *found)
{
    size_t count = br_message_count(level->message, field);
    for (size_t i = 0; i < count; i++) {
        if (br_patient_find(br_message_value(level->message, field, i).bytes, found)) {
            found->field = field->name;
            found->number = count > 1 ? i + 1 : level->number;
            return true;
        }
    }
    return false;
}

/* The next message inside [level]'s, or NULL when all were visited. */
static const ProtobufCMessage *next_child(struct level *level, size_t *number)
{
    const ProtobufCMessageDescriptor *type = level->message->descriptor;
    for (; level->field < type->n_fields; level->field++) {
        const ProtobufCFieldDescriptor *field = &type->fields[level->field];
        bool inside = field->type == PROTOBUF_C_TYPE_MESSAGE;
        size_t count = inside ? br_message_count(level->message, field) : 0;
        if (level->element < count) {
            size_t element = level->element++;
            *number = count > 1 ? element + 1 : level->number;
            return br_message_child(level->message, field, element);
        }
        level->element = 0;
    }
    return NULL;
}

static bool find_in_texts(const struct level *level, struct br_patient_find *found)
{
    const ProtobufCMessageDescriptor *type = level->message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (type->fields[i].type == PROTOBUF_C_TYPE_STRING &&
            find_in_field(level, &type->fields[i], found)) {
            return true;
        }
    }
    return false;
}

bool br_patient_find_in_message(const ProtobufCMessage *message, struct br_patient_find *found)
{
    struct level levels[BR_MESSAGE_DEPTH_MAX] = {{.message = message}};
    size_t depth = 1;
    if (find_in_texts(&levels[0], found)) {
        return true;
    }
    while (depth > 0) {
        size_t number = 0;
        const ProtobufCMessage *child = next_child(&levels[depth - 1], &number);
        if (child == NULL) {
            depth--;
            continue;
        }
        BR_ASSERT(depth < BR_MESSAGE_DEPTH_MAX); /* the scan lets no deeper one in */
        levels[depth] = (struct level){.message = child, .number = number};
        if (find_in_texts(&levels[depth++], found)) {
            return true;
        }
    }
    return false;
}

/* --- words --- */

/* What people call a field, where its own name says nothing to them: as forms do. */
static void field_words(const char *field, char out[BR_FIELD_NAME_MAX + 8])
{
    static const struct {
        const char *field;
        const char *words;
    } others[] = {
        {"different", "What was different"},
        {"tried", "What you tried"},
        {"structure", "How we are made up"},
        {"expects", "What we expect of the programme"},
        {"newcomers", "What to know first"},
        {"ask_me_about", "“Ask me about”"},
        {"skills", "“Skills”"},
        {"slot", "The weekly slot"},
        {"topics", "The topic"},
    };
    (void)snprintf(out, BR_FIELD_NAME_MAX + 8, "The %s", field);
    for (char *at = strchr(out, '_'); at != NULL; at = strchr(at, '_')) {
        *at = ' ';
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].field, field) == 0) {
            (void)snprintf(out, BR_FIELD_NAME_MAX + 8, "%s", others[i].words);
        }
    }
}

void br_patient_sentence(const struct br_patient_find *found, char *out, size_t size)
{
    static const char *const kinds[] = {[BR_PATIENT_NHS] = "an NHS number",
                                        [BR_PATIENT_CHI] = "a Scottish CHI number",
                                        [BR_PATIENT_HCN] = "a Health and Care number"};
    char name[BR_FIELD_NAME_MAX + 8];
    char which[64] = "";
    char line[64] = "";
    field_words(found->field, name);
    if (found->number > 0) {
        (void)snprintf(which, sizeof which, " no. %zu", found->number);
    }
    if (found->line > 0) {
        (void)snprintf(line, sizeof line, ", in line %zu,", found->line);
    }
    (void)snprintf(out, size,
                   "%s%s holds%s what looks like %s (it ends in %s). Take it out, so that no "
                   "patient can be recognised; if it is something else, a data steward can let it "
                   "pass.",
                   name, which, line, kinds[found->kind], found->ending);
}
