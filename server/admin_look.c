/*
 * admin_look.c - the academy's name, place, colour and logo: records of its own.
 *
 *      form {name, place, colour, logo}, logo_is_picture, nearest
 */
#include "base/hash.h"
#include "base/logline.h"
#include "record/kind.h"
#include "record/message.h"
#include "server/admin.h"
#include "server/site.h"
#include "web/brand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "admin/look";

enum { NAME_CHARACTERS_MAX = 40, LOGO_SIZE_MAX = 32 * 1024 };

struct account_brand {
    char name[201];
    char place[201];
    char colour[BR_COLOUR_TEXT_SIZE];
    char logo_type[32];
    char *about;
    uint8_t *logo;
    size_t logo_size;
    char logo_address[32]; /* "/logo?v=…"; "" without one */
};

static void brand_free(struct account_brand *take_brand)
{
    if (take_brand != NULL) {
        free(take_brand->about);
        free(take_brand->logo);
        free(take_brand);
    }
}

/* --- what the record says --- */

struct brand_job {
    struct academy *academy;
    struct account_brand *brand; /* NULL: none was read */
    struct br_site_call *call;   /* who waits for it, or NULL */
    void (*then)(struct br_site_call *call);
};

static void copy(char *out, size_t size, const struct br_cell *cell)
{
    if (cell->type == BR_CELL_TEXT) {
        (void)snprintf(out, size, "%.*s", (int)cell->bytes.size, (const char *)cell->bytes.data);
    }
}

static bool take_brand(void *context, size_t count, const char *const *names,
                       const struct br_cell *cells)
{
    struct brand_job *job = context;
    (void)names;
    struct account_brand *brand = count == 6 ? calloc(1, sizeof *brand) : NULL;
    if (brand == NULL) {
        return false;
    }
    copy(brand->name, sizeof brand->name, &cells[0]);
    copy(brand->place, sizeof brand->place, &cells[1]);
    copy(brand->colour, sizeof brand->colour, &cells[3]);
    copy(brand->logo_type, sizeof brand->logo_type, &cells[5]);
    if (cells[2].type == BR_CELL_TEXT) {
        brand->about = strndup((const char *)cells[2].bytes.data, cells[2].bytes.size);
    }
    if (cells[4].type == BR_CELL_BYTES && cells[4].bytes.size > 0 &&
        cells[4].bytes.size <= LOGO_SIZE_MAX) {
        brand->logo = malloc(cells[4].bytes.size);
        if (brand->logo != NULL) {
            char hash[BR_HASH_TEXT_SIZE];
            memcpy(brand->logo, cells[4].bytes.data, cells[4].bytes.size);
            brand->logo_size = cells[4].bytes.size;
            struct br_hash sum = br_sha256_one(brand->logo, brand->logo_size);
            br_hash_text(&sum, hash);
            (void)snprintf(brand->logo_address, sizeof brand->logo_address, "/logo?v=%.12s", hash);
        }
    }
    job->brand = brand;
    return false; /* one row */
}

static void brand_work(void *context, struct br_views *reader)
{
    struct brand_job *job = context;
    struct br_error error = {""};
    if (br_views_query(reader, "SELECT name, place, about, colour, logo, logo_type FROM v_brand",
                       NULL, 0, take_brand, job, &error) != BR_OK) {
        brand_free(job->brand);
        job->brand = NULL;
    }
}

/* The style is made of a colour that passes: of one from elsewhere, of the nearest that does. */
static void apply(struct academy *academy, const struct account_brand *brand)
{
    struct br_colour colour;
    struct br_buffer css;
    br_buffer_init(&css, 4096);
    if (br_colour_parse(brand->colour, &colour)) {
        br_brand_css(br_brand_nearest(colour), &css);
    }
    const char *text = br_buffer_text(&css);
    site_brand(academy, brand->name[0] == '\0' ? academy->name : brand->name,
               text == NULL ? "" : text);
    br_buffer_free(&css);
}

static void brand_done(void *context)
{
    struct brand_job *job = context;
    struct accounts *accounts = job->academy->accounts;
    struct br_site_call *call = job->call;
    void (*then)(struct br_site_call *) = job->then;
    accounts->brand_reading = call == NULL ? false : accounts->brand_reading;
    if (job->brand == NULL) {
        accounts->brand_stale = true;
    } else {
        brand_free(accounts->brand);
        accounts->brand = job->brand;
        if (!job->academy->stopping) {
            apply(job->academy, accounts->brand);
        }
    }
    free(job);
    if (call != NULL) {
        then(call);
    }
}

static void read_brand(struct academy *academy, struct br_site_call *call,
                       void (*then)(struct br_site_call *))
{
    struct brand_job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    *job = (struct brand_job){.academy = academy, .call = call, .then = then};
    academy->accounts->brand_stale = false;
    br_replica_read(academy->replica, brand_work, brand_done, job);
}

void accounts_refresh_brand(struct academy *academy)
{
    struct accounts *accounts = academy->accounts;
    if (accounts->brand_stale && !accounts->brand_reading && !academy->stopping) {
        accounts->brand_reading = true;
        read_brand(academy, NULL, NULL);
    }
}

void accounts_free_brand(struct accounts *accounts)
{
    brand_free(accounts->brand);
    accounts->brand = NULL;
}

void accounts_around(struct academy *academy, struct br_make *make, struct br_node *around)
{
    const struct account_brand *brand = academy->accounts->brand;
    if (brand != NULL && brand->logo_address[0] != '\0') {
        br_make_put(make, around, "logo", br_make_c_text(make, brand->logo_address));
    }
}

/* The address changes with the logo, so a browser may keep it. */
void admin_logo(struct br_site_call *call)
{
    const struct account_brand *brand = accounts_of(call)->brand;
    if (brand == NULL || brand->logo_size == 0) {
        br_site_error(call, 404, "There is no logo here.");
        return;
    }
    br_site_header(call, "Cache-Control: public, max-age=31536000, immutable\r\n"
                         "Content-Security-Policy: default-src 'none'; "
                         "style-src 'unsafe-inline'; sandbox\r\n");
    br_site_answer(call, 200, brand->logo_type, (struct br_bytes){brand->logo, brand->logo_size});
}

/* --- the page --- */

static bool is_svg(const struct account_brand *brand)
{
    return brand->logo_size > 0 && strcmp(brand->logo_type, "image/svg+xml") == 0;
}

static void show(struct br_site_call *call, int status, const char *nearest)
{
    struct br_make *make = br_site_make(call);
    const struct account_brand *brand = accounts_of(call)->brand;
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    if (root == NULL) {
        br_site_error(call, 503, "There is no memory for this page just now.");
        return;
    }
    *root = br_make_object();
    admin_put_tab(make, root, "look");
    if (status == 200 && brand != NULL) {
        struct br_node form = br_make_object();
        br_make_put(make, &form, "name", br_make_c_text(make, brand->name));
        br_make_put(make, &form, "place", br_make_c_text(make, brand->place));
        br_make_put(make, &form, "colour", br_make_c_text(make, brand->colour));
        if (is_svg(brand)) {
            br_make_put(make, &form, "logo",
                        br_make_text(make, (struct br_bytes){brand->logo, brand->logo_size}));
        }
        br_make_put(make, root, "form", form);
    }
    br_make_put(make, root, "logo_is_picture",
                br_make_boolean(brand != NULL && brand->logo_size > 0 && !is_svg(brand)));
    if (nearest != NULL) {
        br_make_put(make, root, "nearest", br_make_c_text(make, nearest));
    }
    br_site_show(call, status, page, root);
}

static void show_now(struct br_site_call *call)
{
    show(call, 200, NULL);
}

void admin_look(struct br_site_call *call)
{
    read_brand(accounts_of(call)->academy, call, show_now);
}

/* --- saving --- */

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xc0u) != 0x80u;
    }
    return count;
}

static void on_seen(void *context, bool in_views)
{
    struct br_site_call *call = context;
    struct accounts *accounts = accounts_of(call);
    (void)in_views;
    accounts->brand_stale = true;
    accounts_refresh_brand(accounts->academy);
    br_site_redirect(call, "/admin/look");
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct br_site_call *call = context;
    if (status == BR_OK && outcome->type == BR_OUTCOME_NUMBERED) {
        accounts_audit(call, "look changed", NULL);
        br_replica_seen(accounts_of(call)->academy->replica, &outcome->stream, outcome->seq,
                        on_seen, call);
        return;
    }
    br_site_complain(
        call, status == BR_OK && strstr(outcome->reason, "logo") != NULL ? "logo" : NULL,
        status == BR_OK ? outcome->reason
                        : "This could not be written down just now. Try again in a moment.");
    show(call, 422, NULL);
}

/* A logo is bytes in the record: here from a text, or as it was. */
static void set_logo(ProtobufCMessage *message, struct br_arena *arena,
                     const struct account_brand *brand, const char *text, struct br_error *error,
                     bool *good)
{
    struct br_bytes logo = br_bytes_of_text(text == NULL ? "" : text);
    const char *type = "image/svg+xml";
    struct br_buffer hex;
    if (logo.size == 0 && brand != NULL && brand->logo_size > 0 && !is_svg(brand)) {
        logo = (struct br_bytes){brand->logo, brand->logo_size};
        type = brand->logo_type;
    }
    if (logo.size == 0) {
        return;
    }
    br_buffer_init(&hex, 2 * logo.size + 1);
    br_bytes_hex(logo, &hex);
    *good = *good && br_buffer_ok(&hex) &&
            br_message_set(message, arena, "logo", br_buffer_bytes(&hex), error) == BR_OK &&
            br_message_set(message, arena, "logo_type", br_bytes_of_text(type), error) == BR_OK;
    br_buffer_free(&hex);
}

static void set(ProtobufCMessage *message, struct br_arena *arena, const char *field,
                const char *text, struct br_error *error, bool *good)
{
    if (text != NULL && text[0] != '\0') {
        *good =
            *good && br_message_set(message, arena, field, br_bytes_of_text(text), error) == BR_OK;
    }
}

static void say(struct br_site_call *call, const char *colour)
{
    struct academy *academy = accounts_of(call)->academy;
    const struct account_brand *brand = accounts_of(call)->brand;
    const struct br_kind *kind = br_kind_by_name("academy_profile");
    const struct br_viewer *viewer = br_site_viewer(call);
    const char *place = br_site_field(call, "place");
    struct br_arena arena;
    struct br_buffer payload;
    struct br_error error = {""};
    bool good = true;
    BR_ASSERT(kind != NULL);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_buffer_init(&payload, BR_PAYLOAD_SIZE_MAX);
    ProtobufCMessage *message = br_message_new(kind->message, &arena);
    BR_ASSERT(message != NULL);
    set(message, &arena, "name", br_site_field(call, "name"), &error, &good);
    set(message, &arena, "place",
        place != NULL   ? place
        : brand != NULL ? brand->place
                        : NULL,
        &error, &good);
    set(message, &arena, "about", brand == NULL ? NULL : brand->about, &error, &good);
    set(message, &arena, "colour", colour, &error, &good);
    set_logo(message, &arena, brand, br_site_field(call, "logo"), &error, &good);
    br_message_pack(message, &payload);
    if (!good || !br_buffer_ok(&payload)) {
        br_site_complain(call, "logo", good ? "The logo is too large: at most 32 KB." : error.text);
        show(call, 422, NULL);
    } else {
        struct br_write write = {
            .id = br_id_new(),
            .author = viewer->member,
            .roles = br_replica_roles(academy->replica, &viewer->member),
            .audience = {.type = BR_AUDIENCE_NETWORK},
            .kind = kind->number,
            .written_ms = br_clock_read().wall_ms,
            .payload = br_buffer_bytes(&payload),
        };
        br_replica_say(academy->replica, &write, on_said, call);
    }
    br_buffer_free(&payload);
    br_arena_free(&arena);
}

/* False: it has a complaint, and [nearest] the colour that would do. */
static bool look_at_colour(struct br_site_call *call, const char *typed,
                           char colour_text[BR_COLOUR_TEXT_SIZE], char nearest[BR_COLOUR_TEXT_SIZE])
{
    struct br_colour colour;
    struct br_colour ink;
    char sentence[160];
    colour_text[0] = '\0';
    if (typed == NULL || typed[0] == '\0') {
        return true; /* ours, then */
    }
    if (!br_colour_parse(typed, &colour)) {
        br_site_complain(call, "colour", "Write the colour as # and six digits, such as #14505a.");
        return false;
    }
    br_colour_text(colour, colour_text);
    if (br_brand_ink(colour, &ink)) {
        return true;
    }
    br_colour_text(br_brand_nearest(colour), nearest);
    (void)snprintf(sentence, sizeof sentence,
                   "Neither white nor ink can be read on %s. The nearest colour on which one can "
                   "is %s.",
                   colour_text, nearest);
    br_site_complain(call, "colour", sentence);
    return false;
}

void admin_look_save(struct br_site_call *call)
{
    const char *name = br_site_field(call, "name");
    char colour[BR_COLOUR_TEXT_SIZE];
    char nearest[BR_COLOUR_TEXT_SIZE] = "";
    const struct academy *academy = accounts_of(call)->academy;
    if (name == NULL || name[strspn(name, " \t\n")] == '\0') {
        br_site_complain(call, "name", "Give the academy a name.");
    } else if (characters(name) > NAME_CHARACTERS_MAX) {
        br_site_complain(call, "name", "The name is too long for the band: at most 40 letters.");
    }
    (void)look_at_colour(call, br_site_field(call, "colour"), colour, nearest);
    if (br_site_complained(call)) {
        show(call, 422, nearest[0] == '\0' ? NULL : nearest);
        return;
    }
    if (academy->stopping || !br_node_numbering(br_replica_node(academy->replica))) {
        br_site_error(call, 503, "Nothing can be written here just now. Try again in a while.");
        return;
    }
    say(call, colour);
}
