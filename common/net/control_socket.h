/**
 * control_socket.h - inside net: the Unix socket of control.h as a file, and its frames.
 *
 * A socket's path holds at most 107 bytes; deeper folders are reached through /proc/self/fd.
 */
#ifndef BR_NET_CONTROL_SOCKET_H
#define BR_NET_CONTROL_SOCKET_H

#include "base/bytes.h"

#include <sys/types.h>

#define BR_CONTROL_HEADER_SIZE 5u /* type, length */

/** A listening socket and which file it is, so that only our own is removed. */
struct br_control_file {
    int socket;
    dev_t device;
    ino_t inode;
};

/**
 * Bind and listen at [path], mode 0600. A file there that nobody answers is replaced. BR_ERR_BUSY,
 * BR_ERR_LIMIT (the file's name is too long), BR_ERR_IO.
 */
BR_MUST_USE enum br_status br_control_file_listen(const char *path, struct br_control_file *file,
                                                  struct br_error *error);
/** Remove the socket file if it is still ours. */
void br_control_file_remove(const char *path, const struct br_control_file *file);
/** BR_ERR_NOT_FOUND: nothing listens; BR_ERR_REFUSED: we may not; BR_ERR_LIMIT, BR_ERR_IO. */
BR_MUST_USE enum br_status br_control_file_connect(const char *path, int *connected,
                                                   struct br_error *error);

#endif
