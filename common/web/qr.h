/**
 * qr.h - a text as a picture that a camera reads.
 */
#ifndef BR_WEB_QR_H
#define BR_WEB_QR_H

#include "base/bytes.h"

/**
 * Append the dark parts as an SVG path over modules of 1 by 1; the answer is how many stand in a
 * row, without the quiet zone of 4 around it. 0: the text is too long, or there is no memory.
 */
size_t br_qr_path(const char *text, struct br_buffer *out);

#endif
