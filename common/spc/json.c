/* json.c - what the rules say of a series, for other programs. */
#include "spc/json.h"

#include "spc/day.h"
#include "spc/number.h"
#include "spc/sentence.h"

static void put_number(struct br_buffer *out, const char *name, double number)
{
    char text[BR_NUMBER_SIZE];
    br_number_exact(number, text);
    br_buffer_put_text(out, ",\"");
    br_buffer_put_text(out, name);
    br_buffer_put_text(out, "\":");
    br_buffer_put_text(out, text);
}

static void put_bool(struct br_buffer *out, const char *name, bool value)
{
    br_buffer_put_text(out, ",\"");
    br_buffer_put_text(out, name);
    br_buffer_put_text(out, value ? "\":true" : "\":false");
}

static void put_phase(struct br_buffer *out, const struct br_spc_xmr *xmr, size_t index)
{
    const struct br_spc_phase *phase = &xmr->phases[index];
    char from[BR_DAY_TEXT_SIZE];
    br_day_iso(xmr->points[phase->first].day, from);
    br_buffer_put_format(out, "%s{\"from\":\"%s\"", index == 0 ? "" : ",", from);
    put_number(out, "mean", phase->mean);
    put_number(out, "lpl", phase->lpl);
    put_number(out, "upl", phase->upl);
    br_buffer_put_format(out, ",\"n\":%zu}", phase->count);
}

static void put_point(struct br_buffer *out, const struct br_spc_xmr *xmr, size_t index)
{
    const struct br_spc_mark *mark = &xmr->marks[index];
    const struct br_spc_phase *phase = &xmr->phases[mark->phase];
    char date[BR_DAY_TEXT_SIZE];
    br_day_iso(xmr->points[index].day, date);
    br_buffer_put_format(out, "%s{\"date\":\"%s\"", index == 0 ? "" : ",", date);
    put_number(out, "value", xmr->points[index].value);
    put_number(out, "mean", phase->mean);
    put_number(out, "lpl", phase->lpl);
    put_number(out, "upl", phase->upl);
    put_bool(out, "astronomical", (mark->flags & BR_SPC_ASTRONOMICAL) != 0);
    put_bool(out, "trend", (mark->flags & BR_SPC_TREND) != 0);
    put_bool(out, "two_of_three", (mark->flags & BR_SPC_TWO_OF_THREE) != 0);
    put_bool(out, "shift", (mark->flags & BR_SPC_SHIFT) != 0);
    br_buffer_put_format(out, ",\"label\":\"%s\"}",
                         br_spc_label_name((enum br_spc_label)mark->label));
}

void br_spc_json(const struct br_spc_xmr *xmr, struct br_buffer *out)
{
    char rule_set[BR_RULE_SET_SIZE];
    const char *assurance = br_spc_assurance_name(xmr->assurance);
    br_spc_rule_set(xmr, NULL, rule_set);
    br_buffer_put_format(out, "{\"rule_set\":\"%s\"", rule_set);
    put_bool(out, "trial_limits", xmr->trial);
    br_buffer_put_format(
        out, ",\"variation\":\"%s\",\"assurance\":", br_spc_variation_name(xmr->variation));
    if (assurance == NULL) {
        br_buffer_put_text(out, "null");
    } else {
        br_buffer_put_format(out, "\"%s\"", assurance);
    }
    br_buffer_put_text(out, ",\"phases\":[");
    for (size_t i = 0; i < xmr->phase_count; i++) {
        put_phase(out, xmr, i);
    }
    br_buffer_put_text(out, "],\"points\":[");
    for (size_t i = 0; i < xmr->count; i++) {
        put_point(out, xmr, i);
    }
    br_buffer_put_text(out, "]}");
}
