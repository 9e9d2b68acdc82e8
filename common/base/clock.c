/* clock.c - reading clocks; the hybrid logical clock. */
#include "base/clock.h"

#include "base/limits.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static uint64_t read_ms(clockid_t clock)
{
    struct timespec now;
    BR_ASSERT(clock_gettime(clock, &now) == 0);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

struct br_now br_clock_read(void)
{
    return (struct br_now){.mono_ms = read_ms(CLOCK_BOOTTIME), .wall_ms = read_ms(CLOCK_REALTIME)};
}

uint64_t br_clock_ns(void)
{
    struct timespec now;
    BR_ASSERT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Years have four digits. */
static uint64_t before_year_10000(uint64_t wall_ms)
{
    static const uint64_t year_10000_ms = 253402300800000u;
    return wall_ms < year_10000_ms ? wall_ms : year_10000_ms - 1;
}

static struct tm utc_of(uint64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000u);
    struct tm parts;
    BR_ASSERT(gmtime_r(&seconds, &parts) != NULL);
    return parts;
}

void br_time_text(uint64_t wall_ms, char out[BR_TIME_TEXT_SIZE])
{
    wall_ms = before_year_10000(wall_ms);
    struct tm parts = utc_of(wall_ms);
    char to_second[BR_TIME_TEXT_SIZE];
    BR_ASSERT(strftime(to_second, sizeof to_second, "%Y-%m-%dT%H:%M:%S", &parts) == 19);
    (void)snprintf(out, BR_TIME_TEXT_SIZE, "%.19s.%03uZ", to_second, (unsigned)(wall_ms % 1000u));
}

void br_clock_http_date(uint64_t wall_ms, char out[BR_HTTP_DATE_SIZE])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm parts = utc_of(before_year_10000(wall_ms));
    BR_ASSERT(strftime(out, BR_HTTP_DATE_SIZE, "---, %d --- %Y %H:%M:%S GMT", &parts) ==
              BR_HTTP_DATE_SIZE - 1);
    memcpy(out, days[parts.tm_wday], 3); /* whatever the locale calls them */
    memcpy(out + 8, months[parts.tm_mon], 3);
}

struct br_local_time br_clock_local(uint64_t wall_ms)
{
    struct br_local_time local = {"", ""};
    time_t seconds = (time_t)(wall_ms / 1000u);
    struct tm parts;
    if (localtime_r(&seconds, &parts) == NULL ||
        strftime(local.day, sizeof local.day, "%Y-%m-%d", &parts) != sizeof local.day - 1 ||
        strftime(local.time, sizeof local.time, "%H:%M", &parts) != sizeof local.time - 1) {
        return (struct br_local_time){"", ""};
    }
    return local;
}

uint64_t br_hlc_ms(uint64_t hlc)
{
    return hlc >> 16;
}

uint64_t br_hlc_next(uint64_t last, uint64_t wall_ms)
{
    uint64_t wall = wall_ms << 16;
    if (last == UINT64_MAX) {
        return last; /* the end of time; better a tie than starting again at 0 */
    }
    return wall > last ? wall : last + 1; /* a full counter runs over into the milliseconds */
}

uint64_t br_hlc_merge(uint64_t last, uint64_t remote, uint64_t wall_ms)
{
    uint64_t highest = (wall_ms + BR_CLOCK_LEAD_MAX_MS) << 16;
    uint64_t lifted = remote < highest ? remote : highest;
    return lifted > last ? lifted : last;
}
