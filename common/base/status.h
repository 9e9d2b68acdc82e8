/**
 * status.h - what can go wrong, and how our own mistakes end.
 *
 * Expected failures are values of enum br_status; a function names in its comment the few that it
 * can return. A broken assumption of ours is BR_ASSERT: it is on in every build and aborts, because
 * recovery is reading the log again. Bytes from outside never reach an assert.
 */
#ifndef BR_BASE_STATUS_H
#define BR_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#define BR_MUST_USE __attribute__((warn_unused_result))
#define BR_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

enum br_status {
    BR_OK = 0,
    BR_ERR_NO_MEMORY, /* an allocation failed, or a byte budget is spent */
    BR_ERR_IO,        /* the system refused: disk, socket, file */
    BR_ERR_DISK_FULL, /* nothing was changed; it can be tried again when there is room */
    BR_ERR_READ_ONLY, /* the folder or file cannot be written */
    BR_ERR_LIMIT,     /* larger, longer or more than limits.h allows */
    BR_ERR_MALFORMED, /* bytes or text that do not have the form they must have */
    BR_ERR_PROTOCOL,  /* well-formed, but not allowed at this point of the conversation */
    BR_ERR_VERSION,   /* the other side or the file speaks a version we do not */
    BR_ERR_SIGNATURE, /* a signature or pinned key does not match */
    BR_ERR_CHAIN,     /* a record does not continue the chain that we hold */
    BR_ERR_GAP,       /* records are missing before these */
    BR_ERR_REFUSED,   /* the rules of the academy say no; a reason comes with it */
    BR_ERR_NOT_FOUND,
    BR_ERR_EXISTS,
    BR_ERR_BUSY,    /* held by another process, or a port in use */
    BR_ERR_CORRUPT, /* stored bytes are not what was written */
    BR_ERR_CLOSED,  /* ended in good order by either side */
    BR_ERR_TIMEOUT,
    BR_ERR_NETWORK, /* no connection, or it broke */
    BR_STATUS_COUNT
};

/** The name in words, such as "disk full"; never NULL, static storage. */
const char *br_status_text(enum br_status status);

/** Room for a sentence that tells a person what is wrong and what to do. */
struct br_error {
    char text[320];
};

/** Set the sentence (cut at the end if too long) and return [status], so that both fit one line. */
#ifndef __clang_analyzer__
BR_PRINTF(3, 4)
enum br_status br_error_set(struct br_error *error, enum br_status status, const char *format, ...);
#else
/* The analyzer sees one file at a time. Without this it would follow paths on which a failure that
   was set comes back as BR_OK. */
BR_PRINTF(2, 3)
void br_error_write(struct br_error *error, const char *format, ...);
static inline enum br_status br_error_same(enum br_status status)
{
    return status;
}
/* NOLINTNEXTLINE(readability-identifier-naming): stands for the function */
#define br_error_set(error, status, ...) \
    (br_error_write((error), __VA_ARGS__), br_error_same(status))
#endif

_Noreturn void br_assert_failed(const char *what, const char *file, int line);

#define BR_ASSERT(condition) \
    ((condition) ? (void)0 : br_assert_failed(#condition, __FILE__, __LINE__))

/** A place that our own code never reaches; [why] is a literal. */
#define BR_UNREACHABLE(why) br_assert_failed((why), __FILE__, __LINE__)

#endif
