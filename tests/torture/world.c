/* world.c - the academy on which the scenarios work, and what its files must hold afterwards. */
#include "world.h"

#include "record/keys.h"
#include "store/log_internal.h"

const char *const world_paths[WORLD_FILES] = {
    [WORLD_SHARED] = "log/shared.db",
    [WORLD_LOCAL] = "log/local.db",
    [WORLD_DEVICE] = "device.db",
    [WORLD_PRIVATE] = "private.db",
};

/* --- making it --- */

static struct academy academy_at(uint8_t seed, enum br_side side, const char *path)
{
    struct academy academy = academy_new(seed, side, "");
    (void)snprintf(academy.path, sizeof academy.path, "%s", path);
    return academy;
}

static void make_device_and_private(void)
{
    struct br_error error;
    struct br_device *device = NULL;
    struct br_private *private = NULL;
    struct br_buffer payload;
    struct br_id needs[1] = {nobody};
    struct br_write write =
        write_of("thread_started", to_network, id_of(900),
                 packed(&payload, "thread_started", "title", "Kept for later", NULL));
    BR_ASSERT(br_device_open("/disk/device.db", true, &device, &error) == BR_OK);
    BR_ASSERT(br_private_open("/disk/private.db", true, &private, &error) == BR_OK);
    BR_ASSERT(br_outbox_add(device, &write, needs, 1) == BR_OK);
    BR_ASSERT(br_device_put(device, "home", br_bytes_of_text("ward")) == BR_OK);
    BR_ASSERT(br_private_put(private, "name", br_bytes_of_text("Bath")) == BR_OK);
    br_buffer_free(&payload);
    br_device_close(device);
    br_private_close(private);
}

static void take_receipt(void *context, const struct br_receipt *receipt)
{
    struct br_receipt *taken = context;
    *taken = *receipt;
}

/* What the peer has said beyond the first batch, which ours holds already. */
static void make_batches(struct world *world)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    uint64_t bad = 0;
    uint64_t after = tail_of(&world->academy, world->peer.id, to_network);
    world->memory = calloc(WORLD_BATCHES, sizeof *world->memory);
    BR_ASSERT(world->memory != NULL);
    BR_ASSERT(br_log_reader_open(world->peer.path, NULL, &reader, &error) == BR_OK);
    for (size_t i = 0; i < WORLD_BATCHES; i++) {
        struct br_log_batch *memory = &world->memory[i];
        (void)start_thread(&world->peer, to_network, id_of(700 + i), "From the other ward");
        BR_ASSERT(br_log_read(reader, 1, after, memory, &bad) == BR_OK);
        world->batches[i] = (struct br_batch){
            .head = memory->head, .count = memory->count, .bodies = memory->bodies};
        after = memory->head.seq;
    }
    br_log_reader_close(reader);
}

static void make_writes(struct world *world)
{
    char hex[BR_ID_TEXT_SIZE];
    static char text[6000];
    memset(text, 't', sizeof text - 1);
    world->thread = id_of(100);
    br_id_text(&world->thread, hex);
    world->writes[0] =
        write_of("thread_started", to_network, id_of(800),
                 packed(&world->payloads[0], "thread_started", "title", "New", NULL));
    world->writes[1] = post_of(to_network, id_of(801), world->thread, text, &world->payloads[1]);
    world->writes[2] =
        post_of(to_network, id_of(802), id_of(12345), "To nothing: refused", &world->payloads[2]);
}

static void fill_views(struct world *world)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_fold_progress progress = {.more = true};
    struct br_views_options options = {
        .path = "/disk/views/all.db", .domain = the_domain(), .academy = world->academy.id};
    BR_ASSERT(br_views_open(&options, &world->views, &error) == BR_OK);
    BR_ASSERT(br_log_reader_open(world->academy.path, NULL, &reader, &error) == BR_OK);
    while (progress.more) {
        BR_ASSERT(br_views_fold(world->views, reader, &progress) == BR_OK);
    }
    br_log_reader_close(reader);
    br_views_close(world->views);
    world->views = NULL;
}

static void read_all(struct world *world, const char *prefix, struct content *contents, char *why,
                     bool *good)
{
    char path[100];
    *good = true;
    for (int file = 0; file < WORLD_FILES && *good; file++) {
        (void)snprintf(path, sizeof path, "%s/%s", prefix, world_paths[file]);
        *good = file == WORLD_DEVICE    ? content_of_device(path, false, &contents[file], why)
                : file == WORLD_PRIVATE ? content_of_private(path, false, &contents[file], why)
                                        : content_of_log(path, (enum br_side)file, &world->academy,
                                                         false, &contents[file], why);
    }
}

struct world *world_new(void)
{
    struct world *world = calloc(1, sizeof *world);
    char why[WHY_SIZE] = "";
    bool good = false;
    BR_ASSERT(world != NULL);
    vfs_set_chance(1);
    world->disk = vfs_disk_new("/disk");
    world->copy = vfs_disk_new("/copy");
    struct vfs_disk *peer_disk = vfs_disk_new("/peer");
    world->academy = academy_at(1, BR_SIDE_SHARED, "/disk/log/shared.db");
    world->local = academy_at(1, BR_SIDE_LOCAL, "/disk/log/local.db");
    world->peer = academy_at(2, BR_SIDE_SHARED, "/peer/shared.db");
    academy_start(&world->academy);
    academy_start(&world->local);
    academy_start(&world->peer);
    (void)say_keys(&world->academy);
    (void)say_keys(&world->peer);
    BR_ASSERT(hand_over(&world->peer, &world->academy, to_network) == BR_OK);
    for (uint64_t i = 0; i < 4; i++) {
        (void)start_thread(&world->academy, to_network, id_of(100 + i), "Ours");
        (void)post(&world->academy, to_network, id_of(200 + i), id_of(100), "An answer");
        (void)start_thread(&world->local, to_academy, id_of(300 + i), "Local");
    }
    BR_ASSERT(hand_over(&world->academy, &world->peer, to_network) == BR_OK);
    BR_ASSERT(br_log_receipts(world->peer.log, take_receipt, &world->receipt) == BR_OK);
    make_batches(world);
    make_writes(world);
    fill_views(world);
    make_device_and_private();
    (void)start_thread(&world->academy, to_network, id_of(110), "Not folded yet");
    academy_stop(&world->academy);
    academy_stop(&world->local);
    academy_stop(&world->peer);
    vfs_disk_free(peer_disk);
    read_all(world, "/disk", world->before, why, &good);
    BR_ASSERT(good);
    world->image = vfs_image_take(world->disk, vfs_by_chance, &(struct vfs_chance){.seed = 1});
    return world;
}

/* --- one point after the other --- */

void world_reset(struct world *world)
{
    vfs_disk_mend(world->disk);
    vfs_disk_load(world->disk, world->image);
    vfs_set_chance(2);
    world->academy.rng = br_rng_seeded(3);
    world->failed_before = vfs_disk_failed(world->disk);
}

void world_fail_disk(struct world *world, uint64_t at, bool for_ever, int error)
{
    vfs_disk_fault_any(world->disk, at - 1, for_ever ? UINT64_MAX : 1, error);
}

uint64_t world_mend_disk(struct world *world, uint64_t *seen)
{
    *seen = 0;
    for (int op = 0; op < VFS_OP_COUNT; op++) {
        *seen += vfs_disk_count(world->disk, (enum vfs_op)op);
    }
    vfs_disk_mend(world->disk);
    return vfs_disk_failed(world->disk) - world->failed_before;
}

void world_learn(struct world *world)
{
    char why[WHY_SIZE] = "";
    bool good = false;
    read_all(world, "/disk", world->after, why, &good);
    if (!good) {
        (void)printf("%s\n", why);
    }
    BR_ASSERT(good);
    world->judged_count = 0;
}

/* Views that open, or begin again, and agree with a fold of the log into an empty file. */
static const char *judge_views(struct world *world)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    const char *wrong = NULL;
    uint64_t differences = 1;
    struct br_views *views[2] = {NULL, NULL};
    static const char *const paths[] = {"/copy/views/all.db", "/copy/views/fresh.db"};
    if (br_log_reader_open("/copy/log/shared.db", NULL, &reader, &error) != BR_OK) {
        return "the log cannot be read for a fold";
    }
    for (size_t i = 0; i < 2 && wrong == NULL; i++) {
        struct br_views_options options = {
            .path = paths[i], .domain = the_domain(), .academy = world->academy.id};
        struct br_fold_progress progress = {.more = true};
        enum br_status status = br_views_open(&options, &views[i], &error);
        while (status == BR_OK && progress.more) {
            status = br_views_fold(views[i], reader, &progress);
        }
        wrong = status == BR_OK ? NULL : "views do not open or fold";
    }
    if (wrong == NULL &&
        (br_views_compare(views[0], paths[1], &differences, print_fault, &(size_t){0}) != BR_OK ||
         differences > 0)) {
        wrong = "views are not what the log says";
    }
    br_views_close(views[0]);
    br_views_close(views[1]);
    br_log_reader_close(reader);
    return wrong;
}

static bool known(struct world *world, uint64_t key)
{
    enum { KNOWN_MAX = sizeof world->judged / sizeof world->judged[0] };
    for (size_t i = 0; i < world->judged_count && i < KNOWN_MAX; i++) {
        if (world->judged[i] == key) {
            return true;
        }
    }
    world->judged[world->judged_count++ % KNOWN_MAX] = key;
    return false;
}

const char *world_judge(struct world *world, bool answered, bool crashed)
{
    static char why[WHY_SIZE];
    struct content found[WORLD_FILES] = {{.count = 0}};
    struct vfs_chance all = {.seed = 1};
    struct vfs_image *image = vfs_image_take(world->disk, crashed ? NULL : vfs_by_chance, &all);
    bool seen = known(world, vfs_mix(vfs_image_hash(image), answered ? 1 : 2));
    vfs_disk_load(world->copy, image);
    vfs_image_free(image);
    if (seen) {
        return NULL;
    }
    bool good = false;
    why[0] = '\0';
    if (answered && content_version("/copy/log/shared.db") != BR_LOG_FILE_VERSION) {
        return "the log's upgrade was answered, and it is not of this version";
    }
    read_all(world, "/copy", found, why, &good);
    const char *wrong = good ? judge_views(world) : why;
    for (int file = 0; file < WORLD_FILES && wrong == NULL; file++) {
        bool after = content_equal(&found[file], &world->after[file]);
        if (!after && (answered || !content_equal(&found[file], &world->before[file]))) {
            (void)snprintf(why, sizeof why, "%s holds neither what it did nor what it should",
                           world_paths[file]);
            wrong = why;
        }
    }
    for (int file = 0; file < WORLD_FILES; file++) {
        content_free(&found[file]);
    }
    return wrong;
}
