/*
 * bench_fanout.c - many devices watch one academy's network stream.
 *
 * First nobody writes: what a connection costs in memory. Then one writer at 100 a second, then the
 * same writer as fast as it is answered.
 */
#include "measure.h"

#include "device.h"
#include "fill.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    IDENTITIES = 64, /* many connections of a device are as good as many devices */
    TICK_US = 10000,
    WRITES_MAX = 1 << 20,
    SETTLE_MS = 1000,
    FLAT_UNDER_WAY = BR_SUBMIT_WINDOW_MAX,
};

enum phase { CONNECTING, IDLE, LIVE, LIVE_END, FLAT, FLAT_END };

struct run {
    uv_loop_t loop;
    struct academy academy;
    struct device writer;
    struct device *devices;
    size_t count;
    struct br_tls *identities[IDENTITIES];
    struct said said;
    struct invention invention;
    enum phase phase;
    size_t opened;
    size_t ready;
    uint64_t number;
    uint64_t live_writes;
    uint64_t flat_ms;
    uint64_t delivered; /* in this phase */
    uint64_t due;       /* deliveries that this phase owes */
    uint64_t phase_ns;
    uint64_t number_first; /* of this phase */
    uint64_t *left_ns;
    struct samples samples;
    uint64_t memory_before_kib;
    double cpu_before;
    double own_cpu_before;
    uint64_t wire_before;
    json_t *live;
    json_t *flat;
    double kib_each;
};

static struct run run;
static const struct device_events events;

static void submit(void)
{
    uint64_t number = ++run.number;
    invent(&run.invention, &run.said, true);
    struct br_submission write = {
        .id = numbered_id(number),
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = run.said.kind,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&run.said.payload),
    };
    run.left_ns[number % WRITES_MAX] = br_clock_ns();
    device_submit(&run.writer, &write, 1);
    run.due += run.count;
}

static void phase_begin(enum phase phase)
{
    run.phase = phase;
    run.phase_ns = br_clock_ns();
    run.number_first = run.number + 1;
    run.delivered = 0;
    run.due = 0;
    samples_free(&run.samples);
    run.cpu_before = process_cpu_s(run.academy.pid);
    run.own_cpu_before = process_cpu_s(getpid());
    run.wire_before = academy_figures(&run.academy).wire_bytes;
}

static json_t *phase_result(void)
{
    double seconds = (double)(br_clock_ns() - run.phase_ns) / 1e9;
    double cpu = process_cpu_s(run.academy.pid) - run.cpu_before;
    double own_cpu = process_cpu_s(getpid()) - run.own_cpu_before;
    double delivered = (double)(run.delivered > 0 ? run.delivered : 1);
    uint64_t wire = academy_figures(&run.academy).wire_bytes - run.wire_before;
    return json_pack("{s:f, s:f, s:o, s:f, s:f, s:f, s:f, s:f}", "rate",
                     (double)run.delivered / seconds, "writes_a_s",
                     (double)(run.number + 1 - run.number_first) / seconds, "ms",
                     samples_json(&run.samples), "server_us_a_delivery", cpu * 1e6 / delivered,
                     "driver_us_a_delivery", own_cpu * 1e6 / delivered, "server_cpu_s", cpu,
                     "driver_cpu_s", own_cpu, "wire_bytes_a_delivery", (double)wire / delivered);
}

static void open_next(void)
{
    struct device *device = &run.devices[run.opened];
    device->subscribes = true;
    device_open(device, &run.loop, run.identities[run.opened % IDENTITIES], &run.academy, &events,
                NULL);
    run.opened++;
}

static void on_ready(struct device *device)
{
    if (device == &run.writer) {
        run.memory_before_kib = process_memory_kib(run.academy.pid, "VmRSS");
        while (run.opened < run.count && run.opened < BR_HANDSHAKES_MAX / 2) {
            open_next();
        }
        return;
    }
    if (run.opened < run.count) {
        open_next();
    }
    if (++run.ready == run.count) {
        phase_begin(IDLE);
    }
}

static void on_outcomes(struct device *device, const struct br_result *results, size_t count)
{
    (void)device;
    for (size_t i = 0; i < count; i++) {
        if (results[i].reason != NULL) {
            give_up("a write was refused: %s", results[i].reason);
        }
        if (run.phase == FLAT) {
            submit();
        }
    }
}

static void on_batch(struct device *device, const struct br_batch *batch)
{
    (void)device;
    uint64_t now = br_clock_ns();
    for (size_t i = 0; i < batch->count; i++) {
        uint64_t number = number_of_body(batch->bodies[i]);
        if (number >= run.number_first && number <= run.number) {
            run.delivered++;
            samples_add(&run.samples, (double)(now - run.left_ns[number % WRITES_MAX]) / 1e6);
        }
    }
}

static void on_tick(void *context)
{
    (void)context;
    uint64_t elapsed_ms = (br_clock_ns() - run.phase_ns) / 1000000;
    switch (run.phase) {
    case CONNECTING:
        break;
    case IDLE:
        if (elapsed_ms >= SETTLE_MS) {
            uint64_t memory = process_memory_kib(run.academy.pid, "VmRSS");
            run.kib_each = (double)(memory - run.memory_before_kib) / (double)run.count;
            phase_begin(LIVE);
        }
        break;
    case LIVE:
        if (run.number + 1 - run.number_first < run.live_writes) {
            submit();
        } else {
            run.phase = LIVE_END;
        }
        break;
    case LIVE_END:
        if (run.delivered == run.due) {
            run.live = phase_result();
            phase_begin(FLAT);
            for (size_t i = 0; i < FLAT_UNDER_WAY; i++) {
                submit();
            }
        }
        break;
    case FLAT:
        if (elapsed_ms >= run.flat_ms) {
            run.phase = FLAT_END;
        }
        break;
    case FLAT_END:
        if (run.delivered == run.due) {
            run.flat = phase_result();
            uv_stop(&run.loop);
        }
        break;
    }
}

static const struct device_events events = {
    .on_ready = on_ready, .on_batch = on_batch, .on_outcomes = on_outcomes};

int main(int argc, char **argv)
{
    struct bench_options options = {
        .numbers = {{"devices", 1000}, {"writes", 1000}, {"seconds", 4}}};
    static struct br_arena arena;
    br_crypto_init();
    bench_options_read(&options, argc, argv);
    run.count = options.numbers[0].value;
    run.live_writes = options.numbers[1].value;
    run.flat_ms = options.numbers[2].value * 1000;
    run.devices = calloc(run.count, sizeof *run.devices);
    run.left_ns = calloc(WRITES_MAX, sizeof *run.left_ns);
    BR_ASSERT(run.devices != NULL && run.left_ns != NULL);
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    br_buffer_init(&run.said.payload, BR_PAYLOAD_SIZE_MAX);
    run.invention = (struct invention){.rng = br_rng_seeded(3), .arena = &arena, .count = 1};
    academy_make(&run.academy, options.program, options.folder, "fanout");
    double syncs = disk_syncs_per_s(options.folder);
    (void)fill(&run.academy, 1, &run.invention.thread);
    for (size_t i = 0; i < IDENTITIES; i++) {
        run.identities[i] = device_identity(&run.academy, i);
    }
    academy_start(&run.academy);
    BR_ASSERT(uv_loop_init(&run.loop) == 0);
    device_open(&run.writer, &run.loop, run.identities[0], &run.academy, &events, NULL);
    every(&run.loop, TICK_US, on_tick, NULL);
    (void)uv_run(&run.loop, UV_RUN_DEFAULT);
    uint64_t own_peak = process_memory_kib(getpid(), "VmHWM");
    result_print(json_pack("{s:s, s:f, s:I, s:f, s:o, s:o, s:I, s:I, s:f}", "name", "fanout",
                           "rate", json_real_value(json_object_get(run.flat, "rate")), "devices",
                           (json_int_t)run.count, "server_kib_a_connection", run.kib_each, "live",
                           run.live, "flat_out", run.flat, "server_peak_kib",
                           (json_int_t)process_memory_kib(run.academy.pid, "VmHWM"),
                           "driver_peak_kib", (json_int_t)own_peak, "syncs_per_s", syncs));
    academy_stop(&run.academy);
    return 0;
}
