/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only points can show: whether each has a configuration that can be run. */
#include "experiment_parts.h"

int experiment_check(struct experiment *e)
{
    int status = 0;
    struct point p = experiment_point(e, 1);
    for (; p.number > 0 && status == 0; p = experiment_next(e, p)) {
        struct config c;
        status = p.repeat == 0 ? experiment_config(e, p, &c) : 0;
        if (p.repeat == 0) {
            config_free(&c);
        }
    }
    return status;
}
