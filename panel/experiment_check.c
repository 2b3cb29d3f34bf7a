/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only points can show: that each can be run, and which VMs and names there are. */
#include "experiment_parts.h"

static int check_point(const struct experiment *e, struct point p, struct known *k)
{
    struct config c;
    int status = experiment_config(e, p, &c);
    if (status == 0) {
        plan_know_vms(k, &c);
    }
    config_free(&c);
    return status;
}

/* Seeds make no difference: of each point's repetitions the first. */
static int check_points(const struct experiment *e, struct known *k)
{
    int status = 0;
    for (uint64_t n = 1; n <= e->point_count && status == 0; n += e->repeats) {
        status = check_point(e, experiment_point(e, n), k);
    }
    return status;
}

/* Whose figures are shown: at some point it is there. */
static int check_charts(const struct experiment *e, const struct known *k)
{
    int status = 0;
    for (unsigned i = 0; i < e->chart_count && status == 0; i++) {
        const struct chart *c = &e->charts[i];
        status = c->vm != NULL ? plan_check_vm(k, c->vm, c->vm_at) : 0;
    }
    return status;
}

int experiment_check(struct experiment *e)
{
    struct known k;
    plan_know(e, true, &k);
    for (unsigned i = 0; i < e->measure_count; i++) {
        names_add(&k.names, e->measures[i].name);
    }
    names_sort(&k.names);
    int status = check_points(e, &k);
    status = status != 0 ? status : plan_check_formulas(e, &k);
    status = status != 0 ? status : check_charts(e, &k);
    plan_forget(&k);
    return status;
}
