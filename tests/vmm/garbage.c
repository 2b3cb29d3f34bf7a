/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/garbage.h"

#include <string.h>

#include "isa/board.h"
#include "isa/tlb.h"
#include "tests/unit/unit.h"
#include "tests/vmm/assemble.h"

/*
 * Registers by what they hold: x8-x15 addresses, x16-x19 TLB entries' high words, x20-x23 low
 * words; x27-x30 are the handler's.
 */
enum { ADDRESSES = 8, HIGHS = 16, LOWS = 20, HOLDING = 16 };

#define VIRTUAL 0x00400000u

/* Not the first page, so that the handler in it lives long. */
static uint32_t random_page(struct rng *r, uint32_t base)
{
    return base + PAGE_SIZE + rng_below(r, GARBAGE_SIZE / PAGE_SIZE - 1) * PAGE_SIZE;
}

static uint32_t random_device(struct rng *r)
{
    static const uint32_t registers[] = {UART_BASE,
                                         UART_BASE + UART_IER,
                                         UART_BASE + UART_LSR,
                                         CLINT_BASE,
                                         CLINT_BASE + CLINT_MTIMECMP,
                                         CLINT_BASE + CLINT_MTIME,
                                         PLIC_BASE + 40,
                                         PLIC_BASE + PLIC_ENABLE,
                                         PLIC_BASE + PLIC_CLAIM,
                                         FINISHER_BASE + 4,
                                         CLINT_BASE + CLINT_MTIMECMP + 4,
                                         0x60000000};
    return registers[rng_below(r, COUNT(registers))];
}

static uint32_t random_address(struct rng *r)
{
    uint32_t offset = rng_below(r, 4) ? rng_below(r, PAGE_SIZE) & ~3u : rng_edge(r) & PAGE_OFFSET;
    switch (rng_below(r, 8)) {
    case 0:
        return random_device(r);
    case 1:
        return rng_below(r, 2) ? random_device(r) : rng_edge(r);
    case 2:
    case 3:
    case 4:
        return random_page(r, VIRTUAL) + offset;
    default:
        return random_page(r, RAM_BASE) + offset;
    }
}

static uint32_t random_high(struct rng *r)
{
    uint32_t base = rng_below(r, 4) ? VIRTUAL : RAM_BASE;
    uint32_t global = rng_below(r, 4) ? 0 : TLB_HI_G;
    return random_page(r, base) | global | rng_below(r, 4);
}

static uint32_t random_low(struct rng *r)
{
    uint32_t frame = rng_below(r, 6) ? random_page(r, RAM_BASE) : random_device(r) & PAGE_FRAME;
    uint32_t bits = rng_below(r, 2) ? TLB_LO_BITS : rng_next(r);
    return frame | (bits & TLB_LO_BITS & PAGE_OFFSET) | (rng_below(r, 8) ? TLB_LO_V : 0);
}

/* A register is given something of its kind. */
static void put_holding(struct program *p, struct rng *r)
{
    uint32_t reg = ADDRESSES + rng_below(r, HOLDING);
    uint32_t value = reg < HIGHS ? random_address(r) : reg < LOWS ? random_high(r) : random_low(r);
    program_li(p, reg, value);
}

static uint32_t random_csr(struct rng *r)
{
    static const uint16_t csrs[] = {
#define CSR(number, name, ...) (number),
#define CSR_RANGE(first, last, name, ...) (first),
#include "isa/csr.def"
    };
    uint32_t csr = csrs[rng_below(r, COUNT(csrs))];
    return csr == CSR_mtvec && rng_below(r, 32) ? (uint32_t)CSR_mscratch : csr;
}

static uint32_t random_rd(struct rng *r)
{
    return rng_below(r, 16) ? rng_below(r, 8) : rng_below(r, 32);
}

/* The bits that a row leaves free: registers by what they hold, jumps short and forward. */
static uint32_t random_fields(struct rng *r, const struct row *row)
{
    uint32_t any = rng_next(r);
    uint32_t rd = random_rd(r) << 7;
    uint32_t address = (rng_below(r, 8) ? ADDRESSES + rng_below(r, 8) : rng_below(r, 32)) << 15;
    uint32_t high = (HIGHS + rng_below(r, 4)) << 15;
    switch ((enum format)row->format) {
    case FORMAT_B:
        return (any & 0x01ff8800u) | 0x400; /* 8 or 24 bytes on */
    case FORMAT_J:
        return (any & 0x01000000u) | 0x00800000u | rd; /* the same */
    case FORMAT_CSR:
    case FORMAT_CSRI:
        return random_csr(r) << 20 | rd | (any & 0xf8000u);
    case FORMAT_LOAD:
        return (any & (rng_below(r, 2) ? 0xfff00000u : 0)) | rd | address;
    case FORMAT_STORE:
        return (any & (rng_below(r, 2) ? 0xfff00f80u : 0x01f00000u)) | address;
    case FORMAT_TLBW: /* tlbinv: now and then x0, which is all */
        return (rng_below(r, 4) ? (LOWS + rng_below(r, 4)) << 20 : 0) | (any & 7 ? high : 0);
    case FORMAT_TLBR:
        return (rng_below(r, 2) ? high : any & 0xf8000u) | rd;
    default:
        return (any & 0xfff00000u) | rd | address;
    }
}

static uint32_t random_of(struct rng *r, enum op op)
{
    const struct row *row = &isa_rows[op];
    return row->match | (random_fields(r, row) & ~row->mask);
}

/* Rows that are drawn more often than the rest. */
static enum op random_op(struct rng *r)
{
    switch (rng_below(r, 8)) {
    case 0:
    case 1:
        return (enum op)(OP_csrrw + (int)rng_below(r, OP_COUNT - OP_csrrw));
    case 2:
        return (enum op)(OP_tlbwr + (int)rng_below(r, OP_COUNT - OP_tlbwr));
    case 3:
    case 4:
        return (enum op)(OP_lb + (int)rng_below(r, OP_sw - OP_lb + 1));
    case 5:
        return (enum op)(OP_lr_w + (int)rng_below(r, OP_amomaxu_w - OP_lr_w + 1));
    default:
        return (enum op)rng_below(r, OP_COUNT);
    }
}

static void put_garbage(struct program *p, struct rng *r)
{
    enum op op = random_op(r);
    switch (rng_below(r, 32)) {
    case 0:
        program_put(p, rng_next(r));
        break;
    case 1:
    case 2:
    case 3:
    case 4:
        put_holding(p, r);
        break;
    case 5:
        program_csrw(p, rng_below(r, 2) ? CSR_mie : CSR_matp, rng_next(r) & ~0xf0u);
        break;
    default:
        if (op != OP_wfi || rng_below(r, 64) == 0) {
            program_put(p, random_of(r, op));
        }
    }
}

static void put_i(struct program *p, enum op op, uint32_t rd, uint32_t rs1, uint32_t imm)
{
    program_put(p, encode_i(op, rd, rs1, imm));
}

/*
 * The handler goes on after what trapped, within the first 16 KiB, having mapped that page to
 * itself; half the time in supervisor mode, or with translation on. An interrupt makes it disable
 * all.
 */
static void put_handler(struct program *p)
{
    static const uint32_t bgez_x30_over_one = 0x000f5463;
    static const uint32_t bltz_x30_over_one = 0x000f4463;
    enum { A = 27, B = 28, C = 29, D = 30, WITHIN = 18 };
    put_i(p, OP_csrrs, D, 0, CSR_mcause);
    program_put(p, bgez_x30_over_one);
    put_i(p, OP_csrrw, 0, 0, CSR_mie);
    put_i(p, OP_csrrs, A, 0, CSR_mepc);
    put_i(p, OP_addi, A, A, 4);
    put_i(p, OP_slli, A, A, WITHIN);
    put_i(p, OP_srli, A, A, WITHIN);
    program_li(p, B, RAM_BASE);
    program_put(p, encode(OP_or, A, A, B));
    put_i(p, OP_csrrw, 0, A, CSR_mepc);
    put_i(p, OP_srli, D, A, PAGE_SHIFT);
    put_i(p, OP_slli, D, D, PAGE_SHIFT);
    program_put(p, encode(OP_tlbinv, 0, D, 0) | isa_rows[OP_tlbinv].match);
    put_i(p, OP_csrrs, C, 0, CSR_matp);
    put_i(p, OP_andi, C, C, 0xff);
    program_put(p, encode(OP_or, C, C, D));
    put_i(p, OP_addi, D, D, 0xf);
    program_put(p, encode(OP_tlbwr, 0, C, D));
    put_i(p, OP_csrrs, D, 0, CSR_mtlbrand);
    program_li(p, C, MATP_OTE);
    put_i(p, OP_csrrc, 0, C, CSR_matp);
    program_put(p, encode(OP_and, C, C, D));
    put_i(p, OP_csrrs, 0, C, CSR_matp);
    program_li(p, C, MSTATUS_MPP);
    program_put(p, bltz_x30_over_one);
    put_i(p, OP_csrrs, 0, C, CSR_mstatus);
    program_put(p, isa_rows[OP_mret].match);
}

static void put_store(struct program *p, uint32_t address, uint32_t value)
{
    program_li(p, REG_SCRATCH, address);
    program_li(p, REG_SCRATCH2, value);
    program_put(p, encode(OP_sw, 0, REG_SCRATCH, REG_SCRATCH2));
}

static void put_start(struct program *p, struct rng *r)
{
    for (int i = 0; i < 3 * HOLDING; i++) {
        put_holding(p, r);
    }
    program_csrw(p, CSR_mie, rng_next(r));
    program_csrw(p, CSR_mcounteren, rng_next(r));
    put_store(p, CLINT_BASE + CLINT_MTIMECMP, rng_below(r, 20000));
    put_store(p, CLINT_BASE + CLINT_MTIMECMP + 4, 0);
    put_store(p, PLIC_BASE + 4 * UART_IRQ, rng_below(r, 3));
    put_store(p, PLIC_BASE + PLIC_ENABLE, 1u << UART_IRQ);
    put_store(p, UART_BASE, 'a' + rng_below(r, 26));
    program_li(p, REG_SCRATCH2, rng_below(r, 4));
    program_put(p, encode(OP_sb, UART_IER, REG_SCRATCH, REG_SCRATCH2));
    for (int i = 0; i < 8; i++) {
        program_put(p, random_of(r, OP_tlbwr));
        put_holding(p, r);
    }
}

void garbage_image(uint32_t seed, uint32_t words[GARBAGE_SIZE / 4])
{
    enum { HANDLER = 4 };
    static struct program p;
    struct rng r = {seed * 0x9e3779b1u | 1};
    p.count = 0;
    program_put(&p, 0); /* a jump over the handler, when that is known */
    put_handler(&p);
    p.words[0] = isa_rows[OP_jal].match | 4 * p.count << 20;
    program_csrw(&p, CSR_mtvec, RAM_BASE + HANDLER);
    put_start(&p, &r);
    while (p.count < GARBAGE_SIZE / 4 - 2) {
        put_garbage(&p, &r);
    }
    memcpy(words, p.words, GARBAGE_SIZE);
}
