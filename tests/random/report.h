/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For people: which field of a signature a line holds, and what a program is made of. Owns nothing.
 */
#ifndef TESTS_RANDOM_REPORT_H
#define TESTS_RANDOM_REPORT_H

#include <stddef.h>

#include "tests/random/run.h"

/* The line at which the signature of program n starts, all of them being printed whole. */
unsigned report_start(const struct output *o, unsigned n);

/* The name of the field in the line-th line of the whole signature that starts at `start`. */
void report_field(const struct output *o, unsigned start, unsigned line, char *name, size_t size);

/* The program's items that are not removed, as instructions. */
void report_program(const struct random_program *p);

#endif
