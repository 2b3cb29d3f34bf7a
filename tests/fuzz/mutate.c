/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How programs are made up, for the targets that run them: libFuzzer's own ways, and instructions
 * of random rows with random fields, CSRs by number, addresses that mean something.
 */
#include <string.h>

#include "isa/board.h"
#include "isa/priv.h"
#include "tests/fuzz/fuzz.h"
#include "tests/rng.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

enum { MANY = 8, TEMPORARIES = 8 };

static const uint16_t csrs[] = {
#define CSR(number, name, ...) (number),
#define CSR_RANGE(first, last, name, ...) (first),
#include "isa/csr.def"
};

static const uint32_t upper[] = {
    RAM_BASE,      UART_BASE, CLINT_BASE, PLIC_BASE, PLIC_BASE + PLIC_THRESHOLD,
    FINISHER_BASE, MATP_TE,   0x00400000};

/* Few registers, so that what one instruction makes another one uses. */
static uint32_t random_registers(struct rng *r)
{
    uint32_t rd = rng_below(r, TEMPORARIES) + (rng_below(r, 8) ? 8 : 0);
    uint32_t rs1 = rng_below(r, TEMPORARIES) + (rng_below(r, 8) ? 8 : 0);
    return rd << 7 | rs1 << 15;
}

static uint32_t random_instruction(struct rng *r)
{
    const struct row *row = &isa_rows[rng_below(r, OP_COUNT)];
    uint32_t word = rng_next(r);
    if (rng_below(r, 4)) {
        word = (word & ~(0x1fu << 7 | 0x1fu << 15)) | random_registers(r);
    }
    if (row->class == CLASS_BY_CSR) {
        word = (word & 0xfffff) | (uint32_t)csrs[rng_below(r, COUNT(csrs))] << 20;
    }
    return (word & ~row->mask) | row->match;
}

static uint32_t random_upper(struct rng *r)
{
    uint32_t value = upper[rng_below(r, COUNT(upper))] + (rng_below(r, 16) << 12);
    return (value & PAGE_FRAME) | (8 + rng_below(r, TEMPORARIES)) << 7 | isa_rows[OP_lui].match;
}

static void put_word(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(word >> 8 * i);
    }
}

/* Words stand where the program's do: behind PROGRAM_AT bytes of settings. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    struct rng r = {seed * 2654435761u | 1};
    if (rng_below(&r, 3) == 0 || max < PROGRAM_AT + 4) {
        return LLVMFuzzerMutate(data, size, max);
    }
    if (size < PROGRAM_AT) {
        memset(data + size, 0, PROGRAM_AT - size);
        size = PROGRAM_AT;
    }
    for (uint32_t n = 1 + rng_below(&r, MANY); n > 0; n--) {
        uint32_t words = (uint32_t)(size - PROGRAM_AT) / 4;
        uint32_t at = PROGRAM_AT + 4 * rng_below(&r, words + 1);
        if (at + 4 > max) {
            continue;
        }
        put_word(data + at, rng_below(&r, 6) ? random_instruction(&r) : random_upper(&r));
        size = at + 4 > size ? at + 4 : size;
    }
    return size;
}
