/* The pages of this program over real views: every query runs, and gives what the goldens show. */
#include "store_fixture.h"

#include "base/clock.h"
#include "base/limits.h"
#include "diagram/functions.h"
#include "pages/blocks.h"
#include "store/desk.h"

#include <time.h>

enum { OURS = 0xa1, BATH = 0xb2, IMPERIAL = 0xc3, BYSTANDER = 0xd4 };
enum { NGOZI = 0x11, SAM = 0x12, LUCY = 0x13, THREAD = 0x51, ROOM = 0x61, MEASURE = 0x71 };

#define START_MS UINT64_C(1795681800000) /* Thursday 26 November 2026, 08:30 */

struct world {
    struct story story;
    struct br_domain *domain;
    struct br_views *views;
    struct br_pages *pages;
};

static void world_begin(struct world *world, const char *file)
{
    size_t count = 0;
    const struct br_file *files = br_page_files(&count);
    struct br_error error = {.text = ""};
    *world = (struct world){.story = {.ms = START_MS}};
    world->domain = real_domain();
    br_domain_add_functions(world->domain, br_drawing_functions);
    world->views = open_views(path_of(file), world->domain, OURS);
    BR_ASSERT(br_pages_new(files, count, &world->pages, &error) == BR_OK);
}

static void world_end(struct world *world)
{
    br_pages_free(world->pages);
    br_views_close(world->views);
    br_domain_free(world->domain);
    story_free(&world->story);
}

static const char *json_text(const char *format, ...) BR_PRINTF(1, 2);

static const char *json_text(const char *format, ...)
{
    static char text[2000];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

/* Four members, a thread that two academies answer, a room with a measure that is shared. */
static void tell_story(struct story *story)
{
    struct story_stream *network = story_stream(story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *bath = story_stream(story, BATH, BR_AUDIENCE_NETWORK, 0);

    story_say(story, network, "academy_profile", 0, 0, "{\"name\":\"Sheffield\"}");
    story_say(story, bath, "academy_profile", 0, 0, "{\"name\":\"Bath\"}");
    story_say(story, academy, "member_profile", NGOZI, 0,
              json_text("{\"member\":\"%s\",\"name\":\"Ngozi Adeyemi\"}", hex_of(NGOZI)));
    story_say(
        story, academy, "role_given", 0, 0,
        json_text("{\"member\":\"%s\",\"role\":\"data_steward\",\"given\":true}", hex_of(NGOZI)));
    story_say(story, academy, "role_given", 0, 0,
              json_text("{\"member\":\"%s\",\"role\":\"coach\",\"given\":true}", hex_of(NGOZI)));

    story_say(story, network, "thread_started", NGOZI, THREAD,
              "{\"title\":\"The hour without a GP?\",\"text\":\"What do you do?\\n\","
              "\"question\":true,\"topics\":[\"Attendance\"],\"pathway\":\"Older people\","
              "\"tried\":\"We moved it.\",\"asked\":"
              "\"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\"}");
    story_say(story, bath, "post_written", LUCY, 0x52,
              json_text("{\"thread\":\"%s\",\"text\":\"We asked.\"}", hex_of(THREAD)));
    story_say(story, network, "post_written", SAM, 0x53,
              json_text("{\"thread\":\"%s\",\"parent\":\"%s\",\"quotes\":\"%s\","
                        "\"text\":\"Whom?\"}",
                        hex_of(THREAD), hex_of(0x52), hex_of(0x52)));
    story_say(story, bath, "tried_here", LUCY, 0,
              json_text("{\"thread\":\"%s\",\"outcome\":\"partly\","
                        "\"different\":\"Two sites.\"}",
                        hex_of(THREAD)));
    story_say(story, network, "post_written", NGOZI, 0x54,
              json_text("{\"thread\":\"%s\",\"parent\":\"%s\",\"text\":\"Too early.\"}",
                        hex_of(THREAD), hex_of(0x99)));
    story_say(story, network, "post_edited", NGOZI, 0x55,
              json_text("{\"thread\":\"%s\",\"post\":\"%s\",\"based_on\":[\"%s\"],"
                        "\"text\":\"Left.\"}",
                        hex_of(THREAD), hex_of(0x54), hex_of(0x54)));
    story_say(story, network, "post_edited", NGOZI, 0x56,
              json_text("{\"thread\":\"%s\",\"post\":\"%s\",\"based_on\":[\"%s\"],"
                        "\"text\":\"Right.\"}",
                        hex_of(THREAD), hex_of(0x54), hex_of(0x54)));
    story_say(story, network, "post_edited", NGOZI, 0x57,
              json_text("{\"thread\":\"%s\",\"post\":\"%s\",\"based_on\":[\"%s\"],"
                        "\"title\":\"The hour without a GP\",\"text\":\"What do you do, all?\\n\"}",
                        hex_of(THREAD), hex_of(THREAD), hex_of(THREAD)));
    story_say(story, network, "question_resolved", NGOZI, 0,
              json_text("{\"thread\":\"%s\",\"answer\":\"%s\",\"resolved\":true}", hex_of(THREAD),
                        hex_of(0x52)));

    story_say(
        story, academy, "room_opened", NGOZI, ROOM,
        "{\"name\":\"Frailty\",\"pathway\":\"Older people\",\"purpose\":\"Home the same day.\","
        "\"slot\":\"Thursdays 08:30\",\"place\":\"Room 4\"}");
    story_say(story, academy, "coach_pair_appointed", 0, 0,
              json_text("{\"room\":\"%s\",\"clinical_coach\":\"%s\",\"flow_coach\":\"%s\","
                        "\"from_date\":\"2026-03-05\"}",
                        hex_of(ROOM), hex_of(NGOZI), hex_of(SAM)));
    story_say(story, academy, "room_member_set", 0, 0,
              json_text("{\"room\":\"%s\",\"member\":\"%s\",\"joined\":true}", hex_of(ROOM),
                        hex_of(NGOZI)));
    story_say(story, room, "measure_defined", NGOZI, MEASURE,
              json_text("{\"room\":\"%s\",\"title\":\"Discharged before noon\",\"unit\":\"%%\","
                        "\"role\":\"outcome\",\"direction\":\"increase\",\"target\":40}",
                        hex_of(ROOM)));
    story_say(story, room, "points_recorded", NGOZI, 0,
              json_text("{\"measure\":\"%s\",\"points\":[{\"date\":\"2026-11-09\",\"value\":30},"
                        "{\"date\":\"2026-11-16\",\"value\":0,\"numerator\":0,\"denominator\":12},"
                        "{\"date\":\"2026-11-23\",\"note\":\"no count\"}]}",
                        hex_of(MEASURE)));
    story_say(story, room, "points_corrected", SAM, 0,
              json_text("{\"measure\":\"%s\",\"points\":[{\"date\":\"2026-11-09\",\"value\":35}],"
                        "\"reason\":\"counted twice\"}",
                        hex_of(MEASURE)));
    story_say(story, network, "measure_shared", NGOZI, 0x72,
              json_text("{\"copy_of\":\"%s\",\"title\":\"Discharged before noon\",\"unit\":\"%%\"}",
                        hex_of(MEASURE)));
}

#define IN_THREAD "\"thread\":\"51515151515151515151515151515151\""
#define BATHS "\"b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2\""
#define OF_OURS "\"a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\""

/* What is hidden, asked back and withdrawn; what is about something; who we are. */
static void tell_more(struct story *story)
{
    struct story_stream *network = story_stream(story, OURS, BR_AUDIENCE_NETWORK, 0);
    struct story_stream *academy = story_stream(story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *bath = story_stream(story, BATH, BR_AUDIENCE_NETWORK, 0);

    story_say(story, network, "academy_accepted", 0, 0,
              "{\"academy\":" BATHS ",\"name\":\"Bath\",\"accepted\":true}");
    story_say(story, academy, "role_given", 0, 0,
              json_text("{\"member\":\"%s\",\"role\":\"lead\",\"given\":true}", hex_of(SAM)));
    story_say(story, network, "post_written", SAM, 0x58, "{" IN_THREAD ",\"text\":\"Ward 4.\"}");
    story_say(story, network, "post_withdrawn", SAM, 0,
              "{" IN_THREAD
              ",\"post\":\"58585858585858585858585858585858\",\"reason\":\"Wrong.\"}");
    story_say(story, bath, "post_written", LUCY, 0x59, "{" IN_THREAD ",\"text\":\"Mr Invented.\"}");
    story_say(story, academy, "post_hidden", NGOZI, 0,
              "{" IN_THREAD ",\"thread_academy\":" OF_OURS
              ",\"post\":\"59595959595959595959595959595959\",\"hidden\":true,"
              "\"reason\":\"A name.\"}");
    story_say(story, network, "withdrawal_asked", NGOZI, 0,
              "{" IN_THREAD ",\"academy\":" BATHS
              ",\"post\":\"59595959595959595959595959595959\",\"reason\":\"A name.\"}");
    story_say(story, bath, "withdrawal_asked", LUCY, 0,
              "{" IN_THREAD ",\"academy\":" OF_OURS ",\"reason\":\"Ours, told by you.\"}");
    story_say(story, network, "tried_here", SAM, 0x6a,
              "{" IN_THREAD ",\"outcome\":\"not\",\"different\":\"Bay 3.\"}");
    story_say(story, academy, "post_hidden", NGOZI, 0,
              "{" IN_THREAD ",\"thread_academy\":" OF_OURS
              ",\"post\":\"6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a\",\"hidden\":true,"
              "\"reason\":\"A bay.\"}");
    story_say(story, network, "tried_here", NGOZI, 0x6b, "{" IN_THREAD ",\"outcome\":\"worked\"}");
    story_say(story, network, "post_withdrawn", NGOZI, 0,
              "{" IN_THREAD ",\"post\":\"6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b\"}");
    story_say(story, academy, "thread_started", NGOZI, 0x5a,
              json_text("{\"title\":\"Why Thursdays?\",\"about_kind\":\"room\",\"about\":\"%s\"}",
                        hex_of(ROOM)));
    story_say(story, room, "thread_started", NGOZI, 0x5b,
              json_text("{\"title\":\"Noon\",\"about_kind\":\"measure\",\"about\":\"%s\"}",
                        hex_of(MEASURE)));
    story_say(story, bath, "thread_started", LUCY, 0x5c,
              "{\"title\":\"Who chairs?\",\"question\":true,\"asked\":" OF_OURS "}");
    story_say(story, bath, "thread_started", LUCY, 0x5d,
              "{\"title\":\"How many sites?\",\"question\":true,\"asked\":" OF_OURS "}");
    story_say(story, network, "post_written", SAM, 0x5e,
              json_text("{\"thread\":\"%s\",\"text\":\"Two.\"}", hex_of(0x5d)));
    story_say(story, bath, "question_resolved", LUCY, 0,
              json_text("{\"thread\":\"%s\",\"answer\":\"%s\",\"resolved\":true}", hex_of(0x5d),
                        hex_of(0x5e)));
    story_say(story, network, "academy_context", SAM, 0x5f, "{\"size\":\"Two sites\"}");
    story_say(story, network, "academy_context", SAM, 0x60,
              json_text("{\"size\":\"Two sites, 900 beds\",\"newcomers\":\"Come on Thursday.\","
                        "\"based_on\":[\"%s\"]}",
                        hex_of(0x5f)));
    story_say(story, bath, "member_profile", LUCY, 0,
              json_text("{\"member\":\"%s\",\"name\":\"Lucy Wren\",\"skills\":\"Charts\","
                        "\"ask_me_about\":\"huddles\"}",
                        hex_of(LUCY)));
    story_say(story, network, "identifier_allowed", NGOZI, 0,
              "{\"record\":\"58585858585858585858585858585858\",\"reason\":\"A part number.\"}");
}

static struct br_parameter id_parameter(const struct br_id *id)
{
    return (struct br_parameter){
        .name = "id", .value = {.type = BR_CELL_BYTES, .bytes = {id->bytes, sizeof id->bytes}}};
}

static void expect_page_with(struct world *world, const char *name,
                             const struct br_parameter *parameters, size_t count,
                             const char *expected)
{
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer out;
    br_buffer_init(&out, 1u << 20);
    if (CHECK(br_page_fill(world->pages, name, world->views, parameters, count, START_MS + 30000,
                           &tree, &error) == BR_OK)) {
        CHECK(br_page_text(tree, &out) == BR_OK);
        CHECK_TEXT(br_buffer_text(&out), expected);
    } else {
        (void)printf("  %s: %s\n", name, error.text);
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

static void expect_page(struct world *world, const char *name, unsigned id, const char *expected)
{
    struct br_id about = id_of(id);
    struct br_parameter parameter = id_parameter(&about);
    expect_page_with(world, name, &parameter, id == 0 ? 0 : 1, expected);
}

static struct br_parameter text_parameter(const char *name, const char *text)
{
    return (struct br_parameter){.name = name,
                                 .value = {.type = BR_CELL_TEXT, .bytes = br_bytes_of_text(text)}};
}

/* What the measure of the story's page says between its first lines and its facts. */
static const char their_chart[] =
    "\nNo change beyond chance. The points lie around the median of 17.5% with no long run on "
    "one side. Limits and icons come with 13 points: ten more.\n"
    "     60 ┤\n"
    "        │\n"
    "        │\n"
    "        │\n"
    "        │\n"
    "     40 ┤··············································· Target 40\n"
    "        │\n"
    "        │ ●\n"
    "        │\n"
    "        │\n"
    "        │\n"
    "     20 ┤─────────────────────────────────────────────── Median 17.5\n"
    "        │\n"
    "        │\n"
    "        │\n"
    "        │\n"
    "      0 ┤                       ●\n"
    "        └───────────────────────────────────────────────\n"
    "         9 Nov 2026                          23 Nov 2026\n"
    "         ● common cause\n"
    "\n"
    "Run chart, median, Anhøj rules\n"
    "\n";

static const char *with_their_chart(const char *before, const char *behind)
{
    static char page[8192];
    (void)snprintf(page, sizeof page, "%s%s%s", before, their_chart, behind);
    return page;
}

#define THREE_POINTS                                      \
    "2026-11-09  35\n"                                    \
    "            first 30, today\n"                       \
    "            corrected to 35, today: counted twice\n" \
    "2026-11-16  0  0 of 12\n"                            \
    "2026-11-23  missing  no count\n"

static void test_a_story_as_pages(void)
{
    struct world world;
    world_begin(&world, "story.db");
    tell_story(&world.story);
    CHECK(story_fold(&world.story, world.views, 1, 10, 2) == BR_OK);
    expect_page(&world, "thread/list", 0,
                "51515151  The hour without a GP\n"
                "          Ngozi Adeyemi, Sheffield, today · 3 replies from 2 academies, last "
                "today 08:30 · "
                "question to Bath, answered · tried at 1\n"
                "          Older people · attendance · shared with the network · numbered by the "
                "academy\n");
    expect_page(
        &world, "thread/show", THREAD,
        "The hour without a GP\n"
        "Ngozi Adeyemi, Sheffield, today 08:30 · shared with the network · numbered by the "
        "academy · edited once · 51515151\n"
        "Question to Bath, answered\n"
        "Pathway: Older people\n"
        "Topic: attendance\n"
        "\n"
        "  What do you do, all?\n"
        "\n"
        "Tried already\n"
        "  We moved it.\n"
        "\n"
        "Tried at 1 academy: worked 0, partly 1, did not work 0\n"
        "  Partly at Bath, today · 00000006: Two sites.\n"
        "\n"
        "a member of Bath, today 08:30 · accepted answer · numbered by the academy · 52525252\n"
        "  We asked.\n"
        "\n"
        "  a member of Sheffield, today 08:30 · numbered by the academy · 53535353\n"
        "    a member of Bath wrote:\n"
        "    > We asked.\n"
        "    Whom?\n"
        "\n"
        "Ngozi Adeyemi, Sheffield, today 08:30 · answers 99999999, which is not here yet · "
        "numbered by the academy · edited 2 times · 54545454\n"
        "Two versions stand side by side; an edit that names both settles it.\n"
        "Ngozi Adeyemi, today 08:30 · version 55555555\n"
        "  Left.\n"
        "Ngozi Adeyemi, today 08:30 · version 56565656\n"
        "  Right.\n");
    expect_page(&world, "room/list", 0,
                "61616161  Frailty\n"
                "          Older people · Thursdays 08:30 · Room 4 · 2 members\n"
                "          coach pair Ngozi Adeyemi (clinical coach) and a member (flow coach) · "
                "numbered by the academy\n");
    expect_page(
        &world, "room/show", ROOM,
        "Frailty\n"
        "Older people · Thursdays 08:30 · Room 4 · opened today · numbered by the academy · "
        "61616161\n"
        "coach pair Ngozi Adeyemi (clinical coach) and a member (flow coach), from "
        "2026-03-05\n"
        "\n"
        "Home the same day.\n"
        "\n"
        "Roadmap\n"
        "  > Pre-phase, we are here\n"
        "  - 5Vs\n"
        "  - Themes\n"
        "  - Global aim\n"
        "  - Change ideas\n"
        "  - Driver diagram\n"
        "  - PDSA\n"
        "  - Standardise\n"
        "\n"
        "Measures\n"
        "  71717171  Discharged before noon · 2026-11-23: missing · shared with the network\n");
    expect_page(
        &world, "measure/list", 0,
        "71717171  Discharged before noon\n"
        "          Sheffield · in the Big Room Frailty, shared as 72727272\n"
        "          outcome measure · 3 points · 2026-11-23: missing · numbered by the academy\n"
        "          No change beyond chance. The points lie around the median of 17.5% with "
        "no long run on one side.\n"
        "72727272  Discharged before noon\n"
        "          Sheffield · shared with the network\n"
        "          0 points · numbered by the academy\n");
    expect_page(&world, "measure/show", MEASURE,
                with_their_chart(
                    "Discharged before noon\n"
                    "Sheffield · in the Big Room Frailty · numbered by the academy · 71717171\n"
                    "Shared with the network as 72727272\n",
                    "Measure:     outcome\n"
                    "Unit:        %\n"
                    "Better is:   increase\n"
                    "Target:      40\n"
                    "\n" THREE_POINTS));
    expect_page(&world, "member/list", 0, "11111111  Ngozi Adeyemi · coach, data steward\n");
    world_end(&world);
}

/* More of it, as Sam sees it, who leads the academy. */
static void test_more_of_the_story_as_pages(void)
{
    struct world world;
    world_begin(&world, "more.db");
    tell_story(&world.story);
    tell_more(&world.story);
    CHECK(story_fold(&world.story, world.views, 5, 10, 2) == BR_OK);
    struct br_id sam = id_of(SAM);
    struct br_hash bath = academy_of(BATH);
    struct br_hash ours = academy_of(OURS);
    br_views_set_viewer(world.views, &sam);
    expect_page(
        &world, "home/show", 0,
        "Sheffield\n"
        "  61616161  Frailty · Thursdays 08:30\n"
        "\n"
        "Waiting for you\n"
        "\n"
        "  5c5c5c5c  Who chairs? · asked of us by Bath, today\n"
        "  51515151  Bath asks us to withdraw a text in The hour without a GP: Ours, told by you.\n"
        "\n"
        "Not answered yet\n"
        "  Nothing.\n"
        "\n"
        "Latest\n"
        "  5d5d5d5d  How many sites? · Bath, last today 08:30\n"
        "  5c5c5c5c  Who chairs? · Bath, last today 08:30\n"
        "  5b5b5b5b  Noon · Sheffield, last today 08:30\n"
        "  5a5a5a5a  Why Thursdays? · Sheffield, last today 08:30\n"
        "  51515151  The hour without a GP · Sheffield, last today 08:30\n");
    expect_page(&world, "academy/list", 0,
                "b2b2b2b2  Bath · 2 threads\n"
                "a1a1a1a1  Sheffield · our academy · 3 threads · has written about itself\n");
    struct br_parameter about = {.name = "id",
                                 .value = {.type = BR_CELL_BYTES, .bytes = {ours.bytes, 32}}};
    expect_page_with(&world, "academy/show", &about, 1,
                     "Sheffield\n"
                     "our academy · a1a1a1a1\n"
                     "\n"
                     "a member, today 08:30 · version 60606060\n"
                     "\n"
                     "Size\n"
                     "  Two sites, 900 beds\n"
                     "\n"
                     "What to know first\n"
                     "  Come on Thursday.\n"
                     "\n"
                     "Answers that stay\n"
                     "  5d5d5d5d  How many sites? · asked by Bath\n"
                     "Asked and not answered yet\n"
                     "  5c5c5c5c  Who chairs? · Bath, today\n"
                     "People\n"
                     "  11111111  Ngozi Adeyemi\n");
    about.value.bytes.data = bath.bytes;
    expect_page_with(&world, "academy/show", &about, 1,
                     "Bath\n"
                     "connected with us · b2b2b2b2\n"
                     "\n"
                     "It has not written about itself yet.\n"
                     "Answers that stay\n"
                     "  51515151  The hour without a GP · asked by Sheffield\n"
                     "People\n"
                     "  13131313  Lucy Wren · ask me about huddles\n");
    expect_page(&world, "person/list", 0,
                "13131313  Lucy Wren, Bath\n"
                "          skills: Charts\n"
                "          ask me about: huddles\n"
                "11111111  Ngozi Adeyemi, Sheffield\n");
    struct br_parameter words = text_parameter("words", "HUDDLE");
    expect_page_with(&world, "person/list", &words, 1,
                     "13131313  Lucy Wren, Bath\n"
                     "          skills: Charts\n"
                     "          ask me about: huddles\n");
    expect_page(&world, "person/show", SAM,
                "a member, Sheffield · 12121212\n"
                "lead\n");
    expect_page(
        &world, "moderation/list", 0,
        "Hidden at our academy\n"
        "  6a6a6a6a  by Sheffield · today, Ngozi Adeyemi: A bay.\n"
        "  59595959  by Lucy Wren, Bath · today, Ngozi Adeyemi: A name.\n"
        "\n"
        "Asked to be withdrawn\n"
        "  51515151  Bath asks Sheffield, today: Ours, told by you.\n"
        "  59595959  Sheffield asks Bath, today: A name.\n"
        "\n"
        "Withdrawn\n"
        "  6b6b6b6b  Ngozi Adeyemi, Sheffield withdrew this text, today; 0 academies have "
        "confirmed it, 1 not yet. What was read or printed cannot be called back.\n"
        "            Bath: not yet\n"
        "  58585858  a member of Sheffield withdrew this text, today; 0 academies have confirmed "
        "it, 1 not yet. What was read or printed cannot be called back. Why: Wrong.\n"
        "            Bath: not yet\n");
    expect_page(&world, "allowed/list", 0,
                "58585858  Ngozi Adeyemi, today 08:30, shared with the network: A part number.\n");
    expect_page(&world, "ask/new", 0,
                "You can ask\n"
                "  Bath · b2b2b2b2\n");
    expect_page(&world, "thread/new", 0,
                "Pathways\n"
                "  Older people\n"
                "Topics\n"
                "  attendance\n");
    expect_page(
        &world, "room/show", ROOM,
        "Frailty\n"
        "Older people · Thursdays 08:30 · Room 4 · opened today · numbered by the academy · "
        "61616161\n"
        "coach pair Ngozi Adeyemi (clinical coach) and a member (flow coach), from 2026-03-05\n"
        "\n"
        "Home the same day.\n"
        "\n"
        "Roadmap\n"
        "  > Pre-phase, we are here\n"
        "  - 5Vs\n"
        "  - Themes\n"
        "  - Global aim\n"
        "  - Change ideas\n"
        "  - Driver diagram\n"
        "  - PDSA\n"
        "  - Standardise\n"
        "\n"
        "Next hour\n"
        "  No weekly hour yet.\n"
        "\n"
        "Measures\n"
        "  71717171  Discharged before noon · 2026-11-23: missing · shared with the network\n"
        "\n"
        "About it\n"
        "  5a5a5a5a  Why Thursdays? · Sheffield, last today\n"
        "\n"
        "Said in it\n"
        "  5b5b5b5b  Noon · Ngozi Adeyemi, last today\n");
    expect_page(&world, "measure/show", MEASURE,
                with_their_chart(
                    "Discharged before noon\n"
                    "Sheffield · in the Big Room Frailty · numbered by the academy · 71717171\n"
                    "Shared with the network as 72727272\n",
                    "Measure:     outcome\n"
                    "Unit:        %\n"
                    "Better is:   increase\n"
                    "Target:      40\n"
                    "\n" THREE_POINTS "\n"
                    "About it\n"
                    "  5b5b5b5b  Noon · Sheffield, last today\n"));
    world_end(&world);
}

static void expect_list(struct world *world, const struct br_parameter *parameters, size_t count,
                        const char *titles)
{
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer out;
    br_buffer_init(&out, 4096);
    CHECK(br_page_fill(world->pages, "thread/list", world->views, parameters, count, START_MS,
                       &tree, &error) == BR_OK);
    const struct br_node *threads = br_node_get(br_page_root(tree), "threads");
    for (size_t i = 0; i < threads->count; i++) {
        const struct br_node *title = br_node_get(&threads->as.items[i], "title");
        br_buffer_put(&out, title->as.bytes.data, title->as.bytes.size);
        br_buffer_put_text(&out, ";");
    }
    if (br_node_get(br_page_root(tree), "next")->count > 0) {
        br_buffer_put_text(&out, " more");
    }
    CHECK_TEXT(br_buffer_text(&out), titles);
    br_page_tree_free(tree);
    br_buffer_free(&out);
}

static void test_lists_narrow(void)
{
    struct world world;
    world_begin(&world, "narrow.db");
    tell_story(&world.story);
    tell_more(&world.story);
    CHECK(story_fold(&world.story, world.views, 6, 10, 2) == BR_OK);
    struct br_hash bath = academy_of(BATH);
    struct br_parameter of_bath = {.name = "academy",
                                   .value = {.type = BR_CELL_BYTES, .bytes = {bath.bytes, 32}}};
    struct br_parameter parameters[2] = {text_parameter("filter", "unanswered"), of_bath};
    expect_list(&world, NULL, 0,
                "How many sites?;Who chairs?;Noon;Why Thursdays?;The hour without a GP;");
    expect_list(&world, parameters, 1, "Who chairs?;");
    expect_list(&world, parameters, 2, "Who chairs?;");
    expect_list(&world, &of_bath, 1, "How many sites?;Who chairs?;");
    parameters[0] = text_parameter("filter", "asked");
    expect_list(&world, parameters, 1, "Who chairs?;");
    parameters[0] = text_parameter("topic", " ATTENDANCE ");
    expect_list(&world, parameters, 1, "The hour without a GP;");
    expect_list(&world, parameters, 2, "");
    parameters[0] = text_parameter("pathway", "Older people");
    expect_list(&world, parameters, 1, "The hour without a GP;");
    expect_list(&world, parameters, 2, "");
    struct br_parameter limit = {.name = "limit", .value = {.type = BR_CELL_INTEGER, .integer = 2}};
    expect_list(&world, &limit, 1, "How many sites?;Who chairs?; more");
    limit.value.integer = 5;
    expect_list(&world, &limit, 1,
                "How many sites?;Who chairs?;Noon;Why Thursdays?;The hour without a GP;");
    limit.value.integer = -1;
    expect_list(&world, &limit, 1,
                "How many sites?;Who chairs?;Noon;Why Thursdays?;The hour without a GP;");
    br_views_set_viewer(world.views, NULL); /* nobody: no room */
    expect_list(&world, NULL, 0,
                "How many sites?;Who chairs?;Why Thursdays?;The hour without a GP;");
    world_end(&world);
}

/* Sam was here before Bath's threads came, has read one of them, and follows a topic, a thread. */
static void test_what_is_unread_and_followed(void)
{
    struct world world;
    world_begin(&world, "unread.db");
    tell_story(&world.story);
    uint64_t before_ms = world.story.ms;
    tell_more(&world.story);
    CHECK(story_fold(&world.story, world.views, 8, 10, 2) == BR_OK);
    br_views_close(world.views);
    struct br_id sam = id_of(SAM);
    struct br_id chairs = id_of(0x5c);
    struct br_hash bath = academy_of(BATH);
    struct br_desk *desk = NULL;
    struct br_error error = {.text = ""};
    BR_ASSERT(br_desk_open(path_of("desk.db"), &desk, &error) == BR_OK);
    CHECK(br_desk_visit(desk, &sam, before_ms) == BR_OK);
    CHECK(br_desk_visit(desk, &sam, before_ms + BR_VISIT_GAP_MS * 2) == BR_OK);
    CHECK(br_desk_mark(desk, &sam, &bath, &chairs, world.story.ms, 0) == BR_OK);
    CHECK(br_desk_follow(desk, &sam, BR_FOLLOW_THREAD,
                         (struct br_bytes){chairs.bytes, sizeof chairs.bytes}, 1) == BR_OK);
    CHECK(br_desk_follow(desk, &sam, BR_FOLLOW_TOPIC, br_bytes_of_text("attendance"), 1) == BR_OK);
    struct br_views_options options = {.path = path_of("unread.db"),
                                       .domain = world.domain,
                                       .academy = academy_of(OURS),
                                       .desk = path_of("desk.db")};
    BR_ASSERT(br_views_open(&options, &world.views, &error) == BR_OK);
    br_views_set_viewer(world.views, &sam);
    struct br_parameter filter = text_parameter("filter", "unread");
    expect_list(&world, &filter, 1, "How many sites?;Noon;Why Thursdays?;The hour without a GP;");
    filter = text_parameter("filter", "following");
    expect_list(&world, &filter, 1, "Who chairs?;The hour without a GP;");
    CHECK(br_desk_follow(desk, &sam, BR_FOLLOW_PATHWAY, br_bytes_of_text("Older people"), 1) ==
          BR_OK);
    CHECK(br_desk_unfollow(desk, &sam, BR_FOLLOW_TOPIC, br_bytes_of_text("attendance")) == BR_OK);
    expect_list(&world, &filter, 1, "Who chairs?;The hour without a GP;");
    CHECK_TEXT(rows_of(world.views, "SELECT id, unread FROM v_listing ORDER BY id"),
               "51|1\n5a|1\n5b|1\n5c|0\n5d|1\n");
    expect_page(&world, "since/list", 0,
                "Since today 08:30\n"
                "5d5d5d5d  How many sites?\n"
                "          Lucy Wren, Bath · new · 1 new, last today 08:30\n"
                "5c5c5c5c  Who chairs?\n"
                "          Lucy Wren, Bath · you follow it · new, last today 08:30\n"
                "5b5b5b5b  Noon\n"
                "          Ngozi Adeyemi, Sheffield · new, last today 08:30\n"
                "5a5a5a5a  Why Thursdays?\n"
                "          Ngozi Adeyemi, Sheffield · new, last today 08:30\n"
                "51515151  The hour without a GP\n"
                "          Ngozi Adeyemi, Sheffield · you follow it · 2 new, last today 08:30\n"
                "          tried at Sheffield\n");
    expect_page(
        &world, "home/show", 0,
        "Sheffield\n"
        "  61616161  Frailty · Thursdays 08:30\n"
        "\n"
        "Waiting for you\n"
        "\n"
        "  5c5c5c5c  Who chairs? · asked of us by Bath, today\n"
        "  51515151  Bath asks us to withdraw a text in The hour without a GP: Ours, told by you.\n"
        "\n"
        "Since you were here, today\n"
        "  5c5c5c5c  Who chairs? · Bath · you follow it · new\n"
        "  51515151  The hour without a GP · Sheffield · you follow it · 2 new · tried at "
        "Sheffield\n"
        "  5d5d5d5d  How many sites? · Bath · new · 1 new\n"
        "  5b5b5b5b  Noon · Sheffield · new\n"
        "  5a5a5a5a  Why Thursdays? · Sheffield · new\n"
        "\n"
        "Not answered yet\n"
        "  Nothing.\n"
        "\n"
        "Latest\n"
        "  5d5d5d5d  How many sites? · Bath, last today 08:30\n"
        "  5c5c5c5c  Who chairs? · Bath, last today 08:30\n"
        "  5b5b5b5b  Noon · Sheffield, last today 08:30\n"
        "  5a5a5a5a  Why Thursdays? · Sheffield, last today 08:30\n"
        "  51515151  The hour without a GP · Sheffield, last today 08:30\n");
    CHECK(br_desk_read_all(desk, &sam, world.story.ms + 100) == BR_OK);
    filter = text_parameter("filter", "unread");
    expect_list(&world, &filter, 1, "");
    br_desk_close(desk);
    world_end(&world);
}

enum { LISTED = 23, LISTED_WITHDRAWN = 2, LISTED_FIRST = 0x80 };

/* One page of four after the other, narrowed by [how]: each thread once, where it should be. */
static void walk_list(struct world *world, struct br_parameter how)
{
    struct br_parameter parameters[4] = {
        {.name = "limit", .value = {.type = BR_CELL_INTEGER, .integer = 4}},
        {.name = "before_ms", .value = {.type = BR_CELL_NULL}},
        {.name = "before_id", .value = {.type = BR_CELL_NULL}},
        how};
    uint8_t seen[LISTED] = {0};
    size_t total = 0;
    uint8_t id[16];
    for (bool more = true; more;) {
        struct br_page_tree *tree = NULL;
        struct br_error error = {.text = ""};
        CHECK(br_page_fill(world->pages, "thread/list", world->views, parameters, 4, START_MS,
                           &tree, &error) == BR_OK);
        const struct br_node *threads = br_node_get(br_page_root(tree), "threads");
        for (size_t i = 0; i < threads->count; i++) {
            seen[br_node_get(&threads->as.items[i], "id")->as.bytes.data[15] - LISTED_FIRST]++;
            total++;
        }
        const struct br_node *next = br_node_get(br_page_root(tree), "next");
        more = next->count > 0;
        if (more) {
            memcpy(id, br_node_get(&next->as.items[0], "before_id")->as.bytes.data, sizeof id);
            parameters[1].value = (struct br_cell){
                .type = BR_CELL_INTEGER,
                .integer = br_node_get(&next->as.items[0], "before_ms")->as.integer};
            parameters[2].value = (struct br_cell){.type = BR_CELL_BYTES, .bytes = {id, sizeof id}};
        }
        br_page_tree_free(tree);
    }
    CHECK_UINT(total, LISTED - LISTED_WITHDRAWN);
    for (size_t i = 0; i < LISTED; i++) {
        CHECK_UINT(seen[i], i < LISTED - LISTED_WITHDRAWN ? 1 : 0);
    }
}

/* Also where the newest words are as old, and where the newest threads are withdrawn. */
static void test_pages_of_a_list_follow_each_other(void)
{
    struct world world;
    world_begin(&world, "follow.db");
    struct br_id sam = id_of(SAM);
    struct br_desk *desk = NULL;
    struct br_error error = {.text = ""};
    BR_ASSERT(br_desk_open(path_of("follow-desk.db"), &desk, &error) == BR_OK);
    CHECK(br_desk_visit(desk, &sam, START_MS / 2) == BR_OK);
    CHECK(br_desk_follow(desk, &sam, BR_FOLLOW_TOPIC, br_bytes_of_text("beds"), 1) == BR_OK);
    CHECK(br_desk_follow(desk, &sam, BR_FOLLOW_PATHWAY, br_bytes_of_text("Stroke"), 1) == BR_OK);
    struct story_stream *network = story_stream(&world.story, OURS, BR_AUDIENCE_NETWORK, 0);
    for (unsigned i = 0; i < LISTED; i++) {
        world.story.ms -= i % 3 == 0 ? 0 : 1000; /* three of one moment */
        story_say(&world.story, network, "thread_started", NGOZI, LISTED_FIRST + i,
                  "{\"title\":\"T\",\"pathway\":\"Stroke\",\"topics\":[\"beds\"]}");
    }
    for (unsigned i = LISTED - LISTED_WITHDRAWN; i < LISTED; i++) {
        struct br_id thread = id_of(LISTED_FIRST + i);
        char text[2 * sizeof thread + 1];
        br_hex_encode(thread.bytes, sizeof thread.bytes, text);
        story_say(&world.story, network, "post_withdrawn", NGOZI, 0,
                  json_text("{\"thread\":\"%s\",\"post\":\"%s\"}", text, text));
    }
    CHECK(story_fold(&world.story, world.views, 7, 10, 2) == BR_OK);
    br_views_close(world.views);
    struct br_views_options options = {.path = path_of("follow.db"),
                                       .domain = world.domain,
                                       .academy = academy_of(OURS),
                                       .desk = path_of("follow-desk.db")};
    BR_ASSERT(br_views_open(&options, &world.views, &error) == BR_OK);
    br_views_set_viewer(world.views, &sam);
    struct br_hash ours = academy_of(OURS);
    walk_list(&world, text_parameter("filter", "all"));
    walk_list(&world, text_parameter("filter", "unread"));
    walk_list(&world, text_parameter("filter", "following"));
    walk_list(&world, text_parameter("pathway", "Stroke"));
    walk_list(&world, text_parameter("topic", "beds"));
    walk_list(&world,
              (struct br_parameter){.name = "academy",
                                    .value = {.type = BR_CELL_BYTES, .bytes = {ours.bytes, 32}}});
    CHECK(br_desk_unfollow(desk, &sam, BR_FOLLOW_PATHWAY, br_bytes_of_text("Stroke")) == BR_OK);
    walk_list(&world, text_parameter("filter", "following"));
    br_desk_close(desk);
    world_end(&world);
}

static void test_what_is_not_here_is_not_found(void)
{
    static const char *const names[] = {"thread/show", "room/show", "measure/show"};
    struct world world;
    world_begin(&world, "empty.db");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct br_id nobody = id_of(0x99);
        struct br_parameter parameter = id_parameter(&nobody);
        struct br_page_tree *tree = NULL;
        struct br_error error = {.text = ""};
        CHECK(br_page_fill(world.pages, names[i], world.views, &parameter, 1, START_MS, &tree,
                           &error) == BR_ERR_NOT_FOUND);
        CHECK(strncmp(error.text, "There is no such ", 17) == 0);
    }
    expect_page(&world, "thread/list", 0, "No threads yet.\n");
    expect_page(&world, "room/list", 0, "No Big Rooms yet.\n");
    expect_page(&world, "measure/list", 0, "No measures yet.\n");
    expect_page(&world, "member/list", 0, "No members yet.\n");
    world_end(&world);
}

/* Another academy uses the ids of our thread and our measure: what it says stays its own. */
static void test_a_borrowed_id_changes_nothing_of_ours(void)
{
    struct world world;
    world_begin(&world, "borrowed.db");
    tell_story(&world.story);
    struct story_stream *other = story_stream(&world.story, BYSTANDER, BR_AUDIENCE_NETWORK, 0);
    story_say(&world.story, other, "thread_started", LUCY, THREAD, "{\"title\":\"Mine now\"}");
    story_say(&world.story, other, "measure_shared", LUCY, MEASURE,
              json_text("{\"copy_of\":\"%s\",\"title\":\"Mine now\"}", hex_of(0x98)));
    story_say(&world.story, other, "points_recorded", LUCY, 0,
              json_text("{\"measure\":\"%s\",\"points\":[{\"date\":\"2020-01-01\",\"value\":666}]}",
                        hex_of(MEASURE)));
    CHECK(story_fold(&world.story, world.views, 2, 10, 2) == BR_OK);
    expect_page(&world, "measure/show", MEASURE,
                with_their_chart(
                    "Discharged before noon\n"
                    "Sheffield · in the Big Room Frailty · numbered by the academy · 71717171\n"
                    "Shared with the network as 72727272\n",
                    "Measure:     outcome\n"
                    "Unit:        %\n"
                    "Better is:   increase\n"
                    "Target:      40\n"
                    "\n" THREE_POINTS));
    struct br_id about = id_of(THREAD);
    struct br_parameter parameter = id_parameter(&about);
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    if (CHECK(br_page_fill(world.pages, "thread/show", world.views, &parameter, 1, START_MS, &tree,
                           &error) == BR_OK)) {
        const struct br_node *thread = br_node_get(br_page_root(tree), "thread");
        CHECK(br_bytes_equal(br_node_get(thread, "title")->as.bytes,
                             br_bytes_of_text("The hour without a GP")));
        CHECK_UINT(br_node_get(thread, "thread_texts")->count, 2);
        CHECK_UINT(br_node_get(br_page_root(tree), "replies")->count, 3);
    }
    br_page_tree_free(tree);
    world_end(&world);
}

/* --- the golden stories have the columns that the queries give --- */

struct spy {
    struct br_views *views;
    json_t *blocks; /* of the story */
    size_t next;
    size_t seen;
    br_cells_visit visit;
    void *context;
};

static bool look_at_names(void *context, size_t count, const char *const *names,
                          const struct br_cell *cells)
{
    struct spy *spy = context;
    json_t *row = json_array_get(json_array_get(spy->blocks, spy->next - 1), 0);
    if (row != NULL) {
        size_t i = 0;
        const char *name = NULL;
        json_t *value = NULL;
        CHECK_UINT(json_object_size(row), count);
        json_object_foreach(row, name, value)
        {
            CHECK_TEXT(i < count ? names[i] : "", name);
            i++;
        }
        spy->seen++;
    }
    return spy->visit(spy->context, count, names, cells);
}

static enum br_status query_spied(void *source, const char *sql,
                                  const struct br_parameter *parameters, size_t parameter_count,
                                  br_cells_visit visit, void *context, struct br_error *error)
{
    struct spy *spy = source;
    spy->next++;
    spy->visit = visit;
    spy->context = context;
    return br_views_query(spy->views, sql, parameters, parameter_count, look_at_names, spy, error);
}

static void check_columns(struct world *world, const char *name, unsigned id)
{
    char path[512];
    struct br_id about = id_of(id);
    struct br_parameter parameter = id_parameter(&about);
    (void)snprintf(path, sizeof path, BR_TESTS_FOLDER "/golden/pages/%s.rows", name);
    json_t *story = json_load_file(path, 0, NULL);
    if (!CHECK(story != NULL)) {
        return;
    }
    struct spy spy = {.views = world->views, .blocks = json_object_get(story, "blocks")};
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    const char *page = json_string_value(json_object_get(story, "page"));
    CHECK(br_page_fill_from(world->pages, page, query_spied, &spy, &parameter, id == 0 ? 0 : 1,
                            START_MS, &tree, &error) == BR_OK);
    CHECK_UINT(spy.next, json_array_size(spy.blocks));
    CHECK(spy.seen >= spy.next); /* every block showed at least one row */
    br_page_tree_free(tree);
    json_decref(story);
}

/* What was said of a measure beside its points, and another academy's of the same name. */
static void tell_of_measure(struct story *story)
{
    struct story_stream *room = story_stream(story, OURS, BR_AUDIENCE_ROOM, ROOM);
    struct story_stream *theirs = story_stream(story, BATH, BR_AUDIENCE_NETWORK, 0);
    story_say(story, room, "measure_changed", NGOZI, 0,
              json_text("{\"measure\":\"%s\",\"based_on\":[\"%s\"],\"title\":\"Home by noon\"}",
                        hex_of(MEASURE), hex_of(MEASURE)));
    story_say(story, room, "measure_rebased", NGOZI, 0,
              json_text("{\"measure\":\"%s\",\"date\":\"2026-11-16\",\"reason\":\"new\"}",
                        hex_of(MEASURE)));
    story_say(story, room, "measure_event", NGOZI, 0,
              json_text("{\"measure\":\"%s\",\"date\":\"2026-11-16\",\"title\":\"Strike\"}",
                        hex_of(MEASURE)));
    story_say(story, room, "measure_sharing", NGOZI, 0,
              json_text("{\"measure\":\"%s\",\"shared\":true}", hex_of(MEASURE)));
    story_say(story, theirs, "measure_shared", SAM, 0x73,
              json_text("{\"copy_of\":\"%s\",\"title\":\"Home by Noon\"}", hex_of(0x99)));
}

/* Something of everything that stands on a room's own page. */
static void tell_of_room(struct story *story)
{
    struct story_stream *academy = story_stream(story, OURS, BR_AUDIENCE_ACADEMY, 0);
    struct story_stream *room = story_stream(story, OURS, BR_AUDIENCE_ROOM, ROOM);
    story_say(story, academy, "room_changed", NGOZI, 0,
              json_text("{\"room\":\"%s\",\"based_on\":[\"%s\"],\"name\":\"Frailty\","
                        "\"pathway\":\"Older people\",\"weekday\":4,\"starts\":\"08:30\"}",
                        hex_of(ROOM), hex_of(ROOM)));
    story_say(story, academy, "roadblock_asked", NGOZI, 0xb1,
              json_text("{\"room\":\"%s\",\"title\":\"Bed meeting\"}", hex_of(ROOM)));
    story_say(story, room, "stage_set", NGOZI, 0,
              "{\"stage\":\"themes\",\"reason\":\"new people\"}");
    story_say(story, room, "pdsa_planned", NGOZI, 0xb2,
              "{\"title\":\"Three names\",\"question\":\"q\",\"prediction\":\"two\","
              "\"study_on\":\"2026-11-26\"}");
    story_say(story, room, "action_set", NGOZI, 0xb3, "{\"text\":\"Ring\"}");
    story_say(story, room, "meeting_planned", NGOZI, 0xb4,
              "{\"date\":\"2026-11-19\",\"agenda\":[{\"title\":\"Story\",\"minutes\":5}]}");
    story_say(
        story, room, "attendance_noted", NGOZI, 0,
        json_text("{\"meeting\":\"%s\",\"roles\":[{\"role\":\"GP\",\"count\":1}]}", hex_of(0xb4)));
    story_say(story, room, "meeting_ended", NGOZI, 0,
              json_text("{\"meeting\":\"%s\",\"held\":true}", hex_of(0xb4)));
}

static void test_goldens_have_the_columns_of_the_queries(void)
{
    struct world world;
    struct br_id ngozi = id_of(NGOZI);
    world_begin(&world, "columns.db");
    tell_story(&world.story);
    tell_more(&world.story);
    tell_of_measure(&world.story);
    tell_of_room(&world.story);
    CHECK(story_fold(&world.story, world.views, 3, 10, 2) == BR_OK);
    check_columns(&world, "thread-list", 0);
    check_columns(&world, "thread-show", THREAD);
    check_columns(&world, "room-list", 0);
    br_views_set_viewer(world.views, &ngozi); /* who belongs to it */
    check_columns(&world, "room-show", ROOM);
    br_views_see_all(world.views);
    check_columns(&world, "measure-list", 0);
    check_columns(&world, "measure-show", MEASURE);
    check_columns(&world, "member-list", 0);
    world_end(&world);
}

/* --- a thread of 15,000 --- */

static void test_a_long_thread_is_whole(void)
{
    enum { EACH = 3750, ACADEMIES = 4 };
    static const unsigned origins[ACADEMIES] = {OURS, BATH, IMPERIAL, BYSTANDER};
    struct world world;
    world_begin(&world, "long.db");
    struct story *story = &world.story;
    struct story_stream *streams[ACADEMIES];
    for (size_t i = 0; i < ACADEMIES; i++) {
        streams[i] = story_stream(story, origins[i], BR_AUDIENCE_NETWORK, 0);
    }
    story_say(story, streams[0], "thread_started", NGOZI, THREAD, "{\"title\":\"Long\"}");
    char parent[BR_ID_TEXT_SIZE] = "";
    for (unsigned i = 0; i < EACH * ACADEMIES; i++) {
        struct story_stream *stream = streams[i % ACADEMIES];
        story_say(story, stream, "post_written", SAM, 0,
                  i % 5 == 0
                      ? json_text("{\"thread\":\"%s\",\"text\":\"post %u\"}", hex_of(THREAD), i)
                      : json_text("{\"thread\":\"%s\",\"parent\":\"%s\",\"text\":\"post %u\"}",
                                  hex_of(THREAD), parent, i));
        struct br_id last = {.bytes = {0}};
        br_store_u32(last.bytes, 0xfefefefe);
        memset(last.bytes + 4, 0, 8);
        br_store_u32(last.bytes + 12, story->next_id);
        br_id_text(&last, parent);
    }
    CHECK(story_fold(story, world.views, 4, 256, 20) == BR_OK);

    struct br_id about = id_of(THREAD);
    struct br_parameter parameter = id_parameter(&about);
    struct br_page_tree *tree = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer out;
    br_buffer_init(&out, BR_PAGE_OUTPUT_SIZE_MAX);
    uint64_t start_ns = br_clock_ns();
    if (CHECK(br_page_fill(world.pages, "thread/show", world.views, &parameter, 1, START_MS, &tree,
                           &error) == BR_OK)) {
        uint64_t filled_ns = br_clock_ns();
        CHECK_UINT(br_node_get(br_page_root(tree), "replies")->count, EACH * ACADEMIES);
        CHECK(br_page_text(tree, &out) == BR_OK);
        uint64_t text_ns = br_clock_ns();
        br_buffer_clear(&out);
        CHECK(br_page_json(tree, &out) == BR_OK);
        (void)printf("  15,000 replies: filled in %llu ms, text in %llu ms, JSON in %llu ms\n",
                     (unsigned long long)(filled_ns - start_ns) / 1000000,
                     (unsigned long long)(text_ns - filled_ns) / 1000000,
                     (unsigned long long)(br_clock_ns() - text_ns) / 1000000);
    } else {
        (void)printf("  %s\n", error.text);
    }
    br_page_tree_free(tree);
    br_buffer_free(&out);
    world_end(&world);
}

int main(void)
{
    BR_ASSERT(setenv("TZ", "GMT0BST,M3.5.0/1,M10.5.0", 1) == 0);
    tzset();
    static const struct br_test tests[] = {
        BR_TEST(test_a_story_as_pages),
        BR_TEST(test_more_of_the_story_as_pages),
        BR_TEST(test_lists_narrow),
        BR_TEST(test_what_is_unread_and_followed),
        BR_TEST(test_pages_of_a_list_follow_each_other),
        BR_TEST(test_what_is_not_here_is_not_found),
        BR_TEST(test_a_borrowed_id_changes_nothing_of_ours),
        BR_TEST(test_goldens_have_the_columns_of_the_queries),
        BR_TEST(test_a_long_thread_is_whole),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
