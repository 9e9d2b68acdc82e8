/*
 * target_patient.c - any bytes, looked through for patients' numbers.
 *
 * A second opinion that knows nothing of runs: what is found has ten digits that check, and nothing
 * else that could be seen but separators; and ten ASCII digits that check, with nothing of words or
 * numbers around them, are found. Finding stops, and the sentence never holds the number.
 */
#include "tests/fuzz/fuzz.h"

#include "record/patient.h"

#include <stdio.h>
#include <string.h>

static bool checks(const char *digits)
{
    static const int weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 9; i++) {
        sum += weights[i] * (digits[i] - '0');
    }
    return (11 - sum % 11) % 11 == digits[9] - '0';
}

static bool is_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

/* Only where all of it is ASCII: what other digits are is the table's to say. */
static void check_found(struct br_bytes text, const struct br_patient_find *found)
{
    char digits[16];
    char sentence[BR_REASON_SIZE_MAX + 1];
    size_t count = 0;
    BR_ASSERT(found->size >= 10 && found->offset <= text.size &&
              found->size <= text.size - found->offset);
    br_patient_sentence(found, sentence, sizeof sentence);
    BR_ASSERT(strstr(sentence, "can let it pass.") != NULL && strlen(found->ending) == 2);
    for (size_t i = 0; i < found->size; i++) {
        uint8_t byte = text.data[found->offset + i];
        if (byte >= 0x80) {
            return;
        }
        BR_ASSERT(is_digit(byte) || strchr(" -./_\t", byte) != NULL);
        if (is_digit(byte)) {
            BR_ASSERT(count < 10);
            digits[count++] = (char)byte;
        }
    }
    digits[count] = '\0';
    BR_ASSERT(count == 10 && checks(digits) && strcmp(digits + 8, found->ending) == 0);
    BR_ASSERT(strstr(sentence, digits) == NULL);
}

/* Where the first one must be seen, if not before; SIZE_MAX: nowhere. */
static size_t plain_one(struct br_bytes text)
{
    for (size_t i = 0; i + 10 <= text.size; i++) {
        size_t count = 0;
        while (i + count < text.size && is_digit(text.data[i + count])) {
            count++;
        }
        int before = i == 0 ? '\n' : text.data[i - 1];
        int behind = i + count == text.size ? '\n' : text.data[i + count];
        if (count == 10 && checks((const char *)text.data + i) && strchr("\n,;:\"'", before) &&
            strchr("\n,;:\"'", behind) && before != 0 && behind != 0) {
            return i;
        }
        i += count;
    }
    return SIZE_MAX;
}

static void run(struct br_bytes input)
{
    struct br_bytes rest = input;
    struct br_patient_find found;
    size_t plain = plain_one(input);
    bool first = true;
    while (br_patient_find(rest, &found)) {
        check_found(rest, &found);
        BR_ASSERT(!first || found.offset <= plain);
        first = false;
        rest.data += found.offset + found.size;
        rest.size -= found.offset + found.size;
    }
    BR_ASSERT(!first || plain == SIZE_MAX);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const texts[] = {
        "9994837567",
        "Pt 999 483 7567, seen 12:30 on 23.11.2026",
        "999-483-7567 and 0101000006; 010100 0006",
        "9 9 9 4 8 3 7 5 6 7",
        "+44 999 483 7567 (0)114 243 4343",
        "\357\274\231\357\274\2319\302\240483\342\200\2137567",
        "\331\251\331\251\331\251\331\244\331\250\331\243\331\247\331\245\331\246\331\247",
        "2026-11-23-09 192.168.10.12 0.9994837567 x9994837567y",
        "999483\n7567 99948\377.37567 \xe0\xa5",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fuzz_seed_text(out, "text", texts[i]);
    }
}

const struct fuzz_target fuzz_patient = {.name = "patient", .run = run, .seeds = seeds};
