/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the small guests of tests/guests share: printing what was found beside what was expected,
 * traps that are recorded and stepped over, user mode and back, an identity mapping on demand.
 *
 * A guest prints the same text on every machine and in every VM; it ends with 1 if a value was
 * not the expected one. guest.c owns the trap handler; guests that want traps for themselves
 * set mtvec.
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <trap.h>

#include "pg32.h"

/* The last trap that was stepped over, and how many there have been. */
struct seen {
    uint32_t traps, cause, tval, pc;
    uint32_t mstatus, matp; /* in the handler */
};
extern struct seen seen;

/* To be called first; and last, for main() to return. */
void guest_start(void);
int guest_end(void);

/* Print `what` and the value; say so if it is not the expected one. */
void equal(const char *what, uint32_t got, uint32_t expected);

/* There was exactly one trap since the last call, with this cause and mtval; or none. */
void trapped(const char *what, uint32_t cause, uint32_t tval);
void not_trapped(const char *what);

/* Execute `word` as an instruction, with a0 and a1 set; returns a0. */
uint32_t run_word(uint32_t word, uint32_t a0, uint32_t a1);

/* Call an address that may not be executable: a trap there returns here. */
void call_address(uint32_t address);

/* Continue in user mode; and back. */
void enter_user(void);
void leave_user(void);

/* Called for interrupts, with the cause; without one, an interrupt is unexpected. */
extern void (*guest_interrupt)(uint32_t irq);

/*
 * Called for a TLB miss, translation off: returns whether it has written an entry and the access
 * is to be tried again. identity() maps the page to itself, with every permission.
 */
extern bool (*guest_refill)(uint32_t va, uint32_t asid);
bool identity(uint32_t va, uint32_t asid);

/* Turn translation on, in the mode that the caller is in (supervisor), and off. */
void translate(uint32_t asid);
void translate_off(void);

/*
 * Map the program to itself, for all ASIDs, by the first entries of the TLB, and let tlbwr use
 * those from `wired` on only. It has to fit into `most`.
 */
void wire_program(uint32_t wired, uint32_t most);

/* Page-aligned memory for a guest's own purposes. */
enum { PAGES = 16 };
extern uint8_t page[PAGES][4096];

static inline uint32_t address_of(const volatile void *p)
{
    return (uint32_t)(uintptr_t)p;
}
static inline volatile uint32_t *word_at(uint32_t address)
{
    return (volatile uint32_t *)(uintptr_t)address;
}

/* Encodings for run_word(): CSR instructions over a0, the TLB's over a0 and a1. */
#define CSRRW(csr) (0x00051573u | (uint32_t)(csr) << 20)
#define CSRRS(csr) (0x00052573u | (uint32_t)(csr) << 20)
#define CSRRC(csr) (0x00053573u | (uint32_t)(csr) << 20)
#define CSRR(csr) (0x00002573u | (uint32_t)(csr) << 20)

#endif
