/**
 * sentence.h - what a chart says, in plain words with dates.
 *
 * Each part is a whole sentence, or empty. Pages show them apart ("Improvement." in bold, then the
 * reading); br_sentence_whole joins them for the terminal, for print and for screen readers:
 *
 *   The last seven points are above the mean, since 5 Oct 2026: improvement. The target of 38% is
 *   met at times and missed at times, by chance.
 *
 * Plain text: escape it where it is shown. Pure; any thread.
 */
#ifndef BR_SPC_SENTENCE_H
#define BR_SPC_SENTENCE_H

#include "spc/run_chart.h"

struct br_sentence {
    char verdict[48];  /* "Improvement", "Concern", "Change", "No change beyond chance", ... */
    char reading[480]; /* what it rests on, of the last points */
    char before[480];  /* what stands out earlier, when the last point does not */
    char target[480];  /* what to expect of the target */
    char trial[480];   /* that limits are on trial, or when they come */
    bool stands_out;   /* the verdict is a change of some kind */
};

/**
 * [run] NULL: an XmR chart; else a run chart of the same points. [unit] is "%", "minutes" or NULL;
 * borrowed until return, cut when long.
 */
void br_sentence_make(const struct br_spc_xmr *xmr, const struct br_run_chart *run,
                      const char *unit, struct br_sentence *out);
void br_sentence_whole(const struct br_sentence *sentence, struct br_buffer *out);

/** "XmR, Making Data Count rules, unscreened, two-of-three as of 2023", for the foot of a chart. */
#define BR_RULE_SET_SIZE 160u
void br_spc_rule_set(const struct br_spc_xmr *xmr, const struct br_run_chart *run,
                     char out[BR_RULE_SET_SIZE]);

/* --- words for one point and for icons; static texts --- */

/** "7 points above the mean", "above the upper limit", "common cause" ... */
const char *br_spc_label_words(enum br_spc_label label);
/** "improvement, higher", "concern, lower", "changed, higher", "common cause" */
const char *br_spc_variation_words(enum br_spc_variation variation);
/** "target met by this process", "target will not be met ...", "target met at times"; "": none */
const char *br_spc_assurance_words(enum br_spc_assurance assurance);

/** How many decimals the numbers of this chart are shown with. */
int br_spc_decimals(const struct br_spc_xmr *xmr);
/** A number with its unit: 38%, 45 minutes. */
#define BR_VALUE_TEXT_SIZE 80u
void br_spc_value_text(double value, int decimals, const char *unit, char out[BR_VALUE_TEXT_SIZE]);

#endif
