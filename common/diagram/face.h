/**
 * face.h - how wide text is in the face of our pages, and where its lines break.
 *
 * Widths are those of Source Sans 3 in its two weights, so that boxes can grow with their text
 * where no fonts are. Letters that the face does not have count as wide ones. Pure; any thread.
 */
#ifndef BR_DIAGRAM_FACE_H
#define BR_DIAGRAM_FACE_H

#include "base/bytes.h"

/** In pixels; [strong]: semibold. */
double br_face_width(struct br_bytes text, double size, bool strong);

/**
 * Take a line off the front of [rest]: as many words as fit into [width], without the blanks around
 * them; of a word that does not fit alone as many letters as do, one at least. An empty line: the
 * rest was blank, and is now empty.
 */
struct br_bytes br_face_line(struct br_bytes *rest, double size, bool strong, double width);

#endif
