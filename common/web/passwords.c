/* passwords.c - two lists of jobs, the known ones first, and a few workers. */
#include "web/passwords.h"

#include "base/sign.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 4 * BR_PASSWORD_CHARACTERS_MAX + 1 }; /* one more, which is too long */

/* Nobody's: of our parameters, so that an account that there is not takes as long as one. */
static const char nobodys[BR_PASSWORD_HASH_SIZE] =
    "$argon2id$v=19$m=32768,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct br_password_job {
    struct br_passwords *passwords;
    struct br_password_job *next;
    uv_work_t request;
    bool known;
    bool make;
    bool renewed; /* [made] holds the same password hashed anew */
    enum br_status status;
    char hash[BR_PASSWORD_HASH_SIZE];
    char made[BR_PASSWORD_HASH_SIZE];
    uint8_t password[BYTES_MAX];
    size_t size;
    br_password_done done;
    void *context;
};

struct list {
    struct br_password_job *first;
    struct br_password_job *last;
    size_t count;
};

struct br_passwords {
    uv_loop_t *loop;
    struct list known;
    struct list strangers;
    size_t running;
    uv_async_t flush; /* answers what waits when it is stopped, and closes */
    bool stopping;
    void (*closed)(void *context);
    void *closed_context;
};

static void on_flush(uv_async_t *async);

struct br_passwords *br_passwords_new(uv_loop_t *loop)
{
    struct br_passwords *passwords = calloc(1, sizeof *passwords);
    BR_ASSERT(passwords != NULL);
    passwords->loop = loop;
    BR_ASSERT(uv_async_init(loop, &passwords->flush, on_flush) == 0);
    passwords->flush.data = passwords;
    uv_unref((uv_handle_t *)&passwords->flush);
    return passwords;
}

static struct br_password_job *take_first(struct list *list)
{
    struct br_password_job *job = list->first;
    if (job != NULL) {
        list->first = job->next;
        list->last = list->first == NULL ? NULL : list->last;
        list->count--;
    }
    return job;
}

static void add_last(struct list *list, struct br_password_job *job)
{
    job->next = NULL;
    if (list->last == NULL) {
        list->first = job;
    } else {
        list->last->next = job;
    }
    list->last = job;
    list->count++;
}

/* --- on the pool --- */

static void work(uv_work_t *request)
{
    struct br_password_job *job = request->data;
    struct br_bytes password = {job->password, job->size};
    if (job->make) {
        job->status = br_password_hash(password, job->made);
        job->renewed = job->status == BR_OK;
        return;
    }
    job->status = br_password_fits(job->hash, password);
    if (job->status == BR_OK && br_password_outdated(job->hash)) {
        job->renewed = br_password_hash(password, job->made) == BR_OK;
    }
}

/* --- on the loop --- */

static void answer(struct br_password_job *take_job)
{
    struct br_password_job *job = take_job;
    struct br_password_answer said = {.status = job->status,
                                      .hash = job->renewed ? job->made : NULL};
    br_wipe(job->password, sizeof job->password);
    job->done(job->context, &said);
    free(job);
}

static void run_next(struct br_passwords *passwords);

static void on_worked(uv_work_t *request, int status)
{
    struct br_password_job *job = request->data;
    struct br_passwords *passwords = job->passwords;
    (void)status; /* never cancelled */
    passwords->running--;
    answer(job);
    run_next(passwords);
}

static void run_next(struct br_passwords *passwords)
{
    if (passwords->stopping) {
        (void)uv_async_send(&passwords->flush);
        return;
    }
    while (passwords->running < BR_PASSWORD_HASHES_MAX) {
        struct br_password_job *job = take_first(&passwords->known);
        job = job == NULL ? take_first(&passwords->strangers) : job;
        if (job == NULL) {
            return;
        }
        passwords->running++;
        BR_ASSERT(uv_queue_work(passwords->loop, &job->request, work, on_worked) == 0);
    }
}

static bool add(struct br_passwords *passwords, struct br_password_job *job,
                struct br_bytes password)
{
    size_t all = passwords->known.count + passwords->strangers.count;
    bool full = all >= BR_PASSWORD_QUEUE_MAX ||
                (!job->known && passwords->strangers.count >= BR_PASSWORD_QUEUE_MAX / 2);
    if (full || passwords->stopping) {
        free(job);
        return false;
    }
    job->passwords = passwords;
    job->request.data = job;
    job->size = password.size < BYTES_MAX ? password.size : BYTES_MAX;
    memcpy(job->password, password.data, job->size);
    add_last(job->known ? &passwords->known : &passwords->strangers, job);
    run_next(passwords);
    return true;
}

static struct br_password_job *job_new(br_password_done done, void *context)
{
    struct br_password_job *job = calloc(1, sizeof *job);
    BR_ASSERT(job != NULL);
    job->done = done;
    job->context = context;
    return job;
}

bool br_passwords_check(struct br_passwords *passwords, const char *hash, struct br_bytes password,
                        bool known, br_password_done done, void *context)
{
    struct br_password_job *job = job_new(done, context);
    memcpy(job->hash, hash == NULL ? nobodys : hash, sizeof job->hash);
    job->known = known;
    return add(passwords, job, password);
}

bool br_passwords_make(struct br_passwords *passwords, struct br_bytes password,
                       br_password_done done, void *context)
{
    struct br_password_job *job = job_new(done, context);
    job->make = true;
    job->known = true; /* with an invitation, or signed in */
    return add(passwords, job, password);
}

/* --- stopping --- */

static void on_closed(uv_handle_t *handle)
{
    struct br_passwords *passwords = handle->data;
    void (*closed)(void *context) = passwords->closed;
    void *context = passwords->closed_context;
    free(passwords);
    closed(context);
}

static void refuse_all(struct list *list)
{
    struct br_password_job *job = take_first(list);
    while (job != NULL) {
        job->status = BR_ERR_CLOSED;
        answer(job);
        job = take_first(list);
    }
}

static void on_flush(uv_async_t *async)
{
    struct br_passwords *passwords = async->data;
    refuse_all(&passwords->known);
    refuse_all(&passwords->strangers);
    if (passwords->running == 0 && !uv_is_closing((uv_handle_t *)async)) {
        uv_close((uv_handle_t *)async, on_closed);
    }
}

void br_passwords_stop(struct br_passwords *take_passwords, void (*closed)(void *context),
                       void *context)
{
    take_passwords->stopping = true;
    take_passwords->closed = closed;
    take_passwords->closed_context = context;
    uv_ref((uv_handle_t *)&take_passwords->flush);
    (void)uv_async_send(&take_passwords->flush);
}
