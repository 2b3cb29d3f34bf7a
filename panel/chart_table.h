/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts that are tables, and what is to be said below a chart of any kind. */
#ifndef PANEL_CHART_TABLE_H
#define PANEL_CHART_TABLE_H

#include "chart_data.h"
#include "chart_write.h"

void chart_table(struct paper *p, struct chart_data *d);

/* What has been left out or taken together; which points did not pass. */
void chart_remarks(struct paper *p, const struct chart_data *d);

#endif
