/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute.h"

#include "cause.h"

/* A jump to an address that no instruction can have traps at the jump itself [Unpriv 2.5]. */
static void jump(struct effect *e, uint32_t target)
{
    if (target & 3) {
        *e = (struct effect){.kind = EFFECT_TRAP, .cause = CAUSE_fetch_misaligned, .value = target};
        return;
    }
    e->kind = EFFECT_JUMP;
    e->next_pc = target;
}

static void memory(struct effect *e, enum mem_op op, uint32_t addr, uint8_t size, uint32_t value)
{
    e->kind = EFFECT_MEM;
    e->mem = (uint8_t)op;
    e->addr = addr;
    e->size = size;
    e->value = size < 4 ? value & ((1u << 8 * size) - 1) : value;
}

#define S(v) ((int32_t)(v))
#define A a
#define B b
#define IMM in->imm
#define UIMM in->rs1
#define PC pc
#define SET(v) (e.kind = EFFECT_SET, e.value = (uint32_t)(v))
#define LINK_GOTO(target) (e.link = true, e.value = PC + 4, jump(&e, target))
#define BRANCH(taken) ((taken) ? jump(&e, PC + IMM) : (void)(e.kind = EFFECT_JUMP))
#define LOAD(bytes, type) (memory(&e, MEM_LOAD, A + IMM, bytes, 0), e.sign = (type)-1 < (type)1)
#define STORE(bytes) memory(&e, MEM_STORE, A + IMM, bytes, B)
#define LR memory(&e, MEM_LR, A, 4, 0)
#define SC memory(&e, MEM_SC, A, 4, B)
#define AMO(v) memory(&e, MEM_AMO, A, 4, B)
#define CSR(h, operand) (e.kind = EFFECT_CSR, e.how = (h), e.value = (operand))
#define SYS(operation) (e.kind = EFFECT_SYS, e.sys = (operation), e.value = A, e.addr = B)
#define TRAP(c, v) (e.kind = EFFECT_TRAP, e.cause = (c), e.value = (v))

struct effect isa_execute(const struct insn *in, uint32_t pc, uint32_t a, uint32_t b)
{
    struct effect e = {.next_pc = pc + 4};
    switch (in->op) {
#define OPCODE(name, code)
#define ROW(name, fmt, enc, cls, unit, vars, title, ...)                                           \
    case OP_##name:                                                                                \
        __VA_ARGS__;                                                                               \
        break;
#define AMO_ROW AMO_AS_ROW
#include "insn.def"
    default:
        TRAP(CAUSE_illegal, in->word);
    }
    return e;
}

uint32_t isa_amo(enum op op, uint32_t m, uint32_t b)
{
    switch ((int)op) {
#define M m
#define OPCODE(name, code)
#define ROW(...)
#define AMO_ROW(name, funct5, title, expr)                                                         \
    case OP_##name:                                                                                \
        return expr;
#include "insn.def"
    default:
        return m;
    }
}

uint32_t isa_extend(const struct effect *e, uint32_t raw)
{
    unsigned shift = 32 - 8u * e->size;
    return e->sign ? isa_sra(raw << shift, shift) : raw << shift >> shift;
}

uint32_t isa_csr_value(const struct effect *e, uint32_t old)
{
    switch ((enum csr_how)e->how) {
    case CSR_SET:
        return old | e->value;
    case CSR_CLEAR:
        return old & ~e->value;
    case CSR_WRITE:
        break;
    }
    return e->value;
}

bool isa_csr_reads(const struct insn *in, const struct effect *e)
{
    return e->how != CSR_WRITE || in->rd != 0;
}

bool isa_csr_writes(const struct insn *in, const struct effect *e)
{
    return e->how == CSR_WRITE || in->rs1 != 0;
}
