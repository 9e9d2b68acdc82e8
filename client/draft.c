/* draft.c - filling, checking and saving what the member says. */
#include "client/draft.h"

#include "client/agent.h"
#include "client/find.h"
#include "pages/terminal.h"
#include "record/patient.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- checks --- */

enum br_status client_check(const struct draft *draft, struct br_error *error)
{
    struct br_patient_find found;
    enum br_status status = BR_OK;
    if (protobuf_c_message_get_packed_size(draft->message) > BR_PAYLOAD_SIZE_MAX) {
        status = br_error_set(error, BR_ERR_LIMIT, "this is too long: at most %u bytes in all",
                              BR_PAYLOAD_SIZE_MAX);
    }
    if (status == BR_OK && draft->allowed == NULL &&
        br_patient_find_in_message(draft->message, &found)) {
        br_patient_sentence(&found, error->text, sizeof error->text);
        status = BR_ERR_REFUSED;
    }
    return status;
}

/* --- filling --- */

static void fail(struct draft *draft, enum exit_code exit_code, const char *sentence)
{
    if (draft->failed == EXIT_FINE) {
        draft->failed = call_fail(draft->call, exit_code, "%s", sentence);
    }
}

void draft_begin(struct draft *draft, struct call *call, const char *kind,
                 const struct br_audience *audience)
{
    *draft = (struct draft){.call = call,
                            .kind = br_kind_by_name(kind),
                            .id = br_id_new(),
                            .audience = *audience,
                            .allowed = call_value(call, "allow-identifier")};
    BR_ASSERT(draft->kind != NULL);
    draft->message = br_message_new(draft->kind->message, &call->arena);
    if (draft->message == NULL) {
        fail(draft, EXIT_FAILED, "out of memory");
    }
}

void draft_set(struct draft *draft, const char *field, struct br_bytes text)
{
    struct br_error error = {{0}};
    if (draft->failed != EXIT_FINE || text.data == NULL) {
        return;
    }
    if (br_message_set(draft->message, &draft->call->arena, field, text, &error) != BR_OK) {
        fail(draft, EXIT_FAILED, error.text);
    }
}

void draft_set_id(struct draft *draft, const char *field, const struct br_id *id)
{
    char text[BR_ID_TEXT_SIZE];
    br_id_text(id, text);
    draft_set(draft, field, br_bytes_of_text(text));
}

void draft_set_hash(struct draft *draft, const char *field, const struct br_hash *hash)
{
    char text[BR_HASH_TEXT_SIZE];
    br_hash_text(hash, text);
    draft_set(draft, field, br_bytes_of_text(text));
}

void draft_set_options(struct draft *draft, const char *field, const char *option)
{
    const struct options *options = &draft->call->options;
    for (size_t i = 0; i < options->given_count; i++) {
        if (strcmp(options->given[i].rule->name, option) == 0) {
            draft_set(draft, field, br_bytes_of_text(options->given[i].value));
        }
    }
}

void draft_set_option(struct draft *draft, const char *field, const char *option)
{
    draft_set(draft, field, call_text(draft->call, option));
}

void draft_needs(struct draft *draft, const struct br_id *id, bool saved_here)
{
    if (saved_here) {
        draft->needs = *id;
    }
}

bool draft_allowance(struct draft *draft, struct draft *allowance)
{
    struct br_patient_find found;
    if (draft->failed != EXIT_FINE || draft->allowed == NULL ||
        !br_patient_find_in_message(draft->message, &found)) {
        return false;
    }
    draft_begin(allowance, draft->call, "identifier_allowed", &draft->audience);
    draft_set_id(allowance, "record", &draft->id);
    draft_set(allowance, "reason", br_bytes_of_text(draft->allowed));
    allowance->allowed = NULL; /* the reason itself must not hold one */
    allowance->needs = draft->needs;
    draft->needs = allowance->id;
    return true;
}

/* --- saving --- */

static int pack(struct draft *draft, struct br_write *write)
{
    struct br_error error = {{0}};
    if (draft->failed == EXIT_FINE && client_check(draft, &error) != BR_OK) {
        fail(draft, EXIT_FAILED, error.text);
    }
    if (draft->failed != EXIT_FINE) {
        return draft->failed;
    }
    struct br_buffer payload;
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    br_message_pack(draft->message, &payload);
    uint8_t *copy = br_arena_take(&draft->call->arena, payload.size + 1);
    if (copy == NULL || !br_buffer_ok(&payload)) {
        fail(draft, EXIT_FAILED, "out of memory");
    } else if (payload.size > 0) {
        memcpy(copy, payload.data, payload.size);
    }
    *write = (struct br_write){
        .id = draft->id,
        .author = draft->call->agent->settings.member,
        .audience = draft->audience,
        .kind = draft->kind->number,
        .written_ms = draft->written_ms > 0 ? draft->written_ms : br_clock_read().wall_ms,
        .payload = {.data = copy, .size = payload.size},
    };
    br_buffer_free(&payload);
    return draft->failed;
}

/* All that the call wants to write, or nothing. */
static int settle(struct call *call)
{
    const struct trial *trial = &call->trial;
    char reasons[BR_REASON_SIZE_MAX + 1];
    int code = EXIT_FINE;
    if (trial->stopped) {
        code = call_fail(call, EXIT_FAILED, "the client is being stopped");
    } else if (trial->passed < trial->count) {
        code = call_fail(call, EXIT_FAILED, "%s", reasons_line(trial->reason, reasons));
    } else {
        struct br_device *device = agent_device_take(call->agent);
        enum br_status status = br_outbox_add(device, trial->writes, call->state, trial->count);
        agent_device_give(call->agent);
        call->wrote = status == BR_OK;
        if (status != BR_OK) {
            code =
                call_fail(call, EXIT_FAILED, "this could not be saved: %s", br_status_text(status));
        }
    }
    if (code != EXIT_FINE) {
        call_unsay(call, call->said);
    }
    return code;
}

int writes_save(struct call *call, const struct br_write *writes, const struct br_id *needs,
                size_t count)
{
    call->trial = (struct trial){.writes = writes, .count = count};
    call->state = (void *)needs;
    call->said = call->out.size;
    call->settle = settle;
    return EXIT_FINE;
}

int drafts_save(struct draft *drafts, size_t count)
{
    BR_ASSERT(count > 0);
    struct call *call = drafts[0].call;
    size_t packed = 0;
    struct br_write *writes = br_arena_take(&call->arena, 2 * count * sizeof *writes);
    struct br_id *needs = br_arena_take(&call->arena, 2 * count * sizeof *needs);
    if (writes == NULL || needs == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        struct draft allowance;
        int code = EXIT_FINE;
        if (draft_allowance(&drafts[i], &allowance)) {
            needs[packed] = allowance.needs;
            code = pack(&allowance, &writes[packed++]);
        }
        if (code == EXIT_FINE) {
            needs[packed] = drafts[i].needs;
            code = pack(&drafts[i], &writes[packed++]);
        }
        if (code != EXIT_FINE) {
            return code;
        }
    }
    return writes_save(call, writes, needs, packed);
}

static bool take_name(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    (void)count;
    (void)names;
    cell_text(&cells[0], context, 256);
    return false;
}

/* Who receives it: "everyone in the network". */
static void audience_words(struct call *call, const struct br_audience *audience, char *out,
                           size_t size)
{
    static const char room_name[] = "SELECT name FROM v_room WHERE id = :id LIMIT 1";
    struct br_parameter parameter = parameter_id("id", &audience->id);
    char name[256] = "";
    switch (audience->type) {
    case BR_AUDIENCE_NETWORK:
        (void)snprintf(out, size, "everyone in the network");
        break;
    case BR_AUDIENCE_ACADEMY:
        (void)snprintf(out, size, "everyone at %s", call->agent->settings.academy_name);
        break;
    case BR_AUDIENCE_ROOM:
        (void)call_query(call, room_name, &parameter, 1, take_name, name);
        (void)snprintf(out, size, "the members of the Big Room %s", name);
        break;
    default:
        (void)snprintf(out, size, "some academies");
        break;
    }
}

int draft_save_and_say(struct draft *draft, const char *word)
{
    return drafts_save_and_say(draft, 1, word);
}

int drafts_save_and_say(struct draft *drafts, size_t count, const char *word)
{
    const struct draft *draft = &drafts[0];
    struct call *call = draft->call;
    int code = drafts_save(drafts, count);
    if (code != EXIT_FINE) {
        return code;
    }
    char id[BR_ID_TEXT_SIZE];
    char audience[600];
    br_id_text(&draft->id, id);
    audience_words(call, &draft->audience, audience, sizeof audience);
    if (call->json) {
        br_buffer_put_format(
            &call->out, "{\"version\":1,\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"saved here\"}\n",
            id, draft->kind->name);
    } else {
        char safe_id[9];
        call_say(call, "Saved here: %s %s\n", word, short_id(&draft->id, safe_id));
        br_buffer_put_text(&call->out, "For ");
        br_text_terminal_line(br_bytes_of_text(audience), &call->out);
        br_buffer_put_text(&call->out, "; on its way as soon as the academy can be reached.\n");
    }
    return EXIT_FINE;
}
