/* needs.c - a message names things by their ids. */
#include "client/needs.h"

#include <string.h>

static bool take_found(void *context, const struct br_outbox_item *item)
{
    *(bool *)context = item->state != BR_OUTBOX_NUMBERED;
    return false;
}

/* The last thing that the message's own fields name and that waits, into [needs]. */
static enum br_status find_in_fields(struct br_device *device, const ProtobufCMessage *message,
                                     struct br_id *needs)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        size_t count = field->type == PROTOBUF_C_TYPE_BYTES ? br_message_count(message, field) : 0;
        for (size_t j = 0; j < count; j++) {
            struct br_bytes bytes = br_message_value(message, field, j).bytes;
            struct br_id id;
            bool waits = false;
            if (bytes.size != sizeof id.bytes) {
                continue;
            }
            memcpy(id.bytes, bytes.data, sizeof id.bytes);
            enum br_status status = br_outbox_find(device, &id, take_found, &waits);
            if (status != BR_OK && status != BR_ERR_NOT_FOUND) {
                return status;
            }
            /* Ids sort by time: what was saved last stands behind the others itself. */
            bool later = memcmp(id.bytes, needs->bytes, sizeof id.bytes) > 0;
            *needs = status == BR_OK && waits && later ? id : *needs;
        }
    }
    return BR_OK;
}

enum br_status needs_find(struct br_device *device, const ProtobufCMessage *message,
                          struct br_id *needs)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    *needs = (struct br_id){{0}};
    enum br_status status = find_in_fields(device, message, needs);
    for (unsigned i = 0; i < type->n_fields && status == BR_OK; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        size_t count =
            field->type == PROTOBUF_C_TYPE_MESSAGE ? br_message_count(message, field) : 0;
        for (size_t j = 0; j < count && status == BR_OK; j++) {
            status = find_in_fields(device, br_message_child(message, field, j), needs);
        }
    }
    return status;
}
