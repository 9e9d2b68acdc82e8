/* settings.c - who this device is, and how far it was caught up: device.db's settings. */
#include "client/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETTING_SIZE_MAX = 4 * 1024 * 1024 };

static enum br_status get_bytes(struct br_device *device, const char *key, void *out, size_t size)
{
    struct br_buffer value;
    br_buffer_init(&value, SETTING_SIZE_MAX);
    enum br_status status = br_device_get(device, key, &value);
    if (status == BR_OK && value.size != size) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK) {
        memcpy(out, value.data, size);
    }
    br_buffer_free(&value);
    return status;
}

static enum br_status get_text(struct br_device *device, const char *key, char *out, size_t size)
{
    struct br_buffer value;
    br_buffer_init(&value, size - 1);
    enum br_status status = br_device_get(device, key, &value);
    if (status == BR_OK && !br_buffer_ok(&value)) {
        status = BR_ERR_CORRUPT;
    }
    if (status == BR_OK) {
        (void)snprintf(out, size, "%s", br_buffer_text(&value));
    }
    br_buffer_free(&value);
    return status;
}

enum br_status settings_load(struct br_device *device, struct settings *settings,
                             struct br_error *error)
{
    struct settings *s = settings;
    enum br_status status = get_bytes(device, "academy", &s->academy, sizeof s->academy);
    if (status == BR_OK) {
        status = get_text(device, "academy_name", s->academy_name, sizeof s->academy_name);
    }
    if (status == BR_OK) {
        status = get_text(device, "address", s->address, sizeof s->address);
    }
    if (status == BR_OK) {
        status = get_bytes(device, "pin", &s->pin, sizeof s->pin);
    }
    if (status == BR_OK) {
        status = get_bytes(device, "member", &s->member, sizeof s->member);
    }
    if (status == BR_OK) {
        status = get_text(device, "member_name", s->member_name, sizeof s->member_name);
    }
    if (status != BR_OK) {
        (void)br_error_set(error, status,
                           "this folder does not say who its member is; join again in a new one");
    }
    return status;
}

static struct br_bytes bytes_of(const void *data, size_t size)
{
    return (struct br_bytes){.data = data, .size = size};
}

enum br_status settings_save(struct br_device *device, const struct settings *settings)
{
    const struct settings *s = settings;
    const struct {
        const char *key;
        struct br_bytes value;
    } all[] = {
        {"academy", bytes_of(&s->academy, sizeof s->academy)},
        {"academy_name", br_bytes_of_text(s->academy_name)},
        {"address", br_bytes_of_text(s->address)},
        {"pin", bytes_of(&s->pin, sizeof s->pin)},
        {"member", bytes_of(&s->member, sizeof s->member)},
        {"member_name", br_bytes_of_text(s->member_name)},
    };
    enum br_status status = BR_OK;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && status == BR_OK; i++) {
        status = br_device_put(device, all[i].key, all[i].value);
    }
    return status;
}

/* --- last caught up: a row of stream and time for each stream --- */

enum { ROW_SIZE = BR_STREAM_SIZE + 8 };

enum br_status caught_up_load(struct agent *agent)
{
    struct br_buffer rows;
    br_buffer_init(&rows, SETTING_SIZE_MAX);
    enum br_status status = br_device_get(agent->device, "caught_up", &rows);
    size_t count = status == BR_OK ? rows.size / ROW_SIZE : 0;
    agent->caught_up = calloc(count + 1, sizeof *agent->caught_up);
    for (size_t i = 0; i < count && agent->caught_up != NULL; i++) {
        const uint8_t *row = rows.data + i * ROW_SIZE;
        struct caught_up *at = &agent->caught_up[agent->caught_up_count];
        if (br_stream_decode(bytes_of(row, BR_STREAM_SIZE), &at->stream) == BR_OK) {
            at->wall_ms = br_load_u64(row + BR_STREAM_SIZE);
            agent->caught_up_count++;
        }
    }
    br_buffer_free(&rows);
    if (agent->caught_up == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    return status == BR_ERR_NOT_FOUND ? BR_OK : status;
}

uint64_t caught_up_when(const struct agent *agent, const struct br_stream *stream)
{
    for (size_t i = 0; i < agent->caught_up_count; i++) {
        if (br_stream_equal(&agent->caught_up[i].stream, stream)) {
            return agent->caught_up[i].wall_ms;
        }
    }
    return 0;
}

struct keeping {
    struct agent *agent;
    struct br_buffer rows;
};

static void keep_work(void *context)
{
    struct keeping *keeping = context;
    enum br_status status = br_device_put(agent_device_take(keeping->agent), "caught_up",
                                          br_buffer_bytes(&keeping->rows));
    agent_device_give(keeping->agent);
    (void)status; /* a figure for people; the next one is written again */
}

static void keep_done(void *context)
{
    struct keeping *keeping = context;
    br_buffer_free(&keeping->rows);
    free(keeping);
}

/* The node's word where it has one, else what was kept. */
static void collect(struct agent *agent)
{
    const struct br_node *node = br_replica_node(agent->replica);
    size_t count = br_node_stream_count(node);
    struct caught_up *rows = calloc(count + 1, sizeof *rows);
    BR_ASSERT(rows != NULL);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        struct br_stream_status status = br_node_stream_status(node, i);
        uint64_t before = caught_up_when(agent, &status.stream);
        uint64_t now = status.caught_up_wall_ms > before ? status.caught_up_wall_ms : before;
        if (now > 0 && status.tail.seq > 0) {
            rows[filled++] = (struct caught_up){.stream = status.stream, .wall_ms = now};
        }
    }
    free(agent->caught_up);
    agent->caught_up = rows;
    agent->caught_up_count = filled;
}

void caught_up_save(struct agent *agent)
{
    if (agent->replica == NULL || agent->tls == NULL) {
        return;
    }
    collect(agent);
    struct keeping *keeping = calloc(1, sizeof *keeping);
    BR_ASSERT(keeping != NULL);
    keeping->agent = agent;
    br_buffer_init(&keeping->rows, SETTING_SIZE_MAX);
    for (size_t i = 0; i < agent->caught_up_count; i++) {
        uint8_t *row = br_buffer_extend(&keeping->rows, ROW_SIZE);
        if (row != NULL) {
            br_stream_encode(&agent->caught_up[i].stream, row);
            br_store_u64(row + BR_STREAM_SIZE, agent->caught_up[i].wall_ms);
        }
    }
    agent_run(agent, &agent->device_lane, keep_work, keep_done, keeping);
}
