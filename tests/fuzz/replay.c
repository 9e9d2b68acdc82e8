/*
 * replay.c - the corpora as plain tests: every input once, under whatever sanitizer it is built
 * with.
 *
 *      fuzz_replay                     every target
 *      fuzz_replay TARGET...           only these
 *      fuzz_replay TARGET --file PATH  one input as libFuzzer keeps it
 *      fuzz_replay --data              every line below BIGROOM_TEST_DATA/bad, read as everything
 *      fuzz_replay --seeds FOLDER      write the targets' own seeds there
 *
 * A corpus is FOLDER/TARGET/NAME.txt, one input a line: a name, a space, URL-safe base64. A
 * failure ends the program, after saying which input it was.
 */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"

#include <dirent.h>
#include <ftw.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 1u << 20, LINE_MAX_SIZE = 2u << 20, INPUT_SECONDS_MAX = 60, PATH_SIZE = 600 };

extern const struct fuzz_target fuzz_control;
extern const struct fuzz_target fuzz_csv;
extern const struct fuzz_target fuzz_fill;
extern const struct fuzz_target fuzz_fork;
extern const struct fuzz_target fuzz_frame;
extern const struct fuzz_target fuzz_hello;
extern const struct fuzz_target fuzz_json;
extern const struct fuzz_target fuzz_message;
extern const struct fuzz_target fuzz_outline;
extern const struct fuzz_target fuzz_patient;
extern const struct fuzz_target fuzz_record;
extern const struct fuzz_target fuzz_scan;
extern const struct fuzz_target fuzz_session;
extern const struct fuzz_target fuzz_site;
extern const struct fuzz_target fuzz_spc;
extern const struct fuzz_target fuzz_sqlite;
extern const struct fuzz_target fuzz_template;
extern const struct fuzz_target fuzz_terminal;
extern const struct fuzz_target fuzz_text_in;
extern const struct fuzz_target fuzz_verify;

static const struct fuzz_target *const targets[] = {
    &fuzz_control, &fuzz_csv,      &fuzz_fill,     &fuzz_fork,    &fuzz_frame,
    &fuzz_hello,   &fuzz_json,     &fuzz_message,  &fuzz_outline, &fuzz_patient,
    &fuzz_record,  &fuzz_scan,     &fuzz_session,  &fuzz_site,    &fuzz_spc,
    &fuzz_sqlite,  &fuzz_template, &fuzz_terminal, &fuzz_text_in, &fuzz_verify,
};
enum { TARGETS = sizeof targets / sizeof targets[0] };

/* --- saying which input it was --- */

static char current[PATH_SIZE + 200];
static size_t passed;

static void say_current(void)
{
    static const char before[] = "\nfuzz_replay: it ended with the input ";
    static const char after[] = "\n";
    (void)!write(STDOUT_FILENO, before, sizeof before - 1);
    (void)!write(STDOUT_FILENO, current, strlen(current));
    (void)!write(STDOUT_FILENO, after, sizeof after - 1);
}

/* NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void on_signal(int number)
{
    say_current();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void watch(void)
{
    if (__sanitizer_set_death_callback != NULL) {
        __sanitizer_set_death_callback(say_current);
    }
    (void)signal(SIGABRT, on_signal);
    (void)signal(SIGALRM, on_signal); /* a hang is a failure too */
}

static void run_one(const struct fuzz_target *target, struct br_bytes bytes)
{
    uint8_t *copy = malloc(bytes.size + 1);
    BR_ASSERT(copy != NULL);
    if (bytes.size > 0) {
        memcpy(copy + 1, bytes.data, bytes.size);
    }
    (void)alarm(INPUT_SECONDS_MAX);
    target->run((struct br_bytes){copy + 1, bytes.size});
    (void)alarm(0);
    free(copy);
    passed++;
}

/* --- corpora --- */

static void replay_text(const struct fuzz_target *target, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = malloc(LINE_MAX_SIZE);
    struct br_buffer bytes;
    size_t number = 0;
    BR_ASSERT(file != NULL && line != NULL);
    br_buffer_init(&bytes, INPUT_MAX);
    while (fgets(line, LINE_MAX_SIZE, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *text = strchr(line, ' ');
        number++;
        (void)snprintf(current, sizeof current, "%s:%zu of target %s", path, number, target->name);
        br_buffer_clear(&bytes);
        BR_ASSERT(text != NULL && br_base64_decode(text + 1, &bytes) == BR_OK);
        run_one(target, br_buffer_bytes(&bytes));
    }
    br_buffer_free(&bytes);
    free(line);
    (void)fclose(file);
}

static bool replay_corpus(const struct fuzz_target *target, const char *folder)
{
    char path[PATH_SIZE];
    size_t before = passed;
    (void)snprintf(path, sizeof path, "%s/%s", folder, target->name);
    DIR *list = opendir(path);
    if (list == NULL) {
        (void)printf("there is no corpus %s\n", path);
        return false;
    }
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (strstr(entry->d_name, ".txt") != NULL) {
            (void)snprintf(path, sizeof path, "%s/%s/%s", folder, target->name, entry->d_name);
            replay_text(target, path);
        }
    }
    (void)closedir(list);
    (void)printf("%s: %zu inputs\n", target->name, passed - before);
    return passed > before;
}

static void replay_file(const struct fuzz_target *target, const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_MAX);
    BR_ASSERT(file != NULL && bytes != NULL);
    size_t size = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    (void)snprintf(current, sizeof current, "%s of target %s", path, target->name);
    run_one(target, (struct br_bytes){bytes, size});
    free(bytes);
}

/* --- other people's collections of what breaks programs, read where they lie --- */

static const struct {
    const struct fuzz_target *target;
    int choice_first; /* the byte in front that chooses; -1: none */
    int choice_last;
} readers[] = {
    {&fuzz_csv, 0, 2},       {&fuzz_csv, 0xff, 0xff},  {&fuzz_spc, 0, 0},
    {&fuzz_json, 0, 1},      {&fuzz_terminal, -1, -1}, {&fuzz_text_in, 0, 7},
    {&fuzz_frame, 1, 1},     {&fuzz_scan, 0, 18},      {&fuzz_hello, -1, -1},
    {&fuzz_control, -1, -1}, {&fuzz_record, 0, 4},     {&fuzz_template, -1, -1},
    {&fuzz_patient, -1, -1},
};

static void give_to_all(struct br_bytes bytes)
{
    enum { GIVEN_MAX = 16 * 1024 };
    struct br_buffer input;
    if (bytes.size > GIVEN_MAX) {
        return;
    }
    br_buffer_init(&input, GIVEN_MAX + 1);
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        for (int choice = readers[i].choice_first; choice <= readers[i].choice_last; choice++) {
            br_buffer_clear(&input);
            if (choice >= 0) {
                br_buffer_put_u8(&input, (uint8_t)choice);
            }
            br_buffer_put(&input, bytes.data, bytes.size);
            run_one(readers[i].target, br_buffer_bytes(&input));
        }
    }
    br_buffer_free(&input);
}

/* Of {"base64": "..."} what it stands for (with +, / and padding); other lines are themselves. */
static void give_line(char *line)
{
    struct br_buffer bytes;
    json_t *object = json_loads(line, 0, NULL);
    const char *text = json_string_value(json_object_get(object, "base64"));
    br_buffer_init(&bytes, LINE_MAX_SIZE);
    if (text == NULL) {
        br_buffer_put_text(&bytes, line);
    } else {
        char *copy = strdup(text);
        BR_ASSERT(copy != NULL);
        copy[strcspn(copy, "=")] = '\0';
        for (char *at = copy; *at != '\0'; at++) {
            if (*at == '+') {
                *at = '-';
            } else if (*at == '/') {
                *at = '_';
            }
        }
        BR_ASSERT(br_base64_decode(copy, &bytes) == BR_OK);
        free(copy);
    }
    give_to_all(br_buffer_bytes(&bytes));
    br_buffer_free(&bytes);
    json_decref(object);
}

static int replay_stranger(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    FILE *file = type == FTW_F ? fopen(path, "r") : NULL;
    (void)info;
    (void)walk;
    if (file != NULL) {
        char *line = malloc(LINE_MAX_SIZE);
        BR_ASSERT(line != NULL);
        for (size_t number = 1; fgets(line, LINE_MAX_SIZE, file) != NULL; number++) {
            line[strcspn(line, "\n")] = '\0';
            (void)snprintf(current, sizeof current, "%s:%zu", path, number);
            give_line(line);
        }
        free(line);
        (void)fclose(file);
    }
    return 0;
}

static bool replay_data(void)
{
    enum { OPEN_FOLDERS = 16 };
    char path[PATH_SIZE];
    const char *folder = getenv("BIGROOM_TEST_DATA");
    size_t before = passed;
    if (folder == NULL) {
        (void)printf("BIGROOM_TEST_DATA is not set: only our own text is read\n");
        return replay_corpus(&fuzz_csv, BR_FUZZ_CORPUS) &&
               replay_corpus(&fuzz_terminal, BR_FUZZ_CORPUS);
    }
    (void)snprintf(path, sizeof path, "%s/bad", folder);
    (void)nftw(path, replay_stranger, OPEN_FOLDERS, FTW_PHYS);
    return passed > before;
}

/* --- the words of the call --- */

static const struct fuzz_target *find_target(const char *name)
{
    for (size_t i = 0; i < TARGETS; i++) {
        if (strcmp(targets[i]->name, name) == 0) {
            return targets[i];
        }
    }
    (void)fprintf(stderr, "fuzz_replay: there is no target %s\n", name);
    exit(2);
}

int main(int argc, char **argv)
{
    bool good = true;
    fuzz_begin();
    watch();
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; argc == 1 && i < TARGETS; i++) {
        good = replay_corpus(targets[i], BR_FUZZ_CORPUS) && good;
    }
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : ".";
        if (strcmp(argv[i], "--seeds") == 0) {
            for (size_t at = 0; at < TARGETS; at++) {
                fuzz_write_seeds(targets[at], value);
                passed++;
            }
            i++;
        } else if (strcmp(argv[i], "--data") == 0) {
            good = replay_data() && good;
        } else if (i + 2 < argc && strcmp(argv[i + 1], "--file") == 0) {
            replay_file(find_target(argv[i]), argv[i + 2]);
            i += 2;
        } else {
            good = replay_corpus(find_target(argv[i]), BR_FUZZ_CORPUS) && good;
        }
    }
    (void)printf("%zu passed, %d failed\n", passed, good ? 0 : 1);
    return good ? 0 : 1;
}
