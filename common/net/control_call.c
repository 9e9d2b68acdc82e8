/* control_call.c - the asking side of control.h: blocking, for programs that do nothing else. */
#include "base/limits.h"
#include "net/control.h"
#include "net/control_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* False when the other side no longer takes bytes; what it had to say may still be read. */
static bool send_all(int connected, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t count = send(connected, data, size, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        data += count;
        size -= (size_t)count;
    }
    return true;
}

static bool send_frame(int connected, uint8_t type, struct br_bytes body)
{
    uint8_t header[BR_CONTROL_HEADER_SIZE] = {type};
    br_store_u32(header + 1, (uint32_t)body.size);
    return send_all(connected, header, sizeof header) && send_all(connected, body.data, body.size);
}

static void send_request(int connected, int argc, char *const *argv, struct br_bytes input)
{
    bool good = true;
    for (int i = 0; good && i < argc; i++) {
        good = send_frame(connected, 'a', br_bytes_of_text(argv[i]));
    }
    if (good && input.size > 0) {
        good = send_frame(connected, 'i', input);
    }
    if (good) {
        (void)send_frame(connected, '.', (struct br_bytes){NULL, 0});
    }
}

static bool receive_all(int connected, uint8_t *out, size_t size)
{
    while (size > 0) {
        ssize_t count = recv(connected, out, size, 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        out += count;
        size -= (size_t)count;
    }
    return true;
}

struct sink {
    FILE *file;
    int failure; /* errno of the first write that failed; what follows is read and dropped */
};

/* A stream that writes line by line may count what it could not write as written: so it is asked
 * for its error too. */
static void show(struct sink *out, const uint8_t *block, size_t size)
{
    errno = 0;
    if (out->failure == 0 && (fwrite(block, 1, size, out->file) != size || ferror(out->file) != 0 ||
                              fflush(out->file) != 0)) {
        out->failure = errno != 0 ? errno : EIO;
    }
}

/* Copy [size] bytes of the answer to [out]; false when the answer breaks off. */
static bool copy_text(int connected, size_t size, struct sink *out)
{
    uint8_t block[16384];
    while (size > 0) {
        size_t part = size < sizeof block ? size : sizeof block;
        if (!receive_all(connected, block, part)) {
            return false;
        }
        show(out, block, part);
        size -= part;
    }
    return true;
}

/* The verb is done; could its answer be written? */
static enum br_status answered(const struct sink *out, struct br_error *error)
{
    if (out->failure == 0) {
        return BR_OK;
    }
    return br_error_set(error, BR_ERR_IO, "the answer could not be written: %s",
                        out->failure == EPIPE ? "nobody reads standard output any more"
                                              : strerror(out->failure));
}

static enum br_status receive_answer(int connected, int *exit_code, struct br_error *error)
{
    struct sink out = {.file = stdout};
    struct sink err = {.file = stderr};
    bool begun = false;
    for (;;) {
        uint8_t header[BR_CONTROL_HEADER_SIZE];
        if (!receive_all(connected, header, sizeof header)) {
            return begun ? br_error_set(error, BR_ERR_CLOSED,
                                        "the running program broke off before it had answered")
                         : br_error_set(error, BR_ERR_BUSY,
                                        "the running program ended before it had begun with this");
        }
        size_t size = br_load_u32(header + 1);
        uint8_t code = 0;
        bool good = false;
        switch (header[0]) {
        case 'b':
            begun = true;
            good = size == 0;
            break;
        case 'o':
            good = copy_text(connected, size, &out);
            break;
        case 'e':
            good = copy_text(connected, size, &err);
            break;
        case 'x':
            good = size == 1 && receive_all(connected, &code, 1);
            *exit_code = code;
            if (good) {
                return answered(&out, error);
            }
            break;
        default:
            return br_error_set(error, BR_ERR_PROTOCOL,
                                "the running program answers in a form we do not know");
        }
        if (!good) {
            return br_error_set(error, BR_ERR_CLOSED, "the answer broke off");
        }
    }
}

enum br_status br_control_call(const char *path, int argc, char *const *argv, struct br_bytes input,
                               int *exit_code, struct br_error *error)
{
    size_t size = input.size;
    for (int i = 0; i < argc && size <= BR_CONTROL_REQUEST_MAX; i++) {
        size += strlen(argv[i]);
    }
    if (argc > (int)BR_CONTROL_ARGUMENTS_MAX || size > BR_CONTROL_REQUEST_MAX) {
        return br_error_set(error, BR_ERR_LIMIT,
                            "too much for one call: at most %u arguments and %u bytes",
                            BR_CONTROL_ARGUMENTS_MAX, BR_CONTROL_REQUEST_MAX);
    }
    int connected = -1;
    enum br_status status = br_control_file_connect(path, &connected, error);
    if (status != BR_OK) {
        return status;
    }
    (void)fflush(stdout);
    send_request(connected, argc, argv, input);
    status = receive_answer(connected, exit_code, error);
    (void)close(connected);
    return status;
}
