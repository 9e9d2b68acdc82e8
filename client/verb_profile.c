/* verb_profile.c - the member's own name, for those who may see it. */
#include "client/agent.h"
#include "client/draft.h"
#include "client/find.h"
#include "client/verbs.h"
#include "pages/terminal.h"

#include <string.h>

static bool take_showed(void *context, size_t count, const char *const *names,
                        const struct br_cell *cells)
{
    bool *showed = context;
    (void)count;
    (void)names;
    *showed = cells[0].integer != 0;
    return false;
}

/* An empty profile takes back the one before it, and what the academy's shows stays. */
static int take_back(struct call *call, const char *to)
{
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    struct draft draft;
    if (strcmp(to, "network") != 0) {
        return call_fail(call, EXIT_USAGE,
                         "your own academy knows you by name; --nothing is for --to network");
    }
    static const char to_network[] =
        "SELECT count(*) FROM v_profile WHERE member = :id AND audience_type = 1"
        " AND (name IS NOT NULL OR pathway IS NOT NULL OR skills IS NOT NULL"
        "      OR ask_me_about IS NOT NULL)";
    struct br_parameter whose = parameter_id("id", &call->agent->settings.member);
    bool showed = false;
    int code = call_query(call, to_network, &whose, 1, take_showed, &showed);
    if (code == EXIT_FINE && !showed) {
        return call_fail(call, EXIT_UNKNOWN, "the network sees nothing of you");
    }
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "member_profile", &network);
    draft_set_id(&draft, "member", &call->agent->settings.member);
    return draft_save_and_say(&draft, "profile");
}

static int run_set(struct call *call)
{
    struct br_audience audience = {.type = BR_AUDIENCE_ACADEMY};
    struct draft draft;
    const char *to = call_value(call, "to");
    if (to == NULL || (strcmp(to, "network") != 0 && strcmp(to, "academy") != 0)) {
        return call_fail(call, EXIT_USAGE, "say who sees it: --to academy or --to network");
    }
    if (call_has(call, "nothing")) {
        return take_back(call, to);
    }
    if (!call_has(call, "name")) {
        return call_fail(call, EXIT_USAGE, "say your name: --name \"...\"");
    }
    audience.type = strcmp(to, "network") == 0 ? BR_AUDIENCE_NETWORK : BR_AUDIENCE_ACADEMY;
    draft_begin(&draft, call, "member_profile", &audience);
    draft_set_id(&draft, "member", &call->agent->settings.member);
    draft_set_option(&draft, "name", "name");
    draft_set_option(&draft, "pathway", "pathway");
    draft_set_option(&draft, "ask_me_about", "ask-me-about");
    draft_set_option(&draft, "skills", "skills");
    return draft_save_and_say(&draft, "profile");
}

static bool take_roles(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    (void)count;
    (void)names;
    cell_text(&cells[0], context, 256);
    return false;
}

static int run_show(struct call *call)
{
    static const char my_roles[] = "SELECT roles FROM v_member WHERE member = :id LIMIT 1";
    const struct settings *settings = &call->agent->settings;
    struct br_parameter parameter = parameter_id("id", &settings->member);
    char name[256];
    char roles[256] = "";
    char id[BR_ID_TEXT_SIZE];
    int code = find_own_name(call, name);
    if (code == EXIT_FINE) {
        code = call_query(call, my_roles, &parameter, 1, take_roles, roles);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    br_id_text(&settings->member, id);
    if (call->json) {
        json_t *json = json_pack("{s:i,s:s,s:s,s:s,s:s}", "version", 1, "member", id, "name", name,
                                 "roles", roles, "academy", settings->academy_name);
        call_json(call, json == NULL ? json_object() : json);
        return EXIT_FINE;
    }
    br_text_terminal_line(br_bytes_of_text(name), &call->out);
    call_say(call, " · ");
    br_text_terminal_line(br_bytes_of_text(settings->academy_name), &call->out);
    call_say(call, "%s%s · %s\n", roles[0] == '\0' ? "" : " · ", roles, id + 24);
    return EXIT_FINE;
}

static const struct option_rule set_rules[] = {
    {"name", "NAME", "your name", false},
    {"pathway", "PATHWAY", "the pathway that you work in", false},
    {"ask-me-about", "TEXT", "what others may ask you about", false},
    {"skills", "TEXT", "what you are good at", false},
    {"nothing", NULL, "take back what the network sees of you", false},
    {"to", "AUDIENCE", "who sees it: academy or network", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};

const struct verb verbs_profile[] = {
    {.area = "profile",
     .name = "set",
     .arguments = "--name NAME --to AUDIENCE",
     .summary = "Say your name, to your academy or to the network.",
     .examples = "  bigroom profile set --name \"Amal Noor\" --skills \"charts\" --to network\n"
                 "  bigroom profile set --nothing --to network\n",
     .rules = set_rules,
     .place = VERB_VIEWS,
     .run = run_set},
    {.area = "profile",
     .name = "show",
     .arguments = "",
     .summary = "Who this device writes as.",
     .examples = "  bigroom profile show\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.name = NULL}};
