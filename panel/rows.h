/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The points of an experiment as rows: a cell for each column of the sweep and each measure, a
 * family's members side by side. Rows are spooled to a temporary file, so that ten thousand need no
 * more memory than ten; whoever wants them goes through them in order, as often as need be. Made
 * once, from the points' results; results.c writes them as CSV and JSON, chart_*.c draws them.
 */
#ifndef PANEL_ROWS_H
#define PANEL_ROWS_H

#include <stdio.h>

#include "point.h"

/* A column of a measure: the measure itself, or one member of a family. */
struct row_column {
    char *name;         /* "hidden", or "hidden.alice" */
    const char *member; /* within name: "alice", or NULL */
    char *label;        /* for people: the member's alias, or the name */
    unsigned measure;
};

struct rows {
    const struct experiment *experiment;
    struct row_column *columns; /* by measure, members in order of coming */
    unsigned column_count;
    FILE *spool;
    uint64_t count;
};

/* One row: `values` has one of each row_column, texts included, until the next one is read. */
struct point_row {
    struct point point;
    enum point_status status;
    const struct value *values;
};

/* Evaluate all measures at all points, whose results are in folder/points. 0 or a status. */
int rows_make(struct rows *rows, const struct experiment *e, const char *folder);
void rows_free(struct rows *rows);

/* From the first one on: true while there is another. */
void rows_rewind(struct rows *rows);
bool rows_next(struct rows *rows, struct point_row *row);

#endif
