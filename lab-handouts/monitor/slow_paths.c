/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the monitor of the labs has in place of fast_paths.S, fast.c and refill.c: nothing. Every
 * trap goes to the C, and what is missed again is composed again. So what a student writes is what
 * runs, and nothing in the monitor answers in its stead; guests cannot tell.
 */
#include <stddef.h>

#include "vmm/fast.h"
#include "vmm/inspect.h"
#include "vmm/refill.h"

void fast_boot(void)
{
}

enum trap_vector fast_choose(const struct vm *vm)
{
    (void)vm;
    return VECTOR_C;
}

/* No real trap is ever sent there. */
static _Noreturn void no_such_path(void)
{
    vmm_panic("a trap went to a fast path; there are none. cause", hw_csr_read(CSR_mcause));
}

void trap_fast(void)
{
    no_such_path();
}

void trap_special(void)
{
    no_such_path();
}

void trap_prepared(void)
{
    no_such_path();
}

void refill_put(uint32_t hi, uint32_t lo)
{
    (void)hi, (void)lo;
}

void refill_forget(uint32_t hi)
{
    (void)hi;
}

void refill_forget_page(uint32_t va)
{
    (void)va;
}

void refill_forget_all(void)
{
}

/* Offsets that entry.S knows, and sizes that the front panel does. */
_Static_assert(offsetof(struct vm, vcpu.x[31]) == VM_X(31), "layout.h: VM_X");
_Static_assert(offsetof(struct vm, vcpu.pc) == VM_PC, "layout.h: VM_PC");
_Static_assert(sizeof(struct guest_slot) == INSPECT_SLOT_SIZE, "inspect.h");
