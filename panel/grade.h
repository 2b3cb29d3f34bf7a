/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Grading: what a submission to a lab is worth. The submission is built in a box (jail.h), then
 * each test is judged in a process of its own, which leaves a record: a test without a complete one
 * is not passed, whatever befell it. Nothing that is told depends on the host's clock, on its load,
 * or on where its folders are. Only grade_*.c include this.
 *
 *   grade_command.c   the command, one submission
 *   grade_prepare.c   what is done once for a lab; and what is taken out of all that is told
 *   grade_build.c     images of what was handed in; grade_recipe.c what they are made with
 *   grade_monitor.c   faulty monitors
 *   grade_run.c       all tests of one submission, each in a process of its own
 *   grade_judge.c     which judge decides, and what he says
 *   grade_verify.c, grade_isolated.c, grade_state.c, grade_classes.c, grade_escape.c,
 *   grade_catch.c, grade_experiment.c   the judges; grade_live.h what of an experiment is alive
 *   grade_hardware.c  what the hardware ran of each VM, for them
 *   grade_format.c, grade_text.c, grade_json.c, grade_junit.c   what is told, in each format
 *   grade_class*.c    all submissions of a class: grade_class.h
 */
#ifndef PANEL_GRADE_H
#define PANEL_GRADE_H

#include <stdio.h>

#include "isolation.h"
#include "jail.h"
#include "lab.h"
#include "point.h"
#include "session.h"

/* --- what tests need that is not handed in: made once, for all submissions --- */

/* A monitor of trusted sources with a fault in it. */
struct grade_fault {
    const char *patch; /* or the image itself: .elf */
    struct jail jail;  /* that it is made in */
    char *image;
};

struct grade_means {
    struct point_files files; /* what tests' files name, sources compiled */
    struct grade_fault *faults;
    unsigned fault_count;
    char *sound;   /* the monitor without a fault; NULL if the lab has no use for it */
    uint64_t hash; /* of all that a grade depends on, what was handed in aside */
};

/* 0, or a status after a message; to be freed in either case. */
int grade_prepare(struct grade_means *m, const struct lab *l);
void grade_means_free(struct grade_means *m);

/* grade_monitor.c: a faulty monitor, of a patch, or as it is. 0, or a status after a message. */
int grade_fault_make(struct grade_fault *f, const char *patch);

/* grade_classes.c: whether a test's questions can be asked by this program, of its machines. */
int grade_check_questions(const struct lab *l, const struct lab_test *t);

/* The faulty monitor of a test, or NULL. */
const char *grade_faulty(const struct grade_means *m, const struct lab_test *t);

/* --- what is told --- */

enum { GRADE_SAID = 64 << 10 }; /* of a test, at most */

/* A test of a submission, and what came of it; all zeros until it has been run. */
struct grade_test {
    const struct lab_test *test;
    bool ran;
    bool passed;     /* with all its points */
    unsigned points; /* that it got */
    uint64_t cycles; /* that it took, if that was counted */
    char *said;      /* why it is not passed, in lines, for the student */
};

struct grade {
    const struct lab *lab;
    struct grade_means *means;
    const char *name;         /* of the submission: that of its folder */
    uint64_t identity;        /* a hash of what was handed in, of the lab, and of the version */
    struct grade_test *tests; /* as many as the lab has */
};

/* The score, of lab->points. */
unsigned grade_points(const struct grade *g);

/* --- grade_build.c --- */

/* The image of some sources; or, without a path, why there is none. */
struct grade_image {
    char *key;        /* its sources */
    char *path;       /* or NULL */
    char *messages;   /* of the tools; "" if there are none */
    struct jail jail; /* that it is in */
};

/* What was handed in, in the box; and what has been made of it. */
struct grade_build {
    const struct lab *lab;
    const char *submission;
    struct jail jail;
    char **missing; /* of each file of hand_in: why it could not be taken, or NULL */
    struct grade_image *images;
    unsigned image_count;
};

/* Open a box, and take all files in: 0, or a status after a message. To be closed in any case. */
int grade_build_open(struct grade_build *b, const struct lab *l, const char *submission);
void grade_build_close(struct grade_build *b);

/* A hash of what was handed in, beside that of the lab; of a file that is missing, of that. */
uint64_t grade_identity(uint64_t lab, const struct grade_build *b);

/*
 * The image that a test runs, made if it is not there yet; of a lab without one, an empty path.
 * NULL after a message.
 */
const struct grade_image *grade_build_image(struct grade_build *b, const struct lab_test *t);

/* A handed-in file in the box, in new memory; NULL if it is missing. */
char *grade_build_file(const struct grade_build *b, const char *name);

/* --- judging --- */

/* What a judge is given. */
struct grade_job {
    const struct lab *lab;
    const struct lab_test *test;
    const struct grade_build *build;
    const struct grade_image *image; /* built */
    struct grade_means *means;
    uint64_t identity; /* of the grade */
};

/* What he finds. What he writes into `said` is for the student if the test is not passed. */
struct judgement {
    bool passed;
    unsigned points;
    uint64_t cycles;
    FILE *said;
};

/* 0, or a status after a message: the test is not passed then, and the message is told. */
typedef int grade_judge(const struct grade_job *job, struct judgement *j);
grade_judge judge_state, judge_verify, judge_isolated, judge_cycles, judge_classes, judge_escape,
    judge_catch, judge_experiment;

/* The judge of a test. */
grade_judge *grade_judge_of(const struct lab_test *t);

/* The configuration that a job runs: its file with the submission in place. */
int grade_config(const struct grade_job *job, struct config *c);

/* A command line that opens the same run in the REPL, at this instruction. */
void grade_say_repl(const struct grade_job *job, const struct config *c, uint64_t instruction,
                    FILE *out);

/* --- grade_hardware.c --- */

/* Of a VM, by its name in formulas: `vms.alice.hardware.cycles`. lab.h has what they mean. */
struct grade_hardware_vm {
#define COUNT(name) uint64_t name;
    LAB_HARDWARE_COUNTS(COUNT)
#undef COUNT
};

/* A machine with a monitor, as it is watched. */
struct grade_hardware {
    struct observer observer;
    struct isolation books;
    struct grade_hardware_vm *vms; /* of the machine's own, in their order */
    unsigned count;
    uint16_t current; /* which one ran last */
    uint16_t entered; /* which one was entered last */
    bool inside;      /* and has been since: */
    uint64_t cycles, instructions;
    uint32_t deprived; /* VM that a frame was taken from while it ran, and 1; 0: none */
    uint32_t frame;
};

/* Watch a session's machine, which is at reset; settle when it has stopped. */
void grade_hardware_open(struct grade_hardware *h, struct session *s);
void grade_hardware_settle(struct grade_hardware *h, const struct session *s);
void grade_hardware_close(struct grade_hardware *h, struct session *s);

/* Whether VMs were kept apart, so that the counts are true; and what to say if they were not. */
bool grade_hardware_apart(const struct grade_hardware *h);
void grade_hardware_say(const struct grade_hardware *h, FILE *out);

/* The counts, for formulas. */
void grade_hardware_put(const struct grade_hardware *h, struct point_result *r);

/* --- grade_run.c --- */

/* Called after each test, and once before. 0, or a status to give up with. */
typedef int grade_progress(void *context, const struct grade *g, unsigned done);

/* All tests of a submission. 0, or a status after a message, EXIT_GUEST if it was interrupted. */
int grade_run(struct grade *g, struct grade_build *b, grade_progress *progress, void *context);

/* The means are of the same lab. The name lives as long as g. */
void grade_open(struct grade *g, const struct lab *l, struct grade_means *m, const char *name);
void grade_close(struct grade *g);

/* A text as it may be told: no path of the host's, nothing that confuses a terminal; in new memory.
 */
char *grade_clean(const struct grade *g, const struct grade_build *b, const char *text);

/* --- formats --- */

enum grade_format {
    GRADE_TEXT,
    GRADE_GRADESCOPE,
    GRADE_PRAIRIELEARN,
    GRADE_AUTOLAB,
    GRADE_JUNIT,
    GRADE_JSON,
    GRADE_FORMATS
};

/* By its name; GRADE_FORMATS after a message. */
enum grade_format grade_format_named(const char *name);

/* All that is known so far: what was not run yet has no points. */
void grade_write(const struct grade *g, enum grade_format format, FILE *out);

/* One test, and the line below all of them, as text. */
void grade_write_test(const struct grade_test *t, FILE *out);
void grade_write_score(const struct grade *g, FILE *out);

/* What a student may see of a test beside its name and points, in new memory; "" if nothing. */
char *grade_visible(const struct grade_test *t);

/* "1.2 Mcycles". */
struct cycles_text {
    char text[32];
};
struct cycles_text cycles_text(uint64_t cycles);

#endif
