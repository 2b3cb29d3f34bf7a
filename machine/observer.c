/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/observer.h"

#include "machine/machine.h"

static void refresh(struct machine *m)
{
    m->observed = 0;
    for (const struct observer *o = m->observers; o; o = o->next) {
        m->observed |= (o->insn ? OBSERVE_INSN : 0u) | (o->trap ? OBSERVE_TRAP : 0u) |
                       (o->mret ? OBSERVE_MRET : 0u) | (o->probe ? OBSERVE_PROBE : 0u) |
                       (o->tlb ? OBSERVE_TLB : 0u) | (o->marked ? OBSERVE_MARKED : 0u) |
                       (o->access ? OBSERVE_ACCESS : 0u) | (o->stepped ? OBSERVE_STEPPED : 0u);
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

void observe_insn(struct machine *m, const struct insn *in)
{
    bool marked = watch_has_word(&m->watch, m->hart.pc);
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->insn) {
            o->insn(o->context, m, in);
        }
        if (o->marked && marked) {
            o->marked(o->context, m, in);
        }
    }
}

void observe_trap(struct machine *m, uint32_t cause, uint32_t tval)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->trap) {
            o->trap(o->context, m, cause, tval);
        }
    }
}

void observe_mret(struct machine *m, enum mode to)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->mret) {
            o->mret(o->context, m, to);
        }
    }
}

void observe_probe(struct machine *m, uint32_t event, uint32_t value)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->probe) {
            o->probe(o->context, m, event, value);
        }
    }
}

void observe_tlb(struct machine *m, uint32_t index)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->tlb) {
            o->tlb(o->context, m, index);
        }
    }
}

void observe_access(struct machine *m, const struct ram_access *a)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->access) {
            o->access(o->context, m, a);
        }
    }
}

void observe_stepped(struct machine *m)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->stepped) {
            o->stepped(o->context, m);
        }
    }
}
