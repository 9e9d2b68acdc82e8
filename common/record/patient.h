/**
 * patient.h - the net for patients' numbers: is there something in a text that looks like one?
 *
 * NHS numbers, Scotland's CHI numbers and Northern Ireland's Health and Care numbers all have ten
 * digits, the last of which checks the others; one in eleven numbers of ten digits passes by
 * chance. So a find is something to ask a person about, and what is not found may still be one: a
 * net, not a wall. Names, dates of birth and hospitals' own numbers pass through it.
 *
 * Ten digits count, in any script's digits, with characters that nobody sees among them, when they
 * stand together; as 3 3 4; as 6 4 when the six are a date (CHI); or in any other groups when the
 * same single space, dash, dot, stroke or underscore stands between all of them and nothing more
 * belongs to them. A line's end is no spacing, nor is a comma.
 *
 * What is let through though its digits would pass: digits inside a word (a letter before and
 * behind), the decimals of a number, a fraction, dates and times in groups, addresses of machines,
 * telephone numbers behind +44 or (0).
 */
#ifndef BR_RECORD_PATIENT_H
#define BR_RECORD_PATIENT_H

#include "base/bytes.h"
#include "base/limits.h"

#include <protobuf-c/protobuf-c.h>

enum br_patient_kind {
    BR_PATIENT_NHS, /* England, Wales, Man; also numbers that nobody has issued yet */
    BR_PATIENT_CHI, /* begins with a date of birth */
    BR_PATIENT_HCN, /* Northern Ireland: 320 000 0001 to 399 999 9999 */
};

struct br_patient_find {
    enum br_patient_kind kind;
    size_t offset;     /* of its first digit in the text, in bytes */
    size_t size;       /* up to its last digit */
    size_t line;       /* of the text; 0: it has only one */
    char ending[3];    /* its last two digits: all of it that may be shown or logged */
    const char *field; /* what the text is called: "text", until somebody knows better */
    size_t number;     /* of several fields that are called so, from 1; 0: there is one */
};

/**
 * The first number in [text], which may be any bytes; false: there is none. Takes time in
 * proportion to the text, whatever stands in it, and no memory.
 */
bool br_patient_find(struct br_bytes text, struct br_patient_find *found);

/** The first in any text of the message, at any depth; ids and other bytes are not looked at. */
bool br_patient_find_in_message(const ProtobufCMessage *message, struct br_patient_find *found);

/** What was found where, and what to do, in words for whoever wrote it; never the number itself. */
void br_patient_sentence(const struct br_patient_find *found, char *out, size_t size);

#endif
