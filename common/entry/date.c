/* date.c - days and numbers, strictly. */
#include "entry/date.h"

#include "base/limits.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int digits(const uint8_t *at, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return -1;
        }
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

bool br_date_exists(struct br_bytes text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') {
        return false;
    }
    int year = digits(text.data, 4);
    int month = digits(text.data + 5, 2);
    int day = digits(text.data + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static size_t skip_digits(const char *at)
{
    return strspn(at, "0123456789");
}

/* sign? digits (point digits?)? (e sign? digits)?, with at least one digit before the e */
static bool is_plain(const char *text)
{
    const char *at = text;
    at += *at == '-' || *at == '+';
    size_t count = skip_digits(at);
    at += count;
    if (*at == '.') {
        size_t behind = skip_digits(at + 1);
        count += behind;
        at += 1 + behind;
    }
    if (count > 0 && (*at == 'e' || *at == 'E')) {
        at++;
        at += *at == '-' || *at == '+';
        size_t exponent = skip_digits(at);
        count = exponent > 0 ? count : 0;
        at += exponent;
    }
    return count > 0 && *at == '\0';
}

const char *br_number_fault(struct br_bytes text, double *number)
{
    char copy[BR_NUMBER_TEXT_MAX + 1];
    if (text.size > BR_NUMBER_TEXT_MAX) {
        return "is too long for a number";
    }
    memcpy(copy, text.data == NULL ? (const uint8_t *)"" : text.data, text.size);
    copy[text.size] = '\0';
    if (strlen(copy) != text.size) {
        return "is not a number"; /* it holds a NUL, behind which nobody would look */
    }
    if (copy[0] == '=') {
        return "is a formula, not a number";
    }
    if (strchr(copy, '%') != NULL) {
        return "has a percent sign: write the number alone";
    }
    if (strchr(copy, ',') != NULL) {
        return "has a comma: write 1234.5, with no separators";
    }
    if (!is_plain(copy)) {
        return "is not a number";
    }
    *number = strtod(copy, NULL); /* the C locale: main sets no other */
    return isfinite(*number) ? NULL : "is too large for a number";
}
