/*
 * site_routes_board.c - reports to the board and their patterns.
 */
#include "web/site_routes.h"

/* Coaches and sponsors read; who writes is said by the domain, too. */
#define READERS                                                                     \
    {                                                                               \
        .roles = BR_ROLE_COACH | BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_SPONSOR | \
                 BR_ROLE_DATA_STEWARD | BR_ROLE_ADMIN                               \
    }
#define WRITERS                                                 \
    {                                                           \
        .roles = BR_ROLE_FACULTY | BR_ROLE_LEAD | BR_ROLE_ADMIN \
    }

#define ROWS "measures.measure parts.block"

static const struct br_site_form report_new = {.kind = "board_report_written",
                                               .audience = "academy",
                                               .main_field = "headline",
                                               .row = ROWS,
                                               .page = "board/new",
                                               .then = "/board/:new"};
static const struct br_site_form report_change = {.kind = "board_report_written",
                                                  .lookup = "board_change",
                                                  .main_field = "headline",
                                                  .row = ROWS,
                                                  .page = "board/change",
                                                  .then = "/board/:report"};
static const struct br_site_form pattern_new = {.kind = "board_pattern_set",
                                                .lookup = "pattern_new",
                                                .main_field = "title",
                                                .row = "parts.block",
                                                .page = "pattern/new",
                                                .then = "/pattern/:new"};
static const struct br_site_form pattern_change = {.kind = "board_pattern_set",
                                                   .lookup = "pattern_change",
                                                   .main_field = "title",
                                                   .row = "parts.block",
                                                   .page = "pattern/change",
                                                   .then = "/pattern/:pattern"};

static const struct br_site_route routes[] = {
    {BR_HTTP_GET, "/board", READERS, .page = "board/list"},
    {BR_HTTP_GET, "/board/new", WRITERS, .page = "board/new", .prefill = "board_new_begins"},
    {BR_HTTP_POST, "/board/new", WRITERS, .form = &report_new},
    {BR_HTTP_GET, "/board/:id", READERS, .page = "board/show"},
    {BR_HTTP_GET, "/board/:id/code.svg", READERS, .run = br_site_board_code},
    {BR_HTTP_GET, "/board/:id/change", WRITERS, .page = "board/change",
     .prefill = "board_change_begins"},
    {BR_HTTP_POST, "/board/:id/change", WRITERS, .form = &report_change},
    {BR_HTTP_GET, "/patterns", READERS, .page = "pattern/list"},
    {BR_HTTP_GET, "/patterns/new", WRITERS, .page = "pattern/new", .prefill = "pattern_new_begins"},
    {BR_HTTP_POST, "/patterns/new", WRITERS, .form = &pattern_new},
    {BR_HTTP_GET, "/pattern/:id", READERS, .page = "pattern/show"},
    {BR_HTTP_GET, "/pattern/:id/change", WRITERS, .page = "pattern/change",
     .prefill = "pattern_change_begins"},
    {BR_HTTP_POST, "/pattern/:id/change", WRITERS, .form = &pattern_change},
};
const struct br_site_area br_site_board_area = {routes, sizeof routes / sizeof routes[0]};
