/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A machine with a small program in it, for tests of the machine: instructions are put one by one
 * from the encoders below, which are our own and know nothing of isa/. Owns the machine.
 *
 * On a trap the program goes to PROGRAM_HANDLER, which unless a test puts another one there notes
 * what there is to know about the trap in s0 to s4 and ends the run with PROGRAM_TRAPPED.
 */
#ifndef TESTS_UNIT_PROGRAM_H
#define TESTS_UNIT_PROGRAM_H

#include "machine/machine.h"

enum {
    PROGRAM_RAM = 64 << 10,
    PROGRAM_START = 0x80000000,
    PROGRAM_HANDLER = 0x80000400,
    PROGRAM_TRAPPED = 77,
    PROGRAM_TLB = 8
};

enum { ZERO = 0, RA, SP, GP, TP, T0, T1, T2, S0, S1, A0, A1, A2, A3, A4, A5, S2 = 18, S3, S4, S5 };

struct program {
    struct machine *m;
    uint32_t here;   /* where the next instruction goes */
    char output[64]; /* what the UART sent, terminated */
    unsigned output_size;
};

/* A machine at reset with the handler in place; p must stay where it is. */
void program_begin(struct program *p);
void program_begin_on(struct program *p, enum variant variant); /* another of the zoo */
void program_end(struct program *p);

/* Put one instruction; li in two; an exit through the finisher; a word somewhere. */
void put(struct program *p, uint32_t word);
void put_li(struct program *p, unsigned rd, uint32_t value);
void put_exit(struct program *p, uint32_t code);
void put_csr(struct program *p, uint32_t csr, uint32_t value); /* by way of t0 */
void put_word(struct program *p, uint32_t address, uint32_t value);
uint32_t get_word(struct program *p, uint32_t address);

/* Run to the end; fails the test if that takes more than a million instructions. */
enum stop_reason program_run(struct program *p);

/* Run to the exit of the handler, and check what trap it was. */
void program_traps(struct program *p, uint32_t cause, uint32_t epc, uint32_t tval);

/* Run to an exit with that code. */
void program_exits(struct program *p, uint32_t code);

/* A TLB entry, straight into the machine. */
void program_map(struct program *p, uint32_t index, uint32_t hi, uint32_t lo);

/* Encoders, by format [Unpriv 2.2]. */
static inline uint32_t enc_r(uint32_t f7, uint32_t f3, unsigned rd, unsigned rs1, unsigned rs2,
                             uint32_t op)
{
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
}
static inline uint32_t enc_i(uint32_t f3, unsigned rd, unsigned rs1, int32_t imm, uint32_t op)
{
    return (uint32_t)imm << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
}
static inline uint32_t enc_s(uint32_t f3, unsigned rs2, unsigned rs1, int32_t imm)
{
    uint32_t v = (uint32_t)imm;
    return (v & 0xfe0) << 20 | rs2 << 20 | rs1 << 15 | f3 << 12 | (v & 0x1f) << 7 | 0x23;
}

/* Instructions, as much as tests need. */
static inline uint32_t addi(unsigned rd, unsigned rs1, int32_t imm)
{
    return enc_i(0, rd, rs1, imm, 0x13);
}
static inline uint32_t lui(unsigned rd, uint32_t upper)
{
    return upper << 12 | rd << 7 | 0x37;
}
static inline uint32_t load(uint32_t f3, unsigned rd, unsigned rs1, int32_t imm)
{
    return enc_i(f3, rd, rs1, imm, 0x03);
}
static inline uint32_t lw(unsigned rd, unsigned rs1, int32_t imm)
{
    return load(2, rd, rs1, imm);
}
static inline uint32_t lbu(unsigned rd, unsigned rs1, int32_t imm)
{
    return load(4, rd, rs1, imm);
}
static inline uint32_t sw(unsigned rs2, unsigned rs1, int32_t imm)
{
    return enc_s(2, rs2, rs1, imm);
}
static inline uint32_t sb(unsigned rs2, unsigned rs1, int32_t imm)
{
    return enc_s(0, rs2, rs1, imm);
}
static inline uint32_t jalr(unsigned rd, unsigned rs1, int32_t imm)
{
    return enc_i(0, rd, rs1, imm, 0x67);
}
static inline uint32_t bne_back(unsigned rs1, uint32_t bytes) /* to at most 30 bytes before */
{
    uint32_t v = 0u - bytes;
    return 0xfe001063u | (v & 0x1e) << 7 | 0x80 | rs1 << 15;
}
static inline uint32_t csrrw(unsigned rd, uint32_t csr, unsigned rs1)
{
    return csr << 20 | rs1 << 15 | 1u << 12 | rd << 7 | 0x73;
}
static inline uint32_t csrrs(unsigned rd, uint32_t csr, unsigned rs1)
{
    return csr << 20 | rs1 << 15 | 2u << 12 | rd << 7 | 0x73;
}
static inline uint32_t amo(uint32_t funct5, unsigned rd, unsigned rs2, unsigned rs1)
{
    return enc_r(funct5 << 2, 2, rd, rs1, rs2, 0x2f);
}

#define JUMP_SELF 0x0000006fu
#define ECALL 0x00000073u
#define MRET 0x30200073u
#define WFI 0x10500073u
#define NOP 0x00000013u
#define LR(rd, rs1) amo(2, rd, 0, rs1)
#define SC(rd, rs2, rs1) amo(3, rd, rs2, rs1)
#define AMOADD(rd, rs2, rs1) amo(0, rd, rs2, rs1)
#define TLBWR(hi, lo) enc_r(0x5e, 0, 0, hi, lo, 0x73)
#define TLBWI(hi, lo) enc_r(0x5e, 0, 1, hi, lo, 0x73)
#define TLBINV(va, asid) enc_r(0x5e, 0, 2, va, asid, 0x73)
#define TLBP(rd, hi) enc_r(0x5f, 0, rd, hi, 0, 0x73)
#define TLBRH(rd, index) enc_r(0x5f, 0, rd, index, 1, 0x73)
#define TLBRL(rd, index) enc_r(0x5f, 0, rd, index, 2, 0x73)
#define PROBE(event, rs1) enc_i(2, 0, rs1, event, 0x13)

#endif
