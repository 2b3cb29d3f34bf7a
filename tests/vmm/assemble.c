/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/assemble.h"

#include "isa/board.h"
#include "tests/unit/unit.h"

enum { HANDLER_WORD = 1 };

void program_put(struct program *p, uint32_t word)
{
    assert_true(p->count < PROGRAM_MAX);
    p->words[p->count++] = word;
}

void program_li(struct program *p, uint32_t rd, uint32_t value)
{
    uint32_t low = value & 0xfff;
    uint32_t upper = value - (low ^ 0x800) + 0x800; /* addi extends the sign */
    program_put(p, isa_rows[OP_lui].match | rd << 7 | (upper & PAGE_FRAME));
    program_put(p, encode_i(OP_addi, rd, rd, low));
}

void program_csrw(struct program *p, uint32_t csr, uint32_t value)
{
    program_li(p, REG_SCRATCH, value);
    program_put(p, encode_i(OP_csrrw, 0, REG_SCRATCH, csr));
}

void program_begin(struct program *p)
{
    static const uint32_t jump_over_four_words = 0x0140006f; /* j .+20 */
    p->count = 0;
    program_put(p, jump_over_four_words);
    program_put(p, encode_i(OP_csrrs, REG_HANDLER, 0, CSR_mepc));
    program_put(p, encode_i(OP_addi, REG_HANDLER, REG_HANDLER, 4));
    program_put(p, encode_i(OP_csrrw, 0, REG_HANDLER, CSR_mepc));
    program_put(p, isa_rows[OP_mret].match);
    program_csrw(p, CSR_mtvec, RAM_BASE + 4 * HANDLER_WORD);
}

void program_map(struct program *p, uint32_t index, uint32_t hi, uint32_t lo)
{
    program_csrw(p, CSR_mtlbidx, index);
    program_li(p, REG_SCRATCH, hi);
    program_li(p, REG_SCRATCH2, lo);
    program_put(p, encode(OP_tlbwi, 0, REG_SCRATCH, REG_SCRATCH2) | isa_rows[OP_tlbwi].match);
}

void program_user(struct program *p)
{
    program_csrw(p, CSR_mstatus, 0);
    program_csrw(p, CSR_matp, 0);
    uint32_t next = RAM_BASE + 4 * (p->count + 4);
    program_csrw(p, CSR_mepc, next);
    program_put(p, isa_rows[OP_mret].match);
}

void program_finish(struct program *p)
{
    program_li(p, REG_SCRATCH, FINISHER_BASE);
    program_li(p, REG_SCRATCH2, FINISHER_PASS);
    program_put(p, encode(OP_sw, 0, REG_SCRATCH, REG_SCRATCH2));
    program_put(p, 0x0000006f); /* j . */
}
