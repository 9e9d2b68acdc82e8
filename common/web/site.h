/**
 * site.h - an academy's pages, over whoever holds its records: a server or a client.
 *
 *      exchange -> whose host? -> which route? -> who asks? -> may they? -> page | form | handler
 *
 *      page     queries run on the pool, then one tree becomes HTML, or JSON for who accepts that
 *      form     its fields become a message, the host says it, the browser is sent on (303);
 *               refused, its page comes back with what was written and the errors
 *      handler  what has no records: sign-in, drafts, looks; added by the program
 *
 * The host is the program's side: who asks, views to read, a way to say things. All functions
 * belong to the loop's thread, except the work of a read.
 */
#ifndef BR_WEB_SITE_H
#define BR_WEB_SITE_H

#include "base/id.h"
#include "pages/make.h"
#include "pages/page.h"
#include "store/desk.h"
#include "web/access.h"
#include "web/form.h"
#include "web/route.h"
#include "web/serve.h"

struct br_site;
struct br_site_call;

/** Who asks. Zero: somebody who is not signed in. */
struct br_viewer {
    struct br_visitor visitor;
    struct br_id member;
    struct br_hash session; /* the token of forms is made from it */
    char name[256];
    bool sees_all; /* the site itself, for what is nobody's page */
    bool secure;   /* they came over TLS; set before the host is asked who */
};

/** One thing to be said; the payload is borrowed until [said]. */
struct br_site_write {
    struct br_id id; /* zero: a new one */
    uint16_t kind;
    struct br_audience audience;
    struct br_bytes payload;
};

struct br_site_outcome {
    bool done;          /* numbered, or saved here; pages show it */
    const char *reason; /* refused: sentences, one a line */
    struct br_id id;    /* of the last write */
};

typedef void (*br_site_work)(void *job, struct br_views *views);
typedef void (*br_site_done)(void *job);
typedef void (*br_site_desk_work)(void *job, struct br_desk *desk);
typedef void (*br_site_said)(void *job, const struct br_site_outcome *outcome);

struct br_site_host {
    void *context;
    void (*who)(void *context, struct br_exchange *exchange, struct br_viewer *viewer);
    /* [work] on a pool thread with views that show what [viewer] may see, then [done]; [done] alone
       when there is nothing to be read any more. */
    void (*read)(void *context, const struct br_viewer *viewer, br_site_work work,
                 br_site_done done, void *job);
    /* Say [count] things in order, BR_SITE_WRITES_MAX at most, each only if those before it were
       taken. [said] comes later. */
    void (*say)(void *context, const struct br_viewer *viewer, const struct br_site_write *writes,
                size_t count, br_site_said said, void *job);
    /* [work] on a pool thread with desk.db, then [done]; [done] alone as in read. */
    void (*desk)(void *context, br_site_desk_work work, br_site_done done, void *job);
    /* More members for what lies around every page: how far the copies are. May be NULL. */
    void (*around)(void *context, struct br_make *make, struct br_node *around);
    /* The viewer looks at what this academy shows ours. May be NULL: not where this is noted. */
    void (*looked)(void *context, const struct br_viewer *viewer, const struct br_hash *academy);
};

/** What the fields of a form become. */
/* What leaves only when its box is ticked. */
struct br_site_part {
    const char *tick;   /* the box's input */
    const char *fields; /* of the message, between blanks: left out unless it came */
};

struct br_site_form {
    const char *kind; /* "post_written" */
    /*
     * A lookup of the domain (common/domain/form.sql), with the address's names and the form's
     * fields as parameters. Its columns fill the message's fields; a repeated field gets one more
     * of each row. audience_type and audience_id say for whom it is, _kind another kind of record
     * than the one above. No row: what the form is about is not here. NULL: the form's own field
     * "audience" says for whom: academy, network or room:ID.
     */
    const char *lookup;
    const char *audience;   /* "academy" or "network": always; NULL: as above */
    const char *main_field; /* what a complaint that names no field is about */
    /*
     * Of something that repeats, the input that makes a row one: "agenda.title". Rows come as
     * "agenda.1.title", "agenda.1.minutes" and so on; those where it is empty are left out. The
     * page finds them as the list form.agenda, each with its number n, and so does a lookup that
     * the form begins with, whose columns are called "agenda.title"; a button named _more with the
     * value "agenda" shows the form again with more of them. Several such inputs stand between
     * blanks.
     */
    const char *row;
    const struct br_site_part *parts; /* ends without a tick; NULL: all that is filled in counts */
    /*
     * Another kind of record that is said with it, to the same audience, if this lookup finds what
     * it says. Its parameters are those of [lookup] and :new, the first record's id. It comes
     * second, so what it finds must pass its check whatever stands in the form.
     */
    const char *also;
    const char *also_lookup;
    bool lines;       /* several texts in one input stand one on a line, not between commas */
    const char *page; /* shown again, with the address's names, when it was refused */
    const char *then; /* where to go: "/thread/:thread#:new"; names of lookup and address */
};

struct br_site_route {
    enum br_http_method method;
    const char *path;
    struct br_access access;
    const char *page;                       /* GET */
    const struct br_site_form *form;        /* POST */
    void (*run)(struct br_site_call *call); /* either */
    /* GET of a page with a form: the lookup whose columns are what its fields begin with. */
    const char *prefill;
    /* The form's address behind the page's: "/reply". Its draft is shown. */
    const char *draft_behind;
};

struct br_site_options {
    struct br_site_host host;
    const struct br_pages *pages;
    uv_loop_t *loop;
    const char *academy;                /* its name; copied */
    const struct br_site_route *routes; /* the program's own, besides those that all have */
    size_t route_count;
    const char *const *hosts; /* names that browsers may know us by, "bath.example:4711"; copied */
    size_t host_count;
    struct br_hash secret; /* for the tokens of forms; kept over restarts by the program */
    /* Styles, scripts, fonts; those that are gzipped are sent as they are. Borrowed. */
    const struct br_file *assets;
    size_t asset_count;
    bool on_client;
};

/** NULL without memory. Options are copied, pages and routes borrowed. */
struct br_site *br_site_new(const struct br_site_options *options);
/** A pipe for HTTP; [secure]: it is TLS. */
void br_site_take(struct br_site *site, struct br_pipe *take_pipe, bool secure);
/** Another name by which browsers may know us, such as the address that was bound. Copied. */
void br_site_add_host(struct br_site *site, const char *host);
/** The academy's name and colours have changed: the style that goes over ours. Copied. */
void br_site_set_brand(struct br_site *site, const char *academy, const char *css);
/** Something is folded: open pages that follow it are told, soon. */
void br_site_changed(struct br_site *site);
/** Who asks may have changed: end the streams of events of whom [over] says so. */
void br_site_end_streams(struct br_site *site,
                         bool (*over)(void *context, const struct br_id *member,
                                      const struct br_hash *session),
                         void *context);
void br_site_stop(struct br_site *take_site, void (*closed)(void *context), void *context);
/** What it serves in all; for the description of the interface and for tests. */
const struct br_site_route *br_site_route_at(const struct br_site *site, size_t index);
size_t br_site_route_count(const struct br_site *site);

/* --- for handlers; a call lives until it is answered, once --- */

const struct br_viewer *br_site_viewer(const struct br_site_call *call);
struct br_exchange *br_site_exchange(const struct br_site_call *call);
bool br_site_secure(const struct br_site_call *call);
/** The host's own context. */
void *br_site_host_context(const struct br_site_call *call);
/** A name of the address ("code" of /join/:code), a field of the form, one of the query. */
const char *br_site_name(const struct br_site_call *call, const char *name);
const char *br_site_field(const struct br_site_call *call, const char *name);
const char *br_site_query(const struct br_site_call *call, const char *name);
/** For trees; everything in it lives as long as the call. */
struct br_make *br_site_make(struct br_site_call *call);
/** The handler's own, while it waits for something. */
void br_site_set_context(struct br_site_call *call, void *context);
void *br_site_context(const struct br_site_call *call);

/** Another header line of the answer, with its CRLF. */
void br_site_header(struct br_site_call *call, const char *line);
/**
 * A complaint about a field (NULL: about the whole), shown on top and beside it when a page is
 * answered with. The fields that were sent are shown again, those that begin with "secret" are not.
 */
void br_site_complain(struct br_site_call *call, const char *field, const char *sentence);
bool br_site_complained(const struct br_site_call *call);

/** Answer with a template filled from [root] (an object; NULL: nothing). */
void br_site_show(struct br_site_call *take_call, int status, const char *page,
                  const struct br_node *root);
/** Answer with a page that has queries. */
void br_site_page(struct br_site_call *take_call, int status, const char *page);
/**
 * The same for somebody who is not signed in and may see this one page: its queries see all, and
 * are told :id and nothing that the address or the form says.
 */
void br_site_page_about(struct br_site_call *take_call, int status, const char *page,
                        const struct br_id *id);
/**
 * One more member of what lies around the page that is answered with, a few in all;
 * [name] is static.
 */
void br_site_put(struct br_site_call *call, const char *name, struct br_node value);
/** Answer with bytes of any type, which are copied. */
void br_site_answer(struct br_site_call *take_call, int status, const char *type,
                    struct br_bytes body);
void br_site_redirect(struct br_site_call *take_call, const char *where);
/** 400, 403, 404 ... with a sentence. */
void br_site_error(struct br_site_call *take_call, int status, const char *sentence);

#endif
