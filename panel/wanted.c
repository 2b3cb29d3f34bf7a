/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wanted.h"

#include "config_store.h"
#include "experiment.h"

int wanted_point(const struct options *o, const struct experiment *e)
{
    if (o->point.value == 0 || o->point.value > e->point_count) {
        return diag("--point %llu: expected 1 to %llu", (unsigned long long)o->point.value,
                    (unsigned long long)e->point_count);
    }
    return 0;
}

int wanted_config(struct config *c, const struct options *o, const char *const *sets,
                  unsigned set_count)
{
    struct experiment e;
    if (!o->point.given) {
        return config_load(c, o->file, o->flat.given, sets, set_count);
    }
    *c = (struct config){.file = NULL};
    if (o->flat.given) {
        return diag("--point and --flat exclude each other: expected one of them");
    }
    int status = experiment_open(&e, o->file, NULL, sets, set_count);
    status = status ? status : wanted_point(o, &e);
    if (status == 0) {
        status = experiment_config(&e, experiment_point(&e, o->point.value), c);
        config_adopt(c, &e.keeper); /* places in c name texts of the experiment */
        c->tree = e.root;
        e.root = NULL;
    }
    experiment_free(&e);
    return status;
}
