/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of a run: sections of rows, with a column for each VM, and under a monitor one for
 * itself and one for the sum. Only what reports is made of includes it.
 */
#ifndef PANEL_TABLE_H
#define PANEL_TABLE_H

#include "report.h"

enum { TABLE_LABEL = 34, TABLE_COLUMN = 15, TABLE_CELL = 40 };

/* A table under way, of the VMs of one monitor: guests side by side. */
struct table {
    const struct report *report;
    FILE *out;
    const struct ledger *ledger;
    unsigned first, count; /* guests */
    const char *section;   /* printed above the first row that follows, if any does */
};

/* 1234567 as 1,234,567. */
void table_grouped(char cell[TABLE_CELL], uint64_t value);

/* A row begins; and the cells of it. */
void table_label(struct table *t, const char *label);
void table_cell(struct table *t, const char *text);
void table_number(struct table *t, uint64_t value);

/* Number of one party for one row. */
typedef uint64_t row_value(const struct party *p, unsigned which);

/* A row of each party's number and their sum; one of nothing but zeros only if that is wanted. */
void table_values(struct table *t, const char *label, row_value *value, unsigned which,
                  bool even_if_zero);

/* A table of each monitor that is in a VM; what a trap costs at each level. */
void report_inner(const struct report *r, FILE *out, void (*put)(struct table *t));
void report_levels(const struct report *r, FILE *out);

#endif
