/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.csv: a row for each point, fields quoted where RFC 4180 has them quoted. */
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "output.h"

static void put_field(FILE *out, const char *text, bool first)
{
    fputs(first ? "" : ",", out);
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        fputs(*text == '"' ? "\"" : "", out);
        fputc(*text, out);
    }
    fputc('"', out);
}

/* A text whole, whatever its length. */
static void put_value(FILE *out, struct value v)
{
    struct value_text number;
    if (v.kind == VALUE_TEXT) {
        put_field(out, v.text, false);
    } else {
        number = value_text(v);
        put_field(out, number.text, false);
    }
}

static void put_header(const struct rows *rows, FILE *out)
{
    put_field(out, "point", true);
    for (unsigned i = 0; i < experiment_columns(rows->experiment); i++) {
        put_field(out, experiment_column(rows->experiment, i), false);
    }
    put_field(out, "status", false);
    for (unsigned i = 0; i < rows->column_count; i++) {
        put_field(out, rows->columns[i].name, false);
    }
    fputc('\n', out);
}

static void put_row(const struct rows *rows, const struct point_row *row, FILE *out)
{
    fprintf(out, "%llu", (unsigned long long)row->point.number);
    for (unsigned i = 0; i < experiment_columns(rows->experiment); i++) {
        put_field(out, experiment_cell(rows->experiment, row->point, i), false);
    }
    put_field(out, point_status_names[row->status], false);
    for (unsigned i = 0; i < rows->column_count; i++) {
        put_value(out, row->values[i]);
    }
    fputc('\n', out);
}

int results_csv(struct rows *rows, const char *folder)
{
    struct output o;
    struct point_row row;
    char *path = xformat("%s/results.csv", folder);
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        put_header(rows, o.file);
        for (rows_rewind(rows); rows_next(rows, &row);) {
            put_row(rows, &row, o.file);
        }
        status = output_commit(&o);
    }
    free(path);
    return status;
}
