/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instructions from operands: the way back from what isa/ decodes, written down independently of
 * it from [Unpriv 2.2, 2.3]. For tests; owns nothing.
 */
#ifndef TESTS_ENCODE_H
#define TESTS_ENCODE_H

#include "isa/insn.h"

/* `v` spread over a word as an immediate of that kind. */
static inline uint32_t encode_immediate(enum imm_kind kind, uint32_t v)
{
    switch (kind) {
    case IMM_I:
    case IMM_CSR:
        return (v & 0xfff) << 20;
    case IMM_S:
        return (v & 0xfe0) << 20 | (v & 0x1f) << 7;
    case IMM_B:
        return (v & 0x1000) << 19 | (v & 0x7e0) << 20 | (v & 0x1e) << 7 | (v & 0x800) >> 4;
    case IMM_U:
        return v & 0xfffff000u;
    case IMM_J:
        return (v & 0x100000) << 11 | (v & 0x7fe) << 20 | (v & 0x800) << 9 | (v & 0xff000);
    case IMM_SHAMT:
        return (v & 0x1f) << 20;
    case IMM_NONE:
        break;
    }
    return 0;
}

/* The immediate that each format has; not taken from format.def, which is under test. */
static inline enum imm_kind encode_kind(enum format format)
{
    switch (format) {
    case FORMAT_I:
    case FORMAT_LOAD:
    case FORMAT_JALR:
    case FORMAT_FENCE:
        return IMM_I;
    case FORMAT_SHIFT:
        return IMM_SHAMT;
    case FORMAT_STORE:
        return IMM_S;
    case FORMAT_B:
        return IMM_B;
    case FORMAT_U:
        return IMM_U;
    case FORMAT_J:
        return IMM_J;
    case FORMAT_CSR:
    case FORMAT_CSRI:
        return IMM_CSR;
    default:
        return IMM_NONE;
    }
}

static inline uint32_t encode_sign(uint32_t v, unsigned bits)
{
    uint32_t top = 1u << (bits - 1);
    return ((v & ((top << 1) - 1)) ^ top) - top;
}

/* The value nearest in spirit to `v` that an immediate of that kind can hold. */
static inline uint32_t encode_legal(enum imm_kind kind, uint32_t v)
{
    switch (kind) {
    case IMM_I:
    case IMM_S:
        return encode_sign(v, 12);
    case IMM_B:
        return encode_sign(v, 13) & ~1u;
    case IMM_J:
        return encode_sign(v, 21) & ~1u;
    case IMM_U:
        return v & 0xfffff000u;
    case IMM_SHAMT:
        return v & 0x1f;
    case IMM_CSR:
        return v & 0xfff;
    case IMM_NONE:
        break;
    }
    return 0;
}

#endif
