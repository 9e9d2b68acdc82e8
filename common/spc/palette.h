/**
 * palette.h - the colours of charts and icons: Making Data Count's hues, darkened.
 *
 * The official grey, blue and orange reach 2.4, 2.5 and 3.3 to 1 on white; these reach 4.6, 5.9 and
 * 5.2. Improvement and concern are nearly as dark as each other, so shapes always go with them.
 * Each drawn thing also has a class (spc-mean, spc-improvement ...) for style sheets.
 */
#ifndef BR_SPC_PALETTE_H
#define BR_SPC_PALETTE_H

#define BR_INK "#1d2a30"         /* mean, text that matters */
#define BR_INK_2 "#495a64"       /* axis and limit labels */
#define BR_GRID "#d9dedf"        /* grid lines carry no meaning of their own */
#define BR_BAND "#eef1f1"        /* between the limits */
#define BR_PAPER "#ffffff"       /* inside rings and tags */
#define BR_IMPROVEMENT "#0067b1" /* square */
#define BR_CONCERN "#b84a00"     /* diamond */
#define BR_COMMON "#6b7780"      /* dot; limits, dashed 7 5 */
#define BR_NEUTRAL "#490092"     /* ring */
#define BR_TARGET "#9a1b4f"      /* dashed and dotted 12 4 2.5 4, always labelled */
#define BR_FACE "'Source Sans 3',Arial,sans-serif"

#endif
