/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an instruction means: execute() maps an instruction, its pc and operands to an effect.
 *
 * It is pure: it sees neither mode nor relocation nor memory, so a row whose effect is a register
 * write or a next pc cannot be sensitive. Whoever applies an effect (the machine's core; a
 * monitor's interpreter) brings registers and address translation of its own.
 */
#ifndef ISA_EXECUTE_H
#define ISA_EXECUTE_H

#include "insn.h"

enum effect_kind {
    EFFECT_SET,  /* x[rd] = value */
    EFFECT_JUMP, /* x[rd] = value if link; pc = next_pc */
    EFFECT_MEM,  /* one request to memory at addr */
    EFFECT_CSR,  /* value is the operand; see struct csr_op */
    EFFECT_SYS,  /* system operation `sys` on operands value (rs1) and addr (rs2) */
    EFFECT_TRAP  /* cause, with value for mtval */
};

enum mem_op { MEM_LOAD, MEM_STORE, MEM_LR, MEM_SC, MEM_AMO };

enum csr_how { CSR_WRITE, CSR_SET, CSR_CLEAR };

struct effect {
    uint8_t kind;     /* enum effect_kind */
    uint8_t mem;      /* enum mem_op */
    uint8_t size;     /* of the access: 1, 2 or 4 bytes */
    bool sign;        /* a load extends the sign */
    bool link;        /* a jump writes rd */
    uint8_t how;      /* enum csr_how */
    uint8_t sys;      /* enum sys_op */
    uint8_t cause;    /* of a trap */
    uint32_t value;   /* for rd, for memory, for the CSR, or for mtval */
    uint32_t addr;    /* of the memory request; second operand of a system operation */
    uint32_t next_pc; /* where execution goes on, unless a trap intervenes */
};

/*
 * in: a decoded instruction; pc: its address; a, b: x[rs1] and x[rs2].
 * OP_illegal gives the trap for an illegal instruction, with the word for mtval.
 */
struct effect isa_execute(const struct insn *in, uint32_t pc, uint32_t a, uint32_t b);

/* The word that the AMO `op` leaves in memory, from the old word m and the operand b. */
uint32_t isa_amo(enum op op, uint32_t m, uint32_t b);

/* A loaded value, extended to a register as `e` says. */
uint32_t isa_extend(const struct effect *e, uint32_t raw);

/* The value that a CSR instruction writes, from the CSR's old value. */
uint32_t isa_csr_value(const struct effect *e, uint32_t old);

/* Whether a CSR instruction reads (csrrw with rd = x0 does not), or writes [Zicsr 6.1]. */
bool isa_csr_reads(const struct insn *in, const struct effect *e);
bool isa_csr_writes(const struct insn *in, const struct effect *e);

/* Arithmetic that outgrew its row: [Unpriv 2.4, 7.1, 7.2]. */
static inline uint32_t isa_sra(uint32_t a, uint32_t shift)
{
    uint32_t sign = 0u - (a >> 31);
    return ((a ^ sign) >> shift) ^ sign;
}

static inline uint32_t isa_mulh(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)((int64_t)(int32_t)a * (int32_t)b) >> 32);
}

static inline uint32_t isa_mulhsu(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)((int64_t)(int32_t)a * (int64_t)b) >> 32);
}

static inline uint32_t isa_mulhu(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b >> 32);
}

/* Division never traps: by zero gives all ones, overflow gives the dividend [Unpriv 7.2]. */
static inline uint32_t isa_div(uint32_t a, uint32_t b)
{
    if (b == 0) {
        return ~0u;
    }
    if (a == 0x80000000u && b == ~0u) {
        return a;
    }
    return (uint32_t)((int32_t)a / (int32_t)b);
}

static inline uint32_t isa_rem(uint32_t a, uint32_t b)
{
    if (b == 0) {
        return a;
    }
    if (a == 0x80000000u && b == ~0u) {
        return 0;
    }
    return (uint32_t)((int32_t)a % (int32_t)b);
}

#endif
