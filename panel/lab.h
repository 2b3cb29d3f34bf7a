/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lab: what lab.yaml in its folder says. What is handed in, how that becomes an image, which
 * tests there are, how each is judged, and what it is worth. lab.def has the keys. Loaded and
 * checked as a whole, then only read.
 *
 * No test is judged from what a submission says: only from the machine's state, from the traps that
 * the hardware took, its TLB, its cycles, and from the comparison with the bare machine.
 */
#ifndef PANEL_LAB_H
#define PANEL_LAB_H

#include "config.h"
#include "formula.h"
#include "yaml_tree.h"

enum lab_kind {
    LAB_GUEST,     /* a program for the bare machine */
    LAB_MONITOR,   /* files of the monitor */
    LAB_CLASSES,   /* answers about instructions, with witnesses */
    LAB_ESCAPE,    /* guests that break out of faulty monitors */
    LAB_EXPERIMENT /* a YAML file, and a text */
};

enum lab_judge {
    JUDGE_STATE,    /* formulas over the machine at the end: memory, registers, counters */
    JUDGE_VERIFY,   /* in lockstep with the bare machine, to the end */
    JUDGE_ISOLATED, /* no VM reached what is another's, by the isolation ledger */
    JUDGE_CYCLES,   /* as JUDGE_VERIFY, and the machine took no more cycles than the bounds say */
    JUDGE_CLASSES,
    JUDGE_ESCAPE,
    JUDGE_EXPERIMENT
};

enum lab_visibility { LAB_PUBLIC, LAB_HIDDEN };

/* Points for doing it in at most so many cycles; the best bound that is kept counts. */
struct lab_bound {
    uint64_t cycles;
    unsigned points;
};

struct lab_test {
    const char *name;
    struct where at;
    enum lab_judge judge;
    enum lab_visibility visibility;
    unsigned points;
    const char *file;      /* the experiment that is run: trusted, absolute; or NULL */
    struct formula **that; /* JUDGE_STATE: all must hold */
    unsigned that_count;
    struct lab_bound *bounds; /* JUDGE_CYCLES: the strictest first */
    unsigned bound_count;
    const char *hint; /* for a student whose test fails, or NULL */
};

struct lab {
    const char *folder; /* absolute, with a final slash */
    unsigned number;
    const char *name, *title;
    enum lab_kind kind;
    const char **hand_in; /* plain relative names */
    unsigned hand_in_count;
    struct lab_test *tests; /* public ones first, then hidden ones */
    unsigned test_count;
    unsigned points; /* of all tests */
    uint64_t cycles; /* limit of each test */
    struct yaml_tree *root;
    struct config_text *texts;
};

/*
 * Load folder/lab.yaml, with hidden/tests.yaml beside it if it is there: 0, or a status after a
 * message. To be freed in either case.
 */
int lab_load(struct lab *l, const char *folder);
void lab_free(struct lab *l);

/* The folder of lab `name`: a number, a name, or a folder. NULL after a message. */
char *lab_folder(const char *name);

#endif
