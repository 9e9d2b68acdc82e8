/*
 * bench_hour.c - pages of the weekly hour: 150 Big Rooms, ten years of weekly meetings, 12 measures
 * and 200 PDSAs each, and what eleven academies share of theirs. As somebody who belongs to two.
 */
#include "views.h"

#include "base/clock.h"
#include "base/hash.h"
#include "spc/day.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261128,
    ROOMS = 150,
    MINE = 2,
    MEASURES = 12,
    WEEKS = 520,
    PDSAS = 200,
    RECORD_POINTS = 130,
    FIRST_DAY = 17136, /* 2016-12-01: ten years until the autumn of 2026 */
    SHARERS = 10,
    SHARED_ROOMS = 15, /* of each of them */
    SHARED_PDSAS = 40, /* of each shared room */
    MEMBER = 1,
    ROUNDS = 100,
    TEXT_MAX = 8192,
    JSON_MAX = 8 * 1024 * 1024,
};

#define START_MS UINT64_C(1480582800000)

/* Kinds of ids; the number stands behind them. */
enum { ROOM_IDS = 1, MEASURE_IDS, MEETING_IDS, PDSA_IDS, IDEA_IDS, COPY_IDS, OTHER_IDS };

struct bench {
    struct br_rng rng;
    struct paging paging;
    struct filling academy;
    struct filling network;
    struct filling rooms[ROOMS];
    struct filling sharers[SHARERS];
    const char *what;
    uint64_t next;
};

static struct br_id the_id(unsigned kind, size_t number)
{
    return paging_id(START_MS, (uint64_t)kind * 100000000 + number);
}

static const char *hex(unsigned kind, size_t number)
{
    static char texts[8][BR_ID_TEXT_SIZE];
    static unsigned at;
    struct br_id id = the_id(kind, number);
    char *text = texts[at++ % 8];
    br_id_text(&id, text);
    return text;
}

static const char *day(size_t week)
{
    static char texts[4][BR_DAY_TEXT_SIZE];
    static unsigned at;
    char *text = texts[at++ % 4];
    br_day_iso((int32_t)(FIRST_DAY + 7 * week), text);
    return text;
}

/* A record from JSON; it has an id of its own. */
BR_PRINTF(5, 6)
static void say(struct bench *bench, struct filling *filling, const char *kind,
                const struct br_id *id, const char *format, ...)
{
    struct br_id own = the_id(OTHER_IDS, ++bench->next);
    va_list values;
    va_start(values, format);
    paging_say_json(&bench->paging, filling, kind, id == NULL ? own : *id, paging_id(1, MEMBER),
                    format, values);
    va_end(values);
}

/* --- a room --- */

static void say_points(struct bench *bench, struct filling *filling, const char *measure)
{
    char text[TEXT_MAX];
    for (size_t first = 0; first < WEEKS; first += RECORD_POINTS) {
        size_t size = 0;
        for (size_t i = first; i < first + RECORD_POINTS; i++) {
            size += (size_t)snprintf(text + size, sizeof text - size,
                                     "%s{\"date\": \"%s\", \"value\": %u}", i > first ? ", " : "",
                                     day(i), 60 + (unsigned)br_rng_below(&bench->rng, 20));
        }
        say(bench, filling, "points_recorded", NULL, "{\"measure\": \"%s\", \"points\": [%s]}",
            measure, text);
    }
}

static void say_measures(struct bench *bench, size_t room)
{
    for (size_t i = 0; i < MEASURES; i++) {
        struct br_id id = the_id(MEASURE_IDS, room * MEASURES + i);
        say(bench, &bench->rooms[room], "measure_defined", &id,
            "{\"room\": \"%s\", \"title\": \"Measure %zu\", \"unit\": \"%%\", \"role\": \"%s\","
            " \"direction\": \"increase\", \"target\": 70}",
            hex(ROOM_IDS, room), i, i == 0 ? "outcome" : "process");
        say_points(bench, &bench->rooms[room], hex(MEASURE_IDS, room * MEASURES + i));
    }
}

static void say_meeting(struct bench *bench, size_t room, size_t week)
{
    struct filling *in = &bench->rooms[room];
    struct br_id id = the_id(MEETING_IDS, room * WEEKS + week);
    const char *meeting = hex(MEETING_IDS, room * WEEKS + week);
    say(bench, in, "meeting_planned", &id,
        "{\"date\": \"%s\", \"starts\": \"08:30\", \"minutes\": 60, \"place\": \"Room 4\","
        " \"agenda\": [{\"step\": \"welcome\", \"title\": \"Welcome\", \"minutes\": 5},"
        " {\"step\": \"story\", \"title\": \"Patient story\", \"minutes\": 5},"
        " {\"step\": \"data\", \"title\": \"The data\", \"minutes\": 30, \"about\": \"%s\"},"
        " {\"step\": \"score\", \"title\": \"Score the hour\", \"minutes\": 20}]}",
        day(week), hex(MEASURE_IDS, room * MEASURES));
    if (week == WEEKS - 1) {
        return; /* it is still to come */
    }
    say(bench, in, "story_noted", NULL,
        "{\"meeting\": \"%s\", \"theme\": \"Waiting\", \"consent\": true, \"words\": \"I waited\"}",
        meeting);
    say(bench, in, "attendance_noted", NULL,
        "{\"meeting\": \"%s\", \"roles\": [{\"role\": \"GP\", \"count\": %zu},"
        " {\"role\": \"therapist\", \"count\": 2}, {\"role\": \"ward nurse\", \"count\": 1}]}",
        meeting, week % 3);
    say(bench, in, "decision_made", NULL, "{\"meeting\": \"%s\", \"text\": \"Decided\"}", meeting);
    say(bench, in, "action_set", NULL,
        "{\"meeting\": \"%s\", \"text\": \"Do it\", \"due\": \"%s\", \"state\": \"%s\"}", meeting,
        day(week + 1), week + 4 < WEEKS ? "done" : "open");
    for (unsigned i = 0; i < 6; i++) {
        say(bench, in, "meeting_scored", NULL,
            "{\"meeting\": \"%s\", \"score\": %u, \"good\": \"The story\"}", meeting,
            6 + (unsigned)br_rng_below(&bench->rng, 4));
    }
    say(bench, in, "meeting_ended", NULL, "{\"meeting\": \"%s\", \"held\": true}", meeting);
}

static void say_pdsa(struct bench *bench, size_t room, size_t number)
{
    struct filling *in = &bench->rooms[room];
    struct br_id id = the_id(PDSA_IDS, room * PDSAS + number);
    size_t week = number * WEEKS / PDSAS;
    say(bench, in, "pdsa_planned", &id,
        "{\"title\": \"Test %zu\", \"question\": \"Does it?\", \"prediction\": \"Four more\","
        " \"plan\": \"On one ward\", \"starts\": \"%s\", \"study_on\": \"%s\","
        " \"measure\": \"%s\"}",
        number, day(week), day(week + 3), hex(MEASURE_IDS, room * MEASURES));
    if (number + 3 < PDSAS) {
        say(bench, in, "pdsa_studied", NULL,
            "{\"pdsa\": \"%s\", \"date\": \"%s\", \"happened\": \"Three more\","
            " \"comparison\": \"close\", \"learned\": \"Mondays differ\", \"decision\": \"%s\","
            " \"reason\": \"because\"}",
            hex(PDSA_IDS, room * PDSAS + number), day(week + 3),
            number % 4 == 0   ? "abandon"
            : number % 4 == 1 ? "adapt"
                              : "adopt");
    }
}

static void say_roadmap(struct bench *bench, size_t room)
{
    struct filling *in = &bench->rooms[room];
    static const char *const roles[] = {"GP", "therapist", "ward nurse", "patient partner"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        say(bench, in, "stakeholder_set", NULL, "{\"role\": \"%s\"}", roles[i]);
    }
    for (size_t i = 0; i < 10; i++) {
        say(bench, in, "five_vs_written", NULL,
            "{\"date\": \"%s\", \"value\": \"time\", \"involve\": \"all\", \"vision\": \"home\"}",
            day(i * 50));
        say(bench, in, "theme_set", NULL, "{\"title\": \"Theme %zu\"}", i);
    }
    say(bench, in, "aim_set", NULL, "{\"scope\": \"global\", \"text\": \"Home the same day\"}");
    say(bench, in, "aim_set", NULL,
        "{\"scope\": \"specific\", \"text\": \"From 22%% to 38%%\", \"measure\": \"%s\"}",
        hex(MEASURE_IDS, room * MEASURES));
    for (size_t i = 0; i < 40; i++) {
        struct br_id id = the_id(IDEA_IDS, room * 40 + i);
        say(bench, in, "idea_set", &id, "{\"title\": \"Idea %zu\"}", i);
    }
    say(bench, in, "driver_diagram_drawn", NULL,
        "{\"date\": \"%s\", \"aim\": \"Home the same day\", \"nodes\": ["
        "{\"level\": \"primary\", \"text\": \"Early\"},"
        " {\"level\": \"secondary\", \"text\": \"Review\", \"measure\": \"%s\"},"
        " {\"level\": \"idea\", \"text\": \"Names\", \"idea\": \"%s\", \"pdsa\": \"%s\"},"
        " {\"level\": \"primary\", \"text\": \"Home\"},"
        " {\"level\": \"secondary\", \"text\": \"Transport\"},"
        " {\"level\": \"idea\", \"text\": \"Book\", \"pdsa\": \"%s\"}]}",
        day(400), hex(MEASURE_IDS, room * MEASURES + 1), hex(IDEA_IDS, room * 40),
        hex(PDSA_IDS, room * PDSAS + PDSAS - 1), hex(PDSA_IDS, room * PDSAS + 7));
}

/* What our academy shares of every room: some of its last PDSAs, and itself. */
static void say_ours(struct bench *bench, size_t room)
{
    for (size_t i = 0; i < 4; i++) {
        say(bench, &bench->network, "pdsa_shared", NULL,
            "{\"copy_of\": \"%s\", \"pathway\": \"Pathway %zu\", \"title\": \"Ours %zu\","
            " \"decision\": \"%s\", \"reason\": \"because\"}",
            hex(PDSA_IDS, room * PDSAS + PDSAS - 8 + i), room % 30, i,
            i % 2 == 0 ? "abandon" : "adopt");
    }
    say(bench, &bench->network, "room_shared", NULL,
        "{\"copy_of\": \"%s\", \"name\": \"Room %zu\", \"pathway\": \"Pathway %zu\"}",
        hex(ROOM_IDS, room), room, room % 30);
}

static void say_room(struct bench *bench, size_t room)
{
    struct paging *paging = &bench->paging;
    struct br_id id = the_id(ROOM_IDS, room);
    char viewer[BR_ID_TEXT_SIZE];
    br_id_text(&paging->viewer, viewer);
    say(bench, &bench->academy, "room_opened", &id,
        "{\"name\": \"Room %zu\", \"pathway\": \"Pathway %zu\", \"purpose\": \"Home\","
        " \"weekday\": 4, \"starts\": \"08:30\", \"minutes\": 60}",
        room, room % 30);
    say(bench, &bench->academy, "room_member_set", NULL,
        "{\"room\": \"%s\", \"member\": \"%s\", \"joined\": %s}", hex(ROOM_IDS, room), viewer,
        room < MINE ? "true" : "false");
    say(bench, &bench->academy, "roadblock_asked", NULL,
        "{\"room\": \"%s\", \"title\": \"The bed meeting\"}", hex(ROOM_IDS, room));
    say_roadmap(bench, room);
    say_measures(bench, room);
    for (size_t week = 0; week < WEEKS; week++) {
        say_meeting(bench, room, week);
    }
    for (size_t i = 0; i < PDSAS; i++) {
        say_pdsa(bench, room, i);
    }
    say_ours(bench, room);
}

/* --- other academies --- */

static void say_sharer(struct bench *bench, size_t sharer)
{
    struct filling *in = &bench->sharers[sharer];
    struct br_hash origin = paging_academy(1 + sharer);
    char academy[BR_HASH_TEXT_SIZE];
    br_hash_text(&origin, academy);
    for (size_t room = 0; room < SHARED_ROOMS; room++) {
        size_t own = (sharer * SHARED_ROOMS + room) * 100;
        for (size_t i = 0; i < 3; i++) {
            struct br_id id = the_id(COPY_IDS, own + i);
            say(bench, in, "measure_shared", &id,
                "{\"copy_of\": \"%s\", \"title\": \"Theirs %zu\", \"direction\": \"increase\"}",
                hex(OTHER_IDS, 90000000 + own + i), i);
            say_points(bench, in, hex(COPY_IDS, own + i));
        }
        for (size_t i = 3; i < 3 + SHARED_PDSAS; i++) {
            struct br_id id = the_id(COPY_IDS, own + i);
            say(bench, in, "pdsa_shared", &id,
                "{\"copy_of\": \"%s\", \"pathway\": \"Pathway %zu\", \"title\": \"Test %zu\","
                " \"prediction\": \"Four more\", \"happened\": \"Three more\","
                " \"decision\": \"%s\", \"reason\": \"because\", \"measure\": \"%s\"}",
                hex(OTHER_IDS, 90000000 + own + i), room, i, i % 4 == 0 ? "abandon" : "adopt",
                hex(COPY_IDS, own));
        }
        struct br_id copy = the_id(COPY_IDS, own + 99);
        say(bench, in, "room_shared", &copy,
            "{\"copy_of\": \"%s\", \"name\": \"Theirs\", \"pathway\": \"Pathway %zu\","
            " \"since\": \"2020-01-02\", \"stage\": \"themes\", \"specific_aim\": \"From 22%% to"
            " 38%%\", \"themes\": [\"a\", \"b\"], \"measures\": [\"%s\", \"%s\", \"%s\"],"
            " \"pdsas\": [\"%s\", \"%s\", \"%s\"]}",
            hex(OTHER_IDS, 90000000 + own + 99), room, hex(COPY_IDS, own), hex(COPY_IDS, own + 1),
            hex(COPY_IDS, own + 2), hex(COPY_IDS, own + 3), hex(COPY_IDS, own + 4),
            hex(COPY_IDS, own + 5));
        say(bench, &bench->sharers[(sharer + 1) % SHARERS], "pdsa_borrowed", NULL,
            "{\"academy\": \"%s\", \"pdsa\": \"%s\", \"pathway\": \"Pathway %zu\"}", academy,
            hex(COPY_IDS, own + 3), room);
    }
}

static void fill(struct bench *bench)
{
    char viewer[BR_ID_TEXT_SIZE];
    br_id_text(&bench->paging.viewer, viewer);
    say(bench, &bench->academy, "role_given", NULL,
        "{\"member\": \"%s\", \"role\": \"coach\", \"given\": true}", viewer);
    for (size_t room = 0; room < ROOMS; room++) {
        say_room(bench, room);
    }
    for (size_t sharer = 0; sharer < SHARERS; sharer++) {
        say_sharer(bench, sharer);
    }
    paging_fold(&bench->paging, &bench->academy, 1);
    paging_fold(&bench->paging, &bench->network, 1);
    paging_fold(&bench->paging, bench->rooms, ROOMS);
    paging_fold(&bench->paging, bench->sharers, SHARERS);
}

/* --- pages --- */

/* Which ids a page takes: of what is ours, or of what another academy shared. */
static struct br_id some_id(struct bench *bench)
{
    size_t room = br_rng_below(&bench->rng, MINE);
    size_t theirs = br_rng_below(&bench->rng, SHARERS * SHARED_ROOMS) * 100;
    if (strcmp(bench->what, "meeting/show") == 0 || strcmp(bench->what, "meeting/wall") == 0) {
        return the_id(MEETING_IDS, room * WEEKS + br_rng_below(&bench->rng, WEEKS));
    }
    if (strcmp(bench->what, "pdsa/show") == 0) {
        return the_id(PDSA_IDS, room * PDSAS + br_rng_below(&bench->rng, PDSAS));
    }
    if (strcmp(bench->what, "measure/show") == 0) {
        return the_id(MEASURE_IDS, room * MEASURES); /* the one that all PDSAs name */
    }
    if (strcmp(bench->what, "shared/pdsa") == 0) {
        return the_id(COPY_IDS, theirs + 3 + br_rng_below(&bench->rng, SHARED_PDSAS));
    }
    if (strcmp(bench->what, "shared/room") == 0) {
        return the_id(COPY_IDS, theirs + 99);
    }
    return the_id(ROOM_IDS, room);
}

static double some_page(void *context, struct br_buffer *out)
{
    struct bench *bench = context;
    struct br_id id = some_id(bench);
    struct br_parameter parameter = paging_bytes("id", id.bytes, sizeof id.bytes);
    char pathway[32];
    if (strcmp(bench->what, "elsewhere/list") == 0) {
        (void)snprintf(pathway, sizeof pathway, "Pathway %u",
                       (unsigned)br_rng_below(&bench->rng, SHARED_ROOMS));
        parameter = paging_text("pathway", pathway);
    }
    bool of_all = strcmp(bench->what, "library/list") == 0 || strcmp(bench->what, "home/show") == 0;
    return paging_page(&bench->paging, bench->what, &parameter, of_all ? 0 : 1, out);
}

static void open_streams(struct bench *bench)
{
    struct br_stream stream = {.origin = paging_academy(0),
                               .audience = {.type = BR_AUDIENCE_ACADEMY}};
    filling_open(&bench->academy, 1, stream);
    stream.audience.type = BR_AUDIENCE_ROOM;
    for (size_t i = 0; i < ROOMS; i++) {
        stream.audience.id = the_id(ROOM_IDS, i);
        filling_open(&bench->rooms[i], (uint32_t)(3 + i), stream);
    }
    stream.audience = (struct br_audience){.type = BR_AUDIENCE_NETWORK};
    filling_open(&bench->network, 2, stream);
    for (size_t i = 0; i < SHARERS; i++) {
        stream.origin = paging_academy(1 + i);
        filling_open(&bench->sharers[i], (uint32_t)(3 + ROOMS + i), stream);
    }
}

static void close_streams(struct bench *bench)
{
    filling_close(&bench->academy);
    filling_close(&bench->network);
    for (size_t i = 0; i < ROOMS; i++) {
        filling_close(&bench->rooms[i]);
    }
    for (size_t i = 0; i < SHARERS; i++) {
        filling_close(&bench->sharers[i]);
    }
}

int main(int argc, char **argv)
{
    static const char *const pages[] = {
        "home/show",    "room/show",      "meeting/show",      "meeting/prepare",
        "meeting/wall", "meeting/list",   "pdsa/list",         "pdsa/show",
        "driver/show",  "page/show",      "shared/share_room", "shared/room",
        "shared/pdsa",  "elsewhere/list", "library/list",      "measure/show"};
    static struct bench bench;
    bench = (struct bench){
        .rng = br_rng_seeded(SEED),
        .paging = {.viewer = paging_id(1, MEMBER), .ms = START_MS, .rounds = ROUNDS}};
    if (argc < 2) {
        give_up("bench_hour FOLDER [ROUNDS]");
    }
    if (argc > 2) {
        bench.paging.rounds = strtoul(argv[2], NULL, 10);
    }
    paging_open(&bench.paging, argv[1]);
    open_streams(&bench);
    uint64_t start_ns = br_clock_ns();
    fill(&bench);
    double fold_s = (double)(br_clock_ns() - start_ns) / 1e9;
    json_t *result = json_pack("{s:s, s:i, s:i, s:i, s:f}", "bench", "hour", "rooms", ROOMS,
                               "meetings", ROOMS * WEEKS, "pdsas", ROOMS * PDSAS, "fill_s", fold_s);
    BR_ASSERT(result != NULL);
    struct br_buffer out;
    br_buffer_init(&out, JSON_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        bench.what = pages[i];
        json_t *times = paging_time(&bench.paging, some_page, &bench, &out);
        (void)fprintf(stderr, "%s: p50 %.1f ms, p99 %.1f ms\n", pages[i],
                      json_number_value(json_object_get(times, "p50")),
                      json_number_value(json_object_get(times, "p99")));
        BR_ASSERT(json_object_set_new(result, pages[i], times) == 0);
    }
    br_buffer_free(&out);
    result_print(result);
    close_streams(&bench);
    paging_close(&bench.paging);
    return 0;
}
