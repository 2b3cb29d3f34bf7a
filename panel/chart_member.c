/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Charts whose x are the members of families (`x: "*"`): the services of a kernel, the levels of
 * monitors. Groups of one member after the other are read, each a pass over the rows.
 */
#include <stdlib.h>
#include <string.h>

#include "chart_data.h"

bool chart_by_member(const struct chart_data *d)
{
    return d->chart->x && strcmp(d->chart->x, "*") == 0;
}

static unsigned measure_at(const struct chart_data *d, unsigned column)
{
    return d->rows->columns[column].measure;
}

static bool same_member(const struct chart_data *d, unsigned one, unsigned other)
{
    const struct row_column *a = &d->rows->columns[one], *b = &d->rows->columns[other];
    return a->member && b->member && strcmp(a->member, b->member) == 0;
}

static void add_member(struct chart_data *d, unsigned column)
{
    for (unsigned i = 0; i < d->member_count; i++) {
        if (same_member(d, d->members[i], column)) {
            return;
        }
    }
    if (d->rows->columns[column].member && d->member_count < CHART_KNOWN) {
        d->members = xrealloc(d->members, (d->member_count + 1) * sizeof *d->members);
        d->members[d->member_count++] = column;
    }
}

static void add_family(struct chart_data *d, unsigned column)
{
    if (d->y_count < CHART_COLUMNS) {
        d->y[d->y_count++] = column;
    } else {
        d->y_more = true;
    }
}

/* A y for each family, which its first column stands for, and all members that any has. */
void chart_find_families(struct chart_data *d)
{
    const struct rows *rows = d->rows;
    d->y = xmalloc(CHART_COLUMNS * sizeof *d->y);
    for (unsigned i = 0; i < d->chart->y_count; i++) {
        unsigned known = d->y_count;
        for (unsigned k = 0; k < rows->column_count; k++) {
            if (strcmp(d->chart->y[i], rows->experiment->measures[measure_at(d, k)].name) == 0) {
                add_member(d, k);
                if (d->y_count == known) {
                    add_family(d, k);
                }
            }
        }
    }
}

bool chart_first_met(struct chart_data *d, const struct chart_group *g)
{
    size_t byte = g->point.number / 8;
    unsigned char bit = (unsigned char)(1 << g->point.number % 8);
    if (!chart_by_member(d)) {
        return true;
    }
    if (byte >= d->met_size) {
        size_t size = 2 * byte + 64;
        d->met = xrealloc(d->met, size);
        memset(d->met + d->met_size, 0, size - d->met_size);
        d->met_size = size;
    }
    bool first = !(d->met[byte] & bit);
    d->met[byte] |= bit;
    return first;
}

unsigned chart_y_column(const struct chart_data *d, unsigned y)
{
    if (!chart_by_member(d)) {
        return d->y[y];
    }
    for (unsigned k = 0; d->member < d->member_count && k < d->rows->column_count; k++) {
        if (measure_at(d, k) == measure_at(d, d->y[y]) &&
            same_member(d, k, d->members[d->member])) {
            return k;
        }
    }
    return CHART_MEMBER;
}

const char *chart_column_name(const struct chart_data *d, unsigned column)
{
    return column == CHART_MEMBER ? "" : experiment_column(d->rows->experiment, column);
}

const char *chart_column_text(const struct chart_data *d, struct point p, unsigned column)
{
    if (column != CHART_MEMBER) {
        return experiment_cell(d->rows->experiment, p, column);
    }
    return d->member < d->member_count ? d->rows->columns[d->members[d->member]].label : "";
}
