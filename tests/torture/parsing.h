/**
 * parsing.h - scenarios without a disk: bytes from outside, for which there is no orderly stop, and
 * a conversation.
 */
#ifndef BR_TORTURE_PARSING_H
#define BR_TORTURE_PARSING_H

#include "torture.h"

/** A CSV file and a JSON line into messages. */
enum br_status parse_import(struct world *world);
/** A frame of each kind that has parts. */
enum br_status parse_frames(struct world *world);

/* --- session.c: an assertion is allowed, half a frame is not --- */
void session_open(struct world *world);
enum br_status session_act(struct world *world);
void session_close(struct world *world);

#endif
