/*
 * source.c - how streams come: whom to want each one from, and what becomes of the batches.
 *
 * A stream has one source at a time: the origin itself when it is connected, else whoever holds
 * most. When somebody says that there is more and our tail does not grow, the source has stalled:
 *
 *      it said that it holds more      after BR_SOURCE_STALL_MS; it is told to stop, and others are
 *                                      preferred for twice as long as the time before
 *      it never said so, and is        after BR_SOURCE_STALL_MS (the origin) or BR_SOURCE_GRACE_MS
 *      as far as it said               (a relay that may not have it yet); it kept its word, so it
 *                                      may go on sending, whatever the other one claims
 *
 * and is replaced by somebody who says that they hold more, or asked again when there is nobody
 * else. So a liar costs a few duplicates, and a lost Want costs one stall.
 *
 * After a Want, only the batch that begins right behind it counts, and then those that continue it:
 * what was under way before is let go without a look by the store.
 */
#include "session/node_state.h"

#include <stdio.h>

/* --- what others say they hold --- */

/* Kept until our academy accepts the origin, or the conversation ends. */
static void keep_hint(struct br_node *node, const struct conversation *conversation,
                      const struct br_head *head)
{
    if (conversation->party.type != BR_PARTY_ACADEMY ||
        !br_audience_is_shared(&head->stream.audience) || catalog_own(node, &head->stream)) {
        return;
    }
    struct hint *hint = NULL;
    for (size_t i = 0; i < node->hint_count && hint == NULL; i++) {
        bool same = node->hints[i].connection == conversation->id &&
                    br_stream_equal(&node->hints[i].stream, &head->stream);
        hint = same ? &node->hints[i] : NULL;
    }
    if (hint == NULL) {
        if (node->hint_count >= BR_HINTS_MAX) {
            return;
        }
        node->hints =
            node_grow(node->hints, &node->hint_capacity, node->hint_count, sizeof *node->hints);
        hint = &node->hints[node->hint_count++];
    }
    *hint = (struct hint){.connection = conversation->id, .stream = head->stream, .seq = head->seq};
}

static void they_hold(struct br_node *node, struct conversation *conversation, uint32_t stream,
                      uint64_t seq)
{
    struct link *link = exchange_link(conversation, stream, true);
    struct stream_entry *entry = &node->streams[stream];
    seq = doubt_aside(entry, seq) ? entry->aside_seq - 1 : seq;
    link->theirs = seq > link->theirs ? seq : link->theirs;
    exchange_held(node, conversation, link);
    entry->known_seq = seq > entry->known_seq ? seq : entry->known_seq;
}

void source_cap(struct br_node *node, uint32_t stream)
{
    struct stream_entry *entry = &node->streams[stream];
    uint64_t good = entry->aside_seq - 1;
    entry->known_seq = entry->known_seq > good ? good : entry->known_seq;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct link *link = exchange_link(node->conversations[i], stream, false);
        if (link != NULL) {
            link->theirs = link->theirs > good ? good : link->theirs;
        }
    }
    node->sources_stale = true;
}

void source_accepted(struct br_node *node, const struct br_hash *origin)
{
    size_t kept = 0;
    for (size_t i = 0; i < node->hint_count; i++) {
        struct hint hint = node->hints[i];
        if (!br_hash_equal(&hint.stream.origin, origin)) {
            node->hints[kept++] = hint;
            continue;
        }
        struct conversation *conversation = node_conversation(node, hint.connection);
        uint32_t stream = catalog_add(node, &hint.stream);
        BR_ASSERT(conversation != NULL); /* its hints go when it ends */
        if (stream != NO_STREAM) {
            they_hold(node, conversation, stream, hint.seq);
        }
    }
    node->hint_count = kept;
    node->sources_stale = true;
}

/* --- wanting --- */

static void want(struct br_node *node, struct conversation *source, uint32_t stream)
{
    struct link *link = exchange_link(source, stream, true);
    const struct stream_entry *entry = &node->streams[stream];
    link->asked++;
    link->asked_ms = node->now.mono_ms;
    link->expected = entry->tail.seq + 1;
    br_frame_put_want(node_send_begin(node), &entry->stream, entry->tail.seq);
    node_send_end(node, source, 0);
}

static void stop(struct br_node *node, struct conversation *source, uint32_t stream)
{
    br_frame_put_stop(node_send_begin(node), &node->streams[stream].stream);
    node_send_end(node, source, 0);
}

/*
 * Heads of groups name what nobody can check before the first record: they may not fill the list.
 * Our own are signed by us.
 */
static bool one_too_many(const struct br_node *node, const struct conversation *conversation,
                         const struct br_stream *stream)
{
    return stream->audience.type == BR_AUDIENCE_GROUP && !catalog_own(node, stream) &&
           catalog_find(node, stream) == NO_STREAM &&
           catalog_groups_full(node, &stream->origin,
                               !br_hash_equal(&conversation->party.academy, &stream->origin));
}

void source_on_heads(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame)
{
    for (size_t i = 0; i < frame->as.heads.count; i++) {
        const struct br_head *head = &frame->as.heads.items[i];
        if (!catalog_may_store(node, &conversation->party, &head->stream)) {
            keep_hint(node, conversation, head);
            continue;
        }
        if (catalog_own(node, &head->stream) && !br_head_verify(head, &node->options.signing)) {
            continue; /* recovering waits for what we did sign, not for what somebody claims */
        }
        if (one_too_many(node, conversation, &head->stream)) {
            continue;
        }
        uint32_t stream = catalog_add(node, &head->stream);
        if (stream == NO_STREAM) {
            node_hang_up(node, conversation, BR_ERR_LIMIT, "more streams than we can hold");
            return;
        }
        they_hold(node, conversation, stream, head->seq);
        if (!catalog_own(node, &head->stream)) {
            doubt_claim(node, conversation, stream, head);
        }
        struct stream_entry *entry = &node->streams[stream];
        const struct link *link = exchange_link(conversation, stream, false);
        if (entry->source == conversation->id) {
            if (entry->tail.seq == entry->known_seq) {
                entry->caught_up_wall_ms = node->now.wall_ms;
            }
            /* Only what was not asked for is announced: our Want is lost to them. */
            if (head->seq >= link->expected &&
                node->now.mono_ms >= link->asked_ms + BR_SOURCE_GRACE_MS) {
                want(node, conversation, stream);
            }
        }
    }
    conversation->complete |= frame->as.heads.complete;
    node->sources_stale = true;
    if (frame->as.heads.complete) {
        mend_news(node);
    }
}

/* A device hears everything from its academy's server, so that counts as the origin. */
static bool is_origin(const struct conversation *conversation, const struct stream_entry *entry)
{
    return conversation->party.type == BR_PARTY_HOME ||
           br_hash_equal(&conversation->party.academy, &entry->stream.origin);
}

static void look_again(struct br_node *node, uint64_t at_ms)
{
    if (at_ms < node->sources_due_ms) {
        node->sources_due_ms = at_ms;
        node_due(node, at_ms);
    }
}

/* Could it be a source at all? When it is only shunned for now, it is thought of again later. */
static bool may_source(struct br_node *node, const struct conversation *conversation,
                       const struct stream_entry *entry)
{
    BR_ASSERT(node_conversation_open(conversation)); /* else it is nobody's source or candidate */
    if (!catalog_may_store(node, &conversation->party, &entry->stream)) {
        return false;
    }
    if (node->now.mono_ms < entry->shunned_until_ms &&
        br_hash_equal(&conversation->party.academy, &entry->shunned)) {
        look_again(node, entry->shunned_until_ms);
        return false;
    }
    return true;
}

/* It said that it holds some, or it is the origin of what we hold and so the first to have more. */
static bool offers(const struct conversation *conversation, const struct stream_entry *entry,
                   const struct link *link)
{
    return (link != NULL && link->theirs > 0) ||
           (is_origin(conversation, entry) && conversation->complete && entry->tail.seq > 0);
}

static bool calm(const struct br_node *node, const struct link *link)
{
    return link == NULL || node->now.mono_ms >= link->stalled_until_ms;
}

/*
 * How good a source: whoever has not stalled before the origin, the origin before who holds most.
 */
struct rank {
    bool calm;
    bool origin;
    uint64_t theirs;
};

static bool rank_better(const struct rank *a, const struct rank *b)
{
    if (a->calm != b->calm) {
        return a->calm;
    }
    if (a->origin != b->origin) {
        return a->origin;
    }
    return a->theirs > b->theirs;
}

/*
 * The best source but [except], which has stalled: then one that says it holds more than we do, or
 * the origin unless that has stalled too. Without [except] as much as we do is enough. NULL:
 * nobody.
 */
static struct conversation *best_source(struct br_node *node, uint32_t stream,
                                        const struct conversation *except)
{
    const struct stream_entry *entry = &node->streams[stream];
    uint64_t least = except == NULL ? entry->tail.seq : entry->tail.seq + 1;
    struct conversation *best = NULL;
    struct rank best_rank = {0};
    for (size_t i = 0; i < node->candidate_count; i++) {
        struct conversation *candidate = node->candidates[i];
        if (candidate == except || !may_source(node, candidate, entry)) {
            continue;
        }
        const struct link *link = exchange_link(candidate, stream, false);
        struct rank rank = {.calm = calm(node, link),
                            .origin = is_origin(candidate, entry),
                            .theirs = link == NULL ? 0 : link->theirs};
        bool first_to_know = rank.origin && (rank.calm || except == NULL);
        if (offers(candidate, entry, link) && (rank.theirs >= least || first_to_know) &&
            (best == NULL || rank_better(&rank, &best_rank))) {
            best = candidate;
            best_rank = rank;
        }
    }
    return best;
}

/* Other streams of an origin can only be verified with the keys in its network stream. */
static bool keys_known(const struct br_node *node, const struct br_stream *stream)
{
    if (stream->audience.type == BR_AUDIENCE_NETWORK) {
        return true;
    }
    struct br_stream network = {.origin = stream->origin,
                                .audience = {.type = BR_AUDIENCE_NETWORK}};
    uint32_t at = catalog_find(node, &network);
    return at != NO_STREAM && node->streams[at].tail.seq > 0;
}

/* The highest number that anybody who could be asked says they hold. */
static uint64_t said_seq(struct br_node *node, uint32_t stream)
{
    uint64_t seq = 0;
    for (size_t i = 0; i < node->candidate_count; i++) {
        const struct link *link = exchange_link(node->candidates[i], stream, false);
        if (link != NULL && link->theirs > seq &&
            may_source(node, node->candidates[i], &node->streams[stream])) {
            seq = link->theirs;
        }
    }
    return seq;
}

static void set_source(struct br_node *node, uint32_t stream, struct conversation *source)
{
    struct stream_entry *entry = &node->streams[stream];
    entry->source = source->id;
    want(node, source, stream);
}

/* Our tail has not grown in time though somebody says there is more. */
static void on_stall(struct br_node *node, uint32_t stream, struct conversation *source)
{
    struct stream_entry *entry = &node->streams[stream];
    struct link *link = exchange_link(source, stream, true);
    bool broke_word = link->theirs > entry->tail.seq;
    enum { DOUBLINGS = 6 };
    if (broke_word) {
        link->stalls += link->stalls < DOUBLINGS;
        link->stalled_until_ms = node->now.mono_ms + ((uint64_t)BR_SOURCE_STALL_MS << link->stalls);
    } else {
        link->stalled_until_ms = node->now.mono_ms + BR_SOURCE_STALL_MS;
    }
    struct conversation *best = best_source(node, stream, source);
    if (best == NULL) {
        want(node, source, stream);
    } else {
        if (broke_word) {
            stop(node, source, stream);
        }
        set_source(node, stream, best);
    }
    entry->source_due_ms = node->now.mono_ms + BR_SOURCE_STALL_MS;
}

/* The source of a stream has to show by when our tail grows, if there is more at all. */
static void watch_source(struct br_node *node, uint32_t stream, struct conversation *source)
{
    struct stream_entry *entry = &node->streams[stream];
    const struct link *link = exchange_link(source, stream, false);
    BR_ASSERT(link != NULL); /* it was asked */
    if (said_seq(node, stream) <= entry->tail.seq) {
        entry->source_due_ms = 0;
        return;
    }
    if (entry->source_due_ms == 0) {
        bool should_know = is_origin(source, entry) || link->theirs > entry->tail.seq;
        entry->source_due_ms =
            node->now.mono_ms + (should_know ? BR_SOURCE_STALL_MS : BR_SOURCE_GRACE_MS);
    } else if (node->now.mono_ms >= entry->source_due_ms) {
        on_stall(node, stream, source);
    }
    look_again(node, entry->source_due_ms);
}

/* A relay gives way to the origin, now or when the origin's stall is forgiven. */
static void prefer_origin(struct br_node *node, uint32_t stream, struct conversation *source)
{
    const struct stream_entry *entry = &node->streams[stream];
    if (is_origin(source, entry)) {
        return;
    }
    for (size_t i = 0; i < node->candidate_count; i++) {
        struct conversation *origin = node->candidates[i];
        const struct link *link = exchange_link(origin, stream, false);
        if (!is_origin(origin, entry) || !may_source(node, origin, entry) ||
            !offers(origin, entry, link)) {
            continue;
        }
        if (!calm(node, link)) {
            look_again(node, link->stalled_until_ms);
            continue;
        }
        stop(node, source, stream);
        set_source(node, stream, origin);
        return;
    }
}

static void choose(struct br_node *node, uint32_t stream)
{
    struct stream_entry *entry = &node->streams[stream];
    struct conversation *source = node_conversation(node, entry->source);
    if (entry->leaving) {
        return;
    }
    bool all_that_counts = doubt_aside(entry, entry->tail.seq + 1);
    if (source != NULL && (all_that_counts || !may_source(node, source, entry))) {
        stop(node, source, stream);
        source = NULL;
    }
    if (source != NULL) {
        prefer_origin(node, stream, source);
        watch_source(node, stream, node_conversation(node, entry->source));
        return;
    }
    entry->source = 0;
    entry->source_due_ms = 0;
    source = keys_known(node, &entry->stream) && !all_that_counts ? best_source(node, stream, NULL)
                                                                  : NULL;
    if (source != NULL) {
        set_source(node, stream, source);
        watch_source(node, stream, source);
    }
}

void source_choose(struct br_node *node)
{
    node->sources_stale = false;
    node->sources_due_ms = UINT64_MAX;
    node->candidate_count = 0;
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        if (conversation->party.type != BR_PARTY_DEVICE && node_conversation_open(conversation)) {
            node->candidates = node_grow(node->candidates, &node->candidate_capacity,
                                         node->candidate_count, sizeof(struct conversation *));
            node->candidates[node->candidate_count++] = conversation;
        }
    }
    for (size_t i = 0; i < node->stream_count && node->candidate_count > 0; i++) {
        choose(node, (uint32_t)i);
    }
}

void source_ended(struct br_node *node, const struct conversation *conversation, const char *why,
                  bool by_us)
{
    for (size_t i = 0; i < conversation->link_count; i++) {
        struct stream_entry *entry = &node->streams[conversation->links[i].stream];
        if (conversation->links[i].theirs > entry->tail.seq) {
            entry->ended_with = conversation->party.academy;
            entry->ended_by_us = by_us;
            peers_keep_why(entry->ended_why, sizeof entry->ended_why, why);
        }
    }
}

void source_forget(struct br_node *node, const struct conversation *conversation)
{
    for (size_t i = 0; i < node->stream_count; i++) {
        struct stream_entry *entry = &node->streams[i];
        if (entry->source == conversation->id) {
            if (entry->known_seq <= entry->tail.seq) {
                entry->caught_up_wall_ms = node->now.wall_ms;
            }
            entry->source = 0;
            node->sources_stale = true;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < node->hint_count; i++) {
        if (node->hints[i].connection != conversation->id) {
            node->hints[kept++] = node->hints[i];
        }
    }
    node->hint_count = kept;
}

/* --- batches --- */

static void repay(struct br_node *node, struct conversation *conversation, size_t size)
{
    uint64_t credit = br_session_repay(&conversation->session, size);
    if (credit > 0) {
        br_frame_put_credit(node_send_begin(node), credit);
        node_send_end(node, conversation, 0);
    }
}

void source_on_batch(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame, size_t frame_size)
{
    const struct br_head *head = &frame->as.batch.head;
    uint32_t stream = catalog_find(node, &head->stream);
    struct link *link = stream == NO_STREAM ? NULL : exchange_link(conversation, stream, false);
    if (link == NULL || link->expected == 0 || frame->as.batch.count > head->seq) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL,
                     "you sent records of a stream that we did not ask for");
        return;
    }
    uint64_t seq_first = head->seq - frame->as.batch.count + 1;
    if (!catalog_may_store(node, &conversation->party, &head->stream) ||
        seq_first != link->expected || doubt_aside(&node->streams[stream], seq_first)) {
        repay(node, conversation, frame_size); /* sent before they heard what we want now */
        return;
    }
    struct ticket *ticket = node_ask(node, conversation, BR_ACTION_RECEIVE);
    if (ticket == NULL) {
        return;
    }
    ticket->size = frame_size;
    ticket->stream = stream;
    ticket->asked = link->asked;
    ticket->seq_first = seq_first;
    ticket->seq_last = head->seq;
    link->expected = head->seq + 1;
    they_hold(node, conversation, stream, head->seq);
    node->streams[stream].storing++;
    struct br_node_action *action = node_act(node, BR_ACTION_RECEIVE, conversation->id);
    action->as.receive.ticket = ticket->number;
    action->as.receive.batch = frame->as.batch;
}

void source_changes(struct br_node *node, const struct br_node_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t stream = catalog_add(node, &changes[i].head.stream);
        if (stream == NO_STREAM || node->streams[stream].leaving) {
            continue; /* offered after a restart with fewer streams; or not for us any more */
        }
        struct stream_entry *entry = &node->streams[stream];
        if (entry->tail.seq == 0) {
            node->sources_stale = true; /* keys may have become known */
        }
        entry->number = changes[i].number;
        entry->recent[entry->recent_next] =
            (struct recent){.seq = entry->tail.seq, .hash = entry->tail.hash};
        entry->recent_next = (entry->recent_next + 1) % RECENT_HEADS;
        entry->head = changes[i].head;
        entry->ended_why[0] = '\0';
        entry->tail = (struct br_tail){
            .epoch = entry->head.epoch, .seq = entry->head.seq, .hash = entry->head.hash};
        entry->known_seq =
            entry->tail.seq > entry->known_seq && !doubt_aside(entry, entry->tail.seq)
                ? entry->tail.seq
                : entry->known_seq;
        if (entry->tail.seq >= entry->known_seq) {
            entry->caught_up_wall_ms = node->now.wall_ms;
        }
        if (changes[i].receipt != NULL) {
            (void)catalog_keep_receipt(node, changes[i].receipt);
        }
        exchange_push(node, stream, &changes[i]);
        doubt_judge_early(node, stream);
    }
    for (size_t i = 0; i < node->conversation_count && count > 0; i++) {
        doubt_look(node, node->conversations[i]);
    }
}

/* Our disk's fault, not theirs. */
static bool our_trouble(enum br_status status)
{
    return status == BR_ERR_DISK_FULL || status == BR_ERR_IO || status == BR_ERR_READ_ONLY ||
           status == BR_ERR_NO_MEMORY || status == BR_ERR_BUSY || status == BR_ERR_CORRUPT;
}

/* What they sent does not verify. The next conversation is not to end over the same stream. */
static void shun(struct br_node *node, struct stream_entry *entry,
                 const struct conversation *conversation)
{
    enum { DOUBLINGS = 6 };
    bool again = br_hash_equal(&entry->shunned, &conversation->party.academy);
    entry->shunned_times = again ? entry->shunned_times + (entry->shunned_times < DOUBLINGS) : 0;
    entry->shunned = conversation->party.academy;
    entry->shunned_until_ms =
        node->now.mono_ms + ((uint64_t)BR_SOURCE_SHUN_MS << entry->shunned_times);
}

void source_shun(struct br_node *node, uint32_t stream, const struct conversation *conversation)
{
    shun(node, &node->streams[stream], conversation);
}

/* The stream is forgotten at once, and purged when the store has nothing of it in hand. */
static void say_farewell(struct br_node *node, uint32_t stream)
{
    size_t kept = 0;
    for (size_t i = 0; i < node->farewell_count; i++) {
        const struct farewell *farewell = &node->farewells[i];
        if (farewell->stream != stream) {
            node->farewells[kept++] = *farewell;
            continue;
        }
        struct br_node_action *action = node_act(node, BR_ACTION_PURGE, 0);
        const char *reason = br_arena_text(&node->arena, br_bytes_of_text(farewell->reason));
        action->as.purge.stream = node->streams[stream].stream;
        action->as.purge.reason = reason == NULL ? "" : reason;
    }
    node->farewell_count = kept;
    node->streams[stream].leaving = false;
    node->sources_stale = true; /* it may have been offered again */
}

void source_on_gone(struct br_node *node, struct conversation *conversation,
                    const struct br_frame *frame)
{
    uint32_t stream = catalog_find(node, &frame->as.gone.stream);
    if (stream == NO_STREAM) {
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    struct link *link = exchange_link(conversation, stream, false);
    if (link != NULL) {
        link->expected = 0;
        link->theirs = 0;
    }
    bool held = entry->number != 0 || entry->storing > 0;
    entry->number = 0;
    entry->head = (struct br_head){.stream = entry->stream};
    entry->tail = (struct br_tail){0};
    entry->known_seq = 0;
    entry->source = 0;
    entry->source_due_ms = 0;
    entry->aside_seq = 0;
    br_buffer_free(&entry->proof);
    doubt_early_forget(node, entry);
    node->damages -= entry->damage_last != 0;
    entry->damage_last = 0;
    entry->mender = 0;
    if (!held || entry->leaving) {
        return;
    }
    entry->leaving = true;
    node->farewells = node_grow(node->farewells, &node->farewell_capacity, node->farewell_count,
                                sizeof *node->farewells);
    struct farewell *farewell = &node->farewells[node->farewell_count++];
    farewell->stream = stream;
    (void)snprintf(farewell->reason, sizeof farewell->reason, "%s", frame->as.gone.reason);
    if (entry->storing == 0) {
        say_farewell(node, stream);
    }
}

/* [conversation] is our source, and the store had no use for a batch that began where we asked. */
static void stored_in_vain(struct br_node *node, struct conversation *conversation,
                           const struct ticket *ticket)
{
    const struct stream_entry *entry = &node->streams[ticket->stream];
    const struct link *link = exchange_link(conversation, ticket->stream, true);
    if (ticket->asked == link->asked && ticket->seq_first <= entry->tail.seq &&
        ticket->seq_last > entry->tail.seq) {
        want(node, conversation, ticket->stream); /* somebody was quicker with the first part */
    }
}

/*
 * A stream whose keys are not here yet is asked for again as after a gap: when its source stalls.
 */
static bool harmless(enum br_status status, const struct stream_entry *entry)
{
    return status == BR_OK || status == BR_ERR_EXISTS || status == BR_ERR_GAP ||
           (status == BR_ERR_NOT_FOUND && entry->stream.audience.type != BR_AUDIENCE_NETWORK);
}

/*
 * Their records do not continue ours: perhaps two stories are told. Who can show headers that part
 * from ours may stay, and is asked for nothing more of this stream meanwhile.
 */
static bool look_into(struct br_node *node, struct conversation *conversation,
                      const struct ticket *ticket, enum br_status status)
{
    struct stream_entry *entry = &node->streams[ticket->stream];
    if (status != BR_ERR_CHAIN || entry->tail.seq == 0 || catalog_own(node, &entry->stream) ||
        !doubt_begin(node, conversation, ticket->stream, entry->tail.seq, true)) {
        return false;
    }
    shun(node, entry, conversation);
    exchange_link(conversation, ticket->stream, true)->expected = BR_SEQ_MAX + 1;
    node->sources_stale = true;
    repay(node, conversation, ticket->size);
    return true;
}

void source_stored(struct br_node *node, const struct ticket *ticket, enum br_status status)
{
    struct stream_entry *entry = &node->streams[ticket->stream];
    struct conversation *conversation = node_conversation(node, ticket->connection);
    bool leaving = entry->leaving;
    entry->storing--;
    if (leaving && entry->storing == 0) {
        say_farewell(node, ticket->stream);
    }
    if (conversation == NULL || !node_conversation_open(conversation)) {
        return;
    }
    if (!leaving && look_into(node, conversation, ticket, status)) {
        return;
    }
    if (!leaving && !harmless(status, entry)) {
        if (!our_trouble(status)) {
            shun(node, entry, conversation);
        }
        struct br_error reason;
        (void)br_error_set(&reason, status, "your records could not be stored here: %s",
                           br_status_text(status));
        node_hang_up(node, conversation, status, reason.text);
        return;
    }
    repay(node, conversation, ticket->size);
    if (leaving || entry->source != conversation->id) {
        return;
    }
    if (status != BR_OK) {
        stored_in_vain(node, conversation, ticket);
        return;
    }
    exchange_link(conversation, ticket->stream, true)->stalls = 0;
    if (entry->source_due_ms != 0) {
        entry->source_due_ms = node->now.mono_ms + BR_SOURCE_STALL_MS;
    }
}

/* --- receipts --- */

void source_on_receipts(struct br_node *node, struct conversation *conversation,
                        const struct br_frame *frame)
{
    struct br_receipt *news = frame->as.receipts.items;
    size_t count = 0;
    for (size_t i = 0; i < frame->as.receipts.count; i++) {
        struct br_receipt receipt = frame->as.receipts.items[i];
        bool own_word = br_hash_equal(&receipt.holder, &node->options.academy) &&
                        node->options.role == BR_NODE_SERVER;
        if (!own_word && receipt.stream.audience.type == BR_AUDIENCE_NETWORK &&
            catalog_find(node, &receipt.stream) != NO_STREAM) {
            news[count++] = receipt;
        }
    }
    if (count == 0) {
        return;
    }
    const struct ticket *ticket = node_ask(node, conversation, BR_ACTION_KEEP_RECEIPTS);
    if (ticket == NULL) {
        return;
    }
    struct br_node_action *action = node_act(node, BR_ACTION_KEEP_RECEIPTS, conversation->id);
    action->as.receipts.ticket = ticket->number;
    action->as.receipts.count = count;
    action->as.receipts.items = news;
}

/* --- after a restore --- */

static bool tail_whole(const struct br_node *node)
{
    size_t heard = 0;
    for (size_t i = 0; i < node->conversation_count; i++) {
        const struct conversation *conversation = node->conversations[i];
        heard += node_conversation_open(conversation) &&
                 conversation->party.type == BR_PARTY_ACADEMY && conversation->complete;
    }
    if (heard == 0) {
        return false;
    }
    for (size_t i = 0; i < node->stream_count; i++) {
        const struct stream_entry *entry = &node->streams[i];
        if (catalog_own(node, &entry->stream) && entry->known_seq > entry->tail.seq) {
            return false;
        }
    }
    return true;
}

/*
 * One peer may not have heard yet what another one holds of ours. So all who can be reached are
 * asked, and who neither answers nor fails holds us up only so long.
 */
bool source_may_number(struct br_node *node)
{
    if (!tail_whole(node)) {
        return false;
    }
    if (node->number_due_ms == 0) {
        node->number_due_ms = node->now.mono_ms + BR_OWN_TAIL_WAIT_MS;
    }
    if (peers_asked(node) || node->now.mono_ms >= node->number_due_ms) {
        return true;
    }
    node_due(node, node->number_due_ms);
    return false;
}
