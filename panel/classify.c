/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze classify: what Popek and Goldberg's definitions make of each instruction, by experiment.
 * A difference from what the rows say is a fault of ours.
 */
#include <stdlib.h>
#include <string.h>

#include "classify_file.h"
#include "classify_report.h"
#include "options.h"
#include "output.h"

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
    nearest_offer(&n, "all");
    diag("--isa %s: %s", excerpt(name).text, nearest_advice(&n));
    return VARIANT_COUNT;
}

static void complain(void *context, const char *line)
{
    (void)context;
    diag_internal("%s", line);
}

/* What is asked for, of one machine. */
static int report(const struct options *o, struct bench *b, const struct classification *c,
                  FILE *witnesses)
{
    if (witnesses) {
        classify_write(b, c, witnesses);
    }
    if (o->as_json) {
        classify_json(b, c);
    } else if (o->markdown) {
        classify_markdown(b, c);
    } else {
        classify_text(b, c);
    }
    classification_compare(c, complain, NULL);
    return c->verdict.disagreements ? EXIT_INTERNAL : EXIT_SUCCESS;
}

static int classify_one(const struct options *o, enum variant v, FILE *witnesses)
{
    struct classification *c = xmalloc(sizeof *c);
    int status = classification_make(c, v, o->operands.item, o->operands.count);
    struct bench *b = status == 0 ? bench_new(v) : NULL;
    if (status == 0) {
        status = b ? report(o, b, c, witnesses) : diag_internal("classify: out of memory");
    }
    bench_free(b);
    free(c);
    return status;
}

/* All machines of the zoo, one after the other; the worst status. */
static int classify_all(const struct options *o)
{
    int worst = 0;
    classify_begin_all(o->markdown);
    for (unsigned v = 0; v < VARIANT_COUNT; v++) {
        int status = classify_one(o, (enum variant)v, NULL);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int check(const struct options *o)
{
    bool all = o->isa && strcmp(o->isa, "all") == 0;
    if (o->replay_witness && (o->isa || o->witness || o->operands.count || o->as_json)) {
        return diag("--replay: expected no other option and no instruction: the file says what");
    }
    if (o->as_json && o->markdown) {
        return diag("--json and --markdown exclude each other: expected one of them");
    }
    if (all && (o->witness || o->as_json || o->operands.count)) {
        return diag("--isa all: expected no instruction, --json or --witness: they are of one "
                    "machine");
    }
    return 0;
}

int cmd_classify(const struct options *o)
{
    int status = check(o);
    if (status || o->replay_witness) {
        return status ? status : witness_replay(o->replay_witness);
    }
    if (o->isa && strcmp(o->isa, "all") == 0) {
        return classify_all(o);
    }
    enum variant v = o->isa ? variant_named(o->isa) : VARIANT_PG32;
    if (v == VARIANT_COUNT) {
        return EXIT_USAGE;
    }
    struct output file = {.file = NULL};
    if (o->witness && output_open(&file, o->witness, (struct where){NULL, 0, 0})) {
        return EXIT_USAGE;
    }
    status = classify_one(o, v, file.file);
    if (status == EXIT_USAGE) {
        output_abandon(&file);
        return status;
    }
    int written = output_commit(&file);
    return status ? status : written;
}
