/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of formulas as texts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

/* Whole numbers are written out as far as a double tells them apart. */
static bool whole(double x)
{
    return fabs(x) < 9007199254740992.0 && x == floor(x);
}

/* The fewest digits that lead back to the same number. */
static void write_number(char text[VALUE_SIZE], double x)
{
    if (whole(x)) {
        snprintf(text, VALUE_SIZE, "%.0f", x + 0.0);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(text, VALUE_SIZE, "%.*g", precision, x);
        if (strtod(text, NULL) == x) { /* exactly */
            return;
        }
    }
}

struct value_text value_text(struct value v)
{
    struct value_text t = {""};
    if (v.kind == VALUE_NUMBER) {
        write_number(t.text, v.number);
    } else if (v.kind == VALUE_TEXT) {
        snprintf(t.text, sizeof t.text, "%s",
                 strlen(v.text) < sizeof t.text ? v.text : excerpt(v.text).text);
    }
    return t;
}
