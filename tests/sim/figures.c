/* figures.c - counts, their sum over seeds, and the lines that say them. */
#include "figures.h"

#include "session/frame.h"

#include <stdio.h>
#include <string.h>

static const char *const faults[FAULT_COUNT] = {
    [FAULT_CUT] = "cut",
    [FAULT_BLOCK] = "partition",
    [FAULT_BLOCK_ONE] = "one_way_partition",
    [FAULT_CRASH] = "crash",
    [FAULT_VANISH] = "half_open",
    [FAULT_SLOW] = "slow_disk",
    [FAULT_STOP] = "stop",
    [FAULT_DRIBBLE] = "dribble",
    [FAULT_SLOW_PEER] = "slow_peer",
    [FAULT_CLOCK] = "clock_jump",
    [FAULT_VERSION] = "version",
    [FAULT_TORN] = "torn_write",
    [FAULT_SYNC] = "failed_sync",
    [FAULT_FULL] = "disk_full",
    [FAULT_FLIP] = "bit_flip",
    [FAULT_RESTORE] = "restore",
    [FAULT_LIE_FORK] = "lie_fork",
    [FAULT_LIE_SPLIT] = "lie_split_view",
    [FAULT_LIE_REPLAY] = "lie_replay",
    [FAULT_LIE_HEADS] = "lie_heads",
    [FAULT_LIE_WANT] = "lie_want",
    [FAULT_LIE_CREDIT] = "lie_credit",
    [FAULT_LIE_RECEIPT] = "lie_receipt",
    [FAULT_LIE_MUTANT] = "lie_mutant",
    [FAULT_LIE_ORDER] = "lie_order",
    [FAULT_LIE_ALTER] = "lie_altered_batch",
    [FAULT_LIE_FOREIGN] = "lie_foreign",
    [FAULT_LIE_CLOCK] = "lie_clock",
};

static const char *const states[SEEN_COUNT] = {
    [SEEN_GREETING_ENDED] = "greeting_ended",
    [SEEN_OPEN] = "open",
    [SEEN_CLOSING] = "closing",
    [SEEN_BYE_HEARD] = "bye_heard",
    [SEEN_SILENCE] = "silence",
    [SEEN_BROKE_RULES] = "broke_rules",
    [SEEN_DIAL_FAILED] = "dial_failed",
    [SEEN_CAUGHT_UP] = "caught_up",
    [SEEN_CATCHING_UP] = "catching_up",
    [SEEN_NO_SOURCE] = "no_source",
    [SEEN_NOT_CONNECTED] = "not_connected",
    [SEEN_STORED] = "batch_stored",
    [SEEN_EXISTS] = "batch_exists",
    [SEEN_GAP] = "batch_gap",
    [SEEN_MALFORMED] = "batch_malformed",
    [SEEN_CHAIN] = "batch_chain",
    [SEEN_SIGNATURE] = "batch_signature",
    [SEEN_REFUSED] = "write_refused",
    [SEEN_REPEATED] = "write_repeated",
    [SEEN_PURGE] = "purge",
    [SEEN_PURGE_NO_ROOM] = "purge_no_room",
    [SEEN_CAME_AGAIN] = "came_again",
    [SEEN_RECOVERED] = "recovered",
    [SEEN_TORN] = "torn_transaction",
    [SEEN_ABORTED] = "aborted",
    [SEEN_NO_ROOM] = "no_room",
    [SEEN_DAMAGE] = "damage_noticed",
    [SEEN_MENDED] = "damage_mended",
    [SEEN_ASIDE] = "put_aside",
};

static const char *const parties[SEEN_PARTIES] = {"academy", "device", "home"};

const char *fault_name(enum fault fault)
{
    return faults[fault];
}

const char *state_name(enum coverage state)
{
    return states[state];
}

enum coverage figures_state(const char *name)
{
    size_t state = 0;
    while (state < SEEN_COUNT && strcmp(states[state], name) != 0) {
        state++;
    }
    return (enum coverage)state;
}

static void keep_larger(uint64_t *sum, uint64_t one)
{
    *sum = one > *sum ? one : *sum;
}

void figures_add(struct figures *sum, const struct figures *one)
{
    sum->events += one->events;
    sum->frames += one->frames;
    sum->commits += one->commits;
    sum->records += one->records;
    sum->writes += one->writes;
    sum->refused += one->refused;
    sum->virtual_ms += one->virtual_ms;
    sum->busy_ms += one->busy_ms;
    sum->minds += one->minds;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        sum->faults[i] += one->faults[i];
    }
    for (size_t i = 0; i < SEEN_COUNT; i++) {
        sum->seen[i] += one->seen[i];
    }
    for (size_t i = 0; i < SEEN_PARTIES; i++) {
        for (size_t j = 0; j < SEEN_FRAMES; j++) {
            sum->said[i][j] += one->said[i][j];
        }
    }
    keep_larger(&sum->heal_ms, one->heal_ms);
    keep_larger(&sum->ticks_most, one->ticks_most);
    keep_larger(&sum->actions_most, one->actions_most);
    keep_larger(&sum->sent_most, one->sent_most);
    keep_larger(&sum->queue_most, one->queue_most);
}

uint64_t figures_faults(const struct figures *figures)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        sum += figures->faults[i];
    }
    return sum;
}

void figures_print(const struct figures *figures, uint64_t seeds)
{
    double hours = (double)figures->virtual_ms / 3600000.0;
    (void)printf("%llu seeds, %.1f simulated hours, %llu events, %llu frames, %llu commits, %llu "
                 "records stored, %llu writes (%llu refused), %llu faults, %llu acceptances "
                 "changed\n",
                 (unsigned long long)seeds, hours, (unsigned long long)figures->events,
                 (unsigned long long)figures->frames, (unsigned long long)figures->commits,
                 (unsigned long long)figures->records, (unsigned long long)figures->writes,
                 (unsigned long long)figures->refused, (unsigned long long)figures_faults(figures),
                 (unsigned long long)figures->minds);
    (void)printf("longest until all agreed %.1f s; at most %llu ticks of one machine in a second, "
                 "%llu actions and %llu bytes sent in one step, %llu bytes on their way\n",
                 (double)figures->heal_ms / 1000.0, (unsigned long long)figures->ticks_most,
                 (unsigned long long)figures->actions_most, (unsigned long long)figures->sent_most,
                 (unsigned long long)figures->queue_most);
}

void figures_report(const struct figures *figures, uint64_t seeds, uint64_t failed)
{
    double hours = (double)figures->virtual_ms / 3600000.0;
    double busy = (double)figures->busy_ms / 3600000.0;
    (void)printf("report sim_seeds=%llu sim_cluster_hours=%.1f sim_busy_hours=%.2f sim_faults=%llu",
                 (unsigned long long)seeds, hours, busy,
                 (unsigned long long)figures_faults(figures));
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        (void)printf(" sim_fault_%s=%llu", faults[i], (unsigned long long)figures->faults[i]);
    }
    for (size_t i = 0; i < SEEN_COUNT; i++) {
        (void)printf(" sim_state_%s=%llu", states[i], (unsigned long long)figures->seen[i]);
    }
    for (size_t i = 0; i < SEEN_PARTIES; i++) {
        for (int j = BR_FRAME_HELLO; j < BR_FRAME_TYPE_COUNT; j++) {
            (void)printf(" sim_state_%s_%s=%llu", parties[i],
                         br_frame_type_name((enum br_frame_type)j),
                         (unsigned long long)figures->said[i][j]);
        }
    }
    (void)printf(" sim_violations=%llu\n", (unsigned long long)failed);
}

size_t figures_missing(const struct figures *figures)
{
    size_t missing = 0;
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        if (figures->faults[i] == 0) {
            (void)printf("a fault that never happened: %s\n", faults[i]);
            missing++;
        }
    }
    for (size_t i = 0; i < SEEN_COUNT; i++) {
        if (figures->seen[i] == 0) {
            (void)printf("a state that was never reached: %s\n", states[i]);
            missing++;
        }
    }
    for (size_t i = 0; i < SEEN_PARTIES; i++) {
        for (int j = BR_FRAME_HELLO; j < BR_FRAME_TYPE_COUNT; j++) {
            if (figures->said[i][j] == 0) {
                (void)printf("a frame that never came: %s from %s\n",
                             br_frame_type_name((enum br_frame_type)j), parties[i]);
                missing++;
            }
        }
    }
    return missing;
}
