/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words by which software ends the run: those for the finisher [SiFive test finisher; QEMU
 * hw/misc/sifive_test], and those for a test program's tohost [riscv-tests env/p]. What follows
 * from them is the owner's business: the board stops the machine, a monitor a VM.
 */
#ifndef ISA_DEV_FINISHER_H
#define ISA_DEV_FINISHER_H

#include <stdint.h>

#include "../fields.h"

enum finish { FINISH_NOT, FINISH_EXIT, FINISH_RESET, FINISH_HTIF };

/* What a word asks for. FINISH_EXIT: *code is the exit code; FINISH_HTIF: the word itself. */
static inline enum finish finisher_word(uint32_t word, uint32_t *code)
{
    *code = 0;
    switch (word & 0xffff) {
    case FINISHER_PASS:
        return FINISH_EXIT;
    case FINISHER_FAIL:
        *code = word >> 16;
        return FINISH_EXIT;
    case FINISHER_RESET:
        return FINISH_RESET;
    default:
        return FINISH_NOT;
    }
}

/* The same for a word stored to tohost: other requests than exit would need a host system. */
static inline enum finish tohost_word(uint32_t word, uint32_t *code)
{
    *code = word & 1 ? word >> 1 : word;
    if (word == 0) {
        return FINISH_NOT;
    }
    return word & 1 ? FINISH_EXIT : FINISH_HTIF;
}

#endif
