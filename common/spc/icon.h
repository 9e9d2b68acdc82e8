/**
 * icon.h - the icons of variation and assurance, drawn by us on a grid of 48.
 *
 * Square: wanted. Diamond: look here. Circle: neither. Each has its letter (H, L, P, F, ?) or dots,
 * so that nothing depends on its colour. Inline SVG without script or references; at least 28
 * pixels wide, smaller use words. Pure.
 */
#ifndef BR_SPC_ICON_H
#define BR_SPC_ICON_H

#include "spc/xmr.h"

/**
 * Append an <svg> [size] pixels wide. Its name for screen readers is the words of sentence.h; with
 * [words_beside] those stand beside it on the page, and the icon itself is hidden from them.
 */
void br_icon_variation(enum br_spc_variation variation, unsigned size, bool words_beside,
                       struct br_buffer *out);
/** The same; for BR_SPC_ASSURANCE_NONE an empty place of that size. */
void br_icon_assurance(enum br_spc_assurance assurance, unsigned size, bool words_beside,
                       struct br_buffer *out);

#endif
