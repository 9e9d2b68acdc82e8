/*
 * bench_catchup.c - an empty academy becomes the peer of one that has written a lot.
 *
 * The clock runs from when the second one is told the code, so it includes dialling and the
 * handshake. Durable: the record is committed to its log. Folded: the pages see it.
 */
#include "measure.h"

#include "academy.h"
#include "base/clock.h"
#include "fill.h"

#include <time.h>

enum { POLL_US = 2000 };

static double seconds_since(uint64_t begun_ns)
{
    return (double)(br_clock_ns() - begun_ns) / 1e9;
}

int main(int argc, char **argv)
{
    struct bench_options options = {.numbers = {{"records", 100000}}};
    struct academy source;
    struct academy target;
    br_crypto_init();
    bench_options_read(&options, argc, argv);
    uint64_t records = options.numbers[0].value;
    academy_make(&source, options.program, options.folder, "source");
    academy_make(&target, options.program, options.folder, "target");
    double syncs = disk_syncs_per_s(options.folder);
    (void)fill(&source, records, NULL);
    academy_start(&source);
    academy_start(&target);
    academy_add_peer(&source, &target, false);

    struct figures before = academy_figures(&target);
    double source_cpu = process_cpu_s(source.pid);
    double target_cpu = process_cpu_s(target.pid);
    double durable_s = 0;
    double folded_s = 0;
    uint64_t begun = br_clock_ns();
    academy_add_peer(&target, &source, true);
    struct figures now = before;
    while (folded_s == 0) {
        struct timespec nap = {.tv_nsec = POLL_US * 1000};
        (void)nanosleep(&nap, NULL);
        now = academy_figures(&target);
        if (durable_s == 0 && now.stored - before.stored >= records) {
            durable_s = seconds_since(begun);
        }
        if (now.folded - before.folded >= records) {
            folded_s = seconds_since(begun);
        }
    }
    result_print(json_pack(
        "{s:s, s:I, s:f, s:f, s:f, s:f, s:o, s:o, s:I, s:I, s:f}", "name", "catchup", "records",
        (json_int_t)records, "rate", (double)records / durable_s, "folded_rate",
        (double)records / folded_s, "durable_s", durable_s, "folded_s", folded_s, "source",
        academy_cost(&source, source_cpu), "target", academy_cost(&target, target_cpu),
        "wire_bytes", (json_int_t)now.wire_bytes, "transactions",
        (json_int_t)(now.commits - before.commits), "syncs_per_s", syncs));
    academy_stop(&target);
    academy_stop(&source);
    return 0;
}
