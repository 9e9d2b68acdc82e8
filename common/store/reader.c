/* reader.c - a connection that pages read on, beside the one that folds. */
#include "store/views_internal.h"

enum br_status br_views_open_reader(const struct br_views_options *options,
                                    struct br_views **reader, struct br_error *error)
{
    enum br_status status = br_views_new(options, reader);
    if (status != BR_OK) {
        br_views_close(*reader);
        *reader = NULL;
        return br_error_set(error, status, "no memory for a reader of the views");
    }
    (*reader)->reads = true;
    return BR_OK;
}

static enum br_status open_file(struct br_views *reader, struct br_error *error)
{
    struct br_db_options options = {.path = reader->path, .vfs = reader->vfs, .mode = BR_DB_PAGES};
    bool fresh = false;
    bool ours = false;
    enum br_status status = br_db_open(&options, &reader->db, error);
    if (status == BR_OK) {
        status = br_db_identify(reader->db, BR_VIEWS_FILE_ID, BR_VIEWS_FILE_VERSION, &fresh, error);
    }
    if (status == BR_OK && !fresh) {
        status = br_views_is_ours(reader, &ours);
    }
    if (status == BR_OK && !ours) { /* the writer is about to make it, or to begin it again */
        status = br_error_set(error, BR_ERR_BUSY, "%s is being made", reader->path);
    }
    if (status == BR_OK) {
        status = br_views_prepare_pages(reader, error);
    }
    if (status == BR_OK && !reader->options.no_v_views) {
        status = br_views_make_v_views(reader, error);
    }
    return status == BR_OK ? br_db_only_reads(reader->db) : status;
}

enum br_status br_views_take(struct br_views *reader, struct br_error *error)
{
    BR_ASSERT(reader->reads);
    br_views_set_viewer(reader, NULL);
    reader->words = (struct br_words){.count = 0};
    reader->close = (struct br_close){.count = 0};
    if (reader->db != NULL && br_beside_moved(reader->db)) {
        br_views_close_file(reader);
    }
    enum br_status status = reader->db == NULL ? open_file(reader, error) : BR_OK;
    if (status == BR_OK) {
        status = br_db_exec(reader->db, "BEGIN");
    }
    if (status != BR_OK) {
        br_views_close_file(reader);
    }
    return status;
}

void br_views_forget(struct br_views *reader)
{
    BR_ASSERT(reader->reads && reader->visiting == 0);
    br_views_close_file(reader);
}

void br_views_release(struct br_views *reader)
{
    BR_ASSERT(reader->reads && reader->visiting == 0);
    if (reader->db != NULL) {
        br_db_rollback(reader->db);
    }
    br_views_set_viewer(reader, NULL);
}
