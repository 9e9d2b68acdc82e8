/*
 * bench_live.c - a member writes; members at their own and at another academy watch.
 *
 * A record is seen by a device when its academy has it durably, so "seen there" means durable at
 * both. All times are of one process's clock.
 */
#include "measure.h"

#include "device.h"
#include "fill.h"

#include <unistd.h>

enum { TICK_US = 10000, WARM = 100, WRITES_MAX = 1 << 16 };

enum watcher { WRITER, HERE, THERE, WATCHERS };

struct run {
    uv_loop_t loop;
    struct academy home;
    struct academy peer;
    struct device devices[WATCHERS];
    struct br_tls *identities[WATCHERS];
    struct said said;
    struct invention invention;
    size_t ready;
    uint64_t number;
    uint64_t count; /* writes to make */
    uint64_t left_ns[WRITES_MAX];
    uint64_t acked_ns[WRITES_MAX];
    uint64_t seen; /* by the peer's device */
    struct samples acked;
    struct samples seen_here;
    struct samples seen_there;
    struct samples after_ack; /* from acked to seen there */
};

static struct run run;

static void on_ready(struct device *device)
{
    (void)device;
    run.ready++;
}

static void on_outcomes(struct device *device, const struct br_result *results, size_t count)
{
    (void)device;
    uint64_t now = br_clock_ns();
    for (size_t i = 0; i < count; i++) {
        uint64_t number = number_of_id(&results[i].id);
        if (results[i].reason != NULL) {
            give_up("a write was refused: %s", results[i].reason);
        }
        run.acked_ns[number] = now;
        if (number > WARM) {
            samples_add(&run.acked, (double)(now - run.left_ns[number]) / 1e6);
        }
    }
}

static void seen_there(uint64_t number, uint64_t now)
{
    uint64_t acked = run.acked_ns[number] == 0 ? now : run.acked_ns[number];
    run.seen++;
    if (number > WARM) {
        samples_add(&run.seen_there, (double)(now - run.left_ns[number]) / 1e6);
        samples_add(&run.after_ack, (double)(now - acked) / 1e6);
    }
    if (number == run.count) {
        uv_stop(&run.loop);
    }
}

static void on_batch(struct device *device, const struct br_batch *batch)
{
    uint64_t now = br_clock_ns();
    for (size_t i = 0; i < batch->count; i++) {
        uint64_t number = number_of_body(batch->bodies[i]);
        if (number == 0 || number > run.count) {
            continue; /* what was there before */
        }
        if (device == &run.devices[THERE]) {
            seen_there(number, now);
        } else if (number > WARM) {
            samples_add(&run.seen_here, (double)(now - run.left_ns[number]) / 1e6);
        }
    }
}

static void on_tick(void *context)
{
    (void)context;
    if (run.ready < WATCHERS || run.number == run.count) {
        return;
    }
    uint64_t number = ++run.number;
    invent(&run.invention, &run.said, true);
    struct br_submission write = {
        .id = numbered_id(number),
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = run.said.kind,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&run.said.payload),
    };
    run.left_ns[number] = br_clock_ns();
    device_submit(&run.devices[WRITER], &write, 1);
}

static void make(const struct bench_options *options)
{
    static struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_buffer_init(&run.said.payload, BR_PAYLOAD_SIZE_MAX);
    run.invention = (struct invention){.rng = br_rng_seeded(2), .arena = &arena, .count = 1};
    academy_make(&run.home, options->program, options->folder, "home");
    academy_make(&run.peer, options->program, options->folder, "peer");
    (void)fill(&run.home, 1, &run.invention.thread);
    run.identities[WRITER] = device_identity(&run.home, 0);
    run.identities[HERE] = device_identity(&run.home, 1);
    run.identities[THERE] = device_identity(&run.peer, 0);
    academy_start(&run.home);
    academy_start(&run.peer);
    uint64_t stored = academy_figures(&run.peer).stored;
    academy_add_peer(&run.home, &run.peer, false);
    academy_add_peer(&run.peer, &run.home, true);
    while (academy_figures(&run.peer).stored < stored + 5) { /* its own line, and four of theirs */
        (void)usleep(1000);
    }
}

int main(int argc, char **argv)
{
    static const struct device_events events = {
        .on_ready = on_ready, .on_batch = on_batch, .on_outcomes = on_outcomes};
    struct bench_options options = {.numbers = {{"writes", 1100}}};
    br_crypto_init();
    bench_options_read(&options, argc, argv);
    run.count = options.numbers[0].value < WRITES_MAX ? options.numbers[0].value : WRITES_MAX - 1;
    make(&options);
    double syncs = disk_syncs_per_s(options.folder);
    BR_ASSERT(uv_loop_init(&run.loop) == 0);
    for (size_t i = 0; i < WATCHERS; i++) {
        run.devices[i].subscribes = i != WRITER;
        device_open(&run.devices[i], &run.loop, run.identities[i],
                    i == THERE ? &run.peer : &run.home, &events, NULL);
    }
    every(&run.loop, TICK_US, on_tick, NULL);
    double home_cpu = process_cpu_s(run.home.pid);
    double peer_cpu = process_cpu_s(run.peer.pid);
    uint64_t wire = academy_figures(&run.peer).wire_bytes;
    uint64_t begun = br_clock_ns();
    (void)uv_run(&run.loop, UV_RUN_DEFAULT);
    double seconds = (double)(br_clock_ns() - begun) / 1e9;
    wire = academy_figures(&run.peer).wire_bytes - wire;
    result_print(json_pack("{s:s, s:f, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:f}", "name",
                           "live", "rate", (double)run.seen / seconds, "writes",
                           (json_int_t)run.count, "sent_to_acked_ms", samples_json(&run.acked),
                           "sent_to_seen_ms", samples_json(&run.seen_there), "acked_to_seen_ms",
                           samples_json(&run.after_ack), "sent_to_seen_at_home_ms",
                           samples_json(&run.seen_here), "home", academy_cost(&run.home, home_cpu),
                           "peer", academy_cost(&run.peer, peer_cpu), "peer_wire_bytes",
                           (json_int_t)wire, "syncs_per_s", syncs));
    academy_stop(&run.peer);
    academy_stop(&run.home);
    return 0;
}
