/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of execute(): edge cases, with results written by hand from [Unpriv 2.4, 7]. */
#include "tests/unit/unit.h"

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
        {OP_add, MAX, 1, MIN},
        {OP_add, ALL, 1, 0},
        {OP_add, MIN, MIN, 0},
        {OP_sub, 0, 1, ALL},
        {OP_sub, MIN, 1, MAX},
        {OP_sub, 5, 5, 0},
        {OP_addi, MAX, 1, MIN},
        {OP_addi, 0, 0xfffff800u, 0xfffff800u},
        {OP_addi, 0x800, 0xfffff800, 0},
        {OP_xor, 0xff00ff00, 0x0ff00ff0, 0xf0f0f0f0},
        {OP_or, 0xff00ff00, 0x0f, 0xff00ff0f},
        {OP_and, 0xff00ff00, 0x0ff00ff0, 0x0f000f00},
        {OP_xori, 0x55555555, ALL, 0xaaaaaaaa},
        {OP_ori, 0x100, 0xfffff800u, 0xfffff900u},
        {OP_andi, 0x12345678, 0xfffff800u, 0x12345000},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_compare(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_slt, MIN, MAX, 1},  {OP_slt, MAX, MIN, 0},   {OP_slt, ALL, 0, 1},
        {OP_slt, 0, ALL, 0},    {OP_slt, 7, 7, 0},       {OP_slt, MIN, ALL, 1},
        {OP_sltu, MIN, MAX, 0}, {OP_sltu, MAX, MIN, 1},  {OP_sltu, ALL, 0, 0},
        {OP_sltu, 0, ALL, 1},   {OP_sltu, 7, 7, 0},      {OP_sltu, 0, 0, 0},
        {OP_slti, ALL, 0, 1},   {OP_slti, 0, ALL, 0},    {OP_slti, MIN, 0xfffff800, 1},
        {OP_sltiu, 0, ALL, 1},  {OP_sltiu, ALL, ALL, 0}, {OP_sltiu, 0xfffff7ff, 0xfffff800, 1},
        {OP_sltiu, 0, 1, 1},    {OP_sltiu, 1, 1, 0},     {OP_slti, 0x7ff, 0x7ff, 0},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_shifts(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_sll, 0x12345678, 0, 0x12345678},
        {OP_sll, 1, 31, MIN},
        {OP_sll, 1, 32, 1},
        {OP_sll, 3, 0xffffffff, MIN},
        {OP_srl, MIN, 31, 1},
        {OP_srl, ALL, 0, ALL},
        {OP_srl, MIN, 32, MIN},
        {OP_srl, ALL, 63, 1},
        {OP_sra, MIN, 31, ALL},
        {OP_sra, MIN, 0, MIN},
        {OP_sra, MAX, 31, 0},
        {OP_sra, 0xf0000000, 4, 0xff000000},
        {OP_sra, MIN, 32, MIN},
        {OP_sra, 0x40000000, 30, 1},
        {OP_slli, 1, 31, MIN},
        {OP_slli, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srli, MIN, 31, 1},
        {OP_srli, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srai, MIN, 31, ALL},
        {OP_srai, 0xdeadbeef, 0, 0xdeadbeef},
        {OP_srai, 0xfffffff1, 1, 0xfffffff8},
        {OP_srai, 0x7ffffff1, 1, 0x3ffffff8},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

static void test_multiply(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_mul, 0x10000, 0x10000, 0},
        {OP_mul, ALL, ALL, 1},
        {OP_mul, MIN, ALL, MIN},
        {OP_mul, 12345, 6789, 83810205},
        {OP_mulh, MIN, MIN, 0x40000000},
        {OP_mulh, ALL, ALL, 0},
        {OP_mulh, MIN, MAX, 0xc0000000},
        {OP_mulh, ALL, 1, ALL},
        {OP_mulh, MAX, MAX, 0x3fffffff},
        {OP_mulhu, ALL, ALL, 0xfffffffe},
        {OP_mulhu, MIN, 2, 1},
        {OP_mulhu, MIN, MIN, 0x40000000},
        {OP_mulhsu, ALL, ALL, ALL},
        {OP_mulhsu, MIN, ALL, 0x80000000},
        {OP_mulhsu, 1, ALL, 0},
        {OP_mulhsu, ALL, 1, ALL},
        {OP_mulhsu, MAX, ALL, 0x7ffffffe},
        {OP_mulhsu, 2, MIN, 1},
    };
    (void)state;
    check_arithmetic(cases, COUNT(cases));
}

/* No division traps: [Unpriv 7.2, table 11]. */
static void test_divide(void **state)
{
    static const struct arithmetic cases[] = {
        {OP_div, 20, 6, 3},
        {OP_div, 0xffffffec, 6, 0xfffffffd}, /* -20 / 6 = -3 */
        {OP_div, 20, 0xfffffffa, 0xfffffffd},
        {OP_div, 0xffffffec, 0xfffffffa, 3},
        {OP_div, 7, 0, ALL},
        {OP_div, MIN, 0, ALL},
        {OP_div, 0, 0, ALL},
        {OP_div, MIN, ALL, MIN},
        {OP_div, MIN, 1, MIN},
        {OP_div, MAX, ALL, 0x80000001},
        {OP_divu, 7, 0, ALL},
        {OP_divu, MIN, ALL, 0},
        {OP_divu, ALL, 1, ALL},
        {OP_divu, 0xffffffec, 6, 0x2aaaaaa7},
        {OP_rem, 20, 6, 2},
        {OP_rem, 0xffffffec, 6, 0xfffffffe}, /* the dividend's sign */
        {OP_rem, 20, 0xfffffffa, 2},
        {OP_rem, 0xffffffec, 0xfffffffa, 0xfffffffe},
        {OP_rem, 7, 0, 7},
        {OP_rem, MIN, 0, MIN},
        {OP_rem, MIN, ALL, 0},
        {OP_rem, 0, 0, 0},
        {OP_remu, 7, 0, 7},
        {OP_remu, MIN, ALL, MIN},
        {OP_remu, ALL, 0, ALL},
        {OP_remu, 0xffffffec, 6, 2},
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

/* What an atomic leaves in memory; what is none leaves it as it was. */
static void test_amo(void **state)
{
    (void)state;
    assert_int_equal(isa_amo(OP_amoadd_w, ALL, 2), 1);
    assert_int_equal(isa_amo(OP_amomin_w, MIN, 2), MIN);
    assert_int_equal(isa_amo(OP_amominu_w, MIN, 2), 2);
    assert_int_equal(isa_amo(OP_add, 7, 2), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add_and_logic), cmocka_unit_test(test_compare),
        cmocka_unit_test(test_shifts),        cmocka_unit_test(test_multiply),
        cmocka_unit_test(test_divide),        cmocka_unit_test(test_upper_immediates),
        cmocka_unit_test(test_amo),
    };
    return cmocka_run_group_tests_name("execute", tests, NULL, NULL);
}
