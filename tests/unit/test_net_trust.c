/* Who is let in: keys, not names or dates; what each kind of wrong certificate ends in. */
#include "test_net_world.h"

#include "base/hash.h"

#include <openssl/x509v3.h>

#define SYNC_NAMES "\x09" BR_ALPN_SYNC

/* A self-signed certificate of [key]; [padding] bytes of a private extension. */
static X509 *certificate_of(EVP_PKEY *key, bool expired, size_t padding)
{
    X509 *made = X509_new();
    CHECK(X509_set_version(made, X509_VERSION_3) == 1);
    CHECK(ASN1_INTEGER_set(X509_get_serialNumber(made), 7) == 1);
    CHECK(X509_gmtime_adj(X509_getm_notBefore(made), -200000) != NULL);
    CHECK(X509_gmtime_adj(X509_getm_notAfter(made), expired ? -100000 : 100000) != NULL);
    CHECK(X509_set_pubkey(made, key) == 1);
    if (padding > 0) {
        uint8_t *bytes = calloc(1, padding);
        ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
        ASN1_OBJECT *name = OBJ_txt2obj("1.2.3.4.5", 1);
        CHECK(ASN1_OCTET_STRING_set(value, bytes, (int)padding) == 1);
        X509_EXTENSION *extension = X509_EXTENSION_create_by_OBJ(NULL, name, 0, value);
        CHECK(X509_add_ext(made, extension, -1) == 1);
        X509_EXTENSION_free(extension);
        ASN1_OBJECT_free(name);
        ASN1_OCTET_STRING_free(value);
        free(bytes);
    }
    const EVP_MD *digest = EVP_PKEY_is_a(key, "ED25519") == 1 ? NULL : EVP_sha256();
    CHECK(X509_sign(made, key, digest) > 0);
    return made;
}

static void identity_write(const char *path, EVP_PKEY *key, X509 *certificate,
                           const EVP_CIPHER *cipher)
{
    char secret[] = "secret";
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    CHECK(PEM_write_PrivateKey(file, key, cipher, NULL, 0, NULL, cipher == NULL ? NULL : secret) ==
          1);
    CHECK(PEM_write_X509(file, certificate) == 1);
    CHECK(fclose(file) == 0);
}

static EVP_PKEY *key_of_file(const char *path)
{
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    CHECK(key != NULL);
    (void)fclose(file);
    return key;
}

/* Open the identity [key] with a certificate that may be expired. */
static struct br_tls *identity_open(const char *name, EVP_PKEY *key, bool expired)
{
    struct br_tls *tls = NULL;
    X509 *certificate = certificate_of(key, expired, 0);
    identity_write(file_in_folder(name), key, certificate, NULL);
    X509_free(certificate);
    CHECK(br_tls_open(file_in_folder(name), &tls, NULL) == BR_OK);
    return tls;
}

static void test_unknown_key_is_refused_and_told(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    dial_as(&world, world.stranger, BR_ALPN_SYNC);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_REFUSED);
    CHECK(strstr(world.dialled.why, "does not accept our key") != NULL);
    CHECK_UINT(world.asked, 1);
    CHECK_UINT(world.accepted_count, 0);
    world_stop(&world);
}

/* The refusal is read even when our first bytes were on their way to a side that has closed. */
static void test_refusal_survives_early_bytes(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    uint8_t *data = calloc(1, 1024u * 1024u);
    for (int round = 0; round < 20; round++) {
        dial_as(&world, world.stranger, BR_ALPN_SYNC);
        CHECK(br_pipe_send(world.dialled.pipe, (struct br_bytes){data, 1024u * 1024u}) == BR_OK);
        UNTIL(&world, world.dialled.closed == 1);
        CHECK(world.dialled.status == BR_ERR_REFUSED);
    }
    free(data);
    CHECK_UINT(world.accepted_count, 0);
    world_stop(&world);
}

static void test_join_lets_unknown_keys_ask(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.echo = true;
    dial_as(&world, world.stranger, BR_ALPN_JOIN);
    CHECK(br_pipe_send(world.dialled.pipe, br_bytes_of_text("code")) == BR_OK);
    UNTIL(&world, world.dialled.received.size == 4);
    struct br_hash stranger = br_tls_pin(world.stranger);
    CHECK(br_hash_equal(&world.accepted[0].pin, &stranger));
    CHECK_TEXT(world.accepted[0].protocol, BR_ALPN_JOIN);
    CHECK_TEXT(world.dialled.protocol, BR_ALPN_JOIN);
    world_stop(&world);
}

static void test_wrong_server_key(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    struct br_hash pin = br_tls_pin(world.stranger);
    side_start(&world.dialled, NULL);
    world.dialled.pipe =
        br_dial_start(&world.loop, world.client, br_listener_address(world.listener), &pin,
                      BR_ALPN_SYNC, &side_events, &world.dialled);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_SIGNATURE);
    CHECK(strstr(world.dialled.why, "another key") != NULL);
    CHECK_UINT(world.dialled.opened, 0);
    CHECK_UINT(world.asked, 0); /* our certificate never left */
    world_stop(&world);
}

static void test_own_key_is_refused_by_the_dialler(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    dial_as(&world, world.server, BR_ALPN_SYNC); /* pin and key are both the listener's own */
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_SIGNATURE);
    CHECK(strstr(world.dialled.why, "our own key") != NULL);
    CHECK_UINT(world.accepted_count, 0);
    world_stop(&world);
}

/* Run a raw client to its end; returns the alert that it got. */
static int raw_outcome(struct world *world, struct raw_tls *raw, const char *names)
{
    raw_tls_begin(raw, names);
    UNTIL(world, raw_tls_step(raw));
    CHECK(raw->failed);
    return raw->alert;
}

static void test_own_key_is_refused_by_the_listener(void)
{
    struct world world;
    struct raw_tls raw;
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    raw_tls_start(&raw, &world);
    raw_tls_key(&raw, file_in_folder("server.pem"));
    CHECK_UINT(raw_outcome(&world, &raw, SYNC_NAMES), SSL_AD_BAD_CERTIFICATE);
    CHECK_UINT(world.asked, 0); /* whatever the owner would have said */
    CHECK_UINT(world.accepted_count, 0);
    raw_tls_stop(&raw);
    world_stop(&world);
}

static void test_no_certificate(void)
{
    static const char *const names[] = {SYNC_NAMES, "\x0e" BR_ALPN_JOIN};
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    for (size_t i = 0; i < 2; i++) {
        struct raw_tls raw;
        raw_tls_start(&raw, &world);
        CHECK_UINT(raw_outcome(&world, &raw, names[i]), SSL_AD_CERTIFICATE_REQUIRED);
        raw_tls_stop(&raw);
    }
    CHECK_UINT(world.asked, 0);
    CHECK_UINT(world.accepted_count, 0);
    world_stop(&world);
}

/* A browser's handshake: no certificate of its own. The pin of the one that it was shown. */
static struct br_hash browse(struct world *world, const char *names, int count)
{
    struct raw_tls raw;
    struct br_hash shown = {{0}};
    raw_tls_start(&raw, world);
    raw_tls_begin(&raw, names);
    UNTIL(world, raw_tls_step(&raw) || world->accepted_count == count);
    CHECK(!raw.failed);
    X509 *certificate = SSL_get1_peer_certificate(raw.ssl);
    CHECK(certificate != NULL);
    if (certificate != NULL) {
        uint8_t *der = NULL;
        int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
        shown = br_sha256_one(der, (size_t)size);
        OPENSSL_free(der);
    }
    CHECK_TEXT(world->accepted[count - 1].protocol, BR_ALPN_HTTP);
    X509_free(certificate);
    raw_tls_stop(&raw);
    return shown;
}

/* Browsers are shown a key of the web's own, which may be replaced; peers go on seeing theirs. */
static void test_browsers_see_another_certificate(void)
{
    static const char names[] = "\x02h2\x08http/1.1";
    struct world world;
    struct br_error error = {""};
    world_start(&world, "127.0.0.1:0");
    CHECK(br_tls_key_new(file_in_folder("web.pem"), NULL) == BR_OK);
    CHECK(br_tls_key_new(file_in_folder("web2.pem"), NULL) == BR_OK);
    CHECK(br_tls_web(world.server, file_in_folder("nowhere.pem"), &error) == BR_ERR_NOT_FOUND);
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), &error) == BR_OK);
    struct br_hash first = browse(&world, names, 1);
    struct br_hash peers = br_tls_pin(world.server);
    CHECK(!br_hash_equal(&first, &peers));
    CHECK_UINT(world.asked, 0);
    CHECK(br_tls_web(world.server, file_in_folder("web2.pem"), &error) == BR_OK);
    struct br_hash second = browse(&world, names, 2);
    CHECK(!br_hash_equal(&first, &second) && !br_hash_equal(&second, &peers));
    EVP_PKEY *rsa = EVP_RSA_gen(2048); /* as authorities sign them; ours is none */
    X509 *certificate = certificate_of(rsa, false, 0);
    identity_write(file_in_folder("web.pem"), rsa, certificate, NULL);
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), &error) == BR_OK);
    struct br_hash third = browse(&world, names, 3);
    CHECK(!br_hash_equal(&third, &second) && !br_hash_equal(&third, &peers));
    dial_as(&world, world.client, BR_ALPN_SYNC);
    UNTIL(&world, world.dialled.opened == 1);
    CHECK(br_hash_equal(&world.dialled.pin, &peers));
    X509_free(certificate);
    EVP_PKEY_free(rsa);
    world_stop(&world);
}

/* What does not fit is said and changes nothing. */
static void test_web_certificates_that_do_not_fit(void)
{
    struct world world;
    struct br_error error = {""};
    world_start(&world, "127.0.0.1:0");
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_PKEY *other = EVP_EC_gen("P-256");
    X509 *expired = certificate_of(key, true, 0);
    X509 *fresh = certificate_of(key, false, 0);
    identity_write(file_in_folder("web.pem"), key, expired, NULL);
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "no longer valid") != NULL);
    identity_write(file_in_folder("web.pem"), other, fresh, NULL);
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "not of the key beside it") != NULL);
    identity_write(file_in_folder("web.pem"), key, fresh, EVP_aes_128_cbc());
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "without a passphrase") != NULL);
    struct raw_tls raw;
    raw_tls_start(&raw, &world);
    CHECK_UINT(raw_outcome(&world, &raw, "\x08http/1.1"), SSL_AD_NO_APPLICATION_PROTOCOL);
    raw_tls_stop(&raw);
    X509_free(expired);
    X509_free(fresh);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    world_stop(&world);
}

/* Leading certificates go along. */
static void test_web_certificate_with_its_chain(void)
{
    struct world world;
    struct raw_tls raw;
    world_start(&world, "127.0.0.1:0");
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *site = certificate_of(key, false, 0);
    X509 *authority = certificate_of(key, false, 100);
    identity_write(file_in_folder("web.pem"), key, site, NULL);
    FILE *file = fopen(file_in_folder("web.pem"), "a");
    CHECK(PEM_write_X509(file, authority) == 1 && fclose(file) == 0);
    CHECK(br_tls_web(world.server, file_in_folder("web.pem"), NULL) == BR_OK);
    raw_tls_start(&raw, &world);
    raw_tls_begin(&raw, "\x08http/1.1");
    UNTIL(&world, raw_tls_step(&raw) || world.accepted_count == 1);
    CHECK(sk_X509_num(SSL_get_peer_cert_chain(raw.ssl)) == 2);
    raw_tls_stop(&raw);
    X509_free(site);
    X509_free(authority);
    EVP_PKEY_free(key);
    world_stop(&world);
}

static void test_older_tls_is_refused(void)
{
    struct world world;
    struct raw_tls raw;
    world_start(&world, "127.0.0.1:0");
    raw_tls_start(&raw, &world);
    raw_tls_key(&raw, file_in_folder("client.pem"));
    CHECK(SSL_CTX_set_max_proto_version(raw.context, TLS1_2_VERSION) == 1);
    CHECK_UINT(raw_outcome(&world, &raw, SYNC_NAMES), SSL_AD_PROTOCOL_VERSION);
    CHECK_UINT(world.accepted_count, 0);
    raw_tls_stop(&raw);
    world_stop(&world);
}

static void test_protocols_that_we_do_not_speak(void)
{
    static const char *const names[] = {NULL, "\x08http/1.1",
                                        "\x09"
                                        "bigroom/2",
                                        "\x08"
                                        "bigroom/"};
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct raw_tls raw;
        raw_tls_start(&raw, &world);
        raw_tls_key(&raw, file_in_folder("client.pem"));
        CHECK_UINT(raw_outcome(&world, &raw, names[i]), SSL_AD_NO_APPLICATION_PROTOCOL);
        raw_tls_stop(&raw);
    }
    dial_as(&world, world.client, "bigroom/2");
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_VERSION);
    CHECK(strstr(world.dialled.why, "bigroom/2") != NULL);
    CHECK_UINT(world.accepted_count, 0);
    world_stop(&world);
}

/* Another client of TLS 1.3 gets in by the same rules; no ticket is handed out, nothing resumes. */
static void test_a_plain_client_with_a_known_key(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.echo = true;
    SSL_SESSION *session = NULL;
    for (int round = 0; round < 2; round++) {
        struct raw_tls raw;
        raw_tls_start(&raw, &world);
        raw_tls_key(&raw, file_in_folder("client.pem"));
        raw_tls_begin(&raw, "\x08http/1.1" SYNC_NAMES);
        if (session != NULL) {
            CHECK(SSL_set_session(raw.ssl, session) == 1);
        }
        UNTIL(&world, raw_tls_step(&raw) || world.accepted_count == round + 1);
        CHECK_TEXT(SSL_get_cipher_name(raw.ssl), "TLS_AES_128_GCM_SHA256");
        CHECK_TEXT(SSL_get_version(raw.ssl), "TLSv1.3");
        CHECK_TEXT(world.accepted[round].protocol, BR_ALPN_SYNC);
        CHECK(SSL_session_reused(raw.ssl) == 0);
        CHECK(SSL_write(raw.ssl, "hello", 5) == 5);
        UNTIL(&world, world.accepted[round].received.size == 5);
        CHECK(!raw_tls_step(&raw));
        SSL_SESSION_free(session);
        session = SSL_get1_session(raw.ssl);
        CHECK(SSL_SESSION_is_resumable(session) == 0); /* no ticket came */
        CHECK(SSL_shutdown(raw.ssl) >= 0);
        UNTIL(&world, world.accepted[round].closed == 1);
        CHECK(world.accepted[round].status == BR_OK);
        raw_tls_stop(&raw);
    }
    SSL_SESSION_free(session);
    CHECK_UINT(world.asked, 2);
    world_stop(&world);
}

/* A peer that asks for new keys all the time is answered and does no harm. */
static void test_key_updates(void)
{
    struct world world;
    struct raw_tls raw;
    world_start(&world, "127.0.0.1:0");
    raw_tls_start(&raw, &world);
    raw_tls_key(&raw, file_in_folder("client.pem"));
    raw_tls_begin(&raw, SYNC_NAMES);
    UNTIL(&world, raw_tls_step(&raw) || world.accepted_count == 1);
    for (int i = 0; i < 20; i++) {
        CHECK(SSL_key_update(raw.ssl, SSL_KEY_UPDATE_REQUESTED) == 1);
        CHECK(SSL_write(raw.ssl, "x", 1) == 1);
        UNTIL(&world, world.accepted[0].received.size == (size_t)i + 1);
        CHECK(br_pipe_send(world.accepted[0].pipe, br_bytes_of_text("y")) == BR_OK);
        (void)turn_loop(&world.loop);
        CHECK(!raw_tls_step(&raw));
    }
    raw_tls_stop(&raw);
    world_stop(&world);
}

/* Dates are ignored by design: a known key is let in, an unknown one is not, expired or not. */
static void test_expired_certificates(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    EVP_PKEY *known = key_of_file(file_in_folder("client.pem"));
    EVP_PKEY *unknown = key_of_file(file_in_folder("stranger.pem"));
    struct br_tls *known_expired = identity_open("known-expired.pem", known, true);
    struct br_tls *unknown_expired = identity_open("unknown-expired.pem", unknown, true);
    dial_as(&world, known_expired, BR_ALPN_SYNC);
    UNTIL(&world, world.accepted_count == 1);
    br_pipe_close(world.dialled.pipe);
    UNTIL(&world, world.dialled.closed == 1 && world.accepted[0].closed == 1);
    CHECK(world.dialled.status == BR_OK);
    dial_as(&world, unknown_expired, BR_ALPN_SYNC);
    UNTIL(&world, world.dialled.closed == 1);
    CHECK(world.dialled.status == BR_ERR_REFUSED);
    CHECK_UINT(world.accepted_count, 1);
    br_tls_free(known_expired);
    br_tls_free(unknown_expired);
    EVP_PKEY_free(known);
    EVP_PKEY_free(unknown);
    world_stop(&world);
}

static void test_ed25519_keys_work_on_both_sides(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    struct br_tls *ours = identity_open("ed25519.pem", key, false);
    struct br_tls *theirs = identity_open("ed25519-other.pem", other, false);
    struct br_listener *listener = NULL;
    CHECK(br_listener_start(&world.loop, theirs, "127.0.0.1:0", &listener_events, &world, &listener,
                            NULL) == BR_OK);
    world.all_allowed = true;
    struct br_hash pin = br_tls_pin(theirs);
    side_start(&world.dialled, NULL);
    world.dialled.pipe = br_dial_start(&world.loop, ours, br_listener_address(listener), &pin,
                                       BR_ALPN_SYNC, &side_events, &world.dialled);
    UNTIL(&world, world.accepted_count == 1 && world.dialled.opened == 1);
    pin = br_tls_pin(ours);
    CHECK(br_hash_equal(&world.accepted[0].pin, &pin));
    br_listener_stop(listener, NULL, NULL);
    br_tls_free(ours); /* in any order: the pipes hold on to what they need */
    br_tls_free(theirs);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    world_stop(&world);
}

static void test_other_kinds_of_key_are_refused(void)
{
    struct world world;
    struct raw_tls raw;
    struct br_tls *tls = NULL;
    struct br_error error = {""};
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    EVP_PKEY *key = EVP_RSA_gen(2048);
    X509 *certificate = certificate_of(key, false, 0);
    identity_write(file_in_folder("rsa.pem"), key, certificate, NULL);
    CHECK(br_tls_open(file_in_folder("rsa.pem"), &tls, &error) == BR_ERR_MALFORMED);
    CHECK(strstr(error.text, "neither P-256 nor Ed25519") != NULL);
    raw_tls_start(&raw, &world);
    raw_tls_key(&raw, file_in_folder("rsa.pem"));
    (void)raw_outcome(&world, &raw, SYNC_NAMES);
    CHECK_UINT(world.accepted_count, 0);
    raw_tls_stop(&raw);
    X509_free(certificate);
    EVP_PKEY_free(key);
    world_stop(&world);
}

/* The message is the certificate and 9 bytes around it. */
static void test_certificates_have_a_maximum(void)
{
    struct world world;
    world_start(&world, "127.0.0.1:0");
    world.all_allowed = true;
    EVP_PKEY *key = key_of_file(file_in_folder("client.pem"));
    for (size_t size = BR_CERTIFICATE_SIZE_MAX - 1; size <= BR_CERTIFICATE_SIZE_MAX + 1; size++) {
        X509 *certificate = NULL;
        size_t padding = size - 600;
        do { /* a signature's size differs by a byte or two from one to the next */
            X509_free(certificate);
            certificate = certificate_of(key, false, padding);
            size_t now = (size_t)i2d_X509(certificate, NULL) + 9;
            padding = padding + size - now;
        } while (i2d_X509(certificate, NULL) + 9 != (int)size);
        identity_write(file_in_folder("large.pem"), key, certificate, NULL);
        int before = world.accepted_count;
        struct raw_tls raw;
        raw_tls_start(&raw, &world);
        raw_tls_key(&raw, file_in_folder("large.pem"));
        raw_tls_begin(&raw, SYNC_NAMES);
        UNTIL(&world, raw_tls_step(&raw) || world.accepted_count > before);
        CHECK((world.accepted_count > before) == (size <= BR_CERTIFICATE_SIZE_MAX));
        raw_tls_stop(&raw);
        X509_free(certificate);
    }
    EVP_PKEY_free(key);
    world_stop(&world);
}

static void test_key_files(void)
{
    struct br_error error = {""};
    struct br_tls *tls = NULL;
    struct stat info;
    const char *path = file_in_folder("new.pem");
    CHECK(br_tls_key_new(path, &error) == BR_OK);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600);
    CHECK(br_tls_key_new(path, &error) == BR_ERR_EXISTS && error.text[0] != '\0');
    CHECK(br_tls_open(path, &tls, &error) == BR_OK);
    struct br_hash pin = br_tls_pin(tls);
    br_tls_free(tls);
    CHECK(br_tls_open(path, &tls, &error) == BR_OK);
    struct br_hash again = br_tls_pin(tls);
    CHECK(br_hash_equal(&pin, &again) && !br_hash_is_zero(&pin));
    br_tls_free(tls);
    CHECK(br_tls_key_new(file_in_folder("no/folder.pem"), &error) == BR_ERR_NOT_FOUND);
    CHECK(br_tls_open(file_in_folder("missing.pem"), &tls, &error) == BR_ERR_NOT_FOUND);
    CHECK(strstr(error.text, "missing.pem") != NULL);
}

static void test_damaged_key_files(void)
{
    struct br_error error = {""};
    struct br_tls *tls = NULL;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    EVP_PKEY *other = EVP_EC_gen("P-256");
    EVP_PKEY *larger = EVP_EC_gen("P-384");
    X509 *certificate = certificate_of(key, false, 0);
    X509 *larger_certificate = certificate_of(larger, false, 0);
    identity_write(file_in_folder("mixed.pem"), other, certificate, NULL);
    CHECK(br_tls_open(file_in_folder("mixed.pem"), &tls, &error) == BR_ERR_MALFORMED);
    identity_write(file_in_folder("locked.pem"), key, certificate, EVP_aes_256_cbc());
    CHECK(br_tls_open(file_in_folder("locked.pem"), &tls, &error) == BR_ERR_MALFORMED);
    identity_write(file_in_folder("larger.pem"), larger, larger_certificate, NULL);
    CHECK(br_tls_open(file_in_folder("larger.pem"), &tls, &error) == BR_ERR_MALFORMED);
    identity_write(file_in_folder("cut.pem"), key, certificate, NULL);
    CHECK(truncate(file_in_folder("cut.pem"), 300) == 0);
    CHECK(br_tls_open(file_in_folder("cut.pem"), &tls, &error) == BR_ERR_MALFORMED);
    CHECK(truncate(file_in_folder("cut.pem"), 0) == 0);
    CHECK(br_tls_open(file_in_folder("cut.pem"), &tls, &error) == BR_ERR_MALFORMED);
    CHECK(br_tls_open(br_test_folder(), &tls, &error) != BR_OK);
    X509_free(certificate);
    X509_free(larger_certificate);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    EVP_PKEY_free(larger);
}

int main(void)
{
    static const struct br_test tests[] = {
        BR_TEST(test_unknown_key_is_refused_and_told),
        BR_TEST(test_refusal_survives_early_bytes),
        BR_TEST(test_join_lets_unknown_keys_ask),
        BR_TEST(test_wrong_server_key),
        BR_TEST(test_own_key_is_refused_by_the_dialler),
        BR_TEST(test_own_key_is_refused_by_the_listener),
        BR_TEST(test_no_certificate),
        BR_TEST(test_browsers_see_another_certificate),
        BR_TEST(test_web_certificates_that_do_not_fit),
        BR_TEST(test_web_certificate_with_its_chain),
        BR_TEST(test_older_tls_is_refused),
        BR_TEST(test_protocols_that_we_do_not_speak),
        BR_TEST(test_a_plain_client_with_a_known_key),
        BR_TEST(test_key_updates),
        BR_TEST(test_expired_certificates),
        BR_TEST(test_ed25519_keys_work_on_both_sides),
        BR_TEST(test_other_kinds_of_key_are_refused),
        BR_TEST(test_certificates_have_a_maximum),
        BR_TEST(test_key_files),
        BR_TEST(test_damaged_key_files),
    };
    return br_test_run(tests, sizeof tests / sizeof tests[0]);
}
