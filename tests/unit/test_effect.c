/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What execute() asks for: jumps, memory, CSRs, traps; by hand from [Unpriv 2.5, 2.6, 6, 8]. */
#include "tests/unit/unit.h"

#include "isa/cause.h"
#include "isa/execute.h"

#define MIN 0x80000000u
#define MAX 0x7fffffffu
#define ALL 0xffffffffu

enum { PC = 0x80000100 };

/* An instruction as the decoder would hand it over; execute() looks at nothing else. */
static struct effect run(enum op op, uint32_t imm, uint32_t a, uint32_t b)
{
    struct insn in = {.op = (uint8_t)op, .imm = imm, .rd = 5, .rs1 = 6, .rs2 = 7};
    return isa_execute(&in, PC, a, b);
}

struct branch {
    uint8_t op;
    uint32_t a, b;
    bool taken;
};

static void test_branches(void **state)
{
    static const struct branch cases[] = {
        {OP_beq, 1, 1, true},       {OP_beq, 1, 2, false},     {OP_beq, MIN, MIN, true},
        {OP_bne, 1, 1, false},      {OP_bne, 0, MIN, true},    {OP_blt, MIN, MAX, true},
        {OP_blt, MAX, MIN, false},  {OP_blt, 3, 3, false},     {OP_blt, ALL, 0, true},
        {OP_bge, MIN, MAX, false},  {OP_bge, MAX, MIN, true},  {OP_bge, 3, 3, true},
        {OP_bltu, MIN, MAX, false}, {OP_bltu, MAX, MIN, true}, {OP_bltu, 3, 3, false},
        {OP_bgeu, MIN, MAX, true},  {OP_bgeu, 0, ALL, false},  {OP_bgeu, 3, 3, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct effect e = run((enum op)cases[i].op, 0xfffffff8, cases[i].a, cases[i].b);
        assert_int_equal(e.kind, EFFECT_JUMP);
        assert_false(e.link);
        assert_int_equal(e.next_pc, cases[i].taken ? PC - 8 : PC + 4);
    }
}

/* The target is checked only if the branch is taken; the trap is the jump's own [Unpriv 2.5]. */
static void test_misaligned_targets(void **state)
{
    (void)state;
    struct effect e = run(OP_beq, 6, 1, 1);
    assert_int_equal(e.kind, EFFECT_TRAP);
    assert_int_equal(e.cause, CAUSE_fetch_misaligned);
    assert_int_equal(e.value, PC + 6);
    e = run(OP_beq, 6, 1, 2);
    assert_int_equal(e.kind, EFFECT_JUMP);
    assert_int_equal(e.next_pc, PC + 4);
    e = run(OP_jal, 2, 0, 0);
    assert_int_equal(e.kind, EFFECT_TRAP);
    assert_int_equal(e.value, PC + 2);
    e = run(OP_jalr, 0, 0x80000003, 0);
    assert_int_equal(e.kind, EFFECT_TRAP);
    assert_int_equal(e.cause, CAUSE_fetch_misaligned);
    assert_int_equal(e.value, 0x80000002);
}

static void test_jumps(void **state)
{
    (void)state;
    struct effect e = run(OP_jal, 0xfffff000, 0, 0);
    assert_int_equal(e.kind, EFFECT_JUMP);
    assert_true(e.link);
    assert_int_equal(e.value, PC + 4);
    assert_int_equal(e.next_pc, PC - 0x1000);
    e = run(OP_jalr, 1, 0x1000, 0); /* bit 0 of the sum is cleared */
    assert_int_equal(e.kind, EFFECT_JUMP);
    assert_int_equal(e.next_pc, 0x1000);
    assert_int_equal(e.value, PC + 4);
    e = run(OP_jalr, 0xfffffffd, 0, 0);
    assert_int_equal(e.next_pc, 0xfffffffc);
    e = run(OP_jalr, 1, 3, 0);
    assert_int_equal(e.next_pc, 4);
}

struct load {
    uint8_t op;
    uint8_t size;
    uint32_t raw, result;
};

static void test_loads(void **state)
{
    static const struct load cases[] = {
        {OP_lb, 1, 0x80, 0xffffff80},   {OP_lb, 1, 0x7f, 0x7f},
        {OP_lbu, 1, 0x80, 0x80},        {OP_lbu, 1, 0xff, 0xff},
        {OP_lh, 2, 0x8000, 0xffff8000}, {OP_lh, 2, 0x7fff, 0x7fff},
        {OP_lhu, 2, 0x8000, 0x8000},    {OP_lhu, 2, 0xffff, 0xffff},
        {OP_lw, 4, 0x80000000, MIN},    {OP_lw, 4, 0xdeadbeef, 0xdeadbeef},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct effect e = run((enum op)cases[i].op, 0xffffffff, 0x1000, 0);
        assert_int_equal(e.kind, EFFECT_MEM);
        assert_int_equal(e.mem, MEM_LOAD);
        assert_int_equal(e.size, cases[i].size);
        assert_int_equal(e.addr, 0xfff);
        assert_int_equal(e.next_pc, PC + 4);
        assert_int_equal(isa_extend(&e, cases[i].raw), cases[i].result);
    }
}

static void test_stores(void **state)
{
    static const struct load cases[] = {
        {OP_sb, 1, 0, 0xbe}, {OP_sh, 2, 0, 0xbabe}, {OP_sw, 4, 0, 0xcafebabe}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct effect e = run((enum op)cases[i].op, 0xfffff800, 0x800, 0xcafebabe);
        assert_int_equal(e.kind, EFFECT_MEM);
        assert_int_equal(e.mem, MEM_STORE);
        assert_int_equal(e.size, cases[i].size);
        assert_int_equal(e.addr, 0);
        assert_int_equal(e.value, cases[i].result); /* no more than the bytes stored */
    }
}

/* m is memory's old word, b the operand. */
struct atomic {
    uint8_t op;
    uint32_t m, b, result;
};

static void test_atomics(void **state)
{
    static const struct atomic cases[] = {
        {OP_amoswap_w, 1, 2, 2},         {OP_amoadd_w, ALL, 1, 0},
        {OP_amoadd_w, MAX, 1, MIN},      {OP_amoxor_w, 0xff, 0x0f, 0xf0},
        {OP_amoand_w, 0xff, 0x0f, 0x0f}, {OP_amoor_w, 0xf0, 0x0f, 0xff},
        {OP_amomin_w, MIN, MAX, MIN},    {OP_amomin_w, 0, ALL, ALL},
        {OP_amomin_w, 5, 5, 5},          {OP_amomax_w, MIN, MAX, MAX},
        {OP_amomax_w, 0, ALL, 0},        {OP_amominu_w, MIN, MAX, MAX},
        {OP_amominu_w, 0, ALL, 0},       {OP_amomaxu_w, MIN, MAX, MIN},
        {OP_amomaxu_w, 0, ALL, ALL},     {OP_amomax_w, ALL, 1, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum op op = (enum op)cases[i].op;
        struct effect e = run(op, 0, 0x2000, cases[i].b);
        assert_int_equal(e.kind, EFFECT_MEM);
        assert_int_equal(e.mem, MEM_AMO);
        assert_int_equal(e.size, 4);
        assert_int_equal(e.addr, 0x2000);
        assert_int_equal(e.value, cases[i].b);
        assert_int_equal(isa_amo(op, cases[i].m, cases[i].b), cases[i].result);
    }
    assert_int_equal(run(OP_lr_w, 0, 0x2000, 9).mem, MEM_LR);
    assert_int_equal(run(OP_sc_w, 0, 0x2000, 9).mem, MEM_SC);
    assert_int_equal(run(OP_sc_w, 0, 0x2000, 9).value, 9);
}

struct csr_form {
    uint32_t word;
    bool reads, writes;
    uint32_t result; /* written over the old value 0xf0 with x[rs1] = 0x3c */
};

/* [Zicsr 6.1, table 8]: which forms read and which write, for mscratch. */
static void test_csr_forms(void **state)
{
    static const struct csr_form cases[] = {
        {0x340312f3, true, true, 0x3c},  /* csrrw t0, mscratch, t1 */
        {0x34031073, false, true, 0x3c}, /* csrrw x0, mscratch, t1 */
        {0x340012f3, true, true, 0x3c},  /* csrrw t0, mscratch, x0: writes x0's value */
        {0x340322f3, true, true, 0xfc},  /* csrrs t0, mscratch, t1 */
        {0x34032073, true, true, 0xfc},  /* csrrs x0, mscratch, t1 */
        {0x340022f3, true, false, 0},    /* csrrs t0, mscratch, x0 */
        {0x340332f3, true, true, 0xc0},  /* csrrc t0, mscratch, t1 */
        {0x340032f3, true, false, 0},    /* csrrc t0, mscratch, x0 */
        {0x340fd2f3, true, true, 0x1f},  /* csrrwi t0, mscratch, 31 */
        {0x34005073, false, true, 0},    /* csrrwi x0, mscratch, 0: writes 0 */
        {0x3400e2f3, true, true, 0xf1},  /* csrrsi t0, mscratch, 1 */
        {0x340062f3, true, false, 0},    /* csrrsi t0, mscratch, 0 */
        {0x340872f3, true, true, 0xe0},  /* csrrci t0, mscratch, 16 */
        {0x340072f3, true, false, 0},    /* csrrci t0, mscratch, 0 */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct insn in = isa_decode(cases[i].word, VARIANT_PG32);
        struct effect e = isa_execute(&in, PC, 0x3c, 0);
        assert_int_equal(e.kind, EFFECT_CSR);
        assert_int_equal(insn_csr(&in), 0x340);
        assert_int_equal(isa_csr_reads(&in, &e), cases[i].reads);
        assert_int_equal(isa_csr_writes(&in, &e), cases[i].writes);
        if (cases[i].writes) {
            assert_int_equal(isa_csr_value(&e, 0xf0), cases[i].result);
        }
    }
}

static void test_system(void **state)
{
    (void)state;
    struct effect e = run(OP_ebreak, 0, 0, 0);
    assert_int_equal(e.kind, EFFECT_TRAP);
    assert_int_equal(e.cause, CAUSE_breakpoint);
    assert_int_equal(e.value, PC);
    e = run(OP_tlbwi, 0, 0x1234, 0x5678);
    assert_int_equal(e.kind, EFFECT_SYS);
    assert_int_equal(e.sys, SYS_TLBWI);
    assert_int_equal(e.value, 0x1234);
    assert_int_equal(e.addr, 0x5678);
    struct insn in = isa_decode(0xdeadbeef & ~3u, VARIANT_PG32);
    e = isa_execute(&in, PC, 0, 0);
    assert_int_equal(e.kind, EFFECT_TRAP);
    assert_int_equal(e.cause, CAUSE_illegal);
    assert_int_equal(e.value, 0xdeadbeef & ~3u);
}

/* A HINT is a register write to x0 like any other; whoever applies it discards it. */
static void test_hints(void **state)
{
    struct insn in = isa_decode(0x01052013, VARIANT_PG32); /* slti x0, a0, 16 */
    (void)state;
    assert_int_equal(in.op, OP_slti);
    assert_int_equal(in.rd, 0);
    assert_int_equal(in.imm, 16);
    struct effect e = isa_execute(&in, PC, 0xffffffff, 0);
    assert_int_equal(e.kind, EFFECT_SET);
    assert_int_equal(e.next_pc, PC + 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches),  cmocka_unit_test(test_misaligned_targets),
        cmocka_unit_test(test_jumps),     cmocka_unit_test(test_loads),
        cmocka_unit_test(test_stores),    cmocka_unit_test(test_atomics),
        cmocka_unit_test(test_csr_forms), cmocka_unit_test(test_system),
        cmocka_unit_test(test_hints),
    };
    return cmocka_run_group_tests_name("effect", tests, NULL, NULL);
}
