/* content.c - what a log, an outbox and a private.db hold, read through the product. */
#include "content.h"

#include "base/hash.h"

const char *const setting_names[SETTINGS] = {"home", "name", "epoch", "seen"};

/* --- sets of facts --- */

void content_free(struct content *content)
{
    free(content->facts);
    *content = (struct content){.count = 0};
}

void content_copy(struct content *to, const struct content *from)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        content_put(to, from->facts[i]);
    }
}

static size_t place_of(const struct content *content, uint64_t key)
{
    size_t low = 0;
    size_t high = content->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (content->facts[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct fact *content_find(const struct content *content, uint64_t key)
{
    size_t at = place_of(content, key);
    return at < content->count && content->facts[at].key == key ? &content->facts[at] : NULL;
}

void content_put(struct content *content, struct fact fact)
{
    size_t at = place_of(content, fact.key);
    if (at < content->count && content->facts[at].key == fact.key) {
        content->facts[at] = fact;
        return;
    }
    if (content->count == content->room) {
        content->room = content->room * 2 + 16;
        content->facts = realloc(content->facts, content->room * sizeof *content->facts);
        BR_ASSERT(content->facts != NULL);
    }
    memmove(content->facts + at + 1, content->facts + at,
            (content->count - at) * sizeof *content->facts);
    content->facts[at] = fact;
    content->count++;
}

void content_remove(struct content *content, uint64_t key)
{
    size_t at = place_of(content, key);
    if (at < content->count && content->facts[at].key == key) {
        content->count--;
        memmove(content->facts + at, content->facts + at + 1,
                (content->count - at) * sizeof *content->facts);
    }
}

bool content_equal(const struct content *a, const struct content *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->facts, b->facts, a->count * sizeof *a->facts) == 0);
}

/* --- facts --- */

uint64_t hash_of(struct br_bytes bytes)
{
    struct br_hash hash = br_sha256_one(bytes.data, bytes.size);
    return br_load_u64(hash.bytes);
}

static uint64_t hash_id(const void *id, size_t size, uint64_t what)
{
    return vfs_mix(hash_of((struct br_bytes){id, size}), what);
}

uint64_t record_key(const struct br_stream *stream, uint64_t seq)
{
    uint8_t encoded[BR_STREAM_SIZE];
    br_stream_encode(stream, encoded);
    return hash_id(encoded, sizeof encoded, seq);
}

static uint64_t said_of(const struct br_id *id, const struct br_id *author, uint16_t kind,
                        uint64_t written_ms, struct br_bytes payload)
{
    uint64_t said = hash_id(id->bytes, sizeof id->bytes, kind);
    said = vfs_mix(said, hash_id(author->bytes, sizeof author->bytes, written_ms));
    return vfs_mix(said, hash_of(payload));
}

uint64_t write_said(const struct br_write *write)
{
    return said_of(&write->id, &write->author, write->kind, write->written_ms, write->payload);
}

struct fact record_fact(const struct br_stream *stream, uint64_t seq, struct br_bytes body)
{
    struct br_record record;
    BR_ASSERT(br_record_parse(body, &record) == BR_OK);
    return (struct fact){.key = record_key(stream, seq),
                         .value = hash_of(body),
                         .said = said_of(&record.id, &record.author, record.kind, record.written_ms,
                                         record.payload)};
}

struct fact receipt_fact(const struct br_receipt *receipt)
{
    uint64_t holder = hash_id(receipt->holder.bytes, sizeof receipt->holder.bytes, 77);
    return (struct fact){.key = vfs_mix(holder, record_key(&receipt->stream, 0)),
                         .value = vfs_mix(receipt->epoch, receipt->seq)};
}

struct fact own_fact(const struct br_id *id, const struct br_stream *stream, uint64_t seq)
{
    return (struct fact){.key = hash_id(id->bytes, sizeof id->bytes, 78),
                         .value = record_key(stream, seq)};
}

struct fact item_fact(const struct br_id *id, enum br_outbox_state state, uint64_t seq,
                      struct br_bytes payload)
{
    return (struct fact){.key = hash_id(id->bytes, sizeof id->bytes, 79),
                         .value = vfs_mix(vfs_mix(state, seq), hash_of(payload))};
}

struct fact setting_fact(const char *key, struct br_bytes value)
{
    return (struct fact){.key = hash_of(br_bytes_of_text(key)), .value = hash_of(value)};
}

struct fact enrolled_fact(const struct br_hash *pin, const struct br_id *member)
{
    return (struct fact){.key = hash_id(pin->bytes, sizeof pin->bytes, 80),
                         .value = hash_id(member->bytes, sizeof member->bytes, 81)};
}

/* --- logs --- */

struct log_reading {
    struct academy *academy;
    struct br_log_reader *reader;
    struct content *content;
    char *why;
    bool good;
};

static void complain(void *context, const char *sentence)
{
    struct log_reading *reading = context;
    if (reading->good) {
        (void)snprintf(reading->why, WHY_SIZE, "verify: %s", sentence);
    }
    reading->good = false;
}

static void read_own(struct log_reading *reading, const struct br_stream *stream, uint64_t seq,
                     struct br_bytes body)
{
    struct br_record record;
    struct br_outcome outcome = {.seq = 0};
    BR_ASSERT(br_record_parse(body, &record) == BR_OK);
    enum br_status status = br_log_find_own(reading->academy->log, &record.id, &outcome);
    if (status != BR_OK || outcome.seq != seq || !br_stream_equal(&outcome.stream, stream)) {
        (void)snprintf(reading->why, WHY_SIZE, "own %llu is not found by its id: %s, %llu",
                       (unsigned long long)seq, br_status_text(status),
                       (unsigned long long)outcome.seq);
        reading->good = false;
    }
    content_put(reading->content, own_fact(&record.id, stream, seq));
}

static void read_stream(void *context, const struct br_stream_state *state)
{
    struct log_reading *reading = context;
    struct br_log_batch batch = {0};
    uint64_t after = 0;
    uint64_t bad = 0;
    enum br_status status = BR_OK;
    while (reading->good && after < state->tail.seq) {
        status = br_log_read(reading->reader, state->number, after, &batch, &bad);
        if (status != BR_OK || batch.seq_first != after + 1) {
            (void)snprintf(reading->why, WHY_SIZE, "stream %u behind %llu: %s", state->number,
                           (unsigned long long)after, br_status_text(status));
            reading->good = false;
            break;
        }
        for (size_t i = 0; i < batch.count; i++) {
            uint64_t seq = batch.seq_first + i;
            content_put(reading->content, record_fact(&state->stream, seq, batch.bodies[i]));
            if (br_hash_equal(&state->stream.origin, &reading->academy->id)) {
                read_own(reading, &state->stream, seq, batch.bodies[i]);
            }
        }
        after = batch.head.seq;
    }
    br_log_batch_free(&batch);
}

static void read_receipt(void *context, const struct br_receipt *receipt)
{
    struct log_reading *reading = context;
    content_put(reading->content, receipt_fact(receipt));
}

static bool read_log(const char *path, enum br_side side, const struct academy *academy, bool make,
                     bool verify, struct content *content, char *why)
{
    struct academy there = *academy;
    struct log_reading reading = {.academy = &there, .content = content, .why = why, .good = true};
    struct br_log_options options = {
        .path = path, .side = side, .domain = the_domain(), .academy = academy->id, .create = make};
    struct br_error error = {.text = ""};
    struct br_log_report report = {0};
    content->count = 0;
    if (br_log_open(&options, &there.log, &error) != BR_OK) {
        (void)snprintf(why, WHY_SIZE, "open: %s", error.text);
        return false;
    }
    if (br_log_reader_open(path, NULL, &reading.reader, &error) != BR_OK) {
        (void)snprintf(why, WHY_SIZE, "open a reader: %s", error.text);
        br_log_close(there.log);
        return false;
    }
    if ((verify &&
         br_log_verify(reading.reader, the_domain(), &report, complain, &reading) != BR_OK) ||
        br_log_streams(there.log, read_stream, &reading) != BR_OK ||
        br_log_receipts(there.log, read_receipt, &reading) != BR_OK) {
        complain(&reading, "could not be read");
    }
    br_log_reader_close(reading.reader);
    br_log_close(there.log);
    return reading.good;
}

int content_version(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *find = NULL;
    int version = 0;
    int forks = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        (void)sqlite3_prepare_v2(db,
                                 "SELECT user_version,"
                                 " (SELECT count(*) FROM sqlite_schema WHERE name = 'fork')"
                                 " FROM pragma_user_version",
                                 -1, &find, NULL);
    }
    if (sqlite3_step(find) == SQLITE_ROW) {
        version = sqlite3_column_int(find, 0);
        forks = sqlite3_column_int(find, 1);
    }
    (void)sqlite3_finalize(find);
    (void)sqlite3_close(db);
    return forks == (version < 2 ? 0 : 1) ? version : -1;
}

void content_make_older(const char *path)
{
    tamper(path, "BEGIN; DROP TABLE fork; PRAGMA user_version = 1; COMMIT");
}

bool content_of_log(const char *path, enum br_side side, const struct academy *academy, bool make,
                    struct content *content, char *why)
{
    if (content_version(path) < 0) {
        (void)snprintf(why, WHY_SIZE, "the version is not that of the tables");
        return false;
    }
    return read_log(path, side, academy, make, true, content, why);
}

bool content_as_served(const char *path, enum br_side side, const struct academy *academy,
                       struct content *content, char *why)
{
    return read_log(path, side, academy, false, false, content, why);
}

/* --- the outbox and private.db --- */

static bool read_item(void *context, const struct br_outbox_item *item)
{
    content_put(context, item_fact(&item->write.id, item->state, item->seq, item->write.payload));
    return true;
}

bool content_of_device(const char *path, bool make, struct content *content, char *why)
{
    struct br_device *device = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer value;
    content->count = 0;
    if (br_device_open(path, make, &device, &error) != BR_OK) {
        (void)snprintf(why, WHY_SIZE, "open: %s", error.text);
        return false;
    }
    br_buffer_init(&value, 1u << 16);
    enum br_status status = br_outbox_list(device, read_item, content);
    for (size_t i = 0; i < SETTINGS && status == BR_OK; i++) {
        status = br_device_get(device, setting_names[i], &value);
        if (status == BR_OK) {
            content_put(content, setting_fact(setting_names[i], br_buffer_bytes(&value)));
        }
        status = status == BR_ERR_NOT_FOUND ? BR_OK : status;
    }
    br_buffer_free(&value);
    br_device_close(device);
    (void)snprintf(why, WHY_SIZE, "read: %s", br_status_text(status));
    return status == BR_OK;
}

static void read_device(void *context, const struct br_device_row *row)
{
    content_put(context, enrolled_fact(&row->pin, &row->member));
}

static void read_peer(void *context, const struct br_peer_row *row)
{
    content_put(context, setting_fact(row->name, br_bytes_of_text(row->address)));
}

bool content_of_private(const char *path, bool make, struct content *content, char *why)
{
    struct br_private *private = NULL;
    struct br_error error = {.text = ""};
    struct br_buffer value;
    content->count = 0;
    if (br_private_open(path, make, &private, &error) != BR_OK) {
        (void)snprintf(why, WHY_SIZE, "open: %s", error.text);
        return false;
    }
    br_buffer_init(&value, 1u << 16);
    enum br_status status = br_private_devices(private, read_device, content);
    if (status == BR_OK) {
        status = br_private_peers(private, read_peer, content);
    }
    for (size_t i = 0; i < SETTINGS && status == BR_OK; i++) {
        status = br_private_get(private, setting_names[i], &value);
        if (status == BR_OK) {
            content_put(content, setting_fact(setting_names[i], br_buffer_bytes(&value)));
        }
        status = status == BR_ERR_NOT_FOUND ? BR_OK : status;
    }
    br_buffer_free(&value);
    br_private_close(private);
    (void)snprintf(why, WHY_SIZE, "read: %s", br_status_text(status));
    return status == BR_OK;
}
