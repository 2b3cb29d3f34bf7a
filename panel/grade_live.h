/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of an experiment is alive, in its results: whether it could have come out otherwise.
 *
 *     an axis          some measure changes along it alone
 *     a measure        it is measured, and not the same at all points
 *     an expectation   it would be false, at a point that it is about, if a name in it that is
 *                      measured were half or twice what it is (or, of a text, another one); or if
 *                      the point had measured what another did
 *
 * So x >= 0 is dead, also if it is dressed up, and so is what is said of keys alone. What is true
 * by definition (a part is not more than the whole) may look alive. Counts only; knows no lab.
 */
#ifndef PANEL_GRADE_LIVE_H
#define PANEL_GRADE_LIVE_H

#include "rows.h"

enum live_kind { LIVE_AXES, LIVE_MEASURES, LIVE_EXPECTATIONS, LIVE_KINDS };

struct live {
    unsigned count[LIVE_KINDS];
    char *dead[LIVE_KINDS]; /* those that are not, and why, in lines */
};

/* Of all points in the folder, whose rows these are; to be freed. */
void live_find(struct live *l, const struct experiment *e, struct rows *rows, const char *folder);
void live_free(struct live *l);

/* --- grade_names.c: what formulas come down to --- */

/* Whether anything of a formula, or of a name, was measured, and not given by the experiment (r:
 * the result of any point). */
bool grade_measured(const struct experiment *e, const struct point_result *r,
                    const struct formula *f);
bool grade_measured_name(const struct experiment *e, const struct point_result *r,
                         const char *name);

/* How many expectations compare something with the baseline, be it by way of measures. */
unsigned grade_compared(const struct experiment *e);

/*
 * Whether a file that somebody has handed in has few enough points: 0, or a status after a message.
 * To be asked before the points are checked one by one.
 */
int grade_check_points(const struct experiment *e);

/*
 * How much there is to compute at one point: names and operations. And whether all of it is little
 * enough; of an experiment that was checked, so that no measure is made of itself.
 */
enum { WORK_MOST = 50000000 };
uint64_t grade_work(const struct experiment *e, const struct formula *f);
int grade_check_work(const struct experiment *e);

#endif
