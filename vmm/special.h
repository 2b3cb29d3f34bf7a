/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The special page: privileged registers of a VM that a willing guest reads and writes in memory,
 * without a trap [Disco 4.2.1: "special pages containing those registers"]. An extension of the
 * architecture, so a VM has one only if it is configured, and its device tree says so.
 *
 * It is the last page of the address space, reached from x0. Only registers whose change has no
 * effect by itself are there. Between the monitor's visits the page holds them, and during a visit
 * struct priv does.
 */
#ifndef VMM_SPECIAL_H
#define VMM_SPECIAL_H

#include "vmm/vmm.h"

/* Its words: registers from the lowest address that x0 reaches there, SPECIAL_REGISTERS. */
enum special_word { SPECIAL_MSCRATCH, SPECIAL_MEPC, SPECIAL_MCAUSE, SPECIAL_MTVAL, SPECIAL_WORDS };

/* Give vm its special page, at boot. */
void special_boot(struct vm *vm);

/* Whether va's page, untranslated, is vm's special one. */
static inline bool special_has(const struct vm *vm, uint32_t pa)
{
    return vm->special && (pa & PAGE_FRAME) == SPECIAL_PAGE;
}

/* Take the registers out of the page, as legal values; put them into it. */
RARE void special_load(struct vm *vm);
RARE void special_store(struct vm *vm);

#endif
