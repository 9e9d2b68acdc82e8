/* verb_client.c - the table of the verbs about the client itself. */
#include "client/verb_client.h"

#include "client/agent.h"
#include "client/site.h"
#include "client/verbs.h"

static const struct option_rule join_rules[] = {
    {"device", "NAME", "what to call this device (else the computer's name)", false},
    {"network-name", "yes|no", "show your name to other academies, too", false},
    {"wait", "SECONDS", "how long to wait for a connection (else 20)", false},
    {NULL, NULL, NULL, false}};
static const struct option_rule sync_rules[] = {
    {"wait", "SECONDS", "how long to wait for a connection (else 20)", false},
    {NULL, NULL, NULL, false}};

static const struct option_rule run_rules[] = {
    {"http", "ADDRESS", "where pages are served (else 127.0.0.1:7480)", false},
    {NULL, NULL, NULL, false}};

static void begin_pages(struct agent *agent, struct call *call)
{
    (void)agent;
    site_say_address(call);
}

const struct verb verbs_client[] = {
    {.name = "join",
     .arguments = "CODE",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Enrol this device with the code that your academy gave you.",
     .examples = "  bigroom join join-AbC...\n"
                 "  bigroom join join-AbC... --dir ~/hip-fracture --network-name no\n",
     .rules = join_rules,
     .place = VERB_ALONE},
    {.name = "sync",
     .arguments = "",
     .summary = "Send what waits, fetch what is new, and end.",
     .examples = "  bigroom sync\n  bigroom sync --wait 60\n",
     .rules = sync_rules,
     .place = VERB_LOOP,
     .begin = sync_begin},
    {.name = "run",
     .arguments = "",
     .summary =
         "Stay connected until Ctrl-C, with pages for this computer's browsers; other verbs may "
         "be used at the same time.",
     .examples = "  bigroom run\n  bigroom run --http 127.0.0.1:7480\n",
     .rules = run_rules,
     .place = VERB_ALONE},
    {.name = "pages",
     .arguments = "",
     .summary = "Print the address that opens our pages in a browser of this computer. Keep it to "
                "yourself.",
     .examples = "  bigroom pages\n  xdg-open \"$(bigroom pages)\"\n",
     .place = VERB_LOOP,
     .begin = begin_pages},
    {.name = "status",
     .arguments = "",
     .summary = "How far our copy is, and what waits.",
     .examples = "  bigroom status\n  bigroom status --json\n",
     .place = VERB_VIEWS,
     .wants_streams = true,
     .run = run_status},
    {.name = NULL}};
