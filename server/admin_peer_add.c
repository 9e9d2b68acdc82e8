/*
 * admin_peer_add.c - another academy is added by its code, as `bigroomd peer add` does it.
 *
 *      own_code; form {code, apart}
 */
#include "record/code.h"
#include "server/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char page[] = "admin/peer_add";

static void show(struct br_site_call *call, int status)
{
    struct br_make *make = br_site_make(call);
    struct br_node *root = br_arena_take(make->arena, sizeof *root);
    struct br_code code;
    struct br_buffer text;
    if (root == NULL) {
        br_site_error(call, 503, "There is no memory for this page just now.");
        return;
    }
    code_of_ours(accounts_of(call)->academy, false, &code);
    br_buffer_init(&text, BR_CODE_TEXT_MAX);
    br_code_print(&code, &text);
    *root = br_make_object();
    admin_put_tab(make, root, "peers");
    br_make_put(make, root, "own_code", br_make_text(make, br_buffer_bytes(&text)));
    br_make_put(make, root, "apart", br_make_boolean(br_site_field(call, "apart") != NULL));
    br_buffer_free(&text);
    br_site_show(call, status, page, root);
}

void admin_peer_add_page(struct br_site_call *call)
{
    show(call, 200);
}

struct adding {
    struct br_site_call *call;
    struct br_peer_row row;
};

static void keep(struct adding *adding)
{
    struct br_site_call *call = adding->call;
    struct academy *academy = accounts_of(call)->academy;
    enum br_status status =
        academy->stopping ? BR_ERR_CLOSED : academy_put_peer(academy, &adding->row);
    free(adding);
    if (status != BR_OK) {
        br_site_error(call, 503,
                      "It is written down that they are accepted, but not how to reach them. Add "
                      "their code again in a moment.");
        return;
    }
    br_site_redirect(call, "/admin/peers");
}

static void on_said(void *context, enum br_status status, const struct br_outcome *outcome)
{
    struct adding *adding = context;
    struct br_site_call *call = adding->call;
    if (status == BR_OK && outcome->type != BR_OUTCOME_REFUSED) {
        keep(adding);
        return;
    }
    free(adding);
    br_site_complain(call, "code",
                     status == BR_OK
                         ? outcome->reason
                         : "This could not be written down just now. Try again in a moment.");
    show(call, 422);
}

/* What is wrong with the code, as a sentence that begins and ends like one. */
static void complain(struct br_site_call *call, enum br_status status, struct br_error *error)
{
    char sentence[sizeof error->text + 64];
    if (error->text[0] >= 'a' && error->text[0] <= 'z') {
        error->text[0] = (char)(error->text[0] - 'a' + 'A');
    }
    (void)snprintf(sentence, sizeof sentence, "%s%s.", error->text,
                   status == BR_ERR_NOT_FOUND ? ": tick that they are reached through others" : "");
    br_site_complain(call, "code", sentence);
    show(call, 422);
}

void admin_peer_add(struct br_site_call *call)
{
    struct academy *academy = accounts_of(call)->academy;
    const char *text = br_site_field(call, "code");
    struct br_error error = {""};
    if (text == NULL || text[strspn(text, " \n")] == '\0') {
        br_site_complain(call, "code", "Paste the code that their admin gave you.");
        show(call, 422);
        return;
    }
    struct adding *adding = calloc(1, sizeof *adding);
    BR_ASSERT(adding != NULL);
    adding->call = call;
    enum br_status status =
        academy->stopping
            ? br_error_set(&error, BR_ERR_CLOSED, "this server is stopping")
            : code_peer(academy, text, br_site_field(call, "apart") == NULL, &adding->row, &error);
    if (status == BR_OK) {
        accounts_audit(call, "academy added", NULL);
        if (!br_node_numbering(br_replica_node(academy->replica))) {
            keep(adding); /* whom a restored academy asks; see accept.c */
            return;
        }
        status = accept_say(academy, &adding->row, on_said, adding, &error);
    }
    if (status != BR_OK) {
        free(adding);
        complain(call, status, &error);
    }
}
