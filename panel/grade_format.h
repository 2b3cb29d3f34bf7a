/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One function for each format; for grade_format.c, which has their names. Owns nothing. None of
 * them tells when, where or how fast anything was done.
 */
#ifndef PANEL_GRADE_FORMAT_H
#define PANEL_GRADE_FORMAT_H

#include "grade.h"

void grade_write_text(const struct grade *g, FILE *out);         /* as MIT's gradelib */
void grade_write_gradescope(const struct grade *g, FILE *out);   /* results.json */
void grade_write_prairielearn(const struct grade *g, FILE *out); /* results.json */
void grade_write_autolab(const struct grade *g, FILE *out);      /* text, and a line of JSON */
void grade_write_junit(const struct grade *g, FILE *out);        /* XML */
void grade_write_json(const struct grade *g, FILE *out);         /* schema trapeze-grade/1 */

#endif
