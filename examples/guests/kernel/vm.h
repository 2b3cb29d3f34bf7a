/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The address space of a process: two levels of page tables in memory, a range of the heap that
 * has been promised, and the ASID under which the TLB knows it all.
 *
 *       31          22 21          12 11           0
 *  va  | directory     | table        | offset      |
 *          |                 |
 *          v                 v
 *      directory[1024]   table[1024]
 *      0, or a table's   0, or an entry:   31        12 11    4  3 2 1 0
 *      address                            | frame      |   0   | X W R V |
 *
 * An entry is a TLB entry's low word as it stands. The hardware knows nothing of these tables:
 * entry.S walks them at a TLB miss. So whoever takes a page out of a table must take it out of
 * the TLB too (tlbinv); putting one in needs nothing, since absent pages are never in the TLB.
 *
 * Heap and stack are lazy: a page is found for an address when it is first touched.
 *
 *   0x00000000  nothing: null pointers fault
 *   0x00010000  program: text, read and execute; data, read and write
 *               heap, up to what sbrk has promised
 *   0x7fff0000  stack, 64 KiB
 *   0x80000000  USER_END: no process ever maps anything from here on
 *
 * Owned by the process that embeds it; vm.c alone changes page tables.
 */
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pg32.h"

#define USER_BASE 0x00010000u
#define USER_END 0x80000000u
#define USER_STACK (USER_END - 0x10000u)

enum { VM_R = TLB_LO_R, VM_W = TLB_LO_W, VM_X = TLB_LO_X };

struct vm {
    uint32_t *directory;
    uint32_t asid;
    uint32_t heap_start, heap_end;
};

/* The page boundary at or above an address. */
static inline uint32_t vm_page_up(uint32_t va)
{
    return (va + PAGE_SIZE - 1) & PAGE_FRAME;
}

/* Make the TLB ours: empty, and all of it open to random replacement. */
void vm_init(void);

/* An empty address space. False if there is no memory. */
bool vm_create(struct vm *vm, uint32_t asid);

/* Free every page and table. */
void vm_destroy(struct vm *vm);

/* Map the page at va to a frame, which vm then owns. False if there is no memory for a table. */
bool vm_map(struct vm *vm, uint32_t va, void *frame, uint32_t flags);

/* Whether va lies in what is lazy: in the heap as promised, or in the stack. */
bool vm_is_lazy(const struct vm *vm, uint32_t va);

/* Find a page for a lazy address that has none. False: it is not lazy, or there is no memory. */
bool vm_touch(struct vm *vm, uint32_t va);

/* Move the heap's end. Returns the old one, or -1. */
int vm_sbrk(struct vm *vm, int delta);

/*
 * Copy between the process's memory and the kernel's; a string with its 0 must fit in `size`.
 * False if the process itself could not have read (written) there.
 */
bool vm_copyin(struct vm *vm, void *to, uint32_t from, size_t n);
bool vm_copyout(struct vm *vm, uint32_t to, const void *from, size_t n);
bool vm_copyin_string(struct vm *vm, char *to, uint32_t from, size_t size);

#endif
