/* scenarios.c - what is tried: the store's work, one call or one verb's few calls each. */
#include "parsing.h"
#include "world.h"

#include "base/hash.h"
#include "pages/page.h"
#include "store/snapshot.h"

#include <unistd.h>

static struct br_pen pen_of(struct world *world)
{
    return (struct br_pen){.signing = &world->academy.signing,
                           .epoch = 1,
                           .now = {.wall_ms = 1700000000000u},
                           .rng = &world->academy.rng};
}

/* --- opening --- */

static enum br_status log_at(struct world *world, const char *path, bool create,
                             struct br_log **log)
{
    struct br_error error;
    struct br_log_options options = {.path = path,
                                     .side = BR_SIDE_SHARED,
                                     .domain = the_domain(),
                                     .academy = world->academy.id,
                                     .create = create};
    return br_log_open(&options, log, &error);
}

static enum br_status views_at(struct world *world, struct br_views **views)
{
    struct br_error error;
    struct br_views_options options = {
        .path = "/disk/views/all.db", .domain = the_domain(), .academy = world->academy.id};
    return br_views_open(&options, views, &error);
}

static void open_nothing(struct world *world)
{
    (void)world;
}

static void open_older(struct world *world)
{
    content_make_older(world->academy.path);
}

static void open_log(struct world *world)
{
    BR_ASSERT(log_at(world, world->academy.path, false, &world->log) == BR_OK);
}

static void open_reader(struct world *world)
{
    struct br_error error;
    BR_ASSERT(br_log_reader_open(world->academy.path, NULL, &world->reader, &error) == BR_OK);
}

static void open_folding(struct world *world)
{
    open_reader(world);
    BR_ASSERT(views_at(world, &world->views) == BR_OK);
}

static void open_device(struct world *world)
{
    struct br_error error;
    BR_ASSERT(br_device_open("/disk/device.db", false, &world->device, &error) == BR_OK);
}

static void open_private(struct world *world)
{
    struct br_error error;
    BR_ASSERT(br_private_open("/disk/private.db", false, &world->private, &error) == BR_OK);
}

static void close_all(struct world *world)
{
    br_log_reader_close(world->reader);
    br_views_close(world->views);
    br_device_close(world->device);
    br_private_close(world->private);
    br_log_close(world->log);
    br_log_close(world->fresh);
    world->reader = NULL;
    world->views = NULL;
    world->device = NULL;
    world->private = NULL;
    world->log = NULL;
    world->fresh = NULL;
}

/* --- doing --- */

static enum br_status first_open(struct world *world)
{
    return log_at(world, "/disk/log/fresh.db", true, &world->fresh);
}

static enum br_status upgrade(struct world *world)
{
    return log_at(world, world->academy.path, false, &world->log);
}

static enum br_status start(struct world *world)
{
    struct br_error error;
    enum br_status status = log_at(world, world->academy.path, false, &world->log);
    if (status == BR_OK) {
        status = br_log_reader_open(world->academy.path, NULL, &world->reader, &error);
    }
    if (status == BR_OK) {
        status = views_at(world, &world->views);
    }
    if (status == BR_OK) {
        status = br_device_open("/disk/device.db", false, &world->device, &error);
    }
    if (status == BR_OK) {
        status = br_private_open("/disk/private.db", false, &world->private, &error);
    }
    return status;
}

static enum br_status write_group(struct world *world)
{
    struct br_pen pen = pen_of(world);
    struct br_outcome outcomes[WORLD_WRITES];
    struct br_log_changes changes;
    return br_log_write(world->log, &pen, world->writes, WORLD_WRITES, outcomes, &changes);
}

static enum br_status receive(struct world *world)
{
    struct br_pen pen = pen_of(world);
    enum br_status stored[WORLD_BATCHES];
    struct br_log_changes changes;
    enum br_status status = br_log_receive(world->log, &pen, &world->academy.id, pen.now,
                                           world->batches, WORLD_BATCHES, stored, &changes);
    for (size_t i = 0; i < WORLD_BATCHES && status == BR_OK; i++) {
        status = stored[i];
    }
    return status;
}

static enum br_status keep_receipt(struct world *world)
{
    bool kept = false;
    enum br_status status = br_log_keep_receipts(world->log, &world->receipt, 1, &kept);
    return status == BR_OK && !kept ? BR_ERR_SIGNATURE : status;
}

struct catching_up {
    struct world *world;
    enum br_status status;
};

static void read_stream(void *context, const struct br_stream_state *state)
{
    struct catching_up *catching_up = context;
    struct br_log_batch batch = {0};
    uint64_t after = 0;
    uint64_t bad = 0;
    while (catching_up->status == BR_OK && after < state->tail.seq) {
        catching_up->status =
            br_log_read(catching_up->world->reader, state->number, after, &batch, &bad);
        after = batch.head.seq;
    }
    br_log_batch_free(&batch);
}

static enum br_status catch_up(struct world *world)
{
    struct catching_up catching_up = {.world = world, .status = BR_OK};
    enum br_status status = br_log_reader_streams(world->reader, read_stream, &catching_up);
    return status == BR_OK ? catching_up.status : status;
}

static enum br_status fold(struct world *world)
{
    struct br_fold_progress progress = {.more = true};
    enum br_status status = BR_OK;
    while (status == BR_OK && progress.more) {
        status = br_views_fold(world->views, world->reader, &progress);
    }
    return status;
}

static enum br_status rebuild(struct world *world)
{
    enum br_status status = br_views_reset(world->views);
    return status == BR_OK ? fold(world) : status;
}

static enum br_status purge(struct world *world)
{
    struct br_stream stream = {.origin = world->peer.id, .audience = to_network};
    return br_log_purge(world->log, &stream);
}

static enum br_status write_and_checkpoint(struct world *world)
{
    enum br_status status = write_group(world);
    return status == BR_OK ? br_log_checkpoint(world->log, true) : status;
}

static void count_fault(void *context, const char *sentence)
{
    (void)sentence;
    ++*(size_t *)context;
}

static enum br_status verify(struct world *world)
{
    struct br_log_report report = {0};
    size_t faults = 0;
    enum br_status status =
        br_log_verify(world->reader, the_domain(), &report, count_fault, &faults);
    /* What could not be read is no fault of the log. */
    return status == BR_OK && faults > 0 ? BR_ERR_CORRUPT : status;
}

static bool see_item(void *context, const struct br_outbox_item *item)
{
    struct br_outcome *outcome = context;
    outcome->id = item->write.id;
    return false;
}

static enum br_status keep(struct world *world)
{
    struct br_id needs[2] = {nobody, nobody};
    return br_outbox_add(world->device, world->writes, needs, 2);
}

static enum br_status pull_and_settle(struct world *world)
{
    struct br_outcome outcome = {.type = BR_OUTCOME_NUMBERED, .epoch = 1, .seq = 9};
    enum br_status status = br_outbox_ready(world->device, 0, see_item, &outcome);
    return status == BR_OK ? br_outbox_settle(world->device, &outcome, 1) : status;
}

static enum br_status enrol(struct world *world)
{
    struct br_invitation invitation = {
        .member = id_of(50), .name = "A coach", .expires_ms = UINT32_MAX};
    struct br_hash pin = br_sha256_one("pin", 3);
    invitation.secret_hash = br_sha256_one("secret", 6);
    enum br_status status = br_private_invite(world->private, &invitation);
    return status == BR_OK ? br_private_enrol(world->private, &invitation.secret_hash, &pin,
                                              "Laptop", 5, &invitation)
                           : status;
}

static void remove_backup(const char *path)
{
    static const char *const endings[] = {"",      ".part",         ".part-journal",
                                          ".copy", ".copy-journal", ".copy-wal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[500];
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static enum br_status back_up(struct world *world)
{
    struct br_snapshot *snapshot = NULL;
    struct br_error error;
    char path[450];
    (void)snprintf(path, sizeof path, "%s/backup", br_test_folder());
    remove_backup(path);
    enum br_status status = br_snapshot_begin(path, &snapshot, &error);
    if (status != BR_OK) {
        return status;
    }
    status = br_snapshot_add_database(snapshot, "log/shared.db", world->academy.path, &error);
    enum br_status finished = br_snapshot_finish(snapshot, status == BR_OK, &error);
    return status == BR_OK ? finished : status;
}

static enum br_status show_page(struct world *world)
{
    size_t count = 0;
    struct br_error error;
    struct br_pages *pages = NULL;
    struct br_page_tree *tree = NULL;
    struct br_buffer out;
    const struct br_file *files = br_page_files(&count);
    br_buffer_init(&out, 1u << 20);
    enum br_status status = br_pages_new(files, count, &pages, &error);
    if (status == BR_OK) {
        status = br_page_fill(pages, "thread/list", world->views, NULL, 0, 1700000000000u, &tree,
                              &error);
    }
    if (status == BR_OK) {
        status = br_page_text(tree, &out);
    }
    if (status == BR_OK) {
        status = br_page_json(tree, &out);
    }
    br_page_tree_free(tree);
    br_pages_free(pages);
    br_buffer_free(&out);
    return status;
}

/* --- all of them --- */

const struct scenario scenarios[] = {
    {.name = "first-open", .open = open_nothing, .act = first_open, .close = close_all},
    {.name = "start", .open = open_nothing, .act = start, .close = close_all},
    {.name = "write", .open = open_log, .act = write_group, .close = close_all},
    {.name = "receive", .open = open_log, .act = receive, .close = close_all},
    {.name = "receipts", .open = open_log, .act = keep_receipt, .close = close_all},
    {.name = "catch-up", .open = open_reader, .act = catch_up, .close = close_all},
    {.name = "fold", .open = open_folding, .act = fold, .close = close_all},
    {.name = "rebuild", .open = open_folding, .act = rebuild, .close = close_all},
    {.name = "purge", .open = open_log, .act = purge, .close = close_all},
    {.name = "checkpoint", .open = open_log, .act = write_and_checkpoint, .close = close_all},
    {.name = "verify", .open = open_reader, .act = verify, .close = close_all},
    {.name = "keep", .open = open_device, .act = keep, .close = close_all},
    {.name = "outbox", .open = open_device, .act = pull_and_settle, .close = close_all},
    {.name = "accounts", .open = open_private, .act = enrol, .close = close_all},
    {.name = "backup", .open = open_nothing, .act = back_up, .close = close_all},
    {.name = "page", .open = open_folding, .act = show_page, .close = close_all},
    {.name = "import",
     .open = open_nothing,
     .act = parse_import,
     .close = close_all,
     .no_disk = true,
     .must_return = true},
    {.name = "frames",
     .open = open_nothing,
     .act = parse_frames,
     .close = close_all,
     .no_disk = true,
     .must_return = true},
    {.name = "session",
     .open = session_open,
     .act = session_act,
     .close = session_close,
     .no_disk = true},
    {.name = "upgrade", .open = open_older, .act = upgrade, .close = close_all},
};
const size_t scenario_count = sizeof scenarios / sizeof scenarios[0];
