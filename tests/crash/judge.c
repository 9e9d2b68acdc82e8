/* judge.c - states that a crash could leave now: opened again, and held against what was answered.
 *
 * A state is opened by SQLite, which recovers it, and its pages are read. Only what is new, page by
 * page, or comes at a moment when more was answered, goes through the product's own opening,
 * verifying and reading: equal pages give equal answers. Every so often it goes there anyway.
 */
#include "crash.h"

#include <sqlite3.h>

enum { CHOICES = 8, ANYWAY_EVERY = 61, WHOLE_EVERY = 24, SET_FIRST = 1 << 14 };

const char *const file_names[FILE_COUNT + 1] = {
    [FILE_SHARED] = "log/shared.db", [FILE_LOCAL] = "log/local.db", [FILE_VIEWS] = "views/all.db",
    [FILE_DEVICE] = "device.db",     [FILE_PRIVATE] = "private.db", [FILE_COUNT] = "",
};

/* --- a set of hashes --- */

struct known {
    uint64_t pages;
    enum file_at file;
    struct content content;
};

struct judged {
    size_t count;
    size_t room; /* a power of two */
    uint64_t *keys;
    size_t known_count;
    size_t known_room;
    struct known *known;
};

static size_t place_of(const uint64_t *keys, size_t room, uint64_t key)
{
    size_t at = (size_t)vfs_mix(key, 0) & (room - 1);
    while (keys[at] != 0 && keys[at] != key) {
        at = (at + 1) & (room - 1);
    }
    return at;
}

/* Was it not there yet? */
static bool set_put(struct judged *set, uint64_t key)
{
    key = key == 0 ? 1 : key;
    if (set->count * 2 >= set->room) {
        size_t room = set->room == 0 ? SET_FIRST : set->room * 2;
        uint64_t *keys = calloc(room, sizeof *keys);
        BR_ASSERT(keys != NULL);
        for (size_t i = 0; i < set->room; i++) {
            if (set->keys[i] != 0) {
                keys[place_of(keys, room, set->keys[i])] = set->keys[i];
            }
        }
        free(set->keys);
        set->keys = keys;
        set->room = room;
    }
    size_t at = place_of(set->keys, set->room, key);
    bool added = set->keys[at] == 0;
    set->keys[at] = key;
    set->count += added ? 1 : 0;
    return added;
}

void judge_begin(struct run *run)
{
    run->judged = calloc(1, sizeof *run->judged);
    BR_ASSERT(run->judged != NULL);
}

void judge_end(struct run *run)
{
    for (size_t i = 0; i < run->judged->known_count; i++) {
        content_free(&run->judged->known[i].content);
    }
    free(run->judged->known);
    free(run->judged->keys);
    free(run->judged);
}

/* --- what is wrong --- */

void fail(struct run *run, bool lost, const char *where, const char *why)
{
    run->totals->lost += lost ? 1 : 0;
    run->totals->corrupt += lost ? 0 : 1;
    if (run->options->control) {
        return;
    }
    run->failed = true;
    (void)printf("seed %llu, step %llu, event %llu, state %llu: %s: %s\n",
                 (unsigned long long)run->seed, (unsigned long long)run->step,
                 (unsigned long long)run->event, (unsigned long long)run->state, where, why);
    (void)printf("    again: crash --seed %llu --steps %llu --at %llu\n",
                 (unsigned long long)run->seed, (unsigned long long)run->options->steps,
                 (unsigned long long)run->state);
}

static bool is_of_writes(const struct expected *expected, const struct fact *fact, bool *record)
{
    for (size_t i = 0; i < expected->write_count; i++) {
        struct br_stream any = {.audience = {.type = BR_AUDIENCE_NETWORK}};
        *record = fact->said == write_said(&expected->writes[i]);
        if (*record || fact->key == own_fact(&expected->writes[i].id, &any, 0).key) {
            return true;
        }
    }
    return false;
}

/* All of the group under way, or nothing of it; how many that are is learnt from the first. */
static const char *judge_extras(struct expected *expected, const struct content *found)
{
    size_t records = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct fact *fact = &found->facts[i];
        bool record = false;
        if (content_find(&expected->now, fact->key) != NULL) {
            continue;
        }
        if (expected->writes == NULL || !is_of_writes(expected, fact, &record)) {
            return "something is there that nobody wrote";
        }
        records += record ? 1 : 0;
    }
    if (records > 0 && expected->writes_seen == 0) {
        expected->writes_seen = records;
    }
    return records != expected->writes_seen && records > 0 ? "a part of a group is there" : NULL;
}

const char *judge_content(struct run *run, enum file_at file, const struct content *found,
                          bool *lost)
{
    struct expected *expected = &run->expected[file];
    *lost = false;
    if (content_equal(found, &expected->now) ||
        (expected->changing && expected->writes == NULL && content_equal(found, &expected->next))) {
        return NULL;
    }
    for (size_t i = 0; i < expected->now.count; i++) {
        const struct fact *fact = &expected->now.facts[i];
        const struct fact *there = content_find(found, fact->key);
        if (there == NULL) {
            *lost = true;
            return "what was answered is not there";
        }
        if (there->value != fact->value) {
            *lost = file != FILE_SHARED && file != FILE_LOCAL; /* an older value */
            return "what was answered is there with other content";
        }
    }
    return judge_extras(expected, found);
}

/* --- one state --- */

static void path_on_copy(const char *name, char out[100])
{
    (void)snprintf(out, 100, "/copy/%s", name);
}

/* What nobody can recover is known by its bytes. */
static uint64_t bytes_of(const struct vfs_image *image, const char *name)
{
    static const char *const endings[] = {"", "-wal", "-journal"};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[100];
        size_t size = 0;
        (void)snprintf(path, sizeof path, "%s%s", name, endings[i]);
        const uint8_t *bytes = vfs_image_file(image, path, &size);
        hash = vfs_mix(hash, bytes == NULL ? 0 : vfs_hash(bytes, size));
    }
    return hash;
}

/* Recover a file and hash its pages. */
static uint64_t recovered(const struct vfs_image *image, const char *name)
{
    char path[100];
    sqlite3 *db = NULL;
    sqlite3_int64 size = 0;
    uint64_t hash = 0;
    path_on_copy(name, path);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, VFS_NAME) ==
        SQLITE_OK) {
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        uint8_t *pages = sqlite3_serialize(db, "main", &size, 0);
        if (pages != NULL) {
            hash = vfs_hash(pages, (size_t)size);
        }
        sqlite3_free(pages);
    }
    (void)sqlite3_close(db);
    return hash == 0 ? bytes_of(image, name) : hash;
}

static bool read_content(struct run *run, enum file_at file, const char *prefix,
                         struct content *found, char *why)
{
    char path[100];
    bool make = !run->expected[file].answered;
    (void)snprintf(path, sizeof path, "%s/%s", prefix, file_names[file]);
    switch (file) {
    case FILE_SHARED:
        return content_of_log(path, BR_SIDE_SHARED, &run->logs[BR_SIDE_SHARED], make, found, why);
    case FILE_LOCAL:
        return content_of_log(path, BR_SIDE_LOCAL, &run->logs[BR_SIDE_LOCAL], make, found, why);
    case FILE_DEVICE:
        return content_of_device(path, make, found, why);
    case FILE_PRIVATE:
        return content_of_private(path, make, found, why);
    case FILE_VIEWS:
    case FILE_COUNT:
        break;
    }
    return true;
}

/* What a file with these pages holds, read once; NULL: it cannot be read, which is a failure. */
static const struct content *content_behind(struct run *run, enum file_at file, uint64_t pages,
                                            const struct vfs_image *image)
{
    struct judged *judged = run->judged;
    bool anyway = run->state % ANYWAY_EVERY == 0 || run->options->at != 0;
    for (size_t i = judged->known_count; i > 0 && !anyway; i--) {
        const struct known *known = &judged->known[i - 1];
        if (known->pages == pages && known->file == file) {
            return &known->content;
        }
    }
    if (judged->known_count == judged->known_room) {
        judged->known_room = judged->known_room * 2 + 64;
        judged->known = realloc(judged->known, judged->known_room * sizeof *judged->known);
        BR_ASSERT(judged->known != NULL);
    }
    struct known *known = &judged->known[judged->known_count];
    *known = (struct known){.pages = pages, .file = file};
    char why[WHY_SIZE] = "";
    run->totals->judged++;
    vfs_disk_load(run->copy, image);
    bool read = read_content(run, file, "/copy", &known->content, why);
    vfs_disk_load(run->copy, image);
    if (!read) {
        content_free(&known->content);
        fail(run, false, file_names[file], why);
        return NULL;
    }
    judged->known_count++;
    return &known->content;
}

static void judge_file(struct run *run, enum file_at file, uint64_t pages,
                       const struct vfs_image *image)
{
    bool lost = false;
    const struct content *found = content_behind(run, file, pages, image);
    const char *wrong = found == NULL ? NULL : judge_content(run, file, found, &lost);
    if (wrong != NULL) {
        fail(run, lost, file_names[file], wrong);
    }
}

/* --- views, with the logs that would be found beside them --- */

struct difference {
    char text[WHY_SIZE];
};

static void keep_difference(void *context, const char *sentence)
{
    struct difference *difference = context;
    if (difference->text[0] == '\0') {
        (void)snprintf(difference->text, sizeof difference->text, "%s", sentence);
    }
}

static struct br_views *views_on_copy(struct run *run, const char *name,
                                      struct br_log_reader **readers, char *why)
{
    char path[100];
    struct br_error error = {.text = ""};
    struct br_views *views = NULL;
    path_on_copy(name, path);
    struct br_views_options options = {
        .path = path, .domain = the_domain(), .academy = run->logs[0].id};
    enum br_status status = br_views_open(&options, &views, &error);
    for (size_t i = 0; i < READERS && status == BR_OK; i++) {
        struct br_fold_progress progress = {.more = true};
        while (progress.more && status == BR_OK) {
            status = br_views_fold(views, readers[i], &progress);
        }
    }
    if (status != BR_OK) {
        (void)snprintf(why, WHY_SIZE, "%s: %s %s", name, br_status_text(status), error.text);
        br_views_close(views);
        return NULL;
    }
    return views;
}

static bool views_agree(struct run *run, struct br_log_reader **readers, char *why)
{
    struct difference difference = {.text = ""};
    struct br_digest digests[2];
    uint64_t differences = 0;
    struct br_views *left = views_on_copy(run, file_names[FILE_VIEWS], readers, why);
    struct br_views *fresh = views_on_copy(run, "views/fresh.db", readers, why);
    bool agree = left != NULL && fresh != NULL;
    if (agree) {
        agree = br_views_digest(left, &digests[0]) == BR_OK &&
                br_views_digest(fresh, &digests[1]) == BR_OK &&
                memcmp(&digests[0], &digests[1], sizeof digests[0]) == 0 &&
                br_views_compare(left, "/copy/views/fresh.db", &differences, keep_difference,
                                 &difference) == BR_OK &&
                differences == 0;
        if (!agree) {
            (void)snprintf(why, WHY_SIZE, "%llu rows differ from a fold of the log: %.400s",
                           (unsigned long long)differences, difference.text);
        }
    }
    br_views_close(left);
    br_views_close(fresh);
    return agree;
}

static void judge_views(struct run *run)
{
    struct br_log *logs[READERS] = {NULL};
    struct br_log_reader *readers[READERS] = {NULL};
    char why[WHY_SIZE] = "";
    struct br_error error = {.text = ""};
    bool good = true;
    run->totals->pairs++;
    for (size_t i = 0; i < READERS && good; i++) {
        char path[100];
        path_on_copy(file_names[i], path);
        struct br_log_options options = {.path = path,
                                         .side = (enum br_side)i,
                                         .domain = the_domain(),
                                         .academy = run->logs[0].id,
                                         .create = !run->expected[i].answered};
        good = br_log_open(&options, &logs[i], &error) == BR_OK &&
               br_log_reader_open(path, NULL, &readers[i], &error) == BR_OK;
    }
    if (!good) {
        fail(run, false, "logs beside views", error.text);
    } else if (!views_agree(run, readers, why)) {
        fail(run, false, file_names[FILE_VIEWS], why);
    }
    for (size_t i = 0; i < READERS; i++) {
        br_log_reader_close(readers[i]);
        br_log_close(logs[i]);
    }
}

/* --- all states of a moment --- */

/* What is looked at together: one file, all that views come from, or the whole disk. */
static bool belongs(enum file_at moment, int file)
{
    return moment == FILE_COUNT || (int)moment == file ||
           (moment == FILE_VIEWS && (file == FILE_SHARED || file == FILE_LOCAL));
}

static void judge_image(struct run *run, enum file_at moment, const struct vfs_image *image)
{
    uint64_t pages[FILE_COUNT] = {0};
    for (int i = 0; i < FILE_COUNT; i++) {
        if (belongs(moment, i)) {
            pages[i] = recovered(image, file_names[i]);
        }
    }
    for (int i = 0; i < FILE_COUNT; i++) {
        if (i != FILE_VIEWS && belongs(moment, i)) {
            judge_file(run, (enum file_at)i, pages[i], image);
        }
    }
    if (belongs(moment, FILE_VIEWS)) {
        uint64_t key = vfs_mix(vfs_mix(pages[FILE_SHARED], pages[FILE_LOCAL]), pages[FILE_VIEWS]);
        if (set_put(run->judged, key)) {
            vfs_disk_load(run->copy, image);
            judge_views(run);
        }
    }
}

static void judge_state(struct run *run, enum file_at moment, const struct vfs_image *image)
{
    run->state++;
    if (run->options->at != 0 && run->options->at != run->state) {
        return;
    }
    run->totals->states++;
    (void)sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SAVE);
    vfs_disk_load(run->copy, image);
    judge_image(run, moment, image);
    (void)sqlite3_test_control(SQLITE_TESTCTRL_PRNG_RESTORE);
}

static void judge_moment(struct run *run, enum file_at moment)
{
    static const unsigned drops[CHOICES] = {0, 0, 50, 15, 85, 30, 50, 8};
    static const unsigned tears[CHOICES] = {0, 0, 0, 50, 10, 30, 80, 20};
    uint64_t least = 0;
    for (size_t i = 0; i < CHOICES && !run->failed; i++) {
        struct vfs_chance chance = {.seed = vfs_mix(vfs_mix(run->seed, run->event), i),
                                    .drop_percent = drops[i],
                                    .tear_percent = tears[i]};
        bool alone = moment != FILE_VIEWS && moment != FILE_COUNT;
        struct vfs_image *image = vfs_image_take_some(run->disk, alone ? file_names[moment] : "",
                                                      i == 0 ? NULL : vfs_by_chance, &chance);
        uint64_t hash = vfs_image_hash(image);
        uint64_t key = vfs_mix(vfs_mix(hash, moment), run->version);
        bool nothing_pending = i == 1 && hash == least;
        least = i == 0 ? hash : least;
        if (set_put(run->judged, key)) {
            judge_state(run, moment, image);
        } else {
            run->totals->same++;
        }
        vfs_image_free(image);
        if (nothing_pending) {
            break;
        }
    }
}

static enum file_at file_of(const char *path)
{
    for (int file = 0; file < FILE_COUNT; file++) {
        if (strncmp(path, file_names[file], strlen(file_names[file])) == 0) {
            return (enum file_at)file;
        }
    }
    return FILE_COUNT;
}

void judge_event(void *context, const struct vfs_event *event)
{
    struct run *run = context;
    enum file_at file = file_of(event->path);
    if (run->crashed != NULL || run->failed || file == FILE_COUNT) {
        return;
    }
    run->event++;
    run->totals->events++;
    if (run->crash_in > 0 && --run->crash_in == 0) {
        struct vfs_chance chance = {.seed = vfs_mix(run->seed, run->event),
                                    .drop_percent = (unsigned)draw(run, 100),
                                    .tear_percent = 30};
        run->crashed = vfs_image_take(run->disk, vfs_by_chance, &chance);
        run->totals->crashes++;
        return;
    }
    judge_moment(run, run->event % WHOLE_EVERY == 0 ? FILE_COUNT : file);
}

void judge_answered(struct run *run, enum file_at file)
{
    if (run->crashed == NULL && !run->failed) {
        judge_moment(run, file);
    }
}

/* --- going on from one --- */

void judge_resume(struct run *run)
{
    for (int file = 0; file < FILE_COUNT && !run->failed; file++) {
        struct expected *expected = &run->expected[file];
        struct content found = {.count = 0};
        char why[WHY_SIZE] = "";
        bool lost = false;
        const char *wrong = NULL;
        if (file == FILE_VIEWS) {
            continue;
        }
        if (!read_content(run, (enum file_at)file, "/disk", &found, why)) {
            fail(run, false, file_names[file], why);
        } else if ((wrong = judge_content(run, (enum file_at)file, &found, &lost)) != NULL) {
            fail(run, lost, file_names[file], wrong);
        }
        content_copy(&expected->now, &found);
        content_free(&found);
        expected->changing = false;
        expected->writes = NULL;
        run->version++;
    }
}
