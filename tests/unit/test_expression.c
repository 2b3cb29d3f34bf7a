/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The debugger's expressions: against the C compiler where it can tell, against the machine's state
 * where it cannot; what is refused, and how; and any bytes at all.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/debug.h"

static struct debugger d;

/* The echo guest on a bare machine, in front of its first instruction. */
static int open_debugger(void **state)
{
    (void)state;
    struct options o = {.file = "build/guests/echo"};
    const char *build = getenv("BUILD");
    char path[512];
    if (build) {
        snprintf(path, sizeof path, "%s/guests/echo", build);
        o.file = path;
    }
    return debug_open(&d, &o);
}

static int close_debugger(void **state)
{
    (void)state;
    return debug_close(&d);
}

static struct value value_of(const char *text)
{
    struct value v = {.bits = 0};
    if (!debug_evaluate(&d, text, 1, &v)) {
        fail_msg("%s: %s", text, d.error);
    }
    return v;
}

/* --- as the compiler has it --- */

struct sample {
    const char *text;
    uint32_t bits;
    bool is_signed;
};

#define IS_SIGNED(e) _Generic((e), int : true, unsigned : false)
#define SAME(e)                                                                                    \
    {                                                                                              \
#e, (uint32_t)(e), IS_SIGNED(e)                                                            \
    }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wparentheses"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wtype-limits"
#pragma GCC diagnostic ignored "-Wconversion"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wtautological-compare"
#pragma GCC diagnostic ignored "-Wconstant-conversion"
#pragma GCC diagnostic ignored "-Wbitwise-conditional-parentheses"
#else
#pragma GCC diagnostic ignored "-Wbool-compare"
#pragma GCC diagnostic ignored "-Wint-in-bool-context"
#endif
static const struct sample samples[] = {
    SAME(0),
    SAME(42),
    SAME(2147483647),
    SAME(0x80000000),
    SAME(0xffffffff),
    SAME(017),
    SAME(7u),
    SAME('a'),
    SAME('\n'),
    SAME('\''),
    SAME('\x41'),
    SAME('\\'),
    SAME(-1),
    SAME(-1u),
    SAME(+5),
    SAME(~0),
    SAME(~0u),
    SAME(!0),
    SAME(!7u),
    SAME(!!7),
    SAME(- -3),
    SAME(2 + 3 * 4),
    SAME((2 + 3) * 4),
    SAME(10 - 4 - 3),
    SAME(100 / 10 / 5),
    SAME(100 / (10 / 5)),
    SAME(-7 / 2),
    SAME(-7 % 3),
    SAME(7 % -3),
    SAME(-7 / 2u),
    SAME(-7 % 3u),
    SAME(0xfffffff9 / 2),
    SAME(1 << 4 + 1),
    SAME(1 << 31u),
    SAME(0x80000000 >> 31),
    SAME(-1 >> 31),
    SAME(-256 >> 4),
    SAME(-256 >> 4u),
    SAME(1u << 31 >> 31),
    SAME(6 & 3 | 8),
    SAME(6 ^ 3 & 1),
    SAME(1 | 2 ^ 3 & 4),
    SAME(6 & 3 == 3),
    SAME(1 < 2),
    SAME(2 <= 2),
    SAME(2 > 2),
    SAME(3 >= 2),
    SAME(-1 < 0),
    SAME(-1 < 0u),
    SAME(-1 > 1u),
    SAME(0xffffffff > 1),
    SAME(0x7fffffff > -1),
    SAME(1 == 1),
    SAME(1 != 1),
    SAME(3 > 2 > 1),
    SAME(1 && 2),
    SAME(1 && 0),
    SAME(0 || 0),
    SAME(0 || 9),
    SAME(0 && 1 || 1),
    SAME(1 || 0 && 0),
    SAME(1 ? 2 : 3),
    SAME(0 ? 2 : 3),
    SAME(1 ? -1 : 0u),
    SAME(0 ? 0u : -1),
    SAME(1 ? 0 ? 1 : 2 : 3),
    SAME(0   ? 1
         : 0 ? 2
             : 3),
    SAME(1   ? 1
         : 0 ? 2
             : 3),
    SAME((1 ? 2 : 3) + 1),
    SAME(1 ? 2 : 3 + 1),
    SAME(1 || 1 / 1 ? 5 : 6),
    SAME(-(3 - 5)),
    SAME((unsigned char)-1 + 0),
    SAME((signed char)-1 + 0),
    SAME((signed char)200 + 0),
    SAME((unsigned short)-1 + 0),
    SAME((short)-1 + 0),
    SAME((short)0x18000 + 0),
    SAME((int)-1),
    SAME((unsigned)-1),
    SAME((unsigned int)7),
    SAME((int)0xffffffff),
    SAME((int)0x80000000 >> 4),
    SAME((unsigned)-1 >> 4),
    SAME((unsigned char)300 * 2),
    SAME(-(unsigned char)1),
    SAME((unsigned char)-1 > -1),
    SAME((unsigned)1 - 2 > 0),
    SAME(!(1 == 2)),
    SAME(~1 & 0xff),
    SAME(1 - -1),
    SAME(1 - - -1),
    SAME(3 * -2),
    SAME(-2147483647 - 1),
    SAME((((7)))),
    SAME(1 + 2 << 3 - 1),
    SAME(7 & ~2),
    SAME(5 < 3 || 3 < 5),
    SAME(5 < 3 && 3 < 5),
};
#pragma GCC diagnostic pop

static void as_the_compiler(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct value v = value_of(samples[i].text);
        if (v.bits != samples[i].bits || v.is_signed != samples[i].is_signed) {
            fail_msg("%s: 0x%x %d, expected 0x%x %d", samples[i].text, v.bits, v.is_signed,
                     samples[i].bits, samples[i].is_signed);
        }
    }
}

static const struct sample others[] = {
    {"0b101", 5, true},
    {"0B1u", 1, false},
    {"4294967295", 0xffffffff, false},
    {"(char)0xff", 0xff, true}, /* as on this machine */
    {"(char)-1 == 255", 1, true},
    {"(uint8_t)-1", 0xff, true},
    {"(int16_t)0xffff", 0xffffffff, true},
    {"(int)0x80000000 / -1", 0x80000000, true},
    {"(int)0x80000000 % -1", 0, true},
    {"0 && 1 / 0", 0, true}, /* not evaluated */
    {"1 || 1 << 99", 1, true},
    {"1 ? 2 : 1 / 0", 2, true},
    {"0 ? *(int *)4 : 9", 9, true},
    {"0 && *0", 0, true},
    {"(int *)8 + 2", 16, false},
    {"2 + (short *)8", 12, false},
    {"(int *)16 - (int *)8", 2, true},
    {"(int *)16 - 1", 12, false},
    {"&*(int *)8", 8, false},
    {"&((char *)8)[3]", 11, false},
    {"&((char **)8)[3]", 20, false},
    {"  7  ", 7, true},
};

static void beyond_the_compiler(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(others); i++) {
        struct value v = value_of(others[i].text);
        if (v.bits != others[i].bits || v.is_signed != others[i].is_signed) {
            fail_msg("%s: 0x%x %d", others[i].text, v.bits, v.is_signed);
        }
    }
}

/* --- of the machine --- */

static void registers_and_memory(void **state)
{
    (void)state;
    struct machine *m = d.session.machine;
    m->hart.x[10] = 0x80000003;
    m->hart.x[2] = RAM_BASE + 0x100000;
    m->hart.priv.mstatus = MSTATUS_MPP | MSTATUS_MIE;
    uint8_t *at = machine_ram_write(m, RAM_BASE + 0x100000, 8);
    memcpy(at, "\x78\x56\x34\xf2\xff\x80\x00\x01", 8);
    assert_int_equal(value_of("$a0").bits, 0x80000003);
    assert_int_equal(value_of("$x10 + a0").bits, 6);
    assert_true(value_of("$a0").is_signed);
    assert_false(value_of("$pc").is_signed);
    assert_int_equal(value_of("$pc").bits, m->hart.pc);
    assert_int_equal(value_of("$mstatus").bits, MSTATUS_MPP | MSTATUS_MIE);
    assert_int_equal(value_of("$mstatus.MPP").bits, 3);
    assert_int_equal(value_of("$mstatus.MPIE + $mstatus.MIE*2").bits, 2);
    assert_int_equal(value_of("$mode").bits, MODE_SUPERVISOR);
    assert_int_equal(value_of("*$sp").bits, 0xf2345678);
    assert_true(value_of("*$sp").is_signed);
    assert_int_equal(value_of("*(char *)($sp + 3)").bits, 0xf2);
    assert_int_equal(value_of("*(signed char *)($sp + 3)").bits, 0xfffffff2);
    assert_int_equal(value_of("*(short *)($sp + 4)").bits, 0xffff80ff);
    assert_int_equal(value_of("*(unsigned short *)($sp + 4)").bits, 0x80ff);
    assert_int_equal(value_of("$sp[1]").bits, 0x010080ff);
    assert_int_equal(value_of("((char *)$sp)[2]").bits, 0x34);
    assert_int_equal(value_of("*machine:$sp").bits, 0xf2345678);
    assert_int_equal(value_of("machine:*$sp").bits, 0xf2345678);
    assert_int_equal(value_of("*echo/p:0x80100000").bits, 0xf2345678);
    assert_int_equal(value_of("*$sp == 0xf2345678 ? *($sp + 4) >> 16 : 1 / 0").bits, 0x100);
}

static void places(void **state)
{
    (void)state;
    struct place at;
    const struct symbol *start = image_symbol(layer_image(&d.session, 1), "_start");
    assert_true(debug_address(&d, "_start", 1, &at));
    assert_ptr_equal(at.symbol, start);
    assert_int_equal(at.layer, 1);
    assert_true(debug_address(&d, "&_start + 4", 1, &at));
    assert_null(at.symbol);
    assert_int_equal(at.address, start->address + 4);
    assert_int_equal(at.layer, 1);
    assert_true(debug_address(&d, "machine:0x1000", 1, &at));
    assert_int_equal(at.layer, LAYER_MACHINE);
    assert_true(debug_address(&d, "echo/7:0x1000 + 4 & ~7", 1, &at));
    assert_int_equal(at.layer, 1);
    assert_int_equal(at.space, SPACE_ASID);
    assert_int_equal(at.asid, 7);
    assert_int_equal(at.address, 0x1000);
    assert_true(debug_address(&d, "echo/p:(1 ? 2 : 3)", 1, &at));
    assert_int_equal(at.space, SPACE_PHYSICAL);
    const char *text = "_start + 4 if 1";
    assert_true(debug_address_part(&d, &text, 1, &at));
    assert_string_equal(text, "if 1");
    assert_int_equal(at.address, start->address + 4);
}

static void kept_values(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 5; i++) {
        struct value v = value_of("10");
        v.bits += i;
        assert_int_equal(debug_keep_value(&d, &v), i);
    }
    assert_int_equal(value_of("$").bits, 15);
    assert_int_equal(value_of("$$").bits, 14);
    assert_int_equal(value_of("$$0").bits, 15);
    assert_int_equal(value_of("$$3").bits, 12);
    assert_int_equal(value_of("$1").bits, 11);
    assert_int_equal(value_of("$5+$$4*2").bits, 15 + 22);
}

static void assignments(void **state)
{
    (void)state;
    struct machine *m = d.session.machine;
    assert_true(debug_assign(&d, "$a1 = 2 + 3", 1));
    assert_int_equal(m->hart.x[11], 5);
    assert_true(debug_assign(&d, " $mstatus.MPP=0", 1));
    assert_int_equal(m->hart.priv.mstatus & MSTATUS_MPP, 0);
    assert_int_equal(m->hart.priv.mstatus & MSTATUS_MIE, MSTATUS_MIE);
    assert_true(debug_assign(&d, "*(short *)($sp + 2) = 0x12345 == 0 ? 1 : -2", 1));
    assert_int_equal(value_of("*$sp").bits, 0xfffe5678);
    assert_true(debug_assign(&d, "$sp[1] = $sp[0]", 1));
    assert_int_equal(value_of("*($sp + 4)").bits, 0xfffe5678);
    assert_true(debug_assign(&d, "$pc = _start + 8", 1));
    assert_int_equal(m->hart.pc, value_of("_start").bits + 8);
    static const char *const refused[] = {"$a1",     "$a1 == 1",         "5 = 6",     "_start = 1",
                                          "$a1 = ",  "$mstatus.MPP = 4", "$a1 = 1 1", "$a1 + 1 = 2",
                                          "*16 = 1", "$a1 = *16",        "$zero = 1", "$pc = 2"};
    for (size_t i = 0; i < COUNT(refused); i++) {
        assert_false(debug_assign(&d, refused[i], 1));
    }
    assert_int_equal(m->hart.x[11], 5);
}

/* --- what is refused --- */

static void refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "1 +",
        "(1",
        "1)",
        "1 2",
        "08",
        "0x",
        "1a",
        "'a",
        "''",
        "'ab'",
        "'\\q'",
        "1 / 0",
        "1 % 0",
        "1 << 32",
        "1 >> -1",
        "1 ? 2",
        "1 ? : 2",
        "4294967296",
        "$nothing",
        "$mstatus.",
        "$mstatus.XX",
        "$a0.MPP",
        "nobody:1",
        "echo/x:1",
        "echo/256:1",
        "machine/p:1",
        "&1",
        "&$a0",
        "*0",
        "nosuchsymbol",
        "$99",
        "$$99",
        "(int",
        "(int)",
        "(long long)1",
        "(signed unsigned)1",
        "[1]",
        "1[",
        "kernel.c:1",
        "echo:",
        "@",
        "1 = 2",
        "\xff\xfe",
        "a b c",
        "$ $",
    };
    struct value v;
    for (size_t i = 0; i < COUNT(texts); i++) {
        free(d.error);
        d.error = NULL;
        if (debug_evaluate(&d, texts[i], 1, &v)) {
            fail_msg("`%s` is 0x%x", texts[i], v.bits);
        }
        assert_non_null(d.error);
        assert_null(strchr(d.error, '\n'));
    }
}

static void any_bytes(void **state)
{
    (void)state;
    static const char *const parts[] = {"(",
                                        ")",
                                        "[",
                                        "]",
                                        "1",
                                        "0x",
                                        "$a0",
                                        "$sp",
                                        "*",
                                        "&",
                                        "&&",
                                        "||",
                                        "?",
                                        ":",
                                        "-",
                                        "!",
                                        "~",
                                        "+",
                                        "<<",
                                        ">>",
                                        "==",
                                        "=",
                                        "<",
                                        "'a'",
                                        "/",
                                        "%",
                                        " ",
                                        "echo",
                                        "echo:",
                                        "/p:",
                                        "/5:",
                                        "$",
                                        "$$",
                                        "$1",
                                        "_start",
                                        "(int)",
                                        "'",
                                        "\\",
                                        ".c",
                                        ":12",
                                        "machine:",
                                        "(char *)",
                                        "$mstatus.MIE",
                                        "4294967295",
                                        "\xc3\xa4",
                                        "|"};
    struct rng r = {12345};
    char text[512];
    for (unsigned round = 0; round < 200 * 1000; round++) {
        size_t n = 0;
        for (unsigned i = rng_below(&r, 12); i-- > 0;) {
            const char *part = parts[rng_below(&r, COUNT(parts))];
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        text[n] = '\0';
        struct value v;
        const char *at = text;
        if (debug_evaluate_part(&d, &at, 1, &v)) {
            assert_true(at > text && at <= text + n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_compiler),
        cmocka_unit_test(beyond_the_compiler),
        cmocka_unit_test(registers_and_memory),
        cmocka_unit_test(places),
        cmocka_unit_test(kept_values),
        cmocka_unit_test(assignments),
        cmocka_unit_test(refused),
        cmocka_unit_test(any_bytes),
    };
    return cmocka_run_group_tests(tests, open_debugger, close_debugger);
}
