/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hybrid technique on the host: guests end as they do under the plain one, and leave the same
 * in memory; garbage that is interpreted does nothing to a neighbour, or to the monitor.
 */
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/garbage.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { ENOUGH = 40000000, SEEDS = 120, GARBAGE_CYCLES = 1500000, LOG_WORDS = 256 };

/* What a guest leaves. */
struct left {
    enum hw_end end;
    enum vm_stop stop;
    uint32_t exit_code;
    uint32_t log[LOG_WORDS];
    char output[RIG_OUTPUT];
};

static enum hw_end run(const struct rig_config *config, uint64_t cycles)
{
    rig_stage(config);
    hw_host.until = cycles;
    enum hw_end end = rig_start();
    return end == HW_RUNS ? rig_run(cycles) : end;
}

static void run_with(struct rig_vm vm, const char *technique, struct left *left)
{
    struct rig_config config = rig_config(NULL, 0);
    config.vm[0] = vm;
    config.vm[0].technique = technique;
    memset(left, 0, sizeof *left);
    left->end = run(&config, ENOUGH);
    left->stop = vmm.vms[0].stop;
    left->exit_code = vmm.vms[0].exit_code;
    memcpy(left->output, rig.output[1], sizeof left->output);
    for (uint32_t i = 0; i < LOG_WORDS && left->stop == VM_STOP_NONE; i++) {
        left->log[i] = rig_word(&vmm.vms[0], GUEST_LOG + 4 * i);
    }
    rig_free();
}

static uint32_t interpreted; /* stretches of common instructions */

static void same_with(struct rig_vm vm)
{
    static struct left plain, hybrid;
    run_with(vm, "plain", &plain);
    run_with(vm, "hybrid", &hybrid);
    print_message("# %s\n", vm.name);
    assert_int_equal(hybrid.end, plain.end);
    assert_int_equal(hybrid.stop, plain.stop);
    assert_int_equal(hybrid.exit_code, plain.exit_code);
    assert_memory_equal(hybrid.log, plain.log, sizeof plain.log);
    assert_string_equal(hybrid.output, plain.output);
    interpreted += hw_host.probes[COST_INTERPRET];
}

static void test_guests(void **state)
{
    (void)state;
    static const char *const names[] = {"causes", "devices", "interrupts", "misses",
                                        "quiet",  "tlb",     "trap_loop",  "wait"};
    for (size_t i = 0; i < COUNT(names); i++) {
        same_with(guest(names[i]));
    }
    assert_true(interpreted > COUNT(names));
}

static void test_tohost(void **state)
{
    (void)state;
    for (uint8_t how = 0; how <= TOHOST_REQUEST; how++) {
        same_with(guest_tohost(how));
    }
}

static struct rig_vm garbage(uint32_t seed)
{
    static uint32_t image[GARBAGE_SIZE / 4];
    garbage_image(seed, image);
    return (struct rig_vm){.name = "garbage",
                           .memory = GARBAGE_SIZE,
                           .weight = 1,
                           .bytes = image,
                           .size = GARBAGE_SIZE,
                           .technique = "hybrid"};
}

/* A neighbour that runs directly, and one that is interpreted, too. */
static void test_garbage(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= SEEDS; seed++) {
        struct rig_config config = rig_config(NULL, 0);
        config.ram = 2u << 20;
        config.quantum = 20000;
        config.tlb = seed % 3 ? 64 : 8;
        config.soft_tlb = seed % 2 ? 0 : 64;
        config.vms = 3;
        config.vm[0] = garbage(seed);
        config.vm[1] = guest("quiet");
        config.vm[2] = guest("quiet");
        config.vm[2].technique = "hybrid";
        print_message("# seed %u\n", seed);
        enum hw_end end = run(&config, GARBAGE_CYCLES);
        assert_true(end == HW_SPENT || end == HW_HALTED || end == HW_IDLE);
        for (uint32_t i = 1; i < config.vms; i++) {
            assert_int_equal(vmm.vms[i].stop, VM_STOP_EXIT);
            assert_int_equal(vmm.vms[i].exit_code, 0);
            assert_string_equal(rig.output[i + 1], "okokokokokok");
        }
        assert_int_equal(hw_host.duplicates, 0);
        rig_free();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_guests), TEST(test_tohost), TEST(test_garbage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
