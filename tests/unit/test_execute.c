/* SPDX-License-Identifier: GPL-3.0-or-later */
/* execute(): edge cases, with results written by hand from [Unpriv 2, 6, 7, 8]. */
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

struct arithmetic {
    uint8_t op;
    uint32_t a, b, result; /* b: the immediate, of rows that have one */
};

static void check_arithmetic(const struct arithmetic *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct arithmetic *c = &cases[i];
        struct effect e = run((enum op)c->op, c->b, c->a, c->b);
        assert_int_equal(e.kind, EFFECT_SET);
        assert_int_equal(e.next_pc, PC + 4);
        if (e.value != c->result) {
            fail_msg("%s 0x%08x, 0x%08x gives 0x%08x, not 0x%08x", isa_rows[c->op].name, c->a, c->b,
                     e.value, c->result);
        }
    }
}

static void test_add_and_logic(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_add, MAX, 1, MIN},           {OP_add, ALL, 1, 0},
        {OP_add, MIN, MIN, 0},           {OP_sub, 0, 1, ALL},
        {OP_sub, MIN, 1, MAX},           {OP_sub, 5, 5, 0},
        {OP_addi, MAX, 1, MIN},          {OP_addi, 0, 0xfffff800u, 0xfffff800u},
        {OP_addi, 0x800, 0xfffff800, 0}, {OP_xor, 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0},
        {OP_or, 0xff00ff00, 0x0f, 0xff00ff0f}, {OP_and, 0xff00ff00, 0x0ff00ff0, 0x0f000f00},
        {OP_xori, 0x55555555, ALL, 0xaaaaaaaa}, {OP_ori, 0x100, 0xfffff800u, 0xfffff900u},
        {OP_andi, 0x12345678, 0xfffff800u, 0x12345000},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_compare(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_slt, MIN, MAX, 1},   {OP_slt, MAX, MIN, 0},   {OP_slt, ALL, 0, 1},
        {OP_slt, 0, ALL, 0},     {OP_slt, 7, 7, 0},       {OP_slt, MIN, ALL, 1},
        {OP_sltu, MIN, MAX, 0},  {OP_sltu, MAX, MIN, 1},  {OP_sltu, ALL, 0, 0},
        {OP_sltu, 0, ALL, 1},    {OP_sltu, 7, 7, 0},      {OP_sltu, 0, 0, 0},
        {OP_slti, ALL, 0, 1},    {OP_slti, 0, ALL, 0},    {OP_slti, MIN, 0xfffff800, 1},
        {OP_sltiu, 0, ALL, 1},   {OP_sltiu, ALL, ALL, 0}, {OP_sltiu, 0xfffff7ff, 0xfffff800, 1},
        {OP_sltiu, 0, 1, 1},     {OP_sltiu, 1, 1, 0},     {OP_slti, 0x7ff, 0x7ff, 0},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_shifts(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_sll, 0x12345678, 0, 0x12345678}, {OP_sll, 1, 31, MIN},
        {OP_sll, 1, 32, 1},                  {OP_sll, 3, 0xffffffff, MIN},
        {OP_srl, MIN, 31, 1},                {OP_srl, ALL, 0, ALL},
        {OP_srl, MIN, 32, MIN},              {OP_srl, ALL, 63, 1},
        {OP_sra, MIN, 31, ALL},              {OP_sra, MIN, 0, MIN},
        {OP_sra, MAX, 31, 0},                {OP_sra, 0xf0000000, 4, 0xff000000},
        {OP_sra, MIN, 32, MIN},              {OP_sra, 0x40000000, 30, 1},
        {OP_slli, 1, 31, MIN},               {OP_slli, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srli, MIN, 31, 1},               {OP_srli, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srai, MIN, 31, ALL},             {OP_srai, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srai, 0xfffffff1, 1, 0xfffffff8}, {OP_srai, 0x7ffffff1, 1, 0x3ffffff8},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_multiply(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_mul, 0x10000, 0x10000, 0},    {OP_mul, ALL, ALL, 1},
        {OP_mul, MIN, ALL, MIN},          {OP_mul, 12345, 6789, 83810205},
        {OP_mulh, MIN, MIN, 0x40000000},  {OP_mulh, ALL, ALL, 0},
        {OP_mulh, MIN, MAX, 0xc0000000},  {OP_mulh, ALL, 1, ALL},
        {OP_mulh, MAX, MAX, 0x3fffffff},  {OP_mulhu, ALL, ALL, 0xfffffffe},
        {OP_mulhu, MIN, 2, 1},            {OP_mulhu, MIN, MIN, 0x40000000},
        {OP_mulhsu, ALL, ALL, ALL},       {OP_mulhsu, MIN, ALL, 0x80000000},
        {OP_mulhsu, 1, ALL, 0},           {OP_mulhsu, ALL, 1, ALL},
        {OP_mulhsu, MAX, ALL, 0x7ffffffe}, {OP_mulhsu, 2, MIN, 1},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

/* No division traps: [Unpriv 7.2, table 11]. */
static void test_divide(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_div, 20, 6, 3},       {OP_div, 0xffffffec, 6, 0xfffffffd}, /* -20 / 6 = -3 */
        {OP_div, 20, 0xfffffffa, 0xfffffffd}, {OP_div, 0xffffffec, 0xfffffffa, 3},
        {OP_div, 7, 0, ALL},      {OP_div, MIN, 0, ALL},
        {OP_div, 0, 0, ALL},      {OP_div, MIN, ALL, MIN},
        {OP_div, MIN, 1, MIN},    {OP_div, MAX, ALL, 0x80000001},
        {OP_divu, 7, 0, ALL},     {OP_divu, MIN, ALL, 0},
        {OP_divu, ALL, 1, ALL},   {OP_divu, 0xffffffec, 6, 0x2aaaaaa7},
        {OP_rem, 20, 6, 2},       {OP_rem, 0xffffffec, 6, 0xfffffffe}, /* the dividend's sign */
        {OP_rem, 20, 0xfffffffa, 2}, {OP_rem, 0xffffffec, 0xfffffffa, 0xfffffffe},
        {OP_rem, 7, 0, 7},        {OP_rem, MIN, 0, MIN},
        {OP_rem, MIN, ALL, 0},    {OP_rem, 0, 0, 0},
        {OP_remu, 7, 0, 7},       {OP_remu, MIN, ALL, MIN},
        {OP_remu, ALL, 0, ALL},   {OP_remu, 0xffffffec, 6, 2},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_upper_immediates(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_lui, ALL, 0x12345000, 0x12345000},
        {OP_lui, 0, 0xfffff000, 0xfffff000},
        {OP_auipc, ALL, 0x1000, PC + 0x1000},
        {OP_auipc, 0, 0x80000000, 0x100},
        {OP_auipc, 0, 0, PC},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

struct branch {
    uint8_t op;
    uint32_t a, b;
    bool taken;
};

static void test_branches(void **state)
{
    static const struct branch cases[] = {
        {OP_beq, 1, 1, true},      {OP_beq, 1, 2, false},    {OP_beq, MIN, MIN, true},
        {OP_bne, 1, 1, false},     {OP_bne, 0, MIN, true},   {OP_blt, MIN, MAX, true},
        {OP_blt, MAX, MIN, false}, {OP_blt, 3, 3, false},    {OP_blt, ALL, 0, true},
        {OP_bge, MIN, MAX, false}, {OP_bge, MAX, MIN, true}, {OP_bge, 3, 3, true},
        {OP_bltu, MIN, MAX, false}, {OP_bltu, MAX, MIN, true}, {OP_bltu, 3, 3, false},
        {OP_bgeu, MIN, MAX, true}, {OP_bgeu, 0, ALL, false}, {OP_bgeu, 3, 3, true},
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
        {OP_lb, 1, 0x80, 0xffffff80},      {OP_lb, 1, 0x7f, 0x7f},
        {OP_lbu, 1, 0x80, 0x80},           {OP_lbu, 1, 0xff, 0xff},
        {OP_lh, 2, 0x8000, 0xffff8000},    {OP_lh, 2, 0x7fff, 0x7fff},
        {OP_lhu, 2, 0x8000, 0x8000},       {OP_lhu, 2, 0xffff, 0xffff},
        {OP_lw, 4, 0x80000000, MIN},       {OP_lw, 4, 0xdeadbeef, 0xdeadbeef},
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
        {OP_sb, 1, 0, 0}, {OP_sh, 2, 0, 0}, {OP_sw, 4, 0, 0}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct effect e = run((enum op)cases[i].op, 0xfffff800, 0x800, 0xcafebabe);
        assert_int_equal(e.kind, EFFECT_MEM);
        assert_int_equal(e.mem, MEM_STORE);
        assert_int_equal(e.size, cases[i].size);
        assert_int_equal(e.addr, 0);
        assert_int_equal(e.value, 0xcafebabe);
    }
}

/* m is memory's word, a the operand: [Unpriv 8.4]. */
static void test_atomics(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_amoswap_w, 1, 2, 2},       {OP_amoadd_w, ALL, 1, 0},
        {OP_amoadd_w, MAX, 1, MIN},    {OP_amoxor_w, 0xff, 0x0f, 0xf0},
        {OP_amoand_w, 0xff, 0x0f, 0x0f}, {OP_amoor_w, 0xf0, 0x0f, 0xff},
        {OP_amomin_w, MIN, MAX, MIN},  {OP_amomin_w, 0, ALL, ALL},
        {OP_amomin_w, 5, 5, 5},        {OP_amomax_w, MIN, MAX, MAX},
        {OP_amomax_w, 0, ALL, 0},      {OP_amominu_w, MIN, MAX, MAX},
        {OP_amominu_w, 0, ALL, 0},     {OP_amomaxu_w, MIN, MAX, MIN},
        {OP_amomaxu_w, 0, ALL, ALL},   {OP_amomax_w, ALL, 1, 1},
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
        assert_int_equal(isa_amo(op, cases[i].a, cases[i].b), cases[i].result);
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
        cmocka_unit_test(test_add_and_logic),      cmocka_unit_test(test_compare),
        cmocka_unit_test(test_shifts),             cmocka_unit_test(test_multiply),
        cmocka_unit_test(test_divide),             cmocka_unit_test(test_upper_immediates),
        cmocka_unit_test(test_branches),           cmocka_unit_test(test_misaligned_targets),
        cmocka_unit_test(test_jumps),              cmocka_unit_test(test_loads),
        cmocka_unit_test(test_stores),             cmocka_unit_test(test_atomics),
        cmocka_unit_test(test_csr_forms),          cmocka_unit_test(test_system),
        cmocka_unit_test(test_hints),
    };
    return cmocka_run_group_tests_name("execute", tests, NULL, NULL);
}
