/*
 * site_routes_pdsa.c - small tests, what became the way of working, driver diagrams.
 */
#include "web/site_routes.h"

static const struct br_site_form pdsa_new = {.kind = "pdsa_planned",
                                             .lookup = "pdsa_new",
                                             .main_field = "question",
                                             .page = "pdsa/new",
                                             .then = "/pdsa/:new"};
static const struct br_site_form pdsa_change = {.kind = "pdsa_planned",
                                                .lookup = "pdsa_change",
                                                .main_field = "question",
                                                .page = "pdsa/change",
                                                .then = "/pdsa/:pdsa"};
static const struct br_site_form pdsa_study = {.kind = "pdsa_studied",
                                               .lookup = "pdsa_study",
                                               .main_field = "happened",
                                               .page = "pdsa/study",
                                               .then = "/pdsa/:pdsa"};
static const struct br_site_form change_new = {.kind = "change_standardised",
                                               .lookup = "change_new",
                                               .main_field = "title",
                                               .page = "change/new",
                                               .then = "/room/:id/changes"};
static const struct br_site_form change_edit = {.kind = "change_standardised",
                                                .lookup = "change_edit",
                                                .main_field = "title",
                                                .page = "change/edit",
                                                .then = "/room/:room/changes"};
static const struct br_site_form driver_draw = {.kind = "driver_diagram_drawn",
                                                .lookup = "driver_draw",
                                                .main_field = "nodes",
                                                .row = "nodes.text",
                                                .page = "driver/edit",
                                                .then = "/room/:id/drivers"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/room/:id/pdsas", MEMBERS, .page = "pdsa/list"},
    {BR_HTTP_GET, "/room/:id/pdsas/new", MEMBERS, .page = "pdsa/new", .prefill = "pdsa_new_begins"},
    {BR_HTTP_POST, "/room/:id/pdsas/new", MEMBERS, .form = &pdsa_new},
    {BR_HTTP_GET, "/pdsa/:id", MEMBERS, .page = "pdsa/show"},
    {BR_HTTP_GET, "/pdsa/:id/change", MEMBERS, .page = "pdsa/change",
     .prefill = "pdsa_change_begins"},
    {BR_HTTP_POST, "/pdsa/:id/change", MEMBERS, .form = &pdsa_change},
    {BR_HTTP_GET, "/pdsa/:id/study", MEMBERS, .page = "pdsa/study", .prefill = "pdsa_study_begins"},
    {BR_HTTP_POST, "/pdsa/:id/study", MEMBERS, .form = &pdsa_study},
    {BR_HTTP_GET, "/room/:id/changes", MEMBERS, .page = "change/list"},
    {BR_HTTP_GET, "/room/:id/changes/new", MEMBERS, .page = "change/new",
     .prefill = "change_new_begins"},
    {BR_HTTP_POST, "/room/:id/changes/new", MEMBERS, .form = &change_new},
    {BR_HTTP_GET, "/change/:id", MEMBERS, .page = "change/edit", .prefill = "change_edit_begins"},
    {BR_HTTP_POST, "/change/:id", MEMBERS, .form = &change_edit},
    {BR_HTTP_GET, "/room/:id/drivers", MEMBERS, .page = "driver/show"},
    {BR_HTTP_GET, "/room/:id/drivers/edit", MEMBERS, .page = "driver/edit",
     .prefill = "driver_draw_begins"},
    {BR_HTTP_POST, "/room/:id/drivers/edit", MEMBERS, .form = &driver_draw},
};
const struct br_site_area br_site_pdsa_area = {routes, sizeof routes / sizeof routes[0]};
