/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sched.h"

#include <stddef.h>

#include "panic.h"

/* entry.S */
void context_switch(struct context *save, const struct context *load);

static struct context scheduler;
static struct proc *current;
static unsigned next; /* where the search for the next process begins */

struct proc *sched_current(void)
{
    return current;
}

static struct proc *choose(void)
{
    for (unsigned i = 0; i < PROC_MAX; i++) {
        struct proc *p = &proc_table[(next + i) % PROC_MAX];
        if (p->state == PROC_RUNNABLE) {
            next = (unsigned)(p - proc_table) + 1;
            return p;
        }
    }
    return NULL;
}

/*
 * Switch to p until it gives up the hart. trap_return's mret makes of mstatus and matp: user mode,
 * interrupts on, translation on under p's ASID.
 */
static void run(struct proc *p)
{
    p->state = PROC_RUNNING;
    current = p;
    csr_write(mstatus, MSTATUS_MPIE);
    csr_write(matp, MATP_OTE | p->vm.asid);
    context_switch(&scheduler, &p->context);
    current = NULL;
    proc_check_stack(p);
}

/* wfi wakes for a pending interrupt although none may be taken in here [Priv 3.3.3]. */
void sched_run(void)
{
    for (;;) {
        struct proc *p = choose();
        if (p) {
            run(p);
        } else {
            wfi();
            trap_interrupts();
        }
    }
}

void sched_leave(void)
{
    struct proc *p = current;
    if (p == NULL) {
        panic("the scheduler cannot wait");
    }
    context_switch(&p->context, &scheduler);
}

void sched_yield(void)
{
    current->state = PROC_RUNNABLE;
    sched_leave();
}

void sched_sleep(const void *channel)
{
    struct proc *p = current;
    p->channel = channel;
    p->state = PROC_SLEEPING;
    sched_leave();
    p->channel = NULL;
}

void sched_wake(const void *channel)
{
    for (struct proc *p = proc_table; p < proc_table + PROC_MAX; p++) {
        if (p->state == PROC_SLEEPING && p->channel == channel) {
            p->state = PROC_RUNNABLE;
        }
    }
}
