/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text: the disassembler on what GNU as cannot tell us (tests/asm.sh does the rest), and names. */
#include "tests/unit/unit.h"

#include <string.h>

#include "isa/cause.h"
#include "isa/disasm.h"
#include "isa/text.h"

static void check(uint32_t word, uint32_t pc, const char *expected)
{
    char buffer[DISASM_SIZE];
    isa_disasm(word, pc, VARIANT_PG32, buffer);
    assert_string_equal(buffer, expected);
}

static void test_instructions(void **state)
{
    (void)state;
    check(0x00000013, 0, "nop");
    check(0x00008067, 0, "ret");
    check(0xfff50593, 0, "addi a1, a0, -1");
    check(0x12345537, 0, "lui a0, 0x12345");
    check(0xfe0008e3, 0x80000010, "beqz zero, 0x80000000");
    check(0x0000006f, 0x80000010, "j 0x80000010");
    check(0xff010113, 0, "addi sp, sp, -16");
    check(0xffc12083, 0, "lw ra, -4(sp)");
    check(0x00112623, 0, "sw ra, 12(sp)");
    check(0x0ff0000f, 0, "fence");
    check(0x0310000f, 0, "fence rw, w");
    check(0x3002a073, 0, "csrs mstatus, t0");
    check(0x1605a52f, 0, "lr.w.aqrl a0, (a1)");
}

static void test_own_instructions(void **state)
{
    (void)state;
    check(0xbcb50073, 0, "tlbwr a0, a1");
    check(0xbcb500f3, 0, "tlbwi a0, a1");
    check(0xbc000173, 0, "tlbinv zero, zero");
    check(0xbe058573, 0, "tlbp a0, a1");
    check(0xbe158573, 0, "tlbrh a0, a1");
    check(0xbe258573, 0, "tlbrl a0, a1");
    check(0x7c051073, 0, "csrw matp, a0");
    check(0xfc002573, 0, "csrr a0, mtlbcfg");
    check(0x7c402573, 0, "csrr a0, 0x7c4");
    check(0x00000000, 0, ".word 0x0");
    check(0xffffffff, 0, ".word 0xffffffff");
}

/* Every word has a text that fits, whatever it is. */
static void test_always_terminated(void **state)
{
    struct rng r = {9};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        char buffer[DISASM_SIZE];
        memset(buffer, '?', sizeof buffer);
        isa_disasm(rng_next(&r) | rng_below(&r, 4), rng_next(&r), VARIANT_PG32, buffer);
        size_t length = strnlen(buffer, sizeof buffer);
        assert_in_range(length, 3, DISASM_SIZE - 2); /* with room to spare: nothing was cut */
    }
}

static void test_registers(void **state)
{
    (void)state;
    for (int i = 0; i < 32; i++) {
        char name[8] = "x";
        struct text t = text_in(name + 1, sizeof name - 1);
        text_unsigned(&t, (uint32_t)i);
        assert_int_equal(isa_register_number(name), i);
        assert_int_equal(isa_register_number(isa_register_names[i]), i);
    }
    assert_int_equal(isa_register_number("fp"), 8);
    static const char *const none[] = {"", "x", "x32", "x-1", "x99999999999", "a8", "t7", "X1"};
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_int_equal(isa_register_number(none[i]), -1);
    }
}

/* Numbers to names and back, for all that have one. */
static void test_csr_names(void **state)
{
    char name[CSR_NAME_SIZE];
    int named = 0;
    (void)state;
    for (uint32_t n = 0; n < 4096; n++) {
        if (isa_csr_name(n, name)) {
            assert_int_equal(isa_csr_number(name), n);
            named++;
        }
    }
    assert_int_equal(named, 187); /* as many as the table of test_csr.c has */
    assert_int_equal(isa_csr_number("mhpmcounter31h"), 0xb9f);
    assert_int_equal(isa_csr_number("hpmcounter3"), 0xc03);
    assert_int_equal(isa_csr_number("mhpmevent17"), 0x331);
    assert_int_equal(isa_csr_number("tdata2"), 0x7a2);
    assert_int_equal(isa_csr_number("mtlbrand"), 0x7c3);
    assert_int_equal(isa_csr_number("satp"), -1);
    assert_false(isa_csr_name(0x180, name));
    assert_string_equal(name, "0x180");
}

static void test_mnemonics(void **state)
{
    char name[CSR_NAME_SIZE];
    (void)state;
    isa_mnemonic(OP_amoadd_w, name);
    assert_string_equal(name, "amoadd.w");
    isa_mnemonic(OP_fence_i, name);
    assert_string_equal(name, "fence.i");
}

static void test_causes(void **state)
{
    (void)state;
    assert_string_equal(cause_name(2), "illegal");
    assert_string_equal(cause_name(0x80000007), "timer");
    assert_string_equal(cause_name(7), "store_access");
    assert_string_equal(cause_name(99), "reserved");
    assert_string_equal(cause_text(25), "no TLB entry for a load");
    assert_string_equal(cause_text(99), "reserved cause");
}

static void test_text(void **state)
{
    char buffer[16];
    struct text t = text_in(buffer, sizeof buffer);
    (void)state;
    text_dec(&t, INT32_MIN);
    assert_string_equal(buffer, "-2147483648");
    t = text_in(buffer, sizeof buffer);
    text_unsigned(&t, UINT32_MAX);
    text_char(&t, ' ');
    text_dec(&t, 0);
    assert_string_equal(buffer, "4294967295 0");
    t = text_in(buffer, sizeof buffer);
    text_hex(&t, 0);
    text_hex(&t, 0xabc);
    text_hex_digits(&t, 0x1f, 4);
    assert_string_equal(buffer, "0x00xabc001f");
    t = text_in(buffer, 5);
    text_put(&t, "cut off here");
    assert_string_equal(buffer, "cut ");
    assert_true(text_same("", ""));
    assert_false(text_same("a", ""));
    assert_false(text_same("ab", "ac"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instructions),
        cmocka_unit_test(test_own_instructions),
        cmocka_unit_test(test_always_terminated),
        cmocka_unit_test(test_registers),
        cmocka_unit_test(test_csr_names),
        cmocka_unit_test(test_mnemonics),
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests_name("disasm", tests, NULL, NULL);
}
