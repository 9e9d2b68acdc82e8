/* qr.c - a text as a picture that a camera reads: one path of SVG. */
#include "web/qr.h"

#include <qrencode.h>
#include <stdbool.h>

/* A row's dark modules, each run of them as one bar. */
static void put_row(const unsigned char *row, int width, int y, struct br_buffer *out)
{
    int x = 0;
    while (x < width) {
        int end = x;
        while (end < width && (row[end] & 1u) != 0) {
            end++;
        }
        if (end > x) {
            br_buffer_put_format(out, "M%d %dh%dv1h-%dz", x, y, end - x, end - x);
        }
        x = end > x ? end : x + 1;
    }
}

size_t br_qr_path(const char *text, struct br_buffer *out)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return 0;
    }
    int width = code->width;
    for (int y = 0; y < width; y++) {
        put_row(code->data + (size_t)y * (size_t)width, width, y, out);
    }
    QRcode_free(code);
    return (size_t)width;
}
