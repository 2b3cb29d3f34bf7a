/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Garbage guests. Alone, in lockstep with the bare machine; side by side with a quiet neighbour,
 * which must not notice; and under every kind of TLB, isolation being checked at each entry.
 */
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/garbage.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"
#include "tests/vmm/lockstep.h"

#define TEST(function) cmocka_unit_test_teardown(function, lockstep_teardown)

enum { EQUAL_SEEDS = 48, EQUAL_STEPS = 4000, NEIGHBOUR_SEEDS = 18, LONG = 1600000 };

static uint32_t image[2][GARBAGE_SIZE / 4];

static struct rig_vm garbage(uint32_t slot, uint32_t seed)
{
    garbage_image(seed, image[slot]);
    uint32_t tohost = seed % 2 ? RAM_BASE + 9 * PAGE_SIZE : 0;
    return (struct rig_vm){.name = "garbage",
                           .memory = GARBAGE_SIZE,
                           .weight = 1,
                           .bytes = image[slot],
                           .size = GARBAGE_SIZE,
                           .tohost = tohost};
}

static void test_equal(void **state)
{
    (void)state;
    uint64_t total = 0;
    for (uint32_t seed = 1; seed <= EQUAL_SEEDS; seed++) {
        struct rig_config config = rig_config(NULL, 0);
        config.vm[0] = garbage(0, seed);
        config.tlb = seed % 3 ? 64 : 8;
        print_message("# seed %u\n", seed);
        lockstep_boot(&config);
        rig.after = invariant_check;
        lockstep_run(EQUAL_STEPS);
        assert_true(rig.end == HW_RUNS || rig.end == HW_HALTED || rig.end == HW_IDLE);
        total += lockstep.boundaries;
        if (lockstep.vm->stop == VM_STOP_NONE) {
            lockstep_compare_memory();
        }
        lockstep_finish();
    }
    assert_true(total > EQUAL_SEEDS * EQUAL_STEPS / 2); /* they do keep going */
}

static void check_neighbour(uint32_t i)
{
    assert_int_equal(hw_host.duplicates, 0);
    assert_int_equal(vmm.vms[i].stop, VM_STOP_EXIT);
    assert_int_equal(vmm.vms[i].exit_code, 0);
    assert_string_equal(rig.output[i + 1], "okokokokokok");
    assert_null(strstr(rig.output[0], "monitor:"));
}

static void test_neighbours(void **state)
{
    (void)state;
    static const uint32_t soft[] = {0, 64, 300};
    for (uint32_t seed = 1; seed <= NEIGHBOUR_SEEDS; seed++) {
        struct rig_config config = rig_config(NULL, 0);
        config.vms = 3;
        config.vm[0] = garbage(0, 1000 + seed);
        config.vm[1] = guest("quiet");
        config.vm[2] = garbage(1, 2000 + seed);
        config.soft_tlb = soft[seed % COUNT(soft)];
        config.tlb = seed % 4 ? 64 : 10;
        config.quantum = 500 + 300 * (seed % 7);
        print_message("# seed %u\n", seed);
        rig_boot(&config);
        rig.after = invariant_check;
        rig_type(seed % 3, "some input");
        enum hw_end end = rig_run(LONG);
        assert_true(end == HW_SPENT || end == HW_HALTED || end == HW_IDLE);
        check_neighbour(1);
        rig_free();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_equal), TEST(test_neighbours)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
