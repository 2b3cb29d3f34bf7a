/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where what we compare with is known to differ, and why that is no fault of ours: one table, in
 * deviations.c. The generator asks it what to leave out and which bits to compare; nobody else
 * makes exceptions.
 */
#ifndef TESTS_RANDOM_DEVIATIONS_H
#define TESTS_RANDOM_DEVIATIONS_H

#include <stdbool.h>
#include <stdint.h>

/* What a program is to be compared on, besides the bare machine. */
enum oracle {
    ORACLE_QEMU = 1,    /* qemu-system-riscv32's virt board */
    ORACLE_VM = 2,      /* a VM with the guest's TLB alone */
    ORACLE_SOFT_TLB = 4 /* a VM with a software TLB */
};

/* In what they differ: bits of a CSR, that it exists, a write to it; or what a program can do. */
enum deviation_kind {
    DEVIATES_BITS,
    DEVIATES_EXISTS,
    DEVIATES_WRITE,
    DEVIATES_ATOMIC_FAULT,
    DEVIATES_RESERVATION,
    DEVIATES_MPP,
    DEVIATES_MTVEC_MODE,
    DEVIATES_VECTOR_UNIT,
    DEVIATES_READ_ONLY,
    DEVIATES_MISALIGNED_FAULT,
    DEVIATES_BREAK_VALUE,
    DEVIATES_SHORT_WORDS,
    DEVIATES_SFENCE
};

/* The bits of CSR `number` that can be compared on these oracles. */
uint32_t deviation_bits(unsigned oracles, uint32_t number);

/* Whether CSR `number` deviates so: programs must not access it, or not write it. */
bool deviation_of_csr(unsigned oracles, enum deviation_kind kind, uint32_t number);

/* Whether programs for these oracles must leave out what `kind` stands for. */
bool deviates(unsigned oracles, enum deviation_kind kind);

#endif
