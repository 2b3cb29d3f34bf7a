/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `trapeze classify` makes of a classification: text, JSON, Markdown; and the words that they
 * share. Owns nothing; writes to standard output.
 */
#ifndef PANEL_CLASSIFY_REPORT_H
#define PANEL_CLASSIFY_REPORT_H

#include <stdio.h>

#include "classify_result.h"
#include "classify_witness.h"

/* Each instruction, or group of forms of a CSR, with grounds and witnesses; then the verdicts. */
void classify_text(struct bench *b, const struct classification *c);

/* The same as JSON (schema trapeze-classify/1), and as Markdown for the manual, shorter. */
void classify_json(struct bench *b, const struct classification *c);
void classify_markdown(struct bench *b, const struct classification *c);

/* What stands above all machines. */
void classify_begin_all(bool markdown);

/* All witnesses that the text has, to a file that classify_file.h reads. */
void classify_write(struct bench *b, const struct classification *c, FILE *out);

/* The monitors that theory allows for; what more practice does, or null. */
const char *classify_monitor(const struct verdict *v);
const char *classify_effective(const struct verdict *v);

/* What follows from the shape of its semantics. */
const char *classify_shape(const struct finding *f);

/* The supervisor's bits that have to be so for it to trap in user mode: "mstatus.TW = 1". */
enum { OPENS_SIZE = 80 };
void classify_opens(const struct finding *f, char text[OPENS_SIZE]);

/* What it is that makes the verdict, where no witness can. */
enum { GROUNDS_SIZE = 240 };
void classify_grounds(const struct finding *f, char text[GROUNDS_SIZE]);

/* A witness for each property, of those that are set as bits, that one of the group was found to
 * have. */
typedef void witness_visit(void *context, const struct witness *w);
void classify_each_witness(struct bench *b, const struct classification *c, const struct group *g,
                           unsigned properties, witness_visit *visit, void *context);

#endif
