/**
 * node_state.h - what a node knows; private to this folder.
 *
 *      node.c       inputs in, actions out; jobs asked of the store; time
 *      talk.c       conversations: begin, greet, fall silent, end
 *      peers.c      whom to stay connected with, and when to try again
 *      writes.c     members' writes: a server takes them, a client hands them in
 *      catalog.c    streams, who accepts whom, members' rooms, receipts: what is held, who may have
 *      it exchange.c   announcing and sending streams
 *      source.c     wanting and receiving streams
 *      doubt.c      where two copies of a stream part; proofs that an origin told two stories
 *      mend.c       records that the disk has lost, from whoever holds them
 *      status.c     answers for people
 */
#ifndef BR_SESSION_NODE_STATE_H
#define BR_SESSION_NODE_STATE_H

#include "session/session.h"

#define NO_STREAM UINT32_MAX

struct receipt_entry {
    struct br_receipt receipt;
    uint64_t version; /* of the node's counter when it came */
};

enum { RECENT_HEADS = 8 };

struct recent {
    uint64_t seq;
    struct br_hash hash;
};

/* One stream, held or only heard of. */
struct stream_entry {
    struct br_stream stream;
    uint32_t number; /* replica-local; 0 until the store has given one */
    struct br_head head;
    struct br_tail tail;
    uint64_t known_seq;
    uint64_t caught_up_wall_ms;
    br_connection source;   /* whom we asked for it; 0 = nobody */
    uint64_t source_due_ms; /* by then our tail must have grown; 0 = nobody is ahead of us */
    size_t storing;         /* RECEIVE tickets under way */
    bool leaving;           /* may no longer be held: PURGE follows when nothing is being stored */
    struct br_hash shunned; /* its records did not verify: not a source for a while */
    uint64_t shunned_until_ms;
    uint32_t shunned_times;
    struct receipt_entry *receipts; /* sorted by holder */
    size_t receipt_count;
    size_t receipt_capacity;
    uint64_t receipt_version;           /* the newest of them */
    struct recent recent[RECENT_HEADS]; /* a ring of heads that our tail has passed */
    size_t recent_next;
    uint64_t aside_seq; /* put aside from this record on; 0: not */
    uint64_t aside_since_wall_ms;
    struct br_buffer proof;
    struct br_buffer early; /* a proof that cannot be judged before we hold record early_seq - 1 */
    uint64_t early_seq;     /* 0: none; else, when [early] is empty, there was no room for it */
    br_connection early_from;
    uint64_t damage_after; /* records (damage_after, damage_last] cannot be read */
    uint64_t damage_last;  /* 0: no damage is known */
    br_connection mender;  /* who was asked for them, or whose are being put back; 0 = nobody */
    uint64_t mend_due_ms;  /* when all have failed: not before */
    /* the last conversation with somebody who holds more that ended for a reason */
    struct br_hash ended_with;
    bool ended_by_us;
    char ended_why[160]; /* "": none since our tail grew */
};

/* What one conversation has to do with one stream. */
struct link {
    uint32_t stream; /* index */
    /* sending */
    bool wanted;    /* they asked for it */
    bool reading;   /* a READ for them is under way */
    uint64_t told;  /* the highest number we told them of */
    uint64_t sent;  /* last number sent */
    uint64_t since; /* receipt version when they first had some of it; 0: nothing yet */
    /* receiving */
    uint64_t theirs;   /* the highest number they said they hold */
    uint64_t expected; /* first number of the next batch that counts; 0 = never asked */
    uint32_t asked;    /* how often we did: answers to an earlier Want show by it */
    uint32_t stalls;   /* in a row */
    uint64_t asked_ms;
    uint64_t stalled_until_ms; /* others are preferred until then */
    /* comparing */
    struct recent claim; /* the head they last named; seq 0: compared, or none */
    bool fork_told;      /* they know the proof that we have */
    bool cannot_mend;    /* they were asked, and could not or would not */
};

/* What we asked a conversation to show; one thing at a time. */
enum ask { ASK_NOTHING, ASK_DOUBT, ASK_MEND };

/*
 * Two copies of a stream differ at record [differ], as far as is known, and agree at [agree]: the
 * other side shows headers in between until the first difference is found.
 */
struct doubt {
    uint32_t stream;
    uint64_t agree;
    uint64_t differ;
    uint64_t asked; /* the first number that we asked to be shown */
    uint32_t rounds;
    bool blamed; /* their records did not continue ours: who cannot explain that is hung up on */
    struct br_hash previous; /* what they showed */
    struct br_batch theirs;
    struct br_bytes bodies[BR_BATCH_RECORDS_MAX];
    struct br_buffer memory;
};

struct conversation {
    br_connection id;
    struct br_party party;
    struct br_session session;
    struct link *links; /* sorted by stream */
    size_t link_count;
    size_t link_capacity;
    size_t reads;     /* under way */
    bool up;          /* PEER_UP was said */
    bool complete;    /* they named all that they hold */
    bool heads_dirty; /* something to announce */
    bool receipts_dirty;
    uint64_t heads_due_ms;
    uint64_t receipts_due_ms;
    uint64_t receipts_told;  /* version up to which receipts were sent */
    uint64_t receipts_since; /* the highest [since] of its links */
    bool receipts_kept_back; /* there are some that they could not check yet */
    enum ask ask;
    uint32_t ask_stream;
    uint64_t ask_due_ms; /* they must have shown it by then */
    bool ask_late; /* they did not; their answer may still come, and until then we ask nothing */
    struct doubt *doubt; /* ASK_DOUBT, and while we look at what they showed */
    bool showing;        /* they asked us, and the READ is under way */
    bool show_whole;
    bool hashing; /* a READ of a hash to compare is under way */
    uint32_t hashing_stream;
    struct recent hashed; /* their claim */
};

struct peer {
    struct br_hash academy;
    bool dials;
    bool dialling;
    uint64_t retry_ms;
    uint32_t failures; /* attempts in a row */
    uint32_t faults;   /* conversations in a row that ended because somebody broke the rules */
    uint64_t since_wall_ms;
    char why[160];
};

/* A job asked of the store. */
struct ticket {
    uint64_t number;
    br_connection connection;
    enum br_action_type type;
    /* RECEIVE */
    size_t size; /* credit to give back */
    uint32_t stream;
    uint32_t asked; /* of the link */
    uint64_t seq_first;
    uint64_t seq_last;
    bool doubt; /* KEEP_FORK: of our own making */
};

struct accepts {
    struct br_hash origin;
    struct br_hash academy;
};

/* The group of this origin names this academy. */
struct named {
    struct br_hash origin;
    struct br_id group;
    struct br_hash academy;
};

struct member {
    struct br_id id;
    bool has_role;
    size_t room_count;
    struct br_id *rooms;
};

/* A head that somebody showed us of an academy that ours does not accept (yet). */
struct hint {
    br_connection connection;
    struct br_stream stream;
    uint64_t seq;
};

struct farewell {
    uint32_t stream;
    char reason[BR_REASON_SIZE_MAX + 1];
};

struct br_node {
    struct br_node_options options;
    struct br_now now;
    struct br_rng rng;

    struct stream_entry *streams;
    size_t stream_count;
    size_t stream_capacity;
    uint32_t *stream_index; /* open addressing over origin and audience; NO_STREAM = free */
    size_t stream_index_size;

    struct accepts *accepts; /* sorted */
    size_t accepts_count;
    size_t accepts_capacity;
    struct named *named; /* sorted */
    size_t named_count;
    size_t named_capacity;
    struct member *members; /* sorted by id */
    size_t member_count;
    size_t member_capacity;
    struct hint *hints;
    size_t hint_count;
    size_t hint_capacity;
    struct farewell *farewells; /* of streams that are leaving */
    size_t farewell_count;
    size_t farewell_capacity;
    uint64_t receipt_version;

    struct conversation **conversations; /* sorted by id */
    size_t conversation_count;
    size_t conversation_capacity;
    struct peer *peers;
    size_t peer_count;
    size_t peer_capacity;
    struct ticket *tickets; /* a ring in the order of asking; grows up to BR_TICKETS_MAX */
    size_t ticket_capacity;
    size_t ticket_first;
    size_t ticket_count;
    uint64_t ticket_last;
    uint64_t transaction; /* the latest that we know to be durable */

    bool begun; /* the first step has been made */
    bool numbering;
    uint64_t number_due_ms; /* whoever has not answered by then is not waited for; 0: no tail yet */
    bool sources_stale;     /* who is whose source has to be thought over */
    uint64_t sources_due_ms;          /* or at this time at the latest */
    struct conversation **candidates; /* for sources, while they are thought over */
    size_t candidate_count;
    size_t candidate_capacity;
    bool outbox_waits;     /* client: there may be something to pull */
    bool outbox_grew;      /* client: it was told so while a PULL was under way */
    br_connection pulling; /* client: for this conversation a PULL is not answered yet; 0 = none */
    bool stopping;
    bool mends_stale; /* who may mend what has to be thought over */
    size_t damages;   /* streams with damage */
    uint64_t mends_due_ms;
    uint64_t deadline_ms;

    struct br_node_action *actions;
    size_t *send_offsets; /* of SEND bytes in [out]; pointers are set when the step ends */
    size_t action_count;
    size_t action_capacity;
    struct br_buffer out;
    size_t earlies;         /* proofs that wait to be judged */
    struct br_buffer proof; /* of this step's KEEP_FORK */
    struct br_arena arena;
};

/* --- node.c --- */

/** A new action at the end of the list. */
struct br_node_action *node_act(struct br_node *node, enum br_action_type type,
                                br_connection connection);
/** What is put into the returned buffer until node_send_end goes to [conversation]. */
struct br_buffer *node_send_begin(struct br_node *node);
void node_send_end(struct br_node *node, struct conversation *conversation, uint64_t after);
/** Send bytes that an earlier node_send_end of this step already sent to somebody. */
void node_send_again(struct br_node *node, struct conversation *conversation, size_t action_index);
/** So much is sent in this step already that what can wait should. */
bool node_send_much(const struct br_node *node);
/** A new ticket; NULL when too many are out, and then the conversation has been hung up. */
struct ticket *node_ask(struct br_node *node, struct conversation *conversation,
                        enum br_action_type type);
/** Take an answered ticket out; answers may come in another order than the questions. */
struct ticket node_answered(struct br_node *node, uint64_t number);
void node_due(struct br_node *node, uint64_t at_ms);
void *node_grow(void *array, size_t *capacity, size_t count, size_t item_size);

/* --- talk.c --- */

void talk_connected(struct br_node *node, const struct br_node_input *input);
void talk_disconnected(struct br_node *node, const struct br_node_input *input);
void talk_frame(struct br_node *node, const struct br_node_input *input);
/** What time asks of a conversation: pings, announcements, hanging up. */
void talk_attend(struct br_node *node, struct conversation *conversation);
void talk_stop(struct br_node *node);
/** Say goodbye and hang up. The conversation stays in the list until DISCONNECTED. */
void node_hang_up(struct br_node *node, struct conversation *conversation, enum br_status status,
                  const char *reason);
struct conversation *node_conversation(struct br_node *node, br_connection id);
bool node_conversation_open(const struct conversation *conversation);

/* --- peers.c --- */

void peers_set(struct br_node *node, const struct br_hash *academy, bool dial);
void peers_dial_failed(struct br_node *node, const struct br_hash *academy, const char *why);
void peers_connected(struct br_node *node, const struct br_party *party);
void peers_greeted(struct br_node *node, const struct br_party *party);
/** [conversation] ends, and how. */
void peers_down(struct br_node *node, const struct conversation *conversation,
                enum br_status status, const char *why);
/** A reason in [size] bytes with its NUL: cut if need be, and still UTF-8. */
void peers_keep_why(char *out, size_t size, const char *why);
/** Not a network that broke or a copy that stops: somebody did what may not be done. */
bool peers_broke_rules(enum br_status status);
/** Not even a conversation came of it. */
void peers_retry(struct br_node *node, const struct br_hash *academy, const char *why);
void peers_dial(struct br_node *node);
/** Has every peer that we dial, and whoever is connected, named all it holds, or failed to? */
bool peers_asked(const struct br_node *node);

/* --- writes.c --- */

void writes_submitted(struct br_node *node, struct conversation *conversation,
                      const struct br_frame *frame);
void writes_done(struct br_node *node, const struct br_write_done *done, size_t count);
void writes_outcomes(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame);
void writes_grew(struct br_node *node);
void writes_submit(struct br_node *node, const struct br_node_input *input);
void writes_pull(struct br_node *node);

/* --- catalog.c --- */

uint32_t catalog_find(const struct br_node *node, const struct br_stream *stream);
/** Find or add; NO_STREAM when BR_STREAMS_MAX are there. */
uint32_t catalog_add(struct br_node *node, const struct br_stream *stream);
void catalog_accept(struct br_node *node, const struct br_hash *origin,
                    const struct br_hash *academy, bool accepted);
bool catalog_accepts(const struct br_node *node, const struct br_hash *origin,
                     const struct br_hash *academy);
/** A group of [origin] names [academy], or no longer. */
void catalog_name(struct br_node *node, const struct br_hash *origin, const struct br_id *group,
                  const struct br_hash *academy, bool named);
/** Is there no room for one more group of this origin, by the word of a relay or its own? */
bool catalog_groups_full(const struct br_node *node, const struct br_hash *origin, bool relay);
void catalog_set_member(struct br_node *node, const struct br_id *id, bool has_role,
                        const struct br_id *rooms, size_t room_count);
/** True when it is newer than what we had. */
bool catalog_keep_receipt(struct br_node *node, const struct br_receipt *receipt);
/** May this party be sent this stream? The one place that says so; no by default. */
bool catalog_may_send(const struct br_node *node, const struct br_party *party,
                      const struct br_stream *stream);
/** May this stream be stored here when this party offers it? */
bool catalog_may_store(const struct br_node *node, const struct br_party *party,
                       const struct br_stream *stream);
/** Is this a stream that we alone number? */
bool catalog_own(const struct br_node *node, const struct br_stream *stream);
void catalog_free(struct br_node *node);

/* --- exchange.c --- */

struct link *exchange_link(struct conversation *conversation, uint32_t stream, bool add);
void exchange_announce(struct br_node *node, struct conversation *conversation, bool first);
void exchange_tell_receipts(struct br_node *node, struct conversation *conversation);
/** They have some of the stream of [link], by what they said or were sent: see receipts. */
void exchange_held(struct br_node *node, struct conversation *conversation, struct link *link);
void exchange_on_want(struct br_node *node, struct conversation *conversation,
                      const struct br_frame *frame);
void exchange_on_read(struct br_node *node, const struct br_node_input *input);
/** Ask the store for what this conversation waits for, within its credit. */
void exchange_pump(struct br_node *node, struct conversation *conversation);
/** The tail of [stream] has grown by [change]: send it on. */
void exchange_push(struct br_node *node, uint32_t stream, const struct br_node_change *change);
/** Who may have what has changed for this academy. */
void exchange_review(struct br_node *node, struct conversation *conversation);
/** Streams that this device may no longer have; or [all], because it is none of ours any more. */
void exchange_withdraw(struct br_node *node, struct conversation *conversation, bool all);

/* --- doubt.c --- */

/** They named this head: compare it with ours, now or when we are as far. */
void doubt_claim(struct br_node *node, struct conversation *conversation, uint32_t stream,
                 const struct br_head *head);
/** Our tail has moved, or a comparison has ended: look at what was claimed. */
void doubt_look(struct br_node *node, struct conversation *conversation);
/** Our copies differ at [differ]: find out where they part. False: not now. */
bool doubt_begin(struct br_node *node, struct conversation *conversation, uint32_t stream,
                 uint64_t differ, bool blamed);
void doubt_on_shown(struct br_node *node, struct conversation *conversation,
                    const struct br_frame *frame);
void doubt_on_read(struct br_node *node, struct conversation *conversation,
                   const struct br_node_input *input);
/** They did not show it in time, or cannot. */
void doubt_give_up(struct br_node *node, struct conversation *conversation);
void doubt_free(struct conversation *conversation);
void doubt_on_fork(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame);
void doubt_kept(struct br_node *node, const struct ticket *ticket, enum br_status status);
/** A stream is put aside, for good: remember it and tell everybody. */
void doubt_put_aside(struct br_node *node, const struct br_node_fork *fork);
/** Our tail has moved: perhaps a proof that came early can be judged now. */
void doubt_judge_early(struct br_node *node, uint32_t stream);
void doubt_early_forget(struct br_node *node, struct stream_entry *entry);
/** The conversation has ended: nobody could be blamed for what it told early. */
void doubt_forget(struct br_node *node, const struct conversation *conversation);
/** Tell them of the stream's proof, if they may know and can judge it. */
void doubt_tell(struct br_node *node, struct conversation *conversation, uint32_t stream);
void doubt_tell_all(struct br_node *node, struct conversation *conversation);
/** Does nothing of the stream count from [seq] on? */
bool doubt_aside(const struct stream_entry *entry, uint64_t seq);

/* --- mend.c --- */

void mend_damaged(struct br_node *node, const struct br_node_input *input);
/** Somebody who may hold what is damaged has come. */
void mend_news(struct br_node *node);
/** Ask somebody for what is damaged and not asked for yet. */
void mend_ask(struct br_node *node);
void mend_on_shown(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame);
void mend_give_up(struct br_node *node, struct conversation *conversation);
void mend_done(struct br_node *node, const struct ticket *ticket, enum br_status status);
void mend_forget(struct br_node *node, const struct conversation *conversation);
/** Would a batch behind [seq] come from damaged records? */
bool mend_in_the_way(const struct stream_entry *entry, uint64_t seq);

/* --- exchange.c, what is shown --- */

void exchange_show(struct br_node *node, struct conversation *conversation,
                   const struct br_frame *frame);
void exchange_on_show(struct br_node *node, struct conversation *conversation,
                      const struct br_node_input *input);
/** Ask the other side to show us a stream; the answer must come in time. */
void exchange_ask(struct br_node *node, struct conversation *conversation, enum ask ask,
                  uint32_t stream, uint64_t seq);

/* --- source.c --- */

void source_on_heads(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame);
void source_on_batch(struct br_node *node, struct conversation *conversation,
                     const struct br_frame *frame, size_t frame_size);
void source_on_receipts(struct br_node *node, struct conversation *conversation,
                        const struct br_frame *frame);
void source_on_gone(struct br_node *node, struct conversation *conversation,
                    const struct br_frame *frame);
void source_changes(struct br_node *node, const struct br_node_change *changes, size_t count);
void source_stored(struct br_node *node, const struct ticket *ticket, enum br_status status);
/** Our academy accepts [origin] now: what was said about its stream counts after all. */
void source_accepted(struct br_node *node, const struct br_hash *origin);
void source_choose(struct br_node *node);
/** It ended for a reason: where it held more than we do, people are told this reason. */
void source_ended(struct br_node *node, const struct conversation *conversation, const char *why,
                  bool by_us);
/** The conversation has ended: nobody's source any more. */
void source_forget(struct br_node *node, const struct conversation *conversation);
/** After a restore: is our own tail complete, as far as all know who can be reached? */
bool source_may_number(struct br_node *node);
/** Do not want this stream from them for a while. */
void source_shun(struct br_node *node, uint32_t stream, const struct conversation *conversation);
/** What is said of a stream counts only up to where it is put aside. */
void source_cap(struct br_node *node, uint32_t stream);

#endif
