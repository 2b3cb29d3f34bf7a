/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bare and virtual are equal, step by step, for programs that do everything that is privileged. */
#include "tests/unit/unit.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"
#include "tests/vmm/lockstep.h"

#define TEST(function) cmocka_unit_test_teardown(function, lockstep_teardown)

enum { ENOUGH = 100000 };

static enum hw_end run_equal(struct rig_vm vm)
{
    struct rig_config config = rig_config(NULL, 0);
    config.vm[0] = vm;
    lockstep_boot(&config);
    rig.after = invariant_check;
    return lockstep_run(ENOUGH);
}

/* Runs to its end, with that exit code. */
static void ends_equal(struct rig_vm vm, uint32_t code)
{
    assert_int_equal(run_equal(vm), HW_HALTED);
    assert_int_equal(lockstep.vm->stop, VM_STOP_EXIT);
    assert_int_equal(lockstep.vm->exit_code, code);
    lockstep_finish();
}

static void test_causes(void **state)
{
    (void)state;
    ends_equal(guest("causes"), 0);
}

static void test_devices(void **state)
{
    (void)state;
    ends_equal(guest("devices"), 0);
}

static void test_interrupts(void **state)
{
    (void)state;
    ends_equal(guest("interrupts"), 0);
}

static void test_tlb(void **state)
{
    (void)state;
    ends_equal(guest("tlb"), 0);
}

static void test_misses(void **state)
{
    (void)state;
    ends_equal(guest("misses"), 0);
}

static void test_quiet(void **state)
{
    (void)state;
    ends_equal(guest("quiet"), 0);
}

static void test_waits_for_ever(void **state)
{
    (void)state;
    assert_int_equal(run_equal(guest("wait")), HW_IDLE);
    lockstep_compare_memory();
    lockstep_finish();
}

static void test_trap_loop(void **state)
{
    (void)state;
    assert_int_equal(run_equal(guest("trap_loop")), HW_HALTED);
    assert_int_equal(lockstep.vm->stop, VM_STOP_TRAP_LOOP);
    assert_int_equal(lockstep.vm->exit_code, CAUSE_breakpoint);
    lockstep_finish();
}

static void test_emulated_progress(void **state)
{
    (void)state;
    assert_int_equal(run_equal(guest("ecall_loop")), HW_RUNS);
    lockstep_compare_memory();
    lockstep_finish();
}

static void test_tohost(void **state)
{
    (void)state;
    for (uint8_t how = 0; how <= TOHOST_STRADDLING; how++) {
        ends_equal(guest_tohost(how), 42);
    }
}

static void test_tohost_request(void **state)
{
    (void)state;
    assert_int_equal(run_equal(guest_tohost(TOHOST_REQUEST)), HW_HALTED);
    assert_int_equal(lockstep.vm->stop, VM_STOP_HTIF);
    assert_int_equal(lockstep.vm->exit_code, 84);
    lockstep_finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_causes),         TEST(test_devices),
        TEST(test_interrupts),     TEST(test_tlb),
        TEST(test_misses),         TEST(test_quiet),
        TEST(test_trap_loop),      TEST(test_emulated_progress),
        TEST(test_waits_for_ever), TEST(test_tohost),
        TEST(test_tohost_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
