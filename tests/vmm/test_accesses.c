/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random memory accesses of every kind and width, around page boundaries, over RAM, devices,
 * tohost's page and holes, through a TLB that is rewritten all the while: in lockstep with the
 * bare machine, and for isolation alone where a software TLB makes the two differ.
 */
#include "isa/board.h"
#include "tests/unit/unit.h"
#include "tests/vmm/assemble.h"
#include "tests/vmm/invariant.h"
#include "tests/vmm/lockstep.h"

#define TEST(function) cmocka_unit_test_teardown(function, lockstep_teardown)
#define VIRTUAL 0x00400000u

enum {
    VM_MEMORY = 0x18000, /* 16 pages of program, then of data */
    CODE_PAGES = 16,
    DATA = RAM_BASE + CODE_PAGES * PAGE_SIZE,
    DATA_PAGES = VM_MEMORY / PAGE_SIZE - CODE_PAGES,
    WINDOW = 10, /* virtual pages */
    SPACES = 3,
    PROGRAMS = 10,
    OPERATIONS = 2200,
    ENOUGH = 400000,
    LONG = 10000000,
    ADDRESS = 10, /* registers: an address, a value, and results from 12 on */
    VALUE = 11
};

static struct program program;

static uint32_t random_frame(struct rng *r)
{
    static const uint32_t others[] = {
        UART_BASE, CLINT_BASE, CLINT_BASE + 0x4000, PLIC_BASE, PLIC_BASE + PLIC_THRESHOLD,
        0x60000000};
    return rng_below(r, 4) ? DATA + rng_below(r, DATA_PAGES) * PAGE_SIZE
                           : others[rng_below(r, COUNT(others))];
}

/* Often at a register, or within a word of a page's end. */
static uint32_t random_offset(struct rng *r)
{
    switch (rng_below(r, 3)) {
    case 0:
        return PAGE_SIZE - 4 + rng_below(r, 4);
    case 1:
        return rng_below(r, 8);
    default:
        return rng_below(r, PAGE_SIZE / 4) * 4;
    }
}

static uint32_t random_result(struct rng *r)
{
    return 12 + rng_below(r, 12);
}

static void put_access(struct rng *r)
{
    static const enum op ops[] = {OP_lb,       OP_lh,        OP_lw,       OP_lbu,      OP_lhu,
                                  OP_sb,       OP_sh,        OP_sw,       OP_sw,       OP_lw,
                                  OP_lr_w,     OP_lr_w,      OP_sc_w,     OP_sc_w,     OP_amoadd_w,
                                  OP_amoxor_w, OP_amoswap_w, OP_amomin_w, OP_amomaxu_w};
    enum op op = ops[rng_below(r, COUNT(ops))];
    uint32_t page = rng_below(r, 3) ? VIRTUAL + rng_below(r, WINDOW) * PAGE_SIZE : random_frame(r);
    bool again = isa_rows[op].unit == UNIT_AMO && rng_below(r, 2); /* the address as it is */
    if (!again) {
        program_li(&program, ADDRESS, page + random_offset(r));
    }
    if (rng_below(r, 4) == 0) {
        program_li(&program, VALUE, rng_edge(r));
    }
    uint32_t rd = isa_rows[op].format == FORMAT_STORE ? 0 : random_result(r);
    bool two =
        isa_rows[op].format == FORMAT_STORE || (op != OP_lr_w && isa_rows[op].unit == UNIT_AMO);
    program_put(&program, encode(op, rd, ADDRESS, two ? VALUE : 0));
}

static uint32_t random_hi(struct rng *r)
{
    uint32_t global = rng_below(r, 5) == 0 ? TLB_HI_G : 0;
    return (VIRTUAL + rng_below(r, WINDOW) * PAGE_SIZE) | global | rng_below(r, SPACES);
}

static void put_tlb_write(struct rng *r)
{
    static const enum op ops[] = {OP_tlbwi, OP_tlbwr};
    uint32_t bits = rng_below(r, 3) ? 0xf : rng_below(r, 16);
    program_csrw(&program, CSR_mtlbidx, CODE_PAGES + rng_below(r, 48));
    program_li(&program, REG_SCRATCH, random_hi(r));
    program_li(&program, REG_SCRATCH2, random_frame(r) | bits);
    enum op op = ops[rng_below(r, 2)];
    program_put(&program, encode(op, 0, REG_SCRATCH, REG_SCRATCH2) | isa_rows[op].match);
}

static void put_tlb_other(struct rng *r)
{
    program_li(&program, REG_SCRATCH, random_hi(r));
    program_li(&program, REG_SCRATCH2, rng_below(r, SPACES));
    switch (rng_below(r, 5)) {
    case 0: /* a page of an ASID, or of all */
        program_put(&program, encode(OP_tlbinv, 0, REG_SCRATCH, rng_below(r, 2) * REG_SCRATCH2) |
                                  isa_rows[OP_tlbinv].match);
        break;
    case 1: /* an ASID */
        program_put(&program, encode(OP_tlbinv, 0, 0, REG_SCRATCH2) | isa_rows[OP_tlbinv].match);
        break;
    case 2:
        program_put(&program, encode(OP_tlbp, random_result(r), REG_SCRATCH, 0));
        break;
    case 3:
        program_li(&program, REG_SCRATCH, rng_below(r, 64));
        program_put(&program,
                    encode(OP_tlbrh, random_result(r), REG_SCRATCH, 0) | isa_rows[OP_tlbrh].match);
        break;
    default:
        program_li(&program, REG_SCRATCH, rng_below(r, 64));
        program_put(&program,
                    encode(OP_tlbrl, random_result(r), REG_SCRATCH, 0) | isa_rows[OP_tlbrl].match);
    }
}

static void put_operation(struct rng *r)
{
    uint32_t translation = rng_below(r, 4) ? MATP_TE : 0;
    switch (rng_below(r, 16)) {
    case 0:
        program_csrw(&program, CSR_matp, translation | rng_below(r, SPACES));
        break;
    case 1:
    case 2:
    case 3:
        put_tlb_write(r);
        break;
    case 4:
        put_tlb_other(r);
        break;
    default:
        put_access(r);
    }
}

static struct rig_config make(uint32_t seed)
{
    struct rng r = {seed};
    program_begin(&program);
    for (uint32_t i = 0; i < CODE_PAGES; i++) {
        uint32_t page = RAM_BASE + i * PAGE_SIZE;
        program_map(&program, i, page | TLB_HI_G, page | 0xf);
    }
    program_csrw(&program, CSR_mtlbwired, CODE_PAGES);
    for (uint32_t i = 0; i < OPERATIONS; i++) {
        put_operation(&r);
    }
    program_csrw(&program, CSR_matp, 0);
    program_finish(&program);
    struct rig_config config = rig_config(program.words, 4 * program.count);
    config.vm[0].memory = VM_MEMORY;
    config.vm[0].tohost = seed % 2 ? DATA + 3 * PAGE_SIZE + 2044 : 0;
    return config;
}

static void test_equal(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
        struct rig_config config = make(seed);
        lockstep_boot(&config);
        rig.after = invariant_check;
        assert_int_equal(lockstep_run(ENOUGH), HW_HALTED);
        lockstep_finish();
    }
}

/* More is mapped than in the guest's own TLB, so results differ, but not who may reach what. */
static void test_soft_tlb(void **state)
{
    (void)state;
    static const uint32_t soft[] = {1, 64, 200};
    for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
        struct rig_config config = make(seed + 100);
        config.soft_tlb = soft[seed % COUNT(soft)];
        rig_boot(&config);
        rig.after = invariant_check;
        assert_int_equal(rig_run(LONG), HW_HALTED);
        assert_int_equal(hw_host.duplicates, 0);
        rig_free();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_equal), TEST(test_soft_tlb)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
