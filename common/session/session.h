/**
 * session.h - the rules of one conversation: which frame may come when, credit, silence.
 *
 *                 hello                    bye, fault, silence
 *      GREETING -----------> OPEN ---------------------------> CLOSING
 *          |                                                      ^
 *          +------------------------------------------------------+
 *
 * Who may say what, once open (a dot: a fault that ends the conversation):
 *
 *      from       heads want batch credit receipts submit outcomes gone ping pong bye show/n fork
 *      ACADEMY      x    x     x      x       x       .       .      .    x    x   x     x     x
 *      DEVICE       .    x     .      x       .       x       .      .    x    x   x     x     x
 *      HOME         x    .     x      x       x       .       x      x    x    x   x     x     x
 *
 * A session knows nothing of streams or records; node.h decides what to talk about. No allocation.
 */
#ifndef BR_SESSION_SESSION_H
#define BR_SESSION_SESSION_H

#include "session/node.h"

enum br_session_state {
    BR_SESSION_GREETING, /* our hello is sent, theirs awaited */
    BR_SESSION_OPEN,
    BR_SESSION_CLOSING, /* we said bye: nothing counts any more */
};

struct br_session {
    enum br_session_state state;
    enum br_party_type party;
    uint64_t began_ms;
    uint64_t heard_ms;      /* last frame from the other side */
    uint64_t pinged_ms;     /* 0: no ping is unanswered */
    uint64_t send_credit;   /* batch bytes that we may still send */
    uint64_t recv_credit;   /* batch bytes that the other side may still send */
    uint64_t owed;          /* batch bytes that are durable and not yet credited again */
    uint32_t submit_window; /* CLIENT: what home takes; SERVER: what we gave */
    uint32_t submitted;     /* writes without outcome */
    struct br_id instance;  /* of the other side */
};

void br_session_begin(struct br_session *session, enum br_party_type party, uint64_t now_ms);

/**
 * A frame of [type] and [size] bytes came. BR_OK, or why it ends the conversation: BR_ERR_PROTOCOL
 * (not from them, not now, batch over its credit). [reason] gets a sentence then.
 */
BR_MUST_USE enum br_status br_session_heard(struct br_session *session, uint64_t now_ms,
                                            enum br_frame_type type, size_t size,
                                            struct br_error *reason);

/** Their hello. BR_ERR_VERSION, BR_ERR_PROTOCOL (another academy than the key's). Then OPEN. */
BR_MUST_USE enum br_status br_session_greeted(struct br_session *session,
                                              const struct br_hello *hello,
                                              const struct br_hash *expected,
                                              struct br_error *reason);

/** Their credit frame; a sum beyond all bounds is BR_ERR_PROTOCOL. */
BR_MUST_USE enum br_status br_session_credited(struct br_session *session, uint64_t bytes,
                                               struct br_error *reason);
/** May a batch frame be sent while [in_flight] reads for it are under way? */
bool br_session_may_send(const struct br_session *session, size_t in_flight);
void br_session_sent(struct br_session *session, size_t size);
/** [size] bytes of batches became durable: how much credit to give now (0: later). */
uint64_t br_session_repay(struct br_session *session, size_t size);

enum br_session_silence {
    BR_SILENCE_NONE,
    BR_SILENCE_ASK,  /* send a ping */
    BR_SILENCE_GONE, /* hang up */
};
/** What the silence of the other side asks for; ASK is answered once per silence. */
enum br_session_silence br_session_silent(struct br_session *session, uint64_t now_ms);
uint64_t br_session_deadline_ms(const struct br_session *session);

#endif
