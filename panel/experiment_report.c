/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `report`: what its charts show, of the columns and measures that there are. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"
#include "trace.h"

static void add_measure_shown(struct chart *c, const char *name)
{
    c->y = xrealloc(c->y, (c->y_count + 1) * sizeof *c->y);
    c->y[c->y_count++] = name;
}

/* Whether the chart goes over the members of families. */
static bool over_members(const struct chart *c)
{
    return c->x != NULL && strcmp(c->x, "*") == 0;
}

/* One measure by its name. */
static int show_measure(const struct experiment *e, struct chart *c, const struct yaml_tree *t)
{
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "report.y: %s: expected the name of a measure",
                       yaml_shape_name(t->shape));
    }
    struct nearest n = nearest_to(t->text);
    for (unsigned i = 0; i < e->measure_count; i++) {
        if (strcmp(e->measures[i].name, t->text) == 0) {
            add_measure_shown(c, e->measures[i].name);
            return over_members(c) && !formula_is_family(e->measures[i].formula)
                       ? diag_at(t->at,
                                 "report.y: `%s` has one value: expected families, whose members "
                                 "x is",
                                 t->text)
                       : 0;
        }
        nearest_offer(&n, e->measures[i].name);
    }
    return diag_at(t->at, "report.y: no measure is called `%s`: %s", excerpt(t->text).text,
                   nearest_advice(&n));
}

/* All that may be shown. */
static void show_all(const struct experiment *e, struct chart *c)
{
    for (unsigned i = 0; i < e->measure_count; i++) {
        if (!over_members(c) || formula_is_family(e->measures[i].formula)) {
            add_measure_shown(c, e->measures[i].name);
        }
    }
}

/* A measure, a list of them, or without either all. */
static int show_measures(const struct experiment *e, struct chart *c, const struct yaml_tree *t)
{
    int status = 0;
    if (t == NULL) {
        show_all(e, c);
    } else if (t->shape == YAML_SEQUENCE) {
        for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
            status = show_measure(e, c, m);
        }
    } else {
        status = show_measure(e, c, t);
    }
    return status == 0 && c->y_count == 0
               ? diag_at(t != NULL ? t->at : c->at, "report.y: nothing: expected %s",
                         over_members(c) ? "a family" : "a measure")
               : status;
}

/* Keys that only an episode has. */
static int check_flow(const struct chart *c, const struct plan_chart *p)
{
    const struct {
        const char *key;
        struct where at;
    } keys[] = {{"episode", p->episode_at}, {"vm", p->vm_at}, {"columns", p->columns_at}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].at.file != NULL && c->kind != CHART_FLOW) {
            return diag_at(keys[i].at, "report.%s: expected kind flow, which alone has it",
                           keys[i].key);
        }
    }
    if (c->episode != NULL && !trace_is_episode(c->episode)) {
        return diag_at(p->episode_at, "report.episode: `%s`: expected " TRACE_EPISODES,
                       excerpt(c->episode).text);
    }
    if (c->columns != NULL && !trace_are_columns(c->columns)) {
        return diag_at(p->columns_at, "report.columns: `%s`: expected " TRACE_COLUMNS,
                       excerpt(c->columns).text);
    }
    return 0;
}

/* On a logarithmic axis parts of a bar would not be as long as they are large. */
static int check_log(const struct chart *c, const struct plan_chart *p)
{
    bool y = c->log == LOG_Y || c->log == LOG_XY;
    return c->kind == CHART_STACKED && y
               ? diag_at(p->log_at, "report.log: parts do not add up on a logarithmic axis: "
                                    "expected kind bars, or no `log`")
               : 0;
}

/* What goes from left to right; and what there is a line for. */
static int check_columns(const struct experiment *e, struct chart *c, const struct plan_chart *p)
{
    bool plot = c->kind != CHART_TABLE && c->kind != CHART_FLOW;
    bool members = over_members(c);
    int status = c->x == NULL || members ? 0 : plan_check_column(e, "report.x", c->x, p->x_at);
    if (status == 0 && c->series != NULL) {
        status = plan_check_column(e, "report.series", c->series, p->series_at);
    }
    if (status != 0) {
        return status;
    }
    if (c->series != NULL && c->x == NULL && !plot) {
        return diag_at(p->series_at, "report.series: a table of series needs a key `x` too");
    }
    if (plot && c->x == NULL && experiment_columns(e) == 0) {
        return diag_at(c->at, "report: nothing is varied that could go from left to right: "
                              "expected a `sweep`, or kind table");
    }
    c->x = plot && c->x == NULL ? experiment_column(e, 0) : c->x;
    return c->series != NULL && c->x != NULL && strcmp(c->series, c->x) == 0
               ? diag_at(p->series_at, "report.series: `%s` is x already: expected another column",
                         c->x)
               : 0;
}

static int take_chart(struct experiment *e, const struct yaml_tree *t)
{
    struct plan_chart p = {.kind = 0};
    int status = plan_take_item(&e->keeper, &plan_sections[PLAN_chart], &p, t);
    struct chart c = {.kind = (enum chart_kind)p.kind,
                      .at = t->at,
                      .title = p.title,
                      .note = p.note,
                      .x = p.x,
                      .series = p.series,
                      .when = p.when,
                      .log = (enum chart_log)p.log,
                      .spread = (enum chart_spread)p.spread,
                      .x_label = p.x_label,
                      .y_label = p.y_label,
                      .episode = p.episode,
                      .vm = p.vm,
                      .vm_at = p.vm_at,
                      .columns = p.columns};
    status = status != 0 ? status : check_flow(&c, &p);
    status = status != 0 ? status : check_log(&c, &p);
    status = status != 0 ? status : check_columns(e, &c, &p);
    plan_spread(e, p.when);
    status = status != 0 || p.when == NULL ? status : plan_check_single(p.when, "report.when");
    status = status != 0 ? status : show_measures(e, &c, p.y);
    e->charts = xrealloc(e->charts, (e->chart_count + 1) * sizeof *e->charts);
    e->charts[e->chart_count++] = c;
    return status;
}

int plan_report(struct experiment *e, const struct yaml_tree *t)
{
    static const struct yaml_tree all = {.shape = YAML_MAPPING};
    if (t == NULL || yaml_tree_empty(t)) {
        return take_chart(e, &all);
    }
    if (t->shape != YAML_SEQUENCE) {
        return diag_at(t->at, "report: %s: expected a list, items that begin with `- kind: ...`",
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = take_chart(e, item);
    }
    return status;
}
