/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of things for people: the disassembler, register and CSR names. Made from the rows;
 * syntax and pseudo-instructions are GNU binutils', PG-32's own instructions have their row names.
 */
#ifndef ISA_DISASM_H
#define ISA_DISASM_H

#include <stddef.h>

#include "insn.h"

/* Long enough for any instruction, register or CSR that is printed here. */
enum { DISASM_SIZE = 64, CSR_NAME_SIZE = 20 };

/* The instruction `word` at `pc`, into buffer; ".word 0x..." if no row matches. */
void isa_disasm(uint32_t word, uint32_t pc, enum variant v, char buffer[DISASM_SIZE]);

/* A row's name as the assembler writes it: "amoadd.w", "fence.i". */
void isa_mnemonic(enum op op, char buffer[CSR_NAME_SIZE]);

/* ABI name of x0 to x31. */
extern const char *const isa_register_names[32];

/* Number of the register named `name` (ABI name, x0-x31, or fp), or -1. */
int isa_register_number(const char *name);

/* Name of a CSR into buffer; returns false, with the number in hexadecimal there, if it has none.
 */
bool isa_csr_name(uint32_t number, char buffer[CSR_NAME_SIZE]);

/* Number of the CSR named `name`, or -1. */
int isa_csr_number(const char *name);

#endif
