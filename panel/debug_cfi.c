/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a frame to its caller's, by call frame information: libdw reads it, here it is evaluated. */
#include "debug_source_parts.h"

#ifdef TRAPEZE_LIBDW

#include <stdlib.h>

#include <dwarf.h>
#include <elfutils/libdw.h>

enum { STACK_MOST = 16, OPS_MOST = 64, RETURN_ADDRESS = 1, REGISTERS = 32 };

/* An expression of DWARF being evaluated. */
struct stack {
    uint32_t word[STACK_MOST];
    unsigned count;
    bool is_value; /* the result is the value itself, not where it is */
};

struct unwinding {
    const struct registers *r;
    uint32_t cfa;
    source_reader *read;
    void *context;
};

static bool push(struct stack *s, uint32_t v)
{
    if (s->count == STACK_MOST) {
        return false;
    }
    s->word[s->count++] = v;
    return true;
}

static bool push_register(struct stack *s, const struct unwinding *u, uint64_t number,
                          uint64_t offset)
{
    return number < REGISTERS && push(s, u->r->x[number] + (uint32_t)offset);
}

/* The operations that take what is on the stack. */
static bool reduce(struct stack *s, const struct unwinding *u, const Dwarf_Op *op)
{
    if (s->count == 0) {
        return false;
    }
    uint32_t *top = &s->word[s->count - 1];
    switch (op->atom) {
    case DW_OP_plus_uconst:
        *top += (uint32_t)op->number;
        return true;
    case DW_OP_deref:
        return u->read(u->context, *top, top);
    case DW_OP_stack_value:
        s->is_value = true;
        return true;
    case DW_OP_plus:
    case DW_OP_minus:
        if (s->count < 2) {
            return false;
        }
        top[-1] = op->atom == DW_OP_plus ? top[-1] + *top : top[-1] - *top;
        s->count--;
        return true;
    default:
        return false;
    }
}

static bool evaluate_op(struct stack *s, const struct unwinding *u, const Dwarf_Op *op)
{
    if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31) {
        return push_register(s, u, op->atom - DW_OP_breg0, op->number);
    }
    if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31) {
        return push(s, op->atom - DW_OP_lit0);
    }
    switch (op->atom) {
    case DW_OP_bregx:
        return push_register(s, u, op->number, op->number2);
    case DW_OP_regx: /* the caller's is in another register */
        s->is_value = true;
        return push_register(s, u, op->number, 0);
    case DW_OP_call_frame_cfa:
        return push(s, u->cfa);
    case DW_OP_const1u:
    case DW_OP_const1s:
    case DW_OP_const2u:
    case DW_OP_const2s:
    case DW_OP_const4u:
    case DW_OP_const4s:
    case DW_OP_constu:
    case DW_OP_consts:
        return push(s, (uint32_t)op->number);
    default:
        return reduce(s, u, op);
    }
}

static bool evaluate(struct stack *s, const struct unwinding *u, const Dwarf_Op *ops, size_t count)
{
    *s = (struct stack){.count = 0};
    for (size_t i = 0; i < count && count <= OPS_MOST; i++) {
        if (!evaluate_op(s, u, &ops[i])) {
            return false;
        }
    }
    return s->count > 0;
}

/* A register's value in the caller. What is undefined there is left as it is; but not ra. */
static bool unwind_register(Dwarf_Frame *frame, const struct unwinding *u, int number, uint32_t *v)
{
    Dwarf_Op memory[3], *ops;
    size_t count;
    struct stack s;
    if (dwarf_frame_register(frame, number, memory, &ops, &count) != 0) {
        return false;
    }
    if (count == 0) {
        return ops == NULL || number != RETURN_ADDRESS;
    }
    if (!evaluate(&s, u, ops, count)) {
        return false;
    }
    *v = s.word[s.count - 1];
    return s.is_value || u->read(u->context, *v, v);
}

static bool unwind(Dwarf_Frame *frame, struct unwinding *u, struct registers *caller)
{
    Dwarf_Op *ops;
    size_t count;
    struct stack s;
    if (dwarf_frame_info(frame, NULL, NULL, NULL) != RETURN_ADDRESS ||
        dwarf_frame_cfa(frame, &ops, &count) != 0 || !evaluate(&s, u, ops, count)) {
        return false;
    }
    u->cfa = s.word[s.count - 1];
    for (int i = 1; i < REGISTERS; i++) {
        if (i != 2 && !unwind_register(frame, u, i, &caller->x[i])) {
            return false;
        }
    }
    caller->x[2] = u->cfa;
    caller->pc = caller->x[RETURN_ADDRESS];
    return true;
}

bool source_unwind(struct source_dwarf *d, uint32_t pc, struct registers *r, source_reader *read,
                   void *context)
{
    struct registers caller = *r;
    struct unwinding u = {.r = r, .read = read, .context = context};
    Dwarf_CFI *tables[] = {dwarf_getcfi(d->dwarf), dwarf_getcfi_elf(d->elf)};
    for (unsigned i = 0; i < 2; i++) {
        Dwarf_Frame *frame = NULL;
        if (tables[i] && dwarf_cfi_addrframe(tables[i], pc, &frame) == 0) {
            bool done = unwind(frame, &u, &caller);
            free(frame);
            *r = done ? caller : *r;
            return done;
        }
    }
    return false;
}

#else

bool source_unwind(struct source_dwarf *d, uint32_t pc, struct registers *r, source_reader *read,
                   void *context)
{
    (void)d;
    (void)pc;
    (void)r;
    (void)read;
    (void)context;
    return false;
}

#endif
