/*
 * site_asset.c - styles, scripts and fonts that are built in, and the academy's own colours.
 *
 * A name bears the hash of what it names, so a browser may keep it for good. What was compressed
 * when it was built is sent as it is.
 */
#include "base/hash.h"
#include "base/limits.h"
#include "web/api.h"
#include "web/site_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t end = strlen(ending);
    return size >= end && strcmp(name + size - end, ending) == 0;
}

static const char *type_of_name(const char *name)
{
    static const struct {
        const char *ending;
        const char *type;
    } types[] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (ends_with(name, types[i].ending)) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

static void etag_of(struct br_bytes bytes, char etag[24])
{
    char text[BR_HASH_TEXT_SIZE];
    struct br_hash hash = br_sha256_one(bytes.data, bytes.size);
    br_hash_text(&hash, text);
    (void)snprintf(etag, 24, "\"%.16s\"", text);
}

enum br_status br_site_assets_open(struct br_site *site)
{
    const struct br_file *files = site->options.assets;
    site->assets = calloc(site->options.asset_count + 1, sizeof *site->assets);
    if (site->assets == NULL) {
        return BR_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < site->options.asset_count; i++) {
        struct br_site_asset *asset = &site->assets[site->asset_count];
        const char *slash = strrchr(files[i].name, '/');
        const char *name = slash == NULL ? files[i].name : slash + 1;
        asset->name = name;
        asset->bytes = (struct br_bytes){(const uint8_t *)files[i].data, files[i].size};
        asset->gzip = asset->bytes.size > 2 && memcmp(asset->bytes.data, "\x1f\x8b", 2) == 0;
        asset->type = type_of_name(asset->name);
        etag_of(asset->bytes, asset->etag);
        site->asset_count++;
    }
    return BR_OK;
}

const char *br_site_asset_named(const struct br_site *site, const char *ending)
{
    for (size_t i = 0; i < site->asset_count; i++) {
        if (ends_with(site->assets[i].name, ending)) {
            return site->assets[i].name;
        }
    }
    return NULL;
}

static bool has_header(struct br_site_call *call, const char *name, const char *part)
{
    struct br_bytes value;
    return br_exchange_header(call->exchange, name, &value) &&
           memmem(value.data, value.size, part, strlen(part)) != NULL;
}

static void send_asset(struct br_site_call *call, const struct br_site_asset *asset,
                       const char *keep)
{
    br_site_header(call, keep);
    br_site_header(call, "ETag: ");
    br_site_header(call, asset->etag);
    br_site_header(call, "\r\n");
    if (has_header(call, "if-none-match", asset->etag)) {
        br_site_answer(call, 304, NULL, (struct br_bytes){NULL, 0});
        return;
    }
    if (asset->gzip) {
        br_site_header(call, "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
    }
    br_site_answer(call, 200, asset->type, asset->bytes);
}

void br_site_asset(struct br_site_call *call)
{
    const struct br_site *site = call->site;
    const char *name = br_site_name(call, "name");
    struct br_site_asset brand = {.name = "brand.css",
                                  .bytes = br_bytes_of_text(site->brand == NULL ? "" : site->brand),
                                  .type = type_of_name(".css")};
    const struct br_site_asset *found = NULL;
    for (size_t i = 0; i < site->asset_count && found == NULL; i++) {
        found = strcmp(site->assets[i].name, name) == 0 ? &site->assets[i] : NULL;
    }
    if (found == NULL && strcmp(name, brand.name) == 0) {
        etag_of(brand.bytes, brand.etag);
        send_asset(call, &brand, "Cache-Control: no-cache\r\n");
    } else if (found == NULL) {
        br_site_error(call, 404, "There is no such file here.");
    } else if (found->gzip && !has_header(call, "accept-encoding", "gzip")) {
        br_site_answer(call, 406, "text/plain; charset=utf-8",
                       br_bytes_of_text("This file is kept compressed: accept gzip.\n"));
    } else {
        send_asset(call, found, "Cache-Control: public, max-age=31536000, immutable\r\n");
    }
}

/* What the pages answer programs with, for whoever writes one. */
void br_site_api(struct br_site_call *call)
{
    size_t count = 0;
    const struct br_file *files = br_web_api(&count);
    struct br_site_asset api = {.bytes = {(const uint8_t *)files[0].data, files[0].size},
                                .type = "application/json"};
    etag_of(api.bytes, api.etag);
    send_asset(call, &api, "Cache-Control: no-cache\r\n");
}
