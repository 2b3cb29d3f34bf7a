/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `trapeze classify` prints of a classification. Owns nothing; writes to standard output. */
#ifndef PANEL_CLASSIFY_REPORT_H
#define PANEL_CLASSIFY_REPORT_H

#include "classify_result.h"

/* One line per instruction or group of forms, then the verdicts. */
void classify_text(const struct classification *c);

/* The monitor that theory allows for, in words. */
const char *classify_monitor(const struct verdict *v);

#endif
