/* verb_thread.c - threads: read, begin, answer, change, settle. */
#include "client/agent.h"
#include "client/draft.h"
#include "client/find.h"
#include "client/verbs.h"

#include <stdlib.h>
#include <string.h>

/* --- reading --- */

/* How many to list: 200, or what was asked for. Exit code. */
static int take_limit(struct call *call, struct br_parameter *parameter)
{
    const char *limit = call_value(call, "limit");
    long count = call_has(call, "all") ? -1 : 200;
    if (limit != NULL && count > 0) {
        char *end = NULL;
        count = strtol(limit, &end, 10);
        if (*limit == '\0' || *end != '\0' || count < 1 || count > (long)BR_PAGE_ROWS_MAX) {
            return call_fail(call, EXIT_USAGE, "--limit takes a number from 1 to %u",
                             BR_PAGE_ROWS_MAX);
        }
    }
    *parameter = (struct br_parameter){.name = "limit",
                                       .value = {.type = BR_CELL_INTEGER, .integer = count}};
    return EXIT_FINE;
}

static int run_list(struct call *call)
{
    struct br_parameter parameters[5];
    struct br_hash academy;
    size_t count = 1;
    const char *name = call_value(call, "academy");
    int code = take_limit(call, &parameters[0]);
    if (code == EXIT_FINE && call_has(call, "unanswered") && call_has(call, "asked")) {
        code = call_fail(call, EXIT_USAGE, "say --unanswered or --asked, not both");
    }
    if (code == EXIT_FINE && name != NULL) {
        code = find_academy(call, name, &academy);
        parameters[count++] = parameter_hash("academy", &academy);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    if (call_has(call, "unanswered") || call_has(call, "asked")) {
        parameters[count++] =
            parameter_text("filter", call_has(call, "asked") ? "asked" : "unanswered");
    }
    if (call_has(call, "topic")) {
        parameters[count++] = parameter_text("topic", call_value(call, "topic"));
    }
    if (call_has(call, "pathway")) {
        parameters[count++] = parameter_text("pathway", call_value(call, "pathway"));
    }
    return verb_page(call, "thread/list", parameters, count);
}

static int run_show(struct call *call)
{
    struct found found;
    int code = find_thing(call, THING_THREAD | THING_POST, call_argument(call, 0), &found);
    if (code != EXIT_FINE) {
        return code;
    }
    const struct br_id *thread = found.thing == THING_POST ? &found.thread : &found.id;
    struct br_parameter parameter = parameter_id("id", thread);
    return verb_page(call, "thread/show", &parameter, 1);
}

/* --- writing --- */

/* A text of only blanks says nothing. */
static bool is_blank(struct br_bytes text)
{
    for (size_t i = 0; text.data != NULL && i < text.size; i++) {
        if (strchr(" \t\r\n", text.data[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Whom a question is put to: one academy, or ("all") everybody. Exit code. */
static int find_asked(struct call *call, struct br_hash *asked, bool *one)
{
    const char *whom = call_value(call, "ask");
    const char *to = call_value(call, "to");
    if (whom == NULL) {
        return EXIT_FINE;
    }
    if (to != NULL && strcmp(to, "network") != 0) {
        return call_fail(call, EXIT_USAGE,
                         "what is asked of academies is shared with the network: --to network");
    }
    *one = strcmp(whom, "all") != 0;
    return *one ? find_academy(call, whom, asked) : EXIT_FINE;
}

static void set_about(struct draft *draft, const struct about *about)
{
    if (about->kind == NULL) {
        return;
    }
    draft_set(draft, "about_kind", br_bytes_of_text(about->kind));
    draft_set_hash(draft, "about_academy", &about->academy);
    if (strcmp(about->kind, "academy") == 0) {
        draft_set_hash(draft, "about", &about->academy);
    } else {
        draft_set_id(draft, "about", &about->found.id);
        draft_needs(draft, &about->found.id, about->found.saved_here);
    }
}

static int run_new(struct call *call)
{
    struct br_audience audience;
    struct found room = {.saved_here = false};
    struct about about = {.kind = NULL};
    struct br_hash asked;
    bool one = false;
    struct draft draft;
    const char *to = call_value(call, "to");
    const char *else_to = call_has(call, "ask") ? "network" : "academy";
    if (!call_has(call, "title")) {
        return call_fail(call, EXIT_USAGE, "give the thread a title: --title \"...\"");
    }
    int code = find_asked(call, &asked, &one);
    if (code == EXIT_FINE) {
        code = find_audience(call, to == NULL ? else_to : to, &audience, &room);
    }
    if (code == EXIT_FINE && call_has(call, "about")) {
        code = find_about(call, call_value(call, "about"), &about);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "thread_started", &audience);
    draft_set_option(&draft, "title", "title");
    draft_set_option(&draft, "text", "text");
    draft_set_option(&draft, "pathway", "pathway");
    draft_set_option(&draft, "tried", "tried");
    draft_set_options(&draft, "topics", "topic");
    if (call_has(call, "question") || call_has(call, "ask")) {
        draft_set(&draft, "question", br_bytes_of_text("true"));
    }
    if (one) {
        draft_set_hash(&draft, "asked", &asked);
    }
    set_about(&draft, &about);
    draft_needs(&draft, &room.id, room.saved_here);
    return draft_save_and_say(&draft, "thread");
}

static int run_reply(struct call *call)
{
    struct found thread;
    struct found parent = {.thing = THING_THREAD};
    struct draft draft;
    const char *to_post = call_value(call, "to-post");
    if (is_blank(call_text(call, "text"))) {
        return call_fail(call, EXIT_USAGE,
                         "write something: --text \"...\", or --text - to read it");
    }
    int code = find_thing(call, THING_THREAD | THING_POST, call_argument(call, 0), &thread);
    if (code == EXIT_FINE && thread.thing == THING_POST && to_post == NULL) {
        parent = thread; /* answering a reply is answering in its thread */
    } else if (code == EXIT_FINE && to_post != NULL) {
        code = find_thing(call, THING_POST, to_post, &parent);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    const struct br_id *thread_id = thread.thing == THING_POST ? &thread.thread : &thread.id;
    if (parent.thing == THING_POST && !br_id_equal(&parent.thread, thread_id)) {
        return call_fail(call, EXIT_USAGE, "the post that you answer is in another thread");
    }
    draft_begin(&draft, call, "post_written", &thread.audience);
    draft_set_id(&draft, "thread", thread_id);
    if (parent.thing == THING_POST) {
        draft_set_id(&draft, "parent", &parent.id);
    }
    draft_set_option(&draft, "text", "text");
    draft_needs(&draft, thread_id, thread.saved_here);
    draft_needs(&draft, &parent.id, parent.thing == THING_POST && parent.saved_here);
    return draft_save_and_say(&draft, "reply");
}

struct versions {
    size_t count;
    struct br_id ids[8]; /* as many as an edit may name */
    struct br_id newest; /* that has no number yet */
    bool saved_here;
};

static bool take_version(void *context, size_t count, const char *const *names,
                         const struct br_cell *cells)
{
    struct versions *versions = context;
    (void)count;
    (void)names;
    if (!cell_id(&cells[0], &versions->ids[versions->count])) {
        return true;
    }
    if (cells[1].integer != 0) {
        versions->newest = versions->ids[versions->count];
        versions->saved_here = true;
    }
    versions->count++;
    return versions->count < sizeof versions->ids / sizeof versions->ids[0];
}

static int run_edit(struct call *call)
{
    static const char current[] =
        "SELECT id, position >> 39 & 1 FROM v_version"
        " WHERE thread = :thread AND post = :post AND author = :author AND current"
        " ORDER BY position";
    struct found post;
    struct versions versions = {.count = 0};
    struct draft draft;
    struct br_bytes text = call_text(call, "text");
    int code = find_thing(call, THING_THREAD | THING_POST, call_argument(call, 0), &post);
    if (code != EXIT_FINE) {
        return code;
    }
    bool is_thread = post.thing == THING_THREAD;
    if (!post.own || !br_id_equal(&post.author, &call->agent->settings.member)) {
        return call_fail(call, EXIT_FAILED, "only its author can change this text");
    }
    if (call_has(call, "title") && !is_thread) {
        return call_fail(call, EXIT_USAGE, "only a thread's first text has a title");
    }
    if ((text.data != NULL || !call_has(call, "title")) && is_blank(text)) {
        return call_fail(call, EXIT_USAGE, "write something: --text \"...\"%s",
                         is_thread ? " or --title \"...\"" : "");
    }
    struct br_parameter parameters[] = {parameter_id("thread", is_thread ? &post.id : &post.thread),
                                        parameter_id("post", &post.id),
                                        parameter_id("author", &post.author)};
    code = call_query(call, current, parameters, 3, take_version, &versions);
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "post_edited", &post.audience);
    draft_set_id(&draft, "thread", is_thread ? &post.id : &post.thread);
    draft_set_id(&draft, "post", &post.id);
    for (size_t i = 0; i < versions.count; i++) {
        draft_set_id(&draft, "based_on", &versions.ids[i]);
    }
    draft_set_option(&draft, "title", "title");
    draft_set_option(&draft, "text", "text");
    draft_needs(&draft, &versions.newest, versions.saved_here);
    return draft_save_and_say(&draft, "new version");
}

static bool take_question(void *context, size_t count, const char *const *names,
                          const struct br_cell *cells)
{
    (void)count;
    (void)names;
    *(bool *)context = cells[0].integer != 0;
    return false;
}

/* Only a question has an answer. Exit code. */
static int check_question(struct call *call, const struct br_id *thread)
{
    static const char asks[] =
        "SELECT COALESCE(question, 0) FROM v_thread WHERE id = :id ORDER BY position LIMIT 1";
    struct br_parameter parameter = parameter_id("id", thread);
    bool question = false;
    int code = call_query(call, asks, &parameter, 1, take_question, &question);
    if (code == EXIT_FINE && !question) {
        code = call_fail(call, EXIT_FAILED,
                         "this thread asks no question, so there is nothing to answer; one that "
                         "does is begun with: bigroom thread new --question");
    }
    return code;
}

static int run_resolve(struct call *call)
{
    struct found thread;
    struct found answer = {.saved_here = false};
    struct draft draft;
    const char *with = call_value(call, "answer");
    int code = find_thing(call, THING_THREAD, call_argument(call, 0), &thread);
    if (code == EXIT_FINE && with != NULL) {
        code = find_thing(call, THING_POST, with, &answer);
    }
    if (code != EXIT_FINE) {
        return code;
    }
    if (!thread.own) {
        return call_fail(call, EXIT_FAILED,
                         "only the academy that began a thread says that it is answered");
    }
    if (with != NULL && !br_id_equal(&answer.thread, &thread.id)) {
        return call_fail(call, EXIT_USAGE, "the answering post is in another thread");
    }
    bool reopen = call_has(call, "reopen");
    if (reopen && with != NULL) {
        return call_fail(call, EXIT_USAGE, "say --answer or --reopen, not both");
    }
    code = check_question(call, &thread.id);
    if (code != EXIT_FINE) {
        return code;
    }
    draft_begin(&draft, call, "question_resolved", &thread.audience);
    draft_set_id(&draft, "thread", &thread.id);
    if (with != NULL) {
        draft_set_id(&draft, "answer", &answer.id);
    }
    draft_set(&draft, "resolved", br_bytes_of_text(reopen ? "false" : "true"));
    draft_needs(&draft, &thread.id, thread.saved_here);
    draft_needs(&draft, &answer.id, answer.saved_here);
    return draft_save_and_say(&draft, reopen ? "open again" : "answered");
}

/* --- the table --- */

static const struct option_rule list_rules[] = {
    {"limit", "N", "show at most N threads (else 200)", false},
    {"all", NULL, "show all of them", false},
    {"unanswered", NULL, "questions that are not answered yet", false},
    {"asked", NULL, "of these, the ones that our academy is asked", false},
    {"topic", "TOPIC", "only of this topic", false},
    {"pathway", "PATHWAY", "only of this pathway", false},
    {"academy", "NAME", "only of this academy", false},
    {NULL, NULL, NULL, false}};
static const struct option_rule new_rules[] = {
    {"title", "TITLE", "what it is about", false},
    {"text", "TEXT", "the first text; - reads it from standard input", false},
    {"question", NULL, "it asks for an answer", false},
    {"ask", "ACADEMY", "a question to this academy, in the open; all: to everybody", false},
    {"tried", "TEXT", "what you have tried already", false},
    {"topic", "TOPIC", "a topic; up to eight", true},
    {"pathway", "PATHWAY", "the pathway that it is for", false},
    {"about", "THING", "room:ID, measure:ID, pdsa:ID, thread:ID, person:NAME or academy:NAME",
     false},
    {"to", "AUDIENCE", "network, academy (if you say nothing) or room:ID", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule reply_rules[] = {
    {"text", "TEXT", "what you write; - reads it from standard input", false},
    {"to-post", "ID", "the reply that you answer", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule edit_rules[] = {
    {"text", "TEXT", "the new text; - reads it from standard input", false},
    {"title", "TITLE", "a new title (threads only)", false},
    OPTION_ALLOW_IDENTIFIER,
    {NULL, NULL, NULL, false}};
static const struct option_rule resolve_rules[] = {
    {"answer", "POST", "the reply that answers it", false},
    {"reopen", NULL, "it is open again", false},
    {NULL, NULL, NULL, false}};

const struct verb verbs_thread[] = {
    {.area = "thread",
     .name = "list",
     .arguments = "",
     .summary = "The threads in our copy, the last one written in first.",
     .examples = "  bigroom thread list\n  bigroom thread list --all --json\n"
                 "  bigroom thread list --asked\n"
                 "  bigroom thread list --unanswered --pathway Frailty\n",
     .rules = list_rules,
     .place = VERB_VIEWS,
     .run = run_list},
    {.area = "thread",
     .name = "show",
     .arguments = "ID",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "One thread with all that was said in it.",
     .examples = "  bigroom thread show 1a2b3c4d\n",
     .place = VERB_VIEWS,
     .run = run_show},
    {.area = "thread",
     .name = "new",
     .arguments = "--title TITLE [--text TEXT]",
     .summary = "Begin a thread. No patients: no names, dates of birth or NHS numbers.",
     .examples =
         "  bigroom thread new --title \"Therapist starts at 08:00\" --text \"We tried ...\"\n"
         "  bigroom thread new --to network --question --title \"Who has tried huddles?\"\n"
         "  bigroom thread new --ask Bath --topic huddles --title \"Who chairs?\" --tried \"...\"\n"
         "  bigroom thread new --to room:9f0e1d2c --title \"Monday's hour\" --text - < n.txt\n",
     .rules = new_rules,
     .place = VERB_VIEWS,
     .input = INPUT_TEXT,
     .run = run_new},
    {.area = "thread",
     .name = "reply",
     .arguments = "ID --text TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Answer in a thread; the reply goes to the same people.",
     .examples = "  bigroom thread reply 1a2b3c4d --text \"We did, for nine months.\"\n"
                 "  bigroom thread reply 1a2b3c4d --to-post 5e6f7a8b --text - < answer.txt\n",
     .rules = reply_rules,
     .place = VERB_VIEWS,
     .input = INPUT_TEXT,
     .run = run_reply},
    {.area = "thread",
     .name = "edit",
     .arguments = "POST --text TEXT",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Write a new version of your own text; earlier ones are kept.",
     .examples = "  bigroom thread edit 5e6f7a8b --text \"For ten months, in fact.\"\n"
                 "  bigroom thread edit 1a2b3c4d --title \"Therapist starts at 07:30\"\n",
     .rules = edit_rules,
     .place = VERB_VIEWS,
     .input = INPUT_TEXT,
     .run = run_edit},
    {.area = "thread",
     .name = "resolve",
     .arguments = "ID [--answer POST]",
     .arguments_min = 1,
     .arguments_max = 1,
     .summary = "Say that a question is answered, or open again.",
     .examples = "  bigroom thread resolve 1a2b3c4d --answer 5e6f7a8b\n"
                 "  bigroom thread resolve 1a2b3c4d --reopen\n",
     .rules = resolve_rules,
     .place = VERB_VIEWS,
     .run = run_resolve},
    {.name = NULL}};
