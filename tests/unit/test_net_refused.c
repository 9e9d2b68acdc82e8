/*
 * What the system or OpenSSL can refuse, refused at the 1st, 2nd, 3rd ... call: whatever it is, a
 * pipe ends once with a status, what could not be made is not there, and nothing is left behind.
 */
#include "test_net_world.h"

#include "refusing.h"

#include <sys/socket.h>

STAND_BEFORE(int, uv_write,
             (uv_write_t * request, uv_stream_t *stream, const uv_buf_t buffers[], unsigned count,
              uv_write_cb done),
             (request, stream, buffers, count, done), UV_ENOBUFS)
STAND_BEFORE(int, uv_try_write, (uv_stream_t * stream, const uv_buf_t buffers[], unsigned count),
             (stream, buffers, count), UV_ECONNRESET)
STAND_BEFORE(int, uv_read_start, (uv_stream_t * stream, uv_alloc_cb room, uv_read_cb done),
             (stream, room, done), UV_ENOTCONN)
STAND_BEFORE(int, uv_tcp_connect,
             (uv_connect_t * request, uv_tcp_t *tcp, const struct sockaddr *to, uv_connect_cb done),
             (request, tcp, to, done), UV_ENETUNREACH)
STAND_BEFORE(int, uv_getaddrinfo,
             (uv_loop_t * loop, uv_getaddrinfo_t *request, uv_getaddrinfo_cb done, const char *host,
              const char *port, const struct addrinfo *hints),
             (loop, request, done, host, port, hints), UV_ENOMEM)
STAND_BEFORE(int, uv_shutdown, (uv_shutdown_t * request, uv_stream_t *stream, uv_shutdown_cb done),
             (request, stream, done), UV_ENOTCONN)
STAND_BEFORE(int, uv_accept, (uv_stream_t * server, uv_stream_t *stream), (server, stream),
             UV_EMFILE)
STAND_BEFORE(int, uv_tcp_bind, (uv_tcp_t * tcp, const struct sockaddr *to, unsigned flags),
             (tcp, to, flags), UV_EADDRINUSE)
STAND_BEFORE(int, uv_listen, (uv_stream_t * stream, int backlog, uv_connection_cb done),
             (stream, backlog, done), UV_EADDRINUSE)
STAND_BEFORE(int, uv_tcp_getsockname, (const uv_tcp_t *tcp, struct sockaddr *name, int *size),
             (tcp, name, size), UV_ENOTCONN)
STAND_BEFORE(int, uv_tcp_getpeername, (const uv_tcp_t *tcp, struct sockaddr *name, int *size),
             (tcp, name, size), UV_ENOTCONN)
STAND_BEFORE(int, accept4, (int file, __SOCKADDR_ARG from, socklen_t *size, int flags),
             (file, from, size, flags), -1)
STAND_BEFORE(int, SSL_set_ex_data, (SSL * ssl, int index, void *data), (ssl, index, data), 0)
STAND_BEFORE(int, BIO_meth_set_read, (BIO_METHOD * method, int (*reads)(BIO *, char *, int)),
             (method, reads), 0)
STAND_BEFORE(int, BIO_meth_set_write,
             (BIO_METHOD * method, int (*writes)(BIO *, const char *, int)), (method, writes), 0)
STAND_BEFORE(int, BIO_meth_set_ctrl, (BIO_METHOD * method, long (*rules)(BIO *, int, long, void *)),
             (method, rules), 0)
STAND_BEFORE(long, SSL_CTX_ctrl, (SSL_CTX * context, int rule, long number, void *data),
             (context, rule, number, data), 0)
STAND_BEFORE(int, SSL_CTX_set_num_tickets, (SSL_CTX * context, size_t count), (context, count), 0)
STAND_BEFORE(SSL *, SSL_new, (SSL_CTX * context), (context), NULL)
STAND_BEFORE(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method), (method), NULL)
STAND_BEFORE(BIO *, BIO_new, (const BIO_METHOD *method), (method), NULL)
STAND_BEFORE(BIO_METHOD *, BIO_meth_new, (int type, const char *name), (type, name), NULL)
STAND_BEFORE(int, SSL_set_alpn_protos, (SSL * ssl, const unsigned char *names, unsigned size),
             (ssl, names, size), 1)
STAND_BEFORE(int, SSL_write_ex, (SSL * ssl, const void *data, size_t size, size_t *count),
             (ssl, data, size, count), 0)
STAND_BEFORE(int, SSL_CTX_set_ciphersuites, (SSL_CTX * context, const char *names),
             (context, names), 0)
STAND_BEFORE(int, SSL_CTX_use_certificate, (SSL_CTX * context, X509 *certificate),
             (context, certificate), 0)
STAND_BEFORE(int, SSL_CTX_use_PrivateKey, (SSL_CTX * context, EVP_PKEY *key), (context, key), 0)
STAND_BEFORE(int, i2d_X509_PUBKEY, (const X509_PUBKEY *key, unsigned char **out), (key, out), -1)
STAND_BEFORE(int, X509_set_version, (X509 * certificate, long version), (certificate, version), 0)
STAND_BEFORE(int, ASN1_INTEGER_set_uint64, (ASN1_INTEGER * out, uint64_t number), (out, number), 0)
STAND_BEFORE(int, ASN1_TIME_set_string_X509, (ASN1_TIME * out, const char *text), (out, text), 0)
STAND_BEFORE(int, X509_NAME_add_entry_by_txt,
             (X509_NAME * name, const char *field, int type, const unsigned char *text, int size,
              int at, int set),
             (name, field, type, text, size, at, set), 0)
STAND_BEFORE(int, X509_set_issuer_name, (X509 * certificate, const X509_NAME *name),
             (certificate, name), 0)
STAND_BEFORE(int, PEM_write_bio_PKCS8PrivateKey,
             (BIO * out, const EVP_PKEY *key, const EVP_CIPHER *cipher, const char *phrase,
              int size, pem_password_cb *ask, void *context),
             (out, key, cipher, phrase, size, ask, context), 0)
STAND_BEFORE(X509 *, X509_new, (void), (), NULL)
STAND_BEFORE(int, X509_sign, (X509 * certificate, EVP_PKEY *key, const EVP_MD *digest),
             (certificate, key, digest), 0)
STAND_BEFORE(int, X509_set_pubkey, (X509 * certificate, EVP_PKEY *key), (certificate, key), 0)
STAND_BEFORE(int, PEM_write_bio_X509, (BIO * out, const X509 *certificate), (out, certificate), 0)
STAND_BEFORE(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), -1)
STAND_BEFORE(int, fsync, (int file), (file), -1)

/* Of sockets alone: libuv's own wake-up must not fail. */
ssize_t read(int file, void *data, size_t size);
ssize_t read(int file, void *data, size_t size)
{
    static ssize_t (*real)(int, void *, size_t);
    struct stat info;
    if (real == NULL) {
        void *found = dlsym(RTLD_NEXT, "read");
        memcpy((void *)&real, (const void *)&found, sizeof real);
    }
    bool socket = refusing.call != NULL && fstat(file, &info) == 0 && S_ISSOCK(info.st_mode);
    return socket && refused("read") ? -1 : real(file, data, size);
}

/* --- a conversation --- */

enum { TIMES_MAX = 6, SIZE = 7 * 1024 * 1024, DEADLINE_MS = 300, PAUSE_TURNS = 20 };

static bool all_closed(const struct world *world)
{
    bool closed = world->dialled.closed == 1;
    for (int i = 0; i < world->accepted_count; i++) {
        closed = closed && world->accepted[i].closed == 1;
    }
    return closed;
}

/* Dial by name, send much, hear it back, close. True when all of it was heard. */
static bool conversation(const char *call, int at, int number)
{
    static uint8_t data[SIZE];
    struct world world;
    world_start(&world, "localhost:0");
    struct br_hash pin = br_tls_pin(world.server);
    char name[64];
    (void)snprintf(name, sizeof name, "localhost%s",
                   strrchr(br_listener_address(world.listener), ':'));
    side_start(&world.dialled, NULL);
    refuse(call, at, number);
    world.dialled.pipe = br_dial_start(&world.loop, world.client, name, &pin, BR_ALPN_SYNC,
                                       &side_events, &world.dialled);
    br_dial_set_deadline(world.dialled.pipe, DEADLINE_MS);
    UNTIL(&world,
          world.dialled.closed == 1 || (world.dialled.opened == 1 && world.accepted_count == 1));
    if (world.accepted_count == 1 && world.accepted[0].pipe != NULL) {
        CHECK(br_pipe_send(world.accepted[0].pipe, (struct br_bytes){data, SIZE}) == BR_OK);
        world.dialled.pause_at_bytes = true; /* until the system takes no more at once */
        for (int turn = 0; turn < PAUSE_TURNS; turn++) {
            (void)turn_loop(&world.loop);
        }
        world.dialled.pause_at_bytes = false;
        if (world.dialled.pipe != NULL) {
            br_pipe_read(world.dialled.pipe, true);
        }
        UNTIL(&world, world.dialled.received.size == SIZE || world.dialled.closed == 1);
    }
    bool heard = world.dialled.received.size == SIZE;
    if (world.dialled.pipe != NULL) {
        br_pipe_close(world.dialled.pipe);
    }
    UNTIL(&world, all_closed(&world));
    if (!heard) {
        CHECK(world.dialled.status != BR_OK && world.dialled.why[0] != '\0');
    }
    refusing.call = NULL;
    world_stop(&world);
    return heard;
}

static void test_whatever_is_refused_a_conversation_ends_once(void)
{
    static const struct {
        const char *call;
        int number;
    } calls[] = {
        {"uv_write", 0},        {"uv_try_write", 0},
        {"uv_read_start", 0},   {"uv_tcp_connect", 0},
        {"uv_getaddrinfo", 0},  {"uv_shutdown", 0},
        {"uv_accept", 0},       {"uv_tcp_getpeername", 0},
        {"SSL_new", 0},         {"SSL_set_ex_data", 0},
        {"BIO_new", 0},         {"SSL_set_alpn_protos", 0},
        {"i2d_X509_PUBKEY", 0}, {"SSL_write_ex", 0},
        {"accept4", ENOBUFS},   {"read", ECONNRESET},
        {"read", EAGAIN},
    };
    CHECK(conversation(NULL, 0, 0));
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        int refusals = 0;
        do {
            (void)conversation(calls[i].call, refusals + 1, calls[i].number);
        } while (refusing.seen > refusals && ++refusals < TIMES_MAX);
        (void)br_check(refusals > 0, calls[i].call, __FILE__, __LINE__);
    }
}

/* --- what cannot be made --- */

static void test_a_listener_that_is_refused_is_not_there(void)
{
    static const char *const calls[] = {"uv_tcp_bind", "uv_listen", "uv_tcp_getsockname"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct world world = {0};
        struct br_error error = {""};
        world.server = key_in_folder("server.pem");
        CHECK(uv_loop_init(&world.loop) == 0);
        refuse(calls[i], 1, 0);
        enum br_status status =
            br_listener_start(&world.loop, world.server, "127.0.0.1:0", &listener_events, &world,
                              &world.listener, &error);
        CHECK_UINT(refusing.seen, 1);
        refuse(NULL, 0, 0);
        CHECK(status != BR_OK && error.text[0] != '\0');
        (void)uv_run(&world.loop, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&world.loop) == 0);
        br_tls_free(world.server);
    }
}

static void test_tls_that_is_refused_is_not_there(void)
{
    static const char *const calls[] = {"SSL_CTX_new",
                                        "BIO_meth_new",
                                        "SSL_CTX_set_ciphersuites",
                                        "SSL_CTX_use_certificate",
                                        "SSL_CTX_use_PrivateKey",
                                        "i2d_X509_PUBKEY",
                                        "BIO_meth_set_read",
                                        "BIO_meth_set_write",
                                        "BIO_meth_set_ctrl",
                                        "SSL_CTX_set_num_tickets"};
    br_tls_free(key_in_folder("server.pem"));
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct br_tls *tls = NULL;
        struct br_error error = {""};
        refuse(calls[i], 1, 0);
        CHECK(br_tls_open(file_in_folder("server.pem"), &tls, &error) != BR_OK);
        CHECK_UINT(refusing.seen, 1);
        refuse(NULL, 0, 0);
        CHECK(tls == NULL && error.text[0] != '\0');
    }
}

/* OpenSSL's rules are set by one function: whichever is not taken, the key is opened with all of
 * those that matter or not at all. */
static void test_rules_that_are_refused(void)
{
    int at = 1;
    int without = 0;
    br_tls_free(key_in_folder("server.pem"));
    do {
        struct br_tls *tls = NULL;
        struct br_error error = {""};
        refuse("SSL_CTX_ctrl", at, 0);
        enum br_status status = br_tls_open(file_in_folder("server.pem"), &tls, &error);
        refusing.call = NULL;
        CHECK((status == BR_OK) == (tls != NULL && error.text[0] == '\0'));
        without += status == BR_ERR_NO_MEMORY;
        br_tls_free(tls);
    } while (refusing.seen >= at++);
    CHECK_UINT(without, 3); /* the version, the groups, the signatures */
}

static void expect_no_key(const char *call, int at, int number, enum br_status expected)
{
    struct br_error error = {""};
    const char *path = file_in_folder("refused.pem");
    refuse(call, at, number);
    CHECK_UINT(br_tls_key_new(path, &error), expected);
    CHECK_UINT(refusing.seen, at);
    refuse(NULL, 0, 0);
    CHECK(error.text[0] != '\0');
    CHECK(access(path, F_OK) != 0);
}

/* A key that could not be written whole and synced, with its name, is not there at all. */
static void test_a_key_is_made_whole_or_not_at_all(void)
{
    expect_no_key("X509_new", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("BIO_new", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("X509_set_pubkey", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("X509_sign", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("X509_set_version", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("ASN1_INTEGER_set_uint64", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("ASN1_TIME_set_string_X509", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("ASN1_TIME_set_string_X509", 2, 0, BR_ERR_NO_MEMORY);
    expect_no_key("X509_NAME_add_entry_by_txt", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("X509_set_issuer_name", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("PEM_write_bio_PKCS8PrivateKey", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("PEM_write_bio_X509", 1, 0, BR_ERR_NO_MEMORY);
    expect_no_key("write", 1, ENOSPC, BR_ERR_DISK_FULL);
    expect_no_key("write", 1, EDQUOT, BR_ERR_DISK_FULL);
    expect_no_key("write", 1, EIO, BR_ERR_IO);
    expect_no_key("fsync", 1, EIO, BR_ERR_IO);
    expect_no_key("fsync", 2, EROFS, BR_ERR_READ_ONLY); /* of its folder */
    struct br_error error = {""};
    const char *path = file_in_folder("kept.pem");
    refuse("write", 1, EINTR); /* a signal is no reason */
    CHECK(br_tls_key_new(path, &error) == BR_OK);
    refuse(NULL, 0, 0);
    CHECK(br_tls_key_new(path, &error) == BR_ERR_EXISTS);
    CHECK(access(path, F_OK) == 0);
    CHECK(br_tls_key_new(file_in_folder("none/key.pem"), &error) == BR_ERR_NOT_FOUND);
}

/* Wherever the file lies, its folder is synced: here, in a folder, at the root of the files. */
static void test_a_key_in_any_folder(void)
{
    char before[4096];
    struct br_error error = {""};
    struct br_tls *tls = NULL;
    BR_ASSERT(getcwd(before, sizeof before) != NULL && chdir(br_test_folder()) == 0);
    CHECK(br_tls_key_new("here.pem", &error) == BR_OK);
    CHECK(br_tls_open("here.pem", &tls, &error) == BR_OK);
    br_tls_free(tls);
    tls = NULL;
    CHECK(br_tls_open(".", &tls, &error) != BR_OK); /* a folder is no key */
    CHECK(br_tls_open("here.pem/key", &tls, &error) == BR_ERR_IO);
    CHECK(tls == NULL && strstr(error.text, "here.pem/key") != NULL);
    BR_ASSERT(chdir(before) == 0);
    const char *root = "/bigroom-test-key.pem";
    if (br_tls_key_new(root, &error) == BR_OK) { /* only root may */
        CHECK(unlink(root) == 0);
    }
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_whatever_is_refused_a_conversation_ends_once),
        BR_TEST(test_a_listener_that_is_refused_is_not_there),
        BR_TEST(test_tls_that_is_refused_is_not_there),
        BR_TEST(test_rules_that_are_refused),
        BR_TEST(test_a_key_is_made_whole_or_not_at_all),
        BR_TEST(test_a_key_in_any_folder),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
