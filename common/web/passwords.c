/* passwords.c - two lists of jobs, the known ones first, a few workers, a pace for strangers. */
#include "web/passwords.h"

#include "base/clock.h"
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
    uint32_t tries; /* of its address; 0: it is known */
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
    struct list strangers; /* whose address has tried least first */
    struct list dropped;   /* that made room, and are to be told */
    uint64_t strangers_ms; /* monotonic, when their bucket will be empty; see tries.c */
    uv_timer_t pace;       /* until the next stranger's turn */
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
    BR_ASSERT(uv_timer_init(loop, &passwords->pace) == 0);
    passwords->pace.data = passwords;
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

/* Behind all that have tried as little. */
static void add_in_turn(struct list *list, struct br_password_job *job)
{
    struct br_password_job **at = &list->first;
    while (*at != NULL && (*at)->tries <= job->tries) {
        at = &(*at)->next;
    }
    job->next = *at;
    *at = job;
    list->last = job->next == NULL ? job : list->last;
    list->count++;
}

static struct br_password_job *take_last(struct list *list)
{
    struct br_password_job *job = list->last;
    struct br_password_job *before = list->first == job ? NULL : list->first;
    while (before != NULL && before->next != job) {
        before = before->next;
    }
    if (before == NULL) {
        list->first = NULL;
    } else {
        before->next = NULL;
    }
    list->last = before;
    list->count--;
    return job;
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

static void on_pace(uv_timer_t *timer)
{
    run_next(timer->data);
}

/* The next stranger whose turn it is; NULL: none waits, or not yet. */
static struct br_password_job *take_stranger(struct br_passwords *passwords)
{
    static const uint64_t full_ms =
        (uint64_t)BR_PASSWORD_STRANGERS * BR_PASSWORD_STRANGERS_REFILL_MS;
    uint64_t now_ms = br_clock_read().mono_ms;
    uint64_t empty_ms = passwords->strangers_ms < now_ms ? now_ms : passwords->strangers_ms;
    uint64_t next_ms = empty_ms + BR_PASSWORD_STRANGERS_REFILL_MS;
    if (passwords->strangers.first == NULL) {
        return NULL;
    }
    if (next_ms - now_ms > full_ms) {
        (void)uv_timer_start(&passwords->pace, on_pace, next_ms - now_ms - full_ms, 0);
        return NULL;
    }
    passwords->strangers_ms = next_ms;
    return take_first(&passwords->strangers);
}

static void run_next(struct br_passwords *passwords)
{
    if (passwords->stopping) {
        (void)uv_async_send(&passwords->flush);
        return;
    }
    while (passwords->running < BR_PASSWORD_HASHES_MAX) {
        struct br_password_job *job = take_first(&passwords->known);
        job = job == NULL ? take_stranger(passwords) : job;
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
    struct list *list = job->tries == 0 ? &passwords->known : &passwords->strangers;
    size_t all = passwords->known.count + passwords->strangers.count;
    bool full = all >= BR_PASSWORD_QUEUE_MAX ||
                (job->tries > 0 && list->count >= BR_PASSWORD_QUEUE_MAX / 2);
    bool first = list->last != NULL && job->tries < list->last->tries;
    if (passwords->stopping || (full && !first)) {
        free(job);
        return false;
    }
    if (full) {
        add_in_turn(&passwords->dropped, take_last(list));
        (void)uv_async_send(&passwords->flush);
    }
    job->passwords = passwords;
    job->request.data = job;
    job->size = password.size < BYTES_MAX ? password.size : BYTES_MAX;
    memcpy(job->password, password.data, job->size);
    add_in_turn(list, job);
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
                        uint32_t tries, br_password_done done, void *context)
{
    struct br_password_job *job = job_new(done, context);
    memcpy(job->hash, hash == NULL ? nobodys : hash, sizeof job->hash);
    job->tries = tries;
    return add(passwords, job, password);
}

bool br_passwords_make(struct br_passwords *passwords, struct br_bytes password,
                       br_password_done done, void *context)
{
    struct br_password_job *job = job_new(done, context);
    job->make = true; /* known: with an invitation, or signed in */
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

static void on_pace_closed(uv_handle_t *handle)
{
    struct br_passwords *passwords = handle->data;
    uv_close((uv_handle_t *)&passwords->flush, on_closed);
}

static void refuse_all(struct list *list, enum br_status status)
{
    struct br_password_job *job = take_first(list);
    while (job != NULL) {
        job->status = status;
        answer(job);
        job = take_first(list);
    }
}

static void on_flush(uv_async_t *async)
{
    struct br_passwords *passwords = async->data;
    refuse_all(&passwords->dropped, BR_ERR_LIMIT);
    if (!passwords->stopping) {
        return;
    }
    refuse_all(&passwords->known, BR_ERR_CLOSED);
    refuse_all(&passwords->strangers, BR_ERR_CLOSED);
    if (passwords->running == 0 && !uv_is_closing((uv_handle_t *)&passwords->pace)) {
        uv_close((uv_handle_t *)&passwords->pace, on_pace_closed);
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
