/* kind.c - the kinds, copied once from the descriptor of bigroom.Said. */
#include "record/kind.h"

#include "base/limits.h"
#include "proto/records.pb-c.h"

#include <pthread.h>

_Static_assert(BR_KIND_GROUP_OPENED == BIGROOM__SAID__KIND_GROUP_OPENED, "kind number");

static pthread_once_t kinds_once = PTHREAD_ONCE_INIT;
static struct br_kind kinds[BR_KINDS_MAX]; /* in the order of Said's fields: by number */

static void kinds_build(void)
{
    const ProtobufCMessageDescriptor *said = &bigroom__said__descriptor;
    BR_ASSERT(said->n_fields <= BR_KINDS_MAX);
    for (unsigned i = 0; i < said->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &said->fields[i];
        BR_ASSERT(field->type == PROTOBUF_C_TYPE_MESSAGE && field->id <= UINT16_MAX);
        kinds[i] = (struct br_kind){
            .number = (uint16_t)field->id, .name = field->name, .message = field->descriptor};
    }
}

const struct br_kind *br_kinds(size_t *count)
{
    BR_ASSERT(pthread_once(&kinds_once, kinds_build) == 0);
    *count = bigroom__said__descriptor.n_fields;
    return kinds;
}

static const struct br_kind *kind_of_field(const ProtobufCFieldDescriptor *field)
{
    size_t count;
    const struct br_kind *all = br_kinds(&count);
    return field == NULL ? NULL : &all[field - bigroom__said__descriptor.fields];
}

const struct br_kind *br_kind_by_number(uint16_t number)
{
    return kind_of_field(
        protobuf_c_message_descriptor_get_field(&bigroom__said__descriptor, number));
}

const struct br_kind *br_kind_by_name(const char *name)
{
    return kind_of_field(
        protobuf_c_message_descriptor_get_field_by_name(&bigroom__said__descriptor, name));
}
