/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Misses hidden and reflected, the software TLB's sizes, real ASIDs, frames given and returned. */
#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/assemble.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { LONG = 100000000, ALL = TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X };

static struct program program;

static void run_to_exit(const struct rig_config *config)
{
    rig_boot(config);
    rig.after = invariant_check;
    assert_int_equal(rig_run(LONG), HW_HALTED);
    assert_int_equal(hw_host.finisher, FINISHER_PASS);
}

/* misses.S counts the misses that it was told of in s1, and sums what it read in s2. */
static const struct vcpu *run_misses(uint32_t soft_tlb, uint32_t tlb)
{
    struct rig_config config = rig_config(NULL, 0);
    config.vm[0] = guest("misses");
    config.soft_tlb = soft_tlb;
    config.tlb = tlb;
    run_to_exit(&config);
    return &vmm.vms[0].vcpu;
}

enum { PAGES = 100, SPACES = 2, S1 = 9, S2 = 18 };

/* Without a software TLB a guest's own 63 free entries thrash; with one, each page misses once. */
static void test_soft_tlb_hides_misses(void **state)
{
    (void)state;
    uint32_t exact = run_misses(0, 64)->x[S1];
    uint32_t sum = vmm.vms[0].vcpu.x[S2];
    assert_int_equal(hw_host.probes[COST_REFLECTED_MISS], exact);
    rig_free();
    assert_true(exact > PAGES * SPACES);
    assert_int_equal(run_misses(1024, 64)->x[S1], PAGES * SPACES);
    assert_int_equal(vmm.vms[0].vcpu.x[S2], sum);
    assert_int_equal(hw_host.probes[COST_REFLECTED_MISS], PAGES * SPACES);
    assert_int_equal(hw_host.probes[COST_TLB_WRITE], PAGES * SPACES + 1); /* and the code's */
    rig_free();
}

/* Whatever the sizes, the guest computes the same; the invariant is checked at every entry. */
static void test_sizes(void **state)
{
    (void)state;
    static const uint32_t soft[] = {0, 1, 64, 500};
    static const uint32_t tlb[] = {4, 64, 256};
    uint32_t sum = run_misses(0, 64)->x[S2];
    rig_free();
    for (uint32_t i = 0; i < COUNT(soft); i++) {
        for (uint32_t k = 0; k < COUNT(tlb); k++) {
            assert_int_equal(run_misses(soft[i], tlb[k])->x[S2], sum);
            rig_free();
        }
    }
}

/* tlb.S under a software TLB: other results than exact ones, but the invariant and the end hold. */
static void test_tlb_guest(void **state)
{
    (void)state;
    static const uint32_t soft[] = {0, 64, 256};
    for (uint32_t i = 0; i < COUNT(soft); i++) {
        struct rig_config config = rig_config(NULL, 0);
        config.vm[0] = guest("tlb");
        config.soft_tlb = soft[i];
        run_to_exit(&config);
        rig_free();
    }
}

enum { MAPPED = 200, RESULT = 10 };

#define VIRTUAL 0x00400000u

/* Far more pages of ASID 0 than the guest's TLB holds, by tlbwr. */
static void put_mappings(void)
{
    for (uint32_t i = 0; i < MAPPED; i++) {
        program_li(&program, REG_SCRATCH, VIRTUAL + i * PAGE_SIZE);
        program_li(&program, REG_SCRATCH2, GUEST_DATA | ALL);
        program_put(&program, encode(OP_tlbwr, 0, REG_SCRATCH, REG_SCRATCH2));
    }
}

static void run_program(void)
{
    struct rig_config config = rig_config(program.words, 4 * program.count);
    config.soft_tlb = 64 * 16;
    run_to_exit(&config);
}

/* tlbp of a page that only the software TLB holds pulls it back to where it was displaced from. */
static void test_probe_pulls_back(void **state)
{
    (void)state;
    program_begin(&program);
    put_mappings();
    for (uint32_t i = 0; i < MAPPED; i++) { /* x10 |= index, x11 |= entry read back - page */
        program_li(&program, REG_SCRATCH, VIRTUAL + i * PAGE_SIZE);
        program_put(&program, encode(OP_tlbp, REG_SCRATCH2, REG_SCRATCH, 0));
        program_put(&program, encode(OP_or, RESULT, RESULT, REG_SCRATCH2));
        program_put(&program, encode(OP_tlbrh, REG_SCRATCH2, REG_SCRATCH2, 0));
        program_put(&program, encode(OP_sub, REG_SCRATCH2, REG_SCRATCH2, REG_SCRATCH));
        program_put(&program, encode(OP_or, RESULT + 1, RESULT + 1, REG_SCRATCH2));
    }
    program_finish(&program);
    run_program();
    assert_true(vmm.vms[0].vcpu.x[RESULT] < 64);
    assert_int_equal(vmm.vms[0].vcpu.x[RESULT + 1], 0);
    rig_free();
}

/* An index that has been wired since is not replacement's to give: such a page is forgotten. */
static void test_probe_spares_wired(void **state)
{
    (void)state;
    enum { WIRED = 50 };
    program_begin(&program);
    put_mappings();
    program_csrw(&program, CSR_mtlbwired, WIRED);
    for (uint32_t i = 0; i < MAPPED; i++) {
        program_li(&program, REG_SCRATCH, VIRTUAL + i * PAGE_SIZE);
        program_put(&program, encode(OP_tlbp, REG_SCRATCH2, REG_SCRATCH, 0));
    }
    for (uint32_t i = 0; i < WIRED; i++) { /* x10 += what an entry holds */
        program_li(&program, REG_SCRATCH, i);
        program_put(&program, encode(OP_tlbrh, REG_SCRATCH2, REG_SCRATCH, 0));
        program_put(&program, encode(OP_add, RESULT, RESULT, REG_SCRATCH2));
    }
    program_finish(&program);
    run_program();
    uint32_t sum = 0;
    for (uint32_t i = 0; i < WIRED; i++) {
        sum += vmm.vms[0].vcpu.tlb.slot[i].e.hi;
    }
    assert_int_equal(vmm.vms[0].vcpu.x[RESULT], sum);
    const struct guest_tlb *t = &vmm.vms[0].vcpu.tlb;
    for (uint32_t slot = t->entries; slot < t->entries + WIRED * t->ways; slot++) {
        assert_false(t->slot[slot].e.lo & TLB_LO_V); /* every page was asked for */
    }
    rig_free();
}

/* The forms of tlbinv, over all that put_mappings() has mapped. */
static void put_invalidation(uint32_t form)
{
    program_li(&program, REG_SCRATCH2, 0); /* the ASID */
    for (uint32_t i = 0; i < MAPPED; i++) {
        program_li(&program, REG_SCRATCH, VIRTUAL + i * PAGE_SIZE);
        uint32_t va = form & 1 ? REG_SCRATCH : 0;
        uint32_t asid = form & 2 ? REG_SCRATCH2 : 0;
        program_put(&program, encode(OP_tlbinv, 0, va, asid) | isa_rows[OP_tlbinv].match);
    }
}

/* What tlbinv names is gone, from the software TLB as well: each page misses, and the guest sees
 * it. */
static void test_invalidated_is_gone(void **state)
{
    (void)state;
    for (uint32_t form = 0; form < 4; form++) {
        program_begin(&program);
        put_mappings();
        put_invalidation(form);
        for (uint32_t i = 0; i < 6; i++) { /* the code */
            uint32_t page = RAM_BASE + i * PAGE_SIZE;
            program_map(&program, i, page | TLB_HI_G, page | ALL);
        }
        program_csrw(&program, CSR_matp, MATP_TE);
        for (uint32_t i = 0; i < MAPPED; i++) {
            program_li(&program, REG_SCRATCH, VIRTUAL + i * PAGE_SIZE);
            program_put(&program, encode_i(OP_lw, RESULT, REG_SCRATCH, 0));
        }
        program_csrw(&program, CSR_matp, 0);
        program_finish(&program);
        run_program();
        assert_int_equal(hw_host.probes[COST_REFLECTED_MISS], MAPPED);
        rig_free();
    }
}

/* More address spaces than there are real ASIDs, in two VMs: everything starts over, rightly. */
static void put_spaces(uint32_t first)
{
    program_begin(&program);
    program_map(&program, 0, RAM_BASE | TLB_HI_G, RAM_BASE | ALL);
    program_map(&program, 1, (RAM_BASE + PAGE_SIZE) | TLB_HI_G, (RAM_BASE + PAGE_SIZE) | ALL);
    program_map(&program, 2, (RAM_BASE + 2 * PAGE_SIZE) | TLB_HI_G,
                (RAM_BASE + 2 * PAGE_SIZE) | ALL);
    program_li(&program, 10, GUEST_DATA);
    program_li(&program, 11, 0x00400000);
    program_map(&program, 3, 0x00400000 | TLB_HI_G, GUEST_DATA | ALL);
    for (uint32_t i = 0; i < 256; i++) {
        program_csrw(&program, CSR_matp, MATP_TE | ((first + i) & MATP_ASID));
        program_put(&program, encode_i(OP_lw, 12, 11, 0));
        program_put(&program, encode_i(OP_addi, 12, 12, 1));
        program_put(&program, encode(OP_sw, 0, 11, 12));
    }
    program_csrw(&program, CSR_matp, 0);
    program_put(&program, encode_i(OP_lw, 13, 10, 0));
    program_finish(&program);
}

static void test_asids_run_out(void **state)
{
    (void)state;
    static uint32_t other[PROGRAM_MAX];
    put_spaces(100);
    memcpy(other, program.words, sizeof other);
    uint32_t size = 4 * program.count;
    put_spaces(7);
    struct rig_config config = rig_config(program.words, 4 * program.count);
    config.vms = 2;
    config.vm[1] = (struct rig_vm){
        .name = "bob", .memory = 0x10000, .weight = 1, .bytes = other, .size = size};
    config.quantum = 2000;
    run_to_exit(&config);
    assert_true(vmm.asid_generation > 2);
    assert_int_equal(vmm.vms[0].vcpu.x[13], 256);
    assert_int_equal(vmm.vms[1].vcpu.x[13], 256);
    rig_free();
}

/* A VM's frames come zeroed, on first touch, and go back when it ends. */
static void test_frames(void **state)
{
    (void)state;
    struct rig_config config = rig_config(NULL, 0);
    config.vms = 2;
    config.vm[0] = guest("quiet");
    config.vm[1] = guest("spin");
    config.quantum = 3000;
    rig_stage(&config);
    memset(machine_ram_write(rig.machine, RAM_BASE + HW_MONITOR_SIZE, 0x80000), 0xee, 0x80000);
    assert_int_equal(rig_start(), HW_RUNS);
    uint32_t before = vmm.frames_left;
    assert_int_equal(vmm.vms[0].pmap[5], 1); /* PMAP_EMPTY: not touched yet */
    rig.after = invariant_check;
    while (vmm.vms[0].state != VM_STOPPED) {
        assert_int_equal(rig_run(1000), HW_SPENT);
        assert_int_equal(rig_word(&vmm.vms[1], GUEST_DATA + 4), 0); /* zeroed where not written */
    }
    assert_int_equal(vmm.vms[0].stop, VM_STOP_EXIT);
    assert_int_equal(vmm.vms[0].exit_code, 0);
    uint32_t returned = 1; /* quiet's code, which it was booted with */
    uint32_t given = 1;    /* spin's data */
    assert_int_equal(vmm.frames_left, before + returned - given);
    rig_free();
}

/* A guest may not read what another left in a frame: memory is zero wherever it looks first. */
static void test_returned_frames_are_zeroed(void **state)
{
    (void)state;
    program_begin(&program);
    program_li(&program, 10, GUEST_DATA);
    program_li(&program, 13, PAGE_SIZE);
    for (uint32_t i = 0; i < 5000; i++) { /* long enough for the other to end first */
        program_put(&program, encode_i(OP_addi, 12, 12, 1));
    }
    for (uint32_t page = 5; page < 13; page++) {
        program_put(&program, encode_i(OP_lw, 12, 10, 0));
        program_put(&program, encode(OP_or, 11, 11, 12));
        program_put(&program, encode_i(OP_lw, 12, 10, 2044));
        program_put(&program, encode(OP_or, 11, 11, 12));
        program_put(&program, encode(OP_add, 10, 10, 13));
    }
    program_finish(&program);
    struct rig_config config = rig_config(program.words, 4 * program.count);
    config.vms = 2;
    config.vm[1] = guest("quiet");
    config.vm[1].weight = 1000;
    config.quantum = 1000;
    run_to_exit(&config);
    assert_int_equal(vmm.vms[0].vcpu.x[11], 0);
    assert_string_equal(rig.output[2], "okokokokokok");
    rig_free();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_soft_tlb_hides_misses),
        TEST(test_sizes),
        TEST(test_tlb_guest),
        TEST(test_probe_pulls_back),
        TEST(test_probe_spares_wired),
        TEST(test_invalidated_is_gone),
        TEST(test_asids_run_out),
        TEST(test_frames),
        TEST(test_returned_frames_are_zeroed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
