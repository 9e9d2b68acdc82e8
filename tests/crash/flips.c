/* flips.c - one bit of a file is not what was written: who notices, and who is told what? */
#include "content.h"

#include "base/logline.h"

enum {
    EVERY = 16,
    EVERY_ELSE = 40, /* of an ordinary run */
    LONG_RUN_STATES = 1000000 /* so many states of `crash` are wanted: then every bit here */,
    VIEWS_FEWER = 16 /* they are large, and slow to compare */,
    FAILURES_SHOWN = 10
};

enum flipped { FLIPPED_LOG, FLIPPED_VIEWS, FLIPPED_DEVICE, FLIPPED_PRIVATE, FLIPPED_COUNT };
static const char *const names[] = {"log.db", "views.db", "device.db", "private.db", ""};
static const char *const words[] = {"log", "views", "device", "private", ""};

struct counts {
    uint64_t bits;
    uint64_t detected;
    uint64_t harmless;
    uint64_t late;   /* read as it was, and only a verify sees that something is wrong */
    uint64_t served; /* read without an error, and not what was written */
};

static struct academy academy;
static struct content whole[FLIPPED_COUNT];

static void path_at(enum flipped file, const char *prefix, char out[100])
{
    (void)snprintf(out, 100, "%s/%s", prefix, names[file]);
}

/* --- the files --- */

static enum br_status fold(struct br_views *views, const char *log_path)
{
    struct br_log_reader *reader = NULL;
    struct br_error error;
    struct br_fold_progress progress = {.more = true};
    enum br_status status = br_log_reader_open(log_path, NULL, &reader, &error);
    while (status == BR_OK && progress.more) {
        status = br_views_fold(views, reader, &progress);
    }
    br_log_reader_close(reader);
    return status;
}

static enum br_status views_at(const char *path, struct br_views **views)
{
    struct br_error error;
    struct br_views_options options = {.path = path, .domain = the_domain(), .academy = academy.id};
    return br_views_open(&options, views, &error);
}

static void make_files(void)
{
    struct br_error error;
    struct br_views *views = NULL;
    struct br_device *device = NULL;
    struct br_private *private = NULL;
    struct br_buffer payload;
    static char text[5000];
    memset(text, 'w', sizeof text - 1);
    (void)say_keys(&academy);
    for (uint64_t i = 0; i < 3; i++) {
        struct br_id needs = nobody;
        (void)start_thread(&academy, to_network, id_of(100 + i), "Who waits?");
        (void)post(&academy, to_network, id_of(200 + i), id_of(100), i == 1 ? text : "We do.");
        if (device == NULL) {
            BR_ASSERT(br_device_open("/disk/device.db", true, &device, &error) == BR_OK);
        }
        struct br_write write =
            write_of("thread_started", to_network, id_of(900 + i),
                     packed(&payload, "thread_started", "title", "Kept for later", NULL));
        BR_ASSERT(br_outbox_add(device, &write, &needs, 1) == BR_OK);
        br_buffer_free(&payload);
    }
    BR_ASSERT(br_device_put(device, "home", br_bytes_of_text("ward")) == BR_OK);
    BR_ASSERT(br_private_open("/disk/private.db", true, &private, &error) == BR_OK);
    BR_ASSERT(br_private_put(private, "name", br_bytes_of_text("Bath")) == BR_OK);
    BR_ASSERT(views_at("/disk/views.db", &views) == BR_OK);
    BR_ASSERT(fold(views, academy.path) == BR_OK);
    br_views_close(views);
    br_device_close(device);
    br_private_close(private);
    academy_stop(&academy);
}

/* --- looking --- */

static void ignore(void *context, const char *sentence)
{
    (void)context;
    (void)sentence;
}

/* Views as they stand, against whole ones beside them; 1: equal, 0: an error, -1: different. */
static int look_at_views(const char *path)
{
    struct br_views *views = NULL;
    uint64_t differences = 1;
    int equal = 0;
    if (views_at(path, &views) == BR_OK && fold(views, "/whole/log.db") == BR_OK &&
        br_views_compare(views, "/whole/views.db", &differences, ignore, NULL) == BR_OK) {
        equal = differences == 0 ? 1 : -1;
    }
    br_views_close(views);
    return equal;
}

static bool read_file(enum flipped file, const char *path, struct content *content, char *why)
{
    switch (file) {
    case FLIPPED_LOG:
        return content_as_served(path, BR_SIDE_SHARED, &academy, content, why);
    case FLIPPED_DEVICE:
        return content_of_device(path, false, content, why);
    case FLIPPED_PRIVATE:
        return content_of_private(path, false, content, why);
    case FLIPPED_VIEWS:
    case FLIPPED_COUNT:
        break;
    }
    return false;
}

static void look(enum flipped file, struct counts *counts)
{
    char path[100];
    char why[WHY_SIZE] = "";
    struct content content = {.count = 0};
    path_at(file, "/copy", path);
    int equal = 0;
    if (file == FLIPPED_VIEWS) {
        equal = look_at_views(path);
    } else if (read_file(file, path, &content, why)) {
        equal = content_equal(&content, &whole[file]) ? 1 : -1;
    }
    counts->bits++;
    counts->detected += equal == 0 ? 1 : 0;
    counts->served += equal < 0 ? 1 : 0;
    if (equal > 0 && file == FLIPPED_LOG &&
        !content_of_log(path, BR_SIDE_SHARED, &academy, false, &content, why)) {
        counts->late++;
    } else {
        counts->harmless += equal > 0 ? 1 : 0;
    }
    content_free(&content);
}

static struct counts flip_all(const struct vfs_image *image, struct vfs_disk *copy,
                              enum flipped file, size_t every)
{
    struct counts counts = {.bits = 0};
    size_t size = 0;
    uint8_t *bytes = vfs_image_file(image, names[file], &size);
    BR_ASSERT(bytes != NULL);
    for (size_t at = (size_t)(vfs_mix(file, every) % every); at < size; at += every) {
        uint8_t mask = (uint8_t)(1u << vfs_mix(file, at) % 8);
        uint64_t served = counts.served;
        bytes[at] ^= mask;
        vfs_disk_load(copy, image);
        look(file, &counts);
        bytes[at] ^= mask;
        if (counts.served > served && file == FLIPPED_LOG && counts.served <= FAILURES_SHOWN) {
            (void)printf("%s, byte %zu, bit %u: read without an error, and wrong\n", names[file],
                         at, mask);
        }
    }
    (void)printf("%-8s %7llu bits: %llu detected, %llu harmless, %llu seen by a verify alone,"
                 " %llu served\n",
                 words[file], (unsigned long long)counts.bits, (unsigned long long)counts.detected,
                 (unsigned long long)counts.harmless, (unsigned long long)counts.late,
                 (unsigned long long)counts.served);
    return counts;
}

int main(int argc, char **argv)
{
    size_t every = getenv("BR_FULL") != NULL ? EVERY : EVERY_ELSE;
    every = argc == 2 ? strtoull(argv[1], NULL, 10) : every;
    const char *states = getenv("CRASH_STATES");
    bool long_run = states != NULL && strtoull(states, NULL, 10) >= LONG_RUN_STATES;
    every = long_run || every == 0 ? 1 : every;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    br_crypto_init();
    br_logline_level(BR_ERROR);
    vfs_register(true);
    vfs_set_chance(1);
    struct vfs_disk *disk = vfs_disk_new("/disk");
    struct vfs_disk *copy = vfs_disk_new("/copy");
    struct vfs_disk *beside = vfs_disk_new("/whole");
    academy = academy_new(1, BR_SIDE_SHARED, "");
    (void)snprintf(academy.path, sizeof academy.path, "/disk/log.db");
    academy_start(&academy);
    make_files();
    struct vfs_image *image = vfs_image_take(disk, vfs_by_chance, &(struct vfs_chance){.seed = 1});
    vfs_disk_load(beside, image);
    char path[100];
    char why[WHY_SIZE] = "";
    for (int file = 0; file < FLIPPED_COUNT; file++) {
        path_at((enum flipped)file, "/disk", path);
        BR_ASSERT(file == FLIPPED_VIEWS || read_file((enum flipped)file, path, &whole[file], why));
    }
    struct counts all[FLIPPED_COUNT];
    for (int file = 0; file < FLIPPED_COUNT; file++) {
        size_t stride = file == FLIPPED_VIEWS && every > 1 ? every * VIEWS_FEWER : every;
        all[file] = flip_all(image, copy, (enum flipped)file, stride);
        (void)printf("report flips_%s=%llu flips_%s_served=%llu\n", words[file],
                     (unsigned long long)all[file].bits, words[file],
                     (unsigned long long)all[file].served);
        content_free(&whole[file]);
    }
    vfs_image_free(image);
    vfs_disk_free(disk);
    vfs_disk_free(copy);
    vfs_disk_free(beside);
    /* The log is the truth and is told to others. The other files have no sums of their own. */
    bool good = all[FLIPPED_LOG].served == 0 && all[FLIPPED_LOG].bits > 0;
    (void)printf("%d passed, %d failed\n", good ? 1 : 0, good ? 0 : 1);
    return good ? 0 : 1;
}
