/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The points of an experiment as rows: a cell for each column of the sweep and each measure, a
 * family's members side by side. Rows are spooled to a temporary file, so that ten thousand need no
 * more memory than ten; whoever wants them goes through them in order, as often as need be. Made
 * once, from the points' results; results_*.c write them as CSV and JSON, chart_*.c draw them.
 *
 * A test may make rows by hand: rows_begin(), rows_add() for each, rows_end().
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

enum { ROW_COLUMNS = 4096 }; /* more are somebody's mistake */

struct rows {
    const struct experiment *experiment;
    struct row_column *columns; /* by measure, members in order of coming */
    unsigned column_count;
    FILE *spool;
    uint64_t count, ended[POINT_STATUSES]; /* points, and how many of them ended how */
    struct point_result common; /* keys with one value at all points; files that went into any, and
                                   aliases, by which words of members are called in labels */
    unsigned *order;            /* where the columns are that the spool numbers as they came */
    unsigned hint;              /* the column that was found last */
    struct value *values;
    char *bytes; /* of the row that is being added, or has been read */
    size_t size, room;
};

/* One row: `values` has one of each row_column, texts included, until the next one is read. */
struct point_row {
    struct point point;
    enum point_status status;
    const struct value *values;
};

/*
 * Making them. rows_put() gives the row that rows_add() then ends a measure's value, or that of a
 * member of a family. Each returns 0, or a status after a message; to be freed in any case. What is
 * in `common` the caller puts there, aliases before rows_end().
 */
int rows_begin(struct rows *rows, const struct experiment *e);
int rows_put(struct rows *rows, unsigned measure, const char *member, struct value v);
int rows_add(struct rows *rows, struct point p, enum point_status status);
int rows_end(struct rows *rows);
void rows_free(struct rows *rows);

/* From the first one on: true while there is another. */
void rows_rewind(struct rows *rows);
bool rows_next(struct rows *rows, struct point_row *row);

#endif
