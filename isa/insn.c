/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "insn.h"

#define FUNCT3(n) ((uint32_t)(n) << 12)
#define FUNCT7(n) ((uint32_t)(n) << 25)
#define RS2(n) ((uint32_t)(n) << 20)
#define RD(n) ((uint32_t)(n) << 7)

#define ENC_U(opcode) (opcode), 0x0000007fu
#define ENC_I(opcode, f3) (opcode) | FUNCT3(f3), 0x0000707fu
#define ENC_R(opcode, f3, f7) (opcode) | FUNCT3(f3) | FUNCT7(f7), 0xfe00707fu
#define ENC_A(f5) 0x2f | FUNCT3(2) | ((uint32_t)(f5) << 27), 0xf800707fu
#define ENC_LR(f5) 0x2f | FUNCT3(2) | ((uint32_t)(f5) << 27), 0xf9f0707fu
#define ENC_X(word) (word), 0xffffffffu
#define ENC_T1(f7, rs2) 0x73 | FUNCT7(f7) | RS2(rs2), 0xfff0707fu
#define ENC_T3(f7, rs2) 0x73 | FUNCT7(f7) | RS2(rs2), 0xfff07fffu
#define ENC_T4(f7, rs2) 0x73 | FUNCT7(f7) | RS2(rs2), 0xfffff07fu
#define ENC_T2(f7, rd) 0x73 | FUNCT7(f7) | RD(rd), 0xfe007fffu

/* ROW's encoding is two arguments once expanded, hence the second step. */
#define ROW_(name, fmt, match, mask, cls, unit, vars, title, means)                                \
    {#name, title, means, match, mask, VARIANTS_##vars, FORMAT_##fmt, CLASS_##cls, UNIT_##unit},
#define ROW_EXPANDED(...) ROW_(__VA_ARGS__)

const struct row isa_rows[OP_COUNT] = {
#define OPCODE(name, code)
#define ROW(name, fmt, enc, cls, unit, vars, title, ...)                                           \
    ROW_EXPANDED(name, fmt, enc, cls, unit, vars, title, #__VA_ARGS__)
#define AMO_ROW AMO_AS_ROW
#include "insn.def"
};

const char *const isa_variant_names[VARIANT_COUNT] = {
#define VARIANT(id, name, ...) name,
#include "variant.def"
};

#define HOLDS true
#define FAILS false
const struct variant_info isa_variants[VARIANT_COUNT] = {
#define VARIANT(id, name, text, after, theorem1, theorem3) {text, after, {theorem1, theorem3}},
#include "variant.def"
};

#define PERMITTED USER_PERMITTED
#define FORBIDDEN USER_FORBIDDEN
#define SILENT USER_SILENT
#define DECIDED USER_DECIDED
const struct class_info isa_classes[CLASS_COUNT] = {
#define CLASS(id, text, user, theorem1, theorem3) {text, user, {theorem1, theorem3}},
#define OTHERWISE(...)
#include "class.def"
};

static const uint8_t imm_kind[FORMAT_COUNT] = {
#define FORMAT(name, imm, syntax) imm,
#include "format.def"
};

const char *const isa_format_syntax[FORMAT_COUNT] = {
#define FORMAT(name, imm, syntax) syntax,
#include "format.def"
};

/* Bits [high:low] of w, moved to bit `to`. */
static uint32_t bits(uint32_t w, unsigned high, unsigned low, unsigned to)
{
    return ((w >> low) & ((2u << (high - low)) - 1)) << to;
}

/* Bit 31 of w, copied to every bit from `to` up. */
static uint32_t sign(uint32_t w, unsigned to)
{
    return (w >> 31) ? ~0u << to : 0;
}

static uint32_t immediate(uint32_t w, enum imm_kind kind)
{
    switch (kind) {
    case IMM_I:
        return sign(w, 11) | bits(w, 30, 20, 0);
    case IMM_S:
        return sign(w, 11) | bits(w, 30, 25, 5) | bits(w, 11, 7, 0);
    case IMM_B:
        return sign(w, 12) | bits(w, 7, 7, 11) | bits(w, 30, 25, 5) | bits(w, 11, 8, 1);
    case IMM_U:
        return w & 0xfffff000u;
    case IMM_J:
        return sign(w, 20) | bits(w, 19, 12, 12) | bits(w, 20, 20, 11) | bits(w, 30, 21, 1);
    case IMM_SHAMT:
        return bits(w, 24, 20, 0);
    case IMM_CSR:
        return bits(w, 31, 20, 0);
    case IMM_NONE:
        break;
    }
    return 0;
}

/* Index of the first row whose major opcode is that of `word`; OP_COUNT if there is none. */
static unsigned first_row(uint32_t word)
{
    switch (word & 0x7f) {
#define OPCODE(name, code)                                                                         \
    case code:                                                                                     \
        return OPFIRST_##name;
#define ROW(...)
#define AMO_ROW(...)
#include "insn.def"
    default:
        return OP_COUNT;
    }
}

static unsigned find_row(uint32_t word, enum variant v)
{
    for (unsigned i = first_row(word); i < OP_COUNT; i++) {
        const struct row *r = &isa_rows[i];
        if ((word & r->mask) == r->match && (r->variants >> v & 1)) {
            return i;
        }
        if (((word ^ r->match) & 0x7f) != 0) {
            break; /* past the group of this opcode */
        }
    }
    return OP_illegal;
}

struct insn isa_decode(uint32_t word, enum variant v)
{
    unsigned op = find_row(word, v);
    struct insn in = {
        .word = word,
        .op = (uint8_t)op,
        .rd = (uint8_t)bits(word, 11, 7, 0),
        .rs1 = (uint8_t)bits(word, 19, 15, 0),
        .rs2 = (uint8_t)bits(word, 24, 20, 0),
    };
    if (op != OP_illegal) {
        in.imm = immediate(word, (enum imm_kind)imm_kind[isa_rows[op].format]);
    }
    return in;
}
