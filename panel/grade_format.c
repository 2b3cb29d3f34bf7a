/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats in which a grade is told: by name; and what a student may see. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "grade_format.h"

static const struct {
    const char *name;
    void (*write)(const struct grade *g, FILE *out);
} formats[GRADE_FORMATS] = {
    [GRADE_TEXT] = {"text", grade_write_text},
    [GRADE_GRADESCOPE] = {"gradescope", grade_write_gradescope},
    [GRADE_PRAIRIELEARN] = {"prairielearn", grade_write_prairielearn},
    [GRADE_AUTOLAB] = {"autolab", grade_write_autolab},
    [GRADE_JUNIT] = {"junit", grade_write_junit},
    [GRADE_JSON] = {"json", grade_write_json},
};

enum grade_format grade_format_named(const char *name)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < GRADE_FORMATS; i++) {
        if (strcmp(name, formats[i].name) == 0) {
            return (enum grade_format)i;
        }
        nearest_offer(&n, formats[i].name);
    }
    diag("--format %s: %s", excerpt(name).text, nearest_advice(&n));
    return GRADE_FORMATS;
}

void grade_write(const struct grade *g, enum grade_format format, FILE *out)
{
    formats[format].write(g, out);
}

char *grade_visible(const struct grade_test *t)
{
    if (!t->ran) {
        return xstrdup("it was not run\n");
    }
    if (t->passed || t->test->visibility == LAB_HIDDEN) {
        return xstrdup("");
    }
    const char *said = t->said != NULL ? t->said : "";
    const char *hint = t->test->hint;
    size_t n = hint != NULL ? strlen(hint) : 0;
    return xformat("%s%s%s%s", said, hint != NULL ? "hint: " : "", hint != NULL ? hint : "",
                   n > 0 && hint[n - 1] != '\n' ? "\n" : "");
}

struct cycles_text cycles_text(uint64_t cycles)
{
    struct cycles_text t;
    if (cycles < 10000) {
        snprintf(t.text, sizeof t.text, "%" PRIu64 " cycles", cycles);
    } else if (cycles < 1000 * 1000) {
        snprintf(t.text, sizeof t.text, "%.1f kcycles", (double)cycles / 1e3);
    } else {
        snprintf(t.text, sizeof t.text, "%.1f Mcycles", (double)cycles / 1e6);
    }
    return t;
}
