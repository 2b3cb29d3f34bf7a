/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The makers of a random program's items, and what they are made with. For generate.c; the maker
 * owns the random numbers and the item under construction.
 */
#ifndef TESTS_RANDOM_ITEMS_H
#define TESTS_RANDOM_ITEMS_H

#include "isa/insn.h"
#include "tests/random/deviations.h"
#include "tests/random/generate.h"
#include "tests/rng.h"

struct maker {
    struct rng rng;
    struct random_program *p;
    struct random_item *item;
    unsigned number; /* of the item */
};

/* The runtime's five registers of a program. */
struct reserved {
    unsigned h0, h1, base, data, fuel;
};
struct reserved reserved_registers(const struct random_program *p);

/* A register that a program may write: any, x0 too, or any but x0. */
unsigned make_any_register(struct maker *m);
unsigned make_register(struct maker *m);

/* The row's instruction: these fields where it has them, the rest of its free bits random. */
uint32_t make_word(struct maker *m, enum op op, unsigned rd, unsigned rs1, unsigned rs2);

/* The row's instruction with this immediate. */
uint32_t make_immediate(enum op op, unsigned rd, unsigned rs1, unsigned rs2, uint32_t imm);

/* Into the item: an instruction; a value into a register, in two; an access to a CSR. */
void put_word(struct maker *m, uint32_t word);
void put_li(struct maker *m, unsigned rd, uint32_t value);
void put_csr(struct maker *m, enum op op, unsigned rd, uint32_t csr, unsigned rs1);

/* items.c: the user level */
void make_arithmetic(struct maker *m);
void make_memory(struct maker *m);
void make_wild_memory(struct maker *m);
void make_atomic(struct maker *m);
void make_reservation(struct maker *m);
void make_branch(struct maker *m);
void make_jump(struct maker *m);
void make_wild_jump(struct maker *m);
void make_patch(struct maker *m);

/* items_priv.c: the privileged level */
void make_illegal(struct maker *m);
void make_call(struct maker *m);
void make_mret(struct maker *m);
void make_csr(struct maker *m);
void make_mstatus(struct maker *m);
void make_mtvec(struct maker *m);
void make_interrupt(struct maker *m);
void make_wfi(struct maker *m);
void make_instret(struct maker *m);

/* items_tlb.c: translation */
void make_tlb_write(struct maker *m);
void make_tlb_invalidate(struct maker *m);
void make_tlb_read(struct maker *m);
void make_translation(struct maker *m);

/* items_zoo.c: what the program's machine has and others have not */
void make_zoo(struct maker *m);

/* A virtual page of data. Into register rd: an address of data, translated or not, plus an offset.
 */
uint32_t make_data_page(struct maker *m);
void put_data_address(struct maker *m, unsigned rd, uint32_t offset);

#endif
