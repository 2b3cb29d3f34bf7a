/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results.json, schema trapeze-results/1: everything. The configuration is what all points have in
 * common; what else a point has is with the point. Written point by point.
 */
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "json_text.h"
#include "options_table.h"
#include "output.h"
#include "point_json.h"

/* A member of the root that stands before the points. */
static void put_member(FILE *out, const char *name, json_t *value)
{
    fprintf(out, " \"%s\": ", name);
    json_dumpf(value, out, JSON_ENCODE_ANY | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
    fputs(",\n", out);
    json_decref(value);
}

static json_t *columns_json(const struct experiment *e)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < experiment_columns(e); i++) {
        json_array_append_new(array, json_text(experiment_column(e, i)));
    }
    return array;
}

static json_t *measures_json(const struct rows *rows)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < rows->column_count; i++) {
        const struct row_column *c = &rows->columns[i];
        const struct measure *m = &rows->experiment->measures[c->measure];
        json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:o}", "name", json_text(c->name),
                                               "label", json_text(c->label), "value",
                                               json_text(formula_text(m->formula)), "unit",
                                               json_text_or_null(m->unit)));
    }
    return array;
}

static json_t *expectations_json(const struct experiment *e, const struct verdicts *v)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < e->expectation_count; i++) {
        const struct expectation *x = &e->expectations[i];
        const struct verdict *of = &v->of[i];
        const char *when = x->when ? formula_text(x->when) : NULL;
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o, s:I, s:I, s:I, s:o}", "that",
                             json_text(formula_text(x->that)), "when", json_text_or_null(when),
                             "because", json_text_or_null(x->because), "held", (json_int_t)of->held,
                             "failed", (json_int_t)of->failed, "first", (json_int_t)of->first,
                             "there", json_text_or_null(of->text)));
    }
    return array;
}

static json_t *cells_json(const struct experiment *e, struct point p)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < experiment_columns(e); i++) {
        const char *name = experiment_column(e, i);
        json_object_set_new(object, name, json_text(experiment_cell(e, p, i)));
    }
    return object;
}

static json_t *row_json(const struct rows *rows, const struct point_row *row)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < rows->column_count; i++) {
        json_object_set_new(object, rows->columns[i].name, json_value(row->values[i]));
    }
    return object;
}

/* What this point has and not all. */
static json_t *own_values(const struct rows *rows, const struct point_result *r)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < r->value_count; i++) {
        const struct point_value *v = &r->values[i];
        bool first = point_value(r, v->name) == &v->value;
        if (first && (i >= r->key_count || !point_value(&rows->common, v->name))) {
            json_object_set_new(object, v->name, json_value(v->value));
        }
    }
    return object;
}

static void put_point(const struct rows *rows, const struct point_row *row, const char *folder,
                      FILE *out)
{
    struct point_result r;
    const struct experiment *e = rows->experiment;
    point_find(&r, folder, row->point.number);
    json_t *point = json_pack(
        "{s:I, s:o, s:s, s:o, s:s, s:o, s:o, s:o}", "point", (json_int_t)row->point.number, "cells",
        cells_json(e, row->point), "status", point_status_names[row->status], "message",
        json_text_or_null(r.message), "identity", r.identity, "measures", row_json(rows, row),
        "values", own_values(rows, &r), "aliases", point_aliases_json(&r));
    json_dumpf(point, out, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
    json_decref(point);
    point_free(&r);
}

static void put_head(const struct rows *rows, const struct verdicts *v, FILE *out)
{
    const struct experiment *e = rows->experiment;
    const char *slash = strrchr(e->file, '/');
    put_member(out, "schema", json_string("trapeze-results/1"));
    put_member(out, "version", json_string(TRAPEZE_VERSION));
    put_member(out, "file", json_text(slash ? slash + 1 : e->file));
    put_member(out, "title", json_text_or_null(e->title));
    put_member(out, "question", json_text_or_null(e->question));
    put_member(out, "source", json_text_or_null(e->source));
    put_member(out, "expected", json_text_or_null(e->expected));
    put_member(out, "inputs", point_inputs_json(&rows->common));
    put_member(out, "configuration", point_values_json(&rows->common, 0, rows->common.value_count));
    put_member(out, "columns", columns_json(e));
    put_member(out, "measures", measures_json(rows));
    put_member(out, "expectations", expectations_json(e, v));
}

int results_json(struct rows *rows, const struct verdicts *v, const char *folder)
{
    struct output o;
    struct point_row row;
    char *path = xformat("%s/results.json", folder);
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        const char *joint = "";
        fputs("{\n", o.file);
        put_head(rows, v, o.file);
        fputs(" \"points\": [", o.file);
        for (rows_rewind(rows); rows_next(rows, &row); joint = ",") {
            fprintf(o.file, "%s\n  ", joint);
            put_point(rows, &row, folder, o.file);
        }
        fputs("\n ]\n}\n", o.file);
        status = output_commit(&o);
    }
    free(path);
    return status;
}
