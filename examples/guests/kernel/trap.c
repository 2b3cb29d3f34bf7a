/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trap.h"

#include <plic.h>
#include <stddef.h>
#include <stdio.h>
#include <trap_name.h>

#include "panic.h"
#include "proc.h"
#include "sched.h"
#include "syscall.h"
#include "tick.h"
#include "uart.h"

_Static_assert(offsetof(struct trap_frame, pc) == 128, "entry.S: FRAME_PC");
_Static_assert(offsetof(struct trap_frame, directory) == 132, "entry.S: FRAME_DIRECTORY");
_Static_assert(offsetof(struct trap_frame, asid) == 136, "entry.S: FRAME_ASID");
_Static_assert(sizeof(struct trap_frame) % 16 == 0, "the stack begins below the frame");

static bool is_miss(uint32_t cause)
{
    return cause == CAUSE_fetch_miss || cause == CAUSE_load_miss || cause == CAUSE_store_miss;
}

/* What a process did wrong, for human eyes: the cause's name as a rule. */
static void spell(char *to, size_t size, const struct proc *p, uint32_t cause, uint32_t value)
{
    bool no_memory = is_miss(cause) && vm_is_lazy(&p->vm, value);
    snprintf(to, size, "%s", no_memory ? "out of memory" : trap_name(cause));
    for (; *to; to++) {
        *to = *to == '_' ? ' ' : *to;
    }
}

/* A miss on a page that is only promised is served; any other exception is the process's end. */
static void exception(struct proc *p, uint32_t cause, uint32_t value)
{
    char what[32];
    if (is_miss(cause) && vm_touch(&p->vm, value)) {
        return;
    }
    spell(what, sizeof what, p, cause, value);
    const char *link = cause == CAUSE_illegal ? "instruction" : "at";
    printf("%s: pid %d killed: %s %s 0x%lx (pc 0x%lx)\n", p->name, p->pid, what, link,
           (unsigned long)value, (unsigned long)p->frame->pc);
    p->killed = true;
}

static void external_interrupt(void)
{
    uint32_t irq = plic_claim();
    if (irq == UART_IRQ) {
        uart_interrupt();
    }
    if (irq != 0) {
        plic_complete(irq);
    }
}

bool trap_interrupts(void)
{
    uint32_t pending = csr_read(mip);
    if (pending & MIE_EXTERNAL) {
        external_interrupt();
    }
    if (pending & MIE_TIMER) {
        tick_interrupt();
    }
    return pending & MIE_TIMER;
}

void trap(struct trap_frame *frame)
{
    struct proc *p = sched_current();
    uint32_t cause = csr_read(mcause);
    if (cause & MCAUSE_INTERRUPT) {
        if (trap_interrupts()) {
            sched_yield();
        }
    } else if (cause == CAUSE_ecall_user) {
        frame->pc += 4;
        syscall(p);
    } else {
        exception(p, cause, csr_read(mtval));
    }
    if (p->killed) {
        proc_exit(p, PROC_KILLED);
    }
}

void trap_in_kernel(uint32_t cause, uint32_t pc, uint32_t value)
{
    panic("%s in the kernel, pc 0x%lx, value 0x%lx", trap_name(cause), (unsigned long)pc,
          (unsigned long)value);
}
