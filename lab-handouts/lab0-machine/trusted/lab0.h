/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the start, the tests and your two files agree on. For C, and for assembly (.S), which has
 * no use for the second half. Numbers of PG-32 itself are in pg32.h and pg32.inc.
 */
#ifndef LAB0_H
#define LAB0_H

/* A frame: what a trap handler keeps of who was interrupted. Offsets, for trap.S. */
#define FRAME_X(n) (4 * (n))
#define FRAME_MEPC 128
#define FRAME_MCAUSE 132
#define FRAME_MTVAL 136
#define FRAME_SIZE 144 /* a multiple of 16, as the stack wants it */

/* The process has pages 0 to PAGES - 1: addresses 0 to 0x003fffff. */
#define PAGES 1024
#define ASID 1

/* System calls: the number is in a7, what is handed over in a0, and so is what comes back. */
#define CALL_EXIT 0  /* stop the machine with exit code a0 */
#define CALL_TICKS 1 /* how many ticks there have been */
#define CALL_PUT 2   /* put out the character a0; gives 0 */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct frame {
    uint32_t x[32]; /* x[10] is a0, x[17] is a7 */
    uint32_t mepc, mcause, mtval;
    uint32_t unused;
};
_Static_assert(sizeof(struct frame) == FRAME_SIZE, "trap.S knows the size of a frame");

/* --- yours, in trap.S --- */

/* Have traps come to your vector. Called once, before anything else of yours. */
void trap_open(void);

/* --- yours, in kernel.c --- */

/* Put out a text at the UART. */
void put_text(const char *text);

/* What trap.S calls for every trap that it has not dealt with by itself. */
void trap(struct frame *f);

/* A tick each `period` of mtime from now on; how many there have been. */
void timer_start(uint32_t period);
extern volatile uint32_t ticks;

/* --- given, in start.S and pages.c --- */

/*
 * The process's page table, by page number: what the low word of a TLB entry is to be, or 0 if
 * there is no such page.
 */
extern uint32_t page_table[PAGES];

/* Stop the machine with an exit code. */
_Noreturn void machine_stop(uint32_t code);

/* For tests: a page of the process's at va; and enter the process at pc, in user mode. */
void page_map(uint32_t va, const void *frame, uint32_t rights);
void page_preload(uint32_t va);
_Noreturn void process_start(uint32_t pc);
#endif

#endif
