/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process's address space, and its system calls. Only #defines: serves C and assembly. */
#ifndef ZOO_LAYOUT_H
#define ZOO_LAYOUT_H

#define PROCESS_ASID 0x5a
#define PROCESS_TEXT 0x00010000
#define PROCESS_DATA 0x00020000 /* struct expected, for the process to read */
#define PROCESS_HEAP 0x00400000
#define HEAP_PAGES 80 /* more than the TLB has entries */

/* In a7; arguments from a0 on, the result in a0. */
#define CALL_EXIT 0
#define CALL_CHECK 1 /* address of a text, what was got, what was expected */
#define CALL_TICKS 2 /* ticks so far */
#define CALL_MIE 3   /* whether interrupts are enabled, as mstatus has it */

#define FRAME_PC 128
#define FRAME_CAUSE 132
#define FRAME_VALUE 136
#define FRAME_SIZE 144

#endif
