/**
 * xmr.h - XmR charts by the rules of NHS England's Making Data Count.
 *
 * Points in, and out come phases with mean and limits, four flags and one label for each point, and
 * the two icons. Nothing is drawn and nothing is said here: chart.h and sentence.h do that.
 *
 *   points (days rising) ──► phases ──► mean, limits ──► flags ──► label, class ──► icons
 *                   rebase ─┘   fix_after, screen ─┘     └─ two_of_three
 *
 * Where each rule comes from:
 *   - limits 2.66 and screening 3.267 times the mean moving range, trends and shifts of 7, icons,
 *     precedence of labels: Making Data Count, as the R package NHSRplotthedots 0.2.2 has them;
 *   - two of three: the definition that Making Data Count announced on 6 November 2023 (points
 *     outside the limits count as close to them), or the package's (they do not);
 *   - screening is off unless asked for, as in Making Data Count's own Excel tool;
 *   - a missing point is never flagged and breaks every pattern; no moving range bridges it;
 *   - limits equal the mean when all moving ranges are 0, screened or not.
 *
 * Equality: a and b are equal when |a - b| is at most 1e-12 of the phase's largest |value|, so that
 * twelve times 0.1 lie on their mean, not above it.
 *
 * Pure: no clock, no files; all memory comes from the caller's arena. Any thread.
 */
#ifndef BR_SPC_XMR_H
#define BR_SPC_XMR_H

#include "base/arena.h"

#include <math.h>

/** A missing value is NAN; br_spc_missing asks. Others are finite, at most BR_SPC_VALUE_MAX. */
struct br_spc_point {
    int32_t day; /* day.h */
    double value;
};

static inline bool br_spc_missing(double value)
{
    return isnan(value) != 0;
}

enum br_spc_direction { BR_SPC_INCREASE, BR_SPC_DECREASE, BR_SPC_NEUTRAL };

enum br_spc_two_of_three {
    BR_SPC_MDC, /* close: beyond two sigma, outside the limits too */
    BR_SPC_R    /* close: beyond two sigma, but inside the limits */
};

/** A new phase begins at the point of this day, or at the next one behind it. */
struct br_spc_rebase {
    int32_t day;
    const char *reason; /* shown on the chart; NULL: none is known (a plain file). Borrowed. */
};

/** All zero: increase, no target, one phase, limits from all points, unscreened, MDC. */
struct br_spc_options {
    enum br_spc_direction direction;
    bool has_target;
    double target;
    size_t fix_after; /* limits from the first so many points of each phase, missing ones counted;
                         0: from all; else at least BR_SPC_BASELINE_MIN */
    bool screen;      /* moving ranges of 3.267 times their mean and more are left out, once */
    enum br_spc_two_of_three two_of_three;
    size_t rebase_count; /* up to BR_SPC_REBASES_MAX, in any order */
    const struct br_spc_rebase *rebases;
};

enum br_spc_flag {
    BR_SPC_ASTRONOMICAL = 1 << 0, /* outside the limits */
    BR_SPC_TREND = 1 << 1,        /* of 7 or more that rise, or fall, at each step */
    BR_SPC_TWO_OF_THREE = 1 << 2, /* close to a limit, with another one of three neighbours */
    BR_SPC_SHIFT = 1 << 3         /* of 7 or more on one side of the mean */
};

/** One label a point; the first that applies. br_spc_label_name has the R package's words. */
enum br_spc_label {
    BR_SPC_COMMON_CAUSE,
    BR_SPC_ABOVE_LIMIT,
    BR_SPC_BELOW_LIMIT,
    BR_SPC_TREND_UP,
    BR_SPC_TREND_DOWN,
    BR_SPC_TWO_ABOVE,
    BR_SPC_TWO_BELOW,
    BR_SPC_SHIFT_ABOVE,
    BR_SPC_SHIFT_BELOW
};

/** What a label means in this direction; also the icon of variation. */
enum br_spc_variation {
    BR_SPC_VARIATION_COMMON,
    BR_SPC_IMPROVEMENT_HIGH,
    BR_SPC_IMPROVEMENT_LOW,
    BR_SPC_CONCERN_HIGH,
    BR_SPC_CONCERN_LOW,
    BR_SPC_NEUTRAL_HIGH,
    BR_SPC_NEUTRAL_LOW
};

enum br_spc_assurance {
    BR_SPC_ASSURANCE_NONE, /* no target, or no direction */
    BR_SPC_PASS,           /* the target lies beyond the limits, on the good side */
    BR_SPC_FAIL,
    BR_SPC_HIT_OR_MISS /* between the limits or on one; also when there are none */
};

/** What the rules say of one point. */
struct br_spc_mark {
    uint32_t phase; /* index into phases */
    uint8_t flags;  /* enum br_spc_flag */
    int16_t side;   /* of the mean: 1 above, -1 below, 0 on it or missing */
    uint8_t label;  /* enum br_spc_label */
    uint8_t class;  /* enum br_spc_variation */
};

struct br_spc_phase {
    size_t first;    /* index of its first point */
    size_t count;    /* points, missing ones counted */
    size_t missing;  /* of them */
    size_t baseline; /* points at its front that mean and limits come from */
    double mean;     /* NAN: no value in the baseline */
    double lpl;      /* NAN, as upl: no two neighbouring values in the baseline */
    double upl;
    double near_lpl; /* two sigma */
    double near_upl;
    double tolerance; /* differences up to this are none */
    bool trial;       /* fewer than BR_SPC_LIMITS_MIN points */
    size_t rebase;    /* index into options.rebases; SIZE_MAX: the first phase */
};

/** Where a rebase ended up. */
enum br_spc_rebase_fate {
    BR_SPC_REBASE_EXACT, /* at the point of its day */
    BR_SPC_REBASE_NEXT,  /* its day has no point: at the next one, [point] */
    BR_SPC_REBASE_FIRST, /* on or before the first point: nothing stands in front of it */
    BR_SPC_REBASE_AHEAD, /* behind the last point: not yet */
    BR_SPC_REBASE_TWICE  /* another one begins the phase at the same [point] */
};

struct br_spc_rebased {
    enum br_spc_rebase_fate fate;
    size_t point; /* index; but for AHEAD */
};

struct br_spc_xmr {
    struct br_spc_options options; /* as given; its pointers stay borrowed */
    size_t count;
    const struct br_spc_point *points; /* borrowed */
    struct br_spc_mark *marks;         /* one a point */
    size_t phase_count;                /* 0 only without points */
    struct br_spc_phase *phases;
    struct br_spc_rebased *rebased;  /* one for each of options.rebases */
    bool trial;                      /* some phase has trial limits */
    enum br_spc_variation variation; /* of the last point */
    enum br_spc_assurance assurance; /* by the last phase's limits */
};

/**
 * Apply the rules. [points] have rising days. [out] lives as long as the arena, the points and the
 * rebases; it is valid only on BR_OK.
 *
 * BR_ERR_MALFORMED with a sentence: days that do not rise (two points on one day), a value or
 * target that is no number or beyond BR_SPC_VALUE_MAX, fix_after below BR_SPC_BASELINE_MIN.
 * BR_ERR_LIMIT: more than BR_SPC_POINTS_MAX points or BR_SPC_REBASES_MAX rebases.
 * BR_ERR_NO_MEMORY: the arena's budget is spent.
 */
BR_MUST_USE enum br_status br_spc_xmr(const struct br_spc_point *points, size_t count,
                                      const struct br_spc_options *options, struct br_arena *arena,
                                      struct br_spc_xmr *out, struct br_error *error);

/** What br_spc_xmr may take from its arena for so many points and rebases. */
size_t br_spc_xmr_size(size_t point_count, size_t rebase_count);

/**
 * A person's sentence about where rebase [index] went, with what to do; empty when it stands at the
 * point of its day.
 */
void br_spc_rebase_note(const struct br_spc_xmr *xmr, size_t index, struct br_error *note);

/* --- the words that other programs know; static texts --- */

/** "Common Cause", "Above UCL", "7 Point Trend (Increasing)" ... */
const char *br_spc_label_name(enum br_spc_label label);
/** "common_cause", "improvement_high" ... */
const char *br_spc_variation_name(enum br_spc_variation variation);
/** "consistent_pass", "consistent_fail", "inconsistent"; NULL for none. */
const char *br_spc_assurance_name(enum br_spc_assurance assurance);

#endif
