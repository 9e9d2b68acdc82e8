/*
 * site_routes_forum.c - threads, questions, people, academies, and what is kept of them.
 */
#include "web/site_routes.h"

static const struct br_site_form thread_new = {
    .kind = "thread_started", .main_field = "title", .page = "thread/new", .then = "/thread/:new"};
static const struct br_site_form ask_new = {
    .kind = "thread_started", .main_field = "title", .page = "ask/new", .then = "/thread/:new"};

static const struct br_site_form thread_reply = {.kind = "post_written",
                                                 .lookup = "thread",
                                                 .main_field = "text",
                                                 .page = "thread/show",
                                                 .then = "/thread/:thread:of#p:new"};
static const struct br_site_form thread_tried = {.kind = "tried_here",
                                                 .lookup = "thread",
                                                 .main_field = "different",
                                                 .page = "thread/tried",
                                                 .then = "/thread/:thread:of#tried"};
static const struct br_site_form thread_answer = {.kind = "question_resolved",
                                                  .lookup = "thread",
                                                  .main_field = "answer",
                                                  .page = "thread/show",
                                                  .then = "/thread/:thread:of"};
static const struct br_site_form thread_edit = {.kind = "post_edited",
                                                .lookup = "edit",
                                                .main_field = "text",
                                                .page = "thread/edit",
                                                .then = "/thread/:thread:of#p:post"};
static const struct br_site_form thread_hide = {.kind = "post_hidden",
                                                .lookup = "hide",
                                                .main_field = "reason",
                                                .page = "thread/hide",
                                                .then = "/thread/:thread:of"};
static const struct br_site_form thread_withdraw = {.kind = "post_withdrawn",
                                                    .lookup = "withdraw",
                                                    .main_field = "reason",
                                                    .page = "thread/hide",
                                                    .then = "/thread/:thread:of"};
static const struct br_site_form thread_ask_withdrawal = {.kind = "withdrawal_asked",
                                                          .lookup = "ask_back",
                                                          .main_field = "reason",
                                                          .page = "thread/hide",
                                                          .then = "/thread/:thread:of"};
static const struct br_site_form context_edit = {.kind = "academy_context",
                                                 .lookup = "context",
                                                 .main_field = "expects",
                                                 .page = "academy/edit",
                                                 .then = "/academy/:academy"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/", MEMBERS, .page = "home/show", .run = br_site_visit},
    {BR_HTTP_GET, "/threads", MEMBERS, .page = "thread/list"},
    {BR_HTTP_GET, "/threads/new", MEMBERS, .page = "thread/new"},
    {BR_HTTP_POST, "/threads/new", MEMBERS, .form = &thread_new},
    {BR_HTTP_GET, "/ask", MEMBERS, .page = "ask/new"},
    {BR_HTTP_POST, "/ask", MEMBERS, .form = &ask_new},
    {BR_HTTP_GET, "/thread/:id", MEMBERS, .page = "thread/show", .draft_behind = "/reply",
     .prefill = "quote_begins"},
    {BR_HTTP_POST, "/thread/:id/reply", MEMBERS, .form = &thread_reply},
    {BR_HTTP_GET, "/thread/:id/tried", MEMBERS, .page = "thread/tried"},
    {BR_HTTP_POST, "/thread/:id/tried", MEMBERS, .form = &thread_tried},
    {BR_HTTP_POST, "/thread/:id/answer", MEMBERS, .form = &thread_answer},
    {BR_HTTP_GET, "/thread/:id/edit/:post", MEMBERS, .page = "thread/edit",
     .prefill = "edit_begins"},
    {BR_HTTP_POST, "/thread/:id/edit/:post", MEMBERS, .form = &thread_edit},
    {BR_HTTP_GET, "/thread/:id/history/:post", MEMBERS, .page = "thread/history"},
    {BR_HTTP_GET, "/thread/:id/hide", MEMBERS, .page = "thread/hide"},
    {BR_HTTP_POST, "/thread/:id/hide", MODERATORS, .form = &thread_hide},
    {BR_HTTP_POST, "/thread/:id/withdraw", MEMBERS, .form = &thread_withdraw},
    {BR_HTTP_POST, "/thread/:id/ask-back", MODERATORS, .form = &thread_ask_withdrawal},
    {BR_HTTP_POST, "/thread/:id/follow", MEMBERS, .run = br_site_follow},
    {BR_HTTP_POST, "/follow", MEMBERS, .run = br_site_follow},
    {BR_HTTP_POST, "/draft", MEMBERS, .run = br_site_draft},
    {BR_HTTP_GET, "/search", MEMBERS, .page = "search/list"},
    {BR_HTTP_GET, "/since", MEMBERS, .page = "since/list", .run = br_site_visit},
    {BR_HTTP_POST, "/since", MEMBERS, .run = br_site_read_all},
    {BR_HTTP_GET, "/academies", MEMBERS, .page = "academy/list"},
    {BR_HTTP_GET,
     "/academy/context",
     {.roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
     .page = "academy/edit",
     .prefill = "context_begins"},
    {BR_HTTP_POST,
     "/academy/context",
     {.roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN},
     .form = &context_edit},
    {BR_HTTP_GET, "/academy/:id", MEMBERS, .page = "academy/show"},
    {BR_HTTP_GET, "/people", MEMBERS, .page = "person/list"},
    {BR_HTTP_GET, "/person/:id", MEMBERS, .page = "person/show"},
    {BR_HTTP_GET, "/profile", MEMBERS, .page = "profile/edit", .prefill = "profile_begins"},
    {BR_HTTP_POST, "/profile", MEMBERS, .run = br_site_profile},
    {BR_HTTP_GET, "/moderation", MODERATORS, .page = "moderation/list"},
    {BR_HTTP_GET, "/allowed", MODERATORS, .page = "allowed/list"},
};
const struct br_site_area br_site_forum_area = {routes, sizeof routes / sizeof routes[0]};
