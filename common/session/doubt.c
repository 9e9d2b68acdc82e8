/*
 * doubt.c - where two copies of a stream part, and what follows from it.
 *
 *      a head that they name, and ours at the same number differ, or their records do not
 *      continue ours
 *         |
 *         v   Show / Shown: headers from a number on, with the hash before the first;
 *      halve what lies between the last number where we agree and the first where we differ
 *         |
 *         v   the first record that differs
 *      both ways on from there are a fork proof: the store judges it and keeps it, the stream is
 *      put aside, everybody who may have the stream is told
 *
 * Nothing here is believed: what they show only leads to the place. A claim that is not true ends
 * in nothing; a proof counts when the store has checked it. Two epochs are no fork: a server that
 * was restored began a new one.
 */
#include "session/node_state.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_LOOK = 128 }; /* copies that part mostly parted not long ago */

bool doubt_aside(const struct stream_entry *entry, uint64_t seq)
{
    return entry->aside_seq != 0 && seq >= entry->aside_seq;
}

/* --- comparing what they claim --- */

static bool claim_recent(const struct stream_entry *entry, const struct recent *claim, bool *equal)
{
    if (entry->tail.seq == claim->seq) {
        *equal = br_hash_equal(&entry->tail.hash, &claim->hash);
        return true;
    }
    for (size_t i = 0; i < RECENT_HEADS; i++) {
        if (entry->recent[i].seq == claim->seq) {
            *equal = br_hash_equal(&entry->recent[i].hash, &claim->hash);
            return true;
        }
    }
    return false;
}

static void read_hash(struct br_node *node, struct conversation *conversation, struct link *link)
{
    const struct stream_entry *entry = &node->streams[link->stream];
    conversation->hashing = true;
    conversation->hashing_stream = link->stream;
    conversation->hashed = link->claim;
    link->claim.seq = 0;
    struct br_node_action *action = node_act(node, BR_ACTION_READ, conversation->id);
    action->as.read.number = entry->number;
    action->as.read.stream = entry->stream;
    action->as.read.after_seq = conversation->hashed.seq;
    action->as.read.purpose = BR_READ_HASH;
}

static void compare_claim(struct br_node *node, struct conversation *conversation,
                          struct link *link)
{
    const struct stream_entry *entry = &node->streams[link->stream];
    bool equal = false;
    if (doubt_aside(entry, link->claim.seq)) {
        link->claim.seq = 0; /* settled */
    } else if (claim_recent(entry, &link->claim, &equal)) {
        if (equal || doubt_begin(node, conversation, link->stream, link->claim.seq, false)) {
            link->claim.seq = 0;
        }
    } else if (!conversation->hashing) {
        BR_ASSERT(entry->number != 0); /* our tail has got there */
        read_hash(node, conversation, link);
    }
}

void doubt_look(struct br_node *node, struct conversation *conversation)
{
    for (size_t i = 0; i < conversation->link_count && node_conversation_open(conversation); i++) {
        struct link *link = &conversation->links[i];
        if (link->claim.seq != 0 && node->streams[link->stream].tail.seq >= link->claim.seq) {
            compare_claim(node, conversation, link);
        }
    }
}

void doubt_claim(struct br_node *node, struct conversation *conversation, uint32_t stream,
                 const struct br_head *head)
{
    struct link *link = exchange_link(conversation, stream, true);
    link->claim = (struct recent){.seq = head->seq, .hash = head->hash};
    if (node->streams[stream].tail.seq >= head->seq) {
        compare_claim(node, conversation, link);
    }
}

/* --- finding the place --- */

void doubt_free(struct conversation *conversation)
{
    if (conversation->doubt != NULL) {
        br_buffer_free(&conversation->doubt->memory);
        free(conversation->doubt);
        conversation->doubt = NULL;
    }
}

static void put_question(struct br_node *node, struct conversation *conversation)
{
    struct doubt *doubt = conversation->doubt;
    uint64_t between = doubt->differ - doubt->agree;
    if (between <= FIRST_LOOK) {
        doubt->asked = doubt->agree + 1;
    } else if (doubt->rounds == 0) {
        doubt->asked = doubt->differ - FIRST_LOOK + 1;
    } else {
        doubt->asked = doubt->agree + between / 2;
    }
    doubt->rounds++;
    exchange_ask(node, conversation, ASK_DOUBT, doubt->stream, doubt->asked);
}

bool doubt_begin(struct br_node *node, struct conversation *conversation, uint32_t stream,
                 uint64_t differ, bool blamed)
{
    if (conversation->doubt != NULL || conversation->ask != ASK_NOTHING || conversation->ask_late ||
        !node_conversation_open(conversation) || differ == 0) {
        return false;
    }
    conversation->doubt = calloc(1, sizeof *conversation->doubt);
    if (conversation->doubt == NULL) {
        return false;
    }
    struct doubt *doubt = conversation->doubt;
    *doubt = (struct doubt){.stream = stream, .differ = differ, .blamed = blamed};
    br_buffer_init(&doubt->memory, BR_FRAME_SIZE_MAX);
    put_question(node, conversation);
    return true;
}

static void end(struct br_node *node, struct conversation *conversation)
{
    doubt_free(conversation);
    doubt_look(node, conversation); /* what was claimed meanwhile */
    node->mends_stale = true;
}

void doubt_give_up(struct br_node *node, struct conversation *conversation)
{
    bool blamed = conversation->doubt->blamed;
    if (blamed) {
        doubt_free(conversation);
        node_hang_up(node, conversation, BR_ERR_CHAIN,
                     "your records do not continue those that we hold of this stream");
    } else {
        end(node, conversation);
    }
}

static void ask_on(struct br_node *node, struct conversation *conversation)
{
    const struct doubt *doubt = conversation->doubt;
    if (doubt->agree >= doubt->differ || doubt->rounds == BR_DOUBT_ROUNDS_MAX) {
        doubt_give_up(node, conversation); /* what they show does not fit what they claimed */
    } else {
        put_question(node, conversation);
    }
}

static bool readable(const struct br_batch *batch)
{
    bool all = true;
    for (size_t i = 0; i < batch->count; i++) {
        struct br_record record;
        all &= br_record_parse(batch->bodies[i], &record) == BR_OK;
    }
    return all;
}

/* Keep it until our own records have been read. */
void doubt_on_shown(struct br_node *node, struct conversation *conversation,
                    const struct br_frame *frame)
{
    struct doubt *doubt = conversation->doubt;
    const struct stream_entry *entry = &node->streams[doubt->stream];
    const struct br_batch *batch = &frame->as.shown.batch;
    if (batch->count == 0 || doubt_aside(entry, doubt->asked)) {
        doubt_give_up(node, conversation);
        return;
    }
    if (!br_stream_equal(&batch->head.stream, &entry->stream) ||
        batch->head.seq - batch->count + 1 != doubt->asked) {
        node_hang_up(node, conversation, BR_ERR_PROTOCOL, "you showed what we did not ask for");
        return;
    }
    if (!readable(batch)) { /* a proof is made of all of them */
        node_hang_up(node, conversation, BR_ERR_MALFORMED, "you showed what is no record");
        return;
    }
    size_t size = 0;
    br_buffer_clear(&doubt->memory);
    for (size_t i = 0; i < batch->count; i++) {
        br_buffer_put(&doubt->memory, batch->bodies[i].data, batch->bodies[i].size);
    }
    BR_ASSERT(br_buffer_ok(&doubt->memory)); /* it came in one frame */
    for (size_t i = 0; i < batch->count; i++) {
        doubt->bodies[i] =
            (struct br_bytes){.data = doubt->memory.data + size, .size = batch->bodies[i].size};
        size += batch->bodies[i].size;
    }
    doubt->previous = frame->as.shown.previous;
    doubt->theirs = *batch;
    doubt->theirs.bodies = doubt->bodies;
    struct br_node_action *action = node_act(node, BR_ACTION_READ, conversation->id);
    action->as.read.number = entry->number;
    action->as.read.stream = entry->stream;
    action->as.read.after_seq = doubt->asked - 1;
    action->as.read.purpose = BR_READ_COMPARE;
}

static void keep_fork(struct br_node *node, struct conversation *conversation, bool own_doubt,
                      const struct br_stream *stream, uint64_t seq, struct br_bytes proof)
{
    struct ticket *ticket = node_ask(node, conversation, BR_ACTION_KEEP_FORK);
    if (ticket == NULL) {
        return;
    }
    ticket->doubt = own_doubt;
    ticket->stream = catalog_find(node, stream);
    ticket->seq_first = seq;
    uint64_t number = ticket->number;
    struct br_node_action *action = node_act(node, BR_ACTION_KEEP_FORK, conversation->id);
    action->as.fork.ticket = number;
    action->as.fork.stream = *stream;
    action->as.fork.proof = proof;
}

/* From [at] on the two batches go different ways. */
static void prove(struct br_node *node, struct conversation *conversation,
                  const struct br_hash *previous, const struct br_batch *ours, size_t at)
{
    const struct doubt *doubt = conversation->doubt;
    struct br_batch sides[2] = {*ours, doubt->theirs};
    for (size_t i = 0; i < 2; i++) {
        sides[i].bodies += at;
        sides[i].count -= at;
    }
    br_buffer_clear(&node->proof);
    br_fork_encode(previous, sides, &node->proof);
    BR_ASSERT(br_buffer_ok(&node->proof));
    keep_fork(node, conversation, true, &ours->head.stream, doubt->asked + at,
              br_buffer_bytes(&node->proof));
}

/* Walk both ways from where they agree, to the first record that differs or to the shorter end. */
static void walk(struct br_node *node, struct conversation *conversation,
                 const struct br_batch *ours)
{
    struct doubt *doubt = conversation->doubt;
    const struct br_batch *theirs = &doubt->theirs;
    size_t count = ours->count < theirs->count ? ours->count : theirs->count;
    struct br_hash hash = doubt->previous;
    for (size_t i = 0; i < count; i++) {
        struct br_record left;
        struct br_record right;
        enum br_status status = br_record_parse(ours->bodies[i], &left);
        BR_ASSERT(status == BR_OK); /* what the log gives it has read */
        status = br_record_parse(theirs->bodies[i], &right);
        BR_ASSERT(status == BR_OK); /* we looked when they showed it */
        uint64_t seq = doubt->asked + i;
        const struct br_stream *stream = &ours->head.stream;
        struct br_hash one = br_record_hash(&left, stream, ours->head.epoch, seq, &hash);
        struct br_hash other = br_record_hash(&right, stream, theirs->head.epoch, seq, &hash);
        if (!br_hash_equal(&one, &other)) {
            if (ours->head.epoch == theirs->head.epoch) {
                prove(node, conversation, &hash, ours, i);
            } else {
                doubt_give_up(node, conversation);
            }
            return;
        }
        hash = one;
    }
    doubt->agree = doubt->asked + count - 1;
    ask_on(node, conversation);
}

static void compared(struct br_node *node, struct conversation *conversation,
                     const struct br_node_input *input)
{
    struct doubt *doubt = conversation->doubt;
    if (doubt == NULL) {
        return;
    }
    if (input->as.read.status != BR_OK) {
        end(node, conversation); /* our own trouble */
        return;
    }
    if (!br_hash_equal(&input->as.read.previous, &doubt->previous)) {
        doubt->differ = doubt->asked - 1;
        ask_on(node, conversation);
        return;
    }
    struct br_batch ours = {.head = *input->as.read.head,
                            .count = input->as.read.count,
                            .bodies = input->as.read.bodies};
    walk(node, conversation, &ours);
}

static void hashed(struct br_node *node, struct conversation *conversation,
                   const struct br_node_input *input)
{
    uint32_t stream = conversation->hashing_stream;
    struct recent claim = conversation->hashed;
    conversation->hashing = false;
    if (input->as.read.status == BR_OK && !br_hash_equal(&input->as.read.previous, &claim.hash) &&
        !doubt_begin(node, conversation, stream, claim.seq, false)) {
        struct link *link = exchange_link(conversation, stream, true);
        link->claim = link->claim.seq == 0 ? claim : link->claim; /* in its turn */
        return;
    }
    doubt_look(node, conversation);
}

void doubt_on_read(struct br_node *node, struct conversation *conversation,
                   const struct br_node_input *input)
{
    if (input->as.read.purpose == BR_READ_HASH) {
        hashed(node, conversation, input);
    } else {
        compared(node, conversation, input);
    }
}

/* --- proofs --- */

/* May they know that this stream was put aside? Home may: all that we hold has come from there. */
static bool may_tell(const struct br_node *node, const struct conversation *conversation,
                     const struct stream_entry *entry)
{
    return conversation->party.type == BR_PARTY_HOME ||
           catalog_may_send(node, &conversation->party, &entry->stream);
}

/* Who is still behind the last good record is told with it. */
void doubt_tell(struct br_node *node, struct conversation *conversation, uint32_t stream)
{
    const struct stream_entry *entry = &node->streams[stream];
    if (entry->aside_seq == 0 || !node_conversation_open(conversation) ||
        !may_tell(node, conversation, entry)) {
        return;
    }
    struct link *link = exchange_link(conversation, stream, true);
    if (link->fork_told || (link->wanted && link->sent + 1 < entry->aside_seq)) {
        return;
    }
    link->fork_told = true;
    br_frame_put_fork(node_send_begin(node), br_buffer_bytes(&entry->proof));
    node_send_end(node, conversation, node->transaction);
}

void doubt_tell_all(struct br_node *node, struct conversation *conversation)
{
    for (size_t i = 0; i < node->stream_count; i++) {
        doubt_tell(node, conversation, (uint32_t)i);
    }
}

void doubt_early_forget(struct br_node *node, struct stream_entry *entry)
{
    node->earlies -= entry->early.size > 0;
    br_buffer_free(&entry->early);
    entry->early_seq = 0;
}

/*
 * Of several the one that begins first: it can be judged first, and a liar with it. For more than
 * BR_EARLY_FORKS_MAX there is no room; of those is remembered only whom to ask again.
 */
static void keep_early(struct br_node *node, struct stream_entry *entry,
                       const struct conversation *conversation, const struct br_frame *frame)
{
    uint64_t seq = br_fork_seq(frame->as.fork.read);
    if (entry->early_seq != 0 && entry->early_seq <= seq) {
        return;
    }
    doubt_early_forget(node, entry);
    br_buffer_init(&entry->early, BR_FORK_SIZE_MAX);
    if (node->earlies < BR_EARLY_FORKS_MAX) {
        br_buffer_put(&entry->early, frame->as.fork.proof.data, frame->as.fork.proof.size);
    }
    node->earlies += entry->early.size > 0;
    entry->early_seq = seq;
    entry->early_from = conversation->id;
}

/* For this step's actions. Empty: there is none, or no memory. */
static struct br_bytes early_take(struct br_node *node, struct stream_entry *entry)
{
    struct br_bytes proof = br_buffer_bytes(&entry->early);
    struct br_bytes taken = {.size = 0};
    uint8_t *copy = proof.size == 0 ? NULL : br_arena_take(&node->arena, proof.size);
    if (copy != NULL) {
        memcpy(copy, proof.data, proof.size);
        taken = (struct br_bytes){.data = copy, .size = proof.size};
    }
    doubt_early_forget(node, entry);
    return taken;
}

void doubt_judge_early(struct br_node *node, uint32_t stream)
{
    struct stream_entry *entry = &node->streams[stream];
    uint64_t seq = entry->early_seq;
    if (seq == 0 || entry->tail.seq + 1 < seq) {
        return;
    }
    struct conversation *conversation = node_conversation(node, entry->early_from);
    BR_ASSERT(conversation != NULL && node_conversation_open(conversation));
    struct br_bytes proof = early_take(node, entry);
    if (doubt_aside(entry, seq)) {
        return;
    }
    if (proof.size > 0) {
        keep_fork(node, conversation, false, &entry->stream, seq, proof);
    } else { /* proofs are told with the greeting */
        node_hang_up(node, conversation, BR_OK,
                     "there was no room for a proof that you sent: greet us again");
    }
}

void doubt_forget(struct br_node *node, const struct conversation *conversation)
{
    for (size_t i = 0; i < node->stream_count; i++) {
        if (node->streams[i].early_from == conversation->id) {
            doubt_early_forget(node, &node->streams[i]);
        }
    }
}

void doubt_on_fork(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame)
{
    const struct br_fork *fork = frame->as.fork.read;
    const struct br_stream *stream = &fork->sides[0].head.stream;
    uint32_t at = catalog_find(node, stream);
    bool shared = br_audience_is_shared(&stream->audience);
    if (at == NO_STREAM || (!shared && conversation->party.type == BR_PARTY_ACADEMY)) {
        return; /* nothing of ours */
    }
    struct stream_entry *entry = &node->streams[at];
    if (entry->tail.seq + 1 < br_fork_seq(fork)) {
        keep_early(node, entry, conversation, frame);
        return;
    }
    if (doubt_aside(entry, br_fork_seq(fork))) {
        exchange_link(conversation, at, true)->fork_told |= entry->aside_seq == br_fork_seq(fork);
        return;
    }
    keep_fork(node, conversation, false, stream, br_fork_seq(fork), frame->as.fork.proof);
}

void doubt_kept(struct br_node *node, const struct ticket *ticket, enum br_status status)
{
    struct conversation *conversation = node_conversation(node, ticket->connection);
    if (conversation == NULL || !node_conversation_open(conversation)) {
        return;
    }
    bool settled = status == BR_OK || status == BR_ERR_EXISTS;
    if (ticket->doubt) {
        BR_ASSERT(conversation->doubt != NULL); /* until it is answered, nothing ends it */
        if (settled) {
            end(node, conversation);
        } else {
            doubt_give_up(node, conversation);
        }
        return;
    }
    if (settled) {
        exchange_link(conversation, ticket->stream, true)->fork_told |= status == BR_OK;
        return;
    }
    if (status == BR_ERR_GAP && node->streams[ticket->stream].tail.seq + 1 >= ticket->seq_first) {
        /* It holds of another story than ours: they part even earlier. */
        (void)doubt_begin(node, conversation, ticket->stream, ticket->seq_first - 1, false);
        return;
    }
    bool lie = status == BR_ERR_MALFORMED || status == BR_ERR_LIMIT || status == BR_ERR_CHAIN ||
               status == BR_ERR_SIGNATURE || status == BR_ERR_REFUSED || status == BR_ERR_NOT_FOUND;
    if (lie) {
        struct br_error reason;
        (void)br_error_set(&reason, status, "what you sent is no proof of two stories: %s",
                           br_status_text(status));
        node_hang_up(node, conversation, status, reason.text);
    }
}

void doubt_put_aside(struct br_node *node, const struct br_node_fork *fork)
{
    uint32_t stream = catalog_add(node, &fork->stream);
    if (stream == NO_STREAM) {
        return;
    }
    struct stream_entry *entry = &node->streams[stream];
    entry->number = fork->number;
    entry->aside_seq = fork->seq;
    entry->aside_since_wall_ms = fork->since_wall_ms;
    br_buffer_free(&entry->proof); /* of one that began later */
    br_buffer_init(&entry->proof, BR_FORK_SIZE_MAX);
    br_buffer_put(&entry->proof, fork->proof.data, fork->proof.size);
    BR_ASSERT(br_buffer_ok(&entry->proof));
    source_cap(node, stream);
    for (size_t i = 0; i < node->conversation_count; i++) {
        struct conversation *conversation = node->conversations[i];
        struct link *link = exchange_link(conversation, stream, false);
        if (link != NULL) {
            link->fork_told = false;
        }
        doubt_tell(node, conversation, stream);
    }
}
