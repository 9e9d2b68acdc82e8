/* The maxima of records that the messages of this build do not come near. */
#include "base/limits.h"
#include "harness/check.h"
#include "proto/records.pb-c.h"
#include "record/kind.h"
#include "record/message.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a process of its own: as if the build knew [count] kinds. Returns how it ended. */
static int know_kinds(unsigned count)
{
    const ProtobufCMessageDescriptor *said = &bigroom__said__descriptor;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = (uintptr_t)said / page * page;
    uintptr_t end = (uintptr_t)said + sizeof *said;
    ProtobufCFieldDescriptor *fields = calloc(count, sizeof *fields);
    if (fields == NULL || mprotect((void *)first, end - first, PROT_READ | PROT_WRITE) != 0) {
        return 2;
    }
    for (unsigned i = 0; i < count; i++) {
        fields[i] = said->fields[0];
        fields[i].id = i + 1;
    }
    ProtobufCMessageDescriptor more = *said;
    more.n_fields = count;
    more.fields = fields;
    memcpy((void *)(uintptr_t)said, &more, sizeof more);
    size_t known = 0;
    const struct br_kind *kinds = br_kinds(&known);
    return known == count && kinds[count - 1].number == count ? 0 : 3;
}

/* More kinds than there is room for is our mistake, and ends the process. Comes first: what a
 * process has learnt of kinds it keeps. */
static void test_kinds(void)
{
    for (unsigned count = BR_KINDS_MAX - 1; count <= BR_KINDS_MAX + 1; count++) {
        pid_t child = fork();
        BR_ASSERT(child >= 0);
        if (child == 0) {
            (void)fclose(stderr); /* the assertion's own words belong to no test */
            _exit(know_kinds(count));
        }
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        if (count <= BR_KINDS_MAX) {
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        } else {
            CHECK(WIFSIGNALED(status));
        }
    }
}

/* What else is in the arena leaves a payload one alignment too little, just enough, more. */
static void test_what_unpacking_a_payload_may_take(void)
{
    enum { STEP = alignof(max_align_t) };
    struct br_buffer bytes;
    struct br_arena arena;
    ProtobufCMessage *message = NULL;
    br_buffer_init(&bytes, 4096);
    for (int i = 0; i < 500; i++) { /* repeated, empty and nested: what costs most */
        br_buffer_put(&bytes, "\x2a\x00", 2);
    }
    br_arena_init(&arena, BR_ARENA_PAYLOAD_SIZE_MAX);
    const ProtobufCMessageDescriptor *type = &bigroom__points_recorded__descriptor;
    const ProtobufCFieldDescriptor *points =
        protobuf_c_message_descriptor_get_field_by_name(type, "points");
    BR_ASSERT(points != NULL && points->label == PROTOBUF_C_LABEL_REPEATED && points->id < 16);
    for (size_t i = 0; i < bytes.size; i += 2) {
        bytes.data[i] = (uint8_t)(points->id << 3 | 2);
    }
    CHECK(br_message_unpack(type, br_buffer_bytes(&bytes), &arena, &message) == BR_OK);
    size_t needed = arena.taken;
    CHECK(needed > 16 * bytes.size && needed < BR_ARENA_PAYLOAD_SIZE_MAX);
    for (size_t left = needed - STEP; left <= needed + STEP; left += STEP) {
        br_arena_reset(&arena);
        CHECK(br_arena_take(&arena, BR_ARENA_PAYLOAD_SIZE_MAX - left) != NULL);
        enum br_status status = br_message_unpack(type, br_buffer_bytes(&bytes), &arena, &message);
        CHECK(status == (left < needed ? BR_ERR_NO_MEMORY : BR_OK));
        CHECK(arena.taken <= BR_ARENA_PAYLOAD_SIZE_MAX);
    }
    br_arena_free(&arena);
    br_buffer_free(&bytes);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_kinds),
        BR_TEST(test_what_unpacking_a_payload_may_take),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
