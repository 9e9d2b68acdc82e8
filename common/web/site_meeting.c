/*
 * site_meeting.c - scores of the hour: many typed in from paper at once, and the code on the wall.
 *
 * A score is one record of nobody's, so a form with a row for each slip of paper says several.
 */
#include "record/kind.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <string.h>

enum { URL_SIZE_MAX = 300 };

struct scoring {
    struct br_audience audience;
    bool found;
    bool running;
    char code[16];
};

static bool take_meeting(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct scoring *scoring = context;
    for (size_t i = 0; i < count; i++) {
        const struct br_bytes bytes = cells[i].bytes;
        if (strcmp(names[i], "audience_id") == 0 && cells[i].type == BR_CELL_BYTES &&
            bytes.size == sizeof scoring->audience.id.bytes) {
            memcpy(scoring->audience.id.bytes, bytes.data, bytes.size);
            scoring->audience.type = BR_AUDIENCE_ROOM;
            scoring->found = true;
        } else if (strcmp(names[i], "running") == 0) {
            scoring->running = cells[i].integer != 0;
        } else if (strcmp(names[i], "code") == 0 && cells[i].type == BR_CELL_TEXT) {
            (void)snprintf(scoring->code, sizeof scoring->code, "%.*s", (int)bytes.size,
                           (const char *)bytes.data);
        }
    }
    return false;
}

static void load(void *job, struct br_views *views)
{
    struct br_site_call *call = job;
    size_t count = 0;
    const struct br_parameter *parameters = br_site_parameters(call, &count);
    call->made = parameters == NULL
                     ? BR_ERR_NO_MEMORY
                     : br_views_lookup(views, "meeting_scoring", parameters, count, take_meeting,
                                       br_site_context(call), &call->made_why);
}

/* Read the meeting of the address, then [done]. */
static void read_meeting(struct br_site_call *call, br_site_done done)
{
    const struct br_site_host *host = &call->site->options.host;
    struct scoring *scoring = br_arena_take(&call->arena, sizeof *scoring);
    if (scoring == NULL) {
        br_site_error(call, 503, "There is no memory for this just now. Try again in a moment.");
        return;
    }
    *scoring = (struct scoring){.found = false};
    br_site_set_context(call, scoring);
    call->made = BR_ERR_CLOSED;
    host->read(host->context, &call->viewer, load, done, call);
}

/* Is it there? Answered here when it is not. */
static bool is_there(struct br_site_call *call)
{
    const struct scoring *scoring = br_site_context(call);
    if (call->made != BR_OK) {
        br_site_error(call, 503, "This could not be looked up just now. Try again in a moment.");
        return false;
    }
    if (!scoring->found) {
        br_site_error(call, 404, "This meeting is not here, or not for you.");
        return false;
    }
    return true;
}

/* --- from paper --- */

static const char *in_row(struct br_site_call *call, unsigned row, const char *field)
{
    char name[2 * BR_FIELD_NAME_MAX];
    (void)snprintf(name, sizeof name, "scores.%u.%s", row, field);
    const char *value = br_site_field(call, name);
    return value == NULL ? "" : value;
}

static void put_score(struct br_site_call *call, unsigned row, struct br_site_write *writes,
                      size_t *count)
{
    static const char *const fields[] = {"score", "good", "improvement"};
    const struct scoring *scoring = br_site_context(call);
    const struct br_kind *kind = br_kind_by_name("meeting_scored");
    ProtobufCMessage *message = br_message_new(kind->message, &call->arena);
    if (message == NULL) {
        br_site_complain(call, NULL, "There is no memory for this just now.");
        return;
    }
    br_site_set_field(call, message, "meeting", br_bytes_of_text(br_site_name(call, "id")));
    br_site_set_field(call, message, "from_paper", br_bytes_of_text("true"));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *value = in_row(call, row, fields[i]);
        if (value[0] != '\0') {
            br_site_set_field(call, message, fields[i], br_bytes_of_text(value));
        }
    }
    *count += br_site_put_write(call, kind, &scoring->audience, message, &writes[*count]);
}

static void on_said(void *job, const struct br_site_outcome *outcome)
{
    struct br_site_call *call = job;
    char where[URL_SIZE_MAX];
    if (outcome->done) {
        const struct scoring *scoring = br_site_context(call);
        (void)snprintf(where, sizeof where, "/meeting/%s%s", br_site_name(call, "id"),
                       scoring->running ? "/wall" : "");
        br_site_redirect(call, where);
        return;
    }
    br_site_complain_reasons(call, "meeting_scored", "score", outcome->reason);
    br_site_page(call, 422, "meeting/paper");
}

static bool is_score(const char *text)
{
    size_t size = strlen(text);
    return (size == 1 && text[0] >= '1' && text[0] <= '9') || strcmp(text, "10") == 0;
}

/* All of them or none: what one slip of paper has wrong is put right before any is said. */
static void say_scores(void *job)
{
    struct br_site_call *call = job;
    const struct br_site_host *host = &call->site->options.host;
    size_t count = 0;
    if (!is_there(call)) {
        return;
    }
    struct br_site_write *writes =
        br_arena_take(&call->arena, (BR_SITE_WRITES_MAX + 2) * sizeof *writes);
    for (unsigned row = 1; writes != NULL && row <= BR_FORM_ROWS_MAX; row++) {
        const char *score = in_row(call, row, "score");
        bool words =
            in_row(call, row, "good")[0] != '\0' || in_row(call, row, "improvement")[0] != '\0';
        if (score[0] == '\0' && !words) {
            continue;
        }
        if (count >= BR_SITE_WRITES_MAX) {
            br_site_complain(call, "scores", "This is too much at once: save half of it first.");
            break;
        }
        if (!is_score(score)) {
            br_site_complain(call, "scores", "Each slip of paper has a score from 1 to 10.");
            break;
        }
        put_score(call, row, writes, &count);
    }
    if (count == 0 && !br_site_complained(call)) {
        br_site_complain(call, "scores", "Type in at least one score.");
    }
    if (br_site_complained(call)) {
        br_site_page(call, 422, "meeting/paper");
        return;
    }
    host->say(host->context, &call->viewer, writes, count, on_said, call);
}

void br_site_scores(struct br_site_call *call)
{
    read_meeting(call, say_scores);
}

/* --- the code on the wall --- */

static void show_code(void *job)
{
    struct br_site_call *call = job;
    char url[URL_SIZE_MAX];
    if (!is_there(call)) {
        return;
    }
    const struct scoring *scoring = br_site_context(call);
    br_site_make_around(call);
    const struct br_node *at = br_node_get(&call->around, "score_url");
    if (at == NULL || scoring->code[0] == '\0') {
        br_site_error(call, 404, "Scoring is not open, or the academy cannot be reached.");
        return;
    }
    (void)snprintf(url, sizeof url, "%.*s%s", (int)at->as.bytes.size,
                   (const char *)at->as.bytes.data, scoring->code);
    br_site_answer_code(call, url);
}

void br_site_score_code(struct br_site_call *call)
{
    read_meeting(call, show_code);
}
