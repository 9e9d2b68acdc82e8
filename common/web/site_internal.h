/**
 * site_internal.h - inside web: a site, a request under way, and what its files share.
 *
 *      site.c         lives, routes, lets in, answers
 *      site_page.c    a page: filled and rendered on the pool
 *      site_form.c    a form: a message, said
 *      site_profile.c a member's card
 *      site_measure.c points of a measure; site_paste.c many of them
 *      site_meeting.c scores of the hour; site_code.c codes that phones read
 *      site_desk.c    drafts, following, reading
 *      site_around.c  what lies around every page
 *      site_asset.c   styles, scripts, fonts
 *      site_live.c    pages that are kept up to date
 *      site_routes.c  the addresses that every site has; those of an area: site_routes_AREA.c
 */
#ifndef BR_WEB_SITE_INTERNAL_H
#define BR_WEB_SITE_INTERNAL_H

#include "record/kind.h"
#include "record/message.h"
#include "web/site.h"

struct br_site_asset {
    const char *name;
    struct br_bytes bytes;
    bool gzip;
    const char *type;
    char etag[24]; /* with its quotes */
};

/* One of two: pipes with TLS and those without. */
struct br_site_door {
    struct br_site *site;
    struct br_web *web;
    bool secure;
    char *always; /* header lines of every answer */
};

struct br_site_stream; /* site_live.c */
struct br_site_told;

struct br_site {
    struct br_site_options options;
    struct br_arena arena; /* for what is copied once */
    const char *academy;
    char *brand; /* a style, malloc'd; NULL: none yet */
    struct br_site_door doors[2];
    struct br_route *routes;
    const struct br_site_route **entries; /* the same, with what they do */
    size_t route_count;
    const char **hosts;
    size_t host_count;
    struct br_site_asset *assets;
    size_t asset_count;
    struct br_site_stream *streams;
    uv_timer_t live; /* tells streams, a while after a change */
    bool live_set;
    bool live_reading;
    bool changed;
    int64_t asked_of_us;       /* questions that wait for our answer, as a page saw it last */
    int64_t live_after_ms;     /* threads written in after this are news */
    struct br_site_told *told; /* the latest tellings, in a ring */
    size_t told_next;
    size_t parts_open; /* doors, timer, calls: the site is gone when they are */
    bool stopping;
    void (*closed)(void *context);
    void *closed_context;
};

/* What one lookup of a form found, as text; repeated columns come again. */
struct br_site_found {
    const char *name;
    const char *value;
    struct br_site_found *next;
};

enum { BR_SITE_MORE = 6 }; /* that a handler of ours adds around a page */

struct br_site_finds {
    struct br_site_found *first;
    struct br_site_found *last;
    bool any;  /* a row */
    bool lost; /* there was no memory for all of it */
};

struct br_site_call {
    struct br_site *site;
    struct br_site_door *door;
    struct br_exchange *exchange;
    const struct br_site_route *route;
    struct br_route_match match;
    struct br_viewer viewer;
    struct br_arena arena;
    struct br_make make;
    struct br_form query;
    struct br_form form;
    struct br_node errors; /* a list of {field, text} */
    struct br_buffer headers;
    const char *host; /* as the browser says it */
    void *context;

    /* a page or template that is being made, on the pool */
    int status;
    const char *page;
    bool json;
    int64_t asked_of_us;
    struct br_node around;
    const struct br_id *of; /* the one thing that the page is told of; NULL: as the address says */
    struct {
        const char *name;
        struct br_node value;
    } more[BR_SITE_MORE]; /* a handler's, for what lies around */
    size_t more_count;
    struct br_buffer body;
    enum br_status made;
    struct br_error made_why;

    /* the desk */
    enum br_status (*desk_work)(struct br_desk *desk, struct br_site_call *call);
    void (*desk_then)(struct br_site_call *call);
    bool marked;
    struct {
        struct br_id thread;
        struct br_hash academy;
        uint64_t ms;
        uint64_t posts;
    } mark;
    struct br_form shown; /* what a form begins with */
    int64_t draft_ms;     /* it is a draft of this time; 0: it is none */

    /* a form */
    struct br_site_finds found;
    struct br_site_finds also; /* what the second record says */
    struct br_id written;
    bool identifier_found; /* what was written holds what looks like a patient's number */
};

/**
 * Complain of a patient's number in what [message] says; false: there is none. The number is not
 * told again, but the form keeps what was written in it.
 */
bool br_site_names_patient(struct br_site_call *call, const ProtobufCMessage *message);

/* site.c */
void br_site_call_free(struct br_site_call *call);
bool br_site_token_good(const struct br_site_call *call);
void br_site_token(const struct br_site_call *call, char out[33]);
void br_site_part_closed(struct br_site *site);
/* A closed call's memory, and its exchange made a stream by the caller. */
struct br_exchange *br_site_take_exchange(struct br_site_call *take_call);

/* site_page.c */
/** Address, form and query, what the form begins with, and room for two; NULL: no memory. */
struct br_parameter *br_site_parameters(struct br_site_call *call, size_t *count);
void br_site_page_begin(struct br_site_call *call);

/* site_form.c */
void br_site_form_begin(struct br_site_call *call);
/** Set a field of a message; what does not fit is complained of. */
void br_site_set_field(struct br_site_call *call, ProtobufCMessage *message, const char *name,
                       struct br_bytes value);
/** The payload, in the call's arena; data NULL when it is too long. */
struct br_bytes br_site_packed(struct br_site_call *call, const ProtobufCMessage *message);
/**
 * Put [message] into [writes], which has room for two: what looks like a patient's number is
 * complained of, or let pass by another write in front of it. Returns how many, 0 when it is too
 * long, which is complained of.
 */
size_t br_site_put_write(struct br_site_call *call, const struct br_kind *kind,
                         const struct br_audience *audience, const ProtobufCMessage *message,
                         struct br_site_write *writes);
/** Complain of a refusal's sentences, one a line, each at the field of [kind_name] it names. */
void br_site_complain_reasons(struct br_site_call *call, const char *kind_name,
                              const char *main_field, const char *reasons);

/* site_desk.c */
void br_site_draft(struct br_site_call *call);
void br_site_follow(struct br_site_call *call);
void br_site_read_all(struct br_site_call *call);
void br_site_visit(struct br_site_call *call);
/** A page of what another academy shows: that they look is the host's to note. */
void br_site_looked(struct br_site_call *call);
void br_site_drop_draft(struct br_site_call *call);
/** In the page's work: how far a thread was read, to be kept when it has been shown. */
void br_site_note_mark(struct br_site_call *call, const struct br_node *root);
void br_site_keep_mark(struct br_site_call *call);
/** In the page's work: fill what its form begins with. */
void br_site_prefill(struct br_site_call *call, struct br_views *views);

/* site_profile.c */
void br_site_profile(struct br_site_call *call);

/* site_around.c */
void br_site_make_around(struct br_site_call *call);
/** Is a field of this name ours, or not to be shown or kept again? */
bool br_site_is_secret(const char *name);
/** Add to what lies around how many questions wait for our answer. */
void br_site_put_asked(struct br_site_call *call, int64_t asked_of_us);
/** Add what the form shows to what lies around; [page] has what its rows choose from. */
void br_site_put_form(struct br_site_call *call, const struct br_node *page);

/* site_measure.c */
void br_site_measure_add(struct br_site_call *call);
void br_site_measure_correct(struct br_site_call *call);
void br_site_measure_undo(struct br_site_call *call);
void br_site_measure_paste(struct br_site_call *call);

/* site_meeting.c */
void br_site_scores(struct br_site_call *call);
void br_site_score_code(struct br_site_call *call);

/* site_code.c */
/** Answer with a picture of the code that leads to [url]. */
void br_site_answer_code(struct br_site_call *call, const char *url);
void br_site_board_code(struct br_site_call *call);

/* site_asset.c */
enum br_status br_site_assets_open(struct br_site *site);
void br_site_asset(struct br_site_call *call);
void br_site_api(struct br_site_call *call);
const char *br_site_asset_named(const struct br_site *site, const char *ending);

/* site_live.c */
void br_site_events(struct br_site_call *call);
void br_site_live_open(struct br_site *site);
void br_site_live_stop(struct br_site *site);
void br_site_stream_gone(void *context, struct br_web_stream *stream, void *stream_context);

/* site_routes.c */
/** One of the addresses that every site has; NULL behind the last. */
const struct br_site_route *br_site_common_route(size_t index);
size_t br_site_common_routes(void);

#endif
