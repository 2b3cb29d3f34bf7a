/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/count.h"

#include "vmm/hw.h"

/* A 64-bit counter read in halves: again if the upper one moved meanwhile [Unpriv 10.1]. */
uint64_t hw_time(void)
{
    uint32_t high;
    uint32_t low;
    do {
        high = hw_csr_read(CSR_timeh);
        low = hw_csr_read(CSR_time);
    } while (hw_csr_read(CSR_timeh) != high);
    return (uint64_t)high << 32 | low;
}

static uint64_t hw_cycles(void)
{
    uint32_t high;
    uint32_t low;
    do {
        high = hw_csr_read(CSR_mcycleh);
        low = hw_csr_read(CSR_mcycle);
    } while (hw_csr_read(CSR_mcycleh) != high);
    return (uint64_t)high << 32 | low;
}

/* On vm's own clock. What runs now has retired more than what has been kept of it. */
static uint64_t virtual_cycles(const struct vm *vm)
{
    bool runs = vm == vmm.current;
    uint32_t live = runs ? hw_csr_read(CSR_minstret) - vm->instructions_seen : 0;
    return vm->clock + vm->retired + live;
}

static uint64_t vm_cycles(const struct vm *vm)
{
    return vm->virtual_clock ? virtual_cycles(vm) : hw_cycles();
}

uint64_t vm_virtual_time(const struct vm *vm)
{
    return virtual_cycles(vm) / TICK_CYCLES;
}

void vm_warp(struct vm *vm, uint64_t when)
{
    uint64_t now = virtual_cycles(vm);
    if (when * TICK_CYCLES > now) {
        vm->clock += when * TICK_CYCLES - now;
    }
}

/* What was retired goes to the clock, and is counted no more. */
static void settle_retired(struct vm *vm)
{
    vm->clock += vm->retired;
    vm->retired = 0;
}

/* The write itself is not counted [Priv 3.1.10]. */
void vm_counters_written(struct vm *vm, uint32_t counters)
{
    if (vm->virtual_clock && (counters & COUNTER_CYCLE)) {
        vm->cycles_seen = virtual_cycles(vm);
    }
    if (counters & COUNTER_INSTRET) {
        settle_retired(vm);
    }
}

/*
 * The real minstret counts user mode only, so its advance is what the guest ran by itself; what
 * the monitor emulated for it comes on top. Cycles are the machine's own.
 */
void vm_count(struct vm *vm)
{
    uint64_t cycles = vm_cycles(vm);
    vm_count_leave(vm);
    priv_count(&vm->vcpu.priv, cycles - vm->cycles_seen, vm->retired);
    vm->cycles_seen = cycles;
    settle_retired(vm);
    vm->vcpu.priv.time = clint_time(&vm->clint, vm_time(vm));
}

/*
 * Cycles go on while others run: the VM's clock is the machine's. Instructions do not, and what
 * others ran is no progress of vm's.
 */
void vm_count_enter(struct vm *vm)
{
    uint32_t instructions = hw_csr_read(CSR_minstret);
    vm->progress_mark += instructions - vm->instructions_seen;
    vm->instructions_seen = instructions;
}

void vm_count_leave(struct vm *vm)
{
    uint32_t instructions = hw_csr_read(CSR_minstret);
    vm->retired += instructions - vm->instructions_seen;
    vm->instructions_seen = instructions;
}

void vm_count_mode(struct vm *vm)
{
    if (vm->vcpu.priv.cyclecfgh | vm->vcpu.priv.instretcfgh) {
        vm_count(vm);
    }
}
