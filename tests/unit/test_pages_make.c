/* Trees made by code: they grow in their arena, read like any other, and say when it is spent. */
#include "harness/check.h"

#include "pages/make.h"

#include <stdio.h>
#include <string.h>

static const char *json_of(const struct br_node *node)
{
    static struct br_buffer out;
    br_buffer_free(&out);
    br_buffer_init(&out, 1u << 20);
    return br_node_json(node, &out) == BR_OK ? br_buffer_text(&out) : "";
}

static void test_every_type(void)
{
    struct br_arena arena;
    br_arena_init(&arena, 1u << 16);
    struct br_make make = {.arena = &arena};
    char text[] = "words";
    struct br_node object = br_make_object();
    struct br_node list = br_make_list();
    br_make_add(&make, &list, br_make_integer(-7));
    br_make_add(&make, &list, br_make_boolean(true));
    br_make_put(&make, &object, "text", br_make_c_text(&make, text));
    br_make_put(&make, &object, "none", br_make_c_text(&make, NULL));
    br_make_put(&make, &object, "bytes",
                br_make_bytes(&make, (struct br_bytes){(const uint8_t *)"\x01\xab", 2}));
    br_make_put(&make, &object, "list", list);
    br_make_put(&make, &object, "empty", br_make_list());
    br_make_put(&make, &object, "object", br_make_object());
    br_make_put(&make, &object, "no", br_make_boolean(false));
    memset(text, 'x', 5); /* it was copied */
    CHECK_TEXT(json_of(&object), "{\"text\":\"words\",\"none\":null,\"bytes\":\"01ab\","
                                 "\"list\":[-7,true],\"empty\":[],\"object\":{},\"no\":false}");
    CHECK(!make.failed);
    CHECK(br_node_get(&object, "list")->count == 2 && br_node_get(&object, "lis") == NULL);
    br_arena_free(&arena);
}

/* Room doubles from eight on; nothing that was there before is lost at any size. */
static void test_growing(void)
{
    static char names[70][16];
    struct br_arena arena;
    br_arena_init(&arena, 1u << 20);
    struct br_make make = {.arena = &arena};
    struct br_node object = br_make_object();
    struct br_node list = br_make_list();
    for (int i = 0; i < 70; i++) {
        (void)snprintf(names[i], sizeof names[i], "n%d", i);
        br_make_put(&make, &object, names[i], br_make_integer(i));
        br_make_add(&make, &list, br_make_integer(i));
        CHECK(object.count == (uint32_t)i + 1 && list.count == (uint32_t)i + 1);
        for (int j = 0; j <= i; j++) {
            const struct br_node *member = br_node_get(&object, names[j]);
            CHECK(member != NULL && member->as.integer == j && list.as.items[j].as.integer == j);
        }
    }
    CHECK(!make.failed);
    br_arena_free(&arena);
}

/* With any budget a tree is whole, or it says that it is not; it can be read in both cases. */
static void test_a_spent_arena(void)
{
    bool whole = false;
    for (size_t budget = 0; !whole && budget < 20000; budget += 8) {
        struct br_arena arena;
        br_arena_init(&arena, budget);
        struct br_make make = {.arena = &arena};
        struct br_node object = br_make_object();
        struct br_node list = br_make_list();
        for (int i = 0; i < 9; i++) {
            br_make_add(&make, &list, br_make_text(&make, br_bytes_of_text("item")));
        }
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
        for (int i = 0; i < 9; i++) {
            br_make_put(&make, &object, names[i], i == 0 ? list : br_make_integer(i));
        }
        whole = object.count == 9 && list.count == 9;
        CHECK(make.failed == !whole || list.as.items[0].type == BR_NODE_NULL);
        CHECK(json_of(&object)[0] == '{');
        br_arena_free(&arena);
    }
    CHECK(whole);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_every_type),
        BR_TEST(test_growing),
        BR_TEST(test_a_spent_arena),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
