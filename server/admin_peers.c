/*
 * admin_peers.c - other academies on one line each: how far, why, what to do.
 *
 *      summary, one sentence; peers [{id, name, far, complete, partly, aside, why, todo,
 *      todo_now}]; leaves {records}; backup {made_ms, size, command}
 */
#include "server/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "admin/peers";

enum { SENTENCE_SIZE = 512, SUMMARY_SIZE = 4096 };
static const uint64_t minute_ms = 60000;
static const uint64_t week_ms = 7ull * 24u * 3600u * 1000u;

/* What is known of one, gathered from the conversation and from its streams. */
struct peer_view {
    const struct br_peer_row *row;
    struct br_peer_status status;
    uint64_t to_come;
    uint64_t to_send;
    uint64_t caught_up_ms;
    uint64_t aside_seq;
};

/* --- words --- */

/* "1,960" */
static void put_number(struct br_buffer *out, uint64_t number)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            br_buffer_put_text(out, ",");
        }
        br_buffer_put_u8(out, (uint8_t)digits[i]);
    }
}

/* Under ten in words, as in prose. */
static void put_count(struct br_buffer *out, uint64_t number, bool begins)
{
    static const char *const words[] = {"none", "one", "two",   "three", "four",
                                        "five", "six", "seven", "eight", "nine"};
    if (number >= sizeof words / sizeof words[0]) {
        put_number(out, number);
        return;
    }
    size_t at = out->size;
    br_buffer_put_text(out, words[number]);
    if (begins && br_buffer_ok(out)) {
        out->data[at] = (uint8_t)(out->data[at] - 'a' + 'A');
    }
}

static void put_ago(struct br_buffer *out, uint64_t at_ms, uint64_t now_ms)
{
    static const struct {
        uint64_t minutes;
        const char *word;
    } units[] = {{1440, "day"}, {60, "hour"}, {1, "minute"}};
    uint64_t minutes = now_ms > at_ms ? (now_ms - at_ms) / minute_ms : 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        uint64_t count = minutes / units[i].minutes;
        if (count > 0) {
            put_count(out, count, false);
            br_buffer_put_format(out, " %s%s ago", units[i].word, count == 1 ? "" : "s");
            return;
        }
    }
    br_buffer_put_text(out, "just now");
}

/* --- what is known --- */

static struct peer_view view_of(const struct academy *academy, const struct br_peer_row *row)
{
    const struct br_node *node = br_replica_node(academy->replica);
    struct peer_view view = {.row = row, .status = {.academy = row->academy}};
    for (size_t i = 0; i < br_node_peer_count(node); i++) {
        struct br_peer_status status = br_node_peer_status(node, i);
        view.status = br_hash_equal(&status.academy, &row->academy) ? status : view.status;
    }
    for (size_t i = 0; i < br_node_stream_count(node); i++) {
        struct br_stream_status stream = br_node_stream_status(node, i);
        bool ours = br_hash_equal(&stream.stream.origin, &academy->id) &&
                    stream.stream.audience.type == BR_AUDIENCE_NETWORK;
        if (ours && stream.tail.seq > view.status.they_hold_of_ours) {
            view.to_send = stream.tail.seq - view.status.they_hold_of_ours;
        }
        if (br_hash_equal(&stream.stream.origin, &row->academy)) {
            view.to_come +=
                stream.known_seq > stream.tail.seq ? stream.known_seq - stream.tail.seq : 0;
            view.caught_up_ms = caught_up_ms(academy, &stream);
            view.aside_seq = stream.aside_seq > 0 ? stream.aside_seq : view.aside_seq;
        }
    }
    return view;
}

static bool is_complete(const struct peer_view *view)
{
    return view->aside_seq == 0 && view->to_come == 0 && view->to_send == 0 &&
           view->caught_up_ms != 0;
}

/* Long out of reach, or never in it, though we call. */
static bool is_lost(const struct peer_view *view, uint64_t now_ms)
{
    return !view->status.connected && view->row->dial && view->status.since_wall_ms != 0 &&
           now_ms > view->status.since_wall_ms && now_ms - view->status.since_wall_ms > week_ms;
}

static bool needs_person(const struct peer_view *view, uint64_t now_ms)
{
    return view->aside_seq > 0 || is_lost(view, now_ms);
}

/* --- sentences --- */

static void put_far(const struct peer_view *view, struct br_buffer *out)
{
    if (view->aside_seq > 0) {
        br_buffer_put_text(out, "One stream put aside");
    } else if (view->to_come > 0) {
        put_number(out, view->to_come);
        br_buffer_put_text(out, " of theirs to come");
    } else if (view->to_send > 0) {
        put_number(out, view->to_send);
        br_buffer_put_text(out, " of ours to send");
    } else {
        br_buffer_put_text(out, view->caught_up_ms == 0 ? "Nothing of theirs yet" : "Up to date");
    }
}

static void put_why_not_connected(const struct peer_view *view, uint64_t now_ms,
                                  struct br_buffer *out)
{
    if (!view->row->dial) {
        br_buffer_put_text(out, "Reached through others.");
        return;
    }
    if (view->status.since_wall_ms == 0) {
        br_buffer_put_text(out, "We have not reached their server yet");
    } else {
        br_buffer_put_text(out, "Their server went out of reach ");
        put_ago(out, view->status.since_wall_ms, now_ms);
    }
    if (view->status.why[0] != '\0') {
        br_buffer_put_format(out, ": %s", view->status.why);
    }
    br_buffer_put_text(out, ". Nothing is lost.");
}

static void put_why(const struct peer_view *view, uint64_t now_ms, struct br_buffer *out)
{
    if (view->aside_seq > 0) {
        br_buffer_put_text(out, "Two different records carry number ");
        put_number(out, view->aside_seq);
        br_buffer_put_text(out, ". We show everything before it and nothing after, and have told "
                                "the other academies.");
    } else if (!view->status.connected) {
        put_why_not_connected(view, now_ms, out);
    } else if (view->to_come > 0 || view->caught_up_ms == 0) {
        br_buffer_put_text(out, "Catching up.");
    } else {
        br_buffer_put_text(out, "Caught up ");
        put_ago(out, view->caught_up_ms, now_ms);
        br_buffer_put_text(out, ".");
    }
}

static void put_todo(const struct peer_view *view, uint64_t now_ms, struct br_buffer *out)
{
    if (view->aside_seq > 0) {
        br_buffer_put_format(out,
                             "Speak with %s's admin. We open it again when they say which is "
                             "right.",
                             view->row->name);
    } else if (is_lost(view, now_ms)) {
        br_buffer_put_format(out, "Ring %s: a week is longer than a server is repaired.",
                             view->row->name);
    } else if (!view->status.connected && view->row->dial) {
        br_buffer_put_text(out, view->status.since_wall_ms == 0
                                    ? "Their admin must add our code as well."
                                    : "Nothing to do. If it lasts a week, ring them.");
    }
}

static struct br_node sentence(struct br_make *make, const struct peer_view *view, uint64_t now_ms,
                               void (*put)(const struct peer_view *, uint64_t, struct br_buffer *))
{
    struct br_buffer out;
    br_buffer_init(&out, SENTENCE_SIZE);
    put(view, now_ms, &out);
    struct br_node node = out.size == 0 ? (struct br_node){.type = BR_NODE_NULL}
                                        : br_make_text(make, br_buffer_bytes(&out));
    br_buffer_free(&out);
    return node;
}

static void put_far_now(const struct peer_view *view, uint64_t now_ms, struct br_buffer *out)
{
    (void)now_ms;
    put_far(view, out);
}

static struct br_node peer_node(struct br_make *make, const struct peer_view *view, uint64_t now_ms)
{
    struct br_node node = br_make_object();
    br_make_put(make, &node, "id",
                br_make_bytes(make, (struct br_bytes){view->row->academy.bytes,
                                                      sizeof view->row->academy.bytes}));
    br_make_put(make, &node, "name", br_make_c_text(make, view->row->name));
    br_make_put(make, &node, "far", sentence(make, view, now_ms, put_far_now));
    br_make_put(make, &node, "complete", br_make_boolean(is_complete(view)));
    br_make_put(make, &node, "partly", br_make_boolean(!is_complete(view) && view->aside_seq == 0));
    br_make_put(make, &node, "aside", br_make_boolean(view->aside_seq > 0));
    br_make_put(make, &node, "why", sentence(make, view, now_ms, put_why));
    br_make_put(make, &node, "todo", sentence(make, view, now_ms, put_todo));
    br_make_put(make, &node, "todo_now", br_make_boolean(needs_person(view, now_ms)));
    return node;
}

/* "Two of five are up to date. One needs a person: Tidewater." */
static struct br_node summary_node(struct br_make *make, const struct peer_view *views,
                                   size_t count, uint64_t now_ms)
{
    struct br_buffer out;
    size_t complete = 0;
    size_t needing = 0;
    br_buffer_init(&out, SUMMARY_SIZE);
    for (size_t i = 0; i < count; i++) {
        complete += is_complete(&views[i]);
        needing += needs_person(&views[i], now_ms);
    }
    put_count(&out, complete, true);
    br_buffer_put_text(&out, " of ");
    put_count(&out, count, false);
    br_buffer_put_format(&out, " %s up to date.", complete == 1 ? "is" : "are");
    if (needing > 0) {
        const char *between = ": ";
        br_buffer_put_text(&out, " ");
        put_count(&out, needing, true);
        br_buffer_put_format(&out, " need%s a person", needing == 1 ? "s" : "");
        for (size_t i = 0; i < count; i++) {
            if (needs_person(&views[i], now_ms)) {
                br_buffer_put_format(&out, "%s%s", between, views[i].row->name);
                between = ", ";
            }
        }
        br_buffer_put_text(&out, ".");
    }
    struct br_node node = br_make_text(make, br_buffer_bytes(&out));
    br_buffer_free(&out);
    return node;
}

static struct br_node leaves_node(struct br_make *make, const struct academy *academy)
{
    const struct br_node *node = br_replica_node(academy->replica);
    struct br_node leaves = br_make_object();
    uint64_t records = 0;
    for (size_t i = 0; i < br_node_stream_count(node); i++) {
        struct br_stream_status stream = br_node_stream_status(node, i);
        bool travels = stream.stream.audience.type == BR_AUDIENCE_NETWORK ||
                       stream.stream.audience.type == BR_AUDIENCE_GROUP;
        records +=
            travels && br_hash_equal(&stream.stream.origin, &academy->id) ? stream.tail.seq : 0;
    }
    br_make_put(make, &leaves, "records", br_make_integer((int64_t)records));
    return leaves;
}

/* "1.2 GB"; as people count, in thousands */
static struct br_node size_node(struct br_make *make, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "KB", "MB", "GB", "TB"};
    char text[32];
    size_t unit = 0;
    uint64_t tenths = bytes * 10;
    while (tenths >= 10000 && unit + 1 < sizeof units / sizeof units[0]) {
        tenths = (tenths + 500) / 1000;
        unit++;
    }
    if (tenths < 100 && unit > 0) {
        (void)snprintf(text, sizeof text, "%llu.%llu %s", (unsigned long long)tenths / 10,
                       (unsigned long long)tenths % 10, units[unit]);
    } else {
        (void)snprintf(text, sizeof text, "%llu %s", (unsigned long long)tenths / 10, units[unit]);
    }
    return br_make_c_text(make, text);
}

/* When `bigroomd backup` was last done, and how it is done here. */
static struct br_node backup_node(struct br_make *make, const struct academy *academy)
{
    struct br_node node = br_make_object();
    struct br_buffer kept;
    struct br_buffer command;
    br_buffer_init(&kept, 16);
    br_buffer_init(&command, ACADEMY_FOLDER_SIZE + 64);
    if (br_private_get(academy->private, "backup", &kept) == BR_OK && kept.size == 16) {
        uint64_t bytes = br_load_u64(kept.data + 8);
        br_make_put(make, &node, "made_ms", br_make_integer((int64_t)br_load_u64(kept.data)));
        if (bytes > 0) {
            br_make_put(make, &node, "size", size_node(make, bytes));
        }
    }
    br_buffer_put_format(&command, "bigroomd backup %s FILE", academy->folder);
    br_make_put(make, &node, "command", br_make_text(make, br_buffer_bytes(&command)));
    br_buffer_free(&kept);
    br_buffer_free(&command);
    return node;
}

static int by_name(const void *a, const void *b)
{
    const struct peer_view *one = a;
    const struct peer_view *other = b;
    return strcasecmp(one->row->name, other->row->name);
}

void admin_peers(struct br_site_call *call)
{
    struct br_make *make = br_site_make(call);
    const struct academy *academy = accounts_of(call)->academy;
    size_t count = academy->peers.count;
    uint64_t now_ms = br_clock_read().wall_ms;
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct peer_view *views = malloc((count + 1) * sizeof *views);
    struct br_node list = br_make_list();
    if (root == NULL || views == NULL) {
        free(views);
        br_site_error(call, 503, "There is no memory for this page just now.");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(academy, &academy->peers.items[i]);
    }
    if (count > 1) {
        qsort(views, count, sizeof *views, by_name);
    }
    for (size_t i = 0; i < count; i++) {
        br_make_add(make, &list, peer_node(make, &views[i], now_ms));
    }
    *root = br_make_object();
    admin_put_tab(make, root, "peers");
    if (count > 0) {
        br_make_put(make, root, "summary", summary_node(make, views, count, now_ms));
    }
    br_make_put(make, root, "peers", list);
    br_make_put(make, root, "leaves", leaves_node(make, academy));
    br_make_put(make, root, "backup", backup_node(make, academy));
    free(views);
    br_site_show(call, 200, page, root);
}
