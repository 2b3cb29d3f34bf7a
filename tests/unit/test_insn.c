/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder: each row is found from its encoding, and by nothing else. */
#include "tests/unit/unit.h"

#include "isa/insn.h"
#include "tests/encode.h"

enum { ROUNDS = 400 };

static const char *op_name(unsigned op)
{
    return op < OP_COUNT ? isa_rows[op].name : "illegal";
}

/* The decoder's definition: the first row that matches, looked for among all of them. */
static unsigned scan(uint32_t word, enum variant v)
{
    for (unsigned i = 0; i < OP_COUNT; i++) {
        if ((isa_rows[i].variants >> v & 1) && (word & isa_rows[i].mask) == isa_rows[i].match) {
            return i;
        }
    }
    return OP_illegal;
}

static void check_fields(uint32_t word, const struct insn *in, enum op op)
{
    if (in->op != op) {
        fail_msg("0x%08x decodes to %s, not to %s", word, op_name(in->op), op_name((unsigned)op));
    }
    assert_int_equal(in->word, word);
    assert_int_equal(in->rd, word >> 7 & 0x1f);
    assert_int_equal(in->rs1, word >> 15 & 0x1f);
    assert_int_equal(in->rs2, word >> 20 & 0x1f);
}

static void test_every_row_decodes(void **state)
{
    struct rng r = {1};
    (void)state;
    for (unsigned op = 0; op < OP_COUNT; op++) {
        for (int i = 0; i < ROUNDS; i++) {
            uint32_t word = isa_rows[op].match | (rng_next(&r) & ~isa_rows[op].mask);
            struct insn in = isa_decode(word, isa_variant_of(&isa_rows[op]));
            check_fields(word, &in, (enum op)op);
        }
    }
}

static void test_immediates_round_trip(void **state)
{
    struct rng r = {2};
    (void)state;
    for (unsigned op = 0; op < OP_COUNT; op++) {
        const struct row *row = &isa_rows[op];
        enum imm_kind kind = encode_kind((enum format)row->format);
        for (int i = 0; i < ROUNDS; i++) {
            uint32_t imm = encode_legal(kind, rng_edge(&r));
            uint32_t bits = encode_immediate(kind, imm);
            assert_int_equal(bits & row->mask, 0);
            struct insn in = isa_decode(row->match | bits, isa_variant_of(row));
            if (in.imm != imm) {
                fail_msg("%s: immediate 0x%x decodes to 0x%x", row->name, imm, in.imm);
            }
        }
    }
}

/* Two rows overlap if some word matches both: if their fixed bits agree wherever both have some. */
static void test_no_two_rows_overlap(void **state)
{
    (void)state;
    for (unsigned i = 0; i < OP_COUNT; i++) {
        assert_int_equal(isa_rows[i].match & ~isa_rows[i].mask, 0);
        for (unsigned j = i + 1; j < OP_COUNT; j++) {
            uint32_t both = isa_rows[i].mask & isa_rows[j].mask;
            if (((isa_rows[i].match ^ isa_rows[j].match) & both) == 0) {
                fail_msg("%s and %s overlap", isa_rows[i].name, isa_rows[j].name);
            }
        }
    }
}

static void check_scan(uint32_t word)
{
    for (enum variant v = 0; v < VARIANT_COUNT; v++) {
        unsigned op = isa_decode(word, v).op;
        unsigned expected = scan(word, v);
        if (op != expected) {
            fail_msg("0x%08x decodes on %s to %s, a scan of all rows to %s", word,
                     isa_variant_names[v], op_name(op), op_name(expected));
        }
    }
}

static void test_decoder_equals_a_scan(void **state)
{
    struct rng r = {3};
    (void)state;
    for (int i = 0; i < 200000; i++) {
        check_scan(rng_next(&r));
        check_scan(rng_next(&r) | 3);
    }
    for (unsigned op = 0; op < OP_COUNT; op++) {
        for (int i = 0; i < ROUNDS; i++) {
            uint32_t word = isa_rows[op].match | (rng_next(&r) & ~isa_rows[op].mask);
            for (int bit = 0; bit < 32; bit++) {
                check_scan(word ^ 1u << bit);
                check_scan(word ^ 1u << bit ^ 1u << rng_below(&r, 32));
            }
        }
    }
}

/* Words that are nobody's: neighbours of instructions, and what RISC-V keeps illegal for ever. */
static void test_undefined_words(void **state)
{
    static const uint32_t words[] = {
        0x00000000, 0xffffffff, /* [Unpriv 1.5]: never instructions */
        0x00000001, 0x00004501, /* compressed */
        0x0000302f, 0x1000302f, /* amoadd.d, lr.d */
        0x1010202f,             /* lr.w with rs2 != 0 */
        0x00003003, 0x00003023, /* ld, sd */
        0x02001013, 0x02005013, /* shift amounts of RV64 */
        0x0000001b, 0x0000003b, /* RV64's word operations */
        0x00002063, 0x00003063, /* branches with funct3 2, 3 */
        0x00001067,             /* jalr with funct3 1 */
        0x10200073, 0x12000073, /* sret, sfence.vma: there is no S mode */
        0x00200073, 0x7b200073, /* uret, dret */
        0x30200173, 0x30208073, /* mret with rd, rs1 */
        0x10500173,             /* wfi with rd */
        0x00004073,             /* SYSTEM with funct3 4 */
        0xbc000273, 0xbe300073, /* funct7 0x5e with rd 4; 0x5f with rs2 3 */
        0x00007053, 0x00000007, /* floating point */
        0x40001033, 0x40007033, /* sll and "and" with funct7 0x20 */
    };
    (void)state;
    for (unsigned i = 0; i < COUNT(words); i++) {
        struct insn in = isa_decode(words[i], VARIANT_PG32);
        if (in.op != OP_illegal) {
            fail_msg("0x%08x decodes to %s", words[i], op_name(in.op));
        }
    }
}

/* PG-32's own encodings, spelled out from the manual. */
static void test_tlb_instructions(void **state)
{
    static const struct {
        uint32_t word;
        uint8_t op;
    } own[] = {
        {0xbcb50073, OP_tlbwr}, {0xbcb500f3, OP_tlbwi}, {0xbcb50173, OP_tlbinv},
        {0xbe0500f3, OP_tlbp},  {0xbe1500f3, OP_tlbrh}, {0xbe2500f3, OP_tlbrl},
    };
    (void)state;
    for (unsigned i = 0; i < COUNT(own); i++) {
        struct insn in = isa_decode(own[i].word, VARIANT_PG32);
        check_fields(own[i].word, &in, (enum op)own[i].op);
        assert_int_equal(in.rs1, 10);
        assert_int_equal(isa_rows[in.op].class, CLASS_PRIVILEGED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_decodes),   cmocka_unit_test(test_immediates_round_trip),
        cmocka_unit_test(test_no_two_rows_overlap), cmocka_unit_test(test_decoder_equals_a_scan),
        cmocka_unit_test(test_undefined_words),     cmocka_unit_test(test_tlb_instructions),
    };
    return cmocka_run_group_tests_name("insn", tests, NULL, NULL);
}
