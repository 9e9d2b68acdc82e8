/*
 * bench_year.c - pages of the programme, of academies and of the board: 300 academies with 5,000
 * coach pairs, ten years of counts, adaptations and visits. As faculty of the first of them, which
 * has a cohort a year and a report a month.
 */
#include "views.h"

#include "base/clock.h"
#include "base/hash.h"
#include "spc/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEED = 20261129,
    ACADEMIES = 300,
    PUBLISHERS = 5, /* the first academies; the first of them alone has the 18 days */
    ELEMENTS = 40,  /* of each of them */
    VERSIONS = 3,   /* of each element */
    DAYS = 18,
    PAIRS = 16, /* of an academy's cohort */
    OUR_COHORTS = 10,
    YEARS = 10,
    COUNTS = 2 * YEARS,
    STEPS = 6,
    ADAPTATIONS = 10, /* of an academy, on elements of the first publisher */
    VISITS = 5,
    REPORTS = 12 * YEARS,
    GROUPS = 100,      /* academies that agreed that we see how they get on */
    ROOMS = 12,        /* of each of those */
    FIRST_DAY = 17136, /* 2016-12-01 */
    MEMBER = 1,
    ROUNDS = 100,
    JSON_MAX = 8 * 1024 * 1024,
};

#define START_MS UINT64_C(1480582800000)

/* Kinds of ids; the number stands behind them. */
enum {
    ELEMENT_IDS = 1,
    COHORT_IDS,
    PAIR_IDS,
    ADAPTATION_IDS,
    CHANGE_IDS,
    REVIEW_IDS,
    VISIT_IDS,
    REPORT_IDS,
    PATTERN_IDS,
    ROOM_IDS,
    OTHER_IDS
};

struct bench {
    struct br_rng rng;
    struct paging paging;
    struct filling ours; /* our academy's own stream */
    struct filling academies[ACADEMIES];
    struct filling groups[GROUPS];
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

static const char *academy_hex(size_t academy)
{
    static char texts[4][BR_HASH_TEXT_SIZE];
    static unsigned at;
    struct br_hash id = paging_academy(academy);
    char *text = texts[at++ % 4];
    br_hash_text(&id, text);
    return text;
}

static const char *day(size_t days)
{
    static char texts[4][BR_DAY_TEXT_SIZE];
    static unsigned at;
    char *text = texts[at++ % 4];
    br_day_iso((int32_t)(FIRST_DAY + days), text);
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

static size_t below(struct bench *bench, size_t count)
{
    return br_rng_below(&bench->rng, count);
}

/* --- the programme --- */

static size_t element(size_t publisher, size_t number, size_t version)
{
    return (publisher * ELEMENTS + number) * VERSIONS + version;
}

static void say_element(struct bench *bench, size_t publisher, size_t number)
{
    static const char *const parts[] = {"\"weekly_hour\"", "\"coaching_role\"", "\"around_it\"",
                                        "\"roadmap_stage\", \"stage\": \"five_vs\""};
    char part[64];
    (void)snprintf(part, sizeof part, "%s", parts[number % 4]);
    if (publisher == 0 && number < DAYS) {
        (void)snprintf(part, sizeof part, "\"training_day\", \"day\": %zu", number + 1);
    }
    for (size_t version = 0; version < VERSIONS; version++) {
        struct br_id id = the_id(ELEMENT_IDS, element(publisher, number, version));
        char older[320] = "";
        if (version == 2) {
            (void)snprintf(older, sizeof older, "\"change_academy\": \"%s\", \"change\": \"%s\",",
                           academy_hex(number), hex(CHANGE_IDS, number));
        }
        if (version > 0) {
            size_t size = strlen(older);
            (void)snprintf(older + size, sizeof older - size,
                           "\"element\": \"%s\", \"based_on\": [\"%s\"],",
                           hex(ELEMENT_IDS, element(publisher, number, 0)),
                           hex(ELEMENT_IDS, element(publisher, number, version - 1)));
        }
        say(bench, &bench->academies[publisher], "element_published", &id,
            "{%s \"title\": \"Element %zu\", \"nature\": \"%s\", \"part\": %s,"
            " \"purpose\": \"That everybody in the pathway sees it\", \"looks_like\": \"One hour,"
            " every week\", \"stays\": [\"The hour\", \"The story\"], \"may_change\": [\"The"
            " weekday\"], \"why\": \"It is what works\", \"evidence\": \"150 Big Rooms\"}",
            older, number, number % 3 == 0 ? "flexible" : "fixed", part);
    }
}

static void say_decisions(struct bench *bench, size_t academy)
{
    static const char *const decisions[] = {
        "\"adopted\"", "\"adopted\"", "\"on_trial\", \"until\": \"2026-12-31\"",
        "\"declined\", \"reason\": \"The ward is too small for it\""};
    for (size_t number = 0; number < ELEMENTS; number++) {
        for (size_t version = 0; version < VERSIONS; version += 2) {
            say(bench, &bench->academies[academy], "element_decided", NULL,
                "{\"academy\": \"%s\", \"element\": \"%s\", \"version\": \"%s\","
                " \"decision\": %s}",
                academy_hex(0), hex(ELEMENT_IDS, element(0, number, 0)),
                hex(ELEMENT_IDS, element(0, number, version)), decisions[below(bench, 4)]);
        }
    }
}

static void say_adaptation(struct bench *bench, size_t academy, size_t number)
{
    static const char *const purposes[] = {"keeps", "departs", "not_sure"};
    struct filling *in = &bench->academies[academy];
    size_t own = academy * ADAPTATIONS + number;
    size_t of = below(bench, ELEMENTS);
    struct br_id id = the_id(ADAPTATION_IDS, own);
    say(bench, in, "adaptation_made", &id,
        "{\"academy\": \"%s\", \"element\": \"%s\", \"version\": \"%s\", \"title\": \"Half an"
        " hour, twice a week\", \"since\": \"%s\", \"timing\": \"planned\","
        " \"decider\": \"the_team\", \"level\": \"one_room\", \"purpose\": \"%s\","
        " \"why\": \"The ward cannot give an hour\"}",
        academy_hex(0), hex(ELEMENT_IDS, element(0, of, 0)), hex(ELEMENT_IDS, element(0, of, 2)),
        day(below(bench, 3600)), purposes[number % 3]);
    if (number % 2 == 0) {
        say(bench, in, "adaptation_studied", NULL,
            "{\"adaptation\": \"%s\", \"outcome\": \"partly\", \"date\": \"2026-06-01\","
            " \"text\": \"More people come\"}",
            hex(ADAPTATION_IDS, own));
    }
    say(bench, &bench->academies[(academy + 1) % ACADEMIES], "adaptation_decided", NULL,
        "{\"academy\": \"%s\", \"adaptation\": \"%s\", \"decision\": \"adopted\"}",
        academy_hex(academy), hex(ADAPTATION_IDS, own));
}

static void say_proposal(struct bench *bench, size_t academy)
{
    struct br_id id = the_id(CHANGE_IDS, academy);
    size_t of = academy < ELEMENTS ? academy : below(bench, ELEMENTS); /* the first are taken up */
    say(bench, &bench->academies[academy], "element_change_proposed", &id,
        "{\"academy\": \"%s\", \"element\": \"%s\", \"version\": \"%s\", \"title\": \"In a place"
        " or on a screen\", \"becomes\": \"One place becomes any\", \"why\": \"We tried it\","
        " \"adaptation_academy\": \"%s\", \"adaptation\": \"%s\"}",
        academy_hex(0), hex(ELEMENT_IDS, element(0, of, 0)), hex(ELEMENT_IDS, element(0, of, 2)),
        academy_hex(academy), hex(ADAPTATION_IDS, academy * ADAPTATIONS));
    if (academy % 2 == 0) {
        say(bench, &bench->academies[0], "element_change_answered", NULL,
            "{\"academy\": \"%s\", \"change\": \"%s\", \"decision\": \"declined\","
            " \"reason\": \"The wall is what works\"}",
            academy_hex(academy), hex(CHANGE_IDS, academy));
    }
}

static void say_review(struct bench *bench, size_t academy)
{
    struct br_id id = the_id(REVIEW_IDS, academy);
    char elements[6000];
    size_t size = 0;
    for (size_t i = 0; i < 20; i++) {
        size +=
            (size_t)snprintf(elements + size, sizeof elements - size,
                             "%s{\"academy\": \"%s\", \"element\": \"%s\", \"how\":"
                             " \"as_meant\", \"text\": \"Every week\"}",
                             i > 0 ? ", " : "", academy_hex(0), hex(ELEMENT_IDS, element(0, i, 0)));
    }
    say(bench, &bench->academies[academy], "self_review_written", &id,
        "{\"date\": \"2026-05-01\", \"elements\": [%s], \"learned\": \"We talk too long\"}",
        elements);
}

/* --- academies --- */

static void say_cohort(struct bench *bench, size_t academy, size_t cohort, size_t begins)
{
    struct filling *in = &bench->academies[academy];
    struct br_id id = the_id(COHORT_IDS, cohort);
    const char *text = hex(COHORT_IDS, cohort);
    say(bench, in, "cohort_set", &id,
        "{\"name\": \"Cohort %zu\", \"starts\": \"%s\", \"ends\": \"%s\", \"place\": \"The old"
        " library\", \"visiting\": [\"%s\"]}",
        cohort, day(begins), day(begins + 364), academy_hex((academy + 1) % ACADEMIES));
    for (size_t i = 0; i < PAIRS; i++) {
        struct br_id pair = the_id(PAIR_IDS, cohort * PAIRS + i);
        say(bench, in, "cohort_pair_set", &pair,
            "{\"cohort\": \"%s\", \"pathway\": \"Pathway %zu\", \"organisation\": \"Hospital"
            " %zu\"%s%s%s}",
            text, i, cohort % 30, i % 8 == 0 ? ", \"academy\": \"" : "",
            i % 8 == 0 ? academy_hex(below(bench, ACADEMIES)) : "", i % 8 == 0 ? "\"" : "");
    }
    for (size_t i = 0; i < DAYS; i++) {
        say(bench, in, "cohort_day_set", NULL,
            "{\"cohort\": \"%s\", \"day\": %zu, \"date\": \"%s\", \"skill\": \"Skill %zu\","
            " \"element_academy\": \"%s\", \"element\": \"%s\", \"held\": true}",
            text, i + 1, day(begins + i * 20), i, academy_hex(0),
            hex(ELEMENT_IDS, element(0, i, 0)));
    }
}

static void say_way(struct bench *bench, size_t academy)
{
    static const char *const steps[STEPS] = {"exploring",        "pairs_in_training",
                                             "own_rooms",        "faculty_of_our_own",
                                             "first_own_cohort", "equal_partner"};
    struct filling *in = &bench->academies[academy];
    size_t begin = below(bench, 1800);
    for (size_t i = 0; i < STEPS; i++) {
        say(bench, in, "journey_step_set", NULL,
            "{\"step\": \"%s\", \"since\": \"%s\", \"text\": \"As it came\", \"host\": \"%s\","
            " \"cohorts\": [\"%s\"]}",
            steps[i], day(begin + i * 300), academy_hex((academy + 1) % ACADEMIES),
            hex(COHORT_IDS, academy));
    }
    for (size_t i = 0; i < COUNTS; i++) {
        say(bench, in, "capability_counted", NULL,
            "{\"date\": \"%s\", \"coaches\": %zu, \"rooms\": %zu, \"rooms_after_year\": %zu,"
            " \"pathways\": %zu, \"organisations\": 3, \"source\": \"Counted by hand\"}",
            day(i * 182), 2 * i, i, i / 2, i);
    }
    for (size_t i = 0; i < 3; i++) {
        say(bench, in, "expectation_written", NULL,
            "{\"date\": \"%s\", \"expects\": \"Shorter stays\", \"gives\": \"A day a week\","
            " \"patience\": \"Three years\"}",
            day(begin + i * 365));
    }
    for (size_t i = 0; i < VISITS; i++) {
        struct br_id id = the_id(VISIT_IDS, academy * VISITS + i);
        say(bench, in, "visit_set", &id,
            "{\"to_academy\": \"%s\", \"date\": \"%s\", \"occasion\": \"Their first cohort\","
            " \"gave\": \"A day taught together\", \"learned\": \"How they begin\"}",
            academy_hex((academy + 1 + i) % ACADEMIES), day(begin + i * 200));
    }
}

/* What an academy agreed that we see of it. */
static void say_progress(struct bench *bench, size_t group)
{
    struct filling *in = &bench->groups[group];
    char rooms[6000];
    size_t size = 0;
    struct br_id id = in->stream.audience.id;
    say(bench, in, "group_opened", &id, "{\"academies\": [\"%s\", \"%s\"]}", academy_hex(0),
        academy_hex(group + 1));
    say(bench, in, "watch_agreed", NULL,
        "{\"academy\": \"%s\", \"parts\": [\"rooms_meeting\", \"roadmap_stages\","
        " \"special_causes\", \"cohort_progress\", \"open_questions\"]}",
        academy_hex(0));
    for (size_t i = 0; i < ROOMS; i++) {
        size += (size_t)snprintf(
            rooms + size, sizeof rooms - size,
            "%s{\"room\": \"%s\", \"name\": \"Room %zu\", \"pathway\": \"Pathway %zu\","
            " \"since\": \"2024-01-04\", \"last_met\": \"2026-11-%02zu\", \"stage\": \"themes\","
            " \"measures\": 4, \"special_causes\": 1, \"roadblocks\": 1}",
            i > 0 ? ", " : "", hex(ROOM_IDS, group * ROOMS + i), i, i, 1 + i);
    }
    say(bench, in, "progress_told", NULL,
        "{\"parts\": [\"rooms_meeting\", \"roadmap_stages\", \"special_causes\","
        " \"cohort_progress\", \"open_questions\"], \"rooms\": [%s], \"cohorts\": [{\"cohort\":"
        " \"%s\", \"name\": \"Cohort\", \"pairs\": 12, \"days_held\": 9, \"skills_used\": 30}],"
        " \"questions\": 2}",
        rooms, hex(COHORT_IDS, group + 1));
}

/* --- the board --- */

static void say_board(struct bench *bench)
{
    for (size_t i = 0; i < REPORTS; i++) {
        struct br_id id = the_id(REPORT_IDS, i);
        say(bench, &bench->ours, "board_report_written", &id,
            "{\"month\": \"%zu-%02zu\", \"headline\": \"Two of seven home earlier\", \"lead\":"
            " \"What we saw\", \"learned\": \"Mondays differ\", \"ask\": \"A room on Thursdays\"}",
            2017 + i / 12, 1 + i % 12);
    }
}

static void say_pattern(struct bench *bench, size_t academy)
{
    struct br_id id = the_id(PATTERN_IDS, academy);
    say(bench, &bench->academies[academy], "board_pattern_set", &id,
        "{\"title\": \"A page of four parts\", \"about\": \"For a board that had forty pages\","
        " \"parts\": [{\"block\": \"measures_block\", \"heading\": \"What the data say\"},"
        " {\"block\": \"story_block\", \"heading\": \"One story\"},"
        " {\"block\": \"ask_block\", \"heading\": \"What we ask\"}]}");
}

/* --- all of it --- */

static void fill(struct bench *bench)
{
    char viewer[BR_ID_TEXT_SIZE];
    br_id_text(&bench->paging.viewer, viewer);
    say(bench, &bench->ours, "role_given", NULL,
        "{\"member\": \"%s\", \"role\": \"faculty\", \"given\": true}", viewer);
    for (size_t i = 1; i < ACADEMIES; i++) {
        say(bench, &bench->academies[0], "academy_accepted", NULL,
            "{\"academy\": \"%s\", \"name\": \"Academy %zu\", \"accepted\": true}", academy_hex(i),
            i);
    }
    for (size_t i = 0; i < PUBLISHERS * ELEMENTS; i++) {
        say_element(bench, i / ELEMENTS, i % ELEMENTS);
    }
    for (size_t i = 0; i < ACADEMIES; i++) {
        say(bench, &bench->academies[i], "academy_profile", NULL, "{\"name\": \"Academy %zu\"}", i);
        say_decisions(bench, i);
        for (size_t k = 0; k < ADAPTATIONS; k++) {
            say_adaptation(bench, i, k);
        }
        say_proposal(bench, i);
        say_review(bench, i);
        say_cohort(bench, i, i, below(bench, 3000));
        say_way(bench, i);
        say_pattern(bench, i);
    }
    for (size_t i = 1; i < OUR_COHORTS; i++) {
        say_cohort(bench, 0, ACADEMIES + i, i * 350);
    }
    say_board(bench);
    for (size_t i = 0; i < GROUPS; i++) {
        say_progress(bench, i);
    }
    paging_fold(&bench->paging, &bench->ours, 1);
    paging_fold(&bench->paging, bench->academies, ACADEMIES);
    paging_fold(&bench->paging, bench->groups, GROUPS);
}

/* --- pages --- */

/* A page, and what the one parameter says that it takes. */
struct page {
    const char *name;
    const char *parameter; /* NULL: none */
    const char *text;      /* what it says; else an id, or an academy */
    unsigned of;           /* ids of this kind; 0: an academy */
    size_t count;          /* of so many */
    size_t step;           /* each so many */
};

static const struct page pages[] = {
    {.name = "programme/list"},
    {.name = "programme/list", .parameter = "show", .text = "waiting"},
    {.name = "programme/list", .parameter = "show", .text = "all"},
    {"programme/element", "id", NULL, ELEMENT_IDS, ELEMENTS, VERSIONS},
    {"programme/decide", "id", NULL, ELEMENT_IDS, ELEMENTS, VERSIONS},
    {"adaptation/show", "id", NULL, ADAPTATION_IDS, ACADEMIES *ADAPTATIONS, 1},
    {"proposal/show", "id", NULL, CHANGE_IDS, ACADEMIES, 1},
    {.name = "review/list"},
    {.name = "adopter/list"},
    {"journey/show", "id", NULL, 0, ACADEMIES, 1},
    {.name = "spread/show"},
    {.name = "cohort/list"},
    {"cohort/show", "id", NULL, COHORT_IDS, ACADEMIES, 1},
    {.name = "visit/list"},
    {"visit/show", "id", NULL, VISIT_IDS, ACADEMIES *VISITS, 1},
    {.name = "expectation/list"},
    {.name = "watch/list"},
    {"review/show", "id", NULL, REVIEW_IDS, ACADEMIES, 1},
    {.name = "academy/list"},
    {"academy/show", "id", NULL, 0, ACADEMIES, 1},
    {.name = "board/list"},
    {.name = "board/new"},
    {"board/show", "id", NULL, REPORT_IDS, REPORTS, 1},
    {.name = "pattern/list"},
    {"pattern/show", "id", NULL, PATTERN_IDS, ACADEMIES, 1},
    {.name = "home/show"},
};

struct look {
    struct bench *bench;
    const struct page *page;
};

static double some_page(void *context, struct br_buffer *out)
{
    const struct look *look = context;
    const struct page *page = look->page;
    struct br_parameter parameter = {.name = NULL};
    struct br_hash academy;
    struct br_id id;
    size_t count = 0;
    if (page->text != NULL) {
        parameter = paging_text(page->parameter, page->text);
        count = 1;
    } else if (page->parameter != NULL) {
        size_t number = below(look->bench, page->count) * page->step;
        academy = paging_academy(number);
        id = the_id(page->of, number);
        parameter = page->of == 0
                        ? paging_bytes(page->parameter, academy.bytes, sizeof academy.bytes)
                        : paging_bytes(page->parameter, id.bytes, sizeof id.bytes);
        count = 1;
    }
    return paging_page(&look->bench->paging, page->name, &parameter, count, out);
}

static void open_streams(struct bench *bench)
{
    struct br_stream stream = {.origin = paging_academy(0),
                               .audience = {.type = BR_AUDIENCE_ACADEMY}};
    filling_open(&bench->ours, 1, stream);
    stream.audience.type = BR_AUDIENCE_NETWORK;
    for (size_t i = 0; i < ACADEMIES; i++) {
        stream.origin = paging_academy(i);
        filling_open(&bench->academies[i], (uint32_t)(2 + i), stream);
    }
    stream.audience.type = BR_AUDIENCE_GROUP;
    for (size_t i = 0; i < GROUPS; i++) {
        stream.origin = paging_academy(i + 1);
        stream.audience.id = the_id(OTHER_IDS, 50000000 + i);
        filling_open(&bench->groups[i], (uint32_t)(2 + ACADEMIES + i), stream);
    }
}

static void close_streams(struct bench *bench)
{
    filling_close(&bench->ours);
    for (size_t i = 0; i < ACADEMIES; i++) {
        filling_close(&bench->academies[i]);
    }
    for (size_t i = 0; i < GROUPS; i++) {
        filling_close(&bench->groups[i]);
    }
}

int main(int argc, char **argv)
{
    static struct bench bench;
    bench = (struct bench){
        .rng = br_rng_seeded(SEED),
        .paging = {.viewer = paging_id(1, MEMBER), .ms = START_MS, .rounds = ROUNDS}};
    if (argc < 2) {
        give_up("bench_year FOLDER [ROUNDS]");
    }
    if (argc > 2) {
        bench.paging.rounds = strtoul(argv[2], NULL, 10);
    }
    paging_open(&bench.paging, argv[1]);
    open_streams(&bench);
    uint64_t start_ns = br_clock_ns();
    fill(&bench);
    double fold_s = (double)(br_clock_ns() - start_ns) / 1e9;
    json_t *result = json_pack("{s:s, s:i, s:i, s:f}", "bench", "year", "academies", ACADEMIES,
                               "pairs", (ACADEMIES + OUR_COHORTS - 1) * PAIRS, "fill_s", fold_s);
    BR_ASSERT(result != NULL);
    struct br_buffer out;
    br_buffer_init(&out, JSON_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct look look = {.bench = &bench, .page = &pages[i]};
        json_t *times = paging_time(&bench.paging, some_page, &look, &out);
        char name[64];
        (void)snprintf(name, sizeof name, "%s%s%s", pages[i].name, pages[i].text ? " " : "",
                       pages[i].text ? pages[i].text : "");
        (void)fprintf(stderr, "%s: p50 %.1f ms, p99 %.1f ms\n", name,
                      json_number_value(json_object_get(times, "p50")),
                      json_number_value(json_object_get(times, "p99")));
        BR_ASSERT(json_object_set_new(result, name, times) == 0);
        if (getenv("BENCH_SHOW") != NULL) {
            (void)fprintf(stderr, "%.*s\n", (int)out.size, (const char *)out.data);
        }
    }
    br_buffer_free(&out);
    result_print(result);
    close_streams(&bench);
    paging_close(&bench.paging);
    return 0;
}
