/*
 * verb_batch.c - many writes from a file, one a line; can be cut off anywhere and run again.
 *
 *      run --> add lines --> (tried) --> settle: save them --> add lines --> ...
 *
 * Lines go into the outbox in groups, each in one transaction together with the note that they are
 * written. Running the same file again skips what is noted, so nothing is written twice.
 */
#include "client/agent.h"
#include "client/batch.h"
#include "client/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct batch {
    struct call *call;
    const char *file;      /* what the lines are remembered under */
    size_t total;          /* bytes, for the progress */
    struct br_bytes rest;  /* not read yet */
    size_t number;         /* of the line read last */
    struct br_error fault; /* why reading ended before the end; empty: it did not */
    size_t count;          /* of the group */
    struct batch_line *lines;
    struct br_write *writes;
    struct br_id *needs;
    struct br_outbox_line *marks;
    struct br_buffer payloads;
    size_t *offsets;
    size_t written;
    size_t skipped;
    json_t *ids; /* for --json: what became of each "ref" */
    bool progress;
};

static bool is_faulty(const struct batch *batch)
{
    return batch->fault.text[0] != '\0';
}

static bool look_up(void *context, const char *name, struct br_id *id)
{
    struct batch *batch = context;
    for (size_t i = batch->count; i > 0; i--) {
        if (strcmp(batch->lines[i - 1].ref, name) == 0) {
            *id = batch->lines[i - 1].draft.id;
            return true;
        }
    }
    struct br_device *device = agent_device_take(batch->call->agent);
    enum br_status status = br_outbox_line_ref(device, batch->file, name, id);
    agent_device_give(batch->call->agent);
    return status == BR_OK;
}

/* Whoever names lines wants to refer to them later, also from another device or academy. */
static void note_id(struct batch *batch, const struct batch_line *line, const struct br_id *id)
{
    if (line->ref[0] != '\0') {
        char text[BR_ID_TEXT_SIZE];
        br_id_text(id, text);
        (void)json_object_set_new(batch->ids, line->ref, json_string(text));
    }
}

static void put_write(struct batch *batch, size_t index)
{
    const struct batch_line *line = &batch->lines[index];
    batch->offsets[index] = batch->payloads.size;
    br_message_pack(line->draft.message, &batch->payloads);
    batch->writes[index] = (struct br_write){
        .id = line->draft.id,
        .author = batch->call->agent->settings.member,
        .audience = line->draft.audience,
        .kind = line->draft.kind->number,
        .written_ms = line->draft.written_ms > 0 ? line->draft.written_ms : br_clock_read().wall_ms,
        .payload = {.size = batch->payloads.size - batch->offsets[index]},
    };
    batch->needs[index] = line->draft.needs;
    batch->marks[index] = (struct br_outbox_line){.key = line->key[0] == '\0' ? NULL : line->key,
                                                  .ref = line->ref[0] == '\0' ? NULL : line->ref};
}

/* The group's first lines into the outbox; exit code. */
static int save(struct batch *batch, size_t count)
{
    struct call *call = batch->call;
    if (count == 0) {
        return EXIT_FINE;
    }
    struct br_device *device = agent_device_take(call->agent);
    enum br_status status =
        br_outbox_add_lines(device, batch->file, batch->marks, batch->writes, batch->needs, count);
    agent_device_give(call->agent);
    if (status == BR_ERR_EXISTS) {
        return call_fail(call, EXIT_FAILED,
                         "between line %zu and %zu a \"key\" or \"ref\" stands there twice",
                         batch->lines[0].number, batch->lines[count - 1].number);
    }
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
    }
    call->wrote = true;
    for (size_t i = 0; i < count; i++) {
        batch->written += batch->marks[i].key != NULL;
        note_id(batch, &batch->lines[i], &batch->lines[i].draft.id);
    }
    return EXIT_FINE;
}

/* In front of a line that holds a patient's number, what the data steward says about it. */
static void put_allowance(struct batch *batch)
{
    struct draft allowance;
    struct br_error error = {{0}};
    struct batch_line *line = &batch->lines[batch->count];
    if (!draft_allowance(&line->draft, &allowance)) {
        return;
    }
    if (allowance.failed != EXIT_FINE || client_check(&allowance, &error) != BR_OK) {
        (void)br_error_set(&batch->fault, BR_ERR_REFUSED, "line %zu: \"allow_identifier\": %s",
                           line->number, error.text);
        return;
    }
    line[1] = line[0];
    line[0] = (struct batch_line){.number = line->number, .draft = allowance};
    put_write(batch, batch->count++);
}

static void add_line(struct batch *batch, struct br_bytes text)
{
    struct call *call = batch->call;
    struct batch_line *line = &batch->lines[batch->count];
    struct br_error error = {{0}};
    struct br_id id;
    if (batch_read_line(call, text, batch->number, look_up, batch, line, &error) != BR_OK) {
        (void)br_error_set(&batch->fault, BR_ERR_MALFORMED, "line %zu: %s", batch->number,
                           error.text);
        return;
    }
    struct br_device *device = agent_device_take(call->agent);
    enum br_status status = br_outbox_line_key(device, batch->file, line->key, &id);
    agent_device_give(call->agent);
    if (status == BR_OK) {
        batch->skipped++;
        note_id(batch, line, &id);
        if (batch->count == 0) {
            br_arena_reset(&call->arena);
        }
    } else if (status != BR_ERR_NOT_FOUND) {
        (void)br_error_set(&batch->fault, status, "the outbox cannot be read: %s",
                           br_status_text(status));
    } else {
        put_allowance(batch);
        if (!is_faulty(batch)) {
            put_write(batch, batch->count++);
        }
    }
}

static bool is_blank(struct br_bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (strchr(" \t\r", text.data[i]) == NULL || text.data[i] == '\0') {
            return false;
        }
    }
    return true;
}

static void print_progress(const struct batch *batch, size_t left)
{
    if (batch->progress && batch->total > 0) {
        (void)fprintf(stderr, "\r%zu lines saved here, %zu%% ", batch->written,
                      100 - left * 100 / batch->total);
    }
}

/* Fill the group; it stays empty when there is nothing left, or nothing that can be read. */
static void add_group(struct batch *batch)
{
    while (batch->count < BR_BATCH_GROUP_MAX - 1 && batch->rest.size > 0 && !is_faulty(batch)) {
        struct br_bytes *rest = &batch->rest;
        const uint8_t *end = memchr(rest->data, '\n', rest->size);
        size_t size = end == NULL ? rest->size : (size_t)(end - rest->data);
        struct br_bytes text = {.data = rest->data, .size = size};
        size_t used = end == NULL ? size : size + 1;
        *rest = (struct br_bytes){.data = rest->data + used, .size = rest->size - used};
        batch->number++;
        if (!is_blank(text)) {
            add_line(batch, text);
        }
        if (!is_faulty(batch) && atomic_load(&batch->call->agent->stopping)) {
            (void)br_error_set(&batch->fault, BR_ERR_CLOSED,
                               "the client is being stopped; run this again to go on");
        }
    }
}

static bool make_room(struct batch *batch)
{
    batch->lines = calloc(BR_BATCH_GROUP_MAX, sizeof *batch->lines);
    batch->writes = calloc(BR_BATCH_GROUP_MAX, sizeof *batch->writes);
    batch->needs = calloc(BR_BATCH_GROUP_MAX, sizeof *batch->needs);
    batch->marks = calloc(BR_BATCH_GROUP_MAX, sizeof *batch->marks);
    batch->offsets = calloc(BR_BATCH_GROUP_MAX, sizeof *batch->offsets);
    br_buffer_init(&batch->payloads, (size_t)BR_BATCH_GROUP_MAX * BR_PAYLOAD_SIZE_MAX);
    return batch->lines != NULL && batch->writes != NULL && batch->needs != NULL &&
           batch->marks != NULL && batch->offsets != NULL;
}

static void free_room(struct batch *batch)
{
    free(batch->lines);
    free(batch->writes);
    free(batch->needs);
    free(batch->marks);
    free(batch->offsets);
    br_buffer_free(&batch->payloads);
}

static void say_end(struct batch *batch)
{
    struct call *call = batch->call;
    if (batch->progress) {
        (void)fprintf(stderr, "\r%40s\r", "");
    }
    if (call->json) {
        call_json(call, json_pack("{s:i,s:s,s:I,s:I,s:O}", "version", 1, "state", "saved here",
                                  "lines", (json_int_t)batch->written, "already_there",
                                  (json_int_t)batch->skipped, "ids", batch->ids));
    } else {
        call_say(call, "Saved here: %zu line%s", batch->written, plural(batch->written));
        if (batch->skipped > 0) {
            call_say(call, "; %zu %s there already", batch->skipped,
                     batch->skipped == 1 ? "was" : "were");
        }
        call_say(call, "\n");
    }
}

static int end(struct batch *batch, int code)
{
    if (code == EXIT_FINE && is_faulty(batch)) {
        code = call_fail(batch->call, EXIT_FAILED, "%s", batch->fault.text);
    }
    say_end(batch);
    batch->call->state = NULL;
    json_decref(batch->ids);
    free_room(batch);
    free(batch);
    return code;
}

static int settle(struct call *call);

/* The next group to be tried, or the end. */
static int next_group(struct batch *batch)
{
    struct call *call = batch->call;
    batch->count = 0;
    br_buffer_clear(&batch->payloads);
    br_arena_reset(&call->arena);
    print_progress(batch, batch->rest.size);
    add_group(batch);
    if (!br_buffer_ok(&batch->payloads)) {
        return end(batch, call_fail(call, EXIT_FAILED, "out of memory"));
    }
    if (batch->count == 0) {
        return end(batch, EXIT_FINE);
    }
    for (size_t i = 0; i < batch->count; i++) {
        batch->writes[i].payload.data = batch->payloads.data + batch->offsets[i];
    }
    call->trial = (struct trial){.writes = batch->writes, .count = batch->count};
    call->settle = settle;
    return EXIT_FINE;
}

/* The lines before a bad one are in order. */
static int settle(struct call *call)
{
    struct batch *batch = call->state;
    const struct trial *trial = &call->trial;
    char reasons[BR_REASON_SIZE_MAX + 1];
    if (trial->stopped) {
        return end(batch, call_fail(call, EXIT_FAILED,
                                    "the client is being stopped; run this again to go on"));
    }
    size_t count = trial->passed;
    if (count > 0 && count < trial->count && batch->marks[count - 1].key == NULL) {
        count--; /* nothing is said about a line that is not saved */
    }
    int code = save(batch, count);
    if (code == EXIT_FINE && trial->passed < trial->count) {
        code = call_fail(call, EXIT_FAILED, "line %zu: %s", batch->lines[trial->passed].number,
                         reasons_line(trial->reason, reasons));
    }
    return code == EXIT_FINE ? next_group(batch) : end(batch, code);
}

static int run_batch(struct call *call)
{
    const char *name = call_value(call, "name");
    struct batch *batch = calloc(1, sizeof *batch);
    BR_ASSERT(batch != NULL);
    *batch = (struct batch){
        .call = call,
        .file = name == NULL ? call_argument(call, 0) : name,
        .total = call->input.size,
        .rest = call->input,
        .ids = json_object(),
        .progress = !call->forwarded && !call->json && isatty(STDERR_FILENO) == 1,
    };
    call->state = batch;
    return make_room(batch) ? next_group(batch)
                            : end(batch, call_fail(call, EXIT_FAILED, "out of memory"));
}

static const struct option_rule batch_rules[] = {
    {"name", "NAME", "what its lines are remembered under (else the file's full name)", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_batch[] = {
    {.name = "batch",
     .arguments = "FILE.jsonl",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Many writes, one JSON object a line; run it again after it was cut off.",
     .examples = "  bigroom batch letters.jsonl\n"
                 "  "
                 "{\"ref\":\"q1\",\"kind\":\"thread_started\",\"to\":\"network\",\"message\":{"
                 "\"title\":\"...\"}}\n"
                 "  "
                 "{\"kind\":\"post_written\",\"to\":\"network\",\"message\":{\"thread\":\"$q1\","
                 "\"text\":\"...\"}}\n",
     .rules = batch_rules,
     .place = VERB_DEVICE,
     .input = INPUT_FILE,
     .run = run_batch},
    {.name = NULL}};
