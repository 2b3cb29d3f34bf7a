/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that the program writes: opened before anything starts, so that an unwritable one is found
 * in time, and put in place whole at the end, so that nobody ever sees half of one.
 */
#ifndef PANEL_OUTPUT_H
#define PANEL_OUTPUT_H

#include <stdio.h>

#include "diag.h"

struct output {
    FILE *file;      /* null: not open */
    char *path;      /* where it goes in the end */
    char *temporary; /* where it is meanwhile; null if path is no regular file, such as a pipe */
};

/* Open for `path`, which `at` asked for. 0, or EXIT_USAGE after a message. */
int output_open(struct output *o, const char *path, struct where at);

/* Put the file in place. 0, or EXIT_USAGE after a message if it could not be written whole. */
int output_commit(struct output *o);

/* Leave everything as it was before output_open(). */
void output_abandon(struct output *o);

#endif
