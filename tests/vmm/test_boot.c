/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the monitor makes of its device tree: a good one boots; one that lacks something ends in a
 * panic that names it; a damaged one boots or ends in a panic, and touches nothing else's memory.
 */
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { DAMAGED_TREES = 1200, SHORT = 20000, LONG = 100000000, FAILED = 0xff };

static struct rig_config two_quiet(void)
{
    static const char *const names[] = {"quiet", "quiet"};
    struct rig_config config = guests(2, names);
    config.quantum = 10000;
    return config;
}

/* --- a good tree --- */

static void test_initial_state(void **state)
{
    (void)state;
    struct rig_config config = two_quiet();
    config.vm[1].tohost = RAM_BASE + 0x4000;
    config.vm[1].weight = 5;
    config.soft_tlb = 100;
    rig_boot(&config);
    invariant_check();
    assert_int_equal(vmm.vm_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        const struct vm *vm = &vmm.vms[i];
        struct priv reset;
        priv_reset(&reset, 64, VARIANT_PG32);
        assert_int_equal(vm->index, i);
        assert_int_equal(vm->vcpu.pc, RAM_BASE);
        assert_int_equal(vm->vcpu.priv.mode, reset.mode);
        assert_int_equal(vm->vcpu.priv.matp, 0);
        assert_int_equal(vm->vcpu.priv.mstatus, reset.mstatus);
        assert_int_equal(vm->vcpu.tlb.entries, 64);
        assert_int_equal(vm->vcpu.tlb.ways, 2); /* 100 entries need two ways of 64 */
        assert_int_equal(vm->memory_size, 0x10000);
        assert_int_equal(vm->weight, config.vm[i].weight);
        assert_string_equal(vm->name, "quiet");
        assert_int_equal(vm->has_tohost, i == 1);
        assert_int_equal(rig_word(vm, RAM_BASE), *(const uint32_t *)config.vm[i].bytes);
    }
    assert_int_equal(vmm.quantum_ticks, 1000);
    rig_free();
}

/* --- trees that lack something --- */

static bool said(const char *what)
{
    return strstr(rig.output[0], what) != NULL;
}

static void panics(const char *what)
{
    assert_int_equal(rig_start(), HW_HALTED);
    assert_int_equal(hw_host.finisher, FINISHER_FAIL | FAILED << 16);
    if (!said(what)) {
        fail_msg("said %s", rig.output[0]);
    }
    rig_free();
}

/* Change bytes of the staged tree wherever they are; they must be somewhere. */
static void patch(const void *from, const void *to, size_t size)
{
    bool any = false;
    uint8_t *tree = machine_ram_write(rig.machine, rig.tree, rig.tree_size);
    for (uint32_t i = 0; i + size <= rig.tree_size; i++) {
        if (memcmp(tree + i, from, size) == 0) {
            memcpy(tree + i, to, size);
            any = true;
        }
    }
    assert_true(any);
}

static void stage_patched(const void *from, const void *to, size_t size)
{
    struct rig_config config = two_quiet();
    rig_stage(&config);
    patch(from, to, size);
}

static void test_panics_for_what_is_missing(void **state)
{
    (void)state;
    stage_patched("\xd0\x0d\xfe\xed", "\xd0\x0d\xfe\xee", 4);
    panics("there is no device tree");
    stage_patched("chosen", "chosem", 6);
    panics("no memory beyond the monitor itself");
    stage_patched("pg32", "pg33", 5);
    panics("no variant of PG-32");
    stage_patched("trapeze,isa", "trapeze,isb", 12);
    panics("no variant of PG-32");
}

static void stage_with(uint32_t memory, uint32_t vms)
{
    struct rig_config config = two_quiet();
    config.vms = vms;
    config.vm[0].memory = memory;
    rig_stage(&config);
}

static void test_panics_for_lack_of_memory(void **state)
{
    (void)state;
    stage_with(0x10000, 0);
    panics("describes no VMs");
    stage_with(0, 2);
    panics("image does not lie in its memory");
    stage_with(0x100000, 2);
    panics("not enough memory for all VMs");
    stage_with(0x7ffff000, 2);
    panics("no memory for the monitor's tables");
}

static void test_techniques(void **state)
{
    (void)state;
    struct rig_config config = two_quiet();
    config.vm[0].technique = config.vm[1].technique = "magic";
    rig_stage(&config);
    assert_int_equal(rig_start(), HW_HALTED);
    assert_int_equal(vmm.vms[0].stop, VM_STOP_CONFIG);
    assert_int_equal(vmm.vms[1].stop, VM_STOP_CONFIG);
    assert_int_equal(hw_host.finisher, FINISHER_FAIL | 1u << 16);
    rig_free();
}

/* --- damaged trees --- */

/*
 * The tree is trusted to say how big it is and where free memory ends: nothing else could. Those
 * two words stay (or say less), everything else is fair game.
 */
static bool sacred(const uint8_t *tree, uint32_t at)
{
    enum { TOTAL_SIZE = 4 };
    const uint8_t images[] = {(uint8_t)(rig.images >> 24), (uint8_t)(rig.images >> 16),
                              (uint8_t)(rig.images >> 8), (uint8_t)rig.images};
    for (uint32_t i = at < 3 ? 0 : at - 3; i <= at && i + 4 <= rig.tree_size; i++) {
        if (memcmp(tree + i, images, 4) == 0) {
            return true;
        }
    }
    return at >= TOTAL_SIZE && at < TOTAL_SIZE + 4;
}

static void damage(struct rng *r)
{
    uint8_t *tree = machine_ram_write(rig.machine, rig.tree, rig.tree_size);
    uint32_t count = 1 + rng_below(r, 3);
    for (uint32_t n = 0; n < count; n++) {
        uint32_t at = rng_below(r, 4) ? rig.tree_size / 2 + rng_below(r, rig.tree_size / 2)
                                      : rng_below(r, rig.tree_size);
        if (sacred(tree, at)) {
            continue;
        }
        uint32_t bit = 1u << rng_below(r, 8);
        tree[at] = (uint8_t)(rng_below(r, 2) ? rng_next(r) : tree[at] ^ bit);
    }
    if (rng_below(r, 8) == 0) { /* cut off */
        uint32_t size = rng_below(r, rig.tree_size);
        tree[6] = (uint8_t)(size >> 8);
        tree[7] = (uint8_t)size;
    }
}

/* What is staged, apart from the tree, is read only. */
static uint32_t sum_above(uint32_t ma)
{
    uint32_t sum = 0;
    uint32_t end = RAM_BASE + rig.machine->config.ram_size;
    const uint8_t *bytes = machine_ram(rig.machine, ma, end - ma);
    for (uint32_t i = 0; i < end - ma; i++) {
        sum = sum * 31 + bytes[i];
    }
    return sum;
}

static void test_damaged_trees(void **state)
{
    (void)state;
    struct rng r = {4711};
    uint32_t booted = 0;
    struct rig_config config = two_quiet();
    config.ram = 1u << 18;
    config.vm[0].memory = config.vm[1].memory = 0xd000;
    for (uint32_t i = 0; i < DAMAGED_TREES; i++) {
        rig_stage(&config);
        damage(&r);
        uint32_t sum = sum_above(rig.tree);
        if (rig_start() == HW_RUNS) {
            booted++;
            rig.after = invariant_check;
            rig_run(SHORT);
        } else if (rig.end == HW_HALTED) {
            assert_true(said("monitor: ") || said("stopped at pc"));
        } else {
            assert_int_equal(rig.end, HW_TRAPPED); /* on the machine: a panic that says so */
        }
        assert_int_equal(sum_above(rig.tree), sum);
        rig_free();
    }
    assert_in_range(booted, DAMAGED_TREES / 8, DAMAGED_TREES - DAMAGED_TREES / 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_initial_state),
        TEST(test_panics_for_what_is_missing),
        TEST(test_panics_for_lack_of_memory),
        TEST(test_techniques),
        TEST(test_damaged_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
