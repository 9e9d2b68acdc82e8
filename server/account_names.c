/* account_names.c - what members are called, as the views have it when somebody asks. */
#include "server/account.h"

#include "server/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct names_job {
    struct academy *academy;
    struct account_name *names;
    size_t count;
    size_t capacity;
    enum br_status status;
    struct br_site_call *call; /* who waits for them, or NULL */
    void (*then)(struct br_site_call *call);
};

static bool take_name(void *context, size_t count, const char *const *columns,
                      const struct br_cell *cells)
{
    struct names_job *job = context;
    (void)columns;
    if (count != 2 || cells[0].bytes.size != sizeof(struct br_id)) {
        return true;
    }
    if (job->count == job->capacity) {
        size_t capacity = job->capacity == 0 ? 64 : job->capacity * 2;
        struct account_name *grown = realloc(job->names, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        job->names = grown;
        job->capacity = capacity;
    }
    struct account_name *name = &job->names[job->count++];
    memcpy(name->member.bytes, cells[0].bytes.data, sizeof name->member);
    (void)snprintf(name->name, sizeof name->name, "%.*s", (int)cells[1].bytes.size,
                   cells[1].type == BR_CELL_TEXT ? (const char *)cells[1].bytes.data : "");
    return true;
}

static void names_work(void *context, struct br_views *reader)
{
    struct names_job *job = context;
    struct br_error error = {""};
    job->status = br_views_query(reader, "SELECT member, name FROM v_member ORDER BY member", NULL,
                                 0, take_name, job, &error);
}

static void names_done(void *context)
{
    struct names_job *job = context;
    struct accounts *accounts = job->academy->accounts;
    accounts->names_reading = false;
    if (job->status == BR_OK) {
        free(accounts->names);
        accounts->names = job->names;
        accounts->name_count = job->count;
    } else {
        accounts->names_stale = true;
        free(job->names);
    }
    struct br_site_call *call = job->call;
    void (*then)(struct br_site_call *) = job->then;
    free(job);
    if (call != NULL) {
        then(call); /* with the names of before, should there be no new ones */
    }
}

void accounts_read_names(struct br_site_call *call, void (*then)(struct br_site_call *call))
{
    struct accounts *accounts = accounts_of(call);
    struct names_job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    *job = (struct names_job){
        .academy = accounts->academy, .status = BR_ERR_CLOSED, .call = call, .then = then};
    accounts->names_stale = false;
    br_replica_read(accounts->academy->replica, names_work, names_done, job);
}

/* Only when somebody asks: a server that catches up reads no names. */
void accounts_refresh_names(struct accounts *accounts)
{
    if (!accounts->names_stale || accounts->names_reading || accounts->academy->stopping) {
        return;
    }
    struct names_job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    job->academy = accounts->academy;
    job->status = BR_ERR_CLOSED;
    accounts->names_stale = false;
    accounts->names_reading = true;
    br_replica_read(accounts->academy->replica, names_work, names_done, job);
}

void accounts_folded(struct academy *academy)
{
    if (academy->accounts != NULL) {
        academy->accounts->names_stale = true;
        academy->accounts->brand_stale = true;
    }
}

static int by_member(const void *a, const void *b)
{
    const struct account_name *one = a;
    const struct account_name *other = b;
    return memcmp(one->member.bytes, other->member.bytes, sizeof one->member.bytes);
}

const char *accounts_name_of(const struct academy *academy, const struct br_id *member)
{
    const struct accounts *accounts = academy->accounts;
    struct account_name wanted = {.member = *member};
    const struct account_name *found = accounts->name_count == 0
                                           ? NULL
                                           : bsearch(&wanted, accounts->names, accounts->name_count,
                                                     sizeof *accounts->names, by_member);
    return found == NULL ? "" : found->name;
}

/* --- who is called so --- */

struct called {
    const struct academy *academy;
    struct br_id found;
    size_t count;
};

static void add_called(struct called *called, const struct br_id *member)
{
    bool counts = br_replica_roles(called->academy->replica, member) != 0 &&
                  (called->count == 0 || !br_id_equal(&called->found, member));
    if (counts) {
        called->found = *member;
        called->count++;
    }
}

static bool take_invited(void *context, const struct br_id *member)
{
    add_called(context, member);
    return true;
}

bool accounts_named(const struct academy *academy, const char *name, struct br_id *member,
                    size_t *count)
{
    struct called called = {.academy = academy};
    const struct accounts *accounts = academy->accounts; /* NULL: nothing runs */
    if (br_private_invited(academy->private, name, take_invited, &called) != BR_OK) {
        called.count = 0; /* what the views say is enough to go by */
    }
    for (size_t i = 0; accounts != NULL && i < accounts->name_count; i++) {
        if (strcasecmp(accounts->names[i].name, name) == 0) {
            add_called(&called, &accounts->names[i].member);
        }
    }
    *member = called.found;
    *count = called.count;
    return called.count > 0;
}
