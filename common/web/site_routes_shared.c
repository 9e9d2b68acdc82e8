/*
 * site_routes_shared.c - what rooms share, and the library of it.
 */
#include "web/site_routes.h"

static const struct br_site_part room_parts[] = {
    {"with_purpose", "purpose"},
    {"with_since", "since"},
    {"with_stage", "stage"},
    {"with_aims", "global_aim specific_aim"},
    {"with_five_vs", "value involve evidence visualisation vision"},
    {"with_themes", "themes"},
    {"with_roles", "roles"},
    {"with_drivers", "driver_aim drivers"},
    {"with_measures", "measures"},
    {"with_pdsas", "pdsas"},
    {"with_abandoned", "abandoned"},
    {"with_standardised", "standardised"},
    {NULL, NULL}};
static const struct br_site_form room_share = {.kind = "room_shared",
                                               .lookup = "room_share",
                                               .main_field = "name",
                                               .row = "drivers.text",
                                               .parts = room_parts,
                                               .lines = true,
                                               .page = "shared/share_room",
                                               .then = "/shared/room/:new"};
static const struct br_site_part pdsa_parts[] = {{"with_question", "question"},
                                                 {"with_prediction", "prediction"},
                                                 {"with_plan", "plan"},
                                                 {"with_done", "done"},
                                                 {"with_happened", "happened comparison"},
                                                 {"with_learned", "learned"},
                                                 {"with_decision", "decision reason"},
                                                 {"with_dates", "starts studied"},
                                                 {"with_measure", "measure"},
                                                 {"with_borrowed", "borrowed_from borrowed"},
                                                 {NULL, NULL}};
static const struct br_site_form pdsa_share = {.kind = "pdsa_shared",
                                               .lookup = "pdsa_share",
                                               .main_field = "title",
                                               .parts = pdsa_parts,
                                               .page = "shared/share_pdsa",
                                               .then = "/shared/pdsa/:new"};
static const struct br_site_form pdsa_borrow = {.kind = "pdsa_borrowed",
                                                .lookup = "pdsa_borrow",
                                                .main_field = "pathway",
                                                .page = "shared/pdsa",
                                                .then = "/shared/pdsa/:id:of"};
static const struct br_site_form room_take_back = {.kind = "shared_withdrawn",
                                                   .lookup = "take_back",
                                                   .main_field = "reason",
                                                   .page = "shared/take_back",
                                                   .then = "/shared/room/:id"};
static const struct br_site_form pdsa_take_back = {.kind = "shared_withdrawn",
                                                   .lookup = "take_back",
                                                   .main_field = "reason",
                                                   .page = "shared/take_back",
                                                   .then = "/shared/pdsa/:id"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/elsewhere", MEMBERS, .page = "elsewhere/list"},
    {BR_HTTP_GET, "/library", MEMBERS, .page = "library/list"},
    {BR_HTTP_GET, "/shared/room/:id", MEMBERS, .page = "shared/room"},
    {BR_HTTP_GET, "/shared/room/:id/take-back", MEASURE_ROLES, .page = "shared/take_back"},
    {BR_HTTP_POST, "/shared/room/:id/take-back", MEASURE_ROLES, .form = &room_take_back},
    {BR_HTTP_GET, "/shared/pdsa/:id", MEMBERS, .page = "shared/pdsa", .draft_behind = "/borrowed",
     .prefill = "pdsa_borrow_begins"},
    {BR_HTTP_POST, "/shared/pdsa/:id/borrowed", MEASURE_ROLES, .form = &pdsa_borrow},
    {BR_HTTP_GET, "/shared/pdsa/:id/take-back", MEASURE_ROLES, .page = "shared/take_back"},
    {BR_HTTP_POST, "/shared/pdsa/:id/take-back", MEASURE_ROLES, .form = &pdsa_take_back},
    {BR_HTTP_GET, "/room/:id/page", MEMBERS, .page = "page/show"},
    {BR_HTTP_GET, "/room/:id/share", MEASURE_ROLES, .page = "shared/share_room",
     .prefill = "room_share_begins"},
    {BR_HTTP_POST, "/room/:id/share", MEASURE_ROLES, .form = &room_share},
    {BR_HTTP_GET, "/pdsa/:id/share", MEASURE_ROLES, .page = "shared/share_pdsa",
     .prefill = "pdsa_share_begins"},
    {BR_HTTP_POST, "/pdsa/:id/share", MEASURE_ROLES, .form = &pdsa_share},
};
const struct br_site_area br_site_shared_area = {routes, sizeof routes / sizeof routes[0]};
