/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/observer.h"

#include "machine/machine.h"

static void refresh(struct machine *m)
{
    m->observed = 0;
    for (const struct observer *o = m->observers; o; o = o->next) {
        m->observed |= (o->insn ? OBSERVE_INSN : 0u) | (o->trap ? OBSERVE_TRAP : 0u) |
                       (o->mret ? OBSERVE_MRET : 0u) | (o->probe ? OBSERVE_PROBE : 0u);
    }
}

void observer_add(struct machine *m, struct observer *o)
{
    struct observer **end = &m->observers;
    while (*end) {
        end = &(*end)->next;
    }
    *end = o;
    o->next = NULL;
    refresh(m);
}

void observer_remove(struct machine *m, struct observer *o)
{
    for (struct observer **at = &m->observers; *at; at = &(*at)->next) {
        if (*at == o) {
            *at = o->next;
            break;
        }
    }
    refresh(m);
}
