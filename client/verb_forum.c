/* verb_forum.c - what is said about texts: tried here, hidden, asked back, withdrawn. */
#include "client/agent.h"
#include "client/draft.h"
#include "client/find.h"
#include "client/verbs.h"

#include <string.h>

/* A thread's first text, a reply or what came of trying, and the thread that it stands in. */
struct text_found {
    struct found found;
    struct br_id thread;
    struct br_hash academy;        /* whose text it is */
    struct br_hash thread_academy; /* whose thread */
};

enum { ANY_TEXT = THING_THREAD | THING_POST | THING_TRIED };

static int find_text(struct call *call, unsigned things, struct text_found *text)
{
    static const char of_thread[] =
        "SELECT academy FROM v_thread WHERE id = :id ORDER BY own DESC, position LIMIT 1";
    static const char of_post[] =
        "SELECT academy FROM v_post WHERE id = :id ORDER BY position LIMIT 1";
    static const char of_tried[] =
        "SELECT academy FROM v_tried WHERE id = :id ORDER BY own DESC LIMIT 1";
    *text = (struct text_found){.found = {.saved_here = false}};
    int code = find_thing(call, things, call_argument(call, 0), &text->found);
    if (code != EXIT_FINE) {
        return code;
    }
    enum thing thing = text->found.thing;
    text->thread = thing == THING_THREAD ? text->found.id : text->found.thread;
    code = find_academy_of(call, of_thread, &text->thread, &text->thread_academy);
    if (code == EXIT_FINE) {
        code = find_academy_of(call,
                               thing == THING_POST    ? of_post
                               : thing == THING_TRIED ? of_tried
                                                      : of_thread,
                               &text->found.id, &text->academy);
    }
    return code;
}

static void set_text(struct draft *draft, const struct text_found *text)
{
    draft_set_id(draft, "thread", &text->thread);
    if (text->found.thing != THING_THREAD) {
        draft_set_id(draft, "post", &text->found.id);
    }
    draft_needs(draft, &text->found.id, text->found.saved_here);
}

static int run_tried(struct call *call)
{
    struct text_found text;
    struct draft draft;
    const char *outcome = call_value(call, "outcome");
    if (outcome == NULL || (strcmp(outcome, "worked") != 0 && strcmp(outcome, "partly") != 0 &&
                            strcmp(outcome, "not") != 0)) {
        return call_fail(call, EXIT_USAGE, "say what came of it: --outcome worked, partly or not");
    }
    int code = find_text(call, THING_THREAD | THING_POST, &text);
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "tried_here", &text.found.audience);
    set_text(&draft, &text);
    draft_set(&draft, "outcome", br_bytes_of_text(outcome));
    draft_set_option(&draft, "different", "different");
    return draft_save_and_say(&draft, "tried here");
}

static int hide(struct call *call, bool hidden)
{
    struct br_audience academy = {.type = BR_AUDIENCE_ACADEMY};
    struct text_found text;
    struct draft draft;
    int code = find_text(call, ANY_TEXT, &text);
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "post_hidden", &academy);
    set_text(&draft, &text);
    draft_set_hash(&draft, "thread_academy", &text.thread_academy);
    draft_set(&draft, "hidden", br_bytes_of_text(hidden ? "true" : "false"));
    draft_set_option(&draft, "reason", "why");
    return draft_save_and_say(&draft, hidden ? "hidden" : "shown again");
}

static int run_hide(struct call *call)
{
    return hide(call, true);
}

static int run_unhide(struct call *call)
{
    return hide(call, false);
}

static int run_withdraw(struct call *call)
{
    struct text_found text;
    struct draft draft;
    int code = find_text(call, ANY_TEXT, &text);
    if (code != EXIT_FINE) {
        return code;
    }
    if (!br_hash_equal(&text.academy, &call->agent->settings.academy)) {
        return call_fail(call, EXIT_FAILED,
                         "only the academy that it comes from can withdraw this text; ask it to: "
                         "bigroom thread ask-withdrawal");
    }
    bool mine = br_id_equal(&text.found.author, &call->agent->settings.member);
    draft_begin(&draft, call, mine ? "post_withdrawn" : "post_withdrawn_by_academy",
                &text.found.audience);
    set_text(&draft, &text);
    draft_set_option(&draft, "reason", "why");
    return draft_save_and_say(&draft, "withdrawn");
}

static int run_ask_withdrawal(struct call *call)
{
    struct br_audience network = {.type = BR_AUDIENCE_NETWORK};
    struct text_found text;
    struct draft draft;
    int code = find_text(call, ANY_TEXT, &text);
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "withdrawal_asked", &network);
    set_text(&draft, &text);
    draft_set_hash(&draft, "academy", &text.academy);
    draft_set_option(&draft, "reason", "why");
    return draft_save_and_say(&draft, "asked to be withdrawn");
}

static int run_moderation(struct call *call)
{
    return verb_page(call, "moderation/list", NULL, 0);
}

/* --- the table --- */

static const struct option_rule tried_rules[] = {
    {"outcome", "OUTCOME", "worked, partly or not", false},
    {"different", "TEXT", "what was different at your academy", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule why_rules[] = {
    {"why", "TEXT", "the reason", false}, OPTION_ALLOW_IDENTIFIER, {NULL, NULL, NULL, false}};

const struct verb verbs_forum[] = {
    {.area = "thread",
     .name = "tried",
     .arguments = "POST --outcome OUTCOME",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say what came of trying it at your academy; the last time you say so holds.",
     .examples =
         "  bigroom thread tried 5e6f7a8b --outcome worked\n"
         "  bigroom thread tried 5e6f7a8b --outcome partly --different \"Only weekdays.\"\n",
     .rules = tried_rules,
     .place = VERB_VIEWS,
     .run = run_tried},
    {.area = "thread",
     .name = "hide",
     .arguments = "POST --why TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Hide a text at our academy, at once: a post, or what somebody says came of "
                "trying. For leads, data stewards and admins.",
     .examples = "  bigroom thread hide 5e6f7a8b --why \"It names a patient.\"\n",
     .rules = why_rules,
     .place = VERB_VIEWS,
     .run = run_hide},
    {.area = "thread",
     .name = "unhide",
     .arguments = "POST",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Show a hidden text again. For leads, data stewards and admins.",
     .examples = "  bigroom thread unhide 5e6f7a8b\n",
     .rules = why_rules,
     .place = VERB_VIEWS,
     .run = run_unhide},
    {.area = "thread",
     .name = "withdraw",
     .arguments = "POST [--why TEXT]",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Withdraw your own text everywhere; leads, data stewards and admins any of ours.",
     .examples = "  bigroom thread withdraw 5e6f7a8b --why \"The figures were wrong.\"\n",
     .rules = why_rules,
     .place = VERB_VIEWS,
     .run = run_withdraw},
    {.area = "thread",
     .name = "ask-withdrawal",
     .arguments = "POST --why TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Ask the academy that a text comes from to withdraw it.",
     .examples = "  bigroom thread ask-withdrawal 5e6f7a8b --why \"It names a patient.\"\n",
     .rules = why_rules,
     .place = VERB_VIEWS,
     .run = run_ask_withdrawal},
    {.area = "thread",
     .name = "moderation",
     .arguments = "",
     .summary = "What is hidden, asked back and withdrawn, and who has confirmed it.",
     .examples = "  bigroom thread moderation\n",
     .place = VERB_VIEWS,
     .run = run_moderation},
    {.name = NULL}};
