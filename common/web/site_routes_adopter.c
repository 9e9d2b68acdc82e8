/*
 * site_routes_adopter.c - academies on their way: journeys, cohorts, visits, what was counted.
 */
#include "web/site_routes.h"

/* What an academy says of itself as a whole; coaches say visits and what they used. */
#define WRITERS                                                 \
    {                                                           \
        .roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }

static const struct br_site_form journey_step = {.kind = "journey_step_set",
                                                 .audience = "network",
                                                 .main_field = "since",
                                                 .page = "journey/step",
                                                 .then = "/adopters"};
static const struct br_site_form expectation = {.kind = "expectation_written",
                                                .lookup = "expectation_write",
                                                .main_field = "expects",
                                                .page = "expectation/write",
                                                .then = "/expectations"};
static const struct br_site_form count = {.kind = "capability_counted",
                                          .audience = "network",
                                          .main_field = "coaches",
                                          .page = "spread/count",
                                          .then = "/spread"};
static const struct br_site_form cohort_new = {
    .kind = "cohort_set", .main_field = "name", .page = "cohort/new", .then = "/cohort/:new"};
static const struct br_site_form cohort_change = {.kind = "cohort_set",
                                                  .lookup = "cohort_change",
                                                  .main_field = "name",
                                                  .page = "cohort/change",
                                                  .then = "/cohort/:cohort"};
static const struct br_site_form cohort_days = {.kind = "cohort_day_set",
                                                .lookup = "cohort_of",
                                                .main_field = "days",
                                                .row = "days.day",
                                                .page = "cohort/days",
                                                .then = "/cohort/:cohort"};
static const struct br_site_form pair_new = {.kind = "cohort_pair_set",
                                             .lookup = "cohort_of",
                                             .main_field = "pathway",
                                             .page = "pair/new",
                                             .then = "/cohort/:cohort"};
static const struct br_site_form pair_change = {.kind = "cohort_pair_set",
                                                .lookup = "pair_change",
                                                .main_field = "pathway",
                                                .page = "pair/change",
                                                .then = "/cohort/:cohort"};
static const struct br_site_form skill_use = {.kind = "skill_used",
                                              .lookup = "skill_use",
                                              .main_field = "text",
                                              .page = "cohort/skill",
                                              .then = "/cohort/:cohort"};
static const struct br_site_form visit_new = {
    .kind = "visit_set", .main_field = "gave", .page = "visit/new", .then = "/visit/:new"};
static const struct br_site_form visit_change = {.kind = "visit_set",
                                                 .lookup = "visit_change",
                                                 .main_field = "gave",
                                                 .page = "visit/change",
                                                 .then = "/visit/:visit"};
static const struct br_site_form visit_share = {.kind = "thread_started",
                                                .lookup = "visit_share",
                                                .also = "visit_set",
                                                .also_lookup = "visit_shared",
                                                .main_field = "text",
                                                .page = "visit/share",
                                                .then = "/thread/:new"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/adopters", MEMBERS, .page = "adopter/list"},
    {BR_HTTP_GET, "/academy/:id/journey", MEMBERS, .page = "journey/show"},
    {BR_HTTP_GET, "/journey/step", WRITERS, .page = "journey/step",
     .prefill = "journey_step_begins"},
    {BR_HTTP_POST, "/journey/step", WRITERS, .form = &journey_step},
    {BR_HTTP_GET, "/expectations", MEMBERS, .page = "expectation/list"},
    {BR_HTTP_GET, "/expectations/write", WRITERS, .page = "expectation/write",
     .prefill = "expectation_begins"},
    {BR_HTTP_POST, "/expectations/write", WRITERS, .form = &expectation},
    {BR_HTTP_GET, "/spread", MEMBERS, .page = "spread/show"},
    {BR_HTTP_GET, "/spread/count", WRITERS, .page = "spread/count", .prefill = "capability_begins"},
    {BR_HTTP_POST, "/spread/count", WRITERS, .form = &count},
    {BR_HTTP_GET, "/cohorts", MEMBERS, .page = "cohort/list"},
    {BR_HTTP_GET, "/cohorts/new", WRITERS, .page = "cohort/new"},
    {BR_HTTP_POST, "/cohorts/new", WRITERS, .form = &cohort_new},
    {BR_HTTP_GET, "/cohort/:id", MEMBERS, .page = "cohort/show"},
    {BR_HTTP_GET, "/cohort/:id/change", WRITERS, .page = "cohort/change",
     .prefill = "cohort_change_begins"},
    {BR_HTTP_POST, "/cohort/:id/change", WRITERS, .form = &cohort_change},
    {BR_HTTP_GET, "/cohort/:id/days", WRITERS, .page = "cohort/days",
     .prefill = "cohort_days_begins"},
    {BR_HTTP_POST, "/cohort/:id/days", WRITERS, .form = &cohort_days},
    {BR_HTTP_GET, "/cohort/:id/pairs/new", WRITERS, .page = "pair/new"},
    {BR_HTTP_POST, "/cohort/:id/pairs/new", WRITERS, .form = &pair_new},
    {BR_HTTP_GET, "/pair/:id", WRITERS, .page = "pair/change", .prefill = "pair_change_begins"},
    {BR_HTTP_POST, "/pair/:id", WRITERS, .form = &pair_change},
    {BR_HTTP_GET, "/cohort/:id/skill", COACHES, .page = "cohort/skill", .prefill = "skill_begins"},
    {BR_HTTP_POST, "/cohort/:id/skill", COACHES, .form = &skill_use},
    {BR_HTTP_GET, "/visits", MEMBERS, .page = "visit/list"},
    {BR_HTTP_GET, "/visits/new", COACHES, .page = "visit/new", .prefill = "visit_begins"},
    {BR_HTTP_POST, "/visits/new", COACHES, .form = &visit_new},
    {BR_HTTP_GET, "/visit/:id", MEMBERS, .page = "visit/show"},
    {BR_HTTP_GET, "/visit/:id/change", COACHES, .page = "visit/change",
     .prefill = "visit_change_begins"},
    {BR_HTTP_POST, "/visit/:id/change", COACHES, .form = &visit_change},
    {BR_HTTP_GET, "/visit/:id/share", COACHES, .page = "visit/share",
     .prefill = "visit_share_begins"},
    {BR_HTTP_POST, "/visit/:id/share", COACHES, .form = &visit_share},
};
const struct br_site_area br_site_adopter_area = {routes, sizeof routes / sizeof routes[0]};
