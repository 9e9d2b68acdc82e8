/* agent.c - browsers and systems by what they say, the most telling word first. */
#include "web/agent.h"

#include <stdio.h>
#include <string.h>

struct word {
    const char *in;
    const char *as;
};

/* Most claim to be Safari, and many to be Chrome too. */
static const struct word browsers[] = {
    {"Edg", "Edge"},         {"OPR/", "Opera"},     {"SamsungBrowser/", "Samsung Internet"},
    {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},   {"Safari/", "Safari"}, {"curl/", "curl"},
};
static const struct word systems[] = {
    {"iPhone", "an iPhone"}, {"iPad", "an iPad"},    {"Android", "Android"},
    {"Windows", "Windows"},  {"Macintosh", "a Mac"}, {"CrOS", "a Chromebook"},
    {"Linux", "Linux"},
};

static const char *find(struct br_bytes header, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (header.size > 0 && /* without the header there are no bytes to look at */
            memmem(header.data, header.size, words[i].in, strlen(words[i].in)) != NULL) {
            return words[i].as;
        }
    }
    return NULL;
}

void br_agent_words(struct br_bytes header, char *out, size_t size)
{
    const char *browser = find(header, browsers, sizeof browsers / sizeof browsers[0]);
    const char *system = find(header, systems, sizeof systems / sizeof systems[0]);
    (void)snprintf(out, size, "%s%s%s", browser == NULL ? "A browser" : browser,
                   system == NULL ? "" : " on ", system == NULL ? "" : system);
}

bool br_path_is_ours(const char *path)
{
    if (path[0] != '/' || path[1] == '/') {
        return false;
    }
    for (const char *at = path; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c <= ' ' || c >= 0x7f || c == '\\') {
            return false;
        }
    }
    return true;
}
