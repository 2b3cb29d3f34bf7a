/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hardware, as the monitor sees it: everything that the monitor's C does to the machine goes
 * through these functions and through nothing else.
 *
 * Two bodies: hw_pg32.h, the machine's own instructions, which is the product; and one over the
 * simulated machine, under tests/, so that host tools reach the same monitor source.
 */
#ifndef VMM_HW_H
#define VMM_HW_H

#include "isa/priv.h"
#include "isa/probe.h"

/*
 * To the C at once; to the fast paths first; to those for a VM with a special page; to the one for
 * a VM that is prepared each time it is entered (technique.h).
 */
enum trap_vector { VECTOR_C, VECTOR_FAST, VECTOR_SPECIAL, VECTOR_PREPARED, VECTORS };

/* First machine address after the monitor itself: entry.S's on the machine. */
uint32_t hw_monitor_end(void);

#ifdef __riscv
#include "vmm/hw_pg32.h"
#else

/* CSRs of the real machine. */
uint32_t hw_csr_read(enum csr_number csr);
void hw_csr_write(enum csr_number csr, uint32_t value);

/* Write a real TLB entry at a random index. No entry may match hi's page and ASID already. */
void hw_tlb_write(uint32_t hi, uint32_t lo);

/* Invalidate real TLB entries: one page of one ASID; one page of every ASID; everything. */
void hw_tlb_invalidate(uint32_t va, uint32_t asid);
void hw_tlb_invalidate_page(uint32_t va);
void hw_tlb_invalidate_all(void);

/* Machine memory at address `ma`, as bytes that C can reach. */
void *hw_memory(uint32_t ma);

/* Device registers of the real machine, by machine address. */
uint32_t hw_read32(uint32_t ma);
void hw_write32(uint32_t ma, uint32_t value);
uint8_t hw_read8(uint32_t ma);
void hw_write8(uint32_t ma, uint8_t value);

/* lr.w from machine memory on behalf of a guest: the reservation is its own. */
uint32_t hw_load_reserved(uint32_t ma);

/* sc.w to machine memory on behalf of a guest, whose reservation traps have kept. Success? */
bool hw_store_conditional(uint32_t ma, uint32_t value);

/* End the hart's LR reservation, by a dummy sc: the next VM must not succeed on it. */
void hw_clear_reservation(void);

/* Wait until an interrupt that is enabled in mie is pending. */
void hw_wait(void);

/* Stop the machine through its finisher. */
_Noreturn void hw_halt(uint32_t finisher_word);

/* Where a guest's traps go. */
void hw_trap_vector(enum trap_vector vector);

/* Say something through a probe (see isa/probe.def). */
void hw_probe(enum probe event, uint32_t value);

#endif
#endif
