/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instructions: the rows of insn.def as a table, and the decoder made from it.
 *
 * Owns nothing; everything here is constant. Used by hardware, monitor, disassembler, manual.
 */
#ifndef ISA_INSN_H
#define ISA_INSN_H

#include <stdbool.h>
#include <stdint.h>

/* Which machine of the zoo: bit n of a row's mask stands for variant n. */
enum variant {
#define VARIANT(id, ...) VARIANT_##id,
#include "variant.def"
    VARIANT_COUNT
};
enum {
#define VARIANT(id, ...) VARIANTS_##id = 1 << VARIANT_##id,
#include "variant.def"
    VARIANTS_ALL = (1 << VARIANT_COUNT) - 1
};

enum format {
#define FORMAT(name, imm, syntax) FORMAT_##name,
#include "format.def"
    FORMAT_COUNT
};

enum imm_kind { IMM_NONE, IMM_I, IMM_S, IMM_B, IMM_U, IMM_J, IMM_SHAMT, IMM_CSR };

/* What a row is predicted to be; BY_CSR leaves it to csr.def. */
enum insn_class {
#define CLASS(id, ...) CLASS_##id,
#define OTHERWISE(...)
#include "class.def"
    CLASS_COUNT
};

/* What becomes of a class of rows in user mode. */
enum user { USER_PERMITTED, USER_FORBIDDEN, USER_SILENT, USER_DECIDED };

enum unit {
    UNIT_ALU,
    UNIT_MUL,
    UNIT_DIV,
    UNIT_LOAD,
    UNIT_STORE,
    UNIT_AMO,
    UNIT_BRANCH,
    UNIT_JUMP,
    UNIT_FENCE,
    UNIT_FENCE_I,
    UNIT_CSR,
    UNIT_TLB,
    UNIT_MRET,
    UNIT_TRAP,
    UNIT_COUNT
};

/* What an EFFECT_SYS asks for. */
enum sys_op {
    SYS_FENCE,
    SYS_FENCE_I,
    SYS_ECALL,
    SYS_MRET,
    SYS_WFI,
    SYS_TLBWR,
    SYS_TLBWI,
    SYS_TLBINV,
    SYS_TLBP,
    SYS_TLBRH,
    SYS_TLBRL,
    SYS_JRST,
    SYS_POPF,
    SYS_CPL,
    SYS_LRA
};

/* An AMO is a row like any other; its meaning is also the new memory word (isa_amo). */
#define AMO_AS_ROW(name, funct5, title, expr)                                                      \
    ROW(name, AMO, ENC_A(funct5), STORAGE, AMO, ALL, title, AMO(expr))

/*
 * OP_xxx: the row's index. OPFIRST_xxx is the index of the first row of a major opcode: the
 * marker takes the next number and gives it back.
 */
enum op {
#define OPCODE(name, code) OPFIRST_##name, OPBEFORE_##name = OPFIRST_##name - 1,
#define ROW(name, ...) OP_##name,
#define AMO_ROW(name, ...) OP_##name,
#include "insn.def"
    OP_COUNT,
    OP_illegal = OP_COUNT
};

/* One row of insn.def. */
struct row {
    const char *name;  /* as the assembler writes it */
    const char *title; /* what it does, in words */
    const char *means; /* its meaning, in the notation of insn.def */
    uint32_t match;    /* the fixed bits ... */
    uint32_t mask;     /* ... and where they are */
    uint32_t variants;
    uint8_t format; /* enum format */
    uint8_t class;  /* enum insn_class */
    uint8_t unit;   /* enum unit */
};

extern const struct row isa_rows[OP_COUNT];

/* Names of the variants, as in configurations and device trees; and what is said of them. */
extern const char *const isa_variant_names[VARIANT_COUNT];
struct variant_info {
    const char *text;  /* what changes */
    const char *after; /* the architecture that had the flaw */
    bool theorem[2];   /* whether the condition of Theorem 1, of Theorem 3 is expected to hold */
};
extern const struct variant_info isa_variants[VARIANT_COUNT];

/* One row of class.def. */
struct class_info {
    const char *text;
    enum user user;
    bool offends[2]; /* Theorem 1, Theorem 3 */
};
extern const struct class_info isa_classes[CLASS_COUNT];

/* The class, in variant v, of rows of a class. */
static inline enum insn_class isa_class_in(enum insn_class class, enum variant v)
{
    switch (class * VARIANT_COUNT + v) {
#define CLASS(...)
#define OTHERWISE(class, variant, becomes)                                                         \
    case CLASS_##class *VARIANT_COUNT + VARIANT_##variant:                                         \
        return CLASS_##becomes;
#include "class.def"
    default:
        return class;
    }
}

/* What becomes, in user mode, of rows of a class in variant v. */
static inline enum user isa_user(enum insn_class class, enum variant v)
{
    return isa_classes[isa_class_in(class, v)].user;
}

/* A machine that has the row: the first. */
static inline enum variant isa_variant_of(const struct row *r)
{
    unsigned v = 0;
    while (!(r->variants >> v & 1)) {
        v++;
    }
    return (enum variant)v;
}

/* Assembler syntax and immediate of a format. */
extern const char *const isa_format_syntax[FORMAT_COUNT];

/* A decoded instruction. Fields that the format does not have are still extracted. */
struct insn {
    uint32_t word;
    uint32_t imm;
    uint8_t op; /* enum op; OP_illegal if no row matches */
    uint8_t rd, rs1, rs2;
};

/* Decode `word` for the machine `v`. Total: what no row names decodes to OP_illegal. */
struct insn isa_decode(uint32_t word, enum variant v);

/* CSR number of a CSR instruction. */
static inline uint32_t insn_csr(const struct insn *in)
{
    return in->word >> 20;
}

#endif
