/* verb_web.c - what browsers are shown. */
#include "replica/folder.h"
#include "server/site.h"
#include "server/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CERTIFICATE_SIZE_MAX = 256 * 1024, PATH_SIZE = ACADEMY_FOLDER_SIZE + 64 };

static enum br_status read_file(const char *path, struct br_buffer *out, struct br_error *error)
{
    char block[4096];
    size_t size = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        enum br_status status = errno == ENOENT ? BR_ERR_NOT_FOUND : BR_ERR_IO;
        return br_error_set(error, status, "cannot read %s: %s", path, strerror(errno));
    }
    do {
        size = fread(block, 1, sizeof block, file);
        br_buffer_put(out, block, size);
    } while (size == sizeof block && br_buffer_ok(out));
    bool good = ferror(file) == 0;
    (void)fclose(file);
    if (!br_buffer_ok(out)) {
        return br_error_set(error, BR_ERR_LIMIT, "%s is too large for a certificate", path);
    }
    return good ? BR_OK : br_error_set(error, BR_ERR_IO, "%s cannot be read", path);
}

void verb_web_certificate(struct verb_call *call)
{
    struct academy *academy = call->academy;
    const char *file = call->words.plain[1];
    char folder[PATH_SIZE];
    struct br_buffer pem;
    struct br_error error = {""};
    br_buffer_init(&pem, CERTIFICATE_SIZE_MAX);
    (void)snprintf(folder, sizeof folder, "%s/keys", academy->folder);
    enum br_status status = read_file(file, &pem, &error);
    if (status == BR_OK) {
        status = br_tls_web(academy->tls, file, &error); /* it is in use once it fits */
    }
    if (status == BR_OK) {
        status = br_folder_put(folder, "web.pem", pem.data, pem.size, 0600, &error);
    }
    br_wipe(pem.data, pem.size);
    br_buffer_free(&pem);
    if (status != BR_OK) {
        verb_fail(call, EXIT_FAILED, "%s", error.text);
        return;
    }
    br_buffer_put_text(&call->out, "Browsers are shown this certificate from now on.\n");
    verb_finish(call, EXIT_OK);
}
