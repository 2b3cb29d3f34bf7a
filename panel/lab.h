/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lab: what lab.yaml in its folder says. What is handed in, how that becomes an image, which
 * tests there are, how each is judged, and what it is worth. lab.def has the keys. Loaded and
 * checked as a whole, then only read.
 *
 * No test is judged from what a submission says: only from the machine's state, from the traps that
 * the hardware took, its TLB, its cycles, and from the comparison with the bare machine.
 *
 *     FOLDER/lab.yaml             the lab, with its public tests
 *     FOLDER/hidden/tests.yaml    a key `tests`: more of them, which students do not have
 *     FOLDER/trusted/             files that are laid over what is handed in; sources in it are
 *                                 linked to it
 *
 * lab_load.c loads the whole, lab_test.c a test, lab_check.c looks into its file and its formulas,
 * lab_find.c finds a lab by its name.
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
    JUDGE_CATCH,
    JUDGE_EXPERIMENT
};

enum lab_visibility { LAB_PUBLIC, LAB_HIDDEN };

/* Names of files, relative to what they are part of. */
struct lab_names {
    const char **list;
    unsigned count;
};

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
    const char *file;         /* what is run: trusted, absolute; or NULL */
    struct lab_names sources; /* of its image: of hand_in and of trusted; none: all */
    struct lab_names set;     /* JUDGE_EXPERIMENT: PATH=VALUE, for all points */
    struct formula **that;    /* all must hold */
    unsigned that_count;
    struct lab_bound *bounds; /* JUDGE_CYCLES: the strictest first */
    unsigned bound_count;
    const char *fault;          /* JUDGE_ESCAPE, JUDGE_CATCH: a patch or an image, absolute */
    const char *secret, *found; /* JUDGE_ESCAPE: symbols */
    const char *hint;           /* for a student whose test fails, or NULL */
};

struct lab {
    const char *folder; /* absolute, with a final slash */
    unsigned number;
    const char *name, *title;
    enum lab_kind kind;
    unsigned hours;
    struct lab_names hand_in; /* plain relative names */
    struct lab_names trusted; /* what is in the folder of that name, in order */
    struct lab_test *tests;   /* public ones first, then hidden ones */
    unsigned test_count;
    unsigned points;          /* of all tests */
    uint64_t cycles;          /* limit of each test */
    struct yaml_tree *root;   /* of lab.yaml */
    struct yaml_tree *hidden; /* of hidden/tests.yaml, or NULL */
    struct config keeper;     /* owns every string */
};

/*
 * Load folder/lab.yaml, with hidden/tests.yaml beside it if it is there: 0, or a status after a
 * message. To be freed in either case.
 */
int lab_load(struct lab *l, const char *folder);
void lab_free(struct lab *l);

/* The folder of lab `name`: a number, a name, or a folder. NULL after a message. */
char *lab_folder(const char *name);

/* The word in an experiment's file that stands for the image of what was handed in. */
#define LAB_SUBMISSION "submission"

/*
 * The configuration of a test's file, checked: 0, or a status after a message; to be freed in
 * either case. `image` takes the place of `submission`, `monitor` that of the monitor unless it is
 * NULL; and no run of it takes more cycles than the lab allows.
 */
int lab_config(struct config *c, const struct lab *l, const char *file, const char *image,
               const char *monitor);

/*
 * What formulas of JUDGE_STATE may ask of a VM under a monitor, as `vms.NAME.hardware.`: in the
 * hardware's user mode, cycles and instructions; turns, each after another VM's; the longest time
 * in cycles in which it did not run, from when it first did until it last did; and the cycle in
 * which it last ran.
 */
#define LAB_HARDWARE_COUNTS(COUNT)                                                                 \
    COUNT(cycles) COUNT(instructions) COUNT(turns) COUNT(longest_wait) COUNT(last)

/* Whether a name is plain: relative, within the folder, nothing that a tool would take amiss. */
bool lab_plain_name(const char *name);

/* Whether it is that of a source, which is compiled: .c or .S. */
bool lab_is_source(const char *name);

/* Whether `name` is among them. */
bool lab_has_name(const struct lab_names *names, const char *name);

/* The folder that a file is in, with its slash, in new memory. */
char *lab_folder_of(const char *path);

#endif
