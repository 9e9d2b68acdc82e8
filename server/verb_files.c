/* verb_files.c - verify, rebuild, backup: long work on connections of its own, off the loop. */
#include "server/verbs.h"

#include "base/logline.h"
#include "store/snapshot.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = ACADEMY_FOLDER_SIZE + 64, REBUILD_TRIES = 5 };

/* --- verify --- */

struct verify_job {
    struct br_job job;
    struct verb_call *call;
    struct br_buffer faults; /* a sentence a line, with streams as numbers of our own */
    enum br_status status;
    struct br_error error;
    struct br_log_report reports[2];
};

static void note_fault(void *context, const char *sentence)
{
    br_buffer_put_format(context, "%s\n", sentence);
}

/* The stream with this number of ours, as status names it. False when there is none. */
static bool put_stream_name(const struct academy *academy, unsigned long number,
                            struct br_buffer *out)
{
    const struct br_node *node = br_replica_node(academy->replica);
    for (size_t i = 0; i < br_node_stream_count(node); i++) {
        struct br_stream_status status = br_node_stream_status(node, i);
        if (status.number == number) {
            char name[201];
            char room[BR_ID_TEXT_SIZE];
            bool is_room = status.stream.audience.type == BR_AUDIENCE_ROOM;
            academy_name_of(academy, &status.stream.origin, name);
            br_id_text(&status.stream.audience.id, room);
            br_buffer_put_format(out, "%s, %s%s%s", name, audience_word(&status.stream.audience),
                                 is_room ? " " : "", is_room ? room : "");
            return true;
        }
    }
    return false;
}

/* "stream 3" is a number of this copy alone. */
static void put_with_names(const struct academy *academy, const char *text, struct br_buffer *out)
{
    static const char word[] = "stream ";
    const char *at = NULL;
    while ((at = strstr(text, word)) != NULL) {
        char *end = NULL;
        unsigned long number = strtoul(at + strlen(word), &end, 10);
        br_buffer_put(out, text, (size_t)(at - text));
        if (end == at + strlen(word) || !put_stream_name(academy, number, out)) {
            br_buffer_put(out, at, (size_t)(end - at));
        }
        text = end;
    }
    br_buffer_put_text(out, text);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void verify_work(struct br_job *job)
{
    struct verify_job *verify = (struct verify_job *)(void *)job;
    verify->status = BR_OK;
    for (size_t i = 0; i < 2 && verify->status == BR_OK; i++) {
        char path[PATH_SIZE];
        struct br_log_reader *reader = NULL;
        br_replica_path(verify->call->academy->replica,
                        i == BR_SIDE_SHARED ? BR_FILE_LOG_SHARED : BR_FILE_LOG_LOCAL, path,
                        sizeof path);
        verify->status = br_log_reader_open(path, NULL, &reader, &verify->error);
        if (verify->status == BR_OK) {
            verify->status = br_log_verify(reader, verify->call->academy->domain,
                                           &verify->reports[i], note_fault, &verify->faults);
            br_log_reader_close(reader);
        }
    }
}

static void verify_done(struct br_job *job)
{
    struct verify_job *verify = (struct verify_job *)(void *)job;
    struct verb_call *call = verify->call;
    struct br_log_report sum = {0};
    for (size_t i = 0; i < 2; i++) {
        sum.streams += verify->reports[i].streams;
        sum.records += verify->reports[i].records;
        sum.heads += verify->reports[i].heads;
        sum.faults += verify->reports[i].faults;
    }
    enum br_status status = verify->status;
    struct br_error error = verify->error;
    const char *faults = br_buffer_text(&verify->faults);
    if (!call->academy->stopping) {
        put_with_names(call->academy, faults == NULL ? "" : faults, &call->err);
    }
    br_buffer_free(&verify->faults);
    if (sum.faults > 0) { /* what others hold comes back */
        br_replica_scrub(call->academy->replica);
    }
    free(verify);
    if (status != BR_OK) {
        verb_fail(call, EXIT_FAILED, "the log could not be read: %s",
                  error.text[0] != '\0' ? error.text : br_status_text(status));
        return;
    }
    if (verb_option(call, "json") != NULL) {
        br_buffer_put_format(
            &call->out,
            "{\"streams\": %llu, \"records\": %llu, \"heads\": %llu, \"faults\": %llu}\n",
            (unsigned long long)sum.streams, (unsigned long long)sum.records,
            (unsigned long long)sum.heads, (unsigned long long)sum.faults);
    } else {
        br_buffer_put_format(
            &call->out, "%llu stream%s, %llu record%s, %llu signed head%s: %llu fault%s\n",
            (unsigned long long)sum.streams, plural(sum.streams), (unsigned long long)sum.records,
            plural(sum.records), (unsigned long long)sum.heads, plural(sum.heads),
            (unsigned long long)sum.faults, plural(sum.faults));
    }
    verb_finish(call, sum.faults == 0 ? EXIT_OK : EXIT_DIFFERENT);
}

void verb_verify(struct verb_call *call)
{
    struct verify_job *verify = calloc(1, sizeof *verify);
    BR_ASSERT(verify != NULL);
    verify->job = (struct br_job){.work = verify_work, .done = verify_done};
    verify->call = call;
    br_buffer_init(&verify->faults, 16u << 20);
    br_lane_add(&call->academy->maintenance, &verify->job);
}

/* --- rebuild, on the views' lane --- */

struct rebuild_state {
    struct verb_call *call;
    enum br_status status;
    struct br_error error;
    uint64_t records;
    uint64_t differences;
};

/* Until neither log has more: views that begin again lose what the other log brought, too. */
static enum br_status fold_all(struct br_views *views, const struct br_replica_hands *hands,
                               uint64_t *records)
{
    bool more = true;
    enum br_status status = BR_OK;
    while (more && status == BR_OK) {
        more = false;
        for (size_t i = 0; i < 2 && status == BR_OK; i++) {
            struct br_fold_progress progress = {.more = false};
            status = br_views_fold(views, hands->readers[i], &progress);
            *records += progress.records;
            more |= progress.more;
        }
    }
    return status;
}

static void remove_database(const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char file[PATH_SIZE + 32];
        (void)snprintf(file, sizeof file, "%s%s", path, tails[i]);
        (void)unlink(file); /* what is not there need not be removed */
    }
}

/* The log may grow while we fold: then both are folded again until they stand at the same place. */
static enum br_status compare_with_fresh(struct rebuild_state *state,
                                         const struct br_replica_hands *hands,
                                         struct br_views *fresh, const char *path)
{
    enum br_status status = BR_OK;
    state->differences = 1;
    for (int i = 0; i < REBUILD_TRIES && state->differences > 0 && status == BR_OK; i++) {
        uint64_t ignored = 0;
        status = fold_all(fresh, hands, &state->records);
        if (status == BR_OK) {
            status = fold_all(hands->views, hands, &ignored);
        }
        if (status == BR_OK) {
            status = fold_all(fresh, hands, &state->records);
        }
        if (status == BR_OK) {
            bool last = i + 1 == REBUILD_TRIES;
            status = br_views_compare(hands->views, path, &state->differences,
                                      last ? note_fault : NULL, &state->call->err);
        }
    }
    return status;
}

static void rebuild_work(void *context, const struct br_replica_hands *hands)
{
    struct rebuild_state *state = context;
    char path[PATH_SIZE + 16];
    char live[PATH_SIZE];
    br_replica_path(state->call->academy->replica, BR_FILE_VIEWS, live, sizeof live);
    (void)snprintf(path, sizeof path, "%s.rebuild", live);
    remove_database(path);
    struct br_views *fresh = NULL;
    struct br_views_options options = {
        .path = path, .domain = state->call->academy->domain, .academy = state->call->academy->id};
    state->status = br_views_open(&options, &fresh, &state->error);
    if (state->status == BR_OK) {
        state->status = compare_with_fresh(state, hands, fresh, path);
        br_views_close(fresh);
    }
    if (state->status == BR_OK && state->differences > 0) {
        uint64_t ignored = 0;
        state->status = br_views_reset(hands->views);
        if (state->status == BR_OK) {
            state->status = fold_all(hands->views, hands, &ignored);
        }
    }
    remove_database(path);
}

static void rebuild_done(void *context)
{
    struct rebuild_state *state = context;
    struct verb_call *call = state->call;
    enum br_status status = state->status;
    struct br_error error = state->error;
    uint64_t differences = state->differences;
    uint64_t records = state->records;
    free(state);
    if (status != BR_OK) {
        verb_fail(call, EXIT_FAILED, "the views could not be rebuilt: %s",
                  error.text[0] != '\0' ? error.text : br_status_text(status));
        return;
    }
    if (verb_option(call, "json") != NULL) {
        br_buffer_put_format(&call->out, "{\"records\": %llu, \"differences\": %llu}\n",
                             (unsigned long long)records, (unsigned long long)differences);
    } else {
        br_buffer_put_format(&call->out, "%llu record%s folded anew: %s\n",
                             (unsigned long long)records, plural(records),
                             differences == 0 ? "the views are the same"
                                              : "the views differed and were replaced");
    }
    verb_finish(call, differences == 0 ? EXIT_OK : EXIT_DIFFERENT);
}

void verb_rebuild(struct verb_call *call)
{
    struct rebuild_state *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    state->call = call;
    br_replica_run(call->academy->replica, BR_FILE_VIEWS, rebuild_work, rebuild_done, state);
}

/* --- backup --- */

struct backup_job {
    struct br_job job;
    struct verb_call *call;
    char path[PATH_SIZE];
    enum br_status status;
    struct br_error error;
};

static void backup_work(struct br_job *job)
{
    static const struct {
        const char *name;
        bool database;
    } files[] = {
        /* private data first: a restored academy may know less of its devices than of its records,
           never records without the keys that signed them */
        {"keys/signing", false}, {"keys/tls.pem", false}, {"private.db", true},
        {"desk.db", true},       {"log/local.db", true},  {"log/shared.db", true},
    };
    struct backup_job *backup = (struct backup_job *)(void *)job;
    struct br_snapshot *snapshot = NULL;
    backup->status = br_snapshot_begin(backup->path, &snapshot, &backup->error);
    if (backup->status != BR_OK) {
        return;
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0] && backup->status == BR_OK; i++) {
        char source[PATH_SIZE];
        (void)snprintf(source, sizeof source, "%s/%s", backup->call->academy->folder,
                       files[i].name);
        backup->status =
            files[i].database
                ? br_snapshot_add_database(snapshot, files[i].name, source, &backup->error)
                : br_snapshot_add_file(snapshot, files[i].name, source, &backup->error);
    }
    bool keep = backup->status == BR_OK;
    struct br_error error = backup->error;
    enum br_status finished = br_snapshot_finish(snapshot, keep, &error);
    if (keep) {
        backup->status = finished;
        backup->error = error;
    }
}

/* For the admins' page; that it cannot be kept is no fault of the backup. */
static void backup_remember(struct academy *academy, const char *path)
{
    struct stat info;
    uint8_t kept[16];
    uint64_t size = stat(path, &info) == 0 && info.st_size > 0 ? (uint64_t)info.st_size : 0;
    br_store_u64(kept, br_clock_read().wall_ms);
    br_store_u64(kept + 8, size);
    enum br_status status =
        br_private_put(academy->private, "backup", (struct br_bytes){kept, sizeof kept});
    if (status != BR_OK) {
        BR_LOGLINE(BR_WARNING, "setting_not_kept", BR_TEXT("why", br_status_text(status)));
    }
}

static void backup_done(struct br_job *job)
{
    struct backup_job *backup = (struct backup_job *)(void *)job;
    struct verb_call *call = backup->call;
    enum br_status status = backup->status;
    struct br_error error = backup->error;
    if (status == BR_OK) {
        verb_put_line(&call->out, backup->path);
        br_buffer_put_text(&call->out, " holds the records, private data and keys of ");
        verb_put_line(&call->out, call->academy->name);
        br_buffer_put_text(&call->out, ".\n");
        backup_remember(call->academy, backup->path);
    }
    free(backup);
    if (status != BR_OK) {
        verb_fail(call, EXIT_FAILED, "%s", error.text);
    } else {
        verb_finish(call, EXIT_OK);
    }
}

void verb_backup(struct verb_call *call)
{
    struct backup_job *backup = calloc(1, sizeof *backup);
    BR_ASSERT(backup != NULL);
    backup->job = (struct br_job){.work = backup_work, .done = backup_done};
    backup->call = call;
    (void)snprintf(backup->path, sizeof backup->path, "%s", call->words.plain[1]);
    br_lane_add(&call->academy->maintenance, &backup->job);
}
