/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hybrid technique [P&G Theorem 3]: what a guest runs in its virtual supervisor mode is
 * interpreted, instruction by instruction, from isa/'s rows; what it runs in its virtual user
 * mode runs directly. For machines on which trap-and-emulate is unsound because an instruction is
 * sensitive in supervisor mode only.
 *
 * hybrid.c   the technique: when to interpret, for how long; what an instruction does that is none
 *            of the common ones, by the monitor's own routines
 * run.c      the common instructions, in a loop that does nothing else
 * windows.c  which of the guest's pages the loop may reach, and where they are
 *
 * This folder includes vmm/ and isa/; nothing includes it. Its technique registers itself at link
 * time (vmm/technique.h), under the name "hybrid".
 */
#ifndef HYBRID_HYBRID_H
#define HYBRID_HYBRID_H

#include "vmm/hw.h"
#include "vmm/technique.h"

/*
 * An instruction, decoded. Owned by no page in particular: the word is compared with the one in
 * memory each time, so that whoever writes code, and by whatever way (a guest in user mode, a
 * disk), need not say so.
 */
struct decoded {
    uint32_t word;
    const void *handler; /* where in run.c */
    uint32_t imm;
    uint8_t rd, rs1, rs2; /* offsets in the vCPU; rd of x0 is that of pc, which is not live */
    uint8_t unused;
};

enum { WORDS = PAGE_SIZE / 4, DECODED_PAGES = 32, DATA_WINDOWS = 64, CODE_WINDOWS = 16 };

/* A page of RAM that is reached at virtual address `page` by adding delta. */
struct window {
    uint32_t page; /* or WINDOW_NONE */
    uintptr_t delta;
};

struct code_window {
    struct window at;
    struct decoded *decoded; /* of its first word */
};

/* No address with bits of the page offset above the lowest two is ever compared. */
#define WINDOW_NONE 0x800u

/* Windows of one VM in one of its address spaces at a time. */
struct windows {
    const struct vm *vm;
    uint32_t space;
    struct window load[DATA_WINDOWS], store[DATA_WINDOWS]; /* in this order: run.c */
    struct code_window code[CODE_WINDOWS];
    struct decoded *decoded; /* DECODED_PAGES pages, by frame */
};
extern struct windows windows;

/*
 * The guest may be a monitor: what it says of itself, in HINTs (isa/probe.def), is to be heard as
 * if the hardware had executed it. But not that it has interpreted an instruction in its turn:
 * nobody asks for that, and it says so each time.
 */
static inline bool hybrid_heard(const struct insn *in)
{
    return in->op == OP_slti && in->rd == 0 && in->imm != PROBE_INTERPRETED;
}

static inline void hybrid_pass_on(uint32_t event, uint32_t value)
{
    hw_probe(PROBE_SAID, event);
    hw_probe(PROBE_SAID_VALUE, value);
}

/* Set aside what the interpreter needs of the monitor's memory. At boot. */
void windows_boot(void);

/* The windows are vm's, in the address space that it is in: forget others'. */
void windows_enter(const struct vm *vm);

/* The guest's own mappings may be others. */
void windows_forget(void);

/* The window of the page of va for a fetch, a load, a store; null if it is not RAM, or not so. */
const struct code_window *windows_code(struct vm *vm, uint32_t va);
const struct window *windows_data(struct vm *vm, uint32_t va, enum access access);

/* Have the decoded pages, all zeros, say of a word 0 what is true of it. Once they are there. */
void run_boot(void);

/*
 * Run vm, which is in virtual supervisor mode, from pc on, while its instructions are common ones
 * and reach nothing but RAM, and the real machine has no interrupt pending. vm is up to date at
 * the end: pc, retired. Returns how many instructions that were. At boot, once, with null.
 */
uint32_t run_common(struct vm *vm);

#endif
