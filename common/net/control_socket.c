/* control_socket.c - binding, replacing and connecting to a socket file, however deep it lies. */
#include "net/control_socket.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* The folder of a socket, held open while its address is in use. */
struct place {
    int folder;
    struct sockaddr_un address;
};

static enum br_status place_open(const char *path, struct place *place, struct br_error *error)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = slash == NULL ? 1 : slash == path ? 1 : (size_t)(slash - path);
    if (length >= sizeof folder) {
        return br_error_set(error, BR_ERR_LIMIT, "the path of the control socket is too long");
    }
    memcpy(folder, slash == NULL ? "." : path, length);
    folder[length] = '\0';
    place->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->folder < 0) {
        return br_error_set(error, errno == ENOENT ? BR_ERR_NOT_FOUND : BR_ERR_IO,
                            "cannot open the folder %s: %s", folder, strerror(errno));
    }
    place->address = (struct sockaddr_un){.sun_family = AF_UNIX};
    char *sun_path = place->address.sun_path;
    size_t size = sizeof place->address.sun_path;
    int count = snprintf(sun_path, size, "%s", path);
    if ((size_t)count >= size) {
        count = snprintf(sun_path, size, "/proc/self/fd/%d/%s", place->folder, name);
    }
    if ((size_t)count >= size) {
        (void)close(place->folder);
        return br_error_set(error, BR_ERR_LIMIT, "the name of the control socket %s is too long",
                            name);
    }
    return BR_OK;
}

/* [flags]: SOCK_NONBLOCK to ask whether anybody is there. Returns an errno. */
static int place_connect(const struct place *place, int flags, int *connected)
{
    *connected = -1;
    int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (handle < 0) {
        return errno;
    }
    int rc = 0;
    do {
        rc = connect(handle, (const struct sockaddr *)&place->address, sizeof place->address);
    } while (rc != 0 && errno == EINTR);
    if (rc != 0) {
        int number = errno;
        (void)close(handle);
        return number;
    }
    *connected = handle;
    return 0;
}

enum br_status br_control_file_connect(const char *path, int *connected, struct br_error *error)
{
    struct place place;
    enum br_status status = place_open(path, &place, error);
    if (status != BR_OK) {
        return status;
    }
    int number = place_connect(&place, 0, connected);
    (void)close(place.folder);
    switch (number) {
    case 0:
        return BR_OK;
    case ENOENT:
    case ENOTSOCK:
    case ECONNREFUSED:
        return br_error_set(error, BR_ERR_NOT_FOUND, "nothing is running behind %s", path);
    case EACCES:
    case EPERM:
        return br_error_set(error, BR_ERR_REFUSED, "%s belongs to another user", path);
    default:
        return br_error_set(error, BR_ERR_IO, "cannot connect to %s: %s", path, strerror(number));
    }
}

/* Is there a socket behind which nobody is left, as a killed program leaves it? Connecting to any
   other kind of file is refused just so, hence the look at it. Returns 0, EBUSY or an errno. */
static int dead_socket(const struct place *place)
{
    struct stat info;
    int other = -1;
    if (lstat(place->address.sun_path, &info) != 0) {
        return errno;
    }
    if (!S_ISSOCK(info.st_mode)) {
        return EEXIST;
    }
    int number = place_connect(place, SOCK_NONBLOCK, &other);
    if (other >= 0) {
        (void)close(other);
    }
    switch (number) {
    case 0:
    case EAGAIN: /* its queue is full */
        return EBUSY;
    case ECONNREFUSED:
        return 0;
    default:
        return number;
    }
}

/* Bind; a dead socket that is in the way goes. */
static enum br_status bind_or_replace(int handle, const char *path, const struct place *place,
                                      struct br_error *error)
{
    const struct sockaddr *address = (const struct sockaddr *)&place->address;
    if (bind(handle, address, sizeof place->address) == 0) {
        return BR_OK;
    }
    int number = errno;
    if (number == EADDRINUSE) {
        number = dead_socket(place);
    }
    if (number == EBUSY) {
        return br_error_set(error, BR_ERR_BUSY, "another program answers at %s", path);
    }
    if (number == 0 && unlink(place->address.sun_path) == 0 &&
        bind(handle, address, sizeof place->address) == 0) {
        return BR_OK;
    }
    number = number == 0 ? errno : number;
    return br_error_set(error, BR_ERR_IO, "cannot make the control socket %s: %s", path,
                        strerror(number));
}

enum br_status br_control_file_listen(const char *path, struct br_control_file *file,
                                      struct br_error *error)
{
    struct place place;
    struct stat info;
    enum br_status status = place_open(path, &place, error);
    if (status != BR_OK) {
        return status;
    }
    file->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* The mode of the socket before it has a name becomes the file's: no moment is open to others.
       The lock keeps two starters from each removing what the other has just made. */
    if (file->socket < 0 || fchmod(file->socket, S_IRUSR | S_IWUSR) != 0 ||
        flock(place.folder, LOCK_EX) != 0) {
        status =
            br_error_set(error, BR_ERR_IO, "cannot make a control socket: %s", strerror(errno));
        goto done;
    }
    status = bind_or_replace(file->socket, path, &place, error);
    if (status != BR_OK) {
        goto done;
    }
    if (listen(file->socket, BR_CONTROL_CLIENTS_MAX) != 0 ||
        lstat(place.address.sun_path, &info) != 0) {
        status = br_error_set(error, BR_ERR_IO, "cannot listen at %s: %s", path, strerror(errno));
        goto done;
    }
    file->device = info.st_dev;
    file->inode = info.st_ino;

done:
    if (status != BR_OK && file->socket >= 0) {
        (void)close(file->socket);
    }
    (void)close(place.folder); /* and with it the lock */
    return status;
}

void br_control_file_remove(const char *path, const struct br_control_file *file)
{
    struct stat info;
    if (lstat(path, &info) == 0 && info.st_dev == file->device && info.st_ino == file->inode) {
        (void)unlink(path);
    }
}
