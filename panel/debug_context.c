/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_context.h"

#include "debug.h"

struct context context_now(struct debugger *d)
{
    struct context c = {.layer = layer_running(&d->session)};
    uint32_t matp;
    c.supervisor = c.layer == LAYER_MONITOR ||
                   (d->session.monitored ? layer_supervisor(&d->session)
                                         : d->session.machine->hart.priv.mode != MODE_USER);
    if (c.layer != LAYER_MONITOR && debug_csr(d, c.layer, CSR_matp, &matp)) {
        c.space = matp & MATP_TE ? matp & (MATP_TE | MATP_ASID) : 0;
    }
    return c;
}

bool context_same(const struct context *a, const struct context *b)
{
    return a->layer == b->layer && a->supervisor == b->supervisor && a->space == b->space;
}

struct row_of row_now(struct debugger *d, unsigned layer, uint32_t pc)
{
    struct row_of r = {.some = true, .start = debug_now(d)};
    r.known = debug_source_line(d, layer, pc, &r.line);
    return r;
}

bool row_same(const struct row_of *a, const struct row_of *b)
{
    return a->some && a->known && b->known && a->line.line == b->line.line &&
           a->line.file == b->line.file;
}
