/**
 * markup.h - what people write, as HTML: escaped, with a small allow-list of signs that mean more.
 *
 *      an empty line              begins a paragraph; other line ends stay line ends
 *      - at the front of a line   an item of a list
 *      > at the front of a line   a quotation
 *      **words**                  bold, within one line
 *      https://...                a link; what it leads to is never fetched
 *
 * Nothing else means anything, so nothing that a person writes becomes a tag or an attribute of
 * theirs. The same text in a terminal is shown as it was written.
 */
#ifndef BR_PAGES_MARKUP_H
#define BR_PAGES_MARKUP_H

#include "base/bytes.h"

/** Append [text] so that it is text in HTML, also between quotes of an attribute. */
void br_html_escape(struct br_bytes text, struct br_buffer *out);
/** Append [text] as blocks of HTML. */
void br_markup_html(struct br_bytes text, struct br_buffer *out);

#endif
