/*
 * verb_batch.c - many writes from a file, one a line; can be cut off anywhere and run again.
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
    const char *file; /* what the lines are remembered under */
    size_t total;     /* bytes, for the progress */
    size_t count;     /* of the group */
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
    batch->marks[index] =
        (struct br_outbox_line){.key = line->key, .ref = line->ref[0] == '\0' ? NULL : line->ref};
}

/* The group's lines into the outbox; exit code. */
static int flush(struct batch *batch)
{
    struct call *call = batch->call;
    enum br_status status = br_buffer_ok(&batch->payloads) ? BR_OK : BR_ERR_NO_MEMORY;
    if (batch->count == 0) {
        return EXIT_FINE;
    }
    for (size_t i = 0; i < batch->count; i++) {
        batch->writes[i].payload.data = batch->payloads.data + batch->offsets[i];
    }
    if (status == BR_OK) {
        struct br_device *device = agent_device_take(call->agent);
        status = br_outbox_add_lines(device, batch->file, batch->marks, batch->writes, batch->needs,
                                     batch->count);
        agent_device_give(call->agent);
    }
    if (status == BR_ERR_EXISTS) {
        return call_fail(call, EXIT_FAILED,
                         "between line %zu and %zu a \"key\" or \"ref\" stands there twice",
                         batch->lines[0].number, batch->lines[batch->count - 1].number);
    }
    if (status != BR_OK) {
        return call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
    }
    call->wrote = true;
    batch->written += batch->count;
    batch->count = 0;
    br_buffer_clear(&batch->payloads);
    br_arena_reset(&call->arena);
    return EXIT_FINE;
}

static int add_line(struct batch *batch, struct br_bytes text, size_t number)
{
    struct call *call = batch->call;
    struct batch_line *line = &batch->lines[batch->count];
    struct br_error error = {{0}};
    struct br_id id;
    if (batch_read_line(call, text, number, look_up, batch, line, &error) != BR_OK) {
        int code = flush(batch); /* the lines before it are in order */
        return code != EXIT_FINE ? code
                                 : call_fail(call, EXIT_FAILED, "line %zu: %s", number, error.text);
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
        return EXIT_FINE;
    }
    if (status != BR_ERR_NOT_FOUND) {
        return call_fail(call, EXIT_FAILED, "the outbox cannot be read: %s",
                         br_status_text(status));
    }
    note_id(batch, line, &line->draft.id);
    put_write(batch, batch->count++);
    return batch->count == BR_BATCH_GROUP_MAX ? flush(batch) : EXIT_FINE;
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

static int add_all(struct batch *batch, struct br_bytes rest)
{
    int code = EXIT_FINE;
    for (size_t number = 1; rest.size > 0 && code == EXIT_FINE; number++) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size_t size = end == NULL ? rest.size : (size_t)(end - rest.data);
        struct br_bytes text = {.data = rest.data, .size = size};
        size_t used = end == NULL ? size : size + 1;
        if (!is_blank(text)) {
            code = add_line(batch, text, number);
        }
        rest = (struct br_bytes){.data = rest.data + used, .size = rest.size - used};
        if (batch->count == 0) {
            print_progress(batch, rest.size);
        }
        if (code == EXIT_FINE && atomic_load(&batch->call->agent->stopping)) {
            return call_fail(batch->call, EXIT_FAILED,
                             "the client is being stopped; run this again to go on");
        }
    }
    return code == EXIT_FINE ? flush(batch) : code;
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

static int run_batch(struct call *call)
{
    const char *name = call_value(call, "name");
    struct batch batch = {
        .call = call,
        .file = name == NULL ? call_argument(call, 0) : name,
        .total = call->input.size,
        .ids = json_object(),
        .progress = !call->forwarded && !call->json && isatty(STDERR_FILENO) == 1,
    };
    int code = make_room(&batch) ? add_all(&batch, call->input)
                                 : call_fail(call, EXIT_FAILED, "out of memory");
    if (batch.progress) {
        (void)fprintf(stderr, "\r%40s\r", "");
    }
    if (call->json) {
        call_json(call, json_pack("{s:i,s:s,s:I,s:I,s:O}", "version", 1, "state", "saved here",
                                  "lines", (json_int_t)batch.written, "already_there",
                                  (json_int_t)batch.skipped, "ids", batch.ids));
    } else {
        call_say(call, "Saved here: %zu lines", batch.written);
        if (batch.skipped > 0) {
            call_say(call, "; %zu were there already", batch.skipped);
        }
        call_say(call, "\n");
    }
    json_decref(batch.ids);
    free_room(&batch);
    return code;
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
