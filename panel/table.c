/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <inttypes.h>

void table_grouped(char cell[TABLE_CELL], uint64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *to = cell;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = digits[i];
    }
    *to = '\0';
}

void table_label(struct table *t, const char *label)
{
    if (t->section) {
        fprintf(t->out, "%s\n", t->section);
        t->section = NULL;
    }
    fprintf(t->out, "  %-*.*s", TABLE_LABEL, TABLE_LABEL, label);
}

void table_cell(struct table *t, const char *text)
{
    fprintf(t->out, " %*s", TABLE_COLUMN, text);
}

void table_number(struct table *t, uint64_t value)
{
    char cell[TABLE_CELL];
    table_grouped(cell, value);
    table_cell(t, cell);
}

void table_values(struct table *t, const char *label, row_value *value, unsigned which,
                  bool even_if_zero)
{
    const struct ledger *l = t->ledger;
    uint64_t sum = 0;
    for (unsigned i = 0; i < l->party_count; i++) {
        sum += value(&l->parties[i], which);
    }
    if (sum == 0 && !even_if_zero) {
        return;
    }
    table_label(t, label);
    for (unsigned i = 1; i < l->party_count; i++) {
        table_number(t, value(&l->parties[i], which));
    }
    if (l->monitored) {
        table_number(t, value(&l->parties[LEDGER_MONITOR], which));
        table_number(t, sum);
    }
    fputc('\n', t->out);
}
