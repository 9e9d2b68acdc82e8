/*
 * sharing.c - what people confirmed may leave is copied, as it comes.
 *
 *      folded -> a pause -> which shared measures have moved? (pool)
 *                                  |
 *             what does the first one's copy lack? -> one record, by who confirmed it -> numbered
 *                      ^                                                                   |
 *                      +-------------------------- seen in the views ----------------------+
 *
 * Nothing is kept on disk: what is still to be copied is the difference between a measure and its
 * copy, as the views have it (common/domain/sharing.sql). So a crash loses nothing, and a client's
 * confirmation is carried out when it comes. A record that is refused is not tried again before
 * something of the measure moves, or the next start.
 */
#include "server/sharing.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/logline.h"
#include "pages/tree.h"
#include "record/kind.h"
#include "record/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_AT_ONCE = 32, STAMP_SIZE = 128, PAUSE_MS = 300 };

/* A measure as it was when its copy lacked nothing. */
struct looked {
    struct br_id measure;
    char stamp[STAMP_SIZE];
};

struct sharing {
    struct academy *academy;
    uv_timer_t pause;
    bool busy;
    bool moved;          /* while it was busy */
    struct looked *done; /* by measure; as many as are shared */
    size_t done_count;

    /* one look, on the pool */
    struct br_arena arena;
    struct looked looked[LOOKED_AT_ONCE];
    size_t looked_count;
    size_t finished; /* of these, from the first on: their copies lack nothing */
    bool more;       /* there are others behind these */
    bool failed;
    struct br_id author;
    const struct br_kind *kind;
    ProtobufCMessage *message;
    size_t rows;
    struct br_buffer payload;
};

/* --- what a copy lacks --- */

#define FROM_SHARING                                               \
    " FROM v_sharing s CROSS JOIN v_measure m ON m.id = s.measure" \
    " AND m.position >> 40 = s.position >> 40"
#define WHERE_SHARED " WHERE s.measure = :id AND s.shared AND m.own AND m.copy_of IS NULL"
#define COPY " CROSS JOIN v_measure c ON c.id = m.shared_as AND c.own AND c.copy_of = m.id"
#define DEFINITION                                                                     \
    " m.title, m.definition, m.numerator, m.denominator, m.unit, m.role, m.direction," \
    " m.target, m.frequency, CASE WHEN m.counts THEN 'true' END AS counts,"            \
    " CASE WHEN m.screened THEN 'true' END AS screened, m.two_of_three, m.fix_after,"
/* What leaves of a note: what stands for a small count, and all where that was confirmed. */
#define NOTE " CASE WHEN l.fewer OR s.with_notes THEN l.note END"

static const struct step {
    const char *kind;
    const char *sql;
} steps[] = {
    {"measure_shared", "SELECT s.author AS _author, m.id AS copy_of," DEFINITION
                       " s.pathway, s.id AS confirmed_by" FROM_SHARING WHERE_SHARED
                       " AND m.shared_as IS NULL LIMIT 1"},
    {"measure_changed",
     "SELECT s.author AS _author, c.id AS measure, v.id AS based_on," DEFINITION
     " coalesce(s.pathway, c.pathway) AS pathway, s.id AS confirmed_by" FROM_SHARING COPY
     " CROSS JOIN v_measure_version o ON o.measure = m.id AND o.id = m.version"
     " CROSS JOIN v_measure_version v ON v.measure = c.id AND v.current"
     " AND v.position >> 40 = c.position >> 40" WHERE_SHARED
     " AND (s.follows OR o.position <= s.upto)"
     " AND (c.definitions > 1 OR m.title IS NOT c.title OR m.definition IS NOT c.definition"
     " OR m.numerator IS NOT c.numerator OR m.denominator IS NOT c.denominator"
     " OR m.unit IS NOT c.unit OR m.role IS NOT c.role OR m.direction IS NOT c.direction"
     " OR m.target IS NOT c.target OR m.frequency IS NOT c.frequency"
     " OR m.counts <> c.counts OR m.screened <> c.screened"
     " OR m.two_of_three <> c.two_of_three OR m.fix_after IS NOT c.fix_after"
     " OR coalesce(s.pathway, c.pathway) IS NOT c.pathway) ORDER BY v.position LIMIT 8"},
    {"points_recorded",
     "SELECT s.author AS _author, c.id AS measure, s.id AS confirmed_by, l.date AS \"points.date\","
     " l.value AS \"points.value\", l.numerator AS \"points.numerator\","
     " l.denominator AS \"points.denominator\"," NOTE " AS \"points.note\"" FROM_SHARING COPY
     " CROSS JOIN v_leaving l ON l.measure = m.id" WHERE_SHARED
     " AND NOT l.taken_back AND (s.follows OR l.position <= s.upto)"
     " AND NOT l.there"
     " ORDER BY l.date LIMIT 170"},
    {"points_corrected",
     "SELECT s.author AS _author, c.id AS measure, s.id AS confirmed_by,"
     " 'corrected in the academy''s own measure' AS reason, l.date AS \"points.date\","
     " CASE WHEN l.taken_back THEN 'true' END AS \"points.taken_back\","
     " CASE WHEN NOT l.taken_back THEN l.value END AS \"points.value\","
     " CASE WHEN NOT l.taken_back THEN l.numerator END AS \"points.numerator\","
     " CASE WHEN NOT l.taken_back THEN l.denominator END AS \"points.denominator\","
     " CASE WHEN NOT l.taken_back THEN" NOTE " END AS \"points.note\"" FROM_SHARING COPY
     " CROSS JOIN v_leaving l ON l.measure = m.id" WHERE_SHARED
     " AND l.there AND (s.follows OR l.position <= s.upto)"
     " AND CASE WHEN l.taken_back OR l.there_taken_back"
     " THEN l.taken_back <> l.there_taken_back"
     " ELSE l.value IS NOT l.there_value OR l.numerator IS NOT l.there_numerator"
     " OR l.denominator IS NOT l.there_denominator OR" NOTE " IS NOT l.there_note END"
     " ORDER BY l.date LIMIT 170"},
    {"measure_rebased",
     "SELECT s.author AS _author, c.id AS measure, s.id AS confirmed_by, r.date,"
     " CASE WHEN r.rebased THEN 'true' ELSE 'false' END AS rebased, r.reason" FROM_SHARING COPY
     " CROSS JOIN v_rebase_history r ON r.measure = m.id AND r.current" WHERE_SHARED
     " AND (s.follows OR r.position <= s.upto)"
     " AND CASE WHEN r.rebased THEN NOT EXISTS (SELECT 1 FROM v_rebase q"
     " WHERE q.measure = c.id AND q.date = r.date AND q.reason IS r.reason)"
     " ELSE EXISTS (SELECT 1 FROM v_rebase q WHERE q.measure = c.id AND q.date = r.date) END"
     " ORDER BY r.date LIMIT 1"},
};

static void set_cell(struct sharing *sharing, const char *name, const struct br_cell *cell)
{
    struct br_error error = {""};
    struct br_buffer text;
    char number[32];
    br_buffer_init(&text, BR_PAYLOAD_SIZE_MAX);
    if (cell->type == BR_CELL_BYTES) {
        br_bytes_hex(cell->bytes, &text);
    } else if (cell->type == BR_CELL_TEXT) {
        br_buffer_put(&text, cell->bytes.data, cell->bytes.size);
    } else {
        br_number_text(cell->type == BR_CELL_INTEGER ? (double)cell->integer : cell->number,
                       number);
        br_buffer_put_text(&text, number);
    }
    sharing->failed |=
        !br_buffer_ok(&text) || br_message_set(sharing->message, &sharing->arena, name,
                                               br_buffer_bytes(&text), &error) != BR_OK;
    br_buffer_free(&text);
}

/* The first row fills the message; of others only what there may be several of. */
static bool take_row(void *context, size_t count, const char *const *names,
                     const struct br_cell *cells)
{
    struct sharing *sharing = context;
    struct br_error error = {""};
    bool first = sharing->rows++ == 0;
    bool begun = false;
    if (first && cells[0].bytes.size == sizeof sharing->author.bytes) {
        memcpy(sharing->author.bytes, cells[0].bytes.data, sizeof sharing->author.bytes);
    }
    for (size_t i = 1; i < count && !sharing->failed; i++) {
        bool point = strncmp(names[i], "points.", 7) == 0;
        if (point && !begun) {
            begun = true;
            sharing->failed |=
                br_message_add(sharing->message, &sharing->arena, "points", &error) != BR_OK;
        }
        if (cells[i].type != BR_CELL_NULL &&
            (first || point || strcmp(names[i], "based_on") == 0)) {
            set_cell(sharing, names[i], &cells[i]);
        }
    }
    return !sharing->failed;
}

/* Where [measure] is among what is done, or would be. */
static size_t place_of(const struct sharing *sharing, const struct br_id *measure)
{
    size_t low = 0;
    size_t high = sharing->done_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (memcmp(&sharing->done[middle].measure, measure, sizeof *measure) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_at(const struct sharing *sharing, size_t at, const struct br_id *measure)
{
    return at < sharing->done_count &&
           memcmp(&sharing->done[at].measure, measure, sizeof *measure) == 0;
}

static bool take_work(void *context, size_t count, const char *const *names,
                      const struct br_cell *cells)
{
    struct sharing *sharing = context;
    struct looked looked = {.stamp = ""};
    (void)count;
    (void)names;
    if (cells[0].bytes.size != sizeof looked.measure.bytes || cells[1].type != BR_CELL_TEXT) {
        return true;
    }
    memcpy(looked.measure.bytes, cells[0].bytes.data, sizeof looked.measure.bytes);
    (void)snprintf(looked.stamp, sizeof looked.stamp, "%.*s", (int)cells[1].bytes.size,
                   (const char *)cells[1].bytes.data);
    size_t at = place_of(sharing, &looked.measure);
    if (is_at(sharing, at, &looked.measure) && strcmp(sharing->done[at].stamp, looked.stamp) == 0) {
        return true;
    }
    if (sharing->looked_count == LOOKED_AT_ONCE) {
        sharing->more = true;
        return false;
    }
    sharing->looked[sharing->looked_count++] = looked;
    return true;
}

/* What the copy of [measure] lacks first: true when there is a record to be said. */
static bool look_at(struct sharing *sharing, struct br_views *views, const struct br_id *measure)
{
    struct br_parameter id = {
        .name = "id", .value = {.type = BR_CELL_BYTES, .bytes = {measure->bytes, sizeof *measure}}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !sharing->failed; i++) {
        struct br_error error = {""};
        br_arena_reset(&sharing->arena);
        sharing->kind = br_kind_by_name(steps[i].kind);
        sharing->message = br_message_new(sharing->kind->message, &sharing->arena);
        sharing->rows = 0;
        sharing->failed =
            sharing->message == NULL ||
            br_views_query(views, steps[i].sql, &id, 1, take_row, sharing, &error) != BR_OK;
        if (sharing->failed) {
            BR_LOGLINE(BR_ERROR, "sharing_not_read", BR_TEXT("kind", steps[i].kind),
                       BR_TEXT("why", error.text));
        } else if (sharing->rows > 0) {
            br_buffer_clear(&sharing->payload);
            br_message_pack(sharing->message, &sharing->payload);
            sharing->failed = !br_buffer_ok(&sharing->payload);
            return !sharing->failed;
        }
    }
    return false;
}

static void look(void *context, struct br_views *views)
{
    struct sharing *sharing = context;
    br_views_see_all(views);
    sharing->failed = br_views_query(views, "SELECT measure, stamp FROM v_sharing_work", NULL, 0,
                                     take_work, sharing, NULL) != BR_OK;
    sharing->kind = NULL;
    while (!sharing->failed && sharing->finished < sharing->looked_count) {
        if (look_at(sharing, views, &sharing->looked[sharing->finished].measure)) {
            return;
        }
        sharing->finished += sharing->failed ? 0 : 1;
    }
    sharing->kind = NULL;
}

/* --- on the loop --- */

static void begin_look(struct sharing *sharing);

static void on_pause(uv_timer_t *timer)
{
    begin_look(timer->data);
}

static void wait_a_while(struct sharing *sharing)
{
    if (!sharing->academy->stopping) {
        (void)uv_timer_start(&sharing->pause, on_pause, PAUSE_MS, 0);
    }
}

static void remember(struct sharing *sharing, const struct looked *looked)
{
    size_t at = place_of(sharing, &looked->measure);
    if (!is_at(sharing, at, &looked->measure)) {
        struct looked *grown = realloc(sharing->done, (sharing->done_count + 1) * sizeof *grown);
        BR_ASSERT(grown != NULL);
        sharing->done = grown;
        memmove(&grown[at + 1], &grown[at], (sharing->done_count - at) * sizeof *grown);
        sharing->done_count++;
    }
    sharing->done[at] = *looked;
}

static void end_look(struct sharing *sharing, bool again)
{
    sharing->busy = false;
    if (again || sharing->moved) {
        wait_a_while(sharing);
    }
}

static void on_seen(void *context, bool in_views)
{
    struct sharing *sharing = context;
    sharing->busy = false;
    if (in_views) {
        begin_look(sharing);
    } else {
        wait_a_while(sharing);
    }
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct sharing *sharing = context;
    if (status != BR_OK) {
        end_look(sharing, true);
    } else if (outcome->type == BR_OUTCOME_REFUSED) {
        BR_LOGLINE(BR_WARNING, "sharing_refused", BR_TEXT("kind", sharing->kind->name),
                   BR_TEXT("why", outcome->reason));
        remember(sharing, &sharing->looked[sharing->finished]);
        end_look(sharing, true);
    } else {
        br_replica_seen(sharing->academy->replica, &outcome->stream, outcome->seq, on_seen,
                        sharing);
    }
}

static void looked_through(void *context)
{
    struct sharing *sharing = context;
    struct academy *academy = sharing->academy;
    for (size_t i = 0; i < sharing->finished; i++) {
        remember(sharing, &sharing->looked[i]);
    }
    if (sharing->kind == NULL || academy->stopping) {
        end_look(sharing, sharing->more || sharing->failed);
        return;
    }
    struct br_write write = {
        .id = br_id_new(),
        .author = sharing->author,
        .roles = br_replica_roles(academy->replica, &sharing->author),
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = sharing->kind->number,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&sharing->payload),
    };
    br_replica_say(academy->replica, &write, on_said, sharing);
}

static void begin_look(struct sharing *sharing)
{
    if (sharing->busy || sharing->academy->stopping) {
        return;
    }
    sharing->busy = true;
    sharing->moved = false;
    sharing->looked_count = 0;
    sharing->finished = 0;
    sharing->more = false;
    sharing->failed = true; /* unless it is read */
    sharing->kind = NULL;
    br_replica_read(sharing->academy->replica, look, looked_through, sharing);
}

void sharing_folded(struct academy *academy)
{
    struct sharing *sharing = academy->sharing;
    if (sharing == NULL || academy->stopping) {
        return;
    }
    sharing->moved = true;
    if (!sharing->busy && uv_is_active((uv_handle_t *)&sharing->pause) == 0) {
        wait_a_while(sharing);
    }
}

void sharing_start(struct academy *academy)
{
    struct sharing *sharing = calloc(1, sizeof *sharing);
    BR_ASSERT(sharing != NULL);
    sharing->academy = academy;
    br_arena_init(&sharing->arena, BR_PAGE_TREE_SIZE_MAX);
    br_buffer_init(&sharing->payload, BR_PAYLOAD_SIZE_MAX);
    BR_ASSERT(uv_timer_init(&academy->loop, &sharing->pause) == 0);
    sharing->pause.data = sharing;
    academy->sharing = sharing;
    wait_a_while(sharing);
}

void sharing_stop(struct academy *academy)
{
    if (academy->sharing != NULL) {
        uv_close((uv_handle_t *)&academy->sharing->pause, NULL); /* freed when the loop has ended */
    }
}

void sharing_free(struct academy *academy)
{
    if (academy->sharing != NULL) {
        br_arena_free(&academy->sharing->arena);
        br_buffer_free(&academy->sharing->payload);
        free(academy->sharing->done);
        free(academy->sharing);
        academy->sharing = NULL;
    }
}
