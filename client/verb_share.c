/*
 * verb_share.c - measure share: a deliberate copy for the network, after showing what leaves.
 *
 * A measure that is shared already gets what its copy lacks: new points, and corrections of those
 * that have changed.
 */
#include "client/agent.h"
#include "client/sharing.h"
#include "client/verb_measure.h"
#include "pages/tree.h"

#include <string.h>

static struct br_bytes value_text(struct sharing *sharing, const struct br_cell *cell)
{
    char number[32];
    struct br_bytes text = cell->bytes;
    if (cell->type == BR_CELL_NULL) {
        return (struct br_bytes){.data = NULL};
    }
    if (cell->type != BR_CELL_TEXT) {
        double value = cell->type == BR_CELL_INTEGER ? (double)cell->integer : cell->number;
        br_number_text(value, number);
        text = br_bytes_of_text(number);
    }
    char *copy = br_arena_text(&sharing->call->arena, text);
    sharing->failed |= copy == NULL;
    return (struct br_bytes){.data = (const uint8_t *)copy, .size = text.size};
}

static bool take_measure(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct sharing *sharing = context;
    (void)count;
    (void)names;
    for (size_t i = 0; i < SHARING_FIELD_COUNT; i++) {
        sharing->values[i] = value_text(sharing, &cells[i]);
    }
    sharing->shared = cell_id(&cells[SHARING_FIELD_COUNT], &sharing->copy);
    sharing->copy_saved_here = cells[SHARING_FIELD_COUNT + 1].integer != 0;
    return false;
}

/* What of the measure's points the copy lacks, or has otherwise. */
static int compare(struct sharing *sharing)
{
    struct call *call = sharing->call;
    struct br_entries here;
    int code = points_load_leaving(call, &sharing->measure.id, &here);
    if (code == EXIT_FINE && sharing->shared) {
        code = points_load(call, &sharing->copy, &sharing->there);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    if (!br_entries_make(&sharing->fresh, &call->arena) ||
        !br_entries_make(&sharing->changed, &call->arena)) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    for (size_t i = 0; i < here.count; i++) {
        struct br_entry point = here.items[i];
        const struct br_entry *same = br_entries_of_date(&sharing->there, point.date);
        bool gone = same == NULL || same->taken_back;
        if (point.taken_back ? gone : !gone && br_entry_equal(same, &point)) {
            continue;
        }
        sharing->notes += !point.small && point.note.size > 0;
        sharing->small += point.small;
        if (!call_has(call, "with-notes") && !point.small) {
            point.note = (struct br_bytes){.data = NULL};
        }
        struct br_entries *list = same == NULL ? &sharing->fresh : &sharing->changed;
        list->items[list->count++] = point;
    }
    return EXIT_FINE;
}

static void begin_copy(struct sharing *sharing, struct draft *draft)
{
    draft_begin(draft, sharing->call, "measure_shared",
                &(struct br_audience){.type = BR_AUDIENCE_NETWORK});
    draft_set_id(draft, "copy_of", &sharing->measure.id);
    for (size_t i = 0; i < SHARING_FIELD_COUNT; i++) {
        draft_set(draft, sharing_fields[i], sharing->values[i]);
    }
    draft_set_option(draft, "pathway", "pathway");
    draft_needs(draft, &sharing->measure.id, sharing->measure.saved_here);
    sharing->copy = draft->id;
    sharing->copy_saved_here = true;
    sharing->made = true;
}

static int save(struct sharing *sharing)
{
    struct call *call = sharing->call;
    static const struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    size_t most = 1 + points_drafts(sharing->fresh.count) + points_drafts(sharing->changed.count);
    struct draft *drafts = br_arena_take(&call->arena, most * sizeof *drafts);
    size_t count = 0;
    if (drafts == NULL) {
        return call_fail(call, EXIT_FAILED, "out of memory");
    }
    if (!sharing->shared) {
        begin_copy(sharing, &drafts[count++]);
    }
    const struct br_id *needs = sharing->copy_saved_here ? &sharing->copy : NULL;
    count +=
        points_fill(call, &sharing->copy, &network, needs, &sharing->fresh, NULL, drafts + count);
    count += points_fill(call, &sharing->copy, &network, needs, &sharing->changed,
                         "corrected in the academy's own measure", drafts + count);
    return count == 0 ? EXIT_FINE : drafts_save(drafts, count);
}

static int answer(struct sharing *sharing, const char *state)
{
    struct call *call = sharing->call;
    char id[BR_ID_TEXT_SIZE] = "";
    char word[9];
    bool known = !br_id_is_zero(&sharing->copy);
    if (known) {
        br_id_text(&sharing->copy, id);
    }
    if (call->json) {
        json_t *json = json_pack("{s:i,s:s,s:s?,s:I,s:I,s:I}", "version", 1, "state", state, "id",
                                 known ? id : NULL, "points", (json_int_t)sharing->fresh.count,
                                 "corrections", (json_int_t)sharing->changed.count, "notes",
                                 (json_int_t)(call_has(call, "with-notes") ? sharing->notes : 0));
        BR_ASSERT(json != NULL);
        if (strcmp(state, "preview") == 0) {
            (void)json_object_set_new(json, "leaves", sharing_json(sharing));
        }
        call_json(call, json);
    } else if (call_has(call, "yes") && !sharing->made && sharing->fresh.count == 0 &&
               sharing->changed.count == 0) {
        call_say(call, "The network's copy %s has all of it already.\n",
                 short_id(&sharing->copy, word));
    } else if (call_has(call, "yes")) {
        size_t points = sharing->fresh.count + sharing->changed.count;
        call_say(call, "Saved here: the network's copy %s, %zu point%s\n",
                 short_id(&sharing->copy, word), points, plural(points));
    }
    return EXIT_FINE;
}

static int load(struct sharing *sharing)
{
    static const char all[] =
        "SELECT title, definition, numerator, denominator, unit, role, direction, target,"
        " frequency, shared_as,"
        " (SELECT c.saved_here FROM v_measure c WHERE c.id = m.shared_as AND c.own LIMIT 1)"
        " FROM v_measure m WHERE id = :id AND own LIMIT 1";
    struct call *call = sharing->call;
    int code = find_own_measure(call, &sharing->measure);
    if (code != EXIT_FINE) {
        return code;
    }
    if (sharing->measure.audience.type == BR_AUDIENCE_NETWORK) {
        return call_fail(call, EXIT_FAILED, "this is the network's copy already");
    }
    struct br_parameter parameter = parameter_id("id", &sharing->measure.id);
    code = call_query(call, all, &parameter, 1, take_measure, sharing);
    if (code == EXIT_FINE && sharing->failed) {
        code = call_fail(call, EXIT_FAILED, "out of memory");
    }
    return code == EXIT_FINE ? compare(sharing) : code;
}

int measure_share(struct call *call)
{
    struct sharing sharing = {.call = call};
    bool yes = call_has(call, "yes");
    int code = load(&sharing);
    if (code != EXIT_FINE) {
        return code;
    }
    if (!yes && !call->json) {
        sharing_say(&sharing);
    }
    if (call_has(call, "preview")) {
        return answer(&sharing, "preview");
    }
    if (!yes) {
        return call_fail(call, EXIT_USAGE, "nothing is shared yet; add --yes to share this");
    }
    if (call_has(call, "follow")) {
        return sharing_follow(&sharing);
    }
    code = save(&sharing);
    return code == EXIT_FINE ? answer(&sharing, "saved here") : code;
}
