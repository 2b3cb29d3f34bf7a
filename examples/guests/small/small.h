/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel just large enough to measure with: user mode, translated by a page table of two levels;
 * a TLB refill; three system calls; and faults that it steps over. The guests of this folder are
 * linked with it, and each is one program: nano, pages, share, detect, beat.
 *
 * Kernel and user mode are one image. User mode has the image's own 4 MiB where they are, and a
 * region of its own; supervisor mode runs with translation off.
 *
 *   small.c   arguments, page table
 *   entry.S   the trap vector, and the ways between the modes
 *
 * Where the monitor offers a special page (vmm/special.h), trap handlers read and write their
 * registers there.
 */
#ifndef SMALL_H
#define SMALL_H

/* System calls, by a7. */
#define CALL_NULL 0   /* comes back at once */
#define CALL_LEAVE 1  /* ends user mode: user_call() returns */
#define CALL_KERNEL 2 /* a0 is called in supervisor mode, with a1 */

/* In the special page, as reached from x0. What follows the registers is memory. */
#define SPECIAL_MSCRATCH -2048
#define SPECIAL_MEPC -2044
#define SPECIAL_MCAUSE -2040
#define SPECIAL_MTVAL -2036
#define SPECIAL_SAVED -2032

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include "pg32.h"

typedef uint32_t work(uint32_t argument);

/* The region: REGION_PAGES at most, from REGION on, all readable. */
enum { REGION = 0x00400000, REGION_PAGES = 2048 };

/*
 * Prepare the address space, with so many pages in the region, writable or not; set the trap
 * vector. To be called once, first.
 */
void small_begin(uint32_t pages, bool writable);

/* f(argument) in user mode; its result. To be called in supervisor mode. */
uint32_t user_call(work *f, uint32_t argument);

/* f(argument) in supervisor mode; its result. To be called in user mode. */
uint32_t kernel_call(work *f, uint32_t argument);

/* TLB misses that the kernel has been told of. */
extern volatile uint32_t small_misses;

/* Whether there is a special page. */
extern bool small_special;

/*
 * Words of the boot arguments, from the first on: a text, of which at most 15 characters count, or
 * `otherwise` when there are no more; a number.
 */
const char *small_word(const char *otherwise);
uint32_t small_number(uint32_t otherwise);

/* --- entry.S and small.c --- */

extern char small_vector[], small_vector_special[];
extern uint32_t small_directory[];

/* Called by entry.S: a trap that nobody expects. */
_Noreturn void small_unexpected(uint32_t cause, uint32_t pc, uint32_t value);
#endif

#endif
