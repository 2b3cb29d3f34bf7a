/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_filter.h"

#include <stdlib.h>
#include <string.h>

static struct value of_number(double number)
{
    return (struct value){VALUE_NUMBER, number, NULL};
}

static bool measure_named(const struct rows *rows, const char *name, unsigned *column)
{
    for (*column = 0; *column < rows->column_count; ++*column) {
        if (strcmp(rows->columns[*column].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The value of a name that is in the row. */
static struct value near_value(void *context, const char *name)
{
    const struct chart_filter *f = context;
    const struct experiment *e = f->rows->experiment;
    unsigned column;
    if (experiment_find_column(e, name, &column)) {
        return experiment_value(e, f->row->point, column);
    }
    if (measure_named(f->rows, name, &column)) {
        return f->row->values[column];
    }
    return strcmp(name, "point") == 0 ? of_number((double)f->row->point.number)
           : strcmp(name, "passed") == 0
               ? of_number(f->row->status == POINT_PASSED)
               : (struct value){VALUE_TEXT, 0, point_status_names[f->row->status]};
}

static void near_each(void *context, const char *pattern,
                      void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    (void)context; /* names with stars are not near */
    (void)pattern;
    (void)visit;
    (void)visit_context;
}

static int look(void *context, const char *name, struct where at, bool baseline)
{
    const struct chart_filter *f = context;
    unsigned column;
    (void)at;
    bool own =
        strcmp(name, "point") == 0 || strcmp(name, "passed") == 0 || strcmp(name, "status") == 0;
    bool near = own || experiment_find_column(f->rows->experiment, name, &column) ||
                measure_named(f->rows, name, &column);
    return baseline || !near;
}

void chart_filter_open(struct chart_filter *f, const struct rows *rows, const struct formula *when,
                       const char *folder)
{
    *f = (struct chart_filter){.rows = rows, .when = when, .folder = folder};
    f->near = !when || formula_names(when, look, f) == 0;
    f->world = (struct formula_world){.context = f, .value = near_value, .each = near_each};
}

/* With the results of the point and of its baseline. */
static bool chosen_far(const struct chart_filter *f, struct point p)
{
    const struct experiment *e = f->rows->experiment;
    struct point_result result, baseline;
    struct point_world world, baseline_world;
    const struct formula_world *b = NULL;
    bool true_there = false;
    if (point_find(&baseline, f->folder, experiment_baseline(e, p).number)) {
        b = point_world(&baseline_world, e, &baseline, NULL);
    }
    if (point_find(&result, f->folder, p.number)) {
        const struct formula_world *w = point_world(&world, e, &result, b);
        true_there = value_true(formula_evaluate(f->when, w, NULL));
    }
    point_free(&result);
    point_free(&baseline);
    return true_there;
}

bool chart_chosen(struct chart_filter *f, const struct point_row *row)
{
    if (!f->when) {
        return true;
    }
    f->row = row;
    return f->near ? value_true(formula_evaluate(f->when, &f->world, NULL))
                   : chosen_far(f, row->point);
}
