/*
 * site_routes_programme.c - elements, and what academies decide, adapt, propose and see in them.
 */
#include "web/site_routes.h"

#define LEADS                                                   \
    {                                                           \
        .roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }

static const struct br_site_form element_new = {.kind = "element_published",
                                                .lookup = "element_new",
                                                .main_field = "title",
                                                .lines = true,
                                                .page = "programme/new",
                                                .then = "/element/:new"};
static const struct br_site_form element_publish = {.kind = "element_published",
                                                    .lookup = "element_publish",
                                                    .main_field = "title",
                                                    .lines = true,
                                                    .page = "programme/publish",
                                                    .then = "/element/:id"};
static const struct br_site_form element_decide = {.kind = "element_decided",
                                                   .lookup = "element_decide",
                                                   .main_field = "decision",
                                                   .page = "programme/decide",
                                                   .then = "/element/:id:of"};
static const struct br_site_form adaptation_new = {.kind = "adaptation_made",
                                                   .lookup = "adaptation_new",
                                                   .main_field = "title",
                                                   .also = "thread_started",
                                                   .also_lookup = "adaptation_departs",
                                                   .page = "adaptation/new",
                                                   .then = "/adaptation/:new"};
static const struct br_site_form adaptation_change = {.kind = "adaptation_made",
                                                      .lookup = "adaptation_change",
                                                      .main_field = "title",
                                                      .also = "thread_started",
                                                      .also_lookup = "adaptation_departs_now",
                                                      .page = "adaptation/change",
                                                      .then = "/adaptation/:id"};
static const struct br_site_form adaptation_study = {.kind = "adaptation_studied",
                                                     .lookup = "adaptation_study",
                                                     .main_field = "text",
                                                     .page = "adaptation/result",
                                                     .then = "/adaptation/:id"};
static const struct br_site_form adaptation_decide = {.kind = "adaptation_decided",
                                                      .lookup = "adaptation_decide",
                                                      .main_field = "decision",
                                                      .page = "adaptation/show",
                                                      .then = "/adaptation/:id:of"};
static const struct br_site_form proposal_new = {.kind = "element_change_proposed",
                                                 .lookup = "proposal_new",
                                                 .main_field = "title",
                                                 .also = "thread_started",
                                                 .also_lookup = "proposal_discussed",
                                                 .page = "proposal/new",
                                                 .then = "/proposal/:new"};
static const struct br_site_form proposal_change = {.kind = "element_change_proposed",
                                                    .lookup = "proposal_change",
                                                    .main_field = "title",
                                                    .page = "proposal/change",
                                                    .then = "/proposal/:id"};
static const struct br_site_form proposal_answer = {.kind = "element_change_answered",
                                                    .lookup = "proposal_answer",
                                                    .main_field = "reason",
                                                    .page = "proposal/show",
                                                    .then = "/proposal/:id:of"};
static const struct br_site_form review_new = {.kind = "self_review_written",
                                               .lookup = "review_new",
                                               .main_field = "date",
                                               .row = "elements.how",
                                               .page = "review/new",
                                               .then = "/review/:new"};
static const struct br_site_form review_change = {.kind = "self_review_written",
                                                  .lookup = "review_change",
                                                  .main_field = "date",
                                                  .row = "elements.how",
                                                  .page = "review/change",
                                                  .then = "/review/:id"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/programme", MEMBERS, .page = "programme/list"},
    {BR_HTTP_GET, "/elements/new", LEADS, .page = "programme/new", .prefill = "element_new_begins"},
    {BR_HTTP_POST, "/elements/new", LEADS, .form = &element_new},
    {BR_HTTP_GET, "/element/:id", MEMBERS, .page = "programme/element"},
    {BR_HTTP_GET, "/element/:id/publish", LEADS, .page = "programme/publish",
     .prefill = "element_publish_begins"},
    {BR_HTTP_POST, "/element/:id/publish", LEADS, .form = &element_publish},
    {BR_HTTP_GET, "/element/:id/decide", LEADS, .page = "programme/decide",
     .prefill = "element_decide_begins"},
    {BR_HTTP_POST, "/element/:id/decide", LEADS, .form = &element_decide},
    {BR_HTTP_GET, "/element/:id/adapt", COACHES, .page = "adaptation/new",
     .prefill = "adaptation_new_begins"},
    {BR_HTTP_POST, "/element/:id/adapt", COACHES, .form = &adaptation_new},
    {BR_HTTP_GET, "/element/:id/propose", COACHES, .page = "proposal/new",
     .prefill = "proposal_new_begins"},
    {BR_HTTP_POST, "/element/:id/propose", COACHES, .form = &proposal_new},
    {BR_HTTP_GET, "/adaptation/:id", MEMBERS, .page = "adaptation/show", .draft_behind = "/decide",
     .prefill = "adaptation_decide_begins"},
    {BR_HTTP_POST, "/adaptation/:id/decide", LEADS, .form = &adaptation_decide},
    {BR_HTTP_GET, "/adaptation/:id/change", COACHES, .page = "adaptation/change",
     .prefill = "adaptation_change_begins"},
    {BR_HTTP_POST, "/adaptation/:id/change", COACHES, .form = &adaptation_change},
    {BR_HTTP_GET, "/adaptation/:id/result", COACHES, .page = "adaptation/result",
     .prefill = "adaptation_study_begins"},
    {BR_HTTP_POST, "/adaptation/:id/result", COACHES, .form = &adaptation_study},
    {BR_HTTP_GET, "/adaptation/:id/propose", COACHES, .page = "proposal/new",
     .prefill = "proposal_new_begins"},
    {BR_HTTP_POST, "/adaptation/:id/propose", COACHES, .form = &proposal_new},
    {BR_HTTP_GET, "/proposal/:id", MEMBERS, .page = "proposal/show", .draft_behind = "/answer",
     .prefill = "proposal_answer_begins"},
    {BR_HTTP_POST, "/proposal/:id/answer", LEADS, .form = &proposal_answer},
    {BR_HTTP_GET, "/proposal/:id/change", COACHES, .page = "proposal/change",
     .prefill = "proposal_change_begins"},
    {BR_HTTP_POST, "/proposal/:id/change", COACHES, .form = &proposal_change},
    {BR_HTTP_GET, "/reviews", MEMBERS, .page = "review/list"},
    {BR_HTTP_GET, "/reviews/new", COACHES, .page = "review/new", .prefill = "review_new_begins"},
    {BR_HTTP_POST, "/reviews/new", COACHES, .form = &review_new},
    {BR_HTTP_GET, "/review/:id", MEMBERS, .page = "review/show"},
    {BR_HTTP_GET, "/review/:id/change", COACHES, .page = "review/change",
     .prefill = "review_change_begins"},
    {BR_HTTP_POST, "/review/:id/change", COACHES, .form = &review_change},
};
const struct br_site_area br_site_programme_area = {routes, sizeof routes / sizeof routes[0]};
