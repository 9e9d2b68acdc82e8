/* number.c - numbers as people write them, and as charts show them. */
#include "spc/number.h"

#include "base/limits.h"
#include "spc/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MAX = 9, DIGITS_SHOWN = 3, EXACT_DIGITS = 17, NEARLY_EXACT_DIGITS = 15 };

/* --- reading --- */

static size_t digits_at(const char *at)
{
    return strspn(at, "0123456789");
}

/* sign? digits (point digits?)? (e sign? digits)?, with at least one digit before the e */
static bool is_plain(const char *at)
{
    at += *at == '-' || *at == '+';
    size_t count = digits_at(at);
    at += count;
    if (*at == '.') {
        size_t behind = digits_at(at + 1);
        count += behind;
        at += 1 + behind;
    }
    if (count > 0 && (*at == 'e' || *at == 'E')) {
        at++;
        at += *at == '-' || *at == '+';
        size_t exponent = digits_at(at);
        count = exponent > 0 ? count : 0;
        at += exponent;
    }
    return count > 0 && *at == '\0';
}

/* Three digits behind each comma: thousands; else the comma was meant as a point. */
static bool has_thousands(const char *at)
{
    at += *at == '-' || *at == '+';
    size_t first = digits_at(at);
    if (first == 0 || first > 3) {
        return false;
    }
    at += first;
    while (*at == ',') {
        if (digits_at(at + 1) != 3) {
            return false;
        }
        at += 4;
    }
    return *at == '\0' || *at == '.';
}

static enum br_status refuse_form(const char *text, const char *said, struct br_error *error)
{
    const char *why = "is not a number; leave the cell empty for a missing point";
    if (text[0] == '=' || text[0] == '@') {
        why = "is a formula: paste the value alone";
    } else if (strchr(text, '%') != NULL) {
        why = "has a percent sign: write the number alone, and the unit in the measure";
    } else if (strchr(text, ',') != NULL) {
        why = has_thousands(text) ? "has a thousand separator: write 1234, not 1,234"
                                  : "has a comma: write a point, as in 3.5";
    } else if (strpbrk(text, "0123456789") == text && strchr(text, ' ') != NULL) {
        why = "has a blank inside: write 1234, not 1 234";
    }
    return br_error_set(error, BR_ERR_MALFORMED, "%s %s", said, why);
}

enum br_status br_number_read(struct br_bytes text, double *number, struct br_error *error)
{
    char copy[BR_NUMBER_TEXT_MAX + 1];
    struct br_spc_excerpt said = br_spc_excerpt(text);
    struct br_bytes trimmed = br_spc_trimmed(text);
    if (trimmed.size > BR_NUMBER_TEXT_MAX) {
        return br_error_set(error, BR_ERR_MALFORMED, "%s is too long for a number", said.text);
    }
    memcpy(copy, trimmed.size == 0 ? (const uint8_t *)"" : trimmed.data, trimmed.size);
    copy[trimmed.size] = '\0';
    if (strlen(copy) != trimmed.size || !is_plain(copy)) {
        return refuse_form(copy, said.text, error);
    }
    *number = strtod(copy, NULL);
    if (!(fabs(*number) <= BR_SPC_VALUE_MAX)) {
        return br_error_set(error, BR_ERR_MALFORMED, "%s is beyond what can be charted", said.text);
    }
    return BR_OK;
}

/* --- writing --- */

void br_number_exact(double number, char out[BR_NUMBER_SIZE])
{
    if (!isfinite(number)) {
        (void)snprintf(out, BR_NUMBER_SIZE, "null");
        return;
    }
    for (int digits = NEARLY_EXACT_DIGITS; digits <= EXACT_DIGITS; digits++) {
        (void)snprintf(out, BR_NUMBER_SIZE, "%.*g", digits, number);
        if (strtod(out, NULL) == number) {
            return;
        }
    }
}

void br_number_fixed(double number, int decimals, char out[BR_NUMBER_SIZE])
{
    BR_ASSERT(decimals >= 0 && decimals <= DECIMALS_MAX);
    (void)snprintf(out, BR_NUMBER_SIZE, "%.*f", decimals, number);
    if (out[0] == '-' && strspn(out + 1, "0.") == strlen(out + 1)) {
        memmove(out, out + 1, strlen(out));
    }
}

void br_number_people(double number, int decimals, char out[BR_NUMBER_SIZE])
{
    char plain[BR_NUMBER_SIZE];
    br_number_fixed(number, decimals, plain);
    char *point = strchr(plain, '.');
    if (point != NULL) {
        char *end = plain + strlen(plain);
        while (end[-1] == '0') {
            *--end = '\0';
        }
        if (end - 1 == point) {
            *point = '\0';
        }
    }
    size_t sign = plain[0] == '-' ? 1 : 0;
    size_t whole = digits_at(plain + sign);
    size_t used = 0;
    for (size_t i = 0; plain[i] != '\0' && used < BR_NUMBER_SIZE - 2; i++) {
        bool inside = i > sign && i < sign + whole;
        if (inside && (sign + whole - i) % 3 == 0) {
            out[used++] = ',';
        }
        out[used++] = plain[i];
    }
    out[used] = '\0';
}

int br_number_decimals(double range)
{
    if (!isfinite(range) || range <= 0) {
        return 2;
    }
    int decimals = DIGITS_SHOWN - 1 - (int)floor(log10(range));
    return decimals < 0 ? 0 : (decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals);
}
