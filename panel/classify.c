/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze classify: what Popek and Goldberg's definitions make of each instruction, by experiment.
 * A difference from what the rows say is a fault of ours.
 */
#include <stdlib.h>
#include <string.h>

#include "classify_report.h"
#include "options.h"

/* The machine named by --isa; VARIANT_COUNT after a message. */
static enum variant variant_named(const char *name)
{
    struct nearest n = nearest_to(name);
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        if (strcmp(name, isa_variant_names[v]) == 0) {
            return (enum variant)v;
        }
        nearest_offer(&n, isa_variant_names[v]);
    }
    diag("--isa %s: %s", excerpt(name).text, nearest_advice(&n));
    return VARIANT_COUNT;
}

static void complain(void *context, const char *line)
{
    (void)context;
    diag_internal("%s", line);
}

static int classify(const struct options *o, struct classification *c)
{
    enum variant v = variant_named(o->isa ? o->isa : isa_variant_names[VARIANT_PG32]);
    if (v == VARIANT_COUNT) {
        return EXIT_USAGE;
    }
    int status = classification_make(c, v, o->operands.item, o->operands.count);
    if (status) {
        return status;
    }
    struct bench *b = bench_new(v);
    if (!b) {
        return diag_internal("classify: out of memory");
    }
    classify_text(b, c);
    bench_free(b);
    classification_compare(c, complain, NULL);
    return c->verdict.disagreements ? EXIT_INTERNAL : EXIT_SUCCESS;
}

int cmd_classify(const struct options *o)
{
    struct classification *c = xmalloc(sizeof *c);
    int status = classify(o, c);
    free(c);
    return status;
}
