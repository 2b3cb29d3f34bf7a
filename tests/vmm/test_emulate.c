/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Emulation as a technique may ask for it, of what the hardware does by itself under the plain one;
 * and the monitor's own traps.
 */
#include "isa/board.h"
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/vmm/guests.h"
#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/emulate.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/stop.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { FENCE = 0x0ff0000f, FENCE_I = 0x0000100f, ECALL = 0x00000073, VECTOR = 0x80000f00 };

static struct vm *boot(const char *name)
{
    struct rig_config config = rig_config(NULL, 0);
    config.vm[0] = guest(name);
    rig_boot(&config);
    return &vmm.vms[0];
}

static void emulate_word(struct vm *vm, uint32_t word)
{
    struct insn in = isa_decode(word, vmm.variant);
    struct effect e = isa_execute(&in, vm->vcpu.pc, 0, 0);
    assert_int_equal(e.kind, EFFECT_SYS);
    emulate(vm, &in, &e);
}

static void test_fences(void **state)
{
    (void)state;
    struct vm *vm = boot("quiet");
    uint32_t pc = vm->vcpu.pc;
    uint32_t counted = hw_host.probes[COST_EMULATE];
    emulate_word(vm, FENCE);
    assert_int_equal(vm->vcpu.pc, pc + 4);
    emulate_word(vm, FENCE_I);
    assert_int_equal(vm->vcpu.pc, pc + 8);
    assert_int_equal(hw_host.probes[COST_EMULATE], counted + 2);
}

static void calls(struct vm *vm, unsigned mode, uint32_t cause)
{
    uint32_t pc = vm->vcpu.pc = RAM_BASE + 0x40;
    vm->vcpu.priv.mtvec = VECTOR;
    vm->vcpu.priv.mode = (uint8_t)mode;
    emulate_word(vm, ECALL);
    assert_int_equal(vm->vcpu.pc, VECTOR);
    assert_int_equal(vm->vcpu.priv.mcause, cause);
    assert_int_equal(vm->vcpu.priv.mepc, pc);
    assert_int_equal(vm->vcpu.priv.mtval, 0);
    assert_int_equal(vm->vcpu.priv.mode, MODE_SUPERVISOR);
    assert_int_equal(hw_host.probe_value[COST_REFLECT], cause);
}

static void test_ecall(void **state)
{
    (void)state;
    struct vm *vm = boot("quiet");
    calls(vm, MODE_USER, CAUSE_ecall_user);
    calls(vm, MODE_SUPERVISOR, CAUSE_ecall_supervisor);
}

/* The instruction of an access that is to be emulated cannot be fetched itself. */
static void cannot_fetch(struct vm *vm, uint32_t pc, uint32_t cause)
{
    vm->vcpu.priv.mtvec = VECTOR;
    vm->vcpu.priv.mode = MODE_SUPERVISOR;
    vm->vcpu.pc = pc;
    access_emulate(vm, 0, 0); /* it was another address that trapped */
    assert_int_equal(vm->vcpu.pc, VECTOR);
    assert_int_equal(vm->vcpu.priv.mcause, cause);
    assert_int_equal(vm->vcpu.priv.mtval, pc);
    bool miss = cause == CAUSE_fetch_miss;
    assert_int_equal(hw_host.probe_value[miss ? COST_REFLECTED_MISS : COST_REFLECT],
                     miss ? pc : cause);
}

static void test_fetch_for_an_access(void **state)
{
    (void)state;
    struct vm *vm = boot("quiet");
    cannot_fetch(vm, 0x60000000, CAUSE_fetch_access);
    cannot_fetch(vm, UART_BASE, CAUSE_fetch_access);
    vm->vcpu.priv.matp = MATP_TE;
    cannot_fetch(vm, RAM_BASE + 0x40, CAUSE_fetch_miss);
}

/* The access that stands at pc finds no entry for what it addresses: the trap is the guest's. */
static void misses(struct vm *vm, uint32_t word, uint32_t va, uint32_t cause)
{
    uint32_t pc = RAM_BASE + 0x40;
    struct vcpu *v = &vm->vcpu;
    memcpy(hw_memory(pmap_machine(vm, pc)), &word, sizeof word);
    v->priv.mtvec = VECTOR;
    v->priv.mode = MODE_SUPERVISOR;
    v->priv.matp = MATP_TE;
    v->pc = pc;
    v->x[10] = va;
    access_emulate(vm, 0, 0); /* it was another address that trapped */
    assert_int_equal(v->pc, VECTOR);
    assert_int_equal(v->priv.mcause, cause);
    assert_int_equal(v->priv.mepc, pc);
    assert_int_equal(v->priv.mtval, va);
}

static void test_access_that_misses(void **state)
{
    (void)state;
    enum { ACROSS = 0x00400ffe, WITHIN = 0x00400ffc }; /* a page */
    struct vm *vm = boot("quiet");
    assert_true(memory_tlb_write(vm, 0, RAM_BASE, RAM_BASE | TLB_LO_V | TLB_LO_X, false));
    misses(vm, 0x00052583, ACROSS, CAUSE_load_miss);  /* lw a1, (a0) */
    misses(vm, 0x00050583, ACROSS, CAUSE_load_miss);  /* lb a1, (a0) */
    misses(vm, 0x00b52023, ACROSS, CAUSE_store_miss); /* sw a1, (a0) */
    misses(vm, 0x00b50023, ACROSS, CAUSE_store_miss); /* sb a1, (a0) */
    misses(vm, 0x18b5262f, WITHIN, CAUSE_store_miss); /* sc.w a2, a1, (a0) */
    misses(vm, 0x00b5262f, WITHIN, CAUSE_store_miss); /* amoadd.w a2, a1, (a0) */
}

static void test_stopped_once(void **state)
{
    (void)state;
    struct vm *vm = boot("quiet");
    vm_stop(vm, VM_STOP_EXIT, 3);
    vm_stop(vm, VM_STOP_RESET, 0);
    assert_int_equal(vm->stop, VM_STOP_EXIT);
    assert_int_equal(vm->exit_code, 3);
    assert_int_equal(hw_host.probes[PROBE_STOPPED], 1);
}

/* Only user mode is interrupted by traps: what comes from elsewhere is the monitor's own fault. */
static void test_monitor_traps(void **state)
{
    (void)state;
    boot("ecall_loop");
    rig.machine->hart.priv.mode = MODE_SUPERVISOR;
    enum hw_end end = HW_RUNS;
    for (int i = 0; i < 100 && end == HW_RUNS; i++) {
        end = rig_step(1000);
    }
    assert_int_equal(end, HW_HALTED);
    assert_int_equal(hw_host.finisher, FINISHER_FAIL | 0xffu << 16);
    assert_non_null(strstr(rig.output[0], "the monitor itself trapped; cause 0x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_fences),
        TEST(test_ecall),
        TEST(test_fetch_for_an_access),
        TEST(test_access_that_misses),
        TEST(test_stopped_once),
        TEST(test_monitor_traps),
    };
    return cmocka_run_group_tests_name("emulation", tests, NULL, NULL);
}
