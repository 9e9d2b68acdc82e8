/*
 * bench_ingest.c - devices hand in writes; each is answered when it is durable.
 *
 * Closed loop: each device has one write under way. Open loop: writes leave at a fixed rate,
 * answered or not, because a closed loop hides stalls.
 */
#include "measure.h"

#include "device.h"
#include "fill.h"

#include <string.h>
#include <unistd.h>

enum {
    DEVICES = 64,
    WARM_MS = 1000,
    TICK_US = 250,
    UNDER_WAY_MAX = 1 << 16, /* times of leaving are kept for so many */
    WRITES_PREPARED = 4096,
};

enum phase { CONNECTING, CLOSED_WARM, CLOSED, DRAINING, OPEN_WARM, OPEN, ENDING };

struct run {
    uv_loop_t loop;
    struct academy academy;
    struct device devices[DEVICES];
    struct said said[WRITES_PREPARED];
    uint64_t left_ns[UNDER_WAY_MAX];
    enum phase phase;
    size_t ready;
    uint64_t number;
    uint64_t answered; /* in this phase */
    uint64_t refused;
    uint64_t phase_ns;
    uint64_t open_sent;
    uint64_t duration_ms;
    uint64_t rate;
    double cpu_before;
    double own_cpu_before;
    uint64_t wire_before;
    struct samples samples;
    json_t *closed;
    json_t *open;
};

static struct run run;

static void submit(struct device *device)
{
    uint64_t number = ++run.number;
    const struct said *said = &run.said[number % WRITES_PREPARED];
    struct br_submission write = {
        .id = numbered_id(number),
        .audience = {.type = BR_AUDIENCE_NETWORK},
        .kind = said->kind,
        .written_ms = br_clock_read().wall_ms,
        .payload = br_buffer_bytes(&said->payload),
    };
    run.left_ns[number % UNDER_WAY_MAX] = br_clock_ns();
    device_submit(device, &write, 1);
}

static void phase_begin(enum phase phase)
{
    run.phase = phase;
    run.phase_ns = br_clock_ns();
    run.answered = 0;
    run.open_sent = 0;
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
    double answered = (double)(run.answered > 0 ? run.answered : 1);
    uint64_t wire = academy_figures(&run.academy).wire_bytes - run.wire_before;
    return json_pack("{s:f, s:o, s:f, s:f, s:f, s:f, s:f}", "rate", (double)run.answered / seconds,
                     "ms", samples_json(&run.samples), "server_us_a_write", cpu * 1e6 / answered,
                     "driver_us_a_write", own_cpu * 1e6 / answered, "server_cpu_s", cpu,
                     "driver_cpu_s", own_cpu, "wire_bytes_a_write", (double)wire / answered);
}

static void on_outcomes(struct device *device, const struct br_result *results, size_t count)
{
    uint64_t now = br_clock_ns();
    for (size_t i = 0; i < count; i++) {
        uint64_t left = run.left_ns[number_of_id(&results[i].id) % UNDER_WAY_MAX];
        run.refused += results[i].reason != NULL;
        if ((run.phase == CLOSED || run.phase == OPEN) && left >= run.phase_ns) {
            samples_add(&run.samples, (double)(now - left) / 1e6);
        }
        run.answered++;
    }
    if (run.phase == CLOSED_WARM || run.phase == CLOSED) {
        submit(device);
    }
}

static void on_ready(struct device *device)
{
    (void)device;
    if (++run.ready == DEVICES) {
        phase_begin(CLOSED_WARM);
        for (size_t i = 0; i < DEVICES; i++) {
            submit(&run.devices[i]);
        }
    }
}

static size_t under_way(void)
{
    size_t count = 0;
    for (size_t i = 0; i < DEVICES; i++) {
        count += run.devices[i].waiting;
    }
    return count;
}

static void send_due(uint64_t elapsed_ns)
{
    uint64_t due = (uint64_t)((double)elapsed_ns / 1e9 * (double)run.rate);
    for (; run.open_sent < due; run.open_sent++) {
        struct device *device = &run.devices[run.open_sent % DEVICES];
        if (device->waiting < BR_SUBMIT_WINDOW_MAX) {
            submit(device);
        }
    }
}

static void on_tick(void *context)
{
    (void)context;
    uint64_t elapsed_ns = br_clock_ns() - run.phase_ns;
    uint64_t elapsed_ms = elapsed_ns / 1000000;
    switch (run.phase) {
    case CONNECTING:
        break;
    case CLOSED_WARM:
        if (elapsed_ms >= WARM_MS) {
            phase_begin(CLOSED);
        }
        break;
    case CLOSED:
        if (elapsed_ms >= run.duration_ms) {
            run.closed = phase_result();
            run.phase = DRAINING;
        }
        break;
    case DRAINING:
        if (under_way() == 0) {
            phase_begin(run.closed != NULL && run.open == NULL ? OPEN_WARM : ENDING);
        }
        break;
    case OPEN_WARM:
        send_due(elapsed_ns);
        if (elapsed_ms >= WARM_MS) {
            phase_begin(OPEN);
        }
        break;
    case OPEN:
        send_due(elapsed_ns);
        if (elapsed_ms >= run.duration_ms) {
            run.open = phase_result();
            run.phase = DRAINING;
        }
        break;
    case ENDING:
        uv_stop(&run.loop);
        break;
    }
}

static void prepare(void)
{
    struct br_arena arena;
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    struct invention invention = {.rng = br_rng_seeded(1), .arena = &arena, .count = 1};
    (void)fill(&run.academy, 1, &invention.thread);
    for (size_t i = 0; i < WRITES_PREPARED; i++) {
        br_buffer_init(&run.said[i].payload, BR_PAYLOAD_SIZE_MAX);
        invent(&invention, &run.said[i], true);
    }
    br_arena_free(&arena);
}

int main(int argc, char **argv)
{
    static const struct device_events events = {.on_ready = on_ready, .on_outcomes = on_outcomes};
    struct bench_options options = {.numbers = {{"seconds", 5}, {"rate", 20000}}};
    br_crypto_init();
    bench_options_read(&options, argc, argv);
    run.duration_ms = options.numbers[0].value * 1000;
    run.rate = options.numbers[1].value;
    academy_make(&run.academy, options.program, options.folder, "ingest");
    double syncs = disk_syncs_per_s(options.folder);
    prepare();
    struct br_tls *identities[DEVICES];
    for (size_t i = 0; i < DEVICES; i++) {
        identities[i] = device_identity(&run.academy, i);
    }
    academy_start(&run.academy);
    BR_ASSERT(uv_loop_init(&run.loop) == 0);
    for (size_t i = 0; i < DEVICES; i++) {
        device_open(&run.devices[i], &run.loop, identities[i], &run.academy, &events, NULL);
    }
    every(&run.loop, TICK_US, on_tick, NULL);
    (void)uv_run(&run.loop, UV_RUN_DEFAULT);
    uint64_t own_peak = process_memory_kib(getpid(), "VmHWM");
    result_print(json_pack("{s:s, s:f, s:o, s:o, s:I, s:I, s:I, s:f}", "name", "ingest", "rate",
                           json_real_value(json_object_get(run.closed, "rate")), "closed",
                           run.closed, "open", run.open, "refused", (json_int_t)run.refused,
                           "server_peak_kib",
                           (json_int_t)process_memory_kib(run.academy.pid, "VmHWM"),
                           "driver_peak_kib", (json_int_t)own_peak, "syncs_per_s", syncs));
    academy_stop(&run.academy);
    return 0;
}
