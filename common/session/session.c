/* session.c - the table of who may say what, and the three counters of a conversation. */
#include "session/session.h"

#define BIT(frame) (1u << (frame))
#define ANYBODY                                                                           \
    (BIT(BR_FRAME_CREDIT) | BIT(BR_FRAME_PING) | BIT(BR_FRAME_PONG) | BIT(BR_FRAME_BYE) | \
     BIT(BR_FRAME_SHOW) | BIT(BR_FRAME_SHOWN) | BIT(BR_FRAME_FORK))

static const unsigned allowed[] = {
    [BR_PARTY_ACADEMY] = ANYBODY | BIT(BR_FRAME_HEADS) | BIT(BR_FRAME_WANT) | BIT(BR_FRAME_BATCH) |
                         BIT(BR_FRAME_RECEIPTS),
    [BR_PARTY_DEVICE] = ANYBODY | BIT(BR_FRAME_WANT) | BIT(BR_FRAME_SUBMIT),
    [BR_PARTY_HOME] = ANYBODY | BIT(BR_FRAME_HEADS) | BIT(BR_FRAME_BATCH) | BIT(BR_FRAME_RECEIPTS) |
                      BIT(BR_FRAME_OUTCOMES) | BIT(BR_FRAME_STREAM_GONE),
};

void br_session_begin(struct br_session *session, enum br_party_type party, uint64_t now_ms)
{
    *session = (struct br_session){
        .state = BR_SESSION_GREETING,
        .party = party,
        .began_ms = now_ms,
        .heard_ms = now_ms,
        .recv_credit = BR_CREDIT_WINDOW,
        .submit_window = BR_SUBMIT_WINDOW_MAX,
    };
}

enum br_status br_session_heard(struct br_session *session, uint64_t now_ms,
                                enum br_frame_type type, size_t size, struct br_error *reason)
{
    session->heard_ms = now_ms;
    session->pinged_ms = 0;
    bool in_order = session->state == BR_SESSION_GREETING
                        ? type == BR_FRAME_HELLO || type == BR_FRAME_BYE
                        : (allowed[session->party] & BIT(type)) != 0;
    if (!in_order) {
        return br_error_set(reason, BR_ERR_PROTOCOL, "a %s frame is not allowed here",
                            br_frame_type_name(type));
    }
    if (type == BR_FRAME_BATCH) {
        if (size > session->recv_credit) {
            return br_error_set(reason, BR_ERR_PROTOCOL, "more records than we gave credit for");
        }
        session->recv_credit -= size;
    }
    return BR_OK;
}

enum br_status br_session_greeted(struct br_session *session, const struct br_hello *hello,
                                  const struct br_hash *expected, struct br_error *reason)
{
    BR_ASSERT(session->state == BR_SESSION_GREETING);
    if (hello->version_min > BR_PROTOCOL_VERSION || hello->version_max < BR_PROTOCOL_VERSION) {
        return br_error_set(reason, BR_ERR_VERSION,
                            "we speak protocol version %u, you speak %u to %u: upgrade the older",
                            BR_PROTOCOL_VERSION, hello->version_min, hello->version_max);
    }
    if (!br_hash_equal(&hello->academy, expected)) {
        return br_error_set(reason, BR_ERR_PROTOCOL, "your key belongs to another academy");
    }
    enum br_status status = br_session_credited(session, hello->credit, reason);
    if (status != BR_OK) {
        return status;
    }
    session->state = BR_SESSION_OPEN;
    session->instance = hello->instance;
    if (session->party == BR_PARTY_HOME && hello->submit_window < session->submit_window) {
        session->submit_window = hello->submit_window;
    }
    return BR_OK;
}

enum br_status br_session_credited(struct br_session *session, uint64_t bytes,
                                   struct br_error *reason)
{
    static const uint64_t credit_most = 1ull << 40;
    if (bytes > credit_most || session->send_credit + bytes > credit_most) {
        return br_error_set(reason, BR_ERR_PROTOCOL, "credit beyond all bounds");
    }
    session->send_credit += bytes;
    return BR_OK;
}

bool br_session_may_send(const struct br_session *session, size_t in_flight)
{
    return session->state == BR_SESSION_OPEN &&
           session->send_credit >= (uint64_t)(in_flight + 1) * BR_FRAME_SIZE_MAX;
}

void br_session_sent(struct br_session *session, size_t size)
{
    BR_ASSERT(size <= session->send_credit);
    session->send_credit -= size;
}

uint64_t br_session_repay(struct br_session *session, size_t size)
{
    session->owed += size;
    if (session->owed < BR_CREDIT_WINDOW / 8) {
        return 0;
    }
    uint64_t credit = session->owed;
    session->recv_credit += credit;
    session->owed = 0;
    return credit;
}

enum br_session_silence br_session_silent(struct br_session *session, uint64_t now_ms)
{
    if (session->state == BR_SESSION_GREETING) {
        return now_ms >= session->began_ms + BR_HELLO_DEADLINE_MS ? BR_SILENCE_GONE
                                                                  : BR_SILENCE_NONE;
    }
    if (session->state != BR_SESSION_OPEN || now_ms < session->heard_ms + BR_IDLE_PING_MS) {
        return BR_SILENCE_NONE;
    }
    if (now_ms >= session->heard_ms + BR_IDLE_CLOSE_MS) {
        return BR_SILENCE_GONE;
    }
    if (session->pinged_ms == 0) {
        session->pinged_ms = now_ms;
        return BR_SILENCE_ASK;
    }
    return BR_SILENCE_NONE;
}

uint64_t br_session_deadline_ms(const struct br_session *session)
{
    switch (session->state) {
    case BR_SESSION_GREETING:
        return session->began_ms + BR_HELLO_DEADLINE_MS;
    case BR_SESSION_OPEN:
        return session->heard_ms + (session->pinged_ms == 0 ? BR_IDLE_PING_MS : BR_IDLE_CLOSE_MS);
    case BR_SESSION_CLOSING:
        return UINT64_MAX;
    }
    return UINT64_MAX;
}
