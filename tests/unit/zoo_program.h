/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs for the machines of the zoo: encodings, written by hand from the manual, and ways into
 * user mode. For tests of what each variant does otherwise.
 */
#ifndef TESTS_UNIT_ZOO_PROGRAM_H
#define TESTS_UNIT_ZOO_PROGRAM_H

#include "tests/unit/program.h"

#define JRST(target) enc_r(0x46, 0, 0, target, 0, 0x73)
#define POPF(flags) enc_r(0x46, 0, 0, flags, 1, 0x73)
#define CPL(rd) enc_r(0x46, 0, rd, 0, 2, 0x73)
#define LRA(rd, va) enc_r(0x46, 0, rd, va, 3, 0x73)
#define CSR(funct3, rd, number, operand) enc_i(funct3, rd, operand, (int32_t)(number), 0x73)
#define CSRR(rd, number) CSR(2, rd, number, ZERO)

enum { V = 1, R = 2, W = 4, X = 8, TE = 0x80000000, OTE = 0x40000000 };
enum { MIE = 0x8, MPIE = 0x80, MPP = 0x1800 };
enum { MSTATUS = 0x300, MTVEC = 0x305, MSCRATCH = 0x340, MEPC = 0x341, MATP = 0x7c0 };
enum { MTLBRAND = 0x7c3, MCOUNTEREN = 0x306 };
enum { ILLEGAL = 2, ECALL_USER = 8, ECALL_SUPERVISOR = 11, LOAD_FORBIDDEN = 13 };
enum { FETCH_MISS = 24, LOAD_MISS = 25 };
enum { DATA = PROGRAM_START + 0x2000, OTHER = PROGRAM_START + 0x3000 };

/* On to the next instruction in user mode, with this mstatus and translation as OTE says. */
void put_enter_user(struct program *p, uint32_t mstatus);

/* A program for a machine, in that mode. */
void begin_in_mode(struct program *p, enum variant v, bool user);

/* With translation on, in either mode: `lo` maps DATA, and a1 is DATA + 8. */
void begin_mapped(struct program *p, enum variant v, bool user, uint32_t lo);

/* Run what was put, up to a call from that mode. */
void runs_to_call(struct program *p, bool user);

/* The word must be an illegal instruction on that machine, in that mode. */
void illegal_for(enum variant v, bool user, uint32_t word);

#endif
