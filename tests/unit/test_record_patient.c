/* Patients' numbers: each form that is caught, each look-alike that is not; texts and messages. */
#include "harness/check.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/rng.h"
#include "record/kind.h"
#include "record/message.h"
#include "record/patient.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_POST = 60 * 1024 };

static bool holds(const char *text)
{
    struct br_patient_find found;
    return br_patient_find(br_bytes_of_text(text), &found);
}

/* The first one's place: "3+12 ..67". */
static const char *place(const char *text)
{
    static char said[64];
    struct br_patient_find found;
    if (!br_patient_find(br_bytes_of_text(text), &found)) {
        return "none";
    }
    (void)snprintf(said, sizeof said, "%zu+%zu ..%s", found.offset, found.size, found.ending);
    return said;
}

static void test_usual_forms(void)
{
    CHECK_TEXT(place("9994837567"), "0+10 ..67");
    CHECK_TEXT(place("Pt 999 483 7567 was moved"), "3+12 ..67");
    CHECK_TEXT(place("(999-483-7567)"), "1+12 ..67");
    CHECK_TEXT(place("NHS9994837567"), "3+10 ..67"); /* a letter on one side only */
    CHECK_TEXT(place("9994837567x"), "0+10 ..67");
    CHECK_TEXT(place("bed 12 999 483 7567 2"), "7+12 ..67");
    CHECK_TEXT(place("999  483 - 7567"), "0+15 ..67");
    CHECK_TEXT(place("999\t483\t7567"), "0+12 ..67");
    CHECK_TEXT(place("list_9994837567_v2.csv"), "5+10 ..67");
    CHECK_TEXT(place("/p/9998137284?x=1"), "3+10 ..84");
    CHECK_TEXT(place("0101000006 and 010100 0006"), "0+10 ..06");
    CHECK_TEXT(place("born 010100 0006"), "5+11 ..06");
    CHECK(!holds("320101 0006 990100 0009")); /* 6 4 is for dates */
}

static void test_any_other_spacing(void)
{
    CHECK_TEXT(place("9 9 9 4 8 3 7 5 6 7"), "0+19 ..67");
    CHECK_TEXT(place("99 94 83 75 67"), "0+14 ..67");
    CHECK_TEXT(place("(99948-37567)"), "1+11 ..67");
    CHECK_TEXT(place("999.483.7567"), "0+12 ..67");
    CHECK_TEXT(place("99\302\2409483\302\2407567"), "0+14 ..67");
    CHECK(!holds("99 94-83 75 67"));     /* not the same between all */
    CHECK(!holds("99  94  83  75  67")); /* columns of figures */
    CHECK(!holds("99\t94\t83\t75\t67")); /* the same */
    CHECK(!holds("99 94 83 75 67 12"));  /* more figures */
    CHECK(!holds("999 483    7567"));    /* too far apart */
    CHECK(!holds("9 9 9 4 8 3 7 5 6 7 1"));
    CHECK(!holds("999483\n7567") && !holds("999 483\r\n7567") && !holds("999,483,7567"));
}

static void test_other_scripts_and_what_is_not_seen(void)
{
    CHECK_TEXT(place("\357\274\231\357\274\231\357\274\231\357\274\224\357\274\230\357\274\223"
                     "\357\274\227\357\274\225\357\274\226\357\274\227"),
               "0+30 ..67");
    CHECK(
        holds("\331\251\331\251\331\251\331\244\331\250\331\243\331\247\331\245\331\246\331\247"));
    CHECK(holds("\xf0\x9d\x9f\x97"
                "994837567")); /* a bold nine */
    CHECK(holds("\342\200\21399948\342\200\21337567\342\200\213"));
    CHECK(holds("999\302\255483\302\2557567"));
    CHECK(holds("9\357\270\217\342\203\243"
                "994837567")); /* a keycap */
    CHECK(holds("999\342\200\223483\342\200\2237567") &&
          holds("999\342\200\207483\343\200\2007567"));
    CHECK(!holds("\xe0\xa5\xa6\xe0\xa4\x95 \xf0\x9f\x98\x80 \xef\xbc\x81"));
    CHECK(!holds("99948\xff"
                 "37567") &&
          !holds("99948\xef\xbc") && !holds("\xe0 \xf5\x80\x80\x80"));
    CHECK(!holds("99948\xc0\xb3"
                 "7567"));
    CHECK(holds("\xff"
                "9994837567\xff"));
}

/* A number in the digits of one script: [zero] is how its nought is written. */
static const char *in_script(const char *zero)
{
    static char text[64];
    size_t size = strlen(zero);
    for (size_t i = 0; i < 10; i++) {
        memcpy(text + i * size, zero, size);
        text[(i + 1) * size - 1] =
            (char)((unsigned char)zero[size - 1] + (unsigned)("9994837567"[i] - '0'));
    }
    text[10 * size] = '\0';
    return text;
}

static void test_digits_of_each_script(void)
{
    /* Arabic, Persian, N'Ko, Devanagari, Khmer, Vai, full width, bold */
    static const char *const zeros[] = {"\xd9\xa0",     "\xdb\xb0",        "\xdf\x80",
                                        "\xe0\xa5\xa6", "\xe1\x9f\xa0",    "\xea\x98\xa0",
                                        "\xef\xbc\x90", "\xf0\x9d\x9f\x8e"};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++) {
        char expected[32];
        (void)snprintf(expected, sizeof expected, "0+%zu ..67", 10 * strlen(zeros[i]));
        CHECK_TEXT(place(in_script(zeros[i])), expected);
    }
    /* bytes that begin the same, and are letters */
    CHECK(!holds("\xdb\x81") && !holds("\xdf\x8a") && !holds("\xe1\x9e\x80") &&
          !holds("\xea\x98\x80"));
}

static void test_look_alikes(void)
{
    CHECK(!holds("x9994837567y") && !holds("\303\2519994837567\303\251"));
    CHECK(!holds("x999 483 7567y") && holds("x999 483 7567 y"));
    CHECK(holds("\302\2539994837567\302\273")); /* quotation marks are no letters */
    CHECK(!holds("99948375671") && !holds("99948375") && !holds("9994837568"));
    CHECK(!holds("0.9994837567") && !holds("12.9994837567") && holds("1. 9994837567"));
    CHECK(!holds("9994.837567") && !holds("99948/37567") && !holds("010100.0006"));
    CHECK(!holds("+44 999 483 7567") && !holds("0044 9994837567") && !holds("+44 (0)999 483 7567"));
    CHECK(!holds("(0) 999 483 7567") && holds("44 999 483 7567") && holds("+45 999 483 7567"));
    CHECK(holds("10044 999 483 7567")); /* no code of a country */
    CHECK(holds("+44 999 483 7567 999 483 7567"));
    CHECK(holds("+44 114 243 4343, 999 483 7567"));
    CHECK(!holds(""));
}

/* [form] with the digits in place of its #. */
static void fill(const char *form, const unsigned *digits, char *out, size_t size)
{
    size_t used = 0;
    for (; *form != '\0' && used + 1 < size; form++) {
        out[used] = *form;
        if (*form == '#') {
            out[used] = "0123456789"[*digits++];
        }
        used++;
    }
    out[used] = '\0';
}

/* How many of the numbers that are written so are taken for a patient's. */
static void count_finds(const char *form, unsigned first, unsigned last, unsigned expected)
{
    char text[64];
    unsigned count = 0;
    for (unsigned i = first; i <= last; i++) {
        fill(form, (const unsigned[]){i / 10, i % 10}, text, sizeof text);
        count += holds(text);
    }
    CHECK_UINT(count, expected);
}

static void test_dates_and_addresses(void)
{
    count_finds("2026-11-23-##", 0, 99, 0);
    count_finds("##.11.2026.09", 1, 31, 0);
    count_finds("2026-11-23 ##:30", 0, 23, 0);
    count_finds("2025-2026-##", 0, 99, 0);
    count_finds("1899-11-23-##", 0, 99, 10); /* no year of ours */
    count_finds("2100-11-23-##", 0, 99, 9);
    count_finds("192.168.10.##", 10, 99, 0);
    count_finds("192-168-10-##", 10, 99, 8);
    count_finds("12 34 2026 ##", 0, 99, 0);
    count_finds("123 4 2026 ##", 0, 99, 9);
}

static enum br_patient_kind kind_of(const char *text)
{
    struct br_patient_find found = {.kind = BR_PATIENT_NHS};
    CHECK(br_patient_find(br_bytes_of_text(text), &found));
    return found.kind;
}

static void test_kinds(void)
{
    CHECK(kind_of("9994837567") == BR_PATIENT_NHS && kind_of("4505577104") == BR_PATIENT_NHS);
    CHECK(kind_of("0101000006") == BR_PATIENT_CHI && kind_of("3112990005") == BR_PATIENT_CHI);
    CHECK(kind_of("3200000015") == BR_PATIENT_HCN && kind_of("3999999993") == BR_PATIENT_HCN);
    CHECK(kind_of("0000000000") == BR_PATIENT_NHS && kind_of("3333333333") == BR_PATIENT_HCN);
}

static void test_words(void)
{
    struct br_patient_find found;
    char said[BR_REASON_SIZE_MAX + 1];
    CHECK(br_patient_find(br_bytes_of_text("a\nb 999 483 7567\n"), &found));
    CHECK_UINT(found.line, 2);
    br_patient_sentence(&found, said, sizeof said);
    CHECK_TEXT(said, "The text holds, in line 2, what looks like an NHS number (it ends in 67). "
                     "Take it out, so that no patient can be recognised; if it is something else, "
                     "a data steward can let it pass.");
    CHECK(br_patient_find(br_bytes_of_text("0101000006"), &found) && found.line == 0);
    found.field = "file_name";
    found.number = 3;
    br_patient_sentence(&found, said, sizeof said);
    CHECK(strncmp(said,
                  "The file name no. 3 holds what looks like a Scottish CHI number (it ends "
                  "in 06).",
                  79) == 0);
    found = (struct br_patient_find){
        .kind = BR_PATIENT_HCN, .line = 99999, .ending = "04", .field = "ask_me_about"};
    br_patient_sentence(&found, said, sizeof said);
    CHECK(strstr(said, " a data steward can let it pass.") != NULL); /* none is cut off */
    static const char *const fields[][2] = {
        {"different", "What was different holds, "},
        {"tried", "What you tried holds, "},
        {"structure", "How we are made up holds, "},
        {"expects", "What we expect of the programme holds, "},
        {"newcomers", "What to know first holds, "},
        {"ask_me_about", "“Ask me about” holds, "},
        {"skills", "“Skills” holds, "},
        {"slot", "The weekly slot holds, "},
        {"topics", "The topic holds, "},
        {"override_reason", "The override reason holds, "},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        found.field = fields[i][0];
        br_patient_sentence(&found, said, sizeof said);
        CHECK(strncmp(said, fields[i][1], strlen(fields[i][1])) == 0);
    }
}

/* --- messages --- */

static bool message_holds(const char *kind, const char *json, struct br_patient_find *found)
{
    struct br_arena arena;
    struct br_error error = {{0}};
    br_arena_init(&arena, 1 << 20);
    ProtobufCMessage *message = br_message_new(br_kind_by_name(kind)->message, &arena);
    json_t *object = json_loads(json, 0, NULL);
    CHECK(message != NULL && br_message_from_json(message, &arena, object, &error) == BR_OK);
    bool holds_one = br_patient_find_in_message(message, found);
    json_decref(object);
    br_arena_free(&arena);
    return holds_one;
}

static void test_each_text_of_a_message(void)
{
    struct br_patient_find found = {.number = 9};
    CHECK(message_holds("thread_started", "{\"title\":\"999 483 7567\",\"text\":\"x\"}", &found));
    CHECK_TEXT(found.field, "title");
    CHECK_UINT(found.number, 0);
    CHECK(message_holds("thread_started", "{\"title\":\"x\",\"text\":\"999 483 7567\"}", &found));
    CHECK_TEXT(found.field, "text");
    CHECK(!message_holds("thread_started", "{\"title\":\"x\",\"text\":\"y\"}", &found));
    CHECK(message_holds("points_recorded",
                        "{\"points\":[{\"date\":\"2026-11-23\",\"value\":9994837567},"
                        "{\"note\":\"x\"},{\"date\":\"x\",\"note\":\"NHS 9994837567\"}]}",
                        &found));
    CHECK_TEXT(found.field, "note");
    CHECK_UINT(found.number, 3);
    CHECK(message_holds("points_recorded", "{\"points\":[{\"note\":\"9994837567\"}]}", &found));
    CHECK_UINT(found.number, 0);
    CHECK(message_holds("thread_started", "{\"title\":\"x\",\"topics\":[\"beds\",\"9994837567\"]}",
                        &found));
    CHECK_TEXT(found.field, "topics");
    CHECK_UINT(found.number, 2);
    /* numbers and bytes are no texts */
    CHECK(!message_holds("points_recorded", "{\"points\":[{\"value\":9994837567}]}", &found));
    CHECK(!message_holds("points_recorded", "{\"measure\":\"39393934383337353637393939393939\"}",
                         &found));
}

/* A text at every place of a message with everything in it is seen; the number is its own. */
static void test_each_kind_has_its_texts_looked_at(void)
{
    size_t count = 0;
    const struct br_kind *kinds = br_kinds(&count);
    struct br_arena arena;
    struct br_error error = {{0}};
    unsigned texts = 0;
    br_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        const ProtobufCMessageDescriptor *type = kinds[i].message;
        for (unsigned j = 0; j < type->n_fields; j++) {
            struct br_patient_find found;
            if (type->fields[j].type != PROTOBUF_C_TYPE_STRING) {
                continue;
            }
            ProtobufCMessage *message = br_message_new(type, &arena);
            CHECK(message != NULL &&
                  br_message_set(message, &arena, type->fields[j].name,
                                 br_bytes_of_text("a 999 483 7567"), &error) == BR_OK);
            CHECK(br_patient_find_in_message(message, &found));
            CHECK_TEXT(found.field, type->fields[j].name);
            texts++;
            br_arena_reset(&arena);
        }
    }
    CHECK(texts > 20);
    br_arena_free(&arena);
}

/* --- properties --- */

static unsigned check_digit(const unsigned *digits)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < 9; i++) {
        sum += digits[i] * (10 - i);
    }
    return (11 - sum % 11) % 11; /* 10: there is no such number */
}

/* Every number with a right check digit is found in every form, at its place; no other one is. */
static void test_numbers_by_chance(void)
{
    static const char *const forms[] = {"##########",          "### ### ####",
                                        "###-###-####",        "###\302\240###\302\240####",
                                        "# # # # # # # # # #", "###_###_####"};
    struct br_rng rng = br_rng_seeded(20261128);
    for (unsigned i = 0; i < 20000; i++) {
        unsigned d[10];
        for (unsigned j = 0; j < 10; j++) {
            d[j] = (unsigned)br_rng_below(&rng, 10);
        }
        char number[64];
        char text[128];
        struct br_patient_find found;
        fill(forms[i % 6], d, number, sizeof number);
        (void)snprintf(text, sizeof text, "Seen: %s, then home.", number);
        bool expected = check_digit(d) == d[9];
        if (!CHECK(br_patient_find(br_bytes_of_text(text), &found) == expected)) {
            return;
        }
        if (expected) {
            CHECK(found.offset == 6 && found.size == strlen(number));
            CHECK(found.ending[0] == (char)('0' + d[8]) && found.ending[1] == (char)('0' + d[9]));
        }
    }
}

/* Whatever the bytes: what is found lies inside, and is found again alone. */
static void test_any_bytes(void)
{
    static const char alphabet[] = "0123456789 -./_\t\nx9994837567\302\240\342\200\213\357\274\231";
    struct br_rng rng = br_rng_seeded(7);
    unsigned count = 0;
    for (unsigned i = 0; i < 300000; i++) {
        char bytes[40];
        size_t size = (size_t)br_rng_below(&rng, sizeof bytes);
        for (size_t j = 0; j < size; j++) {
            bytes[j] = alphabet[br_rng_below(&rng, sizeof alphabet - 1)];
        }
        struct br_patient_find found;
        struct br_patient_find again;
        struct br_bytes text = {(const uint8_t *)bytes, size};
        if (!br_patient_find(text, &found)) {
            continue;
        }
        count++;
        CHECK(found.size >= 10 && found.offset + found.size <= size);
        struct br_bytes alone = {text.data + found.offset, found.size};
        CHECK(br_patient_find(alone, &again) && again.offset == 0 && again.size == found.size);
    }
    CHECK(count > 100);
}

static void test_long_texts(void)
{
    static char text[LONGEST_POST];
    struct br_patient_find found;
    for (size_t i = 0; i < LONGEST_POST; i++) {
        text[i] = "12 4-5.7/9_1"[i % 12];
    }
    struct br_bytes all = {(const uint8_t *)text, LONGEST_POST};
    CHECK(!br_patient_find(all, &found));
    memcpy(text + LONGEST_POST - 10, "9994837567", 10);
    text[LONGEST_POST - 11] = 'x';
    CHECK(br_patient_find(all, &found) && found.offset == LONGEST_POST - 10);
}

/* --- the data --- */

static bool read_data(const char *name, struct br_buffer *out)
{
    const char *folder =
        getenv("BIGROOM_TEST_DATA"); /* NOLINT(concurrency-mt-unsafe): one thread */
    char path[4096];
    char chunk[4096];
    size_t size = 0;
    if (folder == NULL) {
        (void)printf("  BIGROOM_TEST_DATA is not set: skipped\n");
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/bad/nhs-numbers/%s", folder, name);
    FILE *file = fopen(path, "rbe");
    if (!CHECK(file != NULL)) {
        return false;
    }
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0) {
        br_buffer_put(out, chunk, size);
    }
    (void)fclose(file);
    return true;
}

/* "decide" is decided: a number in other digits or spaces is a number. */
static void test_numbers_of_the_data(void)
{
    struct br_buffer data;
    struct br_csv csv;
    struct br_csv_row row;
    struct br_arena arena;
    struct br_error error;
    unsigned count = 0;
    br_buffer_init(&data, 1 << 20);
    br_arena_init(&arena, 1 << 20);
    if (read_data("nhs-numbers.csv", &data)) {
        CHECK(br_csv_open(&csv, br_buffer_bytes(&data), ',') == BR_OK);
        CHECK(br_csv_next(&csv, &arena, &row, &error) == BR_OK);
        while (br_csv_next(&csv, &arena, &row, &error) == BR_OK && CHECK(row.count == 4)) {
            struct br_patient_find found;
            bool expected = !br_bytes_equal(row.cells[1], br_bytes_of_text("invalid"));
            bool is = br_patient_find(row.cells[0], &found);
            if (!CHECK(is == expected)) {
                (void)printf("  line %zu\n", row.line);
            }
            if (is) {
                CHECK(row.cells[2].size == 10 &&
                      memcmp(row.cells[2].data + 8, found.ending, 2) == 0);
            }
            count++;
        }
        CHECK(count > 200);
    }
    br_arena_free(&arena);
    br_buffer_free(&data);
}

/* Each candidate in order, and no more; "decide": there is one. */
static void expect_candidates(const char *text, const json_t *candidates)
{
    struct br_bytes rest = br_bytes_of_text(text);
    struct br_patient_find found;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const char *candidate = json_string_value(json_array_get(candidates, i));
        if (!CHECK(br_patient_find(rest, &found))) {
            (void)printf("  %s\n", text);
            return;
        }
        if (strcmp(candidate, "decide") == 0) {
            return;
        }
        CHECK_TEXT(found.ending, candidate + 8);
        rest.data += found.offset + found.size;
        rest.size -= found.offset + found.size;
    }
    if (!CHECK(!br_patient_find(rest, &found))) {
        (void)printf("  %s\n", text);
    }
}

static void test_free_texts_of_the_data(void)
{
    struct br_buffer data;
    br_buffer_init(&data, 1 << 20);
    if (read_data("free-text.jsonl", &data)) {
        const char *at = br_buffer_text(&data);
        const char *end = strchr(at, '\n');
        unsigned count = 0;
        for (; end != NULL; at = end + 1, end = strchr(at, '\n')) {
            json_t *line = json_loadb(at, (size_t)(end - at), 0, NULL);
            if (CHECK(line != NULL)) {
                expect_candidates(json_string_value(json_object_get(line, "text")),
                                  json_object_get(line, "checksum_valid_candidates"));
            }
            json_decref(line);
            count++;
        }
        CHECK(count >= 14);
    }
    br_buffer_free(&data);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_usual_forms),
        BR_TEST(test_any_other_spacing),
        BR_TEST(test_other_scripts_and_what_is_not_seen),
        BR_TEST(test_digits_of_each_script),
        BR_TEST(test_look_alikes),
        BR_TEST(test_dates_and_addresses),
        BR_TEST(test_kinds),
        BR_TEST(test_words),
        BR_TEST(test_each_text_of_a_message),
        BR_TEST(test_each_kind_has_its_texts_looked_at),
        BR_TEST(test_numbers_by_chance),
        BR_TEST(test_any_bytes),
        BR_TEST(test_long_texts),
        BR_TEST(test_numbers_of_the_data),
        BR_TEST(test_free_texts_of_the_data),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
