/* status.c - names of failures; the end of the process when we were wrong. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const texts[BR_STATUS_COUNT] = {
    [BR_OK] = "ok",
    [BR_ERR_NO_MEMORY] = "out of memory",
    [BR_ERR_IO] = "input or output failed",
    [BR_ERR_DISK_FULL] = "disk full",
    [BR_ERR_READ_ONLY] = "cannot be written",
    [BR_ERR_LIMIT] = "over the limit",
    [BR_ERR_MALFORMED] = "malformed",
    [BR_ERR_PROTOCOL] = "not allowed at this point",
    [BR_ERR_VERSION] = "unknown version",
    [BR_ERR_SIGNATURE] = "signature or key does not match",
    [BR_ERR_CHAIN] = "does not continue the chain",
    [BR_ERR_GAP] = "records are missing before it",
    [BR_ERR_REFUSED] = "refused",
    [BR_ERR_NOT_FOUND] = "not found",
    [BR_ERR_EXISTS] = "exists already",
    [BR_ERR_BUSY] = "in use",
    [BR_ERR_CORRUPT] = "damaged",
    [BR_ERR_CLOSED] = "closed",
    [BR_ERR_TIMEOUT] = "timed out",
    [BR_ERR_NETWORK] = "no connection",
};

const char *br_status_text(enum br_status status)
{
    BR_ASSERT(status >= BR_OK && status < BR_STATUS_COUNT);
    return texts[status];
}

#ifndef __clang_analyzer__ /* status.h has what the analyzer needs to know of this */
enum br_status br_error_set(struct br_error *error, enum br_status status, const char *format, ...)
{
    if (error != NULL) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(error->text, sizeof error->text, format, args);
        va_end(args);
    }
    return status;
}
#endif

_Noreturn void br_assert_failed(const char *what, const char *file, int line)
{
    (void)fprintf(stderr, "bigroom: assertion failed: %s (%s:%d)\n", what, file, line);
    abort();
}
