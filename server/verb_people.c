/* verb_people.c - inviting members, exchanging codes with other academies. */
#include "server/verbs.h"

#include "record/code.h"
#include "record/kind.h"
#include "record/message.h"
#include "server/account.h"
#include "server/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Several records in a row; the verb goes on when the last one is numbered. */
struct saying {
    struct verb_call *call;
    struct br_arena arena;
    size_t waiting;
    bool refused;
    void (*then)(struct verb_call *call);
};

static struct saying *saying_new(struct verb_call *call, void (*then)(struct verb_call *))
{
    struct saying *saying = calloc(1, sizeof *saying);
    BR_ASSERT(saying != NULL);
    saying->call = call;
    saying->then = then;
    br_arena_init(&saying->arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    return saying;
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct saying *saying = context;
    struct verb_call *call = saying->call;
    if (outcome->type == BR_OUTCOME_REFUSED && !saying->refused) {
        saying->refused = true;
        br_buffer_put_format(&call->err, "bigroomd: %s\n",
                             status == BR_OK ? outcome->reason : br_status_text(status));
    }
    if (--saying->waiting > 0) {
        return;
    }
    bool refused = saying->refused;
    void (*then)(struct verb_call *) = saying->then;
    br_arena_free(&saying->arena);
    free(saying);
    if (refused) {
        free(call->state);
        verb_finish(call, EXIT_FAILED);
    } else {
        then(call);
    }
}

static ProtobufCMessage *message_of(struct saying *saying, const char *kind)
{
    const struct br_kind *known = br_kind_by_name(kind);
    BR_ASSERT(known != NULL);
    ProtobufCMessage *message = br_message_new(known->message, &saying->arena);
    BR_ASSERT(message != NULL);
    return message;
}

static bool set(struct saying *saying, ProtobufCMessage *message, const char *field,
                const char *value)
{
    struct br_error error = {""};
    if (br_message_set(message, &saying->arena, field, br_bytes_of_text(value), &error) == BR_OK) {
        return true;
    }
    if (!saying->refused) {
        br_buffer_put_format(&saying->call->err, "bigroomd: %s\n", error.text);
    }
    saying->refused = true;
    return false;
}

static void say(struct saying *saying, const char *kind, enum br_audience_type audience,
                const ProtobufCMessage *message)
{
    saying->waiting++;
    academy_say(saying->call->academy, br_kind_by_name(kind)->number, audience, message, on_said,
                saying);
}

/* Nothing was said because the words did not fit a message. */
static bool given_up(struct saying *saying)
{
    if (!saying->refused || saying->waiting > 0) {
        return false;
    }
    struct verb_call *call = saying->call;
    br_arena_free(&saying->arena);
    free(saying);
    free(call->state);
    verb_finish(call, EXIT_USAGE);
    return true;
}

/* After a restore nothing is numbered for a while, and a verb does not wait for it. */
static bool may_say(struct verb_call *call)
{
    if (br_node_numbering(br_replica_node(call->academy->replica))) {
        return true;
    }
    verb_fail(
        call, EXIT_FAILED,
        "this academy was restored and numbers nothing yet: it first asks a peer for what it "
        "wrote after the backup. Run it, add a peer if it has none (bigroomd peer add DIR "
        "CODE), and try again. Only if no other academy holds anything of it: bigroomd run DIR "
        "--alone");
    return false;
}

/* --- invite --- */

#define DAY_MS (24ull * 3600u * 1000u)

struct invite_state {
    struct br_invitation invitation;
    uint8_t secret[BR_CODE_SECRET_SIZE];
};

static void print_code(struct verb_call *call, const struct br_code *code)
{
    br_code_print(code, &call->out);
    br_buffer_put_text(&call->out, "\n");
}

/* The same secret, for who joins with a browser. */
static void print_join_link(struct verb_call *call, const uint8_t secret[BR_CODE_SECRET_SIZE])
{
    char path[2 * (size_t)BR_CODE_SECRET_SIZE + sizeof "/join/"] = "/join/";
    br_hex_encode(secret, BR_CODE_SECRET_SIZE, path + strlen(path));
    site_link(call->academy, path, &call->out);
    br_buffer_put_text(&call->out, "\n");
    br_wipe(path, sizeof path);
}

static void invite_finish(struct verb_call *call)
{
    struct invite_state *state = call->state;
    enum br_status status = br_private_invite(call->academy->private, &state->invitation);
    if (status != BR_OK) {
        free(state);
        verb_fail(call, EXIT_FAILED, "the invitation could not be kept: %s",
                  br_status_text(status));
        return;
    }
    struct br_code code;
    code_of_ours(call->academy, true, &code);
    memcpy(code.secret, state->secret, sizeof code.secret);
    print_code(call, &code);
    print_join_link(call, state->secret);
    br_wipe(state, sizeof *state);
    free(state);
    verb_finish(call, EXIT_OK);
}

static void say_roles(struct saying *saying, const char *member, const char *roles)
{
    char list[256];
    char *rest = NULL;
    (void)snprintf(list, sizeof list, "%s", roles);
    for (char *role = strtok_r(list, ",", &rest); role != NULL; role = strtok_r(NULL, ",", &rest)) {
        ProtobufCMessage *given = message_of(saying, "role_given");
        if (!set(saying, given, "member", member) || !set(saying, given, "role", role) ||
            !set(saying, given, "given", "true")) {
            br_buffer_put_text(&saying->call->err,
                               "Roles: participant, coach, faculty, lead, sponsor, data_steward, "
                               "admin. Several are separated by commas.\n");
            return;
        }
        say(saying, "role_given", BR_AUDIENCE_ACADEMY, given);
    }
}

static bool roles_known(const char *roles)
{
    char list[256];
    char *rest = NULL;
    size_t count = 0;
    size_t size = strlen(roles);
    if (size == 0 || size >= sizeof list || roles[0] == ',' || roles[size - 1] == ',' ||
        strstr(roles, ",,") != NULL) {
        return false; /* a role is missing beside a comma */
    }
    (void)snprintf(list, sizeof list, "%s", roles);
    for (char *role = strtok_r(list, ",", &rest); role != NULL; role = strtok_r(NULL, ",", &rest)) {
        if (br_role_named(role) == 0) {
            return false;
        }
        count++;
    }
    return count > 0;
}

/* No longer than the program's own limit: a code that lies about for months is a spare key. */
static bool life_of(const char *days, uint64_t *life_ms)
{
    char *end = NULL;
    unsigned long long count = strtoull(days, &end, 10);
    *life_ms = count * DAY_MS;
    return days[0] >= '0' && days[0] <= '9' && *end == '\0' &&
           count <= BR_INVITATION_LIFE_MS / DAY_MS;
}

/* A new code for somebody who is a member already: those before it end, the roles stay. */
static void invite_again(struct verb_call *call, const struct br_invitation *invitation,
                         size_t count)
{
    if (count != 1) {
        verb_fail(call, EXIT_FAILED,
                  count == 0 ? "nobody with a role here has this name: leave --again out"
                             : "several members have this name: an admin makes a new link for the "
                               "right one, under Members");
        return;
    }
    if (br_private_withdraw_all(call->academy->private, &invitation->member, false,
                                invitation->made_ms) != BR_OK) {
        verb_fail(call, EXIT_FAILED, "the invitations before could not be ended");
        return;
    }
    struct invite_state *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    call->state = state;
    state->invitation = *invitation;
    br_random_bytes(state->secret, sizeof state->secret);
    state->invitation.secret_hash = enrol_secret_hash(state->secret);
    invite_finish(call);
}

static void invite_new(struct verb_call *call, const struct br_invitation *invitation,
                       const char *roles)
{
    struct invite_state *state = calloc(1, sizeof *state);
    BR_ASSERT(state != NULL);
    call->state = state;
    state->invitation = *invitation;
    br_random_bytes(state->secret, sizeof state->secret);
    br_random_bytes(&state->invitation.member, sizeof state->invitation.member);
    state->invitation.secret_hash = enrol_secret_hash(state->secret);
    char member[BR_ID_TEXT_SIZE];
    br_id_text(&state->invitation.member, member);

    struct saying *saying = saying_new(call, invite_finish);
    ProtobufCMessage *profile = message_of(saying, "member_profile");
    if (set(saying, profile, "member", member) &&
        set(saying, profile, "name", state->invitation.name)) {
        say(saying, "member_profile", BR_AUDIENCE_ACADEMY, profile);
        say_roles(saying, member, roles);
    }
    (void)given_up(saying);
}

/* False: it has been said what is wrong with them. */
static bool invite_words_fit(struct verb_call *call, uint64_t *life_ms)
{
    const char *name = verb_option(call, "member");
    const char *roles = verb_option(call, "role");
    const char *days = verb_option(call, "days");
    bool again = verb_option(call, "again") != NULL;
    if (name == NULL || (roles == NULL && !again)) {
        verb_fail(call, EXIT_USAGE, "--%s is missing: who is invited, and as what",
                  name == NULL ? "member" : "role");
    } else if (strlen(name) == 0 || strlen(name) > BR_TEXT_NAME_MAX ||
               !br_utf8_valid(br_bytes_of_text(name))) {
        verb_fail(call, EXIT_USAGE, "the name must be 1 to %u bytes of UTF-8", BR_TEXT_NAME_MAX);
    } else if (roles != NULL && again) {
        verb_fail(call, EXIT_USAGE, "with --again the roles stay as they are: leave --role out");
    } else if (roles != NULL && !roles_known(roles)) {
        verb_fail(call, EXIT_USAGE,
                  "no such role: \"%s\". Roles: participant, coach, faculty, lead, sponsor, "
                  "data_steward, admin; several are separated by commas",
                  roles);
    } else if (days != NULL && !life_of(days, life_ms)) {
        verb_fail(call, EXIT_USAGE, "--days is a number from 0 (the code is of no use) to %llu",
                  BR_INVITATION_LIFE_MS / DAY_MS);
    } else {
        return true;
    }
    return false;
}

void verb_invite(struct verb_call *call)
{
    const char *name = verb_option(call, "member");
    bool again = verb_option(call, "again") != NULL;
    uint64_t life_ms = BR_INVITATION_LIFE_MS;
    struct br_invitation invitation = {.made_ms = br_clock_read().wall_ms};
    size_t count = 0;
    if (!invite_words_fit(call, &life_ms)) {
        return;
    }
    invitation.expires_ms = invitation.made_ms + life_ms;
    (void)snprintf(invitation.name, sizeof invitation.name, "%s", name);
    bool is_known = accounts_named(call->academy, name, &invitation.member, &count);
    if (again) {
        invite_again(call, &invitation, count);
    } else if (is_known) {
        verb_fail(call, EXIT_FAILED,
                  "somebody of this name is here already: --again makes a new code for them; "
                  "another person needs a name by which others can tell the two apart");
    } else if (may_say(call)) {
        invite_new(call, &invitation, verb_option(call, "role"));
    }
}

/* --- peers --- */

void verb_peer_code(struct verb_call *call)
{
    struct br_code code;
    code_of_ours(call->academy, false, &code);
    print_code(call, &code);
    verb_finish(call, EXIT_OK);
}

/* How the conversation with the peer that [call] adds stands. */
static struct br_peer_status added_status(const struct verb_call *call)
{
    const struct br_node *node = br_replica_node(call->academy->replica);
    const struct br_peer_row *row = call->state;
    for (size_t i = 0; i < br_node_peer_count(node); i++) {
        struct br_peer_status status = br_node_peer_status(node, i);
        if (br_hash_equal(&status.academy, &row->academy)) {
            return status;
        }
    }
    return (struct br_peer_status){.academy = row->academy};
}

/* It let us in, so it knows our key already; or the attempt has failed. */
static bool peer_answered(const struct verb_call *call)
{
    struct br_peer_status status = added_status(call);
    return status.connected || status.failures > 0;
}

static void put_peer_added(const struct verb_call *call, bool numbering, struct br_buffer *out)
{
    const struct academy *academy = call->academy;
    const struct br_peer_row *row = call->state;
    verb_put_line(out, row->name);
    if (!numbering) {
        br_buffer_put_text(out, !row->dial         ? " is kept, and asked when it calls,"
                                : academy->running ? " is kept, and asked"
                                                   : " is kept, and will be asked, when this "
                                                     "academy runs,");
        br_buffer_put_text(out, " for what ");
        verb_put_line(out, academy->name);
        br_buffer_put_text(out, " wrote after the backup. That it is accepted is recorded when all "
                                "of that is here.\n");
        return;
    }
    br_buffer_put_text(out, " is accepted");
    if (!academy->stopping && added_status(call).connected) {
        br_buffer_put_text(out, ", and connected.\n");
        return;
    }
    br_buffer_put_text(out, ". It must add the code of ");
    verb_put_line(out, academy->name);
    br_buffer_put_text(out, " as well (bigroomd peer code).\n");
}

static void peer_answer(struct verb_call *call)
{
    put_peer_added(call, true, &call->out);
    free(call->state);
    verb_finish(call, EXIT_OK);
}

/* Said when it has let us in or not, so that nobody is told to do what is done. */
static void peer_added(struct verb_call *call)
{
    enum { ANSWER_WAIT_MS = 1500 };
    const struct br_peer_row *row = call->state;
    bool numbering = br_node_numbering(br_replica_node(call->academy->replica));
    enum br_status status = academy_put_peer(call->academy, row);
    if (status != BR_OK) {
        free(call->state);
        verb_fail(call, EXIT_FAILED, "the peer could not be kept: %s", br_status_text(status));
        return;
    }
    if (!numbering) {
        put_peer_added(call, false, &call->out);
        free(call->state);
        verb_finish(call, EXIT_OK);
        return;
    }
    bool dialled = row->dial && call->academy->running;
    verb_wait(call, peer_answered, dialled ? ANSWER_WAIT_MS : 0, peer_answer);
}

void verb_peer_add(struct verb_call *call)
{
    const char *text = call->words.plain[1];
    bool no_dial = verb_option(call, "no-dial") != NULL;
    struct br_error error = {""};
    struct br_peer_row *row = calloc(1, sizeof *row);
    BR_ASSERT(row != NULL);
    enum br_status status = code_peer(call->academy, text, !no_dial, row, &error);
    if (status != BR_OK) {
        free(row);
        verb_fail(call, status == BR_ERR_LIMIT ? EXIT_FAILED : EXIT_USAGE, "%s%s", error.text,
                  status == BR_ERR_NOT_FOUND ? ": add it with --no-dial" : "");
        return;
    }
    call->state = row;
    if (!br_node_numbering(br_replica_node(call->academy->replica))) {
        peer_added(call); /* whom a restored academy asks; see accept.c */
        return;
    }
    struct saying *saying = saying_new(call, peer_added);
    saying->waiting++;
    if (accept_say(call->academy, row, on_said, saying, &error) != BR_OK) {
        saying->waiting--;
        saying->refused = true;
        br_buffer_put_format(&call->err, "bigroomd: %s\n", error.text);
    }
    (void)given_up(saying);
}
