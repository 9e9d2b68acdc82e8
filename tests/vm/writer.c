/*
 * writer.c - runs in the small machine: checks the log that is there, then writes until the power
 * goes.
 *
 *      have SEQ faults N      what the log holds, chain and signatures verified, ids looked up
 *      acked SEQ              br_log_write returned: this record is durable
 *
 * One write a transaction, so that every line promises exactly one more record.
 */
#include "test_store_log_world.h"

#include <unistd.h>

static void tell(const char *what, uint64_t number, const char *more)
{
    char line[128];
    int size = snprintf(line, sizeof line, "%s %llu%s\n", what, (unsigned long long)number, more);
    BR_ASSERT(size > 0 && write(STDOUT_FILENO, line, (size_t)size) == size);
}

/* Record 1 binds the keys; the id of every later record is made of its number. */
static uint64_t check_ids(struct academy *academy, uint64_t seq_last)
{
    uint64_t wrong = 0;
    for (uint64_t seq = 2; seq <= seq_last; seq++) {
        struct br_id id = id_of(seq);
        struct br_outcome outcome;
        bool there = br_log_find_own(academy->log, &id, &outcome) == BR_OK && outcome.seq == seq;
        wrong += there ? 0 : 1;
    }
    return wrong;
}

static void write_one(struct academy *academy, uint64_t seq, struct br_bytes payload)
{
    struct br_write one = write_of("thread_started", to_network, id_of(seq), payload);
    struct br_outcome outcome;
    struct br_log_changes changes;
    enum br_status status = br_log_write(academy->log, &academy->pen, &one, 1, &outcome, &changes);
    BR_ASSERT(status == BR_OK && outcome.type == BR_OUTCOME_NUMBERED && outcome.seq == seq);
    if (getenv("BR_WITHOUT_CHECKPOINTS") == NULL) {
        BR_ASSERT(br_log_checkpoint(academy->log, false) == BR_OK);
    }
}

int main(int argc, char **argv)
{
    char more[64];
    char text[600];
    struct br_buffer payload;
    if (argc != 2) {
        return 2;
    }
    br_crypto_init();
    struct academy academy = academy_new(1, BR_SIDE_SHARED, "vm");
    (void)snprintf(academy.path, sizeof academy.path, "%s/shared.db", argv[1]);
    academy_start(&academy);
    uint64_t seq = tail_of(&academy, academy.id, to_network);
    uint64_t faults = seq == 0 ? 0 : faults_of(academy.path, true) + check_ids(&academy, seq);
    (void)snprintf(more, sizeof more, " faults %llu", (unsigned long long)faults);
    tell("have", seq, more);
    if (seq == 0) {
        BR_ASSERT(say_keys(&academy).type == BR_OUTCOME_NUMBERED);
        seq = 1;
    }
    memset(text, 'v', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)packed(&payload, "thread_started", "title", "T", "text", text, NULL);
    for (;;) {
        write_one(&academy, ++seq, br_buffer_bytes(&payload));
        tell("acked", seq, "");
    }
}
