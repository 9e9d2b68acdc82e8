/*
 * runner.c - plays stories: a script, and below each line the inputs and actions that it caused.
 *
 *      story FILE...            compare; a difference is printed line by line
 *      story --update FILE...   write down what happens now
 *
 * Lines that begin with two spaces are the trace; README.md has the commands.
 */
#include "world.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORDS_MAX = 8,
    STORY_SIZE_MAX = 8 * 1024 * 1024,
};

struct story {
    struct world *world;
    const char *path;
    size_t line;
    bool failed;
    size_t count;
    char *words[WORDS_MAX];
    struct br_buffer told; /* the story as it happens now */
    struct br_bytes written;
    char *traced;
    size_t traced_size;
};

static void complain(struct story *story, const char *what)
{
    (void)printf("%s:%zu: %s\n", story->path, story->line, what);
    story->failed = true;
}

static struct machine *machine_of(struct story *story, size_t word)
{
    struct machine *machine =
        word < story->count ? world_find(story->world, story->words[word]) : NULL;
    if (machine == NULL) {
        complain(story, "there is no such machine");
    }
    return machine;
}

/* --- names of audiences: network, academy, room:NAME; streams: A/network --- */

static struct room *room_of(struct story *story, const char *name)
{
    struct world *world = story->world;
    for (size_t i = 0; i < world->room_count; i++) {
        if (strcmp(world->rooms[i].name, name) == 0) {
            return &world->rooms[i];
        }
    }
    complain(story, "there is no such room");
    return NULL;
}

static bool audience_of(struct story *story, const char *text, struct br_audience *audience)
{
    *audience = (struct br_audience){.type = BR_AUDIENCE_NETWORK};
    if (strcmp(text, "network") == 0) {
        return true;
    }
    if (strcmp(text, "academy") == 0) {
        audience->type = BR_AUDIENCE_ACADEMY;
        return true;
    }
    if (strcmp(text, "group") == 0 && story->world->group_count > 0) {
        *audience =
            (struct br_audience){.type = BR_AUDIENCE_GROUP, .id = story->world->groups[0].id};
        return true;
    }
    const struct room *room = strncmp(text, "room:", 5) == 0 ? room_of(story, text + 5) : NULL;
    if (room == NULL) {
        complain(story, "an audience is network, academy or room:NAME");
        return false;
    }
    *audience = (struct br_audience){.type = BR_AUDIENCE_ROOM, .id = room->id};
    return true;
}

/* --- commands --- */

static void do_academy(struct story *story)
{
    (void)machine_academy(story->world, story->words[1]);
}

static void do_client(struct story *story)
{
    struct machine *home = machine_of(story, 2);
    if (home != NULL) {
        (void)machine_client(story->world, story->words[1], home);
    }
}

static void do_accept(struct story *story)
{
    struct machine *one = machine_of(story, 1);
    struct machine *other = machine_of(story, 2);
    if (one != NULL && other != NULL) {
        machine_accept(story->world, one, other, strcmp(story->words[0], "accept") == 0);
    }
}

static void do_peers(struct story *story)
{
    struct machine *one = machine_of(story, 1);
    struct machine *other = machine_of(story, 2);
    if (one != NULL && other != NULL) {
        machine_accept(story->world, one, other, true);
        machine_accept(story->world, other, one, true);
    }
}

/* group A B ...: A opens a group with these and tells it something · tell A: once more */
static void do_group(struct story *story)
{
    struct machine *academy = machine_of(story, 1);
    uint32_t named = academy == NULL ? 0 : 1u << academy->index;
    for (size_t i = 2; i < story->count; i++) {
        const struct machine *other = machine_of(story, i);
        named |= other == NULL ? 0 : 1u << other->index;
    }
    if (academy != NULL) {
        struct group *group = machine_group(story->world, academy, named);
        world_name(story->world, group->id.bytes, sizeof group->id.bytes, "group");
        machine_tell(story->world, academy, group);
    }
}

static void do_tell(struct story *story)
{
    struct machine *academy = machine_of(story, 1);
    for (size_t i = 0; i < story->world->group_count && academy != NULL; i++) {
        if (story->world->groups[i].origin == academy->index) {
            machine_tell(story->world, academy, &story->world->groups[i]);
        }
    }
}

static void do_dial(struct story *story)
{
    struct machine *one = machine_of(story, 1);
    const struct machine *other = machine_of(story, 2);
    if (one != NULL && other != NULL) {
        one->dials[other->index] = true;
    }
}

static void do_start(struct story *story)
{
    for (size_t i = 1; i < story->count; i++) {
        struct machine *machine = machine_of(story, i);
        if (machine != NULL && !machine->up) {
            machine_start(story->world, machine);
        }
    }
}

static void do_run(struct story *story)
{
    world_run(story->world, story->world->now_ms + strtoull(story->words[1], NULL, 10));
}

static void do_write(struct story *story)
{
    struct machine *client = machine_of(story, 1);
    struct br_audience audience;
    size_t count = story->count > 3 ? strtoull(story->words[3], NULL, 10) : 1;
    size_t size = story->count > 4 ? strtoull(story->words[4], NULL, 10) : 10;
    if (client == NULL || !audience_of(story, story->words[2], &audience)) {
        return;
    }
    char *text = malloc(size + 1);
    BR_ASSERT(text != NULL);
    memset(text, 'x', size);
    text[size] = '\0';
    for (size_t i = 0; i < count; i++) {
        people_thread(story->world, client, &audience, "A thread", text);
    }
    free(text);
}

static void do_room(struct story *story)
{
    struct machine *client = machine_of(story, 1);
    struct room *room = client == NULL ? NULL : people_room(story->world, client, "A room");
    if (room != NULL) {
        (void)snprintf(room->name, sizeof room->name, "%s", story->words[2]);
        world_name(story->world, room->id.bytes, sizeof room->id.bytes, room->name);
    }
}

/* join BY MEMBER ROOM, leave BY MEMBER ROOM */
static void do_join(struct story *story)
{
    struct machine *by = machine_of(story, 1);
    const struct machine *member = machine_of(story, 2);
    const struct room *room = room_of(story, story->words[3]);
    if (by != NULL && member != NULL && room != NULL) {
        people_join(story->world, by, room, &member->member, strcmp(story->words[0], "join") == 0);
    }
}

static void do_cut(struct story *story)
{
    const struct machine *one = machine_of(story, 1);
    const struct machine *other = machine_of(story, 2);
    for (struct wire *wire = story->world->wires; wire != NULL && one != NULL && other != NULL;
         wire = wire->next) {
        if ((wire->ends[0].machine == one->index && wire->ends[1].machine == other->index) ||
            (wire->ends[1].machine == one->index && wire->ends[0].machine == other->index)) {
            wire_cut(story->world, wire);
        }
    }
}

/* block FROM TO MS: what FROM sends does not reach TO */
static void do_block(struct story *story)
{
    const struct machine *one = machine_of(story, 1);
    const struct machine *other = machine_of(story, 2);
    if (one != NULL && other != NULL) {
        story->world->blocked_until_ms[one->index][other->index] =
            story->world->now_ms + strtoull(story->words[3], NULL, 10);
    }
}

static void do_crash(struct story *story)
{
    struct machine *machine = machine_of(story, 1);
    if (machine != NULL) {
        machine_crash(story->world, machine, strcmp(story->words[0], "crash") == 0);
    }
}

static void do_stop(struct story *story)
{
    struct machine *machine = machine_of(story, 1);
    if (machine != NULL) {
        machine_stop(story->world, machine);
    }
}

static void do_slow(struct story *story)
{
    struct machine *machine = machine_of(story, 1);
    if (machine != NULL) {
        machine->slow_until_ms = story->world->now_ms + strtoull(story->words[2], NULL, 10);
    }
}

static void do_backup(struct story *story)
{
    struct machine *machine = machine_of(story, 1);
    if (machine != NULL && strcmp(story->words[0], "backup") == 0) {
        machine_backup(machine);
    } else if (machine != NULL && strcmp(story->words[0], "rollback") == 0) {
        machine_rollback(machine);
    } else if (machine != NULL) {
        machine_restore(machine);
    }
}

/* A stream in the words from 1 on: MACHINE ACADEMY AUDIENCE. */
static struct machine *stream_at(struct story *story, struct br_stream *stream)
{
    struct machine *machine = machine_of(story, 1);
    const struct machine *origin = machine_of(story, 2);
    *stream = (struct br_stream){0};
    if (machine == NULL || origin == NULL ||
        !audience_of(story, story->words[3], &stream->audience)) {
        return NULL;
    }
    stream->origin = origin->academy;
    return machine;
}

/* damage MACHINE ACADEMY AUDIENCE SEQ: the last byte of that record flips on the stopped disk */
static void do_damage(struct story *story)
{
    struct br_stream stream;
    struct machine *machine = stream_at(story, &stream);
    char path[400];
    sqlite3 *db = NULL;
    sqlite3_stmt *flip = NULL;
    uint8_t audience[BR_AUDIENCE_SIZE];
    if (machine == NULL || machine->up) {
        complain(story, "a machine that is stopped is needed");
        return;
    }
    machine_path(machine, br_audience_is_shared(&stream.audience) ? "shared.db" : "local.db", path,
                 sizeof path);
    br_audience_encode(&stream.audience, audience);
    BR_ASSERT(sqlite3_open(path, &db) == SQLITE_OK);
    BR_ASSERT(sqlite3_prepare_v2(
                  db,
                  "UPDATE record SET body = CAST(substr(body, 1, length(body) - 1) || 'y' AS BLOB)"
                  " WHERE position = (SELECT number << 40 | ?3 FROM stream"
                  " WHERE origin = ?1 AND audience = ?2)",
                  -1, &flip, NULL) == SQLITE_OK);
    (void)sqlite3_bind_blob(flip, 1, stream.origin.bytes, sizeof stream.origin.bytes, NULL);
    (void)sqlite3_bind_blob(flip, 2, audience, sizeof audience, NULL);
    (void)sqlite3_bind_int64(flip, 3, strtoll(story->words[4], NULL, 10));
    BR_ASSERT(sqlite3_step(flip) == SQLITE_DONE && sqlite3_changes(db) == 1);
    (void)sqlite3_finalize(flip);
    (void)sqlite3_close(db);
    machine->damaged = true;
}

/* aside MACHINE ACADEMY AUDIENCE GOOD: of what it holds, so many records count */
static void do_aside(struct story *story)
{
    struct br_stream stream;
    struct machine *machine = stream_at(story, &stream);
    uint64_t expected = strtoull(story->words[4], NULL, 10);
    if (machine == NULL) {
        return;
    }
    uint64_t good = judge_good(machine, &stream);
    if (good != expected) {
        (void)printf("%s:%zu: at %s %llu records count\n", story->path, story->line, machine->name,
                     (unsigned long long)good);
        story->failed = true;
    }
}

/* stranger A B MIN MAX: somebody with B's key greets A and speaks these versions */
static void do_stranger(struct story *story)
{
    struct machine *machine = machine_of(story, 1);
    const struct machine *other = machine_of(story, 2);
    if (machine == NULL || other == NULL) {
        return;
    }
    struct br_buffer hello;
    br_buffer_init(&hello, BR_FRAME_SIZE_MAX);
    struct br_hello says = {.version_min = (uint32_t)strtoul(story->words[3], NULL, 10),
                            .version_max = (uint32_t)strtoul(story->words[4], NULL, 10),
                            .academy = other->academy,
                            .software = "stranger"};
    br_frame_put_hello(&hello, &says);
    struct br_node_input input = {.type = BR_INPUT_CONNECTED,
                                  .connection = ++machine->connection_last};
    input.as.connected = (struct br_party){.type = BR_PARTY_ACADEMY, .academy = other->academy};
    shell_step(story->world, machine, &input);
    input = (struct br_node_input){.type = BR_INPUT_FRAME, .connection = machine->connection_last};
    input.as.frame =
        (struct br_bytes){hello.data + BR_FRAME_LENGTH_SIZE, hello.size - BR_FRAME_LENGTH_SIZE};
    shell_step(story->world, machine, &input);
    br_buffer_free(&hello);
}

static void do_trace(struct story *story)
{
    memset(story->world->traced, 0, sizeof story->world->traced);
    for (size_t i = 1; i < story->count; i++) {
        const struct machine *machine = machine_of(story, i);
        if (machine != NULL) {
            story->world->traced[machine->index] = true;
        }
    }
}

/* expect MACHINE ACADEMY AUDIENCE SEQ */
static void do_expect(struct story *story)
{
    struct br_stream stream;
    struct machine *machine = stream_at(story, &stream);
    if (machine == NULL) {
        return;
    }
    uint64_t expected = strtoull(story->words[4], NULL, 10);
    uint64_t held = judge_tail(story->world, machine, &stream);
    if (held != expected) {
        (void)printf("%s:%zu: %s holds %llu\n", story->path, story->line, machine->name,
                     (unsigned long long)held);
        story->failed = true;
    }
}

static void do_settled(struct story *story)
{
    char why[300];
    if (!judge_settled(story->world, why, sizeof why)) {
        complain(story, why);
    }
}

static const struct command {
    const char *name;
    size_t words; /* at least, with the name */
    void (*run)(struct story *story);
} commands[] = {
    {"academy", 2, do_academy}, {"client", 3, do_client},  {"accept", 3, do_accept},
    {"drop", 3, do_accept},     {"peers", 3, do_peers},    {"dial", 3, do_dial},
    {"start", 2, do_start},     {"run", 2, do_run},        {"write", 3, do_write},
    {"room", 3, do_room},       {"join", 4, do_join},      {"leave", 4, do_join},
    {"cut", 3, do_cut},         {"block", 4, do_block},    {"crash", 2, do_crash},
    {"vanish", 2, do_crash},    {"stop", 2, do_stop},      {"slow", 3, do_slow},
    {"backup", 2, do_backup},   {"restore", 2, do_backup}, {"stranger", 5, do_stranger},
    {"rollback", 2, do_backup}, {"damage", 5, do_damage},  {"aside", 5, do_aside},
    {"trace", 1, do_trace},     {"expect", 5, do_expect},  {"settled", 1, do_settled},
    {"group", 3, do_group},     {"tell", 2, do_tell},
};

static void run_command(struct story *story)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, story->words[0]) == 0) {
            if (story->count < commands[i].words) {
                complain(story, "something is missing on this line");
            } else {
                commands[i].run(story);
            }
            return;
        }
    }
    complain(story, "there is no such command");
}

/* --- the story --- */

static bool read_whole(const char *path, struct br_buffer *out)
{
    FILE *file = fopen(path, "rb");
    char part[4096];
    size_t size = 0;
    while (file != NULL && (size = fread(part, 1, sizeof part, file)) > 0) {
        br_buffer_put(out, part, size);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return file != NULL && br_buffer_ok(out);
}

/* What the world traced since the last line becomes part of the story. */
static void take_trace(struct story *story)
{
    (void)fflush(story->world->trace);
    br_buffer_put(&story->told, story->traced, story->traced_size);
    rewind(story->world->trace);
    (void)fflush(story->world->trace);
    story->traced_size = 0;
}

static void play_line(struct story *story, char *line)
{
    br_buffer_put_format(&story->told, "%s\n", line);
    story->count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word != NULL && story->count < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest)) {
        story->words[story->count++] = word;
    }
    if (story->count == 0 || story->words[0][0] == '#') {
        return;
    }
    run_command(story);
    take_trace(story);
    if (story->world->failed) {
        complain(story, story->world->why);
    }
}

/* The first line that differs, with what was told and what is written down. */
static void show_difference(struct story *story)
{
    const char *told = br_buffer_text(&story->told);
    const char *written = (const char *)story->written.data;
    size_t line = 1;
    while (*told != '\0' && *told == *written) {
        line += *told == '\n';
        told++;
        written++;
    }
    while (told > (const char *)story->told.data && told[-1] != '\n') {
        told--;
        written--;
    }
    enum { LINES_SHOWN = 8 };
    for (int side = 0; side < 2; side++) {
        const char *at = side == 0 ? written : told;
        for (int i = 0; i < LINES_SHOWN && *at != '\0'; i++) {
            size_t size = strcspn(at, "\n");
            (void)printf("%s:%zu: %c %.*s\n", story->path, line + (size_t)i, side == 0 ? '-' : '+',
                         (int)size, at);
            at += size + (at[size] == '\n');
        }
    }
}

static void play(struct story *story, char *script)
{
    char *rest = script;
    while (rest != NULL && !story->failed) {
        char *line = strsep(&rest, "\n");
        story->line++;
        if (strncmp(line, "  ", 2) == 0 || (line[0] == '\0' && rest == NULL)) {
            continue; /* the old trace; the end */
        }
        play_line(story, line);
    }
}

static bool play_file(const char *path, bool update)
{
    struct world_options options = {.plan = {.seed = 1}, .steady = true};
    struct br_buffer script;
    struct br_buffer copy;
    struct story story = {.path = path};
    br_buffer_init(&script, STORY_SIZE_MAX);
    br_buffer_init(&copy, STORY_SIZE_MAX);
    br_buffer_init(&story.told, STORY_SIZE_MAX);
    if (!read_whole(path, &script)) {
        (void)printf("%s: cannot be read\n", path);
        br_buffer_free(&script);
        return false;
    }
    br_buffer_put(&copy, script.data, script.size);
    (void)br_buffer_text(&copy);
    story.written = (struct br_bytes){(const uint8_t *)br_buffer_text(&script), script.size};
    story.world = world_new(&options);
    story.world->trace = open_memstream(&story.traced, &story.traced_size);
    BR_ASSERT(story.world->trace != NULL);
    play(&story, (char *)copy.data);
    bool same = br_bytes_equal(br_buffer_bytes(&story.told), story.written);
    if (update && !story.failed) {
        FILE *file = fopen(path, "wb");
        BR_ASSERT(file != NULL);
        (void)fwrite(story.told.data, 1, story.told.size, file);
        BR_ASSERT(fclose(file) == 0);
        same = true;
    } else if (!same && !story.failed) {
        show_difference(&story);
    }
    (void)fclose(story.world->trace);
    free(story.traced);
    world_free(story.world);
    br_buffer_free(&script);
    br_buffer_free(&copy);
    br_buffer_free(&story.told);
    return same && !story.failed;
}

int main(int argc, char **argv)
{
    bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
    size_t passed = 0;
    size_t failed = 0;
    br_crypto_init();
    for (int i = update ? 2 : 1; i < argc; i++) {
        bool good = play_file(argv[i], update);
        (void)printf("%s %s\n", good ? "ok  " : "FAIL", argv[i]);
        passed += good;
        failed += !good;
    }
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
