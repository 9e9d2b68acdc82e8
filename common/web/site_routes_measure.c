/*
 * site_routes_measure.c - measures and their charts.
 */
#include "web/site_routes.h"

static const struct br_site_form measure_new = {.kind = "measure_defined",
                                                .lookup = "measure_new",
                                                .main_field = "title",
                                                .page = "measure/new",
                                                .then = "/measure/:new"};
static const struct br_site_form measure_change = {.kind = "measure_changed",
                                                   .lookup = "measure_change",
                                                   .main_field = "title",
                                                   .page = "measure/change",
                                                   .then = "/measure/:measure"};
static const struct br_site_form measure_rebase = {.kind = "measure_rebased",
                                                   .lookup = "measure",
                                                   .main_field = "reason",
                                                   .page = "measure/rebase",
                                                   .then = "/measure/:measure"};
static const struct br_site_form measure_event = {.kind = "measure_event",
                                                  .lookup = "measure",
                                                  .main_field = "title",
                                                  .page = "measure/event",
                                                  .then = "/measure/:measure"};
static const struct br_site_form measure_share = {.kind = "measure_sharing",
                                                  .lookup = "measure",
                                                  .main_field = "pathway",
                                                  .page = "measure/share",
                                                  .then = "/measure/:measure"};
static const struct br_site_form small_numbers = {.kind = "small_numbers_set",
                                                  .audience = "academy",
                                                  .main_field = "below",
                                                  .page = "measure/small",
                                                  .then = "/measures"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/measures", MEMBERS, .page = "measure/list"},
    {BR_HTTP_GET, "/measures/new", MEASURE_ROLES, .page = "measure/new",
     .prefill = "measure_new_begins"},
    {BR_HTTP_POST, "/measures/new", MEASURE_ROLES, .form = &measure_new},
    {BR_HTTP_GET, "/measures/compare", MEMBERS, .page = "measure/compare"},
    {BR_HTTP_GET, "/measures/icons", MEMBERS, .page = "measure/icons"},
    {BR_HTTP_GET, "/measures/small-numbers", MODERATORS, .page = "measure/small",
     .prefill = "small_numbers_begins"},
    {BR_HTTP_POST, "/measures/small-numbers", MODERATORS, .form = &small_numbers},
    {BR_HTTP_GET, "/measure/:id", MEMBERS, .page = "measure/show"},
    {BR_HTTP_GET, "/measure/:id/change", MEASURE_ROLES, .page = "measure/change",
     .prefill = "measure_change_begins"},
    {BR_HTTP_POST, "/measure/:id/change", MEASURE_ROLES, .form = &measure_change},
    {BR_HTTP_GET, "/measure/:id/add", MEMBERS, .page = "measure/add",
     .prefill = "measure_add_begins"},
    {BR_HTTP_POST, "/measure/:id/add", MEMBERS, .run = br_site_measure_add},
    {BR_HTTP_GET, "/measure/:id/correct", MEMBERS, .page = "measure/correct",
     .prefill = "measure_correct_begins"},
    {BR_HTTP_POST, "/measure/:id/correct", MEMBERS, .run = br_site_measure_correct},
    {BR_HTTP_GET, "/measure/:id/paste", MEMBERS, .run = br_site_measure_paste},
    {BR_HTTP_POST, "/measure/:id/paste", MEMBERS, .run = br_site_measure_paste},
    {BR_HTTP_GET, "/measure/:id/undo", MEMBERS, .page = "measure/undo"},
    {BR_HTTP_POST, "/measure/:id/undo", MEMBERS, .run = br_site_measure_undo},
    {BR_HTTP_GET, "/measure/:id/rebase", MEASURE_ROLES, .page = "measure/rebase"},
    {BR_HTTP_POST, "/measure/:id/rebase", MEASURE_ROLES, .form = &measure_rebase},
    {BR_HTTP_GET, "/measure/:id/event", MEMBERS, .page = "measure/event"},
    {BR_HTTP_POST, "/measure/:id/event", MEMBERS, .form = &measure_event},
    {BR_HTTP_GET, "/measure/:id/share", MEASURE_ROLES, .page = "measure/share",
     .prefill = "measure_share_begins"},
    {BR_HTTP_POST, "/measure/:id/share", MEASURE_ROLES, .form = &measure_share},
};
const struct br_site_area br_site_measure_area = {routes, sizeof routes / sizeof routes[0]};
