/*
 * bench_measures.c - pages over the measures of one academy: 150 Big Rooms, 1,800 measures, ten
 * years of weekly points, and copies of one measure that 20 academies share; 200 PDSAs and a driver
 * diagram of each room. As somebody who belongs to every room.
 */
#include "views.h"

#include "base/clock.h"
#include "spc/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261128,
    ROOMS = 150,
    MEASURES = 12, /* of a room */
    WEEKS = 520,
    RECORD_POINTS = 130, /* a quarter of them a record */
    FIRST_DAY = 16804,   /* 2016-01-04 */
    SHARERS = 20,
    PDSAS = 200, /* of a room, in ramps of ten */
    BOXES = 60,  /* of a room's driver diagram */
    MEMBER = 1,
    ROUNDS = 200,
    JSON_MAX = 8 * 1024 * 1024,
};

#define START_MS UINT64_C(1700000000000)

struct bench {
    struct br_rng rng;
    struct paging paging;
    struct filling academy; /* the academy's own stream */
    struct filling rooms[ROOMS];
    struct filling sharers[SHARERS];
    const char *what;
};

static struct br_id room_id(size_t room)
{
    return paging_id(START_MS, 1000000 + room);
}

static struct br_id measure_id(size_t measure)
{
    return paging_id(START_MS, 2000000 + measure);
}

static void say(struct bench *bench, struct filling *filling, const char *kind, struct br_id id,
                const ProtobufCMessage *message)
{
    paging_say(&bench->paging, filling, kind, id, paging_id(1, MEMBER), message);
}

/* 2016 to 2025, every week: around 65, a step up after a while. */
static void say_points(struct bench *bench, struct filling *filling, struct br_id measure)
{
    struct paging *paging = &bench->paging;
    size_t step = br_rng_below(&bench->rng, 2 * WEEKS);
    for (size_t first = 0; first < WEEKS; first += RECORD_POINTS) {
        ProtobufCMessage *message = paging_message(paging, "points_recorded");
        paging_set_hex(paging, message, "measure", measure.bytes, sizeof measure.bytes);
        for (size_t i = first; i < first + RECORD_POINTS; i++) {
            char text[BR_DAY_TEXT_SIZE];
            unsigned tenths =
                600 + (i > step ? 80u : 0u) + (unsigned)br_rng_below(&bench->rng, 100);
            paging_add(paging, message, "points");
            br_day_iso((int32_t)(FIRST_DAY + 7 * i), text);
            paging_set(paging, message, "points.date", text);
            (void)snprintf(text, sizeof text, "%u.%u", tenths / 10, tenths % 10);
            paging_set(paging, message, "points.value", text);
        }
        say(bench, filling, "points_recorded", paging_id(paging->ms, first), message);
    }
}

static void set_measure(struct bench *bench, ProtobufCMessage *message, const char *title)
{
    struct paging *paging = &bench->paging;
    paging_set(paging, message, "title", title);
    paging_set(paging, message, "unit", "%");
    paging_set(paging, message, "role", "outcome");
    paging_set(paging, message, "direction", "increase");
    paging_set(paging, message, "target", "70");
}

static void say_measure(struct bench *bench, size_t room, size_t number)
{
    struct paging *paging = &bench->paging;
    struct br_id about = room_id(room);
    struct br_id id = measure_id(room * MEASURES + number);
    char text[80];
    ProtobufCMessage *message = paging_message(paging, "measure_defined");
    (void)snprintf(text, sizeof text, "Seen within %zu hours", number);
    set_measure(bench, message, text);
    paging_set_hex(paging, message, "room", about.bytes, sizeof about.bytes);
    say(bench, &bench->rooms[room], "measure_defined", id, message);
    say_points(bench, &bench->rooms[room], id);
    message = paging_message(paging, "measure_rebased");
    paging_set_hex(paging, message, "measure", id.bytes, sizeof id.bytes);
    paging_set(paging, message, "date", "2021-07-05");
    paging_set(paging, message, "reason", "Another way of working");
    say(bench, &bench->rooms[room], "measure_rebased", paging_id(paging->ms, number), message);
}

static struct br_id pdsa_id(size_t room, size_t number)
{
    return paging_id(START_MS, 5000000 + room * PDSAS + number);
}

static void set_id(struct bench *bench, ProtobufCMessage *message, const char *field,
                   struct br_id id)
{
    paging_set_hex(&bench->paging, message, field, id.bytes, sizeof id.bytes);
}

/* Ten years of tests: planned, and all but the last twenty studied. */
static void say_pdsa(struct bench *bench, size_t room, size_t number)
{
    static const char *const decisions[] = {"adopt", "adapt", "abandon"};
    struct paging *paging = &bench->paging;
    struct br_id id = pdsa_id(room, number);
    char text[80];
    ProtobufCMessage *message = paging_message(paging, "pdsa_planned");
    (void)snprintf(text, sizeof text, "Three names on board %zu", number);
    paging_set(paging, message, "title", text);
    paging_set(paging, message, "question", "Do three names bring a decision before 10?");
    paging_set(paging, message, "prediction", "Two of the three are home by noon.");
    set_id(bench, message, "measure", measure_id(room * MEASURES + number % MEASURES));
    br_day_iso((int32_t)(FIRST_DAY + 18 * number), text);
    paging_set(paging, message, "starts", text);
    if (number % 10 > 0) {
        set_id(bench, message, "after", pdsa_id(room, number - 1));
    }
    say(bench, &bench->rooms[room], "pdsa_planned", id, message);
    if (number + 20 < PDSAS) {
        message = paging_message(paging, "pdsa_studied");
        set_id(bench, message, "pdsa", id);
        paging_set(paging, message, "date", text);
        paging_set(paging, message, "happened", "One of the three, on most days.");
        paging_set(paging, message, "decision", decisions[number % 3]);
        paging_set(paging, message, "reason", "The list came too late.");
        say(bench, &bench->rooms[room], "pdsa_studied", paging_id(paging->ms, number), message);
    }
}

static void say_driver(struct bench *bench, size_t room)
{
    static const char *const levels[] = {"primary", "secondary", "idea", "idea", "idea", "idea"};
    struct paging *paging = &bench->paging;
    ProtobufCMessage *message = paging_message(paging, "driver_diagram_drawn");
    paging_set(paging, message, "date", "2026-11-12");
    paging_set(paging, message, "aim", "Home on the day, from 22% to 38% by March 2027");
    for (size_t i = 0; i < BOXES; i++) {
        paging_add(paging, message, "nodes");
        paging_set(paging, message, "nodes.level", levels[i % 6]);
        paging_set(paging, message, "nodes.text", "Senior review before 10, every day of the week");
        if (i % 6 > 2) {
            set_id(bench, message, "nodes.pdsa", pdsa_id(room, PDSAS - 1 - i));
        }
    }
    say(bench, &bench->rooms[room], "driver_diagram_drawn", paging_id(paging->ms, room), message);
}

static void say_room(struct bench *bench, size_t room)
{
    struct paging *paging = &bench->paging;
    struct br_id id = room_id(room);
    char text[80];
    ProtobufCMessage *message = paging_message(paging, "room_opened");
    (void)snprintf(text, sizeof text, "Room %zu", room);
    paging_set(paging, message, "name", text);
    paging_set(paging, message, "pathway", "Frailty");
    say(bench, &bench->academy, "room_opened", id, message);
    message = paging_message(paging, "room_member_set");
    paging_set_hex(paging, message, "room", id.bytes, sizeof id.bytes);
    paging_set_hex(paging, message, "member", paging->viewer.bytes, sizeof paging->viewer.bytes);
    paging_set(paging, message, "joined", "true");
    say(bench, &bench->academy, "room_member_set", paging_id(paging->ms, room), message);
    for (size_t i = 0; i < MEASURES; i++) {
        say_measure(bench, room, i);
    }
    for (size_t i = 0; i < PDSAS; i++) {
        say_pdsa(bench, room, i);
    }
    say_driver(bench, room);
}

static void say_copy(struct bench *bench, size_t sharer)
{
    struct br_id id = measure_id(ROOMS * MEASURES + sharer);
    struct br_id original = measure_id(9000000 + sharer);
    ProtobufCMessage *message = paging_message(&bench->paging, "measure_shared");
    set_measure(bench, message, "Seen within 1 hours");
    paging_set_hex(&bench->paging, message, "copy_of", original.bytes, sizeof original.bytes);
    say(bench, &bench->sharers[sharer], "measure_shared", id, message);
    say_points(bench, &bench->sharers[sharer], id);
}

/* Who has no role sees nothing. */
static void say_role(struct bench *bench)
{
    struct br_id viewer = bench->paging.viewer;
    ProtobufCMessage *message = paging_message(&bench->paging, "role_given");
    paging_set_hex(&bench->paging, message, "member", viewer.bytes, sizeof viewer.bytes);
    paging_set(&bench->paging, message, "role", "coach");
    paging_set(&bench->paging, message, "given", "true");
    say(bench, &bench->academy, "role_given", paging_id(START_MS, 1), message);
}

static void fill(struct bench *bench)
{
    say_role(bench);
    for (size_t room = 0; room < ROOMS; room++) {
        say_room(bench, room);
    }
    for (size_t sharer = 0; sharer < SHARERS; sharer++) {
        say_copy(bench, sharer);
    }
    paging_fold(&bench->paging, &bench->academy, 1);
    paging_fold(&bench->paging, bench->rooms, ROOMS);
    paging_fold(&bench->paging, bench->sharers, SHARERS);
}

/* --- pages --- */

static double some_page(void *context, struct br_buffer *out)
{
    struct bench *bench = context;
    struct br_id room = room_id(br_rng_below(&bench->rng, ROOMS));
    struct br_id measure = measure_id(br_rng_below(&bench->rng, ROOMS * MEASURES));
    struct br_id copy = measure_id(ROOMS * MEASURES);
    struct br_id pdsa = pdsa_id(br_rng_below(&bench->rng, ROOMS), br_rng_below(&bench->rng, PDSAS));
    struct br_parameter parameter = paging_bytes("id", measure.bytes, sizeof measure.bytes);
    if (strcmp(bench->what, "measure/list") == 0) {
        parameter = paging_bytes("room", room.bytes, sizeof room.bytes);
    } else if (strncmp(bench->what, "pdsa/", 5) == 0 && strcmp(bench->what, "pdsa/list") != 0 &&
               strcmp(bench->what, "pdsa/new") != 0) {
        parameter = paging_bytes("id", pdsa.bytes, sizeof pdsa.bytes);
    } else if (strncmp(bench->what, "measure/", 8) != 0) { /* of a room */
        parameter = paging_bytes("id", room.bytes, sizeof room.bytes);
    } else if (strcmp(bench->what, "measure/compare") == 0) {
        parameter = paging_bytes("id", copy.bytes, sizeof copy.bytes);
    }
    bool all = strcmp(bench->what, "measure/icons") == 0;
    return paging_page(&bench->paging, bench->what, &parameter, all ? 0 : 1, out);
}

static void open_streams(struct bench *bench)
{
    struct br_stream stream = {.origin = paging_academy(0),
                               .audience = {.type = BR_AUDIENCE_ACADEMY}};
    filling_open(&bench->academy, 1, stream);
    stream.audience.type = BR_AUDIENCE_ROOM;
    for (size_t i = 0; i < ROOMS; i++) {
        stream.audience.id = room_id(i);
        filling_open(&bench->rooms[i], (uint32_t)(2 + i), stream);
    }
    stream.audience = (struct br_audience){.type = BR_AUDIENCE_NETWORK};
    for (size_t i = 0; i < SHARERS; i++) {
        stream.origin = paging_academy(1 + i);
        filling_open(&bench->sharers[i], (uint32_t)(2 + ROOMS + i), stream);
    }
}

static void close_streams(struct bench *bench)
{
    filling_close(&bench->academy);
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
        "measure/show", "measure/list", "measure/icons", "measure/compare", "room/show",
        "pdsa/list",    "pdsa/show",    "pdsa/new",      "pdsa/change",     "pdsa/study",
        "driver/show",  "driver/edit",  "change/list"};
    static struct bench bench;
    bench = (struct bench){
        .rng = br_rng_seeded(SEED),
        .paging = {.viewer = paging_id(1, MEMBER), .ms = START_MS, .rounds = ROUNDS}};
    if (argc < 2) {
        give_up("bench_measures FOLDER [ROUNDS]");
    }
    if (argc > 2) {
        bench.paging.rounds = strtoul(argv[2], NULL, 10);
    }
    paging_open(&bench.paging, argv[1]);
    open_streams(&bench);
    uint64_t start_ns = br_clock_ns();
    fill(&bench);
    double fold_s = (double)(br_clock_ns() - start_ns) / 1e9;
    double points = (double)WEEKS * (ROOMS * MEASURES + SHARERS);
    json_t *result =
        json_pack("{s:s, s:i, s:i, s:f, s:f}", "bench", "measures", "rooms", ROOMS, "measures",
                  ROOMS * MEASURES, "points", points, "points_folded_per_s", points / fold_s);
    BR_ASSERT(result != NULL);
    struct br_buffer out;
    br_buffer_init(&out, JSON_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        bench.what = pages[i];
        json_t *times = paging_time(&bench.paging, some_page, &bench, &out);
        BR_ASSERT(json_object_set_new(result, pages[i], times) == 0);
    }
    br_buffer_free(&out);
    result_print(result);
    close_streams(&bench);
    paging_close(&bench.paging);
    return 0;
}
