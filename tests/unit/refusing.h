/**
 * refusing.h - stand before functions of shared libraries, and refuse the n-th call of one of them.
 *
 *      STAND_BEFORE(int, uv_accept, (uv_stream_t * server, uv_stream_t *stream), (server, stream),
 *                   UV_EMFILE)
 *      refuse("uv_accept", 2, 0);      the second from now on is answered with UV_EMFILE
 *      refuse(NULL, 0, 0);             none is any more
 *
 * Only calls of the thread that refuses them are; the threads of libuv's pool go on undisturbed.
 * What comes from inside a call of one of these functions is let through: a library that calls
 * itself by these names is refused as a whole or not at all.
 */
#ifndef BR_UNIT_REFUSING_H
#define BR_UNIT_REFUSING_H

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static _Thread_local struct {
    const char *call; /* NULL: none */
    int at;           /* at this time */
    int seen;
    int number; /* errno, for calls of the C library; what else [answer] may name */
    int inside;
} refusing;

static bool refused(const char *call)
{
    if (refusing.inside > 0 || refusing.call == NULL || strcmp(refusing.call, call) != 0 ||
        ++refusing.seen != refusing.at) {
        return false;
    }
    errno = refusing.number;
    return true;
}

static void refuse(const char *call, int at, int number)
{
    refusing.call = call;
    refusing.at = at;
    refusing.seen = 0;
    refusing.number = number;
}

/* NOLINTBEGIN(bugprone-macro-parentheses): the parameters are a list in parentheses */
#define STAND_BEFORE(type, name, parameters, arguments, answer)       \
    type name parameters;                                             \
    type name parameters                                              \
    {                                                                 \
        static _Thread_local type(*real) parameters;                  \
        if (real == NULL) {                                           \
            void *found = dlsym(RTLD_NEXT, #name);                    \
            memcpy((void *)&real, (const void *)&found, sizeof real); \
        }                                                             \
        if (refused(#name)) {                                         \
            return (answer);                                          \
        }                                                             \
        refusing.inside++;                                            \
        type result = real arguments;                                 \
        refusing.inside--;                                            \
        return result;                                                \
    }
/* NOLINTEND(bugprone-macro-parentheses): as above */

#endif
