/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/deviations.h"

#include <stddef.h>

enum { Q = ORACLE_QEMU, V = ORACLE_VM | ORACLE_SOFT_TLB, S = ORACLE_SOFT_TLB };

/*
 * oracles | in what | of CSRs: first, last, the bits that can be compared | why
 */
static const struct deviation {
    unsigned oracles;
    enum deviation_kind kind;
    uint32_t first, last, bits;
    const char *reason;
} deviations[] = {
    {Q, DEVIATES_EXISTS, 0x7c0, 0x7ff, 0, "PG-32's own CSRs"},
    {Q, DEVIATES_EXISTS, 0xfc0, 0xfff, 0, "PG-32's own CSRs"},
    {Q, DEVIATES_BITS, 0xb02, 0xb02, 0,
     "QEMU counts instructions that trap, and one that writes it"},
    {Q, DEVIATES_BITS, 0xc02, 0xc02, 0, "as minstret"},
    {Q, DEVIATES_BITS, 0x300, 0x300, 0x00201888,
     "QEMU keeps fields of modes and units that it has not"},
    {Q, DEVIATES_BITS, 0xb82, 0xb82, 0, "as minstret"},
    {Q, DEVIATES_BITS, 0xc82, 0xc82, 0, "as minstret"},
    {Q, DEVIATES_BITS, 0x341, 0x341, ~3u, "QEMU keeps bits that are always zero [Priv 3.1.14]"},
    {Q, DEVIATES_BITS, 0x342, 0x342, 0x8000001f, "QEMU's mcause is wider (WLRL)"},
    {Q, DEVIATES_VECTOR_UNIT, 0, 0, 0, "QEMU has one as soon as mstatus.VS says so"},
    {Q, DEVIATES_BITS, 0x304, 0x304, 0x888, "QEMU keeps fields of modes and units that it has not"},
    {Q, DEVIATES_BITS, 0x306, 0x306, 0x7, "QEMU has performance counters"},
    {Q, DEVIATES_WRITE, 0x320, 0x320, 0, "in QEMU an inhibited counter does not stand still"},
    {Q, DEVIATES_BITS, 0x323, 0x33f, 0, "QEMU has performance counters"},
    {Q, DEVIATES_BITS, 0xb03, 0xb1f, 0, "QEMU has performance counters"},
    {Q, DEVIATES_BITS, 0xb83, 0xb9f, 0, "QEMU has performance counters"},
    {Q, DEVIATES_EXISTS, 0xb13, 0xb1f, 0, "QEMU lacks those above 18 [Priv 3.1.10: zero]"},
    {Q, DEVIATES_EXISTS, 0xb93, 0xb9f, 0, "QEMU lacks those above 18 [Priv 3.1.10: zero]"},
    {Q, DEVIATES_EXISTS, 0x302, 0x303, 0,
     "QEMU has medeleg and mideleg without S mode [Priv 3.1.8]"},
    {Q, DEVIATES_EXISTS, 0x7a0, 0x7af, 0, "QEMU has debug triggers"},
    {Q, DEVIATES_BITS, 0xf11, 0xf13, 0, "QEMU's own identity"},
    {Q, DEVIATES_READ_ONLY, 0, 0, 0,
     "QEMU lets csrrs write a read-only CSR from a register that is 0"},
    {Q, DEVIATES_EXISTS, 0xc03, 0xc1f, 0, "QEMU's can be shown to user mode"},
    {Q, DEVIATES_EXISTS, 0xc83, 0xc9f, 0, "QEMU's can be shown to user mode"},
    {Q, DEVIATES_BITS, 0x30a, 0x30a, 0x1, "QEMU keeps fields for cache-block operations, disabled"},
    {Q, DEVIATES_BITS, 0x310, 0x310, 0, "QEMU keeps fields of extensions that it has not"},
    {Q, DEVIATES_BITS, 0x31a, 0x31a, 0, "QEMU keeps fields of extensions that it has not"},
    {Q, DEVIATES_WRITE, 0x344, 0x344, 0, "QEMU's mip has the bits of modes that it has not"},
    {Q, DEVIATES_MTVEC_MODE, 0, 0, 0, "mtvec with a reserved mode: QEMU ignores the write (WARL)"},
    {Q, DEVIATES_MISALIGNED_FAULT, 0, 0, 0, "QEMU rounds mtval down [Priv 3.1.16]"},
    {Q, DEVIATES_EXISTS, 0x321, 0x322, 0, "Smcntrpmf is younger than QEMU 7.2"},
    {Q, DEVIATES_EXISTS, 0x721, 0x722, 0, "Smcntrpmf is younger than QEMU 7.2"},
    {Q, DEVIATES_MPP, 0, 0, 0, "QEMU's MPP holds modes that there are not [Priv 3.1.6.1]"},
    {Q, DEVIATES_ATOMIC_FAULT, 0, 0, 0, "QEMU takes an AMO's faults for a load's [Unpriv 8.4]"},
    {Q, DEVIATES_RESERVATION, 0, 0, 0, "QEMU's sc fails if the word has changed, by whomever"},
    {Q, DEVIATES_BREAK_VALUE, 0, 0, 0, "after ebreak mtval may be pc or 0 [Priv 3.1.16]"},
    {Q, DEVIATES_SFENCE, 0, 0, 0, "QEMU has sfence.vma without S mode [Priv 3.3]"},
    {Q, DEVIATES_SHORT_WORDS, 0, 0, 0, "mtval of a word that looks like 16 bits: QEMU has those"},
    {S, DEVIATES_BITS, 0xb02, 0xb02, 0, "what the handler of a hidden miss would have executed"},
    {S, DEVIATES_BITS, 0xb82, 0xb82, 0, "as minstret"},
    {S, DEVIATES_BITS, 0x7c3, 0x7c3, 0, "a hidden miss needs no tlbwr"},
    {Q | V, DEVIATES_BITS, 0xb00, 0xb00, 0, "cycles are each machine's own"},
    {Q | V, DEVIATES_BITS, 0xb80, 0xb80, 0, "cycles"},
    {Q | V, DEVIATES_BITS, 0xc00, 0xc01, 0, "cycles and time"},
    {Q | V, DEVIATES_BITS, 0xc80, 0xc81, 0, "cycles and time"},
};

enum { DEVIATIONS = sizeof deviations / sizeof deviations[0] };

static bool applies(const struct deviation *d, unsigned oracles, enum deviation_kind kind,
                    uint32_t number)
{
    return (d->oracles & oracles) && d->kind == kind && number >= d->first && number <= d->last;
}

uint32_t deviation_bits(unsigned oracles, uint32_t number)
{
    uint32_t bits = ~0u;
    for (size_t i = 0; i < DEVIATIONS; i++) {
        if (applies(&deviations[i], oracles, DEVIATES_BITS, number)) {
            bits &= deviations[i].bits;
        }
    }
    return bits;
}

bool deviation_of_csr(unsigned oracles, enum deviation_kind kind, uint32_t number)
{
    for (size_t i = 0; i < DEVIATIONS; i++) {
        if (applies(&deviations[i], oracles, kind, number)) {
            return true;
        }
    }
    return false;
}

bool deviates(unsigned oracles, enum deviation_kind kind)
{
    return deviation_of_csr(oracles, kind, 0);
}
