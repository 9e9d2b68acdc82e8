/*
 * target_text_in.c - what people type or paste: codes, addresses, ids, days, numbers, options.
 *
 * The first byte chooses the reader. What is read prints as what reads the same; what is refused
 * comes with a sentence.
 */
#include "tests/fuzz/fuzz.h"

#include "base/hash.h"
#include "base/limits.h"
#include "client/options.h"
#include "entry/date.h"
#include "net/address.h"
#include "record/code.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool code_equal(const struct br_code *a, const struct br_code *b)
{
    return a->is_join == b->is_join && br_hash_equal(&a->academy, &b->academy) &&
           br_hash_equal(&a->pin, &b->pin) && memcmp(a->secret, b->secret, sizeof a->secret) == 0 &&
           strcmp(a->address, b->address) == 0 && strcmp(a->name, b->name) == 0;
}

static void code(const char *text, bool is_join)
{
    struct br_code read;
    struct br_code again;
    struct br_error error = {.text = ""};
    struct br_buffer printed;
    if (br_code_parse(text, is_join, &read, &error) != BR_OK) {
        BR_ASSERT(error.text[0] != '\0');
        return;
    }
    br_buffer_init(&printed, BR_CODE_TEXT_MAX);
    br_code_print(&read, &printed);
    BR_ASSERT(br_buffer_ok(&printed));
    BR_ASSERT(br_code_parse(br_buffer_text(&printed), is_join, &again, &error) == BR_OK);
    BR_ASSERT(code_equal(&read, &again));
    br_buffer_free(&printed);
}

/*
 * A code with its sum made right, or the fuzzer would never get behind it: the bytes are those of
 * the text, the sum is of whatever they are.
 */
static void code_of_bytes(const char *text)
{
    struct br_buffer bytes;
    struct br_buffer printed;
    size_t size = strlen(text);
    br_buffer_init(&bytes, 4096);
    br_buffer_init(&printed, 8192);
    br_buffer_put_u8(&bytes, 1);
    br_buffer_put(&bytes, text, size);
    struct br_hash sum = br_sha256_one(bytes.data, bytes.size);
    br_buffer_put(&bytes, sum.bytes, 4);
    br_buffer_put_text(&printed, size % 2 == 0 ? "join-" : "peer-");
    br_base64_encode(br_buffer_bytes(&bytes), &printed);
    if (br_buffer_ok(&printed)) {
        code(br_buffer_text(&printed), size % 2 == 0);
    }
    br_buffer_free(&bytes);
    br_buffer_free(&printed);
}

static void address(const char *text)
{
    struct br_host_port read;
    struct br_host_port again;
    struct br_error error = {.text = ""};
    struct sockaddr_storage numeric;
    if (br_address_split(text, &read, &error) != BR_OK) {
        BR_ASSERT(error.text[0] != '\0');
        return;
    }
    if (br_address_numeric(&read, &numeric)) {
        char printed[BR_ADDRESS_TEXT_SIZE];
        br_address_print(&numeric, printed);
        BR_ASSERT(br_address_split(printed, &again, &error) == BR_OK);
        BR_ASSERT(again.port == read.port);
    }
}

static void identity(const char *text)
{
    struct br_id id;
    struct br_id again;
    char printed[BR_ID_TEXT_SIZE];
    if (br_id_parse(text, &id) == BR_OK) {
        br_id_text(&id, printed);
        BR_ASSERT(br_id_parse(printed, &again) == BR_OK && br_id_equal(&id, &again));
    }
}

static void encodings(const char *text)
{
    struct br_buffer bytes;
    struct br_buffer again;
    uint8_t decoded[32];
    char hex[65];
    br_buffer_init(&bytes, 4096);
    br_buffer_init(&again, 8192);
    if (br_base64_decode(text, &bytes) == BR_OK) {
        br_base64_encode(br_buffer_bytes(&bytes), &again);
        BR_ASSERT(strcmp(br_buffer_text(&again), text) == 0); /* there is one way to write it */
    }
    if (br_hex_decode(text, decoded, sizeof decoded) == BR_OK) {
        br_hex_encode(decoded, sizeof decoded, hex);
        BR_ASSERT(strlen(text) == 64 && strcasecmp(hex, text) == 0);
    }
    br_buffer_free(&bytes);
    br_buffer_free(&again);
}

static void day_and_number(const char *text)
{
    struct br_bytes bytes = br_bytes_of_text(text);
    double number = 0;
    if (br_date_exists(bytes)) {
        BR_ASSERT(strlen(text) == 10 && strspn(text, "0123456789-") == 10);
    }
    if (br_number_fault(bytes, &number) == NULL) {
        BR_ASSERT(isfinite(number) && strspn(text, "0123456789.eE+-") == strlen(text));
    }
}

/* Words are divided by line feeds. */
static void options(char *text)
{
    static const struct option_rule rules[] = {
        {"to", "WHOM", "who receives it", false},
        {"where", "COLUMN=VALUE", "only these rows", true},
        {"dry-run", NULL, "only say", false},
        {NULL, NULL, NULL, false},
    };
    char *argv[200];
    int argc = 0;
    struct options read;
    struct br_error error = {.text = ""};
    char *rest = text;
    while (argc < 200 && rest != NULL) {
        argv[argc++] = strsep(&rest, "\n");
    }
    if (options_read(argc, argv, rules, &read, &error) != BR_OK) {
        BR_ASSERT(error.text[0] != '\0');
        return;
    }
    BR_ASSERT(read.given_count <= BR_OPTIONS_MAX && read.argument_count <= BR_ARGUMENTS_MAX);
    for (size_t i = 0; i < read.given_count; i++) {
        BR_ASSERT((read.given[i].rule->value == NULL) == (read.given[i].value == NULL));
    }
    (void)options_value(&read, "to");
    (void)options_argument(&read, 0);
}

static void run(struct br_bytes input)
{
    enum { TEXT_MAX = 3000 };
    if (input.size == 0) {
        return;
    }
    char text[TEXT_MAX + 1];
    size_t size = 0;
    for (size_t i = 1; i < input.size && size < TEXT_MAX; i++) {
        if (input.data[i] != 0) {
            text[size++] = (char)input.data[i];
        }
    }
    text[size] = '\0';
    switch (input.data[0] % 8) {
    case 0:
    case 1:
        code(text, input.data[0] % 2 == 0);
        return;
    case 2:
        code_of_bytes(text);
        return;
    case 3:
        address(text);
        return;
    case 4:
        identity(text);
        return;
    case 5:
        encodings(text);
        return;
    case 6:
        day_and_number(text);
        return;
    default:
        options(text);
        return;
    }
}

static void seed_codes(struct fuzz_seeds *out)
{
    struct br_code made = {.is_join = true, .address = "bath.example:7400", .name = "Bath"};
    struct br_buffer text;
    br_buffer_init(&text, 4096);
    memset(made.academy.bytes, 'a', sizeof made.academy.bytes);
    br_buffer_put_u8(&text, 0);
    br_code_print(&made, &text);
    fuzz_seed(out, "join", br_buffer_bytes(&text));
    made = (struct br_code){.is_join = false, .name = "Größe"};
    br_buffer_clear(&text);
    br_buffer_put_u8(&text, 1);
    br_code_print(&made, &text);
    fuzz_seed(out, "peer", br_buffer_bytes(&text));
    br_buffer_clear(&text);
    br_buffer_put_u8(&text, 2);
    for (int i = 0; i < 80; i++) {
        br_buffer_put_u8(&text, 'x');
    }
    br_buffer_put_text(&text, "\x06"
                              "host:1"
                              "\x04"
                              "Bath");
    fuzz_seed(out, "code-bytes", br_buffer_bytes(&text));
    br_buffer_free(&text);
}

static void seeds(struct fuzz_seeds *out)
{
    static const char *const texts[] = {
        "\3bath.example:7400",
        "\3[::1]:443",
        "\3[fe80::1%lo]:1",
        "\3"
        "127.0.0.1:65535",
        "\4"
        "0123456789abcdef0123456789ABCDEF",
        "\4"
        "01234567-89ab-cdef-0123-456789abcdef",
        "\5"
        "AAEC_-8",
        "\5"
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "\6"
        "2024-02-29",
        "\6-1.25e-7",
        "\6"
        "1,000",
        "\7--to\nnetwork\n--where=a=b\n--where\nc=d\n--dry-run\nfile.csv\n--\n--json",
        "\7-h\n-3.5\n--dir=/x",
    };
    seed_codes(out);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fuzz_seed_text(out, "text", texts[i]);
    }
}

const struct fuzz_target fuzz_text_in = {.name = "text_in", .run = run, .seeds = seeds};
