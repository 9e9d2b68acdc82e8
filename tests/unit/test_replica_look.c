/* Pages on readers of the views, and waiting until a write is there. */
#include "test_replica_world.h"

#include <semaphore.h>

#define THREADS "SELECT count(*) FROM v_thread"

/* A look that waits on the pool until it is let go. */
struct gate {
    sem_t open;
    atomic_uint inside;
    atomic_uint most;
};

struct page {
    struct gate *gate;  /* or NULL */
    const char *viewer; /* "all", or NULL: nobody */
    uint64_t count;     /* as the reader says; UINT64_MAX: it was left out */
    bool done;
};

static void page_work(void *context, struct br_views *reader)
{
    struct page *page = context;
    struct counting counting = {.sql = THREADS};
    struct br_error error = {""};
    if (page->viewer != NULL) {
        br_views_see_all(reader);
    }
    /* the moment that all of the page shows */
    enum br_status status = br_views_query(reader, THREADS, NULL, 0, take_count, &counting, &error);
    if (page->gate != NULL) {
        unsigned inside = atomic_fetch_add(&page->gate->inside, 1) + 1;
        if (inside > atomic_load(&page->gate->most)) {
            atomic_store(&page->gate->most, inside);
        }
        while (sem_wait(&page->gate->open) != 0) {
        }
        atomic_fetch_sub(&page->gate->inside, 1);
    }
    if (status == BR_OK) {
        status = br_views_query(reader, THREADS, NULL, 0, take_count, &counting, &error);
    }
    page->count = status == BR_OK ? counting.count : UINT64_MAX - (unsigned)status;
}

static void page_done(void *context)
{
    struct page *page = context;
    page->done = true;
}

static void look(struct machine *machine, struct page *page)
{
    page->count = UINT64_MAX;
    page->done = false;
    br_replica_read(machine->replica, page_work, page_done, page);
    CHECK(!page->done);
}

static void test_a_look(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "look");
    struct br_audience room = open_room(one, "Frailty");
    (void)start_thread(one, to_network, "For all");
    (void)start_thread(one, to_academy, "For us");
    (void)start_thread(one, room, "In the room");
    UNTIL(&world, at_rest(one));
    struct page nobody = {.viewer = NULL};
    struct page all = {.viewer = "all"};
    look(one, &all);
    look(one, &nobody);
    UNTIL(&world, all.done && nobody.done);
    CHECK_UINT(nobody.count, 2);
    CHECK_UINT(all.count, 3);
    world_stop(&world);
}

/* A fold goes on while pages are being made, and as many pages at once as there are readers. */
static void test_looks_side_by_side(void)
{
    enum { PAGES = 3 * BR_VIEWS_READERS };
    struct gate gate = {.inside = 0};
    struct page pages[PAGES] = {{.gate = NULL}};
    struct world world;
    BR_ASSERT(sem_init(&gate.open, 0, 0) == 0);
    world_start(&world);
    struct machine *one = academy_new(&world, "side");
    (void)start_thread(one, to_network, "One");
    UNTIL(&world, at_rest(one));
    for (size_t i = 0; i < PAGES; i++) {
        pages[i].gate = &gate;
        look(one, &pages[i]);
    }
    CHECK_UINT(one->replica->look_count, PAGES - BR_VIEWS_READERS);
    UNTIL(&world, atomic_load(&gate.inside) == BR_VIEWS_READERS);
    (void)start_thread(one, to_network, "Two");
    UNTIL(&world, !br_replica_folding(one->replica));
    CHECK_UINT(count_in(one, BR_FILE_VIEWS, THREADS), 2);
    for (size_t i = 0; i < PAGES; i++) {
        CHECK(!pages[i].done);
        BR_ASSERT(sem_post(&gate.open) == 0);
    }
    for (size_t i = 0; i < PAGES; i++) {
        UNTIL(&world, pages[i].done);
        CHECK_UINT(pages[i].count, i < BR_VIEWS_READERS ? 1 : 2); /* each its own moment */
    }
    CHECK_UINT(atomic_load(&gate.most), BR_VIEWS_READERS);
    world_stop(&world);
    (void)sem_destroy(&gate.open);
}

/* More than may wait are not begun, and told so. */
static void test_looks_that_wait(void)
{
    enum { PAGES = BR_VIEWS_READERS + BR_LOOKS_WAITING_MAX + 1 };
    static struct page pages[PAGES];
    struct gate gate = {.inside = 0};
    struct world world;
    BR_ASSERT(sem_init(&gate.open, 0, 0) == 0);
    world_start(&world);
    struct machine *one = academy_new(&world, "waiting");
    UNTIL(&world, at_rest(one));
    for (size_t i = 0; i < PAGES; i++) {
        pages[i].gate = &gate;
        look(one, &pages[i]);
    }
    CHECK_UINT(one->replica->look_count, BR_LOOKS_WAITING_MAX);
    UNTIL(&world, pages[PAGES - 1].done);
    CHECK(pages[PAGES - 1].count == UINT64_MAX && !pages[PAGES - 2].done);
    for (size_t i = 0; i + 1 < PAGES; i++) {
        BR_ASSERT(sem_post(&gate.open) == 0);
    }
    for (size_t i = 0; i + 1 < PAGES; i++) {
        UNTIL(&world, pages[i].done);
        CHECK_UINT(pages[i].count, 0);
    }
    CHECK_UINT(one->replica->look_count, 0);
    world_stop(&world);
    (void)sem_destroy(&gate.open);
}

/* While the views are not there, a page hears so; the next one has them again. */
static void test_a_look_without_views(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "without");
    (void)start_thread(one, to_network, "One");
    UNTIL(&world, at_rest(one));
    char path[NAME_SIZE + 40];
    char away[NAME_SIZE + 40];
    (void)snprintf(path, sizeof path, "%s/views/all.db", one->folder);
    (void)snprintf(away, sizeof away, "%s/views/away.db", one->folder);
    CHECK(rename(path, away) == 0);
    struct page page = {.viewer = NULL};
    look(one, &page);
    UNTIL(&world, page.done);
    CHECK_UINT(page.count, UINT64_MAX - (unsigned)BR_ERR_CLOSED);
    CHECK(rename(away, path) == 0);
    look(one, &page);
    UNTIL(&world, page.done);
    CHECK_UINT(page.count, 1);
    world_stop(&world);
}

/* What was left may be on the disk no longer: nobody keeps the old file open. */
static void test_readers_let_go_of_what_was_removed(void)
{
    struct gate gate = {.inside = 0};
    struct page pages[BR_VIEWS_READERS] = {{.gate = NULL}};
    struct world world;
    BR_ASSERT(sem_init(&gate.open, 0, 0) == 0);
    world_start(&world);
    struct machine *one = academy_new(&world, "let-go");
    UNTIL(&world, at_rest(one));
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        pages[i].gate = &gate;
        look(one, &pages[i]);
    }
    BR_ASSERT(sem_post(&gate.open) == 0);
    UNTIL(&world, pages[0].done || pages[1].done || pages[BR_VIEWS_READERS - 1].done);
    look_let_go(one->replica);
    size_t open = 0;
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        const struct page_reader *reader = &one->replica->page_readers[i];
        CHECK(reader->stale == (reader->look != NULL));
        open += reader->look != NULL;
    }
    CHECK_UINT(open, BR_VIEWS_READERS - 1);
    for (size_t i = 1; i < BR_VIEWS_READERS; i++) {
        BR_ASSERT(sem_post(&gate.open) == 0);
    }
    for (size_t i = 0; i < BR_VIEWS_READERS; i++) {
        UNTIL(&world, pages[i].done);
        CHECK(!one->replica->page_readers[i].stale);
    }
    struct page page = {.viewer = NULL};
    look(one, &page);
    UNTIL(&world, page.done);
    CHECK_UINT(page.count, 0);
    world_stop(&world);
    (void)sem_destroy(&gate.open);
}

/* --- the desk --- */

struct desking {
    struct br_id member;
    enum br_status status;
    bool done;
    uint64_t count;
};

static void desk_work(void *context, struct br_desk *desk)
{
    struct desking *desking = context;
    desking->status =
        br_desk_follow(desk, &desking->member, BR_FOLLOW_TOPIC, br_bytes_of_text("Flow"), 5);
}

static void follows_work(void *context, struct br_views *reader)
{
    struct desking *desking = context;
    struct counting counting = {.sql = NULL};
    struct br_error error = {""};
    br_views_set_viewer(reader, &desking->member);
    desking->status = br_views_query(reader, "SELECT count(*) FROM v_follow", NULL, 0, take_count,
                                     &counting, &error);
    desking->count = counting.count;
}

static void desk_done(void *context)
{
    struct desking *desking = context;
    desking->done = true;
}

/* Pages show what is on the desk, and it is there after a restart. */
static void test_the_desk(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "desk");
    struct desking desking = {.member = id_of(5)};
    br_replica_desk(one->replica, desk_work, desk_done, &desking);
    UNTIL(&world, desking.done);
    CHECK(desking.status == BR_OK);
    machine_stop(one);
    machine_start(one);
    struct desking shown = {.member = id_of(5)};
    struct desking other = {.member = id_of(6)};
    br_replica_read(one->replica, follows_work, desk_done, &shown);
    br_replica_read(one->replica, follows_work, desk_done, &other);
    UNTIL(&world, shown.done && other.done);
    CHECK(shown.status == BR_OK && other.status == BR_OK);
    CHECK_UINT(shown.count, 1);
    CHECK_UINT(other.count, 0);
    world_stop(&world);
}

/* --- search --- */

struct finding {
    const char *text;
    uint64_t count;
    bool done;
};

static void find_work(void *context, struct br_views *reader)
{
    struct finding *finding = context;
    struct counting counting = {.sql = NULL};
    struct br_error error = {""};
    br_views_see_all(reader);
    (void)br_views_set_search(reader, finding->text);
    enum br_status status = br_views_query(reader, "SELECT count(*) FROM v_hit", NULL, 0,
                                           take_count, &counting, &error);
    finding->count = status == BR_OK ? counting.count : UINT64_MAX;
}

static void find_done(void *context)
{
    struct finding *finding = context;
    finding->done = true;
}

static uint64_t found(struct machine *machine, const char *text)
{
    struct finding finding = {.text = text};
    br_replica_read(machine->replica, find_work, find_done, &finding);
    UNTIL(machine->world, finding.done);
    return finding.count;
}

static bool searched(const struct machine *machine)
{
    const struct searcher *searcher = &machine->replica->searcher;
    return at_rest(machine) && !searcher->busy && !searcher->wanted;
}

static void test_words_follow_the_views(void)
{
    struct world world;
    world_start(&world);
    struct machine *home = academy_new(&world, "words");
    struct machine *device = device_new(home, "words-device");
    struct br_audience room = open_room(home, "Frailty");
    set_room_member(home, room.id, &device->member, true);
    (void)start_thread(home, to_network, "Winter beds");
    (void)start_thread(home, room, "Winter nights");
    UNTIL(&world, searched(home));
    CHECK_UINT(found(home, "winter"), 2);
    machine_start(device);
    br_replica_peer(device->replica, &home->academy, true);
    UNTIL(&world, tail_of(device, home, room) == 1 && searched(device));
    CHECK_UINT(found(device, "winter"), 2);
    set_room_member(home, room.id, &device->member, false);
    UNTIL(&world, device->purges == 1 && searched(device));
    CHECK_UINT(found(device, "winter"), 1);
    CHECK_UINT(found(home, "winter"), 2);
    machine_stop(home);
    machine_start(home);
    (void)start_thread(home, to_network, "Winter staff");
    UNTIL(&world, searched(home));
    CHECK_UINT(found(home, "winter"), 3);
    world_stop(&world);
}

static void test_a_full_disk_is_tried_again(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "full");
    struct searcher *searcher = &one->replica->searcher;
    UNTIL(&world, searched(one));
    disk_full(one, "views/search.db");
    uint64_t before_ms = br_clock_read().mono_ms;
    (void)start_thread(one, to_network, "Winter beds");
    UNTIL(&world, searcher->failing && !searcher->busy);
    CHECK(searcher->wanted && searcher->retry_ms >= before_ms + BR_SEARCH_RETRY_MS &&
          searcher->retry_ms <= br_clock_read().mono_ms + BR_SEARCH_RETRY_MS);
    CHECK(search_due_ms(one->replica) == searcher->retry_ms);
    CHECK_UINT(count_in(one, BR_FILE_VIEWS, THREADS), 1); /* the views go on */
    disk_free();
    for (int offset = 1; offset >= -1; offset--) { /* its time comes, and has come */
        uint64_t now_ms = br_clock_read().mono_ms;
        searcher->retry_ms = offset > 0 ? now_ms + BR_SEARCH_RETRY_MS - 1 : now_ms + 1 - 1;
        search_go_on(one->replica);
        CHECK(searcher->busy == (offset <= 0));
        UNTIL(&world, !searcher->busy);
        searcher->wanted = true;
        searcher->failing = offset > 0;
    }
    searcher->failing = false;
    search_go_on(one->replica);
    UNTIL(&world, searched(one));
    CHECK_UINT(found(one, "winter"), 1);
    world_stop(&world);
}

/* --- seeing a write --- */

struct seeing {
    size_t told;
    bool in_views;
    struct br_replica *again; /* once more, when it is told */
};

static struct br_stream network_of(const struct machine *machine)
{
    return (struct br_stream){.origin = machine->academy, .audience = to_network};
}

static void on_seen(void *context, bool in_views)
{
    struct seeing *seeing = context;
    seeing->told++;
    seeing->in_views = in_views;
    if (seeing->again != NULL) {
        struct br_stream stream = {.audience = to_network};
        struct br_replica *replica = seeing->again;
        seeing->again = NULL;
        br_replica_seen(replica, &stream, 99, on_seen, seeing);
    }
}

static void watch(struct machine *machine, uint64_t seq, struct seeing *seeing)
{
    struct br_stream stream = network_of(machine);
    br_replica_seen(machine->replica, &stream, seq, on_seen, seeing);
    CHECK_UINT(seeing->told, 0);
}

static void test_a_write_is_seen(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "seen");
    uint64_t before = tail_of(one, one, to_network);
    struct seeing next = {.told = 0};
    watch(one, before + 1, &next);
    (void)start_thread(one, to_network, "Seen");
    UNTIL(&world, next.told == 1);
    CHECK(next.in_views);
    struct page page = {.viewer = NULL};
    look(one, &page);
    UNTIL(&world, page.done);
    CHECK_UINT(page.count, 1);
    struct seeing known = {.told = 0}; /* it is there already: told all the same, later */
    watch(one, before + 1, &known);
    UNTIL(&world, known.told == 1);
    CHECK(known.in_views);
    CHECK_UINT(one->replica->watch_count, 0);
    world_stop(&world);
}

static void test_how_long_a_write_is_waited_for(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "long");
    UNTIL(&world, at_rest(one));
    for (int offset = -1; offset <= 1; offset++) {
        struct seeing never = {.told = 0};
        uint64_t now_ms = br_clock_read().mono_ms;
        watch(one, 1000, &never);
        uint64_t until_ms = one->replica->watches[0].until_ms;
        CHECK(until_ms >= now_ms + BR_SEEN_WAIT_MS &&
              until_ms <= br_clock_read().mono_ms + BR_SEEN_WAIT_MS);
        UNTIL(&world, at_rest(one));
        CHECK_UINT(never.told, 0);
        CHECK(look_due_ms(one->replica) == until_ms);
        now_ms = br_clock_read().mono_ms;
        one->replica->watches[0].until_ms =
            offset <= 0 ? now_ms + (uint64_t)(offset + 1) - 1 : now_ms + 60000;
        look_go_on(one->replica);
        CHECK_UINT(never.told, offset <= 0 ? 1 : 0);
        if (offset > 0) {
            one->replica->watches[0].until_ms = 0;
            look_go_on(one->replica);
        }
        CHECK(never.told == 1 && !never.in_views);
    }
    world_stop(&world);
}

static void test_how_many_writes_are_waited_for(void)
{
    static struct seeing many[BR_SEEN_WAITING_MAX + 1];
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "many");
    UNTIL(&world, at_rest(one));
    uint64_t next = tail_of(one, one, to_network) + 1;
    for (size_t i = 0; i <= BR_SEEN_WAITING_MAX; i++) {
        watch(one, next, &many[i]);
    }
    UNTIL(&world, many[BR_SEEN_WAITING_MAX].told == 1);
    CHECK(!many[BR_SEEN_WAITING_MAX].in_views);
    CHECK_UINT(one->replica->watch_count, BR_SEEN_WAITING_MAX);
    CHECK(many[0].told == 0 && many[BR_SEEN_WAITING_MAX - 1].told == 0);
    (void)start_thread(one, to_network, "Seen by all");
    UNTIL(&world, one->replica->watch_count == 0);
    for (size_t i = 0; i < BR_SEEN_WAITING_MAX; i++) {
        CHECK(many[i].told == 1 && many[i].in_views);
    }
    world_stop(&world);
}

/* Whoever waits is told, also who asks again then; a page that waits is still made. */
static void test_stopping_while_somebody_looks(void)
{
    struct world world;
    world_start(&world);
    struct machine *one = academy_new(&world, "stop");
    (void)start_thread(one, to_network, "One");
    UNTIL(&world, at_rest(one));
    struct seeing never = {.told = 0};
    watch(one, 1000, &never);
    struct page before = {.viewer = NULL};
    look(one, &before);
    struct br_replica *replica = one->replica;
    never.again = replica;
    bool stopped = false;
    br_replica_stop(replica, on_stopped, &stopped);
    struct page after = {.viewer = NULL};
    look(one, &after);
    one->replica = NULL;
    UNTIL(&world, stopped);
    CHECK(never.told == 2 && !never.in_views);
    CHECK(before.done && before.count == 1);
    CHECK(after.done && after.count == UINT64_MAX);
    bool closed = false;
    br_listener_stop(one->listener, on_stopped, &closed);
    UNTIL(&world, closed);
    world_stop(&world);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_a_look),
        BR_TEST(test_looks_side_by_side),
        BR_TEST(test_looks_that_wait),
        BR_TEST(test_a_look_without_views),
        BR_TEST(test_readers_let_go_of_what_was_removed),
        BR_TEST(test_the_desk),
        BR_TEST(test_words_follow_the_views),
        BR_TEST(test_a_full_disk_is_tried_again),
        BR_TEST(test_a_write_is_seen),
        BR_TEST(test_how_long_a_write_is_waited_for),
        BR_TEST(test_how_many_writes_are_waited_for),
        BR_TEST(test_stopping_while_somebody_looks),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
