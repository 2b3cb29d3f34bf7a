/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which judge decides a test; and what all of them need. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"

grade_judge *grade_judge_of(const struct lab_test *t)
{
    static grade_judge *const judges[] = {
        [JUDGE_STATE] = judge_state,       [JUDGE_VERIFY] = judge_verify,
        [JUDGE_ISOLATED] = judge_isolated, [JUDGE_CYCLES] = judge_cycles,
        [JUDGE_CLASSES] = judge_classes,   [JUDGE_ESCAPE] = judge_escape,
        [JUDGE_CATCH] = judge_catch,       [JUDGE_EXPERIMENT] = judge_experiment,
    };
    return judges[t->judge];
}

int grade_config(const struct grade_job *job, struct config *c)
{
    const char *image = job->image->path;
    bool monitor = job->lab->kind == LAB_MONITOR;
    int status =
        lab_config(c, job->lab, job->test->file, monitor ? NULL : image, monitor ? image : NULL);
    for (unsigned i = 0; i < c->vms_count && status == 0; i++) {
        struct config_vm *vm = &c->vms[i];
        const struct point_file *f = point_file(&job->means->files, vm->image, true, vm->image_at);
        vm->image = f != NULL && f->compiled != NULL ? f->compiled : vm->image;
    }
    return status;
}

/* A test's file, or fault, as the student knows it. */
static const char *file_name(const struct grade_job *job, const char *file)
{
    size_t n = strlen(job->lab->folder);
    return strncmp(file, job->lab->folder, n) == 0 ? file + n : file;
}

/* The faulty monitor, of which students have the image. */
static void put_fault(const struct grade_job *job, FILE *out)
{
    const char *name = file_name(job, job->test->fault);
    const char *dot = strrchr(name, '.');
    fprintf(out, " --set monitor.image=%.*s.elf",
            (int)(dot != NULL ? (size_t)(dot - name) : strlen(name)), name);
}

void grade_say_repl(const struct grade_job *job, const struct config *c, uint64_t instruction,
                    FILE *out)
{
    if (job->test->visibility == LAB_HIDDEN) {
        return;
    }
    fputs("to be there:\n  trapeze repl", out);
    if (job->lab->kind == LAB_MONITOR) {
        fputs(" --set monitor.image=monitor.elf", out);
    }
    if (job->test->fault != NULL) {
        put_fault(job, out);
    }
    for (unsigned i = 0; i < c->top_count && job->lab->kind != LAB_MONITOR; i++) {
        bool submitted = strcmp(c->vms[i].image, job->image->path) == 0;
        if (submitted) {
            fprintf(out, " --set vms.%s.image=submission.elf", c->vms[i].name);
        }
    }
    if (job->test->judge == JUDGE_VERIFY || job->test->judge == JUDGE_CYCLES) {
        fprintf(out, " --set monitor.soft_tlb=%" PRIu64 " --set 'vms.*.clock=virtual'",
                c->monitor.soft_tlb);
    }
    fprintf(out, " --goto %" PRIu64 " %s\n", instruction, file_name(job, job->test->file));
}
