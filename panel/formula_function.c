/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formula_function.def as a table, and what its rows compute. */
#include <math.h>

#include "formula_parts.h"

const struct function_row formula_function_rows[FUNCTION_COUNT] = {
#define FUNCTION(name, least, most, value, use, help) {#name, least, most, false, use, help},
#define GATHER(name, most, step, value, use, help) {#name, 1, most, true, use, help},
#define FORM(name, least, most, use, help) {#name, least, most, false, use, help},
#include "formula_function.def"
};

void formula_functions(void (*visit)(void *context, const char *use, const char *help),
                       void *context)
{
    for (unsigned i = 0; i < FUNCTION_COUNT; i++) {
        visit(context, formula_function_rows[i].use, formula_function_rows[i].help);
    }
}

double formula_apply(enum formula_function function, double X, double Y, double Z)
{
    switch (function) {
#define FUNCTION(name, least, most, value, use, help)                                              \
    case FUNCTION_##name:                                                                          \
        return value;
#define GATHER(...)
#define FORM(...)
#include "formula_function.def"
    default:
        break;
    }
    return NAN;
}

double formula_gather_step(enum formula_function function, double A, double X, unsigned N)
{
    switch (function) {
#define FUNCTION(...)
#define GATHER(name, most, step, value, use, help)                                                 \
    case FUNCTION_##name:                                                                          \
        return step;
#define FORM(...)
#include "formula_function.def"
    default:
        break;
    }
    return NAN;
}

double formula_gather_value(enum formula_function function, double A, unsigned N)
{
    switch (function) {
#define FUNCTION(...)
#define GATHER(name, most, step, value, use, help)                                                 \
    case FUNCTION_##name:                                                                          \
        return value;
#define FORM(...)
#include "formula_function.def"
    default:
        break;
    }
    return NAN;
}
